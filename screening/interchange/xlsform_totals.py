"""Recognise the totals among the calculations of an XLSForm: plain sums, means and counts of answers. Pure.

Read are `${a} + ${b}`, a sum of points by option (`if(selected(${a}, 'x'), 2, 0) + ...`) and a count of conditions
(`if(${a} = 'x', 1, 0) + ...`), divided by their number for a mean, and inside `if(..., ..., '')`, which says when it
stands. What is not wholly one of these is no total here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from screening.interchange.brackets import bare, closes, split
from screening.interchange.fhir_totals import Term

MAX_LENGTH = 100_000  # characters of a calculation that is looked at
MAX_DEPTH = 25  # `if` inside `if`: a choice has at most 20 options
_FIELD = r"\$\{\s*(?P<name>[^{}'\"]{1,200}?)\s*\}"
_NUMBER = r"-?[0-9]{1,5}(?:\.[0-9]{1,4})?"
_BARE = re.compile(rf"(?:(?:number|int)\(\s*{_FIELD}\s*\)|{_FIELD.replace('name', 'bare')})")
_OR_NONE = re.compile(rf"coalesce\(\s*{_FIELD}\s*,\s*'?0'?\s*\)")
_TURNED = re.compile(rf"(?P<whole>-?[0-9]{{1,8}})\s*-\s*{_FIELD}")
_EMPTY = re.compile(rf"{_FIELD}\s*=\s*(?:''|\"\")")
_CODE = re.compile(
    rf"(?:selected\(\s*{_FIELD}\s*,\s*'(?P<code>[^']*)'\s*\)|{_FIELD.replace('name', 'of')}\s*=\s*'(?P<is>[^']*)')"
)
_FILLED = re.compile(rf"{_FIELD}\s*!=\s*(?:''|\"\")")


@dataclass(frozen=True, slots=True)
class Total:
    """A sum, a mean of so many, or a count of conditions as they stand there, with what must hold for it to stand.

    `gaps` are the questions without which it is blank, unless they are not asked. A sum is `strict` where any question
    without an answer makes it blank.
    """

    terms: tuple[Term, ...] = ()
    counted: tuple[str, ...] = ()
    mean_of: int = 0
    decimals: int | None = None
    times: Decimal = Decimal(1)
    guard: tuple[str, ...] = ()
    gaps: frozenset[str] = frozenset()
    strict: bool = False


def total(formula: str) -> Iterator[Total]:
    """What the calculation may be, the likeliest first; nothing where it is of no shape that is read."""
    text = bare(" ".join(formula.split()))
    if len(text) > MAX_LENGTH:
        return
    call = _call("if", text)
    guard, gaps = list[str](), set[str]()
    if call is not None and len(call) == 3 and call[2] in ("''", '""'):
        text = bare(call[1])
        for part in split(bare(call[0]), " and "):
            name = _gap(bare(part))
            gaps.add(name) if name else guard.append(part)
    mean_of, decimals, times = 0, None, Decimal(1)
    rounded = _call("round", text)
    if rounded is not None and len(rounded) == 2 and re.fullmatch("[0-4]", rounded[1]):
        text, decimals = rounded[0], int(rounded[1])
    if (match := re.fullmatch(r"(?P<sum>\(.*\)) div (?P<of>[0-9]{1,4})", text)) and closes(match["sum"]):
        text, mean_of = bare(match["sum"]), int(match["of"])
    elif (match := re.fullmatch(rf"(?P<sum>\(.*\)) \* (?P<times>{_NUMBER})", text)) and closes(match["sum"]):
        text, times = bare(match["sum"]), Decimal(match["times"])
    if decimals is not None and not mean_of:
        return
    parts = [bare(one.strip()) for one in split(text, "+")]
    known = (mean_of, decimals, times, tuple(guard), frozenset(gaps))
    if (terms := _terms(parts)) and mean_of in (0, len(terms)):
        strict = all(_BARE.fullmatch(one) for one in parts)
        yield Total(tuple(terms), (), *known, strict)
    if (counted := _counted(parts)) and not mean_of and times == 1:
        yield Total((), tuple(counted), *known)


def _call(name: str, text: str) -> list[str] | None:
    """What stands in the brackets of the function, where the whole is a call of it."""
    if not text.startswith(f"{name}(") or not closes(text[len(name) :]):
        return None
    return [one.strip() for one in split(text[len(name) + 1 : -1], ",")]


def _gap(part: str) -> str:
    """The question that must be answered, or not asked, where this is such a test."""
    sides = split(part, " or ")
    match = _FILLED.fullmatch(bare(sides[0]))
    if match is None or len(sides) > 2:
        return ""
    return match["name"] if len(sides) == 1 or _call("not", bare(sides[1])) else ""


# What is added.


def _terms(parts: list[str]) -> list[Term] | None:
    """The answers that are added, each once: its points by option, or as it stands. None where a part is none."""
    points = dict[str, list[tuple[str, Decimal]]]()
    terms = dict[str, Term]()
    for part in parts:
        match = _BARE.fullmatch(part) or _OR_NONE.fullmatch(part)
        found = _by_code(part, 0) if match is None else None
        if match is not None:
            name = next(one for one in match.groupdict().values() if one)
            if name in terms:
                return None
            terms[name] = Term(name)
        elif (turned := _turned(part)) is not None and turned.link not in terms:
            terms[turned.link] = turned
        elif found:
            name = found[0][0]
            added = [*points.get(name, []), *((code, worth) for _, code, worth in found)]
            alike = any(one != name for one, _, _ in found) or len({code for code, _ in added}) < len(added)
            if alike or (name in terms and name not in points):
                return None
            points[name] = added
            terms[name] = Term(name, tuple(added))
        else:
            return None
    return list(terms.values())


def _turned(part: str) -> Term | None:
    """A number that is taken from a whole, and nothing where it is not answered."""
    call = _call("if", part)
    if call is None or len(call) != 3 or call[1] != "0" or not _EMPTY.fullmatch(call[0]):
        return None
    match = _TURNED.fullmatch(call[2])
    return Term(match["name"], turned=int(match["whole"])) if match is not None else None


def _by_code(part: str, depth: int) -> list[tuple[str, str, Decimal]] | None:
    """The question, the option and the points of `if(selected(${a}, 'x'), 2, 0)`; several where they stand inside."""
    call = _call("if", part)
    if call is None or len(call) != 3 or depth > MAX_DEPTH:
        return None
    match = _CODE.fullmatch(bare(call[0]))
    if match is None or not re.fullmatch(_NUMBER, call[1]):
        return None
    here = (match["name"] or match["of"], match["code"] or match["is"] or "", Decimal(call[1]))
    if call[2] in ("0", "'0'"):
        return [here]
    rest = _by_code(call[2], depth + 1)
    return [here, *rest] if rest is not None else None


def _counted(parts: list[str]) -> list[str] | None:
    """The conditions that count 1 each."""
    found = list[str]()
    for part in parts:
        call = _call("if", part)
        if call is None or call[1:] != ["1", "0"]:
            return None
        found.append(call[0])
    return found
