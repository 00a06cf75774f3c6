"""One scale over several sittings as a picture: in characters, and as SVG. Pure, and no text of its own is made.

The ground is the bands, told apart by letters and by their texture, never by colour. A score is one mark, a span is
drawn as a span, and no line runs from one sitting to the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from itertools import pairwise
from string import ascii_lowercase

from screening.reports.document import ChartPoint, ScaleChart
from screening.text import clean, wrap

FEWEST_CELLS = 8  # a picture with fewer says nothing


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the range with its edges: a band up to half of the way to the next one, or the whole range."""

    low: Decimal
    high: Decimal

    def share(self, value: Decimal) -> Decimal:
        """Where a value stands in it, from 0 to 1."""
        whole = self.high - self.low
        return min(max((value - self.low) / whole, Decimal(0)), Decimal(1)) if whole else Decimal(0)


def stretches(course: ScaleChart) -> tuple[Stretch, ...]:
    """The ground from the lowest points to the highest, one stretch for each band, without gaps.

    A band ends half of the way to the next, so that a score at its end is never drawn on the line between two.
    """
    if not course.bands:
        return (Stretch(course.minimum, course.maximum),)
    between = [(low.high + high.low) / 2 for low, high in pairwise(course.bands)]
    edges = [course.minimum, *between, course.maximum]
    return tuple(Stretch(low, high) for low, high in pairwise(edges))


def letter(index: int) -> str:
    """The letter of a band: a to z, then aa."""
    return ascii_lowercase[index % 26] * (index // 26 + 1)


# In characters.


@dataclass(frozen=True, slots=True)
class Ruler:
    """How many characters each stretch gets. The marks between two stretches come on top."""

    parts: tuple[Stretch, ...]
    cells: tuple[int, ...]

    @property
    def width(self) -> int:
        """All characters of one row."""
        return sum(self.cells) + len(self.cells) - 1

    def places(self, low: Decimal, high: Decimal) -> tuple[int, int]:
        """The first and the last character of a span, the marks between stretches counted too."""
        return self._place(low), self._place(high)

    def _place(self, value: Decimal) -> int:
        index = next((at for at, part in enumerate(self.parts) if value <= part.high), len(self.parts) - 1)
        cells = self.cells[index]
        inside = min(int(self.parts[index].share(value) * cells), cells - 1)
        return sum(self.cells[:index]) + index + inside

    def boundaries(self) -> tuple[int, ...]:
        """The characters that stand between two stretches."""
        return tuple(sum(self.cells[:index]) + index - 1 for index in range(1, len(self.cells)))

    def beginnings(self) -> tuple[int, ...]:
        """The first character of each stretch."""
        return tuple(sum(self.cells[:index]) + index for index in range(len(self.cells)))


def ruler(course: ScaleChart, columns: int) -> Ruler | None:
    """The ground in at most that many characters; nothing where it does not fit. Each band gets one at least."""
    parts = stretches(course)
    free = columns - (len(parts) - 1)
    if free < max(len(parts), FEWEST_CELLS) or columns < FEWEST_CELLS:
        return None
    whole = sum((part.high - part.low for part in parts), Decimal(0))
    cells = [max(int(free * (part.high - part.low) / whole), 1) if whole else 1 for part in parts]
    while sum(cells) > free:
        cells[cells.index(max(cells))] -= 1
    while sum(cells) < free:
        cells[cells.index(max(cells))] += 1
    return Ruler(parts, tuple(cells))


def row(mark: ChartPoint, ground: Ruler, *, full: str, open_: str, empty: str) -> str:
    """One sitting on the ground: a score as one character, a span as many, the edges of bands as `|`."""
    cells = [empty] * ground.width
    for place in ground.boundaries():
        cells[place] = "|"
    if mark.low is not None and mark.high is not None:
        first, last = ground.places(mark.low, mark.high)
        for place in range(first, last + 1):
            if cells[place] != "|":
                cells[place] = full if mark.low == mark.high else open_
    return "".join(cells)


def letters(course: ScaleChart, ground: Ruler) -> str:
    """The row above the ground: the letter of each band where it begins; empty without bands."""
    line = [" "] * ground.width
    for index, place in enumerate(ground.beginnings() if course.bands else ()):
        line[place : place + len(letter(index))] = letter(index)
    return "".join(line)[: ground.width].rstrip()


def key(course: ScaleChart) -> tuple[str, ...]:
    """What the letters stand for."""
    return tuple(f"{letter(index)}: {band.title}" for index, band in enumerate(course.bands))


def chart_in_words(course: ScaleChart) -> str:
    """All that the picture shows, in words."""
    return " ".join(f"{clean(one).rstrip('. ')}." for one in (course.title, *key(course), *lines(course)))


def lines(course: ScaleChart) -> tuple[str, ...]:
    """Each sitting in words."""
    return tuple(f"{mark.label}: {mark.words}" for mark in course.points)


# As SVG. Black, white and greys; no ids, so that several pictures can stand on one page.

_TOP, _HEIGHT, _LEFT, _LINE = 16, 220, 66, 17
_GREYS = ("#ffffff", "#eeeeee")
_TEXTURES = ("", "1 5", "5 4", "12 4", "2 2", "9 3 2 3")  # dashes of the lines on a band; the first has none
_TEXT = 'font-family="sans-serif" font-size="12" fill="#000000"'


def course_svg(course: ScaleChart) -> str:
    """The picture as an SVG file of its own. Its title and description say in words all that it shows."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{drawing(course, titled=True)}\n'


def drawing(course: ScaleChart, *, titled: bool = False) -> str:
    """The picture as an `svg` element, to stand in a page below its title; `titled` where it has to bring its own."""
    wide, below = _width(course), _below(course)
    legend = [line for text in (*key(course), course.about) for line in wrap(clean(text), wide // 7, "", "   ")]
    heading = wrap(_printable(course.title), wide // 7) if titled else []
    top = -_LINE * len(heading)
    tall = below + _LINE * len(legend) + 8 - top
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {top} {wide} {tall}" width="{wide}" height="{tall}" '
        f'role="img" aria-label="{escape(_printable(chart_in_words(course)))}">',
        f"<title>{_escaped(course.title)}</title>",
        f"<desc>{_escaped(chart_in_words(course))}</desc>",
        f'<rect x="0" y="{top}" width="{wide}" height="{tall}" fill="#ffffff"/>',
        *(_text(10, top + _LINE * (index + 1), line) for index, line in enumerate(heading)),
        *_ground(course, wide - 10),
        *(part for index, mark in enumerate(course.points) for part in _mark(course, index, mark)),
        *(_text(10, below + _LINE * index, line) for index, line in enumerate(legend)),
        "</svg>",
    ]
    return "\n".join(parts)


def _upright(course: ScaleChart) -> bool:
    """Whether there are so many dates that they must stand on end."""
    return len(course.points) > 6


def _step(course: ScaleChart) -> int:
    return 26 if _upright(course) else max(90, 7 * _longest(course) + 12)


def _longest(course: ScaleChart) -> int:
    return max((len(mark.label) for mark in course.points), default=0)


def _width(course: ScaleChart) -> int:
    return max(420, _LEFT + _step(course) * len(course.points) + 20)


def _below(course: ScaleChart) -> int:
    """Where the words below the dates begin."""
    return _TOP + _HEIGHT + (7 * _longest(course) + 34 if _upright(course) else 44)


def _y(course: ScaleChart, value: Decimal) -> float:
    """The height of a value, with the lowest points at the bottom and a little room beyond both ends."""
    whole = course.maximum - course.minimum
    share = float((value - course.minimum) / whole) if whole else 0.0
    return _TOP + 8 + (_HEIGHT - 16) * (1 - share)


def _ground(course: ScaleChart, right: int) -> Iterator[str]:
    parts = stretches(course)
    for index, part in enumerate(parts):
        top = _TOP if index == len(parts) - 1 else _y(course, part.high)
        bottom = _TOP + _HEIGHT if index == 0 else _y(course, part.low)
        yield _rect(_LEFT, top, right - _LEFT, bottom - top, _GREYS[index % 2], "#000000")
        yield from _texture(index, top, bottom, right)
        if course.bands:
            yield _text(_LEFT - 10, (top + bottom) / 2 + 4, letter(index), "end")
    yield _text(_LEFT - 28, _y(course, course.maximum) + 4, f"{course.maximum:f}", "end")
    yield _text(_LEFT - 28, _y(course, course.minimum) + 4, f"{course.minimum:f}", "end")


def _texture(index: int, top: float, bottom: float, right: int) -> Iterator[str]:
    dashes = _TEXTURES[index % len(_TEXTURES)]
    height = top + 6
    while dashes and height < bottom - 2:
        yield (
            f'<line x1="{_LEFT}" y1="{height:.1f}" x2="{right}" y2="{height:.1f}" stroke="#666666" '
            f'stroke-dasharray="{dashes}"/>'
        )
        height += 8


def _mark(course: ScaleChart, index: int, mark: ChartPoint) -> Iterator[str]:
    x = _LEFT + _step(course) * index + _step(course) // 2
    if mark.low is not None and mark.high is not None:
        high, low = _y(course, mark.high), _y(course, mark.low)
        if mark.low == mark.high:
            yield f'<circle cx="{x}" cy="{low:.1f}" r="6" fill="#000000" stroke="#ffffff" stroke-width="2"/>'
        else:
            yield _rect(x - 6, high, 12, low - high, "#ffffff", "#000000", 3)
    base = _TOP + _HEIGHT + 18
    turned = f' transform="rotate(90 {x} {base - 8})"' if _upright(course) else ""
    yield _text(x, base if not turned else base - 8, mark.label, "start" if turned else "middle", turned)


def _rect(x: float, y: float, width: float, height: float, fill: str, stroke: str, thick: int = 1) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}" '
        f'stroke="{stroke}" stroke-width="{thick}"/>'
    )


def _text(x: float, y: float, text: str, anchor: str = "start", more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {_TEXT}{more}>{_escaped(text)}</text>'


def _escaped(text: str) -> str:
    return escape(_printable(text), quote=False)


def _printable(text: str) -> str:
    """The text without what may not stand in XML at all."""
    return clean(text).translate({0xFFFE: None, 0xFFFF: None})
