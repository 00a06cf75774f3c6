"""The counselor's pages and files: history, trend, comparison, report, hand-out, exports."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from screening.conversation.typed_input import reason_of
from screening.counselor import clinic_place, tables
from screening.counselor.fhir_copy import sittings_as_fhir
from screening.counselor.session import Session
from screening.errors import ScreeningError
from screening.formats.chart import course_svg
from screening.formats.client_json import client_json
from screening.records.client_file import AuditAction, Client, ClientFile, Sitting
from screening.reports.comparison import compare as compared
from screening.reports.course_report import CourseReports
from screening.reports.document import Block, Document, ScaleChart, Section
from screening.reports.file_sheets import FileSheets
from screening.reports.hand_out import HandOuts
from screening.reports.sitting_report import SittingReports
from screening.reports.trend import all_trends, sitting_before
from screening.system import files
from screening.system.process import Code
from screening.text import clean, shown_path

Filed = TypeVar("Filed", bound=FileSheets)
# Writes a file at a path; returns the sentence that says so.
WriteFile = Callable[[str], str]


# Pages on the screen.


def history(session: Session, client: Client) -> int:
    """All sittings of a client."""
    session.show(session.reports.history(session.records.file(client)), client)
    return Code.DONE


def trend(session: Session, client: Client) -> int:
    """Show each questionnaire's scores over time, and offer to save them as a page or as pictures."""
    trends = all_trends(session.records.sittings(client))
    if not trends:
        session.talk.tell("no-sitting", code=client.code)
        return Code.DONE
    reports = _reports(session, CourseReports)
    shown = reports.changes.trend(trends)
    session.show(shown, client)
    page = reports.report(client.code, trends, notice=session.context.settings.notice)
    rows = [(form, session.say(f"trend-{form}")) for form in ("page", "pictures")]
    match session.talk.pick(rows, session.say("trend-what", code=client.code), done="done"):
        case "page":
            save(session, "trend", page, client)
        case "pictures":
            path = written(session, "svg-prompt", lambda path: _pictures(session, shown, path))
            noted(session, "pictures", path, client)
    return Code.DONE


def _pictures(session: Session, page: Document, path: str) -> str:
    """Each picture of the page as an SVG file of its own: `name.svg` gives name-1.svg, name-2.svg and so on."""
    target = _path_ending_in(session, path, ".svg")
    charts = [block for section in page.sections for block in section.blocks if isinstance(block, ScaleChart)]
    names = [target.with_name(f"{target.stem}-{number}.svg") for number, _ in enumerate(charts, 1)]
    taken = next((name for name in names if os.path.lexists(name)), None)
    if taken is not None:  # write all pictures or none
        raise ValueError(session.say("exists", path=taken))
    for name, chart in zip(names, charts, strict=True):
        files.save(name, course_svg(chart))
    return session.context.saved(target.with_name(f"{target.stem}-1.svg"))


def compare(session: Session, client: Client) -> int:
    """Two sittings with the same questionnaire, side by side. One without another to compare with is not offered."""
    counts = Counter(one.questionnaire.id for one in session.records.sittings(client) if one.stands)
    if not any(count > 1 for count in counts.values()):
        session.talk.tell("compare-none", code=client.code)
        return Code.DONE
    first = session.sitting(client, "which-first", lambda one: one.stands and counts[one.questionnaire.id] > 1)
    if first is None:
        return Code.DONE

    def comparable(sitting: Sitting) -> bool:
        same_form = sitting.questionnaire.id == first.questionnaire.id
        return sitting.stands and same_form and sitting.number != first.number

    second = session.sitting(client, "which-second", comparable)
    if second is not None:
        session.show(session.reports.changes.compare(compared(first, second)), client)
    return Code.DONE


# Pages and files.


def report(session: Session, client: Client, sitting: Sitting | None = None) -> int:
    """The report of one sitting for the file: this one, or one that is picked."""
    sitting = sitting or session.sitting(client, "which-report", lambda one: one.counts)
    if sitting is None:
        return Code.DONE
    before = sitting_before(session.records.sittings(client), sitting)
    notice = session.context.settings.notice
    result, marks = session.result(sitting), session.records.looked_at(client)
    page = _reports(session, SittingReports).report(client.code, sitting, result, before, marks, notice=notice)
    save(session, "report", page, client, sitting.number)
    return Code.DONE


def _reports(session: Session, kind: type[Filed]) -> Filed:
    """What builds reports of this kind for the clinic and whoever is at work."""
    return kind(session.context.result_reports, clinic=session.context.clinic, by=session.records.initials)


def hand_out(session: Session, client: Client, sitting: Sitting | None = None) -> int:
    """Save the client's own page on this sitting, or on one that is picked. It does not show the code.

    None is saved where whom to call is not known.
    """
    sitting = sitting or session.sitting(client, "which-hand-out", lambda one: one.finished and one.stands)
    if sitting is not None and clinic_place.has_number(session.talk):
        pages = HandOuts(session.context.result_reports, session.context.clinic)
        due = session.records.due(client)
        page = pages.page(session.result(sitting), due if due >= session.context.today else "")
        save(session, "hand-out", page, client, sitting.number)
    return Code.DONE


def save(session: Session, form: str, document: Document, client: Client, sitting: int | None = None) -> None:
    """Save a page at a path that the counselor types, and note in the audit trail which one, of what and why."""
    path = written(session, "page-prompt", lambda path: session.context.save(document, path))
    noted(session, form, path, client, sitting)


def noted(session: Session, form: str, path: str, client: Client | None = None, sitting: int | None = None) -> None:
    """Note in the audit trail that a copy of this form was made, and why: nothing where there is no path.

    What is for the client needs no reason. Whoever leaves at the question has made the copy all the same.
    """
    if not path:
        return
    reason = ""
    try:
        if form != "hand-out":
            reason = clean(session.talk.ask("reason-prompt")).strip()
    finally:
        ending = Path(path).suffix.lower()
        session.note_down(AuditAction.EXPORTED, client, sitting, form=f"{form}{ending}", reason=reason)


def written(session: Session, prompt: str, write: WriteFile) -> str:
    """Ask for a file name until the file is written: the name; empty for Enter alone."""
    while path := session.talk.ask(prompt).strip():
        try:
            confirmation = write(path)
        except (OSError, ValueError, RuntimeError, ScreeningError) as error:  # RuntimeError: `~` without a home folder
            session.talk.tell("not-saved", reason=reason_of(error))
            continue
        session.talk.tell_text(confirmation)
        return path
    return ""


def export(session: Session, client: Client) -> int:
    """Everything about one client as JSON or as a page, the scores or the answers as a table, or both as FHIR."""
    file = session.records.file(client)
    results, notice = session.results(file.sittings), session.context.settings.notice
    rows = [(form, session.say(f"export-{form}")) for form in ("json", "page", *tables.KINDS, "fhir")]
    match session.talk.pick(rows, session.say("export-title", code=client.code), done="done"):
        case "json":
            text = json.dumps(client_json(file, results, session.context.words, notice), ensure_ascii=False, indent=1)
            path = written(session, "json-prompt", _writer(session, f"{text}\n", ".json"))
            noted(session, "everything", path, client)
        case "page":
            save(session, "everything", session.reports.everything(file, results, notice=notice), client)
        case "fhir":
            noted(session, "fhir", written(session, "json-prompt", _fhir_writer(session, file)), client)
        case kind if kind in tables.KINDS:
            made = tables.made(session.context, kind, ((client.code, sitting) for sitting in file.sittings))
            noted(session, kind, written(session, "csv-prompt", _table_writer(session, made)), client)
    return Code.DONE


def _fhir_writer(session: Session, file: ClientFile) -> WriteFile:
    found, hides = sittings_as_fhir(file, session.results(file.sittings), session.context.clock().utc, everything=False)
    if hides:
        session.talk.tell("fhir-left-out")
    return _writer(session, f"{json.dumps(found, ensure_ascii=False, indent=2)}\n", ".json")


def table(session: Session) -> int:
    """The scores or the answers of all clients as one table."""
    rows = [(kind, session.say(f"table-{kind}")) for kind in tables.KINDS]
    kind = session.talk.pick(rows, session.say("table-title"), done="done")
    if kind in tables.KINDS:
        made = tables.made(session.context, kind, tables.every_sitting(session.records))
        noted(session, tables.OF_ALL[kind], written(session, "csv-prompt", _table_writer(session, made)))
    return Code.DONE


def _table_writer(session: Session, made: tables.Table) -> WriteFile:
    def write(path: str) -> str:
        target = _path_ending_in(session, path, ".csv")
        beside = tables.save(made, target)
        return f"{session.context.saved(target)} {session.say('codebook-saved', name=shown_path(beside.name))}"

    return write


def _writer(session: Session, content: str, ending: str) -> WriteFile:
    def write(path: str) -> str:
        target = _path_ending_in(session, path, ending)
        files.save(target, content)
        return session.context.saved(target)

    return write


def _path_ending_in(session: Session, path: str, ending: str) -> Path:
    """The typed path. Raises ValueError if it has another ending."""
    if not path.lower().endswith(ending):
        raise ValueError(session.say("ending", ending=ending))
    return Path(path).expanduser()


def simple_page(session: Session, title: str, blocks: Iterable[Block]) -> Document:
    """A page with one section. `title` is the id of a sentence."""
    heading = session.say(title)
    return Document(heading, session.context.words.interface, (Section("page", heading, tuple(blocks)),))
