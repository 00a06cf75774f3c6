"""A questionnaire that a store held before files could say how they round keeps the scores that were told."""

from __future__ import annotations

import sqlite3
from decimal import Decimal

import pytest

from screening.engine.evaluation import Evaluation
from screening.engine.scoring import score
from screening.loading.library import Library, questions_folder
from screening.records.schema import STEPS
from tests.conftest import answers

MEAN = """
questionnaire: made-up
version: 1.0
title: Made up
language: en
recall: today
audience: tests
source: {citation: Invented, licence: CC0-1.0}
items:
  - {id: one, ask: One, options: [{code: no, score: 0, text: "No"}, {code: yes, score: 1, text: "Yes"}]}
  - {id: two, ask: Two, options: [{code: no, score: 0, text: "No"}, {code: yes, score: 1, text: "Yes"}]}
scales:
  - id: mean
    title: Mean
    mean-of: [one, two]
    decimals: 0
    bands: [{id: low, from: 0, to: 0, title: Low}, {id: high, from: 1, to: 1, title: High}]
"""


def test_what_a_store_held_before_there_was_the_column_is_marked() -> None:
    db = sqlite3.connect(":memory:")
    for step in STEPS[:3]:
        db.executescript(step)
    db.execute("insert into held values ('a', 'made-up', 'text')")
    db.executescript(STEPS[3])
    assert db.execute("select rounding from held").fetchall() == [("half-even",)]


@pytest.mark.parametrize(("before", "value", "bands"), [(True, "0", ["low"]), (False, "1", [])])
def test_a_mean_is_rounded_as_it_was_when_it_was_stored(before: bool, value: str, bands: list[str]) -> None:
    stored = Library(questions_folder()).parse_stored(MEAN, "made-up.yaml", before=before)
    (one,) = score(Evaluation(stored, answers(one="yes", two="no")))
    assert one.value == Decimal(value)
    assert [band.id for band in one.bands] == bands
