"""Read the branching logic of REDCap where it is plain tests; no formula is ever run. Pure.

`[a] = '1' and ([b(3)] = '1' or [c] > 2)`: tests of a field, or of an option of a checkbox, with and, or and brackets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from screening.interchange.remarks import Remark, remark

Test = dict[str, object]
_TOKEN = re.compile(
    r"\s*(?:(?P<field>\[[A-Za-z_]\w*(?:\([^()\[\]]{1,100}\))?\])|(?P<text>'[^']*'|\"[^\"]*\"|-?\d+(?:\.\d+)?)"
    r"|(?P<sign><>|!=|>=|<=|=|>|<)|(?P<word>\b(?:and|or)\b)|(?P<bracket>[()]))",
    re.IGNORECASE,
)
MAX_LENGTH = 10_000  # characters of one condition
MAX_DEPTH = 20  # brackets in brackets


@dataclass(frozen=True, slots=True)
class Target:
    """A field that a condition may look at: our item, its place, its kind, our codes by theirs. No id: not asked here.

    The kinds are `choice`, `choices`, `whole` and `decimal`; any other can only be tested for an answer.
    """

    id: str
    place: int
    kind: str = ""
    codes: Mapping[str, str] | None = None


class _Unread(Exception):
    def __init__(self, kind: str, **facts: object) -> None:
        super().__init__(kind)
        self.kind, self.facts = kind, facts


def condition(logic: str, where: str, place: int, targets: Mapping[str, Target]) -> Test | Remark | None:
    """Our condition for the logic of the item at this place; None where there is none, a remark where it refuses."""
    if not logic.strip():
        return None
    try:
        reader = _Reader(_tokens(logic), place, targets)
        found = reader.any_of(0)
        if reader.at != len(reader.tokens):
            raise _Unread("condition-computed")
    except _Unread as error:
        return remark(error.kind, where, **error.facts)
    return found


def _tokens(logic: str) -> list[tuple[str, str]]:
    found, at = list[tuple[str, str]](), 0
    logic = logic.rstrip()
    if len(logic) > MAX_LENGTH:
        raise _Unread("condition-computed")
    while at < len(logic):
        match = _TOKEN.match(logic, at)
        if match is None or match.lastgroup is None:
            raise _Unread("condition-computed")
        found.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return found


class _Reader:
    """Reads tests, joined by and, and these joined by or."""

    def __init__(self, tokens: list[tuple[str, str]], place: int, targets: Mapping[str, Target]) -> None:
        self.tokens, self.place, self.targets, self.at = tokens, place, targets, 0

    def _next(self, kind: str) -> str:
        if self.at >= len(self.tokens) or self.tokens[self.at][0] != kind:
            raise _Unread("condition-computed")
        self.at += 1
        return self.tokens[self.at - 1][1]

    def _is(self, kind: str, text: str) -> bool:
        here = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        return here[0] == kind and here[1].lower() == text

    def any_of(self, depth: int) -> Test:
        return self._joined("any", "or", lambda: self._joined("all", "and", lambda: self._one(depth)))

    def _joined(self, group: str, word: str, read: Callable[[], Test]) -> Test:
        parts: list[Test] = [read()]
        while self._is("word", word):
            self.at += 1
            parts.append(read())
        return parts[0] if len(parts) == 1 else {group: parts}

    def _one(self, depth: int) -> Test:
        if depth > MAX_DEPTH:
            raise _Unread("condition-computed")
        if self._is("bracket", "("):
            self.at += 1
            found = self.any_of(depth + 1)
            if not self._is("bracket", ")"):
                raise _Unread("condition-computed")
            self.at += 1
            return found
        name, _, option = self._next("field").strip("[]").partition("(")
        sign, value = self._next("sign"), self._next("text").strip("'\"").strip()
        return self._test(name, option.rstrip(")"), "<>" if sign == "!=" else sign, value)

    def _test(self, name: str, option: str, sign: str, value: str) -> Test:
        target = self.targets.get(name)
        if target is None:
            raise _Unread("condition-no-item", what=name)
        if not target.id:
            raise _Unread("condition-left-out")
        if target.place >= self.place:
            raise _Unread("condition-later")
        if value == "" and sign in ("=", "<>") and not option:
            return {"item": target.id, "answered": "yes" if sign == "<>" else "no"}
        if target.kind == "choices":
            return _of_checkbox(target, option, sign, value)
        if target.kind == "choice" and not option:
            return _of_choice(target, sign, value)
        if target.kind in ("whole", "decimal") and not option:
            return _of_number(target, sign, value)
        raise _Unread("condition-test", what="text")


def _of_checkbox(target: Target, option: str, sign: str, value: str) -> Test:
    if not option or sign not in ("=", "<>") or value not in ("0", "1"):
        raise _Unread("condition-test", what="choice")
    ticked = (value == "1") == (sign == "=")
    return {"item": target.id, "is" if ticked else "is-not": _code(target, option)}


def _of_choice(target: Target, sign: str, value: str) -> Test:
    if sign in ("=", "<>"):
        return {"item": target.id, "is" if sign == "=" else "is-not": _code(target, value)}
    limit = _number(value)
    held = [ours for theirs, ours in (target.codes or {}).items() if _compared(_number(theirs), sign, limit)]
    if not held:
        raise _Unread("condition-no-option")
    return {"item": target.id, "is": held}


def _code(target: Target, code: str) -> str:
    if code not in (target.codes or {}):
        raise _Unread("condition-no-option")
    return (target.codes or {})[code]


def _compared(value: Decimal, sign: str, limit: Decimal) -> bool:
    return {">": value > limit, ">=": value >= limit, "<": value < limit, "<=": value <= limit}[sign]


def _number(text: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise _Unread("condition-test", what="choice") from None
    if not found.is_finite():
        raise _Unread("condition-test", what="choice")
    return found


def _of_number(target: Target, sign: str, value: str) -> Test:
    """A test of a number. Of whole ones, above or below a limit is the same as from the next one on."""
    limit = _number(value)
    if limit != limit.to_integral_value() or abs(limit) > 9_999_998 or (target.kind == "decimal" and sign in "<>"):
        raise _Unread("condition-test", what="number")
    whole = int(limit)
    least: Test = {"item": target.id, "at-least": str(whole + (sign == ">"))}
    most: Test = {"item": target.id, "at-most": str(whole - (sign == "<"))}
    match sign:
        case ">" | ">=":
            return least
        case "<" | "<=":
            return most
        case "=":
            return {"all": [least, most]}
    raise _Unread("condition-test", what="number")
