"""Open a questionnaire in a format of another program: which format it is, what it comes to, and whether it loads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from screening.app.context import UsageError
from screening.errors import ContentError
from screening.interchange.fhir import read as fhir_read
from screening.interchange.file_formats import FHIR, REDCAP, XLSFORM, FileFormat
from screening.interchange.json_values import MAX_BYTES
from screening.interchange.redcap import dictionary as redcap_dictionary
from screening.interchange.redcap import read as redcap_read
from screening.interchange.remarks import in_order, remark
from screening.interchange.taken import Taken, Wishes
from screening.interchange.xlsform import read as xlsform_read
from screening.interchange.xlsform import sheets
from screening.interchange.yaml_text import yaml_text
from screening.loading.library import Library
from screening.loading.ordinary_file import NotOrdinary, bytes_of
from screening.model.content import Translation
from screening.text import shown_path


@dataclass(frozen=True, slots=True)
class ForeignFile:
    """A file, or the folder of an XLSForm. `data` is what is in the file, `csv_sheets` in each sheet that is CSV.

    `format` goes by what is in it, whatever its name is; None where it is none that is read.
    """

    path: Path
    format: FileFormat | None
    data: bytes = b""
    csv_sheets: tuple[tuple[str, bytes], ...] = ()

    @classmethod
    def at(cls, path: str) -> ForeignFile:
        """The file there. Raises UsageError where it cannot be read."""
        if Path(path).is_dir():
            return cls(Path(path), XLSFORM, csv_sheets=_sheets_in(path))
        data = bytes_at(path)
        format_ = _format(data)
        is_csv = format_ is XLSFORM and not sheets.is_workbook(data)
        return cls(Path(path), format_, data, _sheets_beside(Path(path), data) if is_csv else ())

    def read(self, wishes: Wishes, value_sets: tuple[bytes, ...] = (), form: str = "") -> Taken:
        """What it comes to. `value_sets` are for FHIR; `form` is the one to take of a REDCap dictionary.

        Raises NoWorkbooks.
        """
        if self.format is None:
            return Taken(None, (remark(_unread_kind(self)),))
        if self.format is FHIR:
            return fhir_read.read(self.data, wishes, value_sets)
        if self.format is REDCAP:
            return redcap_read.read(self.data, wishes, form)
        if not self.csv_sheets:
            return xlsform_read.read(sheets.of_workbook(self.data), sha256(self.data).hexdigest(), wishes)
        digest = sha256(b"".join(data for _, data in self.csv_sheets)).hexdigest()
        return xlsform_read.read(sheets.of_csv(dict(self.csv_sheets)), digest, wishes)


def bytes_at(path: str) -> bytes:
    """What is in the file, or a byte more than is taken of it. Raises UsageError."""
    shown = shown_path(path)
    try:
        return bytes_of(Path(path), MAX_BYTES)
    except (FileNotFoundError, NotADirectoryError, NotOrdinary):
        raise not_regular(shown) from None
    except (OSError, ValueError) as error:
        raise UsageError(f"{shown} cannot be read ({type(error).__name__}).") from None


def not_regular(shown: str) -> UsageError:
    """That the file of this name is none that can be read."""
    return UsageError(f"{shown} is not a regular file, or it does not exist.")


def _format(data: bytes) -> FileFormat | None:
    if redcap_dictionary.is_dictionary(data):
        return REDCAP
    if sheets.is_workbook(data) or sheets.is_survey(data):
        return XLSFORM
    return FHIR if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")) else None


def _unread_kind(file: ForeignFile) -> str:
    """The kind of remark that says what a file is that has no format that is read."""
    if file.path.suffix.casefold() in sheets.ENDINGS:
        return "workbook"
    if b"\0" in file.data or file.data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "not-utf-8"
    return "no-format"


def _sheets_in(folder: str) -> tuple[tuple[str, bytes], ...]:
    """The sheets of a form in a folder, by their names. Raises UsageError where there is no survey."""
    if not (Path(folder) / "survey.csv").is_file():
        raise UsageError(
            f"{shown_path(folder)} is a folder without survey.csv. Give a file, or the folder of an XLSForm: "
            "survey.csv, choices.csv and settings.csv."
        )
    return _sheets(Path(folder), sheets.NAMES)


def _sheets_beside(path: Path, survey: bytes) -> tuple[tuple[str, bytes], ...]:
    """The sheet `survey`, whatever its name is, and the others in its folder."""
    return (("survey", survey), *_sheets(path.parent, [name for name in sheets.NAMES if name != "survey"]))


def _sheets(folder: Path, names: Iterable[str]) -> tuple[tuple[str, bytes], ...]:
    found = {name: folder / f"{name}.csv" for name in names}
    return tuple((name, bytes_at(str(path))) for name, path in found.items() if path.is_file())


def checked_by_loading(library: Library, taken: Taken) -> Taken:
    """The same, refused where what would be written would not load."""
    if taken.tree is None:
        return taken
    try:
        library.parse_stored(yaml_text(taken.tree), "it")
        for one in taken.drafts:
            library.parse(Translation, yaml_text(one.tree), one.language)
    except ContentError as error:
        faults = tuple(remark("not-accepted", what=one.what, mend=one.mend) for one in error.problems)
        return Taken(None, in_order((*taken.remarks, *faults)), taken.release)
    return taken
