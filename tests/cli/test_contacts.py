"""`screening contacts`: the list whole in a pipe and in screens at a terminal, for a subject, with sources; places."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from screening.app.context import AppContext
from screening.cli.pager import entries, screens_of
from screening.records.timestamps import Timestamp
from screening.reports.document import Block, ContactCard, ContactWay, Heading, Paragraph
from tests.people import place
from tests.terminals import Terminal, until

COMMAND = [sys.executable, "-m", "screening", "contacts"]
URGENT = "If it is urgent"


def environment(home: Path, **changes: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "TERM": "xterm", **changes}


def run(home: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """The command in a pipe."""
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, env=environment(home, **changes), check=False
    )


def words_of(text: str) -> str:
    return " ".join(text.split())


# In a pipe.


def test_in_a_pipe_the_list_is_whole_and_ends_with_the_urgent_numbers(tmp_path: Path) -> None:
    """R-12."""
    done = run(tmp_path, "--region", "ca-sk")
    assert (done.returncode, done.stderr) == (0, "")
    assert all(one.name in words_of(done.stdout) for one in place("CA-SK").contacts)
    before, _, after = done.stdout.partition(URGENT)
    assert "Call 911" in after
    assert "last compared with their sources" in words_of(before)[-120:]
    assert "Call or text 988" in after


def test_with_sources_each_entry_says_where_it_was_compared(tmp_path: Path) -> None:
    plain, sourced = run(tmp_path, "--region", "NZ").stdout, run(tmp_path, "--region", "NZ", "--sources").stdout
    count = sum(1 for _ in (*place("NZ").contacts, *place("NZ").clinics))
    assert "Source" not in plain
    assert words_of(sourced).count(" seen on 20") == count


def test_with_a_subject_nobody_is_listed_who_is_there_for_others(tmp_path: Path) -> None:
    listed = json.loads(run(tmp_path, "--region", "US", "--subject", "gambling", "--json").stdout)
    assert [one["id"] for one in listed if one["subjects"] and "gambling" not in one["subjects"]] == []
    assert any("gambling" in one["subjects"] for one in listed)
    everybody = json.loads(run(tmp_path, "--region", "US", "--json").stdout)
    assert len(listed) < len(everybody)


def test_an_unknown_subject_and_an_unknown_place_get_a_hint(tmp_path: Path) -> None:
    wrong = run(tmp_path, "--subject", "gamblin")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == "We have no list for `gamblin`. Did you mean `gambling`?\n"
    wrong = run(tmp_path, "--region", "Ontaro")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == "There is no region `Ontaro`. Did you mean `CA-ON`?\n"


def test_where_no_place_is_known_the_list_says_what_to_do(tmp_path: Path) -> None:
    """R-12."""
    text = words_of(run(tmp_path).stdout)
    assert "Place: not known." in text
    assert "call your local emergency number" in text
    assert text.index("Find A Helpline") > 0


# At a terminal.


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (40, 12)])
@pytest.mark.parametrize("leaving", ["q\n", "\x04"], ids=["q", "end of input"])
def test_at_a_terminal_it_comes_in_screens_and_leaves_the_emergency_number_in_view(
    tmp_path: Path, columns: int, rows: int, leaving: str
) -> None:
    """R-12."""
    command = [*COMMAND, "--region", "CA-AB"]
    with Terminal(command, environment(tmp_path), tmp_path, columns=columns, rows=rows) as window:
        window.wait_for("q done:")
        assert window.text.count("\n") < rows
        window.send("\n")
        window.wait_for("q done:")
        window.send("b\n")
        window.wait_for("People to talk to", "q done:")
        window.send(leaving)
        until(lambda: not window.read(0.1) and window.process.poll() is not None, "the end")
        last = window.text.replace("\r", "").split("\n")[-rows:]
    assert window.process.returncode == 0
    assert "  Call 911" in last
    assert "  Call or text 988" in last


def test_enter_alone_reads_it_to_its_end(tmp_path: Path) -> None:
    with Terminal([*COMMAND, "--region", "AU"], environment(tmp_path), tmp_path) as window:
        for _ in range(40):
            until(lambda: not window.read(0.3), "a pause")
            if window.process.poll() is not None:
                break
            window.send("\n")
        text = words_of(window.text)
    assert window.process.returncode == 0
    assert all(one.name in text for one in place("AU").contacts)
    assert "Call 000" in window.text.partition(URGENT)[2]


def test_screens_hold_whole_entries_and_a_heading_stands_with_what_follows() -> None:
    cards: list[Block] = [ContactCard(f"Line {at}", (ContactWay("Call 1"),)) for at in range(4)]
    found = list(entries([Paragraph("Where."), Heading("Kind"), cards[0], cards[1], Heading("Other"), *cards[2:]]))
    assert [len(entry) for entry in found] == [1, 2, 1, 2, 1]
    for room in range(3, 20):
        screens = screens_of(found, 80, room)
        assert [line for screen in screens for line in screen if line] == [
            "Where.", "Kind", "Line 0", "  Call 1", "Line 1", "  Call 1", "Other", "Line 2", "  Call 1", "Line 3",
            "  Call 1",
        ]  # fmt: skip
        assert max(map(len, screens)) <= room
        assert not any(screen[-1] in ("Kind", "Other") for screen in screens)


# The place of a run.


def context(code: str = "", **environment: str) -> AppContext:
    return AppContext.open(code, environment, lambda: Timestamp("2026-11-30T12:00:00Z", 0))


@pytest.mark.parametrize(
    ("code", "told", "region", "origin"),
    [
        ("ca-ns", {"SCREENING_REGION": "IE", "LANG": "en_US.UTF-8"}, "CA-NS", "flag"),
        ("", {"SCREENING_REGION": "IE", "LANG": "en_US.UTF-8"}, "IE", "settings"),
        ("", {"LANG": "en_US.UTF-8"}, "US", "locale"),
        ("", {"LANG": "pl_PL.UTF-8"}, "PL", "locale"),
        ("", {"LANG": "en_IN.UTF-8"}, "ZZ", "none"),
        ("", {"LANG": "C.UTF-8"}, "ZZ", "none"),
    ],
)
def test_a_place_is_known_from_the_flag_the_settings_or_the_locale(
    code: str, told: dict[str, str], region: str, origin: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """R-12."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    found = context(code, **told).region
    assert (found.code, found.origin) == (region, origin)


def test_a_run_can_go_on_in_another_place_and_stays_where_it_was_for_an_unknown_one() -> None:
    begun = context("CA")
    begun.place.move("gb-sct")
    assert (begun.directory.region.code, begun.directory.region.origin) == ("GB-SCT", "person")
    begun.place.move("XX")
    assert begun.directory.region.code == "GB-SCT"


def test_whoever_worries_about_someone_else_sees_those_for_families_first(tmp_path: Path) -> None:
    done = run(tmp_path, "--region", "CA", "--subject", "someone-else")
    assert done.returncode == 0
    assert done.stdout.index("Family and friends") < done.stdout.index("Emergency\n")
    assert "Families for Addiction Recovery" in done.stdout
    wrong = run(tmp_path, "--subject", "wine")
    assert (wrong.returncode, "We have no list for `wine`. You can use: alcohol" in wrong.stderr) == (2, True)
