"""Build the report of the course for a clinic's file: one table of all sittings, one chart for each scale. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from screening.engine.interview import Status
from screening.reports.document import Block, Bullets, Document, Paragraph, Section, Table
from screening.reports.file_sheets import FileSheets
from screening.reports.reliable_change import Change, Unknown
from screening.reports.scale_points import Point
from screening.reports.trend import Trend
from screening.reports.trend_report import TrendReports, differ, series_of
from screening.reports.wording import number


@dataclass(frozen=True)
class CourseReports(FileSheets):
    """Builds the report of the course."""

    @cached_property
    def changes(self) -> TrendReports:
        """Builds charts and cautions."""
        return TrendReports(self.result_reports, self.prefix)

    def report(self, code: str, trends: Sequence[Trend], *, notice: str = "") -> Document:
        """The course of the client with this code: for each series of sittings a table, cautions, and charts.

        `notice` is a sentence for whoever receives the page. It comes last.
        """
        groups = [tuple(group) for _, group in groupby(trends, series_of)]
        sections = [section for group in groups for section in self._series(group)]
        document = self.document(self.say("course-report-title"), (*sections, self.sign()), notice)
        return self.filed(document, code, self._about(trends))

    def _about(self, trends: Sequence[Trend]) -> str:
        """The first and the last day of what is reported."""
        days = sorted(point.date for trend in trends for point in trend.points)
        return self.say("sheet-course", first=days[0], last=days[-1]) if days else ""

    def _series(self, group: Sequence[Trend]) -> Iterator[Section]:
        """The sittings of a series, then a section for the chart of each scale, so that each is a piece of its own.

        A single score has no chart: the table has it.
        """
        name = "-".join(series_of(group[0]))
        title = self.say(
            "course-report-series", title=group[0].questionnaire.title, version=group[0].points[-1].version
        )
        yield Section(f"course-{name}", title, (*self._sittings(group), *self._said_of_changes(group)))
        for trend in (one for one in group if any(len(points) > 1 for points in one.pictures)):
            yield Section(f"course-{name}-{trend.scale.id}", "", tuple(self.changes.charts(trend)))

    def _sittings(self, group: Sequence[Trend]) -> Iterator[Block]:
        yield from self.changes.subject(group[0].points)
        yield self._table(group, subjects=differ(group[0].points))
        yield from self.changes.cautions_of(group)

    # The table.

    def _table(self, group: Sequence[Trend], *, subjects: bool) -> Table:
        """A row for each sitting, oldest first; below them the change since the one before and since the first."""
        about = [self.say("fact-about")] if subjects else []
        headings = (self.say("course-sitting"), *about, *(self.say(f"fact-{name}") for name in ("taken", "answered")))
        rows = [
            (*self._facts(points[0], subjects=subjects), *map(self._score, points))
            for points in zip(*(trend.points for trend in group), strict=True)
        ]
        blanks = ("",) * (len(headings) - 1)
        for index in range(max(len(trend.changes) for trend in group)):
            found = [trend.changes[index] if len(trend.changes) > index else None for trend in group]
            label = self.say("course-since-last" if index == 0 else "course-since-first")
            rows.append((label, *blanks, *map(self.changes.difference, found)))
        return Table((*headings, *map(self._heading, group)), tuple(rows))

    def _heading(self, trend: Trend) -> str:
        """A scale with its highest points, where they are the same in every version."""
        highest = {point.reach.high for point in trend.points if point.reach}
        of = {"title": trend.scale.title, "of": number(max(highest))} if len(highest) == 1 else {}
        return self.say("course-scale", **of) if of else trend.scale.title

    def _facts(self, point: Point, *, subjects: bool) -> Iterator[str]:
        yield self.say("course-row", number=point.sitting, day=point.date)
        if subjects:
            yield point.subject.title or self.say("doubt-subject-none")
        yield ", ".join(self._taken(point))
        yield self.say("course-answered", answered=point.answered, asked=point.asked)

    def _taken(self, point: Point) -> Iterator[str]:
        yield self.say(f"short-{'paper' if point.paper else point.administration}")
        if point.interpreter:
            yield self.say("short-interpreter")
        if point.status is not Status.COMPLETED:
            yield self.say("short-unfinished")

    def _score(self, point: Point) -> str:
        """The points, and the level that they mean; none where there is no score."""
        if point.span is None:
            return self.say("report-none")
        low, high = number(point.span.low), number(point.span.high)
        figures = low if low == high else self.say("from-to", low=low, high=high)
        return ": ".join(filter(None, (figures, self.say("or").join(band.title for band in point.bands))))

    # What can be said about the changes.

    def _said_of_changes(self, group: Sequence[Trend]) -> Iterator[Block]:
        found = [(trend, one) for trend in group for one in trend.changes]
        known = [self._said(trend, one) for trend, one in found if one.reason is not Unknown.NO_FIGURES]
        if known:
            yield Bullets(tuple(known))
        elif found:
            yield Paragraph(self.say("changes-unknown"))
        else:
            yield Paragraph(self.say("trend-few"))
        yield Paragraph(self.say("course-about"))

    def _said(self, trend: Trend, one: Change) -> str:
        return self.say("sign-in-words", sign=trend.scale.title, words=self.changes.change(one))
