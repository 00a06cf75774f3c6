"""Choose what of the translations of a questionnaire goes into a file of another format, and name the rest. Pure.

Only a translation that somebody has reviewed leaves. A text of it leaves where it was made from the present words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from screening.engine.own_words import NAME, fill_words
from screening.interchange.remarks import Remark, remark
from screening.model.content import Translation
from screening.model.questionnaire import Item, Option, Questionnaire


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words in one language by the ids of their texts, with words in the place of those of an earlier answer."""

    language: str
    texts: Mapping[str, str]

    def item(self, item: Item, key: str) -> str:
        """A text of an item; empty where it has none in the language."""
        return self.texts.get(f"items.{item.id}.{key}", "")

    def option(self, item: Item, option: Option) -> str:
        """The words of an option."""
        return self.texts.get(option_id(item, option), "")


def option_id(item: Item, option: Option) -> str:
    """The id of the words of an option as if it stood in its item, which it may do in a list that items share."""
    return f"items.{item.id}.options.{option.code}.text"


def spoken(
    questionnaire: Questionnaire,
    translations: Iterable[Translation],
    of_item: tuple[str, ...],
    of_whole: tuple[str, ...],
) -> tuple[tuple[Spoken, ...], tuple[Remark, ...]]:
    """The languages that leave, and what there is to say.

    `of_item` and `of_whole` are the texts of an item and of the questionnaire that have a place there.
    """
    found, remarks = dict[str, Spoken](), list[Remark]()
    for one in translations:
        if one.status == "draft":
            remarks.append(remark("out-draft", what=one.language))
        elif one.language not in found and one.language != questionnaire.language:
            originals = dict(_originals(questionnaire, of_item, of_whole))
            found[one.language] = made = Spoken(one.language, dict(_texts(questionnaire, one, originals)))
            remarks += _said(questionnaire, one, originals, made)
    return tuple(found.values()), tuple(remarks)


def _said(
    questionnaire: Questionnaire, translation: Translation, originals: Mapping[str, str], made: Spoken
) -> Iterator[Remark]:
    placed = {id_ for one in originals for id_ in _ids(questionnaire, one)}
    rest = [one for one in translation.texts if one not in placed and ".words-if-declined." not in one]
    if rest:
        yield remark("out-texts", what=made.language, count=len(rest))
    if missing := len(originals) - len(made.texts):
        yield remark("out-untranslated", what=made.language, count=missing)


def _originals(
    questionnaire: Questionnaire, of_item: Iterable[str], of_whole: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Every text that has a place, by its id."""
    texts = {key: getattr(questionnaire, key) for key in of_whole}
    for item in questionnaire.items:
        texts |= {f"items.{item.id}.{key}": getattr(item, key) for key in of_item}
        texts |= {option_id(item, option): option.text for option in item.options}
    texts |= {f"scales.{scale.id}.title": scale.title for scale in questionnaire.scales}
    yield from ((id_, text) for id_, text in texts.items() if text)


def _texts(
    questionnaire: Questionnaire, translation: Translation, originals: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The words that were made from the present ones, and have words for everything that is put into them."""
    for id_, original in originals.items():
        held = next((translation.texts[one] for one in _ids(questionnaire, id_) if one in translation.texts), None)
        if held is not None and held.original.split() == original.split():
            words = fill_words(held.text, _stand_ins(questionnaire, translation))
            if not set(NAME.findall(words)) & set(NAME.findall(original)):
                yield id_, words


def _stand_ins(questionnaire: Questionnaire, translation: Translation) -> dict[str, str]:
    """What stands for each `{name}` of an earlier answer in the language: the words for who declined it."""
    found = dict[str, str]()
    for item in questionnaire.items:
        for name in item.words_if_declined:
            held = translation.texts.get(f"items.{item.id}.words-if-declined.{name}")
            if held is not None:
                found.setdefault(name, held.text)
    return found


def _ids(questionnaire: Questionnaire, id_: str) -> Iterator[str]:
    """The ids that a text may have: that of an option in its item, or in a list that items share."""
    yield id_
    parts = id_.split(".options.")
    if len(parts) == 2:
        own = _worded(questionnaire.by_id[parts[0].removeprefix("items.")].options)
        lists = questionnaire.answer_lists.items()
        yield from (f"answer-lists.{name}.{parts[1]}" for name, listed in lists if _worded(listed) == own)


def _worded(options: tuple[Option, ...]) -> list[tuple[str, str]]:
    return [(one.code, one.text) for one in options]
