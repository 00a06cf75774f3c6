"""The page of a question: its number and subject, what stands before it, the question; the keys and options below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from screening.conversation.entering import last_entered, place_of
from screening.conversation.prompts import Prompts
from screening.conversation.user_interface import Prompt
from screening.engine.interview import Interview, Move, RecordedAnswer
from screening.engine.own_words import OWN_WORDS
from screening.formats.render import Line
from screening.model.answers import Entered
from screening.model.questionnaire import Item, Option
from screening.reports.headline import without_examples
from screening.reports.wording import answer_in_words, subject_of, with_unit
from screening.text import clean

# What is known before a question comes up, by its item: it is answered so, unless it would be asked in other words.
Known = Mapping[str, RecordedAnswer]


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question of an interview, for the person whom `talk` asks."""

    talk: Prompts
    interview: Interview
    item: Item
    known: Known
    entering: bool = False  # from a paper form

    def lines(self) -> Iterator[Line]:
        """Number and subject, notes, the question, and the answer that stands."""
        say = self.talk.words.say
        number, total = self._numbered()
        subject = "" if self.talk.ui.hides else self._subject()
        yield from self.talk.apart(say("question-number", number=number, total=total), subject)
        if self.entering and not self.talk.ui.hides and (last := last_entered(self.interview, self.talk.words)):
            yield from self.talk.lines(last)
        yield Line("")
        for note in self.interview.notes:
            yield from self.talk.lines(note)
            yield Line("")
        yield from self.talk.lines(self.interview.fill(self.item.ask), "strong")
        if self.item.type == "choices":
            yield from self.talk.lines(say("choose-several"))
        if item_says := _how_exact(self.item):
            yield from self.talk.lines(say(item_says))
        if self.interview.standing is not None and not self.talk.ui.hides:
            kind = "earlier-answer" if self.interview.looking_at else "words-changed"
            shown = answer_in_words(self.item, self.interview.standing, self.talk.words, self.interview.fill)
            yield from self.talk.lines(say(kind, answer=shown))

    def prompt(self) -> Prompt:
        """The keys in one line, in forms for windows of 80, 40 and 20 columns, and the options."""
        say = self.talk.words.say
        scope = self._scope()
        keep = [say("key-keep")] if self.interview.standing is not None else []
        back = [say("key-back")] if Move.BACK in self.interview.moves else []
        first, last = [scope, *keep, say("key-skip"), *back], say("key-leave")
        forms = [
            [*first, say("key-why"), say("key-help"), last],
            [*first, "? h", last],
            [*first, "? h x"],
        ]
        rows = tuple(self.interview.fill(option.text) for option in self.item.options)
        said = (f"{', '.join(form)}:" for form in (*forms, [scope, "? x"], [scope]))
        return Prompt(tuple(said), rows, several=self.item.type == "choices")

    def _scope(self) -> str:
        """What may be typed, in a few characters."""
        say, item = self.talk.words.say, self.item
        if item.options:
            return say("range-numbers", most=len(item.options))
        if item.type == "text" or item.is_dated:
            return say(f"range-{item.type}")
        if item.least is None or item.most is None:
            return say("range-unit", unit=item.unit) if item.unit else say("range-number")
        return say("range-bounds", least=item.least, most=with_unit(item, item.most))

    def _numbered(self) -> tuple[int, int]:
        """The number of this question and how many there can be; what was known before is not among them.

        From paper both count all questions of the form.
        """
        if self.entering:
            questionnaire = self.interview.questionnaire
            return place_of(questionnaire, self.item), len(questionnaire.questions)
        ids = [item.id for item in self.interview.path]
        known = [id_ for id_ in ids if id_ in self.known and self.interview.said.get(id_) == self.known[id_]]
        now = self.interview.number - 1
        known = [id_ for id_ in known if ids.index(id_) != now]
        return self.interview.number - sum(ids.index(id_) < now for id_ in known), len(ids) - len(known)

    def _subject(self) -> str:
        """What it is all about, as the person chose or typed it; empty where nothing was chosen yet."""
        return ", ".join(
            typed if (typed := _typed(self.interview, option)) else without_examples(option.text)
            for _, option in subject_of(self.interview.questionnaire, self.interview.answers)
        )


def _how_exact(item: Item) -> str:
    """The sentence that says how a date may be given; empty where the item is no date."""
    return f"date-{item.precision or 'year'}" if item.type == "date" else ""


def _typed(interview: Interview, option: Option) -> str:
    """What the person typed where this option was not enough; empty where nothing was."""
    for words in option.words.values():
        answer = interview.answers.get(words.from_) if words.from_ else None
        if isinstance(answer, Entered):
            return clean(str(answer.value))[:OWN_WORDS].strip()
    return ""
