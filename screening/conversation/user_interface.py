"""The protocol that every user interface implements: show lines, read a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NoReturn, Protocol

from screening.formats.render import Glyphs, Line
from screening.text import width

TYPING = 4  # columns that a prompt leaves for what is typed after it


class PersonLeft(Exception):
    """The person leaves at once: clear the screen, say nothing. `lines_only`: clear it without escape codes."""

    def __init__(self, *, lines_only: bool = False) -> None:
        super().__init__()
        self.lines_only = lines_only


class EndOfInput(Exception):
    """There is nothing more to read."""


class WentBack(Exception):
    """The person goes back to where they were before something was asked for, such as a passphrase."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is asked for in one line, and the numbered rows that can be chosen from.

    `forms`: the words of the prompt, from the longest to the shortest; the first that fits the window is shown.
    `several`: more than one row can be chosen. `inline`: the rows stand side by side. `below`: what is shown after
    the rows; `urgent`: what of it stands on the screen with the rows where not all of it does. `anew` shows the page
    again where its order depends on the size of the window.
    """

    forms: tuple[str, ...]
    rows: tuple[str, ...] = ()
    several: bool = False
    inline: bool = False
    below: tuple[str, ...] = ()
    urgent: str = ""
    anew: Callable[[], object] | None = None

    def fitting(self, columns: int, form: str = "{}") -> str:
        """The longest form that fits, put into `form`; empty where none does."""
        said = (form.format(words) for words in self.forms)
        return next((words for words in said if width(words) + TYPING <= columns), "")


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

    @property
    def hides(self) -> bool:
        """Whether no page may show an answer that was given."""

    @property
    def pauses(self) -> bool:
        """Whether the result is read page by page."""

    @property
    def scrolls(self) -> bool:
        """Whether lines that have left the window can be scrolled back to."""

    def new_page(self) -> None:
        """Begin a new question or part: an empty line, or an empty screen. What is still unread stays on it."""

    def aside(self) -> AbstractContextManager[None]:
        """Pages that come between: after them the page of before stands again."""

    def show(self, lines: Iterable[Line]) -> None:
        """Show lines of the conversation: what the page is about, or after a line was typed a remark on it."""

    def show_result(self, lines: Iterable[Line]) -> None:
        """Show lines of the result."""

    def ask(self, prompt: Prompt) -> str:
        """The line that was typed. Raises EndOfInput, and KeyboardInterrupt."""

    def ask_secret(self, prompt: str) -> str:
        """A line that is not shown while it is typed. Raises EndOfInput, and KeyboardInterrupt."""

    def forget_typed(self) -> None:
        """Throw away what was typed ahead."""

    def clear(self) -> None:
        """Clear the screen and what can be scrolled back to."""

    def leave_behind(self, lines: Iterable[Line]) -> None:
        """Show lines that stay in the window when the conversation is over."""

    def close(self) -> None:
        """End the conversation: the window is as it was before. What is printed from now on stays in it."""

    def leave(self) -> NoReturn:
        """Raise PersonLeft. It says how the caller that began the conversation must clear the window."""
