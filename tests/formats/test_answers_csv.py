"""Answers as a table: a row for each question, codes and points, nothing typed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from screening.formats.answers_csv import answer_rows_of, answers_csv
from screening.model.answers import Entered
from tests.clients import sitting
from tests.conftest import SKIP, answers, questionnaire, shipped
from tests.formats.test_scores_csv import COLUMNS, parsed
from tests.people import HIGH, answered, said

CANARY = "zzcanaryzz"
MADE_UP = """
items:
  - {id: one, ask: "One?", label: First, options: how-often}
  - {id: two, ask: "Two?", options: how-often, only-if: {item: one, is-not: never}}
  - {id: many, ask: "Many?", type: choices, options: how-often}
  - {id: age, ask: "How many?", type: number, least: 0, most: 40}
  - {id: own, ask: "Which?", type: text}
"""


def test_each_question_has_a_row_with_its_state_its_codes_and_their_points() -> None:
    given = answers(one="daily", two=SKIP, many=("never", "daily"), age=12, own=Entered(CANARY))
    taken = sitting(questionnaire(MADE_UP), given)
    found = parsed(answers_csv(answer_rows_of("A", taken)))
    assert [(one["item"], one["state"], one["codes"], one["number"], one["points"]) for one in found] == [
        ("one", "answered", "daily", "", "3"),
        ("two", "declined", "", "", ""),
        ("many", "answered", "never daily", "", "3"),
        ("age", "answered", "", "12", ""),
        ("own", "answered", "", "", ""),
    ]
    assert [one["label"] for one in found[:2]] == ["First", ""]
    assert list(found[0]) == [*COLUMNS[:12], "item", "label", "state", "codes", "number", "points"]


def test_what_was_not_asked_and_what_is_open_are_told_apart() -> None:
    taken = sitting(questionnaire(MADE_UP), answers(one="never"))
    assert [row.state for row in answer_rows_of("A", taken)] == [
        "answered", "not-asked", "unanswered", "unanswered", "unanswered",
    ]  # fmt: skip


def test_an_option_without_points_leaves_the_cell_empty() -> None:
    taken = sitting(shipped("signs"), answered(said("alcohol", HIGH)))
    points = {row.item: row.points for row in answer_rows_of("A", taken)}
    assert (points["safety"], points["craving"]) == (None, Decimal(4))


def test_nothing_typed_stands_in_the_table() -> None:
    """T-35."""
    taken = sitting(shipped("signs"), answered(said("other-drug", HIGH, using_own=CANARY)))
    assert CANARY not in answers_csv(answer_rows_of("A", taken))


def test_a_row_that_is_printed_shows_nothing_of_itself() -> None:
    taken = sitting(shipped("signs"), answered(said("alcohol", HIGH)))
    (first, *_) = answer_rows_of("MAPLE-7", replace(taken, number=3))
    assert "MAPLE" not in repr(first)
    assert "alcohol" not in repr(first)
