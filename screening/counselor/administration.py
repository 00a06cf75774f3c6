"""Administration of the store: retention, the list of clients, passphrase, backup."""

from __future__ import annotations

from screening.app import saving
from screening.conversation.user_interface import WentBack
from screening.counselor.paperwork import simple_page, written
from screening.counselor.session import Session
from screening.records.client_file import AuditAction, Client
from screening.records.timestamps import years_later
from screening.reports.document import Bullets, Paragraph
from screening.system.process import Code
from screening.text import shown_path

MOST_YEARS = 100  # that records are kept


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


def until(session: Session, prompt: str, default: str = "") -> str:
    """A day until which records are kept, as it is typed: not over, and not so late that it must be a slip."""
    today = session.context.today
    return session.day(prompt, default, earliest=today, latest=years_later(today, MOST_YEARS), about="keep-until")


def keep_until(session: Session, client: Client) -> int:
    """Set the day for one client."""
    day = until(session, "keep-until-prompt", client.keep_until)
    session.records.keep_until(client, day)
    session.talk.tell("retention-day" if day else "retention-none", code=client.code, day=day)
    return Code.DONE


def passphrase(session: Session) -> int:
    """Change the passphrase."""
    try:
        return Code.DONE if saving.change_passphrase(session.talk, session.records) else Code.LOCKED
    except WentBack:
        return Code.DONE


def backup(session: Session) -> int:
    """Copy the whole store to a file, encrypted under the same passphrase."""

    def write(path: str) -> str:
        target = session.context.free_path(path)
        session.records.copy_to(target)
        return session.say("backed-up", path=shown_path(target))

    if written(session, "backup-prompt", write):
        session.note_down(AuditAction.BACKED_UP)
    return Code.DONE
