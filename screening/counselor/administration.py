"""Administration of the store: notes, retention, the audit trail, passphrase, backup."""

from __future__ import annotations

from pathlib import Path

from screening.app import saving
from screening.conversation.user_interface import WentBack
from screening.counselor.paperwork import simple_page, written
from screening.counselor.session import Session
from screening.records.client_file import MAX_NOTE, AuditAction, AuditEntry, Client
from screening.reports.document import Bullets, Heading, Paragraph
from screening.reports.entries_in_words import action_in_words, note_in_words
from screening.system.process import Code
from screening.text import clean


def note(session: Session, client: Client) -> int:
    """The notes on a client, and a new one. Off unless the settings turn them on (T-35)."""
    if session.context.settings.notes != "on":
        session.talk.tell("notes-off")
        return Code.DONE
    notes = session.records.notes(client)
    if notes:
        words = session.context.words
        blocks = [block for one in notes for block in (Heading(note_in_words(words, one)), Paragraph(one.text))]
        session.show(simple_page(session, "notes-title", blocks), client)
    session.talk.tell("note-about", most=MAX_NOTE)
    text = clean(session.talk.ask("note-prompt")).strip()
    if len(text) > MAX_NOTE:
        session.talk.tell("note-long", most=MAX_NOTE)
    elif text:
        session.records.write_note(client, text)
        session.talk.tell("note-kept")
    return Code.DONE


def retention(session: Session) -> int:
    """The days up to which records are kept, those that have passed first. Nothing is erased by itself."""
    today = session.context.today
    by_day = sorted(session.records.clients(), key=lambda client: (not client.keep_until, client.keep_until))
    lines = tuple(
        session.say(_retention_id(client.keep_until, today), code=client.code, day=client.keep_until)
        for client in by_day
    )
    about = Paragraph(session.say("retention-about"))
    session.talk.show(simple_page(session, "retention-title", [about, *([Bullets(lines)] if lines else [])]))
    chosen = session.client()
    return keep_until(session, chosen) if chosen is not None else Code.DONE


def _retention_id(day: str, today: str) -> str:
    return "retention-none" if not day else "retention-past" if day < today else "retention-day"


def keep_until(session: Session, client: Client) -> int:
    """Set the day for one client."""
    day = session.day("keep-until-prompt", client.keep_until)
    session.records.keep_until(client, day)
    session.talk.tell("retention-day" if day else "retention-none", code=client.code, day=day)
    return Code.DONE


def audit(session: Session) -> int:
    """Show the audit trail, and whether its hash chain and the pages of the file are intact."""
    broken, faults = session.records.broken(), session.records.store.faults()
    lines = tuple(_audit_row(session, entry) for entry in session.records.trail())
    verdict = "audit-whole" if not (broken or faults) else "audit-broken"
    facts = {"entries": ", ".join(map(str, broken)) or "-", "faults": " ".join(faults) or "-"}
    blocks = [Paragraph(session.say(verdict, **facts), strong=True), Paragraph(session.say("audit-about"))]
    session.talk.show(simple_page(session, "audit-title", [*blocks, Bullets(lines)]))
    return Code.LOCKED if broken or faults else Code.DONE


def _audit_row(session: Session, entry: AuditEntry) -> str:
    about = "-client" if entry.client is not None else ""
    facts = {"number": entry.number, "when": entry.at.shown, "by": entry.initials or "-", "client": entry.client}
    return session.say(f"audit-row{about}", what=action_in_words(session.context.words, entry), **facts)


def passphrase(session: Session) -> int:
    """Change the passphrase."""
    try:
        return Code.DONE if saving.change_passphrase(session.talk, session.records) else Code.LOCKED
    except WentBack:
        return Code.DONE


def backup(session: Session) -> int:
    """Copy the whole store to a file, encrypted under the same passphrase."""

    def write(path: str) -> str:
        target = Path(path).expanduser()
        session.records.store.copy_to(target)
        return session.say("backed-up", path=target)

    if written(session, "backup-prompt", write):
        session.note_down(AuditAction.BACKED_UP)
    return Code.DONE
