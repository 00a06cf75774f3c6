"""A key for each counselor: adding and taking away in one step, what kills and spoilt files leave, backups."""

from __future__ import annotations

import resource
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from screening.errors import NotKept, RecordLocked
from screening.formats.client_json import client_json
from screening.loading.library import Library, questions_folder
from screening.records import store_files
from screening.records.backup import proven_copy
from screening.records.client_file import AuditAction
from screening.records.page_keys import PAGE, SALT
from screening.records.schema import STEPS
from screening.records.store import RecordStore
from screening.records.store_files import BUSY, KEYED, LOCKED, key_sets_of
from screening.records.timestamps import Timestamp
from tests.conftest import one_in
from tests.people import words
from tests.stores import FEW, holding, killed_at, mode, python, whole
from tests.terminals import needs

LIBRARY = Library(questions_folder())
KT, CD, EF = "maple river stone", "copper lantern field", "seven quiet otters"
WRONG = "wrong horse battery"
AT = Timestamp("2026-11-22T12:00:00Z", 0)
WORK = f"""
import sys
from pathlib import Path
from screening.loading.library import Library, questions_folder
from screening.records.store import RecordStore
from screening.records.timestamps import Timestamp
path, passphrase, initials, work = sys.argv[1:]
clock = lambda: Timestamp("2026-11-22T12:00:00Z", 0)
records = RecordStore.open(Path(path), passphrase, Library(questions_folder()), clock, initials, rounds={FEW})
print("open", flush=True)
"""
CHANGE = WORK + "exec(work)\nrecords.close()\n"
HOLD = WORK + "sys.stdin.read()\n"


def opened(path: Path, passphrase: str, initials: str, failed: int = 0) -> RecordStore:
    return RecordStore.open(path, passphrase, LIBRARY, lambda: AT, initials, rounds=FEW, failed=failed)


def refused(path: Path, passphrase: str, initials: str) -> str:
    with pytest.raises(RecordLocked) as told:
        opened(path, passphrase, initials)
    return str(told.value)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one passphrase, and a client."""
    path = tmp_path_factory.mktemp("one") / "own" / "clients.store"
    with closing(RecordStore.create(path, KT, LIBRARY, lambda: AT, "KT", rounds=FEW)) as records:
        records.add("AMBER-X")
    return path


@pytest.fixture(scope="module")
def two(one: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with keys for two."""
    path = laid(one, tmp_path_factory.mktemp("two"))
    with closing(opened(path, KT, "KT")) as records:
        records.add_key("CD", CD, KT)
    return path


def laid(made: Path, folder: Path) -> Path:
    shutil.copytree(made.parent, folder / "own")
    return folder / "own" / made.name


def initials(records: RecordStore) -> list[str]:
    return [one.initials for one in records.holders()]


def names(path: Path) -> list[str]:
    """Every file beside the store, the set of keys by `SALT` where it is the one that counts."""
    now = path.read_bytes()[:SALT].hex()
    found = (str(one.relative_to(path.parent)) for one in path.parent.rglob("*") if one.is_file())
    return sorted(one.replace(now, "SALT") for one in found)


KEYS = ["clients.keys/SALT/CD", "clients.keys/SALT/KT", "clients.store"]


# Adding and taking away.


def test_from_one_passphrase_to_a_key_for_each(one: Path, tmp_path: Path) -> None:
    path = laid(one, tmp_path)
    before = path.read_bytes()
    with closing(opened(path, KT, "KT")) as records:
        records.add_key("CD", CD, KT)
        assert (initials(records), records.store.faults(), records.broken()) == (["CD", "KT"], [], [])
        assert (records.fits(KT), records.fits(CD)) == (True, False)
        assert [(entry.what, entry.form) for entry in records.latest(2)] == [
            (AuditAction.KEY_ADDED, "CD"),
            (AuditAction.KEY_ADDED, "KT"),
        ]
    assert names(path) == KEYS
    assert {mode(one) for one in path.parent.rglob("*")} == {0o600, 0o700}
    assert path.read_bytes()[:SALT].startswith(KEYED)
    assert not before.startswith(KEYED)
    for by, passphrase in (("KT", KT), ("CD", CD)):
        with closing(opened(path, passphrase, by)) as records:
            assert len(records.clients()) == 1
    assert refused(path, KT, "CD") == refused(path, CD, "KT") == LOCKED


def test_every_page_is_under_the_new_key_after_one_was_taken_away(two: Path, tmp_path: Path) -> None:
    path = laid(two, tmp_path)
    with closing(opened(path, KT, "KT")) as records:
        before = records.store.key
        records.remove_key("CD")
        assert records.latest(1)[0].form == "CD"
        assert records.latest(1)[0].what is AuditAction.KEY_REMOVED
    data = path.read_bytes()
    assert list(before.__class__(before.secret, data[:SALT], FEW).forged([data])) == list(
        range(1, len(data) // PAGE + 1)
    )
    assert names(path) == [KEYS[1], KEYS[2]]
    assert "There is no key for CD. There is one for: KT." in refused(path, CD, "CD")


def test_a_lost_passphrase_is_mended_by_a_colleague(two: Path, tmp_path: Path) -> None:
    path = laid(two, tmp_path)
    with closing(opened(path, KT, "KT")) as records:
        records.remove_key("CD")
        records.add_key("CD", EF, KT)
    assert refused(path, CD, "CD") == LOCKED
    opened(path, EF, "CD").close()


def test_another_passphrase_of_ones_own_leaves_that_of_the_others(two: Path, tmp_path: Path) -> None:
    path = laid(two, tmp_path)
    with closing(opened(path, KT, "KT")) as records:
        records.change_passphrase(EF)
    assert refused(path, KT, "KT") == LOCKED
    for by, passphrase in (("KT", EF), ("CD", CD)):
        opened(path, passphrase, by).close()


def test_nobody_takes_away_their_own_key_or_one_that_is_not_there(two: Path, tmp_path: Path) -> None:
    path = laid(two, tmp_path)
    with closing(opened(path, KT, "KT")) as records:
        for by, told in (("KT", "your own key"), ("EF", "no key for EF")):
            with pytest.raises(NotKept, match=told):
                records.remove_key(by)
        with pytest.raises(NotKept, match="has a key already"):
            records.add_key("CD", EF, KT)
        with pytest.raises(RecordLocked):
            records.add_key("EF", EF, WRONG)
        assert initials(records) == ["CD", "KT"]


def test_a_clients_file_never_shows_keys(two: Path, tmp_path: Path) -> None:
    path = laid(two, tmp_path)
    with closing(opened(path, KT, "KT")) as records:
        (client,) = records.clients()
        file = records.file(client)
    assert {entry.what for entry in file.entries} == {AuditAction.ADDED}
    assert "key-" not in str(client_json(file, {}, words(), ""))


def test_let_go_and_opened_again(two: Path, tmp_path: Path) -> None:
    path = laid(two, tmp_path)
    with closing(opened(path, KT, "KT")) as records:
        records.let_go()
        assert records.store.key.secret == b""
        with closing(opened(path, CD, "CD")) as other:
            other.add_key("EF", EF, CD)
        assert records.open_again(KT) is False
        assert initials(records) == ["CD", "EF", "KT"]


# What was spoilt.


@pytest.mark.parametrize("kind", ["missing", "cut", "empty", "changed", "foreign", "link", "extra"])
def test_a_colleague_who_opens_it_puts_the_key_files_right(two: Path, tmp_path: Path, kind: str) -> None:
    path = laid(two, tmp_path)
    (folder,) = key_sets_of(path)
    spoil(folder / "CD", folder / "KT", kind)
    with closing(opened(path, KT, "KT")) as records:
        assert records.store.remarks == ()
    assert names(path) == KEYS
    opened(path, CD, "CD").close()


def spoil(file: Path, other: Path, kind: str) -> None:
    data = file.read_bytes()
    spoilt = {"cut": data[:PAGE], "empty": b"", "changed": data[:-9] + b"#" + data[-8:], "foreign": other.read_bytes()}
    if kind in spoilt:
        file.write_bytes(spoilt[kind])
    elif kind == "extra":
        shutil.copy(file, file.with_name("XY"))
    else:
        file.unlink()
        if kind == "link":
            file.symlink_to(other)


@pytest.mark.parametrize("kind", ["cut", "empty", "changed", "foreign", "link"])
def test_a_spoilt_key_file_opens_nothing_and_changes_nothing(two: Path, tmp_path: Path, kind: str) -> None:
    path = laid(two, tmp_path)
    (folder,) = key_sets_of(path)
    spoil(folder / "CD", folder / "KT", kind)
    before = whole(path.parent)
    assert refused(path, CD, "CD") in (
        LOCKED,
        f"{folder / 'CD'} is not a regular file, so it is not opened. Move it away.",
    )
    assert whole(path.parent) == before


def test_each_changed_byte_of_a_key_file_is_noticed(two: Path, tmp_path: Path) -> None:
    path = laid(two, tmp_path)
    (folder,) = key_sets_of(path)
    file, data = folder / "CD", (folder / "CD").read_bytes()
    for place in range(0, len(data), 199):
        file.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert refused(path, CD, "CD") == LOCKED, place


def test_a_missing_set_of_key_files_is_named(two: Path, tmp_path: Path) -> None:
    path = laid(two, tmp_path)
    shutil.rmtree(store_files.keys_of(path))
    assert refused(path, KT, "KT").startswith("The key files of these records are missing: there is no folder ")


def test_a_key_file_from_before_a_change_is_named_and_is_put_right(two: Path, tmp_path: Path) -> None:
    """One who has left puts the old key file back: it opens nothing, and goes."""
    path = laid(two, tmp_path)
    (folder,) = key_sets_of(path)
    old = (folder / "CD").read_bytes()
    with closing(opened(path, KT, "KT")) as records:
        records.remove_key("CD")
    (folder,) = key_sets_of(path)
    (folder / "CD").write_bytes(old)
    assert "is not of these records as they are now" in refused(path, CD, "CD")
    opened(path, KT, "KT").close()
    assert names(path) == [KEYS[1], KEYS[2]]


# Two at once, and no room.


def test_of_two_who_change_keys_at_once_the_second_is_told(two: Path, tmp_path: Path) -> None:
    path = laid(two, tmp_path)
    first = holding(HOLD, path, KT, "KT", "")
    try:
        assert refused(path, CD, "CD") == BUSY
    finally:
        first.communicate("")
    with closing(opened(path, CD, "CD")) as records:
        records.remove_key("KT")
        done = python(CHANGE, path, KT, "KT", "records.remove_key('CD')")
        assert (done.returncode, BUSY in done.stderr) == (1, True)
        assert initials(records) == ["CD"]


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file can grow beyond this size."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [0, PAGE, 2 * PAGE, 10 * PAGE])
def test_where_there_is_no_room_the_old_set_stays(two: Path, tmp_path: Path, size: int) -> None:
    path = laid(two, tmp_path)
    with closing(opened(path, KT, "KT")) as records:
        with room_for(size), pytest.raises(NotKept):
            records.add_key("EF", EF, KT)
        assert initials(records) == ["CD", "KT"]
        records.add("BIRCH-X")
    assert names(path) == KEYS
    opened(path, CD, "CD").close()


# Kills.

ADD, REMOVE = f"records.add_key('EF', {EF!r}, {KT!r})", "records.remove_key('CD')"
CALLS = {"pwrite64": 140, "fdatasync": 64, "fsync": 12, "unlink": 23, "rename": 4, "mkdir": 2, "rmdir": 2}
QUICK = [("pwrite64", 61), ("rename", 1), ("rename", 2)]


def moments(work: str, step: int = 1) -> list[object]:
    """Each of these system calls that a change makes; of the many writes one in `step`."""
    return [
        pytest.param(work, call, number, marks=() if (call, number) in QUICK else pytest.mark.long)
        for call, most in CALLS.items()
        for number in range(1, most + 1, step if most > 30 else 1)
    ]


@pytest.mark.parametrize(("work", "call", "number"), [*moments("one"), *moments(ADD, 3), *moments(REMOVE, 3)])
def test_killed_in_a_change_of_keys_the_old_set_or_the_new_one_stands(
    one: Path, two: Path, tmp_path: Path, work: str, call: str, number: int
) -> None:
    """L2: the passphrases of before open it, or those of after, and all is in it either way."""
    needs("strace")
    path = laid(one if work == "one" else two, tmp_path)
    python(CHANGE, path, KT, "KT", ADD if work == "one" else work, before=killed_at(call, number))
    with closing(opened(path, KT, "KT")) as records:
        found = initials(records)
        assert (len(records.clients()), records.store.faults(), records.broken()) == (1, [], [])
        changes = [
            entry.form for entry in records.trail() if entry.what in (AuditAction.KEY_ADDED, AuditAction.KEY_REMOVED)
        ]
        assert records.store.remarks == ()
    before, after = {ADD: (["CD", "KT"], ["CD", "EF", "KT"]), REMOVE: (["CD", "KT"], ["KT"])}.get(
        work, ([], ["EF", "KT"])
    )
    assert found in (before, after)
    begun = [] if work == "one" else ["KT", "CD"]
    assert changes == [*begun, *({ADD: ["EF"], REMOVE: ["CD"]}.get(work, ["KT", "EF"]) if found == after else [])]
    assert names(path) == [*(f"clients.keys/SALT/{by}" for by in found), "clients.store"]
    for by, passphrase in (("CD", CD), ("EF", EF)):
        if by in found:
            opened(path, passphrase, by).close()
        elif found:
            assert f"There is no key for {by}" in refused(path, passphrase, by)


# Backups.


def backup_of(path: Path, target: Path) -> Path:
    with closing(opened(path, KT, "KT")) as records:
        records.copy_to(target)
    return target


def test_a_backup_is_one_file_that_carries_the_key_files(two: Path, tmp_path: Path) -> None:
    path = laid(two, tmp_path)
    copy = backup_of(path, tmp_path / "b.store")
    assert mode(copy) == 0o600
    with tarfile.open(copy) as packed:
        assert sorted(packed.getnames()) == [one.replace("SALT", path.read_bytes()[:SALT].hex()) for one in KEYS]
        packed.extractall(tmp_path / "unpacked", filter="data")
    (tmp_path / "unpacked").chmod(0o700)
    opened(tmp_path / "unpacked" / path.name, CD, "CD").close()


def restore(copy: Path, path: Path, passphrase: str, by: str) -> list[str]:
    """Put it in the place of the store; whose keys it has."""
    over = path.exists()
    with proven_copy(copy, path, passphrase, STEPS, by, rounds=FEW) as proven:
        records = RecordStore(proven, LIBRARY, lambda: AT, by)
        found = initials(records)
        records.put_keys_right(path)
        proven.move_to(path, over=over)
    return found


@pytest.mark.parametrize("there", [True, False])
def test_a_restored_backup_opens_with_the_passphrases_of_then(two: Path, tmp_path: Path, there: bool) -> None:
    """One who was taken away since is in it again; what it replaced still opens with the keys of its own."""
    path = laid(two, tmp_path)
    copy = backup_of(path, tmp_path / "b.store")
    with closing(opened(path, KT, "KT")) as records:
        records.remove_key("CD")
    if not there:
        shutil.rmtree(path.parent)
        path.parent.mkdir(mode=0o700)
    assert restore(copy, path, CD, "CD") == ["CD", "KT"]
    opened(path, CD, "CD").close()
    if there:
        (kept,) = store_files.replaced_of(path)
        assert restore(kept, path, KT, "KT") == ["KT"]
        assert "There is no key for CD" in refused(path, CD, "CD")


def test_a_backup_with_one_passphrase_takes_the_place_of_a_store_with_keys(
    one: Path, two: Path, tmp_path: Path
) -> None:
    path = laid(two, tmp_path)
    copy = Path(shutil.copy(one, tmp_path / "b.store"))
    assert restore(copy, path, KT, "KT") == []
    opened(path, KT, "CD").close()


def test_all_that_belongs_to_a_store_with_keys_can_be_removed(two: Path, tmp_path: Path) -> None:
    path = laid(two, tmp_path)
    store_files.remove_files(store_files.all_files(path), path.parent)
    assert list(path.parent.iterdir()) == []


def test_a_copy_says_whose_keys_it_has(two: Path, tmp_path: Path) -> None:
    path = laid(two, tmp_path)
    copy = backup_of(path, tmp_path / "b.store")
    for by, passphrase, told in (
        ("EF", EF, "There is no key for EF. There is one for: CD, KT."),
        ("CD", WRONG, LOCKED),
    ):
        with pytest.raises(RecordLocked) as refusal, proven_copy(copy, path, passphrase, STEPS, by, rounds=FEW):
            raise AssertionError
        assert told in str(refusal.value)
    assert names(path) == KEYS


def test_each_changed_byte_of_a_backup_is_noticed_and_the_store_stays(two: Path, tmp_path: Path) -> None:
    """But of the headers: what they say is not used, or does not fit what follows."""
    path = laid(two, tmp_path)
    copy, before = backup_of(path, tmp_path / "b.store"), whole(path.parent)
    data = copy.read_bytes()
    mine = [(512 + 1, 512 + 2 * PAGE), (3 * 512 + 4 * PAGE, len(data) - 1024)]  # the key file of CD, and the store
    for start, end in mine:
        for place in range(start, end, 1999):
            copy.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
            with pytest.raises(RecordLocked), proven_copy(copy, path, CD, STEPS, "CD", rounds=FEW):
                raise AssertionError(place)
    for size in range(512, len(data) - 1024, 4096):
        copy.write_bytes(data[:size])
        with pytest.raises(RecordLocked), proven_copy(copy, path, CD, STEPS, "CD", rounds=FEW):
            raise AssertionError(size)
    assert (whole(path.parent), names(path)) == (before, KEYS)


def test_a_copy_of_the_folder_is_restored_with_its_own_key_files(two: Path, tmp_path: Path) -> None:
    """Also once the store has other keys."""
    path, copied = laid(two, tmp_path), tmp_path / "copied"
    shutil.copytree(path.parent, copied)
    with closing(opened(path, KT, "KT")) as records:
        records.remove_key("CD")
    assert restore(copied / path.name, path, CD, "CD") == ["CD", "KT"]
    opened(path, CD, "CD").close()


RESTORE = f"""
import sys
from pathlib import Path
from screening.loading.library import Library, questions_folder
from screening.records.backup import proven_copy
from screening.records.schema import STEPS
from screening.records.store import RecordStore
copy, path, passphrase, initials = sys.argv[1:]
with proven_copy(Path(copy), Path(path), passphrase, STEPS, initials, rounds={FEW}) as proven:
    RecordStore(proven, Library(questions_folder()), None, initials).put_keys_right(Path(path))
    proven.move_to(Path(path), over=True)
"""


@pytest.mark.parametrize(
    ("call", "number"),
    one_in(24, [("rename", 2), *[("unlink", number) for number in range(1, 24)], ("rename", 1), ("rename", 3),
                *[("fsync", number) for number in range(1, 13)], *[("pwrite64", number) for number in range(1, 31)],
                ("link", 1), ("mkdir", 1), ("fdatasync", 5)]),
)  # fmt: skip
def test_killed_in_a_restore_the_store_of_before_or_the_backup_opens_with_its_own_keys(
    two: Path, tmp_path: Path, call: str, number: int
) -> None:
    needs("strace")
    path = laid(two, tmp_path)
    copy = backup_of(path, tmp_path / "b.store")
    with closing(opened(path, KT, "KT")) as records:
        records.remove_key("CD")
    python(RESTORE, copy, path, KT, "KT", before=killed_at(call, number))
    with closing(opened(path, KT, "KT")) as records:
        found = initials(records)
        assert (len(records.clients()), records.store.faults(), records.store.remarks) == (1, [], ())
    assert found in (["KT"], ["CD", "KT"])
    for kept in store_files.replaced_of(path):
        assert restore(kept, path, KT, "KT") == ["KT"]
