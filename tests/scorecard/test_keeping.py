"""Score card 9 to 11, 13, 15, 16, 22 and 33 where answers are saved: what was acknowledged is there afterwards."""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.scorecard.asking import (
    ALL_INTERFACES,
    DISCREET,
    INTERFACES,
    PLAIN,
    QUIZ,
    TERMINAL,
    Place,
    answer,
    begin,
    choose,
    done,
    saves_page,
    to_results,
    to_review,
    typed,
    words,
)
from tests.scorecard.saving import (
    AGAIN,
    ANSWERED,
    ASKED,
    FULL,
    KEPT,
    NOTE,
    PASSPHRASE,
    SAY,
    answered_now,
    assert_private,
    assert_saved,
    begin_saving,
    clock,
    diary,
    folder,
    go_on,
    in_front,
    opened,
    prepared,
    saved_well,
    sittings,
    told,
    unlock,
)
from tests.terminals import PROGRAM, Terminal, assert_left_well, needs, until

ENDED = SAY("input-ended-kept")


# Every way out.


@ALL_INTERFACES
def test_case_9_end_of_input_keeps_what_was_answered(place: Place, ui: tuple[str, ...]) -> None:
    """Case 9, L13: one line, exit 3, and going on shows 4."""
    with place.ask(*ui) as terminal:
        begin_saving(terminal)
        answer(terminal, 5)
        terminal.send("\x04")
        saved_well(place, terminal, 3)
        assert terminal.text.rstrip().endswith(ENDED) == (ui != DISCREET)
    assert answered_now(place) == 4


@ALL_INTERFACES
def test_case_10_ctrl_c_keeps_what_was_answered(place: Place, ui: tuple[str, ...]) -> None:
    """Case 10, L11, CLI-7: one line, killed by SIGINT, and going on shows 4."""
    with place.ask(*ui) as terminal:
        begin_saving(terminal)
        answer(terminal, 5)
        terminal.send("\x03")
        saved_well(place, terminal, -signal.SIGINT)
        assert terminal.text.count(KEPT) == (ui != DISCREET)
        assert terminal.text.rstrip().endswith(KEPT) == (ui != DISCREET)
    assert answered_now(place) == 4


@pytest.mark.parametrize("prompt", ["new", "again", "old"])
def test_case_10_ctrl_c_at_a_passphrase_puts_the_echo_back(place: Place, prompt: str) -> None:
    """Case 10: nothing was saved by then, and that is what is said."""
    if prompt == "old":
        prepared(diary(place))
    with place.ask() as terminal:
        terminal.wait_for("x leave:")
        terminal.line("save")
        terminal.wait_for("not shown), b back, x leave: ")
        if prompt == "again":
            terminal.line(PASSPHRASE)
            terminal.wait_for(AGAIN)
        assert not terminal.echoes
        terminal.send("half a passphrase\x03")
        assert_left_well(terminal, -signal.SIGINT)
        assert terminal.text.rstrip().endswith(SAY("stopped"))
        assert "half" not in terminal.text
    assert diary(place).exists() == (prompt == "old")


@ALL_INTERFACES
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=["term", "hup"])
def test_case_13_a_signal_loses_no_answer(place: Place, ui: tuple[str, ...], number: int, code: int) -> None:
    """Case 13, L9, L10: 143 or 129, and going on is complete."""
    with place.ask(*ui) as terminal:
        begin_saving(terminal)
        answer(terminal, 5)
        terminal.signal(number)
        saved_well(place, terminal, code)
    assert answered_now(place) == 4


@ALL_INTERFACES
@pytest.mark.parametrize("ignored", [False, True], ids=["window-closed", "and-hang-up-ignored"])
def test_case_13_a_closed_window_loses_no_answer(place: Place, ui: tuple[str, ...], ignored: bool) -> None:
    """Case 13, L9: it ends by itself, and going on is complete."""
    trap = "trap '' HUP;" if ignored else ""
    with place.open(["bash", "-c", f"{trap} exec {PROGRAM} check {QUIZ} {' '.join(ui)}"]) as terminal:
        begin_saving(terminal)
        answer(terminal, 5)
        busy = terminal.processor_seconds
        terminal.close()
        until(lambda: terminal.process.poll() is not None or terminal.processor_seconds - busy > 2, "the end")
        assert terminal.process.returncode == (3 if ignored else 129)
    assert_saved(place)
    assert answered_now(place) == 4


@INTERFACES
def test_x_leaves_and_what_was_saved_stays(place: Place, ui: tuple[str, ...]) -> None:
    """Q-13: exit 0, a cleared screen; a saved answer in one's own words stands in no file in the clear."""
    with place.ask(*ui) as terminal:
        begin_saving(terminal)
        answer(terminal, 5)
        terminal.line(NOTE)
        terminal.wait_for("Question 6 of 12", "x leave:")
        terminal.line("x")
        saved_well(place, terminal, 0)
    assert answered_now(place) == 5


@INTERFACES
def test_a_sitting_that_was_stopped_goes_on_to_its_end(place: Place, ui: tuple[str, ...]) -> None:
    """L2: stopped at question 5, gone on with, finished; one sitting with every answer."""
    with place.ask(*ui) as terminal:
        begin_saving(terminal)
        answer(terminal, 5)
        terminal.send("q\r\r")
        saved_well(place, terminal, 3)
        assert terminal.text.rstrip().endswith(KEPT)
    with place.ask(*PLAIN) as terminal:
        go_on(terminal, 4)
        terminal.line(NOTE)
        for number in range(6, 13):
            terminal.wait_for(f"Question {number} of 12", "x leave:")
            terminal.line("1")
        terminal.wait_for("Check your answers", ":")
        to_results(terminal)
        terminal.line()
        saved_well(place, terminal, 0)
        assert SAY("done-kept") in terminal.text
    (sitting,) = sittings(diary(place))
    assert sitting.finished
    assert len(sitting.interview.said) == 12


# Case 11.

# A save that takes its time between the row and the commit, as on a slow disk; the fifth answer meets it.
SLOW_RECORD = """\
import os, time
import screening.records.store
kept = screening.records.store.RecordStore._append
def slow(self, client, sitting, event):
    kept(self, client, sitting, event)
    if event.about == "nickname":
        open(os.environ["SAVING"], "w").close()
        time.sleep(60)
screening.records.store.RecordStore._append = slow
"""
# And to close it takes long too, so that there is time for a second Ctrl-C.
SLOW_CLOSING = """\
import screening.records.encrypted_file
closed = screening.records.encrypted_file.EncryptedStore.close
def close(self):
    if os.path.exists(os.environ["SAVING"]):
        open(os.environ["SAVING"] + "-closing", "w").close()
        time.sleep(60)
    closed(self)
screening.records.encrypted_file.EncryptedStore.close = close
"""
# The same for a page: it is written beside the old one, and not yet in its place.
SLOW_PAGE = """\
import os, time
replaced = os.replace
def slow(*paths, **more):
    open(os.environ["SAVING"], "w").close()
    time.sleep(60)
    replaced(*paths, **more)
os.replace = slow
"""


@INTERFACES
@pytest.mark.parametrize("times", [1, 2], ids=["once", "twice"])
def test_case_11_ctrl_c_during_a_save_leaves_the_old_record_or_the_new_one(
    place: Place, tmp_path: Path, ui: tuple[str, ...], times: int
) -> None:
    """Case 11, L11: never neither. What is slow here sleeps for longer than `ended` waits: Ctrl-C waits for neither."""
    saving = tmp_path / "saving"
    code = SLOW_RECORD + (SLOW_CLOSING if times == 2 else "")
    around = in_front(tmp_path / "slow", code) | {"SAVING": str(saving)}
    with place.ask(*ui, told=around) as terminal:
        begin_saving(terminal)
        answer(terminal, 5)
        terminal.line(NOTE)
        until(saving.exists, "the save")
        terminal.send("\x03")
        if times == 2:
            until(saving.with_name(f"{saving.name}-closing").exists, "the end of the first")
            terminal.send("\x03")
        terminal.ended()
        assert_left_well(terminal, -signal.SIGINT)
        assert terminal.text.count(KEPT) == 1
    if times == 1:
        assert_saved(place)
    assert answered_now(place) in (4, 5)
    assert_saved(place)


@pytest.mark.parametrize("times", [1, 2], ids=["once", "twice"])
def test_case_11_ctrl_c_during_a_save_leaves_the_old_page(place: Place, tmp_path: Path, times: int) -> None:
    """Case 11: the page is as it was, byte for byte, and nothing of the new one is left beside it."""
    page = place.work / "page.html"
    page.write_text("the old page")
    page.chmod(0o600)
    around = in_front(tmp_path / "slow", SLOW_PAGE) | {"SAVING": str(tmp_path / "saving")}
    with place.ask(*PLAIN, "--save", "page.html", "--force", told=around) as terminal:
        begin(terminal)
        to_review(terminal)
        to_results(terminal)
        done(terminal)
        until((tmp_path / "saving").exists, "the save")
        for _ in range(times):
            terminal.send("\x03")
        place.left_well(terminal, -signal.SIGINT, page)
    assert page.read_text() == "the old page"


# Case 15.

SMALL = 512 * 1024


@contextmanager
def small_disk(where: Path) -> Iterator[None]:
    """A disk of half a megabyte in this folder."""
    where.mkdir(mode=0o700)
    command = ["mount", "-t", "tmpfs", "-o", f"size={SMALL},mode=700", "none", str(where)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(where)], check=False)


def fill(where: Path) -> Path:
    """Fill the disk that this folder is on, to the last byte."""
    filler = where / "filler"
    file = os.open(filler, os.O_WRONLY | os.O_CREAT)
    try:
        for size in (4096, 1):
            while os.write(file, bytes(size)):
                pass
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
    finally:
        os.close(file)
    return filler


@INTERFACES
def test_case_15_a_full_disk_leaves_three_choices_and_five_answers(place: Place, ui: tuple[str, ...]) -> None:
    """Case 15, L4: the question stays open; after making room the sixth answer is saved too."""
    needs("mount")
    with small_disk(place.home / "disk"):
        around = {"SCREENING_FOLDER": str(place.home / "disk" / "records")}
        store = place.home / "disk" / "records" / "diary.store"
        with place.ask(*ui, told=around) as terminal:
            begin_saving(terminal)
            five(terminal)
            filler = fill(place.home / "disk")
            terminal.line("2")
            told(terminal, "Not saved: the disk is full or cannot be written. What was saved before is still there.")
            terminal.wait_for(FULL)
            assert store.stat().st_size % 4096 == 0
            typed(terminal, "t")
            terminal.wait_for("Not saved", FULL)
            typed(terminal, "7")
            terminal.wait_for("Please type t to try again", FULL)
            assert answers_in_a_copy(place, store) == 5
            filler.unlink()
            terminal.line("t")
            terminal.wait_for("Question 7 of 12", "x leave:")
            terminal.send("q\r\r")
            assert_left_well(terminal, 3)
            assert NOTE not in terminal.text.rpartition("Not saved")[2]
        assert answers_in_a_copy(place, store) == 6
        assert_private(store, store.parent)
        assert [one.name for one in store.parent.iterdir()] == ["diary.store"]


def five(terminal: Terminal) -> None:
    """Answer the first five questions, one of them in words."""
    answer(terminal, 5)
    terminal.line(NOTE)
    terminal.wait_for("Question 6 of 12", "x leave:")


def answers_in_a_copy(place: Place, store: Path) -> int:
    """How many answers a store has that may be open, and on a disk that is full."""
    copy = place.root / "elsewhere"
    copy.mkdir(mode=0o700)
    try:
        for one in store.parent.glob("diary.store*"):
            (copy / one.name).write_bytes(one.read_bytes())
        with opened(copy / store.name) as records:
            assert records.store.faults() == []
            assert records.broken() == []
            (sitting,) = records.sittings(records.person())
            return len(sitting.interview.said)
    finally:
        for one in copy.iterdir():
            one.unlink()
        copy.rmdir()


@pytest.mark.parametrize("choice", ["t", "g", "q", "x"])
def test_case_15_each_of_the_choices_does_what_it_says(place: Place, choice: str) -> None:
    """Case 15, L4: the same where files may not grow any more; and no ending claims more than was saved."""
    with place.ask(*PLAIN) as terminal:
        begin_saving(terminal)
        five(terminal)
        before = resource.prlimit(terminal.process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        terminal.line("2")
        terminal.wait_for("Not saved", FULL)
        if choice == "t":
            resource.prlimit(terminal.process.pid, resource.RLIMIT_FSIZE, before)
        terminal.line(choice)
        if choice in "tg":
            for number in range(7, 13):
                terminal.wait_for(f"Question {number} of 12", "x leave:")
                terminal.line("1")
            terminal.wait_for("Check your answers", ":")
            to_results(terminal)
            terminal.line()
        saved_well(place, terminal, 3 if choice == "q" else 0)
        said = terminal.text.rpartition(FULL)[2]
        assert (SAY("done-kept") in said) == (choice == "t")
        assert "Nothing was saved" not in said
    (sitting,) = sittings(diary(place))
    assert sitting.finished == (choice == "t")
    assert len(sitting.interview.said) == (12 if choice == "t" else 5)


@pytest.mark.parametrize("why", ["full", "read-only"])
def test_case_15_where_nothing_can_be_written_what_is_saved_is_looked_at_and_erased_where_it_can_be(
    place: Place, why: str
) -> None:
    """L4: it says so once, a change is refused with the reason, and the menu comes back."""
    needs("mount")
    disk = place.home / "disk"
    with small_disk(disk):
        store = prepared(disk / "records" / "diary.store", answers=4)
        if why == "full":
            fill(disk)
        else:
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        around = {"SCREENING_FOLDER": str(store.parent)}
        with place.open([PROGRAM, "diary", *PLAIN], told=around) as terminal:
            terminal.wait_for(ASKED)
            terminal.line(PASSPHRASE)
            told(terminal, SAY("unnoted"))
            terminal.wait_for("d done")
            steps = {"3": "d done", "1": "q out", "q": "d done", "4": "d done", " 1": "leave it:"}
            for line, shown in steps.items():
                terminal.line(line)
                terminal.wait_for(shown)
            terminal.line("delete")
            terminal.wait_for("written", "d done")
            terminal.line("d")
            assert_left_well(terminal, 0)
            assert SAY("deleted") not in words(terminal)
        assert answers_in_a_copy(place, store) == 4
        with place.open([PROGRAM, "erase"], told=around) as terminal:
            terminal.wait_for("leave it:")
            terminal.line("erase")
            assert_left_well(terminal, 0 if why == "full" else 8)
            gone = f"{store} cannot be removed: Read-only file system."
            assert (gone in words(terminal)) == (why == "read-only")
        assert store.exists() == (why == "read-only")


@INTERFACES
@pytest.mark.parametrize("how", ["removed", "replaced", "folder"])
def test_case_15_a_store_that_goes_away_in_mid_sitting_is_told_with_three_choices(
    place: Place, ui: tuple[str, ...], how: str
) -> None:
    """L2, Q-10: as by `rm`, by a program that copies an older one back, by `rm -r`; nothing is called saved then."""
    older = prepared(place.home / "older.store", answers=2).read_bytes()
    with place.ask(*ui) as terminal:
        begin_saving(terminal)
        five(terminal)
        match how:
            case "removed":
                diary(place).unlink()
            case "replaced":
                new = diary(place).with_name("new")
                new.write_bytes(older)
                new.replace(diary(place))
            case _:
                folder(place).rename(place.home / "elsewhere")
        terminal.line("2")
        terminal.wait_for(FULL)
        assert "was moved, removed or replaced while it was open." in words(terminal)
        terminal.line("q")
        assert_left_well(terminal, 4)
        assert KEPT not in terminal.text
        assert words(terminal).endswith(SAY("stopped-partly"))
    assert not diary(place).exists() or diary(place).read_bytes() == older


# Case 16.


def test_case_16_a_page_that_meets_the_limit_on_file_sizes_leaves_no_half(place: Place) -> None:
    """Case 16: exit 8, one line, no file."""
    script = f"ulimit -f 2; exec {PROGRAM} check {QUIZ} --answers - --save page.html"
    answers = '{"answers": {"robin": "one-day"}}'
    done = subprocess.run(
        ["bash", "-c", script], input=answers, env=place.environment(), cwd=place.work,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (8, "", 1)
    assert "page.html cannot be written: File too large." in done.stderr
    place.assert_kept()


@INTERFACES
@pytest.mark.parametrize("old", [False, True], ids=["new", "replaced"])
def test_case_16_at_the_prompt_it_is_told_and_the_results_are_not_lost(
    place: Place, ui: tuple[str, ...], old: bool
) -> None:
    """Case 16, L4: an older page stays as it was, and another way is still open."""
    page = place.work / "page.html"
    if old:
        page.write_text("the old page")
        page.chmod(0o600)
    script = f"ulimit -S -f 2; exec {PROGRAM} check {QUIZ} --force {' '.join(ui)}"
    with place.open(["bash", "-c", script]) as terminal:
        begin(terminal)
        to_review(terminal)
        to_results(terminal)
        saves_page(terminal, "page.html")
        terminal.wait_for("Not saved:", "File too large", SAY("save-prompt"))
        terminal.line()
        terminal.wait_for("Enter done, x leave:")
        done(terminal)
        place.left_well(terminal, 0, *([page] if old else []))
    assert not old or page.read_text() == "the old page"


# Case 22.

BACK = SAY("clock-back")


def test_case_22_a_clock_that_jumps_changes_no_order(place: Place, tmp_path: Path) -> None:
    """Case 22, L6: ten years back and a hundred years on: a note, the answers in their order, no time below zero."""
    with place.ask(*PLAIN, told=in_front(tmp_path / "clock", clock("2026-11-22T12:00:00Z"))) as terminal:
        begin_saving(terminal)
        answer(terminal, 4)
        terminal.send("q\r\r")
        saved_well(place, terminal, 3)
    with place.ask(*PLAIN, told=in_front(tmp_path / "clock", clock("2016-11-22T12:00:00Z"))) as terminal:
        go_on(terminal, 3)
        assert BACK in words(terminal)
        assert "2026-11-22 12:00" in words(terminal)
        assert "ago" not in terminal.text
        terminal.line("1")
        terminal.wait_for("Question 5 of 12", "x leave:")
        terminal.send("q\r\r")
        saved_well(place, terminal, 3)
    with place.ask(*PLAIN, told=in_front(tmp_path / "clock", clock("2126-11-22T12:00:00Z"))) as terminal:
        unlock(terminal)
        told(terminal, f"days ago. 4 {ANSWERED}")
        terminal.wait_for("x leave:")
        assert BACK not in words(terminal)
        typed(terminal, "1")
        for text in (NOTE, *["1"] * 7):
            typed(terminal, text)
        to_results(terminal)
        choose(terminal, SAY("after-again"))  # once more, from the first question
        terminal.send("q\r\r")
        saved_well(place, terminal, 3)
    with place.open(
        [PROGRAM, "diary", "--plain"], told=in_front(tmp_path / "clock", clock("2026-11-23T12:00:00Z"))
    ) as terminal:
        terminal.wait_for(ASKED)
        terminal.line(PASSPHRASE)
        terminal.wait_for(BACK[:40], SAY("diary-title", count=2), "d done")
        for choice in ("2", "", "", "3"):
            typed(terminal, choice)
        assert "-" not in {word[:1] for word in terminal.text.split() if word[1:2].isdigit()}
        terminal.line("x")
        assert_left_well(terminal, 0)
    first, second = sittings(diary(place))
    assert list(first.interview.said) == [item.id for item in first.interview.path]
    assert first.finished
    assert not second.finished


def test_case_22_an_hour_that_comes_twice_is_no_step_back(place: Place, tmp_path: Path) -> None:
    """Case 22, L6: where daylight time ends, the wall says 01:50 and then 01:10, and no note is shown."""
    for offset, utc in ((-360, "2026-11-01T07:50:00Z"), (-420, "2026-11-01T08:10:00Z")):
        around = in_front(tmp_path / "clock", clock(utc, offset))
        with place.ask(*PLAIN, told=around) as terminal:
            if offset == -360:
                begin_saving(terminal)
                answer(terminal, 4)
            else:
                go_on(terminal, 3)
                assert "2026-11-01 01:50" in words(terminal)
                assert BACK not in words(terminal)
                assert "ago" not in terminal.text
                terminal.line("1")
                terminal.wait_for("Question 5 of 12", "x leave:")
            terminal.send("q\r\r")
            saved_well(place, terminal, 3)
    (sitting,) = sittings(diary(place))
    assert (sitting.began.shown, sitting.changed.shown) == ("2026-11-01 01:50", "2026-11-01 01:10")
    assert len(sitting.interview.said) == 4


# Case 33.

BROKEN_SAVE = """\
import screening.records.store
def broken(self, client, sitting, event):
    raise RuntimeError("zz-canary", event)
def inject(self, client, sitting, event, kept=screening.records.store.RecordStore._append):
    (broken if event.about == "nickname" else kept)(self, client, sitting, event)
screening.records.store.RecordStore._append = inject
"""


@pytest.mark.parametrize("ui", [TERMINAL, PLAIN], ids=["terminal", "plain"])
def test_case_33_a_fault_while_an_answer_is_saved_shows_no_value(
    place: Place, tmp_path: Path, ui: tuple[str, ...]
) -> None:
    """Case 33, L1: exit 1, one sentence, the store as it was before this answer."""
    around = in_front(tmp_path / "broken", BROKEN_SAVE)
    with place.ask(*ui, told=around) as terminal:
        begin_saving(terminal)
        answer(terminal, 5)
        terminal.line(NOTE)
        terminal.wait_for("Something went wrong in this program (RuntimeError). Nothing more was saved.")
        saved_well(place, terminal, 1)
        assert NOTE not in terminal.text.rpartition("Something")[2]
    assert answered_now(place) == 4
