"""What a walk leaves out on its way changes nothing: the same comes out as from trying every way, in whatever order."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from screening.engine.ranges.attainable import firsts, reach, truths
from screening.engine.ranges.contributions import contributions
from screening.engine.ranges.limits import MAX_STEPS
from screening.engine.ranges.plan import plans
from screening.engine.ranges.remaining import settled, signature, whole
from screening.engine.ranges.steps import Gather, Settle, Step, Watch, needs, orders
from screening.engine.ranges.walk import Walk
from screening.engine.rules import Truth, evaluate
from screening.loading.checks import conditions
from screening.model.conditions import Condition
from screening.model.questionnaire import Questionnaire
from tests import oracle
from tests.generated import questionnaires


def read(questionnaire: Questionnaire) -> list[Condition]:
    return [condition for _, condition, _ in conditions(questionnaire)]


def outcome_conditions(questionnaire: Questionnaire) -> list[Condition]:
    return [outcome.if_ for outcome in questionnaire.outcomes]


def tried_out(questionnaire: Questionnaire, watched: Iterable[Condition]) -> set[tuple[Truth, ...]]:
    """How the conditions come out together, on every way through the file that the oracle finds."""
    listed = tuple(watched)
    ways = oracle.complete_ways(questionnaire)
    return {tuple(Truth(way.truth(condition, way.replies)) for condition in listed) for way in ways}


def first_that_holds(found: tuple[Truth, ...]) -> int | None:
    settles = next((place for place, holds in enumerate(found) if holds is not Truth.NO), len(found))
    return settles if settles == len(found) or found[settles] is Truth.YES else None


@given(questionnaires(most=5))
def test_each_condition_comes_out_as_on_every_way_through_the_file(questionnaire: Questionnaire) -> None:
    watched = read(questionnaire)
    together = tried_out(questionnaire, watched)
    found = truths(questionnaire, watched)
    assert [found[condition] for condition in watched] == [
        frozenset(way[place] for way in together) for place in range(len(watched))
    ]


@given(questionnaires(most=5))
def test_the_first_that_holds_is_the_first_on_some_way_through_the_file(questionnaire: Questionnaire) -> None:
    watched = outcome_conditions(questionnaire)
    expected = {first_that_holds(way) for way in tried_out(questionnaire, watched)}
    assert firsts(questionnaire, watched, unless=[]) == expected


@given(questionnaires(most=5))
def test_where_another_condition_holds_none_is_the_first(questionnaire: Questionnaire) -> None:
    unless = [rule.if_ for rule in questionnaire.critical_items]
    together = tried_out(questionnaire, [*unless, *outcome_conditions(questionnaire)])
    expected = {None if Truth.YES in way[: len(unless)] else first_that_holds(way[len(unless) :]) for way in together}
    assert firsts(questionnaire, outcome_conditions(questionnaire), unless) == expected


@given(questionnaires())
def test_the_order_of_the_steps_changes_nothing(questionnaire: Questionnaire) -> None:
    for scale in questionnaire.scales:
        wanted = contributions(questionnaire, scale)
        reached = partial(reach, questionnaire)
        walks = [Walk(plan, wanted, MAX_STEPS, reached) for plan in plans(questionnaire, [Gather(wanted)])]
        for walk in walks:
            walk.run()
        assert len({(walk.bits, walk.points.offset) for walk in walks}) == 1
        assert all(walk.truths() == walks[0].truths() for walk in walks)


@given(questionnaires())
def test_each_step_comes_after_those_it_needs(questionnaire: Questionnaire) -> None:
    goals: list[Step] = [Settle(scale) for scale in questionnaire.scales]
    for steps in orders(questionnaire, [*goals, *map(Watch, read(questionnaire))]):
        place = {step: number for number, step in enumerate(steps)}
        assert all(place[need] < place[step] for step in steps for need in needs(questionnaire, step))


@given(questionnaires(), st.data())
def test_a_condition_that_is_settled_test_by_test_comes_out_as_it_does_at_once(
    questionnaire: Questionnaire, data: st.DataObject
) -> None:
    for condition in read(questionnaire):
        names = sorted({signature(leaf) for leaf in condition.leaves})
        drawn = {name: data.draw(st.sampled_from([Truth.YES, Truth.NO, Truth.DECLINED])) for name in names}
        left = whole(condition)
        for name in data.draw(st.permutations(names)):
            left = settled(left, {name: drawn[name]})
        assert left is evaluate(condition, lambda leaf, drawn=drawn: drawn[signature(leaf)])  # type: ignore[misc]
