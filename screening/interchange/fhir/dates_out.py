"""Dates and times of ours as FHIR has them: their types, their values, and how an expression names one. Pure."""

from __future__ import annotations

from screening.interchange.dates_out import bound
from screening.model.conditions import Condition
from screening.model.questionnaire import Item

Json = dict[str, object]


def type_of(item: Item) -> str:
    """The type of a date or a time: with a time of day only where it had one."""
    return "dateTime" if item.type == "date" and item.was == "dateTime" else item.type


def value(item: Item, day: str) -> Json:
    """A date or a time as a value. A time has seconds there."""
    type_ = type_of(item)
    return {f"value{type_[0].upper()}{type_[1:]}": _with_seconds(day) if item.type == "time" else day}


def literal(test: Condition, item: Item) -> str:
    """The day or the time that a test names, in FHIRPath."""
    day = bound(test, item)
    return f"@{day}" if item.type == "date" else f"@T{_with_seconds(day)}"


def _with_seconds(time: str) -> str:
    return time if time.count(":") > 1 else f"{time}:00"
