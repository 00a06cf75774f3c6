"""The totals of one scale that each way through a file has reached so far, as the bits of one big integer."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from screening.engine.ranges import totals
from screening.engine.ranges.limits import MAX_TOTALS
from screening.engine.ranges.replies import Effect, Ranges
from screening.engine.ranges.running import unit_of
from screening.engine.rules import share
from screening.model.answers import Gap
from screening.model.questionnaire import Questionnaire, Scale


class PointBits:
    """Bit n stands for the total (n + offset) * unit. The zero moves down as items with negative points come."""

    def __init__(self, questionnaire: Questionnaire, scale: Scale) -> None:
        self._is_highest = scale.max_of is not None
        self.unit = unit_of(questionnaire, scale)
        items = (questionnaire.by_id[item] for item in scale.items)
        lowest = (int(share(scale, item, Gap.OPEN).low / self.unit) for item in items)
        self.offset = min(lowest) if self._is_highest else 0
        self.width = 0
        self._shift = 0

    def make_room(self, effects: Iterable[Effect]) -> bool:
        """Move the zero down by the lowest points of the step, so that no shift is negative; False if it is too far."""
        ends = [self._steps(end) for effect in effects for pair in effect.points for end in pair]
        if self._is_highest:
            self.width = max(self.width, max(ends, default=self.offset) - self.offset)
            self._shift = -self.offset
        else:
            self.offset += min(ends, default=0)
            self.width += max(ends, default=0) - min(ends, default=0)
            self._shift = -min(ends, default=0)
        return self.width <= MAX_TOTALS

    def fold(self, bits: int, ranges: Ranges, step: Decimal) -> int:
        """The totals after one of these points came to them; those of one range are a step apart."""
        if not ranges:
            return bits
        fold = totals.highest if self._is_highest else totals.plus
        steps = [(self._steps(low) + self._shift, self._steps(high) + self._shift) for low, high in ranges]
        return totals.union(fold(bits, low, high, self._steps(step)) for low, high in steps)

    def reached(self, bits: int) -> int:
        """The bits of real totals: the lowest bit of a `max-of` stands for "none asked", which is no score."""
        return bits >> 1 if self._is_highest else bits

    def _steps(self, end: Decimal) -> int:
        return int(end / self.unit)
