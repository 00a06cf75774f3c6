"""A connection to an encrypted file: its settings and limits, its schema, and what is told of its errors.

A file is data, also where somebody who knows its passphrase made it with other tools: any schema but our own is refused
before a table is read (https://www.sqlite.org/security.html).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import cast

import apsw

from screening.errors import NotKept, RecordLocked, ScreeningError
from screening.records.page_keys import Key
from screening.records.store_files import BUSY, LOCKED

SETTINGS = (
    "journal_mode=truncate",
    "synchronous=extra",  # "saved" means: on disk, its folder too
    "fullfsync=on",  # on macOS: on the disk itself, not in the memory of the drive
    "secure_delete=on",
    "temp_store=memory",
    "locking_mode=exclusive",
    "foreign_keys=on",
    "trusted_schema=off",
    "cell_size_check=on",
)
MAX_ROW = 16_000_000  # bytes: the largest value that is saved is a questionnaire, and its file has a limit of its own
OPERATIONS = 50_000  # of SQLite's machine between two chances for Ctrl-C and signals to end a statement

Row = tuple[object, ...]


def require_encryption() -> None:
    """Raise NotKept where the installed SQLite cannot encrypt: it would take the key without a word."""
    if not hasattr(apsw, "mc_version"):
        raise NotKept(
            "Nothing can be saved: the package apsw was installed over apsw-sqlite3mc, and cannot encrypt. "
            "To mend it: pip uninstall apsw, then pip install --force-reinstall apsw-sqlite3mc"
        )


def connect(path: Path, key: Key) -> apsw.Connection:
    """The file under this key, locked for everybody else. Raises apsw.Error."""
    db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        db.limit(apsw.SQLITE_LIMIT_LENGTH, MAX_ROW)
        db.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
        db.set_progress_handler(lambda: False, OPERATIONS)
        for pragma in ("cipher=sqlcipher", "legacy=4", f'key="{key.pragma}"', *SETTINGS):
            db.execute(f"pragma {pragma}").fetchall()
        db.execute("begin exclusive").fetchall()
        db.execute("commit").fetchall()
    except BaseException:
        db.close()
        raise
    return db


def version_of(db: apsw.Connection, steps: Sequence[str]) -> int:
    """Which of the steps the file was made by, counted from 1. Raises RecordLocked for any other schema than theirs."""
    version = cast(int, db.pragma("user_version"))
    if version > len(steps):
        raise RecordLocked("These records were made by a newer version of this program. Please update it.")
    if version < 1 or _schema(db) != _expected(tuple(steps[:version])):
        raise RecordLocked(LOCKED)
    return version


def run_steps(db: apsw.Connection, steps: Sequence[str], version: int = 0) -> None:
    """Run the steps after this version, all of them or none."""
    with db:
        for script in steps[version:]:
            for statement in filter(str.strip, script.split(";")):
                db.execute(statement).fetchall()
        db.execute(f"pragma user_version={len(steps)}").fetchall()


def _schema(db: apsw.Connection) -> list[Row]:
    return db.execute("select type, name, tbl_name, sql from sqlite_schema order by type, name").fetchall()


@lru_cache(maxsize=4)
def _expected(steps: tuple[str, ...]) -> list[Row]:
    """The schema that these steps make."""
    db = apsw.Connection(":memory:")
    try:
        run_steps(db, steps)
        return _schema(db)
    finally:
        db.close()


def refusal(error: Exception, path: Path) -> ScreeningError:
    """What is told instead of an error of the database: never a value, never a statement."""
    match error:
        case apsw.BusyError() | apsw.LockedError():
            return RecordLocked(BUSY)
        case apsw.NotADBError() | apsw.CorruptError() | apsw.TooBigError() | UnicodeDecodeError():
            return RecordLocked(LOCKED)
        case apsw.FullError() | apsw.IOError():
            return NotKept("Not saved: the disk is full or cannot be written. What was saved before is still there.")
        case apsw.ReadOnlyError() | apsw.CantOpenError() | apsw.PermissionsError():
            return NotKept(f"{path} cannot be written. Check who owns it, or choose another folder.")
        case FileExistsError():
            return NotKept(f"{path} exists already.")
        case OSError():
            return NotKept(f"{path} cannot be written: {error.strerror}.")
    return NotKept(f"Not saved ({type(error).__name__}). What was saved before is still there.")
