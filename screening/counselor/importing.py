"""Answers from a file as a sitting of a client: checked like any other answer, and marked as imported."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from screening.app.context import AppContext, UsageError
from screening.conversation.json_lines import MAX_BYTES, read_answers
from screening.counselor.consent import consent_text
from screening.counselor.session import Session
from screening.engine.interview import Interview, given
from screening.engine.results import conclude
from screening.errors import AnswersError
from screening.formats.result_json import Json
from screening.loading.ordinary_file import NotOrdinary, bytes_of
from screening.model.questionnaire import Administration
from screening.records.client_file import Client, Sitting
from screening.records.sitting_events import Event, EventKind, events_between
from screening.records.store import RecordStore
from screening.records.timestamps import EARLIEST, is_day
from screening.system.process import Code


@dataclass(frozen=True, slots=True)
class Import:
    """A file of answers, and what is said about them: their questionnaire where the file does not say it, the way they
    were given, and the day they belong to; empty for today. `complete`: refuse them where a question is open.
    """

    path: str
    questionnaire: str = ""
    way: Administration = "self"
    on: str = ""
    complete: bool = False


def taken_in(context: AppContext, records: RecordStore, client: Client, wanted: Import) -> Sitting:
    """The sitting that the file becomes, at once or not at all.

    Raises AnswersError with every problem, and UsageError where it may not be: no consent, or it is there already.
    """
    text = _text(wanted.path)
    name = wanted.questionnaire or _named(text)
    questionnaire = context.questionnaire(name)
    interview = given(questionnaire, read_answers(questionnaire, text))
    day = checked_day(context, wanted.on)
    if wanted.complete and interview.item is not None:
        open_ = [item.id for item in interview.path if item.id not in interview.answers]
        raise AnswersError(tuple(f"{item}: no answer." for item in open_))
    if not records.consents_to(client, consent_text(context)):
        raise UsageError(context.words.say("import-no-consent"))
    if (earlier := _same(records, client, interview, day)) is not None:
        raise UsageError(context.words.say("import-twice", number=earlier.number, day=earlier.date))
    return records.take_in(client, name, _events(interview), wanted.way, day)


def imported_json(context: AppContext, client: Client, sitting: Sitting) -> Json:
    """What became of the file: the sitting, its status, and the critical items, as ids."""
    result = conclude(sitting.interview, context.directory)
    return {
        "command": "import",
        "client": client.code,
        "sitting": sitting.number,
        "questionnaire": sitting.questionnaire.id,
        "on": sitting.date,
        "status": sitting.interview.status.value,
        "critical": [one.id for one in result.critical],
        "unanswered": list(result.having("unanswered")),
        "ignored": list(result.ignored),
    }


def checked_day(context: AppContext, day: str) -> str:
    """The day that answers belong to; today where none is said. Raises UsageError for one that cannot be."""
    if day and not is_day(day):
        raise UsageError(context.words.say("day-again-option"))
    if day and day < EARLIEST:
        raise UsageError(context.words.say("day-early", day=EARLIEST))
    if day > context.today:
        raise UsageError(context.words.say("day-late", day=context.today))
    return day or context.today


def _text(path: str) -> str:
    """The text of the file. Raises AnswersError."""
    try:
        data = bytes_of(Path(path).expanduser(), MAX_BYTES)
        if len(data) > MAX_BYTES:
            raise AnswersError(("The file of answers is too large.",))
        return data.decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError, NotOrdinary, RuntimeError):
        raise AnswersError(("The file of answers is not a regular file, or it does not exist.",)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise AnswersError((f"The answers cannot be read ({type(error).__name__}).",)) from None


def _named(text: str) -> str:
    """The questionnaire that the document names. Raises AnswersError where it names none."""
    try:
        document = json.loads(text)
        name = document["questionnaire"]
    except (ValueError, RecursionError, TypeError, KeyError):
        name = None
    if not isinstance(name, str):
        raise AnswersError(('The key "questionnaire" is missing. Write it, or say --questionnaire NAME.',))
    return name


def _events(interview: Interview) -> list[Event]:
    """What happened, as if it had been answered here: to its end where no question is open, else stopped."""
    answered = [*events_between(Interview(interview.questionnaire), interview)]
    seen = [Event(EventKind.SEEN, critical.id) for critical in interview.critical]
    return [*answered, *seen, Event(EventKind.COMPLETED if interview.item is None else EventKind.STOPPED)]


def _same(records: RecordStore, client: Client, interview: Interview, day: str) -> Sitting | None:
    """A sitting of that day with the very same answers: the file was taken in already."""
    for one in records.sittings(client):
        same_form = one.questionnaire.id == interview.questionnaire.id
        if same_form and one.date == day and one.imported and one.interview.answers == interview.answers:
            return one
    return None


def import_file(session: Session, wanted: Import) -> int:
    """Ask whose answers they are, and take them in."""
    client = session.client()
    if client is not None:
        sitting = taken_in(session.context, session.records, client, wanted)
        status = session.say(f"status-{sitting.interview.status.value}")
        session.talk.tell("imported", code=client.code, number=sitting.number, day=sitting.date, status=status)
    return Code.DONE
