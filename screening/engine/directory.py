"""Whom to name: a place, the contacts that serve it, and the few of them that fit one person. Pure.

A list that is chosen has at most four entries, with the emergency line apart. Nobody is named for a subject that
they are not there for, and a list by country or for all kinds of help stands at its end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from screening.model.content import Contact, GuidanceText

# The order of kinds in a full list of people to talk to.
CONTACT_KINDS = (
    "emergency", "crisis", "youth", "substances", "gambling", "violence", "family", "overdose", "health",
    "pregnancy", "mutual-help", "directory", "clinic",
)  # fmt: skip

MOST = 4  # in a list that is chosen, beside the emergency line
ALWAYS = ("emergency", "crisis", "directory")  # named whatever a text says
MOST_URGENT = 2  # cards that have somebody before a line for younger people or families has
URGENT = ("crisis", "overdose", "violence", "pregnancy", "health")  # after a critical answer, the most urgent first
# For one person, in order of need.
PERSONAL = ("youth", "family", "overdose", "violence", "pregnancy", "health", "mutual-help")
LEADING = ("youth", "family", "health")  # before the line for the subject, where that is the next step
OF_PEOPLE = ("youth", "family")  # kinds that are there for some people, not for everybody
SUBJECT_LINES = ("substances", "gambling")
FOR_SOME = ("women", "men", "indigenous")  # named where nobody else fits
SPOKEN = ("call", "text")
IN_PLACES = ("EU",)  # a number for all of these countries may not work in each of them


@dataclass(frozen=True, slots=True)
class Region:
    """Where the person is. `origin` is how that is known: flag, settings, locale, person, saved, or none.

    `within` is the wider area whose contacts serve it too. `spoken` is the name inside a sentence.
    """

    code: str
    name: str
    origin: str = "none"
    spoken: str = ""
    within: Region | None = None

    @property
    def country(self) -> str:
        """The country of the region: its code up to the hyphen."""
        return self.code.partition("-")[0]

    @property
    def codes(self) -> tuple[str, ...]:
        """Its own code, and those of the areas around it, the nearest first."""
        return (self.code, *(self.within.codes if self.within else ()))


@dataclass(frozen=True, slots=True)
class Need:
    """What somebody may need contacts for. Everything is empty where nothing is known.

    `subjects` are codes of what it is about; `urgent` has for each card for a critical answer the kinds that fit it,
    `kinds` are those that all shown texts name; `leads` are youth, family or health, where that is the next step.
    """

    subjects: tuple[str, ...] = ()
    urgent: tuple[tuple[str, ...], ...] = ()
    kinds: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """The contacts that were chosen: the emergency line if the place has one, and at most four others, in order."""

    emergency: Contact | None
    people: tuple[Contact, ...]

    @property
    def everyone(self) -> tuple[Contact, ...]:
        """All of them, the emergency line first."""
        return ((self.emergency,) if self.emergency else ()) + self.people


def need_of(texts: Iterable[GuidanceText], subjects: Iterable[str] = ()) -> Need:
    """What the texts that are shown call for.

    Where the next step is to ask about one's health, as with a medicine that is taken as directed, health advice leads
    and no line for the subject is named. Whoever worries about somebody else has no subject of their own.
    """
    listed = tuple(texts)
    cards = (tuple(kind for kind in URGENT if kind in text.contacts) for text in listed if text.part == "card")
    menus = {kind for text in listed if text.part == "next" for kind in text.contacts}
    named = {kind for text in listed for kind in text.contacts}
    return Need(
        subjects=() if "family" in named or "health" in menus else tuple(subjects),
        urgent=tuple(sorted({card for card in cards if card}, key=lambda card: URGENT.index(card[0]))),
        kinds=tuple(kind for kind in CONTACT_KINDS if kind in named),
        leads=tuple(kind for kind in LEADING if kind in menus),
    )


def exists_in_places(contact: Contact) -> bool:
    """Whether it may not work everywhere in its area."""
    return contact.region in IN_PLACES


@dataclass(frozen=True, slots=True)
class Directory:
    """All guidance texts, and the contacts of the person's region: its own, then those around it, then everywhere's."""

    region: Region
    texts: Mapping[str, GuidanceText]
    contacts: tuple[Contact, ...]
    clinics: tuple[Contact, ...] = ()

    @property
    def may_fail(self) -> bool:
        """Whether the numbers of this place may not work everywhere in it: no country's own are known."""
        return any(code in IN_PLACES for code in self.region.codes)

    @property
    def stands_in(self) -> Region | None:
        """The wider area whose contacts are shown where the region has none of its own."""
        own = any(contact.region == self.region.code for contact in self.contacts)
        return None if own else self.region.within

    def of_kind(self, kind: str, subject: str = "") -> tuple[Contact, ...]:
        """Everybody whose kind it is, the nearest first; with a subject, without those who are there for others."""
        listed = self.clinics if kind == "clinic" else self.contacts
        found = [one for one in listed if one.kind == kind and (not subject or _is_for(one, (subject,)))]
        return tuple(sorted(found, key=lambda one: (self.distance(one, kind), subject not in one.subjects)))

    def lacks(self, kinds: Iterable[str]) -> tuple[str, ...]:
        """Those of the kinds that nobody here is there for."""
        served = {kind for contact in (*self.contacts, *self.clinics) for kind in contact.kinds}
        return tuple(kind for kind in kinds if kind not in served)

    def choose(self, need: Need) -> Choice:
        """Whom a result or a saved page names: for each critical answer a line that fits it, then the best for the
        subject, one for this person, a crisis line where there is room, and a directory.
        """
        search = _Search(self, need)
        leads = ((kind,) for kind in need.leads)
        for kinds in (*need.urgent[:MOST_URGENT], *leads, *need.urgent[MOST_URGENT:]):
            search.take_first(kinds)
        search.take_for_subject()
        search.take_first(kind for kind in PERSONAL if kind in need.kinds)
        search.take("crisis")
        return Choice(self.emergency, search.people_and_directory())

    def for_kinds(self, kinds: Iterable[str]) -> Choice:
        """Whom a card names: one for each of these kinds. Where none of them has anybody the crisis line stands in,
        and a directory, which also stands before a number that may not work everywhere.
        """
        wanted = tuple(kind for kind in dict.fromkeys(kinds) if kind != "clinic")
        search = _Search(self, Need(kinds=wanted))
        people = [kind for kind in wanted if kind not in ("emergency", "directory")]
        found = [search.take(kind) for kind in people]
        missing = bool(found) and not any(found)
        if "crisis" in people:
            search.take_texting("crisis")
        if missing:
            search.take("crisis")
        emergency = self.emergency if "emergency" in wanted else None
        unknown = "emergency" in wanted and emergency is None
        listed = missing or unknown or search.may_fail or "directory" in wanted
        return Choice(emergency, search.people_and_directory() if listed else tuple(search.chosen))

    @property
    def emergency(self) -> Contact | None:
        """The nearest emergency number; nothing where the place is not known."""
        found = [contact for contact in self.contacts if contact.kind == "emergency"]
        return min(found, key=self.distance, default=None)

    def distance(self, contact: Contact, kind: str = "") -> int:
        """0 for the region's own, more for each wider area; the most for everywhere's.

        A country's crisis line stands before those of its parts: it is the one that is known, and staffed at all times.
        """
        codes = self.region.codes
        found = codes.index(contact.region) if contact.region in codes else len(codes)
        return found + len(codes) if kind == "crisis" and "-" in contact.region else found


class _Search:
    """One search for contacts: each is taken once, and one place is left for a directory."""

    def __init__(self, directory: Directory, need: Need) -> None:
        self.directory = directory
        self.need = need
        self.served = {*need.leads, *need.kinds, *chain(*need.urgent)}
        self.chosen: list[Contact] = []

    @property
    def may_fail(self) -> bool:
        """Whether one that was taken may not work everywhere in its area."""
        return any(map(exists_in_places, self.chosen))

    def people_and_directory(self) -> tuple[Contact, ...]:
        """Those taken, and a directory at the end; before them all where the numbers are unknown or may not work."""
        people = [one for one in self.chosen if one.kind != "directory"]
        lists = sorted(self._candidates("directory"), key=lambda one: self._rank(one, ("directory",)))
        found = [one for one in lists if one not in people][:1]
        first = self.may_fail or self.directory.emergency is None
        return (*found, *people) if first else (*people, *found)

    def take(self, kind: str) -> bool:
        """Take the best one for a kind, if there is room: whether this kind has somebody."""
        if any(kind in contact.kinds for contact in self.chosen):
            return True
        return self._take_best(self._candidates(kind), lambda one: self._rank(one, (kind,)))

    def take_first(self, kinds: Iterable[str]) -> None:
        """Take the best one for the first of these kinds that has somebody."""
        for kind in kinds:
            if self.take(kind):
                return

    def take_texting(self, kind: str) -> None:
        """Take one for a kind that can be texted, where nobody who was taken can: who is watched cannot call."""
        if not any(way.by == "text" for contact in self.chosen for way in contact.ways):
            texting = (one for one in self._candidates(kind) if any(way.by == "text" for way in one.ways))
            self._take_best(texting, lambda one: self._rank(one, (kind,)))

    def take_for_subject(self) -> None:
        """Take the best line for the subject, or the best group where there is no line."""
        kinds = SUBJECT_LINES if self.need.subjects else [kind for kind in SUBJECT_LINES if kind in self.need.kinds]
        named = {one.id: one for kind in kinds for one in self._candidates(kind) if self._is_named(one, kind)}
        lines = (one for one in named.values() if one.kind not in ALWAYS)
        found = self._take_best(lines, lambda one: self._rank(one, SUBJECT_LINES))
        if not found and kinds and "youth" not in self.need.leads:  # no group here says that it takes them
            self.take("mutual-help")

    def _is_named(self, contact: Contact, kind: str) -> bool:
        """A line that names no subject is there for its kind: for those to whom a text speaks of that kind."""
        return bool(contact.subjects) or kind in self.need.kinds

    def _take_best(self, found: Iterable[Contact], rank: Callable[[Contact], tuple[int, ...]]) -> bool:
        best = min((one for one in found if one not in self.chosen), key=rank, default=None)
        if best is not None and len(self.chosen) < MOST - 1:
            self.chosen.append(best)
        return best is not None

    def _candidates(self, kind: str) -> Iterator[Contact]:
        """Those of a kind who are there for the subject and for this person; rather for everybody than for some."""
        serving = [one for one in self.directory.contacts if kind in one.kinds and _is_for(one, self.need.subjects)]
        fitting = [one for one in serving if not _serves(one) or _serves(one) & self.served]
        yield from fitting or (one for one in serving if _serves(one) <= set(FOR_SOME))

    def _rank(self, contact: Contact, kinds: tuple[str, ...]) -> tuple[int, ...]:
        """Lower is better: subject, place, how narrow its purpose is, who compared it, hours, a voice before a page.

        Where no subject is known whoever is there for this kind first comes first.
        """
        also, subject = int(contact.kind not in kinds), self._subject_rank(contact, kinds)
        return (
            *((*subject, also) if self.need.subjects else (also, *subject)),
            int(contact.status == "copy"),
            int("24" not in (contact.hours or "")),
            int(not any(way.by in SPOKEN for way in contact.ways)),
        )

    def _subject_rank(self, contact: Contact, kinds: tuple[str, ...]) -> tuple[int, int, int]:
        count, distance = len(contact.subjects), self.directory.distance(contact, kinds[0])
        if self.need.subjects:
            return (int(not count), distance, count)
        return (int(bool(count)), distance, -count)  # the subject is not known: rather one for many


def _is_for(contact: Contact, subjects: tuple[str, ...]) -> bool:
    """Whether it is there for one of the subjects. Where none is known, whoever is there for one alone is not named."""
    if not subjects:
        return len(contact.subjects) != 1
    return not contact.subjects or not set(subjects).isdisjoint(contact.subjects)


def _serves(contact: Contact) -> set[str]:
    """The people that it is there for; empty for everybody."""
    return {*contact.serves, *({contact.kind} & set(OF_PEOPLE))}
