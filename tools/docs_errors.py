"""The gallery of error messages: every wrong file with what it gets. `python -m tools.docs_errors` writes the page.

The wrong files stand in tests/wrong, one fault each, with the findings they must give as comments at the top. Those
directly in the folder are questionnaires; a folder in it is named after the shared file that its files stand in for.
What would be too large, or is no ordinary file, is made here when it is needed.
"""

from __future__ import annotations

import os
import re
import shutil
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from screening.linter import Finding, lint, lint_own, lint_shared
from screening.loading.library import Library
from screening.loading.messages import SENTENCES
from screening.loading.yaml_mistakes import FROM_READER
from tests.costly import SHAPES

TODAY = "2026-11-22"
WRONG = Path(__file__).parent.parent / "tests" / "wrong"
BESIDE = WRONG / "beside"  # a small sound library, around which the wrong files are put
PAGE = Path(__file__).parent.parent / "docs" / "errors.md"

# Where a wrong file of a folder stands in the library.
PLACES = {
    "guidance": "guidance/wrong.yaml",
    "contacts": "contacts/CA.yaml",
    "interface": "interface/en.yaml",
    "translation": "evening.fr.yaml",
    "topics": "topics.yaml",
    "sources": "sources.yaml",
    "regions": "regions.yaml",
    "wording": "wording.yaml",
}
# Where one stands in a folder of one's own, which is laid over the library.
OWN_PLACES = {
    "own-guidance": "guidance/wrong.yaml",
    "own-contacts": "contacts/wrong.yaml",
    "own-questionnaire": "{name}",
    "own-folder": ".",
    "own-unused": "regions.yaml",
    "own-file-name": "Night check.yaml",
}
_EXPECTED = re.compile(r"# (error|warning) (\d+):(\d+): (.*)")


@dataclass(frozen=True)
class Wrong:
    """A wrong file: its folder in tests/wrong (empty for a questionnaire), its name, and where it stands."""

    folder: str
    path: Path

    @property
    def name(self) -> str:
        return f"{self.folder}/{self.path.stem}" if self.folder else self.path.stem

    @property
    def text(self) -> str:
        return self.path.read_bytes().decode("utf-8", errors="replace")

    def stated(self) -> tuple[Finding, ...]:
        """What the comments at the top say that it gets: a test compares it with what it does get."""
        found = (_EXPECTED.match(line) for line in self.text.split("\n"))
        return tuple(
            Finding("error" if one[1] == "error" else "warning", self.path.name, int(one[2]), int(one[3]), "", one[4])
            for one in found
            if one
        )

    def expected(self) -> list[str]:
        """The same as the comments have it, such as `error 12:46: words`."""
        return [f"{one.severity} {one.line}:{one.column}: {one.text}" for one in self.stated()]

    def findings(self, folder: Path) -> tuple[Finding, ...]:
        """What the linter says to it, in a copy of the small library under `folder`."""
        library = Library(shutil.copytree(BESIDE, folder / "questions"), (folder / "own",))
        if self.folder in OWN_PLACES:
            return self._findings_in_own(library, folder / "own")
        place = library.folder / PLACES.get(self.folder, self.path.name)
        place.write_bytes(self.path.read_bytes())
        if self.folder == "translation":
            return lint(library, "evening", TODAY).findings
        return (lint_shared(library, TODAY) if self.folder else lint(library, str(place), TODAY)).findings

    def _findings_in_own(self, library: Library, own: Path) -> tuple[Finding, ...]:
        place = own / OWN_PLACES[self.folder].format(name=self.path.name)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(self.path.read_bytes())
        is_questionnaire = self.folder == "own-questionnaire"
        return (lint(library, place.stem, TODAY) if is_questionnaire else lint_own(library, TODAY)).findings


def wrong_files() -> list[Wrong]:
    """Every wrong file, questionnaires first."""
    folders = ["", *PLACES, *OWN_PLACES]
    return [Wrong(folder, path) for folder in folders for path in sorted((WRONG / folder).glob("*.yaml"))]


# Files that are made when they are needed. Each maker gets a folder and gives the path.


def _written(folder: Path, text: str) -> Path:
    path = folder / "made.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _fifo(folder: Path) -> Path:
    os.mkfifo(folder / "made.yaml")
    return folder / "made.yaml"


def _sparse(folder: Path) -> Path:
    """300 MB that take no room on the disk."""
    with open(folder / "made.yaml", "wb") as file:
        file.truncate(300_000_000)
    return folder / "made.yaml"


MADE: dict[str, tuple[str, str, Callable[[Path], Path]]] = {
    "missing": ("a file that is not there", "cannot-read", lambda folder: folder / "made.yaml"),
    "name-with-nul": ("a name with a character that no file has", "cannot-read", lambda _: Path("a/\0.yaml")),
    "folder": ("a folder", "not-a-file", lambda folder: folder),
    "fifo": ("a pipe that nobody writes to", "not-a-file", _fifo),
    "dev-zero": ("/dev/zero, which never ends", "not-a-file", lambda _: Path("/dev/zero")),
    "huge": ("a file of 300 MB", "too-large", _sparse),
    "brackets": ("100,000 opening brackets", "too-deep", lambda folder: _written(folder, "title: " + "[" * 100_000)),
    "braces": ("100,000 opening braces", "too-deep", lambda folder: _written(folder, "{a: " * 100_000)),
    "dashes": ("100,000 dashes on one line", "too-deep", lambda folder: _written(folder, "- " * 100_000)),
    "many-values": (
        "twenty lists of 2,000 values",
        "too-many",
        lambda folder: _written(folder, "title:\n" + f"- [{'a, ' * 1_999}a]\n" * 20),
    ),
    "many-entries": (
        "a list of 200,000 values",
        "too-many-entries",
        lambda folder: _written(folder, "title:\n" + "- a\n" * 200_000),
    ),
    "many-problems": (
        "a file with 60 unknown keys",
        "more-problems",
        lambda folder: _written(folder, "".join(f"key-{number}: a\n" for number in range(60))),
    ),
    "long-lists": (
        "200 questions that all use a list of 200 options",
        "lists-too-large",
        lambda folder: _written(folder, SHAPES["shared-options"]()),
    ),
    "shared-criteria": (
        "100 counts that all name the same 100 criteria",
        "criteria-too-large",
        lambda folder: _written(folder, SHAPES["shared-criteria"]()),
    ),
    "many-copies": (
        "50 questions that are repeated for 40 codes",
        "repeat-too-large",
        lambda folder: _written(folder, SHAPES["repeated-too-often"]()),
    ),
    "chain-of-scales": (
        "51 scales, each of which reads the one above it",
        "scale-chain",
        lambda folder: _written(folder, SHAPES["chain-of-scales"]()),
    ),
    "scales-in-scales": (
        "49 scales, each of which stands only where the one above it has four scores",
        "too-many-tests",
        lambda folder: _written(folder, SHAPES["gated-scales"]()),
    ),
    "many-examples": (
        "300 questions in 20 scales, with 1,900 examples",
        "examples-too-many",
        lambda folder: _written(folder, SHAPES["examples"]()),
    ),
    "long-text": (
        "a text of 900,000 letters",
        "too-long",
        lambda folder: _written(folder, f"title: {'a' * 900_000}\n"),
    ),
}


@cache
def of_made(name: str) -> tuple[Finding, ...]:
    """What the linter says to such a file."""
    with TemporaryDirectory() as folder:
        path = MADE[name][2](Path(folder))
        return lint(Library(BESIDE), f"{path}/." if path.is_dir() else str(path), TODAY).findings


# The page.


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        kind: re.compile(_pattern(f"{what} {mend}".rstrip()), re.DOTALL) for kind, (what, mend) in SENTENCES.items()
    }


def _pattern(template: str) -> str:
    parts = string.Formatter().parse(template)
    return "".join(re.escape(text) + (".*" if name is not None else "") for text, name, _, _ in parts)


def kinds_of(text: str) -> list[str]:
    """The kinds of sentence that the text of a finding can be; one, unless two sentences are too much alike."""
    return [kind for kind, pattern in _patterns().items() if pattern.fullmatch(text)]


HEADINGS = {
    "cannot-read": "The file",
    "yaml-line": "YAML and its traps",
    "unknown-key": "Keys and values",
    "unknown-list": "Names that lead nowhere",
    "no-questions": "Items",
    "condition-shape": "Conditions",
    "scale-kind": "Scales, bands and cut-offs",
    "never-asked": "What can never happen",
    "band-without-example": "Examples",
    "long-question": "Questions",
    "words-missing": "The person's own words",
    "avoid": "Words and reading",
    "translation-name": "Translations",
    "own-folder": "Content of your own",
    "contact-old": "Contacts and sources",
}

OPENING = """\
# All messages, with an example of each

This page is made from the files in `tests/wrong` by `python -m tools.docs_errors`. A test keeps it up to date.

A message names the file, the line and the column, says what is wrong, and then how to fix it. A run reports all
errors of form: in keys, in values, and answer lists that are missing. Once there are none, the next run reports all
references that lead nowhere, such as the name of a question that does not exist. You must fix an **error**:
`screening lint` then ends with exit code 6. A **warning** is for you to judge: with warnings alone the exit code is 0.
At most 50 of each are shown for a file, and then that there are more.

Most problems before "What can never happen" also keep the program from loading the file. Only `screening lint` reports
those after it. Most files here are the same small questionnaire with one fault; the lines shown are those that the
message points at.
"""


def page() -> str:
    """The whole page."""
    return "\n".join(_page())


def _page() -> Iterator[str]:
    yield OPENING
    order = list(SENTENCES)
    headings = [(order.index(kind), heading) for kind, heading in HEADINGS.items()]
    entries = sorted(_entries(), key=lambda entry: (order.index(entry[0]), entry[1]))
    shown = ""
    for kind, name, lines in entries:
        heading = next(heading for place, heading in reversed(headings) if place <= order.index(kind))
        if heading != shown:
            yield f"## {heading}\n"
            shown = heading
        yield f"### {name.replace('/', ': ').replace('-', ' ')}\n"
        yield from lines


def _entries() -> Iterator[tuple[str, str, list[str]]]:
    for wrong in wrong_files():
        findings = wrong.stated()
        yield kinds_of(findings[0].text)[0], wrong.name, [*_shown(wrong.text, findings), *map(_said, findings)]
    for name, (words, kind, _) in MADE.items():
        yield kind, name, [f"For {words}:\n", _said(of_made(name)[-1])]


def _shown(text: str, findings: tuple[Finding, ...]) -> Iterator[str]:
    """The lines that the findings point at, with hidden characters made visible."""
    lines = text.split("\n")
    wanted = sorted({finding.line for finding in findings if finding.line})
    if wanted:
        yield "```yaml"
        yield from (_visible(lines[line - 1]) for line in wanted)
        yield "```\n"


def _visible(line: str) -> str:
    found = "".join(one if one.isprintable() else f"<U+{ord(one):04X}>" for one in line)
    return found if len(found) <= 110 else f"{found[:109]}…"


def _said(finding: Finding) -> str:
    exact = kinds_of(finding.text)[0] not in FROM_READER  # versions of YAML's reader differ in columns
    column = f", column {finding.column}" if exact else ""
    place = f"line {finding.line}{column}: " if finding.line else ""
    return f"- {place}{finding.severity}: {finding.text}\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
