"""The key files beside a store: one for each counselor, opened by a passphrase, with the key of the store in it.

They stand in a folder that is named after the salt of the store (`clients.keys/SALT/INITIALS`). A change of keys makes
another salt, and so another folder: the one step that puts the new store in its place changes the whole set.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import apsw

from screening.errors import NotKept, RecordLocked
from screening.records.connection import connect, refusal, run_steps, version_of
from screening.records.page_keys import PAGE, ROUNDS, SALT, Key
from screening.records.store_files import (
    KEYED,
    LOCKED,
    first_page_of,
    has_hot_journal,
    key_folder,
    remove_file,
    require_regular,
)
from screening.system.files import new_private, private_folder, synced_folder

STEPS = ("create table store (secret text not null)",)
LARGEST = 16 * PAGE  # bytes of a key file; ours have two pages
_OURS = re.compile(r"[^\W\d_]{2,4}|\.[^\W\d_]{2,4}\.part(-journal)?")


@dataclass(frozen=True, slots=True, repr=False)
class Holder:
    """A counselor who can open the store. `key` is what their passphrase and the salt of their key file make."""

    initials: str
    key: Key

    @classmethod
    def of(cls, initials: str, passphrase: str, rounds: int = ROUNDS) -> Holder:
        """One with a new salt."""
        return cls(initials, Key.of(passphrase, secrets.token_bytes(SALT), rounds))


def new_key(rounds: int = ROUNDS) -> Key:
    """A random key for a store, and a salt that says that it has key files."""
    return Key(secrets.token_bytes(32), KEYED + secrets.token_bytes(SALT - len(KEYED)), rounds)


def key_for(path: Path, passphrase: str, initials: str, rounds: int = ROUNDS, *, keys: Path | None = None) -> Key:
    """The key of the store at this path: that of the passphrase, or what it opens in the key file of these initials.

    `keys`: the store beside which the key files stand, where it is another one. Raises RecordLocked.
    """
    first = first_page_of(path)
    salt = first[:SALT]
    if not salt.startswith(KEYED):
        return Key.of(passphrase, salt, rounds)
    folder = key_folder(keys or path, salt)
    if not folder.is_dir():
        raise RecordLocked(
            f"The key files of these records are missing: there is no folder {folder}. Put it back, or restore a "
            "backup: screening client restore"
        )
    names = sorted(one.name for one in folder.iterdir() if one.name[0] != ".")
    if initials not in names:
        raise RecordLocked(no_key(initials, names))
    key = Key(secret_in(folder / initials, passphrase, rounds), salt, rounds)
    if not has_hot_journal(path) and not key.is_whole([first]):
        raise RecordLocked(
            f"The key file {folder / initials} is not of these records as they are now. Nothing was changed. "
            "Once a colleague opens the records, it is put right."
        )
    return key


def no_key(initials: str, names: Iterable[str]) -> str:
    """What is told to somebody without a key."""
    return (
        f"There is no key for {initials or '-'}. There is one for: {', '.join(names) or '-'}. Check the initials, "
        "or ask a colleague who has one to add yours: screening client key add"
    )


def secret_in(file: Path, passphrase: str, rounds: int = ROUNDS) -> bytes:
    """The secret of the store that a key file holds. Raises RecordLocked."""
    require_regular(file)
    if os.lstat(file).st_size > LARGEST:
        raise RecordLocked(LOCKED)
    return _secret(file, Key.of(passphrase, first_page_of(file)[:SALT], rounds))


def _secret(file: Path, key: Key) -> bytes:
    try:
        if not (data := file.read_bytes()) or len(data) % PAGE or not key.is_whole([data]):
            raise RecordLocked(LOCKED)
        db = connect(file, key)
        try:
            version_of(db, STEPS)
            found = db.execute("select secret from store").fetchall()
        finally:
            db.close()
        secret = bytes.fromhex(str(found[0][0])) if len(found) == 1 else b""
    except (apsw.Error, OSError, ValueError) as error:
        raise refusal(error, file) from None
    if len(secret) != 32:
        raise RecordLocked(LOCKED)
    return secret


def put_keys_right(path: Path, key: Key, holders: Iterable[Holder]) -> None:
    """Make the key files of a store those of its holders: whole ones stay, others are written, all else goes.

    Raises NotKept.
    """
    folder, by_name = key_folder(path, key.salt), {one.initials: one for one in holders}
    try:
        for one in (folder.parent, folder):
            private_folder(one)
        for holder in by_name.values():
            if not _holds(folder / holder.initials, holder, key):
                _write(folder, holder, key)
        for file in folder.iterdir():
            if file.name not in by_name and _OURS.fullmatch(file.name):
                remove_file(file)
        for one in (folder, folder.parent, path.parent):
            synced_folder(one)
    except (apsw.Error, OSError) as error:
        raise refusal(error, folder) from None


def _holds(file: Path, holder: Holder, key: Key) -> bool:
    """Whether this is the holder's key file, whole, with the key of the store in it."""
    try:
        require_regular(file)
        return os.path.getsize(file) <= LARGEST and _secret(file, holder.key) == key.secret
    except (OSError, RecordLocked, NotKept):
        return False


def _write(folder: Path, holder: Holder, key: Key) -> None:
    part = folder / f".{holder.initials}.part"
    try:
        for one in (part, part.with_name(f"{part.name}-journal")):
            remove_file(one)
        new_private(part)
        db = connect(part, holder.key)
        try:
            run_steps(db, STEPS)
            db.execute("insert into store values (?)", (key.secret.hex(),)).fetchall()
            db.execute("pragma journal_mode=delete").fetchall()
        finally:
            db.close()
        if not _holds(part, holder, key):
            raise RecordLocked(LOCKED)
        os.replace(part, folder / holder.initials)
    finally:
        for one in (part, part.with_name(f"{part.name}-journal")):
            remove_file(one)
