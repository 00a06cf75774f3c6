"""Terminals to try the program in: a pseudo-terminal, and tmux, read and written without threads.

Everything is waited for by looking again, never by sleeping for a time that should be enough.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import IO, NoReturn

import pyte
import pytest

PROGRAM = str(Path(sys.executable).parent / "screening")
PATIENCE = 30.0  # seconds before something that never happens is called so
CODES = {0, 1, 2, 3, 4, 5, 6, 7, 8, 129, 130, 141, 143, -signal.SIGINT}
_GLANCE = 0.01

Modes = list[object]


def environment(home: Path, **changes: str | None) -> dict[str, str]:
    """What the program is told about its surroundings, and nothing of the test's own. None leaves one out."""
    told: dict[str, str | None] = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TERM": "xterm-256color",
        "LANG": "en_CA.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        **changes,
    }
    return {name: value for name, value in told.items() if value is not None}


def needs(tool: str) -> None:
    """Skip the test, with a reason that is counted at the end of the run, where the machine lacks this tool."""
    if not _has(tool):
        pytest.skip(f"{tool} cannot be used here")


@lru_cache
def _has(tool: str) -> bool:
    if shutil.which(tool) is None:
        return False
    trial = {"unshare": ["unshare", "-n", "true"], "strace": ["strace", "-o", os.devnull, "true"]}.get(tool)
    return trial is None or subprocess.run(trial, capture_output=True, check=False).returncode == 0


def until(happened: Callable[[], bool], what: str) -> None:
    """Look again until it has happened. Fails after a long time."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > deadline:
            pytest.fail(f"did not happen: {what}")
        time.sleep(_GLANCE)


class Terminal:
    """A program in a pseudo-terminal of its own. Used as a context: it is ended with the test."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        *,
        columns: int = 80,
        rows: int = 24,
        stdout: IO[bytes] | int | None = None,
    ) -> None:
        self._master, self.slave = pty.openpty()
        os.set_blocking(self._master, False)
        self.seen = bytearray()
        self._looked = 0
        self.resize(columns, rows)
        self.modes_before = self.modes
        self.process = subprocess.Popen(
            list(command),
            stdin=self.slave,
            stdout=self.slave if stdout is None else stdout,
            stderr=self.slave,
            env=dict(environment),
            cwd=folder,
            start_new_session=True,
            preexec_fn=_take_terminal,
        )

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.close()

    # What is seen.

    def read(self, seconds: float = 0.0) -> bool:
        """Take in what has been written. False where there was nothing."""
        if self._master < 0 or not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            found = os.read(self._master, 65536)
        except OSError:
            return False
        self.seen += found
        return bool(found)

    @property
    def text(self) -> str:
        """All that was written so far, escape sequences included."""
        return self.seen.decode("utf-8", "replace")

    @property
    def since(self) -> str:
        """What was written after the last thing that was waited for."""
        return self.seen[self._looked :].decode("utf-8", "replace")

    def wait_for(self, *texts: str) -> None:
        """Wait until these have been written, one after the other."""
        for text in texts:
            wanted = text.encode()
            deadline = time.monotonic() + PATIENCE
            while (at := self.seen.find(wanted, self._looked)) < 0:
                alive = self.process.poll() is None
                if not self.read(0.2) and (not alive or time.monotonic() > deadline):
                    self._failed(text)
            self._looked = at + len(wanted)

    def _failed(self, text: str) -> NoReturn:
        state = "running" if self.process.poll() is None else f"ended with {self.process.returncode}"
        pytest.fail(f"{text!r} was not written; the program is {state}; the end of what was: {self.text[-1500:]!r}")

    # What is done.

    def send(self, keys: str | bytes) -> None:
        """Type these keys, reading along so that nobody waits for the other."""
        left = memoryview(keys.encode() if isinstance(keys, str) else keys)
        deadline = time.monotonic() + PATIENCE
        while left:
            readable, writable, _ = select.select([self._master], [self._master], [], 0.2)
            if readable:
                self.read()
            if writable:
                with contextlib.suppress(BlockingIOError):
                    left = left[os.write(self._master, left[:4096]) :]
            elif time.monotonic() > deadline:
                self._failed("room to type in")

    def line(self, text: str | bytes = "") -> None:
        """Type a line and Enter."""
        self.send((text.encode() if isinstance(text, str) else text) + b"\r")

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def signal(self, number: int) -> None:
        """Send a signal to the program."""
        os.kill(self.process.pid, number)

    def close(self) -> None:
        """Close the window."""
        for descriptor in (self._master, self.slave):
            if descriptor >= 0:
                os.close(descriptor)
        self._master = self.slave = -1

    # How it is.

    @property
    def modes(self) -> Modes:
        """The modes of the terminal, as `stty -a` shows them."""
        return list(termios.tcgetattr(self.slave))

    @property
    def echoes(self) -> bool:
        """Whether what is typed is shown by the terminal itself."""
        return bool(int(str(self.modes[3])) & termios.ECHO)

    @property
    def peak_memory(self) -> int:
        """The most memory in bytes that the program has had at one time. Only while it runs."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) * 1024

    @property
    def processor_seconds(self) -> float:
        """How long the program has computed. Only while it runs."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def state(self) -> str:
        """What the kernel says that the program does: T is stopped."""
        return Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[0]

    def ended(self) -> int:
        """Wait for the end; the exit code, or minus the signal that it died by."""
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            if not self.read(0.02) and time.monotonic() > deadline:
                self._failed("the end")
        while self.read():
            pass
        return int(self.process.returncode)


def _take_terminal() -> None:
    """In the new process: make standard input the terminal that signals come from."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def assert_left_well(terminal: Terminal, code: int) -> None:
    """What holds however a run ends: no traceback, a known exit code, the terminal as it was, the cursor shown."""
    assert terminal.ended() == code
    assert code in CODES
    text = terminal.text
    assert "Traceback" not in text
    assert "Exception" not in text
    assert terminal.modes == terminal.modes_before
    for switch in ("?2004", "?1049", "?1", "?1000"):  # bracketed paste, other screen, cursor keys, mouse
        assert text.rfind(f"\x1b[{switch}h") <= text.rfind(f"\x1b[{switch}l")
    assert text.rfind("\x1b[?25l") <= text.rfind("\x1b[?25h")


def screen(terminal: Terminal, columns: int = 80, rows: int = 24) -> pyte.Screen:
    """The window as a person sees it now."""
    shown = pyte.Screen(columns, rows)
    pyte.ByteStream(shown).feed(bytes(terminal.seen))
    return shown


def files_in(*folders: Path) -> list[Path]:
    """Every file and folder below these."""
    return sorted(path for folder in folders for path in folder.rglob("*"))


@dataclass
class Tmux:
    """A shell in a window of tmux, on a server of its own. Used as a context."""

    environment: Mapping[str, str]
    folder: Path
    columns: int = 80
    rows: int = 24
    shell: Sequence[str] = ("bash", "--norc", "--noprofile")
    options: Mapping[str, str] = field(default_factory=dict)

    def __enter__(self) -> Tmux:
        needs("tmux")
        self._ask("new-session", "-d", "-x", str(self.columns), "-y", str(self.rows), "-s", "one", *self.shell)
        for name, value in self.options.items():
            self._ask("set-option", "-g", name, value)
            self._ask("set-option", "-wg", name, value) if name.startswith("scroll-on") else None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ask("kill-server")

    def _ask(self, *arguments: str) -> str:
        told = {**self.environment, "TERM": "xterm-256color", "TMUX_TMPDIR": str(self.folder)}
        command = ["tmux", "-S", str(self.folder / "tmux"), "-f", os.devnull, *arguments]
        done = subprocess.run(command, env=told, cwd=self.folder, capture_output=True, check=False, timeout=PATIENCE)
        return done.stdout.decode("utf-8", "replace")

    def type(self, *keys: str) -> None:
        """Type keys by their names in tmux, such as Enter or C-z; anything else letter by letter."""
        self._ask("send-keys", "-t", "one", *keys)

    def line(self, text: str) -> None:
        """Type a line and Enter."""
        self._ask("send-keys", "-t", "one", "-l", text)
        self.type("Enter")

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        self._ask("resize-window", "-t", "one", "-x", str(columns), "-y", str(rows))

    @property
    def window(self) -> str:
        """What is in the window now."""
        return self._ask("capture-pane", "-p", "-t", "one")

    @property
    def everything(self) -> str:
        """What is in the window and what was scrolled off it, broken lines joined."""
        return self._ask("capture-pane", "-p", "-J", "-S", "-2000", "-t", "one")

    @property
    def shell_process(self) -> int:
        """The process of the shell in the window."""
        return int(self._ask("display-message", "-p", "-t", "one", "#{pane_pid}"))

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows of the window."""
        found = self._ask("display-message", "-p", "-t", "one", "#{pane_width} #{pane_height}").split()
        return int(found[0]), int(found[1])

    @property
    def cursor(self) -> tuple[int, int, bool]:
        """Column and row of the cursor, and whether it is shown."""
        found = self._ask("display-message", "-p", "-t", "one", "#{cursor_x} #{cursor_y} #{cursor_flag}").split()
        return int(found[0]), int(found[1]), found[2] == "1"

    def wait_for(self, text: str, *, times: int = 1) -> None:
        """Wait until the text stands in the window or above it."""
        until(lambda: self.everything.count(text) >= times, f"{text!r} {times} times in:\n{self.everything}")


@contextlib.contextmanager
def kept_open(path: Path) -> Iterator[IO[bytes]]:
    """A new file to write to, for the standard output of a program."""
    with open(path, "wb") as file:
        yield file
