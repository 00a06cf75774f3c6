"""Read `relevant` of an XLSForm where it is plain tests of questions before; no formula is ever run. Pure.

`${a} = 'x' and (selected(${b}, 'y') or not(${n} > 2))`: tests of an answer, with and, or, not and brackets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from screening.interchange.conditions import Target, bounded, negated, of_day
from screening.interchange.flat import declines
from screening.interchange.plain_tests import TURNED, Reader, Test, Unread, among, number, tokens
from screening.interchange.remarks import Remark, remark

_TOKEN = re.compile(
    r"\s*(?:\$\{\s*(?P<field>[^{}'\"]{1,200}?)\s*\}|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<number>-?\d+(?:\.\d+)?(?![\w.]))|(?P<sign>!=|>=|<=|=|>|<)|(?P<word>[A-Za-z][\w-]*)|(?P<bracket>[()])"
    r"|(?P<comma>,))"
)
_CURLY = re.compile("[\u2018\u2019\u201c\u201d]")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_WITHOUT_ANSWER = {"left-out": "condition-left-out", "heading": "condition-no-answer"}


@dataclass(frozen=True, slots=True)
class Names:
    """What a condition may name: the questions so far, all names in the form, and those that stand there twice."""

    targets: Mapping[str, Target]
    all: frozenset[str]
    twice: frozenset[str]


class _Side(NamedTuple):
    """One side of a test: a question, how it is looked at, or a value."""

    name: str = ""
    how: str = ""
    value: str = ""


def condition(logic: str, where: str, place: int, names: Names) -> Test | Remark | None:
    """Our condition for what stands at this place; None where there is none, a remark where it is not read."""
    if not logic.strip() or logic.strip() in ("true()", "1"):
        return None
    if _CURLY.search(_QUOTED.sub("", logic)):
        return remark("condition-quotes", where)
    try:
        return _Reader(tokens(_TOKEN, logic), place, names).whole()
    except Unread as error:
        return remark(error.kind, where, **error.facts)


class _Reader(Reader):
    """Reads a test: two sides with a sign between them, `selected(...)`, or `not(...)`."""

    def __init__(self, found: list[tuple[str, str]], place: int, names: Names) -> None:
        super().__init__(found)
        self.place, self.names = place, names

    def test(self, depth: int, /) -> Test:
        """The test that begins here."""
        if self._begins("not"):
            opposite = self._opposite(self.any_of(depth + 1))
            self.expect("bracket", ")")
            if opposite is None:
                raise Unread("condition-computed")
            return opposite
        if self._begins("selected"):
            target = self._target(self.next("field"))
            self.expect("comma", ",")
            code = self.next("text")[1:-1].strip()
            self.expect("bracket", ")")
            if code in _choice(target).declines:
                return {"item": target.id, "declined": "yes"}
            return {"item": target.id, "is": _code(target, code)}
        return self._compared()

    def _opposite(self, test: Test) -> Test | None:
        """The opposite of a condition; nothing where it cannot be said. A blank number meets no bound."""
        for group, other in (("all", "any"), ("any", "all")):
            if isinstance(inner := test.get(group), list):
                parts = [self._opposite(one) for one in inner]
                return {other: parts} if None not in parts else None
        for bound, sign in (("at-least", "<"), ("at-most", ">")):
            target = next((one for one in self.names.targets.values() if one.id == test.get("item")), None)
            if bound in test and target is not None:
                limit = str(test[bound])
                outside = of_day(target, sign, limit) if target.is_dated else bounded(target, sign, Decimal(limit))
                return {"any": [outside, {"item": target.id, "answered": "no"}]} if outside is not None else None
        return negated(test)

    def _begins(self, word: str) -> bool:
        """Whether a call of this function begins here; then it is passed."""
        if not self.stands("word", word) or self.tokens[self.at + 1 : self.at + 2] != [("bracket", "(")]:
            return False
        self.at += 2
        return True

    def _compared(self) -> Test:
        left = self._side()
        sign = self.next("sign")
        right = self._side()
        if not left.name and right.name:
            left, right, sign = right, left, TURNED.get(sign, sign)
        if not left.name or right.name:
            raise Unread("condition-computed")
        read = _of_day if right.how == "date" else _TESTS[left.how]
        return read(self._target(left.name), sign, right.value)

    def _side(self) -> _Side:
        for how in ("count-selected", "string-length", "number", "int"):
            if self._begins(how):
                name = self.next("field")
                self.expect("bracket", ")")
                return _Side(name, how)
        if self._begins("date"):
            value = self.next("text")[1:-1].strip()
            self.expect("bracket", ")")
            return _Side(how="date", value=value)
        kind = self.tokens[self.at][0] if self.at < len(self.tokens) else ""
        if kind == "field":
            return _Side(self.next("field"))
        value = self.next("number" if kind == "number" else "text")
        return _Side(value=value if kind == "number" else value[1:-1].strip())

    def _target(self, name: str) -> Target:
        if name not in self.names.all:
            raise Unread("condition-no-item", what=name)
        if name in self.names.twice:
            raise Unread("condition-name-twice", what=name)
        target = self.names.targets.get(name)
        if target is not None and target.kind in _WITHOUT_ANSWER:
            raise Unread(_WITHOUT_ANSWER[target.kind])
        if target is None or target.place >= self.place:
            raise Unread("condition-later")
        return target


def _choice(target: Target) -> Target:
    if target.kind not in ("choice", "choices"):
        raise Unread("condition-test", what=target.called)
    return target


def _code(target: Target, code: str) -> str:
    found = target.options.code_named(code)
    if found is None:
        raise Unread("condition-no-option")
    return found


def _plain(target: Target, sign: str, value: str) -> Test:
    """A test of an answer as it stands."""
    if value == "" and sign in ("=", "!=") and target.kind != "scale":
        return {"item": target.id, "answered": "yes" if sign == "!=" else "no"}
    if target.kind == "choice" and (declined := declines.tested(target, sign, value)) is not None:
        return declined
    if target.kind == "choice" and sign in ("=", "!="):
        return {"item": target.id, "is" if sign == "=" else "is-not": _code(target, value)}
    if target.kind == "choice":
        codes = {key.value: ours for key, ours in target.options.codes.items()}
        return {"item": target.id, "is": among(codes, sign, value)}
    if target.kind not in ("number", "scale"):
        raise Unread("condition-test", what=target.called)
    found = bounded(target, sign, number(value, target.called))
    if found is None:
        raise Unread("condition-test", what=target.called)
    return found


def _of_day(target: Target, sign: str, value: str) -> Test:
    """A test of a date."""
    found = of_day(target, sign, value) if target.kind == "date" else None
    if found is None:
        raise Unread("condition-test", what=target.called)
    return found


def _counted(target: Target, sign: str, value: str) -> Test:
    """Whether anything was chosen or typed."""
    if target.kind not in ("choices", "text") or (sign, value) not in _SOME:
        raise Unread("condition-test", what=target.called)
    return {"item": target.id, "answered": _SOME[(sign, value)]}


_SOME = {(">", "0"): "yes", (">=", "1"): "yes", ("!=", "0"): "yes", ("=", "0"): "no", ("<", "1"): "no"}
_TESTS: dict[str, Callable[[Target, str, str], Test]] = {
    "": _plain,
    "number": _plain,
    "int": _plain,
    "count-selected": _counted,
    "string-length": _counted,
}
