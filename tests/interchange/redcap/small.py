"""A small REDCap: it shows the fields of a data dictionary, keeps what is entered, and works out calculated fields.

It is written from REDCap's own description of its logic and shares no code with what writes or reads ours. REDCap says
nowhere how it compares a blank with a number, so both ways are tried: as 0, and as a test that never holds.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from fractions import Fraction
from math import floor

from tests.interchange.simulated_logic import Formula, Value

Row = dict[str, str]
_TOKEN = re.compile(
    r"\s*(?P<field>\[[^\]]+\])|\s*'(?P<text>[^']*)'|\s*(?P<number>\d+(?:\.\d+)?)"
    r"|\s*(?P<sign><>|>=|<=|[=<>+\-*/(),])|\s*(?P<word>[a-z]+)"
)
NAME, TYPE, LABEL, CHOICES, NOTE, LOGIC, TAGS = (
    "Variable / Field Name",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Branching Logic (Show field only if...)",
    "Field Annotation",
)


def rows_of(text: str) -> list[Row]:
    """The fields of the dictionary, by the titles of its columns."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


class Logic(Formula):
    """One formula on the data of one record. `as_zero`: a blank is compared as 0."""

    pattern = _TOKEN

    def __init__(self, formula: str, data: dict[str, str], *, as_zero: bool) -> None:
        super().__init__(formula, data)
        self.as_zero = as_zero

    def holds(self, value: Value) -> bool:
        """A test that came out true."""
        return value is True

    def compared(self) -> Value:
        """A comparison, or a value."""
        left = self._sum()
        sign = self.stands("=", "<>", "<", "<=", ">", ">=")
        if not sign:
            return left
        right = self._sum()
        if sign in ("=", "<>"):
            return _same(left, right) is (sign == "=")
        if "" in (left, right) and not self.as_zero:
            return False
        one, two = number(left), number(right)
        return {"<": one < two, "<=": one <= two, ">": one > two, ">=": one >= two}[sign]

    def _sum(self) -> Value:
        found = self._product()
        while sign := self.stands("+", "-"):
            other = self._product()
            blank = "" in (found, other)
            found = "" if blank else number(found) + (number(other) if sign == "+" else -number(other))
        return found

    def _product(self) -> Value:
        found = self._atom()
        while sign := self.stands("*", "/"):
            other = self._atom()
            blank = "" in (found, other)
            found = "" if blank else number(found) * (number(other) if sign == "*" else 1 / number(other))
        return found

    def _atom(self) -> Value:
        if self.stands("-"):
            return -number(self._atom())
        if self.stands("("):
            found = self.either()
            assert self.stands(")")
            return found
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "field":
            return self.data[text[1:-1]]
        if kind == "text":
            return text
        if text == "true":
            return text
        return Fraction(text) if kind == "number" else self._call(text)

    def _call(self, name: str) -> Value:
        assert self.stands("(")
        given = [self.either()]
        while self.stands(","):
            given.append(self.either())
        assert self.stands(")")
        if name == "if":
            assert isinstance(given[0], bool)
            return given[1] if given[0] else given[2]
        if name == "datediff":
            return _days_between(*given)
        if name == "round":
            return "" if given[0] == "" else _rounded(number(given[0]), number(given[1]))
        assert name == "sum"
        return sum((number(one) for one in given if one != ""), Fraction(0))


def _days_between(first: Value, second: Value, *how: Value) -> Value:
    """From the first to the second, below 0 where the second is earlier; blank where one is."""
    assert how == ("d", "ymd", "true"), how
    if "" in (first, second):
        return ""
    days = date.fromisoformat(str(second)) - date.fromisoformat(str(first))
    return Fraction(days.days)


def _same(left: Value, right: Value) -> bool:
    if "" in (left, right):
        return left == right
    try:
        return number(left) == number(right)
    except ValueError:
        return left == right


def _rounded(value: Fraction, decimals: Fraction) -> Fraction:
    moved = abs(value) * 10 ** int(decimals)
    return Fraction(floor(moved + Fraction(1, 2)), 10 ** int(decimals)) * (1 if value >= 0 else -1)


def number(value: Value) -> Fraction:
    """The value as a number; a blank is 0."""
    return Fraction(value or 0)


def worked_out(formula: str, data: dict[str, str], *, as_zero: bool) -> Value:
    """What the formula comes to on the data."""
    return Logic(formula, data, as_zero=as_zero).whole()


def filled_in(rows: list[Row], given: dict[str, dict[str, str]], *, as_zero: bool) -> tuple[dict[str, str], set[str]]:
    """The data of a record and the fields that were shown, where each is filled in as given once it is shown.

    `given` are the values of each field by the names of its data: of a checkbox one for each option.
    """
    data, shown = dict[str, str](), set[str]()
    for row in rows:
        blanks = {f"{row[NAME]}({code})": "0" for code in codes(row)} if row[TYPE] == "checkbox" else {row[NAME]: ""}
        if not row[LOGIC] or worked_out(row[LOGIC], data, as_zero=as_zero) is True:
            shown.add(row[NAME])
            blanks |= given.get(row[NAME], {})
        data |= blanks
        if row[TYPE] == "calc":
            data[row[NAME]] = said(worked_out(row[CHOICES], data, as_zero=as_zero))
    return data, shown


def codes(row: Row) -> list[str]:
    """The codes of the options of a field."""
    return [one.partition(",")[0].strip() for one in row[CHOICES].split("|")]


def said(value: Value) -> str:
    """The value as REDCap keeps it."""
    return value if isinstance(value, str) else str(number(value))
