"""Write a questionnaire of ours as a data dictionary of REDCap, and say what has no place there. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from screening.engine.own_words import fill_words
from screening.interchange.brackets import bare
from screening.interchange.dates_out import ends
from screening.interchange.flat.losses_out import in_places, points, said, total_formulas
from screening.interchange.flat.scales import TOTAL
from screening.interchange.formulas_out import asked_if
from screening.interchange.losses_out import about, made, stand_ins
from screening.interchange.names import slug
from screening.interchange.redcap.dictionary import Field, dictionary_text
from screening.interchange.redcap.logic_out import RedcapLogic
from screening.interchange.redcap.names import RECORD, RedcapNames
from screening.interchange.redcap.tags import tag, tags
from screening.interchange.redcap.words import as_option, as_words
from screening.interchange.remarks import Remark, remark
from screening.model.content import Translation
from screening.model.questionnaire import Item, Questionnaire
from screening.model.scales import Scale

# Types whose words and codes stand in no cell.
_FIXED = {"yesno": {"Yes": "1", "No": "0"}, "truefalse": {"True": "1", "False": "0"}}


@dataclass(frozen=True, slots=True)
class Written:
    """The dictionary as CSV, or nothing where it cannot be written, and what there is to say."""

    text: str | None
    remarks: tuple[Remark, ...]


def write(questionnaire: Questionnaire, translations: tuple[Translation, ...] = ()) -> Written:
    """The questionnaire as one form in a data dictionary. There is no place for translations in it."""
    names = RedcapNames(questionnaire)
    languages = ", ".join(dict.fromkeys(one.language for one in translations))
    told = (remark("out-languages", what=languages),) if languages else ()
    text, remarks = made(
        questionnaire,
        chain(_remarks(names), told),
        lambda: dictionary_text(list(_fields(names))),
        lambda scale: names.totals[scale],
    )
    return Written(text, remarks)


def _fields(names: RedcapNames) -> Iterator[Field]:
    """The number of the record, the items, and each total after the last item that it reads."""
    yield Field(RECORD, names.form, "text", "Record", note=as_words(_heading(names.questionnaire)))
    for one in in_places(names.questionnaire):
        if isinstance(one, Item):
            yield _field(one, names)
        else:
            yield from _totals(one, names)


def _totals(scale: Scale, names: RedcapNames) -> Iterator[Field]:
    """The field of a total, and hidden ones that conditions look at."""
    for name, formula in total_formulas(scale, names, RedcapLogic(names)):
        is_shown = name == names.totals[scale.id]
        own = "" if slug(name.removeprefix(TOTAL)) == scale.id else tag("ID", scale.id)
        annotation = own if is_shown else "@HIDDEN"
        yield Field(name, names.form, "calc", as_words(scale.title), choices=formula, annotation=annotation)


def _heading(questionnaire: Questionnaire) -> str:
    """What the questionnaire says of itself. A form of REDCap has no other place for it."""
    source = questionnaire.source
    is_said = source.citation in (source.licence, questionnaire.title)
    terms = source.licence if is_said else f"{source.citation} {source.licence}"
    said = (f"{questionnaire.title}. Version {questionnaire.version}.", about(questionnaire), terms)
    return " ".join(filter(None, said))


def _field(item: Item, names: RedcapNames) -> Field:
    words = fill_words(item.ask, stand_ins(names.questionnaire, item))
    type_, choices = _type(item, names), ""
    if item.options and type_ not in _FIXED:
        choices = " | ".join(f"{code}, {words}" for code, words in _options(item, names).items())
    return Field(
        names.fields[item.id],
        names.form,
        type_,
        as_words(words),
        choices=choices,
        note=as_words(item.why or ""),
        validation=_validation(item) if type_ == "text" else "",
        least=_bound(item, item.least, ends(item)[0]),
        most=_bound(item, item.most, ends(item)[1]),
        branching=_branching(item, names),
        annotation=" ".join(_tags(item, names)),
    )


def _type(item: Item, names: RedcapNames) -> str:
    """The type of the field: the one that it had there, where it still fits."""
    match item.type:
        case "choices":
            return "checkbox"
        case "choice":
            codes = names.codes(item)
            is_fixed = {one.text: codes[one.code] for one in item.options} == _FIXED.get(item.was or "")
            return item.was or "" if is_fixed else "dropdown" if item.was == "dropdown" else "radio"
        case "note":
            return "descriptive"
        case "number":
            return "slider" if item.was == "slider" and not item.decimals else "text"
    return "notes" if item.was == "notes" else "text"


def _validation(item: Item) -> str:
    if item.is_dated:
        return "date_ymd" if item.type == "date" else "time"
    if item.type != "number":
        return ""
    return f"number_{item.decimals}dp" if item.decimals else "integer"


def _options(item: Item, names: RedcapNames) -> dict[str, str]:
    """The words of each option by its code there."""
    codes, stands = names.codes(item), stand_ins(names.questionnaire, item)
    return {codes[one.code]: as_option(fill_words(one.text, stands)) for one in item.options}


def _bound(item: Item, bound: int | None, day: str | None) -> str:
    return str(bound) if item.type == "number" and bound is not None else day or ""


def _branching(item: Item, names: RedcapNames) -> str:
    return bare(RedcapLogic(names).expression(test)) if (test := asked_if(item)) is not None else ""


def _tags(item: Item, names: RedcapNames) -> Iterator[str]:
    """The action tags: those of REDCap, then ours, so that the same comes back."""
    codes = names.codes(item)
    excluding = [codes[one.code] for one in item.options if one.exclusive]
    limit = {"choices": "MAXCHECKED", "text": "CHARLIMIT"}.get(item.type)
    yield from tags({limit: item.most} if limit else {}, excluding)
    if item.type == "note" or slug(names.fields[item.id]) != item.id:
        yield tag("ID", item.id)
    if codes:
        yield tag("CODES", {theirs: ours for ours, theirs in codes.items()})
    if worth := {codes[one.code]: points(one) for one in item.options if one.score is not None}:
        yield tag("POINTS", worth)


# What there is to say.


def _remarks(names: RedcapNames) -> Iterator[Remark]:
    yield from said(names)
    for item in names.questionnaire.items:
        if item.type == "choices" and (item.least or 0) > 1:
            yield remark("out-fewest", names.fields[item.id], what=item.least)
    yield remark("out-heading", RECORD)
