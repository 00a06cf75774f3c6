"""Build the documents on change over time trends of scales, and comparisons of two sittings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, islice

from screening.engine.interview import Interview
from screening.reports.counselor_words import CounselorWords
from screening.reports.document import (
    BandRange,
    Block,
    Bullets,
    ChartPoint,
    Document,
    Heading,
    Paragraph,
    ScaleChart,
    Section,
    Table,
)
from screening.reports.trend import (
    Caution,
    Change,
    ChangeKind,
    Comparison,
    Doubt,
    Point,
    Side,
    Trend,
    Unknown,
    Z,
    first_number,
)
from screening.reports.wording import number


@dataclass(frozen=True)
class ChangeReports(CounselorWords):
    """Builds the documents on change over time."""

    def trend(self, trends: Sequence[Trend], code: str = "", *, notice: str = "") -> Document:
        """Scales over several sittings: cautions, a chart of each scale, and what the figures say about a change."""
        title = self.say("trend-title-client", code=code) if code else self.say("trend-title")
        return self.document(title, self.sections(trends), notice)

    def sections(self, trends: Sequence[Trend]) -> Iterator[Section]:
        """For each questionnaire a section on its sittings, then one for each scale; so for each series of versions."""
        groups = [(key, tuple(found)) for key, found in groupby(trends, series_of)]
        names = [name for (name, _), _ in groups]
        for (name, version), group in groups:
            several = names.count(name) > 1
            yield from self._series(f"trend-{name}-{version}" if several else f"trend-{name}", group, several)

    def _series(self, id_: str, group: Sequence[Trend], several: bool) -> Iterator[Section]:
        shared = [caution for caution in group[0].cautions if all(caution in trend.cautions for trend in group)]
        about = [*self._about(group[0], shared, several), *self._nothing_to_compare(group)]
        yield Section(id_, self.say("trend-title"), tuple(about))
        for trend in group:
            own = [caution for caution in trend.cautions if caution not in shared]
            changes = self._changes(trend) if any(each.changes for each in group) else ()
            yield Section(f"{id_}-{trend.scale.id}", "", (*self._scale(trend, own), *changes))

    def _about(self, trend: Trend, cautions: Sequence[Caution], several: bool) -> Iterator[Block]:
        """What all scales of a series share: the sittings, how each was taken, and the cautions."""
        facts = {"title": trend.questionnaire.title, "recall": trend.questionnaire.recall}
        yield Paragraph(self.say("trend-about", **facts))
        if several:
            yield Paragraph(self.say("trend-series", version=first_number(trend.questionnaire)))
        yield from self.cautions(cautions)
        yield from (Heading(self.say("trend-sittings")), Bullets(tuple(map(self._details, trend.points))))
        yield Paragraph(self.say("course-about"))

    def _nothing_to_compare(self, group: Sequence[Trend]) -> Iterator[Block]:
        """One sentence where no scale of a questionnaire has two scores yet, rather than one under each scale."""
        if not any(trend.changes for trend in group):
            yield Paragraph(self.say("trend-few" if any(trend.pictures for trend in group) else "trend-none"))

    def cautions(self, cautions: Sequence[Caution]) -> Iterator[Block]:
        """What makes a comparison doubtful, as a list; nothing without any."""
        if cautions:
            yield Paragraph(self.say("trend-cautions"), strong=True)
            yield Bullets(tuple(map(self._caution, cautions)))

    def _caution(self, caution: Caution) -> str:
        sittings = ", ".join(map(str, caution.sittings))
        facts = self._facts(caution)
        return self.say(f"doubt-{caution.doubt}", count=len(caution.sittings), sittings=sittings, facts=facts).strip()

    def _facts(self, caution: Caution) -> str:
        match caution.doubt:
            case Doubt.WAY | Doubt.NOT_MEANT:
                return ", ".join(map(self.way_in_words, caution.facts))
            case Doubt.SUBJECT:
                return ", ".join(fact or self.say("doubt-subject-none") for fact in caution.facts)
            case Doubt.NO_SCORES:
                return " ".join(caution.facts)
            case _:
                return ", ".join(caution.facts)

    def _scale(self, trend: Trend, cautions: Sequence[Caution]) -> Iterator[Block]:
        if not trend.pictures:
            yield Heading(trend.scale.title)
        yield from self.charts(trend)
        listed_points = [point for point in trend.points if point.bands or not (point.span or point.absent)]
        if lines := tuple(map(self._outside_chart, listed_points)):
            yield Bullets(lines)
        yield from self.cautions(cautions)

    def charts(self, trend: Trend) -> Iterator[Block]:
        """The chart of a scale, or one for each shape that it has had; nothing where no sitting has a score."""
        for points in trend.pictures:
            yield self._chart(points, versions=len(trend.pictures) > 1)
            if any(point.bands for point in points) and not all(point.bands for point in points):
                yield Paragraph(self.say("trend-no-bands"))

    def _outside_chart(self, point: Point) -> str:
        """What the chart does not show of a sitting: the names of its bands, or that it has no points."""
        details = self._bands(point) if point.span else f"{self._points(point)}."
        return f"{self.say('case-sitting', number=point.sitting, day=point.date)}: {details}"

    def _bands(self, point: Point) -> str:
        """Every band that is possible for the score, as a sentence; empty without bands."""
        bands = self.say("or").join(map(self.result_pages.scores.band, point.bands))
        return self.say("trend-band", band=bands) if bands else ""

    def _chart(self, points: Sequence[Point], *, versions: bool) -> ScaleChart:
        last = points[-1]
        assert last.scale is not None  # a point of a chart has a score
        assert last.reach is not None
        ends = {"low": number(last.reach.low), "high": number(last.reach.high)}
        title_id = "course-title-version" if versions else "course-title"
        title = self.say(title_id, title=last.scale.title, version=last.version, **ends)
        bands = sorted(last.scale.bands, key=lambda band: band.from_) if all(point.bands for point in points) else []
        ranges = tuple(BandRange(band.from_, band.to, self.result_pages.scores.band(band)) for band in bands)
        chart_points = tuple(self._chart_point(point, points) for point in points)
        return ScaleChart(title, self.say("course-about"), last.reach.low, last.reach.high, ranges, chart_points)

    def _chart_point(self, point: Point, points: Iterable[Point]) -> ChartPoint:
        is_only = [each.date for each in points].count(point.date) == 1
        label = point.date if is_only else self.say("course-label", day=point.date, number=point.sitting)
        span = point.span
        return ChartPoint(label, self._points(point), span.low if span else None, span.high if span else None)

    def _points(self, point: Point) -> str:
        """The score in points, or why there is none."""
        if point.scale is None:
            return self.say("trend-point-no-scale", version=point.version)
        if point.span is None or point.reach is None:
            return (point.absent or self.say("trend-point-none")).rstrip(".")
        of = number(point.reach.high)
        if point.value is not None:
            return self.say("points", value=number(point.value), of=of)
        return self.say("points-between", low=number(point.span.low), high=number(point.span.high), of=of)

    def _details(self, point: Point) -> str:
        """How a sitting was taken and how many questions it answered, in sentences."""
        sentences = [
            f"{self.say('case-sitting', number=point.sitting, day=point.date)}:",
            self.say("trend-details", version=point.version, way=self.way_in_words(point.way)),
            *([self.say("case-interpreter")] if point.interpreter else []),
            self.say("case-answered", answered=point.answered, asked=point.asked),
            self.say(f"status-{point.status.value}"),
        ]
        return " ".join(sentences)

    def _changes(self, trend: Trend) -> Iterator[Block]:
        known = [change for change in trend.changes if change.reason is not Unknown.NO_FIGURES]
        if not trend.changes:
            yield Paragraph(self.say("trend-few" if trend.pictures else "trend-none"))
        elif not known:
            yield Paragraph(self.say("change-unknown"))
        yield from (Paragraph(" ".join(self._change(change))) for change in known)

    def _change(self, change: Change) -> Iterator[str]:
        """What can be said about two scores, and the figures behind it."""
        ends = {"before": self._points(change.earlier), "after": self._points(change.later)}
        yield self.say("change-pair", earlier=change.earlier.date, later=change.later.date, **ends)
        if change.reason not in (None, Unknown.NO_FIGURES):
            yield self.say(f"change-because-{change.reason}")
        yield from self._size(change)

    def _size(self, change: Change) -> Iterator[str]:
        if change.difference is None or change.least is None or change.figures is None:
            yield self.say(f"change-{ChangeKind.UNKNOWN}")
            return
        sizes = {"difference": number(abs(change.difference)), "least": number(change.least)}
        yield self.say(f"change-{change.kind}", **sizes)
        figures = {"r": number(change.figures.r), "sd": number(change.figures.sd), "z": Z}
        yield self.say("change-figures", source=change.figures.source, **figures)

    def compare(self, comparison: Comparison, code: str = "", *, notice: str = "") -> Document:
        """Two sittings side by side: the points of each scale, what can be said about a change, answers that differ."""
        title = self.say("compare-title-client", code=code) if code else self.say("compare-title")
        sections = (
            Section("which", "", tuple(self._sittings(comparison))),
            Section("scales", self.say("compare-scales"), tuple(self.scales(comparison))),
            Section("answers", self.say("compare-answers"), tuple(self._answers(comparison))),
        )
        return self.document(title, sections, notice)

    def _sittings(self, comparison: Comparison) -> Iterator[Block]:
        earlier, later = comparison.earlier, comparison.later
        facts = {"earlier": earlier.number, "before": earlier.date, "later": later.number, "after": later.date}
        yield Paragraph(self.say("compare-which", **facts, title=later.questionnaire.title))
        yield from self.cautions(comparison.cautions)

    def scales(self, comparison: Comparison) -> Iterator[Block]:
        """Each scale of two sittings side by side with the difference, then what can be said about the changes.

        If no scale has figures on chance, one sentence says so for all.
        """
        if not comparison.changes:
            return
        ends = (comparison.earlier.date, comparison.later.date)
        headings = (self.say("report-scale"), *ends, self.say("report-change"))
        yield Table(headings, tuple(map(self._row, comparison.changes)))
        known = [each for each in comparison.changes if each.reason is not Unknown.NO_FIGURES]
        said = [self._said(each) for each in known if each.reason is not Unknown.NO_SCORE]
        if said:
            yield Bullets(tuple(said))
        elif not known:
            yield Paragraph(self.say("changes-unknown"))

    def _row(self, change: Change) -> tuple[str, ...]:
        return (_title(change), *map(self._figures, (change.earlier, change.later)), self.difference(change))

    def _said(self, change: Change) -> str:
        return self.say("sign-in-words", sign=_title(change), words=" ".join(self.size(change)))

    def _figures(self, point: Point) -> str:
        """The points in a cell, with the level that they mean; that there are none."""
        if point.span is None or point.reach is None:
            return self.say("report-none")
        figures = self.result_pages.scores.in_figures(point.span, point.reach)
        return ": ".join(filter(None, (figures, self.say("or").join(band.title for band in point.bands))))

    def change(self, change: Change) -> str:
        """Two scores with what can be said about their change, and the figures behind it."""
        return " ".join(self._change(change))

    def difference(self, change: Change | None) -> str:
        """The difference of two scores with its sign, such as `-8`.

        That it is not known where one is a range or missing, the scale has changed, or they are about two subjects.
        """
        found = _difference(change.earlier, change.later) if change else None
        return self.say("report-not-known") if found is None else f"{'+' if found > 0 else ''}{number(found)}"

    def size(self, change: Change) -> Iterator[str]:
        """What can be said about the size of a change, without the sentence on the two scores."""
        return islice(self._change(change), 1, None)

    def _answers(self, comparison: Comparison) -> Iterator[Block]:
        if not comparison.answers:
            yield Paragraph(self.say("compare-answers-none"))
            return
        headings = (self.say("answers-question"), comparison.earlier.date, comparison.later.date)
        yield Table(headings, tuple(self._answer_row(comparison, *sides) for sides in comparison.answers))

    def _answer_row(self, comparison: Comparison, earlier: Side, later: Side) -> tuple[str, str, str]:
        before = self._side_in_words(earlier, comparison.earlier.interview)
        after = self._side_in_words(later, comparison.later.interview)
        return (later.name or earlier.name, before, after)

    def _side_in_words(self, side: Side, interview: Interview) -> str:
        if side.item is None:
            return self.say("state-not-in-version")
        return self.answer_in_words(interview, side.item, side.reply)


def _title(change: Change) -> str:
    scale = change.later.scale or change.earlier.scale
    return scale.title if scale else ""


def _difference(earlier: Point, later: Point) -> Decimal | None:
    alike = (earlier.shape, earlier.subject) == (later.shape, later.subject)
    return later.value - earlier.value if alike and later.value is not None and earlier.value is not None else None


def series_of(trend: Trend) -> tuple[str, str]:
    """What the trends of one series have in common: the questionnaire and the first number of its version."""
    return trend.questionnaire.id, first_number(trend.questionnaire)
