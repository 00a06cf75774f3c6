"""Find the words of an XLSForm in its other languages, by the ids of the texts that they become. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from screening.interchange.drafts import own_words
from screening.interchange.options import Key
from screening.interchange.xlsform.rows import Form, Row, Spoken, code_of
from screening.interchange.xlsform.words import words_of
from screening.interchange.yaml_text import Tree

_BESIDE = ("hint", "guidance_hint")  # what becomes `why`


@dataclass(frozen=True)
class Origins:
    """The row of each text by its id, and the titles of the cells that it is made of. Grows as the form is read."""

    found: dict[str, tuple[Row, tuple[str, ...]]] = field(default_factory=dict)

    def add(self, text: str, row: Row, *titles: str) -> None:
        """A text that is made of these cells, as far as they are filled. Of two with one id the first counts."""
        if filled := tuple(title for title in titles if words_of(row[title])):
            self.found.setdefault(text, (row, filled))

    def add_question(self, id_: str, row: Row, listed: Iterable[Row], codes: Mapping[Key, str]) -> None:
        """The texts of a question, and of its options by their codes."""
        self.add(f"items.{id_}.ask", row, "label")
        self.add(f"items.{id_}.why", row, *_BESIDE)
        for one in listed:
            if ours := codes.get(Key("Coding", "", one["name"])):
                self.found[f"items.{id_}.options.{ours}.text"] = (one, ("label",))  # without words the code is shown

    def add_total(self, id_: str, row: Row) -> None:
        """The title of a total, where it became a scale."""
        if id_:
            self.add(f"scales.{id_}.title", row, "label")


def said(form: Form, origins: Origins, rows: list[Tree]) -> tuple[dict[str, dict[str, str]], list[str]]:
    """The words by the id of their text, by language; and the languages without a code, or with that of another."""
    found, unread = dict[str, dict[str, str]](), list[str]()
    for spoken in form.others:
        words, code = _words(spoken, origins), code_of(spoken.name)
        if words and (not code or code in found):
            unread.append(spoken.name)
        elif words:
            found[code] = own_words(rows, code) | words
    return found, unread


def _words(spoken: Spoken, origins: Origins) -> dict[str, str]:
    """Each text of which every cell is filled in the language."""
    found = dict[str, str]()
    for id_, (row, titles) in origins.found.items():
        parts = [words_of(spoken.rows[row.sheet, row.place][title]) for title in titles]
        if all(parts):
            found[id_] = " ".join(parts)
    return found
