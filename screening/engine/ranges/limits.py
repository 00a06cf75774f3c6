"""Limits on how much work goes into a range before it is refused as too much."""

from __future__ import annotations

from screening.errors import ScreeningError

MAX_STATES = 100_000
MAX_STEPS = 500_000  # some seconds
MAX_TOTALS = 1_000_000
MAX_BITS = 2**28  # of all states together: 32 megabytes


class TooManyStates(ScreeningError):
    """The conditions that something hangs on are too tangled, or its points too large. `items` are the cause."""

    def __init__(self, items: tuple[str, ...]) -> None:
        super().__init__(", ".join(items))
        self.items = items
