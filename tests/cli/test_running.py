"""What goes wrong in a library or in the machine is one sentence and an exit code of the list."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contracts import run
from tests.terminals import PROGRAM, Terminal, assert_left_well, environment

PANIC = """\
import screening.loading.library
class PanicException(BaseException): ...
def panics(*_, **__):
    raise PanicException("zzcanaryzz")
screening.loading.library.Library.load = panics
"""
NO_THREAD = """\
import _thread, threading
def refused(*_, **__):
    raise RuntimeError("can't start new thread")
for name in ("_start_new_thread", "_start_joinable_thread"):
    if hasattr(threading, name):
        setattr(threading, name, refused)
_thread.start_new_thread = refused
"""


def first(folder: Path, code: str) -> dict[str, str | None]:
    """The environment in which Python runs this code before the program."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(code)
    return {"PYTHONPATH": str(folder)}


def test_a_panic_in_a_library_is_one_sentence(tmp_path: Path) -> None:
    """T-10, L1: it is no Exception, so that it is not caught by mistake."""
    done = run("check", "--answers", "-", home=tmp_path, text='{"answers": {}}', told=first(tmp_path / "x", PANIC))
    said = b"Something went wrong in this program (PanicException). Nothing more was saved.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", said)


@pytest.mark.parametrize("arguments", [("check",), ("lint", "past-month")], ids=" ".join)
def test_where_no_thread_can_be_started_it_works_without(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    with Terminal([PROGRAM, *arguments], environment(tmp_path, **first(tmp_path / "x", NO_THREAD)), tmp_path) as window:
        if arguments == ("check",):
            window.wait_for("leave:")
            window.line()
            window.wait_for("Question 1")
            window.line("x")
        assert_left_well(window, 0)
