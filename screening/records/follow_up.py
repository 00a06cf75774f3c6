"""Store marks on flags that a counselor looked at, and the day of a client's next sitting."""

from __future__ import annotations

from collections.abc import Iterable

from screening.records import rows
from screening.records.client_file import AuditAction, Client, LookedAt
from screening.records.sitting_records import SittingRecords

_NEXT = "(select coalesce(max(number), 0) + 1 from {table} where client = ?1)"


class FollowUpRecords(SittingRecords):
    """The marks and the due days of an open store. Both are only added: the last day that was set is the one."""

    def looked_at(self, client: Client) -> tuple[LookedAt, ...]:
        """Who looked at which flags, oldest first."""
        found = self.store.rows(
            "select sitting, flags, utc, ahead, by, text from looked where client = ? order by number", client.number
        )
        return tuple(map(rows.looked_at, found))

    def mark_looked_at(self, client: Client, sitting: int, flags: Iterable[str], text: str) -> None:
        """Add that these flags of a sitting were looked at, with a line on what was done. Raises NotKept."""
        at = self.clock()
        with self.store.writing():
            self.store.rows(
                f"insert into looked values (?1, {_NEXT.format(table='looked')}, ?2, ?3, ?4, ?5, ?6, ?7)",
                client.number, sitting, " ".join(flags), at.utc, at.offset, self.initials, text,
            )  # fmt: skip
            self._note_down(AuditAction.LOOKED_AT, client, sitting)

    def due(self, client: Client) -> str:
        """The day of the client's next sitting; empty where none is set."""
        found = self.store.rows("select day from due where client = ? order by number desc limit 1", client.number)
        return rows.day(found[0][0]) if found else ""

    def set_due(self, client: Client, day: str) -> None:
        """Set the day of the next sitting; empty for none. Raises NotKept."""
        at = self.clock()
        with self.store.writing():
            self.store.rows(
                f"insert into due values (?1, {_NEXT.format(table='due')}, ?2, ?3, ?4, ?5)",
                client.number, day, at.utc, at.offset, self.initials,
            )  # fmt: skip
            self._note_down(AuditAction.DUE, client)
