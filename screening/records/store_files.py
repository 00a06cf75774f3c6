"""The files of a store on disk: the store, its journal, copies and leftovers; SQLite's lock; checks before opening."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from screening.errors import NotKept, RecordLocked
from screening.records.page_keys import PAGE, SALT
from screening.system.files import NotSaved, copy_private, movable, private_folder, synced_folder

KEYED = b"\0keys\0"  # the salt of a store begins so where key files open it, and not a passphrase
BUSY = "What is saved is open in another window. Please close it there, then try again."


# One message, whatever was wrong: nobody learns whether it was the passphrase, a byte, a cut or another file (T-17).
LOCKED = (
    "This could not be opened. Please check the passphrase for capital letters, and try it again. "
    "If you are sure of it, the file may have been changed or cut."
)


# What may stand beside it. An earlier version of this program made copies of copies.
_COPY = r"\.{}\.before-[0-9]+"
_PART = r"\.{0}\.[0-9]+\.part(-journal)?|\.\.{0}\.[0-9]+\.part\.(before-[0-9]+|[0-9]+\.part(-journal)?)"


_SET = re.compile(r"[0-9a-f]{32}")
_REPLACED = r"{}\.replaced-[0-9]+"  # what a backup took the place of, and its journal
_LOCK_FIRST, _LOCK_SIZE = 0x40000000, 512  # https://www.sqlite.org/fileformat2.html#the_lock_byte_page


@contextlib.contextmanager
def exclusive(path: Path) -> Iterator[bool]:
    """Nobody else can open the store inside. False where there is none. Raises RecordLocked where somebody has it open.

    For what needs no key: putting another file in its place, and removing it. Not for a process that has it open.
    """
    if not os.path.lexists(path):
        yield False
        return
    with _locked(path) as got:
        if not got:
            raise RecordLocked(BUSY)
        yield True


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else puts a store into this folder inside, or takes one away. Raises RecordLocked where somebody does.

    Between a look at a name and what is done to it there must be nobody: of two that make a store at once, the one
    that comes second would take the other's journal for an old one.
    """
    try:
        import fcntl

        descriptor = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        yield  # no such locks here, or no such folder
        return
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RecordLocked(BUSY) from None
        except OSError:  # a disk of another computer
            pass
        yield
    finally:
        os.close(descriptor)


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
    if not os.path.lexists(path):
        raise RecordLocked(f"There are no records at {path}.")
    require_regular(path)
    size = os.lstat(path).st_size
    if size == 0 or (size % PAGE and not has_hot_journal(path)):
        raise RecordLocked(LOCKED)
    first_page_of(path)  # whether it can be read
    if is_open(path):
        raise RecordLocked(BUSY)


def require_regular(path: Path) -> None:
    """Raise RecordLocked where a link, a folder or a pipe stands in the place of the store or of its journal."""
    for one in (path, journal_of(path)):
        if os.path.lexists(one) and not stat.S_ISREG(os.lstat(one).st_mode):
            raise RecordLocked(f"{one} is not a regular file, so it is not opened. Move it away.")


def is_open(path: Path) -> bool:
    """Whether another process has the store open. Told by SQLite's own lock: it dies with its process."""
    with _locked(path) as got:
        return not got


def put_in_place(part: Path, path: Path) -> None:
    """Give the finished file its name, and never take that name from another. Raises OSError, RecordLocked."""
    with alone(path.parent):
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
        remove_file(journal_of(path))  # of a store that is gone: it would be taken for this one's
        try:
            os.link(part, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            os.rename(part, path)


def first_page_of(path: Path) -> bytes:
    """The first page of a store; its salt stands in front. Raises RecordLocked."""
    try:
        with path.open("rb") as file:
            return file.read(PAGE)
    except OSError as error:
        raise RecordLocked(f"{path} cannot be read: {error.strerror}. Check who owns it, and its rights.") from None


def has_hot_journal(path: Path) -> bool:
    """Whether a process that was killed left a journal, from which SQLite mends the file."""
    journal = journal_of(path)
    return journal.exists() and journal.stat().st_size > 0


def journal_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def part_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.part")


@contextlib.contextmanager
def working_name(path: Path) -> Iterator[Path]:
    """A name beside the store to work under. Nothing has it at the beginning, and nothing at the end."""
    part = part_of(path)
    try:
        for one in (part, journal_of(part)):
            remove_file(one)
    except OSError as error:
        raise NotKept(f"{one} cannot be removed: {error.strerror}. Please remove it.") from None
    try:
        yield part
    finally:
        for one in (part, journal_of(part)):
            remove_file(one)


def copies_of(path: Path) -> list[Path]:
    """The copies of older versions beside the store."""
    return _beside(path, _COPY)


def replaced_of(path: Path) -> list[Path]:
    """What restores have replaced: each store, and its journal where it had one."""
    return _beside(path, f"{_REPLACED}(-journal)?")


def keep_aside(path: Path) -> Path:
    """Give the store a second name, under which it is kept when another file takes the first. Raises OSError.

    The first name leads to a store all the time. Where the disk has no links it is a copy.
    """
    number = max((int(one.suffix.removeprefix(".replaced-")) for one in _beside(path, _REPLACED)), default=0) + 1
    kept = path.with_name(f"{path.name}.replaced-{number}")
    for source, name in ((journal_of(path), journal_of(kept)), (path, kept)):
        if source == path or has_hot_journal(path):
            try:
                os.link(source, name)
            except OSError:
                copy_private(source, name)
    synced_folder(path.parent)
    return kept


def keys_of(path: Path) -> Path:
    """The folder of the key files of a store, with a folder in it for each set."""
    return path.with_suffix(".keys")


def key_folder(path: Path, salt: bytes) -> Path:
    """The folder of the key files of a store that begins with this salt."""
    return keys_of(path) / salt.hex()


def key_sets_of(path: Path) -> list[Path]:
    """The sets of key files beside the store, those that a killed change or a restore has left too."""
    with contextlib.suppress(OSError):
        return sorted(one for one in keys_of(path).iterdir() if _SET.fullmatch(one.name) and _is_folder(one))
    return []


def _old_key_sets(path: Path, salt: bytes) -> list[Path]:
    """The sets that belong neither to a store that begins with this salt, nor to one that a restore has replaced."""
    found = key_sets_of(path)
    replaced = [one for one in replaced_of(path) if not one.name.endswith("-journal")] if found else []
    used = {salt.hex(), *(first_page_of(one)[:SALT].hex() for one in replaced)}
    return [one for one in found if one.name not in used]


def remove_key_set(folder: Path) -> None:
    """Remove a set of key files, if it is there. Raises OSError."""
    if _is_folder(folder):
        for file in folder.iterdir():
            remove_file(file)
        folder.rmdir()
        with contextlib.suppress(OSError):
            folder.parent.rmdir()  # where it was the last


def leftovers_of(path: Path) -> list[Path]:
    """What killed processes left while they worked beside the store."""
    return _beside(path, _PART)


def _beside(path: Path, pattern: str) -> list[Path]:
    """What stands beside the store under such a name. No folder there is ours, whatever its name."""
    name = re.compile(pattern.format(re.escape(path.name)))
    with contextlib.suppress(OSError):
        return sorted(one for one in path.parent.iterdir() if name.fullmatch(one.name) and not _is_folder(one))
    return []


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def check_free(path: Path, target: Path) -> None:
    """Raise NotSaved where a file to be saved would take a name that the store at `path` uses for itself.

    The folder is told by what it is, not by its name: links lead to it too.
    """
    with contextlib.suppress(OSError, ValueError):
        if os.path.samefile(target.absolute().parent, path.absolute().parent):
            name = re.escape(path.name)
            patterns = (_COPY, _PART, f"{_REPLACED}(-journal)?")
            ours = "|".join(
                (
                    name,
                    f"{name}-journal",
                    re.escape(keys_of(path).name),
                    *(pattern.format(name) for pattern in patterns),
                )
            )
            if re.fullmatch(ours, target.name, re.IGNORECASE):  # some disks know no capital letters
                raise NotSaved(f"The name {target.name} is one that the store itself uses. Choose another name.")


def all_files(path: Path) -> list[Path]:
    """Everything that belongs to the store: what a crash may have left, its journal, and itself last.

    That is the order to remove them in: a journal without its store would be taken for the next one's.
    """
    keys = [file for folder in key_sets_of(path) for file in sorted(folder.iterdir())]
    files = (*leftovers_of(path), *copies_of(path), *replaced_of(path), *keys, journal_of(path), path)
    return [one for one in files if os.path.lexists(one) and not _is_folder(one)]


def remove_files(files: Sequence[Path], folder: Path) -> None:
    """Remove these files for good. Raises NotKept, and names those that stay: the others are gone all the same."""
    stay = list[str]()
    for file in files:
        try:
            remove_file(file)
        except OSError as error:
            stay.append(f"{file} cannot be removed: {error.strerror}.")
    for one in {file.parent for file in files if folder in file.parent.parents}:  # of key files
        with contextlib.suppress(OSError):
            one.rmdir()
            one.parent.rmdir()
    synced_folder(folder)
    if stay:
        raise NotKept(" ".join(stay if len(stay) == len(files) else [*stay, "Everything else is erased."]))


def put_right(path: Path, salt: bytes) -> Iterator[str]:
    """Take away what killed processes left, and the rights of others. A sentence for each thing that cannot be mended.

    Only who holds the lock may do this. `salt`: with which the store begins; to read it here would end the lock.
    """
    for left in (*leftovers_of(path), *copies_of(path)):
        try:
            remove_file(left)
        except OSError as error:
            yield f"{left} is left over and cannot be removed: {error.strerror}. Please remove it."
    for kept in replaced_of(path):  # of a restore that was killed before it replaced anything: it is this very store
        if identity_of(kept) in (identity_of(path), identity_of(journal_of(path))):
            remove_file(kept)
    for folder in _old_key_sets(path, salt):
        try:
            remove_key_set(folder)
        except OSError as error:
            yield f"{folder} is left over and cannot be removed: {error.strerror}. Please remove it."
    status = os.lstat(path)
    if os.name == "posix" and status.st_mode & 0o077:
        try:
            os.chmod(path, 0o600)
        except OSError:
            yield f"Others may be able to read {path}. Take that right away: chmod 600 {path}"
    if told := linked(path):
        yield told
    if level := movable(path.parent):
        yield f"Others can move what is in {level}, and so this folder. Take that right away: chmod +t {level}"


def linked(path: Path) -> str:
    """What is told of a file that has more names than this one; empty where it has not."""
    with contextlib.suppress(OSError):
        if os.lstat(path).st_nlink > 1:
            return f"{path} has another name on this disk (a hard link). Erasing does not reach what stands there."
    return ""


Identity = tuple[int, int]  # of a file, whatever its name: its disk, and its number there


def identity_of(file: Path | int) -> Identity | None:
    """The file with this name, not followed where it is a link, or with this descriptor; None where there is none."""
    with contextlib.suppress(OSError):
        status = os.fstat(file) if isinstance(file, int) else os.lstat(file)
        return status.st_dev, status.st_ino
    return None


def remove_file(path: Path) -> None:
    try:
        os.unlink(path)
    except OSError:  # a disk that cannot be written says so of what is not there, too
        if os.path.lexists(path):
            raise
