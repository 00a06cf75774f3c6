"""What goes wrong in a library or in the machine is one sentence and an exit code of the list."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import one_in
from tests.contracts import run
from tests.terminals import PROGRAM, Terminal, assert_left_well, environment, until

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


@pytest.mark.parametrize("parts", one_in(2, [":/x", "/x:", ".", "../here", "::"]))
def test_nothing_is_imported_from_the_current_folder(tmp_path: Path, parts: str) -> None:
    """T-30: an empty part of PYTHONPATH, as `$PYTHONPATH:/x` gives, is the current folder."""
    here = tmp_path / "here"
    here.mkdir()
    for name in ("typer", "yaml", "platformdirs", "typst", "json", "signal"):
        (here / f"{name}.py").write_text("import os\nos.write(1, b'zzcanaryzz')\n")
    done = subprocess.run(
        [PROGRAM, "check", "--answers", "-", "--save", "a.pdf"],
        input=b'{"answers": {}}',
        capture_output=True,
        env=environment(tmp_path, PYTHONPATH=parts),
        cwd=here,
        check=False,
    )
    assert (done.returncode, b"zzcanaryzz" in done.stdout) == (0, False)


@pytest.mark.parametrize(
    ("zone", "arguments"),
    one_in(
        3,
        [
            *(
                (zone, ("contacts",))
                for zone in ("AAA+24", "AAA+167", "AAA-23:59:59", "/etc/passwd", "\x1b[31m", "A" * 9999)
            ),
            ("AAA+24", ("lint", "past-month")),
            ("AAA+24", ("show", "--save", "a.html")),
        ],
    ),
)
def test_no_clock_takes_the_help_lines_away(tmp_path: Path, zone: str, arguments: tuple[str, ...]) -> None:
    """L6: a time zone that is a day away, or no zone at all."""
    done = run(*arguments, home=tmp_path, told={"TZ": zone})
    assert (done.returncode, b"wrong" in done.stderr) == (0, False)


@pytest.mark.parametrize(
    ("command", "code"),
    [("$P chekc", 2), ("$P check --regoin CA", 2), ("$P show nope", 2), ("$P lint ./nope.yaml", 6), ("$P diary", 7)],
)
def test_where_standard_error_is_closed_no_error_goes_to_standard_output(
    tmp_path: Path, command: str, code: int
) -> None:
    """CLI-1: what the linter finds is its result, all else is not."""
    told = {**environment(tmp_path), "P": PROGRAM}
    done = subprocess.run(["bash", "-c", f"{command} 2>&-"], capture_output=True, env=told, cwd=tmp_path, check=False)
    assert (done.returncode, b"Usage" in done.stdout, b"Traceback" in done.stdout) == (code, False, False)
    assert (done.stdout == b"") == (code != 6)


def test_a_file_never_takes_the_place_of_a_closed_stream(tmp_path: Path) -> None:
    """Or what a library says of a fault would be written into it."""
    code = (
        "import os, screening.system.files as files\n"
        "kept = files.save\n"
        "def save(path, content, *, force=False):\n"
        "    assert all(os.fstat(number) for number in (0, 1, 2))\n"
        "    kept(path, content, force=force)\n"
        "files.save = save\n"
    )
    told = {**environment(tmp_path, **first(tmp_path / "x", code)), "P": PROGRAM}
    command = ["bash", "-c", "$P show --save a.html <&- 2>&-"]
    assert subprocess.run(command, env=told, cwd=tmp_path, check=False, capture_output=True).returncode == 0
    assert (tmp_path / "a.html").exists()


NOT_WAITING = "import os, sys; [os.set_blocking(n, False) for n in (0, 1, 2)]; os.execv(sys.argv[1], sys.argv[1:])"


@pytest.mark.parametrize("ui", [(), ("--plain",)], ids=["terminal", "plain"])
def test_a_terminal_that_does_not_wait_is_made_to(tmp_path: Path, ui: tuple[str, ...]) -> None:
    """Another program may have left it so: nothing typed is not the end of input."""
    command = [sys.executable, "-c", NOT_WAITING, PROGRAM, "check", *ui]
    with Terminal(command, environment(tmp_path), tmp_path) as window:
        for wanted in ("leave:", "Question 1", "Question 2"):
            window.wait_for(wanted)
            until(lambda: not window.read(0.3) or window.process.poll() is not None, "a pause")
            window.line("" if wanted == "leave:" else "1" if wanted == "Question 1" else "x")
        assert_left_well(window, 0)


# What Python lacks on Windows, as far as it can be taken away elsewhere; what is only there is not made up.
WITHOUT_MODES = """\
import os, signal, sys
for name in ("termios", "fcntl", "resource", "pwd", "grp", "tty", "pty", "_curses", "curses", "readline"):
    sys.modules[name] = None
LACKED = {
    os: ("geteuid", "fork", "O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "mkfifo", "fchmod", "killpg"),
    signal: ("SIGHUP", "SIGQUIT", "SIGTSTP", "SIGCONT", "SIGWINCH", "SIGALRM", "SIGKILL", "SIGSTOP", "setitimer"),
}
for module, names in LACKED.items():
    for name in names:
        delattr(module, name)
        if module is signal:
            delattr(sys.modules["_signal"], name)
"""
ASKING: tuple[list[str], ...] = (
    [],
    ["--discreet"],
    ["check"],
    ["check", "--plain"],
    ["diary"],
    ["erase"],
    ["client"],
    ["client", "list"],
)


@pytest.mark.parametrize("arguments", ASKING, ids=" ".join)
def test_where_nothing_can_be_hidden_nothing_is_asked(tmp_path: Path, arguments: list[str]) -> None:
    """T-19: a passphrase would be shown as it is typed, and no idle window would lock."""
    told = environment(tmp_path, **first(tmp_path / "x", WITHOUT_MODES))
    with Terminal([PROGRAM, *arguments], told, tmp_path) as window:
        assert_left_well(window, 7)
        said = " ".join(window.text.split())  # and nothing but this
        assert said.startswith("On this system the program can't hide what you type, so it asks nothing.")
        assert said.endswith("To see people to talk to: screening contacts")


@pytest.mark.parametrize(
    "arguments",
    one_in(2, zip([("list",), ("learn", "alcohol"), ("contacts", "--json"), ("show", "--save", "a.html"),
     ("show", "--save", "a.pdf"), ("check", "--answers", "-", "--json"), ("lint", "past-month"), ("paths",),
     ("erase", "--dry-run")])), ids=" ".join,
)  # fmt: skip
def test_what_asks_nothing_works_there_too(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, home=tmp_path, text='{"answers": {}}', told=first(tmp_path / "x", WITHOUT_MODES))
    assert (done.returncode, b"wrong" in done.stderr) == (0, False)


NO_STORE = "import sys\nsys.modules['apsw'] = None\n"


def test_where_nothing_can_be_saved_the_answers_stay(tmp_path: Path) -> None:
    """L4: a package that is not for this system is one sentence, and the person decides what comes next."""
    with Terminal(
        [PROGRAM, "check", "--plain"], environment(tmp_path, **first(tmp_path / "x", NO_STORE)), tmp_path
    ) as window:
        for wanted, line in (
            ("Enter start", ""), ("Question 1", "1"), ("Question 2", "q"), ("save, Enter stop", "save"),
            ("Nothing can be saved: the package", None), ("save, Enter stop", "b"), ("Question 2", "q"),
            ("save, Enter stop", ""),
        ):  # fmt: skip
            window.wait_for(wanted)
            if line is not None:
                window.wait_for("leave:")
                window.line(line)
        assert_left_well(window, 4)


@pytest.mark.parametrize("command", ["new", "restore", "list"])
def test_where_nothing_can_be_saved_a_counselor_is_told(tmp_path: Path, command: str) -> None:
    with Terminal(
        [PROGRAM, "client", command, "--plain"], environment(tmp_path, **first(tmp_path / "x", NO_STORE)), tmp_path
    ) as window:
        if command != "restore":
            window.wait_for("initials", ":")
            window.line("kt")
        window.wait_for("Nothing can be saved: the package")
        assert_left_well(window, 8)


def test_a_sentence_about_a_mistake_fits_the_window(tmp_path: Path) -> None:
    """A-5: no word is cut where a person reads it, and a script gets the same words on one line."""
    with Terminal([PROGRAM, "check", "audit"], environment(tmp_path), tmp_path, columns=40) as window:
        assert window.ended() == 2
        lines = window.text.rpartition("\x1b[?1049l")[2].splitlines()  # behind the screen that was left
    done = run("show", "audit-x", home=tmp_path)
    assert (len(lines) > 1, max(map(len, lines)) <= 40) == (True, True)
    assert "".join(lines).startswith("`audit` cannot be asked")
    assert len(done.stderr.decode().strip().splitlines()) == 1
