"""Build what stands above a client's menu: at most ten lines on where the client is, what is open, and what is due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from screening.engine import scoring
from screening.records.client_file import ClientFile, Consent, Sitting, newest_first
from screening.records.raised_flags import RaisedFlag, flags_among, standing
from screening.reports.counselor_words import CounselorWords
from screening.reports.document import Facts
from screening.reports.reliable_change import Change, ChangeKind, change
from screening.reports.scale_points import followed, point, subject
from screening.reports.trend import sitting_before
from screening.reports.wording import number

MOST_DONE = 60  # characters of what was done that the card shows
MOST_SCALES = 6  # so that the card has ten lines in a window of 80 columns


@dataclass(frozen=True)
class ClientCards(CounselorWords):
    """Builds the card of a client."""

    def card(self, file: ClientFile) -> Facts:
        """What nobody looked at yet, the last sitting with its points and what changed, what is open, and the days."""
        rows = {
            **self._flags(flags_among(file.sittings, file.looked_at)),
            **self._last(file.sittings),
            "open": self._open([one for one in newest_first(file.sittings) if one.stands and not one.finished]),
            "consent": self._consent(file.consents),
            "days": " ".join(self._days(file)),
        }
        return Facts(tuple((self.say(f"card-{name}"), said) for name, said in rows.items() if said))

    def _flags(self, flags: Sequence[RaisedFlag]) -> dict[str, str]:
        """What nobody has looked at; where all is looked at, what was looked at last."""
        if waiting := standing(flags):
            return {"first": self._first(waiting)}
        return {"seen": self._seen(flags)}

    def _first(self, flags: Sequence[Sequence[RaisedFlag]]) -> str:
        """The flags of one sitting, the most urgent or the latest, and how many other sittings have some."""
        latest, *others = flags
        titles = self._titles(latest)
        line = self.say("flags-of-sitting", titles=titles, number=latest[0].sitting, day=latest[0].day)
        return self.say("card-sittings", count=len(others), line=line) if others else line

    def _titles(self, flags: Sequence[RaisedFlag]) -> str:
        named = flags[0].title
        return self.say("card-more", count=len(flags) - 1, named=named) if len(flags) > 1 else named

    def _seen(self, flags: Sequence[RaisedFlag]) -> str:
        """The flags of the last mark, and the beginning of what was done; empty without any."""
        marks = [flag.looked_at for flag in flags if flag.looked_at is not None]
        if not marks:
            return ""
        last = max(marks, key=lambda mark: mark.at.utc)
        titles = self._titles([flag for flag in flags if flag.looked_at == last])
        done = last.text if len(last.text) <= MOST_DONE else f"{last.text[:MOST_DONE].rstrip()}…"
        return self.say(
            "card-seen-line", titles=titles, number=last.sitting, by=last.initials, day=last.at.day, done=done
        )

    # The last sitting.

    def _last(self, sittings: Sequence[Sitting]) -> dict[str, str]:
        """The last sitting that was finished, its points, and what changed since the one before about the same."""
        last = next((one for one in newest_first(sittings) if one.counts and one.finished), None)
        if last is None:
            return {"last": self.say("card-last-none")}
        before = sitting_before(sittings, last)
        absent = scoring.scores_absent(last.interview.evaluation)
        return {
            "last": self._sitting(last),
            "points": absent or "; ".join(self._points(last, before)),
            "change": self._since(last, before) if before and not absent else "",
        }

    def _sitting(self, sitting: Sitting) -> str:
        """Number and day, the questionnaire by its id, what it was about and how it was taken."""
        about = subject(sitting.questionnaire, sitting.interview.evaluation.answers)
        way = self.way_in_words(f"{sitting.administration}-paper" if sitting.paper else sitting.administration)
        named = about.typed or tuple(code.replace("-", " ") for _, code in about.codes)
        facts = {"number": sitting.number, "day": sitting.date, "name": sitting.questionnaire.id}
        return self.say("card-sitting", about=", ".join((*named, way)), **facts)

    def _points(self, last: Sitting, before: Sitting | None) -> Iterator[str]:
        """Each scale that is followed, with its points; what it was if it changed."""
        found = {score.scale.id: score for score in scoring.score(last.interview.evaluation)}
        scores = [found[scale.id] for scale in followed(last.questionnaire.scales) if scale.id in found]
        for score in scores[:MOST_SCALES]:
            figures = self.result_pages.scores.in_figures(score.span, score.reach)
            was = point(before, score.scale.id).span if before else None
            if was is not None and was != score.span:
                ends = number(was.low) if was.value is not None else f"{number(was.low)}-{number(was.high)}"
                figures = self.say("card-was", figures=figures, was=ends)
            level = f", {score.band.title}" if score.band else ""
            yield f"{score.scale.title} {figures}{level}"
        if len(scores) > MOST_SCALES:
            yield self.say("card-scales", count=len(scores) - MOST_SCALES)

    def _since(self, last: Sitting, before: Sitting) -> str:
        """Since when, and which changes are larger than chance; that this is not known where no figures say it."""
        changes = [change(point(before, one.id), point(last, one.id), one) for one in last.questionnaire.scales]
        judged = [each for each in changes if each.kind is not ChangeKind.UNKNOWN]
        said = [self._kind(each) for each in judged if each.kind is not ChangeKind.INDETERMINATE]
        if not said:
            said = [self.say("card-change-indeterminate" if judged else "card-change-unknown")]
        return " ".join((self.say("card-since", day=before.date), *said))

    def _kind(self, each: Change) -> str:
        return self.say(f"card-change-{each.kind}", title=each.later.scale.title if each.later.scale else "")

    # What is open, agreed and due.

    def _open(self, sittings: Sequence[Sitting]) -> str:
        if not sittings:
            return ""
        latest = sittings[0]
        facts = {"number": latest.number, "name": latest.questionnaire.id, "day": latest.began.day}
        facts |= {"corrects": latest.corrects}
        counts = {"answered": latest.interview.answered, "total": len(latest.interview.path)}
        line = self.say("card-begun" if latest.corrects is None else "card-correcting", **facts, **counts)
        return self.say("card-sittings", count=len(sittings) - 1, line=line) if len(sittings) > 1 else line

    def _consent(self, consents: Sequence[Consent]) -> str:
        """What the client decided last, and when. The wording that it was about stands with the sittings."""
        if not consents:
            return self.say("card-consent-none")
        last = consents[-1]
        name = "paper" if last.signed else last.decision
        return self.say(f"card-consent-{name}", day=last.at.day, signed=last.signed)

    def _days(self, file: ClientFile) -> Iterator[str]:
        """When the next sitting is due, and until when the records are kept; whether either day is over."""
        today = self.result_reports.today
        for name, day in (("due", file.due), ("keep", file.client.keep_until)):
            state = "-none" if not day else "-past" if day < today else ""
            yield self.say(f"card-{name}{state}", day=day)
