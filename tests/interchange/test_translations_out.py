"""Translations of a questionnaire of ours in FHIR and in an XLSForm: reviewed ones leave, and come back as drafts."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from screening.interchange.drafts import texts_of
from screening.interchange.fhir import write as fhir_write
from screening.interchange.fhir.read import read
from screening.interchange.redcap import write as redcap_write
from screening.interchange.remarks import Remark
from screening.interchange.taken import Taken, Wishes
from screening.interchange.xlsform import read as xlsform_read
from screening.interchange.xlsform import write as xlsform_write
from screening.interchange.yaml_text import Tree, yaml_text
from screening.linter.passages import of_questionnaire
from screening.model.content import Translation
from screening.model.questionnaire import Questionnaire
from tests.conftest import questionnaire as made
from tests.interchange.fhir.made import LIBRARY
from tests.interchange.fhir.oracles import broken_invariants, schema_faults

WHOLE = """
about: About it
items:
  - {id: n, type: note, ask: "Now"}
  - {id: a, ask: "A?", label: Tired, why: Because, options: yes-no}
  - {id: b, ask: "B?", options: yes-no}
  - {id: c, ask: "C?", type: number, least: 0, most: 9, unit: days}
scales:
  - {id: s, title: Sum, sum-of: [a, b]}
"""
WORDS = {
    "title": ("Made up for a test", "Essai"),
    "about": ("About it", "En bref"),
    "recall": ("today", "ce jour"),
    "answer-lists.yes-no.no.text": ("No", "Non"),
    "answer-lists.yes-no.yes.text": ("Yes", "Oui"),
    "items.n.ask": ("Now", "Ici"),
    "items.a.ask": ("A?", "A ?"),
    "items.a.label": ("Tired", "Fatigue"),
    "items.a.why": ("Because", "Parce que"),
    "items.b.ask": ("B?", "B ?"),
    "items.c.ask": ("C?", "C ?"),
    "items.c.unit": ("days", "jours"),
    "scales.s.title": ("Sum", "Somme"),
}


def whole() -> Questionnaire:
    return made(WHOLE)


def french(words: Mapping[str, tuple[str, str]], status: str = "reviewed", language: str = "fr") -> Translation:
    return translation(whole(), words, status, language)


def translation(
    questionnaire: Questionnaire, words: Mapping[str, tuple[str, str]], status: str = "reviewed", language: str = "fr"
) -> Translation:
    texts = {id_: {"original": original, "text": text} for id_, (original, text) in words.items()}
    source = {"citation": "Somebody", "licence": "CC0-1.0"}
    head: Tree = {"questionnaire": questionnaire.id, "version": questionnaire.version, "source": source}
    tree = head | {"language": language, "status": status, "texts": texts}
    return LIBRARY.parse(Translation, yaml_text(tree), "made")


FRENCH = french(WORDS)


def fhir_back(*translations: Translation, of: Questionnaire | None = None) -> Taken:
    resource = fhir_write.write(of or whole(), translations=translations).resource
    assert resource is not None
    assert (schema_faults(resource), broken_invariants(resource)) == ([], [])
    return read(json.dumps(resource).encode(), Wishes())


def xlsform_back(*translations: Translation, of: Questionnaire | None = None) -> Taken:
    sheets = xlsform_write.write(of or whole(), translations).sheets
    assert sheets is not None
    return xlsform_read.read(sheets, "0" * 64, Wishes())


def words(found: Taken) -> dict[str, str]:
    """The words of the one draft."""
    (draft,) = found.drafts
    assert draft.language == "fr"
    return {id_: one.text for id_, one in LIBRARY.parse(Translation, yaml_text(draft.tree), "d").texts.items()}


def in_items(*keys: str) -> dict[str, str]:
    """The words as they stand where each item has options of its own."""
    options = {
        f"items.{one}.options.{code}.text": f"answer-lists.yes-no.{code}.text" for one in "ab" for code in ("no", "yes")
    }
    plain = {id_: text for id_, (_, text) in WORDS.items() if id_.startswith(keys)}
    return plain | {id_: WORDS[held][1] for id_, held in options.items()}


def said(remarks: tuple[Remark, ...]) -> dict[str, str]:
    return {one.kind: one.what for one in remarks if one.kind in ("out-draft", "out-untranslated", "out-texts")}


def test_in_fhir_a_reviewed_translation_leaves_and_comes_back() -> None:
    assert words(fhir_back(FRENCH)) == in_items("title", "about", "items.", "scales.")


def test_in_an_xlsform_a_reviewed_translation_leaves_and_comes_back() -> None:
    assert words(xlsform_back(FRENCH)) == in_items(
        "items.n", "items.a.ask", "items.a.why", "items.b", "items.c.ask", "scales."
    )


def test_what_is_written_comes_back_the_same_with_a_translation_and_without() -> None:
    for back in (fhir_back, xlsform_back):
        plain, spoken = back().tree, back(FRENCH).tree
        assert plain is not None
        assert spoken is not None
        assert (plain["items"], plain["scales"]) == (spoken["items"], spoken["scales"])


def test_a_draft_stays_and_is_named() -> None:
    draft = french(WORDS, "draft")
    for found in (fhir_write.write(whole(), translations=(draft,)), xlsform_write.write(whole(), (draft,))):
        assert list(said(found.remarks)) == ["out-draft"]
    assert fhir_back(draft).drafts == xlsform_back(draft).drafts == ()


def test_a_text_that_was_made_from_other_words_stays_and_is_counted() -> None:
    found = fhir_write.write(whole(), translations=(french({**WORDS, "items.a.ask": ("Are you a?", "A ?")}),))
    assert said(found.remarks)["out-untranslated"].endswith(": 1.")
    assert "items.a.ask" not in words(fhir_back(french({**WORDS, "items.a.ask": ("Are you a?", "A ?")})))


def test_texts_that_have_no_place_there_are_counted() -> None:
    assert said(fhir_write.write(whole(), translations=(FRENCH,)).remarks)["out-texts"].endswith(": 1.")
    assert said(xlsform_write.write(whole(), (FRENCH,)).remarks)["out-texts"].endswith(": 5.")


def test_redcap_has_no_place_for_translations() -> None:
    kinds = [one.kind for one in redcap_write.write(whole(), (FRENCH,)).remarks]
    assert "out-languages" in kinds
    assert "out-languages" not in [one.kind for one in redcap_write.write(whole()).remarks]


def test_a_language_of_a_form_has_its_name_and_its_code() -> None:
    sheets = xlsform_write.write(whole(), (french(WORDS, "validated", "pt-BR"), french(WORDS, language="cy"))).sheets
    assert sheets is not None
    titles = {title for title in next(iter(sheets["survey"])) if title.startswith(("label", "hint"))}
    named = {f"{title}::{name}" for title in ("label", "hint") for name in ("Portuguese (pt-BR)", "cy (cy)")}
    assert titles == {"label", "hint"} | named


PIPED = """
items:
  - id: who
    ask: Who?
    words-if-declined: {them: somebody}
    options:
      - {code: x, text: A friend, words: {them: {text: your friend}}}
      - {code: y, text: No one, words: {them: {text: anybody}}}
  - {id: b, ask: "Did you see {them}?", options: yes-no}
"""


@pytest.mark.parametrize(
    ("declined", "expected"),
    [({"items.who.words-if-declined.them": ("somebody", "quelqu'un")}, "Avez-vous vu quelqu'un ?"), ({}, None)],
)
def test_words_of_an_earlier_answer_are_filled_in_where_the_translation_has_them(
    declined: dict[str, tuple[str, str]], expected: str | None
) -> None:
    asked = {"items.who.ask": ("Who?", "Qui ?"), "items.b.ask": ("Did you see {them}?", "Avez-vous vu {them} ?")}
    found = fhir_back(french({**asked, **declined}), of=made(PIPED))
    assert words(found).get("items.b.ask") == expected


def test_markup_in_a_translation_is_shown_as_it_is() -> None:
    odd = {**WORDS, "items.a.ask": ("A?", "A < **b** ${c} ?")}
    assert words(xlsform_back(french(odd)))["items.a.ask"] == "A < **b** ${c} ?"


@pytest.mark.parametrize("name", LIBRARY.names)
def test_every_question_and_option_of_what_is_shipped_comes_back_translated(name: str) -> None:
    page = LIBRARY.read(*LIBRARY.where(name))
    listed = {one.about.removeprefix(f"{page.content.id}."): one.text for one in of_questionnaire(page)}
    made_up = translation(page.content, {id_: (text, f"FR {text}") for id_, text in listed.items()})
    for found in (fhir_back(made_up, of=page.content), xlsform_back(made_up, of=page.content)):
        assert found.tree is not None
        asked = {id_: text for id_, text in texts_of(found.tree).items() if id_.startswith("items.")}
        assert {id_: words(found).get(id_, "").replace("FR ", "") for id_ in asked} == asked
