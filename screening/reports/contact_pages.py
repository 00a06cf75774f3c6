"""Build the pages and cards of contacts: all contacts of a region by kind, one in full, in short and in one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from screening.engine.directory import CONTACT_KINDS, Choice, Directory, exists_in_places
from screening.model.content import STALE, Contact, Interface, Way
from screening.reports.document import (
    Block,
    ContactCard,
    ContactWay,
    Document,
    Heading,
    Paragraph,
    Section,
)


@dataclass(frozen=True, slots=True)
class ContactPages:
    """Builds pages of a region's contacts in one language. `today` is the reader's date, as year-month-day."""

    words: Interface
    directory: Directory
    today: str

    def all_by_kind(self, subject: str = "", *, first: str = "", sources: bool = False) -> Document:
        """All contacts of the region by kind, private clinics last; the emergency and the crisis number at the end.

        With a subject those who are there for others are left out, and the kinds that name it come first; the kind
        `first` stands before those. `sources` adds where each entry was compared, and whether that was the publisher's
        own page.
        """
        listed = [(kind, contacts) for kind, contacts in self._by_kind(subject) if contacts]
        found = sorted(listed, key=lambda entry: entry[0] != first)
        blocks: list[Block] = [*map(Paragraph, self.where_else())]
        for kind, contacts in found:
            title = self.words.say(f"kind-{kind}")
            cards = (self.card(contact, sources=sources) for contact in contacts)
            blocks += [Heading(f"{title[0].upper()}{title[1:]}"), *cards]
        days = Paragraph(self.compared(contact for _, contacts in found for contact in contacts))
        urgent = self.directory.for_kinds(("emergency", "crisis")).everyone
        sections = (
            Section("people", "", tuple(blocks)),
            Section("compared", "", (days,)),
            Section(
                "urgent",
                self.words.say("urgent-title"),
                (*no_number(self.directory, self.words), *map(self.line, urgent)),
            ),
        )
        return Document(self.words.say("people-title"), self.words.interface, sections)

    def _by_kind(self, subject: str) -> Iterator[tuple[str, tuple[Contact, ...]]]:
        """The kinds with their contacts: first those that name the subject, and clinics last.

        Where a number may not work in each country of its area a directory stands before them all.
        """
        found = {kind: self.directory.of_kind(kind, subject) for kind in CONTACT_KINDS}
        first = ["directory"] if self.directory.may_fail else []
        first += [kind for kind in found if any(subject in contact.subjects for contact in found[kind])]
        order = dict.fromkeys((*first, *CONTACT_KINDS))
        yield from ((kind, found[kind]) for kind in sorted(order, key=lambda kind: kind == "clinic"))

    def where(self) -> str:
        """The region that is assumed, as a sentence; whose contacts stand in where it has none of its own."""
        region = self.directory.region
        kind = {"locale": "region-guessed", "none": "region-unknown"}.get(region.origin, "region")
        said = self.words.say(kind, region=region.name)
        area = self.directory.stands_in
        return f"{said} {self.words.say('region-stands-in', place=region.spoken, area=area.spoken)}" if area else said

    def where_else(self) -> tuple[str, ...]:
        """The region that is assumed, and how to choose another, as paragraphs."""
        return (self.where(), self.words.say("region-other"))

    def line(self, contact: Contact) -> ContactCard:
        """One contact for a list of one line each: name, the first way, when it answers and at what cost."""
        detail = contact.brief or contact.hours
        return ContactCard(contact.name, (first_way(contact, self.words),), (detail,) if detail else ())

    def card(self, contact: Contact, *, sources: bool = False) -> ContactCard:
        """One contact in full: ways, purpose, hours, languages, what a caller must know; a mark where it is old."""
        hours, languages = contact.hours, [self.words.say(f"language-{code}") for code in contact.languages]
        details = [
            self.words.say("contact-for", purpose=contact.for_),
            *([f"{hours[0].upper()}{hours[1:]}."] if hours else []),
            *([self.words.say("contact-in", languages=self._listed(languages))] if languages else []),
            *([contact.note] if contact.note else []),
            *([self.words.say("contact-stale")] if self._is_stale(contact.last_checked) else []),
            *([self._source(contact)] if sources else []),
        ]
        return ContactCard(contact.name, tuple(contact_way(way, self.words) for way in contact.ways), tuple(details))

    def _listed(self, names: list[str]) -> str:
        return self.words.say("and").join(filter(None, (", ".join(names[:-1]), names[-1])))

    def _source(self, contact: Contact) -> str:
        """Where an entry was compared, of which day that page is, and on which day it was looked at."""
        dated = self.words.say("contact-source-date", date=contact.source_date) if contact.source_date else ""
        facts = {"source": contact.source, "dated": dated, "date": contact.last_checked}
        return self.words.say(f"contact-source-{contact.status}", **facts)

    def compared(self, contacts: Iterable[Contact]) -> str:
        """When the entries were compared with their sources: one day, or the first and the last, as a sentence."""
        days = sorted({contact.last_checked for contact in contacts})
        if len(days) == 1:
            return self.words.say("contacts-compared", date=days[0])
        return self.words.say("contacts-compared-between", first=days[0], last=days[-1])

    def _is_stale(self, checked: str) -> bool:
        return (date.fromisoformat(self.today) - date.fromisoformat(checked)).days > STALE


def urgent_lines(directory: Directory, chosen: Choice, words: Interface) -> list[str]:
    """Whom a card names: a line each with what it is and how to reach it. Where no number is known the first line says
    what to do instead, and how to say where one is: by a key of the conversation.
    """
    instead = [] if directory.emergency else [words.say("no-number-there" if _is_known(directory) else "no-number-yet")]
    return [*instead, *(_urgent_line(contact, words) for contact in chosen.everyone)]


def _urgent_line(contact: Contact, words: Interface) -> str:
    kind, way = words.say(f"kind-{contact.kind}"), first_way(contact, words).words
    way = way if contact.ways[0].by == "web" else f"{way[0].lower()}{way[1:]}"
    if contact.brief and exists_in_places(contact):  # elsewhere a card has the number alone
        way = f"{way}, {contact.brief}"
    return words.say("contact-line", kind=f"{kind[0].upper()}{kind[1:]}", way=way)


def no_number(directory: Directory, words: Interface) -> list[Block]:
    """What to do where the place has no emergency number here; nothing where it has one."""
    return [] if directory.emergency else [Paragraph(no_number_in_words(directory, words))]


def no_number_in_words(directory: Directory, words: Interface) -> str:
    """That the place has no emergency number here, and how to name a place where none is known."""
    return words.say("no-number-here" if _is_known(directory) else "no-number")


def _is_known(directory: Directory) -> bool:
    return directory.region.origin != "none"


_KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")  # ITU-T E.161

LINKS = {"call": "tel:", "text": "sms:", "email": "mailto:"}


def first_way(contact: Contact, words: Interface) -> ContactWay:
    """The first way to reach a contact; call and text in one where both go to the same number."""
    first, *others = contact.ways
    if first.by == "call" and any(way.by == "text" and way.to == first.to and not way.say for way in others):
        return ContactWay(words.say("by-call-or-text", to=first.to), LINKS["call"] + dialled(first.to))
    return contact_way(first, words)


def contact_way(way: Way, words: Interface) -> ContactWay:
    """One way in words, with a link that opens it; no link where there is none to make."""
    text = words.say(f"by-{way.by}-say", to=way.to, say=way.say) if way.say else words.say(f"by-{way.by}", to=way.to)
    link = way.to if way.to.startswith("https://") else None
    if way.by in LINKS:
        link = LINKS[way.by] + (way.to if way.by == "email" else dialled(way.to))
    return ContactWay(text, link)


def dialled(number: str) -> str:
    """A telephone number as it is dialled, with letters replaced by the digits of their keys."""
    return "".join(key for key in number.upper().translate(_KEYPAD) if key.isdigit() or key == "+")
