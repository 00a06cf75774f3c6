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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from io import FileIO
from itertools import islice
from pathlib import Path
from typing import cast

import apsw

from screening.errors import NotKept, RecordLocked
from screening.records.connection import Row, connect, refusal, require_encryption, run_steps, version_of
from screening.records.page_keys import PAGE, ROUNDS, SALT, Key
from screening.records.store_files import (
    LOCKED,
    Identity,
    alone,
    check_before_opening,
    check_free,
    copies_of,
    first_page_of,
    has_hot_journal,
    identity_of,
    journal_of,
    keep_aside,
    put_in_place,
    put_right,
    remove_file,
    require_regular,
    working_name,
)
from screening.system.files import NotSaved, copy_private, new_private, pieces_of, private_folder, save, synced_folder

LEAST, MOST = 12, 1024  # characters of a new passphrase, composed; there are no other rules
Packing = Callable[[Iterator[bytes], int], Iterator[bytes]]  # the pieces of a store, and its size
RECORD = PAGE + 8  # bytes that a page takes in a journal
UNWRITTEN = 1024  # pages that a process may have added to a file, and not written yet, when it was killed


@dataclass(eq=False, repr=False)
class EncryptedStore:
    """An open store. Nobody else can open it until it is closed or its process ends."""

    path: Path
    key: Key
    remarks: tuple[str, ...] = ()  # what stands beside it and could not be put right, a sentence each
    _db: apsw.Connection = field(init=False)
    _file: FileIO = field(init=False)  # stays open: to close any handle on the file would end SQLite's lock on it
    _own: Identity | None = None  # the file that is open
    _written: tuple[bytes, int] = (b"", 0)  # its first page and its size as they were written last: see `_state`
    _journal: Identity | None = None  # the file that SQLite has open as its journal

    # Making and opening.

    @classmethod
    def create(cls, path: Path, passphrase: str, steps: Sequence[str], *, rounds: int = ROUNDS) -> EncryptedStore:
        """A new store. Raises NotKept where the folder cannot be used or the file exists."""
        require_encryption()
        private_folder(path.parent)
        if os.path.lexists(path):
            raise NotKept(f"{path} exists already.")
        require_regular(path)
        with working_name(path) as part:
            try:
                new_private(part)
                store = cls(part, Key.of(passphrase, secrets.token_bytes(SALT), rounds))
                try:
                    store._connect()
                    run_steps(store._db, steps)
                    store._remember()
                finally:
                    store.close()
                put_in_place(part, path)
            except (apsw.Error, OSError) as error:
                if os.path.lexists(path):  # meanwhile; and whoever opened it has swept what stood beside it
                    raise NotKept(f"{path} exists already.") from None
                raise refusal(error, path) from None
        synced_folder(path.parent)
        return cls.open(path, passphrase, steps, rounds=rounds)

    @classmethod
    def open(cls, path: Path, passphrase: str, steps: Sequence[str], *, rounds: int = ROUNDS) -> EncryptedStore:
        """The store in this file. Raises RecordLocked, and NotKept where its folder cannot be used.

        `steps` are the scripts that lead from nothing to the newest version: those that the file lacks are run.
        `rounds` of key derivation are SQLCipher 4's; only tests, in which the key does not matter, use fewer.
        """
        check_before_opening(path)
        return cls.unlock(path, Key.of(passphrase, first_page_of(path)[:SALT], rounds), steps)

    @classmethod
    def unlock(cls, path: Path, key: Key, steps: Sequence[str], *, is_copy: bool = False) -> EncryptedStore:
        """As `open`, with a key that was worked out before. `is_copy`: what it is a copy of stays as it is."""
        require_encryption()
        check_before_opening(path)
        _prove(path, key)
        store = cls(path, key)
        try:
            store._connect()
            if not store._is_whole():
                raise RecordLocked(LOCKED)
            store._update(steps, is_copy=is_copy)
            store._remember()
            store.remarks = tuple(put_right(path, key.salt))
        except (apsw.Error, OSError) as error:
            store.close()
            raise refusal(error, path) from None
        except BaseException:
            store.close()
            raise
        return store

    def _connect(self) -> None:
        self._file = self.path.open("rb", buffering=0)
        self._own = identity_of(self._file.fileno())
        self._db = connect(self.path, self.key)
        self._remember()

    def _is_whole(self) -> bool:
        """Whether the file has the pages that it should. Others behind them may be what a kill kept from being cut off.

        SQLite cuts a file that has become shorter only after the change is done for good.
        """
        pages, found = cast(int, self._db.pragma("page_count")), os.stat(self.path).st_size // PAGE
        return pages == found or (pages < found and self.key.is_whole(self._pieces()))

    def _update(self, steps: Sequence[str], *, is_copy: bool) -> None:
        """Bring an older store up to date. A copy of it stands beside it until that is done and proven (L18)."""
        version = version_of(self._db, steps)
        if version < len(steps):
            if not is_copy:
                before = self.path.with_name(f".{self.path.name}.before-{version + 1}")
                remove_file(before)
                save(before, self._pieces())
            run_steps(self._db, steps, version)
        if copies_of(self.path) and self.faults():  # else they go, those of a run that was killed too
            raise RecordLocked(LOCKED)

    def close(self) -> None:
        """Close it. The journal goes with it, unless its name belongs to another store now."""
        with contextlib.suppress(AttributeError, apsw.Error):
            if self.in_place:
                self._db.execute("pragma journal_mode=delete").fetchall()
            else:
                self._own = None
        with contextlib.suppress(AttributeError, apsw.Error):
            self._db.close()
        with contextlib.suppress(AttributeError):
            self._file.close()

    def forget(self) -> None:
        """Close it, and keep no key of it in here."""
        self.close()
        self.key = Key(b"", b"", self.key.rounds)

    @property
    def is_closed(self) -> bool:
        """Whether `close` was called."""
        return self._file.closed

    # Reading and writing.

    def rows(self, sql: str, *values: object) -> list[Row]:
        """The rows of a query. Raises RecordLocked where a page was changed."""
        try:
            return self._db.execute(sql, values).fetchall()
        except (apsw.Error, UnicodeDecodeError) as error:
            raise refusal(error, self.path) from None

    @property
    def in_place(self) -> bool:
        """Whether the open file is still the one that its name leads to, and nobody else has written to it.

        What is written to another is lost, and what is written over another spoils it. Once closed: whether it was.
        """
        same = self._own is not None and self._own == identity_of(self.path)
        return same and (self._file.closed or self._state() == self._written)

    def _state(self) -> tuple[bytes, int]:
        """The first page, which every write changes, and the size: another program may have cut the file."""
        self._file.seek(0)
        return self._file.read(PAGE), os.fstat(self._file.fileno()).st_size

    def _remember(self) -> None:
        """What is on disk now was written here."""
        self._written, self._journal = self._state(), identity_of(journal_of(self.path))

    def _require_place(self) -> None:
        if not self.in_place:
            raise NotKept(
                f"Not saved: {self.path} was moved, removed or replaced while it was open. "
                "Put it back where it was and try again, or go on without saving."
            )

    def _renew_journal(self) -> None:
        """Make SQLite begin another journal where the one that it has open was removed: a crash needs it."""
        if self._journal != identity_of(journal_of(self.path)):
            for mode in ("memory", "truncate"):
                self._db.execute(f"pragma journal_mode={mode}").fetchall()

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """All of what is written inside, on disk when it ends, or nothing of it. Raises NotKept."""
        try:
            self._require_place()
            self._renew_journal()
            try:
                self._db.execute("begin").fetchall()
                yield
                self._db.execute("commit").fetchall()
            except BaseException:
                with contextlib.suppress(apsw.Error):  # where the disk is full SQLite has taken it back already
                    self._db.execute("rollback").fetchall()
                raise
            finally:
                self._remember()
            self._require_place()
        except (apsw.Error, OSError) as error:
            raise refusal(error, self.path) from None

    def faults(self) -> list[str]:
        """What is wrong with the file: every page is read. Empty where all is as it was written."""
        found = [f"Page {number} was changed." for number in self.key.forged(self._pieces())]
        try:
            said = [str(row[0]) for row in self._db.execute("pragma integrity_check").fetchall()]
        except apsw.Error:
            said = ["The file cannot be read to its end."]
        return [*found, *(line for line in said if line != "ok")]

    # The whole file.

    def _pieces(self) -> Iterator[bytes]:
        """The file as it stands, piece by piece, read without letting go of the lock.

        https://www.sqlite.org/howtocorrupt.html, 2.2: whatever file handle is closed, the process loses its locks.
        """
        self._file.seek(0)
        return pieces_of(self._file)

    def fits(self, passphrase: str) -> bool:
        """Whether this is the passphrase that the store is open under."""
        return hmac.compare_digest(Key.of(passphrase, self.key.salt, self.key.rounds).secret, self.key.secret)

    def change(self, passphrase: str) -> None:
        """Put the store under another passphrase: after a crash either the old one or the new one opens it."""
        self.rekey(Key.of(passphrase, self.key.salt, self.key.rounds))

    def rekey(self, key: Key) -> None:
        """The same with a key, which may bring another salt."""
        self._require_place()
        try:
            self._db.execute("pragma journal_mode=delete").fetchall()
            self._db.pragma("rekey", key.pragma)
        except apsw.Error as error:
            raise refusal(error, self.path) from None
        finally:
            self._db.execute("pragma journal_mode=truncate").fetchall()
            self._remember()
        self.key = key
        self._require_place()

    def vacuum(self) -> None:
        """After something was erased: build the file anew, so that no page holds a byte of it."""
        self._require_place()
        try:
            self._db.execute("vacuum").fetchall()
        except apsw.Error as error:
            raise refusal(error, self.path) from None
        finally:
            self._remember()

    def copy_to(self, target: Path, packed: Packing | None = None) -> None:
        """A copy of the store, under the same passphrase; `packed` with what else belongs to it. Raises NotSaved."""
        check_free(self.path, target)
        pieces = self._pieces()
        save(target, packed(pieces, os.fstat(self._file.fileno()).st_size) if packed else pieces)

    @contextlib.contextmanager
    def copied(self, steps: Sequence[str]) -> Iterator[EncryptedStore]:
        """A copy beside the store, open under the same key. It is gone at the end, if not moved. Raises NotSaved."""
        with working_name(self.path) as part:
            save(part, self._pieces())
            copy = EncryptedStore.unlock(part, self.key, steps, is_copy=True)
            try:
                yield copy
            finally:
                copy.close()

    def give_way_to(self, copy: EncryptedStore) -> None:
        """Put a proven copy in the place of this store, in one step, and close both. Raises NotKept, RecordLocked.

        The lock on this one is held until then: nobody can write to what is about to go.
        """
        self._require_place()
        copy.close()
        try:
            with alone(self.path.parent):
                self._db.execute("pragma journal_mode=delete").fetchall()  # else the copy would find it
                os.replace(copy.path, self.path)
        except (apsw.Error, OSError) as error:
            raise refusal(error, self.path) from None
        self.close()
        synced_folder(self.path.parent)

    def move_to(self, target: Path, *, over: bool) -> Path | None:
        """Close a proven copy and put it in the place of the store; where that one is kept now. Raises NotKept.

        `over`: there is one, and it is held. Without it nothing is replaced that was put there meanwhile.
        """
        self.close()
        kept = None
        try:
            if over:
                with alone(target.parent):
                    kept = keep_aside(target)
                    remove_file(journal_of(target))
                    os.replace(self.path, target)
            else:
                put_in_place(self.path, target)
        except OSError as error:
            raise refusal(error, target) from None
        synced_folder(target.parent)
        return kept


# The file before it is opened.


def _prove(path: Path, key: Key) -> None:
    """Raise RecordLocked unless the key is right. SQLite is not asked: a wrong key could spoil a journal's rescue."""
    if has_hot_journal(path):
        _rescue(path, key)
    elif len(first := first_page_of(path)) < PAGE or not key.is_whole([first]):
        raise RecordLocked(LOCKED)


def _rescue(path: Path, key: Key) -> None:
    """After a crash: is the file whole under this key once the journal has mended it? Tried on a copy.

    Raises RecordLocked, and NotKept where there is no room for the copy.
    """
    try:
        if not _can_be_mended(path, key):
            raise RecordLocked(LOCKED)
        with working_name(path) as part:
            _copy_to_try(path, part)
            trial = EncryptedStore(part, key)
            try:
                trial._connect()
                if trial.faults():
                    raise RecordLocked(LOCKED)
            finally:
                trial.close()
    except (apsw.Error, OSError) as error:
        raise refusal(error, path) from None


def _copy_to_try(path: Path, part: Path) -> None:
    try:
        copy_private(path, part)
        copy_private(journal_of(path), journal_of(part))
    except NotSaved:
        raise NotKept(
            f"{path} was being written when the program was last ended. To put that right we need room for a copy "
            "of it beside it, but the disk is full or cannot be written. Please make room, then try again."
        ) from None


def _can_be_mended(path: Path, key: Key) -> bool:
    """Whether the journal can be this store's: no larger than for every page once, and with the pages that it lacks.

    Looked at before anything is copied: either file may have any size.
    """
    journal = os.stat(journal_of(path)).st_size
    if journal > 3 * os.stat(path).st_size + UNWRITTEN * PAGE:
        return False
    lacking = journal // RECORD + UNWRITTEN
    with path.open("rb") as file:
        return sum(1 for _ in islice(key.forged(pieces_of(file)), lacking + 1)) <= lacking
