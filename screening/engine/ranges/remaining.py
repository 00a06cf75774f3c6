"""Simplify a condition to the part that is still undecided once some of its tests are known.

A condition shrinks as its tests come out: a part that is settled drops out, and one that decides the whole replaces
it. Two ways through a file that leave the same remainder are one way from there on. No question is open here: each
is answered, declined or not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from screening.engine.rules import Truth, truth
from screening.model.conditions import Condition


@dataclass(frozen=True, slots=True)
class Group:
    """What is left of an `all` (`every`) or an `any`; `doubtful` where a part that is gone came out declined."""

    every: bool
    doubtful: bool
    parts: tuple[Remaining, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What is left of the question which of some conditions is the first that holds.

    Each candidate has its number. None is chosen where `unless` holds, or where a decline leaves more than one
    possible.
    """

    unless: Remaining
    candidates: tuple[tuple[int, Remaining], ...]

    @property
    def chosen(self) -> int | None:
        """The number of the candidate that holds, once nothing is left to be known."""
        number, holds = self.candidates[0]
        return number if holds is Truth.YES and self.unless is not Truth.YES else None


Remaining = Truth | str | Group | Choice  # a text is the signature of a test


RESOLVED = "="  # begins the signature of a test that reads declined answers as known ones


def signature(leaf: Condition, *, resolved: bool = False) -> str:
    """Two tests with the same signature always come out alike."""
    name = f"{leaf.item} {leaf.scale} {[(name, getattr(leaf, name)) for name in leaf.tests]}"
    return RESOLVED + name if resolved else name


def whole(condition: Condition, *, resolved: bool = False) -> Remaining:
    """The condition before any of its tests is known."""
    if not condition.parts:
        return signature(condition, resolved=resolved)
    return _group(condition.all is not None, False, [whole(part, resolved=resolved) for part in condition.parts])


def first_of(conditions: Iterable[Condition], unless: Iterable[Condition]) -> Choice:
    """Which condition is the first that holds, unless one of the others does. Their number stands for none."""
    candidates = [whole(condition) for condition in conditions]
    never = _group(False, False, [whole(condition) for condition in unless])
    return _choice(never, tuple(enumerate([*candidates, Truth.YES])))


def size(remaining: Remaining) -> int:
    """How many parts it has, those of its parts included."""
    match remaining:
        case Group(parts=parts):
            return len(parts) + sum(map(size, parts))
        case Choice(unless, candidates):
            return len(candidates) + size(unless) + sum(size(part) for _, part in candidates)
    return 0


def settled(remaining: Remaining, truths: Mapping[str, Truth]) -> Remaining:
    """What is left when these tests are known too."""
    match remaining:
        case str():
            return truths.get(remaining, remaining)
        case Group(every, doubtful, parts):
            return _group(every, doubtful, [settled(part, truths) for part in parts])
        case Choice(unless, candidates):
            return _choice(
                settled(unless, truths), tuple((number, settled(part, truths)) for number, part in candidates)
            )
    return remaining


def _group(every: bool, doubtful: bool, parts: list[Remaining]) -> Remaining:
    """As `rules.evaluate` has it, with the parts that are not known yet left standing."""
    deciding = truth(not every)
    if deciding in parts:
        return deciding
    doubtful = doubtful or Truth.DECLINED in parts
    left = tuple(dict.fromkeys(part for part in parts if not isinstance(part, Truth)))
    if not left:
        return Truth.DECLINED if doubtful else truth(every)
    return left[0] if len(left) == 1 and not doubtful else Group(every, doubtful, left)


def _choice(unless: Remaining, candidates: tuple[tuple[int, Remaining], ...]) -> Choice:
    """Without the candidates that do not hold, and without those below the first that may."""
    if unless is Truth.YES:
        return Choice(Truth.YES, ((-1, Truth.YES),))
    possible = [(number, part) for number, part in candidates if part is not Truth.NO]
    known = [place for place, (_, part) in enumerate(possible) if isinstance(part, Truth)]
    return Choice(Truth.NO if unless is Truth.DECLINED else unless, tuple(possible[: known[0] + 1]))
