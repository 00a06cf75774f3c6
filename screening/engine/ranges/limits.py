"""Limits on how much work goes into a range before it is refused as too much."""

from __future__ import annotations

from screening.errors import ScreeningError

MAX_STATES = 100_000
MAX_STEPS = 600_000  # for all that is worked out about one file, each some microseconds
MAX_TOTALS = 1_000_000
MAX_BITS = 2**27  # of all states together: 16 megabytes

# What takes as long as one step.
STEPS_TO_PLAN = 3  # for each step of a plan, and for each test that it reads
STEPS_OF_A_REPLY = 8  # steps to work out one reply
TESTS_OF_A_REPLY = 4  # that take as long as the reply itself
OPTIONS_OF_A_REPLY = 4  # of several that can be chosen
READS_OF_A_STEP = 4  # that are followed to find what belongs together
BITS_OF_A_STEP = 10_000  # of totals, moved by one reply
BITS_KEPT_OF_A_STEP = 1_000  # of totals, held in memory
SLOTS_OF_A_STEP = 8  # of a state


class TooManyStates(ScreeningError):
    """The conditions that something depends on are too tangled, or its points too large. `items` are the cause."""

    def __init__(self, items: tuple[str, ...]) -> None:
        super().__init__(", ".join(items))
        self.items = items
