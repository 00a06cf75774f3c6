"""Write files that a person asked for: private, complete or absent, and never over an existing file unasked."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from io import FileIO
from pathlib import Path
from typing import BinaryIO

from screening.errors import NotKept
from screening.loading.ordinary_file import bytes_of
from screening.text import shown_path

Writer = Callable[[BinaryIO], None]  # writes content into an open file
CHUNK = 1 << 20  # bytes that are read at once of a file of any size
SYNCED = ("dropbox", "onedrive", "google drive", "googledrive", "icloud", "mobile documents", "nextcloud", "syncthing")


class NotSaved(NotKept):
    """The file was not written. The message says why, and what to do."""


class Exists(NotSaved):
    """A file with this name exists. Commands with a `--force` option can replace it."""


def save(path: Path, content: str | bytes | Iterable[bytes] | Writer, *, force: bool = False) -> None:
    """Write the content to a new file that only its owner can read. Raises NotSaved, and then leaves no partial file.

    `force` replaces an existing file; a link or a folder is never replaced. Content in pieces, or by a function that
    writes it, is never whole in memory.
    """
    is_there = check(path, force=force)
    data = content.encode("utf-8") if isinstance(content, str) else content
    write = data if callable(data) else partial(_write_pieces, [data] if isinstance(data, bytes) else data)
    try:
        if is_there:
            _replace(path, write)
        else:
            _write_new(path, write)
    except FileNotFoundError:
        folder = shown_path(path.parent)
        raise NotSaved(f"{shown_path(path)} cannot be written: there is no folder {folder}. Make it first.") from None
    except OSError as error:
        raise NotSaved(f"{shown_path(path)} cannot be written: {error.strerror}.") from None
    synced_folder(path.parent)


def check(path: Path, *, force: bool = False) -> bool:
    """Whether there is a file with this name, which `force` lets `save` replace. Raises NotSaved where it would not."""
    try:
        status = os.lstat(path)
    except OSError:
        return False
    except ValueError:  # a NUL, or half of a surrogate pair
        raise NotSaved("No file can have this name. Choose another name.") from None
    name = shown_path(path)
    if not stat.S_ISREG(status.st_mode):
        raise NotSaved(f"{name} is not a regular file. Choose another name.")
    if not force:
        raise Exists(f"{name} exists. Choose another name.")
    return True


def _write_pieces(pieces: Iterable[bytes], file: BinaryIO) -> None:
    file.writelines(pieces)


def _replace(path: Path, write: Writer) -> None:
    name = os.fsencode(path.name)[:200].decode("utf-8", "ignore")  # a name may have 255 bytes
    for left in path.parent.iterdir():  # of a run that was killed: it holds what was to be the page
        if re.fullmatch(rf"\.{re.escape(name)}\.[0-9]+\.part", left.name):
            with contextlib.suppress(OSError):
                os.unlink(left)
    part = path.with_name(f".{name}.{os.getpid()}.part")
    typed = os.fspath(part)  # to turn a Path into text runs Python code, in which a second Ctrl-C would end the removal
    _write_new(part, write)
    try:
        os.replace(part, path)
    except BaseException:
        os.unlink(typed)
        raise


def _write_new(path: Path, write: Writer) -> None:
    """Write a new file that only its owner can read, whatever the umask. If writing fails, the file is removed."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    typed = os.fspath(path)
    descriptor = os.open(typed, flags, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if hasattr(os, "fchmod"):
                os.fchmod(descriptor, 0o600)
            write(file)
            file.flush()
            _to_disk(descriptor)
    except BaseException:  # signals too: half a page is worse than none
        os.unlink(typed)
        raise


def _to_disk(descriptor: int) -> None:
    """Wait until a file is on the disk itself. On macOS `fsync` alone stops at the memory of the drive."""
    with contextlib.suppress(ImportError, OSError):  # not on this system, or not on this disk
        import fcntl

        if full := getattr(fcntl, "F_FULLFSYNC", None):
            fcntl.fcntl(descriptor, full)
            return
    os.fsync(descriptor)


def pieces_of(file: BinaryIO | FileIO) -> Iterator[bytes]:
    """The rest of a file in pieces of equal size, the last one shorter. Raises OSError."""
    while piece := file.read(CHUNK):
        while len(piece) < CHUNK and (more := file.read(CHUNK - len(piece))):  # a disk of another computer gives less
            piece += more
        yield piece


class TooLong(ValueError):
    """A text has more characters than are read. It is refused, and never cut."""


def text_of(path: Path, most: int) -> str:
    """A whole text file of at most `most` characters.

    Raises OSError, TooLong, NotOrdinary, and UnicodeDecodeError where it is not UTF-8.
    """
    room = 4 * most + 3  # bytes: in UTF-8 a character has up to 4, and the mark at the beginning 3
    content = bytes_of(path, room)
    text = "" if len(content) > room else content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    if len(content) > room or len(text) > most:
        raise TooLong(f"more than {most} characters")
    return text


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


def movable(folder: Path) -> Path | None:
    """The nearest folder above, if there is one, in which every user of the machine can move what is not theirs."""
    for level in folder.absolute().parents:
        with contextlib.suppress(OSError):
            if os.name == "posix" and os.stat(level).st_mode & (stat.S_IWOTH | stat.S_ISVTX) == stat.S_IWOTH:
                return level
    return None


_ELSEWHERE = "Another place can be set as SCREENING_FOLDER."


def new_private(path: Path) -> None:
    """Create an empty file that only its owner can read."""
    _write_new(path, lambda _: None)


def copy_private(source: Path, target: Path) -> None:
    """Copy a file, readable by its owner alone; the copy is on disk on return. Raises NotSaved as `save` does."""
    with source.open("rb") as file:
        save(target, pieces_of(file))


def synced_folder(path: Path) -> None:
    """Wait until the entries of a folder are on disk, if the system supports it."""
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            _to_disk(descriptor)
        finally:
            os.close(descriptor)


def is_synced(path: Path) -> bool:
    """Whether the path looks like a folder that is synchronized to other devices."""
    return any(name in str(path.absolute()).lower() for name in SYNCED)
