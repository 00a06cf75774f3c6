"""Files that are broken on the way, or made to hurt: each is refused with its reason, within bounds."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tracemalloc
from copy import deepcopy
from pathlib import Path

import pytest

from screening.interchange.fhir.read import read
from screening.interchange.json_values import MAX_BYTES, MAX_DEPTH, MAX_VALUES
from screening.interchange.remarks import Verdict
from screening.interchange.taken import Wishes
from tests.interchange.fhir.made import (
    HL7,
    WISHES,
    Json,
    choice,
    coding,
    in_languages,
    item,
    loaded,
    questionnaire,
    total_of,
    when,
)

MOST_MEMORY = 200_000_000  # bytes


def deep(levels: int) -> Json:
    found = item("deep")
    for level in range(levels):
        found = item(f"g{level}", "group", item=[found])
    return questionnaire(found)


MALFORMED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "not-json"),
    "half": (b'{"resourceType": "Questionnaire", "item": [', "not-json"),
    "xml": (b"<Questionnaire/>", "not-json"),
    "yaml": (b"resourceType: Questionnaire\n", "not-json"),
    "latin": ('{"title": "caf\u00e9"}'.encode("latin-1"), "not-utf-8"),
    "twice": (b'{"resourceType": "Questionnaire", "title": "a", "title": "b"}', "repeated-key"),
    "nan": (b'{"resourceType": "Questionnaire", "x": NaN}', "not-a-number"),
    "endless": (b'{"resourceType": "Questionnaire", "x": 1e999999999}', "not-a-number"),
    "long number": (b'{"x": ' + b"9" * 5_000 + b"}", "not-a-number"),
    "half a character": (b'{"resourceType": "Questionnaire", "title": "\\ud83d"}', "half-character"),
    "half a character in a key": (b'{"\\udc00": 1}', "half-character"),
    "brackets": (b"[" * 100_000, "not-json"),
    "nested": (json.dumps(deep(MAX_DEPTH)).encode(), "too-deep"),
    "values": (json.dumps({"x": [0] * (MAX_VALUES + 1)}).encode(), "too-many"),
    "bytes": (b" " * (MAX_BYTES + 1), "too-large"),
    "a list for a text": (json.dumps(questionnaire(item("a", text=["x"]))).encode(), "malformed"),
    "a text for a list": (json.dumps(questionnaire(item("a", "choice", answerOption="x"))).encode(), "malformed"),
    "a number for an item": (json.dumps({**questionnaire(), "item": [1]}).encode(), "malformed"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_file_is_refused_with_its_reason(name: str) -> None:
    data, kind = MALFORMED[name]
    found = read(data, WISHES)
    assert (found.verdict, [one.kind for one in found.remarks]) == (Verdict.REFUSED, [kind])
    assert all(one.what and one.mend for one in found.remarks)


def test_no_escape_sequence_of_a_file_reaches_the_report_or_what_is_written() -> None:
    nasty = "\u001b[31mred\u202eright\u0007"
    found = read(json.dumps(questionnaire(item(f"a{nasty}", text=nasty, odd=1), title=nasty)).encode(), WISHES)
    shown = json.dumps([found.tree, [f"{one.where}{one.what}{one.mend}" for one in found.remarks]], ensure_ascii=False)
    assert not any(mark in shown for mark in "\u001b\u202e\u0007")


# Mutated files.

ANSWERED = when("a", "exists", answerBoolean=True)
LOW = [when("n", ">", answerInteger=3), when("n", "!=", answerDecimal=5)]
THREE = [when("w", "=", answerInteger=3), when("q", "exists", answerBoolean=False)]
SOURCE = questionnaire(
    item("intro", "display"),
    choice("a", "x", "y", "z", points=True),
    item("g", "group", item=[choice("b", "x", "y", points=True, repeats=True)], enableWhen=[ANSWERED]),
    item("n", "integer", required=True, maxLength=3, extension=[{"url": f"{HL7}minValue", "valueInteger": 1}]),
    item("f", "decimal", enableBehavior="all", enableWhen=LOW),
    item("d", "date", enableBehavior="any", enableWhen=[when("b", "=", answerCoding=coding("y")), ANSWERED]),
    item("t", "time", enableWhen=[when("d", ">=", answerDate="2026-01-31")]),
    item("q", "quantity", enableWhen=[when("t", "<", answerTime="12:00:00")]),
    item("w", "choice", answerOption=[{"valueInteger": 3}, {"valueDate": "2026-01-31"}, {"valueTime": "12:00:00"}]),
    item("y", "boolean", enableBehavior="any", enableWhen=THREE),
    item("o", "open-choice", answerOption=[{"valueCoding": coding("x")}, {"valueString": "y"}]),
    item("s", "string", enableWhen=[when("y", "=", answerBoolean=True)], _text=in_languages(fr="Et vous ?")),
    total_of("a", "b"),
    contained=[{"resourceType": "ValueSet", "id": "v", "compose": {"include": [{"concept": [{"code": "x"}]}]}}],
)  # fmt: skip
VALUES: list[object] = [None, True, -1, 10**30, 0.5, "", "x" * 5_000, "\x1b[2J", [], {}, [[]], [{}], {"item": []}, "#v"]


def places(value: object) -> list[tuple[dict[str, object] | list[object], object]]:
    """Every holder in the tree with each key or position in it."""
    found: list[tuple[dict[str, object] | list[object], object]] = []
    inner: list[object] = []
    if isinstance(value, dict):
        found += [(value, key) for key in value]
        inner = list(value.values())
    elif isinstance(value, list):
        found += [(value, place) for place in range(len(value))]
        inner = list(value)
    return found + [one for part in inner for one in places(part)]


def mutated(seed: int) -> bytes:
    """The source with some values replaced, dropped or put elsewhere, or with bytes of it changed."""
    chance = random.Random(seed)
    tree = deepcopy(SOURCE)
    for _ in range(chance.randint(1, 2)):
        holder, key = chance.choice(places(tree))
        if isinstance(holder, dict):
            holder[str(key)] = deepcopy(chance.choice([*VALUES, chance.choice(list(SOURCE.values()))]))
        elif isinstance(holder, list) and isinstance(key, int) and key < len(holder):
            holder[key] = deepcopy(chance.choice(VALUES))
    data = bytearray(json.dumps(tree).encode())
    for _ in range(chance.choice([0, 0, 3])):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


@pytest.mark.parametrize("seed", range(200))
def test_a_mutated_file_is_taken_or_refused_and_nothing_else_happens(seed: int) -> None:
    found = read(mutated(seed), Wishes(licence="stated"))
    assert (found.tree is None) == (found.verdict is Verdict.REFUSED)
    assert found.tree is None or loaded(found).items


def test_a_large_questionnaire_stays_within_its_memory() -> None:
    items = [choice(f"question-{place}", *"abcde", points=True) for place in range(1_900)]
    data = json.dumps(questionnaire(*items)).encode()
    tracemalloc.start()
    read(data, WISHES)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(data) > 1_000_000
    assert peak < MOST_MEMORY


def test_the_first_screen_and_the_command_line_do_not_import_interchange() -> None:
    """Only its own commands import it: what asks a questionnaire, and the command line itself, do without."""
    code = "import sys; from screening import __main__; from screening.cli import main, commands; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parent)
    assert done.returncode == 0
    assert "screening.interchange" not in done.stdout
