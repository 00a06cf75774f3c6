"""Names of files as they are printed: the program did not choose them, and a name can hold nearly anything."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pexpect
import pytest

from tests.conftest import one_in
from tests.contracts import run
from tests.terminals import PROGRAM, environment

# What a name may do to a terminal, and how it is shown. The first is a file in a folder `[`.
NAMES = {
    "[/red].yaml": "[/red].yaml",
    "[link=file:a]b.yaml": "[link=file:a]b.yaml",
    ":skull:.yaml": ":skull:.yaml",
    "\x1b]0;title\x07a.yaml": "\ufffd]0;title\ufffda.yaml",
    "\x1b[31ma.yaml": "\ufffd[31ma.yaml",
    "\x9b31ma.yaml": "\ufffd31ma.yaml",
    "two\nlines.yaml": "two\ufffdlines.yaml",
    "\r\t.yaml": "\ufffd\ufffd.yaml",
    "\u202elmay.yaml": "\ufffdlmay.yaml",
    "\u2028\ufeff\u200e.yaml": "\ufffd\ufffd\ufffd.yaml",
    "\udcff\udc80.yaml": "\ufffd\ufffd.yaml",  # bytes that are not UTF-8
}
SHOWN = [one.rpartition("/")[2] for one in NAMES.values()]
IDS = [ascii(name) for name in NAMES]


def upsetting(text: str) -> list[str]:
    """The characters in what was printed that no terminal may get."""
    return [one for one in text if unicodedata.category(one) in ("Cc", "Cf", "Cs", "Zl", "Zp") and one != "\n"]


def written(path: Path) -> None:
    """Write a file that is refused."""
    path.parent.mkdir(exist_ok=True)
    path.write_text("a: [", encoding="utf-8")


def test_a_finding_names_its_file_on_one_line(tmp_path: Path) -> None:
    """T-24."""
    for name in NAMES:
        written(tmp_path / name)
    done = run("lint", *(f"./{name}" for name in NAMES), home=tmp_path)
    assert done.returncode == 6
    told = done.stdout.decode()
    assert [line.partition(": ")[0] for line in told.splitlines()] == [f"{name}:2:1" for name in SHOWN]
    assert upsetting(told) == []


@pytest.mark.parametrize("name", one_in(4, NAMES), ids=IDS)
def test_a_refusal_names_its_file_on_one_line(name: str, tmp_path: Path) -> None:
    """T-24: also where the file of a translation beside it is named."""
    written(tmp_path / name)
    refused = run("show", f"./{name}", home=tmp_path)
    assert (refused.returncode, refused.stderr.decode().startswith(NAMES[name].rpartition("/")[2])) == (6, True)
    assert upsetting(refused.stderr.decode()) == []


def test_findings_as_json_name_their_file_whatever_its_bytes_are(tmp_path: Path) -> None:
    for name in NAMES:
        written(tmp_path / name)
    done = run("lint", "--json", *(f"./{name}" for name in NAMES), home=tmp_path)
    reports = json.loads(done.stdout)
    assert done.returncode == 6
    assert [one["name"] for one in reports] == [f"./{shown}" for shown in NAMES.values()]
    assert [one["findings"][0]["file"] for one in reports] == SHOWN


@pytest.mark.parametrize("name", one_in(4, NAMES), ids=IDS)
def test_a_name_is_no_markup_and_no_code_where_progress_is_shown(name: str, tmp_path: Path) -> None:
    """T-25: on a terminal a finding and the line of progress are text, no link, no colour, no title."""
    written(tmp_path / name)
    told = environment(tmp_path, LANG="C.UTF-8")
    child = pexpect.spawn(PROGRAM, ["lint", f"./{name}"], cwd=str(tmp_path), env=told, timeout=60, dimensions=(24, 200))
    shown = child.read().decode("utf-8", "replace")  # type: ignore[attr-defined]  # bytes, since no encoding is named
    child.close()
    assert child.exitstatus == 6
    assert f"Checking ./{NAMES[name]}" in shown
    assert not [code for code in ("\x1b]", "\x1b[31m", "\x9b", "\u202e", "\u2028") if code in shown]


@pytest.mark.parametrize("name", one_in(4, NAMES), ids=IDS)
def test_a_page_says_where_it_was_saved_on_one_line(name: str, tmp_path: Path) -> None:
    page = name.replace(".yaml", ".txt")
    (tmp_path / page).parent.mkdir(exist_ok=True)
    done = run("show", "past-month", "--save", f"./{page}", home=tmp_path)
    assert done.returncode == (0 if "\udcff" not in name else done.returncode)
    again = run("show", "past-month", "--save", f"./{page}", home=tmp_path)
    assert again.returncode == 8
    for said in (done.stderr.decode(), again.stderr.decode()):
        assert NAMES[name].replace(".yaml", ".txt") in " ".join(said.split("\n"))
        assert upsetting(said) == []


@pytest.mark.parametrize("name", ["\x1b]0;title\x07", "two\nlines", "\u202ex"], ids=ascii)
def test_paths_and_what_would_be_erased_are_shown_a_line_each(name: str, tmp_path: Path) -> None:
    home = tmp_path / name
    (home / ".local/share/screening").mkdir(parents=True, mode=0o700)
    (home / ".local/share/screening/diary.store").write_bytes(b"x")
    for arguments in (("paths",), ("erase", "--dry-run")):
        done = run(*arguments, home=home)
        said = (done.stdout + done.stderr).decode()
        assert done.returncode == 0
        assert "\ufffd" in said
        assert upsetting(said) == []
        assert all(line.count("/") > 1 for line in said.splitlines() if "\ufffd" in line)


@pytest.mark.parametrize(
    "arguments",
    [
        ("lint", "--today", "x\x1b]0;t\x07"),
        ("list", "\x1b[31mmore"),
        ("\x1b[31m",),
        ("--\x1b[31m",),
        ("show", "\x9b31m"),
    ],
    ids=ascii,
)
def test_a_mistake_on_the_command_line_is_quoted_without_codes(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = run(*arguments, home=tmp_path)
    assert done.returncode == 2
    assert upsetting(done.stderr.decode()) == []
