"""Build the document on change over time, and the charts of scales in it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from screening.records.timestamps import days_between
from screening.reports.change_words import ChangeWords
from screening.reports.comparison_cautions import Caution
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
)
from screening.reports.reliable_change import Unknown
from screening.reports.scale_points import Point
from screening.reports.trend import Trend, first_number
from screening.reports.wording import number


@dataclass(frozen=True)
class TrendReports(ChangeWords):
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
        for_all = tuple(self._said_for_all(group))
        yield Section(id_, self.say("trend-title"), (*self._about(group, several), *for_all))
        for trend in group:
            changes = () if for_all else self._changes(trend)
            yield Section(f"{id_}-{trend.scale.id}", "", (*self._scale(trend), *changes))

    def _about(self, group: Sequence[Trend], several: bool) -> Iterator[Block]:
        """What all scales of a series share: what it is about, the cautions, and how each sitting was taken."""
        form, points = group[0].questionnaire, group[0].points
        recall = form.said_recall
        yield Paragraph(self.say("trend-about", title=form.title, recall=recall) if recall else form.title)
        if several:
            yield Paragraph(self.say("trend-series", version=first_number(form)))
        yield from self.subject(points)
        yield from self.cautions_of(group)
        abouts = [self._about_subject(point) if differ(points) else "" for point in points]
        listed = map(self._details, points, passed(points), abouts)
        yield from (Heading(self.say("trend-sittings")), Bullets(tuple(listed)))
        yield Paragraph(self.say("course-about"))

    def _said_for_all(self, group: Sequence[Trend]) -> Iterator[Block]:
        """One sentence in place of the same one under each scale: nothing to compare yet, or no figures on chance."""
        changes = [change for trend in group for change in trend.changes]
        if not changes:
            yield Paragraph(self.say("trend-few" if any(trend.pictures for trend in group) else "trend-none"))
        elif all(change.reason is Unknown.NO_FIGURES for change in changes):
            yield Paragraph(self.say("changes-unknown"))

    def subject(self, points: Sequence[Point]) -> Iterator[Block]:
        """What all of these sittings are about; nothing if they differ or it is not known."""
        if not differ(points) and points[0].subject.title:
            yield Paragraph(self.say("looked-at", subject=points[0].subject.title))

    def cautions_of(self, group: Sequence[Trend]) -> Iterator[Block]:
        """The cautions of all scales of a series, each once; one that holds for some scales only names them."""
        held = {one: [trend for trend in group if one in trend.cautions] for trend in group for one in trend.cautions}
        yield from self.doubts([self._of_scales(one, trends, group) for one, trends in held.items()])

    def _of_scales(self, caution: Caution, trends: Sequence[Trend], group: Sequence[Trend]) -> str:
        words = self.caution(caution)
        if len(trends) == len(group):
            return words
        return self.say("sign-in-words", sign=", ".join(trend.scale.title for trend in trends), words=words)

    def _scale(self, trend: Trend) -> Iterator[Block]:
        if not trend.pictures:
            yield Heading(trend.scale.title)
        yield from self.charts(trend)
        listed_points = [point for point in trend.points if point.bands or not (point.span or point.absent)]
        if lines := tuple(map(self._outside_chart, listed_points)):
            yield Bullets(lines)

    def charts(self, trend: Trend) -> Iterator[Block]:
        """The chart of a scale, or one for each shape that it has had; nothing where no sitting has a score."""
        for points in trend.pictures:
            yield self._chart(points, versions=len(trend.pictures) > 1)
            if any(point.bands for point in points) and not all(point.bands for point in points):
                yield Paragraph(self.say("trend-no-bands"))

    def _outside_chart(self, point: Point) -> str:
        """What the chart does not show of a sitting: the names of its bands, or that it has no points."""
        details = self._bands(point) if point.span else f"{self.points(point)}."
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
        chart_points = tuple(self._chart_point(*each, points) for each in zip(points, passed(points), strict=True))
        return ScaleChart(title, self.say("course-about"), last.reach.low, last.reach.high, ranges, chart_points)

    def _chart_point(self, point: Point, days: int | None, points: Iterable[Point]) -> ChartPoint:
        is_only = [each.date for each in points].count(point.date) == 1
        label = point.date if is_only else self.say("course-label", day=point.date, number=point.sitting)
        span = point.span
        low, high = (span.low, span.high) if span else (None, None)
        return ChartPoint(label, self.points(point), low, high, days or 0, self._later(days))

    def _later(self, days: int | None) -> str:
        """How long after the one before; empty for the first."""
        if days is None:
            return ""
        return self.say("days-later", count=days) if days else self.say("days-later-none")

    def _about_subject(self, point: Point) -> str:
        return self.say("looked-at", subject=point.subject.title or self.say("doubt-subject-none"))

    def _details(self, point: Point, days: int | None, about: str) -> str:
        """When a sitting was, what it was about, how it was taken and what was answered, in sentences."""
        when = (self.say("case-sitting", number=point.sitting, day=point.date), self._later(days))
        sentences = [
            f"{', '.join(filter(None, when))}:",
            *filter(None, [about]),
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


def passed(points: Sequence[Point]) -> tuple[int | None, ...]:
    """The days between each point and the one before; None for the first."""
    gaps = (days_between(earlier.date, later.date) for earlier, later in pairwise(points))
    return (None, *gaps)[: len(points)]


def differ(points: Sequence[Point]) -> bool:
    """Whether the points are about more than one thing."""
    return len({point.subject for point in points}) > 1


def series_of(trend: Trend) -> tuple[str, str]:
    """What the trends of one series have in common: the questionnaire and the first number of its version."""
    return trend.questionnaire.id, first_number(trend.questionnaire)
