"""A result as a document, in the order in which a person needs it.

One plain sentence; what it does not mean; what could come next; people to talk to; then the numbers, and how they
were worked out. The hand-out is the same with less: no typed words, no private signs, answers only on request.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from screening.engine.results import Directory, Result, kinds_of
from screening.engine.scoring import REVERSED, ScaleScore, Share
from screening.model.answers import Entered, state
from screening.model.content import Contact, GuidanceText, Interface, SourceEntry
from screening.model.questionnaire import Band, CutOff, Item, Option, Scale
from screening.reports.contact_pages import ContactPages, short_card
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
    chosen_options,
    codes_of,
    fill,
    group_in_words,
    number,
    subject_of,
    texts,
    untyped,
)

URGENT = ("emergency", "crisis")  # whom a hand-out names first


@dataclass(frozen=True, slots=True)
class ResultReports:
    """Makes documents in one language on one day. `today` is the reader's date, as year-month-day."""

    words: Interface
    directory: Directory
    sources: dict[str, SourceEntry]
    today: str

    @property
    def contacts(self) -> ContactPages:
        """People to talk to, as documents."""
        return ContactPages(self.words, self.directory, self.today)

    # Results.

    def result(self, result: Result, *, why: bool = False) -> Document:
        """The result as it is shown to the person; `why` adds each answer and its points."""
        sections = [
            self._first(result),
            self._people(
                result, self.contacts.where_else(), [contact for contact in result.contacts if contact.kind != "clinic"]
            ),
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
        """The result on one page to take away: no typed words, and nothing that the file keeps private.

        Cards speak of this moment and tell what was answered: instead the page begins with the numbers to call,
        whatever was answered. Of the people to talk to it has one for each kind.
        """
        result = replace(result, words=untyped(result))
        urgent = self.directory.nearest(URGENT) or self.directory.nearest(["directory"])
        others = [contact for contact in self.directory.nearest(kinds_of(result.guidance)) if contact not in urgent]
        sections = [
            Section("urgent", self.words.say("urgent-title"), tuple(map(self.contacts.card, urgent))),
            replace(self._first(result, hand_out=True), title=""),
            self.numbers(result, hand_out=True),
            self._people(result, self.contacts.where(), others),
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

    def _people(self, result: Result, where: str, contacts: Iterable[Contact]) -> Section:
        people = (Paragraph(where), *map(self.contacts.card, contacts), *self._missing(result))
        return Section("people", self.words.say("people-title"), people)

    def _missing(self, result: Result) -> Iterator[Block]:
        """One honest line where the region has nobody of a kind that the texts name."""
        kinds = [kind for kind in kinds_of(result.guidance) if kind != "clinic" and not self.directory.of([kind])]
        if kinds:
            named = ", ".join(self.words.say(f"kind-{kind}") for kind in kinds)
            yield Paragraph(self.words.say("no-kind", kinds=named))

    def _more(self, result: Result) -> Section:
        return Section("more", self.words.say("more-title"), tuple(self._titled(result, "helps")))

    def _end(self, result: Result) -> Section:
        """What stands last, a private clinic with it: below everybody else, and labelled by its own note."""
        blocks: list[Block] = []
        for text in result.part("end"):
            blocks += [*texts(text), *(self.contacts.card(contact) for contact in self.directory.of(text.contacts))]
        return Section("end", "", tuple(blocks))

    def _card_people(self, text: GuidanceText) -> Iterator[Block]:
        return (short_card(one, self.words) for one in self.directory.card(text))

    # The numbers.

    def numbers(self, result: Result, *, hand_out: bool = False) -> Section:
        """What the answers add up to; in words alone where no points may stand."""
        absent = result.scores_absent
        signs = list(self._in_words(result, hand_out) if absent else self._in_points(result, hand_out))
        reason = [Paragraph(absent)] if absent else []
        blocks = [*self._about(result), *reason, *signs] if signs else []
        if not hand_out:  # the summary has said what is possible
            blocks += [*self._outcomes(result), *self._uncounted(result)]
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

    def _uncounted(self, result: Result) -> Iterator[Block]:
        """The numbers that were given to questions outside all scales."""
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
        """Each sign that was asked about: the highest answer in it, and how many of its questions were skipped.

        A hand-out leaves out a sign of which a part is private: words for the rest alone could reassure.
        """
        for scale in self._pictured(result, hand_out):
            states = [state(result.replies[item.id]) for item in self._items(result, scale)]
            highest = "" if hand_out and self._partly_private(result, scale) else self.highest(result, scale)
            if highest and set(states) != {"not-asked"}:
                skipped = states.count("declined")
                words = self.words.say("sign-skipped", words=highest, count=skipped) if skipped else highest
                yield Paragraph(self.words.say("sign-in-words", sign=scale.title, words=words))

    def highest(self, result: Result, scale: Scale) -> str:
        """The highest answer among the items of a scale in words, where all of them have the same options."""
        items = self._items(result, scale)
        if not items or len({_scale_of(item) for item in items}) > 1 or not items[0].options:
            return ""
        codes = {code for item in items for code in codes_of(result, item.id)}
        chosen = [option for option in items[0].options if option.code in codes and isinstance(option.score, Decimal)]
        return max(chosen, key=_points).text.lower() if chosen else self.words.say("no-answer")

    def _score(self, result: Result, score: ScaleScore, hand_out: bool) -> Iterator[Block]:
        marks = tuple(band.from_ for band in score.scale.bands[1:]) if score.bands else ()
        span, whole = score.span, score.reach
        words = self._in_numbers(result, score, hand_out)
        if score.value is None and span == whole:  # a picture of nothing would say nothing
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
        how = {True: "cut-off-met", False: "cut-off-not-met", None: "cut-off-open"}[met]
        title = f"{cut_off.title.rstrip('.')}. " if cut_off.title else ""
        said = self.words.say(how, at=number(cut_off.at), title=title, source=cut_off.source)
        if cut_off.if_ is None:
            return Paragraph(said)
        return Paragraph(
            f"{said} {self.words.say('cut-off-group', group=group_in_words(result.questionnaire, cut_off.if_))}"
        )

    def band(self, band: Band) -> str:
        """A band by its title, with the points that it holds."""
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
        """Why there is more than one total, counted in questions."""
        unsure = sum(share.state == "answered" and share.span.value is None for share in score.shares)
        counts = {"skipped": _without(result, score, "declined"), "open": _without(result, score, "unanswered")}
        reasons = [
            self.words.say(f"because-{why}", count=count)
            for why, count in {**counts, "unsure": unsure}.items()
            if count
        ]
        return self.words.say("because", reasons=self.words.say("and").join(reasons)) if reasons else ""

    # How it was worked out.

    def method(self, result: Result) -> Section:
        """How it was worked out, and from which sources; without points only whose questionnaire it is."""
        cited = [
            self.sources[method_source]
            for method_source in result.questionnaire.method_sources
            if method_source in self.sources
        ]
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
        """Items by their questions; criteria by their names, under the reason that several of them may share."""
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
        return self.words.say("share", question=question, answer=self.said(result, share), points=points)

    def said(self, result: Result, share: Share) -> str:
        """What was answered, in words; the state where nothing was."""
        options = chosen_options(result, share.id)
        if share.state == "answered" and options:
            return ", ".join(option.text for option in options)
        return self.words.say(f"state-{share.state}")

    def _about_hand_out(self, result: Result) -> Section:
        source = result.questionnaire.source
        facts = {"date": self.today, "title": result.questionnaire.title, "version": result.questionnaire.version}
        made = Paragraph(self.words.say("hand-out-about", **facts))
        licence = Paragraph(self.words.say("licence", licence=source.licence))
        return Section("about", self.words.say("hand-out-title"), (made, *self._origin(result), licence))

    # Other things to read.

    def learn(self, title: str, shown: Iterable[GuidanceText]) -> Document:
        """Guidance texts with the sources that each rests on."""
        sections = []
        for text in shown:
            cited = tuple(self.cite(self.sources[source]) for source in text.sources if source in self.sources)
            blocks = (*texts(text), *((Heading(self.words.say("sources-title")), Bullets(cited)) if cited else ()))
            sections.append(Section(text.id, text.title, blocks))
        return Document(title, self.words.interface, tuple(sections))

    def cite(self, source: SourceEntry) -> str:
        """A source in one line, with what was read of it."""
        seen = self.words.say("seen-copy") if source.seen == "copy" else ""
        return " ".join(part for part in (source.citation, source.link or "", seen) if part)


def _without(result: Result, score: ScaleScore, wanted: str) -> int:
    """How many questions in this state keep the total open; several of them may stand behind one criterion."""
    ids = {share.id for share in score.shares if share.state == wanted}
    criteria = [one for one in score.scale.count_of or () if one.id in ids]
    asked = {leaf.item for criterion in criteria for leaf in criterion.if_.leaves if leaf.item} if criteria else ids
    return sum(state(result.replies[item]) == wanted for item in asked)


def _scale_of(item: Item) -> tuple[tuple[str, str], ...]:
    """What tells one list of options from another."""
    return tuple((option.code, option.text) for option in item.options)


def _points(option: Option) -> Decimal:
    return option.score if isinstance(option.score, Decimal) else Decimal(0)
