"""Documents as tests: what they show is run, and what is generated is compared."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from screening.loading.library import Library, questions_folder
from tests.conftest import shipped
from tools import generate

ROOT = Path(__file__).parent.parent
ENVIRONMENT = {**os.environ, "LANG": "C.UTF-8", "TERM": "dumb", "PYTHONDONTWRITEBYTECODE": "1"}
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def sessions(path: Path) -> list[tuple[str, str]]:
    """Each command of the `console` blocks, with what it prints."""
    blocks = re.findall(r"^```console\n(.*?)^```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    parts = [part for block in blocks for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return [(command, shown) for command, _, shown in (part.partition("\n") for part in parts)]


SESSIONS = [(path, *session) for path in DOCUMENTS for session in sessions(path)]


def matches(shown: str, printed: str) -> bool:
    """Whether the text shown is what was printed; a line `...` stands for any lines."""
    pieces = [re.escape(piece) for piece in re.split(r"^\.\.\.\n", shown, flags=re.MULTILINE)]
    return re.fullmatch("(?s:.*?)".join(pieces), printed) is not None


@pytest.mark.parametrize(("path", "command", "shown"), SESSIONS, ids=[f"{p.name}: {c}" for p, c, _ in SESSIONS])
def test_a_console_session_shows_what_the_program_prints(path: Path, command: str, shown: str) -> None:
    words = shlex.split(command)
    assert words[0] == "screening", f"{path.name} shows a command that is not ours"
    done = subprocess.run(
        [sys.executable, "-m", *words], capture_output=True, text=True, env=ENVIRONMENT, cwd=ROOT, check=False
    )
    assert matches(shown, done.stdout + done.stderr), done.stdout + done.stderr


def test_the_readme_shows_at_least_one_session() -> None:
    assert sessions(ROOT / "README.md")


def test_the_python_of_the_readme_runs() -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(blocks)],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert shipped("signs").questions[0].ask in done.stdout


def test_the_generated_parts_of_the_readme_are_current() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert generate.readme(text) == text


def test_the_tables_of_what_is_taken_from_other_formats_are_current() -> None:
    held = generate.INTERCHANGE.read_text(encoding="utf-8")
    assert generate.interchange(held) == held


def test_the_table_of_published_instruments_is_current() -> None:
    text = generate.INSTRUMENTS.read_text(encoding="utf-8")
    assert generate.published(text) == text
    assert text.count("\n| `") == len(Library(questions_folder()).published)


def test_the_first_screen_file_says_what_the_content_says() -> None:
    held = generate.FIRST.read_text(encoding="utf-8")
    assert held == generate.first_file(generate.typer_help())


@pytest.mark.parametrize("name", generate.PICTURES)
def test_each_picture_is_current_and_refers_to_nothing_outside(name: str) -> None:
    held = generate.picture_file(name).read_text(encoding="utf-8")
    assert held == generate.picture(name)
    assert set(re.findall(r"=\"(https?://[^\"]*)\"|url\((?!#)([^)]*)\)", held)) == {("http://www.w3.org/2000/svg", "")}
    assert "href" not in held


def test_every_link_to_a_file_leads_somewhere() -> None:
    missing = []
    for path in [
        ROOT / "README.md",
        ROOT / "ARCHITECTURE.md",
        ROOT / "CONTRIBUTING.md",
        *(ROOT / "docs").rglob("*.md"),
    ]:
        for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
            if "://" not in target and not (path.parent / target).exists():
                missing.append(f"{path.name}: {target}")
    assert missing == []


def test_the_intended_use_stands_in_the_same_words_everywhere() -> None:
    words = Library(questions_folder()).interface().say("intended-use")
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert words in readme
    assert words in generate.FIRST.read_text(encoding="utf-8")
