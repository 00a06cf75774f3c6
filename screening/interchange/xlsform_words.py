"""Write words so that a program for XLSForms shows them as they are. Pure.

It takes words for HTML and for Markdown, and puts answers in for names in `${}`. Such a sign is written as its number.
"""

from __future__ import annotations

import html
import re

# Signs of Markdown beside a letter; one that heads a line; the one before a name in curly brackets.
_SIGNS = re.compile(r"[*_](?=[^*_\s])|(?<=[^*_\s])[*_]|^#|\$(?=\{)|\[(?=[^\[\]]*\]\()")


def as_words(text: str) -> str:
    """The words as a cell, with a mark in the place of each sign that has a meaning there."""
    if html.unescape(text) != text:
        text = text.replace("&", "&amp;")
    return _SIGNS.sub(lambda found: f"&#{ord(found[0])};", text).replace("<", "&lt;")
