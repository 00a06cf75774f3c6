"""All clients with what a list shows of each: last seen, open sittings, what to look at first, and when due.

To work that out for every sitting takes seconds in a large store, so the store holds a summary of each sitting. One
that was made of fewer events, or by another version of the program, is made anew.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screening import __version__
from screening.errors import NotKept
from screening.model.answers import Private
from screening.records import rows
from screening.records.client_file import Client, LookedAt, NamedFlag, Sitting, SittingSummary
from screening.records.raised_flags import RaisedFlag, marked, named_flags, standing

if TYPE_CHECKING:
    from screening.records.store import RecordStore

_MADE_BY = f"{__version__}/2"  # the number after the version is raised when what a summary holds changes
_SITTINGS = """
select s.client, s.number, s.took_on, s.corrects, y.body, s.events
  from (select *, (select coalesce(max(number), 0) from event where client = sitting.client and
    sitting = sitting.number) as events from sitting) s
  left join summary y on y.client = s.client and y.sitting = s.number and y.program = ? and y.events = s.events
"""


@dataclass(frozen=True, slots=True, repr=False)
class Case(Private):
    """One client in a list. `last_seen` is the day of the latest sitting, `due` that of the next one; each empty where
    there is none. Sittings that were corrected are left out; `open` counts those that were not finished. `flags` are
    those that nobody has looked at, by sitting: those with a critical answer first, then the latest.
    """

    client: Client
    sittings: int
    last_seen: str
    open: int
    flags: tuple[tuple[RaisedFlag, ...], ...]
    due: str


def caseload(records: RecordStore) -> tuple[Case, ...]:
    """Every client, in the order of their codes. Raises RecordLocked for a changed page."""
    clients = records.clients()
    summaries = _summaries(records, clients)
    marks = defaultdict[int, list[LookedAt]](list)
    for client, *row in records.store.rows(
        "select client, sitting, flags, utc, ahead, by, text from looked order by client, number"
    ):
        marks[rows.number(client)].append(rows.looked_at(tuple(row)))
    due = {rows.number(client): rows.day(day) for client, day in records.store.rows(
        "select client, day from due order by client, number"
    )}  # fmt: skip
    return tuple(
        _case(client, summaries.get(client.number, []), marks[client.number], due.get(client.number, ""))
        for client in clients
    )


def _case(client: Client, summaries: Iterable[SittingSummary], marks: Iterable[LookedAt], due: str) -> Case:
    ordered = sorted(summaries, key=lambda one: (one.day, one.number), reverse=True)
    corrected = {one.corrects for one in ordered if one.finished}
    found = [one for one in ordered if one.number not in corrected]
    counting = [one for one in found if one.finished or one.corrects is None]
    flags = standing(flag for one in counting for flag in marked(one.number, one.day, one.flags, marks))
    open_ = sum(not one.finished for one in found)
    return Case(client, len(found), found[0].day if found else "", open_, flags, due)


def _summaries(records: RecordStore, clients: Iterable[Client]) -> dict[int, list[SittingSummary]]:
    """The summaries of all sittings, by the number of the client."""
    listed = defaultdict[int, list[rows.Row]](list)
    for client, *row in records.store.rows(_SITTINGS, _MADE_BY):
        listed[rows.number(client)].append(tuple(row))
    lacking = [client for client in clients if any(body is None for *_, body, _ in listed[client.number])]
    made = {client.number: _made(records, client, listed[client.number]) for client in lacking}
    _hold(records, made)
    held = {client: [rows.summary(row[:-1]) for row in found] for client, found in listed.items() if client not in made}
    return {**held, **{client: [one for one, _ in found] for client, found in made.items()}}


def _made(records: RecordStore, client: Client, listed: Iterable[rows.Row]) -> list[tuple[SittingSummary, int]]:
    """The summaries of a client's sittings, each with the number of events. One that cannot be read has no flags."""
    read = {one.number: one for one in records.sittings(client)}
    found = []
    for number, day, corrects, _, events in listed:
        blank = rows.summary((number, day, corrects, _body(finished=True)))
        found.append((_summary(read[blank.number]) if blank.number in read else blank, rows.number(events)))
    return found


def _hold(records: RecordStore, made: Mapping[int, Iterable[tuple[SittingSummary, int]]]) -> None:
    """Hold what was worked out. Without room for it, it is worked out again the next time."""
    if not made:
        return
    with suppress(NotKept), records.store.writing():
        for client, found in made.items():
            for one, events in found:
                values = (client, one.number, events, _MADE_BY, _body(one.finished, one.flags))
                records.store.rows("insert or replace into summary values (?, ?, ?, ?, ?)", *values)


def _body(finished: bool, flags: Iterable[NamedFlag] = ()) -> str:
    return json.dumps({"finished": finished, "flags": [*flags]}, ensure_ascii=False)


def _summary(sitting: Sitting) -> SittingSummary:
    return SittingSummary(sitting.number, sitting.date, sitting.corrects, sitting.finished, named_flags(sitting))
