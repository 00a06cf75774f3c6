"""Each wrong file gets exactly the words written at its top, and the gallery shows them all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from screening.errors import ContentError
from screening.loading import yaml_reader
from screening.loading.messages import SENTENCES
from screening.loading.refusals import MAX_PROBLEMS
from screening.loading.yaml_mistakes import FROM_READER
from tools.docs_errors import BESIDE, MADE, PAGE, TODAY, WRONG, Wrong, kinds_of, of_made, page, wrong_files


@pytest.mark.parametrize("wrong", wrong_files(), ids=lambda wrong: wrong.name)
def test_a_wrong_file_gets_exactly_what_its_top_says(wrong: Wrong, tmp_path: Path) -> None:
    findings = [comparable(f"{one.severity} {one.line}:{one.column}: {one.text}") for one in wrong.findings(tmp_path)]
    assert findings == list(map(comparable, wrong.expected()))
    assert findings  # a file that gets nothing is not wrong


def comparable(finding: str) -> str:
    """The finding without its column where that is told by YAML's own reader, whose versions differ in columns."""
    place, _, text = finding.partition(": ")
    return f"{place.rpartition(':')[0]}: {text}" if kinds_of(text)[0] in FROM_READER else finding


@pytest.mark.parametrize("name", MADE)
def test_a_bomb_or_a_strange_file_is_refused_in_one_sentence(name: str) -> None:
    kind, findings = MADE[name][1], of_made(name)
    assert (findings[-1].severity, kinds_of(findings[-1].text)) == ("error", [kind])
    assert len(findings) == (MAX_PROBLEMS + 1 if kind == "more-problems" else 1)


@pytest.mark.parametrize(
    "name", ["fifo", "dev-zero", "huge", "brackets", "braces", "dashes", "many-values", "many-entries", "long-text"]
)
def test_a_bomb_takes_little_memory(name: str, tmp_path: Path) -> None:
    assert _megabytes_of_linting(MADE[name][2](tmp_path)) < 100


def _megabytes_of_linting(path: Path) -> float:
    """The most memory that a process which lints the file held (VmHWM: since it began). Time: benchmarks/leaving.py."""
    code = (
        "import sys; from pathlib import Path; from screening.loading.library import Library;"
        "from screening.linter import lint;"
        "path = sys.argv[2] + '/.' * Path(sys.argv[2]).is_dir();"
        f"assert lint(Library(Path(sys.argv[1])), path, '{TODAY}').has_errors;"
        "status = open('/proc/self/status').read();"
        "print(status.split('VmHWM:')[1].split()[0])"
    )
    root = Path(__file__).parent.parent.parent
    command = [sys.executable, "-c", code, str(BESIDE), str(path)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True, timeout=60)
    return float(done.stdout) / 1024


def test_every_sentence_is_shown_by_a_wrong_file_and_no_two_are_alike() -> None:
    shown = {kind for _, kind, _ in MADE.values()}
    for wrong in wrong_files():
        for line in wrong.expected():
            kinds = kinds_of(line.split(": ", 1)[1])
            assert len(kinds) == 1, (wrong.name, line, kinds)
            shown.update(kinds)
    assert sorted(SENTENCES.keys() - shown) == []


def test_every_sentence_ends_what_it_says() -> None:
    for kind, (what, mend) in SENTENCES.items():
        assert what.endswith((".", "{because}")), kind
        assert mend.endswith((".", "?", "}")), kind


def test_the_page_of_errors_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tools.docs_errors"


@pytest.mark.parametrize("name", ["several-at-once", "several-names-at-once"])
def test_several_faults_are_all_reported_in_one_run_with_line_and_column(name: str) -> None:
    places = [line.split(": ")[0] for line in Wrong("", WRONG / f"{name}.yaml").expected()]
    assert len(places) >= 3
    assert places == sorted(places, key=lambda place: int(place.split()[1].split(":")[0]))


def test_a_pipe_is_refused_without_being_opened(tmp_path: Path) -> None:
    path = tmp_path / "pipe.yaml"
    os.mkfifo(path)
    with pytest.raises(ContentError, match="not an ordinary file"):
        yaml_reader.read(path, "pipe.yaml")
