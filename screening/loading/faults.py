"""One thing that is wrong with content as a whole, before it has its sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from screening.text import hint

Loc = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: the place by keys and positions, the kind (an id in `messages`), and what to fill in."""

    loc: Loc
    kind: str
    facts: dict[str, object]


def fault(loc: Loc, kind: str, **facts: object) -> Fault:
    """A fault with its facts. A fact that is dear to work out may be a function without arguments."""
    return Fault(loc, kind, facts)


def unknown(loc: Loc, what: str, name: str, known: Iterable[str], **facts: object) -> Fault:
    """A name that is not known, with the one that may be meant."""
    return fault(loc, f"unknown-{what}", name=name, hint=partial(hint, name, known), **facts)
