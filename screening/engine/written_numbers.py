"""Read a number as people write it: with a point or a comma, in any script's digits, with its unit or without; and
write one. Pure.
"""

from __future__ import annotations

import re
from decimal import Decimal

from screening.model.questionnaire import Item

# One mark alone with one or two digits behind it cannot stand between thousands, so `12,5` and `12.5` are the same.
# `1,234` and `1.234` could be two numbers, and are none.
_NUMBER = re.compile(r"(-?)(?:(\d{1,7})\.?|(\d{0,7})[.,\u066b\uff0e\uff0c](\d{1,2}))")


def number_in(item: Item, text: str) -> Decimal | None:
    """The number that the text is for this item; None where it is no number, or has more decimals than the item."""
    found, unit = text.strip(), item.unit or ""
    if unit and found[-len(unit) :].casefold() == unit.casefold():
        found = found[: -len(unit)].rstrip()
    match = _NUMBER.fullmatch(found)
    if match is None or len((match[4] or "").rstrip("0")) > item.decimals:
        return None
    return Decimal(f"{match[1]}{match[2] or match[3] or 0}.{match[4] or 0}")


def number(value: Decimal) -> str:
    """A number of points without needless zeros."""
    return f"{value.normalize():f}" if value else "0"
