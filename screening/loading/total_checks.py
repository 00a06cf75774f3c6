"""Check what scales add up to: whether it can be worked out, and whether the bands hold each total exactly once.

All references must be sound. Pure, like `checks`.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from screening.engine.arithmetic import arithmetics
from screening.engine.ranges.attainable import reach
from screening.engine.ranges.contributions import contributions
from screening.engine.ranges.limits import TooManyStates
from screening.engine.ranges.reached import AttainableTotals
from screening.loading.faults import Fault, Loc, fault
from screening.model.conditions import Condition
from screening.model.questionnaire import Questionnaire
from screening.model.scales import Band, PointsTable, Scale

MAX_DIGITS = 12  # after the point, of the points of a scale: more would no longer be added exactly
MAX_DIVISOR = 10**6  # of the means that one scale is made from, together
OF_RANGE = frozenset({"band-gap", "band-overlap", "band-unreachable", "band-beyond", "cut-off-beyond"})
MAX_CHAIN = 50  # scales, each of which reads the one above it
MAX_TESTS = 20_000  # of all conditions, once the `only-if` of each scale is written out where the scale is tested


def totals(questionnaire: Questionnaire, conditions: Iterator[Condition]) -> Iterator[Fault]:
    """What is wrong with the scales and their bands."""
    long = list(_chains(questionnaire))
    yield from long
    if long:
        return
    if _written_out(questionnaire, conditions) > MAX_TESTS:
        yield fault(("scales",), "too-many-tests", most=MAX_TESTS)
        return
    for index, scale in enumerate(questionnaire.scales):
        loc: Loc = ("scales", index)
        fine = list(_tables(questionnaire, loc, scale))
        yield from fine
        if fine:
            return  # what stands on it cannot be worked out
        try:
            found = reach(questionnaire, scale)
        except TooManyStates as tangled:
            yield fault(loc, "too-tangled", scale=scale.id, items=", ".join(tangled.items[:6]))
            return
        yield from _bands((*loc, "bands"), scale.bands, found)
        for place, one in enumerate(scale.band_sets):
            yield from _bands((*loc, "band-sets", place, "bands"), one.bands, found)
        for place, cut_off in enumerate(scale.cut_offs):
            if not found.span.low <= cut_off.limit <= found.span.high:
                ends = {"low": found.span.low, "high": found.span.high}
                yield fault((*loc, "cut-offs", place), "cut-off-beyond", at=cut_off.limit, **ends)


def _tables(questionnaire: Questionnaire, loc: Loc, scale: Scale) -> Iterator[Fault]:
    """Totals of scales that a table does not meet, and numbers so fine that adding would no longer be exact."""
    for inner in questionnaire.part_scales[scale.id]:
        if inner.id in scale.points:
            yield from _table((*loc, "points", inner.id), scale.points[inner.id], inner, reach(questionnaire, inner))
    digits = -int(contributions(questionnaire, scale).unit.as_tuple().exponent)
    if digits > MAX_DIGITS or arithmetics(questionnaire)[scale.id].divisor > MAX_DIVISOR:
        yield fault(loc, "too-fine", scale=scale.id)


def _table(loc: Loc, table: PointsTable, inner: Scale, found: AttainableTotals) -> Iterator[Fault]:
    met = 0
    for place, row in enumerate(table.ranges):
        held = found.between(row.from_, row.to) & found.bits
        met |= held
        if not held:
            yield fault((*loc, place), "points-unreached", name=inner.id)
    if left := found.bits & ~met:
        yield fault(loc, "points-gap", name=inner.id, value=_first(found, left))


def _chains(questionnaire: Questionnaire) -> Iterator[Fault]:
    """Scales that stand on too many others: working them out would go as deep."""
    depths: dict[str, int] = {}
    for index, scale in enumerate(questionnaire.scales):
        below = [leaf.scale for leaf in scale.leaves if leaf.scale]
        below += [part.id for part in questionnaire.part_scales[scale.id]]
        depths[scale.id] = 1 + max((depths[name] for name in below), default=0)
        if depths[scale.id] > MAX_CHAIN:
            yield fault(("scales", index), "scale-chain", scale=scale.id, most=MAX_CHAIN)
            return


def _written_out(questionnaire: Questionnaire, conditions: Iterator[Condition]) -> int:
    """How many tests the conditions come to where each test of a scale brings the scale's own `only-if` along."""
    weights: dict[str, int] = {}
    for scale in questionnaire.scales:
        weights[scale.id] = 1 + (_weight(scale.only_if, weights) if scale.only_if else 0)
    return sum(_weight(condition, weights) for condition in conditions)


def _weight(condition: Condition, weights: dict[str, int]) -> int:
    return sum(weights[leaf.scale] if leaf.scale else 1 for leaf in condition.leaves)


def _bands(loc: Loc, bands: tuple[Band, ...], found: AttainableTotals) -> Iterator[Fault]:
    if not bands:
        return
    ends: dict[str, object] = {"low": found.span.low, "high": found.span.high}
    once = twice = 0
    for place, band in enumerate(bands):
        here, held = (*loc, place), found.between(band.from_, band.to) & found.bits
        once, twice = once | held, twice | (once & held)
        if band.from_ > band.to:
            yield fault(here, "band-order", band=band.id)
        elif not held:
            yield fault(here, "band-unreachable", band=band.id, **ends)
        elif band.from_ < found.span.low or band.to > found.span.high:
            yield fault(here, "band-beyond", band=band.id, **ends)
    if all(band.from_ <= band.to for band in bands):
        yield from _cover(loc, bands, found, found.bits & ~once, twice)


def _cover(loc: Loc, bands: tuple[Band, ...], found: AttainableTotals, in_none: int, in_two: int) -> Iterator[Fault]:
    """The first total that no band holds, and the first that two do: one of each is enough to mend by."""
    if in_none:
        value = _first(found, in_none)
        yield fault(loc, "band-gap", value=value, low=found.span.low, high=found.span.high)
    if in_two:
        value = _first(found, in_two)
        names = [band.id for band in bands if found.between(band.from_, band.to) & in_two & -in_two]
        yield fault(loc, "band-overlap", value=value, bands="` and `".join(names[:2]))


def _first(found: AttainableTotals, bits: int) -> Decimal:
    return found.exactly((bits & -bits).bit_length() - 1)
