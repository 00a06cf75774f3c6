"""Cut a document into pages that fit a window, at whole blocks where that is possible. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from screening.conversation.screens import cut
from screening.formats.render import Glyphs, Line, block_lines, document_lines
from screening.reports.document import Block, Bullets, Document, Heading, Paragraph, Section
from screening.text import wrap


def document_pages(document: Document, columns: int, room: int, glyphs: Glyphs | None) -> list[list[Line]]:
    """The pages of a document, each at most `room` lines.

    A part with a title that does not fit below what stands before it begins a page of its own.
    """
    whole = document_lines(document, columns, glyphs)
    if 0 < len(whole) <= room:
        return [whole]
    pages: list[list[Line]] = []
    for section in document.sections:
        units = list(_units(section, columns, room, glyphs))
        whole_section = sum(map(len, units)) + len(units) - 1
        for index, unit in enumerate(units):
            needed = whole_section if section.title and not index else len(unit)
            if pages and len(pages[-1]) + 1 + needed <= room:
                pages[-1] += [Line(""), *unit]
            else:
                pages.append(unit)
    return pages


def _units(section: Section, columns: int, room: int, glyphs: Glyphs | None) -> Iterator[list[Line]]:
    """The lines that stay together: a heading with what follows it, a list with the sentence before it."""
    title = [Line(line, "title") for line in wrap(section.title, columns)] if section.title else []
    for group in _groups(section.blocks):
        lines = block_lines(group, columns, glyphs)
        gap = [Line("")] if title and isinstance(group[0], Heading) else []
        lines, title = [*title, *gap, *lines], []
        yield from cut(lines, room)
    if title:
        yield title


def _groups(blocks: tuple[Block, ...]) -> list[list[Block]]:
    groups: list[list[Block]] = []
    for block in blocks:
        before = groups[-1][-1] if groups else None
        if isinstance(before, Heading) or (isinstance(before, Paragraph) and isinstance(block, Bullets)):
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups
