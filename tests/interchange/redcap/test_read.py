"""What a form of a REDCap data dictionary comes to: questions, options, conditions, totals, and what is said of it."""

from __future__ import annotations

import csv
import io
import random
import re
from dataclasses import replace
from pathlib import Path

import pytest

from screening import interchange
from screening.interchange.redcap import read as redcap_read
from screening.interchange.redcap.dictionary import is_dictionary
from screening.interchange.redcap.totals import RedcapTotals
from screening.interchange.remarks import KINDS, Remark, Verdict, in_format
from screening.interchange.taken import Taken, Wishes
from screening.interchange.yaml_text import Tree, yaml_text
from screening.loading.library import Library, questions_folder
from screening.model.questionnaire import Questionnaire
from screening.system.process import Code
from tests.contracts import run

API = (
    "field_name", "form_name", "section_header", "field_type", "field_label", "select_choices_or_calculations",
    "field_note", "text_validation_type_or_show_slider_number", "text_validation_min", "text_validation_max",
    "identifier", "branching_logic", "required_field", "field_annotation",
)  # fmt: skip
TITLES = (
    "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
    "Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number",
    "Text Validation Min", "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)",
    "Required Field?", "Field Annotation",
)  # fmt: skip
WISHES = Wishes(licence="Stated", recall="the past week", audience="adults")
NAMED = {"choices": "select_choices_or_calculations", "validation": API[7], "least": API[8], "most": API[9]}
OFTEN = "0, Never | 1, Some days | 2, Most days"
NOTED = {"record-id", "heading", "help", "required", "total-guarded"}


def field(name: str, type_: str = "radio", label: str = "How often is it?", **cells: str) -> dict[str, str]:
    row = {"field_name": name, "form_name": "evening", "field_type": type_, "field_label": label}
    if type_ in ("radio", "dropdown", "checkbox") and "choices" not in cells:
        row["select_choices_or_calculations"] = OFTEN
    return row | {NAMED.get(key, key): cell for key, cell in cells.items()}


FOLDER = Path(interchange.__file__).parent
READERS = (*(FOLDER / "redcap").glob("*.py"), *(FOLDER / "flat").glob("*.py"), FOLDER / "plain_tests.py")

RECORD = field("record_id", "text", "Record")


def dictionary(*fields: dict[str, str], header: tuple[str, ...] = API) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    for row in (RECORD, *fields):
        writer.writerow([row.get(name, "") for name in API])
    return out.getvalue().encode()


def read(*fields: dict[str, str], form: str = "") -> Taken:
    return redcap_read.read(dictionary(*fields), WISHES, form)


def kinds(found: Taken) -> list[str]:
    return [one.kind for one in found.remarks if one.kind not in NOTED]


def loaded(found: Taken) -> Questionnaire:
    """What is written is read by `loading`."""
    assert found.tree is not None
    return Library(questions_folder()).parse_stored(yaml_text(found.tree), "made.yaml")


def rows(found: Taken) -> list[Tree]:
    assert found.tree is not None
    items = found.tree["items"]
    assert isinstance(items, list)
    return items


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("header", [API, TITLES])
def test_a_spreadsheet_may_have_put_another_sign_between_the_cells(header: tuple[str, ...], separator: str) -> None:
    data = dictionary(field("kinds", "checkbox", "Which?", choices="1, Red | 2, Blue; green"), header=header)
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(csv.reader(io.StringIO(data.decode())))
    assert rows(redcap_read.read(out.getvalue().encode(), WISHES)) == rows(redcap_read.read(data, WISHES))


# Fields.


@pytest.mark.parametrize("header", [API, TITLES])
def test_a_form_is_taken_whole(header: tuple[str, ...]) -> None:
    fields = (
        field("mood", "radio", "<b>How</b> often was it&nbsp;low?", section_header="The last week", field_note="Guess"),
        field(
            "kinds", "checkbox", "Which?", choices="1, Red | 2, Blue | 9, None", field_annotation="@NONEOFTHEABOVE=9"
        ),
        field("glad", "yesno", "Were you glad?", required_field="y"),
        field("days", "text", "How many days?", validation="integer", least="0", most="7"),
        field("weight", "text", "How heavy?", validation="number_1dp", least="0"),
        field("more", "notes", "Anything else?"),
        field("ease", "slider", "How easy?"),
    )
    found = redcap_read.read(dictionary(*fields, header=header), WISHES)
    assert (found.verdict, kinds(found)) == (Verdict.WHOLE, [])
    made = loaded(found)
    assert [(one.id, one.type) for one in made.items] == [
        ("mood-note", "note"), ("mood", "choice"), ("kinds", "choices"), ("glad", "choice"), ("days", "number"),
        ("weight", "number"), ("more", "text"), ("ease", "number"),
    ]  # fmt: skip
    mood = made.by_id["mood"]
    assert (mood.ask, mood.why, mood.link) == ("How often was it low?", "Guess", "mood")
    assert [(one.code, one.text, one.coding and one.coding.code) for one in mood.options] == [
        ("0", "Never", "0"), ("1", "Some days", "1"), ("2", "Most days", "2"),
    ]  # fmt: skip
    assert [one.exclusive for one in made.by_id["kinds"].options] == [False, False, True]
    assert [one.code for one in made.by_id["glad"].options] == ["yes", "no"]
    assert (made.by_id["days"].least, made.by_id["days"].most, made.by_id["weight"].decimals) == (0, 7, 1)


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (field("a", "text", "When?", validation="datetime_ymd"), ["time-of-day"]),
        (field("a", "text", "When?", validation="date_ymd", least="today"), ["bound-unread"]),
        (field("a", "text", "Where?", validation="email"), ["text-format"]),
        (field("a", "text", "How much?", validation="number_3dp"), ["decimals"]),
        (field("a", "text", "How much?", validation="integer", least="[other]"), ["bound-unread"]),
        (field("a", "text", "Who?", identifier="y"), ["identifier"]),
        (field("a", field_annotation="@HIDDEN"), ["hidden-field"]),
        (field("a", field_annotation="@DEFAULT='1'"), ["initial"]),
        (field("a", "file", "A picture"), ["attachment"]),
        (field("a", "calc", "Age", choices="datediff([b], 'today', 'y')"), ["computed"]),
        (field("a", "radio", "Hello [b], how are you?"), ["computed-words"]),
    ],
    ids=lambda one: one["field_type"] if isinstance(one, dict) else one[0],
)
def test_each_loss_is_named_by_its_kind(one: dict[str, str], told: list[str]) -> None:
    found = read(one, field("b"))
    assert kinds(found) == told
    assert found.verdict is Verdict.LOSSES
    assert all("[" not in item.ask for item in loaded(found).items)


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (field("a", "sql", "Which site?", choices="select 1"), "options-computed"),
        (field("a", choices="1, Only this"), "one-option"),
        (field("a", choices=""), "no-options"),
        (field("a", choices=" | ".join(f"{n}, Word {n}" for n in range(21))), "many-options"),
        (field("a", choices="1, One | 1, Two | 2, Three"), "option-twice"),
        (field("a", choices=", One | 1, Two"), "option-no-code"),
        (field("a", label=""), "no-words"),
        (field("a", "hologram"), "type"),
        (field("b"), "field-twice"),
        (field("a", "file", "A picture", required_field="y"), "attachment-needed"),
    ],
)
def test_a_form_is_refused_for_each_of_these_faults(one: dict[str, str], told: str) -> None:
    found = read(field("b"), one)
    assert (found.verdict, found.tree) == (Verdict.REFUSED, None)
    assert told in kinds(found)


def test_what_to_do_is_said_in_the_words_of_redcap() -> None:
    """No mend that a user of REDCap can be given names a thing of FHIR."""
    sources = "".join(one.read_text("utf-8") for one in READERS)
    named = set(re.findall(r'"([a-z0-9-]+)"', sources)) & KINDS.keys()
    assert len(named) > 40
    told = {kind: in_format(Remark(kind, "", "", KINDS[kind][2]), "redcap").mend for kind in named}
    words = ("FHIR", "enableWhen", "answerOption", "linkId", "`text`", "enableBehavior", "resourceType")
    assert [kind for kind, mend in told.items() if any(word in mend for word in words)] == []
    assert read(field("a", label="")).remarks[0].mend == "Give it a field label."


@pytest.mark.parametrize(
    ("one", "most", "told"),
    [
        (field("a", "notes"), 2_000, []),
        (field("a", "text"), None, []),
        (field("a", "text", field_annotation="@CHARLIMIT=1000"), 1_000, []),
        (field("a", "notes", field_annotation="@CHARLIMIT='150'"), 150, []),
        (field("a", "notes", field_annotation="@CHARLIMIT=10000"), 4_000, ["text-length"]),
    ],
)
def test_a_text_is_as_long_as_the_field_lets_it_be(one: dict[str, str], most: int | None, told: list[str]) -> None:
    found = read(one)
    assert (loaded(found).by_id["a"].most, kinds(found)) == (most, told)


def test_a_note_of_a_copy_keeps_its_id_as_a_question_does() -> None:
    made = [
        field(id_.replace(".", "_"), type_, field_annotation=f"@SCREENING-ID='{id_}'")
        for id_, type_ in (("wine.intro", "descriptive"), ("wine.often", "radio"))
    ]
    assert [row["id"] for row in rows(read(*made))] == ["wine.intro", "wine.often"]


# Conditions.

BEFORE = (
    field("a"),
    field("b", "checkbox", "Which?", choices="1, Red | 2, Blue"),
    field("n", "text", "How many?", validation="integer"),
    field("w", "text", "How heavy?", validation="number_1dp"),
    field("t", "text", "Why?"),
)


@pytest.mark.parametrize(
    ("logic", "expected"),
    [
        ("[a] = '1'", {"item": "a", "is": "1"}),
        ('[a]="1"', {"item": "a", "is": "1"}),
        ("[a] <> '0'", {"item": "a", "is-not": "0"}),
        ("[a] != 0", {"item": "a", "is-not": "0"}),
        ("[a] >= 1", {"item": "a", "is": ["1", "2"]}),
        ("[a] < '1'", {"item": "a", "is": ["0"]}),
        ("[a] <> ''", {"item": "a", "answered": "yes"}),
        ("[t] = ''", {"item": "t", "answered": "no"}),
        ("[b(2)] = '1'", {"item": "b", "is": "2"}),
        ("[b(2)] = '0'", {"item": "b", "is-not": "2"}),
        ("[b(1)] <> '1'", {"item": "b", "is-not": "1"}),
        ("[n] > 2", {"item": "n", "at-least": "3"}),
        ("[n] <= 4", {"item": "n", "at-most": "4"}),
        ("[w] >= 4", {"item": "w", "at-least": "4"}),
        ("[w] > 4", {"item": "w", "at-least": "4.1"}),
        ("[n] <> '' and [n] > 2", {"item": "n", "at-least": "3"}),
        ("[b(1)] = '1' or [b(2)] = '1'", {"item": "b", "answered": "yes"}),
        ("[b(1)] <> '1' and [b(2)] = '0'", {"item": "b", "answered": "no"}),
        ("[n] = 4", {"all": [{"item": "n", "at-least": "4"}, {"item": "n", "at-most": "4"}]}),
        (
            "[a]='1' or [a]='2' AND ([b(1)]='1' or [n]>=1)",
            {"any": [
                {"item": "a", "is": "1"},
                {"all": [
                    {"item": "a", "is": "2"},
                    {"any": [{"item": "b", "is": "1"}, {"item": "n", "at-least": "1"}]},
                ]},
            ]},
        ),
    ],
)  # fmt: skip
def test_plain_tests_become_conditions(logic: str, expected: object) -> None:
    found = read(*BEFORE, field("last", branching_logic=logic))
    assert rows(found)[-1]["only-if"] == expected
    assert loaded(found).by_id["last"].only_if is not None


@pytest.mark.parametrize(
    ("logic", "told"),
    [
        ("[nobody] = '1'", "condition-no-item"),
        ("[a] = '7'", "condition-no-option"),
        ("[later] = '1'", "condition-later"),
        ("[last] = '1'", "condition-later"),
        ("[elsewhere] = '1'", "condition-left-out"),
        ("[secret] = '1'", "condition-left-out"),
        ("[score] > 3", "condition-left-out"),
        ("[t] = 'x'", "condition-test"),
        ("[w] > 4.05", "condition-test"),
        ("[n] > 1.5", "condition-test"),
        ("[b] = '1'", "condition-test"),
        ("[visit_1][a] = '1'", "condition-computed"),
        ("datediff([t], 'today', 'd') > 3", "condition-computed"),
        ("[a] = '1' and", "condition-computed"),
        ("([a] = '1'", "condition-computed"),
        ("(" * 50 + "[a] = '1'" + ")" * 50, "condition-computed"),
        ("[a] = [b]", "condition-computed"),
    ],
)
def test_any_other_logic_refuses(logic: str, told: str) -> None:
    """What changes who is asked what is never guessed."""
    more = (
        field("secret", identifier="y"),
        field("score", "calc", "Total", choices="[a]*2"),
        field("last", branching_logic=logic),
        field("later"),
        {**field("elsewhere"), "form_name": "other"},
    )
    found = read(*BEFORE, *more, form="evening")
    assert (found.tree, told in kinds(found)) == (None, True)


@pytest.mark.parametrize(
    ("logic", "told"),
    [
        ("[n] < 3", "n"),
        ("[n] <= 0", "n"),
        ("[n] = 0", "n"),
        ("[n] <> 0", "n"),
        ("[n] >= -2", "n"),
        ("[a] <= '0'", "a"),
        ("[a] = '1' or [n] < 3", "n"),
        ("[a] <> '' and [n] < 3", "n"),
        ("[n] <> '' or [n] < 3", "n"),
        ("datediff([d], '2020-05-17', 'd', true) <= 0", "d"),
        ("[n] > 2", ""),
        ("[n] <> 3", ""),
        ("[a] = '0'", ""),
        ("[a] >= 1", ""),
        ("[n] <> '' and [n] < 3", ""),
        ("[n] <> '' and [n] = 0", ""),
        ("[a] <> '' and [a] < 2", ""),
        ("[n] <> '' and ([n] < 3 or [a] = '1')", ""),
        ("[a] = '1' and ([n] = '' or [n] < 3)", ""),
        ("[d] <> '' and datediff([d], '2020-05-17', 'd', true) <= 0", ""),
    ],
)
def test_a_test_that_a_blank_may_meet_as_0_is_told_unless_it_says_what_a_blank_is(logic: str, told: str) -> None:
    day = field("d", "text", "Which day?", validation="date_ymd")
    for last in (field("last", branching_logic=logic), field("last", "descriptive", branching_logic=logic)):
        found = read(*BEFORE, day, last, field("end"))
        assert [one.kind for one in found.remarks if one.where == "last"] == ["blank-compared"] * bool(told)
        assert all(f"compares `{told}`" in one.what for one in found.remarks if one.kind == "blank-compared")
        assert found.verdict is Verdict.WHOLE


@pytest.mark.parametrize(
    ("guard", "told"), [("[n] < 3", ["blank-compared"]), ("[n] <> '' and [n] < 3", []), ("[n] >= 3", [])]
)
def test_so_is_one_that_decides_when_a_total_stands(guard: str, told: list[str]) -> None:
    formula = f"if({guard} and [a] <> '' and [c] <> '', [a] + [c], '')"
    found = read(*BEFORE, field("c"), field("total", "calc", "Total", choices=formula))
    assert [one.id for one in loaded(found).scales] == ["total"]
    assert [one.kind for one in found.remarks if one.where == "total" and one.kind not in NOTED] == told


def test_a_text_whose_logic_is_not_read_is_always_shown() -> None:
    found = read(field("a"), field("hint", "descriptive", "Look!", branching_logic="[a] = [b]"), field("b"))
    assert kinds(found) == ["text-always"]
    assert [row["id"] for row in rows(found)] == ["a", "hint-note", "b"]


def test_a_code_of_the_file_that_can_stand_here_goes_to_no_other_option() -> None:
    found = loaded(read(field("a", choices="-1, Bad | 0, So | 1, Good")))
    codes = [(one.code, one.coding and one.coding.code) for one in found.items[0].options]
    assert codes == [("minus-1", "-1"), ("0", "0"), ("1", "1")]


@pytest.mark.parametrize(
    ("choices", "codes", "told"),
    [
        ("-1, Refused | 2, Two", ["minus-1", "2"], [("-1", "minus-1")]),
        ("+1, More | 2, Two", ["option-1", "2"], [("+1", "option-1")]),
        ("5+, Many | <1, Few", ["option-5", "option-1"], [("5+", "option-5"), ("<1", "option-1")]),
        ("-1-2, Once | -1.5, Less", ["minus-1-2", "minus-1-5"], [("-1-2", "minus-1-2"), ("-1.5", "minus-1-5")]),
        ("Red, Red | A.1, One", ["red", "a-1"], []),
    ],
)
def test_a_number_is_the_code_of_no_option_that_has_another_one_and_that_is_told(
    choices: str, codes: list[str], told: list[tuple[str, str]]
) -> None:
    found = read(field("a", choices=choices))
    assert [one.code for one in loaded(found).items[0].options] == codes
    said = [f"the code `{theirs}` is written `{ours}` here" for theirs, ours in told]
    assert [one.what.partition(";")[0] for one in found.remarks if one.kind == "code-made"] == said


def test_a_mean_is_of_questions_that_are_always_asked_and_one_that_is_not_rounded_is_told() -> None:
    means = [field("m", "calc", "Mean", choices="mean([a],[b])"), field("k", "calc", "Other", choices="mean([a],[c])")]
    found = read(field("a"), field("b"), field("c", branching_logic="[a] = '1'"), *means)
    assert {"mean-rounded", "computed"} <= {*kinds(found)}
    assert [one.mean_of for one in loaded(found).scales] == [("a", "b")]


# Options with which somebody declines.

REFUSABLE = field("a", choices="0, Never | 1, Often | 99, I prefer not to say")


def declining(*more: dict[str, str], first: dict[str, str] = REFUSABLE) -> Taken:
    return redcap_read.read(dictionary(first, *more), replace(WISHES, declined=frozenset({"99"})), "evening")


def test_an_option_that_reads_like_a_decline_is_told_and_never_guessed() -> None:
    found = read(REFUSABLE)
    assert (found.verdict, kinds(found)) == (Verdict.WHOLE, ["seems-to-decline"])
    assert [one.code for one in loaded(found).items[0].options] == ["0", "1", "99"]


def test_an_option_that_the_person_names_is_no_option_here() -> None:
    found = declining()
    assert (found.verdict, kinds(found)) == (Verdict.WHOLE, ["declines"])
    assert [one.code for one in loaded(found).items[0].options] == ["0", "1"]


def test_a_code_that_no_option_has_declines_nothing_and_refuses() -> None:
    found = declining(first=field("a", choices="0, Never | 1, Often"))
    assert (found.verdict, kinds(found)) == (Verdict.REFUSED, ["declined-unknown"])


@pytest.mark.parametrize(
    ("first", "logic", "expected"),
    [
        (REFUSABLE, "[a] = '99'", {"item": "a", "declined": "yes"}),
        (REFUSABLE, "[a] <> '99'", {"item": "a", "declined": "no"}),
        (REFUSABLE, "[a] < 2", {"item": "a", "is": ["0", "1"]}),
        (
            field("a", "checkbox", choices="0, No | 1, Yes | 99, Refused"),
            "[a(99)] = '1'",
            {"item": "a", "declined": "yes"},
        ),
    ],
)
def test_a_test_of_declining_asks_whether_it_was_declined(first: dict[str, str], logic: str, expected: object) -> None:
    found = declining(field("b", branching_logic=logic), first=first)
    assert rows(found)[1]["only-if"] == expected


def test_an_order_of_codes_that_declining_would_meet_refuses() -> None:
    assert kinds(declining(field("b", branching_logic="[a] > 0"))) == ["condition-declines", "declines"]


@pytest.mark.parametrize("formula", ["[a] + [b]", "if([a] = '1', 1, if([a] = '99', 5, 0)) + [b]"])
def test_a_total_counts_no_points_for_declining_and_says_so(formula: str) -> None:
    found = declining(field("b"), field("total", "calc", "Total", choices=formula))
    assert "total-declines" in kinds(found)
    assert [(one.id, one.sum_of) for one in loaded(found).scales] == [("total", ("a", "b"))]


# Totals.


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("sum([a], [b])", (["a", "b"], 0, False)),
        ("SUM ([a],[b])", (["a", "b"], 0, False)),
        ("mean([a],[b])", (["a", "b"], 2, False)),
        ("[a] + [b]+[c]", (["a", "b", "c"], 0, True)),
        ("([a]+[b])", (["a", "b"], 0, True)),
        ("round(sum([a], [b]) / 2, 1)", (["a", "b"], 2, False)),
        ("round(mean([a],[b]),1)", (["a", "b"], 2, False)),
        ("([a]+[b])*2", (["a", "b"], 0, True)),
        ("if([a] = '1', 2, if([a] = '2', 4, 0)) + [b]", (["a", "b"], 0, False)),
        ("sum(if([b(1)] = '1', 2, 0), if([b(2)] = '1', 1, 0))", (["b"], 0, False)),
        ("sum(if([n] <> '', 7 - [n], 0))", (["n"], 0, False)),
        ("[a]", None),
        ("[a]+[a]", None),
        ("mean([a],[b])/2", None),
        ("(mean([a],[b]))/2", None),
        ("[a]*2+[b]", None),
        ("[a]+([b])*2", None),
        ("[a]+([b])/2", None),
        ("sum([a])+sum([b])/2", None),
        ("[a]-[b]", None),
        ("sum([a], [b]) / 3", None),
        ("round([a]+[b], 1)", None),
        ("if([n] <> '', 7 - [a], 0)", None),
        ("sum(if([b(1)] = '1', 2, 0), if([b(1)] = '1', 1, 0))", None),
        ("if([b(1)] = '0', 2, 0)", None),
        ("if([a] = '1', [b], [c])", None),
        ("datediff([a], 'today', 'y')", None),
    ],
)
def test_only_plain_sums_and_means_are_totals(formula: str, expected: object) -> None:
    found = next(RedcapTotals(lambda _: "").totals(formula), None)
    assert (found and ([one.link for one in found.terms], found.mean_of, found.strict)) == expected


@pytest.mark.parametrize(
    "formula",
    ["if([a]='1',1," * 3000 + "0" + ")" * 3000, "(" * 40_000 + "[a]+[b]" + ")" * 40_000, "[a] " + "+ [b] " * 30_000],
    ids=["deep", "brackets", "long"],
)
def test_a_formula_that_is_too_deep_or_too_long_is_no_total(formula: str) -> None:
    assert list(RedcapTotals(lambda _: "").totals(formula)) == []


def test_a_sum_becomes_a_scale_with_the_codes_as_points() -> None:
    """And only its fields get points: codes alone are none."""
    found = read(field("a"), field("b"), field("c"), field("score", "calc", "Total", choices="[a]+[b]"))
    assert found.verdict is Verdict.WHOLE
    made = loaded(found)
    assert [(one.id, one.title, one.sum_of, one.link) for one in made.scales] == [
        ("score", "Total", ("a", "b"), "score")
    ]
    assert [[one.score for one in item.options] for item in made.questions] == [[0, 1, 2], [0, 1, 2], [None] * 3]


def test_a_total_that_is_blank_while_a_question_is_not_asked_is_a_named_change() -> None:
    calc = field("score", "calc", "Total", choices="[a]+[b]")
    found = read(field("a"), field("b", branching_logic="[a] = '1'"), calc)
    assert "total-unasked" in kinds(found)
    assert "total-unasked" not in kinds(read(field("a"), field("b"), calc))


def test_a_total_that_leaves_out_what_is_missing_is_a_named_change() -> None:
    """There `sum` counts a missing answer 0: here it is a range."""
    found = read(field("a"), field("b"), field("score", "calc", "Total", choices="sum([a],[b])"))
    assert kinds(found) == ["total-taken"]


@pytest.mark.parametrize("choices", ["a, One | b, Two", "1, One | x, Two"])
def test_codes_that_are_no_numbers_are_no_points(choices: str) -> None:
    found = read(field("a", choices=choices), field("b"), field("score", "calc", "Total", choices="[a]+[b]"))
    assert kinds(found) == ["computed"]
    assert "scales" not in (found.tree or {})


def test_a_total_can_be_asked_for_by_the_names_of_fields() -> None:
    fields = (field("first_one"), field("b"), field("t", "text", "Why?"))

    def added(*named: str) -> Taken:
        wishes = replace(WISHES, totals={"Sum": named})
        return redcap_read.read(dictionary(*fields), wishes)

    made = loaded(added("first_one", "b"))
    assert [(one.id, one.title, one.sum_of) for one in made.scales] == [("sum", "Sum", ("first-one", "b"))]
    assert loaded(added("first-one", "b")).scales[0].sum_of == ("first-one", "b")
    (refused,) = (one for one in added("b", "t", "nobody").remarks if one.kind == "total-not-numbers")
    assert refused.what.endswith("no numbers: t, nobody.")


@pytest.mark.parametrize(
    ("formula", "hinted"),
    [
        ("[a]*[a]+[b]", True),
        ("[a]*2+1", False),
        ("datediff([d],'today','y')", False),
        ("[w]+[d]", False),
    ],
)
def test_how_fields_of_a_total_are_named_is_told_where_it_may_be_one(formula: str, hinted: bool) -> None:
    day = {**field("d", "text", "Day"), "text_validation_type_or_show_slider_number": "date_ymd"}
    found = read(field("a"), field("b"), day, field("w", "text", "Why?"), field("t", "calc", "T", choices=formula))
    assert ["--total t=a,b,c" in one.mend for one in found.remarks if one.kind == "computed"] == [hinted]


def test_a_calculated_field_that_the_person_names_becomes_the_scale_in_its_place() -> None:
    fields = (field("a"), field("b"), field("my_score", "calc", "The score", choices="[a]*[a]+[b]"))
    found = redcap_read.read(dictionary(*fields), replace(WISHES, totals={"my-score": ("a", "b")}))
    assert kinds(found) == ["total-named"]
    assert [(one.id, one.title, one.link) for one in loaded(found).scales] == [("my-score", "The score", "my_score")]


# The file.


def test_a_form_is_chosen_where_there_are_several() -> None:
    fields = (field("a"), {**field("b"), "form_name": "other"})
    assert kinds(read(*fields)) == ["many-forms"]
    assert kinds(read(*fields, form="none")) == ["no-form"]
    assert [row["id"] for row in rows(read(*fields, form="other"))] == ["b"]


def test_a_file_that_is_not_utf_8_is_read_as_windows_text_and_that_is_said() -> None:
    data = dictionary(field("a", label="Caf\u00e9?")).decode().encode("cp1252")
    found = redcap_read.read(data, WISHES)
    assert (kinds(found), rows(found)[0]["ask"]) == (["cp1252"], "Caf\u00e9?")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"field_name,form_name\n", "not-dictionary"),
        (b'field_name,"form_name\n', "not-dictionary"),
        (dictionary()[:-1] + b"x" * 4_000_001, "too-large"),
        (dictionary(), "nothing-left"),
    ],
    ids=["columns", "quote", "large", "empty"],
)
def test_a_file_that_is_no_dictionary_is_refused(data: bytes, told: str) -> None:
    assert told in kinds(redcap_read.read(data, WISHES))


def test_the_kind_of_file_is_read_from_its_content() -> None:
    assert is_dictionary(b"\xef\xbb\xbf" + dictionary(field("a")))
    assert is_dictionary(dictionary(field("a"), header=TITLES))
    assert not is_dictionary(b'{"resourceType": "Questionnaire"}')


@pytest.mark.parametrize("seed", range(100))
def test_a_mutated_dictionary_is_taken_or_refused_and_nothing_else_happens(seed: int) -> None:
    chance = random.Random(seed)
    source = dictionary(*BEFORE, field("c", branching_logic="[a]='1' and [b(2)]='1'"),
                        field("score", "calc", "Total", choices="[a]+[c]"))  # fmt: skip
    data = bytearray(source)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(API[0]) + 1, len(data))
        if chance.random() < 0.5:
            data[at] = chance.choice(b"'\"[](),|\n\x00\xff0aZ<>=")
        else:
            del data[at : at + chance.randint(1, 40)]
    found = redcap_read.read(bytes(data), WISHES, "evening")
    assert (found.tree is None) == (found.verdict is Verdict.REFUSED)
    assert found.tree is None or loaded(found).questions


def test_a_dictionary_is_taken_over_on_the_command_line(tmp_path: Path) -> None:
    """CLI-34."""
    (tmp_path / "d.csv").write_bytes(dictionary(field("a"), field("b"), {**field("c"), "form_name": "other"}))
    refused = run("import", "d.csv", "--licence", "mine", home=tmp_path)
    assert (refused.returncode, b"--form NAME" in refused.stdout) == (Code.CONTENT, True)
    done = run("import", "d.csv", "--form", "evening", "--licence", "mine", "--to", "e.yaml", home=tmp_path)
    assert (done.returncode, done.stdout.splitlines()[0][:11]) == (Code.DONE, b"Taken whole")
    assert run("lint", "e.yaml", home=tmp_path).returncode == Code.DONE
    (tmp_path / "q.json").write_text("{}")


def test_where_nothing_says_how_many_decimals_there_are_two_are_taken_and_that_is_noted() -> None:
    found = read(field("a", "text", "How much?", validation="number"))
    assert (found.verdict, kinds(found), loaded(found).items[0].decimals) == (Verdict.WHOLE, ["decimals-unsaid"], 2)
