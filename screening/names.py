"""Finding what a mistyped name was meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def hint(name: str, known: Iterable[str], otherwise: str = "Check the spelling.") -> str:
    """ "Did you mean ...?" where something known is close to the name; otherwise the other sentence."""
    close = get_close_matches(name, list(known), n=1)
    return f"Did you mean `{close[0]}`?" if close else otherwise
