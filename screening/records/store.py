"""The record store: clients by code, sittings as events, consents, notes, audit trail, in one encrypted file.

Events are only added: each answer is an event, on disk before the next question shows. Only a date of retention is
changed in place. The clock is passed in; order is told by a number that only goes up.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from screening.errors import ContentError, NotKept, RecordLocked
from screening.loading.library import Library
from screening.model.answers import Private
from screening.model.fields import Administration
from screening.model.questionnaire import Questionnaire
from screening.records import rows
from screening.records.client_codes import LENGTH, LETTERS, mistakable, with_check
from screening.records.client_file import (
    AuditAction,
    AuditEntry,
    Client,
    ClientFile,
    Consent,
    Note,
    Sitting,
    UnreadableSitting,
)
from screening.records.encrypted_file import EncryptedStore
from screening.records.page_keys import ROUNDS
from screening.records.sitting_events import Event, EventKind
from screening.records.store_files import LOCKED
from screening.records.timestamps import Timestamp

TABLES = """
create table meta (name text primary key, value text not null) without rowid;
create table held (hash text primary key, name text not null, source text not null) without rowid;
create table client (number integer primary key, code text not null unique, utc text not null, ahead integer not null,
  keep_until text not null, sittings integer not null);
create table wording (version text primary key, text text not null) without rowid;
create table consent (client integer not null, number integer not null, version text not null, utc text not null,
  ahead integer not null, by text not null, primary key (client, number)) without rowid;
create table sitting (client integer not null, number integer not null, held text not null, way text not null,
  interpreter integer not null, paper integer not null, took_on text not null, utc text not null,
  ahead integer not null, by text not null, corrects integer, primary key (client, number)) without rowid;
create table event (client integer not null, sitting integer not null, number integer not null, utc text not null,
  ahead integer not null, body text not null, primary key (client, sitting, number)) without rowid;
create table note (client integer not null, number integer not null, utc text not null, ahead integer not null,
  by text not null, text text not null, primary key (client, number)) without rowid;
create table entry (number integer primary key, utc text not null, ahead integer not null, by text not null,
  what text not null, client integer, sitting integer, link text not null);
insert into meta values ('id', lower(hex(randomblob(16))));
"""
STEPS = (TABLES,)  # the script for each version of the store, oldest first; only ever added to
CLIENT_TABLES = ("event", "sitting", "consent", "note")
LATELY = 100  # entries of the trail among which a time that has not come yet is looked for
READING = (AuditAction.UNLOCKED, AuditAction.VIEWED, AuditAction.EXPORTED, AuditAction.BACKED_UP)
Clock = Callable[[], Timestamp]


@dataclass(eq=False, repr=False)
class RecordStore(Private):
    """An open store. Every method that writes has it on disk when it returns, or raises NotKept.

    `by` are the initials of whoever works with it; empty in a diary.
    """

    store: EncryptedStore
    library: Library
    clock: Clock
    initials: str
    unnoted: bool = False  # whether there was no room to note down what was read last
    _loaded: dict[str, Questionnaire | None] = field(default_factory=dict)

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
        cls, path: Path, passphrase: str, library: Library, clock: Clock, initials: str, *, rounds: int = ROUNDS
    ) -> RecordStore:
        """The store at this path. Raises RecordLocked, NotKept, NotSaved."""
        records = cls(EncryptedStore.open(path, passphrase, STEPS, rounds=rounds), library, clock, initials)
        try:
            if records.is_diary not in (None, not initials):
                what, other = ("a diary", "client records") if records.is_diary else ("client records", "a diary")
                raise RecordLocked(f"{path} holds {what}, and this is the place of {other}. Move it away.")
            if records.store.rows("select 1 from meta where name = 'shred'"):  # an erase that was killed
                with suppress(NotKept):  # there is still no room: reading must go on, and it stays due
                    records._vacuum()
            records.note_down(AuditAction.UNLOCKED)
        except BaseException:
            records.close()
            raise
        return records

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

    # Clients.

    def clients(self) -> tuple[Client, ...]:
        """Every client, in the order of their codes."""
        return tuple(map(rows.client, self.store.rows(f"select {rows.CLIENT} from client order by code")))

    def client(self, code: str) -> Client | None:
        """The client with this whole code; nothing where there is none."""
        found = self.store.rows(f"select {rows.CLIENT} from client where code = ?", code)
        return rows.client(found[0]) if found else None

    def person(self) -> Client:
        """The one person of a diary, who has no code."""
        return self.client("") or self.add("")

    def add(self, code: str, keep_until: str = "") -> Client:
        """A new client. Raises NotKept where the code is in use."""
        if self.client(code) is not None:
            raise NotKept("A client has this code already.")
        if code and any(self.client(other) is not None for other in mistakable(code)):
            raise NotKept("This code could be taken for another client's. Please choose another one.")
        client = Client(secrets.randbelow(rows.MOST), code, self.clock(), keep_until)
        with self.store.writing():
            values = (client.number, code, client.opened.utc, client.opened.offset, keep_until)
            self.store.rows("insert into client values (?, ?, ?, ?, ?, 0)", *values)
            self._note_down(AuditAction.ADDED, client)
        return client

    def free_code(self) -> str:
        """A made-up code that no client has."""
        while True:
            code = with_check("".join(secrets.choice(LETTERS) for _ in range(LENGTH)))
            if self.client(code) is None:
                return code

    def keep_until(self, client: Client, day: str) -> None:
        """Set the day up to which a client's records are to be kept; empty for none. Nothing is erased by itself."""
        with self.store.writing():
            self.store.rows("update client set keep_until = ? where number = ?", day, client.number)
            self._note_down(AuditAction.RETENTION, client)

    def file(self, client: Client) -> ClientFile:
        """Everything that is kept about a client."""
        return ClientFile(
            client,
            self.consents(client),
            self.sittings(client),
            self.notes(client),
            self.trail(client),
            self.closed(client),
        )

    # Consent and notes.

    def consents(self, client: Client) -> tuple[Consent, ...]:
        """What the client agreed to, oldest first."""
        found = self.store.rows(
            "select version, text, utc, ahead, by from consent join wording using (version) where client = ?"
            " order by number", client.number,
        )  # fmt: skip
        return tuple(map(rows.consent, found))

    def agree(self, client: Client, text: str) -> Consent:
        """Keep that the client was shown this text and agreed. The version is made from the text itself."""
        version = hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]
        consent = Consent(version, text, self.clock(), self.initials)
        with self.store.writing():
            self.store.rows("insert or ignore into wording values (?, ?)", version, text)
            self.store.rows(
                f"insert into consent values (?, {_NEXT.format(table='consent')}, ?, ?, ?, ?)",
                client.number, client.number, version, consent.at.utc, consent.at.offset, self.initials,
            )  # fmt: skip
            self._note_down(AuditAction.CONSENT, client)
        return consent

    def notes(self, client: Client) -> tuple[Note, ...]:
        """The counselors' notes, oldest first."""
        found = self.store.rows(
            "select number, text, utc, ahead, by from note where client = ? order by number", client.number
        )
        return tuple(map(rows.note, found))

    def write_note(self, client: Client, text: str) -> None:
        """Keep a note."""
        at = self.clock()
        with self.store.writing():
            self.store.rows(
                f"insert into note values (?, {_NEXT.format(table='note')}, ?, ?, ?, ?)",
                client.number, client.number, at.utc, at.offset, self.initials, text,
            )  # fmt: skip
            self._note_down(AuditAction.NOTED, client)

    # Sittings.

    def sittings(self, client: Client) -> tuple[Sitting, ...]:
        """The client's sittings in their order, each with the questionnaire that it was taken with.

        Those that this version of the program cannot read are left out: see `closed`. Raises RecordLocked for a
        changed page.
        """
        events: dict[object, list[rows.Row]] = defaultdict(list)
        for sitting, *event in self.store.rows(
            "select sitting, utc, ahead, body from event where client = ? order by sitting, number", client.number
        ):
            events[sitting].append(tuple(event))
        listed = self.store.rows(f"select {rows.SITTING} from sitting where client = ? order by number", client.number)
        read = [(row, self._held(rows.text(row[1]))) for row in listed]
        found = [rows.sitting(row, asked, events[row[0]]) for row, asked in read if asked is not None]
        done = {one.corrects: one.number for one in found if one.corrects and one.finished}
        return tuple(replace(one, corrected_by=done.get(one.number)) for one in found)

    def sitting(self, client: Client, number: int) -> Sitting | None:
        """One sitting by its number; nothing where there is none."""
        return next((sitting for sitting in self.sittings(client) if sitting.number == number), None)

    def closed(self, client: Client) -> tuple[UnreadableSitting, ...]:
        """The client's sittings that this version of the program cannot read, as they were kept."""
        found = self.store.rows(
            "select held, number, took_on, name, source from sitting join held on hash = held where client = ?"
            " order by number", client.number,
        )  # fmt: skip
        return tuple(
            rows.unreadable(row, self._bodies(client, row[0]))
            for held, *row in found
            if self._held(rows.text(held)) is None
        )

    def _bodies(self, client: Client, number: object) -> tuple[str, ...]:
        found = self.store.rows(
            "select body from event where client = ? and sitting = ? order by number", client.number, number
        )
        return tuple(rows.text(body, rows.LONG) for (body,) in found)

    def _held(self, hash_: str) -> Questionnaire | None:
        """The questionnaire with this text; nothing where this version of the program cannot read it."""
        if hash_ not in self._loaded:
            found = self.store.rows("select name, source from held where hash = ?", hash_)
            if not found:
                raise RecordLocked(LOCKED)
            name, source = rows.text(found[0][0]), rows.text(found[0][1], rows.SOURCE)
            try:
                self._loaded[hash_] = self.library.parse_stored(source, f"{name}.yaml")
            except ContentError:
                self._loaded[hash_] = None
        return self._loaded[hash_]

    def begin(
        self,
        client: Client,
        name: str,
        administration: Administration = "self",
        *,
        on: str = "",
        interpreter: bool = False,
        paper: bool = False,
    ) -> Sitting:
        """A new sitting, with the questionnaire held as it is now. `on` is a day other than today, as on paper.

        Raises ContentError, KeyError as the library does.
        """
        source = self.library.source(name)
        hash_ = hashlib.sha256(source.encode("utf-8")).hexdigest()
        row = (hash_, administration, int(interpreter), int(paper), on, None)
        with self.store.writing():
            self.store.rows("insert or ignore into held values (?, ?, ?)", hash_, self.library.load(name).id, source)
            number = self._begin(client, row)
            self._note_down(AuditAction.BEGAN, client, number)
        return self._must(client, number)

    def begin_again(self, client: Client, earlier: Sitting) -> Sitting:
        """A new sitting by the person themselves with the questionnaire as it was held for an earlier one."""
        with self.store.writing():
            number = self._begin(client, (earlier.source_hash, "self", 0, 0, "", None))
            self._note_down(AuditAction.BEGAN, client, number)
        return self._must(client, number)

    def correct(self, client: Client, wrong: Sitting) -> Sitting:
        """A new version of a finished sitting, open to be changed. The earlier one stands until that is done.

        Where one is open already it is that one: of two, both could stand in the end.
        """
        begun = next(
            (sitting for sitting in self.sittings(client) if sitting.corrects == wrong.number and not sitting.finished),
            None,
        )
        if begun is not None:
            return begun
        held = self.store.rows("select held from sitting where client = ? and number = ?", client.number, wrong.number)
        row = (held[0][0], wrong.administration, int(wrong.interpreter), int(wrong.paper), wrong.date, wrong.number)
        with self.store.writing():
            number = self._begin(client, row)
            for item, said in wrong.interview.said.items():
                self._append(client, number, Event(EventKind.ANSWERED, item, said))
            for critical in wrong.interview.critical:
                self._append(client, number, Event(EventKind.SEEN, critical.id))
            self._note_down(AuditAction.CORRECTED, client, number)
        return self._must(client, number)

    def _begin(self, client: Client, row: tuple[object, ...]) -> int:
        held, way, interpreter, paper, on, corrects = row
        now = self.clock()
        self.store.rows("update client set sittings = sittings + 1 where number = ?", client.number)
        number = rows.number(self.store.rows("select sittings from client where number = ?", client.number)[0][0])
        self.store.rows(
            "insert into sitting values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", client.number, number, held, way,
            interpreter, paper, on or now.day, now.utc, now.offset, self.initials, corrects,
        )  # fmt: skip
        return number

    def _must(self, client: Client, number: int) -> Sitting:
        sitting = self.sitting(client, number)
        if sitting is None:
            raise RecordLocked(LOCKED)
        return sitting

    def keep(self, client: Client, number: int, events: Iterable[Event]) -> None:
        """Add to a sitting what has happened in it. Raises NotKept, and nothing was added."""
        added = list(events)
        if not added:
            return
        with self.store.writing():
            for event in added:
                self._append(client, number, event)
                if event.kind in _TOLD:
                    self._note_down(_TOLD[event.kind], client, number)

    def _append(self, client: Client, sitting: int, event: Event) -> None:
        now = self.clock()
        self.store.rows(
            "insert into event values (?1, ?2, (select coalesce(max(number), 0) + 1 from event where client = ?1"
            " and sitting = ?2), ?3, ?4, ?5)", client.number, sitting, now.utc, now.offset, event.body,
        )  # fmt: skip

    # The audit trail.

    def note_down(self, what: AuditAction, client: Client | None = None, sitting: int | None = None) -> None:
        """Add to the audit trail that something was done. Raises NotKept.

        Where there is no room, reading goes on all the same: then `unnoted` says so.
        """
        try:
            with self.store.writing():
                self._note_down(what, client, sitting)
        except NotKept:
            if what not in READING:
                raise
            self.unnoted = True
        else:
            self.unnoted = False

    def _note_down(self, what: AuditAction, client: Client | None = None, sitting: int | None = None) -> None:
        now, last = self.clock(), self.store.rows("select number, link from entry order by number desc limit 1")
        number, before = (rows.number(last[0][0]) + 1, rows.text(last[0][1])) if last else (1, self._id)
        values = (number, now.utc, now.offset, self.initials, what.value, client.number if client else None, sitting)
        self.store.rows("insert into entry values (?, ?, ?, ?, ?, ?, ?, ?)", *values, _link(before, values))

    @property
    def _id(self) -> str:
        found = self.store.rows("select value from meta where name = 'id'")
        if not found:
            raise RecordLocked(LOCKED)
        return rows.text(found[0][0])

    def trail(self, client: Client | None = None) -> tuple[AuditEntry, ...]:
        """The audit trail, oldest first; with a client, what was done with that one's records."""
        found = self.store.rows(
            f"select {rows.ENTRY} from entry where ?1 is null or client = ?1 order by number",
            client.number if client else None,
        )  # fmt: skip
        return tuple(map(rows.entry, found))

    def broken(self) -> list[int]:
        """The entries of the trail that do not follow from the one before them. Empty where the chain is whole."""
        found, before, expected = [], self._id, 1
        for row in self.store.rows(
            "select number, utc, ahead, by, what, client, sitting, link from entry order by number"
        ):
            if row[0] != expected or row[-1] != _link(before, row[:-1]):
                found.append(rows.number(row[0]))
            before, expected = rows.text(row[-1]), rows.number(row[0]) + 1
        return found

    def last(self) -> AuditEntry:
        """The last entry of the trail: what a counselor looks at to see that no older store was put back.

        Raises RecordLocked where there is none.
        """
        for entry in self.latest(1):
            return entry
        raise RecordLocked(LOCKED)

    def latest(self, count: int) -> tuple[AuditEntry, ...]:
        """So many entries from the end of the trail, the last one first."""
        found = self.store.rows(f"select {rows.ENTRY} from entry order by number desc limit ?", count)
        return tuple(map(rows.entry, found))

    def clock_went_back(self) -> bool:
        """Whether something was noted down lately at a time that has not come yet.

        The order stays: it is not told by the clock. Only the end of the trail is read, not the whole store.
        """
        return max((entry.at.utc for entry in self.latest(LATELY)), default="") > self.clock().utc

    # Erasing.

    def erase_sitting(self, client: Client, number: int) -> None:
        """Erase one sitting with all its answers. That there was one stays in the trail."""
        with self.store.writing():
            self._vacuum_due()
            for table, column in (("event", "sitting"), ("sitting", "number")):
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

    # The store itself.

    def change_passphrase(self, passphrase: str) -> None:
        """Put the store under another passphrase."""
        self.store.change(passphrase)
        self.note_down(AuditAction.PASSPHRASE)


def keeper(records: RecordStore, client: Client, sitting: int) -> Callable[[Iterable[Event]], None]:
    """What a conversation is given to keep one sitting, and nothing else."""
    return lambda events: records.keep(client, sitting, events)


_NEXT = "(select coalesce(max(number), 0) + 1 from {table} where client = ?)"
_TOLD = {
    EventKind.COMPLETED: AuditAction.COMPLETED,
    EventKind.STOPPED: AuditAction.STOPPED,
    EventKind.RESUMED: AuditAction.RESUMED,
}


def _link(before: str, values: Iterable[object]) -> str:
    """The SHA-256 over an entry and the link of the one before it: to change one is to break all that follow."""
    return hashlib.sha256(json.dumps([before, *values]).encode("ascii")).hexdigest()
