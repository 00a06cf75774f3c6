"""A small ODK: it shows the rows of a survey, keeps what is entered, checks it, and works out calculations.

It is written from XPath 1.0 and ODK's description of its functions, and shares no code with what writes or reads ours.
A blank is a number that equals nothing and stands in no order, here None.
"""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from math import floor

from tests.interchange.simulated_logic import Formula, Value
from tests.interchange.xlsform.made import Cells

_TOKEN = re.compile(
    r"\s*(?P<field>\$\{[A-Za-z_][\w.-]*\})|\s*'(?P<text>[^']*)'|\s*(?P<number>\d+(?:\.\d+)?|\.\d+)"
    r"|\s*(?P<word>[a-z][a-z-]*)|\s*(?P<sign>!=|>=|<=|[=<>+\-*(),.])"
)


class XPath(Formula):
    """One formula on the data of one form; `here` is the answer that a constraint looks at."""

    pattern = _TOKEN

    def __init__(self, formula: str, data: dict[str, str], here: str = "") -> None:
        super().__init__(formula, data)
        self.here = here

    def holds(self, value: Value) -> bool:
        """Anything but a blank, 0 and a number that there is none."""
        return boolean(value)

    def compared(self) -> Value:
        """A comparison, or a value."""
        left = self._sum()
        sign = self.stands("=", "!=", "<", "<=", ">", ">=")
        if not sign:
            return left
        right = self._sum()
        if sign in ("=", "!="):
            return _same(left, right) is (sign == "=")
        one, two = number(left), number(right)
        if one is None or two is None:
            return False
        return {"<": one < two, "<=": one <= two, ">": one > two, ">=": one >= two}[sign]

    def _sum(self) -> Value:
        found = self._product()
        while sign := self.stands("+", "-"):
            one, two = number(found), number(self._product())
            found = None if one is None or two is None else one + two if sign == "+" else one - two
        return found

    def _product(self) -> Value:
        found = self._atom()
        while sign := self.stands("*", "div"):
            one, two = number(found), number(self._atom())
            found = None if one is None or two is None else one * two if sign == "*" else one / two
        return found

    def _atom(self) -> Value:
        if self.stands("-"):
            value = number(self._atom())
            return None if value is None else -value
        if self.stands("("):
            found = self.either()
            assert self.stands(")")
            return found
        if self.stands("."):
            return self.here
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "field":
            return self.data[text[2:-1]]
        if kind == "text":
            return text
        return Fraction(text) if kind == "number" else self._call(text)

    def _call(self, name: str) -> Value:
        assert self.stands("(")
        given = list[Value]()
        while not self.stands(")"):
            assert not given or self.stands(",")
            given.append(self.either())
        match name, given:
            case "if", [test, then, otherwise]:
                return then if boolean(test) else otherwise
            case "not", [test]:
                return not boolean(test)
            case "selected", [chosen, code]:
                return text_of(code) in text_of(chosen).split()
            case "date", [text]:
                return number(text)
            case "count-selected", [chosen]:
                return Fraction(len(text_of(chosen).split()))
            case "string-length", [text]:
                return Fraction(len(text_of(text)))
            case "coalesce", [first, second]:
                return first if text_of(first) else second
            case "round", [value, places]:
                return _rounded(number(value), number(places))
        raise AssertionError(f"no such function: {name}")


def boolean(value: Value) -> bool:
    """The value as true or false."""
    return bool(value)


def number(value: Value) -> Fraction | None:
    """The value as a number, a day as the number of days since 1970; None where it is none."""
    try:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            return Fraction((date.fromisoformat(value) - date(1970, 1, 1)).days)
        return Fraction(value) if value is not None and value != "" else None
    except ValueError:
        return None


def text_of(value: Value) -> str:
    """The value as a text, as it is kept."""
    assert not isinstance(value, bool)
    return "NaN" if value is None else str(value)


def _same(left: Value, right: Value) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    one, two = number(left), number(right)
    return one is not None and one == two


def _rounded(value: Fraction | None, places: Fraction | None) -> Fraction | None:
    assert places is not None
    return None if value is None else Fraction(floor(value * 10 ** int(places) + Fraction(1, 2)), 10 ** int(places))


def worked_out(formula: str, data: dict[str, str], here: str = "") -> Value:
    """What the formula comes to on the data."""
    return XPath(formula, data, here).whole()


def takes(row: Cells, data: dict[str, str], answer: str) -> bool:
    """Whether the question takes the answer. A constraint never looks at a blank."""
    return not answer or "constraint" not in row or worked_out(row["constraint"], data, answer) is True


def filled_in(rows: list[Cells], given: dict[str, str]) -> tuple[dict[str, str], set[str]]:
    """The data of a form and the questions that were shown, where each is answered as given once it is shown."""
    data, shown = dict[str, str](), set[str]()
    for row in rows:
        name = row["name"]
        data[name] = ""
        if row["type"] == "calculate":
            data[name] = text_of(worked_out(row["calculation"], data))
        elif "relevant" not in row or worked_out(row["relevant"], data) is True:
            shown.add(name)
            assert takes(row, data, given.get(name, "")), (row["constraint"], given[name])
            data[name] = given.get(name, "")
    return data, shown
