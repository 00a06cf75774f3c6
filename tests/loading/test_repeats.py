"""A file with `repeat` is the file that somebody would have written out by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from screening.engine.ranges.attainable import reach
from screening.errors import ContentError
from screening.loading.library import Library, questions_folder
from screening.model.answers import Answer
from screening.model.questionnaire import Questionnaire
from tests.conftest import SKIP, answers, questionnaire
from tests.evaluated import critical, is_asked, outcomes, score
from tests.generated import Data, files, partial_answers, ways
from tests.oracle import Oracle

LIBRARY = Library(questions_folder())
EACH = "each"  # what stands for a code in the files of these tests
WORDS = {"red": "Red ones", "blue": "those in blue"}
USED: Data = {
    "id": "used",
    "type": "choices",
    "ask": "Which were they?",
    "options": [
        {"code": "red", "text": WORDS["red"], "score": "1"},
        {"code": "blue", "text": "Blue ones", "score": "2", "words": {EACH: WORDS["blue"]}},
        {"code": "none", "text": "None of these", "score": "0", "exclusive": "yes"},
    ],
}
BEFORE: Data = {
    "id": "before",
    "ask": "Was it so?",
    "options": [{"code": "no", "text": "No", "score": "0"}, {"code": "yes", "text": "Yes", "score": "1"}],
}


def pieces(file: Data, key: str) -> list[Data]:
    found = file[key]
    assert isinstance(found, list)
    return found


# Files with `repeat`, and the same written out.


@st.composite
def repeats(draw: st.DrawFn, *, most: int) -> Data:
    """A file in which the items and scales of a made-up file are repeated, and others look at the copies."""
    inner = draw(files(most=most))
    items, scales = pieces(inner, "items"), [_steady(one) for one in pieces(inner, "scales")]
    outside = st.sampled_from([{"item": "used", "is": EACH}, {"item": "before", "is-not": "no"}])
    for piece in (*items, *scales):
        piece["title" if piece in scales else "ask"] = f"Of {{{EACH}}}, {{each}} again?"
        if draw(st.integers(1, 4)) == 4:
            piece["only-if"] = _both(piece.get("only-if"), draw(outside))
            piece |= {"no-score-because": f"Not for {{{EACH}}}."} if piece in scales else {}
    codes = draw(st.sampled_from((["red", "blue"], ["blue"], ["blue", "red"])))
    names = [f"{code}.{scale['id']}" for code in codes for scale in scales]
    criteria = [
        {"id": f"c-{n}", "if": {"scale": name, "at-least": "1"}, "because": "B"} for n, name in enumerate(names)
    ]
    return {
        **inner,
        "items": [BEFORE, USED, {**BEFORE, "id": "after"}],
        "repeat": [{"for": {"item": "used", "is": codes}, "as": EACH, "items": items, "scales": scales}],
        "scales": [
            {"id": "all", "title": "All", "sum-of": ["used", "before", *names]},
            {"id": "count", "title": "Count", "count-of": criteria},
        ],
        "critical-items": [_named(one, codes[0]) for one in pieces(inner, "critical-items")],
        "outcomes": [_named(one, codes[-1]) for one in pieces(inner, "outcomes")],
    }


def _steady(scale: Data) -> Data:
    """The scale as a sum where it was a mean, since no item of a repeat is always asked, and its tables of items only:
    a row that no total reaches is refused.
    """
    tables = scale.get("points", {})
    assert isinstance(tables, dict)
    found = {"sum-of" if key == "mean-of" else key: one for key, one in scale.items()}
    return {**found, "points": {name: one for name, one in tables.items() if name.startswith("item-")}}


def _both(own: object, other: Mapping[str, object]) -> Data:
    return {"all": [own, {**other}]} if own else {**other}


def _named(piece: Data, code: str) -> Data:
    """The piece with the names of the copies for the code, put in as one would by searching and replacing."""
    text = json.dumps(piece)
    for name in ("item-", "scale-"):
        text = text.replace(f'"{name}', f'"{code}.{name}')
    text = text.replace(f'"is": "{EACH}"', f'"is": "{code}"').replace(f"{{{EACH}}}", WORDS[code])
    named: Data = json.loads(text)
    return named


def by_hand(file: Data) -> Data:
    """The same file without `repeat`."""
    (repeat,) = pieces(file, "repeat")
    codes: list[str] = repeat["for"]["is"]  # type: ignore[index]
    items = [_chosen(_named(item, code), code) for code in codes for item in pieces(repeat, "items")]
    scales = [_named(scale, code) for code in codes for scale in pieces(repeat, "scales")]
    before, used, after = pieces(file, "items")
    whole = {**file, "items": [before, used, *items, after], "scales": [*scales, *pieces(file, "scales")]}
    del whole["repeat"]
    return whole


def _chosen(item: Data, code: str) -> Data:
    gate, own = {"item": "used", "is": code}, item.get("only-if")
    if not isinstance(own, dict):
        return {**item, "only-if": gate}
    parts = own.get("all", [own])
    return {**item, "only-if": {"all": [gate, *parts]}}


def loaded(file: Data) -> Questionnaire:
    return LIBRARY.parse_stored(json.dumps(file), "made-up.yaml")


def result(found: Questionnaire, given_answers: Mapping[str, Answer]) -> object:
    """All that these answers come to."""
    return (
        [(one.scale.id, one.span, one.value, one.prorated) for one in score(found, given_answers)],
        [one.id for one in critical(found, given_answers)],
        [one.id for one in outcomes(found, given_answers)],
        [(item.id, is_asked(found, given_answers, item)) for item in found.items],
    )


def ranges(found: Questionnaire) -> object:
    """What each scale reaches."""
    reached = [reach(found, scale) for scale in found.scales]
    return [(one.is_exact, one.bits, one.offset, one.unit) for one in reached]


@given(repeats(most=4), st.data())
def test_a_repeat_is_the_file_written_out_by_hand(file: Data, data: st.DataObject) -> None:
    """S-37: the same items, scales, skips, ranges, criteria and scores, with declined answers too."""
    found, written = loaded(file), loaded(by_hand(file))
    assert found.model_dump(exclude={"repeat"}) == written.model_dump(exclude={"repeat"})
    assert ranges(found) == ranges(written)
    given_answers = data.draw(partial_answers(written))
    assert result(found, given_answers) == result(written, given_answers)


@given(repeats(most=2), st.data())
def test_the_scores_of_a_repeat_are_what_the_oracle_says_of_the_file_by_hand(file: Data, data: st.DataObject) -> None:
    """S-37."""
    written = by_hand(file)
    assume(ways(pieces(file, "items")[1:2]) * ways(pieces(written, "items")[2:-1]) < 400)
    given_answers = data.draw(partial_answers(loaded(written)))
    read = Oracle(loaded(written), given_answers)
    expected = {scale.id: span for scale in read.questionnaire.scales if (span := read.span(scale)) is not None}
    mine = {one.scale.id: (one.span.low, one.span.high) for one in score(loaded(file), given_answers)}
    assert mine == expected
