"""Conditions, texts and numbers in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from screening.model.conditions import Condition
from screening.model.content import GuidanceText
from screening.reports.document import Bullets, Paragraph
from screening.reports.wording import before_value, condition_in_words, filled, group_in_words, number, texts
from tests.conftest import questionnaire
from tests.reports.evenings import given, result, text

CONDITIONS = """
items:
  - {id: one, ask: "One?", options: how-often}
  - {id: two, ask: "Two", type: number, least: 0, most: 9}
  - {id: last, ask: "Last?", options: yes-no}
scales: [{id: total, title: Total, sum-of: [one]}]
"""


@pytest.mark.parametrize(
    ("condition", "in_numbers", "in_words"),
    [
        ({"item": "one", "is": ["never", "daily"]}, "1 is Never or Daily", "One? Never or Daily"),
        ({"item": "one", "is-not": "never"}, "1 is not Never", "One? not Never"),
        ({"item": "one", "at-least": "weekly"}, "1 is at least Weekly", "One? at least Weekly"),
        ({"item": "two", "at-most": "3"}, "2 is at most 3", "Two is at most 3"),
        ({"item": "one", "answered": "yes"}, "1 is answered", "One? answered"),
        ({"item": "one", "answered": "no"}, "1 is not answered", "One? not answered"),
        ({"item": "one", "declined": "yes"}, "1 is skipped", "One? skipped"),
        ({"scale": "total", "at-least": "2"}, "Total is at least 2", "Total is at least 2"),
        (
            {"any": [{"item": "one", "is": "daily"}, {"item": "two", "at-least": "1"}]},
            "1 is Daily or 2 is at least 1",
            "One? Daily, or Two is at least 1",
        ),
    ],
)
def test_a_condition_is_told_in_words(condition: dict[str, object], in_numbers: str, in_words: str) -> None:
    source = questionnaire(CONDITIONS)
    parsed = Condition.model_validate(condition)
    assert condition_in_words(source, parsed, {"one": 1, "two": 2, "last": 3}) == in_numbers
    assert group_in_words(source, parsed) == in_words


def test_a_text_becomes_paragraphs_and_lists() -> None:
    text = GuidanceText.model_validate(
        {"id": "a", "title": "A", "part": "helps", "text": "One\ntwo.\n\n- a\n  b\n- c\n\nThree.\n- d"}
    )
    assert texts(text) == [Paragraph("One two."), Bullets(("a b", "c")), Paragraph("Three."), Bullets(("d",))]


def test_numbers_have_no_needless_zeros() -> None:
    assert [number(Decimal(one)) for one in ("0", "0.00", "10", "2.50", "-3.0")] == ["0", "0", "10", "2.5", "-3"]


def test_a_label_has_a_colon_before_what_belongs_to_it_unless_it_is_a_question() -> None:
    assert [before_value(one) for one in ("Sleep", "How often?", "Sleep.")] == ["Sleep:", "How often?", "Sleep."]


def test_a_text_is_filled_with_the_persons_words_and_typed_braces_stay() -> None:
    found = result(given(using="other", own="{own} {using}"))
    assert filled(found, text("a", "helps", "About {using}.")) == [Paragraph("About {own} {using}.")]
    assert filled(result({}), text("a", "helps", "About {using}.")) == [Paragraph("About ______.")]
