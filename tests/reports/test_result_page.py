"""The first page of a result: one screen, in its order, with whom to call, and never without what matters."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product

import pytest
from wcwidth import wcswidth

from screening.engine.results import Result
from screening.formats.render import ASCII, BLOCKS, document_lines, plain_text
from screening.reports.contact_pages import urgent_lines
from screening.reports.document import Bars, Block, ContactList, Document, Paragraph, Section
from screening.reports.result_page import ROWS, fitted, rows
from tests.people import Told, blocks, everybody, place, result_of, result_reports, said, words
from tests.reports.evenings import given, reports, result, text

LEVELS: tuple[object, ...] = ("never", "monthly", "daily", None)
URGENT: tuple[object, ...] = ("none", ["weary"], ["alone", "fall"], ["weary", "alone", "fall"], None)
PLACES = ("CA-AB", "US", "GB", "ZZ")


def page(answers: dict[str, object], code: str = "CA-AB") -> Document:
    """The page of these answers to the made-up questionnaire."""
    return reports(code).page(result(answers, code))


def lines(document: Document, columns: int = 80) -> list[str]:
    """The page as a terminal shows it."""
    return [line.text for line in document_lines(document, columns, BLOCKS)]


def ids(document: Document) -> list[str]:
    """The ids of its sections."""
    return [section.id for section in document.sections]


def people() -> list[tuple[dict[str, object], str]]:
    """Every subject, level, age and urgent answer, in some places."""
    subjects = ("alcohol", "gambling", "other", "friend", None)
    found = product(subjects, LEVELS, ("yes", "no", None), URGENT)
    return [
        (given(level, using=using, adult=adult, now=now, own="my own thing"), PLACES[index % len(PLACES)])
        for index, (using, level, adult, now) in enumerate(found)
    ]


# One screen.


def test_every_page_is_one_screen_whoever_answers() -> None:
    assert {len(lines(page(*one))) <= ROWS for one in people()} == {True}


def short_cards(one: Told) -> bool:
    """Whether each card that the person sees has a short form."""
    return all(card.short for card in one.result.part("card"))


def test_every_page_of_the_shipped_questionnaires_is_one_screen() -> None:
    everyone = [one for one in everybody() if short_cards(one)]
    assert len(everyone) > 100
    tall = [one for one in everyone if len(lines(result_reports().page(one.result))) > ROWS]
    assert tall == []


def test_what_the_page_counts_is_what_a_terminal_shows() -> None:
    for answers, code in people():
        found = page(answers, code)
        assert rows(found.sections) == len(lines(found))


@pytest.mark.parametrize("columns", [20, 40, 59, 60, 79, 80, 120])
def test_no_line_is_wider_than_the_window(columns: int) -> None:
    for answers, code in people()[::7]:
        assert max(map(wcswidth, lines(page(answers, code), columns))) <= min(columns, 80)


def test_somebody_to_call_stands_on_every_page() -> None:
    for answers, code in people():
        listed = [block for block in blocks(page(answers, code)) if isinstance(block, ContactList)]
        assert 1 <= sum(len(block.contacts) for block in listed) <= 3
        assert [line for line in lines(page(answers, code)) if "911" in line or "999" in line or "emergency" in line]


# The order.


def test_the_parts_stand_in_their_order() -> None:
    found = page(given(now=["weary"], fights="monthly"))
    order = ["urgent", "headline", "signs", "harms", "contacts"]  # the others stand close to these
    assert ids(found) == order
    assert [block.text for block in found.sections[3].blocks if isinstance(block, Paragraph)] == [
        "You told us about fights.",
        "Low means little.",
        "Stop drinking slowly.",
    ]
    assert ids(page(given(now=["weary"]))) == ["urgent", "headline", "signs", "meaning", "contacts"]
    assert lines(page(given("daily")))[:2] == [
        "Alcohol, today",
        "4 of the 4 signs came up with drinking. That is many of drinking.",
    ]
    assert " ".join(lines(found)).endswith(words().say("intended-use"))


def test_what_is_urgent_opens_the_page_and_the_most_urgent_comes_first() -> None:
    found = lines(page(given(now=["weary", "alone", "fall"])))
    assert found[:4] == ["Get help first.", "Please talk to someone now.", "You matter.", "In danger now? Call 911."]
    assert "988" in found[4]
    assert "Family Violence" in found[5]  # one for each card that has somebody
    assert found[6] == ""
    assert sum("In danger now?" in line for line in found) == 1


def test_the_contact_that_fits_an_urgent_answer_is_not_said_twice() -> None:
    found = [block for block in blocks(page(given(now=["alone"]))) if isinstance(block, ContactList)]
    names = [contact.name for block in found for contact in block.contacts]
    assert len(names) == len(set(names)) == 3


def test_without_an_urgent_answer_the_emergency_number_stands_above_the_contacts() -> None:
    found = page(given())
    assert ids(found)[0] == "headline"
    (contacts,) = [section for section in found.sections if section.id == "contacts"]
    assert contacts.blocks[0] == Paragraph("In danger now? Call 911.")


def test_without_a_number_for_the_place_the_page_says_what_to_call() -> None:
    said_of = " ".join(lines(page(given(now=["fall"]), "ZZ")))
    assert words().say("no-number-here") in said_of
    assert "findahelpline.com" in said_of


# What it says.


def test_signs_are_told_by_their_highest_answer_and_what_was_skipped_beside_it() -> None:
    found = lines(page(given(urge="weekly", fights=None, law=None)))
    assert "  Control  ████████░░░░░░░░░░░░░░░░  up to weekly" in found
    told = {line.strip().split("  ")[0]: line.split("  ")[-1].strip() for line in found if line.startswith("  ")}
    assert told == {
        "Control": "up to weekly",
        "People": "skipped",
        "The law": "skipped",
        "Sleep": "daily",
        "Plain": "between 0 and 3 of 6 points, 1 skipped",
    }


def test_where_there_are_no_points_the_words_stand_alone() -> None:
    found = page(given("weekly", adult="no"))
    (signs,) = [block for block in blocks(found) if isinstance(block, Bars)]
    assert [(bar.label, bar.words, bar.is_drawn) for bar in signs.bars] == [
        ("Control", "weekly", False),
        ("People", "weekly", False),
        ("The law", "weekly", False),
        ("Sleep", "daily", False),
    ]
    assert "█" not in "".join(lines(found))


def test_the_meaning_is_the_short_form_in_the_persons_words_and_only_where_it_is_certain() -> None:
    assert "High means drinking often." in lines(page(given("daily")))
    assert [line for line in lines(page(given("daily", longer=None, urge=None, law=None))) if "means" in line] == []


def test_safety_is_said_whatever_the_score() -> None:
    for level in LEVELS:
        assert "Stop drinking slowly." in lines(page(given(level)))


def test_typed_words_are_said_back_on_the_screen() -> None:
    assert lines(page(given("daily", using="other", own="my own thing")))[0] == "My own thing, today"
    assert "High means my own thing often." in lines(page(given("daily", using="other", own="my own thing")))


def test_bars_are_marked_so_that_colour_touches_nothing_else() -> None:
    marked = [line for line in document_lines(page(given("weekly")), 80, BLOCKS) if line.bar]
    assert len(marked) == 5
    assert {letter for line in marked if line.bar for letter in line.text[slice(*line.bar)]} <= {"█", "░"}
    plain = [line for line in document_lines(page(given("weekly")), 80, None) if line.bar]
    assert plain == []


# What gives way.


def long_text(id_: str, part: str, count: int) -> object:
    """A text of many words."""
    return text(id_, part, "word " * 16 * count)


def crowded(safety: int, meaning: int = 1) -> Result:
    """A result with texts of so many rows."""
    found = result(given("daily"))
    texts = [long_text("m", "meaning", meaning), *(long_text(f"s{n}", "safety", 1) for n in range(safety))]
    return replace(found, guidance=tuple(texts), outcomes=())  # type: ignore[arg-type]


def test_bars_give_way_to_words_then_the_meaning_goes_then_the_words_and_nothing_else_ever() -> None:
    before: list[str] = []
    for safety in range(1, 14):
        found = reports().page(crowded(safety))
        shown = "\n".join(lines(found))
        bars, signs, meaning = "█" in shown, "Control" in shown, shown.count("word") > 16 * safety
        assert shown.count("word") >= 16 * safety
        assert "4 of the 4 signs" in shown
        assert "In danger now? Call 911." in shown
        assert "Do not base a choice about care" in shown
        before.append(f"{bars:d}{signs:d}{meaning:d}")
    assert list(dict.fromkeys(before)) == ["111", "011", "010", "000"]


def test_the_words_in_place_of_the_bars_are_those_beside_them() -> None:
    shown = next(page for page in ("\n".join(lines(reports().page(crowded(n)))) for n in range(14)) if "█" not in page)
    assert "Control: daily. People: daily. The law: daily. Sleep: daily." in " ".join(shown.split())


def test_paragraphs_run_on_only_where_there_is_no_other_way() -> None:
    blocks_: tuple[Block, ...] = tuple(Paragraph("a few words") for _ in range(30))
    (section,) = fitted((Section("safety", "", blocks_, compact=True),))
    assert len(section.blocks) == 1
    few = fitted((Section("safety", "", blocks_[:20], compact=True),))
    assert few[0].blocks == blocks_[:20]


# Elsewhere.


def test_the_first_contact_is_at_most_24_lines_after_the_last_answer() -> None:
    for answers, code in people():
        shown = plain_text(reports(code).result(result(answers, code))).splitlines()
        contact = next(n for n, line in enumerate(shown, 1) if "Call" in line or "findahelpline" in line)
        assert contact <= 24


def test_what_a_file_of_answers_prints_is_at_most_60_lines() -> None:
    for answers, code in people():
        assert len(plain_text(reports(code).result(result(answers, code))).splitlines()) <= 60
    for using in ("alcohol", "opioids", "gambling", "someone-else", None):
        for level in ("never", "daily", None):
            shown = plain_text(result_reports().result(result_of(said(using, level))))
            assert len(shown.splitlines()) <= 60


def test_a_page_in_plain_characters_says_the_same() -> None:
    found = page(given("weekly"))
    ascii_ = [line.text for line in document_lines(found, 80, ASCII)]
    assert [line.replace("█", "#").replace("░", ".") for line in lines(found)] == ascii_


def test_where_somebody_may_look_on_the_page_shows_no_answer() -> None:
    """Q-15: the headline, what is urgent and whom to call stay."""
    found = replace(result_reports(), hides=True)
    answered = result_of(said("alcohol", "monthly", safety="yes"))
    page = "\n".join(lines(found.page(answered)))
    assert "Alcohol, the past 12 months" not in page
    assert "onthly" not in page
    assert "at risk of harm" not in page
    assert "11 of the 11 signs" in page
    assert "988" in page
    calm = result_of(said("alcohol", "monthly"))
    assert "of 10" in " ".join(lines(result_reports().next_steps(calm)))
    assert "of 10" not in " ".join(lines(found.next_steps(calm)))


def test_where_somebody_may_look_on_no_sentence_points_to_an_answer_that_is_not_there() -> None:
    """Also without a score, where the answers in words are all there is."""
    under, behaviour = said("gaming", "weekly", adult="no"), said("gambling", "weekly")
    for answers in (under, behaviour, said("alcohol", "monthly")):
        hidden = replace(result_reports(), hides=True)
        found = result_of(answers)
        shown = " ".join([*lines(hidden.page(found)), *lines(hidden.next_steps(found))])
        assert not re.search(r"\b[Hh]ere (is|are)\b|[Ll]ook back at", shown)


@pytest.mark.parametrize("code", ["EU", "PL"])
def test_a_line_that_does_not_exist_in_every_country_stands_after_the_list_and_says_so(code: str) -> None:
    """R-12: on a card and on the page, where a call may go to nobody."""
    answered = result_of(said("alcohol", "monthly", safety="yes"), code=code)
    found = lines(result_reports(code).page(answered))
    first = next(index for index, line in enumerate(found) if "findahelpline.com" in line)
    assert "116 123, where it exists" in found[first + 1]
    card = urgent_lines(place(code), place(code).for_kinds(("emergency", "crisis")), words())
    assert [line.partition(":")[2].strip() for line in card] == [
        "call 112", "Web: https://findahelpline.com", "call 116 123, where it exists",
    ]  # fmt: skip
