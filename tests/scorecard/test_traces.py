"""Score card 36 to 38: what a run leaves behind in files, on the network, on the screen, and in a page."""

from __future__ import annotations

import compileall
import json
import os
import re
import stat
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.scorecard.asking import (
    DISCREET,
    FIRST,
    INTERFACES,
    OFTEN,
    PLAIN,
    QUIZ,
    SAY,
    Place,
    answer,
    begin,
    made_up,
    saves_page,
    to_results,
    to_review,
    whole_run,
)
from tests.terminals import PROGRAM, Tmux, needs, until

ROOT = Path(__file__).parent.parent.parent
CANARY = "zz-canary"
WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND")
CHANGES = re.compile(r"^\d+ +(mkdir|rmdir|rename|unlink|link|symlink|mknod|truncate|chmod|chown|utime|creat)\w*\(")
ALLOWED = re.compile(r'"(/dev/tty|/dev/null|/dev/ptmx|/dev/pts/\d+)"')


# Case 36.


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program as an installer leaves it: unpacked from the wheel, compiled, not beside its sources."""
    folder = tmp_path_factory.mktemp("installed")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    zipfile.ZipFile(next(folder.glob("*.whl"))).extractall(folder / "site")
    assert compileall.compile_dir(folder / "site", quiet=2)
    script = folder / "screening"
    start = f"import sys\nsys.path.insert(0, {str(folder / 'site')!r})\nfrom screening.__main__ import main\nmain()\n"
    script.write_text(f"#!{sys.executable}\n{start}")
    script.chmod(0o755)
    return script


def content(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file below a folder, with its size and when it was changed."""
    return {str(one): (one.stat().st_size, one.stat().st_mtime_ns) for one in folder.rglob("*")}


@INTERFACES
def test_case_36_a_run_opens_nothing_for_writing_and_no_network(
    place: Place, tmp_path: Path, installed: Path, ui: tuple[str, ...]
) -> None:
    """Case 36, Q-2, T-32: traced from the first screen to the last word, as it is installed."""
    needs("strace")
    before = content(installed.parent)
    trace = tmp_path / "trace"
    command = ["strace", "-f", "-o", str(trace), "-e", "trace=file,network"]
    command += [str(installed), "check", str(QUIZ), *ui]
    with place.open(command, told={"PYTHONDONTWRITEBYTECODE": None}) as terminal:
        whole_run(terminal)
        place.left_well(terminal, 0)
    lines = trace.read_text(errors="replace").splitlines()
    assert any("quiz.yaml" in line for line in lines)
    assert [line for line in lines if WRITES.search(line) and not ALLOWED.search(line)] == []
    assert [line for line in lines if CHANGES.search(line)] == []
    assert [line for line in lines if re.search(r"\b(connect|bind|listen)\(|socket\(AF_INET", line)] == []
    assert content(installed.parent) == before


def test_case_36_the_first_screen_and_a_run_without_a_terminal_write_nothing_either(
    place: Place, tmp_path: Path, installed: Path
) -> None:
    """Case 36: the quick way in, and answers from a file."""
    needs("strace")
    trace = tmp_path / "trace"
    strace = ["strace", "-f", "-o", str(trace), "-e", "trace=file,network"]
    with place.open([*strace, str(installed), "check"], told={"PYTHONDONTWRITEBYTECODE": None}) as terminal:
        terminal.wait_for("x leave:")
        terminal.line("x")
        place.left_well(terminal, 0)
    lines = trace.read_text(errors="replace").splitlines()
    answers = json.dumps({"answers": {"robin": "one-day"}})
    around = {**place.environment(), "PYTHONDONTWRITEBYTECODE": ""}
    done = subprocess.run(
        [*strace, str(installed), "check", str(QUIZ), "--answers", "-"],
        input=answers, text=True, capture_output=True, env=around, cwd=place.work, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    lines += trace.read_text(errors="replace").splitlines()
    assert any("first_screen.txt" in line for line in lines)
    assert [line for line in lines if WRITES.search(line) and not ALLOWED.search(line)] == []
    assert [line for line in lines if CHANGES.search(line)] == []
    place.assert_kept()


def test_case_36_a_run_needs_no_network(place: Place) -> None:
    """Case 36, T-32, CLI-18: in a space of its own without any network."""
    needs("unshare")
    with place.open(["unshare", "-n", PROGRAM, "check", str(QUIZ), *PLAIN]) as terminal:
        whole_run(terminal)
        place.left_well(terminal, 0)


# Case 37.


WORDS = (
    FIRST[:40],
    "robin",
    "heron",
    *OFTEN,
    "Goldfinch",
    "Visits",
    "quiet garden",
    "lively garden",
    "Check your",
    CANARY,
)


def child_of(pid: int) -> int:
    """The one process that this one has started."""
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


@pytest.mark.parametrize("way", ["finish", "x", "ctrl-c", "ctrl-d", "term", "hup", "ctrl-z"])
@pytest.mark.parametrize("option", ["", "--discreet"], ids=["terminal", "discreet"])
def test_case_37_a_run_leaves_no_word_in_the_window_or_above_it(place: Place, way: str, option: str) -> None:
    """Case 37, Q-15: however it ends; also where tmux keeps what is cleared. Killing with KILL is the exception."""
    options = {"scroll-on-clear": "on", "alternate-screen": "on", "history-limit": "5000"}
    with Tmux(place.environment(PS1="ready> "), place.root, options=options) as tmux:
        tmux.wait_for("ready>")
        tmux.line(f"{PROGRAM} check {QUIZ} {option}")
        until(lambda: "x leave:" in tmux.window, "the first screen")
        tmux.type("Enter")
        for number, text in enumerate(["3"] * 2 + ["1"] * 2 + [CANARY] + ["3"] * 3, 1):
            until(lambda n=number: f"Question {n} of" in tmux.window, f"question {number}")  # type: ignore[misc]
            until(lambda: tmux.window.rstrip().endswith("x leave:"), "its keys")
            if number == 1:
                assert FIRST[:40] in tmux.window
            text = "1" if number == 2 else text
            tmux.type(*text)
            assert not option or tmux.window.rstrip().endswith("x leave:")  # what is typed is not shown
            tmux.type("Enter")
        until(lambda: "Question 9 of" in tmux.window, "question 9")
        match way:
            case "finish":
                for number in range(9, 13):
                    until(lambda n=number: f"Question {n} of" in tmux.window, f"question {number}")  # type: ignore[misc]
                    tmux.line("2")
                until(lambda: "Check your answers" in tmux.window, "the review")
                tmux.type("Enter")
                until(lambda: "Enter done" in tmux.window, "the result and its menu")
                tmux.type("Enter")
                until(lambda: "Enter go on" in tmux.window, "whether to save")
                tmux.type("Enter")
            case "x":
                tmux.line("x")
            case "ctrl-c":
                tmux.type("C-c")
            case "ctrl-d":
                until(lambda: tmux.window.rstrip().endswith("x leave:"), "its keys")
                tmux.type("C-d")
                until(lambda: "save, Enter stop" in tmux.window, "whether to save")
                tmux.type("C-d")
            case "ctrl-z":
                tmux.type("C-z")
            case _:
                os.kill(child_of(tmux.shell_process), 15 if way == "term" else 1)
        until(lambda: tmux.window.rstrip().endswith("ready>"), f"the shell again\n{tmux.window}")
        tmux.line("echo shown aga''in")
        tmux.wait_for("shown again")
        left = tmux.everything.replace(str(QUIZ), "")
        assert [word for word in WORDS if word in left] == []
        assert tmux.cursor[2]
        if way == "ctrl-z":
            tmux.line("fg")
            until(lambda: "Question 9 of" in tmux.window, "question 9 again")
            tmux.line("x")
            until(lambda: tmux.window.strip() == "ready>", "a cleared window")
            left = tmux.everything.replace(str(QUIZ), "")
            assert [word for word in WORDS if word in left] == []


def test_case_37_what_is_typed_in_a_discreet_run_is_never_echoed(place: Place) -> None:
    """Case 37, Q-15: neither digits nor words, and nothing of them before the review shows them."""
    with place.ask(*DISCREET) as terminal:
        begin(terminal)
        answer(terminal, 5)
        terminal.line(CANARY)
        terminal.wait_for("Question 6 of 12", "x leave:")
        assert CANARY not in terminal.text
        assert not terminal.echoes
        assert "x leave: 1" not in terminal.text
        terminal.send("q\r\r")
        place.left_well(terminal, 4)
        assert terminal.echoes


# Case 38.


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words += data


ACTIVE = "</style><script>alert(1)</script><img src=x onerror=alert(2)>\" onclick='alert(3)' javascript:alert(4)"
HARMFUL = f"""\
questionnaire: harmful
version: 1.0
title: '{ACTIVE.replace("'", "''")}'
language: en
recall: '{ACTIVE.replace("'", "''")}'
audience: tests
source: {{citation: '{ACTIVE.replace("'", "''")}', licence: CC0-1.0, link: 'javascript:alert(5)'}}
items:
  - id: one
    ask: '{ACTIVE.replace("'", "''")}'
    options:
      - {{code: a, text: '{ACTIVE.replace("'", "''")}', score: 0}}
      - {{code: b, text: B, score: 1}}
  - {{id: own, type: text, ask: Your words?, most: 200}}
scales:
  - {{id: total, title: '{ACTIVE.replace("'", "''")}', sum-of: [one]}}
method: ['{ACTIVE.replace("'", "''")}']
guidance:
  - show: [limits]
"""


@pytest.mark.parametrize("command", ["check", "show"], ids=["result", "form"])
def test_case_38_a_page_has_no_active_content(place: Place, command: str) -> None:
    """Case 38, T-29: whatever a questionnaire holds, the page shows it as words."""
    path = made_up(place.root, HARMFUL)
    answers = json.dumps({"answers": {"one": "a", "own": ACTIVE}}).encode()
    options = ["--answers", "-", "--why"] if command == "check" else []
    done = place.run(command, str(path), *options, "--save", "page.html", stdin=answers)
    assert done.returncode == 0
    place.assert_kept(place.work / "page.html")
    text = (place.work / "page.html").read_text(encoding="utf-8")
    page = Page(text)
    assert "javascript:alert(4)" in page.words
    assert not {"script", "img", "iframe", "object", "embed", "form", "link", "base"} & set(page.tags)
    assert page.tags.count("style") == page.tags.count("h1") == 1
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    links = [value or "" for name, value in page.attributes if name in ("href", "src", "action", "xlink:href")]
    assert all(link.startswith(("https://", "tel:", "sms:", "mailto:")) for link in links)
    policies = [value for name, value in page.attributes if name == "content" and value and "default-src" in value]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]


def save(place: Place, *options: str, umask: str = "022") -> subprocess.CompletedProcess[str]:
    """A result that is saved."""
    script = f"umask {umask}; exec {PROGRAM} check {QUIZ} --answers - " + " ".join(options)
    answers = '{"answers": {"robin": "one-day"}}'
    return subprocess.run(
        ["bash", "-c", script], input=answers, env=place.environment(), cwd=place.work,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("umask", ["000", "022", "777"])
def test_case_38_a_page_can_be_read_by_its_owner_alone(place: Place, umask: str) -> None:
    """Case 38, T-7, CLI-17: whatever the umask says."""
    done = save(place, "--save page.html", umask=umask)
    assert (done.returncode, done.stdout) == (0, "")
    page = place.work / "page.html"
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert page.name in done.stderr


def test_case_38_a_file_that_exists_is_replaced_only_on_request(place: Place) -> None:
    """Case 38, CLI-17: refused, exit 8, and the file is as it was; with --force it is replaced whole."""
    page = place.work / "page.html"
    page.write_text("mine")
    page.chmod(0o644)
    done = save(place, "--save page.html")
    assert done.returncode == 8
    assert "--force" in done.stderr
    assert page.read_text() == "mine"
    done = save(place, "--save page.html --force")
    assert done.returncode == 0
    assert "Birds in the garden" in page.read_text(encoding="utf-8")
    place.assert_kept(page)


@pytest.mark.parametrize(
    ("kind", "force"),
    [("link", ""), *((kind, "--force") for kind in ("link", "broken-link", "link-to-a-folder", "folder", "pipe"))],
)
def test_case_38_what_is_not_a_file_is_never_written_to(place: Place, kind: str, force: str) -> None:
    """Case 38, T-26: the victim behind a link is as it was."""
    victim = place.home / "victim"
    victim.write_text("theirs")
    victim.chmod(0o600)
    page = place.work / "page.html"
    match kind:
        case "link":
            page.symlink_to(victim)
        case "broken-link":
            page.symlink_to(place.home / "nowhere")
        case "link-to-a-folder":
            page.symlink_to(place.home)
        case "folder":
            page.mkdir()
        case "pipe":
            os.mkfifo(page)
    done = save(place, "--save page.html", force)
    assert done.returncode == 8
    assert done.stderr.count("\n") == 1
    assert victim.read_text() == "theirs"
    assert sorted(path.name for folder in place.folders for path in folder.rglob("*")) == ["page.html", "victim"]


@pytest.mark.parametrize("folder", ["Dropbox", "OneDrive - Work"])
def test_case_38_a_folder_that_is_copied_elsewhere_is_named(place: Place, folder: str) -> None:
    """Case 38: saved, and said."""
    (place.work / folder).mkdir()
    done = save(place, f"--save '{folder}/page.html'")
    assert done.returncode == 0
    assert "This folder may be copied to other devices" in done.stderr


@pytest.mark.parametrize(
    "name", ["page.html", "missing/page.html", "page.docx", "nul\x00byte.html", "a" * 300 + ".html"]
)
def test_case_38_a_name_that_cannot_be_is_told_and_the_results_are_not_lost(place: Place, name: str) -> None:
    """Case 38, L4: at the prompt one line says why, and another name can be tried."""
    (place.work / "page.html").write_text("mine")
    (place.work / "page.html").chmod(0o600)
    with place.ask(*PLAIN) as terminal:
        begin(terminal)
        to_review(terminal)
        to_results(terminal)
        saves_page(terminal, name)
        terminal.wait_for("Not saved:", SAY("save-prompt"))
        terminal.line("other.txt")
        terminal.wait_for("Saved to", "Enter done, x leave:")
        terminal.line()
        place.left_well(terminal, 0, place.work / "other.txt", place.work / "page.html")
    assert (place.work / "page.html").read_text() == "mine"
