"""Read the branching logic of REDCap where it is plain tests; no formula is ever run. Pure.

`[a] = '1' and ([b(3)] = '1' or [c] > 2)`: tests of a field, or of an option of a checkbox, with and, or and brackets.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from screening.interchange.conditions import Target, bounded, of_day
from screening.interchange.flat import declines
from screening.interchange.plain_tests import TURNED, Reader, Test, Unread, among, compared, number, tokens
from screening.interchange.remarks import Remark, remark

_TOKEN = re.compile(
    r"\s*(?:datediff\(\s*(?P<days>\[[A-Za-z_]\w*\]\s*,\s*['\"][0-9-]{10}['\"])"
    r"\s*,\s*['\"]d['\"]\s*,\s*(?:['\"]ymd['\"]\s*,\s*)?true\s*\)"
    r"|(?P<field>\[[A-Za-z_]\w*(?:\([^()\[\]]{1,100}\))?\])|(?P<text>'[^']*'|\"[^\"]*\"|-?\d+(?:\.\d+)?)"
    r"|(?P<sign><>|!=|>=|<=|=|>|<)|(?P<word>\b(?:and|or)\b)|(?P<bracket>[()]))",
    re.IGNORECASE,
)


def condition(logic: str, where: str, place: int, targets: Mapping[str, Target]) -> Test | Remark | None:
    """Our condition for the logic of the item at this place; None where there is none, a remark where it refuses."""
    if not logic.strip():
        return None
    try:
        return _Reader(tokens(_TOKEN, logic), place, targets).whole()
    except Unread as error:
        return remark(error.kind, where, **error.facts)


def blanks(
    logic: str, where: str, place: int, targets: Mapping[str, Target], answered: Collection[str] = ()
) -> Iterator[Remark]:
    """Each field that this logic compares so that a blank may count as 0 there; none in logic that is not read.

    `answered` are fields that something beside the logic asks for.
    """
    try:
        reader = _Reader(tokens(_TOKEN, logic), place, targets)
        reader.whole()
    except Unread:
        return
    names = dict.fromkeys(name for _, name in reader.blank if name not in answered)
    yield from (remark("blank-compared", where, what=name) for name in names)


class _Reader(Reader):
    """Reads a test: a field or an option of a checkbox, a sign, and a value."""

    def __init__(self, found: list[tuple[str, str]], place: int, targets: Mapping[str, Target]) -> None:
        super().__init__(found)
        self.place, self.targets = place, targets
        self.by_id = dict[str, Target]()  # of those that were named so far
        self.blank = list[tuple[Test, str]]()  # the tests that a blank may meet as 0, each with its field

    def any_of(self, depth: int) -> Test:
        """Tests joined by or, from here on, as one test where together they only ask for an answer."""
        found = super().any_of(depth)
        self._settle(found, frozenset())
        return self._of_answer(found)

    def _settle(self, test: Test, asked: frozenset[object]) -> None:
        """Forget the tests of a blank that stand beside one that says what becomes of it."""
        if _named(test) in asked:
            self.blank = [one for one in self.blank if one[0] is not test]
        for group, answered in (("all", "yes"), ("any", "no")):
            parts = test.get(group)
            inner: list[Test] = parts if isinstance(parts, list) else []
            said = asked | {_named(one) for one in inner if one.get("answered") == answered}
            for one in inner:
                self._settle(one, said)

    def test(self, _: int) -> Test:
        """The test that begins here."""
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "days":
            return self._of_days()
        name, option = self.next("field").strip("[]").partition("(")[::2]
        sign, value = self.next("sign"), self.next("text").strip("'\"").strip()
        return self._test(name, option.rstrip(")"), "!=" if sign == "<>" else sign, value)

    def _of_days(self) -> Test:
        """That a date lies so before or behind a day: of the days between only whether they are below 0 is read."""
        name, _, day = self.next("days").partition(",")
        sign, zero = self.next("sign"), self.next("text").strip("'\"")
        target = self._target(name.strip("[] "))
        is_read = target.kind == "date" and zero == "0"
        found = of_day(target, TURNED.get(sign, sign), day.strip(" '\"")) if is_read else None
        if found is None:
            raise Unread("condition-test", what="date")
        return self._compared(found, target, sign, Decimal(0))

    def _test(self, name: str, option: str, sign: str, value: str) -> Test:
        target = self._target(name)
        if value == "" and sign in ("=", "!=") and not option:
            return {_holder(target): target.id, "answered": "yes" if sign == "!=" else "no"}
        if target.kind == "choices":
            return _of_checkbox(target, option, sign, value)
        if target.kind == "choice" and not option:
            found = _of_choice(target, sign, value)
            return found if sign in ("=", "!=") else self._compared(found, target, sign, number(value, target.called))
        is_number = not option and target.kind in ("number", "scale")
        bound = bounded(target, sign, number(value, target.called)) if is_number else None
        if bound is None:
            raise Unread("condition-test", what=target.called)
        return self._compared(bound, target, sign, number(value, target.called))

    def _compared(self, found: Test, target: Target, sign: str, limit: Decimal) -> Test:
        """The test, kept in mind where a blank that counts as 0 would come out otherwise than it does here."""
        if compared(Decimal(0), sign, limit) is not (sign == "!="):
            self.blank.append((found, target.link))
        return found

    def _target(self, name: str) -> Target:
        target = self.targets.get(name)
        if target is None:
            raise Unread("condition-no-item", what=name)
        if target.kind == "left-out":
            raise Unread("condition-left-out")
        if target.place >= self.place:
            raise Unread("condition-later")
        self.by_id[target.id] = target
        return target

    # What REDCap says of an answer in several tests, as the one test that it is here.

    def _of_answer(self, found: Test) -> Test:
        group = "any" if "any" in found else "all"
        parts = found.get(group)
        if not isinstance(parts, list):
            return self._sound(found)
        return self._of_checkboxes(group, parts) or _of_number_given(group, parts) or found

    def _of_checkboxes(self, group: str, parts: list[Test]) -> Test | None:
        """That something is ticked, or nothing: of tests of all the options of one field."""
        test = "is" if group == "any" else "is-not"
        target = self.by_id.get(str(parts[0].get("item")))
        if target is None or target.kind != "choices" or any(one.get("item") != target.id for one in parts):
            return None
        named, known = [one.get(test) for one in parts], [row["code"] for row in target.options.rows]
        is_each = len(named) == len(known) and all(code in named for code in known)
        return {"item": target.id, "answered": "yes" if group == "any" else "no"} if is_each else None

    def _sound(self, found: Test) -> Test:
        """The test by itself. Whether a total stands is no condition here."""
        if "scale" in found and "answered" in found:
            raise Unread("condition-test", what="total")
        return found


def _named(test: Test) -> object:
    """The item or the scale that a test looks at; that of both bounds of one number."""
    bounds = test.get("all") or test.get("any")
    names = {one.get("item") or one.get("scale") for one in bounds} if isinstance(bounds, list) else set()
    return names.pop() if len(names) == 1 else test.get("item") or test.get("scale")


def _holder(target: Target) -> str:
    return "scale" if target.kind == "scale" else "item"


def _of_number_given(group: str, parts: list[Test]) -> Test | None:
    """The bound of a number in `([n] <> '' and [n] >= 3)`: blank is below and above nothing here."""
    if group != "all" or len(parts) != 2 or parts[0].get("answered") != "yes":
        return None
    names = [(one.get("item"), one.get("scale")) for one in parts]
    is_bound = "at-least" in parts[1] or "at-most" in parts[1]
    return parts[1] if is_bound and names[0] == names[1] else None


def _of_checkbox(target: Target, option: str, sign: str, value: str) -> Test:
    if not option or sign not in ("=", "!=") or value not in ("0", "1"):
        raise Unread("condition-test", what="choice")
    ticked = (value == "1") == (sign == "=")
    if option in target.declines:
        return {"item": target.id, "declined": "yes" if ticked else "no"}
    return {"item": target.id, "is" if ticked else "is-not": _code(target, option)}


def _of_choice(target: Target, sign: str, value: str) -> Test:
    if (declined := declines.tested(target, sign, value)) is not None:
        return declined
    if sign in ("=", "!="):
        return {"item": target.id, "is" if sign == "=" else "is-not": _code(target, value)}
    codes = {key.value: ours for key, ours in target.options.codes.items()}
    return {"item": target.id, "is": among(codes, sign, value)}


def _code(target: Target, code: str) -> str:
    found = target.options.code_named(code)
    if found is None:
        raise Unread("condition-no-option")
    return found
