"""Convert tables and facts to lines of text as wide as the window. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from screening.reports.document import BESIDE, Facts, Table
from screening.reports.wording import before_value
from screening.text import width, wrap

GAP = 2  # columns between two columns of a table
UNNAMED = 3  # columns up to which a row that has no room says its cells without their headings


def table_lines(table: Table, columns: int) -> tuple[list[str], list[str]]:
    """The lines of the headings, and those of the rows.

    Columns are as wide as their cells; where that is too wide, the widest are broken between words. Where there is no
    room for that either, or the window is narrow, each row is a sentence and the headings have no lines.
    """
    widths = _fitting(table, columns - GAP * (len(table.headings) - 1)) if columns >= BESIDE else None
    if widths is None:
        return [], [line for row in _in_sentences(table) for line in wrap(row, columns, "", "  ")]
    return list(_row(table.headings, widths)), [line for cells in table.rows for line in _row(cells, widths)]


def _fitting(table: Table, free: int) -> list[int] | None:
    """The widths of the columns; None where one would be narrower than a word in it."""
    columns = list(zip(table.headings, *table.rows, strict=True))
    widths = [max(map(width, cells)) for cells in columns]
    least = [max((width(word) for cell in cells for word in cell.split()), default=0) for cells in columns]
    while sum(widths) > free:
        breakable = [at for at, size in enumerate(widths) if size > least[at]]
        if not breakable:
            return None
        widths[max(breakable, key=widths.__getitem__)] -= 1
    return widths


def _row(cells: Iterable[str], widths: list[int]) -> Iterator[str]:
    """A row in lines: each cell is broken to the width of its column."""
    columns = [wrap(cell, size) for cell, size in zip(cells, widths, strict=True)]
    for line in zip_longest(*columns, fillvalue=""):
        yield (" " * GAP).join(padded(cell, size) for cell, size in zip(line, widths, strict=True)).rstrip()


def _in_sentences(table: Table) -> Iterator[str]:
    """Each row as a sentence: its first cell, then the others, with their headings where there are many."""
    named = len(table.headings) > UNNAMED
    for name, *cells in table.rows:
        pairs = zip(table.headings[1:], cells, strict=True)
        said = [f"{before_value(heading)} {cell}" if named else cell for heading, cell in pairs if cell]
        yield f"{before_value(name)} {', '.join(said)}"


def facts_lines(facts: Facts, columns: int) -> list[str]:
    """What is said beside its label; after it where the window is narrow."""
    labels = max((width(label) for label, _ in facts.rows), default=0) + GAP
    if columns < BESIDE:
        sentences = (f"{before_value(label)} {said}" for label, said in facts.rows)
        return [line for sentence in sentences for line in wrap(sentence, columns, "", "  ")]
    rows = (wrap(said, columns, padded(label, labels), " " * labels) for label, said in facts.rows)
    return [line for row in rows for line in row]


def padded(text: str, columns: int) -> str:
    """The text with blanks after it, so that it takes that many columns."""
    return text + " " * (columns - width(text))
