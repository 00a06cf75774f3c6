"""The talk with one person: one loop over the interview, with the same words and keys in every user interface.

The interview decides what may be done; this module turns what was typed into a move, and what happened into lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import Enum

from screening.conversation.entering import item_numbered
from screening.conversation.question_page import Known, QuestionPage
from screening.conversation.result_menu import AGAIN, DONE, SAVE, STOP, ResultMenu, Saved, ending_id
from screening.conversation.review import entries_of, in_lines, in_table
from screening.conversation.typed_input import key_of, parse, refusal, whole
from screening.conversation.user_interface import EndOfInput, WentBack
from screening.engine.interview import Interview, Move, Status, start
from screening.engine.results import Result, conclude
from screening.engine.scoring import scores_absent
from screening.errors import AnswerNotAccepted, NotKept, RecordLocked
from screening.formats.render import Line
from screening.model.answers import Answer, Declined
from screening.model.questionnaire import CriticalItem, Item, Questionnaire
from screening.records.sitting_events import Event, events_between
from screening.reports.wording import borrowed

# Appends what happened to a stored sitting. Raises NotKept, and nothing was stored.
SaveTarget = Callable[[Iterable[Event]], None]


class Ending(Enum):
    """How a talk ended."""

    DONE = "done"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Asked:
    """An interview that was asked to its end, and how much of it was saved."""

    interview: Interview
    saved: Saved


@dataclass(frozen=True, slots=True)
class Sat:
    """How one sitting ended: its result, if there is one; what is known for the next one, if the person wants one."""

    ending: Ending
    result: Result | None = None
    next: Known | None = None
    saved: Saved = Saved.NOTHING


# Saves what was answered so far, for somebody who stops. It asks for a passphrase in the talk that it is given.
SaveStopped = Callable[["Talk", Interview], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk(ResultMenu):
    """One person, one questionnaire, one user interface. Without `target` nothing is saved."""

    quiet: bool = False  # the result goes elsewhere
    entering: bool = False  # answers come from a paper form: see `entering.with_points`
    known: Known = field(default_factory=dict)
    target: SaveTarget | None = None
    save_stopped: SaveStopped | None = None  # None where nothing can be saved

    def run(self, questionnaire: Questionnaire) -> Sat:
        """The whole conversation, as often as the person answers again. How the last sitting ended."""
        talk = self
        while (sat := talk.sit(start(questionnaire))).next is not None:
            talk = replace(talk, known=sat.next)
        return sat

    def sit(self, interview: Interview) -> Sat:
        """Continue an interview to its end."""
        asked = self.interview(interview)
        if asked.interview.status is Status.STOPPED:
            self.tell(ending_id("stopped", asked.saved))
            return Sat(Ending.STOPPED, saved=asked.saved)
        shown = asked if self.quiet else self._show(asked)
        result = conclude(asked.interview, self.directory)
        if shown is not None:
            return Sat(Ending.DONE, result, saved=shown.saved)
        said, items = asked.interview.said, asked.interview.questionnaire.questions
        return Sat(Ending.DONE, result, {item.id: said[item.id] for item in items if item.once and item.id in said})

    def _show(self, asked: Asked) -> Asked | None:
        """Show the result: how much is saved in the end; None where the person wants to answer again."""
        while (left := self._left_result(asked)) != DONE:
            if not self.can_save:
                after: Asked | None = asked
            elif left == SAVE:
                after = self._saved(asked.interview, asked.interview)
            else:
                after = self._stopped(asked.interview, asked.interview, "go")
            if after is not None and left == AGAIN:
                return None
            if after is not None:
                self.tell(ending_id("done", after.saved))
                return after
        return asked

    def _left_result(self, asked: Asked) -> str:
        """How the result was left. The end of input is a stop where the answers can still be saved."""
        try:
            return self.show_result(asked.interview, asked.saved)
        except EndOfInput:
            if not self.can_save:
                raise
            return STOP

    def interview(self, interview: Interview) -> Asked:
        """The interview, asked to its end: completed or stopped. Each step is saved before the next is asked."""
        target = self.target
        saved = Saved.NOTHING if target is None else Saved.ALL
        self._tell_borrowed(interview)
        while interview.status is Status.IN_PROGRESS:
            after = self._step(interview)
            if target is None and after.status is Status.STOPPED and self.can_save and interview.said:
                stopped = self._stopped(interview, after)
                if stopped is None:
                    continue
                return stopped
            key = "" if target is None else self._save_step(target, interview, after)
            saved = Saved.PART if key else saved
            if key == "go-on":
                target = None
            elif key == "stop":
                after = self._stopped_unsaved(after)
            interview = after
        return Asked(interview, saved)

    def _tell_borrowed(self, interview: Interview) -> None:
        """Before words of others whose they are, and on which terms they may be used."""
        if interview.questionnaire.has_borrowed_words:
            self.tell_text(borrowed(interview.questionnaire, self.words))

    @property
    def can_save(self) -> bool:
        """Whether the answers are not being saved, and could be."""
        return self.target is None and self.save_stopped is not None

    def _save_step(self, target: SaveTarget, before: Interview, after: Interview) -> str:
        """Save the events of a step. Empty once saved; else the key typed: `go-on` without saving, or `stop`."""
        while True:
            try:
                target(events_between(before, after))
            except NotKept as error:
                self.tell_text(str(error))
                key = self.key(self.prompt("not-kept-prompt"), "not-kept-again", "again", "go-on", "stop")
                if key != "again":
                    return key
            else:
                return ""

    def _stopped_unsaved(self, interview: Interview) -> Interview:
        """The end for somebody who stops since a step cannot be saved: its card is still shown."""
        after = self._alert(interview) if interview.alerts else interview
        return after.stop() if after.status is Status.IN_PROGRESS else after

    def _stopped(self, interview: Interview, after: Interview, about: str = "stop") -> Asked | None:
        """The end for somebody who stops, who may save; None where they go back to where they were."""
        while (choice := self._before_stopping(about)) == "save":
            if saved := self._saved(interview, after):
                return saved
        return Asked(after, Saved.NOTHING) if choice == "stop" else None

    def _saved(self, interview: Interview, after: Interview) -> Asked | None:
        """The end once the answers are saved; None where they could not be, or the person went back: they stay."""
        if self.save_stopped is not None:
            try:
                with suppress(WentBack):
                    self.save_stopped(self, interview)
                    return Asked(after, Saved.ALL)
            except (NotKept, RecordLocked) as error:
                self.tell_text(str(error))
        return None

    def _before_stopping(self, about: str) -> str:
        """What to do with the answers of somebody who stops: `save`, `stop`, or go `back` to them."""
        self.new_page()
        self.tell_strong(f"{about}-about")
        while (key := key_of(typed := self.ask(f"{about}-prompt"))) not in ("save", "back", "stop") and typed.strip():
            self.help_lines() if key == "help" else self.tell(f"{about}-again")
        return key or "stop"

    def _step(self, interview: Interview) -> Interview:
        try:
            if interview.alerts:
                return self._alert(interview)
            if interview.item is None:
                return self._review(interview)
            known = self._known_answer(interview, interview.item)
            return known if known is not None else self._question(interview, interview.item)
        except EndOfInput:
            if not self.can_save or not interview.said:
                raise
            return replace(interview, alerts=()).stop()  # at a terminal more can be typed: the answers can be saved

    def _known_answer(self, interview: Interview, item: Item) -> Interview | None:
        """The interview with what is known already; None where the question is to be asked."""
        known = self.known.get(item.id)
        if known is None or interview.looking_at is not None or item.id in interview.said:
            return None
        after = interview.answer(known.answer)
        if after.said[item.id] != known:
            return None  # in other words it is another question
        return after.go_on() if after.alerts else after  # the card was shown when it was answered first

    def _question(self, interview: Interview, item: Item) -> Interview:
        page = QuestionPage(self, interview, item, self.known, self.entering)
        self.new_page()
        self.show_lines(page.lines())
        prompt = page.prompt()
        after = None
        while after is None:
            after = self._after_typed(interview, item, self.ask_line(prompt, item))
        return after

    def _after_typed(self, interview: Interview, item: Item, typed: str) -> Interview | None:
        """The interview after what was typed; None if the same question is asked again."""
        key = key_of(typed, item)
        try:
            match key:
                case "skip":
                    return self._sure(interview, Declined())
                case "back" if Move.BACK in interview.moves:
                    return interview.back()
                case "keep" if interview.standing is not None:
                    return interview.keep()
                case "stop":
                    return interview.stop()
                case "save" if self.can_save:  # whoever stops is offered to save
                    return interview.stop()
                case "back" | "keep" | "why" | "repeat" | "help":
                    self._aside(interview, item, key)
                    return None
            return self._sure(interview, parse(item, typed))
        except AnswerNotAccepted as error:
            self.tell_text(refusal(item, error, self.words))
            return None

    def _aside(self, interview: Interview, item: Item, key: str) -> None:
        """Show what was asked for without moving on."""
        if key == "why":
            self.tell_text(interview.fill(item.why) if item.why else self.words.say("no-why"))
            self.tell("all-keys")
            if interview.standing is not None:
                self.tell("keep-key")
            if self.can_save:
                self.tell("save-key")
            if item.type == "text":
                self.tell("text-keys")
        elif key == "repeat":
            self.new_page()
            self.show_lines(QuestionPage(self, interview, item, self.known, self.entering).lines())
        elif key == "help":
            self.help_lines()
        else:
            self.tell("not-back" if key == "back" else "no-keep")

    def _sure(self, interview: Interview, answer: Answer) -> Interview | None:
        """The interview after an answer; None if it would drop later answers and the person refuses."""
        after = interview.answer(answer)
        lost = interview.would_drop(answer)
        if lost:
            self.tell("will-drop", count=len(lost))
        return after if not lost or self.sure("will-reopen") else None

    def _alert(self, interview: Interview) -> Interview:
        """Show the cards of critical items and ask whether to go on. Cards that must stop first come first."""
        alone = [critical for critical in interview.alerts if critical.stop_first]
        others = [critical for critical in interview.alerts if not critical.stop_first]
        for cards, prompt in ((alone, "alert-prompt-stop"), (others, "alert-prompt")):
            if cards and not self._wants_to_go_on(cards, prompt):
                return interview.stop()
        return interview.go_on()

    def _wants_to_go_on(self, cards: list[CriticalItem], prompt: str) -> bool:
        def show() -> None:
            self.new_page()
            for critical in cards:
                for text in critical.guidance:
                    self.card(text)

        show()
        keys = replace(self.prompt(prompt), anew=show)
        return self.key(keys, "alert-again", "go-on", "stop", redraw=show) == "go-on"

    def _review(self, interview: Interview) -> Interview:
        self._show_answers(interview)
        self.ui.forget_typed()
        while True:
            typed = self.ask("review-prompt").strip()
            if not typed:
                return interview.submit()
            if chosen := self._numbered(interview, typed):
                return interview.go_to(chosen)
            match key_of(typed):
                case "stop":
                    return interview.stop()
                case "save" if self.can_save:
                    return interview.stop()
                case "back":
                    return interview.back()
                case "help":
                    self.help_lines()
                case "repeat":
                    self._show_answers(interview)
                case "why":
                    self.tell("review-help")
                    if self.can_save:
                        self.tell("save-key")
                case _:
                    self.tell("review-again")

    def _numbered(self, interview: Interview, typed: str) -> str | None:
        """The id of the question with the number that was typed in the review; None where there is none."""
        if self.entering:
            return item_numbered(interview, typed, self.words)
        number, ids = whole(typed), [item.id for item in interview.path]
        return ids[number - 1] if number is not None and 1 <= number <= len(ids) else None

    def _show_answers(self, interview: Interview) -> None:
        entries = [*entries_of(interview, self.words, hides=self.ui.hides, entering=self.entering)]
        self.new_page()
        self.show_lines(self.lines(self.words.say("review-title"), "heading"))
        self._tell_borrowed(interview)
        self.show_lines([Line(""), *(in_lines if self.ui.scrolls else in_table)(entries, self.columns), Line("")])
        counted = {item for items in interview.questionnaire.items_of.values() for item in items}
        scored = any(item.id in counted for item in interview.path) and scores_absent(interview.evaluation) is None
        self.tell("review-about" if scored else "review-about-unscored")
