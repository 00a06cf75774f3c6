"""What a counselor does with records: history, trend, reports, notes, exports, retention, the audit trail, erasing."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from . import diary, files, keeping
from .casefile import MAX_NOTE, Client, Entry, What
from .chart import course_svg
from .document import Block, Bullets, Course, Document, Heading, Paragraph, Section
from .errors import ScreeningError
from .export import client_json
from .process import Code
from .session import Session
from .tables import rows_of, scores_csv
from .text import clean
from .trend import all_trends
from .trend import compare as compared
from .typed import reason_of

Saved = Callable[[str], str]


# Looking.


def history(session: Session, client: Client) -> int:
    """All sittings of a client."""
    session.show(session.casebook.history(session.records.file(client)), client)
    return Code.DONE


def trend(session: Session, client: Client) -> int:
    """Each questionnaire's scores over time; as a page or as picture files where that is wanted."""
    found = all_trends(session.records.sittings(client))
    if not found:
        session.talk.tell("no-sitting", code=client.code)
        return Code.DONE
    session.show(session.casebook.trend(found), client)
    page = session.casebook.trend(found, client.code, notice=session.desk.settings.notice)
    rows = [(one, session.say(f"trend-{one}")) for one in ("page", "pictures")]
    match session.talk.pick(rows, session.say("trend-what", code=client.code), done="done"):
        case "page":
            save(session, page, client)
        case "pictures":
            if written(session, "svg-prompt", lambda path: _pictures(session, page, path)):
                session.records.note_down(What.EXPORTED, client)
    return Code.DONE


def _pictures(session: Session, page: Document, path: str) -> str:
    """Each picture of the page as an SVG file of its own: `name.svg` gives name-1.svg, name-2.svg and so on."""
    target = _named(session, path, ".svg")
    courses = [block for section in page.sections for block in section.blocks if isinstance(block, Course)]
    names = [target.with_name(f"{target.stem}-{number}.svg") for number, _ in enumerate(courses, 1)]
    taken = next((one for one in names if os.path.lexists(one)), None)
    if taken is not None:  # all of them, or none
        raise ValueError(session.say("exists", path=taken))
    for name, course in zip(names, courses, strict=True):
        files.save(name, course_svg(course))
    return session.desk.saved(target.with_name(f"{target.stem}-1.svg"))


def compare(session: Session, client: Client) -> int:
    """Two sittings with the same questionnaire, side by side."""
    one = session.sitting(client, "which-first", lambda sitting: sitting.stands)
    if one is None:
        return Code.DONE
    fits = one.questionnaire.id
    other = session.sitting(
        client, "which-second", lambda two: two.stands and two.number != one.number and two.questionnaire.id == fits
    )
    if other is not None:
        session.show(session.casebook.compare(compared(one, other)), client)
    return Code.DONE


# Pages and files.


def report(session: Session, client: Client) -> int:
    """The report for the file: answers, arithmetic, sources, trend."""
    file = session.records.file(client)
    notice = session.desk.settings.notice
    save(session, session.casebook.report(file, session.results(file.sittings), why=True, notice=notice), client)
    return Code.DONE


def hand_out(session: Session, client: Client) -> int:
    """The page to take away from one sitting. It names no code."""
    sitting = session.sitting(client, "which-hand-out", lambda one: one.finished and one.stands)
    if sitting is not None:
        save(session, session.desk.reporter.hand_out(session.result(sitting)), client, sitting.number)
    return Code.DONE


def save(session: Session, document: Document, client: Client, sitting: int | None = None) -> None:
    """Save a page where the counselor says. The trail has it as a copy that was made."""
    if written(session, "page-prompt", lambda path: session.desk.save(document, path)):
        session.records.note_down(What.EXPORTED, client, sitting)


def written(session: Session, prompt: str, write: Saved) -> bool:
    """Ask for a file name until the file is written: True. False where Enter alone says that none is wanted."""
    while path := session.talk.ask(prompt).strip():
        try:
            said = write(path)
        except (OSError, ValueError, RuntimeError, ScreeningError) as error:  # RuntimeError: a home that is not there
            session.talk.tell("not-saved", reason=reason_of(error))
            continue
        session.talk.tell_text(said)
        return True
    return False


def export(session: Session, client: Client) -> int:
    """Everything about one client as JSON or as a page, or the scores as a table."""
    file = session.records.file(client)
    results, notice = session.results(file.sittings), session.desk.settings.notice
    rows = [(one, session.say(f"export-{one}")) for one in ("json", "page", "csv")]
    done = False
    match session.talk.pick(rows, session.say("export-title", code=client.code), done="done"):
        case "json":
            text = json.dumps(client_json(file, results, session.desk.words, notice), ensure_ascii=False, indent=1)
            done = written(session, "json-prompt", _writer(session, f"{text}\n", ".json"))
        case "page":
            save(session, session.casebook.everything(file, results, notice=notice), client)
        case "csv":
            table = scores_csv(row for one in file.sittings for row in rows_of(client.code, one))
            done = written(session, "csv-prompt", _writer(session, table, ".csv"))
    if done:
        session.records.note_down(What.EXPORTED, client)
    return Code.DONE


def table(session: Session) -> int:
    """The scores of all clients as one table."""
    rows = [
        row
        for client in session.records.clients()
        for sitting in session.records.sittings(client)
        for row in rows_of(client.code, sitting)
    ]
    if written(session, "csv-prompt", _writer(session, scores_csv(rows), ".csv")):
        session.records.note_down(What.EXPORTED)
    return Code.DONE


def _writer(session: Session, content: str, ending: str) -> Saved:
    def write(path: str) -> str:
        target = _named(session, path, ending)
        files.save(target, content)
        return session.desk.saved(target)

    return write


def _named(session: Session, path: str, ending: str) -> Path:
    """The path with this ending. Raises ValueError for another."""
    if not path.lower().endswith(ending):
        raise ValueError(session.say("ending", ending=ending))
    return Path(path).expanduser()


# Notes, retention.


def note(session: Session, client: Client) -> int:
    """The notes on a client, and a new one. Off unless the settings turn them on (T-35)."""
    if session.desk.settings.notes != "on":
        session.talk.tell("notes-off")
        return Code.DONE
    kept = session.records.notes(client)
    if kept:
        blocks = [block for one in kept for block in (Heading(f"{one.at.shown} {one.by}"), Paragraph(one.text))]
        session.show(_page(session, "notes-title", blocks), client)
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
    today = session.desk.today
    clients = sorted(session.records.clients(), key=lambda one: (not one.keep_until, one.keep_until))
    lines = tuple(
        session.say(_kind_of_day(one.keep_until, today), code=one.code, day=one.keep_until) for one in clients
    )
    about = Paragraph(session.say("retention-about"))
    session.talk.show(_page(session, "retention-title", [about, *([Bullets(lines)] if lines else [])]))
    client = session.client()
    return keep_until(session, client) if client is not None else Code.DONE


def _kind_of_day(day: str, today: str) -> str:
    return "retention-none" if not day else "retention-past" if day < today else "retention-day"


def keep_until(session: Session, client: Client) -> int:
    """Set the day for one client."""
    day = session.day("keep-until-prompt", client.keep_until)
    session.records.keep_until(client, day)
    session.talk.tell("retention-day" if day else "retention-none", code=client.code, day=day)
    return Code.DONE


def clients(session: Session) -> int:
    """The codes of all clients: shown only here (T-34)."""
    lines = tuple(session.say("client-row", code=one.code, day=one.opened.day) for one in session.records.clients())
    listed = Bullets(lines) if lines else Paragraph(session.say("no-clients"))
    session.talk.show(_page(session, "clients-title", [listed]))
    return Code.DONE


def _page(session: Session, title: str, blocks: Iterable[Block]) -> Document:
    said = session.say(title)
    return Document(said, session.desk.words.interface, (Section("page", said, tuple(blocks)),))


# The trail and the store.


def audit(session: Session) -> int:
    """The trail, whether its chain is whole, and whether every page of the file is as it was written."""
    broken, faults = session.records.broken(), session.records.box.faults()
    lines = tuple(_row(session, one) for one in session.records.trail())
    verdict = "audit-whole" if not (broken or faults) else "audit-broken"
    facts = {"entries": ", ".join(map(str, broken)) or "-", "faults": " ".join(faults) or "-"}
    found = [Paragraph(session.say(verdict, **facts), strong=True), Paragraph(session.say("audit-about"))]
    session.talk.show(_page(session, "audit-title", [*found, Bullets(lines)]))
    return Code.LOCKED if broken or faults else Code.DONE


def _row(session: Session, entry: Entry) -> str:
    what = f"did-{entry.what.value}"
    said = session.say(f"{what}-sitting" if entry.sitting and f"{what}-sitting" in session.desk.words.words else what)
    about = "-sitting" if entry.sitting else "-client" if entry.client is not None else ""
    facts = {"number": entry.number, "when": entry.at.shown, "by": entry.by or "-", "what": said}
    return session.say(f"audit-row{about}", client=entry.client, sitting=entry.sitting, **facts)


def passphrase(session: Session) -> int:
    """Another passphrase."""
    return Code.DONE if keeping.change_passphrase(session.talk, session.records) else Code.LOCKED


def backup(session: Session) -> int:
    """A copy of the whole store, as locked as the store itself."""

    def write(path: str) -> str:
        target = Path(path).expanduser()
        session.records.box.copy_to(target)
        return session.say("backed-up", path=target)

    if written(session, "backup-prompt", write):
        session.records.note_down(What.BACKED_UP)
    return Code.DONE


# Erasing.


def erase(session: Session, client: Client | None = None, *, dry_run: bool = False) -> int:
    """Erase one sitting, one client, or everything. The word is typed; a dry run says what would go."""
    wide = () if client is not None else ("all",)  # nobody erases all from the menu of one client
    rows = [(one, session.say(f"erase-{one}")) for one in ("sitting", "client", *wide)]
    title = session.say("erase-title-client", code=client.code) if client is not None else session.say("erase-title")
    chosen = session.talk.pick(rows, title, done="done")
    if chosen == "all":
        return _erase_all(session, dry_run=dry_run)
    found = client or (session.client() if chosen != "done" else None)
    if found is None or chosen == "done":
        return Code.DONE
    return _erase_sitting(session, found, dry_run) if chosen == "sitting" else _erase_client(session, found, dry_run)


def _erase_sitting(session: Session, client: Client, dry_run: bool) -> int:
    """One sitting, also one that this version of the program cannot read."""
    rows = {str(one.number): session.row(one) for one in session.records.sittings(client)}
    rows |= {str(one.number): session.closed_row(one) for one in session.records.closed(client)}
    if not rows:
        session.talk.tell("no-sitting", code=client.code)
        return Code.DONE
    chosen = session.talk.pick(list(rows.items()), session.say("which-erase", code=client.code), done="done")
    if chosen == "done":
        return Code.DONE
    session.talk.tell("erase-would-sitting", code=client.code, row=rows[chosen])
    if not dry_run and _sure(session):
        session.records.erase_sitting(client, int(chosen))
        session.talk.tell("erased")
    return Code.DONE


def _erase_client(session: Session, client: Client, dry_run: bool) -> int:
    file = session.records.file(client)
    facts = {
        "sittings": len(file.sittings) + len(file.closed),
        "consents": len(file.consents),
        "notes": len(file.notes),
    }
    session.talk.tell("erase-would-client", code=client.code, **facts)
    if not dry_run and _sure(session):
        session.records.erase_client(client)
        session.talk.tell("erased")
    return Code.DONE


def is_there(session: Session) -> bool:
    """Whether the store still stands: it may just have been erased."""
    return session.desk.paths["clients"].exists()


def _erase_all(session: Session, *, dry_run: bool) -> int:
    found = diary.files_of(session.desk, ["clients"])
    session.talk.tell("erase-would")
    for path in found:
        session.talk.tell_text(f"  {path}")
    if not dry_run and _sure(session):
        session.records.close()
        diary.gone(session.desk, ["clients"])
        session.talk.tell("erased-all")
    return Code.DONE


def _sure(session: Session) -> bool:
    """The word, after what erasing cannot reach."""
    session.talk.tell("erase-beyond")
    return keeping.typed_word(session.talk)
