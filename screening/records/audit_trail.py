"""The audit trail of an open store: what was done, when and by whom, each entry linked to the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from screening.errors import NotKept, RecordLocked
from screening.loading.library import Library
from screening.model.answers import Private
from screening.records import rows
from screening.records.client_file import MAX_REASON, AuditAction, AuditEntry, Client
from screening.records.encrypted_file import EncryptedStore
from screening.records.store_files import LOCKED
from screening.records.timestamps import Timestamp

LATELY = 100  # entries of the trail among which a time that has not come yet is looked for
READING = (
    AuditAction.UNLOCKED,
    AuditAction.WRONG,
    AuditAction.VIEWED,
    AuditAction.LISTED,
    AuditAction.AUDITED,
    AuditAction.EXPORTED,
    AuditAction.BACKED_UP,
)
Clock = Callable[[], Timestamp]


@dataclass(eq=False, repr=False)
class AuditTrail(Private):
    """An open store, and its trail. `initials` are those of whoever works with it; empty in a diary."""

    store: EncryptedStore
    library: Library
    clock: Clock
    initials: str
    unnoted: bool = False  # whether there was no room to note down what was read last
    before: AuditEntry | None = None  # the last entry of the trail when the store was opened

    def note_down(
        self,
        what: AuditAction,
        client: Client | None = None,
        sitting: int | None = None,
        *,
        form: str = "",
        reason: str = "",
    ) -> None:
        """Add to the audit trail that something was done. Raises NotKept.

        `form` says which copy was made, such as `report.pdf`, and `reason` what for: at most MAX_REASON characters.
        Where there is no room, reading goes on all the same: then `unnoted` says so.
        """
        try:
            with self.store.writing():
                self._note_down(what, client, sitting, form=form, reason=reason)
        except NotKept:
            if what not in READING:
                raise
            self.unnoted = True
        else:
            self.unnoted = False

    def _note_down(
        self,
        what: AuditAction,
        client: Client | None = None,
        sitting: int | None = None,
        *,
        form: str = "",
        reason: str = "",
    ) -> None:
        now, last = self.clock(), self.store.rows("select number, link from entry order by number desc limit 1")
        number, before = (rows.number(last[0][0]) + 1, rows.text(last[0][1])) if last else (1, self._id)
        values = (number, now.utc, now.offset, self.initials, what.value, client.number if client else None, sitting)
        about = (form, reason[:MAX_REASON])
        self.store.rows(
            "insert into entry (number, utc, ahead, by, what, client, sitting, form, reason, link)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", *values, *about, _link(before, (*values, *about)),
        )  # fmt: skip

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
        for row in self.store.rows(f"select {rows.ENTRY} from entry order by number"):
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


def _link(before: str, values: Iterable[object]) -> str:
    """The SHA-256 over an entry and the link of the one before it: to change one is to break all that follow.

    The first version of the store had neither form nor reason: an entry without both is linked as it was then.
    """
    *found, form, reason = values
    about = [form, reason] if form or reason else []
    return hashlib.sha256(json.dumps([before, *found, *about]).encode("ascii")).hexdigest()
