"""A passphrase that a script hands over on a file descriptor: its first line, never an argument or the environment."""

from __future__ import annotations

import os
import unicodedata

from screening.errors import ScreeningError

MOST = 1024  # bytes


class NoSecret(ScreeningError):
    """The descriptor gave no passphrase. The message says why, and nothing of what was read."""


def secret_line(descriptor: int) -> str:
    """What stands before the first newline, without control characters, as what is typed at a prompt. Raises NoSecret.

    Nothing after that newline is read: it may be for somebody else.
    """
    try:
        if os.isatty(descriptor):
            raise NoSecret(
                f"Descriptor {descriptor} is a terminal. Leave out --passphrase-fd, and it is asked for unseen."
            )
        line = _line(descriptor)
    except OSError as error:
        raise NoSecret(f"Descriptor {descriptor} cannot be read: {error.strerror}. {_HOW}") from None
    if len(line) > MOST:
        raise NoSecret(f"The first line of descriptor {descriptor} is longer than {MOST:,} bytes.")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        raise NoSecret(f"The first line of descriptor {descriptor} is not UTF-8.") from None
    secret = "".join(character for character in text if unicodedata.category(character) != "Cc")
    if not secret:
        raise NoSecret(f"Descriptor {descriptor} gave no passphrase. {_HOW}")
    return secret


def _line(descriptor: int) -> bytes:
    line = b""
    while len(line) <= MOST and (byte := os.read(descriptor, 1)) not in (b"", b"\n"):
        line += byte
    return line


_HOW = "Open it for this command, such as: --passphrase-fd 3 3< FILE"
