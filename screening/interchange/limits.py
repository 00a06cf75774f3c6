"""What a question of ours can hold at most: more than that is lost or refused. Pure."""

from __future__ import annotations

MAX_OPTIONS = 20  # as `loading.checks` has it
MAX_DECIMALS = 2
LONGEST = 4_000  # characters that can be typed at a prompt
LONG_TEXT = 2_000  # characters of a `text` that says no length of its own
