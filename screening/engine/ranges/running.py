"""The total so far of a scale that a condition compares, kept only as exactly as the comparisons need it.

A total is two whole numbers, its low and its high end in steps of the scale's unit. Once no points that are still to
come can carry an end across another limit, it stands at one number for all that end like it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from screening.engine.rules import NO_SCORE, ONE, Span, Truth, compare, operand, points, scaled
from screening.model.questionnaire import Condition, NoScore, Questionnaire, Scale

Ends = tuple[int, int]
NOT_COUNTED: Ends = (0, 0)
_FAR = 10**16  # steps of a unit, beyond every total
_NONE_YET = -1  # the low end of a `max-of` that may come to have no score


def unit_of(questionnaire: Questionnaire, scale: Scale) -> Decimal:
    """The step in which all points of the scale can be written."""
    items = [questionnaire.by_id[item] for item in scale.items]
    options = (option for item in items for option in item.options)
    scores = [points(option.score) for option in options if not isinstance(option.score, NoScore)]
    exponents = [int(score.as_tuple().exponent) for score in scores]
    return ONE.scaleb(min((*exponents, *(-item.decimals for item in items)), default=0))


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
    """How the total of one scale grows, and how the tests on it come out in the end."""

    def __init__(self, questionnaire: Questionnaire, scale: Scale, tests: Mapping[str, Condition]) -> None:
        self.scale = scale
        self.is_highest = scale.max_of is not None
        self.start: Ends | None = None if self.is_highest else NOT_COUNTED
        self._tests = tests
        self._unit = unit_of(questionnaire, scale)
        self._limit_of = {name: self._limit(leaf) for name, leaf in tests.items()}
        self._limits = sorted(set(self._limit_of.values()))

    def _limit(self, leaf: Condition) -> int:
        """The lowest total, in steps of the unit, that lies on the upper side of the test."""

        def is_above(total: int) -> bool:
            value = scaled(self.scale, total * self._unit)
            holds = compare(leaf, Span(value, value), operand(leaf, None), Truth.DECLINED)
            return (holds is Truth.YES) == (leaf.at_least is not None)

        return bisect_left(range(-_FAR, _FAR), True, key=is_above) - _FAR

    def share(self, span: Span) -> Ends:
        """What a reply brings, in steps of the unit; for a `max-of` the number of limits that it reaches."""
        low = _NONE_YET if span.low == NO_SCORE else self._steps(span.low)
        return low, self._steps(span.high)

    def _steps(self, end: Decimal) -> int:
        steps = int(end / self._unit)
        return bisect_right(self._limits, steps) if self.is_highest else steps

    def joined(self, total: Ends | None, share: Ends, rest: Rest) -> Ends:
        """The total with one more share, when the rest is still to come."""
        if self.is_highest:
            return share if total is None else (max(total[0], share[0]), max(total[1], share[1]))
        low, high = total or NOT_COUNTED
        return self._kept(low + share[0], rest.low), self._kept(high + share[1], rest.high)

    def _kept(self, end: int, rest: Ends) -> int:
        """The end itself while a limit is within reach of it; one number for all that lie between the same limits."""
        passed = bisect_right(self._limits, end + rest[0])
        if passed != bisect_right(self._limits, end + rest[1]):
            return end
        return self._limits[passed - 1] - rest[0] if passed else self._limits[0] - 1 - rest[1]

    def truths(self, total: Ends | None) -> dict[str, Truth]:
        """How each test on the scale comes out; a scale without a score meets none."""
        return {name: self._holds(name, leaf, total) for name, leaf in self._tests.items()}

    def _holds(self, name: str, leaf: Condition, total: Ends | None) -> Truth:
        if total is None:
            return Truth.NO
        limit = self._limit_of[name]
        least = bisect_right(self._limits, limit) if self.is_highest else limit
        never, sure = total[1] < least, total[0] >= least
        if leaf.at_least is None:
            never, sure = sure, never and not (self.is_highest and total[0] == _NONE_YET)
        return Truth.YES if sure else Truth.NO if never else Truth.DECLINED
