"""Backups: one file, with the key files where there are some; and one that takes the place of a store, proven first.

A backup with key files is a tar file, so that other tools can unpack it: the key files, then the store. One of a store
with one passphrase is the store itself.
"""

from __future__ import annotations

import contextlib
import os
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from screening.errors import RecordLocked
from screening.records.connection import require_encryption
from screening.records.encrypted_file import EncryptedStore
from screening.records.key_files import LARGEST, key_for, no_key, secret_in
from screening.records.page_keys import PAGE, ROUNDS, SALT, Key
from screening.records.store_files import (
    LOCKED,
    check_before_opening,
    first_page_of,
    key_folder,
    remove_file,
    require_regular,
    working_name,
)
from screening.system.files import NotSaved, pieces_of, save

BLOCK = tarfile.BLOCKSIZE
MOST_KEYS = 1000  # in one backup
_TAR = (slice(257, 262), b"ustar")  # where a tar file says that it is one


def packed(path: Path, salt: bytes, names: Iterable[str], pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
    """A store that begins with this salt, and the key files of these initials, as one tar file. Raises OSError."""
    folder = key_folder(path, salt)
    for name in names:
        data = (folder / name).read_bytes()
        yield _header(str((folder / name).relative_to(path.parent)), len(data))
        yield data
    yield _header(path.name, size)
    yield from pieces
    yield bytes(2 * BLOCK)


def _header(name: str, size: int) -> bytes:
    about = tarfile.TarInfo(name)
    about.size, about.mode = size, 0o600
    return about.tobuf(tarfile.GNU_FORMAT, "utf-8", "strict")


@contextlib.contextmanager
def proven_copy(
    source: Path, target: Path, passphrase: str, steps: Sequence[str], initials: str = "", *, rounds: int = ROUNDS
) -> Iterator[EncryptedStore]:
    """A copy of a backup beside the store that it may replace, open and whole. It is gone at the end, if not moved.

    `initials` say whose passphrase it is, where the backup has key files. Nothing is read beyond the first page that
    was changed. Raises RecordLocked, NotKept.
    """
    require_encryption()
    if os.path.lexists(target) and source.exists() and os.path.samefile(source, target):
        raise NotSaved(f"{source} is the store itself. Name the copy that is to take its place.")
    if not _is_packed(source):
        check_before_opening(source, own=False)
    with working_name(target) as part:
        try:
            with source.open("rb") as file:
                key = _key_of(source, target, file, part, passphrase, initials, rounds)
                save(part, _genuine(file, key))
        except OSError as error:
            raise NotSaved(f"{source} cannot be read: {error.strerror}.") from None
        store = EncryptedStore.unlock(part, key, steps, is_copy=True)
        try:
            if store.faults():
                raise RecordLocked(LOCKED)
            yield store
        finally:
            store.close()


def _is_packed(source: Path) -> bool:
    """Whether it is a tar file. Raises RecordLocked where it is no file at all."""
    if not os.path.lexists(source):
        return False
    require_regular(source)
    return first_page_of(source)[_TAR[0]] == _TAR[1]


def _key_of(source: Path, target: Path, file: BinaryIO, part: Path, passphrase: str, initials: str, rounds: int) -> Key:
    """The key of a backup. The file stands then where its store begins."""
    if not _is_packed(source):
        beside = source if key_folder(source, first_page_of(source)[:SALT]).is_dir() else target
        return key_for(source, passphrase, initials, rounds, keys=beside)
    data = dict(_key_files(file))
    if initials not in data:
        raise RecordLocked(no_key(initials, data))
    save(part, data[initials])  # SQLite reads files only
    try:
        secret = secret_in(part, passphrase, rounds)
    finally:
        remove_file(part)
    begins = file.tell()
    salt = file.read(SALT)
    file.seek(begins)
    return Key(secret, salt, rounds)


def _key_files(file: BinaryIO) -> Iterator[tuple[str, bytes]]:
    """The key files of a tar file by initials, up to the header of the store. Raises RecordLocked."""
    for _ in range(MOST_KEYS):
        about = _entry(file)
        if "/" not in about.name:
            return
        if about.size > LARGEST:
            break
        yield about.name.rpartition("/")[2], file.read(about.size)
    raise RecordLocked(LOCKED)


def _entry(file: BinaryIO) -> tarfile.TarInfo:
    """The next header, which must be of a regular file of whole pages."""
    try:
        about = tarfile.TarInfo.frombuf(file.read(BLOCK), "utf-8", "strict")
    except (tarfile.TarError, UnicodeError):
        raise RecordLocked(LOCKED) from None
    if not about.isreg() or about.size <= 0 or about.size % PAGE:
        raise RecordLocked(LOCKED)
    return about


def _genuine(file: BinaryIO, key: Key) -> Iterator[bytes]:
    """A store piece by piece, up to the first page that was changed. Raises RecordLocked there.

    What stands behind the last whole page is the end of a tar file, or is refused.
    """
    number = 1
    for piece in pieces_of(file):
        whole = piece[: len(piece) // PAGE * PAGE]
        rest = piece[len(whole) :]
        if not key.is_whole([whole], number) or any(rest):
            raise RecordLocked(LOCKED)
        number += len(whole) // PAGE
        yield whole
