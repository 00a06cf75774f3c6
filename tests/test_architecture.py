"""Imports between folders go one way, no module imports in a circle, and the lower folders are pure."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import screening

PACKAGE = Path(screening.__file__).parent
ROOT = Path(__file__).parent.parent
# A folder, or a module beside the folders, imports only what stands before it.
ORDER = (
    "errors", "text", "first_screen", "model", "engine", "loading", "system", "linter", "proof", "records", "reports",
    "formats", "interchange", "bulk", "conversation", "app", "counselor", "api", "cli", "__main__",
)  # fmt: skip
# A format of other people knows what they all share, and no format knows another.
SHARED_BY = {"flat": (), "fhir": (), "redcap": ("flat",), "xlsform": ("flat",)}
# Folders and modules without files, clock and terminal, but for modules that open workbooks or need a Spark session.
PURE = ("errors", "text", "model", "engine", "reports", "interchange", "bulk")
NOT_PURE = {"interchange.xlsform.sheets", "interchange.xlsform.workbook_process", "bulk.spark"}
IMPURE_MODULES = {
    "os", "sys", "io", "pathlib", "time", "datetime", "random", "secrets", "socket", "subprocess", "rich", "typer",
    "questionary", "prompt_toolkit", "yaml",
}  # fmt: skip
IMPURE_CALLS = {"open", "print", "input", "now", "today"}
# A contact's age is counted in days between two dates that are handed in, and a question may ask for a date or a time:
# these are values here, not a clock. So is a `Random` with a seed. CSV and YAML are written as texts in memory.
ALLOWED = {
    *((folder, "datetime.date") for folder in ("model", "engine", "bulk", "reports")),
    ("engine", "datetime.time"),
    ("bulk", "random.Random"),
    *(("interchange", name) for name in ("io", "yaml")),
}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def name_of(path: Path) -> str:
    """The module's name without `screening.`: `engine.scoring`."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


@cache
def imported(path: Path) -> tuple[str, ...]:
    """What the module imports, by whole names such as `screening.engine.scoring.score`."""
    return tuple(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where a name comes from"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@cache
def all_names() -> frozenset[str]:
    """The name of each module."""
    return frozenset(map(name_of, MODULES))


def ours(path: Path) -> set[str]:
    """The modules of this package that the module imports."""
    known = all_names()
    names = [name.removeprefix("screening.") for name in imported(path) if name.startswith("screening.")]
    return {name if name in known else name.rpartition(".")[0] for name in names} & known


def test_every_folder_stands_in_the_order() -> None:
    assert {name_of(path).split(".")[0] for path in MODULES} == set(ORDER)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_between_folders_go_one_way(path: Path) -> None:
    here = name_of(path).split(".")[0]
    assert {one for one in ours(path) if ORDER.index(one.split(".")[0]) > ORDER.index(here)} == set()


@pytest.mark.parametrize("path", sorted((PACKAGE / "interchange").rglob("*.py")), ids=name_of)
def test_no_format_of_other_people_knows_another(path: Path) -> None:
    def folder(name: str) -> str:
        return name.split(".")[1] if name.count(".") == 2 else ""

    here = folder(name_of(path))
    folders = {folder(one) for one in ours(path) if one.startswith("interchange.")}
    assert folders <= {"", here, *SHARED_BY.get(here, ())}


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {name_of(path): ours(path) - {name_of(path)} for path in MODULES}
    assert list(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize(
    "path",
    [one for one in MODULES if name_of(one).split(".")[0] in PURE and name_of(one) not in NOT_PURE],
    ids=name_of,
)
def test_the_pure_folders_touch_no_file_no_clock_and_no_terminal(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    called = {func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "") for func in calls}
    used = {name for name in imported(path) if name.split(".")[0] in IMPURE_MODULES}
    folder = name_of(path).split(".")[0]
    assert {name for name in used if (folder, name) not in ALLOWED} | (called & IMPURE_CALLS) == set()


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_both_pages_name_the_pure_folders(page: str) -> None:
    words = " ".join((ROOT / page).read_text(encoding="utf-8").split())
    (listed,) = re.findall(r"The pure folders are ([^:]+): no files, no clock, no terminal\.", words)
    assert re.findall(r"`(\w+)`", listed) == [one for one in PURE if (PACKAGE / one).is_dir()]


def used_by(*names: str) -> set[str]:
    """The modules of `interchange` that these use, by way of others too, without `interchange.`."""
    graph, seen, waiting = {name_of(path): ours(path) for path in MODULES}, set[str](), [*names]
    while waiting:
        if (name := waiting.pop()) not in seen and name.startswith("interchange."):
            seen.add(name)
            waiting += graph[name]
    return {name.removeprefix("interchange.").replace(".", "/") for name in seen}


def test_the_page_names_each_module_that_only_the_way_out_uses() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    (listed,) = re.findall(r"^\| out only \| (.+) \|$", text, re.MULTILINE)
    readers = [f"interchange.{one}" for one in ("fhir.read", "fhir.wording", "redcap.read", "xlsform.read")]
    writers = [f"interchange.{one}.write" for one in ("fhir", "redcap", "xlsform")]
    way_out = used_by(*writers, "interchange.fhir.observation") - used_by(*readers)
    named = {one for one in way_out if one.endswith(("_out", "/write"))}
    assert way_out - named == {*re.findall(r"`([\w/]+)`", listed)} - {"_out", "write"}
    assert not {one for one in used_by(*readers) if one.endswith("_out")}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_imports_the_network(path: Path) -> None:
    network = {"socket", "http", "urllib", "ssl", "requests", "httpx", "xml"}  # xml.sax.saxutils loads urllib and http
    assert {name for name in imported(path) if name.split(".")[0] in network} == set()


def test_no_private_name_is_used_in_another_module() -> None:
    found = [
        f"{name_of(path)}: {name}"
        for path in MODULES
        for name in imported(path)
        if name.startswith("screening.") and re.match(r"_[^_]", name.rpartition(".")[2])
    ]
    assert found == []
