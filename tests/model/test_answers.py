"""What was said: four states, four shapes, and an answer that nothing printed can show."""

from __future__ import annotations

import traceback

import pytest

from screening.engine.accepting import accept
from screening.errors import AnswerNotAccepted
from screening.model.answers import Answer, Chosen, Declined, Entered, Gap, Reply, state
from tests.conftest import questionnaire


@pytest.mark.parametrize(
    ("reply", "word"),
    [
        (Chosen("yes"), "answered"),
        (Entered(7), "answered"),
        (Entered("words"), "answered"),
        (Declined(), "declined"),
        (Gap.NOT_ASKED, "not-asked"),
        (Gap.OPEN, "unanswered"),
    ],
)
def test_a_reply_is_in_one_of_four_states(reply: Reply, word: str) -> None:
    assert state(reply) == word


SECRETS: list[Answer] = [Chosen("canary"), Chosen("a", "canary"), Entered("canary"), Entered(31337)]


@pytest.mark.parametrize("show", [repr, str, "{!r}".format, "{}".format])
@pytest.mark.parametrize("answer", SECRETS)
def test_an_answer_that_is_printed_shows_nothing_of_itself(answer: Answer, show: object) -> None:
    assert callable(show)
    shown = str(show(answer))
    assert "canary" not in shown
    assert "31337" not in shown


@pytest.mark.parametrize(
    ("answer", "shown"), [(SECRETS[0], "Chosen(...)"), (SECRETS[2], "Entered(...)"), (Declined(), "Declined()")]
)
def test_what_is_printed_names_only_the_kind_of_the_answer(answer: Answer, shown: str) -> None:
    assert repr(answer) == shown


def test_answers_inside_other_things_show_nothing_either() -> None:
    assert "canary" not in repr({"item": [Chosen("canary")], "words": (Entered("canary"),)})


def test_an_answer_that_is_refused_shows_nothing_of_itself_in_the_traceback() -> None:
    found = questionnaire("items: [{id: drinks, ask: Do you drink, options: yes-no}]")
    with pytest.raises(AnswerNotAccepted) as caught:
        accept(found.items[0], Entered("canary"))
    assert "canary" not in "".join(traceback.format_exception(caught.value)).replace('Entered("canary")', "")


def test_answers_are_equal_where_what_was_said_is() -> None:
    assert (Chosen("a", "b"), Entered(1), Declined()) == (Chosen("a", "b"), Entered(1), Declined())


def test_answers_differ_where_what_was_said_does() -> None:
    assert len({Chosen("a"), Chosen("b"), Chosen("a", "b"), Entered(1), Entered("1"), Declined()}) == 6


def test_an_answer_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Entered(1).value = 2  # type: ignore[misc]
