"""The contacts that are shipped say what a person needs to choose one, and nothing that is known to be closed."""

from __future__ import annotations

import re

import pytest

from screening.loading.library import Library, questions_folder
from screening.model.content import Contact

LIBRARY = Library(questions_folder())
FILES = tuple(name.removeprefix("contacts/").removesuffix(".yaml") for name in LIBRARY.files("contacts"))
CONTACTS = tuple(contact for file in FILES for contact in LIBRARY.contacts(file).contacts)
SUBJECTS = {option.code for item in LIBRARY.load("signs").questions if item.id == "using" for option in item.options}
PROVINCES = ("AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT")

# Numbers that were given up, run by somebody else, or never confirmed.
NOT_TO_PRINT = (
    "1-800-463-1554",
    "1-888-347-8888",
    "1-888-737-4668",
    "1-800-522-4700",
    "1-800-484-3731",
    "0800 1372700",
    "333888",
    "1800 022 222",
    "0900-0113",
)


def served(file: str, *regions: str) -> set[str]:
    return {kind for one in LIBRARY.contacts(file).contacts if one.region in regions for kind in one.kinds}


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def test_no_id_is_given_twice_in_all_the_files() -> None:
    ids = [contact.id for contact in CONTACTS]
    assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize("file", FILES)
def test_a_file_holds_only_its_own_region_and_its_parts(file: str) -> None:
    regions = {contact.region for contact in LIBRARY.contacts(file).contacts}
    assert LIBRARY.contacts(file).region == file
    assert all(region.split("-")[0] == file for region in regions)


@pytest.mark.parametrize("contact", CONTACTS, ids=lambda contact: contact.id)
def test_an_entry_has_a_line_for_short_lists_and_knows_its_subjects(contact: Contact) -> None:
    assert set(contact.subjects) <= SUBJECTS
    if contact.kind in ("substances", "gambling"):
        assert contact.subjects
    if contact.kind not in ("emergency", "clinic"):
        assert contact.brief
        assert len(contact.brief) <= 30


@pytest.mark.parametrize("contact", CONTACTS, ids=lambda contact: contact.id)
def test_a_note_says_what_a_caller_must_know_and_not_where_the_number_was_seen(contact: Contact) -> None:
    if contact.kind != "clinic":
        assert not re.search(r"\b(source|copy|copies|newspaper|seen|confirmed)\b", contact.note or "")


@pytest.mark.parametrize("number", NOT_TO_PRINT)
def test_a_number_that_was_given_up_or_never_confirmed_is_not_printed(number: str) -> None:
    assert digits(number) not in {digits(way.to) for contact in CONTACTS for way in contact.ways}
    assert not any(number in (contact.note or "") for contact in CONTACTS)


def test_every_country_has_its_emergency_number_and_somebody_for_a_crisis_to_call() -> None:
    for file in FILES:
        if file == "ZZ":
            continue
        found = [one for one in LIBRARY.contacts(file).contacts if one.region == file]
        assert found[0].kind == "emergency", file
        assert any("crisis" in one.kinds and one.ways[0].by == "call" for one in found), file


@pytest.mark.parametrize("province", PROVINCES)
def test_each_province_has_lines_of_its_own_and_the_country_the_rest(province: str) -> None:
    own = served("CA", f"CA-{province}")
    assert own & {"health", "crisis", "substances"}
    assert {"crisis", "overdose", "youth", "family", "violence", "directory"} <= own | served("CA", "CA")


def test_a_nurse_can_be_called_in_every_province_and_territory_but_one() -> None:
    """None was found for Nunavut."""
    assert [code for code in PROVINCES if "health" not in served("CA", f"CA-{code}")] == ["NU"]


def test_lines_of_a_province_do_not_stand_in_the_list_of_the_country() -> None:
    """Somebody in Nova Scotia is not sent to Alberta."""
    country = {one.id for one in LIBRARY.contacts("CA").contacts if one.region == "CA"}
    assert not any(re.match(r"ca-(ab|bc|mb|nb|nl|ns|nt|nu|on|pe|qc|sk|yt)-", id_) for id_ in country)


def test_a_number_that_is_not_everywhere_in_the_union_says_so_in_its_short_line() -> None:
    for one in LIBRARY.contacts("EU").contacts:
        if any(way.to.startswith("116") for way in one.ways):
            assert "where it exists" in (one.brief or "")
