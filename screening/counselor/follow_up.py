"""List the flags of all clients, and mark those of one client as looked at."""

from __future__ import annotations

from collections.abc import Iterator

from screening.counselor.session import Session
from screening.engine.look_first import Flag
from screening.engine.look_first import look_first as flagged
from screening.records.caseload import caseload
from screening.records.client_file import MAX_DONE, Client, LookedAt, Sitting
from screening.records.raised_flags import RaisedFlag, marked, named_flags, standing
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


def carry_over(session: Session, client: Client, wrong: Sitting, made: Sitting) -> None:
    """Let each mark on a sitting that was corrected stand with its new version too, for those flags that come from the
    same answers. What is written with it says whose mark it was.
    """
    marks = session.records.looked_at(client)
    seen = {flag.id: flag.looked_at for flag in marked(wrong.number, wrong.date, named_flags(wrong), marks)}
    kept = dict[LookedAt, list[str]]()
    for flag in flagged(made.interview.evaluation):
        mark = seen.get(flag.id)
        if mark is not None and _behind(made, flag) == _behind(wrong, flag):
            kept.setdefault(mark, []).append(flag.id)
    for mark, ids in kept.items():
        text = session.say("mark-carried", number=wrong.number, by=mark.initials, day=mark.at.day, done=mark.text)
        session.records.mark_looked_at(client, made.number, ids, text[:MAX_DONE])


def _behind(sitting: Sitting, flag: Flag) -> list[object]:
    """The answers and totals that a flag comes from."""
    evaluation, form = sitting.interview.evaluation, sitting.questionnaire
    leaves = flag.condition.leaves
    return [
        evaluation.reply(form.by_id[leaf.item]) if leaf.item else evaluation.total(form.scale_by_id[leaf.scale or ""])
        for leaf in leaves
    ]


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
