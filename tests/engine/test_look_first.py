"""What a counselor sees before the scores: critical answers, and what the file lists beside them."""

from __future__ import annotations

import pytest

from screening.engine.interview import given
from screening.engine.look_first import look_first
from tests.conftest import shipped
from tests.people import answered, monthly, said


def flags(name: str = "signs", /, **others: str | None) -> list[str]:
    """The ids of what is looked at first after these answers; a low answer to everything else."""
    told = (said if name == "signs" else monthly)(**others)
    interview = given(shipped(name), answered(told, name))
    return [flag.id for flag in look_first(interview.evaluation)]


def test_nothing_is_looked_at_first_where_nothing_calls_for_it() -> None:
    assert flags() == flags("past-month") == []


@pytest.mark.parametrize("using", ["alcohol", "sedatives", "other-drug", None])
@pytest.mark.parametrize(("name", "least"), [("signs", "less-than-monthly"), ("past-month", "once-or-twice")])
def test_being_unwell_without_what_is_dangerous_to_stop_is_looked_at_first(
    using: str | None, name: str, least: str
) -> None:
    assert flags(name, using=using, withdrawal=least) == ["unwell-without"]
    assert flags(name, using=using, withdrawal=None) == ["unwell-without-skipped"]


def test_being_unwell_without_what_is_not_dangerous_to_stop_is_not() -> None:
    assert flags(using="cannabis", withdrawal="daily") == flags(using="nicotine", withdrawal=None) == []


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"danger": "less-than-monthly"}, "danger"),
        ({"danger": None}, "danger-skipped"),
        ({"urgent": "overdose"}, "overdose"),
        ({"urgent": "unsafe"}, "unsafe"),
        ({"urgent": "pregnant"}, "pregnant"),
        ({"urgent": None}, "urgent-skipped"),
        ({"safety": "not-sure"}, "self-harm"),
        ({"safety": None}, "self-harm-skipped"),
        ({"adult": "no"}, "under-18"),
        ({"adult": None}, "adult-skipped"),
    ],
)
def test_danger_age_pregnancy_and_what_was_skipped_are_looked_at_first(
    answer: dict[str, str | None], expected: str
) -> None:
    assert flags(**answer) == [expected]


def test_critical_answers_stand_before_the_others_and_each_has_a_title() -> None:
    told = answered(said(safety="yes", urgent=["unsafe"], withdrawal="weekly", adult="no"))
    found = look_first(given(shipped("signs"), told).evaluation)
    assert [flag.id for flag in found] == ["self-harm", "unsafe", "unwell-without", "under-18"]
    assert found[2].title == "Unwell after cutting down or stopping"


def test_an_unfinished_sitting_shows_what_is_certain_so_far() -> None:
    told = answered({"using": "alcohol", "safety": "yes"})
    assert [flag.id for flag in look_first(given(shipped("signs"), told).evaluation)] == ["self-harm"]


def test_a_flag_shows_no_answer_in_its_repr() -> None:
    told = answered({"using": "alcohol", "safety": "yes"})
    assert "hurting" not in repr(look_first(given(shipped("signs"), told).evaluation))
