"""Writing what a person asked to save: new, private, never over anything, and never half."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from screening.errors import NotKept
from screening.text import clean

SYNCED = ("dropbox", "onedrive", "google drive", "googledrive", "icloud", "mobile documents", "nextcloud", "syncthing")


class NotSaved(NotKept):
    """The file was not written; the message says why and how to mend it."""


class Exists(NotSaved):
    """A file of this name is there. Where there is a `--force`, it can be replaced."""


def save(path: Path, content: str | bytes, *, force: bool = False) -> None:
    """Write the content to a new file that only its owner can read. Raises NotSaved; nothing is left half written.

    An existing file is replaced only with `force`, a link or a folder never.
    """
    try:
        status = os.lstat(path)
    except OSError:
        status = None
    except ValueError:  # a NUL, or half of a surrogate pair
        raise NotSaved("No file can have this name. Choose another name.") from None
    name = clean(str(path))
    if status is not None and not stat.S_ISREG(status.st_mode):
        raise NotSaved(f"{name} is not a regular file. Choose another name.")
    if status is not None and not force:
        raise Exists(f"{name} exists. Choose another name.")
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        if status is None:
            _write_new(path, data)
        else:
            _replace(path, data)
    except OSError as error:
        raise NotSaved(f"{name} cannot be written: {error.strerror}.") from None
    synced_folder(path.parent)


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


def text_of(path: Path, most: int) -> str:
    """The text of an ordinary file of at most so many characters. Raises OSError, ValueError."""
    if not path.is_file() or path.stat().st_size > 4 * most:
        raise ValueError("not an ordinary file, or too large")
    return path.read_text(encoding="utf-8-sig")[:most]


# Where records are kept.


def private_folder(path: Path, *, make: bool = True) -> None:
    """Make sure that records can stand here: our own folder, which nobody else can write to. Raises NotSaved.

    Each level that is made gets mode 0700, whatever the umask gives or takes away.
    """
    try:
        if make:
            for level in reversed([path, *path.parents]):
                if not os.path.lexists(level):
                    os.mkdir(level, 0o700)
                    os.chmod(level, 0o700)
        status = os.stat(path)
    except OSError as error:
        raise NotSaved(f"{clean(str(path))} cannot be used for records: {error.strerror}. {_ELSEWHERE}") from None
    if not stat.S_ISDIR(status.st_mode):
        raise NotSaved(f"{clean(str(path))} is not a folder. Move it away. {_ELSEWHERE}")
    if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
        raise NotSaved(f"{clean(str(path))} belongs to somebody else. {_ELSEWHERE}")
    if os.name == "posix" and status.st_mode & 0o022:
        raise NotSaved(f"Others can write to {clean(str(path))}. Take that right away: chmod 700 {clean(str(path))}")


_ELSEWHERE = "Another place can be set as SCREENING_FOLDER."


def new_private(path: Path) -> None:
    """A new empty file that only its owner can read."""
    _write_new(path, b"")


def copy_private(source: Path, target: Path) -> None:
    """A copy that only its owner can read, on disk when this returns. Raises NotSaved as `save` does."""
    save(target, source.read_bytes())


def synced_folder(path: Path) -> None:
    """Wait until the entries of a folder are on disk, where the system can do that."""
    with contextlib.suppress(OSError):
        opened = os.open(path, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def is_synced(path: Path) -> bool:
    """Whether the folder looks like one that is copied to other devices."""
    return any(name in str(path.absolute()).lower() for name in SYNCED)
