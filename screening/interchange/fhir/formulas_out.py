"""Write conditions and totals of ours as FHIRPath, each of which may stand in the other. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from screening.interchange.brackets import joined
from screening.interchange.fhir import dates_out, expressions
from screening.interchange.fhir.codes import FhirNames, is_boolean
from screening.interchange.formulas_out import Language, compared, ends, is_summed_up, sign
from screening.model.conditions import Condition
from screening.model.questionnaire import Item
from screening.model.scales import Scale

NEVER = "false"


class FhirPath(Language):
    """FHIRPath on the answers of one questionnaire."""

    nothing = "{}"

    def __init__(self, names: FhirNames) -> None:
        super().__init__(names.questionnaire)
        self.names = names

    def opposite(self, condition: Condition) -> str:
        """That the condition does not hold."""
        return f"({self.expression(condition)}).not()"

    def answered(self, item: Item) -> str:
        """That the item is answered."""
        return f"{self.names.values(item)}.exists()"

    def of_item(self, leaf: Condition, item: Item) -> str:
        """One test of an item."""
        if leaf.declined is not None:
            declined = expressions.declined(self.names.links[item.id], self.names.tree)
            return f"{declined}.{'exists' if leaf.declined else 'empty'}()"
        if leaf.answered is not None:
            return f"{self.names.values(item)}.{'exists' if leaf.answered else 'empty'}()"
        if item.is_dated:
            return f"{self.names.values(item)}.where($this {sign(leaf)} {dates_out.literal(leaf, item)}).exists()"
        if item.type == "number":
            return _order(leaf, self.names.values(item))
        codes = compared(leaf, item)
        if not codes:
            return NEVER
        return self.chosen_none(item, codes) if leaf.is_not is not None else self.chosen(item, codes)

    def of_total(self, leaf: Condition) -> str:
        """A test of the item of a total, or of the whole sum where that item may be blank and the test is not."""
        scale = self.questionnaire.scale_by_id[leaf.scale or ""]
        if is_summed_up(scale, self.questionnaire):
            return _order(leaf, self.counted(scale, ends(scale, leaf, self.questionnaire)))
        return _order(leaf, expressions.answer(self.names.total(scale), self.names.tree))

    def chosen_none(self, item: Item, codes: tuple[str, ...]) -> str:
        """That none of these options is the answer."""
        return joined("all", (f"{one}.empty()" for one in self._among(item, codes)))

    def chosen(self, item: Item, codes: tuple[str, ...]) -> str:
        """That one of these options is among the answers."""
        return joined("any", (f"{one}.exists()" for one in self._among(item, codes)))

    def _among(self, item: Item, codes: tuple[str, ...]) -> Iterator[str]:
        """The answers that are one of these options: true and false, those that are codings, and those that are not."""
        values = self.names.values(item)
        if is_boolean(item):
            yield expressions.among(values, ["true" if code == "yes" else "false" for code in codes])
            return
        coded = [code for code in codes if self.names.value(item, item.by_code[code])[0] == "Coding"]
        for reached, named in ((f"{values}.code", coded), (values, [code for code in codes if code not in coded])):
            if named:
                yield expressions.among(reached, [self.names.literal(item, code) for code in named])

    def either(self, test: str, then: str, otherwise: str) -> str:
        """The one where the test holds, else the other."""
        return f"iif({test}, {then}, {otherwise})"

    def entered(self, item: Item, whole: int | None) -> str:
        """The number, or the whole less the number."""
        values = self.names.values(item)
        return f"iif({values}.exists(), {values if whole is None else f'{whole} - {values}'}, 0)"

    def added(self, scale: Scale, terms: list[str]) -> str:
        """The sum, divided for a mean."""
        total = " + ".join(terms)
        if scale.mean_of is not None:
            return f"(({total}) / {len(scale.parts)}).round({scale.decimals})"
        return total if scale.times == 1 else f"({total}) * {scale.times:f}"


def _order(leaf: Condition, values: str) -> str:
    return f"{values}.where($this {sign(leaf)} {leaf.at_least or leaf.at_most}).exists()"
