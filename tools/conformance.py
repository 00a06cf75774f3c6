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
from hashlib import sha256
from pathlib import Path

from screening.errors import ContentError
from screening.interchange.fhir.read import read
from screening.interchange.redcap import read as redcap_read
from screening.interchange.redcap.dictionary import Dictionary, dictionary, is_dictionary
from screening.interchange.remarks import LOSSES, REFUSING, Severity, Verdict, remark
from screening.interchange.report import counts
from screening.interchange.taken import Taken, Wishes
from screening.interchange.xlsform import read as xlsform_read
from screening.interchange.xlsform import sheets
from screening.interchange.yaml_text import yaml_text
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
    for path in sorted(folder.rglob("*.json")):
        data = path.read_bytes()
        taken = read(data, WISHES)
        if stand_ins and any(one.kind == "value-set" for one in taken.remarks):
            taken = read(data, WISHES, (json.dumps(_value_sets(json.loads(data))).encode(),))
        yield _row(library, path, path.name, taken)
    for path in sorted(folder.rglob("*.xls*")):
        data = path.read_bytes()
        yield _row(
            library, path, path.name, xlsform_read.read(sheets.of_workbook(data), sha256(data).hexdigest(), WISHES)
        )
    for path in sorted(folder.rglob("*.csv")):
        data = path.read_bytes()
        if sheets.is_survey(data):
            taken = xlsform_read.read(sheets.of_csv(_beside(path)), sha256(data).hexdigest(), WISHES)
            yield _row(library, path, path.name, taken)
        found = dictionary(data) if is_dictionary(data) else None
        for form in found.forms if isinstance(found, Dictionary) else ():
            yield _row(library, path, f"{path.name}: {form}", redcap_read.read(data, WISHES, form))


def _beside(path: Path) -> dict[str, bytes]:
    """The sheets of a form whose survey stands in this file."""
    others = {name: path.with_name(f"{name}.csv") for name in sheets.NAMES}
    return {name: one.read_bytes() for name, one in others.items() if one.exists()} | {"survey": path.read_bytes()}


def _row(library: Library, path: Path, name: str, taken: Taken) -> Row:
    taken = _checked_by_loading(library, taken)
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


def _checked_by_loading(library: Library, taken: Taken) -> Taken:
    if taken.tree is None:
        return taken
    try:
        library.parse_stored(yaml_text(taken.tree), "file")
    except ContentError as error:
        said = tuple(remark("not-accepted", what=one.what, mend=one.mend) for one in error.problems)
        return Taken(None, (*taken.remarks, *said), taken.release)
    return taken


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
