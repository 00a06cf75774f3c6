"""Say which means can come to lie on the edge of being rounded up or down: programs differ there. Exact, and pure.

The points that can be added up stand on a grid: a first sum, and a step between two of them. No sum is listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, gcd, lcm

from screening.model.fields import NoScore
from screening.model.questionnaire import Item
from screening.model.scales import Scale


@dataclass(frozen=True, slots=True)
class Grid:
    """The first of the sums that may come about, and the step from each to the next; 0 where there is one sum only."""

    first: Fraction
    step: Fraction

    def has_whole_odd(self, factor: Fraction) -> bool:
        """Whether a sum multiplied by the factor may be an odd whole number."""
        first, step = self.first * factor, self.step * factor
        whole = lcm(first.denominator, step.denominator)
        return int(whole - first * whole) % gcd(int(step * whole), 2 * whole) == 0

    def near(self, sum_: Fraction) -> Iterator[Fraction]:
        """The sums on both sides of this one, and itself where it is one."""
        if not self.step:
            yield self.first
            return
        place = (sum_ - self.first) / self.step
        for one in (ceil(place) - 1, floor(place), ceil(place), floor(place) + 1):
            yield self.first + one * self.step


def grid_of(scale: Scale, items: list[Item]) -> Grid:
    """The grid of the sums of a scale that is made of these items."""
    first, step = Fraction(0), Fraction(0)
    for item in items:
        values = list(_values(item, reverse=item.id in scale.reversed)) or [Fraction(0)]
        first += values[0]
        for value in values:
            step = _both(step, value - values[0])
    return Grid(first, step)


def may_tie(scale: Scale, items: list[Item]) -> bool:
    """Whether a mean of the scale may end in half of its last decimal, so that it is as near to two numbers."""
    return grid_of(scale, items).has_whole_odd(Fraction(2 * 10**scale.decimals, len(items)))


def _values(item: Item, *, reverse: bool) -> Iterator[Fraction]:
    """What an item may bring, or the first of it and a step further; 0 too where it may not be asked."""
    if item.only_if is not None or item.type == "choices":
        yield Fraction(0)
    if item.type == "number":
        yield from (Fraction(one) for one in (item.least or 0, (item.least or 0) + item.step))
        return
    scored = [one.score for one in item.options if isinstance(one.score, Decimal)]
    yield from (Fraction(min(scored) + max(scored) - one if reverse else one) for one in scored)
    if any(one.score in (None, NoScore.NOT_ASKED) for one in item.options):
        yield Fraction(0)


def _both(one: Fraction, other: Fraction) -> Fraction:
    """The largest step of which both are a multiple."""
    whole = lcm(one.denominator, other.denominator)
    return Fraction(gcd(int(one * whole), int(other * whole)), whole)
