"""Documents for a counselor: after a sitting, the history of a client, the report for the file.

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
from screening.model.answers import Chosen, Entered
from screening.model.content import paragraphs
from screening.model.questionnaire import Condition, Item
from screening.records.client_file import AuditEntry, ClientFile, Consent, Note, Sitting, UnreadableSitting
from screening.reports.change_report import ChangeReports
from screening.reports.counselor_words import CounselorWords
from screening.reports.document import (
    Block,
    Bullets,
    Document,
    Heading,
    Paragraph,
    Section,
)
from screening.reports.trend import (
    trends,
)
from screening.reports.wording import blank, fill, group_in_words, listed, texts

RULERS = ("importance", "confidence", "readiness")  # items of our own questionnaires; ids never change their meaning


@dataclass(frozen=True)
class CounselorReports(CounselorWords):
    """Makes documents for a counselor: after a sitting, what is kept, the report for the file.

    A result is what `results.conclude` makes of a sitting's interview; `results` has them by the sitting's number.
    `notice` is a sentence for whoever gets the page, such as that it may not be handed on. It stands last.
    """

    @cached_property
    def changes(self) -> ChangeReports:
        """What makes the documents on change over time."""
        return ChangeReports(self.result_reports)

    # After a sitting.

    def after(self, sitting: Sitting, result: Result, *, why: bool = False) -> Document:
        """The counselor's view of one sitting: what cannot wait, how it was taken, scores, and ways to begin a talk.

        It names no client. `why` adds each answer and its points, how they were worked out, and the sources.
        """
        sections = (
            Section("first", self.say("case-first"), tuple(self._first(sitting.interview, result))),
            Section("taken", self.say("case-taken"), tuple(self._taken(sitting))),
            self.result_pages.numbers(result),
            *([self.result_pages.why(result), self.result_pages.method(result)] if why else []),
            Section("talk", self.say("case-talk"), tuple(self._talk(result))),
        )
        return self.document(self.say("case-after", title=result.questionnaire.title), sections)

    def _first(self, interview: Interview, result: Result) -> Iterator[Block]:
        if not result.critical:
            yield Paragraph(self.say("case-first-none"))
        for critical_item in result.critical:
            yield Heading(critical_item.title or critical_item.id.replace("-", " "))
            yield Bullets(tuple(dict.fromkeys(self._reason(interview, leaf) for leaf in critical_item.if_.leaves)))

    def _reason(self, interview: Interview, leaf: Condition) -> str:
        """What a critical item looked at: the question with its answer, or the points."""
        item = interview.questionnaire.by_id.get(leaf.item or "")
        return self._answer(interview, item) if item else group_in_words(interview.questionnaire, leaf)

    def _answer(self, interview: Interview, item: Item) -> str:
        answer = self.answer_in_words(interview, item, interview.evaluation.reply(item))
        return self.say("case-because", question=_asked(interview, item), answer=answer)

    def _taken(self, sitting: Sitting) -> Iterator[Block]:
        yield Paragraph(" ".join(self._how(sitting)))
        if not sitting.meant_for:
            yield Paragraph(self.say("case-not-meant"), strong=True)

    def _how(self, sitting: Sitting) -> Iterator[str]:
        """How a sitting was taken and how far it came, in sentences."""
        questionnaire = sitting.questionnaire
        way = f"{sitting.administration}-paper" if sitting.paper else sitting.administration
        yield self.say("case-questionnaire", title=questionnaire.title, version=questionnaire.version)
        yield self.say("case-way", way=self.way_in_words(way))
        if sitting.interpreter:
            yield self.say("case-interpreter")
        if sitting.date != sitting.began.day:
            yield self.say("case-paper", day=sitting.date, entered=sitting.began.day)
        yield self.say(f"status-{sitting.interview.status.value}")
        yield self._counted(sitting.interview)
        if sitting.initials:
            yield self.say("case-by", by=sitting.initials)

    def _counted(self, interview: Interview) -> str:
        replies = [interview.evaluation.reply(item) for item in interview.path]
        answered = sum(isinstance(reply, Chosen | Entered) for reply in replies)
        return self.say("case-answered", answered=answered, asked=len(replies))

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
        for text in [known[id_] for id_ in ids if id_ in known][:1]:
            yield from (Heading(text.title), *texts(text))

    def _rulers(self, result: Result) -> Iterator[str]:
        """What to ask about each ruler that was answered: never why it is not higher."""
        for name in RULERS:
            item, answer = result.questionnaire.by_id.get(name), result.answers.get(name)
            if item is not None and item.type == "number" and isinstance(answer, Entered):
                lowest = "case-ruler-least" if answer.value == bounds(item)[0] else "case-ruler"
                yield self.say(lowest, question=fill(result, item.ask), number=answer.value)

    # What is kept.

    def history(self, file: ClientFile) -> Document:
        """What is kept about a client, as a list: sittings and how they stand, consent, how many notes."""
        title = self.say("history-title", code=file.client.code)
        sittings = self._sittings(file) or (Paragraph(self.say("history-none")),)
        sections = (
            Section("client", "", tuple(self._client(file))),
            Section("sittings", self.say("history-sittings"), sittings),
            Section("consents", self.say("history-consents"), tuple(self._consents(file.consents))),
        )
        return self.document(title, sections)

    def _client(self, file: ClientFile) -> Iterator[Block]:
        keep = file.client.keep_until
        yield Paragraph(self.say("history-since", day=file.client.opened.day))
        yield Paragraph(self.say("history-keep", day=keep) if keep else self.say("history-keep-none"))
        if file.notes:
            yield Paragraph(self.say("history-notes-count", count=len(file.notes)))

    def _sittings(self, file: ClientFile) -> tuple[Block, ...]:
        lines = tuple(" ".join(self._line(sitting)) for sitting in file.sittings)
        closed = map(self._closed, file.closed)
        return (*([Bullets(lines)] if lines else []), *map(Paragraph, (*closed, *self._clock(file.sittings))))

    def _line(self, sitting: Sitting) -> Iterator[str]:
        yield f"{self.say('case-sitting', number=sitting.number, day=sitting.date)}:"
        yield from self._how(sitting)
        if sitting.corrects is not None:
            yield self.say("case-corrects", number=sitting.corrects)
        if sitting.corrected_by is not None:
            yield self.say("case-corrected-by", number=sitting.corrected_by)

    def _clock(self, sittings: Iterable[Sitting]) -> Iterator[str]:
        """Where a later sitting has an earlier time: the number tells the order, whatever the clock said."""
        for earlier, later in pairwise(sittings):
            if later.began.utc < earlier.began.utc:
                yield self.say("history-clock", later=later.number, earlier=earlier.number)

    def _consents(self, consents: Iterable[Consent]) -> Iterator[Block]:
        if lines := tuple(map(self._consent, consents)):
            yield Bullets(lines)

    def _consent(self, one: Consent) -> str:
        said = "history-consent" if one.initials else "history-consent-unsigned"
        return self.say(said, version=one.version, day=one.at.day, by=one.initials)

    # Change over time.

    # Two sittings.

    # For the file.

    def report(
        self, file: ClientFile, results: Mapping[int, Result], *, why: bool = False, notice: str = ""
    ) -> Document:
        """The report for the file: every sitting that stands with its answers, scores and sources, then the trend.

        `why` adds the arithmetic. Notes are left out: they are the counselor's own.
        """
        standing = [
            sitting for sitting in file.sittings if sitting.stands and (sitting.finished or sitting.corrects is None)
        ]
        sections = (
            Section("client", "", tuple(self._client(replace(file, notes=())))),
            *(self._sitting(sitting, results.get(sitting.number), why=why) for sitting in standing),
            *self._over_time(standing),
        )
        return self.document(self.say("report-title", code=file.client.code), sections, notice)

    def _over_time(self, sittings: Sequence[Sitting]) -> Iterator[Section]:
        """The trend of each questionnaire that was answered more than once."""
        ids = [sitting.questionnaire.id for sitting in sittings]
        for name in dict.fromkeys(name for name in ids if ids.count(name) > 1):
            yield from self.changes.sections(trends(sittings, name))

    def _sitting(self, sitting: Sitting, result: Result | None, *, why: bool) -> Section:
        facts = {"number": sitting.number, "day": sitting.date, "title": sitting.questionnaire.title}
        blocks: list[Block] = [*self._taken(sitting), *self._kept(sitting)]
        if result is not None and result.critical:
            blocks += [*_under(Section("first", self.say("case-first"), tuple(self._first(sitting.interview, result))))]
        blocks += [Heading(self.say("case-answers")), *self._answers(sitting.interview)]
        for section in self._worked_out(result, why=why) if result else ():
            blocks += _under(section)
        return Section(f"sitting-{sitting.number}", self.say("case-sitting-title", **facts), tuple(blocks))

    def _kept(self, sitting: Sitting) -> Iterator[Block]:
        yield Paragraph(self.say("case-times", began=sitting.began.shown, changed=sitting.changed.shown))
        if sitting.corrects is not None:
            yield Paragraph(self.say("case-corrects", number=sitting.corrects))
        if sitting.corrected_by is not None:
            yield Paragraph(self.say("case-corrected-by", number=sitting.corrected_by))

    def _worked_out(self, result: Result, *, why: bool) -> tuple[Section, ...]:
        arithmetic = [self.result_pages.why(result)] if why else []
        return (self.result_pages.numbers(result), *arithmetic, self.result_pages.method(result))

    def _answers(self, interview: Interview) -> Iterator[Block]:
        """Every question with its answer, or its state where there is none."""
        yield Bullets(tuple(self._answer(interview, item) for item in interview.questionnaire.questions))

    def everything(self, file: ClientFile, results: Mapping[int, Result], *, notice: str = "") -> Document:
        """Everything that is kept about one client, to be read: what was corrected and what was changed on the way too.

        Of a sitting that this version of the program cannot read only that there is one: JSON has it whole.
        """
        sections = (
            Section("client", "", tuple(self._client(file))),
            Section("consents", self.say("history-consents"), tuple(self._consent_texts(file.consents))),
            *(self._whole(sitting, results.get(sitting.number)) for sitting in file.sittings),
            Section("closed", "", tuple(map(Paragraph, map(self._closed, file.closed)))),
            Section("clock", "", tuple(map(Paragraph, self._clock(file.sittings)))),
            Section("notes", self.say("history-notes"), tuple(self._notes(file.notes))),
            Section("entries", self.say("history-entries"), tuple(self._entries(file.entries))),
        )
        return self.document(self.say("everything-title", code=file.client.code), sections, notice)

    def _closed(self, closed: UnreadableSitting) -> str:
        return self.say("history-closed", number=closed.number, day=closed.date, name=closed.name)

    def _whole(self, sitting: Sitting, result: Result | None) -> Section:
        """A sitting with what was said on the way and counts no more."""
        section = self._sitting(sitting, result, why=True)
        lines = tuple(self._earlier(sitting))
        more: list[Block] = [Heading(self.say("case-earlier")), Bullets(lines)] if lines else []
        return replace(section, blocks=(*section.blocks, *more))

    def _earlier(self, sitting: Sitting) -> Iterator[str]:
        interview = sitting.interview
        last = {event.about: at for at, (_, event) in enumerate(sitting.events) if event.said is not None}
        for at, (when, event) in enumerate(sitting.events):
            item = interview.questionnaire.by_id.get(event.about)
            if item is None or event.said is None or (last[event.about] == at and item.id in interview.answers):
                continue
            answer = self.answer_in_words(interview, item, event.said.answer)
            yield self.say("case-earlier-answer", when=when.shown, question=_asked(interview, item), answer=answer)

    def _consent_texts(self, consents: Iterable[Consent]) -> Iterator[Block]:
        for consent in consents:
            yield Heading(self._consent(consent))
            yield from listed(paragraphs(consent.text))

    def _notes(self, notes: Iterable[Note]) -> Iterator[Block]:
        for note in notes:
            yield Heading(self.say("history-note", when=note.at.shown, by=note.initials))
            yield from (Paragraph(part) for part in note.text.split("\n") if part.strip())

    def _entries(self, entries: Sequence[AuditEntry]) -> Iterator[Block]:
        if entries:
            yield Bullets(tuple(map(self._entry, entries)))

    def _entry(self, entry: AuditEntry) -> str:
        what = self.say(f"did-{entry.what}")
        if entry.sitting is not None:
            named = f"did-{entry.what}-sitting"
            what = self.say(named) if named in self.result_reports.words.words else what
            what = self.say("history-entry-sitting", what=what, number=entry.sitting)
        said = "history-entry-by" if entry.initials else "history-entry"
        return self.say(said, when=entry.at.shown, by=entry.initials, what=what)


def _asked(interview: Interview, item: Item) -> str:
    """The question as it was asked; with lines in place of words that were never given."""
    return blank(interview.questionnaire, item.ask, interview.words)


def _under(section: Section) -> list[Block]:
    """A section as a part of another one."""
    return [Heading(section.title), *section.blocks] if section.blocks else []
