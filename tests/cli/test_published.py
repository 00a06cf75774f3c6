"""Published instruments on the command line: listed apart, shown by their structure, scored, and not asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from screening.formats.questionnaire_json import questionnaire_json
from screening.formats.result_json import dumps
from screening.loading.library import Library, questions_folder
from tests.contracts import faults, run

LIBRARY = Library(questions_folder())


def test_the_list_shows_them_apart_with_what_each_is_for_and_by_whom(tmp_path: Path) -> None:
    """PUB-4."""
    ours, _, rows = run("list", home=tmp_path).stdout.decode().partition("\nPublished instruments.")
    assert [line.partition(":")[0] for line in ours.splitlines()] == list(LIBRARY.names)
    shown = {line.partition(":")[0]: line for line in rows.splitlines()[2:]}
    assert list(shown) == list(LIBRARY.published)
    assert all(" For: " in line and " By: " in line for line in shown.values())
    listed = {one["id"]: one for one in json.loads(run("list", "--json", home=tmp_path).stdout)}
    assert (listed["audit"]["wording"], listed["audit"]["published"]["holder"]) == (False, "World Health Organization")
    assert (listed["signs"]["wording"], listed["signs"]["published"]) == (True, None)


def test_show_prints_items_points_scoring_sources_and_what_is_lacking(tmp_path: Path) -> None:
    """PUB-4."""
    shown = run("show", "audit", home=tmp_path).stdout.decode()
    said = " ".join(shown.split())
    assert "Item 9 q9 1: a (0), 2: c (2), 3: e (4) 97739-7" in said
    assert "Zone III, advice, brief counselling and follow-up (16 to 19)" in said
    for limit in (8, 6, 5, 3, 15):
        assert f"Cut-off {limit} or more." in said
    assert "Item 4 is asked only if The sum of items 2 and 3 is at least 1." in said
    assert "A rule for missing answers: no source was found." in said
    assert "Who holds the rights: World Health Organization." in said


@pytest.mark.parametrize("name", [*LIBRARY.names, *LIBRARY.published])
def test_the_structure_as_data_keeps_its_schema(name: str) -> None:
    """PUB-4."""
    found = json.loads(dumps(questionnaire_json(LIBRARY.load(name))))
    assert faults("questionnaire", found) == []
    worded = [item for item in found["items"] if "ask" in item]
    assert len(worded) == (len(found["items"]) if found["wording"] else 0)


@pytest.mark.parametrize("name", ["signs", "audit"])
def test_the_structure_as_data_is_all_that_is_printed(tmp_path: Path, name: str) -> None:
    """PUB-4."""
    done = run("show", name, "--json", home=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout) == json.loads(dumps(questionnaire_json(LIBRARY.load(name))))


def test_the_data_of_an_instrument_has_codes_and_points(tmp_path: Path) -> None:
    found = json.loads(run("show", "gad-7", "--json", home=tmp_path).stdout)
    item = found["items"][1]
    assert (item["number"], item["id"], item["loinc"]) == (2, "q2", "68509-9")
    assert item["options"][2] == {"number": 3, "code": "c", "points": 2, "loinc": ["LA6570-1", "LA18938-3"]}
    assert found["scales"][0]["bands"][3] == {"id": "severe", "from": 15, "to": 21, "title": "Severe"}


def test_the_structure_shows_tables_of_points_and_every_set_of_bands_with_its_source(tmp_path: Path) -> None:
    """PUB-4."""
    said = " ".join(run("show", "k10", home=tmp_path).stdout.decode().split())
    assert "Points of q2, q4, q5, q8, q9, q10 here: a 0, b 1, c 2, d 3, e 4." in said
    assert "Bands by the Australian Bureau of Statistics: Low (10 to 15), Moderate (16 to 21)," in said
    assert "Very high (30 to 50). Source: http://abs.gov.au/" in said
    said = " ".join(run("show", "promis-10", home=tmp_path).stdout.decode().split())
    assert "Physical health, T-score - The sum of Physical health, raw." in said
    assert "Points of Physical health, raw here: 4: 16.2, 5: 19.9," in said


def test_the_data_has_tables_of_points_and_sets_of_bands(tmp_path: Path) -> None:
    k10, k6 = json.loads(run("show", "k10", "--json", home=tmp_path).stdout)["scales"]
    assert [one["id"] for one in k10["band_sets"]] == ["abs", "aihw"]
    assert k6["points"]["q2"] == {"a": 0, "b": 1, "c": 2, "d": 3, "e": 4}
    scales = json.loads(run("show", "promis-10", "--json", home=tmp_path).stdout)["scales"]
    assert scales[0]["points"]["q7"][1] == {"from": 1, "to": 3, "is": 4}


def test_a_sitting_is_refused_with_one_error_that_says_how_to_bring_a_wording(tmp_path: Path) -> None:
    """PUB-3."""
    done = run("check", "audit", "--jsonl", home=tmp_path, text="{}\n")
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)
    assert "screening adopt FILE" in done.stderr.decode()
    assert "screening check audit --enter" in done.stderr.decode()


def test_a_name_of_a_published_instrument_is_taken(tmp_path: Path) -> None:
    assert run("new", "audit", home=tmp_path).returncode == 2
