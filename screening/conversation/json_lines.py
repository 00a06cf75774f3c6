"""Answers from a file, and the JSON Lines conversation: the contract that scripts rely on. No terminal.

The JSON Schemas stand in `docs/schemas/`. Added fields keep `SCHEMA_VERSION`; a changed meaning raises it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Set
from decimal import Decimal
from typing import BinaryIO

from screening.engine.accepting import answer_from_value, collected, for_another, wanted
from screening.engine.directory import Directory
from screening.engine.interview import Interview, Move, Status, given, start
from screening.engine.points import fewest
from screening.engine.results import conclude
from screening.errors import AnswerNotAccepted, AnswersError, MoveNotAllowed
from screening.formats.result_json import (
    SCHEMA_VERSION,
    Json,
    about_json,
    because,
    contact_json,
    result_json,
    text_lines,
)
from screening.model.answers import Answer, Answers, Chosen, Declined, Entered, Gap, state
from screening.model.content import Interface
from screening.model.fields import MAX_TEXT, json_number
from screening.model.questionnaire import CriticalItem, Item, Questionnaire
from screening.reports.wording import answer_in_words

MAX_BYTES = 4_000_000
MAX_LINE = 1_000_000
MAX_PROBLEMS = 50
_ABOUT = ("questionnaire", "version", "answers")  # the keys of the document
_MORE = "There are more problems than these. Mend these first, then try again."
_NO_ANSWERS = 'The key "answers" is missing, or it is not an object.'


# Answers from a file.


def read_answers(questionnaire: Questionnaire, text: str) -> Answers:
    """The answers in a document of the contract. Raises AnswersError that lists every problem, with ids, not values; of
    answers to another questionnaire only that.
    """
    problems: list[str] = []
    document = _loaded(text, {*_ABOUT, *questionnaire.by_id}, problems)
    if not isinstance(document, dict):
        raise _refused(problems or ["The answers are not a JSON object."])
    if document.get("questionnaire", questionnaire.id) != questionnaire.id:
        raise _refused([for_another(questionnaire)])
    problems += _about(questionnaire, document)
    given = document.get("answers")
    answers, slips = (
        collected(questionnaire, given, MAX_PROBLEMS + 1) if isinstance(given, dict) else ({}, [_NO_ANSWERS])
    )
    problems += slips
    if problems:
        raise _refused(problems)
    return answers


def _refused(problems: list[str]) -> AnswersError:
    """The first problems, and whether there are more."""
    more = [_MORE] if len(problems) > MAX_PROBLEMS else []
    return AnswersError((*problems[:MAX_PROBLEMS], *more))


def _loaded(text: str, known: Set[str], problems: list[str]) -> object:
    """The document; a key that stands twice is a problem, and named only if it is one of those that are known."""

    def pairs(found: list[tuple[str, object]]) -> dict[str, object]:
        names = (name if name in known else "A key that is not known" for name in _twice(found))
        problems.extend(f"{name}: it stands twice." for name in dict.fromkeys(names))
        return dict(found)

    try:
        return json.loads(text, object_pairs_hook=pairs, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        line = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        problems.append(f"This is not valid JSON{line}.")
        return None


def _twice(pairs: list[tuple[str, object]]) -> list[str]:
    return [name for name, times in Counter(name for name, _ in pairs).items() if times > 1]


def _refuse_constant(_: str) -> object:
    raise ValueError


def _about(questionnaire: Questionnaire, document: Mapping[str, object]) -> Iterator[str]:
    unknown = [number for number, name in enumerate(document, 1) if name not in _ABOUT]
    yield from (f"Key {number} of the document: there is no such key." for number in unknown)
    if document.get("version", questionnaire.version) != questionnaire.version:
        yield f"version: these answers are for another version than {questionnaire.version}."


# The result as JSON.


# The conversation in JSON Lines.


class Unread(Exception):
    """A line that cannot be read. `code` is `too-long` or `not-json`."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def lines_of(stream: BinaryIO) -> Iterator[bytes | None]:
    """The lines of a stream without their ends; None for one that is longer than `MAX_LINE` bytes."""
    while line := stream.readline(MAX_LINE + 2):
        said = line.removesuffix(b"\n").removesuffix(b"\r")
        while len(said) > MAX_LINE and line and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE)
        yield said if len(said) <= MAX_LINE else None


def converse(
    questionnaire: Questionnaire,
    directory: Directory,
    words: Interface,
    lines: Iterator[bytes | None],
    say: Callable[[Json], None],
    *,
    known: Answers | None = None,
    why: bool = True,
) -> Status:
    """The whole conversation. `lines` gives what is said (see `lines_of`); its end is a stop.

    `known` is answered beforehand, such as what it is about.

    Every line up to the end gets exactly one back. After an error nothing has moved, and the question is not repeated.
    Raises NoWording before the first line.
    """
    interview = given(start(questionnaire).questionnaire, known or {})
    about = {**about_json(questionnaire), "title": questionnaire.title}
    items = [item.id for item in questionnaire.questions]
    opening = {"questionnaire": about, "items": items, "intended_use": words.say("intended-use")}
    say({"start": {"schema_version": SCHEMA_VERSION, **opening}})
    say(_now(interview, directory, words))
    for line in lines:
        try:
            interview = _moved(interview, _read(line))
        except (Unread, AnswerNotAccepted, MoveNotAllowed) as slip:
            say({"error": _error(interview, slip)})
            continue
        if interview.status is not Status.IN_PROGRESS:
            break
        say(_now(interview, directory, words))
    else:
        interview = interview.stop()
    say({"result": result_json(conclude(interview, directory), words, why=why)})
    return interview.status


def _error(interview: Interview, slip: Unread | AnswerNotAccepted | MoveNotAllowed) -> Json:
    """What a program is told about its slip, in ids and never in values."""
    match slip:
        case Unread():
            return {"code": slip.code, "text": str(slip)}
        case MoveNotAllowed():
            return {"code": "move-not-allowed", "text": f"{str(slip).capitalize()}."}
    what = wanted(interview.item, slip) if interview.item else ""
    return {"code": "not-accepted", "text": f"{what[:1].upper()}{what[1:]}"}


def _read(line: bytes | None) -> tuple[str, object]:
    """The one move that a line holds. Raises Unread."""
    if line is None:
        raise Unread("too-long", f"A line has at most {MAX_LINE} bytes.")
    try:
        said = json.loads(line.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise Unread("not-json", "This line is not JSON.") from None
    if not isinstance(said, dict) or len(said) != 1:
        raise Unread("not-json", 'One move is wanted, such as {"answer": "monthly"}.')
    ((move, value),) = said.items()
    return move, value


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if _twice(pairs):
        raise ValueError
    return dict(pairs)


def _moved(interview: Interview, said: tuple[str, object]) -> Interview:
    """The sitting after one move. Raises the interview's own errors."""
    move, value = said
    match move:
        case "answer":
            return interview.answer(answer_from_value(_standing_item(interview), value))
        case "go_to" if isinstance(value, str):
            return interview.go_to(value)
        case "decline" | "back" | "go_on" | "submit" | "stop" if value is True:
            step: Callable[[], Interview] = getattr(interview, move)
            return step()
    raise _not_now(interview)


def _standing_item(interview: Interview) -> Item:
    if interview.item is None or Move.ANSWER not in interview.moves:
        raise _not_now(interview)
    return interview.item


def _not_now(interview: Interview) -> MoveNotAllowed:
    return MoveNotAllowed(f"the moves now are: {', '.join(interview.moves)}")


def _now(interview: Interview, directory: Directory, words: Interface) -> Json:
    moves = [move.value for move in interview.moves]
    if interview.alerts:
        return {"alert": [_alert(alert, directory) for alert in interview.alerts], "moves": moves}
    if interview.item is None:
        review = [_reviewed(interview, item, words) for item in interview.path]
        return {"review": {"answers": review}, "moves": moves}
    return {"ask": _ask(interview, interview.item), "moves": moves, "progress": list(interview.progress)}


def _alert(critical: CriticalItem, directory: Directory) -> Json:
    texts = [directory.texts[text] for text in critical.guidance]
    contacts = dict.fromkeys(one for text in texts for one in directory.for_kinds(text.contacts).everyone)
    return {
        "id": critical.id,
        "text": "\n".join(map(text_lines, texts)),
        "contacts": [contact_json(contact) for contact in contacts],
        "guidance": list(critical.guidance),
        "because": because(critical),
        "stop_first": critical.stop_first,
    }


def _ask(interview: Interview, item: Item) -> Json:
    options = [{"code": option.code, "text": interview.fill(option.text)} for option in item.options]
    several = item.type == "choices"
    return {
        "id": item.id,
        "text": interview.fill(item.ask),
        "label": interview.fill(item.label) if item.label else None,
        "notes": list(interview.notes),
        "why": interview.fill(item.why) if item.why else None,
        "kind": item.type,
        "options": options,
        "exclusive": [option.code for option in item.options if option.exclusive],
        "minimum": fewest(item) if several else item.least,
        "maximum": (item.most or len(options)) if several else item.most if item.type == "number" else None,
        "decimals": item.decimals if item.type == "number" else None,
        "unit": item.unit,
        "earliest": item.earliest,
        "latest": item.latest,
        "precision": (item.precision or "year") if item.type == "date" else None,
        "max_length": (item.most or MAX_TEXT) if item.type == "text" else None,
        "answer": _value(interview.standing),
    }


def _value(answer: Answer | None) -> object:
    """The standing answer: {"value": ...}, in which null is declined; null where there is none."""
    match answer:
        case None:
            return None
        case Chosen(codes=codes):
            return {"value": codes[0] if len(codes) == 1 else list(codes)}
        case Entered(value=value):
            return {"value": json_number(value) if isinstance(value, Decimal) else value}
        case Declined():
            return {"value": None}


def _reviewed(interview: Interview, item: Item, words: Interface) -> Json:
    answer = interview.answers.get(item.id)
    return {
        "id": item.id,
        "text": interview.fill(item.ask),
        "label": interview.fill(item.label) if item.label else None,
        "state": state(answer) if answer is not None else "unanswered",
        "answer": _value(answer),
        "shown": answer_in_words(item, answer or Gap.OPEN, words, interview.fill),
    }
