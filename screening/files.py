"""Writing what a person asked to save: new, private, never over anything, and never half."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from .errors import ScreeningError
from .text import clean

SYNCED = ("dropbox", "onedrive", "google drive", "googledrive", "icloud", "mobile documents", "nextcloud", "syncthing")


class NotSaved(ScreeningError):
    """The file was not written; the message says why and how to mend it."""


def save(path: Path, text: str, *, force: bool = False) -> None:
    """Write the text to a new file that only its owner can read. Raises NotSaved; nothing is left half written.

    An existing file is replaced only with `force`, a link or a folder never.
    """
    try:
        found = os.lstat(path)
    except OSError:
        found = None
    except ValueError:  # a NUL, or half of a surrogate pair
        raise NotSaved("No file can have this name. Choose another name.") from None
    name = clean(str(path))
    if found is not None and not stat.S_ISREG(found.st_mode):
        raise NotSaved(f"{name} is not a regular file. Choose another name.")
    if found is not None and not force:
        raise NotSaved(f"{name} exists. Choose another name, or use --force to replace it.")
    try:
        if found is None:
            _write_new(path, text.encode("utf-8"))
        else:
            _replace(path, text.encode("utf-8"))
    except OSError as error:
        raise NotSaved(f"{name} cannot be written: {error.strerror}.") from None


def _replace(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name[:80]}.{os.getpid()}.part")
    _write_new(beside, data)
    try:
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def _write_new(path: Path, data: bytes) -> None:
    """Write a new file that only its owner can read, whatever the umask; however it ends, never half of it stays."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    file = os.open(path, flags, 0o600)
    try:
        with os.fdopen(file, "wb") as opened:
            if hasattr(os, "fchmod"):
                os.fchmod(file, 0o600)
            opened.write(data)
            opened.flush()
            os.fsync(file)
    except BaseException:  # a signal too: half a page is worse than none
        os.unlink(path)
        raise


def is_synced(path: Path) -> bool:
    """Whether the folder looks like one that is copied to other devices."""
    return any(name in str(path.absolute()).lower() for name in SYNCED)
