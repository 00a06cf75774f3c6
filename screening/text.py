"""Make text fit to print: remove what must never reach a terminal, fit lines to a width, suggest names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice

LONGEST_COMPARED = 60  # characters
MOST_COMPARED = 600  # names

# Whole escape sequences go first, so that no debris of them is left: CSI, then OSC/DCS/SOS/PM/APC up to
# their end, then any other two-character escape (ECMA-48, 5th edition, clause 5).
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f]).*?(?:\x07|\x1b\\|\x9c|$)"
    r"|\x1b[ -/]*[0-~]?",
    re.DOTALL,
)
# C0 and C1 controls, bidi marks, overrides and isolates, line and paragraph separators, tag characters, byte
# order mark, lone surrogates. ZWJ and ZWNJ stay: Persian, Hindi and emoji need them. See CVE-2021-42574.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)

# Letters and marks that take one column each, Latin with its accents, dashes and quotes: for those no table is needed.
_NARROW = re.compile("[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027]*")


def first_unsafe(text: str) -> tuple[int, str] | None:
    """Where the first character stands that may not be in a file, and its code point as `U+001B`."""
    match = _UNSAFE.search(text)
    return (match.start(), f"U+{ord(match.group()):04X}") if match else None


def clean(text: str, *, lines: bool = False) -> str:
    """The text without escape sequences, controls and direction overrides, in NFC.

    Tabs become spaces; line breaks become spaces too unless `lines`.
    """
    text = _UNSAFE.sub("", _ESCAPES.sub("", text)).replace("\t", " ")
    return unicodedata.normalize("NFC", text if lines else text.replace("\n", " "))


def width(text: str) -> int:
    """How many columns a terminal gives the text."""
    if _NARROW.fullmatch(text):
        return len(text)
    from wcwidth import wcswidth  # its tables take as long as a bare start of Python

    return max(wcswidth(text), 0)


def wrap(text: str, columns: int, indent: str = "", hanging: str | None = None) -> list[str]:
    """The text in lines of at most `columns`, broken between words; a word longer than a line at the edge.

    The first line begins with `indent`, the others with `hanging` (the same if absent).
    """
    hanging = indent if hanging is None else hanging
    lines, line, filled = [], indent, False
    for word in _words(text, max(columns - max(width(indent), width(hanging)), 1)):
        candidate = f"{line} {word}" if filled else line + word
        if filled and width(candidate) > columns:
            lines.append(line)
            candidate = hanging + word
        line, filled = candidate, True
    return [*lines, line]


def _words(text: str, columns: int) -> Iterator[str]:
    for word in text.split():
        while word:
            head = fitting_head(word, columns)
            yield head
            word = word[len(head) :]


def fitting_head(word: str, columns: int) -> str:
    """As much of the text as fits, cut before a character that begins something new.

    What adds no column joins what stands before it: a combining mark, the second half of a flag, all that hangs on
    a ZWJ. A variation selector or a vowel sign may add one, and still begins nothing.
    """
    if width(word) <= columns:
        return word
    if _NARROW.fullmatch(word):
        return word[:columns]
    from wcwidth import wcwidth

    cut = before = 0
    for end in range(1, len(word) + 1):
        now = width(word[:end])
        if now > before and wcwidth(word[end - 1]) > 0:
            cut = end - 1
        if now > columns and cut:
            return word[:cut]
        before = now
    return word


def shortened(text: str, most: int) -> str:
    """The text on one line, cut where it has more than so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def close(name: str, known: Iterable[str]) -> str | None:
    """The known name that this one was most likely meant to be; nothing where none is close.

    Long names, and more than some hundreds, are not compared: that takes as long as the names are, times their number.
    """
    from difflib import get_close_matches

    if len(name) > LONGEST_COMPARED:
        return None
    compared = islice((one for one in known if len(one) <= LONGEST_COMPARED), MOST_COMPARED)
    return next(iter(get_close_matches(name, compared, n=1)), None)


def hint(name: str, known: Iterable[str], otherwise: str = "Check the spelling.") -> str:
    """ "Did you mean ...?" where something known is close to the name; otherwise the other sentence."""
    meant = close(name, known)
    return f"Did you mean `{meant}`?" if meant else otherwise
