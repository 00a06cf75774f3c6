"""A published instrument whose words are not ours: its scoring with its sources, the rights, and what is not known."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from screening.model.content import SourceEntry
from screening.model.questionnaire import Content, Loinc, OneOrMore, Questionnaire, Text


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
