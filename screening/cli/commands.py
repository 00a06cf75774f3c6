"""What each command does, once it is known that it can be done. Imported only then: this is where the weight is."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from screening import first_screen, linter
from screening.app import diary, saving
from screening.app.context import Desk, UsageError
from screening.cli.opening import check_text, crisis_text
from screening.conversation.json_lines import MAX_BYTES, concluded, converse, lines_of, read_answers
from screening.conversation.talk import Ending, Talk
from screening.conversation.user_interface import InputEnded, Left, Mouth
from screening.engine.interview import Status
from screening.engine.results import KINDS
from screening.errors import AnswersError
from screening.formats.result_json import about_json, contact_json, dumps, result_json
from screening.loading.library import is_file, questions_folder
from screening.model.questionnaire import Questionnaire
from screening.reports.document import Document
from screening.system.files import Exists, NotSaved
from screening.system.process import CannotWrite, Code, Idle, hide_memory, interruptible, put, say
from screening.system.settings import Settings, folders
from screening.text import clean


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to become of a result. `why` is None where nobody said: in JSON then, and not on a page."""

    as_json: bool = False
    why: bool | None = None
    complete: bool = False
    save: str = ""
    format_: str = ""
    force: bool = False

    @property
    def in_json(self) -> bool:
        """Whether JSON holds each answer and its points."""
        return self.why is not False

    @property
    def on_page(self) -> bool:
        """Whether people are shown each answer and its points."""
        return self.why is True


NOTHING = Wanted()


# Conversations.


def asking(desk: Desk, mode: str, ask: Callable[[Mouth], int], *, idle: float = 0) -> int:
    """Run a conversation in the mouth of this mode and turn every way out of it into an exit code."""
    hide_memory()
    try:
        with desk.mouth(mode, idle=idle) as mouth:
            interruptible()
            return ask(mouth)
    except Left as left:
        first_screen.leave(lines_only=left.lines_only)
    except Idle:  # before the cabinet is open
        first_screen.leave()
    except InputEnded:
        say(desk.words.say("input-ended-kept" if desk.keeping.on else "input-ended"))
        return stopped(desk)
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        return stopped(desk)  # the window was closed while something was being shown
    except KeyboardInterrupt:
        first_screen.interrupted(kept=desk.keeping.on)


def stopped(desk: Desk) -> int:
    """The exit code of a conversation that was stopped: it tells whether answers were kept."""
    return Code.STOPPED_SAVED if desk.keeping.on else Code.STOPPED


def menu(desk: Desk, mouth: Mouth, typed: str | None, *, greeted: bool) -> int:
    """Ask what to do until it is one of the things there are, and do it."""
    if not greeted:
        first_screen.show("menu")
        typed = mouth.ask("")
    talk = desk.talk(mouth)
    actions: dict[str, Callable[[], int]] = {
        "1": lambda: check(desk, mouth, "signs"),
        "2": lambda: _read(desk, mouth, desk.topic(talk.pick([(one.id, one.title) for one in desk.library.topics]))),
        "3": lambda: _read(desk, mouth, desk.reporter.contacts()),
        "4": lambda: list_all(desk),
        "5": lambda: diary.menu(desk, mouth),
        "6": lambda: _read(desk, mouth, desk.help_page("privacy")),
    }
    while (chosen := (typed or "").strip()) not in actions:
        if chosen:
            talk.tell("menu-again")
        typed = talk.ask("menu-prompt")
    return actions[chosen]()


def _read(desk: Desk, mouth: Mouth, document: Document) -> int:
    """A document, part by part."""
    desk.talk(mouth).show(document)
    return Code.DONE


def check(desk: Desk, mouth: Mouth, name: str, *, begun: str | None = None, wanted: Wanted = NOTHING) -> int:
    """One questionnaire, asked and answered. `begun` is what was typed at the first screen, if that was shown."""
    questionnaire = desk.questionnaire(name)
    _can_be_saved(desk, wanted)
    talk = desk.talk(mouth, why=wanted.on_page, quiet=wanted.as_json, force=wanted.force)
    typed = _greeted(desk, talk, questionnaire) if begun is None else begun
    if typed.strip().lower() in first_screen.SAVE:
        ending, result = saving.run(desk, talk, name)
    else:
        ending, result = talk.run(questionnaire)
    if result is not None and wanted.as_json:
        put_json(result_json(result, desk.words, why=wanted.in_json))
    if result is not None and wanted.save:
        save(desk, desk.reporter.hand_out(result, answers=wanted.on_page), wanted)
    return stopped(desk) if ending is Ending.STOPPED else Code.DONE


def _greeted(desk: Desk, talk: Talk, questionnaire: Questionnaire) -> str:
    """The first screen, and what was typed at it."""
    able = first_screen.can_keep(str(desk.paths["diary"].parent))
    text = check_text(questionnaire, desk.words, able=able)
    prompt = "begin-prompt" if able else "begin-prompt-unkept"
    return talk.greet(text, crisis_text(desk.directory, desk.words), prompt)


# Answers from elsewhere.


def from_file(desk: Desk, name: str, path: str, wanted: Wanted) -> int:
    """The result of answers in a file."""
    questionnaire = desk.questionnaire(name)
    _can_be_saved(desk, wanted)
    result = concluded(questionnaire, read_answers(questionnaire, _text(path)), desk.directory)
    missing = [item for item in result.having("unanswered") if item not in result.ignored]
    if wanted.complete and missing:
        raise AnswersError(tuple(f"{item}: no answer." for item in missing))
    if wanted.as_json:
        put_json(result_json(result, desk.words, why=wanted.in_json))
    elif not wanted.save:
        desk.print(desk.reporter.result(result, why=wanted.on_page), wanted.format_)
    if wanted.save:
        save(desk, desk.reporter.hand_out(result, answers=wanted.on_page), wanted)
    return Code.DONE


def _text(path: str) -> str:
    """The text of a file of answers, or of standard input. Raises AnswersError."""
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1) if path == "-" else _bytes(Path(path))
        if len(data) > MAX_BYTES:
            raise AnswersError(("The file of answers is too large.",))
        return data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError, AttributeError) as error:
        raise AnswersError((f"The answers cannot be read ({type(error).__name__}).",)) from None


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise AnswersError(("The file of answers is not a regular file, or it does not exist.",))
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def jsonl(desk: Desk, name: str, *, why: bool) -> int:
    """The conversation in JSON Lines on standard input and output."""
    lines, questionnaire = lines_of(sys.stdin.buffer), desk.questionnaire(name)
    status = converse(questionnaire, desk.directory, desk.words, lines, put_json, why=why)
    return Code.DONE if status is Status.COMPLETED else Code.STOPPED


# Pages.


def list_all(desk: Desk, *, as_json: bool = False) -> int:
    """The questionnaires."""
    found = [desk.questionnaire(name) for name in desk.library.names]
    rows = [{**about_json(one), "title": one.title, "questions": len(one.questions)} for one in found]
    if as_json:
        put_json(rows)
    else:
        desk.print_rows(f"{row['id']}: {row['title']}; {row['questions']} questions; {row['recall']}" for row in rows)
    return Code.DONE


def show(desk: Desk, name: str, wanted: Wanted) -> int:
    """A whole questionnaire as a blank form."""
    document = desk.reporter.form(desk.questionnaire(name))
    if wanted.save:
        save(desk, document, wanted)
    else:
        desk.print(document, wanted.format_)
    return Code.DONE


def learn(desk: Desk, topic: str) -> int:
    """A topic; without one, the list of them."""
    if topic:
        desk.print(desk.topic(topic))
    else:
        desk.print_rows(f"{one.id}: {one.title}. {one.summary}." for one in desk.library.topics)
    return Code.DONE


def contacts(desk: Desk, *, as_json: bool) -> int:
    """Everybody to talk to in the region."""
    if as_json:
        put_json([contact_json(one) for one in desk.directory.of(KINDS)])
    else:
        desk.print(desk.reporter.contacts())
    return Code.DONE


def help_page(desk: Desk, topic: str) -> int:
    """A page about the program itself."""
    desk.print(desk.help_page(topic))
    return Code.DONE


def paths(settings: Settings) -> int:
    """Every path that this program reads or writes."""
    put("".join(f"{name}: {path}\n" for name, path in {"questions": questions_folder(), **folders(settings)}.items()))
    return Code.DONE


# For authors.


def lint(desk: Desk, files: list[str], today: str, *, as_json: bool) -> int:
    """What the linter finds in the files, or in all that is shipped."""
    day = _day(today or desk.today)
    names = [name if is_file(name) else desk.questionnaire_name(name) for name in files]
    with _progress() as told:
        reports = {}
        for name in names or desk.library.names:
            told(name)
            reports[name] = linter.lint(desk.library, name, day)
        reports |= {} if files else {"": linter.lint_shared(desk.library, day)}
    if as_json:
        put_json([_report_json(name, report) for name, report in reports.items()])
    else:
        put("".join(f"{line}\n" for report in reports.values() for line in (*report.findings, *report.outline)))
    return Code.CONTENT if any(report.has_errors for report in reports.values()) else Code.DONE


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """What is being checked now, on standard error where a person can see it; silent elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield lambda name: status.update(f"Checking {clean(name)}")


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise UsageError("--today wants a day such as 2026-11-22.") from None


def _report_json(name: str, report: linter.Report) -> dict[str, object]:
    findings = [asdict(finding) for finding in report.findings]
    return {"name": name, "findings": findings, "outline": list(report.outline)}


# Out.


def _can_be_saved(desk: Desk, wanted: Wanted) -> None:
    """Raises UsageError and NoPdf now, and not only once everything is answered."""
    if wanted.save or wanted.format_:
        desk.format_of(wanted.save or "-", wanted.format_)


def save(desk: Desk, document: Document, wanted: Wanted) -> None:
    """Save a page and say where it went. Raises CannotWrite."""
    try:
        said = desk.save(document, wanted.save, format_=wanted.format_, force=wanted.force)
    except Exists as error:
        raise CannotWrite(f"{error} Or use --force to replace it.") from None
    except NotSaved as error:
        raise CannotWrite(str(error)) from None
    if said:
        say(said)


def put_json(value: object) -> None:
    """One JSON document or line on standard output: UTF-8, whatever the locale says."""
    if sys.stdout is not None:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    put(f"{dumps(value)}\n")
