"""Grade how hard a text is to read: Flesch-Kincaid, in English, with a small syllable count of our own.

The grade is the school year of the US in which most readers follow the text. It counts lengths and knows no meaning:
a low grade does not make a text clear. Formula: Kincaid and others, 1975, Navy Research Branch Report 8-75.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:['.,-][^\W_]+)*")
_BLOCKS = re.compile(r"\n\s*\n|\n\s*-\s")  # paragraphs and bullets: each ends a sentence
_ENDS = re.compile(r"(?<![.!?])[.!?]++[\"')\]]*+(?:\s+|$)")
_VOWELS = re.compile(r"[aeiouy]+")
# Where vowels side by side are two syllables: be-ing, ra-di-o, se-ri-ous, sci-ence, qui-et, usu-al, flu-ent, ru-in.
_SPLIT = re.compile(
    r"[aeiouy]ing|i[ao](?!u)|[^cgtx]ious|sci?ence|[lr]ien[ct]|[cdqux]iet|[^gq]ua[ln]|[^gq]uen|[^bgq]ui[dn]"
    r"|creat|theat|area|idea|poe[mt]"
)
_JOINED = re.compile(r"[cghlnst]i(?:on|an|al|or)")  # where they are one after all: ac-tion, mil-lion, spe-cial
_SILENT = re.compile(
    r"(?:[^aeiouyl]|[aeiouy]l)e$|[^aeiouy]e(?:ly|ment|ful|less|ness)$|[^aeiouydt]ed$|[^aeiouycgsxz]es$"
)
_SOFT = re.compile(r"(?:ch|sh)es$")  # wish-es: the e is spoken
_ODD = {
    2: "people peoples someone something sometimes somewhere every maybe lion awesome guideline guidelines",
    3: "anyone anywhere everyone everything everywhere suicide heroin",
}
_KNOWN = {word: count for count, listed in _ODD.items() for word in listed.split()}

# Syllables of the numbers: zero to nineteen, then ten to ninety, then what counts groups.
_ONES = (2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 2, 2, 2, 2, 3, 2, 2)
_TENS = (0, 1, 2, 2, 2, 2, 2, 3, 2, 2)
_GROUPS = ((1_000_000, 2), (1_000, 2), (100, 2))


def grade(text: str) -> float:
    """The grade of the text; 0.0 for a text without words. Short texts give grades that mean little."""
    found = words(text)
    if not found:
        return 0.0
    count = len(found)
    return 0.39 * count / len(sentences(text)) + 11.8 * sum(map(syllables, found)) / count - 15.59


def words(text: str) -> list[str]:
    """The words and numbers of the text, without the marks around them."""
    return _WORD.findall(text.replace("\u2019", "'"))


def sentences(text: str) -> list[str]:
    """The sentences of the text; a paragraph or a bullet ends one even without a full stop."""
    pieces = (piece for block in _BLOCKS.split(text) for piece in _ENDS.split(block))
    return [piece for piece in pieces if _WORD.search(piece)]


def syllables(word: str) -> int:
    """How many syllables the word has when it is read out: numbers as they are spoken, short capitals by letter."""
    weak = len(re.findall("[ds]n't$", word))  # is-n't, did-n't
    return sum(map(_spoken, re.split("[-.]", word.replace(",", "").replace("'", "")))) + weak


def _spoken(part: str) -> int:
    if part.isascii() and part.isdecimal():
        return _number(int(part[:9]))
    if part.isupper() and len(part) > 1 and (len(part) < 4 or not _VOWELS.search(part.lower())):
        return len(part) + 2 * part.count("W")
    return _counted(part.lower()) if part else 0


def _number(number: int) -> int:
    for size, name in _GROUPS:
        if number >= size:
            return _number(number // size) + name + (_number(number % size) if number % size else 0)
    if number < len(_ONES):
        return _ONES[number]
    return _TENS[number // 10] + (_ONES[number % 10] if number % 10 else 0)


def _counted(word: str) -> int:
    if word in _KNOWN:
        return _KNOWN[word]
    count = len(_VOWELS.findall(word)) + len(_SPLIT.findall(word)) - len(_JOINED.findall(word))
    if len(word) > 2 and _SILENT.search(word) and not _SOFT.search(word):
        count -= 1
    return max(count, 1)
