"""The words of a counselor's pages: sentences that speak to a counselor in place of those that speak to the client."""

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


@dataclass(frozen=True)
class CounselorWords:
    """What every page for a counselor is made with, in the language and on the day of `result_reports`."""

    result_reports: ResultReports

    @cached_property
    def result_pages(self) -> ResultReports:
        """The parts of a result's document, in words for a counselor."""
        return replace(self.result_reports, words=for_counselors(self.result_reports.words))

    def say(self, name: str, /, **facts: object) -> str:
        """A sentence of the program, in its form for a counselor where it has one."""
        return self.result_pages.words.say(name, **facts)

    def document(self, title: str, sections: Iterable[Section], notice: str = "") -> Document:
        """The sections that hold something, and last a notice for whoever gets the page."""
        last = Section("notice", self.say("case-notice"), (Paragraph(notice),)) if notice else Section("", "", ())
        found = tuple(one for one in (*sections, last) if one.blocks)
        return Document(title, self.result_reports.words.interface, found)

    def answer_in_words(self, interview: Interview, item: Item, reply: Reply) -> str:
        """A reply in the words of the question's options, the client's own words in them."""
        return answer_in_words(interview, item, reply, self.result_pages.words)

    def way_in_words(self, way: str) -> str:
        """How a sitting was taken, such as `read-aloud-paper`, in words."""
        said = self.say(f"way-{way.removesuffix('-paper')}")
        return self.say("way-paper", way=said) if way.endswith("-paper") else said


SPOKEN = "counselor-"  # how the ids of sentences begin that stand in place of others on these pages


def for_counselors(words: Interface) -> Interface:
    """The program's words, with those for a counselor (`counselor-...`) in place of those that speak to the client."""
    return in_place(SPOKEN, words)


def in_place(begins: str, words: Interface) -> Interface:
    """The program's words, with those whose ids begin so in place of those with the same ids without it."""
    spoken = {name.removeprefix(begins): one for name, one in words.words.items() if name.startswith(begins)}
    return words.model_copy(update={"words": {**words.words, **spoken}})
