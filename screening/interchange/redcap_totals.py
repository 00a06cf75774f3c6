"""Recognise the totals among the calculated fields of REDCap: plain sums and means of fields. Pure."""

from __future__ import annotations

import re

_FIELD = r"\[([A-Za-z_]\w*)\]"
_LIST = re.compile(rf"(sum|mean)\s*\(\s*({_FIELD}(?:\s*,\s*{_FIELD})*)\s*\)", re.IGNORECASE)
_PLUS = re.compile(rf"{_FIELD}(?:\s*\+\s*{_FIELD})+")
MAX_LENGTH = 10_000  # characters of a formula that is looked at


def total(formula: str) -> tuple[str, list[str]] | None:
    """`sum-of`, `mean-of` or `plus`, and the names of the fields; None for any other formula.

    A sum that is written with `plus` signs is blank in REDCap while a part is; `sum` and `mean` leave it out.
    """
    formula = formula.strip()
    while formula.startswith("(") and formula.endswith(")"):
        formula = formula[1:-1].strip()
    if len(formula) > MAX_LENGTH:
        return None
    names = re.findall(_FIELD, formula)
    if len(names) != len(set(names)):
        return None
    if match := _LIST.fullmatch(formula):
        return f"{match[1].lower()}-of", names
    return ("plus", names) if _PLUS.fullmatch(formula) else None
