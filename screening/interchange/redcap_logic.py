"""Read the branching logic of REDCap where it is plain tests; no formula is ever run. Pure.

`[a] = '1' and ([b(3)] = '1' or [c] > 2)`: tests of a field, or of an option of a checkbox, with and, or and brackets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from screening.interchange.plain_tests import Reader, Test, Unread, among, number, tokens
from screening.interchange.remarks import Remark, remark

_TOKEN = re.compile(
    r"\s*(?:(?P<field>\[[A-Za-z_]\w*(?:\([^()\[\]]{1,100}\))?\])|(?P<text>'[^']*'|\"[^\"]*\"|-?\d+(?:\.\d+)?)"
    r"|(?P<sign><>|!=|>=|<=|=|>|<)|(?P<word>\b(?:and|or)\b)|(?P<bracket>[()]))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Target:
    """A field that a condition may look at: our item, its place, its kind, our codes by theirs. No id: not asked here.

    The kinds are `choice`, `choices`, `whole` and `decimal`; any other can only be tested for an answer.
    """

    id: str
    place: int
    kind: str = ""
    codes: Mapping[str, str] | None = None


def condition(logic: str, where: str, place: int, targets: Mapping[str, Target]) -> Test | Remark | None:
    """Our condition for the logic of the item at this place; None where there is none, a remark where it refuses."""
    if not logic.strip():
        return None
    try:
        return _Reader(tokens(_TOKEN, logic), place, targets).whole()
    except Unread as error:
        return remark(error.kind, where, **error.facts)


class _Reader(Reader):
    """Reads a test: a field or an option of a checkbox, a sign, and a value."""

    def __init__(self, found: list[tuple[str, str]], place: int, targets: Mapping[str, Target]) -> None:
        super().__init__(found)
        self.place, self.targets = place, targets

    def test(self, _depth: int, /) -> Test:
        """The test that begins here."""
        name, _, option = self.next("field").strip("[]").partition("(")
        sign, value = self.next("sign"), self.next("text").strip("'\"").strip()
        return self._test(name, option.rstrip(")"), "<>" if sign == "!=" else sign, value)

    def _test(self, name: str, option: str, sign: str, value: str) -> Test:
        target = self.targets.get(name)
        if target is None:
            raise Unread("condition-no-item", what=name)
        if not target.id:
            raise Unread("condition-left-out")
        if target.place >= self.place:
            raise Unread("condition-later")
        if value == "" and sign in ("=", "<>") and not option:
            return {"item": target.id, "answered": "yes" if sign == "<>" else "no"}
        if target.kind == "choices":
            return _of_checkbox(target, option, sign, value)
        if target.kind == "choice" and not option:
            return _of_choice(target, sign, value)
        if target.kind in ("whole", "decimal") and not option:
            return _of_number(target, sign, value)
        raise Unread("condition-test", what="text")


def _of_checkbox(target: Target, option: str, sign: str, value: str) -> Test:
    if not option or sign not in ("=", "<>") or value not in ("0", "1"):
        raise Unread("condition-test", what="choice")
    ticked = (value == "1") == (sign == "=")
    return {"item": target.id, "is" if ticked else "is-not": _code(target, option)}


def _of_choice(target: Target, sign: str, value: str) -> Test:
    if sign in ("=", "<>"):
        return {"item": target.id, "is" if sign == "=" else "is-not": _code(target, value)}
    return {"item": target.id, "is": among(target.codes or {}, sign, value)}


def _code(target: Target, code: str) -> str:
    if code not in (target.codes or {}):
        raise Unread("condition-no-option")
    return (target.codes or {})[code]


def _of_number(target: Target, sign: str, value: str) -> Test:
    """A test of a number. Of whole ones, above or below a limit is the same as from the next one on."""
    limit = number(value, "number")
    if limit != limit.to_integral_value() or abs(limit) > 9_999_998 or (target.kind == "decimal" and sign in "<>"):
        raise Unread("condition-test", what="number")
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
    raise Unread("condition-test", what="number")
