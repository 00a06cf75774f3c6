"""What can go wrong, sorted by whose mistake it is."""

from __future__ import annotations

import pytest

from screening.errors import AnswerNotAccepted, AnswersError, ContentError, MoveNotAllowed, Problem, ScreeningError

HERE = Problem("signs.yaml", 12, 5, "There is no item `drinks`.", "Did you mean `drinking`?")
WHOLE = Problem("signs.yaml", 0, 0, "The file is empty.", "")


def test_a_problem_says_where_it_stands_what_is_wrong_and_how_to_mend_it() -> None:
    assert str(HERE) == "signs.yaml:12:5: There is no item `drinks`. Did you mean `drinking`?"


def test_a_problem_of_the_whole_file_has_no_line() -> None:
    assert str(WHOLE) == "signs.yaml: The file is empty."


def test_an_authors_error_carries_every_problem() -> None:
    error = ContentError((HERE, WHOLE))
    assert (error.problems, str(error)) == ((HERE, WHOLE), f"{HERE}\n{WHOLE}")


def test_a_scripts_error_carries_every_problem() -> None:
    error = AnswersError(("drinks: unknown item", "harm: given twice"))
    assert (error.problems, str(error)) == (("drinks: unknown item", "harm: given twice"), "\n".join(error.problems))


def test_a_slip_carries_the_sentence_to_show_and_what_fills_it() -> None:
    error = AnswerNotAccepted("number-range", least=1, most=7)
    assert (error.reason, error.facts, str(error)) == ("number-range", {"least": 1, "most": 7}, "number-range")


@pytest.mark.parametrize(
    "error", [ContentError(()), AnswersError(()), AnswerNotAccepted("how-many"), MoveNotAllowed("not now")]
)
def test_every_error_raised_on_purpose_is_of_one_family(error: Exception) -> None:
    assert isinstance(error, ScreeningError)
