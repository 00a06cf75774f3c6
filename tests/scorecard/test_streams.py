"""Score card 7, 8 and 17: streams that are closed, full, or not a terminal; answers from a file."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.scorecard.asking import INTERFACES, QUIZ, Place, begin, done, to_review
from tests.terminals import PROGRAM

CANARY = "zz-canary"


def shell(place: Place, script: str) -> subprocess.CompletedProcess[str]:
    """A line of shell, without a terminal."""
    command = ["bash", "-c", script]
    return subprocess.run(
        command, env=place.environment(), cwd=place.work, capture_output=True, text=True, check=False, timeout=10
    )


@pytest.mark.parametrize("stdin", ["</dev/null", "<&-", "yes '' |"], ids=["empty", "closed", "pipe"])
@pytest.mark.parametrize("options", ["", str(QUIZ)], ids=["self-check", "file"])
def test_case_7_without_a_terminal_one_line_names_the_way_to_answer(place: Place, stdin: str, options: str) -> None:
    """Case 7, CLI-3: exit 7 and one line that names --answers; nothing is asked and nothing hangs."""
    command = f"{PROGRAM} check {options}"
    done = shell(place, f"{stdin} {command}" if stdin.endswith("|") else f"{command} {stdin}")
    assert done.returncode == 7
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "--answers FILE" in done.stderr
    place.assert_kept()


def test_case_7_a_folder_as_standard_input_never_starts(place: Place) -> None:
    """Case 7: Python itself refuses before any line of ours runs; it ends, and nothing is asked."""
    done = shell(place, f"{PROGRAM} check < .")
    assert done.returncode in (1, 7)
    assert "Question" not in done.stderr
    assert "Traceback" not in done.stderr
    place.assert_kept()


def test_case_8_every_problem_of_a_file_of_answers_is_listed_by_id_and_never_by_value(place: Place) -> None:
    """Case 8: 11 of 12 answers, an item that does not exist, one key twice, one code that the item lacks."""
    pairs = [
        ("robin", "one-day"), ("feeder", "yes"), ("refills", 2), ("finches", ["siskin"]), ("nickname", CANARY),
        ("heron", "not-once"), ("coldest", -4), ("wren", CANARY), ("owl", "one-day"), ("crow", "one-day"),
        ("jay", "one-day"), ("jay", "not-once"), ("i-am-john-smith", "one-day"),
    ]  # fmt: skip
    answers = ", ".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in pairs)
    document = f'{{"answers": {{{answers}}}}}'
    done = place.run("check", str(QUIZ), "--answers", "-", stdin=document.encode())
    assert done.returncode == 2
    assert done.stdout == ""
    named = [line.partition(":")[0] for line in done.stderr.splitlines()]
    assert sorted(named) == ["Answer 12", "jay", "wren"]
    assert CANARY not in done.stderr
    assert "john" not in done.stderr
    place.assert_kept()


def test_case_8_an_answer_that_is_missing_leaves_a_span_and_is_refused_only_on_request(place: Place) -> None:
    """Case 8: eleven of twelve answers are in progress; with --complete the missing one is named."""
    given: dict[str, object] = {
        "robin": "one-day",
        "feeder": "no",
        "finches": "none",
        "nickname": None,
        "heron": "not-once",
    }
    given |= {"coldest": 3, "wren": "one-day", "owl": "one-day", "crow": "one-day", "jay": "one-day"}
    found = place.scored(QUIZ, given)
    assert (found["status"], found["unanswered"], found["not_asked"]) == ("in-progress", ["hawk"], ["refills"])
    text = json.dumps({"answers": given}).encode()
    done = place.run("check", str(QUIZ), "--answers", "-", "--complete", stdin=text)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "hawk: no answer.\n")


@INTERFACES
@pytest.mark.parametrize("options", [(), ("--json",)], ids=["page", "json"])
def test_case_17_a_full_disk_behind_standard_output_is_told_and_ends_with_8(
    place: Place, ui: tuple[str, ...], options: tuple[str, ...]
) -> None:
    """Case 17: the questions are asked; where the result cannot be written one sentence says so."""
    with open("/dev/full", "wb") as full, place.ask(*ui, *options, stdout=full) as terminal:
        begin(terminal)
        to_review(terminal)
        terminal.line()
        terminal.wait_for("Standard output cannot be written: No space left on device.")
        place.left_well(terminal, 8)


@pytest.mark.parametrize(("closing", "code"), [("2>&-", 7), (">&-", 8), ("<&-", 7)], ids=["stderr", "stdout", "stdin"])
@pytest.mark.parametrize("options", ["", f"{QUIZ} --plain"], ids=["self-check", "plain"])
def test_case_17_a_closed_stream_is_noticed_before_the_first_question(
    place: Place, closing: str, code: int, options: str
) -> None:
    """Case 17, CLI-6: nobody answers twelve questions for nothing."""
    with place.open(["bash", "-c", f"exec {PROGRAM} check {options} {closing}"]) as terminal:
        place.left_well(terminal, code)
        assert "Question 1" not in terminal.text


@INTERFACES
@pytest.mark.parametrize("options", [(), ("--json",)], ids=["page", "json"])
def test_a_reader_that_went_away_does_not_stop_the_questions_and_is_not_mentioned(
    place: Place, ui: tuple[str, ...], options: tuple[str, ...]
) -> None:
    """CLI-8: silent, exit 141."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        with place.ask(*ui, *options, stdout=writer) as terminal:
            begin(terminal)
            to_review(terminal)
            terminal.line()
            assert terminal.ended() == 141
            assert "roken" not in terminal.text
            assert "wrong" not in terminal.text
            place.left_well(terminal, 141)
    finally:
        os.close(writer)


@pytest.mark.parametrize("command", ["list", "contacts", "learn what-helps", "--version", "--help"])
def test_what_is_requested_goes_to_standard_output_alone_and_a_closed_pipe_is_silent(
    place: Place, command: str
) -> None:
    """CLI-1, CLI-8: for every command that prints."""
    done = place.run(*command.split())
    assert done.returncode == 0
    assert done.stdout
    assert done.stderr == ""
    closed = shell(place, f"{PROGRAM} {command} | true; exit ${{PIPESTATUS[0]}}")
    assert (closed.returncode, closed.stdout, closed.stderr) == (141, "", "")


@INTERFACES
def test_the_conversation_goes_to_standard_error_and_the_result_to_standard_output(
    place: Place, ui: tuple[str, ...], tmp_path: Path
) -> None:
    """CLI-1: with the output in a file, the window shows the questions and the file only the result."""
    with open(tmp_path / "out", "wb") as out, place.ask(*ui, stdout=out) as terminal:
        begin(terminal)
        to_review(terminal)
        terminal.line()
        terminal.wait_for("Enter done, x leave:")
        done(terminal)
        place.left_well(terminal, 0)
        seen = terminal.text
    result = (tmp_path / "out").read_text(encoding="utf-8")
    assert "Visits" in result
    assert "Visits" not in seen
    assert "Question 1 of 12" not in result
    assert "\x1b" not in result


@pytest.mark.parametrize("code", ["not-once", "one-day", "most-days"])
def test_the_exit_code_is_never_a_score(place: Place, code: str) -> None:
    """CLI-6: some shells show the last exit code."""
    given = json.dumps({"answers": dict.fromkeys(["robin", "wren", "owl", "crow", "jay", "heron", "hawk"], code)})
    assert place.run("check", str(QUIZ), "--answers", "-", stdin=given.encode()).returncode == 0


def test_an_injured_shell_loop_cannot_be_fed_with_jsonl_bombs(place: Place) -> None:
    """Case 30: brackets without end, NaN, the same key twice: each is one error, and the question stands."""
    lines = ["[" * 100_000, '{"answer": NaN}', '{"answer": "one-day", "answer": "not-once"}', '{"__proto__": 1}', "{}"]
    done = place.run("check", str(QUIZ), "--jsonl", stdin="\n".join([*lines, '{"stop": true}']).encode())
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert [next(iter(one)) for one in said] == ["start", "ask", *["error"] * 5, "result"]
    assert done.returncode == 4
    assert done.stderr == ""
