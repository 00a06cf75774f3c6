"""The arrow keys in the prompt line, and what is typed for several choices. Score card 3."""

from __future__ import annotations

import pytest

from screening.conversation.stepping import row_of, stepped, typed_over, words_of
from screening.conversation.typed_input import key_of, parse
from screening.model.answers import Chosen
from screening.model.questionnaire import Item
from tests.conftest import questionnaire

ROWS = ("Never", "Monthly", "Weekly")


def walked(text: str, *steps: int, several: bool = False) -> list[str]:
    """The line after each step."""
    found = []
    for by in steps:
        text = stepped(text, by, len(ROWS), several=several)
        found.append(text)
    return found


def test_down_steps_to_the_next_row_and_up_back_to_nothing() -> None:
    """Nothing stands there at first; at the last row Down stays, and where nothing stands Up does nothing."""
    assert walked("", 1, 1, 1, 1, -1, -1, -1, -1) == ["1", "2", "3", "3", "2", "1", "", ""]
    assert walked("weekly", -1) == ["weekly"]
    assert walked("weekly", 1) == ["1"]
    assert walked("７", -1) == ["6"]


def test_with_several_choices_a_separator_keeps_the_number_and_down_goes_on_after_it() -> None:
    assert walked("1,", 1, 1, -1, -1, -1, several=True) == ["1,2", "1,3", "1,2", "1,", "1,"]
    assert walked("1 ", 1, several=True) == ["1 2"]
    assert walked("2、", 1, 1, several=True) == ["2、3", "2、3"]
    assert walked("3,", 1, several=True) == ["3,"]


def test_what_is_typed_takes_the_place_of_a_number_that_was_stepped_to() -> None:
    """Else Down and x would not leave, and Down and 3 would be 13."""
    assert typed_over("1", "x") == "x"
    assert typed_over("1", "3") == "3"
    assert typed_over("1,2", "x", several=True) == "1,x"
    assert [typed_over("1,2", one, several=True) for one in (",", " ")] == ["1,2,", "1,2 "]


def test_the_words_stand_behind_what_is_typed_and_what_is_not_a_row_has_none() -> None:
    assert words_of("2", ROWS) == "Monthly"
    assert words_of(" ２ ", ROWS) == "Monthly"
    assert words_of("1, 3", ROWS, several=True) == "Never, Weekly"
    for text in ("", "4", "0", "1 3", "x", "+1"):
        assert words_of(text, ROWS) == ""
    assert words_of("1, x", ROWS, several=True) == ""
    assert (row_of("2", 3), row_of("1,3", 3, several=True), row_of("9", 3), row_of("", 3)) == (2, 3, 0, 0)


def several() -> Item:
    """Four options to choose several of, one of them named as a key is."""
    options = (
        "{code: home, text: Not safe at home}, {code: stop, text: Stop}, {code: pregnant, text: Pregnant},"
        " {code: none, text: None of these, exclusive: yes}"
    )
    return questionnaire(f"items:\n  - {{id: one, type: choices, ask: Which?, options: [{options}]}}\n").questions[0]


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("1 3", ("home", "pregnant")), ("1，3", ("home", "pregnant")), ("1、3", ("home", "pregnant")),
        ("1؛3", ("home", "pregnant")), ("١،٣", ("home", "pregnant")), ("1; 3", ("home", "pregnant")),
        ("not safe at home", ("home",)), ("Not safe at home, pregnant", ("home", "pregnant")),
        ("pregnant 2", ("stop", "pregnant")), ("none of these", ("none",)), ("home stop", ("home", "stop")),
    ],
)  # fmt: skip
def test_several_choices_take_words_and_the_separators_of_other_scripts(typed: str, codes: tuple[str, ...]) -> None:
    """Q-5: as a single choice takes words and digits of any script."""
    answer = parse(several(), typed)
    assert isinstance(answer, Chosen)
    assert set(answer.codes) == set(codes)


def test_the_words_of_an_option_win_over_a_key_and_single_letters_stay_keys() -> None:
    """Q-5: an author may name an option as a key is named."""
    assert key_of("stop", several()) == ""
    assert key_of("q", several()) == "stop"
    assert key_of("quit", several()) == "stop"
    assert key_of("x", several()) == "leave"
    assert key_of("stop") == "stop"
