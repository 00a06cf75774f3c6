"""Name items, options and totals for an XLSForm: by the names that they have there, or by ones made from ours. Pure.

A name there begins with a letter or `_`. Two that differ only in large and small letters count as one.
"""

from __future__ import annotations

import re

from screening.interchange.file_formats import XLSFORM
from screening.interchange.flat.names import FlatNames, are_codes, held
from screening.model.questionnaire import Item

_CODE = re.compile(r"[^\s'\"<>&{}]{1,100}")


class XlsformNames(FlatNames):
    """The names of one questionnaire."""

    format = XLSFORM.id
    valid = re.compile(r"[A-Za-z_][A-Za-z0-9._-]{0,99}")

    @property
    def reserved(self) -> frozenset[str]:
        """The names of the whole form, and of what ODK puts into each."""
        return frozenset(("data", "meta", "instanceid", "instancename"))

    def codes(self, item: Item) -> dict[str, str]:
        """The name of each option, by our code: its own, or ours."""
        ours, theirs = [option.code for option in item.options], held(item)
        return dict(zip(ours, theirs if self.is_from_there and are_codes(theirs, _CODE) else ours, strict=True))
