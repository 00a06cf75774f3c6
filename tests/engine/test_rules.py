"""Does a condition hold, and how many points is a reply worth: the two rules that everything rests on."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given

from screening.engine.arithmetic import arithmetics
from screening.engine.evaluation import Evaluation
from screening.engine.points import Span, bounds, item_range, joined, part, points, share, worth
from screening.engine.rules import Truth, compare, criterion_span, evaluate
from screening.model.answers import Answer, Answers, Chosen, Declined, Entered, Gap, Reply
from screening.model.questionnaire import Item, Questionnaire
from tests.conftest import SKIP, answers, questionnaire
from tests.evaluated import holds, is_asked
from tests.generated import answered
from tests.oracle import Oracle


def span(low: int | str, high: int | str) -> Span:
    return Span(Decimal(low), Decimal(high))


# Conditions on one item.


def first_condition(test: str) -> Questionnaire:
    """Two questions on drinking, the second only for some, and a third that depends on the condition in question."""
    return questionnaire(f"""
items:
  - {{id: drinks, ask: Do you drink, options: yes-no}}
  - {{id: how-often, ask: How often, options: how-often, only-if: {{item: drinks, is: yes}}}}
  - {{id: more, ask: And then, options: yes-no, only-if: {test}}}
""")


def asked(test: str, given_answers: Answers) -> bool | None:
    """What becomes of the third question."""
    found = first_condition(test)
    return is_asked(found, given_answers, found.by_id["more"])


DAILY = answers(drinks="yes", how_often="daily")
WEEKLY = answers(drinks="yes", how_often="weekly")
NEVER = answers(drinks="yes", how_often="never")
DECLINES = answers(drinks="yes", how_often=SKIP)
OPEN = answers(drinks="yes")
NOT_ASKED = answers(drinks="no")


@pytest.mark.parametrize(
    ("test", "daily", "weekly", "never", "not_asked"),
    [
        ("{item: how-often, is: daily}", True, False, False, False),
        ("{item: how-often, is: [daily, weekly]}", True, True, False, False),
        ("{item: how-often, is-not: daily}", False, True, True, True),
        ("{item: how-often, is-not: [daily, weekly]}", False, False, True, True),
        ("{item: how-often, at-least: weekly}", True, True, False, False),
        ("{item: how-often, at-most: weekly}", False, True, True, False),
        ("{item: how-often, answered: yes}", True, True, True, False),
        ("{item: how-often, answered: no}", False, False, False, True),
        ("{item: how-often, declined: yes}", False, False, False, False),
        ("{item: how-often, declined: no}", True, True, True, True),
    ],
)
def test_a_test_on_an_item_that_is_answered_or_not_asked_comes_out_yes_or_no(
    test: str, daily: bool, weekly: bool, never: bool, not_asked: bool
) -> None:
    found = [asked(test, given_answers) for given_answers in (DAILY, WEEKLY, NEVER, NOT_ASKED)]
    assert found == [daily, weekly, never, not_asked]


EVERY_TEST = ["is: daily", "is-not: daily", "at-least: never", "at-most: daily", "answered: yes", "declined: no"]


@pytest.mark.parametrize("test", EVERY_TEST)
def test_every_test_on_an_open_item_is_unknown(test: str) -> None:
    assert asked(f"{{item: how-often, {test}}}", OPEN) is None


@pytest.mark.parametrize("test", EVERY_TEST[:4])
def test_a_test_on_a_declined_item_is_unknown(test: str) -> None:
    found = questionnaire(f"""
items:
  - {{id: how-often, ask: How often, options: how-often}}
outcomes:
  - {{id: one, title: One, if: {{item: how-often, {test}}}}}
""")
    assert holds(found, answers(how_often=SKIP), found.outcomes[0].if_) is None


@pytest.mark.parametrize("test", EVERY_TEST[:4])
def test_what_hangs_on_a_declined_item_is_asked(test: str) -> None:
    assert asked(f"{{item: how-often, {test}}}", DECLINES) is True


def test_a_declined_item_is_declined_and_not_answered() -> None:
    found = [asked(f"{{item: how-often, {test}}}", DECLINES) for test in ("declined: yes", "answered: yes")]
    assert found == [True, False]


@pytest.mark.parametrize("test", ["at-least: some", "at-most: much", "at-least: much"])
def test_an_answer_that_says_does_not_apply_meets_no_comparison(test: str) -> None:
    found = questionnaire(f"""
items:
  - {{id: trouble, ask: How much trouble, options: applies}}
  - {{id: more, ask: And then, options: yes-no, only-if: {{item: trouble, {test}}}}}
""")
    assert is_asked(found, answers(trouble="not-mine"), found.by_id["more"]) is False


@pytest.mark.parametrize("test", ["at-least: no", "at-least: yes", "at-most: no", "at-most: yes"])
@pytest.mark.parametrize("unknown", [Chosen("not-sure"), Declined()])
def test_not_sure_compares_like_a_declined_answer(test: str, unknown: Answer) -> None:
    found = questionnaire(f"""
items:
  - {{id: trouble, ask: Any trouble, options: unsure}}
outcomes:
  - {{id: one, title: One, if: {{item: trouble, {test}}}}}
""")
    reading = Evaluation(found, answers(trouble=unknown))
    assert reading.holds(found.outcomes[0].if_) is Truth.DECLINED


def test_not_sure_is_stored_apart_from_declined() -> None:
    found = questionnaire("""
items:
  - {id: trouble, ask: Any trouble, options: unsure}
  - {id: more, ask: And then, options: yes-no, only-if: {item: trouble, is: not-sure}}
""")
    assert is_asked(found, answers(trouble="not-sure"), found.by_id["more"]) is True


@pytest.mark.parametrize(
    ("test", "number", "expected"),
    [("at-least: 5", 5, True), ("at-least: 5", 4, False), ("at-most: -1", -1, True), ("at-most: -1", 0, False)],
)
def test_a_number_is_compared_by_its_value(test: str, number: int, expected: bool) -> None:
    found = questionnaire(f"""
items:
  - {{id: days, ask: How many, type: number}}
  - {{id: more, ask: And then, options: yes-no, only-if: {{item: days, {test}}}}}
""")
    assert is_asked(found, answers(days=number), found.by_id["more"]) is expected


@pytest.mark.parametrize(("codes", "expected"), [(("beer",), False), (("beer", "wine"), True), (("gin",), True)])
def test_several_choices_are_compared_by_their_sum(codes: tuple[str, ...], expected: bool) -> None:
    found = questionnaire("""
items:
  - id: drinks
    type: choices
    ask: Which
    options: [{code: beer, score: 1, text: B}, {code: wine, score: 2, text: W}, {code: gin, score: 3, text: G}]
  - {id: more, ask: And then, options: yes-no, only-if: {item: drinks, at-least: gin}}
""")
    assert is_asked(found, answers(drinks=codes), found.by_id["more"]) is expected


# Conditions on a scale.


SUM_OF_TWO = """
items:
  - {{id: amount, ask: How much, options: how-often}}
  - {{id: binges, ask: How often a lot, options: how-often}}
  - {{id: harm, ask: Any harm, options: yes-no, only-if: {{scale: both, {test}}}}}
scales:
  - {{id: both, title: Both, sum-of: [amount, binges]}}
"""


@pytest.mark.parametrize(
    ("given_answers", "expected"),
    [
        (answers(amount="never", binges="never"), False),
        (answers(amount="monthly", binges="never"), True),
        (answers(amount="monthly"), True),  # whatever the other answer is
        (answers(amount="never"), None),
        (answers(), None),
        (answers(amount="never", binges=SKIP), True),  # unknown because of a decline: asked
    ],
)
def test_an_item_can_hang_on_a_sum(given_answers: Answers, expected: bool | None) -> None:
    found = questionnaire(SUM_OF_TWO.format(test="at-least: 1"))
    assert is_asked(found, given_answers, found.by_id["harm"]) is expected


def test_a_sum_can_be_certain_to_stay_below_a_limit_before_the_last_answer() -> None:
    found = questionnaire(SUM_OF_TWO.format(test="at-most: 3"))
    assert is_asked(found, answers(amount="never"), found.by_id["harm"]) is True


HIGHEST = """
items:
  - {id: drinks, ask: Do you drink, options: yes-no}
  - {id: wine, ask: Wine, options: applies, only-if: {item: drinks, is: yes}}
scales:
  - {id: most, title: Most, max-of: [wine]}
outcomes:
  - {id: low, title: Low, if: {scale: most, at-most: 4}}
"""


@pytest.mark.parametrize(
    ("given_answers", "expected"),
    [
        (answers(drinks="yes", wine="some"), Truth.YES),
        (answers(drinks="no"), Truth.NO),  # none asked: there is no score to compare
        (answers(), Truth.OPEN),  # although no answer can come to more than 4
        (answers(drinks="yes"), Truth.OPEN),  # it may turn out not to apply
        (answers(drinks="yes", wine="not-mine"), Truth.NO),
        (answers(drinks="yes", wine=SKIP), Truth.DECLINED),
    ],
)
def test_a_maximum_without_a_score_meets_neither_comparison(given_answers: Answers, expected: Truth) -> None:
    found = questionnaire(HIGHEST)
    assert Evaluation(found, given_answers).holds(found.outcomes[0].if_) is expected


def test_a_mean_is_compared_as_it_is_shown_rounded() -> None:
    found = questionnaire("""
items:
  - {id: one, ask: One, options: yes-no}
  - {id: two, ask: Two, options: yes-no}
  - {id: three, ask: Three, options: yes-no}
  - {id: more, ask: And then, options: yes-no, only-if: {scale: average, at-most: 0.67}}
scales:
  - {id: average, title: Average, mean-of: [one, two, three]}
""")
    assert is_asked(found, answers(one="yes", two="yes", three="no"), found.by_id["more"]) is True


# Groups: Kleene's logic.

TRUTHS = {"a": Truth.YES, "b": Truth.NO, "c": Truth.OPEN, "d": Truth.DECLINED}


@pytest.mark.parametrize(
    ("group", "names", "expected"),
    [
        ("all", "a", Truth.YES),
        ("all", "ab", Truth.NO),
        ("all", "abcd", Truth.NO),
        ("all", "ac", Truth.OPEN),
        ("all", "ad", Truth.DECLINED),
        ("all", "acd", Truth.OPEN),
        ("any", "b", Truth.NO),
        ("any", "ab", Truth.YES),
        ("any", "abcd", Truth.YES),
        ("any", "bc", Truth.OPEN),
        ("any", "bd", Truth.DECLINED),
        ("any", "bcd", Truth.OPEN),
    ],
)
def test_a_group_is_unknown_only_while_it_could_still_go_both_ways(group: str, names: str, expected: Truth) -> None:
    tests = ", ".join(f"{{item: {name}, is: yes}}" for name in names)
    items = "".join(f"  - {{id: {name}, ask: Ask, options: yes-no}}\n" for name in TRUTHS)
    found = questionnaire(f"items:\n{items}outcomes:\n  - {{id: o, title: O, if: {{{group}: [{tests}]}}}}\n")
    assert evaluate(found.outcomes[0].if_, lambda leaf: TRUTHS[leaf.item or ""]) is expected


@pytest.mark.parametrize(
    ("truth", "known"), [(Truth.YES, True), (Truth.NO, False), (Truth.OPEN, None), (Truth.DECLINED, None)]
)
def test_only_yes_and_no_are_known(truth: Truth, known: bool | None) -> None:
    assert truth.known is known


def test_groups_may_stand_in_groups() -> None:
    test = "{all: [{item: drinks, is: yes}, {any: [{item: how-often, is: daily}, {item: how-often, is: weekly}]}]}"
    assert [asked(test, given_answers) for given_answers in (WEEKLY, NEVER, OPEN)] == [True, False, None]


@given(answered())
def test_every_condition_comes_out_as_the_oracle_says(drawn: tuple[Questionnaire, dict[str, Answer]]) -> None:
    found, given_answers = drawn
    oracle, reading = Oracle(found, given_answers), Evaluation(found, given_answers)
    conditions = [item.only_if for item in found.conditional if item.only_if is not None]
    conditions += [outcome.if_ for outcome in found.outcomes]
    conditions += [criterion.if_ for scale in found.scales for criterion in scale.count_of or ()]
    results = [(reading.holds(one).value, oracle.truth(one, oracle.replies)) for one in conditions]
    assert [mine for mine, _ in results] == [other for _, other in results]


@given(answered())
def test_every_item_is_asked_or_left_out_as_the_oracle_says(drawn: tuple[Questionnaire, dict[str, Answer]]) -> None:
    found, given_answers = drawn
    oracle = Oracle(found, given_answers)
    mine = {item.id: Evaluation(found, given_answers).asked(item).value for item in found.items}
    assert mine == {item.id: oracle.asked(item, oracle.replies) for item in found.items}


def test_a_chain_of_two_thousand_conditions_is_followed() -> None:
    links = "".join(
        f"  - {{id: i{place}, ask: And then, options: yes-no, only-if: {{item: i{place - 1}, is: yes}}}}\n"
        for place in range(1, 2000)
    )
    found = questionnaire(f"items:\n  - {{id: i0, ask: First, options: yes-no}}\n{links}")
    said = {item.id: Chosen("yes") for item in found.items[:-1]}
    assert is_asked(found, said, found.items[-1]) is True


# Points.

POINTS = questionnaire("""
items:
  - {id: often, ask: How often, options: how-often}
  - {id: trouble, ask: How much trouble, options: applies}
  - {id: harm, ask: Any harm, options: unsure}
  - {id: days, ask: How many days, type: number, least: 2, most: 5}
  - {id: any-number, ask: How many, type: number}
  - {id: words, ask: In your words, type: text}
  - id: which
    type: choices
    ask: Which
    most: 2
    options:
      - {code: beer, score: 1, text: Beer}
      - {code: wine, score: 2, text: Wine}
      - {code: gin, score: 4, text: Gin}
      - {code: not-sure, score: unknown, text: Not sure}
      - {code: none, score: 0, text: None, exclusive: yes}
  - id: exactly-two
    type: choices
    ask: Which two
    least: 2
    most: 2
    options:
      - {code: beer, score: 1, text: Beer}
      - {code: wine, score: 2, text: Wine}
      - {code: gin, score: 4, text: Gin}
      - {code: not-mine, score: not-asked, text: Does not apply}
  - id: unscored
    ask: Which
    options: [{code: one, text: One}, {code: two, text: Two}]
scales:
  - id: turned
    title: Turned round
    sum-of: [often, trouble, harm, days, which]
    reversed: [often, trouble, harm, days, which]
  - {id: straight, title: Straight, sum-of: [often, trouble, harm, days, which]}
  - {id: most, title: Most, max-of: [often, trouble]}
  - {id: average, title: Average, mean-of: [often, days], decimals: 1}
""")


def item(name: str) -> Item:
    return POINTS.by_id[name]


@pytest.mark.parametrize(
    ("name", "reply", "expected"),
    [
        ("often", Chosen("weekly"), span(2, 2)),
        ("often", Declined(), span(0, 3)),
        ("often", Gap.OPEN, span(0, 3)),
        ("often", Gap.NOT_ASKED, span(0, 0)),
        ("trouble", Chosen("some"), span(2, 2)),
        ("trouble", Chosen("not-mine"), span(0, 0)),
        ("trouble", Declined(), span(0, 4)),  # it may not apply
        ("harm", Chosen("not-sure"), span(0, 3)),
        ("days", Entered(4), span(4, 4)),
        ("days", Declined(), span(2, 5)),
        ("words", Entered("some words"), span(0, 0)),
        ("which", Chosen("beer", "gin"), span(5, 5)),
        ("which", Chosen("beer", "not-sure"), span(0, 6)),
        ("which", Declined(), span(0, 6)),  # two of them at most
        ("exactly-two", Declined(), span(0, 6)),  # 3 to 6, or it does not apply
        ("exactly-two", Chosen("gin", "not-mine"), span(0, 0)),
        ("unscored", Chosen("two"), span(0, 0)),
    ],
)
def test_a_reply_is_worth_its_points_or_the_range_of_its_item(name: str, reply: Reply, expected: Span) -> None:
    assert worth(item(name), reply) == expected


@pytest.mark.parametrize(
    ("name", "reply", "expected"),
    [
        ("often", Chosen("daily"), span(0, 0)),
        ("often", Chosen("never"), span(3, 3)),
        ("often", Gap.NOT_ASKED, span(0, 0)),
        ("often", Declined(), span(0, 3)),
        ("trouble", Chosen("some"), span(4, 4)),  # 2 + 4 - 2: what does not apply is not on the scale of the item
        ("trouble", Chosen("much"), span(2, 2)),
        ("trouble", Chosen("not-mine"), span(0, 0)),
        ("trouble", Declined(), span(0, 4)),
        ("harm", Chosen("not-sure"), span(0, 3)),
        ("days", Entered(2), span(5, 5)),
        ("which", Chosen("gin", "wine"), span(0, 0)),
    ],
)
def test_a_reversed_item_counts_lowest_plus_highest_minus_its_score(name: str, reply: Reply, expected: Span) -> None:
    assert share(POINTS.scale_by_id["turned"], item(name), reply) == expected


def test_an_item_that_is_not_reversed_counts_as_it_is() -> None:
    assert share(POINTS.scale_by_id["straight"], item("often"), Chosen("daily")) == span(3, 3)


def test_what_may_not_apply_brings_no_low_end_to_a_maximum() -> None:
    most = POINTS.scale_by_id["most"]
    found = [part(most, item("trouble"), reply) for reply in (Declined(), Gap.OPEN, Chosen("some"))]
    assert found == [span("-Infinity", 4), span("-Infinity", 4), span(2, 2)]


def test_what_is_asked_for_certain_brings_its_low_end_to_a_maximum() -> None:
    most = POINTS.scale_by_id["most"]
    found = [part(most, item("often"), Gap.OPEN), part(most, item("often"), Gap.OPEN, asked=False)]
    assert found == [span(0, 3), span("-Infinity", 3)]


@pytest.mark.parametrize(("name", "expected"), [("days", (2, 5)), ("any-number", (-9_999_999, 9_999_999))])
def test_a_number_without_bounds_has_seven_digits_at_most(name: str, expected: tuple[int, int]) -> None:
    assert bounds(item(name)) == expected


def test_the_range_of_an_item_without_scores_is_nothing() -> None:
    assert item_range(item("unscored")) == span(0, 0)


def test_an_answer_without_a_score_has_no_points() -> None:
    assert points(None) == 0


def test_a_span_is_a_number_only_when_both_ends_meet() -> None:
    assert (span(2, 2).value, span(2, 3).value) == (Decimal(2), None)


@pytest.mark.parametrize(
    ("scale", "expected"), [("straight", span(3, 7)), ("average", span(3, 7)), ("most", span(2, 4))]
)
def test_spans_are_added_up_or_compared(scale: str, expected: Span) -> None:
    assert joined(POINTS.scale_by_id[scale], [span(1, 3), span(2, 4)]) == expected


def test_no_spans_come_to_nothing() -> None:
    assert joined(POINTS.scale_by_id["most"], []) is None


@pytest.mark.parametrize(("total", "expected"), [("0.5", "0.3"), ("0.7", "0.4"), ("1.5", "0.8"), ("5", "2.5")])
def test_a_mean_is_rounded_and_a_half_goes_up(total: str, expected: str) -> None:
    assert arithmetics(POINTS)["average"].score(Decimal(total)) == Decimal(expected)


def test_what_rounds_to_nothing_has_no_sign() -> None:
    assert str(arithmetics(POINTS)["average"].score(Decimal("-0.01"))) == "0.0"


def test_a_sum_is_not_rounded() -> None:
    assert arithmetics(POINTS)["straight"].score(Decimal("2.345")) == Decimal("2.345")


@pytest.mark.parametrize(
    ("test", "low", "high", "expected"),
    [
        ("at-least: 2", 2, 4, Truth.YES),
        ("at-least: 2", 1, 1, Truth.NO),
        ("at-least: 2", 1, 2, Truth.OPEN),
        ("at-most: 2", 1, 2, Truth.YES),
        ("at-most: 2", 3, 4, Truth.NO),
        ("at-most: 2", 2, 3, Truth.OPEN),
    ],
)
def test_a_span_on_both_sides_of_the_limit_leaves_the_doubt(test: str, low: int, high: int, expected: Truth) -> None:
    condition = questionnaire(SUM_OF_TWO.format(test=test)).by_id["harm"].only_if
    assert condition is not None
    assert compare(condition, span(low, high), Decimal(2), Truth.OPEN) is expected


@pytest.mark.parametrize(
    ("truth", "expected"),
    [(Truth.YES, span(1, 1)), (Truth.NO, span(0, 0)), (Truth.OPEN, span(0, 1)), (Truth.DECLINED, span(0, 1))],
)
def test_a_criterion_counts_one_or_nothing_or_is_not_known(truth: Truth, expected: Span) -> None:
    assert criterion_span(truth) == expected
