"""Imports, restores, corrections and backups of client records: killed at random moments, and with a byte changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from screening.app.context import AppContext
from screening.cli.running import now
from screening.counselor.proving import proven_backup
from screening.loading.library import Library
from screening.records.backup import proven_copy
from screening.records.client_file import AuditAction, Client, Draft
from screening.records.encrypted_file import EncryptedStore
from screening.records.page_keys import PAGE, Key
from screening.records.schema import STEPS
from screening.records.store import RecordStore
from screening.records.store_files import exclusive
from screening.system.settings import Settings
from tests.counselors import AMBER, PASSPHRASE, content, prepared
from tests.scorecard.test_kills import Victim, after


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(content(tmp_path_factory.mktemp("content") / "questions"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Path:
    """A store with two clients, and enough notes that a copy of it takes a while."""
    path = prepared(tmp_path_factory.mktemp("made") / "own" / "clients.store", library)
    with closing(RecordStore.open(path, PASSPHRASE, library, now, "KT")) as records:
        for _ in range(100):
            records.write_note(amber(records), "x" * 2000)
    return path


@pytest.fixture
def store(tmp_path: Path, made: Path) -> Path:
    """The store in a folder of its own."""
    return laid(tmp_path / "own", made)


def laid(folder: Path, made: Path) -> Path:
    folder.mkdir(mode=0o700)
    path = folder / "clients.store"
    shutil.copyfile(made, path)
    path.chmod(0o600)
    return path


def amber(records: RecordStore) -> Client:
    client = records.client(AMBER)
    assert client is not None
    return client


@pytest.fixture(scope="module")
def key(made: Path) -> Key:
    return Key.of(PASSPHRASE, made.read_bytes()[:16])


def whole(path: Path, key: Key, library: Library) -> RecordStore:
    """The store as it was left, found whole to its last row."""
    records = RecordStore(EncryptedStore.unlock(path, key, STEPS), library, now, "KT")
    assert (records.store.faults(), records.broken()) == ([], [])
    records.read_all()
    records.note_down(AuditAction.UNLOCKED)  # as each opening does
    return records


# Killed.


def test_killed_again_and_again_an_import_is_there_as_a_whole_or_not_at_all(
    store: Path, key: Key, library: Library, kills: int
) -> None:
    """L2: an import that was acknowledged is there; of no other one there is a part."""
    chance = Random(7)
    with closing(whole(store, key, library)) as records:
        answered = [event for _, event in records.sittings(amber(records))[0].events]

    def work(log: int) -> None:
        with closing(RecordStore(EncryptedStore.unlock(store, key, STEPS), library, now, "KT")) as records:
            while True:
                taken = records.take_in(amber(records), "past-month", answered, "entered", "2026-10-01")
                os.write(log, f"{taken.number}\n".encode())

    given = {1}
    for _ in range(kills):
        victim = Victim.of(work)
        victim.wait()
        after(chance.random() * 0.05)
        told = set(victim.kill())
        with closing(whole(store, key, library)) as records:
            found = records.sittings(amber(records))
            trail = [one.sitting for one in records.trail() if one.what is AuditAction.IMPORTED]
        numbers = {one.number for one in found}
        assert given | told <= numbers
        assert len(numbers - given - told) <= 1
        assert {len(one.events) for one in found} == {len(answered)}
        assert set(trail) == numbers - {1}
        assert [one.name for one in store.parent.iterdir()] == ["clients.store"]
        given = numbers


def restoring(source: Path, store: Path, library: Library) -> Callable[[int], None]:
    """Put a backup back, and tell when its copy is proven, and when it is done."""

    def work(log: int) -> None:
        with exclusive(store) as replaces, proven_copy(source, store, PASSPHRASE, STEPS) as proven:
            RecordStore(proven, library, now, "KT").note_down(AuditAction.RESTORED)
            os.write(log, b"0\n")
            proven.move_to(store, over=replaces)
            os.write(log, b"1\n")
            after(30)

    return work


def test_killed_again_and_again_a_restore_leaves_the_old_store_or_the_new_one(
    tmp_path: Path, made: Path, key: Key, library: Library, kills: int
) -> None:
    """L2: and where it is the new one, the old one is kept, whole, under another name."""
    chance = Random(11)
    backup = tmp_path / "backup.store"
    shutil.copyfile(made, backup)
    seen = {"old": 0, "new": 0}
    for turn in range(kills):
        store = laid(tmp_path / f"turn-{turn}", made)
        with closing(whole(store, key, library)) as records:
            records.write_note(amber(records), "added since")
        victim = Victim.of(restoring(backup, store, library))
        victim.wait()
        after(chance.random() * 0.012)
        done = 1 in victim.kill()
        with closing(whole(store, key, library)) as records:
            restored = AuditAction.RESTORED in [one.what for one in records.trail()]
            assert restored or records.notes(amber(records))[-1].text == "added since"
        names = sorted(one.name for one in store.parent.iterdir())
        assert names == ["clients.store", *(["clients.store.replaced-1"] if restored else [])]
        assert restored or not done
        if restored:
            copy = tmp_path / f"kept-{turn}" / "clients.store"
            copy.parent.mkdir(mode=0o700)
            shutil.copyfile(store.with_name(names[1]), copy)
            copy.chmod(0o600)
            with closing(whole(copy, key, library)) as records:
                assert records.notes(amber(records))[-1].text == "added since"
        seen["new" if restored else "old"] += 1
    assert kills < 100 or min(seen.values()) > 0


def test_killed_again_and_again_a_note_is_written_or_still_a_draft(
    store: Path, key: Key, library: Library, kills: int
) -> None:
    """L2: never both, and never neither."""
    chance = Random(13)

    def work(log: int) -> None:
        with closing(RecordStore(EncryptedStore.unlock(store, key, STEPS), library, now, "KT")) as records:
            client, number = amber(records), len(records.notes(amber(records)))
            while True:
                number += 1
                records.keep_draft(client, Draft(f"note {number}"))
                os.write(log, f"{number}\n".encode())
                records.write_note(client, f"note {number}")

    for _ in range(kills):
        victim = Victim.of(work)
        victim.wait()
        after(chance.random() * 0.05)
        last = max(victim.kill())
        with closing(whole(store, key, library)) as records:
            client = amber(records)
            draft, notes = records.draft(client), {one.text for one in records.notes(client)}
            assert (draft is not None and draft.text in (f"note {last}", f"note {last + 1}")) or f"note {last}" in notes
            assert draft is None or draft.text not in notes
            records.keep_draft(client, Draft(""))


# Changed.


def test_a_backup_with_any_byte_changed_is_never_called_whole(tmp_path: Path, store: Path, kills: int) -> None:
    """T-17: in every page, wherever in it; cut at every page too. The store and the backup stay as they are."""
    chance = Random(17)
    context = AppContext.open("CA", {"LANG": "C.UTF-8"}, now)
    context = replace(context, settings=Settings(folder=str(store.parent)))
    good, before = store.read_bytes(), store.read_bytes()
    backup = tmp_path / "backup.store"
    backup.write_bytes(good)
    assert proven_backup(context, PASSPHRASE, "KT", backup).problems == ()
    pages = len(good) // PAGE
    for turn in range(kills):
        changed = bytearray(good)
        place = (turn % pages) * PAGE + chance.randrange(PAGE)
        changed[place] ^= 1 << chance.randrange(8)
        found = bytes(changed) if turn % 4 else good[: chance.randrange(1, pages) * PAGE]
        backup.write_bytes(found)
        proof = proven_backup(context, PASSPHRASE, "KT", backup)
        assert (proof.problems != (), proof.last) == (True, None)
        assert backup.read_bytes() == found
    assert store.read_bytes() == before
    assert [one.name for one in store.parent.iterdir()] == ["clients.store"]
