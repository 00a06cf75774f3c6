"""What stands under the name of a store and beside it: removed, replaced, raced for, left over, linked, too large."""

from __future__ import annotations

import errno
import os
import resource
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw
import pytest

from screening.errors import NotKept, RecordLocked, ScreeningError
from screening.records import connection, store_files
from screening.records.backup import proven_copy
from screening.records.encrypted_file import EncryptedStore
from screening.records.page_keys import PAGE, Key
from screening.records.store_files import BUSY, LOCKED
from screening.system.files import NotSaved
from tests.conftest import one_in
from tests.scorecard.saving import as_stranger, give_away
from tests.stores import FEW, PASSPHRASE, STEPS, count, holding, killed_at, lay, made, mode, python, unlocked, whole
from tests.terminals import needs


def write(box: EncryptedStore) -> None:
    """Save one more row."""
    with box.writing():
        box.rows("insert into kept (text) values ('x')")


def journal(path: Path) -> Path:
    """Where SQLite's journal stands."""
    return path.with_name(f"{path.name}-journal")


# The name in mid-sitting.


def _replace(path: Path) -> None:
    other = path.with_name("older")
    other.write_bytes(made(1)[0])
    other.replace(path)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _link(path: Path) -> None:
    path.rename(path.with_name("moved"))
    path.symlink_to(path.with_name("moved"))


GONE: dict[str, Callable[[Path], object]] = {
    "removed": lambda path: path.unlink(),
    "moved": lambda path: path.rename(path.with_name("moved")),
    "replaced": _replace,
    "linked": _link,
    "folder moved": lambda path: path.parent.rename(path.parent.with_name("elsewhere")),
    "folder in its place": _folder,
}


@pytest.mark.parametrize("kind", GONE)
@pytest.mark.parametrize("when", ["before", "inside"])
def test_nothing_counts_as_saved_once_the_name_leads_elsewhere(tmp_path: Path, kind: str, when: str) -> None:
    """L2: told at the next answer, whether it was given before the store went or while it was being saved."""
    path = lay(tmp_path)
    box = unlocked(path)
    write(box)

    def save() -> None:
        if when == "before":
            GONE[kind](path)
        with box.writing():
            box.rows("insert into kept (text) values ('x')")
            if when == "inside":
                GONE[kind](path)

    with pytest.raises(NotKept, match=r"was moved, removed or replaced while it was open\. Put it back"):
        save()
    assert count(box) in (201, 202)  # what is open can still be looked at
    box.close()


def test_a_store_that_another_was_copied_over_is_told_and_the_other_is_not_spoilt(tmp_path: Path) -> None:
    """As `cp older.store diary.store` does: the file is the same, and what is in it is not."""
    path = lay(tmp_path)
    box = unlocked(path)
    write(box)
    path.write_bytes(made(1)[0])
    with pytest.raises(NotKept, match="was moved, removed or replaced"):
        write(box)
    box.close()
    assert not box.in_place
    assert path.read_bytes() == made(1)[0]
    box = unlocked(path, 1)
    assert (count(box), box.faults()) == (1, [])
    box.close()


def test_a_store_that_was_cut_behind_its_first_page_is_told(tmp_path: Path) -> None:
    """As a copy that breaks off does: pages that are only in memory here would be missing from the file for good."""
    path = lay(tmp_path)
    box = unlocked(path)
    write(box)
    os.truncate(path, 2 * PAGE)
    with pytest.raises(NotKept, match="was moved, removed or replaced"):
        write(box)
    box.close()
    assert path.stat().st_size == 2 * PAGE


def test_a_store_is_in_place_after_every_kind_of_work_also_where_it_failed(tmp_path: Path) -> None:
    box = unlocked(lay(tmp_path))
    for pragma in ("cache_size=1", "cache_spill=1"):
        box._db.execute(f"pragma {pragma}").fetchall()

    def fails() -> None:
        with box.writing():
            box.rows("update kept set text = 'new' || text")
            box._db.cache_flush()
            raise NotKept

    with pytest.raises(NotKept):
        fails()
    assert box.in_place
    write(box)
    assert box.in_place
    box.change("another horse battery")
    assert box.in_place
    box.vacuum()
    assert box.in_place
    write(box)
    assert box.in_place
    box.close()
    assert box.in_place


@pytest.mark.parametrize("work", ["change", "vacuum"])
def test_a_store_that_was_replaced_is_neither_put_under_another_passphrase_nor_built_anew(
    tmp_path: Path, work: str
) -> None:
    path = lay(tmp_path)
    box = unlocked(path)
    _replace(path)
    with pytest.raises(NotKept, match="was moved, removed or replaced"):
        box.change("another horse battery") if work == "change" else box.vacuum()
    box.close()
    assert path.read_bytes() == made(1)[0]


def test_a_store_that_was_put_back_is_gone_on_with(tmp_path: Path) -> None:
    path = lay(tmp_path)
    box = unlocked(path)
    path.rename(path.with_name("moved"))
    with pytest.raises(NotKept):
        write(box)
    path.with_name("moved").rename(path)
    write(box)
    assert (count(box), box.faults()) == (201, [])
    box.close()
    assert list(whole(path.parent)) == ["a.store"]


def test_a_store_that_was_moved_is_left_without_a_journal_of_its_own(tmp_path: Path) -> None:
    """Moved with an unfinished write in it, the journal under the old name could not mend it after a kill."""
    path = lay(tmp_path)
    box = unlocked(path)
    write(box)
    moved = path.rename(path.with_name("b.store"))
    with pytest.raises(NotKept):
        write(box)
    assert (count(box), journal(path).stat().st_size) == (201, 0)
    box.close()
    box = unlocked(moved)
    assert (count(box), box.faults()) == (201, [])
    box.close()


def test_closing_leaves_the_journal_of_the_store_that_took_its_place(tmp_path: Path) -> None:
    path = lay(tmp_path)
    box = unlocked(path)
    write(box)
    _replace(path)
    journal(path).unlink()
    journal(path).write_bytes(b"of the other")
    box.close()
    assert journal(path).read_bytes() == b"of the other"


@pytest.mark.parametrize("instead", ["nothing", "another"])
def test_a_journal_that_was_removed_is_begun_anew_before_the_next_write(tmp_path: Path, instead: str) -> None:
    """L2: without it a kill in the middle of a write would leave pages that nothing can mend."""
    path = lay(tmp_path)
    box = unlocked(path)
    write(box)
    journal(path).unlink()
    if instead == "another":
        journal(path).write_bytes(b"x" * PAGE)
    with box.writing():
        box.rows("insert into kept (text) values ('x')")
        box._db.cache_flush()
        assert journal(path).read_bytes()[:8] == bytes.fromhex("d9d505f920a163d7")  # a journal of SQLite
    box.close()
    box = unlocked(path)
    assert (count(box), box.faults()) == (202, [])
    box.close()


# Two that make one at once.


@contextmanager
def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> Iterator[None]:
    """Something else happens while a new store is made: after the look at its name, before it gets it."""
    steps = connection.run_steps

    def then(*arguments: object) -> None:
        monkeypatch.undo()
        steps(*arguments)  # type: ignore[arg-type]
        happens()

    monkeypatch.setattr("screening.records.encrypted_file.run_steps", then)
    yield
    monkeypatch.undo()


def test_who_comes_second_leaves_the_journal_of_the_first_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """L2: the first one writes already, and needs it to be mended after a kill."""
    path = tmp_path / "own" / "a.store"
    first = list[EncryptedStore]()

    def make() -> None:
        first.append(EncryptedStore.create(path, PASSPHRASE, STEPS, rounds=FEW))
        write(first[0])

    with meanwhile(monkeypatch, make), pytest.raises(NotKept, match="exists already"):
        EncryptedStore.create(path, "wrong horse battery", STEPS, rounds=FEW)
    assert [one.name for one in path.parent.glob(".*")] == []
    assert journal(path).exists()
    write(first[0])
    assert (count(first[0]), first[0].faults()) == (2, [])
    first[0].close()
    assert list(whole(path.parent)) == ["a.store"]


def test_while_one_gives_a_store_its_name_another_is_told_at_once(tmp_path: Path) -> None:
    code = "import fcntl, os, sys\nfcntl.flock(os.open(sys.argv[1], os.O_RDONLY), fcntl.LOCK_EX)\n"
    code += "print(1, flush=True)\ninput()"
    path = tmp_path / "own" / "a.store"
    path.parent.mkdir(mode=0o700)
    process = holding(code, path.parent)
    try:
        with pytest.raises(RecordLocked) as caught:
            EncryptedStore.create(path, PASSPHRASE, STEPS, rounds=FEW)
    finally:
        process.kill()
        process.communicate()
    assert str(caught.value) == BUSY
    assert whole(path.parent) == {}
    EncryptedStore.create(path, PASSPHRASE, STEPS, rounds=FEW).close()


def test_a_backup_that_replaces_nothing_never_takes_the_place_of_a_store_made_meanwhile(tmp_path: Path) -> None:
    path, backup = tmp_path / "own" / "a.store", tmp_path / "backup"
    path.parent.mkdir(mode=0o700)
    backup.write_bytes(made(1)[0])

    def restore() -> None:
        with proven_copy(backup, path, PASSPHRASE, STEPS) as proven:
            lay_beside(path)
            proven.move_to(path, over=False)

    with pytest.raises(NotKept, match="exists already"):
        restore()
    assert whole(path.parent) == {"a.store": made(200)[0]}


def lay_beside(path: Path) -> None:
    """A store at this path."""
    path.write_bytes(made(200)[0])
    path.chmod(0o600)


# A restore that fails.


def backup_of(folder: Path, *changes: str) -> Path:
    """A backup whose passphrase its maker knows, changed with other tools."""
    path = lay(folder / "theirs")
    box = unlocked(path)
    box._db.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 0)
    for change in changes:
        box._db.execute(change).fetchall()
    box.close()
    return path


@pytest.mark.parametrize("version", [0, -1, 2**31 - 1])
def test_a_backup_of_no_version_of_ours_leaves_nothing_behind(tmp_path: Path, version: int) -> None:
    """T-8."""
    (tmp_path / "theirs").mkdir()
    path = lay(tmp_path)
    backup = backup_of(tmp_path, f"pragma user_version={version}")
    with pytest.raises(RecordLocked), proven_copy(backup, path, PASSPHRASE, STEPS):
        pass
    assert whole(path.parent) == {"a.store": made(200)[0]}


@pytest.mark.parametrize("step", ["nonsense", "create table kept (number integer)"])
def test_a_backup_that_cannot_be_brought_up_to_date_leaves_nothing_behind(tmp_path: Path, step: str) -> None:
    """T-8, L18: no copy of the copy either."""
    path, backup = lay(tmp_path), tmp_path / "backup"
    backup.write_bytes(made(1)[0])
    with pytest.raises(NotKept), proven_copy(backup, path, PASSPHRASE, (*STEPS, step)):
        pass
    assert whole(path.parent) == {"a.store": made(200)[0]}


RESTORE = """
import sys
from pathlib import Path
from screening.records.backup import proven_copy
with proven_copy(*map(Path, sys.argv[1:3]), sys.argv[3], sys.argv[4:]) as proven:
    proven.move_to(Path(sys.argv[2]), over=True)
"""


@pytest.mark.parametrize(
    ("call", "number"),
    one_in(3, [("pwrite64", 3), ("fsync", 1), ("fsync", 2), ("rename", 1), ("pwrite64", 1), ("fdatasync", 1)]),
)
def test_a_restore_that_is_killed_leaves_the_old_store_or_the_new_one_and_nothing_beside_it(
    tmp_path: Path, call: str, number: int
) -> None:
    """L2, T-8: an older backup, which is brought up to date on the way."""
    needs("strace")
    path, backup = lay(tmp_path), tmp_path / "backup"
    backup.write_bytes(made(1)[0])
    steps = (*STEPS, "create table added (number integer primary key)")
    python(RESTORE, backup, path, PASSPHRASE, *steps, before=killed_at(call, number))
    box = EncryptedStore.open(path, PASSPHRASE, steps)
    assert (count(box) in (1, 200), box.faults()) == (True, [])
    box.close()
    assert list(whole(path.parent)) == ["a.store"]


LEFT = (
    ".a.store.7.part", ".a.store.7.part-journal", "..a.store.7.part.before-1", "..a.store.7.part.8.part",
    "..a.store.7.part.8.part-journal", ".a.store.before-1",
)  # fmt: skip


@pytest.mark.parametrize("name", LEFT)
def test_whatever_this_program_ever_left_goes_at_the_next_opening_and_with_an_erase(tmp_path: Path, name: str) -> None:
    """T-8: an earlier version made copies of copies."""
    path = lay(tmp_path)
    left = path.with_name(name)
    left.write_bytes(b"x")
    assert store_files.all_files(path) == [left, path]
    unlocked(path).close()
    assert list(whole(path.parent)) == ["a.store"]


def test_a_store_is_not_restored_from_itself(tmp_path: Path) -> None:
    """To read it would let go of the lock on it."""
    path = lay(tmp_path)
    (tmp_path / "link").hardlink_to(path)
    for source in (path, tmp_path / "link"):
        with pytest.raises(NotSaved, match="is the store itself"), proven_copy(source, path, PASSPHRASE, STEPS):
            pass
    assert whole(path.parent) == {"a.store": made(200)[0]}


# Files of any size.

LARGE = 1 << 30


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The pages that are looked at."""
    seen = list[int]()
    genuine = "screening.records.page_keys._genuine"
    from screening.records.page_keys import _genuine

    def count_page(page: bytes, number: int, mac_key: bytes) -> bool:
        seen.append(number)
        return _genuine(page, number, mac_key)

    monkeypatch.setattr(genuine, count_page)
    yield seen
    monkeypatch.undo()


@pytest.mark.parametrize("first", ["genuine", "other"])
def test_a_restore_reads_no_further_than_the_first_page_that_is_not_genuine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    """T-18: a gigabyte that is no backup."""
    path, backup = lay(tmp_path), tmp_path / "backup"
    backup.write_bytes(made(1)[0] if first == "genuine" else b"x" * PAGE)
    os.truncate(backup, LARGE)
    with counted(monkeypatch) as seen, pytest.raises(RecordLocked) as caught:
        restored(backup, path)
    assert str(caught.value) == LOCKED
    assert seen == ([1, 2, 3] if first == "genuine" else [1])
    assert whole(path.parent) == {"a.store": made(200)[0]}


def restored(backup: Path, path: Path) -> None:
    """Put a backup in the place of a store."""
    with proven_copy(backup, path, PASSPHRASE, STEPS) as proven:
        proven.move_to(path, over=True)


def test_a_long_tail_that_is_no_page_of_the_store_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """T-18."""
    path = lay(tmp_path)
    os.truncate(path, LARGE)
    with counted(monkeypatch) as seen, pytest.raises(RecordLocked, match="changed or cut"):
        unlocked(path)
    assert len(seen) == 1 + len(made(200)[0]) // PAGE + 1


def hot(path: Path) -> None:
    """A journal beside the store, as a kill leaves one."""
    journal(path).write_bytes(bytes.fromhex("d9d505f920a163d7") + bytes(1000))


@pytest.mark.parametrize("which", ["journal", "store"])
def test_after_a_kill_nothing_is_copied_of_a_file_that_the_journal_cannot_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, which: str
) -> None:
    """T-18: a journal of a gigabyte beside a small store, or a gigabyte behind the store beside a small journal."""
    path = lay(tmp_path)
    hot(path)
    os.truncate(journal(path) if which == "journal" else path, LARGE)
    copied = list[Path]()
    monkeypatch.setattr("screening.records.encrypted_file.copy_private", lambda source, _: copied.append(source))
    with counted(monkeypatch) as seen, pytest.raises(RecordLocked) as caught:
        unlocked(path)
    assert (str(caught.value), copied) == (LOCKED, [])
    assert len(seen) < 2_000


IN_LITTLE = """
import resource, sys
from pathlib import Path
from screening.errors import ScreeningError
from screening.records.backup import proven_copy
from screening.records.encrypted_file import EncryptedStore
from screening.records.page_keys import Key
path, backup = map(Path, sys.argv[1:3])
box = EncryptedStore.unlock(path, Key(*map(bytes.fromhex, sys.argv[3:5])), sys.argv[6:])
room = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize() + (30 << 20)
resource.setrlimit(resource.RLIMIT_AS, (room, room))
print(box.faults())
box.copy_to(backup)
box.close()
with proven_copy(backup, path, sys.argv[5], sys.argv[6:]) as proven:
    proven.move_to(path, over=True)
print(path.stat().st_size == backup.stat().st_size)
"""


def test_a_large_store_is_read_saved_and_put_back_in_little_memory(tmp_path: Path) -> None:
    """60 MB, with room for 30 more than the start takes."""
    path = lay(tmp_path)
    box = unlocked(path)
    with box.writing():
        for _ in range(60):
            box.rows("insert into kept (text) values (hex(randomblob(500000)))")
    key = box.key
    box.close()
    done = python(IN_LITTLE, path, tmp_path / "backup", key.secret.hex(), key.salt.hex(), PASSPHRASE, *STEPS)
    assert (done.stdout, done.stderr) == ("[]\nTrue\n", "")


# What stands beside it.


@pytest.mark.parametrize("name", LEFT)
def test_a_folder_under_a_name_of_ours_is_in_nobodys_way(tmp_path: Path, name: str) -> None:
    path = lay(tmp_path)
    (path.with_name(name) / "theirs").mkdir(parents=True)
    box = unlocked(path)
    assert box.remarks == ()
    box.close()
    assert store_files.all_files(path) == [path]


@pytest.mark.parametrize("kind", ["link", "broken link", "pipe", "socket", "link to a folder"])
def test_what_has_a_name_of_ours_goes_whatever_it_is_and_nothing_behind_it(tmp_path: Path, kind: str) -> None:
    path, victim = lay(tmp_path), tmp_path / "victim"
    victim.mkdir()
    left = path.with_name(LEFT[0])
    with socket.socket(socket.AF_UNIX) as end:
        match kind:
            case "pipe":
                os.mkfifo(left)
            case "socket":
                end.bind(str(left))
            case _:
                left.symlink_to(tmp_path / "nothing" if kind == "broken link" else victim)
    unlocked(path).close()
    assert [one.name for one in path.parent.iterdir()] == ["a.store"]
    assert victim.is_dir()


@pytest.mark.parametrize("kind", ["folder", "pipe", "link"])
def test_what_is_no_journal_is_named_and_an_erase_takes_the_store_all_the_same(tmp_path: Path, kind: str) -> None:
    path = lay(tmp_path)
    match kind:
        case "folder":
            journal(path).mkdir()
        case "pipe":
            os.mkfifo(journal(path))
        case _:
            journal(path).symlink_to(tmp_path / "nothing")
    told = f"{journal(path)} is not a regular file, so it is not opened. Move it away."
    assert refused(lambda: unlocked(path)) == told
    assert refused(lambda: EncryptedStore.open(path, PASSPHRASE, STEPS)) == told
    files = store_files.all_files(path)
    assert files == ([path] if kind == "folder" else [journal(path), path])
    store_files.remove_files(files, path.parent)
    assert not path.exists()
    if kind == "folder":
        assert refused(lambda: EncryptedStore.create(path, PASSPHRASE, STEPS, rounds=FEW)) == told


def refused(action: Callable[[], EncryptedStore]) -> str:
    """What is told where a store is not opened."""
    with pytest.raises(ScreeningError) as caught:
        action()
    return str(caught.value)


AS_STRANGER = """
import sys
from pathlib import Path
from screening.records.encrypted_file import EncryptedStore
from screening.records.page_keys import Key
from screening.errors import ScreeningError
try:
    box = EncryptedStore.unlock(Path(sys.argv[1]), Key(*map(bytes.fromhex, sys.argv[2:4])), sys.argv[4:])
    print(box.remarks, box.rows("select count(*) from kept"))
except ScreeningError as error:
    print(type(error).__name__, error)
"""


@pytest.fixture
def theirs() -> Iterator[Path]:
    """A store that belongs to a user whom modes bind."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as root:
        Path(root).chmod(0o755)
        path = lay(Path(root))
        give_away(path.parent)
        yield path


def stranger(path: Path) -> str:
    """What a user whom modes bind sees of a store."""
    key = made(200)[1]
    done = python(AS_STRANGER, path, key.secret.hex(), key.salt.hex(), *STEPS, before=as_stranger())
    assert done.stderr == ""
    return done.stdout


def test_what_is_left_over_and_cannot_be_removed_is_named_and_the_store_is_opened(theirs: Path) -> None:
    left = theirs.with_name(LEFT[0])
    left.write_bytes(b"x")
    theirs.parent.chmod(0o500)
    told = f"{left} is left over and cannot be removed: Permission denied. Please remove it."
    assert stranger(theirs) == f"{(told,)} [(200,)]\n"
    theirs.parent.chmod(0o700)
    assert stranger(theirs) == "() [(200,)]\n"


def test_a_store_that_may_not_be_read_is_told_before_a_passphrase_is_asked_for(theirs: Path) -> None:
    theirs.chmod(0)
    code = "import sys\nfrom pathlib import Path\nfrom screening.records.store_files import check_before_opening\n"
    code += "from screening.errors import RecordLocked\ntry:\n    check_before_opening(Path(sys.argv[1]))\n"
    code += "except RecordLocked as error:\n    print(error)\n"
    done = python(code, theirs, before=as_stranger())
    assert done.stdout == f"{theirs} cannot be read: Permission denied. Check who owns it, and its rights.\n"


@pytest.mark.parametrize("bits", [0o644, 0o666, 0o777, 0o640, 0o4644])
def test_rights_of_others_on_a_store_are_taken_away(tmp_path: Path, bits: int) -> None:
    """T-7."""
    path = lay(tmp_path)
    path.chmod(bits)
    box = unlocked(path)
    assert (box.remarks, mode(path)) == ((), 0o600)
    write(box)
    assert mode(journal(path)) == 0o600
    box.close()


def test_another_name_of_the_store_is_told(tmp_path: Path) -> None:
    """T-6: an erase does not reach it."""
    path = lay(tmp_path)
    (tmp_path / "other").hardlink_to(path)
    box = unlocked(path)
    told = f"{path} has another name on this disk (a hard link). Erasing does not reach what stands there."
    assert (box.remarks, store_files.linked(path)) == ((told,), told)
    box.close()


@pytest.mark.parametrize(("bits", "told"), [(0o777, True), (0o707, True), (0o1777, False), (0o775, False)])
def test_a_folder_above_in_which_others_can_move_everything_is_told(tmp_path: Path, bits: int, told: bool) -> None:
    """T-7: they cannot read what is saved, and they can take it away."""
    above = tmp_path / "above"
    above.mkdir()
    path = lay(above)
    above.chmod(bits)
    box = unlocked(path)
    sentence = f"Others can move what is in {above}, and so this folder. Take that right away: chmod +t {above}"
    assert box.remarks == ((sentence,) if told else ())
    box.close()


# Names of the store.


@pytest.mark.parametrize("name", ["a.store", "a.store-journal", *LEFT, "A.STORE", ".A.Store.1.PART"])
@pytest.mark.parametrize("way", ["plain", "through a link", "through dots"])
def test_a_backup_never_takes_a_name_of_the_store_whichever_way_leads_there(
    tmp_path: Path, name: str, way: str
) -> None:
    """What is swept at the next opening is no place for a copy."""
    path = lay(tmp_path)
    (tmp_path / "link").symlink_to(path.parent)
    folder = {"plain": path.parent, "through a link": tmp_path / "link", "through dots": path.parent / ".." / "own"}
    box = unlocked(path)
    with pytest.raises(NotSaved, match="is one that the store itself uses"):
        box.copy_to(folder[way] / name)
    box.close()
    assert list(whole(path.parent)) == ["a.store"]


# Other systems and other packages.


def test_where_the_system_can_wait_for_the_disk_itself_it_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """L3: on macOS `fsync` alone stops at the memory of the drive."""
    import fcntl

    from screening.system.files import save

    calls = list[int]()
    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", lambda _, call: calls.append(call))
    save(tmp_path / "page", "words")
    assert calls == [51, 51]  # the file, and the folder
    box = unlocked(lay(tmp_path))
    assert box.rows("pragma fullfsync") == [(1,)]
    box.close()


def test_where_that_is_refused_it_waits_as_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    from screening.system.files import save

    synced = list[int]()

    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", refuse)
    monkeypatch.setattr(os, "fsync", synced.append)
    save(tmp_path / "page", "words")
    assert len(synced) == 2


def test_a_package_that_cannot_encrypt_is_told_and_makes_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T-16: plain apsw takes the key without a word."""
    path = lay(tmp_path)
    monkeypatch.delattr(apsw, "mc_version")
    new = tmp_path / "new" / "a.store"
    told = refused(lambda: EncryptedStore.create(new, PASSPHRASE, STEPS, rounds=FEW))
    assert told.startswith("Nothing can be saved: the package apsw was installed over apsw-sqlite3mc, and cannot")
    assert refused(lambda: EncryptedStore.open(path, PASSPHRASE, STEPS)) == told
    assert not (tmp_path / "new").exists()
    assert whole(path.parent) == {"a.store": made(200)[0]}


def test_a_limit_on_the_size_of_files_does_not_keep_a_store_shut(tmp_path: Path) -> None:
    """L4: what is saved can be looked at where nothing can be written."""
    path = lay(tmp_path)
    key: Key = made(200)[1]
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    box = EncryptedStore.unlock(path, key, STEPS)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        with pytest.raises(NotKept, match="disk is full"):
            write(box)
        assert count(box) == 200
        with pytest.raises(NotKept, match="disk is full"):
            box.change("another horse battery")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    write(box)
    assert (count(box), box.faults(), box.fits(PASSPHRASE)) == (201, [], True)
    assert box.rows("pragma journal_mode") == [("truncate",)]
    box.close()


def test_where_there_is_no_room_to_put_a_cut_off_write_right_that_is_told(tmp_path: Path) -> None:
    """L4: one sentence on the store, not on a file of ours that nobody has heard of; it opens once there is room."""
    path = lay(tmp_path)
    hot(path)
    before, limits = whole(path.parent), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        with pytest.raises(NotKept, match="was being written when the program was last ended") as caught:
            unlocked(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert ".part" not in str(caught.value)
    assert whole(path.parent) == before
    box = unlocked(path)
    assert count(box) == 200
    box.close()


def test_nobody_is_told_to_remove_a_file_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that cannot be written says so of whatever is to be removed."""
    path = lay(tmp_path)
    before = whole(path.parent)

    def read_only(path: Path) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    with monkeypatch.context() as disk:
        disk.setattr(os, "unlink", read_only)
        with store_files.working_name(path) as part:
            assert not part.exists()
    assert whole(path.parent) == before
