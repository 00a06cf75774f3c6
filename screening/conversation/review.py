"""The answers before they are scored, as a table of short labels and answers. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from screening.formats.render import Line
from screening.text import width, wrap

GAP = "  "


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer: the number of its question, the label or the question itself, and the answer in words."""

    number: int
    label: str
    answer: str


def in_lines(entries: Sequence[Entry], columns: int) -> list[Line]:
    """An entry on each line, number, label and answer; what is too long for that goes on below."""
    return [Line(line) for entry in entries for line in wrap(_said(entry), columns, "", "    ")]


def in_table(entries: Sequence[Entry], columns: int) -> list[Line]:
    """The entries with labels and answers below each other: in two columns where both fit, in one, or in lines."""
    half = (len(entries) + 1) // 2
    left, right = _column(entries[:half]), _column(entries[half:])
    wide = max(map(width, left), default=0)
    if right and wide + 2 * len(GAP) + max(map(width, right)) <= columns:
        both = zip(left, [*right, *[""] * (len(left) - len(right))], strict=True)
        return [Line(f"{one}{' ' * (wide - width(one))}{GAP * 2}{other}".rstrip()) for one, other in both]
    one_column = _column(entries)
    if max(map(width, one_column), default=0) <= columns:
        return [Line(row) for row in one_column]
    return in_lines(entries, columns)


def _column(entries: Sequence[Entry]) -> list[str]:
    """The entries with their answers below each other."""
    wide = max((width(entry.label) for entry in entries), default=0)
    return [
        f"{entry.number:>3}{GAP}{entry.label}{' ' * (wide - width(entry.label))}{GAP}{entry.answer}"
        for entry in entries
    ]


def _said(entry: Entry) -> str:
    """A question ends as a sentence does; a label is told apart from its answer."""
    end = "" if entry.label.endswith(("?", ".", "!")) else ":"
    return f"{entry.number}. {entry.label}{end} {entry.answer}"
