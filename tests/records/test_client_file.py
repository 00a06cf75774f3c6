"""What the cabinet holds, as values: events that make a sitting again, and nothing that prints an answer."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.engine.interview import Interview, Move, RecordedAnswer, Status, start
from screening.model.answers import Answer, Chosen, Declined, Entered
from screening.model.questionnaire import Questionnaire
from screening.records.client_file import Client, ClientFile, Consent, Note
from screening.records.sitting_events import (
    Event,
    EventKind,
    answer_from_json,
    answer_json,
    corrected,
    events_between,
    fold,
    resumed,
)
from screening.records.timestamps import Timestamp, days_between
from tests.clients import MORNING, sitting
from tests.conftest import answers, questionnaire, shipped
from tests.generated import questionnaires
from tests.oracle import every_answer

CARDS = questionnaire("""
items:
  - {id: safety, ask: Are you safe, options: yes-no}
  - id: using
    ask: What would you like to look at
    options:
      - {code: drinking, text: Drinking, words: {using: drinking}}
      - {code: other, text: Something else, words: {using: {from: own, else: doing this}}}
    words-if-declined: {using: doing this}
  - {id: own, ask: What do you call it, type: text, most: 12, only-if: {item: using, is: other}}
  - {id: often, ask: "How often was it {using}", options: how-often}
  - {id: harm, ask: "Any harm from {using}", options: yes-no, only-if: {item: often, is-not: never}}
  - {id: days, ask: On how many days, type: number, least: 0, most: 7}
scales:
  - {id: points, title: Points, sum-of: [often, harm]}
critical-items:
  - {id: unsafe, if: {item: safety, is: no}, or-declined: yes, guidance: []}
  - {id: harmed, if: {item: harm, is: yes}, guidance: []}
  - {id: later, if: {item: often, is: daily}, show: with-results, guidance: []}
""")
ANSWERS: st.SearchStrategy[Answer] = st.one_of(
    st.lists(st.text(), max_size=4).map(lambda codes: Chosen(*codes)),
    st.integers().map(Entered),
    st.decimals(-9_999_999, 9_999_999, places=2).map(Entered),
    st.text().map(Entered),
    st.just(Declined()),
)
SAID = st.builds(RecordedAnswer, ANSWERS, st.lists(st.text(), max_size=3).map(tuple))


# Events.


@given(st.sampled_from(EventKind), st.text(), st.none() | SAID)
def test_an_event_is_the_same_after_it_was_kept(kind: EventKind, about: str, said: RecordedAnswer | None) -> None:
    event = Event(kind, about, said)
    assert Event.of(event.body) == event


@given(ANSWERS)
def test_an_answer_is_the_same_after_it_was_kept(answer: Answer) -> None:
    kept = json.loads(json.dumps(answer_json(answer)))
    assert (answer_from_json(kept), type(answer_from_json(kept))) == (answer, type(answer))


def test_a_number_and_the_same_in_letters_are_kept_apart() -> None:
    assert answer_from_json(answer_json(Entered(7))) != answer_from_json(answer_json(Entered("7")))


def test_a_number_with_decimals_is_kept_exactly_and_whole_numbers_as_ever() -> None:
    assert json.dumps(answer_json(Entered(Decimal("12.34")))) == '{"entered": 12.34}'
    for kept in ("0.1", "12.34", "-9999999.99", "9999998.01"):
        assert answer_from_json(json.loads(f'{{"entered": {kept}}}')) == Entered(Decimal(kept))
    assert str(answer_from_json({"entered": 7})) == str(Entered(7))


@pytest.mark.parametrize("found", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_what_is_no_number_is_refused(found: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        answer_from_json(json.loads(f'{{"entered": {found}}}'))


def test_each_shape_of_an_answer_has_a_key_of_its_own() -> None:
    """A declined answer is never taken for an empty one."""
    shapes = [answer_json(one) for one in (Chosen(), Entered(""), Entered(0), Declined())]
    assert shapes == [{"chosen": []}, {"entered": ""}, {"entered": 0}, {"declined": True}]


def test_an_event_is_kept_in_letters_as_they_were_typed() -> None:
    event = Event(EventKind.ANSWERED, "own", RecordedAnswer(Entered("Pökern 🎲"), ("a",)))
    assert event.body == '{"kind":"answered","about":"own","answer":{"entered":"Pökern 🎲"},"words":["a"]}'
    assert Event(EventKind.STOPPED).body == '{"kind":"stopped"}'


@pytest.mark.parametrize(
    "found", [{}, {"chosen": "no"}, {"entered": None}, {"entered": True}, {"entered": ["x"]}, {"declined": False}]
)
def test_what_is_no_answer_is_not_taken_for_one(found: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not an answer"):
        answer_from_json(found)


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "5", "null", '"kind"', "{}", '{"kind":"guessed"}', '{"kind":"answered","answer":{}}',
             '{"kind":"answered","answer":{"entered":1}}', '{"kind":"answered","answer":7,"words":[]}'],
)  # fmt: skip
def test_what_is_no_event_is_not_taken_for_one(body: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        Event.of(body)


# Nothing is printed.


CANARY = "canary"
HIDDEN = [
    Chosen(CANARY), Entered(CANARY), RecordedAnswer(Entered(CANARY)), RecordedAnswer(Declined(), (CANARY,)),
    Event(EventKind.ANSWERED, "item", RecordedAnswer(Chosen(CANARY))), Event(EventKind.SEEN, CANARY),
    Client(1, CANARY, MORNING, CANARY), Consent("1", CANARY, MORNING, CANARY), Note(1, CANARY, MORNING, CANARY),
    replace(start(CARDS), said={"own": RecordedAnswer(Entered(CANARY))}),
    sitting(CARDS, answers(using="other", own=Entered(CANARY))),
    ClientFile(Client(1, CANARY, MORNING), notes=(Note(1, CANARY, MORNING, CANARY),)),
]  # fmt: skip


@pytest.mark.parametrize("value", HIDDEN, ids=lambda value: type(value).__name__)
def test_no_value_prints_an_answer_a_code_or_a_note(value: object) -> None:
    """T-10."""
    for shown in (repr(value), str(value), f"{value}", f"{value!r}", repr([value]), repr({"x": value})):
        assert CANARY not in shown


@given(ANSWERS, st.lists(st.text(min_size=1), max_size=2))
def test_whatever_was_said_is_printed_the_same(answer: Answer, words: list[str]) -> None:
    """T-10: nothing of it can be told from what is printed, not even its length."""
    one, other = (
        RecordedAnswer(answer, tuple(words)),
        RecordedAnswer(type(answer)()) if isinstance(answer, Chosen | Declined) else RecordedAnswer(Entered("")),
    )
    assert repr(one.answer) == repr(other.answer)
    assert (
        repr(Event(EventKind.ANSWERED, "a", one)).split(" at ")[0] == repr(Event(EventKind.ANSWERED)).split(" at ")[0]
    )


# A sitting from its events.


def stored(interview: Interview) -> Interview:
    """What the store keeps of a sitting: where the person was looking is not among it."""
    return replace(interview, looking_at=None)


def same(one: Interview, other: Interview) -> bool:
    """Whether two sittings are the same. Cards that stand before any answer are shown too often rather than never."""
    always = start(one.questionnaire).critical
    one, other = (replace(it, alerts=tuple(card for card in it.alerts if card not in always)) for it in (one, other))
    assert one.said == other.said
    assert one.answers == other.answers
    assert one.alerts == other.alerts
    assert (one.status, one.moves, one.progress) == (other.status, other.moves, other.progress)
    return one == other


def moved(data: st.DataObject, now: Interview) -> Interview:
    """The sitting after one of the moves that it offers, or after it was resumed."""
    if now.status is Status.STOPPED:
        return resumed(now)
    move = data.draw(st.sampled_from(now.moves))
    match move:
        case Move.ANSWER:
            assert now.item is not None
            return now.answer(data.draw(st.sampled_from(every_answer(now.item))))
        case Move.DECLINE:
            return now.decline()
        case Move.BACK:
            return now.back()
        case Move.GO_TO:
            return now.go_to(data.draw(st.sampled_from(sorted(now.answers))))
        case Move.GO_ON:
            return now.go_on()
        case Move.SUBMIT:
            return now.submit()
        case _:
            return now.stop()


@given(st.data(), questionnaires() | st.sampled_from([CARDS, CARDS, shipped("signs"), shipped("past-month")]))
def test_after_every_move_the_events_so_far_make_the_same_sitting_again(
    data: st.DataObject, found: Questionnaire
) -> None:
    """L2: answers, those off the path too, status, and the cards that are still to be acknowledged."""
    now, kept = start(found), list[str]()
    for _ in range(25):
        if now.status is Status.COMPLETED:
            break
        before, now = now, moved(data, now)
        kept += [event.body for event in events_between(before, now)]
        assert same(fold(found, map(Event.of, kept)), stored(now))


def through(found: Questionnaire, *given_answers: str | int | None) -> tuple[Interview, list[Event]]:
    """A sitting with these answers, None to go on after a card, and its events."""
    now, kept = start(found), list[Event]()
    for one in given_answers:
        before = now
        now = now.go_on() if one is None else now.answer(Chosen(one) if isinstance(one, str) else Entered(one))
        kept += events_between(before, now)
    return now, kept


def test_a_card_that_was_not_acknowledged_is_due_again() -> None:
    now, kept = through(CARDS, "no")
    assert [one.id for one in fold(CARDS, kept).alerts] == ["unsafe"]
    after = [*kept, *events_between(now, now.go_on())]
    assert fold(CARDS, after).alerts == ()


def test_a_card_that_a_changed_answer_sets_off_again_is_due_again() -> None:
    now, kept = through(CARDS, "no", None)
    for code in ("yes", "no"):
        before, now = now, now.go_to("safety").answer(Chosen(code))
        kept += events_between(before, now)
    assert [one.id for one in now.alerts] == ["unsafe"]
    assert [one.id for one in fold(CARDS, kept).alerts] == ["unsafe"]


def test_every_card_is_due_again_after_a_sitting_was_resumed() -> None:
    now, kept = through(CARDS, "no", None, "drinking")
    stopped = now.stop()
    kept += [*events_between(now, stopped), *events_between(stopped, resumed(stopped))]
    assert [one.kind for one in kept][-2:] == [EventKind.STOPPED, EventKind.RESUMED]
    assert [one.id for one in fold(CARDS, kept).alerts] == ["unsafe"]


def test_an_answer_given_again_unchanged_is_no_event() -> None:
    now, _ = through(CARDS, "yes")
    assert list(events_between(now, now.go_to("safety").keep())) == []
    assert (
        list(events_between(now, now.go_to("safety").back() if Move.BACK in now.go_to("safety").moves else now)) == []
    )


def test_the_same_answer_to_a_question_in_other_words_is_an_event() -> None:
    now, kept = through(CARDS, "yes", "drinking", "weekly")
    changed = now.go_to("using").answer(Chosen("other")).answer(Entered("cards"))
    again = changed.keep()
    kept += [*events_between(now, changed), *events_between(changed, again)]
    assert kept[-1].about == "often"
    assert fold(CARDS, kept).said["often"] == RecordedAnswer(Chosen("weekly"), ("cards",))


def test_answers_off_the_path_are_kept_until_the_end_and_dropped_then() -> None:
    now, kept = through(CARDS, "yes", "drinking", "weekly", "no", 3)
    changed = now.go_to("often").answer(Chosen("never"))
    kept += events_between(now, changed)
    assert "harm" in fold(CARDS, kept).said
    done = changed.submit()
    kept += events_between(changed, done)
    assert fold(CARDS, kept).status is Status.COMPLETED
    assert fold(CARDS, kept).said == done.said
    assert "harm" not in fold(CARDS, kept).said


def test_a_correction_begins_at_the_page_on_which_answers_are_checked() -> None:
    done = through(CARDS, "yes", "drinking", "never", 3)[0].submit()
    again = corrected(done)
    assert (again.item, again.alerts, again.status) == (None, (), Status.IN_PROGRESS)
    assert Move.SUBMIT in again.moves


def test_no_events_make_a_sitting_at_its_first_question() -> None:
    assert fold(CARDS, []) == start(CARDS)


# Times.


@given(
    st.datetimes(datetime(1900, 1, 2), datetime(9999, 12, 30)).map(lambda time: time.replace(microsecond=0)),
    st.integers(-14 * 60, 14 * 60),
)
def test_a_moment_gives_back_the_time_on_the_wall(time: datetime, ahead: int) -> None:
    """L6."""
    wall = time.replace(tzinfo=timezone(timedelta(minutes=ahead)))
    moment = Timestamp.of(wall)
    assert moment.local == wall
    assert (moment.day, moment.shown) == (f"{time:%Y-%m-%d}".rjust(10, "0"), f"{time.isoformat(' ')[:16]}")
    assert moment.utc == f"{wall.astimezone(UTC).isoformat()[:19]}Z"


def test_the_hour_that_comes_twice_when_clocks_go_back_is_told_apart() -> None:
    """L6."""
    first = Timestamp.of(datetime(2026, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=2))))
    second = Timestamp.of(datetime(2026, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=1))))
    assert first.shown == second.shown == "2026-10-25 02:30"
    assert first.utc < second.utc
    assert days_between(first.day, second.day) == 0


@given(st.dates(), st.dates())
def test_days_are_counted_and_never_negative(one: datetime, other: datetime) -> None:
    """L6."""
    assert days_between(one.isoformat(), other.isoformat()) == max((other - one).days, 0)
