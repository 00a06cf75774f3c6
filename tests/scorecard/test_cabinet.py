"""The hand-over and the lock in a real terminal: no way out leads past the passphrase, and nothing is left to read."""

from __future__ import annotations

import random
import signal
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from screening.loading.library import Library
from screening.system.process import Code
from tests.counselors import AMBER, BIRCH, PASSPHRASE, WRONG, content, do, main, prepared
from tests.scorecard.asking import PLAIN, Place
from tests.scorecard.saving import PASSPHRASE as DIARY_PASSPHRASE
from tests.scorecard.saving import diary, opened
from tests.scorecard.saving import prepared as prepared_diary
from tests.terminals import PROGRAM, Terminal, Tmux, assert_left_well, screen, until

MENU = "x leave:"
BACK = "Your counsellor's passphrase (not shown):"
THANKS = "Thank you. Please give the keyboard back to your counsellor."
QUESTION = "Question 1 of 20"
READY = "ready> "


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A store with two clients."""
    folder = tmp_path_factory.mktemp("made")
    return prepared(folder / "own" / "clients.store", Library(content(folder / "questions"))).read_bytes()


@pytest.fixture
def path(place: Place, store: bytes) -> Path:
    """The store, laid down where the program looks for it."""
    found = place.home / ".local" / "share" / "screening" / "clients.store"
    found.parent.mkdir(parents=True, mode=0o700)
    found.parent.chmod(0o700)
    found.write_bytes(store)
    found.chmod(0o600)
    return found


class Counselor:
    """Somebody who types in tmux and looks before each line."""

    def __init__(self, tmux: Tmux) -> None:
        self.tmux = tmux

    def sees(self, text: str) -> None:
        """Wait until the last lines in the window hold this."""
        until(lambda: text in " ".join(self.tmux.window.split()), f"{text!r} in:\n{self.tmux.window}")

    def says(self, line: str, then: str) -> None:
        """Type a line, and wait for what it leads to."""
        self.tmux.line(line)
        self.sees(then)

    def picks(self, row: str, then: str) -> None:
        """Pick a row of a menu by its number."""
        self.tmux.type(row)
        self.tmux.type("Enter")
        self.sees(then)


@pytest.fixture
def counselor(place: Place, path: Path) -> Iterator[Counselor]:
    """At the main menu, in the usual window; the codes of all clients were shown."""
    assert path.exists()
    with Tmux(place.environment(PS1=READY), place.root) as tmux:
        someone = Counselor(tmux)
        someone.sees(READY.strip())
        someone.says(f"{PROGRAM} client", "initials")
        someone.says("kt", "Passphrase (not shown)")
        someone.says(PASSPHRASE, "What would you like to do?")
        someone.picks(main("list"), BIRCH)
        someone.says("", "What would you like to do?")
        yield someone


def hand_over(counselor: Counselor, *keys: str) -> None:
    """Up to the client's first question; these keys are typed at the page that says to give the keyboard away."""
    counselor.picks(main("open"), "Client code,")
    counselor.says(AMBER, "1 New sitting")
    counselor.picks(do("sit"), "which questionnaire?")
    counselor.picks("2", "how are the questions answered?")
    counselor.picks("1", "Is an interpreter helping?")
    counselor.says("n", "Enter when the client is ready")
    counselor.tmux.type(*keys)
    counselor.says("", QUESTION)
    counselor.sees("x leave:")


def assert_nothing_of_the_counselor(counselor: Counselor) -> None:
    """Neither in the window nor in what was scrolled off it."""
    for secret in (AMBER, BIRCH, "Client", "KT", PASSPHRASE, WRONG, "ready>"):
        assert secret not in counselor.tmux.everything


@pytest.mark.parametrize("keys", [("x", "Enter"), ("q", "Enter"), ("C-c",), ("C-d",), ("1", "Enter", "x", "Enter")])
def test_every_way_out_of_a_hand_over_leads_to_the_passphrase(counselor: Counselor, keys: tuple[str, ...]) -> None:
    """Q-17, T-33, T-34: the window and what can be scrolled back to are cleared, and no key leads on from there."""
    hand_over(counselor)
    assert_nothing_of_the_counselor(counselor)
    counselor.tmux.type(*keys)
    counselor.sees(BACK)
    assert_nothing_of_the_counselor(counselor)
    assert QUESTION not in counselor.tmux.everything
    counselor.tmux.type("x", "Enter", "C-c", "C-c", "C-z", "C-\\", *["C-d"] * 60)
    counselor.says(WRONG, "That is not the passphrase.")
    assert counselor.tmux.window.strip().splitlines()[0] == THANKS
    assert_nothing_of_the_counselor(counselor)
    counselor.says(PASSPHRASE, f"Client {AMBER}: sitting 2 is not finished.")
    assert BIRCH not in counselor.tmux.everything
    assert QUESTION not in counselor.tmux.everything


def test_ctrl_z_does_nothing_in_a_hand_over(counselor: Counselor) -> None:
    """Q-17: nor does the key that ends a program with a core dump; neither before the first question."""
    hand_over(counselor, "C-z", "C-\\")
    counselor.tmux.type("C-z")
    counselor.tmux.type("C-\\")
    counselor.says("1", "Question 2 of ")
    assert_nothing_of_the_counselor(counselor)


KEYS = (
    "b\r", "back\r", "x\r", "q\r", "exit\r", "\r", "1\r", "s\r", "h\r", "?\r", "p\r", "save\r", "\x03", "\x04", "\x1a",
    "\x1c", "\x1b", "\x1b[A", "\x1b[6~",
)  # fmt: skip


@pytest.mark.parametrize("ui", [(), PLAIN], ids=["terminal", "plain"])
def test_a_storm_of_keys_from_the_hand_over_on_shows_no_record(place: Place, path: Path, ui: tuple[str, ...]) -> None:
    """Q-17, T-33: from the page on that says to give the keyboard away."""
    assert path.exists()
    order = random.Random(17)
    with place.open([PROGRAM, "client", *ui]) as terminal:
        open_plain(terminal)
        to_hand_over(terminal)
        before = len(terminal.seen)
        for _ in range(200):
            terminal.send(order.choice(KEYS))
            terminal.read(order.choice((0, 0, 0.01, 0.05)))
        until(lambda: not terminal.read(0.5), "a pause")
        shown = terminal.seen[before:].decode("utf-8", "replace")
        assert [secret for secret in (AMBER, BIRCH, "like to do", "New sitting") if secret in shown] == []
        assert terminal.process.poll() is None


def test_a_client_who_answers_everything_sees_no_result(counselor: Counselor) -> None:
    """Q-17, T-34: what was answered is gone from the window before the passphrase is asked for."""
    hand_over(counselor)
    for _ in range(40):
        before = counselor.tmux.everything
        line = "g" if "g go on" in last(before) else "" if "when you are done" in last(before) else "s"
        counselor.tmux.line(line)
        until(partial(asks_anew, counselor.tmux, before), "the next prompt")
        if not line:
            break
    counselor.sees(BACK)
    assert "Question" not in counselor.tmux.everything
    assert_nothing_of_the_counselor(counselor)
    counselor.says(PASSPHRASE, "Answers to look at first")
    assert "Question 1" not in counselor.tmux.everything


def last(text: str) -> str:
    """The last line in the window."""
    return text.rstrip().rpartition("\n")[2]


def asks_anew(tmux: Tmux, before: str) -> bool:
    """Whether something else is shown now, and the last line is a prompt."""
    return tmux.everything != before and last(tmux.everything).endswith(":")


def test_nothing_of_a_passphrase_is_echoed(place: Place, path: Path) -> None:
    """T-34: neither at the start nor at a hand-over; Ctrl-Z there is no part of what was typed."""
    assert path.exists()
    with place.open([PROGRAM, "client", "--plain"]) as terminal:
        open_plain(terminal)
        to_question(terminal)
        terminal.line("x")
        terminal.wait_for(BACK)
        assert not terminal.echoes
        terminal.line(b"\x1a" + WRONG.encode())
        terminal.wait_for("That is not the passphrase.", BACK)
        terminal.line(b"\x1a" + PASSPHRASE.encode())
        terminal.wait_for("is not finished.", MENU)
        terminal.line("x")
        assert_left_well(terminal, Code.DONE)
        assert WRONG not in terminal.text
        assert PASSPHRASE not in terminal.text


def test_who_stops_with_ctrl_c_is_told_how_to_go_on_with_the_clients(place: Place, path: Path) -> None:
    """Not with a diary, which a counselor may never have had."""
    assert path.exists()
    with place.open([PROGRAM, "client", "--plain"]) as terminal:
        open_plain(terminal)
        terminal.send("\x03")
        terminal.wait_for("To go on at any time: screening client")
        assert_left_well(terminal, -signal.SIGINT)
    assert "screening diary" not in terminal.text


@pytest.mark.parametrize("where", ["question", "passphrase"])
def test_closing_the_window_in_a_hand_over_ends_the_program(place: Place, path: Path, where: str) -> None:
    """Q-17: what was answered stays, and nobody comes to the shell by it."""
    with place.open([PROGRAM, "client", "--plain"]) as terminal:
        open_plain(terminal)
        to_question(terminal)
        if where == "passphrase":
            terminal.line("x")
            terminal.wait_for(BACK)
        terminal.close()
        until(lambda: terminal.process.poll() is not None, "the end")
        assert terminal.process.returncode == 129
    assert path.exists()


def test_where_hang_ups_are_ignored_too_the_program_ends_with_its_window(place: Place, path: Path) -> None:
    """Q-17: nobody waits for ever for a passphrase that nobody can type."""
    assert path.exists()
    with place.open(["bash", "-c", f"trap '' HUP; exec {PROGRAM} client --plain"]) as terminal:
        open_plain(terminal)
        to_question(terminal)
        terminal.line("x")
        terminal.wait_for(BACK)
        terminal.close()
        until(lambda: terminal.process.poll() is not None, "the end")
        assert terminal.process.returncode in (Code.STOPPED_SAVED, Code.INTERNAL)


def open_plain(terminal: Terminal, then: str = "What would you like to do?") -> None:
    """The main menu, in plain lines, or what a single command asks first."""
    terminal.wait_for("initials", MENU)
    terminal.line("kt")
    terminal.wait_for("Passphrase (not shown)")
    terminal.line(PASSPHRASE)
    terminal.wait_for(then, MENU)


def to_hand_over(terminal: Terminal) -> None:
    """Up to the page that says to give the keyboard away."""
    for line, then in (
        (main("open"), "Client code"), (AMBER, f"Client {AMBER}"), (do("sit"), "which questionnaire?"),
        ("2", "how are the questions answered?"), ("1", "interpreter"), ("n", "Enter when the client is ready"),
    ):  # fmt: skip
        terminal.line(line)
        terminal.wait_for(then, ":")


def to_question(terminal: Terminal) -> None:
    """A hand-over, in plain lines."""
    to_hand_over(terminal)
    terminal.line()
    terminal.wait_for(QUESTION, ":")


@pytest.mark.parametrize("ui", [(), PLAIN], ids=["terminal", "plain"])
def test_where_nobody_types_the_cabinet_locks(place: Place, path: Path, ui: tuple[str, ...]) -> None:
    """T-33: the window is cleared, and the passphrase leads back to the main menu. The alarm comes early here."""
    assert path.exists()
    with place.open([PROGRAM, "client", *ui]) as terminal:
        open_plain(terminal)
        terminal.signal(signal.SIGALRM)
        terminal.wait_for("Locked. Only the passphrase opens it.", "Passphrase (not shown)")
        cleared = "\r\n" * 24 if ui else "\x1b[2J\x1b[3J\x1b[H"
        assert cleared in terminal.text.partition("Locked.")[0][-60:]
        assert not terminal.echoes
        terminal.line(PASSPHRASE)
        terminal.wait_for("What would you like to do?", MENU)
        terminal.send("\x03")
        assert_left_well(terminal, -signal.SIGINT)
        assert PASSPHRASE not in terminal.text


def test_where_the_client_does_not_type_the_keyboard_goes_back(place: Place, path: Path) -> None:
    """Q-17, T-33."""
    assert path.exists()
    with place.open([PROGRAM, "client", "--plain"]) as terminal:
        open_plain(terminal)
        to_question(terminal)
        terminal.wait_for("x leave:")  # only then is there an alarm to wait for
        terminal.signal(signal.SIGALRM)
        terminal.wait_for(BACK)
        terminal.line(PASSPHRASE)
        terminal.wait_for("is not finished.", MENU)
        terminal.line("x")
        assert_left_well(terminal, Code.DONE)


# Menus and lists.


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (200, 50), (40, 12)])
def test_a_long_list_of_sittings_can_be_read_and_picked_from(place: Place, path: Path, columns: int, rows: int) -> None:
    """A-6: typed numbers where there are more rows than the arrow keys have letters for, or than fit the window."""
    with opened(path, PASSPHRASE) as records:
        client = records.client(AMBER)
        assert client is not None
        for _ in range(19):
            records.begin(client, "past-month")
    with place.open([PROGRAM, "client", "resume"], columns=columns, rows=rows) as terminal:
        for prompt, line in (("initials", "kt"), ("(not shown)", PASSPHRASE), ("Client code", AMBER)):
            terminal.wait_for(prompt, ">" if columns == 40 and line != PASSPHRASE else "leave:")
            terminal.line(line)
        terminal.wait_for("which sitting goes on?")
        terminal.wait_for("leave:")
        for _ in range(19):
            if "Sitting 2," in terminal.text:
                break
            terminal.line("+")
            terminal.wait_for("leave:")
        assert "Sitting 2," in terminal.text
        terminal.line("19")
        terminal.wait_for("Go on where it stopped")
        terminal.send("\x03")
        assert_left_well(terminal, -signal.SIGINT)


def test_in_a_discreet_run_what_is_said_before_a_menu_can_be_read(place: Place) -> None:
    """Q-11, Q-15: the next screen would take it away."""
    prepared_diary(diary(place), answers=1)
    with place.open([PROGRAM, "diary", "--discreet"]) as terminal:
        terminal.wait_for("Passphrase (not shown)")
        terminal.line(DIARY_PASSPHRASE)
        terminal.wait_for("d done, x leave:")
        terminal.line("1")
        terminal.wait_for("Delete it", "x leave:")
        assert "1 of up to 12 questions are answered." in " ".join(" ".join(screen(terminal).display).split())
        terminal.line("3")
        terminal.wait_for("the word delete")
        terminal.line("no")
        terminal.wait_for("Change the passphrase", "x leave:")
        assert screen(terminal).display[0].startswith("Nothing was deleted.")
        terminal.send("\x03")
        terminal.ended()


# The lock, with a colleague in another process.


def listed(place: Place) -> int:
    """The exit code of a colleague's script, which opens the records in a process of its own."""
    done = subprocess.run(
        ["bash", "-c", f"{PROGRAM} client list --passphrase-fd 3 --initials CD 3< <(printf '%s\\n' '{PASSPHRASE}')"],
        env=place.environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return done.returncode


@pytest.mark.parametrize("ui", [(), PLAIN], ids=["terminal", "plain"])
def test_a_locked_window_lets_a_colleague_work_and_a_sitting_does_not(
    place: Place, path: Path, ui: tuple[str, ...]
) -> None:
    """L7: two processes on one store."""
    assert path.exists()
    with place.open([PROGRAM, "client", *ui]) as terminal:
        open_plain(terminal)
        assert listed(place) == Code.LOCKED
        terminal.signal(signal.SIGALRM)
        terminal.wait_for("Locked. Only the passphrase opens it.", "Passphrase (not shown)")
        assert listed(place) == Code.DONE
        terminal.line(PASSPHRASE)
        terminal.wait_for("Somebody has worked with the records", MENU)
        assert listed(place) == Code.LOCKED
        terminal.send("\x03")
        assert_left_well(terminal, -signal.SIGINT)


@pytest.mark.parametrize("ui", [(), PLAIN], ids=["terminal", "plain"])
def test_what_was_typed_of_a_note_is_there_after_the_lock(place: Place, path: Path, ui: tuple[str, ...]) -> None:
    """Also the line that was not finished when the alarm came; and none of it is left to the shell."""
    assert path.exists()
    with place.open([PROGRAM, "client", "note", *ui], told={"SCREENING_NOTES": "on"}) as terminal:
        open_plain(terminal, "Client code")
        terminal.line(AMBER)
        terminal.wait_for("Write a note", MENU)
        terminal.line("1")
        terminal.wait_for("what is the note about?", MENU)
        terminal.line("1")
        terminal.wait_for("Next line")
        terminal.line("Came late.")
        terminal.wait_for("Came late", "Next line")
        terminal.send("Left ear")
        terminal.wait_for("ear")
        terminal.signal(signal.SIGALRM)
        terminal.wait_for("Locked.", "Passphrase (not shown)")
        terminal.line(PASSPHRASE)
        terminal.wait_for("Client code")
        terminal.line(AMBER)
        terminal.wait_for("You began a note", "Next line")
        terminal.line("")
        assert_left_well(terminal, Code.DONE)
    with opened(path, PASSPHRASE) as records:
        client = records.client(AMBER)
        assert client is not None
        assert [note.text for note in records.notes(client)] == ["Came late.\nLeft ear"]


def test_before_the_records_are_open_the_alarm_ends_nothing(place: Place, path: Path) -> None:
    """T-14: the passphrase that is typed next does not reach the shell."""
    assert path.exists()
    with place.open([PROGRAM, "client"]) as terminal:
        terminal.wait_for("initials", "leave:")
        terminal.line("kt")
        terminal.wait_for("Passphrase (not shown)")
        terminal.signal(signal.SIGALRM)
        terminal.wait_for("initials", "leave:")
        assert terminal.process.poll() is None
        terminal.line("x")
        assert_left_well(terminal, Code.DONE)
