"""CLI-31: `screening export` as a shell sees it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.contracts import faults, run


def test_the_resource_goes_to_standard_output_and_the_report_beside_it(tmp_path: Path) -> None:
    done = run("export", "past-month", home=tmp_path)
    assert (done.returncode, json.loads(done.stdout)["resourceType"]) == (0, "Questionnaire")
    assert done.stderr.decode().startswith("Written with ")


def test_it_is_written_to_a_file_and_comes_back_by_import(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    done = run("export", "past-month", "--to", str(target), home=tmp_path)
    assert (done.returncode, done.stdout.decode().startswith("Written with ")) == (0, True)
    again = run("import", str(target), "--to", str(tmp_path / "mine.yaml"), home=tmp_path)
    assert (again.returncode, again.stdout.decode().startswith("Taken whole: 20 questions")) == (0, True)
    assert run("export", "past-month", "--to", str(target), home=tmp_path).returncode == 8
    assert run("export", "past-month", "--to", str(target), "--force", home=tmp_path).returncode == 0


def test_the_report_as_json_is_by_its_contract(tmp_path: Path) -> None:
    done = run("export", "signs", "--to", str(tmp_path / "out.json"), "--json", home=tmp_path)
    report = json.loads(done.stdout)
    assert (faults("export", report), report["written"]) == ([], "losses")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("nothing",), 2),
        (("past-month", "--json"), 2),
        (("past-month", "--url", "forms"), 2),
        (("phq-9",), 6),  # it has no wording
    ],
)
def test_what_cannot_be_written_is_told(tmp_path: Path, arguments: tuple[str, ...], code: int) -> None:
    done = run("export", *arguments, home=tmp_path)
    assert (done.returncode, done.stdout) == (code, b"")
    assert done.stderr
