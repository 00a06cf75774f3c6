"""Read an XLSForm: what its sheets come to as a file of ours, and what there is to say. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from screening.interchange.conditions import Target, Test, joined, of_own_answer
from screening.interchange.file_formats import XLSFORM
from screening.interchange.flat import declines
from screening.interchange.flat.declines import Option
from screening.interchange.flat.forms import Head, counted, option_rows, plain, whole
from screening.interchange.names import LONGEST, Names, is_version, slug, unknown
from screening.interchange.options import Key, Options, own_code, words_for
from screening.interchange.remarks import Remark, in_format, remark
from screening.interchange.taken import Taken, Wishes
from screening.interchange.xlsform import answers, logic
from screening.interchange.xlsform.answers import Type, type_of
from screening.interchange.xlsform.rows import OUR_ID, Form, Row, form
from screening.interchange.xlsform.scales import XlsformScales
from screening.interchange.xlsform.sheets import Sheets
from screening.interchange.xlsform.translations import Origins, said
from screening.interchange.xlsform.words import PIPED, words_of
from screening.interchange.yaml_text import Tree

_LEFT_OUT = ("metadata", "attached", "hidden", "elsewhere", "unknown")  # kinds of rows that are not asked
_SAID = {"attached": "attachment", "hidden": "hidden-field", "elsewhere": "list-elsewhere", "unknown": "type"}


def read(sheets: Sheets | Remark, file: str, wishes: Wishes) -> Taken:
    """What the form in the sheets comes to; `file` is the digest of what it was read from."""
    found = form(sheets, wishes.language) if not isinstance(sheets, Remark) else sheets
    if isinstance(found, Remark):
        return Taken(None, (in_format(found, XLSFORM.id),), XLSFORM.id)
    reading = _Reading(found, wishes)
    for row in found.rows:
        reading.add(row)
    return reading.taken(file)


@dataclass(frozen=True, slots=True)
class _Group:
    """A group that is open: the condition on all that stands in it, or why that is not read."""

    row: Row
    test: Test | Remark | None


@dataclass
class _Reading:
    """What was read so far."""

    form: Form
    wishes: Wishes
    rows: list[Tree] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    targets: dict[str, Target] = field(default_factory=dict)
    names: Names = field(default_factory=Names)
    origins: Origins = field(default_factory=Origins)
    open: list[_Group] = field(default_factory=list)
    seen: set[tuple[str, ...]] = field(default_factory=set)  # the names of the groups and of the row in them

    def __post_init__(self) -> None:
        """The names that conditions may use, and the scales."""
        given = Counter(row["name"] for row in self.form.rows if row["name"] and not row.says("disabled"))
        twice = frozenset(name for name, count in given.items() if count > 1)
        self.names = Names(given)
        self.known = logic.Names(self.targets, frozenset(row["name"] for row in self.form.rows), twice)
        self.scales = XlsformScales(self.targets, self.rows, self.remarks, self.known)

    def add(self, row: Row) -> None:
        """Read the next row of the survey."""
        if row.says("disabled"):
            self._say("hidden", row)
            self.targets.setdefault(row["name"], self._nothing(row))  # another row may have its name
            return
        type_ = type_of(row["type"])
        if not row["type"]:
            if row["name"] or row["label"]:
                self._say("type-missing", row)
            return
        self._check_name(row, type_)
        if type_.kind in ("group", "repeat"):
            self._begin(row, type_)
        elif type_.kind == "end":
            self._end(row)
        elif {row["name"], slug(row["name"])} & (self.wishes.without - {""}):
            self._leave_out("left-out", row)
        elif type_.kind in _LEFT_OUT:
            self._not_asked(row, type_)
        elif type_.kind == "computed" or (row["calculation"] and not row["label"]):
            self.targets[row["name"]] = self._nothing(row)
            self.scales.add(row.name, row["calculation"], words_of(row["label"]), row[OUR_ID])
            self.origins.add_total(self.targets[row["name"]].id, row)
        elif type_.kind in ("note", "acknowledged") or (row.says("readonly") and type_.kind == "text"):
            self._text(row, type_)
        else:
            self._question(row, type_)

    def _say(self, kind: str, row: Row, **facts: object) -> None:
        self.remarks.append(remark(kind, row.name, **facts))

    def _nothing(self, row: Row) -> Target:
        return Target(row.name, "", len(self.rows), "left-out")

    def _leave_out(self, kind: str, row: Row, **facts: object) -> None:
        self._say(kind, row, **facts)
        self.targets[row["name"]] = self._nothing(row)

    def _check_name(self, row: Row, type_: Type) -> None:
        path = (*(one.row["name"] for one in self.open), row["name"])
        if type_.kind == "end":
            return
        if not row["name"]:
            if type_.kind not in ("group", "repeat", "note", "unknown", "metadata"):
                self._say("name-missing", row)
        elif path in self.seen:
            self._say("field-twice", row)
        self.seen.add(path)

    def _not_asked(self, row: Row, type_: Type) -> None:
        needed = type_.kind == "attached" and row.says("required")
        kind = "attachment-needed" if needed else _SAID.get(type_.kind, type_.kind)
        self._leave_out(kind, row, what=type_.called, id=row.name)

    # Groups and texts.

    def _begin(self, row: Row, type_: Type) -> None:
        if type_.kind == "repeat":
            self._say("asked-once", row)
        place = len(self.rows)
        self.open.append(_Group(row, logic.condition(row["relevant"], row.name, place, self.known)))
        self.targets[row["name"]] = Target(row.name, "", place, "heading", called=type_.kind)
        if words := self._said(row):
            self._say("heading", row)
            self._note(row, words, "group")

    def _end(self, row: Row) -> None:
        if self.open:
            self.open.pop()
        else:
            self._say("group-open", row)

    def _text(self, row: Row, type_: Type) -> None:
        self.targets[row["name"]] = Target(row.name, "", len(self.rows), "heading", called=type_.kind)
        if type_.kind == "acknowledged":
            self._leave_out("acknowledged", row)
        self._pictures(row)
        words = " ".join(filter(None, (self._said(row), words_of(row["hint"]))))
        if words:
            self._note(row, words, "note")

    def _note(self, row: Row, words: str, was: str) -> None:
        name = row[OUR_ID] or row["name"] or was
        note: Tree = {"id": self.names.give_ours(name if was == "note" else f"{name}-note"), "type": "note"}
        note |= {"link": row["name"]} if row["name"] and was == "note" else {}
        self.origins.add(f"items.{note['id']}.ask", row, "label", *(["hint"] if was == "note" else []))
        own = row["relevant"] if was == "note" else ""  # that of a group counts for all in it
        tests = [one.test for one in self.open]
        tests.append(logic.condition(own, row.name, len(self.rows), self.known))
        if any(isinstance(one, Remark) for one in tests):
            self._say("text-always", row)
            tests = []
        self._add({**note, "ask": words}, tests)

    def _add(self, item: Tree, tests: list[Test | Remark | None]) -> None:
        """Put an item in its place, with all conditions that hold for it."""
        test = joined("all", [one for one in tests if one is not None and not isinstance(one, Remark)])
        self.rows.append(item | ({"only-if": test} if test is not None else {}))

    def _said(self, row: Row) -> str:
        """The words of the label; a gap where an answer is put into them."""
        words = words_of(row["label"])
        if PIPED.search(row["label"]):
            self._say("computed-words", row)
        return words

    def _pictures(self, row: Row) -> None:
        if any(row[one] for one in ("image", "audio", "video", "big_image")):
            self._say("picture", row)

    # Questions.

    def _question(self, row: Row, type_: Type) -> None:
        words = self._said(row)
        if not words:
            self._say("no-words", row)
        item: Tree = {"id": self.names.give_ours(row[OUR_ID] or row["name"]), "link": row["name"]}
        if type_.is_open:
            item["was"] = "open-choice"
        options, keys = self._answers(row, type_)
        item |= {**keys, "ask": words}
        if options.rows:
            item["options"] = [*options.rows, *self._own_option(options, type_)]
        self.origins.add_question(str(item["id"]), row, self.form.lists.get(type_.list, ()), options.codes)
        self._around(row, item)
        place = len(self.rows)
        tests = [one.test for one in self.open]
        tests.append(logic.condition(row["relevant"], row.name, place, self.known))
        self.remarks += (one for one in tests if isinstance(one, Remark))
        self._add(item, tests)
        bounds = [int(str(item[one])) for one in ("least", "most") if one in item]
        total = sum(bounds) if len(bounds) == 2 else None
        decimals = int(str(item.get("decimals", "0")))
        kind, own = type_.kind, self._own_option(options, type_)
        if own:
            codes = {**options.codes, Key("Coding", "", "other"): str(own[0]["code"])}
            options = Options((*options.rows, *own), codes)
            self._own_answer(item)
        assert kind in ("choice", "choices", "number", "date", "time", "text")
        self.targets[row["name"]] = Target(
            row["name"],
            str(item["id"]),
            place,
            kind,
            options,
            decimals=decimals,
            whole=total,
            called=type_.called,
            declines=self._declines(type_),
        )

    def _answers(self, row: Row, type_: Type) -> tuple[Options, Tree]:
        if type_.kind in ("choice", "choices"):
            return self._choice(row, type_)
        keys, said = answers.answered(row, type_)
        self.remarks += said
        return Options(()), keys

    def _choice(self, row: Row, type_: Type) -> tuple[Options, Tree]:
        if type_.list not in self.form.lists:
            self._say("list-missing", row, what=type_.list)
            return Options(()), {}
        if row["choice_filter"] not in ("", "true()"):
            self._say("choice-filter", row)
        given = (Option(one["name"], one["name"], words_of(one["label"])) for one in self.form.lists[type_.list])
        kept = declines.kept(given, self.wishes.declined, row.name)
        listed = tuple(one for one in self.form.lists[type_.list] if one["name"] not in kept.declines)
        rows, codes, said = option_rows(kept.options, row.name)
        self.remarks += (*kept.remarks, *said, *counted(rows, row.name, 1 if type_.is_open else 2))
        if any(not one["label"] for one in listed):
            self._say("option-no-words", row, what=next(one["name"] for one in listed if not one["label"]))
        if any(PIPED.search(one["label"]) for one in listed):
            self._say("computed-words", row)
        if any(one["image"] or one["audio"] or one["video"] for one in listed):
            self._say("picture", row)
        self._points(rows, codes, listed, row)
        keys: Tree = {"type": "choices"} if type_.kind == "choices" else {}
        found, unread = answers.constraint(row["constraint"], type_.kind)
        self.remarks += (remark("constraint", row.name) for _ in unread[:1])
        alone = found.pop("alone", [])
        for option in rows:
            if isinstance(alone, list) and option["coding"] in [{"code": one} for one in alone]:
                option["exclusive"] = "yes"
        most = len(rows) + type_.is_open
        keys |= {key: value for key, value in found.items() if 0 < int(str(value)) <= most}
        return Options(tuple(rows), {Key("Coding", "", code): ours for code, ours in codes.items()}), keys

    def _declines(self, type_: Type) -> frozenset[str]:
        """The options of the list with which somebody declines."""
        return frozenset(one["name"] for one in self.form.lists.get(type_.list, ())) & self.wishes.declined

    def _points(self, rows: list[Tree], codes: dict[str, str], listed: tuple[Row, ...], row: Row) -> None:
        by_code = {str(one["code"]): one for one in rows}
        for found in answers.points(listed, row.name):
            if isinstance(found, Remark):
                self.remarks.append(found)
                return
            if found[0] in codes:
                by_code[codes[found[0]]].setdefault("score", found[1])

    def _own_option(self, options: Options, type_: Type) -> list[Tree]:
        words = words_for(self.form.language)
        return [{"code": own_code(options), "text": words.other}] if type_.is_open and options.rows else []

    def _own_answer(self, item: Tree) -> None:
        """The line in which an answer of one's own is typed: asked where the option for it was chosen."""
        self.remarks.append(remark("open-choice", str(item["link"])))
        options = item["options"]
        assert isinstance(options, list)
        name = self.names.give(f"{str(item['id'])[: LONGEST - 6]}-other")
        test = of_own_answer(str(item["id"]), str(options[-1]["code"]))
        which = words_for(self.form.language).which
        self.rows.append({"id": name, "type": "text", "was": "own-answer", "ask": which, "only-if": test})

    def _around(self, row: Row, item: Tree) -> None:
        """What stands beside a question: its hint, and what is only noted or lost."""
        if hint := " ".join(filter(None, (words_of(row["hint"]), words_of(row["guidance_hint"])))):
            self._say("help", row)
            item["why"] = hint
        if row.says("required"):
            self._say("required", row)
        if row["default"] or row["trigger"] or row["calculation"]:
            self._say("initial", row)
        self._pictures(row)
        if looks := " ".join(filter(None, (row["appearance"], row["parameters"]))):
            self._say("looks", row, what=looks[:80])

    def taken(self, file: str) -> Taken:
        """The whole."""
        self.remarks += (remark("group-open", one.row.name) for one in self.open)
        for name, parts in self.wishes.totals.items():
            self.scales.add_named(name, parts)
        if missing := unknown(self.wishes.without, (row["name"] for row in self.form.rows)):
            self.remarks.append(remark("without-unknown", what=missing))
        self.remarks += declines.unknown(self.wishes.declined, self.targets.values())
        if not self.form.rows:
            self.remarks.append(remark("nothing-to-ask"))
        self.scales.say_points()
        remarks, head = [*self.remarks, *self.form.remarks], _head(self.form, file)
        return whole(self.rows, self.scales.rows, remarks, head, self.wishes, *said(self.form, self.origins, self.rows))


def _head(found: Form, file: str) -> Head:
    settings = found.settings
    title = plain(settings["form_title"]) or settings["form_id"]
    version = settings["version"] if is_version(settings["version"]) else ""
    said = {one: plain(settings[one]) for one in ("licence", "citation", "recall", "audience", "about")}
    return Head(XLSFORM.id, file, settings["form_id"], title, version, found.language, **said)
