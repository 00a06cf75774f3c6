"""Put a result into its first sentences: what was looked at, the headline, what is missing, and harms that happened.

Pure. The sentences stand in the questionnaire (`headline`, `says`, `harm`); a questionnaire without a headline gets
one sentence for each scale with bands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from screening.engine.evaluation import Evaluation
from screening.engine.own_words import fill_words
from screening.engine.points import not_sure
from screening.engine.results import Result
from screening.engine.rules import Truth
from screening.engine.scoring import ScaleScore
from screening.model.answers import Chosen, Entered, state
from screening.model.conditions import Condition
from screening.model.content import Interface
from screening.model.questionnaire import Headline, Item, Questionnaire
from screening.model.scales import Band
from screening.reports.wording import fill, number, subject_of

UNANSWERED, DECLINED, NOT_ASKED = "unanswered", "declined", "not-asked"


@dataclass(frozen=True, slots=True)
class Headlines:
    """Builds the first sentences of a result in one language."""

    words: Interface

    def heading(self, result: Result, *, typed: bool = True) -> str:
        """What was looked at, and over what time; the time is left out where nothing was asked about it.

        With `typed` the subject is in the person's own words, where they typed some.
        """
        subject = self.subject(result, typed=typed)
        recall = result.questionnaire.said_recall if _looked_back(result) else ""
        if not subject:
            return _capital(recall) or result.questionnaire.title
        return self.words.say("page-heading", subject=subject, recall=recall) if recall else subject

    def subject(self, result: Result, *, typed: bool = True) -> str:
        """What it is about, as it was chosen or typed, without its examples; empty where nothing was chosen."""
        found = []
        for _, option in subject_of(result.questionnaire, result.answers):
            sources = {words.from_ for words in option.words.values() if words.from_}
            own = [result.answers[one] for one in sources if isinstance(result.answers.get(one), Entered)]
            said = next((str(one.value) for one in own if isinstance(one, Entered)), "") if typed else ""
            found.append(_capital(said or without_examples(option.text)))
        return ", ".join(found)

    def unfinished(self, result: Result) -> str:
        """That questions which count have no answer yet; empty where none is open."""
        bearing = _bearing(result.questionnaire)
        count = sum(item in bearing for item in result.having(UNANSWERED))
        return self.words.say("not-finished", count=count) if count and result.status != "completed" else ""

    def sentences(self, result: Result) -> tuple[str, ...]:
        """The headline of the questionnaire; without one a sentence for each scale that has bands."""
        if result.questionnaire.headline:
            found = self._chosen(result)
            return (found,) if found else ()
        return self.banded(result)

    def banded(self, result: Result) -> tuple[str, ...]:
        """A sentence for each scale that has bands."""
        return tuple(self._plain(result, score) for score in result.scores if score.scale.bands)

    def scale(self, result: Result) -> str:
        """The id of the scale that the headline is about; empty without one."""
        headline = _holding(result)
        return headline.scale or "" if headline else ""

    def _chosen(self, result: Result) -> str:
        headline = _holding(result)
        if headline is None:
            return ""
        score = next((one for one in result.scores if one.scale.id == headline.scale), None)
        if score is None:
            return fill(result, headline.text or "")
        sentence = self._about_score(result, headline, score)
        none = score.value == 0 and headline.none  # the sentence says it all
        says = score.band.says if score.band and sentence and not none else None
        return " ".join(filter(None, (sentence, fill(result, says) if says else "")))

    def _about_score(self, result: Result, headline: Headline, score: ScaleScore) -> str:
        skipped = _skipped(result, score)
        if score.value is not None:
            template = {0: headline.none, 1: headline.one}.get(int(score.value)) or headline.other
        elif len(_touched(score)) <= 2:
            template = headline.between
        else:  # where nothing was skipped, that questions are open says it already
            template = headline.open if skipped else ""
        if template is None:
            return self._plain(result, score)
        facts = {
            "of": number(score.reach.high),
            "value": number(score.span.low),
            "low": number(score.span.low),
            "high": number(score.span.high),
            "skipped": str(skipped),
        }
        return fill(result, fill_words(template, facts))

    def _plain(self, result: Result, score: ScaleScore) -> str:
        """A score in a sentence, and its band or its two possible bands; from three on, that it is open."""
        skipped = _skipped(result, score)
        facts = {"title": score.scale.title, "of": number(score.reach.high)}
        if len(_touched(score)) > 2 and skipped:
            return self.words.say("score-open", count=skipped, **facts)
        if score.value is not None:
            sentence = self.words.say("score-is", value=number(score.value), **facts)
        else:
            low, high = number(score.span.low), number(score.span.high)
            sentence = self.words.say("score-between", low=low, high=high, **facts)
        titles = [band.title for band in score.bands] if len(score.bands) <= 2 else []
        band = self.words.say("band", band=self.words.say("or").join(titles)) if titles else ""
        return " ".join(filter(None, (sentence, band)))

    def harm_sentence(self, result: Result, leaving_out: Collection[str] = ()) -> str:
        """The harms that happened, however seldom; empty where none did. Of items with these ids nothing is said."""
        texts = [fill(result, item.harm or "") for item in harms(result) if item.id not in leaving_out]
        if not texts:
            return ""
        listed = ", ".join(texts[:-1]) + self.words.say("and-last") + texts[-1] if len(texts) > 1 else texts[0]
        return self.words.say("harms", harms=listed)


def harms(result: Result) -> tuple[Item, ...]:
    """The items whose answer says that a harm happened: any answer above their lowest option."""
    return tuple(item for item in result.questionnaire.questions if item.harm and _is_above_lowest(item, result))


def _is_above_lowest(item: Item, result: Result) -> bool:
    scored = [option.score for option in item.options if isinstance(option.score, Decimal)]
    answer = result.answers.get(item.id)
    chosen = [item.by_code[code].score for code in answer.codes] if isinstance(answer, Chosen) else []
    return any(isinstance(score, Decimal) and score > min(scored) for score in chosen)


def open_questions(result: Result, score: ScaleScore, reply_state: str) -> int:
    """How many questions in this state leave the total open. One criterion can depend on several of them."""
    return sum(state(result.replies[item]) == reply_state for item in _behind(result, score, reply_state))


def _behind(result: Result, score: ScaleScore, *states: str) -> set[str]:
    """The questions behind the shares of a score that are in one of these states."""
    ids = {share.id for share in score.shares if share.state in states}
    criteria = [criterion.if_ for criterion in score.scale.count_of or () if criterion.id in ids]
    return {item for item in (_items(*criteria) if criteria else ids) if item in result.replies}


def unsure_questions(result: Result, score: ScaleScore) -> int:
    """How many questions leave the total open because they were answered with "not sure"."""
    items = [result.questionnaire.by_id[item] for item in _behind(result, score, DECLINED, "answered")]
    return sum(not_sure(item, result.replies[item.id]) for item in items)


def _skipped(result: Result, score: ScaleScore) -> int:
    """How many questions were skipped, or answered with "not sure", so that the total is open."""
    return open_questions(result, score, DECLINED) + unsure_questions(result, score)


def _touched(score: ScaleScore) -> list[Band]:
    """The bands that are possible, also where it is not certain that they apply."""
    span = score.span
    return [band for band in score.scale.bands if band.from_ <= span.high and span.low <= band.to]


def _lowest_band(score: ScaleScore) -> bool:
    """Whether the score may be in the lowest band of its scale; no where it has none."""
    lowest = min(score.scale.bands, key=lambda band: band.from_, default=None)
    return lowest in score.bands if score.bands else False


def _holding(result: Result) -> Headline | None:
    """The first headline whose condition holds, and whose scale has a score."""
    evaluation = Evaluation(result.questionnaire, result.answers)
    scored = {score.scale.id for score in result.scores}
    return next(
        (
            one
            for one in result.questionnaire.headline
            if one.if_ is None or evaluation.holds(one.if_) is Truth.YES
            if one.scale is None or one.scale in scored
        ),
        None,
    )


def _looked_back(result: Result) -> bool:
    """Whether any question that counts was asked, or may still be."""
    counted = _counted(result.questionnaire)
    return any(state(result.replies[item]) != NOT_ASKED for item in counted if item in result.replies)


def _counted(questionnaire: Questionnaire) -> set[str]:
    """The items of scales and criteria."""
    listed = {item for items in questionnaire.items_of.values() for item in items}
    criteria = (criterion.if_ for scale in questionnaire.scales for criterion in scale.count_of or ())
    return listed | set(_items(*criteria))


def _bearing(questionnaire: Questionnaire) -> set[str]:
    """The items that a result is made from: of scales, criteria, outcomes and critical items."""
    outcomes = (outcome.if_ for outcome in questionnaire.outcomes)
    critical = (critical.if_ for critical in questionnaire.critical_items)
    return _counted(questionnaire) | set(_items(*outcomes, *critical))


def _items(*conditions: Condition) -> Iterator[str]:
    return (leaf.item for condition in conditions for leaf in condition.leaves if leaf.item)


def without_examples(text: str) -> str:
    """The words of an option up to its examples: `Opioids, such as heroin` is `Opioids`."""
    for mark in (":", ",", " ("):
        text = text.partition(mark)[0]
    return text.strip()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """The text as it stands inside a sentence."""
    return text[:1].lower() + text[1:]
