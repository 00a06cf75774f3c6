"""The blank form for paper: what a client can fill in by hand, and nothing of the points."""

from __future__ import annotations

import re

import pytest

from screening.engine.own_words import own_words, subjects
from screening.formats.render import html_page, markdown, plain_text
from screening.model.answers import Answers, Chosen, Entered
from screening.model.questionnaire import Questionnaire
from screening.reports.blank_form import LINE, MOST_LINES, BlankForms
from screening.reports.document import Bullets, Clinic, Document, Heading, Paragraph
from screening.reports.wording import blank
from tests.conftest import questionnaire, shipped
from tests.people import library
from tests.reports.test_result_report import paragraphs

WORDS = library().interface()
SHIPPED = [shipped(name) for name in ("signs", "past-month")]
MADE = """\
items:
  - id: kinds
    type: choices
    ask: Which kinds?
    options:
      - {code: red, score: 1, text: Red}
      - {code: blue, score: 2, text: Blue}
      - {code: none, text: None, exclusive: yes}
  - id: some
    type: choices
    most: 2
    ask: Which two?
    options: [{code: a, text: A}, {code: b, text: B}, {code: c, text: C}]
  - {id: often, ask: How often?, options: how-often, only-if: {item: kinds, is: [red, blue]}}
  - {id: days, type: number, least: 0, most: 365, ask: How many days?, only-if: {item: often, at-least: weekly}}
  - {id: open-number, type: number, ask: How many?}
  - {id: weight, type: number, least: 0, most: 200, decimals: 2, unit: kg, ask: How heavy?}
  - {id: when, type: date, ask: When was it?}
  - {id: at, type: time, ask: At what time?}
  - {id: then, ask: And then?, options: yes-no, only-if: {item: when, at-least: 2026-05}}
  - {id: short, type: text, most: 20, ask: One word?}
  - {id: long, type: text, most: 2000, ask: Tell me?}
  - {id: plain, type: text, ask: Anything?, only-if: {item: days, at-least: 10}}
  - {id: last, ask: And?, options: yes-no, only-if: {any: [{scale: total, at-least: 3}, {item: days, declined: yes}]}}
scales:
  - {id: total, title: Total, sum-of: [often]}
"""


def form(found: Questionnaire, known: Answers | None = None) -> Document:
    return BlankForms(WORDS).form(found, known)


def made(known: Answers | None = None) -> list[str]:
    return paragraphs(form(questionnaire(MADE), known))


def under(lines: list[str], question: str) -> list[str]:
    """What stands below a question, up to the next one."""
    at = next(index for index, line in enumerate(lines) if line.endswith(question))
    rest = lines[at + 1 :]
    ends = (index for index, line in enumerate(rest) if re.match(r"[0-9]+\. ", line) or line.startswith("Who wrote"))
    return rest[: next(ends)]


@pytest.mark.parametrize("found", SHIPPED, ids=lambda one: one.id)
def test_every_question_stands_there_with_its_options_and_no_points(found: Questionnaire) -> None:
    lines = paragraphs(form(found))
    for number, item in enumerate(found.questions, 1):
        assert f"{number}. {blank(found, item.ask)}" in lines
        assert {blank(found, option.text) for option in item.options} <= set(lines)
    assert lines.count("Prefer not to say") == sum(bool(item.options) for item in found.questions)
    assert [line for line in lines if re.search(r"\([0-9]+\)", line)] == []
    assert [line for line in lines if "{" in line] == []


@pytest.mark.parametrize("found", SHIPPED, ids=lambda one: one.id)
@pytest.mark.parametrize("code", sorted(subjects(shipped("signs"))))
def test_with_a_subject_what_is_known_is_left_out_and_the_rest_keeps_its_numbers(
    found: Questionnaire, code: str
) -> None:
    known = {"using": Chosen(code)}
    document = form(found, known)
    heads = [block.text for part in document.sections for block in part.blocks if isinstance(block, Heading)]
    numbers = [int(head.partition(".")[0]) for head in heads]
    asked = {blank(found, item.ask, own_words(found, known)): at for at, item in enumerate(found.questions, 1)}
    assert numbers == [asked[head.partition(". ")[2]] for head in heads]
    lines = paragraphs(document)
    assert blank(found, found.by_id["using"].ask, own_words(found, known)) not in " ".join(heads)
    assert f"This form is about: {found.by_id['using'].by_code[code].text}" in lines
    conditions = [line for line in lines if line.startswith("Only if ")]
    named = {int(number) for line in conditions for number in re.findall(r"question ([0-9]+)", line)}
    assert named <= set(numbers)
    texts = {option.text for option in found.by_id["using"].options}
    assert [line for line in conditions if any(f"“{text}”" in line for text in texts - {"Yes", "No"})] == []


def test_there_is_a_line_for_the_code_and_the_day() -> None:
    (line,) = (line for line in made() if line.startswith("Code: "))
    assert re.fullmatch("Code: _{20} +Date: _{20}", line)


def test_several_choices_say_how_many() -> None:
    lines = made()
    assert under(lines, "Which kinds?") == ["Tick all that apply.", "Red", "Blue", "None", "Prefer not to say"]
    assert under(lines, "Which two?")[0] == "Tick 2 at most."
    assert not any(line.startswith("Tick") for line in under(lines, "How often?"))


def test_answers_of_other_questions_stand_in_quotes() -> None:
    lines = made()
    assert under(lines, "How often?")[0] == "Only if question 1 is “Red” or “Blue”."
    assert under(lines, "How many days?")[0] == "Only if question 3 is at least “Weekly”."
    assert under(lines, "Anything?")[0] == "Only if question 4 is at least 10."


def test_nobody_is_asked_to_add_up_points() -> None:
    (said, *_) = under(made(), "And?")
    assert said == "This is used only with some of the answers above. You can answer it all the same."


def test_the_room_is_in_proportion() -> None:
    lines = made()
    assert under(lines, "How many days?")[-1] == "____________ (from 0 to 365)"
    assert under(lines, "How many?") == ["____________"]
    assert under(lines, "When was it?") == [f"{LINE[:30]} (year, month, day)"]
    assert under(lines, "At what time?") == [f"{LINE[:15]} (hours and minutes)"]
    assert any("is 2026-05 or later" in line for line in lines)
    assert under(lines, "How heavy?") == [f"{LINE[:18]} kg (from 0 to 200)"]
    assert under(lines, "One word?") == [LINE]
    assert under(lines, "Anything?")[1:] == [LINE] * 4
    assert under(lines, "Tell me?") == [LINE] * MOST_LINES


def test_a_condition_that_known_answers_settle_in_part_says_only_the_rest() -> None:
    text = MADE.replace(
        "only-if: {item: days, at-least: 10}", "only-if: {all: [{item: kinds, is: red}, {item: days, at-least: 10}]}"
    )
    found = questionnaire(text)
    lines = paragraphs(form(found, {"kinds": Chosen("red")}))
    assert under(lines, "Anything?")[0] == "Only if question 4 is at least 10."
    assert "Which kinds?" not in " ".join(lines)
    assert "Anything?" not in " ".join(paragraphs(form(found, {"kinds": Chosen("blue")})))
    assert under(paragraphs(form(found, {"days": Entered(12)})), "Anything?")[0] == "Only if question 1 is “Red”."


def test_each_format_has_one_box_for_each_option() -> None:
    document = form(questionnaire(MADE))
    options = sum(len(block.items) for part in document.sections for block in part.blocks if isinstance(block, Bullets))
    assert options == 19
    assert plain_text(document).count("\n[ ] ") == markdown(document).count("\n- [ ] ") == options
    page = html_page(document, library().template("page.html"))
    assert page.count('<ul class="boxes">') == 5
    assert "[ ]" not in page
    assert page.count("•") == 0


def test_a_note_that_holds_for_everybody_stands_there() -> None:
    found = questionnaire(
        "items:\n  - {id: a, type: note, ask: For all.}\n  - {id: one, ask: One?, options: yes-no}\n"
        "  - {id: b, type: note, ask: For some., only-if: {item: one, is: yes}}\n"
        "  - {id: two, ask: Two?, options: yes-no}\n"
    )
    lines = paragraphs(form(found))
    assert ("For all." in lines, "For some." in lines) == (True, False)
    assert "For some." in paragraphs(form(found, {"one": Chosen("yes")}))


def test_a_form_is_made_of_plain_blocks() -> None:
    blocks = [block for part in form(shipped("signs")).sections for block in part.blocks]
    assert {type(block) for block in blocks} == {Heading, Paragraph, Bullets}


def test_a_form_names_the_clinic_and_whom_to_call_where_that_is_known() -> None:
    """In place of the line that holds anywhere."""
    anywhere = WORDS.say("form-help")
    assert anywhere in paragraphs(BlankForms(WORDS).form(shipped("signs")))
    here = BlankForms(WORDS, "In danger now? Please call 911.", Clinic("River Street Clinic", "403-555-0100"))
    lines = paragraphs(here.form(shipped("signs")))
    assert lines[:2] == ["River Street Clinic 403-555-0100", "In danger now? Please call 911."]
    assert anywhere not in lines
