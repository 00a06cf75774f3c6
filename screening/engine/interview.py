"""One interview as a frozen value: the current question and the allowed moves. No terminal, clock or files.

Rule 1. Position is never stored. The question now is the first open one on the path, unless the person has asked
        to see an earlier one again.
Rule 2. Answers are never thrown away on the way. One that a later change takes off the path is kept, does not
        count, and is dropped only on submit.
Rule 3. A shell may make only the moves in `moves`. It needs no `if` of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from screening.engine.accepting import accept
from screening.engine.evaluation import Evaluation
from screening.engine.own_words import fill_words, own_words, words_in
from screening.engine.rules import Truth
from screening.engine.scoring import critical
from screening.errors import MoveNotAllowed, NoWording
from screening.model.answers import Answer, Answers, Declined, Private
from screening.model.questionnaire import CriticalItem, Item, Questionnaire


class Move(StrEnum):
    """What may be done now."""

    ANSWER = "answer"
    DECLINE = "decline"
    BACK = "back"
    GO_TO = "go_to"
    GO_ON = "go_on"
    SUBMIT = "submit"
    STOP = "stop"


class Status(StrEnum):
    """FHIR's words for how far a response has come."""

    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, repr=False)
class RecordedAnswer(Private):
    """An answer and the words that its question was asked in: other words make it another question.

    Words come from earlier answers only, so that a later one never opens a question again.
    """

    answer: Answer
    words: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Interview(Private):
    """One sitting. Every move returns a new one; the old one still stands.

    `looking_at` is the item that the person went back to; `alerts` are critical items not yet acknowledged.
    """

    questionnaire: Questionnaire
    said: Mapping[str, RecordedAnswer] = field(default_factory=dict)
    looking_at: str | None = None
    alerts: tuple[CriticalItem, ...] = ()
    status: Status = Status.IN_PROGRESS

    # What stands now.

    @property
    def path(self) -> tuple[Item, ...]:
        """The questions that are asked or may still be, in order, notes left out."""
        return self._walked[0]

    @property
    def evaluation(self) -> Evaluation:
        """The answers that count, read against the questionnaire."""
        return self._walked[1]

    @property
    def answers(self) -> Answers:
        """The answers that count: on the path, and given to the question in the words it has now."""
        return self.evaluation.answers

    @cached_property
    def _walked(self) -> tuple[tuple[Item, ...], Evaluation]:
        """One walk down the file. A condition looks only at earlier items, and those are settled when it is read."""
        answers: dict[str, Answer] = {}
        evaluation = Evaluation(self.questionnaire, answers)
        path = []
        for item in self.questionnaire.questions:
            asked = evaluation.asked(item)
            if asked is Truth.NO:
                continue
            path.append(item)
            said = self.said.get(item.id) if asked is Truth.YES else None
            if said is not None and said.words == words_in(self.questionnaire, item, answers):
                answers[item.id] = said.answer
        return tuple(path), evaluation

    @cached_property
    def item(self) -> Item | None:
        """The question now; nothing once every question on the path is answered, or the sitting is over."""
        if self.status is not Status.IN_PROGRESS:
            return None
        if self.looking_at is not None:
            return self.questionnaire.by_id[self.looking_at]
        return next((item for item in self.path if item.id not in self.answers), None)

    @property
    def standing(self) -> Answer | None:
        """The answer given to the question now at an earlier time, whether or not it still counts."""
        said = self.said.get(self.item.id) if self.item else None
        return said.answer if said else None

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """The moves that are allowed now. After an alert: go on or stop, until the person has chosen."""
        if self.status is not Status.IN_PROGRESS:
            return ()
        if self.alerts:
            return (Move.GO_ON, Move.STOP)
        if self.item is None:
            return (Move.SUBMIT, *self._returns, Move.STOP)
        return (Move.ANSWER, Move.DECLINE, *self._returns, Move.STOP)

    @property
    def _returns(self) -> tuple[Move, ...]:
        return (*((Move.BACK,) if self._before is not None else ()), *((Move.GO_TO,) if self.answers else ()))

    @property
    def _before(self) -> str | None:
        """The question before this one on the path; before the review, the last one."""
        ids = [item.id for item in self.path]
        here = ids.index(self.item.id) if self.item else len(ids)
        return ids[here - 1] if here else None

    @property
    def progress(self) -> tuple[int, int]:
        """How many questions are answered, and how many there can be at most. The second never grows on the way."""
        return len(self.answers), len(self.path)

    @property
    def answered(self) -> int:
        """How many questions have an answer that counts. One that was skipped has none."""
        return sum(not isinstance(answer, Declined) for answer in self.answers.values())

    @property
    def number(self) -> int:
        """The place of the question now among those that are asked, counted from 1."""
        ids = [item.id for item in self.path]
        return ids.index(self.item.id) + 1 if self.item else len(ids)

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes between the question before this one and this one, in the person's words."""
        if self.item is None:
            return ()
        found: list[str] = []
        for item in self.questionnaire.items[: self.questionnaire.position[self.item.id]]:
            if item.type != "note":
                found = [] if self.evaluation.asked(item) is not Truth.NO else found
            elif self.evaluation.asked(item) is Truth.YES:
                found.append(self.fill(item.ask))
        return tuple(found)

    @cached_property
    def critical(self) -> tuple[CriticalItem, ...]:
        """The critical items that the answers so far set off."""
        return critical(self.evaluation)

    # The person's own words.

    @property
    def words(self) -> dict[str, str]:
        """What the declared `{names}` stand for now."""
        return own_words(self.questionnaire, self.answers)

    def fill(self, text: str) -> str:
        """The text with the person's own words in place of its declared names; other braces stay as they are."""
        return fill_words(text, self.words)

    # The moves.

    def answer(self, answer: Answer) -> Interview:
        """The sitting with this answer to the question now. Raises AnswerNotAccepted, and nothing has moved."""
        item = self._must_offer(Move.ANSWER)
        return self._say(item, accept(item, answer))

    def decline(self) -> Interview:
        """The sitting with the question now declined: the person prefers not to say."""
        return self._say(self._must_offer(Move.DECLINE), Declined())

    def keep(self) -> Interview:
        """The sitting with the standing answer confirmed, and on to the next question."""
        item = self._must_offer(Move.ANSWER)
        if self.standing is None:
            raise MoveNotAllowed("there is no earlier answer to keep")
        return self._say(item, self.standing)

    def back(self) -> Interview:
        """The sitting at the question before this one, its answer kept unless changed."""
        self._must_offer(Move.BACK)
        return replace(self, looking_at=self._before)

    def go_to(self, item_id: str) -> Interview:
        """The sitting at a question answered before. Raises MoveNotAllowed for any other."""
        self._must_offer(Move.GO_TO)
        if item_id not in self.answers:
            raise MoveNotAllowed("this question has not been answered in this sitting")
        return replace(self, looking_at=item_id)

    def go_on(self) -> Interview:
        """The sitting after an alert: the person has seen it and goes on."""
        self._must_offer(Move.GO_ON)
        return replace(self, alerts=())

    def submit(self) -> Interview:
        """The completed sitting. Only now are answers off the path dropped."""
        self._must_offer(Move.SUBMIT)
        kept = {item: said for item, said in self.said.items() if item in self.answers}
        return replace(self, said=kept, status=Status.COMPLETED)

    def stop(self) -> Interview:
        """The sitting, stopped by the person."""
        self._must_offer(Move.STOP)
        return replace(self, status=Status.STOPPED, looking_at=None, alerts=())

    def would_drop(self, answer: Answer) -> tuple[str, ...]:
        """The questions answered so far whose answers would no longer count after this answer.

        Raises AnswerNotAccepted as `answer` does.
        """
        item = self._must_offer(Move.ANSWER)
        after = replace(self, said={**self.said, item.id: self._as_said(item, accept(item, answer))}, looking_at=None)
        return tuple(item.id for item in self.path if item.id in self.answers.keys() - after.answers.keys())

    def _must_offer(self, move: Move) -> Item:
        if move not in self.moves:
            raise MoveNotAllowed(f"{move.value} is not possible now")
        return self.item or self.questionnaire.items[0]

    def _as_said(self, item: Item, answer: Answer) -> RecordedAnswer:
        place = self.questionnaire.position
        earlier = {one: said for one, said in self.answers.items() if place[one] < place[item.id]}
        return RecordedAnswer(answer, words_in(self.questionnaire, item, earlier))

    def _say(self, item: Item, answer: Answer) -> Interview:
        said = {**self.said, item.id: self._as_said(item, answer)}
        after = replace(self, said=said, looking_at=None)
        before = {critical_item.id for critical_item in self.critical}
        new = [
            critical_item
            for critical_item in after.critical
            if critical_item.show == "at-once" and critical_item.id not in before
        ]
        return replace(after, alerts=tuple(new)) if new else after


def start(questionnaire: Questionnaire) -> Interview:
    """A sitting at its first question. Raises NoWording where there are no words to ask it in."""
    if not questionnaire.has_wording:
        raise NoWording(questionnaire.id)
    return Interview(questionnaire)


def entry(questionnaire: Questionnaire) -> Interview:
    """A sitting into which answers are put that somebody gave elsewhere, such as on paper: it needs no words."""
    return Interview(questionnaire)


def given(questionnaire: Questionnaire, answers: Answers) -> Interview:
    """A sitting in which these answers were given, as from a file. They are not checked: see `accepting.checked`."""
    said: dict[str, RecordedAnswer] = {}
    counted: dict[str, Answer] = {}
    evaluation = Evaluation(questionnaire, counted)
    for item in questionnaire.questions:
        if item.id in answers:
            said[item.id] = RecordedAnswer(answers[item.id], words_in(questionnaire, item, counted))
            if evaluation.asked(item) is Truth.YES:
                counted[item.id] = answers[item.id]
    return Interview(questionnaire, said)
