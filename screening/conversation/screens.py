"""Lay a page out on the screens of a window: what it is about, its numbered rows, and remarks. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from screening.formats.render import Line
from screening.text import width, wrap

SHORT = 3  # lines of a remark that is shown below the page; a longer one has a screen of its own
BLANK = Line("")


@dataclass(frozen=True, slots=True)
class Screen:
    """The lines of one screen, and the numbers of the first and last row on it; both 0 where there are none.

    `aside`: a remark that is too long for the page; Enter goes back to the page.
    """

    lines: tuple[Line, ...]
    first: int = 0
    last: int = 0
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What is on a page before it is laid out. `urgent`: what stands below the rows where `below` has no room."""

    head: tuple[Line, ...] = ()
    rows: tuple[str, ...] = ()
    inline: bool = False
    below: tuple[str, ...] = ()
    remarks: tuple[Line, ...] = ()
    urgent: str = ""


def screens(page: Page, columns: int, room: int) -> tuple[Screen, ...]:
    """The page on screens of `room` lines each, at least one. A row is cut only where it is longer than a screen.

    A long remark comes first.
    """
    head, remarks = fitted(page.head, columns), fitted(page.remarks, columns)
    rows = [numbered(number, text, columns) for number, text in enumerate(page.rows, 1)]
    count = len(rows)
    if page.inline:
        shown = (*head, *side_by_side(page.rows, columns))
        if len(shown) + len(remarks) <= room:
            return (Screen((*shown, *remarks), min(1, count), count),)
        if remarks and len(shown) <= room:
            return (*_asides(remarks, room), Screen(shown, min(1, count), count))
    below = [fitted(map(Line, text.split("\n")), columns) for text in page.below]
    for spaced in (True, False):
        whole = _joined([head if spaced else _dense(head), _flat(rows), *below, remarks], spaced=spaced)
        if len(whole) <= room:
            return (Screen(tuple(whole), min(1, count), count),)
    urgent = fitted([Line(page.urgent)], columns)
    if page.urgent and len(_dense(head)) + len(_flat(rows)) + len(urgent) + len(remarks) <= room:
        rows[-1] += urgent
    if len(remarks) > min(SHORT, room // 3):
        return (*_asides(remarks, room), *_pages(head, rows, below, [], room))
    return tuple(_pages(head, rows, below, remarks, room))


def _asides(remarks: list[Line], room: int) -> list[Screen]:
    """Screens of a remark that is too long for the page."""
    return [Screen(tuple(part), aside=True) for part in _cut(remarks, room)]


def _pages(
    head: list[Line], rows: list[list[Line]], below: list[list[Line]], remarks: list[Line], room: int
) -> list[Screen]:
    """Screens of a page that may be longer than the window: its head stands on each if two rows fit below it."""
    room, count = max(room - len(remarks), 1), len(rows)
    dense = _dense(head)
    if not rows:
        whole = [*head] if len(head) <= room else dense
        return [Screen((*part, *remarks)) for part in (*_cut(whole, room), *_packed(below, room))]
    if len(dense) + len(_flat(rows)) <= room:
        whole = [*dense, *_flat(rows)]
        return [Screen((*whole, *remarks), 1, count), *(Screen((*part, *remarks)) for part in _packed(below, room))]
    above = dense if len(dense) + max(len(row) for row in rows) + len(rows[0]) <= room else []
    found = [] if above else [Screen((*part, *remarks)) for part in _cut(dense, room)]
    first, last, lines = 1, 0, list[Line]()
    pieces = ((number, piece) for number, row in enumerate(rows, 1) for piece in _cut(row, room))
    for number, piece in pieces:
        if lines and len(above) + len(lines) + len(piece) > room:
            found.append(Screen((*above, *lines, *remarks), first, last))
            first, lines = number, []
        lines += piece
        last = number
    found.append(Screen((*above, *lines, *remarks), first, count))
    return [*found, *(Screen((*part, *remarks)) for part in _packed(below, room))]


def _packed(parts: list[list[Line]], room: int) -> list[list[Line]]:
    """The parts in screens: as many on each as fit with an empty line between, and none cut that fits alone."""
    found: list[list[Line]] = []
    for part in (piece for whole in parts for piece in _cut(whole, room)):
        if found and len(found[-1]) + 1 + len(part) <= room:
            found[-1] += [BLANK, *part]
        else:
            found.append([*part])
    return found


def numbered(number: int, text: str, columns: int) -> list[Line]:
    """A numbered row in lines of at most `columns`."""
    start = f"{number:>{3 if columns >= 20 else 1}}. "
    return [Line(line) for line in wrap(text, columns, start, " " * width(start))]


def spread(blocks: Sequence[Sequence[Line]], room: int) -> list[Line]:
    """The lines of the blocks with an empty line after each, from the first on, as far as there is room."""
    free = room - sum(map(len, blocks))
    found: list[Line] = []
    for number, block in enumerate(blocks, 1):
        found += [*block, BLANK] if number <= free else block
    return found


def side_by_side(rows: Iterable[str], columns: int) -> list[Line]:
    """The rows with their numbers, as many on each line as fit."""
    lines: list[str] = []
    for number, text in enumerate(rows, 1):
        row = f"{number} {text}"
        if lines and width(lines[-1]) + 2 + width(row) <= columns:
            lines[-1] += f"  {row}"
        else:
            lines.append(row)
    return [line for text in lines for line in fitted([Line(text)], columns)]


def fitted(lines: Iterable[Line], columns: int) -> list[Line]:
    """The lines, those that are wider than the window broken between words."""
    found: list[Line] = []
    for line in lines:
        if width(line.text) <= columns:
            found.append(line)
            continue
        indent = line.text[: len(line.text) - len(line.text.lstrip())]
        hanging = indent + ("  " if line.text[len(indent) :].startswith("- ") else "")
        found += [Line(part, line.style) for part in wrap(line.text, columns, indent, hanging)]
    return found


def _joined(blocks: Sequence[list[Line]], *, spaced: bool) -> list[Line]:
    """The blocks that are not empty, each with an empty line after it where they are spaced."""
    lines: list[Line] = []
    for block in blocks:
        if block:
            lines += block
            if spaced and block[-1].text:
                lines.append(BLANK)
    return lines


def _dense(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line.text.strip()]


def _flat(rows: list[list[Line]]) -> list[Line]:
    return [line for row in rows for line in row]


def cut(lines: list[Line], room: int) -> list[list[Line]]:
    """The lines in parts of at most `room`, about equally long, paragraphs and bullets whole where that is possible."""
    found: list[list[Line]] = []
    while len(lines) > room:
        share = ceil(len(lines) / ceil(len(lines) / room))
        ends = (*range(share, room + 1), *range(share - 1, share // 2, -1))
        end = next((end for end in ends if not _goes_on(lines, end)), share)
        found.append(lines[:end])
        lines = lines[end:]
    return [*found, lines]


def _goes_on(lines: list[Line], at: int) -> bool:
    """Whether the line at this place goes on with the one before: indented, or its first word had no room there."""
    before, text = lines[at - 1].text, lines[at].text
    if not text.strip() or not before.strip():
        return False
    if text[:1].isspace():
        return not text.lstrip()[:1].isdigit()
    return width(before) + 1 + width(text.split()[0]) > max(width(line.text) for line in lines)


def _cut(lines: list[Line], room: int) -> list[list[Line]]:
    return [lines[at : at + room] for at in range(0, len(lines), room)] or [[]]
