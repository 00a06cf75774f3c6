"""A published instrument whose words are not ours: its scoring with its sources, the rights, and what is not known."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from screening.model.content import SourceEntry
from screening.model.fields import Content, CopyId, Id, Language, Loinc, LoincCodes, OneOrMore, Score, Text
from screening.model.questionnaire import ItemType, Questionnaire, Source


class Rights(Content):
    """Who holds the rights to the words, on which terms they may be used, and where they may be had."""

    holder: Text
    terms: Text
    wording_from: Text


class Use(Content):
    """What an instrument may be used for, and by whom."""

    for_: Text
    by: Text


class Reference(SourceEntry):
    """A source that was opened, and `for` what in this file it stands."""

    for_: OneOrMore


class Instrument(Questionnaire):
    """A published questionnaire. `wording` says whether its words stand in the file: they never do in ours.

    Whoever may use the words brings them along: `adopted`, and `source` then says whose they are and on which terms.
    `lacks` names what a user might look for and no source was found for. `loinc` is the code of the panel.
    """

    wording: Literal["none", "adopted"]
    rights: Rights
    use: Use
    loinc: Loinc | None = None
    references: Annotated[tuple[Reference, ...], Field(min_length=1)]
    lacks: tuple[Text, ...] = ()

    @property
    def has_wording(self) -> bool:
        """Whether it holds the words of its questions."""
        return self.wording != "none"

    @property
    def has_borrowed_words(self) -> bool:
        """Whether it holds words of others."""
        return self.wording == "adopted"

    @property
    def has_fixed_wording(self) -> bool:
        """Whether its words are published and may not be changed: those of an instrument always are."""
        return True


class WordingOption(Content):
    """The words of one option, and by what it is known: its code, a code of LOINC, or its points."""

    code: Id | None = None
    loinc: LoincCodes = ()
    score: Score | None = None
    text: Text


class WordingItem(Content):
    """The words of one item, or a note before the next one, such as a sentence that several items share."""

    id: CopyId | None = None
    loinc: Loinc | None = None
    type: ItemType | None = None
    ask: Text
    options: tuple[WordingOption, ...] = ()
    link: Text | None = None
    was: Text | None = None
    inside: CopyId | None = None


class Wording(Content):
    """The words of an instrument, as somebody brings them who may use them.

    `totals` are the linkIds of scales in a file of another format, and `link`, `was` and `inside` of an item are those
    of any item from there.
    """

    questionnaire: Id
    loinc: Loinc | None = None
    title: Text | None = None
    language: Language
    source: Source
    totals: dict[CopyId, Text] = Field(default_factory=dict)
    items: tuple[WordingItem, ...]
