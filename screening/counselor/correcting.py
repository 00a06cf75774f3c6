"""Correct a finished sitting: its day, its way and its answers, with a reason. Without a change nothing is made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast

from screening.app import saving
from screening.conversation.talk import SaveTarget
from screening.counselor.session import Session
from screening.model.questionnaire import Administration
from screening.records.client_file import MAX_REASON, Client, Sitting
from screening.records.sitting_events import Event, EventKind
from screening.text import clean

WAYS: tuple[Administration, ...] = ("self", "read-aloud", "entered")
NO_CHANGE = "same"


@dataclass
class Correction:
    """A save target that begins the new version at the first change, so that without one there is none.

    `made` is that version once it has begun.
    """

    session: Session
    client: Client
    wrong: Sitting
    reason: str
    made: Sitting | None = None
    _target: SaveTarget | None = field(default=None)

    def begin(self, on: str = "", way: Administration | None = None) -> Sitting:
        """The new version, in the store from now on."""
        records = self.session.records
        self.made = records.correct(self.client, self.wrong, self.reason, on=on, administration=way)
        self._target = saving.save_target(records, self.client, self.made, self.session.talk.place)
        return self.made

    def __call__(self, events: Iterable[Event]) -> None:
        """Save what has happened; what changes nothing only where the new version has begun."""
        found = list(events)
        if self._target is None and any(event.kind is EventKind.ANSWERED for event in found):
            self.begin()
        if self._target is not None:
            self._target(found)

    @property
    def changed(self) -> bool:
        """Whether the new version, as it is in the store now, differs from the one that it corrects."""
        made = self.made and self.session.records.sitting(self.client, self.made.number)
        return made is not None and _facts(made) != _facts(self.wrong)


def _facts(sitting: Sitting) -> tuple[object, ...]:
    said = {item: (one.answer, one.words) for item, one in sitting.interview.said.items()}
    return sitting.date, sitting.administration, said


def resumed(session: Session, client: Client, wrong: Sitting, reason: str) -> Correction:
    """The correction of this sitting that was begun and not finished."""
    correction = Correction(session, client, wrong, reason)
    correction.begin()
    return correction


def asked(session: Session, client: Client, wrong: Sitting) -> Correction | None:
    """Ask for the reason, the day and the way. None where the counselor goes back; one that is open goes on."""
    if (begun := session.records.open_correction(client, wrong)) is not None:
        return resumed(session, client, wrong, begun.reason)
    reason = clean(session.talk.ask("correct-reason")).strip()[:MAX_REASON]
    if not reason:
        return None
    day = session.day("correct-day", wrong.date, latest=session.context.today) or wrong.date
    rows = [(way, session.say(f"correct-way-{way}")) for way in WAYS if way != wrong.administration]
    title = session.say("correct-way", code=client.code, way=session.say(f"way-{wrong.administration}"))
    chosen = session.talk.pick([(NO_CHANGE, session.say("correct-way-same")), *rows], title, done="done")
    if chosen == "done":
        return None
    way = None if chosen == NO_CHANGE else cast(Administration, chosen)
    correction = Correction(session, client, wrong, reason)
    if day != wrong.date or way is not None:
        correction.begin(day, way)
    return correction
