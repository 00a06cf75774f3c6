"""Count the rows of a table that were scored or left out, and tell the progress."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from screening.bulk.responses import BadRow

MOST_LISTED = 100_000  # bad rows that a report lists
TOLD = 10_000  # rows between two messages on progress


@dataclass(slots=True)
class Tally:
    """How many rows were scored, how many could not be read, and why. `told` hears of the progress."""

    told: Callable[[str], None]
    scored: int = 0
    bad: int = 0
    problems: list[BadRow] = field(default_factory=list)
    _next: int = 0

    def add(self, scored: int, bad: int = 0, problems: Sequence[BadRow] = ()) -> None:
        """Count rows, and remember what is wrong with those that could not be read."""
        self.scored += scored
        self.bad += bad
        self.problems += problems[: MOST_LISTED - len(self.problems)]
        if self.scored + self.bad >= self._next:
            self.told(f"{self.scored + self.bad:,} rows")
            self._next = self.scored + self.bad + TOLD
