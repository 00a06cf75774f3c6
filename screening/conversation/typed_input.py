"""Parse typed input into keys and answers. Every user interface uses the same table of keys."""

from __future__ import annotations

import re
from collections.abc import Sequence

from screening.engine.dates import written
from screening.engine.points import bounds
from screening.engine.written_numbers import number_in
from screening.errors import AnswerNotAccepted
from screening.model.answers import Answer, Chosen, Entered
from screening.model.content import Interface
from screening.model.fields import MAX_TEXT
from screening.model.keys import KEY_OF
from screening.model.questionnaire import Item
from screening.reports.wording import with_unit

# Between several choices: commas, semicolons and their full-width, ideographic and Arabic forms. Blanks too.
SEPARATORS = ",;\uff0c\uff1b\u3001\u060c\u061b"


def key_of(typed: str, item: Item | None = None) -> str:
    """The key that was typed; empty if it was none.

    In a text item only the exact single letters are keys. The words of an option are not a key but the option.
    """
    word = typed.strip().lower()
    if item is not None and len(word) != 1 and (item.type == "text" or _option(item, typed) is not None):
        return ""
    return KEY_OF.get(word, "")


def whole(typed: str) -> int | None:
    """The whole number that was typed, in any script's digits; None for anything else."""
    text = typed.strip().removesuffix(".")
    return int(text) if text.isdecimal() and len(text) <= 7 else None


def named(typed: str, texts: Sequence[str]) -> int:
    """The number of the row with these words, or of the only one that begins so and they are no key; 0 if none."""
    word, found = typed.strip().casefold(), [text.casefold() for text in texts]
    if word in found:
        return found.index(word) + 1
    begun = [number for number, text in enumerate(found, 1) if text.startswith(word)]
    return begun[0] if len(word) > 1 and len(begun) == 1 and not key_of(typed) else 0


def parse(item: Item, typed: str) -> Answer:
    """The answer that was typed. Raises AnswerNotAccepted."""
    match item.type:
        case "text":
            text = typed.strip()
            return Entered(text[1:] if text.startswith("'") and len(text) == 2 else text)
        case "date" | "time":
            found = written(item.type, typed)
            if found is None:
                raise AnswerNotAccepted(f"not-{item.type}")
            return Entered(found)
        case "number":
            number = number_in(item, typed)
            if number is None:
                raise AnswerNotAccepted("not-number")
            return Entered(number)
        case _:
            parts = _parts(item, typed) if item.type == "choices" else [typed]
            return Chosen(*(_code(item, part) for part in parts))


def _parts(item: Item, typed: str) -> list[str]:
    """What stands between the separators; between blanks too where it is not the words of one option."""
    found: list[str] = []
    for part in re.split(f"[{SEPARATORS}]", typed):
        found += [part] if _option(item, part) is not None else part.split()
    return found


def _code(item: Item, typed: str) -> str:
    code = _option(item, typed)
    if code is None:
        raise AnswerNotAccepted("unknown-option")
    return code


def _option(item: Item, typed: str) -> str | None:
    """The code of the option whose number, words or code this is."""
    number = whole(typed)
    if number is not None and 1 <= number <= len(item.options):
        return item.options[number - 1].code
    word = typed.strip().casefold()
    word = KEY_OF[word] if word in ("y", "n") else word  # yes and no, as everywhere
    return next((option.code for option in item.options if word in (option.text.casefold(), option.code)), None)


def refusal(item: Item, error: AnswerNotAccepted, words: Interface) -> str:
    """One calm line that says what can be typed."""
    match error.reason:
        case "exclusive" | "how-many":
            return words.say(error.reason, **error.facts)
        case _ if item.type == "choices":
            return words.say("not-several", most=len(item.options))
        case _ if item.type == "number":
            least, most = bounds(item)
            facts = {"least": least, "most": with_unit(item, most)}
            return words.say("not-decimals" if item.decimals else "not-bounds", count=item.decimals, **facts)
        case _ if item.is_dated:
            return dated_refusal(item, words)
        case _ if item.type == "text":
            return words.say("not-text", most=item.most or MAX_TEXT)
    return words.say("not-two") if len(item.options) == 2 else words.say("not-range", count=len(item.options))


def dated_refusal(item: Item, words: Interface) -> str:
    """What date or time can be typed."""
    wanted = "not-time" if item.type == "time" else f"not-date-{item.precision or 'year'}"
    said = [words.say(wanted)]
    said += [words.say("not-before", earliest=item.earliest)] if item.earliest else []
    said += [words.say("not-after", latest=item.latest)] if item.latest else []
    return " ".join(said)


def reason_of(error: Exception) -> str:
    """Why something could not be written, without a path of ours and without any answer."""
    return (error.strerror or type(error).__name__) if isinstance(error, OSError) else str(error)
