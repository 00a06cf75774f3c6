"""What stands above a client's menu: at most ten lines, and nothing that is not so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screening.engine.interview import Status
from screening.formats.render import block_lines
from screening.records.client_file import Client, ClientFile, Consent, Decision, LookedAt, Sitting
from screening.reports.client_card import ClientCards
from tests.people import SUBJECTS, result_reports, said
from tests.reports.test_counselor_report import moment, sitting
from tests.reports.test_trend import scored

FIRST = sitting(1, said("alcohol", "weekly"), "2026-08-20")
SECOND = sitting(2, said("alcohol", "monthly", safety="yes", danger="weekly"), "2026-11-18")
OPEN = sitting(3, {"using": "alcohol"}, "2026-11-19", status=Status.IN_PROGRESS)
AGREED = Consent("c0ffeec0ffee", "You may stop.", moment("2026-05-02"), "AB")


def file(*sittings: Sitting, due: str = "", keep: str = "", marks: tuple[LookedAt, ...] = ()) -> ClientFile:
    """A client with these sittings."""
    client = Client(1, "BIRCH7-T", moment("2026-01-10"), keep)
    return ClientFile(client, (AGREED,), sittings, looked_at=marks, due=due)


def card(found: ClientFile) -> dict[str, str]:
    """Each label with what is said."""
    return dict(ClientCards(result_reports(today="2026-11-20")).card(found).rows)


@pytest.mark.parametrize("using", SUBJECTS)
def test_the_card_has_at_most_ten_lines_in_a_window_of_80_columns(using: str | None) -> None:
    everything = {"safety": "yes", "urgent": ["unsafe", "pregnant", "withdrawal-signs"], "danger": "weekly"}
    one = sitting(1, said(using, "weekly"), "2026-08-20")
    two = sitting(2, said(using, "monthly", withdrawal="daily", **everything), "2026-11-18")
    found = file(one, two, replace(OPEN, number=12), replace(OPEN, number=13), due="2026-11-01", keep="2031-12-31")
    assert len(block_lines([ClientCards(result_reports()).card(found)], 80, None)) <= 10


def test_the_card_says_what_to_look_at_what_the_points_are_and_what_they_were() -> None:
    found = card(file(FIRST, SECOND, OPEN, due="2026-12-02", keep="2031-12-31"))
    assert found["Look first"] == "Thoughts of suicide or of self-harm and 2 more (sitting 2, 2026-11-18); others: 1"
    assert found["Last"] == "Sitting 2, 2026-11-18: signs, alcohol, alone at the keyboard"
    assert "Loss of control 8 of 16 (was 12)" in found["Points"]
    assert found["Change"] == "Since 2026-08-20. How much moves by chance is not known."
    assert found["Open"] == "Sitting 3, 2026-11-19: signs, 1 of up to 22 answered"
    assert found["Days"] == "Next due 2026-12-02. Keep until 2031-12-31."
    assert found["Consent"] == "Agreed to on 2026-05-02."


def test_what_somebody_looked_at_stands_on_the_card_as_looked_at_with_what_was_done() -> None:
    marks = (LookedAt(2, ("self-harm", "unwell-without", "danger"), moment("2026-11-19"), "AB", "Talked."),)
    assert card(file(FIRST, SECOND))["Look first"]
    found = card(file(replace(SECOND, number=2), marks=marks))
    assert "Look first" not in found
    assert found["Looked at"] == "Thoughts of suicide or of self-harm and 2 more (sitting 2). AB, 2026-11-19: Talked."
    one_left = (replace(marks[0], flags=("self-harm", "danger")),)
    assert card(file(SECOND, marks=one_left))["Look first"].startswith("Unwell after cutting down or stopping (")


def test_a_critical_answer_stands_before_what_is_later() -> None:
    later = sitting(3, said("alcohol", danger="weekly"), "2026-11-19")
    found = card(file(FIRST, SECOND, later))
    assert found["Look first"].startswith("Thoughts of suicide or of self-harm and 2 more (sitting 2,")


def test_a_client_without_sittings_says_so_and_names_no_day() -> None:
    found = card(replace(file(), consents=()))
    assert found == {
        "Last": "No sitting was finished yet.",
        "Consent": "Nothing is recorded yet.",
        "Days": "Next due: no day set. Keep until: no day set.",
    }


def test_days_that_are_over_are_told_and_so_is_consent_that_was_withdrawn() -> None:
    found = file(due="2026-11-19", keep="2026-11-19")
    withdrawn = replace(found, consents=(AGREED, replace(AGREED, decision=Decision.WITHDRAWN)))
    assert card(found)["Days"].count(", which is over.") == 2
    assert card(withdrawn)["Consent"].startswith("Withdrawn on ")


def test_under_18_the_card_says_why_there_are_no_points() -> None:
    found = card(file(sitting(1, said("alcohol", "weekly", adult="no"), "2026-08-20")))
    assert found["Points"] == "There are no points for people under 18, because the scores were made for adults."
    assert "Change" not in found


def test_what_is_about_something_else_is_not_what_the_points_were() -> None:
    other = sitting(1, said("opioids", "weekly"), "2026-08-20")
    found = card(file(other, SECOND))
    assert "was" not in found["Points"]
    assert "Change" not in found


def test_a_change_that_is_more_than_chance_is_named_with_its_scale() -> None:
    assert card(file(*scored(30, 10)))["Change"].endswith("Total: for the better, by more than chance.")
    assert card(file(*scored(10, 30)))["Change"].endswith("Total: for the worse, by more than chance.")
    assert card(file(*scored(10, 11)))["Change"].endswith("No change is larger than chance can make it.")
