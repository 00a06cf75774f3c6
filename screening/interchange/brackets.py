"""Take formulas apart where no bracket and no quote is open, and join tests with brackets around them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable


def split(text: str, mark: str) -> list[str]:
    """The parts between the marks that stand in no brackets and no quotes; the whole where brackets do not match."""
    parts, depth, begin = list[str](), 0, 0
    for found in re.finditer(rf"(?P<quoted>'[^']*'?)|(?P<open>[({{[])|(?P<close>[)}}\]])|{re.escape(mark)}", text):
        depth += (found.lastgroup == "open") - (found.lastgroup == "close")
        is_open_quote = found.lastgroup == "quoted" and (len(found[0]) == 1 or not found[0].endswith("'"))
        if depth < 0 or is_open_quote:
            return [text]
        if depth == 0 and found.lastgroup is None:
            parts.append(text[begin : found.start()])
            begin = found.end()
    return [*parts, text[begin:]] if depth == 0 else [text]


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
