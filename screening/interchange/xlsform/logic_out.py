"""Write conditions and totals of ours in the XPath of XLSForms, for `relevant` and for calculations. Pure.

What is not asked is blank there, and a blank number meets no comparison. So the opposite of a condition is `not(...)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from screening.interchange.brackets import bare, joined
from screening.interchange.dates_out import bound
from screening.interchange.flat.losses_out import tested_total
from screening.interchange.formulas_out import Language, compared, sign
from screening.interchange.xlsform.names import XlsformNames
from screening.model.conditions import Condition
from screening.model.questionnaire import Item
from screening.model.scales import Scale

MAX_CELL = 32_767  # characters that a cell of a workbook takes
NEVER, ALWAYS = "false()", "true()"


class XlsformLogic(Language):
    """The logic of XLSForms on the questions of one form. It cannot ask whether something was declined."""

    longest = MAX_CELL

    def __init__(self, names: XlsformNames) -> None:
        super().__init__(names.questionnaire)
        self.names = names

    def relevant(self, condition: Condition) -> str:
        """The condition as the cell `relevant` holds it."""
        return bare(self.expression(condition))

    def opposite(self, condition: Condition) -> str:
        """That the condition does not hold."""
        return f"not({bare(self.expression(condition))})"

    def of_item(self, leaf: Condition, item: Item) -> str:
        """One test of an item."""
        assert leaf.declined is None, "whether something was declined cannot be asked there"
        if leaf.answered is not None:
            return self.answered(item) if leaf.answered else f"{self._field(item)} = ''"
        if item.is_dated:
            return f"{self._field(item)} {sign(leaf)} date('{bound(leaf, item)}')"
        if item.type == "number":
            return _order(leaf, self._field(item))
        codes = compared(leaf, item)
        if leaf.is_not is not None:
            return self.chosen_none(item, codes) if codes else ALWAYS
        return self.chosen(item, codes) if codes else NEVER

    def of_total(self, leaf: Condition) -> str:
        """A test of a total, or of one for conditions where that may be blank and the test is not."""
        return _order(leaf, f"${{{tested_total(leaf, self.names)}}}")

    def answered(self, item: Item) -> str:
        """That there is an answer."""
        return f"{self._field(item)} != ''"

    def chosen_none(self, item: Item, codes: tuple[str, ...]) -> str:
        """That none of these options is the answer."""
        return joined("all", (f"not({one})" for one in self._options(item, codes)))

    def chosen(self, item: Item, codes: tuple[str, ...]) -> str:
        """That one of these options is the answer, or among the answers."""
        return joined("any", self._options(item, codes))

    def _options(self, item: Item, codes: Iterable[str]) -> Iterator[str]:
        there = self.names.codes(item)
        return (f"selected({self._field(item)}, '{there[code]}')" for code in codes)

    def _field(self, item: Item) -> str:
        return f"${{{self.names.fields[item.id]}}}"

    # Totals.

    def either(self, test: str, then: str, otherwise: str) -> str:
        """The one where the test holds, else the other."""
        return f"if({bare(test)}, {then}, {otherwise})"

    def entered(self, item: Item, whole: int | None) -> str:
        """The number, or the whole less the number; nothing where it is blank."""
        name = self._field(item)
        return f"coalesce({name}, 0)" if whole is None else f"if({name} = '', 0, {whole} - {name})"

    def added(self, scale: Scale, terms: list[str]) -> str:
        """The sum, divided and rounded for a mean, or multiplied."""
        total = " + ".join(terms)
        if scale.mean_of is not None:
            return f"round(({total}) div {len(scale.parts)}, {scale.decimals})"
        return total if scale.times == 1 else f"({total}) * {scale.times:f}"


def _order(leaf: Condition, field: str) -> str:
    return f"{field} >= {leaf.at_least}" if leaf.at_least is not None else f"{field} <= {leaf.at_most}"
