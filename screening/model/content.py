"""Shared content: guidance, sources, contacts, regions, topics, and the program's own sentences.

Texts hold paragraphs and bullets only. When each is shown stands in the questionnaire. In content of one's own
`replaces` says that an entry stands in the place of the packaged one with its id.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from screening.model.fields import Content, Id, Language, OneOrMore, Text, Version, YesNo, matching
from screening.model.fields import Date as Day
from screening.model.questionnaire import Source


def _on_the_calendar(value: str) -> str:
    try:
        date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("date", "not a day") from None
    return value


Part = Literal["card", "meaning", "limits", "safety", "first", "next", "close", "helps", "learn", "end", "talk"]
ANYWHERE = "ZZ"  # the region of the lists that serve everybody
STALE = 365  # days after which a contact should be compared with its source again
ContactKind = Literal[
    "emergency", "crisis", "substances", "gambling", "youth", "violence", "family", "overdose", "health",
    "pregnancy", "mutual-help", "directory", "clinic",
]  # fmt: skip
Serves = Literal["youth", "family", "women", "men", "indigenous"]
Date = Annotated[Day, AfterValidator(_on_the_calendar)]
Link = Annotated[str, matching("link", r"https?://[^\s\"'<>]+")]
Region = Annotated[str, matching("region", r"[A-Z]{2}(-[A-Z0-9]{1,3})?")]
PartCode = Annotated[str, matching("region-part", r"[A-Z0-9]{1,3}")]


class SourceEntry(Content):
    """A published source. `seen` says what was read: the publisher's own page, or a secondary copy."""

    id: Id
    citation: Text
    link: Link | None = None
    seen: Literal["publisher", "copy"]
    last_checked: Date
    replaces: YesNo = False


class Sources(Content):
    """The file of sources."""

    sources: tuple[SourceEntry, ...]


def paragraphs(text: str) -> tuple[tuple[bool, str], ...]:
    """The paragraphs of a text, apart by empty lines, each on one line; True marks a bullet, which begins with `- `."""
    found: list[tuple[bool, str]] = []
    for block in text.split("\n\n"):
        begins = True
        for line in filter(None, map(str.strip, block.splitlines())):
            if line.startswith("- "):
                found.append((True, line[2:].strip()))
            elif begins:
                found.append((False, line))
            else:
                found[-1] = (found[-1][0], f"{found[-1][1]} {line}")
            begins = False
    return tuple(found)


class GuidanceText(Content):
    """One text to show. `contacts` are the kinds of contact that stand with it, `sources` where its facts are from.

    `short` is what the one page of a result says of it; without it the page says the text itself.
    """

    id: Id
    title: Text
    part: Part
    text: Text
    short: Text | None = None
    contacts: tuple[ContactKind, ...] = ()
    sources: tuple[Id, ...] = ()
    replaces: YesNo = False

    @cached_property
    def paragraphs(self) -> tuple[tuple[bool, str], ...]:
        """The paragraphs in order, each on one line; True marks a bullet."""
        return paragraphs(self.text)


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
    """Somebody to turn to. `last_checked` is the day on which the entry was compared with its source.

    `subjects` are what it is for, by the codes that questionnaires give their subjects; empty for any.
    `serves` are the people that it is there for; empty for everybody. `languages` are those that its source names.
    `not_in` are parts of its region that it does not serve.
    `brief` says when and at what cost in a few words, for a list of one line each.
    """

    id: Id
    name: Text
    kind: ContactKind
    also: tuple[ContactKind, ...] = ()
    subjects: tuple[Id, ...] = ()
    serves: tuple[Serves, ...] = ()
    languages: tuple[Language, ...] = ()
    region: Region
    not_in: tuple[Region, ...] = ()
    brief: Text | None = None
    ways: tuple[Way, ...]
    hours: Text | None = None
    for_: Text
    last_checked: Date
    source: Link
    source_date: Text | None = None
    status: Literal["publisher", "copy"]
    note: Text | None = None
    replaces: YesNo = False

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
    """A country that can be named, with its parts by the second half of their codes: `AB` in `CA-AB`.

    Its contacts stand in the file of its code. Where there is none those of `within` serve it, or those for
    everywhere. `spoken` is the name inside a sentence, where that differs.
    """

    code: Region
    name: Text
    spoken: Text | None = None
    aliases: tuple[Region, ...] = ()
    within: Region | None = None
    parts: dict[PartCode, Text] = Field(default_factory=dict)


class Regions(Content):
    """The file of regions."""

    regions: tuple[RegionEntry, ...]


class Topic(Content):
    """Something to learn about: guidance texts in order. `aliases` are other names by which it is found."""

    id: Id
    title: Text
    summary: Text
    aliases: tuple[Id, ...] = ()
    show: tuple[Id, ...]
    replaces: YesNo = False


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

    def say(self, id_: str, /, **facts: object) -> str:
        """The sentence with this id, filled. A `count` chooses the plural form.

        Raises KeyError for an id that the file does not have: a test holds the ids used to the file.
        """
        forms = self.words[id_]
        text = forms.one if facts.get("count") == 1 and forms.one is not None else forms.other
        for name, value in facts.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text


class AvoidedPhrase(Content):
    """Words that no text may use, as whole words in any case; what to say instead, and why.

    `fine-in` are longer phrases in which they are fine: `if you are` judges nobody.
    """

    avoid: Annotated[OneOrMore, Field(min_length=1)]
    fine_in: OneOrMore = ()
    say: Text
    because: Text


class Permitted(Content):
    """A text that may do all the same what a rule is against: use a phrase, or be what a finding is named after.

    `text` is the id of a text, as the linter names it, and may end in `*`; `allow` holds phrases, or ids of findings.
    """

    text: Text
    allow: Annotated[OneOrMore, Field(min_length=1)]
    because: Text


class Wording(Content):
    """The file of words to avoid. `proper_names` are taken out of a text before it is looked at."""

    language: Language
    licence: Text
    avoid: tuple[AvoidedPhrase, ...] = ()
    proper_names: tuple[Text, ...] = ()
    exceptions: tuple[Permitted, ...] = ()


class TranslatedText(Content):
    """One text of a questionnaire: the original that was translated, and its words in the other language."""

    original: Text
    text: Text


class Translation(Content):
    """A questionnaire in another language: words only, so that a translator cannot touch a score.

    It stands beside its questionnaire, named after both: `signs.fr.yaml`. `version` is the one that was translated.
    """

    questionnaire: Id
    version: Version
    language: Language
    status: Literal["draft", "reviewed", "validated"]
    source: Source
    texts: dict[Text, TranslatedText]
