"""Saving a page: new, private, never over anything unasked, never half."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.loading.ordinary_file import NotOrdinary
from screening.system.files import (
    NotSaved,
    TooLong,
    copy_private,
    is_synced,
    new_private,
    private_folder,
    save,
    text_of,
)
from tests.conftest import one_in
from tests.contracts import run
from tests.people import said
from tests.stores import killed_at, python
from tests.terminals import PROGRAM, environment, needs

UNUSED = ("using-own", "prescribed", "importance", "confidence", "readiness")  # not asked after the other answers
ANSWERS = json.dumps({"answers": {name: answer for name, answer in said().items() if name not in UNUSED}})


def mode(path: Path) -> int:
    """The permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


def left(folder: Path) -> list[str]:
    """The names of what stands in a folder."""
    return sorted(one.name for one in folder.iterdir())


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777])
@pytest.mark.parametrize("exists", [False, True])
def test_a_page_is_for_its_owner_alone_whatever_the_umask(tmp_path: Path, umask: int, exists: bool) -> None:
    """CLI-17, T-7."""
    path = tmp_path / "page.txt"
    if exists:
        path.write_text("before", encoding="utf-8")
        path.chmod(0o666)
    before = os.umask(umask)
    try:
        save(path, "words", force=exists)
    finally:
        os.umask(before)
    assert (path.read_text(encoding="utf-8"), mode(path), left(tmp_path)) == ("words", 0o600, ["page.txt"])


def test_a_file_that_exists_is_left_as_it_is(tmp_path: Path) -> None:
    """CLI-17."""
    path = tmp_path / "page.txt"
    path.write_text("before", encoding="utf-8")
    with pytest.raises(NotSaved, match=r"page\.txt exists"):
        save(path, "words")
    assert (path.read_text(encoding="utf-8"), left(tmp_path)) == ("before", ["page.txt"])


@pytest.mark.parametrize("kind", ["link", "dangling link", "folder", "pipe"])
def test_nothing_but_a_regular_file_is_ever_replaced(tmp_path: Path, kind: str) -> None:
    path, victim = tmp_path / "page.txt", tmp_path / "victim"
    victim.write_text("before", encoding="utf-8")
    match kind:
        case "link":
            path.symlink_to(victim)
        case "dangling link":
            path.symlink_to(tmp_path / "nothing")
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
    with pytest.raises(NotSaved, match="is not a regular file"):
        save(path, "words", force=True)
    assert (victim.read_text(encoding="utf-8"), left(tmp_path)) == ("before", ["page.txt", "victim"])


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("no/such/folder.txt", "Make it first."),
        ("x" * 300 + ".txt", "cannot be written: File name too long."),
        ("victim/page.txt", "cannot be written: Not a directory."),
        ("a\0b.txt", "No file can have this name."),
        ("\ud800.txt", "No file can have this name."),
    ],
)
def test_a_name_that_cannot_be_used_is_told_in_one_sentence(tmp_path: Path, name: str, told: str) -> None:
    (tmp_path / "victim").write_text("before", encoding="utf-8")
    with pytest.raises(NotSaved) as caught:
        save(tmp_path / name, "words")
    assert told in str(caught.value)
    assert left(tmp_path) == ["victim"]


def test_control_characters_of_a_name_are_not_repeated(tmp_path: Path) -> None:
    (tmp_path / "\x1b[31mred.txt").mkdir()
    with pytest.raises(NotSaved) as caught:
        save(tmp_path / "\x1b[31mred.txt", "words")
    assert "\x1b" not in str(caught.value)


def test_a_very_long_name_can_be_replaced_too(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 250 + ".txt")
    save(path, "before")
    save(path, "words", force=True)
    assert (path.read_text(encoding="utf-8"), len(left(tmp_path))) == ("words", 1)


LIMITED = """
import os, resource, sys
from pathlib import Path
from screening.system.files import NotSaved, save
resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))
try:
    save(Path(sys.argv[1]), "x" * 100_000, force=True)
except NotSaved as error:
    print(error)
"""


@pytest.mark.parametrize("exists", [False, True])
def test_where_the_limit_on_file_sizes_is_met_no_half_page_stays(tmp_path: Path, exists: bool) -> None:
    """Score card 16."""
    path = tmp_path / "page.txt"
    if exists:
        path.write_text("before", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path)],
        capture_output=True,
        text=True,
        env=environment(tmp_path),
        check=True,
    )
    assert done.stdout == f"{path} cannot be written: File too large.\n"
    assert left(tmp_path) == (["page.txt"] if exists else [])
    assert not exists or path.read_text(encoding="utf-8") == "before"


REPLACED = """
import os, sys
from pathlib import Path
from screening.system.files import NotSaved, save
os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    save(Path(sys.argv[1]), "words", force=True)
except NotSaved as error:
    print(error)
"""


def test_where_the_old_page_cannot_be_replaced_the_new_one_does_not_stay_beside_it() -> None:
    """In a folder that all may write to, nobody may replace what belongs to another."""
    if os.getuid() != 0:
        pytest.skip("only root can become another user")
    with tempfile.TemporaryDirectory() as name:
        folder, path = Path(name), Path(name, "page.txt")
        folder.chmod(0o1777)
        path.write_text("before", encoding="utf-8")
        command = [sys.executable, "-c", REPLACED, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, env=environment(folder), check=False)
        assert done.stdout == f"{path} cannot be written: Operation not permitted.\n"
        assert (path.read_text(encoding="utf-8"), left(folder)) == ("before", ["page.txt"])


@pytest.mark.parametrize(
    ("folder", "synced"),
    [("Dropbox", True), ("OneDrive - Work", True), ("Google Drive", True), ("Mobile Documents", True), ("home", False)],
)
def test_a_folder_that_is_copied_to_other_devices_is_known_by_its_name(folder: str, synced: bool) -> None:
    assert is_synced(Path("/somewhere", folder, "page.txt")) is synced


# Where records are kept.


@pytest.mark.parametrize("umask", [0o000, 0o077, 0o777])
def test_every_level_of_a_folder_that_is_made_is_for_its_owner_alone(tmp_path: Path, umask: int) -> None:
    """T-7."""
    tmp_path.chmod(0o755)
    before = os.umask(umask)
    try:
        private_folder(tmp_path / "one" / "two" / "three")
    finally:
        os.umask(before)
    levels = [tmp_path, *(tmp_path / one for one in ("one", "one/two", "one/two/three"))]
    assert [mode(one) for one in levels] == [0o755, 0o700, 0o700, 0o700]


@pytest.mark.parametrize("bits", [0o700, 0o500, 0o755, 0o711])
def test_a_folder_that_only_its_owner_can_write_to_is_taken_as_it_is(tmp_path: Path, bits: int) -> None:
    tmp_path.chmod(bits)
    private_folder(tmp_path)
    assert mode(tmp_path) == bits
    tmp_path.chmod(0o700)


@pytest.mark.parametrize("bits", [0o720, 0o702, 0o777, 0o1777])
@pytest.mark.parametrize("make", [True, False])
def test_a_folder_that_others_can_write_to_is_told_with_how_to_mend_it(tmp_path: Path, bits: int, make: bool) -> None:
    """T-7."""
    tmp_path.chmod(bits)
    with pytest.raises(NotSaved) as caught:
        private_folder(tmp_path, make=make)
    assert str(caught.value) == f"Others can write to {tmp_path}. Take that right away: chmod 700 {tmp_path}"
    assert mode(tmp_path) == bits
    tmp_path.chmod(0o700)


def test_a_folder_that_belongs_to_somebody_else_is_refused(tmp_path: Path) -> None:
    """T-7."""
    if os.getuid() != 0:
        pytest.skip("only root can give a folder away")
    os.chown(tmp_path, 65534, 65534)
    with pytest.raises(NotSaved, match="belongs to somebody else"):
        private_folder(tmp_path)


def test_a_file_where_the_folder_should_be_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "own"
    path.write_text("mine", encoding="utf-8")
    for place, told in ((path, "is not a folder. Move it away."), (path / "deeper", "Not a directory.")):
        with pytest.raises(NotSaved) as caught:
            private_folder(place)
        assert told in str(caught.value)
    assert (path.read_text(encoding="utf-8"), left(tmp_path)) == ("mine", ["own"])


def test_a_folder_that_may_not_be_made_is_not(tmp_path: Path) -> None:
    """L5."""
    with pytest.raises(NotSaved, match="cannot be used for records: No such file or directory"):
        private_folder(tmp_path / "own", make=False)
    assert left(tmp_path) == []


def test_a_new_file_and_a_copy_are_private_and_never_over_anything(tmp_path: Path) -> None:
    """T-7."""
    one, two = tmp_path / "one", tmp_path / "two"
    before = os.umask(0)
    try:
        new_private(one)
        one.write_bytes(b"\x00words")
        one.chmod(0o644)
        copy_private(one, two)
    finally:
        os.umask(before)
    assert (two.read_bytes(), mode(two)) == (b"\x00words", 0o600)
    with pytest.raises(FileExistsError):
        new_private(one)
    with pytest.raises(NotSaved, match="exists"):
        copy_private(one, two)
    assert (two.read_bytes(), left(tmp_path)) == (b"\x00words", ["one", "two"])


def test_a_text_is_read_from_an_ordinary_file_of_a_certain_length_only(tmp_path: Path) -> None:
    """T-22: as a whole or not at all."""
    path = tmp_path / "text"
    path.write_bytes(b"\xef\xbb\xbfYou may \xc3\xa9.\r\n")
    assert text_of(path, 11) == "You may \u00e9.\n"
    for most in (10, 1, 0):
        with pytest.raises(TooLong):
            text_of(path, most)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "endless").symlink_to("/dev/zero")
    for one in (tmp_path, tmp_path / "pipe", tmp_path / "endless"):
        with pytest.raises(NotOrdinary):
            text_of(one, 10)
    with pytest.raises(FileNotFoundError):
        text_of(tmp_path / "nothing", 10)
    path.write_bytes(b"\xff")
    with pytest.raises(UnicodeDecodeError):
        text_of(path, 10)


# Through the program.


def test_the_program_says_where_the_page_went_on_standard_error(tmp_path: Path) -> None:
    """CLI-1, R-11."""
    done = run("check", "--answers", "-", "--save", "page.md", home=tmp_path, text=ANSWERS)
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == b"Saved to page.md. Other people who use this computer could find it there.\n"


def test_a_page_in_a_folder_that_is_copied_comes_with_a_word_about_it(tmp_path: Path) -> None:
    """Score card 38."""
    (tmp_path / "Dropbox").mkdir()
    done = run("check", "--answers", "-", "--save", "~/Dropbox/page.txt", home=tmp_path, text=ANSWERS)
    assert done.returncode == 0
    assert b"This folder may be copied to other devices" in done.stderr


@pytest.mark.parametrize(
    ("name", "code", "told"),
    one_in(
        2,
        [
            ("page", 2, "The name needs an ending that says which kind of file it is: .html, .pdf, .txt or .md."),
            ("page.doc", 2, "The name needs an ending that says which kind of file it is: .html, .pdf, .txt or .md."),
            ("no/such.txt", 8, "no/such.txt cannot be written: there is no folder no. Make it first."),
            ("~nosuchuser/page.txt", 8, "There is no such home folder. Choose another name."),
            (".", 2, "The name needs an ending that says which kind of file it is: .html, .pdf, .txt or .md."),
        ],
    ),
)
def test_a_page_that_cannot_be_saved_ends_with_its_code_and_a_sentence(
    tmp_path: Path, name: str, code: int, told: str
) -> None:
    """CLI-6."""
    done = run("check", "--answers", "-", "--save", name, home=tmp_path, text=ANSWERS)
    assert (done.returncode, done.stdout, done.stderr.decode()) == (code, b"", f"{told}\n")
    assert left(tmp_path) == []


def test_the_format_goes_by_the_ending_or_by_the_flag(tmp_path: Path) -> None:
    """R-11."""
    for name, flag in (("a.html", ()), ("b", ("--format", "html")), ("c.HTML", ())):
        assert run("check", "--answers", "-", "--save", name, *flag, home=tmp_path, text=ANSWERS).returncode == 0
    assert {(tmp_path / name).read_text(encoding="utf-8")[:15] for name in ("a.html", "b", "c.HTML")} == {
        "<!DOCTYPE html>"
    }


def test_a_dash_is_standard_output(tmp_path: Path) -> None:
    """CLI-17."""
    done = run("check", "--answers", "-", "--save", "-", "--format", "md", home=tmp_path, text=ANSWERS)
    assert done.stdout.startswith(b"# Signs of addiction, a self-check\n")
    assert (done.returncode, left(tmp_path)) == (0, [])


@pytest.mark.parametrize("way", [("--jsonl", "--save", "a.txt"), ("--answers", "-", "--json", "--save", "-")])
def test_a_page_and_json_never_share_standard_output(tmp_path: Path, way: tuple[str, ...]) -> None:
    """CLI-2."""
    done = run("check", *way, home=tmp_path, text=ANSWERS)
    assert (done.returncode, done.stdout, left(tmp_path)) == (2, b"", [])


def test_json_and_a_saved_page_go_together(tmp_path: Path) -> None:
    done = run("check", "--answers", "-", "--json", "--save", "a.txt", home=tmp_path, text=ANSWERS)
    assert (done.returncode, done.stdout[:1], left(tmp_path)) == (0, b"{", ["a.txt"])


def test_a_page_that_is_cut_off_by_a_signal_is_taken_away(tmp_path: Path) -> None:
    """The new file stands only once it is whole: traced, so that the signal comes while it is written."""
    needs("strace")
    command = ["strace", "-f", "-qq", "-o", os.devnull, "-e", "inject=fsync:signal=SIGTERM:when=1", PROGRAM]
    done = subprocess.run(
        [*command, "check", "--answers", "-", "--save", "page.txt"],
        input=ANSWERS.encode(),
        capture_output=True,
        env=environment(tmp_path),
        cwd=tmp_path,
        check=False,
    )
    assert (done.returncode, left(tmp_path)) == (128 + signal.SIGTERM, [])


@pytest.mark.parametrize("name", ["page.txt", f"{'🐦' * 62}.txt", f"{'x' * 251}.txt", "page[1]*.txt"])
def test_a_page_of_any_name_is_replaced_and_what_a_killed_run_left_of_it_goes(tmp_path: Path, name: str) -> None:
    """T-8: it holds what was to be the page, in the clear. What belongs to another page stays."""
    needs("strace")
    path = tmp_path / name
    path.write_text("before", encoding="utf-8")
    other = tmp_path / ".other.txt.7.part"
    other.write_text("theirs", encoding="utf-8")
    code = "import sys\nfrom pathlib import Path\nfrom screening.system.files import save\n"
    code += "save(Path(sys.argv[1]), 'words', force=True)"
    python(code, path, before=killed_at("rename", 1))
    left_over = [one for one in tmp_path.iterdir() if one not in (path, other)]
    assert [one.read_text(encoding="utf-8") for one in left_over] == ["words"]
    save(path, "after", force=True)
    assert path.read_text(encoding="utf-8") == "after"
    assert left(tmp_path) == sorted([name, other.name])


def test_a_large_page_is_written_in_pieces(tmp_path: Path) -> None:
    taken = list[int]()

    def pieces() -> Iterator[bytes]:
        for number in range(5):
            taken.append(number)
            yield b"%d" % number

    save(tmp_path / "page", pieces())
    assert ((tmp_path / "page").read_bytes(), taken) == (b"01234", [0, 1, 2, 3, 4])


@pytest.mark.parametrize("there", [False, True], ids=["new", "replaced"])
def test_a_second_ctrl_c_while_half_a_page_is_removed_leaves_none_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    """L11: after the first one no Python code runs before the file is gone, so nothing can end the removal."""
    page = tmp_path / "page"
    if there:
        page.write_text("the old page")

    def interrupts(*_: object) -> None:
        raise KeyboardInterrupt

    def interrupted(*_: object) -> None:
        monkeypatch.setattr(Path, "__fspath__", interrupts)
        raise KeyboardInterrupt

    if there:
        monkeypatch.setattr(os, "replace", interrupted)
    else:
        monkeypatch.setattr("screening.system.files._to_disk", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save(page, "the new page", force=there)
    monkeypatch.undo()
    assert [one.name for one in tmp_path.iterdir()] == (["page"] if there else [])
    assert not there or page.read_text() == "the old page"
