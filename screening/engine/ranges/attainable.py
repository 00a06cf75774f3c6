"""Which totals can a scale reach, and how can a condition come out? Every way of answering is followed.

Declining an item is a way through the file like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import lru_cache

from screening.engine.arithmetic import arithmetics
from screening.engine.ranges import apart
from screening.engine.ranges.contributions import Contributions, contributions
from screening.engine.ranges.expanded import expanded, in_full
from screening.engine.ranges.limits import (
    BITS_KEPT_OF_A_STEP,
    MAX_STEPS,
    READS_OF_A_STEP,
    STEPS_TO_PLAN,
    TooManyStates,
)
from screening.engine.ranges.plan import Plan, plans
from screening.engine.ranges.reached import AttainableTotals
from screening.engine.ranges.remaining import first_of
from screening.engine.ranges.steps import Choose, Gather, Step, Watch, leaves_of, read_by
from screening.engine.ranges.walk import Walk
from screening.engine.rules import Truth
from screening.model.conditions import Condition
from screening.model.questionnaire import Questionnaire
from screening.model.scales import Scale

MAX_STEPS_TOGETHER = 4_000  # for many conditions in one walk, and some more for each; then each half on its own
MAX_STEPS_EACH = 20
_FIRST_TRY = 8_000  # steps for each order of a walk, before any of them gets more
_TRY_OF_EACH = 40  # more steps of that first try for each thing that adds
_TO_COMBINE = 50_000  # steps to put groups together, even where following the last of them took all

Truths = dict[Condition, frozenset[Truth]]
Outcomes = dict[Condition, frozenset[Truth] | TooManyStates]
_NO_SCALE = Scale.model_construct(id="", title="", sum_of=())
_NOTHING = Contributions(Questionnaire.model_construct(items=(), scales=(_NO_SCALE,)), _NO_SCALE, ())


def reach(questionnaire: Questionnaire, scale: Scale) -> AttainableTotals:
    """The totals that answers to the questionnaire can give the scale.

    They are exact, or wider where more than 100,000 states would have to be told apart, or where it would take more
    steps than one file may take for all its scales and conditions. Raises TooManyStates where its points are too many.
    """
    return _ranges(questionnaire).reach(scale.id)


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
        self._readings = apart.Readings(self._full)
        self._scales: dict[str, AttainableTotals | TooManyStates] = {}
        self._known: Outcomes = {}  # how conditions come out, as far as that was seen on the way

    def reach(self, name: str) -> AttainableTotals:
        """What the scale reaches. Raises TooManyStates."""
        if name not in self._scales:
            try:
                self._scales[name] = self._reached(self._full.scale_by_id[name])
            except TooManyStates as tangled:
                self._scales[name] = tangled
        found = self._scales[name]
        if isinstance(found, TooManyStates):
            raise TooManyStates(found.items)
        return found

    def _reached(self, scale: Scale) -> AttainableTotals:
        """All in one walk; where that is too much, one walk for each group that stands by itself."""
        wanted, arithmetic = contributions(self._full, scale), arithmetics(self._full)[scale.id]
        tangled = list[TooManyStates]()
        found = self._in_one_walk(wanted) or self._in_groups(wanted, tangled)
        bits = found.bits >> 1 if wanted.is_highest else found.bits
        items = tuple(dict.fromkeys(name for one in tangled for name in one.items))
        return AttainableTotals(arithmetic, bits, found.offset, wanted.unit, not tangled, items)

    def _in_one_walk(self, wanted: Contributions) -> apart.Totals | None:
        with suppress(TooManyStates):
            return self._gathered(wanted, _FIRST_TRY + _TRY_OF_EACH * len(wanted.added))
        return None

    def _in_groups(self, wanted: Contributions, tangled: list[TooManyStates]) -> apart.Totals:
        """Each group in a walk of its own; the widest range where no steps are left to put them together."""
        if self._left:
            followed, groups = self._readings.followed, self._readings.groups(wanted)
            self._spend((self._readings.followed - followed) // READS_OF_A_STEP)
            found = [self._or_widest(group, tangled) for group in groups]
            with suppress(TooManyStates):
                whole, steps = apart.combined(found, wanted.is_highest, max(self._left, _TO_COMBINE))
                self._spend(steps)
                return whole
        tangled[:] = [TooManyStates(tuple(item.id for item in wanted.items))]
        return apart.widest(wanted, self._of)

    def _or_widest(self, wanted: Contributions, tangled: list[TooManyStates]) -> apart.Totals:
        try:
            return self._gathered(wanted, MAX_STEPS)
        except TooManyStates as too_many:
            tangled.append(too_many)
            return apart.widest(wanted, self._of)

    def _gathered(self, wanted: Contributions, most: int) -> apart.Totals:
        walk = self._walked([Gather(wanted)], wanted, most)
        self._known |= walk.truths()
        self._spend(walk.points.width // BITS_KEPT_OF_A_STEP)  # the bits stay in memory
        return apart.Totals(walk.bits, walk.points.offset)

    def _of(self, scale: Scale) -> AttainableTotals:
        return self.reach(scale.id)

    def truths(self, conditions: Iterable[Condition]) -> Outcomes:
        """See `truths` of this module."""
        written = {one: in_full(self._questionnaire, one) for one in conditions}
        for scale in self._full.scales:
            with suppress(TooManyStates):
                self.reach(scale.id)
        known = dict(self._known)
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
        return self._run(self._plans(list(map(Watch, conditions)))[0], _NOTHING, most)

    def firsts(self, conditions: Sequence[Condition], unless: Sequence[Condition]) -> frozenset[int | None]:
        """See `firsts` of this module."""
        written = [in_full(self._questionnaire, condition) for condition in conditions]
        never = [in_full(self._questionnaire, condition) for condition in unless]
        leaves = tuple(leaf for condition in (*never, *written) for leaf in condition.leaves)
        walk = self._walked([Choose(first_of(written, never), leaves)])
        return frozenset(choice.chosen for choice in walk.choices)

    def _walked(self, goals: Sequence[Step], wanted: Contributions = _NOTHING, most: int = MAX_STEPS) -> Walk:
        """The first walk to the goals that is not too much: each order is tried with few steps before one gets many."""
        listed = self._plans(goals)
        for plan in listed if most > _FIRST_TRY else ():
            with suppress(TooManyStates):
                return self._run(plan, wanted, _FIRST_TRY)
        *others, last = listed
        for number, plan in enumerate(others):
            with suppress(TooManyStates):
                return self._run(plan, wanted, min(most, self._left // (len(listed) - number)))
        return self._run(last, wanted, most)

    def _plans(self, goals: Sequence[Step]) -> list[Plan]:
        if not self._left:
            raise TooManyStates(tuple(dict.fromkeys(name for goal in goals for name in read_by(self._full, goal))))
        listed = plans(self._full, goals)
        self._spend(STEPS_TO_PLAN * sum(1 + len(leaves_of(step)) for step in listed[0].steps))
        return listed

    def _run(self, plan: Plan, wanted: Contributions, most: int) -> Walk:
        """Run a walk with at most so many steps, and no more than the file has left."""
        walk = Walk(plan, wanted, min(most, self._left), self._of)
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
