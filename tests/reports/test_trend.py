"""Change over time: what may be said about it, what must be said first, and what is never said."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from screening.engine.interview import Status
from screening.engine.interview import given as interview_of
from screening.engine.points import Span
from screening.model.answers import Answer, Chosen, Declined, Entered, Gap
from screening.model.fields import Administration
from screening.model.questionnaire import Questionnaire
from screening.model.scales import Reliability
from screening.records.client_file import Sitting
from screening.records.timestamps import Timestamp
from screening.reports.comparison import compare
from screening.reports.comparison_cautions import Caution, Doubt
from screening.reports.reliable_change import ChangeKind, Unknown, change, smallest, threshold
from screening.reports.scale_points import point
from screening.reports.trend import in_order, trend, trends
from tests.conftest import SKIP, answers, questionnaire, shipped
from tests.people import answered, monthly, said

NUMBERS = "[{id: one, type: number, ask: One?, least: 0, most: 40}, {id: two, ask: Two?, options: how-often}]"
FIGURES = "reliability: {r: 0.84, sd: 5, source: 'Made up for this test: nobody was asked'}"


def made_up(figures: str = FIGURES, scale: str = "sum-of: [one]", more: str = "") -> Questionnaire:
    """A questionnaire with one scale of 0 to 40 points, and published figures that are made up."""
    text = f"recall-days: 30\nitems: {NUMBERS}\nscales:\n  - id: total\n    title: Total\n    {scale}\n"
    return questionnaire(f"{text}    {figures}\n{more}" if figures else f"{text}{more}")


def of_version(version: str, source: Questionnaire | None = None) -> Questionnaire:
    """The same questionnaire under another version."""
    return (source or made_up()).model_copy(update={"version": version})


def sitting(
    number: int,
    found: dict[str, Answer],
    on: str = "",
    source: Questionnaire | None = None,
    *,
    way: Administration = "self",
    status: Status = Status.COMPLETED,
    interpreter: bool = False,
    paper: bool = False,
) -> Sitting:
    """A sitting of this number; without a day they are a year apart."""
    day = on or f"{2000 + number}-01-01"
    interview = replace(interview_of(source or made_up(), found), status=status)
    at = Timestamp(f"{day}T10:00:00Z", 0)
    return Sitting(number, interview, way, at, at, day, interpreter=interpreter, paper=paper)


def scored(*points: int, source: Questionnaire | None = None) -> list[Sitting]:
    """Sittings with these points, a year apart."""
    return [sitting(index, answers(one=value, two="never"), "", source) for index, value in enumerate(points, 1)]


def kind_of(before: int, after: int, source: Questionnaire | None = None) -> ChangeKind:
    """What became of the score."""
    earlier, later = scored(before, after, source=source)
    found = source or made_up()
    return change(point(earlier, "total"), point(later, "total"), found.scale_by_id["total"]).kind


def doubts(*sittings: Sitting) -> list[Doubt]:
    """What stands before a comparison of these sittings."""
    found = trend(sittings, "made-up", "total")
    assert found is not None
    return [one.doubt for one in found.cautions]


def caution(sittings: Sequence[Sitting], doubt: Doubt) -> Caution:
    """The caution of this kind."""
    found = trend(sittings, sittings[0].questionnaire.id, "total")
    assert found is not None
    return next(one for one in found.cautions if one.doubt is doubt)


# Reliable change. The figures stand in no engine: they are worked out here in binary numbers, or by hand.


@pytest.mark.parametrize(
    ("r", "in_sd"),
    [
        ("0.60", 1.75), ("0.70", 1.52), ("0.75", 1.39), ("0.79", 1.27),
        ("0.80", 1.24), ("0.84", 1.11), ("0.90", 0.88), ("0.95", 0.62),
    ],
)  # fmt: skip
def test_the_threshold_in_standard_deviations_is_that_of_the_table(r: str, in_sd: float) -> None:
    """R-10."""
    assert round(float(threshold(figures(r, "1"))), 2) == in_sd


@pytest.mark.parametrize(
    ("r", "sd", "told"),
    [("0.84", "5", 6), ("0.56", "5", 10), ("0.79", "3", 4), ("0.75", "3", 5), ("1", "3", 1), ("0.5", "10", 20)],
)
def test_the_change_that_is_told_is_rounded_up_to_a_step_of_the_score(r: str, sd: str, told: int) -> None:
    """R-10."""
    assert smallest(figures(r, sd), Decimal(1)) == told


def figures(r: str, sd: str) -> Reliability:
    """Published figures, made up."""
    return Reliability.model_validate({"r": r, "sd": sd, "source": "Made up"})


@given(
    some.integers(0, 100).map(lambda one: f"{one / 100:.2f}"),
    some.integers(1, 400).map(lambda one: f"{one / 10:.1f}"),
    some.sampled_from(["1", "2", "0.5", "0.25", "2.5", "0.01"]).map(Decimal),
)
def test_the_change_that_is_told_is_the_smallest_step_above_the_threshold(r: str, sd: str, step: Decimal) -> None:
    """R-10."""
    exact = 1.96 * float(sd) * math.sqrt(2 * (1 - float(r)))
    told = smallest(figures(r, sd), step)
    assert told % step == 0
    assert float(told) > exact - 1e-9
    assert float(told - step) <= exact + 1e-9


@pytest.mark.parametrize(("before", "after"), [(10, 10), (10, 15), (15, 10), (0, 5)])
def test_a_change_that_chance_can_make_is_called_indeterminate(before: int, after: int) -> None:
    """R-10."""
    assert kind_of(before, after) is ChangeKind.INDETERMINATE


def test_a_larger_change_is_for_the_worse_or_the_better_by_what_the_file_says_of_higher_points() -> None:
    """R-10."""
    better = made_up(f"{FIGURES}\n    higher: better")
    assert (kind_of(10, 16), kind_of(16, 10)) == (ChangeKind.WORSE, ChangeKind.IMPROVED)
    assert (kind_of(10, 16, better), kind_of(16, 10, better)) == (ChangeKind.IMPROVED, ChangeKind.WORSE)


def test_a_change_holds_the_figures_that_it_was_told_by() -> None:
    """R-10."""
    earlier, later = scored(20, 9)
    found = change(point(earlier, "total"), point(later, "total"), made_up().scale_by_id["total"])
    assert (found.difference, found.least, found.reason) == (Decimal(-11), Decimal(6), None)
    assert found.figures is not None
    assert (found.figures.r, found.figures.sd) == (Decimal("0.84"), Decimal(5))


@given(some.integers(0, 40), some.integers(0, 40))
def test_a_change_and_its_mirror_image_are_opposite(before: int, after: int) -> None:
    opposite = {
        ChangeKind.WORSE: ChangeKind.IMPROVED,
        ChangeKind.IMPROVED: ChangeKind.WORSE,
        ChangeKind.INDETERMINATE: ChangeKind.INDETERMINATE,
    }
    assert kind_of(after, before) is opposite[kind_of(before, after)]
    assert (kind_of(before, after) is ChangeKind.INDETERMINATE) == (abs(after - before) <= 5)  # 5.54 by hand


def test_the_step_is_that_of_the_totals_and_not_of_the_points() -> None:
    options = "options: [{code: a, score: 0, text: A}, {code: b, score: %s, text: B}]"
    items = ", ".join(f"{{id: {name}, ask: Which?, {options % most}}}" for name, most in (("one", 4), ("two", 6)))
    twos = f"items: [{items}]\nscales: [{{id: total, title: Total, sum-of: [one, two], {FIGURES}}}]"
    mean = made_up(scale="mean-of: [one, two]")
    assert point(sitting(1, answers(one="a", two="b"), source=questionnaire(twos)), "total").step == 2
    assert point(sitting(1, answers(one=1, two="never"), source=mean), "total").step == Decimal("0.5")


def test_without_figures_nothing_is_known_and_no_number_is_given() -> None:
    """R-10."""
    earlier, later = scored(0, 40, source=made_up(""))
    found = change(point(earlier, "total"), point(later, "total"), made_up("").scale_by_id["total"])
    assert (found.kind, found.reason) == (ChangeKind.UNKNOWN, Unknown.NO_FIGURES)
    assert (found.difference, found.least, found.figures) == (None, None, None)


def test_our_own_questionnaires_carry_no_figures() -> None:
    """R-10."""
    scales = [scale for name in ("signs", "past-month") for scale in shipped(name).scales]
    assert [scale.id for scale in scales if scale.reliability] == []


OTHER_WAYS = [
    ({"way": "entered"}, Unknown.WAY),
    ({"paper": True}, Unknown.WAY),
    ({"interpreter": True}, Unknown.WAY),
    ({"source": of_version("1.1")}, Unknown.VERSION),
    ({"source": of_version("1.0", made_up(scale="sum-of: [one, two]"))}, Unknown.SHAPE),
]


@pytest.mark.parametrize(("how", "reason"), OTHER_WAYS, ids=[reason for _, reason in OTHER_WAYS])
def test_scores_of_two_kinds_are_never_told_from_chance(how: dict[str, object], reason: Unknown) -> None:
    """R-10, Q-17."""
    earlier, later = sitting(1, answers(one=0, two="never")), sitting(2, answers(one=40, two="never"), **how)  # type: ignore[arg-type]
    found = change(point(earlier, "total"), point(later, "total"), made_up().scale_by_id["total"])
    assert (found.kind, found.reason, found.difference) == (ChangeKind.UNKNOWN, reason, None)


def test_a_score_that_is_open_or_missing_is_never_told_from_chance() -> None:
    """R-10, R-6."""
    scale = made_up().scale_by_id["total"]
    whole = point(sitting(1, answers(one=0, two="never")), "total")
    open_ = point(sitting(2, answers(one=SKIP, two="never")), "total")
    assert change(whole, open_, scale).reason is Unknown.OPEN
    none = replace(whole, span=None)
    assert change(none, whole, scale).reason is Unknown.NO_SCORE


# Points.


def test_a_point_names_day_version_way_and_how_many_were_answered() -> None:
    """R-10."""
    found = point(sitting(7, answers(one=11, two=SKIP), "2026-03-01", way="read-aloud", interpreter=True), "total")
    assert (found.sitting, found.date, found.version, found.way) == (7, "2026-03-01", "1.0", "read-aloud")
    assert (found.answered, found.asked, found.value, found.interpreter) == (1, 2, Decimal(11), True)


def test_an_open_score_stays_a_span_with_every_band_that_it_touches() -> None:
    """R-6."""
    bands = "bands: [{id: a, from: 0, to: 1, title: A}, {id: b, from: 2, to: 3, title: B}]"
    source = made_up(bands, "sum-of: [two]")
    found = point(sitting(1, answers(one=0, two=SKIP), source=source), "total")
    assert found.value is None
    assert found.span is not None
    assert found.span == Span(Decimal(0), Decimal(3))
    assert [band.id for band in found.bands] == ["a", "b"]


def test_no_point_shows_an_answer_when_it_is_printed() -> None:
    found = point(sitting(1, answers(one=39, two="never")), "total")
    assert "39" not in repr(found)
    assert "39" not in repr(trend(scored(39, 38), "made-up", "total"))


# What a trend is made of.


def test_only_sittings_with_this_questionnaire_that_stand_are_part_of_a_trend() -> None:
    one, two, three = scored(1, 2, 3)
    month = sitting(9, dict(answered(monthly(), "past-month")), source=shipped("past-month"))
    corrected = replace(one, corrected_by=3)
    assert [each.number for each in in_order([corrected, two, three, month], "made-up")] == [2, 3]


def test_a_correction_that_is_not_finished_does_not_stand_yet() -> None:
    one, two = scored(1, 2)
    begun = replace(sitting(3, answers(one=1), "2001-01-01", status=Status.IN_PROGRESS), corrects=1)
    assert [each.number for each in in_order([one, two, begun], "made-up")] == [1, 2]


def test_the_order_is_that_of_the_days_and_then_of_the_numbers() -> None:
    days = {1: "2026-03-01", 2: "2026-01-01", 3: "2026-03-01", 4: "2025-12-31"}
    listed = [sitting(number, answers(one=1, two="never"), day) for number, day in days.items()]
    assert [one.number for one in in_order(reversed(listed), "made-up")] == [4, 2, 1, 3]


def test_a_scale_that_no_sitting_has_makes_no_trend() -> None:
    assert trend(scored(1, 2), "made-up", "nothing") is None
    assert trend([], "made-up", "total") is None


def test_every_scale_with_levels_or_a_picture_has_a_trend_those_with_levels_first() -> None:
    listed = [sitting(1, dict(answered(said())), source=shipped("signs"))]
    assert [one.scale.id for one in trends(listed, "signs")] == [
        "count", "control", "responsibilities", "social", "legal", "health",
    ]  # fmt: skip


def test_where_nothing_is_counted_the_count_has_no_trend() -> None:
    """As for gambling: the file gives a reason, and there is nothing to draw."""
    listed = [sitting(1, dict(answered(said(using="gambling"))), source=shipped("signs"))]
    assert "count" not in [one.scale.id for one in trends(listed, "signs")]


def test_the_last_score_is_held_against_the_one_before_and_against_the_first() -> None:
    def pairs(*points: int) -> list[tuple[int, int]]:
        found = trend(scored(*points), "made-up", "total")
        assert found is not None
        return [(one.earlier.sitting, one.later.sitting) for one in found.changes]

    assert (pairs(5), pairs(5, 6), pairs(5, 6, 7, 8)) == ([], [(1, 2)], [(3, 4), (1, 4)])


def test_figures_of_a_later_version_are_never_used_for_an_earlier_one() -> None:
    """R-10: the latest version has figures, and no score yet."""
    bare = made_up("")
    unscored = sitting(
        3, answers(one=1, two=SKIP), source=of_version("1.2").model_copy(update={"no_scores_if": silent().no_scores_if})
    )
    found = trend([*scored(0, 40, source=bare), unscored], "made-up", "total")
    assert found is not None
    assert found.scale.reliability is not None
    assert [one.reason for one in found.changes] == [Unknown.NO_FIGURES]


def silent() -> Questionnaire:
    """One that gives no scores where the second question is skipped."""
    return made_up(more="no-scores-if: [{if: {item: two, answered: no}, because: None may stand.}]")


def test_scales_of_another_shape_never_share_a_picture() -> None:
    """R-10."""
    wider = of_version("1.2", made_up(scale="sum-of: [one, two]"))
    listed = [*scored(1, 2), sitting(3, answers(one=3, two="never"), source=wider)]
    found = trend(listed, "made-up", "total")
    assert found is not None
    assert [[one.sitting for one in points] for points in found.pictures] == [[1, 2], [3]]
    assert caution(listed, Doubt.SHAPE).facts == ("1.0", "1.2")
    assert found.changes[0].reason is Unknown.VERSION


def test_versions_of_one_shape_share_a_picture_with_a_caution() -> None:
    """R-10."""
    listed = [*scored(1, 2), sitting(3, answers(one=3, two="never"), source=of_version("1.1"))]
    found = trend(listed, "made-up", "total")
    assert found is not None
    assert [len(points) for points in found.pictures] == [3]
    assert doubts(*listed) == [Doubt.VERSION]


# Cautions.


def test_sittings_of_one_kind_need_no_caution() -> None:
    assert doubts(*scored(1, 2, 3)) == []


FULL = answers(one=3, two="never")
BESIDE = [
    (sitting(2, FULL, source=of_version("1.1")), Doubt.VERSION),
    (sitting(2, FULL, source=made_up().model_copy(update={"recall": "this week"})), Doubt.RECALL),
    (sitting(2, FULL, interpreter=True), Doubt.INTERPRETER),
    (sitting(2, FULL, paper=True), Doubt.WAY),
    (sitting(2, answers(one=3), status=Status.STOPPED), Doubt.UNFINISHED),
    (sitting(2, FULL, "2001-01-30"), Doubt.CLOSE),
]


@pytest.mark.parametrize(("other", "doubt"), BESIDE, ids=[doubt for _, doubt in BESIDE])
def test_each_difference_between_sittings_has_its_caution(other: Sitting, doubt: Doubt) -> None:
    """R-10, Q-17."""
    assert doubts(*scored(1), other) == [doubt]


def test_a_sitting_in_which_nothing_was_answered_is_left_out() -> None:
    """R-10."""
    found = trend([*scored(1, 2), sitting(3, {}, status=Status.STOPPED)], "made-up", "total")
    assert found is not None
    assert [one.sitting for one in found.points] == [1, 2]
    assert found.cautions == ()


def test_another_way_of_taking_it_has_a_caution_and_one_that_is_not_meant_has_two() -> None:
    """Q-17."""
    assert doubts(*scored(1), sitting(2, FULL, way="entered")) == [Doubt.WAY, Doubt.NOT_MEANT]
    assert caution([*scored(1), sitting(2, FULL, way="entered")], Doubt.NOT_MEANT).sittings == (2,)


@given(some.lists(some.tuples(some.sampled_from(["self", "read-aloud", "entered"]), some.booleans()), min_size=2))
def test_ways_are_never_mixed_without_a_caution(ways: list[tuple[Administration, bool]]) -> None:
    """R-10, Q-17."""
    listed = [sitting(index, FULL, way=way, paper=paper) for index, (way, paper) in enumerate(ways)]
    assert (Doubt.WAY in doubts(*listed)) == (len(set(ways)) > 1)


def test_days_that_both_look_at_are_counted_by_the_later_questionnaire() -> None:
    days = ["2026-01-01", "2026-01-30", "2026-03-01", "2026-05-01", "2026-05-02"]
    listed = [sitting(index, FULL, day) for index, day in enumerate(days, 1)]
    found = trend(listed, "made-up", "total")
    assert found is not None
    assert [(one.sittings, one.facts) for one in found.cautions] == [((1, 2), ("30",)), ((4, 5), ("30",))]
    bare = questionnaire(f"items: {NUMBERS}\nscales: [{{id: total, title: Total, sum-of: [one]}}]")
    assert doubts(*(sitting(index, FULL, "2026-01-01", bare) for index in (1, 2))) == []


def test_the_shipped_questionnaires_say_how_many_days_they_look_back() -> None:
    assert (shipped("signs").recall_days, shipped("past-month").recall_days) == (365, 30)


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (said("alcohol"), said("alcohol"), False),
        (said("alcohol"), said("cannabis"), True),
        (said("alcohol"), said(None), True),
        (said("other-drug", using_own="kratom"), said("other-drug", using_own="Kratom"), False),
        (said("other-drug", using_own="kratom"), said("other-drug", using_own="spice"), True),
    ],
)
def test_another_subject_has_a_caution_and_so_has_another_typed_word(
    one: dict[str, object], other: dict[str, object], differ: bool
) -> None:
    """R-10."""
    listed = [sitting(i, dict(answered(found)), source=shipped("signs")) for i, found in enumerate((one, other), 1)]
    found = trend(listed, "signs", "control")
    assert found is not None
    assert (Doubt.SUBJECT in [each.doubt for each in found.cautions]) == differ
    figures_ = shipped("signs").scale_by_id["control"].model_copy(update={"reliability": figures("0.8", "5")})
    reason = change(found.points[0], found.points[1], figures_).reason
    assert reason is (Unknown.SUBJECT if differ else None)


def test_where_the_subject_was_left_out_twice_it_may_still_be_another() -> None:
    """R-10."""
    listed = [sitting(i, dict(answered(said(None))), source=shipped("signs")) for i in (1, 2)]
    scale = shipped("signs").scale_by_id["control"].model_copy(update={"reliability": figures("0.8", "5")})
    earlier, later = (point(one, "control") for one in listed)
    assert (earlier.subject == later.subject, change(earlier, later, scale).reason) == (True, Unknown.SUBJECT)


def test_a_file_that_was_edited_without_another_version_is_another_questionnaire() -> None:
    """R-10."""
    earlier, later = (replace(one, source_hash=text) for one, text in zip(scored(0, 40), "ab", strict=True))
    scale = made_up().scale_by_id["total"]
    assert change(point(earlier, "total"), point(later, "total"), scale).reason is Unknown.VERSION


def test_where_no_scores_may_stand_the_reason_is_given_and_nothing_is_drawn() -> None:
    young = sitting(1, dict(answered(said(adult="no"))), source=shipped("signs"))
    found = trend([young], "signs", "control")
    assert found is not None
    assert (found.pictures, found.changes) == ((), ())
    (one,) = found.cautions
    assert one.doubt is Doubt.NO_SCORES
    assert one.facts == (shipped("signs").no_scores_if[1].because,)


# Two sittings side by side.


def test_two_sittings_are_compared_in_their_order_whoever_comes_first() -> None:
    one, two = scored(1, 9)
    found = compare(two, one)
    assert (found.earlier.number, found.later.number) == (1, 2)
    assert [(each.kind, each.difference) for each in found.changes] == [(ChangeKind.WORSE, Decimal(8))]


def test_only_answers_that_differ_are_listed_with_what_was_said_and_what_was_not() -> None:
    earlier, later = sitting(1, answers(one=4, two="never")), sitting(2, answers(one=4, two=SKIP))
    (pair,) = compare(earlier, later).answers
    assert [side.item.id if side.item else "" for side in pair] == ["two", "two"]
    assert [side.reply for side in pair] == [Chosen("never"), Declined()]


def test_a_question_of_one_version_only_is_told_apart_from_one_that_was_not_asked() -> None:
    bare = questionnaire("items: [{id: one, type: number, ask: One?, least: 0, most: 40}]")
    old, new = sitting(1, answers(one=4), source=of_version("0.9", bare)), sitting(2, answers(one=4, two="never"))
    (pair,) = compare(old, new).answers
    assert [side.item is None for side in pair] == [True, False]
    assert pair[0].reply is Gap.NOT_ASKED


def test_two_questionnaires_are_never_compared() -> None:
    month = sitting(2, dict(answered(monthly(), "past-month")), source=shipped("past-month"))
    with pytest.raises(ValueError, match="two questionnaires"):
        compare(scored(1)[0], month)


def test_a_comparison_has_the_cautions_of_its_sittings() -> None:
    """Q-17."""
    found = compare(scored(1)[0], sitting(2, FULL, way="read-aloud", interpreter=True))
    assert [one.doubt for one in found.cautions] == [Doubt.WAY, Doubt.INTERPRETER, Doubt.NOT_MEANT]


def test_an_unchanged_entry_is_no_difference() -> None:
    earlier, later = sitting(1, {"one": Entered(4)}), sitting(2, {"one": Entered(4)})
    assert compare(earlier, later).answers == ()
