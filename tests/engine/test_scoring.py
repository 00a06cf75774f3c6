"""What answers add up to: spans that narrow until they are a score, and what is read off them."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from screening.engine.evaluation import Evaluation
from screening.engine.own_words import own_words
from screening.engine.rules import Truth
from screening.engine.scoring import Prorated, ScaleScore, not_scored
from screening.model.answers import Answer, Answers, Chosen, Declined, Entered, Gap
from screening.model.questionnaire import Questionnaire
from tests import oracle
from tests.conftest import SKIP, answers, questionnaire
from tests.evaluated import critical, is_asked, outcomes, score, scores_absent
from tests.generated import Data, answered, files, partial_answers, questionnaires, with_bands
from tests.oracle import Oracle


def by_id(found: Questionnaire, given_answers: Answers) -> dict[str, ScaleScore]:
    return {one.scale.id: one for one in score(found, given_answers)}


def only(found: Questionnaire, given_answers: Answers) -> ScaleScore:
    """The score of the one scale that a questionnaire has."""
    (one,) = score(found, given_answers)
    return one


Points = Decimal | int


def ends(one: ScaleScore) -> tuple[Points, Points]:
    return one.span.low, one.span.high


def total(one: ScaleScore) -> Points | None:
    return one.value


# Properties, over made-up questionnaires and answers.

Drawn = tuple[Questionnaire, dict[str, Answer]]


@given(answered())
def test_every_span_is_what_the_oracle_says(drawn: Drawn) -> None:
    found, given_answers = drawn
    read = Oracle(found, given_answers)
    expected = {scale.id: read.span(scale) for scale in found.scales}
    mine = {name: ends(one) for name, one in by_id(found, given_answers).items()}
    assert mine == {name: span for name, span in expected.items() if span is not None}


@given(questionnaires())
def test_an_empty_response_spans_exactly_what_can_be_reached(found: Questionnaire) -> None:
    reached = oracle.attainable(found)
    for one in score(found, {}):
        every = reached[one.scale.id]
        assert ends(one) == (min(every), max(every))


@given(answered(), st.data())
def test_answering_an_open_item_never_widens_a_span(drawn: Drawn, data: st.DataObject) -> None:
    found, given_answers = drawn
    left = [item for item in found.questions if item.id not in given_answers]
    assume(left)
    item = data.draw(st.sampled_from(left))
    answer = data.draw(st.sampled_from([*oracle.every_answer(item), Declined()]))
    before, after = by_id(found, given_answers), by_id(found, {**given_answers, item.id: answer})
    assert after.keys() <= before.keys()
    for name, one in after.items():
        assert before[name].span.low <= one.span.low <= one.span.high <= before[name].span.high


@given(answered(), st.data())
def test_answering_an_open_item_never_brings_an_outcome_back(drawn: Drawn, data: st.DataObject) -> None:
    found, given_answers = drawn
    left = [item for item in found.questions if item.id not in given_answers]
    assume(left)
    item = data.draw(st.sampled_from(left))
    answer = data.draw(st.sampled_from([*oracle.every_answer(item), Declined()]))
    before = {one.id for one in outcomes(found, given_answers)}
    assert {one.id for one in outcomes(found, {**given_answers, item.id: answer})} <= before


@given(answered(), st.randoms(use_true_random=False))
def test_the_order_of_answering_does_not_matter(drawn: Drawn, random: Random) -> None:
    found, given_answers = drawn
    shuffled = list(given_answers.items())
    random.shuffle(shuffled)
    assert score(found, dict(shuffled)) == score(found, given_answers)


@given(answered(most=5), st.data())
def test_a_value_is_what_every_way_to_answer_the_rest_comes_to(drawn: Drawn, data: st.DataObject) -> None:
    found, given_answers = drawn
    settled = {name: one.value for name, one in by_id(found, given_answers).items() if one.value is not None}
    rest = data.draw(partial_answers(found, open_=False))
    after = by_id(found, {**rest, **given_answers})
    assert {name: after[name].value for name in settled if name in after} == {
        name: value for name, value in settled.items() if name in after
    }


@given(questionnaires(most=5), st.data())
def test_with_nothing_open_the_ends_are_what_the_declined_answers_allow(
    found: Questionnaire, data: st.DataObject
) -> None:
    given_answers = data.draw(partial_answers(found, open_=False))
    read = Oracle(found, given_answers)
    plain = [scale for scale in found.scales if scale.kind in ("sum_of", "mean_of") and read.applies(scale)]
    sums = [scale for scale in plain if not found.part_scales[scale.id]]
    allowed = {scale.id: read.totals(scale) for scale in sums}
    mine = by_id(found, given_answers)
    assert {scale.id: ends(mine[scale.id]) for scale in sums} == {
        name: (min(every), max(every)) for name, every in allowed.items()
    }


@given(questionnaires(most=5), st.data())
def test_with_nothing_open_every_span_holds_all_that_declined_answers_allow(
    found: Questionnaire, data: st.DataObject
) -> None:
    given_answers = data.draw(partial_answers(found, open_=False))
    read, mine = Oracle(found, given_answers), by_id(found, given_answers)
    for name, one in mine.items():
        low, high = ends(one)
        assert all(low <= total <= high for total in read.totals(found.scale_by_id[name]))


@given(questionnaires(), st.data())
def test_a_score_has_a_value_once_everything_is_answered(found: Questionnaire, data: st.DataObject) -> None:
    known = {
        item.id: data.draw(
            st.sampled_from([one for one in oracle.every_answer(item) if not oracle.is_unknown(item, one)])
        )
        for item in found.questions
    }
    assert [one.value for one in score(found, known) if one.value is None] == []


@given(files(), st.data())
def test_declining_never_makes_a_span_narrower_than_an_answer_would(file: Data, data: st.DataObject) -> None:
    """Where nothing depends on the item: declining can also bring further questions, or take a score away."""
    listed = file["items"]
    assert isinstance(listed, list)
    items = [{key: one for key, one in item.items() if key != "only-if"} for item in listed]
    found = Questionnaire.model_validate({**file, "items": items})
    whole = data.draw(partial_answers(found, open_=False))
    item = data.draw(st.sampled_from(found.questions))
    said, unsaid = by_id(found, whole), by_id(found, {**whole, item.id: SKIP})
    for name, one in said.items():
        if found.scale_by_id[name].kind != "count_of" and found.scale_by_id[name].only_if is None:
            assert unsaid[name].span.low <= one.span.low
            assert one.span.high <= unsaid[name].span.high


@given(answered())
def test_the_shares_of_a_sum_add_up_to_its_span_before_it_is_kept_to_what_can_be_reached(drawn: Drawn) -> None:
    for one in score(*drawn):
        rounded = one.scale.round is not None or one.scale.round_first or drawn[0].part_scales[one.scale.id]
        if one.scale.kind in ("sum_of", "count_of") and not rounded:
            low, high = sum(share.span.low for share in one.shares), sum(share.span.high for share in one.shares)
            times = one.scale.times
            assert ends(one) == (max(low * times, one.reach.low), min(high * times, one.reach.high))


@given(files(most=5), st.data())
def test_every_score_lies_in_exactly_one_band(file: dict[str, object], data: st.DataObject) -> None:
    plain = Questionnaire.model_validate(file)
    scale = data.draw(st.sampled_from(plain.scales))
    reached = sorted(oracle.attainable(plain)[scale.id])
    assume(reached)
    cuts = data.draw(st.lists(st.integers(1, len(reached)), max_size=3, unique=True))
    found = with_bands(file, scale.id, reached, sorted(cut for cut in cuts if cut < len(reached)))
    given_answers = data.draw(partial_answers(found))
    one = by_id(found, given_answers).get(scale.id)
    assume(one is not None)
    assert one is not None
    assert len(one.bands) == 1 if one.value is not None else len(one.bands) >= 1


@given(answered())
def test_a_critical_item_fires_where_the_oracle_says(drawn: Drawn) -> None:
    found, given_answers = drawn
    read = Oracle(found, given_answers)
    truths = {one.id: read.truth(one.if_, read.replies) for one in found.critical_items}
    fired = {one.id for one in found.critical_items if truths[one.id] == "yes"}
    fired |= {one.id for one in found.critical_items if truths[one.id] == "declined" and one.or_declined}
    assert {one.id for one in critical(found, given_answers)} == fired


@given(answered())
def test_the_outcomes_still_possible_end_with_the_first_that_is_certain(drawn: Drawn) -> None:
    found, given_answers = drawn
    read = Oracle(found, given_answers)
    expected = []
    for one in found.outcomes:
        truth = read.truth(one.if_, read.replies)
        expected += [one.id] if truth != "no" else []
        if truth == "yes":
            break
    assert [one.id for one in outcomes(found, given_answers)] == expected


# Four states, kept apart.

DRINKING = questionnaire("""
items:
  - {id: drinks, ask: Do you drink, options: yes-no}
  - {id: amount, ask: How much, options: how-often, only-if: {item: drinks, is: yes}}
  - {id: binges, ask: How often a lot, options: how-often, only-if: {item: drinks, is: yes}}
scales:
  - id: total
    title: Total
    sum-of: [amount, binges]
    bands:
      - {id: low, from: 0, to: 2, title: Few signs}
      - {id: raised, from: 3, to: 6, title: Some signs}
""")


@pytest.mark.parametrize(
    ("given_answers", "states", "span"),
    [
        (answers(), ["unanswered", "unanswered"], (0, 6)),
        (answers(drinks="no"), ["not-asked", "not-asked"], (0, 0)),
        (answers(drinks="yes", amount="weekly"), ["answered", "unanswered"], (2, 5)),
        (answers(drinks="yes", amount="weekly", binges=SKIP), ["answered", "declined"], (2, 5)),
        (answers(drinks=SKIP, amount="weekly"), ["answered", "unanswered"], (2, 5)),
    ],
)
def test_answered_declined_not_asked_and_unanswered_are_told_apart(
    given_answers: Answers, states: list[str], span: tuple[int, int]
) -> None:
    one = only(DRINKING, given_answers)
    assert ([share.state for share in one.shares], ends(one)) == (states, span)


def test_an_answer_off_the_path_does_not_count() -> None:
    one = only(DRINKING, answers(drinks="no", amount="daily", binges="daily"))
    assert ends(one) == (0, 0)


def test_an_answer_does_not_count_while_it_is_open_whether_it_is_asked() -> None:
    assert [share.state for share in only(DRINKING, answers(amount="daily")).shares] == ["unanswered", "unanswered"]


def test_what_may_not_be_asked_may_still_add_nothing() -> None:
    found = questionnaire("""
items:
  - {id: drinks, ask: Do you drink, options: yes-no}
  - {id: amount, ask: How much, type: number, least: 3, most: 9, only-if: {item: drinks, is: yes}}
scales:
  - {id: total, title: Total, sum-of: [amount]}
""")
    spans = [ends(only(found, given_answers)) for given_answers in (answers(), answers(drinks="yes"))]
    assert spans == [(0, 9), (3, 9)]


def test_a_band_can_be_certain_before_the_last_answer() -> None:
    one = only(DRINKING, answers(drinks="yes", amount="daily"))
    assert one.value is None
    assert one.band is not None
    assert one.band.id == "raised"


def test_one_skip_on_a_boundary_names_both_bands() -> None:
    one = only(DRINKING, answers(drinks="yes", amount="monthly", binges=SKIP))
    assert ([band.id for band in one.bands], one.band) == (["low", "raised"], None)


def test_with_everything_skipped_there_is_no_score() -> None:
    one = only(DRINKING, answers(drinks=SKIP, amount=SKIP, binges=SKIP))
    assert (total(one), ends(one)) == (None, (0, 6))


def test_bands_come_lowest_first_however_the_file_lists_them() -> None:
    found = questionnaire("""
items:
  - {id: drinks, ask: Do you drink, options: yes-no}
scales:
  - id: total
    title: Total
    sum-of: [drinks]
    bands: [{id: raised, from: 1, to: 1, title: Some}, {id: low, from: 0, to: 0, title: None}]
""")
    assert [band.id for band in only(found, {}).bands] == ["low", "raised"]


def test_a_reversed_item_that_is_skipped_keeps_its_whole_range() -> None:
    found = questionnaire("""
items:
  - {id: calm, ask: How often calm, options: how-often}
  - {id: tense, ask: How often tense, options: how-often}
scales:
  - {id: total, title: Total, sum-of: [calm, tense], reversed: [calm]}
""")
    assert ends(only(found, answers(calm=SKIP, tense="weekly"))) == (2, 5)


def test_a_reversed_item_that_is_not_asked_counts_nothing() -> None:
    found = questionnaire("""
items:
  - {id: drinks, ask: Do you drink, options: yes-no}
  - {id: calm, ask: Calm without, options: how-often, only-if: {item: drinks, is: yes}}
scales:
  - {id: total, title: Total, sum-of: [calm], reversed: [calm]}
""")
    scores = [ends(only(found, one)) for one in (answers(drinks="no"), answers(drinks="yes", calm="never"))]
    assert scores == [(0, 0), (3, 3)]


def test_not_sure_counts_like_declined() -> None:
    found = questionnaire("""
items:
  - {id: harm, ask: Any harm, options: unsure}
scales:
  - {id: total, title: Total, sum-of: [harm]}
""")
    spans = [ends(only(found, one)) for one in (answers(harm="not-sure"), answers(harm=SKIP))]
    assert spans == [(0, 3), (0, 3)]


def test_a_share_says_why_it_counts() -> None:
    found = questionnaire("""
items:
  - {id: calm, ask: How often calm, options: how-often}
scales:
  - {id: total, title: Total, sum-of: [calm], reversed: [calm]}
  - {id: signs, title: Signs, count-of: [{id: tense, if: {item: calm, is: never}, because: Never calm.}]}
""")
    rules = {name: [share.rule for share in one.shares] for name, one in by_id(found, answers(calm="never")).items()}
    assert rules == {"total": ["reversed"], "signs": ["Never calm."]}


# Means, maxima, counts.

MEAN = questionnaire("""
items:
  - {id: one, ask: One, options: how-often}
  - {id: two, ask: Two, options: how-often}
  - {id: three, ask: Three, options: how-often}
scales:
  - {id: average, title: Average, mean-of: [one, two, three]}
""")


@pytest.mark.parametrize(
    ("given_answers", "low", "high"),
    [
        (answers(one="monthly", two="never", three="never"), "0.33", "0.33"),
        (answers(one="weekly", two="never", three="never"), "0.67", "0.67"),
        (answers(one="weekly", two=SKIP, three="never"), "0.67", "1.67"),
        (answers(), "0.00", "3.00"),
    ],
)
def test_a_mean_is_over_all_its_items(given_answers: Answers, low: str, high: str) -> None:
    assert ends(only(MEAN, given_answers)) == (Decimal(low), Decimal(high))


TIMES = questionnaire("""
items:
  - {id: one, ask: One, options: how-often}
  - {id: two, ask: Two, options: how-often}
scales:
  - {id: percent, title: Percent, sum-of: [one, two], times: 2.5, cut-offs: [{at-most: 5, source: Invented}]}
  - {id: mean, title: Mean, mean-of: [one, two], times: 0.3, reversed: [two]}
  - {id: worst, title: Worst, max-of: [one, two], times: 4}
  - id: high
    title: High
    count-of: [{id: much, if: {scale: percent, at-least: 5}, because: Invented.}]
""")


@pytest.mark.parametrize(
    ("given_answers", "expected"),
    [
        (answers(one="monthly", two="weekly"), ["7.5 to 7.5", "0.30 to 0.30", "8 to 8", "1 to 1"]),
        (answers(one="monthly", two="never"), ["2.5 to 2.5", "0.60 to 0.60", "4 to 4", "0 to 0"]),
        (answers(one="monthly", two=SKIP), ["2.5 to 10.0", "0.15 to 0.60", "4 to 12", "0 to 1"]),
        (answers(), ["0 to 15.0", "0.00 to 0.90", "0 to 12", "0 to 1"]),
    ],
)
def test_what_a_scale_comes_to_is_multiplied_exactly(given_answers: Answers, expected: list[str]) -> None:
    found = [(one.span, text.split(" to ")) for one, text in zip(score(TIMES, given_answers), expected, strict=True)]
    assert all((span.low, span.high) == (Decimal(low), Decimal(high)) for span, (low, high) in found), found


@pytest.mark.parametrize(
    ("given_answers", "met"),
    [
        (answers(one="monthly", two="monthly"), True),
        (answers(one="monthly", two="weekly"), False),
        (answers(one="monthly", two=SKIP), None),
        (answers(one="daily", two=SKIP), False),
    ],
)
def test_a_cut_off_can_be_met_by_few_points(given_answers: Answers, met: bool | None) -> None:
    assert [found for _, found in by_id(TIMES, given_answers)["percent"].cut_offs] == [met]


HIGHEST = questionnaire("""
items:
  - {id: drinks, ask: Do you drink, options: yes-no}
  - {id: wine, ask: Wine, options: how-often, only-if: {item: drinks, is: yes}}
  - {id: beer, ask: Beer, options: applies, only-if: {item: drinks, is: yes}}
scales:
  - {id: most, title: Most, max-of: [wine, beer]}
""")


@pytest.mark.parametrize(
    ("given_answers", "span"),
    [
        (answers(drinks="yes", wine="monthly", beer="some"), (2, 2)),
        (answers(drinks="yes", wine="monthly", beer="not-mine"), (1, 1)),
        (answers(drinks="yes", wine="monthly", beer=SKIP), (1, 4)),
        (answers(drinks="yes", wine="daily"), (3, 4)),
        (answers(), (0, 4)),
    ],
)
def test_a_maximum_is_over_the_items_that_are_asked_and_apply(given_answers: Answers, span: tuple[int, int]) -> None:
    assert ends(only(HIGHEST, given_answers)) == span


def test_a_maximum_of_nothing_asked_is_no_score() -> None:
    assert score(HIGHEST, answers(drinks="no")) == ()


def test_a_maximum_that_no_way_through_the_file_gives_is_no_score_from_the_beginning() -> None:
    found = questionnaire("""
items:
  - {id: drinks, ask: Do you drink, options: yes-no}
  - id: wine
    ask: Wine
    options: how-often
    only-if: {all: [{item: drinks, answered: no}, {item: drinks, declined: no}]}
scales:
  - {id: most, title: Most, max-of: [wine]}
""")
    assert score(found, {}) == ()


COUNT = questionnaire("""
items:
  - {id: drinks, ask: Do you drink, options: yes-no}
  - {id: body, ask: Harm to the body, options: how-often, only-if: {item: drinks, is: yes}}
  - {id: mind, ask: Harm to the mind, options: how-often, only-if: {item: drinks, is: yes}}
scales:
  - id: signs
    title: Signs
    count-of:
      - {id: harm, if: {any: [{item: body, at-least: weekly}, {item: mind, at-least: weekly}]}, because: Either.}
      - {id: mind, if: {item: mind, at-least: daily}, because: Daily.}
  - id: again
    title: Again
    count-of: [{id: some, if: {scale: signs, at-least: 1}, because: Any.}]
""")


@pytest.mark.parametrize(
    ("given_answers", "states", "span"),
    [
        (answers(drinks="yes", body="weekly", mind="never"), ["answered", "answered"], (1, 1)),
        (answers(drinks="yes", body="weekly"), ["answered", "unanswered"], (1, 2)),
        (answers(drinks="yes", body="never", mind=SKIP), ["declined", "declined"], (0, 2)),
        (answers(drinks="yes", body=SKIP, mind="daily"), ["answered", "answered"], (2, 2)),
        (answers(drinks="no"), ["not-asked", "not-asked"], (0, 0)),
        (answers(), ["unanswered", "unanswered"], (0, 2)),
    ],
)
def test_a_criterion_counts_once_and_is_unknown_while_its_condition_is(
    given_answers: Answers, states: list[str], span: tuple[int, int]
) -> None:
    one = by_id(COUNT, given_answers)["signs"]
    assert ([share.state for share in one.shares], ends(one)) == (states, span)


def test_a_criterion_on_a_scale_is_answered_once_the_scale_is() -> None:
    one = by_id(COUNT, answers(drinks="yes", body="weekly"))["again"]
    assert ([share.state for share in one.shares], total(one)) == (["answered"], 1)


# Missing answers: prorating.


def prorated(rule: str, given_answers: Answers, kind: str = "sum-of") -> Prorated | None:
    found = questionnaire(f"""
items:
  - {{id: one, ask: One, options: how-often}}
  - {{id: two, ask: Two, options: applies}}
  - {{id: three, ask: Three, options: unsure}}
  - {{id: four, ask: Four, options: how-often, only-if: {{item: one, is-not: never}}}}
scales:
  - {{id: total, title: Total, {kind}: [one, two, three{", four" if kind == "sum-of" else ""}], missing: {rule}}}
""")
    return only(found, given_answers).prorated


ALLOWED = "{allow: 1, then: prorate, source: The manual}"
WHOLE = answers(one="monthly", two="some", three="yes", four="daily")


def test_one_declined_answer_is_stretched_from_the_others_and_stands_beside_the_span() -> None:
    # 1 + 2 + 3 from three of four: 6 x 4 / 3.
    assert prorated(ALLOWED, {**WHOLE, "four": SKIP}) == Prorated(Decimal("8.00"), 3, 4, "The manual")


def test_a_prorated_figure_is_never_the_value() -> None:
    found = questionnaire(f"""
items:
  - {{id: one, ask: One, options: how-often}}
  - {{id: two, ask: Two, options: how-often}}
scales:
  - {{id: total, title: Total, sum-of: [one, two], missing: {ALLOWED}}}
""")
    one = only(found, answers(one="monthly", two=SKIP))
    assert one.prorated is not None
    assert (total(one), one.prorated.value == 2) == (None, True)


def test_a_mean_is_prorated_to_its_decimals() -> None:
    found = questionnaire("""
items:
  - {id: one, ask: One, options: how-often}
  - {id: two, ask: Two, options: how-often}
  - {id: three, ask: Three, options: how-often}
scales:
  - id: average
    title: Average
    mean-of: [one, two, three]
    decimals: 1
    missing: {allow: 1, then: prorate, source: The manual}
""")
    one = only(found, answers(one="monthly", two="weekly", three=SKIP))
    assert one.prorated == Prorated(Decimal("1.5"), 2, 3, "The manual")


def test_a_reversed_item_is_prorated_reversed() -> None:
    found = questionnaire(f"""
items:
  - {{id: one, ask: One, options: how-often}}
  - {{id: two, ask: Two, options: how-often}}
scales:
  - {{id: total, title: Total, sum-of: [one, two], reversed: [one], missing: {ALLOWED}}}
""")
    one = only(found, answers(one="never", two=SKIP))
    assert one.prorated is not None
    assert one.prorated.value == 6


def test_what_does_not_apply_is_not_among_the_answers_that_are_stretched() -> None:
    # 1 + 3 from two of three: 4 x 3 / 2.
    found = prorated(ALLOWED, answers(one="monthly", two="not-mine", three="yes", four=SKIP))
    assert found == Prorated(Decimal("6.00"), 2, 3, "The manual")


def test_what_is_not_asked_is_not_among_the_answers_that_are_stretched() -> None:
    # 0 + 2 from two of three: 2 x 3 / 2.
    assert prorated(ALLOWED, answers(one="never", two="some", three=SKIP)) == Prorated(
        Decimal("3.00"), 2, 3, "The manual"
    )


def test_not_sure_is_missing_like_a_declined_answer() -> None:
    assert prorated(ALLOWED, {**WHOLE, "three": Chosen("not-sure")}) == Prorated(Decimal("8.00"), 3, 4, "The manual")


@pytest.mark.parametrize(
    "given_answers",
    [
        pytest.param(WHOLE, id="nothing is missing"),
        pytest.param({**WHOLE, "one": SKIP, "two": SKIP}, id="more is missing than the rule allows"),
        pytest.param({one: answer for one, answer in WHOLE.items() if one != "four"}, id="open, not declined"),
        pytest.param({}, id="nothing is answered"),
        pytest.param({"one": SKIP, "two": SKIP, "three": SKIP, "four": SKIP}, id="everything is declined"),
    ],
)
def test_nothing_is_prorated(given_answers: Answers) -> None:
    assert prorated(ALLOWED, given_answers) is None


def test_nothing_is_prorated_from_no_answer_at_all() -> None:
    rule = "{allow: 4, then: prorate, source: The manual}"
    assert prorated(rule, {"one": SKIP, "two": SKIP, "three": SKIP, "four": SKIP}) is None


@pytest.mark.parametrize("rule", ["none-allowed", "{allow: 1}"])
def test_without_a_rule_nothing_is_prorated(rule: str) -> None:
    assert prorated(rule, {**WHOLE, "four": SKIP}) is None


def test_a_maximum_is_not_prorated() -> None:
    assert prorated("none-allowed", {**WHOLE, "three": SKIP}, kind="max-of") is None


# Bands only in some groups.

GROUPS = questionnaire("""
items:
  - {id: adult, ask: Are you 18 or older, options: [{code: no, text: "No"}, {code: yes, text: "Yes"}]}
  - {id: sex, ask: Sex, options: [{code: female, text: Female}, {code: male, text: Male}]}
  - {id: amount, ask: How much, options: how-often}
scales:
  - id: total
    title: Total
    sum-of: [amount]
    bands-if: {item: adult, is: yes}
    no-bands-because: Only for adults.
    bands: [{id: low, from: 0, to: 1, title: Low}, {id: high, from: 2, to: 3, title: High}]
    cut-offs:
      - {at: 3, if: {item: sex, is: male}, source: "One, 1998"}
      - {at: 2, if: {item: sex, is: female}, source: "One, 1998"}
      - {at: 1, source: "Another, 2004"}
""")


@pytest.mark.parametrize(
    ("adult", "bands", "absent"),
    [
        (answers(adult="yes"), ["low"], None),
        (answers(adult="no"), [], "Only for adults."),
        (answers(adult=SKIP), [], "Only for adults."),
        (answers(), [], "Only for adults."),
    ],
)
def test_bands_hold_only_where_their_condition_is_known_to(
    adult: Answers, bands: list[str], absent: str | None
) -> None:
    one = only(GROUPS, {**adult, **answers(amount="monthly")})
    assert ([band.id for band in one.bands], one.bands_absent) == (bands, absent)


def test_a_scale_without_bands_gives_no_reason() -> None:
    one = only(MEAN, {})
    assert (one.bands, one.band, one.bands_absent) == ((), None, None)


@pytest.mark.parametrize(
    ("given_answers", "expected"),
    [
        (answers(sex="male", amount="weekly"), [("One, 1998", 3, False), ("Another, 2004", 1, True)]),
        (answers(sex="female", amount="weekly"), [("One, 1998", 2, True), ("Another, 2004", 1, True)]),
        (answers(sex="female", amount=SKIP), [("One, 1998", 2, None), ("Another, 2004", 1, None)]),
        (
            answers(sex=SKIP, amount="daily"),
            [("One, 1998", 3, None), ("One, 1998", 2, None), ("Another, 2004", 1, True)],
        ),
        (answers(amount="never"), [("One, 1998", 3, None), ("One, 1998", 2, None), ("Another, 2004", 1, False)]),
    ],
)
def test_cut_offs_go_by_group_and_competing_ones_stand_side_by_side(
    given_answers: Answers, expected: list[tuple[str, Points, bool | None]]
) -> None:
    found: list[tuple[str, Points, bool | None]] = []
    for cut_off, met in only(GROUPS, given_answers).cut_offs:
        found.append((cut_off.source, cut_off.limit, met))
    assert found == expected


# When no score may stand at all.

NO_SCORES = questionnaire("""
items:
  - {id: adult, ask: Are you 18 or older, options: [{code: no, text: "No"}, {code: yes, text: "Yes"}]}
  - {id: amount, ask: How much, options: how-often}
scales:
  - {id: total, title: Total, sum-of: [amount]}
no-scores-if:
  - {if: {item: adult, is: no}, because: Made for adults.}
  - {if: {item: amount, is: never}, because: Nothing to add up.}
outcomes:
  - {id: some, if: {item: amount, is-not: never}, title: Some}
  - {id: none, if: {item: amount, is: never}, title: None}
""")


@pytest.mark.parametrize(
    ("given_answers", "reason"),
    [
        (answers(adult="no", amount="daily"), "Made for adults."),
        (answers(adult="no", amount="never"), "Made for adults."),
        (answers(adult="yes", amount="never"), "Nothing to add up."),
        (answers(adult="yes", amount="daily"), None),
        (answers(adult=SKIP, amount="daily"), None),
        (answers(), None),
    ],
)
def test_no_score_and_no_outcome_stands_where_the_file_forbids_it(given_answers: Answers, reason: str | None) -> None:
    absent = not score(NO_SCORES, given_answers) and not outcomes(NO_SCORES, given_answers)
    assert (scores_absent(NO_SCORES, given_answers), absent) == (reason, reason is not None)


@pytest.mark.parametrize(
    ("amount", "possible"),
    [(answers(amount="daily"), ["some"]), (answers(amount=SKIP), ["some", "none"]), (answers(), ["some", "none"])],
)
def test_a_run_names_the_outcomes_that_are_still_possible(amount: Answers, possible: list[str]) -> None:
    assert [one.id for one in outcomes(NO_SCORES, {**answers(adult="yes"), **amount})] == possible


# Critical items.

CRITICAL = questionnaire("""
items:
  - {id: hurt, ask: Thoughts of hurting yourself, options: yes-no}
  - {id: safe, ask: Safe at home, options: yes-no}
critical-items:
  - {id: self-harm, if: {item: hurt, is: yes}, or-declined: yes, guidance: []}
  - {id: unsafe, if: {item: safe, is: no}, guidance: []}
  - {id: kept-quiet, if: {item: safe, declined: yes}, guidance: []}
""")


@pytest.mark.parametrize(
    ("given_answers", "fired"),
    [
        (answers(), []),
        (answers(hurt="no", safe="yes"), []),
        (answers(hurt="yes", safe="no"), ["self-harm", "unsafe"]),
        (answers(hurt=SKIP), ["self-harm"]),  # its file says or-declined
        (answers(safe=SKIP), ["kept-quiet"]),  # and here not
    ],
)
def test_a_critical_item_speaks_where_its_answer_is_given_or_as_its_file_says_declined(
    given_answers: Answers, fired: list[str]
) -> None:
    assert [one.id for one in critical(CRITICAL, given_answers)] == fired


# A reading works each thing out once.


def test_a_reading_tells_what_is_open_from_what_is_answered() -> None:
    reading = Evaluation(DRINKING, answers(drinks="yes", amount="daily"))
    replies = [reading.reply(item) for item in DRINKING.items]
    assert replies == [Chosen("yes"), Chosen("daily"), Gap.OPEN]


def test_whether_an_item_is_asked_is_unknown_until_what_it_hangs_on_is_answered() -> None:
    amount = DRINKING.by_id["amount"]
    states = [is_asked(DRINKING, one, amount) for one in (answers(), answers(drinks="no"), answers(drinks=SKIP))]
    assert states == [None, False, True]


def test_an_item_without_a_condition_is_asked() -> None:
    assert Evaluation(DRINKING, {}).asked(DRINKING.items[0]) is Truth.YES


def test_a_number_counts_its_value() -> None:
    found = questionnaire("""
items:
  - {id: days, ask: How many days, type: number, least: 0, most: 31}
scales:
  - {id: total, title: Total, sum-of: [days]}
""")
    assert only(found, {"days": Entered(17)}).value == 17


# Scales that do not apply, and phrases with what was typed.


ONLY_SOME = """
items:
  - id: what
    ask: What is it?
    options:
      - {code: drug, text: A drug, words: {using: {from: own, text: "using it ({own})", else: using it}}}
      - {code: habit, text: A habit, words: {using: doing it}}
    words-if-declined: {using: doing this}
  - {id: own, type: text, most: 40, ask: "What do you call it?"}
  - id: often
    ask: How often were you {using}?
    options: [{code: never, score: 0, text: Never}, {code: daily, score: 2, text: Daily}]
scales:
  - id: count
    title: Count
    only-if: {item: what, is: drug}
    no-score-because: There is no count for habits.
    count-of: [{id: often, if: {item: often, is: daily}, because: Invented.}]
  - {id: points, title: Points, sum-of: [often]}
outcomes:
  - {id: few, title: Few, if: {scale: count, at-most: 0}}
  - {id: many, title: Many, if: {scale: count, at-least: 1}}
"""


@pytest.mark.parametrize(
    ("what", "scored", "reading"),
    [("drug", ["count", "points"], ["many"]), ("habit", ["points"], []), (None, ["count", "points"], ["many"])],
)
def test_a_scale_that_does_not_apply_has_no_score_and_meets_no_condition(
    what: str | None, scored: list[str], reading: list[str]
) -> None:
    found = questionnaire(ONLY_SOME)
    given_answers = {**answers(often="daily", own="kratom"), "what": Chosen(what) if what else Declined()}
    assert list(by_id(found, given_answers)) == scored
    possible = [one.id for one in outcomes(found, given_answers)]
    assert possible == reading
    reasons = [scale.no_score_because for scale in not_scored(Evaluation(found, given_answers))]
    assert reasons == (["There is no count for habits."] if what == "habit" else [])


def test_a_scale_may_apply_while_the_question_is_open() -> None:
    assert ends(by_id(questionnaire(ONLY_SOME), answers(often="daily"))["count"]) == (1, 1)


def test_typed_words_stand_inside_a_phrase() -> None:
    found = questionnaire(ONLY_SOME)
    assert own_words(found, {**answers(what="drug"), "own": Entered("kratom")}) == {"using": "using it (kratom)"}
    assert own_words(found, answers(what="drug")) == {"using": "using it"}
    assert own_words(found, {"what": Declined(), "own": Declined()}) == {"using": "doing this"}
