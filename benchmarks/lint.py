"""How fast the linter is, and how its time grows with the questionnaire.

    python -m benchmarks.lint

In a chain each question is asked only where the one before was not answered "never". A bare start is
`python -c pass`, run in turn with the linter. Figures are medians.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks.speed import ENTRY, RUNS, ratio
from screening.linter import lint
from screening.loading.library import Library, questions_folder
from tests.costly import SHAPES

HEADING = """\
questionnaire: chain
version: 1.0
title: A chain
language: en
recall: the past week
audience: adults
source: {citation: Invented, licence: CC0-1.0}
answer-lists:
  often:
    - {code: never, score: 0, text: Never}
    - {code: some, score: 1, text: Sometimes}
    - {code: often, score: 2, text: Often}
items:
"""
LENGTHS = (50, 100, 200)


def main() -> None:
    """Measure and print."""
    print(f"Python {sys.version.split()[0]}, medians of {RUNS}\n")
    with tempfile.TemporaryDirectory() as folder:
        chains = {count: Path(folder) / f"chain-{count}.yaml" for count in LENGTHS}
        for count, path in chains.items():
            path.write_text(chain(count), encoding="utf-8")
        beside_a_bare_start({"signs": "signs", "chain of 50": str(chains[50])})
        growth(chains)
        costly(Path(folder))


def chain(count: int) -> str:
    """A questionnaire of so many questions, each hanging on the one before, and their sum."""
    names = [f"q{number}" for number in range(count)]
    conditions = ["", *(f", only-if: {{item: {name}, is-not: never}}" for name in names)]
    asked = zip(names, conditions, strict=False)
    items = "".join(f"  - {{id: {name}, ask: How often was it?, options: often{test}}}\n" for name, test in asked)
    return f"{HEADING}{items}scales:\n  - {{id: total, title: Total, sum-of: [{', '.join(names)}]}}\n"


def beside_a_bare_start(named: dict[str, str]) -> None:
    """`screening lint` as a whole."""
    for name, questionnaire in named.items():
        command = [sys.executable, "-c", ENTRY, "lint", questionnaire]
        print(f"{'lint ' + name:28} {ratio(command, [sys.executable, '-c', 'pass']):6.1f} times `python -c pass`")


def growth(chains: dict[int, Path]) -> None:
    """Loading and linting alone, without the start of the program: linear at best."""
    took = {count: statistics.median(linted(path) for _ in range(RUNS)) for count, path in chains.items()}
    base = took[LENGTHS[0]]
    rows = ", ".join(f"{count} questions {taken / base:.1f} times" for count, taken in took.items())
    print(f"{'a longer chain':28} {rows} ({base * 1000:.0f} ms)")


def costly(folder: Path) -> None:
    """Score card 30: files made to be dear, each once in a process of its own; those that took longest."""
    bare, _ = used("pass")
    took = {}
    for name, make in SHAPES.items():
        path = folder / f"{name}.yaml"
        path.write_text(make(), encoding="utf-8")
        took[name] = used(ENTRY, "lint", str(path))
    longest = sorted(took, key=lambda name: took[name], reverse=True)
    rows = ", ".join(f"{name} {took[name][0] - bare:.1f} s" for name in longest[:5])
    most = max(memory for _, memory in took.values())
    print(f"\n{len(took)} costly files above a bare start, processor time: {rows}; at most {most // 1_000} MB")


def used(code: str, *arguments: str) -> tuple[float, int]:
    """Seconds of the processor and kilobytes of memory that a process took."""
    child = subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.DEVNULL)
    _, _, usage = os.wait4(child.pid, 0)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def linted(path: Path) -> float:
    """Seconds to load and lint a questionnaire with a library that was not used before."""
    library = Library(questions_folder())
    begun = time.perf_counter()
    lint(library, str(path), date.today().isoformat())
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
