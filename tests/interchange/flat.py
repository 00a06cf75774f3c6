"""What the tests of forms as tables have in common: what is computed there, and where it differs from ours."""

from __future__ import annotations

from fractions import Fraction

from screening.engine.results import Result
from screening.interchange.flat.losses_out import is_computed
from screening.interchange.flat.names import FlatNames
from screening.interchange.formulas_out import ends, items_of, unsure_codes
from screening.interchange.remarks import Remark
from screening.model.answers import Chosen, Gap, Reply
from screening.model.questionnaire import Item, Option, Questionnaire
from screening.model.scales import Scale


def own_code(option: Option) -> str:
    return option.code


def computed(questionnaire: Questionnaire) -> list[Scale]:
    return [scale for scale in questionnaire.scales if is_computed(scale, questionnaire)]


def kept(names: FlatNames, remarks: tuple[Remark, ...]) -> list[Item]:
    """The items, without the texts that cannot be shown there in their cases."""
    left_out = {one.where for one in remarks if one.kind == "out-note"}
    return [item for item in names.questionnaire.items if names.fields[item.id] not in left_out]


def differences(found: Result, names: FlatNames, data: dict[str, str], shown: set[str]) -> list[str]:
    """Where the form and our engine differ: totals, and which questions are asked."""
    questionnaire = names.questionnaire
    is_complete, told = not found.having("declined") and not found.having("unanswered"), list[str]()
    for score in found.scores:
        if not is_computed(score.scale, questionnaire):
            continue
        theirs = data[names.totals[score.scale.id]]
        ours = "" if found.scores_absent or score.value is None else str(Fraction(score.value))
        is_unsure = any(is_not_sure(found.replies[item.id], item) for item in items_of(score.scale, questionnaire))
        if theirs != ours and (theirs != "" or (is_complete and not is_unsure)):
            told.append(f"{score.scale.id}: {theirs} for {score.span.low} to {score.span.high}")
    for item in questionnaire.questions if is_complete else ():
        is_asked = found.replies[item.id] is not Gap.NOT_ASKED
        if (names.fields[item.id] in shown) is not is_asked and not waits(item, questionnaire):
            told.append(f"{item.id}: asked is {is_asked}")
    return told


def is_not_sure(reply: Reply, item: Item) -> bool:
    """Whether the answer is "not sure", which blanks every total there that looks at it."""
    return isinstance(reply, Chosen) and bool(set(reply.codes) & set(unsure_codes(item)))


def waits(item: Item, questionnaire: Questionnaire) -> bool:
    """Whether it depends on a total that is blank there where an answer is "not sure"."""
    for leaf in item.only_if.leaves if item.only_if is not None else ():
        scale = questionnaire.scale_by_id.get(leaf.scale or "")
        if scale is not None and ends(scale, leaf, questionnaire) == "blank":
            return True
    return False
