"""What a file costs has a limit for the file: whatever is in it, it is told in bounded time, memory and length."""

from __future__ import annotations

import os
import resource
from pathlib import Path

import pytest

from screening.engine.ranges.limits import MAX_STEPS
from screening.engine.ranges.walk import Walk
from screening.linter import lint
from screening.loading.library import Library, questions_folder
from screening.loading.refusals import MAX_PROBLEMS
from tests.costly import SHAPES
from tools.docs_errors import TODAY

MEMORY = 200_000_000  # bytes beyond what the process had
PROCESSOR = 10  # seconds, after which the system ends the process; benchmarks/lint.py shows what is needed
DEAR = {  # half a second and more
    "chain-of-items", "chosen-together", "counts-of-turns", "criteria", "empty-bands", "examples",
    "limits-of-a-number", "limits-of-a-scale", "line-breaks", "many-scales", "outcomes-by-the-hundred",
    "questions", "repeated-as-often-as-can-be", "scales-of-all", "six-hundred-all-after-the-first",
    "six-hundred-criteria-that-share-items", "six-hundred-each-after-one-far-before",
    "six-hundred-each-after-two-others", "six-hundred-subscales-in-turns-counted", "six-hundred-sums-of-sums",
    "tables-in-tables", "tangled-more", "tangled-most", "tangled-once", "unknown-codes", "unknown-in-examples",
    "unknown-items", "unknown-items-in-groups", "unknown-lists", "wide-highest", "wide-scales",
}  # fmt: skip
LONGEST = 500  # characters of a finding


def linted(text: str, folder: Path) -> str:
    """Lint the text in a process of its own with little time and memory: what is wrong with how that went, if anything.

    The libraries are loaded before, so that the limits are for the file alone.
    """
    path = folder / "costly.yaml"
    path.write_text(text, encoding="utf-8")
    library = Library(questions_folder())
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(tell, _within_limits(library, path).encode())
        os._exit(0)
    os.close(tell)
    with open(told, encoding="utf-8") as said:
        text = said.read()
    _, status = os.waitpid(child, 0)
    return text or f"ended by signal {os.WTERMSIG(status)}"


def _within_limits(library: Library, path: Path) -> str:
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR))
    before = _peak()
    try:
        findings = lint(library, str(path), TODAY).findings
    except BaseException as error:
        return type(error).__name__
    taken = _peak() - before
    if taken > MEMORY:
        return f"{taken // 1_000_000} MB"
    if len(findings) > 2 * (MAX_PROBLEMS + 1):
        return f"{len(findings)} findings"
    return next((finding.text for finding in findings if len(finding.text) > LONGEST), "well")


def _peak() -> int:
    """The most memory that this process has held, in bytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) * 1_024


@pytest.mark.parametrize("name", [pytest.param(one, marks=[pytest.mark.long] * (one in DEAR)) for one in SHAPES])
def test_a_file_of_any_shape_is_told_within_its_limits(name: str, tmp_path: Path) -> None:
    assert linted(SHAPES[name](), tmp_path) == "well"


def test_the_scales_of_a_file_share_the_steps_that_it_may_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []
    run = Walk.run

    def counted(walk: Walk) -> None:
        try:
            run(walk)
        finally:
            taken.append(walk.steps)

    monkeypatch.setattr(Walk, "run", counted)
    path = tmp_path / "costly.yaml"
    path.write_text(SHAPES["tangled-once"](), encoding="utf-8")
    lint(Library(questions_folder()), str(path), TODAY)
    assert MAX_STEPS // 2 < sum(taken) < 1.1 * MAX_STEPS
