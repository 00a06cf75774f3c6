"""What is said about it, and who is named: held over every combination of answers that a rule looks at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import product

import pytest

from screening.engine.directory import MOST
from screening.engine.results import subject_codes
from screening.formats.result_json import Json
from screening.reports.wording import shown_to_others
from tests.conftest import shipped
from tests.people import (
    BEHAVIOURS,
    HIGH,
    LOW,
    MEDICINES,
    MIDDLE,
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
    assert any(word in opening[1] for word in ("up to you", "your choice", "not your job"))
    assert all(bullet for bullet, _ in options)
    assert 3 <= len(options) <= 5
    assert not hope[0]
    assert any(word in hope[1] for word in ("possible", "better", "Small steps", "a difference", "want to help"))


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


@pytest.mark.parametrize("using", BEHAVIOURS)
@pytest.mark.parametrize("level", [LOW, HIGH])
def test_a_behaviour_has_a_menu_of_its_own_whatever_came_up(using: str, level: str) -> None:
    assert [text.id for text in result_of(said(using, level)).part("next")] == ["next-behaviour"]


# Low results: R-3.


def test_everybody_but_a_worried_other_is_told_what_a_result_cannot_say() -> None:
    """R-3."""
    told = [one for one in everybody() if one.answers.get("using") != "someone-else"]
    assert failing(told, lambda one: len({"limits", "limits-behaviour"} & {*texts(one)}) == 1) == []
    about_games = [one for one in told if one.answers.get("using") in BEHAVIOURS]
    assert failing(about_games, lambda one: "limits-behaviour" in texts(one)) == []  # no word of driving or mixing


def test_what_a_result_cannot_say_names_the_limit_and_what_matters_whatever_the_score() -> None:
    """R-3."""
    text = " ".join(library().guidance["limits"].text.split())
    for part in (
        "can't rule one out",
        "can miss things",
        "Few signs do not mean",
        "at any count",
        "driving",
        "pregnancy",
    ):
        assert part in text, part


def test_the_contacts_are_the_same_whatever_the_score() -> None:
    """R-3."""
    found: dict[tuple[object, ...], set[tuple[str, ...]]] = defaultdict(set)
    asked = ("safety", "urgent", "adult", "using", "past-year", "prescribed")
    for one in everybody():
        key = (one.name, *(str(one.answers.get(item, "-")) for item in asked))
        found[key].add(tuple(contact.id for contact in one.result.contacts))
    assert sum(len(lists) for lists in found.values()) == len(found)
    assert len(found) > 300


# Safety texts go by subject and medicine, never by score.

AS_DIRECTED = ["stop-safely-medicine"]
MORE = ["take-more"]
STREET = ["street-drugs"]
STIMULANT = ["street-drugs", "stimulant-emergency"]
OPIOID = ["stop-safely-opioids", "opioid-break-use", "opioid-naloxone", "street-opioids"]
SAFETY: dict[tuple[str | None, str], list[str]] = {
    ("alcohol", "-"): ["stop-safely-alcohol", "mixing-alcohol"],
    ("cannabis", "as-directed"): AS_DIRECTED,
    ("cannabis", "more"): MORE,
    ("cannabis", "not-prescribed"): [],
    ("cannabis", "not-sure"): [],
    ("cocaine", "-"): STIMULANT,
    ("stimulants", "as-directed"): AS_DIRECTED,
    ("stimulants", "more"): [*MORE, "stimulant-emergency"],
    ("stimulants", "not-prescribed"): STIMULANT,
    ("stimulants", "not-sure"): STIMULANT,
    ("opioids", "as-directed"): [*AS_DIRECTED, "opioid-break", "opioid-naloxone"],
    ("opioids", "more"): [*MORE, "opioid-break", "opioid-naloxone"],
    ("opioids", "not-prescribed"): OPIOID,
    ("opioids", "not-sure"): OPIOID,
    ("sedatives", "as-directed"): ["stop-safely-sedatives", *AS_DIRECTED, "mixing-sedatives"],
    ("sedatives", "more"): [*MORE, "stop-safely-sedatives", "mixing-sedatives"],
    ("sedatives", "not-prescribed"): ["stop-safely-sedatives", *STREET, "mixing-sedatives"],
    ("sedatives", "not-sure"): ["stop-safely-sedatives", *STREET, "mixing-sedatives"],
    ("nicotine", "-"): [],
    ("ketamine", "as-directed"): [*AS_DIRECTED, "ketamine-bladder"],
    ("ketamine", "more"): [*MORE, "ketamine-bladder"],
    ("ketamine", "not-prescribed"): [*STREET, "ketamine-bladder"],
    ("ketamine", "not-sure"): [*STREET, "ketamine-bladder"],
    ("other-drug", "as-directed"): AS_DIRECTED,
    ("other-drug", "more"): [*MORE, "stop-safely-other"],
    ("other-drug", "not-prescribed"): ["stop-safely-other", *STREET],
    ("other-drug", "not-sure"): ["stop-safely-other", *STREET],
    ("gambling", "-"): [],
    ("gaming", "-"): [],
    ("other-behaviour", "-"): [],
    ("someone-else", "-"): ["family-urgent"],
    (None, "as-directed"): [*AS_DIRECTED, "stop-safely-other"],
    (None, "more"): [*MORE, "stop-safely-other"],
    (None, "not-prescribed"): ["stop-safely-other", "unknown-drug"],
    (None, "not-sure"): ["stop-safely-other", "unknown-drug"],
}


@pytest.mark.parametrize(("using", "prescribed"), SAFETY)
@pytest.mark.parametrize("name", ["signs", "past-month"])
def test_safety_texts_go_by_subject_and_medicine_and_never_by_score(
    using: str | None, prescribed: str, name: str
) -> None:
    for level in (LOW, "less-than-monthly", HIGH) if name == "signs" else (LOW, "weekly", "daily"):
        given = said(using, level, prescribed=prescribed, danger=LOW)
        if name == "past-month":
            given = monthly(using, level, prescribed=prescribed, danger=LOW)
        if prescribed == "-":
            del given["prescribed"]
        shown_texts = [text.id for text in result_of(given, name).part("safety")]
        assert shown_texts == SAFETY[using, prescribed]


def test_the_table_of_safety_texts_has_every_subject_and_kind_of_medicine() -> None:
    kinds = ("as-directed", "more", "not-prescribed", "not-sure")
    assert set(SAFETY) == {(using, kind) for using in SUBJECTS for kind in (kinds if using in MEDICINES else ("-",))}


@pytest.mark.parametrize("using", ["alcohol", "opioids", "nicotine", "gambling", "other-behaviour"])
@pytest.mark.parametrize("how_often", ["less-than-monthly", "daily"])
@pytest.mark.parametrize("level", [LOW, MIDDLE, HIGH])
def test_danger_above_never_brings_a_text_on_safety_with_every_outcome(using: str, how_often: str, level: str) -> None:
    found = result_of(said(using, level, danger=how_often, prescribed="not-prescribed"))
    assert found.part("safety")[0].id == ("danger-plan" if using in ("alcohol", "opioids") else "danger-other")


@pytest.mark.parametrize("danger", [LOW, None])
def test_without_danger_no_text_speaks_of_it(danger: str | None) -> None:
    assert not [text.id for text in result_of(said(danger=danger)).part("safety") if text.id.startswith("danger")]


@pytest.mark.parametrize("subject", [one for one in STOPPING if one])
def test_no_text_on_stopping_stands_where_nothing_was_used(subject: str | None) -> None:
    found = result_of(said(subject, past_year="no"))
    assert not [text.id for text in found.part("safety") if text.id.startswith("stop-safely")]


def test_whoever_has_not_used_opioids_for_a_year_is_told_what_a_break_does() -> None:
    """The longer the break, the less the body can handle."""
    found = result_of(said("opioids", past_year="no"))
    assert [text.id for text in found.part("safety")] == ["opioid-long-break"]
    assert [text.id for text in found.part("next")] == ["next-not-now"]


@pytest.mark.parametrize("subject", STOPPING)
def test_stopping_safely_is_said_with_every_outcome(subject: str | None) -> None:
    using = [one for one in of(everybody(), using=subject) if one.answers.get("past-year") != "no"]
    told = [one for one in using if subject is None or one.answers.get("prescribed") not in ("as-directed", "more")]
    assert {one.result.outcomes[0].id for one in told if len(one.result.outcomes) == 1} >= {"both", "neither"}
    assert failing(told, lambda one: STOPPING[subject] in texts(one)) == []


@pytest.mark.parametrize("name", ["signs", "past-month"])
def test_whoever_takes_a_medicine_as_directed_is_told_to_go_on_and_whom_to_ask(name: str) -> None:
    told = of(everybody(), name, prescribed="as-directed")
    wanted = {True: "stop-safely-sedatives", False: "stop-safely-medicine"}
    assert failing(told, lambda one: wanted[one.answers["using"] == "sedatives"] in texts(one)) == []


@pytest.mark.parametrize("name", ["signs", "past-month"])
def test_whoever_takes_more_is_told_not_to_change_it_alone_and_to_tell_the_prescriber(name: str) -> None:
    told = of(everybody(), name, prescribed="more")
    assert failing(told, lambda one: "take-more" in texts(one) and "stop-safely-medicine" not in texts(one)) == []
    text = library().guidance["take-more"].text
    assert "on your own" in text
    assert "how much you really take" in text


@pytest.mark.parametrize("subject", QUIET)
def test_no_sentence_about_stopping_stands_where_it_harms_nobody(subject: str) -> None:
    told = [
        one for one in of(everybody(), using=subject) if one.answers.get("prescribed") not in ("as-directed", "more")
    ]
    assert failing(told, lambda one: not any(text.startswith("stop-safely") for text in texts(one))) == []


def test_this_alone_is_not_addiction_stands_only_where_the_medicine_is_taken_as_directed() -> None:
    told = [one for one in everybody() if "as-directed-not-addiction" in texts(one)]
    assert failing(told, lambda one: one.answers.get("prescribed") == "as-directed") == []
    others = [one for one in everybody() if one.answers.get("prescribed") != "as-directed"]
    assert failing(others, lambda one: "alone is not addiction" not in str(one.document.sections)) == []


HELPS = {
    "alcohol": "helps-alcohol", "opioids": "helps-opioids", "sedatives": "helps-sedatives",
    "cocaine": "helps-stimulants", "stimulants": "helps-stimulants", "nicotine": "helps-nicotine",
    "cannabis": "helps-cannabis", "gambling": "helps-gambling", "gaming": "helps-gaming",
    "someone-else": "family-help",
}  # fmt: skip


@pytest.mark.parametrize("name", ["signs", "past-month"])
def test_every_subject_gets_its_first_options_but_not_for_a_medicine_taken_as_directed(name: str) -> None:
    for subject in SUBJECTS:
        for kind in ("as-directed", "more", "not-prescribed") if subject in MEDICINES else ("not-sure",):
            given = monthly(subject, prescribed=kind) if name == "past-month" else said(subject, prescribed=kind)
            helps = [text.id for text in result_of(given, name).part("helps") if text.id != "signs-mean"]
            expected = [HELPS.get(subject, "helps-general")] if subject and kind != "as-directed" else []
            assert helps == expected, (subject, kind)


@pytest.mark.parametrize("name", ["signs", "past-month"])
def test_where_the_signs_stand_without_a_score_what_they_mean_is_told(name: str) -> None:
    for subject in SUBJECTS:
        for adult in ("yes", "no", None):
            given = monthly(subject, adult=adult) if name == "past-month" else said(subject, adult=adult)
            wanted = subject != "someone-else" and (subject in BEHAVIOURS or adult == "no")
            told = {text.id for text in result_of(given, name).part("helps")}
            assert ("signs-mean" in told) is wanted, (subject, adult)


@pytest.mark.parametrize("name", ["signs", "past-month"])
def test_after_a_word_of_suicide_the_first_steps_are_about_that(name: str) -> None:
    """H5: and a page to take away, which must not give that answer away, has the usual ones."""
    for safety in ("yes", "not-sure", "no", None):
        given = monthly("alcohol", safety=safety) if name == "past-month" else said("alcohol", safety=safety)
        found = result_of(given, name)
        first = [text.id for text in found.part("first")]
        assert first == (["first-safety"] if safety in ("yes", "not-sure") else [])
        (menu,) = found.part("next")
        assert menu in shown_to_others(found)
        assert not {"first-safety"} & {text.id for text in shown_to_others(found)}


def test_a_medicine_as_directed_leads_to_health_advice_and_to_no_line_for_drugs() -> None:
    """Whoever takes it as directed is no client of a program for people who use drugs."""
    for subject in MEDICINES:
        found = result_of(said(subject, prescribed="as-directed"))
        assert [text.id for text in found.part("next")] == ["next-medicine"]
        kinds = [contact.kind for contact in found.contacts]
        assert kinds[1] == "health"
        assert not {"substances", "mutual-help"} & {*kinds}


def test_gambling_is_told_that_a_validated_scale_exists() -> None:
    assert "pgsi" in [text.id for text in result_of(said("gambling")).part("meaning")]
    assert "pgsi" not in [text.id for text in result_of(said("gaming")).part("meaning")]


# What the whole means: only where it is certain.


@pytest.mark.parametrize(
    ("given", "meaning"),
    [
        (said(level=HIGH), ["meaning-both"]),
        (said(level=HIGH, tolerance="no", withdrawal=LOW), ["meaning-pattern"]),
        (said(tolerance="yes"), ["meaning-adapted"]),
        (said(), []),
        (said(tolerance=None), []),  # it may be the one or the other
        (said("opioids", tolerance="yes", prescribed="as-directed"), ["as-directed-not-addiction"]),
        (said("opioids", HIGH, prescribed="as-directed"), ["meaning-pattern"]),
        (said(level=HIGH, adult="no"), ["meaning-under-18"]),
        (said("gaming", HIGH), []),
        (said("someone-else"), ["family-how"]),
        (said(past_year="no"), []),
    ],
)
def test_what_it_means_goes_by_what_is_certain(given: Json, meaning: list[str]) -> None:
    assert [text.id for text in result_of(given).part("meaning")] == meaning


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
        "meaning-under-18": ("adult", "no"),
        "next-under-18": ("adult", "no"),
        "family-how": ("using", "someone-else"),
        "family-say": ("using", "someone-else"),
        "next-someone-else": ("using", "someone-else"),
        "family-help": ("using", "someone-else"),
        "take-more": ("prescribed", "more"),
        "pgsi": ("using", "gambling"),
        "as-directed-not-addiction": ("prescribed", "as-directed"),
    }
    for text, (item, answer) in given.items():
        shown_to = [one for one in everybody() if text in texts(one)]
        assert failing(shown_to, lambda one: one.answers[item] == answer) == []  # noqa: B023 - used at once


def test_worry_about_someone_else_gets_family_lines_first_and_no_signs() -> None:
    found = result_of(said("someone-else"), code="GB")
    assert "family" in found.contacts[1].kinds
    assert [text.id for text in found.guidance] == [
        "family-how",
        "family-urgent",
        "next-someone-else",
        "family-say",
        "family-help",
    ]
    text = shown(said("someone-else"), code="GB")
    assert "Thank you for looking out for someone." in text
    assert [sign for sign in ("Loss of control", "signs we count", "past 12 months") if sign in text] == []


def test_a_young_person_who_worries_gets_the_lines_for_their_age() -> None:
    found = result_of(said("someone-else", adult="no"))
    assert [text.id for text in found.part("next")] == ["next-under-18-someone-else"]
    assert "youth" in found.contacts[1].kinds


def test_a_young_person_gets_their_signs_in_words_and_no_score() -> None:
    text = " ".join(shown(said("gaming", "weekly", adult="no")).split())
    assert "There is no score for your answers, because the scores were made for adults." in text
    assert "Loss of control" in text
    assert [word for word in ("signs we count", " points", "police", "on the road") if word in text] == []


def test_no_use_in_the_past_year_leaves_the_signs_out_and_says_so() -> None:
    text = shown(said("alcohol", past_year="no"))
    assert "this was not part of the past 12 months" in text
    assert [sign for sign in ("Loss of control", "signs we count") if sign in text] == []


# Ketamine therapy is never brought up by itself.


def brought_up(one: Told) -> bool:
    """Whether ketamine therapy or the clinic stands anywhere in what somebody is told."""
    told = f"{one.document} {one.hand_out} {one.result.contacts}".lower()
    return "ketamine therapy" in told or "atma" in told or "learn ketamine" in told


def nothing_urgent(one: Told) -> bool:
    """Whether nothing urgent was said or left open, by an adult who looks at something else."""
    wanted = {"safety": "no", "urgent": "none", "adult": "yes"}
    plain = all(one.answers.get(item) == answer for item, answer in wanted.items())
    return plain and one.answers["using"] not in ("ketamine", None)


def test_the_article_is_never_named_where_it_may_harm() -> None:
    assert failing((one for one in everybody() if not nothing_urgent(one)), lambda one: not brought_up(one)) == []


def test_where_nothing_is_urgent_one_line_at_most_names_the_article_and_nothing_the_therapy() -> None:
    found = [one for one in everybody() if nothing_urgent(one)]
    assert failing(found, lambda one: str(one.document).count("ATMA CENA") <= 1) == []
    assert failing(found, lambda one: "ketamine therapy" not in f"{one.document} {one.hand_out}".lower()) == []


@pytest.mark.parametrize(
    ("safety", "urgent"), [*product(("yes", "not-sure", None), ("none",)), *product(("no",), URGENT[1:])]
)
def test_any_answer_to_the_urgent_questions_but_no_silences_it(safety: str | None, urgent: object) -> None:
    told = shown(said(safety=safety, urgent=urgent))
    assert "atma" not in told.lower()
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


def test_a_subject_that_is_kept_back_gets_the_general_text_on_stopping() -> None:
    assert "stop-safely-other" in [text.id for text in result_of(said(None)).part("safety")]
    assert "stop-safely-other" not in [text.id for text in result_of(said(None, past_year="no")).part("safety")]


def test_a_medicine_that_is_kept_back_says_once_what_a_break_does() -> None:
    found = [text.id for text in result_of(said("opioids", prescribed=None)).part("safety")]
    assert found == OPIOID


def test_the_past_30_days_have_no_level_and_say_so() -> None:
    found = result_of(monthly("alcohol", "weekly"), "past-month")
    assert "no levels for 30 days" in shown(monthly("alcohol", "weekly"), "past-month")
    assert not any(score.bands or score.scale.id in ("count", "pattern") for score in found.scores)
    assert (found.outcomes, [text.id for text in found.part("next")]) == ((), ["next-past-month"])


def test_the_repr_of_a_result_shows_no_answer() -> None:
    found = result_of(said("other-drug", using_own="zzcanaryzz"))
    assert "zzcanaryzz" not in repr(found)
    assert "Chosen" not in repr(found)
