"""A place for each case, and a line at the end for every case that could not run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scorecard.asking import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An empty home, and folders beside it."""
    return Place(tmp_path)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count the cases that could not run here, with the reasons: a skip is not a pass."""
    skipped = [one for one in terminalreporter.stats.get("skipped", []) if "scorecard" in one.nodeid]
    if not skipped:
        return
    terminalreporter.section(f"score card: {len(skipped)} could not run here")
    for one in skipped:
        reason = one.longrepr[2] if isinstance(one.longrepr, tuple) else one.longrepr
        terminalreporter.line(f"{one.nodeid}: {reason}")
