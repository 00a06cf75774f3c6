"""Recognise the totals among the calculated fields of REDCap: plain sums, means and counts of answers. Pure.

Read are `sum([a], [b])`, `mean(...)`, `[a] + [b]`, a sum of points by code (`if([a] = '1', 2, 0)`) and a count of
conditions (`if([a] = '1' or [b] = '1', 1, 0)`), divided by their number for a mean, and inside `if(..., ..., '')`,
which says when it stands. What is not wholly one of these is no total here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import accumulate

from screening.interchange.brackets import closes, split
from screening.interchange.fhir_totals import Term
from screening.interchange.xlsform_totals import Total

MAX_LENGTH = 100_000  # characters of a formula that is looked at
MAX_DEPTH = 60  # brackets in brackets: a choice has at most 20 options, each with an `if`
_FIELD = r"\[(?P<name>[A-Za-z_]\w*)\]"
_OF_FIELD = r"\[(?P<name>[A-Za-z_]\w*)(?:\((?P<option>[^()\[\]]{1,100})\))?\]"
_NUMBER = r"-?[0-9]{1,5}(?:\.[0-9]{1,4})?"
_BARE = re.compile(_FIELD)
_CODE = re.compile(rf"{_OF_FIELD} ?= ?['\"]?(?P<code>[^'\"]+)['\"]?")
_FILLED = re.compile(rf"{_FIELD} ?<> ?(?:''|\"\")")
_TURNED = re.compile(rf"(?P<whole>-?[0-9]{{1,8}}) ?- ?{_FIELD}")
_MEAN = re.compile(r"(?P<sum>.*\)) ?/ ?(?P<of>[0-9]{1,4})")
_TIMES = re.compile(rf"(?P<sum>.*\)) ?\* ?(?P<times>{_NUMBER})")


def totals(formula: str, gap: Callable[[str], str]) -> Iterator[Total]:
    """What the formula may be, the likeliest first; nothing where it is of no shape that is read.

    `gap` gives the field that a test asks to be answered, or not asked; empty for any other test.
    """
    if len(formula) > MAX_LENGTH or _depth(formula) > MAX_DEPTH:
        return
    text = _bare(" ".join(formula.split()))
    call = _call("if", text)
    guard, gaps = list[str](), set[str]()
    if call is not None and len(call) == 3 and call[2] in ("''", '""'):
        text = _bare(call[1])
        for part in split(_bare(call[0]), " and "):
            name = gap(part)
            gaps.add(name) if name else guard.append(part)
    for found in _shapes(text):
        yield Total(*found, tuple(guard), frozenset(gaps), strict=_is_strict(text))


def _depth(formula: str) -> int:
    """How deep brackets stand in brackets."""
    return max(accumulate((one == "(") - (one == ")") for one in formula), default=0)


Shape = tuple[tuple[Term, ...], tuple[str, ...], int, int | None, Decimal]


def _shapes(text: str) -> Iterator[Shape]:
    """The terms or the conditions that are counted, of how many it is the mean, its decimals, and what it is times."""
    mean_of, decimals, times = 0, None, Decimal(1)
    rounded = _call("round", text)
    if rounded is not None and len(rounded) == 2 and re.fullmatch("[0-4]", rounded[1]):
        text, decimals = rounded[0], int(rounded[1])
    if (match := _MEAN.fullmatch(text)) is not None:
        text, mean_of = match["sum"], int(match["of"])
    elif (match := _TIMES.fullmatch(text)) is not None:
        text, times = match["sum"], Decimal(match["times"])
    parts, is_mean = _parts(text)
    mean_of = len(parts) if is_mean and not mean_of else mean_of
    if decimals is not None and (not mean_of or is_mean):
        return
    if (terms := _terms(parts)) and mean_of in (0, len(terms)) and (is_mean or not _is_alone(text)):
        yield tuple(terms), (), mean_of, decimals, times
    if (counted := _counted(parts)) and not mean_of and times == 1:
        yield (), tuple(counted), 0, None, times


def _parts(text: str) -> tuple[list[str], bool]:
    """What is added, and whether that is for a mean."""
    for name in ("sum", "mean"):
        if (listed := _call(name, text)) is not None:
            return [_bare(one) for one in listed], name == "mean"
    return [_bare(one) for one in split(_bare(text), "+")], False


def _is_alone(text: str) -> bool:
    """Whether it is one field as it stands, which is a copy and no total."""
    return _BARE.fullmatch(_bare(text)) is not None


def _is_strict(text: str) -> bool:
    """Whether any field without an answer makes it blank: a sum that is written with `+`."""
    return all(_BARE.fullmatch(_bare(one)) for one in split(_bare(text), "+"))


def _bare(text: str) -> str:
    """The text without brackets around the whole."""
    text = text.strip()
    while text.startswith("(") and closes(text):
        text = text[1:-1].strip()
    return text


def _call(name: str, text: str) -> list[str] | None:
    """What stands in the brackets of the function, where the whole is a call of it."""
    text = re.sub(rf"^{name} ?\(", f"{name}(", text, flags=re.IGNORECASE)
    if not text.startswith(f"{name}(") or not closes(text[len(name) :]):
        return None
    return [one.strip() for one in split(text[len(name) + 1 : -1], ",")]


# What is added.


def _terms(parts: list[str]) -> list[Term] | None:
    """The answers that are added, each once: its points by code, or as it stands. None where a part is none."""
    terms = dict[str, Term]()
    for part in parts:
        term = _term(part)
        before = terms.get(term.link) if term is not None else None
        if term is None or (before is not None and not _adds(before, term)):
            return None
        terms[term.link] = Term(term.link, (*before.points, *term.points)) if before is not None else term
    return list(terms.values())


def _adds(before: Term, term: Term) -> bool:
    """Whether both are points of options of one checkbox, each of another one."""
    codes = [code for code, _ in (*before.points, *term.points)]
    return bool(before.points and term.points) and len(set(codes)) == len(codes)


def _term(part: str) -> Term | None:
    if (match := _BARE.fullmatch(part)) is not None:
        return Term(match["name"])
    call = _call("if", part)
    if call is None or len(call) != 3:
        return None
    filled, turned = _FILLED.fullmatch(call[0]), _TURNED.fullmatch(call[1])
    if filled is not None and turned is not None and filled["name"] == turned["name"] and call[2] == "0":
        return Term(turned["name"], turned=int(turned["whole"]))
    chain = _by_code(part)
    if not chain or any(name != chain[0][0] for name, _, _ in chain):
        return None
    return Term(chain[0][0], tuple((code, worth) for _, code, worth in chain))


def _by_code(part: str) -> list[tuple[str, str, Decimal]] | None:
    """The field, the code and the points of `if([a] = '1', 2, 0)`; several where they stand inside."""
    call = _call("if", part)
    if call is None or len(call) != 3:
        return None
    match = _CODE.fullmatch(_bare(call[0]))
    if match is None or not re.fullmatch(_NUMBER, call[1]):
        return None
    if match["option"] is not None and (match["code"] != "1" or call[2] != "0"):
        return None
    here = (match["name"], match["option"] or match["code"], Decimal(call[1]))
    if call[2] == "0":
        return [here]
    rest = _by_code(call[2])
    return [here, *rest] if rest is not None else None


def _counted(parts: list[str]) -> list[str] | None:
    """The conditions that count 1 each."""
    calls = [_call("if", part) for part in parts]
    found = [call[0] for call in calls if call is not None and call[1:] == ["1", "0"]]
    return found if len(found) == len(parts) else None
