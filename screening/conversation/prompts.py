"""Prompts: say sentences, show documents, ask for keys, rows of a menu and hidden text, in any user interface."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from dataclasses import dataclass, replace

from screening.conversation.pages import document_pages
from screening.conversation.place import Place, Rows
from screening.conversation.typed_input import key_of, named, whole
from screening.conversation.user_interface import Prompt, UserInterface
from screening.engine.directory import Directory
from screening.formats.render import Line, Style, block_lines
from screening.model.content import Interface
from screening.model.questionnaire import Item
from screening.reports.contact_pages import urgent_lines
from screening.reports.document import Document
from screening.reports.wording import texts
from screening.text import width, wrap

_NOT_SAID = "-"

# Shows a page for another place; gives the prompt below it where that changes too.
Redraw = Callable[[], Prompt | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompts:
    """One person at one user interface. `heading` is shown above each page; empty for none."""

    ui: UserInterface
    words: Interface
    place: Place
    heading: str = ""

    @property
    def directory(self) -> Directory:
        """Who serves the place where the person is."""
        return self.place.directory

    def greet(self, text: str, *whom: str) -> None:
        """A page with the introduction and last whom to call; that comes first where not all of it fits the window."""
        more = [self.words.say("scroll-back")] if self.ui.scrolls else []
        title, *rest = text.split("\n")
        lines = [line for paragraph in (title, *rest, *more, "", *whom) for line in self.lines(paragraph)]
        if len(lines) + 3 > self.ui.rows and not self.ui.scrolls:
            lines = [line for paragraph in (title, *whom, *rest) for line in self.lines(paragraph)]
        self.ui.new_page()
        self.show_lines(lines)

    # Saying.

    def tell(self, id_: str, /, **facts: object) -> None:
        """Say a sentence of the program."""
        self.tell_text(self.words.say(id_, **facts))

    def tell_strong(self, id_: str) -> None:
        """Say what a page is about."""
        self.show_lines(self.lines(self.words.say(id_), "strong"))

    def tell_text(self, text: str) -> None:
        """Say a sentence that comes from elsewhere, such as an error."""
        self.show_lines(self.lines(text))

    def help_lines(self) -> None:
        """Show whom to call: emergency and crisis numbers, and the directory for every country."""
        kinds = ("emergency", "crisis", "directory")
        title = self.lines(self.words.say("help-title"), "heading")
        self.show_lines([*title, *self._whom_to_call(kinds), Line("")])

    def card(self, text_id: str) -> None:
        """One card: its title, its text, and the numbers alone; those come first where it does not fit the window."""
        text = self.directory.texts.get(text_id)
        if text is None:  # a stored questionnaire may be older than the texts
            self.help_lines()
            return
        title = [*self.lines(text.title, "heading")]
        blocks = [*block_lines(texts(text), self.columns, None)]
        whom = [*self._whom_to_call(text.contacts)]
        fits = self.ui.scrolls or len(title) + len(blocks) + 1 + len(whom) < self.ui.rows
        first, then = (blocks, whom) if fits else (whom, blocks)
        self.show_lines([*title, *first, Line(""), *then, Line("")])

    def _whom_to_call(self, kinds: Iterable[str]) -> Iterator[Line]:
        for line in urgent_lines(self.directory, self.directory.for_kinds(kinds), self.words):
            yield from self.lines(line, "strong")

    def new_page(self) -> None:
        """Begin a page, with the heading on it."""
        self.ui.new_page()
        if self.heading:
            self.show_lines(self.lines(self.heading))

    def show_lines(self, lines: Iterable[Line]) -> None:
        """Lines of the conversation."""
        self.ui.show(lines)

    def lines(self, text: str, style: Style = "") -> Iterator[Line]:
        """A text in lines that fit the window."""
        return (Line(line, style) for line in wrap(text, self.columns))

    def apart(self, left: str, right: str) -> Iterator[Line]:
        """Two texts on one line, at its two ends; the left one alone where there is no room for both."""
        free = self.columns - width(left) - width(right)
        if right and free >= 2:
            return iter([Line(f"{left}{' ' * free}{right}")])
        return self.lines(left)

    @property
    def columns(self) -> int:
        """The width of the text."""
        return min(self.ui.columns, 80)

    # Asking.

    def ask(self, id_: str) -> str:
        """The line typed at a prompt of the program. Raises PersonLeft."""
        return self.ask_line(self.prompt(id_))

    def prompt(self, id_: str, rows: Iterable[str] = (), /, **facts: object) -> Prompt:
        """A prompt of the program, with numbered rows to choose from. Some have short forms for narrow windows."""
        ids = (id_, f"{id_}-short", f"{id_}-shorter")
        forms = [self.words.say(form, **facts) for form in ids if form in self.words.words]
        return Prompt(tuple(forms), tuple(rows))

    def ask_line(self, prompt: Prompt, item: Item | None = None, redraw: Redraw | None = None) -> str:
        """The line typed at the prompt, about an item if there is one. Raises PersonLeft.

        The key for the place works everywhere: after it the same is asked again.
        """
        while key_of(typed := self.ui.ask(prompt), item) == "place":
            if redraw:
                self.ask_place("place-which")
                prompt = redraw() or prompt
                continue
            with self.ui.aside():
                self.ask_place("place-which")
            self.tell("place-now", place=self.place.region.name)
        if key_of(typed, item) == "leave":
            self.ui.leave()
        return typed

    def _ask_below(self, prompt: Prompt, redraw: Redraw | None) -> str:
        """The line typed below a page; one that goes by the place names its key as long as that is not known."""
        if redraw is None:
            return self.ask_line(prompt)
        return self.ask_line(self._with_place(prompt), redraw=lambda: self._with_place(redraw() or prompt))

    def _with_place(self, prompt: Prompt) -> Prompt:
        if self.place.known:
            return prompt
        forms = (self.words.say("key-place", prompt=form) for form in prompt.forms)
        return replace(prompt, forms=(*forms, *prompt.forms))

    def ask_place(self, title: str) -> None:
        """Ask for the country, and for its part where it has several. Whoever wants to say nothing changes nothing."""
        country = self.pick(self.place.countries(), self.words.say(title), done=_NOT_SAID, kind="place-prompt")
        parts = self.place.parts(country)
        if parts:
            rows = [(country, self.words.say("place-whole")), *parts]
            title = self.words.say("place-part", place=self.place.spoken(country))
            country = self.pick(rows, title, done=country, kind="place-prompt")
        if country != _NOT_SAID:
            self.place.move(country)

    def ask_secret(self, id_: str) -> str:
        """What was typed at a prompt and not shown. What was typed ahead of it is thrown away."""
        self.ui.forget_typed()
        return self.ui.ask_secret(self.words.say(id_))

    def key(self, prompt: Prompt, again: str, *keys: str, redraw: Redraw | None = None) -> str:
        """Which of these keys was typed at a prompt. Help lines are shown at any time."""
        while (key := key_of(self._ask_below(prompt, redraw))) not in keys:
            if key == "help":
                self.help_lines()
            else:
                self.tell(again)
        return key

    def sure(self, id_: str, /, **facts: object) -> bool:
        """Whether the person said yes."""
        return self.key(self.prompt(id_, **facts), "yes-or-no", "yes", "no") == "yes"

    def pick(self, rows: Rows, title: str = "", done: str = "", kind: str = "", about: Iterable[Line] = ()) -> str:
        """The id of the row that was picked from a numbered list; with `done`, that id where the person is done.

        `about` stands between the title and the rows.
        """
        self.ui.new_page()
        self.show_lines(self.lines(title, "strong") if title else ())
        self.show_lines(about)
        return self.pick_here(rows, done, kind=kind)

    def pick_here(
        self,
        rows: Rows,
        done: str = "",
        *,
        kind: str = "",
        inline: bool = False,
        stop: str = "",
        redraw: Redraw | None = None,
    ) -> str:
        """The same, below what stands on the page; `inline` in few lines, and then Enter is done. `kind`: a prompt.

        With `stop`, that id where the person stops instead, and `save` where they want to save.
        """
        words = self.words.say(kind or ("pick-prompt-done" if done else "pick-prompt"), count=len(rows))
        prompt = Prompt((words,), tuple(row for _, row in rows), inline=inline)
        while True:
            typed = self._ask_below(prompt, redraw)
            number, key = whole(typed) or named(typed, prompt.rows), key_of(typed)
            if inline and not typed.strip():
                return done
            if 1 <= number <= len(rows):
                return rows[number - 1][0]
            if stop and key in ("stop", "save"):
                return stop if key == "stop" else key
            if done and key in ("done", "stop", "back", "skip"):
                return done
            if key == "help":
                self.help_lines()
            else:
                self.tell("not-range", count=len(rows))

    # Documents.

    def show(self, document: Document, heading: str = "", anew: Callable[[], Document] | None = None) -> None:
        """A document, page by page where a person reads it, each page under the heading if there is one.

        Enter goes on, `b` a page back, `q` out of it. `anew` makes it for another place: then it begins again.
        """
        pages, at = self._pages(document, heading), 0

        def again() -> Prompt:
            nonlocal pages, at
            pages, at = self._pages(anew() if anew else document, heading), 0
            self._show_page(pages[0], heading)
            return self._pager_prompt(at, pages)

        while at < len(pages):
            self._show_page(pages[at], heading)
            if not self.ui.pauses or (at == len(pages) - 1 and self.ui.scrolls):
                at += 1  # what is on the last page can be scrolled back to
                continue
            key = self._turned(self._pager_prompt(at, pages), again if anew else None)
            if key == "stop":
                return
            at = max(at - 1, 0) if key == "back" else at + 1
        if self.ui.scrolls:
            self.ui.show_result([Line(""), *self.lines(self.words.say("end-of-results"))])

    def _pages(self, document: Document, heading: str) -> list[list[Line]]:
        """The pages of a document. Where nobody turns them it is one, as long as it is."""
        last = 2 if self.prompt("pager-prompt").fitting(self.ui.columns) else 5  # a narrow prompt takes several rows
        room = (
            max(self.ui.rows - last - (1 if heading else 0), min(3, self.ui.rows - 1), 1) if self.ui.pauses else 10_000
        )
        return document_pages(document, self.columns, room, self.ui.glyphs)

    def _show_page(self, page: Iterable[Line], heading: str) -> None:
        self.ui.new_page()
        self.ui.show_result([*(self.lines(heading) if heading else ()), *page])

    def _pager_prompt(self, at: int, pages: Sized) -> Prompt:
        first = "pager-prompt-only" if len(pages) == 1 else "pager-prompt-first"
        return self.prompt("pager-prompt" if at else first)

    def _turned(self, prompt: Prompt, redraw: Redraw | None) -> str:
        """What was typed below a page: `back`, `stop`, or empty for the next one."""
        while True:
            typed = self._ask_below(prompt, redraw)
            key = key_of(typed)
            if not typed.strip() or key in ("stop", "back"):
                return key
            if key == "help":
                self.help_lines()
            else:
                self.tell("pager-again")
