"""Writes the files that are made from content or code: run it after changing what a person reads.

`python tests/generate.py` writes; tests hold each file to what it is made from.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from screening.library import Library, questions_folder
from screening.opening import as_file, first_texts

ROOT = Path(__file__).parent.parent
FIRST = ROOT / "screening" / "first.txt"


def first_file(help_text: str) -> str:
    """What `screening/first.txt` must hold."""
    library = Library(questions_folder())
    return as_file({**first_texts(library, library.interface()), "help": help_text})


def typer_help() -> str:
    """What typer prints for `--help` at 80 columns, from this code."""
    code = "import sys; from screening.cli import run; run(['--help'])"
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment, cwd=ROOT
    )
    return done.stdout.rstrip("\n")


def main() -> None:
    """Write every generated file."""
    FIRST.write_text(first_file(""), encoding="utf-8")
    FIRST.write_text(first_file(typer_help()), encoding="utf-8")


if __name__ == "__main__":
    main()
