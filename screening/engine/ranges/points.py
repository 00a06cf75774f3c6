"""The totals of one scale that each way through a file has reached so far, as the bits of one big integer."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from screening.engine.points import Span
from screening.engine.ranges import totals
from screening.engine.ranges.contributions import Contributions
from screening.engine.ranges.limits import MAX_TOTALS

Stretch = tuple[Decimal, Decimal, Decimal]  # points from one to another, both belonging to it, and the step between
Ranges = frozenset[Stretch]
NO_POINTS: Ranges = frozenset()


def stretch(span: Span, step: Decimal | None = None) -> Ranges:
    """Points from one end of the span to the other; without a `step` there is but one."""
    return frozenset([(span.low, span.high, step or (span.high - span.low) or Decimal(1))])


class PointBits:
    """Bit n stands for the total (n + offset) * unit. The zero moves down as negative points come.

    In a `max-of` it stands for n - 1, and the lowest bit for "nothing asked".
    """

    def __init__(self, added: Contributions, lowest: Decimal) -> None:
        self._added = added
        self._is_highest = added.is_highest
        self.unit = added.unit
        self.offset = added.steps(lowest) if self._is_highest else 0
        self.width = 0
        self._shift = 0
        self._moves: dict[Ranges, tuple[tuple[int, int, int], ...]] = {}  # of the step, in units

    def make_room(self, possible: Iterable[Ranges]) -> bool:
        """Move the zero down by the lowest points of the step, so that no shift is negative; False if it is too far."""
        self._moves = {}
        ends = [self._added.steps(end) for ranges in possible for low, high, _ in ranges for end in (low, high)]
        if self._is_highest:
            self.width = max(self.width, max(ends, default=self.offset) - self.offset)
            self._shift = -self.offset
        else:
            self.offset += min(ends, default=0)
            self.width += max(ends, default=0) - min(ends, default=0)
            self._shift = -min(ends, default=0)
        return self.width <= MAX_TOTALS

    def fold(self, bits: int, ranges: Ranges) -> int:
        """The totals after one of these points came to them."""
        if not ranges:
            return bits
        if ranges not in self._moves:
            steps = self._added.steps
            found = ((steps(low) + self._shift, steps(high) + self._shift, steps(by)) for low, high, by in ranges)
            self._moves[ranges] = tuple(found)
        fold = totals.highest if self._is_highest else totals.plus
        return totals.union(fold(bits, low, high, by) for low, high, by in self._moves[ranges])

    def reached(self, bits: int) -> int:
        """The bits of real totals: the lowest bit of a `max-of` stands for "none asked", which is no score."""
        return bits >> 1 if self._is_highest else bits
