"""Which totals can a scale reach? Exactly those that trying out every way through the file finds."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.engine.points import Span
from screening.engine.ranges import apart, totals
from screening.engine.ranges.attainable import last_position, reach
from screening.engine.ranges.contributions import Contributions, contributions
from screening.engine.ranges.expanded import expanded
from screening.engine.ranges.limits import TooManyStates
from screening.model.questionnaire import Questionnaire
from screening.model.scales import Scale
from tests import oracle
from tests.conftest import one_in, questionnaire
from tests.generated import questionnaires


def reached(found: Questionnaire, scale: str) -> list[Decimal]:
    return list(reach(found, found.scale_by_id[scale]).values())


def values(*numbers: float | str) -> list[Decimal]:
    return [Decimal(str(number)) for number in numbers]


# Against the oracle.


@given(questionnaires())
def test_a_scale_reaches_exactly_what_trying_everything_out_finds(found: Questionnaire) -> None:
    mine = {scale.id: set(reach(found, scale).values()) for scale in found.scales}
    assert mine == oracle.attainable(found)


@given(questionnaires())
def test_the_values_come_lowest_first(found: Questionnaire) -> None:
    listed = [list(reach(found, scale).values()) for scale in found.scales]
    assert listed == [sorted(one) for one in listed]


@given(questionnaires())
def test_the_span_of_a_reach_is_its_lowest_and_highest_value(found: Questionnaire) -> None:
    ends = [(reach(found, scale).span.low, reach(found, scale).span.high) for scale in found.scales]
    every = [oracle.attainable(found)[scale.id] for scale in found.scales]
    assert ends == [(min(one, default=Decimal(0)), max(one, default=Decimal(0))) for one in every]


@given(questionnaires())
def test_the_widest_range_misses_nothing_that_can_be_reached(found: Questionnaire) -> None:
    """L-6. Where all that a total depends on is too much to follow, this range stands for the exact one."""
    full = expanded(found)
    for scale in full.scales:
        wanted = contributions(full, scale)
        assert set(reach(full, scale).raw()) <= as_points(wanted, apart.widest(wanted, partial(reach, full)))


@given(questionnaires())
def test_groups_that_stand_by_themselves_come_to_no_less_together(found: Questionnaire) -> None:
    full = expanded(found)
    for scale in full.scales:
        wanted = contributions(full, scale)
        each = [apart.widest(group, partial(reach, full)) for group in apart.Readings(full).groups(wanted)]
        together, _ = apart.combined(each, wanted.is_highest, 10**6)
        assert set(reach(full, scale).raw()) <= as_points(wanted, together)


def as_points(wanted: Contributions, found: apart.Totals) -> set[Decimal]:
    bits = found.bits >> 1 if wanted.is_highest else found.bits
    return {(bit + found.offset) * wanted.unit for bit in totals.ones(bits)}


# By hand.


DECIMALS = """
items:
  - {id: weight, type: number, least: 0, most: 1, decimals: 1, ask: How heavy?}
  - {id: days, type: number, least: 0, most: 1, ask: How many days?,
     only-if: {all: [{item: weight, answered: yes}, {item: weight, at-least: "0.9"}]}}
"""


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("sum-of: [weight, days]", [*range(11), 19, 20]),  # days are asked from 0.9 on, and come whole
        ("sum-of: [weight]\n    reversed: [weight]\n    times: 2", range(0, 22, 2)),
        ("max-of: [weight, days]", range(11)),
        ("mean-of: [weight]", range(11)),
    ],
)
def test_a_number_with_decimals_reaches_each_of_its_steps(rule: str, found: list[int]) -> None:
    of = questionnaire(f"{DECIMALS}scales:\n  - id: total\n    title: Total\n    {rule}\n")
    assert reached(of, "total") == [Decimal(tenths) / 10 for tenths in found]


def test_a_total_with_decimals_is_compared_exactly() -> None:
    of = questionnaire(
        f"""{DECIMALS}  - id: more
    ask: More
    options: yes-no
    only-if: {{all: [{{item: weight, answered: yes}}, {{scale: weights, at-least: 1.9}}]}}
scales:
  - {{id: weights, title: Weights, sum-of: [weight, days]}}
  - {{id: more, title: More, sum-of: [weight, more]}}
"""
    )
    assert reached(of, "more") == [Decimal(tenths) / 10 for tenths in (*range(11), 19, 20)]


def test_a_skip_leaves_a_hole_in_what_can_be_reached() -> None:
    found = questionnaire("""
items:
  - {id: drinks, ask: Do you drink, options: yes-no}
  - id: which
    ask: Which
    options: [{code: wine, score: 2, text: Wine}, {code: gin, score: 5, text: Gin}]
    only-if: {item: drinks, is: yes}
scales:
  - {id: total, title: Total, sum-of: [drinks, which]}
""")
    # 0 without drinking; 1 + 2 and 1 + 5 with it; declined, drinking counts 0 or 1.
    assert reached(found, "total") == values(0, 2, 3, 5, 6)


def test_two_items_of_which_only_one_is_asked_never_add_up() -> None:
    found = questionnaire("""
items:
  - {id: adult, ask: Are you 18 or older, options: [{code: no, text: "No"}, {code: yes, text: "Yes"}]}
  - id: school
    ask: At school
    options: how-often
    only-if: {all: [{item: adult, is: no}, {item: adult, answered: yes}]}
  - id: work
    ask: At work
    options: how-often
    only-if: {all: [{item: adult, is: yes}, {item: adult, answered: yes}]}
scales:
  - {id: total, title: Total, sum-of: [school, work]}
""")
    assert reached(found, "total") == values(0, 1, 2, 3)


def test_declining_is_a_way_through_the_file_like_any_other() -> None:
    found = questionnaire("""
items:
  - {id: adult, ask: Are you 18 or older, options: [{code: no, text: "No"}, {code: yes, text: "Yes"}]}
  - {id: why, ask: Why not say, options: how-often, only-if: {item: adult, declined: yes}}
scales:
  - {id: total, title: Total, sum-of: [why]}
""")
    assert reached(found, "total") == values(0, 1, 2, 3)


def test_an_item_can_hang_on_the_sum_of_others() -> None:
    found = questionnaire("""
items:
  - {id: amount, ask: How much, options: yes-no}
  - {id: binges, ask: How often a lot, options: yes-no}
  - id: harm
    ask: Any harm
    options: [{code: no, score: 5, text: "No"}, {code: yes, score: 10, text: "Yes"}]
    only-if: {scale: both, at-least: 2}
scales:
  - {id: both, title: Both, sum-of: [amount, binges]}
  - {id: total, title: Total, sum-of: [amount, binges, harm]}
""")
    # 0 and 1 without harm; 2 + 5 and 2 + 10; with one or both declined, harm is asked and the rest is 0, 1 or 2.
    assert reached(found, "total") == values(0, 1, 5, 6, 7, 10, 11, 12)


def test_a_criterion_can_read_a_scale_above_its_own() -> None:
    found = questionnaire("""
items:
  - {id: amount, ask: How much, options: how-often}
  - {id: binges, ask: How often a lot, options: how-often}
scales:
  - {id: both, title: Both, sum-of: [amount, binges]}
  - id: signs
    title: Signs
    count-of:
      - {id: some, if: {scale: both, at-least: 1}, because: Some.}
      - {id: many, if: {scale: both, at-least: 7}, because: More than there is.}
  - id: sign
    title: A sign
    count-of:
      - {id: some, if: {scale: signs, at-least: 1}, because: Some.}
""")
    assert [reached(found, name) for name in ("signs", "sign")] == [values(0, 1), values(0, 1)]


def test_a_maximum_reaches_what_its_items_reach_without_the_one_that_does_not_apply() -> None:
    found = questionnaire("""
items:
  - {id: trouble, ask: How much trouble, options: applies}
  - {id: harm, ask: Any harm, options: yes-no}
scales:
  - {id: most, title: Most, max-of: [trouble, harm]}
""")
    assert reached(found, "most") == values(0, 1, 2, 4)


NEVER_ASKED = """
items:
  - {id: drinks, ask: Do you drink, options: yes-no}
  - id: wine
    ask: Wine
    options: how-often
    only-if: {all: [{item: drinks, answered: no}, {item: drinks, declined: no}]}
scales:
  - {id: most, title: Most, max-of: [wine]}
  - {id: sum, title: Sum, sum-of: [wine]}
"""


def test_a_maximum_of_what_is_never_asked_reaches_nothing() -> None:
    found = questionnaire(NEVER_ASKED)
    assert reached(found, "most") == []


def test_the_span_of_a_reach_without_a_value_is_nothing() -> None:
    found = questionnaire(NEVER_ASKED)
    assert reach(found, found.scale_by_id["most"]).span == Span(Decimal(0), Decimal(0))


def test_a_sum_of_what_is_never_asked_is_nought() -> None:
    assert reached(questionnaire(NEVER_ASKED), "sum") == values(0)


def test_a_number_counts_whole_steps_beside_scores_of_a_tenth() -> None:
    found = questionnaire("""
items:
  - {id: days, ask: How many, type: number, least: 0, most: 2}
  - {id: part, ask: Part, options: [{code: no, score: 0, text: "No"}, {code: yes, score: 0.5, text: "Yes"}]}
scales:
  - {id: total, title: Total, sum-of: [days, part]}
  - {id: most, title: Most, max-of: [days, part]}
""")
    assert (reached(found, "total"), reached(found, "most")) == (values(0, 0.5, 1, 1.5, 2, 2.5), values(0, 0.5, 1, 2))


def test_numbers_on_both_sides_of_a_limit_are_told_apart() -> None:
    found = questionnaire("""
items:
  - {id: days, ask: How many, type: number, least: 0, most: 30000}
  - id: harm
    ask: Any harm
    options: [{code: no, score: 50000, text: "No"}, {code: yes, score: 60000, text: "Yes"}]
    only-if: {item: days, at-least: 29999}
scales:
  - {id: total, title: Total, sum-of: [days, harm]}
""")
    # Declined, the days are anything and harm is asked.
    every = reached(found, "total")
    assert (every[29_998], every[29_999], every[-1]) == (Decimal(29_998), Decimal(50_000), Decimal(90_000))


def test_a_test_on_a_number_without_bounds_can_come_out_both_ways() -> None:
    found = questionnaire("""
items:
  - {id: age, ask: How old are you, type: number}
  - {id: work, ask: At work, options: how-often, only-if: {all: [{item: age, at-least: 18}, {item: age, declined: no}]}}
scales:
  - {id: total, title: Total, sum-of: [work]}
""")
    assert reached(found, "total") == values(0, 1, 2, 3)


def test_a_mean_is_listed_rounded() -> None:
    found = questionnaire("""
items:
  - {id: one, ask: One, options: yes-no}
  - {id: two, ask: Two, options: yes-no}
  - {id: three, ask: Three, options: yes-no}
scales:
  - {id: average, title: Average, mean-of: [one, two, three], decimals: 1}
""")
    assert reached(found, "average") == values("0.0", "0.3", "0.7", "1.0")


# Where things stand in the file.


def test_a_condition_ends_where_its_last_item_stands_through_scales_too() -> None:
    found = questionnaire("""
items:
  - {id: amount, ask: How much, options: yes-no}
  - {id: binges, ask: How often a lot, options: yes-no}
  - {id: harm, ask: Any harm, options: yes-no, only-if: {any: [{item: amount, is: yes}, {scale: both, at-least: 1}]}}
scales:
  - {id: both, title: Both, sum-of: [amount, binges]}
  - {id: sign, title: Sign, count-of: [{id: one, if: {item: amount, is: yes}, because: One.}]}
""")
    condition = found.by_id["harm"].only_if
    assert condition is not None
    assert (last_position(found, condition), found.last_read["sign"]) == (1, 0)


def test_a_scale_that_reads_nothing_stands_before_the_file_begins() -> None:
    found = unchecked([choice("drinks", [0, 1])], empty={})
    assert found.last_read["empty"] == -1


# Limits.

Data = dict[str, object]


def unchecked(items: list[Data], **scales: Data) -> Questionnaire:
    """A questionnaire before the checks, which work out the totals and would refuse it."""
    heading = {"questionnaire": "made-up", "version": "1.0", "title": "Made up", "language": "en", "recall": "today"}
    source = {"citation": "Invented", "licence": "CC0-1.0"}
    listed = [{"id": name, "title": "Points", **scale} for name, scale in scales.items()]
    return Questionnaire.model_validate(
        {**heading, "audience": "tests", "source": source, "items": items, "scales": listed}
    )


def choice(name: str, scores: list[int], **more: object) -> Data:
    options = [{"code": f"code-{score}", "score": f"{score}", "text": "Answer"} for score in scores]
    return {"id": name, "ask": "Which?", "options": options, **more}


def number(name: str, most: int, **more: object) -> Data:
    return {"id": name, "ask": "How many?", "type": "number", "least": "0", "most": f"{most}", **more}


def refused_because_of(found: Questionnaire, scale: str) -> tuple[str, ...]:
    with pytest.raises(TooManyStates) as caught:
        reach(found, found.scale_by_id[scale])
    return caught.value.items


def widened_because_of(found: Questionnaire, scale: str) -> tuple[str, ...]:
    reached = reach(found, found.scale_by_id[scale])
    assert not reached.is_exact
    return reached.items


def test_too_many_sums_to_tell_apart_make_the_range_wider_and_the_items_are_named() -> None:
    items = [f"digit-{place}" for place in range(6)]
    digits = [choice(name, [10**place * one for one in range(10)]) for place, name in enumerate(items[:5])]
    last = choice("last", [0, 1], **{"only-if": {"scale": "sum", "at-least": "80000"}})
    found = unchecked([*digits, number("digit-5", 9_999), last], sum={"sum-of": items}, total={"sum-of": ["last"]})
    assert widened_because_of(found, "total") == tuple(items)


def test_too_many_tests_to_tell_apart_make_the_range_wider_and_the_items_are_named() -> None:
    """Each of the last questions asks again for an earlier answer, and for one that depends on all of them."""
    names = [f"source-{place}" for place in range(12)]
    tests = [{"item": name, "is": "code-1"} for name in names]
    hinge = choice("hinge", [0, 1], **{"only-if": {"any": tests}})
    lasts = [
        choice(f"last-{place}", [0, 1], **{"only-if": {"all": [{"item": "hinge", "is": "code-1"}, test]}})
        for place, test in enumerate(tests)
    ]
    items = [*(choice(name, [0, 1]) for name in names), hinge, *lasts]
    found = unchecked(items, total={"sum-of": [f"last-{place}" for place in range(12)]})
    assert widened_because_of(found, "total") == (*names, "hinge")


def test_one_condition_on_a_hundred_items_is_no_more_than_one_thing_to_remember() -> None:
    tests = [{"item": name, "is": "code-1"} for name in NAMES[:100]]
    last = choice("last", [0, 1], **{"only-if": {"any": tests}})
    items = [*(choice(name, [0, 1]) for name in NAMES[:100]), last]
    assert reached(unchecked(items, total={"sum-of": ["last"]}), "total") == values(0, 1)


def test_scales_whose_items_take_turns_are_followed_one_after_the_other() -> None:
    items = [choice(name, [0, 1, 2, 3, 4]) for name in NAMES[:80]]
    sums: dict[str, Data] = {f"s{first}": {"sum-of": NAMES[first:80:8]} for first in range(8)}
    criteria = [{"id": name, "if": {"scale": name, "at-least": "20"}, "because": "Invented."} for name in sums]
    assert reached(unchecked(items, **sums, high={"count-of": criteria}), "high") == values(*range(9))


def test_items_that_each_hang_on_a_scale_of_their_own_are_followed_scale_by_scale() -> None:
    items = [choice(name, [0, 1, 2]) for name in NAMES[:80]]
    sums: dict[str, Data] = {f"s{first}": {"sum-of": NAMES[first:80:20]} for first in range(20)}
    more = [choice(f"more-{name}", [0, 1], **{"only-if": {"scale": name, "at-least": "4"}}) for name in sums]
    names = [*NAMES[:80], *(f"more-{name}" for name in sums)]
    assert reached(unchecked([*items, *more], **sums, total={"sum-of": names}), "total") == values(*range(181))


def test_too_many_sets_of_choices_make_the_range_wider_and_the_item_is_named() -> None:
    symptoms = {**choice("symptoms", [2**place for place in range(17)]), "type": "choices"}
    assert widened_because_of(unchecked([symptoms], total={"sum-of": ["symptoms"]}), "total") == ("symptoms",)


def test_too_many_numbers_in_a_sum_that_is_compared_make_the_range_wider_and_the_item_is_named() -> None:
    last = choice("last", [0, 1], **{"only-if": {"scale": "sum", "at-least": "7"}})
    found = unchecked([number("cigarettes", 100_000), last], sum={"sum-of": ["cigarettes"]}, total={"sum-of": ["last"]})
    assert widened_because_of(found, "total") == ("cigarettes",)


def test_too_many_totals_are_refused_and_the_item_named() -> None:
    found = unchecked([number("a", 99_999), number("b", 999_999)], total={"sum-of": ["a", "b"]})
    assert refused_because_of(found, "total") == ("b",)


def test_many_totals_in_each_of_many_states_make_the_range_wider() -> None:
    first = choice("first", list(range(300)))
    tests = [{"item": "first", "is": f"code-{code}"} for code in range(300)]
    lasts = [choice(f"last-{code}", [0, 1], **{"only-if": test}) for code, test in enumerate(tests)]
    items = ["many", *(f"last-{code}" for code in range(300))]
    found = unchecked([number("many", 99_999), first, *lasts], total={"sum-of": items})
    assert widened_because_of(found, "total") == ("first", "many")


def test_options_of_one_score_that_no_test_names_stand_for_one_another() -> None:
    symptoms = {**choice("symptoms", []), "type": "choices"}
    symptoms["options"] = [{"code": f"code-{place}", "score": "1", "text": "Answer"} for place in range(200)]
    found = unchecked([symptoms], total={"sum-of": ["symptoms"]})
    assert reached(found, "total") == values(*range(1, 201))


MANY = 5_000
NAMES = [f"item-{place}" for place in range(MANY)]


def chain() -> list[Data]:
    """Each question is asked only if the one before was answered with a 1."""
    tests = [{"only-if": {"item": before, "is": "code-1"}} for before in NAMES]
    return [choice(name, [0, 1], **more) for name, more in zip(NAMES, [{}, *tests], strict=False)]


@pytest.mark.parametrize("kind", one_in(2, ["sum-of", "max-of"]))
def test_five_thousand_items_in_a_chain_are_followed_to_the_end(kind: str) -> None:
    found = reach(*_of(unchecked(chain(), total={kind: NAMES})))
    assert found.span == Span(Decimal(0), Decimal(MANY if kind == "sum-of" else 1))


def test_five_thousand_criteria_are_counted() -> None:
    items = [choice(name, [0, 1]) for name in NAMES]
    criteria = [{"id": name, "if": {"item": name, "is": "code-1"}, "because": "Invented."} for name in NAMES]
    assert reached(unchecked(items, total={"count-of": criteria}), "total") == values(*range(MANY + 1))


def compared_sum(items: int, limit: int) -> Questionnaire:
    """So many questions with two answers, and a last one that depends on their sum."""
    last = choice("last", [0, 1], **{"only-if": {"scale": "sum", "at-least": f"{limit}"}})
    listed = [choice(name, [0, 1]) for name in NAMES[:items]]
    return unchecked([*listed, last], sum={"sum-of": NAMES[:items]}, total={"sum-of": ["last"]})


def test_a_sum_of_sixty_items_can_be_compared() -> None:
    assert reached(compared_sum(60, 7), "total") == values(0, 1)


def test_a_sum_of_three_hundred_items_is_followed_only_as_far_as_the_limit() -> None:
    assert reached(compared_sum(300, 7), "total") == values(0, 1)


def test_following_states_too_often_make_the_range_wider_and_the_items_are_named() -> None:
    assert widened_because_of(compared_sum(300, 150), "total") == tuple(NAMES[:300])


def test_scales_that_read_the_one_above_twice_are_placed_without_counting_every_way() -> None:
    scales: dict[str, Data] = {"s0": {"sum-of": ["a"]}}
    for place in range(1, 40):
        criteria = [
            {"id": f"c{limit}", "if": {"scale": f"s{place - 1}", "at-least": limit}, "because": "Invented."}
            for limit in ("1", "2")
        ]
        scales[f"s{place}"] = {"count-of": criteria}
    found = unchecked([choice("a", [0, 1, 2])], **scales)
    assert found.last_read[found.scales[-1].id] == 0


def _of(found: Questionnaire) -> tuple[Questionnaire, Scale]:
    return found, found.scales[0]


# Sets of totals as bits.

SMALL_SETS = st.frozensets(st.integers(0, 60), max_size=8)


def bits(numbers: frozenset[int] | set[int]) -> int:
    return sum(1 << number for number in numbers)


def numbers(found: int) -> set[int]:
    return {place for place in range(found.bit_length()) if found >> place & 1}


@given(st.lists(SMALL_SETS, max_size=4))
def test_a_union_holds_what_any_of_the_sets_holds(sets: list[frozenset[int]]) -> None:
    assert numbers(totals.union(map(bits, sets))) == set().union(*sets)


@given(SMALL_SETS)
def test_ones_are_the_numbers_in_the_set_lowest_first(given_set: frozenset[int]) -> None:
    assert list(totals.ones(bits(given_set))) == sorted(given_set)


@given(SMALL_SETS, st.integers(0, 9), st.integers(0, 9), st.integers(1, 3))
def test_plus_adds_each_number_of_a_range_to_each_of_the_set(
    given_set: frozenset[int], low: int, count: int, step: int
) -> None:
    added = range(low, low + count * step + 1, step)
    expected = {one + other for one in given_set for other in added}
    assert numbers(totals.plus(bits(given_set), low, added[-1], step)) == expected


@given(SMALL_SETS, st.booleans(), st.integers(0, 50), st.integers(0, 9), st.integers(1, 3))
def test_highest_is_the_higher_of_each_of_the_set_and_each_number_of_a_range(
    given_set: frozenset[int], none_yet: bool, low: int, count: int, step: int
) -> None:
    if not given_set and not none_yet:
        return  # a set of totals is never empty
    added = range(low, low + count * step + 1, step)
    before = (bits(given_set) << 1) | none_yet
    expected = {max(one, other) for one in given_set for other in added} | (set(added) if none_yet else set())
    assert numbers(totals.highest(before, low, added[-1], step) >> 1) == expected
