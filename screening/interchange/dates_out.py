"""Dates and times of ours as other formats have them: whole days, and times. Pure."""

from __future__ import annotations

from screening.engine.dates import at, limit, span
from screening.model.conditions import Condition
from screening.model.questionnaire import Item


def bound(test: Condition, item: Item) -> str:
    """The whole day, or the time, that `at-least` or `at-most` comes to: of a month its first day or its last."""
    return at(item.type, int(limit(test, item.type)))


def ends(item: Item) -> tuple[str | None, str | None]:
    """`earliest` and `latest` as whole days or times; None where there is none."""
    first, last = item.earliest, item.latest
    return (
        None if first is None else at(item.type, int(span(item.type, first).low)),
        None if last is None else at(item.type, int(span(item.type, last).high)),
    )
