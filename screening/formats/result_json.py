"""Convert a result to JSON. The contract is the JSON Schema in `docs/schemas`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from screening.engine.arithmetic import rounding_of
from screening.engine.directory import Region
from screening.engine.results import Result
from screening.engine.scoring import ScaleScore
from screening.model.content import Contact, GuidanceText, Interface
from screening.model.fields import json_number
from screening.model.questionnaire import CriticalItem, Questionnaire
from screening.model.scales import Band, BandSet, CutOff
from screening.reports.headline import Headlines, harms
from screening.reports.score_report import ScoreReports, without_score
from screening.reports.wording import fill, group_in_words, untyped

SCHEMA_VERSION = 2

Json = dict[str, object]


def dumps(value: object) -> str:
    """One line of JSON. The keys keep their order, and characters beyond ASCII are not escaped."""
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def result_json(result: Result, words: Interface, *, why: bool = True) -> Json:
    """The result by the contract. `why` adds what can show answers: harms, the highest ones, the points of each item.

    Without it no typed word stands in it.
    """
    questionnaire = result.questionnaire
    result = result if why else replace(result, words=untyped(result))
    return {
        "schema_version": SCHEMA_VERSION,
        "questionnaire": about_json(questionnaire),
        "status": result.status,
        "summary": " ".join((*Headlines(words).sentences(result), Headlines(words).unfinished(result))).strip(),
        **(
            {"harms": [{"id": item.id, "text": fill(result, item.harm or "")} for item in harms(result)]} if why else {}
        ),
        "scores": [_score(result, score, words, why=why) for score in result.scores],
        "scores_absent": result.scores_absent,
        "no_scores": [{"id": scale.id, "because": because} for scale, because in without_score(result)],
        "outcomes": [{"id": outcome.id, "title": outcome.title} for outcome in result.outcomes],
        "critical": [_critical(critical_item, result.guidance) for critical_item in result.critical],
        "declined": list(result.having("declined")),
        "not_asked": list(result.having("not-asked")),
        "unanswered": list(result.having("unanswered")),
        "ignored": list(result.ignored),
        "guidance": [_guidance(result, text) for text in result.guidance],
        "contacts": [contact_json(contact) for contact in result.contacts],
        "place": place_json(result.region),
        "intended_use": words.say("intended-use"),
    }


def about_json(questionnaire: Questionnaire) -> Json:
    """The questionnaire by id, version, language and recall period; whose its words are where they are of others."""
    source = questionnaire.source
    notice = {"words_from": source.citation, "licence": source.licence} if questionnaire.has_borrowed_words else {}
    return {
        "id": questionnaire.id,
        "version": questionnaire.version,
        "language": questionnaire.language,
        "recall": questionnaire.recall,
        **notice,
    }


def place_json(region: Region) -> Json:
    """The place that decided on the contacts, and how it was known; no region where none was."""
    return {"region": None if region.origin == "none" else region.code, "from": region.origin}


def _guidance(result: Result, text: GuidanceText) -> Json:
    """A text with the person's own words in it."""
    return {"id": text.id, "part": text.part, "title": text.title, "text": fill(result, text_lines(text))}


def _score(result: Result, score: ScaleScore, words: Interface, *, why: bool) -> Json:
    questionnaire = result.questionnaire
    fields: Json = {
        "id": score.scale.id,
        "title": score.scale.title,
        "low": json_number(score.span.low),
        "high": json_number(score.span.high),
        "value": None if score.value is None else json_number(score.value),
        "minimum": json_number(score.reach.low),
        "maximum": json_number(score.reach.high),
        "bands": [{"id": band.id, "title": band.title} for band in score.bands],
        "bands_absent": score.bands_absent,
        "cut_offs": [_cut_off(questionnaire, cut_off, met) for cut_off, met in score.cut_offs],
        "prorated": None
        if score.prorated is None
        else {
            "value": json_number(score.prorated.value),
            "answered": score.prorated.answered,
            "of": score.prorated.of,
            "rule": score.prorated.rule,
            "rounded": score.prorated.half,
            "source": score.prorated.source,
        },
        "band_sets": [_band_set(one, bands) for one, bands in score.band_sets],
    }
    if why:
        fields["times"] = json_number(score.scale.times)
        rounding = rounding_of(questionnaire, score.scale)
        fields["rounded"] = (
            {"decimals": score.scale.decimals, "half": rounding, "first": score.scale.round_first} if rounding else None
        )
        fields["in_words"] = ScoreReports(words).highest(result, score.scale) or None
        fields["why"] = [
            {
                "item": share.id,
                "part": share.part,
                "state": share.state,
                "low": json_number(share.span.low),
                "high": json_number(share.span.high),
                "rule": share.rule,
            }
            for share in score.shares
        ]
    return fields


def _band_set(one: BandSet, bands: Iterable[Band]) -> Json:
    """A published set of bands by its source, with those of its bands that are possible."""
    titled = [{"id": band.id, "title": band.title} for band in bands]
    return {"id": one.id, "title": one.title, "source": one.source, "bands": titled}


def _cut_off(questionnaire: Questionnaire, cut_off: CutOff, met: bool | None) -> Json:
    """A published threshold, `at` so many points or `at_most`; `for` is everyone, or the group in the file's words."""
    group = "everyone" if cut_off.if_ is None else group_in_words(questionnaire, cut_off.if_)
    limits = {
        name: json_number(limit)
        for name, limit in (("at", cut_off.at), ("at_most", cut_off.at_most))
        if limit is not None
    }
    return {**limits, "title": cut_off.title, "source": cut_off.source, "for": group, "met": met}


def _critical(critical: CriticalItem, texts: Iterable[GuidanceText]) -> Json:
    title = next((text.title for text in texts if text.id in critical.guidance), critical.id)
    return {"id": critical.id, "title": critical.title or title, "because": because(critical)}


def because(critical: CriticalItem) -> list[str]:
    """The ids of the questions whose answers triggered the critical item."""
    return list(dict.fromkeys(leaf.item for leaf in critical.if_.leaves if leaf.item))


def text_lines(text: GuidanceText) -> str:
    """A guidance text as paragraphs, each on its own line; bullets begin with a hyphen."""
    return "\n".join(f"- {line}" if bullet else line for bullet, line in text.paragraphs)


def contact_json(contact: Contact) -> Json:
    """A contact by the contract."""
    return {
        "id": contact.id,
        "name": contact.name,
        "ways": [{"by": way.by, "to": way.to, "say": way.say} for way in contact.ways],
        "hours": contact.hours,
        "for": contact.for_,
        "note": contact.note,
        "subjects": list(contact.subjects),
        "serves": list(contact.serves),
        "languages": list(contact.languages),
        "region": contact.region,
        "kind": contact.kind,
        "last_checked": contact.last_checked,
        "source": contact.source,
        "status": contact.status,
    }
