"""Check answers where they come in: one answer against its item, and a mapping of answers against a questionnaire.

Plain values are those of the JSON contract: a code, a list of codes, a number, a text, None for declined.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from math import isfinite

from screening.engine import dates
from screening.engine.points import bounds, fewest
from screening.errors import AnswerNotAccepted, AnswersError
from screening.model.answers import Answer, Answers, Chosen, Declined, Entered, exact
from screening.model.fields import MAX_TEXT
from screening.model.questionnaire import Item, Questionnaire
from screening.text import clean, hint

GivenAnswers = Mapping[str, object]  # ids to answers or plain values: what is in it is checked when it is used


def checked(questionnaire: Questionnaire, given: GivenAnswers) -> Answers:
    """The answers by item id, as they are kept. Raises AnswersError with every problem: ids, and never a value."""
    if not isinstance(given, Mapping):
        raise AnswersError(("The answers are not a mapping of item ids to answers.",))
    answers, problems = collected(questionnaire, given)
    if problems:
        raise AnswersError(tuple(problems))
    return answers


def for_another(questionnaire: Questionnaire) -> str:
    """That answers are for another questionnaire than this one. Then nothing else that is wrong with them matters."""
    return f"questionnaire: these answers are for another questionnaire than {questionnaire.id}."


def collected(questionnaire: Questionnaire, given: GivenAnswers, most: int | None = None) -> tuple[Answers, list[str]]:
    """The answers that are accepted, by item id, and what is wrong with the others: all of it, or the first `most`."""
    single = _single_codes(questionnaire)
    answers: dict[str, Answer] = {}
    problems: list[str] = []
    for number, (name, value) in enumerate(given.items(), 1):
        code = value.codes[0] if value.__class__ is Chosen and len(value.codes) == 1 else value
        if code.__class__ is str and (known := single.get((name, code))) is not None:
            answers[name] = known
            continue
        if len(problems) == most:
            break
        item = questionnaire.by_id.get(name) if isinstance(name, str) else None
        if item is None or item.type == "note":
            problems.append(_unknown_item(questionnaire, number, name))
            continue
        try:
            answers[item.id] = answer_from_value(item, value)
        except AnswerNotAccepted as slip:
            problems.append(f"{item.id}: {wanted(item, slip)}")
    return answers, problems


@lru_cache(maxsize=64)
def _single_codes(questionnaire: Questionnaire) -> dict[tuple[str, str], Chosen]:
    """The answers to items with one choice, by item and code: nearly all answers are such, and need no more checks."""
    choices = (item for item in questionnaire.questions if item.type == "choice")
    return {(item.id, option.code): Chosen(option.code) for item in choices for option in item.options}


def _unknown_item(questionnaire: Questionnaire, number: int, name: object) -> str:
    """A mistaken key may hold anything, so it is told by its place, and only an id that it is close to is named."""
    known = [item.id for item in questionnaire.questions]
    return f"Answer {number}: there is no such item. {hint(name if isinstance(name, str) else '', known)}"


def answer_from_value(item: Item, value: object) -> Answer:
    """The answer that a plain value stands for; None is declined. Raises AnswerNotAccepted."""
    match value:
        case Chosen() | Entered() | Declined():
            return accept(item, value)
        case None:
            return Declined()
        case bool():
            raise AnswerNotAccepted("wrong-type")
        case int() | Decimal() if item.type == "number":
            return accept(item, Entered(value))
        case float() if item.type == "number" and isfinite(value):
            return accept(item, Entered(exact(value)))
        case str() if item.type == "text" or item.is_dated:
            return accept(item, Entered(value))
        case str() if item.type in ("choice", "choices"):
            return accept(item, Chosen(value))
        case list() | tuple() if item.type == "choices" and all(isinstance(code, str) for code in value):
            return accept(item, Chosen(*value))
    raise AnswerNotAccepted("wrong-type")


def wanted(item: Item, slip: AnswerNotAccepted) -> str:
    """What the item wants in place of an answer that was not accepted, for whoever writes a program."""
    match item.type:
        case "number":
            least, most = bounds(item)
            if not item.decimals:
                return f"a whole number from {least} to {most} is wanted, or null."
            decimals = "1 decimal" if item.decimals == 1 else f"{item.decimals} decimals"
            return f"a number from {least} to {most} with at most {decimals} is wanted, or null."
        case "date":
            return f"{_wanted_date(item)} is wanted, or null."
        case "time":
            return f"a time such as 07:30{_wanted_between(item)} is wanted, or null."
        case "text":
            return f"a text of at most {item.most or MAX_TEXT} characters is wanted, or null."
        case "choices" if slip.reason in ("exclusive", "how-many"):
            return "these options cannot be chosen together, or they are too many or too few."
        case "choices":
            return "a list of the item's option codes is wanted, or null."
    return "one of the item's option codes is wanted, or null."


def _wanted_date(item: Item) -> str:
    forms = ("2026", "2026-05", "2026-05-17")[dates.PRECISIONS.index(item.precision or "year") :]
    return f"a date such as {' or '.join(forms)}{_wanted_between(item)}"


def _wanted_between(item: Item) -> str:
    first = f", not before {item.earliest}" if item.earliest else ""
    return f"{first}{f', not after {item.latest}' if item.latest else ''}"


def accept(item: Item, answer: Answer) -> Answer:
    """The answer as it is kept: codes in the order of the file, text cleaned. Raises AnswerNotAccepted."""
    match answer:
        case Chosen(codes=codes) if item.type in ("choice", "choices"):
            return _accept_codes(item, codes)
        case Entered(value=int() | Decimal() as value) if item.type == "number" and not isinstance(value, bool):
            return _accept_number(item, value)
        case Entered(value=str(value)) if item.type == "text":
            return _accept_text(item, value)
        case Entered(value=str(value)) if item.is_dated:
            return _accept_moment(item, value)
        case Declined():
            return answer
    if not isinstance(answer, Chosen | Entered | Declined):
        raise TypeError(f"an answer is Chosen(code, ...), Entered(value) or Declined(), not {type(answer).__name__}")
    raise AnswerNotAccepted(f"not-{item.type}")


def _accept_number(item: Item, value: int | Decimal) -> Answer:
    """A whole number is kept as one, and any other without needless zeros: an answer has one form only."""
    least, most = bounds(item)
    if (isinstance(value, Decimal) and not value.is_finite()) or not least <= value <= most:
        raise AnswerNotAccepted("number-range", least=least, most=most)
    if value % item.step:
        raise AnswerNotAccepted("number-decimals", most=item.decimals)
    return Entered(int(value) if value == int(value) else Decimal(value).normalize())


def _accept_codes(item: Item, codes: tuple[str, ...]) -> Answer:
    chosen = [option for option in item.options if option.code in codes]
    if not chosen or len(chosen) != len(codes):  # an unknown code, or one that stands twice
        raise AnswerNotAccepted("unknown-option", most=len(item.options))
    if item.type == "choice" and len(chosen) > 1:
        raise AnswerNotAccepted("one-only", most=len(item.options))
    alone = any(option.exclusive for option in chosen)
    if alone and len(chosen) > 1:
        raise AnswerNotAccepted("exclusive", option=item.options.index(next(o for o in chosen if o.exclusive)) + 1)
    least, most = fewest(item), item.most or len(item.options)
    if item.type == "choices" and not alone and not least <= len(chosen) <= most:
        raise AnswerNotAccepted("how-many", least=least, most=most)
    return Chosen(*(option.code for option in chosen))


def _accept_moment(item: Item, value: str) -> Answer:
    """A date or a time, as it is kept."""
    found = dates.written(item.type, value)
    if found is None:
        raise AnswerNotAccepted(f"not-{item.type}")
    says = dates.PRECISIONS.index(dates.precision(found)) if item.type == "date" else 0
    if says < dates.PRECISIONS.index(item.precision or "year"):
        raise AnswerNotAccepted("imprecise")
    if not dates.is_within(item, found):
        raise AnswerNotAccepted("out-of-bounds")
    return Entered(found)


def _accept_text(item: Item, value: str) -> Answer:
    text = clean(value).strip()
    most = item.most or MAX_TEXT
    if not text or len(text) > most:
        raise AnswerNotAccepted("text-length", most=most)
    return Entered(text)
