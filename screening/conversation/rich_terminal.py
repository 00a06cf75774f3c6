"""The user interface for a capable terminal: one page at a time on the alternate screen, drawn anew for each prompt.

rich prints the page, questionary asks below it. With `hides` nothing that is typed is shown.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from types import FrameType, TracebackType
from typing import NoReturn, TextIO

from prompt_toolkit.input import create_input
from prompt_toolkit.input.typeahead import clear_typeahead
from rich.console import Console
from rich.text import Text

from screening import first_screen
from screening.conversation.plain import read_secret, write
from screening.conversation.prompt_line import PromptLine, Redraw, size
from screening.conversation.screens import Page, Screen, fitted, screens
from screening.conversation.stepping import row_of
from screening.conversation.typed_input import key_of
from screening.conversation.user_interface import PersonLeft, Prompt
from screening.formats.render import ASCII, BLOCKS, MAX_WIDTH, Glyphs, Line
from screening.model.content import Interface
from screening.system.process import waiting, writing_results
from screening.text import clean, wrap

# Bold and underline carry the structure, and nothing is coloured: no colour is readable on every background.
STYLES = {"": "", "title": "bold underline", "heading": "bold", "strong": "bold", "bar": ""}
MORE, BACK = "+", "-"  # typed: another screen of the page


class TerminalInterface:
    """A context manager: puts the window back as it was at every ending except SIGKILL."""

    scrolls = False  # the alternate screen has no scrollback

    def __init__(self, words: Interface, *, colour: bool | None, hides: bool = False, idle: float = 0) -> None:
        self.hides = hides
        self.idle = idle  # seconds after which a prompt raises IdleTimeout; 0 for never
        self._words = words
        self._talk = _console(sys.stderr, colour)
        self._results = _console(sys.stdout, colour)
        self._notice: list[Line] = []  # said before this page, when there was no time to read it
        self._head: list[Line] = []
        self._remarks: list[Line] = []
        self._stays: list[Line] = []
        self._asked = False  # a line was typed on this page
        self._at = 0  # the screen of the page that was seen last
        self._line: PromptLine | None = None
        self._secret = ""
        self._open = False

    def __enter__(self) -> TerminalInterface:
        import termios

        self._modes = termios.tcgetattr(sys.stdin.fileno())
        self._open = True
        first_screen.enter()
        handlers = {signal.SIGTSTP: self._stop, signal.SIGCONT: self._again, signal.SIGWINCH: self._again}
        self._handlers = {number: signal.signal(number, handler) for number, handler in handlers.items()}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:  # what is still unread may be a question
            self._forget_page()
        self.close()

    @property
    def columns(self) -> int:
        """The width of the window, at most 80."""
        return max(min(size().columns, MAX_WIDTH), 4)

    @property
    def rows(self) -> int:
        """The height of the window."""
        return size().rows

    @property
    def glyphs(self) -> Glyphs | None:
        """Blocks, or plain characters where standard output cannot show them."""
        return BLOCKS if (sys.stdout.encoding or "").lower().replace("-", "") == "utf8" else ASCII

    @property
    def pauses(self) -> bool:
        """Whether a person reads the result, and so page by page."""
        return sys.stdout.isatty()

    # The page.

    def new_page(self) -> None:
        """Begin an empty page. What nobody has had the time to read stays on it."""
        self._notice = self._unread
        self._head, self._remarks, self._asked, self._at = [], [], False, 0

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """Pages that come between: after them the page of before stands again."""
        notice, head, at = self._notice, self._head, self._at
        self._forget_page()
        yield
        self._notice, self._head, self._remarks, self._asked, self._at = notice, head, [], True, at

    @property
    def _page(self) -> list[Line]:
        return [*self._notice, Line(""), *self._head] if self._notice else self._head

    @property
    def _unread(self) -> list[Line]:
        return self._remarks if self._asked else self._page

    def _forget_page(self) -> None:
        self._notice, self._head, self._remarks, self._asked = [], [], [], False

    def show(self, lines: Iterable[Line]) -> None:
        """Lines of the conversation. They are seen at the next prompt."""
        (self._remarks if self._asked else self._head).extend(lines)

    def show_result(self, lines: Iterable[Line]) -> None:
        """Lines of the result, on the page; on standard output where that is no terminal."""
        if self.pauses:
            self.show(lines)
            return
        with writing_results():
            _print(self._results, lines)

    def clear(self) -> None:
        """Forget the page, and clear the screen and what can be scrolled back to."""
        self._forget_page()
        write(sys.stderr, first_screen.cleared())

    def leave_behind(self, lines: Iterable[Line]) -> None:
        """Lines that are printed once the conversation is over."""
        self._stays += lines

    def forget_typed(self) -> None:
        """Throw away what was typed ahead, and what was read with the line before it."""
        first_screen.forget_typed()
        clear_typeahead(create_input(sys.stdin))

    # Asking.

    def ask(self, prompt: Prompt) -> str:
        """The line that was typed. The page is drawn anew whenever the window changes or the page is turned."""
        text, at = "", self._at if not self._remarks else 0
        while True:
            window = size()
            shown, words = self._laid_out(prompt)
            at = _screen_with(row_of(text, len(prompt.rows), several=prompt.several), shown, min(at, len(shown) - 1))
            self._line = PromptLine(words[at], prompt, shown[at], hides=self.hides, idle=self.idle)
            self._draw(shown[at].lines)
            typed = self._line.read(text)
            self._line = None
            if isinstance(typed, Redraw):
                text, at = ("" if typed.turn else typed.text), (at + typed.turn) % len(shown)
                if typed.suspend:
                    self._suspend()
                if prompt.anew and size() != window:
                    self._show_anew(prompt.anew)
            elif len(shown) > 1 and typed.strip() in (MORE, BACK):
                text, at = "", (at + (1 if typed.strip() == MORE else -1)) % len(shown)
            elif shown[at].aside and not typed.strip():
                text, at, self._notice, self._remarks = "", self._at, [], []
            else:
                break
        asides = sum(screen.aside for screen in shown)
        if asides:
            self._notice = []
        self._at, self._asked, self._remarks = max(at - asides, 0), True, []
        return typed

    def _show_anew(self, show: Callable[[], object]) -> None:
        """The page as it is shown in the window as it is now, with what was said on it and before it."""
        notice, remarks = self._notice, self._remarks
        self._forget_page()
        show()
        self._notice, self._remarks = notice, remarks

    def _laid_out(self, prompt: Prompt) -> tuple[tuple[Screen, ...], list[str]]:
        """The screens of the page, and the words of the prompt below each."""
        columns, below = self.columns, prompt.below
        if not prompt.fitting(columns):  # the keys stand above the line, and the line itself is short
            below = (*below, prompt.forms[-1])
        page = Page(tuple(self._page), prompt.rows, prompt.inline, below, tuple(self._remarks), prompt.urgent)
        shown = screens(page, columns, self.rows - 1)
        if len(shown) > 1 and prompt.inline and self._notice:  # before the page, so that it stays on one screen
            page = replace(page, head=tuple(self._head), remarks=(*self._notice, *self._remarks))
            shown = screens(page, columns, self.rows - 1)
        if len(shown) == 1:
            return shown, [prompt.fitting(columns) or ">"]
        more = [self._words.say("turn-page", prompt="{}"), f"{MORE} {{}}", self._words.say("turn-page-only")]
        last = [self._words.say("turn-first", prompt="{}"), f"{BACK} {{}}"]
        aside = [self._words.say("turn-back-short"), *more]  # below it Enter means something else than at the prompt
        forms = [aside if screen.aside else more for screen in shown[:-1]] + [last]
        return shown, [_first(prompt, one, columns) for one in forms]

    def ask_secret(self, prompt: str) -> str:
        """A line that is not shown. What does not fit the window above it is read before, once, screen by screen.

        A key that is typed below one of those screens is handed back as if it had been typed at the prompt.
        """
        try:
            self._secret = prompt
            for screen in () if self._asked else self._above_secret()[:-1]:
                with self.aside():
                    self._head = [*screen.lines]
                    typed = self.ask(Prompt((self._words.say("pager-prompt-secret"),))).strip()
                if key_of(typed) in ("leave", "back"):
                    return typed
            self._draw(self._above_secret()[-1].lines)
            with waiting(self.idle):
                typed = read_secret(prompt)
        finally:
            self._secret = ""
        self._asked, self._remarks = True, []
        return typed

    def _above_secret(self) -> tuple[Screen, ...]:
        """The screens of the page, with room for the prompt below each."""
        room = self.rows - len(wrap(self._secret, self.columns - 2))
        return screens(Page(tuple(self._page), remarks=tuple(self._remarks)), self.columns, room)

    def leave(self) -> NoReturn:
        """Raise PersonLeft. Leaving the context restores the screen; the caller clears the one behind it."""
        raise PersonLeft

    def _draw(self, lines: Iterable[Line]) -> None:
        with self._talk.capture() as drawn:
            _print(self._talk, lines)
        write(sys.stderr, first_screen.FRESH + drawn.get())

    # The window.

    def close(self) -> None:
        """Leave the alternate screen. What was said last, and what was asked to stay, is printed after it."""
        if not self._open:
            return
        import termios

        self._open = False
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        with contextlib.suppress(OSError, termios.error):  # the window was closed
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, self._modes)
            first_screen.back()
            last = [] if self.hides else self._unread
            _print(self._talk, fitted([*self._stays, *last], self.columns))
        self._forget_page()
        self._stays = []

    def _suspend(self) -> None:
        """Stop as a shell expects, with the shell's screen in the window."""
        first_screen.back()
        os.kill(0, signal.SIGTSTP)
        first_screen.enter()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        """Ctrl-Z between two prompts, or the signal from elsewhere."""
        import termios

        here = termios.tcgetattr(sys.stdin.fileno())
        termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, self._modes)
        first_screen.back()
        os.kill(os.getpid(), signal.SIGSTOP)
        with contextlib.suppress(OSError, termios.error):
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, here)
        first_screen.enter()
        self._again(0, None)

    def _again(self, _number: int, _frame: FrameType | None) -> None:
        """The window changed, or the program goes on after a stop: what is asked is drawn anew."""
        # A window that is closed sends SIGCONT too; and another write may be in progress.
        with contextlib.suppress(OSError, RuntimeError):
            if self._line is not None:
                self._line.again()
            elif self._secret:
                self._draw(self._above_secret()[-1].lines)
                write(sys.stderr, "\n".join(wrap(clean(self._secret), self.columns - 2)) + " ")


def _screen_with(number: int, shown: tuple[Screen, ...], at: int) -> int:
    """The screen on which a row stands; the one that is shown where no number is meant."""
    return next((index for index, screen in enumerate(shown) if number and screen.first <= number <= screen.last), at)


def _first(prompt: Prompt, forms: list[str], columns: int) -> str:
    """The prompt in the first of these forms that fits."""
    return next((words for form in forms if (words := prompt.fitting(columns, form))), ">")


def _console(stream: TextIO, styled: bool | None) -> Console:
    """A console that styles where a person looks, or where it was asked for, and never colours."""
    styled = stream.isatty() if styled is None else styled
    return _Console(
        file=stream,
        width=MAX_WIDTH,  # what is shown is wrapped already; without a width, COLUMNS=0 would hide every line
        force_terminal=styled,
        color_system="standard" if styled else None,
        highlight=False,
        soft_wrap=True,
    )


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to the caller that writes."""
        raise BrokenPipeError


def _print(console: Console, lines: Iterable[Line]) -> None:
    for line in lines:
        console.print(Text(clean(line.text), style=STYLES[line.style]), no_wrap=True, crop=False)
