"""The user interface for a capable terminal: rich shows, questionary asks. Lines above the input are not redrawn."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Iterable
from functools import partial
from typing import NoReturn, TextIO

import questionary
from prompt_toolkit.application import Application, run_in_terminal
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import Input, create_input
from prompt_toolkit.input.posix_utils import PosixStdinReader
from prompt_toolkit.input.typeahead import clear_typeahead
from prompt_toolkit.input.vt100 import Vt100Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.output import ColorDepth, Output, create_output
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.styles import Style
from rich.console import Console
from rich.text import Text

from screening.conversation.plain import MAX_LINE, Window, read_secret, write
from screening.conversation.user_interface import Choices, EndOfInput, PersonLeft
from screening.first_screen import cleared, forget_typed
from screening.formats.render import ASCII, BLOCKS, MAX_WIDTH, Glyphs, Line
from screening.system.process import IdleTimeout, still_waiting, waiting, writing_results
from screening.text import clean, width

# Bold and underline carry the structure, and nothing is coloured: no colour is readable on every background.
STYLES = {"": "", "title": "bold underline", "heading": "bold", "strong": "bold", "bar": ""}
MENU_COLUMNS = 60
_STYLE = Style([("qmark", ""), ("question", ""), ("answer", ""), ("pointer", "bold"), ("highlighted", "bold reverse")])


class TerminalInterface(Window):
    """Shows styled lines and reads one at a prompt; with `menu` also by arrow keys where everything fits."""

    def __init__(self, *, menu: bool, colour: bool | None, idle: float = 0) -> None:
        self.idle = idle  # seconds after which a prompt raises IdleTimeout; 0 for never
        self._talk = _console(sys.stderr, colour)
        self._results = _console(sys.stdout, colour)
        self._menu = menu
        self._page: list[Line] = []

    @property
    def glyphs(self) -> Glyphs | None:
        """Blocks, or plain characters where standard output cannot show them."""
        return BLOCKS if (sys.stdout.encoding or "").lower().replace("-", "") == "utf8" else ASCII

    def show(self, lines: Iterable[Line]) -> None:
        """Lines of the conversation, on stderr."""
        shown = list(lines)
        self._page += shown
        _print(self._talk, shown)

    def show_result(self, lines: Iterable[Line]) -> None:
        """Lines of the result, on stdout."""
        with writing_results():
            _print(self._results, lines)

    def new_page(self) -> None:
        """An empty line before what comes next."""
        self._page = []
        _print(self._talk, [Line("")])

    def forget_typed(self) -> None:
        """Throw away what was typed ahead, and what was read with the line before it."""
        forget_typed()
        clear_typeahead(create_input(sys.stdin))

    def leave(self) -> NoReturn:
        """Raise PersonLeft. The caller clears the screen."""
        raise PersonLeft

    def ask_secret(self, prompt: str) -> str:
        """A line that is not shown."""
        with waiting(self.idle):
            return read_secret(prompt)

    def clear(self) -> None:
        """The screen and what was scrolled off it."""
        self._page = []
        write(sys.stderr, cleared())

    def ask(self, prompt: str, choices: Choices | None = None) -> str:
        """The line that was typed, or the row that was picked as its number."""
        if choices is not None and (self._menu or not choices.answers) and self._fits(choices):
            return self._pick(prompt, choices)
        session = questionary.text(
            clean(prompt), qmark="", style=_STYLE, validate_while_typing=False, input=_input(), output=_output()
        )
        return str(self._reply(session))

    def _reply(self, question: questionary.Question) -> object:
        keys = KeyBindings()
        keys.add("c-z")(self._suspend)
        application = question.application
        application.key_bindings = merge_key_bindings([application.key_bindings or KeyBindings(), keys])
        try:
            # As `unsafe_ask` does, but a fault inside ends the prompt: by itself it would be printed with its values.
            with waiting(self.idle):
                application.key_processor.before_key_press += lambda _: still_waiting(self.idle)
                return application.run(pre_run=partial(_fail_with, application), set_exception_handler=False)
        except (EOFError, OSError):  # Ctrl-D, or the window was closed
            raise EndOfInput from None
        except (SystemExit, IdleTimeout):  # a signal: the prompt had no time to tidy up
            with contextlib.suppress(OSError):
                application.output.disable_bracketed_paste()
                application.output.show_cursor()
                application.output.write_raw("\r\n")
                application.output.flush()
            raise

    def _suspend(self, event: KeyPressEvent) -> None:
        """Stop as a shell expects, and show the question again on return."""
        if hasattr(signal, "SIGTSTP") and signal.getsignal(signal.SIGTSTP) is not signal.SIG_IGN:
            run_in_terminal(partial(self._stop_and_show, list(self._page)))
        event.app.invalidate()

    def _stop_and_show(self, page: list[Line]) -> None:
        os.kill(0, signal.SIGTSTP)
        _print(self._talk, page)

    # The menu.

    def has_menu(self, choices: Choices) -> bool:
        """True for menus that fit. Not for answers: the first row would look like a proposed answer."""
        return not choices.answers and self._fits(choices)

    def _fits(self, choices: Choices) -> bool:
        """Only where the question and all options fit: an option off the screen cannot be chosen knowingly."""
        size = os.get_terminal_size(sys.stderr.fileno())
        room = size.columns - (8 if choices.answers else 25)  # once picked, a row is shown beside the prompt
        fit = len(choices.rows) < 10 + len(_LETTERS) and all(width(row) <= room for row in choices.rows)
        rows = len(self._page) + 2 + len(choices.rows) + len(_keys(choices))  # the prompt, the row that is no answer
        return size.columns >= MENU_COLUMNS and fit and rows <= size.lines

    def _pick(self, prompt: str, choices: Choices) -> str:
        """The row picked. No option is chosen beforehand: the first row says so, and is refused."""
        rows = [questionary.Choice("(no answer yet)", value="", shortcut_key="0")] if choices.answers else []
        rows += [
            questionary.Choice(clean(row), value=str(index), shortcut_key=_shortcut(index))
            for index, row in enumerate(choices.rows, 1)
        ]
        rows += [questionary.Choice(key, value=value, shortcut_key=letter) for letter, value, key in _keys(choices)]
        question = questionary.select(
            clean(prompt), rows, qmark="", instruction=" ", use_shortcuts=True, use_jk_keys=False,
            style=_STYLE, input=_input(), output=_output(),
        )  # fmt: skip
        return str(self._reply(question))


# The shortcut letter, the key that it means, and its label. The menu takes no `?` as a key.
_KEYS = (
    ("s", "s", "skip"), ("b", "b", "back"), ("k", "k", "keep"), ("h", "h", "help lines"), ("w", "?", "why"),
    ("q", "q", "stop"), ("x", "x", "leave"),
)  # fmt: skip

_MENU_KEYS = (("d", "d", "done"), ("h", "h", "help lines"), ("x", "x", "leave"))


def _keys(choices: Choices) -> tuple[tuple[str, str, str], ...]:
    return _KEYS if choices.answers else _MENU_KEYS if choices.done else _MENU_KEYS[1:]


_LETTERS = "acefgjl"  # for the rows after the ninth


def _shortcut(index: int) -> str:
    return str(index) if index < 10 else _LETTERS[index - 10]


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


def _fail_with(application: Application[object]) -> None:
    """Let a fault in the event loop of a prompt come out of the prompt."""

    def failed(_loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        fault = context.get("exception")
        if application.future is not None and not application.future.done():
            # Idle, too: it may be raised while a key is dealt with.
            known = fault if isinstance(fault, Exception | IdleTimeout) else RuntimeError("event loop")
            application.exit(exception=known)

    asyncio.get_running_loop().set_exception_handler(failed)


def _print(console: Console, lines: Iterable[Line]) -> None:
    for line in lines:
        console.print(Text(clean(line.text), style=STYLES[line.style]), no_wrap=True, crop=False)


def _output() -> Output:
    """Standard error. The terminal is not asked where its cursor is: some never answer, and then a warning shows."""
    if sys.platform == "win32":
        return create_output(stdout=sys.stderr)
    depth = ColorDepth.DEPTH_1_BIT
    return Vt100_Output(sys.stderr, _size, os.environ.get("TERM"), default_color_depth=depth, enable_cpr=False)


def _size() -> Size:
    size = os.get_terminal_size(sys.stderr.fileno())
    return Size(rows=size.lines or 24, columns=size.columns or 80)


def _input() -> Input:
    terminal = create_input(sys.stdin)
    if isinstance(terminal, Vt100Input):
        terminal.stdin_reader = _CappedReader(terminal.fileno(), encoding=sys.stdin.encoding)
    return terminal


PASTE_BEGINS, PASTE_ENDS = "\x1b[200~", "\x1b[201~"


class _CappedReader(PosixStdinReader):
    """Drops what follows the 4,096th character of a line: a line of 40,000 took 12 s and 800 MB without it.

    A paste counts as one line. The mark that ends it is always kept: without it every later key, Ctrl-C and `x`
    among them, would be taken for a part of the paste.
    """

    def __init__(self, fd: int, encoding: str = "utf-8") -> None:
        super().__init__(fd, encoding=encoding)
        self._length = 0
        self._last = ""
        self._pasting = False

    def read(self, count: int = 1024) -> str:
        """What was typed, up to the cap in each line."""
        return "".join(map(self._capped, super().read(count)))

    def _capped(self, character: str) -> str:
        self._length = 0 if character in "\r\n" and not self._pasting else self._length + 1
        self._last = (self._last + character)[-len(PASTE_ENDS) :]
        self._pasting = self._last == PASTE_BEGINS or (self._pasting and self._last != PASTE_ENDS)
        if self._length <= MAX_LINE:
            return character
        return PASTE_ENDS if self._last == PASTE_ENDS else ""
