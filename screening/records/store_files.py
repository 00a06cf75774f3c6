"""The files of a store on disk: the store, its journal, copies and leftovers; SQLite's lock; checks before opening."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from screening.errors import NotKept, RecordLocked
from screening.records.page_keys import PAGE, SALT
from screening.system.files import private_folder, synced_folder

BUSY = "What is saved is open in another window. Please close it there, then try again."


# One message, whatever was wrong: nobody learns whether it was the passphrase, a byte, a cut or another file (T-17).
LOCKED = (
    "This could not be opened. Please check the passphrase for capital letters, and try it again. "
    "If you are sure of it, the file may have been changed or cut."
)


_COPY, _PART = r"\.{}\.before-[0-9]+", r"\.{}\.[0-9]+\.part(-journal)?"  # what may stand beside it


_LOCK_FIRST, _LOCK_SIZE = 0x40000000, 512  # https://www.sqlite.org/fileformat2.html#the_lock_byte_page


@contextlib.contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Nobody else can open the store inside, as far as there is one. Raises RecordLocked where somebody has it open.

    For what needs no key: putting another file in its place, and removing it. Not for a process that has it open.
    """
    if not os.path.lexists(path):
        yield
        return
    with _locked(path) as got:
        if not got:
            raise RecordLocked(BUSY)
        yield


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[bool]:
    """Whether SQLite's own lock on the file could be had; it is let go at the end, and dies with the process."""
    try:
        import fcntl

        file = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
    except (ImportError, OSError):
        yield True  # no such locks here, or no such file: then SQLite finds out when it opens it
        return
    try:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _LOCK_SIZE, _LOCK_FIRST)
        except OSError:
            got = False
        else:
            got = True
        yield got
    finally:
        os.close(file)


def exists(path: Path) -> bool:
    """Whether something stands at this path, a broken link included."""
    return os.path.lexists(path)


def check_before_opening(path: Path, *, own: bool = True) -> None:
    """Refuse what is no store before a key is worked out (T-18). Raises RecordLocked, NotSaved.

    `own`: it stands in our own folder, so that nobody else may be able to write there.
    """
    if own:
        private_folder(path.parent, make=False)
    try:
        status = os.lstat(path)
    except OSError:
        raise RecordLocked(f"There are no records at {path}.") from None
    if not stat.S_ISREG(status.st_mode):
        raise RecordLocked(f"{path} is not a regular file, so it is not opened.")
    if status.st_size == 0 or (status.st_size % PAGE and not has_hot_journal(path)):
        raise RecordLocked(LOCKED)
    if is_open(path):
        raise RecordLocked(BUSY)


def is_open(path: Path) -> bool:
    """Whether another process has the store open. Told by SQLite's own lock: it dies with its process."""
    with _locked(path) as got:
        return not got


def put_in_place(part: Path, path: Path) -> None:
    """Give the finished file its name, and never take that name from another. Raises OSError."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        os.rename(part, path)


def salt_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(SALT)
    except OSError as error:
        raise RecordLocked(f"{path} cannot be read: {error.strerror}.") from None


def has_hot_journal(path: Path) -> bool:
    """Whether a process that was killed left a journal, from which SQLite mends the file."""
    journal = journal_of(path)
    return journal.exists() and journal.stat().st_size > 0


def journal_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def part_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.part")


def copies_of(path: Path) -> list[Path]:
    """The copies of older versions beside the store."""
    return [point for point in _beside(path) if re.fullmatch(_COPY.format(re.escape(path.name)), point.name)]


def leftovers_of(path: Path) -> list[Path]:
    """What killed processes left while they worked beside the store."""
    return [point for point in _beside(path) if re.fullmatch(_PART.format(re.escape(path.name)), point.name)]


def _beside(path: Path) -> list[Path]:
    with contextlib.suppress(OSError):
        return sorted(path.parent.iterdir())
    return []


def is_our_name(path: Path, name: str) -> bool:
    """Whether the store uses such a name for itself or for what stands beside it."""
    patterns = (_COPY.format(re.escape(path.name)), _PART.format(re.escape(path.name)))
    return name in (path.name, journal_of(path).name) or any(re.fullmatch(pattern, name) for pattern in patterns)


def all_files(path: Path) -> list[Path]:
    """Everything that belongs to the store: what a crash may have left, its journal, and itself last.

    That is the order to remove them in: a journal without its store would be taken for the next one's.
    """
    return [one for one in (*leftovers_of(path), *copies_of(path), journal_of(path), path) if os.path.lexists(one)]


def remove_files(files: Sequence[Path], folder: Path) -> None:
    """Remove these files for good, then the folder where it is empty. Raises NotKept with the first that stays."""
    for file in files:
        try:
            os.unlink(file)
        except OSError as error:
            raise NotKept(f"{file} cannot be removed: {error.strerror}. The files after it are still there.") from None
    synced_folder(folder)
    with contextlib.suppress(OSError):
        os.rmdir(folder)


def sweep(path: Path) -> None:
    """What a killed process left behind. Only who holds the lock may do this."""
    for one in leftovers_of(path):
        remove_file(one)


def remove_file(path: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
