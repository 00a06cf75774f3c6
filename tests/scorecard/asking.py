"""How the score card asks: the program in a place of its own, twelve questions, every user interface."""

from __future__ import annotations

import json
import re
import stat
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

from screening.loading.library import Library, questions_folder
from tests.terminals import PATIENCE, PROGRAM, Terminal, assert_left_well, environment, until

HERE = Path(__file__).parent
QUIZ = HERE / "quiz.yaml"
FIRST = "In the past seven days, how often did a robin come close to the kitchen window?"
OFTEN = ("Not once", "On one day", "On some days", "On most days")
DRAWS = b"\x1b[?2004h"  # how a prompt on a capable terminal begins
SAY = Library(questions_folder()).interface().say
ASKED = "x leave:"  # how a prompt in a window of 40 columns and more ends
REFUSED = "Please type a number from 1 to 4."

TERMINAL: tuple[str, ...] = ()
PLAIN = ("--plain",)
DISCREET = ("--discreet",)
INTERFACES = pytest.mark.parametrize("ui", [TERMINAL, PLAIN], ids=["terminal", "plain"])
ALL_INTERFACES = pytest.mark.parametrize("ui", [TERMINAL, PLAIN, DISCREET], ids=["terminal", "plain", "discreet"])


@dataclass(frozen=True)
class Place:
    """A home, a folder to stand in and a folder for temporary files, all empty at first."""

    root: Path

    def __post_init__(self) -> None:
        for folder in self.folders:
            folder.mkdir()

    @property
    def folders(self) -> tuple[Path, ...]:
        """Everywhere that the program could leave something."""
        return self.home, self.work, self.temporary

    @property
    def home(self) -> Path:
        """The home of the person."""
        return self.root / "home"

    @property
    def work(self) -> Path:
        """Where the program is started."""
        return self.root / "work"

    @property
    def temporary(self) -> Path:
        """Where temporary files would go."""
        return self.root / "temporary"

    def environment(self, **changes: str | None) -> dict[str, str]:
        """What the program is told."""
        return environment(self.home, **{"TMPDIR": str(self.temporary), **changes})

    def assert_kept(self, *pages: Path) -> None:
        """Nothing is left behind but these pages, and those can be read by their owner alone."""
        found = [path for folder in self.folders for path in folder.rglob("*")]
        assert sorted(found) == sorted(pages)
        assert {stat.S_IMODE(page.stat().st_mode) for page in pages} <= {0o600}

    def ask(
        self,
        *options: str,
        quiz: Path | str = QUIZ,
        columns: int = 80,
        rows: int = 24,
        stdout: IO[bytes] | int | None = None,
        told: Mapping[str, str | None] | None = None,
    ) -> Terminal:
        """`screening check QUIZ` in a terminal."""
        command = [PROGRAM, "check", str(quiz), *options]
        return self.open(command, columns=columns, rows=rows, stdout=stdout, told=told)

    def open(
        self,
        command: Sequence[str],
        *,
        columns: int = 80,
        rows: int = 24,
        stdout: IO[bytes] | int | None = None,
        told: Mapping[str, str | None] | None = None,
    ) -> Terminal:
        """Any command in a terminal."""
        around = self.environment(**(told or {}))
        return Terminal(command, around, self.work, columns=columns, rows=rows, stdout=stdout)

    def left_well(self, terminal: Terminal, code: int, *pages: Path) -> None:
        """What every case asserts at its end."""
        assert_left_well(terminal, code)
        self.assert_kept(*pages)

    def run(
        self,
        *arguments: str,
        stdin: bytes = b"",
        told: Mapping[str, str | None] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """The program without a terminal."""
        done = subprocess.run(
            [PROGRAM, *arguments], env=self.environment(**(told or {})), cwd=self.work, capture_output=True,
            check=False, timeout=PATIENCE, input=stdin,
        )  # fmt: skip
        out, err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        assert "Traceback" not in out + err
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    def scored(self, quiz: Path | str, answers: Mapping[str, object], *options: str) -> dict[str, object]:
        """The result of these answers as JSON."""
        done = self.run(
            "check", str(quiz), "--answers", "-", "--json", *options, stdin=json.dumps({"answers": answers}).encode()
        )
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        assert isinstance(found, dict)
        return found


def begin(terminal: Terminal, total: int = 12) -> None:
    """Past the first screen, to the first question."""
    terminal.wait_for(ASKED)
    terminal.line()
    terminal.wait_for(f"Question 1 of {total}", ASKED)


def answer(terminal: Terminal, upto: int, *, text: str = "1", total: int = 12) -> None:
    """Answer the questions before this one, from the first on."""
    for number in range(2, upto + 1):
        terminal.line(text)
        terminal.wait_for(f"Question {number} of {total}", ASKED)


def to_review(terminal: Terminal, *, total: int = 12) -> None:
    """Answer everything from the first question on."""
    answer(terminal, total, total=total)
    terminal.line("1")
    terminal.wait_for("Check your answers", ASKED)


def to_results(terminal: Terminal) -> None:
    """From the review to the result with its menu, page by page where it comes in pages."""
    typed(terminal)
    while "Enter done" not in terminal.text:
        typed(terminal)


def done(terminal: Terminal) -> None:
    """From the result out, without saving: Enter there, and Enter where it is offered."""
    terminal.line()
    terminal.wait_for("yet.", ":")
    terminal.line()


def choose(terminal: Terminal, row: str) -> None:
    """Choose what is named so in the menu below the result."""
    number = re.search(rf"(\d+)\.? {row}", words(terminal))
    assert number is not None, words(terminal)[-1500:]
    typed(terminal, number[1])


def saves_page(terminal: Terminal, name: str) -> None:
    """Save a page under this name from the menu below the result."""
    choose(terminal, "save a page")
    terminal.line(name)


def whole_run(terminal: Terminal) -> None:
    """Everything from the first screen to the end, in a window of any size."""
    until(lambda: asks(terminal), "the first screen")
    for text in ("", *["1"] * 12, ""):
        typed(terminal, text)
    to_the_end(terminal)


def to_the_end(terminal: Terminal) -> None:
    """Out of the results and of the menu after them."""
    while terminal.process.poll() is None:
        known, length = terminal.seen.count(DRAWS), len(terminal.seen)
        terminal.send("q\r")
        until(lambda: asks(terminal, known, length) or terminal.process.poll() is not None, "the end")  # noqa: B023
    terminal.ended()


def typed(terminal: Terminal, text: str = "") -> None:
    """Type a line and wait until something is asked again."""
    known, length = terminal.seen.count(DRAWS), len(terminal.seen)
    terminal.line(text)
    until(lambda: asks(terminal, known, length), f"another prompt after {text!r}")


def asks(terminal: Terminal, known: int = 0, length: int = 0) -> bool:
    """Whether there are more prompts than these. In plain lines a prompt is where the writing stops."""
    terminal.read(0.05)
    if DRAWS in terminal.seen:
        return terminal.seen.count(DRAWS) > known
    return len(terminal.seen) > length and terminal.seen.endswith((b": ", b"> "))


def words(terminal: Terminal, text: str | None = None) -> str:
    """All that was shown in words, or this part of it: one blank between them, without codes."""
    return " ".join(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", terminal.text if text is None else text).split())


def made_up(folder: Path, content: str | bytes, name: str = "made-up.yaml") -> Path:
    """A questionnaire file of its own."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
