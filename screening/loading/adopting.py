"""Match a wording that somebody brings with a published instrument, and put the two together. Nothing is guessed.

Items and options are known by codes of LOINC or by ids; options also by their points. Whatever is doubtful is refused:
words beside the wrong points give a score that looks right and is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from screening.errors import ContentError, Problem
from screening.loading import yaml_reader
from screening.loading.library import Library
from screening.loading.refusals import refusal
from screening.loading.repeats import with_repeats_and_lists
from screening.loading.schema import validate
from screening.loading.yaml_reader import Loc, Node
from screening.model.instrument import Instrument, Wording, WordingItem, WordingOption
from screening.model.questionnaire import Item, Option
from screening.text import hint

_LOINC = "http://loinc.org"
_TAKEN = ("questionnaire", "loinc", "title", "language", "source", "totals", "items", "answer-lists", "repeat")
_RESOLVED = ("answer-lists", "repeat")  # what stands in the items by then
_PLACE = ("link", "was", "inside")  # in a file of another format
_OF_ITEM = ("id", "loinc", "type", "ask", "options", *_PLACE)
_OF_OPTION = ("code", "loinc", "score", "text")

# Codes that public files confuse with others, and what each really is.
SLIPS = {
    "68517-2": "another question on alcohol, not the first one of the AUDIT (68518-0)",
    "70273-8": "the PHQ-15, not the GAD-2",
    "82665-1": "the total of the DAST with 28 items, not of the DAST-10 (82667-7)",
    "75624-7": "the total of the AUDIT, not of the AUDIT-C (75626-2)",
    "72109-2": "the panel of the AUDIT-C",
}


@dataclass(frozen=True)
class MatchedOption:
    """An option of the instrument, the words that were brought for it, and by what they were matched.

    `code` is the code of LOINC that it was matched by, where the instrument knows several.
    """

    option: Option
    text: str
    by: str
    code: str | None = None


@dataclass(frozen=True)
class MatchedItem:
    """An item of the instrument, the notes and words that were brought for it, and by what they were matched."""

    item: Item
    brought: WordingItem
    by: str
    options: tuple[MatchedOption, ...]
    notes: tuple[WordingItem, ...] = ()

    @property
    def ask(self) -> str:
        """The words of the question."""
        return self.brought.ask


@dataclass(frozen=True)
class Adopted:
    """An instrument with its wording. `text` is the file; `left_out` are keys of the wording that were not taken."""

    instrument: Instrument
    wording: Wording
    items: tuple[MatchedItem, ...]
    left_out: tuple[str, ...]
    text: str


def adopt(library: Library, text: str, name: str) -> Adopted:
    """The wording in the text of a file that is called `name`, put together with the packaged instrument it belongs to.

    Raises ContentError with everything that does not match.
    """
    root, problems = with_repeats_and_lists(yaml_reader.tree(text, name), name)
    wording = validate(Wording, _reduced(root), name)
    if problems:
        raise refusal(name, problems)
    found = library.packaged
    if wording.questionnaire not in found.published:
        known = hint(wording.questionnaire, found.published, "`screening list` shows them all.")
        place = root.at(("questionnaire",))
        what = f"There is no published instrument `{wording.questionnaire}` here."
        raise ContentError((Problem(name, place.line, place.column, what, known),))
    instrument = found.load(wording.questionnaire)
    assert isinstance(instrument, Instrument)
    matching = _Matching(instrument, wording, root, name)
    items = matching.items()
    if matching.problems:
        raise refusal(name, sorted(matching.problems, key=lambda one: (one.line, one.column)))
    made = _written(found, instrument, wording, items)
    library.parse_stored(made, name)  # it must load as any questionnaire does
    keys = root.value if isinstance(root.value, dict) else {}
    return Adopted(instrument, wording, items, tuple(key for key in keys if key not in _TAKEN), made)


def _reduced(root: Node) -> Node:
    """The file with those keys alone that say how an instrument is worded: scoring is not taken from it."""
    if not isinstance(root.value, dict):
        return root
    values = {key: one for key, one in root.value.items() if key in _TAKEN and key not in _RESOLVED}
    if "items" in values and isinstance(values["items"].value, list):
        values["items"] = replace(values["items"], value=[_reduced_item(one) for one in values["items"].value])
    return replace(root, value=values)


def _reduced_item(item: Node) -> Node:
    if not isinstance(item.value, dict):
        return item
    values = {key: one for key, one in item.value.items() if key in _OF_ITEM}
    if "options" in values and isinstance(values["options"].value, list):
        options = [_only(one, _OF_OPTION) for one in values["options"].value]
        values["options"] = replace(values["options"], value=options)
    return replace(item, value=values)


def _only(node: Node, keys: Sequence[str]) -> Node:
    if not isinstance(node.value, dict):
        return node
    return replace(node, value={key: one for key, one in node.value.items() if key in keys})


class _Matching:
    """One comparison of a wording with an instrument; what does not match is collected in `problems`."""

    def __init__(self, instrument: Instrument, wording: Wording, root: Node, name: str) -> None:
        self.instrument, self.wording, self.root, self.name = instrument, wording, root, name
        self.problems: list[Problem] = []
        self.by_loinc = {item.loinc: item for item in instrument.questions if item.loinc}

    def items(self) -> tuple[MatchedItem, ...]:
        """The items of the instrument with their words, in its order."""
        self._panel()
        found, notes = dict[str, MatchedItem](), list[WordingItem]()
        for index, brought in enumerate(self.wording.items):
            loc: Loc = ("items", index)
            if brought.type == "note":
                notes.append(brought)
            elif (matched := self._item(loc, brought)) is not None:
                item, by = matched
                if item.id in found:
                    self._refuse(loc, f"Item {item.id} stands here a second time.", "Keep one of the two.")
                found[item.id] = MatchedItem(item, brought, by, self._options(loc, item, brought), tuple(notes))
                notes = []
        for item in self.instrument.questions:
            if item.id not in found:
                codes = f"{item.id}, LOINC {item.loinc}" if item.loinc else item.id
                self._refuse(
                    (), f"There are no words for {item.ask} ({codes}).", "Add the item: all of them are asked."
                )
        return tuple(found[item.id] for item in self.instrument.questions if item.id in found)

    def _panel(self) -> None:
        given, known = self.wording.loinc, self.instrument.loinc
        if given is not None and given != known:
            really = SLIPS.get(given, "another panel")
            mend = f"Its panel is {known}." if known else "No code of a panel is known for it. Remove the key."
            self._refuse(("loinc",), f"LOINC {given} is not {self.instrument.id}: it is {really}.", mend)

    def _item(self, loc: Loc, brought: WordingItem) -> tuple[Item, str] | None:
        """The item that is meant, and by what it is known; None where that is in doubt."""
        by_code, by_id = self.by_loinc.get(brought.loinc or ""), self.instrument.by_id.get(brought.id or "")
        if brought.loinc and by_code is None and (self.by_loinc or brought.loinc in SLIPS):
            really = SLIPS.get(brought.loinc, "no item of it")
            self._refuse((*loc, "loinc"), f"LOINC {brought.loinc} is {really}.", self._see())
            return None
        if by_code is not None and by_id is not None and by_code is not by_id:
            what = f"Its LOINC code is that of {by_code.id}, and its id is that of {by_id.id}."
            self._refuse(loc, what, self._see())
            return None
        item = by_code or by_id
        if item is None:
            what = f"This item has neither the id nor the LOINC code of an item of {self.instrument.id}."
            self._refuse(loc, what, self._see())
            return None
        if brought.type is not None and brought.type != item.type:
            self._refuse((*loc, "type"), f"{item.id} is of the type {item.type}, not {brought.type}.", self._see())
            return None
        return item, f"LOINC {item.loinc}" if by_code is not None else "id"

    def _options(self, loc: Loc, item: Item, brought: WordingItem) -> tuple[MatchedOption, ...]:
        """The options of the item with their words, in its order."""
        if len(brought.options) != len(item.options):
            what = f"{item.id} has {len(item.options)} options, and here are {len(brought.options)}."
            self._refuse((*loc, "options"), what, "It may be another edition of the instrument.")
            return ()
        found = dict[str, MatchedOption]()
        for place, one in enumerate(brought.options):
            here: Loc = (*loc, "options", place)
            matched = self._option(here, item, one)
            if matched is not None and matched.option.code in found:
                self._refuse(here, f"Option {matched.option.code} stands here a second time.", "Keep one of the two.")
            elif matched is not None:
                found[matched.option.code] = matched
        return tuple(found[option.code] for option in item.options if option.code in found)

    def _option(self, loc: Loc, item: Item, brought: WordingOption) -> MatchedOption | None:
        option, by = self._meant(item, brought)
        known = [code for one in item.options for code in one.loinc]
        if option is None and brought.loinc and known and not {*brought.loinc} & {*known}:
            what = f"LOINC {brought.loinc[0]} is no answer to {item.id}: those are {', '.join(known)}."
            self._refuse((*loc, "loinc"), what, "It may be another edition of the instrument.")
        elif option is None:
            self._refuse(loc, f"This is no option of {item.id}, or it is open which one.", self._see())
        elif brought.score is not None and brought.score != option.score:
            here = "no points" if option.score is None else _points(option.score)
            what = f"Option {option.code} of {item.id} has {here}, and here {_points(brought.score)}."
            self._refuse((*loc, "score"), what, "Words beside other points would give wrong scores.")
        else:
            several = by == "LOINC" and len(option.loinc) > 1
            return MatchedOption(option, brought.text, by, brought.loinc[0] if several else None)
        return None

    def _meant(self, item: Item, brought: WordingOption) -> tuple[Option | None, str]:
        """The option that is meant, by a code of LOINC, its code or its points, where only one can be."""
        if brought.loinc and any(option.loinc for option in item.options):
            options = [one for one in item.options if {*one.loinc} & {*brought.loinc}]
            known = self._one(options)
            return (
                (None, "")
                if known and brought.code in item.by_code and known.code != brought.code
                else (known, "LOINC")
            )
        if brought.code is not None and brought.code in item.by_code:
            return item.by_code[brought.code], "code"
        if brought.score is None:
            return None, ""
        return self._one([one for one in item.options if one.score == brought.score]), "points"

    def _one(self, options: Sequence[Option]) -> Option | None:
        return options[0] if len(options) == 1 else None

    def _see(self) -> str:
        return f"Compare it with `screening show {self.instrument.id}`."

    def _refuse(self, loc: Loc, what: str, mend: str) -> None:
        node = self.root.at(loc)
        self.problems.append(Problem(self.name, *((node.line, node.column) if loc else (0, 0)), what, mend))


def _points(score: object) -> str:
    return f"{score} point{'' if score == Decimal(1) else 's'}"


# The file that is made.


def _written(library: Library, instrument: Instrument, wording: Wording, items: Sequence[MatchedItem]) -> str:
    """The file of the packaged instrument, with the words in it and the terms on which they may be used."""
    import yaml

    tree, _ = with_repeats_and_lists(yaml_reader.tree(library.source(instrument.id), instrument.id), instrument.id)
    plain = tree.plain()
    assert isinstance(plain, dict)
    given = {one.item.id: one for one in items}
    values: dict[str, object] = {
        **{key: one for key, one in plain.items() if key not in _RESOLVED},
        "wording": "adopted",
        "replaces": "yes",
        "title": wording.title or instrument.title,
        "language": wording.language,
        "source": wording.source.model_dump(by_alias=True, exclude_unset=True),
        "method": [f"Scored as {instrument.id} {instrument.version} of this program: {instrument.source.citation}."],
        "items": [one for item in plain["items"] for one in _worded(item, given[item["id"]])],
    }
    if wording.totals:
        values["scales"] = [_linked(scale, wording.totals) for scale in plain["scales"]]
    return yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=110)


def _linked(scale: dict[str, object], totals: dict[str, str]) -> dict[str, object]:
    """The scale with the name of its total in a file of another format."""
    return {**scale, "link": totals[str(scale["id"])]} if scale["id"] in totals else scale


def _worded(item: dict[str, object], given: MatchedItem) -> Iterator[dict[str, object]]:
    """The notes before an item, and the item with its words."""
    for number, note in enumerate(given.notes, 1):
        id_ = note.id or f"{given.item.id[:24].rstrip('.')}-note-{number}"
        yield {"id": id_, "type": "note", "ask": note.ask, **_place(note)}
    kept = {key: one for key, one in item.items() if key not in ("label", "options")}
    found = {one.option.code: one for one in given.options}
    options = item.get("options")
    listed = [_worded_option(one, found[one["code"]]) for one in options] if isinstance(options, list) else []
    yield {**kept, "ask": given.ask, **({"options": listed} if listed else {}), **_place(given.brought)}


def _worded_option(option: dict[str, object], given: MatchedOption) -> dict[str, object]:
    coding = {"coding": {"system": _LOINC, "code": given.code}} if given.code else {}
    return {**option, "text": given.text, **coding}


def _place(brought: WordingItem) -> dict[str, str]:
    """What the item is called in a file of another format, and where it stood there."""
    given = {key: getattr(brought, key) for key in _PLACE}
    return {key: one for key, one in given.items() if one is not None}
