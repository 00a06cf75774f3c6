"""One encrypted file: opened with a passphrase only, and looked at page by page before SQLite may touch it.

The format is that of SQLCipher 4, so its own tools read the file too. Beside it stands nothing but SQLite's journal,
encrypted in the same way. A wrong passphrase, a changed byte, a cut or a foreign file all get one message, and leave
the file as it was. Nothing here knows what is kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import re
import secrets
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path

import apsw

from .errors import NotKept, RecordLocked, ScreeningError
from .files import NotSaved, copy_private, new_private, private_folder, save, synced_folder

# https://www.zetetic.net/sqlcipher/design/: AES-256-CBC, a random IV and an HMAC-SHA512 at the end of each page,
# PBKDF2-HMAC-SHA512 with 256,000 rounds, the salt in the first 16 bytes, the MAC key from the salt XOR 0x3a.
PAGE, SALT, MAC, ROUNDS, MASK = 4096, 16, 64, 256_000, 0x3A
LEAST, MOST = 12, 1024  # characters of a new passphrase, composed; there are no other rules
SETTINGS = (
    "journal_mode=truncate",
    "synchronous=extra",  # "kept" means: on disk, its folder too
    "secure_delete=on",
    "temp_store=memory",
    "locking_mode=exclusive",
    "foreign_keys=on",
    "trusted_schema=off",
)
BUSY = "Another window has these records open. Close it there first, then try again."
LOCKED = "These records cannot be opened. Either the passphrase is not the right one, or the file was changed or cut."
_COPY, _PART = r"\.{}\.before-[0-9]+", r"\.{}\.[0-9]+\.part(-journal)?"  # what may stand beside it
_LOCK_FIRST, _LOCK_SIZE = 0x40000000, 512  # https://www.sqlite.org/fileformat2.html#the_lock_byte_page

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """What a passphrase and a salt make."""

    secret: bytes
    salt: bytes

    @classmethod
    def of(cls, passphrase: str, salt: bytes) -> Key:
        """The key of a passphrase. Its characters are composed (NFC), so that every keyboard gives the same key."""
        text = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
        return cls(hashlib.pbkdf2_hmac("sha512", text, salt, ROUNDS, 32), salt)

    @property
    def pragma(self) -> str:
        """The key as SQLite takes it."""
        return f"x'{self.secret.hex()}{self.salt.hex()}'"

    def forged(self, data: bytes) -> list[int]:
        """The numbers of the pages that were not written with this key, or were changed since."""
        mac_key = hashlib.pbkdf2_hmac("sha512", self.secret, bytes(one ^ MASK for one in self.salt), 2, 32)
        foreign = [] if data[:SALT] == self.salt else [1]  # no page's code covers the salt
        return foreign or [
            number
            for number in range(1, len(data) // PAGE + 1)
            if not _genuine(data[(number - 1) * PAGE : number * PAGE], number, mac_key)
        ]


def _genuine(page: bytes, number: int, mac_key: bytes) -> bool:
    body = page[SALT if number == 1 else 0 : -MAC] + number.to_bytes(4, "little")
    return hmac.compare_digest(hmac.digest(mac_key, body, "sha512"), page[-MAC:])


@dataclass(eq=False, repr=False)
class Lockbox:
    """An open store. Nobody else can open it until it is closed or its process ends."""

    path: Path
    key: Key
    _db: apsw.Connection = field(init=False)
    _file: FileIO = field(init=False)  # stays open: to close any handle on the file would end SQLite's lock on it

    # Making and opening.

    @classmethod
    def create(cls, path: Path, passphrase: str, steps: Sequence[str]) -> Lockbox:
        """A new store. Raises NotKept where the folder cannot be used or the file exists."""
        private_folder(path.parent)
        if os.path.lexists(path):
            raise NotKept(f"{path} exists already.")
        part, box = _part(path), None
        try:
            _remove(part)
            new_private(part)
            box = cls(part, Key.of(passphrase, secrets.token_bytes(SALT)))
            box._connect()
            box._step(0, steps)
            box.close()
            _remove(_journal(path))  # of a store that is gone: it would be taken for this one's
            _put(part, path)
        except (apsw.Error, OSError) as error:
            raise _refusal(error, path) from None
        finally:
            if box is not None:
                box.close()
            _remove(part)
            _remove(_journal(part))
        synced_folder(path.parent)
        return cls.open(path, passphrase, steps)

    @classmethod
    def open(cls, path: Path, passphrase: str, steps: Sequence[str]) -> Lockbox:
        """The store in this file. Raises RecordLocked, and NotKept where its folder cannot be used.

        `steps` are the scripts that lead from nothing to the newest version: those that the file lacks are run.
        """
        look(path)
        return cls.unlock(path, Key.of(passphrase, _salt(path)), steps)

    @classmethod
    def unlock(cls, path: Path, key: Key, steps: Sequence[str]) -> Lockbox:
        """As `open`, with a key that was worked out before."""
        look(path)
        _prove(path, key)
        box = cls(path, key)
        try:
            box._connect()
            if not box._is_whole():
                raise RecordLocked(LOCKED)
            box._update(steps)
        except (apsw.Error, OSError) as error:
            box.close()
            raise _refusal(error, path) from None
        except BaseException:
            box.close()
            raise
        _sweep(path)
        return box

    def _connect(self) -> None:
        self._file = self.path.open("rb", buffering=0)
        self._db = apsw.Connection(str(self.path), flags=apsw.SQLITE_OPEN_READWRITE)
        for pragma in ("cipher=sqlcipher", "legacy=4", f'key="{self.key.pragma}"', *SETTINGS):
            self._db.execute(f"pragma {pragma}").fetchall()
        self._db.execute("begin exclusive").fetchall()
        self._db.execute("commit").fetchall()

    def _is_whole(self) -> bool:
        """Whether the file has the pages that it should. Others behind them may be what a kill kept from being cut off.

        SQLite cuts a file that has become shorter only after the change is done for good.
        """
        pages, found = self._one("pragma page_count"), os.stat(self.path).st_size // PAGE
        return pages == found or (isinstance(pages, int) and pages < found and not self.key.forged(self._bytes()))

    def _update(self, steps: Sequence[str]) -> None:
        """Bring an older store up to date. A copy of it stands beside it until that is done and proven (L18)."""
        version = self._one("pragma user_version")
        if not isinstance(version, int) or version > len(steps):
            raise RecordLocked("These records were made by a newer version of this program. Please update it.")
        if version < len(steps):
            before = self.path.with_name(f".{self.path.name}.before-{version + 1}")
            _remove(before)
            save(before, self._bytes())
            self._step(version, steps)
        copies = _copies(self.path)  # of a run that was killed, too: what is erased later must not live on in them
        if copies and self.faults():
            raise RecordLocked(LOCKED)
        for one in copies:
            _remove(one)

    def _step(self, version: int, steps: Sequence[str]) -> None:
        with self._db:
            for script in steps[version:]:
                for statement in filter(str.strip, script.split(";")):
                    self._db.execute(statement).fetchall()
            self._db.execute(f"pragma user_version={len(steps)}").fetchall()

    def close(self) -> None:
        """Close it. The journal goes with it."""
        with contextlib.suppress(AttributeError, apsw.Error):
            self._db.execute("pragma journal_mode=delete").fetchall()
        with contextlib.suppress(AttributeError, apsw.Error):
            self._db.close()
        with contextlib.suppress(AttributeError):
            self._file.close()

    # Reading and writing.

    def rows(self, sql: str, *values: object) -> list[Row]:
        """The rows of a query. Raises RecordLocked where a page was changed."""
        try:
            return self._db.execute(sql, values).fetchall()
        except apsw.Error as error:
            raise _refusal(error, self.path) from None

    def _one(self, sql: str) -> object:
        return self._db.execute(sql).fetchall()[0][0]

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """All of what is written inside, on disk when it ends, or nothing of it. Raises NotKept."""
        try:
            try:
                self._db.execute("begin").fetchall()
                yield
                self._db.execute("commit").fetchall()
            except BaseException:
                with contextlib.suppress(apsw.Error):  # where the disk is full SQLite has taken it back already
                    self._db.execute("rollback").fetchall()
                raise
        except (apsw.Error, OSError) as error:
            raise _refusal(error, self.path) from None

    def faults(self) -> list[str]:
        """What is wrong with the file: every page is read. Empty where all is as it was written."""
        forged = self.key.forged(self._bytes())
        found = [f"Page {number} was changed." for number in forged]
        try:
            said = [str(row[0]) for row in self._db.execute("pragma integrity_check").fetchall()]
        except apsw.Error:
            said = ["The file cannot be read to its end."]
        return [*found, *(one for one in said if one != "ok")]

    # The whole file.

    def _bytes(self) -> bytes:
        """The file as it stands, read without letting go of the lock.

        https://www.sqlite.org/howtocorrupt.html, 2.2: whatever file handle is closed, the process loses its locks.
        """
        self._file.seek(0)
        return self._file.readall()

    def fits(self, passphrase: str) -> bool:
        """Whether this is the passphrase that the store is open under."""
        return hmac.compare_digest(Key.of(passphrase, self.key.salt).secret, self.key.secret)

    def change(self, passphrase: str) -> None:
        """Put the store under another passphrase: after a crash either the old one or the new one opens it."""
        key = Key.of(passphrase, self.key.salt)
        try:
            self._db.execute("pragma journal_mode=delete").fetchall()
            self._db.pragma("rekey", key.pragma)
            self._db.execute("pragma journal_mode=truncate").fetchall()
        except apsw.Error as error:
            raise _refusal(error, self.path) from None
        self.key = key

    def shred(self) -> None:
        """After something was erased: build the file anew, so that no page holds a byte of it."""
        try:
            self._db.execute("vacuum").fetchall()
        except apsw.Error as error:
            raise _refusal(error, self.path) from None

    def copy_to(self, target: Path) -> None:
        """A copy of the store, under the same passphrase. Raises NotSaved."""
        if target.absolute().parent == self.path.absolute().parent and _is_ours(self.path, target.name):
            raise NotSaved(f"The name {target.name} is one that the store itself uses. Choose another name.")
        save(target, self._bytes())

    def move_to(self, target: Path) -> None:
        """Close a proven copy and put it in the place of the store, which is `held`. Raises NotKept."""
        self.close()
        try:
            _remove(_journal(target))
            os.replace(self.path, target)
        except OSError as error:
            raise _refusal(error, target) from None
        synced_folder(target.parent)

    def discard(self) -> None:
        """Close a copy and remove it, if it is still there."""
        self.close()
        _remove(self.path)
        _remove(_journal(self.path))


def prove_copy(source: Path, target: Path, passphrase: str, steps: Sequence[str]) -> Lockbox:
    """A copy of a backup beside the store it may replace, open and whole. Raises RecordLocked, NotKept."""
    part = _part(target)
    look(source, own=False)
    try:
        _remove(part)
        copy_private(source, part)
        box = Lockbox.open(part, passphrase, steps)
        if box.faults():
            box.discard()
            raise RecordLocked(LOCKED)
    except OSError as error:
        _remove(part)
        raise NotSaved(f"{source} cannot be read: {error.strerror}.") from None
    except BaseException:
        _remove(part)
        raise
    return box


@contextlib.contextmanager
def held(path: Path) -> Iterator[None]:
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


# The file before it is opened.


def exists(path: Path) -> bool:
    """Whether something stands at this path, a broken link included."""
    return os.path.lexists(path)


def look(path: Path, *, own: bool = True) -> None:
    """Refuse what is no store before a key is worked out (T-18). Raises RecordLocked, NotSaved.

    `own`: it stands in our own folder, so that nobody else may be able to write there.
    """
    if own:
        private_folder(path.parent, make=False)
    try:
        found = os.lstat(path)
    except OSError:
        raise RecordLocked(f"There are no records at {path}.") from None
    if not stat.S_ISREG(found.st_mode):
        raise RecordLocked(f"{path} is not a regular file, so it is not opened.")
    if found.st_size == 0 or (found.st_size % PAGE and not _hot(path)):
        raise RecordLocked(LOCKED)
    if is_open(path):
        raise RecordLocked(BUSY)


def is_open(path: Path) -> bool:
    """Whether another process has the store open. Told by SQLite's own lock: it dies with its process."""
    with _locked(path) as got:
        return not got


def _put(part: Path, path: Path) -> None:
    """Give the finished file its name, and never take that name from another. Raises OSError."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        os.rename(part, path)


def _salt(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(SALT)
    except OSError as error:
        raise RecordLocked(f"{path} cannot be read: {error.strerror}.") from None


def _prove(path: Path, key: Key) -> None:
    """Raise RecordLocked unless the key is right. SQLite is not asked: a wrong key could spoil a journal's rescue."""
    if _hot(path):
        _rescue(path, key)
        return
    try:
        with path.open("rb") as file:
            first = file.read(PAGE)
    except OSError as error:
        raise RecordLocked(f"{path} cannot be read: {error.strerror}.") from None
    if key.forged(first):
        raise RecordLocked(LOCKED)


def _hot(path: Path) -> bool:
    """Whether a process that was killed left a journal, from which SQLite mends the file."""
    journal = _journal(path)
    return journal.exists() and journal.stat().st_size > 0


def _rescue(path: Path, key: Key) -> None:
    """After a crash: is the file whole under this key once the journal has mended it? Tried on a copy.

    Raises RecordLocked.
    """
    part = _part(path)
    _remove(part)
    _remove(_journal(part))
    try:
        copy_private(path, part)
        copy_private(_journal(path), _journal(part))
        trial = Lockbox(part, key)
        try:
            trial._connect()
            if trial.faults():
                raise RecordLocked(LOCKED)
        finally:
            trial.close()
    except (apsw.Error, OSError) as error:
        raise _refusal(error, path) from None
    finally:
        _remove(part)
        _remove(_journal(part))


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def _part(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.part")


def _copies(path: Path) -> list[Path]:
    """The copies of older versions beside the store."""
    return [one for one in _beside(path) if re.fullmatch(_COPY.format(re.escape(path.name)), one.name)]


def _left(path: Path) -> list[Path]:
    """What killed processes left while they worked beside the store."""
    return [one for one in _beside(path) if re.fullmatch(_PART.format(re.escape(path.name)), one.name)]


def _beside(path: Path) -> list[Path]:
    with contextlib.suppress(OSError):
        return sorted(path.parent.iterdir())
    return []


def _is_ours(path: Path, name: str) -> bool:
    """Whether the store uses such a name for itself or for what stands beside it."""
    patterns = (_COPY.format(re.escape(path.name)), _PART.format(re.escape(path.name)))
    return name in (path.name, _journal(path).name) or any(re.fullmatch(one, name) for one in patterns)


def parts(path: Path) -> list[Path]:
    """Everything that belongs to the store: what a crash may have left, its journal, and itself last.

    That is the order to remove them in: a journal without its store would be taken for the next one's.
    """
    return [one for one in (*_left(path), *_copies(path), _journal(path), path) if os.path.lexists(one)]


def remove(files: Sequence[Path], folder: Path) -> None:
    """Remove these files for good, then the folder where it is empty. Raises NotKept with the first that stays."""
    for one in files:
        try:
            os.unlink(one)
        except OSError as error:
            raise NotKept(f"{one} cannot be removed: {error.strerror}. The files after it are still there.") from None
    synced_folder(folder)
    with contextlib.suppress(OSError):
        os.rmdir(folder)


def _sweep(path: Path) -> None:
    """What a killed process left behind. Only who holds the lock may do this."""
    for one in _left(path):
        _remove(one)


def _remove(path: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)


def _refusal(error: Exception, path: Path) -> ScreeningError:
    """What is told instead of an error of the database: never a value, never a statement."""
    match error:
        case apsw.BusyError() | apsw.LockedError():
            return RecordLocked(BUSY)
        case apsw.NotADBError() | apsw.CorruptError():
            return RecordLocked(LOCKED)
        case apsw.FullError() | apsw.IOError():
            return NotKept("Not kept: the disk is full or cannot be written. What was kept before is still there.")
        case apsw.ReadOnlyError() | apsw.CantOpenError() | apsw.PermissionsError():
            return NotKept(f"{path} cannot be written. Check who owns it, or choose another folder.")
        case OSError():
            return NotKept(f"{path} cannot be written: {error.strerror}.")
    return NotKept(f"Not kept ({type(error).__name__}). What was kept before is still there.")
