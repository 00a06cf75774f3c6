"""Whole runs of `screening check` and of the menu, in a folder of their own: a user interface follows a script."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from screening.app import saving
from screening.app.context import AppContext
from screening.cli import commands
from screening.cli.output import NOTHING, OutputOptions
from screening.conversation.user_interface import EndOfInput, PersonLeft, Prompt, UserInterface
from screening.formats.render import Line
from screening.loading.regions import countries, parts
from screening.records.client_file import Sitting
from screening.records.store import RecordStore
from screening.records.timestamps import Timestamp
from tests.conftest import shipped
from tests.counselors import PASSPHRASE, Person, Step
from tests.people import library, words

NOON = Timestamp("2026-11-25T12:00:00Z", 0)
SAVE = ("save", PASSPHRASE, PASSPHRASE)
ALCOHOL = ("1", "2", "5", "1", "1", *["1"] * 11, "2", "1", "1")  # an adult, nothing urgent, every sign never
KNOWN = ("1", *["1"] * 11, "2", "1", "1")  # the same from past-year on, where what is asked once is known


class Visitor(Person):
    """Remembers what stood on each page, too."""

    def __init__(self, *steps: Step) -> None:
        super().__init__(*steps)
        self.pages: list[list[str]] = [[]]
        self.ending = ""

    def new_page(self) -> None:
        """Begin one."""
        super().new_page()
        self.pages.append([])

    def show(self, lines: Iterable[Line]) -> None:
        """Lines of the page."""
        shown = list(lines)
        super().show(shown)
        self.pages[-1] += [line.text for line in shown]

    def show_result(self, lines: Iterable[Line]) -> None:
        """Lines of the page too."""
        shown = list(lines)
        super().show_result(shown)
        self.pages[-1] += [line.text for line in shown]

    def ask(self, prompt: Prompt) -> str:
        """The next line. What stands below the rows is shown with them, once on each page."""
        below = prompt.below if prompt.rows != self.below else ()
        self.pages[-1] += below
        return super().ask(prompt)

    def page_with(self, text: str) -> str:
        """The last page on which this stands, one blank between its words."""
        found = [page for page in map(joined, self.pages) if text in page]
        assert found, f"{text!r} is on no page of\n{self.everything}"
        return found[-1]

    @property
    def questions(self) -> list[str]:
        """The questions that were asked, in their order, each as often as it was shown."""
        asked = {item.ask.partition("{")[0]: item.id for item in shipped("signs").questions}
        lines = [joined(page) for page in self.pages]
        return [
            next(id_ for ask, id_ in asked.items() if ask in page) for page in lines if page.startswith("Question ")
        ]


def joined(lines: Iterable[str]) -> str:
    """The lines with one blank between their words."""
    return " ".join(" ".join(lines).split())


@dataclass
class Home:
    """Where somebody runs the program: a folder for what is saved, and what the environment says."""

    root: Path
    told: dict[str, str] = field(default_factory=dict)

    def run(self, work: Callable[[AppContext, UserInterface], int], ui: Visitor, *, region: str = "") -> Visitor:
        """A conversation, until it or the script ends."""
        told = {"SCREENING_FOLDER": str(self.root / "own"), **self.told}
        context = AppContext.open(region, told, lambda: NOON)
        try:
            ui.code = work(context, ui)
        except (EndOfInput, PersonLeft) as end:
            ui.ending = type(end).__name__
        except saving.EndedWhileSaved as ended:
            ui.ending = f"{type(ended.cause).__name__}, saved"
        return ui

    def check(
        self,
        *steps: Step,
        name: str = "signs",
        region: str = "",
        subject: str = "",
        wanted: OutputOptions = NOTHING,
        ui: Visitor | None = None,
    ) -> Visitor:
        """`screening check`, from the first screen."""
        visitor = ui or Visitor()
        visitor.steps = iter(steps)
        return self.run(
            lambda context, ui: commands.check(context, ui, name, subject=subject, wanted=wanted),
            visitor,
            region=region,
        )

    def menu(self, *steps: Step, region: str = "") -> Visitor:
        """`screening` alone."""
        return self.run(
            lambda context, ui: commands.menu(context, ui, None, greeted=False), Visitor(*steps), region=region
        )

    @property
    def store(self) -> Path:
        """The diary."""
        return self.root / "own" / "diary.store"

    def sittings(self) -> tuple[Sitting, ...]:
        """What is in the diary."""
        records = RecordStore.open(self.store, PASSPHRASE, library(), lambda: NOON, "")
        try:
            return records.sittings(records.person())
        finally:
            records.close()


def to(code: str) -> tuple[str, ...]:
    """What is typed, after `p`, to say that one is there: the country, and its part or all of it."""
    country, _, part = code.partition("-")
    row = [known for known, _ in countries(library())].index(country) + 1
    rows = [known for known, _ in parts(library(), country)]
    second = () if not rows else (str(rows.index(code) + 2),) if part else ("1",)
    return (str(row), *second)


def say(id_: str, /, **facts: object) -> str:
    """A sentence of the program."""
    return words().say(id_, **facts)
