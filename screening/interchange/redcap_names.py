"""What items, options and totals are called in REDCap: their own names there, or made from ours. Pure.

A name there begins with a small letter and holds small letters, digits and single underscores.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from screening.interchange.formulas import Ends
from screening.interchange.xlsform_scales import ENDS, TOTAL
from screening.model.questionnaire import Item, Questionnaire
from screening.model.scales import Scale

RECORD = "record_id"
END: dict[Ends, str] = {"lowest": ENDS[0], "highest": ENDS[1], "blank": ENDS[2]}
_RESERVED = (RECORD, "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance")
_OF_A_FORM = ("complete", "timestamp", "return_code")  # fields that REDCap makes for each form
_NAME = re.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*")
_CODE = re.compile("[A-Za-z0-9_.-]{1,100}")


@dataclass(frozen=True)
class RedcapNames:
    """The names of one questionnaire."""

    questionnaire: Questionnaire

    @cached_property
    def form(self) -> str:
        """The name of the form."""
        return variable(self.questionnaire.id)

    @cached_property
    def fields(self) -> dict[str, str]:
        """The name of the field of each item, by our id."""
        taken = {*_RESERVED, *(f"{self.form}_{one}" for one in _OF_A_FORM)}
        found = dict[str, str]()
        for item in self.questionnaire.items:
            found[item.id] = _free(self._link(item.link) or variable(item.id), taken)
            taken.add(found[item.id])
        return found

    @cached_property
    def totals(self) -> dict[str, str]:
        """The name of the field of each total, by the id of our scale."""
        taken, found = set(self.fields.values()), dict[str, str]()
        for scale in self.questionnaire.scales:
            found[scale.id] = _free(self._link(scale.link) or TOTAL + variable(scale.id), taken)
            taken |= {found[scale.id], *(found[scale.id] + end for end in END.values())}
        return found

    def counted(self, scale: Scale, unsure: Ends) -> str:
        """The name of the field of a total that only conditions look at."""
        return self.totals[scale.id] + END[unsure]

    def codes(self, item: Item) -> dict[str, str]:
        """The code of each option, by ours: its own, or its points if these can be codes, or 1 and up."""
        ours = [option.code for option in item.options]
        held = [option.coding.code if option.coding is not None else "" for option in item.options]
        if self._is_from_redcap and _are_codes(held):
            return dict(zip(ours, held, strict=True))
        points = [_as_code(option.score) for option in item.options]
        codes = points if _are_codes(points) else [str(number) for number in range(1, len(ours) + 1)]
        return dict(zip(ours, codes, strict=True))

    def _link(self, link: str | None) -> str:
        return link if link and self._is_from_redcap and _NAME.fullmatch(link) else ""

    @property
    def _is_from_redcap(self) -> bool:
        return self.questionnaire.source.format == "redcap"


def variable(id_: str) -> str:
    """A name for what has this id."""
    name = re.sub("[.-]+", "_", id_).strip("_")
    return name if name[:1].isalpha() else f"q_{name}"


def _free(wanted: str, taken: Collection[str]) -> str:
    """The wanted name, with a number behind it where it is taken."""
    name, count = wanted, 1
    while name in taken:
        count += 1
        name = f"{wanted}_{count}"
    return name


def _are_codes(codes: list[str]) -> bool:
    return len(set(codes)) == len(codes) and all(map(_CODE.fullmatch, codes))


def _as_code(score: object) -> str:
    return str(int(score)) if isinstance(score, Decimal) and score % 1 == 0 and score >= 0 else ""
