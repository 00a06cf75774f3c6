"""Where the cursor is while the program waits: screen readers and braille displays go by it."""

from __future__ import annotations

import pytest

from tests.scorecard.asking import PLAIN, QUIZ, TERMINAL, Place
from tests.terminals import PROGRAM, Tmux, needs, until


@pytest.mark.parametrize("ui", [TERMINAL, PLAIN], ids=["terminal", "plain"])
def test_while_it_waits_the_cursor_is_shown_at_the_end_of_the_last_line(place: Place, ui: tuple[str, ...]) -> None:
    """A-2."""
    needs("tmux")
    with Tmux(place.environment(PS1="ready> "), place.root) as tmux:
        tmux.wait_for("ready>")
        tmux.line(f"clear; {PROGRAM} check {QUIZ} {' '.join(ui)}")
        tmux.wait_for("x leave:")
        tmux.type("Enter")
        tmux.wait_for("Question 1 of 12")
        until(lambda: tmux.window.rstrip().endswith("x leave:"), "the keys of the question")
        lines = tmux.window.rstrip().splitlines()
        column, row, shown = tmux.cursor
        assert shown
        assert row == len(lines) - 1
        assert column == len(lines[-1]) + 1
