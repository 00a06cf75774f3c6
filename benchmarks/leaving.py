"""How fast it leaves and refuses, as ratios within one run.

    python benchmarks/leaving.py

Q-13: `x` at a question, beside a bare interpreter that ends when a line is typed. Score card 34: a store under a wrong
passphrase and one that is no store, beside working out one key. Score card 30: files made to be slow, beside a start.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pexpect

from screening.errors import ScreeningError
from screening.records.encrypted_file import EncryptedStore
from screening.records.page_keys import SALT, Key
from tools.docs_errors import BESIDE, MADE

RUNS = 9
ENTRY = "from screening.__main__ import main; main()"
BARE = "input('ready?: ')"
LINT = (
    "import sys; from pathlib import Path; from screening.linter import lint; from screening.loading.library import "
    "Library; lint(Library(Path(sys.argv[1])), sys.argv[2], '2026-11-22')"
)
BOMBS = ("huge", "brackets", "braces", "dashes", "many-values", "long-text")


def main() -> None:
    """Measure and print."""
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors, medians of {RUNS}\n")
    leaving()
    refusing()
    bombs()


def median(measure: Callable[[], float]) -> float:
    """The median of some runs, in seconds."""
    return statistics.median(measure() for _ in range(RUNS))


def timed(work: Callable[[], object]) -> float:
    """How long one piece of work takes, in seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def leaving() -> None:
    """Q-13."""
    bare = median(lambda: ended_after("-c", BARE, lines=["", "x"], prompts=["ready"]))
    left = median(lambda: ended_after("-c", ENTRY, "check", "--plain", lines=["", "x"], prompts=["leaves", "Question"]))
    print(f"x at a question to the end: {left * 1000:.0f} ms, {left / bare:.1f} times a bare interpreter\n")


def ended_after(*arguments: str, lines: list[str], prompts: list[str]) -> float:
    """Seconds from the last line typed to the end of the process; each line is typed once its prompt is there."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "HOME": home, "TERM": "xterm", "LANG": "C.UTF-8"}
        child = pexpect.spawn(sys.executable, list(arguments), env=environment, timeout=20)  # type: ignore[arg-type]
        for prompt, line in zip(prompts, lines[-len(prompts) :], strict=True):
            child.expect(prompt)
            began = time.perf_counter()
            child.sendline(line)
        child.expect(pexpect.EOF)
        return time.perf_counter() - began


def refusing() -> None:
    """Score card 34."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "own", "a.store")
        EncryptedStore.create(path, "a passphrase for measuring", ("create table kept (number integer)",)).close()
        key = median(lambda: timed(lambda: Key.of("another passphrase", b"s" * SALT)))
        wrong = median(lambda: timed(lambda: refused(path)))
        path.write_bytes(b"x" * 4097)
        none = median(lambda: timed(lambda: refused(path)))
    print(f"a wrong passphrase {wrong / key:.2f} times one key, what is no store {none / key:.4f} times\n")


def refused(path: Path) -> None:
    """Try to open the store."""
    with suppress(ScreeningError):
        EncryptedStore.open(path, "another passphrase", ("create table kept (number integer)",))


def bombs() -> None:
    """Score card 30."""
    with tempfile.TemporaryDirectory() as folder:
        sound = median(lambda: timed(lambda: linted(BESIDE / "evening.yaml")))
        for name in BOMBS:
            path = MADE[name][2](Path(folder))
            took = median(lambda path=path: timed(lambda: linted(path)))  # type: ignore[misc]
            print(f"{name}: {took / sound:.2f} times a small sound file")


def linted(path: Path) -> None:
    """Lint the file in a process of its own."""
    subprocess.run([sys.executable, "-c", LINT, str(BESIDE), str(path)], check=True)


if __name__ == "__main__":
    main()
