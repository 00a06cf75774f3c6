"""Read a FHIR questionnaire (R4, R5, STU3): what it comes to as a file of ours, and what there is to say. Pure."""

from __future__ import annotations

import hashlib
import re

from screening.interchange.drafts import drafts
from screening.interchange.fhir import extensions, named_totals, translations
from screening.interchange.fhir.elements import elements, faults
from screening.interchange.fhir.items import Items, entered_totals, groups, items, left_out_links
from screening.interchange.fhir.questions import Surroundings
from screening.interchange.fhir.releases import Found, found
from screening.interchange.fhir.value_sets import ValueSets
from screening.interchange.json_values import Json, Malformed, NotJson, mapping, mappings, parsed, text
from screening.interchange.limits import too_long
from screening.interchange.names import is_version, slug
from screening.interchange.options import has_words, words_for
from screening.interchange.remarks import REFUSING, Remark, in_order, remark
from screening.interchange.repeats import with_repeats
from screening.interchange.taken import Taken, Wishes
from screening.interchange.yaml_text import Tree, rows
from screening.model.questionnaire import NOT_SAID

_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?", re.ASCII)
_ASKS = re.compile(r"permission|all rights reserved|not for", re.IGNORECASE)
_HEAD = {
    "resourceType", "id", "meta", "implicitRules", "language", "text", "contained", "extension", "modifierExtension",
    "url", "identifier", "version", "name", "title", "derivedFrom", "status", "experimental", "subjectType", "date",
    "publisher", "contact", "description", "useContext", "jurisdiction", "purpose", "copyright", "approvalDate",
    "lastReviewDate", "effectivePeriod", "code", "item", "versionAlgorithmString", "versionAlgorithmCoding",
    "copyrightLabel", "fhir_comments",
}  # fmt: skip


def read(data: bytes, wishes: Wishes, beside: tuple[bytes, ...] = ()) -> Taken:
    """What the file comes to. `beside` are files of value sets that it names."""
    try:
        document = found(parsed(data))
        resources = tuple(_resource(parsed(one)) for one in beside)
        if isinstance(document, Remark):
            return Taken(None, (document,))
        return _taken(document, resources, wishes, hashlib.sha256(data).hexdigest())
    except NotJson as error:
        return Taken(None, (remark(error.kind, "", **error.facts),))
    except Malformed as error:
        return Taken(None, (remark("malformed", error.where, key=error.key, wanted=error.wanted),))


def _resource(document: object) -> Json:
    if not isinstance(document, dict):
        raise Malformed("", "resourceType", "a value set, a code system or a Bundle")
    return document


def _taken(document: Found, beside: tuple[Json, ...], wishes: Wishes, file: str) -> Taken:
    head = document.questionnaire
    language = _language(head)
    sets = ValueSets(mappings(head, "contained"), (*document.resources, *_opened(beside)))
    around = Surroundings(sets, words_for(language))
    tree_of = tuple(elements(mappings(head, "item")))
    taken = items(tree_of, around, wishes.without, head)
    named_totals.add(taken, wishes.totals)
    remarks = [
        *faults(tree_of),
        *taken.remarks,
        *too_long((*taken.rows, *taken.scales, *(row for _, row in taken.entered))),
        *_said_of_head(head, wishes, language, taken),
        *_without_total(taken),
    ]
    if not any(row.get("type") != "note" for row in taken.rows):
        remarks.append(remark("nothing-left" if any(one.is_question for one in tree_of) else "nothing-to-ask"))
    remarks = list(in_order(tuple(remarks)))
    if any(one.severity in REFUSING for one in remarks):
        return Taken(None, tuple(remarks), document.release)
    tree, repeated = with_repeats(
        _tree(head, taken, wishes, (language, document.release, file)), taken.nested, taken.names
    )
    kept, told = drafts(tree, *translations.said(head, tree_of, taken))
    return Taken(tree, in_order((*remarks, *repeated, *told)), document.release, kept)


def _opened(resources: tuple[Json, ...]) -> tuple[Json, ...]:
    """The resources, and those in a Bundle."""
    found = list[Json]()
    for one in resources:
        if one.get("resourceType") == "Bundle":
            found += (mapping(entry, "resource") for entry in mappings(one, "entry"))
        else:
            found.append(one)
    return tuple(found)


# The head of the file.


def _language(head: Json) -> str:
    language = text(head, "language")
    return language if _LANGUAGE.fullmatch(language) else "en"


def _said_of_head(head: Json, wishes: Wishes, language: str, taken: Items) -> list[Remark]:
    """What there is to say about the file as a whole."""
    said = list[Remark]()
    if mappings(head, "modifierExtension") or "implicitRules" in head:
        said.append(remark("modifier-extension"))
    said += (remark("unknown-element", key=key) for key in head if key.removeprefix("_") not in _HEAD)
    owner = text(head, "copyright")
    if not (owner or wishes.licence):
        said.append(remark("licence"))
    if owner and wishes.licence:
        said.append(remark("licence-kept"))
    if _ASKS.search(owner):
        said.append(remark("copyright", what=_one_line(owner)))
    if extensions.of(head, extensions.CONSTRAINT):
        said.append(remark("constraint"))
    if (status := text(head, "status")) != "active":
        said.append(remark("status", what=status or "not given"))
    if not is_version(text(head, "version")):
        said.append(remark("version-made", what=_version(head, "")))
    for flag in ("recall", "audience"):
        if not getattr(wishes, flag):
            said.append(remark("not-said", what=_ABOUT[flag], flag=f"--{flag}"))
    if not has_words(language) and any(row.get("was") == "boolean" for row in taken.rows):
        said.append(remark("language-of-answers", what=language))
    return said


_ABOUT = {"recall": "which time it asks about", "audience": "whom it is for"}


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _version(head: Json, file: str) -> str:
    """The version of the file where ours can have it; else one made from its date, else from the file itself."""
    version = text(head, "version")
    if is_version(version):
        return version
    if day := _DAY.match(text(head, "date")):
        return f"0.{day[1]}.{day[2] or '00'}{day[3] or '00'}"
    return f"0.0.{int(file[:8], 16) % 10_000}" if file else "one made from the file"


def _tree(head: Json, taken: Items, wishes: Wishes, known: tuple[str, str, str]) -> Tree:
    """The whole file of ours."""
    language, release, file = known
    names = [slug(one) for one in (wishes.name, text(head, "name"), text(head, "id"), text(head, "title"))]
    title = _one_line(text(head, "title") or text(head, "name") or text(head, "id")) or "Questionnaire"
    owner = _one_line(text(head, "copyright"))
    source: Tree = {
        "citation": wishes.citation or owner or title,
        "licence": owner or wishes.licence,
        **({"link": link} if (link := text(head, "url")) else {}),
        "file": f"sha256:{file}",
        "format": f"fhir-{release}",
        "wording": "fixed",
        **({"left-out": left_out} if (left_out := left_out_links(taken)) else {}),
    }
    tree: Tree = {
        "questionnaire": next(filter(None, names), "questionnaire"),
        "version": _version(head, file),
        "title": title[:200],
        "language": language,
        "recall": wishes.recall or NOT_SAID,
        "audience": wishes.audience or NOT_SAID,
        "source": source,
    }
    if codes := [_coding(one) for one in mappings(head, "code") if text(one, "code")]:
        tree["coding"] = codes
    if about := _one_line(text(head, "description"))[:4000]:
        tree["about"] = about
    tree["items"] = taken.rows
    if entered := entered_totals(taken):
        tree["entered-totals"] = entered
    if found_groups := groups(taken):
        tree["groups"] = found_groups
    if taken.scales:
        tree["scales"] = taken.scales
    return tree


def _coding(coding: Json) -> Tree:
    system, code = text(coding, "system"), text(coding, "code")
    return {"system": system, "code": code} if system else {"code": code}


# Totals.


def _without_total(taken: Items) -> list[Remark]:
    """That there are points and nothing adds them up, where that is so."""
    has_points = any("score" in option for row in taken.rows for option in rows(row, "options"))
    return [remark("total-points")] if has_points and not taken.scales else []
