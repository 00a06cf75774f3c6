"""Check what scales add up to: whether it can be worked out, and whether the bands hold each total exactly once.

All references must be sound. Pure, like `checks`.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from screening.engine.ranges.attainable import AttainableTotals, reach
from screening.engine.ranges.limits import TooManyStates
from screening.loading.faults import Fault, Loc, fault
from screening.model.questionnaire import Condition, Questionnaire, Scale

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
        try:
            found = reach(questionnaire, scale)
        except TooManyStates as tangled:
            yield fault(("scales", index), "too-tangled", scale=scale.id, items=", ".join(tangled.items[:6]))
            continue
        yield from _bands(("scales", index), scale, found)
        for place, cut_off in enumerate(scale.cut_offs):
            if not found.span.low <= cut_off.limit <= found.span.high:
                ends = {"low": found.span.low, "high": found.span.high}
                yield fault(("scales", index, "cut-offs", place), "cut-off-beyond", at=cut_off.limit, **ends)


def _chains(questionnaire: Questionnaire) -> Iterator[Fault]:
    """Scales that stand on too many others: working them out would go as deep."""
    depths: dict[str, int] = {}
    for index, scale in enumerate(questionnaire.scales):
        depths[scale.id] = 1 + max((depths[leaf.scale] for leaf in scale.leaves if leaf.scale), default=0)
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


def _bands(loc: Loc, scale: Scale, found: AttainableTotals) -> Iterator[Fault]:
    if not scale.bands:
        return
    ends: dict[str, object] = {"low": found.span.low, "high": found.span.high}
    once = twice = 0
    for place, band in enumerate(scale.bands):
        here, held = (*loc, "bands", place), found.between(band.from_, band.to) & found.bits
        once, twice = once | held, twice | (once & held)
        if band.from_ > band.to:
            yield fault(here, "band-order", band=band.id)
        elif not held:
            yield fault(here, "band-unreachable", band=band.id, **ends)
        elif band.from_ < found.span.low or band.to > found.span.high:
            yield fault(here, "band-beyond", band=band.id, **ends)
    if all(band.from_ <= band.to for band in scale.bands):
        yield from _cover((*loc, "bands"), scale, found, found.bits & ~once, twice)


def _cover(loc: Loc, scale: Scale, found: AttainableTotals, in_none: int, in_two: int) -> Iterator[Fault]:
    """The first total that no band holds, and the first that two do: one of each is enough to mend by."""
    if in_none:
        yield fault(loc, "band-gap", value=_first(found, in_none), low=found.span.low, high=found.span.high)
    if in_two:
        value = _first(found, in_two)
        names = [band.id for band in scale.bands if band.from_ <= value <= band.to]
        yield fault(loc, "band-overlap", value=value, bands="` and `".join(names[:2]))


def _first(found: AttainableTotals, bits: int) -> Decimal:
    return found.total((bits & -bits).bit_length() - 1)
