"""Run one command with the clock and the environment, and turn every way out of it into an exit code.

Does not know how a command line is read: `main` does that with typer, `__main__` without where there are no options.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn

from screening import first_screen
from screening.errors import ContentError, MoveNotAllowed, NotKept, RecordLocked, ScreeningError
from screening.first_screen import forget_typed
from screening.system import process
from screening.system.process import CannotWrite, Code, write_stderr

if TYPE_CHECKING:
    from screening.app.context import AppContext
    from screening.records.timestamps import Timestamp


def run(command: Callable[[], int]) -> NoReturn:
    """Run a command and end the process with its exit code."""
    process.prepare()
    try:
        code = command()
    except BrokenPipeError:
        os._exit(Code.READER_GONE)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a fault in a library that is written in Rust is no Exception
        code = _failed(error)
    if code == 130:
        first_screen.interrupted()
    process.exit_with(code or Code.DONE)


def _failed(error: BaseException) -> int:
    """Say what happened in one sentence without any value, and give the exit code."""
    first_screen.back()
    forget_typed()
    match error:
        case ContentError():
            write_stderr(str(error))
            return Code.CONTENT
        case CannotWrite() | NotKept():
            _tell(str(error))
            return Code.CANNOT_WRITE
        case RecordLocked():
            _tell(str(error))
            return Code.LOCKED
        case ScreeningError() if not isinstance(error, MoveNotAllowed):
            _tell(str(error))
            return Code.USAGE
    write_stderr(f"Something went wrong in this program ({type(error).__name__}). Nothing more was saved.")
    return Code.INTERNAL


def _tell(text: str) -> None:
    """Sentences in lines that fit the window, where a person looks; elsewhere each on one line."""
    at_terminal = sys.stderr is not None and sys.stderr.isatty()
    write_stderr(first_screen.wrapped(text, first_screen.columns()) if at_terminal else text)


def open_context(region: str = "") -> AppContext:
    """What a command works with, for the region named, set or guessed. Raises UsageError for an unknown region."""
    from screening.app.context import AppContext

    return AppContext.open(region, dict(os.environ), now)


def open_anyway(region: str = "") -> tuple[AppContext, int]:
    """The same for help lines and reading, with the exit code: faulty settings are told, and are left out."""
    from screening.app.context import AppContext, UsageError
    from screening.system.settings import Settings, SettingsError

    try:
        return open_context(region), Code.DONE
    except (SettingsError, UsageError) as error:
        if region and isinstance(error, UsageError):
            raise
        _tell(str(error))
        return AppContext.open(region, dict(os.environ), now, Settings()), Code.USAGE


def now() -> Timestamp:
    """The time on this machine's clock, with its offset; in UTC where the offset is impossible."""
    from screening.records.timestamps import Timestamp

    utc = datetime.now(UTC)
    try:
        return Timestamp.of(utc.astimezone())
    except (ValueError, OverflowError):  # the environment names a time zone that is a day away, or more
        return Timestamp.of(utc)
