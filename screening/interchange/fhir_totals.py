"""Recognise a total that is computed in FHIR as a plain sum or mean of answers. Nothing is run. Pure.

Read are a sum of points by code (`iif(... = 'a', 2, ...)`), of numbers, of `ordinal()` and `weight()`, and of the
variables over `ordinalValue` that NLM's form builder writes. What is not wholly one of these is no total here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

Points = dict[str, Decimal]

MAX_LENGTH = 100_000  # characters of an expression that is looked at
_ITEM = (
    r"(?:%resource|%context)?\.?(?:repeat\(item\)|item|descendants\(\))\.where\(\s*linkId\s*=\s*'(?P<link>[^']+)'\s*\)"
)
_ANSWER = _ITEM + r"\.answer(?:\.first\(\)|\[0\])?\.value(?:Coding|Integer|Decimal)?"
_CODE_TEST = re.compile(rf"{_ANSWER}\.code\s*=\s*'(?P<code>[^']*)'")
_CODE_AMONG = re.compile(rf"{_ANSWER}\.code\.where\(\$this\s*=\s*'(?P<code>[^']*)'\)\.exists\(\)")
_NUMBER = re.compile(_ANSWER)
_ORDINAL = re.compile(rf"{_ANSWER}\.(?:ordinal|weight)\(\)")
_LINKS = r"linkId\s*=\s*'[^']+'(?:\s+or\s+linkId\s*=\s*'[^']+')*"
_WEIGHTS = re.compile(
    rf"(?:%resource\.)?(?:repeat\(item\)|item)(?:\.where\((?P<links>{_LINKS})\))?"
    r"\.answer\.value\.(?:ordinal|weight)\(\)\.sum\(\)"
)
_VARIABLE = re.compile(r"%(?P<name>\w+)")
_LOOKED_UP = re.compile(
    r"%questionnaire\.(?:repeat\(item\)|item)\.where\(linkId\s*=\s*'(?P<link>[^']+)'\)\.answerOption"
    r"\.where\(valueCoding\.code\s*=\s*%resource\.(?:repeat\(item\)|item)\.where\(linkId\s*=\s*'(?P=link)'\)"
    r"\.answer\.valueCoding\.code\)\.extension\.where\(url\s*=\s*[^()]+\)\.value(?:Decimal|Integer)?"
)


@dataclass(frozen=True, slots=True)
class Term:
    """One answer in a sum: its linkId, and its points by code. Without them: those of the options, or the number."""

    link: str
    points: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Total:
    """A sum, or a mean of so many. Without terms it is of every item that has points.

    `guarded`: blank while an answer is missing, so that nobody is shown a total that is too low.
    """

    terms: tuple[Term, ...]
    mean_of: int = 0
    times: Decimal = Decimal(1)
    guarded: bool = False


def total(expression: str, variables: Mapping[str, str]) -> Total | None:
    """The total that the expression is; nothing where it is not wholly of one of the shapes that are read."""
    text = " ".join(expression.split())
    if len(text) > MAX_LENGTH:
        return None
    call = _iif(text)
    if call is None:
        return _sum(text, variables, guarded=False)
    guard, inner, otherwise = call
    if otherwise.strip() != "{}":
        return _sum(text, variables, guarded=False)
    return _sum(inner, variables, guarded=not _VARIABLE.fullmatch(guard.strip()))


def _sum(text: str, variables: Mapping[str, str], *, guarded: bool) -> Total | None:
    if (weights := _WEIGHTS.fullmatch(text)) is not None:
        links = re.findall(r"'([^']+)'", weights["links"] or "")
        return Total(tuple(Term(link) for link in links), guarded=guarded)
    text, mean_of, times = _scaled(text)
    by_link: dict[str, Points] = {}
    for part in _split(text, "+"):
        term = _term(part.strip(), variables)
        if term is None or (term.link in by_link and not (term.points and by_link[term.link])):
            return None
        by_link.setdefault(term.link, {}).update(term.points)
    terms = tuple(Term(link, tuple(points.items())) for link, points in by_link.items())
    return Total(terms, mean_of, times, guarded) if mean_of in (0, len(terms)) else None


def _scaled(text: str) -> tuple[str, int, Decimal]:
    """The sum without the factor and the divisor behind its brackets."""
    match = re.fullmatch(r"\((?P<sum>.*)\)(?: \* (?P<times>[0-9.]{1,10}))?(?: / (?P<of>[0-9]{1,4}))?", text)
    if match is None or len(_split(text, "+")) > 1:
        return text, 0, Decimal(1)
    return match["sum"], int(match["of"] or 0), Decimal(match["times"] or 1)


def _term(text: str, variables: Mapping[str, str]) -> Term | None:
    if (call := _iif(text)) is not None:
        test, inner, otherwise = (part.strip() for part in call)
        if test == f"{inner}.exists()" and otherwise in ("0", "{}"):
            return _term(inner, variables)
        chain = list(_chain(text))
        links = {link for link, _, _ in chain}
        return Term(links.pop(), tuple((code, points) for _, code, points in chain)) if len(links) == 1 else None
    if (variable := _VARIABLE.fullmatch(text)) is not None:
        looked_up = _LOOKED_UP.fullmatch(" ".join(variables.get(variable["name"], "").split()))
        return Term(looked_up["link"]) if looked_up else None
    match = _NUMBER.fullmatch(text) or _ORDINAL.fullmatch(text)
    return Term(match["link"]) if match else None


def _chain(text: str) -> Iterator[tuple[str, str, Decimal]]:
    """The linkId, code and points of each step of `iif(... = 'a', 2, iif(... = 'b', 1, 0))`; nothing if it is none."""
    found = list[tuple[str, str, Decimal]]()
    while (call := _iif(text)) is not None:
        test, points, text = (part.strip() for part in call)
        match = _CODE_TEST.fullmatch(test) or _CODE_AMONG.fullmatch(test)
        if match is None or not re.fullmatch(r"-?[0-9]{1,5}(\.[0-9]{1,4})?", points):
            return
        found.append((match["link"], match["code"], Decimal(points)))
    if text in ("0", "{}"):
        yield from found


def _iif(text: str) -> tuple[str, str, str] | None:
    """The three parts of an `iif(...)` that is the whole text."""
    if not (text.startswith("iif(") and text.endswith(")")):
        return None
    parts = _split(text[4:-1], ",")
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else None


def _split(text: str, mark: str) -> list[str]:
    """The parts between the marks that stand in no brackets and no quotes; the whole where brackets do not match."""
    parts, depth, begin, quoted = list[str](), 0, 0, False
    for place, character in enumerate(text):
        if character == "'":
            quoted = not quoted
        elif quoted:
            continue
        elif character in "({[":
            depth += 1
        elif character in ")}]":
            depth -= 1
            if depth < 0:
                return [text]
        elif character == mark and depth == 0:
            parts.append(text[begin:place])
            begin = place + 1
    return [*parts, text[begin:]] if depth == 0 and not quoted else [text]
