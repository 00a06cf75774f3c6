"""The audit trail for a counselor: newest first, of one client, of one day or month, of one colleague."""

from __future__ import annotations

import re
from dataclasses import dataclass

from screening.counselor.paperwork import simple_page
from screening.counselor.session import Session, as_initials
from screening.records import client_codes
from screening.records.client_codes import CodeNotAccepted
from screening.records.client_file import AuditAction, AuditEntry, Client
from screening.records.store import RecordStore
from screening.reports.document import Bullets, Paragraph
from screening.reports.entries_in_words import action_in_words
from screening.system.process import Code

DAY = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """Which entries are wanted. `day` may be a year or a month, too: whatever the day of an entry begins with."""

    client: Client | None = None
    day: str = ""
    initials: str = ""

    def of(self, records: RecordStore) -> tuple[AuditEntry, ...]:
        """The entries that fit, newest first."""
        return tuple(
            entry
            for entry in reversed(records.trail(self.client))
            if entry.at.day.startswith(self.day) and self.initials in ("", entry.initials)
        )


def audit(session: Session) -> int:
    """Show the trail, and whether its hash chain and the pages of the file are intact."""
    wanted = _wanted(session)
    broken, faults = session.records.broken(), session.records.store.faults()
    lines = tuple(_row(session, entry) for entry in wanted.of(session.records))
    verdict = "audit-whole" if not (broken or faults) else "audit-broken"
    facts = {"entries": ", ".join(map(str, broken)) or "-", "faults": " ".join(faults) or "-"}
    blocks = [Paragraph(session.say(verdict, **facts), strong=True), Paragraph(session.say("audit-about"))]
    found = Bullets(lines) if lines else Paragraph(session.say("audit-none"))
    session.talk.show(simple_page(session, "audit-title", [*blocks, found]))
    session.note_down(AuditAction.AUDITED, wanted.client)
    return Code.LOCKED if broken or faults else Code.DONE


def _wanted(session: Session) -> TrailFilter:
    """What is typed: a code, a day, initials, or several of them with spaces; all entries for Enter alone."""
    while typed := session.talk.ask("audit-prompt").split():
        wanted, rest = TrailFilter(), []
        for word in typed:
            day = word if DAY.fullmatch(word) else ""
            client = None if day else _client(session, word)
            if day or client or as_initials(word):
                wanted = TrailFilter(
                    client or wanted.client,
                    day or wanted.day,
                    wanted.initials if day or client else as_initials(word),
                )
            else:
                rest.append(word)
        if not rest:
            return wanted
        session.talk.tell("audit-again")
    return TrailFilter()


def _client(session: Session, typed: str) -> Client | None:
    try:
        return session.records.client(client_codes.checked(typed))
    except CodeNotAccepted:
        return None


def _row(session: Session, entry: AuditEntry) -> str:
    about = "-client" if entry.client is not None else ""
    facts = {"number": entry.number, "when": entry.at.shown, "by": entry.initials or "-", "client": entry.client}
    return session.say(f"audit-row{about}", what=action_in_words(session.context.words, entry), **facts)
