"""The common part of pages on records: sentences written for who reads them replace those written for the client."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from screening.engine.interview import Interview
from screening.model.answers import Reply
from screening.model.content import Interface
from screening.model.questionnaire import Item
from screening.reports.document import (
    Document,
    Paragraph,
    Section,
)
from screening.reports.result_report import ResultReports
from screening.reports.wording import answer_in_words

# Prefixes of the ids of sentences that replace others: on pages for a counselor, on those of a person's own diary, and
# on those that are read where keys can be typed.
SPOKEN, OWN, TALK = "counselor-", "own-", "talk-"


@dataclass(frozen=True)
class CounselorWords:
    """The base of all reports on records, in the language and on the day of `result_reports`.

    `prefix` begins the ids of the sentences for who reads them: a counselor, or the person whose diary it is.
    """

    result_reports: ResultReports
    prefix: str = SPOKEN

    @cached_property
    def result_pages(self) -> ResultReports:
        """Builds the sections of a result in words for who reads it."""
        return replace(self.result_reports, words=in_place(self.prefix, self.result_reports.words))

    def say(self, name: str, /, **facts: object) -> str:
        """A sentence of the interface, in its form for who reads it where it has one."""
        return self.result_pages.words.say(name, **facts)

    def document(self, title: str, sections: Iterable[Section], notice: str = "") -> Document:
        """A document of the sections that are not empty. The notice comes last: it is for whoever receives the page."""
        notice_section = (
            Section("notice", self.say("case-notice"), (Paragraph(notice),)) if notice else Section("", "", ())
        )
        filled = tuple(section for section in (*sections, notice_section) if section.blocks)
        return Document(title, self.result_reports.words.interface, filled)

    def answer_in_words(self, interview: Interview, item: Item, reply: Reply) -> str:
        """A reply in the words of the question's options, with the client's own words filled in."""
        return answer_in_words(item, reply, self.result_pages.words, interview.fill)

    def way_in_words(self, way: str) -> str:
        """How a sitting was taken, such as `read-aloud-paper`, in words."""
        way_text = self.say(f"way-{way.removesuffix('-paper')}")
        return self.say("way-paper", way=way_text) if way.endswith("-paper") else way_text


def for_counselors(words: Interface) -> Interface:
    """The interface with the sentences for a counselor (`counselor-...`) in place of those for the client."""
    return in_place(SPOKEN, words)


def in_place(prefix: str, words: Interface) -> Interface:
    """The interface with each sentence whose id has this prefix in place of the one whose id is the same without it."""
    replaced = {name.removeprefix(prefix): text for name, text in words.words.items() if name.startswith(prefix)}
    return words.model_copy(update={"words": {**words.words, **replaced}})
