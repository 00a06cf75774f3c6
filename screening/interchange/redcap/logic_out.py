"""Write conditions and totals of ours in the logic of REDCap, for branching and for calculated fields. Pure.

REDCap has no word for "not", so the opposite of a condition is written as the opposite of each of its tests. It does
not say how it compares a blank with a number, so a test of a number asks first whether there is one.
"""

from __future__ import annotations

from decimal import Decimal

from screening.interchange.brackets import joined
from screening.interchange.dates_out import bound
from screening.interchange.flat.losses_out import tested_total
from screening.interchange.formulas_out import Language, compared, sign
from screening.interchange.plain_tests import TURNED
from screening.interchange.redcap.names import RedcapNames
from screening.model.conditions import Condition
from screening.model.fields import NoScore
from screening.model.questionnaire import Item
from screening.model.scales import Scale

NEVER, ALWAYS = "1 = 0", "1 = 1"
_OPPOSITE = {">=": "<", "<=": ">"}


class RedcapLogic(Language):
    """The logic of REDCap on the fields of one questionnaire. It cannot ask whether something was declined."""

    def __init__(self, names: RedcapNames) -> None:
        super().__init__(names.questionnaire)
        self.names = names

    def opposite(self, condition: Condition) -> str:
        """That the condition does not hold."""
        if condition.parts:
            return joined("any" if condition.all is not None else "all", map(self.opposite, condition.parts))
        if condition.scale is not None:
            return self._bound(condition, holds=False)
        return self._test(condition, self.questionnaire.by_id[condition.item or ""], holds=False)

    def of_item(self, leaf: Condition, item: Item) -> str:
        """One test of an item."""
        return self._test(leaf, item, holds=True)

    def of_total(self, leaf: Condition) -> str:
        """A test of the field of a total, or of one for conditions where that may be blank and the test is not."""
        return self._bound(leaf, holds=True)

    def _bound(self, leaf: Condition, *, holds: bool) -> str:
        return _order(leaf, tested_total(leaf, self.names), holds=holds)

    def _test(self, leaf: Condition, item: Item, *, holds: bool) -> str:
        assert leaf.declined is None, "whether something was declined cannot be asked there"
        if leaf.answered is not None:
            return self.answered(item) if leaf.answered is holds else self._blank(item)
        if item.is_dated:
            return _order_of_days(leaf, self.names.fields[item.id], bound(leaf, item), holds=holds)
        if item.type == "number":
            return _order(leaf, self.names.fields[item.id], holds=holds)
        codes, is_none = compared(leaf, item), (leaf.is_not is None) is not holds
        if not codes:
            return ALWAYS if is_none else NEVER
        return self.chosen_none(item, codes) if is_none else self.chosen(item, codes)

    def answered(self, item: Item) -> str:
        """That the field is filled in; of a checkbox, that something is ticked."""
        if item.type == "choices":
            return self.chosen(item, tuple(item.by_code))
        return f"[{self.names.fields[item.id]}] <> ''"

    def _blank(self, item: Item) -> str:
        if item.type == "choices":
            return self.chosen_none(item, tuple(item.by_code))
        return f"[{self.names.fields[item.id]}] = ''"

    def chosen_none(self, item: Item, codes: tuple[str, ...]) -> str:
        """That none of these options is the answer."""
        return joined("all", (self._of_option(item, code, "<>") for code in codes))

    def chosen(self, item: Item, codes: tuple[str, ...]) -> str:
        """That one of these options is the answer, or ticked."""
        return joined("any", (self._of_option(item, code, "=") for code in codes))

    def _of_option(self, item: Item, code: str, sign: str) -> str:
        name, there = self.names.fields[item.id], self.names.codes(item)[code]
        return f"[{name}({there})] {sign} '1'" if item.type == "choices" else f"[{name}] {sign} '{there}'"

    # Totals.

    def by_code(self, item: Item, points: dict[str, Decimal]) -> list[str]:
        """The field itself where its codes are the points; else the points of each option."""
        if item.type == "choice" and self._are_codes(item, points):
            return [f"[{self.names.fields[item.id]}]"]
        return super().by_code(item, points)

    def _are_codes(self, item: Item, points: dict[str, Decimal]) -> bool:
        codes = self.names.codes(item)
        if any(isinstance(option.score, NoScore) for option in item.options) or points.keys() != codes.keys():
            return False
        return all(codes[code] == f"{worth:f}" for code, worth in points.items())

    def either(self, test: str, then: str, otherwise: str) -> str:
        """The one where the test holds, else the other."""
        return f"if({test}, {then}, {otherwise})"

    def entered(self, item: Item, whole: int | None) -> str:
        """The field, or the whole less the field."""
        name = self.names.fields[item.id]
        return f"[{name}]" if whole is None else f"if([{name}] <> '', {whole} - [{name}], 0)"

    def added(self, scale: Scale, terms: list[str]) -> str:
        """The sum, which leaves out blank fields there, divided for a mean."""
        total = f"sum({', '.join(terms)})"
        if scale.mean_of is not None:
            return f"round({total} / {len(scale.parts)}, {scale.decimals})"
        return total if scale.times == 1 else f"{total} * {scale.times:f}"


def _order(leaf: Condition, name: str, *, holds: bool) -> str:
    limit = leaf.at_least or leaf.at_most
    if holds:
        return f"([{name}] <> '' and [{name}] {sign(leaf)} {limit})"
    return f"([{name}] = '' or [{name}] {_OPPOSITE[sign(leaf)]} {limit})"


def _order_of_days(leaf: Condition, name: str, day: str, *, holds: bool) -> str:
    """Whether so many days lie between, below or above 0: `datediff` is how REDCap compares dates."""
    turned = TURNED[sign(leaf)]
    days = f"datediff([{name}], '{day}', 'd', 'ymd', true)"
    if holds:
        return f"([{name}] <> '' and {days} {turned} 0)"
    return f"([{name}] = '' or {days} {_OPPOSITE[turned]} 0)"
