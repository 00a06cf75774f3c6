"""From a region to the people to talk to there, in the shipped content and in small libraries."""

from __future__ import annotations

from pathlib import Path

import pytest

from screening.engine.directory import Region
from screening.loading.library import Library, questions_folder
from screening.loading.regions import all_contacts, anywhere, countries, directory, parts, region, unknown_region
from tests.people import codes, library, place

CODES = codes()
EU = (
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU",
    "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE",
)  # fmt: skip
CANADA = ("AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT")
STATES = (
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS", "KY",
    "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH",
    "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY", "AS", "GU", "MP",
    "PR", "VI",
)  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_every_region_lists_its_own_first_then_its_countrys_and_those_for_everywhere_last(code: str) -> None:
    """R-12."""
    found = place(code)
    areas = (*found.region.codes, "ZZ")
    order = [areas.index(contact.region) for contact in found.contacts]
    assert order == sorted(order)
    assert "zz-findahelpline" in [contact.id for contact in found.contacts]


def test_every_place_that_is_promised_is_accepted_in_small_letters_too() -> None:
    """R-12."""
    wanted = [*EU, *(f"CA-{one}" for one in CANADA), *(f"US-{one}" for one in STATES)]
    wanted += [f"GB-{one}" for one in ("ENG", "SCT", "WLS", "NIR")]
    for code in wanted:
        for typed in (code, code.lower(), code.replace("-", "_")):
            found = region(library(), typed)
            assert found is not None, typed
            assert found.code == code


def test_the_united_kingdom_has_two_codes_and_an_unknown_part_or_country_has_none() -> None:
    found = [region(library(), typed) for typed in ("uk", "UK-SCT", "CA-XX", "XX", "", "-", "FR-75")]
    assert [one.code if one else None for one in found] == ["GB", "GB-SCT", None, None, None, None, None]


def test_a_region_tells_how_it_is_known() -> None:
    assert region(library(), "uk", "locale") == Region("GB", "United Kingdom", "locale", "the United Kingdom")
    assert anywhere(library()).origin == "none"


@pytest.mark.parametrize("code", CODES)
def test_a_clinic_stands_apart_wherever_one_is(code: str) -> None:
    assert {contact.kind for contact in place(code).clinics} == {"clinic"}
    assert "clinic" not in {contact.kind for contact in place(code).contacts}


def test_every_contact_is_served_to_some_region() -> None:
    served = {contact.id for code in (*CODES, "EU") for contact in (*place(code).contacts, *place(code).clinics)}
    assert served == {contact.id for contact in all_contacts(Library(questions_folder()))}


# What an unknown code gets.


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("NS", "Did you mean `CA-NS`?"),
        ("Saskatchewan", "Did you mean `CA-SK`?"),
        ("scotland", "Did you mean `GB-SCT`?"),
        ("germny", "Did you mean `DE`?"),
        ("USA", "Did you mean `US`?"),
        ("CA-XX", "Use `CA`, or one of its parts by its usual code, such as `CA-AB` for Alberta."),
        ("??", "Write a code such as CA, CA-AB, US-CA, GB-SCT or FR."),
    ],
)
def test_an_unknown_code_gets_a_hint_and_no_list_of_them_all(typed: str, hint: str) -> None:
    assert unknown_region(library(), typed) == hint


# What there is to pick from.


def test_people_pick_a_country_from_a_short_head_then_by_the_alphabet_and_somewhere_else_last() -> None:
    codes = [code for code, _ in countries(library())]
    names = [name for _, name in countries(library())]
    assert codes[:6] == ["CA", "US", "GB", "IE", "AU", "NZ"]
    assert names[6:-1] == sorted(names[6:-1])
    assert (codes[-1], names[-1]) == ("ZZ", "Another country")
    assert "EU" not in codes
    assert {*EU} <= {*codes}


def test_people_pick_a_part_by_its_name() -> None:
    found = parts(library(), "CA")
    assert [name for _, name in found] == sorted(name for _, name in found)
    assert {code for code, _ in found} == {f"CA-{one}" for one in CANADA}
    assert ("GB-NIR", "Northern Ireland") in parts(library(), "GB")
    assert (parts(library(), "NZ"), parts(library(), "XX")) == ((), ())


# Fallback, in a small library: the code finds out from the files.

ENTRY = """
  - {{id: {id}, name: Line, kind: {kind}, region: {region}, ways: [{{by: call, to: "1"}}], for: anyone,
     last-checked: 2026-01-01, source: https://example.org, status: publisher}}"""
REGIONS = """regions:
  - {code: CA, name: Canada, parts: {AB: Alberta, SK: Saskatchewan}}
  - {code: FR, name: France, within: EU}
  - {code: PL, name: Poland, within: EU}
  - {code: AU, name: Australia}
  - {code: EU, name: European Union, spoken: the European Union}
  - {code: ZZ, name: Somewhere else}
"""


@pytest.fixture
def small(tmp_path: Path) -> Library:
    """A library with a national and a provincial line, a country of the EU with a file, and lists for everywhere."""
    files = {
        "CA": [("ca-national", "crisis", "CA"), ("ca-local", "crisis", "CA-AB")],
        "EU": [("eu-line", "crisis", "EU")],
        "FR": [("fr-line", "crisis", "FR")],
        "ZZ": [("zz-list", "directory", "ZZ")],
    }
    (tmp_path / "guidance").mkdir()
    (tmp_path / "contacts").mkdir()
    (tmp_path / "regions.yaml").write_text(REGIONS)
    for code, entries in files.items():
        head = f"region: {code}\nname: A place\nlanguage: en\nlicence: CC0-1.0\ncontacts:"
        rows = (ENTRY.format(id=one, kind=kind, region=where) for one, kind, where in entries)
        (tmp_path / "contacts" / f"{code}.yaml").write_text(head + "".join(rows) + "\n")
    return Library(tmp_path)


@pytest.mark.parametrize(
    ("code", "ids", "stands_in"),
    [
        ("CA", ["ca-national", "zz-list"], None),
        ("CA-AB", ["ca-local", "ca-national", "zz-list"], None),
        ("CA-SK", ["ca-national", "zz-list"], "CA"),
        ("FR", ["fr-line", "zz-list"], None),
        ("PL", ["eu-line", "zz-list"], "EU"),
        ("AU", ["zz-list"], None),
        ("EU", ["eu-line", "zz-list"], None),
        ("ZZ", ["zz-list"], None),
    ],
)
def test_a_region_has_its_own_contacts_else_those_of_the_area_around_it(
    small: Library, code: str, ids: list[str], stands_in: str | None
) -> None:
    """R-12."""
    found = region(small, code)
    assert found is not None
    served = directory(small, found)
    assert [contact.id for contact in served.contacts] == ids
    assert (served.stands_in.code if served.stands_in else None) == stands_in


def test_where_the_numbers_are_not_a_countrys_own_they_may_fail(small: Library) -> None:
    found = {code: region(small, code) for code in ("CA-SK", "FR", "PL", "EU", "ZZ")}
    failing = {code: directory(small, one).may_fail for code, one in found.items() if one is not None}
    assert failing == {"CA-SK": False, "FR": False, "PL": True, "EU": True, "ZZ": False}
