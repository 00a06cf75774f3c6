"""Which totals can a scale reach, and how can a condition come out? Exactly: every way of answering is followed.

Declining an item is a way through the file like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from screening.engine.ranges import totals
from screening.engine.ranges.expanded import expanded, in_full
from screening.engine.ranges.limits import MAX_STEPS, TooManyStates
from screening.engine.ranges.plan import plans
from screening.engine.ranges.remaining import first_of
from screening.engine.ranges.steps import Choose, Settle, Step, Watch
from screening.engine.ranges.walk import Walk
from screening.engine.rules import NOTHING, Span, Truth, mean
from screening.model.questionnaire import Condition, Questionnaire, Scale

MAX_STEPS_TOGETHER = 4_000  # for many conditions in one walk, and some more for each; then each half on its own
MAX_STEPS_EACH = 20

Truths = dict[Condition, frozenset[Truth]]
Outcomes = dict[Condition, frozenset[Truth] | TooManyStates]
_NO_SCALE = Scale.model_construct(id="", title="", sum_of=())


@dataclass(frozen=True)
class AttainableTotals:
    """Every total that a scale can reach, rounded as the scale is."""

    scale: Scale
    bits: int
    offset: int
    unit: Decimal

    @cached_property
    def span(self) -> Span:
        """The lowest and the highest total; 0 where no way through the file gives a score."""
        if not self.bits:
            return NOTHING
        return Span(self._total((self.bits & -self.bits).bit_length() - 1), self._total(self.bits.bit_length() - 1))

    def values(self) -> Iterator[Decimal]:
        """The totals themselves, lowest first."""
        return map(self._total, totals.ones(self.bits))

    def _total(self, bit: int) -> Decimal:
        return mean(self.scale, (bit + self.offset) * self.unit)


@lru_cache(maxsize=256)
def reach(questionnaire: Questionnaire, scale: Scale) -> AttainableTotals:
    """The totals that answers to the questionnaire can give the scale.

    Raises TooManyStates where more than 100,000 states would have to be told apart, or followed half a million times.
    """
    full = expanded(questionnaire)
    return _scale_walk(full, scale if full is questionnaire else full.scale_by_id[scale.id])[0]


@lru_cache(maxsize=256)
def _scale_walk(questionnaire: Questionnaire, scale: Scale) -> tuple[AttainableTotals, Truths]:
    """What the scale reaches and, by the way, how the conditions that it hangs on come out."""
    walk = _walked(questionnaire, [Settle(scale)], scale)
    points = walk.points
    return AttainableTotals(scale, points.reached(walk.bits), points.offset, points.unit), walk.truths()


def truths(questionnaire: Questionnaire, conditions: Iterable[Condition]) -> Outcomes:
    """How each condition can come out once every question is answered or declined.

    Where that cannot be worked out the TooManyStates stands in its place.
    """
    full, written = expanded(questionnaire), {one: in_full(questionnaire, one) for one in conditions}
    known: Outcomes = {}
    for scale in full.scales:
        known |= _seen_by(full, scale)
    left = [condition for condition in written.values() if condition not in known]
    known |= _watched(full, sorted(left, key=lambda one: last_position(full, one)))
    return {one: known[condition] for one, condition in written.items()}


def _seen_by(questionnaire: Questionnaire, scale: Scale) -> Truths:
    try:
        return _scale_walk(questionnaire, scale)[1]
    except TooManyStates:
        return {}


def _watched(questionnaire: Questionnaire, conditions: list[Condition], failures: int = 0) -> Outcomes:
    """All in one walk, or where that is too much each half in its own. Each failure leaves less time for the others."""
    if not conditions:
        return {}
    if len(conditions) == 1:
        return _alone(questionnaire, conditions[0], max(MAX_STEPS >> failures, MAX_STEPS_TOGETHER))
    with suppress(TooManyStates):
        return {**_walked_together(questionnaire, conditions).truths()}
    middle = len(conditions) // 2
    known = _watched(questionnaire, conditions[:middle], failures)
    failures += sum(isinstance(possible, TooManyStates) for possible in known.values())
    return known | _watched(questionnaire, conditions[middle:], failures)


def _alone(questionnaire: Questionnaire, condition: Condition, most: int) -> Outcomes:
    try:
        return {**_walked(questionnaire, [Watch(condition)], most=most).truths()}
    except TooManyStates as tangled:
        return {condition: tangled}


def firsts(
    questionnaire: Questionnaire, conditions: Sequence[Condition], unless: Sequence[Condition]
) -> frozenset[int | None]:
    """Which of the conditions can be the first that holds, by its place; their number stands for none of them.

    None stands in it where a decline can leave more than one possible, or one of `unless` can hold. Raises
    TooManyStates.
    """
    written = [in_full(questionnaire, condition) for condition in conditions]
    never = [in_full(questionnaire, condition) for condition in unless]
    leaves = tuple(leaf for condition in (*never, *written) for leaf in condition.leaves)
    walk = _walked(expanded(questionnaire), [Choose(first_of(written, never), leaves)])
    return frozenset(choice.chosen for choice in walk.choices)


def _walked(
    questionnaire: Questionnaire, goals: Sequence[Step], scale: Scale = _NO_SCALE, most: int = MAX_STEPS
) -> Walk:
    """The first walk to the goals that is not too much, the most promising tried first."""
    *others, last = (Walk(plan, scale, most) for plan in plans(questionnaire, goals))
    for walk in others:
        try:
            walk.run()
        except TooManyStates:
            continue
        return walk
    last.run()
    return last


def _walked_together(questionnaire: Questionnaire, conditions: list[Condition]) -> Walk:
    """One walk that watches all the conditions; it is given up early, because each half can be walked on its own."""
    most = MAX_STEPS_TOGETHER + MAX_STEPS_EACH * len(conditions)
    walk = Walk(plans(questionnaire, map(Watch, conditions))[0], _NO_SCALE, most)
    walk.run()
    return walk


def last_position(questionnaire: Questionnaire, condition: Condition) -> int:
    """The place of the last item that the condition reads, through scales too."""
    return max(_leaf_position(questionnaire, leaf) for leaf in condition.leaves)


def _leaf_position(questionnaire: Questionnaire, leaf: Condition) -> int:
    if leaf.item:
        return questionnaire.position[leaf.item]
    return scale_position(questionnaire, questionnaire.scale_by_id[leaf.scale or ""])


@lru_cache(maxsize=256)
def scale_position(questionnaire: Questionnaire, scale: Scale) -> int:
    """The place of the last item that the scale reads; -1 if it reads none."""
    ends = [questionnaire.position[item] for item in scale.items]
    ends += [last_position(questionnaire, criterion.if_) for criterion in scale.count_of or ()]
    ends += [last_position(questionnaire, scale.only_if)] if scale.only_if else []
    return max(ends, default=-1)
