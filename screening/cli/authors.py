"""Commands for authors: begin a questionnaire of one's own, and check files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

from screening import linter
from screening.app.context import AppContext, UsageError
from screening.cli.output import progress, put_json
from screening.linter import Report
from screening.loading.library import is_file
from screening.loading.own_content import ENDINGS, NAME, SHARED
from screening.system import files
from screening.system.process import CannotWrite, Code, write_stderr, write_stdout
from screening.text import shown_path

TEMPLATE = "new-questionnaire.txt"


def new(context: AppContext, name: str, to: str) -> int:
    """Write a small questionnaire that passes every check, into the person's own folder or to a file.

    Raises UsageError for a name that it cannot have, NotSaved where a file has it already.
    """
    if not re.fullmatch(NAME, name) or name in SHARED:
        raise UsageError("A name has at most 32 small letters, digits and hyphens, such as `evening-check`.")
    if name in context.library.all_names:
        raise UsageError(f"There is a questionnaire `{name}` already. Choose another name.")
    target = _target(context, name, to)
    files.save(target, context.library.template(TEMPLATE).replace("NAME", name))
    own = target.parent.absolute() in context.library.own_folders
    typed = name if own else shown_path(target.absolute())
    write_stderr(context.words.say("new-saved", path=shown_path(target), name=typed))
    return Code.DONE


def own_file(context: AppContext, name: str) -> Path:
    """Where a questionnaire of this name goes in the person's own folder, which is made where there is none yet."""
    folder = context.own_folder
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(f"{shown_path(folder)} cannot be made: {error.strerror}.") from None
    return folder / f"{name}.yaml"


def _target(context: AppContext, name: str, to: str) -> Path:
    """Where the file goes."""
    if not to:
        return own_file(context, name)
    try:
        target = Path(to).expanduser()
    except RuntimeError:
        raise UsageError("There is no such home folder. Choose another name.") from None
    if target.suffix not in ENDINGS:
        raise UsageError("The file needs a name that ends in .yaml, such as forms/evening-check.yaml.")
    if target.parent.absolute() in context.library.own_folders and target.stem != name:
        raise UsageError(f"In this folder the file must be called {name}.yaml, as its id is.")
    return target


# Checks.


def lint(context: AppContext, names: list[str], today: str, *, as_json: bool) -> int:
    """What the linter finds in the files, or in all that is shipped and in folders of one's own."""
    day = _day(today or context.today)
    named = [name if is_file(name) else context.questionnaire_name(name) for name in names]
    with progress() as told:
        reports = {}
        for name in named or context.library.all_names:
            told(f"Checking {shown_path(name)}")
            packaged = not is_file(name) and context.library.place_of(name) is None
            reports[name] = linter.lint(context.library.packaged if packaged else context.library, name, day)
        if not names:
            reports[""] = linter.lint_shared(context.library.packaged, day)
            reports |= {str(folder): report for folder, report in _own(context, day)}
    if as_json:
        put_json([_report_json(name, report) for name, report in reports.items()])
    else:
        write_stdout(
            "".join(f"{line}\n" for report in reports.values() for line in (*report.findings, *report.outline))
        )
    return Code.CONTENT if any(report.has_errors for report in reports.values()) else Code.DONE


def _own(context: AppContext, day: str) -> Iterator[tuple[Path, Report]]:
    """What the linter finds in what one's own folders share, under the person's own; nothing where there is nothing."""
    report = linter.lint_own(context.library, day)
    if report.findings:
        yield context.own_folder, report


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise UsageError("--today wants a day such as 2026-11-22.") from None


def _report_json(name: str, report: Report) -> dict[str, object]:
    findings = [asdict(finding) for finding in report.findings]
    return {"name": shown_path(name), "findings": findings, "outline": list(report.outline)}
