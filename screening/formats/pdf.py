"""Convert a document to a tagged PDF that a screen reader can read (PDF/UA-1). Needs typst, an optional dependency.

The text of a document is passed as JSON, so it is never read as markup. No font or file of the machine is used.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from importlib.util import find_spec
from typing import assert_never
from unicodedata import category

from screening.errors import ScreeningError
from screening.formats import chart
from screening.formats.pdf_process import Failed, Refused, compiled
from screening.reports.document import (
    Bar,
    Bars,
    Block,
    Bullets,
    ContactCard,
    ContactList,
    Document,
    Facts,
    Heading,
    Paragraph,
    ScaleChart,
    Section,
    Table,
    WritingLines,
)

# The countries with Letter paper; all others have A4 (Unicode CLDR, supplemental data, paper sizes).
LETTER = ("BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE")
STAND_IN = "\N{REPLACEMENT CHARACTER}"
_BLANK = "#set document(title: [A page])"
ENOUGH = 14  # characters of a cell that is broken between words
_TRIES = 5  # each try reports some of the characters without a font, not always all of them
_NOT_DRAWN = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")

Fields = dict[str, object]


class NoPdf(ScreeningError):
    """A PDF cannot be made. The message says what to do."""


def ready() -> None:
    """Raise NoPdf if no PDF can be made here: to be called before anything is asked or written."""
    if find_spec("typst") is None:
        raise NoPdf("A PDF needs one more package. Install it: pip install 'screening[pdf]'")
    try:
        compiled(_BLANK, {}, "2026-01-01")
    except Failed:
        raise NoPdf("The package that makes a PDF does not work here. Save the page as .html instead.") from None


def page(document: Document, template: str, day: str, *, country: str = "", unshown: str = "") -> bytes:
    """The document as a PDF on the country's paper size, made from the template's text. Raises NoPdf.

    The same document on the same day gives the same bytes. A character without a font is replaced by U+FFFD, and the
    page then ends with the sentence `unshown`.
    """
    content, note = json.dumps(_document(document, country), ensure_ascii=False), ""
    for _ in range(_TRIES):
        try:
            return compiled(template, {"document": content, "unshown": note}, day)
        except Refused as error:
            missing = undrawn(str(error))
        except Failed:
            missing = _pictures(content)
        if not missing:
            break
        content, note = content.translate(dict.fromkeys(map(ord, missing), STAND_IN)), unshown
    raise NoPdf("This page cannot be made as a PDF. Save it as .html instead.")


def undrawn(diagnostic: str) -> set[str]:
    """The characters for which typst found no font. ASCII is left out: all fonts have it, so that would be a fault."""
    texts = (_ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) for text in _NOT_DRAWN.findall(diagnostic))
    return {letter for text in texts for letter in text if not letter.isascii() and letter != STAND_IN}


def _pictures(text: str) -> set[str]:
    """Emoji and the signs that join them: beside letters that run from right to left they can end typst."""
    signs = {letter for letter in text if category(letter) in ("So", "Sk", "Cf") and not letter.isascii()}
    return signs - {STAND_IN}


# The document as the fields that the template reads.


def _document(document: Document, country: str) -> Fields:
    language, _, region = document.language.partition("-")
    return {
        "title": document.title,
        "language": language,
        "region": region if len(region) == 2 else None,
        "paper": "us-letter" if country in LETTER else "a4",
        "sheet": asdict(document.sheet),
        "sections": list(map(_section, document.sections)),
    }


def _section(section: Section) -> Fields:
    return {"id": section.id, "title": section.title, "blocks": list(map(_block, section.blocks))}


def _block(block: Block) -> Fields:
    match block:
        case Heading(text):
            return {"kind": "heading", "text": text}
        case Paragraph(text, strong):
            return {"kind": "paragraph", "text": text, "strong": strong}
        case Bullets(items, boxes):
            return {"kind": "boxes" if boxes else "bullets", "items": items}
        case ContactCard():
            return _contact_card(block)
        case ContactList(contacts):
            return {"kind": "people", "people": list(map(_contact_card, contacts))}
        case Bar():
            return _bar(block)
        case Bars(bars):
            return {"kind": "bars", "bars": list(map(_bar, bars))}
        case Table(headings, rows):
            return {"kind": "table", "headings": headings, "rows": rows, "weights": _weights(block)}
        case Facts(rows):
            return {"kind": "facts", "rows": rows}
        case WritingLines(labels):
            return {"kind": "to-write-on", "labels": labels}
        case ScaleChart():
            return _scale_chart(block)
    assert_never(block)


def _contact_card(card: ContactCard) -> Fields:
    ways = [{"words": way.words, "link": way.link} for way in card.ways]
    return {"kind": "person", "name": card.name, "ways": ways, "details": " ".join(card.details)}


def _bar(bar: Bar) -> Fields:
    return {
        "kind": "bar",
        "label": bar.label,
        "beside": bar.words,
        "words": f"{bar.label}: {bar.words}",
        "drawn": bar.is_drawn,
        "low": bar.share(bar.low),
        "high": bar.share(bar.high),
        "marks": list(map(bar.share, bar.marks)),
    }


def _scale_chart(scale_chart: ScaleChart) -> Fields:
    """The picture, and its content in words, shown beside it and read in its place."""
    words = {"title": scale_chart.title, "lines": chart.lines(scale_chart), "alt": chart.chart_in_words(scale_chart)}
    picture = {"picture": chart.drawing(scale_chart), "width": chart.drawn_width(scale_chart)}
    return {"kind": "course", **picture, **words}


def _weights(table: Table) -> list[int]:
    """How much room each column needs: that of its longest word at least, and of a longer cell up to a limit."""
    columns = zip(table.headings, *table.rows, strict=True)
    return [max(_room(cell, bold=place == 0) for place, cell in enumerate(cells)) + 2 for cells in columns]


def _room(cell: str, *, bold: bool) -> int:
    """The characters of a cell that need to stand side by side; bold ones are wider."""
    longest = _longest_word(cell)
    return max(longest + (longest // 4 if bold else 0), min(len(cell), ENOUGH))


def _longest_word(cell: str) -> int:
    return max(map(len, cell.split()), default=0)
