"""Read the parts of a total as an XLSForm writes them: `${a}`, `selected(${a}, 'x')`, `coalesce(${a}, 0)`. Pure."""

from __future__ import annotations

import re

from screening.interchange.brackets import bare, split
from screening.interchange.flat.totals import Notation
from screening.interchange.totals import Term

_FIELD = r"\$\{\s*(?P<name>[^{}'\"]{1,200}?)\s*\}"
_ANSWER = re.compile(rf"(?P<as>(?:number|int)\(\s*)?{_FIELD}(?(as)\s*\))")
_OR_NONE = re.compile(rf"coalesce\(\s*{_FIELD}\s*,\s*'?0'?\s*\)")
_SELECTED = re.compile(rf"selected\(\s*{_FIELD}\s*,\s*'(?P<code>[^']+)'\s*\)")
_IS = re.compile(rf"{_FIELD}\s*=\s*'(?P<code>[^']+)'")
_EMPTY = re.compile(rf"{_FIELD}\s*=\s*(?:''|\"\")")
_FILLED = re.compile(rf"{_FIELD}\s*!=\s*(?:''|\"\")")
_TURNED = re.compile(rf"(?P<whole>-?[0-9]{{1,8}})\s*-\s*{_FIELD}")


class XlsformTotals(Notation):
    """Totals as they are written in the XPath of XLSForms."""

    def answer(self, part: str) -> str:
        """The question of `${a}`, also as a number."""
        match = _ANSWER.fullmatch(part)
        return match["name"] if match is not None else ""

    def answer_or_none(self, part: str) -> str:
        """The question of `coalesce(${a}, 0)`."""
        match = _OR_NONE.fullmatch(part)
        return match["name"] if match is not None else ""

    def option(self, test: str) -> tuple[str, str] | None:
        """The question and the option of `selected(${a}, 'x')` or `${a} = 'x'`."""
        match = _SELECTED.fullmatch(test) or _IS.fullmatch(test)
        return (match["name"], match["code"]) if match is not None else None

    def turned(self, call: list[str]) -> Term | None:
        """The number of `if(${a} = '', 0, 4 - ${a})`."""
        empty, match = _EMPTY.fullmatch(call[0]), _TURNED.fullmatch(call[2])
        if empty is None or match is None or call[1] != "0" or empty["name"] != match["name"]:
            return None
        return Term(match["name"], turned=int(match["whole"]))

    def gap(self, test: str) -> str:
        """The question of `${a} != ''`, or of that or `not(...)`: it was not asked."""
        first, *others = split(bare(test), " or ")
        match = _FILLED.fullmatch(bare(first))
        if match is None or len(others) > 1 or not all(re.match(r"not ?\(", bare(one)) for one in others):
            return ""
        return match["name"]
