"""Dates and times: how they are written, which days a month stands for, and how rules compare them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.engine import dates
from screening.engine.accepting import answer_from_value, wanted
from screening.engine.rules import meets
from screening.errors import AnswerNotAccepted
from screening.model.answers import Declined, Entered, Gap
from screening.model.conditions import Condition
from screening.model.questionnaire import Item


def when(**keys: object) -> Item:
    return Item.model_validate({"id": "when", "type": "date", "ask": "When?", **keys})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2026-05-17", "2026-05-17"),
        (" 2026-5-7 ", "2026-05-07"),
        ("2026/05/17", "2026-05-17"),
        ("2026.5", "2026-05"),
        ("2026", "2026"),
        ("\u0662\u0660\u0662\u0666-\u0665", "2026-05"),
        ("2024-02-29", "2024-02-29"),
        ("2025-02-29", None),
        ("2026-13", None),
        ("2026-05/17", None),
        ("17-05-2026", None),
        ("05/17/2026", None),
        ("26", None),
        ("0000", None),
        ("20260517", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_date_is_written_with_the_year_first(typed: str, kept: str | None) -> None:
    assert dates.written("date", typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("07:30", "07:30"),
        ("7.30", "07:30"),
        ("7:30 pm", "19:30"),
        ("12 am", "00:00"),
        ("12:05 p.m.", "12:05"),
        ("23:59:59", "23:59:59"),
        ("07:30:00", "07:30"),
        ("24:00", None),
        ("7", None),
        ("13 pm", None),
        ("7:3", None),
        ("7:60", None),
    ],
)
def test_a_time_is_written_with_hours_and_minutes(typed: str, kept: str | None) -> None:
    assert dates.written("time", typed) == kept


DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31)).map(str)
PARTS = st.one_of(DAYS, DAYS.map(lambda day: day[:7]), DAYS.map(lambda day: day[:4]))


@given(PARTS)
def test_a_month_or_a_year_is_every_day_in_it_and_no_other(text: str) -> None:
    found = dates.span("date", text)
    low, high = int(found.low), int(found.high)
    assert all(dates.at("date", day).startswith(text) for day in (low, high))
    assert low == 1 or not dates.at("date", low - 1).startswith(text)
    assert high == dates.LAST_DAY or not dates.at("date", high + 1).startswith(text)


@given(PARTS, PARTS, st.sampled_from(("at-least", "at-most")))
def test_a_test_is_settled_only_where_every_day_that_may_be_meant_agrees(said: str, limit: str, order: str) -> None:
    """Only as much of a day counts as the limit says: `at-most: 2026` holds on its last day."""
    ends = [dates.at("date", int(end)) for end in (dates.span("date", said).low, dates.span("date", said).high)]
    turns = dates.span("date", limit)
    beside = [int(turns.low) - 1, int(turns.low), int(turns.high), int(turns.high) + 1]
    days = {*ends, *(dates.at("date", one) for one in beside if 1 <= one <= dates.LAST_DAY)}
    among = [day for day in days if day.startswith(said)]
    expected = {day[: len(limit)] >= limit if order == "at-least" else day[: len(limit)] <= limit for day in among}
    test = Condition.model_validate({"item": "when", order: limit})
    assert meets(test, when(), Entered(said)).known == (expected.pop() if len(expected) == 1 else None)


def test_a_month_beside_a_bound_stands_for_the_days_within_it() -> None:
    test = Condition.model_validate({"item": "when", "at-least": "2024-02-20"})
    assert meets(test, when(), Entered("2024-02")).known is None
    assert meets(test, when(earliest="2024-02-28"), Entered("2024-02")).known is True


@pytest.mark.parametrize("reply", [Declined(), Gap.NOT_ASKED, Gap.OPEN])
def test_without_a_date_nothing_is_compared(reply: Declined | Gap) -> None:
    known = {Gap.NOT_ASKED: False}.get(reply) if isinstance(reply, Gap) else None
    assert meets(Condition.model_validate({"item": "when", "at-least": "2024"}), when(), reply).known is known


@pytest.mark.parametrize(
    ("keys", "value", "reason"),
    [
        ({"precision": "month"}, "2026", "imprecise"),
        ({"precision": "day"}, "2026-05", "imprecise"),
        ({"earliest": "2020"}, "2019-12-31", "out-of-bounds"),
        ({"latest": "2020"}, "2021", "out-of-bounds"),
        ({}, "17 May", "not-date"),
        ({}, 2026, "wrong-type"),
    ],
)
def test_what_is_no_answer_is_refused(keys: dict[str, object], value: object, reason: str) -> None:
    with pytest.raises(AnswerNotAccepted) as caught:
        answer_from_value(when(**keys), value)
    assert caught.value.reason == reason


def test_a_year_that_a_bound_cuts_is_an_answer() -> None:
    assert answer_from_value(when(earliest="2020-06"), "2020") == Entered("2020")
    assert answer_from_value(when(precision="month", latest="2020-06"), "2020-6") == Entered("2020-06")


def test_whoever_writes_a_program_is_told_what_is_wanted() -> None:
    slip = AnswerNotAccepted("not-date")
    assert wanted(when(), slip) == "a date such as 2026 or 2026-05 or 2026-05-17 is wanted, or null."
    bounded = when(precision="day", earliest="2020", latest="2026-11")
    assert wanted(bounded, slip) == "a date such as 2026-05-17, not before 2020, not after 2026-11 is wanted, or null."
    time = when(type="time", latest="12:00")
    assert wanted(time, AnswerNotAccepted("not-time")) == "a time such as 07:30, not after 12:00 is wanted, or null."


def test_days_that_no_test_tells_apart_are_tried_once_and_those_beside_a_test_all() -> None:
    tests = [
        Condition.model_validate({"item": "when", **one}) for one in ({"at-least": "2024-03"}, {"at-most": "2024"})
    ]
    item = when(earliest="2023-05")
    assert list(dates.told_apart(item, tests)) == ["2023-05-01", "2024-02-29", "2024-03-01", "2024-12-31", "2025-01-01"]
    assert list(dates.unsettled(item, tests)) == ["2024"]
    assert list(dates.told_apart(item, [])) == ["2023-05-01"]


@given(st.integers(1, date.max.toordinal() - 1))
def test_days_are_counted_one_by_one(number: int) -> None:
    day, after = (date.fromisoformat(dates.at("date", one)) for one in (number, number + 1))
    assert after - day == timedelta(1)
