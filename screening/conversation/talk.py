"""The conversation, whoever speaks it: one loop over the interview, the same words and keys in every user interface.

No terminal here: a `UserInterface` shows lines and reads one. The interview decides what may be done; this module only
turns what was typed into a move, and what happened into lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import cycle

from screening.conversation.typed_input import KEY_OF, key_of, parse, reason_of, refusal, whole
from screening.conversation.user_interface import Choices, UserInterface
from screening.engine.interview import Interview, Move, Status, start
from screening.engine.results import Directory, Result, conclude
from screening.errors import AnswerNotAccepted, NotKept, ScreeningError
from screening.formats.render import Line, Style, block_lines, section_lines
from screening.model.answers import Answer, Chosen, Declined
from screening.model.content import Interface
from screening.model.questionnaire import CriticalItem, Item, Questionnaire
from screening.records.sitting_events import Event, events_between
from screening.reports.document import Document, Section
from screening.reports.result_report import ResultReports, short_card, texts
from screening.reports.wording import answer_in_words
from screening.text import width, wrap


@dataclass
class SaveTarget:
    """Where a conversation keeps its answers: nowhere, unless `write` is given.

    `on`: a store is open, so something is kept. `ended`: it goes on without keeping, for want of room.
    """

    write: Callable[[Iterable[Event]], None] | None = None
    on: bool = False
    ended: bool = False


class Ending(Enum):
    """How a conversation ended."""

    DONE = "done"
    STOPPED = "stopped"


Save = Callable[[Document, str], str]


@dataclass(frozen=True, slots=True)
class Talk:
    """One person, one questionnaire, one user interface."""

    ui: UserInterface
    words: Interface
    directory: Directory
    result_reports: ResultReports
    save: Save
    why: bool = False
    quiet: bool = False  # the result goes elsewhere
    keeping: SaveTarget = field(default_factory=SaveTarget)
    heading: str = ""  # what stands above each question

    def run(self, questionnaire: Questionnaire) -> tuple[Ending, Result | None]:
        """The whole conversation, as often as the person answers again. The last result, if one was shown."""
        interview = start(questionnaire)
        while True:
            ending, result, again = self.sit(interview)
            if not again:
                return ending, result
            interview = start(questionnaire)

    def sit(self, interview: Interview) -> tuple[Ending, Result | None, bool]:
        """One sitting from where it stands, its result, and whether the person wants to answer again."""
        interview = self.interview(interview)
        if interview.status is Status.STOPPED:
            self._say(self._ends("stopped"))
            return Ending.STOPPED, None, False
        result = conclude(interview, self.directory)
        if not self.quiet and not self._show_result(result):
            return Ending.DONE, None, False
        return Ending.DONE, result, not self.quiet and self._after(result)

    def interview(self, interview: Interview) -> Interview:
        """The sitting, asked to its end: completed or stopped. Each step is kept before the next is asked."""
        while interview.status is Status.IN_PROGRESS:
            after = self._step(interview)
            interview = after if self._kept(interview, after) else after.stop()
        return interview

    def _step(self, interview: Interview) -> Interview:
        if interview.alerts:
            return self._alert(interview)
        if interview.item is not None:
            return self._question(interview, interview.item)
        return self._review(interview)

    def _kept(self, before: Interview, after: Interview) -> bool:
        """Keep what happened. Where there is no room, ask: try again, go on without keeping, or stop (False)."""
        while self.keeping.write is not None and not self.keeping.ended:
            try:
                self.keeping.write(events_between(before, after))
            except NotKept as error:
                self._say_text(str(error))
                if not self._without_room():
                    return after.status is not Status.IN_PROGRESS
                continue
            break
        return True

    def _without_room(self) -> bool:
        """Whether to try again; going on without keeping ends it, stopping is False."""
        key = self._key(self.words.say("not-kept-prompt"), "not-kept-again", "again", "go-on", "stop")
        self.keeping.ended = key == "go-on"
        return key != "stop"

    def _key(self, prompt: str, again: str, *keys: str) -> str:
        """Which of these keys was typed at a prompt. Help lines are shown at any time."""
        while (key := KEY_OF.get(self._ask(prompt).strip().lower(), "")) not in keys:
            if key == "help":
                self.help_lines()
            else:
                self._say(again)
        return key

    def _ends(self, id_: str) -> str:
        """The sentence that ends something, in the form that is true where answers were kept, all or some of them."""
        return f"{id_}-partly" if self.keeping.ended else f"{id_}-kept" if self.keeping.on else id_

    def greet(self, text: str, crisis: str, prompt: str) -> str:
        """What stands before the first question; the line typed after it. The crisis line stands last."""
        more = [self.words.say("scroll-back")] if self.ui.glyphs is None and self.ui.scrolls else []
        self._show(line for paragraph in (*text.split("\n"), *more, "", crisis) for line in self._lines(paragraph))
        return self.ask(prompt)

    def tell(self, id_: str, /, **facts: object) -> None:
        """Say a sentence of the program."""
        self._say(id_, **facts)

    def tell_text(self, text: str) -> None:
        """Say a sentence that comes from elsewhere, such as an error."""
        self._say_text(text)

    def ask(self, id_: str) -> str:
        """The line typed at a prompt of the program. Raises PersonLeft."""
        return self._ask(self.words.say(id_))

    def ask_secret(self, id_: str) -> str:
        """What was typed at a prompt and not shown. What was typed ahead of it is thrown away."""
        self.ui.forget_typed()
        return self.ui.ask_secret(self.words.say(id_))

    def sure(self, id_: str, /, **facts: object) -> bool:
        """Whether the person said yes."""
        return self._key(self.words.say(id_, **facts), "yes-or-no", "yes", "no") == "yes"

    def pick(self, rows: list[tuple[str, str]], title: str = "", done: str = "") -> str:
        """The id of the row that was picked from a numbered list; with `done`, that id where the person is done.

        A list that is longer than the window comes a screen at a time: Enter shows more of it.
        """
        choices = Choices(tuple(words for _, words in rows), answers=False, done=bool(done))
        self.ui.new_page()
        self._show(self._lines(title, "strong") if title else ())
        screens = [] if self.ui.has_menu(choices) else self._screens([words for _, words in rows])
        kind = f"pick-prompt{'-more' if len(screens) > 1 else ''}{'-done' if done else ''}"
        prompt, more = self.words.say(kind, most=len(rows)), cycle(screens)
        self._show(next(more, ()))
        while True:
            typed = self._ask(prompt, choices).strip().lower()
            number = whole(typed)
            if number is not None and 1 <= number <= len(rows):
                return rows[number - 1][0]
            if done and KEY_OF.get(typed) in ("done", "stop", "back"):
                return done
            if KEY_OF.get(typed) == "help":
                self.help_lines()
            elif not typed and len(screens) > 1:
                self._show(next(more))
            else:
                self._say("not-range", most=len(rows))

    def _screens(self, rows: Iterable[str]) -> list[list[Line]]:
        """Numbered rows in lists that fit the window, with room for a title and a prompt that take two lines each."""
        screens: list[list[Line]] = [[]]
        for index, words in enumerate(rows, 1):
            row = [Line(line) for line in self._row(index, words)]
            if screens[-1] and len(screens[-1]) + len(row) > self._room - 2:
                screens.append([])
            screens[-1] += row
        return screens

    def _row(self, index: int, text: str) -> list[str]:
        return wrap(text, self._columns, f"{index:>3}. ", " " * 5)

    # One question.

    def _question(self, interview: Interview, item: Item) -> Interview:
        self._new_page()
        self._show(self._asked(interview, item))
        while True:
            typed = self._ask(self._keys(interview, item), self._choices(interview, item), text=item.type == "text")
            moved = self._typed(interview, item, typed)
            if moved is not None:
                return moved

    def _asked(self, interview: Interview, item: Item) -> Iterator[Line]:
        number, total = interview.number, interview.progress[1]
        yield from self._lines(self.words.say("question-number", number=number, total=total))
        for note in interview.notes:
            yield from self._lines(note)
        yield from self._lines(interview.fill(item.ask), "strong")
        for index, option in enumerate(item.options, 1):
            yield from map(Line, self._row(index, interview.fill(option.text)))
        if item.type == "choices":
            yield from self._lines(self.words.say("choose-several"))
        if interview.standing is not None:
            kind = "earlier-answer" if interview.looking_at else "words-changed"
            shown = answer_in_words(interview, item, interview.standing, self.words)
            yield from self._lines(self.words.say(kind, answer=shown))

    def _keys(self, interview: Interview, item: Item) -> str:
        if item.type == "number" and item.least is not None and item.most is not None:
            scope = self.words.say("range-bounds", least=item.least, most=item.most)
        else:
            scope = self.words.say("range-numbers", most=len(item.options)) if item.options else self._scope(item)
        kind = "keys-keep" if interview.standing else "keys" if Move.BACK in interview.moves else "keys-first"
        return self.words.say(kind, range=scope)

    def _scope(self, item: Item) -> str:
        return self.words.say("range-text") if item.type == "text" else "0-9"

    def _choices(self, interview: Interview, item: Item) -> Choices | None:
        if item.type != "choice":
            return None
        standing = interview.standing
        codes = [option.code for option in item.options]
        at = codes.index(standing.codes[0]) if isinstance(standing, Chosen) else None
        return Choices(tuple(interview.fill(option.text) for option in item.options), at)

    def _typed(self, interview: Interview, item: Item, typed: str) -> Interview | None:
        """The sitting after what was typed; nothing where the same question stands."""
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
                case "back" | "keep" | "why" | "repeat" | "help":
                    self._aside(interview, item, key)
                    return None
            return self._sure(interview, parse(item, typed))
        except AnswerNotAccepted as slip:
            self._say_text(refusal(item, slip, self.words))
            return None

    def _aside(self, interview: Interview, item: Item, key: str) -> None:
        """What is said without moving on."""
        if key == "why":
            self._say_text(interview.fill(item.why) if item.why else self.words.say("no-why"))
            self._say("all-keys")
            if item.type == "text":
                self._say("text-keys")
        elif key == "repeat":
            self._show(self._asked(interview, item))
        elif key == "help":
            self.help_lines()
        else:
            self._say("not-back" if key == "back" else "no-keep")

    def _sure(self, interview: Interview, answer: Answer) -> Interview | None:
        """The sitting after an answer, unless it would take later ones away and the person does not want that."""
        after = interview.answer(answer)
        lost = interview.would_drop(answer)
        if lost:
            self._say("will-drop", count=len(lost))
        return after if not lost or self.sure("will-reopen") else None

    # An alert, and help at any time.

    def _alert(self, interview: Interview) -> Interview:
        """The cards, and whether to go on. One that stands alone comes first, the others after it."""
        alone = [one for one in interview.alerts if one.stop_first]
        others = [one for one in interview.alerts if not one.stop_first]
        for cards, prompt in ((alone, "alert-prompt-stop"), (others, "alert-prompt")):
            if cards and not self._goes_on(cards, prompt):
                return interview.stop()
        return interview.go_on()

    def _goes_on(self, cards: list[CriticalItem], prompt: str) -> bool:
        self._new_page()
        for critical in cards:
            for text in critical.guidance:
                self.card(text)
        return self._key(self.words.say(prompt), "alert-again", "go-on", "stop") == "go-on"

    def card(self, text_id: str) -> None:
        """One card: its title, its text, and the numbers alone."""
        text = self.directory.texts.get(text_id)
        if text is None:  # a questionnaire that was held is older than the texts
            self.help_lines()
            return
        people = [short_card(one, self.words) for one in self.directory.card(text)]
        blocks = block_lines([*texts(text), *people], self._columns, None)
        self._show([*self._lines(text.title, "heading"), *blocks, Line("")])

    def help_lines(self) -> None:
        """Whom to call, at any time: emergency and crisis, numbers alone, and the list for every country."""
        found = dict.fromkeys(
            one for kind in ("emergency", "crisis", "directory") for one in self.directory.first(kind)
        )
        people = [short_card(one, self.words) for one in found]
        title = self._lines(self.words.say("help-title"), "heading")
        self._show([*title, *block_lines(people, self._columns, None), Line("")])

    # Check your answers.

    def _review(self, interview: Interview) -> Interview:
        self._new_page()
        self._show(self._answers(interview))
        self.ui.forget_typed()
        while True:
            typed = self._ask(self.words.say("review-prompt")).strip().lower()
            number = whole(typed)
            asked = [item.id for item in interview.path]
            match KEY_OF.get(typed):
                case "done":
                    return interview.submit()
                case "stop":
                    return interview.stop()
                case "back":
                    return interview.back()
                case "help":
                    self.help_lines()
                case "repeat":
                    self._show(self._answers(interview))
                case "why":
                    self._say("review-help")
                case _ if number is not None and 1 <= number <= len(asked):
                    return interview.go_to(asked[number - 1])
                case _:
                    self._say("review-again")

    def _answers(self, interview: Interview) -> Iterator[Line]:
        yield from self._lines(self.words.say("review-title"), "heading")
        for number, item in enumerate(interview.path, 1):
            answer = interview.answers.get(item.id)
            shown = answer_in_words(interview, item, answer, self.words)
            facts = {"number": number, "question": interview.fill(item.ask), "answer": shown}
            yield from map(Line, wrap(self.words.say("review-line", **facts), self._columns, "", "    "))
        yield from self._lines(self.words.say("review-about"))

    # The result, and after it.

    def _show_result(self, result: Result) -> bool:
        if not self.sure("show-prompt"):
            self._say(self._ends("not-shown"))
            return False
        self.show(self.result_reports.result(result, why=self.why))
        return True

    def show(self, document: Document, heading: str = "") -> None:
        """A document, part by part where the user interface pauses, each under the heading if there is one.

        A part without a title stands under the one before it where both fit the window.
        """
        left = 0
        for index, section in enumerate(document.sections):
            lines = section_lines(section, self.ui.columns, self.ui.glyphs)
            if index and not section.title and len(lines) < left:
                self.ui.show_result([Line(""), *lines])
                left -= len(lines) + 1
                continue
            if index and self.ui.pauses:
                title = section.title
                prompt = self.words.say("next-prompt", title=title) if title else self.words.say("next-prompt-end")
                self._ask(prompt)
            self.ui.new_page()
            self._show_section(section, heading)
            left = self._room - len(lines) - (2 if heading else 0) if self.ui.pauses else 0
        if self.ui.glyphs is None:
            self.ui.show_result([Line(""), *self._lines(self.words.say("end-of-results"))])
        if not self.ui.scrolls:  # the next screen would take the last part away
            self.ask("next-prompt-end")

    def _show_section(self, section: Section, heading: str = "") -> None:
        """One part, a screen at a time where the user interface pauses; the person may go on to the next part."""
        above = list(self._lines(heading)) if heading else []
        lines = section_lines(section, self.ui.columns, self.ui.glyphs)
        room = self._room - len(above) if self.ui.pauses else len(lines)
        while len(lines) > room:
            self.ui.show_result([*above, *lines[:room]])
            lines = lines[room:]
            if KEY_OF.get(self._ask(self.words.say("more-prompt")).strip().lower()) == "no":
                return
        self.ui.show_result([*above, *lines])

    def _after(self, result: Result) -> bool:
        """What the person would like to do now; True to answer again."""
        saved = False
        while True:
            self.ui.new_page()
            options = ("after-save", "after-why", "after-again")
            rows = (line for index, one in enumerate(options, 1) for line in self._row(index, self.words.say(one)))
            self.ui.show([*self._lines(self.words.say("after-title"), "strong"), *map(Line, rows)])
            typed = self._ask(self.words.say("after-prompt")).strip().lower()
            match (whole(typed), KEY_OF.get(typed)):
                case (1, _):
                    saved = self._save(result) or saved
                case (2, _):
                    self.show_why(result)
                case (3, _):
                    return True
                case (_, "done" | "stop"):
                    self._say(self._ends("done-saved" if saved else "done"))
                    return False
                case (_, "help"):
                    self.help_lines()
                case _:
                    self._say("after-again-please")

    def show_why(self, result: Result) -> None:
        """Each answer and its points."""
        for section in self.result_reports.result(result, why=True).sections:
            if section.id == "why":
                self._show_section(section)

    def _save(self, result: Result) -> bool:
        path = self._ask(self.words.say("save-prompt")).strip()
        if not path:
            return False
        try:
            self._say_text(self.save(self.result_reports.hand_out(result), path))
        except (OSError, ValueError, ScreeningError) as error:  # ValueError: a name that no file can have
            self._say("not-saved", reason=reason_of(error))
            return False
        return True

    # Saying and asking.

    def _new_page(self) -> None:
        self.ui.new_page()
        if self.heading:
            self._show(self._lines(self.heading))

    @property
    def _columns(self) -> int:
        return min(self.ui.columns, 80)

    @property
    def _room(self) -> int:
        """The lines that fit above a prompt: a narrow one takes up to three rows, and scrolls nothing away."""
        return max(self.ui.rows - (2 if self.ui.scrolls else 4), 4)

    def _lines(self, text: str, style: Style = "") -> Iterator[Line]:
        return (Line(line, style) for line in wrap(text, self._columns))

    def _show(self, lines: Iterable[Line]) -> None:
        """Lines of the conversation; a screen at a time where they could not be scrolled back to."""
        left = list(lines)
        while len(left) > self._room and not self.ui.scrolls:
            self.ui.show(left[: self._room])
            left = left[self._room :]
            self.ask("next-prompt-end")
        self.ui.show(left)

    def _say_text(self, text: str) -> None:
        self.ui.show(self._lines(text))

    def _say(self, id_: str, /, **facts: object) -> None:
        self._say_text(self.words.say(id_, **facts))

    def _ask(self, prompt: str, choices: Choices | None = None, *, text: bool = False) -> str:
        """The line typed at the prompt. Where the window is narrow the keys stand above it."""
        if width(prompt) + 6 > self.ui.columns:
            self._say_text(prompt)
            prompt = ">"
        typed = self.ui.ask(prompt, choices)
        word = typed.strip().lower()
        if KEY_OF.get(word) == "leave" and (len(word) == 1 or not text):
            self.ui.leave()
        return typed
