"""Signals end the program wherever they come."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys

import pytest

from screening.system import process

# A signal comes while an object is destroyed, where whatever is raised is lost; then the program waits.
DESTROYED = """\
import os, select
from screening.system import process
process.prepare()
process.interruptible()
class Object:
    def __del__(self):
        os.kill(os.getpid(), {number})
        for _ in range(1000):
            pass
Object()
try:
    {wait}
except BaseException as raised:
    print(type(raised).__name__, raised)
"""
WAITS = {"select": "select.select([0], [], [])", "read": "os.read(0, 1)"}


@pytest.mark.parametrize("wait", WAITS)
@pytest.mark.parametrize(
    ("number", "raised"),
    [(signal.SIGINT, "KeyboardInterrupt"), (signal.SIGTERM, "SystemExit 143"), (signal.SIGHUP, "SystemExit 129")],
)
def test_a_signal_is_not_lost_while_an_object_is_destroyed(number: int, raised: str, wait: str) -> None:
    """L10, L11, T-10: and nothing of it is shown."""
    code = DESTROYED.format(number=int(number), wait=WAITS[wait])
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        assert child.wait(timeout=60) == 0
    finally:
        child.kill()
        output, errors = child.communicate()
    assert (output.decode().strip(), errors) == (raised, b"")


def test_a_terminal_that_was_closed_is_noticed_also_where_nothing_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    """L11: its end can come before a prompt listens."""
    looks = iter([True, True, False])
    monkeypatch.setattr(process, "has_terminal", lambda: next(looks))
    monkeypatch.setattr(process, "LOOK", 0.01)
    loop = asyncio.new_event_loop()
    process.watch_terminal(loop, loop.stop)
    loop.run_forever()
    loop.close()
    assert next(looks, None) is None
