"""The counselor's menus and commands: one passphrase for a working session, and the same work as single commands."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from screening.app import saving
from screening.app.context import Desk
from screening.conversation.talk import Talk
from screening.conversation.user_interface import Mouth
from screening.counselor import administration, paperwork, sittings
from screening.counselor.session import Session, initials, opened
from screening.records.client_file import Client, What
from screening.system import files
from screening.system.process import Code

WithClient = Callable[[Session, Client], int]
Work = Callable[[Session], int]

OF_A_CLIENT: dict[str, WithClient] = {
    "sit": sittings.sit,
    "resume": sittings.resume,
    "history": paperwork.history,
    "trend": paperwork.trend,
    "compare": paperwork.compare,
    "hand-out": paperwork.hand_out,
    "report": paperwork.report,
    "note": administration.note,
    "correct": sittings.correct,
    "export": paperwork.export,
    "keep-until": administration.keep_until,
}
OF_THE_CABINET: dict[str, Work] = {
    "list": administration.clients,
    "retention": administration.retention,
    "table": paperwork.table,
    "audit": administration.audit,
    "passphrase": administration.passphrase,
    "backup": administration.backup,
    "erase": administration.erase,
}


def menu(desk: Desk, mouth: Mouth) -> int:
    """The working session: the passphrase once, then whatever is chosen, until the counselor is done."""
    with opened(desk, mouth) as session:
        return session.guarded(at_work)


def at_work(session: Session) -> int:
    """The menu of an open session, until the counselor is done."""
    rows = [(name, session.say(f"main-{name}")) for name in ("new", "open", *OF_THE_CABINET)]
    while administration.is_there(session):
        chosen = session.talk.pick(rows, session.say("main-title"), done="done")
        if chosen == "done":
            break
        if chosen == "new":
            _with(session, sittings.new(session))
        elif chosen == "open":
            _with(session, session.client())
        else:
            OF_THE_CABINET[chosen](session)
    return Code.DONE


def _with(session: Session, client: Client | None) -> None:
    """Everything that can be done with one client, under the code."""
    rows = [(name, session.say(f"do-{name}")) for name in (*OF_A_CLIENT, "erase")]
    while client is not None and session.records.client(client.code) is not None:
        chosen = session.talk.pick(rows, session.heading(client), done="done")
        if chosen == "done":
            return
        if chosen == "erase":
            administration.erase(session, client)
        else:
            OF_A_CLIENT[chosen](session, client)
            client = session.records.client(client.code)


# The same as single commands.


def new(desk: Desk, mouth: Mouth) -> int:
    """A new client."""
    with opened(desk, mouth) as session:
        return session.guarded(lambda one: _done(sittings.new(one)))


def _done(_: object) -> int:
    return Code.DONE


def with_client(desk: Desk, mouth: Mouth, what: str) -> int:
    """One piece of work with the client whose code is typed."""

    def work(session: Session) -> int:
        client = session.client()
        return OF_A_CLIENT[what](session, client) if client is not None else Code.DONE

    with opened(desk, mouth) as session:
        return session.guarded(work)


def whole(desk: Desk, mouth: Mouth, what: str) -> int:
    """One piece of work with the cabinet as a whole."""
    with opened(desk, mouth) as session:
        return session.guarded(OF_THE_CABINET[what])


def erase(desk: Desk, mouth: Mouth, *, dry_run: bool) -> int:
    """Erase a sitting, a client, or everything."""
    with opened(desk, mouth) as session:
        return session.guarded(lambda one: administration.erase(one, dry_run=dry_run))


def restore(desk: Desk, mouth: Mouth) -> int:
    """Put a backup in the place of the store, after it has proven whole under its passphrase."""
    from screening.records import store_files

    talk, path = desk.talk(mouth), desk.paths["clients"]
    with store_files.exclusive(path):
        return _restore(desk, talk, path)


def _restore(desk: Desk, talk: Talk, path: Path) -> int:
    from screening.records import encrypted_file, store_files
    from screening.records.store import STEPS, Records

    by = initials(talk)
    while typed := talk.ask("restore-prompt").strip():
        source = Path(os.path.expanduser(typed))
        if source.is_file():
            break
        talk.tell("restore-none", path=source)
    if not typed:
        return Code.DONE
    files.private_folder(path.parent)
    proven = encrypted_file.prove_copy(source, path, saving.passphrase(talk), STEPS)
    try:
        copy = Records(proven, desk.library, desk.clock, by)
        if copy.client("") is not None:  # the one person of a diary has no code
            talk.tell("restore-diary")
            return Code.DONE
        last = copy.last()
        talk.tell("restore-about", number=last.number, when=last.at.shown, by=last.by or "-")
        if store_files.exists(path):
            talk.tell("restore-replaces", path=path)
        if talk.ask("restore-word").strip().lower() != "restore":
            talk.tell("restore-not")
            return Code.DONE
        copy.note_down(What.RESTORED)
        proven.move_to(path)
    finally:
        proven.discard()
    talk.tell("restored", path=path)
    return Code.DONE
