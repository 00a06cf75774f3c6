"""Draw one scale over several sittings as a chart: in characters, and as SVG. Pure; all text comes from the document.

The background shows the bands, which differ by letter and by texture, never by colour. A score is a dot, a span is a
bar, and no line connects the sittings. The longer the time between two, the wider the space between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from itertools import accumulate, pairwise
from math import sqrt
from string import ascii_lowercase

from screening.reports.document import ChartPoint, ScaleChart
from screening.text import clean, wrap

FEWEST_CELLS = 8  # a narrower chart would not be readable
SHORTEST = 7  # days: sittings of one week stand side by side


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the range: a band, extended halfway to its neighbours, or the whole range where there are no bands."""

    low: Decimal
    high: Decimal

    def share(self, value: Decimal) -> Decimal:
        """The position of a value in the stretch, from 0 to 1."""
        whole = self.high - self.low
        return min(max((value - self.low) / whole, Decimal(0)), Decimal(1)) if whole else Decimal(0)


def stretches(chart: ScaleChart) -> tuple[Stretch, ...]:
    """The range from the lowest points to the highest, one stretch for each band, without gaps.

    A band ends halfway to the next, so that no score is drawn on the line between two bands.
    """
    if not chart.bands:
        return (Stretch(chart.minimum, chart.maximum),)
    middles = [(low.high + high.low) / 2 for low, high in pairwise(chart.bands)]
    edges = [chart.minimum, *middles, chart.maximum]
    return tuple(Stretch(low, high) for low, high in pairwise(edges))


def letter(index: int) -> str:
    """The letter of a band: a to z, then aa."""
    return ascii_lowercase[index % 26] * (index // 26 + 1)


# In characters.


@dataclass(frozen=True, slots=True)
class Ruler:
    """How many characters each stretch gets. The `|` between two stretches are extra."""

    parts: tuple[Stretch, ...]
    cells: tuple[int, ...]

    @property
    def width(self) -> int:
        """The number of characters of one row."""
        return sum(self.cells) + len(self.cells) - 1

    def places(self, low: Decimal, high: Decimal) -> tuple[int, int]:
        """The columns of the first and the last character of a span, counting each `|`."""
        return self._place(low), self._place(high)

    def _place(self, value: Decimal) -> int:
        index = next((index for index, part in enumerate(self.parts) if value <= part.high), len(self.parts) - 1)
        cells = self.cells[index]
        offset = min(int(self.parts[index].share(value) * cells), cells - 1)
        return sum(self.cells[:index]) + index + offset

    def boundaries(self) -> tuple[int, ...]:
        """The columns of each `|` between two stretches."""
        return tuple(sum(self.cells[:index]) + index - 1 for index in range(1, len(self.cells)))

    def beginnings(self) -> tuple[int, ...]:
        """The column of the first character of each stretch."""
        return tuple(sum(self.cells[:index]) + index for index in range(len(self.cells)))


def ruler(chart: ScaleChart, columns: int) -> Ruler | None:
    """A ruler of at most that many columns, at least one for each band; None where it does not fit."""
    parts = stretches(chart)
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


def row(point: ChartPoint, axis: Ruler, *, full: str, open_: str, empty: str) -> str:
    """The row of one sitting: a score as one character, a span as several, the limits of bands as `|`."""
    cells = [empty] * axis.width
    for place in axis.boundaries():
        cells[place] = "|"
    if point.low is not None and point.high is not None:
        first, last = axis.places(point.low, point.high)
        for place in range(first, last + 1):
            if cells[place] != "|":
                cells[place] = full if point.low == point.high else open_
    return "".join(cells)


def letters(chart: ScaleChart, axis: Ruler) -> str:
    """The row of letters above the chart: the letter of each band where it begins; empty without bands."""
    line = [" "] * axis.width
    for index, place in enumerate(axis.beginnings() if chart.bands else ()):
        line[place : place + len(letter(index))] = letter(index)
    return "".join(line)[: axis.width].rstrip()


def key(chart: ScaleChart) -> tuple[str, ...]:
    """The legend: each letter with the title of its band."""
    return tuple(f"{letter(index)}: {band.title}" for index, band in enumerate(chart.bands))


def spaces(chart: ScaleChart, most: float) -> tuple[float, ...]:
    """The room to leave before each point, beyond that of the shortest time between two: more for a longer time.

    It grows with the root of the time, so that a week, a month and a year can be told apart in one chart. All of it
    together is at most `most`. A time below a week counts as a week.
    """
    days = [max(point.days, SHORTEST) for point in chart.points[1:]]
    extra = [sqrt(each / min(days)) - 1 for each in days]
    fit = min(1.0, most / sum(extra)) if any(extra) else 1.0
    return tuple(each * fit for each in (0.0, *extra))[: len(chart.points)]


def chart_in_words(chart: ScaleChart) -> str:
    """Everything that the chart shows, in words."""
    return " ".join(f"{clean(text).rstrip('. ')}." for text in (chart.title, *key(chart), *lines(chart)))


def lines(chart: ScaleChart) -> tuple[str, ...]:
    """Each sitting in words."""
    return tuple(f"{', '.join(filter(None, (point.label, point.later)))}: {point.words}" for point in chart.points)


# As SVG. Black, white and greys; no ids, so that one page can have several charts.

_TOP, _HEIGHT, _LEFT, _LINE = 16, 150, 66, 17
_WIDEST = 680  # pixels: about as wide as a page
_GREYS = ("#ffffff", "#eeeeee")
_TEXTURES = ("", "1 5", "5 4", "12 4", "2 2", "9 3 2 3")  # dashes of the lines on a band; the first has none
_TEXT = 'font-family="sans-serif" font-size="12" fill="#000000"'


def course_svg(chart: ScaleChart) -> str:
    """The chart as an SVG file. Its title and description say in words everything that it shows."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{drawing(chart, titled=True)}\n'


def drawing(chart: ScaleChart, *, titled: bool = False) -> str:
    """The chart as an `svg` element for a page; `titled` draws what a page says around it too."""
    width, legend_top = drawn_width(chart), _legend_top(chart)
    told = (*key(chart), chart.about) if titled else key(chart)
    legend = [line for text in told for line in wrap(clean(text), width // 7, "", "   ")]
    heading = wrap(_printable(chart.title), width // 7) if titled else []
    top = -_LINE * len(heading)
    height = legend_top + _LINE * len(legend) + 8 - top
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {top} {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{escape(_printable(chart_in_words(chart)))}">',
        f"<title>{_escaped(chart.title)}</title>",
        f"<desc>{_escaped(chart_in_words(chart))}</desc>",
        f'<rect x="0" y="{top}" width="{width}" height="{height}" fill="#ffffff"/>',
        *(_text(10, top + _LINE * (index + 1), line) for index, line in enumerate(heading)),
        *_background(chart, width - 10),
        *(part for x, point in zip(_places(chart), chart.points, strict=True) for part in _point(chart, x, point)),
        *(_text(10, legend_top + _LINE * index, line) for index, line in enumerate(legend)),
        "</svg>",
    ]
    return "\n".join(parts)


def _upright(chart: ScaleChart) -> bool:
    """Whether there are so many dates that their labels are turned by 90 degrees."""
    return len(chart.points) > 4


def _step(chart: ScaleChart) -> int:
    return 26 if _upright(chart) else max(90, 7 * _longest_label(chart) + 12)


def _labels(chart: ScaleChart, point: ChartPoint) -> list[str]:
    """The lines of text below a point: one where it is turned, since the next one stands close beside it."""
    parts = list(filter(None, (point.label, point.later)))
    return [", ".join(parts)] if _upright(chart) else parts


def _longest_label(chart: ScaleChart) -> int:
    return max((len(line) for point in chart.points for line in _labels(chart, point)), default=0)


def drawn_width(chart: ScaleChart) -> int:
    """The width of the drawing in pixels, at which its words are 12 pixels high."""
    return max(420, _LEFT + _step(chart) * len(chart.points) + round(sum(_spaces(chart))) + 20)


def _spaces(chart: ScaleChart) -> tuple[float, ...]:
    """What longer times add to the steps, in pixels: as much as a page has room for, or two steps if it has none."""
    step = _step(chart)
    free = (_WIDEST - _LEFT - step * len(chart.points)) / step
    return tuple(step * each for each in spaces(chart, max(free, 2)))


def _places(chart: ScaleChart) -> Iterator[float]:
    """The position of each sitting, from the left."""
    step = _step(chart)
    return (_LEFT + step // 2 + step * index + space for index, space in enumerate(accumulate(_spaces(chart))))


def _legend_top(chart: ScaleChart) -> int:
    """The height at which the legend below the dates begins."""
    return _TOP + _HEIGHT + (7 * _longest_label(chart) + 34 if _upright(chart) else 44 + _LINE)


def _y(chart: ScaleChart, value: Decimal) -> float:
    """The height at which a value is drawn: the lowest points at the bottom, with a margin at both ends."""
    whole = chart.maximum - chart.minimum
    share = float((value - chart.minimum) / whole) if whole else 0.0
    return _TOP + 8 + (_HEIGHT - 16) * (1 - share)


def _background(chart: ScaleChart, right: int) -> Iterator[str]:
    parts = stretches(chart)
    for index, part in enumerate(parts):
        top = _TOP if index == len(parts) - 1 else _y(chart, part.high)
        bottom = _TOP + _HEIGHT if index == 0 else _y(chart, part.low)
        yield _rect(_LEFT, top, right - _LEFT, bottom - top, _GREYS[index % 2], "#000000")
        yield from _texture(index, top, bottom, right)
        if chart.bands:
            yield _text(_LEFT - 10, (top + bottom) / 2 + 4, letter(index), "end")
    yield _text(_LEFT - 28, _y(chart, chart.maximum) + 4, f"{chart.maximum:f}", "end")
    yield _text(_LEFT - 28, _y(chart, chart.minimum) + 4, f"{chart.minimum:f}", "end")


def _texture(index: int, top: float, bottom: float, right: int) -> Iterator[str]:
    dashes = _TEXTURES[index % len(_TEXTURES)]
    height = top + 6
    while dashes and height < bottom - 2:
        yield (
            f'<line x1="{_LEFT}" y1="{height:.1f}" x2="{right}" y2="{height:.1f}" stroke="#666666" '
            f'stroke-dasharray="{dashes}"/>'
        )
        height += 8


def _point(chart: ScaleChart, x: float, point: ChartPoint) -> Iterator[str]:
    if point.low is not None and point.high is not None:
        high, low = _y(chart, point.high), _y(chart, point.low)
        if point.low == point.high:
            yield f'<circle cx="{x}" cy="{low:.1f}" r="6" fill="#000000" stroke="#ffffff" stroke-width="2"/>'
        else:
            yield _rect(x - 6, high, 12, low - high, "#ffffff", "#000000", 3)
    base = _TOP + _HEIGHT + 18
    turned = f' transform="rotate(90 {x:.1f} {base - 8})"' if _upright(chart) else ""
    for index, line in enumerate(_labels(chart, point)):
        yield _text(x, base - 8 if turned else base + _LINE * index, line, "start" if turned else "middle", turned)


def _rect(x: float, y: float, width: float, height: float, fill: str, stroke: str, thickness: int = 1) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}" '
        f'stroke="{stroke}" stroke-width="{thickness}"/>'
    )


def _text(x: float, y: float, text: str, anchor: str = "start", attributes: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {_TEXT}{attributes}>{_escaped(text)}</text>'


def _escaped(text: str) -> str:
    return escape(_printable(text), quote=False)


def _printable(text: str) -> str:
    """The text without characters that XML does not allow."""
    return clean(text).translate({0xFFFE: None, 0xFFFF: None})
