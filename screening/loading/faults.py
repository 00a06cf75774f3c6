"""One thing that is wrong with content as a whole, before it has its sentence."""

from __future__ import annotations

from dataclasses import dataclass

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
