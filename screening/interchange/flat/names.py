"""Name items, options and totals for a form as a table: by the names that it holds, or by ones made from ours. Pure."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import ClassVar

from screening.interchange.flat.scales import ENDS, TOTAL
from screening.interchange.formulas_out import Ends
from screening.interchange.names import free_name
from screening.model.questionnaire import Item, Option, Questionnaire
from screening.model.scales import Scale

_NUMBER = re.compile(r"[+-]?[0-9]{1,9}(\.[0-9]{1,9})?")
END: dict[Ends, str] = {"lowest": ENDS[0], "highest": ENDS[1], "blank": ENDS[2]}


@dataclass(frozen=True)
class FlatNames(ABC):
    """The names of one questionnaire in a format. What was taken from that format keeps the names it has there."""

    questionnaire: Questionnaire
    format: ClassVar[str]
    valid: ClassVar[re.Pattern[str]]  # a name there

    @property
    @abstractmethod
    def reserved(self) -> frozenset[str]:
        """Names that no item can have, in small letters."""

    @abstractmethod
    def codes(self, item: Item) -> dict[str, str]:
        """The code of each option there, by ours."""

    @cached_property
    def fields(self) -> dict[str, str]:
        """The name of each item, by our id."""
        taken, found = set(self.reserved), dict[str, str]()
        for item in self.questionnaire.items:
            found[item.id] = free_name(self._link(item.link) or variable(item.id), taken)
            taken.add(found[item.id].casefold())
        return found

    @cached_property
    def totals(self) -> dict[str, str]:
        """The name of each total, by the id of our scale."""
        taken, found = {*self.reserved, *map(str.casefold, self.fields.values())}, dict[str, str]()
        for scale in self.questionnaire.scales:
            name = free_name(self._link(scale.link) or TOTAL + variable(scale.id), taken)
            found[scale.id] = name
            taken |= {name.casefold(), *(name.casefold() + end for end in END.values())}
        return found

    def counted(self, scale: Scale, unsure: Ends) -> str:
        """The name of a total that only conditions look at."""
        return self.totals[scale.id] + END[unsure]

    def _link(self, link: str | None) -> str:
        return link if link and self.is_from_there and self.valid.fullmatch(link) else ""

    @property
    def is_from_there(self) -> bool:
        """Whether the questionnaire was taken from this format."""
        return self.questionnaire.source.format == self.format


def variable(id_: str) -> str:
    """A name for what has this id."""
    name = re.sub("[.-]+", "_", id_).strip("_")
    return name if name[:1].isalpha() else f"q_{name}"


def is_other_number(option: Option) -> bool:
    """Whether our code and the one that it has in a form are two different numbers, so that ours stands in no table."""
    theirs = option.coding.code if option.coding is not None and option.coding.system is None else ""
    return option.code.isdigit() and _NUMBER.fullmatch(theirs) is not None and Decimal(theirs) != Decimal(option.code)


def held(item: Item) -> list[str]:
    """The code that each option has in the format that it was taken from; empty where it has none."""
    return [option.coding.code if option.coding is not None else "" for option in item.options]


def are_codes(codes: list[str], valid: re.Pattern[str]) -> bool:
    """Whether these can be the codes of one item."""
    return len(set(codes)) == len(codes) and all(map(valid.fullmatch, codes))
