"""Everything that is kept about one client as one JSON document, for the client to have or to take elsewhere.

The JSON Schema stands in `docs/schemas/client.schema.json`. Added fields keep the schema version.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from screening.engine.results import Result
from screening.formats.result_json import SCHEMA_VERSION, Json, about_json, result_json
from screening.model.answers import state
from screening.model.content import Interface
from screening.model.questionnaire import Item
from screening.records.client_file import AuditEntry, Client, ClientFile, Consent, Note, Sitting, UnreadableSitting
from screening.records.sitting_events import Event, answer_json
from screening.records.timestamps import Timestamp
from screening.reports.wording import answer_in_words


def client_json(file: ClientFile, results: Mapping[int, Result], words: Interface, notice: str = "") -> Json:
    """The document, each list oldest first. `results` holds what became of each sitting, by its number.

    `notice` is what must go with records that are passed on, where the law asks for it; it then stands first.
    """
    passed_on: Json = {"notice": notice} if notice else {}
    return {
        "schema_version": SCHEMA_VERSION,
        **passed_on,
        "client": _client(file.client),
        "consents": list(map(_consent, file.consents)),
        "sittings": [_sitting(sitting, results.get(sitting.number), words) for sitting in file.sittings],
        "unreadable": list(map(_closed, file.closed)),
        "notes": list(map(_note, file.notes)),
        "audit": list(map(_entry, file.entries)),
        "intended_use": words.say("intended-use"),
    }


def _client(client: Client) -> Json:
    return {"code": client.code, "opened": _moment(client.opened), "keep_until": client.keep_until or None}


def _moment(moment: Timestamp) -> Json:
    """A time in UTC, and by how many minutes the clock on the wall stood ahead of it."""
    return {"utc": moment.utc, "offset": moment.offset}


def _consent(consent: Consent) -> Json:
    return {"version": consent.version, "text": consent.text, "at": _moment(consent.at), "by": consent.initials}


def _note(note: Note) -> Json:
    return {"number": note.number, "text": note.text, "at": _moment(note.at), "by": note.initials}


def _entry(entry: AuditEntry) -> Json:
    """A line of the audit trail. The link that seals it means nothing outside the store."""
    about: Json = {"what": entry.what.value, "sitting": entry.sitting}
    return {"number": entry.number, "at": _moment(entry.at), "by": entry.initials, **about}


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
        "by": sitting.initials,
        "began": _moment(sitting.began),
        "changed": _moment(sitting.changed),
        "status": sitting.interview.status.value,
        "corrects": sitting.corrects,
        "corrected_by": sitting.corrected_by,
        "answers": {item.id: _answer(sitting, item, words) for item in questionnaire.questions},
        "events": [_event(at, event) for at, event in sitting.events],
        "result": None if result is None else result_json(result, words),
    }


def _event(at: Timestamp, event: Event) -> Json:
    """One thing that happened, as it was kept: an answer that was changed later stands here too."""
    found: Json = {"at": _moment(at), "kind": event.kind.value, "about": event.about or None}
    return found if event.said is None else {**found, "answer": answer_json(event.said.answer)}


def _closed(closed: UnreadableSitting) -> Json:
    """A sitting that this version of the program cannot read, with all that is needed to read it by hand."""
    events = [json.loads(body) for body in closed.bodies]
    about: Json = {"number": closed.number, "on": closed.date, "questionnaire": closed.name}
    return {**about, "source": closed.source, "events": events}


def _answer(sitting: Sitting, item: Item, words: Interface) -> Json:
    """What was asked and what was said, by its code and in words.

    `counts` is false for an answer that was given and is off the path now, or belongs to a question in other words.
    """
    interview = sitting.interview
    reply, said = interview.evaluation.reply(item), interview.said.get(item.id)
    found: Json = {"question": interview.fill(item.ask), "state": state(reply)}
    if said is None:
        return found
    spoken = answer_in_words(interview, item, said.answer, words)
    return {**found, **answer_json(said.answer), "text": spoken, "counts": item.id in interview.answers}
