"""Read the sheets of an XLSForm: each row by the titles of its columns, in one of the languages of the form. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from screening.interchange.drafts import MAX_DRAFTS, language_code
from screening.interchange.remarks import Remark, remark
from screening.interchange.xlsform.sheets import Rows, Sheets

Cells = dict[tuple[str, str], str]  # by the title of the column and its language

# Titles that mean the same. What stands before `::` in `bind::relevant` says only where ODK puts it.
_SAME = {
    "caption": "label", "relevance": "relevant", "read_only": "readonly", "calculate": "calculation",
    "id_string": "form_id", "title": "form_title", "list": "list_name", "constraintmsg": "constraint_message",
    "constraint_msg": "constraint_message",
}  # fmt: skip
_HOLDERS = ("bind", "control", "body", "media", "jr")
_LANGUAGE = re.compile(r"\(\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?)\s*\)\s*$|^([A-Za-z]{2,3}(?:-[A-Za-z]{2})?)$")
# ISO 639-1 codes of the languages whose names stand alone in forms.
CODES = {
    "english": "en", "french": "fr", "spanish": "es", "german": "de", "dutch": "nl", "portuguese": "pt",
    "italian": "it", "arabic": "ar", "swahili": "sw", "chinese": "zh", "hindi": "hi", "russian": "ru",
    "japanese": "ja", "macedonian": "mk", "français": "fr", "español": "es", "deutsch": "de", "nederlands": "nl",
}  # fmt: skip
OUR_ID = "screening_id"  # a column of ours: the id of the item or scale here
_YES = ("yes", "true", "true()", "1")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the cells that are filled, by the titles of their columns, in the language that is read."""

    cells: Mapping[str, str]
    place: int = 0
    sheet: str = "survey"

    def __getitem__(self, title: str) -> str:
        return self.cells.get(title, "")

    def says(self, title: str) -> bool:
        """Whether the cell says yes."""
        return self[title].casefold() in _YES

    @property
    def name(self) -> str:
        """Its name, or where it stands."""
        return self["name"] or f"row {self.place}"


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the rows say in another language of the form, by the sheet and the place of the row in it."""

    name: str
    rows: Mapping[tuple[str, int], Row]


@dataclass(frozen=True, slots=True)
class Form:
    """The rows of the survey, the options by the names of their lists, the settings, and what there is to say."""

    rows: tuple[Row, ...]
    lists: Mapping[str, tuple[Row, ...]]
    settings: Row
    language: str
    remarks: tuple[Remark, ...] = ()
    others: tuple[Spoken, ...] = ()


def form(sheets: Sheets, language: str = "") -> Form | Remark:
    """The form in the sheets, in this language or in its own, or why it is none."""
    survey = sheets.get("survey", next(iter(sheets.values())) if len(sheets) == 1 else [])
    places, cells = _cells(survey)
    if not {"type", "name"} <= {title for title, _ in places}:
        return remark("no-survey")
    settings = next((_row(one, "", 2) for one in _cells(sheets.get("settings", []))[1]), Row({}))
    chosen = _chosen(places, settings["default_language"], language)
    if isinstance(chosen, Remark):
        return chosen
    name, others, remarks = chosen
    code, said = _code(name or settings["default_language"] or language)
    rows = tuple(_row(one, name, place) for place, one in enumerate(cells, 2) if one)
    titles, options = _cells(sheets.get("choices", []), {"value": "name"})
    others += [one for one in _named(titles) if not any(_alike(one, known) for known in (name, *others))]
    lists = dict[str, tuple[Row, ...]]()
    for place, one in enumerate(options, 2):
        row = _row(one, name, place, "choices")
        if row["list_name"]:
            lists[row["list_name"]] = (*lists.get(row["list_name"], ()), row)
    filled = {"survey": cells, "choices": options}
    spoken = tuple(_spoken(one, settings["default_language"], filled) for one in others[:MAX_DRAFTS])
    if len(others) > MAX_DRAFTS:
        remarks.append(remark("translation", what=", ".join(others[MAX_DRAFTS:])))
    return Form(rows, lists, settings, code, (*remarks, *said), spoken)


def _cells(rows: Rows, same: Mapping[str, str] | None = None) -> tuple[list[tuple[str, str]], list[Cells]]:
    """The titles with their languages, and the cells of each row below them. Of two columns alike the first counts."""
    filled = iter(rows)
    titles = [_title(one, {**_SAME, **(same or {})}) for one in next((row for row in filled if any(row)), [])]
    found = list[Cells]()
    for row in filled:
        cells = Cells()
        for title, cell in zip(titles, row, strict=False):
            if cell and title[0]:
                cells.setdefault(title, cell)
        found.append(cells)
    return titles, found


def _title(written: str, same: Mapping[str, str]) -> tuple[str, str]:
    parts = [one.strip() for one in re.split("::?", " ".join(written.split()))]
    while len(parts) > 1 and parts[0].casefold() in _HOLDERS:
        parts.pop(0)
    title = re.sub("[ -]", "_", parts[0].casefold())
    return same.get(title, title), ":".join(parts[1:])


def _spoken(name: str, default: str, sheets: Mapping[str, list[Cells]]) -> Spoken:
    """The cells in this language alone: none of another stands for those that are not filled in it."""
    found = dict[tuple[str, int], Row]()
    for sheet, rows in sheets.items():
        for place, cells in enumerate(rows, 2):
            own = {title: cell for (title, named), cell in cells.items() if _alike(named, name)}
            found[sheet, place] = Row(own, place, sheet)
    return Spoken(name or default, found)


def _row(cells: Cells, language: str, place: int, sheet: str = "survey") -> Row:
    """The cells in one language; what has none stands for those that are not filled in it."""
    found = {title: cell for (title, spoken), cell in cells.items() if not spoken}
    spoken = {title: cell for (title, named), cell in cells.items() if named and _alike(named, language)}
    return Row(found | spoken, place, sheet)


def _alike(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


# Languages.


def _chosen(titles: list[tuple[str, str]], default: str, wanted: str) -> tuple[str, list[str], list[Remark]] | Remark:
    """The name of the language that is read, empty for labels without one; those of the others; what there is to say.

    Labels without a name are in the default language, where that has no column of its own.
    """
    named = _named(titles)
    if wanted and not named and (refused := _refused(default, wanted)) is not None:
        return refused
    bare = ("label", "") in titles
    own = next((one for one in named if default and _alike(one, default)), "" if bare or not named else named[0])
    said = list[Remark]()
    if wanted and named:
        match = next((one for one in named if _alike(one, wanted) or _code(one)[0] == wanted.casefold()), None)
        if match is None and not (bare and _code(default)[0] == wanted.casefold()):
            return remark("language-unknown", what=", ".join(named))
        own = match or ""
    elif [one for one in named if one != own]:
        said.append(remark("language-taken", what=own or default or "the one without a name"))
    unnamed = [""] if bare and default and not any(_alike(one, default) for one in named) else []
    return own, [one for one in (*unnamed, *named) if one != own], said


def _refused(default: str, wanted: str) -> Remark | None:
    """Why a form that names no language in its titles cannot be in the wanted one; nothing where it can."""
    if default:
        is_it = _alike(default, wanted) or code_of(default) == code_of(wanted) != ""
        return None if is_it else remark("language-unknown", what=default)
    return None if code_of(wanted) else remark("language-code")


def column(title: str, language: str) -> str:
    """The title of a column in the language with this code."""
    first = language.partition("-")[0]
    name = next((name.title() for name, code in CODES.items() if code == first), language)
    return f"{title}::{name} ({language})"


def _named(titles: list[tuple[str, str]]) -> list[str]:
    """The names of the languages that labels are in."""
    return list(dict.fromkeys(language for title, language in titles if title == "label" and language))


def code_of(name: str) -> str:
    """The code of the language of this name; empty where it is not known."""
    match = _LANGUAGE.search(name.strip())
    return language_code(match[1] or match[2]) if match is not None else CODES.get(name.strip().casefold(), "")


def _code(name: str) -> tuple[str, tuple[Remark, ...]]:
    """The code of a language, and that it is not said where it is English only for want of a name."""
    code = code_of(name)
    return (code, ()) if code else ("en", (remark("language-not-said", what="en"),))
