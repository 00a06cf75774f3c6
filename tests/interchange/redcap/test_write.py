"""CLI-37: a questionnaire as a data dictionary of REDCap: the same when it comes back, and no total is invented."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given

from screening.engine.results import Result
from screening.interchange.formulas_out import items_of
from screening.interchange.redcap import read as redcap_read
from screening.interchange.redcap.dictionary import Dictionary, dictionary
from screening.interchange.redcap.names import RECORD, RedcapNames
from screening.interchange.redcap.write import Written, write
from screening.interchange.remarks import Verdict
from screening.interchange.taken import Taken, Wishes
from screening.model.answers import Answer, Chosen, Entered, Reply
from screening.model.fields import NoScore
from screening.model.questionnaire import Item, Questionnaire
from screening.model.scales import Scale
from tests.conftest import one_in, shipped
from tests.conftest import questionnaire as made
from tests.contracts import faults, run
from tests.generated import answered, questionnaires
from tests.interchange.fhir.made import WISHES as FHIR_WISHES
from tests.interchange.fhir.made import choice, loaded, taken
from tests.interchange.flat import computed, differences, kept, own_code
from tests.interchange.redcap.small import CHOICES, LABEL, LOGIC, NAME, NOTE, TAGS, TYPE, filled_in, rows_of, worked_out
from tests.interchange.same import is_whole, same_item, same_scale
from tests.interchange.sittings import SHIPPED, result, shipped_or_worded, sitting
from tests.interchange.small import BEYOND_BLANKS, NOT_ASKED_THERE, SCALE, small, with_condition

WISHES = Wishes(licence="CC0-1.0", recall="today", audience="tests")


def can_be_written(questionnaire: Questionnaire) -> bool:
    """Whether nothing in it depends on what REDCap cannot say."""
    return write(questionnaire).text is not None


def written(questionnaire: Questionnaire) -> str:
    found = write(questionnaire).text
    assert found is not None
    return found


def back(questionnaire: Questionnaire) -> Taken:
    return redcap_read.read(written(questionnaire).encode(), WISHES)


def said(found: Written) -> list[str]:
    return list(dict.fromkeys(one.kind for one in found.remarks))


# Round trips: written, then read again.


def as_in_redcap(form: object, questionnaire: Questionnaire) -> object:
    """The condition, where what REDCap cannot tell apart is the same: to tick one of all options is to answer."""
    if not isinstance(form, tuple) or len(form) != 2:
        return form
    group, parts = form[0], {as_in_redcap(one, questionnaire) for one in form[1]}
    parts = {two for one in parts for two in (one[1] if isinstance(one, tuple) and one[0] == group else [one])}
    for item in questionnaire.questions:
        each = {(item.id, "is_" if group == "any" else "is_not", code) for code in item.by_code}
        if item.type == "choices" and each <= parts:
            parts |= {(item.id, "answered", group == "any")}
        if item.type == "choices" and (item.id, "answered", group == "any") in parts:
            parts -= each
        bounds = [one for one in parts if isinstance(one, tuple) and one[:1] == (item.id,) and one[1].startswith("at_")]
        if group == "all" and item.type == "number" and bounds:
            parts -= {(item.id, "answered", True)}
    return next(iter(parts)) if len(parts) == 1 else (group, frozenset(parts))


def as_item(one: Item, questionnaire: Questionnaire) -> object:
    found = same_item(one, questionnaire, (), own_code)
    assert isinstance(found, tuple)
    points = [option.score for option in one.options]
    most = None if one.type in ("choice", "note") else one.most
    return (*found[:-1], as_in_redcap(found[-1], questionnaire), points, most, one.decimals, one.why)


def as_scale(scale: Scale, questionnaire: Questionnaire) -> object:
    found = same_scale(scale, questionnaire, own_code)
    assert isinstance(found, tuple)
    return (*found[:-1], [as_in_redcap(one, questionnaire) for one in found[-1]])


def as_scales(questionnaire: Questionnaire) -> dict[str, object]:
    """The scales by their ids: there each stands after the last question that it reads."""
    return {one.id: as_scale(one, questionnaire) for one in computed(questionnaire)}


def kept_there(questionnaire: Questionnaire) -> list[Item]:
    return kept(RedcapNames(questionnaire), write(questionnaire).remarks)


def as_items(questionnaire: Questionnaire) -> list[object]:
    """The items, without the texts that REDCap cannot show in their cases."""
    return [as_item(one, questionnaire) for one in kept_there(questionnaire)]


@pytest.mark.parametrize("name", one_in(3, SHIPPED))
def test_what_is_shipped_comes_back_with_its_items_options_points_conditions_and_scales(name: str) -> None:
    first = shipped_or_worded(name)
    found = back(first)
    assert found.verdict is Verdict.WHOLE
    second = loaded(found)
    assert as_items(first) == as_items(second)
    assert as_scales(first) == as_scales(second)


@given(questionnaires().filter(can_be_written))
def test_whatever_is_written_comes_back_the_same(first: Questionnaire) -> None:
    found = back(first)
    if any(one.kind == "condition-computed" for one in found.remarks):  # a test that no answer meets has no plain form
        assert "1 = 0" in written(first)
        return
    second = loaded(found)
    assert as_items(first)[: len(second.items)] == as_items(second)
    assert all(one.type == "note" for one in kept_there(first)[len(second.items) :])  # nothing would show them
    if not any(scale.count_of for scale in first.scales):  # a count of one code is a sum of points 0 and 1
        assert as_scales(first) == as_scales(second)


def fields(data: bytes) -> Dictionary:
    found = dictionary(data)
    assert isinstance(found, Dictionary)
    return found


def test_what_came_from_redcap_goes_back_as_it_was() -> None:
    source = (Path(__file__).parent.parent / "files" / "dictionary.csv").read_bytes()
    again = fields(written(loaded(redcap_read.read(source, WISHES, "evening"))).encode()).fields
    before = [one for one in fields(source).fields if one.form == "evening"]
    same = ("name", "type", "options", "branching", "note", "validation", "least", "most")
    theirs = {one.name: [getattr(one, key) for key in same] for one in before}
    asked = [one for one in again if one.name in theirs and one.type != "calc" and one.name != RECORD]
    ours = {one.name: [getattr(one, key) for key in same] for one in asked}
    assert len(ours) > 3
    assert ours == {name: theirs[name] for name in ours}


# A record that is filled in.


def entered(item: Item, reply: Reply, names: RedcapNames) -> dict[str, str]:
    """What stands in the fields of an item; nothing where it is declined, not asked, or not answered yet."""
    name, codes = names.fields[item.id], names.codes(item)
    match reply:
        case Chosen(codes=chosen) if item.type == "choices":
            return {f"{name}({codes[code]})": "1" for code in chosen}
        case Chosen(codes=(code,)):
            return {name: codes[code]}
        case Entered(value=value):
            return {name: str(value)}
    return {}


def compare(questionnaire: Questionnaire, found: Result, *, as_zero: bool) -> list[str]:
    """Where REDCap and our engine differ: totals, and which questions are asked."""
    names = RedcapNames(questionnaire)
    given = {names.fields[item.id]: entered(item, found.replies[item.id], names) for item in questionnaire.questions}
    data, shown = filled_in(rows_of(written(questionnaire)), given, as_zero=as_zero)
    return differences(found, names, data, shown)


@pytest.mark.parametrize("as_zero", [True, False])
@pytest.mark.parametrize("seeds", one_in(2, [range(1), range(1, 4)]), ids=str)
@pytest.mark.parametrize("name", SHIPPED)
def test_totals_there_are_ours_or_blank_in_all_four_states(name: str, seeds: range, *, as_zero: bool) -> None:
    """Answered, declined, not asked, and not answered yet: a total that is not certain is blank, and none is invented.

    Where nothing is missing every total stands, and the same questions are asked.
    """
    questionnaire = shipped_or_worded(name)
    for seed in seeds:
        for gaps in (0.0, 0.2):
            whole = sitting(questionnaire, seed, gaps)
            assert compare(questionnaire, whole, as_zero=as_zero) == []
            kept = list(whole.answers.items())[: (seed + 1) * len(whole.answers) // 5]
            assert compare(questionnaire, result(questionnaire, dict(kept)), as_zero=as_zero) == []


@given(answered().filter(lambda drawn: can_be_written(drawn[0]) and is_whole(drawn[1])))
def test_the_totals_of_any_questionnaire_there_are_ours_or_blank(
    drawn: tuple[Questionnaire, dict[str, Answer]],
) -> None:
    questionnaire, answers = drawn
    assert compare(questionnaire, result(questionnaire, answers), as_zero=True) == []


@pytest.mark.parametrize("name", one_in(3, SHIPPED))
def test_no_total_stands_while_a_part_that_is_asked_has_no_answer(name: str) -> None:
    """Each answer that feeds a total, taken away by itself, blanks the total."""
    questionnaire = shipped_or_worded(name)
    names, rows = RedcapNames(questionnaire), rows_of(written(questionnaire))
    formulas = {row[NAME]: row[CHOICES] for row in rows if row[TYPE] == "calc"}
    tried = 0
    for seed in range(6):
        replies = sitting(questionnaire, seed).replies
        given = {names.fields[item.id]: entered(item, replies[item.id], names) for item in questionnaire.questions}
        data, _ = filled_in(rows, given, as_zero=True)
        standing = [scale for scale in computed(questionnaire) if data[names.totals[scale.id]]]
        for scale in standing:
            for item in set(items_of(scale, questionnaire)):
                if isinstance(replies[item.id], Chosen | Entered) and item.type != "choices":
                    without = data | {names.fields[item.id]: ""}
                    assert worked_out(formulas[names.totals[scale.id]], without, as_zero=True) == ""
                    tried += 1
    assert tried > 0


# What has no place there is named.


@pytest.mark.parametrize(("rule", "kind"), BEYOND_BLANKS)
def test_what_a_scale_says_beyond_a_sum_is_named(rule: str, kind: str) -> None:
    assert kind in said(write(small(SCALE % rule)))


@pytest.mark.parametrize(("test", "kind"), NOT_ASKED_THERE)
def test_a_condition_that_cannot_be_asked_there_is_refused(test: str, kind: str) -> None:
    found = write(with_condition(test))
    assert (found.text, kind in said(found)) == (None, True)


@pytest.mark.parametrize("test", ["item: a, declined: yes", "scale: s, at-least: 1"])
def test_a_text_for_cases_that_cannot_be_told_there_is_left_out_by_name(test: str) -> None:
    items = f"  - {{id: w, ask: A word., type: note, only-if: {{{test}}}}}\n  - {{id: c, ask: 'C?', type: text}}\n"
    found = write(small(SCALE % "max-of: [a, b]", items))
    assert [one.where for one in found.remarks if one.kind == "out-note"] == ["w"]
    assert [row[NAME] for row in rows_of(found.text or "")] == ["record_id", "a", "b", "c"]


def test_each_kind_of_thing_that_stays_here_is_named_once() -> None:
    found = write(shipped("signs"))
    named = [one.what for one in found.remarks if one.kind == "out-guidance"]
    assert len(named) == 1
    assert all(word in named[0] for word in ("critical items", "guidance", "outcomes"))
    assert [one.kind for one in found.remarks].count("out-blank") == 1
    assert not any("FHIR" in one.what + one.mend for one in found.remarks)


def test_what_a_number_and_several_choices_lose_is_named() -> None:
    items = """
items:
  - {id: n, ask: "How heavy?", type: number, least: 0, most: 300, unit: kg}
  - {id: c, ask: "Which?", type: choices, least: 2, most: 3, options: [{code: x, text: X}, {code: y, text: Y},
     {code: z, text: Z}]}
"""
    found = write(made(items))
    assert {"unit", "out-fewest"} <= set(said(found))
    assert "@MAXCHECKED='3'" in (found.text or "")


# Names, codes and words.


def test_codes_are_the_points_where_these_can_be_codes_and_else_count_up() -> None:
    items = """
items:
  - {id: a, ask: "A?", options: [{code: no, text: "No", score: 0}, {code: yes, text: "Yes", score: 2}]}
  - {id: b, ask: "B?", options: [{code: no, text: "No", score: 0}, {code: yes, text: "Yes", score: 0.5}]}
  - {id: c, ask: "C?", options: [{code: no, text: "No", score: 1}, {code: yes, text: "Yes", score: 1}]}
  - {id: d, ask: "D?", options: [{code: no, text: "No", score: -1}, {code: yes, text: "Yes", score: 1}]}
  - {id: e, ask: "E?", options: [{code: no, text: "No", score: 0}, {code: yes, text: "Yes", score: unknown}]}
"""
    rows = rows_of(written(made(items)))
    assert [row[CHOICES] for row in rows[1:]] == ["0, No | 2, Yes", *["1, No | 2, Yes"] * 4]
    assert rows[1][TAGS] == "@SCREENING-CODES='0=no, 2=yes' @SCREENING-POINTS='0=0, 2=2'"
    assert rows[5][TAGS] == "@SCREENING-CODES='1=no, 2=yes' @SCREENING-POINTS='1=0, 2=unknown'"
    assert [[one.score for one in item.options] for item in loaded(back(made(items))).items] == [
        [0, 2], [0, Decimal("0.5")], [1, 1], [-1, 1], [0, NoScore.UNKNOWN],
    ]  # fmt: skip


def test_no_code_of_ours_is_there_the_code_of_another_option() -> None:
    items = """
items:
  - {id: a, ask: "A?", options: [{code: "1", text: "No", score: 0}, {code: "2", text: "Yes", score: 1}]}
  - {id: b, ask: "B?", options: [{code: "2", text: "No", score: 1}, {code: "1", text: "Yes", score: 2}]}
scales:
  - {id: total, title: Total, sum-of: [a, b]}
"""
    assert [row[CHOICES] for row in rows_of(written(made(items)))[1:3]] == ["1, No | 2, Yes", "2, No | 1, Yes"]
    again = loaded(back(made(items)))
    assert [[(one.code, one.score) for one in item.options] for item in again.items] == [
        [("1", Decimal(0)), ("2", Decimal(1))], [("2", Decimal(1)), ("1", Decimal(2))],
    ]  # fmt: skip
    assert [one.sum_of for one in again.scales] == [("a", "b")]


def test_names_that_redcap_keeps_for_itself_or_cannot_have_are_others_there_and_ours_here() -> None:
    items = """
items:
  - {id: record-id, ask: "A?", type: text}
  - {id: 2nd, ask: "B?", type: text}
  - {id: made-up-complete, ask: "C?", type: text}
  - {id: word, ask: "A word.", type: note}
  - {id: total-s, ask: "D?", options: yes-no}
scales:
  - {id: s, title: S, sum-of: [total-s]}
"""
    first = made(items)
    names = [row[NAME] for row in rows_of(written(first))]
    assert names == ["record_id", "record_id_2", "q_2nd", "made_up_complete_2", "word", "total_s", "total_s_2"]
    assert [one.id for one in loaded(back(first)).items] == [one.id for one in first.items]


WORDS = [
    "=1+1", "+1", "-1 or more", "@home", "a; =1+1", "a < b and <b>bold</b>", "R&D, &amp; so on", "[sic] and [a]",
    "one | two", "it's 'so'", 'a "quoted" word', "caf\u00e9, na\u00efve", "'tis",
]  # fmt: skip


@pytest.mark.parametrize("words", WORDS)
def test_words_come_back_as_they_were_and_no_cell_is_a_formula(words: str) -> None:
    quoted = words.replace("'", "''")
    items = f"""
items:
  - {{id: a, ask: '{quoted}', why: '{quoted}', options: [{{code: x, text: '{quoted}'}}, {{code: y, text: Y}}]}}
"""
    first = made(items)
    again = loaded(back(first)).by_id["a"]
    assert (again.ask, again.why, again.options[0].text, len(again.options)) == (words, words, words, 2)
    cells = [row[title] for row in rows_of(written(first)) for title in (LABEL, NOTE, CHOICES)]
    assert not any(part.lstrip()[:1] in ("=", "+", "-", "@") for cell in cells for part in cell.split(";") if part)


def test_branching_logic_uses_the_codes_of_redcap() -> None:
    items = """
  - {id: c, ask: "C?", type: choices, options: [{code: x, text: X}, {code: y, text: Y, exclusive: yes}],
     only-if: {any: [{item: a, is: yes}, {item: b, is-not: no}]}}
  - {id: d, ask: "D?", type: number, least: 0, most: 9, only-if: {all: [{item: c, is: x}, {item: a, answered: yes}]}}
  - {id: e, ask: "E?", type: text, only-if: {item: d, at-least: 3}}
"""
    rows = rows_of(written(small("", items)))
    assert [row[LOGIC] for row in rows[3:]] == [
        "[a] = '1' or [b] <> '0'",
        "[c(1)] = '1' and [a] <> ''",
        "[d] <> '' and [d] >= 3",
    ]
    assert "@NONEOFTHEABOVE='2'" in rows[3][TAGS]


def test_a_formula_that_was_changed_there_is_left_out_by_name_and_never_guessed() -> None:
    text = written(small(SCALE % "sum-of: [a, b]"))
    formula = "if(([a] <> '' and [b] <> ''), sum([a], [b]), '')"
    assert formula in text
    for changed in ("if([a] <> '', [a] * [b], '')", "if([a] <> '' and [b] > 7, sum([a], [b]), '')", "[a] + [c]"):
        found = redcap_read.read(text.replace(formula, changed).encode(), WISHES)
        assert [one.kind for one in found.remarks if one.where == "total_s"] == ["computed"]


@pytest.mark.parametrize("id_", ["44261-6", "sum", "a-b"])
def test_a_total_comes_back_under_its_own_name(id_: str) -> None:
    first = small(SCALE.replace("id: s", f"id: {id_}") % "sum-of: [a, b]")
    again = loaded(back(first))
    assert [one.id for one in again.scales] == [id_]
    assert rows_of(written(again))[-1] == rows_of(written(first))[-1]


def test_what_does_not_come_back_is_named_and_stands_in_the_note_of_the_record() -> None:
    first = small("")
    found = write(first)
    (told,) = [f"{one.what} {one.mend}" for one in found.remarks if one.kind == "out-heading"]
    for word in ("title", "version", "`--citation`", "`--licence`", "`--recall`", "`--audience`"):
        assert word in told
    note, again = rows_of(written(first))[0][NOTE], loaded(back(first))
    assert all(one in note for one in (first.title, first.source.citation, first.source.licence, first.recall))
    assert (again.title, again.version) != (first.title, first.version)


def test_the_citation_of_what_was_taken_over_stands_in_the_note_too() -> None:
    found = taken(
        choice("a", "x", "y"), wishes=replace(FHIR_WISHES, citation="Somebody (2020)."), copyright="Ask first."
    )
    assert "Somebody (2020). Ask first." in rows_of(written(loaded(found)))[0][NOTE]


# On the command line.


def test_it_is_written_and_comes_back_on_the_command_line(tmp_path: Path) -> None:
    done = run("export", "past-month", "--as", "redcap", home=tmp_path)
    assert (done.returncode, done.stdout[:23]) == (0, b"Variable / Field Name,F")
    assert done.stderr.decode().startswith("Written with ")
    done = run("export", "past-month", "--as", "redcap", "--to", "d.csv", home=tmp_path)
    assert (done.returncode, done.stdout.decode().startswith("Written with ")) == (0, True)
    again = run("import", "d.csv", "--licence", "ours", "--to", "mine.yaml", home=tmp_path)
    assert (again.returncode, again.stdout.decode().startswith("Taken whole: 20 questions")) == (0, True)
    assert run("lint", "mine.yaml", home=tmp_path).returncode == 0


def test_the_report_as_json_names_the_format(tmp_path: Path) -> None:
    done = run("export", "signs", "--as", "redcap", "--to", "d.csv", "--json", home=tmp_path)
    report = json.loads(done.stdout)
    assert (faults("export", report), report["written"], report["format"]) == ([], "losses", "redcap")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("past-month", "--as", "redcap", "--json"), 2),
        (("past-month", "--as", "redcap", "--url", "https://example.org"), 2),
        (("past-month", "--as", "other"), 2),
        (("phq-9", "--as", "redcap"), 6),  # it has no wording
    ],
)
def test_what_cannot_be_written_is_told(tmp_path: Path, arguments: tuple[str, ...], code: int) -> None:
    done = run("export", *arguments, home=tmp_path)
    assert (done.returncode, done.stdout) == (code, b"")
    assert done.stderr
