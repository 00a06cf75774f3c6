"""What a user interface is: something that shows lines and reads one. Every conversation speaks through one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn, Protocol

from screening.formats.render import Glyphs, Line


class PersonLeft(Exception):
    """The person leaves at once: clear the screen, say nothing. `lines_only`: without a code."""

    def __init__(self, *, lines_only: bool = False) -> None:
        super().__init__()
        self.lines_only = lines_only


class EndOfInput(Exception):
    """There is nothing more to read."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be picked from, for a user interface that has a menu: the rows in order.

    `answers` tells the options of a question, beside which its keys are shown, from the rows of a menu; `done`
    whether such a menu can be left.
    """

    rows: tuple[str, ...]
    standing: int | None = None
    answers: bool = True
    done: bool = False


class UserInterface(Protocol):
    """Something that shows lines and reads one. What is typed never reaches a log."""

    @property
    def columns(self) -> int:
        """The width of the window now."""

    @property
    def rows(self) -> int:
        """The height of the window now."""

    @property
    def glyphs(self) -> Glyphs | None:
        """What bars are drawn with; nothing where there are none."""

    def show(self, lines: Iterable[Line]) -> None:
        """Show lines of the conversation."""

    def show_result(self, lines: Iterable[Line]) -> None:
        """Show lines of the result."""

    def ask(self, prompt: str, choices: Choices | None = None) -> str:
        """The line that was typed. Raises EndOfInput, and KeyboardInterrupt."""

    def has_menu(self, choices: Choices) -> bool:
        """Whether these are picked from a menu of the user interface's own, so that their rows need not be printed."""

    def new_page(self) -> None:
        """Begin a new question or part: an empty line, or an empty screen."""

    def ask_secret(self, prompt: str) -> str:
        """A line that is not shown while it is typed. Raises EndOfInput, and KeyboardInterrupt."""

    def forget_typed(self) -> None:
        """Throw away what was typed ahead."""

    def clear(self) -> None:
        """Take away what was shown, from the screen and from what can be scrolled back to."""

    @property
    def pauses(self) -> bool:
        """Whether the result is read part by part."""

    @property
    def scrolls(self) -> bool:
        """Whether lines that have left the window can be scrolled back to."""

    def leave(self) -> NoReturn:
        """Raise PersonLeft, which tells whoever began the conversation how to clear the window."""
