"""What becomes of other people's questionnaires: `python -m tools.conformance FOLDER` prints each file and the shares.

Every file that is taken is also read by `loading`, as text. Broken files break the rules of their own format; the
shares are of all others.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from screening.app.foreign_files import ForeignFile, checked_by_loading
from screening.interchange.file_formats import REDCAP, XLSFORM
from screening.interchange.redcap.dictionary import Dictionary, dictionary
from screening.interchange.remarks import LOSSES, REFUSING, Severity, Verdict
from screening.interchange.report import counts
from screening.interchange.taken import Taken, Wishes
from screening.loading.library import Library, questions_folder

WISHES = Wishes(licence="stated by whoever runs this", recall="in this file", audience="whoever is meant by this file")


@dataclass(frozen=True)
class Row:
    """One file: where it is from, what became of it and why, and how many questions it asks."""

    repository: str
    name: str
    verdict: Verdict
    is_broken: bool
    why: tuple[str, ...]
    questions: int

    @property
    def said(self) -> str:
        """What became of it, in a word."""
        return "broken" if self.is_broken else str(self.verdict)


def rows(folder: Path, *, stand_ins: bool = False) -> Iterator[Row]:
    """Each JSON file under the folder, each XLSForm, and each form of each data dictionary of REDCap.

    The repository is the folder that the file stands in.
    With `stand_ins` a value set that a file names and does not hold has made-up codes, as if somebody gave it.
    """
    library = Library(questions_folder())
    for ending in ("json", "xls*", "csv"):
        for path in sorted(folder.rglob(f"*.{ending}")):
            file = ForeignFile.at(str(path))
            for name, taken in _read(file, stand_ins=stand_ins):
                yield _row(library, path, name, taken)


def _read(file: ForeignFile, *, stand_ins: bool) -> Iterator[tuple[str, Taken]]:
    """What the file comes to under its name, or each form of it; nothing for a table that is no questionnaire."""
    name = file.path.name
    if file.path.suffix == ".csv" and file.format not in (REDCAP, XLSFORM):
        return
    if file.format is REDCAP:
        found = dictionary(file.data)
        forms = found.forms if isinstance(found, Dictionary) else ()
        yield from ((f"{name}: {form}", file.read(WISHES, form=form)) for form in forms)
        return
    taken = file.read(WISHES)
    if stand_ins and any(one.kind == "value-set" for one in taken.remarks):
        taken = file.read(WISHES, (json.dumps(_value_sets(json.loads(file.data))).encode(),))
    yield name, taken


def _row(library: Library, path: Path, name: str, taken: Taken) -> Row:
    taken = checked_by_loading(library, taken)
    decisive = [one for one in taken.remarks if one.severity in (*REFUSING, *LOSSES)]
    refusing = [one for one in decisive if one.severity in REFUSING]
    kinds = dict.fromkeys(one.kind for one in refusing or decisive)
    broken = any(one.severity is Severity.BROKEN for one in refusing)
    return Row(path.parent.name, name, taken.verdict, broken, tuple(kinds), counts(taken)["questions"])


def _value_sets(document: object) -> dict[str, object]:
    """Every value set that the document names, with two codes of its own and those that its conditions name."""
    found = list(_objects(document))
    tested = [one for one in (holder.get("answerCoding") for holder in found) if isinstance(one, dict)]
    codes = [*tested, {"code": "stands-in-1"}, {"code": "stands-in-2"}]
    include = [{"system": one.get("system", ""), "concept": [{"code": one.get("code", "")}]} for one in codes]
    unique = [one for place, one in enumerate(include) if one not in include[:place]]
    named = {one.get("answerValueSet") for one in found} | {one.get("reference") for one in found}
    return {
        "resourceType": "Bundle",
        "entry": [
            {"resource": {"resourceType": "ValueSet", "url": name, "compose": {"include": unique}}}
            for name in sorted(one.partition("|")[0] for one in named if isinstance(one, str))
        ],
    }


def _objects(value: object) -> Iterator[dict[str, object]]:
    """Every object in the document."""
    if isinstance(value, dict):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        yield from _objects(one)


def table(folder: Path) -> list[str]:
    """What becomes of each file, as Markdown."""
    lines = ["| file | taken | questions | why |", "|---|---|---|---|"]
    for row in rows(folder):
        lines.append(f"| {row.name} | {row.said} | {row.questions or ''} | {', '.join(row.why)} |")
    return lines


def shares(found: Iterable[Row]) -> Iterator[str]:
    """The shares of the sound files as Markdown, by repository and of all."""
    found = list(found)
    yield "| from | files | sound | whole | with losses | refused |"
    yield "|---|---|---|---|---|---|"
    by_repository = defaultdict[str, list[Row]](list)
    for row in found:
        by_repository[row.repository].append(row)
    for name, some in (*sorted(by_repository.items()), ("all", found)):
        yield _shares(name, some)


def _shares(name: str, some: list[Row]) -> str:
    sound = [row for row in some if not row.is_broken]
    counts = [sum(1 for row in sound if row.verdict is verdict) for verdict in Verdict]
    parts = [f"{count} ({100 * count / max(len(sound), 1):.1f} %)" for count in counts]
    return f"| {name} | {len(some)} | {len(sound)} | {' | '.join(parts)} |"


def reasons(found: Iterable[Row]) -> Iterator[str]:
    """How many files each reason stands against, the most frequent first."""
    for verdict in (Verdict.LOSSES, Verdict.REFUSED):
        some = [row for row in found if row.verdict is verdict]
        for broken in (False, True):
            kinds = Counter(kind for row in some if row.is_broken is broken for kind in row.why)
            for kind, count in kinds.most_common():
                yield f"{'broken' if broken else verdict} {count:4} {kind}"


def main() -> None:
    """Print the table for a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--leave-out", default="", metavar="PATTERN", help="files whose names match this are left out")
    parser.add_argument("--reasons", action="store_true", help="also how many files each reason stands against")
    parser.add_argument("--stand-ins", action="store_true", help="as if the value sets that files name were given")
    arguments = parser.parse_args()
    found = [
        row
        for row in rows(arguments.folder, stand_ins=arguments.stand_ins)
        if not fnmatch(row.name, arguments.leave_out)
    ]
    each = (f"| {row.repository}/{row.name} | {row.said} | {', '.join(row.why)} |" for row in found)
    lines = [*each, "", *shares(found), *(reasons(found) if arguments.reasons else ())]
    sys.stdout.write("".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    main()
