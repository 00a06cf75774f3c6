"""Recognise the totals among the calculations of REDCap and XLSForm: plain sums, means and counts of answers. Pure.

Read are a sum of answers, of points by option (`if(..., 2, 0) + ...`) and a count of conditions, divided for a mean or
multiplied, and inside `if(..., ..., '')`, which says when it stands. What is not wholly one of these is no total here:
a formula that is almost one would come out with another number.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate

from screening.interchange.brackets import bare, closes, split
from screening.interchange.totals import Term, Total

MAX_LENGTH = 100_000  # characters of a formula that is looked at
MAX_DEPTH = 60  # brackets in brackets: a choice has at most 20 options, each with an `if`
_NUMBER = r"-?[0-9]{1,5}(?:\.[0-9]{1,4})?"
_DIVIDED = re.compile(r"(?P<sum>.*\)) ?(?:/| div) ?(?P<by>[0-9]{1,4})")
_TIMES = re.compile(rf"(?P<sum>.*\)) ?\* ?(?P<by>{_NUMBER})")
_ADDS = ("sum", "mean")  # functions that leave out what has no answer


@dataclass(frozen=True, slots=True)
class _Shape:
    """What is added, whether by a function that leaves out what is missing, and what becomes of the sum."""

    parts: tuple[str, ...]
    by: str = ""
    mean_of: int = 0
    decimals: int | None = None
    times: Decimal = Decimal(1)


class Notation(ABC):
    """How a format writes the parts of a total."""

    @abstractmethod
    def answer(self, part: str) -> str:
        """The question whose answer stands there as it is; empty for anything else."""

    @abstractmethod
    def option(self, test: str) -> tuple[str, str] | None:
        """The question and the code of a test that one option was chosen."""

    @abstractmethod
    def turned(self, call: list[str]) -> Term | None:
        """The number that is taken from a whole, in a call of `if`; nothing is added where it has no answer."""

    @abstractmethod
    def gap(self, test: str) -> str:
        """The question of which a test asks that it is answered, or not asked; empty for any other test."""

    def answer_or_none(self, part: str) -> str:
        """The question whose answer stands there, and 0 where it has none; empty for anything else."""
        del part
        return ""

    # What is read with these.

    def totals(self, formula: str) -> Iterator[Total]:
        """What the formula may be, the likeliest first; nothing where it is of no shape that is read."""
        if len(formula) > MAX_LENGTH or _depth(formula) > MAX_DEPTH:
            return
        text, guard, gaps = bare(" ".join(formula.split())), list[str](), set[str]()
        call = _call("if", text)
        if call is not None and len(call) == 3 and call[2] in ("''", '""'):
            text = bare(call[1])
            for part in split(bare(call[0]), " and "):
                name = self.gap(part)
                gaps.add(name) if name else guard.append(part)
        if (shape := _shape(text)) is not None:
            yield from self._read(shape, Total(times=shape.times, guard=tuple(guard), gaps=frozenset(gaps)))

    def _read(self, shape: _Shape, total: Total) -> Iterator[Total]:
        is_copy = shape.by != "mean" and len(shape.parts) == 1 and bool(self.answer(shape.parts[0]))
        terms = None if is_copy and not shape.by else self._terms(shape.parts)
        if terms and shape.mean_of in (0, len(terms)):
            strict = not shape.by and all(map(self.answer, shape.parts))
            yield replace(total, terms=terms, mean_of=shape.mean_of, decimals=shape.decimals, strict=strict)
        if (counted := _counted(shape.parts)) and not shape.mean_of and shape.times == 1:
            yield replace(total, counted=counted)

    def _terms(self, parts: tuple[str, ...]) -> tuple[Term, ...] | None:
        """The answers that are added, each once: its points by code, or as it stands. None where a part is none."""
        terms = dict[str, Term]()
        for part in parts:
            term = self._term(part)
            before = terms.get(term.link) if term is not None else None
            if term is None or (before is not None and not before.has_place_for(term)):
                return None
            terms[term.link] = term if before is None else before.with_points_of(term)
        return tuple(terms.values())

    def _term(self, part: str) -> Term | None:
        if name := self.answer(part) or self.answer_or_none(part):
            return Term(name)
        call = _call("if", part)
        if call is None or len(call) != 3:
            return None
        if (turned := self.turned(call)) is not None:
            return turned
        chain = self._by_code(part)
        if not chain or any(name != chain[0][0] for name, _, _ in chain):
            return None
        points = tuple((code, worth) for _, code, worth in chain)
        return Term(chain[0][0], points, first=len(points) > 1) if len(dict(points)) == len(points) else None

    def _by_code(self, part: str) -> list[tuple[str, str, Decimal]] | None:
        """The question, the option and the points of `if(TEST, 2, 0)`; several where they stand inside."""
        call = _call("if", part)
        if call is None or len(call) != 3 or not re.fullmatch(_NUMBER, call[1]):
            return None
        tested = self.option(bare(call[0]))
        if tested is None:
            return None
        here = (*tested, Decimal(call[1]))
        if call[2] in ("0", "'0'"):
            return [here]
        rest = self._by_code(call[2])
        return [here, *rest] if rest is not None else None


def _shape(text: str) -> _Shape | None:
    """What is added and what becomes of it; None where something else is done with the sum."""
    mean_of, decimals, times = 0, None, Decimal(1)
    rounded = _call("round", text)
    if rounded is not None and len(rounded) == 2 and re.fullmatch("[0-4]", rounded[1]):
        text, decimals = rounded[0], int(rounded[1])
    if (match := _DIVIDED.fullmatch(text)) is not None and _is_one(match["sum"]):
        text, mean_of = match["sum"], int(match["by"])
    elif (match := _TIMES.fullmatch(text)) is not None and _is_one(match["sum"]):
        text, times = match["sum"], Decimal(match["by"])
    by, listed = next(((name, found) for name in _ADDS if (found := _call(name, bare(text))) is not None), ("", None))
    parts = tuple(map(bare, listed if listed is not None else split(bare(text), "+")))
    if by == "mean" and mean_of:
        return None  # what is a mean already, divided again
    if by == "mean":
        mean_of = len(parts)
    if decimals is not None and not mean_of:
        return None
    return _Shape(parts, by, mean_of, decimals, times)


def _is_one(text: str) -> bool:
    """Whether the text is one bracket, or one call: what follows is then done with all of it."""
    return (text.startswith("(") and closes(text)) or any(_call(name, text) is not None for name in _ADDS)


def _depth(formula: str) -> int:
    """How deep brackets stand in brackets."""
    return max(accumulate((one == "(") - (one == ")") for one in formula), default=0)


def _call(name: str, text: str) -> list[str] | None:
    """What stands in the brackets of the function, where the whole is a call of it."""
    match = re.match(rf"{name} ?(?=\()", text, re.IGNORECASE)
    if match is None or not closes(text[match.end() :]):
        return None
    return [one.strip() for one in split(text[match.end() + 1 : -1], ",")]


def _counted(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The conditions that count 1 each; none where a part is something else."""
    calls = [_call("if", part) for part in parts]
    found = tuple(call[0] for call in calls if call is not None and call[1:] == ["1", "0"])
    return found if len(found) == len(parts) else ()
