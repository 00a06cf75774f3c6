"""Commands and exit codes: the only module that knows the clock and the environment. It decides nothing itself."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from . import __version__, first, process
from .errors import AnswersError, ContentError, ScreeningError
from .plain import forget_typed
from .process import CannotWrite, Code, put, say

if TYPE_CHECKING:
    from .conversation import Mouth
    from .desk import Desk
    from .document import Document
    from .linter import Report


@dataclass(frozen=True, slots=True)
class Begun:
    """What the way in has done already: whether the first screen was shown, and what was typed at it."""

    greeted: bool = False
    typed: str | None = None


class Format(StrEnum):
    """How a page is saved."""

    TXT = "txt"
    MD = "md"
    HTML = "html"


class Shell(StrEnum):
    """The shells for which there is completion."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


FIRST = first.texts("first.txt")
HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 80}
app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help=FIRST["help-about"],
    epilog=FIRST["help-end"],
    context_settings=HELP,
)

Region = Annotated[str, typer.Option(help="Where you are, such as CA or CA-AB.", metavar="CODE")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Name = Annotated[str, typer.Argument(help="A name from `screening list`, or a YAML file.", metavar="NAME|FILE")]
SavePath = Annotated[str, typer.Option("--save", help="Save a page here (.txt, .md, .html).", metavar="PATH")]
SaveFormat = Annotated[Format | None, typer.Option("--format", help="The format, if not the ending of PATH.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that exists.")]


def run(arguments: list[str], *, greeted: bool = False, typed: str | None = None) -> NoReturn:
    """Run the command line and end the process with its exit code."""
    process.prepare()
    if "_SCREENING_COMPLETE" in os.environ:
        from typer.completion import completion_init  # type: ignore[attr-defined]

        completion_init()
    try:
        code = app(arguments, prog_name="screening", standalone_mode=False, obj=Begun(greeted, typed))
    except typer.TyperException as error:
        error.show() if hasattr(error, "show") else say(str(error))
        code = error.exit_code
    except BrokenPipeError:
        os._exit(Code.READER_GONE)
    except Exception as error:
        code = _failed(error)
    if code == 130:
        process.die_interrupted()
    process.end(code or Code.DONE)


def _failed(error: Exception) -> int:
    """Say what happened in one sentence without any value, and give the exit code."""
    forget_typed()
    match error:
        case ContentError():
            say(str(error))
            return Code.CONTENT
        case CannotWrite():
            say(str(error))
            return Code.CANNOT_WRITE
        case AnswersError() | ScreeningError():
            say(str(error))
            return Code.USAGE
    say(f"Something went wrong in this program ({type(error).__name__}). Nothing was kept.")
    return Code.INTERNAL


def _desk(region: str = "") -> Desk:
    from .desk import Desk

    return Desk.open(region, dict(os.environ), datetime.now().astimezone().date().isoformat())


def _put_json(value: object) -> None:
    """One JSON document or line on standard output: UTF-8, whatever the locale says."""
    from .headless import dumps

    if sys.stdout is not None:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    put(f"{dumps(value)}\n")


def _can_ask() -> bool:
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def _needs_output() -> None:
    """Before the first question: is there somewhere for the result to go?"""
    put("")


def _asking(desk: Desk, mode: str, ask: Callable[[Mouth], int]) -> int:
    """Run a conversation and turn every way out of it into an exit code."""
    from .conversation import InputEnded, Left

    try:
        with desk.mouth(mode) as mouth:
            return ask(mouth)
    except Left:
        first.leave()
        return Code.DONE
    except InputEnded:
        say(FIRST["ended"])
        return Code.STOPPED
    except KeyboardInterrupt:
        interrupted()


def interrupted() -> NoReturn:
    """End as Ctrl-C ends: one line, then die by SIGINT."""
    forget_typed()
    say(f"\n{FIRST['interrupted']}")
    process.die_interrupted()


# Without a command.


@app.callback(invoke_without_command=True)
def menu(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> int:
    """Show what can be done."""
    if context.invoked_subcommand is not None:
        return Code.DONE
    if version:
        put(f"screening {__version__}\n")
        return Code.DONE
    if not _can_ask():
        say(FIRST["help"])
        return Code.USAGE
    desk, begun = _desk(), context.obj
    return _asking(desk, "", lambda mouth: _chosen(desk, mouth, begun))


def _chosen(desk: Desk, mouth: Mouth, begun: Begun) -> int:
    """Ask what to do until it is one of the things there are, and do it."""
    typed = begun.typed
    if not begun.greeted:
        first.show("menu")
        typed = mouth.ask("")
    actions: dict[str, Callable[[], int]] = {
        "1": lambda: _check(desk, mouth, "signs", greeted=False),
        "2": lambda: _learn_one(desk, mouth),
        "3": lambda: _print_contacts(desk, as_json=False),
        "4": lambda: _print_list(desk, as_json=False),
        "5": lambda: _print_help(desk, "privacy"),
    }
    talk = desk.talk(mouth)
    while (typed or "").strip() not in actions:
        if typed is not None:
            talk.tell("menu-again")
        typed = talk.ask("menu-prompt")
    return actions[typed.strip() if typed else "1"]()


# The self-check.


@app.command(short_help="Answer a questionnaire.", epilog=FIRST["help-end"])
def check(
    context: typer.Context,
    name: Name = "signs",
    region: Region = "",
    plain: Annotated[bool, typer.Option("--plain", help="Line by line, for screen readers.")] = False,
    menu: Annotated[bool, typer.Option("--menu", help="Choose by arrow keys where all options fit.")] = False,
    discreet: Annotated[bool, typer.Option("--discreet", help="Leave nothing on the screen.")] = False,
    why: Annotated[
        bool | None, typer.Option("--why/--no-why", help="With or without each answer and its points.")
    ] = None,
    answers: Annotated[
        str, typer.Option(help="Read answers from a JSON file; - is standard input.", metavar="FILE")
    ] = "",
    complete: Annotated[bool, typer.Option("--complete", help="Refuse answers that are not complete.")] = False,
    as_json: AsJson = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Converse in JSON Lines on standard input and output.")
    ] = False,
    save: SavePath = "",
    format_: SaveFormat = None,
    force: Force = False,
) -> int:
    """Example: screening check signs

    Answer a questionnaire.
    """
    modes = [mode for mode, wanted in (("plain", plain), ("menu", menu), ("discreet", discreet)) if wanted]
    ways = [way for way, wanted in (("--answers", answers), ("--jsonl", jsonl)) if wanted]
    if len(modes) > 1 or len(ways) > 1 or (ways and modes):
        raise typer.BadParameter("These options exclude each other: --plain --menu --discreet --answers --jsonl.")
    if (save and jsonl) or (save == "-" and as_json):
        raise typer.BadParameter("With --jsonl, or with --json and `--save -`, there is no room for a page.")
    if not ways and not _can_ask():
        say(FIRST["cannot-ask"])
        return Code.CANNOT_ASK
    _needs_output()
    desk = _desk(region)
    wanted = Wanted(as_json, why, complete, save, format_, force)
    if jsonl:
        return _jsonl(desk, name, why=wanted.in_json)
    if answers:
        return _from_file(desk, name, answers, wanted)
    begun, mode = context.obj, "".join(modes)
    return _asking(desk, mode, lambda mouth: _check(desk, mouth, name, greeted=begun.greeted, wanted=wanted))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to become of a result. `why` is None where nobody said: in JSON then, and not on a page."""

    as_json: bool = False
    why: bool | None = None
    complete: bool = False
    save: str = ""
    format_: Format | None = None
    force: bool = False

    @property
    def in_json(self) -> bool:
        """Whether JSON holds each answer and its points."""
        return self.why is not False

    @property
    def on_page(self) -> bool:
        """Whether people are shown each answer and its points."""
        return self.why is True


def _check(desk: Desk, mouth: Mouth, name: str, *, greeted: bool, wanted: Wanted = Wanted()) -> int:
    from .conversation import Ending
    from .headless import result_json
    from .opening import check_text, crisis_text

    questionnaire = desk.questionnaire(name)
    talk = desk.talk(mouth, why=wanted.on_page, quiet=wanted.as_json, force=wanted.force)
    if not greeted:
        talk.greet(check_text(questionnaire, desk.words), crisis_text(desk.directory, desk.words))
    ending, result = talk.run(questionnaire)
    if result is not None and wanted.as_json:
        _put_json(result_json(result, desk.words, why=wanted.in_json))
    if result is not None and wanted.save:
        _save(desk, desk.reporter.hand_out(result, answers=wanted.on_page), wanted)
    return Code.STOPPED if ending is Ending.STOPPED else Code.DONE


def _save(desk: Desk, document: Document, wanted: Wanted) -> None:
    from .files import NotSaved

    try:
        said = desk.save(document, wanted.save, format_=wanted.format_ or "", force=wanted.force)
    except NotSaved as error:
        raise CannotWrite(str(error)) from None
    if said:
        say(said)


def _from_file(desk: Desk, name: str, path: str, wanted: Wanted) -> int:
    from .headless import concluded, read_answers, result_json

    questionnaire = desk.questionnaire(name)
    result = concluded(questionnaire, read_answers(questionnaire, _read(path)), desk.directory)
    if wanted.complete and result.having("unanswered"):
        raise AnswersError(tuple(f"{item}: no answer." for item in result.having("unanswered")))
    if wanted.as_json:
        _put_json(result_json(result, desk.words, why=wanted.in_json))
    elif not wanted.save:
        put(desk.text_of(desk.reporter.result(result, why=wanted.on_page), wanted.format_ or "txt"))
    if wanted.save:
        _save(desk, desk.reporter.hand_out(result, answers=wanted.on_page), wanted)
    return Code.DONE


def _read(path: str) -> str:
    """The text of a file of answers, or of standard input. Raises AnswersError."""
    from .headless import MAX_BYTES

    try:
        if path == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            if not Path(path).is_file():
                raise AnswersError(("The file of answers is not a regular file, or it does not exist.",))
            with open(path, "rb") as file:
                data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise AnswersError(("The file of answers is too large.",))
        return data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError, AttributeError) as error:
        raise AnswersError((f"The answers cannot be read ({type(error).__name__}).",)) from None


def _jsonl(desk: Desk, name: str, *, why: bool) -> int:
    from .headless import converse, lines_of
    from .interview import Status

    if sys.stdin is None:
        say(FIRST["cannot-ask"])
        return Code.CANNOT_ASK
    lines, questionnaire = lines_of(sys.stdin.buffer), desk.questionnaire(name)
    status = converse(questionnaire, desk.directory, desk.words, lines, _put_json, why=why)
    return Code.DONE if status is Status.COMPLETED else Code.STOPPED


# Reading.


@app.command("list", short_help="List the questionnaires.", epilog=FIRST["help-end"])
def list_(as_json: AsJson = False) -> int:
    """Example: screening list

    List the questionnaires.
    """
    return _print_list(_desk(), as_json=as_json)


def _print_list(desk: Desk, *, as_json: bool) -> int:
    from .headless import about_json

    found = [desk.questionnaire(name) for name in desk.library.names]
    rows = [{**about_json(one), "title": one.title, "questions": len(one.questions)} for one in found]
    if as_json:
        _put_json(rows)
    else:
        put("".join(f"{row['id']}: {row['title']}; {row['questions']} questions; {row['recall']}\n" for row in rows))
    return Code.DONE


@app.command(short_help="Print a whole questionnaire, or a blank form.", epilog=FIRST["help-end"])
def show(name: Name = "signs", format_: SaveFormat = None, save: SavePath = "", force: Force = False) -> int:
    """Example: screening show signs --save form.html

    Show a whole questionnaire, or print it as a blank form.
    """
    desk = _desk()
    document = desk.reporter.form(desk.questionnaire(name))
    if save:
        _save(desk, document, Wanted(save=save, format_=format_, force=force))
    else:
        put(desk.text_of(document, format_ or "txt"))
    return Code.DONE


@app.command(short_help="Read about addiction, and what helps.", epilog=FIRST["help-end"])
def learn(topic: Annotated[str, typer.Argument(help="A topic; without one they are listed.")] = "") -> int:
    """Example: screening learn what-helps

    Read about addiction, dependence, what helps, and ketamine therapy.
    """
    desk = _desk()
    if not topic:
        put("".join(f"{one.id}: {one.title}. {one.summary}.\n" for one in desk.library.topics))
        return Code.DONE
    return _print_topic(desk, topic)


def _print_topic(desk: Desk, name: str) -> int:
    from .render import plain_text

    put(plain_text(desk.topic(name)))
    return Code.DONE


def _learn_one(desk: Desk, mouth: Mouth) -> int:
    """Choose a topic from a numbered list and read it part by part."""
    talk = desk.talk(mouth)
    talk.show(desk.topic(talk.pick([(one.id, one.title) for one in desk.library.topics])))
    return Code.DONE


@app.command(short_help="List people to talk to.", epilog=FIRST["help-end"])
def contacts(region: Region = "", as_json: AsJson = False) -> int:
    """Example: screening contacts --region CA-AB

    List people to talk to.
    """
    return _print_contacts(_desk(region), as_json=as_json)


def _print_contacts(desk: Desk, *, as_json: bool) -> int:
    from .guidance import KINDS
    from .headless import contact_json
    from .render import plain_text

    if as_json:
        _put_json([contact_json(one) for one in desk.directory.of(KINDS)])
    else:
        put(plain_text(desk.reporter.contacts()))
    return Code.DONE


# For authors.


@app.command(short_help="Check questionnaires and all texts.", epilog=FIRST["help-end"])
def lint(
    files: Annotated[list[str] | None, typer.Argument(help="YAML files; without one, all that is shipped.")] = None,
    today: Annotated[str, typer.Option(help="The day by which contacts are judged.", metavar="YYYY-MM-DD")] = "",
    as_json: AsJson = False,
) -> int:
    """Example: screening lint my-questionnaire.yaml

    Check questionnaires and all texts, and show how the questions flow.
    """
    from . import linter

    desk = _desk()
    day = _day(today or desk.today)
    reports = {name: linter.lint(desk.library, _known(desk, name), day) for name in files or desk.library.names}
    reports |= {} if files else {"": linter.lint_shared(desk.library, day)}
    if as_json:
        _put_json([_report_json(name, report) for name, report in reports.items()])
    else:
        put("".join(f"{line}\n" for report in reports.values() for line in (*report.findings, *report.outline)))
    return Code.CONTENT if any(report.has_errors for report in reports.values()) else Code.DONE


def _known(desk: Desk, name: str) -> str:
    from .library import is_file

    if not is_file(name):
        desk.questionnaire_name(name)
    return name


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise typer.BadParameter("--today wants a day such as 2026-11-22.") from None


def _report_json(name: str, report: Report) -> dict[str, object]:
    return {
        "name": name,
        "findings": [asdict(finding) for finding in report.findings],
        "outline": list(report.outline),
    }


# The program itself.


@app.command(short_help="Print every path that this program reads.", epilog=FIRST["help-end"])
def paths() -> int:
    """Example: screening paths

    Print every path that this program reads.
    """
    from .library import questions_folder
    from .settings import folders

    found = {"questions": questions_folder(), **folders()}
    put("".join(f"{name}: {path}\n" for name, path in found.items()))
    return Code.DONE


@app.command(short_help="Print a completion script.", epilog=FIRST["help-end"])
def completion(shell: Annotated[Shell, typer.Argument(help="Your shell.")]) -> int:
    """Example: screening completion bash

    Print a completion script. Nothing edits your start-up files.
    """
    from typer.completion import get_completion_script  # type: ignore[attr-defined]

    put(get_completion_script(prog_name="screening", complete_var="_SCREENING_COMPLETE", shell=shell.value) + "\n")
    return Code.DONE


@app.command("help", short_help="Read about privacy and other matters.", epilog=FIRST["help-end"])
def help_(topic: Annotated[str, typer.Argument(help="privacy, accessibility, environment or exit-codes.")] = "") -> int:
    """Example: screening help privacy

    Read about privacy, accessibility, the environment, exit codes.
    """
    if not topic:
        put(FIRST["help"] + "\n")
        return Code.DONE
    return _print_help(_desk(), topic)


def _print_help(desk: Desk, topic: str) -> int:
    from .render import plain_text

    put(plain_text(desk.help_page(topic)))
    return Code.DONE
