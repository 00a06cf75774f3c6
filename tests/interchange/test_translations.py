"""Words in other languages that come along with a file: each language is kept as a draft of a translation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from screening.interchange.drafts import MAX_DRAFTS, language_code, texts_of
from screening.interchange.remarks import Verdict
from screening.interchange.taken import Taken
from screening.interchange.xlsform import read as xlsform_read
from screening.interchange.yaml_text import yaml_text
from screening.linter.passages import of_questionnaire
from screening.model.content import Translation
from tests.interchange.fhir.made import (
    HL7,
    LIBRARY,
    Json,
    choice,
    coding,
    in_languages,
    item,
    kinds,
    loaded,
    taken,
    total_of,
)
from tests.interchange.xlsform.made import WISHES, Cells, form, q


def drafts(found: Taken) -> dict[str, dict[str, str]]:
    """The words of each draft by the ids of their texts, as `loading` reads them."""
    read = [LIBRARY.parse(Translation, yaml_text(one.tree), "draft") for one in found.drafts]
    assert {one.status for one in read} <= {"draft"}
    return {one.language: {id_: text.text for id_, text in one.texts.items()} for one in read}


def missing(found: Taken) -> dict[str, int]:
    return {one.language: one.missing for one in found.drafts}


# FHIR.


def test_each_language_becomes_a_draft_and_nothing_is_lost() -> None:
    found = taken(item("a", _text=in_languages(fr="Sur a ?", de="Zu a?")), language="en")
    assert drafts(found) == {"fr": {"items.a.ask": "Sur a ?"}, "de": {"items.a.ask": "Zu a?"}}
    assert (found.verdict, kinds(found)) == (Verdict.WHOLE, ["draft"])


def test_a_draft_says_how_many_texts_it_lacks() -> None:
    found = taken(item("a", _text=in_languages(fr="Sur a ?")), item("b"), language="en")
    assert missing(found) == {"fr": 4}  # title, recall, audience and the other question
    said = next(one.what for one in found.remarks if one.kind == "draft")
    assert said.endswith("missing there: 4 of 5.")


def test_a_draft_is_of_this_version_and_names_the_same_source() -> None:
    found = taken(item("a", _text=in_languages(fr="Sur a ?")), language="en")
    made, draft = loaded(found), LIBRARY.parse(Translation, yaml_text(found.drafts[0].tree), "draft")
    assert (draft.questionnaire, draft.version, str(draft.source)) == (made.id, made.version, str(made.source))
    assert draft.texts["items.a.ask"].original == made.items[0].ask


def test_the_words_of_options_come_from_codings_texts_and_value_sets() -> None:
    concepts = [{"code": code, "display": code.upper(), "_display": in_languages(fr=f"fr {code}")} for code in "pq"]
    sets = [{"resourceType": "ValueSet", "id": "s", "compose": {"include": [{"system": "urn:s", "concept": concepts}]}}]
    codings = [{"valueCoding": {**coding(code), "_display": in_languages(fr=f"fr {code}")}} for code in "xy"]
    texts = [{"valueString": word, "_valueString": in_languages(fr=f"fr {word}")} for word in ("tea", "milk")]
    found = taken(
        item("a", "choice", answerOption=codings),
        item("b", "choice", answerOption=texts),
        item("c", "choice", answerValueSet="#s"),
        contained=sets,
        language="en",
    )
    ids = [("a", "x"), ("a", "y"), ("b", "tea"), ("b", "milk"), ("c", "p"), ("c", "q")]
    assert drafts(found)["fr"] == {f"items.{id_}.options.{code}.text": f"fr {code}" for id_, code in ids}


def help_of(text: str, french: str = "") -> Json:
    control = {"url": f"{HL7}questionnaire-itemControl", "valueCodeableConcept": {"coding": [{"code": "help"}]}}
    more = {"_text": in_languages(fr=french)} if french else {}
    return {"linkId": text, "type": "display", "text": text, "extension": [control], **more}


@pytest.mark.parametrize(("second", "expected"), [("Deux", "Un Deux"), ("", None)])
def test_a_help_text_of_two_parts_is_translated_only_where_both_are(second: str, expected: str | None) -> None:
    found = taken(
        item("a", _text=in_languages(fr="A"), item=[help_of("One", "Un"), help_of("Two", second)]), language="en"
    )
    assert drafts(found)["fr"].get("items.a.why") == expected


def test_title_description_label_unit_headings_and_totals_are_translated() -> None:
    label: Json = {
        "url": "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-shortText",
        "valueString": "Days",
        "_valueString": in_languages(fr="Jours"),
    }
    unit: Json = {
        "url": f"{HL7}questionnaire-unit",
        "valueCoding": {"display": "days", "_display": in_languages(fr="jours")},
    }
    group: Json = {"linkId": "g", "type": "group", "text": "Now", "_text": in_languages(fr="Ici"), "item": [item("n")]}
    total = total_of("p", "r")
    found = taken(
        item("d", "integer", extension=[label, unit]),
        group,
        choice("p", "x", "y", points=True),
        choice("r", "x", "y", points=True),
        {**total, "_text": in_languages(fr="Total")},
        _title=in_languages(fr="Un soir"),
        description="About it",
        _description=in_languages(fr="En bref"),
        language="en",
    )
    assert drafts(found)["fr"] == {
        "title": "Un soir",
        "about": "En bref",
        "items.d.label": "Jours",
        "items.d.unit": "jours",
        "items.g.ask": "Ici",
        "scales.total.title": "Total",
    }


def test_words_of_a_code_that_stand_for_a_question_are_translated_with_it() -> None:
    code = {**coding("c", "Sleep?"), "_display": in_languages(fr="Dormir ?")}
    found = taken({"linkId": "a", "type": "string", "code": [code]}, language="en")
    assert drafts(found) == {"fr": {"items.a.ask": "Dormir ?"}}


def test_yes_no_and_an_answer_of_ones_own_have_our_words_in_the_language() -> None:
    found = taken(
        item("a", "boolean", _text=in_languages(fr="A ?", ja="A")),
        choice("b", "x") | {"type": "open-choice"},
        language="en",
    )
    words = drafts(found)
    assert [words["fr"][f"items.a.options.{one}.text"] for one in ("yes", "no")] == ["Oui", "Non"]
    assert {"items.b.options.other.text", "items.b-other.ask"} <= words["fr"].keys()
    assert words["ja"] == {"items.a.ask": "A"}


def test_what_is_left_out_is_not_translated() -> None:
    found = taken(item("a"), item("z", "attachment", _text=in_languages(fr="Joindre")), language="en")
    assert (drafts(found), "draft" in kinds(found)) == ({}, False)


@pytest.mark.parametrize("language", ["en", "EN", "klingon-speech-of-old", ""])
def test_words_in_the_same_language_or_in_none_that_can_be_named_are_a_loss(language: str) -> None:
    found = taken(item("a", _text=in_languages(**{language: "Words"})), language="en")
    assert (drafts(found), kinds(found, "dropped")) == ({}, ["translation"])


def test_there_are_only_so_many_drafts_and_the_rest_is_named() -> None:
    codes = [f"{first}{second}" for first in "abc" for second in "klmnopqrst"]
    found = taken(item("a", _text=in_languages(**dict.fromkeys(codes, "Words"))), language="en")
    assert (len(found.drafts), kinds(found, "dropped")) == (MAX_DRAFTS, ["translation"])


def test_words_that_are_too_long_for_our_files_are_missing() -> None:
    found = taken(item("a", _text=in_languages(fr="x" * 4_001)), item("b", _text=in_languages(fr="B ?")), language="en")
    assert drafts(found) == {"fr": {"items.b.ask": "B ?"}}


def test_a_translation_without_content_is_passed_over() -> None:
    found = taken(item("a", _text=in_languages(fr=" ")), language="en")
    assert (drafts(found), found.verdict) == ({}, Verdict.WHOLE)


def test_a_file_that_is_refused_has_no_drafts() -> None:
    found = taken(item("a", _text=in_languages(fr="A ?")), item("b", "choice"), language="en")
    assert (found.tree, found.drafts) == (None, ())


@pytest.mark.parametrize(
    ("written", "code"),
    [("fr", "fr"), ("FR", "fr"), ("pt_br", "pt-BR"), ("zh-hans", "zh-Hans"), ("es-419", "es-419"), ("french", "")],
)
def test_the_code_of_a_language_is_written_in_one_way(written: str, code: str) -> None:
    assert language_code(written) == code


def test_a_draft_can_have_the_texts_that_the_linter_looks_for(tmp_path: Path) -> None:
    found = taken(
        item("n", "integer", extension=[{"url": f"{HL7}questionnaire-unit", "valueCoding": {"display": "days"}}]),
        item("h", "string", item=[help_of("One")]),
        choice("p", "x", "y", points=True),
        choice("r", "x", "y", points=True),
        {**choice("o", "x"), "type": "open-choice"},
        item("t", "boolean"),
        total_of("p", "r"),
        description="About it",
    )
    assert found.tree is not None
    file = tmp_path / "made.yaml"
    file.write_text(yaml_text(found.tree), encoding="utf-8")
    page = LIBRARY.read(file, file.name)
    listed = {one.about.removeprefix(f"{page.content.id}."): one.text for one in of_questionnaire(page)}
    assert texts_of(found.tree) == listed


# XLSForm.


def read(*rows: Cells, language: str = "", default: str = "English (en)", **more: list[Cells]) -> Taken:
    sheets = form(*rows, settings={"default_language": default}, **more)
    return xlsform_read.read(sheets, "0" * 64, replace(WISHES, language=language))


def french(words: str, **cells: str) -> Cells:
    return {"label::French (fr)": words, **cells}


def test_the_other_languages_of_a_form_become_drafts() -> None:
    listed = [{"list_name": "often", "name": code, "label": code.upper(), **french(f"fr {code}")} for code in "xy"]
    found = read(q("a", hint="Soon", **french("A ?", **{"hint::French (fr)": "Vite"})), lists=listed)
    assert drafts(found)["fr"] == {
        "items.a.ask": "A ?",
        "items.a.why": "Vite",
        "items.a.options.x.text": "fr x",
        "items.a.options.y.text": "fr y",
    }
    assert [one.kind for one in found.remarks if one.kind in ("language-taken", "translation", "draft")] == [
        "language-taken",
        "draft",
    ]


def test_a_cell_that_is_empty_in_a_language_is_missing_there_and_no_other_stands_for_it() -> None:
    found = read(q("a", **french("A ?")), q("b", **french("")))
    assert "items.b.ask" not in drafts(found)["fr"]


def test_a_note_of_label_and_hint_is_translated_only_where_both_are() -> None:
    rows = [q("n", "note", "Now", hint="Read this"), q("m", "note", "Then", hint="And this"), q("a")]
    said = [french("Ici", **{"hint::French (fr)": "Lire"}), french("Puis"), french("A ?")]
    found = read(*({**row, **more} for row, more in zip(rows, said, strict=True)))
    assert drafts(found)["fr"] == {"items.n.ask": "Ici Lire", "items.a.ask": "A ?"}


def test_labels_without_a_language_are_a_draft_where_another_one_is_taken() -> None:
    found = read(q("a", label="A?", **french("A ?")), language="fr")
    assert loaded(found).items[0].ask == "A ?"
    assert drafts(found)["en"]["items.a.ask"] == "A?"


def test_headings_and_titles_of_totals_are_translated() -> None:
    rows = [
        {"type": "begin group", "name": "g", "label": "Now", **french("Ici")},
        q("a", "select_one n"),
        q("b", "select_one n"),
        {"type": "end group", "name": "", "label": ""},
        {"type": "calculate", "name": "sum", "label": "Sum", "calculation": "${a} + ${b}", **french("Somme")},
    ]
    assert drafts(read(*rows))["fr"] == {"items.g-note.ask": "Ici", "scales.sum.title": "Somme"}


def test_an_option_that_has_words_in_the_other_language_alone_is_kept() -> None:
    listed = [{"list_name": "often", "name": code, "label": "", **french(f"fr {code}")} for code in "xy"]
    assert drafts(read(q("a"), lists=listed))["fr"]["items.a.options.x.text"] == "fr x"


def test_a_language_without_a_code_or_with_that_of_another_is_a_loss() -> None:
    found = read(q("a", **french("A ?", **{"label::Elvish": "A", "label::Français": "A ?"})))
    lost = [one.what for one in found.remarks if one.kind == "translation"]
    assert (list(drafts(found)), len(lost)) == (["fr"], 1)
    assert "Elvish, Français" in lost[0]


def test_a_column_that_is_empty_is_no_language() -> None:
    found = read(q("a", **french("")))
    assert (drafts(found), "translation" in [one.kind for one in found.remarks]) == ({}, False)


def test_a_form_with_hundreds_of_languages_is_read_and_the_rest_is_named() -> None:
    titles = {f"label::Language {number}": "Words" for number in range(300)}
    assert [one.kind for one in read(q("a", **titles)).remarks].count("translation") == 2


def test_markup_and_answers_that_are_put_into_words_go_from_translations_too() -> None:
    found = read(q("a"), q("b", **french("**Et** ${a} ?")))
    assert drafts(found)["fr"]["items.b.ask"] == "Et ... ?"
