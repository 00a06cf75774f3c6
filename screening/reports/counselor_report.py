"""The pages for a counselor as documents: after a sitting, what is kept, change over time, the report for the file.

Pure: values in, documents out. A client is named by code, and only where the page is about what is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from screening.engine.interview import Interview
from screening.engine.results import Result
from screening.engine.rules import bounds
from screening.model.answers import Chosen, Declined, Entered, Gap, Reply
from screening.model.content import Interface, paragraphs
from screening.model.questionnaire import Condition, Item
from screening.records.client_file import AuditEntry, ClientFile, Consent, Note, Sitting, UnreadableSitting
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
from screening.reports.result_report import ResultReports, listed, texts
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
    trends,
)
from screening.reports.wording import blank, fill, group_in_words, number

RULERS = ("importance", "confidence", "readiness")  # items of our own questionnaires; ids never change their meaning
SPOKEN = "counselor-"  # how the ids of sentences begin that stand in place of others on these pages


def for_counselors(words: Interface) -> Interface:
    """The program's words, with those for a counselor (`counselor-...`) in place of those that speak to the client."""
    return in_place(SPOKEN, words)


def in_place(begins: str, words: Interface) -> Interface:
    """The program's words, with those whose ids begin so in place of those with the same ids without it."""
    spoken = {name.removeprefix(begins): one for name, one in words.words.items() if name.startswith(begins)}
    return words.model_copy(update={"words": {**words.words, **spoken}})


@dataclass(frozen=True)
class CounselorReports:
    """Makes documents for a counselor, in the language and on the day of a reporter.

    A result is what `guidance.conclude` makes of a sitting's interview; `results` has them by the sitting's number.
    `notice` is a sentence for whoever gets the page, such as that it may not be handed on. It stands last.
    """

    result_reports: ResultReports

    @cached_property
    def _result_reports(self) -> ResultReports:
        return replace(self.result_reports, words=for_counselors(self.result_reports.words))

    def _say(self, name: str, /, **facts: object) -> str:
        return self._result_reports.words.say(name, **facts)

    def _document(self, title: str, sections: Iterable[Section], notice: str = "") -> Document:
        last = Section("notice", self._say("case-notice"), (Paragraph(notice),)) if notice else Section("", "", ())
        found = tuple(one for one in (*sections, last) if one.blocks)
        return Document(title, self.result_reports.words.interface, found)

    # After a sitting.

    def after(self, sitting: Sitting, result: Result, *, why: bool = False) -> Document:
        """The counselor's view of one sitting: what cannot wait, how it was taken, scores, and ways to begin a talk.

        It names no client. `why` adds each answer and its points, how they were worked out, and the sources.
        """
        sections = (
            Section("first", self._say("case-first"), tuple(self._first(sitting.interview, result))),
            Section("taken", self._say("case-taken"), tuple(self._taken(sitting))),
            self._result_reports.numbers(result),
            *([self._result_reports.why(result), self._result_reports.method(result)] if why else []),
            Section("talk", self._say("case-talk"), tuple(self._talk(result))),
        )
        return self._document(self._say("case-after", title=result.questionnaire.title), sections)

    def _first(self, interview: Interview, result: Result) -> Iterator[Block]:
        if not result.critical:
            yield Paragraph(self._say("case-first-none"))
        for one in result.critical:
            yield Heading(one.title or one.id.replace("-", " "))
            yield Bullets(tuple(dict.fromkeys(self._reason(interview, leaf) for leaf in one.if_.leaves)))

    def _reason(self, interview: Interview, leaf: Condition) -> str:
        """What a critical item looked at: the question with its answer, or the points."""
        item = interview.questionnaire.by_id.get(leaf.item or "")
        return self._answer(interview, item) if item else group_in_words(interview.questionnaire, leaf)

    def _answer(self, interview: Interview, item: Item) -> str:
        answer = self._said(interview, item, interview.reading.reply(item))
        return self._say("case-because", question=_asked(interview, item), answer=answer)

    def _taken(self, sitting: Sitting) -> Iterator[Block]:
        yield Paragraph(" ".join(self._how(sitting)))
        if not sitting.meant_for:
            yield Paragraph(self._say("case-not-meant"), strong=True)

    def _how(self, sitting: Sitting) -> Iterator[str]:
        """How a sitting was taken and how far it came, in sentences."""
        questionnaire = sitting.questionnaire
        way = f"{sitting.administration}-paper" if sitting.paper else sitting.administration
        yield self._say("case-questionnaire", title=questionnaire.title, version=questionnaire.version)
        yield self._say("case-way", way=self._way(way))
        if sitting.interpreter:
            yield self._say("case-interpreter")
        if sitting.date != sitting.began.day:
            yield self._say("case-paper", day=sitting.date, entered=sitting.began.day)
        yield self._say(f"status-{sitting.interview.status.value}")
        yield self._counted(sitting.interview)
        if sitting.initials:
            yield self._say("case-by", by=sitting.initials)

    def _counted(self, interview: Interview) -> str:
        replies = [interview.reading.reply(item) for item in interview.path]
        answered = sum(isinstance(reply, Chosen | Entered) for reply in replies)
        return self._say("case-answered", answered=answered, asked=len(replies))

    def _way(self, way: str) -> str:
        said = self._say(f"way-{way.removesuffix('-paper')}")
        return self._say("way-paper", way=said) if way.endswith("-paper") else said

    def _said(self, interview: Interview, item: Item, reply: Reply) -> str:
        """A reply in the words of the question's options, the client's own words in them."""
        match reply:
            case Chosen(codes=codes):
                return ", ".join(interview.fill(item.by_code[code].text) for code in codes)
            case Entered(value=value):
                return str(value)
            case Declined():
                return self._say("state-declined")
            case Gap():
                return self._say(f"state-{reply.value}")

    # Ways to begin a talk.

    def _talk(self, result: Result) -> Iterator[Block]:
        """What cannot wait, an opening for this outcome, the client's own numbers, and whose choice it is."""
        yield from self._text(*(["talk-first"] if result.critical else []))
        yield from self._text(self._opening(result), "talk-general")
        if rulers := tuple(self._rulers(result)):
            yield from (*self._text("talk-rulers"), Bullets(rulers))
        yield from self._text("talk-choice")

    def _opening(self, result: Result) -> str:
        """The id of the opening for the one outcome; where there are several, or none, there is none."""
        only = result.outcomes[0].id if len(result.outcomes) == 1 else ""
        return f"talk-{result.questionnaire.id}-{only}"

    def _text(self, *ids: str) -> Iterator[Block]:
        """The first of these texts that there is, under its title."""
        known = self.result_reports.directory.texts
        for text in [known[one] for one in ids if one in known][:1]:
            yield from (Heading(text.title), *texts(text))

    def _rulers(self, result: Result) -> Iterator[str]:
        """What to ask about each ruler that was answered: never why it is not higher."""
        for name in RULERS:
            item, answer = result.questionnaire.by_id.get(name), result.answers.get(name)
            if item is not None and item.type == "number" and isinstance(answer, Entered):
                lowest = "case-ruler-least" if answer.value == bounds(item)[0] else "case-ruler"
                yield self._say(lowest, question=fill(result, item.ask), number=answer.value)

    # What is kept.

    def history(self, file: ClientFile) -> Document:
        """What is kept about a client, as a list: sittings and how they stand, consent, how many notes."""
        title = self._say("history-title", code=file.client.code)
        sittings = self._sittings(file) or (Paragraph(self._say("history-none")),)
        sections = (
            Section("client", "", tuple(self._client(file))),
            Section("sittings", self._say("history-sittings"), sittings),
            Section("consents", self._say("history-consents"), tuple(self._consents(file.consents))),
        )
        return self._document(title, sections)

    def _client(self, file: ClientFile) -> Iterator[Block]:
        keep = file.client.keep_until
        yield Paragraph(self._say("history-since", day=file.client.opened.day))
        yield Paragraph(self._say("history-keep", day=keep) if keep else self._say("history-keep-none"))
        if file.notes:
            yield Paragraph(self._say("history-notes-count", count=len(file.notes)))

    def _sittings(self, file: ClientFile) -> tuple[Block, ...]:
        lines = tuple(" ".join(self._line(one)) for one in file.sittings)
        closed = map(self._closed, file.closed)
        return (*([Bullets(lines)] if lines else []), *map(Paragraph, (*closed, *self._clock(file.sittings))))

    def _line(self, sitting: Sitting) -> Iterator[str]:
        yield f"{self._say('case-sitting', number=sitting.number, day=sitting.date)}:"
        yield from self._how(sitting)
        if sitting.corrects is not None:
            yield self._say("case-corrects", number=sitting.corrects)
        if sitting.corrected_by is not None:
            yield self._say("case-corrected-by", number=sitting.corrected_by)

    def _clock(self, sittings: Iterable[Sitting]) -> Iterator[str]:
        """Where a later sitting has an earlier time: the number tells the order, whatever the clock said."""
        for earlier, later in pairwise(sittings):
            if later.began.utc < earlier.began.utc:
                yield self._say("history-clock", later=later.number, earlier=earlier.number)

    def _consents(self, consents: Iterable[Consent]) -> Iterator[Block]:
        if lines := tuple(map(self._consent, consents)):
            yield Bullets(lines)

    def _consent(self, one: Consent) -> str:
        said = "history-consent" if one.initials else "history-consent-unsigned"
        return self._say(said, version=one.version, day=one.at.day, by=one.initials)

    # Change over time.

    def trend(self, found: Sequence[Trend], code: str = "", *, notice: str = "") -> Document:
        """Scales over several sittings: what to keep in mind, a picture of each, and what may be said of a change."""
        title = self._say("trend-title-client", code=code) if code else self._say("trend-title")
        return self._document(title, self._trends(found), notice)

    def _trends(self, found: Sequence[Trend]) -> Iterator[Section]:
        for name in dict.fromkeys(one.questionnaire.id for one in found):
            of_one = [one for one in found if one.questionnaire.id == name]
            shared = [one for one in of_one[0].cautions if all(one in other.cautions for other in of_one)]
            yield Section(f"trend-{name}", self._say("trend-title"), tuple(self._about(of_one[0], shared)))
            for one in of_one:
                own = [caution for caution in one.cautions if caution not in shared]
                yield Section(f"trend-{name}-{one.scale.id}", "", tuple(self._scale(one, own)))

    def _about(self, found: Trend, cautions: Sequence[Caution]) -> Iterator[Block]:
        """What holds for every scale of a questionnaire: the sittings, how each was taken, and what to keep in mind."""
        facts = {"title": found.questionnaire.title, "recall": found.questionnaire.recall}
        yield Paragraph(self._say("trend-about", **facts))
        yield from self._cautions(cautions)
        yield from (Heading(self._say("trend-sittings")), Bullets(tuple(map(self._details, found.points))))
        yield Paragraph(self._say("course-about"))

    def _cautions(self, cautions: Sequence[Caution]) -> Iterator[Block]:
        if cautions:
            yield Paragraph(self._say("trend-cautions"), strong=True)
            yield Bullets(tuple(map(self._caution, cautions)))

    def _caution(self, caution: Caution) -> str:
        sittings = ", ".join(map(str, caution.sittings))
        facts = self._facts(caution)
        return self._say(f"doubt-{caution.doubt}", count=len(caution.sittings), sittings=sittings, facts=facts).strip()

    def _facts(self, caution: Caution) -> str:
        match caution.doubt:
            case Doubt.WAY | Doubt.NOT_MEANT:
                return ", ".join(map(self._way, caution.facts))
            case Doubt.SUBJECT:
                return ", ".join(one or self._say("doubt-subject-none") for one in caution.facts)
            case Doubt.NO_SCORES:
                return " ".join(caution.facts)
            case _:
                return ", ".join(caution.facts)

    def _scale(self, found: Trend, cautions: Sequence[Caution]) -> Iterator[Block]:
        if not found.pictures:
            yield Heading(found.scale.title)
        for points in found.pictures:
            yield self._course(points, versions=len(found.pictures) > 1)
            if any(one.bands for one in points) and not all(one.bands for one in points):
                yield Paragraph(self._say("trend-no-bands"))
        beside = [one for one in found.points if one.bands or not (one.span or one.absent)]
        if lines := tuple(map(self._beside, beside)):
            yield Bullets(lines)
        yield from self._cautions(cautions)
        yield from self._changes(found)

    def _beside(self, point: Point) -> str:
        """What a picture does not say of a sitting: the names of its bands, or that it has no points."""
        said = self._bands(point) if point.span else f"{self._points(point)}."
        return f"{self._say('case-sitting', number=point.sitting, day=point.date)}: {said}"

    def _bands(self, point: Point) -> str:
        """Every band that the score may lie in, as a sentence; empty without bands."""
        bands = self._say("or").join(map(self._result_reports.band, point.bands))
        return self._say("trend-band", band=bands) if bands else ""

    def _course(self, points: Sequence[Point], *, versions: bool) -> ScaleChart:
        last = points[-1]
        assert last.scale is not None  # a point in a picture has a score
        assert last.reach is not None
        ends = {"low": number(last.reach.low), "high": number(last.reach.high)}
        named = "course-title-version" if versions else "course-title"
        title = self._say(named, title=last.scale.title, version=last.version, **ends)
        bands = sorted(last.scale.bands, key=lambda band: band.from_) if all(one.bands for one in points) else []
        ground = tuple(BandRange(band.from_, band.to, self._result_reports.band(band)) for band in bands)
        marks = tuple(self._mark(one, points) for one in points)
        return ScaleChart(title, self._say("course-about"), last.reach.low, last.reach.high, ground, marks)

    def _mark(self, point: Point, others: Iterable[Point]) -> ChartPoint:
        alone = sum(one.date == point.date for one in others) == 1
        label = point.date if alone else self._say("course-label", day=point.date, number=point.sitting)
        span = point.span
        return ChartPoint(label, self._points(point), span.low if span else None, span.high if span else None)

    def _points(self, point: Point) -> str:
        """The score in points, or why there is none."""
        if point.scale is None:
            return self._say("trend-point-no-scale", version=point.version)
        if point.span is None or point.reach is None:
            return (point.absent or self._say("trend-point-none")).rstrip(".")
        of = number(point.reach.high)
        if point.value is not None:
            return self._say("points", value=number(point.value), of=of)
        return self._say("points-between", low=number(point.span.low), high=number(point.span.high), of=of)

    def _details(self, point: Point) -> str:
        """How a sitting was taken and how far it came, in sentences."""
        said = [
            f"{self._say('case-sitting', number=point.sitting, day=point.date)}:",
            self._say("trend-details", version=point.version, way=self._way(point.way)),
            *([self._say("case-interpreter")] if point.interpreter else []),
            self._say("case-answered", answered=point.answered, asked=point.asked),
            self._say(f"status-{point.status.value}"),
        ]
        return " ".join(said)

    def _changes(self, found: Trend) -> Iterator[Block]:
        known = [change for change in found.changes if change.reason is not Unknown.NO_FIGURES]
        if not found.changes:
            yield Paragraph(self._say("trend-few" if found.pictures else "trend-none"))
        elif not known:
            yield Paragraph(self._say("change-unknown"))
        yield from (Paragraph(" ".join(self._change(change))) for change in known)

    def _change(self, change: Change) -> Iterator[str]:
        """What may be said about two scores, and by which figures."""
        ends = {"before": self._points(change.earlier), "after": self._points(change.later)}
        yield self._say("change-pair", earlier=change.earlier.date, later=change.later.date, **ends)
        if change.reason not in (None, Unknown.NO_FIGURES):
            yield self._say(f"change-because-{change.reason}")
        yield from self._size(change)

    def _size(self, change: Change) -> Iterator[str]:
        if change.difference is None or change.least is None or change.figures is None:
            yield self._say(f"change-{ChangeKind.UNKNOWN}")
            return
        by = {"difference": number(abs(change.difference)), "least": number(change.least)}
        yield self._say(f"change-{change.kind}", **by)
        figures = {"r": number(change.figures.r), "sd": number(change.figures.sd), "z": Z}
        yield self._say("change-figures", source=change.figures.source, **figures)

    # Two sittings.

    def compare(self, found: Comparison, code: str = "", *, notice: str = "") -> Document:
        """Two sittings side by side: the points of each scale, what may be said of a change, answers that differ."""
        title = self._say("compare-title-client", code=code) if code else self._say("compare-title")
        sections = (
            Section("which", "", tuple(self._which(found))),
            Section("scales", self._say("compare-scales"), tuple(self._both(found))),
            Section("answers", self._say("compare-answers"), tuple(self._differing(found))),
        )
        return self._document(title, sections, notice)

    def _which(self, found: Comparison) -> Iterator[Block]:
        earlier, later = found.earlier, found.later
        facts = {"earlier": earlier.number, "before": earlier.date, "later": later.number, "after": later.date}
        yield Paragraph(self._say("compare-which", **facts, title=later.questionnaire.title))
        yield from self._cautions(found.cautions)

    def _both(self, found: Comparison) -> Iterator[Block]:
        """Each scale in both sittings. That nothing is known about chance is said once, where it holds for all."""
        known = any(one.reason is not Unknown.NO_FIGURES for one in found.changes)
        for change in found.changes:
            scale = change.later.scale or change.earlier.scale
            yield Heading(scale.title if scale else "")
            yield Bullets((self._stands(change.earlier), self._stands(change.later)))
            if known and change.reason is not Unknown.NO_SCORE:
                yield Paragraph(" ".join(self._size_only(change)))
        if found.changes and not known:
            yield Paragraph(self._say("change-unknown"))

    def _stands(self, point: Point) -> str:
        said = self._say("compare-scale", day=point.date, points=self._points(point))
        return f"{said}. {self._bands(point)}".strip()

    def _size_only(self, change: Change) -> Iterator[str]:
        return (said for index, said in enumerate(self._change(change)) if index > 0)

    def _differing(self, found: Comparison) -> Iterator[Block]:
        if not found.answers:
            yield Paragraph(self._say("compare-answers-none"))
            return
        yield Bullets(tuple(self._difference(found, *sides) for sides in found.answers))

    def _difference(self, found: Comparison, earlier: Side, later: Side) -> str:
        before = self._side(earlier, found.earlier.interview)
        after = self._side(later, found.later.interview)
        return self._say("compare-answer", question=later.ask or earlier.ask, before=before, after=after)

    def _side(self, side: Side, interview: Interview) -> str:
        if side.item is None:
            return self._say("state-not-in-version")
        return self._said(interview, side.item, side.reply)

    # For the file.

    def report(
        self, file: ClientFile, results: Mapping[int, Result], *, why: bool = False, notice: str = ""
    ) -> Document:
        """The report for the file: every sitting that stands with its answers, scores and sources, then the trend.

        `why` adds the arithmetic. Notes are left out: they are the counselor's own.
        """
        standing = [one for one in file.sittings if one.stands and (one.finished or one.corrects is None)]
        sections = (
            Section("client", "", tuple(self._client(replace(file, notes=())))),
            *(self._sitting(one, results.get(one.number), why=why) for one in standing),
            *self._over_time(standing),
        )
        return self._document(self._say("report-title", code=file.client.code), sections, notice)

    def _over_time(self, sittings: Sequence[Sitting]) -> Iterator[Section]:
        """The trend of each questionnaire that was answered more than once."""
        ids = [one.questionnaire.id for one in sittings]
        for name in dict.fromkeys(name for name in ids if ids.count(name) > 1):
            yield from self._trends(trends(sittings, name))

    def _sitting(self, sitting: Sitting, result: Result | None, *, why: bool) -> Section:
        facts = {"number": sitting.number, "day": sitting.date, "title": sitting.questionnaire.title}
        blocks: list[Block] = [*self._taken(sitting), *self._kept(sitting)]
        if result is not None and result.critical:
            blocks += [
                *_under(Section("first", self._say("case-first"), tuple(self._first(sitting.interview, result))))
            ]
        blocks += [Heading(self._say("case-answers")), *self._answers(sitting.interview)]
        for section in self._worked_out(result, why=why) if result else ():
            blocks += _under(section)
        return Section(f"sitting-{sitting.number}", self._say("case-sitting-title", **facts), tuple(blocks))

    def _kept(self, sitting: Sitting) -> Iterator[Block]:
        yield Paragraph(self._say("case-times", began=sitting.began.shown, changed=sitting.changed.shown))
        if sitting.corrects is not None:
            yield Paragraph(self._say("case-corrects", number=sitting.corrects))
        if sitting.corrected_by is not None:
            yield Paragraph(self._say("case-corrected-by", number=sitting.corrected_by))

    def _worked_out(self, result: Result, *, why: bool) -> tuple[Section, ...]:
        arithmetic = [self._result_reports.why(result)] if why else []
        return (self._result_reports.numbers(result), *arithmetic, self._result_reports.method(result))

    def _answers(self, interview: Interview) -> Iterator[Block]:
        """Every question with its answer, or its state where there is none."""
        yield Bullets(tuple(self._answer(interview, item) for item in interview.questionnaire.questions))

    def everything(self, file: ClientFile, results: Mapping[int, Result], *, notice: str = "") -> Document:
        """Everything that is kept about one client, to be read: what was corrected and what was changed on the way too.

        Of a sitting that this version of the program cannot read only that there is one: JSON has it whole.
        """
        sections = (
            Section("client", "", tuple(self._client(file))),
            Section("consents", self._say("history-consents"), tuple(self._consent_texts(file.consents))),
            *(self._whole(one, results.get(one.number)) for one in file.sittings),
            Section("closed", "", tuple(map(Paragraph, map(self._closed, file.closed)))),
            Section("clock", "", tuple(map(Paragraph, self._clock(file.sittings)))),
            Section("notes", self._say("history-notes"), tuple(self._notes(file.notes))),
            Section("entries", self._say("history-entries"), tuple(self._entries(file.entries))),
        )
        return self._document(self._say("everything-title", code=file.client.code), sections, notice)

    def _closed(self, closed: UnreadableSitting) -> str:
        return self._say("history-closed", number=closed.number, day=closed.date, name=closed.name)

    def _whole(self, sitting: Sitting, result: Result | None) -> Section:
        """A sitting with what was said on the way and counts no more."""
        section = self._sitting(sitting, result, why=True)
        lines = tuple(self._earlier(sitting))
        more: list[Block] = [Heading(self._say("case-earlier")), Bullets(lines)] if lines else []
        return replace(section, blocks=(*section.blocks, *more))

    def _earlier(self, sitting: Sitting) -> Iterator[str]:
        interview = sitting.interview
        last = {event.about: at for at, (_, event) in enumerate(sitting.events) if event.said is not None}
        for at, (when, event) in enumerate(sitting.events):
            item = interview.questionnaire.by_id.get(event.about)
            if item is None or event.said is None or (last[event.about] == at and item.id in interview.answers):
                continue
            answer = self._said(interview, item, event.said.answer)
            yield self._say("case-earlier-answer", when=when.shown, question=_asked(interview, item), answer=answer)

    def _consent_texts(self, consents: Iterable[Consent]) -> Iterator[Block]:
        for one in consents:
            yield Heading(self._consent(one))
            yield from listed(paragraphs(one.text))

    def _notes(self, notes: Iterable[Note]) -> Iterator[Block]:
        for one in notes:
            yield Heading(self._say("history-note", when=one.at.shown, by=one.initials))
            yield from (Paragraph(part) for part in one.text.split("\n") if part.strip())

    def _entries(self, entries: Sequence[AuditEntry]) -> Iterator[Block]:
        if entries:
            yield Bullets(tuple(map(self._entry, entries)))

    def _entry(self, entry: AuditEntry) -> str:
        what = self._say(f"did-{entry.what}")
        if entry.sitting is not None:
            named = f"did-{entry.what}-sitting"
            what = self._say(named) if named in self.result_reports.words.words else what
            what = self._say("history-entry-sitting", what=what, number=entry.sitting)
        said = "history-entry-by" if entry.initials else "history-entry"
        return self._say(said, when=entry.at.shown, by=entry.initials, what=what)


def _asked(interview: Interview, item: Item) -> str:
    """The question as it was asked; with lines in place of words that were never given."""
    return blank(interview.questionnaire, item.ask, interview.words)


def _under(section: Section) -> list[Block]:
    """A section as a part of another one."""
    return [Heading(section.title), *section.blocks] if section.blocks else []
