"""A questionnaire of one's own from `screening new` to a result, and what a mistake in it does to the rest."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from screening.loading.library import Library, questions_folder
from tests.conftest import one_in
from tests.contracts import faults, run

EVENING = "evening-check"
PUBLISHED = Library(questions_folder()).published
GIVEN = json.dumps({"answers": {"tired": "often", "rested": "never"}})


def own(home: Path) -> Path:
    return home / ".config" / "screening" / "questions"


def settings(home: Path, text: str) -> None:
    (home / ".config" / "screening").mkdir(parents=True, exist_ok=True)
    (home / ".config" / "screening" / "settings.toml").write_text(text, encoding="utf-8")


def made(home: Path, name: str = EVENING) -> Path:
    done = run("new", name, home=home)
    assert done.returncode == 0, done.stderr
    return own(home) / f"{name}.yaml"


def test_what_new_writes_has_no_finding_and_can_be_answered_at_once(tmp_path: Path) -> None:
    path = made(tmp_path)
    linted = json.loads(run("lint", EVENING, "--json", home=tmp_path).stdout)
    assert [report["findings"] for report in linted] == [[]]
    result = json.loads(run("check", EVENING, "--answers", "-", "--json", home=tmp_path, text=GIVEN).stdout)
    assert (result["questionnaire"]["id"], result["scores"][0]["value"]) == (EVENING, 4)
    assert f"in {path}" in run("list", home=tmp_path).stdout.decode()
    assert run("show", EVENING, home=tmp_path).stdout.startswith(b"A questionnaire of my own")


def test_new_tells_what_comes_next_and_the_file_is_the_persons_alone(tmp_path: Path) -> None:
    done = run("new", EVENING, home=tmp_path)
    path = own(tmp_path) / f"{EVENING}.yaml"
    assert done.stdout == b""
    assert f"Saved as {path}." in done.stderr.decode()
    assert f"screening check {EVENING}." in done.stderr.decode()
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(own(tmp_path).stat().st_mode)) == (0o600, 0o700)


def test_new_never_writes_over_a_file(tmp_path: Path) -> None:
    path = made(tmp_path)
    path.write_text("mine", encoding="utf-8")
    assert run("new", EVENING, home=tmp_path).returncode == 2
    elsewhere = tmp_path / "mine.yaml"
    elsewhere.write_text("mine", encoding="utf-8")
    done = run("new", "night", "--to", str(elsewhere), home=tmp_path)
    assert (done.returncode, "exists" in done.stderr.decode()) == (8, True)
    assert (path.read_text(), elsewhere.read_text()) == ("mine", "mine")


def test_new_writes_to_a_file_that_is_named_and_says_how_it_is_typed(tmp_path: Path) -> None:
    path = tmp_path / "forms.yaml"
    done = run("new", EVENING, "--to", "forms.yaml", home=tmp_path)
    assert (done.returncode, f"screening check {path}." in done.stderr.decode()) == (0, True)
    assert run("lint", str(path), home=tmp_path).returncode == 0
    assert not own(tmp_path).exists()


@pytest.mark.parametrize(
    "name", one_in(3, ["signs", "Evening", "../a", "a b", "", "sources", "wording", "a" * 33, "-a", "a.fr"])
)
def test_a_name_that_cannot_be_is_refused_and_nothing_is_made(tmp_path: Path, name: str) -> None:
    done = run("new", "--", name, home=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_an_own_folder_must_have_the_name(tmp_path: Path) -> None:
    made(tmp_path)
    done = run("new", "night", "--to", str(own(tmp_path) / "other.yaml"), home=tmp_path)
    assert (done.returncode, "must be called night.yaml" in done.stderr.decode()) == (2, True)


def test_a_broken_file_is_listed_with_its_place_and_using_it_is_exit_6(tmp_path: Path) -> None:
    path = made(tmp_path)
    path.write_text(path.read_text().replace("sum-of", "sum-off"), encoding="utf-8")
    listed = run("list", home=tmp_path)
    rows = listed.stdout.decode().splitlines()
    assert (listed.returncode, rows[0].partition(":")[0]) == (0, "signs")
    assert rows[1].startswith(f"{EVENING}: cannot be used yet. {path}:31:14: ")
    for words in (["show"], ["check", "--answers", "-"], ["lint"]):
        done = run(words[0], EVENING, *words[1:], home=tmp_path, text=GIVEN)
        assert done.returncode == 6
        assert f"{path}:31:14: " in (done.stderr + done.stdout).decode()
    assert run("show", "past-month", home=tmp_path).returncode == 0
    assert run("check", "signs", "--answers", "-", home=tmp_path, text='{"answers": {}}').returncode == 0


@pytest.mark.parametrize("broken", [False, True])
def test_the_list_as_json_keeps_its_contract(tmp_path: Path, broken: bool) -> None:
    path = made(tmp_path)
    if broken:
        path.write_text("a: [", encoding="utf-8")
    found = json.loads(run("list", "--json", home=tmp_path).stdout)
    assert faults("list", found) == []
    rows = [row for row in found if not row.get("published")]
    assert {row["id"]: row["file"] for row in rows} == {"signs": None, "past-month": None, EVENING: str(path)}
    assert ["problems" in row for row in rows] == [False, broken, False]


def test_a_broken_text_is_told_by_what_needs_it_and_blocks_nothing(tmp_path: Path) -> None:
    for kind in ("guidance", "contacts"):
        (own(tmp_path) / kind).mkdir(parents=True)
        (own(tmp_path) / kind / "ours.yaml").write_text("texts: [", encoding="utf-8")
    (own(tmp_path) / "topics.yaml").write_text("topics: [", encoding="utf-8")
    place = str(own(tmp_path))
    for words, code, told in [
        (("list",), 0, 3),
        (("contacts",), 0, 1),
        (("learn",), 0, 1),
        (("learn", "alcohol"), 0, 0),
        (("learn", "ours"), 6, 1),
        (("check", "signs", "--answers", "-"), 0, 3),
        (("lint", "past-month"), 0, 0),
        (("show", "signs"), 0, 0),
    ]:
        done = run(*words, home=tmp_path, text='{"answers": {}}')
        assert (words, done.returncode, done.stderr.decode().count(place)) == (words, code, told)
        assert bool(done.stdout) == (code == 0)


def test_all_of_ones_own_is_linted_beside_what_is_shipped(tmp_path: Path) -> None:
    made(tmp_path)
    reports = json.loads(run("lint", "--json", home=tmp_path).stdout)
    assert {report["name"] for report in reports} == {"signs", EVENING, "past-month", "", *PUBLISHED}
    (own(tmp_path) / "guidance").mkdir()
    (own(tmp_path) / "guidance" / "ours.yaml").write_text("texts: [", encoding="utf-8")
    done = run("lint", "--json", home=tmp_path)
    found = {report["name"]: report["findings"] for report in json.loads(done.stdout)}
    assert (done.returncode, found[""], len(found[str(own(tmp_path))])) == (6, [], 1)


# Other folders.


def folder(home: Path, name: str, *files: str) -> Path:
    made(home)
    text = (own(home) / f"{EVENING}.yaml").read_text(encoding="utf-8")
    place = home / name
    place.mkdir()
    for file in files:
        (place / f"{file}.yaml").write_text(text.replace(EVENING, file), encoding="utf-8")
    return place


def test_folders_of_the_settings_and_of_the_environment_are_read_too(tmp_path: Path) -> None:
    clinic = folder(tmp_path, "clinic", "night")
    settings(tmp_path, f'questions = ["{clinic}"]\n')
    assert f"in {clinic / 'night.yaml'}" in run("list", home=tmp_path).stdout.decode()
    assert f"more-questions: {clinic}\n" in run("paths", home=tmp_path).stdout.decode()
    settings(tmp_path, "")
    assert "night" not in run("list", home=tmp_path).stdout.decode()
    told = {"SCREENING_QUESTIONS": os.pathsep.join(("~/none", "~/clinic"))}
    assert "night" in run("list", home=tmp_path, told=told).stdout.decode()


def test_one_folder_named_twice_is_one_folder(tmp_path: Path) -> None:
    clinic = folder(tmp_path, "clinic", "night")
    (tmp_path / "link").symlink_to(clinic)
    places = [str(clinic), f"{clinic}/", str(tmp_path / "link"), str(own(tmp_path))]
    settings(tmp_path, f"questions = {json.dumps(places)}\n")
    rows = run("list", home=tmp_path).stdout.decode()
    assert "cannot be used" not in rows
    assert rows.count("night") == 2  # its name, and its file


def test_one_id_in_two_folders_is_told_with_both_and_the_rest_goes_on(tmp_path: Path) -> None:
    clinic = folder(tmp_path, "clinic", EVENING, "night")
    settings(tmp_path, f'questions = ["{clinic}"]\n')
    done = run("check", EVENING, "--answers", "-", home=tmp_path, text=GIVEN)
    assert done.returncode == 6
    assert all(str(place / f"{EVENING}.yaml") in done.stderr.decode() for place in (clinic, own(tmp_path)))
    assert run("check", "night", "--answers", "-", home=tmp_path, text=GIVEN).returncode == 0


@pytest.mark.parametrize("text", ['"forms"', '["forms"]', "3", "[3]", '["/a", "b"]', "{a = 1}", '["/a\\u0000b"]'])
def test_a_folder_that_cannot_be_is_a_mistake_in_the_settings(tmp_path: Path, text: str) -> None:
    settings(tmp_path, f"questions = {text}\n")
    done = run("list", home=tmp_path)
    assert (done.returncode, b"questions" in done.stderr) == (2, True)


def test_a_folder_with_an_escape_sequence_in_its_name_reaches_no_screen_as_one(tmp_path: Path) -> None:
    place = tmp_path / "\x1b[31m"
    place.write_text("", encoding="utf-8")
    settings(tmp_path, f'questions = ["{tmp_path}/\\u001b[31m"]\n')
    done = run("list", home=tmp_path)
    assert (done.returncode, done.stdout.partition(b"\n\n")[0].count(b"\n")) == (0, 1)
    assert b"This folder cannot be read." in done.stderr
    assert b"\x1b" not in done.stderr + run("paths", home=tmp_path).stdout


def test_a_file_in_the_place_of_a_folder_blocks_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    settings(tmp_path, f'questions = ["{tmp_path / "file"}", "{tmp_path / "none"}"]\n')
    done = run("list", home=tmp_path)
    assert (done.returncode, done.stdout.partition(b"\n\n")[0].count(b"\n")) == (0, 1)
    assert done.stderr.decode().startswith(f"{tmp_path / 'file'}: This folder cannot be read.")


def test_a_replaced_questionnaire_is_the_one_that_is_asked(tmp_path: Path) -> None:
    path = made(tmp_path)
    text = path.read_text(encoding="utf-8").replace(EVENING, "past-month")
    (own(tmp_path) / "past-month.yaml").write_text(text, encoding="utf-8")
    done = run("check", "past-month", "--answers", "-", home=tmp_path, text=GIVEN)
    assert (done.returncode, b"replaces: yes" in done.stderr) == (6, True)
    (own(tmp_path) / "past-month.yaml").write_text(f"replaces: yes\n{text}", encoding="utf-8")
    done = run("check", "past-month", "--answers", "-", "--json", home=tmp_path, text=GIVEN)
    assert json.loads(done.stdout)["scores"][0]["value"] == 4


def test_erase_takes_nothing_of_ones_own(tmp_path: Path) -> None:
    path = made(tmp_path)
    done = run("erase", "--all", "--dry-run", home=tmp_path)
    assert (done.returncode, str(path) in done.stderr.decode()) == (0, False)
