"""Tell what was meant by a name that is none: a range, a blank in place of a comma, a score for a code. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

from screening.loading.faults import Fault, Loc, fault, unknown
from screening.model.questionnaire import Item, Questionnaire

MOST_NAMED = 12  # names that a sentence spells out
_RANGE = re.compile(r"(\w[\w-]*?)\s*(?:\.{2,3}|\u2026|\u2013|\u2014|\s-\s|\bto\b)\s*(\w[\w-]*)")
_COUNTED = re.compile(r"(.*?)(\d{1,4})")


def id_mistake(value: object) -> tuple[str, dict[str, object]]:
    """The kind of sentence for what cannot be a name, and what to fill in."""
    if not isinstance(value, str):
        return "one-name", {}
    if match := _RANGE.fullmatch(value):
        return "name-range", {"names": _spelled_out(match[1], match[2])}
    return ("name-blank", {}) if len(value.split()) > 1 else ("id", {})


def range_of(name: str, known: Sequence[str]) -> str:
    """The known names from the first to the last, where `name` is the two with a hyphen between; empty for another."""
    parts = name.split("-")
    for at in range(1, len(parts)):
        first, last = "-".join(parts[:at]), "-".join(parts[at:])
        if first in known and last in known and known.index(first) < known.index(last):
            return _listed(known[known.index(first) : known.index(last) + 1])
    return ""


def unknown_item(questionnaire: Questionnaire, loc: Loc, name: str, others: Iterable[str] = ()) -> Fault:
    """A fault for a name that no question has (nor any of `others`); a range of questions is told as that."""
    known = [question.id for question in questionnaire.questions]
    if names := range_of(name, known):
        return fault(loc, "name-range", value=name, names=names)
    return unknown(loc, "item", name, (*known, *others))


def unknown_code(loc: Loc, item: Item, code: str) -> Fault:
    """A fault for a code that the item does not have; a score or the words of an option are told as that."""
    what, codes = codes_meant(item, code)
    if what:
        return fault(loc, "code-wanted", name=code, item=item.id, what=what, codes=codes)
    return unknown(loc, "code", code, item.by_code, item=item.id)


def codes_meant(item: Item, written: str) -> tuple[str, str]:
    """What of an option was written in the place of its code, `score` or `text`, and the codes; empty for neither."""
    for what, meant in (("score", _points(written)), ("text", written.strip().casefold())):
        codes = [one.code for one in item.options if meant == (one.score if what == "score" else one.text.casefold())]
        if codes and meant is not None:
            return what, " or ".join(f"`{code}`" for code in codes)
    return "", ""


def _points(written: str) -> Decimal | None:
    try:
        return Decimal(written)
    except InvalidOperation:
        return None


def _spelled_out(first: str, last: str) -> str:
    """`q1` and `q3` as q1, q2, q3; other names with dots for those between them."""
    one, other = _COUNTED.fullmatch(first), _COUNTED.fullmatch(last)
    if one and other and one[1] == other[1] and int(one[2]) < int(other[2]):
        return _listed([f"{one[1]}{number}" for number in range(int(one[2]), int(other[2]) + 1)])
    return f"{first}, ..., {last}"


def _listed(names: Sequence[str]) -> str:
    short = names if len(names) <= MOST_NAMED else (*names[:2], "...", names[-1])
    return ", ".join(short)
