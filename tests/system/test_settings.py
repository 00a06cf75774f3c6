"""What a person has set: flag over environment over file over default; whatever is not known is an error."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from screening.system.settings import (
    MAX_BYTES,
    MODES,
    Settings,
    SettingsError,
    folders,
    load,
    locale_region,
    settings_file,
)
from tests.conftest import one_in
from tests.contracts import run


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str | bytes], Path]:
    """Writes the settings file of this test."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    path = settings_file()

    def write(text: str | bytes) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


Write = Callable[[str | bytes], Path]


def refused(environment: dict[str, str] | None = None) -> str:
    """What the settings are refused for."""
    with pytest.raises(SettingsError) as caught:
        load(environment or {})
    return str(caught.value)


def test_the_environment_goes_over_the_file_setting_by_setting(written: Write) -> None:
    """CLI-13."""
    written('region = "NZ"\nmode = "plain"\n')
    assert load({}) == Settings("NZ", "plain")
    assert load({"SCREENING_REGION": "IE"}) == Settings("IE", "plain")
    assert load({"SCREENING_REGION": "IE", "SCREENING_MODE": "discreet"}) == Settings("IE", "discreet")


def test_an_empty_variable_counts_as_not_set(written: Write) -> None:
    written('region = "NZ"\n')
    assert load({"SCREENING_REGION": ""}) == Settings("NZ", "auto")


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CLI-13."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "nothing"))
    assert load({}) == Settings("", "auto")


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_can_be_set(written: Write, mode: str) -> None:
    written(f'mode = "{mode}"')
    assert load({}).mode == mode


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('regoin = "CA"', "is not a setting. Did you mean `region`?"),
        ('answers = "none"', "is not a setting. Check the spelling."),
        ("[region]\ncode = 1", "needs a text in quotes."),
        ("region = 3", "needs a text in quotes."),
        ("region = true", "needs a text in quotes."),
        ('mode = "loud"', "must be one of: auto, plain, discreet."),
        ("region = CA", 'Write lines such as region = "CA".'),
        ('region = "CA"\nregion = "US"', 'Write lines such as region = "CA".'),
        ("region = " + "9" * 5_000, 'Write lines such as region = "CA".'),
        ("region = " + "[" * 5_000, 'Write lines such as region = "CA".'),
        (b"region = '\xff'", "cannot be read (UnicodeDecodeError)."),
        ("#" * 8_001, "is not an ordinary file of at most 8,000 bytes."),
    ],
)
def test_a_file_that_is_not_right_is_told_with_its_path_and_what_to_write(
    written: Write, text: str | bytes, told: str
) -> None:
    """CLI-13."""
    path = written(text)
    found = refused()
    assert str(path) in found
    assert found.endswith(told)
    assert len(found.removeprefix(str(path))) < 200


def test_the_longest_line_of_dotted_keys_takes_little_memory(written: Write) -> None:
    """T-22: the reader of the standard library remembers every beginning of such a key."""
    written("a" + ".a" * ((MAX_BYTES - 5) // 2) + " = 1")
    tracemalloc.start()
    try:
        assert refused().endswith("is not a setting. Check the spelling.")
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


def test_a_byte_order_mark_before_the_settings_is_read_over(written: Write) -> None:
    written(b'\xef\xbb\xbfregion = "CA"')
    assert load({}).region == "CA"


@pytest.mark.parametrize("kind", ["folder", "pipe", "endless"])
def test_settings_are_read_from_a_regular_file_only(written: Write, kind: str) -> None:
    """T-22."""
    path = written("")
    path.unlink()
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "endless":
            path.symlink_to("/dev/zero")
    assert refused().endswith("is not an ordinary file of at most 8,000 bytes.")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("SCREENING_REGOIN", "SCREENING_REGOIN is not a setting. Did you mean `SCREENING_REGION`?"),
        ("SCREENING_region", "SCREENING_region is not a setting. Did you mean `SCREENING_REGION`?"),
        ("SCREENING_", "SCREENING_ is not a setting. Did you mean `SCREENING_CSV`?"),
    ],
)
def test_a_variable_that_is_not_known_is_an_error(written: Write, name: str, told: str) -> None:
    """CLI-13."""
    written("")
    assert refused({name: "CA"}) == told


def test_everything_about_records_can_be_set(written: Write) -> None:
    """CLI-13."""
    lines = ('folder = "/a"', 'consent = "~/words.txt"', 'notes = "on"', 'notice = "Draft"', 'idle = "480"')
    written("\n".join(lines))
    assert load({}) == Settings("", "auto", "/a", "~/words.txt", "on", "Draft", "480")
    assert load({"SCREENING_IDLE": "1", "SCREENING_FOLDER": "/b"}).idle == "1"
    assert load({"SCREENING_IDLE": "1", "SCREENING_FOLDER": "/b"}).folder == "/b"


def test_without_a_word_notes_are_off_and_an_idle_session_locks_after_ten_minutes(written: Write) -> None:
    written("")
    assert (load({}).notes, load({}).idle) == ("off", "10")


@pytest.mark.parametrize("idle", ["0", "481", "-1", "1.5", "ten", "\u0661", " 5", "", "9" * 5_000, "0x10", "100000481"])
def test_the_minutes_of_an_idle_session_are_a_number_from_1_to_480(written: Write, idle: str) -> None:
    """CLI-13."""
    path = written(f'idle = "{idle}"')
    assert refused() == f"`idle` in {path} must be a number of minutes from 1 to 480, in quotes."


def test_the_clinic_and_its_telephone_can_be_set(written: Write) -> None:
    """CLI-13."""
    written('clinic = "River Street Clinic"\nphone = "403-555-0100"')
    assert (load({}).clinic, load({}).phone) == ("River Street Clinic", "403-555-0100")
    assert load({"SCREENING_CLINIC": "Hill Clinic"}).clinic == "Hill Clinic"


@pytest.mark.parametrize(("name", "most"), [("clinic", 60), ("phone", 30)])
def test_what_stands_at_the_top_of_a_sheet_is_one_line(written: Write, name: str, most: int) -> None:
    """CLI-13."""
    for text in ("x" * (most + 1), "two\\nlines", "\\u001b[31mred", "\\u202e"):
        path = written(f'{name} = "{text}"')
        assert refused() == f"`{name}` in {path} must be one line of at most {most} characters."
    written(f'{name} = "{"x" * most}"')
    assert getattr(load({}), name) == "x" * most


def test_tables_are_plain_or_for_excel(written: Write) -> None:
    """CLI-13."""
    path = written('csv = "Excel"')
    assert refused() == f"`csv` in {path} must be one of: plain, excel."
    written('csv = "excel"')
    assert (load({}).csv, load({"SCREENING_CSV": "plain"}).csv) == ("excel", "plain")


@pytest.mark.parametrize("notes", ["yes", "On", ""])
def test_notes_are_on_or_off(written: Write, notes: str) -> None:
    path = written(f'notes = "{notes}"')
    assert refused() == f"`notes` in {path} must be one of: on, off."


def test_records_stand_in_the_folder_that_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert folders(Settings()) == {
        "settings": tmp_path / "config" / "screening" / "settings.toml",
        "diary": tmp_path / "data" / "screening" / "diary.store",
        "clients": tmp_path / "data" / "screening" / "clients.store",
    }
    assert folders(Settings(folder="~/own"))["clients"] == tmp_path / "own" / "clients.store"
    assert folders(Settings(folder="/own"))["diary"] == Path("/own/diary.store")


def test_to_ask_where_records_stand_makes_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folders(Settings())
    folders(Settings(folder=str(tmp_path / "own")))
    assert list(tmp_path.iterdir()) == []


def test_variables_of_others_are_left_alone(written: Write) -> None:
    written("")
    assert load({"_SCREENING_COMPLETE": "x", "MY_SCREENING_REGION": "x"}) == Settings()


def test_control_characters_of_a_name_are_not_repeated(written: Write) -> None:
    written('"\\u001b[31mred" = "x"')
    assert "\x1b" not in refused()


@pytest.mark.parametrize(
    ("environment", "country"),
    [
        ({"LANG": "en_CA.UTF-8"}, "CA"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "fr_FR"}, "FR"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "de_AT@euro"}, "AT"),
        ({"LANG": "C.UTF-8"}, ""),
        ({"LANG": "POSIX"}, ""),
        ({"LANG": "en"}, ""),
        ({}, ""),
    ],
)
def test_the_country_of_the_locale_is_only_a_guess(environment: dict[str, str], country: str) -> None:
    assert locale_region(environment) == country


# Through the program.


def test_a_flag_goes_over_everything(tmp_path: Path) -> None:
    """CLI-13, R-12."""
    told = {"LANG": "en_NZ.UTF-8", "SCREENING_REGION": "IE"}
    assert b"Place: Australia." in run("contacts", "--region", "AU", home=tmp_path, told=told).stdout
    assert b"Place: Ireland." in run("contacts", home=tmp_path, told=told).stdout
    assert (
        b"Place: New Zealand, our guess from your settings."
        in run("contacts", home=tmp_path, told={"LANG": "en_NZ"}).stdout
    )
    assert b"Place: not known." in run("contacts", home=tmp_path, told={"LANG": "xx_XX"}).stdout


@pytest.mark.parametrize(
    ("name", "value"),
    one_in(2, [("SCREENING_REGION", "XX"), ("SCREENING_REGION", "\x1b[31m"), ("SCREENING_MODE", "x")]),
)
def test_a_value_that_is_not_possible_is_exit_2_for_every_command(tmp_path: Path, name: str, value: str) -> None:
    """CLI-6, CLI-13: nothing is printed but for people to talk to, who are listed as if nothing were set."""
    for command in (("list",), ("contacts",), ("check", "--answers", "-")):
        done = run(*command, home=tmp_path, text='{"answers": {}}', told={name: value})
        assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
        assert done.stdout == b"" or command == ("contacts",)
        assert b"\x1b" not in done.stderr
