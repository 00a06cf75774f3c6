"""Options of a form as a table with which somebody declines: here everybody may, so they are no options. Pure.

Which they are is for whoever takes the form over to say. One that reads as if it were one is told, and never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from screening.interchange.conditions import Target, Test
from screening.interchange.plain_tests import Unread, compared, number
from screening.interchange.remarks import Remark, remark

_DECLINES = re.compile(
    r"\b(?:(?:prefer(?:red)?|rather) not|declined?|refused?|not wish to (?:answer|say)|no answer)\b", re.IGNORECASE
)


class Option(NamedTuple):
    """An option as it stands there: its code, the name that ours is to be made from, and its words."""

    code: str
    wanted: str
    words: str


class Kept(NamedTuple):
    """The options that stay, the codes of those that somebody declines with, and what there is to say."""

    options: list[Option]
    declines: frozenset[str]
    remarks: list[Remark]


def kept(options: Iterable[Option], declined: Collection[str], where: str) -> Kept:
    """The options without those whose codes are among `declined`."""
    given = list(options)
    taken_off = [one for one in given if one.code in declined]
    said = [remark("declines", where, what=one.code) for one in taken_off]
    stay = [one for one in given if one.code not in declined]
    said += (remark("seems-to-decline", where, what=one.code) for one in stay if _DECLINES.search(one.words))
    return Kept(stay, frozenset(one.code for one in taken_off), said)


def unknown(declined: Collection[str], targets: Iterable[Target]) -> Iterator[Remark]:
    """That some of the codes are of no option of these questions."""
    if missing := set(declined).difference(*(one.declines for one in targets)):
        yield remark("declined-unknown", what=", ".join(sorted(missing)))


def tested(target: Target, sign: str, value: str) -> Test | None:
    """The test of whether somebody declined, where it is one; None of any other. Raises Unread where an order of codes
    would be met by declining.
    """
    if value in target.declines and sign in ("=", "!="):
        return {"item": target.id, "declined": "yes" if sign == "=" else "no"}
    if sign in ("=", "!="):
        return None
    limit = number(value, target.called)
    if any(compared(number(code, target.called), sign, limit) for code in target.declines):
        raise Unread("condition-declines")
    return None
