"""One client's sittings over time: which of them belong together, and the scores of each scale. Pure.

Without sentences: the values have ids and facts, and `trend_report` puts them into words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from screening.model.answers import Private
from screening.model.questionnaire import Questionnaire
from screening.model.scales import Scale
from screening.records.client_file import Sitting
from screening.reports.comparison_cautions import Caution, cautions
from screening.reports.reliable_change import Change, change
from screening.reports.scale_points import Point, followed, point, subject


@dataclass(frozen=True, slots=True, repr=False)
class Trend(Private):
    """One scale over the sittings with one questionnaire, oldest first. `scale` is that of the latest version."""

    questionnaire: Questionnaire
    scale: Scale
    points: tuple[Point, ...]
    cautions: tuple[Caution, ...]

    @property
    def pictures(self) -> tuple[tuple[Point, ...], ...]:
        """The points of each chart: all of them, or those of each version if the scale has changed."""
        scored = [point for point in self.points if point.span]
        shapes = {point.shape for point in scored}
        groups: dict[object, list[Point]] = {}
        for one in scored:
            groups.setdefault((one.version, one.shape) if len(shapes) > 1 else None, []).append(one)
        return tuple(map(tuple, groups.values()))

    @property
    def changes(self) -> tuple[Change, ...]:
        """The last score against the previous one, and against the first one; none with a single score."""
        scored = [point for point in self.points if point.span]
        baselines = dict.fromkeys([*scored[-2:-1], *scored[:-1][:1]])
        return tuple(change(earlier, scored[-1], scored[-1].scale or self.scale) for earlier in baselines)


def in_order(sittings: Iterable[Sitting], questionnaire: str) -> tuple[Sitting, ...]:
    """The sittings with this questionnaire that count, by the day to which the answers belong.

    One in which nothing was answered is left out: it says nothing about any score.
    """
    valid = (one for one in sittings if one.counts and one.interview.answered and one.questionnaire.id == questionnaire)
    return tuple(sorted(valid, key=lambda sitting: (sitting.date, sitting.number)))


def series(sittings: Iterable[Sitting], questionnaire: str) -> tuple[tuple[Sitting, ...], ...]:
    """The valid sittings with this questionnaire that may stand in one picture, oldest first.

    Where the first number of the version differs, questions or rules have changed their meaning: those sittings are a
    series of their own, and no change is worked out between two series.
    """
    found: dict[str, list[Sitting]] = {}
    for sitting in in_order(sittings, questionnaire):
        found.setdefault(first_number(sitting.questionnaire), []).append(sitting)
    return tuple(map(tuple, found.values()))


def first_number(questionnaire: Questionnaire) -> str:
    """The part of the version before the first dot."""
    return questionnaire.version.partition(".")[0]


def trend(sittings: Sequence[Sitting], questionnaire: str, scale: str) -> Trend | None:
    """The scale over the last series of one client; None where no sitting of it has the scale."""
    ordered = next(reversed(series(sittings, questionnaire)), ())
    with_scale = [sitting for sitting in ordered if scale in sitting.questionnaire.scale_by_id]
    if not with_scale:
        return None
    points = tuple(point(sitting, scale) for sitting in ordered)
    latest = with_scale[-1].questionnaire
    return Trend(latest, latest.scale_by_id[scale], points, cautions(points))


def trends(sittings: Sequence[Sitting], questionnaire: str) -> tuple[Trend, ...]:
    """For each series the scales of its latest version that are followed, those with bands first; then those that only
    older versions have. One without a bar of its own is left out where no sitting has a score on it.
    """
    return tuple(chain.from_iterable(_trends(group, questionnaire) for group in series(sittings, questionnaire)))


def _trends(group: Sequence[Sitting], questionnaire: str) -> Iterable[Trend]:
    ids = dict.fromkeys(scale.id for sitting in reversed(group) for scale in followed(sitting.questionnaire.scales))
    found = (trend(group, questionnaire, scale) for scale in ids)
    return (one for one in found if one is not None and (one.scale.picture or one.pictures))


def all_trends(sittings: Sequence[Sitting]) -> tuple[Trend, ...]:
    """The trends of every questionnaire, in the order in which they were first answered."""
    names = dict.fromkeys(sitting.questionnaire.id for sitting in sittings)
    return tuple(chain.from_iterable(trends(sittings, name) for name in names))


def sitting_before(sittings: Iterable[Sitting], sitting: Sitting) -> Sitting | None:
    """The last sitting before this one that it can be compared with: the same questionnaire and first number of the
    version, about the same subject, with at least one answer. None where there is none.
    """
    form = sitting.questionnaire
    about = subject(form, sitting.interview.evaluation.answers)
    earlier = None
    for one in in_order(sittings, form.id):
        if (one.date, one.number) >= (sitting.date, sitting.number):
            break
        same = subject(one.questionnaire, one.interview.evaluation.answers) == about
        if same and first_number(one.questionnaire) == first_number(form) and one.interview.answers:
            earlier = one
    return earlier
