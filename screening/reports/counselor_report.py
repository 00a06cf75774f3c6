"""Build the documents for a counselor: after a sitting, the history of a client, everything that is stored.

Pure: values in, documents out. A client is named by code, and only on pages about the stored records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from screening.engine.interview import Interview
from screening.engine.look_first import look_first
from screening.engine.points import bounds
from screening.engine.results import Result
from screening.model.answers import Chosen, Entered
from screening.model.content import paragraphs
from screening.model.questionnaire import Item
from screening.records.client_file import (
    AuditEntry,
    ClientFile,
    Consent,
    LookedAt,
    Note,
    Sitting,
    UnreadableSitting,
    newest_first,
)
from screening.records.raised_flags import flags_of
from screening.reports.comparison import compare
from screening.reports.comparison_report import ComparisonReports
from screening.reports.counselor_words import CounselorWords
from screening.reports.document import (
    Block,
    Bullets,
    Document,
    Heading,
    Paragraph,
    Section,
)
from screening.reports.entries_in_words import action_in_words, consent_in_words, note_in_words
from screening.reports.flag_lines import with_marks
from screening.reports.look_first_report import LookFirstReports
from screening.reports.wording import before_value, blank, borrowed, fill, listed, texts

RULERS = ("importance", "confidence", "readiness")  # items of our own questionnaires; ids never change their meaning


@dataclass(frozen=True)
class CounselorReports(CounselorWords):
    """Builds the documents for a counselor.

    A result is what `results.conclude` returns for a sitting's interview; `results` has them by the sitting's number.
    `notice` is a sentence for whoever receives the page, such as that it may not be passed on. It comes last.
    """

    @cached_property
    def changes(self) -> ComparisonReports:
        """Builds the documents on two sittings."""
        return ComparisonReports(self.result_reports)

    @cached_property
    def first(self) -> LookFirstReports:
        """Builds the part on what to look at first."""
        return LookFirstReports(self.result_reports)

    # After a sitting.

    def after(
        self,
        sitting: Sitting,
        result: Result,
        marks: Iterable[LookedAt] = (),
        before: Sitting | None = None,
        *,
        why: bool = False,
    ) -> Document:
        """One sitting for the counselor: what to look at first, what changed since the sitting `before`, the scores,
        what the client's page says about safety, how it was taken, and ways to begin a talk.

        It names no client. `why` adds each answer with its points, the method, and the sources.
        """
        scores = self.result_pages.scores
        sections = (
            Section("first", self.say("case-first"), tuple(self.first.blocks(sitting, marks, next_steps=True))),
            Section("change", self.say("case-change"), tuple(self._since(before, sitting))),
            scores.numbers(result),
            Section("safety", self.say("case-safety"), self.result_reports.pages.safety_in_full(result)),
            Section("taken", self.say("case-taken"), tuple(self._taken(sitting))),
            *(
                [scores.answers(result), scores.why(result, tabled=True), self.result_pages.method(result)]
                if why
                else []
            ),
            Section("talk", self.say("case-talk"), tuple(self._talk(result))),
        )
        return self.document(self.say("case-after", title=result.questionnaire.title), sections)

    def _since(self, before: Sitting | None, sitting: Sitting) -> Iterator[Block]:
        """What changed since the last sitting about the same; that there is none to compare with."""
        if before is None:
            yield Paragraph(self.say("case-change-none"))
            return
        found = compare(before, sitting)
        yield Paragraph(self.say("case-change-since", number=before.number, day=before.date))
        yield from self.changes.scales(found)
        yield from self.changes.cautions(found.cautions)

    def _answer(self, interview: Interview, item: Item) -> str:
        answer = self.answer_in_words(interview, item, interview.evaluation.reply(item))
        return self.say("case-because", question=_question(interview, item), answer=answer)

    def _taken(self, sitting: Sitting) -> Iterator[Block]:
        yield Paragraph(" ".join(self._administration(sitting)))
        if not sitting.meant_for:
            yield Paragraph(self.say("case-not-meant"), strong=True)

    def _administration(self, sitting: Sitting) -> Iterator[str]:
        """How a sitting was taken and how many questions it answered, in sentences."""
        questionnaire = sitting.questionnaire
        way = f"{sitting.administration}-paper" if sitting.paper else sitting.administration
        yield self.say("case-questionnaire", title=questionnaire.title, version=questionnaire.version)
        if questionnaire.has_borrowed_words:
            yield borrowed(questionnaire, self.result_reports.words)
        yield self.say("case-way", way=self.way_in_words(way))
        if sitting.interpreter:
            yield self.say("case-interpreter")
        if sitting.imported:
            yield self.say("case-imported")
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

    # Ways to begin the conversation.

    def _talk(self, result: Result) -> Iterator[Block]:
        """A text on urgent answers, an opening for the outcome, the client's own ratings, and whose choice it is."""
        yield from self._text(*(["talk-first"] if result.critical else []))
        yield from self._text(self._opening(result), "talk-general")
        if rulers := tuple(self._rulers(result)):
            yield from (*self._text("talk-rulers"), Bullets(rulers))
        yield from self._text("talk-choice")

    def _opening(self, result: Result) -> str:
        """The id of the opening for the only outcome. Where there is none or several, no text has the id."""
        outcome = result.outcomes[0].id if len(result.outcomes) == 1 else ""
        return f"talk-{result.questionnaire.id}-{outcome}"

    def _text(self, *ids: str) -> Iterator[Block]:
        """The first of these texts that exists, under its title."""
        by_id = self.result_reports.directory.texts
        for text in [by_id[name] for name in ids if name in by_id][:1]:
            yield from (Heading(text.title), *texts(text))

    def _rulers(self, result: Result) -> Iterator[str]:
        """What to ask about each rating that was given: never why it is not higher."""
        for name in RULERS:
            item, answer = result.questionnaire.by_id.get(name), result.answers.get(name)
            if item is not None and item.type == "number" and isinstance(answer, Entered):
                sentence = "case-ruler-least" if answer.value == bounds(item)[0] else "case-ruler"
                yield self.say(sentence, question=fill(result, item.ask), number=answer.value)

    # The records of a client.

    def history(self, file: ClientFile) -> Document:
        """The records of a client as a list: sittings with their status, consents, and the number of notes."""
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
        lines = tuple(" ".join(self._sitting_line(sitting, file.looked_at)) for sitting in newest_first(file.sittings))
        unreadable = map(self._unreadable, file.closed)
        warnings = self._clock_warnings(file.sittings)
        return (*([Bullets(lines)] if lines else []), *map(Paragraph, (*unreadable, *warnings)))

    def _sitting_line(self, sitting: Sitting, marks: Iterable[LookedAt]) -> Iterator[str]:
        yield f"{self.say('case-sitting', number=sitting.number, day=sitting.date)}:"
        yield from with_marks(flags_of(sitting, marks), self.result_pages.words)
        yield from self._administration(sitting)
        if sitting.corrects is not None:
            yield self.say("case-corrects", number=sitting.corrects)
        if sitting.reason:
            yield self.say("case-reason", reason=sitting.reason)
        if sitting.corrected_by is not None:
            yield self.say("case-corrected-by", number=sitting.corrected_by)

    def _clock_warnings(self, sittings: Iterable[Sitting]) -> Iterator[str]:
        """A sentence for each sitting that began before the previous one by the clock: the numbers give the order."""
        for earlier, later in pairwise(sittings):
            if later.began.utc < earlier.began.utc:
                yield self.say("history-clock", later=later.number, earlier=earlier.number)

    def _consents(self, consents: Iterable[Consent]) -> Iterator[Block]:
        if lines := tuple(map(self._consent, consents)):
            yield Bullets(lines)

    def _consent(self, consent: Consent) -> str:
        return consent_in_words(self.result_reports.words, consent)

    # Everything that is stored.

    def _sitting(self, sitting: Sitting, result: Result | None, marks: Iterable[LookedAt]) -> Section:
        facts = {"number": sitting.number, "day": sitting.date, "title": sitting.questionnaire.title}
        blocks: list[Block] = [*self._taken(sitting), *self._times(sitting)]
        if look_first(sitting.interview.evaluation):
            blocks += [Heading(self.say("case-first")), *self.first.blocks(sitting, marks)]
        blocks += [Heading(self.say("case-answers")), *self._answers(sitting.interview)]
        for section in self._score_sections(result) if result else ():
            blocks += _as_blocks(section)
        return Section(f"sitting-{sitting.number}", self.say("case-sitting-title", **facts), tuple(blocks))

    def _times(self, sitting: Sitting) -> Iterator[Block]:
        yield Paragraph(self.say("case-times", began=sitting.began.shown, changed=sitting.changed.shown))
        if sitting.corrects is not None:
            yield Paragraph(self.say("case-corrects", number=sitting.corrects))
        if sitting.reason:
            yield Paragraph(self.say("case-reason", reason=sitting.reason))
        if sitting.corrected_by is not None:
            yield Paragraph(self.say("case-corrected-by", number=sitting.corrected_by))

    def _score_sections(self, result: Result) -> tuple[Section, ...]:
        scores = self.result_pages.scores
        return (scores.numbers(result), scores.why(result), self.result_pages.method(result))

    def _answers(self, interview: Interview) -> Iterator[Block]:
        """Every question with its answer, or its state where there is none."""
        yield Bullets(tuple(self._answer(interview, item) for item in interview.questionnaire.questions))

    def everything(self, file: ClientFile, results: Mapping[int, Result], *, notice: str = "") -> Document:
        """Everything that is stored about one client, corrected sittings and changed answers included.

        A sitting that this version of the program cannot read is only listed; the JSON export has it whole.
        """
        sections = (
            Section("client", "", tuple(self._client(file))),
            Section("consents", self.say("history-consents"), tuple(self._consent_texts(file.consents))),
            *(self._full_sitting(sitting, results.get(sitting.number), file.looked_at) for sitting in file.sittings),
            Section("looked-at", self.say("history-looked-at"), tuple(self.first.marks(file))),
            Section("closed", "", tuple(map(Paragraph, map(self._unreadable, file.closed)))),
            Section("clock", "", tuple(map(Paragraph, self._clock_warnings(file.sittings)))),
            Section("notes", self.say("history-notes"), tuple(self._notes(file.notes))),
            Section("entries", self.say("history-entries"), tuple(self._entries(file.entries))),
        )
        return self.document(self.say("everything-title", code=file.client.code), sections, notice)

    def _unreadable(self, sitting: UnreadableSitting) -> str:
        return self.say("history-closed", number=sitting.number, day=sitting.date, name=sitting.name)

    def _full_sitting(self, sitting: Sitting, result: Result | None, marks: Iterable[LookedAt]) -> Section:
        """A sitting with the answers that were changed later and no longer count."""
        section = self._sitting(sitting, result, marks)
        lines = tuple(self._earlier_answers(sitting))
        earlier: list[Block] = [Heading(self.say("case-earlier")), Bullets(lines)] if lines else []
        return replace(section, blocks=(*section.blocks, *earlier))

    def _earlier_answers(self, sitting: Sitting) -> Iterator[str]:
        interview = sitting.interview
        last = {event.about: index for index, (_, event) in enumerate(sitting.events) if event.said is not None}
        for index, (when, event) in enumerate(sitting.events):
            item = interview.questionnaire.by_id.get(event.about)
            if item is None or event.said is None or (last[event.about] == index and item.id in interview.answers):
                continue
            answer = self.answer_in_words(interview, item, event.said.answer)
            name = before_value(blank(interview.questionnaire, item.name, interview.words))
            yield self.say("case-earlier-answer", when=when.shown, question=name, answer=answer)

    def _consent_texts(self, consents: Iterable[Consent]) -> Iterator[Block]:
        for consent in consents:
            yield Heading(self._consent(consent))
            yield from listed(paragraphs(consent.text))

    def _notes(self, notes: Iterable[Note]) -> Iterator[Block]:
        for note in notes:
            yield Heading(note_in_words(self.result_reports.words, note))
            yield from (Paragraph(part) for part in note.text.split("\n") if part.strip())

    def _entries(self, entries: Sequence[AuditEntry]) -> Iterator[Block]:
        if entries:
            yield Bullets(tuple(map(self._entry, entries)))

    def _entry(self, entry: AuditEntry) -> str:
        what = action_in_words(self.result_reports.words, entry)
        line = "history-entry-by" if entry.initials else "history-entry"
        return self.say(line, when=entry.at.shown, by=entry.initials, what=what)


def _question(interview: Interview, item: Item) -> str:
    """The question as it was asked, with a line in place of each word that was not given."""
    return blank(interview.questionnaire, item.ask, interview.words)


def _as_blocks(section: Section) -> list[Block]:
    """A section as blocks of another one; empty if the section is empty."""
    return [Heading(section.title), *section.blocks] if section.blocks else []
