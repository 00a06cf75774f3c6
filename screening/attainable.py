"""Which totals can a scale reach? Computed exactly, with skips, by dynamic programming over the items in order.

A state holds what a later condition can still read: how tests on earlier items came out, and the running totals
of scales that a condition compares. For each state there is the set of totals reached so far. Declining an item
is a way through the file like any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from . import totals
from .errors import ScreeningError
from .questionnaire import Condition, Item, NoScore, Questionnaire, Scale
from .response import Declined, Gap, Reply
from .rules import (
    ONE,
    Span,
    Truth,
    compare_total,
    criterion_span,
    evaluate,
    item_range,
    joined,
    left_out,
    mean,
    meets,
    points,
    replies,
    share,
)

MAX_STATES = 100_000
MAX_TOTALS = 4_000_000

Truths = dict[str, Truth]  # how the test with this signature came out
Running = dict[str, Span]  # the total so far of the scale with this id
State = tuple[tuple[tuple[str, Truth], ...], tuple[tuple[str, Span], ...]]
States = dict[State, int]
Ranges = frozenset[tuple[Decimal, Decimal]]  # points as unbroken ranges, each end belonging to it


class TooManyStates(ScreeningError):
    """The conditions that a scale hangs on are too tangled, or its points too large. `items` are the cause."""

    def __init__(self, items: tuple[str, ...]) -> None:
        super().__init__(", ".join(items))
        self.items = items


@dataclass(frozen=True)
class Reach:
    """Every total that a scale can reach, rounded as the scale is."""

    scale: Scale
    bits: int
    offset: int
    unit: Decimal

    @cached_property
    def span(self) -> Span:
        """The lowest and the highest total."""
        return Span(self._total((self.bits & -self.bits).bit_length() - 1), self._total(self.bits.bit_length() - 1))

    def values(self) -> Iterator[Decimal]:
        """The totals themselves, lowest first."""
        return map(self._total, totals.ones(self.bits))

    def _total(self, bit: int) -> Decimal:
        return mean(self.scale, (bit + self.offset) * self.unit)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What one reply to an item does: to later tests, to running totals, and to the scale in question."""

    truths: tuple[tuple[str, Truth], ...]
    shares: tuple[tuple[str, Span], ...]
    points: Ranges


@lru_cache(maxsize=256)
def reach(questionnaire: Questionnaire, scale: Scale) -> Reach:
    """The totals that answers to the questionnaire can give the scale.

    Raises TooManyStates where more than 100,000 states would have to be told apart.
    """
    return _Walk(questionnaire, scale).reach()


def last_position(questionnaire: Questionnaire, condition: Condition) -> int:
    """The place of the last item that the condition reads, through scales too; -1 if it reads none."""
    return max((_leaf_position(questionnaire, leaf) for leaf in condition.leaves), default=-1)


def _leaf_position(questionnaire: Questionnaire, leaf: Condition) -> int:
    if leaf.item:
        return questionnaire.position[leaf.item]
    return scale_position(questionnaire, questionnaire.scale_by_id[leaf.scale or ""])


def scale_position(questionnaire: Questionnaire, scale: Scale) -> int:
    """The place of the last item that the scale reads; -1 if it reads none."""
    ends = [questionnaire.position[item] for item in scale.items]
    ends += [last_position(questionnaire, criterion.if_) for criterion in scale.count_of or ()]
    return max(ends, default=-1)


def _signature(leaf: Condition) -> str:
    """Two tests with the same signature always come out alike, so that one slot of the state serves both."""
    return f"{leaf.item} {leaf.scale} {[(name, getattr(leaf, name)) for name in leaf.tests]}"


class _Walk:
    """One pass over the items that matter to one scale; used once."""

    def __init__(self, questionnaire: Questionnaire, scale: Scale) -> None:
        self.questionnaire = questionnaire
        self.scale = scale
        self.items: set[str] = set()
        self.tracked: dict[str, Scale] = {}  # scales that a condition compares
        self.tests: dict[str, dict[str, Condition]] = defaultdict(dict)  # by the item or scale that they read
        self.last_use: dict[str, int] = {}  # where in the file a test is read for the last time
        self.criteria: dict[int, list[tuple[Scale, Condition]]] = defaultdict(list)  # by where they are decided
        self.ends: dict[int, list[Scale]] = defaultdict(list)  # tracked scales by where their last item stands
        self._enlist_scale(scale)
        self.unit = _unit(questionnaire, scale)
        self.offset = 0
        self.width = 0

    # What matters: the scale's own items, and whatever decides whether those are asked.

    def _enlist_scale(self, scale: Scale) -> None:
        for item in scale.items:
            self._enlist_item(item)
        for criterion in scale.count_of or ():
            decided = last_position(self.questionnaire, criterion.if_)
            self._enlist(criterion.if_, decided)
            self.criteria[decided].append((scale, criterion.if_))

    def _enlist_item(self, item_id: str) -> None:
        if item_id in self.items:
            return
        self.items.add(item_id)
        condition = self.questionnaire.by_id[item_id].only_if
        if condition is not None:
            self._enlist(condition, self.questionnaire.position[item_id])

    def _enlist(self, condition: Condition, used_at: int) -> None:
        for leaf in condition.leaves:
            name = _signature(leaf)
            self.last_use[name] = max(used_at, self.last_use.get(name, -1))
            self.tests[leaf.item or f"scale {leaf.scale}"][name] = leaf
            if leaf.item:
                self._enlist_item(leaf.item)
            elif leaf.scale not in self.tracked:
                self._track(self.questionnaire.scale_by_id[leaf.scale or ""])

    def _track(self, scale: Scale) -> None:
        if scale is not self.scale:
            self._enlist_scale(scale)
        self.tracked[scale.id] = scale
        self.ends[scale_position(self.questionnaire, scale)].append(scale)

    # The walk.

    def reach(self) -> Reach:
        states: States = {((), ()): 1}
        in_order = sorted(self.items, key=self.questionnaire.position.__getitem__)
        for item_id in in_order:
            item = self.questionnaire.by_id[item_id]
            states = self._after_item(states, item)
            states = self._after_position(states, self.questionnaire.position[item_id])
            if len(states) > MAX_STATES:
                raise TooManyStates(tuple(one for one in in_order if one in self.tests))
        bits = totals.union(states.values())
        if self.scale.max_of is not None:
            bits >>= 1  # the lowest bit stands for "none asked", which is no score
        return Reach(self.scale, bits, self.offset, self.unit)

    def _after_item(self, states: States, item: Item) -> States:
        asked, skipped = self._asked(item), [self._outcome(item, Gap.NOT_ASKED)]
        self._make_room(item, asked + skipped)
        after: States = defaultdict(int)
        for (truths, running), bits in states.items():
            may_ask = item.only_if is None or _holds(item.only_if, dict(truths)) is not Truth.NO
            for outcome in asked if may_ask else skipped:
                new = _state({**dict(truths), **dict(outcome.truths)}, self._run(dict(running), outcome.shares))
                after[new] |= self._fold(bits, outcome.points) if self._adds(item) else bits
        return after

    def _after_position(self, states: States, position: int) -> States:
        after: States = defaultdict(int)
        for (old_truths, old_running), bits in states.items():
            truths, running = dict(old_truths), dict(old_running)
            bits = self._decide(position, truths, running, bits)
            kept = {name: found for name, found in truths.items() if self.last_use[name] > position}
            after[_state(kept, running)] |= bits
        return after

    def _decide(self, position: int, truths: Truths, running: Running, bits: int) -> int:
        """Count the criteria that this place decides, and settle the tests on scales that end here."""
        for scale, condition in self.criteria.get(position, ()):
            span = criterion_span(_holds(condition, truths))
            if scale.id in self.tracked:
                running.update(self._run(running, ((scale.id, span),)))
            if scale is self.scale:
                bits = totals.plus(bits, int(span.low), int(span.high))
        for scale in self.ends.get(position, ()):
            total = running.pop(scale.id, None)
            for name, leaf in self.tests[f"scale {scale.id}"].items():
                truths[name] = compare_total(scale, leaf, total, Truth.DECLINED)
        return bits

    def _run(self, running: Running, shares: Iterable[tuple[str, Span]]) -> Running:
        for name, span in shares:
            before = [running[name]] if name in running else []
            running[name] = joined(self.tracked[name], [*before, span]) or span
        return running

    # What one item can do.

    def _asked(self, item: Item) -> list[_Outcome]:
        """One outcome for all replies that later tests and totals cannot tell apart."""
        if item.type == "number" and not self._is_read(item):
            whole = item_range(item)
            return [_Outcome((), (), frozenset([(whole.low, whole.high)]))]
        merged: dict[tuple[object, ...], _Outcome] = {}
        for reply in [*replies(item), *([Declined()] if self._is_read(item) else [])]:
            new = self._outcome(item, reply)
            old = merged.get((new.truths, new.shares))
            merged[new.truths, new.shares] = _Outcome(
                new.truths, new.shares, new.points | (old.points if old else frozenset())
            )
        return list(merged.values())

    def _is_read(self, item: Item) -> bool:
        return item.id in self.tests or any(item.id in scale.items for scale in self.tracked.values())

    def _outcome(self, item: Item, reply: Reply) -> _Outcome:
        found = tuple((name, meets(leaf, item, reply)) for name, leaf in self.tests.get(item.id, {}).items())
        counted = [one for one in self.tracked.values() if item.id in one.items and _counts(one, item, reply)]
        shares = tuple((scale.id, share(scale, item, reply)) for scale in counted)
        return _Outcome(found, shares, self._points(item, reply) if self._adds(item) else frozenset())

    def _points(self, item: Item, reply: Reply) -> Ranges:
        if not _counts(self.scale, item, reply):
            return frozenset()
        span = share(self.scale, item, reply)
        if span.value is not None or item.type == "number":
            return frozenset([(span.low, span.high)])
        known = (share(self.scale, item, other) for other in replies(item))
        return frozenset((one.low, one.high) for one in known if one.value is not None)

    # Points as bits.

    def _adds(self, item: Item) -> bool:
        return item.id in self.scale.items

    def _make_room(self, item: Item, outcomes: Iterable[_Outcome]) -> None:
        """Move the zero of the bits down by the lowest points of the item, so that no shift is negative."""
        self.shift = 0
        if not self._adds(item):
            return
        ends = [int(end / self.unit) for outcome in outcomes for pair in outcome.points for end in pair]
        if self.scale.max_of is not None:
            self.offset = min(int(self._low(one) / self.unit) for one in self.scale.items)
            self.width = max(self.width, max(ends, default=0) - self.offset)
            self.shift = -self.offset
        else:
            self.offset += min(ends)
            self.width += max(ends) - min(ends)
            self.shift = -min(ends)
        if self.width > MAX_TOTALS:
            raise TooManyStates((item.id,))

    def _low(self, item_id: str) -> Decimal:
        item = self.questionnaire.by_id[item_id]
        return share(self.scale, item, Gap.OPEN).low

    def _fold(self, bits: int, ranges: Ranges) -> int:
        if not ranges:
            return bits
        fold = totals.highest if self.scale.max_of is not None else totals.plus
        steps = [(int(low / self.unit) + self.shift, int(high / self.unit) + self.shift) for low, high in ranges]
        return totals.union(fold(bits, low, high) for low, high in steps)


def _counts(scale: Scale, item: Item, reply: Reply) -> bool:
    """What is not asked counts 0 in a sum and is left out of a `max-of`."""
    return scale.max_of is None or not left_out(item, reply)


def _holds(condition: Condition, truths: Truths) -> Truth:
    return evaluate(condition, lambda leaf: truths[_signature(leaf)])


def _state(truths: Truths, running: Running) -> State:
    return (
        tuple(sorted(truths.items(), key=lambda slot: slot[0])),
        tuple(sorted(running.items(), key=lambda slot: slot[0])),
    )


def _unit(questionnaire: Questionnaire, scale: Scale) -> Decimal:
    """The step in which all points of the scale can be written."""
    options = (option for item in scale.items for option in questionnaire.by_id[item].options)
    scores = [points(option.score) for option in options if not isinstance(option.score, NoScore)]
    return ONE.scaleb(min((int(score.as_tuple().exponent) for score in scores), default=0))
