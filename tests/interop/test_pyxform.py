"""CLI-38: an XLSForm that is written, in pyxform, ODK Validate and the engine of ODK Collect.

The first two take it without an error or a warning. The third shows the same questions and gives the same totals; with
gaps a total there may be blank, and it is never another number than ours.
"""

from __future__ import annotations

import shutil
import subprocess
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import pytest

from screening.engine.results import Result
from screening.interchange.xlsform.names import XlsformNames
from screening.interchange.xlsform.sheets import as_workbook
from screening.interchange.xlsform.write import write
from screening.model.questionnaire import Questionnaire
from tests.conftest import questionnaire as made
from tests.interchange.flat import differences
from tests.interchange.sittings import SHIPPED, result, shipped_or_worded, sitting
from tests.interchange.test_dates import COUNTED, ITEMS
from tests.interchange.test_translations_out import FRENCH, WHOLE
from tests.interchange.xlsform.made import form, q, workbook
from tests.interchange.xlsform.test_write import entered

pytestmark = pytest.mark.interop
SITTINGS = 6
SECONDS = 240


@pytest.fixture(scope="module", autouse=True)
def needs_pyxform() -> None:
    if find_spec("pyxform") is None:
        pytest.skip("pyxform is not installed: tests/interop/install")
    if shutil.which("java") is None:
        pytest.skip("java is not there, and ODK Validate needs it")


def converted(data: bytes, folder: Path, *, validate: bool = True) -> tuple[str, list[str]]:
    """The form as ODK reads it, and what pyxform and ODK Validate say of it. An error is raised."""
    from pyxform.xls2xform import convert

    path = folder / "form.xlsx"
    path.write_bytes(data)
    found = convert(xlsform=path, validate=validate)
    return str(found.xform), list(found.warnings)


def shipped(questionnaire: Questionnaire) -> bytes:
    sheets = write(questionnaire).sheets
    assert sheets is not None
    return as_workbook(sheets)


@pytest.mark.parametrize("why", ["", "why: Because, "])
def test_a_form_with_a_translation_is_one_in_two_languages(why: str, tmp_path: Path) -> None:
    sheets = write(made(WHOLE.replace("why: Because, ", why)), (FRENCH,)).sheets
    assert sheets is not None
    xform, warnings = converted(as_workbook(sheets), tmp_path)
    assert (warnings, xform.count("<translation"), "<value>A ?</value>" in xform) == ([], 2, True)


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_shipped_is_a_form_without_an_error(name: str, tmp_path: Path) -> None:
    assert converted(shipped(shipped_or_worded(name)), tmp_path)[1] == []


@pytest.mark.parametrize("relevant", ["selected(${a}, 'no'", "${nobody} = 'x'"])
def test_a_broken_form_is_refused_there(relevant: str, tmp_path: Path) -> None:
    """That the test above can fail."""
    with pytest.raises(Exception, match=r"nobody|XPath|selected"):
        converted(workbook(form(q("a"), q("b", relevant=relevant))), tmp_path)


# Filled in.


def in_javarosa(xform: str, sittings: list[dict[str, str]], folder: Path) -> list[tuple[dict[str, str], set[str]]]:
    """The data of each sitting, and the questions that were shown in it."""
    jar = next(Path(find_spec("pyxform").origin).parent.rglob("ODK_Validate.jar"))  # type: ignore[union-attr,arg-type]
    (folder / "form.xml").write_text(xform)
    text = "\n\n".join("\n".join(f"{name}\t{value}" for name, value in one.items()) for one in sittings)
    (folder / "sittings.txt").write_text(text)
    program = Path(__file__).with_name("JavaRosa.java")
    command = ["java", "-cp", str(jar), str(program), str(folder / "form.xml"), str(folder / "sittings.txt")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [line.split("\t") for line in done.stdout.splitlines() if "\t" in line]
    return [(dict(cell.split("=", 1) for cell in cells), set(shown.split())) for shown, *cells in lines]


def compare(found: Result, names: XlsformNames, data: dict[str, str], shown: set[str]) -> list[str]:
    totals = {name: str(Fraction(data[name])) if data.get(name) else "" for name in names.totals.values()}
    return differences(found, names, totals, shown)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_engine_of_odk_shows_the_same_questions_and_totals(name: str, tmp_path: Path) -> None:
    if shutil.which("javac") is None:
        pytest.skip("a JDK is not there, which runs tests/interop/JavaRosa.java")
    questionnaire = shipped_or_worded(name)
    names, found = XlsformNames(questionnaire), list[Result]()
    for seed in range(SITTINGS):
        for gaps in (0.0, 0.2):
            found.append(sitting(questionnaire, seed, gaps))
            begun = list(found[-1].answers.items())[: (seed + 1) * len(found[-1].answers) // (SITTINGS + 1)]
            found.append(result(questionnaire, dict(begun)))
    found = [one for one in found if any(answers(one, names).values())]
    xform, _ = converted(shipped(questionnaire), tmp_path, validate=False)
    there = in_javarosa(xform, [answers(one, names) for one in found], tmp_path)
    assert [compare(one, names, *filled) for one, filled in zip(found, there, strict=True)] == [[]] * len(found)
    assert any(data.get(total) for data, _ in there for total in names.totals.values())


def test_the_engine_of_odk_compares_dates_as_ours_does(tmp_path: Path) -> None:
    dated = made(ITEMS % ", precision: day" + COUNTED)
    names, found = XlsformNames(dated), [sitting(dated, seed, 0.1) for seed in range(12)]
    xform, warned = converted(shipped(dated), tmp_path)
    there = in_javarosa(xform, [answers(one, names) for one in found], tmp_path)
    assert (warned, [compare(one, names, *filled) for one, filled in zip(found, there, strict=True)]) == ([], [[]] * 12)


def answers(found: Result, names: XlsformNames) -> dict[str, str]:
    """What is entered, by the names there."""
    given = {names.fields[one.id]: entered(one, found.replies[one.id], names) for one in found.questionnaire.questions}
    return {name: value for name, value in given.items() if value}
