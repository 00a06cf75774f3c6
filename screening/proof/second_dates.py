"""Dates and times in the second reading of a file: which answers there are to tell apart, and how they compare.

A whole day and a time of 24 hours are in the order of their texts, and nothing else is used of them here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

DATED = ("date", "time")


def ways(file: object, item: Mapping[str, Any]) -> tuple[str, ...]:
    """The days, or times, at which a test on the item may turn, and those beside them; one where there is no test."""
    is_date = item["type"] == "date"
    turning = {day for limit in _limits(file, item["id"]) for day in _beside(limit)}
    found = [day for day in sorted(turning) if _is_in(item, day)]
    some = str(item.get("latest", item.get("earliest", "2000" if is_date else "00:00")))
    return tuple(found or [_first_day(some) if is_date else some])


def is_met(test: str, day: str, limit: str) -> bool:
    """Whether a day or a time meets `at-least` or `at-most`: only as much of it counts as the limit says."""
    part = day[: len(limit)]
    return part >= limit if test == "at-least" else part <= limit


def _limits(piece: object, name: str) -> Iterator[str]:
    """The days or times that the tests on an item name, anywhere in the file."""
    if isinstance(piece, dict):
        yield from (piece[key] for key in ("at-least", "at-most") if key in piece and piece.get("item") == name)
    for inner in piece.values() if isinstance(piece, dict) else piece if isinstance(piece, list) else ():
        yield from _limits(inner, name)


def _first_day(limit: str) -> str:
    return limit + "-01-01"[len(limit) - len("2000") :]


def _beside(limit: str) -> Iterator[str]:
    """The first and the last day of a limit, or its minute, and what stands before and behind."""
    if ":" in limit:
        at = datetime.strptime(f"2000-01-02 {limit[:5]}", "%Y-%m-%d %H:%M")
        yield from (f"{at + timedelta(minutes=by):%H:%M}" for by in (-1, 0, 1))
        return
    ends = [date.fromisoformat(_first_day(limit))]
    while len(limit) < len("2000-01-01") and str(ends[-1] + timedelta(1)).startswith(limit):
        ends = [ends[0], ends[-1] + timedelta(1)]
    yield from (str(end + timedelta(by)) for end in ends for by in (-1, 0, 1))


def _is_in(item: Mapping[str, Any], day: str) -> bool:
    bounds = (("at-least", item.get("earliest")), ("at-most", item.get("latest")))
    return all(limit is None or is_met(test, day, limit) for test, limit in bounds)
