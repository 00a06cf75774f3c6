"""What to look at first, from the answer to the mark: wherever the record is opened, until somebody has looked."""

from __future__ import annotations

import pytest

from screening.counselor import menu
from screening.engine.interview import RecordedAnswer
from screening.errors import RecordLocked
from screening.model.answers import Chosen
from screening.records.caseload import caseload
from screening.records.client_codes import with_check
from screening.records.client_file import MAX_DONE, AuditAction
from screening.records.sitting_events import Event, EventKind
from tests.counselors import AMBER, BIRCH, UNLOCK, Person, Room, do, main

CODES = [with_check(f"many{number}") for number in range(40)]
HERON = f"{AMBER}: A heron (sitting 2, 2026-11-22)"
STANDS = "Look first: A heron. Nobody has marked this as looked at."


@pytest.fixture
def room(room: Room) -> Room:
    """With a second sitting: three answers, the last one critical."""
    begun(room)
    return room


def begun(room: Room) -> None:
    """Another sitting of the first client: all questions answered, the last one critically, and not finished."""
    with room.writing() as records:
        client = records.client(AMBER)
        assert client is not None
        number = records.begin(client, "past-month", "read-aloud").number
        said = {"robin": "never", "finch": "never", "heron": "most"}
        answers = {item: RecordedAnswer(Chosen(code), ()) for item, code in said.items()}
        records.keep(client, number, [Event(EventKind.ANSWERED, item, one) for item, one in answers.items()])


def marked(room: Room, done: str = "Called the crisis line with the client.") -> Person:
    """The flag is marked in the menu of the client, who is then left."""
    return room.with_amber(do("look-first"), "1", done, "d", "d")


def test_what_nobody_looked_at_stands_when_the_records_are_opened(room: Room) -> None:
    """T-34: with its code, sitting and day, and nobody else's code."""
    seen = room.run(menu.menu, *UNLOCK, "d")
    assert "Look at these first. Nobody has marked them as looked at." in seen.everything
    assert HERON in seen.everything
    assert BIRCH not in seen.everything
    with room.records() as records:
        assert records.last().what is AuditAction.LISTED


def test_it_stands_at_the_client_in_the_history_and_before_a_sitting_goes_on(room: Room) -> None:
    seen = room.with_amber(do("history"), do("resume"), "1", "d", "d", "d")
    assert "A heron (sitting 2, 2026-11-22)" in seen.everything.split(f"Client {AMBER} ", 1)[1]
    assert f"Sitting 2, 2026-11-22: {STANDS}" in seen.everything
    before, after = seen.everything.rsplit(STANDS, 1)
    assert "Sitting 2, 2026-11-22: Birds of the month" in before
    assert "of up to 3 questions are answered" in after


def test_a_mark_is_saved_with_initials_day_and_what_was_done_and_takes_the_flag_away(room: Room) -> None:
    marked(room)
    (mark,) = room.file().looked_at
    assert (mark.sitting, mark.flags, mark.initials, mark.at.day) == (2, ("heron-there",), "KT", "2026-11-22")
    assert mark.text == "Called the crisis line with the client."
    entries = [one for one in room.file().entries if one.what is AuditAction.LOOKED_AT]
    assert [(one.initials, one.sitting) for one in entries] == [("KT", 2)]
    seen = room.work("d")
    assert "A heron" not in seen.everything
    again = room.with_amber(do("history"), do("look-first"), "d", "d")
    assert "A heron: looked at by KT on 2026-11-22. Called the crisis line with the client." in again.everything
    assert f"Client {AMBER}: nothing is left to look at first." in again.everything


@pytest.mark.parametrize("done", ["", "x" * (MAX_DONE + 1)], ids=["nothing", "too long"])
def test_without_a_line_on_what_was_done_nothing_is_marked(room: Room, done: str) -> None:
    seen = marked(room, done)
    assert room.file().looked_at == ()
    assert "Nothing was marked." in seen.everything


def test_a_critical_answer_that_comes_after_the_mark_stands_again(room: Room) -> None:
    """A mark is about what had been answered; another sitting has flags of its own."""
    marked(room)
    begun(room)
    seen = room.work("d")
    assert f"{AMBER}: A heron (sitting 3, 2026-11-22)" in seen.everything
    assert HERON not in seen.everything


def test_the_page_after_a_sitting_offers_the_mark_while_something_stands(room: Room) -> None:
    seen = room.with_amber(do("resume"), "1", "1", "g", "", "1", "1", "Talked it over.", "d", "d", "d")
    assert "Answers to look at first A heron" in seen.everything
    assert room.file().looked_at[0].text == "Talked it over."


def test_what_was_marked_goes_with_the_sitting_when_it_is_erased(room: Room) -> None:
    marked(room)
    room.with_amber(do("erase"), "1", "1", "erase", "d", "d")
    assert room.file().looked_at == ()
    assert [one.number for one in room.file().sittings] == [1]


def test_what_was_corrected_away_is_not_looked_at_any_more(room: Room) -> None:
    heron = Event(EventKind.ANSWERED, "heron", RecordedAnswer(Chosen("never"), ()))
    with room.writing() as records:
        client = records.client(AMBER)
        assert client is not None
        records.keep(client, 2, [Event(EventKind.COMPLETED)])
        wrong = records.sitting(client, 2)
        assert wrong is not None
        correction = records.correct(client, wrong)
        assert [group[0].sitting for case in caseload(records) for group in case.flags] == [2]
        records.keep(client, correction.number, [heron, Event(EventKind.COMPLETED)])
    assert "A heron" not in room.work("d").everything


def test_to_open_the_records_again_does_not_read_every_answer_again(room: Room) -> None:
    """What a list shows of a sitting is held in the store; only a sitting with new events is read."""
    room.work("d")
    with room.writing() as records:
        records.store.rows("update event set body = 'nothing that can be read'")
    assert HERON in room.work("d").everything
    begun_again = "insert into event select client, sitting, 9, utc, ahead, body from event where number = 1"
    with room.writing() as records:
        records.store.rows(begun_again)
        with pytest.raises(RecordLocked):
            caseload(records)


# Erasing.


def test_the_picker_for_erasing_lists_the_latest_first_as_every_other_does(room: Room) -> None:
    """CLI-16: the same number means the same sitting everywhere."""
    seen = room.with_amber(do("erase"), "1", "d", "d", "d")
    picker = seen.everything.split("which sitting should be erased?")[1]
    assert picker.index("Sitting 2, 2026-11-22") < picker.index("Sitting 1, 2026-11-20")


def test_what_would_be_lost_with_a_sitting_is_said_before_the_word(room: Room) -> None:
    """CLI-16: whether it is finished, its answers, what to look at first, and the day until which it is kept."""
    seen = room.with_amber(
        do("keep-until"), "2031-12-31", do("erase"), "1", "1", "", do("erase"), "1", "2", "", "d", "d"
    )
    first, second = seen.everything.split("This would be erased")[1:]
    assert "It is not finished, and has 3 answers. To look at first: A heron. Nobody has marked that" in first
    assert f"The records of {AMBER} are to be kept until 2031-12-31. That day is not over yet." in first
    assert "It is finished, with 3 answers." in second
    assert "look at first" not in second


def test_what_would_be_lost_with_a_client_and_with_everything_is_said_before_the_word(room: Room) -> None:
    """CLI-16."""
    marked(room)
    seen = room.with_amber(do("keep-until"), "2031-12-31", do("erase"), "2", "", "d", main("erase"), "3", "", "d")
    assert "Finished: 1. Not finished: 1. Together they have 6 answers." in seen.everything
    assert "To look at first: A heron (sitting 2, 2026-11-22)." in seen.everything
    assert "In it: 2 clients." in seen.everything
    assert "The records of 1 client are to be kept until a day that is not over yet." in seen.everything


def test_to_delete_a_sitting_instead_of_going_on_says_what_is_lost_too(room: Room) -> None:
    seen = room.with_amber(do("resume"), "1", "3", "", "d", "d")
    assert "It is not finished, and has 3 answers. To look at first: A heron." in seen.everything


# Where a client is, and the list of clients.


def test_a_client_opens_with_the_card_above_the_menu(room: Room) -> None:
    seen = room.with_amber("")
    opened = seen.everything.split(f"Client {AMBER}", 1)[1]
    card, menu_ = opened.split("1. New sitting")
    assert card.index("Look first A heron (sitting 2") < card.index("Last Sitting 1, 2026-11-20: past-month")
    assert "Open Sitting 2, 2026-11-22: past-month, 3 of up to 3 answered" in card
    assert "Enter done" in menu_


def test_the_day_of_the_next_sitting_can_be_set_left_and_taken_away(room: Room) -> None:
    seen = room.with_amber(do("due"), "2026-12-02", do("due"), "", do("due"), "None", "d", "d")
    assert seen.everything.count(f"{AMBER}: the next sitting is due on 2026-12-02.") == 2
    assert "Next due 2026-12-02." in seen.everything
    assert room.file().due == ""
    entries = [one for one in room.file().entries if one.what is AuditAction.DUE]
    assert len(entries) == 2


def rows(seen: Person) -> list[list[str]]:
    """The codes of each list that was shown, in its order."""
    found: list[list[str]] = []
    codes = (AMBER, BIRCH, *CODES)
    for line in seen.results:
        if line.startswith("Code"):
            found.append([])
        elif line.split(" ")[0] in codes:
            found[-1].append(line.split(" ")[0])
    return found


def test_the_list_of_clients_is_sorted_by_each_column(room: Room) -> None:
    room.work(main("open"), BIRCH, do("due"), "2026-11-01", "d", "d")
    seen = room.work(main("list"), "2", "4", "5", "", "d")
    by_first, by_due, by_seen, by_code = rows(seen)
    assert (by_first, by_due) == ([AMBER, BIRCH], [BIRCH, AMBER])
    assert (by_seen, by_code) == ([BIRCH, AMBER], [AMBER, BIRCH])
    amber, birch = (next(line for line in seen.results if line.startswith(code)) for code in (AMBER, BIRCH))
    assert amber.split() == [AMBER, "2026-11-22", "1", "sitting", "2,", "2026-11-22"]
    assert birch.split() == [BIRCH, "2026-11-01", "!"]


def test_a_list_of_many_clients_has_headings_on_each_of_its_pages(room: Room) -> None:
    with room.writing() as records:
        for code in CODES:
            records.add(code)
    person = Person(*UNLOCK, main("list"), *[""] * 4, "d", "d")
    person.pauses = True
    menu.menu(room.context, person)
    lists = rows(person)
    assert len(lists) >= 3
    assert {code for part in lists for code in part} == {AMBER, BIRCH, *CODES}
    assert max(map(len, lists)) <= person.rows


def test_a_mark_stands_with_the_corrected_version_where_its_answers_are_the_same(room: Room) -> None:
    """Only the day was wrong: what was done about the heron is still done."""
    room.with_amber(do("resume"), "1", "1", "g", "", "d", "d", "d")
    marked(room)
    room.with_amber(do("correct"), "1", "Wrong day", "2026-11-21", "1", "g", "", "d", "d", "d")
    mark = room.file().looked_at[-1]
    assert (mark.sitting, mark.flags) == (3, ("heron-there",))
    assert mark.text == "With sitting 2, KT on 2026-11-22: Called the crisis line with the client."
    assert STANDS not in room.with_amber(do("history"), "d", "d", "d").everything
