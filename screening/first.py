"""The first screen, before anything heavy is imported: plain text from a file that a test holds equal to the content.

Imports `os` and `sys` only. While the person reads, the rest of the program is imported in the background.
"""

from __future__ import annotations

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
MAX_LINE = 4096
LEAVE = ("x", "exit", "leave")


def texts(name: str) -> dict[str, str]:
    """The lines of a generated file, by their keys: `key<TAB>text`, a new line in the text as `\\n`."""
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        pairs = (line.rstrip("\n").split("\t", 1) for line in file if "\t" in line)
        return {key: text.replace("\\n", "\n") for key, text in pairs}


def region_of(environment: dict[str, str]) -> str:
    """The country that the locale names, such as `CA`; empty where it names none."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        language, _, country = environment.get(name, "").partition(".")[0].partition("_")
        if country and language not in ("C", "POSIX"):
            return country.partition("@")[0].upper()
    return ""


def columns() -> int:
    """The width of the window, between 20 and 80."""
    for stream in (2, 1, 0):
        try:
            return min(max(os.get_terminal_size(stream).columns or 80, 20), 80)
        except OSError:
            continue
    return 80


def wrapped(text: str, width: int) -> str:
    """The text with its lines broken between words. The first screen has no wide characters."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            if line and len(line) + 1 + len(word) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        lines.append(line)
    return "\n".join(lines)


def show(kind: str) -> None:
    """Print the first screen of one kind (`menu` or `check`) for the country of the locale."""
    known = texts("first.txt")
    country = region_of(dict(os.environ))
    crisis = known.get(f"crisis {country}", known["crisis ZZ"])
    screen = wrapped(f"{known[kind]}\n\n{crisis}", columns())
    sys.stderr.write(f"{screen}\n{known[f'{kind} prompt']} ")
    sys.stderr.flush()


def read() -> str | None:
    """The line typed at the first screen, without its end; nothing at the end of input."""
    line = sys.stdin.buffer.readline(MAX_LINE)
    return line.decode("utf-8", "replace").strip() if line else None


def leave() -> None:
    """Clear the screen and what was scrolled off it, and be gone."""
    sys.stdout.flush()
    sys.stderr.write(cleared())
    sys.stderr.flush()
    os._exit(0)


def cleared() -> str:
    """What clears the screen: both it and the scrollback; empty lines where the terminal takes no codes."""
    if os.environ.get("TERM", "dumb") in ("", "dumb") or os.environ.get("ACCESSIBLE"):
        try:
            return "\n" * os.get_terminal_size(2).lines
        except OSError:
            return ""
    return "\x1b[2J\x1b[3J\x1b[H"


def has_settings() -> bool:
    """Whether a settings file may change the first screen. Off Linux its place is not known here: yes, then."""
    if sys.platform != "linux":
        return True
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    return os.path.exists(os.path.join(home, "screening", "settings.toml"))
