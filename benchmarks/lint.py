"""How fast the linter is, and how its time grows with the questionnaire.

    python -m benchmarks.lint

In a chain each question is asked only where the one before was not answered "never". A bare start is
`python -c pass`, run in turn with the linter. Figures are medians, and grow with the number of questions in each shape.
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
from tests.costly import GROWING, HEAD, SHAPES

LENGTHS = (75, 150, 300, 600)
CHAIN = GROWING["each-after-the-last"]


def main() -> None:
    """Measure and print."""
    print(f"Python {sys.version.split()[0]}, medians of {RUNS}\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        beside_a_bare_start({"signs": "signs", "chain of 50": str(written(folder, "chain", CHAIN(50)))})
        growth(folder)
        costly(folder)


def written(folder: Path, name: str, text: str) -> Path:
    """The path of a questionnaire file with this text."""
    path = folder / f"{name}.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def beside_a_bare_start(named: dict[str, str]) -> None:
    """`screening lint` as a whole."""
    for name, questionnaire in named.items():
        command = [sys.executable, "-c", ENTRY, "lint", questionnaire]
        print(f"{'lint ' + name:28} {ratio(command, [sys.executable, '-c', 'pass']):6.1f} times `python -c pass`")


def growth(folder: Path) -> None:
    """Loading and linting alone, without the start of the program: how many times as long as the shortest."""
    print(f"\n{'as many questions':28} " + " ".join(f"{count:>7}" for count in LENGTHS))
    for name, make in GROWING.items():
        paths = [written(folder, f"{name}-{count}", make(count)) for count in LENGTHS]
        took = [statistics.median(linted(path) for _ in range(RUNS)) for path in paths]
        print(f"{name:28} " + " ".join(f"{taken / took[0]:7.1f}" for taken in took) + f"  ({took[-1] * 1000:.0f} ms)")


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
