"""Read the words of an XLSForm without markup, and write words so that they are shown as they are. Pure.

Programs take words for HTML and for Markdown, and put answers in for names in `${}`. Such a sign is written as its
number.
"""

from __future__ import annotations

import html
import re

from screening.interchange.flat.forms import plain

PIPED = re.compile(r"\$\{[^{}]{1,200}\}")  # an answer that is put into words
_MARKED = re.compile(r"\*\*(?=\S)([^*]{1,2000}?)(?<=\S)\*\*")
# Signs of Markdown beside a letter; one that heads a line; the one before a name in curly brackets.
_SIGNS = re.compile(r"[*_](?=[^*_\s])|(?<=[^*_\s])[*_]|^#|\$(?=\{)|\[(?=[^\[\]]*\]\()")


def words_of(cell: str) -> str:
    """Words without markup, and with a gap in the place of each answer that is put into them."""
    return plain(_MARKED.sub(r"\1", PIPED.sub("...", cell)))


def as_words(text: str) -> str:
    """The words as a cell, with a mark in the place of each sign that has a meaning there."""
    if html.unescape(text) != text:
        text = text.replace("&", "&amp;")
    return _SIGNS.sub(lambda found: f"&#{ord(found[0])};", text).replace("<", "&lt;")
