"""What the small programs of others have in common: a formula taken apart, and its tests joined by and and or.

How values are compared and added is for each to say, by the words of that program. It shares no code with ours.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from fractions import Fraction

Value = str | Fraction | bool | None  # None is a number that there is none


class Formula(ABC):
    """One formula on the data of one form. `pattern` names the kinds of its parts as its groups."""

    pattern: re.Pattern[str]

    def __init__(self, formula: str, data: dict[str, str]) -> None:
        self.data, self.at, end = data, 0, 0
        self.tokens = list[tuple[str, str]]()
        while end < len(formula.rstrip()):
            match = self.pattern.match(formula, end)
            assert match is not None, formula[end : end + 40]
            assert match.lastgroup is not None
            self.tokens.append((match.lastgroup, match[match.lastgroup]))
            end = match.end()

    def whole(self) -> Value:
        """What all of it comes to."""
        found = self.either()
        assert self.at == len(self.tokens), self.tokens[self.at :]
        return found

    def stands(self, *texts: str) -> str:
        """The text that stands here, if it is one of these; it is then read."""
        kind, text = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        if kind in ("sign", "word") and text in texts:
            self.at += 1
            return text
        return ""

    def either(self) -> Value:
        """Tests joined by or."""
        found = self._both()
        while self.stands("or"):
            other = self._both()
            found = self.holds(found) or self.holds(other)
        return found

    def _both(self) -> Value:
        found = self.compared()
        while self.stands("and"):
            other = self.compared()
            found = self.holds(found) and self.holds(other)
        return found

    @abstractmethod
    def compared(self) -> Value:
        """One test, or a value."""

    @abstractmethod
    def holds(self, value: Value) -> bool:
        """Whether the value counts as true."""
