"""The sentences of the program: each one that the code says stands in the file."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import screening
from tests.people import words

# What is called with the id of a sentence first.
SAYING = {"say", "tell", "tell_strong", "prompt", "ask", "ask_secret", "sure", "ask_place"}


def ids_in(tree: ast.AST) -> Iterator[str]:
    """Every id that is written out in a call that says it, both sides of a choice between two included."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in SAYING
            and node.args
        ):
            yield from written_out(node.args[0])


def written_out(told: ast.expr) -> Iterator[str]:
    """The texts that an argument can be."""
    match told:
        case ast.IfExp():
            yield from written_out(told.body)
            yield from written_out(told.orelse)
        case ast.Constant(value=str(text)):
            yield text


def test_every_sentence_that_the_code_names_stands_in_the_file() -> None:
    said = {
        (path.name, id_)
        for path in Path(screening.__file__).parent.rglob("*.py")
        for id_ in ids_in(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert len(said) > 150
    missing = [one for one in sorted(said) if one[1] not in words().words]
    assert missing == []
