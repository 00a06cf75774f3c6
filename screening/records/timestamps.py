"""Times and days of records: UTC with the local offset, and days on the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

EARLIEST = "1900-01-01"  # no form that somebody enters here was filled in before this day


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A time as the clock gave it: UTC, and by how many minutes local time stood ahead. Never used for order."""

    utc: str
    offset: int

    @classmethod
    def of(cls, time: datetime) -> Timestamp:
        """The moment of an aware time."""
        ahead = time.utcoffset() or timedelta()
        return cls(time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), int(ahead.total_seconds() / 60))

    @property
    def local(self) -> datetime:
        """The time on the wall where it was read."""
        return datetime.fromisoformat(self.utc).astimezone(timezone(timedelta(minutes=self.offset)))

    @property
    def day(self) -> str:
        """The day on the wall, as year-month-day."""
        return self.local.date().isoformat()

    @property
    def shown(self) -> str:
        """The day and the time on the wall, to the minute."""
        return self.local.strftime("%Y-%m-%d %H:%M")


def is_day(text: str) -> bool:
    """Whether the text is a day on the calendar, as year-month-day."""
    try:
        return datetime.fromisoformat(text).date().isoformat() == text  # `20261122` is read too: not how days stand
    except ValueError:
        return False


def years_later(day: str, years: int) -> str:
    """The last day of the year so many years later."""
    return f"{int(day[:4]) + years:04}-12-31"


def days_between(earlier: str, later: str) -> int:
    """How many days lie between two days; 0 where the clock was set back in between, never less."""
    gap = datetime.fromisoformat(later) - datetime.fromisoformat(earlier)
    return max(gap.days, 0)
