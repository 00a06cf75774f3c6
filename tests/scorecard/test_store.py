"""Score card 18 to 21 and 34 to 36 where answers are saved: the folder, the file, its lock, its passphrase."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import string
import subprocess
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from screening.errors import ScreeningError
from screening.records.page_keys import PAGE
from screening.records.store_files import BUSY, LOCKED
from tests.scorecard.asking import (
    ALL_INTERFACES,
    PLAIN,
    QUIZ,
    Place,
    answer,
    asks,
    typed,
    whole_run,
    words,
)
from tests.scorecard.saving import (
    AGAIN,
    ASKED,
    NEW,
    NOTE,
    PASSPHRASE,
    SAY,
    answered_now,
    as_stranger,
    assert_private,
    assert_saved,
    begin_saving,
    choose,
    content,
    diary,
    folder,
    give_away,
    go_on,
    in_front,
    opened,
    prepared,
    saved_well,
    told,
    unlock,
)
from tests.terminals import PROGRAM, Terminal, assert_left_well, files_in, until

OTHER = "nine okapi jigsaw brunch"


@pytest.fixture
def open_place() -> Iterator[Place]:
    """A place that other users can reach too, and that is the stranger's own where root acts as one."""
    root = Path(tempfile.mkdtemp(prefix="place-"))
    root.chmod(0o755)
    try:
        found = Place(root)
        give_away(root)
        yield found
    finally:
        shutil.rmtree(root)


# Case 18: where nothing can be saved.


@pytest.mark.parametrize("first", [["check"], ["check", str(QUIZ), "--plain"]], ids=["signs", "quiz"])
@pytest.mark.parametrize("why", ["no-home", "read-only", "a-file"])
def test_case_18_where_nothing_can_be_saved_the_first_screen_says_so(
    open_place: Place, why: str, first: list[str]
) -> None:
    """Case 18, L5: keeping nothing is offered, on the first screen and not after 12 questions."""
    around: dict[str, str | None] = {}
    if why == "no-home":
        around["HOME"] = "/nonexistent"
    elif why == "read-only":
        open_place.home.chmod(0o500)
    else:
        (open_place.home / ".local").mkdir(0o700)
        (open_place.home / ".local" / "share").write_text("theirs")
        give_away(open_place.home)
    before = content(open_place.root)
    with open_place.open([*as_stranger(), PROGRAM, *first], told=around) as terminal:
        terminal.wait_for(SAY("begin-prompt-unkept"))
        assert SAY("cannot-keep", folder=folder(open_place)) in words(terminal)
        terminal.line()
        terminal.wait_for("Question 1 of", "x leave:")
        terminal.send("q\r\r")
        assert_left_well(terminal, 4)
    assert content(open_place.root) == before


@pytest.mark.parametrize("why", ["no-home", "read-only", "a-file"])
def test_case_18_who_wants_to_save_all_the_same_is_told_where_and_how_to_mend_it(open_place: Place, why: str) -> None:
    """Case 18: exit 8, one sentence with the path, before a passphrase is asked for in vain."""
    around: dict[str, str | None] = {}
    where = open_place.home / "records"
    if why == "no-home":
        around["HOME"] = "/nonexistent"
        where = Path("/nonexistent/.local/share/screening")
    else:
        around["SCREENING_FOLDER"] = str(where)
    if why == "read-only":
        open_place.home.chmod(0o500)
    elif why == "a-file":
        where.write_text("theirs")
        give_away(where)
    command = [*as_stranger(), PROGRAM, "diary", "--plain"]
    with open_place.open(command, told=around) as terminal:
        terminal.wait_for("y yes, n no")
        terminal.line("y")
        assert_left_well(terminal, 8)
        said = words(terminal)
        assert f"{where} " in said
        assert "SCREENING_FOLDER" in said.rpartition(str(where))[2]
        assert NEW not in terminal.text


def test_case_18_a_folder_of_somebody_else_is_not_used(place: Place) -> None:
    """Case 18, T-7: exit 8, the path and the way to mend it; nothing was put there."""
    theirs = place.home / "records"
    theirs.mkdir(mode=0o777)
    if os.geteuid() == 0:
        os.chown(theirs, 12345, 12345)
    else:
        theirs = Path("/")
    with place.ask(*PLAIN, told={"SCREENING_FOLDER": str(theirs)}) as terminal:
        terminal.wait_for("x leave:")
        terminal.line("save")
        assert_left_well(terminal, 8)
        assert f"{theirs} belongs to somebody else. Another place can be set as SCREENING_FOLDER." in words(terminal)
    assert files_in(place.home) == ([theirs] if os.geteuid() == 0 else [])


@pytest.mark.parametrize("exists", [False, True], ids=["new", "store-in-it"])
def test_case_18_a_folder_that_others_can_write_to_is_not_used(place: Place, exists: bool) -> None:
    """Case 18, T-7: exit 8 and the command that mends it; after that command it is used."""
    where = place.home / "records"
    where.mkdir()
    if exists:
        prepared(where / "diary.store", answers=4)
    where.chmod(0o777)
    before = content(where)
    with place.ask(*PLAIN, told={"SCREENING_FOLDER": str(where)}) as terminal:
        terminal.wait_for("x leave:")
        terminal.line("save")
        assert_left_well(terminal, 8)
        mend = f"chmod 700 {where}"
        assert words(terminal).endswith(f"Others can write to {where}. Take that right away: {mend}")
    assert content(where) == before
    subprocess.run(["bash", "-c", mend], check=True)
    with place.ask(*PLAIN, told={"SCREENING_FOLDER": str(where)}) as terminal:
        go_on(terminal, 4) if exists else begin_saving(terminal)
        terminal.line("x")
        assert_left_well(terminal, 0)


# Case 19.


@pytest.mark.parametrize("user", ["as-root", "as-stranger"])
@pytest.mark.parametrize("umask", ["000", "022", "777"])
def test_case_19_whatever_the_umask_says_only_the_owner_can_read_what_is_saved(
    open_place: Place, umask: str, user: str
) -> None:
    """Case 19, T-7: files 0600, folders 0700 at each level that was made, also while it runs and when it is opened."""
    if user == "as-root":
        os.chown(open_place.home, os.geteuid(), os.getegid())
    command = as_stranger() if user == "as-stranger" else []
    script = f"umask {umask}; exec {' '.join(command)} {PROGRAM} check {QUIZ} --plain"
    made = [folder(open_place).parent.parent, folder(open_place).parent, folder(open_place)]
    with open_place.open(["bash", "-c", script]) as terminal:
        begin_saving(terminal)
        answer(terminal, 5)
        journal = diary(open_place).with_name("diary.store-journal")
        assert sorted(files_in(open_place.home)) == sorted([*made, diary(open_place), journal])
        assert_private(*files_in(open_place.home))
        terminal.send("q\r\r")
        assert_left_well(terminal, 3)
    with open_place.open(["bash", "-c", script]) as terminal:
        go_on(terminal, 4)
        assert_private(*files_in(open_place.home))
        terminal.send("q\r\r")
        assert_left_well(terminal, 3)
    assert sorted(files_in(open_place.home)) == sorted([*made, diary(open_place)])
    assert_private(*files_in(open_place.home))


# Case 20.

LINKS: dict[str, Callable[[Place, Path], None]] = {
    "folder": lambda place, victim: _link(folder(place), victim),
    "broken-folder": lambda place, _: _link(folder(place), place.home / "nowhere"),
    "store": lambda place, victim: _link(diary(place), victim),
    "broken-store": lambda place, _: _link(diary(place), place.home / "nowhere"),
    "other-store": lambda place, _: _link(diary(place), prepared(place.home / "theirs" / "diary.store")),
    "journal": lambda place, victim: _link(prepared(diary(place)).with_name("diary.store-journal"), victim),
}


def _link(path: Path, to: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.symlink_to(to)


@pytest.mark.parametrize("kind", LINKS)
def test_case_20_a_link_in_the_place_of_records_is_refused(place: Place, kind: str) -> None:
    """Case 20, T-26: exit 5 or 8 in one sentence, and what stands behind the link is as it was.

    A folder that is a link is told on the first screen, and saving is not offered.
    """
    victim = place.home / "victim"
    victim.write_bytes(b"theirs" * PAGE)
    victim.chmod(0o600)
    LINKS[kind](place, victim)
    before = content(place.root)
    with place.ask(*PLAIN) as terminal:
        terminal.wait_for("x leave:")
        in_folder = kind.endswith("folder")
        assert (SAY("cannot-keep") in words(terminal)) == in_folder
        terminal.line("q" if in_folder else "save")
        while not ended(terminal):
            if ASKED in terminal.since:
                terminal.wait_for(ASKED)
                terminal.line(PASSPHRASE)
        assert terminal.ended() in ((4,) if in_folder else (5, 8))
        assert_left_well(terminal, terminal.ended())
    assert content(place.root) == before


@pytest.mark.parametrize("kind", ["store", "broken-store", "other-store", "journal"])
def test_case_20_erasing_takes_the_link_away_and_not_what_it_leads_to(place: Place, kind: str) -> None:
    """Case 20, case 39: the other file unchanged."""
    victim = place.home / "victim"
    victim.write_text("theirs")
    LINKS[kind](place, victim)
    theirs = {path: text for path, text in content(place.root).items() if str(folder(place)) not in path}
    with place.open([PROGRAM, "erase"]) as terminal:
        until(lambda: asks(terminal), "the word")
        terminal.line("erase")
        assert_left_well(terminal, 0)
    assert content(place.root) == theirs


# Case 21.


@ALL_INTERFACES
def test_case_21_the_second_of_two_runs_is_told_at_once(place: Place, ui: tuple[str, ...]) -> None:
    """Case 21, L7: exit 5 before a passphrase is asked for; after the first is killed the second gets in."""
    with place.ask(*ui) as first:
        begin_saving(first)
        answer(first, 5)
        for command in ([PROGRAM, "check", str(QUIZ), *ui], [PROGRAM, "diary", *ui]):
            with place.open(command) as second:
                if "check" in command:
                    second.wait_for("x leave:")
                    second.line("save")
                assert_left_well(second, 5)
                assert BUSY in words(second)
                assert ASKED not in second.text
        first.line(NOTE)
        first.wait_for("Question 6 of 12", "x leave:")
        first.signal(signal.SIGKILL)
        first.ended()
    assert answered_now(place) == 5


def test_case_21_the_lock_does_not_outlive_a_run_that_was_stopped(place: Place) -> None:
    """Case 21, L7: while it is stopped it holds the record; once it has ended nothing is left of the lock."""
    with place.ask(*PLAIN) as first:
        begin_saving(first)
        first.signal(signal.SIGSTOP)
        until(lambda: first.state == "T", "the stop")
        with place.ask(*PLAIN) as second:
            second.wait_for("x leave:")
            second.line("save")
            assert_left_well(second, 5)
        first.signal(signal.SIGCONT)
        first.line("q")
        saved_well(place, first, 3)
    assert answered_now(place) == 0


def test_case_21_two_that_begin_at_the_same_time_make_one_store(place: Place) -> None:
    """Case 21: both are asked for a new passphrase; who comes second is refused, and the first one's answers stay."""
    with place.ask(*PLAIN) as first, place.ask(*PLAIN) as second:
        for terminal in (first, second):
            terminal.wait_for("x leave:")
            terminal.line("save")
            terminal.wait_for(NEW)
            terminal.line(PASSPHRASE if terminal is first else OTHER)
            terminal.wait_for(AGAIN)
        first.line(PASSPHRASE)
        first.wait_for("Question 1 of 12", "x leave:")
        second.line(OTHER)
        assert second.ended() in (5, 8)
        assert_left_well(second, second.ended())
        answer(first, 4)
        first.line("q")
        saved_well(place, first, 3)
    assert answered_now(place) == 3


# Case 34.


def refused_well(terminal: Terminal, passphrase: str = PASSPHRASE) -> None:
    """Exit 5 with the one message, after a passphrase as often as it is asked for."""
    terminal.wait_for("x leave:")
    terminal.line("save")
    tries = 0
    while tries < 3:
        until(lambda: ended(terminal) or ASKED in terminal.since, "a prompt, or the end")
        if ended(terminal):
            break
        terminal.wait_for(ASKED)
        terminal.line(passphrase)
        tries += 1
        until(lambda: ended(terminal) or LOCKED in words(terminal, terminal.since), "an answer to the passphrase")
    assert_left_well(terminal, 5)
    assert words(terminal).count(LOCKED) == max(tries, 1)
    assert words(terminal).endswith(LOCKED)
    assert passphrase not in terminal.text


def ended(terminal: Terminal) -> bool:
    """Whether the program has ended, and all that it wrote has been read."""
    return not terminal.read(0.02) and terminal.process.poll() is not None


def flipped(path: Path, at: int) -> None:
    """Change one bit of one byte."""
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def swapped(path: Path, one: int, other: int) -> None:
    """Change the places of two pages, counted from 1."""
    data = path.read_bytes()
    pages = [data[at : at + PAGE] for at in range(0, len(data), PAGE)]
    pages[one - 1], pages[other - 1] = pages[other - 1], pages[one - 1]
    path.write_bytes(b"".join(pages))


def test_case_34_a_wrong_passphrase_gets_one_message_three_times(place: Place) -> None:
    """Case 34, T-17: exit 5, and not one byte of the file is another."""
    before = prepared(diary(place), answers=4).read_bytes()
    with place.ask(*PLAIN) as terminal:
        refused_well(terminal, OTHER)
    assert diary(place).read_bytes() == before
    assert_saved(place)
    assert answered_now(place) == 4


CHANGES: dict[str, Callable[[Path], object]] = {
    "first-byte": lambda path: flipped(path, 0),
    "header": lambda path: flipped(path, 60),
    "first-mac": lambda path: flipped(path, PAGE - 1),
    "cut-to-a-page": lambda path: os.truncate(path, PAGE),
    "cut-by-a-page": lambda path: os.truncate(path, path.stat().st_size - PAGE),
    "cut-in-a-page": lambda path: os.truncate(path, path.stat().st_size - 1),
    "emptied": lambda path: os.truncate(path, 0),
    "longer": lambda path: path.write_bytes(path.read_bytes() + bytes(PAGE)),
    "first-pages-swapped": lambda path: swapped(path, 1, 2),
    "another-store": lambda path: shutil.copy(prepared(path.parent.parent / "two" / "o.store", OTHER), path),
    "not-a-store": lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(2 * PAGE - 16)),
    "noise": lambda path: path.write_bytes(bytes(range(256)) * 64),
}


@pytest.mark.parametrize("change", CHANGES)
def test_case_34_a_changed_file_gets_the_same_message_and_stays_as_it_is(place: Place, change: str) -> None:
    """Case 34, T-17, T-18: exit 5; we do not say whether it was the passphrase, a byte, a cut or another file."""
    prepared(diary(place), answers=4)
    CHANGES[change](diary(place))
    shutil.rmtree(diary(place).parent.parent / "two", ignore_errors=True)
    before = diary(place).read_bytes()
    with place.ask(*PLAIN) as terminal:
        refused_well(terminal)
    assert diary(place).read_bytes() == before
    assert_private(*files_in(place.home / ".local"))


def test_case_34_a_changed_page_is_noticed_by_whoever_reads_it_first(place: Place) -> None:
    """Case 34: each page in turn; what is read is either as it was written or refused. Three of them by the program."""
    whole = prepared(diary(place), answers=8).read_bytes()
    refused = []
    for page in range(2, len(whole) // PAGE + 1):
        flipped(diary(place), (page - 1) * PAGE + 100 * page % PAGE)
        said = read(diary(place))
        if said == LOCKED:
            refused.append(page)
        else:
            assert said == f"8 answers; Page {page} was changed."
        diary(place).write_bytes(whole)
    assert len(refused) >= 3
    for page in (refused[0], refused[len(refused) // 2], refused[-1]):
        flipped(diary(place), page * PAGE - 1)
        with place.ask(*PLAIN) as terminal:
            refused_well(terminal)
        assert answers_after_mending(diary(place), page) == 8
        diary(place).write_bytes(whole)


def read(path: Path) -> str:
    """How many answers are there, and what the look at every page finds; or the message where it is refused."""
    try:
        with opened(path) as records:
            (sitting,) = records.sittings(records.person())
            assert records.broken() == []
            faults = [one for one in records.store.faults() if one.startswith("Page")]
            return f"{len(sitting.interview.said)} answers; {' '.join(faults)}"
    except ScreeningError as error:
        return str(error)


def answers_after_mending(path: Path, page: int) -> int:
    """How many answers are there once the bit is flipped back: a refusal has made nothing worse."""
    flipped(path, page * PAGE - 1)
    with opened(path) as records:
        assert records.store.faults() == []
        (sitting,) = records.sittings(records.person())
        return len(sitting.interview.said)


@pytest.mark.parametrize(("one", "other"), [(2, 3), (4, 8), (3, 11)])
def test_case_34_two_pages_that_changed_places_are_noticed(place: Place, one: int, other: int) -> None:
    """Case 34, T-17: each page is bound to its place in the file."""
    prepared(diary(place), answers=8)
    swapped(diary(place), one, other)
    with place.ask(*PLAIN) as terminal:
        refused_well(terminal)


# Case 35.

LONGEST = "".join(random.Random(35).choices(string.ascii_lowercase, k=1024))
CAFE = "the café à la crème"


@pytest.mark.parametrize(
    ("made", "typed_later", "opens"),
    [
        (unicodedata.normalize("NFC", CAFE), unicodedata.normalize("NFD", CAFE), True),
        (unicodedata.normalize("NFD", CAFE), unicodedata.normalize("NFC", CAFE), True),
        (f"{PASSPHRASE} ", PASSPHRASE, False),
        (PASSPHRASE, f"{PASSPHRASE} ", False),
        (f" {PASSPHRASE}", f" {PASSPHRASE}", True),
        ("heron 🐦 heron 🐦", "heron 🐦 heron 🐦", True),
        ("苍鹭在池塘边慢慢地走来走去", "苍鹭在池塘边慢慢地走来走去", True),
        (LONGEST, LONGEST, True),
    ],
    ids=["composed", "decomposed", "blank-left-out", "blank-added", "blank-first", "emoji", "chinese", "longest"],
)
@pytest.mark.parametrize("language", ["C.UTF-8", "C"])
def test_case_35_what_counts_in_a_passphrase(
    place: Place, made: str, typed_later: str, opens: bool, language: str
) -> None:
    """Case 35, T-19: two Unicode forms are one, a blank counts, any script will do; and nothing of it is shown."""
    with place.ask(*PLAIN, told={"LANG": language, "SCREENING_REGION": "CA"}) as terminal:
        begin_saving(terminal, made)
        answer(terminal, 4)
        terminal.send("q\r\r")
        assert_left_well(terminal, 3)
        assert not shown(terminal, made)
    with place.ask(*PLAIN) as terminal:
        unlock(terminal, typed_later)
        if opens:
            told(terminal, "3 of up to 12")
            terminal.wait_for("x leave:")
        else:
            told(terminal, LOCKED)
            terminal.wait_for(ASKED)
        terminal.line("x")
        assert_left_well(terminal, 0)
        assert not shown(terminal, made, typed_later)
    assert_saved(place, passphrase=made)


def shown(terminal: Terminal, *secrets: str) -> bool:
    """Whether a part of a secret was written to the terminal."""
    return any(part in terminal.text for secret in secrets for part in (secret, secret[:6], secret[-6:]))


REFUSED = {
    "empty": ("", SAY("passphrase-empty", least=12)),
    "short": ("elf letters", SAY("passphrase-short", least=12)),
    "letters-that-compose": ("e\N{COMBINING ACUTE ACCENT}" * 11, SAY("passphrase-short", least=12)),
    "long": ("kite" * 300, SAY("passphrase-long", most=1024)),
    "ten-kilobytes": ("kite" * 2500, SAY("passphrase-long", most=1024)),
    "not-utf-8": (b"zebu quince \xff\xfe plinth".decode("utf-8", "surrogateescape"), SAY("passphrase-long", most=1024)),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_case_35_a_new_passphrase_that_will_not_do_is_refused_politely(place: Place, kind: str) -> None:
    """Case 35, T-19: one sentence, asked again, nothing shown and nothing made; then a good one is taken."""
    secret, sentence = REFUSED[kind]
    with place.ask(*PLAIN) as terminal:
        terminal.wait_for("x leave:")
        terminal.line("save")
        terminal.wait_for(NEW)
        terminal.line(secret.encode("utf-8", "surrogateescape"))
        told(terminal, sentence)
        terminal.wait_for(NEW)
        assert not diary(place).exists()
        terminal.line(PASSPHRASE)
        terminal.wait_for(AGAIN)
        terminal.line(f"{PASSPHRASE}x")
        told(terminal, SAY("passphrase-differs"))
        terminal.wait_for(NEW)
        terminal.line(PASSPHRASE)
        terminal.wait_for(AGAIN)
        terminal.line(PASSPHRASE)
        terminal.wait_for("Question 1 of 12", "x leave:")
        terminal.line("x")
        saved_well(place, terminal, 0)
        assert not (secret and shown(terminal, secret))


@pytest.mark.parametrize("kind", ["ten-kilobytes", "not-utf-8"])
def test_case_35_what_cannot_be_a_passphrase_opens_nothing(place: Place, kind: str) -> None:
    """Case 35: the one message, as for any wrong one, in less than two seconds."""
    prepared(diary(place), answers=4)
    with place.ask(*PLAIN) as terminal:
        unlock(terminal, "")
        told(terminal, SAY("passphrase-empty", least=12))
        terminal.wait_for(ASKED)
        terminal.line(REFUSED[kind][0].encode("utf-8", "surrogateescape"))
        told(terminal, LOCKED)
        terminal.wait_for(ASKED)
        terminal.line(PASSPHRASE)
        told(terminal, "4 of up to 12")
        terminal.wait_for("x leave:")
        terminal.line("x")
        saved_well(place, terminal, 0)


@pytest.mark.parametrize("command", [["diary"], ["erase"], ["client"], ["client", "list"], ["check", str(QUIZ)]])
@pytest.mark.parametrize("stdin", ["/dev/null", "pipe"])
def test_case_35_without_a_terminal_no_passphrase_is_asked_for(place: Place, command: list[str], stdin: str) -> None:
    """Case 35: exit 7, one line, the store untouched. It waits for nobody: nothing is typed here."""
    before = prepared(diary(place)).read_bytes()
    typed_in = f"s\n{PASSPHRASE}\n{PASSPHRASE}\n".encode() if stdin == "pipe" else b""
    done = place.run(*command, stdin=typed_in)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (7, "", 1)
    assert PASSPHRASE not in done.stderr
    assert diary(place).read_bytes() == before
    assert_saved(place)


def test_case_35_what_is_typed_ahead_is_no_passphrase(place: Place) -> None:
    """Case 35, T-14: it was typed before anybody asked for it, and would have been shown."""
    prepared(diary(place), answers=4)
    with place.ask(*PLAIN) as terminal:
        terminal.wait_for("x leave:")
        terminal.send("save\rthis was typed ahead\r")
        terminal.wait_for(ASKED)
        terminal.line(PASSPHRASE)
        told(terminal, "4 of up to 12")
        terminal.wait_for("x leave:")
        terminal.line("x")
        saved_well(place, terminal, 0)
        assert LOCKED not in words(terminal)


def test_case_35_a_passphrase_is_in_no_argument_and_no_environment(place: Place) -> None:
    """Case 35, T-4: any program of the same user could read it there; and nobody can read the memory."""
    with place.ask(*PLAIN) as terminal:
        choose(terminal)
        terminal.wait_for("Question 1 of 12", "x leave:")
        process = Path(f"/proc/{terminal.process.pid}")
        assert PASSPHRASE not in (process / "cmdline").read_text()
        if os.geteuid() == 0:
            assert PASSPHRASE not in (process / "environ").read_text()
        else:
            with pytest.raises(OSError, match="Permission denied"):
                (process / "environ").read_text()
        terminal.line("x")
        saved_well(place, terminal, 0)


# Case 36: whoever saves nothing meets nothing of it.

# What opens a store cannot be imported in these runs: a run that tried would end with exit 1.
BLOCKED = ("apsw", "screening.records.encrypted_file", "screening.records.store")
WITHOUT = f"import sys\nfor name in {BLOCKED}:\n    sys.modules[name] = None\n"
COMMANDS = {
    "list": [["list"], ["list", "--json"]],
    "show": [["show", "signs"], ["show", "signs", "--save", "form.html"]],
    "learn": [["learn"], ["learn", "what-helps"]],
    "contacts": [["contacts"], ["contacts", "--json"]],
    "lint": [["lint"], ["lint", "signs"]],
    "paths": [["paths"]],
    "help": [["help"], ["help", "privacy"], ["--help"], ["check", "--help"], ["client", "--help"]],
    "version": [["--version"]],
    "completion": [["completion", "bash"]],
}


@pytest.mark.parametrize("name", BLOCKED)
def test_case_36_what_is_made_impossible_to_import_is_there(name: str) -> None:
    """Or the next tests would go on passing after a module is renamed, and guard nothing."""
    assert find_spec(name) is not None


@pytest.mark.parametrize("name", COMMANDS)
def test_case_36_what_opens_no_store_does_not_import_what_opens_one(place: Place, tmp_path: Path, name: str) -> None:
    """Case 36, Q-2: nothing is in the way of a person who keeps nothing, and nothing can be left behind by it."""
    around = in_front(tmp_path / "without", WITHOUT)
    for command in COMMANDS[name]:
        done = place.run(*command, told=around)
        assert done.returncode == 0, done.stderr
    place.assert_kept(*([place.work / "form.html"] if name == "show" else []))


def test_case_36_answers_from_a_file_and_json_lines_do_not_import_it(place: Place, tmp_path: Path) -> None:
    """Case 36: scripts too."""
    around = in_front(tmp_path / "without", WITHOUT)
    answers = json.dumps({"answers": {"robin": "one-day"}}).encode()
    assert place.run("check", str(QUIZ), "--answers", "-", "--json", stdin=answers, told=around).returncode == 0
    lines = b'{"answer": "one-day"}\n{"stop": true}\n'
    done = place.run("check", str(QUIZ), "--jsonl", stdin=lines, told=around)
    assert done.returncode == 4, done.stderr
    place.assert_kept()


@ALL_INTERFACES
def test_case_36_a_run_that_saves_nothing_does_not_import_it(place: Place, tmp_path: Path, ui: tuple[str, ...]) -> None:
    """Case 36, Q-2: from the first screen to the last word."""
    with place.ask(*ui, told=in_front(tmp_path / "without", WITHOUT)) as terminal:
        whole_run(terminal)
        place.left_well(terminal, 0)


@pytest.mark.parametrize("menu", [[], ["check"]], ids=["menu", "check"])
def test_case_36_the_first_screen_does_not_import_it_either(place: Place, tmp_path: Path, menu: list[str]) -> None:
    """Case 36: not even in the background, while the person reads."""
    with place.open([PROGRAM, *menu], told=in_front(tmp_path / "without", WITHOUT)) as terminal:
        terminal.wait_for("x leave")
        terminal.line("1" if not menu else "")
        if not menu:
            until(lambda: asks(terminal), "the first screen of the questions")
            typed(terminal)
        terminal.wait_for("Question 1 of")
        terminal.send("q\r\r")
        place.left_well(terminal, 4)


def test_case_36_a_run_that_would_import_it_is_noticed(place: Place, tmp_path: Path) -> None:
    """The guard above holds: to save does not work with it."""
    with place.ask(*PLAIN, told=in_front(tmp_path / "without", WITHOUT)) as terminal:
        terminal.wait_for("x leave:")
        terminal.line("save")
        place.left_well(terminal, 8)
