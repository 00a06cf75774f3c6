"""Build the first page of a result: one screen with what was seen, what it means, what is safe and whom to call.

Pure. It has at most `ROWS` rows at `COLUMNS` columns. Where it would have more, the bars give way to words, then what
the result means goes, then the words, at last the harms; what is urgent, the headline, safety, contacts and the
intended use never do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from screening.engine.directory import Directory, exists_in_places, need_of
from screening.engine.results import Result, subject_codes
from screening.model.content import Contact, GuidanceText, Interface
from screening.reports.contact_pages import ContactPages, no_number_in_words
from screening.reports.document import Bars, Block, ContactCard, ContactList, Paragraph, Section
from screening.reports.headline import Headlines
from screening.reports.score_report import ScoreReports
from screening.reports.wording import fill, filled, shown_to_others
from screening.text import wrap

ROWS = 21  # with a menu of three rows below them they are one screen of 24
COLUMNS = 80
CONTACTS = 3


@dataclass(frozen=True, slots=True)
class ResultPages:
    """Builds the first page of a result in one language. `today` is the reader's date, as year-month-day.

    With `hides` it has no sign, no harm, no subject, and no text that only a private answer brings up.
    """

    words: Interface
    directory: Directory
    today: str
    hides: bool = False

    def sections(self, result: Result) -> tuple[Section, ...]:
        """The page: urgent, headline, signs, meaning, contacts, use. A section that says nothing is left out."""
        signs = ScoreReports(self.words).signs(result) if not self.hides else None
        meaning, safety = self.meaning(result), self.safety(result)
        harm = Headlines(self.words).harm_sentence(result) if not self.hides else ""
        contacts = self._contacts(result)
        sections = (
            _compact("urgent", "", self._urgent(result)),
            self.headline(result),
            _compact("signs", "", [signs] if signs else []),
            _compact("harms", "", [Paragraph(harm)] if harm else []),
            _compact("meaning", "", meaning),
            _compact("safety", "", safety),
            _compact("contacts", "", contacts),
            _compact("use", "", [Paragraph(self.words.say("intended-use"))]),
        )
        steps = ["signs", "meaning", "signs", "harms"]
        spoken = _compact("signs", "", [Paragraph(f"{ScoreReports(self.words).in_words(result)}.")])
        return fitted(tuple(section for section in sections if section.blocks or section.title), steps, spoken)

    # What is urgent.

    def _urgent(self, result: Result) -> Iterator[Block]:
        """A sentence for each card, the most urgent first, then whom to call."""
        cards = self._cards(result)
        yield from (Paragraph(short(result, card), strong=True) for card in cards)
        if cards:
            yield Paragraph(self.emergency(result))
            yield from self._listed(self._fitting(result, cards))

    def _fitting(self, result: Result, cards: Iterable[GuidanceText]) -> tuple[Contact, ...]:
        """A contact for each card that has one; without an emergency number the first one, where none fits.

        A directory stands before a number that may not work everywhere.
        """
        others = contacts_of(result)
        found = dict.fromkeys(
            contact
            for card in cards
            if (contact := next((one for one in others if {*card.contacts} & {*one.kinds}), None)) is not None
        )
        lists = [one for one in others if one.kind == "directory"][:1] if any(map(exists_in_places, found)) else []
        if found or any(one.kind == "emergency" for one in result.contacts):
            return (*lists, *found)[:CONTACTS]
        return others[:1]

    def emergency(self, result: Result) -> str:
        """Whom to call in danger, as a sentence; without a number where the place has none."""
        contact = next((one for one in result.contacts if one.kind == "emergency"), None)
        if contact is None:
            return no_number_in_words(self.directory, self.words)
        (way,) = self._contact_pages.line(contact).ways
        return self.words.say("danger-now", ways=way.words)

    # What was seen.

    def headline(self, result: Result, *, hand_out: bool = False) -> Section:
        """What was looked at, as a title; under it the headline, and that the answers are not complete."""
        headlines = Headlines(self.words)
        lines = [*headlines.sentences(result), headlines.unfinished(result)]
        said = " ".join(filter(None, lines))
        blocks = [Paragraph(said, strong=True)] if said else []
        title = headlines.heading(result, typed=not hand_out) if not self.hides else result.questionnaire.title
        return _compact("headline", title, blocks)

    def meaning(self, result: Result) -> tuple[Paragraph, ...]:
        """What the outcome means; nothing while more than one is possible."""
        possible = result.outcomes if len(result.outcomes) > 1 else ()
        open_ = {text for outcome in possible for text in outcome.guidance}
        return tuple(Paragraph(short(result, text)) for text in result.part("meaning") if text.id not in open_)

    def safety(self, result: Result) -> tuple[Paragraph, ...]:
        """What to know about safety, in short, in the order of the file."""
        return tuple(Paragraph(short(result, text)) for text in self._about_safety(result))

    def safety_in_full(self, result: Result) -> tuple[Block, ...]:
        """The same with nothing left out."""
        return tuple(block for text in self._about_safety(result) for block in filled(result, text))

    def _about_safety(self, result: Result) -> list[GuidanceText]:
        shown = shown_to_others(result) if self.hides else result.guidance
        return [text for text in shown if text.part == "safety"]

    # Whom to call.

    def _cards(self, result: Result) -> tuple[GuidanceText, ...]:
        return () if self.hides else cards_by_urgency(result)

    def whom_to_call(self, texts: Iterable[GuidanceText]) -> Iterator[Block]:
        """The lines that these texts speak of, with their numbers."""
        chosen = self.directory.for_kinds(kind for text in texts for kind in text.contacts)
        yield from [] if chosen.emergency else [Paragraph(no_number_in_words(self.directory, self.words))]
        yield ContactList(tuple(map(self._contact_pages.line, chosen.everyone)))

    def _people(self, result: Result) -> tuple[Contact, ...]:
        """Whom the page names; where answers are hidden, nobody who is there only because of one."""
        if not self.hides:
            return contacts_of(result)
        subjects = subject_codes(result.questionnaire, result.answers)
        return self.directory.choose(need_of(shown_to_others(result), subjects)).people

    def _contacts(self, result: Result) -> Iterator[Block]:
        cards = self._cards(result)
        above = self._fitting(result, cards) if cards else ()
        if not cards:
            yield Paragraph(self.emergency(result))
        others = [contact for contact in self._people(result) if contact not in above]
        yield from self._listed(others[: CONTACTS - len(above)])

    def _listed(self, contacts: Iterable[Contact]) -> Iterator[ContactList]:
        if lines := tuple(map(self._contact_pages.line, contacts)):
            listed = ContactList(lines)
            yield ContactList(tuple(_in_one_row(contact, listed) for contact in lines))

    @property
    def _contact_pages(self) -> ContactPages:
        return ContactPages(self.words, self.directory, self.today)


def contacts_of(result: Result) -> tuple[Contact, ...]:
    """The people to talk to, in the order of the page. The emergency number stands apart."""
    return tuple(one for one in result.contacts if one.kind != "emergency")


def cards_by_urgency(result: Result) -> tuple[GuidanceText, ...]:
    """The cards of the answers that are urgent, the most urgent first: what must stop, then as in the file."""
    ordered = sorted(result.critical, key=lambda critical: not critical.stop_first)
    place = {text: index for index, text in enumerate(text for critical in ordered for text in critical.guidance)}
    return tuple(sorted(result.part("card"), key=lambda card: place.get(card.id, len(place))))


def short(result: Result, text: GuidanceText) -> str:
    """What the page says of a text, with the person's own words in it: its short form, or else all of it."""
    return fill(result, text.short or " ".join(paragraph for _, paragraph in text.paragraphs))


def _in_one_row(contact: ContactCard, listed: ContactList) -> ContactCard:
    """The contact without its hours where they would take a second row."""
    return contact if listed.is_beside(contact, COLUMNS) else replace(contact, details=())


def _compact(id_: str, title: str, blocks: Iterable[Block]) -> Section:
    return Section(id_, title, tuple(blocks), compact=True)


# Fitting one screen.

# Sections that stand close to each other, from a page with much room to one with little.
LAYOUTS = (
    (),
    (("harms", "meaning", "safety"), ("contacts", "use")),
    (("headline", "signs"), ("harms", "meaning", "safety"), ("contacts", "use")),
    (("headline", "signs", "harms", "meaning", "safety"), ("contacts", "use")),
)


def fitted(
    sections: tuple[Section, ...], giving_way: Iterable[str] = (), shorter: Section | None = None
) -> tuple[Section, ...]:
    """As much of the page as fits one screen, with as many empty lines as fit.

    The sections with these ids give way, one after another, until the rest fits: to the shorter one with its id first.
    """
    steps = iter(giving_way)
    while True:
        for groups in LAYOUTS:
            found = _grouped(sections, groups)
            if rows(found) <= ROWS:
                return found
        id_ = next(steps, None)
        if id_ is None:
            break
        sections = tuple(_less(sections, id_, shorter))
    joined, flowing = _joined(sections), _joined(_flowing(sections))
    return next((one for one in (joined, flowing) if rows(one) <= ROWS), _flowing(joined))


def _less(sections: Iterable[Section], id_: str, shorter: Section | None) -> Iterator[Section]:
    """The sections, one of them in its shorter form, or left out where it has none or stands there in it."""
    for section in sections:
        if section.id != id_:
            yield section
        elif shorter is not None and shorter.id == id_ and section is not shorter:
            yield shorter


def rows(sections: Iterable[Section]) -> int:
    """The rows of a page in a window of `COLUMNS`, with an empty one between two sections."""
    heights = [
        (len(wrap(section.title, COLUMNS)) if section.title else 0) + sum(map(_height, section.blocks))
        for section in sections
    ]
    return sum(heights) + len(heights) - 1


def _height(block: Block) -> int:
    match block:
        case Paragraph(text):
            return len(wrap(text, COLUMNS))
        case Bars(bars):
            return len(bars) if block.length(COLUMNS) is not None else 2 * len(bars)
        case ContactList(contacts):
            return sum(_rows_of(contact, block) for contact in contacts)
        case _:
            raise TypeError(type(block).__name__)


def _rows_of(contact: ContactCard, listed: ContactList) -> int:
    if listed.is_beside(contact, COLUMNS):
        return 1
    return len(wrap(contact.name, COLUMNS)) + len(wrap(contact.in_a_line, COLUMNS, "  "))


def _grouped(sections: Iterable[Section], groups: Iterable[tuple[str, ...]]) -> tuple[Section, ...]:
    """The sections of a group as one, without empty lines between them."""
    found: list[Section] = []
    for section in sections:
        if found and any({found[-1].id, section.id} <= {*group} for group in groups):
            found[-1] = replace(found[-1], blocks=(*found[-1].blocks, *section.blocks))
        else:
            found.append(section)
    return tuple(found)


def _joined(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The sections without the empty lines between them, but for the one above each title."""
    found: list[Section] = []
    for section in sections:
        if found and not section.title:
            found[-1] = replace(found[-1], blocks=(*found[-1].blocks, *section.blocks))
        else:
            found.append(section)
    return tuple(found)


def _flowing(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The sections with paragraphs that follow one another as one."""
    return tuple(replace(section, blocks=tuple(_run_on(section.blocks))) for section in sections)


def _run_on(blocks: Iterable[Block]) -> Iterator[Block]:
    last: Block | None = None
    for block in blocks:
        if isinstance(last, Paragraph) and isinstance(block, Paragraph) and last.strong == block.strong:
            last = replace(last, text=f"{last.text} {block.text}")
            continue
        if last is not None:
            yield last
        last = block
    if last is not None:
        yield last
