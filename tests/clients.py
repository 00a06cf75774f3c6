"""Clients as they are kept, made by hand: no store, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from screening.engine.interview import given
from screening.engine.results import Result, conclude
from screening.model.answers import Answer
from screening.model.questionnaire import Questionnaire
from screening.records.client_file import AuditAction, AuditEntry, Client, ClientFile, Consent, Note, Sitting
from screening.records.timestamps import Timestamp
from tests.people import place

MORNING = Timestamp("2026-11-22T08:30:00Z", -420)
EVENING = Timestamp("2026-11-22T23:45:00Z", 60)


def sitting(
    questionnaire: Questionnaire,
    answers: Mapping[str, Answer],
    number: int = 1,
    *,
    interpreter: bool = False,
    corrected_by: int | None = None,
) -> Sitting:
    """A sitting with these answers; completed where no question is open."""
    taken = given(questionnaire, answers)
    taken = taken.submit() if taken.item is None else taken
    return Sitting(
        number=number,
        interview=taken,
        administration="self",
        began=MORNING,
        changed=EVENING,
        date="2026-11-21",
        source_hash="0" * 64,
        initials="AB",
        interpreter=interpreter,
        corrected_by=corrected_by,
    )


def client_file(sittings: Iterable[Sitting], *, keep_until: str = "") -> ClientFile:
    """A client with these sittings, and with one of everything else."""
    return ClientFile(
        Client(71, "MAPLE-7", MORNING, keep_until),
        (Consent("1", "You may stop at any time.", MORNING, "AB"),),
        tuple(sittings),
        (Note(1, "Came with a friend.", EVENING, "CD"),),
        (
            AuditEntry(1, MORNING, "AB", AuditAction.ADDED, 71, None, "aa"),
            AuditEntry(2, EVENING, "", AuditAction.COMPLETED, 71, 1, "bb"),
        ),
    )


def results(file: ClientFile) -> dict[int, Result]:
    """What became of each sitting, by its number."""
    return {one.number: conclude(one.interview, place("CA-AB")) for one in file.sittings}
