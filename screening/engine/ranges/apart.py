"""Work out apart what adds to one total, where it depends on different items; and the widest range where that fails.

Things that read no item in common, not even through conditions, come out in any combination: what each of them can
bring is then combined. Where even one of them is too much to follow, all that it could bring by itself is taken: none
that can be reached is missing then, but some may be out of reach.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from screening.engine.points import NOTHING, ZERO, Span
from screening.engine.ranges import totals
from screening.engine.ranges.contributions import Added, Contributions, contributions
from screening.engine.ranges.handing import Handing, Reached
from screening.engine.ranges.limits import BITS_OF_A_STEP, MAX_TOTALS, TooManyStates
from screening.engine.ranges.points import Ranges, stretch
from screening.engine.ranges.replies import Replies
from screening.model.answers import Gap
from screening.model.conditions import Condition
from screening.model.questionnaire import Item, Questionnaire
from screening.model.scales import Criterion

MAX_REPLIES = 100  # to one item that are looked at one by one; of more, all points between the ends are taken


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals as `PointBits` has them: bit n is n + offset units; of a `max-of` n - 1, the lowest bit being none."""

    bits: int
    offset: int


class Readings:
    """Which items and scales each thing of a file reads by itself; those read in turn are followed by `groups`."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._questionnaire = questionnaire
        self._read: dict[str, frozenset[str]] = {}
        self.followed = 0

    def groups(self, wanted: Contributions) -> list[Contributions]:
        """What adds to the total, in groups that read no item in common. Items that depend on nothing are one group."""
        connected = self._connected(wanted.added)
        free = [group[0] for group in connected if len(group) == 1 and _is_free(group[0])]
        bound = [group for group in connected if len(group) > 1 or not _is_free(group[0])]
        return [wanted.some(group) for group in [*bound, *([free] if free else [])]]

    def _connected(self, added: Iterable[Added]) -> list[list[Added]]:
        """Those that read an item in common, together: each name points to another of its group, the last to itself."""
        leads: dict[str, str] = {}

        def first(name: str) -> str:
            while leads.setdefault(name, name) != name:
                leads[name] = name = leads[leads[name]]
            return name

        begins = {one: sorted(self._of(one)) for one in added}
        waiting = [name for names in begins.values() for name in names]
        seen: set[str] = set()
        for names in begins.values():
            leads.update({first(name): first(names[0]) for name in names})
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                for read in self._by_name(name):
                    leads[first(read)] = first(name)
                    waiting.append(read)
        found: dict[str, list[Added]] = defaultdict(list)
        for one, names in begins.items():
            found[first(names[0]) if names else ""].append(one)
        return list(found.values())

    def _of(self, one: Added) -> frozenset[str]:
        match one.what:
            case Item(id=name):
                return frozenset([name])
            case Criterion(if_=condition):
                return _names(condition)
            case scale:
                return frozenset([f"={scale.id}"])

    def _by_name(self, name: str) -> frozenset[str]:
        """What an item reads, or a scale, of which the name has an `=` before it."""
        if name not in self._read:
            if name.startswith("="):
                scale = self._questionnaire.scale_by_id[name[1:]]
                parts = (*contributions(self._questionnaire, scale).added,)
                read = frozenset(part for one in parts for part in self._of(one)) | _names(scale.only_if)
            else:
                read = _names(self._questionnaire.by_id[name].only_if)
            self._read[name] = read
        self.followed += len(self._read[name])
        return self._read[name]


def _is_free(one: Added) -> bool:
    return isinstance(one.what, Item) and one.what.only_if is None


def _names(condition: Condition | None) -> frozenset[str]:
    leaves = condition.leaves if condition else ()
    return frozenset(leaf.item or f"={leaf.scale}" for leaf in leaves)


# The widest range.


def widest(wanted: Contributions, reached: Reached) -> Totals:
    """Every total where each thing brings whatever it could bring by itself. Raises TooManyStates."""
    each = [*_each(wanted, Handing(wanted.questionnaire, {}, wanted, reached))]
    return _widest_highest(each) if wanted.is_highest else _widest_sum(each)


@dataclass(frozen=True, slots=True)
class _Alone:
    """What one thing may bring, in units, as stretches; `skips` where it may leave a `max-of` as it is."""

    name: str
    stretches: tuple[tuple[int, int, int], ...]
    skips: bool

    @property
    def low(self) -> int:
        return min(low for low, _, _ in self.stretches)

    @property
    def high(self) -> int:
        return max(high for _, high, _ in self.stretches)


def _widest_sum(each: list[_Alone]) -> Totals:
    """Stretches with the same step add up to one stretch, so that only different ones have to be put together."""
    even, bits, width = Counter[int](), 1, 0
    for one in each:
        width += one.high - one.low
        if width > MAX_TOTALS:
            raise TooManyStates((one.name,))
        if step := _even(one):
            even[step] += (one.high - one.low) // step
        else:
            bits = totals.union(totals.plus(bits, low - one.low, high - one.low, by) for low, high, by in one.stretches)
    for step, count in even.items():
        bits = totals.plus(bits, 0, count * step, step)
    return Totals(bits, sum(one.low for one in each))


def _even(one: _Alone) -> int:
    """The step between all that the thing may bring; 0 where it is not the same between all of them."""
    if len(one.stretches) == 1:
        return one.stretches[0][2]
    if any(low != high for low, high, _ in one.stretches):
        return 0
    ends = sorted({low for low, _, _ in one.stretches})
    steps = {after - before for before, after in pairwise(ends)}
    return steps.pop() if len(steps) == 1 else 0


def _widest_highest(each: list[_Alone]) -> Totals:
    """Any points that something may bring, from those on that one of them brings at least."""
    low = min(one.low for one in each)
    far = max(each, key=lambda one: one.high)
    if far.high - low > MAX_TOTALS:
        raise TooManyStates((far.name,))
    found = {ends for one in each for ends in one.stretches}
    bits = totals.union(totals.plus(1, first - low, last - low, step) for first, last, step in found)
    least = max((one.low - low for one in each if not one.skips), default=0)
    none = all(one.skips for one in each)
    return Totals(bits >> least << least + 1 | none, low)


def _each(wanted: Contributions, handing: Handing) -> Iterator[_Alone]:
    """What each thing may bring by itself."""
    for item in wanted.items:
        yield _alone(wanted, item.id, *_of_item(wanted, item))
    for criterion, factor in wanted.by_criterion.items():
        yield _alone(wanted, criterion.id, frozenset([(factor * 0, factor, factor)]), skips=False)
    for scale in wanted.handed:
        span = handing.extreme(wanted, scale)
        yield _alone(wanted, scale.id, frozenset([(span.low, span.high, wanted.unit)]), skips=wanted.is_highest)


def _alone(wanted: Contributions, name: str, ranges: Ranges, skips: bool) -> _Alone:
    stretches = tuple((wanted.steps(low), wanted.steps(high), wanted.steps(step) or 1) for low, high, step in ranges)
    return _Alone(name, stretches or ((0, 0, 1),), skips)


def _of_item(wanted: Contributions, item: Item) -> tuple[Ranges, bool]:
    replies = Replies(item, wanted, {}, [], MAX_REPLIES)
    try:
        effects = [*replies.asked(), *([replies.skipped()] if item.only_if is not None else [])]
    except TooManyStates:  # all points between the ends
        span = wanted.of_item(item, Gap.OPEN) or NOTHING
        low = span.low if span.low.is_finite() else ZERO
        return stretch(Span(low, span.high).or_(NOTHING), wanted.unit), wanted.is_highest
    ranges = frozenset(one for effect in effects for one in effect.points)
    return ranges, any(not effect.points for effect in effects)


# Combined.


def combined(found: Iterable[Totals], is_highest: bool, most: int) -> tuple[Totals, int]:
    """Every total that parts which stand by themselves come to together, and the steps that it took, of `most`.

    Raises TooManyStates.
    """
    whole, *others = found
    steps = 0
    for other in others:
        steps += _steps(whole, other)
        if steps > most:
            raise TooManyStates(())
        whole = _highest(whole, other) if is_highest else _added(whole, other)
    return whole, steps


def _steps(one: Totals, other: Totals) -> int:
    width = one.bits.bit_length() + other.bits.bit_length()
    return min(one.bits.bit_count(), other.bits.bit_count()) * (1 + width // BITS_OF_A_STEP)


def _added(one: Totals, other: Totals) -> Totals:
    few, many = sorted((one.bits, other.bits), key=int.bit_count)
    if many.bit_length() + few.bit_length() > MAX_TOTALS:
        raise TooManyStates(())
    return Totals(totals.union(many << place for place in totals.ones(few)), one.offset + other.offset)


def _highest(one: Totals, other: Totals) -> Totals:
    offset = min(one.offset, other.offset)
    (mine, none), (others, no_other) = (
        (found.bits >> 1 << found.offset - offset, found.bits & 1) for found in (one, other)
    )
    real = _from(mine, 0 if no_other else others) | _from(others, 0 if none else mine)
    return Totals(real << 1 | (none & no_other), offset)


def _from(bits: int, least_of: int) -> int:
    """The totals that are no lower than the lowest of the others; all of them without others."""
    lowest = (least_of & -least_of).bit_length() - 1 if least_of else 0
    return bits >> lowest << lowest
