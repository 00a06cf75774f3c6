"""Work out a scale's score from its total, exactly, and what it gives to a scale of which it is a part.

Totals are whole multiples of a power of ten, so that adding is exact: where a part is a mean, all parts are brought to
one denominator. Rounding comes once, at the end, and only to be shown: bands, cut-offs and conditions read what is
exact, unless the file says that its manual rounds first.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm

from screening.engine.points import ONE, Span
from screening.engine.rules import Truth, compare, operand
from screening.model.conditions import Condition
from screening.model.questionnaire import Questionnaire
from screening.model.scales import Band, CutOff, Rounding, Scale

_ROUNDING = {"half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN}
_MOST_DIGITS = 6  # after the point, of an exact score that is named in a message


@dataclass(frozen=True, slots=True, eq=False)
class Arithmetic:
    """The arithmetic of one scale.

    Points of an item are multiplied by `common` before they are added; the sum, multiplied by `times` and divided by
    `divisor`, is the score.
    """

    scale: Scale
    common: int
    divisor: int

    @property
    def is_rounded(self) -> bool:
        """Whether the score is rounded to be shown."""
        scale = self.scale
        return scale.round is not None or scale.mean_of is not None or scale.round_first or self.divisor != 1

    def score(self, total: Decimal) -> Decimal:
        """The score that a total comes to, as it is shown."""
        exact = self._multiplied(total)
        return rounded(exact / self.divisor, self.scale.decimals, self.scale.round) if self.is_rounded else exact

    def exactly(self, total: Decimal) -> Decimal:
        """The score that is read, to be named in a message: a long fraction to some digits."""
        read = self.read(total) / self._read_divisor
        return read if len(str(read)) <= _MOST_DIGITS else round(read, _MOST_DIGITS).normalize()

    def read(self, total: Decimal) -> Decimal:
        """What stands for the total where it is compared with a `limit`."""
        return self.score(total) if self.scale.round_first else self._multiplied(total)

    def limit(self, score: Decimal) -> Decimal:
        """What stands for a score where a total is compared with it."""
        return score * self._read_divisor

    def read_span(self, total: Span) -> Span:
        """Both ends as they are read."""
        return Span(self.read(total.low), self.read(total.high))

    def touches(self, band: Band, total: Span) -> bool:
        """Whether the total may lie in the band."""
        return self.limit(band.from_) <= self.read(total.high) and self.read(total.low) <= self.limit(band.to)

    def met(self, cut_off: CutOff, total: Span) -> bool | None:
        """Whether the threshold is met; None where the total lies on both sides of it."""
        limit, low, high = self.limit(cut_off.limit), self.read(total.low), self.read(total.high)
        if cut_off.at is not None:
            sure, never = low >= limit, high < limit
        else:
            sure, never = high <= limit, low > limit
        return True if sure else False if never else None

    def meets(self, leaf: Condition, total: Span, doubt: Truth) -> Truth:
        """`at-least` or `at-most` on a total: `doubt` where it lies on both sides of the limit."""
        return compare(leaf, self.read_span(total), self.limit(operand(leaf, None)), doubt)

    def _multiplied(self, total: Decimal) -> Decimal:
        return total if self.scale.times == ONE else total * self.scale.times

    @property
    def _read_divisor(self) -> int:
        return 1 if self.scale.round_first else self.divisor

    def rounded(self, total: Decimal, stretched: Fraction, half: Rounding) -> Decimal:
        """The score of a total that is stretched by a factor, rounded to the decimals of the scale."""
        exact = Fraction(self._multiplied(total)) * stretched / self.divisor
        return rounded(Decimal(exact.numerator) / exact.denominator, self.scale.decimals, half)

    # As a part of another scale, and what its own parts bring.

    def of_item(self, points: Span) -> Span:
        """What points of an item come to in the total."""
        return points if self.common == 1 else Span(points.low * self.common, points.high * self.common)

    def shown_share(self, part: Arithmetic, share: Span) -> Span:
        """What a part that is a scale brought to the total, as points of this scale to be shown."""
        low, high = (end / self.common if end.is_finite() else end for end in (share.low, share.high))
        if part.scale.id in self.scale.points or not part.is_rounded:
            return Span(low, high)
        return Span(*(rounded(end, part.scale.decimals, part.scale.round) for end in (low, high)))

    def factor(self, part: Arithmetic) -> Decimal:
        """What a total of the part, which is added up with the others, is multiplied by here."""
        return self.common // part.divisor * part.scale.times

    def handed(self, part: Arithmetic, total: Decimal) -> Decimal:
        """What a total of the part is worth here, where no table says so."""
        return part.read(total) * (self.common // part._read_divisor)


def rounded(value: Decimal, decimals: int, half: Rounding | None) -> Decimal:
    """The value with so many decimals. Of two that are as near, the one further from 0, or with half-even the even."""
    if not value.is_finite():  # there may be no score
        return value
    found = value.quantize(ONE.scaleb(-decimals), _ROUNDING[half or "half-up"])
    return found or abs(found)  # there is no -0


@lru_cache(maxsize=64)
def arithmetics(questionnaire: Questionnaire) -> dict[str, Arithmetic]:
    """The arithmetic of each scale by its id."""
    found: dict[str, Arithmetic] = {}
    for scale in questionnaire.scales:
        parts = [found[name] for name in scale.parts if name not in questionnaire.by_id and name not in scale.points]
        common = lcm(*(part._read_divisor for part in parts))
        found[scale.id] = Arithmetic(scale, common, common * (len(scale.parts) if scale.mean_of is not None else 1))
    return found


def rounding_of(questionnaire: Questionnaire, scale: Scale) -> Rounding | None:
    """How the score of the scale is rounded to be shown; nothing where it is shown as it is."""
    return (scale.round or "half-up") if arithmetics(questionnaire)[scale.id].is_rounded else None


def added_up(scale: Scale, part: Scale) -> bool:
    """Whether the answers behind the part can be added up with all others: it hands on its total as it is."""
    as_it_is = part.id not in scale.points and not part.round_first and part.only_if is None
    return as_it_is and scale.max_of is None and part.max_of is None
