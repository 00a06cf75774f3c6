"""Score card 1 to 6: what people type, paste and mistype."""

from __future__ import annotations

import json
import subprocess
import termios
from pathlib import Path

import pytest

from tests.scorecard.asking import (
    ASKED,
    FIRST,
    INTERFACES,
    PLAIN,
    QUIZ,
    REFUSED,
    SAY,
    TERMINAL,
    Place,
    begin,
    saves_page,
    to_results,
    to_review,
)
from tests.terminals import PROGRAM, until

MEMORY = 150_000_000


def pasted(text: str) -> str:
    """The text as a terminal sends it that marks what is pasted."""
    return f"\x1b[200~{text}\x1b[201~"


PROSE = [f"this is line {number} of a letter that was never meant for this window" for number in range(12)]


@INTERFACES
def test_case_1_five_empty_lines_never_answer(place: Place, ui: tuple[str, ...]) -> None:
    """Case 1, Q-6: bare Enter is refused in one calm line each time, and question 1 stands."""
    with place.ask(*ui) as terminal:
        begin(terminal)
        for _ in range(5):
            terminal.line()
            terminal.wait_for(REFUSED, "x leave:")
        assert "Question 2" not in terminal.text
        assert ui != PLAIN or terminal.text.count(FIRST) == 1
        assert "\a" not in terminal.text
        terminal.send("q\r\r")
        place.left_well(terminal, 4)


@INTERFACES
def test_case_2_numbers_out_of_range_or_dressed_up_are_refused_and_plain_ones_taken(
    place: Place, ui: tuple[str, ...]
) -> None:
    """Case 2, Q-5: digits of any script with blanks or a leading zero; nothing else that looks like a number."""
    with place.ask(*ui) as terminal:
        begin(terminal)
        for typed in ("9", "-1", "0", "1.5", "1e0", "+1"):
            terminal.line(typed)
            terminal.wait_for(REFUSED, "x leave:")
        for typed in (" 2 ", "02", "２"):
            terminal.line(typed)
            terminal.wait_for("Question 2 of 12", "x leave:")
            terminal.line("b")
            terminal.wait_for("Your earlier answer: On one day", "x leave:")
        terminal.send("q\r\r")
        place.left_well(terminal, 4)


@INTERFACES
def test_case_3_what_only_resembles_a_number_is_refused(place: Place, ui: tuple[str, ...]) -> None:
    """Case 3: superscript digits, digits by the thousand, NaN, NUL; an arrow key where nothing stands, or in lines.

    On a capable terminal Down is the first option.
    """
    with place.ask(*ui) as terminal:
        begin(terminal)
        for typed in ("²", "7" * 5000, "NaN", "\x00", "\x1b[A", *(["\x1b[B"] if ui == PLAIN else [])):
            terminal.line(typed)
            terminal.wait_for(REFUSED, "x leave:")
        assert "Question 2" not in terminal.text
        terminal.line("\x1b[B" if ui == TERMINAL else "1")
        terminal.wait_for("Question 2 of 12", "x leave:")
        terminal.line("b")
        terminal.wait_for("Your earlier answer: Not once", "x leave:")
        terminal.send("q\r\r")
        place.left_well(terminal, 4)


def test_case_3_the_arrow_keys_step_through_the_first_menu(place: Place) -> None:
    """Case 3: the menu is printed before the program is there; once it is, Down steps through the rows there too."""
    with place.open([PROGRAM]) as terminal:
        terminal.wait_for("x leave:")
        until(lambda: not terminal.echoes, "keys that are read one by one")
        terminal.line("\x1b[B\x1b[B")  # I'm worried about someone else
        terminal.wait_for("Up to 2 questions", ASKED)
        terminal.line("q")
        place.left_well(terminal, 4)


def test_case_4_a_line_of_a_million_characters_is_refused_in_little_memory(place: Place) -> None:
    """Case 4: on a capable terminal; typed, and pasted as one piece, and pasted as a hundred thousand lines."""
    with place.ask() as terminal:
        begin(terminal)
        for typed in ("A" * 1_000_000, pasted("B" * 1_000_000), pasted("C 1\r" * 100_000)):
            terminal.line(typed)
            terminal.wait_for(REFUSED, "x leave:")
        assert terminal.peak_memory < MEMORY
        terminal.line("1")
        terminal.wait_for("Question 2 of 12", "x leave:")
        terminal.send("q\r\r")
        place.left_well(terminal, 4)


def test_case_4_a_line_of_fifty_million_bytes_is_refused_in_little_memory(place: Place) -> None:
    """Case 4: line by line, from a terminal that does not itself cut lines short."""
    with place.ask(*PLAIN) as terminal:
        begin(terminal)
        modes = termios.tcgetattr(terminal.slave)
        uncut = [*modes[:3], modes[3] & ~termios.ICANON & ~termios.ECHO, *modes[4:]]
        termios.tcsetattr(terminal.slave, termios.TCSANOW, uncut)
        terminal.line(b"A" * 50_000_000)
        terminal.wait_for(REFUSED, "x leave:")
        assert terminal.peak_memory < MEMORY
        terminal.line("1")
        terminal.wait_for("Question 2 of 12", "x leave:")
        termios.tcsetattr(terminal.slave, termios.TCSANOW, modes)
        terminal.send("q\r\r")
        place.left_well(terminal, 4)


def test_case_4_fifty_million_bytes_without_a_line_end_are_refused_in_json_lines(place: Place) -> None:
    """Case 4: one error, and the next line is taken."""
    command = [PROGRAM, "check", str(QUIZ), "--jsonl"]
    with subprocess.Popen(
        command, env=place.environment(), cwd=place.work, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for _ in range(50):
            running.stdin.write(b"A" * 1_000_000)
        running.stdin.write(b'\n{"answer": "one-day"}\n')
        running.stdin.flush()
        said = [json.loads(running.stdout.readline()) for _ in range(4)]
        status = Path(f"/proc/{running.pid}/status").read_text()
        peak = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) * 1024
        running.stdin.close()
        rest = running.stdout.read().decode()
    assert said[2]["error"]["code"] == "too-long"
    assert said[3]["ask"]["id"] == "feeder"
    assert peak < MEMORY
    assert running.returncode == 4
    assert json.loads(rest)["result"]["status"] == "stopped"


@INTERFACES
@pytest.mark.parametrize("told", [{"LANG": "en_US.UTF-8"}, {"PYTHONIOENCODING": "utf-8:strict"}], ids=["us", "strict"])
def test_case_5_bytes_that_are_not_text_are_refused_as_unknown(
    place: Place, ui: tuple[str, ...], told: dict[str, str]
) -> None:
    """Case 5: invalid UTF-8 is refused like any unknown word, and the run goes on."""
    with place.ask(*ui, told=told) as terminal:
        begin(terminal)
        terminal.line(b"\xff\xfe")
        terminal.wait_for(REFUSED, "x leave:")
        terminal.line("2")
        terminal.wait_for("Question 2 of 12", "x leave:")
        terminal.send("q\r\r")
        place.left_well(terminal, 4)


@INTERFACES
def test_case_6_of_pasted_lines_only_exact_answers_are_taken_and_the_review_throws_the_rest_away(
    place: Place, ui: tuple[str, ...]
) -> None:
    """Case 6, Q-9: thirty lines, answers among them, with what would confirm the review and show the results."""
    lines = [line for prose in PROSE for line in (prose, "1")] + ["", "", "d", "d", "", "d"]
    assert len(lines) == 30
    with place.ask(*ui) as terminal:
        begin(terminal)
        terminal.send("".join(f"{line}\r" for line in lines))
        terminal.wait_for("Check your answers", "x leave:")
        assert "12. In the past seven days, how often did a hawk frighten the others? Not once" in terminal.text
        terminal.line("r")  # what was pasted stands before this line: had it been read, the results would show
        terminal.wait_for("Check your answers", "x leave:")
        assert "Your results" not in terminal.text
        terminal.send("q\r\r")
        place.left_well(terminal, 4)


def test_case_6_a_paste_that_the_terminal_marks_as_one_is_refused_as_one(place: Place) -> None:
    """Case 6: with bracketed paste no line of it is taken for an answer."""
    with place.ask() as terminal:
        begin(terminal)
        terminal.line(pasted("\r".join(["1"] * 15)))
        terminal.wait_for(REFUSED, "x leave:")
        assert "Question 2" not in terminal.text
        terminal.line("1")
        terminal.wait_for("Question 2 of 12", "x leave:")
        terminal.send("q\r\r")
        place.left_well(terminal, 4)


@pytest.mark.parametrize("ui", [TERMINAL, PLAIN], ids=["terminal", "plain"])
def test_a_whole_run_ends_well_and_keeps_only_the_page_that_was_asked_for(place: Place, ui: tuple[str, ...]) -> None:
    """T-7, R-1: twelve answers, the review, the results in parts, a page for the owner alone."""
    with place.ask(*ui) as terminal:
        begin(terminal)
        to_review(terminal)
        to_results(terminal)
        saves_page(terminal, "page.html")
        terminal.wait_for("Saved to", "Enter done, x leave:")
        terminal.line()
        place.left_well(terminal, 0, place.work / "page.html")
        assert SAY("done-saved") in terminal.text
