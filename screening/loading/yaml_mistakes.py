"""Explain a YAML syntax error in the author's terms: which usual mistake is where reading stopped.

YAML has marks of its own for brackets, colons, quotes and blanks. Versions of its reader differ in phrases, so what
decides here is the place and the characters around it, wherever that is enough.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from screening.model.fields import Content

if TYPE_CHECKING:
    import yaml

Place = tuple[int, int]  # line and column, counted from 1; 0, 0 where there is none

# Escapes of surrogates, and beyond the last character that there is: the reader trips over them in two ways.
_NO_CHARACTER = re.compile(r"\\(?:u[dD][89a-fA-F]|U0000[dD][89a-fA-F]|U00(?!0|10)|U(?!00)[0-9a-fA-F]{8})")
# What YAML itself refuses and `text` does not: the two code points that are never characters.
_NEVER = re.compile("[\ufffe\uffff]")
# Words, and not a number, a code or a name: after those a comment is plain to see.
_WORDS = re.compile(r"(?=.*[a-z])(?:[A-Z].*|.* .*)", re.DOTALL)
# The kinds that YAML's own reader sets off.
FROM_READER = frozenset({
    "alias", "escape", "hash", "second-document", "tag", "too-deep", "yaml-brace", "yaml-closing", "yaml-colon",
    "yaml-colon-end", "yaml-comma", "yaml-line", "yaml-open-quote", "yaml-open-row", "yaml-quote", "yaml-start",
})  # fmt: skip
_NO_START = "@`%-?|>,:"  # unquoted words cannot begin with these
_QUOTES = "\"'"
# A value, a blank, and what looks like a key.
_NO_COMMA = re.compile(r"[^\s,:{\[]\s+([a-z][a-z-]*):(?=\s|$)")

# Where the piece that was being read tells the kind by itself, its beginning is the place to show.
_PIECES = (
    ("while parsing a quoted scalar", "escape"),
    ("while scanning an alias", "alias"),
    ("while scanning an anchor", "alias"),
    ("while scanning a tag", "tag"),
    ("while parsing a tag", "tag"),
    ("while scanning a simple key", "yaml-line"),
    ("while scanning a block scalar", "yaml-start"),
)


@dataclass(frozen=True, slots=True)
class Trap:
    """What reading stumbled over: the kind (an id in `sentences`), its place, and what to fill in."""

    kind: str
    place: Place
    facts: dict[str, object] = field(default_factory=dict)


def unreadable(line: str) -> tuple[int, str, dict[str, object]] | None:
    """The first thing in the line that no reader takes: its column from 0, the kind and the facts. Or nothing."""
    if match := _NEVER.search(line):
        return match.start(), "unsafe", {"code": f"U+{ord(match.group()):04X}"}
    if match := _NO_CHARACTER.search(line):
        return match.start(), "escape", {}
    return None


def swallowed(value: str) -> bool:
    """Whether an unquoted value is words, which go on after a ` #` that YAML takes for a comment and drops."""
    return _WORDS.fullmatch(value) is not None


def valueless(key: str, line: str, began: int, ended: int) -> str:
    """The kind for a key without a value, which begins and ends at these columns (from 1) of the line."""
    if line[: ended - 1].rstrip().endswith(":"):
        return "no-value"
    if line[: began - 1].endswith("{") and line[ended - 1 :].startswith("}"):
        return "braces"
    return "no-space" if ":" in key else "no-value-row"


def trap(error: yaml.YAMLError, lines: list[str]) -> Trap:
    """The trap behind an error of the reader. Kind `yaml-line` where none of the usual ones fits."""
    stopped, began = _place(error, "problem_mark"), _place(error, "context_mark")
    context, problem = (str(getattr(error, name, None)) for name in ("context", "problem"))
    kind = _of_piece(context, problem)
    if kind is not None:
        return Trap(kind, began, {"character": _at(lines, began)})
    if context.startswith("while parsing a flow") and (key := _key_without_comma(lines, stopped)):
        return Trap("yaml-comma", stopped, {"key": key})
    kind = _of_row(lines, stopped, began) if context.startswith("while parsing a flow") else None
    kind = kind or _of_place(problem, lines, stopped)
    return Trap(kind, began if kind in ("yaml-open-row", "hash") else stopped, {"character": _at(lines, stopped)})


def _key_without_comma(lines: list[str], stopped: Place) -> str:
    """The key that begins or ends at the place and has a blank before it where a comma should be; empty for none."""
    line, at = lines[stopped[0] - 1] if 0 < stopped[0] <= len(lines) else "", stopped[1] - 1
    found = (match[1] for match in _NO_COMMA.finditer(line) if at in match.span(1))
    return next((key for key in found if key in _known_keys()), "")


@cache
def _known_keys() -> frozenset[str]:
    """The keys that a file can have, wherever in it."""
    models, keys = [Content], set[str]()
    while models:
        model = models.pop()
        models += model.__subclasses__()
        keys.update(name.rstrip("_").replace("_", "-") for name in model.model_fields)
    return frozenset(keys)


def _of_piece(context: str, problem: str) -> str | None:
    if "nesting" in problem:  # PyYAML from 6.0.4 on stops before our own count of levels is reached
        return "too-deep"
    if "end of stream" in problem:
        return "yaml-open-quote"
    if "escape" in problem:
        return "escape"
    return next((kind for start, kind in _PIECES if context.startswith(start)), None)


def _of_row(lines: list[str], stopped: Place, began: Place) -> str | None:
    """What ended a row in brackets before its closing bracket; nothing where the place itself tells."""
    before, here = _before(lines, stopped), _at(lines, stopped)
    if stopped[0] == began[0] and ((before and before in _QUOTES) or (here and here in _NO_START)):
        return "yaml-colon" if here == ":" else None
    return "hash" if " #" in lines[began[0] - 1][began[1] :] else "yaml-open-row"


def _of_place(problem: str, lines: list[str], stopped: Place) -> str:
    before, here = _before(lines, stopped), _at(lines, stopped)
    if here and here in "}]":
        return "yaml-closing"
    if problem.startswith("mapping values"):
        return "yaml-colon" if ": " in lines[stopped[0] - 1][: stopped[1] - 1] else "yaml-line"
    if "unexpected ':'" in problem:
        return "yaml-colon-end"
    if "document start" in problem:
        return "second-document"
    if before and before in _QUOTES:
        return "yaml-quote"
    if before and before in "}]":
        return "yaml-brace"
    return "yaml-start" if here and here in _NO_START else "yaml-line"


def _at(lines: list[str], place: Place) -> str:
    line = lines[place[0] - 1] if 0 < place[0] <= len(lines) else ""
    return line[place[1] - 1 : place[1]] if place[1] else ""


def _before(lines: list[str], place: Place) -> str:
    """The last character before the place on its line, blanks left out."""
    line = lines[place[0] - 1] if 0 < place[0] <= len(lines) else ""
    return line[: max(place[1] - 1, 0)].rstrip()[-1:]


def _place(error: yaml.YAMLError, name: str) -> Place:
    mark = getattr(error, name, None)
    return (mark.line + 1, mark.column + 1) if mark else (0, 0)
