"""Erase a sitting, a client or everything: what would be lost is said first, then a word has to be typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from screening.app import diary, saving
from screening.counselor.session import Session
from screening.records.caseload import caseload
from screening.records.client_file import Client, Sitting, UnreadableSitting, newest_first
from screening.records.raised_flags import RaisedFlag
from screening.reports.flag_lines import by_sitting, sitting_line, titles
from screening.system.process import Code


def erase(session: Session, client: Client | None = None, *, dry_run: bool = False) -> int:
    """Erase one sitting, one client, or everything. A dry run only says what would be erased."""
    all_row = () if client is not None else ("all",)  # the menu of one client does not offer to erase all
    rows = [(scope, session.say(f"erase-{scope}")) for scope in ("sitting", "client", *all_row)]
    title = session.say("erase-title-client", code=client.code) if client is not None else session.say("erase-title")
    chosen = session.talk.pick(rows, title, done="done")
    if chosen == "all":
        return _erase_all(session, dry_run=dry_run)
    target = client or (session.client() if chosen != "done" else None)
    if target is None or chosen == "done":
        return Code.DONE
    return _erase_sitting(session, target, dry_run) if chosen == "sitting" else _erase_client(session, target, dry_run)


# One sitting.


def _erase_sitting(session: Session, client: Client, dry_run: bool) -> int:
    """Erase one sitting. The list includes sittings that this version of the program cannot read."""
    listed = _erasable(session, client)
    if not listed:
        session.talk.tell("no-sitting", code=client.code)
        return Code.DONE
    rows = [(str(one.number), _row(session, one)) for one in listed]
    chosen = session.talk.pick(rows, session.say("which-erase", code=client.code), done="done")
    if chosen == "done":
        return Code.DONE
    number = int(chosen)
    session.talk.tell("erase-would-sitting", code=client.code, row=dict(rows)[chosen])
    _tell(session, lost_with_sitting(session, client, number))
    if not dry_run and _confirmed(session):
        session.records.erase_sitting(client, number)
        session.talk.tell("erased")
    return Code.DONE


def _erasable(session: Session, client: Client) -> list[Sitting | UnreadableSitting]:
    """Every sitting, the latest first; those that cannot be read come last."""
    return [*newest_first(session.records.sittings(client)), *reversed(session.records.closed(client))]


def _row(session: Session, sitting: Sitting | UnreadableSitting) -> str:
    return session.row(sitting) if isinstance(sitting, Sitting) else session.closed_row(sitting)


def lost_with_sitting(session: Session, client: Client, number: int) -> Iterator[str]:
    """What a sitting has in it that somebody may not mean to erase."""
    sitting = session.records.sitting(client, number)
    if sitting is None:  # it cannot be read
        yield session.say("erase-unreadable")
    else:
        yield session.say(
            "erase-finished" if sitting.finished else "erase-unfinished", count=sitting.interview.answered
        )
        flags = session.flags(client, number)
        if flags:
            yield session.say("erase-flags", titles=titles(flags))
        if any(flag.stands for flag in flags):
            yield session.say("erase-flags-stand")
    yield from _kept(session, client)


def _kept(session: Session, client: Client) -> Iterator[str]:
    """A warning where the day until which the records are to be kept is not over."""
    if client.keep_until >= session.context.today:
        yield session.say("erase-keep-until", code=client.code, day=client.keep_until)


# A client, and everything.


def _erase_client(session: Session, client: Client, dry_run: bool) -> int:
    file = session.records.file(client)
    facts = {
        "sittings": len(file.sittings) + len(file.closed),
        "consents": len(file.consents),
        "notes": len(file.notes),
    }
    session.talk.tell("erase-would-client", code=client.code, **facts)
    _tell(session, _lost_with_client(session, client, file.sittings))
    if not dry_run and _confirmed(session):
        session.records.erase_client(client)
        session.talk.tell("erased")
    return Code.DONE


def _lost_with_client(session: Session, client: Client, sittings: Iterable[Sitting]) -> Iterator[str]:
    listed = tuple(sittings)
    open_ = sum(not sitting.finished for sitting in listed)
    if listed:
        facts = {
            "finished": len(listed) - open_,
            "open": open_,
            "count": sum(sitting.interview.answered for sitting in listed),
        }
        yield session.say("erase-sittings", **facts)
    for flags in by_sitting(session.flags(client)):
        yield _flagged(session, flags)
    yield from _kept(session, client)


def _flagged(session: Session, flags: tuple[RaisedFlag, ...]) -> str:
    line = session.say("erase-flags", titles=sitting_line(flags, session.context.words))
    return f"{line} {session.say('erase-flags-stand')}" if any(flag.stands for flag in flags) else line


def _erase_all(session: Session, *, dry_run: bool) -> int:
    paths = diary.files_of(session.context, ["clients"])
    session.talk.tell("erase-would")
    for line in diary.listed(paths):
        session.talk.tell_text(line)
    _tell(session, _lost_with_all(session))
    if not dry_run and _confirmed(session):
        session.records.close()
        diary.delete_stores(session.context, ["clients"])
        session.talk.tell("erased-all")
    return Code.DONE


def _lost_with_all(session: Session) -> Iterator[str]:
    cases = caseload(session.records)
    yield session.say("erase-all-clients", count=len(cases))
    if flagged := sum(bool(case.flags) for case in cases):
        yield session.say("erase-all-flags", count=flagged)
    if kept := sum(case.client.keep_until >= session.context.today for case in cases):
        yield session.say("erase-all-kept", count=kept)


def _tell(session: Session, lines: Iterable[str]) -> None:
    for line in lines:
        session.talk.tell_text(line)


def _confirmed(session: Session) -> bool:
    """Say what erasing cannot reach, then ask for the word that erases."""
    session.talk.tell("erase-beyond")
    return saving.typed_word(session.talk)
