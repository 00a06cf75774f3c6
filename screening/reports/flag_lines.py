"""Put raised flags into lines of text: one for each sitting, and one for each mark on them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from screening.model.content import Interface
from screening.records.raised_flags import RaisedFlag
from screening.reports.wording import ended


def titles(flags: Iterable[RaisedFlag]) -> str:
    """What was flagged, in one line."""
    return "; ".join(flag.title for flag in flags)


def by_sitting(flags: Iterable[RaisedFlag]) -> Iterator[tuple[RaisedFlag, ...]]:
    """The flags of each sitting, in the order in which they come."""
    return (tuple(group) for _, group in groupby(flags, lambda flag: flag.sitting))


def sitting_line(flags: tuple[RaisedFlag, ...], words: Interface) -> str:
    """What was flagged in one sitting, with its number and its day."""
    return words.say("flags-of-sitting", titles=titles(flags), number=flags[0].sitting, day=flags[0].day)


def with_marks(flags: Iterable[RaisedFlag], words: Interface) -> Iterator[str]:
    """For the flags of one sitting: first those that nobody has looked at, then each mark with its flags."""
    listed = tuple(flags)
    if standing := [flag for flag in listed if flag.stands]:
        yield words.say("flags-stand", titles=titles(standing))
    for mark in dict.fromkeys(flag.looked_at for flag in listed if flag.looked_at):
        seen = titles(flag for flag in listed if flag.looked_at == mark)
        yield words.say("flags-looked-at", titles=seen, by=mark.initials, day=mark.at.day, done=ended(mark.text))
