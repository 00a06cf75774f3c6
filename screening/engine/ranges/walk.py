"""Walk over all possible replies, step by step, as far as they matter to the range that is wanted.

A state is what a later step can still read: what is left of the conditions that are partly known, and the totals so
far of the scales that are compared. Ways with the same state are followed as one, with the set of points that they
have reached. Declining an item is a way like any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache

from screening.engine.ranges import totals
from screening.engine.ranges.contributions import Contributions
from screening.engine.ranges.handing import Handing, Reached
from screening.engine.ranges.limits import (
    BITS_OF_A_STEP,
    MAX_BITS,
    MAX_STATES,
    SLOTS_OF_A_STEP,
    STEPS_OF_A_REPLY,
    TooManyStates,
)
from screening.engine.ranges.numbered import Numbered
from screening.engine.ranges.plan import Plan, Slot
from screening.engine.ranges.points import NO_POINTS, PointBits, stretch
from screening.engine.ranges.remaining import Choice, Remaining, settled, size
from screening.engine.ranges.replies import Effect, Replies
from screening.engine.ranges.running import Ends, Rest, RunningTotal
from screening.engine.ranges.steps import Ask, Count, Hand, Settle, Step
from screening.engine.rules import Truth, criterion_span
from screening.model.conditions import Condition

State = tuple[int, ...]  # one number for each slot
States = dict[State, int]
Effects = tuple[Effect, ...]

_NOTHING: Effects = (Effect({}, {}),)
_TRUTHS = (Truth.NO, Truth.YES, Truth.DECLINED)


class Walk:
    """One pass; `run` is called once, and `bits` are then the totals that can be reached of what is `wanted`.

    `steps` is how many it took, of at most `most_steps`. All that takes time or memory is counted in them. `reached`
    gives the totals of a scale that is handed on.
    """

    def __init__(self, plan: Plan, wanted: Contributions, most_steps: int, reached: Reached) -> None:
        self.bits = 1
        self._seen: dict[int, set[Remaining]] = defaultdict(set)
        self._plan = plan
        self._dependencies = plan.dependencies
        self._wanted = wanted
        self.steps = 0
        self._most_steps = most_steps
        self._totals = {step.name: self._running(step) for step in plan.dependencies.totals}
        self._ends: Numbered[Ends | None] = Numbered()
        self._handing = Handing(plan.dependencies.questionnaire, self._totals, wanted, reached)
        self.points = PointBits(wanted, self._handing.lowest)

    def _running(self, step: Settle) -> RunningTotal:
        questionnaire, tests = self._dependencies.questionnaire, self._dependencies.tests[step]
        return RunningTotal(questionnaire, step, tests, handed=step in self._dependencies.handed)

    @property
    def _items(self) -> tuple[str, ...]:
        """What is named where it is too much."""
        return self._dependencies.items or tuple(item.id for item in self._wanted.items)

    def run(self) -> None:
        """Follow every way. Raises TooManyStates."""
        effects = [self._effects(step) for step in self._plan.steps]
        rests = self._rests(effects)
        states: States = {(): 1}
        before: tuple[Slot, ...] = ()
        for place, step in enumerate(self._plan.steps):
            if not self.points.make_room(effect.points for possible in effects[place] for effect in possible):
                raise TooManyStates((step.item.id,) if isinstance(step, Ask) else self._items)
            after = self._plan.slots[place]
            branches = self._branches(step, before, effects[place])
            states = self._followed(states, branches, self._move(step, before, after, rests[place]), len(after))
            before = after
        self.bits = totals.union(states.values())

    def truths(self) -> dict[Condition, frozenset[Truth]]:
        """How each condition that was read on the way came out."""
        numbers = self._dependencies.conditions.items()
        seen = {condition: self._seen[number] for (condition, resolved), number in numbers if not resolved}
        return {condition: frozenset(map(_known, found)) for condition, found in seen.items()}

    @property
    def choices(self) -> list[Choice]:
        """How each choice came out."""
        return [rest for seen in self._seen.values() for rest in seen if isinstance(rest, Choice)]

    def _followed(
        self, states: States, branches: Callable[[State], Effects], move: Callable[[State, Effect], State], slots: int
    ) -> States:
        after: States = defaultdict(int)
        each, folding = 1 + slots // SLOTS_OF_A_STEP, 1 + self.points.width // BITS_OF_A_STEP
        for state, bits in states.items():
            effects = branches(state)
            self._count(sum(max(each, len(effect.points) * folding) for effect in effects))
            for effect in effects:
                after[move(state, effect)] |= self.points.fold(bits, effect.points)
            if len(after) > MAX_STATES or len(after) * self.points.width > MAX_BITS:
                raise TooManyStates(self._items)
        return after

    def _count(self, steps: int) -> None:
        self.steps += steps
        if self.steps > self._most_steps:
            raise TooManyStates(self._items)

    # What can happen at a step.

    def _effects(self, step: Step) -> tuple[Effects, Effects]:
        """What can happen, and what happens where the step has no say: an item that is not asked."""
        running = [self._totals[slot] for slot in self._dependencies.writes.get(step, {}) if isinstance(slot, str)]
        if isinstance(step, Ask):
            most = min(MAX_STATES, (self._most_steps - self.steps) // STEPS_OF_A_REPLY)
            replies = Replies(step.item, self._wanted, self._dependencies.tests.get(step, {}), running, most)
            try:
                return replies.asked(), (replies.skipped(),)
            except TooManyStates as too_many:
                alone = STEPS_OF_A_REPLY * replies.looked_at > self._most_steps // 2
                raise too_many if alone else TooManyStates(self._items) from None
            finally:  # also where they are too many
                self.steps += STEPS_OF_A_REPLY * replies.looked_at
        if isinstance(step, Count):
            return tuple(self._counted(step, holds, running) for holds in _TRUTHS), ()
        if isinstance(step, Hand):
            return self._handing.extremes(step, running), ()
        return _NOTHING, ()

    def _counted(self, step: Count, holds: Truth, running: list[RunningTotal]) -> Effect:
        span = criterion_span(holds)
        factors = ((total, total.added.by_criterion[step.criterion]) for total in running)
        shares = {total.name: total.share(span.times(factor)) for total, factor in factors}
        factor = self._wanted.by_criterion.get(step.criterion) if step.resolved else None
        return Effect({}, shares, NO_POINTS if factor is None else stretch(span.times(factor), factor))

    def _branches(
        self, step: Step, before: tuple[Slot, ...], effects: tuple[Effects, Effects]
    ) -> Callable[[State], Effects]:
        """What can happen in a state."""
        if isinstance(step, Settle):
            return self._settling(step, before.index(step.name))
        if isinstance(step, Hand):
            return self._handed(step, before)
        if step not in self._dependencies.read_by:
            return lambda _state: effects[0]
        number = self._dependencies.read_by[step]
        seen, remainders = self._seen[number], self._dependencies.remainders

        @cache
        def outcome(remainder: int) -> Effects:
            holds = remainders[remainder]
            seen.add(holds)
            if isinstance(step, Ask):
                return effects[holds is Truth.NO]
            if isinstance(step, Count):
                return (effects[0][_TRUTHS.index(_known(holds))],)
            return _NOTHING

        if number not in before:  # nothing is read: a choice among no conditions
            return lambda _state: outcome(number)
        place = before.index(number)
        return lambda state: outcome(state[place])

    def _settling(self, step: Settle, place: int) -> Callable[[State], Effects]:
        total = self._totals[step.name]

        @cache
        def outcome(ends: int) -> Effects:
            return (Effect(total.truths(self._ends[ends]), {}),)

        return lambda state: outcome(state[place])

    def _handed(self, step: Hand, before: tuple[Slot, ...]) -> Callable[[State], Effects]:
        """What a scale hands on in a state: its total stands in one slot, its `only-if` may stand in another."""
        total, number = before.index(Settle(step.scale, step.resolved).name), self._dependencies.read_by.get(step)
        running = [self._totals[slot] for slot in self._dependencies.writes.get(step, {}) if isinstance(slot, str)]
        remainders = self._dependencies.remainders

        @cache
        def outcome(ends: int, remainder: int | None) -> Effects:
            holds = Truth.YES if remainder is None else _known(remainders[remainder])
            return (self._handing.effect(step, self._ends[ends], holds, running),)

        if number is None:
            return lambda state: outcome(state[total], None)
        if number not in before:
            return lambda state: outcome(state[total], number)
        place = before.index(number)
        return lambda state: outcome(state[total], state[place])

    # What stands in the slots after it.

    def _rests(self, effects: list[tuple[Effects, Effects]]) -> list[dict[str, Rest]]:
        """For each step what is still to come after it, to the totals that it adds to."""
        rest = {name: Rest() for name, total in self._totals.items() if not total.is_highest}
        rests: list[dict[str, Rest]] = []
        for step, possible in zip(reversed(self._plan.steps), reversed(effects), strict=True):
            touched = [slot for slot in self._dependencies.writes.get(step, {}) if slot in rest]
            rests.append({name: rest[name] for name in touched})
            skips = step not in self._dependencies.read_by
            listed = possible[0] if skips else (*possible[0], *possible[1])
            for name in touched:
                rest[name] = rest[name].with_one_of([effect.shares[name] for effect in listed])
        return rests[::-1]

    def _move(
        self, step: Step, before: tuple[Slot, ...], after: tuple[Slot, ...], rests: dict[str, Rest]
    ) -> Callable[[State, Effect], State]:
        """The state after a step, from the one before and what happened."""
        written = self._dependencies.writes.get(step, {})
        if not written and after == before:
            return lambda state, _effect: state
        opened = [slot for slot in after if slot not in before]
        starts = tuple(self._start(slot) for slot in opened)
        places = {slot: place for place, slot in enumerate((*before, *opened))}
        changes = [(places[slot], self._change(slot, rests) if slot in written else None) for slot in after]

        def moved(state: State, effect: Effect) -> State:
            row = state + starts
            return tuple([change(row[place], effect) if change else row[place] for place, change in changes])

        return moved

    def _start(self, slot: Slot) -> int:
        return slot if isinstance(slot, int) else self._ends.number(self._totals[slot].start)

    def _change(self, slot: Slot, rests: dict[str, Rest]) -> Callable[[int, Effect], int]:
        return self._shrinking() if isinstance(slot, int) else self._growing(slot, rests.get(slot, Rest()))

    def _shrinking(self) -> Callable[[int, Effect], int]:
        remainders = self._dependencies.remainders

        @cache
        def after(number: int, effect: Effect) -> int:
            before = remainders[number]
            self._count(size(before))
            return remainders.number(settled(before, effect.truths))

        return after

    def _growing(self, name: str, rest: Rest) -> Callable[[int, Effect], int]:
        total = self._totals[name]

        @cache
        def after(number: int, effect: Effect) -> int:
            share = effect.shares.get(name)
            return number if share is None else self._ends.number(total.joined(self._ends[number], share, rest))

        return after


def _known(remaining: Remaining) -> Truth:
    """The truth that is left when all tests are known."""
    if not isinstance(remaining, Truth):
        raise TypeError("a test is not known yet")  # the steps are out of order
    return remaining
