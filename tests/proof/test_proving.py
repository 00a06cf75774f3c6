"""Every way of answering is scored twice, and a difference between the two readings is found and told."""

from __future__ import annotations

import ast
from itertools import product
from math import prod
from pathlib import Path

import pytest

from screening.engine.interview import given
from screening.engine.rules import Truth
from screening.loading.library import Library, questions_folder
from screening.model.answers import Chosen
from screening.proof import second_dates, second_reading, second_repeats
from screening.proof.proving import SAMPLE, Tally, checked, prove
from screening.proof.second_reading import NotRead, SecondReading
from tests.conftest import one_in
from tests.contracts import run

LIBRARY = Library(questions_folder())
KEYS = """
questionnaire: every-key
version: 1.0
title: Every key
language: en
recall: the past week
audience: adults
source: {citation: Invented for this test, licence: CC0-1.0}
answer-lists:
  often: [{code: no, score: 0, text: Never}, {code: some, score: 1.5, text: Some}, {code: lot, score: 4, text: A lot}]
items:
  - {id: hello, type: note, ask: Welcome.}
  - {id: bird, ask: Bird?, options: often}
  - {id: size, type: number, least: 0, most: 3, ask: How many?, only-if: {item: bird, is-not: no}}
  - id: kinds
    type: choices
    ask: Which?
    most: 2
    options:
      - {code: red, score: 1, text: Red}
      - {code: blue, score: 2, text: Blue}
      - {code: both, score: -1, text: Both at once}
      - {code: none, score: 0, exclusive: yes, text: None}
  - {id: name, type: text, ask: Its name?, only-if: {any: [{item: size, at-least: 2}, {item: kinds, is: red}]}}
  - {id: song, ask: Song?, options: often, only-if: {scale: early, at-most: 3}}
  - id: sure
    ask: Sure?
    options:
      - {code: yes, score: 1, text: "Yes"}
      - {code: off, score: not-asked, text: Does not apply}
      - {code: who-knows, score: unknown, text: Not sure}
criteria: [{id: much, if: {scale: most, at-least: 6}, because: Much.}]
scales:
  - {id: early, title: Early, sum-of: [bird, size]}
  - id: all
    title: All
    sum-of: [bird, size, kinds, song]
    reversed: [bird, size]
    times: 2.5
    bands: [{id: low, from: -2.5, to: 7, title: Low}, {id: high, from: 7.5, to: 35, title: High}]
    bands-if: {item: size, answered: yes}
    no-bands-because: There is no size.
    cut-offs:
      - {at: 5, source: Nobody}
      - {at-most: 5, source: Nobody, if: {all: [{item: bird, at-least: some}, {scale: early, at-least: 2}]}}
  - {id: middle, title: Middle, mean-of: [bird, kinds], decimals: 1, round: half-even}
  - id: read
    title: Read off tables
    sum-of: [size, song, kinds, early, middle]
    points:
      size: [{from: 0, to: 1, is: 3}, {from: 2, to: 3, is: -0.5}]
      song: {some: 7, not-asked: 2}
      kinds: {red: 1, none: 4}
      early: [{from: -10, to: 2, is: 0}, {from: 2.5, to: 10, is: 20.25}]
    decimals: 0
    round-first: yes
    band-sets:
      - id: one
        title: One
        source: Nobody
        bands: [{id: low, from: 0, to: 9, title: Low}, {id: high, from: 10, to: 99, title: High}]
      - id: two
        title: Two
        source: Nobody
        bands: [{id: low, from: 0, to: 19, title: Low}, {id: high, from: 20, to: 99, title: High}]
  - {id: both, title: Both, mean-of: [read, middle, early], cut-offs: [{at: 4.5, source: Nobody}]}
  - {id: most, title: Most, max-of: [size, song, sure], times: 3}
  - id: signs
    title: Signs
    only-if: {item: bird, is: [some, lot]}
    no-score-because: There is no bird.
    count-of:
      - {id: a, if: {item: kinds, is: [red, blue]}, because: Colour.}
      - much
      - {id: c, if: {item: name, answered: no}, because: No name.}
no-scores-if: [{if: {all: [{item: sure, is: off}, {item: bird, is: no}]}, because: Nothing to add up.}]
critical-items: [{id: loud, title: Loud, if: {item: song, is: lot}, guidance: [crisis-now]}]
outcomes:
  - {id: one, title: One, if: {scale: signs, at-least: 2}}
  - {id: two, title: Two, if: {item: kinds, is-not: [red, none]}}
"""


def whole(reading: SecondReading, text: str) -> Tally:
    """The whole of a file, in this process."""
    return checked(reading, LIBRARY.parse_stored(text, "this file"), {}, 0)


def test_every_key_of_the_language_is_read_alike_in_every_way_of_answering() -> None:
    """PUB-9."""
    tally = whole(SecondReading(KEYS), KEYS)
    assert (tally.agree, tally.extras > 0, tally.apart) == (tally.tried, True, ())
    assert tally.tried > 200


def test_what_is_tried_are_all_combinations_that_the_skips_leave_and_no_other() -> None:
    """PUB-9: counted apart, by asking the engine about each combination."""
    text = LIBRARY.source("phq-2-9").replace("at-least: 3}", "at-least: 6}")
    questionnaire = LIBRARY.parse_stored(text, "this file")
    pairs = product("abcd", repeat=2)
    left = 0
    for first, second in pairs:
        evaluation = given(questionnaire, {"q1": Chosen(first), "q2": Chosen(second)}).evaluation
        asked = [item for item in questionnaire.questions if evaluation.asked(item) is Truth.YES]
        left += prod(len(item.options) for item in asked[2:])
    tally = whole(SecondReading(text), text)
    assert tally.tried == left == 15 + 4**7
    assert tally.weight == 4**9


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("{code: c, score: 2}", "{code: c, score: 1}"),
        ('to: 7, title: "Zone I, alcohol', 'to: 6, title: "Zone I, alcohol'),
        ("- at: 8\n", "- at: 9\n"),
        ("only-if: {item: q1, is-not: a}", "only-if: {item: q1, is-not: b}"),
    ],
)
def test_a_difference_between_the_readings_is_found(right: str, wrong: str) -> None:
    """The second reading is given a file that differs in one place: points, a band, a cut-off, a skip."""
    text = LIBRARY.source("audit")
    assert right in text
    other = SecondReading(text.replace(right, wrong))
    tally = checked(other, LIBRARY.parse_stored(text, "this file"), {}, 0, seed=1, draw=400)
    assert tally.agree < tally.tried == 400
    assert 0 < len(tally.apart) <= 5


@pytest.mark.parametrize("name", one_in(4, LIBRARY.published))
def test_each_published_instrument_agrees_with_the_second_reading(name: str) -> None:
    """PUB-9: a sample; `screening prove` tries all, where they can be."""
    text = LIBRARY.source(name)
    tally = checked(SecondReading(text), LIBRARY.parse_stored(text, name), {}, 0, seed=7, draw=300)
    assert (tally.tried, tally.agree) == (300, 300)


def test_the_same_sample_is_drawn_each_time() -> None:
    text = LIBRARY.source("audit")
    other = SecondReading(text.replace("- at: 8\n", "- at: 9\n"))
    questionnaire = LIBRARY.parse_stored(text, "this file")
    first, second = (checked(other, questionnaire, {}, 0, seed=1, draw=200) for _ in range(2))
    assert first.apart == second.apart != ()


def test_a_key_that_the_second_reading_does_not_know_stops_it() -> None:
    with pytest.raises(NotRead, match="unheard-of of total"):
        SecondReading(LIBRARY.source("gad-7").replace("loinc: 70274-6", "unheard-of: 3"))


def test_the_second_reading_shares_no_code_with_the_engine() -> None:
    """PUB-9."""
    names = _imported(second_reading.__file__)
    assert "yaml" in names
    assert {name for name in names if name.startswith("screening")} == {"screening.proof", second_repeats.__name__}
    for its_own in (second_repeats, second_dates):
        assert [name for name in _imported(its_own.__file__) if name.startswith("screening")] == []


def _imported(file: str | None) -> list[str]:
    """The modules that a file imports."""
    assert file
    tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return names + [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]


def test_the_work_is_done_in_processes_and_its_progress_told() -> None:
    """PUB-9."""
    questionnaire, seen = LIBRARY.load("dast-10"), list[tuple[int, int]]()
    proof = prove(questionnaire, LIBRARY.source("dast-10"), lambda done, of: seen.append((done, of)), processes=2)
    assert (proof.holds, proof.sampled, proof.combinations, proof.tally.agree) == (True, False, 1024, 1024)
    assert seen[-1] == (1024, 1024)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_what_was_proven_is_said_with_its_numbers(tmp_path: Path) -> None:
    """PUB-9."""
    said = run("prove", "dast-10", home=tmp_path)
    assert (said.returncode, said.stderr) == (0, b"")
    assert b"1,024 of 1,024 agree in scores, bands, cut-offs, critical items and outcomes." in said.stdout


def test_a_sample_is_said_openly(tmp_path: Path) -> None:
    """PUB-9."""
    said = run("prove", "signs", "--sample", "40", home=tmp_path).stdout.decode()
    assert "40 were drawn by lot (seed 20261126). The others were not tried." in said
    assert "40 of 40 agree" in said
    assert SAMPLE > 40


@pytest.mark.long
def test_all_of_the_audit_agrees() -> None:
    """PUB-9."""
    proof = prove(LIBRARY.load("audit"), LIBRARY.source("audit"), lambda *_: None)
    assert (proof.combinations, proof.tally.tried, proof.tally.agree) == (3_515_625, 2_700_045, 2_700_045)
