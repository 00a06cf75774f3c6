"""Read the rows of a REDCap data dictionary: a CSV file with a line for each field. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from screening.formats.csv_cells import undefused
from screening.interchange.flat.forms import plain
from screening.interchange.remarks import Remark, remark

MAX_BYTES = 4_000_000
MAX_FIELDS = 5_000
# A column by its title in the file that REDCap offers, and by its name in REDCap's own programs.
_COLUMNS = {
    "name": ("variable / field name", "field_name"),
    "form": ("form name", "form_name"),
    "section": ("section header", "section_header"),
    "type": ("field type", "field_type"),
    "label": ("field label", "field_label"),
    "choices": ("choices, calculations, or slider labels", "choices or calculations", "select_choices_or_calculations"),
    "note": ("field note", "field_note"),
    "validation": (
        "text validation type or show slider number",
        "text validation type",
        "text_validation_type_or_show_slider_number",
    ),
    "least": ("text validation min", "text_validation_min"),
    "most": ("text validation max", "text_validation_max"),
    "identifier": ("identifier?", "identifier"),
    "branching": ("branching logic (show field only if...)", "branching logic", "branching_logic"),
    "required": ("required field?", "required_field"),
    "annotation": ("field annotation", "field_annotation"),
}
# The columns of the file as REDCap offers it. What has no name here is left empty.
_TITLES = {
    "Variable / Field Name": "name",
    "Form Name": "form",
    "Section Header": "section",
    "Field Type": "type",
    "Field Label": "label",
    "Choices, Calculations, OR Slider Labels": "choices",
    "Field Note": "note",
    "Text Validation Type OR Show Slider Number": "validation",
    "Text Validation Min": "least",
    "Text Validation Max": "most",
    "Identifier?": "identifier",
    "Branching Logic (Show field only if...)": "branching",
    "Required Field?": "required",
    "Custom Alignment": "",
    "Question Number (surveys only)": "",
    "Matrix Group Name": "",
    "Matrix Ranking?": "",
    "Field Annotation": "annotation",
}
_NEEDED = ("name", "form", "type", "label", "choices")
PIPED = re.compile(r"\[[A-Za-z_][\w\-:()]{0,200}\]")


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the dictionary: each cell as it stands, empty where there is none."""

    name: str
    form: str
    type: str
    label: str
    section: str = ""
    choices: str = ""
    note: str = ""
    validation: str = ""
    least: str = ""
    most: str = ""
    identifier: str = ""
    branching: str = ""
    required: str = ""
    annotation: str = ""

    @property
    def is_left_out(self) -> bool:
        """Whether nobody is asked it here: it says who somebody is, or nobody sees it."""
        return self.identifier.casefold() == "y" or self.is_hidden

    @property
    def is_required(self) -> bool:
        """Whether it must be answered there."""
        return self.required.casefold() == "y"

    @property
    def is_hidden(self) -> bool:
        """Whether nobody sees it."""
        return re.search(r"@HIDDEN(?!-(?:PDF|APP))\b", self.annotation) is not None

    @property
    def options(self) -> list[tuple[str, str]]:
        """The code and the words of each option."""
        if self.type in ("yesno", "truefalse"):
            words = ("Yes", "No") if self.type == "yesno" else ("True", "False")
            return [("1", words[0]), ("0", words[1])]
        found = [one.partition(",") for one in re.split(r"\||\n", self.choices) if one.strip()]
        return [(code.strip(), plain_words(words)) for code, _, words in found]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The fields of a data dictionary in their order, and what there is to say about the file."""

    fields: tuple[Field, ...]
    remarks: tuple[Remark, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        """The names of its forms, in their order."""
        return tuple(dict.fromkeys(one.form for one in self.fields))


def is_dictionary(data: bytes) -> bool:
    """Whether the file begins as a data dictionary does."""
    first = data[:2000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return first.startswith((b'"variable / field name"', b"variable / field name", b"field_name", b'"field_name"'))


def dictionary(data: bytes) -> Dictionary | Remark:
    """The fields in a file, or why it cannot be read as a data dictionary."""
    if len(data) > MAX_BYTES:
        return remark("too-large", most=f"{MAX_BYTES:,}")
    remarks = list[Remark]()
    try:
        written = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        written = data.decode("cp1252", "replace")
        remarks.append(remark("cp1252"))
    try:
        header, *rows = [row for row in _rows(written) if any(row)]
    except (csv.Error, ValueError):
        return remark("not-dictionary")
    places = _places(header)
    if any(name not in places for name in _NEEDED):
        return remark("not-dictionary")
    if len(rows) > MAX_FIELDS:
        return remark("too-many", most=f"{MAX_FIELDS:,}")
    return Dictionary(tuple(_field(row, places) for row in rows), tuple(remarks))


def _rows(written: str) -> Iterator[list[str]]:
    """The rows. A spreadsheet may have put semicolons or tabs in place of the commas."""
    titles = written.partition("\n")[0]
    separator = max(",;\t", key=titles.count)
    return csv.reader(io.StringIO(written, newline=""), strict=True, delimiter=separator)


def _places(header: list[str]) -> dict[str, int]:
    titles = [" ".join(one.split()).casefold() for one in header]
    found = {name: [titles.index(one) for one in known if one in titles] for name, known in _COLUMNS.items()}
    return {name: places[0] for name, places in found.items() if places}


def _field(row: list[str], places: dict[str, int]) -> Field:
    def cell(name: str) -> str:
        at = places.get(name, len(row))
        return row[at].strip() if at < len(row) else ""

    return Field(**{name: cell(name) for name in _COLUMNS} | {"type": cell("type").casefold()})


def without_piping(text: str) -> str:
    """The words with a gap in the place of each answer that is put into them."""
    return PIPED.sub("...", text)


def dictionary_text(fields: Iterable[Field]) -> str:
    """The file that holds these fields."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_TITLES)
    writer.writerows([getattr(one, name) if name else "" for name in _TITLES.values()] for one in fields)
    return out.getvalue()


def plain_words(text: str) -> str:
    """The words as a person sees them: without markup, answers that are put in, and marks against formulas."""
    return plain(without_piping(undefused(text)))
