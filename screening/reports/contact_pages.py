"""Build the pages and cards of contacts: all contacts of a region by kind, and one contact in full or in short."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from screening.engine.results import CONTACT_KINDS, Directory
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

    def all_by_kind(self) -> Document:
        """All contacts of the region by kind, private clinics last."""
        blocks: list[Block] = [Paragraph(self.where_else())]
        for kind in CONTACT_KINDS:
            contacts = [contact for contact in self.directory.of([kind]) if contact.kind == kind]
            if contacts:
                blocks += [Heading(self.words.say(f"kind-{kind}")), *map(self.card, contacts)]
        sections = (Section("people", "", tuple(blocks)),)
        return Document(self.words.say("people-title"), self.words.interface, sections)

    def where(self) -> str:
        """The region that is assumed, as a sentence."""
        region = self.directory.region
        return self.words.say("region-guessed" if region.guessed else "region", region=region.name)

    def where_else(self) -> str:
        """The region that is assumed, and how to choose another, as sentences."""
        return f"{self.where()} {self.words.say('region-other')}"

    def card(self, contact: Contact) -> ContactCard:
        """One contact with its ways, hours and caveats, and the date when it was compared with its source."""
        checked = "contact-copy" if contact.status == "copy" else "contact-checked"
        details = [
            self.words.say("contact-for", purpose=contact.for_),
            *([f"{contact.hours[0].upper()}{contact.hours[1:]}."] if contact.hours else []),
            *([contact.note] if contact.note else []),
            self.words.say(checked, date=contact.last_checked),
            *([self.words.say("contact-stale")] if self._is_stale(contact.last_checked) else []),
        ]
        return ContactCard(contact.name, tuple(contact_way(way, self.words) for way in contact.ways), tuple(details))

    def line(self, contact: Contact) -> ContactCard:
        """One contact for a list: its name, its first way, and when it answers in a few words."""
        when = (contact.brief or contact.hours or "").rstrip(".")
        return ContactCard(contact.name, (contact_way(contact.ways[0], self.words),), (when,) if when else ())

    def _is_stale(self, checked: str) -> bool:
        return (date.fromisoformat(self.today) - date.fromisoformat(checked)).days > STALE


_KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")  # ITU-T E.161

LINKS = {"call": "tel:", "text": "sms:", "email": "mailto:"}


def short_card(contact: Contact, words: Interface) -> ContactCard:
    """A contact with its name and its first two ways only."""
    return ContactCard(contact.name, tuple(contact_way(way, words) for way in contact.ways[:2]))


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
