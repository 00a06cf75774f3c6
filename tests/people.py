"""People who answer: whole sets of answers to the shipped questionnaires, and what they are told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from random import Random

from screening.engine.accepting import answer_from_value
from screening.engine.directory import Directory
from screening.engine.results import Result, concluded
from screening.formats.render import plain_text
from screening.formats.result_json import Json
from screening.loading.library import Library, questions_folder
from screening.loading.regions import countries, directory, parts, region
from screening.model.answers import Answers
from screening.model.content import Interface
from screening.reports.document import (
    Bars,
    Block,
    Bullets,
    ContactCard,
    ContactList,
    Document,
    Facts,
    Heading,
    Paragraph,
    ScaleChart,
    Table,
    WritingLines,
)
from screening.reports.result_report import ResultReports
from tests.conftest import shipped

TODAY = "2026-11-30"
SIGNS = (
    "more-than-meant", "cut-down", "craving", "time-spent", "duties", "gave-up", "arguments", "isolation", "body",
    "mind", "danger", "tolerance", "withdrawal", "legal",
)  # fmt: skip
ADAPTED = ("tolerance", "withdrawal")
SUBJECTS = (
    "alcohol", "cannabis", "cocaine", "stimulants", "opioids", "sedatives", "nicotine", "ketamine", "other-drug",
    "gambling", "gaming", "other-behaviour", "someone-else", None,
)  # fmt: skip
BEHAVIOURS = ("gambling", "gaming", "other-behaviour")
MEDICINES = ("cannabis", "stimulants", "opioids", "sedatives", "ketamine", "other-drug", None)
URGENT: tuple[object, ...] = (
    "none", "overdose", "withdrawal-signs", "unsafe", "pregnant", None,
    ["overdose", "withdrawal-signs", "unsafe", "pregnant"],
)  # fmt: skip
RULERS = {"importance": 7, "confidence": 4, "readiness": 5}
LOW, MIDDLE, HIGH = "never", "monthly", "daily"


def said(using: object = "alcohol", level: object = LOW, **others: object) -> Json:
    """Answers by item as a document holds them: `level` for every sign, None where declined, `_` for `-`.

    Tolerance is asked yes or no: yes for any level above never.
    """
    found: Json = {
        "safety": "no", "urgent": "none", "adult": "yes", "using": using, "using-own": "my own words",
        "past-year": "yes", "prescribed": "not-prescribed",
        **dict.fromkeys(SIGNS, level), **RULERS,
        **{item.replace("_", "-"): answer for item, answer in others.items()},
    }  # fmt: skip
    return {**found, "tolerance": _as_yes_or_no(found["tolerance"])}


def _as_yes_or_no(level: object) -> object:
    return level if level in (None, "yes", "no", "not-sure") else "no" if level == LOW else "yes"


def monthly(using: object = "alcohol", level: object = LOW, **others: object) -> Json:
    """The same for the form of the past 30 days, which asks neither for the year nor for numbers."""
    found = said(using, level, **others)
    return {item: answer for item, answer in found.items() if item not in ("past-year", *RULERS)}


@lru_cache(maxsize=1)
def library() -> Library:
    """All content that comes with the program."""
    return Library(questions_folder())


@lru_cache(maxsize=1)
def words() -> Interface:
    """The program's own words."""
    return library().interface()


@lru_cache(maxsize=1)
def codes() -> tuple[str, ...]:
    """The code of every place that can be named: countries and their parts."""
    rows = (row for country in countries(library()) for row in (country, *parts(library(), country[0])))
    return tuple(code for code, _ in rows)


@lru_cache(maxsize=256)
def place(code: str, *, origin: str = "flag") -> Directory:
    """The people to talk to in a region."""
    found = region(library(), code, origin)
    assert found is not None
    return directory(library(), found)


@lru_cache(maxsize=64)
def result_reports(code: str = "CA-AB", *, today: str = TODAY, origin: str = "flag") -> ResultReports:
    """What makes documents for a region on a day."""
    return ResultReports(words(), place(code, origin=origin), library().sources, today)


def answered(given: Mapping[str, object], name: str = "signs") -> Answers:
    """The answers as values."""
    items = shipped(name).by_id
    return {item: answer_from_value(items[item], value) for item, value in given.items()}


def result_of(given: Mapping[str, object], name: str = "signs", code: str = "CA-AB") -> Result:
    """What becomes of these answers."""
    return concluded(shipped(name), answered(given, name), place(code))


def shown(given: Mapping[str, object], name: str = "signs", code: str = "CA-AB") -> str:
    """The result as people read it."""
    return plain_text(result_reports(code).result(result_of(given, name, code)))


def page(given: Mapping[str, object], name: str = "signs", code: str = "CA-AB", *, answers: bool = False) -> str:
    """The page to take away as people read it."""
    return plain_text(result_reports(code).hand_out(result_of(given, name, code), answers=answers))


@dataclass(frozen=True)
class Told:
    """Somebody's answers, and everything that they are told. The documents are made when a test looks at them."""

    given: Json
    name: str
    result: Result

    @cached_property
    def document(self) -> Document:
        """The result on the screen."""
        return result_reports().result(self.result, everything=True)

    @cached_property
    def hand_out(self) -> Document:
        """The page to take away."""
        return result_reports().hand_out(self.result)

    @property
    def answers(self) -> Json:
        """The answers that count: what is not asked is left out."""
        return {item: answer for item, answer in self.given.items() if item in self.result.answers}

    def __repr__(self) -> str:
        return f"{self.name} {self.answers}"


# Many people.


def everybody() -> tuple[Told, ...]:
    """Every combination that a rule of the guidance looks at, every urgent answer, and people drawn by lot."""
    return _everybody()


@lru_cache(maxsize=1)
def _everybody() -> tuple[Told, ...]:
    signs = (_told(given, "signs") for given in (*by_rules(), *by_urgency(), *by_lot(150)))
    months = (_told(given, "past-month") for given in (*by_rules_of_a_month(), *map(_a_month, by_urgency())))
    return (*signs, *months)


def _told(given: Json, name: str) -> Told:
    return Told(given, name, result_of(given, name))


LEVELS: tuple[Json, ...] = (
    {},
    {"tolerance": "yes", "withdrawal": "weekly"},
    {"more-than-meant": MIDDLE, "cut-down": MIDDLE},
    {**dict.fromkeys(SIGNS, HIGH), "tolerance": "yes"},
    dict.fromkeys(SIGNS),
)


def by_rules() -> Iterator[Json]:
    """Subject, age, year, prescription, and each level of points: all that the rules of `signs` ask about."""
    for using, adult, year in product(SUBJECTS, ("yes", "no", None), ("yes", "no", None)):
        base = said(using, adult=adult, past_year=year)
        if year == "no" or using == "someone-else":
            yield base
            continue
        kinds = ("as-directed", "more", "not-prescribed", "not-sure", None) if using in MEDICINES else ("not-sure",)
        yield from ({**base, "prescribed": kind, **level} for kind, level in product(kinds, LEVELS))


def by_rules_of_a_month() -> Iterator[Json]:
    """The same for the form of the past 30 days."""
    for using, adult, kind in product(SUBJECTS, ("yes", "no", None), ("as-directed", "more", "not-sure", None)):
        if using in MEDICINES or kind == "not-sure":
            level = "weekly" if kind == "more" else None if kind is None else LOW
            yield monthly(using, level, adult=adult, prescribed=kind)


def by_urgency() -> Iterator[Json]:
    """Every answer to the first two questions, for some subjects and ages."""
    for safety, urgent in product(("no", "yes", "not-sure", None), URGENT):
        for using, adult in (("alcohol", "yes"), ("ketamine", "yes"), ("opioids", "no"), ("someone-else", None)):
            yield said(using, adult=adult, safety=safety, urgent=urgent)


def _a_month(given: Json) -> Json:
    return {item: answer for item, answer in given.items() if item not in ("past-year", *RULERS)}


def by_lot(count: int) -> Iterator[Json]:
    """Answers drawn from all that there are, one question in six declined. The same ones in each run."""
    lot = Random(29)
    for _ in range(count):
        codes = {item.id: [option.code for option in item.options] for item in shipped("signs").questions}
        drawn: Json = {item: lot.choice([*options, None]) for item, options in codes.items() if options}
        numbers = {item: lot.choice([0, 10, None]) for item in RULERS}
        yield {**drawn, "using-own": lot.choice(["my own words", None]), **numbers}


# What they read.


def blocks(document: Document, *ids: str) -> Iterator[Block]:
    """The blocks of the sections with these ids; of all sections without any."""
    for section in document.sections:
        if not ids or section.id in ids:
            yield from section.blocks


def sentences(document: Document) -> Iterator[str]:
    """Every text of a document but proper names and ways to reach somebody."""
    yield document.title
    yield from (section.title for section in document.sections)
    for block in blocks(document):
        match block:
            case Heading(text) | Paragraph(text):
                yield text
            case Bullets(items):
                yield from items
            case ContactCard(details=details):
                yield from details
            case ContactList(contacts):
                yield from (detail for contact in contacts for detail in contact.details)
            case Bars(bars):
                yield from (f"{bar.label}: {bar.words}" for bar in bars)
            case Table(headings, rows):
                yield from (cell for row in (headings, *rows) for cell in row)
            case Facts(rows):
                yield from (text for row in rows for text in row)
            case WritingLines(labels):
                yield from labels
            case ScaleChart(title=title, about=about, bands=bands, points=points):
                yield from (title, about, *(band.title for band in bands), *(mark.words for mark in points))
            case _:
                yield f"{block.label}: {block.words}"


def people(found: Iterable[Block]) -> list[ContactCard]:
    """The people to talk to among the blocks."""
    listed = list(found)
    lists = [contact for block in listed if isinstance(block, ContactList) for contact in block.contacts]
    return [*lists, *(block for block in listed if isinstance(block, ContactCard))]
