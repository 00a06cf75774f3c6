"""Work with the records without a conversation: the store is opened for a script, and what was done is JSON.

A client's code is never an argument (T-4): it is the first line of standard input.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from screening.app import saving
from screening.app.context import AppContext, UsageError
from screening.engine.results import conclude
from screening.formats.client_json import client_json
from screening.formats.result_json import Json
from screening.formats.scores_csv import rows_of, scores_csv
from screening.records import client_codes
from screening.records.caseload import Case, caseload
from screening.records.client_codes import CodeNotAccepted
from screening.records.client_file import AuditAction, AuditEntry, Client
from screening.records.store import RecordStore
from screening.reports.counselor_report import CounselorReports
from screening.system import files
from screening.system.process import write_stderr, write_stdout

MAX_CODE = 200  # bytes of the line that a client's code stands on
STDOUT = "-"
BY_SCRIPT = "by a script"  # the reason of each copy: nobody was there to ask


@contextmanager
def opened(context: AppContext, passphrase: str, initials: str) -> Iterator[RecordStore]:
    """The open store of clients. Raises RecordLocked, NotKept, NotSaved."""
    saving.require_store()
    from screening.records import store_files

    path = context.paths["clients"]
    store_files.check_before_opening(path)
    records = RecordStore.open(path, passphrase, context.library, context.clock, initials)
    try:
        for remark in records.store.remarks:
            write_stderr(remark)
        yield records
    finally:
        records.close()


def client_of(context: AppContext, records: RecordStore) -> Client:
    """The client whose code is the first line of standard input. Raises UsageError."""
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError(context.words.say("script-code"))
    typed = sys.stdin.buffer.readline(MAX_CODE).decode("utf-8", "replace").strip()
    try:
        client = records.client(client_codes.checked(typed)) if typed else None
    except CodeNotAccepted as slip:
        raise UsageError(context.words.say(slip.reason)) from None
    if client is None:
        raise UsageError(context.words.say("code-unknown" if typed else "script-code"))
    return client


# What is read.


def listed(records: RecordStore) -> Json:
    """Every client: since when, until when, how many sittings, what nobody has looked at yet, and when due."""
    records.note_down(AuditAction.LISTED)
    return {"command": "list", "clients": [_client(case) for case in caseload(records)]}


def _client(case: Case) -> Json:
    client = case.client
    return {
        "code": client.code,
        "number": client.number,
        "opened": client.opened.day,
        "keep_until": client.keep_until or None,
        "sittings": case.sittings,
        "unfinished": case.open,
        "last": case.last_seen or None,
        "due": case.due or None,
        "look_first": [
            {"sitting": flag.sitting, "on": flag.day, "id": flag.id, "title": flag.title, "critical": flag.critical}
            for group in case.flags
            for flag in group
        ],
    }


def audited(records: RecordStore, entries: tuple[AuditEntry, ...]) -> Json:
    """These entries of the trail, newest first, and whether the chain and every page are whole."""
    broken, faults = records.broken(), records.store.faults()
    records.note_down(AuditAction.AUDITED)
    found = [entry_json(entry) for entry in entries]
    return {"command": "audit", "whole": not (broken or faults), "broken": broken, "faults": faults, "entries": found}


def entry_json(entry: AuditEntry) -> Json:
    """An entry of the trail. The client is a number that `list` tells too: the code may be erased."""
    return {
        "number": entry.number,
        "at": {"utc": entry.at.utc, "offset": entry.at.offset},
        "by": entry.initials,
        "what": entry.what.value,
        "client": entry.client,
        "sitting": entry.sitting,
        "form": entry.form,
        "reason": entry.reason,
    }


# Copies.


def backed_up(records: RecordStore, to: str) -> Json:
    """A locked copy of the whole store at this path. Raises NotSaved."""
    target = _target(to)
    records.store.copy_to(target)
    records.note_down(AuditAction.BACKED_UP, reason=BY_SCRIPT)
    return {"command": "backup", "file": str(target), "last_entry": records.last().number}


def tabled(context: AppContext, records: RecordStore, to: str, *, force: bool) -> Json:
    """The scores of all clients as CSV. Raises NotSaved."""
    found = [
        row for one in records.clients() for sitting in records.sittings(one) for row in rows_of(one.code, sitting)
    ]
    _written(context, scores_csv(found), to, ".csv", force=force)
    records.note_down(AuditAction.EXPORTED, form="table.csv", reason=BY_SCRIPT)
    return {"command": "table", "file": to, "rows": len(found)}


def exported(context: AppContext, records: RecordStore, client: Client, to: str, *, force: bool) -> Json:
    """Everything about one client: as JSON, as scores where the name ends in .csv, else as a page. Raises NotSaved."""
    file = records.file(client)
    results = {one.number: conclude(one.interview, context.directory) for one in file.sittings}
    ending, notice = Path(to).suffix.lower() if to != STDOUT else ".json", context.settings.notice
    if ending == ".json":
        document = client_json(file, results, context.words, notice)
        _written(context, json.dumps(document, ensure_ascii=False, indent=1) + "\n", to, ending, force=force)
    elif ending == ".csv":
        table = scores_csv(row for sitting in file.sittings for row in rows_of(client.code, sitting))
        _written(context, table, to, ending, force=force)
    else:
        page = CounselorReports(context.result_reports).everything(file, results, notice=notice)
        context.save(page, to, force=force)
    form = f"{'scores' if ending == '.csv' else 'everything'}{ending}"
    records.note_down(AuditAction.EXPORTED, client, form=form, reason=BY_SCRIPT)
    return {"command": "export", "client": client.code, "file": to, "form": form}


def _written(context: AppContext, content: str, to: str, ending: str, *, force: bool) -> None:
    if to == STDOUT:
        write_stdout(content)
    elif not to.lower().endswith(ending):
        raise UsageError(f"{context.words.say('ending', ending=ending).capitalize()}.")
    else:
        files.save(_target(to), content, force=force)


def _target(to: str) -> Path:
    try:
        return Path(to).expanduser()
    except RuntimeError:
        raise UsageError("There is no such home folder. Choose another name.") from None
