"""Recognise a total that is computed in FHIR as a plain sum or mean of answers. Nothing is run. Pure.

Read are a sum of points by code (`iif(... = 'a', 2, ...)`), of numbers, of `ordinal()` and `weight()`, and of the
variables over `ordinalValue` that NLM's form builder writes. What is not wholly one of these is no total here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from screening.interchange.brackets import bare, split
from screening.interchange.fhir.expressions import is_answered, literal, named, unquoted
from screening.interchange.limits import POINTS
from screening.interchange.totals import Term, Total

MAX_LENGTH = 100_000  # characters of an expression that is looked at
_TREE = r"(?:%resource|%context)?\.?(?:repeat\(item(?: \| answer\.item)?\)|item|descendants\(\))"
_ITEM = _TREE + r"\.where\(\s*linkId\s*=\s*'(?P<link>[^']+)'\s*\)"
_ANSWER = _ITEM + r"\.answer(?:\.first\(\)|\[0\])?\.value(?:Coding|Integer|Decimal)?"
_CODE_TEST = re.compile(rf"{_ANSWER}\.code\s*=\s*'(?P<code>[^']+)'")
_CODE_AMONG = re.compile(
    rf"{_ANSWER}(?:\.code)?\.where\(\$this\s*=\s*(?P<value>'[^']+'|true|false|-?[0-9]+|@T?[0-9:-]+)\)\.exists\(\)"
)
_NUMBER = re.compile(_ANSWER)
_TURNED = re.compile(rf"(?P<whole>-?[0-9]{{1,8}}) - {_ANSWER}")
_ORDINAL = re.compile(rf"{_ANSWER}\.(?:ordinal|weight)\(\)")
_LINKS = r"linkId\s*=\s*'[^']+'(?:\s+or\s+linkId\s*=\s*'[^']+')*"
_WEIGHTS = re.compile(
    rf"(?:%resource\.)?(?:repeat\(item\)|item)(?:\.where\((?P<links>{_LINKS})\))?"
    r"\.answer\.value\.(?:ordinal|weight)\(\)\.sum\(\)"
)
_MEAN = re.compile(r"\(?\((?P<sum>.*)\) / (?P<of>[0-9]{1,4})(?:\)\.round\((?P<decimals>[0-4])\))?")
_TIMES = re.compile(r"\((?P<sum>.*)\) \* (?P<times>[0-9]{1,5}(?:\.[0-9]{1,4})?)")
_SOME_NAME = re.compile(_ITEM)
_SOME_ANSWER = re.compile(r"%\w*(?:\.answer(?:\.value)?)?\.exists\(\)|%\w*|\band\b|\bor\b|[() ]")
_VARIABLE = re.compile(r"%(?P<name>\w+)")
_LOOKED_UP = re.compile(
    r"%questionnaire\.(?:repeat\(item\)|item)\.where\(linkId\s*=\s*'(?P<link>[^']+)'\)\.answerOption"
    r"\.where\(valueCoding\.code\s*=\s*%resource\.(?:repeat\(item\)|item)\.where\(linkId\s*=\s*'(?P=link)'\)"
    r"\.answer\.valueCoding\.code\)\.extension\.where\(url\s*=\s*[^()]+\)\.value(?:Decimal|Integer)?"
)


def totals(expression: str, variables: Mapping[str, str]) -> tuple[Total, ...]:
    """What the expression may be, the likeliest first; nothing where it is of no shape that is read."""
    text = " ".join(expression.split())
    if len(text) > MAX_LENGTH:
        return ()
    call = _iif(text)
    if call is not None and call[2].strip() == "{}":
        guard = _guard(call[0].strip(), variables)
        return tuple(replace(one, guard=guard) for one in _shapes(call[1].strip(), variables))
    return _shapes(text, variables)


def is_part_of(formula: str, whole: str) -> bool:
    """Whether both are the same total, and the formula stands more often: under fewer tests, or where an answer is one
    of those that leave the whole blank.
    """
    return any(_is_part(one, other) for one in _plain_totals(formula) for other in _plain_totals(whole))


@lru_cache(maxsize=256)  # every test of a total is held against every total before it
def _plain_totals(expression: str) -> tuple[Total, ...]:
    return totals(expression, {})


def _is_part(one: Total, whole: Total) -> bool:
    left = [test for test in whole.guard if test not in one.guard]
    if not set(one.guard) <= set(whole.guard) or replace(one, terms=(), guard=()) != replace(whole, terms=(), guard=()):
        return False
    pairs = list(zip(one.terms, whole.terms, strict=False))
    return len(one.terms) == len(whole.terms) and all(_is_more(*pair, left) for pair in pairs)


def _is_more(one: Term, whole: Term, left: list[str]) -> bool:
    """Whether the terms are the same but for points of answers that a test of the whole excludes."""
    more = dict(one.points[len(whole.points) :])
    same = replace(one, points=one.points[: len(whole.points)]) == whole
    return same and all(any(literal(code) in test for test in left) for code in more)


def _guard(text: str, variables: Mapping[str, str]) -> tuple[str, ...]:
    """The tests of a guard; none of one that asks only whether something was answered."""
    text = variables.get(text.removeprefix("%"), text)
    inner = text[1:-1] if text.startswith("(") and text.endswith(")") and len(split(text[1:-1], " and ")) > 1 else text
    parts = tuple(part.strip() for part in split(inner, " and "))
    of_one_answer = not _SOME_ANSWER.sub("", _SOME_NAME.sub("%", text)).strip("%() ")
    each = (one for part in parts for one in split(bare(part), " and "))
    return () if of_one_answer and not all(map(is_answered, each)) else parts


def _shapes(text: str, variables: Mapping[str, str]) -> tuple[Total, ...]:
    if (weights := _WEIGHTS.fullmatch(text)) is not None:
        links = re.findall(r"'([^']+)'", weights["links"] or "")
        return (Total(tuple(Term(unquoted(link)) for link in links)),)
    counted = _counted(text)
    found = (Total(counted=counted),) if counted else ()
    if (plain := _sum(text, variables)) is not None:
        return (plain, *found)
    return found


def _counted(text: str) -> tuple[str, ...]:
    """The conditions of `iif(..., 1, 0) + iif(..., 1, 0)`; nothing where it is no such count."""
    calls = [_iif(part.strip()) for part in split(text, "+")]
    tests = [call[0].strip() for call in calls if call is not None and _worth(call) == ("1", "0")]
    return tuple(tests) if len(tests) == len(calls) else ()


def _worth(call: tuple[str, str, str]) -> tuple[str, str]:
    return call[1].strip(), call[2].strip()


def _sum(text: str, variables: Mapping[str, str]) -> Total | None:
    text, scaled = _scaled(text)
    by_link: dict[str, Term] = {}
    parts = split(text, "+")
    for part in parts:
        term = _term(part.strip(), variables)
        before = by_link.get(term.link) if term is not None else None
        if term is None or (before is not None and not before.has_place_for(term)):
            return None
        by_link[term.link] = before.with_points_of(term) if before is not None else term
    terms = tuple(by_link.values())
    strict = any(not part.strip().startswith("iif(") for part in parts)  # nothing added to nothing is nothing
    return replace(scaled, terms=terms, strict=strict) if scaled.mean_of in (0, len(terms)) else None


def _scaled(text: str) -> tuple[str, Total]:
    """The sum without the factor or the divisor behind its brackets, and a total without terms that has those."""
    if (mean := _MEAN.fullmatch(text)) is not None:
        decimals = None if mean["decimals"] is None else int(mean["decimals"])
        return mean["sum"], Total(mean_of=int(mean["of"]), decimals=decimals)
    if (times := _TIMES.fullmatch(text)) is not None:
        return times["sum"], Total(times=Decimal(times["times"]))
    return text, Total()


def _term(text: str, variables: Mapping[str, str]) -> Term | None:
    if (call := _iif(text)) is not None:
        test, inner, otherwise = (part.strip() for part in call)
        if test == f"{inner}.exists()" and otherwise in ("0", "{}"):
            return _term(inner, variables)
        turned = _TURNED.fullmatch(inner)
        if turned is not None and inner.endswith(test.removesuffix(".exists()")) and otherwise == "0":
            return Term(unquoted(turned["link"]), turned=int(turned["whole"]))
        chain = list(_chain(text))
        links = {link for link, _, _ in chain}
        points = tuple((code, points) for _, code, points in chain)
        return Term(links.pop(), points, first=len(points) > 1) if len(links) == 1 else None
    if (variable := _VARIABLE.fullmatch(text)) is not None:
        looked_up = _LOOKED_UP.fullmatch(" ".join(variables.get(variable["name"], "").split()))
        return Term(unquoted(looked_up["link"])) if looked_up else None
    match = _NUMBER.fullmatch(text) or _ORDINAL.fullmatch(text)
    return Term(unquoted(match["link"])) if match else None


def _chain(text: str) -> Iterator[tuple[str, str, Decimal]]:
    """The linkId, code and points of each step of `iif(... = 'a', 2, iif(... = 'b', 1, 0))`; nothing if it is none."""
    found = list[tuple[str, str, Decimal]]()
    while (call := _iif(text)) is not None:
        test, points, text = (part.strip() for part in call)
        match = _CODE_TEST.fullmatch(test) or _CODE_AMONG.fullmatch(test)
        if match is None or not POINTS.fullmatch(points):
            return
        code = unquoted(match["code"]) if match.re is _CODE_TEST else named(match["value"])
        found.append((unquoted(match["link"]), code, Decimal(points)))
    if text in ("0", "{}"):
        yield from found


def _iif(text: str) -> tuple[str, str, str] | None:
    """The three parts of an `iif(...)` that is the whole text."""
    if not (text.startswith("iif(") and text.endswith(")")):
        return None
    parts = split(text[4:-1], ",")
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else None
