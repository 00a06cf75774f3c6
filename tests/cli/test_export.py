"""CLI-31: `screening export` as a shell sees it."""

from __future__ import annotations

import json
from pathlib import Path

import pexpect
import pytest

from screening.interchange.yaml_text import Tree, yaml_text
from tests.contracts import faults, run
from tests.terminals import PROGRAM, environment


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


def evening(folder: Path, status: str) -> str:
    """A questionnaire with a translation of this status beside it."""
    said = [("title", "Evening", "Soir"), ("recall", "today", "ce jour"), ("audience", "adults", "adultes")]
    said += [("items.a.ask", "Tired?", "Fatigué ?")]
    about: Tree = {"questionnaire": "evening", "version": "1.0", "source": {"citation": "Us", "licence": "CC0-1.0"}}
    made: Tree = {**{key: text for key, text, _ in said[:3]}, "items": [{"id": "a", "type": "text", "ask": "Tired?"}]}
    texts = {id_: {"original": original, "text": text} for id_, original, text in said}
    beside: Tree = {**about, "language": "fr", "status": status, "texts": texts}
    (folder / "evening.yaml").write_text(yaml_text({**about, "language": "en", **made}), encoding="utf-8")
    (folder / "evening.fr.yaml").write_text(yaml_text(beside), encoding="utf-8")
    return str(folder / "evening.yaml")


@pytest.mark.parametrize("wanted", ["fhir", "xlsform"])
def test_a_reviewed_translation_goes_along_and_comes_back_as_a_draft(tmp_path: Path, wanted: str) -> None:
    target = tmp_path / ("out.json" if wanted == "fhir" else "out.xlsx")
    sent = run("export", evening(tmp_path, "reviewed"), "--as", wanted, "--to", str(target), home=tmp_path)
    assert sent.returncode == 0
    more = ("--recall", "today", "--audience", "adults", "--accept-losses")
    assert run("import", str(target), "--to", str(tmp_path / "mine.yaml"), *more, home=tmp_path).returncode == 0
    draft = (tmp_path / "mine.fr.yaml").read_text(encoding="utf-8")
    assert ("text: Fatigué ?" in draft, "status: draft" in draft) == (True, True)


@pytest.mark.parametrize("wanted", ["fhir", "redcap"])
def test_a_draft_is_named_as_left_out(tmp_path: Path, wanted: str) -> None:
    done = run("export", evening(tmp_path, "draft"), "--as", wanted, home=tmp_path)
    assert (done.returncode, b"Fatigu" in done.stdout, b"into fr" in done.stderr) == (0, False, True)


def test_saving_a_form_does_not_warn_about_other_users(tmp_path: Path) -> None:
    for saves in (
        ("export", "past-month", "--to", "out.json"),
        ("export", "past-month", "--as", "redcap", "--to", "out.csv"),
        ("import", "out.json", "--to", "again.yaml", "--accept-losses"),
        ("show", "past-month", "--save", "form.md"),
    ):
        done = run(*saves, home=tmp_path)
        assert (done.returncode, b"Saved to " in done.stderr, b"Other people" in done.stderr) == (0, True, False), saves


def test_a_translation_that_cannot_be_read_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    name = evening(tmp_path, "finished")
    done = run("export", name, home=tmp_path)
    assert (done.returncode, done.stdout, b"evening.fr.yaml" in done.stderr) == (6, b"", True)


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


@pytest.mark.parametrize(
    ("wanted", "to", "told"),
    [
        ("redcap", "x.json", "A data dictionary of REDCap is CSV and needs a file that ends in .csv: --to form.csv."),
        ("fhir", "x.csv", "FHIR is JSON and needs a file that ends in .json: --to form.json."),
        ("fhir", "x", "FHIR is JSON and needs a file that ends in .json: --to form.json."),
    ],
)
def test_a_name_that_says_another_format_is_refused(tmp_path: Path, wanted: str, to: str, told: str) -> None:
    done = run("export", "past-month", "--as", wanted, "--to", to, home=tmp_path)
    assert (done.returncode, told in done.stderr.decode(), (tmp_path / to).exists()) == (2, True, False)


@pytest.mark.parametrize("width", [40, 80])
def test_what_is_told_breaks_between_words_in_a_window(tmp_path: Path, width: int) -> None:
    told = {key: value for key, value in environment(tmp_path).items() if value is not None}
    arguments = ["export", "past-month", "--as", "xlsform", "--to", "form.xls"]
    child = pexpect.spawn(
        PROGRAM, arguments, cwd=str(tmp_path), env=told, encoding="utf-8", timeout=60, dimensions=(24, width)
    )
    shown = str(child.read()).replace("\r", "")
    assert max(map(len, shown.splitlines())) <= width
    assert "An XLSForm is a workbook and needs a file that ends in .xlsx: --to form.xlsx." in " ".join(shown.split())
