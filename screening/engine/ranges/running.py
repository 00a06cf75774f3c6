"""The total so far of a scale that a condition compares, kept only as exactly as the comparisons need it.

A total is two whole numbers, its low and its high end in steps of the scale's unit. Once no points that are still to
come can carry an end across another limit, it stands at one number for all that end like it. The total of a scale
that is handed on is kept as it is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from screening.engine.arithmetic import Arithmetic, arithmetics
from screening.engine.points import NO_SCORE, Span
from screening.engine.ranges.contributions import contributions
from screening.engine.ranges.steps import Settle
from screening.engine.rules import Truth
from screening.model.conditions import Condition
from screening.model.questionnaire import Questionnaire

Ends = tuple[int, int]
NOT_COUNTED: Ends = (0, 0)
_FAR = 10**16  # steps of a unit, beyond every total
NO_TOTAL = -(10**17)  # the low end of a `max-of` that may come to have no score


@dataclass(frozen=True, slots=True)
class Rest:
    """The least and the most that what is still to come adds to the low end and to the high end."""

    low: Ends = (0, 0)
    high: Ends = (0, 0)

    def with_one_of(self, shares: Iterable[Ends]) -> Rest:
        """The rest when one of these shares is to come too."""
        lows, highs = zip(*shares, strict=True)
        return Rest(
            (self.low[0] + min(lows), self.low[1] + max(lows)), (self.high[0] + min(highs), self.high[1] + max(highs))
        )


class RunningTotal:
    """How the total of one scale grows, and how the tests on it come out in the end.

    `resolved`: each declined answer is taken for a known one, so that both ends are one.
    """

    def __init__(
        self, questionnaire: Questionnaire, step: Settle, tests: Mapping[str, Condition], *, handed: bool
    ) -> None:
        self.name = step.name
        self.resolved = step.resolved
        self.added = contributions(questionnaire, step.scale)
        self.is_highest = self.added.is_highest
        self.start: Ends | None = None if self.is_highest else NOT_COUNTED
        self._arithmetic = arithmetics(questionnaire)[step.scale.id]
        self._tests = tests
        self._handed = handed
        self._limit_of = {name: _limit(self._arithmetic, self.added.unit, leaf) for name, leaf in tests.items()}
        self._limits = sorted(set(self._limit_of.values()))

    def share(self, span: Span) -> Ends:
        """What is brought, in steps of the unit; of a `max-of` only the limit that it reaches."""
        low = NO_TOTAL if span.low == NO_SCORE else self._steps(span.low)
        return low, self._steps(span.high)

    def _steps(self, end: Decimal) -> int:
        steps = self.added.steps(end)
        if self._handed or not self.is_highest:
            return steps
        passed = bisect_right(self._limits, steps)
        return self._limits[passed - 1] if passed else self._limits[0] - 1

    def joined(self, total: Ends | None, share: Ends, rest: Rest) -> Ends:
        """The total with one more share, when the rest is still to come."""
        if self.is_highest:
            return share if total is None else (max(total[0], share[0]), max(total[1], share[1]))
        low, high = total or NOT_COUNTED
        return self._kept(low + share[0], rest.low), self._kept(high + share[1], rest.high)

    def _kept(self, end: int, rest: Ends) -> int:
        """The end itself while a limit is within reach of it; one number for all that lie between the same limits."""
        if self._handed:
            return end
        passed = bisect_right(self._limits, end + rest[0])
        if passed != bisect_right(self._limits, end + rest[1]):
            return end
        return self._limits[passed - 1] - rest[0] if passed else self._limits[0] - 1 - rest[1]

    def total(self, ends: Ends) -> Span:
        """The total as points, where it is kept as it is."""
        low, high = ends
        return Span(NO_SCORE if low == NO_TOTAL else low * self.added.unit, high * self.added.unit)

    def truths(self, total: Ends | None) -> dict[str, Truth]:
        """How each test on the scale comes out; a scale without a score meets none."""
        return {name: self._holds(name, leaf, total) for name, leaf in self._tests.items()}

    def _holds(self, name: str, leaf: Condition, total: Ends | None) -> Truth:
        if total is None:
            return Truth.NO
        limit = self._limit_of[name]
        never, sure = total[1] < limit, total[0] >= limit
        if leaf.at_least is None:
            never, sure = sure, never and total[0] != NO_TOTAL
        return Truth.YES if sure else Truth.NO if never else Truth.DECLINED


@lru_cache(maxsize=4096)
def _limit(arithmetic: Arithmetic, unit: Decimal, leaf: Condition) -> int:
    """The lowest total, in steps of the unit, that lies on the upper side of the test."""

    def is_above(total: int) -> bool:
        value = total * unit
        holds = arithmetic.meets(leaf, Span(value, value), Truth.DECLINED)
        return (holds is Truth.YES) == (leaf.at_least is not None)

    return bisect_left(range(-_FAR, _FAR), True, key=is_above) - _FAR
