"""Rows of a store as records. Whoever knows the passphrase can write rows with other tools: each is checked here.

A row of another shape than this program writes is told like a changed file, and never a value of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import wraps
from typing import ParamSpec, TypeVar, cast, get_args

from screening.engine.dates import written
from screening.engine.interview import RecordedAnswer
from screening.engine.points import bounds
from screening.errors import RecordLocked
from screening.model.answers import Chosen, Declined, Entered
from screening.model.fields import Administration
from screening.model.questionnaire import Item, Questionnaire
from screening.records.client_codes import SHAPE
from screening.records.client_file import (
    AuditAction,
    AuditEntry,
    Client,
    Consent,
    Decision,
    Draft,
    LookedAt,
    Note,
    Sitting,
    SittingSummary,
    UnreadableSitting,
)
from screening.records.sitting_events import Event, EventKind, fold
from screening.records.store_files import LOCKED
from screening.records.timestamps import Timestamp, is_day

CLIENT = "number, code, utc, ahead, keep_until"
SITTING = "number, held, way, interpreter, paper, took_on, utc, ahead, by, corrects, imported, reason"
CONSENT = "version, text, utc, ahead, by, decision, signed"
NOTE = "number, text, utc, ahead, by, sitting, struck_utc, struck_ahead, struck_by"
ENTRY = "number, utc, ahead, by, what, client, sitting, form, reason, link"
MOST = 2**53 - 1  # numbers stay whole in every JSON reader
SHORT, LONG, SOURCE = 200, 100_000, 16_000_000  # characters: of a name, of what people write, of a questionnaire

Row = tuple[object, ...]
Timed = tuple[Timestamp, Event]
_P = ParamSpec("_P")
_T = TypeVar("_T")


def _checked(read: Callable[_P, _T]) -> Callable[_P, _T]:
    @wraps(read)
    def reads(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            return read(*args, **kwargs)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
            raise RecordLocked(LOCKED) from None

    return reads


@_checked
def number(value: object) -> int:
    """A whole number that can be counted on from. Raises RecordLocked."""
    if not isinstance(value, int) or not -MOST <= value <= MOST:
        raise ValueError
    return value


@_checked
def text(value: object, most: int = SHORT) -> str:
    """A text of at most so many characters: to lay out one without end would take as long. Raises RecordLocked."""
    if not isinstance(value, str) or len(value) > most:
        raise ValueError
    return value


@_checked
def client(row: Row) -> Client:
    """A client, from the columns CLIENT. Raises RecordLocked."""
    found, code, utc, ahead, keep_until = row
    return Client(number(found), _code(code), _moment(utc, ahead), _day(keep_until) if keep_until != "" else "")


def _code(value: object) -> str:
    """The code of a client: what has another shape could not be typed. A diary's person has none."""
    code = text(value)
    if code and not SHAPE.fullmatch(code):
        raise ValueError
    return code


@_checked
def consent(row: Row) -> Consent:
    """What a client decided, from the columns CONSENT. Raises RecordLocked."""
    version, wording, utc, ahead, by, decision, signed = row
    said, on = Decision(text(decision)), _day(signed) if signed != "" else ""
    return Consent(text(version), text(wording, LONG), _moment(utc, ahead), text(by), said, on)


@_checked
def note(row: Row) -> Note:
    """A note, from the columns NOTE. Raises RecordLocked."""
    found, words, utc, ahead, by, about, struck, struck_ahead, struck_by = row
    since = _moment(struck, struck_ahead) if struck != "" else None
    return Note(number(found), text(words, LONG), _moment(utc, ahead), text(by), _maybe(about), since, text(struck_by))


@_checked
def draft(row: Row) -> Draft:
    """A note that was begun, from text and sitting. Raises RecordLocked."""
    words, about = row
    return Draft(text(words, LONG), _maybe(about))


@_checked
def looked_at(row: Row) -> LookedAt:
    """A mark that flags were looked at, from sitting, ids, time, initials and text. Raises RecordLocked."""
    sitting, flags, utc, ahead, by, done = row
    return LookedAt(number(sitting), tuple(text(flags, LONG).split()), _moment(utc, ahead), text(by), text(done, LONG))


@_checked
def summary(row: Row) -> SittingSummary:
    """A summary, from number, day and corrects of a sitting, and its body. Raises RecordLocked."""
    found, on, corrects, body = row
    said = json.loads(text(body, LONG))
    if not isinstance(said["finished"], bool):
        raise TypeError
    flags = tuple((text(name), text(title, LONG), bool(critical)) for name, title, critical in said["flags"])
    return SittingSummary(number(found), _day(on), _maybe(corrects), said["finished"], flags)


@_checked
def day(value: object) -> str:
    """A day, or empty. Raises RecordLocked."""
    return "" if value == "" else _day(value)


def unreadable(row: Sequence[object], bodies: tuple[str, ...]) -> UnreadableSitting:
    """A sitting that cannot be read: number, day, name, text, and the bodies of its events. Raises RecordLocked."""
    found, on, name, source = row
    return UnreadableSitting(number(found), _day(on), text(name), text(source, SOURCE), bodies)


@_checked
def entry(row: Row) -> AuditEntry:
    """An entry of the trail, from the columns ENTRY. Raises RecordLocked."""
    found, utc, ahead, by, what, about, sitting, form, reason, link = row
    return AuditEntry(
        number=number(found),
        at=_moment(utc, ahead),
        initials=text(by),
        what=AuditAction(text(what)),
        client=_maybe(about),
        sitting=_maybe(sitting),
        link=text(link),
        form=text(form),
        reason=text(reason),
    )


def sitting(row: Row, asked: Questionnaire, events: Iterable[Row]) -> Sitting:
    """A sitting, from the columns SITTING and the time and body of each event. Raises RecordLocked."""
    timed = tuple(_event(one, asked) for one in events)
    return _sitting(row, asked, timed)


@_checked
def _event(row: Row, asked: Questionnaire) -> Timed:
    utc, ahead, body = row
    event = Event.of(text(body, LONG))
    if event.kind is EventKind.ANSWERED and not _fits(asked.by_id[event.about], cast(RecordedAnswer, event.said)):
        raise ValueError
    return _moment(utc, ahead), event


def _fits(item: Item, said: RecordedAnswer) -> bool:
    """Whether an answer is of the item's kind. What the item's text allows was checked when it was given."""
    match said.answer:
        case Chosen(codes=codes):
            return bool(codes) and set(codes) <= {option.code for option in item.options}
        case Entered(value=str(kept)):
            return item.type == "text" or (item.is_dated and written(item.type, kept) == kept)
        case Entered(value=int() | Decimal() as value):
            least, most = bounds(item)
            return item.type == "number" and least <= value <= most and not value % item.step
    return item.type != "note" and isinstance(said.answer, Declined)


def _sitting(row: Row, asked: Questionnaire, events: tuple[Timed, ...]) -> Sitting:
    found, held, way, interpreter, paper, on, utc, ahead, by, corrects, imported, reason = row
    began = _moment(utc, ahead)
    return Sitting(
        number=number(found),
        interview=fold(asked, (event for _, event in events)),
        administration=_way(way),
        began=began,
        changed=events[-1][0] if events else began,
        date=_day(on),
        source_hash=text(held),
        initials=text(by),
        interpreter=bool(interpreter),
        paper=bool(paper),
        imported=bool(imported),
        reason=text(reason),
        corrects=_maybe(corrects),
        events=events,
    )


@_checked
def _moment(utc: object, ahead: object) -> Timestamp:
    found = Timestamp(text(utc), number(ahead))
    if Timestamp.of(found.local) != found:
        raise ValueError
    return found


@_checked
def _day(value: object) -> str:
    if not is_day(text(value)):
        raise ValueError
    return text(value)


@_checked
def _way(value: object) -> Administration:
    if value not in get_args(Administration):
        raise ValueError
    return cast(Administration, value)


def _maybe(value: object) -> int | None:
    return None if value is None else number(value)
