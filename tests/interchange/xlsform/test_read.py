"""CLI-35: what an XLSForm comes to: questions, options, conditions, totals, and what is said of it."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from screening.interchange.remarks import Verdict
from screening.interchange.taken import Taken
from screening.interchange.xlsform import read as xlsform_read
from screening.interchange.xlsform.sheets import of_csv, of_workbook
from screening.system.process import Code
from tests.contracts import faults, run
from tests.interchange.xlsform.made import (
    NUMBERS,
    OFTEN,
    WISHES,
    Cells,
    choices,
    form,
    items,
    kinds,
    loaded,
    q,
    read,
    workbook,
)

# Rows.


def test_a_form_is_taken_whole() -> None:
    found = read(
        q("start", "start", ""),
        q("mood", label="<b>How</b> often was it **low**?", hint="Guess", required="yes"),
        q("kinds", "select_multiple k", "Which?", constraint="not(selected(., 'none') and count-selected(.) > 1)"),
        q("welcome", "note", "Nearly done."),
        q("days", "integer", "How many days?", constraint="(. >= 0) and (. <= 7)"),
        q("weight", "decimal", "How heavy?", constraint=". >= 0 and . = round(., 1)"),
        q("more", "text", "Anything else?", appearance="multiline"),
        q("ease", "range", "How easy?", parameters="start=0 end=10 step=1"),
        lists=choices({**OFTEN, "k": {"Red": "Red", "blue": "Blue", "none": "None"}}),
        settings={"form_title": "The evening", "form_id": "evening_form", "version": "2.1"},
    )
    assert (found.verdict, kinds(found)) == (Verdict.WHOLE, [])
    made = loaded(found)
    assert (made.id, made.title, made.version, made.language) == ("evening-form", "The evening", "2.1", "en")
    assert [(one.id, one.type) for one in made.items] == [
        ("mood", "choice"), ("kinds", "choices"), ("welcome", "note"), ("days", "number"), ("weight", "number"),
        ("more", "text"), ("ease", "number"),
    ]  # fmt: skip
    mood = made.by_id["mood"]
    assert (mood.ask, mood.why, mood.link) == ("How often was it low?", "Guess", "mood")
    assert [(one.code, one.text) for one in mood.options] == [(code, words) for code, words in OFTEN["often"].items()]
    assert [(one.code, one.coding and one.coding.code, one.exclusive) for one in made.by_id["kinds"].options] == [
        ("red", "Red", False), ("blue", "blue", False), ("none", "none", True),
    ]  # fmt: skip
    bounds = [(one.least, one.most, one.decimals) for one in made.items if one.type == "number"]
    assert bounds == [(0, 7, 0), (0, None, 1), (0, 10, 0)]


@pytest.mark.parametrize(
    "written",
    ["select_one often", "select one from often", "select one often", "Select_One often", "select1 often"],
)
def test_a_choice_is_known_by_each_of_its_names(written: str) -> None:
    assert loaded(read(q("a", written))).by_id["a"].type == "choice"


@pytest.mark.parametrize(
    "written", ["select_multiple often", "select all that apply from often", "select multiple often"]
)
def test_a_choice_of_several_is_known_by_each_of_its_names(written: str) -> None:
    assert loaded(read(q("a", written))).by_id["a"].type == "choices"


def test_the_names_of_lists_keep_their_case() -> None:
    lists = choices({"A": {"x": "One", "y": "Two"}, "a": {"x": "Three", "y": "Four"}})
    made = loaded(read(q("big", "select_one A"), q("small", "select_one a"), lists=lists))
    assert [one.options[0].text for one in made.items] == ["One", "Three"]


def test_groups_are_flattened_and_what_holds_for_them_holds_for_all_in_them() -> None:
    found = read(
        q("a"),
        q("g", "begin group", "About the day", relevant="${a} = 'some'"),
        q("b"),
        q("", "begin_group", ""),
        q("c", relevant="${b} = 'most'"),
        q("", "end_group", ""),
        q("", "end group", ""),
        q("d"),
    )
    day = {"item": "a", "is": "some"}
    assert [(row["id"], row.get("only-if")) for row in items(found)] == [
        ("a", None), ("g-note", day), ("b", day), ("c", {"all": [day, {"item": "b", "is": "most"}]}), ("d", None),
    ]  # fmt: skip
    assert found.verdict is Verdict.WHOLE


def test_an_answer_of_ones_own_is_asked_as_elsewhere() -> None:
    made = loaded(read(q("a", "select_one often or_other"), q("b", relevant="${a} = 'other'")))
    assert [one.id for one in made.items] == ["a", "a-other", "b"]
    assert [one.code for one in made.by_id["a"].options] == ["never", "some", "most", "other"]
    assert made.by_id["b"].only_if is not None


@pytest.mark.parametrize("type_", ["start", "end", "today", "deviceid", "username", "email", "audit", "get start time"])
def test_what_is_collected_without_asking_is_noted_and_never_collected(type_: str) -> None:
    found = read(q("m", type_, ""), q("a"))
    assert ([one.kind for one in found.remarks], len(items(found))) == (["metadata"], 1)


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (q("a", "date", "When?", constraint=". <= today()"), ["bound-unread"]),
        (q("a", "dateTime", "When?"), ["time-of-day"]),
        (q("a", "barcode", "Which?"), ["text-format"]),
        (q("a", "text", "Where?", constraint="regex(., '[a-z]+')"), ["text-format"]),
        (q("a", "decimal", "How much?", constraint=". > 10.51 and . = round(., 1)"), ["bound-unread"]),
        (q("a", "integer", "How much?", constraint=". < ${b}"), ["bound-unread"]),
        (q("a", "integer", "How much?", constraint=". mod 2 = 0"), ["constraint"]),
        (q("a", "image", "A picture"), ["attachment"]),
        (q("a", "hidden", ""), ["hidden-field"]),
        (q("a", "acknowledge", "Read this."), ["acknowledged"]),
        (q("a", "calculate", "", calculation="${b} * 2"), ["computed"]),
        (q("a", default="never"), ["initial"]),
        (q("a", label="Hello ${b}, how are you?"), ["computed-words"]),
        (q("a", image="a.png"), ["picture"]),
    ],
    ids=lambda one: one["type"] if isinstance(one, dict) else one[0],
)
def test_each_loss_is_named_by_its_kind(one: Cells, told: list[str]) -> None:
    found = read(one, q("b", "integer", "How many?"))
    assert (kinds(found), found.verdict) == (told, Verdict.LOSSES)
    assert all("${" not in item.ask for item in loaded(found).items)


def test_what_can_be_repeated_is_asked_once() -> None:
    found = read(q("r", "begin repeat", "A person"), q("a"), q("", "end repeat", ""))
    assert (kinds(found), [row["id"] for row in items(found)]) == (["asked-once"], ["r-note", "a"])


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (q("a", "select_one nobody"), "list-missing"),
        (q("a", choice_filter="x = ${b}"), "choice-filter"),
        (q("a", "select_one_from_file towns.csv"), "list-elsewhere"),
        (q("a", "select_one_external often"), "list-elsewhere"),
        (q("a", label=""), "no-words"),
        (q("a", "hologram"), "type"),
        (q("a", "rank often"), "type"),
        (q("a", "image", "A picture", required="yes"), "attachment-needed"),
        (q("b"), "field-twice"),
        (q("", "text"), "name-missing"),
        (q("a", ""), "type-missing"),
        (q("g", "begin group", ""), "group-open"),
        (q("", "end group", ""), "group-open"),
    ],
)
def test_a_form_is_refused_for_each_of_these_faults(one: Cells, told: str) -> None:
    found = read(q("b"), one)
    assert (found.verdict, found.tree, told in kinds(found)) == (Verdict.REFUSED, None, True)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ([("x", "One", "")], "one-option"),
        ([("x", "One", ""), ("x", "Two", "")], "option-twice"),
        ([("x", "One", "1"), ("", "Two", "2")], "option-no-code"),
        ([(str(n), f"Word {n}", "") for n in range(21)], "many-options"),
        ([("x", "One", "many"), ("y", "Two", "1")], "points-not-number"),
    ],
)
def test_a_list_that_is_no_choice_here_refuses(options: list[tuple[str, str, str]], told: str) -> None:
    listed = [{"list_name": "l", "name": code, "label": words, "score": score} for code, words, score in options]
    assert told in kinds(read(q("a", "select_one l"), lists=listed))


# Conditions.

BEFORE = (
    q("a"),
    q("n1", "select_one n"),
    q("b", "select_multiple often", "Which?"),
    q("n", "integer", "How many?"),
    q("w", "decimal", "How heavy?", constraint=". = round(., 1)"),
    q("t", "text", "Why?"),
)


@pytest.mark.parametrize(
    ("logic", "expected"),
    [
        ("${a} = 'some'", {"item": "a", "is": "some"}),
        ('${ a }="some"', {"item": "a", "is": "some"}),
        ("'some' = ${a}", {"item": "a", "is": "some"}),
        ("selected(${a}, 'some')", {"item": "a", "is": "some"}),
        ("selected(${b},'some')", {"item": "b", "is": "some"}),
        ("${a} != 'some'", {"item": "a", "is-not": "some"}),
        ("not(selected(${b}, 'some'))", {"item": "b", "is-not": "some"}),
        ("${a} != ''", {"item": "a", "answered": "yes"}),
        ("${t} = ''", {"item": "t", "answered": "no"}),
        ("string-length(${t}) > 0", {"item": "t", "answered": "yes"}),
        ("count-selected(${b}) >= 1", {"item": "b", "answered": "yes"}),
        ("${n} > 2", {"item": "n", "at-least": "3"}),
        ("2 < ${n}", {"item": "n", "at-least": "3"}),
        ("${n}<='4'", {"item": "n", "at-most": "4"}),
        ("not(${n} > 3)", {"any": [{"item": "n", "at-most": "3"}, {"item": "n", "answered": "no"}]}),
        ("not(${n}<=4)", {"any": [{"item": "n", "at-least": "5"}, {"item": "n", "answered": "no"}]}),
        ("${n} = 4", {"all": [{"item": "n", "at-least": "4"}, {"item": "n", "at-most": "4"}]}),
        ("${w} >= 1.5", {"item": "w", "at-least": "1.5"}),
        ("${n1} >= 1", {"item": "n1", "is": ["1", "2"]}),
        ("int(${n1}) = 1", {"item": "n1", "is": "1"}),
        ("true()", None),
        (
            "${a}='some' or (${a}='most' and (${n} >= 1 or not(${b} = '')))",
            {"any": [
                {"item": "a", "is": "some"},
                {"all": [
                    {"item": "a", "is": "most"},
                    {"any": [{"item": "n", "at-least": "1"}, {"item": "b", "answered": "yes"}]},
                ]},
            ]},
        ),
        ("${a}='some' and (${n} >= 1)", {"all": [{"item": "a", "is": "some"}, {"item": "n", "at-least": "1"}]}),
    ],
)  # fmt: skip
def test_plain_tests_become_conditions(logic: str, expected: object) -> None:
    found = read(*BEFORE, q("last", relevant=logic))
    assert items(found)[-1].get("only-if") == expected
    assert (loaded(found).by_id["last"].only_if is None) is (expected is None)


@pytest.mark.parametrize(
    ("logic", "told"),
    [
        ("${nobody} = 'x'", "condition-no-item"),
        ("${a} = 'x'", "condition-no-option"),
        ("${later} = 'some'", "condition-later"),
        ("${last} = 'some'", "condition-later"),
        ("${hidden} = 'some'", "condition-left-out"),
        ("${computed} > 3", "condition-left-out"),
        ("${words} = 'x'", "condition-no-answer"),
        ("${same} = 'some'", "condition-name-twice"),
        ("${t} = 'x'", "condition-test"),
        ("${b} = 'some'", "condition-test"),
        ("${n} > 1.5", "condition-test"),
        ("${a} = \u2018some\u2019", "condition-quotes"),
        ("${a} = ${b}", "condition-computed"),
        ("${n} + 1 > 3", "condition-computed"),
        ("today() > '2020-01-01'", "condition-computed"),
        ("${a} = 'some' and", "condition-computed"),
        ("(${a} = 'some'", "condition-computed"),
        ("not(${n} > 3 and today() > '2020-01-01')", "condition-computed"),
        ("(" * 50 + "${a} = 'some'" + ")" * 50, "condition-computed"),
    ],
)
def test_any_other_logic_refuses(logic: str, told: str) -> None:
    """What changes who is asked what is never guessed."""
    more = (
        q("hidden", "hidden", ""),
        q("computed", "calculate", "", calculation="today()"),
        q("words", "note", "A word."),
        q("same"),
        q("g", "begin group", ""),
        q("same"),
        q("", "end group", ""),
        q("last", relevant=logic),
        q("later"),
    )
    found = read(*BEFORE, *more)
    assert (found.tree, told in kinds(found)) == (None, True)


def test_a_name_that_is_nowhere_is_told_before_its_place() -> None:
    assert "condition-no-item" in kinds(read(q("a", relevant="${nobody} = 'x'")))


def test_a_text_whose_logic_is_not_read_is_always_shown() -> None:
    found = read(q("a"), q("hint", "note", "Look!", relevant="${a} = today()"), q("b"))
    assert kinds(found) == ["text-always"]
    assert [row["id"] for row in items(found)] == ["a", "hint", "b"]


# Totals.


def scored(*formula: str, score: bool = True) -> Taken:
    listed = [
        {"list_name": "s", "name": name, "label": name.title(), "score": points if score else ""}
        for name, points in (("no", "0"), ("some", "1"), ("lots", "3"))
    ]
    calculations = (q(f"total_{n}", "calculate", f"Total {n}", calculation=one) for n, one in enumerate(formula))
    fields = (q("x", "select_one s"), q("y", "select_one s"), q("all", "select_multiple s"))
    whole_numbers = (
        q("i", "select_one n"),
        q("j", "select_one n"),
        q("m", "integer", "?", constraint=". >= 0 and . <= 4"),
    )
    return read(*fields, *whole_numbers, *calculations, lists=[*choices(NUMBERS), *listed])


def points(name: str, worth: dict[str, str]) -> str:
    return " + ".join(f"if(selected(${{{name}}}, '{code}'), {points}, 0)" for code, points in worth.items())


OWN = {"no": "0", "some": "1", "lots": "3"}
BACKWARDS = {"no": "3", "some": "2", "lots": "0"}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("${i} + ${j}", {"sum-of": ["i", "j"]}),
        ("(${i} + int(${j}) + number(${m}))", {"sum-of": ["i", "j", "m"]}),
        ("coalesce(${i}, 0) + coalesce(${j}, 0)", {"sum-of": ["i", "j"]}),
        ("(${i} + ${j}) div 2", {"mean-of": ["i", "j"]}),
        ("round((${i} + ${j}) div 2, 1)", {"mean-of": ["i", "j"], "decimals": "1"}),
        ("(${i} + ${j}) * 2.5", {"sum-of": ["i", "j"], "times": "2.5"}),
        (f"{points('x', OWN)} + {points('y', BACKWARDS)}", {"sum-of": ["x", "y"], "reversed": ["y"]}),
        ("if(${x} = 'some', 1, if(${x} = 'lots', 3, 0)) + ${i}", {"sum-of": ["x", "i"]}),
        (points("all", OWN), {"sum-of": ["all"]}),
        ("if(${m} = '', 0, 4 - ${m})", {"sum-of": ["m"], "reversed": ["m"]}),
        ("if(${i} != '' and (${j} != '' or not(${x} = 'no')), ${i} + ${j}, '')", {"sum-of": ["i", "j"]}),
    ],
)
def test_plain_totals_become_scales(formula: str, expected: dict[str, object]) -> None:
    found = scored(formula)
    assert found.tree is not None
    assert found.tree.get("scales") == [{"id": "0", "title": "Total 0", **expected}]
    assert loaded(found).scales[0].title == "Total 0"


@pytest.mark.parametrize(
    "formula",
    [
        "${i}*2 + ${j}",
        "${i} - ${j}",
        "${i} + ${i}",
        "${x} + ${y}",
        "${i} + ${nobody}",
        "if(${i} > ${j}, ${i}, ${j})",
        "(${i} + ${j}) div 3",
        "${i} + (${j}) div 2",
        "${i} + (${j}) * 2",
        "${i}",
        "if(selected(${all}, 'some'), 1, if(selected(${all}, 'lots'), 3, 0))",
        f"{points('x', OWN)} + {points('x', OWN)}",
        points("x", {"no": "0", "some": "7", "lots": "3"}),
        "if(today() > 3, ${i} + ${j}, '')",
        "(" * 200 + "${i} + ${j}" + ")" * 200 + "(",
    ],
)
def test_any_other_calculation_is_left_out_by_name(formula: str) -> None:
    found = scored(formula)
    assert "computed" in kinds(found)
    assert "scales" not in (found.tree or {})


def test_an_option_that_a_sum_does_not_name_is_worth_nothing_in_it() -> None:
    made = loaded(scored(points("x", {"some": "1", "lots": "3"}), score=False))
    assert [one.score for one in made.by_id["x"].options] == [0, 1, 3]


def test_a_total_says_whether_it_is_blank_while_an_answer_is_missing() -> None:
    assert "total-taken" not in kinds(scored("${i} + ${j}"))
    assert "total-taken" in kinds(scored("coalesce(${i}, 0) + ${j}"))
    assert "total-taken" not in kinds(scored(f"if(${{x}} != '', {points('x', OWN)}, '')"))
    assert "total-taken" in kinds(scored(points("x", OWN)))


def test_a_count_of_conditions_becomes_a_scale() -> None:
    made = loaded(scored("if(${x} = 'lots' or ${y} = 'lots', 1, 0) + if(${m} >= 2, 1, 0)"))
    (scale,) = made.scales
    assert [one.id for one in scale.count_of or ()] == ["x", "m"]


def test_a_condition_may_look_at_a_total_and_at_no_other_calculation() -> None:
    found = read(q("i", "select_one n"), q("s", "calculate", "", calculation="${i} + 0"), q("b", relevant="${s} > 1"))
    assert "condition-left-out" in kinds(found)
    total = q("s", "calculate", "", calculation="${i} + ${j}")
    made = loaded(read(q("i", "select_one n"), q("j", "select_one n"), total, q("b", relevant="${s} >= 2")))
    only_if = made.by_id["b"].only_if
    assert only_if is not None
    assert (only_if.scale, only_if.at_least) == ("s", "2")


def test_points_alone_are_no_total_and_a_total_can_be_asked_for() -> None:
    assert kinds(scored()) == ["total-points"]
    sheets = form(q("x", "select_one n"), q("y", "select_one n"), q("t", "text", "Why?"))
    made = loaded(xlsform_read.read(sheets, "0" * 64, replace(WISHES, totals={"Sum": ("x", "y")})))
    assert [(one.id, one.title, one.sum_of) for one in made.scales] == [("sum", "Sum", ("x", "y"))]
    refused = xlsform_read.read(sheets, "0" * 64, replace(WISHES, totals={"Sum": ("x", "t", "nobody")}))
    assert kinds(refused) == ["total-not-numbers"]


@pytest.mark.parametrize(
    ("formula", "hinted"), [("${x} * ${x} + ${y}", True), ("concat(${x}, ${y})", False), ("${x} * 2", False)]
)
def test_how_questions_of_a_total_are_named_is_told_where_it_may_be_one(formula: str, hinted: bool) -> None:
    found = read(q("x", "select_one n"), q("y", "select_one n"), q("t", "calculate", "", calculation=formula))
    assert ["--total t=a,b,c" in one.mend for one in found.remarks if one.kind == "computed"] == [hinted]


def test_a_calculation_that_the_person_names_becomes_the_scale_in_its_place() -> None:
    score = q("my_score", "calculate", "The score", calculation="${x} * ${x} + ${y}")
    sheets = form(q("x", "select_one n"), q("y", "select_one n"), score)
    found = xlsform_read.read(sheets, "0" * 64, replace(WISHES, totals={"my_score": ("x", "y")}))
    assert kinds(found) == ["total-named"]
    assert [(one.id, one.title, one.link) for one in loaded(found).scales] == [("my-score", "The score", "my_score")]


# Languages.

TITLES = ("label::English (en)", "label::Français (fr)", "hint::Français (fr)")


def spoken(language: str = "", default: str = "Français (fr)", titles: tuple[str, ...] = TITLES) -> Taken:
    cells = dict(zip(titles, ("Ready?", "Prêt ?", "Vite"), strict=False))
    listed = [
        {"list_name": "l", "name": code, titles[0]: words, titles[1]: other}
        for code, words, other in (("y", "Yes", "Oui"), ("n", "No", "Non"))
    ]
    sheets = form({"type": "select_one l", "name": "a", **cells}, lists=listed, settings={"default_language": default})
    return xlsform_read.read(sheets, "0" * 64, replace(WISHES, language=language))


@pytest.mark.parametrize(
    ("language", "default", "expected"),
    [
        ("", "Français (fr)", ("fr", "Prêt ?", "Oui", "Vite")),
        ("", "", ("en", "Ready?", "Yes", None)),
        ("English (en)", "Français (fr)", ("en", "Ready?", "Yes", None)),
        ("en", "Français (fr)", ("en", "Ready?", "Yes", None)),
    ],
)
def test_one_language_is_taken_and_the_other_becomes_a_draft(language: str, default: str, expected: object) -> None:
    found = spoken(language, default)
    made = loaded(found)
    assert (made.language, made.items[0].ask, made.items[0].options[0].text, made.items[0].why) == expected
    assert [one.language for one in found.drafts] == ["en" if made.language == "fr" else "fr"]
    assert "draft" in kinds(found)


def test_a_language_that_is_not_there_refuses_and_those_that_are_are_named() -> None:
    found = spoken("nl")
    assert kinds(found) == ["language-unknown"]
    assert "English (en), Français (fr)" in found.remarks[0].what


@pytest.mark.parametrize(
    ("titles", "expected"),
    [(("label:english", "label:french"), "en"), (("label", "label::fr"), "en"), (("LABEL::EN", "Label::FR"), "en")],
)
def test_titles_are_known_however_they_are_written(titles: tuple[str, str], expected: str) -> None:
    made = loaded(spoken(default="", titles=titles))
    assert (made.language, made.items[0].ask) == (expected, "Ready?")


@pytest.mark.parametrize(
    ("default", "wanted", "kind"),
    [
        ("", "x", "language-code"),
        ("Deutsch (de)", "fr", "language-unknown"),
        ("Deutsch (de)", "zz", "language-unknown"),
        ("", "pt-BR", ""),
        ("", "tet", ""),
        ("", "French", ""),
        ("Deutsch (de)", "de", ""),
        ("Deutsch (de)", "Deutsch", ""),
    ],
)
def test_a_form_in_one_language_is_in_no_other(default: str, wanted: str, kind: str) -> None:
    sheets = form(q("a"), settings={"default_language": default})
    found = xlsform_read.read(sheets, "0" * 64, replace(WISHES, language=wanted))
    assert [one for one in kinds(found) if one.startswith("language-")] == [kind] * bool(kind)


def test_labels_without_a_language_have_the_default_one_or_what_is_said() -> None:
    assert loaded(read(q("a"), settings={"default_language": "Deutsch (de)"})).language == "de"
    sheets = form(q("a"), settings={"default_language": ""})
    assert loaded(xlsform_read.read(sheets, "0" * 64, replace(WISHES, language="nl"))).language == "nl"
    assert "language-not-said" in [one.kind for one in xlsform_read.read(sheets, "0" * 64, WISHES).remarks]


# The file.


def test_what_to_do_is_said_in_the_words_of_the_format() -> None:
    """No advice about FHIR or REDCap for somebody who writes an XLSForm."""
    found = read(q("a", label=""), q("b", relevant="today()"), q("c", "hologram"), q("d", "select_one empty"))
    told = " ".join(f"{one.what} {one.mend}" for one in found.remarks)
    assert not any(word in told for word in ("FHIR", "enableWhen", "answerOption", "linkId", "REDCap", "dictionary"))


def test_a_file_says_who_may_use_it_in_its_settings() -> None:
    bare = replace(WISHES, licence="", recall="", audience="")
    assert "licence" in kinds(xlsform_read.read(form(q("a")), "0" * 64, bare))
    said = {"licence": "CC0-1.0", "citation": "By us", "recall": "today", "audience": "all", "about": "A day."}
    made = loaded(xlsform_read.read(form(q("a"), settings=said), "0" * 64, bare))
    assert (made.source.licence, made.source.citation, made.recall, made.audience) == (
        "CC0-1.0",
        "By us",
        "today",
        "all",
    )


def test_a_workbook_and_csv_files_come_to_the_same() -> None:
    rows = (q("a"), q("n", "integer", "How many?", constraint=". >= 0"))
    sheets = form(*rows)
    lines = {name: [",".join(row) for row in table] for name, table in sheets.items()}
    each = of_csv({name: "\n".join(some).encode() for name, some in lines.items()})
    assert of_workbook(workbook(sheets)) == each
    all_ = [line for name, some in lines.items() for line in (f"{name},,", *(f",{one}" for one in some), ",,")]
    one = of_csv({"survey": "\n".join(all_).encode()})
    assert xlsform_read.read(one, "0" * 64, WISHES).tree == read(*rows).tree


@pytest.mark.parametrize("sheets", [{}, {"survey": []}, {"survey": [["type", "label"]]}, {"a": [["name"]], "b": []}])
def test_what_has_no_survey_is_no_form(sheets: dict[str, list[list[str]]]) -> None:
    assert kinds(xlsform_read.read(sheets, "0" * 64, WISHES)) == ["no-survey"]


def test_a_form_without_a_question_is_refused() -> None:
    assert kinds(read()) == ["no-survey"]
    assert "nothing-to-ask" in kinds(xlsform_read.read({"survey": [["type", "name"]]}, "0" * 64, WISHES))
    assert "nothing-left" in kinds(read(q("m", "start", "")))


SOURCE = form(
    *BEFORE,
    q("g", "begin group", "A group", relevant="${a} = 'some' and selected(${b}, 'most')"),
    q("c", "select_one n", constraint="x"),
    q("", "end group", ""),
    q("total", "calculate", "Total", calculation="if(${n1} != '', ${n1} + ${c}, '')"),
    q("d", relevant="${total} >= 3 or not(${n} = '')"),
)


@pytest.mark.parametrize("seed", range(200))
def test_a_mutated_form_is_taken_or_refused_and_nothing_else_happens(seed: int) -> None:
    chance = random.Random(seed)
    sheets = {name: [list(row) for row in rows] for name, rows in SOURCE.items()}
    for _ in range(chance.randint(1, 10)):
        rows = chance.choice(list(sheets.values()))
        row = chance.choice(rows)
        at = chance.randrange(len(row))
        cell = row[at]
        cut = chance.randrange(len(cell) + 1)
        row[at] = chance.choice(
            [
                cell[cut:],
                cell[:cut] + chance.choice("'\"(){}$,+<>= \u2019") + cell[cut:],
                chance.choice(chance.choice(rows)),
            ]
        )
        if chance.random() < 0.1:
            rows.insert(chance.randrange(len(rows)), list(chance.choice(rows)))
    found = xlsform_read.read(sheets, "0" * 64, WISHES)
    assert (found.tree is None) == (found.verdict is Verdict.REFUSED)
    assert found.tree is None or loaded(found).questions


def test_a_form_is_taken_over_on_the_command_line(tmp_path: Path) -> None:
    sheets = form(q("a"), q("n", "integer", "How many?"), settings={"form_id": "evening"})
    (tmp_path / "evening.xlsx").write_bytes(workbook(sheets))
    (tmp_path / "folder").mkdir()
    for name, rows in sheets.items():
        (tmp_path / "folder" / f"{name}.csv").write_text("\n".join(",".join(row) for row in rows))
    said = ("--licence", "mine", "--recall", "today", "--audience", "all")
    trees = []
    for place, file in enumerate(("evening.xlsx", "folder", "folder/survey.csv")):
        done = run("import", file, *said, "--to", f"e{place}.yaml", home=tmp_path)
        assert (done.returncode, done.stdout.splitlines()[0][:11]) == (Code.DONE, b"Taken whole")
        trees.append((tmp_path / f"e{place}.yaml").read_text().partition("items:")[2])
        assert run("lint", f"e{place}.yaml", home=tmp_path).returncode == Code.DONE
    assert len(set(trees)) == 1
    report = json.loads(run("import", "evening.xlsx", *said, "--json", home=tmp_path).stdout)
    assert (faults("import", report), report["format"]) == ([], "xlsform")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("empty",), 2, b"is a folder without survey.csv"),
        (("broken.xlsx",), 6, b"damaged"),
        (("broken.xlsx", "--form", "a"), 2, b"--form"),
        (("nowhere.xlsx",), 2, b"does not exist"),
    ],
)
def test_what_is_no_form_is_told(tmp_path: Path, arguments: tuple[str, ...], code: int, words: bytes) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 and no more")
    done = run("import", *arguments, home=tmp_path)
    assert (done.returncode, words in done.stdout + done.stderr) == (code, True)


def test_where_nothing_says_how_many_decimals_there_are_two_are_taken_and_that_is_noted() -> None:
    found = read(q("a", "decimal", "How much?"))
    assert (found.verdict, kinds(found), loaded(found).items[0].decimals) == (Verdict.WHOLE, ["decimals-unsaid"], 2)


@pytest.mark.parametrize(
    ("sign", "bounds"), [(">=", ("2020-01-01", None)), ("<=", (None, "2010-01-01"))], ids=["earliest", "latest"]
)
def test_of_several_bounds_of_a_day_the_narrowest_counts(sign: str, bounds: tuple[str | None, str | None]) -> None:
    days = [f". {sign} date('{day}')" for day in ("2010-01-01", "2020-01-01", "2015-01-01")]
    when = loaded(read(q("d", "date", "When?", constraint=" and ".join(days)))).by_id["d"]
    assert (when.earliest, when.latest) == bounds


def test_a_condition_on_a_disabled_question_says_that_it_is_not_asked() -> None:
    found = read(q("a", disabled="yes"), q("b", relevant="${a} = 'some'"))
    assert [one.kind for one in found.remarks if one.where == "b"] == ["condition-left-out"]


@pytest.mark.parametrize("disabled", [("yes", ""), ("", "yes")])
def test_a_disabled_question_may_have_the_name_of_one_that_is_asked(disabled: tuple[str, str]) -> None:
    found = read(*(q("a", disabled=one) for one in disabled), q("b", relevant="${a} = 'some'"))
    assert items(found)[-1]["only-if"] == {"item": "a", "is": "some"}


def test_a_number_is_the_code_of_no_option_that_has_another_one_and_that_is_told() -> None:
    found = read(q("a", "select_one m"), lists=choices({"m": {"-1": "Bad", "1": "Good"}}))
    assert [one.code for one in loaded(found).items[0].options] == ["minus-1", "1"]
    assert kinds(found) == ["code-made"]


LISTED = choices({"mood": {"0": "Never", "1": "Often", "99": "I prefer not to say"}})


def test_an_option_with_which_somebody_declines_is_told_or_left_out_as_the_person_says() -> None:
    assert kinds(read(q("a", "select_one mood"), lists=LISTED)) == ["seems-to-decline"]
    tests = ["${a} = '99'", "${a} != '99'", "selected(${a}, '99')", "${a} < 2"]
    asked = [q(f"b{at}", "text", "Why?", relevant=test) for at, test in enumerate(tests)]
    sheets = form(q("a", "select_one mood"), *asked, lists=LISTED)
    found = xlsform_read.read(sheets, "0" * 64, replace(WISHES, declined=frozenset({"99"})))
    made = loaded(found)
    assert kinds(found) == ["declines"]
    assert [one.code for one in made.items[0].options] == ["0", "1"]
    only = [one.only_if for one in made.items[1:]]
    assert [(one.declined, one.is_) for one in only if one] == [
        (True, None), (False, None), (True, None), (None, ("0", "1")),
    ]  # fmt: skip


def test_a_code_that_no_option_has_declines_nothing_and_refuses() -> None:
    sheets = form(q("a", "select_one mood"), lists=LISTED)
    found = xlsform_read.read(sheets, "0" * 64, replace(WISHES, declined=frozenset({"9", "99"})))
    assert [one.what[-3:] for one in found.remarks if one.kind == "declined-unknown"] == [" 9."]
    assert found.verdict is Verdict.REFUSED


def test_an_order_of_codes_that_declining_would_meet_refuses() -> None:
    sheets = form(q("a", "select_one mood"), q("b", "text", "Why?", relevant="${a} > 0"), lists=LISTED)
    found = xlsform_read.read(sheets, "0" * 64, replace(WISHES, declined=frozenset({"99"})))
    assert "condition-declines" in kinds(found)
