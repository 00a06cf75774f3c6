"""Dates and times of day: as people write them, as they are kept, and as rules compare them. Pure.

A date is a day, a month or a year, as in FHIR: `2026-05-17`, `2026-05`, `2026`. A month is every day in it: rules
compare its first and its last. A time is one of 24 hours: `07:30`, with seconds only where they were given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, time
from decimal import Decimal

from screening.engine.points import Span
from screening.model.answers import Entered, Reply
from screening.model.conditions import Condition
from screening.model.questionnaire import Item

PRECISIONS = ("year", "month", "day")
_DATE = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2})(?::(\d{2}))?)?(?:\s?([ap])\.?m\.?)?", re.IGNORECASE)
_NOON = 12
FIRST_DAY, LAST_DAY = 1, date.max.toordinal()
SECONDS = 24 * 60 * 60  # of a day


def written(kind: str, text: str) -> str | None:
    """The date or the time (`kind`) that the text is, as it is kept; None where it is none. The year comes first."""
    return (_date if kind == "date" else _time)(text.strip())


def _date(text: str) -> str | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    parts = [int(part) for part in (match[1], match[3], match[4]) if part]
    try:
        whole = date(*(*parts, 1, 1)[:3]).isoformat()
    except ValueError:
        return None
    return whole[: (4, 7, 10)[len(parts) - 1]]


def _time(text: str) -> str | None:
    match = _TIME.fullmatch(text)
    if match is None or not (match[2] or match[4]):
        return None
    hour, half = int(match[1]), (match[4] or "").lower()
    if half and not 1 <= hour <= _NOON:
        return None
    hour = hour % _NOON + (_NOON if half == "p" else 0) if half else hour
    try:
        found = time(hour, int(match[2] or 0), int(match[3] or 0))
    except ValueError:
        return None
    return found.isoformat("seconds" if found.second else "minutes")


def precision(text: str) -> str:
    """How much a kept date says: the year, the month or the day."""
    return PRECISIONS[text.count("-")]


def span(kind: str, text: str) -> Span:
    """The first and the last day that a kept date can be, counted as `date.toordinal` does; a time in seconds."""
    if kind == "time":
        given = time.fromisoformat(text)
        seconds = Decimal(given.hour * 3600 + given.minute * 60 + given.second)
        return Span(seconds, seconds)
    parts = [int(part) for part in text.split("-")]
    first = date(*(*parts, 1, 1)[:3]).toordinal()
    return Span(Decimal(first), Decimal(first if len(parts) == len(PRECISIONS) else _last_day(*parts)))


def _last_day(year: int, month: int = 12) -> int:
    """The number of the last day of a month, or of a year."""
    if (year, month) == (date.max.year, 12):
        return LAST_DAY
    return date(year + month // 12, month % 12 + 1, 1).toordinal() - 1


def limit(test: Condition, kind: str) -> Decimal:
    """The day or the second that a test names: the first of a month for `at-least`, the last for `at-most`."""
    if test.at_least is not None:
        return span(kind, test.at_least).low
    return span(kind, test.at_most or "").high


def meant(item: Item, text: str) -> Span:
    """The days that a kept date can stand for: no day outside the bounds of the item. A time in seconds."""
    found, (low, high) = span(item.type, text), ends(item)
    return Span(max(found.low, Decimal(low)), min(found.high, Decimal(high)))


def is_within(item: Item, text: str) -> bool:
    """Whether a kept date or time can lie between the `earliest` and the `latest` of the item."""
    found = span(item.type, text)
    is_early = item.earliest is not None and found.high < span(item.type, item.earliest).low
    is_late = item.latest is not None and found.low > span(item.type, item.latest).high
    return not is_early and not is_late


def ends(item: Item) -> tuple[int, int]:
    """The first and the last day, or second, that the item takes."""
    low, high = (FIRST_DAY, LAST_DAY) if item.type == "date" else (0, SECONDS - 1)
    if item.earliest is not None:
        low = int(span(item.type, item.earliest).low)
    if item.latest is not None:
        high = int(span(item.type, item.latest).high)
    return low, high


def at(kind: str, number: int) -> str:
    """The day or the time with this number, as it is kept."""
    if kind == "date":
        return date.fromordinal(number).isoformat()
    minutes, seconds = divmod(number, 60)
    return time(*divmod(minutes, 60), seconds).isoformat("seconds" if seconds else "minutes")


def told_apart(item: Item, tests: Iterable[Condition]) -> Iterator[str]:
    """A day, or a time, on each side of where a test turns, and one where there is no test."""
    low, _ = ends(item)
    beside = {low, *(at_ for turn in _turns(item, tests) for at_ in (turn - 1, turn))}
    yield from (at(item.type, one) for one in sorted(beside))


def unsettled(item: Item, tests: Iterable[Condition]) -> Iterator[str]:
    """The months and years within which a test turns, as far as the item takes them."""
    if item.type != "date" or item.precision == "day":
        return
    days = [at("date", turn) for turn in _turns(item, tests)]
    yield from dict.fromkeys(day[:7] for day in days if not day.endswith("-01"))
    if item.precision != "month":
        yield from dict.fromkeys(day[:4] for day in days if not day.endswith("-01-01"))


def _turns(item: Item, tests: Iterable[Condition]) -> list[int]:
    """The days at which a test comes out otherwise than the day before."""
    low, high = ends(item)
    found = {int(limit(one, item.type)) + (1 if one.at_most else 0) for one in tests if one.at_least or one.at_most}
    return sorted(turn for turn in found if low < turn <= high)


def is_among(day: Reply, part: str) -> bool:
    """Whether the day lies in the month or the year."""
    return isinstance(day, Entered) and str(day.value).startswith(part)
