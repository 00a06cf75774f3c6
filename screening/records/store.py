"""The record store: clients by code, sittings as events, consents, notes, audit trail, in one encrypted file.

Events are only added: each answer is an event, on disk before the next question shows. Only a date of retention is
changed in place. The clock is passed in; order is told by a number that only goes up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from screening.errors import NotKept, RecordLocked
from screening.loading.library import Library
from screening.records import rows
from screening.records.audit_trail import Clock
from screening.records.client_file import AuditAction, Client, ClientFile
from screening.records.encrypted_file import EncryptedStore
from screening.records.key_files import key_for
from screening.records.key_records import KeyRecords
from screening.records.page_keys import ROUNDS
from screening.records.schema import STEPS
from screening.records.sitting_events import Event
from screening.records.store_files import check_before_opening

CLIENT_TABLES = ("event", "sitting", "consent", "note", "draft", "looked", "due", "summary")
SITTING_TABLES = (("event", "sitting"), ("sitting", "number"), ("looked", "sitting"), ("summary", "sitting"))


class RecordStore(KeyRecords):
    """An open store. Every method that writes has it on disk when it returns, or raises NotKept."""

    @classmethod
    def create(
        cls, path: Path, passphrase: str, library: Library, clock: Clock, initials: str, *, rounds: int = ROUNDS
    ) -> RecordStore:
        """A new store at this path. Raises NotKept, NotSaved."""
        records = cls(EncryptedStore.create(path, passphrase, STEPS, rounds=rounds), library, clock, initials)
        try:
            records.note_down(AuditAction.CREATED)
        except BaseException:
            records.close()
            raise
        return records

    @classmethod
    def open(
        cls,
        path: Path,
        passphrase: str,
        library: Library,
        clock: Clock,
        initials: str,
        *,
        rounds: int = ROUNDS,
        failed: int = 0,
    ) -> RecordStore:
        """The store at this path. `failed`: so many wrong passphrases came before, which its trail says too.

        Raises RecordLocked, NotKept, NotSaved.
        """
        check_before_opening(path)
        key = key_for(path, passphrase, initials, rounds)
        records = cls(EncryptedStore.unlock(path, key, STEPS), library, clock, initials)
        records._begin_work(failed)
        return records

    def open_again(self, passphrase: str, *, failed: int = 0) -> bool:
        """Open it again after it was let go. Whether nobody has worked with it meanwhile. Raises as `open` does.

        Nothing is changed where it raises RecordLocked: it can be tried again.
        """
        path, left = self.store.path, self.left
        check_before_opening(path)
        self.store = EncryptedStore.unlock(path, key_for(path, passphrase, self.initials, self.store.key.rounds), STEPS)
        self._loaded.clear()
        self._begin_work(failed)
        return self.before is not None and self.before.link == left

    def let_go(self) -> None:
        """Close the store and forget its key, so that a colleague can work."""
        self.left = self.last().link
        self.store.forget()

    def _begin_work(self, failed: int) -> None:
        """Check what was opened, and note it down. It is closed again where that cannot be."""
        path = self.store.path
        try:
            if self.is_diary not in (None, not self.initials):
                kind, other = ("a diary", "client records") if self.is_diary else ("client records", "a diary")
                raise RecordLocked(f"{path} holds {kind}, and this is the place of {other}. Move it away.")
            if self.store.rows("select 1 from meta where name = 'shred'"):  # an erase that was killed
                with suppress(NotKept):  # there is still no room: reading must go on, and it stays due
                    self._vacuum()
            try:
                self.put_keys_right(path)
            except NotKept as error:  # there is no room: reading must go on
                self.store.remarks = (*self.store.remarks, str(error))
            self.before = next(iter(self.latest(1)), None)
            for what in (*[AuditAction.WRONG] * failed, AuditAction.UNLOCKED):
                self.note_down(what)
        except BaseException:
            self.close()
            raise

    @property
    def is_diary(self) -> bool | None:
        """Whether it was begun as a diary, where nobody has initials; None where nothing was noted down yet."""
        first = self.store.rows("select by from entry order by number limit 1")
        return rows.text(first[0][0]) == "" if first else None

    def read_all(self) -> None:
        """Read every row as if it were shown. Raises RecordLocked where one is not as this program writes it."""
        self.broken()
        for client in self.clients():
            self.file(client)
        self.trail()

    def close(self) -> None:
        """Close the store. Nothing is lost without it."""
        self.store.close()

    def file(self, client: Client) -> ClientFile:
        """Everything that is kept about a client."""
        return ClientFile(
            client,
            self.consents(client),
            self.sittings(client),
            self.notes(client),
            self.trail(client),
            self.closed(client),
            self.looked_at(client),
            self.due(client),
        )

    # Erasing.

    def erase_sitting(self, client: Client, number: int) -> None:
        """Erase one sitting with all its answers. That there was one stays in the trail."""
        with self.store.writing():
            self._vacuum_due()
            for table, column in SITTING_TABLES:
                self.store.rows(f"delete from {table} where client = ? and {column} = ?", client.number, number)
            self.store.rows(
                "update sitting set corrects = null where client = ? and corrects = ?", client.number, number
            )
            self._note_down(AuditAction.SITTING_ERASED, client, number)
        self._vacuum_now()

    def erase_client(self, client: Client) -> None:
        """Erase everything about one client, the code too. The trail keeps a random number."""
        with self.store.writing():
            self._vacuum_due()
            for table in CLIENT_TABLES:
                self.store.rows(f"delete from {table} where client = ?", client.number)
            self.store.rows("delete from client where number = ?", client.number)
            self._note_down(AuditAction.CLIENT_ERASED, client)
        self._vacuum_now()

    def _vacuum_due(self) -> None:
        self.store.rows("insert or ignore into meta values ('shred', 'due')")

    def _vacuum_now(self) -> None:
        try:
            self._vacuum()
        except NotKept:
            raise NotKept(
                "Erased. The disk is too full to build the file anew; that is done when it is opened with more room."
            ) from None

    def _vacuum(self) -> None:
        """Take away what nothing refers to any more, and build the file anew without a byte of what was erased."""
        with self.store.writing():
            self.store.rows("delete from held where hash not in (select held from sitting)")
            self.store.rows("delete from wording where version not in (select version from consent)")
        self.store.vacuum()
        with self.store.writing():
            self.store.rows("delete from meta where name = 'shred'")
        self._loaded.clear()


def keeper(records: RecordStore, client: Client, sitting: int) -> Callable[[Iterable[Event]], None]:
    """What a conversation is given to keep one sitting, and nothing else."""
    return lambda events: records.keep(client, sitting, events)
