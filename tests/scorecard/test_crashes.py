"""Score card 33 and 40: what a fault of ours shows, and what was typed while the program died of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.scorecard.asking import (
    ALL_INTERFACES,
    INTERFACES,
    PLAIN,
    QUIZ,
    TERMINAL,
    Place,
    answer,
    asks,
    begin,
    choose,
    done,
    to_results,
    to_review,
    typed,
)
from tests.terminals import PROGRAM, Tmux, until

CANARY = "zz-canary"

# What is put in front of the program: a module that Python imports by itself, so that no hook of ours is needed.
# It replaces one function by one that has an answer in its scope, in its arguments and in its message.
INJECTED = """\
import importlib, sys
def broken(*values, **named):
    secret = "zz-canary"
    raise RuntimeError("zz-canary", secret, values, named)
def inject(module, *path):
    holder = importlib.import_module(module)
    for name in path[:-1]:
        holder = getattr(holder, name)
    setattr(holder, path[-1], broken)
inject({where})
"""
LOAD = ("screening.loading.library", "Library", "load")
ASK = ("screening.conversation.talk", "parse")
SCORE = ("screening.engine.scoring", "score")
RENDER = ("screening.formats.render", "section_lines")
SAVE = ("screening.system.files", "save")
EXPORT = ("screening.app.context", "AppContext", "made")
PROMPT = ("screening.conversation.prompt_line", "_CappedReader", "read")
LAST: dict[tuple[str, ...], str] = {SCORE: "", RENDER: "", ASK: CANARY}  # the line that meets the fault
DEVELOPER = {"PYTHONFAULTHANDLER": "1", "PYTHONDEVMODE": "1"}  # as `python -X faulthandler -X dev`


def injected(folder: Path, where: tuple[str, ...]) -> dict[str, str]:
    """The environment in which this function is broken."""
    (folder / "broken").mkdir()
    text = INJECTED.format(where=", ".join(map(repr, where)))
    (folder / "broken" / "sitecustomize.py").write_text(text)
    return {"PYTHONPATH": str(folder / "broken")}


def assert_one_sentence(said: str) -> None:
    """At most three lines, a sentence, the kind of the fault, and nothing of what it held."""
    lines = said.strip("\r\n").splitlines()
    assert len(lines) <= 3
    assert "Something went wrong in this program (RuntimeError). Nothing more was saved." in said
    assert CANARY not in said


@pytest.mark.parametrize("more", [{}, DEVELOPER], ids=["as-usual", "developer"])
@pytest.mark.parametrize("where", [LOAD, SCORE, EXPORT], ids=["load", "score", "export"])
def test_case_33_a_fault_without_a_terminal_shows_no_value(
    place: Place, tmp_path: Path, where: tuple[str, ...], more: dict[str, str]
) -> None:
    """Case 33, T-10, L1: exit 1, one sentence."""
    answers = json.dumps({"answers": {"nickname": CANARY, "robin": "one-day"}}).encode()
    told = injected(tmp_path, where) | more
    options = ["--save", "page.html"] if where == EXPORT else []
    done = place.run("check", str(QUIZ), "--answers", "-", *options, stdin=answers, told=told)
    assert (done.returncode, done.stdout) == (1, "")
    assert_one_sentence(done.stderr)
    place.assert_kept()


@pytest.mark.parametrize("where", [LOAD, ASK, SCORE, RENDER, SAVE, EXPORT], ids=lambda where: str(where[-1]))
def test_case_33_a_fault_in_a_conversation_shows_no_value(place: Place, tmp_path: Path, where: tuple[str, ...]) -> None:
    """Case 33, T-10, L1: and the terminal is as it was. In Python's developer mode, which tells the most."""
    with place.ask(*PLAIN, told=injected(tmp_path, where) | DEVELOPER) as terminal:
        if where != LOAD:
            begin(terminal)
        if where not in (LOAD, ASK):
            answer(terminal, 5)
            terminal.line(CANARY)
            for _ in range(7):
                typed(terminal, "1")
        if where in (SAVE, EXPORT):
            to_results(terminal)
            choose(terminal, "save a page")
        before = len(terminal.seen)
        if where != LOAD:
            terminal.line(LAST.get(where, "page.html"))
        place.left_well(terminal, 1)
        said = terminal.seen[before:].decode()
    assert_one_sentence(said if where == LOAD else said.partition("\r\n")[2])  # the line as it was typed stands first


@pytest.mark.parametrize("where", [ASK, SCORE, RENDER], ids=lambda where: str(where[-1]))
def test_case_33_a_fault_on_a_capable_terminal_shows_no_value(
    place: Place, tmp_path: Path, where: tuple[str, ...]
) -> None:
    """Case 33: the prompt is put away first."""
    with place.ask(told=injected(tmp_path, where)) as terminal:
        begin(terminal)
        if where != ASK:
            to_review(terminal)
        before = len(terminal.seen)
        terminal.line("1" if where == ASK else LAST[where])
        place.left_well(terminal, 1)
        assert CANARY not in terminal.text
        last = terminal.seen[before:].decode().rpartition("\x1b[?2004l")[2]
        assert_one_sentence(last)


def test_case_33_a_fault_while_keys_are_read_shows_no_value(place: Place, tmp_path: Path) -> None:
    """Case 33: where the prompt itself breaks, inside the library that reads the keys."""
    with place.ask(told=injected(tmp_path, PROMPT)) as terminal:
        until(lambda: asks(terminal), "the first screen")
        terminal.line()
        terminal.ended()
        assert CANARY not in terminal.text
        place.left_well(terminal, 1)


@pytest.mark.parametrize("missing", ["typer", "screening.cli.main"])
def test_a_program_that_is_not_installed_as_a_whole_says_so(place: Place, tmp_path: Path, missing: str) -> None:
    """L1: one sentence, no traceback, also before the rest could be imported."""
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "sitecustomize.py").write_text(f"import sys\nsys.modules[{missing!r}] = None\n")
    done = place.run("paths", told={"PYTHONPATH": str(tmp_path / "broken")})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("This program cannot start (ModuleNotFoundError). Nothing was saved.")
    assert done.stderr.count("\n") == 1


# What is put in front of the program in case 40: it takes its time to die, so that there is time to type.
SLOW = """\
import os, time
import screening.conversation.talk
def broken(*values):
    open(os.environ["DYING"], "w").close()
    while not os.path.exists(os.environ["TYPED"]):
        time.sleep(0.01)
    raise RuntimeError("zz-canary")
screening.conversation.talk.parse = broken
"""


@pytest.mark.parametrize("ui", [TERMINAL, PLAIN, ("--discreet",)], ids=["terminal", "plain", "discreet"])
def test_case_40_a_line_typed_while_the_program_dies_reaches_no_history(
    place: Place, tmp_path: Path, ui: tuple[str, ...]
) -> None:
    """Case 40, T-14: the line is thrown away; the shell neither runs nor remembers it."""
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "sitecustomize.py").write_text(SLOW)
    history, dying, typed_ahead = tmp_path / "history", tmp_path / "dying", tmp_path / "typed"
    told = place.environment(PS1="ready> ", HISTFILE=str(history), DYING=str(dying), TYPED=str(typed_ahead))
    with Tmux(told, tmp_path) as tmux:
        tmux.wait_for("ready>")
        tmux.line("set -o history; clear")
        tmux.line(f"PYTHONPATH={tmp_path / 'broken'} {PROGRAM} check {QUIZ} {' '.join(ui)}")
        tmux.wait_for("x leave:")
        tmux.type("Enter")
        tmux.wait_for("Question 1 of 12")
        until(lambda: tmux.window.rstrip().endswith("x leave:"), "the keys of the question")
        tmux.line("2")
        until(dying.exists, "the fault")
        tmux.line("echo ZZNAMEZZ is a private note")
        typed_ahead.touch()
        tmux.wait_for("Something went wrong")
        tmux.line("echo do''ne; history -a")
        tmux.wait_for("done")
        until(history.exists, "a history")
        window = tmux.everything
    assert "ZZNAMEZZ" not in history.read_text()
    assert "check" in history.read_text()
    assert window.count("ZZNAMEZZ") <= 1  # as the terminal echoed it, and not as a command printed it
    assert "ready> echo ZZNAMEZZ" not in window


@ALL_INTERFACES
def test_case_40_no_answer_stands_in_the_command_line_or_the_title_of_the_window(
    place: Place, ui: tuple[str, ...]
) -> None:
    """Case 40, T-1, T-4: any user of the machine can read /proc/PID/cmdline."""
    with place.ask(*ui) as terminal:
        begin(terminal)
        answer(terminal, 5)
        typed(terminal, CANARY)
        command = Path(f"/proc/{terminal.process.pid}/cmdline").read_text()
        surroundings = Path(f"/proc/{terminal.process.pid}/environ").read_text()
        assert str(QUIZ) in command
        assert CANARY not in command + surroundings
        terminal.send("q\r\r")
        place.left_well(terminal, 4)
        assert "\x1b]" not in terminal.text


@INTERFACES
def test_an_answer_typed_while_the_program_is_ended_by_a_signal_is_thrown_away(
    place: Place, ui: tuple[str, ...]
) -> None:
    """T-14: half a line waits at the prompt when the signal comes."""
    with place.ask(*ui) as terminal:
        begin(terminal)
        terminal.send("ZZNAME")
        terminal.wait_for("ZZNAME")
        terminal.signal(15)
        place.left_well(terminal, 143)


def test_every_run_of_this_file_reaches_the_results_where_nothing_is_broken(place: Place) -> None:
    """The steps above are those of a sound run: with no fault injected they end at the results."""
    with place.ask(*PLAIN) as terminal:
        begin(terminal)
        to_review(terminal)
        to_results(terminal)
        done(terminal)
        place.left_well(terminal, 0)
