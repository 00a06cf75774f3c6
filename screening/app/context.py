"""Context for one command: content, settings, region, clock, and a user interface that fits the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from screening import first_screen
from screening.engine.directory import Directory, Region
from screening.errors import ContentError, ScreeningError
from screening.formats import render
from screening.loading.library import Library, is_file, questions_folder
from screening.loading.regions import anywhere, region, unknown_region
from screening.model.content import Interface, Translation
from screening.model.questionnaire import Questionnaire
from screening.records.store_files import check_free
from screening.reports.document import Clinic, cleaned
from screening.reports.result_report import ResultReports
from screening.system import files
from screening.system.process import write_stdout
from screening.system.settings import Settings, folders, load, locale_region, own_folder, question_folders
from screening.text import clean, hint, shown_path, wrap

if TYPE_CHECKING:  # what asks, and what makes a PDF, is imported where that is done: most pages need neither
    from screening.conversation.place import Place
    from screening.conversation.talk import Talk
    from screening.conversation.user_interface import UserInterface
    from screening.records.timestamps import Timestamp
    from screening.reports.document import Document

FORMATS = ("txt", "md", "html", "pdf")


class UsageError(ScreeningError):
    """Something on the command line is not possible; the message says what is."""


@dataclass(frozen=True)
class AppContext:
    """One run of one command. Nothing here is kept."""

    library: Library
    settings: Settings
    region: Region
    environment: Mapping[str, str]
    clock: Callable[[], Timestamp]

    @classmethod
    def open(
        cls,
        code: str,
        environment: Mapping[str, str],
        clock: Callable[[], Timestamp],
        settings: Settings | None = None,
    ) -> AppContext:
        """The context for a region: the one named, the one set, or a guess, with the settings given or loaded.

        Raises UsageError for an unknown region, SettingsError for settings that cannot be read.
        """
        settings = load(environment) if settings is None else settings
        library = Library(questions_folder(), question_folders(settings))
        return cls(library, settings, _region(library, code, settings, environment), environment, clock)

    @property
    def today(self) -> str:
        """The day that it is now: a session may last over midnight."""
        return self.clock().day

    @cached_property
    def paths(self) -> dict[str, Path]:
        """What may be read or written outside the program's own folder."""
        return folders(self.settings)

    @property
    def own_folder(self) -> Path:
        """The person's own folder for questionnaires and texts, which need not exist."""
        return own_folder()

    @cached_property
    def words(self) -> Interface:
        """The program's own words."""
        return self.library.interface()

    @property
    def clinic(self) -> Clinic:
        """The clinic whose name and number stand on its pages, as the settings say."""
        return Clinic(self.settings.clinic, self.settings.phone)

    @cached_property
    def place(self) -> Place:
        """Where the person is. A conversation may change it, for the rest of the run."""
        from screening.conversation.place import Place

        return Place(self.library, self.region)

    @property
    def directory(self) -> Directory:
        """The people to talk to, and all guidance."""
        return self.place.directory

    @property
    def result_reports(self) -> ResultReports:
        """What makes documents."""
        return self._reports_for(self.directory)

    def _reports_for(self, directory: Directory) -> ResultReports:
        return ResultReports(self.words, directory, self.library.sources, self.today)

    def questionnaire(self, name: str) -> Questionnaire:
        """A questionnaire by name or file. Raises UsageError for an unknown name, ContentError for a faulty file."""
        return self.library.load(name if is_file(name) else self.questionnaire_name(name))

    def translations(self, name: str) -> tuple[Translation, ...]:
        """The translations beside a questionnaire that was found by this name. Raises ContentError for a faulty one."""
        beside = self.library.translations(self.library.where(name)[0])
        return tuple(self.library.page(Translation, shown_path(path.name), path).content for path in beside)

    def questionnaire_name(self, name: str) -> str:
        """The name itself, where there is such a questionnaire. Raises UsageError otherwise."""
        known = self.library.all_names
        if name not in known:
            raise UsageError(f"There is no questionnaire `{clean(name)[:40]}`. {hint(name, known, _SEE)}")
        return name

    def topic(self, name: str) -> Document:
        """A topic to learn about, by its id or another of its names.

        Raises UsageError for an unknown one, ContentError where there are topics of one's own that cannot be read.
        """
        known = {one: topic for topic in self.library.topics for one in (topic.id, *topic.aliases)}
        wanted = "-".join(name.lower().replace("_", " ").split())
        if wanted not in known and self.library.own_topics.problems:
            raise ContentError(self.library.own_topics.problems)
        if wanted not in known:
            raise UsageError(f"There is no topic `{clean(name)[:40]}`. {hint(wanted, known, _TOPICS)}")
        found = known[wanted]
        return self.result_reports.learn(found.title, [self.library.guidance[one] for one in found.show])

    def help_page(self, name: str) -> Document:
        """A page about the program itself. Raises UsageError for an unknown one."""
        if name not in HELP_TOPICS:
            raise UsageError(f"There is no help on `{clean(name)[:40]}`. Try one of: {', '.join(HELP_TOPICS)}.")
        text = self.library.guidance[f"help-{name}"]
        return self.result_reports.learn(text.title, [text])

    def talk(self, ui: UserInterface, *, quiet: bool = False, force: bool = False) -> Talk:
        """The conversation in one user interface."""
        from screening.conversation.talk import Talk

        def save(document: Document, path: str) -> str:
            return self.save(document, path, force=force)

        return Talk(
            ui=ui,
            words=self.words,
            place=self.place,
            reports_for=self._reports_for,
            save_page=save,
            quiet=quiet,
        )

    def user_interface(self, mode: str = "", *, idle: float = 0) -> AbstractContextManager[UserInterface]:
        """The user interface that fits the terminal and the person: terminal, plain or discreet.

        With `idle` a prompt at which nobody types for so many seconds raises IdleTimeout.
        """
        mode = mode or self.settings.mode
        if mode == "plain" or not first_screen.takes_codes():
            if mode == "discreet":
                raise UsageError("--discreet needs a terminal that can show a second screen. This one cannot.")
            from screening.conversation.plain import PlainInterface

            return nullcontext(PlainInterface(idle))
        from screening.conversation.rich_terminal import TerminalInterface

        colour = False if self.environment.get("NO_COLOR") else True if self.environment.get("FORCE_COLOR") else None
        return TerminalInterface(self.words, colour=colour, hides=mode == "discreet", idle=idle)

    # Documents out.

    def print(self, document: Document, format_: str = "") -> None:
        """The document on standard output: as wide as the window that it is read in, else 80 columns."""
        write_stdout(self.made(document, self.format_of("-", format_), _reading_columns() or render.MAX_WIDTH))

    def print_rows(self, rows: Iterable[str]) -> None:
        """Rows on standard output: one line each for a script, wrapped for a person."""
        width = _reading_columns()
        lines = (line for row in rows for line in (wrap(row, width, "", "  ") if width else [row]))
        write_stdout("".join(f"{line}\n" for line in lines))

    def format_of(self, path: str, format_: str = "") -> str:
        """How a document is saved there: as the flag says, or the ending. `-` is standard output.

        To be asked before anything else is: raises UsageError where nothing says it, NoPdf where no PDF can be made.
        """
        found = format_ or ("txt" if path == "-" else Path(path).suffix.removeprefix(".").lower())
        if found not in FORMATS:
            raise UsageError("The name needs an ending that says which kind of file it is: .html, .pdf, .txt or .md.")
        if found == "pdf":
            from screening.formats import pdf

            pdf.ready()
            if path == "-" and _reading_columns():
                raise UsageError("A PDF cannot be read in this window. Give it a file: --save page.pdf")
        return found

    def made(self, document: Document, format_: str, columns: int = render.MAX_WIDTH) -> str | bytes:
        """The document in one of the formats, without what may never reach a screen. Raises NoPdf."""
        document = cleaned(document)
        if format_ == "pdf":
            from screening.formats import pdf

            template, unshown = self.library.template("page.typ"), self.words.say("pdf-unshown")
            return pdf.page(document, template, self.today, country=self.directory.region.country, unshown=unshown)
        if format_ == "html":
            return render.html_page(document, self.library.template("page.html"))
        return render.markdown(document) if format_ == "md" else render.plain_text(document, columns)

    def save(
        self, document: Document, path: str, *, format_: str = "", force: bool = False, is_blank: bool = False
    ) -> str:
        """Save the document and say where it went. `-` is standard output. `is_blank`: it holds no answers. Raises
        NotSaved, UsageError, NoPdf.
        """
        content = self.made(document, self.format_of(path, format_))
        if path == "-":
            write_stdout(content)
            return ""
        target = self.free_path(path)
        files.save(target, content, force=force)
        return self.saved(target, is_blank=is_blank)

    def free_path(self, typed: str) -> Path:
        """Where a file is to go. Raises NotSaved for a name that the diary or the client records use themselves."""
        try:
            target = Path(typed).expanduser()
        except RuntimeError:
            raise files.NotSaved("There is no such home folder. Choose another name.") from None
        for name in ("diary", "clients"):
            check_free(self.paths[name], target)
        return target

    def saved(self, target: Path, *, is_blank: bool = False) -> str:
        """Where something was saved; where it holds answers, who might find them, and whether that place may be copied
        elsewhere.
        """
        if is_blank:
            return self.words.say("saved-blank", path=shown_path(target))
        said = self.words.say("saved", path=shown_path(target))
        synced = self.words.say("saved-synced", path=shown_path(target.parent))
        return f"{said} {synced}" if files.is_synced(target) else said


HELP_TOPICS = ("privacy", "accessibility", "environment", "exit-codes")
_TOPICS = "`screening learn` lists them all."
_SEE = "`screening list` shows them all."


def _reading_columns() -> int:
    """The width of the window in which standard output is read; 0 where nobody reads it there."""
    return first_screen.columns() if sys.stdout is not None and sys.stdout.isatty() else 0


def _region(library: Library, code: str, settings: Settings, environment: Mapping[str, str]) -> Region:
    """The place that was named, else the one that is set, else a guess from the locale, else none."""
    if code:
        return _named(library, code, "flag")
    if settings.region:
        return _named(library, settings.region, "settings")
    guess = locale_region(environment)
    return (region(library, guess, "locale") if guess else None) or anywhere(library)


def _named(library: Library, code: str, origin: str) -> Region:
    found = region(library, code, origin)
    if found is None:
        raise UsageError(f"There is no region `{clean(code)[:40]}`. {unknown_region(library, code)}")
    return found
