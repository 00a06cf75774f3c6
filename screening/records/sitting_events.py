"""A sitting as a series of events: their JSON, and the interview that they add up to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from screening.engine import scoring
from screening.engine.interview import Interview, RecordedAnswer, Status, entry
from screening.model.answers import Answer, Chosen, Declined, Entered, Private, exact
from screening.model.questionnaire import Questionnaire


class EventKind(StrEnum):
    """What an event is: a later answer to the same question stands in place of the earlier one."""

    ANSWERED = "answered"
    SEEN = "seen"  # a critical item's card was shown and acknowledged
    STOPPED = "stopped"
    RESUMED = "resumed"
    COMPLETED = "completed"
    PLACED = "placed"  # the person said where they are


@dataclass(frozen=True, slots=True, repr=False)
class Event(Private):
    """One thing that happened. `about` is the id of an item or of a critical item, or the code of a region; empty for
    the others.
    """

    kind: EventKind
    about: str = ""
    said: RecordedAnswer | None = None

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
        """The event that was kept as this JSON. Raises ValueError, KeyError, TypeError or RecursionError for others."""
        loaded = json.loads(body)
        if not isinstance(loaded, dict) or not isinstance(about := loaded.get("about", ""), str):
            raise ValueError("not an event")
        if "answer" not in loaded:
            return cls(EventKind(loaded["kind"]), about)
        said = RecordedAnswer(answer_from_json(loaded["answer"]), tuple(map(str, loaded["words"])))
        return cls(EventKind(loaded["kind"]), about, said)


def answer_json(answer: Answer) -> dict[str, object]:
    """An answer as JSON: its shape is its key, so that a declined answer is never taken for an empty one."""
    match answer:
        case Chosen(codes=codes):
            return {"chosen": list(codes)}
        case Entered(value=Decimal() as value):
            return {"entered": float(value)}  # with so few digits it is read back as the same number
        case Entered(value=value):
            return {"entered": value}
        case Declined():
            return {"declined": True}


def answer_from_json(found: Mapping[str, object]) -> Answer:
    """The answer of a JSON object that `answer_json` made. Raises ValueError for anything else."""
    match found:
        case {"chosen": list(codes)}:
            return Chosen(*map(str, codes))
        case {"entered": int(value) | str(value)} if not isinstance(value, bool):
            return Entered(value)
        case {"entered": float(value)}:
            return Entered(exact(value))
        case {"declined": True}:
            return Declined()
    raise ValueError("not an answer")


def events_between(before: Interview, after: Interview) -> Iterator[Event]:
    """What happened between two states of one sitting."""
    for item, said in after.said.items():
        earlier = before.said.get(item)
        if earlier is None or (earlier.answer, earlier.words) != (said.answer, said.words):
            yield Event(EventKind.ANSWERED, item, said)
    for critical in before.alerts:
        if critical not in after.alerts and after.status is not Status.STOPPED:
            yield Event(EventKind.SEEN, critical.id)
    if after.status is not before.status:
        yield Event(
            {Status.STOPPED: EventKind.STOPPED, Status.COMPLETED: EventKind.COMPLETED}.get(
                after.status, EventKind.RESUMED
            )
        )


def fold(questionnaire: Questionnaire, events: Iterable[Event]) -> Interview:
    """The sitting that these events make. A card that was not acknowledged before a crash is due again.

    So is every card after a sitting was resumed, and one that an answer took away and a later one set off again.
    """
    said: dict[str, RecordedAnswer] = {}
    seen: set[str] = set()
    status = Status.IN_PROGRESS
    for event in events:
        match event.kind:
            case EventKind.ANSWERED if event.said is not None:
                said[event.about] = event.said
                if seen:
                    seen &= {critical_item.id for critical_item in replace(entry(questionnaire), said=said).critical}
            case EventKind.SEEN:
                seen.add(event.about)
            case EventKind.STOPPED:
                status = Status.STOPPED
            case EventKind.COMPLETED:
                status = Status.COMPLETED
            case EventKind.PLACED:
                pass
            case _:
                status = Status.IN_PROGRESS
                seen.clear()
    interview = replace(entry(questionnaire), said=said)
    if status is Status.COMPLETED:
        kept = {item: one for item, one in said.items() if item in interview.answers}
        return replace(interview, said=kept, status=status)
    if status is Status.STOPPED:
        return replace(interview, status=status)
    due = tuple(
        critical_item
        for critical_item in scoring.critical(interview.evaluation)
        if critical_item.show == "at-once" and critical_item.id not in seen
    )
    return replace(interview, alerts=due)


def resumed(interview: Interview) -> Interview:
    """A stopped sitting, going on where it was left. Cards that the answers set off are due again."""
    due = tuple(critical_item for critical_item in interview.critical if critical_item.show == "at-once")
    return replace(interview, status=Status.IN_PROGRESS, alerts=due)


def corrected(interview: Interview) -> Interview:
    """A completed sitting, open again at the page on which answers are checked; its cards were seen."""
    return replace(interview, status=Status.IN_PROGRESS)
