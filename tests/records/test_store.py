"""The cabinet: what was said is on disk, in its order, and gone when it is erased."""

from __future__ import annotations

import json
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from screening.engine.interview import Interview, Move, RecordedAnswer, Status
from screening.errors import ContentError, NotKept, RecordLocked
from screening.loading.library import Library, questions_folder
from screening.model.answers import Chosen, Declined, Entered
from screening.records.client_file import AuditAction, Client, Sitting
from screening.records.encrypted_file import EncryptedStore
from screening.records.page_keys import Key
from screening.records.schema import STEPS
from screening.records.sitting_events import Event, EventKind, corrected, events_between, resumed
from screening.records.store import RecordStore, keeper
from screening.records.store_files import LOCKED
from screening.records.timestamps import Timestamp, days_between
from tests.conftest import HEADING, one_in
from tests.oracle import every_answer
from tests.stores import PASSPHRASE, decrypted, killed_at, python, whole
from tests.terminals import needs

FORM = """\
items:
  - {id: mood, ask: How was your mood, options: how-often}
  - id: using
    ask: What would you like to look at
    options:
      - {code: drinking, text: Drinking, words: {using: drinking}}
      - {code: other, text: Something else, words: {using: {from: own, else: doing this}}}
    words-if-declined: {using: doing this}
  - {id: own, ask: What do you call it, type: text, most: 40, only-if: {item: using, is: other}}
  - {id: often, ask: "How often was it {using}", options: how-often}
  - {id: days, ask: On how many days, type: number, least: 0, most: 7}
  - id: where
    type: choices
    ask: Where was it
    options: [{code: home, text: At home}, {code: away, text: Away}]
scales:
  - {id: points, title: Points, sum-of: [mood, often]}
critical-items:
  - {id: low, if: {item: mood, is: daily}, guidance: []}
"""
OTHER = """\
items:
  - {id: sleep, ask: Do you sleep well, options: yes-no}
scales:
  - {id: points, title: Points, sum-of: [sleep]}
"""


def write(folder: Path, name: str, text: str) -> None:
    """A questionnaire in a folder of questions."""
    heading = HEADING.replace("questionnaire: made-up", f"questionnaire: {name}")
    (folder / f"{name}.yaml").write_text(heading + text, encoding="utf-8")


class Wall:
    """A clock that says what it is told to say, and a second more each time it is read."""

    def __init__(self, utc: str = "2026-11-22T08:30:00Z", ahead: int = -420) -> None:
        self.now = Timestamp(utc, ahead)

    def __call__(self) -> Timestamp:
        now = self.now
        seconds = int(now.utc[17:19])
        self.now = replace(now, utc=f"{now.utc[:17]}{min(seconds + 1, 59):02}Z")
        return now

    def set(self, utc: str, ahead: int = 0) -> None:
        """Put it forward or back."""
        self.now = Timestamp(utc, ahead)


@lru_cache
def blank() -> tuple[bytes, Key]:
    """An empty cabinet and its key: to work one out takes a while."""
    with TemporaryDirectory() as folder:
        records = RecordStore.create(Path(folder, "made.store"), PASSPHRASE, Library(Path(folder)), Wall(), "AB")
        records.close()
        return records.store.path.read_bytes(), records.store.key


@dataclass
class Cabinet:
    """A cabinet under test: its file, its questions and its clock."""

    path: Path
    questions: Path
    wall: Wall
    records: RecordStore

    @classmethod
    def laid(cls, folder: Path) -> Cabinet:
        """A new one in this folder."""
        path, questions = folder / "own" / "a.store", folder / "questions"
        path.parent.mkdir(mode=0o700)
        questions.mkdir()
        write(questions, "form", FORM)
        write(questions, "other", OTHER)
        path.write_bytes(blank()[0])
        path.chmod(0o600)
        wall = Wall()
        return cls(path, questions, wall, cls._records(path, blank()[1], questions, wall))

    @staticmethod
    def _records(path: Path, key: Key, questions: Path, wall: Wall) -> RecordStore:
        return RecordStore(EncryptedStore.unlock(path, key, STEPS), Library(questions), wall, "AB")

    def again(self) -> RecordStore:
        """Closed, and opened with the key that is known."""
        self.records.close()
        self.records = self._records(self.path, self.records.store.key, self.questions, self.wall)
        return self.records

    def reopened(self, passphrase: str = PASSPHRASE) -> RecordStore:
        """Closed, and opened as the program does."""
        self.records.close()
        self.records = RecordStore.open(self.path, passphrase, Library(self.questions), self.wall, "CD")
        return self.records

    def clear(self) -> bytes:
        """Every byte of every page, in the clear."""
        return decrypted(self.path, self.records.store.key)


@pytest.fixture
def cabinet(tmp_path: Path) -> Iterator[Cabinet]:
    """An empty cabinet."""
    made = Cabinet.laid(tmp_path)
    yield made
    made.records.close()


def alike(one: Interview, other: Interview) -> bool:
    """Whether two sittings are the same, though each has read its questionnaire for itself."""
    first, second = (
        (it.questionnaire.id, it.said, [card.id for card in it.alerts], it.status, it.looking_at) for it in (one, other)
    )
    return first == second


def say(
    records: RecordStore, client: Client, sitting: Sitting, *given: str | int | tuple[str, ...] | None
) -> Interview:
    """The sitting after these answers, each kept as it is given: a code, a number, several codes; None declines."""
    now = resumed(sitting.interview)
    for one in given:
        if now.alerts:
            before, now = now, now.go_on()
            records.keep(client, sitting.number, events_between(before, now))
        assert now.item is not None
        before, answer = (
            now,
            Chosen(*one) if isinstance(one, tuple) else Entered(one) if one is not None else Declined(),
        )
        if now.item.type == "choice" and isinstance(one, str):
            answer = Chosen(one)
        now = now.answer(answer)
        records.keep(client, sitting.number, events_between(before, now))
    return now


WEIGHT = """\
items:
  - {id: weight, ask: How heavy?, type: number, least: 0, most: 200, decimals: 2, unit: kg}
  - {id: days, ask: How many days?, type: number, least: 0, most: 7}
"""


def test_a_number_with_decimals_is_there_exactly_beside_whole_ones(cabinet: Cabinet) -> None:
    write(cabinet.questions, "weight", WEIGHT)
    client = cabinet.records.add("MAPLE-7")
    sitting = cabinet.records.begin(client, "weight")
    before, now = sitting.interview, sitting.interview.answer(Entered(Decimal("72.35"))).answer(Entered(3))
    cabinet.records.keep(client, sitting.number, events_between(before, now))
    found = cabinet.again().sitting(client, sitting.number)
    assert found is not None
    assert found.interview.answers == {"weight": Entered(Decimal("72.35")), "days": Entered(3)}
    assert next(event.body for _, event in found.events).endswith('"answer":{"entered":72.35},"words":[]}')


@pytest.mark.parametrize("value", [Decimal("72.355"), Decimal("200.01")])
def test_a_number_that_the_item_cannot_have_is_told_like_a_changed_file(cabinet: Cabinet, value: Decimal) -> None:
    write(cabinet.questions, "weight", WEIGHT)
    client = cabinet.records.add("MAPLE-7")
    sitting = cabinet.records.begin(client, "weight")
    slip = Event(EventKind.ANSWERED, "weight", RecordedAnswer(Entered(value)))
    cabinet.records.keep(client, sitting.number, [slip])
    with pytest.raises(RecordLocked):
        cabinet.again().sitting(client, sitting.number)


def finish(records: RecordStore, client: Client, sitting: Sitting, now: Interview) -> None:
    """Acknowledge what is to be acknowledged, and submit."""
    for move in (Interview.go_on, Interview.submit):
        if move is Interview.submit or now.alerts:
            before, now = now, move(now)
            records.keep(client, sitting.number, events_between(before, now))


def full(records: RecordStore, client: Client, name: str = "form") -> Sitting:
    """A finished sitting."""
    sitting = records.begin(client, name)
    answers = ("weekly", "other", "cards", "monthly", 3, ("home",)) if name == "form" else ("yes",)
    finish(records, client, sitting, say(records, client, sitting, *answers))
    found = records.sitting(client, sitting.number)
    assert found is not None
    return found


# What was said is on disk.


KEEP = """
import os, sys
from pathlib import Path
from screening.records.sitting_events import events_between
from screening.records.timestamps import Timestamp
from screening.engine.interview import start
from screening.loading.library import Library
from screening.records.encrypted_file import EncryptedStore
from screening.records.page_keys import Key
from screening.records.schema import STEPS
from screening.records.store import RecordStore
from screening.model.answers import Chosen, Entered
path, secret, salt, questions = sys.argv[1:]
box = EncryptedStore.unlock(Path(path), Key(bytes.fromhex(secret), bytes.fromhex(salt)), STEPS)
records = RecordStore(box, Library(Path(questions)), lambda: Timestamp("2026-11-22T08:30:00Z", 0), "AB")
client = records.add("MAPLE-7")
sitting = records.begin(client, "form")
now = sitting.interview
for answer in (Chosen("weekly"), Chosen("other"), Entered("cards")):
    before, now = now, now.answer(answer)
    records.keep(client, sitting.number, events_between(before, now))
    os.write(1, b"kept\\n")
os._exit(9)
"""


def child(cabinet: Cabinet, code: str, *, before: tuple[str, ...] | list[str] = ()) -> str:
    """What the code prints in a process that is given the cabinet."""
    cabinet.records.close()
    key = cabinet.records.store.key
    return python(code, cabinet.path, key.secret.hex(), key.salt.hex(), cabinet.questions, before=before).stdout


def test_each_answer_is_there_after_the_process_died_right_after_it(cabinet: Cabinet) -> None:
    """L2: nothing was closed."""
    assert child(cabinet, KEEP) == "kept\n" * 3
    records = cabinet.again()
    client = records.client("MAPLE-7")
    assert client is not None
    (sitting,) = records.sittings(client)
    assert sitting.interview.answers == {"mood": Chosen("weekly"), "using": Chosen("other"), "own": Entered("cards")}
    assert (sitting.finished, sitting.interview.status) == (False, Status.IN_PROGRESS)
    assert (records.broken(), records.store.faults()) == ([], [])


def test_each_answer_was_written_through_to_the_disk_before_it_counts_as_kept(cabinet: Cabinet, tmp_path: Path) -> None:
    """L3: traced. Whatever was written to a file of the store was synced before the word went out."""
    needs("strace")
    trace = tmp_path / "trace"
    calls = "trace=pwrite64,ftruncate,fsync,fdatasync,write"
    assert child(cabinet, KEEP, before=["strace", "-f", "-qq", "-y", "-o", str(trace), "-e", calls]) == "kept\n" * 3
    waiting, kept, synced = set[str](), 0, 0
    for line in trace.read_text().splitlines():
        call, _, rest = line.split(maxsplit=1)[1].partition("(")
        file = rest.split(",")[0].split(")")[0]
        if call in ("pwrite64", "ftruncate"):
            waiting.add(file)
        elif call in ("fsync", "fdatasync"):
            synced += file in waiting
            waiting.discard(file)
        elif '"kept' in rest:
            kept += 1
            assert waiting == set()
    assert (kept, synced > 6) == (3, True)


def test_an_answer_that_was_changed_and_changed_back_leaves_every_step_and_the_last_one_counts(
    cabinet: Cabinet,
) -> None:
    records = cabinet.records
    client = records.add("MAPLE-7")
    sitting = records.begin(client, "form")
    say(records, client, sitting, "weekly")
    for code in ("monthly", "weekly"):
        records.keep(client, sitting.number, [Event(EventKind.ANSWERED, "mood", RecordedAnswer(Chosen(code)))])
    assert records.store.rows("select count(*) from event") == [(3,)]
    found = records.sitting(client, sitting.number)
    assert found is not None
    assert found.interview.said == {"mood": RecordedAnswer(Chosen("weekly"))}


def test_several_events_are_kept_together_or_not_at_all(cabinet: Cabinet) -> None:
    """L4."""
    records = cabinet.records
    client = records.add("MAPLE-7")
    sitting = records.begin(client, "form")

    def events() -> Iterator[Event]:
        yield Event(EventKind.ANSWERED, "mood", RecordedAnswer(Chosen("weekly")))
        yield Event(EventKind.ANSWERED, "own", RecordedAnswer(Entered("half a pair \ud800")))

    with pytest.raises(UnicodeEncodeError):  # never typed: see `text.clean`
        records.keep(client, sitting.number, events())
    assert records.store.rows("select count(*) from event") == [(0,)]
    assert records.broken() == []


def test_nothing_to_keep_writes_nothing(cabinet: Cabinet) -> None:
    records = cabinet.records
    client = records.add("MAPLE-7")
    sitting = records.begin(client, "form")
    before = cabinet.path.read_bytes()
    cabinet.again()
    records = cabinet.records
    keeper(records, client, sitting.number)([])
    assert cabinet.path.read_bytes() == before


def test_a_sitting_keeps_how_it_was_taken(cabinet: Cabinet) -> None:
    records = cabinet.records
    client = records.add("MAPLE-7")
    records.begin(client, "form", "entered", on="2026-11-02", interpreter=True, paper=True)
    records.begin(client, "other", "read-aloud")
    one, other = cabinet.again().sittings(client)
    assert (one.number, one.administration, one.date, one.initials) == (1, "entered", "2026-11-02", "AB")
    assert (one.interpreter, one.paper, one.corrects, one.stands) == (True, True, None, True)
    assert (other.number, other.administration, other.date) == (2, "read-aloud", "2026-11-22")
    assert (other.interpreter, other.paper, other.questionnaire.id) == (False, False, "other")


def test_a_questionnaire_that_is_not_there_or_not_right_begins_no_sitting(cabinet: Cabinet) -> None:
    records = cabinet.records
    client = records.add("MAPLE-7")
    write(cabinet.questions, "wrong", "items: []\n")
    with pytest.raises(KeyError):
        records.begin(client, "nothing")
    with pytest.raises(ContentError):
        records.begin(client, "wrong")
    assert records.sittings(client) == ()
    assert records.store.rows("select count(*) from held") == [(0,)]
    assert full(records, client, "other").number == 1


CREATE = """
import sys
from pathlib import Path
from screening.records.timestamps import Timestamp
from screening.loading.library import Library
from screening.records.store import RecordStore
path, _, _, questions = sys.argv[1:]
Path(path).unlink()
noon = Timestamp("2026-11-22T12:00:00Z", 0)
RecordStore.create(Path(path), "correct horse battery", Library(Path(questions)), lambda: noon, "AB")
"""


@pytest.mark.parametrize(
    ("call", "number"), one_in(3, [("pwrite64", 3), ("fsync", 2), ("ftruncate", 2), ("link,linkat", 1),
                                   ("fdatasync", 4), ("fdatasync", 5), ("pwrite64", 25)]),
)  # fmt: skip
def test_a_cabinet_that_is_killed_while_it_is_made_can_be_used_or_made_again(
    cabinet: Cabinet, call: str, number: int
) -> None:
    """L2: it has an identity of its own from its first moment on."""
    needs("strace")
    child(cabinet, CREATE, before=killed_at(call, number))
    make = RecordStore.open if cabinet.path.exists() else RecordStore.create
    records = make(cabinet.path, PASSPHRASE, Library(cabinet.questions), cabinet.wall, "AB")
    full(records, records.add("MAPLE-7"))
    assert (records.broken(), records.store.faults()) == ([], [])
    records.close()


def test_a_cabinet_as_it_was_made_is_opened_and_notes_it_down(cabinet: Cabinet) -> None:
    records = cabinet.reopened()
    assert [(one.what, one.initials) for one in records.trail()] == [
        (AuditAction.CREATED, "AB"),
        (AuditAction.UNLOCKED, "CD"),
    ]
    assert records.last() == records.trail()[-1]
    cabinet.records.close()
    with pytest.raises(RecordLocked) as caught:
        RecordStore.open(cabinet.path, "wrong horse battery", records.library, cabinet.wall, "CD")
    assert str(caught.value) == LOCKED


def test_a_cabinet_under_another_passphrase_notes_that_down_and_keeps_all(cabinet: Cabinet) -> None:
    records = cabinet.records
    full(records, client := records.add("MAPLE-7"))
    records.change_passphrase("another horse battery")
    assert records.last().what is AuditAction.PASSPHRASE
    records = cabinet.reopened("another horse battery")
    assert [one.finished for one in records.sittings(client)] == [True]
    assert (records.broken(), records.store.faults()) == ([], [])


# Clients, consent, notes.


def test_clients_are_listed_by_code_and_found_by_the_whole_of_it(cabinet: Cabinet) -> None:
    """T-33."""
    records = cabinet.records
    codes = ["MAPLE-7", "BIRCH-2", "ZEBRA-5"]
    for code in codes:
        records.add(code, "2030-01-01" if code == "BIRCH-2" else "")
    assert [(one.code, one.keep_until) for one in cabinet.again().clients()] == [
        ("BIRCH-2", "2030-01-01"), ("MAPLE-7", ""), ("ZEBRA-5", ""),
    ]  # fmt: skip
    found = records.client("MAPLE-7") if (records := cabinet.records) else None
    assert found is not None
    assert found.code == "MAPLE-7"
    for near in ("MAPLE", "maple-7", "MAPLE-", "%", "MAPLE-%", "", "MAPLE-7 "):
        assert records.client(near) is None


def test_a_code_that_is_in_use_is_not_given_twice(cabinet: Cabinet) -> None:
    cabinet.records.add("MAPLE-7")
    with pytest.raises(NotKept, match="has this code already"):
        cabinet.records.add("MAPLE-7")
    assert len(cabinet.records.clients()) == 1
    assert cabinet.records.free_code() != "MAPLE-7"


def test_the_number_of_a_client_tells_nothing_about_the_order(cabinet: Cabinet) -> None:
    numbers = [cabinet.records.add(f"CODE{place}-X").number for place in range(8)]
    assert numbers != sorted(numbers)
    assert all(0 <= one < 2**53 for one in numbers)


def test_a_diary_has_one_person_without_a_code(cabinet: Cabinet) -> None:
    one = cabinet.records.person()
    assert one.code == ""
    assert cabinet.again().person().number == one.number
    assert len(cabinet.records.clients()) == 1


def test_consent_is_kept_word_for_word_and_another_wording_is_another_version(cabinet: Cabinet) -> None:
    records = cabinet.records
    client, other = records.add("MAPLE-7"), records.add("BIRCH-2")
    for text in ("You may stop.", "You may stop.", "You may stop at any time."):
        records.decide(client, text)
    records.decide(other, "You may stop.")
    found = cabinet.again().consents(client)
    assert [one.text for one in found] == ["You may stop.", "You may stop.", "You may stop at any time."]
    assert found[0].version == found[1].version != found[2].version
    assert cabinet.records.consents(other)[0].version == found[0].version
    assert cabinet.records.store.rows("select count(*) from wording") == [(2,)]
    assert {one.initials for one in found} == {"AB"}


def test_notes_are_kept_in_their_order_and_retention_can_be_set_and_taken_back(cabinet: Cabinet) -> None:
    records = cabinet.records
    client = records.add("MAPLE-7")
    for text in ("Came late.", "Zoë 🎲 'quoted'; --", "line\nbreak"):
        records.write_note(client, text)
    for day in ("2030-01-01", ""):
        records.keep_until(client, day)
        found = records.client("MAPLE-7")
        assert found is not None
        assert found.keep_until == day
    assert [(one.number, one.text) for one in cabinet.again().notes(client)] == [
        (1, "Came late."), (2, "Zoë 🎲 'quoted'; --"), (3, "line\nbreak"),
    ]  # fmt: skip


def test_everything_about_one_client_is_of_that_client_alone(cabinet: Cabinet) -> None:
    records = cabinet.records
    client, other = records.add("MAPLE-7"), records.add("BIRCH-2")
    for one, text in ((client, "mine"), (other, "theirs")):
        records.decide(one, text)
        records.write_note(one, text)
        full(records, one)
    file = records.file(client)
    assert file.client.code == "MAPLE-7"
    assert ([one.text for one in file.consents], [one.text for one in file.notes]) == (["mine"], ["mine"])
    assert [one.number for one in file.sittings] == [1]
    assert {one.client for one in file.entries} == {client.number}
    assert [one.what for one in file.entries] == [
        AuditAction.ADDED, AuditAction.CONSENT, AuditAction.NOTED, AuditAction.BEGAN, AuditAction.COMPLETED,
    ]  # fmt: skip


# Order, whatever the clock says.


@pytest.mark.parametrize(
    ("utc", "ahead", "back"),
    [
        ("2016-11-22T08:30:00Z", -420, True),
        ("2126-11-22T08:30:00Z", -420, False),
        ("2026-11-22T07:30:00Z", -480, True),
        ("2026-11-22T08:31:00Z", -480, False),
        ("1970-01-01T00:00:00Z", 0, True),
    ],
)
def test_sittings_stay_in_their_order_whatever_the_clock_says(
    cabinet: Cabinet, utc: str, ahead: int, back: bool
) -> None:
    """L6."""
    records = cabinet.records
    client = records.add("MAPLE-7")
    full(records, client)
    records.write_note(client, "first")
    cabinet.wall.set(utc, ahead)
    assert cabinet.again().clock_went_back() is back
    records = cabinet.records
    full(records, client)
    records.write_note(client, "second")
    one, two = records.sittings(client)
    assert (one.number, two.number, two.began.utc[:16]) == (1, 2, utc[:16])
    assert [note.text for note in records.notes(client)] == ["first", "second"]
    assert [one.number for one in records.trail()] == list(range(1, len(records.trail()) + 1))
    assert records.broken() == []
    assert two.interview.answers == one.interview.answers
    assert days_between(one.date, two.date) >= 0
    assert days_between(two.date, one.date) >= 0
    assert days_between(one.changed.day, two.began.day) == (36524 if utc.startswith("2126") else 0)


def test_answers_given_while_the_clock_goes_back_fold_in_the_order_in_which_they_were_given(cabinet: Cabinet) -> None:
    """L6."""
    records = cabinet.records
    client = records.add("MAPLE-7")
    sitting = records.begin(client, "form")
    for year, code in ((2126, "never"), (2016, "monthly"), (2026, "weekly"), (1999, "daily")):
        cabinet.wall.set(f"{year}-01-01T00:00:00Z")
        records.keep(client, sitting.number, [Event(EventKind.ANSWERED, "mood", RecordedAnswer(Chosen(code)))])
    found = cabinet.again().sitting(client, sitting.number)
    assert found is not None
    assert found.interview.answers == {"mood": Chosen("daily")}
    assert found.changed.utc == "1999-01-01T00:00:00Z"
    assert cabinet.records.clock_went_back()


# Corrections.


def changed(records: RecordStore, client: Client, version: Sitting, code: str) -> Interview:
    """A correction with another answer to the first question, not yet finished."""
    before = corrected(replace(version.interview, alerts=()))
    after = before.go_to("mood").answer(Chosen(code))
    records.keep(client, version.number, [Event(EventKind.RESUMED), *events_between(before, after)])
    return after


def standing(records: RecordStore, client: Client) -> list[tuple[int, int | None, int | None]]:
    """Each sitting that stands: its number, what it corrects, and its number of events."""
    return [(one.number, one.corrects, one.corrected_by) for one in records.sittings(client) if one.stands]


def test_an_earlier_version_stands_until_its_correction_is_finished(cabinet: Cabinet) -> None:
    """And its answers never change."""
    records = cabinet.records
    client = records.add("MAPLE-7")
    wrong = full(records, client)
    version = records.correct(client, wrong)
    assert version.interview.said == wrong.interview.said
    assert (version.number, version.corrects, version.source_hash) == (2, 1, wrong.source_hash)
    after = changed(records, client, version, "never")
    assert standing(cabinet.again(), client) == [(1, None, None), (2, 1, None)]
    finish(cabinet.records, client, version, after)
    old, new = cabinet.again().sittings(client)
    assert (old.corrected_by, old.stands, new.stands, new.finished) == (2, False, True, True)
    assert alike(old.interview, wrong.interview)
    assert new.interview.said == {**wrong.interview.said, "mood": RecordedAnswer(Chosen("never"))}


def test_when_a_correction_is_erased_the_earlier_version_stands_again(cabinet: Cabinet) -> None:
    records = cabinet.records
    client = records.add("MAPLE-7")
    wrong = full(records, client)
    version = records.correct(client, wrong)
    finish(records, client, version, changed(records, client, version, "never"))
    records.erase_sitting(client, version.number)
    (found,) = cabinet.again().sittings(client)
    assert found.stands
    assert alike(found.interview, wrong.interview)


def test_when_the_earlier_version_is_erased_the_correction_stands_alone(cabinet: Cabinet) -> None:
    records = cabinet.records
    client = records.add("MAPLE-7")
    wrong = full(records, client)
    version = records.correct(client, wrong)
    finish(records, client, version, changed(records, client, version, "never"))
    records.erase_sitting(client, wrong.number)
    assert standing(cabinet.again(), client) == [(2, None, None)]


def test_a_correction_of_a_correction_stands_in_the_place_of_both(cabinet: Cabinet) -> None:
    records = cabinet.records
    client = records.add("MAPLE-7")
    wrong = full(records, client)
    for code in ("never", "monthly"):
        version = records.correct(client, wrong)
        finish(records, client, version, changed(records, client, version, code))
        wrong = next(one for one in records.sittings(client) if one.number == version.number)
    assert standing(records, client) == [(3, 2, None)]
    records.erase_sitting(client, 3)
    assert standing(records, client) == [(2, 1, None)]


@contextmanager
def narrow(size: int) -> Iterator[None]:
    """No file may grow beyond this: room for an answer, not for the journal of the whole file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_while_a_correction_is_open_there_is_no_second_one(cabinet: Cabinet) -> None:
    """Of two both could stand in the end."""
    records = cabinet.records
    client = records.add("MAPLE-7")
    wrong = full(records, client)
    first = records.correct(client, wrong)
    assert records.correct(client, wrong).number == first.number
    finish(records, client, first, changed(records, client, first, "never"))
    assert standing(records, client) == [(2, 1, None)]


def test_what_was_changed_on_the_way_is_among_the_events(cabinet: Cabinet) -> None:
    records = cabinet.records
    client = records.add("MAPLE-7")
    version = records.correct(client, full(records, client))
    finish(records, client, version, changed(records, client, version, "never"))
    said = [event.about for _, event in records.sittings(client)[-1].events if event.said is not None]
    assert len(said) == len(set(said)) + 1


def test_where_there_is_no_room_to_build_the_file_anew_it_says_so_and_can_still_be_read(
    cabinet: Cabinet,
) -> None:
    """L4: the erased answers are gone already; the rest waits for room."""
    records = cabinet.records
    client = records.add("MAPLE-7")
    full(records, client)
    full(records, client)
    with narrow(cabinet.path.stat().st_size), pytest.raises(NotKept, match=r"^Erased"):
        records.erase_sitting(client, 1)
    records = cabinet.reopened()
    assert [one.number for one in records.sittings(records.clients()[0])] == [2]
    assert records.store.rows("select 1 from meta where name = 'shred'") == []


def test_a_correction_keeps_how_the_sitting_was_taken(cabinet: Cabinet) -> None:
    records = cabinet.records
    client = records.add("MAPLE-7")
    began = records.begin(client, "other", "entered", on="2026-11-02", interpreter=True, paper=True)
    finish(records, client, began, say(records, client, began, "yes"))
    wrong = records.sittings(client)[0]
    version = records.correct(client, wrong)
    assert (version.administration, version.date, version.interpreter, version.paper) == (
        "entered",
        "2026-11-02",
        True,
        True,
    )


def test_the_cards_of_the_wrong_version_were_seen_and_a_new_one_is_shown(cabinet: Cabinet) -> None:
    records = cabinet.records
    client = records.add("MAPLE-7")
    sitting = records.begin(client, "form")
    finish(records, client, sitting, say(records, client, sitting, "daily", "drinking", "never", 0, ("away",)))
    version = records.correct(client, records.sittings(client)[0])
    assert version.interview.alerts == ()
    before = corrected(version.interview)
    now = before.go_to("mood").answer(Chosen("never"))
    again = now.go_to("mood").answer(Chosen("daily"))
    records.keep(client, version.number, [*events_between(before, now), *events_between(now, again)])
    found = records.sitting(client, version.number)
    assert found is not None
    assert [one.id for one in found.interview.alerts] == [one.id for one in again.alerts] == ["low"]


# The audit trail.


@pytest.fixture
def noted(cabinet: Cabinet) -> RecordStore:
    """A cabinet with a trail of several entries."""
    records = cabinet.records
    client = records.add("MAPLE-7")
    records.decide(client, "You may stop.")
    full(records, client)
    records.write_note(client, "Came late.")
    records.note_down(AuditAction.BACKED_UP)
    assert records.broken() == []
    return records


TAMPERED = {
    "time": ("update entry set utc = '2020-01-01T00:00:00Z' where number = 3", [3]),
    "offset": ("update entry set ahead = ahead + 1 where number = 3", [3]),
    "initials": ("update entry set by = 'XY' where number = 3", [3]),
    "what was done": ("update entry set what = 'viewed' where number = 3", [3]),
    "client": ("update entry set client = client + 1 where number = 3", [3]),
    "no client": ("update entry set client = null where number = 3", [3]),
    "sitting": ("update entry set sitting = 9 where number = 4", [4]),
    "which copy": ("update entry set form = 'report.pdf' where number = 3", [3]),
    "reason": ("update entry set reason = 'x' where number = 3", [3]),
    "link": ("update entry set link = 'x' where number = 3", [3, 4]),
    "unknown deed": ("update entry set what = 'nothing' where number = 3", [3]),
    "removed": ("delete from entry where number = 3", [4]),
    "removed at the beginning": ("delete from entry where number = 1", [2]),
    "removed and closed up": (
        "delete from entry where number = 3; update entry set number = number - 1 where number = 4;"
        "update entry set number = number - 1 where number = 5; update entry set number = number - 1 where number = 6;"
        "update entry set number = number - 1 where number = 7", [3, 4, 5, 6],
    ),
    "inserted at the end": ("insert into entry select number + 1, utc, ahead, by, what, client, sitting, link, form,"
                            " reason from entry order by number desc limit 1", [8]),
    "copied": ("insert into entry select 100, utc, ahead, by, what, client, sitting, link, form, reason from entry"
               " where number = 3", [100]),
    "inserted in front": ("insert into entry select 0, utc, ahead, by, what, client, sitting, link, form, reason"
                          " from entry where number = 1", [0, 1]),
    "order": ("update entry set number = 99 where number = 3; update entry set number = 3 where number = 4;"
              "update entry set number = 4 where number = 99", [3, 4, 5]),
    "another store": ("update meta set value = 'x' where name = 'id'", [1]),
}  # fmt: skip


@pytest.mark.parametrize("kind", TAMPERED)
def test_each_kind_of_tampering_with_the_trail_is_found(noted: RecordStore, kind: str) -> None:
    statements, found = TAMPERED[kind]
    with noted.store.writing():
        for one in statements.split(";"):
            noted.store.rows(one)
    assert noted.broken() == found


def test_an_entry_that_was_cut_off_at_the_end_shows_in_the_number_of_the_last_one(noted: RecordStore) -> None:
    """T-21: the chain alone cannot tell; the counselor is shown the last entry at each opening."""
    before = noted.last().number
    with noted.store.writing():
        noted.store.rows("delete from entry where number = ?", before)
    assert (noted.broken(), noted.last().number) == ([], before - 1)


def test_the_trail_goes_on_whole_after_every_kind_of_work(cabinet: Cabinet) -> None:
    records = cabinet.records
    client = records.add("MAPLE-7")
    records.decide(client, "You may stop.")
    sitting = full(records, client)
    open_ = records.begin(client, "form")
    records.keep(client, open_.number, [Event(EventKind.STOPPED), Event(EventKind.RESUMED)])
    records.correct(client, sitting)
    records.write_note(client, "Came late.")
    records.keep_until(client, "2030-01-01")
    records.erase_sitting(client, open_.number)
    records.erase_client(client)
    assert [(one.what, one.sitting) for one in records.trail()] == [
        (AuditAction.CREATED, None), (AuditAction.ADDED, None), (AuditAction.CONSENT, None), (AuditAction.BEGAN, 1),
        (AuditAction.COMPLETED, 1),
        (AuditAction.BEGAN, 2), (AuditAction.STOPPED, 2), (AuditAction.RESUMED, 2), (AuditAction.CORRECTED, 3),
        (AuditAction.NOTED, None),
        (AuditAction.RETENTION, None), (AuditAction.SITTING_ERASED, 2), (AuditAction.CLIENT_ERASED, None),
    ]  # fmt: skip
    assert [one.what for one in records.trail(client)] == [one.what for one in records.trail()[1:]]
    assert cabinet.reopened().broken() == []


def test_no_entry_holds_an_answer_a_code_or_a_note(noted: RecordStore) -> None:
    """T-9."""
    shown = json.dumps([noted.store.rows("select * from entry"), *map(astuple, noted.trail())])
    for word in ("MAPLE", "weekly", "cards", "Came late", "You may stop", "mood", "form"):
        assert word not in shown
        assert word in json.dumps(
            [noted.store.rows(f"select * from {one}") for one in ("client", "event", "note", "wording", "held")]
        )


# Erasing: the proof looks in the decrypted pages.


CANARIES = {
    "code": b"CANARY7-X", "typed words": b"canary-typed-words", "note": b"canary-note", "consent": b"canary-consent",
    "answer": b'"chosen":["daily"]', "number": b'"entered":7', "declined": b'"declined":true',
    "questionnaire": b"canary-question", "day": b"2019-02-03", "retention": b"2031-04-05",
}  # fmt: skip


def with_canaries(cabinet: Cabinet) -> tuple[Client, Client]:
    """A client of whom everything can be recognized, and another who shares no word of it; over many pages."""
    records = cabinet.records
    write(cabinet.questions, "canary", FORM.replace("How was your mood", "canary-question"))
    other = records.add("BIRCH-2")
    records.decide(other, "You may stop.")
    full(records, other)
    client = records.add("CANARY7-X", "2031-04-05")
    records.decide(client, "canary-consent " * 300)
    for _ in range(5):
        sitting = records.begin(client, "canary", "entered", on="2019-02-03", paper=True)
        now = say(records, client, sitting, "daily", "other", "canary-typed-words", None, 7, ("home", "away"))
        finish(records, client, sitting, now)
        records.write_note(client, "canary-note " * 150)
    full(records, other)
    return client, other


def found_in(clear: bytes) -> set[str]:
    """Which canaries stand in these bytes."""
    return {name for name, word in CANARIES.items() if word in clear}


def test_after_a_client_is_erased_no_page_holds_a_byte_of_what_was_kept(cabinet: Cabinet) -> None:
    """And the same search finds all of it before."""
    client, other = with_canaries(cabinet)
    assert found_in(cabinet.clear()) == set(CANARIES)
    cabinet.records.erase_client(client)
    assert found_in(cabinet.clear()) == set()
    assert b"You may stop." in cabinet.clear()
    assert [one.finished for one in cabinet.again().sittings(other)] == [True, True]
    assert (cabinet.records.broken(), cabinet.records.store.faults()) == ([], [])
    cabinet.records.close()
    assert list(whole(cabinet.path.parent)) == ["a.store"]


@pytest.mark.parametrize("secure", [True, False])
def test_without_building_the_file_anew_the_search_would_find_what_was_deleted(cabinet: Cabinet, secure: bool) -> None:
    """The control: the test above can fail. Deleted rows stay in their pages, and a wording in its own table."""
    client, _ = with_canaries(cabinet)
    box = cabinet.records.store
    if not secure:
        box.rows("pragma secure_delete=off")
    with box.writing():
        for table in ("event", "sitting", "consent", "note"):
            box.rows(f"delete from {table} where client = ?", client.number)
        box.rows("delete from client where number = ?", client.number)
    left = found_in(cabinet.clear())
    assert {"questionnaire", "consent"} <= left  # the wordings are told apart from those who agreed to them
    assert ("typed words" in left, "answer" in left) == ((False, False) if secure else (True, True))


def test_after_a_sitting_is_erased_no_page_holds_its_answers_and_the_others_stay(cabinet: Cabinet) -> None:
    client, _ = with_canaries(cabinet)
    records = cabinet.records
    sitting = records.begin(client, "form")
    say(records, client, sitting, "monthly", "other", "zebra-words")
    assert b"zebra-words" in cabinet.clear()
    records.erase_sitting(client, sitting.number)
    assert b"zebra-words" not in cabinet.clear()
    assert found_in(cabinet.clear()) == set(CANARIES)
    assert [one.number for one in records.sittings(client)] == [1, 2, 3, 4, 5]
    assert records.begin(client, "form").number == 7  # a number is never used again


def test_the_text_of_a_questionnaire_goes_with_the_last_sitting_that_holds_it(cabinet: Cabinet) -> None:
    client, other = with_canaries(cabinet)
    records = cabinet.records
    for number in range(1, 6):
        assert b"canary-question" in cabinet.clear()
        records.erase_sitting(client, number)
    assert b"canary-question" not in cabinet.clear()
    assert records.sittings(client) == ()
    assert len(records.sittings(other)) == 2


def test_after_an_erase_the_trail_still_names_the_client_by_number_only(cabinet: Cabinet) -> None:
    client, _ = with_canaries(cabinet)
    cabinet.records.erase_client(client)
    assert cabinet.records.client("CANARY7-X") is None
    assert cabinet.records.last().what is AuditAction.CLIENT_ERASED
    assert cabinet.records.last().client == client.number
    assert cabinet.records.broken() == []
    again = cabinet.records.add("CANARY7-X")
    assert again.number != client.number
    assert cabinet.records.file(again).sittings == ()


def test_no_other_file_and_no_memory_of_the_store_holds_what_was_erased(cabinet: Cabinet) -> None:
    client, _ = with_canaries(cabinet)
    records = cabinet.records
    records.erase_client(client)
    assert not any(found_in(data) for data in whole(cabinet.path.parent).values())
    assert sorted(whole(cabinet.path.parent)) == ["a.store", "a.store-journal"]
    assert records.store.rows("select count(*) from meta where name = 'shred'") == [(0,)]
    assert records.store.rows("pragma freelist_count") == [(0,)]


ERASE = """
import os, sys
from pathlib import Path
from screening.records.timestamps import Timestamp
from screening.loading.library import Library
from screening.records.encrypted_file import EncryptedStore
from screening.records.page_keys import Key
from screening.records.schema import STEPS
from screening.records.store import RecordStore
class Dies(RecordStore):
    def _vacuum(self):
        if dies:
            os._exit(9)
        super()._vacuum()
path, secret, salt, questions = sys.argv[1:5]
dies = DIES
box = EncryptedStore.unlock(Path(path), Key(bytes.fromhex(secret), bytes.fromhex(salt)), STEPS)
records = Dies(box, Library(Path(questions)), lambda: Timestamp("2026-11-22T08:30:59Z", 0), "AB")
records.erase_client(records.client("CANARY7-X"))
"""


def test_an_erase_that_is_killed_before_the_file_is_built_anew_is_finished_at_the_next_opening(
    cabinet: Cabinet,
) -> None:
    """L2."""
    with_canaries(cabinet)
    child(cabinet, ERASE.replace("DIES", "True"))
    assert {"questionnaire", "consent"} <= found_in(cabinet.clear())
    records = cabinet.reopened()
    assert found_in(cabinet.clear()) == set()
    assert records.client("CANARY7-X") is None
    assert records.store.rows("select name from meta") == [("id",)]
    assert (records.broken(), records.store.faults()) == ([], [])


@pytest.mark.parametrize(
    ("call", "number"), one_in(4, [*[("pwrite64", n) for n in (1, 6, 20, 40, 55, 60, 65, 70, 75, 80, 90, 100)],
                                   *[("fdatasync", n) for n in range(1, 9, 2)],
                                   *[("ftruncate", n) for n in (1, 2, 3)]]),
)  # fmt: skip
def test_killed_anywhere_in_an_erase_the_client_is_there_as_before_or_gone_to_the_last_byte(
    cabinet: Cabinet, call: str, number: int
) -> None:
    """L2."""
    needs("strace")
    with_canaries(cabinet)
    child(cabinet, ERASE.replace("DIES", "False"), before=killed_at(call, number))
    records = cabinet.reopened()
    client = records.client("CANARY7-X")
    if client is None:
        assert found_in(cabinet.clear()) == set()
    else:
        assert [one.finished for one in records.sittings(client)] == [True] * 5
        assert len(records.notes(client)) == 5
    assert (records.broken(), records.store.faults()) == ([], [])


# The questionnaire that was held.


def test_a_sitting_keeps_the_questions_that_it_was_taken_with(cabinet: Cabinet) -> None:
    """L19."""
    records = cabinet.records
    client = records.add("MAPLE-7")
    sitting = records.begin(client, "form")
    say(records, client, sitting, "weekly")
    write(
        cabinet.questions, "form", FORM.replace("How was your mood", "Another question").replace("most: 7", "most: 3")
    )
    new = cabinet.again().begin(client, "form")
    old, _ = cabinet.records.sittings(client)
    assert old.source_hash == sitting.source_hash != new.source_hash
    assert [old.questionnaire.by_id["mood"].ask, new.questionnaire.by_id["mood"].ask] == [
        "How was your mood", "Another question",
    ]  # fmt: skip
    now = say(cabinet.records, client, old, "drinking", "never", 7, ("home",))
    finish(cabinet.records, client, old, now)
    assert cabinet.records.sittings(client)[0].interview.answers["days"] == Entered(7)


def test_a_sitting_can_be_gone_on_with_when_its_file_is_there_no_more(cabinet: Cabinet) -> None:
    """L19."""
    records = cabinet.records
    client = records.add("MAPLE-7")
    say(records, client, records.begin(client, "form"), "weekly")
    (cabinet.questions / "form.yaml").unlink()
    (found,) = cabinet.again().sittings(client)
    assert found.questionnaire.id == "form"
    assert found.interview.answers == {"mood": Chosen("weekly")}


def test_a_text_of_guidance_that_is_gone_does_not_lock_a_sitting(cabinet: Cabinet) -> None:
    """L19."""
    (cabinet.questions / "guidance").mkdir()
    text = "{id: word, part: card, title: A word, text: Take care.}"
    page = f"guidance: words\nlanguage: en\nlicence: CC0-1.0\ntexts:\n  - {text}\n"
    (cabinet.questions / "guidance" / "words.yaml").write_text(page, encoding="utf-8")
    write(cabinet.questions, "advised", OTHER + "guidance:\n  - {show: [word]}\n")
    records = cabinet.again()
    client = records.add("MAPLE-7")
    full_ = records.begin(client, "advised")
    (cabinet.questions / "guidance" / "words.yaml").unlink()
    with pytest.raises(ContentError):
        Library(cabinet.questions).load("advised")
    assert cabinet.again().sittings(client)[0].source_hash == full_.source_hash


def test_the_same_text_is_held_once_however_many_sittings_use_it(cabinet: Cabinet) -> None:
    records = cabinet.records
    client = records.add("MAPLE-7")
    for _ in range(3):
        full(records, client)
    assert records.store.rows("select count(*) from held") == [(1,)]


def spoil(records: RecordStore, sitting: Sitting, source: str) -> None:
    """Make the text that a sitting holds one that this program cannot read."""
    with records.store.writing():
        records.store.rows("update held set source = ? where hash = ?", source, sitting.source_hash)


def test_a_sitting_that_this_version_cannot_read_is_told_without_its_answers_and_stays_as_it_was(
    cabinet: Cabinet,
) -> None:
    records = cabinet.records
    client, other = records.add("MAPLE-7"), records.add("BIRCH-2")
    sitting = full(records, client)
    full(records, other, "other")
    spoil(records, sitting, HEADING + "items: []\n")
    records = cabinet.again()
    before = records.store.rows("select * from event order by client, sitting, number")
    kept = records.store.rows("select body from event where client = ? order by number", client.number)
    assert records.sittings(client) == ()
    (closed,) = records.closed(client)
    assert (closed.number, closed.name, closed.source) == (sitting.number, "form", HEADING + "items: []\n")
    assert [(body,) for body in closed.bodies] == kept
    assert records.file(client).closed == (closed,)
    assert [one.finished for one in records.sittings(other)] == [True]
    assert (records.notes(client), records.consents(client)) == ((), ())
    assert records.store.rows("select * from event order by client, sitting, number") == before


def test_a_sitting_that_this_version_cannot_read_can_be_erased_and_the_others_are_read_again(cabinet: Cabinet) -> None:
    records = cabinet.records
    client = records.add("MAPLE-7")
    sitting = full(records, client)
    full(records, client, "other")
    spoil(records, sitting, "nonsense")
    records = cabinet.again()
    records.erase_sitting(client, sitting.number)
    assert [one.number for one in records.sittings(client)] == [2]


@pytest.mark.parametrize(
    "statement", ["update event set body = '{}'", "update event set body = 'nonsense'", "delete from held",
                  "update event set body = '5'"],
)  # fmt: skip
def test_a_store_that_makes_no_sense_is_told_like_a_changed_file(cabinet: Cabinet, statement: str) -> None:
    """T-10: no value of it is repeated."""
    records = cabinet.records
    client = records.add("MAPLE-7")
    full(records, client)
    with records.store.writing():
        records.store.rows(statement)
    with pytest.raises(RecordLocked) as caught:
        cabinet.again().sittings(client)
    assert str(caught.value) == LOCKED


def test_every_answer_to_the_shipped_questionnaire_is_kept(tmp_path: Path) -> None:
    made = Cabinet.laid(tmp_path)
    records = replace(made.records, library=Library(questions_folder()))
    client = records.add("MAPLE-7")
    sitting = records.begin(client, "past-month")
    now = sitting.interview
    while now.item is not None or now.alerts:
        before = now
        now = now.go_on() if now.alerts or now.item is None else now.answer(every_answer(now.item)[-1])
        records.keep(client, sitting.number, events_between(before, now))
    finish(records, client, sitting, now)
    found = records.sitting(client, 1)
    assert found is not None
    assert alike(found.interview, now.submit())
    made.records.close()


def test_nothing_of_a_cabinet_is_printed(cabinet: Cabinet) -> None:
    """T-10."""
    client, _ = with_canaries(cabinet)
    file = cabinet.records.file(client)
    for value in (cabinet.records, file, *file.sittings, *file.notes, *file.consents, file.client):
        assert "canary" not in f"{value!r} {value}".lower()


# A machine that does anything in any order, beside a plain model of what must be there.


@dataclass
class Sat:
    """A sitting as the model knows it."""

    interview: Interview
    name: str
    corrects: int | None = None


@dataclass
class Known:
    """A client as the model knows them."""

    client: Client
    keep_until: str = ""
    count: int = 0
    sittings: dict[int, Sat] = field(default_factory=dict)
    consents: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Clinic(RuleBasedStateMachine):
    """Clients come and go, sittings are begun, stopped, gone on with, corrected and erased."""

    def __init__(self) -> None:
        super().__init__()
        self.home = TemporaryDirectory()
        self.cabinet = Cabinet.laid(Path(self.home.name))
        self.known: dict[str, Known] = {}
        self.trail = [AuditAction.CREATED]
        self.changes = 0

    @property
    def records(self) -> RecordStore:
        return self.cabinet.records

    def one(self, data: st.DataObject) -> Known:
        return data.draw(st.sampled_from(list(self.known.values())))

    def sitting(self, data: st.DataObject, *fits: Status) -> tuple[Known, int, Sat] | None:
        """One of all sittings with such a status."""
        found = [
            (known, number, sat)
            for known in self.known.values()
            for number, sat in known.sittings.items()
            if sat.interview.status in fits
        ]
        return data.draw(st.sampled_from(found)) if found else None

    # What can be done.

    @initialize()
    def somebody_comes(self) -> None:
        self.somebody_new_comes("FIRST-X")

    @rule(code=st.sampled_from(["MAPLE-7", "BIRCH-2", "ZEBRA-5"]))
    def somebody_new_comes(self, code: str) -> None:
        if code in self.known:
            with pytest.raises(NotKept):
                self.records.add(code)
            return
        self.known[code] = Known(self.records.add(code))
        self.trail.append(AuditAction.ADDED)

    @precondition(lambda self: self.known)
    @rule(data=st.data(), text=st.sampled_from(["You may stop.", "You may stop at any time.", ""]))
    def agree(self, data: st.DataObject, text: str) -> None:
        known = self.one(data)
        self.records.decide(known.client, text)
        known.consents.append(text)
        self.trail.append(AuditAction.CONSENT)

    @precondition(lambda self: self.known)
    @rule(data=st.data(), text=st.text(max_size=30))
    def note(self, data: st.DataObject, text: str) -> None:
        known = self.one(data)
        self.records.write_note(known.client, text)
        known.notes.append(text)
        self.trail.append(AuditAction.NOTED)

    @precondition(lambda self: self.known)
    @rule(data=st.data(), day=st.sampled_from(["2030-01-01", ""]))
    def keep_until(self, data: st.DataObject, day: str) -> None:
        known = self.one(data)
        self.records.keep_until(known.client, day)
        known.keep_until = day
        self.trail.append(AuditAction.RETENTION)

    @precondition(lambda self: self.known)
    @rule(data=st.data(), name=st.sampled_from(["form", "form", "other"]))
    def begin(self, data: st.DataObject, name: str) -> None:
        known = self.one(data)
        known.count += 1
        began = self.records.begin(known.client, name)
        assert began.number == known.count
        known.sittings[known.count] = Sat(began.interview, name)
        self.trail.append(AuditAction.BEGAN)

    @rule(data=st.data(), steps=st.integers(1, 8))
    def go_on(self, data: st.DataObject, steps: int) -> None:
        """Some moves in one sitting, each kept as it is made."""
        found = self.sitting(data, Status.IN_PROGRESS)
        for _ in range(steps):
            if found is None or found[2].interview.status is not Status.IN_PROGRESS:
                return
            known, number, sat = found
            before = sat.interview
            sat.interview = self.moved(data, before)
            self.records.keep(known.client, number, events_between(before, sat.interview))
            told = {Status.COMPLETED: AuditAction.COMPLETED, Status.STOPPED: AuditAction.STOPPED}
            self.trail += [told[sat.interview.status]] if sat.interview.status in told else []

    def moved(self, data: st.DataObject, now: Interview) -> Interview:
        moves: dict[Move, Callable[[], Interview]] = {
            Move.ANSWER: lambda: now.answer(self.answer(data, now)),
            Move.DECLINE: now.decline,
            Move.BACK: now.back,
            Move.GO_TO: lambda: now.go_to(data.draw(st.sampled_from(sorted(now.answers)))),
            Move.GO_ON: now.go_on,
            Move.SUBMIT: now.submit,
            Move.STOP: now.stop,
        }
        often = [one for one in now.moves for _ in range(5 if one in (Move.ANSWER, Move.SUBMIT, Move.GO_ON) else 1)]
        return moves[data.draw(st.sampled_from(often))]()

    def answer(self, data: st.DataObject, now: Interview) -> Chosen | Entered | Declined:
        assert now.item is not None
        if now.item.type == "text":
            return Entered(data.draw(st.sampled_from(["cards", "chess", "d20"])))
        return data.draw(st.sampled_from(every_answer(now.item)))

    @rule(data=st.data())
    def resume(self, data: st.DataObject) -> None:
        found = self.sitting(data, Status.STOPPED, Status.IN_PROGRESS)
        if found is None:
            return
        known, number, sat = found
        self.records.keep(known.client, number, [Event(EventKind.RESUMED)])
        sat.interview = resumed(replace(sat.interview, looking_at=None))
        self.trail.append(AuditAction.RESUMED)

    @rule(data=st.data())
    def correct(self, data: st.DataObject) -> None:
        found = self.sitting(data, Status.COMPLETED)
        if found is None:
            return
        known, number, sat = found
        wrong = self.records.sitting(known.client, number)
        assert wrong is not None
        known.count += 1
        version = self.records.correct(known.client, wrong)
        assert version.number == known.count
        known.sittings[known.count] = Sat(corrected(sat.interview), sat.name, corrects=number)
        self.trail.append(AuditAction.CORRECTED)

    @rule(data=st.data())
    def erase_sitting(self, data: st.DataObject) -> None:
        found = self.sitting(data, *Status)
        if found is None:
            return
        known, number, _ = found
        self.records.erase_sitting(known.client, number)
        del known.sittings[number]
        for one in known.sittings.values():
            one.corrects = None if one.corrects == number else one.corrects
        self.trail.append(AuditAction.SITTING_ERASED)

    @precondition(lambda self: len(self.known) > 1)
    @rule(data=st.data())
    def erase_client(self, data: st.DataObject) -> None:
        known = self.one(data)
        self.records.erase_client(known.client)
        del self.known[known.client.code]
        self.trail.append(AuditAction.CLIENT_ERASED)
        assert known.client.code.encode() not in self.cabinet.clear()

    @rule(utc=st.sampled_from(["2016-01-01T00:00:00Z", "2126-01-01T00:00:00Z", "2026-11-22T08:30:00Z"]))
    def the_clock_jumps(self, utc: str) -> None:
        self.cabinet.wall.set(utc)

    @rule()
    def reopen(self) -> None:
        self.cabinet.again()

    @precondition(lambda self: self.changes < 2)
    @rule()
    def change_the_passphrase(self) -> None:
        self.changes += 1
        self.records.change_passphrase(f"passphrase number {self.changes}")
        self.trail.append(AuditAction.PASSPHRASE)

    # What must be there.

    @invariant()
    def every_client_is_there_with_all_that_is_known(self) -> None:
        assert [one.code for one in self.records.clients()] == sorted(self.known)
        for known in self.known.values():
            file = self.records.file(known.client)
            found = self.records.client(known.client.code)
            assert found is not None
            assert (found.number, found.keep_until) == (known.client.number, known.keep_until)
            assert [one.text for one in file.consents] == known.consents
            assert [one.text for one in file.notes] == known.notes
            assert [one.number for one in file.sittings] == sorted(known.sittings)
            for one in file.sittings:
                self.is_as_known(one, known.sittings)

    def is_as_known(self, found: Sitting, sittings: dict[int, Sat]) -> None:
        sat = sittings[found.number]
        later = [
            number for number, one in sittings.items()
            if one.corrects == found.number and one.interview.status is Status.COMPLETED
        ]  # fmt: skip
        assert found.interview.said == sat.interview.said
        assert alike(found.interview, replace(sat.interview, looking_at=None))
        assert (found.questionnaire.id, found.corrects) == (sat.name, sat.corrects)
        assert found.corrected_by == (max(later) if later else None)

    @invariant()
    def the_trail_is_whole(self) -> None:
        assert self.records.broken() == []
        assert [one.what for one in self.records.trail()] == self.trail

    def teardown(self) -> None:
        try:
            assert self.records.store.faults() == []
            self.cabinet.again()
            self.every_client_is_there_with_all_that_is_known()
        finally:
            self.records.close()
            self.home.cleanup()


TestClinic = Clinic.TestCase
TestClinic.settings = settings(max_examples=settings().max_examples // 2, stateful_step_count=25)
