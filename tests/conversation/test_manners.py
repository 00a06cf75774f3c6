"""How the conversation behaves, in any user interface: a scripted one stands in for the terminal."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from typing import NoReturn

import pytest

from screening.conversation.place import Place
from screening.conversation.screens import numbered
from screening.conversation.talk import Ending, Talk
from screening.conversation.user_interface import EndOfInput, PersonLeft, Prompt
from screening.engine.results import Result
from screening.formats.render import Line
from screening.loading.library import Library, questions_folder
from screening.loading.regions import region
from screening.reports.document import Document
from screening.reports.result_report import ResultReports

LIBRARY = Library(questions_folder())
TO_THE_END = ["1", "2", "5", "1", "1", *["1"] * 11, "2", "1", "1"]


class ScriptedMouth:
    """Types what it is told to, and keeps what it was shown."""

    columns, rows, glyphs, pauses, scrolls, hides = 80, 24, None, False, True, False

    def __init__(self, typed: Iterable[str]) -> None:
        self.typed = list(typed)
        self.shown: list[str] = []
        self.forgotten = 0
        self.below: tuple[str, ...] = ()

    def show(self, lines: Iterable[Line]) -> None:
        self.shown += [line.text for line in lines]

    def show_result(self, lines: Iterable[Line]) -> None:
        self.show(lines)

    def ask(self, prompt: Prompt) -> str:
        if prompt.rows != self.below:
            self.below = prompt.rows
            self.shown += [line.text for number, row in enumerate(prompt.rows, 1) for line in numbered(number, row, 80)]
        return self._typed(prompt.forms[0])

    def _typed(self, prompt: str) -> str:
        self.shown.append(prompt)
        if not self.typed:
            raise EndOfInput
        return self.typed.pop(0)

    def ask_secret(self, prompt: str) -> str:
        return self._typed(prompt)

    def leave_behind(self, lines: Iterable[Line]) -> None:
        self.show(lines)

    def close(self) -> None:
        self.shown.append("")

    def clear(self) -> None:
        self.shown.append("")

    aside = contextlib.nullcontext

    def new_page(self) -> None:
        self.below = ()
        self.shown.append("")

    def forget_typed(self) -> None:
        self.forgotten += 1

    def leave(self) -> NoReturn:
        raise PersonLeft

    @property
    def text(self) -> str:
        return "\n".join(self.shown)


def talk(ui: ScriptedMouth) -> Talk:
    """A conversation in Alberta that saves nothing."""
    found = region(LIBRARY, "CA-AB")
    assert found is not None
    words = LIBRARY.interface()

    def save(document: Document, path: str) -> str:
        return f"{len(document.sections)} parts to {path}"

    return Talk(
        ui=ui,
        words=words,
        place=Place(LIBRARY, found),
        reports_for=lambda people: ResultReports(words, people, LIBRARY.sources, "2026-11-22"),
        save_page=save,
    )


def said(*typed: str) -> str:
    """Everything shown to somebody who types this and then goes away."""
    ui = ScriptedMouth(typed)
    with contextlib.suppress(EndOfInput, PersonLeft):
        talk(ui).run(LIBRARY.load("signs"))
    return ui.text


def ended(*typed: str) -> tuple[Ending, Result | None]:
    """How the conversation ends."""
    sat = talk(ScriptedMouth(typed)).run(LIBRARY.load("signs"))
    return sat.ending, sat.result


def test_q3_the_number_of_the_question_stands_first_and_the_total_never_grows() -> None:
    """Q-3."""
    lines = [line for line in said(*TO_THE_END).splitlines() if line.startswith("Question ")]
    totals = [int(line.split()[3]) for line in lines]
    assert lines[0] == "Question 1 of 24"
    assert totals == sorted(totals, reverse=True)


def test_q5_words_work_like_the_letters() -> None:
    """Q-5."""
    assert said("1", "back") == said("1", "b").replace("b|", "back|")
    assert "Why" not in said("why")
    assert said("why") == said("?")


def test_q6_a_wrong_answer_gets_one_calm_line_and_the_same_question() -> None:
    """Q-6."""
    shown = said("", "99", "perhaps")
    assert shown.count("Please type a number from 1 to 13.") == 3
    assert "Question 2" not in shown


def test_q7_prefer_not_to_say_is_apart_from_not_sure_and_always_offered() -> None:
    """Q-7."""
    declined, unsure = said("1", "s"), said("1", "3")
    assert "In case it helps" in declined
    assert "In case it helps" not in unsure
    assert all("s skip" in line for line in said(*TO_THE_END).splitlines() if line.startswith("1-"))


def test_q8_back_shows_the_earlier_answer_and_keeps_it() -> None:
    """Q-8."""
    shown = said("1", "b", "k")
    assert "Your earlier answer: Alcohol" in shown
    assert shown.count("Question 2 of") == 2


def test_q8_back_goes_as_far_as_question_1() -> None:
    """Q-8."""
    assert "This is the first question, so there is nothing to go back to." in said("1", "2", "b", "b", "b")


def test_q9_a_number_changes_one_answer_and_comes_straight_back_to_the_list() -> None:
    """Q-9."""
    shown = said(*TO_THE_END, "6", "2", "")
    assert shown.count("Check your answers") == 2
    assert "Less than monthly" in shown.rpartition("Check your answers")[2]


def test_q9_what_was_typed_ahead_is_thrown_away_before_the_list_is_confirmed() -> None:
    """Q-9."""
    ui = ScriptedMouth([*TO_THE_END, "", ""])
    talk(ui).run(LIBRARY.load("signs"))
    assert ui.forgotten >= 1


def test_q12_a_change_that_takes_later_answers_away_says_so_first() -> None:
    """Q-12."""
    shown = said(*TO_THE_END, "1", "13", "n", "k")
    assert re.search(r"If you change this, \d\d later answers no longer fit and are dropped\.", shown)
    assert shown.count("Check your answers") == 2


def test_q14_bare_enter_never_answers_and_nothing_moves_by_itself() -> None:
    """Q-14."""
    assert "Question 2" not in said("", "", "", "")


def test_r4_two_urgent_answers_both_get_their_card_the_one_that_stands_alone_first() -> None:
    """R-4."""
    shown = said("1", "2", "1 3", "g", "g")
    assert shown.index("Call for help now") < shown.index("If home isn't safe") < shown.index("Question 4")


def test_after_the_result_one_can_answer_again() -> None:
    ending, result = ended(*TO_THE_END, "", "6", "q")
    assert (ending, result) == (Ending.STOPPED, None)


def test_stopping_and_leaving_are_two_things() -> None:
    assert ended("q")[0] is Ending.STOPPED
    with pytest.raises(PersonLeft):
        ended("x")


def test_in_a_text_item_only_the_single_letters_are_keys() -> None:
    shown = said("9", "exit", "2", "5", "1", "1")
    assert "have you used exit?" in shown
    assert "have you used x?" in said("9", "'x", "2", "5", "1", "1")


def test_a11_plain_lines_have_no_bars_and_say_where_the_results_end() -> None:
    """A-11."""
    shown = said(*TO_THE_END, "", "")
    results = shown.partition("Alcohol, the past 12 months")[2]
    assert "End of results." in results
    assert not any(set(line.strip()) <= set("#?.|") for line in results.splitlines() if line.strip())


def test_r7_no_probability_is_given_since_no_file_has_the_figures_for_one() -> None:
    """R-7."""
    shown = said(*TO_THE_END, "", "4", "")
    assert "%" not in shown
    assert "out of 100" not in shown
