"""List the flags of all clients, and mark those of one client as looked at."""

from __future__ import annotations

from collections.abc import Iterator

from screening.counselor.session import Session
from screening.records.caseload import caseload
from screening.records.client_file import MAX_DONE, Client
from screening.records.raised_flags import RaisedFlag, standing
from screening.reports.flag_lines import sitting_line, titles
from screening.system.process import Code
from screening.text import clean


def look_first(session: Session, client: Client) -> int:
    """Mark what stands to be looked at in one sitting as looked at, with a line on what was done."""
    groups = standing(session.flags(client))
    if not groups:
        session.talk.tell("look-first-none", code=client.code)
        return Code.DONE
    flags = {str(group[0].sitting): group for group in groups}
    rows = [(number, sitting_line(group, session.context.words)) for number, group in flags.items()]
    chosen = session.talk.pick(rows, session.say("which-look-first", code=client.code), done="done")
    if chosen != "done":
        _mark(session, client, flags[chosen])
    return Code.DONE


def due(session: Session, client: Client) -> int:
    """Set the day of the client's next sitting."""
    before = session.records.due(client)
    day = session.day("due-prompt", before)
    if day != before:
        session.records.set_due(client, day)
    session.talk.tell("due-set" if day else "due-set-none", code=client.code, day=day)
    return Code.DONE


def to_look_at(session: Session, room: int) -> Iterator[str]:
    """What nobody has looked at yet in the records of all clients: a line for each sitting, those with
    a critical answer first, then the latest.

    At most `room` lines, and one more that says how many there are beside them.
    """
    found = [(group, case.client.code) for case in caseload(session.records) for group in case.flags]
    found.sort(key=lambda one: (one[0][0].critical, one[0][0].day), reverse=True)
    for group, code in found[:room]:
        yield session.say("flags-of-client", code=code, flags=sitting_line(group, session.context.words))
    if len(found) > room:
        yield session.say("main-flags-more", count=len(found) - room)


def _mark(session: Session, client: Client, flags: tuple[RaisedFlag, ...]) -> None:
    """Ask what was done, and add the mark. Enter alone marks nothing."""
    number = flags[0].sitting
    session.talk.tell("look-first-about", number=number, titles=titles(flags))
    done = clean(session.talk.ask("look-first-prompt")).strip()
    if len(done) > MAX_DONE:
        session.talk.tell("look-first-long", most=MAX_DONE)
    elif not done:
        session.talk.tell("look-first-not")
    else:
        session.records.mark_looked_at(client, number, [flag.id for flag in flags], done)
        session.talk.tell("look-first-done")
