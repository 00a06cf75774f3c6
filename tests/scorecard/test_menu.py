"""The menu of arrow keys: only where everything fits, with nothing chosen beforehand."""

from __future__ import annotations

import signal

import pytest

from tests.scorecard.asking import FIRST, OFTEN, Place, asks, typed
from tests.terminals import Terminal, screen, until

MENU = ("--menu",)
DOWN = "\x1b[B"
NOTHING = "(no answer yet)"
REFUSED = "Please type a number from 1 to 4."


def at_question(terminal: Terminal) -> None:
    """Past the first screen, until the keys of the first question are shown."""
    until(lambda: asks(terminal), "the first screen")
    terminal.line()
    terminal.wait_for("Question 1 of 12", "?:")
    until(lambda: not terminal.read(0.1), "the whole question")


@pytest.mark.parametrize("rows", [10, 18, 19, 20, 24])
def test_the_menu_is_used_only_where_the_question_and_all_options_are_in_the_window(place: Place, rows: int) -> None:
    """An option off the screen cannot be chosen knowingly: then the line is typed, as ever."""
    with place.ask(*MENU, rows=rows) as terminal:
        at_question(terminal)
        window = "\n".join(screen(terminal, rows=rows).display)
        assert (NOTHING in terminal.text) == (rows >= 19)
        if NOTHING in terminal.text:
            assert all(words in window for words in (FIRST, *(f") {option}" for option in OFTEN), "x) leave"))
        terminal.signal(signal.SIGTERM)
        place.left_well(terminal, 143)


@pytest.mark.parametrize(("columns", "used"), [(40, False), (59, False), (60, True)])
def test_the_menu_is_used_only_in_a_window_of_sixty_columns(place: Place, columns: int, used: bool) -> None:
    """At 40 columns the default prompt asks."""
    with place.ask(*MENU, columns=columns, rows=40) as terminal:
        at_question(terminal)
        assert (NOTHING in terminal.text) == used
        terminal.signal(signal.SIGTERM)
        place.left_well(terminal, 143)


def test_an_option_wider_than_the_window_is_never_cut(place: Place) -> None:
    """The question that does not fit uses the default prompt."""
    text = "another option of many words that goes on and on until it no longer fits in one line"
    quiz = place.root / "wide.yaml"
    quiz.write_text(
        "questionnaire: wide\nversion: 1.0\ntitle: Wide\nlanguage: en\nrecall: today\naudience: tests\n"
        "source: {citation: Invented for tests, licence: CC0-1.0}\nitems:\n"
        f"  - {{id: one, ask: Which?, options: [{{code: a, text: A}}, {{code: b, text: {text}}}]}}\n"
    )
    with place.ask(*MENU, quiz=quiz, rows=40) as terminal:
        until(lambda: asks(terminal), "the first screen")
        typed(terminal)
        assert NOTHING not in terminal.text
        terminal.line("x")
        place.left_well(terminal, 0)


def test_two_enters_never_record_an_answer(place: Place) -> None:
    """Nothing is chosen beforehand: the first row is no answer, and is refused."""
    with place.ask(*MENU, rows=40) as terminal:
        at_question(terminal)
        for times in (1, 2):
            typed(terminal)
            until(lambda n=times: terminal.text.count(REFUSED) == n, "a calm line")  # type: ignore[misc]
        assert "Question 2" not in terminal.text
        terminal.send(DOWN)
        typed(terminal)
        terminal.wait_for("Question 2 of 12")
        typed(terminal, "b")
        assert f"Your earlier answer: {OFTEN[0]}" in terminal.text
        typed(terminal)
        assert terminal.text.count(REFUSED) == 3
        terminal.line("x")
        place.left_well(terminal, 0)


def test_in_the_menu_a_number_or_a_letter_goes_to_its_row_and_enter_takes_it(place: Place) -> None:
    """The same keys as at the line; `w` says why, since the menu has no `?`."""
    with place.ask(*MENU, rows=60) as terminal:
        at_question(terminal)
        typed(terminal, "w")
        assert "Robins are easy to tell from other birds." in terminal.text
        typed(terminal, "h")
        assert "Help lines" in terminal.text
        typed(terminal, "3")
        assert "Question 2 of 12" in terminal.text
        typed(terminal, "s")
        assert "Question 3 of" in terminal.text
        typed(terminal, "b")
        assert "Your earlier answer: you preferred not to say" in terminal.text
        typed(terminal, "k")
        typed(terminal, "b")
        typed(terminal, "b")
        assert "Your earlier answer: On some days" in terminal.text
        terminal.line("q")
        place.left_well(terminal, 4)


@pytest.mark.parametrize(("keys", "code"), [("\x03", -signal.SIGINT), ("x\r", 0)], ids=["ctrl-c", "x"])
def test_leaving_the_menu_puts_the_terminal_back(place: Place, keys: str, code: int) -> None:
    """CLI-7, Q-13: as everywhere."""
    with place.ask(*MENU, rows=40) as terminal:
        at_question(terminal)
        assert NOTHING in terminal.text
        terminal.send(keys)
        place.left_well(terminal, code)
