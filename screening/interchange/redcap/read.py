"""Read a REDCap data dictionary: what one of its forms comes to as a file of ours, and what there is to say. Pure."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Literal

from screening.engine.dates import written
from screening.interchange.conditions import Target
from screening.interchange.file_formats import REDCAP
from screening.interchange.flat import declines
from screening.interchange.flat.declines import Option
from screening.interchange.flat.forms import Head, counted, option_rows, whole
from screening.interchange.limits import LONG_TEXT, LONGEST
from screening.interchange.names import Names, slug, unknown
from screening.interchange.options import Key, Options
from screening.interchange.redcap import logic, tags
from screening.interchange.redcap.dictionary import Dictionary, Field, dictionary, plain_words, without_piping
from screening.interchange.redcap.scales import RedcapScales, fields_in
from screening.interchange.remarks import Remark, remark
from screening.interchange.taken import Taken, Wishes
from screening.interchange.yaml_text import Tree

LATER = 1 << 60  # the place of a field that is not read yet
_CHOICES = ("radio", "dropdown", "checkbox", "yesno", "truefalse")


def read(data: bytes, wishes: Wishes, form: str = "") -> Taken:
    """What a form of the dictionary comes to: the one that is named, or the only one."""
    found = dictionary(data)
    if isinstance(found, Remark):
        return Taken(None, (found,), REDCAP.id)
    if not form and len(found.forms) > 1:
        return Taken(None, (remark("many-forms", what=", ".join(found.forms)),), REDCAP.id)
    if form and form not in found.forms:
        return Taken(None, (remark("no-form", what=", ".join(found.forms)),), REDCAP.id)
    form = form or next(iter(found.forms), "")
    reading = _Reading(found, form, wishes)
    for one in found.fields:
        reading.add(one)
    return reading.taken(hashlib.sha256(data).hexdigest())


@dataclass
class _Reading:
    """What was read so far of one form."""

    dictionary: Dictionary
    form: str
    wishes: Wishes
    rows: list[Tree] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    targets: dict[str, Target] = field(default_factory=dict)
    names: Names = field(default_factory=Names)
    waiting: list[Field] = field(default_factory=list)  # calculated fields, until all that they name are read
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """What is not read yet comes later; what stands in another form is not asked here."""
        for one in self.dictionary.fields:
            later = Target(one.name, "later", LATER, "text")
            self.targets[one.name] = later if one.form == self.form else _left_out(one)
        branching = {one.name: one.branching for one in self.dictionary.fields}
        tagged = frozenset(one.name for one in self.dictionary.fields if tags.our_codes(one.annotation))
        self.scales = RedcapScales(self.targets, self.rows, self.remarks, branching, tagged)

    def add(self, one: Field) -> None:
        """Read the next field of the dictionary."""
        first = not self.seen
        if one.name in self.seen:
            self._say("field-twice", one)
        self.seen.add(one.name)
        if one.form != self.form:
            return
        if one.section:
            self._say("heading", one)
            self._note(one, "", plain_words(one.section), "")
        if one.type == "calc" and self.scales.again(one.name):
            self._total(one)
        elif first and one.type == "text":
            self._leave_out("record-id", one)
        elif one.is_left_out or {one.name, slug(one.name)} & self.wishes.without:
            self._leave_out("hidden-field" if one.is_hidden else "identifier" if one.is_left_out else "left-out", one)
        elif one.type == "descriptive":
            self._note(one, tags.our_id(one.annotation), plain_words(one.label), one.branching)
        elif one.type == "calc":
            self.targets[one.name] = _left_out(one)
            self._total(one)
        elif one.type == "file":
            self._leave_out("attachment-needed" if one.is_required else "attachment", one, id=one.name)
        elif one.type == "sql":
            self._say("options-computed", one)
        else:
            self._question(one)

    def _say(self, kind: str, one: Field, **facts: object) -> None:
        self.remarks.append(remark(kind, one.name, **facts))

    def _leave_out(self, kind: str, one: Field, **facts: object) -> None:
        self._say(kind, one, **facts)
        self.targets[one.name] = _left_out(one)

    def _note(self, one: Field, own: str, words: str, branching: str) -> None:
        if not words:
            return
        row: Tree = {"id": self.names.give_ours(own or f"{one.name}-note"), "type": "note", "ask": words}
        test = logic.condition(branching, one.name, len(self.rows), self.targets)
        if isinstance(test, Remark):
            self._say("text-always", one)
        elif test is not None:
            row["only-if"] = test
            self.remarks += logic.blanks(branching, one.name, len(self.rows), self.targets)
        self.rows.append(row)

    # Questions.

    def _question(self, one: Field) -> None:
        if one.label != without_piping(one.label):
            self._say("computed-words", one)
        if not (words := plain_words(one.label)):
            self._say("no-words", one)
        id_ = self.names.give_ours(tags.our_id(one.annotation) or one.name)
        row: Tree = {"id": id_, "link": one.name, "was": one.type, "ask": words}
        target = self._answers(row, one)
        test = logic.condition(one.branching, one.name, len(self.rows), self.targets)
        if isinstance(test, Remark):
            self.remarks.append(test)
        elif test is not None:
            row["only-if"] = test
            self.remarks += logic.blanks(one.branching, one.name, len(self.rows), self.targets)
        if note := plain_words(one.note):
            self._say("help", one)
            row["why"] = note
        if one.is_required:
            self._say("required", one)
        if "@DEFAULT" in one.annotation or "@SETVALUE" in one.annotation:
            self._say("initial", one)
        self.targets[one.name] = target
        self.rows.append(row)

    def _answers(self, row: Tree, one: Field) -> Target:
        """Put in how it is answered; what a condition may look at."""
        if one.type in _CHOICES:
            return self._options(row, one)
        if one.type == "slider":
            row.update({"type": "number", "least": one.least or "0", "most": one.most or "100"})
            return self._of_number(row, one)
        if one.type == "text" and one.validation.startswith(("integer", "number")):
            self._number(row, one)
            return self._of_number(row, one)
        if one.type == "text" and (kind := _dated(one.validation)):
            return self._date(row, one, kind)
        self._text(row, one)
        if one.type not in ("text", "notes"):
            self._say("type", one, what=one.type)
        elif one.validation and one.type == "text":
            self._say("text-format", one, what=one.validation)
        return Target(one.name, str(row["id"]), len(self.rows), "text")

    def _text(self, row: Tree, one: Field) -> None:
        """A text as long as the field lets it be; a box for notes takes long ones."""
        row["type"] = "text"
        limit = tags.text_limit(one.annotation) or (LONG_TEXT if one.type == "notes" else None)
        if limit is not None:
            row["most"] = str(min(limit, LONGEST))
        if limit is not None and limit > LONGEST:
            self._say("text-length", one, what=f"{LONGEST:,}")

    def _date(self, row: Tree, one: Field, kind: Literal["date", "time"]) -> Target:
        """A date or a time, with its bounds. Of a date with a time only the date is asked."""
        row |= {"type": kind, "precision": "day"} if kind == "date" else {"type": kind}
        if one.validation.startswith("datetime"):
            self._say("time-of-day", one)
            row["was"] = "datetime"
        for key, given in (("earliest", one.least), ("latest", one.most)):
            if bound := written(kind, given.partition(" ")[0]):
                row[key] = bound
            elif given:
                self._say("bound-unread", one)
        return Target(one.name, str(row["id"]), len(self.rows), kind, called=kind)

    def _options(self, row: Tree, one: Field) -> Target:
        own = tags.our_codes(one.annotation)
        options = (Option(code, own.get(code) or _wanted(one, code), words) for code, words in one.options)
        kept = declines.kept(options, self.wishes.declined, one.name)
        rows, codes, said = option_rows(kept.options, one.name)
        self.remarks += (*kept.remarks, *said, *counted(rows, one.name))
        several, points = one.type == "checkbox", tags.points(one.annotation)
        alone = tags.alone(one.annotation) if several else frozenset()
        for theirs, option in zip(codes, rows, strict=True):
            option |= {"exclusive": "yes"} if theirs in alone else {}
            option |= {"score": points[theirs]} if theirs in points else {}
        row["options"] = rows
        if several:
            row["type"] = "choices"
        if several and (most := tags.most_ticked(one.annotation)):
            row["most"] = str(most)
        keys = {Key("Code", "", theirs): ours for theirs, ours in codes.items()}
        kind: Literal["choice", "choices"] = "choices" if several else "choice"
        found, place = Options(tuple(rows), keys), len(self.rows)
        return Target(one.name, str(row["id"]), place, kind, found, called="choice", declines=kept.declines)

    def _number(self, row: Tree, one: Field) -> None:
        row["type"] = "number"
        places = re.fullmatch(r"number_([1-9])dp(?:_comma_decimal)?", one.validation)
        decimals = int(places[1]) if places else 2 if one.validation.startswith("number") else 0
        if decimals > 2:
            self._say("decimals", one, what=decimals)
        if decimals and not places:
            self._say("decimals-unsaid", one)
        if decimals:
            row["decimals"] = str(min(decimals, 2))
        for key, given in (("least", one.least), ("most", one.most)):
            if re.fullmatch(r"-?[0-9]{1,7}", given):
                row[key] = str(int(given))
            elif given:
                self._say("bound-unread", one)

    def _of_number(self, row: Tree, one: Field) -> Target:
        ends = [int(str(row[key])) for key in ("least", "most") if re.fullmatch(r"-?[0-9]{1,7}", str(row.get(key)))]
        whole, decimals = sum(ends) if len(ends) == 2 else None, int(str(row.get("decimals", 0)))
        id_, place = str(row["id"]), len(self.rows)
        return Target(one.name, id_, place, "number", decimals=decimals, whole=whole, called="number")

    # Totals, and the whole.

    def _total(self, one: Field) -> None:
        """A calculated field: it waits until all fields of the form that it names are read."""
        if any(self.targets[name].place == LATER for name in fields_in(one.choices) if name in self.targets):
            self.waiting.append(one)
        else:
            self._add_total(one)

    def _add_total(self, one: Field) -> None:
        self.scales.add(one.name, one.choices, plain_words(one.label), tags.our_id(one.annotation))

    def taken(self, file: str) -> Taken:
        """The whole."""
        for one in self.waiting:
            self._add_total(one)
        for name, parts in self.wishes.totals.items():
            self.scales.add_named(name, parts)
        if missing := unknown(self.wishes.without, (one.name for one in self.dictionary.fields)):
            self.remarks.append(remark("without-unknown", what=missing))
        self.remarks += declines.unknown(self.wishes.declined, self.targets.values())
        if not self.dictionary.fields:
            self.remarks.append(remark("nothing-to-ask"))
        title = self.form.replace("_", " ").strip().capitalize()
        head = Head(REDCAP.id, file, self.form, title)
        return whole(self.rows, self.scales.rows, [*self.remarks, *self.dictionary.remarks], head, self.wishes)


def _dated(validation: str) -> Literal["date", "time", ""]:
    """Whether the field is checked to be a date or a time of day."""
    if validation.startswith(("date_", "datetime_")):
        return "date"
    return "time" if validation in ("time", "time_hh_mm_ss") else ""


def _wanted(one: Field, code: str) -> str:
    """The name that our code is made from."""
    return {"1": "yes", "0": "no"}.get(code, code) if one.type == "yesno" else code


def _left_out(one: Field) -> Target:
    return Target(one.name, "", 0, "left-out")
