"""Keep the words that a file of another format has in other languages: each language as a draft of a translation. Pure.

A draft may lack texts: the linter names them, as in any translation that nobody has reviewed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from screening.interchange.limits import LONGEST
from screening.interchange.options import has_words, words_for
from screening.interchange.remarks import Remark, remark
from screening.interchange.repeats import copied_rows, with_words_of_copies
from screening.interchange.yaml_text import Tree, rows

Said = Mapping[str, Mapping[str, str]]  # words by the id of their text, by language

MAX_DRAFTS = 20
_CODE = re.compile(r"([A-Za-z]{2,3})(?:-([A-Za-z0-9]{2,8}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Draft:
    """A translation as it stands in a file of ours, and how many texts of the questionnaire it lacks."""

    language: str
    tree: Tree
    texts: int
    missing: int


def language_code(written: str) -> str:
    """The code of a language as our files have it, such as `fr` or `pt-BR`; empty where it can be none."""
    found = _CODE.fullmatch(written.strip().replace("_", "-"))
    if found is None:
        return ""
    language, part = found[1].lower(), found[2] or ""
    part = {2: part.upper(), 4: part.title()}.get(len(part), part.lower())
    return f"{language}-{part}" if part else language


def drafts(tree: Tree, said: Said, unread: Iterable[str] = ()) -> tuple[tuple[Draft, ...], tuple[Remark, ...]]:
    """The drafts of a questionnaire, and what there is to say: of the languages in `unread` only that they are lost."""
    own = str(tree["language"]).casefold()
    originals = texts_of(tree)
    made = [
        _draft(tree, originals, language, with_words_of_copies(tree, words))
        for language, words in said.items()
        if language.casefold() != own
    ]
    found = [one for one in made if one.texts]
    lost = [*unread, *(one for one in said if one.casefold() == own), *(one.language for one in found[MAX_DRAFTS:])]
    kept = tuple(found[:MAX_DRAFTS])
    remarks = [remark("draft", what=one.language, missing=one.missing, count=one.missing + one.texts) for one in kept]
    if lost:
        remarks.append(remark("translation", what=", ".join(lost)))
    return kept, tuple(remarks)


def _draft(tree: Tree, originals: Mapping[str, str], language: str, words: Mapping[str, str]) -> Draft:
    texts = {
        id_: {"original": original, "text": words[id_]}
        for id_, original in originals.items()
        if 0 < len(words.get(id_, "")) <= LONGEST
    }
    head = {key: tree[key] for key in ("questionnaire", "version")}
    own: Tree = {**head, "language": language, "status": "draft", "source": tree["source"], "texts": texts}
    return Draft(language, own, len(texts), len(originals) - len(texts))


# The texts of a questionnaire, by the ids that the linter has for them.


def texts_of(tree: Tree) -> dict[str, str]:
    """Every text that a translation can have, by its id, in the order of the file."""
    found: Tree = {key: tree[key] for key in ("title", "recall", "audience", "about") if key in tree}
    for row in (*rows(tree, "items"), *copied_rows(tree)):
        found |= _texts(f"items.{row['id']}", row, ("ask", "label", "why", "unit"))
        for option in rows(row, "options"):
            found |= _texts(f"items.{row['id']}.options.{option['code']}", option, ("text",))
    for row in rows(tree, "scales"):
        found |= _texts(f"scales.{row['id']}", row, ("title", "no-score-because"))
        for one in rows(row, "count-of"):
            found |= _texts(f"scales.{row['id']}.count-of.{one['id']}", one, ("because",))
    return {id_: str(words) for id_, words in found.items()}


def _texts(begins: str, row: Tree, keys: Iterable[str]) -> Tree:
    return {f"{begins}.{key}": row[key] for key in keys if key in row}


def own_words(items: Iterable[Tree], language: str) -> dict[str, str]:
    """The words that are ours and not the file's: yes, no, and those for an answer of one's own.

    Nothing in a language in which there are no such words.
    """
    if not has_words(language):
        return {}
    words, found = words_for(language), dict[str, str]()
    for row in items:
        begins, codes = f"items.{row['id']}", [str(one["code"]) for one in rows(row, "options")]
        match row.get("was"):
            case "own-answer":
                found[f"{begins}.ask"] = words.which
            case "open-choice" if codes:
                found[f"{begins}.options.{codes[-1]}.text"] = words.other
            case "boolean" if codes == ["yes", "no"]:
                found |= {f"{begins}.options.yes.text": words.yes, f"{begins}.options.no.text": words.no}
    return found
