"""Read conditions of other formats where they are plain tests joined by and, or and brackets; nothing is run. Pure."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

Test = dict[str, object]
MAX_LENGTH = 10_000  # characters of one condition
MAX_DEPTH = 20  # brackets in brackets
SIGNS = ("=", "!=", "<", "<=", ">", ">=")
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}  # the sign where the two sides change places


class Unread(Exception):
    """A condition that is not read here: the kind of the remark, and its facts."""

    def __init__(self, kind: str, **facts: object) -> None:
        super().__init__(kind)
        self.kind, self.facts = kind, facts


def tokens(pattern: re.Pattern[str], logic: str) -> list[tuple[str, str]]:
    """The kind and the text of each part, where the pattern names the kinds as its groups. Raises Unread."""
    found, at = list[tuple[str, str]](), 0
    logic = logic.rstrip()
    if len(logic) > MAX_LENGTH:
        raise Unread("condition-computed")
    while at < len(logic):
        match = pattern.match(logic, at)
        if match is None or match.lastgroup is None:
            raise Unread("condition-computed")
        found.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return found


class Reader(ABC):
    """Reads tests, joined by and, and these joined by or. Which tests there are is for the format to say."""

    def __init__(self, found: list[tuple[str, str]]) -> None:
        self.tokens, self.at = found, 0

    def whole(self) -> Test:
        """The condition that all the parts come to. Raises Unread."""
        found = self.any_of(0)
        if self.at != len(self.tokens):
            raise Unread("condition-computed")
        return found

    def any_of(self, depth: int) -> Test:
        """Tests joined by or, from here on."""
        return self._joined("any", "or", lambda: self._joined("all", "and", lambda: self._one(depth)))

    def _joined(self, group: str, word: str, read: Callable[[], Test]) -> Test:
        parts: list[Test] = [read()]
        while self.stands("word", word):
            self.at += 1
            parts.append(read())
        return parts[0] if len(parts) == 1 else {group: parts}

    def _one(self, depth: int) -> Test:
        if depth > MAX_DEPTH:
            raise Unread("condition-computed")
        if not self.stands("bracket", "("):
            return self.test(depth)
        self.at += 1
        found = self.any_of(depth + 1)
        self.expect("bracket", ")")
        return found

    @abstractmethod
    def test(self, depth: int, /) -> Test:
        """The one test that begins here. Raises Unread."""

    def next(self, kind: str) -> str:
        """The text of the part here, which is of this kind. Raises Unread."""
        if self.at >= len(self.tokens) or self.tokens[self.at][0] != kind:
            raise Unread("condition-computed")
        self.at += 1
        return self.tokens[self.at - 1][1]

    def expect(self, kind: str, text: str) -> None:
        """Pass the part that has to stand here. Raises Unread."""
        if not self.stands(kind, text):
            raise Unread("condition-computed")
        self.at += 1

    def stands(self, kind: str, text: str) -> bool:
        """Whether this part stands here."""
        here = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        return here[0] == kind and here[1].lower() == text


def among(codes: Mapping[str, str], sign: str, value: str) -> list[str]:
    """Our codes of the options whose own codes, as numbers, are above or below a limit. Raises Unread."""
    limit = number(value, "choice")
    held = [ours for theirs, ours in codes.items() if compared(number(theirs, "choice"), sign, limit)]
    if not held:
        raise Unread("condition-no-option")
    return held


def compared(value: Decimal, sign: str, limit: Decimal) -> bool:
    """Whether the value stands so to the limit."""
    orders = {">": value > limit, ">=": value >= limit, "<": value < limit, "<=": value <= limit}
    return (orders | {"=": value == limit, "!=": value != limit})[sign]


def number(text: str, what: str) -> Decimal:
    """The text as a number; `what` is the kind of question that is tested. Raises Unread."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise Unread("condition-test", what=what) from None
    if not found.is_finite():
        raise Unread("condition-test", what=what)
    return found
