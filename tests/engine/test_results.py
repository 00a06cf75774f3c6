"""What is said about it, and who is named: held over every combination of answers that a rule looks at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import product

import pytest

from screening.engine.directory import CONTACT_KINDS, Directory, Region
from screening.engine.results import Result
from screening.model.content import Contact
from tests.conftest import shipped
from tests.people import (
    ADAPTED,
    BEHAVIOURS,
    HIGH,
    LOW,
    MEDICINES,
    SUBJECTS,
    URGENT,
    Told,
    everybody,
    library,
    monthly,
    place,
    result_of,
    said,
    shown,
)

STOPPING = {
    "alcohol": "stop-safely-alcohol",
    "sedatives": "stop-safely-sedatives",
    "opioids": "stop-safely-opioids",
    "other-drug": "stop-safely-other",
    None: "stop-safely-other",
}
QUIET = ("nicotine", "cannabis", "cocaine", "stimulants", *BEHAVIOURS)  # stopping at once harms nobody
MENUS = [text for text in library().guidance.values() if text.part == "next"]
CODES = [entry.code for entry in library().regions]


def of(told: Iterable[Told], name: str = "signs", **answers: object) -> list[Told]:
    """Those who gave these answers, `_` for `-`."""
    wanted = {item.replace("_", "-"): answer for item, answer in answers.items()}
    return [
        one
        for one in told
        if one.name == name and all(item in one.answers and one.answers[item] == wanted[item] for item in wanted)
    ]


def texts(one: Told) -> list[str]:
    """The ids of the texts that somebody is shown."""
    return [text.id for text in one.result.guidance]


def failing(people: Iterable[Told], rule: Callable[[Told], bool]) -> list[Told]:
    """Those for whom the rule does not hold; somebody must be there to hold it for."""
    listed = list(people)
    assert listed
    return [one for one in listed if not rule(one)]


# Advice: R-9.


def test_everybody_gets_exactly_one_menu_of_next_steps() -> None:
    """R-9."""
    assert failing(everybody(), lambda one: len(one.result.part("next")) == 1) == []


@pytest.mark.parametrize("menu", MENUS, ids=lambda menu: menu.id)
def test_a_menu_begins_with_choice_has_three_to_five_options_and_ends_in_hope(menu: object) -> None:
    """R-9."""
    text = library().guidance[getattr(menu, "id")]  # noqa: B009 - the parameter is shown by its id
    (opening, *options, hope) = text.paragraphs
    assert not opening[0]
    assert "your choice" in opening[1]
    assert all(bullet for bullet, _ in options)
    assert 3 <= len(options) <= 5
    assert not hope[0]
    assert any(word in hope[1] for word in ("change", "better"))


def test_every_menu_is_met_by_somebody() -> None:
    assert {text.id for one in everybody() for text in one.result.part("next")} == {menu.id for menu in MENUS}


def test_the_menu_goes_by_the_count_for_adults() -> None:
    expected = {0: "next-low", 1: "next-low", 2: "next-middle", 5: "next-middle", 6: "next-high", 11: "next-high"}
    signs = [one.id for one in shipped("signs").scale_by_id["count"].count_of or ()]
    signs = ["body" if sign == "body-or-mind" else sign for sign in signs]
    for count, menu in expected.items():
        found = result_of(said(level=LOW, **dict.fromkeys(signs[:count], HIGH)))
        assert next(one.value for one in found.scores if one.scale.id == "count") == count
        assert [text.id for text in found.part("next")] == [menu]


# Low results: R-3.


def test_a_count_that_may_be_low_comes_with_what_few_signs_do_not_mean() -> None:
    """R-3."""
    low = [
        one
        for one in everybody()
        if any(score.scale.id == "count" and score.span.low <= 1 for score in one.result.scores)
    ]
    assert failing(low, lambda one: "limits-few" in texts(one)) == []


def test_what_few_signs_do_not_mean_names_the_limit_and_what_matters_whatever_the_score() -> None:
    """R-3."""
    text = library().guidance["limits-few"].text
    for part in ("does not rule out", "can miss things", "driving", "pregnancy", "whatever the score", "talk to"):
        assert part in text


def test_the_contacts_are_the_same_whatever_the_score() -> None:
    """R-3."""
    found: dict[tuple[object, ...], set[tuple[str, ...]]] = defaultdict(set)
    asked = ("safety", "urgent", "adult", "using", "past-year", "prescribed")
    for one in everybody():
        key = (one.name, *(str(one.answers.get(item, "-")) for item in asked))
        found[key].add(tuple(contact.id for contact in one.result.contacts))
    assert sum(len(lists) for lists in found.values()) == len(found)
    assert len(found) > 300


# Stopping safely goes by subject.


@pytest.mark.parametrize("subject", STOPPING)
def test_stopping_safely_is_said_with_every_outcome(subject: str | None) -> None:
    using = [one for one in of(everybody(), using=subject) if one.answers.get("past-year") != "no"]
    told = [one for one in using if subject is None or one.answers.get("prescribed") != "as-directed"]
    assert {one.result.outcomes[0].id for one in told if len(one.result.outcomes) == 1} >= {"both", "neither"}
    assert failing(told, lambda one: STOPPING[subject] in texts(one)) == []


@pytest.mark.parametrize("subject", ["alcohol", "opioids", "sedatives"])
def test_stopping_safely_is_not_held_back_for_a_low_withdrawal_answer(subject: str) -> None:
    found = result_of(said(subject, LOW, prescribed="not-prescribed"))
    assert STOPPING[subject] in [text.id for text in found.part("safety")]


@pytest.mark.parametrize("kind", ["as-directed", "more"])
def test_whoever_takes_a_prescribed_medicine_is_told_to_keep_taking_it_and_whom_to_ask(kind: str) -> None:
    assert failing(of(everybody(), prescribed=kind), lambda one: "stop-safely-medicine" in texts(one)) == []
    assert (
        failing(of(everybody(), "past-month", prescribed=kind), lambda one: "stop-safely-medicine" in texts(one)) == []
    )


@pytest.mark.parametrize("subject", QUIET)
def test_no_sentence_about_stopping_stands_where_it_harms_nobody(subject: str) -> None:
    told = [
        one for one in of(everybody(), using=subject) if one.answers.get("prescribed") not in ("as-directed", "more")
    ]
    assert failing(told, lambda one: not one.result.part("safety")) == []


def test_this_alone_is_not_addiction_stands_only_where_the_medicine_is_taken_as_directed() -> None:
    told = [one for one in everybody() if "This alone is not addiction" in " ".join(map(str, one.document.sections))]
    assert failing(told, lambda one: one.answers.get("prescribed") == "as-directed") == []


def test_every_subject_that_was_used_gets_its_first_options() -> None:
    named = {
        "alcohol": "helps-alcohol", "opioids": "helps-opioids", "sedatives": "helps-sedatives",
        "cocaine": "helps-stimulants", "stimulants": "helps-stimulants", "nicotine": "helps-nicotine",
        "someone-else": "family-help",
    }  # fmt: skip
    for subject in SUBJECTS:
        helps = [text for text in texts(of(everybody(), using=subject)[0]) if text.startswith(("helps", "family"))]
        assert helps == ([named.get(subject, "helps-general")] if subject else [])


# Who is told what: age, someone else, no use, declined.


def test_under_18_a_youth_line_stands_first() -> None:
    for code in ("CA-AB", "CA", "US", "GB", "IE", "AU", "NZ", "EU"):
        assert result_of(said(adult="no"), code=code).contacts[0].kind == "youth"
    assert failing(of(everybody(), adult="no"), lambda one: one.result.contacts[0].kind == "youth") == []


def test_whoever_does_not_tell_their_age_gets_the_youth_lines_too_and_is_told_so() -> None:
    found = of(everybody(), adult=None)
    assert failing(found, lambda one: any(contact.kind == "youth" for contact in one.result.contacts)) == []
    assert failing(found, lambda one: "youth-lines" in texts(one)) == []
    assert failing(found, lambda one: not any(score.bands for score in one.result.scores)) == []


def test_a_text_that_repeats_an_answer_stands_only_where_it_was_given() -> None:
    given = {
        "summary-under-18": ("adult", "no"),
        "next-under-18": ("adult", "no"),
        "summary-someone-else": ("using", "someone-else"),
        "next-someone-else": ("using", "someone-else"),
        "family-help": ("using", "someone-else"),
        "summary-no-use": ("past-year", "no"),
        "as-directed-not-addiction": ("prescribed", "as-directed"),
    }
    for text, (item, answer) in given.items():
        shown_to = [one for one in everybody() if text in texts(one)]
        assert failing(shown_to, lambda one: one.answers[item] == answer) == []  # noqa: B023 - used at once


def test_worry_about_someone_else_gets_family_lines_first_and_no_signs() -> None:
    assert result_of(said("someone-else"), code="GB").contacts[0].kind == "family"
    text = shown(said("someone-else"), code="GB")
    assert "Worried about someone" in text
    assert [sign for sign in ("Loss of control", "Signs counted", "no answer", "past 12 months") if sign in text] == []


def test_no_use_in_the_past_year_leaves_the_signs_out_and_says_so() -> None:
    text = shown(said("alcohol", past_year="no"))
    assert "this was not part of the past 12 months" in text
    assert [sign for sign in ("Loss of control", "Signs counted") if sign in text] == []


# Ketamine therapy is never brought up by itself.


def brought_up(one: Told) -> bool:
    """Whether ketamine therapy or the clinic stands anywhere in what somebody is told."""
    told = f"{one.document} {one.hand_out} {one.result.contacts}".lower()
    return "ketamine therapy" in told or "atma" in told or "learn ketamine" in told


def nothing_urgent(one: Told) -> bool:
    """Whether nothing urgent was said or left open, by an adult who looks at something else."""
    wanted = {"safety": "no", "urgent": "none", "adult": "yes"}
    plain = all(one.answers[item] == answer for item, answer in wanted.items())
    return plain and one.answers["using"] not in ("ketamine", None)


def test_ketamine_therapy_is_never_brought_up_where_it_may_harm() -> None:
    assert failing((one for one in everybody() if not nothing_urgent(one)), lambda one: not brought_up(one)) == []


def test_where_nothing_is_urgent_ketamine_therapy_stands_at_the_very_end_with_the_clinic() -> None:
    found = [one for one in everybody() if one.name == "signs" and nothing_urgent(one)]
    assert failing(found, lambda one: one.document.sections[-1].id == "end") == []
    assert failing(found, lambda one: one.result.contacts[-1].kind == "clinic") == []
    assert failing(found, lambda one: str(one.document).count("ATMA CENA (") == 1) == []
    assert failing(found, lambda one: not brought_up(replace(one, document=one.hand_out, result=_unnamed(one)))) == []


def _unnamed(one: Told) -> Result:
    return replace(one.result, contacts=())


def test_the_form_of_the_past_30_days_never_brings_it_up() -> None:
    assert failing((one for one in everybody() if one.name == "past-month"), lambda one: not brought_up(one)) == []


@pytest.mark.parametrize(
    ("safety", "urgent"), [*product(("yes", "not-sure", None), ("none",)), *product(("no",), URGENT[1:])]
)
def test_any_answer_to_the_first_two_questions_but_no_silences_it(safety: str | None, urgent: object) -> None:
    told = shown(said(safety=safety, urgent=urgent))
    assert "ketamine" not in told.lower()


# People to talk to.


@pytest.mark.parametrize("code", CODES)
def test_a_clinic_stands_last_labelled_and_with_its_place(code: str) -> None:
    found = place(code).of(CONTACT_KINDS)
    assert [contact.kind for contact in found].count("clinic") == 1
    assert found[-1].kind == "clinic"
    assert "Canada" in found[-1].name
    assert "private clinic" in (found[-1].note or "")
    assert "not a crisis service" in (found[-1].note or "")


@pytest.mark.parametrize("code", CODES)
def test_nobody_is_listed_twice(code: str) -> None:
    ids = [contact.id for contact in place(code).of(CONTACT_KINDS)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("code", CODES)
def test_every_region_has_somebody_on_every_card(code: str) -> None:
    cards = [text for text in library().guidance.values() if text.part == "card"]
    assert [card.id for card in cards if not place(code).card(card)] == []


@pytest.mark.parametrize("code", CODES)
def test_a_card_never_shows_a_line_of_another_country(code: str) -> None:
    """R-12."""
    cards = [text for text in library().guidance.values() if text.part == "card"]
    named = {contact.region for card in cards for contact in place(code).card(card)}
    country = code.partition("-")[0]
    assert {region.partition("-")[0] for region in named} <= {country, "ZZ"}


def test_a_card_rather_shows_a_line_of_the_whole_region_and_one_to_call() -> None:
    unsafe = library().guidance["unsafe-home"]
    assert [one.id for one in place("CA-AB").card(unsafe)] == ["ca-911", "ca-ab-family-violence"]
    assert [one.id for one in place("CA").card(unsafe)] == ["ca-911", "ca-sheltersafe"]


def contact(name: str, kind: str, region: str = "CA", *also: str) -> Contact:
    """A made-up contact."""
    fields = {
        "id": name, "name": name, "kind": kind, "also": also, "region": region, "ways": [{"by": "call", "to": "1"}],
        "for": "tests", "last-checked": "2026-01-01", "source": "https://example.org", "status": "publisher",
    }  # fmt: skip
    return Contact.model_validate(fields)


def test_those_that_are_there_for_a_kind_stand_before_those_that_serve_it_too() -> None:
    both, own = contact("both", "crisis", "CA", "youth"), contact("own", "youth")
    found = Directory(Region("CA", "Canada"), {}, (both, own)).of(["youth", "crisis"])
    assert [one.id for one in found] == ["own", "both"]


def test_lines_stand_before_groups_and_lists() -> None:
    for one in everybody():
        late = [kind in ("mutual-help", "directory", "clinic") for kind in kinds_of(one.result.guidance)]
        assert late == sorted(late), one


def test_whoever_looks_at_gambling_finds_its_line_before_those_on_drugs() -> None:
    kinds = [one.kind for one in result_of(said("gambling"), code="GB").contacts]
    assert kinds.index("gambling") < kinds.index("substances")


def test_emergency_crisis_and_the_directory_are_listed_whatever_a_questionnaire_says() -> None:
    """R-12."""
    assert set(kinds_of(())) == {"emergency", "crisis", "directory"}
    for one in everybody():
        assert {"emergency", "crisis", "directory"} <= {contact.kind for contact in one.result.contacts}


@pytest.mark.parametrize(
    ("region", "of_contact", "serves"),
    [
        ("CA", "CA", True), ("CA-AB", "CA", True), ("CA", "CA-AB", True), ("CA-AB", "CA-BC", False),
        ("CA", "US", False), ("GB", "GB-ENG", True), ("AU", "AUS", False), ("C", "CA", False),
    ],
)  # fmt: skip
def test_a_contact_serves_its_region_its_country_and_for_a_whole_country_its_parts(
    region: str, of_contact: str, serves: bool
) -> None:
    made = contact("a", "crisis").model_copy(update={"region": of_contact})
    assert covers(region, made) is serves


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("CA", "CA"),
        ("ca-ab", "CA-AB"),
        ("ca_ab", "CA-AB"),
        ("UK", "GB"),
        ("de", "EU"),
        ("ZZ", "ZZ"),
        ("XX", None),
        ("", None),
    ],
)
def test_a_region_is_found_by_code_alias_or_member(typed: str, code: str | None) -> None:
    found = region_named(library().regions, typed)
    assert (found.code if found else None) == code


def test_the_country_of_a_region_is_its_code_up_to_the_hyphen() -> None:
    assert (Region("CA-AB", "").country, Region("CA", "").country) == ("CA", "CA")


# What is declined shows both ways.


def test_declined_medicines_get_both_the_safe_way_to_stop_and_nothing_untrue() -> None:
    for subject in (one for one in MEDICINES if one in STOPPING):
        found = [text.id for text in result_of(said(subject, prescribed=None)).guidance]
        assert STOPPING[subject] in found
        assert "stop-safely-medicine" not in found


def test_declined_signs_of_being_used_to_it_still_speak_of_a_medicine_taken_as_directed() -> None:
    found = result_of(said("sedatives", prescribed="as-directed", **dict.fromkeys(ADAPTED)))
    assert "as-directed-not-addiction" in [text.id for text in found.guidance]


def test_the_past_30_days_have_their_own_summary_and_no_level() -> None:
    found = result_of(monthly("alcohol", "weekly"), "past-month")
    assert [text.id for text in found.part("summary")] == ["summary-past-month"]
    assert not any(score.bands or score.scale.id in ("count", "pattern") for score in found.scores)
    assert found.outcomes == ()


def test_the_repr_of_a_result_shows_no_answer() -> None:
    found = result_of(said("other-drug", using_own="zzcanaryzz"))
    assert "zzcanaryzz" not in repr(found)
    assert "Chosen" not in repr(found)
