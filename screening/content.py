"""What stands beside the questionnaires: guidance, its sources, contacts, regions, topics, and the program's words.

Texts hold paragraphs and bullets only. When each is shown stands in the questionnaire.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from .questionnaire import Content, Date, Id, Language, Text, YesNo, matching

Part = Literal["card", "summary", "limits", "safety", "next", "close", "helps", "learn", "end"]
Kind = Literal[
    "emergency", "crisis", "substances", "gambling", "youth", "violence", "family", "overdose", "health",
    "mutual-help", "directory", "clinic",
]  # fmt: skip
Link = Annotated[str, matching("link", r"https?://[^\s\"'<>]+")]
Region = Annotated[str, matching("region", r"[A-Z]{2}(-[A-Z0-9]{1,3})?")]


class SourceEntry(Content):
    """A published source. `seen` says what was read: the publisher's own page, or a secondary copy."""

    id: Id
    citation: Text
    link: Link | None = None
    seen: Literal["publisher", "copy"]
    last_checked: Date


class Sources(Content):
    """The file of sources."""

    sources: tuple[SourceEntry, ...]


class GuidanceText(Content):
    """One text to show. `contacts` are the kinds of contact that stand with it, `sources` where its facts are from."""

    id: Id
    title: Text
    part: Part
    text: Text
    contacts: tuple[Kind, ...] = ()
    sources: tuple[Id, ...] = ()

    @cached_property
    def paragraphs(self) -> tuple[tuple[bool, str], ...]:
        """The paragraphs in order, each on one line; True marks a bullet."""
        found: list[tuple[bool, str]] = []
        for block in self.text.split("\n\n"):
            for line in filter(None, map(str.strip, block.splitlines())):
                if line.startswith("- "):
                    found.append((True, line[2:].strip()))
                elif found and line is not block.strip().splitlines()[0].strip():
                    found[-1] = (found[-1][0], f"{found[-1][1]} {line}")
                else:
                    found.append((False, line))
        return tuple(found)


class Guidance(Content):
    """A file of guidance texts."""

    guidance: Id
    language: Language
    licence: Text
    texts: tuple[GuidanceText, ...]


class Way(Content):
    """One way to reach a contact. `say` is the word to send, for a text line that wants one."""

    by: Literal["call", "text", "chat", "web", "email", "app"]
    to: Text
    say: Text | None = None


class Contact(Content):
    """Somebody to turn to. `last_checked` is the day on which the entry was compared with its source."""

    id: Id
    name: Text
    kind: Kind
    also: tuple[Kind, ...] = ()
    region: Region
    ways: tuple[Way, ...]
    hours: Text | None = None
    for_: Text
    last_checked: Date
    source: Link
    source_date: Text | None = None
    status: Literal["publisher", "copy"]
    note: Text | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """What it is for: its kind, and others that it serves too."""
        return (self.kind, *self.also)


class Contacts(Content):
    """A file of contacts, one for a country."""

    region: Region
    name: Text
    language: Language
    licence: Text
    contacts: tuple[Contact, ...]


class RegionEntry(Content):
    """A region that can be asked for, and the file in which its contacts stand."""

    code: Region
    name: Text
    file: Region
    aliases: tuple[Region, ...] = ()
    members: tuple[Region, ...] = ()


class Regions(Content):
    """The file of regions."""

    regions: tuple[RegionEntry, ...]


class Topic(Content):
    """Something to learn about: guidance texts in order."""

    id: Id
    title: Text
    summary: Text
    show: tuple[Id, ...]


class Topics(Content):
    """The file of topics."""

    topics: tuple[Topic, ...]


Sentence = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


def _forms(value: object) -> object:
    return {"other": value} if isinstance(value, str) else value


class Forms(Content):
    """A sentence of the program in its plural forms; `one` is used for 1, `other` for the rest."""

    one: Sentence | None = None
    other: Sentence


class Interface(Content):
    """The program's own words in one language, by id."""

    interface: Language
    licence: Text
    words: dict[Id, Annotated[Forms, BeforeValidator(_forms)]]


class AvoidedPhrase(Content):
    """A phrase that no text may use, what to say instead, and why. `word` means only as whole words."""

    avoid: Text
    say: Text
    because: Text


class Permitted(Content):
    """A text that may use a phrase all the same, with the reason."""

    text: Text
    phrase: Text
    because: Text


class Wording(Content):
    """The file of words to avoid."""

    language: Language
    avoid: tuple[AvoidedPhrase, ...]
    exceptions: tuple[Permitted, ...] = Field(default=())
    strict: YesNo = True
