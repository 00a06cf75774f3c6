"""What stands before the first question: short, the same as the content, and with whom to call."""

from __future__ import annotations

from pathlib import Path

import pytest

from screening import first_screen
from screening.cli.opening import MENU, as_file, check_text, crisis_text, first_texts, menu_text
from screening.engine.directory import Directory, Region
from screening.model.content import Way
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


def test_the_first_screen_says_all_that_it_must() -> None:
    """Q-1."""
    text = check_text(shipped("signs"), words())
    for part in (
        words().say("intended-use"),
        f"Up to {len(shipped('signs').questions)} questions, about 5 minutes. Skip any you like.",
        "Nothing is saved unless you type save. Someone nearby could see your screen.",
        "To leave right away, type x and press Enter.",
        "history still shows",
    ):
        assert part in text


def test_a_questionnaire_that_names_no_minutes_tells_its_questions_alone() -> None:
    found = questionnaire('items: [{id: one, ask: "One?", options: yes-no}]')
    assert "1 question. Skip it if you like." in check_text(found, words())


@pytest.mark.parametrize(
    ("code", "origin", "text"),
    [
        ("CA", "flag", "In danger, call 911. Crisis line (Canada): call 988 or text 988."),
        ("CA", "locale", "In danger, call 911. Crisis line (Canada, a guess): call 988 or text 988."),
        ("IE", "flag", "In danger, call 112 or call 999. Crisis line (Ireland): call 116 123."),
        (
            "ZZ",
            "none",
            "In danger, call your local emergency number. Help lines by country: https://findahelpline.com",
        ),
    ],
)
def test_the_crisis_line_goes_by_the_region_and_a_guess_is_called_one(code: str, origin: str, text: str) -> None:
    """R-12."""
    assert crisis_text(place(code, origin=origin), words()) == text


def test_where_a_line_may_not_work_in_every_country_the_list_stands_before_it() -> None:
    """R-12."""
    entry = place("EU").contacts[0]
    lines = [("112", "emergency"), ("116 123", "crisis")]
    found = [
        entry.model_copy(update={"id": kind, "kind": kind, "also": (), "region": "EU", "ways": (called(number),)})
        for number, kind in lines
    ]
    poland = Region("PL", "Poland", within=Region("EU", "European Union"))
    directories = [one for one in place("ZZ").contacts if one.kind == "directory"]
    assert crisis_text(Directory(poland, {}, (*found, *directories)), words()) == (
        "In danger, call 112. Help lines by country: https://findahelpline.com "
        "Crisis line (Poland): call 116 123, where it exists."
    )


def test_a_crisis_line_without_a_number_is_named_by_its_page() -> None:
    found = place("CA")
    page = next(one for one in found.contacts if one.id == "ca-kids-help-phone").model_copy(update={"kind": "crisis"})
    web = page.model_copy(update={"ways": (Way(by="web", to="https://example.org"),), "serves": ()})
    made = Directory(Region("CA", "Canada"), {}, (web,))
    assert "Crisis line (Canada): web: https://example.org." in crisis_text(made, words())


def test_the_menu_is_a_numbered_list() -> None:
    """CLI-10."""
    lines = menu_text(words()).splitlines()
    assert [line[:5] for line in lines[2 : 2 + len(MENU)]] == [f"  {number}. " for number in range(1, len(MENU) + 1)]
    assert lines[2] == "  1. Start the self-check"


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
