"""Build the report of one sitting for a clinic's file: summary, look first, scores, answers, method, a line to sign.

Pure. Nothing stands in it twice, so that it has room on two sheets of paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from screening.engine.interview import Interview
from screening.engine.look_first import Flag, look_first
from screening.engine.results import Result
from screening.engine.scoring import ScaleScore
from screening.model.answers import Gap, state
from screening.records.client_file import Sitting
from screening.reports.change_report import ChangeReports
from screening.reports.counselor_words import CounselorWords
from screening.reports.document import (
    Block,
    Bullets,
    Clinic,
    Document,
    Facts,
    Paragraph,
    Section,
    Sheet,
    Table,
    WritingLines,
)
from screening.reports.headline import Headlines
from screening.reports.score_report import ScoreReports, without_score
from screening.reports.trend import Change, Unknown, cautions, change, point
from screening.reports.wording import before_value, fill, group_in_words, number


@dataclass(frozen=True)
class SittingReports(CounselorWords):
    """Builds the report of one sitting. `by` are the initials of whoever makes it, empty where nobody is named."""

    clinic: Clinic = field(default_factory=Clinic)
    by: str = ""

    def report(
        self, code: str, sitting: Sitting, result: Result, before: Sitting | None = None, *, notice: str = ""
    ) -> Document:
        """The report of a sitting of the client with this code, with the change since the sitting `before`.

        `notice` is a sentence for whoever receives the page. It comes last.
        """
        changes = _changes(before, sitting) if before else ()
        sections = (
            Section("summary", self.say("report-summary"), tuple(self._summary(sitting, result))),
            Section("first", self.say("case-first"), tuple(self._first(sitting.interview))),
            Section("scores", self.say("report-scores"), tuple(self._scores(result, changes))),
            self._answers(result),
            self.result_pages.method(result),
            Section("sign", self.say("report-sign"), tuple(self._sign())),
        )
        title = self.say("report-title", title=sitting.questionnaire.title, day=sitting.date)
        return replace(self.document(title, sections, notice), sheet=self._sheet(code, sitting))

    @property
    def scores(self) -> ScoreReports:
        """Builds the parts that are about scores."""
        return self.result_pages.scores

    @cached_property
    def _change_pages(self) -> ChangeReports:
        return ChangeReports(self.result_reports)

    def _sheet(self, code: str, sitting: Sitting) -> Sheet:
        """What stands on every sheet: the clinic, the client, what the report is about, and who made it when."""
        questionnaire = sitting.questionnaire
        facts = {"name": questionnaire.id, "version": questionnaire.version, "number": sitting.number}
        made = {"made": self.result_reports.today, "by": self.by}
        return Sheet(
            "file",
            tuple(filter(None, (self.clinic.name, self.say("client-heading", code=code)))),
            self.say("sheet-sitting" if self.by else "sheet-sitting-unsigned", day=sitting.date, **facts, **made),
            self.say("sheet-number", page="{page}", pages="{pages}"),
        )

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

    def _first(self, interview: Interview) -> Iterator[Block]:
        """What to look at first, each with the answers that it comes from; or that there is nothing."""
        flags = look_first(interview.evaluation)
        rows = tuple((flag.title, self._because(interview, flag)) for flag in flags)
        headings = (self.say("first-what"), self.say("answers-answer"))
        yield Table(headings, rows) if rows else Paragraph(self.say("case-first-none"))

    def _because(self, interview: Interview, flag: Flag) -> str:
        """The answers that a flag comes from; what it says of scales, in words."""
        said = []
        for leaf in flag.condition.leaves:
            item = interview.questionnaire.by_id.get(leaf.item or "")
            if item is None:
                said.append(group_in_words(interview.questionnaire, leaf))
            elif (reply := interview.evaluation.reply(item)) is not Gap.NOT_ASKED:
                label = before_value(interview.fill(item.label or item.ask))
                said.append(f"{label} {self.answer_in_words(interview, item, reply)}")
        return "; ".join(dict.fromkeys(said))

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
            columns += [(changes[0].earlier.date, before), (self.say("report-change"), list(map(self._change, pairs)))]
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

    def _change(self, each: Change | None) -> str:
        """The difference with its sign; that it is not known where a score is a range, or the scale has changed."""
        if each is None or each.earlier.value is None or each.later.value is None:
            return self.say("report-not-known")
        if each.earlier.shape != each.later.shape:
            return self.say("report-not-known")
        difference = each.later.value - each.earlier.value
        return f"{'+' if difference > 0 else ''}{number(difference)}"

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
        left_out = ", ".join(fill(result, item.label or item.ask) for item in asked)
        more = (Paragraph(self.say("report-not-asked", questions=left_out)),) if left_out else ()
        return replace(section, blocks=(*section.blocks, *more))

    def _sign(self) -> Iterator[Block]:
        yield WritingLines(tuple(self.say(f"report-sign-{name}") for name in ("by", "date")))
        yield Paragraph(self.say("intended-use"))


def _changes(before: Sitting, sitting: Sitting) -> tuple[Change, ...]:
    scales = sitting.questionnaire.scales
    return tuple(change(point(before, scale.id), point(sitting, scale.id), scale) for scale in scales)
