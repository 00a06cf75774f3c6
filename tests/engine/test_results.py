"""What is said about it, and who is named: held over every combination of answers that a rule looks at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import product

import pytest

from screening.engine.directory import MOST
from screening.engine.results import Result, subject_codes
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
    answered,
    everybody,
    library,
    monthly,
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


def test_under_18_a_youth_line_stands_first_but_after_what_is_urgent() -> None:
    for one in of(everybody(), adult="no"):
        urgent = one.answers.get("safety", "no") != "no" or one.answers.get("urgent", "none") != "none"
        first = [contact.kind for contact in one.result.contacts[1 : 4 if urgent else 2]]
        assert "youth" in first, one


def test_whoever_does_not_tell_their_age_gets_the_youth_lines_too_and_is_told_so() -> None:
    found = of(everybody(), adult=None)
    calm = [one for one in found if one.answers.get("safety", "no") == "no" and one.answers.get("urgent") == "none"]
    assert calm
    assert failing(calm, lambda one: any(contact.kind == "youth" for contact in one.result.contacts)) == []
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
    assert "family" in result_of(said("someone-else"), code="GB").contacts[1].kinds
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


def test_a_result_names_the_emergency_line_and_at_most_four_others() -> None:
    """R-12."""
    for one in everybody():
        kinds = [contact.kind for contact in one.result.contacts]
        assert kinds[0] == "emergency", one
        assert 1 <= len(kinds[1:]) <= MOST, one
        assert "directory" in kinds, one
        assert "clinic" not in kinds, one


def test_after_thoughts_of_ending_life_the_crisis_line_stands_first() -> None:
    """R-12."""
    told = [one for one in everybody() if one.answers.get("safety", "no") != "no"]
    assert {one.result.contacts[1].id for one in told} == {"ca-988"}


def test_no_result_names_somebody_for_another_subject() -> None:
    for one in everybody():
        using = one.answers.get("using")
        named = [contact.subjects for contact in one.result.contacts if contact.subjects]
        assert using in (None, "someone-else") or all(using in subjects for subjects in named), one


def test_the_subject_is_the_code_of_what_was_chosen_and_nothing_where_it_was_declined() -> None:
    signs = shipped("signs")
    assert subject_codes(signs, answered(said("gambling"))) == ("gambling",)
    assert subject_codes(signs, answered(said(None))) == ()


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
