"""Output of a result: which output was asked for, saving a page, printing a line of JSON."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from screening import first_screen
from screening.app.context import AppContext, UsageError
from screening.formats.result_json import dumps
from screening.reports.document import Document
from screening.system import files
from screening.system.files import Exists, NotSaved, Writer
from screening.system.process import CannotWrite, write_stderr, write_stdout
from screening.text import fitting_head, width


@dataclass(frozen=True, slots=True)
class FhirOutput:
    """Where a result goes as FHIR (`-` is standard output), and whom it is about, where that is said."""

    to: str
    about: str


@dataclass(frozen=True, slots=True)
class OutputOptions:
    """What is to become of a result. `why` is None where nobody said: in JSON then, and not on a page."""

    as_json: bool = False
    why: bool | None = None
    complete: bool = False
    everything: bool = False
    save: str = ""
    format_: str = ""
    force: bool = False
    fhir: FhirOutput | None = None

    @property
    def in_json(self) -> bool:
        """Whether JSON holds each answer and its points."""
        return self.why is not False

    @property
    def on_page(self) -> bool:
        """Whether people are shown each answer and its points."""
        return self.why is True


NOTHING = OutputOptions()


def can_be_saved(context: AppContext, wanted: OutputOptions) -> None:
    """Raises UsageError and NoPdf now, and not only once everything is answered."""
    if wanted.save or wanted.format_:
        context.format_of(wanted.save or "-", wanted.format_)


def save(context: AppContext, document: Document, wanted: OutputOptions, *, is_blank: bool = False) -> None:
    """Save a page and say where it went. `is_blank`: it holds no answers. Raises CannotWrite."""
    with as_cannot_write():
        said = context.save(document, wanted.save, format_=wanted.format_, force=wanted.force, is_blank=is_blank)
    if said:
        write_stderr(said)


def save_file(target: Path, content: str | bytes | Iterable[bytes] | Writer, *, force: bool) -> None:
    """Save what is no page. Raises CannotWrite."""
    with as_cannot_write():
        files.save(target, content, force=force)


@contextmanager
def as_cannot_write() -> Iterator[None]:
    """Raise CannotWrite where a file cannot be saved; where one exists, it names the option that replaces it."""
    try:
        yield
    except Exists as error:
        raise CannotWrite(f"{error} Or use --force to replace it.") from None
    except NotSaved as error:
        raise CannotWrite(str(error)) from None


def target_path(to: str) -> Path:
    """The path that a person typed. Raises UsageError for a home folder that is not there."""
    try:
        return Path(to).expanduser()
    except RuntimeError:
        raise UsageError("There is no such home folder. Choose another name.") from None


def can_ask() -> bool:
    """Whether a person sees what is asked on standard error, and can answer it."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def put_json(value: object) -> None:
    """One JSON document or line on standard output: UTF-8, whatever the locale says."""
    if sys.stdout is not None:
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    write_stdout(f"{dumps(value)}\n")


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """What is being done now, on standard error where a person can see it; silent elsewhere."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    room = first_screen.columns() - 1

    def told(line: str) -> None:  # drawn over the line before it, without a cursor to hide or a thread to start
        sys.stderr.write(f"\r{fitting_head(line, room)}{' ' * (room - width(line))}\r")
        sys.stderr.flush()

    try:
        yield told
    finally:
        told("")
