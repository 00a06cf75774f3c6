"""Score card 23 to 27: windows of every size, terminals of every kind, scripts of every sort."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from wcwidth import wcswidth

from screening.loading.library import Library, questions_folder
from screening.text import clean
from tests.scorecard.asking import (
    DRAWS,
    FIRST,
    HERE,
    INTERFACES,
    OFTEN,
    PLAIN,
    QUIZ,
    SAY,
    TERMINAL,
    Place,
    answer,
    asks,
    begin,
    done,
    to_results,
    to_review,
    to_the_end,
    typed,
    whole_run,
    words,
)
from tests.terminals import PROGRAM, Terminal, Tmux, screen, until

WORLD = HERE / "world.yaml"
COLOURED = re.compile(r"\x1b\[[0-9;]*?(?:^|(?<=[\[;]))(?:3[0-9]|4[0-9]|9[0-7]|10[0-7])[0-9;]*m")
NO_ESCAPES = pytest.mark.parametrize(
    "told",
    [{"TERM": "dumb"}, {"TERM": None}, {"TERM": ""}, {"TERM": "xterm-foo"}, {"ACCESSIBLE": "1"}],
    ids=["dumb", "unset", "empty", "unknown", "accessible"],
)


def test_case_23_a_card_is_laid_out_anew_so_that_its_numbers_are_seen(place: Place) -> None:
    """Case 23, R-12: in a window that has become too small for all of it the numbers come first."""
    with Tmux(place.environment(PS1="ready> "), place.root) as tmux:
        tmux.wait_for("ready>")
        tmux.line(f"clear; {PROGRAM} check signs --for alcohol --region CA")
        tmux.wait_for("x leave:")
        tmux.type("Enter")
        tmux.wait_for("Question 1 of")
        tmux.line("1")
        tmux.wait_for("Help for you now")
        tmux.resize(40, 8)
        until(lambda: tmux.size == (40, 8), "a small window")
        until(lambda: "+ more" in tmux.window and "call or text 988" in tmux.window, "the numbers on the first screen")
        tmux.resize(80, 24)
        until(lambda: tmux.window.rstrip().endswith("x leave:") and "+ more" not in tmux.window, "the whole card")
        assert tmux.window.index("reach out") < tmux.window.index("988")


@pytest.mark.parametrize("ui", [TERMINAL, PLAIN], ids=["terminal", "plain"])
def test_case_23_a_window_that_changes_its_size_keeps_one_copy_of_the_question(
    place: Place, ui: tuple[str, ...]
) -> None:
    """Case 23, A-7, L8: the page is drawn anew, nothing of it is left in the scrollback, and the next line is taken."""
    with Tmux(place.environment(PS1="ready> "), place.root) as tmux:
        tmux.wait_for("ready>")
        tmux.line(f"clear; {PROGRAM} check {QUIZ} {' '.join(ui)}")
        tmux.wait_for("x leave:")
        tmux.type("Enter")
        tmux.wait_for("Question 1 of 12")
        until(lambda: tmux.window.rstrip().endswith("x leave:"), "the keys of the question")
        for columns, rows in ((20, 6), (200, 50), (10, 3), (80, 24)):
            tmux.resize(columns, rows)
            until(lambda size=(columns, rows): tmux.size == size, f"a window of {columns} by {rows}")  # type: ignore[misc]
        until(lambda: tmux.window.rstrip().endswith("x leave:"), "the keys in it")
        everything = tmux.everything
        assert everything.count("Question 1 of 12") == 1
        assert " ".join(everything.split()).count(FIRST) == 1
        assert [everything.count(words) for words in OFTEN] == [1, 1, 1, 1]
        assert everything.count("x leave:") <= (2 if ui == PLAIN else 1)
        tmux.line("2")
        tmux.wait_for("Question 2 of 12")
        if ui == TERMINAL:
            assert "Question 1 of 12" not in tmux.everything


@INTERFACES
@pytest.mark.parametrize(("columns", "rows"), [(40, 12), (20, 6), (10, 3), (200, 50)])
def test_case_24_a_whole_run_can_be_finished_in_a_window_of_any_size(
    place: Place, ui: tuple[str, ...], columns: int, rows: int
) -> None:
    """Case 24, A-5, A-6: every question and option is complete, and no line wider than the window (at least 20)."""
    asked = Library(questions_folder()).load(str(QUIZ))
    with place.ask(*ui, columns=columns, rows=rows) as terminal:
        until(lambda: asks(terminal), "the first screen")
        typed(terminal)
        for item in asked.questions:
            shown = words(terminal, all_screens(terminal, columns, rows) if ui == TERMINAL else None).replace(" ", "")
            for text in (item.ask, *(option.text for option in item.options)):
                assert text.replace(" ", "") in shown  # at 10 columns a long word is broken at the edge
            typed(terminal, "1")
        typed(terminal)
        to_the_end(terminal)
        place.left_well(terminal, 0)
        lines = terminal.text.split("\r\n")
    if ui == PLAIN:
        assert [line for line in lines if wcswidth(line) > min(max(columns, 20), 80)] == []


def all_screens(terminal: Terminal, columns: int, rows: int) -> str:
    """The lines of all screens of the page, each once, turned with Page Down until the first comes again."""
    found: list[str] = []
    while True:
        until(lambda: not terminal.read(0.05), "the whole screen")
        now = "\n".join(screen(terminal, columns, rows).display[: rows - 1])
        if now in found:
            return "\n".join(found)
        found.append(now)
        known = terminal.seen.count(DRAWS)
        terminal.send("\x1b[6~")
        until(lambda: asks(terminal, known), "another screen")  # noqa: B023


@pytest.mark.parametrize("told", [{"COLUMNS": "0"}, {"COLUMNS": "abc"}, {"LINES": "1"}], ids=["0", "abc", "one"])
def test_case_24_the_environment_cannot_lie_about_the_window(place: Place, told: dict[str, str]) -> None:
    """Case 24: COLUMNS and LINES may say anything."""
    with place.ask(told=told) as terminal:
        whole_run(terminal)
        place.left_well(terminal, 0)
        assert FIRST in terminal.text


def test_case_24_a_terminal_that_does_not_know_its_own_size(place: Place) -> None:
    """Case 24: 0 by 0, as some serial lines and pipes say."""
    with place.ask(columns=0, rows=0) as terminal:
        whole_run(terminal)
        place.left_well(terminal, 0)


@pytest.mark.parametrize(("columns", "ui"), [(20, TERMINAL), (40, TERMINAL), (80, TERMINAL), (40, PLAIN)])
def test_while_it_waits_the_cursor_is_shown_at_the_end_of_the_last_line(
    place: Place, ui: tuple[str, ...], columns: int
) -> None:
    """A-2: where a screen reader and a magnifier look for it."""
    with place.ask(*ui, columns=columns) as terminal:
        until(lambda: asks(terminal), "the first screen")
        for text in ("", "1", "?", "nonsense"):
            typed(terminal, text)
            until(lambda: not terminal.read(0.05), "the whole prompt")
            window = screen(terminal, columns, 24)
            assert not window.cursor.hidden
            line = window.display[window.cursor.y]
            assert line.rstrip() == line[: window.cursor.x].rstrip() != ""
            assert not "".join(window.display[window.cursor.y + 1 :]).strip()
        terminal.send("q\r\r")
        place.left_well(terminal, 4)


@NO_ESCAPES
def test_case_25_where_the_terminal_takes_no_codes_there_is_not_one(place: Place, told: dict[str, str | None]) -> None:
    """Case 25, A-1: no ESC, lone CR, BEL or BS in a whole run; it says that lines can be scrolled back."""
    with place.ask(told=told) as terminal:
        whole_run(terminal)
        place.left_well(terminal, 0)
        assert not set("\x1b\a\b") & set(terminal.text)
        assert "\r" not in terminal.text.replace("\r\n", "")
        assert SAY("scroll-back") in terminal.text


@pytest.mark.parametrize(
    ("told", "command"),
    [
        *((told, ["check"]) for told in ({"TERM": "dumb"}, {"TERM": None}, {"TERM": "xterm-foo"}, {"ACCESSIBLE": "1"})),
        *((told, ["check", str(QUIZ)]) for told in ({"TERM": "xterm-foo"}, {"ACCESSIBLE": "1"})),
    ],
)
def test_case_25_leaving_at_once_takes_no_codes_either(
    place: Place, told: dict[str, str | None], command: list[str]
) -> None:
    """Case 25, Q-13: as many empty lines as the window has rows."""
    with place.open([PROGRAM, *command], told=told) as terminal:
        terminal.wait_for("x leave:")
        if len(command) > 1:
            terminal.line()
            terminal.wait_for("x leave:")
        terminal.line("x")
        place.left_well(terminal, 0)
        assert "\x1b" not in terminal.text
        assert terminal.text.endswith("x\r\n" + "\r\n" * 24)


def test_case_25_a_screen_reader_is_told_on_the_first_screen_that_lines_stay(place: Place) -> None:
    """A-1, Q-1: before anything is imported, too."""
    with place.open([PROGRAM, "check"], told={"TERM": "dumb"}) as terminal:
        terminal.wait_for(SAY("scroll-back"), "x leave:")
        terminal.line("x")
        place.left_well(terminal, 0)


@pytest.mark.parametrize("told", [{}, {"NO_COLOR": "1"}], ids=["as-usual", "no-color"])
def test_case_25_meaning_never_hangs_on_colour(place: Place, told: dict[str, str]) -> None:
    """Case 25, A-8: not one colour in a whole run; bold and underline only where nobody has switched styles off."""
    with place.ask(told=told) as terminal:
        whole_run(terminal)
        place.left_well(terminal, 0)
        assert not COLOURED.search(terminal.text)
        assert ("\x1b[1m" + FIRST in terminal.text) == (not told)


@pytest.mark.parametrize(
    ("told", "styled"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
    ids=["as-usual", "forced", "no-color-wins"],
)
def test_case_25_styles_reach_a_file_only_where_they_are_forced(
    place: Place, tmp_path: Path, told: dict[str, str], styled: bool
) -> None:
    """Case 25, CLI-4."""
    with open(tmp_path / "out", "wb") as out, place.ask(told=told, stdout=out) as terminal:
        begin(terminal)
        to_review(terminal)
        terminal.line()
        terminal.wait_for("Enter done, x leave:")
        done(terminal)
        place.left_well(terminal, 0)
    result = (tmp_path / "out").read_text(encoding="utf-8")
    assert "Visits" in result
    assert ("\x1b[1" in result) == styled
    assert not COLOURED.search(result)


@pytest.mark.parametrize(
    "told",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "cp1252"},
        {"PYTHONIOENCODING": "cp437"},
    ],
    ids=["c", "c-and-no-utf-8", "ascii", "cp1252", "cp437"],
)
def test_case_26_streams_that_lack_the_characters_get_others_and_never_a_crash(
    place: Place, told: dict[str, str]
) -> None:
    """Case 26, A-13: Chinese, Arabic and emoji on a stream that has none of them: exit 0."""
    with place.ask(quiz=WORLD, told=told) as terminal:
        begin(terminal, 2)
        assert "  7. aaaaaaaaaa" in terminal.text
        terminal.line("?")
        terminal.wait_for("You can also type", "x leave:")
        terminal.line("6")
        terminal.wait_for("Question 2 of 2", "x leave:")
        terminal.line("字 and é and \N{WAVING HAND SIGN}".encode())
        terminal.wait_for("Check your answers", "x leave:")
        to_results(terminal)
        done(terminal)
        place.left_well(terminal, 0)


@pytest.mark.parametrize(("columns", "ui"), [(20, TERMINAL), (20, PLAIN), (40, PLAIN), (80, TERMINAL)])
def test_case_27_every_script_is_shown_in_full_and_in_order(place: Place, ui: tuple[str, ...], columns: int) -> None:
    """Case 27, A-14: widths by wcwidth; nothing stands to the right of the words."""
    with place.ask(*ui, quiz=WORLD, columns=columns, rows=60) as terminal:
        until(lambda: asks(terminal), "the first screen")
        typed(terminal)
        block = terminal.text[terminal.text.index("Question 1 of 2") :]
        terminal.send("q\r\r")
        place.left_well(terminal, 4)
    lines = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", block).split("\r\n")
    end = next(index for index, line in enumerate(lines) if line.startswith((" 1-7", "1-7")))
    item = Library(questions_folder()).load(str(WORLD)).questions[0]
    options = [line for line in lines[:end] if line.startswith("  ")]
    assert max(wcswidth(line) for line in lines[:end]) <= columns
    found = "".join("".join(line.split()) for line in options)
    wanted = "".join(f"{number}.{clean(one.text)}" for number, one in enumerate(item.options, 1))
    assert found == "".join(wanted.split())


def test_case_27_what_is_typed_in_any_script_comes_back_in_the_review(place: Place) -> None:
    """A-14: also the person's own words."""
    with place.ask(quiz=WORLD) as terminal:
        begin(terminal, 2)
        answer(terminal, 2, total=2)
        terminal.line("मैं पढ़ता हूँ, שלום, 世界")
        terminal.wait_for("Check your answers", "मैं पढ़ता हूँ, שלום, 世界", "x leave:")
        terminal.send("q\r\r")
        place.left_well(terminal, 4)
