"""Proof that a store and its backups are whole: every page, every row, and the chain of the trail."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from screening.app import saving
from screening.app.context import AppContext
from screening.counselor.scripts_in_words import is_whole, lines
from screening.counselor.session import Session
from screening.errors import NotKept, RecordLocked
from screening.formats.client_json import audit_entry_json
from screening.formats.result_json import Json
from screening.records.backup import proven_copy
from screening.records.client_file import AuditEntry
from screening.records.schema import STEPS
from screening.records.store import RecordStore
from screening.system.process import Code


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found in one file. It is whole where there are no problems; then `last` is its last entry."""

    file: Path
    problems: tuple[str, ...] = ()
    clients: int = 0
    last: AuditEntry | None = None

    @property
    def as_json(self) -> Json:
        """The proof as JSON."""
        last = self.last and audit_entry_json(self.last)
        entry = last and {key: last[key] for key in ("number", "at", "by")}
        about: Json = {"file": str(self.file), "whole": not self.problems, "problems": list(self.problems)}
        return {**about, "clients": self.clients, "last_entry": entry}


def proven(records: RecordStore) -> Proof:
    """What was found in an open store."""
    path = records.store.path
    problems = [*records.store.faults()]
    try:
        problems += [f"Entry {number} of the trail does not fit." for number in records.broken()]
        records.read_all()
    except RecordLocked as error:
        return Proof(path, (*problems, str(error)))
    return Proof(path, tuple(problems), len(records.clients()), records.last())


def proven_backup(context: AppContext, passphrase: str, initials: str, file: Path) -> Proof:
    """What was found in a backup that opens with this passphrase, where it has key files that of these initials.

    The backup stays as it is.
    """
    path = context.paths["clients"]
    try:
        with proven_copy(file, path, passphrase, STEPS, initials) as copy:
            found = proven(RecordStore(copy, context.library, context.clock, ""))
            return Proof(file, found.problems, found.clients, found.last)
    except (RecordLocked, NotKept) as error:
        return Proof(file, (str(error),))


def checked(context: AppContext, records: RecordStore, files: list[Path], passphrase: str) -> Json:
    """What was found in the open store and in these backups, as JSON."""
    proofs = [proven(records), *(proven_backup(context, passphrase, records.initials, file) for file in files)]
    return {"command": "check", "files": [proof.as_json for proof in proofs]}


def check(session: Session, files: list[str]) -> int:
    """Prove the open store, and each of these backups under the passphrase that is typed for them."""
    typed = saving.passphrase(session.talk, "passphrase-copy") if files else ""
    found = checked(session.context, session.records, [Path(os.path.expanduser(file)) for file in files], typed)
    for line in lines(session.context.words, found):
        session.talk.tell_text(line)
    return Code.DONE if is_whole(found) else Code.LOCKED
