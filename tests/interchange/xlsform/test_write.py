"""CLI-38: a questionnaire as an XLSForm: the same when it comes back, and no total is invented."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given

from screening.engine.results import Result
from screening.interchange.formulas_out import items_of
from screening.interchange.remarks import Verdict
from screening.interchange.taken import Taken, Wishes
from screening.interchange.xlsform import read as xlsform_read
from screening.interchange.xlsform import sheets
from screening.interchange.xlsform.names import XlsformNames
from screening.interchange.xlsform.sheets import Sheets
from screening.interchange.xlsform.write import Written, write
from screening.model.answers import Answer, Chosen, Entered, Reply
from screening.model.fields import NoScore
from screening.model.questionnaire import Item, Questionnaire
from tests.conftest import one_in
from tests.conftest import questionnaire as made
from tests.contracts import faults, run
from tests.generated import answered, questionnaires
from tests.interchange.flat import computed, differences, kept, own_code
from tests.interchange.same import is_whole, same_item, same_scale
from tests.interchange.sittings import SHIPPED, result, shipped_or_worded, sitting
from tests.interchange.small import BEYOND_BLANKS, NOT_ASKED_THERE, SCALE, small, with_condition
from tests.interchange.xlsform.made import Cells, loaded, table
from tests.interchange.xlsform.odk import filled_in, takes, worked_out


def can_be_written(questionnaire: Questionnaire) -> bool:
    """Whether nothing in it depends on what an XLSForm cannot say."""
    return write(questionnaire).sheets is not None


def written(questionnaire: Questionnaire) -> Sheets:
    found = write(questionnaire).sheets
    assert found is not None
    return found


def rows(found: Sheets, name: str = "survey") -> list[Cells]:
    titles, *rest = found[name]
    return [{title: cell for title, cell in zip(titles, row, strict=True) if cell} for row in rest]


def back(questionnaire: Questionnaire) -> Taken:
    return xlsform_read.read(written(questionnaire), "0" * 64, Wishes())


def said(found: Written) -> list[str]:
    return list(dict.fromkeys(one.kind for one in found.remarks))


# Round trips: written, then read again.


def as_item(one: Item, questionnaire: Questionnaire) -> object:
    found = same_item(one, questionnaire, (), own_code)
    assert isinstance(found, tuple)
    points = [option.score for option in one.options]
    texts = [option.text for option in one.options]
    most = None if one.type in ("choice", "note") else one.most
    return (*found, points, texts, most, one.decimals, one.why)


def as_scales(questionnaire: Questionnaire) -> dict[str, object]:
    """The scales by their ids: there each stands after the last question that it reads."""
    return {one.id: same_scale(one, questionnaire, own_code) for one in computed(questionnaire)}


def kept_there(questionnaire: Questionnaire) -> list[Item]:
    return kept(XlsformNames(questionnaire), write(questionnaire).remarks)


def as_items(questionnaire: Questionnaire) -> list[object]:
    return [as_item(one, questionnaire) for one in kept_there(questionnaire)]


def as_head(one: Questionnaire) -> list[object]:
    source = one.source
    about = [one.id, one.version, one.title, one.language, one.recall, one.audience, one.about]
    return [*about, source.licence, source.citation]


@pytest.mark.parametrize("name", one_in(3, SHIPPED))
def test_what_is_shipped_comes_back_with_its_items_options_points_conditions_and_scales(name: str) -> None:
    first = shipped_or_worded(name)
    found = back(first)
    assert found.verdict is Verdict.WHOLE
    second = loaded(found)
    assert as_head(first) == as_head(second)
    assert as_items(first) == as_items(second)
    assert as_scales(first) == as_scales(second)


@given(questionnaires().filter(can_be_written))
def test_whatever_is_written_comes_back_the_same(first: Questionnaire) -> None:
    found = back(first)
    if any(one.kind == "condition-computed" for one in found.remarks):  # a test that no answer meets has no plain form
        assert any("false()" in row.get("relevant", "") for row in rows(written(first)))
        return
    second = loaded(found)
    assert as_items(first)[: len(second.items)] == as_items(second)
    assert all(one.type == "note" for one in kept_there(first)[len(second.items) :])  # nothing would show them
    if not any(scale.count_of for scale in first.scales):  # a count of one code is a sum of points 0 and 1
        assert as_scales(first) == as_scales(second)


def test_what_came_from_an_xlsform_goes_back_as_it_was() -> None:
    options = [("1", "Never"), ("2.5", "Now and then"), ("Often", "Often")]
    listed = [{"list_name": "how_often", "name": code, "label": label} for code, label in options]
    before: list[Cells] = [
        {"type": "select_one how_often", "name": "Sleep.bad", "label": "How often?"},
        {"type": "select_multiple how_often", "name": "_which", "label": "Which?", "constraint": NOT_ALONE},
        {"type": "decimal", "name": "weight-kg", "label": "How heavy?", "constraint": ". >= 1 and . = round(., 1)"},
        {"type": "text", "name": "SleepBad", "label": "What else?", "relevant": "selected(${Sleep.bad}, 'Often')"},
    ]
    form = {"survey": table(before), "choices": table(listed), "settings": table([{"form_id": "x", "licence": "CC0"}])}
    again = written(loaded(xlsform_read.read(form, "0" * 64, Wishes())))
    assert [{**row, "type": row["type"].split()[0]} for row in rows(again)] == [
        {**row, "type": row["type"].split()[0]} for row in before
    ]
    assert [(row["name"], row["label"]) for row in rows(again, "choices")] == options


NOT_ALONE = "not(selected(., 'Often') and count-selected(.) > 1)"

# A form that is filled in.


def entered(item: Item, reply: Reply, names: XlsformNames) -> str:
    """What is kept of an answer; nothing where it is declined, not asked, or not answered yet."""
    match reply:
        case Chosen(codes=chosen):
            return " ".join(names.codes(item)[code] for code in chosen)
        case Entered(value=value):
            return str(value)
    return ""


def compare(found: Result) -> list[str]:
    """Where ODK and our engine differ."""
    names = XlsformNames(found.questionnaire)
    questions = found.questionnaire.questions
    given = {names.fields[item.id]: entered(item, found.replies[item.id], names) for item in questions}
    data, shown = filled_in(rows(written(found.questionnaire)), given)
    return differences(found, names, data, shown)


@pytest.mark.parametrize("seeds", one_in(2, [range(1), range(1, 4)]), ids=str)
@pytest.mark.parametrize("name", SHIPPED)
def test_totals_there_are_ours_or_blank_in_all_four_states(name: str, seeds: range) -> None:
    """Answered, declined, not asked, and not answered yet: a total that is not certain is blank, and none is invented.

    Where nothing is missing every total stands, and the same questions are asked.
    """
    questionnaire = shipped_or_worded(name)
    for seed in seeds:
        for gaps in (0.0, 0.2):
            whole = sitting(questionnaire, seed, gaps)
            assert compare(whole) == []
            begun = list(whole.answers.items())[: (seed + 1) * len(whole.answers) // 5]
            assert compare(result(questionnaire, dict(begun))) == []


@given(answered().filter(lambda drawn: can_be_written(drawn[0]) and is_whole(drawn[1])))
def test_the_totals_of_any_questionnaire_there_are_ours_or_blank(
    drawn: tuple[Questionnaire, dict[str, Answer]],
) -> None:
    assert compare(result(*drawn)) == []


@pytest.mark.parametrize("name", one_in(3, SHIPPED))
def test_no_total_stands_while_a_part_that_is_asked_has_no_answer(name: str) -> None:
    """Each total that stands goes blank when one of its parts does."""
    questionnaire, tried = shipped_or_worded(name), 0
    names, form = XlsformNames(questionnaire), rows(written(questionnaire))
    formulas = {row["name"]: row["calculation"] for row in form if row["type"] == "calculate"}
    for seed in range(9):
        replies = sitting(questionnaire, seed).replies
        given = {names.fields[item.id]: entered(item, replies[item.id], names) for item in questionnaire.questions}
        data, _ = filled_in(form, given)
        for scale in computed(questionnaire):
            total = names.totals[scale.id]
            for item in set(items_of(scale, questionnaire)) if data[total] else ():
                if data[names.fields[item.id]]:
                    assert worked_out(formulas[total], data | {names.fields[item.id]: ""}) == ""
                    tried += 1
    assert tried > 0


def test_an_answer_outside_its_bounds_is_not_taken_there() -> None:
    items = """
  - {id: c, ask: "C?", type: choices, most: 2, options: [{code: x, text: X}, {code: z, text: Z}, {code: w, text: W},
     {code: y, text: Y, exclusive: yes}]}
  - {id: d, ask: "D?", type: number, least: -1, most: 9, decimals: 1}
  - {id: e, ask: "E?", type: text, most: 4}
"""
    *_, c, d, e = rows(written(small("", items)))
    tried = {
        "c": ["x", "y", "x z", "x y", "x z w", ""],
        "d": ["-1", "8.5", "8.55", "-1.1", "9.1"],
        "e": ["four", "fives"],
    }
    taken = {row["name"]: [one for one in tried[row["name"]] if takes(row, {}, one)] for row in (c, d, e)}
    assert taken == {"c": ["x", "y", "x z", ""], "d": ["-1", "8.5"], "e": ["four"]}


# What has no place there is named.


@pytest.mark.parametrize(("rule", "kind"), BEYOND_BLANKS)
def test_what_a_scale_says_beyond_a_sum_is_named(rule: str, kind: str) -> None:
    assert kind in said(write(small(SCALE % rule)))


@pytest.mark.parametrize(("test", "kind"), NOT_ASKED_THERE)
def test_a_condition_that_cannot_be_asked_there_is_refused(test: str, kind: str) -> None:
    found = write(with_condition(test))
    assert (found.sheets, kind in said(found)) == (None, True)


def test_a_text_for_cases_that_cannot_be_told_there_is_left_out_by_name() -> None:
    items = (
        "  - {id: w, ask: A word., type: note, only-if: {item: a, declined: yes}}\n  - {id: c, ask: C?, type: text}\n"
    )
    found = write(small(SCALE % "sum-of: [a, b]", items))
    assert [one.where for one in found.remarks if one.kind == "out-note"] == ["w"]
    assert [row["name"] for row in rows(found.sheets or {})] == ["a", "b", "total_s", "c"]


def test_nothing_is_said_in_the_words_of_another_format() -> None:
    for name in SHIPPED:
        told = [one.what + one.mend for one in write(shipped_or_worded(name)).remarks]
        assert not any(word in text for text in told for word in ("FHIR", "REDCap", "enableWhen", "linkId"))


def test_a_formula_that_no_cell_holds_refuses() -> None:
    ask = '  - {{id: i{}, ask: "I?", options: yes-no, only-if: {{item: a, is: yes}}}}\n'
    many = "".join(ask.format(number) for number in range(300))
    total = ", ".join(f"i{number}" for number in range(300))
    found = write(small(SCALE % f"sum-of: [{total}]", many))
    assert [one.where for one in found.remarks if one.kind == "out-too-long"] == ["total_s"]
    assert found.sheets is None


# Names, codes, words and bounds.


def test_codes_are_ours_and_points_stand_in_a_column_of_their_own() -> None:
    items = """
items:
  - {id: a, ask: "A?", options: [{code: no, text: "No", score: 0}, {code: yes, text: "Yes", score: 0.5}]}
  - {id: b, ask: "B?", options: [{code: no, text: "No", score: 0}, {code: yes, text: "Yes", score: 0.5}]}
  - {id: c, ask: "C?", options: [{code: no, text: "No", score: -1}, {code: yes, text: "Yes", score: unknown}]}
  - {id: d, ask: "D?", options: [{code: no, text: "No"}, {code: yes, text: "Yes"}]}
"""
    found = written(made(items))
    assert [row["type"] for row in rows(found)] == [f"select_one {name}" for name in "aacd"]
    listed = [(row["list_name"], row["name"], row.get("score")) for row in rows(found, "choices")]
    assert listed == [
        ("a", "no", "0"), ("a", "yes", "0.5"), ("c", "no", "-1"), ("c", "yes", "unknown"),
        ("d", "no", None), ("d", "yes", None),
    ]  # fmt: skip
    assert [[one.score for one in item.options] for item in loaded(back(made(items))).items] == [
        [0, Decimal("0.5")], [0, Decimal("0.5")], [-1, NoScore.UNKNOWN], [None, None],
    ]  # fmt: skip


def test_names_that_a_form_cannot_have_are_others_there_and_ours_here() -> None:
    items = """
items:
  - {id: meta, ask: "A?", type: text}
  - {id: 2nd, ask: "B?", type: text}
  - {id: q-2nd, ask: "C?", type: text}
  - {id: a-b, ask: "D?", options: yes-no}
  - {id: total-s, ask: "D?", options: yes-no}
scales:
  - {id: s, title: S, sum-of: [total-s, a-b]}
"""
    first = made(items)
    names = [row["name"] for row in rows(written(first))]
    assert names == ["meta_2", "q_2nd", "q_2nd_2", "a_b", "total_s", "total_s_2"]
    again = loaded(back(first))
    assert [one.id for one in again.items] == [one.id for one in first.items]
    assert [one.id for one in again.scales] == ["s"]


WORDS = [
    "=1+1", "+1", "-1 or more", "@home", "a < b and <b>bold</b>", "R&D, &amp; so on", "${a} and $5", "**so** and *so*",
    "_so_ and ____ a day", "# one", "[sic](x)", "it's 'so'", 'a "quoted" word', "caf\u00e9, na\u00efve", "#N/A", "0",
]  # fmt: skip


@pytest.mark.parametrize("words", WORDS)
def test_words_come_back_as_they_were_and_no_cell_is_a_formula(words: str) -> None:
    quoted = words.replace("'", "''")
    items = f"""
items:
  - {{id: a, ask: '{quoted}', why: '{quoted}', options: [{{code: x, text: '{quoted}'}}, {{code: y, text: Y}}]}}
"""
    data = sheets.as_workbook(written(made(items)))
    cells = [cell for sheet in openpyxl.load_workbook(io.BytesIO(data)) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    again = loaded(xlsform_read.read(sheets.of_workbook(data), "0" * 64, Wishes())).by_id["a"]
    assert (again.ask, again.why, again.options[0].text, len(again.options)) == (words, words, words, 2)


def test_conditions_and_bounds_stand_in_xpath() -> None:
    items = """
  - {id: c, ask: "C?", type: choices, least: 1, most: 2, options: [{code: x, text: X}, {code: z, text: Z},
     {code: y, text: Y, exclusive: yes}], only-if: {any: [{item: a, is: yes}, {item: b, is-not: no}]}}
  - {id: d, ask: "D?", type: number, least: -1, most: 9, only-if: {all: [{item: c, is: x}, {item: a, answered: yes}]}}
  - {id: e, ask: "E?", type: text, most: 40, only-if: {item: d, at-least: 3}}
  - {id: f, ask: "F?", type: number, decimals: 2, least: 0, only-if: {item: e, answered: no}}
"""
    found = rows(written(small("", items)))[2:]
    assert [row["relevant"] for row in found] == [
        "selected(${a}, 'yes') or not(selected(${b}, 'no'))",
        "selected(${c}, 'x') and ${a} != ''",
        "${d} >= 3",
        "${e} = ''",
    ]
    assert [row["constraint"] for row in found] == [
        "count-selected(.) >= 1 and count-selected(.) <= 2 and not(selected(., 'y') and count-selected(.) > 1)",
        ". >= -1 and . <= 9",
        "string-length(.) <= 40",
        ". >= 0 and . = round(., 2)",
    ]


def test_a_formula_that_was_changed_there_is_left_out_by_name_and_never_guessed() -> None:
    form = written(small(SCALE % "sum-of: [a, b]"))
    formula = "if(${a} != '' and ${b} != '', if(selected(${a}, 'no'), 0, if(selected(${a}, 'yes'), 1, 0))"
    place = form["survey"][0].index("calculation")
    assert form["survey"][3][place].startswith(formula)
    for changed in ("if(${a} != '', ${a} * ${b}, '')", "if(${b} > 7, ${a} + ${b}, '')", "${a} + ${c}"):
        form["survey"][3][place] = changed
        found = xlsform_read.read(form, "0" * 64, Wishes())
        assert [one.kind for one in found.remarks if one.where == "total_s"] == ["computed"]


# On the command line.


def test_it_is_written_and_comes_back_on_the_command_line(tmp_path: Path) -> None:
    done = run("export", "past-month", "--as", "xlsform", "--to", "f.xlsx", home=tmp_path)
    assert (done.returncode, done.stdout.decode().startswith("Written with ")) == (0, True)
    again = run("import", "f.xlsx", "--to", "mine.yaml", home=tmp_path)
    assert (again.returncode, again.stdout.decode().startswith("Taken whole: 20 questions")) == (0, True)
    assert run("lint", "mine.yaml", home=tmp_path).returncode == 0


def test_the_report_as_json_names_the_format(tmp_path: Path) -> None:
    done = run("export", "signs", "--as", "xlsform", "--to", "f.xlsx", "--json", home=tmp_path)
    report = json.loads(done.stdout)
    assert (faults("export", report), report["written"], report["format"]) == ([], "losses", "xlsform")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("past-month", "--as", "xlsform"), 2),
        (("past-month", "--as", "xlsform", "--to", "f.csv"), 2),
        (("past-month", "--as", "xlsform", "--to", "f.xlsx", "--url", "https://example.org"), 2),
        (("phq-9", "--as", "xlsform", "--to", "f.xlsx"), 6),  # it has no wording
    ],
)
def test_what_cannot_be_written_is_told(tmp_path: Path, arguments: tuple[str, ...], code: int) -> None:
    done = run("export", *arguments, home=tmp_path)
    assert (done.returncode, done.stdout) == (code, b"")
    assert done.stderr
    assert not list(tmp_path.glob("f.*"))


def test_without_the_packages_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "find_spec", lambda _: None)
    with pytest.raises(sheets.NoWorkbooks, match=r"pip install 'screening\[xlsx\]'"):
        sheets.as_workbook({"survey": []})
