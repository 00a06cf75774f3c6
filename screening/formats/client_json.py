"""Export everything that is stored about one client as one JSON document, for the client to keep or pass on.

The JSON Schema is `docs/schemas/client.schema.json`. Adding a field does not change the schema version.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from screening.engine.look_first import look_first
from screening.engine.results import Result
from screening.formats.result_json import SCHEMA_VERSION, Json, about_json, result_json
from screening.model.answers import state
from screening.model.content import Interface
from screening.model.questionnaire import Item
from screening.records.client_file import (
    AuditEntry,
    Client,
    ClientFile,
    Consent,
    LookedAt,
    Note,
    Sitting,
    UnreadableSitting,
)
from screening.records.sitting_events import Event, answer_json
from screening.records.timestamps import Timestamp
from screening.reports.wording import answer_in_words


def client_json(file: ClientFile, results: Mapping[int, Result], words: Interface, notice: str = "") -> Json:
    """The document, each list oldest first. `results` has the result of each sitting by its number.

    `notice` is the text that the law may require with records that are passed on; it comes first.
    """
    notice_field: Json = {"notice": notice} if notice else {}
    return {
        "schema_version": SCHEMA_VERSION,
        **notice_field,
        "client": {**_client(file.client), "due": file.due or None},
        "consents": list(map(_consent, file.consents)),
        "sittings": [_sitting(sitting, results.get(sitting.number), words) for sitting in file.sittings],
        "unreadable": list(map(_unreadable, file.closed)),
        "looked_at": list(map(_looked_at, file.looked_at)),
        "notes": list(map(_note, file.notes)),
        "audit": list(map(audit_entry_json, file.entries)),
        "intended_use": words.say("intended-use"),
    }


def _client(client: Client) -> Json:
    return {"code": client.code, "opened": _timestamp(client.opened), "keep_until": client.keep_until or None}


def _timestamp(time: Timestamp) -> Json:
    """A time in UTC, and by how many minutes local time was ahead of it."""
    return {"utc": time.utc, "offset": time.offset}


def _consent(consent: Consent) -> Json:
    said: Json = {"decision": consent.decision.value, "signed": consent.signed or None}
    about: Json = {"version": consent.version, "text": consent.text}
    return {**about, **said, "at": _timestamp(consent.at), "by": consent.initials}


def _note(note: Note) -> Json:
    struck = None if note.struck is None else {"at": _timestamp(note.struck), "by": note.struck_by}
    about: Json = {"number": note.number, "sitting": note.sitting, "text": note.text}
    return {**about, "at": _timestamp(note.at), "by": note.initials, "struck": struck}


def _looked_at(mark: LookedAt) -> Json:
    about: Json = {"sitting": mark.sitting, "flags": list(mark.flags)}
    return {**about, "at": _timestamp(mark.at), "by": mark.initials, "text": mark.text}


def audit_entry_json(entry: AuditEntry) -> Json:
    """An entry of the audit trail, without its hash, which means nothing outside the store."""
    about: Json = {"what": entry.what.value, "sitting": entry.sitting, "form": entry.form, "reason": entry.reason}
    return {"number": entry.number, "at": _timestamp(entry.at), "by": entry.initials, **about}


def _sitting(sitting: Sitting, result: Result | None, words: Interface) -> Json:
    questionnaire = sitting.questionnaire
    return {
        "number": sitting.number,
        "on": sitting.date,
        "questionnaire": {**about_json(questionnaire), "title": questionnaire.title},
        "administration": sitting.administration,
        "meant_for": sitting.meant_for,
        "interpreter": sitting.interpreter,
        "paper": sitting.paper,
        "imported": sitting.imported,
        "reason": sitting.reason,
        "by": sitting.initials,
        "began": _timestamp(sitting.began),
        "changed": _timestamp(sitting.changed),
        "status": sitting.interview.status.value,
        "corrects": sitting.corrects,
        "corrected_by": sitting.corrected_by,
        "look_first": [{"id": flag.id, "title": flag.title} for flag in look_first(sitting.interview.evaluation)],
        "answers": {item.id: _answer(sitting, item, words) for item in questionnaire.questions},
        "events": [_event(at, event) for at, event in sitting.events],
        "result": None if result is None else result_json(result, words),
    }


def _event(at: Timestamp, event: Event) -> Json:
    """One event as it was stored. An answer that was changed later has its own event."""
    fields: Json = {"at": _timestamp(at), "kind": event.kind.value, "about": event.about or None}
    return fields if event.said is None else {**fields, "answer": answer_json(event.said.answer)}


def _unreadable(sitting: UnreadableSitting) -> Json:
    """A sitting that this version of the program cannot read, with everything needed to read it by hand."""
    events = [json.loads(body) for body in sitting.bodies]
    about: Json = {"number": sitting.number, "on": sitting.date, "questionnaire": sitting.name}
    return {**about, "source": sitting.source, "events": events}


def _answer(sitting: Sitting, item: Item, words: Interface) -> Json:
    """A question with its answer as codes and in words.

    `counts` is false for an answer whose question is no longer on the path, or was asked in other words.
    """
    interview = sitting.interview
    reply, recorded = interview.evaluation.reply(item), interview.said.get(item.id)
    label = interview.fill(item.label) if item.label else None
    fields: Json = {"question": interview.fill(item.ask), "label": label, "state": state(reply)}
    if recorded is None:
        return fields
    text = answer_in_words(item, recorded.answer, words, interview.fill)
    return {**fields, **answer_json(recorded.answer), "text": text, "counts": item.id in interview.answers}
