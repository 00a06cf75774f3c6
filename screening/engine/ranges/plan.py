"""Plan a walk: what must be remembered between its steps, and the order of steps that needs the least."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from screening.engine.ranges.numbered import Numbered
from screening.engine.ranges.remaining import Remaining, signature, whole
from screening.engine.ranges.steps import Ask, Choose, Count, Settle, Step, leaves_of, orders, source
from screening.model.questionnaire import Condition, Questionnaire

Slot = int | str  # a condition by the number of its whole, or the total of a scale by its id
_WEIGHT = {int: 1, str: 5}  # roughly how many bits a slot adds to a state


class Dependencies:
    """Which steps write to which slots, and which read them: the same whatever the order."""

    def __init__(self, questionnaire: Questionnaire, steps: Iterable[Step]) -> None:
        self.questionnaire = questionnaire
        self.remainders: Numbered[Remaining] = Numbered()
        self.tests: dict[Step, dict[str, Condition]] = defaultdict(dict)  # by the step by which they come out
        self.read_by: dict[Step, int] = {}  # the condition that a step reads
        self.writes: dict[Step, dict[Slot, None]] = defaultdict(dict)
        self.conditions: dict[Condition, int] = {}
        for step in steps:
            self._add_condition(step)
        for step in list(self.tests):
            if isinstance(step, Settle):
                self._add_total(step)

    def _add_condition(self, step: Step) -> None:
        if isinstance(step, Choose):
            number = self.remainders.number(step.choice)
        elif step.reads is not None:
            number = self._number(step.reads)
        else:
            return
        self.read_by[step] = number
        for leaf in leaves_of(step):
            before = source(self.questionnaire, leaf)
            self.tests[before][signature(leaf)] = leaf
            self.writes[before][number] = None

    def _number(self, condition: Condition) -> int:
        if condition not in self.conditions:
            self.conditions[condition] = self.remainders.number(whole(condition))
        return self.conditions[condition]

    def _add_total(self, step: Settle) -> None:
        for name in step.scale.items:
            self.writes[Ask(self.questionnaire.by_id[name])][step.scale.id] = None
        for criterion in step.scale.count_of or ():
            self.writes[Count(step.scale, criterion)][step.scale.id] = None

    @property
    def items(self) -> tuple[str, ...]:
        """The items that a test or a compared scale reads, in the order of the file."""
        return tuple(item.id for item in self.questionnaire.items if self.writes.get(Ask(item)))


@dataclass(frozen=True)
class Plan:
    """Steps in their order, and for each the slots that stand after it."""

    dependencies: Dependencies
    steps: tuple[Step, ...]
    slots: tuple[tuple[Slot, ...], ...]

    @property
    def peak(self) -> int:
        """How much has to be kept in mind at once, roughly."""
        return max((sum(_WEIGHT[type(slot)] for slot in standing) for standing in self.slots), default=0)


def plans(questionnaire: Questionnaire, goals: Iterable[Step]) -> list[Plan]:
    """Ways to the goals, the one that keeps least in mind first."""
    ordered = orders(questionnaire, goals)
    dependencies = Dependencies(questionnaire, ordered[0])
    return sorted((_plan(dependencies, steps) for steps in ordered), key=lambda plan: plan.peak)


def _plan(dependencies: Dependencies, ordered: tuple[Step, ...]) -> Plan:
    steps = tuple(step for step in ordered if not isinstance(step, Settle) or step in dependencies.tests)
    ends = _ends(dependencies, steps)
    standing: dict[Slot, None] = {}
    slots = []
    for place, step in enumerate(steps):
        standing |= dependencies.writes.get(step, {})
        for slot in ends.get(place, ()):
            standing.pop(slot, None)
        slots.append(tuple(standing))
    return Plan(dependencies, steps, tuple(slots))


def _ends(dependencies: Dependencies, steps: tuple[Step, ...]) -> Mapping[int, list[Slot]]:
    """The slots that no step after this place reads."""
    last: dict[Slot, int] = {}
    for place, step in enumerate(steps):
        if step in dependencies.read_by:
            last[dependencies.read_by[step]] = place
        if isinstance(step, Settle):
            last[step.scale.id] = place
    ends: dict[int, list[Slot]] = defaultdict(list)
    for slot, place in last.items():
        ends[place].append(slot)
    return ends
