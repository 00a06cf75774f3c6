"""The first sentences of a result: what was looked at, the headline, what is missing, harms that happened."""

from __future__ import annotations

import pytest

from screening.reports.headline import Headlines, harms
from tests.conftest import questionnaire
from tests.people import result_of, said, words
from tests.reports.evenings import given, result
from tests.reports.makers import concluded_of

SAID = Headlines(words())


# The headline.


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (given(), "0 of the 4 signs came up with drinking. That is none."),
        (given(urge="weekly"), "1 of the 4 signs came up."),
        (given(urge="weekly", law="daily"), "2 of the 4 signs came up with drinking."),
        (given("daily"), "4 of the 4 signs came up with drinking. That is many of drinking."),
        (given(urge=None), "Between 0 and 1 of the 4 signs came up."),
        (given("daily", urge=None), "Between 3 and 4 of the 4 signs came up. That is many of drinking."),
        (given(urge=None, law=None, fights=None), "You skipped 3, so this cannot say how many. That is fine."),
        (given(using="friend"), "You worry about a friend."),
        (given("daily", adult="no"), "Your answers are shown in words."),
    ],
)
def test_a_headline_says_one_thing(answers: dict[str, object], sentence: str) -> None:
    assert SAID.sentences(result(answers)) == (sentence,)


def test_a_headline_whose_scale_has_no_score_gives_way_to_the_next() -> None:
    assert SAID.sentences(result(given("daily", using="gambling"))) == ()


def test_where_questions_are_open_and_none_was_skipped_the_headline_does_not_speak_of_skips() -> None:
    found = result({"now": "none", "adult": "yes", "using": "alcohol"})
    assert SAID.sentences(found) == ()
    assert SAID.unfinished(found) == "5 questions have no answer yet, so this is not complete."


PLAIN = """
items:
  - {id: one, ask: "One?", options: how-often}
  - {id: two, ask: "Two?", options: how-often}
scales:
  - id: total
    title: Total
    sum-of: [one, two]
    bands:
      - {id: low, from: 0, to: 1, title: Low}
      - {id: middle, from: 2, to: 3, title: Middle}
      - {id: high, from: 4, to: 6, title: High}
"""


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"one": "daily", "two": "never"}, "Total: 3 of 6. That is: Middle."),
        ({"one": "never", "two": None}, "Total: between 0 and 3 of 6. That is: Low, or Middle."),
        ({"one": None, "two": None}, "Total: you skipped 2 questions, so this can't be said. That is fine."),
    ],
)
def test_without_a_headline_each_scale_with_bands_has_a_sentence(answers: dict[str, object], sentence: str) -> None:
    assert SAID.sentences(concluded_of(questionnaire(PLAIN), answers)) == (sentence,)


# What was looked at.


@pytest.mark.parametrize(
    ("answers", "heading"),
    [
        (given(), "Alcohol, today"),
        (given(using="gambling"), "Gambling, today"),
        (given(using="other", own="my own thing"), "My own thing, today"),
        (given(using="other", own=None), "Something else, today"),
        (given(using=None), "Today"),
        (given(using="friend"), "A friend"),
    ],
)
def test_the_heading_names_the_subject_and_the_time(answers: dict[str, object], heading: str) -> None:
    assert SAID.heading(result(answers)) == heading


def test_a_heading_to_take_away_has_no_typed_words() -> None:
    assert SAID.heading(result(given(using="other", own="my own thing")), typed=False) == "Something else, today"


def test_without_subject_and_questions_the_heading_is_the_title() -> None:
    source = questionnaire('items: [{id: one, ask: "One?", options: yes-no}]')
    assert SAID.heading(concluded_of(source, {"one": "yes"})) == "Made up for a test"


# What is missing.


def test_questions_that_count_nowhere_leave_nothing_incomplete() -> None:
    whole = {item: answer for item, answer in given(urge="daily").items() if item != "matter"}
    assert SAID.unfinished(result(whole)) == ""
    open_ = {item: answer for item, answer in whole.items() if item not in ("sleep", "law")}
    assert SAID.unfinished(result(open_)) == "2 questions have no answer yet, so this is not complete."
    assert SAID.unfinished(result({**open_, "law": None})) == "1 question has no answer yet, so this is not complete."


# Harms.


def test_a_harm_is_named_also_at_0_signs() -> None:
    found = result(given(fights="monthly", law="monthly"))
    assert SAID.sentences(found)[0].startswith("0 of the 4 signs")
    said_of = "You told us about fights, and drinking and the police."
    assert SAID.harm_sentence(found) == said_of
    assert [item.id for item in harms(found)] == ["fights", "law"]


def test_a_harm_on_a_page_to_take_away_is_never_a_private_one() -> None:
    found = result(given(fights="monthly", law="monthly"))
    assert SAID.harm_sentence(found, {"law"}) == "You told us about fights."
    assert SAID.harm_sentence(result(given(law="monthly")), {"law"}) == ""


def test_a_harm_is_named_at_a_higher_level_too() -> None:
    assert SAID.harm_sentence(result(given("weekly"))) == "You told us about fights, and drinking and the police."


def test_where_the_lowest_level_is_possible_harms_are_named() -> None:
    assert SAID.harm_sentence(result(given(fights="monthly", urge=None))) == "You told us about fights."


def test_without_a_score_what_happened_is_said_by_itself() -> None:
    for answers in (given(fights="daily", using="gambling"), given(fights="daily", adult="no")):
        assert SAID.harm_sentence(result(answers)) == "You told us about fights."


@pytest.mark.parametrize("answer", ["never", None])
def test_no_harm_is_made_of_a_lowest_answer_or_of_a_skip(answer: object) -> None:
    assert SAID.harm_sentence(result(given(fights=answer))) == ""


def test_an_answer_without_points_is_no_harm() -> None:
    source = questionnaire('items: [{id: one, ask: "Sure?", options: unsure, harm: surely}]')
    assert [item.id for item in harms(concluded_of(source, {"one": "yes"}))] == ["one"]
    assert [harms(concluded_of(source, {"one": answer})) for answer in ("no", "not-sure", None)] == [(), (), ()]


def test_the_shipped_self_check_says_one_sentence_at_most_two() -> None:
    for using in ("alcohol", "opioids", "gambling", "someone-else"):
        assert len(SAID.sentences(result_of(said(using, "monthly")))) <= 2
