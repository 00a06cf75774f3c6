"""Read a REDCap data dictionary: what one of its forms comes to as a file of ours, and what there is to say. Pure."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from screening.interchange import redcap_logic
from screening.interchange.fhir_read import Taken, Wishes
from screening.interchange.flat_forms import Head, counted, option_rows, plain, whole
from screening.interchange.names import Names, slug
from screening.interchange.redcap_dictionary import Dictionary, Field, dictionary, without_piping
from screening.interchange.redcap_logic import Target
from screening.interchange.redcap_totals import total
from screening.interchange.remarks import Remark, remark
from screening.interchange.yaml_text import Tree

LATER = 1 << 60  # the place of a field that is not read yet
_CHOICES = ("radio", "dropdown", "checkbox", "yesno", "truefalse")
_NOT_CHECKED = {"email", "phone", "zipcode", "postalcode_canada", "ssn", "mrn_10d", "mrn_generic", "vmrn", "alpha_only"}
_LIKE_DATE = ("date", "datetime", "time")
_NONE_OF = re.compile(r"@NONEOFTHEABOVE\s*=\s*['\"]?([^'\"@]{1,200})")
_POINTS = re.compile(r"-?[0-9]{1,5}(\.[0-9]{1,4})?")
_FORMAT = "redcap"


def read(data: bytes, wishes: Wishes, form: str = "") -> Taken:
    """What a form of the dictionary comes to: the one that is named, or the only one."""
    found = dictionary(data)
    if isinstance(found, Remark):
        return Taken(None, (found,), _FORMAT)
    if not form and len(found.forms) > 1:
        return Taken(None, (remark("many-forms", what=", ".join(found.forms)),), _FORMAT)
    if form and form not in found.forms:
        return Taken(None, (remark("no-form", what=", ".join(found.forms)),), _FORMAT)
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
    scales: list[Tree] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    targets: dict[str, Target] = field(default_factory=dict)
    points: dict[str, dict[str, str]] = field(default_factory=dict)  # of the options of a field, by our codes
    names: Names = field(default_factory=Names)
    waiting: list[Field] = field(default_factory=list)  # calculated fields, until all others are read
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """What is not read yet comes later; what stands in another form is not asked here."""
        for one in self.dictionary.fields:
            self.targets[one.name] = Target("later", LATER) if one.form == self.form else Target("", 0)

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
            self._note(one, without_piping(plain(one.section)), "")
        if first and one.type == "text":
            self._leave_out("record-id", one)
        elif one.is_left_out or {one.name, slug(one.name)} & self.wishes.without:
            self._leave_out("hidden-field" if one.is_hidden else "identifier" if one.is_left_out else "left-out", one)
        elif one.type == "descriptive":
            self._note(one, without_piping(plain(one.label)), one.branching)
        elif one.type == "calc":
            self.waiting.append(one)
            self.targets[one.name] = Target("", 0)
        elif one.type == "file":
            self._leave_out("attachment", one)
        elif one.type == "sql":
            self._say("options-computed", one)
        else:
            self._question(one)

    def _say(self, kind: str, one: Field, **facts: object) -> None:
        self.remarks.append(remark(kind, one.name, **facts))

    def _leave_out(self, kind: str, one: Field) -> None:
        self._say(kind, one)
        self.targets[one.name] = Target("", 0)

    def _note(self, one: Field, words: str, branching: str) -> None:
        if not words:
            return
        row: Tree = {"id": self.names.give(f"{one.name}-note"), "type": "note", "ask": words}
        test = redcap_logic.condition(branching, one.name, len(self.rows), self.targets)
        if isinstance(test, Remark):
            self._say("text-always", one)
        elif test is not None:
            row["only-if"] = test
        self.rows.append(row)

    # Questions.

    def _question(self, one: Field) -> None:
        words = plain(one.label)
        if words != without_piping(words):
            self._say("computed-words", one)
        if not words:
            self._say("no-words", one)
        row: Tree = {"id": self.names.give(one.name), "link": one.name, "was": one.type, "ask": without_piping(words)}
        kind, codes = self._answers(row, one)
        test = redcap_logic.condition(one.branching, one.name, len(self.rows), self.targets)
        if isinstance(test, Remark):
            self.remarks.append(test)
        elif test is not None:
            row["only-if"] = test
        if note := plain(one.note):
            self._say("help", one)
            row["why"] = without_piping(note)
        if one.required.casefold() == "y":
            self._say("required", one)
        if "@DEFAULT" in one.annotation or "@SETVALUE" in one.annotation:
            self._say("initial", one)
        self.targets[one.name] = Target(str(row["id"]), len(self.rows), kind, codes)
        self.rows.append(row)

    def _answers(self, row: Tree, one: Field) -> tuple[str, dict[str, str] | None]:
        """Put in how it is answered; the kind of target that it is, and our codes by theirs."""
        if one.type in _CHOICES:
            return self._options(row, one)
        if one.type == "slider":
            row.update({"type": "number", "least": one.least or "0", "most": one.most or "100"})
            return "whole", None
        if one.type == "text" and one.validation.startswith(("integer", "number")):
            return self._number(row, one), None
        row["type"] = "text"
        if one.type not in ("text", "notes"):
            self._say("type", one, what=one.type)
        elif one.validation.startswith(_LIKE_DATE):
            self._say("date", one, what="date or time")
        elif one.validation and one.type == "text":
            self._say("text-format", one, what=one.validation)
        return "text", None

    def _options(self, row: Tree, one: Field) -> tuple[str, dict[str, str]]:
        options = [(code, _wanted(one, code), without_piping(words)) for code, words in one.options]
        rows, codes, said = option_rows(options, one.name)
        self.remarks += (*said, *counted(rows, one.name))
        alone = {codes.get(code) for code in _alone(one)} if one.type == "checkbox" else set()
        for option in rows:
            if option["code"] in alone:
                option["exclusive"] = "yes"
        row["options"] = rows
        if one.type == "checkbox":
            row["type"] = "choices"
        self.points[one.name] = {ours: theirs for theirs, ours in codes.items()}
        return ("choices" if one.type == "checkbox" else "choice"), codes

    def _number(self, row: Tree, one: Field) -> str:
        row["type"] = "number"
        places = re.fullmatch(r"number_([1-9])dp(?:_comma_decimal)?", one.validation)
        decimals = int(places[1]) if places else 2 if one.validation.startswith("number") else 0
        if decimals > 2 or (decimals and not places):
            self._say("decimals", one, what=decimals if places else "any number of")
        if decimals:
            row["decimals"] = str(min(decimals, 2))
        for key, written in (("least", one.least), ("most", one.most)):
            if re.fullmatch(r"-?[0-9]{1,7}", written):
                row[key] = str(int(written))
            elif written:
                self._say("bound-unread", one)
        return "decimal" if decimals else "whole"

    # Totals, and the whole.

    def _total(self, one: Field) -> None:
        """A calculated field: a scale where it is a plain sum or mean of answers that are numbers there too."""
        found = total(one.choices)
        name = slug(one.name) or "total"
        if found is None or not all(self._counts(part) for part in found[1]):
            self._say("computed", one, id=name)
            return
        title = without_piping(plain(one.label)) or one.name
        self._add_up({"id": name, "title": title, "link": one.name}, found[0], found[1])
        self._say("total-guarded" if found[0] == "plus" else "total-taken", one, id=name)

    def _named_total(self, name: str, parts: tuple[str, ...]) -> None:
        """A total that the person asks for, by the names of fields or by our ids."""
        by_id = {target.id: field_name for field_name, target in self.targets.items() if target.id}
        fields = [one if one in self.targets else by_id.get(one, "") for one in parts]
        if wrong := [one for one, known in zip(parts, fields, strict=True) if not self._counts(known)]:
            self.remarks.append(remark("total-not-numbers", what=", ".join(wrong)))
        else:
            self._add_up({"id": slug(name) or "total", "title": name}, "sum-of", fields)

    def _add_up(self, scale: Tree, kind: str, fields: list[str]) -> None:
        ids = [self.targets[name].id for name in fields]
        rows = {str(row["id"]): row for row in self.rows}
        for name, id_ in zip(fields, ids, strict=True):
            _give_points(rows[id_], self.points.get(name, {}))
        self.scales.append(scale | {"mean-of" if kind == "mean-of" else "sum-of": ids})

    def _counts(self, name: str) -> bool:
        """Whether each answer is a number in REDCap: of a field with bounds, or of a choice with numbers as codes."""
        part = self.targets.get(name)
        if part is None or not part.id:
            return False
        if part.kind in ("whole", "decimal"):
            row = next(row for row in self.rows if row["id"] == part.id)
            return "least" in row and "most" in row
        return part.kind == "choice" and all(_POINTS.fullmatch(one) for one in self.points[name].values())

    def taken(self, file: str) -> Taken:
        """The whole."""
        for one in self.waiting:
            self._total(one)
        for name, parts in self.wishes.totals.items():
            self._named_total(name, parts)
        if not self.dictionary.fields:
            self.remarks.append(remark("nothing-to-ask"))
        title = self.form.replace("_", " ").strip().capitalize()
        head = Head(_FORMAT, file, self.form, title)
        return whole(self.rows, self.scales, [*self.remarks, *self.dictionary.remarks], head, self.wishes)


def _wanted(one: Field, code: str) -> str:
    """The name that our code is made from."""
    return "yes" if one.type == "yesno" and code == "1" else code


def _alone(one: Field) -> set[str]:
    """The codes of options that cannot be ticked together with others."""
    match = _NONE_OF.search(one.annotation)
    return {code.strip() for code in match[1].split(",")} if match else set()


def _give_points(row: Tree, points: dict[str, str]) -> None:
    options = row.get("options")
    for option in options if isinstance(options, list) else ():
        option.setdefault("score", points[option["code"]])
