"""The self-check `signs`: what is asked of whom, what counts from when, and what is read off it."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest

from screening.engine.evaluation import Evaluation
from screening.engine.own_words import fill_words, own_words
from screening.engine.scoring import ScaleScore, not_scored
from screening.formats.render import plain_text
from screening.model.answers import Answer, Answers, Chosen, Entered
from screening.model.questionnaire import Expected, Item, Questionnaire
from screening.reports.blank_form import BlankForms
from tests.conftest import SKIP, answers, shipped
from tests.evaluated import critical, is_asked, outcomes, score, scores_absent
from tests.people import words

SIGNS = shipped("signs")
MONTH = shipped("past-month")
FREQUENCIES = ("never", "less-than-monthly", "monthly", "weekly", "daily")
OFTEN = (
    "more-than-meant", "cut-down", "craving", "time-spent", "duties", "gave-up", "arguments", "isolation", "body",
    "mind", "danger", "withdrawal", "legal",
)  # fmt: skip
SIGNS_ASKED = (*OFTEN[:11], "tolerance", *OFTEN[11:])
SUBSTANCES = (
    "alcohol", "cannabis", "cocaine", "stimulants", "opioids", "sedatives", "nicotine", "ketamine", "other-drug",
)  # fmt: skip
BEHAVIOURS = ("gambling", "gaming", "other-behaviour")
MEDICINES = ("cannabis", "stimulants", "opioids", "sedatives", "ketamine", "other-drug")
RULERS = ("importance", "confidence", "readiness")
COUNTS = ("count", "pattern", "adaptation")

Points = Decimal | int


def every_sign(how_often: str) -> dict[str, str | Answer]:
    """Every sign with this frequency, and tolerance with yes unless that is never."""
    named = {sign.replace("-", "_"): how_often for sign in OFTEN}
    return {**named, "tolerance": "no" if how_often == "never" else "yes"}


def signs(using: str | Answer = "alcohol", adult: str | Answer = "yes", **changed: str | Answer) -> dict[str, Answer]:
    """A whole response, every sign `never`, but for what is said otherwise."""
    calm = {"safety": "no", "urgent": "none", "past_year": "yes", "prescribed": "not-prescribed"}
    plain = {name.replace("-", "_"): answer for name, answer in {**calm, **every_sign("never"), **changed}.items()}
    return answers(**{"using": using, "using_own": Entered("kratom"), "adult": adult, **plain})


def by_id(given_answers: Answers) -> dict[str, ScaleScore]:
    return {one.scale.id: one for one in score(SIGNS, given_answers)}


def value(name: str, given_answers: Answers) -> Points | None:
    return total(by_id(given_answers)[name])


def total(one: ScaleScore) -> Points | None:
    return one.value


def ends(one: ScaleScore) -> tuple[Points, Points]:
    return one.span.low, one.span.high


def outcome(given_answers: Answers) -> list[str]:
    return [one.id for one in outcomes(SIGNS, given_answers)]


def asked(given_answers: Answers, found: Questionnaire = SIGNS) -> list[str]:
    """The ids of the questions that are asked."""
    return [item.id for item in found.questions if is_asked(found, given_answers, item)]


# What is asked, and in which order.


def test_the_questions_stand_in_their_published_order() -> None:
    first = ("using", "using-own", "safety", "urgent", "adult", "past-year", "prescribed")
    assert tuple(item.id for item in SIGNS.questions) == (*first, *SIGNS_ASKED, *RULERS)


def test_the_subjects_are_the_published_ones() -> None:
    assert tuple(SIGNS.by_id["using"].by_code) == (*SUBSTANCES, *BEHAVIOURS, "someone-else")
    assert tuple(MONTH.by_id["using"].by_code) == (*SUBSTANCES, *BEHAVIOURS, "someone-else")


@pytest.mark.parametrize("sign", OFTEN)
def test_a_sign_has_the_five_frequencies_with_nought_to_four_points(sign: str) -> None:
    scores = [(option.code, option.score) for option in SIGNS.by_id[sign].options]
    assert scores == [(code, Decimal(place)) for place, code in enumerate(FREQUENCIES)]


@pytest.mark.parametrize("found", [SIGNS, MONTH], ids=lambda found: found.id)
def test_needing_more_is_yes_or_no_and_not_sure_counts_like_a_skip(found: Questionnaire) -> None:
    scores = [(option.code, str(option.score)) for option in found.by_id["tolerance"].options]
    assert scores == [("yes", "1"), ("no", "0"), ("not-sure", "unknown")]


@pytest.mark.parametrize("found", [SIGNS, MONTH], ids=lambda found: found.id)
def test_yes_stands_first_no_second_and_not_sure_third(found: Questionnaire) -> None:
    orders = [tuple(item.by_code) for item in found.questions if {"yes", "no"} <= set(item.by_code)]
    assert set(orders) == {("yes", "no"), ("yes", "no", "not-sure")}


@pytest.mark.parametrize("found", [SIGNS, MONTH], ids=lambda found: found.id)
def test_the_answers_on_hurting_oneself_are_spelled_out(found: Questionnaire) -> None:
    assert all(len(option.text.split()) > 3 for option in found.by_id["safety"].options)


@pytest.mark.parametrize("using", [*SUBSTANCES, *BEHAVIOURS])
def test_whether_it_is_prescribed_is_asked_of_what_can_be(using: str) -> None:
    assert ("prescribed" in asked(signs(using))) is (using in MEDICINES)


def test_methadone_and_buprenorphine_are_named_for_opioids_alone() -> None:
    named = [using for using in (*SUBSTANCES, *BEHAVIOURS) if "methadone" in question("prescribed", signs(using))]
    assert named == ["opioids"]


@pytest.mark.parametrize("given_answers", [signs(SKIP), signs(past_year=SKIP)])
def test_signs_are_asked_where_the_subject_or_the_use_is_kept_back(given_answers: Answers) -> None:
    assert [sign for sign in asked(given_answers) if sign in SIGNS_ASKED] == list(SIGNS_ASKED)


def test_no_signs_are_asked_without_use_in_the_past_year() -> None:
    assert asked(signs(past_year="no")) == ["using", "safety", "urgent", "adult", "past-year"]


def test_who_worries_about_somebody_else_is_asked_what_is_urgent_and_their_age() -> None:
    assert asked(signs("someone-else")) == ["using", "urgent", "adult"]
    assert asked(signs("someone-else"), MONTH) == ["using", "urgent", "adult"]


@pytest.mark.parametrize("using", BEHAVIOURS)
@pytest.mark.parametrize("found", [SIGNS, MONTH], ids=lambda found: found.id)
def test_being_used_to_it_is_not_asked_of_a_behaviour(using: str, found: Questionnaire) -> None:
    assert {"tolerance", "withdrawal"} & set(asked(signs(using), found)) == set()


@pytest.mark.parametrize("found", [SIGNS, MONTH], ids=lambda found: found.id)
@pytest.mark.parametrize(
    ("using", "adult", "expected"),
    [("gaming", "no", set()), ("gaming", "yes", {"danger", "legal"}), ("alcohol", "no", {"danger", "legal"})],
)
def test_the_young_are_not_asked_about_driving_and_police_for_gaming(
    using: str, adult: str, expected: set[str], found: Questionnaire
) -> None:
    assert {"danger", "legal"} & set(asked(signs(using, adult), found)) == expected


@pytest.mark.parametrize("found", [SIGNS, MONTH], ids=lambda found: found.id)
@pytest.mark.parametrize(
    ("using", "adult", "told"), [("alcohol", "no", True), ("alcohol", "yes", False), ("someone-else", "no", False)]
)
def test_the_young_are_told_at_once_that_no_score_follows(
    using: str, adult: str, told: bool, found: Questionnaire
) -> None:
    note = found.by_id["no-score-note"]
    assert is_asked(found, signs(using, adult), note) is told
    assert found.position["no-score-note"] == found.position["adult"] + 1


# Every question is filled for every subject.

SUBJECTS = [*SUBSTANCES, *BEHAVIOURS, "someone-else", None]


def question(item: str, given_answers: Answers, found: Questionnaire = SIGNS) -> str:
    """A question with the person's words in it."""
    return fill_words(found.by_id[item].ask, own_words(found, given_answers))


def given_as(using: str | None, own: str | None) -> Answers:
    typed = {"using-own": Entered(own) if own else SKIP}
    return {**signs(using or SKIP), **typed}


@pytest.mark.parametrize("found", [SIGNS, MONTH], ids=lambda found: found.id)
@pytest.mark.parametrize(
    ("using", "own"), [*product(SUBJECTS, ("kratom",)), ("other-drug", None), ("other-behaviour", None)]
)
def test_every_question_is_whole_for_every_subject(using: str | None, own: str | None, found: Questionnaire) -> None:
    given_answers = given_as(using, own)
    for item in found.items:
        asked_as = question(item.id, given_answers, found)
        assert not set("{}") & set(asked_as), asked_as
        assert "  " not in asked_as, asked_as
        assert asked_as == asked_as.strip(), asked_as
        assert len(asked_as) <= 200, asked_as


@pytest.mark.parametrize("found", [SIGNS, MONTH], ids=lambda found: found.id)
@pytest.mark.parametrize("using", SIGNS.by_id["using"].by_code)
def test_the_form_for_a_subject_is_whole(using: str, found: Questionnaire) -> None:
    """What `screening show signs --for SUBJECT` prints, for people to read each question."""
    known = {"using": Chosen(using)}
    form = " ".join(plain_text(BlankForms(words()).form(found, known)).split())
    assert not set("{}") & set(form)
    spoken = own_words(found, known)
    for item in found.questions:
        if is_asked(found, known, item) is not False and item.id != "using":
            assert fill_words(item.ask, spoken) in form, item.id


def test_the_name_of_a_drug_stands_in_the_questions_and_a_behaviour_is_it() -> None:
    """What was typed for a behaviour may be any words: "my phone", "shopping"."""
    assert "stop using kratom, but" in question("cut-down", given_as("other-drug", "kratom"))
    assert "stop using it, but" in question("cut-down", given_as("other-drug", None))
    for typed in ("shopping", None):
        assert "stop doing it, but" in question("cut-down", given_as("other-behaviour", typed))


def test_a_hangover_is_named_for_alcohol_alone() -> None:
    named = [using for using in SUBJECTS if "hangover" in question("withdrawal", given_as(using, None))]
    assert named == ["alcohol"]


def test_the_urgent_question_asks_about_the_person_one_worries_about() -> None:
    assert "the person you worry about" in question("urgent", signs("someone-else"))
    assert "with you" in question("urgent", signs("alcohol"))


# From when a sign counts.


@pytest.mark.parametrize(
    ("scale", "most"),
    [
        ("control", 16), ("responsibilities", 8), ("social", 8), ("legal", 4), ("health", 12), ("count", 11),
        ("pattern", 9), ("adaptation", 2),
    ],
)  # fmt: skip
def test_every_scale_reaches_from_nought_to_its_most(scale: str, most: int) -> None:
    one = by_id({})[scale]
    assert (ends(one), (one.reach.low, one.reach.high) == ends(one)) == ((0, most), True)


FROM_MONTHLY = (
    "more-than-meant", "cut-down", "craving", "time-spent", "duties", "arguments", "danger", "body", "mind",
    "withdrawal",
)  # fmt: skip


@pytest.mark.parametrize("how_often", FREQUENCIES)
@pytest.mark.parametrize("sign", FROM_MONTHLY)
def test_these_signs_count_from_once_a_month_on(sign: str, how_often: str) -> None:
    assert value("count", signs(**{sign: how_often})) == (how_often in ("monthly", "weekly", "daily"))


@pytest.mark.parametrize("how_often", FREQUENCIES)
def test_giving_something_up_counts_from_a_single_time_on(how_often: str) -> None:
    assert value("count", signs(gave_up=how_often)) == (how_often != "never")


@pytest.mark.parametrize(("needs_more", "span"), [("yes", (1, 1)), ("no", (0, 0)), ("not-sure", (0, 1))])
def test_needing_more_counts_where_the_answer_is_yes(needs_more: str, span: tuple[int, int]) -> None:
    found = by_id(signs(tolerance=needs_more))
    assert (ends(found["count"]), ends(found["adaptation"])) == (span, span)


def test_everything_once_in_a_while_is_one_sign() -> None:
    given_answers = signs(**{**every_sign("less-than-monthly"), "tolerance": "no"})
    assert [value(name, given_answers) for name in COUNTS] == [1, 1, 0]
    assert outcome(given_answers) == ["neither"]


def test_a_hangover_now_and_then_is_no_sign() -> None:
    given_answers = signs(withdrawal="less-than-monthly")
    assert [value(name, given_answers) for name in COUNTS] == [0, 0, 0]


@pytest.mark.parametrize("sign", ["isolation", "legal"])
def test_isolation_and_legal_trouble_are_never_counted(sign: str) -> None:
    given_answers = signs(**{sign: "daily"})
    assert [value(name, given_answers) for name in COUNTS] == [0, 0, 0]


def test_body_and_mind_are_one_sign() -> None:
    assert value("count", signs(body="daily", mind="daily")) == 1


def test_everything_daily_counts_eleven() -> None:
    given_answers = signs(**every_sign("daily"))
    assert [value(name, given_answers) for name in COUNTS] == [11, 9, 2]


def test_each_criterion_says_how_often_counts_and_the_method_that_it_is_our_own_choice() -> None:
    reasons = {one.id: one.because for one in SIGNS.scale_by_id["count"].count_of or ()}
    assert [name for name, reason in reasons.items() if " from once " not in reason] == ["tolerance"]
    assert any("our own choice, and not tested" in line for line in SIGNS.method)


def test_the_pattern_counts_as_the_count_does() -> None:
    """Two lists of criteria in the file: they never drift apart."""
    counts = {one.id: one.because for one in SIGNS.scale_by_id["count"].count_of or ()}
    pattern = {one.id: one.because for one in SIGNS.scale_by_id["pattern"].count_of or ()}
    assert pattern == {name: reason for name, reason in counts.items() if name not in ("tolerance", "withdrawal")}
    for sign, how_often in product(FROM_MONTHLY[:-1], FREQUENCIES):
        given_answers = signs(**{sign: how_often})
        assert value("count", given_answers) == value("pattern", given_answers)


# Medicines.


@pytest.mark.parametrize(("sign", "answer"), [("tolerance", "yes"), ("withdrawal", "daily")])
@pytest.mark.parametrize(
    ("prescribed", "counted"), [("as-directed", 0), ("more", 1), ("not-prescribed", 1), ("not-sure", 1)]
)
def test_only_a_medicine_taken_as_directed_takes_being_used_to_it_out_of_the_count(
    sign: str, answer: str, prescribed: str, counted: int
) -> None:
    assert value("count", signs("opioids", prescribed=prescribed, **{sign: answer})) == counted


@pytest.mark.parametrize("prescribed", ["as-directed", "more", "not-prescribed", "not-sure"])
def test_being_used_to_it_is_read_the_same_however_it_is_prescribed(prescribed: str) -> None:
    assert value("adaptation", signs("opioids", prescribed=prescribed, tolerance="yes", withdrawal="monthly")) == 2


def test_a_medicine_taken_as_directed_leaves_the_other_signs_counted() -> None:
    given_answers = signs("opioids", prescribed="as-directed", **every_sign("daily"))
    assert [value(name, given_answers) for name in ("count", "pattern")] == [9, 9]


def test_not_saying_whether_it_is_prescribed_leaves_being_used_to_it_open_in_the_count_only() -> None:
    given_answers = signs("opioids", prescribed=SKIP, tolerance="yes")
    assert (ends(by_id(given_answers)["count"]), value("adaptation", given_answers)) == ((0, 1), 1)


# Levels.


@pytest.mark.parametrize("using", SUBSTANCES)
def test_levels_are_shown_for_every_substance(using: str) -> None:
    one = by_id(signs(using, craving="daily"))["count"]
    assert (total(one), [band.id for band in one.bands], one.bands_absent) == (1, ["few"], None)


@pytest.mark.parametrize("using", BEHAVIOURS)
def test_a_behaviour_has_its_signs_but_no_count_level_or_outcome(using: str) -> None:
    given_answers = signs(using, **every_sign("daily"))
    assert list(by_id(given_answers)) == ["control", "responsibilities", "social", "legal", "health"]
    assert outcome(given_answers) == []
    reasons = {scale.id: scale.no_score_because or "" for scale in not_scored(Evaluation(SIGNS, given_answers))}
    assert list(reasons) == list(COUNTS)
    assert all("alcohol and other drugs" in reason for reason in reasons.values())


@pytest.mark.parametrize(("using", "adult"), [(SKIP, "yes"), ("alcohol", SKIP)])
def test_levels_are_not_shown_where_the_subject_or_the_age_is_kept_back(
    using: str | Answer, adult: str | Answer
) -> None:
    one = by_id(signs(using, adult, craving="daily"))["count"]
    assert (total(one), one.bands, one.bands_absent is None) == (1, (), False)


@pytest.mark.parametrize(
    ("count", "band"),
    [(0, "few"), (1, "few"), (2, "some"), (3, "some"), (4, "several"), (5, "several"), (6, "many"), (9, "many")],
)
def test_the_levels_begin_at_two_four_and_six(count: int, band: str) -> None:
    criteria = [one.id for one in SIGNS.scale_by_id["pattern"].count_of or ()]
    daily = dict.fromkeys((name.replace("body-or-mind", "body") for name in criteria[:count]), "daily")
    one = by_id(signs(**daily))["count"]
    assert one.band is not None
    assert (total(one), one.band.id) == (count, band)


def test_one_skipped_sign_on_a_boundary_names_both_levels() -> None:
    one = by_id(signs(craving="daily", duties=SKIP))["count"]
    assert (ends(one), [band.id for band in one.bands]) == ((1, 2), ["few", "some"])


def test_a_level_can_be_certain_although_signs_were_skipped() -> None:
    one = by_id(signs(duties=SKIP))["count"]
    assert one.band is not None
    assert (total(one), one.band.id) == (None, "few")


def test_with_every_sign_skipped_there_is_no_count() -> None:
    one = by_id(signs(**dict.fromkeys(SIGNS_ASKED, SKIP)))["count"]
    assert (total(one), ends(one), len(one.bands)) == (None, (0, 11), 4)


@pytest.mark.parametrize(
    ("given_answers", "reason"),
    [
        (signs(adult="no", craving="daily"), "under 18"),
        (signs("someone-else"), "about someone else"),
        (signs(past_year="no"), "12 months"),
    ],
)
def test_no_points_stand_for_the_young_for_others_and_without_use(given_answers: Answers, reason: str) -> None:
    assert score(SIGNS, given_answers) == ()
    assert outcome(given_answers) == []
    assert reason in (scores_absent(SIGNS, given_answers) or "")


# A pattern and being used to it, told apart.


@pytest.mark.parametrize(
    ("given_answers", "expected"),
    [
        (signs(), ["neither"]),
        (signs(craving="daily"), ["neither"]),  # one of the nine is no pattern
        (signs(tolerance="yes"), ["adapted-only"]),
        (signs(withdrawal="monthly", craving="daily"), ["adapted-only"]),
        (signs(craving="daily", duties="monthly"), ["pattern-only"]),
        (signs(craving="daily", duties="less-than-monthly"), ["neither"]),
        (signs(craving="daily", duties="monthly", tolerance="yes"), ["both"]),
        (signs("opioids", prescribed="as-directed", tolerance="yes"), ["adapted-only"]),
    ],
)
def test_a_pattern_and_being_used_to_it_are_told_apart(given_answers: Answers, expected: list[str]) -> None:
    assert outcome(given_answers) == expected


@pytest.mark.parametrize(
    ("given_answers", "expected"),
    [
        (signs(tolerance=SKIP), ["adapted-only", "neither"]),
        (signs(tolerance="not-sure"), ["adapted-only", "neither"]),
        (signs(craving="daily", duties=SKIP), ["pattern-only", "neither"]),
        (signs(craving=SKIP, duties=SKIP, tolerance=SKIP), ["both", "pattern-only", "adapted-only", "neither"]),
        (signs(tolerance=SKIP, withdrawal="daily"), ["adapted-only"]),  # one is enough
    ],
)
def test_a_skipped_sign_leaves_every_outcome_that_it_could_bring(given_answers: Answers, expected: list[str]) -> None:
    assert outcome(given_answers) == expected


@pytest.mark.parametrize("how_often", FREQUENCIES)
def test_exactly_one_outcome_holds_for_a_whole_response(how_often: str) -> None:
    assert len(outcome(signs(**every_sign(how_often)))) == 1


# The rulers.


@pytest.mark.parametrize(
    ("given_answers", "offered"),
    [
        (signs(), False),
        (signs(craving="less-than-monthly", isolation="daily"), False),
        (signs(craving="monthly"), True),
        (signs(gave_up="less-than-monthly"), True),
        (signs(duties=SKIP), True),  # it may count one
        (signs("gambling"), False),
        (signs("gambling", isolation="less-than-monthly"), True),  # any answer above never
        (signs("gaming", legal="less-than-monthly"), True),
    ],
)
def test_the_rulers_are_offered_where_something_came_up(given_answers: Answers, offered: bool) -> None:
    rulers = [name in asked(given_answers) for name in RULERS]
    assert rulers == [offered] * 3
    assert is_asked(SIGNS, given_answers, SIGNS.by_id["rulers-note"]) is offered


def test_the_rulers_change_no_score() -> None:
    rulers = dict.fromkeys(RULERS, Entered(0))
    assert score(SIGNS, {**signs(craving="daily"), **rulers}) == score(SIGNS, signs(craving="daily"))


# Urgent answers.


@pytest.mark.parametrize("found", [SIGNS, MONTH], ids=lambda found: found.id)
@pytest.mark.parametrize(
    ("given_answers", "fired"),
    [
        (signs(), []),
        (signs(safety="yes"), ["self-harm"]),
        (signs(safety="not-sure"), ["self-harm"]),
        (signs(safety=SKIP), ["self-harm-skipped"]),
        (signs(urgent="overdose"), ["overdose"]),
        (signs(urgent=Chosen("withdrawal-signs", "unsafe")), ["withdrawal-signs", "unsafe"]),
        (signs(urgent="pregnant"), ["pregnant"]),
        (signs(urgent=SKIP), []),
        (signs("someone-else", urgent="overdose", safety="yes"), ["overdose"]),  # not asked about themselves
    ],
)
def test_an_urgent_answer_brings_its_card(given_answers: Answers, fired: list[str], found: Questionnaire) -> None:
    assert [one.id for one in critical(found, given_answers)] == fired


def test_urgent_answers_change_no_score() -> None:
    urgent = signs(safety="yes", urgent="overdose", craving="daily")
    assert score(SIGNS, urgent) == score(SIGNS, signs(craving="daily"))


# Harms are named by the items themselves.


@pytest.mark.parametrize("found", [SIGNS, MONTH], ids=lambda found: found.id)
def test_every_harm_has_words_of_its_own(found: Questionnaire) -> None:
    """But danger: its own text on safety says that it happened."""
    harms = {item.id: item.harm for item in found.items if item.harm}
    assert set(harms) == {"legal", "arguments", "duties", "body", "mind", "withdrawal", "cut-down"}
    assert len(set(harms.values())) == len(harms)


@pytest.mark.parametrize("found", [SIGNS, MONTH], ids=lambda found: found.id)
def test_every_question_has_a_short_label_of_its_own(found: Questionnaire) -> None:
    labels = [item.label or "" for item in found.questions]
    assert all(0 < len(label) <= 30 for label in labels)
    assert len(set(labels)) == len(labels)


def test_danger_and_the_law_are_not_in_a_hand_out() -> None:
    hidden: list[Item] = [item for item in SIGNS.questions if not item.hand_out]
    assert [item.id for item in hidden] == ["danger", "legal"]
    assert all("skip this one" in (item.why or "") for item in hidden)


# Examples in the files.


@pytest.mark.parametrize(
    ("found", "example"),
    [(found, example) for found in (SIGNS, MONTH) for example in found.examples],
    ids=lambda one: one.name if isinstance(one, Expected) else one.id,
)
def test_the_worked_examples_come_out_as_they_say(found: Questionnaire, example: Expected) -> None:
    given_answers = {
        item: Chosen(*([codes] if isinstance(codes, str) else codes)) for item, codes in example.answers.items()
    }
    scores = {one.scale.id: one for one in score(found, given_answers)}
    written = {name: f"{one.value} {one.band.id if one.band else ''}".strip() for name, one in scores.items()}
    assert {name: written[name] for name in example.expect} == example.expect
    assert [one.id for one in outcomes(found, given_answers)] == ([example.outcome] if example.outcome else [])
    assert tuple(one.id for one in critical(found, given_answers)) == example.critical


# The past 30 days: points, whether somebody is used to it, and nothing else.


def test_the_past_month_has_points_and_no_count_level_or_outcome() -> None:
    assert [scale.id for scale in MONTH.scales if scale.kind != "sum_of"] == ["adaptation"]
    assert [scale.id for scale in MONTH.scales if scale.bands] == []
    assert MONTH.outcomes == ()


def test_the_past_month_has_its_own_frequencies() -> None:
    scores = [f"{option.code} {option.score}" for option in MONTH.by_id["craving"].options]
    assert scores == ["never 0", "once-or-twice 1", "weekly 2", "several-a-week 3", "daily 4"]


def test_both_forms_ask_the_same_but_for_the_time_they_look_at() -> None:
    """One wording: whoever answers both meets the same words."""
    months = {item.id: item for item in MONTH.items}
    for item in SIGNS.items:
        if item.id in months:
            ask = item.ask.replace("In the past 12 months", "In the past 30 days")
            assert (months[item.id].ask, months[item.id].label, months[item.id].harm) == (ask, item.label, item.harm)
    assert {item.id for item in SIGNS.items} - set(months) == {"past-year", "rulers-note", *RULERS}
