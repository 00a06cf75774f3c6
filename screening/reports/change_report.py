"""Change over time as documents for a counselor: scales over several sittings, and two sittings side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

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
)
from screening.reports.trend import Caution, Change, ChangeKind, Comparison, Doubt, Point, Side, Trend, Unknown, Z
from screening.reports.wording import number


@dataclass(frozen=True)
class ChangeReports(CounselorWords):
    """Makes the documents on change."""

    def trend(self, found: Sequence[Trend], code: str = "", *, notice: str = "") -> Document:
        """Scales over several sittings: what to keep in mind, a picture of each, and what may be said of a change."""
        title = self.say("trend-title-client", code=code) if code else self.say("trend-title")
        return self.document(title, self.sections(found), notice)

    def sections(self, found: Sequence[Trend]) -> Iterator[Section]:
        for name in dict.fromkeys(one.questionnaire.id for one in found):
            of_one = [one for one in found if one.questionnaire.id == name]
            shared = [caution for caution in of_one[0].cautions if all(caution in other.cautions for other in of_one)]
            yield Section(f"trend-{name}", self.say("trend-title"), tuple(self._about(of_one[0], shared)))
            for trend in of_one:
                own = [caution for caution in trend.cautions if caution not in shared]
                yield Section(f"trend-{name}-{trend.scale.id}", "", tuple(self._scale(trend, own)))

    def _about(self, found: Trend, cautions: Sequence[Caution]) -> Iterator[Block]:
        """What holds for every scale of a questionnaire: the sittings, how each was taken, and what to keep in mind."""
        facts = {"title": found.questionnaire.title, "recall": found.questionnaire.recall}
        yield Paragraph(self.say("trend-about", **facts))
        yield from self._cautions(cautions)
        yield from (Heading(self.say("trend-sittings")), Bullets(tuple(map(self._details, found.points))))
        yield Paragraph(self.say("course-about"))

    def _cautions(self, cautions: Sequence[Caution]) -> Iterator[Block]:
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

    def _scale(self, found: Trend, cautions: Sequence[Caution]) -> Iterator[Block]:
        if not found.pictures:
            yield Heading(found.scale.title)
        for points in found.pictures:
            yield self._chart(points, versions=len(found.pictures) > 1)
            if any(point.bands for point in points) and not all(point.bands for point in points):
                yield Paragraph(self.say("trend-no-bands"))
        beside = [point for point in found.points if point.bands or not (point.span or point.absent)]
        if lines := tuple(map(self._beside, beside)):
            yield Bullets(lines)
        yield from self._cautions(cautions)
        yield from self._changes(found)

    def _beside(self, point: Point) -> str:
        """What a picture does not say of a sitting: the names of its bands, or that it has no points."""
        said = self._bands(point) if point.span else f"{self._points(point)}."
        return f"{self.say('case-sitting', number=point.sitting, day=point.date)}: {said}"

    def _bands(self, point: Point) -> str:
        """Every band that the score may lie in, as a sentence; empty without bands."""
        bands = self.say("or").join(map(self.result_pages.band, point.bands))
        return self.say("trend-band", band=bands) if bands else ""

    def _chart(self, points: Sequence[Point], *, versions: bool) -> ScaleChart:
        last = points[-1]
        assert last.scale is not None  # a point in a picture has a score
        assert last.reach is not None
        ends = {"low": number(last.reach.low), "high": number(last.reach.high)}
        named = "course-title-version" if versions else "course-title"
        title = self.say(named, title=last.scale.title, version=last.version, **ends)
        bands = sorted(last.scale.bands, key=lambda band: band.from_) if all(point.bands for point in points) else []
        ground = tuple(BandRange(band.from_, band.to, self.result_pages.band(band)) for band in bands)
        marks = tuple(self._chart_point(point, points) for point in points)
        return ScaleChart(title, self.say("course-about"), last.reach.low, last.reach.high, ground, marks)

    def _chart_point(self, point: Point, others: Iterable[Point]) -> ChartPoint:
        alone = sum(other.date == point.date for other in others) == 1
        label = point.date if alone else self.say("course-label", day=point.date, number=point.sitting)
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
        """How a sitting was taken and how far it came, in sentences."""
        said = [
            f"{self.say('case-sitting', number=point.sitting, day=point.date)}:",
            self.say("trend-details", version=point.version, way=self.way_in_words(point.way)),
            *([self.say("case-interpreter")] if point.interpreter else []),
            self.say("case-answered", answered=point.answered, asked=point.asked),
            self.say(f"status-{point.status.value}"),
        ]
        return " ".join(said)

    def _changes(self, found: Trend) -> Iterator[Block]:
        known = [change for change in found.changes if change.reason is not Unknown.NO_FIGURES]
        if not found.changes:
            yield Paragraph(self.say("trend-few" if found.pictures else "trend-none"))
        elif not known:
            yield Paragraph(self.say("change-unknown"))
        yield from (Paragraph(" ".join(self._change(change))) for change in known)

    def _change(self, change: Change) -> Iterator[str]:
        """What may be said about two scores, and by which figures."""
        ends = {"before": self._points(change.earlier), "after": self._points(change.later)}
        yield self.say("change-pair", earlier=change.earlier.date, later=change.later.date, **ends)
        if change.reason not in (None, Unknown.NO_FIGURES):
            yield self.say(f"change-because-{change.reason}")
        yield from self._size(change)

    def _size(self, change: Change) -> Iterator[str]:
        if change.difference is None or change.least is None or change.figures is None:
            yield self.say(f"change-{ChangeKind.UNKNOWN}")
            return
        by = {"difference": number(abs(change.difference)), "least": number(change.least)}
        yield self.say(f"change-{change.kind}", **by)
        figures = {"r": number(change.figures.r), "sd": number(change.figures.sd), "z": Z}
        yield self.say("change-figures", source=change.figures.source, **figures)

    def compare(self, found: Comparison, code: str = "", *, notice: str = "") -> Document:
        """Two sittings side by side: the points of each scale, what may be said of a change, answers that differ."""
        title = self.say("compare-title-client", code=code) if code else self.say("compare-title")
        sections = (
            Section("which", "", tuple(self._which(found))),
            Section("scales", self.say("compare-scales"), tuple(self._both(found))),
            Section("answers", self.say("compare-answers"), tuple(self._differing(found))),
        )
        return self.document(title, sections, notice)

    def _which(self, found: Comparison) -> Iterator[Block]:
        earlier, later = found.earlier, found.later
        facts = {"earlier": earlier.number, "before": earlier.date, "later": later.number, "after": later.date}
        yield Paragraph(self.say("compare-which", **facts, title=later.questionnaire.title))
        yield from self._cautions(found.cautions)

    def _both(self, found: Comparison) -> Iterator[Block]:
        """Each scale in both sittings. That nothing is known about chance is said once, where it holds for all."""
        known = any(change.reason is not Unknown.NO_FIGURES for change in found.changes)
        for change in found.changes:
            scale = change.later.scale or change.earlier.scale
            yield Heading(scale.title if scale else "")
            yield Bullets((self._stands(change.earlier), self._stands(change.later)))
            if known and change.reason is not Unknown.NO_SCORE:
                yield Paragraph(" ".join(self._size_only(change)))
        if found.changes and not known:
            yield Paragraph(self.say("change-unknown"))

    def _stands(self, point: Point) -> str:
        said = self.say("compare-scale", day=point.date, points=self._points(point))
        return f"{said}. {self._bands(point)}".strip()

    def _size_only(self, change: Change) -> Iterator[str]:
        return (said for index, said in enumerate(self._change(change)) if index > 0)

    def _differing(self, found: Comparison) -> Iterator[Block]:
        if not found.answers:
            yield Paragraph(self.say("compare-answers-none"))
            return
        yield Bullets(tuple(self._difference(found, *sides) for sides in found.answers))

    def _difference(self, found: Comparison, earlier: Side, later: Side) -> str:
        before = self._side(earlier, found.earlier.interview)
        after = self._side(later, found.later.interview)
        return self.say("compare-answer", question=later.ask or earlier.ask, before=before, after=after)

    def _side(self, side: Side, interview: Interview) -> str:
        if side.item is None:
            return self.say("state-not-in-version")
        return self.answer_in_words(interview, side.item, side.reply)
