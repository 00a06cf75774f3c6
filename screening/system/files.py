"""Write files that a person asked for: private, complete or absent, and never over an existing file unasked."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from screening.errors import NotKept
from screening.text import shown_path

SYNCED = ("dropbox", "onedrive", "google drive", "googledrive", "icloud", "mobile documents", "nextcloud", "syncthing")


class NotSaved(NotKept):
    """The file was not written. The message says why, and what to do."""


class Exists(NotSaved):
    """A file with this name exists. Commands with a `--force` option can replace it."""


def save(path: Path, content: str | bytes, *, force: bool = False) -> None:
    """Write the content to a new file that only its owner can read. Raises NotSaved, and then leaves no partial file.

    `force` replaces an existing file; a link or a folder is never replaced.
    """
    try:
        status = os.lstat(path)
    except OSError:
        status = None
    except ValueError:  # a NUL, or half of a surrogate pair
        raise NotSaved("No file can have this name. Choose another name.") from None
    name = shown_path(path)
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
    part = path.with_name(f".{path.name[:80]}.{os.getpid()}.part")
    _write_new(part, data)
    try:
        os.replace(part, path)
    except BaseException:
        os.unlink(part)
        raise


def _write_new(path: Path, data: bytes) -> None:
    """Write a new file that only its owner can read, whatever the umask. If writing fails, the file is removed."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if hasattr(os, "fchmod"):
                os.fchmod(descriptor, 0o600)
            file.write(data)
            file.flush()
            os.fsync(descriptor)
    except BaseException:  # signals too: half a page is worse than none
        os.unlink(path)
        raise


def text_of(path: Path, most: int) -> str:
    """The first `most` characters of a text file. Raises OSError, and ValueError for a file that is not suitable:

    not an ordinary file, too large, or not UTF-8.
    """
    if not path.is_file() or path.stat().st_size > 4 * most:
        raise ValueError("not an ordinary file, or too large")
    return path.read_text(encoding="utf-8-sig")[:most]


# The folder of the records.


def private_folder(path: Path, *, make: bool = True) -> None:
    """Make sure that the folder is ours and that nobody else can write to it. Raises NotSaved.

    `make` creates missing levels, each with mode 0700 whatever the umask.
    """
    try:
        if make:
            for level in reversed([path, *path.parents]):
                if not os.path.lexists(level):
                    os.mkdir(level, 0o700)
                    os.chmod(level, 0o700)
        status = os.stat(path)
    except OSError as error:
        raise NotSaved(f"{shown_path(path)} cannot be used for records: {error.strerror}. {_ELSEWHERE}") from None
    if not stat.S_ISDIR(status.st_mode):
        raise NotSaved(f"{shown_path(path)} is not a folder. Move it away. {_ELSEWHERE}")
    if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
        raise NotSaved(f"{shown_path(path)} belongs to somebody else. {_ELSEWHERE}")
    if os.name == "posix" and status.st_mode & 0o022:
        raise NotSaved(f"Others can write to {shown_path(path)}. Take that right away: chmod 700 {shown_path(path)}")


_ELSEWHERE = "Another place can be set as SCREENING_FOLDER."


def new_private(path: Path) -> None:
    """Create an empty file that only its owner can read."""
    _write_new(path, b"")


def copy_private(source: Path, target: Path) -> None:
    """Copy a file, readable by its owner alone; the copy is on disk on return. Raises NotSaved as `save` does."""
    save(target, source.read_bytes())


def synced_folder(path: Path) -> None:
    """Wait until the entries of a folder are on disk, if the system supports it."""
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def is_synced(path: Path) -> bool:
    """Whether the path looks like a folder that is synchronized to other devices."""
    return any(name in str(path.absolute()).lower() for name in SYNCED)
