"""`screening client` in scripts: the passphrase from a descriptor, no terminal, exit codes, and JSON by the schema."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from screening.records.client_file import AuditAction
from screening.system.process import Code
from tests.conftest import one_in
from tests.contracts import faults
from tests.counselors import AMBER, BIRCH, PASSPHRASE, WRONG, Room
from tests.interchange.fhir.oracles import schema_faults
from tests.terminals import PROGRAM, environment

BY = ("--initials", "kt")


def script(
    room: Room,
    *arguments: str,
    passphrase: bytes = PASSPHRASE.encode() + b"\n",
    text: str = "",
    more: Sequence[str] = BY,
) -> subprocess.CompletedProcess[bytes]:
    """A command with its passphrase on a descriptor and this on standard input: no terminal anywhere."""
    reading, writing = os.pipe()
    os.write(writing, passphrase)
    os.close(writing)
    try:
        return subprocess.run(
            [PROGRAM, "client", *arguments, "--passphrase-fd", str(reading), *more],
            input=text.encode(),
            capture_output=True,
            env=environment(room.root, SCREENING_FOLDER=str(room.path.parent), SCREENING_REGION="CA"),
            cwd=room.root,
            pass_fds=[reading],
            timeout=120,
            check=False,
        )
    finally:
        os.close(reading)


def document(done: subprocess.CompletedProcess[bytes], code: int = Code.DONE) -> dict[str, object]:
    """What was printed as JSON; it is as the schema has it, and nothing else was said."""
    assert (done.returncode, done.stderr) == (code, b"")
    found: dict[str, object] = json.loads(done.stdout)
    assert faults("client-scripts", found) == []
    return found


# What is read and copied.


def test_the_clients_are_listed(room: Room) -> None:
    found = document(script(room, "list", "--json"))
    clients = {one["code"]: one for one in found["clients"]}  # type: ignore[attr-defined]
    assert set(clients) == {AMBER, BIRCH}
    assert (clients[AMBER]["sittings"], clients[AMBER]["last"], clients[BIRCH]["last"]) == (1, "2026-11-20", None)
    lines = script(room, "list").stdout.decode().splitlines()
    assert [line.split(",")[0] for line in lines] == sorted([AMBER, BIRCH])
    with room.records() as records:
        assert [(one.what, one.initials) for one in records.trail()][-1] == (AuditAction.LISTED, "KT")


def test_a_backup_is_made_at_night_and_proven(room: Room) -> None:
    copy = room.page("night.store")
    assert document(script(room, "backup", "--to", str(copy), "--json"))["file"] == str(copy)
    found = document(script(room, "check", str(copy), "--json"))
    assert [(one["whole"], one["clients"]) for one in found["files"]] == [(True, 2), (True, 2)]  # type: ignore[attr-defined]
    assert script(room, "backup", "--to", str(copy)).returncode == Code.CANNOT_WRITE  # never over a file
    with room.records() as records:
        made = [one for one in records.trail() if one.what is AuditAction.BACKED_UP]
    assert [one.reason for one in made] == ["by a script"]


def test_a_backup_by_a_script_takes_no_name_of_the_diary_and_needs_a_home_that_is_there(room: Room) -> None:
    journal = room.path.with_name("diary.store-journal")
    refused = script(room, "backup", "--to", str(journal))
    assert (refused.returncode, journal.exists()) == (Code.CANNOT_WRITE, False)
    assert b"is one that the store itself uses" in refused.stderr
    nowhere = script(room, "backup", "--to", "~nobody-of-this-name/x")
    assert (nowhere.returncode, nowhere.stdout) == (Code.CANNOT_WRITE, b"")
    assert script(room, "check", "~nobody-of-this-name/x").returncode == Code.LOCKED


def test_a_backup_with_a_changed_byte_or_another_passphrase_is_no_success(room: Room) -> None:
    copy, other = room.page("a.store"), room.page("b.store")
    script(room, "backup", "--to", str(copy))
    spoilt = bytearray(copy.read_bytes())
    spoilt[5000] ^= 1
    other.write_bytes(spoilt)
    before = room.path.read_bytes()[:16]
    found = document(script(room, "check", str(copy), str(other), str(room.page("none")), "--json"), Code.LOCKED)
    assert [one["whole"] for one in found["files"]] == [True, True, False, False]  # type: ignore[attr-defined]
    assert other.read_bytes() == spoilt
    assert room.path.read_bytes()[:16] == before
    assert [one.name for one in room.path.parent.iterdir()] == ["clients.store"]


def test_a_table_goes_to_a_file_or_to_standard_output(room: Room) -> None:
    done = script(room, "table", "--to", "-")
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode())))
    assert [(row["client"], row["scale"]) for row in rows] == [(AMBER, "birds")]
    file = room.page("all.csv")
    assert document(script(room, "table", "--to", str(file), "--json"))["rows"] == 1
    assert file.read_bytes().decode() == done.stdout.decode()
    assert script(room, "table", "--to", str(file)).returncode == Code.CANNOT_WRITE
    assert script(room, "table", "--to", str(file), "--force").returncode == Code.DONE
    assert script(room, "table", "--to", str(room.page("all.xls"))).returncode == Code.USAGE


def test_answers_of_all_clients_are_a_row_each_on_request(room: Room) -> None:
    file = room.page("all.csv")
    assert document(script(room, "table", "--answers", "--to", str(file), "--json"))["rows"] == 3
    rows = list(csv.DictReader(file.read_text().splitlines()))
    assert [(row["item"], row["state"]) for row in rows] == [(one, "answered") for one in ("robin", "finch", "heron")]
    assert room.page("all-codebook.csv").read_text().startswith("column,")
    with room.records() as records:
        assert [one.form for one in records.trail() if one.form] == ["table-answers.csv"]


def test_answers_of_one_client_are_a_table_and_nothing_else(room: Room) -> None:
    one, other = room.page("a.csv"), room.page("a.json")
    found = document(script(room, "export", "--answers", "--to", str(one), "--json", text=f"{AMBER}\n"))
    assert found["form"] == "answers.csv"
    assert "robin" in one.read_text()
    assert script(room, "export", "--answers", "--to", str(other), text=f"{AMBER}\n").returncode == Code.USAGE
    assert not other.exists()


@pytest.mark.parametrize(
    ("name", "form"), [("a.json", "everything.json"), ("a.csv", "scores.csv"), ("a.txt", "everything.txt")]
)
def test_everything_about_one_client_goes_to_a_file(room: Room, name: str, form: str) -> None:
    """T-4: the code is the first line of standard input, and stands in no argument."""
    done = script(room, "export", "--to", str(room.page(name)), "--json", text=f"{AMBER}\n")
    found = document(done)
    assert (found["client"], found["form"]) == (AMBER, form)
    assert AMBER in room.page(name).read_text()
    assert BIRCH not in room.page(name).read_text()
    (made,) = [one for one in room.file().entries if one.form]
    assert (made.form, made.reason) == (form, "by a script")


def test_the_trail_is_newest_first_and_can_be_narrowed(room: Room) -> None:
    script(room, "list")
    every = document(script(room, "audit", "--json"))
    entries = every["entries"]
    assert isinstance(entries, list)
    assert [one["number"] for one in entries] == list(range(len(entries), 0, -1))
    assert every["whole"] is True
    wanted = {
        ("--by", "cd"): {"CD"}, ("--day", "2026-11-20"): {"CD"}, ("--day", "2025"): set(), ("--by", "XY"): set(),
    }  # fmt: skip
    for options, by in wanted.items():
        found = document(script(room, "audit", "--json", *options))["entries"]
        assert {one["by"] for one in found} == by  # type: ignore[attr-defined]
    number = room.file().client.number
    found = document(script(room, "audit", "--json", "--client", text=AMBER))["entries"]
    assert {one["client"] for one in found} == {number}  # type: ignore[attr-defined]
    lines = script(room, "audit").stdout.decode().splitlines()
    assert lines[0] == room.library.interface().say("audit-whole")
    assert lines[1].split("  ")[2:] == ["KT", "unlocked"]


# Answers from a file.


def answers(room: Room, **document: object) -> str:
    """A file of answers."""
    path = room.page("answers.json")
    path.write_text(json.dumps(document))
    return str(path)


def shipped(room: Room) -> str:
    """Whole answers to a questionnaire that is shipped, as the documents show them."""
    text = (Path(__file__).parent.parent.parent / "docs" / "example-answers.json").read_text()
    room.page("example.json").write_text(text)
    return str(room.page("example.json"))


def test_answers_become_a_sitting_that_says_where_it_came_from(room: Room) -> None:
    arguments = ("import", shipped(room), "--on", "2026-11-02", "--way", "entered", "--json")
    found = document(script(room, *arguments, text=AMBER))
    assert (found["client"], found["status"], found["on"]) == (AMBER, "completed", "2026-11-02")
    with room.records() as records:
        client = records.client(AMBER)
        assert client is not None
        taken = records.sittings(client)[-1]
        assert (taken.imported, taken.date, taken.administration, taken.finished) == (
            True,
            "2026-11-02",
            "entered",
            True,
        )
        assert records.trail(client)[-1].what is AuditAction.IMPORTED
        exported = records.store.rows("select count(*) from event where sitting = ?", taken.number)
    twice = script(room, *arguments, text=AMBER)
    assert (twice.returncode, twice.stdout) == (Code.USAGE, b"")
    assert b"These answers are on file already: sitting 2" in twice.stderr
    with room.records() as records:
        assert records.store.rows("select count(*) from event where sitting = 2") == exported
        assert len(records.sittings(client)) == 2


def test_the_sittings_of_a_client_leave_as_fhir_and_nobody_is_named(room: Room) -> None:
    done = script(room, "import", shipped(room), "--on", "2026-11-02", text=AMBER)
    assert done.returncode == Code.DONE
    target = room.page("sittings.json")
    done = script(room, "export", "--as", "fhir", "--to", str(target), "--json", text=AMBER)
    assert (done.returncode, json.loads(done.stdout)["form"]) == (Code.DONE, "fhir.json")
    assert b"--all adds them" in done.stderr
    found = json.loads(target.read_text(encoding="utf-8"))
    assert schema_faults(found) == []
    resources = [entry["resource"] for entry in found["entry"]]
    assert [one["authored"] for one in resources if one["resourceType"] == "QuestionnaireResponse"][-1] == "2026-11-02"
    assert {one["resourceType"] for one in resources} == {"QuestionnaireResponse", "Observation"}
    assert AMBER not in target.read_text(encoding="utf-8")
    with room.records() as records:
        assert records.trail()[-1].form == "fhir.json"


def test_a_fhir_response_becomes_a_sitting_and_another_total_in_it_is_told(room: Room) -> None:
    total = {"linkId": "total-count", "answer": [{"valueDecimal": 11}]}
    using = {"linkId": "using", "answer": [{"valueCoding": {"code": "alcohol"}}]}
    declined = [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "asked-declined"}]
    response = {"resourceType": "QuestionnaireResponse", "questionnaire": "urn:screening:Questionnaire:signs|2.0"}
    items = [using, {"linkId": "safety", "extension": declined}, total]
    room.page("response.json").write_text(json.dumps({**response, "status": "in-progress", "item": items}))
    done = script(room, "import", str(room.page("response.json")), "--json", text=AMBER)
    assert (done.returncode, json.loads(done.stdout)["status"]) == (Code.DONE, "stopped")
    assert "the file says 11. Here answers are missing" in " ".join(done.stderr.decode().split())
    with room.records() as records:
        client = records.client(AMBER)
        assert client is not None
        taken = records.sittings(client)[-1].interview
        assert set(taken.answers) == {"using", "safety"}


def test_answers_that_are_not_complete_are_a_sitting_that_can_go_on_or_are_refused(room: Room) -> None:
    path = answers(room, questionnaire="signs", answers={"using": "alcohol"})
    refused = script(room, "import", path, "--complete", text=AMBER)
    assert (refused.returncode, b"safety: no answer." in refused.stderr) == (Code.USAGE, True)
    found = document(script(room, "import", path, "--json", text=AMBER))
    assert found["status"] == "stopped"
    assert "safety" in found["unanswered"]  # type: ignore[operator]


def test_an_answer_in_the_file_that_no_question_asks_for_is_named(room: Room) -> None:
    path = answers(room, questionnaire="signs", answers={"using": "alcohol", "using-own": "cider"})
    done = script(room, "import", path, "--json", text=AMBER)
    assert (done.returncode, json.loads(done.stdout)["ignored"]) == (Code.DONE, ["using-own"])
    assert ("using-own" in done.stderr.decode(), "cider" in done.stderr.decode()) == (True, False)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"questionnaire": "signs", "answers": {"using": "zzcanaryzz"}}, "using: "),
        ({"questionnaire": "signs", "answers": {"zzcanaryzz": "yes"}}, "there is no such item"),
        ({"questionnaire": "zzcanary", "answers": {}}, "There is no questionnaire"),
        ({"questionnaire": "signs", "version": "1.0", "answers": {}}, "version: these answers are for another version"),
        ({"answers": {}}, "Write it, or say --questionnaire NAME."),
    ],
)
def test_a_file_with_a_mistake_changes_nothing_and_no_value_is_repeated(
    room: Room, given: dict[str, object], told: str
) -> None:
    done = script(room, "import", answers(room, **given), text=AMBER)
    assert (done.returncode, done.stdout) == (Code.USAGE, b"")
    assert told in done.stderr.decode()
    assert "zzcanaryzz" not in done.stderr.decode()
    assert len(room.file().sittings) == 1


@pytest.mark.parametrize("on", ["2026-02-31", "1026-11-01", "3026-11-01", "yesterday"])
def test_a_day_that_cannot_be_is_refused(room: Room, on: str) -> None:
    done = script(room, "import", shipped(room), "--on", on, text=AMBER)
    assert (done.returncode, done.stdout) == (Code.USAGE, b"")
    assert len(room.file().sittings) == 1


def test_without_consent_no_answers_are_taken_in(room: Room) -> None:
    done = script(room, "import", shipped(room), text=BIRCH)
    assert done.returncode == Code.USAGE
    assert b"No consent of this client is on file" in done.stderr
    assert room.file(BIRCH).sittings == ()


# Mistakes.


@pytest.mark.parametrize(
    ("passphrase", "code", "told"),
    [
        (f"{WRONG}\n".encode(), Code.LOCKED, "This could not be opened."),
        (b"", Code.USAGE, "gave no passphrase"),
        (b"\n" + PASSPHRASE.encode(), Code.USAGE, "gave no passphrase"),
        (b"x" * 1025, Code.USAGE, "is longer than 1,024 bytes"),
        (b"\xff\n", Code.USAGE, "is not UTF-8"),
    ],
)
def test_a_passphrase_that_is_not_there_or_wrong_is_one_sentence(
    room: Room, passphrase: bytes, code: int, told: str
) -> None:
    before = room.path.read_bytes()
    done = script(room, "list", "--json", passphrase=passphrase)
    assert (done.returncode, done.stdout) == (code, b"")
    assert told in " ".join(done.stderr.decode().split())
    assert WRONG not in done.stderr.decode()
    assert room.path.read_bytes() == before


def test_a_passphrase_ends_at_the_first_newline_or_at_the_end(room: Room) -> None:
    for given in (PASSPHRASE.encode(), PASSPHRASE.encode() + b"\r\n", PASSPHRASE.encode() + b"\nmore\n"):
        assert script(room, "list", passphrase=given).returncode == Code.DONE


def test_passphrase_and_code_can_both_come_on_standard_input(room: Room) -> None:
    done = subprocess.run(
        [PROGRAM, "client", "export", "--to", "-", "--passphrase-fd", "0", *BY],
        input=f"{PASSPHRASE}\n{AMBER}\n".encode(),
        capture_output=True,
        env=environment(room.root, SCREENING_FOLDER=str(room.path.parent), SCREENING_REGION="CA"),
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (Code.DONE, b"")
    assert faults("client", json.loads(done.stdout)) == []


@pytest.mark.parametrize(
    ("arguments", "more", "text", "code"),
    one_in(
        3,
        [
            (("list",), (), "", Code.USAGE),
            (("list",), ("--initials", "K1"), "", Code.USAGE),
            (("backup",), BY, "", Code.USAGE),
            (("backup", "--to", "-"), BY, "", Code.USAGE),
            (("table", "--to", "-", "--json"), BY, "", Code.USAGE),
            (("export", "--to", "a.json"), BY, "", Code.USAGE),
            (("export", "--to", "a.json", "--all"), BY, f"{AMBER}\n", Code.USAGE),
            (("export", "--to", "a.csv", "--as", "fhir"), BY, f"{AMBER}\n", Code.USAGE),
            (("export", "--to", "a.doc"), BY, f"{AMBER}\n", Code.USAGE),
            (("export", "--to", "a.json"), BY, f"{AMBER[:-1]}X\n", Code.USAGE),
            (("backup", "--to", "/nonexistent/a"), BY, "", Code.CANNOT_WRITE),
        ],
    ),
)
def test_a_wrong_command_line_changes_nothing(
    room: Room, arguments: tuple[str, ...], more: tuple[str, ...], text: str, code: int
) -> None:
    done = script(room, *arguments, more=more, text=text)
    assert (done.returncode, done.stdout) == (code, b"")
    assert len(done.stderr.splitlines()) <= 8
    assert not room.page("a.json").exists()


@pytest.mark.parametrize("fd", ["-1", "9", "1000000", "x"])
def test_a_descriptor_that_is_not_open_is_one_sentence(room: Room, fd: str) -> None:
    done = subprocess.run(
        [PROGRAM, "client", "list", "--passphrase-fd", fd, *BY],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment(room.root, SCREENING_FOLDER=str(room.path.parent)),
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout) == (Code.USAGE, b"")
    assert b"Traceback" not in done.stderr


def test_options_that_ask_nothing_are_refused_where_somebody_is_asked(room: Room) -> None:
    for arguments in (
        ("list", "--json"),
        ("backup", "--to", "x"),
        ("audit", "--by", "KT"),
        ("list", "--initials", "KT"),
    ):
        done = subprocess.run(
            [PROGRAM, "client", *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=environment(room.root, SCREENING_FOLDER=str(room.path.parent)),
            timeout=120,
            check=False,
        )
        assert (done.returncode, b"--passphrase-fd" in done.stderr) == (Code.USAGE, True)


def test_without_a_terminal_and_without_a_descriptor_the_way_for_scripts_is_named(room: Room) -> None:
    done = subprocess.run(
        [PROGRAM, "client", "backup"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment(room.root, SCREENING_FOLDER=str(room.path.parent)),
        timeout=120,
        check=False,
    )
    assert (done.returncode, b"screening client backup --help" in done.stderr) == (Code.CANNOT_ASK, True)


def test_where_there_are_no_records_none_are_made(room: Room) -> None:
    room.path.unlink()
    for command in (("list",), ("check",), ("backup", "--to", "a.store")):
        assert script(room, *command).returncode == Code.LOCKED
    assert [*room.path.parent.iterdir()] == []
