"""Make text fit to print: remove what must never reach a terminal, fit lines to a width, suggest names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice

CHECK = "Check the spelling."  # what is said of a name that is like none that is known
LONGEST_COMPARED = 60  # characters
MOST_COMPARED = 600  # names
LONGEST_LOOKED_AT = 500  # characters

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

# Letters of other scripts that look like a Latin one in most fonts, and marks that have a plain twin. Unicode's own
# list (UTS 39) is far longer; these are the ones that keyboards and copied words bring along.
_LOOKS_LIKE = str.maketrans(
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405\u04ae\u051a\u051c"
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u051b\u051d\u04cf"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf\u03bd\u03b9\u03c1\u03ba\u03c7\u03b1"
    "\u0585\u057d\u0570\u0131\u2018\u2019\u201c\u201d\u2010\u2011\u2012\u2013\u2014\u2212",
    "ABEKMHOPCTYXIJSYQWaeopcyxijshqwlABEZHIKMNOPTYXovipkxaouhi''\"\"------",
)
_CAPITAL_I = re.compile("(?<=[a-z])I|(?<=[a-z]I)I")  # inside a word it looks like a small L
_UNSEEN = ("Cc", "Cf", "Cn", "Cs", "Zl", "Zp", "Zs")  # categories
# Hangul fillers and the like: letters and marks by their category that show nothing.
_BLANK = "\u2800\u115f\u1160\u3164\uffa0\u17b4\u17b5\u034f\u180b\u180c\u180d\ufe0e\ufe0f"

_UNSAFE_IN_NAMES = re.compile(rf"[\t\n]|{_UNSAFE.pattern}")

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


def lookalike(text: str) -> str:
    """What the text looks like at a glance: texts that people cannot tell apart give the same."""
    head = unicodedata.normalize("NFKC", text[:LONGEST_LOOKED_AT])  # sorts marks: many take long
    plain = _CAPITAL_I.sub("l", head.translate(_LOOKS_LIKE)).casefold() + text[LONGEST_LOOKED_AT:]
    seen = " ".join("".join(one for one in plain if one.isspace() or is_seen(one)).split())
    return seen.strip(" .,;:!") or seen


def is_seen(text: str) -> bool:
    """Whether anything of the text can be seen."""
    return any(one not in _BLANK and unicodedata.category(one) not in _UNSEEN for one in text)


def shown_path(path: object) -> str:
    """The path as it can be printed: on one line, with a mark for each character that no terminal may get."""
    return _UNSAFE_IN_NAMES.sub("\N{REPLACEMENT CHARACTER}", str(path))


def width(text: str) -> int:
    """How many columns a terminal gives the text."""
    if _NARROW.fullmatch(text):
        return len(text)
    from wcwidth import wcswidth  # its tables take as long as a bare start of Python

    return max(wcswidth(text), 0)


def wrap(text: str, columns: int, indent: str = "", hanging: str | None = None, *, cut: bool = True) -> list[str]:
    """The text in lines of at most `columns`, broken between words; a word longer than a line at the edge.

    The first line begins with `indent`, the others with `hanging` (the same if absent). Without `cut` a word that is
    longer than a line stays whole: the terminal breaks it, and a path or a command can still be copied.
    """
    hanging = indent if hanging is None else hanging
    lines, line, filled = [], indent, False
    words = _words(text, max(columns - max(width(indent), width(hanging)), 1)) if cut else text.split()
    for word in words:
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


def hint(name: str, known: Iterable[str], otherwise: str = CHECK) -> str:
    """ "Did you mean ...?" where something known is close to the name; otherwise the other sentence."""
    meant = close(name, known)
    return f"Did you mean `{meant}`?" if meant else otherwise
