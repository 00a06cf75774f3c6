"""An encrypted SQLCipher 4 file. Page HMACs are verified before SQLite opens it.

The format is that of SQLCipher 4, so its own tools read the file too. Beside it stands nothing but SQLite's journal,
encrypted in the same way. A wrong passphrase, a changed byte, a cut or a foreign file all get one message, and leave
the file as it was. Nothing here knows what is kept.
"""

from __future__ import annotations

import contextlib
import hmac
import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path

import apsw

from screening.errors import NotKept, RecordLocked, ScreeningError
from screening.records.page_keys import PAGE, ROUNDS, SALT, Key
from screening.records.store_files import (
    BUSY,
    LOCKED,
    check_before_opening,
    copies_of,
    has_hot_journal,
    is_our_name,
    journal_of,
    part_of,
    put_in_place,
    remove_file,
    salt_of,
    sweep,
)
from screening.system.files import NotSaved, copy_private, new_private, private_folder, save, synced_folder

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

Row = tuple[object, ...]


@dataclass(eq=False, repr=False)
class EncryptedStore:
    """An open store. Nobody else can open it until it is closed or its process ends."""

    path: Path
    key: Key
    _db: apsw.Connection = field(init=False)
    _file: FileIO = field(init=False)  # stays open: to close any handle on the file would end SQLite's lock on it

    # Making and opening.

    @classmethod
    def create(cls, path: Path, passphrase: str, steps: Sequence[str], *, rounds: int = ROUNDS) -> EncryptedStore:
        """A new store. Raises NotKept where the folder cannot be used or the file exists."""
        private_folder(path.parent)
        if os.path.lexists(path):
            raise NotKept(f"{path} exists already.")
        part, store = part_of(path), None
        try:
            remove_file(part)
            new_private(part)
            store = cls(part, Key.of(passphrase, secrets.token_bytes(SALT), rounds))
            store._connect()
            store._step(0, steps)
            store.close()
            remove_file(journal_of(path))  # of a store that is gone: it would be taken for this one's
            put_in_place(part, path)
        except (apsw.Error, OSError) as error:
            raise _refusal(error, path) from None
        finally:
            if store is not None:
                store.close()
            remove_file(part)
            remove_file(journal_of(part))
        synced_folder(path.parent)
        return cls.open(path, passphrase, steps, rounds=rounds)

    @classmethod
    def open(cls, path: Path, passphrase: str, steps: Sequence[str], *, rounds: int = ROUNDS) -> EncryptedStore:
        """The store in this file. Raises RecordLocked, and NotKept where its folder cannot be used.

        `steps` are the scripts that lead from nothing to the newest version: those that the file lacks are run.
        `rounds` of key derivation are SQLCipher 4's; only tests, in which the key does not matter, use fewer.
        """
        check_before_opening(path)
        return cls.unlock(path, Key.of(passphrase, salt_of(path), rounds), steps)

    @classmethod
    def unlock(cls, path: Path, key: Key, steps: Sequence[str]) -> EncryptedStore:
        """As `open`, with a key that was worked out before."""
        check_before_opening(path)
        _prove(path, key)
        store = cls(path, key)
        try:
            store._connect()
            if not store._is_whole():
                raise RecordLocked(LOCKED)
            store._update(steps)
        except (apsw.Error, OSError) as error:
            store.close()
            raise _refusal(error, path) from None
        except BaseException:
            store.close()
            raise
        sweep(path)
        return store

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
            remove_file(before)
            save(before, self._bytes())
            self._step(version, steps)
        copies = copies_of(self.path)  # of a run that was killed, too: what is erased later must not live on in them
        if copies and self.faults():
            raise RecordLocked(LOCKED)
        for copy in copies:
            remove_file(copy)

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
        return [*found, *(line for line in said if line != "ok")]

    # The whole file.

    def _bytes(self) -> bytes:
        """The file as it stands, read without letting go of the lock.

        https://www.sqlite.org/howtocorrupt.html, 2.2: whatever file handle is closed, the process loses its locks.
        """
        self._file.seek(0)
        return self._file.readall()

    def fits(self, passphrase: str) -> bool:
        """Whether this is the passphrase that the store is open under."""
        return hmac.compare_digest(Key.of(passphrase, self.key.salt, self.key.rounds).secret, self.key.secret)

    def change(self, passphrase: str) -> None:
        """Put the store under another passphrase: after a crash either the old one or the new one opens it."""
        key = Key.of(passphrase, self.key.salt, self.key.rounds)
        try:
            self._db.execute("pragma journal_mode=delete").fetchall()
            self._db.pragma("rekey", key.pragma)
            self._db.execute("pragma journal_mode=truncate").fetchall()
        except apsw.Error as error:
            raise _refusal(error, self.path) from None
        self.key = key

    def vacuum(self) -> None:
        """After something was erased: build the file anew, so that no page holds a byte of it."""
        try:
            self._db.execute("vacuum").fetchall()
        except apsw.Error as error:
            raise _refusal(error, self.path) from None

    def copy_to(self, target: Path) -> None:
        """A copy of the store, under the same passphrase. Raises NotSaved."""
        if target.absolute().parent == self.path.absolute().parent and is_our_name(self.path, target.name):
            raise NotSaved(f"The name {target.name} is one that the store itself uses. Choose another name.")
        save(target, self._bytes())

    def move_to(self, target: Path) -> None:
        """Close a proven copy and put it in the place of the store, which is `held`. Raises NotKept."""
        self.close()
        try:
            remove_file(journal_of(target))
            os.replace(self.path, target)
        except OSError as error:
            raise _refusal(error, target) from None
        synced_folder(target.parent)

    def discard(self) -> None:
        """Close a copy and remove it, if it is still there."""
        self.close()
        remove_file(self.path)
        remove_file(journal_of(self.path))


def prove_copy(source: Path, target: Path, passphrase: str, steps: Sequence[str]) -> EncryptedStore:
    """A copy of a backup beside the store it may replace, open and whole. Raises RecordLocked, NotKept."""
    part = part_of(target)
    check_before_opening(source, own=False)
    try:
        remove_file(part)
        copy_private(source, part)
        store = EncryptedStore.open(part, passphrase, steps)
        if store.faults():
            store.discard()
            raise RecordLocked(LOCKED)
    except OSError as error:
        remove_file(part)
        raise NotSaved(f"{source} cannot be read: {error.strerror}.") from None
    except BaseException:
        remove_file(part)
        raise
    return store


# The file before it is opened.


def _prove(path: Path, key: Key) -> None:
    """Raise RecordLocked unless the key is right. SQLite is not asked: a wrong key could spoil a journal's rescue."""
    if has_hot_journal(path):
        _rescue(path, key)
        return
    try:
        with path.open("rb") as file:
            first = file.read(PAGE)
    except OSError as error:
        raise RecordLocked(f"{path} cannot be read: {error.strerror}.") from None
    if key.forged(first):
        raise RecordLocked(LOCKED)


def _rescue(path: Path, key: Key) -> None:
    """After a crash: is the file whole under this key once the journal has mended it? Tried on a copy.

    Raises RecordLocked.
    """
    part = part_of(path)
    remove_file(part)
    remove_file(journal_of(part))
    try:
        copy_private(path, part)
        copy_private(journal_of(path), journal_of(part))
        trial = EncryptedStore(part, key)
        try:
            trial._connect()
            if trial.faults():
                raise RecordLocked(LOCKED)
        finally:
            trial.close()
    except (apsw.Error, OSError) as error:
        raise _refusal(error, path) from None
    finally:
        remove_file(part)
        remove_file(journal_of(part))


def _refusal(error: Exception, path: Path) -> ScreeningError:
    """What is told instead of an error of the database: never a value, never a statement."""
    match error:
        case apsw.BusyError() | apsw.LockedError():
            return RecordLocked(BUSY)
        case apsw.NotADBError() | apsw.CorruptError():
            return RecordLocked(LOCKED)
        case apsw.FullError() | apsw.IOError():
            return NotKept("Not saved: the disk is full or cannot be written. What was saved before is still there.")
        case apsw.ReadOnlyError() | apsw.CantOpenError() | apsw.PermissionsError():
            return NotKept(f"{path} cannot be written. Check who owns it, or choose another folder.")
        case OSError():
            return NotKept(f"{path} cannot be written: {error.strerror}.")
    return NotKept(f"Not saved ({type(error).__name__}). What was saved before is still there.")
