"""Write a condition of ours as a FHIRPath expression, and read back the ones of exactly that shape. Pure.

What is written is true or false, never empty: `{} = 'x'` is empty in FHIRPath, and so is its negation, so a test is
always of `exists()` or `empty()`. Nothing here runs an expression.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from screening.interchange.brackets import split
from screening.interchange.fhir.extensions import ABSENT

Test = dict[str, object]

FLAT = "%resource.item"
NESTED = "%resource.repeat(item | answer.item)"  # where questions stand in groups and under answers
MAX_DEPTH = 32
_TREE = r"%resource\.(?:item|repeat\(item \| answer\.item\))"
_LINK = rf"{_TREE}\.where\(linkId = '(?P<link>[^']*)'\)\.answer\.value"
_VALUE = r"(?:'[^']*'|true|false|-?[0-9]+|@T?[0-9:-]+)"
_ANY_OF = rf"\$this = {_VALUE}(?: or \$this = {_VALUE})*"
_CODES = re.compile(rf"{_LINK}(?:\.code)?\.where\((?P<codes>{_ANY_OF})\)\.(?P<how>exists|empty)\(\)")
_BOUND = re.compile(rf"{_LINK}\.where\(\$this (?P<order>>=|<=) (?P<bound>-?[0-9]+(?:\.[0-9]+)?)\)\.exists\(\)")
_DAY = re.compile(rf"{_LINK}\.where\(\$this (?P<order>>=|<=) @T?(?P<bound>[0-9:-]+)\)\.exists\(\)")
_TOTAL = re.compile(
    r"(?P<total>iif\(.*\))\.where\(\$this (?P<order>>=|<=) (?P<bound>-?[0-9]+(?:\.[0-9]+)?)\)\.exists\(\)"
)
_DECLINED = re.compile(
    rf"{_TREE}\.where\(linkId = '(?P<link>[^']*)'\)"
    rf"\.extension\.where\(url = '{re.escape(ABSENT)}'\)\.(?P<how>exists|empty)\(\)"
)
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_SIGNS = {"n": "\n", "r": "\r", "t": "\t", "f": "\f"}
_ANSWERED = re.compile(rf"{_LINK}\.(?P<how>exists|empty)\(\)")


def answer(link: str, tree: str) -> str:
    """The values of the answers to an item."""
    return f"{tree}.where(linkId = '{quoted(link)}').answer.value"


def quoted(text: str) -> str:
    """The text as it stands inside the quotes of FHIRPath, where no quote is left (FHIRPath 2.0, String)."""
    return text.replace("\\", "\\\\").replace("'", "\\u0027")


def unquoted(text: str) -> str:
    """What stands between the quotes of FHIRPath, without its escapes."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else _SIGNS.get(found[2], found[2]), text)


def literal(text: str) -> str:
    """A text in an expression."""
    return f"'{quoted(text)}'"


def among(values: str, literals: Iterable[str]) -> str:
    """Those of the values that are one of these."""
    return f"{values}.where({' or '.join(f'$this = {one}' for one in literals)})"


def declined(link: str, tree: str) -> str:
    """Why there is no answer to an item, where it was declined."""
    return f"{tree}.where(linkId = '{quoted(link)}').extension.where(url = '{ABSENT}')"


# Back again.

Tested = Callable[[str, str, list[str]], Test | None]


def read(text: str, test: Tested, depth: int = 0) -> Test | None:
    """The condition that an expression of ours stands for; nothing for any other expression.

    `test` makes one test of a linkId, a kind (`is`, `is-not`, `at-least`, `at-most`, `answered`, `unanswered`) and
    its codes or number; or of the formula of a total, `total-at-least` or `total-at-most` and the number.
    """
    text = " ".join(text.split())
    if depth > MAX_DEPTH:
        return None
    if text.startswith("(") and text.endswith(")"):
        for group, word in (("all", " and "), ("any", " or ")):
            parts = split(text[1:-1], word)
            if len(parts) > 1:
                found = [read(part, test, depth + 1) for part in parts]
                return {group: found} if None not in found else None
        return read(text[1:-1], test, depth + 1)
    return _leaf(text, test)


def _leaf(text: str, test: Tested) -> Test | None:
    if (match := _CODES.fullmatch(text)) is not None:
        codes = [named(one) for one in _NAMED.findall(match["codes"])]
        return test(unquoted(match["link"]), "is" if match["how"] == "exists" else "is-not", codes)
    if (match := _BOUND.fullmatch(text) or _DAY.fullmatch(text)) is not None:
        return test(unquoted(match["link"]), "at-least" if match["order"] == ">=" else "at-most", [match["bound"]])
    if (match := _TOTAL.fullmatch(text)) is not None:
        kind = "total-at-least" if match["order"] == ">=" else "total-at-most"
        return test(match["total"], kind, [match["bound"]])
    if (match := _ANSWERED.fullmatch(text)) is not None:
        return test(unquoted(match["link"]), "answered" if match["how"] == "exists" else "unanswered", [])
    if (match := _DECLINED.fullmatch(text)) is not None:
        return test(unquoted(match["link"]), "declined" if match["how"] == "exists" else "not-declined", [])
    return None


def is_answered(text: str) -> bool:
    """Whether the expression is the test of ours that an item is answered."""
    match = _ANSWERED.fullmatch(text)
    return match is not None and match["how"] == "exists"


_NAMED = re.compile(rf"\$this = ({_VALUE})")


def named(value: str) -> str:
    """The code, number, day or time of a literal; `yes` and `no` for true and false."""
    if value.startswith("'"):
        return unquoted(value[1:-1])
    return {"true": "yes", "false": "no"}.get(value, value.removeprefix("@").removeprefix("T"))
