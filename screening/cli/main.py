"""The command line: each command with its options, and the checks that are made before content is loaded."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from screening import __version__, first_screen
from screening.cli import client_commands, interchange_commands, running
from screening.cli.interchange_commands import About, As
from screening.cli.running import open_anyway, open_context
from screening.system.process import Code, write_stderr, write_stdout
from screening.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from screening.app.context import AppContext
    from screening.conversation.user_interface import UserInterface


@dataclass(frozen=True, slots=True)
class StartState:
    """What the way in has done already: whether the first screen was shown, and what was typed at it."""

    greeted: bool = False
    typed: str | None = None


class Format(StrEnum):
    """How a page is saved."""

    TXT = "txt"
    MD = "md"
    HTML = "html"
    PDF = "pdf"


class Values(StrEnum):
    """What the cells of a table hold."""

    CODES = "codes"
    POINTS = "points"


class Shell(StrEnum):
    """The shells for which there is completion."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


FIRST = first_screen.texts("first_screen.txt")
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
Subject = Annotated[str, typer.Option("--for", help="What it is about, such as alcohol.", metavar="SUBJECT")]
SavePath = Annotated[str, typer.Option("--save", help="Save a page here (.txt, .md, .html, .pdf).", metavar="PATH")]
SaveFormat = Annotated[Format | None, typer.Option("--format", help="The format, if not the ending of PATH.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that exists.")]


def run(arguments: list[str], *, greeted: bool = False, typed: str | None = None) -> NoReturn:
    """Run the command line and end the process with its exit code."""
    if os.environ.get(first_screen.COMPLETING):
        running.run(lambda: _completed(arguments))
    running.run(lambda: _dispatched(arguments, StartState(greeted, typed)))


def _completed(arguments: list[str]) -> int:
    """Tell a shell how a word goes on. What it asks in a wrong way is a mistake of usage."""
    from typer.completion import completion_init  # type: ignore[attr-defined]

    completion_init()
    try:
        app(arguments, prog_name="screening")
    except SystemExit as end:
        return Code.USAGE if end.code else Code.DONE
    except (KeyError, ValueError):  # it did not say which words there are
        return Code.USAGE
    return Code.DONE


def _dispatched(arguments: list[str], state: StartState) -> int:
    """Do what the command line says; a mistake in it is shown as typer shows it."""
    try:
        code: int = app(arguments, prog_name="screening", standalone_mode=False, obj=state)
    except typer.TyperException as error:
        first_screen.back()
        error.message = clean(error.message)  # it quotes the command line
        if sys.stderr is not None:  # typer would write to standard output then
            error.show() if hasattr(error, "show") else write_stderr(str(error))
        return error.exit_code
    return code


def _unable(without_terminal: str) -> str:
    """The key of the text that says why nothing can be asked here; empty where it can."""
    if not first_screen.can_ask():
        return "cannot-ask-system"
    at_terminal = all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))
    return "" if at_terminal else without_terminal


# Without a command.


@app.callback(invoke_without_command=True)
def menu(
    command: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Begin line by line, for screen readers.")] = False,
    discreet: Annotated[bool, typer.Option("--discreet", help="Begin, and hide what you type and answer.")] = False,
) -> int:
    """Show what can be done."""
    if command.invoked_subcommand is not None:
        if plain or discreet:
            raise typer.BadParameter("Write this option after the command, such as: screening check --discreet.")
        return Code.DONE
    if plain and discreet:
        raise typer.BadParameter("These options exclude each other: --plain --discreet.")
    if version:
        write_stdout(f"screening {__version__}\n")
        return Code.DONE
    if unable := _unable("help"):
        write_stderr(FIRST[unable])
        return Code.USAGE if unable == "help" else Code.CANNOT_ASK
    from screening.cli import commands

    context, begun = open_context(), command.obj
    mode = "plain" if plain else "discreet" if discreet else ""
    return commands.asking(context, mode, lambda ui: commands.menu(context, ui, begun.typed, greeted=begun.greeted))


# The self-check.


@app.command(short_help="Answer a questionnaire.", epilog=FIRST["help-end"])
def check(
    command: typer.Context,
    name: Name = "signs",
    subject: Subject = "",
    region: Region = "",
    plain: Annotated[bool, typer.Option("--plain", help="Line by line, for screen readers.")] = False,
    discreet: Annotated[bool, typer.Option("--discreet", help="Hide what you type and your answers.")] = False,
    why: Annotated[
        bool | None, typer.Option("--why/--no-why", help="With or without each answer and its points.")
    ] = None,
    answers: Annotated[
        str, typer.Option(help="Read answers from a file, JSON or FHIR; - is standard input.", metavar="FILE")
    ] = "",
    enter: Annotated[bool, typer.Option("--enter", help="Type the answers of a filled-in paper form.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="With --answers: print every part of the result.")] = False,
    complete: Annotated[bool, typer.Option("--complete", help="Refuse answers that are not complete.")] = False,
    as_json: AsJson = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Converse in JSON Lines on standard input and output.")
    ] = False,
    save: SavePath = "",
    format_: SaveFormat = None,
    as_: Annotated[As | None, typer.Option("--as", help="With --answers: write answers and scores as this.")] = None,
    to: Annotated[str, typer.Option("--to", help="With --as: write here, not to the screen.", metavar="FILE")] = "",
    about: About = "",
    force: Force = False,
) -> int:
    """Example: screening check signs

    Answer a questionnaire.
    """
    modes = [mode for mode, wanted in (("plain", plain), ("discreet", discreet)) if wanted]
    ways = [way for way, wanted in (("--answers", answers), ("--jsonl", jsonl)) if wanted]
    if len(modes) > 1 or len(ways) > 1 or (ways and (modes or enter)):
        raise typer.BadParameter("These options exclude each other: --plain --discreet --answers --jsonl --enter.")
    if subject and answers:
        raise typer.BadParameter("With --answers the file says what it is about, and --for does not.")
    if subject and enter:
        raise typer.BadParameter("With --enter the form says what it is about, and --for does not.")
    if (save and jsonl) or (save == "-" and as_json):
        raise typer.BadParameter("With --jsonl, or with --json and `--save -`, there is no room for a page.")
    if (as_ or to or about) and not (as_ and answers and not (as_json or save or format_)):
        raise typer.BadParameter("--as wants --answers, without --json and --save; --to and --subject want --as.")
    unable = "cannot-ask" if jsonl and sys.stdin is None else "" if ways else _unable("cannot-ask")
    if unable:
        write_stderr(FIRST[unable])
        return Code.CANNOT_ASK
    write_stdout("")  # before the first question: is there somewhere for the result to go?
    from screening.cli import commands
    from screening.cli.output import FhirOutput, OutputOptions

    context, fhir = open_context(region), FhirOutput(to or "-", about) if as_ else None
    wanted = OutputOptions(as_json, why, complete, everything, save, format_ or "", force, fhir)
    if jsonl:
        return commands.jsonl(context, name, subject, why=wanted.in_json)
    if answers:
        return commands.from_file(context, name, answers, wanted)
    begun, mode = command.obj, "".join(modes)
    if enter:
        from screening.cli import entering

        return commands.asking(context, mode, lambda ui: entering.enter(context, ui, name, wanted))
    greeted = begun.greeted and context.library.place_of(name) is None  # the first screen was that of ours
    typed = begun.typed or "" if greeted else None
    return commands.asking(
        context, mode, lambda ui: commands.check(context, ui, name, subject=subject, begun=typed, wanted=wanted)
    )


# What is kept.


def _asked(
    mode: str, work: Callable[[AppContext, UserInterface], int], *, idle: bool = False, unable: str = "cannot-ask-here"
) -> int:
    """Do this in a conversation; it needs a terminal, and without one says what for."""
    if unable := _unable(unable):
        write_stderr(FIRST[unable])
        return Code.CANNOT_ASK
    from screening.cli import commands

    context = open_context()
    return commands.asking(
        context, mode, lambda ui: work(context, ui), idle=context.settings.idle_seconds if idle else 0
    )


@app.command(short_help="Look at what you saved, over time.", epilog=FIRST["help-end"])
def diary(
    plain: Annotated[bool, typer.Option("--plain", help="Line by line, for screen readers.")] = False,
    discreet: Annotated[bool, typer.Option("--discreet", help="Hide what you type and your answers.")] = False,
) -> int:
    """Example: screening diary

    Look at what you saved on this computer, over time. Delete an entry, or erase everything.
    """
    from screening.app import diary

    mode = "discreet" if discreet else "plain" if plain else ""
    return _asked(mode, diary.menu)


@app.command(short_help="Erase what was saved here.", epilog=FIRST["help-end"])
def erase(
    all_: Annotated[bool, typer.Option("--all", help="Also the records of clients, and the settings.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List the files, and erase nothing.")] = False,
) -> int:
    """Example: screening erase --dry-run

    Erase what you saved on this computer. It needs no passphrase, only a typed word.
    """
    from screening.app import diary

    if dry_run:
        return diary.erase(open_context(), None, everything=all_, dry_run=True)
    return _asked(
        "", lambda context, ui: diary.erase(context, ui, everything=all_, dry_run=False), unable="cannot-erase-here"
    )


def _asked_counselor(mode: str, work: Callable[[AppContext, UserInterface], int]) -> int:
    return _asked(mode, work, idle=True, unable="cannot-ask-client")


app.add_typer(client_commands.client_app(_asked_counselor, FIRST["help-end"], HELP), name="client")


# Reading.


@app.command("list", short_help="List the questionnaires.", epilog=FIRST["help-end"])
def list_(as_json: AsJson = False) -> int:
    """Example: screening list

    List the questionnaires.
    """
    from screening.cli import pages

    return pages.list_all(open_context(), as_json=as_json)


@app.command(short_help="Print a whole questionnaire, or a blank form.", epilog=FIRST["help-end"])
def show(
    name: Name = "signs",
    subject: Subject = "",
    as_json: AsJson = False,
    format_: SaveFormat = None,
    save: SavePath = "",
    force: Force = False,
) -> int:
    """Example: screening show signs --for alcohol --save form.html

    Show a whole questionnaire, or print it as a blank form. Of a published instrument its structure, scoring and
    sources.
    """
    if as_json and (save or format_):
        raise typer.BadParameter("These options exclude each other: --json, and --save or --format.")
    from screening.cli import pages
    from screening.cli.output import OutputOptions

    wanted = OutputOptions(as_json=as_json, save=save, format_=format_ or "", force=force)
    return pages.show(open_context(), name, subject, wanted)


@app.command(short_help="Read about addiction, and what helps.", epilog=FIRST["help-end"])
def learn(
    topic: Annotated[
        list[str] | None, typer.Argument(help="Such as alcohol or KAT. Without one they are listed.", metavar="TOPIC")
    ] = None,
) -> int:
    """Example: screening learn what-helps

    Read about addiction, dependence, what helps, and ketamine-assisted therapy (KAT).
    """
    from screening.cli import pages

    context, code = open_anyway()
    return pages.learn(context, " ".join(topic or ())) or code


@app.command(short_help="List people to talk to.", epilog=FIRST["help-end"])
def contacts(
    region: Region = "",
    subject: Annotated[str, typer.Option(help="Only those for this, such as alcohol.", metavar="SUBJECT")] = "",
    sources: Annotated[bool, typer.Option("--sources", help="Show where each entry comes from.")] = False,
    as_json: AsJson = False,
) -> int:
    """Example: screening contacts --region CA-AB

    List people to talk to.
    """
    from screening.cli import pages

    context, code = open_anyway(region)
    return pages.contacts(context, subject=subject, sources=sources, as_json=as_json) or code


# For authors.


@app.command(short_help="Begin a questionnaire of your own.", epilog=FIRST["help-end"])
def new(
    name: Annotated[str, typer.Argument(help="A short name, such as evening-check.", metavar="NAME")],
    to: Annotated[str, typer.Option("--to", help="Write it here, not into your own folder.", metavar="FILE")] = "",
) -> int:
    """Example: screening new evening-check

    Write a small questionnaire to begin with, into your own folder. No file is ever replaced.
    """
    from screening.cli import authors

    return authors.new(open_context(), name, to)


@app.command(short_help="Bring the wording of an instrument.", epilog=FIRST["help-end"])
def adopt(
    file: Annotated[str, typer.Argument(help="The words of items and options: YAML, or FHIR JSON.", metavar="FILE")],
    scoring: Annotated[str, typer.Option(help="Which instrument it is, if FHIR does not say.", metavar="NAME")] = "",
    licence: Annotated[str, typer.Option(help="Who may use the words, if FHIR does not say.", metavar="TEXT")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Save it without asking whether all of it matches.")] = False,
) -> int:
    """Example: screening adopt phq-9-wording.yaml

    Bring the wording of a published instrument that you may use, as YAML or as a FHIR Questionnaire (a name that ends
    in .json). It is matched by codes and ids, shown beside the points, and put into your own folder. Then it can be
    asked.
    """
    from screening.cli import adopting

    return adopting.adopt_file(open_context(), file, scoring, licence, sure=yes)


@app.command(short_help="Check questionnaires and all texts.", epilog=FIRST["help-end"])
def lint(
    files: Annotated[list[str] | None, typer.Argument(help="Names or YAML files; without one, all of them.")] = None,
    today: Annotated[str, typer.Option(help="The day by which contacts are judged.", metavar="YYYY-MM-DD")] = "",
    as_json: AsJson = False,
) -> int:
    """Example: screening lint my-questionnaire.yaml

    Check questionnaires and all texts, and show how the questions flow.
    """
    from screening.cli import authors

    return authors.lint(open_context(), files or [], today, as_json=as_json)


@app.command(short_help="Score every way of answering, twice.", epilog=FIRST["help-end"])
def prove(
    name: Name,
    sample: Annotated[
        int,
        typer.Option(min=0, max=10_000_000, help="Try so many drawn by lot; 0 is all, if they can be.", metavar="N"),
    ] = 0,
) -> int:
    """Example: screening prove audit

    Score every way of answering a questionnaire twice: as a sitting is scored, and by a second, slow reading of the
    file. Says how many agree.
    """
    from screening.cli import proving

    return proving.prove_file(open_context(), name, sample)


interchange_commands.add_to(app, FIRST["help-end"])


# Many answers at once.

Declined = Annotated[str, typer.Option(help="The word in a cell that means declined.", metavar="WORD")]
To = Annotated[
    str, typer.Option("--to", help="Write here (.csv, .parquet, .ndjson); - is standard output.", metavar="FILE")
]


@app.command(short_help="Score a table of answers.", epilog=FIRST["help-end"])
def score(
    name: Name,
    table: Annotated[str, typer.Argument(help="CSV, Parquet, or lines of JSON; - is standard input.", metavar="TABLE")],
    to: To = "-",
    columns: Annotated[
        str, typer.Option(help="Lines `column,item`, if columns have other names.", metavar="FILE")
    ] = "",
    values: Annotated[Values, typer.Option(help="What the cells hold.")] = Values.CODES,
    declined: Declined = "declined",
    force: Force = False,
) -> int:
    """Example: screening score past-month answers.csv --to scores.csv

    Score each row of a table. Rows that cannot be read are listed in a file beside the scores.
    """
    from screening.bulk.cells import CellRules
    from screening.cli import bulk_commands

    wanted = bulk_commands.Wanted(to, columns, CellRules(values.value, declined or None), force)
    return bulk_commands.score(open_context(), name, table, wanted)


@app.command(short_help="Make up answers, to try a table.", epilog=FIRST["help-end"])
def simulate(
    name: Name,
    count: Annotated[int, typer.Option("--n", help="How many rows.", metavar="N")] = 100,
    seed: Annotated[int, typer.Option(help="The same seed makes the same table.", metavar="S")] = 1,
    unanswered: Annotated[float, typer.Option(help="The share of questions without an answer, 0 to 1.")] = 0.0,
    declined_share: Annotated[
        float, typer.Option("--declined-share", help="The share of questions declined, 0 to 1.")
    ] = 0.0,
    declined: Declined = "declined",
    to: To = "-",
    force: Force = False,
) -> int:
    """Example: screening simulate past-month --n 1000 --to made-up.csv

    Write a table of made-up answers, to try `screening score` on. They respect the skips.
    """
    from screening.bulk.cells import CellRules
    from screening.bulk.simulation import Gaps
    from screening.cli import bulk_commands

    wanted = bulk_commands.Wanted(to, rules=CellRules(declined=declined or None), force=force)
    return bulk_commands.simulate(open_context(), name, count, seed, Gaps(unanswered, declined_share), wanted)


# The program itself.


@app.command(short_help="Print every path that this program reads or writes.", epilog=FIRST["help-end"])
def paths() -> int:
    """Example: screening paths

    Print every path that this program reads or writes.
    """
    from screening.cli import pages
    from screening.system import settings

    return pages.paths(settings.load(os.environ))


@app.command(short_help="Print a completion script.", epilog=FIRST["help-end"])
def completion(shell: Annotated[Shell, typer.Argument(help="Your shell.")]) -> int:
    """Example: screening completion bash

    Print a completion script. Nothing edits your start-up files.
    """
    from typer.completion import get_completion_script  # type: ignore[attr-defined]

    write_stdout(
        get_completion_script(prog_name="screening", complete_var=first_screen.COMPLETING, shell=shell.value) + "\n"
    )
    return Code.DONE


@app.command("help", short_help="Read about privacy and other matters.", epilog=FIRST["help-end"])
def help_(topic: Annotated[str, typer.Argument(help="privacy, accessibility, environment or exit-codes.")] = "") -> int:
    """Example: screening help privacy

    Read about privacy, accessibility, the environment, exit codes.
    """
    if not topic:
        write_stdout(FIRST["help"] + "\n")
        return Code.DONE
    from screening.cli import pages

    context, code = open_anyway()
    return pages.help_page(context, topic) or code
