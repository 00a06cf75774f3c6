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
from screening.app.context import FORMATS, AppContext, UsageError
from screening.counselor import tables
from screening.counselor.fhir_copy import sittings_as_fhir
from screening.engine.results import conclude
from screening.formats.client_json import audit_entry_json, client_json
from screening.formats.result_json import Json
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
    return {**audit_entry_json(entry), "client": entry.client}


# Copies.


def backed_up(context: AppContext, records: RecordStore, to: str) -> Json:
    """A locked copy of the whole store at this path. Raises NotSaved."""
    target = _target(to, context)
    records.copy_to(target)
    records.note_down(AuditAction.BACKED_UP, reason=BY_SCRIPT)
    return {"command": "backup", "file": str(target), "last_entry": records.last().number}


def tabled(context: AppContext, records: RecordStore, to: str, *, answers: bool = False, force: bool) -> Json:
    """The scores of all clients as CSV, or their answers, with the codebook beside the file. Raises NotSaved."""
    kind = tables.ANSWERS if answers else tables.SCORES
    made = tables.made(context, kind, tables.every_sitting(records))
    _table_written(made, context, to, force=force)
    records.note_down(AuditAction.EXPORTED, form=f"{tables.OF_ALL[kind]}.csv", reason=BY_SCRIPT)
    return {"command": "table", "file": to, "rows": made.rows}


def _table_written(made: tables.Table, context: AppContext, to: str, *, force: bool) -> None:
    if to == STDOUT:
        write_stdout(made.csv)
    else:
        tables.save(made, _target(to, context, ".csv"), force=force)


def exported_as_fhir(
    context: AppContext, records: RecordStore, client: Client, to: str, *, everything: bool, force: bool
) -> Json:
    """The sittings of one client as FHIR. Raises NotSaved, UsageError."""
    file = records.file(client)
    results = {one.number: conclude(one.interview, context.directory) for one in file.sittings}
    found, hides = sittings_as_fhir(file, results, context.clock().utc, everything=everything)
    if hides:
        write_stderr(context.words.say("fhir-withheld"))
    _written(context, json.dumps(found, ensure_ascii=False, indent=2) + "\n", to, ".json", force=force)
    form = "fhir.json"
    records.note_down(AuditAction.EXPORTED, client, form=form, reason=BY_SCRIPT)
    return {"command": "export", "client": client.code, "file": to, "form": form}


def exported(
    context: AppContext, records: RecordStore, client: Client, to: str, *, answers: bool = False, force: bool
) -> Json:
    """Everything about one client: as JSON, as a table where the name ends in .csv, else as a page.

    The table has the scores, or with `answers` each answer. Raises NotSaved, UsageError.
    """
    file = records.file(client)
    results = {one.number: conclude(one.interview, context.directory) for one in file.sittings}
    ending, notice = Path(to).suffix.lower() if to != STDOUT else ".json", context.settings.notice
    if answers and ending != ".csv":
        raise UsageError(f"{context.words.say('ending', ending='.csv').capitalize()}.")
    kind = tables.ANSWERS if answers else tables.SCORES
    if ending == ".json":
        document = client_json(file, results, context.words, notice)
        _written(context, json.dumps(document, ensure_ascii=False, indent=1) + "\n", to, ending, force=force)
    elif ending == ".csv":
        made = tables.made(context, kind, ((client.code, sitting) for sitting in file.sittings))
        _table_written(made, context, to, force=force)
    elif ending.removeprefix(".") not in FORMATS:
        raise UsageError(context.words.say("script-ending"))
    else:
        page = CounselorReports(context.result_reports).everything(file, results, notice=notice)
        context.save(page, to, force=force)
    form = f"{kind if ending == '.csv' else 'everything'}{ending}"
    records.note_down(AuditAction.EXPORTED, client, form=form, reason=BY_SCRIPT)
    return {"command": "export", "client": client.code, "file": to, "form": form}


def _written(context: AppContext, content: str, to: str, ending: str, *, force: bool) -> None:
    if to == STDOUT:
        write_stdout(content)
    else:
        files.save(_target(to, context, ending), content, force=force)


def _target(to: str, context: AppContext, ending: str = "") -> Path:
    """The path that was given. Raises UsageError if it has another ending, NotSaved if the store itself uses it."""
    if not to.lower().endswith(ending):
        raise UsageError(f"{context.words.say('ending', ending=ending).capitalize()}.")
    return context.free_path(to)
