"""One set of answers read against a questionnaire: what is asked, what holds, what each scale adds up to. Pure."""

from __future__ import annotations

from screening.engine.arithmetic import added_up, arithmetics
from screening.engine.points import NO_SCORE, NOTHING, Span, counts, joined, part, share, without
from screening.engine.ranges.attainable import reach
from screening.engine.ranges.handed import handed_on
from screening.engine.rules import Truth, all_of, criterion_span, evaluate, meets
from screening.engine.shares import TABLED, Share, share_of, share_tables
from screening.model.answers import Answers, Chosen, Declined, Gap, Private, Reply, state
from screening.model.conditions import Condition
from screening.model.questionnaire import Item, Questionnaire
from screening.model.scales import Scale


class Evaluation(Private):
    """One set of answers read against one questionnaire; each thing is worked out once, when it is asked for."""

    __slots__ = ("_asked", "_tables", "_totals", "answers", "arithmetic", "questionnaire")

    def __init__(self, questionnaire: Questionnaire, answers: Answers) -> None:
        self.questionnaire = questionnaire
        self.answers = answers
        self._asked: dict[str, Truth] = {}
        self._totals: dict[str, tuple[Span | None, bool]] = {}
        self._tables = share_tables(questionnaire)
        self.arithmetic = arithmetics(questionnaire)

    def asked(self, item: Item) -> Truth:
        """YES, NO, or OPEN while it depends on an open question. Where a decline hides it, the question is asked."""
        if item.only_if is None:
            return Truth.YES
        if item.id not in self._asked:
            self._settle(item)
        return self._asked[item.id]

    def _settle(self, last: Item) -> None:
        """Work out, in the order of the file, which items are asked: a long chain of conditions needs no deep stack."""
        while last.id not in self._asked:
            item = self.questionnaire.conditional[len(self._asked)]
            found = self.holds(item.only_if) if item.only_if is not None else Truth.YES
            self._asked[item.id] = Truth.YES if found is Truth.DECLINED else found

    def reply(self, item: Item) -> Reply:
        """The answer, or the gap in its place. While it is open whether the item is asked, so is its reply."""
        asked = Truth.YES if item.only_if is None else self.asked(item)
        if asked is Truth.NO:
            return Gap.NOT_ASKED
        return self.answers.get(item.id, Gap.OPEN) if asked is Truth.YES else Gap.OPEN

    def holds(self, condition: Condition) -> Truth:
        """The truth of a condition on these answers."""
        return evaluate(condition, self._leaf)

    def _leaf(self, leaf: Condition) -> Truth:
        if leaf.item is not None:
            item = self.questionnaire.by_id[leaf.item]
            return meets(leaf, item, self.reply(item))
        scale = self.questionnaire.scale_by_id[leaf.scale or ""]
        found = self._compared(scale, leaf)
        return found if scale.only_if is None else all_of((self.holds(scale.only_if), found))

    def _compared(self, scale: Scale, leaf: Condition) -> Truth:
        """`at-least` or `at-most` on the total of a scale; a scale without a score meets neither."""
        total, open_ = self.total(scale)
        if total is None:
            return Truth.NO
        doubt = Truth.OPEN if open_ else Truth.DECLINED
        found = self.arithmetic[scale.id].meets(leaf, total, doubt)
        return doubt if found is Truth.YES and total.low == NO_SCORE else found

    def total(self, scale: Scale) -> tuple[Span | None, bool]:
        """The total before it is clipped or averaged, and whether an open question still bears on it."""
        if scale.id not in self._totals:
            spans, open_ = self._criteria(scale) if scale.count_of is not None else self._parts(scale)
            self._totals[scale.id] = joined(scale, spans), open_
        return self._totals[scale.id]

    def _parts(self, scale: Scale) -> tuple[list[Span], bool]:
        found = [self._item(scale, self.questionnaire.by_id[name]) for name in self.questionnaire.own_items[scale.id]]
        found += [self.scale_part(scale, part) for part in self.questionnaire.part_scales[scale.id]]
        spans = [span for span, _ in found if span is not None]
        return spans or ([NOTHING] if scale.max_of is None else []), any(open_ for _, open_ in found)

    def _item(self, scale: Scale, item: Item) -> tuple[Span | None, bool]:
        reply = self.reply(item)
        if scale.max_of is not None and not counts(scale, item, reply):
            return None, False
        span = part(scale, item, reply, asked=self.asked(item) is not Truth.OPEN)
        return self.arithmetic[scale.id].of_item(span), reply is Gap.OPEN

    def scale_part(self, scale: Scale, inner: Scale) -> tuple[Span | None, bool]:
        """What a scale that is a part of another brings to its total; nothing where it has no score.

        Second, whether an open question still bears on it.
        """
        applies = Truth.YES if inner.only_if is None else self.holds(inner.only_if)
        total, open_ = self.total(inner)
        reached = None if added_up(scale, inner) else reach(self.questionnaire, inner)
        if applies is Truth.NO or total is None or (reached is not None and not reached.bits):
            return None, False
        span = handed_on(self.arithmetic[scale.id], self.arithmetic[inner.id], reached, total)
        if applies is not Truth.YES or total.low == NO_SCORE:
            span = without(scale, span)
        return span, open_ or applies is Truth.OPEN

    def _criteria(self, scale: Scale) -> tuple[list[Span], bool]:
        found = [self.holds(criterion.if_) for criterion in scale.count_of or ()]
        return [criterion_span(one) for one in found], Truth.OPEN in found

    def share(self, scale: Scale, item: Item, reply: Reply) -> Share:
        """What the reply adds to the scale. It may still add nothing while it is open whether it is asked."""
        found = share_of(scale, item, reply)
        if reply is Gap.OPEN and self.asked(item) is Truth.OPEN:
            return Share(item.id, found.span.or_(share(scale, item, Gap.NOT_ASKED)), found.state, found.rule)
        return found

    def shares(self, scale: Scale) -> list[Share]:
        """What each part adds to the scale: its items, and after them the scales among its parts."""
        answers, found = self.answers, []
        for item, name, always, table in self._tables[scale.id]:
            reply = answers.get(name, Gap.OPEN) if always else self.reply(item)
            known = table.get(reply.codes) if reply.__class__ is Chosen else None
            found.append(known or self.share(scale, item, reply))
        found += (self._scale_share(scale, inner) for inner in self.questionnaire.part_scales[scale.id])
        return found

    def _scale_share(self, scale: Scale, inner: Scale) -> Share:
        """What a scale adds, as it is shown: rounded as its own score is."""
        span, open_ = self.scale_part(scale, inner)
        if span is not None and span.low == NO_SCORE:
            span = Span(min(span.high, NOTHING.low), span.high)
        rule = TABLED if inner.id in scale.points else None
        if span is None:
            return Share(inner.id, NOTHING, Gap.NOT_ASKED.value, rule, "scale")
        shown = self.arithmetic[scale.id].shown_share(self.arithmetic[inner.id], span)
        known = "answered" if span.value is not None else state(Gap.OPEN if open_ else Declined())
        return Share(inner.id, shown, known, rule, "scale")
