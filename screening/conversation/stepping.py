"""Step through numbered rows with the arrow keys: the text of the prompt line after a key, and its words. Pure."""

from __future__ import annotations

import re

from screening.conversation.typed_input import SEPARATORS, whole

_LAST = re.compile(rf"(.*[{SEPARATORS}\s])?(.*)", re.DOTALL)


def stepped(text: str, by: int, count: int, *, several: bool = False) -> str:
    """The line one row further (`by` 1) or back (-1) among `count` rows; empty before the first.

    With `several` the numbers before the last separator are kept, and the first step goes on after them.
    """
    kept, last = _parts(text) if several else ("", text.strip())
    base = max(_numbers(kept), default=0) if several else 0
    number = whole(last)
    if by < 0:
        if number is None:
            return text
        return f"{kept}{number - 1}" if number - 1 > base else kept
    if number is None:
        number = base
    return f"{kept}{min(number + 1, count)}" if number < count or last else text


def typed_over(text: str, typed: str, *, several: bool = False) -> str:
    """The line after something is typed at a number that was stepped to: it takes its place.

    With `several` a separator keeps the number, and the numbers before it stay.
    """
    if several and (typed in SEPARATORS or typed.isspace()):
        return text + typed
    return (_parts(text)[0] if several else "") + typed


def row_of(text: str, count: int, *, several: bool = False) -> int:
    """The number that stands at the end of the line; 0 where none of the rows does."""
    number = whole(_parts(text)[1] if several else text) or 0
    return number if number <= count else 0


def words_of(text: str, rows: tuple[str, ...], *, several: bool = False) -> str:
    """The words of the rows whose numbers stand in the line; empty where there is anything else in it."""
    parts = [part for part in re.split(rf"[{SEPARATORS}\s]+", text) if part] if several else [text.strip()]
    numbers = [whole(part) or 0 for part in parts]
    if not parts or not all(1 <= number <= len(rows) for number in numbers):
        return ""
    return ", ".join(rows[number - 1] for number in numbers)


def _parts(text: str) -> tuple[str, str]:
    match = _LAST.fullmatch(text)
    return (match[1] or "", match[2]) if match else ("", text)


def _numbers(text: str) -> list[int]:
    return [number for part in re.split(rf"[{SEPARATORS}\s]+", text) if (number := whole(part)) is not None]
