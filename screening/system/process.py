"""The process itself: exit codes, signals, streams, core dumps. What is typed ahead never reaches the shell."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from enum import IntEnum
from types import FrameType
from typing import NoReturn

from screening.first_screen import forget_typed


class Code(IntEnum):
    """The exit codes. Never a score: some shells show the last exit code in their prompt."""

    DONE = 0
    INTERNAL = 1
    USAGE = 2
    STOPPED_SAVED = 3
    STOPPED = 4
    LOCKED = 5
    CONTENT = 6
    CANNOT_ASK = 7
    CANNOT_WRITE = 8
    READER_GONE = 141


_PR_SET_DUMPABLE = 4  # linux/prctl.h


class IdleTimeout(BaseException):
    """Nobody has typed for so long that the screen should lock. Like KeyboardInterrupt, no error of anybody's."""


class CannotWrite(Exception):
    """A result could not be written: the words say where and why, and nothing of what it held."""


def prepare() -> None:
    """Make the streams forgiving, keep memory out of core dumps, and end cleanly on a signal."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) is not signal.SIG_IGN:
            signal.signal(getattr(signal, name), _end)


def interruptible() -> None:
    """From here on Ctrl-C raises KeyboardInterrupt, so that whoever holds the terminal puts it back."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def hide_memory() -> None:
    """Keep other programs of the same user from reading this one's memory, where the system can do that."""
    if sys.platform == "linux":
        import ctypes  # only where answers are about to be given: it costs more than the first screen

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


@contextlib.contextmanager
def waiting(seconds: float) -> Iterator[None]:
    """Raise IdleTimeout where what is done inside takes longer. 0 is for ever; so is a system without such a signal."""
    if not seconds or not hasattr(signal, "setitimer"):
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
    """Somebody typed: count from here. For whoever sees each key, inside `waiting`."""
    if seconds and hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def has_terminal() -> bool:
    """Whether the window that is typed in still stands."""
    try:
        import termios

        termios.tcgetattr(sys.stdin.fileno())
    except ImportError:
        return True
    except (OSError, ValueError, AttributeError, termios.error):
        return False
    return True


@contextlib.contextmanager
def unseen() -> Iterator[None]:
    """What is typed inside is not shown. Ctrl-Z and Ctrl-\\ are off: they would leave the terminal blind."""
    try:
        import termios
    except ImportError:
        yield
        return
    try:
        descriptor = sys.stdin.fileno()
        before = termios.tcgetattr(descriptor)
        hidden = termios.tcgetattr(descriptor)
        hidden[3] &= ~(termios.ECHO | termios.ECHONL)
        hidden[6][termios.VSUSP] = hidden[6][termios.VQUIT] = b"\0"
    except (OSError, ValueError, termios.error):  # no window, or none any more: whoever reads finds that out
        yield
        return
    try:
        with contextlib.suppress(termios.error):
            termios.tcsetattr(descriptor, termios.TCSAFLUSH, hidden)  # may wait, and so be interrupted
        yield
    finally:
        with contextlib.suppress(OSError, termios.error):  # the window was closed
            termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)


@contextlib.contextmanager
def ignoring(*wanted: str) -> Iterator[None]:
    """Inside, these signals do nothing. SIGTSTP is Ctrl-Z, SIGQUIT is Ctrl-\\, SIGINT is Ctrl-C."""
    names = [name for name in wanted if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), signal.SIG_IGN) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    """Raise, so that whoever holds the terminal puts it back as it was."""
    forget_typed()
    raise SystemExit(128 + number)


def write_stderr(text: str) -> None:
    """A line on standard error, if there still is one."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def write_stdout(content: str | bytes) -> None:
    """Requested data on standard output. Raises CannotWrite, and ends in silence where the reader went away."""
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
    """While standard output is written. SystemExit, so that whoever holds the terminal puts it back."""
    try:
        yield
    except BrokenPipeError:
        raise SystemExit(Code.READER_GONE) from None
    except OSError as error:
        raise CannotWrite(f"Standard output cannot be written: {error.strerror}.") from None


def exit_with(code: int) -> NoReturn:
    """End the process with this code, at once: to wind the interpreter down takes time in which what is typed is lost.

    Whatever a closed stream still holds is dropped in silence.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            os._exit(code)
    if code == Code.INTERNAL or code > 128:
        forget_typed()
    os._exit(code)
