"""The steps that lead to what is wanted: items to ask, criteria to count, scales to settle and to hand on, conditions
to watch.

Any order will do in which each step comes after those it needs: what people reply is the same. The order decides
only how much has to be kept in mind on the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import starmap

from screening.engine.ranges.contributions import Contributions, contributions
from screening.engine.ranges.remaining import Choice
from screening.model.conditions import Condition
from screening.model.questionnaire import Item, Questionnaire
from screening.model.scales import Criterion, Scale


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask the item, where its `only-if` lets it be asked."""

    item: Item

    @property
    def reads(self) -> Condition | None:
        """The condition that must be decided before."""
        return self.item.only_if


@dataclass(frozen=True, slots=True)
class Count:
    """Count a criterion of the scale; `resolved`: with each declined answer taken for a known one."""

    scale: Scale
    criterion: Criterion
    resolved: bool = False

    @property
    def reads(self) -> Condition:
        """The condition that must be decided before."""
        return self.criterion.if_


@dataclass(frozen=True, slots=True)
class Settle:
    """All that the scale adds up is there."""

    scale: Scale
    resolved: bool = False
    reads: None = None

    @property
    def name(self) -> str:
        """The total of the scale among the running totals of a walk."""
        return f"={self.scale.id}" if self.resolved else self.scale.id


@dataclass(frozen=True, slots=True)
class Hand:
    """Hand the score of the scale on to those of which it is a part, where it has one."""

    scale: Scale
    resolved: bool = False

    @property
    def reads(self) -> Condition | None:
        """The condition that must be decided before."""
        return self.scale.only_if


@dataclass(frozen=True, slots=True)
class Gather:
    """All that adds to the total that is wanted is there."""

    wanted: Contributions
    reads: None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """Take note of how a condition comes out."""

    reads: Condition


@dataclass(frozen=True, slots=True)
class Choose:
    """Take note of which of some conditions is the first that holds."""

    choice: Choice
    leaves: tuple[Condition, ...]
    reads: None = None


Step = Ask | Count | Settle | Hand | Gather | Watch | Choose


def leaves_of(step: Step) -> tuple[Condition, ...]:
    """The tests that must have come out before the step."""
    if isinstance(step, Choose):
        return step.leaves
    return step.reads.leaves if step.reads is not None else ()


def is_resolved(step: Step) -> bool:
    """Whether the step reads the answers with each declined one taken for a known one."""
    return isinstance(step, Count | Settle | Hand) and step.resolved


def read_by(questionnaire: Questionnaire, step: Step) -> Iterator[str]:
    """The items that the step reads by itself, by their ids."""
    if isinstance(step, Gather):
        yield from (item.id for item in step.wanted.items)
    leaves = step.wanted.leaves if isinstance(step, Gather) else leaves_of(step)
    for leaf in leaves:
        yield from (leaf.item,) if leaf.item else questionnaire.items_of[leaf.scale or ""]


def source(questionnaire: Questionnaire, leaf: Condition, *, resolved: bool = False) -> Ask | Settle:
    """The step by which the test comes out."""
    if leaf.item:
        return Ask(questionnaire.by_id[leaf.item])
    return Settle(questionnaire.scale_by_id[leaf.scale or ""], resolved)


def adding(added: Contributions, *, resolved: bool) -> Iterator[Ask | Count | Hand]:
    """The steps by which the total grows."""
    yield from map(Ask, added.items)
    yield from (Count(scale, criterion, resolved) for scale, criterion in added.criteria)
    yield from (Hand(scale, resolved) for scale in added.handed)


def needs(questionnaire: Questionnaire, step: Step) -> Iterator[Step]:
    """The steps that must come before this one."""
    match step:
        case Gather(wanted):
            yield from adding(wanted, resolved=True)
        case Settle(scale, resolved):
            yield from adding(contributions(questionnaire, scale), resolved=resolved)
        case Hand(scale, resolved):
            yield Settle(scale, resolved)
    for leaf in leaves_of(step):
        yield source(questionnaire, leaf, resolved=is_resolved(step))


def orders(questionnaire: Questionnaire, goals: Iterable[Step]) -> tuple[tuple[Step, ...], ...]:
    """Orders in which the goals can be reached, of which one is mostly short of memory.

    Items just before they are needed; the same with one scale after the other, and there again each item as soon as
    it is known whether it is asked; items as the file has them. Everything else comes as soon as it can.
    """
    wanted = tuple(goals)
    late = _depth_first(questionnaire, wanted)
    scales = tuple(step for step in late if isinstance(step, Settle) and step not in wanted)
    grouped = _depth_first(questionnaire, (*scales, *wanted))
    asked = [step for step in late if isinstance(step, Ask)]
    in_file = {step: questionnaire.position[step.item.id] for step in asked}
    in_groups = {step: place for place, step in enumerate(grouped)}
    unconditional = {step: in_groups[step] for step in asked if step.reads is None}
    ranks = ({step: place for place, step in enumerate(late)}, in_groups, unconditional, in_file)
    listed = (late, grouped, grouped, late)
    return tuple(dict.fromkeys(starmap(partial(_soon, questionnaire), zip(listed, ranks, strict=True))))


def _depth_first(questionnaire: Questionnaire, goals: tuple[Step, ...]) -> tuple[Step, ...]:
    """Each step right after the last that it needs. Chains may be longer than Python's stack is deep."""
    done: dict[Step, None] = {}
    for goal in goals:
        waiting: list[tuple[Step, Iterator[Step]]] = [(goal, needs(questionnaire, goal))]
        while waiting:
            missing = next((need for need in waiting[-1][1] if need not in done), None)
            if missing is not None:
                waiting.append((missing, needs(questionnaire, missing)))
            else:
                done[waiting.pop()[0]] = None
    return tuple(done)


def _soon(questionnaire: Questionnaire, steps: tuple[Step, ...], ranks: Mapping[Step, int]) -> tuple[Step, ...]:
    """Items by their rank; everything else, and an item without one, right after what it needs."""
    place: dict[Step, int] = {}
    for step in steps:
        if isinstance(step, Ask) and step in ranks:
            place[step] = ranks[step]
        else:
            place[step] = max((place[need] for need in needs(questionnaire, step)), default=-1)
    return tuple(sorted(steps, key=place.__getitem__))
