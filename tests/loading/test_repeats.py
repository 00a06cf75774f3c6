"""A file with `repeat` is the file that somebody would have written out by hand."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from screening.engine.ranges.attainable import reach
from screening.errors import ContentError
from screening.interchange.fhir.write import write
from screening.interchange.flat.losses_out import is_computed
from screening.interchange.redcap import read as redcap_read
from screening.interchange.redcap import write as redcap_write
from screening.interchange.xlsform import read as xlsform_read
from screening.interchange.xlsform import write as xlsform_write
from screening.linter import lint
from screening.loading.adopting import adopt
from screening.loading.copies import Copy
from screening.loading.library import Library, questions_folder
from screening.model.answers import Answer, Chosen
from screening.model.questionnaire import Questionnaire
from screening.proof.proving import checked
from screening.proof.second_reading import SecondReading
from tests.conftest import SKIP, answers
from tests.contracts import faults, run
from tests.costly import SHAPES
from tests.evaluated import critical, is_asked, outcomes, score
from tests.generated import Data, files, partial_answers, ways
from tests.interchange.fhir import made as fhir
from tests.interchange.fhir.oracles import broken_invariants, items_of, schema_faults
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
    """L-7: the same items, scales, skips, ranges, criteria and scores, with declined answers too."""
    found, written = loaded(file), loaded(by_hand(file))
    assert found.model_dump(exclude={"repeat"}) == written.model_dump(exclude={"repeat"})
    assert ranges(found) == ranges(written)
    given_answers = data.draw(partial_answers(written))
    assert result(found, given_answers) == result(written, given_answers)


@given(repeats(most=2), st.data())
def test_the_scores_of_a_repeat_are_what_the_oracle_says_of_the_file_by_hand(file: Data, data: st.DataObject) -> None:
    """L-7."""
    written = by_hand(file)
    assume(ways(pieces(file, "items")[1:2]) * ways(pieces(written, "items")[2:-1]) < 400)
    given_answers = data.draw(partial_answers(loaded(written)))
    read = Oracle(loaded(written), given_answers)
    expected = {scale.id: span for scale in read.questionnaire.scales if (span := read.span(scale)) is not None}
    mine = {one.scale.id: (one.span.low, one.span.high) for one in score(loaded(file), given_answers)}
    assert mine == expected


# One file as an author writes it.

HEAD = """\
questionnaire: drinks
version: 1.0
title: Drinks
language: en
recall: the past 3 months
audience: adults
source: {citation: Invented for this test, licence: CC0-1.0}
answer-lists:
  how-often:
    - {code: never, score: 0, text: Never}
    - {code: weekly, score: 2, text: Weekly}
    - {code: daily, score: 4, text: Daily}
items:
  - id: drunk
    type: choices
    ask: What did you drink?
    options:
      - {code: beer, text: Beer, words: {kind: beer}}
      - {code: wine, text: Fine wine}
      - {code: none, text: Neither, exclusive: yes}
  - {id: often, ask: How often did you eat?, options: how-often}
"""
REPEAT = """\
repeat:
  - for: {item: drunk, is: [wine, beer]}
    as: kind
    items:
      - {id: often, ask: "How often was it {kind}?", label: "Often, {kind}", options: how-often}
      - {id: urge, ask: "How strong was the urge for {kind}?", options: how-often,
         only-if: {item: often, is-not: never}}
    scales:
      - {id: points, title: "Points for {kind}", sum-of: [often, urge], reversed: [urge]}
"""
LATER = """\
  - for: {item: drunk, is: [wine, beer]}
    as: other
    items:
      - {id: stop, ask: "Was it hard to stop {other}?", options: how-often, only-if: {item: other.often, is: daily}}
scales:
  - {id: all, title: All, sum-of: [wine.points, beer.points, often]}
"""
DRINKS = HEAD + REPEAT + LATER


def drinks(folder: Path, text: str = DRINKS) -> Path:
    path = folder / "drinks.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(text: str) -> list[tuple[int, str]]:
    with pytest.raises(ContentError) as caught:
        LIBRARY.parse_stored(text, "drinks.yaml")
    return [(problem.line, problem.what) for problem in caught.value.problems]


def test_copies_stand_after_their_question_and_their_scales_before_those_of_the_file() -> None:
    """L-7."""
    found = LIBRARY.parse_stored(DRINKS, "drinks.yaml")
    assert [item.id for item in found.items] == [
        "drunk", "wine.often", "wine.urge", "beer.often", "beer.urge", "wine.stop", "beer.stop", "often",
    ]  # fmt: skip
    assert [scale.id for scale in found.scales] == ["wine.points", "beer.points", "all"]
    assert found.scale_by_id["beer.points"].parts == ("beer.often", "beer.urge")
    assert found.scale_by_id["beer.points"].reversed == ("beer.urge",)


def test_a_text_has_the_words_of_the_option_for_the_name_or_else_its_text() -> None:
    """L-7."""
    found = LIBRARY.parse_stored(DRINKS, "drinks.yaml")
    asks = [found.by_id[name].ask for name in ("beer.often", "wine.often", "wine.stop")]
    assert asks == ["How often was it beer?", "How often was it Fine wine?", "Was it hard to stop Fine wine?"]
    assert (found.by_id["beer.often"].label, found.scale_by_id["wine.points"].title) == (
        "Often, beer", "Points for Fine wine",
    )  # fmt: skip


def test_a_copy_is_asked_where_its_code_was_chosen_and_each_where_that_is_declined() -> None:
    """L-7."""
    found = LIBRARY.parse_stored(DRINKS, "drinks.yaml")

    def asked(given_answers: Mapping[str, Answer]) -> list[str]:
        return [item.id for item in found.items if is_asked(found, given_answers, item)]

    one = answers(drunk=("beer",)) | {"beer.often": Chosen("daily")}
    assert asked(one) == ["drunk", "beer.often", "beer.urge", "beer.stop", "often"]
    assert asked(answers(drunk=("none",))) == ["drunk", "often"]
    declined: dict[str, Answer] = {"drunk": SKIP, "wine.often": Chosen("never"), "beer.often": Chosen("daily")}
    assert asked(declined) == ["drunk", "wine.often", "beer.often", "beer.urge", "beer.stop", "often"]


def test_names_mean_the_same_copy_first_then_what_stands_outside() -> None:
    """L-7: `often` is a question of the repeat and one outside; `other.often` is the copy in another repeat."""
    found = LIBRARY.parse_stored(DRINKS, "drinks.yaml")
    urge, stop = found.by_id["beer.urge"].only_if, found.by_id["beer.stop"].only_if
    assert urge is not None
    assert stop is not None
    assert [leaf.item for leaf in urge.leaves] == ["drunk", "beer.often"]
    assert [leaf.item for leaf in stop.leaves] == ["drunk", "beer.often"]
    assert found.scale_by_id["all"].parts == ("wine.points", "beer.points", "often")


def test_a_name_that_a_copy_has_is_not_given_twice() -> None:
    """L-7."""
    before = "  - {id: often, ask: How"
    text = DRINKS.replace(before, f"  - {{id: beer.often, ask: Again?, options: how-often}}\n{before}")
    assert "The name `beer.often` is used twice among the items." in [what for _, what in refused(text)]


def test_repeats_that_are_too_large_are_refused_before_anything_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """L-7: 40 codes of 50 questions, told in one sentence."""

    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Copy, "item", never)
    assert [what for _, what in refused(SHAPES["repeated-too-often"]())] == [
        "Written out, the repeats make a file of 2,001 questions, and the limit is 2,000."
    ]


def test_what_is_wrong_with_copies_is_told_once_with_the_line_of_the_repeat(tmp_path: Path) -> None:
    """L-8."""
    text = DRINKS.replace("reversed: [urge]", "reversed: [drunk]").replace("is-not: never", "is: nevr")
    lines: list[str] = text.split("\n")
    line = {
        word: next(n for n, one in enumerate(lines, 1) if word in one)
        for word in ("id: urge", "is: nevr", "id: points")
    }
    assert refused(text) == [
        (line["is: nevr"], "Item `wine.often` has no option `nevr`."),
        (line["id: points"], "Item `drunk` is reversed and is not part of the scale."),
    ]
    long = DRINKS.replace("How strong was", "How very, very strong was" + " and was" * 20)
    findings = [one for one in lint(LIBRARY, str(drinks(tmp_path, long)), "2026-11-26").findings if one.line]
    assert [(one.id, one.line) for one in findings].count(("long-sentence", line["id: urge"])) == 1


def test_a_band_needs_an_example_in_one_of_the_copies(tmp_path: Path) -> None:
    """L-8."""
    band = "reversed: [urge], bands: [{id: low, from: 0, to: 3, title: L}, {id: high, from: 4, to: 8, title: H}]"
    example = (
        "examples:\n  - name: One\n    answers: {drunk: [beer], beer.often: never, often: never}\n"
        "    expect: {beer.points: 0 low, all: 0}\n"
    )
    text = DRINKS.replace("reversed: [urge]", band)
    findings = lint(LIBRARY, str(drinks(tmp_path, text + example)), "2026-11-26").findings
    assert [one.text for one in findings if one.id == "band-without-example"] == [
        "No example reaches band `high` of scale `wine.points`. "
        "Add one under `examples`, so that a reader can check the band."
    ]


def test_is_not_on_a_question_of_the_same_copy_is_no_finding(tmp_path: Path) -> None:
    findings = lint(LIBRARY, str(drinks(tmp_path)), "2026-11-26").findings
    assert [str(one) for one in findings if one.id in ("is-not-skipped", "words-missing", "words-declined")] == []


GIVEN = {"drunk": ["beer"], "beer.often": "daily", "beer.urge": None, "beer.stop": "weekly", "often": "never"}


def test_a_file_of_answers_a_result_and_the_structure_have_the_names_of_copies(tmp_path: Path) -> None:
    """L-7: the published schemas know them."""
    path, given_answers = drinks(tmp_path), {"questionnaire": "drinks", "answers": GIVEN}
    assert faults("answers", given_answers) == []
    done = run("check", str(path), "--answers", "-", "--json", home=tmp_path, text=json.dumps(given_answers))
    found = json.loads(done.stdout)
    assert (done.returncode, faults("result", found)) == (0, [])
    assert [(one["id"], one["low"], one["high"]) for one in found["scores"]] == [
        ("wine.points", 0, 0), ("beer.points", 4, 8), ("all", 4, 8),
    ]  # fmt: skip
    shown = json.loads(run("show", str(path), "--json", home=tmp_path).stdout)
    assert faults("questionnaire", shown) == []
    assert "beer.often" in [one["id"] for one in shown["items"]]


def test_a_conversation_by_json_lines_asks_the_copies(tmp_path: Path) -> None:
    """L-7."""
    lines = [{"answer": ["beer"]}, {"go_to": "drunk"}, {"answer": ["beer"]}, {"answer": "never"}, {"answer": "never"}]
    done = run(
        "check", str(drinks(tmp_path)), "--jsonl", home=tmp_path, text="".join(f"{json.dumps(one)}\n" for one in lines)
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one for line in told for one in faults("jsonl-out", line)] == []
    assert [one for line in lines for one in faults("jsonl-in", line)] == []
    assert [line["ask"]["id"] for line in told if "ask" in line][:3] == ["drunk", "beer.often", "drunk"]


def test_a_table_is_scored_by_the_names_of_copies(tmp_path: Path) -> None:
    """L-7."""
    (tmp_path / "rows.csv").write_text("drunk,beer.often,beer.urge,often\nbeer,daily,daily,never\n", encoding="utf-8")
    done = run("score", str(drinks(tmp_path)), "rows.csv", "--to", "scores.csv", home=tmp_path)
    assert done.returncode == 0, done.stderr
    head, row = (tmp_path / "scores.csv").read_text(encoding="utf-8").splitlines()[:2]
    assert dict(zip(head.split(","), row.split(","), strict=True))["beer.points"] == "4"


def test_a_repeat_goes_out_as_fhir_written_out() -> None:
    """L-7."""
    resource = write(LIBRARY.parse_stored(DRINKS, "drinks.yaml")).resource
    assert resource is not None
    assert schema_faults(resource) == []
    assert broken_invariants(resource) == []
    assert {"beer.often", "wine.stop"} <= {str(item["linkId"]) for item in items_of(resource)}


def test_a_repeat_goes_to_redcap_with_names_that_can_stand_there_and_comes_back() -> None:
    """L-7."""
    found = LIBRARY.parse_stored(DRINKS, "drinks.yaml")
    written = redcap_write.write(found).text
    assert written is not None
    fields = [row["Variable / Field Name"] for row in csv.DictReader(io.StringIO(written))]
    assert "beer_often" in fields
    assert [name for name in fields if not re.fullmatch("[a-z][a-z0-9_]*", name)] == []
    came_back = fhir.loaded(redcap_read.read(written.encode(), replace(fhir.WISHES, licence="CC0-1.0")))
    assert [item.id for item in came_back.items] == [item.id for item in found.items]


def test_a_repeat_goes_to_an_xlsform_with_names_that_can_stand_there_and_comes_back() -> None:
    """L-7."""
    found = LIBRARY.parse_stored(DRINKS, "drinks.yaml")
    written = xlsform_write.write(found).sheets
    assert written is not None
    assert "beer_often" in [row[1] for row in written["survey"]]
    came_back = fhir.loaded(xlsform_read.read(written, "0" * 64, fhir.WISHES))
    assert [item.id for item in came_back.items] == [item.id for item in found.items]
    names = {scale.id for scale in found.scales if is_computed(scale, found)}
    assert names == {scale.id for scale in came_back.scales}


def test_the_second_reading_agrees_on_every_way_of_answering() -> None:
    """L-7, PUB-9."""
    tally = checked(SecondReading(DRINKS), LIBRARY.parse_stored(DRINKS, "this file"), {}, 0)
    assert (tally.agree, tally.apart) == (tally.tried, ())
    assert tally.tried > 200


def test_an_instrument_with_repeats_takes_a_wording(tmp_path: Path) -> None:
    """L-7, PUB-7: its copies are worded by their names, or by a wording that repeats too."""
    folder = Path(shutil.copytree(questions_folder(), tmp_path / "questions"))
    structure = re.sub(r", (ask|text): (\"[^\"]*\"|[^,}]*)|^    ask: .*\n", "", DRINKS, flags=re.MULTILINE)
    terms = (
        "wording: none\nrights: {holder: Nobody, terms: None, wording-from: Nowhere}\nuse: {for: Tests, by: Tests}\n"
        "references: [{id: r, citation: C, link: https://a.example, seen: copy, last-checked: 2026-11-26, for: all}]\n"
    )
    (folder / "published" / "drinks.yaml").write_text(structure + terms, encoding="utf-8")
    library = Library(folder)
    loaded = library.load("drinks")
    assert loaded.by_id["beer.often"].name.endswith("Often, beer")
    made = adopt(library, DRINKS, "mine.yaml")
    worded = library.parse_stored(made.text, "made.yaml")
    assert [item.id for item in worded.items] == [item.id for item in loaded.items]
    assert worded.by_id["wine.urge"].ask == "How strong was the urge for Fine wine?"
    assert [scale.id for scale in worded.scales] == [scale.id for scale in loaded.scales]


def test_a_file_with_repeats_in_the_own_folder_is_asked_like_any_other(tmp_path: Path) -> None:
    """L-7."""
    own = tmp_path / "own"
    own.mkdir()
    drinks(own)
    assert Library(questions_folder(), (own,)).load("drinks").by_id["beer.often"].ask == "How often was it beer?"
