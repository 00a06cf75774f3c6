"""Finding what a mistyped name was meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def close(name: str, known: Iterable[str]) -> str | None:
    """The known name that this one was most likely meant to be; nothing where none is close."""
    return next(iter(get_close_matches(name, list(known), n=1)), None)


def hint(name: str, known: Iterable[str], otherwise: str = "Check the spelling.") -> str:
    """ "Did you mean ...?" where something known is close to the name; otherwise the other sentence."""
    meant = close(name, known)
    return f"Did you mean `{meant}`?" if meant else otherwise
