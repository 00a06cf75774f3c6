"""Check shared content: guidance, topics, sources, regions, contacts, the program's own sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date
from functools import cached_property
from pathlib import Path

from screening.engine.directory import ALWAYS
from screening.engine.own_words import subjects
from screening.errors import ContentError
from screening.linter.findings import Finding, Issue, about, findings_for, issue, names, refused, unknown_name
from screening.linter.language import avoided, hard_texts
from screening.linter.passages import Passage, of_contacts, of_guidance, of_interface, of_topics
from screening.loading.library import Library, Model, ParsedFile
from screening.loading.regions import directory, region
from screening.loading.yaml_reader import Loc
from screening.model.content import (
    STALE,
    Contacts,
    Guidance,
    Interface,
    Regions,
    Sources,
    Topics,
    Wording,
)
from screening.text import shown_path

Check = Callable[[ParsedFile[Model]], Iterator[Issue]]


class Shared:
    """One look at everything that is shared; `seen` collects the marks, so that idle exceptions can be told."""

    def __init__(self, library: Library, today: str) -> None:
        self.library = library
        self.today = today
        self.seen: list[Issue] = []

    def findings(self) -> Iterator[Finding]:
        """Every finding on the shared files, file by file."""
        self.wording = self.library.wording
        yield from self._file(Sources, "sources.yaml", self._sources)
        for name in self.library.files("guidance"):
            yield from self._file(Guidance, name, self._guidance)
        yield from self._file(Topics, "topics.yaml", self._topics)
        yield from self._file(Regions, "regions.yaml", self._regions)
        for name in self.library.files("contacts"):
            yield from self._file(Contacts, name, self._contacts)
        for name in self.library.files("interface"):
            yield from self._file(Interface, name, self._interface)

    def own_findings(self) -> Iterator[Finding]:
        """Every finding on the shared files of one's own."""
        self.wording = self.library.wording
        yield from refused(ContentError(self.library.own_problems))
        for path in self.library.own.files("sources"):
            yield from self._file(Sources, shown_path(path), self._sources, path)
        for path in self.library.own.files("guidance"):
            yield from self._file(Guidance, shown_path(path), self._guidance, path)
        for path in self.library.own.files("topics"):
            yield from self._file(Topics, shown_path(path), self._topics, path)
        for path in self.library.own.files("contacts"):
            yield from self._file(Contacts, shown_path(path), self._contacts, path)

    def _file(self, model: type[Model], name: str, check: Check[Model], path: Path | None = None) -> Iterator[Finding]:
        """The findings on one file; what keeps it, or a file that it names, from loading is a finding too."""
        try:
            page = self.library.page(model, name, path)
            marks = list(check(page))
        except ContentError as error:
            yield from refused(error)
        else:
            self.seen += marks
            yield from findings_for(page, marks, self.wording)

    # One check for each kind of file.

    def _sources(self, page: ParsedFile[Sources]) -> Iterator[Issue]:
        ids = [(("sources", index, "id"), one.id) for index, one in enumerate(page.content.sources)]
        yield from _repeated("sources", ids)
        for index, one in enumerate(page.content.sources):
            yield from _ahead(("sources", index, "last-checked"), one.last_checked, self.today)

    def _guidance(self, page: ParsedFile[Guidance]) -> Iterator[Issue]:
        files = self.library.files("guidance")
        above = self.library.guidance_files[: files.index(page.file)] if page.file in files else ()
        elsewhere = {text.id for file in above for text in file.texts}
        ids = [(("texts", index, "id"), text.id) for index, text in enumerate(page.content.texts)]
        yield from _repeated("guidance texts", ids, elsewhere)
        for index, text in enumerate(page.content.texts):
            for place, name in enumerate(text.sources):
                if name not in self.library.sources:
                    yield unknown_name(("texts", index, "sources", place), "source", name, self.library.sources)
        yield from self._language(page.content.language, list(of_guidance(page.content)))

    def _topics(self, page: ParsedFile[Topics]) -> Iterator[Issue]:
        names: list[tuple[Loc, str]] = []
        for index, topic in enumerate(page.content.topics):
            names.append((("topics", index, "id"), topic.id))
            names += [(("topics", index, "aliases", place), name) for place, name in enumerate(topic.aliases)]
        yield from _repeated("topics", names)
        for index, topic in enumerate(page.content.topics):
            for place, name in enumerate(topic.show):
                if name not in self.library.guidance:
                    yield unknown_name(("topics", index, "show", place), "guidance", name, self.library.guidance)
        yield from self._language("en", list(of_topics(page.content)))

    def _regions(self, page: ParsedFile[Regions]) -> Iterator[Issue]:
        entries = page.content.regions
        codes: list[tuple[Loc, str]] = [(("regions", index, "code"), one.code) for index, one in enumerate(entries)]
        for index, one in enumerate(entries):
            codes += [(("regions", index, "aliases", place), name) for place, name in enumerate(one.aliases)]
        yield from _repeated("regions", codes)
        known = [one.code for one in entries]
        for index, one in enumerate(entries):
            if one.within and one.within not in known:
                yield unknown_name(("regions", index, "within"), "region", one.within, known)
            for code in (one.code, *(f"{one.code}-{part}" for part in one.parts)):
                yield from self._cards(("regions", index), code)

    def _cards(self, loc: Loc, code: str) -> Iterator[Issue]:
        """Each card must have somebody to name in each region: of its own kinds, or of those that are always named."""
        place = region(self.library, code)
        found = directory(self.library, place) if place else None
        for text in self.library.guidance.values() if found else ():
            if found and text.part == "card" and not found.for_kinds(text.contacts).everyone:
                wanted = tuple(dict.fromkeys((*text.contacts, *ALWAYS)))
                yield issue(loc, "region-without", name=code, card=text.id, kinds=", ".join(wanted))

    def _contacts(self, page: ParsedFile[Contacts]) -> Iterator[Issue]:
        ids = [(("contacts", index, "id"), one.id) for index, one in enumerate(page.content.contacts)]
        yield from _repeated("contacts", ids)
        codes = [code for one in self.library.regions for code in (one.code, *(f"{one.code}-{p}" for p in one.parts))]
        for index, one in enumerate(page.content.contacts):
            loc: Loc = ("contacts", index, "last-checked")
            if one.region not in codes:
                yield unknown_name(("contacts", index, "region"), "region", one.region, codes)
            if older_than_a_year(one.last_checked, self.today):
                yield issue(loc, "contact-old", f"contacts.{one.id}", day=one.last_checked)
            yield from _ahead(loc, one.last_checked, self.today)
            for place, code in enumerate(one.subjects):
                if code not in self.subjects:
                    yield unknown_name(("contacts", index, "subjects", place), "subject", code, self.subjects)
            for place, code in enumerate(one.languages):
                if f"language-{code}" not in self.library.interface().words:
                    yield issue(("contacts", index, "languages", place), "unnamed-language", name=code)
        yield from self._language(page.content.language, list(of_contacts(page.content)))

    @cached_property
    def subjects(self) -> frozenset[str]:
        """What contacts can be for."""
        return known_subjects(self.library)

    def _interface(self, page: ParsedFile[Interface]) -> Iterator[Issue]:
        yield from self._language(page.content.interface, list(of_interface(page.content)))

    def _language(self, language: str, passages: list[Passage]) -> Iterator[Issue]:
        if same_language(language, self.wording.language):
            yield from avoided(passages, self.wording)
            yield from hard_texts(passages)


def idle(wording: Wording, seen: Iterable[Issue]) -> Iterator[Issue]:
    """The exceptions of which nothing that was seen makes use."""
    marks = list(seen)
    for index, entry in enumerate(wording.exceptions):
        used = {name for mark in marks if about(entry, mark) for name in names(mark)}
        for name in entry.allow:
            if name not in used:
                yield issue(("exceptions", index), "permits-nothing")


def older_than_a_year(day: str, today: str) -> bool:
    """Whether more than a year lies between the two days."""
    return (date.fromisoformat(today) - date.fromisoformat(day)).days > STALE


def same_language(language: str, other: str) -> bool:
    """Whether two codes name one language, whatever the country."""
    return language.partition("-")[0] == other.partition("-")[0]


def _ahead(loc: Loc, day: str, today: str) -> Iterator[Issue]:
    if day > today:
        yield issue(loc, "day-ahead", day=day)


def _repeated(holder: str, ids: Iterable[tuple[Loc, str]], elsewhere: Iterable[str] = ()) -> Iterator[Issue]:
    known = set(elsewhere)
    for loc, name in ids:
        if name in known:
            yield issue(loc, "repeated-id", name=name, holder=holder)
        known.add(name)


def known_subjects(library: Library) -> frozenset[str]:
    """Every subject that a question of the questionnaires that load tells apart."""
    found: set[str] = set()
    for name in library.names:
        with suppress(ContentError):
            found |= subjects(library.load(name)).keys()
    return frozenset(found)
