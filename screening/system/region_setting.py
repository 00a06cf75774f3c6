"""Write the place of a clinic to the settings file. No other setting is ever written by the program."""

from __future__ import annotations

import re
from pathlib import Path

from screening.system import files
from screening.system.settings import MAX_BYTES, settings_file

_LINE = re.compile(r"^[ \t]*region[ \t]*=.*\n?", re.MULTILINE)


def save_region(code: str) -> Path:
    """Put the region into the settings file, made if there is none; every other line stays. Where it stands.

    Raises OSError, ValueError and NotSaved where that cannot be done.
    """
    path = settings_file()
    try:
        before = files.text_of(path, MAX_BYTES)
    except FileNotFoundError:
        before = ""
    files.private_folder(path.parent)
    files.save(path, f'region = "{code}"\n{_LINE.sub("", before)}', force=True)
    return path
