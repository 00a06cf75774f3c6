"""Read `questions/`: YAML files into frozen values, every problem with file, line and column.

The only module that knows where content stands. Nothing is written, and nothing is read outside the folder, and those
of one's own that are laid over it, unless the caller names the file.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from typing import Generic, TypeVar

from screening.errors import ContentError, Problem
from screening.loading import checks, content_index, yaml_reader
from screening.loading.copy_marks import told_once
from screening.loading.faults import Fault, fault
from screening.loading.held_before import as_before
from screening.loading.messages import sentence
from screening.loading.named_criteria import with_criteria
from screening.loading.numbered import is_without_wording, with_numbers, words_in
from screening.loading.own_content import SHARED, Laid, OwnFolders
from screening.loading.refusals import refusal
from screening.loading.repeats import with_repeats_and_lists
from screening.loading.schema import validate
from screening.loading.total_checks import OF_RANGE
from screening.loading.yaml_reader import Loc, Node
from screening.model.content import (
    Contact,
    Contacts,
    Guidance,
    GuidanceText,
    Interface,
    RegionEntry,
    Regions,
    SourceEntry,
    Sources,
    Topic,
    Topics,
    Wording,
)
from screening.model.fields import Content
from screening.model.questionnaire import Questionnaire
from screening.text import CHECK, hint, shown_path

Model = TypeVar("Model", bound=Content)
PUBLISHED = "published"  # the folder of the published instruments


def questions_folder() -> Path:
    """Where the content stands: inside the installed package, or beside it in a checkout."""
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(here, "questions")
    return Path(inside if os.path.isdir(inside) else os.path.join(os.path.dirname(here), "questions"))


@dataclass(frozen=True)
class ParsedFile(Generic[Model]):
    """A file as it was read: what it is called in messages, where each value stands, and its content."""

    file: str
    root: Node
    content: Model


@dataclass(frozen=True)
class Library:
    """All content in one folder. Each file is read when it is first asked for; ContentError says what is wrong.

    `own_folders` are laid over it by id. What is wrong in them blocks nothing but what it stands for.
    """

    folder: Path
    own_folders: tuple[Path, ...] = ()

    @cached_property
    def packaged(self) -> Library:
        """The same without any content of one's own."""
        return replace(self, own_folders=()) if self.own_folders else self

    @cached_property
    def own(self) -> OwnFolders:
        """The folders of one's own."""
        return OwnFolders(self.own_folders)

    # Questionnaires.

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the questionnaires: `signs` first, the others in the order of the alphabet."""
        packaged = (path.stem for path in self.folder.glob("*.yaml") if self._holds_questionnaire(path))
        return tuple(sorted({*packaged, *self.own.questionnaires}, key=lambda name: (name != "signs", name)))

    @cached_property
    def published(self) -> tuple[str, ...]:
        """The names of the published instruments: scored, and not asked, until a wording with this name is adopted."""
        return tuple(sorted(path.stem for path in (self.folder / PUBLISHED).glob("*.yaml")))

    @property
    def all_names(self) -> tuple[str, ...]:
        """The names of everything that can be scored."""
        return (*self.names, *(name for name in self.published if name not in self.names))

    def catalogue(self, names: Iterable[str] | None = None) -> dict[str, Questionnaire | ContentError]:
        """Every questionnaire that can be asked, or each of these, by name; what is wrong where one does not load."""
        found = dict[str, Questionnaire | ContentError]()
        for name in self.names if names is None else names:
            try:
                found[name] = self.load(name)
            except ContentError as error:
                found[name] = error
        return found

    def _holds_questionnaire(self, path: Path) -> bool:
        return path.stem not in SHARED and "." not in path.stem

    def load(self, name: str) -> Questionnaire:
        """A questionnaire by its name, or by the path of a file (a `/` in it, or .yaml or .yml at its end).

        Raises ContentError with the problems; KeyError for a name that is not in the folder.
        """
        path, called = self.where(name)
        known = self._known(_model(called), called) if path == self.folder / called else None
        if known and all(text in self.guidance for _, text in guidance_used(known)):
            return known
        return self.read(path, called).content

    def where(self, name: str) -> tuple[Path, str]:
        """The file that `load` would read, and what it is called in messages. KeyError for an unknown name."""
        if is_file(name):
            return Path(name), shown_path(Path(name).name)
        if name in self.own.questionnaires:
            path = self.own.questionnaires[name][0]
            return path, shown_path(path)
        if name not in self.all_names:
            raise KeyError(name)
        called = f"{name}.yaml" if name in self.names else f"{PUBLISHED}/{name}.yaml"
        return self.folder / called, called

    def place_of(self, name: str) -> Path | None:
        """The file of one's own that has this name; nothing for a questionnaire that comes with the program."""
        return self.own.questionnaires[name][0] if name in self.own.questionnaires else None

    def read(self, path: Path, name: str) -> ParsedFile[Questionnaire]:
        """The questionnaire in a file that is called `name` in messages. Raises ContentError with the problems."""
        first, *others = self.own.questionnaires.get(path.stem, (None,))
        if first is None or path not in (first, *others):
            return self._page(yaml_reader.read(path, name), name)
        if others:
            other = shown_path(next(one for one in (*others, first) if one != path))
            raise ContentError((Problem(name, 0, 0, *sentence("own-twice", name=path.stem, place=other)),))
        return self._page(yaml_reader.read(path, name), name, own=path)

    def source(self, name: str) -> str:
        """The text of the file that `load` would read, to be stored beside what was answered. Raises as `load` does."""
        return yaml_reader.text_of(*self.where(name))

    def parse_stored(self, source: str, name: str, *, before: bool = False) -> Questionnaire:
        """The questionnaire in a text that was stored with a sitting. It may name guidance that no longer exists.

        `before`: it was stored before a file could say how it rounds.

        Raises ContentError where this version of the program can no longer read it.
        """
        return self._page(yaml_reader.tree(source, name), name, stored=True, before=before).content

    def _page(
        self, root: Node, name: str, *, stored: bool = False, before: bool = False, own: Path | None = None
    ) -> ParsedFile[Questionnaire]:
        """Faults of form first, all of them; what the whole means is asked once its parts can be read."""
        listed, problems = with_repeats_and_lists(root, name)
        resolved, unnamed = with_criteria(listed, name)
        problems += unnamed
        if is_without_wording(resolved):
            problems += words_in(resolved, name)
            resolved = with_numbers(resolved, self.interface())
        try:
            content = validate(_model(name, resolved), resolved, name)
        except ContentError as refused:
            raise refusal(name, [*problems, *refused.problems]) from None
        content = as_before(content) if before else content
        named = self._own_name(content, own) if own else ()
        faults = chain(named, _faults(content, stored=stored), () if stored else self._unknown_guidance(content))
        told = (
            iter(problems) if problems else (_problem(fault, resolved, name) for fault in told_once(resolved, faults))
        )
        first = next(told, None)
        if first is not None:
            raise self._with_causes(refusal(name, chain((first,), told)), content, stored=stored)
        if own and any(text in self.own_guidance.blocked for _, text in guidance_used(content)):
            raise ContentError(self.own_guidance.problems)  # the packaged text with that id is not what is meant
        return ParsedFile(name, resolved, content)

    def _unknown_guidance(self, questionnaire: Questionnaire) -> Iterator[Fault]:
        for loc, text in guidance_used(questionnaire):
            if text not in self.guidance:
                yield _unknown(loc, "guidance", text, self.guidance)

    def _with_causes(self, refused: ContentError, questionnaire: Questionnaire, *, stored: bool) -> ContentError:
        """The refusal, and what is wrong in the person's own texts where one of them is missing for that."""
        if stored or not any(self._unknown_guidance(questionnaire)):
            return refused
        return ContentError((*refused.problems, *self.own_guidance.problems))

    def _own_name(self, questionnaire: Questionnaire, path: Path) -> Iterator[Fault]:
        """What is wrong with the name of a questionnaire in a folder of one's own."""
        if questionnaire.id != path.stem:
            yield fault(("questionnaire",), "own-name", name=questionnaire.id, file=shown_path(path.name))
        elif path.stem in self.packaged.all_names and not questionnaire.replaces:
            yield fault(("questionnaire",), "own-taken", name=questionnaire.id)

    def translations(self, path: Path) -> tuple[Path, ...]:
        """The files beside a questionnaire that translate it: `signs.fr.yaml` beside `signs.yaml`."""
        return tuple(sorted(path.parent.glob(f"{glob.escape(path.stem)}.*{glob.escape(path.suffix)}")))

    # What stands beside them.

    def page(self, model: type[Model], name: str, path: Path | None = None) -> ParsedFile[Model]:
        """A file by its path inside the folder, or another one that is called `name` in messages.

        Raises ContentError with the problems.
        """
        root = yaml_reader.read(path or self.folder / name, name)
        return ParsedFile(name, root, validate(model, root, name))

    def parse(self, model: type[Model], text: str, name: str) -> Model:
        """The content of a text that stands in no file yet. Raises ContentError with the problems."""
        return validate(model, yaml_reader.tree(text, name), name)

    def _file(self, model: type[Model], name: str) -> Model:
        return self._known(model, name) or self.page(model, name).content

    def _known(self, model: type[Model], name: str) -> Model | None:
        """The content of a file that the index knows, which is right by itself; nothing for any other."""
        values = content_index.values(name, yaml_reader.text_of(self.folder / name, name))
        return None if values is None else model.model_validate(values)

    def files(self, folder: str) -> tuple[str, ...]:
        """The YAML files of a folder such as `guidance`, by their paths inside `questions/`."""
        return tuple(f"{folder}/{path.name}" for path in sorted((self.folder / folder).glob("*.yaml")))

    @cached_property
    def guidance_files(self) -> tuple[Guidance, ...]:
        """The files of guidance texts."""
        return tuple(self._file(Guidance, name) for name in self.files("guidance"))

    @cached_property
    def own_guidance(self) -> Laid[GuidanceText]:
        """The guidance texts of one's own."""

        def faults(text: GuidanceText) -> Iterator[Fault]:
            for place, source in enumerate(text.sources):
                if source not in self.sources:
                    yield _unknown(("sources", place), "source", source, self.sources)

        return self.own.laid("guidance", Guidance, lambda file: file.texts, lambda: self.packaged.guidance, faults)

    @cached_property
    def guidance(self) -> dict[str, GuidanceText]:
        """Every guidance text by its id."""
        packaged = {text.id: text for file in self.guidance_files for text in file.texts}
        return packaged | dict(self.own_guidance.entries)

    @cached_property
    def own_sources(self) -> Laid[SourceEntry]:
        """The sources of one's own."""
        return self.own.laid("sources", Sources, lambda file: file.sources, lambda: self.packaged.sources)

    @cached_property
    def sources(self) -> dict[str, SourceEntry]:
        """Every source by its id."""
        packaged = {source.id: source for source in self._file(Sources, "sources.yaml").sources}
        return packaged | dict(self.own_sources.entries)

    @cached_property
    def own_topics(self) -> Laid[Topic]:
        """The topics of one's own."""
        packaged = {topic.id: topic for topic in self._file(Topics, "topics.yaml").topics}

        def faults(topic: Topic) -> Iterator[Fault]:
            for place, text in enumerate(topic.show):
                if text not in self.guidance:
                    yield _unknown(("show", place), "guidance", text, self.guidance)
            names = {name for one in packaged.values() if one.id != topic.id for name in (one.id, *one.aliases)}
            for place, name in enumerate(topic.aliases):
                if name in names:
                    yield fault(("aliases", place), "own-never", name=name)
            if topic.id in names:
                yield fault(("id",), "own-never", name=topic.id)

        return self.own.laid("topics", Topics, lambda file: file.topics, lambda: packaged, faults)

    @cached_property
    def topics(self) -> tuple[Topic, ...]:
        """What there is to learn about."""
        packaged = {topic.id: topic for topic in self._file(Topics, "topics.yaml").topics}
        return tuple((packaged | dict(self.own_topics.entries)).values())

    @cached_property
    def regions(self) -> tuple[RegionEntry, ...]:
        """The regions that can be asked for."""
        return self._file(Regions, "regions.yaml").regions

    def contacts(self, file: str) -> Contacts:
        """The contacts of one country file, such as `CA`; `ZZ` is the international directory."""
        found, own = self._file(Contacts, f"contacts/{file}.yaml"), self.own_contacts.entries
        if not own:
            return found
        return found.model_copy(update={"contacts": tuple(one for one in found.contacts if one.id not in own)})

    @cached_property
    def own_contacts(self) -> Laid[Contact]:
        """The contacts of one's own, for any region."""

        def packaged() -> dict[str, Contact]:
            files = (name.removeprefix("contacts/").removesuffix(".yaml") for name in self.files("contacts"))
            return {one.id: one for file in files for one in self.packaged.contacts(file).contacts}

        def faults(contact: Contact) -> Iterator[Fault]:
            if "emergency" in contact.kinds:
                yield fault(("kind",), "own-emergency")
            for place, code in enumerate(contact.languages):
                if f"language-{code}" not in self.interface().words:
                    yield fault(("languages", place), "unnamed-language", name=code)

        return self.own.laid("contacts", Contacts, lambda file: file.contacts, packaged, faults)

    def interface(self, language: str = "en") -> Interface:
        """The program's own words."""
        return self._file(Interface, f"interface/{language}.yaml")

    @cached_property
    def wording(self) -> Wording:
        """Words to avoid, with what to say instead, and the exceptions."""
        found = self._file(Wording, "wording.yaml")
        for own in self._own_wording[0]:
            found = found.model_copy(
                update={
                    "avoid": (*found.avoid, *own.avoid),
                    "proper_names": (*found.proper_names, *own.proper_names),
                    "exceptions": (*found.exceptions, *own.exceptions),
                }
            )
        return found

    @cached_property
    def _own_wording(self) -> tuple[tuple[Wording, ...], tuple[Problem, ...]]:
        found, problems = list[Wording](), list[Problem]()
        for path in self.own.files("wording"):
            try:
                found.append(self.page(Wording, shown_path(path), path).content)
            except ContentError as error:
                problems += error.problems
        return tuple(found), tuple(problems)

    @cached_property
    def own_problems(self) -> tuple[Problem, ...]:
        """What is wrong in the person's own folders, but for the questionnaires: `catalogue` has those."""
        laid = (self.own_guidance, self.own_topics, self.own_sources, self.own_contacts)
        return (*self.own.problems(), *(one for kind in laid for one in kind.problems), *self._own_wording[1])

    def template(self, name: str) -> str:
        """The text of a template."""
        return (self.folder / "templates" / name).read_text(encoding="utf-8")


def _faults(questionnaire: Questionnaire, *, stored: bool) -> Iterator[Fault]:
    """What is wrong; of a text that was stored not whether its bands fit, because that was proven when it was."""
    return (one for one in checks.faults(questionnaire) if not stored or one.kind not in OF_RANGE)


def is_file(name: str) -> bool:
    """Whether a name given by a person is the path of a file rather than the name of a questionnaire."""
    return "/" in name or os.sep in name or name.endswith((".yaml", ".yml"))


def _model(called: str, root: Node | None = None) -> type[Questionnaire]:
    """What stands in a file: an instrument, which says what it is called or what of its wording it holds, or not."""
    if called.startswith(f"{PUBLISHED}/") or (root and isinstance(root.value, dict) and "wording" in root.value):
        from screening.model.instrument import Instrument  # the self-check begins without it

        return Instrument
    return Questionnaire


# What to do about a name that is close to none that is known, where more than checking it can be meant.
_TO_ADD = {
    "guidance": "Name a text that is there, or write one with this id into a file in `guidance/` of your own folder: "
    "`screening paths` says where that is.",
}


def _unknown(loc: Loc, what: str, name: str, known: Iterable[str]) -> Fault:
    return fault(loc, f"unknown-{what}", name=name, hint=partial(hint, name, known, _TO_ADD.get(what, CHECK)))


def _problem(fault: Fault, root: Node, name: str) -> Problem:
    node = root.at(fault.loc)
    return Problem(name, node.line, node.column, *sentence(fault.kind, **fault.facts))


def guidance_used(questionnaire: Questionnaire) -> Iterator[tuple[Loc, str]]:
    """Every guidance id that the questionnaire names, with its place."""
    for index, scale in enumerate(questionnaire.scales):
        for place, band in enumerate(scale.bands):
            yield from ((("scales", index, "bands", place, "guidance"), text) for text in band.guidance)
        for number, one in enumerate(scale.band_sets):
            here = ("scales", index, "band-sets", number, "bands")
            for place, band in enumerate(one.bands):
                yield from (((*here, place, "guidance"), text) for text in band.guidance)
    for index, item in enumerate(questionnaire.critical_items):
        yield from ((("critical-items", index, "guidance"), text) for text in item.guidance)
    for index, outcome in enumerate(questionnaire.outcomes):
        yield from ((("outcomes", index, "guidance"), text) for text in outcome.guidance)
    for index, rule in enumerate(questionnaire.guidance):
        yield from ((("guidance", index, "show"), text) for text in rule.show)
