"""Whom a result and a card name: few, never for another subject, in the order of need."""

from __future__ import annotations

from itertools import chain, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.engine.directory import (
    CONTACT_KINDS,
    FOR_SOME,
    MOST,
    PERSONAL,
    URGENT,
    Choice,
    Directory,
    Need,
    Region,
    need_of,
)
from screening.model.content import Contact, GuidanceText
from tests.people import SUBJECTS, codes, library, place

CODES = codes()
SUBJECT_CODES = [subject for subject in SUBJECTS if subject not in (None, "someone-else")]
CANADA = Region("CA", "Canada", "flag")
ALBERTA = Region("CA-AB", "Alberta", "flag", within=CANADA)
WORLD = "zz-list"


def contact(name: str, kind: str, region: str = "CA", **others: object) -> Contact:
    """A made-up contact that answers by telephone."""
    fields = {
        "id": name, "name": name, "kind": kind, "region": region, "ways": [{"by": "call", "to": "1"}], "for": "tests",
        "last-checked": "2026-01-01", "source": "https://example.org", "status": "publisher", **others,
    }  # fmt: skip
    return Contact.model_validate(fields)


LIST = contact(WORLD, "directory", "ZZ")
EMERGENCY = contact("911", "emergency")
CRISIS = contact("988", "crisis")


def of(*contacts: Contact, region: Region = ALBERTA) -> Directory:
    """A directory with an emergency line, a crisis line and a list for everywhere beside these."""
    return Directory(region, {}, (*contacts, EMERGENCY, CRISIS, LIST))


def ids(choice: Choice) -> list[str]:
    """Who was chosen, without the emergency line."""
    return [one.id for one in choice.people]


# Any need, in any directory.

needs = st.builds(
    Need,
    subjects=st.lists(st.sampled_from(SUBJECT_CODES), max_size=2, unique=True).map(tuple),
    urgent=st.lists(st.lists(st.sampled_from(URGENT), min_size=1, unique=True).map(tuple), unique=True).map(tuple),
    kinds=st.lists(st.sampled_from(CONTACT_KINDS), unique=True).map(tuple),
    leads=st.lists(st.sampled_from(("youth", "family")), unique=True).map(tuple),
)
made = st.lists(
    st.builds(
        lambda kind, also, region, subjects, serves: contact(
            f"{kind}-{region.lower()}-{len(subjects)}-{len(serves)}",
            kind,
            region,
            also=also,
            subjects=subjects,
            serves=serves,
        ),
        st.sampled_from([kind for kind in CONTACT_KINDS if kind not in ("clinic", "emergency")]),
        st.lists(st.sampled_from([kind for kind in CONTACT_KINDS if kind != "clinic"]), max_size=2, unique=True),
        st.sampled_from(["CA-AB", "CA", "ZZ"]),
        st.lists(st.sampled_from(SUBJECT_CODES), max_size=3, unique=True),
        st.lists(st.sampled_from(["youth", "family", *FOR_SOME]), max_size=2, unique=True),
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)


def holds(choice: Choice, need: Need) -> None:
    """What every choice must be."""
    assert 1 <= len(choice.people) <= MOST
    assert len({*ids(choice)}) == len(choice.people)
    assert any(one.kind == "directory" or "directory" in one.kinds for one in choice.people)
    assert "clinic" not in {one.kind for one in choice.people}
    for one in choice.people:
        assert not need.subjects or not one.subjects or {*need.subjects} & {*one.subjects}


@given(made, needs)
def test_any_choice_is_short_fits_the_subject_and_has_a_directory(contacts: list[Contact], need: Need) -> None:
    choice = of(*contacts).choose(need)
    holds(choice, need)
    assert choice.emergency is EMERGENCY
    named = {*need.kinds, *chain(*need.urgent), *need.leads}
    for one in choice.people:
        theirs = {*one.serves, *({one.kind} & {"youth", "family"})} - {*FOR_SOME}
        assert not theirs or theirs & named or one.serves, one


@given(needs)
def test_any_need_in_every_place_has_a_short_list_that_fits(need: Need) -> None:
    """R-12."""
    for code in CODES:
        holds(place(code).choose(need), need)


@pytest.mark.parametrize("code", CODES)
def test_in_every_place_the_crisis_line_stands_first_after_thoughts_of_ending_life(code: str) -> None:
    """R-12."""
    found = place(code)
    for subject in (*SUBJECT_CODES, None):
        subjects = (subject,) if subject else ()
        choice = found.choose(Need(subjects=subjects, urgent=(("crisis",),), kinds=("substances", "mutual-help")))
        if found.may_fail or not any("crisis" in one.kinds for one in found.contacts):
            assert choice.people[0].kind == "directory"
        else:
            assert "crisis" in choice.people[0].kinds


@pytest.mark.parametrize("code", CODES)
def test_no_place_names_somebody_of_another_country(code: str) -> None:
    """R-12."""
    allowed = {*place(code).region.codes, "ZZ"}
    for subject, kind in product(SUBJECT_CODES, PERSONAL):
        chosen = place(code).choose(Need(subjects=(subject,), urgent=(("crisis",),), kinds=(kind, "substances")))
        assert {one.region for one in chosen.everyone} <= allowed


@pytest.mark.parametrize("code", CODES)
def test_every_card_names_somebody_in_every_place_and_nobody_who_may_not_answer_alone(code: str) -> None:
    """R-12."""
    for card in (text for text in library().guidance.values() if text.part == "card"):
        chosen = place(code).for_kinds(card.contacts)
        assert chosen.everyone, card.id
        if place(code).emergency is None or any(one.region == "EU" for one in chosen.people):
            assert "directory" in {one.kind for one in chosen.people}, card.id


# The order.


def test_the_order_is_who_is_urgent_then_the_subject_then_the_person_then_the_crisis_line_then_a_list() -> None:
    found = of(contact("drink", "substances", subjects=["alcohol"]), contact("peers", "mutual-help", "ZZ"))
    need = Need(subjects=("alcohol",), kinds=("substances", "mutual-help"))
    assert ids(found.choose(need)) == ["drink", "peers", "988", WORLD]
    urgent = Need(subjects=("alcohol",), urgent=(("crisis",),), kinds=("substances", "mutual-help"))
    assert ids(found.choose(urgent)) == ["988", "drink", "peers", WORLD]


def test_the_line_for_younger_people_or_families_leads_where_the_next_step_is_theirs() -> None:
    found = of(contact("kids", "youth"), contact("drink", "substances"), contact("kin", "family"))
    both = ("substances", "youth", "family")
    assert ids(found.choose(Need(kinds=both, leads=("youth",)))) == ["kids", "drink", "988", WORLD]
    assert ids(found.choose(Need(kinds=both, leads=("family",)))) == ["kin", "drink", "kids", WORLD]
    assert ids(found.choose(Need(kinds=("family",), leads=("family",)))) == ["kin", "988", WORLD]
    assert ids(found.choose(Need(kinds=("substances", "youth")))) == ["drink", "kids", "988", WORLD]


def test_of_what_one_person_needs_the_most_pressing_stands_alone() -> None:
    lines = [contact(kind, kind) for kind in PERSONAL]
    for at, kind in enumerate(PERSONAL):
        assert ids(of(*lines).choose(Need(kinds=PERSONAL[at:]))) == [kind, "988", WORLD]


WEB = [{"by": "web", "to": "https://example.org"}]
BETTER: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "subject": ({"subjects": ["gambling"]}, {"subjects": []}),
    "place": ({"region": "CA-AB", "status": "copy"}, {"region": "CA"}),
    "purpose": ({"subjects": ["gambling"], "status": "copy"}, {"subjects": ["gambling", "alcohol"]}),
    "publisher": ({"hours": "9 to 5"}, {"status": "copy", "hours": "24 hours a day"}),
    "day and night": ({"hours": "24 hours a day", "ways": WEB}, {"hours": "9 to 5"}),
    "a voice": ({"ways": [{"by": "text", "to": "1"}]}, {"ways": WEB}),
}  # fmt: skip


@pytest.mark.parametrize("why", BETTER)
def test_the_best_line_for_a_subject_goes_by_subject_place_purpose_source_hours_and_voice(why: str) -> None:
    better, worse = BETTER[why]
    pair = [contact("worse", "gambling", **worse), contact("better", "gambling", **better)]  # type: ignore[arg-type]
    for found in (of(*pair), of(*reversed(pair))):
        assert ids(found.choose(Need(subjects=("gambling",), kinds=("gambling",))))[0] == "better"


def test_a_line_that_names_no_subject_is_for_those_to_whom_its_kind_is_named() -> None:
    found = of(contact("drugs", "substances"), contact("peers", "mutual-help"))
    assert ids(found.choose(Need(subjects=("gaming",), kinds=("gambling", "mutual-help")))) == ["peers", "988", WORLD]
    assert ids(found.choose(Need(subjects=("gaming",), kinds=("substances",))))[0] == "drugs"


def test_where_the_subject_is_not_known_a_line_for_many_stands_before_one_for_few() -> None:
    found = of(
        contact("quit", "substances", subjects=["nicotine"]),
        contact("many", "substances", subjects=["alcohol", "opioids"]),
    )
    assert ids(found.choose(Need(kinds=("substances",))))[0] == "many"


def test_the_countrys_crisis_line_stands_before_that_of_a_part() -> None:
    assert ids(of(contact("local", "crisis", "CA-AB")).choose(Need(urgent=(("crisis",),))))[0] == "988"


def test_a_line_for_some_people_is_named_where_nobody_else_fits() -> None:
    women = contact("women", "violence", serves=["women"])
    assert ids(of(women).choose(Need(urgent=(("violence",),))))[0] == "women"
    assert ids(of(women, contact("all", "violence")).choose(Need(urgent=(("violence",),))))[0] == "all"
    kids = contact("kids", "violence", serves=["youth"])
    assert ids(of(kids).choose(Need(urgent=(("violence",),)))) == ["988", WORLD]
    assert ids(of(kids).choose(Need(urgent=(("violence",),), kinds=("youth",)))) == ["kids", "988", WORLD]


def test_a_number_that_may_not_work_stands_after_the_list() -> None:
    poland = Region("PL", "Poland", within=Region("EU", "European Union"))
    found = Directory(poland, {}, (contact("116", "crisis", "EU"), contact("112", "emergency", "EU"), LIST))
    assert [one.id for one in found.choose(Need(urgent=(("crisis",),))).everyone] == ["112", WORLD, "116"]
    assert [one.id for one in found.for_kinds(("emergency", "crisis")).everyone] == ["112", WORLD, "116"]


# Cards.


def test_a_card_names_one_for_each_of_its_kinds_and_no_more() -> None:
    found = of(contact("home", "violence"), contact("other", "violence"), contact("nurse", "health"))
    assert [one.id for one in found.for_kinds(("emergency", "violence")).everyone] == ["911", "home"]
    assert [one.id for one in found.for_kinds(("health",)).everyone] == ["nurse"]
    assert [one.id for one in found.for_kinds(("emergency",)).everyone] == ["911"]
    assert [one.id for one in found.for_kinds(("crisis", "directory")).everyone] == ["988", WORLD]


def test_where_a_kind_has_nobody_the_crisis_line_and_a_list_stand_in() -> None:
    assert [one.id for one in of().for_kinds(("emergency", "health")).everyone] == ["911", "988", WORLD]


def test_where_no_number_is_known_a_card_names_the_list() -> None:
    nowhere = Directory(Region("ZZ", "Somewhere else"), {}, (LIST,))
    for kinds in (("emergency",), ("emergency", "crisis"), ("health",)):
        assert [one.id for one in nowhere.for_kinds(kinds).everyone] == [WORLD]


# The full list.


def test_of_a_kind_the_nearest_stand_first_and_those_for_another_subject_not_at_all() -> None:
    found = of(
        contact("far", "substances", "CA"),
        contact("near", "substances", "CA-AB"),
        contact("quit", "substances", "CA-AB", subjects=["nicotine"]),
    )
    assert [one.id for one in found.of_kind("substances")] == ["near", "quit", "far"]
    assert [one.id for one in found.of_kind("substances", "nicotine")] == ["quit", "near", "far"]
    assert [one.id for one in found.of_kind("substances", "alcohol")] == ["near", "far"]


@pytest.mark.parametrize("code", CODES)
def test_the_full_list_has_everybody_once_and_the_clinic_last_labelled_and_with_its_place(code: str) -> None:
    found = [one for kind in CONTACT_KINDS for one in place(code).of_kind(kind)]
    assert sorted(one.id for one in found) == sorted(one.id for one in (*place(code).contacts, *place(code).clinics))
    assert [one.kind for one in found].index("clinic") == len(found) - len(place(code).clinics)
    assert "Canada" in found[-1].name
    assert "private clinic" in (found[-1].note or "")
    assert "not a crisis service" in (found[-1].note or "")


def test_what_nobody_is_there_for_is_told() -> None:
    assert of(contact("a", "substances", also=["family"])).lacks(("family", "crisis", "youth")) == ("youth",)


def test_each_card_has_somebody_before_the_subject_has() -> None:
    """R-12: thoughts of suicide, signs of withdrawal, and a pregnancy; a second line for one card waits."""
    everyone = [contact(kind, kind) for kind in ("health", "pregnancy", "substances")]
    cards = (("crisis",), ("pregnancy", "health"), ("health",))
    need = Need(subjects=("alcohol",), urgent=cards, kinds=("substances",))
    assert ids(of(*everyone).choose(need)) == ["988", "pregnancy", "health", WORLD]
    need = Need(subjects=("alcohol",), urgent=(("pregnancy", "health"),), kinds=("substances",))
    assert ids(of(*everyone).choose(need)) == ["pregnancy", "substances", "988", WORLD]
    assert ids(of(everyone[0], everyone[2]).choose(need)) == ["health", "substances", "988", WORLD]


# From texts to a need.


def text(part: str, *kinds: str) -> GuidanceText:
    return GuidanceText.model_validate({"id": "a", "title": "A", "part": part, "text": "A.", "contacts": kinds})


def test_cards_are_urgent_in_a_fixed_order() -> None:
    found = need_of([text("card", "emergency", "violence"), text("card", "crisis"), text("next", "mutual-help")])
    assert found.urgent == (("crisis",), ("violence",))
    assert found.kinds == ("emergency", "crisis", "violence", "mutual-help")


def test_where_the_next_step_is_about_health_that_leads_and_no_line_for_the_subject_is_named() -> None:
    found = need_of([text("safety", "health"), text("next", "health")], ["opioids"])
    assert (found.kinds, found.leads, found.subjects) == (("health",), ("health",), ())
    found = need_of([text("safety", "health"), text("next", "substances")], ["opioids"])
    assert (found.leads, found.subjects) == ((), ("opioids",))


def test_who_worries_about_somebody_else_has_no_subject_of_their_own() -> None:
    assert need_of([text("next", "family")], ["someone-else"]) == Need(kinds=("family",), leads=("family",))
    assert need_of([text("next", "youth")], ["gaming"]) == Need(("gaming",), kinds=("youth",), leads=("youth",))
    assert need_of([text("helps", "youth")], ["gaming"]).leads == ()
