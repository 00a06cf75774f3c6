"""Convert a document to lines, text, Markdown or HTML. Pure: nothing is printed or saved here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from screening.formats.chart import Ruler, drawing, key, letters, lines, row, ruler, spaces
from screening.formats.table_lines import facts_lines, padded, table_lines
from screening.reports.document import (
    LONGEST_BAR,
    Bar,
    Bars,
    Block,
    Bullets,
    ChartPoint,
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
from screening.reports.wording import before_value
from screening.text import width, wrap

MAX_WIDTH = 80
LINE = "_" * 30  # to write on
WIDE = 24  # the least columns of a chart that is drawn beside its dates
Style = Literal["", "title", "heading", "strong", "bar"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line to print. The style adds no meaning that the words do not have.

    `bar` is where a bar stands in the text, from and to: colour may decorate it, and it alone.
    """

    text: str
    style: Style = ""
    bar: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The characters of a bar: certain points, possible points, and points not reached."""

    full: str
    open: str
    empty: str


BLOCKS = Glyphs("\N{FULL BLOCK}", "\N{MEDIUM SHADE}", "\N{LIGHT SHADE}")
ASCII = Glyphs("#", "?", ".")


# Lines.


def document_lines(document: Document, columns: int, glyphs: Glyphs | None) -> list[Line]:
    """The sections of a document in lines, with an empty line between two."""
    lines: list[Line] = []
    for section in document.sections:
        lines += [*([Line("")] if lines else []), *section_lines(section, columns, glyphs)]
    return lines


def section_lines(section: Section, columns: int, glyphs: Glyphs | None) -> list[Line]:
    """The section in lines of at most `columns`. Without glyphs no bars are drawn: the words say the same."""
    columns = min(columns, MAX_WIDTH)
    title = [Line(line, "title") for line in wrap(section.title, columns)] if section.title else []
    if section.compact:
        return [*title, *(line for block in section.blocks for line in _lines(block, columns, glyphs))]
    gap = [Line("")] if title and section.blocks and isinstance(section.blocks[0], Heading) else []
    return [*title, *gap, *block_lines(section.blocks, columns, glyphs)]


def block_lines(blocks: Iterable[Block], columns: int, glyphs: Glyphs | None) -> list[Line]:
    """The blocks in lines, with an empty line before each paragraph, heading and list."""
    lines: list[Line] = []
    before: Block | None = None
    for block in blocks:
        if before is not None and not isinstance(before, Heading) and not _follows_closely(before, block):
            lines.append(Line(""))
        lines += _lines(block, columns, glyphs)
        before = block
    return lines


def _follows_closely(before: Block, block: Block) -> bool:
    """Whether there is no empty line between the blocks: a list follows its paragraph directly."""
    return isinstance(before, Paragraph) and isinstance(block, Bullets)


def _lines(block: Block, columns: int, glyphs: Glyphs | None) -> list[Line]:
    match block:
        case Heading(text):
            return [Line(line, "heading") for line in wrap(text, columns)]
        case Paragraph(text, strong):
            return [Line(line, "strong" if strong else "") for line in wrap(text, columns)]
        case Bullets(items, boxes):
            mark = "[ ] " if boxes else "- "
            return [Line(line) for item in items for line in wrap(item, columns, mark, " " * len(mark))]
        case ContactCard():
            return list(_contact_card(block, columns))
        case ContactList():
            return list(_contact_list(block, columns))
        case Bar():
            return list(_bar(block, columns, glyphs))
        case Bars():
            return list(_bars(block, columns, glyphs))
        case Table():
            heads, rows = table_lines(block, columns)
            return [*(Line(line, "heading") for line in heads), *map(Line, rows)]
        case Facts():
            return list(map(Line, facts_lines(block, columns)))
        case WritingLines(labels):
            return [Line(line) for label in labels for line in wrap(_to_write_on(label), columns, "", "  ")]
        case ScaleChart():
            return list(_scale_chart(block, columns, glyphs))


def _contact_card(card: ContactCard, columns: int) -> Iterator[Line]:
    yield from (Line(line, "strong") for line in wrap(card.name, columns))
    for way in card.ways:
        yield from (Line(line) for line in wrap(way.words, columns, "  ", "    "))
    if card.details:
        yield from (Line(line) for line in wrap(" ".join(card.details), columns, "  "))


def _bar(bar: Bar, columns: int, glyphs: Glyphs | None) -> Iterator[Line]:
    yield from (Line(line) for line in wrap(f"{bar.label}: {bar.words}", columns, "", "  "))
    if glyphs is not None:
        yield Line("  " + drawn(bar, min(columns - 2 - len(bar.marks), 44), glyphs), "bar")


def _contact_list(listed: ContactList, columns: int) -> Iterator[Line]:
    """Names, and beside them how to reach them; below them where the window is narrow."""
    for contact in listed.contacts:
        if listed.is_beside(contact, columns):
            yield Line(f"{padded(f'{contact.name}  ', listed.indent)}{contact.in_a_line}")
        else:
            yield from (Line(line) for line in wrap(contact.name, columns))
            yield from (Line(line) for line in wrap(contact.in_a_line, columns, "  "))


def _bars(group: Bars, columns: int, glyphs: Glyphs | None) -> Iterator[Line]:
    """A line for each bar where label, bar and words fit beside each other; otherwise the bar below the words."""
    length = group.length(columns)
    for bar in group.bars:
        if glyphs is None:
            yield from (Line(line) for line in wrap(f"{bar.label}: {bar.words}", columns, "", "  "))
        elif length is None:
            yield from _bar_below(bar, columns, glyphs)
        else:
            yield _bar_beside(bar, group.labels, length, glyphs)


def _bar_beside(bar: Bar, labels: int, length: int, glyphs: Glyphs) -> Line:
    before = f"  {padded(bar.label, labels)}"
    picture = _certain(bar, length, glyphs) if bar.is_drawn else " " * length
    place = (len(before), len(before) + length) if bar.is_drawn else None
    return Line(f"{before}{picture}{'  ' if length else ''}{bar.words}", bar=place)


def _bar_below(bar: Bar, columns: int, glyphs: Glyphs) -> Iterator[Line]:
    yield from (Line(line) for line in wrap(f"{bar.label}: {bar.words}", columns, "", "  "))
    if bar.is_drawn:
        length = max(min(columns - 2, LONGEST_BAR), 1)
        yield Line(f"  {_certain(bar, length, glyphs)}", bar=(2, 2 + length))


def _certain(bar: Bar, columns: int, glyphs: Glyphs) -> str:
    """What is certain of a bar, in that many characters. Anything above the lowest has a cell of its own."""
    filled = round(bar.share(bar.low) * columns)
    filled = max(filled, 1) if bar.low > bar.minimum else filled
    return glyphs.full * filled + glyphs.empty * (columns - filled)


def _to_write_on(label: str) -> str:
    return f"{before_value(label)} {LINE}"


def _scale_chart(chart: ScaleChart, columns: int, glyphs: Glyphs | None) -> Iterator[Line]:
    """A row for each sitting, the oldest on top: beside its date, or below its words where the window is narrow."""
    label_width = max((width(point.label) for point in chart.points), default=0) + 2
    free = columns - label_width
    free_after_words = free - 2 - max((width(point.words) for point in chart.points), default=0)
    axis = ruler(chart, min(free_after_words if free_after_words >= WIDE else free, 44)) if free >= WIDE else None
    indent = label_width if axis else 2
    axis = axis or ruler(chart, columns - indent)
    yield from (Line(line, "heading") for line in wrap(chart.title, columns))
    if glyphs is None or axis is None:
        yield from (Line(line) for text in lines(chart) for line in wrap(text, columns, "", "  "))
        return
    yield from (Line(line) for text in key(chart) for line in wrap(text, columns, "", "   "))
    if chart.bands:
        yield Line(" " * indent + letters(chart, axis), "bar")
    for point, space in zip(chart.points, spaces(chart, len(chart.points)), strict=True):
        yield from _gap(point, round(space))
        yield from _row(point, axis, glyphs, columns, indent)


def _gap(point: ChartPoint, rows: int) -> Iterator[Line]:
    """The rows that a longer time leaves empty: as many as it has room for, with the time in the last."""
    if rows:
        yield from [Line("  :", "bar")] * (rows - 1)
        yield Line(f"  :  {point.later}".rstrip(), "bar")


def _row(point: ChartPoint, axis: Ruler, glyphs: Glyphs, columns: int, indent: int) -> Iterator[Line]:
    picture = row(point, axis, full=glyphs.full, open_=glyphs.open, empty=glyphs.empty)
    if indent == 2:
        yield from (Line(line) for line in wrap(f"{point.label}: {point.words}", columns, "", "  "))
        yield Line(f"  {picture}", "bar")
        return
    line = f"{point.label}{' ' * (indent - width(point.label))}{picture}"
    whole = f"{line}  {point.words}"
    if width(whole) <= columns:
        yield Line(whole, "bar")
        return
    yield Line(line, "bar")
    yield from (Line(line) for line in wrap(point.words, columns, " " * min(indent, columns // 3)))


def drawn(bar: Bar, columns: int, glyphs: Glyphs) -> str:
    """The bar in that many characters, plus a `|` for each mark: certain up to the lowest total still possible, then
    open up to the highest.
    """
    low, high = round(bar.share(bar.low) * columns), round(bar.share(bar.high) * columns)
    cells = [glyphs.full] * low + [glyphs.open] * (high - low) + [glyphs.empty] * (columns - high)
    for mark in reversed(bar.marks):
        cells.insert(round(bar.share(mark) * columns), "|")
    return "".join(cells)


def plain_text(document: Document, columns: int = MAX_WIDTH) -> str:
    """The document as plain text."""
    title = wrap(document.title, columns)
    body = (line.text for line in document_lines(document, columns, ASCII))
    about = wrap(document.sheet.line, columns) if document.sheet.line else []
    lines = [*title, "=" * max(map(width, title)), *about, *([""] if document.sections else []), *body]
    return "\n".join(line.rstrip() for line in lines) + "\n"


# Markdown.


def markdown(document: Document) -> str:
    """The document in Markdown. Characters that are Markdown syntax are escaped."""
    parts = [f"# {_escaped(document.title)}"]
    parts += [_escaped(document.sheet.line)] if document.sheet.line else []
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
        case Bullets(items, boxes):
            mark = "- [ ]" if boxes else "-"
            return "\n".join(f"{mark} {_escaped(item)}" for item in items)
        case ContactCard(name):
            return "\n".join([f"**{_escaped(name)}**", "", *(f"- {_escaped(text)}" for text in _contact_texts(block))])
        case ContactList(contacts):
            return "\n".join(f"- **{_escaped(one.name)}**: {_escaped(one.in_a_line)}" for one in contacts)
        case Bar():
            return _markdown(Bullets((f"{block.label}: {block.words}",)))
        case Bars(bars):
            return _markdown(Bullets(tuple(f"{bar.label}: {bar.words}" for bar in bars)))
        case Table():
            return "\n".join(_markdown_row(cells) for cells in _with_rule(block))
        case Facts(rows):
            return "\n".join(f"- **{_escaped(before_value(label))}** {_escaped(said)}" for label, said in rows)
        case WritingLines(labels):
            return "\n\n".join(_escaped(_to_write_on(label)) for label in labels)
        case ScaleChart():
            sittings = "\n".join(f"- {_escaped(text)}" for text in lines(block))
            return f"**{_escaped(block.title)}**\n\n{sittings}"


def _with_rule(table: Table) -> Iterator[tuple[str, ...]]:
    yield tuple(map(_escaped, table.headings))
    yield ("---",) * len(table.headings)
    yield from (tuple(map(_escaped, row)) for row in table.rows)


def _markdown_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _contact_texts(card: ContactCard) -> tuple[str, ...]:
    return (*(way.words for way in card.ways), *card.details)


# What Markdown gives a meaning, GitHub's own included: marks anywhere, names of characters, addresses that would become
# links, names of emoji; and at the beginning what would be a list or a rule.
_MARKS = re.compile(r"[\\`*_\[\]<>#|~$@]|&(?=#?\w+;)|:(?=//|[\w+-]+:)|(?<=www)\.", re.IGNORECASE)
_LIST = re.compile(r"^(\d*)([-+.)])(?=[\s+-]|$)")


def _escaped(text: str) -> str:
    return _LIST.sub(r"\1\\\2", _MARKS.sub(_with_backslash, " ".join(text.split())))


def _with_backslash(mark: re.Match[str]) -> str:
    return f"\\{mark[0]}"


# HTML: the template is jinja2 with autoescape. It calls the filters and tests set here.


def html_page(document: Document, template: str) -> str:
    """The document as one HTML page without scripts, made from the template's text."""
    from jinja2 import Environment, StrictUndefined  # 9 ms: imported only for a saved page
    from markupsafe import Markup

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    kinds = (Heading, Paragraph, Bullets, ContactCard, ContactList, Bar, Bars, Table, Facts, WritingLines, ScaleChart)
    environment.tests.update({kind.__name__: _is(kind) for kind in kinds})
    environment.filters.update({"drawing": lambda chart: Markup(drawing(chart)), "in_words": lines})
    environment.filters["numbered"] = lambda number: Markup(_numbered(number))
    return environment.from_string(template).render(document=document)


def _numbered(number: str) -> str:
    """The number of a sheet as the content of a box in CSS: words as escaped strings, counters between them."""
    counters = {"{page}": "counter(page)", "{pages}": "counter(pages)"}
    pieces = filter(None, re.split(r"(\{pages?\})", number))
    return " ".join(counters.get(piece) or f'"{_in_css(piece)}"' for piece in pieces)


def _in_css(text: str) -> str:
    return "".join(letter if letter.isalnum() or letter == " " else f"\\{ord(letter):x} " for letter in text)


def _is(kind: type) -> Callable[[object], bool]:
    return lambda block: isinstance(block, kind)
