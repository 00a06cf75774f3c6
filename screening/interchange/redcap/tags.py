"""Action tags in the annotation of a field of REDCap: those of REDCap that are read here, and our own. Pure.

Ours are `@SCREENING-ID='id'`, `@SCREENING-CODES='0=never, 1=daily'` with our codes by those of REDCap, and
`@SCREENING-POINTS='0=0, 1=2.5'` with points. REDCap passes over tags that it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from screening.interchange.limits import POINTS_OR_NONE

_OURS = "@SCREENING-"
_PAIR = re.compile(r"\s*([^=,'\s]{1,100})\s*=\s*([^=,'\s]{1,40})\s*")
_NONE_OF = re.compile(r"@NONEOFTHEABOVE\s*=\s*['\"]?([^'\"@]{1,200})")


def our_id(annotation: str) -> str:
    """The id that the item has here; empty where it does not say."""
    return _said(annotation, "ID")


def our_codes(annotation: str) -> dict[str, str]:
    """Our codes by those of REDCap; none where it does not say."""
    return _pairs(_said(annotation, "CODES"))


def points(annotation: str) -> dict[str, str]:
    """The points of each option by its code in REDCap, or that it is `unknown` or `not-asked`."""
    found = _pairs(_said(annotation, "POINTS"))
    return found if all(map(POINTS_OR_NONE.fullmatch, found.values())) else {}


def alone(annotation: str) -> frozenset[str]:
    """The codes of options that cannot be ticked together with others."""
    match = _NONE_OF.search(annotation)
    return frozenset(code.strip() for code in match[1].split(",")) if match else frozenset()


def most_ticked(annotation: str) -> int | None:
    """How many options can be ticked; nothing where it does not say."""
    return _number(annotation, "MAXCHECKED")


def text_limit(annotation: str) -> int | None:
    """How many characters can be typed; nothing where it does not say."""
    return _number(annotation, "CHARLIMIT")


def _said(annotation: str, name: str) -> str:
    match = re.search(rf"{_OURS}{name}\s*=\s*'([^']{{0,4000}})'", annotation)
    return match[1].strip() if match else ""


def _pairs(text: str) -> dict[str, str]:
    found = [_PAIR.fullmatch(one) for one in text.split(",")]
    return {} if None in found else {match[1]: match[2] for match in found if match is not None}


def _number(annotation: str, name: str) -> int | None:
    match = re.search(rf"@{name}\s*=\s*['\"]?([0-9]{{1,6}})\b", annotation)
    return int(match[1]) if match else None


# Written.


def tag(name: str, value: str | Mapping[str, str]) -> str:
    """A tag of ours, with a text or with pairs."""
    text = value if isinstance(value, str) else ", ".join(f"{code}={one}" for code, one in value.items())
    return f"{_OURS}{name}='{text}'"


def tags(limits: Mapping[str, int | None], excluding: Iterable[str]) -> list[str]:
    """Tags of REDCap: limits by their names, and the codes that exclude the others."""
    codes = ",".join(excluding)
    found = [f"@NONEOFTHEABOVE='{codes}'"] if codes else []
    return found + [f"@{name}='{limit}'" for name, limit in limits.items() if limit is not None]
