"""A condition in words: one grammar for the outline that authors read and for the pages that people read."""

from __future__ import annotations

from collections.abc import Callable, Collection

from screening.model.conditions import Condition

_TESTS = {"is_": "is", "is_not": "is not", "at_least": "is at least", "at_most": "is at most"}
_ORDERS = {"at_least": "later", "at_most": "earlier"}  # of dates and times
_STATES = {"answered": "answered", "declined": "skipped"}


def in_words(
    condition: Condition,
    name: Callable[[Condition], str],
    code: Callable[[Condition, str], str],
    dated: Collection[str] = (),
) -> str:
    """The condition in words, such as `drinking is not never and count is at least 2`.

    `name` gives what a test looks at, `code` the words for an answer code or a number that it compares with. `dated`
    are the items that are dates or times: `last is 2026-05 or later`.
    """
    if condition.parts:
        word = " and " if condition.all is not None else " or "
        return word.join(_part(part, in_words(part, name, code, dated)) for part in condition.parts)
    test = condition.tests[0]
    value = getattr(condition, test)
    if test in _STATES:
        return f"{name(condition)} is {'' if value else 'not '}{_STATES[test]}"
    if condition.item in dated and test in _ORDERS:
        return f"{name(condition)} is {value} or {_ORDERS[test]}"
    codes = value if isinstance(value, tuple) else (value,)
    joined = (" nor " if test == "is_not" else " or ").join(code(condition, each) for each in codes)
    return f"{name(condition)} {_TESTS[test]} {joined}"


def _part(part: Condition, words: str) -> str:
    """The words of one condition of a group: in brackets where it is a group itself."""
    return f"({words})" if part.parts else words
