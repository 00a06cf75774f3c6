"""The flags of a client's sittings, and which of them nobody has looked at yet. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from screening.engine.look_first import look_first
from screening.model.answers import Private
from screening.records.client_file import LookedAt, NamedFlag, Sitting, newest_first


@dataclass(frozen=True, slots=True, repr=False)
class RaisedFlag(Private):
    """Something to look at first in one sitting. `looked_at` is the last mark on it; nothing while it stands."""

    sitting: int
    day: str
    id: str
    title: str
    critical: bool = False
    looked_at: LookedAt | None = None

    @property
    def stands(self) -> bool:
        """Whether nobody has looked at it yet."""
        return self.looked_at is None


def flags_of(sitting: Sitting, marks: Iterable[LookedAt] = ()) -> tuple[RaisedFlag, ...]:
    """The flags of one sitting, in the order of its file; `marks` are those of its client.

    None for a sitting that does not count: one that was corrected, or a correction that is still open.
    """
    if not sitting.counts:
        return ()
    return marked(sitting.number, sitting.date, named_flags(sitting), marks)


def named_flags(sitting: Sitting) -> tuple[NamedFlag, ...]:
    """What is flagged in a sitting, whether it counts or not."""
    return tuple((flag.id, flag.title, flag.critical) for flag in look_first(sitting.interview.evaluation))


def standing(flags: Iterable[RaisedFlag]) -> tuple[tuple[RaisedFlag, ...], ...]:
    """What nobody has looked at, by sitting: those with a critical answer first, else in the order that they come."""
    groups = groupby((flag for flag in flags if flag.stands), lambda flag: flag.sitting)
    return tuple(sorted((tuple(group) for _, group in groups), key=lambda group: not group[0].critical))


def flags_among(sittings: Iterable[Sitting], marks: Iterable[LookedAt] = ()) -> tuple[RaisedFlag, ...]:
    """The flags of all sittings of one client, the latest sitting first."""
    listed = tuple(marks)
    return tuple(flag for sitting in newest_first(sittings) for flag in flags_of(sitting, listed))


def marked(sitting: int, day: str, named: Iterable[NamedFlag], marks: Iterable[LookedAt]) -> tuple[RaisedFlag, ...]:
    """Flags of a sitting, each with the last mark on it."""
    last = {name: mark for mark in marks if mark.sitting == sitting for name in mark.flags}
    return tuple(RaisedFlag(sitting, day, name, title, critical, last.get(name)) for name, title, critical in named)
