"""Rules of scales as published instruments need them: tables, scales of scales, rounding, sets of bands, ranges."""

from __future__ import annotations

from decimal import Decimal

import pytest

from screening.engine.evaluation import Evaluation
from screening.engine.ranges.attainable import reach
from screening.engine.scoring import ScaleScore, score
from screening.loading.held_before import as_before
from screening.model.answers import Answers, Chosen, Entered
from screening.model.questionnaire import Questionnaire
from tests.conftest import SKIP, answers, questionnaire


def by_id(found: Questionnaire, given: Answers) -> dict[str, ScaleScore]:
    return {one.scale.id: one for one in score(Evaluation(found, given))}


Points = Decimal | int


def ends(one: ScaleScore) -> tuple[Points, Points]:
    return one.span.low, one.span.high


def value(one: ScaleScore) -> Points | None:
    return one.value


def met(one: ScaleScore) -> tuple[Points | None, bool | None]:
    return one.value, one.cut_offs[0][1]


# Points by code, also where a question is not asked.

SKIPPING = questionnaire("""
items:
  - {id: first, ask: One, options: how-often}
  - {id: second, ask: Two, options: how-often, only-if: {item: first, is-not: never}}
scales:
  - id: total
    title: Total
    sum-of: [first, second]
    points:
      first: {never: 1, monthly: 2, weekly: 3, daily: 4}
      second: {never: 1, monthly: 2, weekly: 3, daily: 4, not-asked: 1}
  - {id: mean, title: Mean, mean-of: [second], points: {second: {daily: 4, not-asked: 1}}}
""")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (answers(first="never"), (2, 2)),
        (answers(first="daily", second="daily"), (8, 8)),
        (answers(first="daily", second=SKIP), (5, 8)),
        (answers(first=SKIP, second="weekly"), (4, 7)),
        (answers(), (2, 8)),
    ],
)
def test_a_question_that_is_not_asked_has_the_points_of_the_table(given: Answers, expected: tuple[int, int]) -> None:
    assert ends(by_id(SKIPPING, given)["total"]) == expected


def test_what_a_table_gives_for_not_asked_is_in_the_range() -> None:
    assert list(reach(SKIPPING, SKIPPING.scale_by_id["total"]).values()) == [2, *range(3, 9)]


def test_a_code_that_a_table_does_not_name_is_worth_nothing() -> None:
    assert by_id(SKIPPING, answers(first="daily", second="weekly"))["mean"].value == 0


# Points by ranges, of numbers and of totals.

LOOKED_UP = questionnaire("""
items:
  - {id: one, ask: One, options: how-often}
  - {id: two, ask: Two, options: how-often}
  - {id: days, ask: Days, type: number, least: 0, most: 30}
scales:
  - {id: raw, title: Raw, sum-of: [one, two]}
  - id: table
    title: By the table
    sum-of: [raw]
    points: {raw: [{from: 0, to: 1, is: 60.5}, {from: 2, to: 3, is: 41}, {from: 4, to: 6, is: 79.4}]}
    cut-offs: [{at: 60, source: Invented}]
  - {id: flag, title: Flag, sum-of: [days], points: {days: [{from: 0, to: 0, is: 0}, {from: 1, to: 30, is: 1}]}}
  - {id: most, title: Most, max-of: [table, flag]}
""")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (answers(one="never", two="never"), ("60.5", "60.5")),
        (answers(one="monthly", two=SKIP), ("41", "79.4")),
        (answers(one="never", two=SKIP), ("41", "60.5")),
    ],
)
def test_a_total_is_looked_up_and_a_span_holds_every_row_between(given: Answers, expected: tuple[str, str]) -> None:
    """L-2."""
    assert ends(by_id(LOOKED_UP, given)["table"]) == tuple(map(Decimal, expected))


def test_a_number_has_the_points_of_its_row() -> None:
    assert [by_id(LOOKED_UP, {"days": Entered(days)})["flag"].value for days in (0, 1, 30)] == [0, 1, 1]


def test_a_table_of_a_total_reaches_only_what_stands_in_it() -> None:
    assert list(reach(LOOKED_UP, LOOKED_UP.scale_by_id["table"]).values()) == [41, Decimal("60.5"), Decimal("79.4")]


def test_a_share_says_that_it_comes_from_a_table_and_which_scale_it_is() -> None:
    (share,) = by_id(LOOKED_UP, answers(one="never", two="never"))["table"].shares
    assert (share.id, share.part, share.rule, share.span.value) == ("raw", "scale", "table", Decimal("60.5"))


# Scales of scales.

OF_SCALES = questionnaire("""
items:
  - {id: one, ask: One, options: how-often}
  - {id: two, ask: Two, options: how-often}
  - {id: three, ask: Three, options: how-often}
scales:
  - {id: first, title: First, mean-of: [one, two, three]}
  - {id: second, title: Second, sum-of: [three], only-if: {item: one, is-not: never}, no-score-because: Not given.}
  - {id: both, title: Both, sum-of: [first, second], times: 3}
  - {id: overall, title: Overall, mean-of: [first, one], decimals: 3}
""")
ANSWERED = answers(one="monthly", two="monthly", three="weekly")


def test_a_mean_is_handed_on_exactly_and_rounded_once_at_the_end() -> None:
    """L-1."""
    found = by_id(OF_SCALES, ANSWERED)
    assert [found[name].value for name in ("first", "both", "overall")] == [
        Decimal("1.33"), Decimal("10.00"), Decimal("1.167"),
    ]  # fmt: skip


def test_a_scale_without_a_score_adds_nothing_to_a_sum() -> None:
    found = by_id(OF_SCALES, answers(one="never", two="never", three="daily"))
    assert "second" not in found
    assert value(found["both"]) == 3


# Criteria that exclude one another.


def test_criteria_that_exclude_one_another_are_never_counted_together() -> None:
    found = questionnaire("""
items:
  - {id: sex, ask: Which, options: [{code: female, text: Female}, {code: male, text: Male}]}
  - {id: often, ask: How often, options: how-often}
scales:
  - {id: points, title: Points, sum-of: [often]}
  - id: over
    title: Over the line
    count-of:
      - {id: women, if: {all: [{item: sex, is: female}, {scale: points, at-least: 1}]}, because: A line for women.}
      - {id: men, if: {all: [{item: sex, is: male}, {scale: points, at-least: 2}]}, because: A line for men.}
""")
    assert list(reach(found, found.scale_by_id["over"]).values()) == [0, 1]
    assert ends(by_id(found, {"sex": SKIP, "often": Chosen("daily")})["over"]) == (0, 1)


# Rounding.


def rounded(more: str) -> Questionnaire:
    return questionnaire(f"""
items:
  - {{id: one, ask: One, options: yes-no}}
  - {{id: two, ask: Two, options: yes-no}}
scales:
  - id: mean
    title: Mean
    mean-of: [one, two]
    decimals: 0
    cut-offs: [{{at: 1, source: Invented}}]
    {more}
""")


HALF = answers(one="yes", two="no")  # a mean of 0.5


@pytest.mark.parametrize(
    ("more", "points", "is_met"),
    [
        ("", 1, False),
        ("round: half-even", 0, False),
        ("round-first: yes", 1, True),
        ("round: half-even\n    round-first: yes", 0, False),
    ],
)
def test_a_cut_off_reads_the_exact_mean_unless_the_manual_rounds_first(more: str, points: int, is_met: bool) -> None:
    """L-1."""
    assert met(by_id(rounded(more), HALF)["mean"]) == (points, is_met)


def test_a_file_that_a_store_had_before_is_rounded_half_even_and_first() -> None:
    assert met(by_id(as_before(rounded("")), HALF)["mean"]) == (0, False)


# Missing answers and sets of bands.


def test_missing_answers_can_count_nothing_beside_the_span() -> None:
    found = questionnaire("""
items:
  - {id: one, ask: One, options: how-often}
  - {id: two, ask: Two, options: how-often}
scales:
  - id: total
    title: Total
    sum-of: [one, two]
    missing: {allow: 1, then: zero, source: The manual}
""")
    one = by_id(found, answers(one="weekly", two=SKIP))["total"]
    assert one.prorated is not None
    assert (one.value, one.prorated.rule) == (None, "zero")
    assert one.prorated.value.compare(2) == 0


def test_every_set_of_bands_is_read() -> None:
    """L-3."""
    found = questionnaire("""
items:
  - {id: one, ask: One, options: how-often}
scales:
  - id: total
    title: Total
    sum-of: [one]
    band-sets:
      - id: a
        title: the manual
        source: Invented
        bands: [{id: low, from: 0, to: 1, title: Low}, {id: high, from: 2, to: 3, title: High}]
      - {id: b, title: the paper, source: Invented, bands: [{id: all, from: 0, to: 3, title: All}]}
""")
    one = by_id(found, answers(one="weekly"))["total"]
    assert [(sets.id, [band.id for band in bands]) for sets, bands in one.band_sets] == [
        ("a", ["high"]),
        ("b", ["all"]),
    ]


def test_a_criterion_named_once_is_counted_in_several_scales() -> None:
    """L-4."""
    found = questionnaire("""
items:
  - {id: one, ask: One, options: how-often}
criteria:
  - {id: often, if: {item: one, is: daily}, because: Often.}
scales:
  - {id: first, title: First, count-of: [often]}
  - {id: second, title: Second, count-of: [often, {id: ever, if: {item: one, is-not: never}, because: Ever.}]}
""")
    scores = by_id(found, answers(one="daily"))
    assert [str(scores[name].value) for name in ("first", "second")] == ["1", "2"]
