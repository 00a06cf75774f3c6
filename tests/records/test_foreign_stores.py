"""Stores that somebody who knows the passphrase made or changed with other tools: data, and nothing else."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw
import pytest

from screening.errors import NotKept, RecordLocked
from screening.formats.client_json import client_json
from screening.model.answers import Chosen
from screening.records.backup import proven_copy
from screening.records.client_file import AuditAction
from screening.records.encrypted_file import EncryptedStore
from screening.records.page_keys import Key
from screening.records.schema import STEPS
from screening.records.sitting_events import events_between
from screening.records.store import RecordStore
from screening.records.store_files import LOCKED
from screening.records.timestamps import Timestamp
from tests.conftest import one_in
from tests.people import library, words
from tests.stores import FEW, PASSPHRASE, connected
from tests.terminals import environment

NOW = Timestamp("2026-11-22T12:00:00Z", 0)


def opened(path: Path, initials: str = "AB") -> RecordStore:
    """The cabinet at this path, or with empty initials the diary."""
    make = RecordStore.open if path.exists() else RecordStore.create
    return make(path, PASSPHRASE, library(), lambda: NOW, initials, rounds=FEW)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A cabinet with a client of whom something of every kind is saved."""
    path = tmp_path / "own" / "clients.store"
    records = opened(path)
    client = records.add("MAPLE-7", "2030-01-01")
    records.decide(client, "We keep what you answer.")
    records.write_note(client, "came late")
    sitting = records.begin(client, "signs")
    answered = sitting.interview.answer(Chosen("alcohol"))
    records.keep(client, sitting.number, events_between(sitting.interview, answered))
    records.close()
    return path


@contextmanager
def other_tool(path: Path) -> Iterator[apsw.Connection]:
    """The store in the hands of somebody else, who knows its passphrase."""
    key = Key.of(PASSPHRASE, path.read_bytes()[:16], FEW)
    db = connected(path, f'key="{key.pragma}"')
    yield db
    db.close()


def looked_at(path: Path) -> None:
    """Everything that can be read of a cabinet: lists, sittings, the export, the trail."""
    records = opened(path)
    try:
        records.clock_went_back()
        records.latest(2)
        for client in records.clients():
            file = records.file(client)
            client_json(file, {}, words(), "")
            assert all(sitting.interview.progress for sitting in file.sittings)
        records.trail()
        records.broken()
        records.note_down(AuditAction.VIEWED)
    finally:
        records.close()


def restore(path: Path) -> None:
    """As `screening client restore` reads a copy before it takes the place of a store."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Key, "of", lambda *arguments, of=Key.of: of(*arguments[:2], FEW))
        with proven_copy(path, path.with_name("other.store"), PASSPHRASE, STEPS) as proven:
            copy = RecordStore(proven, library(), lambda: NOW, "CD")
            assert not copy.is_diary
            copy.read_all()
            copy.last()


def test_a_store_of_our_own_can_be_looked_at_and_restored(path: Path) -> None:
    """The control of all that follows."""
    looked_at(path)
    restore(path)


# Another schema.

ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n) select i from n"
SCHEMAS = {
    "trigger": "create trigger t after insert on entry begin delete from note; end",
    "view": "create view v as select 1",
    "table": "create table more (number integer)",
    "index": "create index i on entry (utc)",
    "column": "alter table note add column more text",
    "renamed": "alter table note rename to notes",
    "dropped": "drop table note",
    "statistics": "analyze",
    "search": "create virtual table v using fts5(text)",
    "generated": "alter table client add column g as (hex(zeroblob(1000000)))",
    "endless view": f"drop table client; create view client as {ENDLESS}",
    "endless trigger": f"create trigger t after insert on entry begin insert into note {ENDLESS}; end",
    "no version": "pragma user_version=0",
    "version below 0": "pragma user_version=-7",
    "empty": "drop table meta; drop table held; drop table client; drop table wording; drop table consent; "
    "drop table sitting; drop table event; drop table note; drop table entry; pragma user_version=0",
}


@pytest.mark.parametrize("kind", SCHEMAS)
def test_any_schema_but_our_own_is_refused_before_a_table_is_read(path: Path, kind: str) -> None:
    """T-17: exit 5 in one sentence, and the file as it was."""
    with other_tool(path) as db:
        db.execute(SCHEMAS[kind]).fetchall()
    before = path.read_bytes()
    for look in (looked_at, restore):
        with pytest.raises(RecordLocked) as caught:
            look(path)
        assert str(caught.value) == LOCKED
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == ["clients.store"]


# Rows of another shape.

DEEP = '\'{"kind":"answered","about":\' || \'' + "[" * 5000 + "'"
ROWS = {
    "what": "update entry set what = 'nonsense' where number = 1",
    "time": "update entry set utc = 'yesterday'",
    "time of another shape": "update entry set utc = '2026-11-22'",
    "time of an answer": "update event set utc = '2026-13-40T00:00:00Z'",
    "time before all time": "update note set utc = '0001-01-01T00:00:00Z', ahead = -600",
    "time far ahead": "update note set ahead = 100000",
    "offset in words": "update client set ahead = 'nonsense'",
    "trail gone": "delete from entry",
    "entry far on": "update entry set number = 9223372036854775807 where number = 1",
    "link of bytes": "update entry set link = zeroblob(20)",
    "initials of bytes": "update entry set by = x'ff'",
    "text that is not utf-8": "update note set text = cast(x'ff41' as text)",
    "huge text": "update note set text = hex(zeroblob(20000000))",
    "deep json": f"update event set body = {DEEP}",
    "deep event": "update event set body = '" + "[" * 100_000 + "'",
    "unknown code": "update event set body = replace(body, '\"alcohol\"', '\"nonsense\"')",
    "unknown item": "update event set body = replace(body, '\"using\"', '\"nonsense\"')",
    "answer of another kind": 'update event set body = replace(body, \'{"chosen":["alcohol"]}\', \'{"entered":5}\')',
    "answer of nothing": "update event set body = replace(body, '[\"alcohol\"]', '[]')",
    "answer of lists": "update event set body = replace(body, '\"alcohol\"', '[]')",
    "answer of truth": 'update event set body = replace(body, \'{"chosen":["alcohol"]}\', \'{"entered":true}\')',
    "answered nothing": 'update event set body = \'{"kind":"answered","about":"using"}\'',
    "about a list": 'update event set body = \'{"kind":"seen","about":[]}\'',
    "a number of digits": "update event set body = '" + "9" * 5000 + "'",
    "way": "update sitting set way = 'nonsense'",
    "day": "update sitting set took_on = 'someday'",
    "day to keep until": "update client set keep_until = '2026-02-31'",
    "code of other letters": "update client set code = char(8238) || code",
    "code without its check": "update client set code = 'ABCDE'",
    "number of a client": "update client set number = 9007199254740993",
    "text gone": "delete from held",
    "text of bytes": "update held set source = x'00'",
    "identity gone": "delete from meta",
}


@pytest.mark.parametrize("kind", one_in(5, ROWS))
def test_a_row_of_another_shape_is_told_like_a_changed_file(path: Path, kind: str) -> None:
    """T-10, T-17: exit 5 in one sentence without any value; and no such copy takes the place of a store."""
    with other_tool(path) as db:
        db.execute("pragma writable_schema=off").fetchall()
        db.execute(ROWS[kind]).fetchall()
    looks: tuple[Callable[[Path], object], ...] = (restore, looked_at)
    if kind == "trail gone":  # as in a store whose process was killed while it was made
        looks = (restore,)
    for look in looks:
        with pytest.raises(RecordLocked) as caught:
            look(path)
        assert str(caught.value) == LOCKED


def test_a_store_with_a_million_entries_that_no_one_made_can_be_ended(path: Path) -> None:
    """Ctrl-C and a signal end a statement, however long it takes."""
    code = f"""
import sys, time
from pathlib import Path
from screening.system import process
from screening.records.connection import connect
from screening.records.page_keys import Key
process.prepare()
process.interruptible()
path = Path(sys.argv[1])
db = connect(path, Key.of({PASSPHRASE!r}, path.read_bytes()[:16], {FEW}))
print("begun", flush=True)
db.execute({f"select count(*) from ({ENDLESS})"!r}).fetchall()
"""
    for number, ended in ((signal.SIGINT, 1), (signal.SIGTERM, 143)):
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=environment(path.parent),
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.send_signal(number)
        process.wait(60)
        assert process.returncode in (ended, -number)
        process.communicate()


# A store of the other kind.


@pytest.mark.parametrize(("made", "wanted"), [("", "AB"), ("AB", "")])
def test_a_store_of_the_other_kind_is_named_and_left_as_it_is(tmp_path: Path, made: str, wanted: str) -> None:
    """A diary is no cabinet and a cabinet no diary, whatever name it was given."""
    path = tmp_path / "own" / "a.store"
    opened(path, made).close()
    before = path.read_bytes()
    with pytest.raises(RecordLocked) as caught:
        opened(path, wanted)
    kinds = ("a diary", "client records")
    found, place = kinds if wanted else reversed(kinds)
    assert str(caught.value) == f"{path} holds {found}, and this is the place of {place}. Move it away."
    assert path.read_bytes() == before
    opened(path, made).close()


def test_a_cabinet_to_which_an_earlier_version_added_a_nameless_client_is_still_a_cabinet(path: Path) -> None:
    records = opened(path)
    records.person()
    assert records.is_diary is False
    records.close()
    looked_at(path)
    restore(path)


# No room.


def test_where_nothing_can_be_noted_down_reading_goes_on_and_says_so(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """L4: looked at and exported on a disk that is full; nothing else claims to be saved."""

    def full(_: EncryptedStore) -> None:
        raise NotKept("no room")

    monkeypatch.setattr(EncryptedStore, "_require_place", full)
    records = opened(path)
    assert records.unnoted
    (client,) = records.clients()
    assert len(records.file(client).sittings) == 1
    reading = {
        AuditAction.VIEWED, AuditAction.EXPORTED, AuditAction.BACKED_UP, AuditAction.UNLOCKED, AuditAction.LISTED,
        AuditAction.AUDITED, AuditAction.WRONG,
    }  # fmt: skip
    for action in reading:
        records.note_down(action, client)
    for action in set(AuditAction) - reading:
        with pytest.raises(NotKept, match="no room"):
            records.note_down(action, client)
    monkeypatch.undo()
    records.note_down(AuditAction.VIEWED, client)
    assert not records.unnoted
    assert [entry.what for entry in records.trail()].count(AuditAction.VIEWED) == 1
    records.close()
