"""Scores as a table: the columns, the numbers, and no cell that a spreadsheet could run."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from screening.engine.look_first import look_first
from screening.engine.scoring import score
from screening.formats.csv_cells import defused
from screening.formats.scores_csv import ScoreRow, rows_of, scores_csv
from screening.formats.sitting_cells import SittingCells
from screening.text import clean
from tests.clients import sitting
from tests.conftest import SKIP, answers, questionnaire, shipped
from tests.people import HIGH, answered, said

CANARY = "zzcanaryzz"
COLUMNS = [
    "client", "sitting", "day", "questionnaire", "version", "administration", "interpreter", "status", "corrects",
    "corrected_by", "subject", "look_first", "scale", "scale_title", "low", "high", "value", "minimum", "maximum",
    "bands", "answered", "total", "no_scores_because",
]  # fmt: skip
FORMULAS = (
    "=1+1", "+1", "-1", "@SUM(A1)", "|calc", "%x", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20x", "\uff5cx", "\uff05x",
    "Scale;=1+1",
    "  =1", "\xa0=1", "\ufeff=1", "\t=1", "\r=1", "\u3000\u200b =1", "harmless\n=1", "=1\n\n +2\nharmless\n\t@x",
)  # fmt: skip
SCALES = """
items:
  - {id: one, ask: "One?", options: how-often}
  - {id: two, ask: "Two?", options: how-often, only-if: {item: one, is-not: never}}
scales:
  - id: total
    title: Total
    sum-of: [one, two]
    bands: [{id: few, title: Few, from: 0, to: 3}, {id: many, title: Many, from: 4, to: 6}]
examples:
  - {name: Few, answers: {one: never}, expect: {total: few}}
  - {name: Many, answers: {one: daily, two: daily}, expect: {total: many}}
"""


def row(client: str = "MAPLE-7", number: int = 1, **changes: Any) -> ScoreRow:
    """A row with these cells."""
    of = SittingCells(client, number, "2026-11-21", "made-up", "1.0", "self", "no", "completed")
    return ScoreRow(of, **changes)


def parsed(text: str) -> list[dict[str, str]]:
    """The rows as a program reads them."""
    return list(csv.DictReader(StringIO(text, newline=""), strict=True))


def runs(line: str) -> bool:
    """Whether a spreadsheet could run the line, told apart from the code that is tested."""
    visible = line.lstrip(" \xa0\t\r\ufeff\u3000\u200b\u200c\u200d\x0b\x0c\x1c\x1d\x1e\x1f\x85")
    return visible[:1] in [*"=+-@|%＝＋－＠｜％"]


def test_a_table_has_a_line_of_names_and_ends_each_line_as_rfc_4180_says() -> None:
    text = scores_csv([row()])
    assert text.split("\r\n")[0].split(",") == COLUMNS
    assert (text.count("\r\n"), text.count("\n"), text.endswith("\r\n")) == (2, 2, True)
    assert scores_csv([]).count("\r\n") == 1


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_line_of_a_cell_is_a_formula(formula: str) -> None:
    """T-28."""
    text = scores_csv([row(client=formula, scale_title=formula, no_scores_because=formula)])
    (found,) = parsed(text)
    for cell in (found["client"], found["scale_title"], found["no_scores_because"]):
        assert [line for line in cell.split("\n") if runs(line)] == []
        assert cell.count("'") >= 1
    assert [line for line in text.splitlines() if runs(line)] == []


@pytest.mark.parametrize("number", ["-3", "0", "12", "2.50", "-0.5", "1E+2"])
def test_numbers_stay_numbers(number: str) -> None:
    """T-28."""
    (found,) = parsed(scores_csv([row(number=7, low=Decimal(number))]))
    assert Decimal(found["low"]) == Decimal(number)
    assert "E" not in found["low"]
    assert (found["sitting"], found["high"]) == ("7", "")


@pytest.mark.parametrize("text", ["plain", "", "a=b", "1-2", "'quoted", 'with "quotes", commas', "two\nlines", "É"])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    (found,) = parsed(scores_csv([row(scale_title=text)]))
    assert found["scale_title"] == text


@given(some.text(), some.decimals(allow_nan=False, allow_infinity=False, places=2))
def test_any_text_and_any_number_come_back_as_they_were(text: str, number: Decimal) -> None:
    """T-28."""
    (found,) = parsed(scores_csv([row(scale_title=text, low=number)]))
    lines, wanted = found["scale_title"].split("\n"), clean(text, lines=True).split("\n")
    assert not any(map(runs, lines))
    assert all(line in (want, f"'{want}") for line, want in zip(lines, wanted, strict=True))
    assert Decimal(found["low"]) == number


@given(some.text(alphabet="=+-@|%'\n\t\r ＝\xa0\ufeff\u200bab"))
def test_what_was_defused_once_is_left_alone(text: str) -> None:
    assert defused(defused(text)) == defused(text)


# From sittings.


def test_each_scale_of_a_sitting_has_a_row_with_its_score() -> None:
    taken = sitting(shipped("signs"), answered(said("alcohol", HIGH, craving=None)), 3, interpreter=True)
    found = parsed(scores_csv(rows_of("MAPLE-7", taken)))
    scores = score(taken.interview.evaluation)
    assert [one["scale"] for one in found] == [scored.scale.id for scored in scores]
    for one, scored in zip(found, scores, strict=True):
        told = [Decimal(one[name]) for name in ("low", "high", "minimum", "maximum")]
        assert told == [scored.span.low, scored.span.high, scored.reach.low, scored.reach.high]
        assert one["value"] == ("" if scored.value is None else f"{scored.value:f}")
        assert one["bands"].split() == [band.id for band in scored.bands]
    about = {name: found[0][name] for name in COLUMNS[:8]}
    assert list(about.values()) == ["MAPLE-7", "3", "2026-11-21", "signs", "2.0", "self", "yes", "completed"]


def test_what_was_not_asked_is_not_missing() -> None:
    of = questionnaire(SCALES)
    (none,) = rows_of("A", sitting(of, answers(one="never")))
    (skipped,) = rows_of("A", sitting(of, answers(one="weekly", two=SKIP)))
    assert (none.answered, none.total) == (1, 1)
    assert (skipped.answered, skipped.total) == (1, 2)
    assert (skipped.low, skipped.high, skipped.bands) == (Decimal(2), Decimal(5), "few many")
    assert skipped.value is None


def test_a_sitting_without_scores_has_one_row_that_says_why() -> None:
    (found,) = rows_of("A", sitting(shipped("signs"), answered(said(adult="no"))))
    assert (found.scale, found.low, found.total) == ("", None, None)
    assert found.no_scores_because


def test_a_row_has_what_it_is_about_and_what_to_look_at_first_as_codes() -> None:
    taken = sitting(shipped("signs"), answered(said("opioids", HIGH, safety="yes", danger="never")))
    for found in parsed(scores_csv(rows_of("A", taken))):
        assert found["subject"] == "opioids"
        assert found["look_first"].split() == [flag.id for flag in look_first(taken.interview.evaluation)]
        assert found["look_first"].split()[0] == "self-harm"
    (child, *_) = rows_of("A", sitting(shipped("signs"), answered(said(adult="no"))))
    assert "under-18" in child.of.look_first.split()


def test_nothing_typed_stands_in_the_table() -> None:
    taken = sitting(shipped("signs"), answered(said("other-drug", HIGH, using_own=CANARY)))
    text = scores_csv(rows_of("A", taken))
    assert CANARY not in text
    assert "other-drug" in text


def test_a_byte_order_mark_stands_before_the_names_on_request_alone() -> None:
    """By it a spreadsheet on Windows reads accents."""
    assert scores_csv([row()]).startswith("client,")
    assert scores_csv([row(scale_title="Punkte é")], mark=True).encode()[:9] == b"\xef\xbb\xbfclient"


def test_a_row_that_is_printed_shows_nothing_of_itself() -> None:
    assert "MAPLE" not in repr(row())
