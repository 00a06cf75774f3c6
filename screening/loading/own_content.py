"""Content of one's own: the files in a person's or a clinic's folders, which are laid over the packaged content by id.

What is wrong in them blocks only what it stands for: each problem names the whole path, and the rest goes on.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Generic, TypeVar

from screening.errors import ContentError, Problem
from screening.loading import yaml_reader
from screening.loading.faults import Fault, fault
from screening.loading.messages import sentence
from screening.loading.refusals import first_of_each
from screening.loading.schema import validate
from screening.loading.yaml_reader import Node
from screening.model.content import Contact, GuidanceText, SourceEntry, Topic
from screening.model.fields import Content
from screening.text import shown_path

SHARED = ("sources", "topics", "regions", "wording")  # no questionnaires, though they stand beside them
NAME = "[a-z0-9][a-z0-9-]{0,31}"  # of a questionnaire: what an id may be
ENDINGS = (".yaml", ".yml")
_FOLDERS = ("guidance", "contacts")
_ONLY_OURS = ("regions.yaml", "regions.yml", "interface", "templates")  # of the program alone

Entry = TypeVar("Entry", bound=GuidanceText | SourceEntry | Topic | Contact)
Model = TypeVar("Model", bound=Content)


@dataclass(frozen=True)
class Laid(Generic[Entry]):
    """Entries of one's own that stand, in their order, by id; `blocked` are ids that do not, `problems` say why."""

    entries: Mapping[str, Entry]
    blocked: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class OwnFolders:
    """The folders in which people put content of their own. One that does not exist holds nothing."""

    folders: tuple[Path, ...]

    @cached_property
    def questionnaires(self) -> dict[str, tuple[Path, ...]]:
        """The files of questionnaires by their names; several where one name is in use twice."""
        found = defaultdict[str, list[Path]](list)
        for folder in self.folders:
            for path in _yaml_files(folder):
                if path.stem not in SHARED and re.fullmatch(NAME, path.stem):
                    found[path.stem].append(path)
        return {name: tuple(paths) for name, paths in found.items()}

    def files(self, kind: str) -> tuple[Path, ...]:
        """The files of a kind: all in the folders of `guidance` and `contacts`, else those of the name: `topics`."""
        if kind in _FOLDERS:
            return tuple(path for folder in self.folders for path in _yaml_files(folder / kind))
        return tuple(path for folder in self.folders for path in _yaml_files(folder) if path.stem == kind)

    def problems(self) -> Iterator[Problem]:
        """Folders that cannot be read, and files that nothing would ever read."""
        for folder in self.folders:
            try:
                names = os.listdir(folder)
            except FileNotFoundError:
                continue
            except (OSError, ValueError):
                yield Problem(shown_path(folder), 0, 0, *sentence("own-folder"))
                continue
            for name in sorted({*names} & {*_ONLY_OURS}):
                yield Problem(shown_path(folder / name), 0, 0, *sentence("own-unused"))
            for path in _yaml_files(folder):  # with a dot in it: a translation
                if "." not in path.stem and not re.fullmatch(NAME, path.stem):
                    yield Problem(shown_path(path), 0, 0, *sentence("own-file-name"))

    def laid(
        self,
        kind: str,
        model: type[Model],
        entries_of: Callable[[Model], tuple[Entry, ...]],
        packaged: Callable[[], Mapping[str, Entry]],
        faults: Callable[[Entry], Iterable[Fault]] = lambda _: (),
    ) -> Laid[Entry]:
        """The entries of all files of a kind. `packaged` are those that they are laid over, `faults` what else may be
        wrong with one. Nothing is asked of either where there are no such files.
        """
        found, problems = list[_Place[Entry]](), list[Problem]()
        for path in self.files(kind):
            try:
                found += _places(path, model, entries_of, "texts" if kind == "guidance" else kind)
            except ContentError as error:
                problems += error.problems
        return _laid(found, packaged(), faults, problems) if found else Laid({}, problems=tuple(problems))


@dataclass(frozen=True)
class _Place(Generic[Entry]):
    """An entry, and where it stands."""

    file: str
    node: Node
    entry: Entry

    def from_(self, file: str) -> str:
        """Where it stands, said in that file."""
        return f"line {self.node.line} of this file" if file == self.file else f"{self.file}:{self.node.line}"

    def problem(self, wrong: Fault) -> Problem:
        node = self.node.at(wrong.loc)
        return Problem(self.file, node.line, node.column, *sentence(wrong.kind, **wrong.facts))


def _places(
    path: Path, model: type[Model], entries_of: Callable[[Model], tuple[Entry, ...]], key: str
) -> Iterator[_Place[Entry]]:
    """The entries of a file, which stand under the key. Raises ContentError."""
    file = shown_path(path)
    root = yaml_reader.read(path, file)
    for index, entry in enumerate(entries_of(validate(model, root, file))):
        yield _Place(file, root.at((key, index)), entry)


def _laid(
    found: list[_Place[Entry]],
    packaged: Mapping[str, Entry],
    faults: Callable[[Entry], Iterable[Fault]],
    problems: list[Problem],
) -> Laid[Entry]:
    """Of the entries that were found those with nothing wrong with them, and what is wrong with the others."""
    places = defaultdict[str, list[_Place[Entry]]](list)
    for one in found:
        places[one.entry.id].append(one)
    entries, slips = dict[str, Entry](), list[Problem]()
    for id_ in places:
        one, *others = places[id_]
        wrong = [*_taken(one.entry, packaged.get(id_)), *faults(one.entry)]
        told = [one.problem(slip) for slip in wrong]
        told += [other.problem(fault(("id",), "own-twice", name=id_, place=one.from_(other.file))) for other in others]
        if not told:
            entries[id_] = one.entry
        slips += told
    return Laid(entries, frozenset(places.keys() - entries.keys()), (*problems, *first_of_each(slips)))


def _taken(entry: Entry, packaged: Entry | None) -> Iterator[Fault]:
    """What is wrong with an entry whose id stands in the package already."""
    if packaged is not None and _is_fixed(packaged):
        yield fault(("id",), "own-never", name=entry.id)
    elif packaged is not None and not entry.replaces:
        yield fault(("id",), "own-taken", name=entry.id)


def _is_fixed(packaged: Entry) -> bool:
    """Whether nothing may stand in its place: cards and lines for an emergency are not a matter of taste."""
    match packaged:
        case GuidanceText():
            return packaged.part == "card"
        case Contact():
            return not {"emergency", "crisis"}.isdisjoint(packaged.kinds)
    return False


def _yaml_files(folder: Path) -> list[Path]:
    """The YAML files directly in a folder, by name; none where it cannot be read. Hidden ones are those of editors."""
    try:
        names = sorted(os.listdir(folder))
    except (OSError, ValueError):
        return []
    return [folder / name for name in names if name.endswith(ENDINGS) and not name.startswith(".")]
