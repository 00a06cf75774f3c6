"""Build the document of a result in the order in which a person needs it: data in, document out.

The order is: a plain summary, what it does not mean, next steps, contacts, the numbers, the method. The hand-out is
shorter: it has no typed words and no private signs, and answers only on request.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from screening.engine.directory import Directory, need_of
from screening.engine.results import Result
from screening.engine.scoring import REVERSED, ScaleScore, Share
from screening.model.answers import Entered, state
from screening.model.content import Contact, GuidanceText, Interface, SourceEntry
from screening.model.questionnaire import Band, CutOff, Item, Option, Scale
from screening.reports.contact_pages import ContactPages, urgent_cards
from screening.reports.document import (
    Bar,
    Block,
    Bullets,
    Document,
    Heading,
    Paragraph,
    Section,
)
from screening.reports.wording import (
    answer_in_words,
    codes_of,
    fill,
    group_in_words,
    number,
    subject_of,
    texts,
    untyped,
)


@dataclass(frozen=True, slots=True)
class ResultReports:
    """Builds documents on results in one language. `today` is the reader's date, as year-month-day."""

    words: Interface
    directory: Directory
    sources: dict[str, SourceEntry]
    today: str

    @property
    def contacts(self) -> ContactPages:
        """Builds the cards of contacts."""
        return ContactPages(self.words, self.directory, self.today)

    # Results.

    def result(self, result: Result, *, why: bool = False) -> Document:
        """The result for the person who answered; `why` adds each answer and its points."""
        sections = [
            self._first(result),
            self._people(result, self.contacts.where_else(), result.contacts),
            self.numbers(result, hand_out=False),
            self._more(result),
            self.method(result),
            *([self.why(result, hand_out=False)] if why else []),
            self._end(result),
        ]
        return Document(
            result.questionnaire.title, self.words.interface, tuple(section for section in sections if section.blocks)
        )

    def hand_out(self, result: Result, *, answers: bool = False) -> Document:
        """The result on one page to take away: without typed words, and without items that the file marks as private.

        It has no cards, because cards speak of this moment and reveal answers. Instead it always begins with the
        numbers to call, and then the contacts of the result.
        """
        result = replace(result, words=untyped(result))
        urgent = self.directory.for_kinds(("emergency", "crisis")).everyone
        named = {contact.id for contact in urgent}
        others = [contact for contact in result.contacts if contact.id not in named]
        sections = [
            Section("urgent", self.words.say("urgent-title"), tuple(map(self.contacts.card, urgent))),
            replace(self._first(result, hand_out=True), title=""),
            self.numbers(result, hand_out=True),
            self._people(result, (self.contacts.where(),), others),
            *([self.why(result, hand_out=True)] if answers else []),
            self._about_hand_out(result),
        ]
        return Document(
            result.questionnaire.title, self.words.interface, tuple(section for section in sections if section.blocks)
        )

    def _first(self, result: Result, *, hand_out: bool = False) -> Section:
        blocks: list[Block] = []
        for card in () if hand_out else result.part("card"):
            blocks += [Heading(card.title), *texts(card), *self._card_people(card)]
        if result.status != "completed":
            blocks.append(Paragraph(self.words.say("not-finished", count=len(result.having("unanswered")))))
        if len(result.outcomes) > 1:
            blocks.append(Paragraph(self.words.say("more-than-one")))
        for text in result.part("summary"):
            blocks += texts(text, strong=True)
        blocks += self._titled(result, "limits", "safety", "next")
        blocks += [block for text in result.part("close") for block in texts(text)]
        blocks.append(Paragraph(self.words.say("intended-use")))
        return Section("first", self.words.say("results-title"), tuple(blocks))

    def _titled(self, result: Result, *parts: str) -> Iterator[Block]:
        for part in parts:
            for text in result.part(part):
                yield from (Heading(text.title), *texts(text))

    def _people(self, result: Result, where: Iterable[str], contacts: Iterable[Contact]) -> Section:
        people = (*map(Paragraph, where), *map(self.contacts.card, contacts), *self._missing(result))
        return Section("people", self.words.say("people-title"), people)

    def _missing(self, result: Result) -> Iterator[Block]:
        """A sentence that says so where the region has no contact of a kind that the texts name."""
        kinds = self.directory.lacks(need_of(result.guidance).kinds)
        if kinds:
            names = ", ".join(self.words.say(f"kind-{kind}") for kind in kinds)
            yield Paragraph(self.words.say("no-kind", kinds=names))

    def _more(self, result: Result) -> Section:
        return Section("more", self.words.say("more-title"), tuple(self._titled(result, "helps")))

    def _end(self, result: Result) -> Section:
        """The last section. It has the private clinics: after all other contacts, and labelled by their own note."""
        blocks: list[Block] = []
        for text in result.part("end"):
            clinics = self.directory.clinics if "clinic" in text.contacts else ()
            blocks += [*texts(text), *map(self.contacts.card, clinics)]
        return Section("end", "", tuple(blocks))

    def _card_people(self, text: GuidanceText) -> Iterator[Block]:
        yield from urgent_cards(self.directory, self.directory.for_kinds(text.contacts), self.words)

    # The numbers.

    def numbers(self, result: Result, *, hand_out: bool = False) -> Section:
        """The scores; in words only where the questionnaire gives no points."""
        absent = result.scores_absent
        signs = list(self._in_words(result, hand_out) if absent else self._in_points(result, hand_out))
        reason = [Paragraph(absent)] if absent else []
        blocks = [*self._about(result), *reason, *signs] if signs else []
        if not hand_out:  # there the summary is enough
            blocks += [*self._outcomes(result), *self._uncounted_numbers(result)]
        return Section("numbers", self.words.say("words-title" if absent else "numbers-title"), tuple(blocks))

    def _about(self, result: Result) -> Iterator[Block]:
        yield Paragraph(self.words.say("about-time", recall=result.questionnaire.recall))
        if subject := self._subject(result):
            yield Paragraph(self.words.say("looked-at", subject=subject))

    def _outcomes(self, result: Result) -> Iterator[Block]:
        titles = tuple(outcome.title for outcome in result.outcomes)
        if len(titles) == 1:
            yield Paragraph(self.words.say("outcome", outcome=titles[0]))
        elif titles:
            yield from (Paragraph(self.words.say("outcome-open")), Bullets(titles))

    def _uncounted_numbers(self, result: Result) -> Iterator[Block]:
        """The numbers given as answers to questions that belong to no scale."""
        counted = {item for scale in result.questionnaire.scales for item in scale.items}
        lines = tuple(
            f"{fill(result, item.ask)} {answer.value}"
            for item in result.questionnaire.questions
            if item.type == "number" and item.id not in counted
            if isinstance(answer := result.answers.get(item.id), Entered)
        )
        if lines:
            yield from (Paragraph(self.words.say("uncounted")), Bullets(lines))

    def _subject(self, result: Result) -> str:
        return ", ".join(option.text for _, option in subject_of(result.questionnaire, result.answers))

    def _items(self, result: Result, scale: Scale) -> list[Item]:
        return [result.questionnaire.by_id[item] for item in scale.items]

    def _private(self, result: Result, scale: Scale) -> bool:
        return bool(scale.items) and not any(item.hand_out for item in self._items(result, scale))

    def _partly_private(self, result: Result, scale: Scale) -> bool:
        return not all(item.hand_out for item in self._items(result, scale))

    def _pictured(self, result: Result, hand_out: bool) -> Iterator[Scale]:
        shown = (scale for scale in result.questionnaire.scales if scale.picture)
        return (scale for scale in shown if not (hand_out and self._private(result, scale)))

    def _in_points(self, result: Result, hand_out: bool) -> Iterator[Block]:
        scores = {score.scale.id: score for score in result.scores}
        for scale in self._pictured(result, hand_out):
            if scale.id in scores:
                yield from self._score(result, scores[scale.id], hand_out)

    def _in_words(self, result: Result, hand_out: bool) -> Iterator[Block]:
        """Each sign that was asked about: its highest answer, and how many of its questions were skipped.

        A hand-out leaves out a sign that is partly private, because the rest alone could reassure wrongly.
        """
        for scale in self._pictured(result, hand_out):
            states = [state(result.replies[item.id]) for item in self._items(result, scale)]
            highest = "" if hand_out and self._partly_private(result, scale) else self.highest(result, scale)
            if highest and set(states) != {"not-asked"}:
                skipped = states.count("declined")
                words = self.words.say("sign-skipped", words=highest, count=skipped) if skipped else highest
                yield Paragraph(self.words.say("sign-in-words", sign=scale.title, words=words))

    def highest(self, result: Result, scale: Scale) -> str:
        """The highest answer among the items of a scale, in words; empty unless all items have the same options."""
        items = self._items(result, scale)
        if not items or len({_option_list(item) for item in items}) > 1 or not items[0].options:
            return ""
        codes = {code for item in items for code in codes_of(result, item.id)}
        chosen = [option for option in items[0].options if option.code in codes and isinstance(option.score, Decimal)]
        return max(chosen, key=_points).text.lower() if chosen else self.words.say("no-answer")

    def _score(self, result: Result, score: ScaleScore, hand_out: bool) -> Iterator[Block]:
        marks = tuple(band.from_ for band in score.scale.bands[1:]) if score.bands else ()
        span, whole = score.span, score.reach
        words = self._in_numbers(result, score, hand_out)
        if score.value is None and span == whole:  # a bar without any certain point would show nothing
            yield Paragraph(self.words.say("sign-in-words", sign=score.scale.title, words=words))
        else:
            yield Bar(score.scale.title, words, span.low, span.high, whole.low, whole.high, marks)
        if score.bands:
            yield Paragraph(self.words.say("band", band=self.words.say("or").join(map(self.band, score.bands))))
        elif score.bands_absent:
            yield Paragraph(score.bands_absent)
        yield from (self._cut_off(result, cut_off, met) for cut_off, met in score.cut_offs)
        if score.prorated:
            facts = {"value": number(score.prorated.value), "source": score.prorated.source}
            yield Paragraph(self.words.say("prorated", answered=score.prorated.answered, of=score.prorated.of, **facts))

    def _cut_off(self, result: Result, cut_off: CutOff, met: bool | None) -> Paragraph:
        sentence = {True: "cut-off-met", False: "cut-off-not-met", None: "cut-off-open"}[met]
        title = f"{cut_off.title.rstrip('.')}. " if cut_off.title else ""
        text = self.words.say(sentence, at=number(cut_off.at), title=title, source=cut_off.source)
        if cut_off.if_ is None:
            return Paragraph(text)
        return Paragraph(
            f"{text} {self.words.say('cut-off-group', group=group_in_words(result.questionnaire, cut_off.if_))}"
        )

    def band(self, band: Band) -> str:
        """A band by its title, with its lowest and highest points."""
        return self.words.say("band-name", title=band.title, low=number(band.from_), high=number(band.to))

    def _in_numbers(self, result: Result, score: ScaleScore, hand_out: bool) -> str:
        of = number(score.reach.high)
        if score.value is not None:
            points = self.words.say("points", value=number(score.value), of=of)
        else:
            low, high = number(score.span.low), number(score.span.high)
            points = self.words.say("points-between", low=low, high=high, of=of) + self._because(result, score)
        hidden = hand_out and self._partly_private(result, score.scale)
        highest = "" if hidden else self.highest(result, score.scale)
        return self.words.say("sign-points", words=highest, points=points) if highest else points

    def _because(self, result: Result, score: ScaleScore) -> str:
        """Why several totals are possible: the number of questions for each reason; empty where no reason is known."""
        unsure = sum(share.state == "answered" and share.span.value is None for share in score.shares)
        counts = {
            "skipped": _open_questions(result, score, "declined"),
            "open": _open_questions(result, score, "unanswered"),
        }
        reasons = [
            self.words.say(f"because-{why}", count=count)
            for why, count in {**counts, "unsure": unsure}.items()
            if count
        ]
        return self.words.say("because", reasons=self.words.say("and").join(reasons)) if reasons else ""

    # The method.

    def method(self, result: Result) -> Section:
        """How the scores were calculated, and from which sources; without scores only its author and version."""
        cited = [self.sources[source] for source in result.questionnaire.method_sources if source in self.sources]
        facts = {"id": result.questionnaire.id, "version": result.questionnaire.version}
        blocks = [*self._origin(result), Paragraph(self.words.say("which-version", **facts))]
        if cited and not result.scores_absent:
            blocks += [Heading(self.words.say("sources-title")), Bullets(tuple(map(self.cite, cited)))]
        return Section("method", self.words.say("method-title"), tuple(blocks))

    def _origin(self, result: Result) -> Iterator[Block]:
        questionnaire = result.questionnaire
        if questionnaire.method and not result.scores_absent:
            yield Bullets(questionnaire.method)
        yield Paragraph(self.words.say("written-by", citation=questionnaire.source.citation))

    def why(self, result: Result, *, hand_out: bool = False) -> Section:
        """Each answer and its points, scale by scale."""
        blocks: list[Block] = []
        for score in result.scores:
            if not (hand_out and self._private(result, score.scale)):
                shares = [share for share in score.shares if self._shown(result, share, hand_out)]
                blocks += [
                    Heading(f"{score.scale.title}: {self._in_numbers(result, score, hand_out)}"),
                    *self._shares(result, shares),
                ]
        return Section("why", self.words.say("why-title"), tuple(blocks))

    def _shown(self, result: Result, share: Share, hand_out: bool) -> bool:
        item = result.questionnaire.by_id.get(share.id)
        return not hand_out or item is None or item.hand_out

    def _shares(self, result: Result, shares: list[Share]) -> Iterator[Block]:
        """Items by question, criteria by name, grouped under the rule that they share."""
        for rule in dict.fromkeys(share.rule for share in shares):
            lines = tuple(self._share(result, share) for share in shares if share.rule == rule)
            yield from ([Paragraph(self._rule(rule))] if rule else [])
            yield Bullets(lines)

    def _rule(self, rule: str) -> str:
        return self.words.say("reversed") if rule == REVERSED else rule

    def _share(self, result: Result, share: Share) -> str:
        low, high = number(share.span.low), number(share.span.high)
        points = low if low == high else self.words.say("from-to", low=low, high=high)
        item = result.questionnaire.by_id.get(share.id) if share.rule in (None, REVERSED) else None
        question = fill(result, item.ask) if item else f"{share.id.replace('-', ' ')}:"
        return self.words.say("share", question=question, answer=self._answer(result, share), points=points)

    def _answer(self, result: Result, share: Share) -> str:
        """The answer in words, or the state of the question where there is no answer."""
        item = result.questionnaire.by_id.get(share.id)
        if item is None:  # a criterion
            return self.words.say(f"state-{share.state}")
        return answer_in_words(item, result.replies[item.id], self.words, partial(fill, result))

    def _about_hand_out(self, result: Result) -> Section:
        source = result.questionnaire.source
        facts = {"date": self.today, "title": result.questionnaire.title, "version": result.questionnaire.version}
        about = Paragraph(self.words.say("hand-out-about", **facts))
        licence = Paragraph(self.words.say("licence", licence=source.licence))
        return Section("about", self.words.say("hand-out-title"), (about, *self._origin(result), licence))

    # Guidance texts.

    def learn(self, title: str, guidance: Iterable[GuidanceText]) -> Document:
        """Guidance texts, each with its sources."""
        sections = []
        for text in guidance:
            cited = tuple(self.cite(self.sources[source]) for source in text.sources if source in self.sources)
            blocks = (*texts(text), *((Heading(self.words.say("sources-title")), Bullets(cited)) if cited else ()))
            sections.append(Section(text.id, text.title, blocks))
        return Document(title, self.words.interface, tuple(sections))

    def cite(self, source: SourceEntry) -> str:
        """A source in one line: citation, link, and a note where only a copy of it was read."""
        seen = self.words.say("seen-copy") if source.seen == "copy" else ""
        return " ".join(part for part in (source.citation, source.link or "", seen) if part)


def _open_questions(result: Result, score: ScaleScore, reply_state: str) -> int:
    """How many questions in this state leave the total open. One criterion can depend on several of them."""
    ids = {share.id for share in score.shares if share.state == reply_state}
    criteria = [criterion for criterion in score.scale.count_of or () if criterion.id in ids]
    items = {leaf.item for criterion in criteria for leaf in criterion.if_.leaves if leaf.item} if criteria else ids
    return sum(state(result.replies[item]) == reply_state for item in items)


def _option_list(item: Item) -> tuple[tuple[str, str], ...]:
    """The options of an item, for comparison with those of another."""
    return tuple((option.code, option.text) for option in item.options)


def _points(option: Option) -> Decimal:
    return option.score if isinstance(option.score, Decimal) else Decimal(0)
