"""Read `questions/`: YAML files into frozen values, every problem with file, line and column.

The only module that knows where content stands. Nothing is written, and nothing outside the folder is read unless
the caller names the file.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from typing import Generic, TypeVar

from screening.errors import ContentError, Problem
from screening.loading import checks, content_index, yaml_reader
from screening.loading.answer_lists import with_lists
from screening.loading.faults import Fault, fault
from screening.loading.messages import sentence
from screening.loading.refusals import refusal
from screening.loading.schema import validate
from screening.loading.yaml_reader import Loc, Node
from screening.model.content import (
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
from screening.model.questionnaire import Content, Questionnaire
from screening.text import hint, shown_path

Model = TypeVar("Model", bound=Content)


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
    """All content in one folder. Each file is read when it is first asked for; ContentError says what is wrong."""

    folder: Path

    # Questionnaires.

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the questionnaires: `signs` first, the others in the order of the alphabet."""
        found = (path.stem for path in self.folder.glob("*.yaml") if self._holds_questionnaire(path))
        return tuple(sorted(found, key=lambda name: (name != "signs", name)))

    def _holds_questionnaire(self, path: Path) -> bool:
        return path.stem not in _SHARED and "." not in path.stem

    def load(self, name: str) -> Questionnaire:
        """A questionnaire by its name, or by the path of a file (a `/` in it, or .yaml or .yml at its end).

        Raises ContentError with the problems; KeyError for a name that is not in the folder.
        """
        path, called = self.where(name)
        known = None if is_file(name) else self._known(Questionnaire, called)
        if known and all(text in self.guidance for _, text in guidance_used(known)):
            return known
        return self.read(path, called).content

    def where(self, name: str) -> tuple[Path, str]:
        """The file that `load` would read, and what it is called in messages. KeyError for an unknown name."""
        if is_file(name):
            return Path(name), shown_path(Path(name).name)
        if name not in self.names:
            raise KeyError(name)
        return self.folder / f"{name}.yaml", f"{name}.yaml"

    def read(self, path: Path, name: str) -> ParsedFile[Questionnaire]:
        """The questionnaire in a file that is called `name` in messages. Raises ContentError with the problems."""
        return self._page(yaml_reader.read(path, name), name)

    def source(self, name: str) -> str:
        """The text of the file that `load` would read, to be stored beside what was answered. Raises as `load` does."""
        return yaml_reader.text_of(*self.where(name))

    def parse_stored(self, source: str, name: str) -> Questionnaire:
        """The questionnaire in a text that was stored with a sitting. It may name guidance that no longer exists.

        Raises ContentError where this version of the program can no longer read it.
        """
        return self._page(yaml_reader.tree(source, name), name, stored=True).content

    def _page(self, root: Node, name: str, *, stored: bool = False) -> ParsedFile[Questionnaire]:
        """Faults of form first, all of them; what the whole means is asked once its parts can be read."""
        resolved, problems = with_lists(root, name)
        try:
            content = validate(Questionnaire, resolved, name)
        except ContentError as refused:
            raise refusal(name, [*problems, *refused.problems]) from None
        faults = chain(checks.faults(content), () if stored else self._unknown_guidance(content))
        told = iter(problems) if problems else (_problem(fault, resolved, name) for fault in faults)
        first = next(told, None)
        if first is not None:
            raise refusal(name, chain((first,), told))
        return ParsedFile(name, resolved, content)

    def _unknown_guidance(self, questionnaire: Questionnaire) -> Iterator[Fault]:
        for loc, text in guidance_used(questionnaire):
            if text not in self.guidance:
                yield fault(loc, "unknown-guidance", name=text, hint=partial(hint, text, self.guidance))

    def translations(self, path: Path) -> tuple[Path, ...]:
        """The files beside a questionnaire that translate it: `signs.fr.yaml` beside `signs.yaml`."""
        return tuple(sorted(path.parent.glob(f"{glob.escape(path.stem)}.*.yaml")))

    # What stands beside them.

    def page(self, model: type[Model], name: str, path: Path | None = None) -> ParsedFile[Model]:
        """A file by its path inside the folder, or another one that is called `name` in messages.

        Raises ContentError with the problems.
        """
        root = yaml_reader.read(path or self.folder / name, name)
        return ParsedFile(name, root, validate(model, root, name))

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
    def guidance(self) -> dict[str, GuidanceText]:
        """Every guidance text by its id."""
        return {text.id: text for file in self.guidance_files for text in file.texts}

    @cached_property
    def sources(self) -> dict[str, SourceEntry]:
        """Every source by its id."""
        return {source.id: source for source in self._file(Sources, "sources.yaml").sources}

    @cached_property
    def topics(self) -> tuple[Topic, ...]:
        """What there is to learn about."""
        return self._file(Topics, "topics.yaml").topics

    @cached_property
    def regions(self) -> tuple[RegionEntry, ...]:
        """The regions that can be asked for."""
        return self._file(Regions, "regions.yaml").regions

    def contacts(self, file: str) -> Contacts:
        """The contacts of one country file, such as `CA`; `ZZ` is the international directory."""
        return self._file(Contacts, f"contacts/{file}.yaml")

    def interface(self, language: str = "en") -> Interface:
        """The program's own words."""
        return self._file(Interface, f"interface/{language}.yaml")

    @cached_property
    def wording(self) -> Wording:
        """Words to avoid, with what to say instead."""
        return self._file(Wording, "wording.yaml")

    def template(self, name: str) -> str:
        """The text of a template."""
        return (self.folder / "templates" / name).read_text(encoding="utf-8")


_SHARED = ("sources", "topics", "regions", "wording")


def is_file(name: str) -> bool:
    """Whether a name given by a person is the path of a file rather than the name of a questionnaire."""
    return "/" in name or os.sep in name or name.endswith((".yaml", ".yml"))


def _problem(fault: Fault, root: Node, name: str) -> Problem:
    node = root.at(fault.loc)
    return Problem(name, node.line, node.column, *sentence(fault.kind, **fault.facts))


def guidance_used(questionnaire: Questionnaire) -> Iterator[tuple[Loc, str]]:
    """Every guidance id that the questionnaire names, with its place."""
    for index, scale in enumerate(questionnaire.scales):
        for place, band in enumerate(scale.bands):
            yield from ((("scales", index, "bands", place, "guidance"), text) for text in band.guidance)
    for index, item in enumerate(questionnaire.critical_items):
        yield from ((("critical-items", index, "guidance"), text) for text in item.guidance)
    for index, outcome in enumerate(questionnaire.outcomes):
        yield from ((("outcomes", index, "guidance"), text) for text in outcome.guidance)
    for index, rule in enumerate(questionnaire.guidance):
        yield from ((("guidance", index, "show"), text) for text in rule.show)
