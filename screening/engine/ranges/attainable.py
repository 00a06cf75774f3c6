"""Which totals can a scale reach, and how can a condition come out? Exactly: every way of answering is followed.

Declining an item is a way through the file like any other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from screening.engine.ranges import totals
from screening.engine.ranges.expanded import expanded, in_full
from screening.engine.ranges.limits import BITS_KEPT_OF_A_STEP, MAX_STEPS, STEPS_TO_PLAN, TooManyStates
from screening.engine.ranges.plan import Plan, plans
from screening.engine.ranges.remaining import first_of
from screening.engine.ranges.steps import Choose, Settle, Step, Watch, leaves_of, read_by
from screening.engine.ranges.walk import Walk
from screening.engine.rules import NOTHING, Span, Truth, scaled
from screening.model.questionnaire import Condition, Questionnaire, Scale

MAX_STEPS_TOGETHER = 4_000  # for many conditions in one walk, and some more for each; then each half on its own
MAX_STEPS_EACH = 20
_FIRST_TRY = 8_000  # steps for each order of a walk, before any of them gets more

Truths = dict[Condition, frozenset[Truth]]
Outcomes = dict[Condition, frozenset[Truth] | TooManyStates]
_NO_SCALE = Scale.model_construct(id="", title="", sum_of=())


@dataclass(frozen=True)
class AttainableTotals:
    """Every total that a scale can reach, rounded as the scale is. In `bits` each has a place, lowest first."""

    scale: Scale
    bits: int
    offset: int
    unit: Decimal

    @cached_property
    def span(self) -> Span:
        """The lowest and the highest total; 0 where no way through the file gives a score."""
        if not self.bits:
            return NOTHING
        return Span(self.total((self.bits & -self.bits).bit_length() - 1), self.total(self.bits.bit_length() - 1))

    def values(self) -> Iterator[Decimal]:
        """The totals themselves, lowest first."""
        return map(self.total, totals.ones(self.bits))

    def total(self, bit: int) -> Decimal:
        """The total that a place in `bits` stands for."""
        return scaled(self.scale, (bit + self.offset) * self.unit)

    def between(self, low: Decimal, high: Decimal) -> int:
        """The bits of every total from `low` to `high`, whether or not it can be reached."""
        places = range(self.bits.bit_length())
        first = bisect_left(places, low, key=self.total)
        end = bisect_left(places, True, key=lambda bit: self.total(bit) > high)
        return (1 << end) - (1 << first) if first < end else 0


def reach(questionnaire: Questionnaire, scale: Scale) -> AttainableTotals:
    """The totals that answers to the questionnaire can give the scale.

    Raises TooManyStates where more than 100,000 states would have to be told apart, or where it would take more
    steps than one file may take for all its scales and conditions.
    """
    return _ranges(questionnaire).scale(scale.id)[0]


def truths(questionnaire: Questionnaire, conditions: Iterable[Condition]) -> Outcomes:
    """How each condition can come out once every question is answered or declined.

    Where that cannot be worked out the TooManyStates stands in its place.
    """
    return _ranges(questionnaire).truths(conditions)


def firsts(
    questionnaire: Questionnaire, conditions: Sequence[Condition], unless: Sequence[Condition]
) -> frozenset[int | None]:
    """Which of the conditions can be the first that holds, by its place; their number stands for none of them.

    None stands in it where a decline can leave more than one possible, or one of `unless` can hold. Raises
    TooManyStates.
    """
    return _ranges(questionnaire).firsts(conditions, unless)


class _Ranges:
    """What has been worked out about one file, and how many steps are left for the rest of it."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._questionnaire = questionnaire
        self._full = expanded(questionnaire)
        self._left = MAX_STEPS
        self._scales: dict[str, tuple[AttainableTotals, Truths] | TooManyStates] = {}

    def scale(self, name: str) -> tuple[AttainableTotals, Truths]:
        """What the scale reaches and, by the way, how the conditions that it hangs on come out."""
        if name not in self._scales:
            try:
                self._scales[name] = self._reached(self._full.scale_by_id[name])
            except TooManyStates as tangled:
                self._scales[name] = tangled
        found = self._scales[name]
        if isinstance(found, TooManyStates):
            raise TooManyStates(found.items)
        return found

    def _reached(self, scale: Scale) -> tuple[AttainableTotals, Truths]:
        walk = self._walked([Settle(scale)], scale)
        points = walk.points
        self._spend(points.width // BITS_KEPT_OF_A_STEP)  # the bits stay in memory
        return AttainableTotals(scale, points.reached(walk.bits), points.offset, points.unit), walk.truths()

    def truths(self, conditions: Iterable[Condition]) -> Outcomes:
        """See `truths` of this module."""
        written = {one: in_full(self._questionnaire, one) for one in conditions}
        known: Outcomes = {}
        for scale in self._full.scales:
            with suppress(TooManyStates):
                known |= self.scale(scale.id)[1]
        left = [condition for condition in written.values() if condition not in known]
        known |= self._watched(sorted(left, key=lambda one: last_position(self._full, one)))
        return {one: known[condition] for one, condition in written.items()}

    def _watched(self, conditions: list[Condition], failures: int = 0) -> Outcomes:
        """All in one walk, or where that is too much each half on its own. Each failure leaves less for the others."""
        if not conditions:
            return {}
        if len(conditions) == 1:
            return self._alone(conditions[0], max(MAX_STEPS >> failures, MAX_STEPS_TOGETHER))
        with suppress(TooManyStates):
            return {**self._together(conditions).truths()}
        middle = len(conditions) // 2
        known = self._watched(conditions[:middle], failures)
        failures += sum(isinstance(possible, TooManyStates) for possible in known.values())
        return known | self._watched(conditions[middle:], failures)

    def _alone(self, condition: Condition, most: int) -> Outcomes:
        try:
            return {**self._walked([Watch(condition)], most=most).truths()}
        except TooManyStates as tangled:
            return {condition: tangled}

    def _together(self, conditions: list[Condition]) -> Walk:
        """One walk that watches all the conditions; it is given up early, because each half can be walked alone."""
        most = MAX_STEPS_TOGETHER + MAX_STEPS_EACH * len(conditions)
        return self._run(self._plans(list(map(Watch, conditions)))[0], _NO_SCALE, most)

    def firsts(self, conditions: Sequence[Condition], unless: Sequence[Condition]) -> frozenset[int | None]:
        """See `firsts` of this module."""
        written = [in_full(self._questionnaire, condition) for condition in conditions]
        never = [in_full(self._questionnaire, condition) for condition in unless]
        leaves = tuple(leaf for condition in (*never, *written) for leaf in condition.leaves)
        walk = self._walked([Choose(first_of(written, never), leaves)])
        return frozenset(choice.chosen for choice in walk.choices)

    def _walked(self, goals: Sequence[Step], scale: Scale = _NO_SCALE, most: int = MAX_STEPS) -> Walk:
        """The first walk to the goals that is not too much: each order is tried with few steps before one gets many."""
        listed = self._plans(goals)
        for plan in listed if most > _FIRST_TRY else ():
            with suppress(TooManyStates):
                return self._run(plan, scale, _FIRST_TRY)
        *others, last = listed
        for number, plan in enumerate(others):
            with suppress(TooManyStates):
                return self._run(plan, scale, min(most, self._left // (len(listed) - number)))
        return self._run(last, scale, most)

    def _plans(self, goals: Sequence[Step]) -> list[Plan]:
        if not self._left:
            raise TooManyStates(tuple(dict.fromkeys(name for goal in goals for name in read_by(goal))))
        listed = plans(self._full, goals)
        self._spend(STEPS_TO_PLAN * sum(1 + len(leaves_of(step)) for step in listed[0].steps))
        return listed

    def _run(self, plan: Plan, scale: Scale, most: int) -> Walk:
        """Run a walk with at most so many steps, and no more than the file has left."""
        walk = Walk(plan, scale, min(most, self._left))
        try:
            walk.run()
        finally:
            self._spend(walk.steps)
        return walk

    def _spend(self, steps: int) -> None:
        self._left = max(self._left - steps, 0)


_ranges = lru_cache(maxsize=16)(_Ranges)


def last_position(questionnaire: Questionnaire, condition: Condition) -> int:
    """The place of the last item that the condition reads, through scales too; -1 where it reads none."""
    return max((_leaf_position(questionnaire, leaf) for leaf in condition.leaves), default=-1)


def _leaf_position(questionnaire: Questionnaire, leaf: Condition) -> int:
    if leaf.item:
        return questionnaire.position.get(leaf.item, -1)
    return questionnaire.last_read.get(leaf.scale or "", -1)
