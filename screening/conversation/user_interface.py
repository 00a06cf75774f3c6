"""The protocol that every user interface implements: show lines, read a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn, Protocol

from screening.formats.render import Glyphs, Line


class PersonLeft(Exception):
    """The person leaves at once: clear the screen, say nothing. `lines_only`: clear it without escape codes."""

    def __init__(self, *, lines_only: bool = False) -> None:
        super().__init__()
        self.lines_only = lines_only


class EndOfInput(Exception):
    """There is nothing more to read."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be picked from, for a user interface that has a menu: the rows in order.

    `answers`: the rows are the options of a question, and its keys are shown too; otherwise they are a menu's.
    `done`: the menu can be left.
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
        """The characters that bars are drawn with; None if bars are not drawn."""

    def show(self, lines: Iterable[Line]) -> None:
        """Show lines of the conversation."""

    def show_result(self, lines: Iterable[Line]) -> None:
        """Show lines of the result."""

    def ask(self, prompt: str, choices: Choices | None = None) -> str:
        """The line that was typed. Raises EndOfInput, and KeyboardInterrupt."""

    def has_menu(self, choices: Choices) -> bool:
        """Whether the user interface shows these in a menu of its own, so that the rows need not be printed."""

    def new_page(self) -> None:
        """Begin a new question or part: an empty line, or an empty screen."""

    def ask_secret(self, prompt: str) -> str:
        """A line that is not shown while it is typed. Raises EndOfInput, and KeyboardInterrupt."""

    def forget_typed(self) -> None:
        """Throw away what was typed ahead."""

    def clear(self) -> None:
        """Clear the screen and what can be scrolled back to."""

    @property
    def pauses(self) -> bool:
        """Whether the result is read part by part."""

    @property
    def scrolls(self) -> bool:
        """Whether lines that have left the window can be scrolled back to."""

    def leave(self) -> NoReturn:
        """Raise PersonLeft. It says how the caller that began the conversation must clear the window."""
