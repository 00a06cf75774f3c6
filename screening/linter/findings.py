"""Findings of the linter with their place, and the issues that they are made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from screening.errors import ContentError
from screening.loading.library import Model, ParsedFile
from screening.loading.messages import sentence
from screening.loading.refusals import MAX_PROBLEMS
from screening.loading.yaml_reader import Loc
from screening.model.content import Permitted, Wording
from screening.text import hint

Severity = Literal["error", "warning"]
MAX_WARNINGS = 20 * MAX_PROBLEMS  # looked at; with more the rest of the file is not, and that is an error

# What an author may leave as it is. Everything else is an error.
WARNINGS = frozenset(
    {
        "contact-old",
        "double-question",
        "example-not-asked",
        "is-not-skipped",
        "not-worked-out",
        "option-is-key",
        "option-is-letter",
        "outcome-gap",
        "outcome-unreached",
        "permits-nothing",
        "range-too-wide",
        "reading-high",
        "source-old",
        "words-maybe",
        "words-undeclared",
    }
)
# What is told and not refused in a published wording that may not be changed: only other words could mend it.
WORDING = frozenset(
    {
        "avoid",
        "long-question",
        "long-sentence",
        "many-names",
        "many-ratings",
        "option-is-number",
        "reading-too-high",
    }
)
REFUSED = "refused"  # the id of a finding that keeps the file from loading


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. `line` and `column` count from 1, or are 0 where it belongs to the file as a whole.

    `id` names the kind (in `sentences`), or is `refused` where the file does not load at all.
    """

    severity: Severity
    file: str
    line: int
    column: int
    id: str
    text: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.severity}: {self.text}"


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, in the order of the files and their lines, and the flow of the questionnaire as lines of text.

    The outline is empty where there is no questionnaire, or none that loads.
    """

    findings: tuple[Finding, ...] = ()
    outline: tuple[str, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Whether something is refused; warnings alone are not."""
        return any(finding.severity == "error" for finding in self.findings)


@dataclass(frozen=True)
class Issue:
    """Something seen at a place of a file. `about` is the id of the text or condition, for the list of exceptions."""

    loc: Loc
    kind: str
    facts: dict[str, object] = field(default_factory=dict)
    about: str = ""
    severity: Severity | None = None


def issue(loc: Loc, kind: str, about: str = "", **facts: object) -> Issue:
    """A mark with its facts."""
    return Issue(loc, kind, facts, about)


def unknown_name(loc: Loc, what: str, name: str, known: Iterable[str], **facts: object) -> Issue:
    """A mark for a name that leads nowhere, with a guess at what was meant."""
    return Issue(loc, f"unknown-{what}", {**facts, "name": name, "hint": partial(hint, name, known)})


def findings_for(page: ParsedFile[Model], marks: Iterable[Issue], wording: Wording | None = None) -> Iterator[Finding]:
    """The findings that the marks come to on this page, without those that the wording makes an exception of.

    Errors and warnings are told up to a limit each, and then that there are more. After the last error that is told
    no more marks are taken, nor where warnings go on without an end.
    """
    count: Counter[Severity] = Counter()
    for mark in marks:
        if wording is not None and permitted(mark, wording):
            continue
        severity = mark.severity or ("warning" if mark.kind in WARNINGS else "error")
        count[severity] += 1
        if count[severity] <= MAX_PROBLEMS:
            node = page.root.at(mark.loc)
            text = " ".join(sentence(mark.kind, **mark.facts)).rstrip()
            yield Finding(severity, page.file, node.line, node.column, mark.kind, text)
        elif severity == "error" or count[severity] > MAX_WARNINGS:
            yield _more(page.file, "error")
            return
    if count["warning"] > MAX_PROBLEMS:
        yield _more(page.file, "warning")


def _more(file: str, severity: Severity) -> Finding:
    return Finding(severity, file, 0, 0, "more-problems", " ".join(sentence("more-problems")))


def permitted(one: Issue, wording: Wording) -> bool:
    """Whether the list of exceptions lets this stand."""
    return any(about(entry, one) and set(names(one)) & set(entry.allow) for entry in wording.exceptions)


def about(entry: Permitted, one: Issue) -> bool:
    """Whether the exception is about the text or condition of the mark."""
    start = entry.text.removesuffix("*")
    return one.about == entry.text or (start != entry.text and one.about.startswith(start))


def names(one: Issue) -> tuple[str, ...]:
    """What an exception calls this: the kind, and for words to avoid the phrase."""
    phrase = one.facts.get("phrase")
    return (one.kind, str(phrase)) if phrase else (one.kind,)


def refused(error: ContentError) -> Iterator[Finding]:
    """The problems that keep a file from loading, as findings."""
    for problem in error.problems:
        yield Finding(
            "error", problem.file, problem.line, problem.column, REFUSED, f"{problem.what} {problem.mend}".rstrip()
        )


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, each once, by line within each file; the files in the order in which they were looked at.

    That there are more is said at the end of the file.
    """
    once = list(dict.fromkeys(findings))
    files = {file: place for place, file in enumerate(dict.fromkeys(finding.file for finding in once))}
    more = " ".join(sentence("more-problems"))
    return tuple(sorted(once, key=lambda one: (files[one.file], one.text == more, one.line, one.column)))
