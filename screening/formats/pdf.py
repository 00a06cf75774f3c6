"""A document as a tagged PDF that a screen reader can read (PDF/UA-1). Drawn by typst, which is an extra.

What a document says goes in as JSON and is never read as markup. No font and no file of the machine is used.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import assert_never

from screening.errors import ScreeningError
from screening.formats import chart
from screening.reports.document import (
    Bar,
    Block,
    Bullets,
    ContactCard,
    Document,
    Heading,
    Paragraph,
    ScaleChart,
    Section,
)

# Where paper is Letter; everywhere else it is A4 (Unicode CLDR, supplemental data, paper sizes).
LETTER = ("BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE")
STAND_IN = "\N{REPLACEMENT CHARACTER}"
_TRIES = 5  # each finds the letters that cannot be drawn; those inside others may come to light one by one
_NOT_DRAWN = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")

Told = dict[str, object]


class NoPdf(ScreeningError):
    """A PDF cannot be made here; the message says what can be done."""


def ready() -> None:
    """Raises NoPdf where the extra is not installed: to be called before anything is asked or written."""
    try:
        import typst  # noqa: F401
    except ImportError:
        raise NoPdf("A PDF needs one more package. Install it: pip install 'screening[pdf]'") from None


def page(document: Document, template: str, day: str, *, country: str = "", unshown: str = "") -> bytes:
    """The document as a PDF on the paper of the country, made from the template's text. Raises NoPdf.

    The same document on the same day gives the same bytes. A letter for which there is no font is shown as a
    stand-in; `unshown` is the sentence that then says so at the end.
    """
    ready()
    from typst import TypstError

    said, note = json.dumps(_document(document, country), ensure_ascii=False), ""
    for _ in range(_TRIES):
        try:
            return _drawn(template, {"document": said, "unshown": note}, day)
        except TypstError as error:
            lost = undrawn(error.diagnostic)
        if not lost:
            break
        said, note = said.translate(dict.fromkeys(map(ord, lost), STAND_IN)), unshown
    raise NoPdf("This page cannot be made as a PDF. Save it as .html instead.")


def _drawn(template: str, inputs: dict[str, str], day: str) -> bytes:
    import typst  # 81 MB on disk: only for a page that is saved so

    return typst.compile(
        template.encode("utf-8"),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards=["ua-1"],
        timestamp=datetime.fromisoformat(day).replace(tzinfo=UTC),
    )


def undrawn(diagnostic: str) -> set[str]:
    """The letters that typst found no font for. What is ASCII is never among them: it is always drawn, or a fault."""
    named = (_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) for text in _NOT_DRAWN.findall(diagnostic))
    return {letter for text in named for letter in text if not letter.isascii() and letter != STAND_IN}


# A document as the template reads it.


def _document(document: Document, country: str) -> Told:
    language, _, region = document.language.partition("-")
    return {
        "title": document.title,
        "language": language,
        "region": region if len(region) == 2 else None,
        "paper": "us-letter" if country in LETTER else "a4",
        "sections": list(map(_section, document.sections)),
    }


def _section(section: Section) -> Told:
    """A heading inside a section without a title takes its place, so that no level is skipped."""
    level = 3 if section.title else 2
    return {"title": section.title, "blocks": [_told(block, level) for block in section.blocks]}


def _told(block: Block, level: int) -> Told:
    match block:
        case Heading(text):
            return {"kind": "heading", "text": text, "level": level}
        case Paragraph(text, strong):
            return {"kind": "paragraph", "text": text, "strong": strong}
        case Bullets(items):
            return {"kind": "bullets", "items": items}
        case ContactCard():
            return _person(block)
        case Bar():
            return _bar(block)
        case ScaleChart():
            return _course(block)
    assert_never(block)


def _person(person: ContactCard) -> Told:
    ways = [{"words": way.words, "link": way.link} for way in person.ways]
    return {"kind": "person", "name": person.name, "ways": ways, "details": " ".join(person.details)}


def _bar(bar: Bar) -> Told:
    return {
        "kind": "bar",
        "words": f"{bar.label}: {bar.words}",
        "low": bar.share(bar.low),
        "high": bar.share(bar.high),
        "marks": list(map(bar.share, bar.marks)),
    }


def _course(course: ScaleChart) -> Told:
    """The picture, and the same in words: to be read beside it, and in its place."""
    words = {"title": course.title, "lines": chart.lines(course), "alt": chart.chart_in_words(course)}
    return {"kind": "course", "picture": chart.drawing(course), **words}
