"""Score card 9, 10, 12 and 13, and `x`: every way out leaves the terminal as it was, and nothing behind."""

from __future__ import annotations

import signal
import time

import pytest

from tests.scorecard.asking import (
    ALL_INTERFACES,
    DISCREET,
    FIRST,
    INTERFACES,
    OFTEN,
    PLAIN,
    QUIZ,
    SAY,
    TERMINAL,
    Place,
    answer,
    begin,
    choose,
)
from tests.terminals import PROGRAM, Tmux, until

STOPPED = SAY("stopped")


@ALL_INTERFACES
def test_case_9_end_of_input_after_four_answers(place: Place, ui: tuple[str, ...]) -> None:
    """Case 9, L13: it asks whether to save; a second time one line of its own, exit 4."""
    with place.ask(*ui) as terminal:
        begin(terminal)
        answer(terminal, 5)
        terminal.send("\x04")
        terminal.wait_for("save, Enter stop")
        terminal.send("\x04")
        place.left_well(terminal, 4)
        assert terminal.text.rstrip().endswith(SAY("input-ended")) == (ui != DISCREET)
        assert (SAY("input-ended") in terminal.text) == (ui != DISCREET)


@ALL_INTERFACES
def test_case_10_ctrl_c_after_four_answers(place: Place, ui: tuple[str, ...]) -> None:
    """Case 10, CLI-7: one line, then killed by SIGINT."""
    with place.ask(*ui) as terminal:
        begin(terminal)
        answer(terminal, 5)
        terminal.send("\x03")
        place.left_well(terminal, -signal.SIGINT)
        assert terminal.text.count(STOPPED) == (ui != DISCREET)
        assert terminal.text.rstrip().endswith(STOPPED) == (ui != DISCREET)


@ALL_INTERFACES
def test_the_quit_signal_ends_as_ctrl_c_does(place: Place, ui: tuple[str, ...]) -> None:
    """Case 10, Q-15: the key for it is Ctrl-\\. Nothing of a question stays in the window, and echo is on again."""
    with place.ask(*ui) as terminal:
        begin(terminal)
        answer(terminal, 3)
        terminal.send("\x1c") if ui == PLAIN else terminal.signal(signal.SIGQUIT)
        place.left_well(terminal, -signal.SIGINT)
        assert terminal.echoes
        assert terminal.text.count(STOPPED) == (ui != DISCREET)


@pytest.mark.parametrize("moment", [0.0, 0.1, 0.3])
@pytest.mark.parametrize("arguments", [["check"], ["check", "--discreet"], [], ["lint"]], ids=" ".join)
def test_ctrl_backslash_at_any_moment_leaves_the_window_as_it_was(
    place: Place, arguments: list[str], moment: float
) -> None:
    """Q-15: at the first screen, while the rest is imported, while something is worked out."""
    with place.open([PROGRAM, *arguments]) as terminal:
        terminal.wait_for("Checking" if arguments == ["lint"] else "x leave")
        terminal.send("\r" if moment else "")
        time.sleep(moment)  # the moment to try, not a wait
        terminal.send("\x1c")
        time.sleep(moment)
        terminal.signal(signal.SIGQUIT)  # where the key is taken for a letter
        place.left_well(terminal, -signal.SIGINT)


@INTERFACES
def test_case_10_ctrl_c_stops_a_loop_in_the_shell_too(place: Place, ui: tuple[str, ...]) -> None:
    """CLI-7: the shell sees that it died by the signal."""
    loop = f"for turn in 1 2 3; do {PROGRAM} check {QUIZ} {' '.join(ui)}; done; echo went on"
    with place.open(["bash", "-ic", loop]) as terminal:
        begin(terminal)
        terminal.send("\x03")
        terminal.wait_for(STOPPED)
        terminal.ended()
        assert "went on" not in terminal.text


@pytest.mark.parametrize(("typed", "moment"), [("", 0.0), *(("\r", one) for one in (0.0, 0.05, 0.1, 0.2, 0.3, 0.45))])
def test_ctrl_c_while_the_program_is_still_being_imported_is_one_line(place: Place, typed: str, moment: float) -> None:
    """CLI-7: whatever the moment, one line, no traceback, killed by SIGINT."""
    with place.open([PROGRAM, "check"]) as terminal:
        terminal.wait_for("x leave:")
        terminal.send(typed)
        time.sleep(moment)  # the moment to try, not a wait
        terminal.send("\x03")
        place.left_well(terminal, -signal.SIGINT)
        assert terminal.text.count(STOPPED) == 1


@pytest.mark.parametrize("ui", [TERMINAL, PLAIN, DISCREET], ids=["terminal", "plain", "discreet"])
def test_case_12_stopped_with_ctrl_z_the_shell_is_sane_and_on_return_the_question_is_there(
    place: Place, ui: tuple[str, ...]
) -> None:
    """Case 12, L12: while it is stopped the modes are those from before and what is typed is shown."""
    with Tmux(place.environment(PS1="ready> "), place.root) as tmux:
        tmux.wait_for("ready>")
        tmux.line("stty -a > before; clear")
        tmux.line(f"{PROGRAM} check {QUIZ} {' '.join(ui)}")
        tmux.wait_for("x leave:")
        tmux.type("Enter")
        tmux.wait_for("Question 1 of 12")
        tmux.wait_for("x leave:")
        tmux.type("C-z")
        tmux.wait_for("Stopped")
        tmux.line("stty -a > stopped; echo shown aga''in")
        tmux.wait_for("shown again")
        assert (place.work.parent / "stopped").read_text() == (place.work.parent / "before").read_text()
        assert tmux.cursor[2]
        if ui != PLAIN:
            assert FIRST[:40] not in tmux.everything
        tmux.line("fg")
        tmux.wait_for("Question 1 of 12", times=2 if ui == PLAIN else 1)
        until(lambda: tmux.window.rstrip().endswith("x leave:"), "the question again, and its keys last")
        assert all(words in tmux.window for words in OFTEN)
        tmux.line("2")
        tmux.wait_for("Question 2 of 12")
        tmux.line("q")
        tmux.wait_for("save, Enter stop")
        tmux.type("Enter")
        until(lambda: tmux.window.rstrip().endswith("ready>"), "the shell again")
        tmux.line("stty -a > after; echo do''ne")
        tmux.wait_for("done")
        assert (place.work.parent / "after").read_text() == (place.work.parent / "before").read_text()


@pytest.mark.parametrize("told", [{}, {"ACCESSIBLE": "1"}], ids=["terminal", "lines"])
@pytest.mark.parametrize("command", ["", "check"])
def test_case_12_the_first_screen_is_shown_again_too(place: Place, told: dict[str, str], command: str) -> None:
    """Case 12, L12: as often as it is stopped; and then what is typed is taken."""
    with Tmux(place.environment(PS1="ready> ", **told), place.root) as tmux:
        tmux.wait_for("ready>")
        tmux.line(f"clear; {PROGRAM} {command}")
        for times in (1, 2, 3):
            until(lambda: tmux.window.rstrip().endswith("x leave:"), "the first screen, and its keys last")
            assert tmux.everything.count("x leave:") == (times if told else 1)
            if times < 3:
                tmux.type("C-z")
                tmux.wait_for("Stopped", times=times)
                tmux.line("fg")
        tmux.line("x")
        until(lambda: tmux.window.rstrip().endswith("ready>"), "the shell again")


@ALL_INTERFACES
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=["term", "hup"])
def test_case_13_a_signal_puts_the_terminal_back(place: Place, ui: tuple[str, ...], number: int, code: int) -> None:
    """Case 13, L9, L10: cursor shown, echo on, bracketed paste off; 143 or 129."""
    with place.ask(*ui) as terminal:
        begin(terminal)
        answer(terminal, 5)
        terminal.signal(number)
        place.left_well(terminal, code)
        assert terminal.echoes


@pytest.mark.parametrize("moment", [0.0, 0.01, 0.1, 0.3])
@pytest.mark.parametrize("told", [{}, {"ACCESSIBLE": "1"}], ids=["terminal", "lines"])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=["term", "hup"])
def test_case_13_a_signal_puts_the_terminal_back_while_the_program_begins(
    place: Place, number: int, code: int, told: dict[str, str], moment: float
) -> None:
    """Case 13: from the first byte of the first screen on, and while the rest is imported."""
    with place.open([PROGRAM, "check"], told=told) as terminal:
        terminal.wait_for("x leave:")
        terminal.send("\r" if moment else "")
        time.sleep(moment)  # the moment to try, not a wait
        terminal.signal(number)
        place.left_well(terminal, code)


@ALL_INTERFACES
@pytest.mark.parametrize("ignored", [False, True], ids=["window-closed", "and-hang-up-ignored"])
def test_case_13_it_ends_with_its_window(place: Place, ui: tuple[str, ...], ignored: bool) -> None:
    """Case 13, L9: no busy loop where nobody will ever type again."""
    trap = "trap '' HUP;" if ignored else ""
    with place.open(["bash", "-c", f"{trap} exec {PROGRAM} check {QUIZ} {' '.join(ui)}"]) as terminal:
        begin(terminal)
        answer(terminal, 5)
        terminal.close()
        until(lambda: terminal.process.poll() is not None, "the end")
        assert terminal.process.returncode == (4 if ignored else 129)
        place.assert_kept()


@ALL_INTERFACES
def test_x_leaves_at_once(place: Place, ui: tuple[str, ...]) -> None:
    """Q-13: screen and scrollback cleared, nothing printed, exit 0. How fast stands in benchmarks/leaving.py."""
    with place.ask(*ui) as terminal:
        begin(terminal)
        answer(terminal, 3)
        terminal.line("x")
        terminal.ended()
        place.left_well(terminal, 0)
        if ui == PLAIN:
            assert terminal.text.endswith("x\r\n" + "\r\n" * 24)
        else:
            assert terminal.text.endswith("\x1b[2J\x1b[3J\x1b[H")


@pytest.mark.parametrize(("command", "typed"), [([], "x"), ([], "leave"), (["check"], "X"), (["check"], "exit")])
def test_x_leaves_from_the_first_screen_too(place: Place, command: list[str], typed: str) -> None:
    """Q-13, Q-1: before the rest of the program is there."""
    with place.open([PROGRAM, *command]) as terminal:
        terminal.wait_for("x leave")
        terminal.wait_for(": ")
        terminal.line(typed)
        place.left_well(terminal, 0)
        assert terminal.text.endswith("\x1b[2J\x1b[3J\x1b[H")


@pytest.mark.parametrize("where", ["alert", "change", "review", "results", "save"])
def test_x_leaves_from_everywhere(place: Place, where: str) -> None:
    """Q-13: every prompt takes it, also the one for a file name."""
    with place.ask(*PLAIN) as terminal:
        begin(terminal)
        if where == "change":
            answer(terminal, 4)
            terminal.send("b\rb\r")
            terminal.wait_for("Your earlier answer: Yes", "x leave:")
            terminal.line("2")
            terminal.wait_for("Change it?")
        else:
            answer(terminal, 12)
            terminal.line("4" if where == "alert" else "1")
            terminal.wait_for("Help for you now" if where == "alert" else "Check your answers", ":")
        if where in ("results", "save"):
            terminal.line()
            terminal.wait_for("Enter done, x leave:")
        if where == "save":
            choose(terminal, "save a page")
        terminal.line("x")
        place.left_well(terminal, 0)
        assert terminal.text.endswith("\r\n" * 24)


def test_what_is_typed_after_x_never_reaches_the_shell(place: Place) -> None:
    """Q-13, T-14: fingers that hurry type more than one x."""
    with Tmux(place.environment(PS1="ready> "), place.root) as tmux:
        tmux.wait_for("ready>")
        tmux.line(f"{PROGRAM} check {QUIZ}")
        tmux.wait_for("x leave:")
        tmux.type("Enter")
        tmux.wait_for("x leave:")
        tmux.type("x", "Enter", "x", "Enter", "x", "Enter")
        until(lambda: tmux.window.strip() == "ready>", "a cleared window with the shell in it")
        tmux.line("echo do''ne")
        tmux.wait_for("done")
        assert "not found" not in tmux.everything
        assert not any(words in tmux.everything for words in (FIRST[:40], *OFTEN))
