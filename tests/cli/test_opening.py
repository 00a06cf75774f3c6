"""What stands before the first question: short, the same as the content, and with whom to call."""

from __future__ import annotations

from pathlib import Path

import pytest

from screening import first_screen
from screening.cli.opening import (
    MENU,
    as_file,
    check_text,
    crisis_text,
    first_texts,
    menu_prompt,
    menu_text,
    place_text,
)
from screening.conversation.screens import Page, fitted, screens
from screening.engine.directory import Directory, Region
from screening.formats.render import Line
from screening.model.content import Contact, Way
from tests.conftest import questionnaire, shipped
from tests.people import library, place, words


def called(number: str) -> Way:
    return Way(by="call", to=number)


CODES = [entry.code for entry in library().regions]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", ["signs", "past-month"])
def test_the_first_screen_has_at_most_twelve_lines(name: str, code: str) -> None:
    """Q-1."""
    crisis = crisis_text(place(code, origin="locale"), words())
    text = f"{check_text(shipped(name), words())}\n\n{crisis}"
    lines = [*first_screen.wrapped(text, 80).split("\n"), words().say("begin-prompt")]
    assert len(lines) <= 12
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("columns", [80, 40])
def test_the_menu_looks_the_same_before_and_after_the_program_is_there(columns: int) -> None:
    """One page, drawn in two ways: the rows set in, a blank line between its parts."""
    found = place("CA", origin="locale")
    known, prompt = first_texts(library(), words()), menu_prompt(found, words())
    head = fitted([Line(known["menu"].split("\n")[0])], columns)
    (drawn,) = screens(Page(tuple(head), prompt.rows, below=prompt.below), columns, 30)
    first = first_screen.wrapped(f"{known['menu']}\n\n{known['crisis CA']}\n", columns)
    assert [line.text for line in drawn.lines] == first.split("\n")


def test_the_first_screen_says_all_that_it_must() -> None:
    """Q-1."""
    text = check_text(shipped("signs"), words())
    for part in (
        words().say("intended-use"),
        f"Up to {len(shipped('signs').questions)} questions, about 5 minutes.",
        words().say("nothing-kept"),
        words().say("leave-line"),
    ):
        assert part in text


def test_a_questionnaire_that_names_no_minutes_tells_its_questions_alone() -> None:
    found = questionnaire('items: [{id: one, ask: "One?", options: yes-no}]')
    assert words().say("about-length-any", count=1) in check_text(found, words())


@pytest.mark.parametrize("code", CODES)
def test_the_crisis_line_names_whom_to_call_in_danger_and_to_talk_or_the_list_by_country(code: str) -> None:
    """R-12."""
    text, chosen = crisis_text(place(code), words()), place(code).for_kinds(("emergency", "crisis"))
    assert text.startswith("In danger now? Please call ")
    for contact in chosen.everyone:
        assert contact.ways[0].to in text
    assert ("your local emergency number" in text) is (chosen.emergency is None)
    assert text.count("Need to talk?") == any(contact.kind == "crisis" for contact in chosen.people)


@pytest.mark.parametrize(
    ("origin", "text"),
    [
        ("flag", "Place: Canada (p to change)"),
        ("locale", "Place: Canada (from this computer's settings; p to change)"),
        ("none", "Place: not known (p to say where)"),
    ],
)
def test_the_place_is_told_with_how_it_is_known(origin: str, text: str) -> None:
    """R-12."""
    assert place_text(place("CA", origin=origin), words()) == text


def line(name: str, kind: str, region: str, *ways: Way) -> Contact:
    """A made-up contact."""
    some = place("ZZ").contacts[0]
    return some.model_copy(update={"id": name, "kind": kind, "also": (), "region": region, "ways": ways})


def test_where_a_line_may_not_work_in_every_country_the_list_stands_before_it() -> None:
    """R-12."""
    found = (line("a", "emergency", "EU", called("112")), line("b", "crisis", "EU", called("116 123")))
    lists = line("c", "directory", "ZZ", Way(by="web", to="https://example.org"))
    poland = Region("PL", "Poland", within=Region("EU", "European Union"))
    assert crisis_text(Directory(poland, {}, (*found, lists)), words()) == (
        "In danger now? Please call 112. To find a help line in your country: https://example.org "
        "Need to talk? Please call 116 123, where it exists."
    )


def test_two_lines_of_which_one_takes_texts_stand_in_one_sentence() -> None:
    found = (line("a", "crisis", "CA", called("1")), line("b", "crisis", "CA", Way(by="text", to="2", say="HOME")))
    text = crisis_text(Directory(Region("CA", "Canada"), {}, found), words())
    assert text.endswith("Need to talk? Please call 1 or text HOME to 2.")


def test_a_crisis_line_that_is_only_a_page_is_not_called() -> None:
    page = line("a", "crisis", "CA", Way(by="web", to="https://example.org"))
    assert "Need to talk?" not in crisis_text(Directory(Region("CA", "Canada"), {}, (page,)), words())


def test_the_menu_is_a_numbered_list() -> None:
    """CLI-10."""
    lines = menu_text(words()).splitlines()
    assert [line[:5] for line in lines[2 : 2 + len(MENU)]] == [f"  {number}. " for number in range(1, len(MENU) + 1)]
    assert lines[2].startswith("  1. Start the self-check")


def test_the_generated_file_gives_back_what_was_put_in() -> None:
    found = first_texts(library(), words())
    path = Path(first_screen.HERE, "first_screen.txt")
    written = first_screen.texts(str(path))
    assert {key: written[key] for key in found} == found
    assert as_file({"a b": "one\ntwo", "c": ""}) == "a b\tone\\ntwo\nc\t\n"


def test_there_is_one_crisis_line_for_each_country_that_a_locale_can_name() -> None:
    keys = {key.removeprefix("crisis ") for key in first_texts(library(), words()) if key.startswith("crisis ")}
    assert keys == {code for entry in library().regions for code in (entry.code, *entry.aliases)}
    assert {"CA", "UK", "FR", "ZZ"} <= keys
