"""The errors of this package, sorted by whose mistake it is. Nothing here prints."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in a file: where it stands, what is wrong, how to mend it.

    `line` and `column` count from 1; 0 means that the problem belongs to the file as a whole.
    """

    file: str
    line: int
    column: int
    what: str
    mend: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.what} {self.mend}".rstrip()


class ScreeningError(Exception):
    """Every error that this package raises on purpose."""


class ContentError(ScreeningError):
    """The author's mistake: a file in `questions/` is refused. Carries the problems, not only the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class AnswersError(ScreeningError):
    """The script's mistake: a file of answers is refused. Names items, never what was answered."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class AnswerNotAccepted(ScreeningError):
    """The person's slip. Nothing has moved: ask again, calmly.

    `reason` is the id of the sentence to show (questions/interface), `facts` what it is filled with.
    """

    def __init__(self, reason: str, **facts: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


class NoWording(ScreeningError):
    """A sitting of an instrument whose words are not here. The message says how to score it, and how to bring them."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"`{name}` cannot be asked: its wording is not ours, so it is not here. "
            f"To enter a filled-in paper form: screening check {name} --enter. "
            "To ask it here, bring a wording that you may use: screening adopt FILE. "
            f"Who holds the rights: screening show {name}"
        )


class RecordLocked(ScreeningError):
    """Records were not opened. We do not say whether the passphrase is wrong or the file was changed."""


class NotKept(ScreeningError):
    """Something was not written. What was kept before still is; the message says why and how to mend it."""


class MoveNotAllowed(ScreeningError):
    """The calling code's mistake: a move that the interview does not offer now."""
