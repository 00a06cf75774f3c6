"""`screening client` for scripts: with `--passphrase-fd N` these commands ask nothing, and can say JSON.

Initials are the only thing about a person that may be an argument: they are in every entry of the audit trail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from screening.cli.interchange_commands import As
from screening.system.process import Code, hide_memory, write_stderr

if TYPE_CHECKING:
    from screening.app.context import AppContext
    from screening.conversation.user_interface import UserInterface
    from screening.counselor.session import Session
    from screening.formats.result_json import Json
    from screening.model.fields import Administration
    from screening.records.store import RecordStore

Run = Callable[[str, Callable[["AppContext", "UserInterface"], int]], int]
Work = Callable[["AppContext", "RecordStore"], "Json"]


class Way(StrEnum):
    """How the answers of a file were given."""

    SELF = "self"
    READ_ALOUD = "read-aloud"
    ENTERED = "entered"


Plain = Annotated[bool, typer.Option("--plain", help="Line by line, for screen readers.")]
Descriptor = Annotated[
    int | None, typer.Option("--passphrase-fd", help="Read the passphrase from this file descriptor.", metavar="N")
]
Initials = Annotated[str, typer.Option("--initials", help="Whose work this is, with --passphrase-fd.", metavar="AB")]
AsJson = Annotated[bool, typer.Option("--json", help="With --passphrase-fd: print one JSON document.")]
To = Annotated[str, typer.Option("--to", help="With --passphrase-fd: the file to write.", metavar="FILE")]
Force = Annotated[bool, typer.Option("--force", help="With --to: replace a file that exists.")]
Answers = Annotated[bool, typer.Option("--answers", help="With --to FILE.csv: a row for each answer, not score.")]
Day = Annotated[str, typer.Option("--day", help="With --passphrase-fd: of this day, month or year.", metavar="DAY")]
By = Annotated[str, typer.Option("--by", help="With --passphrase-fd: by this counsellor.", metavar="AB")]
FormatOf = Annotated[As | None, typer.Option("--as", help="With --to FILE.json: the sittings as this.")]
AllOfIt = Annotated[bool, typer.Option("--all", help="With --as: typed words, dates and answers about safety, too.")]
OneClient = Annotated[bool, typer.Option("--client", help="With --passphrase-fd: of one client, by the code.")]


@dataclass(frozen=True, slots=True)
class Script:
    """How a script asks: the descriptor of the passphrase, initials, and whether JSON is wanted."""

    descriptor: int | None
    initials: str = ""
    as_json: bool = False

    def run(self, work: Work) -> int:
        """Do the work with the open store, print what was done, and give the exit code."""
        with self.opened() as (context, records, _):
            found = work(context, records)
        return self.said(context, found)

    @contextmanager
    def opened(self) -> Iterator[tuple[AppContext, RecordStore, str]]:
        """The store, open, and the passphrase that opened it."""
        from screening.cli.running import open_context
        from screening.counselor import scripts
        from screening.system.secret_line import secret_line

        hide_memory()
        descriptor, by = self._checked()
        context, passphrase = open_context(), secret_line(descriptor)
        with scripts.opened(context, passphrase, by) as records:
            yield context, records, passphrase

    def said(self, context: AppContext, found: Json) -> int:
        """Print what was done, and give the exit code."""
        from screening.cli.output import put_json
        from screening.counselor import scripts_in_words

        if self.as_json:
            put_json(found)
        else:
            context.print_rows(scripts_in_words.lines(context.words, found))
        return Code.DONE if scripts_in_words.is_whole(found) else Code.LOCKED

    def _checked(self) -> tuple[int, str]:
        from screening.counselor.session import as_initials

        if self.descriptor is None or self.descriptor < 0:
            raise typer.BadParameter("--passphrase-fd needs the number of a file descriptor, such as 3.")
        if not as_initials(self.initials):
            raise typer.BadParameter("--passphrase-fd needs --initials, two to four Latin letters such as KT.")
        return self.descriptor, as_initials(self.initials)

    def only_asked(self, **given: object) -> bool:
        """Whether a person is asked: no descriptor. Raises BadParameter where options are given that ask nothing."""
        used = [f"--{name.replace('_', '-')}" for name, value in given.items() if value]
        used += [name for name, value in (("--initials", self.initials), ("--json", self.as_json)) if value]
        if self.descriptor is None and used:
            raise typer.BadParameter(f"These need --passphrase-fd, because they ask nothing: {' '.join(used)}.")
        return self.descriptor is None


def add_scripts(app: typer.Typer, run: Run, asked: Callable[[str, bool], int], end: str) -> None:
    """Add the commands that a script can use. `asked` does the one of this name in a conversation."""
    _add_reading(app, asked, end)
    _add_copies(app, asked, end)
    _add_files(app, run, end)


def _add_reading(app: typer.Typer, asked: Callable[[str, bool], int], end: str) -> None:
    @app.command("list", short_help="The codes of all clients.", epilog=end)
    def list_(plain: Plain = False, passphrase_fd: Descriptor = None, initials: Initials = "",
              as_json: AsJson = False) -> int:  # fmt: skip
        """Example: screening client list

        The codes of all clients. In a script: screening client list --passphrase-fd 3 --initials KT 3< FILE
        """
        script = Script(passphrase_fd, initials, as_json)
        if script.only_asked():
            return asked("list", plain)
        from screening.counselor import scripts

        return script.run(lambda _, records: scripts.listed(records))

    @app.command(short_help="The audit trail, and whether the store is whole.", epilog=end)
    def audit(plain: Plain = False, passphrase_fd: Descriptor = None, initials: Initials = "", as_json: AsJson = False,
              day: Day = "", by: By = "", client: OneClient = False) -> int:  # fmt: skip
        """Example: screening client audit

        The audit trail, newest first, and whether the store is whole. In a script, --client reads the client's code
        from standard input.
        """
        script = Script(passphrase_fd, initials, as_json)
        if script.only_asked(day=day, by=by, client=client):
            return asked("audit", plain)
        from screening.counselor import scripts
        from screening.counselor.trail import TrailFilter

        def work(context: AppContext, records: RecordStore) -> Json:
            wanted = TrailFilter(scripts.client_of(context, records) if client else None, day, by.upper())
            return scripts.audited(records, wanted.of(records))

        return script.run(work)


def _add_copies(app: typer.Typer, asked: Callable[[str, bool], int], end: str) -> None:
    @app.command(short_help="The scores of all clients as CSV.", epilog=end)
    def table(plain: Plain = False, passphrase_fd: Descriptor = None, initials: Initials = "", as_json: AsJson = False,
              to: To = "", answers: Answers = False, force: Force = False) -> int:  # fmt: skip
        """Example: screening client table

        The scores or the answers of all clients as CSV, with a codebook beside the file. In a script, --to FILE says
        where; - is standard output.
        """
        script = Script(passphrase_fd, initials, as_json)
        if script.only_asked(to=to, answers=answers, force=force):
            return asked("table", plain)
        from screening.counselor import scripts

        target = _needed(to, script)
        return script.run(
            lambda context, records: scripts.tabled(context, records, target, answers=answers, force=force)
        )

    @app.command(short_help="A locked copy of the store.", epilog=end)
    def backup(plain: Plain = False, passphrase_fd: Descriptor = None, initials: Initials = "", as_json: AsJson = False,
               to: To = "") -> int:  # fmt: skip
        """Example: screening client backup

        A locked copy of the store. Each night, from a script: screening client backup --to FILE --passphrase-fd 3
        --initials KT 3< FILE
        """
        script = Script(passphrase_fd, initials, as_json)
        if script.only_asked(to=to):
            return asked("backup", plain)
        from screening.counselor import scripts

        target = _needed(to, script, file_only=True)
        return script.run(lambda context, records: scripts.backed_up(context, records, target))

    @app.command(short_help="Everything about one client.", epilog=end)
    def export(plain: Plain = False, passphrase_fd: Descriptor = None, initials: Initials = "", as_json: AsJson = False,
               to: To = "", answers: Answers = False, as_: FormatOf = None, everything: AllOfIt = False,
               force: Force = False) -> int:  # fmt: skip
        """Example: screening client export

        Everything about one client. In a script the client's code is read from standard input, and --to FILE says
        where and in which form: .json, .csv (scores, or answers), .html, .pdf, .txt or .md. With --as fhir it is the
        answers and scores of each sitting as FHIR.
        """
        script = Script(passphrase_fd, initials, as_json)
        if script.only_asked(to=to, answers=answers, force=force, all=everything, **{"as": as_}):
            return asked("export", plain)
        if (everything and not as_) or (as_ and answers):
            raise typer.BadParameter("--all wants --as fhir, which goes without --answers.")
        from screening.counselor import scripts

        target = _needed(to, script)

        def work(context: AppContext, records: RecordStore) -> Json:
            client = scripts.client_of(context, records)
            if as_ is not None:
                return scripts.exported_as_fhir(context, records, client, target, everything=everything, force=force)
            return scripts.exported(context, records, client, target, answers=answers, force=force)

        return script.run(work)


def _needed(to: str, script: Script, *, file_only: bool = False) -> str:
    """The file that is to be written. Standard output has room for one document only."""
    if not to or (to == "-" and (file_only or script.as_json)):
        raise typer.BadParameter("With --passphrase-fd, say where the copy goes: --to FILE.")
    return to


def _add_files(app: typer.Typer, run: Run, end: str) -> None:
    @app.command("import", short_help="Answers from a file as a sitting.", epilog=end)
    def import_(
        file: Annotated[str, typer.Argument(help="Answers as for check --answers: JSON, or FHIR.", metavar="FILE")],
        plain: Plain = False, passphrase_fd: Descriptor = None, initials: Initials = "", as_json: AsJson = False,
        questionnaire: Annotated[str, typer.Option(help="Where the file names none.", metavar="NAME|FILE")] = "",
        way: Annotated[Way, typer.Option(help="How the answers were given.")] = Way.SELF,
        on: Annotated[str, typer.Option(help="The day of the answers; today without it.", metavar="YYYY-MM-DD")] = "",
        complete: Annotated[bool, typer.Option("--complete", help="Refuse answers that are not complete.")] = False,
    ) -> int:  # fmt: skip
        """Example: screening client import answers.json

        Take answers from a file into a client's records, checked like any others and marked as imported. The client's
        code is asked for; in a script it is read from standard input.
        """
        from screening.counselor import importing, scripts

        administration: Administration = way.value
        wanted = importing.Import(file, questionnaire, administration, on, complete)
        script = Script(passphrase_fd, initials, as_json)
        if script.only_asked():
            return run(mode(plain), in_session(lambda session: importing.import_file(session, wanted)))

        def work(context: AppContext, records: RecordStore) -> Json:
            client = scripts.client_of(context, records)
            imported = importing.taken_in(context, records, client, wanted)
            for key, facts in imported.remarks(context):
                write_stderr(context.words.say(key, **facts))
            return importing.imported_json(context, client, imported)

        return script.run(work)

    @app.command(short_help="Prove the store and its backups.", epilog=end)
    def check(
        files: Annotated[list[str] | None, typer.Argument(help="Backups, which stay as they are.")] = None,
        plain: Plain = False, passphrase_fd: Descriptor = None, initials: Initials = "", as_json: AsJson = False,
    ) -> int:  # fmt: skip
        """Example: screening client check backup.store

        Prove the store, and each of these backups: every page, every record, and the chain of the audit trail.
        """
        from screening.counselor import proving

        script = Script(passphrase_fd, initials, as_json)
        if script.only_asked():
            return run(mode(plain), in_session(lambda session: proving.check(session, files or [])))
        with script.opened() as (context, records, passphrase):
            found = proving.checked(context, records, [Path(one) for one in files or []], passphrase)
        return script.said(context, found)


def in_session(work: Callable[[Session], int]) -> Callable[[AppContext, UserInterface], int]:
    def inside(context: AppContext, ui: UserInterface) -> int:
        from screening.counselor.session import opened

        with opened(context, ui) as session:
            return session.guarded(work)

    return inside


def mode(plain: bool) -> str:
    """The user interface that is asked for."""
    return "plain" if plain else ""
