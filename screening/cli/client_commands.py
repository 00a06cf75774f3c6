"""`screening client`: the counsellor's commands. No code, name or passphrase is ever taken from the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from screening.cli.client_scripts import Plain, Run, add_scripts, in_session, mode

if TYPE_CHECKING:
    pass

DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would go, and erase nothing.")]

DropReplaced = Annotated[
    bool, typer.Option("--drop-replaced", help="Erase what earlier restores have replaced, and restore nothing.")
]

# Each command that works with one client, and with the store as a whole: its name, and what it does.
WITH_CLIENT = {
    "sit": "A sitting: consent, hand-over, the questions.",
    "resume": "Go on with a sitting that was not finished.",
    "history": "All sittings of one client.",
    "read": "The result of a sitting, once more.",
    "trend": "Scores over time, as a picture.",
    "compare": "Two sittings side by side.",
    "hand-out": "The page to take away.",
    "report": "A report for the file.",
    "consent": "What a client decides about consent.",
    "note": "Notes on a client, where they are turned on.",
    "correct": "A new version of a finished sitting.",
    "look-first": "Mark answers to look at first as looked at.",
    "due": "The day of the next sitting.",
}
WHOLE = {
    "retention": "How long records are to be kept.",
    "passphrase": "Change the passphrase.",
}

KEYS = {
    "add": "Let a colleague open the records, with a passphrase of their own.",
    "remove": "Take a colleague's key away. The records get a new key.",
    "list": "Who can open the records, by initials.",
}


def client_app(run: Run, end: str, help_options: dict[str, object]) -> typer.Typer:
    """The commands. `run` does a piece of work in the user interface of a mode and gives its exit code."""
    about = "Clients, sittings, change over time: one locked store. Without a command: a menu."
    app = typer.Typer(
        add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, epilog=end,
        context_settings=help_options, short_help="For counsellors: clients and their records.",
        help=f"Example: screening client sit\n\n{about}",
    )  # fmt: skip

    @app.callback(invoke_without_command=True)
    def menu(command: typer.Context, plain: Plain = False) -> int:
        from screening.counselor import menu

        return run(mode(plain), menu.menu) if command.invoked_subcommand is None else 0

    def add(name: str, about: str, work: Callable[[bool], int]) -> None:
        app.command(name, short_help=about, help=_help(name, about), epilog=end)(work)

    add("new", "A new client, by a code.", _new(run))
    for name, does in WITH_CLIENT.items():
        add(name, does, _with_client(run, name))
    for name, does in WHOLE.items():
        add(name, does, _whole(run, name))
    add_scripts(app, run, lambda name, plain: (_with_client if name == "export" else _whole)(run, name)(plain), end)

    _add_keys(app, run, end)

    @app.command("erase", short_help="Erase a sitting, a client, or all.", epilog=end)
    def erase(plain: Plain = False, dry_run: DryRun = False) -> int:
        """Example: screening client erase --dry-run

        Erase one sitting, one client, or everything. A word has to be typed.
        """
        from screening.counselor import menu

        return run(mode(plain), lambda context, ui: menu.erase(context, ui, dry_run=dry_run))

    @app.command("restore", short_help="Put a backup in the place of the store.", epilog=end)
    def restore(plain: Plain = False, drop_replaced: DropReplaced = False) -> int:
        """Example: screening client restore

        Put a backup in the place of the store, once it is proven. What it replaces is kept beside it until you erase
        it with --drop-replaced.
        """
        from screening.counselor import restoring

        return run(mode(plain), restoring.drop_replaced if drop_replaced else restoring.restore)

    return app


def _add_keys(app: typer.Typer, run: Run, end: str) -> None:
    keys = typer.Typer(
        add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, epilog=end, no_args_is_help=True,
        help="Example: screening client key add\n\nA passphrase for each counsellor. Each is typed, never given here.",
    )  # fmt: skip
    for name, about in KEYS.items():
        keys.command(name, short_help=about, help=_help(f"key {name}", about), epilog=end)(_key(run, name))
    app.add_typer(keys, name="key", short_help="A passphrase for each counsellor.")


def _key(run: Run, name: str) -> Callable[[bool], int]:
    def command(plain: Plain = False) -> int:
        from screening.counselor import keys

        work = {"add": keys.add, "remove": keys.remove, "list": keys.listed}[name]
        return run(mode(plain), in_session(work))

    return command


def _new(run: Run) -> Callable[[bool], int]:
    def command(plain: Plain = False) -> int:
        from screening.counselor import menu

        return run(mode(plain), menu.new)

    return command


def _with_client(run: Run, name: str) -> Callable[[bool], int]:
    def command(plain: Plain = False) -> int:
        from screening.counselor import menu

        return run(mode(plain), lambda context, ui: menu.with_client(context, ui, name))

    return command


def _whole(run: Run, name: str) -> Callable[[bool], int]:
    def command(plain: Plain = False) -> int:
        from screening.counselor import menu

        return run(mode(plain), lambda context, ui: menu.whole(context, ui, name))

    return command


def _help(name: str, about: str) -> str:
    return f"Example: screening client {name}\n\n{about} Codes and passphrases are asked for, never given here."
