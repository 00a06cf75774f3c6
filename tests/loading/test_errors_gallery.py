"""Each wrong file gets exactly the words written at its top, from both YAML readers, and the gallery shows them all."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from screening.errors import ContentError
from screening.linter import lint
from screening.loading import yaml_loader, yaml_reader
from screening.loading.library import Library, questions_folder
from screening.loading.messages import SENTENCES
from screening.loading.yaml_reader import Node
from tools.docs_errors import BESIDE, MADE, PAGE, TODAY, WRONG, Wrong, kinds_of, page, wrong_files

needs_c = pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="this PyYAML has no C reader")
SHIPPED = sorted(questions_folder().rglob("*.yaml"))


@pytest.mark.parametrize("wrong", wrong_files(), ids=lambda wrong: wrong.name)
def test_a_wrong_file_gets_exactly_what_its_top_says(wrong: Wrong, tmp_path: Path) -> None:
    found = [f"{one.severity} {one.line}:{one.column}: {one.text}" for one in wrong.findings(tmp_path)]
    assert found == wrong.expected()
    assert found  # a file that gets nothing is not wrong


@pytest.mark.parametrize(("kind", "make"), [one[1:] for one in MADE.values()], ids=list(MADE))
def test_a_bomb_or_a_strange_file_is_refused_in_one_sentence(
    kind: str, make: Callable[[Path], Path], tmp_path: Path
) -> None:
    path = make(tmp_path)
    (finding,) = lint(Library(BESIDE), f"{path}/." if path.is_dir() else str(path), TODAY).findings
    assert (finding.severity, kinds_of(finding.text)) == ("error", [kind])


@pytest.mark.parametrize(
    "name", ["fifo", "dev-zero", "huge", "brackets", "braces", "dashes", "many-values", "long-text"]
)
def test_a_bomb_takes_little_time_and_little_memory(name: str, tmp_path: Path) -> None:
    seconds, megabytes = _cost_of_linting(MADE[name][2](tmp_path))
    assert seconds < 1
    assert megabytes < 100


def _cost_of_linting(path: Path) -> tuple[float, float]:
    """The seconds that linting takes, and the most memory that its process held (VmHWM: since it began)."""
    code = (
        "import sys, time; from pathlib import Path; from screening.loading.library import Library;"
        "from screening.linter import lint; began = time.process_time();"
        "path = sys.argv[2] + '/.' * Path(sys.argv[2]).is_dir();"
        f"assert lint(Library(Path(sys.argv[1])), path, '{TODAY}').has_errors;"
        "status = open('/proc/self/status').read();"
        "print(time.process_time() - began, status.split('VmHWM:')[1].split()[0])"
    )
    root = Path(__file__).parent.parent.parent
    command = [sys.executable, "-c", code, str(BESIDE), str(path)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True, timeout=60)
    seconds, kilobytes = map(float, done.stdout.split())
    return seconds, kilobytes / 1024


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


def test_several_faults_are_all_reported_in_one_run_with_line_and_column() -> None:
    places = [line.split(": ")[0] for line in Wrong("", WRONG / "several-at-once.yaml").expected()]
    assert len(places) >= 7
    assert places == sorted(places, key=lambda place: int(place.split()[1].split(":")[0]))


# Both readers.


@needs_c
@pytest.mark.parametrize("path", [*(wrong.path for wrong in wrong_files()), *SHIPPED], ids=lambda path: path.stem)
def test_the_c_reader_and_the_python_reader_agree(path: Path) -> None:
    data = path.read_bytes()
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return  # refused before any reader sees it
    assert _read(text, yaml.CSafeLoader) == _read(text, yaml_loader.PythonReader)


@needs_c
@pytest.mark.parametrize("name", ["brackets", "braces", "dashes", "long-text"])
def test_the_readers_agree_on_bombs(name: str, tmp_path: Path) -> None:
    text = MADE[name][2](tmp_path).read_text()[:500_000]
    assert _read(text, yaml.CSafeLoader) == _read(text, yaml_loader.PythonReader)


@needs_c
@pytest.mark.parametrize(
    "text",
    [
        "a: [b, c",
        "a: {b: c\nd: e\n",
        "a: 'b' c\n",
        "a:\n  b: c\n d: e\n",
        "a: >\n  folded words\n  over lines\nb: |\n  kept\n  lines\n",
        'a: "b\n  c"\n',
        "a: b # c\n",
        "? a\n: b\n",
        "- \n- b\n",
        "%YAML 2.0\n---\na: b\n",
        "a: b\r\nc: d\r\n",
        "\ufeffa: b\n",
        "a: ]\n",
        "a: ,\n",
        ": a\n",
        "{a, b: c}\n",
        "a: b: c\n",
        "'a: b\n",
        "&a b: c\n",
        "a: *b c\n",
        "---\n",
        "--- a\n--- b\n",
        'a: "\\x1b[31m"\n',
        "a: \u2028b\n",
        "k" * 1100 + ": b\n",
        "{code: sure, text: Sure?}\n",
        "[a?, b ?c, d]\n",
        "{a?: b}\n",
        "{a: b:c, d: e}\n",
        "{a:, b: c}\n",
        "{a: b:}\n",
        "a: b:\n",
        "a: b #c\n  d\n",
        "a: one\n  two:\n",
        'a: "\\x4-"\n',
    ],
)
def test_the_readers_agree_on_scraps(text: str) -> None:
    assert _read(text, yaml.CSafeLoader) == _read(text, yaml_loader.PythonReader)


def test_where_there_is_no_c_reader_the_python_reader_steps_in() -> None:
    code = (
        "import yaml; vars(yaml).pop('CSafeLoader', None);"
        "from screening.loading import yaml_loader; from screening.loading.library import Library, questions_folder;"
        "assert yaml_loader.Loader is yaml_loader.PythonReader;"
        "print(Library(questions_folder()).load('signs').title)"
    )
    root = Path(__file__).parent.parent.parent
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == Library(questions_folder()).load("signs").title


def _read(text: str, reader: yaml_loader.Reader) -> Node | tuple[object, ...]:
    try:
        return yaml_reader.parse(text, "made.yaml", reader)
    except ContentError as error:
        return error.problems


def test_a_pipe_is_refused_without_being_opened(tmp_path: Path) -> None:
    path = tmp_path / "pipe.yaml"
    os.mkfifo(path)
    with pytest.raises(ContentError, match="not an ordinary file"):
        yaml_reader.read(path, "pipe.yaml")
