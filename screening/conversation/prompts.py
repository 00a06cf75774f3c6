"""Prompts: say sentences, show documents, ask for keys, rows of a menu and hidden text, in any user interface."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle

from screening.conversation.typed_input import KEY_OF, whole
from screening.conversation.user_interface import Choices, UserInterface
from screening.engine.directory import Directory
from screening.formats.render import Line, Style, block_lines, section_lines
from screening.model.content import Interface
from screening.reports.contact_pages import urgent_cards
from screening.reports.document import Document, Section
from screening.reports.wording import texts
from screening.text import width, wrap


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompts:
    """One person at one user interface. `heading` is shown above each page; empty for none."""

    ui: UserInterface
    words: Interface
    directory: Directory
    heading: str = ""

    def greet(self, text: str, crisis: str, prompt: str) -> str:
        """Show the introduction, the crisis line last. Returns the line typed after it."""
        more = [self.words.say("scroll-back")] if self.ui.glyphs is None and self.ui.scrolls else []
        self.show_lines(line for paragraph in (*text.split("\n"), *more, "", crisis) for line in self.lines(paragraph))
        return self.ask(prompt)

    def tell(self, id_: str, /, **facts: object) -> None:
        """Say a sentence of the program."""
        self.tell_text(self.words.say(id_, **facts))

    def tell_text(self, text: str) -> None:
        """Say a sentence that comes from elsewhere, such as an error."""
        self.ui.show(self.lines(text))

    def ask(self, id_: str) -> str:
        """The line typed at a prompt of the program. Raises PersonLeft."""
        return self.ask_line(self.words.say(id_))

    def ask_secret(self, id_: str) -> str:
        """What was typed at a prompt and not shown. What was typed ahead of it is thrown away."""
        self.ui.forget_typed()
        return self.ui.ask_secret(self.words.say(id_))

    def sure(self, id_: str, /, **facts: object) -> bool:
        """Whether the person said yes."""
        return self.key(self.words.say(id_, **facts), "yes-or-no", "yes", "no") == "yes"

    def pick(self, rows: list[tuple[str, str]], title: str = "", done: str = "") -> str:
        """The id of the row that was picked from a numbered list; with `done`, that id where the person is done.

        A list that is longer than the window comes a screen at a time: Enter shows more of it.
        """
        choices = Choices(tuple(words for _, words in rows), answers=False, done=bool(done))
        self.ui.new_page()
        self.show_lines(self.lines(title, "strong") if title else ())
        screens = [] if self.ui.has_menu(choices) else self._screens([words for _, words in rows])
        kind = f"pick-prompt{'-more' if len(screens) > 1 else ''}{'-done' if done else ''}"
        prompt, more = self.words.say(kind, most=len(rows)), cycle(screens)
        self.show_lines(next(more, ()))
        while True:
            typed = self.ask_line(prompt, choices).strip().lower()
            number = whole(typed)
            if number is not None and 1 <= number <= len(rows):
                return rows[number - 1][0]
            if done and KEY_OF.get(typed) in ("done", "stop", "back"):
                return done
            if KEY_OF.get(typed) == "help":
                self.help_lines()
            elif not typed and len(screens) > 1:
                self.show_lines(next(more))
            else:
                self.tell("not-range", most=len(rows))

    def _screens(self, rows: Iterable[str]) -> list[list[Line]]:
        """Numbered rows in lists that fit the window, with room for a title and a prompt that take two lines each."""
        screens: list[list[Line]] = [[]]
        for index, words in enumerate(rows, 1):
            row = [Line(line) for line in self.row(index, words)]
            if screens[-1] and len(screens[-1]) + len(row) > self.room - 2:
                screens.append([])
            screens[-1] += row
        return screens

    def row(self, index: int, text: str) -> list[str]:
        return wrap(text, self.columns, f"{index:>3}. ", " " * 5)

    def key(self, prompt: str, again: str, *keys: str) -> str:
        """Which of these keys was typed at a prompt. Help lines are shown at any time."""
        while (key := KEY_OF.get(self.ask_line(prompt).strip().lower(), "")) not in keys:
            if key == "help":
                self.help_lines()
            else:
                self.tell(again)
        return key

    def show(self, document: Document, heading: str = "") -> None:
        """A document, part by part where the user interface pauses, each under the heading if there is one.

        A part without a title is shown under the one before it if both fit the window.
        """
        free = 0
        for index, section in enumerate(document.sections):
            lines = section_lines(section, self.ui.columns, self.ui.glyphs)
            if index and not section.title and len(lines) < free:
                self.ui.show_result([Line(""), *lines])
                free -= len(lines) + 1
                continue
            if index and self.ui.pauses:
                title = section.title
                prompt = self.words.say("next-prompt", title=title) if title else self.words.say("next-prompt-end")
                self.ask_line(prompt)
            self.ui.new_page()
            self.show_section(section, heading)
            free = self.room - len(lines) - (2 if heading else 0) if self.ui.pauses else 0
        if self.ui.glyphs is None:
            self.ui.show_result([Line(""), *self.lines(self.words.say("end-of-results"))])
        if not self.ui.scrolls:  # the next screen would take the last part away
            self.ask("next-prompt-end")

    def show_section(self, section: Section, heading: str = "") -> None:
        """One part, a screen at a time where the user interface pauses; the person may go on to the next part."""
        above = list(self.lines(heading)) if heading else []
        lines = section_lines(section, self.ui.columns, self.ui.glyphs)
        room = self.room - len(above) if self.ui.pauses else len(lines)
        while len(lines) > room:
            self.ui.show_result([*above, *lines[:room]])
            lines = lines[room:]
            if KEY_OF.get(self.ask_line(self.words.say("more-prompt")).strip().lower()) == "no":
                return
        self.ui.show_result([*above, *lines])

    def help_lines(self) -> None:
        """Show whom to call: emergency and crisis numbers, and the directory for every country."""
        kinds = ("emergency", "crisis", "directory")
        cards = urgent_cards(self.directory, self.directory.for_kinds(kinds), self.words)
        title = self.lines(self.words.say("help-title"), "heading")
        self.show_lines([*title, *block_lines(cards, self.columns, None), Line("")])

    def card(self, text_id: str) -> None:
        """One card: its title, its text, and the numbers alone."""
        text = self.directory.texts.get(text_id)
        if text is None:  # a stored questionnaire may be older than the texts
            self.help_lines()
            return
        cards = urgent_cards(self.directory, self.directory.for_kinds(text.contacts), self.words)
        blocks = block_lines([*texts(text), *cards], self.columns, None)
        self.show_lines([*self.lines(text.title, "heading"), *blocks, Line("")])

    def new_page(self) -> None:
        self.ui.new_page()
        if self.heading:
            self.show_lines(self.lines(self.heading))

    @property
    def columns(self) -> int:
        return min(self.ui.columns, 80)

    @property
    def room(self) -> int:
        """The lines that fit above a prompt: a narrow one takes up to three rows, and scrolls nothing away."""
        return max(self.ui.rows - (2 if self.ui.scrolls else 4), 4)

    def lines(self, text: str, style: Style = "") -> Iterator[Line]:
        return (Line(line, style) for line in wrap(text, self.columns))

    def show_lines(self, lines: Iterable[Line]) -> None:
        """Lines of the conversation; a screen at a time where they could not be scrolled back to."""
        rest = list(lines)
        while len(rest) > self.room and not self.ui.scrolls:
            self.ui.show(rest[: self.room])
            rest = rest[self.room :]
            self.ask("next-prompt-end")
        self.ui.show(rest)

    def ask_line(self, prompt: str, choices: Choices | None = None, *, text: bool = False) -> str:
        """The line typed at the prompt. In a narrow window the keys are shown on the line above."""
        if width(prompt) + 6 > self.ui.columns:
            self.tell_text(prompt)
            prompt = ">"
        typed = self.ui.ask(prompt, choices)
        word = typed.strip().lower()
        if KEY_OF.get(word) == "leave" and (len(word) == 1 or not text):
            self.ui.leave()
        return typed
