"""What a clinic has to show: consent refused and withdrawn, struck notes, imports, which copies were made, and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.loading.library import Library
from screening.records.client_file import MAX_REASON, AuditAction, Decision, Draft
from screening.records.encrypted_file import EncryptedStore
from screening.records.schema import STEPS
from screening.records.sitting_events import Event, EventKind
from screening.records.store import RecordStore
from tests.records.test_store import Cabinet, Wall, full
from tests.stores import PASSPHRASE

TEXT, OTHER = "You may stop.", "You may stop at any time."


@pytest.fixture
def cabinet(tmp_path: Path) -> Iterator[Cabinet]:
    """An empty one."""
    laid = Cabinet.laid(tmp_path)
    yield laid
    laid.records.close()


# Consent.


@pytest.mark.parametrize(
    ("decisions", "holds"),
    [
        ([], False),
        ([(TEXT, Decision.GIVEN)], True),
        ([(OTHER, Decision.GIVEN)], False),
        ([(TEXT, Decision.GIVEN), (OTHER, Decision.GIVEN)], True),
        ([(TEXT, Decision.REFUSED)], False),
        ([(TEXT, Decision.GIVEN), (TEXT, Decision.WITHDRAWN)], False),
        ([(TEXT, Decision.GIVEN), (OTHER, Decision.REFUSED)], False),
        ([(TEXT, Decision.WITHDRAWN), (TEXT, Decision.GIVEN)], True),
    ],
)
def test_consent_holds_until_it_is_refused_or_withdrawn(
    cabinet: Cabinet, decisions: list[tuple[str, Decision]], holds: bool
) -> None:
    client = cabinet.records.add("MAPLE-7")
    for text, decision in decisions:
        cabinet.records.decide(client, text, decision)
    assert cabinet.again().consents_to(client, TEXT) is holds
    assert cabinet.records.consent(client) == (decisions[-1][1] if decisions else None)


def test_each_decision_stays_with_its_day_on_paper_and_stands_in_the_trail(cabinet: Cabinet) -> None:
    client = cabinet.records.add("MAPLE-7")
    cabinet.records.decide(client, TEXT, Decision.REFUSED)
    cabinet.records.decide(client, TEXT, signed="2026-11-02")
    cabinet.records.decide(client, TEXT, Decision.WITHDRAWN)
    found = [(one.decision, one.signed, one.initials) for one in cabinet.again().consents(client)]
    assert found == [("refused", "", "AB"), ("given", "2026-11-02", "AB"), ("withdrawn", "", "AB")]
    done = [entry.what for entry in cabinet.records.trail(client)]
    assert done[1:] == [AuditAction.REFUSED, AuditAction.CONSENT, AuditAction.WITHDRAWN]


# Notes.


def test_a_struck_note_stays_and_says_since_when_and_by_whom(cabinet: Cabinet) -> None:
    records = cabinet.records
    client = records.add("MAPLE-7")
    sitting = full(records, client)
    records.write_note(client, "Came late.\nLeft early.", sitting.number)
    records.write_note(client, "Another.")
    records.strike_note(client, 1)
    first = records.notes(client)[0].struck
    cabinet.wall.set("2026-11-23T08:30:00Z")
    records.strike_note(client, 1)
    struck, other = cabinet.again().notes(client)
    assert (struck.text, struck.sitting, struck.struck_by) == ("Came late.\nLeft early.", sitting.number, "AB")
    assert struck.struck == first is not None
    assert (other.struck, other.sitting) == (None, None)


def test_a_draft_is_the_counselors_own_until_the_note_is_written(cabinet: Cabinet) -> None:
    records = cabinet.records
    client = records.add("MAPLE-7")
    records.keep_draft(client, Draft("Came", 3))
    records.keep_draft(client, Draft("Came late.", 3))
    records = cabinet.again()
    found = records.draft(client)
    assert found is not None
    assert (found.text, found.sitting) == ("Came late.", 3)
    records.initials = "CD"
    assert records.draft(client) is None
    records.write_note(client, "Mine.")
    records.initials = "AB"
    assert records.draft(client) is not None
    records.write_note(client, "Came late.")
    assert records.draft(client) is None


def test_a_draft_goes_with_its_client(cabinet: Cabinet) -> None:
    client = cabinet.records.add("MAPLE-7")
    cabinet.records.keep_draft(client, Draft("canary-draft " * 300))
    cabinet.records.erase_client(client)
    assert b"canary-draft" not in cabinet.clear()


# The trail.


def test_an_entry_says_which_copy_was_made_and_why_and_both_are_linked(cabinet: Cabinet) -> None:
    records = cabinet.records
    client = records.add("MAPLE-7")
    records.note_down(AuditAction.EXPORTED, client, form="report.pdf", reason="For the family doctor")
    records.note_down(AuditAction.EXPORTED, client, reason="x" * 999)
    first, second = cabinet.again().trail()[-2:]
    assert (first.form, first.reason) == ("report.pdf", "For the family doctor")
    assert second.reason == "x" * MAX_REASON
    assert cabinet.records.broken() == []
    with cabinet.records.store.writing():
        cabinet.records.store.rows("update entry set form = '', reason = '' where number = ?", first.number)
    assert cabinet.records.broken() == [first.number]


# Imports and corrections.


def test_an_import_is_one_step_and_says_that_it_is_one(cabinet: Cabinet) -> None:
    records = cabinet.records
    client = records.add("MAPLE-7")
    answered = [event for _, event in full(records, client).events]
    taken = records.take_in(client, "form", answered, "self", "2026-10-01")
    assert (taken.imported, taken.date, taken.finished, taken.began.day) == (True, "2026-10-01", True, "2026-11-22")
    assert [one.what for one in records.trail()][-1] is AuditAction.IMPORTED

    def fails() -> Iterator[Event]:
        yield answered[0]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        records.take_in(client, "form", fails(), "self", "2026-10-01")
    assert len(cabinet.again().sittings(client)) == 2


def test_a_correction_has_its_reason_and_another_day_and_way(cabinet: Cabinet) -> None:
    records = cabinet.records
    client = records.add("MAPLE-7")
    wrong = full(records, client)
    made = records.correct(client, wrong, "Wrong day.", on="2026-11-02", administration="entered")
    records.keep(client, made.number, [Event(EventKind.COMPLETED)])
    before, after = cabinet.again().sittings(client)
    assert (after.date, after.administration, after.reason, after.corrects) == (
        "2026-11-02",
        "entered",
        "Wrong day.",
        1,
    )
    assert (before.date, before.administration, before.corrected_by) == ("2026-11-22", "self", 2)


# From the first version of the store.


def test_a_store_of_the_first_version_keeps_what_it_has(tmp_path: Path) -> None:
    """L18: and its trail is whole, although entries were linked before there was a form or a reason."""
    path = tmp_path / "own" / "a.store"
    path.parent.mkdir(mode=0o700)
    box = EncryptedStore.create(path, PASSPHRASE, STEPS[:1])
    with box.writing():
        ((link,),) = box.rows("select value from meta where name = 'id'")
        at = ("2026-11-22T08:30:00Z", 0)
        for number, what in enumerate(("created", "client-added", "consent", "note-added"), 1):
            values = (number, *at, "AB", what, 7 if number > 1 else None, None)
            link = hashlib.sha256(json.dumps([link, *values]).encode("ascii")).hexdigest()
            box.rows("insert into entry values (?, ?, ?, ?, ?, ?, ?, ?)", *values, link)
        box.rows("insert into client values (7, 'MAPLE-Z', ?, ?, '', 0)", *at)
        box.rows("insert into wording values ('v1', ?)", TEXT)
        box.rows("insert into consent values (7, 1, 'v1', ?, ?, 'AB')", *at)
        box.rows("insert into note values (7, 1, ?, ?, 'AB', 'Came late.')", *at)
    box.close()
    records = RecordStore.open(path, PASSPHRASE, Library(tmp_path), Wall(), "CD")
    try:
        (client,) = records.clients()
        assert records.consents_to(client, TEXT)
        assert [(one.text, one.struck) for one in records.notes(client)] == [("Came late.", None)]
        records.note_down(AuditAction.EXPORTED, client, form="scores.csv")
        assert records.broken() == []
    finally:
        records.close()
