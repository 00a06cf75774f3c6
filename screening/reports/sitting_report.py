"""Build the report of one sitting for a clinic's file: summary, look first, scores, answers, method, a line to sign.

Pure. Nothing stands in it twice, so that it has room on two sheets of paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from screening.engine.look_first import look_first
from screening.engine.results import Result
from screening.engine.scoring import ScaleScore
from screening.model.answers import Gap, state
from screening.records.client_file import LookedAt, Sitting
from screening.records.raised_flags import flags_of
from screening.reports.comparison_cautions import cautions
from screening.reports.comparison_report import ComparisonReports
from screening.reports.document import (
    Block,
    Bullets,
    Document,
    Facts,
    Paragraph,
    Section,
    Table,
)
from screening.reports.file_sheets import FileSheets
from screening.reports.headline import Headlines
from screening.reports.look_first_report import LookFirstReports
from screening.reports.reliable_change import Change, Unknown, change
from screening.reports.scale_points import point
from screening.reports.score_report import ScoreReports, without_score
from screening.reports.wording import fill, number


@dataclass(frozen=True)
class SittingReports(FileSheets):
    """Builds the report of one sitting."""

    def report(
        self,
        code: str,
        sitting: Sitting,
        result: Result,
        before: Sitting | None = None,
        marks: Iterable[LookedAt] = (),
        *,
        notice: str = "",
    ) -> Document:
        """The report of a sitting of the client with this code, with the change since the sitting `before`.

        `marks` are the client's, of what somebody looked at. `notice` is a sentence for whoever receives the page; it
        comes last.
        """
        changes = _changes(before, sitting) if before else ()
        sections = (
            Section("summary", self.say("report-summary"), tuple(self._summary(sitting, result))),
            Section("first", self.say("case-first"), tuple(self._first(sitting, marks))),
            Section("scores", self.say("report-scores"), tuple(self._scores(result, changes))),
            self._answers(result),
            self.result_pages.method(result),
            self.sign(),
        )
        form = sitting.questionnaire
        about = {"name": form.id, "version": form.version, "number": sitting.number, "day": sitting.date}
        title = self.say("report-title", title=form.title, day=sitting.date)
        return self.filed(self.document(title, sections, notice), code, self.say("sheet-sitting", **about))

    @property
    def scores(self) -> ScoreReports:
        """Builds the parts that are about scores."""
        return self.result_pages.scores

    @cached_property
    def _flags(self) -> LookFirstReports:
        return LookFirstReports(self.result_reports, self.prefix)

    @cached_property
    def _change_pages(self) -> ComparisonReports:
        return ComparisonReports(self.result_reports)

    # What the sitting was, and what came of it.

    def _summary(self, sitting: Sitting, result: Result) -> Iterator[Block]:
        """What came up, in sentences; under it what it was about and how it was taken."""
        if said := " ".join(self._sentences(result)):
            yield Paragraph(said, strong=True)
        facts = {
            "about": Headlines(self.result_pages.words).heading(result),
            "taken": " ".join(self._taken(sitting)),
            "answered": f"{self._answered(sitting)} {self.say(f'status-{sitting.interview.status.value}')}",
            "by": sitting.initials,
        }
        yield Facts(tuple((self.say(f"fact-{name}"), said) for name, said in facts.items() if said))
        if not sitting.meant_for:
            yield Paragraph(self.say("case-not-meant"), strong=True)

    def _sentences(self, result: Result) -> Iterator[str]:
        headlines = Headlines(self.result_pages.words)
        yield from headlines.banded(result)
        yield from (f"{outcome.title.rstrip('.')}." for outcome in result.outcomes[:1] if len(result.outcomes) == 1)
        yield from filter(None, (result.scores_absent, headlines.harm_sentence(result)))

    def _taken(self, sitting: Sitting) -> Iterator[str]:
        way = self.way_in_words(f"{sitting.administration}-paper" if sitting.paper else sitting.administration)
        yield self.say("fact-way", day=sitting.date, way=way)
        if sitting.interpreter:
            yield self.say("case-interpreter")
        if sitting.date != sitting.began.day:
            yield self.say("fact-entered", day=sitting.began.day)
        if sitting.corrects is not None:
            yield self.say("case-corrects", number=sitting.corrects)
        if sitting.corrected_by is not None:
            yield self.say("case-corrected-by", number=sitting.corrected_by)

    def _answered(self, sitting: Sitting) -> str:
        interview = sitting.interview
        states = [state(interview.evaluation.reply(item)) for item in interview.path]
        skipped = self.say("fact-skipped", count=states.count("declined")) if "declined" in states else ""
        return self.say("fact-answers", answered=states.count("answered"), asked=len(states), skipped=skipped)

    def _first(self, sitting: Sitting, marks: Iterable[LookedAt]) -> Iterator[Block]:
        """What to look at first, the answers that it comes from, and who looked at it; or that there is nothing."""
        raised = {flag.id: flag for flag in look_first(sitting.interview.evaluation)}
        rows = []
        for flag in flags_of(sitting, marks):
            reasons = self._flags.reasons(sitting.interview, raised[flag.id], short=True)
            rows.append((flag.title, "; ".join(reasons), self._mark(flag.looked_at)))
        headings = tuple(self.say(f"first-{name}") for name in ("what", "answers", "looked-at"))
        yield Table(headings, tuple(rows)) if rows else Paragraph(self.say("case-first-none"))

    def _mark(self, mark: LookedAt | None) -> str:
        if mark is None:
            return self.say("first-not-yet")
        return self.say("first-mark", by=mark.initials, day=mark.at.day, done=mark.text)

    # The scores.

    def _scores(self, result: Result, changes: Sequence[Change]) -> Iterator[Block]:
        """A row for each score, and under the table what does not fit into a row."""
        if result.scores:
            yield self._table(result, changes)
        remarks = [
            self.say("sign-in-words", sign=score.scale.title, words=said)
            for score in result.scores
            for said in (*self._counted(result, score), *self.scores.remarks(result, score))
        ]
        remarks += dict.fromkeys(why for _, why in without_score(result))
        if remarks:
            yield Bullets(tuple(remarks))
        if changes:
            yield from self._about_changes(changes)

    def _table(self, result: Result, changes: Sequence[Change]) -> Table:
        """The scores; levels and the change since last time have columns where there are any."""
        by_scale = {each.later.scale.id: each for each in changes if each.later.scale}
        columns = [(self.say("report-scale"), [score.scale.title for score in result.scores])]
        columns += [
            (self.say("answers-points"), [self.scores.in_figures(score.span, score.reach) for score in result.scores])
        ]
        if any(score.bands for score in result.scores):
            columns += [(self.say("report-level"), [self._level(score) for score in result.scores])]
        if changes:
            pairs = [by_scale.get(score.scale.id) for score in result.scores]
            before = [self._before(each) for each in pairs]
            columns += [
                (changes[0].earlier.date, before),
                (self.say("report-change"), list(map(self._change_pages.difference, pairs))),
            ]
        return Table(tuple(name for name, _ in columns), tuple(zip(*(cells for _, cells in columns), strict=True)))

    def _counted(self, result: Result, score: ScaleScore) -> Iterator[str]:
        """What the points of the answers do not show: which signs are counted, and that the points are multiplied."""
        if score.scale.count_of:
            for sentence, low in (("report-counted", 1), ("report-may-count", 0)):
                shares = [share for share in score.shares if share.span.low == low and share.span.high == 1]
                named = [self.scores.named(result, score.scale, share) for share in shares]
                yield from [self.say(sentence, signs="; ".join(named))] if named else []
        if score.scale.times != 1:
            yield self.say("report-times", times=number(score.scale.times))

    def _level(self, score: ScaleScore) -> str:
        return self.say("or").join(map(self.scores.band, score.bands))

    def _before(self, each: Change | None) -> str:
        if each is None or each.earlier.span is None or each.earlier.reach is None:
            return self.say("report-none")
        return self.scores.in_figures(each.earlier.span, each.earlier.reach)

    def _about_changes(self, changes: Sequence[Change]) -> Iterator[Block]:
        """What can be said about the changes, and what makes them doubtful, each once."""
        known = [each for each in changes if each.reason is not Unknown.NO_FIGURES]
        yield Bullets(tuple(self._size(each) for each in known)) if known else Paragraph(self.say("changes-unknown"))
        pairs = ((each.earlier, each.later) for each in changes)
        found = dict.fromkeys(caution for pair in pairs for caution in cautions(pair))
        yield from self._change_pages.cautions(tuple(found))

    def _size(self, each: Change) -> str:
        title = each.later.scale.title if each.later.scale else ""
        return f"{title}: {' '.join(self._change_pages.size(each))}"

    # The answers.

    def _answers(self, result: Result) -> Section:
        """Each answer once, with its points; below the table the questions that were not asked."""
        section = self.scores.answers(result)
        asked = [item for item in result.questionnaire.questions if result.replies[item.id] is Gap.NOT_ASKED]
        left_out = ", ".join(fill(result, item.name) for item in asked)
        more = (Paragraph(self.say("report-not-asked", questions=left_out)),) if left_out else ()
        return replace(section, blocks=(*section.blocks, *more))


def _changes(before: Sitting, sitting: Sitting) -> tuple[Change, ...]:
    scales = sitting.questionnaire.scales
    return tuple(change(point(before, scale.id), point(sitting, scale.id), scale) for scale in scales)
