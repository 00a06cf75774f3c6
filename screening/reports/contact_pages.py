"""People to talk to as documents: all of a region by kind, one contact with its details, cards with numbers alone."""

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
    """Contacts of a region, in one language, on one day. `today` is the reader's date, as year-month-day."""

    words: Interface
    directory: Directory
    today: str

    def all_by_kind(self) -> Document:
        """Everybody to talk to in the region, by kind; a private clinic last."""
        blocks: list[Block] = [Paragraph(self.where_else())]
        for kind in CONTACT_KINDS:
            contacts = [contact for contact in self.directory.of([kind]) if contact.kind == kind]
            if contacts:
                blocks += [Heading(self.words.say(f"kind-{kind}")), *map(self.card, contacts)]
        sections = (Section("people", "", tuple(blocks)),)
        return Document(self.words.say("people-title"), self.words.interface, sections)

    def where(self) -> str:
        """Where the person is taken to be."""
        region = self.directory.region
        return self.words.say("region-guessed" if region.guessed else "region", region=region.name)

    def where_else(self) -> str:
        """Where the person is taken to be, and how to say otherwise."""
        return f"{self.where()} {self.words.say('region-other')}"

    def card(self, contact: Contact) -> ContactCard:
        """One contact: its ways, its hours, its caveats, and when it was compared with its source."""
        seen = "contact-copy" if contact.status == "copy" else "contact-checked"
        details = [
            self.words.say("contact-for", purpose=contact.for_),
            *([f"{contact.hours[0].upper()}{contact.hours[1:]}."] if contact.hours else []),
            *([contact.note] if contact.note else []),
            self.words.say(seen, date=contact.last_checked),
            *([self.words.say("contact-stale")] if self._is_stale(contact.last_checked) else []),
        ]
        return ContactCard(contact.name, tuple(contact_way(way, self.words) for way in contact.ways), tuple(details))

    def _is_stale(self, checked: str) -> bool:
        return (date.fromisoformat(self.today) - date.fromisoformat(checked)).days > STALE


_KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")  # ITU-T E.161


LINKS = {"call": "tel:", "text": "sms:", "email": "mailto:"}


def short_card(contact: Contact, words: Interface) -> ContactCard:
    """A contact as cards print it: the name and the first ways alone."""
    return ContactCard(contact.name, tuple(contact_way(way, words) for way in contact.ways[:2]))


def contact_way(way: Way, words: Interface) -> ContactWay:
    """One way in words, with a link that opens it."""
    said = words.say(f"by-{way.by}-say", to=way.to, say=way.say) if way.say else words.say(f"by-{way.by}", to=way.to)
    link = way.to if way.to.startswith("https://") else None
    if way.by in LINKS:
        link = LINKS[way.by] + (way.to if way.by == "email" else dialled(way.to))
    return ContactWay(said, link)


def dialled(number: str) -> str:
    """A telephone number as it is dialled: letters by the digits that they stand on."""
    return "".join(one for one in number.upper().translate(_KEYPAD) if one.isdigit() or one == "+")
