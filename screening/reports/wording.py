"""Answers, conditions and numbers in words, for every document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from screening.engine.condition_words import in_words
from screening.engine.own_words import declared_names, fill_words
from screening.engine.results import Result
from screening.engine.written_numbers import number as number  # what every report writes points with
from screening.model.answers import Answers, Chosen, Entered, Reply, state
from screening.model.conditions import Condition
from screening.model.content import GuidanceText, Interface
from screening.model.questionnaire import Item, Option, Questionnaire, Source
from screening.model.scales import Rounding
from screening.reports.document import (
    Block,
    Bullets,
    Paragraph,
)


def answer_in_words(item: Item, reply: Reply, words: Interface, fill: Callable[[str], str]) -> str:
    """A reply as a person would say it back: the words of the options, what was typed, or why there is no answer.

    `fill` puts the person's own words into a text.
    """
    match reply:
        case Chosen(codes=codes):
            return ", ".join(fill(item.by_code[code].text) for code in codes)
        case Entered(value=value):
            return with_unit(item, value)
        case _:
            return words.say(f"state-{state(reply)}")


def ended(text: str) -> str:
    """The text with a full stop, unless it ends in a mark of its own."""
    return text if not text or text[-1] in ".!?…:" else f"{text}."


def with_unit(item: Item, value: object) -> str:
    """A number as it is said, with the unit of its question: `72.5 kg`, `50%`. What has no unit stands alone."""
    return f"{value}{'' if item.unit == '%' else ' '}{item.unit}" if item.unit else str(value)


def subject_of(questionnaire: Questionnaire, answers: Answers) -> tuple[tuple[Item, Option], ...]:
    """The options chosen in the questions whose answers are put into the words of others: what it is all about."""
    return tuple(
        (item, option)
        for item in questionnaire.questions
        if isinstance(answer := answers.get(item.id), Chosen)
        for option in item.options
        if option.code in answer.codes and option.words
    )


def blank(questionnaire: Questionnaire, text: str, words: Mapping[str, str] | None = None) -> str:
    """The text with lines to write on in place of the person's own words, where `words` has none for them; every
    other brace is literal.
    """
    return fill_words(text, {**dict.fromkeys(declared_names(questionnaire), "______"), **(words or {})})


def condition_in_words(
    questionnaire: Questionnaire,
    condition: Condition,
    numbers: Mapping[str, int | str] | Mapping[str, str],
    *,
    quote: Callable[[str], str] = lambda text: text,
) -> str:
    """A condition in the words of the answers, with questions by their numbers. `quote` is put around each answer."""

    def name(test: Condition) -> str:
        return questionnaire.scale_by_id[test.scale].title if test.scale else str(numbers[test.item or ""])

    def code(test: Condition, value: str) -> str:
        item = questionnaire.by_id.get(test.item or "")
        return quote(item.by_code[value].text) if item and value in item.by_code else value

    return in_words(condition, name, code, questionnaire.dated)


def group_in_words(questionnaire: Questionnaire, condition: Condition) -> str:
    """The group that a condition describes, in the words of the questions: `Are you 18 or older? Yes`."""
    if condition.parts:
        return (", and " if condition.all else ", or ").join(
            group_in_words(questionnaire, part) for part in condition.parts
        )
    item = questionnaire.by_id.get(condition.item or "")
    said = condition_in_words(questionnaire, condition, {item.id: blank(questionnaire, item.ask)} if item else {})
    return said.replace("? is ", "? ", 1)


def untyped(result: Result) -> dict[str, str]:
    """The words of the subject without any that the person typed."""
    found = dict(result.words)
    for item in result.questionnaire.questions:
        for option in chosen_options(result, item.id):
            found |= {name: words.else_ or "" for name, words in option.words.items() if words.from_}
    return found


def shown_to_others(result: Result) -> tuple[GuidanceText, ...]:
    """The guidance texts without those of this moment, and without those that only a private answer brings up."""
    questionnaire = result.questionnaire
    hidden, open_ = set[str](), set[str]()
    for rule in questionnaire.guidance:
        asked = {leaf.item for leaf in rule.if_.leaves if leaf.item} if rule.if_ else set()
        private = any(not questionnaire.by_id[item].hand_out for item in asked)
        (hidden if private else open_).update(rule.show)
    shown = (text for text in result.guidance if text.part not in ("card", "first"))
    return tuple(text for text in shown if text.id not in hidden - open_)


def fill(result: Result, text: str) -> str:
    """The text with the person's own words in it, and lines where none were given."""
    return blank(result.questionnaire, text, result.words)


def codes_of(result: Result, item: str) -> tuple[str, ...]:
    answer = result.answers.get(item)
    return answer.codes if isinstance(answer, Chosen) else ()


def chosen_options(result: Result, item: str) -> list[Option]:
    found = result.questionnaire.by_id.get(item)
    return [found.by_code[code] for code in codes_of(result, item)] if found else []


def rounded_in_words(words: Interface, decimals: int, half: Rounding) -> str:
    """To how many decimals a score is rounded, and which way a half goes."""
    to = words.say("rounded-to", count=decimals) if decimals else words.say("rounded-whole")
    return f"{to} {words.say(f'rounded-{half}')}"


def borrowed(questionnaire: Questionnaire, words: Interface) -> str:
    """Whose the words of its questions are, and on which terms they may be used."""
    return borrowed_from(questionnaire.source, words)


def borrowed_from(source: Source, words: Interface) -> str:
    """The same of a source. A notice that says both whose they are and the terms stands there once."""
    citation, licence = source.citation.rstrip("."), source.licence.rstrip(".")
    if citation == licence:
        return words.say("borrowed-once", licence=licence)
    return words.say("borrowed", citation=citation, licence=licence)


def before_value(label: str) -> str:
    """A label as it stands before what belongs to it: with a colon, unless it is a question or a sentence."""
    return label if label.endswith(("?", ".", ":", "!")) else f"{label}:"


def texts(text: GuidanceText) -> list[Block]:
    """The paragraphs and bullets of a guidance text."""
    return listed(text.paragraphs)


def filled(result: Result, text: GuidanceText) -> list[Block]:
    """The paragraphs and bullets of a guidance text, with the person's own words in them."""
    return listed((bullet, fill(result, paragraph)) for bullet, paragraph in text.paragraphs)


def listed(paragraphs: Iterable[tuple[bool, str]]) -> list[Block]:
    """Paragraphs, and lists of those that are marked as bullets."""
    blocks: list[Block] = []
    bullets: list[str] = []
    for bullet, paragraph in (*paragraphs, (False, "")):
        if bullet:
            bullets.append(paragraph)
            continue
        if bullets:
            blocks.append(Bullets(tuple(bullets)))
            bullets = []
        if paragraph:
            blocks.append(Paragraph(paragraph))
    return blocks
