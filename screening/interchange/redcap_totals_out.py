"""Write scales as calculated fields of REDCap, which are blank while anything that they hang on is missing. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from screening.interchange.computable import is_tested, is_written
from screening.interchange.formulas import Ends, ends, is_summed_up, leaves_behind
from screening.interchange.redcap_dictionary import Field
from screening.interchange.redcap_logic_out import RedcapLogic
from screening.interchange.redcap_names import RedcapNames
from screening.interchange.redcap_words import as_words
from screening.model.conditions import Condition
from screening.model.questionnaire import Questionnaire
from screening.model.scales import Scale


def total_fields(scale: Scale, names: RedcapNames) -> Iterator[Field]:
    """The field of a total, and those that conditions look at. Only for a scale that `is_computed`. Raises TooLong."""
    logic, title = RedcapLogic(names), as_words(scale.title)
    yield Field(names.totals[scale.id], names.form, "calc", title, choices=logic.shown(scale))
    for unsure in _ends_read(scale, names.questionnaire):
        name, formula = names.counted(scale, unsure), logic.counted(scale, unsure)
        yield Field(name, names.form, "calc", title, choices=formula, annotation="@HIDDEN")


def _ends_read(scale: Scale, questionnaire: Questionnaire) -> list[Ends]:
    """What "not sure" is worth in the tests of this total, each once; none where they look at the total itself."""
    if not is_summed_up(scale, questionnaire):
        return []
    conditions = [item.only_if for item in questionnaire.items if item.only_if is not None]
    conditions += (rule.if_ for rule in questionnaire.no_scores_if)
    leaves = [leaf for condition in conditions for leaf in condition.leaves]
    leaves += (leaf for one in questionnaire.scales if is_computed(one, questionnaire) for leaf in one.leaves)
    return list(dict.fromkeys(ends(scale, leaf, questionnaire) for leaf in leaves if leaf.scale == scale.id))


def is_computed(scale: Scale, questionnaire: Questionnaire) -> bool:
    """Whether REDCap can work the scale out: nothing that it hangs on asks whether a question was declined."""
    leaves = [*scale.leaves, *(leaf for rule in questionnaire.no_scores_if for leaf in rule.if_.leaves)]
    leaves += leaves_behind(tuple(leaves), questionnaire)
    return is_written(scale, questionnaire) and all(leaf.declined is None for leaf in leaves)


def can_test(leaf: Condition, questionnaire: Questionnaire) -> bool:
    """Whether a test of a total comes out there as here."""
    scale = questionnaire.scale_by_id[leaf.scale or ""]
    return is_computed(scale, questionnaire) and is_tested(leaf, questionnaire)
