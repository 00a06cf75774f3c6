"""Commands as scripts and shells use them: which stream, which code, which help, which completion."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from screening import first_screen
from screening.__main__ import WARM, _start
from screening.system.process import Code
from tests.conftest import one_in
from tests.contracts import run
from tests.people import library, said
from tests.terminals import PROGRAM, Terminal, environment, needs, until

COMMANDS = (
    "check",
    "list",
    "show",
    "learn",
    "contacts",
    "new",
    "adopt",
    "prove",
    "score",
    "simulate",
    "lint",
    "import",
    "export",
    "paths",
    "completion",
    "help",
)
DATA = (
    ("list",), ("show",), ("learn",), ("learn", "ketamine"), ("contacts",), ("paths",),
    ("completion", "bash"), ("help",), ("help", "privacy"), ("--version",), ("--help",),
)  # fmt: skip
HEAVY = {"questionary", "prompt_toolkit", "rich", "pydantic", "yaml", "jinja2", "typer"}


def in_shell(command: str, home: Path) -> subprocess.CompletedProcess[bytes]:
    """A line of shell, `$P` being the program."""
    told = {**environment(home), "P": PROGRAM}
    return subprocess.run(["bash", "-c", command], capture_output=True, env=told, cwd=home, timeout=120, check=False)


# Streams: CLI-1, CLI-8.


@pytest.mark.parametrize("arguments", DATA, ids=" ".join)
def test_requested_data_goes_to_standard_output_and_nothing_else_anywhere(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """CLI-1: no line is wider than 80 columns but what a script reads, row by row."""
    done = run(*arguments, home=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    lines = done.stdout.decode().splitlines()
    assert lines
    assert arguments[0] in ("completion", "paths") or arguments in (("learn",), ("list",)) or max(map(len, lines)) <= 80
    assert b"\x1b" not in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "nope"), ("lint", "--today", "x"), ("contacts", "--region", "XX"), ("completion", "tcsh"),
        ("list", "more"), ("check", "--plain", "--discreet"), ("check", "--jsonl", "--answers", "-"),
        ("check", "--discreet", "--jsonl"), ("check", "--format", "doc"), ("check", "nope", "--answers", "-"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_command_that_is_not_right_is_exit_2_with_a_word_on_standard_error(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """CLI-1, CLI-6."""
    done = run(*arguments, home=tmp_path, text='{"answers": {}}')
    assert (done.returncode, done.stdout) == (2, b"")
    assert 1 <= done.stderr.count(b"\n") <= 4
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("chekc",), "Did you mean 'check'?"),
        (("check", "--regoin", "CA"), "Possible options: --region"),
        (("show", "signz"), "Did you mean `signs`?"),
        (("learn", "ketamin"), "Did you mean `ketamine`?"),
        (("help", "privcy"), "Try one of: privacy, accessibility, environment, exit-codes."),
        (("lint", "past-moth"), "Did you mean `past-month`?"),
    ],
)
def test_a_mistyped_word_gets_a_suggestion(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    """CLI-9."""
    assert told in run(*arguments, home=tmp_path).stderr.decode()


SPEAKING = [("list",), ("show",), ("learn", "ketamine"), ("contacts", "--json"), ("--help",), ("--version",)]


@pytest.mark.parametrize("arguments", SPEAKING, ids=" ".join)
def test_a_closed_or_full_output_is_exit_8(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """CLI-6."""
    for target in (">&-", ">/dev/full"):
        done = in_shell(f'"$P" {" ".join(arguments)} {target}', tmp_path)
        assert done.returncode == 8
        assert done.stderr.count(b"\n") <= 1


@pytest.mark.parametrize("arguments", SPEAKING, ids=" ".join)
def test_a_reader_that_went_away_is_exit_141_and_silent(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """CLI-8."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [PROGRAM, *arguments], stdout=writing, stderr=subprocess.PIPE, env=environment(tmp_path), check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("columns", one_in(2, [20, 40, 200]))
@pytest.mark.parametrize("arguments", [("learn",), ("contacts",)], ids=" ".join)
def test_in_a_window_every_page_fits_it_and_no_word_is_split(
    tmp_path: Path, arguments: tuple[str, ...], columns: int
) -> None:
    """A-5."""
    with Terminal([PROGRAM, *arguments], environment(tmp_path), tmp_path, columns=columns, rows=2000) as window:
        until(lambda: not window.read(0.1) and window.process.poll() is not None, "the end")
        lines = window.text.split("\r\n")
    assert max(map(len, lines)) <= min(columns, 80)
    words = {word for word in run(*arguments, home=tmp_path).stdout.decode().split() if word.isalpha()}
    assert words <= set(" ".join(lines).split())


def test_without_a_standard_error_the_data_still_comes(tmp_path: Path) -> None:
    done = in_shell('"$P" list 2>&-', tmp_path)
    assert (done.returncode, done.stdout.count(b"\n")) == (
        0,
        len(library().all_names) + 3,
    )  # and a heading between empty lines


# Help: CLI-9, CLI-10.


@pytest.mark.parametrize("command", one_in(4, COMMANDS))
def test_help_fits_80_columns_whatever_the_window_and_says_whom_to_call(tmp_path: Path, command: str) -> None:
    """CLI-9."""
    done = run(command, "--help", home=tmp_path, told={"COLUMNS": "200"})
    lines = done.stdout.decode().splitlines()
    assert (done.returncode, done.stderr) == (0, b"")
    assert max(map(len, lines)) <= 80
    assert lines[0].startswith(f"Usage: screening {command}")
    assert lines[2].startswith(f"  Example: screening {command}")
    assert "In danger now? Please call your emergency number." in " ".join(" ".join(lines).split())
    assert not set("│╭╰─") & set(done.stdout.decode())


def test_erase_without_a_terminal_says_that_a_word_is_typed_and_what_lists_the_files(tmp_path: Path) -> None:
    """CLI-16: it asks for no passphrase."""
    done = run("erase", home=tmp_path)
    said = done.stderr.decode()
    assert (done.returncode, done.stdout) == (7, b"")
    assert "screening erase --dry-run" in said
    assert "passphrase" not in said
    assert "passphrase" in run("diary", home=tmp_path).stderr.decode()


def test_the_help_of_the_whole_names_every_command_and_the_intended_use(tmp_path: Path) -> None:
    """CLI-9."""
    text = run("--help", home=tmp_path).stdout.decode()
    assert [command for command in COMMANDS if not re.search(rf"^  {command} ", text, re.MULTILINE)] == []
    assert "It does not diagnose or treat any condition." in " ".join(text.split())
    assert run("help", home=tmp_path).stdout.decode() == text
    assert run(home=tmp_path).stderr.decode() == text


def test_the_exit_codes_of_the_help_are_those_of_the_program(tmp_path: Path) -> None:
    """CLI-6."""
    text = run("help", "exit-codes", home=tmp_path).stdout.decode()
    listed = {int(code) for line in re.findall(r"^- ([\d, ]+):", text, re.MULTILINE) for code in line.split(",")}
    assert listed == {*map(int, Code), 129, 130, 143}


def test_the_version_is_that_of_the_package(tmp_path: Path) -> None:
    from screening import __version__

    assert run("--version", home=tmp_path).stdout.decode() == f"screening {__version__}\n"


# What is imported.


def imported(arguments: tuple[str, ...], home: Path) -> set[str]:
    """The heavy modules that a command imports."""
    command = [sys.executable, "-X", "importtime", "-m", "screening", *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment(home), check=True, stdin=subprocess.DEVNULL
    )
    names = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert "screening" in names
    return names & HEAVY


def test_version_and_help_import_nothing_heavy_at_all(tmp_path: Path) -> None:
    assert [imported((flag,), tmp_path) for flag in ("--version", "--help", "-h")] == [set(), set(), set()]


@pytest.mark.parametrize("arguments", [("check", "-h"), ("list",), ("contacts",), ("completion", "zsh")], ids=" ".join)
def test_commands_that_ask_nothing_do_not_import_what_asks_and_draws(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    assert imported(arguments, tmp_path) & {"questionary", "prompt_toolkit", "rich", "jinja2"} == set()


PLAIN_FORMS = [("list",), ("learn",), ("learn", "ketamine"), ("learn", "ketamine", "assisted"), ("contacts",)]


@pytest.mark.parametrize("arguments", PLAIN_FORMS, ids=" ".join)
def test_a_page_without_options_needs_neither_typer_nor_yaml(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert imported(arguments, tmp_path) == {"pydantic"}


@pytest.mark.parametrize("arguments", one_in(3, zip([*PLAIN_FORMS, ("learn", "nope")])), ids=" ".join)
def test_a_page_without_options_is_what_the_command_line_makes_of_it(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    code = "import sys; from screening.cli.main import run; run(sys.argv[1:])"
    command = [sys.executable, "-c", code, *arguments]
    by_typer = subprocess.run(command, capture_output=True, env=environment(tmp_path), cwd=tmp_path, check=False)
    done = run(*arguments, home=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (by_typer.returncode, by_typer.stdout, by_typer.stderr)


# Completion: CLI-11.

COMPLETE = """
PATH="$(dirname "$P"):$PATH"; eval "$("$P" completion bash)"
try() {
  COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _screening_completion screening; echo "${COMPREPLY[@]}"
}
"""


@pytest.mark.parametrize(
    ("words", "found"),
    one_in(
        3,
        [
            ("screening con", "contacts"),
            (
                'screening ""',
                "check diary erase list show learn contacts new adopt lint prove import export score simulate "
                "paths completion help client",
            ),
            ("screening check --an", "--answers"),
            ("screening check --n", "--no-why"),
            ('screening completion ""', "bash zsh fish powershell"),
            ("screening show --format h", "html"),
            ('screening check ""', ""),
        ],
    ),
)
def test_the_script_completes_in_bash(tmp_path: Path, words: str, found: str) -> None:
    """CLI-11."""
    needs("bash")
    done = in_shell(f"{COMPLETE} try {words}", tmp_path)
    assert (done.stdout.decode(), done.stderr) == (f"{found}\n", b"")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion_touches_no_start_up_file(tmp_path: Path, shell: str) -> None:
    """CLI-11."""
    for name in (".bashrc", ".bash_profile", ".zshrc", ".profile"):
        (tmp_path / name).write_text("mine\n", encoding="utf-8")
    done = run("completion", shell, home=tmp_path, told={"SHELL": f"/bin/{shell}"})
    assert done.returncode == 0
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == dict.fromkeys(
        (".bashrc", ".bash_profile", ".zshrc", ".profile"), "mine\n"
    )


def test_there_is_no_option_that_installs_completion(tmp_path: Path) -> None:
    """CLI-11."""
    assert run("--install-completion", home=tmp_path).returncode == 2


# What is listed and shown.


def test_every_questionnaire_is_listed_with_its_questions_and_its_time(tmp_path: Path) -> None:
    lines = run("list", home=tmp_path).stdout.decode().splitlines()
    assert (
        lines[0] == "signs: Signs of addiction, a self-check; 24 questions; the past 12 months; comes with the program"
    )
    ours = lines[: lines.index("")]
    assert [line.partition(":")[0] for line in ours] == list(library().names)


@pytest.mark.parametrize(("format_", "first"), [("txt", "Signs of"), ("md", "# Signs of"), ("html", "<!DOCTYPE html>")])
def test_a_questionnaire_is_shown_in_every_format(tmp_path: Path, format_: str, first: str) -> None:
    done = run("show", "signs", "--format", format_, home=tmp_path)
    assert done.stdout.decode().startswith(first)
    assert b"Prefer not to say" in done.stdout


def test_a_mode_begins_the_first_menu_and_is_refused_before_a_command(tmp_path: Path) -> None:
    """Whoever is watched finds it: the first screen names it."""
    for option in ("--discreet", "--plain"):
        assert run(option, home=tmp_path).returncode == Code.USAGE  # no terminal
        done = run(option, "check", home=tmp_path)
        assert (done.returncode, b"after the command" in done.stderr) == (Code.USAGE, True)
    assert run("--plain", "--discreet", home=tmp_path).returncode == Code.USAGE


def test_a_questionnaire_is_shown_as_it_is_asked_about_a_subject(tmp_path: Path) -> None:
    done = run("show", "signs", "--for", "gaming", home=tmp_path)
    assert b"how often did you game or stay online more" in b" ".join(done.stdout.split())
    assert b"(methadone and buprenorphine count)" in b" ".join(
        run("show", "signs", "--for", "opioids", home=tmp_path).stdout.split()
    )
    wrong = run("show", "signs", "--for", "opiods", home=tmp_path)
    assert (wrong.returncode, b"opioids" in wrong.stderr) == (Code.USAGE, True)


def test_a_result_is_printed_in_every_format(tmp_path: Path) -> None:
    text = json.dumps({"answers": said()})
    for format_, first in (("txt", b"Signs of"), ("md", b"# Signs of"), ("html", b"<!DOCTYPE html>")):
        assert run("check", "--answers", "-", "--format", format_, home=tmp_path, text=text).stdout.startswith(first)


def test_each_answer_and_its_points_are_printed_only_on_request(tmp_path: Path) -> None:
    text = json.dumps({"answers": said("cannabis", "weekly")})
    asked = run("check", "--answers", "-", "--why", home=tmp_path, text=text).stdout
    plain = run("check", "--answers", "-", home=tmp_path, text=text).stdout
    assert (b"Each answer and its points" in asked, b"Each answer and its points" in plain) == (True, False)
    without = json.loads(run("check", "--answers", "-", "--json", "--no-why", home=tmp_path, text=text).stdout)
    assert [score for score in without["scores"] if "why" in score] == []


def test_every_topic_is_listed_with_what_it_is_about(tmp_path: Path) -> None:
    lines = run("learn", home=tmp_path).stdout.decode().splitlines()
    assert lines == [f"{one.id}: {one.title}. {one.summary}." for one in library().topics]


def test_the_topic_of_ketamine_begins_with_whose_article_it_is_and_cites_sources(tmp_path: Path) -> None:
    text = run("learn", "ketamine", home=tmp_path).stdout.decode()
    assert text.index("Read this first") < text.index("What it is, and what it is like")
    assert "a private clinic group" in " ".join(text.split())[:400]
    assert text.count("\nSources\n") >= 6


@pytest.mark.parametrize(
    ("words", "title"),
    [
        (("KAT",), "Ketamine-assisted therapy (KAT)"),
        (("Ketamine-Assisted",), "Ketamine-assisted therapy (KAT)"),
        (("ketamine", "assisted", "therapy"), "Ketamine-assisted therapy (KAT)"),
        (("kat_risks",), "Ketamine, the risks"),
        (("trials",), "Ketamine, the trials"),
        (("cocaine",), "Cocaine and other stimulants"),
        (("Drinking",), "Alcohol"),
    ],
    ids=str,
)
def test_a_topic_is_found_by_its_other_names_in_any_case_and_in_several_words(
    tmp_path: Path, words: tuple[str, ...], title: str
) -> None:
    done = run("learn", *words, home=tmp_path)
    assert (done.returncode, done.stdout.decode().splitlines()[0]) == (0, title)


@pytest.mark.parametrize("arguments", [("learn", "addiction"), ("learn", "method"), ("help", "privacy")], ids=" ".join)
def test_no_title_is_read_twice(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    lines = run(*arguments, home=tmp_path).stdout.decode().splitlines()
    assert lines.count(lines[0]) == 1


def test_paths_are_printed_one_a_line_and_made_by_nobody(tmp_path: Path) -> None:
    """CLI-13."""
    lines = run("paths", home=tmp_path).stdout.decode().splitlines()
    found = dict(line.split(": ", 1) for line in lines)
    assert set(found) == {"questions", "own-questions", "settings", "diary", "clients"}
    assert Path(found["questions"], "signs.yaml").is_file()
    assert found["settings"] == str(tmp_path / ".config" / "screening" / "settings.toml")
    assert found["own-questions"] == str(tmp_path / ".config" / "screening" / "questions")
    kept = tmp_path / ".local" / "share" / "screening"
    assert (found["diary"], found["clients"]) == (str(kept / "diary.store"), str(kept / "clients.store"))
    assert list(tmp_path.iterdir()) == []


# Content: a NAME or a FILE.

EVENING = (
    "questionnaire: evening\nversion: 1.0\ntitle: Evening\nlanguage: en\nrecall: today\naudience: tests\n"
    'source: {citation: Invented, licence: CC0-1.0}\nitems:\n  - {id: a, ask: "One?", options: '
    "[{code: b, text: B}, {code: c, text: C}]}\n"
)


@pytest.mark.parametrize("name", ["signs.yaml", "./signs", "folder/signs.yml"])
def test_what_has_a_slash_or_ends_in_yaml_is_a_file_and_never_a_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(EVENING, encoding="utf-8")
    assert run("show", name, home=tmp_path).stdout.startswith(b"Evening\n")


@pytest.mark.parametrize(
    "command", [("check", "wrong.yaml", "--answers", "-"), ("show", "wrong.yaml"), ("lint", "wrong.yaml")]
)
def test_a_file_with_faults_is_exit_6_with_every_problem_and_its_line(tmp_path: Path, command: tuple[str, ...]) -> None:
    """CLI-6."""
    (tmp_path / "wrong.yaml").write_text(EVENING.replace("One?", "").replace("1.0", "one"), encoding="utf-8")
    done = run(*command, home=tmp_path, text='{"answers": {}}')
    told = done.stdout + done.stderr
    assert done.returncode == 6
    assert [line.split(b":")[:2] for line in told.splitlines()] == [[b"wrong.yaml", b"2"], [b"wrong.yaml", b"9"]]


def test_a_file_that_is_not_there_is_exit_6(tmp_path: Path) -> None:
    done = run("show", "./nope.yaml", home=tmp_path)
    assert (done.returncode, done.stdout) == (6, b"")
    assert done.stderr.startswith(b"nope.yaml: ")


def test_warnings_alone_are_exit_0_and_age_is_a_warning(tmp_path: Path) -> None:
    """R-12."""
    done = run("lint", "--today", "2028-01-01", home=tmp_path)
    assert done.returncode == 0
    assert b"warning" in done.stdout
    assert b"error" not in done.stdout


def test_where_a_file_exists_the_way_to_replace_it_is_named(tmp_path: Path) -> None:
    """CLI-17: on the command line only; at a prompt there is no such option."""
    page = tmp_path / "page.txt"
    assert run("show", "--save", str(page), home=tmp_path).returncode == Code.DONE
    done = run("show", "--save", str(page), home=tmp_path)
    assert (done.returncode, done.stderr.decode().strip().endswith("Or use --force to replace it.")) == (8, True)
    assert run("show", "--save", str(page), "--force", home=tmp_path).returncode == Code.DONE


@pytest.mark.parametrize("name", WARM)
def test_what_is_imported_while_the_first_screen_is_read_is_there(name: str) -> None:
    """It is imported by name, and a name that leads nowhere would only make the first question slow."""
    assert find_spec(name) is not None


def test_nothing_is_imported_by_two_threads_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CLI-10: whoever types at once waits for the imports; else a module may be seen half done."""
    (tmp_path / "slow_to_import.py").write_text("import time\ntime.sleep(0.5)\ndone = True\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("screening.__main__.WARM", ("slow_to_import", "missing_altogether"))
    for name in ("guard", "show", "unguard"):
        monkeypatch.setattr(first_screen, name, lambda *_: None)
    monkeypatch.setattr(first_screen, "read", lambda: "")
    monkeypatch.setattr("screening.__main__._interrupted_at_once", lambda: None)
    seen: list[bool] = []

    def run_command(_arguments: list[str], **_: object) -> None:
        seen.append(hasattr(sys.modules.get("slow_to_import"), "done"))

    monkeypatch.setattr("screening.cli.main.run", run_command)
    _start([])
    assert seen == [True]


# What it is about: `--for`.


def test_for_a_subject_its_question_is_answered_beforehand_in_json_lines_too(tmp_path: Path) -> None:
    """CLI-2, CLI-3: the first question is the next one, in the words of the subject."""
    done = run("check", "--jsonl", "--for", "gambling", home=tmp_path, text='{"answer": "no"}\n')
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["ask"]["id"] for one in said if "ask" in one] == ["safety", "urgent"]
    assert said[-1]["result"]["status"] == "stopped"
    assert done.returncode == 4
    done = run("check", "--jsonl", "--for", "someone-else", home=tmp_path)
    assert [json.loads(line)["ask"]["id"] for line in done.stdout.splitlines()[1:2]] == ["urgent"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("check", "--jsonl", "--for", "alchohol"), "Did you mean `alcohol`?"),
        (("check", "--jsonl", "--for", ""), ""),
        (("check", "--answers", "-", "--for", "alcohol"), "With --answers the file says what it is about"),
    ],
    ids=["unknown", "empty", "with-answers"],
)
def test_a_subject_that_cannot_be_is_refused_before_anything_is_asked(
    tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    """CLI-6, CLI-9: an empty one is none."""
    done = run(*arguments, home=tmp_path, text="")
    assert done.returncode == (2 if told else 4)
    assert told in " ".join(done.stderr.decode().split())
    assert bool(done.stdout) == (not told)
