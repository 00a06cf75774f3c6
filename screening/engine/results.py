"""Build the result of an interview: scores, guidance texts, contacts. Pure.

When a text is shown stands in the questionnaire; here the rules are only followed. Where a declined answer leaves
a rule unknown its text is shown; of several menus of next steps only the first possible one is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from screening.engine import scoring
from screening.engine.interview import Interview, Status, given
from screening.engine.rules import Truth
from screening.engine.scoring import Evaluation, ScaleScore
from screening.model.answers import Answers, Private, Reply, state
from screening.model.content import Contact, GuidanceText, RegionEntry
from screening.model.questionnaire import Condition, CriticalItem, Outcome, Questionnaire

# The order of the list of people to talk to: what the next steps name comes first, then these.
CONTACT_KINDS = (
    "emergency", "crisis", "youth", "substances", "gambling", "violence", "family", "overdose", "health",
    "mutual-help", "directory", "clinic",
)  # fmt: skip

SEVERAL = ("EU",)  # regions of several countries
ALWAYS = ("emergency", "crisis", "directory")  # listed whatever the questionnaire says
SPOKEN = ("call", "text")
LATE = ("mutual-help", "directory", "clinic")  # after the lines that the texts name


@dataclass(frozen=True, slots=True)
class Region:
    """Where the person is. `guessed` from the locale is shown as a guess; an unknown country is ZZ."""

    code: str
    name: str
    guessed: bool = False

    @property
    def country(self) -> str:
        """The country of the region: its code up to the hyphen."""
        return self.code.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Directory:
    """All guidance texts, and the contacts of the person's region followed by those for everywhere."""

    region: Region
    texts: Mapping[str, GuidanceText]
    contacts: tuple[Contact, ...]
    clinics: tuple[Contact, ...] = ()

    def of(self, kinds: Iterable[str]) -> tuple[Contact, ...]:
        """The contacts of these kinds in their order, each once: for each kind first those that are there for it.

        A clinic stands only where it is named, and last.
        """
        wanted = tuple(kinds)
        contacts = [contact for kind in wanted if kind != "clinic" for contact in self._serving(kind)]
        return tuple(dict.fromkeys([*contacts, *(self.clinics if "clinic" in wanted else ())]))

    def _serving(self, kind: str) -> list[Contact]:
        serving = [contact for contact in self.contacts if kind in contact.kinds]
        return sorted(serving, key=lambda one: one.kind != kind)

    def card(self, text: GuidanceText) -> tuple[Contact, ...]:
        """What a card prints: one contact for each of its kinds; the directory where the region has none."""
        return tuple(dict.fromkeys(contact for kind in text.contacts for contact in self.first(kind)))

    def first(self, kind: str) -> tuple[Contact, ...]:
        """The nearest contact of a kind. The directory stands in its place where there is none, and beside a line
        that may not reach every country of its region."""
        found = self.nearest([kind])
        everywhere = bool(found) and (kind == "emergency" or found[0].region not in SEVERAL)
        return found if everywhere else (*found, *self.nearest(["directory"]))

    def nearest(self, kinds: Iterable[str]) -> tuple[Contact, ...]:
        """One contact for each of these kinds that the region has somebody for; a clinic is left out.

        Rather one for the whole region than for a part of it, and rather one to call or text than a page.
        """

        def key(one: Contact) -> tuple[bool, bool]:
            return one.region.startswith(f"{self.region.code}-"), not any(way.by in SPOKEN for way in one.ways)

        found = (min(self._serving(kind), key=key, default=None) for kind in kinds if kind != "clinic")
        return tuple(dict.fromkeys(one for one in found if one is not None))


@dataclass(frozen=True, slots=True, repr=False)
class Result(Private):
    """Everything that can be said about one set of answers. Its `repr` shows nothing of them."""

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
        contacts=directory.of(kinds_of(texts)),
        ignored=tuple(item for item in interview.said if item not in interview.answers),
        region=directory.region,
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
    """The texts to show, each once: of critical items, outcomes and bands, then by the rules of the file."""
    ids = [
        *(text for critical_item in critical for text in critical_item.guidance),
        *(text for outcome in outcomes for text in outcome.guidance),
        *(text for score in scores for band in score.bands for text in band.guidance),
    ]
    ids += [text for rule in evaluation.questionnaire.guidance if _shows(evaluation, rule.if_) for text in rule.show]
    found = [texts[text] for text in dict.fromkeys(ids) if text in texts]  # a held questionnaire may be older
    first_menu = next((text for text in found if text.part == "next"), None)
    return tuple(text for text in found if text.part != "next" or text is first_menu)


def _shows(evaluation: Evaluation, condition: Condition | None) -> bool:
    return condition is None or evaluation.holds(condition) in (Truth.YES, Truth.DECLINED)


def kinds_of(texts: Iterable[GuidanceText]) -> tuple[str, ...]:
    """The kinds of contact that the texts name: those of the next steps first, then the others in a fixed order.

    What is about gambling stands before what is about drugs. Groups and lists of lines come after the lines.
    """
    listed = tuple(texts)
    named = {*ALWAYS, *(kind for text in listed for kind in text.contacts)}
    first = [kind for text in listed if text.part == "next" for kind in text.contacts]
    if "gambling" in named and "substances" in first:
        first.insert(first.index("substances"), "gambling")
    ordered = dict.fromkeys([*first, *(kind for kind in CONTACT_KINDS if kind in named)])
    return tuple(sorted(ordered, key=lambda kind: kind in LATE))


def region_named(regions: Iterable[RegionEntry], code: str) -> RegionEntry | None:
    """The region with this code, one of its aliases, or a member of it; nothing for an unknown code."""
    wanted = code.upper().replace("_", "-")
    listed = tuple(regions)
    exact = next((one for one in listed if wanted in (one.code, *one.aliases)), None)
    return exact or next((one for one in listed if wanted in one.members), None)


def covers(region: str, contact: Contact) -> bool:
    """Whether a contact serves the region: its own, its country's, or, for a whole country, any part of it."""
    return (
        contact.region == region or region.startswith(f"{contact.region}-") or contact.region.startswith(f"{region}-")
    )
