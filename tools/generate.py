"""Writes the files that are made from content or code: run it after changing what a person reads.

`python -m tools.generate` writes; tests hold each file to what it is made from.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from screening.cli.opening import as_file, first_texts
from screening.conversation.json_lines import read_answers
from screening.conversation.place import Place
from screening.conversation.rich_terminal import STYLES, TerminalInterface
from screening.conversation.talk import Talk
from screening.conversation.user_interface import EndOfInput, Prompt
from screening.engine.results import concluded
from screening.formats.render import BLOCKS, Line, document_lines
from screening.interchange.remarks import KINDS
from screening.loading import content_index, yaml_reader
from screening.loading.library import PUBLISHED, Library, questions_folder
from screening.loading.regions import directory, region
from screening.model.content import Interface
from screening.model.instrument import Instrument
from screening.reports.result_report import ResultReports
from tools import conformance

ROOT = Path(__file__).parent.parent
FIRST = ROOT / "screening" / "first_screen.txt"
README = ROOT / "README.md"
INTERCHANGE = ROOT / "docs" / "interchange.md"
EXAMPLES = ROOT / "tests" / "interchange" / "files"
PICTURES = {"question": "A question of the self-check", "result": "The result screen of the self-check"}
INSTRUMENTS = ROOT / "docs" / "published.md"
CARD = ROOT / "docs" / "scorecard.md"
BARS = "#0b5c66"
LIGHT = TerminalTheme((255, 255, 255), (0, 0, 0), [(0, 0, 0)] * 8, [(0, 0, 0)] * 8)
SVG = """<svg viewBox="0 0 {terminal_width} {terminal_height}" xmlns="http://www.w3.org/2000/svg" role="img"
 aria-label="%s">
<style>
.{unique_id}-matrix {{ font-family: monospace; font-size: {char_height}px; line-height: {line_height}px; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}</defs>
<rect width="{terminal_width}" height="{terminal_height}" fill="#ffffff"/>
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</svg>
"""


def first_file(help_text: str) -> str:
    """What `screening/first_screen.txt` must hold."""
    library = Library(questions_folder())
    return as_file({**first_texts(library, library.interface()), "help": help_text})


def index_file() -> str:
    """What the index of the packaged content must hold: a questionnaire with its answer lists in their places."""
    library = Library(questions_folder())
    lines = []
    for path in sorted(library.folder.rglob("*.yaml")):
        name = path.relative_to(library.folder).as_posix()
        is_questionnaire = path.parent == library.folder and path.stem in library.names
        is_questionnaire |= path.parent.name == PUBLISHED
        root = library.read(path, name).root if is_questionnaire else yaml_reader.read(path, name)
        lines.append(content_index.line(name, yaml_reader.text_of(path, name), root.plain()))
    return "".join(lines)


def typer_help() -> str:
    """What typer prints for `--help` at 80 columns, from this code."""
    code = "import sys; from screening.cli.main import run; run(['--help'])"
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment, cwd=ROOT
    )
    return done.stdout.rstrip("\n")


def result_reports(library: Library, words: Interface) -> ResultReports:
    """Documents for Alberta on the day on which the contacts were compared."""
    found = region(library, "CA-AB")
    assert found is not None
    return ResultReports(words, directory(library, found), library.sources, "2026-11-22")


class _Window(TerminalInterface):
    """A window of 80 by 24 in which these lines are typed. Then `seen` is what stands in it."""

    columns, rows = 80, 24

    def __init__(self, words: Interface, *typed: str) -> None:
        super().__init__(words, colour=None)
        self.typed = iter(typed)
        self.seen: list[Line] = []

    def ask(self, prompt: Prompt) -> str:
        """The next line; EndOfInput after the last one."""
        for line in self.typed:
            self._asked = True
            return line
        (screen,), (words,) = self._laid_out(prompt)
        self.seen = [*screen.lines, Line(words)]
        raise EndOfInput


def question() -> list[Line]:
    """The first question that counts, about alcohol, as a terminal shows it."""
    library = Library(questions_folder())
    words = library.interface()
    made = result_reports(library, words)
    window = _Window(words, "1", "2", "5", "1", "1")
    place = Place(library, made.directory.region)
    talk = Talk(ui=window, words=words, place=place, reports_for=lambda _: made, save_page=lambda *_: "")
    with contextlib.suppress(EndOfInput):
        talk.run(library.load("signs"))
    return window.seen


def result() -> list[Line]:
    """The first page of the example answers."""
    library = Library(questions_folder())
    made = result_reports(library, library.interface())
    signs = library.load("signs")
    answers = read_answers(signs, (ROOT / "docs" / "example-answers.json").read_text(encoding="utf-8"))
    return document_lines(made.page(concluded(signs, answers, made.directory)), 80, BLOCKS)


def picture(name: str) -> str:
    """A page as a terminal shows it, as a light SVG without outside references."""
    console = Console(record=True, width=80, file=io.StringIO(), force_terminal=True, highlight=False)
    for line in {"question": question, "result": result}[name]():
        text = Text(line.text, style=STYLES[line.style])
        if line.bar:
            text.stylize(BARS, *line.bar)
        console.print(text, no_wrap=True, crop=False)
    return console.export_svg(title="", theme=LIGHT, code_format=SVG % PICTURES[name], unique_id=name)


def picture_file(name: str) -> Path:
    """Where the picture is kept."""
    return ROOT / "docs" / f"{name}.svg"


def exit_codes(library: Library) -> str:
    """The exit codes as `screening help exit-codes` lists them, as a table."""
    rows = [line.split(": ", 1) for bullet, line in library.guidance["help-exit-codes"].paragraphs if bullet]
    return "\n".join(["| code | meaning |", "|---|---|", *(f"| {code} | {meaning} |" for code, meaning in rows)])


def questionnaires(library: Library) -> str:
    """The questionnaires with their sources and licences, as a table."""
    rows = ["| name | title | recall | source | licence |", "|---|---|---|---|---|"]
    for one in map(library.load, library.names):
        rows.append(
            f"| `{one.id}` {one.version} | {one.title} | {one.recall} | {one.source.citation} | {one.source.licence} |"
        )
    return "\n".join(rows)


def instruments(library: Library) -> str:
    """The published instruments with the terms for their wording, and what each lacks, as a table."""
    rows = ["| name | instrument | terms for its wording | what it lacks here |", "|---|---|---|---|"]
    for one in map(library.packaged.load, library.published):
        assert isinstance(one, Instrument)
        rows.append(f"| `{one.id}` {one.version} | {one.title} | {one.rights.terms} | {' '.join(one.lacks)} |")
    return "\n".join(rows)


def readme(text: str) -> str:
    """The README with its generated parts made anew."""
    library = Library(questions_folder())
    return _with(text, {"exit-codes": exit_codes(library), "questionnaires": questionnaires(library)})


def published(text: str) -> str:
    """The page about published instruments with its table made anew."""
    return _with(text, {"instruments": instruments(Library(questions_folder()))})


def _with(text: str, parts: dict[str, str]) -> str:
    for name, part in parts.items():
        before, begin, rest = text.partition(f"<!-- generated: {name} -->\n")
        _, end, after = rest.partition("<!-- end -->")
        text = f"{before}{begin}{part}\n{end}{after}"
    return text


def interchange(text: str) -> str:
    """docs/interchange.md with its tables made anew."""
    rows = [f"| `{kind}` | {severity} | {what} |" for kind, (severity, what, _) in KINDS.items()]
    kinds = "\n".join(["| kind | severity | what |", "|---|---|---|", *rows])
    return _with(text, {"taken": "\n".join(conformance.table(EXAMPLES)), "kinds": kinds})


def scorecard(text: str) -> str:
    """The score card, with the files in which each case is tested in its last column."""
    folder = ROOT / "tests" / "scorecard"
    sources = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("test_*.py"))}

    def place(row: re.Match[str]) -> str:
        files = [f"`{name}`" for name, source in sources.items() if f"def test_case_{row[1]}_" in source]
        return f"| {row[1]} | {row[2]} | {row[3]} | {', '.join(files) or 'not tested yet'} |"

    return re.sub(r"^\| (\d+) \| (.+) \| (.+) \| .* \|$", place, text, flags=re.MULTILINE)


def main() -> None:
    """Write every generated file."""
    Path(content_index.FILE).write_text(index_file(), encoding="utf-8", newline="\n")
    FIRST.write_text(first_file(""), encoding="utf-8")
    FIRST.write_text(first_file(typer_help()), encoding="utf-8")
    for name in PICTURES:
        picture_file(name).write_text(picture(name), encoding="utf-8")
    CARD.write_text(scorecard(CARD.read_text(encoding="utf-8")), encoding="utf-8")
    README.write_text(readme(README.read_text(encoding="utf-8")), encoding="utf-8")
    INTERCHANGE.write_text(interchange(INTERCHANGE.read_text(encoding="utf-8")), encoding="utf-8")
    INSTRUMENTS.write_text(published(INSTRUMENTS.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
