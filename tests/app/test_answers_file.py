"""Which questionnaire a file of answers is for: by its name, or in FHIR by an address that it has or came from."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from screening.app.answers_file import questionnaire_named
from screening.errors import AnswersError
from screening.interchange.yaml_text import yaml_text
from screening.loading.library import Library, questions_folder
from tests.interchange.fhir.made import WISHES, choice, taken

ADDRESS = "http://example.org/Questionnaire/evening-example"
LOINC_OF_PHQ = "http://loinc.org/q/44249-1"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path


def put(own: Path, name: str, url: str = ADDRESS, version: str = "1.0", *added: str) -> None:
    """A questionnaire of one's own that was imported from this address."""
    wishes = replace(WISHES, name=name, totals={"sum": added} if added else {})
    found = taken(choice("a", "x", "y", points=True), wishes=wishes, url=url, version=version)
    assert found.tree is not None
    (own / f"{name}.yaml").write_text(yaml_text(found.tree))


def named(own: Path, address: object) -> str:
    text = json.dumps({"resourceType": "QuestionnaireResponse", "questionnaire": address, "status": "completed"})
    return questionnaire_named(text, Library(questions_folder(), (own,)))


def told(own: Path, address: object) -> str:
    with pytest.raises(AnswersError) as caught:
        named(own, address)
    return " ".join(caught.value.problems)


@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}|1.0", "https://example.net/forms/Questionnaire/mine"])
def test_an_address_is_that_of_its_origin_or_one_of_ours(own: Path, address: str) -> None:
    put(own, "mine", ADDRESS, "1.0", "a")
    put(own, "another", "http://example.org/Questionnaire/other")
    assert named(own, address) == "mine"


def test_what_only_goes_out_as_it_was_has_no_other_address_of_ours(own: Path) -> None:
    put(own, "mine", "http://example.org/Questionnaire/mine")
    assert "--questionnaire NAME" in told(own, "https://example.net/forms/Questionnaire/mine")
    assert named(own, "urn:screening:Questionnaire:mine") == "mine"


@pytest.mark.parametrize(
    ("address", "name"),
    [("urn:screening:Questionnaire:past-month", "past-month"), (LOINC_OF_PHQ, "phq-9")],
    ids=["of ours", "of LOINC"],
)
def test_what_comes_with_the_program_is_found_by_its_addresses(own: Path, address: str, name: str) -> None:
    put(own, "mine")
    assert named(own, address) == name


def test_of_two_with_one_address_both_are_named_unless_the_version_says_which(own: Path) -> None:
    put(own, "first")
    put(own, "second", version="2.0")
    assert "first, second. Say which: --questionnaire NAME." in told(own, ADDRESS)
    assert named(own, f"{ADDRESS}|2.0") == "second"
    assert "first, second" in told(own, f"{ADDRESS}|3.0")


def test_the_address_of_stu3_is_a_reference_and_what_is_none_is_told(own: Path) -> None:
    put(own, "mine")
    assert named(own, {"reference": ADDRESS}) == "mine"
    assert "`questionnaire` is not" in told(own, 7)


def test_a_name_at_the_end_of_a_foreign_address_is_no_match(own: Path) -> None:
    put(own, "mine")
    assert "--questionnaire NAME" in told(own, "http://example.org/forms/mine")


def test_a_file_of_ones_own_that_does_not_load_is_in_nobodys_way(own: Path) -> None:
    put(own, "mine")
    (own / "broken.yaml").write_text("a: [")
    assert named(own, ADDRESS) == "mine"
