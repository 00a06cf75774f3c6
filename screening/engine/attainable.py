"""Which totals can a scale reach? Computed exactly, with skips, by dynamic programming over the items in order.

A state holds what a later condition can still read: how tests on earlier items came out, and the running totals
of scales that a condition compares. For each state there is the set of totals reached so far. Declining an item
is a way through the file like any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import product
from math import prod
from typing import TypeVar

from screening.engine import totals
from screening.engine.rules import (
    NOTHING,
    ONE,
    Span,
    Truth,
    bounds,
    compare_total,
    criterion_span,
    evaluate,
    fewest,
    joined,
    left_out,
    may_not_apply,
    mean,
    meets,
    not_sure,
    operand,
    part,
    points,
    share,
)
from screening.errors import ScreeningError
from screening.model.answers import Chosen, Declined, Entered, Gap, Reply
from screening.model.questionnaire import Condition, Item, NoScore, Questionnaire, Scale

MAX_STATES = 100_000
MAX_STEPS = 500_000  # some seconds
MAX_TOTALS = 1_000_000
MAX_BITS = 2**28  # of all states together: 32 megabytes

Truths = dict[str, Truth]  # how the test with this signature came out
Running = dict[str, Span]  # the total so far of the scale with this id
Slot = TypeVar("Slot")
State = tuple[tuple[tuple[str, Truth], ...], tuple[tuple[str, Span], ...]]
States = dict[State, int]
Ranges = frozenset[tuple[Decimal, Decimal]]  # points as unbroken ranges, each end belonging to it


class TooManyStates(ScreeningError):
    """The conditions that a scale hangs on are too tangled, or its points too large. `items` are the cause."""

    def __init__(self, items: tuple[str, ...]) -> None:
        super().__init__(", ".join(items))
        self.items = items


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


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What one reply to an item does: to later tests, to running totals, and to the scale in question."""

    truths: tuple[tuple[str, Truth], ...]
    shares: tuple[tuple[str, Span], ...]
    points: Ranges


@lru_cache(maxsize=256)
def reach(questionnaire: Questionnaire, scale: Scale) -> AttainableTotals:
    """The totals that answers to the questionnaire can give the scale.

    Raises TooManyStates where more than 100,000 states would have to be told apart, or followed half a million times.
    """
    return _Walk(questionnaire, scale).reach()


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
    return max(ends, default=-1)


def _signature(leaf: Condition) -> str:
    """Two tests with the same signature always come out alike, so that one slot of the state serves both."""
    return f"{leaf.item} {leaf.scale} {[(name, getattr(leaf, name)) for name in leaf.tests]}"


class _Walk:
    """One pass over the items that matter to one scale; used once."""

    def __init__(self, questionnaire: Questionnaire, scale: Scale) -> None:
        self.questionnaire = questionnaire
        self.scale = scale
        self.adds = frozenset(scale.items)
        self.items: set[str] = set()
        self.waiting: list[Item] = []  # items whose own conditions have not been looked at
        self.tracked: dict[str, Scale] = {}  # scales that a condition compares
        self.counted_in: dict[str, list[Scale]] = defaultdict(list)  # the tracked scales that an item adds to
        self.tests: dict[str, dict[str, Condition]] = defaultdict(dict)  # by the item or scale that they read
        self.last_use: dict[str, int] = {}  # where in the file a test is read for the last time
        self.criteria: dict[tuple[int, str], list[Condition]] = defaultdict(list)  # by where they are decided
        self.agenda: dict[int, set[Scale]] = defaultdict(set)  # the scales that have something to decide at a place
        self._enlist_scale(scale)
        while self.waiting:
            self._enlist_condition_of(self.waiting.pop())
        self.last_places = frozenset(self.last_use.values())
        self.unit = _unit(questionnaire, scale)
        self.offset = self._lowest() if scale.max_of is not None else 0
        self.width = 0
        self.steps = 0

    # What matters: the scale's own items, and whatever decides whether those are asked.

    def _enlist_scale(self, scale: Scale) -> None:
        for item in scale.items:
            self._enlist_item(item)
        for criterion in scale.count_of or ():
            decided = last_position(self.questionnaire, criterion.if_)
            self._enlist(criterion.if_, decided)
            self.criteria[decided, scale.id].append(criterion.if_)
            self.agenda[decided].add(scale)

    def _enlist_item(self, item_id: str) -> None:
        if item_id not in self.items:
            self.items.add(item_id)
            self.waiting.append(self.questionnaire.by_id[item_id])

    def _enlist_condition_of(self, item: Item) -> None:
        if item.only_if is not None:
            self._enlist(item.only_if, self.questionnaire.position[item.id])

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
        self.tracked[scale.id] = scale
        self.agenda[scale_position(self.questionnaire, scale)].add(scale)
        for item in scale.items:
            self.counted_in[item].append(scale)
        self._enlist_scale(scale)

    # The walk.

    def reach(self) -> AttainableTotals:
        states: States = {((), ()): 1}
        for item_id in sorted(self.items, key=self.questionnaire.position.__getitem__):
            states = self._after_item(states, self.questionnaire.by_id[item_id])
            states = self._after_position(states, self.questionnaire.position[item_id])
        bits = totals.union(states.values())
        if self.scale.max_of is not None:
            bits >>= 1  # the lowest bit stands for "none asked", which is no score
        return AttainableTotals(self.scale, bits, self.offset, self.unit)

    def _after_item(self, states: States, item: Item) -> States:
        asked, skipped = self._asked(item), [self._outcome(item, Gap.NOT_ASKED)]
        self._make_room(item, asked + skipped)
        after: States = defaultdict(int)
        for (truths, running), bits in states.items():
            may_ask = item.only_if is None or _holds(item.only_if, dict(truths)) is not Truth.NO
            for outcome in asked if may_ask else skipped:
                found = tuple(sorted((*truths, *outcome.truths))) if outcome.truths else truths
                totalled = _slots(self._run(dict(running), outcome.shares)) if outcome.shares else running
                after[found, totalled] |= self._fold(bits, outcome.points) if outcome.points else bits
                self.steps += 1
            if len(after) > MAX_STATES or len(after) * self.width > MAX_BITS or self.steps > MAX_STEPS:
                raise TooManyStates(tuple(one.id for one in self.questionnaire.items if self._is_read(one)))
        return after

    def _after_position(self, states: States, position: int) -> States:
        agenda = [scale for scale in self.questionnaire.scales if scale in self.agenda[position]]
        if not agenda and position not in self.last_places:
            return states
        after: States = defaultdict(int)
        for (old_truths, old_running), bits in states.items():
            truths, running = dict(old_truths), dict(old_running)
            for scale in agenda:  # in the order of the file: a criterion reads only scales above its own
                bits = self._decide(scale, position, truths, running, bits)
            kept = {name: found for name, found in truths.items() if self.last_use[name] > position}
            after[_slots(kept), _slots(running)] |= bits
        return after

    def _decide(self, scale: Scale, position: int, truths: Truths, running: Running, bits: int) -> int:
        """Count the criteria that this place decides; settle the tests on the scale if it ends here."""
        for condition in self.criteria.get((position, scale.id), ()):
            span = criterion_span(_holds(condition, truths))
            if scale.id in self.tracked:
                self._run(running, ((scale.id, span),))
            if scale is self.scale:
                bits = totals.plus(bits, int(span.low), int(span.high))
        if scale.id in self.tracked and position == scale_position(self.questionnaire, scale):
            total = running.pop(scale.id, None)
            for name, leaf in self.tests[f"scale {scale.id}"].items():
                truths[name] = compare_total(scale, leaf, total, Truth.DECLINED)
        return bits

    def _run(self, running: Running, shares: Iterable[tuple[str, Span]]) -> Running:
        for name, span in shares:
            before = running.get(name)
            running[name] = joined(self.tracked[name], (before, span)) or span if before else span
        return running

    # What one item can do.

    def _is_read(self, item: Item) -> bool:
        return item.id in self.tests or item.id in self.counted_in

    def _asked(self, item: Item) -> list[_Outcome]:
        """One outcome for all replies that later tests and totals cannot tell apart.

        A reply that adds nothing to a `max-of` stands apart: it leaves the total as it is.
        """
        found = [self._stretch(item, *ends) for ends in self._stretches(item)]
        found += [self._outcome(item, reply) for reply in self._replies(item) if not not_sure(item, reply)]
        known = frozenset(pair for outcome in found for pair in outcome.points)
        doubtful = [Declined(), *(reply for reply in self._replies(item) if not_sure(item, reply))]
        found += [replace(self._outcome(item, reply), points=known) for reply in doubtful]
        if self.scale.max_of is not None and may_not_apply(item):
            found += [replace(self._outcome(item, reply), points=frozenset()) for reply in doubtful]
        merged: dict[tuple[object, ...], set[tuple[Decimal, Decimal]]] = defaultdict(set)
        for one in found:
            merged[one.truths, one.shares, bool(one.points)] |= one.points
        alike = {(one.truths, one.shares, bool(one.points)): one for one in found}
        return [replace(one, points=frozenset(merged[key])) for key, one in alike.items()]

    def _outcome(self, item: Item, reply: Reply) -> _Outcome:
        found = tuple((name, meets(leaf, item, reply)) for name, leaf in self.tests.get(item.id, {}).items())
        counted = [scale for scale in self.counted_in.get(item.id, ()) if _counts(scale, item, reply)]
        shares = tuple((scale.id, part(scale, item, reply)) for scale in counted)
        return _Outcome(found, shares, self._points(item, reply))

    def _points(self, item: Item, reply: Reply) -> Ranges:
        if item.id not in self.adds or not _counts(self.scale, item, reply):
            return frozenset()
        span = share(self.scale, item, reply)
        return frozenset([(span.low, span.high)])

    def _replies(self, item: Item) -> Iterator[Reply]:
        """Every answer that an item can have, numbers apart; one text stands for all texts."""
        match item.type:
            case "choice":
                yield from (Chosen(option.code) for option in item.options)
            case "choices":
                yield from (Chosen(option.code) for option in item.options if option.exclusive)
                yield from self._combinations(item)
            case "text":
                yield Entered("")

    def _combinations(self, item: Item) -> Iterator[Chosen]:
        """What can be chosen together. Options of one score that no test names stand for one another."""
        leaves = self.tests.get(item.id, {}).values()
        named = {code for leaf in leaves for code in (*(leaf.is_ or ()), *(leaf.is_not or ()))}
        groups: dict[tuple[object, str], list[str]] = defaultdict(list)
        for option in item.options:
            if not option.exclusive:
                groups[option.score, option.code if option.code in named else ""].append(option.code)
        if prod(len(codes) + 1 for codes in groups.values()) > MAX_STATES:
            raise TooManyStates((item.id,))
        for counts in product(*(range(len(codes) + 1) for codes in groups.values())):
            if fewest(item) <= sum(counts) <= (item.most or len(item.options)):
                chosen = (codes[:count] for codes, count in zip(groups.values(), counts, strict=True))
                yield Chosen(*(code for codes in chosen for code in codes))

    def _stretches(self, item: Item) -> Iterator[tuple[int, int]]:
        """The numbers that can be entered, in stretches that no test and no running total can tell apart."""
        if item.type != "number":
            return
        least, most = bounds(item)
        if item.id in self.counted_in:
            if most - least >= MAX_STATES:
                raise TooManyStates((item.id,))
            yield from ((number, number) for number in range(least, most + 1))
            return
        leaves = [leaf for leaf in self.tests.get(item.id, {}).values() if leaf.at_least or leaf.at_most]
        limits = {int(operand(leaf, item)) + (1 if leaf.at_most else 0) for leaf in leaves}
        begins = [least, *sorted(limit for limit in limits if least < limit <= most)]
        yield from zip(begins, [*(begin - 1 for begin in begins[1:]), most], strict=True)

    def _stretch(self, item: Item, first: int, last: int) -> _Outcome:
        one, other = self._outcome(item, Entered(first)), self._outcome(item, Entered(last))
        ends = [end for pair in (*one.points, *other.points) for end in pair]
        return replace(one, points=frozenset([(min(ends), max(ends))]) if ends else frozenset())

    # Points as bits.

    def _lowest(self) -> int:
        items = (self.questionnaire.by_id[item] for item in self.scale.items)
        return min(int(share(self.scale, item, Gap.OPEN).low / self.unit) for item in items)

    def _make_room(self, item: Item, outcomes: Iterable[_Outcome]) -> None:
        """Move the zero of the bits down by the lowest points of the item, so that no shift is negative."""
        self.shift = 0
        if item.id not in self.adds:
            return
        ends = [int(end / self.unit) for outcome in outcomes for pair in outcome.points for end in pair]
        if self.scale.max_of is not None:
            self.width = max(self.width, max(ends, default=0) - self.offset)
            self.shift = -self.offset
        else:
            self.offset += min(ends)
            self.width += max(ends) - min(ends)
            self.shift = -min(ends)
        if self.width > MAX_TOTALS:
            raise TooManyStates((item.id,))

    def _fold(self, bits: int, ranges: Ranges) -> int:
        fold = totals.highest if self.scale.max_of is not None else totals.plus
        steps = [(int(low / self.unit) + self.shift, int(high / self.unit) + self.shift) for low, high in ranges]
        return totals.union(fold(bits, low, high, int(1 / self.unit)) for low, high in steps)  # numbers are whole


def _counts(scale: Scale, item: Item, reply: Reply) -> bool:
    """What is not asked counts 0 in a sum and is left out of a `max-of`."""
    return scale.max_of is None or not left_out(item, reply)


def _holds(condition: Condition, truths: Truths) -> Truth:
    return evaluate(condition, lambda leaf: truths[_signature(leaf)])


def _slots(by_name: dict[str, Slot]) -> tuple[tuple[str, Slot], ...]:
    """The same in one order, so that equal states are equal. No name stands twice, so that only names are compared."""
    return tuple(sorted(by_name.items()))


def _unit(questionnaire: Questionnaire, scale: Scale) -> Decimal:
    """The step in which all points of the scale can be written."""
    options = (option for item in scale.items for option in questionnaire.by_id[item].options)
    scores = [points(option.score) for option in options if not isinstance(option.score, NoScore)]
    return ONE.scaleb(min((int(score.as_tuple().exponent) for score in scores), default=0))
