"""Run typst in a process of its own: a fault inside it, or too little memory, ends the process that it runs in.

What typst says of such a fault is not shown. Nothing is written but the PDF, to the pipe that is waited at.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime

from screening.first_screen import HERE
from screening.system.process import hide_memory

SECONDS = 120  # the longest form takes about two
REFUSED = 3  # exit code: typst says what is wrong with the page

# Not `-m`: a folder that happens to be the current one, or is named in the environment, is not searched (T-30).
_CHILD = (
    "import json, sys; sys.path[:] = json.loads(sys.stdin.readline()); "
    "from screening.formats import pdf_process; pdf_process.main()"
)


class Refused(Exception):
    """Typst refuses the page; the message is its diagnostic."""


class Failed(Exception):
    """Typst cannot be run here, or failed. Nothing is known about the page."""


def compiled(template: str, inputs: dict[str, str], day: str) -> bytes:
    """The PDF that the template gives for these inputs, dated that day. Raises Refused and Failed."""
    lines = (sys.path, {"template": template, "inputs": inputs, "day": day})
    try:
        done = subprocess.run(
            [sys.executable or "", "-I", "-S", "-c", _CHILD],
            input="".join(f"{json.dumps(line)}\n" for line in lines).encode("ascii"),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=HERE,  # the current folder may be gone
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):  # no process can be started, or it does not end
        raise Failed from None
    if done.returncode == REFUSED:
        raise Refused(done.stdout.decode("utf-8", "replace"))
    if done.returncode:
        raise Failed
    return done.stdout


def main() -> None:
    """What the process does: one line of JSON in, the PDF or a diagnostic out."""
    hide_memory()
    asked = json.loads(sys.stdin.readline())
    import typst  # 81 MB on disk, and perhaps not for this system

    try:
        page = typst.compile(
            asked["template"].encode("utf-8"),
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs=asked["inputs"],
            pdf_standards=["ua-1"],
            timestamp=datetime.fromisoformat(asked["day"]).replace(tzinfo=UTC),
        )
    except typst.TypstError as error:
        sys.stdout.buffer.write(error.diagnostic.encode("utf-8", "replace"))
        sys.exit(REFUSED)
    sys.stdout.buffer.write(page)
