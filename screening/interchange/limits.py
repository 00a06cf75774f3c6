"""What a question of ours can hold at most: more than that is lost or refused. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from screening.interchange.remarks import Remark, remark
from screening.interchange.yaml_text import Tree
from screening.text import shortened

MAX_TITLE = 200  # characters
MAX_DECIMALS = 2
LONGEST = 4_000  # characters of a text of ours, and what can be typed at a prompt
LONG_TEXT = 2_000  # characters of a `text` that says no length of its own
POINTS = re.compile(r"-?[0-9]{1,5}(\.[0-9]{1,4})?")  # a number of points, as `model.fields` has it
POINTS_OR_NONE = re.compile(rf"{POINTS.pattern}|unknown|not-asked")


def too_long(rows: Iterable[Tree]) -> Iterator[Remark]:
    """A remark on each item and scale, as they stand in our file, with a text that no file of ours can hold."""
    for row in rows:
        if any(len(one) > LONGEST for one in _texts(row)):
            yield remark("words-long", shortened(str(row.get("link") or row.get("id")), 80), what=LONGEST)


def _texts(value: object) -> Iterator[str]:
    """Every text in what stands in a file."""
    if isinstance(value, str):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        yield from _texts(one)
