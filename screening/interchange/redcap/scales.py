"""Turn the calculated fields of REDCap that are plain totals into scales of ours, if their answers are asked. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from screening.interchange.brackets import split
from screening.interchange.conditions import Target, Test
from screening.interchange.flat.scales import Scales
from screening.interchange.redcap import logic
from screening.interchange.redcap.totals import RedcapTotals
from screening.interchange.remarks import Remark
from screening.interchange.totals import Term, Total
from screening.interchange.yaml_text import Tree

_FIELDS = re.compile(r"\[([A-Za-z_]\w*)")


def fields_in(formula: str) -> set[str]:
    """The names of the fields in a formula or a condition."""
    return set(_FIELDS.findall(formula))


@dataclass
class RedcapScales(Scales):
    """The scales of a form so far. `branching` is the logic of each field, `tagged` are those that have our codes."""

    branching: dict[str, str] = field(default_factory=dict)
    tagged: frozenset[str] = frozenset()

    def totals(self, formula: str) -> Iterator[Total]:
        """What the formula may be, the likeliest first."""
        return RedcapTotals(self._gap).totals(formula)

    def condition(self, text: str, name: str, place: int) -> Test | Remark | None:
        """A condition in a formula of this name, at this place."""
        return logic.condition(text, name, place, self.targets)

    def _put(self, scale: Tree, name: str, own_id: str, found: Total) -> str:
        own = super()._put(scale, name, own_id, found)
        guard = " and ".join(f"({one})" for one in found.guard)
        self.remarks += logic.blanks(guard, name, len(self.items), self.targets, found.gaps)
        return own

    def worth(self, term: Term, target: Target | None) -> Term | None:
        """The term with the points of each option. A field that has our codes has points only where it says so."""
        is_choice = target is not None and target.kind in ("choice", "choices")
        if target is not None and is_choice and target.link in self.tagged:
            return super().worth(term, target) if any("score" in one for one in target.options.rows) else None
        return super().worth(term, target)

    def _gap(self, part: str) -> str:
        """The field that must be answered; or not asked, where the test has the fields of its branching logic too."""
        part = part.strip()
        sides = split(part[1:-1], " or ") if part.startswith("(") else [part]
        name = self._answered(part)
        if name or len(sides) != 2:
            return name if not self.branching.get(name) else ""
        name = self._answered(sides[0])
        return name if name and fields_in(sides[1]) == fields_in(self.branching.get(name, "")) else ""

    def _answered(self, text: str) -> str:
        """The field of which it asks whether it is answered."""
        test = self.condition(text, "", len(self.items))
        if not isinstance(test, dict) or test.get("answered") != "yes":
            return ""
        return next((name for name in fields_in(text) if self.targets[name].id == test.get("item")), "")
