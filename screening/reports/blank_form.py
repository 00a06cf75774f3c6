"""Build a blank paper form of a questionnaire."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from screening.model.content import Interface
from screening.model.questionnaire import Item, Option, Questionnaire
from screening.reports.document import Block, Bullets, Document, Heading, Paragraph, Section
from screening.reports.wording import blank, condition_in_words, number


@dataclass(frozen=True, slots=True)
class BlankForms:
    """Builds blank forms in one language."""

    words: Interface

    def form(self, questionnaire: Questionnaire) -> Document:
        """The whole questionnaire as a blank form: every question with its options and the condition for asking it."""
        about = [questionnaire.about or "", self.words.say("intended-use"), self.words.say("form-about")]
        intro = Section("about", "", tuple(Paragraph(text) for text in about if text))
        numbers = {item.id: index for index, item in enumerate(questionnaire.questions, 1)}
        blocks = [block for item in questionnaire.items for block in self._item_blocks(questionnaire, item, numbers)]
        source = questionnaire.source
        facts = {"id": questionnaire.id, "version": questionnaire.version}
        origin = (
            self.words.say("written-by", citation=source.citation),
            self.words.say("licence", licence=source.licence),
            self.words.say("which-version", **facts),
        )
        sections = (intro, Section("questions", self.words.say("form-title"), tuple(blocks)))
        source_section = Section("source", self.words.say("sources-title"), tuple(map(Paragraph, origin)))
        return Document(questionnaire.title, questionnaire.language, (*sections, source_section))

    def _item_blocks(self, questionnaire: Questionnaire, item: Item, numbers: dict[str, int]) -> Iterator[Block]:
        if item.type == "note":
            yield Paragraph(blank(questionnaire, item.ask))
            return
        yield Heading(f"{numbers[item.id]}. {blank(questionnaire, item.ask)}")
        if item.only_if is not None:
            yield Paragraph(
                self.words.say("form-only-if", condition=condition_in_words(questionnaire, item.only_if, numbers))
            )
        if item.options:
            boxes = tuple(f"[ ] {blank(questionnaire, option.text)}{self._points(option)}" for option in item.options)
            yield Bullets((*boxes, f"[ ] {self.words.say('form-decline')}"))
        else:
            yield Paragraph("____________________")

    def _points(self, option: Option) -> str:
        return f" ({number(option.score)})" if isinstance(option.score, Decimal) else ""
