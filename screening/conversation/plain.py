"""The plain user interface, line by line: for screen readers, dumb terminals and streams that are not UTF-8.

It writes no escape codes."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from types import FrameType
from typing import NoReturn, TextIO

from screening import first_screen
from screening.conversation.screens import fitted, numbered
from screening.conversation.user_interface import EndOfInput, PersonLeft, Prompt
from screening.first_screen import forget_typed
from screening.formats.render import Glyphs, Line
from screening.system.process import IdleTimeout, unseen, waiting, writing_results
from screening.text import clean, wrap

MAX_LINE = 4096  # bytes of one typed line; what follows is thrown away


class PlainInterface:
    """Prints lines on stderr, results on stdout, and reads lines from stdin."""

    glyphs: Glyphs | None = None  # bars are not drawn
    hides = False
    scrolls = True  # the terminal's own scrollback has the earlier lines

    def __init__(self, idle: float = 0) -> None:
        self._page: list[str] = []
        self._rows: tuple[str, ...] = ()
        self.idle = idle  # seconds after which a prompt raises IdleTimeout; 0 for never

    @property
    def columns(self) -> int:
        """The width of the window, between 20 and 80."""
        return first_screen.columns()

    @property
    def rows(self) -> int:
        """The height of the window."""
        return window().lines or 24

    @property
    def pauses(self) -> bool:
        """Whether a person reads the result, and so page by page."""
        return sys.stdout.isatty()

    def new_page(self) -> None:
        """An empty line before what comes next."""
        self._page, self._rows = [], ()
        write(sys.stderr, "\n")

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """Pages that come between: after them the page of before is shown again."""
        page, rows = self._page, self._rows
        yield
        self._page, self._rows = page, rows
        write(sys.stderr, "".join(f"{line}\n" for line in ["", *page]))

    def show(self, lines: Iterable[Line]) -> None:
        """Lines of the conversation, on stderr."""
        shown = [clean(line.text) for line in lines]
        self._page += shown
        write(sys.stderr, "".join(f"{line}\n" for line in shown))

    def show_result(self, lines: Iterable[Line]) -> None:
        """Lines of the result, on stdout."""
        sys.stderr.flush()
        with writing_results():
            write(sys.stdout, "".join(f"{clean(line.text)}\n" for line in lines))

    def ask(self, prompt: Prompt) -> str:
        """The line that was typed; a line that is too long is returned as U+FFFD, which no question accepts.

        The rows are shown once on each page.
        """
        if prompt.rows != self._rows:
            self._rows = prompt.rows
            for number, text in enumerate(prompt.rows, 1):
                self.show(numbered(number, text, self.columns))
            for text in prompt.below:
                self.show(fitted(map(Line, ["", *text.split("\n")]), self.columns))
        words = prompt.fitting(self.columns)
        if not words:
            self.show(map(Line, wrap(prompt.forms[-1], self.columns)))
        text = f"{clean(words) or '>'} "
        with waiting(self.idle), _shown_again(text, self._page):
            try:
                write(sys.stderr, text)
                return read_line()
            except IdleTimeout as idle:
                idle.typed = unfinished_line()
                raise
            except EndOfInput:
                with contextlib.suppress(OSError):
                    write(sys.stderr, "\n")
                raise

    def ask_secret(self, prompt: str) -> str:
        """A line that is not shown."""
        with waiting(self.idle):
            return read_secret(prompt)

    def clear(self) -> None:
        """Push earlier lines away with empty lines: no escape codes."""
        self._page = []
        write(sys.stderr, first_screen.cleared(lines_only=True))

    def forget_typed(self) -> None:
        """Throw away what was typed ahead."""
        forget_typed()

    def leave_behind(self, lines: Iterable[Line]) -> None:
        """Lines of the result: all that is printed here stays."""
        self.show_result(lines)

    def close(self) -> None:
        """Nothing to do: the window was never changed."""

    def leave(self) -> NoReturn:
        """Raise PersonLeft: the window is cleared with empty lines."""
        raise PersonLeft(lines_only=True)


def window() -> os.terminal_size:
    """The size of the window; 80 by 24 if there is none. COLUMNS is ignored: it may be wrong."""
    for stream in (sys.__stderr__, sys.__stdout__, sys.__stdin__):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            return os.get_terminal_size(stream.fileno())  # type: ignore[union-attr]
    return os.terminal_size((80, 24))


def write(stream: TextIO, text: str) -> None:
    """Write and flush, so that a prompt is seen before the program waits."""
    stream.write(text)
    stream.flush()


def read_line() -> str:
    """One line from stdin, without its end. Raises EndOfInput. Bytes that are not UTF-8 become U+FFFD."""
    try:
        line = sys.stdin.buffer.readline(MAX_LINE + 1)
        too_long = len(line) > MAX_LINE and not line.endswith(b"\n")
        while too_long and line and not line.endswith(b"\n"):
            line = sys.stdin.buffer.readline(MAX_LINE)
    except OSError:  # the window was closed
        raise EndOfInput from None
    if not line and not too_long:
        raise EndOfInput
    return "\N{REPLACEMENT CHARACTER}" if too_long else line.decode("utf-8", "replace").rstrip("\r\n")


def unfinished_line() -> str:
    """What was typed at the terminal since its last newline; it is not waited for, and is taken out of the line."""
    import termios

    try:
        descriptor = sys.stdin.fileno()
        before = termios.tcgetattr(descriptor)
        changed = termios.tcgetattr(descriptor)
        changed[3] &= ~termios.ICANON
        changed[6][termios.VMIN], changed[6][termios.VTIME] = 0, 0
        try:
            termios.tcsetattr(descriptor, termios.TCSANOW, changed)
            typed = os.read(descriptor, MAX_LINE)
        finally:
            termios.tcsetattr(descriptor, termios.TCSANOW, before)
    except (OSError, ValueError, termios.error):  # no terminal, or it was closed
        return ""
    return typed.decode("utf-8", "replace").strip("\r\n")


def read_secret(prompt: str) -> str:
    """One line that is typed unseen; too long a line, or one that is not UTF-8, contains U+FFFD. Raises EndOfInput.

    Control characters are left out: nobody would see that a key such as Ctrl-Z had become a part of a passphrase.
    """
    with unseen():  # before the prompt: what is typed at it is neither shown nor thrown away
        write(sys.stderr, "\n".join(wrap(clean(prompt), first_screen.columns() - 2)) + " ")
        try:
            return "".join(character for character in read_line() if unicodedata.category(character) != "Cc")
        finally:
            with contextlib.suppress(OSError):
                write(sys.stderr, "\n")


class _shown_again:  # noqa: N801 - reads as a statement
    """While it waits: after Ctrl-Z and `fg` the question is shown again."""

    def __init__(self, prompt: str, lines: list[str]) -> None:
        self.text = "".join(f"{line}\n" for line in lines) + prompt
        self.before: object = None

    def __enter__(self) -> None:
        if hasattr(signal, "SIGCONT"):
            self.before = signal.signal(signal.SIGCONT, self._show)

    def __exit__(self, *error: object) -> None:
        if hasattr(signal, "SIGCONT"):
            signal.signal(signal.SIGCONT, self.before)  # type: ignore[arg-type]

    def _show(self, _signal: int, _frame: FrameType | None) -> None:
        # A window that is closed sends SIGCONT too; and what is just being written need not be written again.
        with contextlib.suppress(OSError, RuntimeError):
            write(sys.stderr, f"\n{self.text}")
