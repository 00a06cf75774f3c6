"""The totals that one scale can reach."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from screening.engine.arithmetic import Arithmetic
from screening.engine.points import NOTHING, Span
from screening.engine.ranges import totals


@dataclass(frozen=True, eq=False)
class AttainableTotals:
    """Every total that a scale can reach. In `bits` each has a place, lowest first.

    Where not `is_exact`, some of them may be out of reach, because all that the totals depend on is too much to follow;
    `items` are the cause. None that can be reached is missing.
    """

    arithmetic: Arithmetic
    bits: int
    offset: int
    unit: Decimal
    is_exact: bool = True
    items: tuple[str, ...] = ()

    @cached_property
    def totals(self) -> Span:
        """The lowest and the highest total, before it becomes a score; 0 where no way gives one."""
        if not self.bits:
            return NOTHING
        return Span(self._raw((self.bits & -self.bits).bit_length() - 1), self._raw(self.bits.bit_length() - 1))

    @cached_property
    def span(self) -> Span:
        """The lowest and the highest score, as they are shown; 0 where no way through the file gives a score."""
        ends = self.totals
        return Span(self.arithmetic.score(ends.low), self.arithmetic.score(ends.high)) if self.bits else NOTHING

    def raw(self) -> Iterator[Decimal]:
        """The totals, lowest first, before they become scores."""
        return map(self._raw, totals.ones(self.bits))

    def values(self) -> Iterator[Decimal]:
        """The scores as they are shown, lowest first."""
        return map(self.arithmetic.score, self.raw())

    def exactly(self, bit: int) -> Decimal:
        """The score that a place in `bits` stands for, as bands read it."""
        return self.arithmetic.exactly(self._raw(bit))

    def _raw(self, bit: int) -> Decimal:
        return (bit + self.offset) * self.unit

    def between(self, low: Decimal, high: Decimal) -> int:
        """The bits of every total that is read as `low` to `high`, whether or not it can be reached."""
        places, read = range(self.bits.bit_length()), self.arithmetic.read
        least, most = self.arithmetic.limit(low), self.arithmetic.limit(high)
        first = bisect_left(places, least, key=lambda bit: read(self._raw(bit)))
        end = bisect_left(places, True, key=lambda bit: read(self._raw(bit)) > most)
        return (1 << end) - (1 << first) if first < end else 0
