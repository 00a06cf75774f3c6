"""Read the parts of a total as REDCap writes them: `[a]`, `[a] = '1'`, of a checkbox `[a(3)] = '1'`. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from screening.interchange.flat.totals import Notation
from screening.interchange.totals import Term

_FIELD = r"\[(?P<name>[A-Za-z_]\w*)\]"
_ANSWER = re.compile(_FIELD)
_OPTION = re.compile(
    r"\[(?P<name>[A-Za-z_]\w*)(?:\((?P<option>[^()\[\]]{1,100})\))?\] ?= ?['\"]?(?P<code>[^'\"]+)['\"]?"
)
_FILLED = re.compile(rf"{_FIELD} ?<> ?(?:''|\"\")")
_TURNED = re.compile(rf"(?P<whole>-?[0-9]{{1,8}}) ?- ?{_FIELD}")


@dataclass(frozen=True, slots=True)
class RedcapTotals(Notation):
    """Totals as they are written in calculated fields. `asked` gives the field that a test asks to be answered."""

    asked: Callable[[str], str]

    def answer(self, part: str) -> str:
        """The field of `[a]`."""
        match = _ANSWER.fullmatch(part)
        return match["name"] if match is not None else ""

    def option(self, test: str) -> tuple[str, str] | None:
        """The field and the code; of a checkbox the option that is ticked."""
        match = _OPTION.fullmatch(test)
        if match is None or (match["option"] is not None and match["code"] != "1"):
            return None
        return match["name"], match["option"] or match["code"]

    def turned(self, call: list[str]) -> Term | None:
        """The number of `if([a] <> '', 4 - [a], 0)`."""
        filled, match = _FILLED.fullmatch(call[0]), _TURNED.fullmatch(call[1])
        if filled is None or match is None or call[2] != "0" or filled["name"] != match["name"]:
            return None
        return Term(match["name"], turned=int(match["whole"]))

    def gap(self, test: str) -> str:
        """The field: what must hold where it is not asked is for the form to say."""
        return self.asked(test)
