"""A result as a document: its order, its words, its numbers, and the page to take away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache

import pytest

from screening.conversation.json_lines import read_answers
from screening.engine.results import concluded
from screening.formats.render import plain_text
from screening.linter.language import avoided
from screening.linter.passages import Passage
from screening.model.content import GuidanceText
from screening.model.questionnaire import Condition, Questionnaire
from screening.reports.blank_form import BlankForms
from screening.reports.document import Bar, Bullets, Document, Heading, Paragraph, Section
from screening.reports.result_report import ResultReports
from screening.reports.wording import blank, condition_in_words, group_in_words, number, texts
from tests.conftest import questionnaire, shipped
from tests.people import (
    HIGH,
    LOW,
    RULERS,
    SIGNS,
    TODAY,
    Told,
    blocks,
    everybody,
    library,
    monthly,
    page,
    people,
    place,
    result_of,
    result_reports,
    said,
    sentences,
    shown,
    words,
)

PARTS = ("card", "summary", "limits", "safety", "next", "close")
ORDER = ("first", "people", "numbers", "more", "method", "end")
HAND_OUT = ("urgent", "first", "numbers", "people", "about")


def failing(found: Iterable[Told], rule: Callable[[Told], bool]) -> list[Told]:
    """Those for whom the rule does not hold; somebody must be there to hold it for."""
    listed = list(found)
    assert listed
    return [one for one in listed if not rule(one)]


@cache
def all_sentences() -> dict[str, Told]:
    """Every sentence that anybody is condition_in_words, on the screen or on paper, with one person who is told it."""
    return {
        text: one for one in everybody() for document in (one.document, one.hand_out) for text in sentences(document)
    }


def section(document: Document, name: str) -> Section:
    """The section with this id."""
    return next(one for one in document.sections if one.id == name)


def paragraphs(document: Document, *ids: str) -> list[str]:
    """The texts of the paragraphs, headings and bullets in some sections."""
    found: list[str] = []
    for block in blocks(document, *ids):
        match block:
            case Paragraph(text) | Heading(text):
                found.append(text)
            case Bullets(items):
                found += items
    return found


# The order: R-1.


def test_the_parts_of_a_result_stand_in_their_order() -> None:
    """R-1."""
    assert failing(everybody(), lambda one: in_order([part.id for part in one.document.sections], ORDER)) == []
    assert failing(everybody(), lambda one: in_order([part.id for part in one.hand_out.sections], HAND_OUT)) == []


def in_order(found: list[str], order: tuple[str, ...]) -> bool:
    """Whether what was found are parts of the order, each once, and the first ones of it are there."""
    return found == [one for one in order if one in found] and order[0] in found


def test_the_first_part_says_what_was_seen_what_it_does_not_mean_and_what_could_come_next() -> None:
    """R-1: card, summary, limits, stopping safely, next steps, close; the intended use ends it."""

    def holds(one: Told) -> bool:
        lines = paragraphs(one.document, "first")
        wanted = [one_text.paragraphs[0][1] for part in PARTS for one_text in one.result.part(part)]
        places = [lines.index(text) for text in wanted]
        return places == sorted(places) and lines[-1] == words().say("intended-use")

    assert failing(everybody(), holds) == []


def test_a_summary_is_one_plain_sentence() -> None:
    """R-1."""
    summaries = [text for text in library().guidance.values() if text.part == "summary"]
    assert [text.id for text in summaries if len(text.paragraphs) != 1 or text.text.strip().count(".") != 1] == []


def test_everybody_who_answered_gets_one_summary_and_whoever_declined_every_one_that_is_possible() -> None:
    complete = [one for one in everybody() if None not in one.answers.values()]
    assert failing(complete, lambda one: len(one.result.part("summary")) == 1) == []
    assert failing(everybody(), lambda one: len(one.result.part("summary")) >= 1) == []


def test_where_more_than_one_reading_is_possible_it_is_said_before_them() -> None:
    open_ = [one for one in everybody() if len(one.result.outcomes) > 1]
    sentence = words().say("more-than-one")
    assert failing(open_, lambda one: sentence in paragraphs(one.document, "first")) == []
    settled = [one for one in everybody() if len(one.result.outcomes) <= 1]
    assert failing(settled, lambda one: sentence not in paragraphs(one.document, "first")) == []


def test_an_unfinished_result_says_how_many_questions_are_open() -> None:
    given = {item: answer for item, answer in said(level=LOW).items() if item not in ("legal", *RULERS)}
    assert "1 question is still open, so this is not complete." in shown(given)


# Cards first: R-4.


def test_cards_stand_first_in_the_results_whatever_the_score() -> None:
    """R-4."""
    alarmed = [one for one in everybody() if one.result.critical]

    def holds(one: Told) -> bool:
        cards = [text.title for text in one.result.part("card")]
        headings = [block.text for block in one.document.sections[0].blocks if isinstance(block, Heading)]
        return headings[: len(cards)] == cards and isinstance(one.document.sections[0].blocks[0], Heading)

    assert failing(alarmed, holds) == []


def test_a_card_prints_names_and_numbers_alone() -> None:
    """R-4."""
    result = result_of(said(safety="yes", urgent=["unsafe", "withdrawal-signs", "pregnant"]))
    shown_on_cards = people(blocks(result_reports().result(result), "first"))
    assert {person.details for person in shown_on_cards} == {()}
    assert [person.name for person in shown_on_cards][:2] == ["Emergency services", "9-8-8 Suicide Crisis Helpline"]


@pytest.mark.parametrize(
    ("answers", "title"),
    [
        ({"safety": "yes"}, "Help for you now"),
        ({"safety": "not-sure"}, "Help for you now"),
        ({"safety": None}, "In case it helps"),
        ({"urgent": "overdose"}, "Call for help now"),
        ({"urgent": "withdrawal-signs"}, "Shaking, seizures or seeing things"),
        ({"urgent": "unsafe"}, "Help about home"),
        ({"urgent": "pregnant"}, "Care in pregnancy"),
    ],
)
def test_every_urgent_answer_has_its_card_whoever_gives_it(answers: dict[str, object], title: str) -> None:
    for using, adult in (("alcohol", "yes"), ("someone-else", "no"), (None, None)):
        lines = shown(said(using, adult=adult, **answers)).splitlines()
        assert lines[3:6] == ["Your results", "", title]


# Words.


def test_no_sentence_that_anybody_is_told_has_a_word_to_avoid() -> None:
    """R-2."""
    cited = {result_reports().cite(source) for source in library().sources.values()}
    passages = [Passage((), text, "") for text in all_sentences() if text not in cited]
    assert len(passages) > 300
    assert [(mark.facts["phrase"], mark.about) for mark in avoided(passages, library().wording)] == []


def test_the_words_to_avoid_include_those_that_judge() -> None:
    """R-2."""
    phrases = {phrase for entry in library().wording.avoid for phrase in entry.avoid}
    assert phrases >= {"positive", "negative", "pass", "fail", "you are", "you have", "diagnosed", "normal", "safe"}


def test_no_result_has_a_percentage() -> None:
    """R-5."""
    assert [text for text in all_sentences() if re.search(r"%|\bper ?cent", text)] == []


def test_no_result_says_that_all_is_well() -> None:
    """R-3."""
    well = (
        r"\b(no signs?|nothing (wrong|to worry)|all (is )?(well|clear|good)|healthy|low risk|no risk|great|good news)\b"
    )
    assert [text for text in all_sentences() if re.search(well, text, re.IGNORECASE)] == []


def test_nothing_is_said_twice() -> None:

    def holds(one: Told) -> bool:
        lines = [block.text for block in blocks(one.document) if isinstance(block, Paragraph)]
        return len(lines) == len(set(lines))

    assert failing(everybody(), holds) == []


def headings(document: Document) -> list[str]:
    """The headings inside the sections."""
    return [block.text for block in blocks(document) if isinstance(block, Heading)]


def test_every_sentence_begins_with_a_capital_and_no_name_is_left_unfilled() -> None:
    asides = {item for text in library().guidance.values() for bullet, item in text.paragraphs if bullet}
    found = [text for text in all_sentences() if text and text not in asides]
    assert [text for text in found if text[0].islower() or re.search(r"\{[a-z-]+\}", text)] == []


# The numbers.


def bars(document: Document) -> dict[str, str]:
    """What is said in words beside each sign."""
    return {block.label: block.words for block in blocks(document) if isinstance(block, Bar)}


def test_points_stand_with_their_scale_and_the_highest_answer_in_words() -> None:
    """R-5, A-10."""
    given = said(level=LOW, craving="weekly", time_spent="monthly")
    assert bars(result_reports().result(result_of(given))) == {
        "Loss of control": "weekly (5 of 16 points)",
        "Neglected responsibilities": "never (0 of 8 points)",
        "Social and interpersonal": "never (0 of 8 points)",
        "Legal issues": "never (0 of 4 points)",
        "Health": "never (0 of 12 points)",
        "Signs counted": "2 of 11 points",
        "Being used to it (dependence)": "0 of 2 points",
    }


def test_a_skipped_question_makes_a_span_with_its_reason() -> None:
    """R-6."""
    found = bars(result_reports().result(result_of(said(level=LOW, craving="weekly", cut_down=None))))
    assert found["Loss of control"] == "weekly (between 3 and 7 of 16 points, because you skipped 1 question)"


def test_the_skipped_questions_of_a_count_are_questions_and_not_criteria() -> None:
    """Body and mind are two questions behind one criterion."""
    found = bars(result_reports().result(result_of(said(level=LOW, body=None, mind=None, craving=None))))
    assert found["Signs counted"] == "between 0 and 2 of 11 points, because you skipped 3 questions"


def test_open_questions_are_told_apart_from_skipped_ones() -> None:
    given = {item: answer for item, answer in said(level=LOW, body=None, craving=HIGH).items() if item != "mind"}
    found = bars(result_reports().result(result_of(given)))
    assert found["Health"] == (
        "never (between 0 and 8 of 12 points, because you skipped 1 question and 1 question is open)"
    )


def test_every_span_is_told_with_both_ends_and_a_reason_and_every_number_alone() -> None:
    """R-6."""

    def holds(one: Told) -> bool:
        told_of = {
            **{block.label: block.words for block in blocks(one.document) if isinstance(block, Bar)},
            **dict(text.split(": ", 1) for text in paragraphs(one.document, "numbers") if ": " in text),
        }
        for score in one.result.scores:
            if score.scale.picture:
                text = told_of[score.scale.title]
                low, high = number(score.span.low), number(score.span.high)
                if f"of {number(score.reach.high)} points" not in text:
                    return False
                if ("because" in text) != (f"between {low} and {high} of" in text) or ("because" in text) == (
                    low == high
                ):
                    return False
        return True

    assert failing(everybody(), holds) == []


def test_every_band_that_a_span_touches_is_named_with_its_range() -> None:
    """R-6."""

    def holds(one: Told) -> bool:
        text = " ".join(paragraphs(one.document, "numbers"))
        count = next((score for score in one.result.scores if score.scale.id == "count"), None)
        titles = {band.title for band in count.scale.bands} if count else set()
        named = {title for title in titles if re.search(rf"{title} \(\d+ to \d+\)", text)}
        return named == ({band.title for band in count.bands} if count else set())

    found = [one for one in everybody() if one.name == "signs"]
    assert failing(found, holds) == []
    assert {len(score.bands) for one in found for score in one.result.scores if score.scale.id == "count"} >= {
        0,
        1,
        2,
        4,
    }


def test_where_there_is_no_level_the_reason_stands() -> None:
    text = shown(said("gambling", HIGH))
    assert "Levels are shown only for adults and only for alcohol and other drugs" in text.replace("\n", " ")
    assert "That is:" not in text


def test_where_nothing_is_known_there_is_no_picture() -> None:
    found = result_reports().result(result_of(said(level=None)))
    assert bars(found) == {}
    lines = paragraphs(found, "numbers")
    assert "Legal issues: no answer (between 0 and 4 of 4 points, because you skipped 1 question)" in lines


def test_outcomes_still_possible_are_listed() -> None:
    lines = paragraphs(result_reports().result(result_of(said(level=LOW, tolerance=None))), "numbers")
    assert lines[-6:-4] == ["Signs of being used to it only", "Few or none of the signs of either"]
    assert "Addiction and dependence told apart. More than one is still possible:" in lines


def test_the_three_numbers_are_shown_to_the_person() -> None:
    lines = paragraphs(result_reports().result(result_of(said(level=HIGH))), "numbers")
    assert [line[-2:] for line in lines[-3:]] == [" 7", " 4", " 5"]


def test_the_subject_is_named_in_the_files_words() -> None:
    assert "You looked at: Something else that I do." in shown(said("other-behaviour", using_own="zzcanaryzz"))


# Under 18: words alone.


def test_under_18_no_count_no_points_and_no_bands_stand_anywhere() -> None:
    young = [one for one in everybody() if one.answers.get("adult") == "no"]
    absent = "No points or levels are shown to people under 18, because they were made for adults."

    def holds(one: Told) -> bool:
        lines = [text for document in (one.document, one.hand_out) for text in sentences(document)]
        numbers = [text for text in lines if re.search(r"\d+ (of|to|and) \d+|points|counted|band|cut point", text)]
        nothing = not one.result.scores and not one.result.outcomes
        in_words = any(text.startswith("Loss of control: ") for text in lines)
        return nothing and set(numbers) == ({absent} if in_words else set()) and not bars(one.document)

    assert failing(young, holds) == []


def test_under_18_the_answers_stand_in_words_with_what_was_skipped() -> None:
    given = said("cannabis", LOW, adult="no", craving="weekly", duties=None, gave_up=None, mind=None, body="monthly")
    found = result_reports().result(result_of(given))
    assert section(found, "numbers").title == "Your answers in words"
    assert paragraphs(found, "numbers") == [
        "All of this is about the past 12 months.",
        "You looked at: Cannabis.",
        "No points or levels are shown to people under 18, because they were made for adults.",
        "Loss of control: weekly",
        "Neglected responsibilities: no answer; you skipped 2 questions",
        "Social and interpersonal: never",
        "Legal issues: never",
        "Health: monthly; you skipped 1 question",
        "The numbers that you chose:",
        *(f"{shipped('signs').by_id[item].ask} {number_}" for item, number_ in RULERS.items()),
    ]


# How it was worked out.


def test_the_method_names_the_questionnaire_and_each_source() -> None:
    """R-1."""
    lines = paragraphs(result_reports().result(result_of(said())), "method")
    assert "Questionnaire signs, version 1.0." in lines
    assert any("It has not been tested or validated." in line for line in lines)
    cited = [result_reports().cite(library().sources[one]) for one in shipped("signs").method_sources]
    assert lines[lines.index("Sources") + 1 :] == cited


def test_a_source_seen_in_a_copy_says_so() -> None:
    copy = next(source for source in library().sources.values() if source.seen == "copy")
    assert result_reports().cite(copy).endswith("(seen on another website only)")


def test_why_shows_each_answer_and_its_points() -> None:
    result = result_of(said("cannabis", LOW, craving="weekly", mind=None, prescribed="as-directed", tolerance=HIGH))
    lines = paragraphs(result_reports().result(result, why=True), "why")
    assert "Loss of control: weekly (3 of 16 points)" in lines
    assert "In the past 12 months, how often did you feel a strong urge for using cannabis? Weekly: 3." in lines
    assert any(line.endswith("you preferred not to say: 0 to 4.") for line in lines)
    assert "tolerance: Daily or almost daily: 0." in lines
    assert any(line.startswith("A medicine taken as directed does not count.") for line in lines)


MADE_UP = """
items:
  - {id: one, ask: "One?", options: how-often}
  - {id: two, ask: "Two?", options: unsure}
  - {id: age, type: number, ask: "How old?", least: 0, most: 120}
scales:
  - {id: turned, title: Turned, sum-of: [one], reversed: [one]}
  - id: total
    title: Total
    sum-of: [one, two]
    missing: {allow: 1, then: prorate, source: "Invented, p. 4"}
    cut-offs:
      - {at: 2, title: A line, source: "Invented, p. 1"}
      - {at: 4, source: "Invented, p. 2", if: {item: age, at-least: "65"}}
"""


def made_up(**answers: object) -> Document:
    """The result of a made-up questionnaire."""
    import json

    source = questionnaire(MADE_UP)
    result = concluded(source, read_answers(source, json.dumps({"answers": answers})), place("CA"))
    return result_reports("CA").result(result, why=True)


def test_a_cut_off_says_whether_it_is_met_for_whom_and_from_where() -> None:
    found = paragraphs(made_up(one="weekly", two="no", age=70), "numbers")
    assert "At or above the cut-off of 2. A line. Source: Invented, p. 1" in found
    assert "Below the cut-off of 4. Source: Invented, p. 2 This cut-off is for: How old? at least 65." in found


def test_a_cut_off_that_the_span_lies_on_both_sides_of_is_open() -> None:
    found = paragraphs(made_up(one="monthly", two=None, age=20), "numbers")
    assert "It is open whether the cut-off of 2 is reached. A line. Source: Invented, p. 1" in found


def test_a_prorated_figure_is_called_no_score() -> None:
    found = paragraphs(made_up(one="weekly", two=None, age=20), "numbers")
    assert (
        "Going by the 1 of 2 questions that were answered: about 4. This is not a score. Source: Invented, p. 4"
        in found
    )


def test_not_sure_is_a_reason_of_its_own() -> None:
    found = bars(made_up(one="weekly", two="not-sure", age=20))
    assert found["Total"] == "between 2 and 5 of 6 points, because you were not sure about 1 question"


def test_an_item_that_is_counted_the_other_way_round_says_so() -> None:
    found = paragraphs(made_up(one="daily", two="no", age=20), "why")
    assert found[:3] == ["Turned: daily (0 of 3 points)", "Counted the other way round:", "One? Daily: 0."]


# The page to take away: R-11.


def test_a_hand_out_has_all_that_it_must_have() -> None:
    """R-11."""
    text = page(said(level="monthly")).replace("\n", " ")
    for part in (
        f"Made on {TODAY} with Signs of addiction, a self-check, version 1.0.",
        "Whose questionnaire this is: Written for this program in 2026",
        "It has not been tested or validated.",
        "Licence of the questionnaire: CC-BY-4.0.",
        "This is not a diagnosis and cannot rule one out.",
        words().say("intended-use"),
        "What you could do next",
        "People to talk to",
        "Call 988",
        "It holds no name and no code.",
    ):
        assert part in text


def test_a_hand_out_begins_with_whom_to_call_whatever_was_answered() -> None:
    """R-4, R-11."""
    begins = {str(section(one.hand_out, "urgent")) for one in everybody()}
    assert len(begins) == 1
    assert [person.name for person in people(section(everybody()[0].hand_out, "urgent").blocks)] == [
        "Emergency services",
        "9-8-8 Suicide Crisis Helpline",
    ]


def test_where_no_line_is_known_a_hand_out_begins_with_the_directory() -> None:
    """R-12."""
    found = result_reports("ZZ").hand_out(result_of(said(), code="ZZ"))
    assert [person.name for person in people(found.sections[0].blocks)] == ["Find A Helpline"]


def test_a_hand_out_tells_nobody_what_was_urgent() -> None:
    """R-11: the cards speak of this moment, and of what was answered."""
    cards = {card.title for card in library().guidance.values() if card.part == "card"}
    assert failing(everybody(), lambda one: cards.isdisjoint(paragraphs(one.hand_out))) == []


@pytest.mark.parametrize("answers", [False, True])
def test_no_typed_word_stands_in_a_hand_out(answers: bool) -> None:
    """R-11."""
    for subject in ("other-drug", "other-behaviour"):
        text = page(said(subject, HIGH, using_own="zzcanaryzz", prescribed="more"), answers=answers)
        assert "zzcanaryzz" not in text
        assert ("how often did you feel a strong urge for" in text.replace("\n", " ")) == answers


@pytest.mark.parametrize("answers", [False, True])
def test_danger_and_the_law_never_stand_in_a_hand_out(answers: bool) -> None:
    """R-11."""
    text = " ".join(page(said("cannabis", LOW, danger=HIGH, legal=HIGH), answers=answers).lower().split())
    assert "daily" not in text
    assert "legal issues" not in text
    assert [words_ for words_ in ("trouble with the police", "in danger,", "while driving?") if words_ in text] == []


def test_a_sign_of_which_a_part_is_private_has_no_words_in_a_hand_out() -> None:
    """R-11: its highest answer would tell; and words for the rest alone could reassure."""
    assert "\nHealth: 4 of 12 points\n" in page(said("cannabis", LOW, danger=HIGH))
    assert "\nHealth:" not in page(said("cannabis", LOW, danger=HIGH, adult="no"))


def test_answers_stand_in_a_hand_out_only_on_request() -> None:
    """R-11."""
    assert failing(everybody(), lambda one: "why" not in [part.id for part in one.hand_out.sections]) == []
    asked_for = " ".join(page(said("cannabis", "weekly"), answers=True).split())
    assert "In the past 12 months, how often did you feel a strong urge for using cannabis? Weekly: 3." in asked_for


def test_a_hand_out_names_few_contacts_and_each_once() -> None:
    """R-11."""
    for one in everybody():
        found = [*people(section(one.hand_out, "urgent").blocks), *people(section(one.hand_out, "people").blocks)]
        assert 3 <= len(found) <= 6
        assert len({person.name for person in found}) == len(found)


# People to talk to: R-12.


def test_a_guessed_place_is_told_as_a_guess_with_the_way_to_change_it() -> None:
    """R-12."""
    guessed = plain_text(result_reports("GB", origin="locale").result(result_of(said(), code="GB"))).replace("\n", " ")
    assert "Place: United Kingdom, our guess from your settings." in guessed
    assert "Somewhere else? screening contacts --region" in guessed


def test_what_a_place_has_nobody_for_is_said_in_one_line() -> None:
    """R-12."""
    assert "For this place we have no checked line yet for: " in shown(said(), code="ZZ").replace("\n", " ")


def test_an_unknown_country_gets_the_directory_and_no_number() -> None:
    """R-12."""
    found = people(blocks(result_reports("ZZ").result(result_of(said(safety="yes"), code="ZZ"))))
    links = [way.link or "" for person in found for way in person.ways]
    assert links
    assert [link for link in links if not link.startswith(("https://", "mailto:"))] == []
    assert "Find A Helpline" in {person.name for person in found}


# Other things to read.


def test_a_topic_cites_its_sources_under_each_text() -> None:
    topic = next(one for one in library().topics if one.id == "ketamine")
    found = result_reports().learn(topic.title, [library().guidance[one] for one in topic.show])
    assert [part.title for part in found.sections] == [library().guidance[one].title for one in topic.show]
    last = found.sections[0].blocks[-1]
    assert isinstance(last, Bullets)
    assert "ATMA CENA" in last.items[0]


def test_a_blank_form_has_every_question_with_its_options_points_and_condition() -> None:
    found = BlankForms(result_reports().words).form(shipped("signs"))
    lines = paragraphs(found)
    for number_, item in enumerate(shipped("signs").questions, 1):
        assert f"{number_}. {blank(shipped('signs'), item.ask)}" in lines
    assert "[ ] Daily or almost daily (4)" in lines
    assert lines.count("[ ] Prefer not to say") == sum(bool(item.options) for item in shipped("signs").questions)
    assert "Only if 4 is Another drug or medicine or Something else that I do." in lines
    assert "Only if Signs counted is at least 1." in lines
    assert "Three last questions, if you like. There are no points for them." in lines
    assert [line for line in lines if "{" in line] == []


CONDITIONS = """
items:
  - {id: one, ask: "One?", options: how-often}
  - {id: two, ask: "Two", type: number, least: 0, most: 9}
  - {id: last, ask: "Last?", options: yes-no}
scales: [{id: total, title: Total, sum-of: [one]}]
"""


@pytest.mark.parametrize(
    ("condition", "in_numbers", "in_words"),
    [
        ({"item": "one", "is": ["never", "daily"]}, "1 is Never or Daily", "One? Never or Daily"),
        ({"item": "one", "is-not": "never"}, "1 is not Never", "One? not Never"),
        ({"item": "one", "at-least": "weekly"}, "1 is at least Weekly", "One? at least Weekly"),
        ({"item": "two", "at-most": "3"}, "2 is at most 3", "Two is at most 3"),
        ({"item": "one", "answered": "yes"}, "1 is answered", "One? answered"),
        ({"item": "one", "answered": "no"}, "1 is not answered", "One? not answered"),
        ({"item": "one", "declined": "yes"}, "1 is skipped", "One? skipped"),
        ({"scale": "total", "at-least": "2"}, "Total is at least 2", "Total is at least 2"),
        (
            {"any": [{"item": "one", "is": "daily"}, {"item": "two", "at-least": "1"}]},
            "1 is Daily or 2 is at least 1",
            "One? Daily, or Two is at least 1",
        ),
    ],
)
def test_a_condition_is_told_in_words(condition: dict[str, object], in_numbers: str, in_words: str) -> None:
    source = questionnaire(CONDITIONS)
    parsed = Condition.model_validate(condition)
    assert condition_in_words(source, parsed, {"one": 1, "two": 2, "last": 3}) == in_numbers
    assert group_in_words(source, parsed) == in_words


def test_a_text_becomes_paragraphs_and_lists() -> None:
    text = GuidanceText.model_validate(
        {"id": "a", "title": "A", "part": "helps", "text": "One\ntwo.\n\n- a\n  b\n- c\n\nThree.\n- d"}
    )
    assert texts(text) == [Paragraph("One two."), Bullets(("a b", "c")), Paragraph("Three."), Bullets(("d",))]


def test_numbers_have_no_needless_zeros() -> None:
    assert [number(Decimal(one)) for one in ("0", "0.00", "10", "2.50", "-3.0")] == ["0", "0", "10", "2.5", "-3"]


def test_a_questionnaire_without_scales_still_has_a_result() -> None:
    source: Questionnaire = questionnaire('items: [{id: one, ask: "One?", options: yes-no}]')
    result = concluded(source, {}, place("CA"))
    found = ResultReports(words(), place("CA"), {}, TODAY).result(result)
    assert [part.id for part in found.sections] == ["first", "people", "method"]


def test_the_past_30_days_are_told_in_points_and_without_a_level() -> None:
    text = shown(monthly(level="weekly"), "past-month")
    assert "Loss of control: weekly (8 of 16 points)" in text
    assert [word for word in ("That is:", "Signs counted", "told apart") if word in text] == []
    assert len(SIGNS) == 14
