"""A result as a document, in the order in which a person needs it: data in, document out.

One plain sentence; what it does not mean; what could come next; people to talk to; then the numbers, and how they
were worked out. The hand-out is the same with less: no typed words, no private signs, answers only on request.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from .content import Contact, GuidanceText, Interface, SourceEntry, Way
from .document import Bar, Block, Bullets, Document, Heading, Paragraph, Person, Reach, Section
from .guidance import KINDS, Directory, Result
from .questionnaire import Band, Condition, Item, Option, Questionnaire, Scale
from .response import Chosen
from .scoring import REVERSED, ScaleScore, Share

STALE = 365  # days after which a contact says "check this number"
_NAME = re.compile(r"\{[a-z0-9-]+\}")
LINKS = {"call": "tel:", "text": "sms:", "email": "mailto:"}


@dataclass(frozen=True, slots=True)
class Reporter:
    """Makes documents in one language on one day. `today` is the reader's date, as year-month-day."""

    words: Interface
    directory: Directory
    sources: dict[str, SourceEntry]
    today: str

    # Results.

    def result(self, result: Result, *, why: bool = False) -> Document:
        """The result as it is shown to the person; `why` adds each answer and its points."""
        sections = [
            self._first(result),
            self._people(result),
            self._numbers(result, hand_out=False),
            self._more(result),
            self._method(result),
            *([self._why(result, hand_out=False)] if why else []),
            self._end(result),
        ]
        return Document(result.questionnaire.title, self.words.interface, tuple(one for one in sections if one.blocks))

    def hand_out(self, result: Result, *, answers: bool = False) -> Document:
        """The result on one page to take away: no typed words, and no signs that the file keeps private."""
        sections = [
            replace(self._first(result), title=""),
            self._numbers(result, hand_out=True),
            self._people(result),
            self._method(result),
            *([self._why(result, hand_out=True)] if answers else []),
            self._about_hand_out(result),
        ]
        return Document(result.questionnaire.title, self.words.interface, tuple(one for one in sections if one.blocks))

    def _first(self, result: Result) -> Section:
        blocks: list[Block] = []
        for card in result.part("card"):
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

    def _people(self, result: Result) -> Section:
        return Section("people", self.words.say("people-title"), tuple(self.people(result.contacts)))

    def _more(self, result: Result) -> Section:
        return Section("more", self.words.say("more-title"), tuple(self._titled(result, "helps")))

    def _end(self, result: Result) -> Section:
        blocks: list[Block] = []
        for text in result.part("end"):
            blocks += [*texts(text), *(self.person(one) for one in self.directory.of(text.contacts))]
        return Section("end", "", tuple(blocks))

    def _card_people(self, text: GuidanceText) -> Iterator[Block]:
        return (short(one, self.words) for one in self.directory.card(text))

    # The numbers.

    def _numbers(self, result: Result, *, hand_out: bool) -> Section:
        subject = self._subject(result)
        blocks: list[Block] = [Paragraph(self.words.say("looked-at", subject=subject))] if subject else []
        if result.scores_absent:
            blocks += [Paragraph(result.scores_absent), *self._in_words(result, hand_out)]
        for score in result.scores:
            if score.scale.picture and not (hand_out and self._private(result, score.scale)):
                blocks += self._score(result, score)
        if result.outcomes:
            readings = self.words.say("or").join(one.title for one in result.outcomes)
            blocks.append(Paragraph(self.words.say("outcome", outcome=readings)))
        recall = self.words.say("about-time", recall=result.questionnaire.recall)
        return Section("numbers", self.words.say("numbers-title"), (Paragraph(recall), *blocks) if blocks else ())

    def _subject(self, result: Result) -> str:
        """The options chosen in the questions whose answers are put into the words of others."""
        return ", ".join(
            option.text
            for item in result.questionnaire.questions
            if isinstance(answer := result.answers.get(item.id), Chosen)
            for option in item.options
            if option.code in answer.codes and option.words
        )

    def _private(self, result: Result, scale: Scale) -> bool:
        return bool(scale.items) and not any(result.questionnaire.by_id[item].hand_out for item in scale.items)

    def _in_words(self, result: Result, hand_out: bool) -> Iterator[Block]:
        for scale in result.questionnaire.scales:
            highest = self.highest(result, scale)
            if scale.picture and highest and not (hand_out and self._private(result, scale)):
                yield Paragraph(self.words.say("sign-in-words", sign=scale.title, words=highest))

    def highest(self, result: Result, scale: Scale) -> str:
        """The highest answer among the items of a scale in words, where all of them have the same options."""
        items = [result.questionnaire.by_id[item] for item in scale.items]
        if not items or len({_scale_of(item) for item in items}) > 1 or not items[0].options:
            return ""
        codes = {code for item in items for code in _codes(result, item.id)}
        chosen = [option for option in items[0].options if option.code in codes and isinstance(option.score, Decimal)]
        return max(chosen, key=_points).text.lower() if chosen else self.words.say("no-answer")

    def _score(self, result: Result, score: ScaleScore) -> Iterator[Block]:
        marks = tuple(band.from_ for band in score.scale.bands[1:]) if score.bands else ()
        span, whole = score.span, score.reach
        yield Bar(score.scale.title, self._in_numbers(result, score), span.low, span.high, whole.low, whole.high, marks)
        if score.bands:
            yield Paragraph(self.words.say("band", band=self.words.say("or").join(map(self._band, score.bands))))
        elif score.bands_absent:
            yield Paragraph(score.bands_absent)
        for cut_off, met in score.cut_offs:
            how = {True: "cut-off-met", False: "cut-off-not-met", None: "cut-off-open"}[met]
            yield Paragraph(
                self.words.say(how, at=number(cut_off.at), source=cut_off.source, title=cut_off.title or "")
            )
        if score.prorated:
            facts = {"value": number(score.prorated.value), "source": score.prorated.source}
            yield Paragraph(self.words.say("prorated", answered=score.prorated.answered, of=score.prorated.of, **facts))

    def _band(self, band: Band) -> str:
        return self.words.say("band-name", title=band.title, low=number(band.from_), high=number(band.to))

    def _in_numbers(self, result: Result, score: ScaleScore) -> str:
        of = number(score.reach.high)
        if score.value is not None:
            points = self.words.say("points", value=number(score.value), of=of)
        else:
            low, high = number(score.span.low), number(score.span.high)
            points = self.words.say("points-between", low=low, high=high, of=of) + self._because(score)
        highest = self.highest(result, score.scale)
        return self.words.say("sign-points", words=highest, points=points) if highest else points

    def _because(self, score: ScaleScore) -> str:
        skipped = sum(share.state == "declined" for share in score.shares)
        waiting = sum(share.state == "unanswered" for share in score.shares)
        reasons = [
            *([self.words.say("because-skipped", count=skipped)] if skipped else []),
            *([self.words.say("because-open", count=waiting)] if waiting else []),
        ]
        return self.words.say("because", reasons=self.words.say("and").join(reasons)) if reasons else ""

    # How it was worked out.

    def _method(self, result: Result) -> Section:
        questionnaire = result.questionnaire
        cited = [self.sources[one] for one in questionnaire.method_sources if one in self.sources]
        blocks: list[Block] = [Bullets(questionnaire.method)] if questionnaire.method else []
        blocks.append(Paragraph(self.words.say("written-by", citation=questionnaire.source.citation)))
        if cited:
            blocks.append(Bullets(tuple(self.cite(one) for one in cited)))
        facts = {"id": questionnaire.id, "version": questionnaire.version}
        blocks.append(Paragraph(self.words.say("which-version", **facts)))
        return Section("method", self.words.say("method-title"), tuple(blocks))

    def _why(self, result: Result, *, hand_out: bool) -> Section:
        blocks: list[Block] = []
        for score in result.scores:
            if not (hand_out and self._private(result, score.scale)):
                shares = [share for share in score.shares if self._shown(result, share, hand_out)]
                blocks += [
                    Heading(f"{score.scale.title}: {self._in_numbers(result, score)}"),
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
        options = _options(result, share.id)
        if share.state == "answered" and options:
            return ", ".join(option.text for option in options)
        return self.words.say(f"state-{share.state}")

    def _about_hand_out(self, result: Result) -> Section:
        source = result.questionnaire.source
        facts = {"date": self.today, "title": result.questionnaire.title, "version": result.questionnaire.version}
        lines = (self.words.say("hand-out-about", **facts), self.words.say("licence", licence=source.licence))
        return Section("about", self.words.say("hand-out-title"), tuple(map(Paragraph, lines)))

    # Other things to read.

    def form(self, questionnaire: Questionnaire) -> Document:
        """The whole questionnaire as a blank form: every question with its options, and when it is asked."""
        about = [questionnaire.about or "", self.words.say("intended-use"), self.words.say("form-about")]
        first = Section("about", "", tuple(Paragraph(text) for text in about if text))
        numbers = {item.id: index for index, item in enumerate(questionnaire.questions, 1)}
        blocks = [block for item in questionnaire.items for block in self._form_item(questionnaire, item, numbers)]
        source = questionnaire.source
        facts = {"id": questionnaire.id, "version": questionnaire.version}
        end = (
            self.words.say("written-by", citation=source.citation),
            self.words.say("licence", licence=source.licence),
            self.words.say("which-version", **facts),
        )
        sections = (first, Section("questions", self.words.say("form-title"), tuple(blocks)))
        last = Section("source", self.words.say("sources-title"), tuple(map(Paragraph, end)))
        return Document(questionnaire.title, questionnaire.language, (*sections, last))

    def _form_item(self, questionnaire: Questionnaire, item: Item, numbers: dict[str, int]) -> Iterator[Block]:
        if item.type == "note":
            yield Paragraph(blank(item.ask))
            return
        yield Heading(f"{numbers[item.id]}. {blank(item.ask)}")
        if item.only_if is not None:
            yield Paragraph(self.words.say("form-only-if", condition=told(questionnaire, item.only_if, numbers)))
        if item.options:
            boxes = tuple(f"[ ] {blank(option.text)}{self._form_points(option)}" for option in item.options)
            yield Bullets((*boxes, f"[ ] {self.words.say('form-decline')}"))
        else:
            yield Paragraph("____________________")

    def _form_points(self, option: Option) -> str:
        return f" ({number(option.score)})" if isinstance(option.score, Decimal) else ""

    def contacts(self) -> Document:
        """Everybody to talk to in the region, by kind; a private clinic last."""
        blocks: list[Block] = [Paragraph(self.where())]
        for kind in KINDS:
            found = [one for one in self.directory.of([kind]) if one.kind == kind]
            if found:
                blocks += [Heading(self.words.say(f"kind-{kind}")), *map(self.person, found)]
        sections = (Section("people", "", tuple(blocks)),)
        return Document(self.words.say("people-title"), self.words.interface, sections)

    def where(self) -> str:
        """Where the person is taken to be, and how to say otherwise."""
        region = self.directory.region
        return self.words.say("region-guessed" if region.guessed else "region", region=region.name)

    def learn(self, title: str, shown: Iterable[GuidanceText]) -> Document:
        """Guidance texts with the sources that each rests on."""
        sections = []
        for text in shown:
            cited = tuple(self.cite(self.sources[one]) for one in text.sources if one in self.sources)
            blocks = (*texts(text), *((Heading(self.words.say("sources-title")), Bullets(cited)) if cited else ()))
            sections.append(Section(text.id, text.title, blocks))
        return Document(title, self.words.interface, tuple(sections))

    def people(self, contacts: Iterable[Contact]) -> Iterator[Block]:
        """The contacts with all that is known of them, and where the person is taken to be."""
        yield Paragraph(self.where())
        yield from map(self.person, contacts)

    def person(self, contact: Contact) -> Person:
        """One contact: its ways, its hours, its caveats, and when it was compared with its source."""
        checked = "contact-stale" if self._is_stale(contact.last_checked) else "contact-checked"
        details = [
            self.words.say("contact-for", purpose=contact.for_),
            *([f"{contact.hours}."] if contact.hours else []),
            *([contact.note] if contact.note else []),
            *([self.words.say("contact-copy")] if contact.status == "copy" else []),
            self.words.say(checked, date=contact.last_checked),
        ]
        return Person(contact.name, tuple(reach(way, self.words) for way in contact.ways), tuple(details))

    def _is_stale(self, checked: str) -> bool:
        return (date.fromisoformat(self.today) - date.fromisoformat(checked)).days > STALE

    def cite(self, source: SourceEntry) -> str:
        """A source in one line, with what was read of it."""
        seen = self.words.say("seen-copy") if source.seen == "copy" else ""
        return " ".join(part for part in (source.citation, source.link or "", seen) if part)


def texts(text: GuidanceText, *, strong: bool = False) -> list[Block]:
    """The paragraphs and bullets of a guidance text."""
    blocks: list[Block] = []
    bullets: list[str] = []
    for bullet, paragraph in (*text.paragraphs, (False, "")):
        if bullet:
            bullets.append(paragraph)
            continue
        if bullets:
            blocks.append(Bullets(tuple(bullets)))
            bullets = []
        if paragraph:
            blocks.append(Paragraph(paragraph, strong))
    return blocks


def short(contact: Contact, words: Interface) -> Person:
    """A contact as cards print it: the name and the first ways alone."""
    return Person(contact.name, tuple(reach(way, words) for way in contact.ways[:2]))


def reach(way: Way, words: Interface) -> Reach:
    """One way in words, with a link that opens it."""
    said = words.say(f"by-{way.by}-say", to=way.to, say=way.say) if way.say else words.say(f"by-{way.by}", to=way.to)
    link = way.to if way.to.startswith("https://") else None
    if way.by in LINKS:
        link = LINKS[way.by] + (way.to if way.by == "email" else "".join(c for c in way.to if c.isalnum() or c == "+"))
    return Reach(said, link)


def number(value: Decimal) -> str:
    """A number of points without needless zeros."""
    return f"{value.normalize():f}" if value else "0"


def blank(text: str) -> str:
    """The text with lines to write on in place of the person's own words."""
    return _NAME.sub("______", text)


def told(questionnaire: Questionnaire, condition: Condition, numbers: dict[str, int]) -> str:
    """A condition in words, with questions by their numbers."""
    if condition.parts:
        return (" and " if condition.all else " or ").join(told(questionnaire, one, numbers) for one in condition.parts)
    tests = {
        "is_": "is", "is_not": "is not", "at_least": "is at least", "at_most": "is at most",
        "answered": "is answered", "declined": "is skipped",
    }  # fmt: skip
    test = condition.tests[0]
    value = getattr(condition, test)
    if condition.scale:
        return f"{questionnaire.scale_by_id[condition.scale].title} {tests[test]} {value}"
    item = questionnaire.by_id[condition.item or ""]
    codes = value if isinstance(value, tuple) else (value,)
    named = " or ".join(item.by_code[code].text if code in item.by_code else str(code) for code in codes)
    said = (
        f"{tests[test]} {named}" if test not in ("answered", "declined") else f"{'' if value else 'not '}{tests[test]}"
    )
    return f"{numbers[item.id]} {said}"


def fill(result: Result, text: str) -> str:
    """The text with the person's own words in it."""
    for name, value in result.words.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _codes(result: Result, item: str) -> tuple[str, ...]:
    answer = result.answers.get(item)
    return answer.codes if isinstance(answer, Chosen) else ()


def _options(result: Result, item: str) -> list[Option]:
    found = result.questionnaire.by_id.get(item)
    return [found.by_code[code] for code in _codes(result, item)] if found else []


def _scale_of(item: Item) -> tuple[tuple[str, str], ...]:
    """What tells one list of options from another."""
    return tuple((option.code, option.text) for option in item.options)


def _points(option: Option) -> Decimal:
    return option.score if isinstance(option.score, Decimal) else Decimal(0)
