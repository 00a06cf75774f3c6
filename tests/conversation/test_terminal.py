"""The user interface for a capable terminal in small windows: the keys that matter and the warnings are seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminals import PROGRAM, Terminal, environment, screen, until

COLUMNS, ROWS = 40, 12


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Terminal]:
    """`screening` in a window of 40 by 12."""
    with Terminal([PROGRAM], environment(tmp_path), tmp_path, columns=COLUMNS, rows=ROWS) as terminal:
        yield terminal


def shown(terminal: Terminal) -> str:
    """The window, one blank between its words."""
    terminal.read()
    return " ".join(" ".join(screen(terminal, COLUMNS, ROWS).display).split())


def wait(terminal: Terminal, text: str) -> str:
    """The window once this stands in it."""
    until(lambda: text in shown(terminal), text)
    return shown(terminal)


def test_in_a_small_window_the_first_menu_names_whom_to_call_next_to_the_line(small: Terminal) -> None:
    """At 40 by 12; and the way to the rest."""
    page = wait(small, "x leave:")
    assert page.endswith("Need to talk? Please call or text 988. + more, 1-6, h help lines, x leave:")
    small.line("+")
    assert wait(small, "- up,").startswith("This is for learning")


def test_in_a_small_window_a_passphrase_is_asked_after_its_warning_was_seen_once(small: Terminal) -> None:
    """And b goes back to the first page, where Enter starts."""
    wait(small, "x leave:")
    small.line("1")
    wait(small, "+ more, Enter start, x leave:")
    small.line("save")
    assert wait(small, "Enter goes on, b back, x leave:").startswith("Your answers will be saved on this computer")
    small.line()
    assert "Without the passphrase nobody can open what is saved" in wait(small, "New passphrase (not shown)")
    small.line("short")
    wait(small, "That one is too short.")
    assert "New passphrase (not shown)" in shown(small)
    small.line("b")
    wait(small, "Enter start")
    small.line("save")
    wait(small, "Enter goes on, b back, x leave:")
    small.line("b")
    wait(small, "+ more, Enter start, x leave:")
    small.line()
    wait(small, "Question 1 of")
    small.line("x")
    assert small.ended() == 0
