"""Show a long list at a terminal, a screen of whole entries at a time. Its end is shown at every way out.

Lines are printed one below the other, and nothing is cleared, so that all of it can be scrolled back to.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator

from screening import first_screen
from screening.formats.render import MAX_WIDTH, block_lines, section_lines
from screening.reports.document import Block, Document, Heading
from screening.system.process import write_stdout

BACK = ("b", "back")
END = ("q", "quit", "x", "exit")


def wanted() -> bool:
    """Whether a person reads standard output in a window, and can type there."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def show(document: Document, prompt: str) -> None:
    """The document: its first section in screens of whole entries, the other sections after them and at the end."""
    columns, rows = min(first_screen.columns(), MAX_WIDTH), os.get_terminal_size(sys.stdout.fileno()).lines
    first, *others = document.sections
    screens = screens_of(entries(first.blocks), columns, max(rows - 2, 1))
    end = [line for section in others for line in ("", *(one.text for one in section_lines(section, columns, None)))]
    at = 0
    while at < len(screens):
        _write([document.title, "", *screens[0]] if at == 0 else ["", *screens[at]])
        if at == len(screens) - 1 and len(screens[at]) + len(end) < rows:
            break
        typed = _asked(prompt)
        if typed in END:
            break
        at = max(at - 1, 0) if typed in BACK else at + 1
    _write(end)


def entries(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """The blocks in entries that are not parted: a heading stands with what follows it."""
    entry: list[Block] = []
    for block in blocks:
        entry.append(block)
        if not isinstance(block, Heading):
            yield entry
            entry = []


def screens_of(listed: Iterable[list[Block]], columns: int, room: int) -> list[list[str]]:
    """The entries in screens of at most `room` lines; one that is longer has a screen of its own."""
    screens: list[list[str]] = []
    for entry in listed:
        lines = [line.text for line in block_lines(entry, columns, None)]
        if screens and len(screens[-1]) + 1 + len(lines) <= room - (2 if len(screens) == 1 else 0):
            screens[-1] += ["", *lines]
        else:
            screens.append(lines)
    return screens


def _asked(prompt: str) -> str:
    """What was typed at the prompt, in small letters; at the end of input the same as leaving."""
    sys.stderr.write(f"{prompt} ")
    sys.stderr.flush()
    typed = sys.stdin.readline()
    return typed.strip().lower() if typed else END[0]


def _write(lines: list[str]) -> None:
    write_stdout("".join(f"{line}\n" for line in lines))
