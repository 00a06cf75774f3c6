"""Passphrases of the counselors: who can open the records, a key for a colleague, and one taken away."""

from __future__ import annotations

from screening.app import saving
from screening.conversation.user_interface import WentBack
from screening.counselor.paperwork import simple_page
from screening.counselor.session import Session, as_initials
from screening.reports.document import Bullets, Paragraph
from screening.system.process import Code


def menu(session: Session) -> int:
    """What to see or to change about who can open the records."""
    work = {"list": listed, "add": add, "remove": remove}
    rows = [(name, session.say(f"key-{name}")) for name in work]
    chosen = session.talk.pick(rows, session.say("keys-title"), done="done")
    return work[chosen](session) if chosen in work else Code.DONE


def listed(session: Session) -> int:
    """Show who can open the records."""
    rows = tuple(
        session.say("key-row-own" if one.initials == session.records.initials else "key-row", by=one.initials)
        for one in session.records.holders()
    )
    shown = [Bullets(rows)] if rows else []
    about = Paragraph(session.say("keys-about" if rows else "keys-none"))
    session.talk.show(simple_page(session, "keys-title", [*shown, about]))
    return Code.DONE


def add(session: Session) -> int:
    """A key for a colleague, who types a passphrase of their own."""
    first = not session.records.holders()
    try:
        own = _own(session)
        by = _initials(session) if own else ""
        if not by:
            return Code.DONE if own else Code.LOCKED
        while session.records.fits(chosen := saving.new_passphrase(session.talk, "key-about", "key-passphrase")):
            session.talk.tell("key-same")
    except WentBack:
        return Code.DONE
    session.records.add_key(by, chosen, own)
    session.talk.tell("key-added", by=by)
    if first:
        session.talk.tell("key-first", by=session.records.initials)
    session.talk.tell("key-copies")
    return Code.DONE


def remove(session: Session) -> int:
    """Take a colleague's key away."""
    others = [one.initials for one in session.records.holders() if one.initials != session.records.initials]
    if not others:
        session.talk.tell("key-no-others")
        return Code.DONE
    try:
        if not _own(session):
            return Code.LOCKED
    except WentBack:
        return Code.DONE
    chosen = session.talk.pick([(by, by) for by in others], session.say("key-which"), done="done")
    if chosen in others:
        session.records.remove_key(chosen)
        session.talk.tell("key-removed", by=chosen)
        session.talk.tell("key-copies")
    return Code.DONE


def _own(session: Session) -> str:
    """The passphrase of whoever is in, typed once more: the window may have been left open. Empty for a wrong one."""
    typed = saving.passphrase(session.talk, "passphrase-old")
    if session.records.fits(typed):
        return typed
    session.talk.tell("passphrase-wrong")
    return ""


def _initials(session: Session) -> str:
    """Initials of a colleague that have no key yet; empty for Enter alone."""
    taken = {session.records.initials, *(one.initials for one in session.records.holders())}
    while typed := session.talk.ask("key-initials").strip():
        by = as_initials(typed)
        if by and by not in taken:
            return by
        taken_id = "key-taken-own" if by == session.records.initials else "key-taken"
        session.talk.tell(taken_id if by else "initials-again", by=by)
    return ""
