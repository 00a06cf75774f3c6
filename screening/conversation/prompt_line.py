"""One line typed at a capable terminal: questionary asks, the arrow keys step through the rows of the page."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import questionary
from prompt_toolkit.application import Application
from prompt_toolkit.data_structures import Size
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.input import Input, create_input
from prompt_toolkit.input.posix_utils import PosixStdinReader
from prompt_toolkit.input.vt100 import Vt100Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout.processors import AfterInput, Processor, Transformation, TransformationInput
from prompt_toolkit.output import ColorDepth, Output
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.styles import Style

from screening.conversation.plain import MAX_LINE
from screening.conversation.screens import Screen
from screening.conversation.stepping import row_of, stepped, typed_over, words_of
from screening.conversation.user_interface import EndOfInput, Prompt
from screening.system.process import IdleTimeout, still_waiting, waiting, watch_terminal
from screening.text import clean, fitting_head, width

# The keys are quieter than the question above them, which is bold.
_STYLE = Style([("qmark", "fg:default nobold"), ("question", "fg:default nobold"), ("answer", "fg:default nobold")])


@dataclass(frozen=True, slots=True)
class Redraw:
    """The page is to be drawn anew before the line goes on with `text`.

    `turn`: by how many screens. `suspend`: the program is to be stopped first, as Ctrl-Z does.
    """

    text: str
    turn: int = 0
    suspend: bool = False


class PromptLine:
    """One prompt below one screen of a page."""

    def __init__(self, words: str, prompt: Prompt, screen: Screen, *, hides: bool, idle: float) -> None:
        self._words = words
        self._rows = prompt.rows
        self._several = prompt.several
        self._screen = screen
        self._hides = hides
        self._idle = idle
        self._application: Application[Any] | None = None
        self._stepped = ""  # what the arrows put into the line; what is typed at it takes its place
        self._size = size()
        self._stale = False  # the page was overwritten while the prompt was being made

    def read(self, text: str) -> str | Redraw:
        """The line that was typed after `text`, or what is to be done first. Raises EndOfInput, KeyboardInterrupt."""
        self._application = application = self._made(text)
        try:
            # As `unsafe_ask` does, but a fault inside ends the prompt: by itself it would be printed with its values.
            with waiting(self._idle):
                application.key_processor.before_key_press += lambda _: still_waiting(self._idle)
                asked = application.run_async(pre_run=partial(self._begin, application), set_exception_handler=False)
                with asyncio.Runner(loop_factory=PromptLoop) as runner:
                    typed: str | Redraw = runner.run(asked)
                return typed
        except (EOFError, OSError):  # Ctrl-D, or the window was closed
            raise EndOfInput from None
        except (SystemExit, KeyboardInterrupt, IdleTimeout) as ended:  # a signal: the prompt had no time to tidy up
            if isinstance(ended, IdleTimeout):
                ended.typed = application.current_buffer.text
            with contextlib.suppress(OSError):
                application.output.disable_bracketed_paste()
                application.output.show_cursor()
                application.output.flush()
            raise
        finally:
            self._application = None

    def again(self) -> None:
        """From a signal handler: end the prompt so that the page is drawn anew, as soon as it has begun."""
        self._stale = True
        application = self._application
        if application is not None and application.loop is not None:
            application.loop.call_soon_threadsafe(self._end, application, 0)

    # The application.

    def _made(self, text: str) -> Application[Any]:
        before, _, last = self._words.rpartition(" ")
        question = questionary.text(
            last if before else "", qmark=before or last, default=text, style=_STYLE, validate_while_typing=False,
            input=_input(), output=_output(), input_processors=[self._processor()],
        )  # fmt: skip
        application: Application[Any] = question.application
        application.key_bindings = merge_key_bindings([application.key_bindings or KeyBindings(), self._keys()])
        application.current_buffer.cursor_position = len(text)
        return application

    def _processor(self) -> Processor:
        return _Unseen() if self._hides else AfterInput(self._words_after)

    def _words_after(self) -> str:
        """The words of the rows whose numbers stand in the line, cut at the edge; not a part of what is sent."""
        typed = self._application.current_buffer.text if self._application is not None else ""
        words = words_of(typed, self._rows, several=self._several)
        room = size().columns - width(self._words) - width(typed) - 5
        return f"  {fitting_head(clean(words), room)}" if words and room > 0 else ""

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()
        keys.add("c-z", eager=True)(self._suspend)
        keys.add("pagedown", eager=True)(lambda event: self._end(event.app, 1))
        keys.add("pageup", eager=True)(lambda event: self._end(event.app, -1))
        keys.add("c-l", eager=True)(lambda event: self._end(event.app, 0))  # drawn anew, page and all
        keys.add("c-r", eager=True)(lambda _: None)  # no search: nothing that was typed is kept
        keys.add("c-s", eager=True)(lambda _: None)
        keys.add("down", eager=True)(lambda event: self._step(event, 1))
        keys.add("up", eager=True)(lambda event: self._step(event, -1))
        keys.add(Keys.Any, filter=Condition(self._is_stepped))(self._type_over)
        return keys

    def _step(self, event: KeyPressEvent, by: int) -> None:
        if self._hides or not self._rows:
            return
        buffer, count = event.app.current_buffer, len(self._rows)
        text = stepped(buffer.text, by, count, several=self._several)
        number = row_of(text, count, several=self._several)
        if number and not self._screen.first <= number <= self._screen.last:
            event.app.exit(result=Redraw(text))
        else:
            buffer.document = Document(text, len(text))
            self._stepped = text

    def _is_stepped(self) -> bool:
        application = self._application
        return application is not None and bool(self._stepped) and application.current_buffer.text == self._stepped

    def _type_over(self, event: KeyPressEvent) -> None:
        text = typed_over(self._stepped, event.data, several=self._several)
        event.app.current_buffer.document = Document(text, len(text))

    def _end(self, application: Application[Any], turn: int) -> None:
        if application.future is not None and not application.future.done():
            application.exit(result=Redraw(application.current_buffer.text, turn))

    def _suspend(self, event: KeyPressEvent) -> None:
        if hasattr(signal, "SIGTSTP") and signal.getsignal(signal.SIGTSTP) is not signal.SIG_IGN:
            event.app.exit(result=Redraw(event.app.current_buffer.text, suspend=True))

    def _begin(self, application: Application[Any]) -> None:
        """Let a fault in the event loop come out of the prompt, and a change of the window end it."""

        def failed(_loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
            fault = context.get("exception")
            if application.future is not None and not application.future.done():
                # Idle, too: it may be raised while a key is dealt with.
                known = fault if isinstance(fault, Exception | IdleTimeout) else RuntimeError("event loop")
                application.exit(exception=known)

        loop = asyncio.get_running_loop()
        loop.set_exception_handler(failed)
        loop.call_soon(self._watch, application, loop)  # the application sets its own handler first

    def _watch(self, application: Application[Any], loop: asyncio.AbstractEventLoop) -> None:
        if hasattr(signal, "SIGWINCH"):
            resized: Callable[[], None] = partial(self._end, application, 0)
            with contextlib.suppress(NotImplementedError):
                loop.add_signal_handler(signal.SIGWINCH, resized)
        if self._stale or size() != self._size:
            self._end(application, 0)
        watch_terminal(loop, partial(self._gone, application))

    def _gone(self, application: Application[Any]) -> None:
        if application.future is not None and not application.future.done():
            application.exit(exception=EOFError())


class PromptLoop(asyncio.SelectorEventLoop):
    """The event loop of one prompt: about a signal that asyncio cannot note down, Python writes no traceback."""

    def add_signal_handler(self, sig: int, callback: Callable[..., object], *args: object) -> None:
        """As asyncio does, but a flood of signals is not told."""
        super().add_signal_handler(sig, callback, *args)
        signal.set_wakeup_fd(signal.set_wakeup_fd(-1), warn_on_full_buffer=False)

    def close(self) -> None:
        """Note down no more signals: asyncio closes what they are noted in before it says so."""
        signal.set_wakeup_fd(-1)
        super().close()


class _Unseen(Processor):
    """Shows nothing of what is typed."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:  # noqa: ARG002
        return Transformation([], source_to_display=lambda _: 0, display_to_source=lambda _: 0)


def size() -> Size:
    """The rows and columns of the window."""
    found = os.get_terminal_size(sys.stderr.fileno())
    return Size(rows=found.lines or 24, columns=found.columns or 80)


def _output() -> Output:
    """Standard error. The terminal is not asked where its cursor is: some never answer, and then a warning shows."""
    depth = ColorDepth.DEPTH_1_BIT
    return Vt100_Output(sys.stderr, size, os.environ.get("TERM"), default_color_depth=depth, enable_cpr=False)


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
