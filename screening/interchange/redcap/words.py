"""Write words so that REDCap shows them as they are, and a spreadsheet runs none of them as a formula. Pure.

REDCap takes words for HTML, puts answers in for names in square brackets, and ends an option at a bar.
"""

from __future__ import annotations

import html

from screening.formats.csv_cells import defused
from screening.interchange.redcap.dictionary import PIPED

_BAR = "&#124;"


def as_words(text: str) -> str:
    """The words as a cell of their own."""
    return defused(_marked(text))


def as_option(text: str) -> str:
    """The words of an option, on one line; they stand behind its code."""
    return defused(f"0{_marked(' '.join(text.split()))}")[1:].replace("|", _BAR)


def _marked(text: str) -> str:
    """The words with a mark in the place of each character that has a meaning there."""
    if html.unescape(text) != text:
        text = text.replace("&", "&amp;")
    return PIPED.sub(lambda found: f"&#91;{found[0][1:]}", text.replace("<", "&lt;"))
