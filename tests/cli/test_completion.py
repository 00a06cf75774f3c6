"""Completion as people meet it: Tab in a real shell with a terminal of its own. CLI-11."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from screening.first_screen import COMPLETING, texts
from tests.contracts import run
from tests.terminals import PROGRAM, Terminal, environment, needs, screen, until

SHELLS = {  # how each is started without anybody's own settings, and told to complete
    "bash": (["bash", "--norc", "--noprofile", "-i"], 'eval "$(screening completion bash)"'),
    "zsh": (["zsh", "-f", "-i"], 'autoload -Uz compinit; compinit -D -u; eval "$(screening completion zsh)"'),
    "fish": (["fish", "--no-config", "-i"], "screening completion fish | source"),
}
CLEAR = "\x15"  # Ctrl-U takes away the line that was typed


def shown(terminal: Terminal) -> str:
    """What stands in the window now."""
    terminal.read(0.05)
    return "\n".join(screen(terminal, columns=100, rows=30).display)


def typed(terminal: Terminal, keys: str, wanted: str) -> None:
    """Type these keys and wait until the line goes on as wanted."""
    terminal.send(keys)
    until(lambda: wanted in shown(terminal), f"{wanted!r} after {keys!r}; there is {shown(terminal)}")
    terminal.send(CLEAR)


@pytest.mark.parametrize("shell", SHELLS)
def test_tab_goes_on_with_the_word_and_the_shell_stays_free(shell: str, tmp_path: Path) -> None:
    needs(shell)
    command, setting_up = SHELLS[shell]
    told = environment(tmp_path, PATH=f"{Path(PROGRAM).parent}:{os.environ['PATH']}")
    with Terminal(command, told, tmp_path, columns=100, rows=30) as terminal:
        terminal.line(f"{setting_up}; echo rea''dy")
        terminal.wait_for("ready")
        typed(terminal, "screening con\t", "screening contacts")
        typed(terminal, "screening completion f\t", "screening completion fish")
        typed(terminal, "screening check --answ\t", "screening check --answers")
        terminal.line("echo fr''ee")
        terminal.wait_for("free")
        assert texts("first_screen.txt")["menu"].split("\n")[0] not in terminal.text


@pytest.mark.parametrize("arguments", [(), ("check",), ("--version",), ("--help",), ("list",)], ids=" ".join)
def test_whatever_the_command_line_a_shell_that_completes_gets_words_only(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    told = {COMPLETING: "complete_bash", "COMP_WORDS": "screening con", "COMP_CWORD": "1"}
    done = run(*arguments, home=tmp_path, told=told)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"contacts\n", b"")


@pytest.mark.parametrize(
    "told",
    [{COMPLETING: "x"}, {COMPLETING: "complete_foo"}, {COMPLETING: "source_tcsh"}, {COMPLETING: "complete_bash"},
             {COMPLETING: "complete_bash", "COMP_WORDS": "screening x", "COMP_CWORD": "a"}], ids=str,
)  # fmt: skip
def test_what_a_shell_asks_in_a_wrong_way_is_a_mistake_of_usage(told: dict[str, str | None], tmp_path: Path) -> None:
    """CLI-6."""
    done = run(home=tmp_path, told=told)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.count(b"\n") <= 1
