"""Build the result of an interview: scores, guidance texts, contacts. Pure.

When a text is shown stands in the questionnaire; here the rules are only followed. Where a declined answer leaves
a rule unknown its text is shown; of several menus of next steps only the first possible one is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from screening.engine import scoring
from screening.engine.directory import Directory, Region, need_of
from screening.engine.evaluation import Evaluation
from screening.engine.interview import Interview, Status, given
from screening.engine.rules import Truth
from screening.engine.scoring import ScaleScore
from screening.model.answers import Answers, Chosen, Private, Reply, state
from screening.model.content import Contact, GuidanceText
from screening.model.questionnaire import CriticalItem, Outcome, Questionnaire


@dataclass(frozen=True, slots=True, repr=False)
class Result(Private):
    """Everything that can be said about one set of answers. Its `repr` shows nothing of them.

    `contacts` are the emergency line, if the place has one, and at most four others.
    """

    questionnaire: Questionnaire
    answers: Answers
    replies: Mapping[str, Reply]
    words: Mapping[str, str]
    status: str
    scores: tuple[ScaleScore, ...]
    scores_absent: str | None
    outcomes: tuple[Outcome, ...]
    critical: tuple[CriticalItem, ...]
    guidance: tuple[GuidanceText, ...]
    contacts: tuple[Contact, ...]
    ignored: tuple[str, ...]
    region: Region

    def part(self, *parts: str) -> tuple[GuidanceText, ...]:
        """The guidance texts that stand in these parts of the result, in their order."""
        return tuple(text for text in self.guidance if text.part in parts)

    def having(self, wanted: str) -> tuple[str, ...]:
        """The ids of the questions in one state: answered, declined, not-asked or unanswered."""
        return tuple(item for item, reply in self.replies.items() if state(reply) == wanted)


def conclude(interview: Interview, directory: Directory) -> Result:
    """The result of a sitting, finished or not."""
    evaluation = interview.evaluation
    questionnaire = interview.questionnaire
    critical = scoring.critical(evaluation)
    outcomes = scoring.outcomes(evaluation)
    scores = scoring.score(evaluation)
    texts = guidance_texts(evaluation, directory.texts, critical, outcomes, scores)
    return Result(
        questionnaire=questionnaire,
        answers=interview.answers,
        replies={item.id: evaluation.reply(item) for item in questionnaire.questions},
        words=interview.words,
        status=interview.status.value,
        scores=scores,
        scores_absent=scoring.scores_absent(evaluation),
        outcomes=outcomes,
        critical=critical,
        guidance=texts,
        contacts=directory.choose(need_of(texts, subject_codes(questionnaire, interview.answers))).everyone,
        ignored=tuple(item for item in interview.said if item not in interview.answers),
        region=directory.region,
    )


def subject_codes(questionnaire: Questionnaire, answers: Answers) -> tuple[str, ...]:
    """What it is all about: the subject of the file, or the chosen options whose words are put into other questions."""
    if questionnaire.subject is not None:
        return (questionnaire.subject,)
    return tuple(
        option.code
        for item in questionnaire.questions
        if isinstance(answer := answers.get(item.id), Chosen)
        for option in item.options
        if option.code in answer.codes and option.words
    )


def concluded(questionnaire: Questionnaire, answers: Answers, directory: Directory) -> Result:
    """The result of checked answers that were given all at once: completed where no question is open."""
    interview = given(questionnaire, answers)
    result = conclude(interview, directory)
    return replace(result, status=Status.COMPLETED.value) if interview.item is None else result


def guidance_texts(
    evaluation: Evaluation,
    texts: Mapping[str, GuidanceText],
    critical: Iterable[CriticalItem],
    outcomes: Iterable[Outcome],
    scores: Iterable[ScaleScore],
) -> tuple[GuidanceText, ...]:
    """The texts to show, each once: of critical items, outcomes and bands, then by the rules of the file.

    What a declined answer leaves possible is shown too, but for what the whole means and for the next steps: there
    only what is certain, so that two texts never contradict each other.
    """
    outcomes, scores = tuple(outcomes), tuple(scores)
    listed = [(text, True) for critical_item in critical for text in critical_item.guidance]
    listed += [(text, len(outcomes) == 1) for outcome in outcomes for text in outcome.guidance]
    sets = [bands for score in scores for bands in (score.bands, *(bands for _, bands in score.band_sets))]
    listed += [(text, len(bands) == 1) for bands in sets for band in bands for text in band.guidance]
    for rule in evaluation.questionnaire.guidance:
        truth = Truth.YES if rule.if_ is None else evaluation.holds(rule.if_)
        listed += [(text, truth is Truth.YES) for text in rule.show if truth in (Truth.YES, Truth.DECLINED)]
    known = dict.fromkeys(text for text, certain in listed if text in texts and (certain or _may_be_open(texts[text])))
    found = [texts[text] for text in known]  # a held questionnaire may be older, and name texts that have gone
    first_menu = next((text for text in found if text.part == "next"), None)
    return tuple(text for text in found if text.part != "next" or text is first_menu)


def _may_be_open(text: GuidanceText) -> bool:
    return text.part not in ("meaning", "next")
