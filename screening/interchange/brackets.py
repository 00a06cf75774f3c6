"""Take formulas apart where no bracket and no quote is open, and join tests with brackets around them. Pure."""

from __future__ import annotations

from collections.abc import Iterable


def split(text: str, mark: str) -> list[str]:
    """The parts between the marks that stand in no brackets and no quotes; the whole where brackets do not match."""
    parts, depth, begin, place, is_quoted = list[str](), 0, 0, 0, False
    while place < len(text):
        character = text[place]
        if character == "'":
            is_quoted = not is_quoted
        elif not is_quoted and character in "({[":
            depth += 1
        elif not is_quoted and character in ")}]":
            depth -= 1
        if depth < 0:
            return [text]
        if depth == 0 and not is_quoted and text.startswith(mark, place):
            parts.append(text[begin:place])
            begin = place = place + len(mark)
        else:
            place += 1
    return [*parts, text[begin:]] if depth == 0 and not is_quoted else [text]


def bare(text: str) -> str:
    """The text without brackets around the whole."""
    text = text.strip()
    while text.startswith("(") and closes(text):
        text = text[1:-1].strip()
    return text


def closes(text: str) -> bool:
    """Whether the first bracket closes with the last one."""
    depth, is_quoted = 0, False
    for place, character in enumerate(text):
        is_quoted = is_quoted is not (character == "'")
        depth += 0 if is_quoted else (character == "(") - (character == ")")
        if depth == 0:
            return place == len(text) - 1
    return False


def joined(group: str, parts: Iterable[str]) -> str:
    """The parts as one test; `group` is all or any. Each part is itself true or false."""
    parts = list(dict.fromkeys(parts))
    word = " and " if group == "all" else " or "
    return parts[0] if len(parts) == 1 else f"({word.join(parts)})"
