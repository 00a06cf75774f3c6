"""Turn the calculations of an XLSForm that are plain totals into scales of ours. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from screening.interchange.conditions import Test
from screening.interchange.flat.scales import Scales
from screening.interchange.remarks import Remark
from screening.interchange.totals import Total
from screening.interchange.xlsform import logic
from screening.interchange.xlsform.totals import XlsformTotals


@dataclass
class XlsformScales(Scales):
    """The scales of a form so far. `known` is what conditions may name."""

    known: logic.Names

    def totals(self, formula: str) -> Iterator[Total]:
        """What the formula may be, the likeliest first."""
        return XlsformTotals().totals(formula)

    def condition(self, text: str, name: str, place: int) -> Test | Remark | None:
        """A condition in a formula of this name, at this place."""
        return logic.condition(text, name, place, self.known)
