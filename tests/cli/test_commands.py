"""The commands as a shell sees them: what they print where, and the code they end with."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from screening import first_screen
from screening.system.settings import Settings, SettingsError, load, settings_file

ROOT = Path(__file__).parent.parent.parent
ANSWERS = str(ROOT / "docs" / "example-answers.json")
COMMANDS = (
    "check",
    "list",
    "show",
    "learn",
    "contacts",
    "new",
    "lint",
    "import",
    "export",
    "paths",
    "completion",
    "help",
)


def screening(*arguments: str, home: Path | None = None, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run a command with no terminal, in a clean environment."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home or ROOT), "LANG": "C.UTF-8", "TERM": "dumb", **changes}
    return subprocess.run(
        [sys.executable, "-m", "screening", *arguments],
        capture_output=True,
        text=True,
        env=environment,
        cwd=ROOT,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_cli9_every_command_explains_itself_with_an_example_first(command: str) -> None:
    """CLI-9."""
    shown = screening(command, "-h")
    lines = [line.strip() for line in shown.stdout.splitlines() if line.strip()]
    assert shown.returncode == 0
    assert lines[1].startswith("Example: screening")
    assert max(map(len, shown.stdout.splitlines())) <= 80
    told = " ".join(shown.stdout.split())
    assert "Help lines: screening contacts." in told
    assert "Nothing is saved unless you ask." in told


def test_cli9_a_wrong_command_gets_a_suggestion() -> None:
    """CLI-9."""
    shown = screening("chekc")
    assert shown.returncode == 2
    assert "'check'" in shown.stderr
    assert shown.stdout == ""


def test_cli10_without_arguments_and_without_a_terminal_there_is_help_and_code_2() -> None:
    """CLI-10."""
    shown = screening()
    assert shown.returncode == 2
    assert "Usage: screening" in shown.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_cli11_completion_prints_a_script_and_edits_nothing(shell: str, tmp_path: Path) -> None:
    """CLI-11."""
    shown = screening("completion", shell, home=tmp_path)
    assert shown.returncode == 0
    assert "_SCREENING_COMPLETE" in shown.stdout
    assert list(tmp_path.iterdir()) == []


def test_cli11_the_script_completes_commands_in_bash(tmp_path: Path) -> None:
    """CLI-11."""
    shown = screening(home=tmp_path, _SCREENING_COMPLETE="complete_bash", COMP_WORDS="screening con", COMP_CWORD="1")
    assert shown.stdout.split() == ["contacts"]


def test_cli13_the_environment_goes_over_the_file_and_the_flag_over_both(tmp_path: Path) -> None:
    """CLI-13."""
    place = tmp_path / ".config" / "screening"
    place.mkdir(parents=True)
    (place / "settings.toml").write_text('region = "NZ"\n', encoding="utf-8")
    assert "Place: New Zealand" in screening("contacts", home=tmp_path).stdout
    assert "Place: Ireland" in screening("contacts", home=tmp_path, SCREENING_REGION="IE").stdout
    flagged = screening("contacts", "--region", "AU", home=tmp_path, SCREENING_REGION="IE")
    assert "Place: Australia" in flagged.stdout


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('regoin = "CA"', "Did you mean `region`?"),
        ("region = 3", "needs a text in quotes"),
        ('mode = "loud"', "must be one of"),
        ("region = CA", "Write lines such as"),
    ],
)
def test_cli13_a_setting_that_is_not_known_or_not_possible_is_an_error(text: str, told: str, tmp_path: Path) -> None:
    """CLI-13."""
    place = tmp_path / ".config" / "screening"
    place.mkdir(parents=True)
    (place / "settings.toml").write_text(text, encoding="utf-8")
    shown = screening("list", home=tmp_path)
    assert shown.returncode == 2
    assert told in shown.stderr


def test_cli13_an_unknown_variable_is_an_error() -> None:
    """CLI-13."""
    with pytest.raises(SettingsError, match="SCREENING_REGOIN"):
        load({"SCREENING_REGOIN": "CA"})


def test_cli13_without_settings_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CLI-13."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert load({}) == Settings(region="", mode="auto")


def test_cli13_the_first_screen_looks_for_settings_where_the_program_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert not first_screen.has_settings()
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text("", encoding="utf-8")
    assert first_screen.has_settings()


def test_cli17_a_saved_page_is_private_and_never_goes_over_another(tmp_path: Path) -> None:
    """CLI-17."""
    page = tmp_path / "page.md"
    asked = ("check", "signs", "--answers", ANSWERS, "--save", str(page))
    assert screening(*asked).returncode == 0
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    before = page.read_bytes()
    again = screening(*asked)
    assert (again.returncode, page.read_bytes()) == (8, before)
    assert screening(*asked, "--force").returncode == 0
    assert [one.name for one in tmp_path.iterdir()] == ["page.md"]


def test_cli17_a_link_is_never_followed(tmp_path: Path) -> None:
    """CLI-17."""
    victim = tmp_path / "victim.txt"
    victim.write_text("mine", encoding="utf-8")
    link = tmp_path / "page.txt"
    link.symlink_to(victim)
    shown = screening("check", "signs", "--answers", ANSWERS, "--save", str(link), "--force")
    assert (shown.returncode, victim.read_text(encoding="utf-8")) == (8, "mine")


def test_answers_come_from_standard_input_too() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "screening", "check", "signs", "--answers", "-", "--json"],
        input='{"answers": {"adult": "no"}}',
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert json.loads(done.stdout)["scores"] == []


def test_every_page_about_the_program_is_there() -> None:
    for topic in ("privacy", "accessibility", "environment", "exit-codes"):
        assert screening("help", topic).returncode == 0
    assert "nosuch" in screening("help", "nosuch").stderr


def test_every_topic_can_be_read() -> None:
    topics = [line.partition(":")[0] for line in screening("learn").stdout.splitlines()]
    assert "ketamine" in topics
    assert all(screening("learn", topic).returncode == 0 for topic in topics)


@pytest.mark.parametrize("flag", ["--version", "--help"])
def test_version_and_help_import_nothing_heavy(flag: str) -> None:
    code = (
        "import sys\n"
        f"sys.argv = ['screening', '{flag}']\n"
        "from screening.__main__ import main\n"
        "main()\n"
        "print([name for name in ('typer', 'rich', 'questionary', 'pydantic', 'yaml') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_cli15_long_work_shows_its_progress_only_where_a_person_sees_it() -> None:
    """CLI-15."""
    assert screening("lint", "past-month").stderr == ""
    child = pexpect.spawn(sys.executable, ["-m", "screening", "lint", "past-month"], cwd=str(ROOT), timeout=60)
    child.expect_exact("Checking past-month")
    child.expect(pexpect.EOF)


def test_all_prints_every_part_of_a_result_and_without_it_there_is_one_page_and_what_could_come_next() -> None:
    asked = ("check", "signs", "--answers", ANSWERS, "--region", "CA-AB")
    short, whole = screening(*asked).stdout, screening(*asked, "--all").stdout
    assert len(short.splitlines()) <= 60
    assert whole.startswith(short)
    for part in ("People to talk to", "Your answers in numbers", "How this was worked out", "Sources"):
        assert f"\n{part}\n" in whole
        assert part not in short
