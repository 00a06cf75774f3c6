"""Plan a walk: what must be remembered between its steps, and the order of steps that needs the least."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from screening.engine.ranges.contributions import contributions
from screening.engine.ranges.numbered import Numbered
from screening.engine.ranges.remaining import Remaining, signature, whole
from screening.engine.ranges.steps import (
    Ask,
    Choose,
    Hand,
    Settle,
    Step,
    adding,
    is_resolved,
    leaves_of,
    orders,
    source,
)
from screening.model.conditions import Condition
from screening.model.questionnaire import Questionnaire

Slot = int | str  # a condition by the number of its whole, or the total of a scale by its name
_WEIGHT = {int: 1, str: 5}  # roughly how many bits a slot adds to a state


class Dependencies:
    """Which steps write to which slots, and which read them: the same whatever the order."""

    def __init__(self, questionnaire: Questionnaire, steps: Iterable[Step]) -> None:
        self.questionnaire = questionnaire
        self.remainders: Numbered[Remaining] = Numbered()
        self.tests: dict[Step, dict[str, Condition]] = defaultdict(dict)  # by the step by which they come out
        self.read_by: dict[Step, int] = {}  # the condition that a step reads
        self.writes: dict[Step, dict[Slot, None]] = defaultdict(dict)
        self.conditions: dict[tuple[Condition, bool], int] = {}  # with whether it reads declined answers as known
        listed = list(steps)
        for step in listed:
            self._add_condition(step)
        self.handed = {Settle(step.scale, step.resolved) for step in listed if isinstance(step, Hand)}
        compared = (step for step in self.tests if isinstance(step, Settle))
        self.totals = tuple(dict.fromkeys([*compared, *self.handed]))
        for total in self.totals:
            for step in adding(contributions(questionnaire, total.scale), resolved=total.resolved):
                self.writes[step][total.name] = None

    def _add_condition(self, step: Step) -> None:
        resolved = is_resolved(step)
        if isinstance(step, Choose):
            number = self.remainders.number(step.choice)
        elif step.reads is not None:
            number = self._number(step.reads, resolved)
        else:
            return
        self.read_by[step] = number
        for leaf in leaves_of(step):
            before = source(self.questionnaire, leaf, resolved=resolved)
            self.tests[before][signature(leaf, resolved=resolved)] = leaf
            self.writes[before][number] = None

    def _number(self, condition: Condition, resolved: bool) -> int:
        if (condition, resolved) not in self.conditions:
            self.conditions[condition, resolved] = self.remainders.number(whole(condition, resolved=resolved))
        return self.conditions[condition, resolved]

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
        if isinstance(step, Settle | Hand):
            last[Settle(step.scale, step.resolved).name] = place
    ends: dict[int, list[Slot]] = defaultdict(list)
    for slot, place in last.items():
        ends[place].append(slot)
    return ends
