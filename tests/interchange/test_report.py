"""The report: one line for the whole, and one for each thing to say, with every place where something is lost."""

from __future__ import annotations

import pytest

from screening.interchange import report
from screening.interchange.fhir.write import write
from tests.conftest import shipped
from tests.interchange.fhir.made import Json, item, taken


def test_what_is_lost_in_several_places_is_one_line_that_names_each() -> None:
    kinds = ("dateTime", "dateTime", "string", "dateTime")
    first, *rest = report.lines(taken(*(item(name, kind) for name, kind in zip("abcd", kinds, strict=True))))
    assert first == "Taken with 3 losses: 4 questions, 0 with points, 0 conditions, 0 scales."
    assert rest == ["  changed  a, b, d: a date with a time: only the date is asked."]


def test_of_what_is_only_noted_the_first_places_are_named_and_the_rest_counted() -> None:
    found = list(report.lines(taken(*(item(name, required=True) for name in "abcde"))))
    assert found[1:] == ["  noted    a, b, c and 2 more: `required`: everybody may decline here."]


def test_a_refusal_names_every_reason_and_no_notes() -> None:
    refused: list[Json] = [{"linkId": "a", "type": "string"}, {"linkId": "b", "type": "string", "required": True}]
    found = list(report.lines(taken(*refused)))
    assert found == [
        "Refused, for 2 reasons. Nothing is taken.",
        "  refused  a, b: The question has no words. Give it a `text`.",
    ]


def test_that_there_is_nothing_to_do_is_said_in_json_and_not_in_lines() -> None:
    found = taken(item("a", "dateTime"))
    told = report.as_json(found)["remarks"]
    assert isinstance(told, list)
    assert [one["mend"] for one in told if one["severity"] == "changed"] == ["Nothing to do."]
    assert "Nothing to do." not in "".join(report.lines(found))


@pytest.mark.parametrize("name", ["past-month", "signs"])
def test_an_export_says_each_kind_of_thing_once_of_a_place(name: str) -> None:
    said = [(one.kind, one.where) for one in write(shipped(name)).remarks]
    assert len(said) > 3
    assert [one for one in set(said) if said.count(one) > 1] == []
