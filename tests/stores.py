"""Stores for tests: made once and laid down as copies, spoilt by other processes, and looked into page by page."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw

from screening.records.encrypted_file import EncryptedStore
from screening.records.page_keys import Key
from tests.terminals import environment

PASSPHRASE = "correct horse battery"
FEW = 1_000  # rounds of key derivation, where the key is not what is tested
STEPS = ("create table kept (number integer primary key, text text not null)",)


@lru_cache
def made(rows: int, passphrase: str = PASSPHRASE) -> tuple[bytes, Key]:
    """The bytes of a store with so many rows, and its key: to work one out takes a while."""
    with TemporaryDirectory() as folder:
        box = EncryptedStore.create(Path(folder, "made.store"), passphrase, STEPS)
        with box.writing():
            for number in range(rows):
                box.rows("insert into kept (text) values (?)", f"row {number} " * 20)
        box.close()
        return box.path.read_bytes(), box.key


def lay(folder: Path, rows: int = 200) -> Path:
    """Such a store in a folder of its own, for its owner alone."""
    path = folder / "own" / "a.store"
    path.parent.mkdir(mode=0o700)
    path.write_bytes(made(rows)[0])
    path.chmod(0o600)
    return path


def unlocked(path: Path, rows: int = 200, steps: Sequence[str] = STEPS) -> EncryptedStore:
    """The store that was laid down, open."""
    return EncryptedStore.unlock(path, made(rows)[1], steps)


def count(box: EncryptedStore) -> object:
    """How many rows it has."""
    return box.rows("select count(*) from kept")[0][0]


def whole(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes: nothing may have come, gone or changed."""
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}


def mode(path: Path) -> int:
    """The permissions of a file or folder."""
    return stat.S_IMODE(path.lstat().st_mode)


def python(code: str, *arguments: object, before: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """The code, run to its end in a process of its own."""
    with TemporaryDirectory() as home:
        return subprocess.run(
            [*before, sys.executable, "-c", code, *map(str, arguments)],
            capture_output=True,
            text=True,
            env=environment(Path(home)),
            timeout=120,
            check=False,
        )


def holding(code: str, *arguments: object) -> subprocess.Popen[str]:
    """The code in a process that goes on once it has printed a line."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(Path.home()),
    )
    assert process.stdout is not None
    assert process.stdout.readline()
    return process


def killed_at(call: str, number: int) -> list[str]:
    """What goes before a command that is to be killed as it makes this system call for this time."""
    return ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"inject={call}:signal=SIGKILL:when={number}"]


def connected(path: Path, *pragmas: str) -> apsw.Connection:
    """The file in plain SQLite, with nothing of ours."""
    db = apsw.Connection(str(path))
    for pragma in ("cipher=sqlcipher", "legacy=4", *pragmas):
        db.execute(f"pragma {pragma}").fetchall()
    return db


def decrypted(path: Path, key: Key) -> bytes:
    """All pages of a store in the clear, one by one, whether or not anything still refers to them.

    Not by `rekey` to no key at all: that builds the file anew, and takes away what is to be looked for.
    """
    with TemporaryDirectory() as folder:
        copy = Path(shutil.copy(path, Path(folder, "copy")))
        db = connected(copy, f'key="{key.pragma}"')
        clear = db.serialize("main")
        db.close()
        assert len(clear) == copy.stat().st_size
        return clear
