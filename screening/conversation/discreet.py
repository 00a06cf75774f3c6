"""The discreet user interface: one question at a time on the alternate screen, answers not echoed, no traces left."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterable
from types import FrameType, TracebackType
from typing import NoReturn

from screening.conversation.plain import PlainInterface, read_line, write
from screening.conversation.user_interface import Choices, PersonLeft
from screening.formats.render import Glyphs, Line
from screening.system.process import waiting
from screening.text import clean

ENTER = "\x1b[?1049h\x1b[H\x1b[J"
LEAVE = "\x1b[H\x1b[J\x1b[?1049l"
FRESH = "\x1b[H\x1b[J"


class DiscreetInterface(PlainInterface):
    """A context manager: restores the screen and the echo at every ending except SIGKILL."""

    def __init__(self, idle: float = 0) -> None:
        super().__init__(idle)
        self._unread: list[str] = []

    def __enter__(self) -> DiscreetInterface:
        import termios

        self._terminal_before = termios.tcgetattr(sys.stdin.fileno())
        self._enter()
        self._handlers_before = {
            number: signal.signal(number, self._stop) for number in (signal.SIGTSTP, signal.SIGCONT)
        }
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._handlers_before.items():
            signal.signal(number, handler)
        self._leave()

    @property
    def glyphs(self) -> Glyphs | None:
        """None: bars are not drawn."""
        return None

    @property
    def pauses(self) -> bool:
        """True: the result is shown part by part on the same screen."""
        return True

    @property
    def scrolls(self) -> bool:
        """False: the alternate screen has no scrollback."""
        return False

    def leave(self) -> NoReturn:
        """Raise PersonLeft. Leaving the context restores the screen; the caller clears the one behind it."""
        raise PersonLeft

    def show_result(self, lines: Iterable[Line]) -> None:
        """Show the result on the same screen as the questions, so that it disappears with them."""
        self.show(lines)

    def show(self, lines: Iterable[Line]) -> None:
        """Show lines of the conversation. Until the next question they count as unread."""
        shown = list(lines)
        self._unread += [clean(line.text) for line in shown]
        super().show(shown)

    def ask_secret(self, prompt: str) -> str:
        """A line that is not shown."""
        self._unread = []
        return super().ask_secret(prompt)

    def ask(self, prompt: str, choices: Choices | None = None) -> str:  # noqa: ARG002 - there is no menu
        """The line that was typed, not shown."""
        self._unread = []
        self._prompt = f"{clean(prompt)} "
        with waiting(self.idle):
            write(sys.stderr, self._prompt)
            line = read_line()
        write(sys.stderr, "\n")  # the Enter was not shown either
        return line

    def clear(self) -> None:
        """Clear this screen. Leaving the context restores or clears the one behind it."""
        self._last = []
        self._unread = []
        write(sys.stderr, FRESH)

    def new_page(self) -> None:
        """Clear the screen, except for a few lines that are still unread."""
        unread = self._unread if len(self._unread) <= self.rows // 2 else []
        self._last, self._unread = list(unread), []
        write(sys.stderr, FRESH + "".join(f"{line}\n" for line in unread))

    def _enter(self) -> None:
        import termios

        hidden = termios.tcgetattr(sys.stdin.fileno())
        hidden[3] &= ~(termios.ECHO | termios.ECHONL)
        termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, hidden)
        write(sys.stderr, ENTER)

    def _leave(self) -> None:
        import termios

        with contextlib.suppress(OSError, termios.error):  # the window was closed
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSAFLUSH, self._terminal_before)
            write(sys.stderr, LEAVE)

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        """Ctrl-Z restores the shell's screen; on return the question is shown again."""
        if number == signal.SIGTSTP:
            self._leave()
            os.kill(os.getpid(), signal.SIGSTOP)
            return
        import termios

        # A window that is closed sends SIGCONT too; and another write may be in progress.
        with contextlib.suppress(OSError, termios.error, RuntimeError):
            self._enter()
            write(sys.stderr, "".join(f"{line}\n" for line in self._last) + getattr(self, "_prompt", ""))
