"""A document as lines, Markdown or HTML. Pure: who prints or saves them is somebody else's business."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from screening.formats.chart import Ruler, drawing, key, letters, lines, row, ruler
from screening.formats.chart import course_svg as course_svg
from screening.reports.document import (
    Bar,
    Block,
    Bullets,
    ChartPoint,
    ContactCard,
    Document,
    Heading,
    Paragraph,
    ScaleChart,
    Section,
)
from screening.text import width, wrap

MAX_WIDTH = 80
WIDE = 24  # characters of a picture that stands beside its dates
Style = Literal["", "title", "heading", "strong", "bar"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line to print, with what it is; style carries no meaning that the words do not."""

    text: str
    style: Style = ""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """What a bar is drawn with: sure, possible, and not reached."""

    full: str
    open: str
    empty: str


BLOCKS = Glyphs("\N{FULL BLOCK}", "\N{MEDIUM SHADE}", "\N{LIGHT SHADE}")
ASCII = Glyphs("#", "?", ".")


# Lines.


def section_lines(section: Section, columns: int, glyphs: Glyphs | None) -> list[Line]:
    """The section in lines of at most `columns`. Without glyphs there are no bars: the words say it all."""
    columns = min(columns, MAX_WIDTH)
    title = [Line(line, "title") for line in wrap(section.title, columns)] if section.title else []
    apart = [Line("")] if title and section.blocks and isinstance(section.blocks[0], Heading) else []
    return [*title, *apart, *block_lines(section.blocks, columns, glyphs)]


def block_lines(blocks: Iterable[Block], columns: int, glyphs: Glyphs | None) -> list[Line]:
    """The blocks in lines, with an empty line before each paragraph, heading and list."""
    lines: list[Line] = []
    before: Block | None = None
    for block in blocks:
        if before is not None and not isinstance(before, Heading) and not _belongs(before, block):
            lines.append(Line(""))
        lines += _lines(block, columns, glyphs)
        before = block
    return lines


def _belongs(before: Block, block: Block) -> bool:
    """A list after its paragraph, and a bar's explanation after the bar, stand close."""
    return isinstance(before, Paragraph) and isinstance(block, Bullets)


def _lines(block: Block, columns: int, glyphs: Glyphs | None) -> list[Line]:
    match block:
        case Heading(text):
            return [Line(line, "heading") for line in wrap(text, columns)]
        case Paragraph(text, strong):
            return [Line(line, "strong" if strong else "") for line in wrap(text, columns)]
        case Bullets(items):
            return [Line(line) for item in items for line in wrap(item, columns, "- ", "  ")]
        case ContactCard():
            return list(_person(block, columns))
        case Bar():
            return list(_bar(block, columns, glyphs))
        case ScaleChart():
            return list(_course(block, columns, glyphs))


def _person(person: ContactCard, columns: int) -> Iterator[Line]:
    yield from (Line(line, "strong") for line in wrap(person.name, columns))
    for way in person.ways:
        yield from (Line(line) for line in wrap(way.words, columns, "  ", "    "))
    if person.details:
        yield from (Line(line) for line in wrap(" ".join(person.details), columns, "  "))


def _bar(bar: Bar, columns: int, glyphs: Glyphs | None) -> Iterator[Line]:
    yield from (Line(line) for line in wrap(f"{bar.label}: {bar.words}", columns, "", "  "))
    if glyphs is not None:
        yield Line("  " + drawn(bar, min(columns - 2 - len(bar.marks), 44), glyphs), "bar")


def _course(course: ScaleChart, columns: int, glyphs: Glyphs | None) -> Iterator[Line]:
    """Time goes down: a row for each sitting beside its date, or below its words where the window is narrow."""
    beside = max((width(mark.label) for mark in course.points), default=0) + 2
    free = columns - beside
    with_words = free - 2 - max((width(mark.words) for mark in course.points), default=0)
    ground = ruler(course, min(with_words if with_words >= WIDE else free, 44)) if free >= WIDE else None
    indent = beside if ground else 2
    ground = ground or ruler(course, columns - indent)
    yield from (Line(line, "heading") for line in wrap(course.title, columns))
    if glyphs is None or ground is None:
        yield from (Line(line) for text in lines(course) for line in wrap(text, columns, "", "  "))
        return
    yield from (Line(line) for text in key(course) for line in wrap(text, columns, "", "   "))
    if course.bands:
        yield Line(" " * indent + letters(course, ground), "bar")
    for mark in course.points:
        yield from _row(mark, ground, glyphs, columns, indent)


def _row(mark: ChartPoint, ground: Ruler, glyphs: Glyphs, columns: int, indent: int) -> Iterator[Line]:
    picture = row(mark, ground, full=glyphs.full, open_=glyphs.open, empty=glyphs.empty)
    if indent == 2:
        yield from (Line(line) for line in wrap(f"{mark.label}: {mark.words}", columns, "", "  "))
        yield Line(f"  {picture}", "bar")
        return
    line = f"{mark.label}{' ' * (indent - width(mark.label))}{picture}"
    whole = f"{line}  {mark.words}"
    if width(whole) <= columns:
        yield Line(whole, "bar")
        return
    yield Line(line, "bar")
    yield from (Line(line) for line in wrap(mark.words, columns, " " * min(indent, columns // 3)))


def drawn(bar: Bar, columns: int, glyphs: Glyphs) -> str:
    """The bar in that many characters, and one for each mark: sure up to the lowest total still possible, open up to
    the highest.
    """
    low, high = round(bar.share(bar.low) * columns), round(bar.share(bar.high) * columns)
    cells = [glyphs.full] * low + [glyphs.open] * (high - low) + [glyphs.empty] * (columns - high)
    for mark in reversed(bar.marks):
        cells.insert(round(bar.share(mark) * columns), "|")
    return "".join(cells)


def plain_text(document: Document, columns: int = MAX_WIDTH) -> str:
    """The document as text, to be saved or read line by line."""
    title = wrap(document.title, columns)
    lines = [*title, "=" * max(map(width, title))]
    for section in document.sections:
        lines += ["", *(line.text for line in section_lines(section, columns, ASCII))]
    return "\n".join(line.rstrip() for line in lines) + "\n"


# Markdown.


def markdown(document: Document) -> str:
    """The document in Markdown. Characters that would be marks are escaped."""
    parts = [f"# {_escaped(document.title)}"]
    for section in document.sections:
        parts += [f"## {_escaped(section.title)}"] if section.title else []
        parts += map(_markdown, section.blocks)
    return "\n\n".join(parts) + "\n"


def _markdown(block: Block) -> str:
    match block:
        case Heading(text):
            return f"### {_escaped(text)}"
        case Paragraph(text, strong):
            return f"**{_escaped(text)}**" if strong else _escaped(text)
        case Bullets(items):
            return "\n".join(f"- {_escaped(item)}" for item in items)
        case ContactCard(name):
            return "\n".join([f"**{_escaped(name)}**", "", *(f"- {_escaped(one)}" for one in _told(block))])
        case Bar():
            return f"- {_escaped(f'{block.label}: {block.words}')}"
        case ScaleChart():
            told = "\n".join(f"- {_escaped(text)}" for text in lines(block))
            return f"**{_escaped(block.title)}**\n\n{told}"


def _told(person: ContactCard) -> tuple[str, ...]:
    return (*(way.words for way in person.ways), *person.details)


def _escaped(text: str) -> str:
    return "".join(f"\\{one}" if one in "\\`*_[]<>#|~" else one for one in " ".join(text.split()))


# HTML: the template is jinja2 with autoescape; here is only what it needs to draw.


def html_page(document: Document, template: str) -> str:
    """The document as one HTML page without scripts, made from the template's text."""
    from jinja2 import Environment, StrictUndefined  # 9 ms that only a saved page needs
    from markupsafe import Markup

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    kinds = (Heading, Paragraph, Bullets, ContactCard, Bar, ScaleChart)
    environment.tests.update({kind.__name__: _is(kind) for kind in kinds})
    environment.filters.update({"drawing": lambda course: Markup(drawing(course)), "in_words": lines})
    return environment.from_string(template).render(document=document)


def _is(kind: type) -> Callable[[object], bool]:
    return lambda block: isinstance(block, kind)
