"""The counselor's menus, and each menu entry as a single command. The passphrase is asked once per session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from screening.app.context import AppContext
from screening.conversation.user_interface import UserInterface
from screening.counselor import (
    administration,
    caseload_list,
    consent,
    erasing,
    follow_up,
    keys,
    notes,
    paperwork,
    sittings,
    trail,
)
from screening.counselor.session import Session, opened
from screening.formats.render import Line, block_lines
from screening.records.client_file import AuditAction, Client
from screening.system.process import Code, IdleTimeout

MOST_FLAGS = 4  # lines above the menu
WithClient = Callable[[Session, Client], int]
Work = Callable[[Session], int]

CLIENT_ACTIONS: dict[str, WithClient] = {
    "sit": sittings.sit,
    "resume": sittings.resume,
    "history": paperwork.history,
    "read": sittings.read,
    "trend": paperwork.trend,
    "compare": paperwork.compare,
    "hand-out": paperwork.hand_out,
    "report": paperwork.report,
    "consent": consent.record,
    "note": notes.note,
    "correct": sittings.correct,
    "export": paperwork.export,
    "look-first": follow_up.look_first,
    "due": follow_up.due,
    "keep-until": administration.keep_until,
}
STORE_ACTIONS: dict[str, Work] = {
    "list": caseload_list.show,
    "retention": administration.retention,
    "table": paperwork.table,
    "audit": trail.audit,
    "passphrase": administration.passphrase,
    "key": keys.menu,
    "backup": administration.backup,
    "erase": erasing.erase,
}


def menu(context: AppContext, ui: UserInterface) -> int:
    """Open a session and show its menu until the counselor is done."""
    with opened(context, ui) as session:
        return session.guarded(at_work)


def at_work(session: Session) -> int:
    """The menu of an open session, until the counselor is done."""
    rows = [(name, session.say(f"main-{name}")) for name in ("new", "open", *STORE_ACTIONS)]
    if [*follow_up.to_look_at(session, MOST_FLAGS)]:  # with codes of clients
        session.note_down(AuditAction.LISTED)
    while not session.records.store.is_closed:  # by an erase
        chosen = session.talk.pick(rows, session.say("main-title"), done="done", about=_flags(session))
        if chosen == "done":
            break
        if chosen == "new":
            session.attempt(lambda: _client_menu(session, sittings.new(session)))
        elif chosen == "open":
            session.talk.new_page()
            session.talk.tell_strong("main-open")
            session.attempt(lambda: _client_menu(session, session.client()))
        else:
            session.attempt(partial(STORE_ACTIONS[chosen], session))
    return Code.DONE


def _flags(session: Session) -> Iterator[Line]:
    """What nobody has looked at yet, above the menu."""
    lines = [*follow_up.to_look_at(session, MOST_FLAGS)]
    for line in (session.say("main-flags"), *lines, "") if lines else ():
        yield from session.talk.lines(line, "strong" if line else "")


def _client_menu(session: Session, client: Client | None) -> None:
    """The menu of one client, below the code and the card. Nothing happens without a client."""
    rows = [(name, session.say(f"do-{name}")) for name in (*CLIENT_ACTIONS, "erase")]
    while client is not None and (client := session.records.client(client.code)) is not None:
        try:
            _open_page(session, client)
            chosen = session.talk.pick_here(rows, "done", kind="client-prompt", inline=True)
            if chosen == "done":
                return
            session.attempt(partial({**CLIENT_ACTIONS, "erase": erasing.erase}[chosen], session, client))
        except IdleTimeout:
            if not session.let_go():  # somebody else has worked meanwhile
                return


def _open_page(session: Session, client: Client) -> None:
    """Where a client is, above what can be done."""
    talk = session.talk
    talk.ui.new_page()
    talk.show_lines(talk.lines(session.heading(client), "strong"))
    talk.show_lines([*block_lines([session.cards.card(session.records.file(client))], talk.columns, None), Line("")])


# Each menu entry as a single command.


def new(context: AppContext, ui: UserInterface) -> int:
    """A new client."""
    with opened(context, ui) as session:
        return session.guarded(lambda open_session: _done(sittings.new(open_session)))


def _done(_: object) -> int:
    return Code.DONE


def with_client(context: AppContext, ui: UserInterface, what: str) -> int:
    """Do one action of the client menu for the client whose code is typed."""

    def work(session: Session) -> int:
        client = session.client()
        return CLIENT_ACTIONS[what](session, client) if client is not None else Code.DONE

    with opened(context, ui) as session:
        return session.guarded(work)


def whole(context: AppContext, ui: UserInterface, what: str) -> int:
    """Do one action of the main menu, which concerns the whole store."""
    with opened(context, ui) as session:
        return session.guarded(STORE_ACTIONS[what])


def erase(context: AppContext, ui: UserInterface, *, dry_run: bool) -> int:
    """Erase a sitting, a client, or everything."""
    with opened(context, ui) as session:
        return session.guarded(lambda open_session: erasing.erase(open_session, dry_run=dry_run))
