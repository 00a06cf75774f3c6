"""The words of a published instrument in a FHIR questionnaire, as a wording that `loading.adopting` matches. Pure.

Only words are taken: items and options are known by their codes of LOINC, options without one by their points. Points,
totals and conditions of the file decide nothing. What is no item of the instrument is left out by name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from screening.errors import ContentError, Problem
from screening.interchange.fhir import extensions
from screening.interchange.fhir.codes import LOINC
from screening.interchange.fhir.elements import Element, elements
from screening.interchange.fhir.items import left_out
from screening.interchange.fhir.options import options_of
from screening.interchange.fhir.releases import Found, found
from screening.interchange.fhir.value_sets import ValueSets
from screening.interchange.json_values import Json, Malformed, NotJson, flag, mappings, parsed, text
from screening.interchange.remarks import Remark, remark
from screening.loading.adopting import SLIPS
from screening.model.instrument import Instrument

_TYPES = {"integer": "number", "decimal": "number", "quantity": "number", "string": "text", "text": "text"}
_NOT_TAKEN = {"enableWhen": "enableWhen", "calculatedExpression": extensions.COMPUTED[0]}

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class FhirWording:
    """A wording as the text of a file of ours, the linkId where each of its lines stands, and what is left out."""

    text: str
    places: tuple[str, ...]
    left_out: tuple[str, ...]

    def placed(self, error: ContentError, name: str) -> ContentError:
        """The same problems, each with the linkId where it stands in the file."""
        return ContentError(tuple(self._placed(one, name) for one in error.problems))

    def _placed(self, problem: Problem, name: str) -> Problem:
        place = self.places[problem.line - 1] if 0 < problem.line <= len(self.places) else ""
        what = f"{place}: {problem.what}" if place else problem.what
        return replace(problem, file=name, line=0, column=0, what=what)


@dataclass
class _Rows:
    """The items so far, each with its linkId, and what is left out."""

    rows: list[tuple[str, Row]] = field(default_factory=list)
    totals: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)  # ids of headings, by linkId
    remarks: list[Remark] = field(default_factory=list)


def document(data: bytes, name: str) -> tuple[Found, tuple[str, ...]]:
    """The questionnaire in a file that is called `name`, and the codes of LOINC that it has as a whole. Raises
    ContentError.
    """
    try:
        read = found(parsed(data))
        if isinstance(read, Found):
            return read, _loinc(read.questionnaire)
    except NotJson as error:
        read = remark(error.kind, "", **error.facts)
    except Malformed as error:
        read = remark("malformed", error.where, key=error.key, wanted=error.wanted)
    raise _refused([read], name)


def wording(read: Found, data: bytes, instrument: Instrument, licence: str, name: str) -> FhirWording:
    """The words of the file for this instrument. Raises ContentError where they cannot be read, or nobody says who may
    use them.
    """
    head, taken = read.questionnaire, _Rows()
    try:
        sets = ValueSets(mappings(head, "contained"), read.resources)
        for element in elements(mappings(head, "item")):
            _take(element, instrument, sets, taken)
        head_rows = _head(read, data, instrument, licence)
    except Malformed as error:
        raise _refused([remark("malformed", error.where, key=error.key, wanted=error.wanted)], name) from None
    if not (licence or text(head, "copyright")):
        taken.remarks.insert(0, remark("licence"))
    if taken.remarks:
        raise _refused(taken.remarks, name)
    if taken.totals:
        head_rows["totals"] = taken.totals
    rows = _rows_in_places(taken, instrument)
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in head_rows.items()]
    lines += ["items:", *(f"  - {json.dumps(row, ensure_ascii=False)}" for _, row in rows)]
    places = ("",) * (len(head_rows) + 1) + tuple(link for link, _ in rows)
    return FhirWording("\n".join(lines) + "\n", places, tuple(dict.fromkeys(taken.left_out)))


def _refused(remarks: Iterable[Remark], name: str) -> ContentError:
    return ContentError(
        tuple(Problem(name, 0, 0, f"{one.where}: {one.what}" if one.where else one.what, one.mend) for one in remarks)
    )


def _head(read: Found, data: bytes, instrument: Instrument, licence: str) -> Row:
    head = read.questionnaire
    owner, codes = " ".join(text(head, "copyright").split()), _loinc(head)
    source = {
        "citation": owner or " ".join(text(head, "title").split()) or instrument.title,
        "licence": owner or licence,
        **({"link": link} if (link := text(head, "url")) else {}),
        "wording": "fixed",
        "file": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "format": f"fhir-{read.release}",
    }
    language = text(head, "language") or "en"
    panel = {"loinc": codes[0]} if codes else {}
    return {"questionnaire": instrument.id, **panel, "language": language, "source": source}


def _loinc(holder: Json) -> tuple[str, ...]:
    """The codes of LOINC of an item or of the whole."""
    codes = mappings(holder, "code")
    return tuple(text(one, "code") for one in codes if text(one, "system") == LOINC and text(one, "code"))


# Items.


def _take(element: Element, instrument: Instrument, sets: ValueSets, taken: _Rows) -> None:
    """Take one element: the words of an item, a note, the place of a total; else leave it out by name."""
    kind, codes = left_out(element, frozenset()), _loinc(element.item)
    taken.left_out += (name for name, key in _NOT_TAKEN.items() if key in element.item or _has(element, key))
    if kind in ("total-entered", "computed") and (scale := _scale(codes, instrument)) is not None:
        taken.totals[scale] = element.link
        taken.left_out.append(element.link)
    elif not (element.is_question or element.is_hidden):
        _take_note(element, taken)
    elif kind is None and any(_is_item(code, instrument) or code in SLIPS for code in codes):
        _take_item(element, codes, instrument, sets, taken)
    else:
        taken.left_out.append(element.link)


def _has(element: Element, key: str) -> bool:
    return bool(extensions.of(element.item, key, element.link))


def _scale(codes: tuple[str, ...], instrument: Instrument) -> str | None:
    return next((scale.id for scale in instrument.scales if scale.loinc in codes), None)


def _is_item(code: str, instrument: Instrument) -> bool:
    return any(item.loinc == code for item in instrument.questions)


def _take_note(element: Element, taken: _Rows) -> None:
    if element.words:
        id_ = f"note-{len(taken.notes) + 1}"
        taken.notes[element.link] = id_
        was = {"was": "group"} if element.type == "group" else {}
        row = {"id": id_, "type": "note", "ask": element.words, "link": element.link, **was, **_inside(element, taken)}
        taken.rows.append((element.link, row))


def _take_item(element: Element, codes: tuple[str, ...], instrument: Instrument, sets: ValueSets, taken: _Rows) -> None:
    if not element.words:
        taken.remarks.append(remark("no-words", element.link))
    code = next((one for one in codes if _is_item(one, instrument)), codes[0])
    type_ = "choices" if flag(element.item, "repeats") else _TYPES.get(element.type)
    row: Row = {"loinc": code, "ask": element.words, "link": element.link, **({"type": type_} if type_ else {})}
    if type_ in (None, "choices") and (options := _options(element, sets, taken)):
        row["options"] = options
    taken.rows.append((element.link, {**row, **_inside(element, taken)}))


def _inside(element: Element, taken: _Rows) -> Row:
    inside = next((taken.notes[one.link] for one in reversed(element.above) if one.link in taken.notes), None)
    return {"inside": inside} if inside else {}


def _options(element: Element, sets: ValueSets, taken: _Rows) -> list[Row]:
    found = options_of(element.item, element.link, sets)
    taken.remarks += (one for one in found.remarks if one.kind != "option-no-words")
    return [_option(row) for row in found.rows]


def _option(row: Row) -> Row:
    coding = row.get("coding")
    system, code = (coding.get("system"), coding.get("code")) if isinstance(coding, dict) else (None, None)
    known: Row = {"loinc": code} if system == LOINC else {}
    return {**known, **({"score": row["score"]} if "score" in row else {}), "text": row["text"]}


def _rows_in_places(taken: _Rows, instrument: Instrument) -> list[tuple[str, Row]]:
    """The rows; where the file has another order than the instrument, without what they stood in."""
    order = {item.loinc: place for place, item in enumerate(instrument.questions) if item.loinc}
    places = [order[str(row["loinc"])] for _, row in taken.rows if row.get("loinc") in order]
    if places == sorted(places):
        return taken.rows
    return [(link, {key: one for key, one in row.items() if key not in ("inside", "was")}) for link, row in taken.rows]
