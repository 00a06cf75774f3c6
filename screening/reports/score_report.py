"""Put scores into words, bars and tables: each sign in a line, every score with its bands, each answer and its points.

Pure. A hand-out leaves out the items that the file marks as private, and what would give them away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from screening.engine.arithmetic import rounding_of
from screening.engine.evaluation import Evaluation
from screening.engine.points import Span
from screening.engine.points import share as share_of
from screening.engine.results import Result
from screening.engine.scoring import ScaleScore, not_scored
from screening.engine.shares import REVERSED, TABLED, Share
from screening.model.answers import Chosen, Declined, Gap, state
from screening.model.content import Interface
from screening.model.questionnaire import Item
from screening.model.scales import Band, CutOff, Scale
from screening.reports.document import Bar, Bars, Block, Bullets, Heading, Paragraph, Section, Table
from screening.reports.headline import Headlines, lowered, open_questions, unsure_questions
from screening.reports.wording import (
    answer_in_words,
    before_value,
    ended,
    fill,
    group_in_words,
    number,
    rounded_in_words,
)

NOWHERE = Decimal(0)


@dataclass(frozen=True, slots=True)
class ScoreReports:
    """Builds the parts of a result that are about its scores, in one language."""

    words: Interface

    # On the first page: a line for each sign.

    def signs(self, result: Result, *, hand_out: bool = False) -> Bars | None:
        """A line with a bar for each scale that is pictured, but for those of the headline; None without any.

        Where there are no points the words stand alone.
        """
        scores = {score.scale.id: score for score in result.scores}
        shown = [scale for scale in self._pictured(result) if not (hand_out and self._gives_away(result, scale))]
        lines = [line for scale in shown for line in self._sign(result, scale, scores.get(scale.id))]
        return Bars(tuple(lines)) if lines else None

    def left_out(self, result: Result) -> tuple[Scale, ...]:
        """The signs that were answered and are not on a hand-out, because they would give away what is private."""
        return tuple(
            scale
            for scale in self._pictured(result)
            if self._gives_away(result, scale)
            if any(isinstance(result.replies[item.id], Chosen) for item in self._items(result, scale))
        )

    def in_words(self, result: Result) -> str:
        """Each sign of the first page with its words, in one line; empty without any."""
        signs = self.signs(result)
        lines = signs.bars if signs else ()
        return ". ".join(self.words.say("sign-in-words", sign=line.label, words=line.words) for line in lines)

    def _pictured(self, result: Result) -> list[Scale]:
        about = Headlines(self.words).scale(result)
        banded = not result.questionnaire.headline  # then a sentence above says each score that has bands
        scales = [scale for scale in result.questionnaire.scales if scale.picture]
        return [scale for scale in scales if scale.id != about and not (banded and scale.bands)]

    def _gives_away(self, result: Result, scale: Scale) -> bool:
        """Whether a line would tell a private answer: the only one, or what may be the highest one."""
        return self._private(result, scale) or bool(scale.in_words and self._partly_private(result, scale))

    def _sign(self, result: Result, scale: Scale, score: ScaleScore | None) -> Iterator[Bar]:
        words = self.highest(result, scale)
        if score is None:
            if words and result.scores_absent:
                yield Bar(scale.title, self._beside(result, scale, words), NOWHERE, NOWHERE, NOWHERE, NOWHERE)
            return
        span, whole = score.span, score.reach
        shown = words or self._in_numbers(score)
        yield Bar(scale.title, self._beside(result, scale, shown), span.low, span.high, whole.low, whole.high)

    def _beside(self, result: Result, scale: Scale, words: str) -> str:
        """The words of a sign, and how many of its questions have no answer."""
        states = [state(result.replies[item.id]) for item in self._items(result, scale)]
        skipped, unanswered = states.count("declined"), states.count("unanswered")
        if words in (self.words.say("sign-skipped"), self.words.say("sign-open")):
            return words
        more = [self.words.say("sign-some-skipped", count=skipped)] if skipped else []
        more += [self.words.say("sign-some-open", count=unanswered)] if unanswered else []
        return ", ".join((words, *more))

    def highest(self, result: Result, scale: Scale) -> str:
        """The highest answer of a scale that is named by it, in words; empty for other scales, and where none is asked.

        The highest by points, after reversal. Where other answers may be lower it is said as "up to", except for the
        two lowest steps: what is less than monthly at most is less than monthly.
        """
        items = [item for item in self._items(result, scale) if result.replies[item.id] is not Gap.NOT_ASKED]
        if scale.in_words != "highest" or not items:
            return ""
        given = [item for item in items if isinstance(result.replies[item.id], Chosen)]
        if not given:
            skipped = any(isinstance(result.replies[item.id], Declined) for item in items)
            return self.words.say("sign-skipped" if skipped else "sign-open")
        points = {item.id: share_of(scale, item, result.replies[item.id]).low for item in given}
        top = max(given, key=lambda item: points[item.id])
        answer = lowered(answer_in_words(top, result.replies[top.id], self.words, partial(fill, result)))
        steps = sorted({share_of(scale, top, Chosen(option.code)).low for option in top.options})
        exact = points[top.id] in steps[:2] or len(set(points.values())) == 1
        return answer if exact else self.words.say("up-to", answer=answer)

    def _items(self, result: Result, scale: Scale) -> list[Item]:
        return [result.questionnaire.by_id[item] for item in result.questionnaire.items_of[scale.id]]

    def _private(self, result: Result, scale: Scale) -> bool:
        return bool(scale.parts) and not any(item.hand_out for item in self._items(result, scale))

    def _partly_private(self, result: Result, scale: Scale) -> bool:
        leaves = [leaf.item for criterion in scale.count_of or () for leaf in criterion.if_.leaves if leaf.item]
        counted = [*self._items(result, scale), *(result.questionnaire.by_id[item] for item in leaves)]
        return not all(item.hand_out for item in counted if result.replies[item.id] is not Gap.NOT_ASKED)

    # Every score.

    def numbers(self, result: Result) -> Section:
        """Every score with its bands, cut-offs and the outcomes still possible; in words where there are no points."""
        absent = result.scores_absent
        if absent:
            found = self.signs(result)
            signs: list[Block] = [Paragraph(absent), *([found] if found else [])]
        else:
            signs = [block for score in result.scores for block in self._score(result, score)]
            signs += [Paragraph(because) for because in dict.fromkeys(why for _, why in without_score(result))]
        asked = {id_ for id_, reply in result.replies.items() if reply is not Gap.NOT_ASKED}
        counted = asked & {item for items in result.questionnaire.items_of.values() for item in items}
        blocks = [*(self._about(result) if counted else ()), *signs, *self._outcomes(result)] if signs else []
        return Section("numbers", self.words.say("words-title" if absent else "numbers-title"), tuple(blocks))

    def _about(self, result: Result) -> Iterator[Block]:
        if recall := result.questionnaire.said_recall:
            yield Paragraph(self.words.say("about-time", recall=recall))
        if subject := Headlines(self.words).subject(result, typed=False):
            yield Paragraph(self.words.say("looked-at", subject=subject))

    def _outcomes(self, result: Result) -> Iterator[Block]:
        titles = tuple(outcome.title for outcome in result.outcomes)
        if titles:
            yield Heading(result.questionnaire.outcomes_title or self.words.say("outcomes-title"))
            yield from [Paragraph(self.words.say("outcome-open"))] if len(titles) > 1 else []
            yield Bullets(titles)

    def _score(self, result: Result, score: ScaleScore) -> Iterator[Block]:
        marks = tuple(band.from_ for band in score.scale.bands[1:]) if score.bands else ()
        span, whole = score.span, score.reach
        words = self._with_points(result, score)
        bar = Bar(score.scale.title, words, span.low, span.high, whole.low, whole.high, marks)
        level = (
            self.words.say("band", band=self.words.say("or").join(map(self.band, score.bands))) if score.bands else ""
        )
        if bar.is_drawn and score.scale.picture:
            yield bar
            yield from [Paragraph(level)] if level else []
        else:  # one paragraph: the level means nothing on another screen than its points
            said = self.words.say("sign-in-words", sign=score.scale.title, words=words)
            yield Paragraph(f"{ended(said)} {level}" if level else said)
        yield from map(Paragraph, self.remarks(result, score))

    def remarks(self, result: Result, score: ScaleScore) -> Iterator[str]:
        """Why it has no level where the file has some; further sets of bands, cut-offs, what the rest comes to."""
        if score.bands_absent and not score.bands:
            yield score.bands_absent
        for one, bands in score.band_sets:
            names = self.words.say("or").join(map(self.band, bands))
            yield self.words.say("band-set", title=one.title, band=names, source=one.source)
        if len(score.cut_offs) > 1:
            yield self.words.say("cut-offs", count=len(score.cut_offs))
        yield from (self._cut_off(result, cut_off, met) for cut_off, met in score.cut_offs)
        if score.prorated:
            facts = {"value": number(score.prorated.value), "source": score.prorated.source}
            said = "prorated" if score.prorated.rule == "prorate" else "counted-zero"
            text = self.words.say(said, answered=score.prorated.answered, of=score.prorated.of, **facts)
            yield f"{text} {rounded_in_words(self.words, score.scale.decimals, score.prorated.half)}"

    def _cut_off(self, result: Result, cut_off: CutOff, met: bool | None) -> str:
        side = "cut-off" if cut_off.at is not None else "cut-off-low"
        sentence = side + {True: "-met", False: "-not-met", None: "-open"}[met]
        title = f"{cut_off.title.rstrip('.')}. " if cut_off.title else ""
        text = self.words.say(sentence, at=number(cut_off.limit), title=title, source=cut_off.source)
        if cut_off.if_ is None:
            return text
        return f"{text} {self.words.say('cut-off-group', group=group_in_words(result.questionnaire, cut_off.if_))}"

    def band(self, band: Band) -> str:
        """A band by its title, with its lowest and highest points."""
        return self.words.say("band-name", title=band.title, low=number(band.from_), high=number(band.to))

    def in_figures(self, span: Span, whole: Span) -> str:
        """A score in a cell of a table, with the highest that there is: `8 of 16`, or `4 to 8 of 16`."""
        low, high = number(span.low), number(span.high)
        figures = low if low == high else self.words.say("from-to", low=low, high=high)
        return self.words.say("figures-of", figures=figures, of=number(whole.high))

    def _in_numbers(self, score: ScaleScore) -> str:
        of = number(score.reach.high)
        if score.value is not None:
            return self.words.say("points", value=number(score.value), of=of)
        return self.words.say("points-between", low=number(score.span.low), high=number(score.span.high), of=of)

    def _with_points(self, result: Result, score: ScaleScore) -> str:
        """The points and, where several totals are possible, why; with the highest answer where the file says so."""
        points = self._in_numbers(score) + ("" if score.value is not None else self._because(result, score))
        highest = self.highest(result, score.scale)
        return self.words.say("sign-points", words=highest, points=points) if highest else points

    def _because(self, result: Result, score: ScaleScore) -> str:
        """Why several totals are possible: the number of questions for each reason; empty where no reason is known."""
        counts = {
            "skipped": open_questions(result, score, "declined"),
            "open": open_questions(result, score, "unanswered"),
            "unsure": unsure_questions(result, score),
        }
        reasons = [self.words.say(f"because-{why}", count=count) for why, count in counts.items() if count]
        return self.words.say("because", reasons=self.words.say("and").join(reasons)) if reasons else ""

    # Each answer.

    def answers(self, result: Result) -> Section:
        """Every question that was asked with its answer, as a table; with its points where it has some."""
        points = {share.id: share for score in result.scores for share in item_shares(score)}
        rows: list[tuple[str, ...]] = []
        for item in result.questionnaire.questions:
            reply = result.replies[item.id]
            if reply is not Gap.NOT_ASKED:
                answer = answer_in_words(item, reply, self.words, partial(fill, result))
                worth = points.get(item.id)
                rows.append((fill(result, item.name), answer, self._span(worth) if worth else ""))
        headings = tuple(self.words.say(f"answers-{name}") for name in ("question", "answer", "points"))
        if not points:
            headings, rows = headings[:2], [row[:2] for row in rows]
        return Section("answers", self.words.say("answers-title"), (Table(headings, tuple(rows)),) if rows else ())

    def why(self, result: Result, *, hand_out: bool = False, tabled: bool = False) -> Section:
        """What each answer adds, scale by scale. `tabled`: without what the table of answers says beside it."""
        blocks: list[Block] = []
        told: set[str] = set()
        for score in result.scores:
            ruled = any(self._arithmetic(result, score)) or any(map(_rule, score.shares))
            if (hand_out and self._private(result, score.scale)) or (tabled and not ruled):
                continue
            hidden = hand_out and self._partly_private(result, score.scale)
            title = score.scale.title if hidden else f"{score.scale.title}: {self._with_points(result, score)}"
            blocks += [Heading(title), *self._arithmetic(result, score)]
            blocks += self._shares(result, score, told, hand_out=hand_out)
        return Section("why", self.words.say("why-title"), tuple(blocks))

    def _arithmetic(self, result: Result, score: ScaleScore) -> Iterator[Block]:
        """How the points below become the score, where they are multiplied or rounded."""
        scale, rounding = score.scale, rounding_of(result.questionnaire, score.scale)
        if scale.times != 1:
            yield Paragraph(self.words.say("mean-times" if scale.mean_of else "times", times=number(scale.times)))
        if rounding:
            read = "rounded-first" if scale.round_first else "rounded-last"
            shown = rounded_in_words(self.words, scale.decimals, rounding)
            graded = scale.bands or scale.band_sets or scale.cut_offs
            yield Paragraph(f"{shown} {self.words.say(read)}" if graded else shown)

    def _shares(self, result: Result, score: ScaleScore, told: set[str], *, hand_out: bool) -> Iterator[Block]:
        """Items and criteria, grouped under the rule that they share; a rule that was told before is not told again."""
        groups: dict[str, list[str]] = {}
        for share in score.shares:
            read = self._read(result, score.scale, share)
            items = [item for item in read if item.hand_out or not hand_out]
            if not read or (items and share.part != "scale") or items == read:
                rule = _rule(share)
                groups.setdefault("" if rule in told else rule, []).append(self._share(result, share, items))
        for rule, lines in groups.items():
            yield from ([Paragraph(self.words.say(rule) if rule in (REVERSED, TABLED) else rule)] if rule else [])
            yield Bullets(tuple(lines))
        told |= groups.keys() - {REVERSED, TABLED}

    def _read(self, result: Result, scale: Scale, share: Share) -> list[Item]:
        """The items that a share comes from, without those not asked if any was; empty if it reads scales."""
        if share.part == "scale":
            return [result.questionnaire.by_id[id_] for id_ in result.questionnaire.items_of[share.id]]
        criteria = {criterion.id: criterion for criterion in scale.count_of or ()}
        leaves = criteria[share.id].if_.leaves if share.id in criteria else ()
        ids = dict.fromkeys(leaf.item for leaf in leaves if leaf.item) if leaves else {share.id: None}
        items = [result.questionnaire.by_id[id_] for id_ in ids if id_]
        return [item for item in items if result.replies[item.id] is not Gap.NOT_ASKED] or items

    def named(self, result: Result, scale: Scale, share: Share) -> str:
        """What a share is called: the short names of the items that it comes from."""
        items = self._read(result, scale, share)
        names = [fill(result, item.name) for item in items]
        return self.words.say("or-word").join(names) or share.id.replace("-", " ")

    def _share(self, result: Result, share: Share, items: list[Item]) -> str:
        filled = partial(fill, result)
        answers = [
            f"{before_value(filled(item.name))} {answer_in_words(item, result.replies[item.id], self.words, filled)}"
            for item in items
        ]
        if share.part == "scale":
            title = result.questionnaire.scale_by_id[share.id].title
            return self.words.say("share", answers=title, points=self._span(share))
        by_scales = f"{share.id.replace('-', ' ')}: {self.words.say(f'state-{share.state}')}"
        said = "; ".join(answers) or by_scales
        return self.words.say("share", answers=said.rstrip("."), points=self._span(share))

    def _span(self, share: Share) -> str:
        low, high = number(share.span.low), number(share.span.high)
        return low if low == high else self.words.say("from-to", low=low, high=high)


def _rule(share: Share) -> str:
    """The rule that a share is told under; empty for the points of an answer as they are."""
    return share.rule or ""


def item_shares(score: ScaleScore) -> Iterator[Share]:
    """The shares that come from one item each."""
    return (share for share in score.shares if share.part == "item")


def without_score(result: Result) -> tuple[tuple[Scale, str], ...]:
    """The scales that have no score on these answers, and why, where the file says so."""
    scales = not_scored(Evaluation(result.questionnaire, result.answers))
    return tuple((scale, scale.no_score_because) for scale in scales if scale.no_score_because)
