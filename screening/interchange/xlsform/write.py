"""Write a questionnaire of ours as the sheets of an XLSForm, and say what has no place there. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from screening.engine.own_words import fill_words
from screening.interchange.dates_out import ends
from screening.interchange.file_formats import XLSFORM
from screening.interchange.flat.losses_out import in_places, points, said, total_formulas
from screening.interchange.flat.scales import TOTAL
from screening.interchange.formulas_out import asked_if
from screening.interchange.losses_out import made, stand_ins
from screening.interchange.names import slug
from screening.interchange.remarks import Remark, in_format, in_order, remark
from screening.interchange.translations_out import Spoken, spoken
from screening.interchange.xlsform.logic_out import MAX_CELL, XlsformLogic
from screening.interchange.xlsform.names import XlsformNames
from screening.interchange.xlsform.rows import OUR_ID, column
from screening.interchange.xlsform.sheets import Rows, Sheets
from screening.interchange.xlsform.words import as_words
from screening.model.content import Translation
from screening.model.questionnaire import Item, Option, Questionnaire
from screening.model.scales import Scale

Cells = dict[str, str]  # one row, by the titles of the columns
_SURVEY = ("type", "name", "label", "hint", "relevant", "constraint", "calculation")
_OF_ITEM = ("ask", "why")  # the texts of an item that have a place
_CHOICES = ("list_name", "name", "label")


@dataclass(frozen=True, slots=True)
class Written:
    """The sheets, or nothing where they cannot be written, and what there is to say."""

    sheets: Sheets | None
    remarks: tuple[Remark, ...]


def write(questionnaire: Questionnaire, translations: tuple[Translation, ...] = ()) -> Written:
    """The questionnaire as a form, with the points of options in a column `score`."""
    names = XlsformNames(questionnaire)
    languages, told = spoken(questionnaire, translations, _OF_ITEM, ())
    unread = (remark("bound-unread", names.fields[one]) for one in _bounded_times(questionnaire))
    sheets, remarks = made(
        questionnaire,
        chain(said(names), unread, told),
        lambda: _sheets(_Form(names, languages)),
        lambda scale: names.totals[scale],
    )
    if long := tuple(remark("out-too-long", one) for one in _long_rows(sheets or {})):
        sheets, remarks = None, in_order((*remarks, *long))
    return Written(sheets, in_order(tuple(in_format(one, XLSFORM.id) for one in remarks)))


def _sheets(form: _Form) -> Sheets:
    """The sheets of the whole. Raises TooLong."""
    survey = _table(form.survey(), _SURVEY)  # first: the options are those of the lists that it names
    settings = _table([_settings(form.questionnaire)])
    return {"survey": survey, "choices": _table(form.choices(), _CHOICES), "settings": settings}


def _long_rows(sheets: Sheets) -> list[str]:
    """The names of the rows of the survey with a cell that is longer than a cell can be."""
    titles, *rows = sheets.get("survey", [[]])
    return [row[titles.index("name")] for row in rows if any(len(cell) > MAX_CELL for cell in row)]


def _bounded_times(questionnaire: Questionnaire) -> list[str]:
    """The times with bounds: nothing there compares times."""
    return [one.id for one in questionnaire.items if one.type == "time" and (one.earliest or one.latest)]


def _table(rows: Iterable[Cells], titles: Iterable[str] = ()) -> Rows:
    """The rows below a row of titles: those that are always there, and those that a row has."""
    rows = list(rows)
    every = list(dict.fromkeys((*titles, *(title for row in rows for title in row))))
    return [every, *([row.get(title, "") for title in every] for row in rows)]


def _settings(questionnaire: Questionnaire) -> Cells:
    """What the form says of itself. ODK passes over the columns that it does not know."""
    texts = {
        "licence": questionnaire.source.licence,
        "citation": questionnaire.source.citation,
        "recall": questionnaire.said_recall,
        "audience": questionnaire.said_audience,
        "about": questionnaire.about or "",
    }
    return {
        "form_title": as_words(questionnaire.title),
        "form_id": questionnaire.id,
        "version": questionnaire.version,
        "default_language": questionnaire.language,
        **{title: as_words(text) for title, text in texts.items() if text},
    }


class _Form:
    """The rows of one form."""

    def __init__(self, names: XlsformNames, languages: tuple[Spoken, ...]) -> None:
        self.names, self.questionnaire, self.languages = names, names.questionnaire, languages
        self.logic = XlsformLogic(names)
        self._lists = dict[tuple[tuple[tuple[str, str], ...], ...], str]()  # the names of lists, by their cells

    def survey(self) -> Iterator[Cells]:
        """The items, and each total after the last item that it reads. Raises TooLong."""
        for one in in_places(self.questionnaire):
            if isinstance(one, Item):
                yield self._item(one)
            else:
                yield from self._totals(one)

    def _item(self, item: Item) -> Cells:
        name = self.names.fields[item.id]
        cells = {
            "type": self._type(item),
            "name": name,
            "label": as_words(fill_words(item.ask, stand_ins(self.questionnaire, item))),
            "hint": as_words(item.why or ""),
            "relevant": self.logic.relevant(test) if (test := asked_if(item)) is not None else "",
            "constraint": " and ".join(_constraints(item, self.names.codes(item))),
        }
        cells |= {"appearance": "month-year"} if item.precision == "month" else {}
        for one in self.languages:
            cells |= {column("label", one.language): as_words(one.item(item, "ask"))}
            cells |= {column("hint", one.language): as_words(one.item(item, "why"))}
        return cells | _own_id(item.id, slug(name))

    def _type(self, item: Item) -> str:
        match item.type:
            case "choice":
                return f"select_one {self._list(item)}"
            case "choices":
                return f"select_multiple {self._list(item)}"
            case "number":
                return "decimal" if item.decimals else "integer"
        return item.type

    def _totals(self, scale: Scale) -> Iterator[Cells]:
        for name, formula in total_formulas(scale, self.names, self.logic):
            cells = {"type": "calculate", "name": name, "label": as_words(scale.title), "calculation": formula}
            for one in self.languages:
                cells[column("label", one.language)] = as_words(one.texts.get(f"scales.{scale.id}.title", ""))
            is_shown = name == self.names.totals[scale.id]
            yield cells | (_own_id(scale.id, slug(name.removeprefix(TOTAL))) if is_shown else {})

    # Options.

    def choices(self) -> Iterator[Cells]:
        """The options of every list that an item names, after these were written."""
        for options, name in self._lists.items():
            yield from ({"list_name": name, **dict(cells)} for cells in options)

    def _list(self, item: Item) -> str:
        """The name of the list with the options of the item. Items with the same options share one."""
        options = tuple(tuple(self._option(item, one).items()) for one in item.options)
        return self._lists.setdefault(options, self.names.fields[item.id])

    def _option(self, item: Item, option: Option) -> Cells:
        words = as_words(fill_words(option.text, stand_ins(self.questionnaire, item)))
        cells = {"name": self.names.codes(item)[option.code], "label": words}
        for one in self.languages:
            cells[column("label", one.language)] = as_words(one.option(item, option))
        return cells | ({"score": worth} if (worth := points(option)) else {})


def _own_id(id_: str, read_as: str) -> Cells:
    """The column for an id of ours, where it does not come back by itself."""
    return {} if read_as == id_ else {OUR_ID: id_}


_COUNTED = {"number": ".", "text": "string-length(.)", "choices": "count-selected(.)"}


def _constraints(item: Item, codes: Mapping[str, str]) -> Iterator[str]:
    """What must hold of an answer: its bounds, and that an option which excludes the others stands alone."""
    if (counted := _COUNTED.get(item.type)) is not None:
        yield from (f"{counted} {sign} {bound}" for sign, bound in _bounds(item) if bound is not None)
    if item.type == "date":
        signs = zip((">=", "<="), ends(item), strict=True)
        yield from (f". {sign} date('{day}')" for sign, day in signs if day is not None)
    if item.type == "number" and item.decimals:
        yield f". = round(., {item.decimals})"
    if item.type == "choices":
        alone = (codes[option.code] for option in item.options if option.exclusive)
        yield from (f"not(selected(., '{code}') and count-selected(.) > 1)" for code in alone)


def _bounds(item: Item) -> tuple[tuple[str, int | None], tuple[str, int | None]]:
    return ((">=", item.least), ("<=", item.most))
