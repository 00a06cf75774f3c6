"""The options of a question: our codes for what a file of theirs calls them, and words that come without any. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from screening.interchange.remarks import Remark

# The words of answers that FHIR has without words. A language that is not here gets the English ones.
_ANSWERS = {
    "en": ("Yes", "No", "Another answer", "What is your answer?"),
    "fr": ("Oui", "Non", "Autre réponse", "Quelle est votre réponse ?"),
    "es": ("Sí", "No", "Otra respuesta", "¿Cuál es su respuesta?"),
    "de": ("Ja", "Nein", "Andere Antwort", "Wie lautet Ihre Antwort?"),
    "nl": ("Ja", "Nee", "Een ander antwoord", "Wat is uw antwoord?"),
}


class AnswerWords(NamedTuple):
    """What stands for true, for false, for an answer of one's own, and how that is asked for."""

    yes: str
    no: str
    other: str
    which: str


class Key(NamedTuple):
    """What a condition may call an answer by: the key of its value, its code system, and the value itself."""

    kind: str
    system: str
    value: str


@dataclass(frozen=True, slots=True)
class Options:
    """The options as they stand in our file, and our code for each way in which a condition may name one."""

    rows: tuple[dict[str, object], ...]
    codes: dict[Key, str] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    said: dict[str, dict[str, str]] = field(default_factory=dict)  # words in other languages, by our code

    def code_of(self, key: Key) -> str | None:
        """Our code for what a condition names. A code system that one side leaves out is not compared."""
        for known, code in self.codes.items():
            same = (known.kind, known.value) == (key.kind, key.value)
            if same and (not key.system or not known.system or known.system == key.system):
                return code
        return None

    def code_named(self, value: str) -> str | None:
        """Our code for a code of theirs, or for `yes` and `no` of a boolean."""
        named = {key.value: code for key, code in self.codes.items() if key.kind != "Boolean"}
        return named.get(value) or next((code for code in self.codes.values() if code == value and not named), None)

    @property
    def have_points(self) -> bool:
        """Whether every option has points."""
        return bool(self.rows) and all("score" in row for row in self.rows)

    @property
    def without_points(self) -> frozenset[str]:
        """The codes of the options that have none."""
        return frozenset(str(row["code"]) for row in self.rows if row.get("score", "unknown") == "unknown")


NO_OPTIONS = Options(())


def has_points(row: Mapping[str, object]) -> bool:
    """Whether an option, as it stands in our file, has a number of points."""
    return row.get("score", "unknown") not in ("unknown", "not-asked")


def words_for(language: str) -> AnswerWords:
    """The words in the language of the file; the English ones where there are none."""
    return AnswerWords(*_ANSWERS.get(language.partition("-")[0].lower(), _ANSWERS["en"]))


def has_words(language: str) -> bool:
    """Whether there are such words in the language."""
    return language.partition("-")[0].lower() in _ANSWERS


def own_code(options: Options) -> str:
    """The code of the option that stands for an answer of one's own."""
    return "other" if all(row["code"] != "other" for row in options.rows) else "own-answer"


def yes_no(words: AnswerWords) -> Options:
    """The options of a boolean."""
    rows: tuple[dict[str, object], ...] = ({"code": "yes", "text": words.yes}, {"code": "no", "text": words.no})
    return Options(rows, {Key("Boolean", "", "True"): "yes", Key("Boolean", "", "False"): "no"})
