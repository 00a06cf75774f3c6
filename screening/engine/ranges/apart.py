"""Work out apart what adds to one total, where it hangs on different items; and the widest range where that fails.

Things that read no item in common, not even through conditions, come out in any combination: what each of them can
bring is then combined. Where even one of them is too much to follow, all that it could bring by itself is taken: none
that can be reached is missing then, but some may be out of reach.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce

from screening.engine.points import NOTHING, ZERO, Span
from screening.engine.ranges import totals
from screening.engine.ranges.contributions import Added, Contributions, contributions
from screening.engine.ranges.handing import Handing, Reached
from screening.engine.ranges.limits import MAX_TOTALS, TooManyStates
from screening.engine.ranges.points import PointBits, Ranges, stretch
from screening.engine.ranges.replies import Replies
from screening.model.answers import Gap
from screening.model.conditions import Condition
from screening.model.questionnaire import Item, Questionnaire
from screening.model.scales import Criterion, Scale

MAX_COMBINED = 20_000_000  # machine words that are moved to combine two sets of totals
MAX_REPLIES = 1_000  # to one item that are looked at one by one; of more, all points between the ends are taken
_WORD = 64


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals as `PointBits` has them: bit n is n + offset units; of a `max-of` n - 1, the lowest bit being none."""

    bits: int
    offset: int


def groups(wanted: Contributions) -> list[Contributions]:
    """What adds to the total, in groups that read no item in common. Items that hang on nothing are one group."""
    reads = _Reads(wanted.questionnaire)
    connected = _connected(wanted.added, reads)
    free = [group[0] for group in connected if len(group) == 1 and _is_free(group[0])]
    bound = [group for group in connected if len(group) > 1 or not _is_free(group[0])]
    return [wanted.some(group) for group in [*bound, *([free] if free else [])]]


def _is_free(one: Added) -> bool:
    return isinstance(one.what, Item) and one.what.only_if is None


def _connected(added: Iterable[Added], reads: _Reads) -> list[list[Added]]:
    """Those that read an item in common, together: each item points to another of its group, the last to itself."""
    leads: dict[str, str] = {}

    def first(name: str) -> str:
        while leads.setdefault(name, name) != name:
            leads[name] = name = leads[leads[name]]
        return name

    found: dict[str, list[Added]] = defaultdict(list)
    for one in added:
        names = [first(name) for name in reads.of(one)]
        leads.update(dict.fromkeys(names, names[0]) if names else {})
    for one in added:
        names = [*reads.of(one)]
        found[first(names[0]) if names else ""].append(one)
    return list(found.values())


class _Reads:
    """Which items each thing hangs on, through scales and conditions too."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._questionnaire = questionnaire
        self._items: dict[str, frozenset[str]] = {}
        self._scales: dict[str, frozenset[str]] = {}
        for item in questionnaire.items:
            self._items[item.id] = frozenset([item.id, *self._condition(item.only_if)])

    def of(self, one: Added) -> frozenset[str]:
        match one.what:
            case Item(id=name):
                return self._items[name]
            case Criterion(if_=condition):
                return self._condition(condition)
            case scale:
                return self._scale(scale) | self._condition(scale.only_if)

    def _condition(self, condition: Condition | None) -> frozenset[str]:
        found = (self._leaf(leaf) for leaf in (condition.leaves if condition else ()))
        return frozenset(name for names in found for name in names)

    def _leaf(self, leaf: Condition) -> frozenset[str]:
        if leaf.item:
            return self._items[leaf.item]
        return self._scale(self._questionnaire.scale_by_id[leaf.scale or ""])

    def _scale(self, scale: Scale) -> frozenset[str]:
        if scale.id not in self._scales:
            added = contributions(self._questionnaire, scale).added
            self._scales[scale.id] = frozenset(name for one in added for name in self.of(one))
        return self._scales[scale.id]


# The widest range.


def widest(wanted: Contributions, reached: Reached) -> Totals:
    """Every total where each thing brings whatever it could bring by itself. Raises TooManyStates."""
    handing = Handing(wanted.questionnaire, {}, wanted, reached)
    points, bits = PointBits(wanted, handing.lowest), 1
    for name, ranges, skips in _each(wanted, handing):
        if not points.make_room([ranges]):
            raise TooManyStates((name,))
        bits = points.fold(bits, ranges) | (bits if skips else 0)
    return Totals(bits, points.offset)


def _each(wanted: Contributions, handing: Handing) -> Iterator[tuple[str, Ranges, bool]]:
    """What adds by its name, the points that it may bring, and whether it may leave a `max-of` as it is."""
    for item in wanted.items:
        yield item.id, *_of_item(wanted, item)
    for criterion, factor in wanted.by_criterion.items():
        yield criterion.id, frozenset([(factor * 0, factor, factor)]), False
    for scale in wanted.handed:
        low, high = handing.extreme(wanted, scale).low, handing.extreme(wanted, scale).high
        yield scale.id, frozenset([(low, high, wanted.unit)]), wanted.is_highest


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


def combined(found: Iterable[Totals], *, is_highest: bool) -> Totals:
    """Every total that parts which stand by themselves come to together."""
    return reduce(_highest if is_highest else _added, found)


def _added(one: Totals, other: Totals) -> Totals:
    few, many = sorted((one.bits, other.bits), key=int.bit_count)
    if many.bit_length() + few.bit_length() > MAX_TOTALS:
        raise TooManyStates(())
    if few.bit_count() * many.bit_length() // _WORD > MAX_COMBINED:
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
