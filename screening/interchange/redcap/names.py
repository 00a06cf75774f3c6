"""Name items, options and totals for REDCap: by the names that they have there, or by ones made from ours. Pure.

A name there begins with a small letter and holds small letters, digits and single underscores.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cached_property

from screening.interchange.file_formats import REDCAP
from screening.interchange.flat.names import FlatNames, are_codes, held, variable
from screening.model.questionnaire import Item

RECORD = "record_id"
_RESERVED = (RECORD, "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance")
_OF_A_FORM = ("complete", "timestamp", "return_code")  # fields that REDCap makes for each form
_CODE = re.compile("[A-Za-z0-9_.-]{1,100}")


class RedcapNames(FlatNames):
    """The names of one questionnaire."""

    format = REDCAP.id
    valid = re.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*")

    @cached_property
    def form(self) -> str:
        """The name of the form."""
        return variable(self.questionnaire.id)

    @property
    def reserved(self) -> frozenset[str]:
        """The names that REDCap has for itself, and those that it makes for each form."""
        return frozenset((*_RESERVED, *(f"{self.form}_{one}" for one in _OF_A_FORM)))

    def codes(self, item: Item) -> dict[str, str]:
        """The code of each option, by ours: its own, or its points if these can be codes, or 1 and up.

        It is ours where one of these is our code of another option.
        """
        ours, theirs = [option.code for option in item.options], held(item)
        if not (self.is_from_there and are_codes(theirs, _CODE)):
            points = [_as_code(option.score) for option in item.options]
            numbers = [str(number) for number in range(1, len(ours) + 1)]
            each = (one for one in (points, numbers) if are_codes(one, _CODE) and not _are_mixed(ours, one))
            theirs = next(each, ours)
        return dict(zip(ours, theirs, strict=True))


def _are_mixed(ours: list[str], theirs: list[str]) -> bool:
    """Whether a code is one option's here and another's there."""
    return any(code in ours and ours.index(code) != place for place, code in enumerate(theirs))


def _as_code(score: object) -> str:
    return str(int(score)) if isinstance(score, Decimal) and score % 1 == 0 and score >= 0 else ""
