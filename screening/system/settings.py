"""Read the settings: a flag wins over the environment, then the file, then the default. Nothing is written."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from screening import first_screen
from screening.errors import ScreeningError
from screening.loading.ordinary_file import NotOrdinary, bytes_of
from screening.text import clean, first_unsafe, hint, shown_path

MODES = ("auto", "plain", "discreet")
MAX_BYTES = 8_000  # a line of dotted keys takes memory by the square of its length


class SettingsError(ScreeningError):
    """A setting is unknown or has an impossible value. The message names the file or variable, and what to write."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings as text; empty means not set. `region` is the person's, `mode` selects the user interface.

    `folder` is where records are stored, `questions` are folders with content of one's own. The others are for
    counselors: a file with their own consent text, notes on or off, a notice for each export, the minutes after which
    an idle session locks, the clinic's name and telephone number, which stand on its pages, and the program that
    tables are written for.
    """

    region: str = ""
    mode: str = "auto"
    folder: str = ""
    consent: str = ""
    notes: str = "off"
    notice: str = ""
    idle: str = "10"
    questions: tuple[str, ...] = ()
    clinic: str = ""
    phone: str = ""
    csv: str = "plain"

    @property
    def idle_seconds(self) -> float:
        """The seconds without a key after which a counselor's session locks."""
        return int(self.idle) * 60.0


CHOICES = {"mode": MODES, "notes": ("on", "off"), "csv": ("plain", "excel")}
LONGEST = {"clinic": 60, "phone": 30}  # characters: both stand in one line at the top of a sheet of paper


def settings_file() -> Path:
    """The path of the settings file, which need not exist."""
    from platformdirs import user_config_path  # imported late: the first screen does not need it

    return user_config_path("screening", appauthor=False) / "settings.toml"


def own_folder() -> Path:
    """The folder for the person's own questionnaires and texts, which need not exist."""
    return settings_file().parent / "questions"


def question_folders(settings: Settings) -> tuple[Path, ...]:
    """The folders with content of one's own, each once: the person's, then those that are set."""
    found = (own_folder(), *(Path(os.path.expanduser(folder)) for folder in settings.questions))
    return tuple({os.path.realpath(path): path for path in reversed(found)}.values())[::-1]


def folders(settings: Settings) -> dict[str, Path]:
    """Every path that this program may read or write outside its own folder, by purpose."""
    from platformdirs import user_data_path

    folder = Path(os.path.expanduser(settings.folder or user_data_path("screening", appauthor=False)))
    return {"settings": settings_file(), "diary": folder / "diary.store", "clients": folder / "clients.store"}


def load(environment: Mapping[str, str]) -> Settings:
    """The settings of the file, overridden by those of the environment. Raises SettingsError."""
    path = settings_file()
    settings = replace(Settings(), **_values(_read(path), str(path)))
    variables = {f"SCREENING_{name.upper()}": name for name in _names()}
    for name in environment:
        if name.startswith("SCREENING_") and name not in variables:
            raise SettingsError(f"{clean(name)[:40]} is not a setting. {hint(name.upper(), variables)}")
    given = {name: environment[variable] for variable, name in variables.items() if environment.get(variable)}
    return replace(settings, **_values(given, "the environment"))


def _names() -> tuple[str, ...]:
    return tuple(field.name for field in fields(Settings))


def _read(path: Path) -> Mapping[str, object]:
    """The content of the settings file; empty where there is no file."""
    try:
        content = bytes_of(path, MAX_BYTES)
        if len(content) > MAX_BYTES:
            raise NotOrdinary
        return tomllib.loads(content.decode("utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except NotOrdinary:
        raise SettingsError(f"{shown_path(path)} is not an ordinary file of at most {MAX_BYTES:,} bytes.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{shown_path(path)} cannot be read ({type(error).__name__}).") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f'{shown_path(path)}: {error}. Write lines such as region = "CA".') from None
    except (ValueError, RecursionError):  # a number with thousands of digits, deeply nested brackets
        raise SettingsError(f'{shown_path(path)} cannot be understood. Write lines such as region = "CA".') from None


def _values(given: Mapping[str, object], place: str) -> dict[str, Any]:
    """The values of known settings, in their types. Raises SettingsError."""
    found = dict[str, Any](given)
    if "questions" in given:
        found["questions"] = _folders_of_questions(given["questions"], place)
    return found | _texts({name: value for name, value in given.items() if name != "questions"}, place)


def _folders_of_questions(value: object, place: str) -> tuple[str, ...]:
    """The folders of a list, or of a text in which they are apart as in PATH."""
    listed = value.split(os.pathsep) if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise SettingsError(f'`questions` in {place} needs a list of folders: questions = ["/home/me/forms"].')
    for folder in filter(None, listed):
        if not os.path.isabs(os.path.expanduser(folder)) or "\0" in folder:
            raise SettingsError(
                f"Each folder of `questions` in {place} must begin at the root, such as /home/me/forms."
            )
    return tuple(filter(None, listed))


def _texts(given: Mapping[str, object], place: str) -> dict[str, str]:
    for name, value in given.items():
        if name not in _names():
            raise SettingsError(f"`{clean(name)[:40]}` in {place} is not a setting. {hint(name, _names())}")
        if not isinstance(value, str):
            raise SettingsError(f"`{name}` in {place} needs a text in quotes.")
        if name in CHOICES and value not in CHOICES[name]:
            raise SettingsError(f"`{name}` in {place} must be one of: {', '.join(CHOICES[name])}.")
        if name in LONGEST and (len(value) > LONGEST[name] or "\n" in value or first_unsafe(value)):
            raise SettingsError(f"`{name}` in {place} must be one line of at most {LONGEST[name]} characters.")
        if name == "folder" and value and not os.path.isabs(os.path.expanduser(value)):
            raise SettingsError(f"`folder` in {place} must begin at the root, such as /home/me/records.")
        if name == "idle" and not (value.isascii() and value.isdigit() and len(value) <= 3 and 1 <= int(value) <= 480):
            raise SettingsError(f"`idle` in {place} must be a number of minutes from 1 to 480, in quotes.")
    return {name: str(value) for name, value in given.items()}


def locale_region(environment: Mapping[str, str]) -> str:
    """The country of the locale; empty where the locale has none."""
    return first_screen.region_of(dict(environment))
