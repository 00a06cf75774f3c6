"""Turn the elements of a FHIR questionnaire into the items of ours, in their order, with their conditions. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from screening.interchange.conditions import Target, Test, joined, of_own_answer
from screening.interchange.fhir import expressions, extensions
from screening.interchange.fhir.conditions import condition, tested
from screening.interchange.fhir.elements import Element
from screening.interchange.fhir.questions import Question, Surroundings, question
from screening.interchange.fhir.scales import scale_row
from screening.interchange.fhir.totals import totals
from screening.interchange.json_values import Json, flag, mappings, text
from screening.interchange.names import LONGEST, Names, is_opaque, slug, unknown
from screening.interchange.options import own_code
from screening.interchange.remarks import Remark, computed_value, remark
from screening.interchange.totals import rounding
from screening.text import clean

Row = dict[str, object]  # an item as it stands in our file

_ATTACHED = ("attachment", "reference")
_TOTAL = re.compile(r"\btotal score\b", re.IGNORECASE)
_HEADINGS = ("group", "display")
_NUMBERS = ("decimal", "integer", "quantity")
_LINK = re.compile(r"linkId\s*=\s*'([^']+)'")


@dataclass
class Items:
    """The items so far, what conditions may look at, and what there is to say. Grows as the file is read."""

    rows: list[Row] = field(default_factory=list)
    targets: dict[str, Target] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    scales: list[Row] = field(default_factory=list)
    entered: list[tuple[int, Row]] = field(default_factory=list)  # totals that nobody is asked, each before a row
    uncounted: list[Row] = field(default_factory=list)  # computed values that are left out
    pending: list[Element] = field(default_factory=list)  # totals that look at what comes after them
    links: frozenset[str] = frozenset()
    ids: dict[str, str] = field(default_factory=dict)  # of what stands in our file, by linkId
    groups: dict[str, Row] = field(default_factory=dict)  # those without words, by linkId
    # By id, the questions with several answers that it stands in, of which each answer is asked about.
    nested: dict[str, tuple[str, ...]] = field(default_factory=dict)
    names: Names = field(default_factory=Names)
    scale_names: Names = field(default_factory=Names)
    variables: dict[str, str] = field(default_factory=dict)  # of the file as a whole


def items(found: tuple[Element, ...], around: Surroundings, without: frozenset[str], head: Json) -> Items:
    """The items that the elements come to. `without` names those to leave out, by linkId; `head` is what holds all."""
    links = frozenset(element.link for element in found)
    taken = Items(links=links, names=Names(links), variables=variables(head))
    if missing := unknown(without, links):
        taken.remarks.append(remark("without-unknown", what=missing))
    read = _conditions_read(found)
    for element in found:
        kind = left_out(element, without)
        if kind is not None:
            _leave_out(taken, element, kind, read)
        elif element.type in _HEADINGS:
            _add_heading(taken, element)
        else:
            _add_question(taken, element, around)
    _drop_last_notes(taken)
    for element in taken.pending:
        if not _add_total(taken, element):
            id_ = slug(element.link) or "total"
            taken.remarks.append(computed_value(element.link, id_, may_be_total=_may_be_total(taken, element)))
            taken.uncounted.append(_entered(taken, element))
    return taken


def _conditions_read(found: tuple[Element, ...]) -> frozenset[str]:
    """The linkIds that any condition looks at."""
    tests = (test for element in found for test in mappings(element.item, "enableWhen", element.link))
    return frozenset(text(test, "question") for test in tests)


# What is not asked.


def left_out(element: Element, without: frozenset[str]) -> str | None:
    """The kind of the remark for an element that is not asked; nothing where it is."""
    item, link = element.item, element.link
    if any({one.link, slug(one.link)} & without for one in (element, *element.above)):
        return "left-out"
    if extensions.of(item, extensions.COMPUTED, link) and element.is_question:
        return "computed" if not element.is_hidden else "hidden"
    if element.is_hidden:
        return "hidden"
    if not element.is_question:
        return None
    if element.type in _NUMBERS and _is_total(element):
        return "total-entered"
    if flag(item, "readOnly", link):
        return "read-only"
    return "attachment" if element.type in _ATTACHED else None


def _is_total(element: Element) -> bool:
    """Whether it is a number that is called a total, and neither has options nor holds a question."""
    item = element.item
    alone = all(one.get("type") == "display" for one in mappings(item, "item", element.link))
    if not alone or "answerOption" in item or "answerValueSet" in item:
        return False
    names = [text(code, "display", element.link) for code in mappings(element.item, "code", element.link)]
    return any(_TOTAL.search(name) for name in (element.words, *names))


def _leave_out(taken: Items, element: Element, kind: str, read: frozenset[str]) -> None:
    link = element.link
    needed = kind == "attachment" and (flag(element.item, "required", link) or link in read)
    taken.targets[link] = Target(link, "", len(taken.rows), "left-out", called=element.type)
    if kind == "computed":
        if not _add_total(taken, element):
            taken.pending.append(element)
        return
    taken.remarks.append(remark("attachment-needed" if needed else kind, link, id=link))
    if kind == "total-entered":
        taken.entered.append((len(taken.rows), _entered(taken, element)))


def _entered(taken: Items, element: Element) -> Row:
    """A total that somebody fills in, as it is held so that it can go back."""
    held = _held(taken, element)
    help_ = {"why": " ".join(element.help)} if element.help else {}
    return {"link": element.link, **held, "was": element.type, "ask": element.words or element.link, **help_}


def entered_totals(taken: Items) -> list[Row]:
    """The totals that somebody fills in, each with the item that it stands before."""
    after = [str(row["id"]) for row in taken.rows]
    return [{**row, "before": after[place]} if place < len(after) else row for place, row in taken.entered]


def groups(taken: Items) -> list[Row]:
    """The groups without words in which something stands that is held here."""
    held = (*taken.rows, *taken.groups.values(), *(row for _, row in taken.entered))
    return [row for link, row in taken.groups.items() if any(one.get("group") == link for one in held)]


def left_out_links(taken: Items) -> list[str]:
    """The linkIds of the items that nobody is asked here and that are no totals: answers to the file may hold them."""
    totals = {
        str(row.get("link") or f"total-{row['id']}") for row in (*taken.scales, *(row for _, row in taken.entered))
    }
    return [link for link, target in taken.targets.items() if target.kind == "left-out" and link not in totals]


def _add_total(taken: Items, element: Element) -> bool:
    """Add the scale that a computed item is; false where it is no plain total of the items so far."""
    link = element.link
    place = len(taken.rows)
    formula = _expression(element.item, extensions.COMPUTED, link)
    for found in totals(formula, _variables(taken, element)):
        name = slug(link.removeprefix("total-")) or "total"
        row = scale_row(found, name, element.words or name, taken.targets, place)
        if row is not None and not _skips(taken, row):
            row |= {"id": (name := taken.scale_names.give(name)), **_as_there(element)}
            taken.scales.append(row if link == f"total-{name}" else {"id": name, "link": link, **row})
            taken.remarks.append(remark("total-guarded" if found.guard else "total-taken", link, id=name))
            if found.strict and not found.guard and _is_skipped(taken, row):
                taken.remarks.append(remark("total-unasked", link))
            if (how := rounding(found, taken.targets)) is not None:
                taken.remarks.append(remark(how, link))
            if found.guard:
                taken.targets[link] = Target(link, name, place - 1, "scale", called="total", formula=formula)
            return True
    return False


def _may_be_total(taken: Items, element: Element) -> bool:
    """Whether a value that is computed is a number from several answers with points, or numbers."""
    formula = " ".join(
        (_expression(element.item, extensions.COMPUTED, element.link), *_variables(taken, element).values())
    )
    named = (taken.targets.get(link) for link in set(_LINK.findall(formula)))
    count = sum(1 for one in named if one is not None and one.can_be_added)
    return element.type in _NUMBERS and (count > 1 or "weight()" in formula or "ordinal()" in formula)


def _as_there(element: Element) -> Row:
    """The codes and the type that the item of a total has in the file."""
    codings = _codings(element)
    return {**({"coding": codings} if codings else {}), **({"was": element.type} if element.type != "decimal" else {})}


def _skips(taken: Items, scale: Row) -> bool:
    """Whether it is a mean with a question that is not always asked: no mean of ours has such a one."""
    return "mean-of" in scale and _is_skipped(taken, scale)


def _is_skipped(taken: Items, scale: Row) -> bool:
    """Whether a question of a sum or a mean is not always asked."""
    parts = scale.get("mean-of") or scale.get("sum-of") or ()
    assert isinstance(parts, list | tuple)
    return any(row["id"] in parts and "only-if" in row for row in taken.rows)


def _expression(holder: Json, urls: tuple[str, ...], link: str) -> str:
    values = [extensions.value(one) for one in extensions.of(holder, urls, link)]
    return next((text(one, "expression", link) for one in values if isinstance(one, dict)), "")


def _variables(taken: Items, element: Element) -> dict[str, str]:
    """The named expressions that an expression of the element may use."""
    found = dict(taken.variables)
    for holder in (*(one.item for one in element.above), element.item):
        found |= variables(holder)
    return found


def variables(holder: Json) -> dict[str, str]:
    """The named expressions that stand on an element, or on the questionnaire."""
    values = (extensions.value(one) for one in extensions.of(holder, extensions.VARIABLE))
    return {text(one, "name"): text(one, "expression") for one in values if isinstance(one, dict)}


def _drop_last_notes(taken: Items) -> None:
    """A note is shown with the question after it: behind the last one it would never be."""
    while taken.rows and taken.rows[-1].get("type") == "note":
        row = taken.rows.pop()
        link = str(row.get("link", row["id"]))
        taken.remarks.append(remark("text-at-end", link))
        taken.targets[link] = Target(link, "", len(taken.rows), "left-out")


# What is asked, and what is shown.


def _add_heading(taken: Items, element: Element) -> None:
    link, computed = element.link, extensions.of(element.item, extensions.ENABLED, element.link)
    taken.targets[link] = Target(link, "", len(taken.rows), "heading", called=element.type)
    if element.type == "group" and (flag(element.item, "repeats", link)):
        taken.remarks.append(remark("asked-once", link))
    if computed and element.type == "display" and _by_formula(taken, element) is None:
        taken.remarks.append(remark("text-always", link))
    if not element.words and element.type == "group":
        taken.groups[link] = {"link": link, **_held(taken, element)}
    if not element.words:
        return
    row: Row = {**_named(taken, element), "type": "note"}
    if element.type == "group":
        taken.remarks.append(remark("heading", link))
        row["was"] = "group"
    _add(taken, element, {**row, "ask": element.words})


def _add_question(taken: Items, element: Element, around: Surroundings) -> None:
    found = question(element, around)
    link = element.link
    if isinstance(found, Remark):
        taken.remarks.append(found)
        taken.targets[link] = Target(link, "", len(taken.rows), "text", called=element.type)
        return
    if not element.words:
        taken.remarks.append(remark("no-words", link))
    taken.remarks += found.remarks
    if any(one.is_question for one in element.above) and not _with_several(taken, element):
        taken.remarks.append(remark("nested", link))
    row: Row = {**_named(taken, element), **found.keys, "ask": element.words, **_label(element)}
    if element.help:
        row["why"] = " ".join(element.help)
        taken.remarks.append(remark("help", link))
    place = len(taken.rows)
    _add(taken, element, {**row, **_options(found, around)})
    called = str(element.type or "text")
    whole = int(str(row["least"])) + int(str(row["most"])) if {"least", "most"} <= row.keys() else None
    taken.targets[link] = Target(link, str(row["id"]), place, found.kind, found.options, found.decimals, whole, called)
    if found.is_open:
        _add_own_answer(taken, element, row, found, around)


def _with_several(taken: Items, element: Element) -> tuple[str, ...]:
    """The ids of the questions with several answers that it stands in: there it is asked for each answer."""
    above = (taken.targets.get(one.link) for one in element.above)
    return tuple(one.id for one in above if one is not None and one.kind == "choices")


def _label(element: Element) -> Row:
    label = next((extensions.value(one) for one in extensions.of(element.item, extensions.LABEL, element.link)), None)
    return {"label": " ".join(clean(label).split())} if isinstance(label, str) and label.strip() else {}


def _options(found: Question, around: Surroundings) -> Row:
    rows = list(found.options.rows)
    if found.is_open:
        rows.append({"code": own_code(found.options), "text": around.words.other})
    return {"options": rows} if rows else {}


def _add_own_answer(taken: Items, element: Element, row: Row, found: Question, around: Surroundings) -> None:
    """The line in which an answer of one's own is typed: asked where the option for it was chosen."""
    name = taken.names.give(f"{str(row['id'])[: LONGEST - 6]}-other")
    test = of_own_answer(str(row["id"]), own_code(found.options))
    _append(
        taken, element, {"id": name, "type": "text", "was": "own-answer", "ask": around.words.which, "only-if": test}
    )


def _named(taken: Items, element: Element) -> Row:
    """The id, and the names that the element has in its own file."""
    held = _held(taken, element)
    wanted, codings = element.link, _codings(element)
    if is_opaque(wanted) and codings:
        wanted = str(codings[0]["code"])
    row: Row = {"id": taken.names.give(wanted, "note" if element.type in _HEADINGS else "item")}
    if element.link and element.link != row["id"]:
        row["link"] = element.link
    taken.ids[element.link] = str(row["id"])
    return row | held


def _held(taken: Items, element: Element) -> Row:
    """Its codes, and what it stands in."""
    row: Row = {"coding": codings} if (codings := _codings(element)) else {}
    for one in reversed(element.above):
        if one.link in taken.ids:
            return {**row, "inside": taken.ids[one.link]}
        if one.link in taken.groups:
            row.setdefault("group", one.link)
    return row


def _codings(element: Element) -> list[Row]:
    found = (_coding(one, element.link) for one in mappings(element.item, "code", element.link))
    return [one for one in found if one]


def _coding(coding: Json, link: str) -> Row:
    code, system = text(coding, "code", link), text(coding, "system", link)
    return ({"system": system, "code": code} if system else {"code": code}) if code else {}


def _add(taken: Items, element: Element, row: Row) -> None:
    """Add an item with every condition that holds for it: its own, and those of all that it stands in."""
    tests = list[Test]()
    for one in (*element.above, element):
        found = condition(one.item, one.link, len(taken.rows), taken.targets, taken.links)
        if isinstance(found, list):
            taken.remarks += found
        elif found is not None:
            tests.append(found)
        if extensions.of(one.item, extensions.ENABLED, one.link):
            by_formula = _by_formula(taken, one)
            if by_formula is not None:
                tests.append(by_formula)
            elif one.type != "display":
                taken.remarks.append(remark("condition-computed", one.link))
    if (whole := joined("all", tests)) is not None:
        row = {**row, "only-if": whole}
        taken.remarks += _cautions(element, tests)
    _append(taken, element, row)


def _append(taken: Items, element: Element, row: Row) -> None:
    taken.rows.append(row)
    if holders := _with_several(taken, element):
        taken.nested[str(row["id"])] = holders


def _by_formula(taken: Items, element: Element) -> Test | None:
    """The condition that a formula is, where it has exactly the shape that is written here; nothing for any other."""
    formula = _expression(element.item, extensions.ENABLED, element.link)
    return expressions.read(formula, lambda *named: tested(taken.targets, len(taken.rows), *named))


def _cautions(element: Element, tests: list[Test]) -> Iterator[Remark]:
    if any(test.get("answered") == "yes" for test in tests):
        yield remark("exists-chain", element.link)
