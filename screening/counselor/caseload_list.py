"""The list of all clients: when each was last seen, what is open, what to look at first, and who is due."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from screening.counselor.session import Session
from screening.formats.render import Line, document_lines
from screening.records.caseload import Case, caseload
from screening.records.client_file import AuditAction
from screening.reports.document import Block, Document, Paragraph, Section, Table
from screening.system.process import Code

LAST = "9999"  # sorts after every day
# What the list can be sorted by. Each puts first what needs somebody first; clients alike are in the order of codes.
SORTS: dict[str, Callable[[Case], tuple[bool | int | str, ...]]] = {
    "first": lambda case: (not case.flags, not _critical(case), case.due or LAST),
    "due": lambda case: (case.due or LAST,),
    "open": lambda case: (-case.open,),
    "seen": lambda case: (case.last_seen,),
    "code": lambda case: (case.client.code,),
}
COLUMNS = ("code", "seen", "open", "first", "due")
SORTING = 4  # lines of the question how to sort the list, and the empty one above it
AROUND = 6  # lines of a page that are not clients: title, headings, prompt and the empty lines between


def _critical(case: Case) -> bool:
    return bool(case.flags) and case.flags[0][0].critical


def show(session: Session) -> int:
    """Show the list, and sort it as often as the counselor wants. No other page shows all codes (T-34)."""
    cases = caseload(session.records)
    session.note_down(AuditAction.LISTED)
    if not cases:
        session.talk.tell("no-clients")
        return Code.DONE
    rows = [(name, session.say(f"caseload-{name}")) for name in SORTS]
    chosen = "first"
    while chosen in SORTS:
        _show(session, page(session, sorted(cases, key=SORTS[chosen])))
        chosen = session.talk.pick_here(rows, "done", kind="caseload-sort", inline=True)
    return Code.DONE


def _show(session: Session, document: Document) -> None:
    """Show the list above the question how to sort it; where it is too long for that, page by page before it."""
    talk = session.talk
    lines = document_lines(document, talk.columns, talk.ui.glyphs)
    if talk.ui.pauses and len(lines) + SORTING > talk.ui.rows:
        talk.show(document)
        talk.ui.new_page()
    else:
        talk.ui.new_page()
        talk.ui.show_result([*lines, Line("")])


def page(session: Session, cases: list[Case]) -> Document:
    """The list as a document: as many clients under each row of headings as one window has room for."""
    title = session.say("caseload-title", count=len(cases))
    headings = tuple(session.say(f"caseload-{name}") for name in COLUMNS)
    tables = [Table(headings, part) for part in _parts([_row(session, case) for case in cases], session)]
    blocks: tuple[Block, ...] = (*tables, Paragraph(session.say("caseload-about")))
    return Document(title, session.context.words.interface, (Section("clients", title, blocks),))


def _parts(rows: list[tuple[str, ...]], session: Session) -> Iterator[tuple[tuple[str, ...], ...]]:
    room = max(session.talk.ui.rows - AROUND, 1) if session.talk.ui.pauses else len(rows)
    listed = iter(rows)
    while part := tuple(islice(listed, room)):
        yield part


def _row(session: Session, case: Case) -> tuple[str, ...]:
    overdue = bool(case.due) and case.due < session.context.today
    due = session.say("caseload-overdue", day=case.due) if overdue else case.due
    return (case.client.code, case.last_seen, str(case.open or ""), _flags(session, case), due)


def _flags(session: Session, case: Case) -> str:
    """The latest sitting with something to look at, and how many others have some."""
    sittings = case.flags
    if not sittings:
        return ""
    line = session.say("caseload-flags", number=sittings[0][0].sitting, day=sittings[0][0].day)
    return session.say("caseload-flags-more", line=line, count=len(sittings) - 1) if len(sittings) > 1 else line
