"""Exit codes, signals, standard streams and core dumps of the process. Input typed ahead never reaches the shell."""

from __future__ import annotations

import _thread
import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from enum import IntEnum
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from screening.first_screen import back, columns, forget_typed

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop


class Code(IntEnum):
    """The exit codes. None depends on a score, because some shells show the last exit code in their prompt."""

    DONE = 0
    INTERNAL = 1
    USAGE = 2
    STOPPED_SAVED = 3
    STOPPED = 4
    LOCKED = 5
    CONTENT = 6
    CANNOT_ASK = 7
    CANNOT_WRITE = 8
    ROWS_LEFT_OUT = 9
    READER_GONE = 141


LOOK = 2.0  # seconds between two looks at whether the terminal is still there
_PR_SET_DUMPABLE = 4  # linux/prctl.h


class IdleTimeout(BaseException):
    """Nobody has typed for so long that the screen should lock. Like KeyboardInterrupt, it is not an error.

    `typed` is what stood in the line that was not finished, where a line was asked for that can be seen.
    """

    typed = ""


class CannotWrite(Exception):
    """A result could not be written. The message says where and why, and quotes nothing of the result."""


def prepare() -> None:
    """Replace characters that a stream cannot encode, turn core dumps off, and exit cleanly on signals."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.unraisablehook = partial(_send_again, _thread.get_ident())
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) is not signal.SIG_IGN:
            signal.signal(getattr(signal, name), _end)
    if hasattr(signal, "SIGQUIT") and signal.getsignal(signal.SIGQUIT) is signal.SIG_DFL:
        signal.signal(signal.SIGQUIT, signal.default_int_handler)  # Ctrl-\ is a key too: it ends as Ctrl-C does


def _send_again(main: int, lost: sys.UnraisableHookArgs) -> None:
    """Send a signal again whose exception was lost, because an object was being destroyed. Nothing is shown (T-10)."""
    match lost.exc_value:
        case KeyboardInterrupt():
            number: int = signal.SIGINT
        case IdleTimeout():
            number = signal.SIGALRM
        case SystemExit(code=int(code)) if code > 128:
            number = code - 128
        case _:
            return

    def send() -> None:
        time.sleep(0.01)  # seconds: not while the object is still being destroyed
        if callable(signal.getsignal(number)):
            signal.pthread_kill(main, number)

    with contextlib.suppress(RuntimeError):  # no thread can be started
        _thread.start_new_thread(send, ())


def interruptible() -> None:
    """Make Ctrl-C and Ctrl-\\ raise KeyboardInterrupt, so that code that changed the terminal can restore it."""
    for number in (signal.SIGINT, signal.SIGQUIT):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)


def hide_memory() -> None:
    """Prevent other programs of the same user from reading this process's memory. Linux only."""
    if sys.platform == "linux":
        import ctypes  # imported late: it takes longer than the first screen

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


@contextlib.contextmanager
def waiting(seconds: float) -> Iterator[None]:
    """Raise IdleTimeout if the body takes longer. 0 means no limit."""
    if not seconds:
        yield
        return
    before = signal.signal(signal.SIGALRM, _idle)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _idle(_number: int, _frame: FrameType | None) -> NoReturn:
    raise IdleTimeout


def still_waiting(seconds: float) -> None:
    """Restart the time limit of `waiting`: to be called at each key."""
    if seconds:
        signal.setitimer(signal.ITIMER_REAL, seconds)


def has_terminal() -> bool:
    """Whether the terminal of standard input is still open."""
    import termios

    try:
        termios.tcgetattr(sys.stdin.fileno())
    except (OSError, ValueError, AttributeError, termios.error):
        return False
    return True


def watch_terminal(loop: AbstractEventLoop, gone: Callable[[], None]) -> None:
    """Call `gone` once the terminal was closed while this loop runs: that may happen before a prompt listens."""
    if has_terminal():
        loop.call_later(LOOK, watch_terminal, loop, gone)
    else:
        gone()


@contextlib.contextmanager
def unseen() -> Iterator[None]:
    """Turn echo off in the body. Ctrl-Z and Ctrl-\\ are off too: they would leave the terminal without echo."""
    import termios  # only where something is asked, which needs it

    try:
        descriptor = sys.stdin.fileno()
        before = termios.tcgetattr(descriptor)
        hidden = termios.tcgetattr(descriptor)
        hidden[3] &= ~(termios.ECHO | termios.ECHONL)
        no_key = b"\xff" if sys.platform == "darwin" else b"\0"  # as `fpathconf` has it for _POSIX_VDISABLE
        for name in ("VSUSP", "VDSUSP", "VQUIT"):  # VDSUSP is Ctrl-Y on macOS
            if hasattr(termios, name):
                hidden[6][getattr(termios, name)] = no_key
    except (OSError, ValueError, termios.error):  # no terminal, or it was closed: the next read reports it
        yield
        return
    try:
        with contextlib.suppress(termios.error):
            termios.tcsetattr(descriptor, termios.TCSAFLUSH, hidden)  # can block, so it can be interrupted
        yield
    finally:
        with contextlib.suppress(OSError, termios.error):  # the terminal was closed
            termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)


@contextlib.contextmanager
def ignoring(*signals: str) -> Iterator[None]:
    """Ignore these signals in the body. SIGTSTP is Ctrl-Z, SIGQUIT is Ctrl-\\, SIGINT is Ctrl-C."""
    before = {name: signal.signal(getattr(signal, name), signal.SIG_IGN) for name in signals}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    """Raise SystemExit, so that code that changed the terminal can restore it."""
    forget_typed()
    raise SystemExit(128 + number)


def write_stderr(text: str) -> None:
    """Write lines to standard error, without what no terminal may get; do nothing if it is closed.

    Where a person sees them they are broken between words; a path that is longer than a line stays whole.
    """
    from screening.text import clean, wrap  # a command that only prints has no need of it

    text = clean(text, lines=True)
    with contextlib.suppress(OSError, ValueError, AttributeError):
        if sys.stderr.isatty():
            lines = (wrap(line.lstrip(), columns(), _indent(line), cut=False) for line in text.split("\n"))
            text = "\n".join(part for parts in lines for part in parts)
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def _indent(line: str) -> str:
    return " " * (len(line) - len(line.lstrip()))


def write_stdout(content: str | bytes) -> None:
    """Write requested data to standard output. Raises CannotWrite, and SystemExit where the reader has gone away."""
    if sys.stdout is None:
        raise CannotWrite("Standard output is closed. Nothing was lost; run it again with an open output.")
    with writing_results():
        if isinstance(content, bytes):
            sys.stdout.buffer.write(content)
        else:
            sys.stdout.write(content)
        sys.stdout.flush()


@contextlib.contextmanager
def writing_results() -> Iterator[None]:
    """Turn errors of writing to standard output into CannotWrite, and a reader that has gone away into SystemExit."""
    try:
        yield
    except BrokenPipeError:
        raise SystemExit(Code.READER_GONE) from None
    except OSError as error:
        raise CannotWrite(f"Standard output cannot be written: {error.strerror}.") from None


def exit_with(code: int) -> NoReturn:
    """End the process with this code at once: while the interpreter shuts down, typed input would be lost.

    Output that a closed stream still buffers is dropped without a message.
    """
    back()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            os._exit(code)
    if code == Code.INTERNAL or code > 128:
        forget_typed()
    os._exit(code)
