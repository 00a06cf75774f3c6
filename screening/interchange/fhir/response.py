"""Write the answers of one sitting as a FHIR R4 QuestionnaireResponse, with our four states kept apart. Pure.

Answered: an `answer`. Declined: the item without an answer, and `asked-declined` on the item, so that no formula of
others counts a refusal as an answer. Not asked: no item. Not answered: no item, and the whole is `in-progress`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from screening.engine.results import Result
from screening.interchange.computable_out import is_written
from screening.interchange.fhir import dates_out
from screening.interchange.fhir.codes import FhirNames, Json, coding_json, is_boolean
from screening.interchange.fhir.extensions import ABSENT
from screening.model.answers import Chosen, Declined, Entered, Gap, Reply
from screening.model.questionnaire import Group, Item

ABSENT_CODES = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
_DATES = {
    "date": ("valueDate", r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"),
    "dateTime": ("valueDateTime", r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"),
    "time": ("valueTime", r"[0-9]{2}:[0-9]{2}:[0-9]{2}"),
}


@dataclass(frozen=True)
class Sent:
    """What is to leave of a result: under which names, when it was, about whom, and whether all of it.

    Without `everything` no typed words and no dates leave, no answer that never stands in a hand-out, and none that
    shows a card.
    """

    result: Result
    names: FhirNames
    authored: str
    subject: str = ""
    everything: bool = False

    @property
    def hides_answers(self) -> bool:
        """Whether there are answers that do not leave."""
        return not self.withheld.isdisjoint(self.result.having("answered"))

    @cached_property
    def withheld(self) -> frozenset[str]:
        """The items whose answers do not leave."""
        questionnaire = self.result.questionnaire
        if self.everything:
            return frozenset()
        critical = {leaf.item for one in questionnaire.critical_items for leaf in one.if_.leaves if leaf.item}
        items = questionnaire.questions
        return frozenset(one.id for one in items if _is_typed(one) or not one.hand_out or one.id in critical)


def _is_typed(item: Item) -> bool:
    """Whether the answer may say who somebody is: words, and dates."""
    return item.type == "text" or item.is_dated


def response(sent: Sent) -> Json:
    """The QuestionnaireResponse."""
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": sent.names.canonical,
        "status": "completed" if sent.result.status == "completed" else "in-progress",
        **({"subject": {"reference": sent.subject}} if sent.subject else {}),
        "authored": sent.authored,
        "item": list(_items(sent)),
    }


def _items(sent: Sent) -> list[Json]:
    """The items as a tree like that of the questionnaire."""
    top, holders = list[Json](), dict[str, Json]()
    for item in sent.result.questionnaire.items:
        own = _group(item, sent) if item.was == "group" and item.type == "note" else _item(item, sent)
        if own is None:
            continue
        _hold(top, _holder(item, sent.names, top, holders), own)
        holders[sent.names.links[item.id]] = own
    top += _totals(sent)
    return [item for item in top if _holds_something(item)]


def _holder(held: Item | Group, names: FhirNames, top: list[Json], holders: dict[str, Json]) -> Json | None:
    """What something stands in; a group without words is made with the first of what stands in it."""
    link = next(iter(names.holders(held, as_there=names.answers_origin)), "")
    if link in names.groups and link not in holders:
        holders[link] = {"linkId": link, "item": []}
        _hold(top, _holder(names.groups[link], names, top, holders), holders[link])
    return holders.get(link)


def _group(item: Item, sent: Sent) -> Json:
    return {"linkId": sent.names.links[item.id], "item": []}


def _hold(top: list[Json], holder: Json | None, own: Json) -> None:
    """Put an item where it stands: in a group, in the answer to a question, or at the top."""
    if holder is None:
        top.append(own)
        return
    within = holder
    if "item" not in holder:
        answers = holder.setdefault("answer", [{}])
        assert isinstance(answers, list)
        within = answers[0]
    inner = within.setdefault("item", [])
    assert isinstance(inner, list)
    inner.append(own)


def _holds_something(item: Json) -> bool:
    """Whether anything is left of a group. A group inside it that is empty is taken out."""
    inner = item.get("item")
    if not isinstance(inner, list):
        return True
    item["item"] = [one for one in inner if _holds_something(one)]
    return bool(item["item"])


def _item(item: Item, sent: Sent) -> Json | None:
    """One item; nothing for what was not asked, or is not answered yet."""
    reply = sent.result.replies.get(item.id)
    if reply is None or isinstance(reply, Gap) or item.was == "own-answer":
        return None
    found: Json = {"linkId": sent.names.links[item.id]}
    if isinstance(reply, Declined):
        return {"extension": [absent("asked-declined")], **found}
    if item.id in sent.withheld:
        return {"extension": [absent("masked")], **found}
    return {**found, "answer": list(_values(item, reply, sent))}


def absent(reason: str) -> Json:
    """Why there is no answer, as an extension of the item."""
    return {"url": ABSENT, "valueCode": reason}


def _values(item: Item, reply: Reply, sent: Sent) -> Iterator[Json]:
    match reply:
        case Chosen(codes=codes) if is_boolean(item):
            yield {"valueBoolean": codes[0] == "yes"}
        case Chosen(codes=codes):
            for code in codes:
                option = item.by_code[code]
                kind, value = sent.names.value(item, option)
                with_words = {**value, "display": option.text} if isinstance(value, dict) else value
                chosen: Json = {f"value{kind}": with_words}
                yield _own_answer(item, chosen, sent) if option is item.options[-1] else chosen
        case Entered(value=int() | Decimal() as value):
            yield _number(value, sent.names.number_type(item), item)
        case Entered(value=str(day)) if item.is_dated:
            yield dates_out.value(item, day)
        case Entered(value=str(words)):
            key, pattern = _DATES.get(item.was or "", ("valueString", ".*"))
            yield {key if re.fullmatch(pattern, words, re.DOTALL) else "valueString": words}


def _number(value: int | Decimal, type_: str, item: Item | None = None) -> Json:
    """A number as the answer to an item of this type. What is no whole number fits no `integer`."""
    plain = int(value) if value == int(value) else float(value)
    match type_:
        case "quantity":
            unit = {"unit": item.unit} if item is not None and item.unit else {}
            coded = coding_json(item.unit_coding) if item is not None and item.unit_coding is not None else {}
            return {"valueQuantity": {"value": plain, **unit, **coded}}
        case "integer" if isinstance(plain, int):
            return {"valueInteger": plain}
    return {"valueDecimal": plain}


def _own_answer(item: Item, chosen: Json, sent: Sent) -> Json:
    """The answer of somebody who chose the last option: of an open choice what was typed, or that it was declined."""
    line = sent.names.own_answers.get(item.id)
    reply = sent.result.replies.get(line.id) if line is not None and line.id not in sent.withheld else None
    if isinstance(reply, Entered):
        return {"valueString": str(reply.value)}
    return {**chosen, "extension": [absent("asked-declined")]} if isinstance(reply, Declined) else chosen


def _totals(sent: Sent) -> Iterator[Json]:
    """The computed items: only what is one number."""
    for score in sent.result.scores:
        if sent.names.answers_origin and score.scale.link is None:
            continue  # the origin has no such item, and the Observation has the total
        if score.value is not None and is_written(score.scale, sent.result.questionnaire):
            yield {
                "linkId": sent.names.total(score.scale),
                "answer": [_number(score.value, sent.names.total_type(score.scale))],
            }
