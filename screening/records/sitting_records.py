"""Sittings of an open store: begun, continued event by event, corrected by a new version, and read."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from screening.errors import ContentError, RecordLocked
from screening.model.fields import Administration
from screening.model.questionnaire import Questionnaire
from screening.records import rows
from screening.records.client_file import AuditAction, Client, Sitting, UnreadableSitting
from screening.records.client_records import ClientRecords
from screening.records.sitting_events import Event, EventKind
from screening.records.store_files import LOCKED

_TOLD = {
    EventKind.COMPLETED: AuditAction.COMPLETED,
    EventKind.STOPPED: AuditAction.STOPPED,
    EventKind.RESUMED: AuditAction.RESUMED,
}


@dataclass(frozen=True, slots=True)
class _New:
    """What is known of a sitting when it begins. `held` is the hash of its questionnaire."""

    held: str
    administration: Administration = "self"
    on: str = ""
    interpreter: bool = False
    paper: bool = False
    imported: bool = False
    corrects: int | None = None
    reason: str = ""


@dataclass(eq=False, repr=False)
class SittingRecords(ClientRecords):
    """The sittings of an open store. Events are only added."""

    _loaded: dict[str, Questionnaire | None] = field(default_factory=dict)

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
            found = self.store.rows("select name, source, rounding from held where hash = ?", hash_)
            if not found:
                raise RecordLocked(LOCKED)
            name, source = rows.text(found[0][0]), rows.text(found[0][1], rows.SOURCE)
            try:
                before = rows.text(found[0][2]) == "half-even"
                self._loaded[hash_] = self.library.parse_stored(source, f"{name}.yaml", before=before)
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
        new = _New(_hash(source), administration, on, interpreter=interpreter, paper=paper)
        with self.store.writing():
            self._hold(self.library.load(name).id, source)
            number = self._begin(client, new)
            self._note_down(AuditAction.BEGAN, client, number)
        return self._must(client, number)

    def begin_again(self, client: Client, earlier: Sitting) -> Sitting:
        """A new sitting by the person themselves with the questionnaire as it was held for an earlier one."""
        with self.store.writing():
            number = self._begin(client, _New(earlier.source_hash))
            self._note_down(AuditAction.BEGAN, client, number)
        return self._must(client, number)

    def take_in(
        self, client: Client, name: str, events: Iterable[Event], administration: Administration, on: str
    ) -> Sitting:
        """A sitting whose answers came in a file, marked as imported: all of it, or nothing. Raises as `begin` does."""
        source = self.library.source(name)
        with self.store.writing():
            self._hold(self.library.load(name).id, source)
            number = self._begin(client, _New(_hash(source), administration, on, imported=True))
            for event in events:
                self._append(client, number, event)
            self._note_down(AuditAction.IMPORTED, client, number)
        return self._must(client, number)

    def open_correction(self, client: Client, wrong: Sitting) -> Sitting | None:
        """The correction of this sitting that was begun and is not finished; nothing where there is none."""
        return next((one for one in self.sittings(client) if one.corrects == wrong.number and not one.finished), None)

    def correct(
        self,
        client: Client,
        wrong: Sitting,
        reason: str = "",
        *,
        on: str = "",
        administration: Administration | None = None,
    ) -> Sitting:
        """A new version of a finished sitting, open to be changed. The earlier one stands until that is done.

        Where one is open already it is that one: of two, both could stand in the end. `on` and `administration` are
        another day and another way of taking it.
        """
        begun = self.open_correction(client, wrong)
        if begun is not None:
            return begun
        new = _New(
            wrong.source_hash, administration or wrong.administration, on or wrong.date, corrects=wrong.number,
            interpreter=wrong.interpreter, paper=(administration or wrong.administration) == "entered" and wrong.paper,
            imported=wrong.imported, reason=reason,
        )  # fmt: skip
        with self.store.writing():
            number = self._begin(client, new)
            for item, said in wrong.interview.said.items():
                self._append(client, number, Event(EventKind.ANSWERED, item, said))
            for critical in wrong.interview.critical:
                self._append(client, number, Event(EventKind.SEEN, critical.id))
            self._note_down(AuditAction.CORRECTED, client, number, reason=reason)
        return self._must(client, number)

    def _hold(self, id_: str, source: str) -> None:
        self.store.rows("insert or ignore into held values (?, ?, ?, 'half-up')", _hash(source), id_, source)

    def _begin(self, client: Client, new: _New) -> int:
        now = self.clock()
        self.store.rows("update client set sittings = sittings + 1 where number = ?", client.number)
        number = rows.number(self.store.rows("select sittings from client where number = ?", client.number)[0][0])
        self.store.rows(
            "insert into sitting (client, number, held, way, interpreter, paper, took_on, utc, ahead, by, corrects,"
            " imported, reason) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", client.number, number, new.held,
            new.administration, int(new.interpreter), int(new.paper), new.on or now.day, now.utc, now.offset,
            self.initials, new.corrects, int(new.imported), new.reason,
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


def _hash(source: str) -> str:
    return hashlib.sha256(source.encode("utf-8")).hexdigest()
