"""Build the document on two sittings side by side. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from screening.engine.interview import Interview
from screening.reports.change_words import ChangeWords
from screening.reports.comparison import Comparison, Side
from screening.reports.document import (
    Block,
    Bullets,
    Document,
    Paragraph,
    Section,
    Table,
)
from screening.reports.reliable_change import Change, Unknown
from screening.reports.scale_points import Point


@dataclass(frozen=True)
class ComparisonReports(ChangeWords):
    """Builds the documents on two sittings."""

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
