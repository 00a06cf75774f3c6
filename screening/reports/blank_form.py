"""Build a blank paper form of a questionnaire: what a person fills in by hand, without points."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from screening.engine.evaluation import Evaluation
from screening.engine.own_words import own_words
from screening.engine.rules import Truth, evaluate, meets
from screening.model.answers import Answers, Gap
from screening.model.conditions import Condition
from screening.model.content import Interface
from screening.model.fields import MAX_TEXT
from screening.model.questionnaire import Item, Questionnaire
from screening.reports.document import Block, Bullets, Clinic, Document, Heading, Paragraph, Section
from screening.reports.wording import blank, condition_in_words, subject_of, with_unit

LINE = "_" * 60  # on which one writes
WRITTEN = 50  # characters that a hand writes on it
MOST_LINES = 12
DIGIT = 3  # the width of the room for one digit
SHORTEST = 12
_DATED = {"date": len("2026-05-17"), "time": len("07:30")}  # characters
NO_CLINIC = Clinic()


@dataclass(frozen=True, slots=True)
class BlankForms:
    """Builds blank forms in one language. `urgent` says whom to call where the place is known; without it, anywhere.

    `clinic` is the one whose form it is; without a name and a number nobody is named.
    """

    words: Interface
    urgent: str = ""
    clinic: Clinic = NO_CLINIC

    def form(self, questionnaire: Questionnaire, said: Answers | None = None) -> Document:
        """The whole questionnaire as a blank form: every question with its options and the condition for asking it.

        With answers, such as the subject, those questions and the ones that they rule out are left out, and the words
        that they bring are filled in. Every question has the number that it has when a filled-in form is entered.
        """
        known = said or {}
        asked = dict[str, Item]()
        holds = partial(_holds, Evaluation(questionnaire, known), asked)
        for item in questionnaire.items:
            if item.id not in known and (item.only_if is None or holds(item.only_if) is not Truth.NO):
                asked[item.id] = item
        questions = [item for item in asked.values() if item.type != "note"]
        places = {item.id: at for at, item in enumerate(questionnaire.questions, 1)}
        numbers = {item.id: self.words.say("form-question", number=places[item.id]) for item in questions}
        heads = {item.id: f"{places[item.id]}. " for item in questions}
        fill = partial(blank, questionnaire, words=own_words(questionnaire, known))
        blocks = list[Block]()
        for item in asked.values():
            rest = _open_part(item.only_if, holds) if item.only_if else None
            if item.type != "note":
                blocks.append(Heading(f"{heads[item.id]}{fill(item.ask)}"))
                blocks += self._condition(questionnaire, rest, numbers) if rest else ()
                blocks += self._room(item, fill)
            elif rest is None:  # one that does not hold for everybody would mislead on paper
                blocks.append(Paragraph(fill(item.ask)))
        sections = (
            Section("about", "", tuple(self._about(questionnaire, known))),
            Section("questions", self.words.say("form-title"), tuple(blocks)),
            Section("source", self.words.say("sources-title"), tuple(self._origin(questionnaire))),
        )
        return Document(questionnaire.title, questionnaire.language, sections)

    def _about(self, questionnaire: Questionnaire, known: Answers) -> Iterator[Block]:
        clinic = " ".join(filter(None, (self.clinic.name, self.clinic.phone)))
        urgent = (self.urgent or self.words.say("form-help")) if questionnaire.critical_items else ""
        subject = ", ".join(option.text for _, option in subject_of(questionnaire, known))
        about = self.words.say("form-subject", subject=subject) if subject else ""
        intended = self.words.say("intended-use")
        for text in (clinic, urgent, about, questionnaire.about or "", intended, self.words.say("form-about")):
            if text:
                yield Paragraph(text)
        yield Paragraph(self.words.say("form-code-and-date"))

    def _condition(
        self, questionnaire: Questionnaire, condition: Condition, numbers: Mapping[str, str]
    ) -> Iterator[Block]:
        """Whom the question is for. Nobody adds up points while they fill in a form."""
        if any(leaf.scale for leaf in condition.leaves):
            yield Paragraph(self.words.say("form-only-some"))
            return
        said = condition_in_words(questionnaire, condition, numbers, quote=self._quoted)
        yield Paragraph(self.words.say("form-only-if", condition=said))

    def _quoted(self, text: str) -> str:
        return self.words.say("form-quoted", text=text)

    def _room(self, item: Item, fill: Callable[[str], str]) -> Iterator[Block]:
        """Boxes to tick, or room to write in that fits what may be written."""
        if item.options:
            if item.type == "choices":
                most = item.most if item.most is not None and item.most < len(item.options) else None
                yield Paragraph(self.words.say("form-at-most", count=most) if most else self.words.say("form-all"))
            options = (fill(option.text) for option in item.options)
            yield Bullets((*options, self.words.say("form-decline")), boxes=True)
        elif item.type == "number":
            bounds = [bound for bound in (item.least, item.most) if bound is not None]
            digits = max((len(str(bound)) for bound in bounds), default=0)
            room = digits + (1 + item.decimals if item.decimals else 0)
            line = with_unit(item, LINE[: max(DIGIT * room, SHORTEST)])
            if len(bounds) == 2:
                yield Paragraph(self.words.say("form-number", line=line, least=bounds[0], most=bounds[1]))
            else:
                yield Paragraph(line)
        elif item.is_dated:
            yield Paragraph(self.words.say(f"form-{item.type}", line=LINE[: DIGIT * _DATED[item.type]]))
        else:
            lines = -(-(MAX_TEXT if item.most is None else item.most) // WRITTEN)
            yield from (Paragraph(LINE) for _ in range(min(max(lines, 1), MOST_LINES)))

    def _origin(self, questionnaire: Questionnaire) -> Iterator[Block]:
        source = questionnaire.source
        yield Paragraph(self.words.say("written-by", citation=source.citation))
        yield Paragraph(self.words.say("licence", licence=source.licence))
        yield Paragraph(self.words.say("which-version", id=questionnaire.id, version=questionnaire.version))


def _holds(evaluation: Evaluation, asked: Container[str], condition: Condition) -> Truth:
    """The truth of a condition, with the items above it that are `asked` here open. What is known is known also where
    it would not be sure to be asked.
    """

    def test(leaf: Condition) -> Truth:
        if leaf.item is None:
            return evaluation.holds(leaf)
        missing = Gap.OPEN if leaf.item in asked else Gap.NOT_ASKED
        return meets(leaf, evaluation.questionnaire.by_id[leaf.item], evaluation.answers.get(leaf.item, missing))

    return evaluate(condition, test)


def _open_part(condition: Condition, holds: Callable[[Condition], Truth]) -> Condition | None:
    """What is left of a condition once the known answers are in; nothing where they settle it."""
    if holds(condition).known is not None:
        return None
    if not condition.parts:
        return condition
    kept = [left for part in condition.parts if (left := _open_part(part, holds)) is not None]
    group = "all" if condition.all is not None else "any"
    return kept[0] if len(kept) == 1 else Condition.model_validate({group: kept})
