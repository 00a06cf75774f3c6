"""The counselor's cabinet and a person's diary, over real stores: what is asked, what is kept, what is never shown."""

from __future__ import annotations

import csv
import json
import random
import resource
import string
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer

from screening.app import diary, saving
from screening.app.context import AppContext, UsageError
from screening.cli import client_commands
from screening.cli import commands as cli_commands
from screening.cli import main as command_line
from screening.conversation.user_interface import EndOfInput, PersonLeft, UserInterface, WentBack
from screening.counselor import menu, restoring
from screening.counselor.consent import MAX_CONSENT
from screening.loading.library import Library, questions_folder
from screening.model.answers import Chosen, Declined
from screening.records import client_codes
from screening.records.client_file import MAX_NOTE, AuditAction
from screening.records.encrypted_file import EncryptedStore
from screening.records.schema import STEPS
from screening.records.timestamps import Timestamp
from screening.system.process import Code, IdleTimeout, waiting
from tests.conftest import one_in
from tests.counselors import (
    AMBER,
    BIRCH,
    CONSENT,
    NOON,
    PASSPHRASE,
    SHORT,
    UNLOCK,
    WRONG,
    Person,
    Room,
    Step,
    content,
    do,
    main,
    mode,
)

SAY = Library(questions_folder()).interface().say
PAPER_FORM, PAST_MONTH = "1", "2"  # rows of the questionnaires
SELF, READ_ALOUD, ENTERED = "1", "2", "3"  # rows of the ways to take one
ALONE = (do("sit"), PAST_MONTH, SELF, "n", "")  # up to the first question of a client alone
ALOUD = (do("sit"), PAST_MONTH, READ_ALOUD, "n")
NEVER = ("1", "1", "1", "")  # all answers and the review


# Codes.


def test_a_mistyped_code_never_opens_another_client(room: Room) -> None:
    """Q-18, T-33: every single wrong character of a code."""
    wrong = [f"{AMBER[:at]}{letter}{AMBER[at + 1 :]}" for at in (0, 2, 4, 6) for letter in "B7Z" if AMBER[at] != letter]
    seen = room.work(main("open"), *wrong, "")
    assert seen.everything.count("There is a slip in this code") == len(wrong)
    assert "New sitting" not in seen.everything


def test_a_code_of_nobody_opens_nobody(room: Room) -> None:
    """Q-18."""
    seen = room.work(main("open"), client_codes.with_check("cedar"), "")
    assert "There is no client with this code." in seen.everything
    assert "New sitting" not in seen.everything


def commands_of(command: object, name: str = "screening") -> Iterator[tuple[str, set[tuple[str, str, bool]]]]:
    """Every command with its full name, and of each parameter its kind, its name and whether it takes no value."""
    told = getattr(command, "params", ())
    yield name, {(one.param_type_name, one.name, getattr(one, "is_flag", False)) for one in told}
    for below, one in getattr(command, "commands", {}).items():
        yield from commands_of(one, f"{name} {below}")


def test_no_command_about_records_takes_anything_but_harmless_options() -> None:
    """Q-18: any local user can read the command line of a process. Files and initials may stand there."""
    harmless = {("option", one, True) for one in ("plain", "discreet", "dry_run", "all_", "as_json", "force")}
    harmless |= {("option", one, True) for one in ("client", "drop_replaced", "complete", "answers", "everything")}
    harmless |= {("option", one, False) for one in ("passphrase_fd", "initials", "to", "day", "by")}
    harmless |= {("argument", "file", False), ("argument", "files", False)}
    harmless |= {("option", one, False) for one in ("questionnaire", "way", "on", "as_")}
    found = dict(commands_of(typer.main.get_command(command_line.app)))
    kept = [name for name in found if name.split()[1:2] in (["client"], ["diary"], ["erase"])]
    assert len(kept) >= 2 + len(client_commands.WITH_CLIENT) + len(client_commands.WHOLE)
    assert {name: found[name] - harmless for name in kept if found[name] - harmless} == {}


def test_every_command_does_a_piece_of_the_menu() -> None:
    commands = typer.main.get_command(command_line.app).commands["client"].commands.keys()  # type: ignore[attr-defined]
    rest = {"new", "restore", "import", "check"}
    assert commands == {*menu.CLIENT_ACTIONS, *menu.STORE_ACTIONS} - {"keep-until"} | rest


def test_the_clients_are_listed_only_when_that_is_asked_for(room: Room) -> None:
    """T-34."""
    seen = room.with_amber(do("history"), do("trend"), "d", "d", main("audit"), "", main("list"), "d")
    before, after = seen.everything.split("All clients: last seen", 1)[0], seen.everything
    assert BIRCH not in before
    assert after.count(BIRCH) == 1


def test_the_code_stands_on_every_screen_of_the_counselor(room: Room) -> None:
    """T-33: also above each question that the counselor types the answers to."""
    seen = room.with_amber(*ALOUD, *NEVER, "d", "d", "d")
    questions = [at for at, line in enumerate(seen.windows[-1]) if line.startswith("Question ")]
    assert len(questions) == 3
    assert {seen.windows[-1][at - 1] for at in questions} == {f"Client {AMBER}"}
    assert f"Client {AMBER}: the sitting is done." in seen.everything


def test_a_new_client_gets_a_code_that_is_chosen_or_made_up(bare: Room) -> None:
    """Q-18: the check character is added, and a code that is in use is refused."""
    new, last = main("new"), "2031-12-31"
    seen = bare.run(menu.menu, *UNLOCK, PASSPHRASE, new, "Mary!", "am", "maple", "", "d", new, "maple", "", "", last)
    assert f"The code is {client_codes.with_check('maple')}." in seen.everything
    assert seen.everything.count("A code is 3 to 12 letters or digits.") == 2
    assert "A client has this code already." in seen.everything
    with bare.records() as records:
        made_up, chosen = sorted(records.clients(), key=lambda one: not one.keep_until)
    assert client_codes.checked(made_up.code) == made_up.code
    assert (chosen.keep_until, made_up.keep_until) == ("", "2031-12-31")


@pytest.mark.parametrize(("first", "second"), [("maple", "mapl"), ("mapl", "maple"), ("maple", "maplez")])
def test_a_forgotten_check_character_opens_nobody_else(bare: Room, first: str, second: str) -> None:
    """Q-18: MAPLE without its check character is MAPL-E, so only one of them can be in use."""
    new = main("new")
    seen = bare.run(
        menu.menu, *UNLOCK, PASSPHRASE, new, first, "", "d", new, second, "", "b", main("open"), first, "", "d"
    )
    assert "This code could be taken for another client's. Please choose another one." in seen.everything
    with bare.records() as records:
        assert len(records.clients()) == 1


def test_nobody_is_added_where_the_counselor_goes_back(room: Room) -> None:
    """From the code, and from the day: there the code that was made is shown before anything is saved."""
    seen = room.work(main("new"), "anna", "b", "b", "d")
    assert f"The code will be {client_codes.with_check('anna')}. It must not be a name" in seen.everything
    with room.records() as records:
        assert len(records.clients()) == 2


def test_a_result_can_be_read_again(room: Room) -> None:
    """With what can be done after a sitting, such as each answer and its points."""
    seen = room.with_amber(do("read"), "1", "1", "d", "d", "d")
    assert f"Client {AMBER}: which result?" in seen.everything
    assert seen.everything.count("Birds: ") > 1
    assert any(one.what is AuditAction.VIEWED and one.sitting == 1 for one in room.file().entries)


# Consent.


def test_consent_is_shown_and_kept_before_the_first_sitting_and_not_again(room: Room) -> None:
    """T-34: in a cleared window, so that no other client's code stands above it."""
    seen = room.work(main("list"), "", main("open"), BIRCH, do("sit"), "y", PAST_MONTH, "d", do("sit"), "d", "d", "d")
    assert seen.everything.count(CONSENT) == 1
    assert AMBER not in " ".join(seen.windows[-1])
    agreed = room.file(BIRCH).consents
    assert [(one.initials, one.at, one.text) for one in agreed] == [("KT", NOON, room.library.guidance["consent"].text)]
    assert room.file(BIRCH).sittings == ()


@pytest.mark.parametrize(("answer", "decisions"), [("n", ["refused"]), ("b", []), (EndOfInput(), [])])
def test_without_consent_there_is_no_sitting(room: Room, answer: Step, decisions: list[str]) -> None:
    """What the client said stays on file, and that nobody said anything does not."""
    seen = room.work(main("open"), BIRCH, do("sit"), answer)
    assert "which questionnaire" not in seen.everything
    assert [one.decision for one in room.file(BIRCH).consents] == decisions
    assert room.file(BIRCH).sittings == ()


def test_a_signature_on_paper_has_its_own_day(room: Room) -> None:
    """Neither a key that is none nor a day to come is taken; the sitting goes on."""
    seen = room.work(main("open"), BIRCH, do("sit"), "maybe", "f", "2026-11-23", "2026-11-02", "d", "d", "d")
    assert "Please type y for yes, f for a form" in seen.everything
    assert "which questionnaire" in seen.everything
    assert [(one.decision, one.signed) for one in room.file(BIRCH).consents] == [("given", "2026-11-02")]


def test_after_consent_was_taken_back_a_sitting_goes_on_only_with_a_new_one(room: Room) -> None:
    """What is on file stays; the client sees the text again."""
    room.with_amber(*ALOUD, "2", EndOfInput())
    seen = room.with_amber(do("consent"), "3", do("resume"), "1", "1", "n", do("history"), "d", "d")
    assert seen.everything.count(CONSENT) == 2
    assert "Written down that the client takes the consent back." in seen.everything
    assert "withdrawn on 2026-11-22, recorded by KT." in seen.everything
    assert [one.decision for one in room.file().consents] == ["given", "withdrawn", "refused"]
    again = room.with_amber(do("resume"), "1", "1", "y", EndOfInput())
    assert "Question 2 of" in again.everything
    assert room.file().consents[-1].decision == "given"


def test_consent_is_asked_again_where_the_words_changed_and_in_the_counselors_own(room: Room) -> None:
    """The settings may name a file."""
    own = room.page("consent.txt")
    own.write_text("Our service keeps what you say for ten years.\n\n- You may stop.\n")
    room.settings["consent"] = str(own)
    seen = room.with_amber(do("sit"), "y", "d", do("sit"), "d", "d", "d")
    assert CONSENT not in seen.everything
    assert seen.everything.count("keeps what you say for ten years. - You may stop.") == 1
    own.write_text("Our service keeps what you say for two years.\n")
    assert "for two years" in room.with_amber(do("sit"), "y", "d", "d", "d").everything
    assert len({one.version for one in room.file().consents}) == 3


def test_a_file_of_consent_that_cannot_be_read_is_told_and_nothing_is_asked(room: Room) -> None:
    room.settings["consent"] = str(room.page("none.txt"))
    with pytest.raises(UsageError, match="cannot be read"):
        room.with_amber(do("sit"))
    assert len(room.file().sittings) == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff\xfea", "cannot be read. Save it as plain text, in UTF-8."),
        (b" \n", "is empty."),
        ("\u200b\u2060\u3164\n".encode(), "is empty."),  # nobody can agree to what nobody can see
    ],
)
def test_words_of_consent_that_nobody_can_read_are_refused(room: Room, content: bytes, told: str) -> None:
    path = room.page("consent.txt")
    path.write_bytes(content)
    room.settings["consent"] = str(path)
    with pytest.raises(UsageError) as caught:
        room.with_amber(do("sit"))
    assert str(caught.value) == f"The file of consent {path} {told}"
    assert len(room.file().consents) == 1


@pytest.mark.parametrize(("length", "refused"), [(MAX_CONSENT, False), (MAX_CONSENT + 1, True), (90_000, True)])
def test_words_of_consent_are_shown_and_kept_to_their_last_sentence_or_refused(
    room: Room, length: int, refused: bool
) -> None:
    last = " We pass your answers on."
    own = room.page("consent.txt")
    own.write_text("é" * (length - len(last)) + last)
    room.settings["consent"] = str(own)
    if refused:
        with pytest.raises(UsageError, match=r"too long: at most 20,000 characters .* Please shorten it\."):
            room.with_amber(do("sit"), "y")
        assert len(room.file().consents) == 1
    else:
        assert room.with_amber(do("sit"), "y", "d", "d", "d").everything.count(last) == 1
        assert room.file().consents[-1].text.endswith(last)


# How a sitting is taken.


def test_how_a_sitting_is_taken_is_kept_each_time(room: Room) -> None:
    """Q-17: alone, read aloud, or entered; and whether an interpreter took part."""
    aloud = (do("sit"), PAST_MONTH, READ_ALOUD, "y", *NEVER, "d")
    paper = (do("sit"), PAPER_FORM, ENTERED, "2026-10-01", "n", *NEVER, "d")
    room.with_amber(*ALONE, *NEVER, PASSPHRASE, "d", *aloud, *paper, "d", "d")
    found = room.file().sittings[1:]
    assert [one.administration for one in found] == ["self", "read-aloud", "entered"]
    assert [one.interpreter for one in found] == [False, True, False]
    assert [one.paper for one in found] == [False, False, True]
    assert all(one.finished and one.meant_for for one in found)


def test_a_paper_form_keeps_its_real_date(room: Room) -> None:
    """Q-17: and no day that is none, or that has not come yet."""
    days = ("2026-02-31", "1.10.2026", "2026-11-23", "1026-11-01", "0001-01-01", "2026-10-01")
    seen = room.with_amber(do("sit"), PAPER_FORM, ENTERED, *days, "n", *NEVER, "d", "d", "d")
    assert seen.everything.count("Please type a day such as") == 2
    assert seen.everything.count("That day is still to come: today is 2026-11-22.") == 1
    assert seen.everything.count("That day is too long ago") == 2
    sitting = room.file().sittings[-1]
    assert (sitting.date, sitting.began.day) == ("2026-10-01", "2026-11-22")
    assert "The answers belong to 2026-10-01. They were entered on 2026-11-22." in seen.everything


@pytest.mark.parametrize("back", ["b", "back", "B"])
def test_from_a_day_the_counselor_can_go_back_and_nothing_is_begun(room: Room, back: str) -> None:
    before = len(room.file().sittings)
    room.with_amber(do("sit"), PAPER_FORM, ENTERED, back, do("due"), back, do("keep-until"), back, "d", "d")
    assert len(room.file().sittings) == before
    assert room.file().client.keep_until == ""


def test_a_way_that_is_not_meant_warns_and_stays_with_the_record(room: Room) -> None:
    """Q-17."""
    unmeant = (do("sit"), PAST_MONTH, ENTERED)
    seen = room.with_amber(*unmeant, "n", *unmeant, "y", "", "n", *NEVER, "d", "d", "d")
    assert seen.everything.count("is not meant to be given in this way, so scores may differ.") == 2
    assert "This warning stays with the record." in seen.everything
    assert [one.meant_for for one in room.file().sittings] == [True, False]


def test_sittings_that_were_taken_in_different_ways_are_compared_with_a_caution(room: Room) -> None:
    """Q-17, R-10."""
    seen = room.with_amber(*ALOUD, *NEVER, "d", do("compare"), "1", "1", do("trend"), "d", "d", "d")
    assert seen.everything.count("Taken in different ways: ") == 3  # after the sitting, side by side, over time
    assert "How much these scores move by chance is not known." in seen.everything


# The hand-over.

GIVE = SAY("hand-over")


def handed(seen: Person) -> list[str]:
    """What the client saw."""
    windows = [one for one in seen.windows if any("in your counsellor's records" in line for line in one)]
    return [line for window in windows for line in window]


def test_the_client_sees_the_questions_and_nothing_else(room: Room) -> None:
    """Q-17, T-33, T-34: no code of anybody, no result, no promise of one; and the counselor's view comes afterwards."""
    seen = room.work(main("list"), "", main("open"), AMBER, *ALONE, "1", "1", "3", "g", "", PASSPHRASE, "d", "d", "d")
    shown = " ".join(handed(seen))
    assert "Question 3 of 3" in shown
    assert "Talk to" in shown or "crisis" in shown  # the card of the heron
    for other in (AMBER, BIRCH, "Client", "results", "points", "KT"):
        assert other not in shown
    assert " ".join(seen.windows[-1]).count(f"Client {AMBER}") > 2


@pytest.mark.parametrize(
    "out",
    one_in(3, zip([
        ("x",), ("q",), (KeyboardInterrupt(),), (EndOfInput(),), (IdleTimeout(),), ("1", "1", "3", "x"), ("1", "exit"),
    ])),
)  # fmt: skip
def test_every_way_out_of_a_hand_over_clears_and_asks_for_the_passphrase(room: Room, out: tuple[Step, ...]) -> None:
    """Q-17, T-33, T-34: and nothing but the passphrase leads on, neither x nor Ctrl-C."""
    at_the_lock: list[Step] = ["x", "", KeyboardInterrupt(), WRONG, "d", PASSPHRASE]
    seen = room.with_amber(*ALONE, *out, *at_the_lock, "d", "d")
    assert seen.code == Code.DONE
    locked = [window for window in seen.windows if window and window[0].startswith("Thank you. Please give the")]
    assert len(locked) == 2  # Ctrl-C began it anew
    assert "x leave" not in " ".join(line for window in locked for line in window)
    assert {line for window in locked for line in window} == {
        "Thank you. Please give the keyboard back to your counsellor.",
        "Your counsellor's passphrase (not shown):",
        "That is not the passphrase.",
    }
    assert f"Client {AMBER}: sitting 2 is not finished." in " ".join(" ".join(seen.windows[-1]).split())


def test_where_the_window_is_gone_a_hand_over_ends(room: Room) -> None:
    """Q-17: it does not wait for ever for somebody who cannot type."""
    seen = room.with_amber(*ALONE)
    assert seen.code is None
    assert len(seen.prompts) < 100


@pytest.mark.parametrize(
    "out", one_in(3, ["b", "back", "x", KeyboardInterrupt(), EndOfInput(), IdleTimeout()]), ids=repr
)
def test_from_the_page_on_that_says_to_give_the_keyboard_away_only_the_passphrase_leads_back(
    room: Room, out: Step
) -> None:
    """Q-17, T-33: whoever types at that page, it may be the client; a counselor can take the keyboard back."""
    seen = room.with_amber(*ALONE[:-1], out, "b", WRONG, PASSPHRASE, "d", "d")
    assert seen.code == Code.DONE
    assert handed(seen) == []
    given = next(number for number, window in enumerate(seen.windows) if window[:1] == [GIVE])
    assert seen.windows[given + 1][0].startswith("Thank you. Please give the keyboard back")
    assert "That is not the passphrase." in seen.windows[given + 1]


def test_where_lines_cannot_be_cleared_the_hand_over_says_so(room: Room) -> None:
    """T-34: in plain lines what was shown before can be scrolled back to."""
    clears = "the window is cleared at the end, and only your passphrase leads back"
    stays = "This window can't be cleared: earlier lines can be read by scrolling back."
    plain = room.work(main("open"), AMBER, *ALONE[:-1], "b", PASSPHRASE, plain=True).everything
    styled = room.with_amber(*ALONE[:-1], "b", PASSPHRASE).everything
    assert (stays in plain, clears in plain, stays in styled, clears in styled) == (True, False, False, True)


def test_what_cannot_wait_is_shown_to_the_counselor_although_the_client_left(room: Room) -> None:
    seen = room.with_amber(*ALONE, "1", "1", "3", "x", PASSPHRASE, "d", "d")
    assert "Answers to look at first A heron" in " ".join(" ".join(seen.windows[-1]).split())


# The lock.


def test_where_nobody_types_the_window_is_cleared_and_the_passphrase_asked(room: Room) -> None:
    """T-33: whatever was wrong before it; then the same client, whom nobody else has worked with."""
    seen = room.with_amber(do("history"), IdleTimeout(), WRONG, PASSPHRASE, "d", "d")
    assert seen.code == Code.DONE
    lock = seen.windows[-2]
    assert lock[0].startswith("Locked. Only the passphrase opens it.")
    assert "That is not the passphrase." in lock
    assert f"Client {AMBER}" in seen.windows[-1]
    assert AMBER not in " ".join(lock)


def test_the_settings_say_after_how_many_minutes_it_locks(room: Room) -> None:
    assert room.context.settings.idle_seconds == 600
    room.settings["idle"] = "1"
    assert room.context.settings.idle_seconds == 60


def test_what_takes_too_long_is_ended_and_what_does_not_is_left_alone() -> None:
    with pytest.raises(IdleTimeout), waiting(0.02):
        time.sleep(5)
    with waiting(0.02):
        pass
    with waiting(0):
        time.sleep(0.04)


def test_a_session_that_locked_can_be_left(room: Room) -> None:
    with pytest.raises(PersonLeft):
        room.with_amber(IdleTimeout(), "x")


def test_three_wrong_passphrases_end_it(room: Room) -> None:
    with pytest.raises(Exception, match="could not be opened"):
        room.run(menu.menu, "kt", WRONG, WRONG, WRONG)


def test_initials_are_two_to_four_letters(room: Room) -> None:
    """Those that nobody sees are none, and neither are those that look like others."""
    others = ("\u3164\u3164", "\u115f\u1160", "\u0410\u0412", "\u0391\u0392", "K\u200bT", "\U000e0041\U000e0042", "אב")
    seen = room.run(menu.menu, "", "k", "k1", "abcde", *others, *UNLOCK, "d")
    assert seen.everything.count("Please type two to four Latin letters") == 4 + len(others)
    assert room.run(menu.menu, "\uff4b\u00e9", PASSPHRASE, "d").code == Code.DONE
    with room.records() as records:
        assert records.last().initials == "K\u00c9"


# Kept as it goes, and going on later.


def test_an_answer_is_in_the_store_before_the_next_question_shows(room: Room) -> None:
    """Q-10: looked at in a copy of the file, while the next question is being asked."""
    kept = []

    def look(line: str) -> Callable[[], str]:
        def step() -> str:
            kept.append(dict(room.file().sittings[-1].interview.answers))
            return line

        return step

    room.with_amber(*ALOUD, look("2"), look("s"), look("1"), look(""), "d", "d", "d")
    said = {"robin": Chosen("some"), "finch": Declined(), "heron": Chosen("never")}
    assert kept == [dict(list(said.items())[:count]) for count in range(4)]


def limit(size: int) -> None:
    """How long a file may become."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def full(line: str) -> Callable[[], str]:
    """A disk on which there is no room from now on."""

    def step() -> str:
        limit(0)
        return line

    return step


def room_again(line: str) -> Callable[[], str]:
    """Room on the disk again."""

    def step() -> str:
        limit(resource.RLIM_INFINITY)
        return line

    return step


@pytest.fixture
def no_limit() -> Iterator[None]:
    """Whatever happens in the test, room on the disk after it."""
    yield
    limit(resource.RLIM_INFINITY)


@pytest.mark.usefixtures("no_limit")
def test_where_there_is_no_room_t_keeps_the_answer_after_room_was_made(room: Room) -> None:
    """Q-10: three choices, each by its key; nothing is lost."""
    seen = room.with_amber(*ALOUD, "2", full("3"), "?", room_again("t"), "1", "", "d", "d", "d")
    assert "t try again, g go on without saving, q stop" in seen.everything
    sitting = room.file().sittings[-1]
    assert sitting.finished
    assert sitting.interview.answers == {"robin": Chosen("some"), "finch": Chosen("most"), "heron": Chosen("never")}


@pytest.mark.usefixtures("no_limit")
def test_where_there_is_no_room_g_goes_on_without_and_says_what_is_saved(room: Room) -> None:
    """Q-10: what was saved before stays, and nothing says that the rest is."""
    seen = room.own("y", PASSPHRASE, PASSPHRASE, "2", full("3"), room_again("g"), "1", "", "d")
    assert SAY("done-partly") in seen.everything
    assert SAY("done-kept") not in seen.everything
    assert [(one.finished, list(one.interview.answers)) for one in room.saved()] == [(False, ["robin"])]


@pytest.mark.usefixtures("no_limit")
def test_where_there_is_no_room_q_stops(room: Room) -> None:
    """Q-10."""
    seen = room.with_amber(*ALOUD, "2", full("3"), room_again("q"), "d", "d")
    assert "sitting 2 is not finished" in seen.everything
    assert list(room.file().sittings[-1].interview.answers) == ["robin"]


STOPPED = (*ALOUD, "2", "q", "d", "d")  # a sitting with one answer


def test_going_on_later_says_when_and_how_much_and_offers_to_go_on(room: Room) -> None:
    """Q-11."""
    room.with_amber(*STOPPED)
    room.now = Timestamp("2026-11-25T08:00:00Z", 60)
    seen = room.with_amber(do("resume"), "1", "1", "3", "1", "", "d", "d", "d")
    assert "You left this on 2026-11-22 12:00, 3 days ago. 1 of up to 3 questions are answered." in seen.everything
    for offer in ("1. Go on where it stopped", "2. Start again", "3. Delete it"):
        assert offer in seen.everything
    assert "A new start may be better" not in seen.everything
    assert "Question 2 of 3" in seen.everything
    assert "Question 1 of 3" not in seen.everything
    assert [one.finished for one in room.file().sittings] == [True, True]


@pytest.mark.parametrize(("day", "old"), [("2026-12-06", False), ("2026-12-07", True)])
def test_after_more_than_14_days_a_new_start_is_suggested(room: Room, day: str, old: bool) -> None:
    """Q-11."""
    room.with_amber(*STOPPED)
    room.now = Timestamp(f"{day}T12:00:00Z", 0)
    seen = room.with_amber(do("resume"), "1", "d", "d", "d")
    assert ("After more than 14 days, some answers may no longer fit." in seen.everything) is old


def test_starting_again_asks_how_it_is_taken_and_keeps_what_was_there(room: Room) -> None:
    """Q-11: and asks it once."""
    room.with_amber(*STOPPED)
    seen = room.with_amber(do("resume"), "1", "2", READ_ALOUD, "n", *NEVER, "d", "d", "d")
    assert seen.everything.count("Start again") == 1
    assert [one.finished for one in room.file().sittings] == [True, False, True]


def test_a_sitting_that_was_stopped_is_erased_by_the_typed_word_only(room: Room) -> None:
    """Q-11, CLI-16."""
    room.with_amber(*STOPPED)
    seen = room.with_amber(do("resume"), "1", "3", "", "d", "d")
    assert "Nothing was deleted." in seen.everything
    assert len(room.file().sittings) == 2
    room.with_amber(do("resume"), "1", "3", "delete", "d", "d")
    assert len(room.file().sittings) == 1


def test_a_new_sitting_offers_to_go_on_with_the_last_one_that_was_not_finished(room: Room) -> None:
    """Q-11."""
    room.with_amber(*STOPPED)
    seen = room.with_amber(do("sit"), PAST_MONTH, "1", "3", "1", "", "d", "d", "d")
    assert "You left this today: 2026-11-22 12:00." in seen.everything
    assert len(room.file().sittings) == 2


def test_a_questionnaire_that_has_changed_is_told_and_finished_as_it_was(room: Room, tmp_path: Path) -> None:
    """Q-11, L19."""
    room.with_amber(*STOPPED)
    changed = content(tmp_path / "changed")
    (changed / "past-month.yaml").write_text(SHORT.replace("was the finch there", "did the finch sing"))
    room.library = Library(changed)
    seen = room.with_amber(do("resume"), "1", "1", "3", "1", "", "d", "d", "d")
    assert "The questionnaire has changed since then. If you go on, you finish it as it was." in seen.everything
    assert "was the finch there" in seen.everything
    assert "did the finch sing" not in seen.everything


def test_a_questionnaire_that_is_gone_cannot_be_started_again(room: Room, tmp_path: Path) -> None:
    """L19: but gone on with, or erased."""
    room.with_amber(*STOPPED)
    changed = content(tmp_path / "changed")
    (changed / "past-month.yaml").unlink()
    room.library = Library(changed)
    seen = room.with_amber(do("resume"), "1", "2", do("resume"), "1", "1", "3", "1", "", "d", "d", "d")
    assert "This questionnaire is no longer here." in seen.everything
    assert room.file().sittings[-1].finished


# Corrections.


def test_a_correction_makes_a_new_version_and_the_earlier_one_stays(room: Room) -> None:
    seen = room.with_amber(do("correct"), "1", "Slip", "", "1", "1", "3", "", "d", do("hand-out"), "d", "d", "d")
    earlier, later = room.file().sittings
    assert (earlier.corrected_by, later.corrects, later.finished) == (2, 1, True)
    assert (earlier.interview.answers["robin"], later.interview.answers["robin"]) == (Chosen("some"), Chosen("most"))
    assert (later.date, later.administration) == (earlier.date, earlier.administration)
    picked = seen.everything.rpartition("which sitting is the page for?")[2]
    assert "Sitting 2" in picked
    assert "Sitting 1" not in picked


def test_the_earlier_version_stands_until_the_correction_is_done(room: Room) -> None:
    """And a correction that was left is gone on with by the counselor, never handed over."""
    with pytest.raises(PersonLeft):
        room.with_amber(do("correct"), "1", "Slip", "", "1", "1", "3", "x")
    assert [one.stands for one in room.file().sittings] == [True, True]
    seen = room.with_amber(do("resume"), "1", "1", "", "d", "d", "d")
    assert handed(seen) == []
    assert [one.stands for one in room.file().sittings] == [False, True]


# Notes.


def test_notes_are_off_until_the_settings_turn_them_on(room: Room) -> None:
    """T-35."""
    seen = room.with_amber(do("note"), "d", "d")
    assert "Notes are off. To turn them on" in seen.everything
    assert "Write a note" not in seen.everything


def test_a_note_asks_for_no_names_and_takes_2000_characters(room: Room) -> None:
    """T-35: a longer one is not cut, and Enter alone writes nothing."""
    room.settings["notes"] = "on"
    write = (do("note"), "1", "1")
    seen = room.with_amber(*write, "a" * (MAX_NOTE + 1), "", *write, "b" * MAX_NOTE, "", do("note"), "d", "d", "d")
    assert seen.everything.count("Please don't write any names.") == 2
    assert "That line was not saved: the note would be longer than 2000 characters." in seen.everything
    assert [(one.text, one.initials) for one in room.file().notes] == [("b" * MAX_NOTE, "KT")]
    assert "b" * 60 in seen.everything


def test_a_note_is_in_no_hand_out_and_no_report(room: Room) -> None:
    """T-35: it is the counselor's own; everything that is kept has it."""
    room.settings["notes"] = "on"
    names = [str(room.page(one)) for one in ("out.txt", "report.txt", "all.txt")]
    out, report, everything = names
    steps = (do("hand-out"), "1", out, do("report"), "1", report, "", do("export"), "2", everything, "")
    room.with_amber(do("note"), "1", "1", "Came with a magpie.", "", *steps, "d", "d")
    assert ["magpie" in Path(one).read_text() for one in names] == [False, False, True]
    assert [AMBER in Path(one).read_text() for one in names] == [False, True, True]


# Pages and files.

SAVES = [
    (do("hand-out"), "1", "page.html"),
    (do("report"), "1", "page.html"),
    (do("trend"), "1", "page.html"),
    (do("export"), "1", "page.json"),
    (do("export"), "2", "page.html"),
    (do("export"), "3", "page.csv"),
    (do("export"), "4", "page.csv"),
    (do("export"), "5", "page.json"),
]


@pytest.mark.parametrize("steps", SAVES, ids=lambda steps: "-".join(steps[:-1]))
def test_every_page_goes_to_a_new_file_for_its_owner_alone(room: Room, steps: tuple[str, ...]) -> None:
    """Never over a file, and the trail says which copy was made and, where it is not for the client, what for."""
    *before, name = steps
    reason = () if steps[0] == do("hand-out") else ("For the family doctor",)
    there, other = room.page(f"there-{name}"), room.page(name)
    there.write_text("mine")
    seen = room.with_amber(*before, str(room.page("page.doc")), str(there), str(other), *reason, "d", "d")
    assert seen.code == Code.DONE
    assert seen.everything.count("Not saved:") == 2
    assert there.read_text() == "mine"
    assert mode(other) == 0o600
    (made,) = [one for one in room.file().entries if one.what is AuditAction.EXPORTED]
    assert made.form.endswith(name.removeprefix("page"))
    assert made.reason == "".join(reason)


def test_a_copy_is_in_the_trail_also_where_the_counselor_leaves_at_the_reason(room: Room) -> None:
    with pytest.raises(PersonLeft):
        room.with_amber(do("export"), "1", str(room.page("all.json")), PersonLeft())
    assert [one.form for one in room.file().entries if one.form] == ["everything.json"]


@pytest.mark.parametrize("steps", [*SAVES, (main("table"), "1", "")], ids=lambda steps: "-".join(steps[:-1]))
def test_enter_alone_saves_nothing_and_the_trail_says_nothing(room: Room, steps: tuple[str, ...]) -> None:
    start = room.with_amber if steps in SAVES else room.work
    start(*steps[:-1], "", "d", "d")
    with room.records() as records:
        assert AuditAction.EXPORTED not in [one.what for one in records.trail()]


def test_pictures_of_the_trend_are_files_of_their_own(room: Room) -> None:
    room.with_amber(do("trend"), "2", str(room.page("birds.svg")), "d", "d")
    assert mode(room.page("birds-1.svg")) == 0o600


def test_of_several_pictures_either_all_are_saved_or_none(room: Room) -> None:
    room.with_amber(do("trend"), "2", str(room.page("birds.svg")), "d", "d")
    names = sorted(one.name for one in room.root.glob("birds-*.svg"))
    for name in names[:-1]:
        room.page(name).unlink()
    seen = room.with_amber(do("trend"), "2", str(room.page("birds.svg")), "", "d", "d")
    assert "is already there; please choose another name" in seen.everything
    assert [one.name for one in room.root.glob("birds-*.svg")] == names[-1:]


def test_a_home_that_is_not_there_is_told(room: Room) -> None:
    seen = room.work(
        main("table"), "1", "~nobody-of-this-name/x.csv", "", main("backup"), "~nobody-of-this-name/x", "", "d"
    )
    assert seen.everything.count("Not saved:") == 2


@pytest.mark.parametrize("steps", SAVES[1:5], ids=lambda steps: "-".join(steps[:-1]))
def test_the_words_on_handing_on_stand_on_each_export_where_they_are_set(room: Room, steps: tuple[str, ...]) -> None:
    room.settings["notice"] = "Not to be handed on without consent."
    *before, name = steps
    room.with_amber(*before, str(room.page(name)), "d", "d")
    assert "Not to be handed on without consent." in room.page(name).read_text()


@pytest.mark.parametrize(("key", "column"), [("1", "scale"), ("2", "item")])
def test_the_table_of_all_clients_has_the_scores_or_the_answers_and_a_codebook_beside_it(
    room: Room, key: str, column: str
) -> None:
    seen = room.work(main("table"), key, str(room.page("all.csv")), "For the yearly report", "d")
    rows = list(csv.DictReader(room.page("all.csv").read_text().splitlines()))
    assert {row["client"] for row in rows} == {AMBER}
    assert all(row[column] for row in rows)
    book = list(csv.DictReader(room.page("all-codebook.csv").read_text().splitlines()))
    assert {row["column"] for row in book} >= set(rows[0])
    assert AMBER not in room.page("all-codebook.csv").read_text()
    assert "What each column and code means is beside it, in all-codebook.csv." in seen.everything
    assert mode(room.page("all.csv")) == mode(room.page("all-codebook.csv")) == 0o600


def test_neither_table_nor_codebook_is_written_where_one_of_them_is_there(room: Room) -> None:
    room.page("all-codebook.csv").write_text("mine")
    seen = room.work(main("table"), "1", str(room.page("all.csv")), "", "d")
    assert seen.everything.count("Not saved:") == 1
    assert not room.page("all.csv").exists()
    assert room.page("all-codebook.csv").read_text() == "mine"


@pytest.mark.parametrize(("setting", "begins"), [("plain", b"client,"), ("excel", b"\xef\xbb\xbfclient,")])
def test_a_table_for_excel_begins_with_a_byte_order_mark(room: Room, setting: str, begins: bytes) -> None:
    room.settings["csv"] = setting
    room.with_amber(do("export"), "3", str(room.page("a.csv")), "", "d", "d")
    assert room.page("a.csv").read_bytes().startswith(begins)
    assert room.page("a-codebook.csv").read_bytes().startswith(begins[:-7] + b"column,")


def test_the_export_of_a_client_is_whole(room: Room) -> None:
    room.with_amber(do("export"), "1", str(room.page("all.json")), "d", "d")
    found = json.loads(room.page("all.json").read_text())
    assert found["client"]["code"] == AMBER
    assert len(found["sittings"]) == len(found["consents"]) == 1
    assert [one["what"] for one in found["audit"]][-1] == AuditAction.COMPLETED


def test_a_fault_in_the_package_that_makes_a_pdf_leaves_the_session_open(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T-10: one sentence, and the prompt for the name stands again."""
    room.page("typst.py").write_text("import os\nos.write(2, b'zzcanaryzz')\nos.abort()\n")
    monkeypatch.syspath_prepend(str(room.root))
    seen = room.with_amber(do("report"), "1", str(room.page("a.pdf")), str(room.page("a.html")), "", "d", "d")
    assert seen.code == Code.DONE
    assert "Not saved: The package that makes a PDF does not work here. Save the page as .html" in seen.everything
    assert [room.page(name).exists() for name in ("a.pdf", "a.html")] == [False, True]


# Retention.


def test_the_days_to_keep_records_are_listed_and_never_acted_on(room: Room) -> None:
    room.with_amber(do("keep-until"), "2026-11-30", "d", "d")
    room.now = Timestamp("2026-12-01T12:00:00Z", 0)
    seen = room.work(main("retention"), "", main("list"), "d")
    assert f"{AMBER}: until 2026-11-30. That day is over." in seen.everything
    assert f"{BIRCH}: no day is set." in seen.everything
    assert "Nothing is erased by itself." in seen.everything
    assert len(room.file().sittings) == 1


def test_a_day_to_keep_records_can_be_changed_kept_and_taken_away(room: Room) -> None:
    seen = room.work(main("retention"), AMBER, "2031-12-31", main("retention"), AMBER, "", "d")
    assert seen.everything.count(f"{AMBER}: until 2031-12-31.") == 3
    assert room.file().client.keep_until == "2031-12-31"
    room.with_amber(do("keep-until"), "None", "d", "d")
    assert room.file().client.keep_until == ""


@pytest.mark.parametrize("day", ["2020-01-01", "2026-11-21", "0001-01-01", "2262-01-01", "9999-12-31"])
def test_a_day_to_keep_records_that_cannot_be_meant_is_asked_again(room: Room, day: str) -> None:
    seen = room.with_amber(do("keep-until"), day, "2031-12-31", "d", "d")
    assert seen.everything.count("Please look again.") == 1
    assert room.file().client.keep_until == "2031-12-31"


# Erasing.


@pytest.mark.parametrize("steps", [("1", AMBER, "1"), ("2", AMBER), ("3",)], ids=["sitting", "client", "all"])
def test_nothing_is_erased_without_the_typed_word(room: Room, steps: tuple[str, ...]) -> None:
    """CLI-16: what would go and what cannot be reached is told before."""
    words = ("", "y", "yes", "delete", "eras")
    seen = room.work(*(step for word in words for step in (main("erase"), *steps, word)), "d")
    for told in ("This would be erased", "Some things are out of reach here", "Nothing was erased."):
        assert seen.everything.count(told) == len(words)
    assert len(room.file().sittings) == 1


@pytest.mark.parametrize("steps", [("1", AMBER, "1"), ("2", AMBER), ("3",)], ids=["sitting", "client", "all"])
def test_a_dry_run_says_what_would_go_and_erases_nothing(room: Room, steps: tuple[str, ...]) -> None:
    """CLI-16: it does not even ask."""

    def dry(context: AppContext, ui: UserInterface) -> int:
        return menu.erase(context, ui, dry_run=True)

    seen = room.run(dry, *UNLOCK, *steps)
    assert seen.code == Code.DONE
    assert "This would be erased" in seen.everything
    assert "Type the word" not in seen.everything
    assert len(room.file().sittings) == 1


def test_one_sitting_can_be_erased(room: Room) -> None:
    """CLI-16: that there was one stays in the trail."""
    room.with_amber(do("erase"), "1", "1", "erase", "d", "d")
    assert room.file().sittings == ()
    assert room.file().entries[-1].what is AuditAction.SITTING_ERASED


def test_one_client_can_be_erased_from_the_menu_of_that_client_and_nobody_else(room: Room) -> None:
    """CLI-16: where everything goes is no row of that menu."""
    seen = room.with_amber(do("erase"), "3", "2", "ERASE", main("list"), "d")
    assert "Please type a number from 1 to 2." in seen.everything
    assert "Sittings: 1. Consents: 1. Notes: 0." in seen.everything
    with room.records() as records:
        assert [one.code for one in records.clients()] == [BIRCH]


def test_everything_can_be_erased_and_the_program_ends(room: Room) -> None:
    """CLI-16: the files are named before."""
    seen = room.work(main("erase"), "3", "erase")
    assert seen.code == Code.DONE
    assert str(room.path) in "".join(line for window in seen.windows for line in window)
    assert list(room.path.parent.iterdir()) == []  # the folder was set: it is the counselor's own


# The trail, and the store.


def test_the_trail_shows_what_was_done_by_whom_without_codes_and_answers(room: Room) -> None:
    seen = room.with_amber(*ALOUD, *NEVER, "d", do("history"), "d", main("audit"), "", "d")
    number = room.file().client.number
    whole = room.library.interface().say("audit-whole")
    assert whole in seen.everything
    shown = seen.everything.partition(whole)[2]
    assert "1. 2026-11-20 09:00 CD: the records were begun" in shown
    assert f"2026-11-22 12:00 KT: finished sitting 2 (client {number})" in shown
    assert f"2026-11-22 12:00 KT: looked at (client {number})" in shown
    assert AMBER not in shown
    assert "Never" not in shown


def test_a_trail_that_was_changed_is_told_and_is_no_success(room: Room) -> None:
    box = EncryptedStore.open(room.path, PASSPHRASE, STEPS)
    with box.writing():
        box.rows("update entry set by = 'ZZ' where number = 2")
    box.close()
    seen = room.run(lambda context, ui: menu.whole(context, ui, "audit"), *UNLOCK, "")
    assert seen.code == Code.LOCKED
    assert "Something was changed from outside. Entries that do not fit: 2" in seen.everything


def test_a_copy_that_is_put_back_is_told_by_the_last_entry(room: Room) -> None:
    """T-21: whoever worked here last knows a later one."""
    older = room.path.read_bytes()
    room.with_amber(do("history"), "d", "d")
    seen = room.run(menu.menu, *UNLOCK, "d")
    assert "Last opened on 2026-11-22 12:00 by KT (entry 8)." in seen.everything
    room.path.write_bytes(older)
    seen = room.run(menu.menu, *UNLOCK, "d")
    assert "Last opened on 2026-11-20 09:00 by CD (entry 6). If somebody worked here after that" in seen.everything


def test_a_clock_that_was_set_back_is_told(room: Room) -> None:
    room.now = Timestamp("2026-11-19T12:00:00Z", 0)
    seen = room.run(menu.menu, *UNLOCK, "d")
    assert "This computer's clock is behind something that is already saved" in seen.everything


def test_a_backup_is_locked_for_its_owner_alone_and_never_over_a_file(room: Room) -> None:
    copy = room.page("copy.store")
    seen = room.work(main("backup"), str(copy), main("backup"), str(copy), "", "d")
    assert seen.everything.count("Not saved:") == 1
    assert mode(copy) == 0o600
    assert b"SQLite" not in copy.read_bytes()[:16]
    with room.records() as records:
        assert [one.what for one in records.trail()].count(AuditAction.BACKED_UP) == 1


def test_a_backup_can_be_put_back(room: Room) -> None:
    """It says how old it is and what would be lost, and needs a word."""
    copy = room.page("copy.store")
    room.work(main("backup"), str(copy), main("open"), AMBER, do("erase"), "2", "erase", "d")
    wrong = (str(room.page("none")), "~nobody-of-this-name/x")
    seen = room.run(restoring.restore, "kt", *wrong, str(copy), PASSPHRASE, "")
    assert "There is no file at" in seen.everything
    assert "The copy is whole. Its last entry is number 7, on 2026-11-22 12:00, by KT." in seen.everything
    assert "which is kept under another name beside it." in seen.everything
    assert "Nothing was changed." in seen.everything
    before = room.path.read_bytes()
    seen = room.run(restoring.restore, "kt", str(copy), PASSPHRASE, "restore")
    assert seen.code == Code.DONE
    assert len(room.file().sittings) == 1
    with room.records() as records:
        assert records.last().what is AuditAction.RESTORED
    assert copy.exists()
    kept = room.path.with_name("clients.store.replaced-1")
    assert f"What it replaced is kept at {kept}".replace(" ", "") in seen.everything.replace(" ", "")
    assert (kept.read_bytes(), mode(kept)) == (before, 0o600)


def test_what_restores_replaced_is_kept_until_somebody_says_otherwise(room: Room) -> None:
    """Each of them; it opens as it did, it is a backup too, and nothing takes its name."""
    copy = room.page("copy.store")
    room.work(main("backup"), str(copy), "d")
    for _ in range(2):
        room.run(restoring.restore, "kt", str(copy), PASSPHRASE, "restore")
    first, second = (room.path.with_name(f"clients.store.replaced-{number}") for number in (1, 2))
    room.work("d")
    assert [first.exists(), second.exists()] == [True, True]
    assert "is one that the store itself uses" in room.work(main("backup"), f"{first}", "", "d").everything
    room.run(restoring.restore, "kt", str(first), PASSPHRASE, "restore")
    with room.records() as records:
        assert AuditAction.BACKED_UP in [one.what for one in records.trail()]
    assert "Nothing was erased." in room.run(restoring.drop_replaced, "").everything
    assert first.exists()
    room.run(restoring.drop_replaced, "erase")
    assert [one.name for one in room.path.parent.iterdir()] == ["clients.store"]
    assert "There is nothing to erase." in room.run(restoring.drop_replaced).everything


def test_a_restore_that_was_killed_before_it_replaced_anything_leaves_one_store(room: Room) -> None:
    """Until the next opening the store has two names; what is written under one would be in both."""
    room.path.with_name("clients.store.replaced-1").hardlink_to(room.path)
    room.run(menu.menu, *UNLOCK, "d")
    assert [one.name for one in room.path.parent.iterdir()] == ["clients.store"]
    assert len(room.file().sittings) == 1


def test_everything_is_erased_with_what_restores_replaced(room: Room) -> None:
    room.path.with_name("clients.store.replaced-1").write_bytes(room.path.read_bytes())
    room.work(main("erase"), "3", "erase")
    assert [*room.path.parent.parent.glob("own/*")] == []


def test_the_passphrase_can_be_changed_by_who_knows_it(room: Room) -> None:
    change, new = main("passphrase"), "seven slow herons"
    seen = room.work(change, WRONG, change, PASSPHRASE, new, new, "d")
    assert "That is not the passphrase." in seen.everything
    assert "From now on, only the new passphrase opens what is saved." in seen.everything
    assert seen.secrets.count("Your current passphrase (not shown), b back, x leave:") == 2
    with pytest.raises(Exception, match="could not be opened"):
        room.run(menu.menu, "kt", PASSPHRASE, PASSPHRASE, PASSPHRASE)
    assert room.run(menu.menu, "kt", new, "d").code == Code.DONE


def test_no_passphrase_is_asked_for_where_it_would_show(bare: Room) -> None:
    bare.own("y", "short", PASSPHRASE, WRONG, PASSPHRASE, PASSPHRASE, "q")
    seen = bare.own("", WRONG, PASSPHRASE, "d")
    assert not any(one in seen.everything for one in (WRONG, PASSPHRASE))
    assert seen.secrets == ["Passphrase (not shown), b back, x leave:"] * 3


def test_b_at_a_passphrase_goes_back_and_nothing_is_made_or_changed(room: Room, bare: Room) -> None:
    for steps in (("y", "b"), ("y", PASSPHRASE, "b")):
        with pytest.raises(WentBack):
            bare.own(*steps)
    with pytest.raises(WentBack):
        room.run(menu.menu, "kt", "b")
    assert not bare.path.with_name("diary.store").exists()
    seen = room.work(main("passphrase"), PASSPHRASE, "b", main("passphrase"), "b", "d")
    assert "From now on, only the new passphrase" not in seen.everything
    locked = room.with_amber(IdleTimeout(), "b", PASSPHRASE, "d", "d")
    assert "That is not the passphrase." in locked.everything  # from the lock there is no way back


# A person's own.


def test_a_person_is_asked_first_and_by_default_nothing_is_kept(bare: Room) -> None:
    """Q-2."""

    def check(context: AppContext, ui: UserInterface) -> int:
        return cli_commands.check(context, ui, "past-month")

    seen = bare.run(check, "", "q")
    assert seen.code == Code.STOPPED
    assert "Nothing is saved unless you type save." in seen.everything
    assert SAY("stopped") in seen.everything
    assert list(bare.root.iterdir()) == []
    seen = bare.run(check, "save", PASSPHRASE, PASSPHRASE, "1", "q")
    assert seen.code == Code.STOPPED_SAVED
    assert SAY("stopped-kept") in seen.everything
    assert [list(one.interview.answers) for one in bare.saved()] == [["robin"]]


@pytest.mark.parametrize("hides", [False, True])
def test_an_entry_of_a_diary_is_looked_at_without_its_answers_where_they_are_hidden(bare: Room, hides: bool) -> None:
    """Q-15."""
    bare.own("y", PASSPHRASE, PASSPHRASE, "1", "2", "1", "", "", "d")
    person = Person(PASSPHRASE, "3", "1", "d")
    person.hides = hides
    assert diary.menu(bare.context, person) == Code.DONE
    assert ("1 of 4 points" in " ".join([person.everything, *person.results])) is not hides


def test_everything_in_a_diary_works_without_initials(bare: Room) -> None:
    """Q-2, Q-11: answer, stop, go on, look again, see it over time, take one away, erase it all."""
    first = bare.own("y", PASSPHRASE, PASSPHRASE, "1", "q", "d")
    assert "Stopped. What you saved is still there." in first.everything
    assert first.code == Code.DONE
    look = ("2", "3", "1")
    seen = bare.own(PASSPHRASE, "1", "1", "2", "1", "", "", "1", *NEVER, "", *look, "4", "2", "delete", "d")
    assert seen.code == Code.DONE
    assert "You left this today" in seen.everything
    assert "2 saved entries" in seen.everything
    assert "Birds, 0 to 4 points" in seen.everything
    assert "How much these scores move by chance is not known." in seen.everything
    assert (
        "Which entry? 1. 2026-11-22 12:00, number 2: Birds of the month 2. 2026-11-22 12:00, number 1"
        in seen.everything
    )
    assert "initials" not in first.everything + seen.everything
    assert [one.number for one in bare.saved()] == [2]
    gone = bare.own(PASSPHRASE, "6", "", "6", "erase")
    assert gone.code == Code.DONE
    assert "Some things are out of reach here" in gone.everything
    assert list(bare.root.iterdir()) == [bare.path.parent]
    assert list(bare.path.parent.iterdir()) == []


def test_an_unfinished_sitting_of_a_diary_can_be_left_alone_or_erased(bare: Room) -> None:
    """Q-11, CLI-16."""
    bare.own("y", PASSPHRASE, PASSPHRASE, "1", "q")
    bare.own(PASSPHRASE, "1", "d", "1", "3", "no", "d")
    assert len(bare.saved()) == 1
    bare.own(PASSPHRASE, "1", "3", "delete", "d")
    assert bare.saved() == ()


def test_what_would_go_is_named_before_its_word_is_asked(bare: Room) -> None:
    """CLI-16: an entry by its row, everything by its file; the word of the one does not do the other."""
    bare.own("y", PASSPHRASE, PASSPHRASE, "1", "q", "d")
    seen = bare.own(PASSPHRASE, "4", "1", "erase", "6", "delete", "d")
    row = "2026-11-22 12:00, number 1: Birds of the month (not finished,"
    asked = seen.everything.partition(SAY("delete-would"))[2]
    assert asked.startswith(f" {row}")
    assert SAY("delete-prompt") in asked
    everything = f"{SAY('erase-would')} {bare.path.with_name('diary.store')} {SAY('erase-prompt')}"
    assert everything.replace(" ", "") in seen.everything.replace(" ", "")  # a long path is broken at the edge
    assert SAY("delete-not") in seen.everything
    assert SAY("erase-not") in seen.everything
    assert len(bare.saved()) == 1


def test_a_diary_that_is_not_there_is_not_made_by_looking(bare: Room) -> None:
    seen = bare.own("n")
    assert seen.code == Code.DONE
    assert "Nothing is saved on this computer yet." in seen.everything
    assert list(bare.root.iterdir()) == []


# `screening erase`.


def erasing(everything: bool) -> Callable[[AppContext, UserInterface], int]:
    """The command, with or without `--all`."""
    return lambda context, ui: diary.erase(context, ui, everything=everything, dry_run=False)


@pytest.mark.parametrize("everything", [False, True])
def test_screening_erase_lists_the_files_and_needs_the_word(
    room: Room, capsys: pytest.CaptureFixture[str], everything: bool
) -> None:
    """CLI-16: the diary; with `--all` the records of clients too. No passphrase is asked for."""
    room.own("y", PASSPHRASE, PASSPHRASE, "1", "q")
    files = [room.diary, *([room.path] if everything else [])]
    assert diary.erase(room.context, None, everything=everything, dry_run=True) == Code.DONE
    assert capsys.readouterr().err.split() == ["This", "would", "be", "erased:", *map(str, files)]
    seen = room.run(erasing(everything), "y")
    assert "Nothing was erased." in seen.everything
    assert all(one.exists() for one in (room.diary, room.path))
    seen = room.run(erasing(everything), "erase")
    assert seen.secrets == []
    assert [one.exists() for one in (room.diary, room.path)] == [False, not everything]


SCATTERED = "".join(random.Random(5).choices(string.ascii_lowercase, k=2000))
ACCENTED = "".join(f"{letter}\u0301" for letter in random.Random(5).choices("aeiouyncs", k=20))


@pytest.mark.parametrize(
    ("passphrase", "taken"),
    [
        (SCATTERED[:11], False), (SCATTERED[:12], True), (ACCENTED[:22], False), (ACCENTED[:24], True),
        (SCATTERED[:1024], True), (SCATTERED[:1025], False), ("", False), ("x" * 12, False),
        ("\N{REPLACEMENT CHARACTER}" + SCATTERED[:12], False),
    ],
)  # fmt: skip
def test_a_new_passphrase_has_12_to_1024_characters_as_they_are_seen(room: Room, passphrase: str, taken: bool) -> None:
    """T-19: it can be read, and it is not easy to guess; there is no other rule."""
    last = passphrase if taken else PASSPHRASE
    person = Person(*([] if taken else [passphrase]), last, last)
    assert saving.new_passphrase(room.context.talk(person), "keep-about") == unicodedata.normalize("NFC", last)
    assert len(person.secrets) == (2 if taken else 3)
