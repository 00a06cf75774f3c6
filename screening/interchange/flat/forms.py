"""Build a questionnaire of ours from the rows of a form as a table, of REDCap or an XLSForm. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from screening.interchange.drafts import Said, drafts
from screening.interchange.limits import MAX_TITLE, too_long
from screening.interchange.names import Names, made_version, slug
from screening.interchange.remarks import REFUSING, Remark, in_format, in_order, not_said, remark
from screening.interchange.taken import Taken, Wishes
from screening.interchange.yaml_text import Tree
from screening.loading.checks import MAX_OPTIONS
from screening.model.questionnaire import NOT_SAID

_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,2000}>")
_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li|/tr)\b[^<>]{0,200}>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """What a form says about itself: its format, the digest of its file, and the rest where it says it."""

    format: str
    file: str
    name: str
    title: str
    version: str = ""
    language: str = "en"
    licence: str = ""
    citation: str = ""
    recall: str = ""
    audience: str = ""
    about: str = ""


def plain(text: str) -> str:
    """The words without markup, on one line."""
    return " ".join(html.unescape(_TAG.sub("", _BREAK.sub(" ", text))).split())


def option_rows(options: Iterable[tuple[str, str, str]], where: str) -> tuple[list[Tree], dict[str, str], list[Remark]]:
    """The options as they stand in our file, our codes by theirs, and what there is to say.

    Each is given as its code there, the name that ours is to be made from, and its words.
    """
    options = list(options)
    given = Names(wanted for _, wanted, _ in options)
    codes, rows, said = dict[str, str](), list[Tree](), list[Remark]()
    for code, wanted, words in options:
        if not code:
            said.append(remark("option-no-code", where))
            continue
        if code in codes:
            said.append(remark("option-twice", where, what=code))
            continue
        codes[code] = given.give_code(wanted)
        rows.append({"code": codes[code], "coding": {"code": code}, "text": words or code})
        if code == wanted and _bare(code) != _bare(codes[code]):
            said.append(remark("code-made", where, what=code, code=codes[code]))
    return rows, codes, said


def _bare(code: str) -> str:
    """The letters and digits of a code, which our names keep."""
    return re.sub(r"[\W_]", "", code.casefold())


def counted(options: list[Tree], where: str, fewest: int = 2) -> Iterator[Remark]:
    """What refuses a choice of so many options."""
    if not options:
        yield remark("no-options", where)
    elif len(options) < fewest:
        yield remark("one-option", where)
    elif len(options) > MAX_OPTIONS:
        yield remark("many-options", where, count=len(options), most=MAX_OPTIONS)


def last_notes(rows: list[Tree]) -> list[Remark]:
    """Take the notes behind the last question off the rows: nothing would show them."""
    said = list[Remark]()
    while rows and rows[-1].get("type") == "note":
        said.append(remark("text-at-end", str(rows.pop()["id"])))
    return said


def whole(
    rows: list[Tree],
    scales: list[Tree],
    remarks: list[Remark],
    head: Head,
    wishes: Wishes,
    said: Said | None = None,
    unread: Iterable[str] = (),
) -> Taken:
    """What the form comes to, with all that is said of it. `said` is what it says in other languages."""
    terms = [remark("licence-kept")] if head.licence and wishes.licence else []
    head = _with_wishes(head, wishes)
    remarks = [*remarks, *too_long((*rows, *scales)), *last_notes(rows), *terms, *_said_of_file(head)]
    if all(row.get("type") == "note" for row in rows) and all(one.kind != "nothing-to-ask" for one in remarks):
        remarks.append(remark("nothing-left"))
    found = in_order(tuple(in_format(one, head.format) for one in remarks))
    if any(one.severity in REFUSING for one in found):
        return Taken(None, found, head.format)
    tree = _tree(rows, scales, head)
    kept, told = drafts(tree, said or {}, unread)
    return Taken(tree, in_order((*found, *told)), head.format, kept)


def _with_wishes(head: Head, wishes: Wishes) -> Head:
    """The head, where the person's own words go before those of the file; but never before its terms."""
    return replace(
        head,
        name=slug(wishes.name) or slug(head.name) or slug(head.title) or "questionnaire",
        title=head.title[:MAX_TITLE] or "Questionnaire",
        version=head.version or made_version(head.file),
        licence=head.licence or wishes.licence,
        citation=wishes.citation or head.citation,
        recall=wishes.recall or head.recall,
        audience=wishes.audience or head.audience,
    )


def _said_of_file(head: Head) -> Iterator[Remark]:
    if not head.licence:
        yield remark("licence")
    yield from not_said(head.recall, head.audience)


def _tree(rows: list[Tree], scales: list[Tree], head: Head) -> Tree:
    tree: Tree = {
        "questionnaire": head.name,
        "version": head.version,
        "title": head.title,
        "language": head.language,
        "recall": head.recall or NOT_SAID,
        "audience": head.audience or NOT_SAID,
        "source": {
            "citation": head.citation or head.title,
            "licence": head.licence,
            "file": f"sha256:{head.file}",
            "format": head.format,
            "wording": "fixed",
        },
    }
    if head.about:
        tree["about"] = head.about
    tree["items"] = rows
    return tree | ({"scales": scales} if scales else {})
