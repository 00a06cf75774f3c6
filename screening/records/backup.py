"""A backup that takes the place of a store: copied page by page, and proven before anything is replaced."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from screening.errors import RecordLocked
from screening.records.connection import require_encryption
from screening.records.encrypted_file import EncryptedStore
from screening.records.page_keys import PAGE, SALT, Key
from screening.records.store_files import LOCKED, check_before_opening, first_page_of, working_name
from screening.system.files import NotSaved, pieces_of, save


@contextlib.contextmanager
def proven_copy(source: Path, target: Path, passphrase: str, steps: Sequence[str]) -> Iterator[EncryptedStore]:
    """A copy of a backup beside the store that it may replace, open and whole. It is gone at the end, if not moved.

    Nothing is read beyond the first page that was changed. Raises RecordLocked, NotKept.
    """
    require_encryption()
    if os.path.lexists(target) and source.exists() and os.path.samefile(source, target):
        raise NotSaved(f"{source} is the store itself. Name the copy that is to take its place.")
    check_before_opening(source, own=False)
    key = Key.of(passphrase, first_page_of(source)[:SALT])
    with working_name(target) as part:
        save(part, _genuine(source, key))
        store = EncryptedStore.unlock(part, key, steps, is_copy=True)
        try:
            if store.faults():
                raise RecordLocked(LOCKED)
            yield store
        finally:
            store.close()


def _genuine(source: Path, key: Key) -> Iterator[bytes]:
    """A backup piece by piece, up to the first page that was changed. Raises RecordLocked there, and NotSaved."""
    try:
        with source.open("rb") as file:
            number = 1
            for piece in pieces_of(file):
                if not key.is_whole([piece], number):
                    raise RecordLocked(LOCKED)
                number += len(piece) // PAGE
                yield piece
    except OSError as error:
        raise NotSaved(f"{source} cannot be read: {error.strerror}.") from None
