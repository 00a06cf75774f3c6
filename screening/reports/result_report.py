"""Build the documents on a result: the first page, what could come next, what helps, people, and how it was worked out.

The hand-out is one sheet to take away: it has no typed words and no private signs, and answers only on request.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from screening.engine.directory import CONTACT_KINDS, Directory, need_of
from screening.engine.results import Result, subject_codes
from screening.model.answers import Entered
from screening.model.content import Contact, GuidanceText, Interface, SourceEntry
from screening.model.questionnaire import Item
from screening.reports.contact_pages import ContactPages, contact_way, no_number
from screening.reports.document import Block, Bullets, ContactCard, Document, Heading, Paragraph, Section
from screening.reports.headline import Headlines
from screening.reports.result_page import ResultPages, contacts_of, short
from screening.reports.score_report import ScoreReports
from screening.reports.wording import (
    before_value,
    borrowed,
    fill,
    filled,
    shown_to_others,
    texts,
    untyped,
    with_unit,
)


@dataclass(frozen=True, slots=True)
class ResultReports:
    """Builds documents on results in one language. `today` is the reader's date, as year-month-day.

    `hides`: somebody may look on, so no page shows an answer, but for those that are asked for by name.
    """

    words: Interface
    directory: Directory
    sources: dict[str, SourceEntry]
    today: str
    hides: bool = False

    @property
    def contacts(self) -> ContactPages:
        """Builds the cards of contacts."""
        return ContactPages(self.words, self.directory, self.today)

    @property
    def scores(self) -> ScoreReports:
        """Builds the parts that are about scores."""
        return ScoreReports(self.words)

    @property
    def pages(self) -> ResultPages:
        """Builds the parts of the first page."""
        return ResultPages(self.words, self.directory, self.today, self.hides)

    # The result in parts: the first page, and what a person can look at after it.

    def page(self, result: Result) -> Document:
        """The first page: at most 21 rows at 80 columns."""
        return self._document(result.questionnaire.title, self.pages.sections(result))

    def next_steps(self, result: Result) -> Document:
        """What the person could do: a menu of next steps, their own numbers, a line to say to a doctor, and safety."""
        title = self.words.say("next-title")
        return self._document(title, [self._next(result), self._safety(result)])

    def helps(self, result: Result) -> Document:
        """What helps, text by text."""
        sections = [Section(text.id, text.title, tuple(filled(result, text))) for text in result.part("helps")]
        return self._document(self.words.say("more-title"), sections)

    def people(self, result: Result) -> Document:
        """Everybody who is there for this subject and place, by kind; whom the page names comes first."""
        title, places = self.words.say("people-title"), self.contacts
        where = [*map(Paragraph, places.where_else() if self.directory.emergency else (places.where(),))]
        listed = self._serving(result)
        blocks = [*where, *no_number(self.directory, self.words), *map(self.contacts.card, listed)]
        days = [Paragraph(self.contacts.compared(listed))] if listed else []
        sections = (Section("people", title, (*blocks, *self._missing(result))), Section("compared", "", tuple(days)))
        return self._document(title, sections)

    def worked_out(self, result: Result) -> Document:
        """How the result was worked out: answers, every score with what is still possible, method and sources."""
        sections = (
            Section("meaning", self.words.say("meaning-title"), self.pages.meaning(result)),
            self._limits(result),
            self.scores.answers(result),
            self.scores.numbers(result),
            self.scores.why(result, tabled=True),
            self.method(result),
        )
        return self._document(self.words.say("method-title"), sections)

    def result(self, result: Result, *, why: bool = False, everything: bool = False) -> Document:
        """The first page and what could come next. `everything` adds all other parts, `why` how it was worked out."""
        parts = (self.helps(result), self.people(result)) if everything else ()
        more = [self._safety(result), *(section for part in parts for section in part.sections)] if everything else []
        worked_out = self.worked_out(result).sections if why or everything else ()
        sections = (*self.page(result).sections, self._next(result), *more, *worked_out)
        return self._document(result.questionnaire.title, sections)

    def _document(self, title: str, sections: Iterable[Section]) -> Document:
        shown = tuple(section for section in sections if section.blocks or section.compact)
        return Document(title, self.words.interface, shown)

    def _safety(self, result: Result) -> Section:
        return Section("safety", self.words.say("safety-title"), self.pages.safety_in_full(result))

    def _next(self, result: Result) -> Section:
        """What comes before all else stands alone: then the other steps can wait."""
        title = self.words.say("next-title")
        if first := result.part("first"):
            blocks = [block for text in first for block in filled(result, text)]
            return Section("next", title, (*blocks, *self.pages.whom_to_call(first)))
        blocks = [block for text in result.part("next") for block in filled(result, text)]
        numbers = () if self.hides else tuple(self._own_numbers(result))
        if numbers:
            heading = "own-ratings" if all(map(_is_rating, (item for item, _ in numbers))) else "own-numbers"
            said = tuple(self._said(result, *number) for number in numbers)
            blocks += [Paragraph(self.words.say(heading)), Bullets(said)]
        blocks += [block for text in result.part("close") for block in filled(result, text)]
        return Section("next", title, tuple(blocks))

    def _own_numbers(self, result: Result) -> Iterator[tuple[Item, object]]:
        """The numbers given to questions that belong to no scale."""
        counted = {item for items in result.questionnaire.items_of.values() for item in items}
        for item in result.questionnaire.questions:
            answer = result.answers.get(item.id)
            if item.type == "number" and item.id not in counted and isinstance(answer, Entered):
                yield item, answer.value

    def _said(self, result: Result, item: Item, value: object) -> str:
        label = before_value(fill(result, item.name))
        if _is_rating(item):
            return self.words.say("own-number-of", label=label, number=value, most=item.most)
        return self.words.say("own-number", label=label, number=with_unit(item, value))

    def _serving(self, result: Result) -> list[Contact]:
        """Those whom the page names, then everybody else who is not there for other subjects, by kind."""
        subjects = subject_codes(result.questionnaire, result.answers)
        families = "family" in need_of(result.guidance).leads  # what troubles the other person is not known
        subject = subjects[0] if subjects and not families else ""
        kinds = [kind for kind in CONTACT_KINDS if kind != "clinic"]
        found = [one for kind in kinds for one in self.directory.of_kind(kind, subject)]
        return list(dict.fromkeys([*result.contacts, *found]))

    def _missing(self, result: Result) -> Iterator[Block]:
        """A sentence that says so where the place has no contact of a kind that the texts name."""
        kinds = [self.words.say(f"kind-{kind}") for kind in self.directory.lacks(need_of(result.guidance).kinds)]
        if kinds and self.directory.region.origin != "none":
            yield Paragraph(self.words.say("no-kind", kinds=", ".join(kinds)))

    # The page to take away.

    def hand_out(self, result: Result, *, answers: bool = False) -> Document:
        """The result on one sheet to take away: without typed words, and without items that the file marks as private.

        It has no cards, because cards speak of this moment and reveal answers.
        """
        result = replace(result, words=untyped(result), guidance=shown_to_others(result))
        hidden = {item for scale in self.scores.left_out(result) for item in result.questionnaire.items_of[scale.id]}
        hidden |= {item.id for item in result.questionnaire.questions if not item.hand_out}
        harm = Headlines(self.words).harm_sentence(result, hidden)
        meaning = [*([Paragraph(harm)] if harm else []), *self.pages.meaning(result)]
        sections = [
            self.pages.headline(result, hand_out=True),
            self._people(result),
            Section("signs", self.words.say("signs-title"), tuple(self._signs(result))),
            Section("meaning", self.words.say("meaning-title"), tuple(meaning)),
            self._safety(result),
            self._next(result),
            *([self.scores.why(result, hand_out=True)] if answers else []),
            self._foot(result),
        ]
        return self._document(result.questionnaire.title, sections)

    def _signs(self, result: Result) -> Iterator[Block]:
        """The signs without the private ones, and which those are."""
        signs, left_out = self.scores.signs(result, hand_out=True), self.scores.left_out(result)
        yield from [signs] if signs else []
        if left_out:
            yield Paragraph(self.words.say("signs-left-out", signs=", ".join(scale.title for scale in left_out)))

    def _people(self, result: Result) -> Section:
        cards = map(self._people_card, contacts_of(result))
        blocks: tuple[Block, ...] = (Paragraph(self.pages.emergency(result), strong=True), *cards)
        return Section("people", self.words.say("people-title"), blocks)

    def _people_card(self, contact: Contact) -> ContactCard:
        """A contact with two ways, no number twice, and its hours."""
        line = self.contacts.line(contact)
        numbers = {(way.link or way.words).partition(":")[2] for way in line.ways}
        others = (contact_way(way, self.words) for way in contact.ways[1:])
        more = [way for way in others if (way.link or way.words).partition(":")[2] not in numbers]
        when = contact.hours or contact.brief or ""
        hours = (f"{when[0].upper()}{when[1:].rstrip('.')}.",) if when else ()
        return ContactCard(contact.name, (*line.ways, *more[:1]), hours)

    def _foot(self, result: Result) -> Section:
        """What the sheet is: its use, its day, who wrote the questionnaire, and whose article it began with."""
        source = result.questionnaire.source
        facts = {"date": self.today, "title": result.questionnaire.title, "version": result.questionnaire.version}
        sentences = (
            self.words.say("intended-use"),
            self.words.say("hand-out-about", **facts),
            self.words.say("written-by", citation=source.citation),
            self.words.say("licence", licence=source.licence),
            *self._ends(result),
        )
        blocks = (Paragraph(sentences[0]), Paragraph(" ".join(sentences[1:])))
        return Section("foot", self.words.say("hand-out-title"), blocks)

    # How it was worked out.

    def _limits(self, result: Result) -> Section:
        blocks = [block for text in result.part("limits") for block in filled(result, text)]
        return Section("limits", self.words.say("limits-title"), tuple(blocks))

    def method(self, result: Result) -> Section:
        """How the scores were calculated, and from which sources; without scores only its author and version."""
        cited = [self.sources[source] for source in result.questionnaire.method_sources if source in self.sources]
        facts = {"id": result.questionnaire.id, "version": result.questionnaire.version}
        scored = not result.scores_absent
        blocks: list[Block] = [Bullets(result.questionnaire.method)] if result.questionnaire.method and scored else []
        blocks.append(Paragraph(self.words.say("written-by", citation=result.questionnaire.source.citation)))
        if result.questionnaire.has_borrowed_words:
            blocks.append(Paragraph(borrowed(result.questionnaire, self.words)))
        blocks.append(Paragraph(self.words.say("which-version", **facts)))
        blocks += map(Paragraph, self._ends(result))
        if cited and scored:
            blocks += [Heading(self.words.say("sources-title")), Bullets(tuple(map(self.cite, cited)))]
        return Section("method", self.words.say("method-title"), tuple(blocks))

    def _ends(self, result: Result) -> Iterator[str]:
        """What the questionnaire says last, such as whose article it began with."""
        return (short(result, text) for text in result.part("end"))

    # Guidance texts.

    def learn(self, title: str, guidance: Iterable[GuidanceText]) -> Document:
        """Guidance texts, each with its sources. A text that is called what the document is has no title of its own."""
        sections = []
        for text in guidance:
            cited = tuple(self.cite(self.sources[source]) for source in text.sources if source in self.sources)
            blocks = (*texts(text), *((Heading(self.words.say("sources-title")), Bullets(cited)) if cited else ()))
            sections.append(Section(text.id, text.title if text.title != title else "", blocks))
        return Document(title, self.words.interface, tuple(sections))

    def cite(self, source: SourceEntry) -> str:
        """A source in one line: citation, link, and a note where only a copy of it was read."""
        seen = self.words.say("seen-copy") if source.seen == "copy" else ""
        return " ".join(part for part in (source.citation, source.link or "", seen) if part)


def _is_rating(item: Item) -> bool:
    """Whether its numbers are points on a line with two ends, and no amount."""
    return item.most is not None and not item.unit
