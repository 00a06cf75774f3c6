"""Name items, options and totals as FHIR does: by the names that the file holds, or by ones made from ours. Pure.

An answer code means something only in its item, so each item has a code system of its own, unless the file holds
codes of another one. A code of another instrument is never made up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from screening.interchange.fhir import expressions
from screening.interchange.names import free_name
from screening.model.codings import Coding
from screening.model.instrument import Instrument
from screening.model.questionnaire import EnteredTotal, Group, Item, Option, Questionnaire
from screening.model.scales import Scale

LOINC = "http://loinc.org"
BASE = "urn:screening"  # of addresses, where nobody gave another
OWN_SYSTEM = "CodeSystem"  # in the address of the codes of an item of ours

Json = dict[str, object]

# What an option can be that is no code, as it stands in FHIR.
VALUES = {
    "integer": r"-?[0-9]{1,9}",
    "date": r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?",
    "time": r"[0-9]{2}:[0-9]{2}:[0-9]{2}",
    "string": r"(?s:.+)",
}


@dataclass(frozen=True)
class FhirNames:
    """The names of one questionnaire. `base` is the beginning of its addresses."""

    questionnaire: Questionnaire
    base: str = BASE

    @property
    def origin(self) -> str:
        """The address of what it was taken from; empty where it was not taken from FHIR."""
        source = self.questionnaire.source
        return source.link or "" if (source.format or "").startswith("fhir") else ""

    @cached_property
    def url(self) -> str:
        """The address of the questionnaire: that of its origin only where it goes out as it was there."""
        own = self._address("Questionnaire", self.questionnaire.id)
        is_same = self.answers_origin and not self.questionnaire.has_borrowed_words
        is_same = is_same and not self.questionnaire.source.left_out
        scales = self.questionnaire.scales
        has_more = any(scale.link is None or scale.formula is not None for scale in scales)
        has_other = any(not self.asked_for_each.isdisjoint(scale.parts) for scale in scales)
        return self.origin if is_same and not has_more and not has_other else own

    @cached_property
    def own_answers(self) -> dict[str, Item]:
        """The line that is asked after an open choice for an answer of one's own, by the id of the choice."""
        lines = [one for one in self.questionnaire.items if one.was == "own-answer" and one.only_if is not None]
        return {leaf.item: one for one in lines if one.only_if is not None for leaf in one.only_if.leaves if leaf.item}

    @cached_property
    def groups(self) -> dict[str, Group]:
        """The groups without words, by linkId."""
        return {one.link: one for one in self.questionnaire.groups}

    def _above(self, held: Item | Group | EnteredTotal) -> Iterator[str]:
        """The linkIds of what something stands in, the nearest first."""
        holder = self.groups.get(held.group or "") or self.questionnaire.by_id.get(held.inside or "")
        if holder is not None:
            yield holder.link if isinstance(holder, Group) else self.links[holder.id]
            yield from self._above(holder)

    def _is_choices(self, link: str) -> bool:
        return link in self.by_link and self.by_link[link].type == "choices"

    @cached_property
    def asked_for_each(self) -> frozenset[str]:
        """The ids of the items that FHIR asks for each of several answers, as they stand inside such a question."""
        return frozenset(one.id for one in self.questionnaire.items if any(map(self._is_choices, self._above(one))))

    def holders(self, held: Item | Group | EnteredTotal, *, as_there: bool) -> list[str]:
        """The linkIds of what something stands in, the nearest first: as in its origin, or else nothing that would ask
        it more than once.
        """
        above = list(self._above(held))
        several = [place for place, link in enumerate(above) if self._is_choices(link)]
        return above[several[-1] + 1 :] if several and not as_there else above

    @cached_property
    def answers_origin(self) -> bool:
        """Whether answers leave as answers to the origin: every code that they can have is one of its own."""
        chosen = (item for item in self.questionnaire.items if not is_boolean(item))
        listed = ((item, item.options[:-1] if item.was == "open-choice" else item.options) for item in chosen)
        own = all(self.is_as_there(item, one) for item, options in listed for one in options)
        as_there = own and not self.questionnaire.repeat
        return bool(self.origin) and (as_there or self.questionnaire.has_borrowed_words)

    @property
    def canonical(self) -> str:
        """The address that answers name, with the version where that is the version of what has the address.

        What was adopted has the version of its scoring, and what said no version of its own has one that was made.
        """
        questionnaire, url = self.questionnaire, self.origin if self.answers_origin else self.url
        is_made = questionnaire.has_borrowed_words or questionnaire.version.startswith("0.")
        return url if self.answers_origin and is_made else f"{url}|{questionnaire.version}"

    def system(self, of: str) -> str:
        """The code system of what has no other: the options of an item, the bands of a scale."""
        return self._address(OWN_SYSTEM, f"{self.questionnaire.id}.{of}")

    def _address(self, kind: str, name: str) -> str:
        mark = ":" if self.base.startswith("urn:") else "/"
        return mark.join((self.base.rstrip("/"), kind, name))

    @cached_property
    def links(self) -> dict[str, str]:
        """The linkId of each item, by our id: that of the file, or our id."""
        items = self.questionnaire.items
        taken = {link.casefold() for link in (*self.groups, *(item.link for item in items if item.link))}
        return {item.id: item.link or _given(item.id, taken) for item in items}

    @cached_property
    def by_link(self) -> dict[str, Item]:
        """The item of each linkId."""
        return {link: self.questionnaire.by_id[id_] for id_, link in self.links.items()}

    @cached_property
    def totals(self) -> dict[str, str]:
        """The linkId of the item that holds each total, by the id of the scale."""
        scales = self.questionnaire.scales
        entered = [one.link for one in self.questionnaire.entered_totals]
        there = (*self.links.values(), *self.groups, *entered, *(one.link for one in scales if one.link))
        taken = set(map(str.casefold, there))
        return {scale.id: scale.link or _given(f"total-{scale.id}", taken) for scale in scales}

    @cached_property
    def helps(self) -> dict[str, str]:
        """The linkId of the help text of each item and each total that somebody fills in, by the linkId of that one."""
        explained = {self.links[item.id]: item.why for item in self.questionnaire.items}
        entered = {one.link: one.why for one in self.questionnaire.entered_totals}
        taken = {link.casefold() for link in (*explained, *entered, *self.totals.values())}
        return {link: _given(f"{link}-help", taken) for link, why in (explained | entered).items() if why}

    @cached_property
    def not_asked(self) -> frozenset[str]:
        """The linkIds that answers may hold and that are no question here: what the file has that was left out."""
        entered = (one.link for one in self.questionnaire.entered_totals)
        return frozenset((*entered, *self.helps.values(), *self.questionnaire.source.left_out))

    @cached_property
    def by_help(self) -> dict[str, Item]:
        """The item that a help text with this linkId belongs to."""
        return {help_: self.by_link[link] for link, help_ in self.helps.items() if link in self.by_link}

    def total(self, scale: Scale) -> str:
        """The linkId of the item that holds a total."""
        return self.totals[scale.id]

    def total_type(self, scale: Scale) -> str:
        """The type of the item that holds a total: as it was there, or one with decimals where it can have some."""
        if scale.was == "integer" and self._is_whole(scale):
            return "integer"
        return "quantity" if scale.was == "quantity" else "decimal"

    def _is_whole(self, scale: Scale) -> bool:
        """Whether every total of the scale is a whole number."""
        if scale.mean_of is not None:
            return scale.decimals == 0
        items = [self.questionnaire.by_id[name] for name in scale.parts]
        scores = [one.score for item in items for one in item.options if isinstance(one.score, Decimal)]
        return not any(item.decimals for item in items) and all(one % 1 == 0 for one in (scale.times, *scores))

    def total_codes(self, scale: Scale) -> list[Json]:
        """The codes of a total that the file holds."""
        held = scale.coding or ((Coding(system=LOINC, code=scale.loinc),) if scale.loinc else ())
        return [coding_json(one) for one in held]

    @cached_property
    def by_total(self) -> dict[str, Scale]:
        """The scale whose total an item with this linkId holds."""
        return {self.total(scale): scale for scale in self.questionnaire.scales}

    @cached_property
    def tree(self) -> str:
        """How an expression reaches the items."""
        nested = any(item.inside or item.group for item in self.questionnaire.items)
        return expressions.NESTED if nested else expressions.FLAT

    @cached_property
    def read(self) -> frozenset[str]:
        """The ids of the items that a condition or a scale looks at."""
        questionnaire = self.questionnaire
        leaves = [leaf for item in questionnaire.items if item.only_if for leaf in item.only_if.leaves]
        leaves += (leaf for scale in questionnaire.scales for leaf in scale.leaves)
        leaves += (leaf for rule in questionnaire.no_scores_if for leaf in rule.if_.leaves)
        added = (name for scale in questionnaire.scales for name in scale.parts)
        return frozenset((*(leaf.item for leaf in leaves if leaf.item), *added))

    def number_type(self, item: Item) -> str:
        """The type of a number. What is read elsewhere is no quantity: FHIRPath compares and adds numbers."""
        if item.was == "quantity" and item.id not in self.read:
            return "quantity"
        return "decimal" if item.decimals else "integer"

    def values(self, item: Item) -> str:
        """The values of the answers to an item, in an expression."""
        return expressions.answer(self.links[item.id], self.tree)

    @property
    def codes(self) -> list[Json]:
        """The codes of the whole that the file holds, that of the panel of a published instrument too."""
        questionnaire = self.questionnaire
        panel = questionnaire.loinc if isinstance(questionnaire, Instrument) else None
        own = (Coding(system=LOINC, code=panel),) if panel else ()
        return [coding_json(one) for one in questionnaire.coding or own]

    def item_codes(self, item: Item) -> list[Json]:
        """The codes of an item that the file holds."""
        held = item.coding or ((Coding(system=LOINC, code=item.loinc),) if item.loinc else ())
        return [coding_json(one) for one in held]

    def option(self, item: Item, option: Option) -> Json:
        """The coding of an option, with its words."""
        held = option.coding
        if held is None and option.loinc:
            held = Coding(system=LOINC, code=option.loinc[0])
        found = coding_json(held) if held is not None else {"code": option.code}
        return {"system": self.system(item.id), **found}

    def value(self, item: Item, option: Option) -> tuple[str, object]:
        """What an option is as an answer: the kind of its value, and the value: a coding, or what it was there."""
        held = option.coding.code if option.coding is not None else option.text
        if option.was is None or not re.fullmatch(VALUES[option.was], held):
            return "Coding", self.option(item, option)
        return option.was.capitalize(), int(held) if option.was == "integer" else held

    def is_as_there(self, item: Item, option: Option) -> bool:
        """Whether an option goes out as it was in the file that it was taken from."""
        return self.value(item, option)[0] != "Coding" or (option.coding is not None and bool(option.coding.system))

    def choice_type(self, item: Item) -> str:
        """The type of a choice: that of its options where it had that type."""
        if item.was == "open-choice":
            return item.was
        kinds = {self.value(item, option)[0].lower() for option in item.options}
        return item.was if item.was is not None and kinds == {item.was} else "choice"

    def literal(self, item: Item, code: str) -> str:
        """The value of an option in an expression, of which a coding is known by its code."""
        kind, value = self.value(item, item.by_code[code])
        if kind == "Coding":
            return expressions.literal(self.code(item, code))
        mark = {"Date": "@", "Time": "@T"}.get(kind, "")
        return f"{mark}{value}" if kind != "String" else expressions.literal(str(value))

    def code(self, item: Item, code: str) -> str:
        """The code in FHIR of one of our codes."""
        return str(self.option(item, item.by_code[code])["code"])


def _given(wanted: str, taken: set[str]) -> str:
    """The wanted name or one like it, which is taken from now on."""
    name = free_name(wanted, taken, "-")
    taken.add(name.casefold())
    return name


def is_own(system: str) -> bool:
    """Whether it is a code system that stands for the options of an item, where nobody gave an address."""
    return system.startswith(f"{BASE}:{OWN_SYSTEM}:")


def coding_json(coding: Coding) -> Json:
    """A coding as FHIR has it."""
    return {"system": coding.system, "code": coding.code} if coding.system else {"code": coding.code}


def is_boolean(item: Item) -> bool:
    """Whether an item goes back as true or false."""
    return item.was == "boolean" and item.type == "choice" and [one.code for one in item.options] == ["yes", "no"]
