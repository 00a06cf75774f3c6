"""Say what became of a file of another format: in lines for people, and as JSON. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict

from screening.interchange.drafts import Draft
from screening.interchange.remarks import LOSSES, REFUSING, Remark, Severity, Verdict, verdict
from screening.interchange.repeats import copied_rows
from screening.interchange.taken import Taken
from screening.interchange.yaml_text import rows

SCHEMA_VERSION = 1
_FILE = "the file"
_EACH = 3  # places of a kind of note that are named


def lines(taken: Taken) -> Iterator[str]:
    """The report: one line for the whole, one for each thing that is lost or refused, then what is only noted."""
    yield _first(taken)
    yield from _remarks(taken.remarks, notes=taken.tree is not None)


def draft_lines(draft: Draft) -> Iterator[str]:
    """What stands at the top of a draft of a translation."""
    count = draft.texts + draft.missing
    yield f"A draft. Texts that are missing: {draft.missing} of {count}. `screening lint` names them."


def written_lines(remarks: tuple[Remark, ...]) -> Iterator[str]:
    """The report on a file that was written in another format, or could not be."""
    losses, is_written = sum(1 for one in remarks if one.severity in LOSSES), verdict(remarks) is not Verdict.REFUSED
    if not is_written:
        yield "Refused. Nothing is written."
    else:
        yield f"Written with {_counted(losses, 'loss', 'losses')}." if losses else "Written whole."
    yield from _remarks(remarks, notes=is_written)


def _remarks(remarks: tuple[Remark, ...], *, notes: bool) -> Iterator[str]:
    """A line for each thing to say, with every place where it is lost or refused; of notes with the first few."""
    for (called, said), places in _gathered(remarks).items():
        if called != Severity.NOTED:
            yield _line(called, places, said)
        elif notes:
            more = f" and {len(places) - _EACH} more" if len(places) > _EACH else ""
            yield _line(called, places[:_EACH], said, more)


def _line(called: str, places: list[str], said: str, more: str = "") -> str:
    return f"  {called:<8} {', '.join(places) or _FILE}{more}: {said}".rstrip()


def _gathered(remarks: tuple[Remark, ...]) -> dict[tuple[str, str], list[str]]:
    """The places of each thing to say, in the order of the remarks; none where it is the file as a whole."""
    found = defaultdict[tuple[str, str], list[str]](list)
    for one in remarks:
        said = f"{one.what} {one.mend}"
        found[_called(one), said] += [one.where] if one.where else []
    return found


def _called(one: Remark) -> str:
    return "refused" if one.severity in REFUSING else str(one.severity)


def _first(taken: Taken) -> str:
    losses = sum(1 for one in taken.remarks if one.severity in LOSSES)
    refused = sum(1 for one in taken.remarks if one.severity in REFUSING)
    if taken.verdict is Verdict.REFUSED:
        return f"Refused, for {_counted(refused, 'reason')}. Nothing is taken."
    found = counts(taken)
    parts = f"{_counted(found['questions'], 'question')}, {found['with_points']} with points, "
    parts += f"{_counted(found['conditions'], 'condition')}, {_counted(found['scales'], 'scale')}."
    how = "whole" if taken.verdict is Verdict.WHOLE else f"with {_counted(losses, 'loss', 'losses')}"
    return f"Taken {how}: {parts}"


def _counted(count: int, one: str, more: str = "") -> str:
    return f"{count} {one if count == 1 else more or f'{one}s'}"


def counts(taken: Taken) -> dict[str, int]:
    """How many questions it has, how many with points, how many conditions and scales; 0 where it is refused.

    Each copy of a question that is repeated is one of them.
    """
    tree = taken.tree or {}
    items, scales = [*rows(tree, "items"), *copied_rows(tree)], rows(tree, "scales")
    questions = [row for row in items if row.get("type") != "note"]
    return {
        "questions": len(questions),
        "with_points": sum(1 for row in questions if any("score" in option for option in rows(row, "options"))),
        "conditions": sum(1 for row in items if "only-if" in row),
        "scales": len(scales),
    }


def as_json(taken: Taken) -> dict[str, object]:
    """The report by the contract in `docs/schemas`."""
    return {
        "schema_version": SCHEMA_VERSION,
        "format": format_of(taken),
        "taken": str(taken.verdict),
        **counts(taken),
        "drafts": [{"language": one.language, "texts": one.texts, "missing": one.missing} for one in taken.drafts],
        "remarks": _remarks_json(taken.remarks),
    }


def format_of(taken: Taken) -> str | None:
    """The format that the file was read as, such as `fhir-4.0.1` or `redcap`; None where it is not known."""
    return f"fhir-{taken.release}" if taken.release[:1].isdigit() else taken.release or None


def written_json(remarks: tuple[Remark, ...], format_: str) -> dict[str, object]:
    """The report on a file that was written, by the contract in `docs/schemas`."""
    return {
        "schema_version": SCHEMA_VERSION,
        "format": format_,
        "written": str(verdict(remarks)),
        "remarks": _remarks_json(remarks),
    }


def _remarks_json(remarks: tuple[Remark, ...]) -> list[dict[str, str]]:
    return [{**asdict(one), "mend": _mend(one), "severity": str(one.severity)} for one in remarks]


def _mend(one: Remark) -> str:
    """What to do about it, in words where that is nothing; what refuses a file is never nothing to do."""
    return one.mend or ("" if one.severity in REFUSING else "Nothing to do.")
