"""A result as documents: its parts, its words for everybody, the page to take away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

import pytest

from screening.formats.render import plain_text
from screening.linter.language import avoided
from screening.linter.passages import Passage
from screening.reports.document import Bars, Bullets, ContactCard, Document, Heading, Paragraph, Section, Table
from screening.reports.result_report import ResultReports
from tests.conftest import questionnaire, shipped
from tests.people import (
    HIGH,
    TODAY,
    Told,
    blocks,
    everybody,
    library,
    people,
    place,
    result_of,
    result_reports,
    said,
    sentences,
    words,
)
from tests.reports.evenings import given, reports, result
from tests.reports.makers import concluded_of

HAND_OUT = ("headline", "people", "signs", "meaning", "safety", "next", "why", "foot")


def failing(found: Iterable[Told], rule: Callable[[Told], bool]) -> list[Told]:
    """Those for whom the rule does not hold; somebody must be there to hold it for."""
    listed = list(found)
    assert listed
    return [one for one in listed if not rule(one)]


@cache
def all_sentences() -> dict[str, Told]:
    """Every sentence that anybody is told, on the screen or on paper, with one person who is told it."""
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


def in_one_line(document: Document) -> str:
    """The document as text on one line."""
    return " ".join(plain_text(document).split())


# The parts.


def test_next_come_ideas_the_persons_own_numbers_and_a_line_to_say() -> None:
    found = reports().next_steps(result(given("weekly", matter=7)))
    assert paragraphs(found) == [
        "Some ideas:",
        "Tell a friend about drinking.",
        "How you rated it:",
        "How much it matters: 7 of 10",
        'You could say: "I looked at drinking."',
        "Stop drinking slowly, with a doctor or nurse.",
    ]
    assert [part.id for part in found.sections] == ["next", "safety"]


def test_a_number_with_a_unit_is_said_with_it_and_not_out_of_the_most() -> None:
    items = """
items:
  - {id: weight, type: number, least: 0, most: 200, decimals: 1, unit: kg, ask: How heavy?, label: Weight}
  - {id: share, type: number, least: 0, most: 100, unit: "%", ask: How much of it?, label: Share}
"""
    found = concluded_of(questionnaire(items), {"weight": 72.5, "share": 50})
    assert [text for text in paragraphs(result_reports().next_steps(found)) if ":" in text][-3:] == [
        "The numbers you gave:",  # an amount is nothing that was rated
        "Weight: 72.5 kg",
        "Share: 50%",
    ]


def test_without_own_numbers_nothing_is_said_about_them() -> None:
    found = paragraphs(reports().next_steps(result(given("weekly"))))
    assert {"How you rated it:", "The numbers you gave:"}.isdisjoint(found)


def test_what_helps_is_text_by_text_in_the_persons_words() -> None:
    found = reports().helps(result(given(using="gambling")))
    assert [(part.title, part.blocks) for part in found.sections] == [
        ("What-helps", (Paragraph("A talk about gambling helps."),))
    ]


def test_people_begin_with_those_whom_the_page_names_and_none_is_there_for_something_else() -> None:
    for using in ("alcohol", "gambling"):
        made = result(given("weekly", using=using))
        found = people(blocks(reports().people(made)))
        named = [contact.name for contact in made.contacts]
        assert [person.name for person in found[: len(named)]] == named
        assert len(found) > len(named)
        assert len({person.name for person in found}) == len(found)
        others = {c.name for c in place("CA-AB").contacts if c.subjects and using not in c.subjects}
        assert others.isdisjoint(person.name for person in found)


def test_how_it_was_worked_out_has_answers_scores_method_and_sources() -> None:
    """R-1."""
    found = result_reports().worked_out(result_of(said(level="weekly")))
    assert [part.id for part in found.sections] == ["meaning", "limits", "answers", "numbers", "why", "method"]
    lines = paragraphs(found, "method")
    assert "Questionnaire signs, version 2.0." in lines
    cited = [result_reports().cite(library().sources[one]) for one in shipped("signs").method_sources]
    assert lines[lines.index("Sources") + 1 :] == cited
    (table,) = section(found, "answers").blocks
    assert isinstance(table, Table)
    assert len(table.rows) > 15


def test_all_has_every_part_and_why_how_it_was_worked_out() -> None:
    made = result(given("weekly"))
    page = [part.id for part in reports().page(made).sections]
    worked_out = [part.id for part in reports().worked_out(made).sections]
    everything = [part.id for part in reports().result(made, everything=True).sections]
    assert [part.id for part in reports().result(made).sections] == [*page, "next"]
    assert [part.id for part in reports().result(made, why=True).sections] == [*page, "next", *worked_out]
    assert everything == [*page, "next", "safety", "what-helps", "people", "compared", *worked_out]


def test_a_questionnaire_without_scales_still_has_a_result() -> None:
    source = questionnaire('items: [{id: one, ask: "One?", options: yes-no}]')
    made = concluded_of(source, {})
    found = ResultReports(words(), place("CA"), {}, TODAY).result(made, everything=True)
    assert [part.id for part in found.sections] == [
        "headline",
        "contacts",
        "use",
        "people",
        "compared",
        "answers",
        "method",
    ]


# Whose article it began with.


def test_whose_article_the_check_began_with_is_named_where_it_was_worked_out_and_at_the_foot() -> None:
    line = "This check began with an article by ATMA CENA, a private clinic group."
    for using in ("alcohol", "gambling"):
        made = result_of(said(using, "weekly"))
        assert line in paragraphs(result_reports().worked_out(made), "method")
        assert line in in_one_line(result_reports().hand_out(made))
        assert "ATMA" not in in_one_line(result_reports().page(made))


@pytest.mark.parametrize(
    "answers",
    [
        {"safety": "yes"}, {"safety": "not-sure"}, {"safety": None}, {"urgent": "unsafe"}, {"urgent": None},
        {"adult": "no"}, {"adult": None}, {"using": "ketamine"}, {"using": "someone-else"},
    ],
    ids=str,
)  # fmt: skip
def test_no_clinic_is_named_after_an_urgent_answer_under_18_or_for_ketamine(answers: dict[str, object]) -> None:
    made = result_of({**said(level="weekly"), **answers})
    assert "ATMA" not in in_one_line(result_reports().result(made, why=True))
    assert "ATMA" not in in_one_line(result_reports().hand_out(made))


# Words for everybody.


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
        r"\b((?<!few or )no signs?|nothing (wrong|to worry)|all (is )?(well|clear|good)|healthy|low risk|no risk"
        r"|great(?! deal)|good news)\b"
    )
    assert [text for text in all_sentences() if re.search(well, text, re.IGNORECASE)] == []


def test_nothing_is_said_twice_on_the_page() -> None:
    def holds(one: Told) -> bool:
        page = result_reports().page(one.result)
        lines = [block.text for block in blocks(page) if isinstance(block, Paragraph)]
        return len(lines) == len(set(lines))

    assert failing(everybody(), holds) == []


def test_no_name_is_left_unfilled() -> None:
    assert [text for text in all_sentences() if re.search(r"\{[a-z-]+\}", text)] == []


# The page to take away: R-11.


def test_the_parts_of_a_hand_out_stand_in_their_order_each_under_a_heading() -> None:
    """R-11."""

    def holds(one: Told) -> bool:
        found = [part.id for part in one.hand_out.sections]
        order = [name for name in HAND_OUT if name in found]
        return found == order and order[:2] == ["headline", "people"] and all(s.title for s in one.hand_out.sections)

    assert failing(everybody(), holds) == []


def test_a_hand_out_has_all_that_it_must_have() -> None:
    """R-11."""
    text = in_one_line(result_reports().hand_out(result_of(said(level="weekly"))))
    for part in (
        "Alcohol, the past 12 months",
        "11 of the 11 signs",
        f"Made on {TODAY} with Signs of addiction, a self-check, version 2.0.",
        "Who wrote this questionnaire: Written for this program in 2026",
        "Licence of the questionnaire: CC-BY-4.0.",
        words().say("intended-use"),
        "What you could do",
        "People to talk to",
        "In danger now? Call 911.",
        "Call or text 988",
        "How important: 7 of 10",
        "How sure: 4 of 10",
        "How ready: 5 of 10",
        "Your name is not on this page.",
    ):
        assert part in text


def test_a_hand_out_names_at_most_four_people_each_once_and_no_provenance() -> None:
    """R-11."""

    def holds(one: Told) -> bool:
        found = people(section(one.hand_out, "people").blocks)
        noise = [detail for person in found for detail in person.details if "ompared" in detail or "source" in detail]
        return 2 <= len(found) <= 4 and len({person.name for person in found}) == len(found) and not noise

    assert failing(everybody(), holds) == []


def test_no_number_stands_twice_in_the_card_of_a_contact() -> None:
    for code in ("CA-AB", "US", "GB", "IE", "AU", "NZ", "ZZ"):
        made = result_reports(code).hand_out(result_of(said(level="weekly"), code=code))
        for person in people(section(made, "people").blocks):
            numbers = [(way.link or way.words).partition(":")[2] for way in person.ways]
            assert len(numbers) == len(set(numbers)) <= 2


def test_a_hand_out_tells_nobody_what_was_urgent() -> None:
    """R-11: the cards speak of this moment, and of what was answered."""
    cards = {line for card in library().guidance.values() if card.part == "card" for line in (card.title, card.short)}
    assert failing(everybody(), lambda one: cards.isdisjoint(paragraphs(one.hand_out))) == []


@pytest.mark.parametrize("answers", [False, True])
def test_no_typed_word_stands_in_a_hand_out(answers: bool) -> None:
    """R-11."""
    for subject in ("other-drug", "other-behaviour"):
        made = result_of(said(subject, HIGH, using_own="zzcanaryzz", prescribed="more"))
        assert "zzcanaryzz" not in in_one_line(result_reports().hand_out(made, answers=answers))
        assert "zzcanaryzz" in in_one_line(result_reports().page(made)).lower()


@pytest.mark.parametrize("answers", [False, True])
def test_danger_and_the_law_never_stand_in_a_hand_out(answers: bool) -> None:
    """R-11: neither the answers, nor what they bring up."""
    made = result_of(said("cannabis", "never", danger=HIGH, legal=HIGH))
    text = in_one_line(result_reports().hand_out(made, answers=answers)).lower()
    assert "daily" not in text
    assert [word for word in ("police", "risk of harm", "drive after", "the law") if word in text] == []
    assert "risk of harm" in in_one_line(result_reports().page(made))


def test_what_only_a_private_answer_brings_up_is_left_out_and_what_others_bring_up_too_stays() -> None:
    both = result(given(law="daily", fights="daily"))
    assert {"quarrels", "police"} <= {text.id for text in both.guidance}
    text = in_one_line(reports().hand_out(both))
    assert "Quarrels about drinking can hurt." in text
    assert "Trouble about" not in text
    assert "Trouble about drinking can be talked over." in in_one_line(reports().page(both))


def test_answers_stand_in_a_hand_out_only_on_request() -> None:
    """R-11."""
    assert failing(everybody(), lambda one: "why" not in [part.id for part in one.hand_out.sections]) == []
    made = result(given("weekly"))
    assert "Longer: Weekly (points: 2)" in in_one_line(reports().hand_out(made, answers=True))
    assert "Longer: Weekly" not in in_one_line(reports().hand_out(made))


def test_the_signs_of_a_hand_out_are_those_of_the_page_without_the_private_ones() -> None:
    def labels(document: Document) -> list[str]:
        return [bar.label for block in blocks(document) if isinstance(block, Bars) for bar in block.bars]

    made = result(given("weekly"))
    private = ("People", "The law")
    assert labels(reports().hand_out(made)) == [name for name in labels(reports().page(made)) if name not in private]
    assert "Left off this page, for your privacy: People, The law." in paragraphs(reports().hand_out(made))
    assert "Left off" not in in_one_line(reports().hand_out(result(given(using="friend"))))


# People to talk to: R-12.


def test_a_guessed_place_is_told_as_a_guess_with_the_way_to_change_it() -> None:
    """R-12."""
    guessed = in_one_line(result_reports("GB", origin="locale").people(result_of(said(), code="GB")))
    assert words().say("region-guessed", region="United Kingdom") in guessed
    assert words().say("region-other") in guessed


def test_what_a_place_has_nobody_for_is_said_in_one_line() -> None:
    """R-12."""
    text = in_one_line(result_reports("ZZ").people(result_of(said(), code="ZZ")))
    before, _, after = words().words["no-kind"].other.partition("{kinds}")
    assert before in text
    assert after in text


def test_an_unknown_country_gets_the_directory_and_no_number() -> None:
    """R-12."""
    made = result_of(said(safety="yes"), code="ZZ")
    found = people(blocks(result_reports("ZZ").result(made, everything=True)))
    links = [way.link or "" for person in found for way in person.ways]
    assert links
    assert [link for link in links if not link.startswith(("https://", "http://", "mailto:"))] == []
    assert "Find A Helpline" in {person.name for person in found}


def test_people_say_once_when_they_were_compared_with_their_sources() -> None:
    found = reports().people(result(given("weekly")))
    cards = [block for block in blocks(found) if isinstance(block, ContactCard)]
    assert [detail for card in cards for detail in card.details if "ompared" in detail] == []
    assert sum("compared with their sources" in line for line in paragraphs(found)) == 1


# Other things to read.


def test_a_source_seen_in_a_copy_says_so() -> None:
    copy = next(source for source in library().sources.values() if source.seen == "copy")
    assert result_reports().cite(copy).endswith(words().say("seen-copy"))


def test_a_topic_cites_its_sources_under_each_text() -> None:
    topic = next(one for one in library().topics if one.id == "ketamine")
    found = result_reports().learn(topic.title, [library().guidance[one] for one in topic.show])
    assert [part.title for part in found.sections] == [library().guidance[one].title for one in topic.show]
    last = found.sections[0].blocks[-1]
    assert isinstance(last, Bullets)
    assert "ATMA CENA" in last.items[0]
