"""Read a file of answers, as `check --answers` and `client import` take it."""

from __future__ import annotations

import sys
from pathlib import Path

from screening.conversation.json_lines import MAX_BYTES
from screening.errors import AnswersError
from screening.loading.ordinary_file import NotOrdinary, bytes_of


def answers_text(path: str, *, may_be_input: bool = False) -> str:
    """The text of the file; with `may_be_input`, `-` is standard input. Raises AnswersError, and quotes nothing."""
    try:
        data = _input() if may_be_input and path == "-" else bytes_of(Path(path).expanduser(), MAX_BYTES)
        if len(data) > MAX_BYTES:
            raise AnswersError(("The file of answers is too large.",))
        return data.decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError, NotOrdinary, RuntimeError):  # RuntimeError: no such home folder
        raise AnswersError(("The file of answers is not a regular file, or it does not exist.",)) from None
    except (OSError, UnicodeDecodeError, AttributeError) as error:
        raise AnswersError((f"The answers cannot be read ({type(error).__name__}).",)) from None


def _input() -> bytes:
    return sys.stdin.buffer.read(MAX_BYTES + 1)
