"""One encrypted file: what opens it, what does not, and that nothing spoils it."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

import apsw
import pytest

from screening.errors import NotKept, RecordLocked, ScreeningError
from screening.records import store_files
from screening.records.backup import proven_copy
from screening.records.encrypted_file import EncryptedStore
from screening.records.page_keys import PAGE, Key
from screening.records.store_files import BUSY, LOCKED
from screening.system.files import NotSaved
from tests.conftest import one_in
from tests.stores import (
    FEW,
    PASSPHRASE,
    STEPS,
    connected,
    count,
    decrypted,
    holding,
    killed_at,
    lay,
    made,
    mode,
    python,
    unlocked,
    whole,
)
from tests.terminals import needs

WRONG = "wrong horse battery"
MORE = (*STEPS, "create table added (number integer primary key); insert into added select number from kept")


def refused(action: Callable[[], EncryptedStore], kind: type[ScreeningError] = RecordLocked) -> str:
    """What is told where a store is not opened."""
    with pytest.raises(kind) as caught:
        action().close()
    return str(caught.value)


def kept_out(path: Path, action: Callable[[], EncryptedStore]) -> str:
    """The same; and that everything in the folder stays as it was, byte for byte."""
    before = whole(path.parent)
    told = refused(action)
    assert whole(path.parent) == before
    return told


# The format.


def test_the_key_is_256000_rounds_of_pbkdf2_with_sha512() -> None:
    """Known answer: openssl kdf -keylen 32 -kdfopt digest:SHA512 -kdfopt pass:... -kdfopt hexsalt:... PBKDF2."""
    salt = bytes(range(16))
    assert Key.of(PASSPHRASE, salt).secret.hex() == "8dfc3af0ca75648b9296b9f156ea51cdd3f9102822ead3b07e6669a600105d12"
    assert (
        Key.of(PASSPHRASE, salt).pragma
        == f"x'8dfc3af0ca75648b9296b9f156ea51cdd3f9102822ead3b07e6669a600105d12{salt.hex()}'"
    )


def test_a_store_opens_in_plain_sqlite_under_the_parameters_of_sqlcipher_4(tmp_path: Path) -> None:
    """With the passphrase itself: nothing of our own key is used."""
    db = connected(lay(tmp_path), f"key='{PASSPHRASE}'")
    assert db.execute("select count(*), min(text) from kept").fetchall() == [(200, "row 0 " * 20)]
    assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
    db.close()


def test_a_page_is_aes_256_cbc_with_its_own_vector_before_the_code_at_its_end() -> None:
    """A second implementation, OpenSSL, finds the rows: 16 bytes of vector and 64 of code end each page."""
    needs("openssl")
    data, key = made(200)
    secret = hashlib.pbkdf2_hmac("sha512", PASSPHRASE.encode(), data[:16], 256_000, 32)
    clear = b""
    for number in range(2, len(data) // PAGE + 1):
        page = data[(number - 1) * PAGE : number * PAGE]
        command = ["openssl", "enc", "-d", "-aes-256-cbc", "-nopad", "-K", secret.hex(), "-iv", page[-80:-64].hex()]
        clear += subprocess.run(command, input=page[:-80], capture_output=True, check=True).stdout
    assert all(f"row {number} ".encode() * 20 in clear for number in range(200))
    assert secret == key.secret
    assert b"row 7 " not in data


def test_no_page_of_a_store_is_in_the_clear(tmp_path: Path) -> None:
    """T-16."""
    path = lay(tmp_path)
    assert b"row 7 " in decrypted(path, made(200)[1])
    assert not any(word in path.read_bytes() for word in (b"row", b"kept", b"SQLite", b"create table"))


def test_two_stores_under_one_passphrase_share_no_salt_and_no_key() -> None:
    keys = [made(rows)[1] for rows in (1, 200)]
    assert keys[0].salt != keys[1].salt
    assert keys[0].secret != keys[1].secret


# Passphrases.


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (unicodedata.normalize("NFC", "café au lait, señor"), unicodedata.normalize("NFD", "café au lait, señor")),
        ("\N{ANGSTROM SIGN}ngström units", "\N{LATIN CAPITAL LETTER A WITH RING ABOVE}ngström units"),
        ("\N{HANGUL SYLLABLE HAN} and eleven more", "\u1112\u1161\u11ab and eleven more"),
    ],
)
def test_a_passphrase_is_the_same_however_the_keyboard_composes_it(one: str, other: str) -> None:
    """T-19, score card 35."""
    assert one != other
    assert Key.of(one, bytes(16)).secret == Key.of(other, bytes(16)).secret


@pytest.mark.parametrize("other", [f"{PASSPHRASE} ", f" {PASSPHRASE}", PASSPHRASE.title(), PASSPHRASE[:-1], ""])
def test_every_character_of_a_passphrase_counts_spaces_too(other: str) -> None:
    """Score card 35."""
    data, key = made(1)
    assert Key.of(PASSPHRASE, data[:16]).secret == key.secret
    assert Key.of(other, data[:16]).secret != key.secret


@pytest.mark.parametrize(
    "passphrase", ["🐦🪶🌿" * 4, "'\"; pragma key='x'; --", "p" * 1024, "half a pair \ud800 of two"]
)
def test_any_characters_make_a_passphrase_and_are_never_read_as_commands(tmp_path: Path, passphrase: str) -> None:
    """Score card 35."""
    path = tmp_path / "own" / "a.store"
    EncryptedStore.create(path, passphrase, STEPS, rounds=FEW).close()
    box = EncryptedStore.open(path, passphrase, STEPS, rounds=FEW)
    assert (box.fits(passphrase), box.fits(f"{passphrase}x")) == (True, False)
    box.close()


def test_the_wrong_passphrase_is_told_in_the_one_message_and_changes_nothing(tmp_path: Path) -> None:
    """T-17."""
    path = lay(tmp_path)
    assert kept_out(path, lambda: EncryptedStore.open(path, WRONG, STEPS)) == LOCKED
    box = EncryptedStore.open(path, PASSPHRASE, STEPS)
    assert count(box) == 200
    box.close()


def test_no_key_and_no_passphrase_is_ever_printed(tmp_path: Path) -> None:
    """T-10."""
    key = made(200)[1]
    box = unlocked(lay(tmp_path))
    for shown in (repr(key), str(key), f"{key}", repr(box), f"{box}"):
        assert key.secret.hex() not in shown
        assert repr(key.secret) not in shown
    box.close()


# A file that was changed, cut or exchanged.


def test_every_byte_that_is_changed_is_noticed() -> None:
    """T-17, score card 34. By what `unlock` and `faults` ask; the next test goes through them."""
    data, key = made(1)
    assert (len(data), list(key.forged([data]))) == (2 * PAGE, [])
    changed = bytearray(data)
    for place in range(len(data)):
        changed[place] ^= 1 << place % 8
        assert list(key.forged([bytes(changed)])) == [place // PAGE + 1]
        changed[place] = data[place]


@pytest.mark.parametrize("page", [1, 2, 3])
def test_a_store_with_a_changed_byte_is_refused_or_tells_its_fault_and_is_left_as_it_is(
    tmp_path: Path, page: int
) -> None:
    """T-17. The first page keeps it shut; another is told by the first command that reads it, and by `faults`."""
    path, data = lay(tmp_path), made(200)[0]
    for place in (*range(0, 120, 7), *range(120, PAGE, 97), PAGE - 81, PAGE - 64, PAGE - 1):
        changed = bytearray(data)
        changed[(page - 1) * PAGE + place] ^= 0x10
        path.write_bytes(changed)
        if page == 1:
            assert kept_out(path, lambda: unlocked(path)) == LOCKED
            continue
        box = unlocked(path)
        assert f"Page {page} was changed." in box.faults()
        with pytest.raises(RecordLocked) as caught:
            box.rows("select text from kept")
        box.close()
        assert (str(caught.value), path.read_bytes()) == (LOCKED, bytes(changed))


@pytest.mark.parametrize("place", [0, 7, 15])
def test_a_changed_salt_is_told_like_a_wrong_passphrase(tmp_path: Path, place: int) -> None:
    """T-17."""
    path = lay(tmp_path)
    changed = bytearray(path.read_bytes())
    changed[place] ^= 1
    path.write_bytes(changed)
    assert kept_out(path, lambda: EncryptedStore.open(path, PASSPHRASE, STEPS)) == LOCKED


def test_a_store_that_was_cut_anywhere_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    """T-17, score card 34: at every end of a page, beside it, and at lengths in between."""
    path, data = lay(tmp_path), made(200)[0]
    ends = range(0, len(data), PAGE)
    near = {end + beside for end in ends for beside in (-1, 0, 1, 16, 100, 512, PAGE // 2)}
    lengths = sorted(one for one in near | set(range(0, len(data), 997)) if 0 <= one < len(data))
    assert len(lengths) > 100
    for length in lengths:
        path.write_bytes(data[:length])
        assert kept_out(path, lambda: unlocked(path)) == LOCKED


@pytest.mark.parametrize("added", [b"\0" * PAGE, b"\0", b"x" * 100])
def test_a_store_that_is_longer_than_its_header_says_is_refused(tmp_path: Path, added: bytes) -> None:
    """T-18."""
    path = lay(tmp_path)
    path.write_bytes(path.read_bytes() + added)
    assert kept_out(path, lambda: unlocked(path)) == LOCKED


def test_a_genuine_page_that_was_appended_once_more_is_refused(tmp_path: Path) -> None:
    """T-18."""
    path = lay(tmp_path)
    path.write_bytes(path.read_bytes() + path.read_bytes()[PAGE : 2 * PAGE])
    assert kept_out(path, lambda: unlocked(path)) == LOCKED


@pytest.mark.parametrize(("one", "other"), [(2, 3), (4, 9)])
def test_two_pages_that_changed_places_are_both_told(tmp_path: Path, one: int, other: int) -> None:
    """T-17, score card 34: each page proves its own number."""
    path = lay(tmp_path)
    data = path.read_bytes()
    pages = [data[place : place + PAGE] for place in range(0, len(data), PAGE)]
    pages[one - 1], pages[other - 1] = pages[other - 1], pages[one - 1]
    path.write_bytes(b"".join(pages))
    before = whole(path.parent)
    box = unlocked(path)
    assert box.faults()[:2] == [f"Page {one} was changed.", f"Page {other} was changed."]
    with pytest.raises(RecordLocked, match="changed or cut"):
        box.rows("select text from kept")
    box.close()
    assert whole(path.parent) == before


def test_a_first_page_in_the_place_of_another_is_refused(tmp_path: Path) -> None:
    path = lay(tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[PAGE : 2 * PAGE] + data[:PAGE] + data[2 * PAGE :])
    assert kept_out(path, lambda: EncryptedStore.open(path, PASSPHRASE, STEPS)) == LOCKED


def test_a_store_that_was_exchanged_for_another_is_told_like_a_wrong_passphrase(tmp_path: Path) -> None:
    """T-17, score card 34."""
    path = lay(tmp_path)
    path.write_bytes(made(200, WRONG)[0])
    assert kept_out(path, lambda: EncryptedStore.open(path, PASSPHRASE, STEPS)) == LOCKED


def test_a_page_of_another_store_under_the_same_passphrase_is_told(tmp_path: Path) -> None:
    """T-17: the salt goes into every page's code."""
    path = lay(tmp_path)
    data, other = path.read_bytes(), made(201)[0]
    path.write_bytes(data[: 2 * PAGE] + other[2 * PAGE : 3 * PAGE] + data[3 * PAGE :])
    box = unlocked(path)
    assert box.faults()[0] == "Page 3 was changed."
    box.close()


def test_a_whole_store_has_no_faults(tmp_path: Path) -> None:
    box = unlocked(lay(tmp_path))
    assert box.faults() == []
    box.close()


# What is no store at all.


@pytest.mark.parametrize("kind", ["link", "dangling link", "folder", "pipe", "socket"])
def test_nothing_but_a_regular_file_is_opened(tmp_path: Path, kind: str) -> None:
    """T-18: without waiting for a writer, and without following a link."""
    path, found = tmp_path / "own" / "b.store", lay(tmp_path)
    with socket.socket(socket.AF_UNIX) as end:
        match kind:
            case "link":
                path.symlink_to(found)
            case "dangling link":
                path.symlink_to(tmp_path / "nothing")
            case "folder":
                path.mkdir()
            case "pipe":
                os.mkfifo(path)
            case "socket":
                end.bind(str(path))
        told = kept_out(found, lambda: EncryptedStore.open(path, PASSPHRASE, STEPS))
    assert told == f"{path} is not a regular file, so it is not opened. Move it away."


def test_where_nothing_stands_it_says_so(tmp_path: Path) -> None:
    path = lay(tmp_path).with_name("b.store")
    said = kept_out(path, lambda: EncryptedStore.open(path, PASSPHRASE, STEPS))
    assert said == f"There are no records at {path}."


@pytest.mark.parametrize(
    "content", [b"", b"x", b"x" * PAGE, b"\0" * 2 * PAGE, b"SQLite format 3\0" + b"\0" * (PAGE - 16)]
)
def test_any_other_file_is_told_like_a_wrong_passphrase(tmp_path: Path, content: bytes) -> None:
    """T-18: an empty file would open as a new store under any passphrase."""
    path = lay(tmp_path)
    path.write_bytes(content)
    assert kept_out(path, lambda: EncryptedStore.open(path, PASSPHRASE, STEPS)) == LOCKED


def test_a_store_in_the_clear_is_not_opened(tmp_path: Path) -> None:
    path = lay(tmp_path)
    path.write_bytes(decrypted(path, made(200)[1]))
    assert path.read_bytes().startswith(b"SQLite format 3\0")
    assert kept_out(path, lambda: unlocked(path)) == LOCKED


def test_what_is_no_store_is_refused_before_a_key_is_worked_out(tmp_path: Path) -> None:
    """T-18."""
    path = lay(tmp_path)
    with counted("pbkdf2_hmac") as calls:
        refused(lambda: EncryptedStore.open(path, WRONG, STEPS))
        assert calls  # of a sound store the key is worked out
        calls.clear()
        path.write_bytes(b"x" * (PAGE + 1))
        refused(lambda: EncryptedStore.open(path, PASSPHRASE, STEPS))
        assert calls == []


@contextmanager
def counted(name: str) -> Iterator[list[str]]:
    """The calls of a function written in C by its name, as the interpreter tells them to a profiler."""
    calls: list[str] = []

    def note(_frame: FrameType, event: str, called: object) -> None:
        if event == "c_call" and getattr(called, "__name__", "").removeprefix("openssl_") == name:
            calls.append(name)

    sys.setprofile(note)
    try:
        yield calls
    finally:
        sys.setprofile(None)


@pytest.mark.parametrize("bits", [0o770, 0o707, 0o722, 0o777, 0o1777])
def test_a_folder_that_others_can_write_to_is_refused(tmp_path: Path, bits: int) -> None:
    """T-7."""
    path = lay(tmp_path)
    path.parent.chmod(bits)
    told = refused(lambda: EncryptedStore.open(path, PASSPHRASE, STEPS), NotSaved)
    assert told == f"Others can write to {path.parent}. Take that right away: chmod 700 {path.parent}"
    other = path.with_name("b.store")
    assert refused(lambda: EncryptedStore.create(other, PASSPHRASE, STEPS, rounds=FEW), NotSaved) == told
    assert list(whole(path.parent)) == ["a.store"]


# Making one.


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_a_store_its_journal_its_copies_and_its_folders_are_for_their_owner_alone(tmp_path: Path, umask: int) -> None:
    """T-7."""
    path, copy = tmp_path / "one" / "two" / "a.store", tmp_path / "copy"
    before = os.umask(umask)
    try:
        box = EncryptedStore.create(path, PASSPHRASE, STEPS, rounds=FEW)
        with box.writing():
            box.rows("insert into kept (text) values ('x')")
            during = {one.name: mode(one) for one in path.parent.iterdir()}
        box.copy_to(copy)
        box.close()
        EncryptedStore.open(path, PASSPHRASE, MORE, rounds=FEW).close()
    finally:
        os.umask(before)
    assert during == {"a.store": 0o600, "a.store-journal": 0o600}
    assert [mode(one) for one in (path, copy, path.parent, path.parent.parent)] == [0o600, 0o600, 0o700, 0o700]
    assert list(whole(path.parent)) == ["a.store"]


def test_a_new_store_never_takes_the_place_of_a_file(tmp_path: Path) -> None:
    path = lay(tmp_path)
    assert refused(lambda: EncryptedStore.create(path, WRONG, STEPS, rounds=FEW), NotKept) == f"{path} exists already."
    assert whole(path.parent) == {"a.store": made(200)[0]}


def test_a_new_store_never_takes_the_place_of_a_broken_link(tmp_path: Path) -> None:
    path = lay(tmp_path).with_name("b.store")
    path.symlink_to(tmp_path / "nothing")
    assert refused(lambda: EncryptedStore.create(path, WRONG, STEPS, rounds=FEW), NotKept) == f"{path} exists already."
    assert not (tmp_path / "nothing").exists()


CREATE = """
import sys
from pathlib import Path
from screening.records.encrypted_file import EncryptedStore
EncryptedStore.create(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
"""


@pytest.mark.parametrize(
    ("call", "number"), one_in(3, [*[("pwrite64", n) for n in (1, 4, 7)], *[("fsync", n) for n in (1, 2)],
                                   ("fdatasync", 2), ("rename", 1), ("unlink", 1)]),
)  # fmt: skip
def test_a_store_that_is_killed_while_it_is_made_is_there_whole_or_can_be_made_again(
    tmp_path: Path, call: str, number: int
) -> None:
    """L2, T-8."""
    needs("strace")
    path = tmp_path / "own" / "a.store"
    python(CREATE, path, PASSPHRASE, *STEPS, before=killed_at(call, number))
    box = (EncryptedStore.open if path.exists() else EncryptedStore.create)(path, PASSPHRASE, STEPS)
    assert (count(box), box.faults()) == (0, [])
    box.close()
    assert list(whole(path.parent)) == ["a.store"]


# Saving.


def test_what_is_written_inside_one_block_is_kept_all_or_not_at_all(tmp_path: Path) -> None:
    box = unlocked(lay(tmp_path))

    def write() -> None:
        with box.writing():
            box.rows("insert into kept values (1000, 'x')")
            box.rows("insert into kept values (1, 'taken')")

    with pytest.raises(NotKept, match=r"Not saved \(ConstraintError\)"):
        write()
    assert count(box) == 200
    box.close()


def test_no_message_repeats_a_value_or_a_statement(tmp_path: Path) -> None:
    """T-10."""
    box = unlocked(lay(tmp_path))
    for statement in ("insert into kept values (1, 'Canary')", "insert into Canary values (1)", "Canary"):
        with pytest.raises(NotKept) as caught:
            box.rows(statement)
        assert "canary" not in str(caught.value).lower()
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__
    box.close()


LIMITED = """
import resource, sys
from pathlib import Path
from screening.errors import NotKept
from screening.records.encrypted_file import EncryptedStore
from screening.records.page_keys import Key
box = EncryptedStore.unlock(Path(sys.argv[1]), Key(*map(bytes.fromhex, sys.argv[2:4])), sys.argv[4:])
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
try:
    with box.writing():
        for number in range(500):
            box.rows("insert into kept (text) values (?)", "x" * 500)
except NotKept as error:
    print(error)
print(box.rows("select count(*) from kept")[0][0], box.faults())
"""


def test_where_there_is_no_room_it_says_so_and_what_was_kept_stays(tmp_path: Path) -> None:
    """L4."""
    path, key = lay(tmp_path), made(200)[1]
    done = python(LIMITED, path, key.secret.hex(), key.salt.hex(), *STEPS)
    assert done.stdout == (
        "Not saved: the disk is full or cannot be written. What was saved before is still there.\n200 []\n"
    )
    box = unlocked(path)
    assert (count(box), box.faults()) == (200, [])
    box.close()


# A process that was killed.


SPILLED = """
import os, sys
from pathlib import Path
from screening.records.encrypted_file import EncryptedStore
from screening.records.page_keys import Key
box = EncryptedStore.unlock(Path(sys.argv[1]), Key(*map(bytes.fromhex, sys.argv[2:4])), sys.argv[4:])
for pragma in ("cache_size=1", "cache_spill=1"):
    box._db.execute(f"pragma {pragma}").fetchall()
with box.writing():
    box.rows("update kept set text = 'new' || text")
    for number in range(200):
        box.rows("insert into kept (text) values (?)", f"new {number} " * 20)
    box._db.cache_flush()
    os._exit(9)
"""


@pytest.fixture
def spilled(tmp_path: Path) -> Path:
    """A store whose process was killed in a block after it had already written to the file."""
    path, key = lay(tmp_path), made(200)[1]
    assert python(SPILLED, path, key.secret.hex(), key.salt.hex(), *STEPS).returncode == 9
    assert path.read_bytes() != made(200)[0]
    assert journal(path).stat().st_size > PAGE
    return path


def journal(path: Path) -> Path:
    """Where SQLite's journal stands."""
    return path.with_name(f"{path.name}-journal")


def as_before(path: Path) -> bool:
    """Whether the right passphrase opens it, and it holds what it held, nothing more."""
    box = EncryptedStore.open(path, PASSPHRASE, STEPS)
    try:
        new = box.rows("select count(*) from kept where text like 'new%'")[0][0]
        return (count(box), new, box.faults()) == (200, 0, [])
    finally:
        box.close()


def test_after_a_kill_the_right_passphrase_opens_what_was_kept_before(spilled: Path) -> None:
    """L2."""
    assert as_before(spilled)
    assert list(whole(spilled.parent)) == ["a.store"]


def test_after_a_kill_a_wrong_passphrase_changes_neither_the_file_nor_its_journal(spilled: Path) -> None:
    """L2, T-17: SQLite itself would throw the journal away, and with it what was kept."""
    assert kept_out(spilled, lambda: EncryptedStore.open(spilled, WRONG, STEPS)) == LOCKED
    assert as_before(spilled)


def test_after_a_power_cut_in_the_middle_of_a_page_the_journal_mends_it(spilled: Path) -> None:
    """L3."""
    data = spilled.read_bytes()
    spilled.write_bytes(data[:16] + bytes(2000) + data[2016:-1000])
    assert kept_out(spilled, lambda: EncryptedStore.open(spilled, WRONG, STEPS)) == LOCKED
    assert as_before(spilled)


@pytest.mark.parametrize("cut", [25_000, 40_000])
def test_where_the_journal_does_not_make_the_store_whole_both_files_stay(spilled: Path, cut: int) -> None:
    """T-17: it is tried on a copy, page by page and as a whole."""
    beside = journal(spilled)
    held = beside.read_bytes()
    beside.write_bytes(held[:-cut])
    assert kept_out(spilled, lambda: unlocked(spilled)) == LOCKED
    beside.write_bytes(held)
    assert as_before(spilled)


def test_a_changed_page_in_the_journal_is_never_put_into_the_store(spilled: Path) -> None:
    """T-17: each page in it proves itself as it does in the store."""
    beside, data = journal(spilled), spilled.read_bytes()
    held = beside.read_bytes()
    refusals: list[str] = []
    for place in range(0, len(held), 1_499):
        changed = bytearray(held)
        changed[place] ^= 0x20
        beside.write_bytes(changed)
        spilled.write_bytes(data)
        try:
            box = unlocked(spilled)
        except RecordLocked as error:
            refusals.append(str(error))
            stays = whole(spilled.parent) == {"a.store": data, beside.name: bytes(changed)}
            assert stays
        else:
            assert (count(box), box.faults()) == (200, [])
            box.close()
    assert len(refusals) > 20
    assert set(refusals) == {LOCKED}


def test_what_a_killed_process_left_is_swept_at_the_next_opening(tmp_path: Path) -> None:
    """T-8: and nothing else is."""
    path = lay(tmp_path)
    left = [".a.store.123.part", ".a.store.123.part-journal", ".a.store.7.part"]
    for name in (*left, ".b.store.1.part", "mine.txt", "a.store.txt"):
        path.with_name(name).write_bytes(b"x")
    assert kept_out(path, lambda: EncryptedStore.open(path, WRONG, STEPS)) == LOCKED
    unlocked(path).close()
    assert sorted(whole(path.parent)) == [".b.store.1.part", "a.store", "a.store.txt", "mine.txt"]


def test_what_an_earlier_process_of_the_same_number_left_is_in_nobodys_way(spilled: Path) -> None:
    part = spilled.with_name(f".{spilled.name}.{os.getpid()}.part")
    for one in (part, journal(part)):
        one.write_bytes(b"x")
    assert as_before(spilled)
    other = spilled.with_name("b.store")
    other.with_name(f".b.store.{os.getpid()}.part").write_bytes(b"x")
    EncryptedStore.create(other, PASSPHRASE, STEPS).close()
    assert sorted(whole(spilled.parent)) == ["a.store", "b.store"]


def test_all_that_belongs_to_a_store_is_known_and_can_be_removed(spilled: Path) -> None:
    names = [".a.store.123.part", ".a.store.before-1", "a.store-journal", "a.store"]
    for name in (*names[:2], "other.txt"):
        spilled.with_name(name).write_bytes(b"x")
    assert [one.name for one in store_files.all_files(spilled)] == names
    store_files.remove_files(store_files.all_files(spilled), spilled.parent)
    assert list(whole(spilled.parent)) == ["other.txt"]


def test_removing_names_what_stays_and_takes_away_all_the_rest(tmp_path: Path) -> None:
    path = lay(tmp_path)
    with pytest.raises(NotKept) as caught:
        store_files.remove_files([path.parent, path], path.parent)
    assert str(caught.value).startswith(f"{path.parent} cannot be removed: ")
    assert str(caught.value).endswith("Everything else is erased.")
    assert not path.exists()


# Two at once.


HOLD = """
import sys
from pathlib import Path
from screening.records.encrypted_file import EncryptedStore
from screening.records.page_keys import Key
box = EncryptedStore.unlock(Path(sys.argv[1]), Key(*map(bytes.fromhex, sys.argv[2:4])), sys.argv[5:])
match sys.argv[4]:
    case "faults":
        assert box.faults() == []
    case "copy":
        box.copy_to(Path(sys.argv[1] + ".copy"))
    case "write":
        with box.writing():
            box.rows("insert into kept (text) values ('x')")
    case "change":
        box.change("another horse battery")
    case "vacuum":
        box.vacuum()
print("holds", flush=True)
sys.stdin.read()
"""


OPENED = """
import sys
from pathlib import Path
from screening.errors import RecordLocked
from screening.records.encrypted_file import EncryptedStore
from screening.records.page_keys import Key
from screening.records.store_files import exclusive
path = Path(sys.argv[1])
try:
    EncryptedStore.unlock(path, Key(bytes.fromhex(sys.argv[2]), bytes.fromhex(sys.argv[3])), sys.argv[4:]).close()
    print("opened")
except RecordLocked as error:
    print(error)
try:
    with exclusive(path):
        print("held")
except RecordLocked as error:
    print(error)
"""


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Callable[[str], tuple[Path, subprocess.Popen[str]]]]:
    """A store that another process holds open, after it has done something with it."""
    processes = []

    def hold(what: str, steps: tuple[str, ...] = STEPS) -> tuple[Path, subprocess.Popen[str]]:
        path, key = lay(tmp_path), made(200)[1]
        processes.append(holding(HOLD, path, key.secret.hex(), key.salt.hex(), what, *steps))
        return path, processes[0]

    yield hold
    for process in processes:
        process.kill()
        process.communicate()


Held = Callable[..., tuple[Path, subprocess.Popen[str]]]


def test_while_it_is_held_nobody_else_can_open_it_or_hold_it(tmp_path: Path) -> None:
    """L7: for putting another store in its place, and for removing it."""
    path, key = lay(tmp_path), made(200)[1]
    with store_files.exclusive(path):
        done = python(OPENED, path, key.secret.hex(), key.salt.hex(), *STEPS)
        assert done.stdout == f"{BUSY}\n{BUSY}\n"
    assert python(OPENED, path, key.secret.hex(), key.salt.hex(), *STEPS).stdout == "opened\nheld\n"


def test_what_is_open_elsewhere_cannot_be_held(held: Held) -> None:
    """L7."""
    path, _ = held("faults")
    with pytest.raises(RecordLocked) as caught, store_files.exclusive(path):
        pass
    assert str(caught.value) == BUSY


def test_where_there_is_no_store_there_is_nothing_to_hold(tmp_path: Path) -> None:
    with store_files.exclusive(tmp_path / "nothing"):
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", ["nothing", "faults", "copy", "write", "change", "vacuum"])
def test_a_second_process_is_told_at_once_whatever_the_first_has_done(held: Held, what: str) -> None:
    """L7: reading the whole file or copying it must not let go of the lock."""
    path, _ = held(what)
    assert store_files.is_open(path)
    assert kept_out(path, lambda: unlocked(path)) == BUSY


def test_a_second_process_is_told_after_an_older_store_was_brought_up_to_date(held: Held) -> None:
    """L7, L18."""
    path, _ = held("nothing", MORE)
    assert kept_out(path, lambda: unlocked(path, steps=MORE)) == BUSY


def test_sqlite_itself_keeps_a_second_process_out(held: Held) -> None:
    """L7: also one that does not ask first, such as SQLCipher's own tool."""
    path, _ = held("faults")
    with pytest.raises(apsw.BusyError):
        connected(path, f'key="{made(200)[1].pragma}"').execute("select count(*) from kept").fetchall()


def test_the_lock_dies_with_its_process(held: Held) -> None:
    """L7."""
    path, process = held("write")
    process.kill()
    process.wait()
    assert not store_files.is_open(path)
    box = unlocked(path)
    assert (count(box), box.faults()) == (201, [])
    box.close()


def test_a_store_can_be_opened_again_once_it_is_closed(tmp_path: Path) -> None:
    path = lay(tmp_path)
    for _ in range(2):
        unlocked(path).close()
    assert list(whole(path.parent)) == ["a.store"]


# Another passphrase.


NEW = "another horse battery"
CHANGE = """
import sys
from pathlib import Path
from screening.records.encrypted_file import EncryptedStore
from screening.records.page_keys import Key
box = EncryptedStore.unlock(Path(sys.argv[1]), Key(*map(bytes.fromhex, sys.argv[2:4])), sys.argv[5:])
box.change(sys.argv[4])
"""


def test_after_a_change_the_new_passphrase_opens_it_and_the_old_one_does_not(tmp_path: Path) -> None:
    path = lay(tmp_path)
    box = unlocked(path)
    box.change(NEW)
    assert (box.fits(NEW), box.fits(PASSPHRASE)) == (True, False)
    assert (count(box), box.faults()) == (200, [])
    with box.writing():
        box.rows("insert into kept (text) values ('x')")
    box.close()
    assert kept_out(path, lambda: EncryptedStore.open(path, PASSPHRASE, STEPS)) == LOCKED
    box = EncryptedStore.open(path, NEW, STEPS)
    assert (count(box), box.faults()) == (201, [])
    box.close()
    assert list(whole(path.parent)) == ["a.store"]


def test_after_a_change_every_page_was_written_anew(tmp_path: Path) -> None:
    """The old key opens no page of it."""
    path = lay(tmp_path)
    box = unlocked(path)
    box.change(NEW)
    box.close()
    data = path.read_bytes()
    assert list(made(200)[1].forged([data])) == list(range(1, len(data) // PAGE + 1))


# Every single write to the disk, and some other moments.
MOMENTS = [*[("pwrite64", number) for number in range(1, 52)], *[("fdatasync", number) for number in range(1, 7)],
           ("unlink", 1), ("unlink", 2), ("close", 60)]  # fmt: skip


@pytest.mark.parametrize(("call", "number"), one_in(9, MOMENTS))
def test_killed_in_a_change_of_passphrase_the_old_one_or_the_new_one_opens_all_of_it(
    tmp_path: Path, call: str, number: int
) -> None:
    """L2."""
    needs("strace")
    path, key = lay(tmp_path), made(200)[1]
    python(CHANGE, path, key.secret.hex(), key.salt.hex(), NEW, *STEPS, before=killed_at(call, number))
    opened, told = [], []
    for one in (key, Key.of(NEW, key.salt)):
        try:
            box = EncryptedStore.unlock(path, one, STEPS)
        except RecordLocked as error:
            told.append(str(error))
        else:
            opened.append(one)
            assert (count(box), box.faults()) == (200, [])
            box.close()
    assert (len(opened), told) == (1, [LOCKED])


# Older and newer stores.


def test_an_older_store_gets_the_steps_that_it_lacks(tmp_path: Path) -> None:
    """L18."""
    path = lay(tmp_path)
    box = unlocked(path, steps=MORE)
    assert box.rows("select count(*) from added") == [(200,)]
    assert (count(box), box.faults(), box.rows("pragma user_version")) == (200, [], [(2,)])
    box.close()
    assert list(whole(path.parent)) == ["a.store"]
    unlocked(path, steps=MORE).close()


class Beside:
    """What a step sees beside the store while it runs: SQLite calls it back."""

    def __init__(self, path: Path) -> None:
        self.path, self.seen = path, dict[str, tuple[bytes, int]]()

    def look(self) -> None:
        with suppress(FileNotFoundError):  # it went away between two looks
            found = {one.name: (one.read_bytes(), mode(one)) for one in self.path.parent.glob(".*.before-*")}
            self.seen = found or self.seen


def test_a_copy_of_the_older_store_stands_beside_it_until_the_new_one_is_proven(tmp_path: Path) -> None:
    """L18: a long step is watched from outside."""
    path, data = lay(tmp_path), made(200)[0]
    beside, done = Beside(path), threading.Event()

    def watch() -> None:
        while not done.is_set():
            beside.look()

    watching = threading.Thread(target=watch)
    watching.start()
    slow = "create table slow as with recursive n(i) as (select 1 union all select i+1 from n where i < 900000) "
    unlocked(path, steps=(*STEPS, f"{slow} select count(*) from n")).close()
    done.set()
    watching.join()
    assert beside.seen == {".a.store.before-2": (data, 0o600)}
    assert list(whole(path.parent)) == ["a.store"]


@pytest.mark.parametrize("wrong", ["nonsense", "drop table kept; insert into nowhere values (1)", "drop table kept; x"])
def test_a_step_that_fails_leaves_the_older_store_as_it_was(tmp_path: Path, wrong: str) -> None:
    """L18: nothing of the step stays, and the older program goes on with it."""
    path = lay(tmp_path)
    told = refused(lambda: unlocked(path, steps=(*STEPS, wrong)), NotKept)
    assert told == "Not saved (SQLError). What was saved before is still there."
    box = unlocked(path)
    assert (count(box), box.faults(), box.rows("pragma user_version")) == (200, [], [(1,)])
    box.close()


def test_a_copy_that_a_killed_update_left_is_taken_away_once_the_store_is_proven(tmp_path: Path) -> None:
    """L18, T-8: what is erased later must not live on in it."""
    path = lay(tmp_path)
    unlocked(path, steps=MORE).close()
    left = path.with_name(".a.store.before-2")
    left.write_bytes(made(200)[0])
    unlocked(path, steps=MORE).close()
    assert list(whole(path.parent)) == ["a.store"]


def test_the_copy_of_an_older_store_stays_where_the_new_one_is_not_whole(tmp_path: Path) -> None:
    """L18."""
    path = lay(tmp_path)
    changed = bytearray(path.read_bytes())
    changed[9 * PAGE + 100] ^= 1
    path.write_bytes(changed)
    steps = (*STEPS, "create table added (number integer primary key)")
    assert refused(lambda: unlocked(path, steps=steps)) == LOCKED
    assert path.with_name(".a.store.before-2").read_bytes() == bytes(changed)


UPDATE = """
import sys
from pathlib import Path
from screening.records.encrypted_file import EncryptedStore
from screening.records.page_keys import Key
EncryptedStore.unlock(Path(sys.argv[1]), Key(*map(bytes.fromhex, sys.argv[2:4])), sys.argv[4:]).close()
"""


@pytest.mark.parametrize(
    ("call", "number"), one_in(4, [*[("pwrite64", n) for n in range(1, 14, 2)], *[("fdatasync", n) for n in (1, 2, 3)],
                                   *[(call, n) for call in ("fsync", "unlink", "ftruncate") for n in (1, 2)]]),
)  # fmt: skip
def test_killed_in_an_update_the_store_is_up_to_date_at_the_next_opening(
    tmp_path: Path, call: str, number: int
) -> None:
    """L2, L18."""
    needs("strace")
    path, key = lay(tmp_path), made(200)[1]
    python(UPDATE, path, key.secret.hex(), key.salt.hex(), *MORE, before=killed_at(call, number))
    box = unlocked(path, steps=MORE)
    assert (count(box), box.rows("select count(*) from added"), box.faults()) == (200, [(200,)], [])
    box.close()
    assert not list(path.parent.glob(".*.before-*"))


def test_a_newer_store_is_refused_with_its_own_message_and_left_as_it_is(tmp_path: Path) -> None:
    """L18."""
    path = lay(tmp_path)
    unlocked(path, steps=MORE).close()
    told = kept_out(path, lambda: unlocked(path))
    assert told == "These records were made by a newer version of this program. Please update it."


# Backup and restore.


def restored(backup: Path, path: Path, passphrase: str = PASSPHRASE, steps: Sequence[str] = STEPS) -> EncryptedStore:
    """The store after a backup was put in its place."""
    with proven_copy(backup, path, passphrase, steps) as proven:
        proven.move_to(path, over=path.exists())
    return EncryptedStore.open(path, passphrase, steps)


def test_a_backup_is_a_whole_store_under_the_same_passphrase(tmp_path: Path) -> None:
    path, copy = lay(tmp_path), tmp_path / "backup"
    box = unlocked(path)
    with box.writing():
        box.rows("insert into kept (text) values ('x')")
    box.copy_to(copy)
    assert count(box) == 201
    box.close()
    assert (mode(copy), copy.read_bytes()) == (0o600, path.read_bytes())
    with proven_copy(copy, path, PASSPHRASE, STEPS) as proven:
        assert (count(proven), proven.faults()) == (201, [])
    assert list(whole(path.parent)) == ["a.store"]


def test_a_backup_never_takes_the_place_of_a_file(tmp_path: Path) -> None:
    path, copy = lay(tmp_path), tmp_path / "backup"
    copy.write_bytes(b"mine")
    box = unlocked(path)
    with pytest.raises(NotSaved, match="exists"):
        box.copy_to(copy)
    assert copy.read_bytes() == b"mine"
    box.close()


@pytest.mark.parametrize("name", ["{}", "{}-journal", ".{}.before-2", ".{}.7.part", ".{}.7.part-journal"])
def test_a_backup_never_takes_a_name_that_the_store_uses_itself(tmp_path: Path, name: str) -> None:
    path = lay(tmp_path)
    box = unlocked(path)
    with pytest.raises(NotSaved, match="Choose another name"):
        box.copy_to(path.with_name(name.format(path.name)))
    box.copy_to(path.with_name(f"{path.name}.v2-backup"))
    box.close()
    unlocked(path).close()
    assert path.with_name(f"{path.name}.v2-backup").read_bytes() == path.read_bytes()


def test_a_proven_copy_takes_the_place_of_the_store_and_of_its_journal(spilled: Path, tmp_path: Path) -> None:
    """The journal of the store that was there would mend the new one to pieces."""
    backup, before = tmp_path / "backup", whole(spilled.parent)
    backup.write_bytes(made(1)[0])
    with proven_copy(backup, spilled, PASSPHRASE, STEPS) as proven:
        proven.move_to(spilled, over=True)
    kept = {name.replace("a.store", "a.store.replaced-1"): content for name, content in before.items()}
    assert whole(spilled.parent) == {"a.store": made(1)[0], **kept}
    assert backup.exists()
    box = unlocked(spilled, 1)
    assert count(box) == 1
    box.close()


def test_a_proven_copy_that_is_not_wanted_leaves_no_trace(tmp_path: Path) -> None:
    path, backup = lay(tmp_path), tmp_path / "backup"
    backup.write_bytes(made(1)[0])
    with proven_copy(backup, path, PASSPHRASE, STEPS):
        assert len(whole(path.parent)) == 2
    assert whole(path.parent) == {"a.store": made(200)[0]}


@pytest.mark.parametrize(
    "kind", ["wrong passphrase", "changed first page", "changed later page", "cut", "empty", "pipe"]
)
def test_a_backup_that_is_not_whole_is_refused_and_the_store_stays(tmp_path: Path, kind: str) -> None:
    """T-17."""
    path, backup = lay(tmp_path), tmp_path / "backup"
    data = bytearray(made(200)[0])
    match kind:
        case "changed first page":
            data[100] ^= 1
        case "changed later page":
            data[-100] ^= 1
        case "cut":
            del data[-PAGE:]
        case "empty":
            data.clear()
    if kind == "pipe":
        os.mkfifo(backup)
    else:
        backup.write_bytes(data)
    passphrase = WRONG if kind == "wrong passphrase" else PASSPHRASE
    told = kept_out(path, lambda: restored(backup, path, passphrase))
    assert told == (f"{backup} is not a regular file, so it is not opened. Move it away." if kind == "pipe" else LOCKED)
    assert whole(path.parent) == {"a.store": made(200)[0]}


def test_a_backup_may_stand_in_a_folder_that_others_can_write_to(tmp_path: Path) -> None:
    """Only what is opened as our own must stand in a private folder: the copy does."""
    path, backup = lay(tmp_path), tmp_path / "shared" / "backup"
    backup.parent.mkdir()
    backup.parent.chmod(0o777)
    backup.write_bytes(made(1)[0])
    with proven_copy(backup, path, PASSPHRASE, STEPS) as proven:
        assert (proven.path.parent, mode(proven.path)) == (path.parent, 0o600)


def test_a_backup_of_an_older_version_is_brought_up_to_date_without_changing_it(tmp_path: Path) -> None:
    """L18."""
    path, backup = lay(tmp_path), tmp_path / "backup"
    backup.write_bytes(made(1)[0])
    with proven_copy(backup, path, PASSPHRASE, MORE) as proven:
        assert proven.rows("select count(*) from added") == [(1,)]
    assert (backup.read_bytes(), whole(path.parent)) == (made(1)[0], {"a.store": made(200)[0]})


# What the store is replaced and removed by, without its key.


def test_a_journal_of_a_store_that_is_gone_is_not_taken_for_that_of_a_new_one(spilled: Path) -> None:
    spilled.unlink()
    assert spilled.with_name(f"{spilled.name}-journal").stat().st_size > 0
    EncryptedStore.create(spilled, PASSPHRASE, STEPS, rounds=FEW).close()
    unlocked_by_passphrase = EncryptedStore.open(spilled, PASSPHRASE, STEPS, rounds=FEW)
    assert unlocked_by_passphrase.faults() == []
    unlocked_by_passphrase.close()


def test_a_store_that_was_made_meanwhile_is_never_replaced(tmp_path: Path) -> None:
    """Two windows that make one at the same time: the second is refused at the last moment too."""
    path, part = lay(tmp_path), tmp_path / "part"
    part.write_bytes(b"new")
    with pytest.raises(FileExistsError):
        store_files.put_in_place(part, path)
    assert path.read_bytes() == made(200)[0]
