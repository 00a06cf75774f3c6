"""Answers from a file as a sitting of a client: checked like any other answer, and marked as imported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screening.app.answers_file import FileAnswers, answers_in, answers_text, questionnaire_named
from screening.app.context import AppContext, UsageError
from screening.counselor.consent import consent_text
from screening.counselor.session import Session
from screening.engine.interview import Interview, given
from screening.engine.results import conclude
from screening.errors import AnswersError
from screening.formats.result_json import Json
from screening.model.fields import Administration
from screening.records.client_file import Client, Sitting
from screening.records.sitting_events import Event, EventKind, events_between
from screening.records.timestamps import EARLIEST, is_day
from screening.system.process import Code

if TYPE_CHECKING:
    from screening.records.store import RecordStore


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


@dataclass(frozen=True, slots=True)
class Imported:
    """The sitting that a file has become, and what was in it."""

    sitting: Sitting
    found: FileAnswers

    def remarks(self, context: AppContext) -> Iterator[tuple[str, dict[str, str]]]:
        """What is to be told beside: the name of each sentence, and what stands in it."""
        yield from self.found.remarks(conclude(self.sitting.interview, context.directory))


def taken_in(context: AppContext, records: RecordStore, client: Client, wanted: Import) -> Imported:
    """The sitting that the file becomes, at once or not at all.

    Raises AnswersError with every problem, and UsageError where it may not be: no consent, or it is there already.
    """
    text = answers_text(wanted.path)
    name = wanted.questionnaire or questionnaire_named(text, context.library)
    questionnaire = context.questionnaire(name)
    found = answers_in(questionnaire, text)
    interview = given(questionnaire, found.answers)
    day = checked_day(context, wanted.on)
    if wanted.complete and interview.item is not None:
        open_ = [item.id for item in interview.path if item.id not in interview.answers]
        raise AnswersError(tuple(f"{item}: no answer." for item in open_))
    if not records.consents_to(client, consent_text(context)):
        raise UsageError(context.words.say("import-no-consent"))
    if (earlier := _same(records, client, interview, day)) is not None:
        raise UsageError(context.words.say("import-twice", number=earlier.number, day=earlier.date))
    return Imported(records.take_in(client, name, _events(interview), wanted.way, day), found)


def imported_json(context: AppContext, client: Client, imported: Imported) -> Json:
    """What became of the file: the sitting, its status, and the critical items, as ids."""
    sitting = imported.sitting
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
        "ignored": imported.found.unused(result),
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
        imported = taken_in(session.context, session.records, client, wanted)
        sitting = imported.sitting
        status = session.say(f"status-{sitting.interview.status.value}")
        session.talk.tell("imported", code=client.code, number=sitting.number, day=sitting.date, status=status)
        for key, facts in imported.remarks(session.context):
            session.talk.tell(key, **facts)
    return Code.DONE
