"""Put the structure of a published instrument into a document: items, points, scales, sources, and no wording. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from screening.engine.arithmetic import rounding_of
from screening.engine.table_words import tables_in_words
from screening.model.conditions import Condition
from screening.model.content import Interface
from screening.model.instrument import Instrument
from screening.model.questionnaire import Item, Option
from screening.model.scales import Band, Scale
from screening.reports.document import Block, Bullets, Document, Heading, Paragraph, Section, Table
from screening.reports.wording import condition_in_words, number, rounded_in_words, with_unit


@dataclass(frozen=True, slots=True)
class StructureReports:
    """Builds pages about published instruments, in one language."""

    words: Interface

    def page(self, instrument: Instrument) -> Document:
        """What it is for and whose it is, every item with its points, every scale with its limits and their sources."""
        sections = (
            Section("about", "", tuple(self._about(instrument))),
            Section("items", self.words.say("structure-items"), tuple(self._items(instrument))),
            Section("scales", self.words.say("structure-scales"), tuple(self._scales(instrument))),
            Section("lacks", self.words.say("structure-lacks"), tuple(self._lacks(instrument))),
            Section("sources", self.words.say("sources-title"), tuple(self._sources(instrument))),
        )
        return Document(instrument.title, instrument.language, tuple(one for one in sections if one.blocks))

    def _about(self, instrument: Instrument) -> Iterator[Block]:
        say = self.words.say
        yield Paragraph(say("structure-no-wording", name=instrument.id), strong=True)
        yield Paragraph(say("structure-use", use=instrument.use.for_, by=instrument.use.by))
        yield Paragraph(say("structure-who", audience=instrument.audience, recall=instrument.recall))
        yield Paragraph(say("structure-rights", holder=instrument.rights.holder, terms=instrument.rights.terms))
        yield Paragraph(say("structure-from", place=instrument.rights.wording_from))
        yield Paragraph(say("intended-use"))

    def _items(self, instrument: Instrument) -> Iterator[Block]:
        headings = tuple(self.words.say(f"structure-{name}") for name in ("item", "id", "options", "loinc"))
        yield Table(headings, tuple(self._item(item) for item in instrument.questions))
        asked = [self._asked_if(instrument, item, item.only_if) for item in instrument.questions if item.only_if]
        yield from [Bullets(tuple(asked))] if asked else []

    def _item(self, item: Item) -> tuple[str, ...]:
        return item.ask, item.id, self._answers(item), item.loinc or ""

    def _answers(self, item: Item) -> str:
        """The options in their order, with the code and the points of each; or the bounds of a number."""
        if item.type == "number":
            return self.words.say("structure-number", least=item.least, most=with_unit(item, item.most))
        return ", ".join(f"{at}: {self._option(option)}" for at, option in enumerate(item.options, 1))

    def _option(self, option: Option) -> str:
        points = "-" if option.score is None else str(option.score)
        return self.words.say("structure-option", code=option.code, points=points)

    def _asked_if(self, instrument: Instrument, item: Item, condition: Condition) -> str:
        return self.words.say("structure-only-if", item=item.ask, condition=self._condition(instrument, condition))

    def _condition(self, instrument: Instrument, condition: Condition) -> str:
        return condition_in_words(instrument, condition, {item.id: item.ask for item in instrument.questions})

    def _scales(self, instrument: Instrument) -> Iterator[Block]:
        for scale in instrument.scales:
            yield Heading(scale.title)
            yield Bullets(tuple(self._scale(instrument, scale)))
        if instrument.critical_items:
            yield Heading(self.words.say("structure-critical"))
            yield Bullets(tuple(self._condition(instrument, item.if_) for item in instrument.critical_items))
        if instrument.outcomes:
            yield Heading(instrument.outcomes_title or self.words.say("outcomes-title"))
            titles = (f"{one.title}: {self._condition(instrument, one.if_)}" for one in instrument.outcomes)
            yield Bullets(tuple(titles))

    def _scale(self, instrument: Instrument, scale: Scale) -> Iterator[str]:
        yield from self._made_of(instrument, scale)
        if scale.only_if is not None:
            yield self.words.say("structure-scale-if", condition=self._condition(instrument, scale.only_if))
        yield from self._limits(scale)
        if scale.missing.then:
            how = f"structure-missing-{scale.missing.then}"
            yield self.words.say(how, allow=scale.missing.allow, source=scale.missing.source)
        if scale.reliability:
            facts = {"r": number(scale.reliability.r), "sd": number(scale.reliability.sd)}
            yield self.words.say("structure-reliability", **facts, source=scale.reliability.source)
        if scale.loinc:
            yield f"LOINC {scale.loinc}"

    def _made_of(self, instrument: Instrument, scale: Scale) -> Iterator[str]:
        """How its parts become the score."""
        say = self.words.say
        parts = ", ".join(self._part(instrument, name) for name in scale.parts)
        rows = "; ".join(f"{one.id}: {self._condition(instrument, one.if_)}" for one in scale.count_of or ())
        yield say(f"structure-{scale.kind.replace('_', '-')}", items=parts or rows)
        if scale.times != 1:
            yield say("structure-times", times=number(scale.times))
        if scale.reversed:
            yield say("structure-reversed", items=", ".join(scale.reversed))
        for table, names in tables_in_words(scale).items():
            yield say("structure-points", items=", ".join(self._part(instrument, name) for name in names), points=table)
        rounding = rounding_of(instrument, scale)
        if rounding:
            yield rounded_in_words(self.words, scale.decimals, rounding)

    def _part(self, instrument: Instrument, name: str) -> str:
        """An item by its id, a scale by its title."""
        return name if name in instrument.by_id else instrument.scale_by_id[name].title

    def _limits(self, scale: Scale) -> Iterator[str]:
        """Bands and cut-offs, each set and each cut-off with its source."""
        if scale.bands:
            yield self.words.say("structure-bands", bands=self._bands(scale.bands))
        for one in scale.band_sets:
            facts = {"title": one.title, "bands": self._bands(one.bands), "source": one.source}
            yield self.words.say("structure-band-set", **facts)
        for cut_off in scale.cut_offs:
            side = "structure-cut-off" if cut_off.at is not None else "structure-cut-off-low"
            title = f"{cut_off.title}. " if cut_off.title else ""
            yield self.words.say(side, at=number(cut_off.limit), title=title, source=cut_off.source)

    def _bands(self, bands: Iterable[Band]) -> str:
        return ", ".join(self._band(band.title, band.from_, band.to) for band in bands)

    def _band(self, title: str, low: Decimal, high: Decimal) -> str:
        return self.words.say("band-name", title=title, low=number(low), high=number(high))

    def _lacks(self, instrument: Instrument) -> Iterator[Block]:
        yield from [Bullets(instrument.lacks)] if instrument.lacks else []

    def _sources(self, instrument: Instrument) -> Iterator[Block]:
        yield Paragraph(self.words.say("written-by", citation=instrument.source.citation))
        rows = (
            self.words.say(
                f"structure-source-{one.seen}",
                citation=one.citation.rstrip("."),
                link=one.link or "",
                day=one.last_checked,
                what=", ".join(one.for_),
            )
            for one in instrument.references
        )
        yield Bullets(tuple(rows))
        yield Paragraph(self.words.say("licence", licence=instrument.source.licence))
        yield Paragraph(self.words.say("which-version", id=instrument.id, version=instrument.version))
