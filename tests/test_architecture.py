"""The floors of ARCHITECTURE.md, and the purity of the lower ones, held against the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "screening"
ROW = re.compile(r"^\| (\d) \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)
PURE = 3  # the highest floor without any I/O
IMPURE_MODULES = {
    "os", "sys", "io", "pathlib", "time", "datetime", "random", "secrets", "socket", "subprocess", "rich", "typer",
    "questionary", "prompt_toolkit", "yaml",
}  # fmt: skip
IMPURE_CALLS = {"open", "print", "input"}


def floors() -> dict[str, int]:
    """Each module's floor, as the table says."""
    rows = ROW.findall((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"))
    return {name: int(floor) for floor, names in rows for name in re.findall(r"`(\w+)`", names)}


def order() -> list[str]:
    """The modules from the lowest to the highest: a module imports only what stands before it."""
    rows = ROW.findall((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"))
    return [name for _, names in sorted(rows) for name in re.findall(r"`(\w+)`", names)]


def sources() -> dict[str, list[Path]]:
    """The files of each module; a folder is one module."""
    found: dict[str, list[Path]] = {}
    for path in PACKAGE.rglob("*.py"):
        name = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if name != "__init__":
            found.setdefault(name, []).append(path)
    return found


def imported(path: Path) -> Iterator[str]:
    """The modules of this package that a file imports; `.x` inside a folder is the folder itself."""
    inside = path.parent != PACKAGE
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == (2 if inside else 1):
            yield from [node.module.split(".")[0]] if node.module else [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "screening":
            yield from [node.module.split(".")[1]] if "." in node.module else [name.name for name in node.names]
        elif isinstance(node, ast.Import):
            yield from (name.name.split(".")[1] for name in node.names if name.name.startswith("screening."))


def test_every_module_stands_on_a_floor() -> None:
    assert sorted(order()) == sorted(sources())


@pytest.mark.parametrize("name", sorted(sources()))
def test_a_module_imports_only_what_stands_below_it(name: str) -> None:
    below = order()[: order().index(name)]
    known = set(order())
    wrong = {one for path in sources()[name] for one in imported(path) if one in known and one not in below}
    assert wrong == set()


@pytest.mark.parametrize("name", [name for name, floor in floors().items() if floor <= PURE])
def test_the_lower_floors_touch_no_file_no_clock_and_no_terminal(name: str) -> None:
    found = []
    for path in sources()[name]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found += [one.name for one in node.names if one.name.split(".")[0] in IMPURE_MODULES]
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                wrong = node.module.split(".")[0] in IMPURE_MODULES
                found += [f"{node.module}.{one.name}" for one in node.names if wrong]
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in IMPURE_CALLS:
                found.append(node.func.id)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                found += [node.func.attr for _ in [0] if node.func.attr in ("now", "today")]
    assert set(found) <= ALLOWED.get(name, set())


# A contact's age is counted in days from two dates that are handed in: `date` is a value here, not a clock. The same
# holds for the times of a record. A table is written to a StringIO, which is memory and no file.
ALLOWED = {
    "report": {"datetime.date"},
    "content": {"datetime.date"},
    "casefile": {"datetime.UTC", "datetime.datetime", "datetime.timedelta", "datetime.timezone"},
    "tables": {"io.StringIO"},
}


def test_nothing_imports_the_network() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for paths in sources().values() for path in paths)
    assert not re.search(r"^\s*(import|from) (socket|http|urllib|ssl|requests|httpx)\b", text, re.MULTILINE)
