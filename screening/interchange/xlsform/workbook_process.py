"""Open a workbook in a process of its own: a damaged file may end the process that reads it, or take all its memory.

The library is written in Rust, and what goes wrong in it is no exception that could be caught. So the process has a
limit of memory and of time, and a file that it does not come back from is one that cannot be read.
"""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
from datetime import date, datetime, time

from screening.first_screen import HERE
from screening.system.process import hide_memory

SECONDS = 20
LETTERS = 4_000_000  # of all texts together
TOO_LONG = 3  # exit code
MEMORY = 320_000_000  # bytes of addresses; Python alone takes about a tenth

# As in `formats.pdf_process`: no folder that happens to be the current one is searched (T-30).
_CHILD = (
    "import json, sys; sys.path[:] = json.loads(sys.stdin.buffer.readline()); "
    "from screening.interchange.xlsform import workbook_process; workbook_process.main()"
)


class Failed(Exception):
    """The file is no workbook that can be read within the limits."""


def rows(data: bytes, wanted: tuple[str, ...], most: int) -> dict[str, list[list[str]]]:
    """The rows of the wanted sheets as text, or of the only one; few values above the most. Raises Failed."""
    heads = b"".join(json.dumps(one).encode("ascii") + b"\n" for one in (sys.path, [wanted, most]))
    try:
        done = subprocess.run(
            [sys.executable or "", "-I", "-S", "-c", _CHILD],
            input=heads + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=HERE,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        raise Failed from None
    if done.returncode:
        raise Failed
    found: dict[str, list[list[str]]] = json.loads(done.stdout)
    return found


def main() -> None:
    """What the process does: on one line what is wanted, then the file; out come the rows as JSON."""
    hide_memory()
    _limit()
    wanted, left = json.loads(sys.stdin.buffer.readline())
    import python_calamine  # 2 MB on disk, and perhaps not installed

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    names = [name for name in book.sheet_names if name.strip().casefold() in wanted]
    sheets, letters = dict[str, list[list[str]]](), LETTERS
    for name in names or book.sheet_names[:1] * (len(book.sheet_names) == 1):
        sheets[name] = found = []
        for row in book.get_sheet_by_name(name).iter_rows():
            found.append([_text(cell) for cell in row])
            left -= sum(1 for cell in found[-1] if cell)
            letters -= sum(map(len, found[-1]))
            if letters < 0:
                sys.exit(TOO_LONG)
            if left < 0:  # the rest would be refused too
                break
    sys.stdout.write(json.dumps(sheets))


def _limit() -> None:
    """Take no more memory and time than is allowed, where the system can hold a process to that."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def _text(cell: object) -> str:
    """The cell as a person sees it: no `.0` behind a whole number."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, datetime | date | time) else str(cell)
