"""Data types for stored records: clients, sittings (as events), consents, notes, audit entries.

Pure: no files, no clock; times are passed in. `store` saves these values. No `repr` shows an answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from screening.engine.interview import Interview, Status
from screening.model.answers import Private
from screening.model.fields import Administration
from screening.model.questionnaire import Questionnaire
from screening.records.sitting_events import Event
from screening.records.timestamps import Timestamp

OLD_DAYS = 14  # after so many days a new start is suggested: earlier answers may no longer hold
MAX_NOTE = 2000  # characters
NamedFlag = tuple[str, str, bool]  # id, title, and whether it is a critical answer
MAX_DONE = 200  # characters of what was done about a flag
MAX_REASON = 200  # characters: why something was done


@dataclass(frozen=True, slots=True, repr=False)
class Client(Private):
    """A client by a code, never by a name. `number` is random: the audit trail names it after the code is erased."""

    number: int
    code: str
    opened: Timestamp
    keep_until: str = ""  # a day, or empty


class Decision(StrEnum):
    """What a client said to the text of consent."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, repr=False)
class Consent(Private):
    """What a client decided about the text that was shown. `version` tells one wording from another.

    `signed` is the day on a form that was signed on paper; empty where it was said to the counselor.
    """

    version: str
    text: str
    at: Timestamp
    initials: str
    decision: Decision = Decision.GIVEN
    signed: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Note(Private):
    """A counselor's own words, about a sitting or about the client. Never in a hand-out.

    One that was struck stays, and says since when and by whom.
    """

    number: int
    text: str
    at: Timestamp
    initials: str
    sitting: int | None = None
    struck: Timestamp | None = None
    struck_by: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Draft(Private):
    """A note that was begun and not finished, one for each client and counselor."""

    text: str
    sitting: int | None = None


@dataclass(frozen=True, slots=True, repr=False)
class LookedAt(Private):
    """That somebody looked at flags of a sitting (their ids): when, who, and a line on what was done."""

    sitting: int
    flags: tuple[str, ...]
    at: Timestamp
    initials: str
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Sitting(Private):
    """One sitting with one questionnaire. `number` counts the sittings of its client, and is their order.

    `date` is the day that the answers belong to: of the sitting, or the date on a paper form. `interview` holds the
    questionnaire that it was taken with, whatever has become of the file since. `imported`: the answers came in a file.
    `reason` says why it corrects an earlier one.
    """

    number: int
    interview: Interview
    administration: Administration
    began: Timestamp
    changed: Timestamp
    date: str
    initials: str = ""
    interpreter: bool = False
    paper: bool = False
    imported: bool = False
    reason: str = ""
    corrects: int | None = None
    corrected_by: int | None = None
    source_hash: str = ""  # the hash of the text of the questionnaire, which tells one wording from another
    events: tuple[tuple[Timestamp, Event], ...] = ()  # all that happened, answers included that were changed later

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
    def counts(self) -> bool:
        """Whether it stands, and is no correction that is still open: until that is done, what it corrects counts."""
        return self.stands and (self.finished or self.corrects is None)

    @property
    def meant_for(self) -> bool:
        """Whether the questionnaire is meant to be given in this way. Where not, the warning stays with the record."""
        return self.administration in self.questionnaire.administration


def newest_first(sittings: Iterable[Sitting]) -> tuple[Sitting, ...]:
    """The sittings by the day that their answers belong to, the latest first: the order of every list of them."""
    return tuple(sorted(sittings, key=lambda sitting: (sitting.date, sitting.number), reverse=True))


@dataclass(frozen=True, slots=True, repr=False)
class SittingSummary(Private):
    """What a list of clients needs of a sitting. `flags` are what to look at first."""

    number: int
    day: str
    corrects: int | None
    finished: bool
    flags: tuple[NamedFlag, ...] = ()


class AuditAction(StrEnum):
    """What the audit trail can say."""

    CREATED = "created"
    UNLOCKED = "unlocked"
    ADDED = "client-added"
    CONSENT = "consent"
    REFUSED = "consent-refused"
    WITHDRAWN = "consent-withdrawn"
    BEGAN = "sitting-began"
    RESUMED = "sitting-resumed"
    STOPPED = "sitting-stopped"
    COMPLETED = "sitting-completed"
    CORRECTED = "correction-began"
    IMPORTED = "sitting-imported"
    VIEWED = "viewed"
    LISTED = "clients-listed"
    AUDITED = "trail-read"
    WRONG = "passphrase-wrong"
    EXPORTED = "exported"
    NOTED = "note-added"
    STRUCK = "note-struck"
    RETENTION = "retention-set"
    LOOKED_AT = "looked-at"
    DUE = "due-set"
    SITTING_ERASED = "sitting-erased"
    CLIENT_ERASED = "client-erased"
    PASSPHRASE = "passphrase-changed"
    KEY_ADDED = "key-added"
    KEY_REMOVED = "key-removed"
    BACKED_UP = "backed-up"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the audit trail: what was done, when, by whom, to which client by random number. No answers.

    `form` says which copy was made, such as `report.pdf`, and `reason` what for.
    """

    number: int
    at: Timestamp
    initials: str
    what: AuditAction
    client: int | None
    sitting: int | None
    link: str  # over this entry and the link before it
    form: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class UnreadableSitting(Private):
    """A sitting whose questionnaire this version of the program can no longer read. It is kept as it was.

    `source` is the text of the questionnaire, `bodies` are the events as JSON.
    """

    number: int
    date: str
    name: str
    source: str
    bodies: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class ClientFile(Private):
    """Everything that is kept about one client, each list in its own order, oldest first."""

    client: Client
    consents: tuple[Consent, ...] = ()
    sittings: tuple[Sitting, ...] = ()
    notes: tuple[Note, ...] = ()
    entries: tuple[AuditEntry, ...] = ()
    closed: tuple[UnreadableSitting, ...] = ()
    looked_at: tuple[LookedAt, ...] = ()
    due: str = ""  # the day of the next sitting, or empty
