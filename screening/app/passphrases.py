"""Whether a new passphrase is easy to guess, and why: a kept list of common ones, of rows, of repeats and of dates.

zxcvbn (MIT) is imported only here, and only where one is chosen: its lists take a while to read.
"""

from __future__ import annotations

from typing import TypedDict, cast

LOOKED_AT = 72  # characters: what follows makes it no easier to guess, and takes long to look at
# The strongest of the five levels, 0 to 4: safe from guesses on a copy of the file at the slow pace that our key
# derivation allows (zxcvbn, "strong protection from offline slow-hash scenario").
STRONG = 4


class _Match(TypedDict, total=False):
    pattern: str
    token: str
    dictionary_name: str


def weakness(passphrase: str) -> str:
    """The id of the sentence that says why it is easy to guess; empty where it is not."""
    from zxcvbn import zxcvbn

    found = zxcvbn(passphrase[:LOOKED_AT])
    if found["score"] >= STRONG:
        return ""
    known = [one for one in cast(list[_Match], found["sequence"]) if one["pattern"] != "bruteforce"]
    longest = max(known, key=lambda one: len(one["token"]), default=_Match(pattern="bruteforce"))
    kind = longest["pattern"]
    if kind == "dictionary":
        kind = "common" if longest.get("dictionary_name") == "passwords" else "words"
    return f"passphrase-weak-{kind}"
