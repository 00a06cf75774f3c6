"""What the cabinet holds, as values: clients, sittings as a series of events, consent, notes, the audit trail.

Pure. No file, no clock: who keeps these values is `records`, and what time it is is handed in. What was said hides
itself in every `repr`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

from .interview import Interview, Said, Status, start
from .questionnaire import Administration, Questionnaire
from .response import Answer, Chosen, Declined, Entered
from .scoring import critical_of

OLD_DAYS = 14  # after so many days a new start is suggested: earlier answers may no longer hold
MAX_NOTE = 2000  # characters


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as the clock gave it: UTC, and by how many minutes local time stood ahead. Never used for order."""

    utc: str
    offset: int

    @classmethod
    def of(cls, time: datetime) -> Moment:
        """The moment of an aware time."""
        ahead = time.utcoffset() or timedelta()
        return cls(time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), round(ahead.total_seconds() / 60))

    @property
    def local(self) -> datetime:
        """The time on the wall where it was read."""
        return datetime.fromisoformat(self.utc).astimezone(timezone(timedelta(minutes=self.offset)))

    @property
    def day(self) -> str:
        """The day on the wall, as year-month-day."""
        return self.local.date().isoformat()

    @property
    def shown(self) -> str:
        """The day and the time on the wall, to the minute."""
        return self.local.strftime("%Y-%m-%d %H:%M")


def is_day(text: str) -> bool:
    """Whether the text is a day on the calendar, as year-month-day."""
    try:
        return datetime.fromisoformat(text).date().isoformat() == text  # `20261122` is read too: not how days stand
    except ValueError:
        return False


def days_between(earlier: str, later: str) -> int:
    """How many days lie between two days; 0 where the clock was set back in between, never less."""
    gap = datetime.fromisoformat(later) - datetime.fromisoformat(earlier)
    return max(gap.days, 0)


# What happens in a sitting.


class Kind(StrEnum):
    """What an event is: a later answer to the same question stands in place of the earlier one."""

    ANSWERED = "answered"
    SEEN = "seen"  # a critical item's card was shown and acknowledged
    STOPPED = "stopped"
    RESUMED = "resumed"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True, repr=False)
class Event:
    """One thing that happened. `about` is the id of an item or of a critical item, empty for the others."""

    kind: Kind
    about: str = ""
    said: Said | None = None

    @property
    def body(self) -> str:
        """The event as JSON, as it is kept."""
        found: dict[str, object] = {"kind": self.kind.value}
        if self.about:
            found["about"] = self.about
        if self.said is not None:
            found |= {"answer": answer_json(self.said.answer), "words": list(self.said.words)}
        return json.dumps(found, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def of(cls, body: str) -> Event:
        """The event that was kept as this JSON. Raises ValueError or KeyError for anything else."""
        found = json.loads(body)
        said = Said(answer_of(found["answer"]), tuple(found["words"])) if "answer" in found else None
        return cls(Kind(found["kind"]), found.get("about", ""), said)


def answer_json(answer: Answer) -> dict[str, object]:
    """An answer as JSON: its shape is its key, so that a declined answer is never taken for an empty one."""
    match answer:
        case Chosen(codes=codes):
            return {"chosen": list(codes)}
        case Entered(value=value):
            return {"entered": value}
        case Declined():
            return {"declined": True}


def answer_of(found: Mapping[str, object]) -> Answer:
    """The answer of a JSON object that `answer_json` made. Raises ValueError for anything else."""
    match found:
        case {"chosen": list(codes)}:
            return Chosen(*map(str, codes))
        case {"entered": int(value) | str(value)}:
            return Entered(value)
        case {"declined": True}:
            return Declined()
    raise ValueError("not an answer")


def events_between(before: Interview, after: Interview) -> Iterator[Event]:
    """What happened between two states of one sitting."""
    for item, said in after.said.items():
        earlier = before.said.get(item)
        if earlier is None or (earlier.answer, earlier.words) != (said.answer, said.words):
            yield Event(Kind.ANSWERED, item, said)
    for critical in before.alerts:
        if critical not in after.alerts and after.status is not Status.STOPPED:
            yield Event(Kind.SEEN, critical.id)
    if after.status is not before.status:
        yield Event({Status.STOPPED: Kind.STOPPED, Status.COMPLETED: Kind.COMPLETED}.get(after.status, Kind.RESUMED))


def fold(questionnaire: Questionnaire, events: Iterable[Event]) -> Interview:
    """The sitting that these events make. A card that was not acknowledged before a crash is due again.

    So is every card after a sitting was resumed, and one that an answer took away and a later one set off again.
    """
    said: dict[str, Said] = {}
    seen: set[str] = set()
    status = Status.IN_PROGRESS
    for event in events:
        match event.kind:
            case Kind.ANSWERED if event.said is not None:
                said[event.about] = event.said
                if seen:
                    seen &= {one.id for one in replace(start(questionnaire), said=said).critical}
            case Kind.SEEN:
                seen.add(event.about)
            case Kind.STOPPED:
                status = Status.STOPPED
            case Kind.COMPLETED:
                status = Status.COMPLETED
            case _:
                status = Status.IN_PROGRESS
                seen.clear()
    interview = replace(start(questionnaire), said=said)
    if status is Status.COMPLETED:
        kept = {item: one for item, one in said.items() if item in interview.answers}
        return replace(interview, said=kept, status=status)
    if status is Status.STOPPED:
        return replace(interview, status=status)
    due = tuple(one for one in critical_of(interview.reading) if one.show == "at-once" and one.id not in seen)
    return replace(interview, alerts=due)


def resumed(interview: Interview) -> Interview:
    """A stopped sitting, going on where it was left. Cards that the answers set off are due again."""
    due = tuple(one for one in interview.critical if one.show == "at-once")
    return replace(interview, status=Status.IN_PROGRESS, alerts=due)


def corrected(interview: Interview) -> Interview:
    """A completed sitting, open again at the page on which answers are checked; its cards were seen."""
    return replace(interview, status=Status.IN_PROGRESS)


# Who and what is kept.


@dataclass(frozen=True, slots=True, repr=False)
class Client:
    """A client by a code, never by a name. `number` is random: the audit trail names it after the code is erased."""

    number: int
    code: str
    opened: Moment
    keep_until: str = ""  # a day, or empty


@dataclass(frozen=True, slots=True, repr=False)
class Consent:
    """What was shown before the first sitting and agreed to. `version` tells one wording from another."""

    version: str
    text: str
    at: Moment
    by: str


@dataclass(frozen=True, slots=True, repr=False)
class Note:
    """A counselor's own words. Never in a hand-out."""

    number: int
    text: str
    at: Moment
    by: str


@dataclass(frozen=True, slots=True, repr=False)
class Sitting:
    """One sitting with one questionnaire. `number` counts the sittings of its client, and is their order.

    `on` is the day that the answers belong to: of the sitting, or the date on a paper form. `interview` holds the
    questionnaire that it was taken with, whatever has become of the file since.
    """

    number: int
    interview: Interview
    administration: Administration
    began: Moment
    changed: Moment
    on: str
    by: str = ""
    interpreter: bool = False
    paper: bool = False
    corrects: int | None = None
    corrected_by: int | None = None
    held: str = ""  # the hash of the text of the questionnaire, which tells one wording from another
    events: tuple[tuple[Moment, Event], ...] = ()  # all that happened, answers included that were changed later

    @property
    def questionnaire(self) -> Questionnaire:
        """What was asked."""
        return self.interview.questionnaire

    @property
    def finished(self) -> bool:
        """Whether the person went on to the end."""
        return self.interview.status is Status.COMPLETED

    @property
    def stands(self) -> bool:
        """Whether no later correction stands in its place."""
        return self.corrected_by is None

    @property
    def meant_for(self) -> bool:
        """Whether the questionnaire is meant to be given in this way. Where not, the warning stays with the record."""
        return self.administration in self.questionnaire.administration


class What(StrEnum):
    """What the audit trail can say."""

    CREATED = "created"
    UNLOCKED = "unlocked"
    ADDED = "client-added"
    CONSENT = "consent"
    BEGAN = "sitting-began"
    RESUMED = "sitting-resumed"
    STOPPED = "sitting-stopped"
    COMPLETED = "sitting-completed"
    CORRECTED = "correction-began"
    VIEWED = "viewed"
    EXPORTED = "exported"
    NOTED = "note-added"
    RETENTION = "retention-set"
    SITTING_ERASED = "sitting-erased"
    CLIENT_ERASED = "client-erased"
    PASSPHRASE = "passphrase-changed"
    BACKED_UP = "backed-up"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit trail: what was done, when, by whom, to which client by random number. No answers."""

    number: int
    at: Moment
    by: str
    what: What
    client: int | None
    sitting: int | None
    link: str  # over this entry and the link before it


@dataclass(frozen=True, slots=True, repr=False)
class Closed:
    """A sitting whose questionnaire this version of the program can no longer read. It is kept as it was.

    `source` is the text of the questionnaire, `bodies` are the events as JSON.
    """

    number: int
    on: str
    name: str
    source: str
    bodies: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class ClientFile:
    """Everything that is kept about one client, each list in its own order, oldest first."""

    client: Client
    consents: tuple[Consent, ...] = ()
    sittings: tuple[Sitting, ...] = ()
    notes: tuple[Note, ...] = ()
    entries: tuple[Entry, ...] = ()
    closed: tuple[Closed, ...] = ()
