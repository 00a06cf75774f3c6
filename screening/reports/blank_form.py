"""Build a blank paper form of a questionnaire."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from screening.engine.own_words import own_words
from screening.engine.rules import Truth
from screening.engine.scoring import Evaluation
from screening.model.answers import Answers
from screening.model.content import Interface
from screening.model.questionnaire import Item, Option, Questionnaire
from screening.reports.document import Block, Bullets, Document, Heading, Paragraph, Section
from screening.reports.wording import blank, condition_in_words, number


@dataclass(frozen=True, slots=True)
class BlankForms:
    """Builds blank forms in one language."""

    words: Interface

    def form(self, questionnaire: Questionnaire, said: Answers | None = None) -> Document:
        """The whole questionnaire as a blank form: every question with its options and the condition for asking it.

        With answers, such as the subject, the questions that they rule out are left out, and the words that they bring
        are filled in.
        """
        urgent = self.words.say("form-help") if questionnaire.critical_items else ""
        about = [urgent, questionnaire.about or "", self.words.say("intended-use"), self.words.say("form-about")]
        intro = Section("about", "", tuple(Paragraph(text) for text in about if text))
        numbers = {item.id: index for index, item in enumerate(questionnaire.questions, 1)}
        evaluation = Evaluation(questionnaire, said or {})
        filled = partial(blank, questionnaire, words=own_words(questionnaire, said or {}))
        asked = {item.id: evaluation.asked(item) for item in questionnaire.items}
        items = [item for item in questionnaire.items if asked[item.id] is not Truth.NO]
        certain = {name for name, truth in asked.items() if truth is Truth.YES}
        blocks = [b for item in items for b in self._item_blocks(questionnaire, item, numbers, filled, certain)]
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

    def _item_blocks(
        self,
        questionnaire: Questionnaire,
        item: Item,
        numbers: dict[str, int],
        filled: Callable[[str], str],
        certain: set[str],
    ) -> Iterator[Block]:
        if item.type == "note":  # one that does not hold for everybody would mislead on paper
            yield from [Paragraph(filled(item.ask))] if item.only_if is None or item.id in certain else []
            return
        yield Heading(f"{numbers[item.id]}. {filled(item.ask)}")
        if item.only_if is not None and item.id not in certain:
            yield Paragraph(
                self.words.say("form-only-if", condition=condition_in_words(questionnaire, item.only_if, numbers))
            )
        if item.options:
            boxes = tuple(f"[ ] {filled(option.text)}{self._points(option)}" for option in item.options)
            yield Bullets((*boxes, f"[ ] {self.words.say('form-decline')}"))
        else:
            yield Paragraph("____________________")

    def _points(self, option: Option) -> str:
        return f" ({number(option.score)})" if isinstance(option.score, Decimal) else ""
