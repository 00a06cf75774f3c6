"""From a region to the people to talk to there."""

from __future__ import annotations

import pytest

from screening.engine.directory import Region
from screening.loading.library import Library, questions_folder
from screening.loading.regions import directory, region
from tests.people import library, place

CODES = [entry.code for entry in library().regions]


@pytest.mark.parametrize("code", CODES)
def test_every_region_lists_its_own_first_and_those_for_everywhere_after_them(code: str) -> None:
    """R-12."""
    everywhere = [contact.region == "ZZ" for contact in place(code).contacts]
    assert everywhere == sorted(everywhere)
    assert any(everywhere)


@pytest.mark.parametrize("code", CODES)
def test_no_region_lists_a_line_of_another_country(code: str) -> None:
    """R-12."""
    countries = {contact.region.partition("-")[0] for contact in place(code).contacts}
    assert countries <= {code.partition("-")[0], "ZZ"}


def test_a_province_has_its_own_lines_and_those_of_the_country_and_of_no_other_province() -> None:
    regions = {contact.region for contact in place("CA-AB").contacts}
    assert regions == {"CA-AB", "CA", "ZZ"}


def test_a_whole_country_has_the_lines_of_its_parts() -> None:
    assert {"CA", "CA-AB", "CA-ON"} <= {contact.region for contact in place("CA").contacts}


def test_an_unknown_country_has_only_what_is_there_for_everywhere() -> None:
    """R-12."""
    found = directory(library(), Region("XX", "Nowhere"))
    assert {contact.region for contact in found.contacts} == {"ZZ"}
    assert {contact.kind for contact in found.contacts} & {"emergency", "crisis"} == set()


@pytest.mark.parametrize("code", CODES)
def test_the_directory_is_listed_everywhere(code: str) -> None:
    """R-12."""
    assert "zz-findahelpline" in [contact.id for contact in place(code).contacts]


@pytest.mark.parametrize("code", CODES)
def test_clinics_stand_apart_wherever_one_is(code: str) -> None:
    assert [contact.kind for contact in place(code).clinics] == ["clinic"]
    assert "clinic" not in {contact.kind for contact in place(code).contacts}


def test_every_contact_file_belongs_to_a_region_and_every_contact_to_one_of_them() -> None:
    files = {path.stem for path in (questions_folder() / "contacts").glob("*.yaml")}
    assert files == {entry.file for entry in library().regions}
    served = {contact.id for code in CODES for contact in (*place(code).contacts, *place(code).clinics)}
    assert served == {contact.id for file in files for contact in Library(questions_folder()).contacts(file).contacts}


def test_a_region_keeps_its_name_and_whether_it_is_a_guess() -> None:
    assert region(library(), "uk", guessed=True) == Region("GB", "United Kingdom", guessed=True)
    assert region(library(), "FR") == Region("EU", "European Union (other than Ireland)")
    assert region(library(), "XX") is None
