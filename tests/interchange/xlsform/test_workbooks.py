"""Workbooks that are damaged or made to hurt: each is one refused sentence, within bounds of memory and time."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from screening.interchange.remarks import Remark
from screening.interchange.xlsform import sheets, workbook_process
from screening.interchange.xlsform.sheets import Sheets, is_survey, is_workbook, of_csv, of_workbook
from tests.contracts import run
from tests.interchange.xlsform.made import form, q, workbook

MOST_MEMORY = 200_000  # kilobytes, of the largest process that is started
SOURCE = form(*(q(f"a{n}", label=f"How often is it, number {n}?", hint="Guess") for n in range(20)))


def kind(found: Sheets | Remark) -> str:
    return found.kind if isinstance(found, Remark) else ""


def mutated(data: bytes, seed: int) -> bytes:
    """The file with some bytes changed or cut out: in what is packed, or in the packing."""
    chance = random.Random(seed)
    if seed % 2:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            files = {name: bytearray(packed.read(name)) for name in packed.namelist()}
        for _ in range(chance.randint(1, 8)):
            damage(files[chance.choice(list(files))], chance)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as again:
            for name, content in files.items():
                again.writestr(name, bytes(content))
        return out.getvalue()
    found = bytearray(data)
    damage(found, chance)
    return bytes(found)


def damage(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    if chance.random() < 0.5:
        data[at] = chance.randrange(256)
    else:
        del data[at : at + chance.randint(1, 200)]


SEEDS = [pytest.param(range(first, first + 20), marks=[pytest.mark.long] * (first > 40)) for first in range(0, 200, 20)]


@pytest.mark.parametrize("seeds", SEEDS, ids=str)
def test_a_damaged_workbook_is_read_or_refused_in_one_sentence(seeds: range) -> None:
    data = workbook(SOURCE)
    for seed in seeds:
        assert kind(of_workbook(mutated(data, seed))) in ("", "workbook")


def packed(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return out.getvalue()


def edited(name: str, old: str, new: str) -> bytes:
    """A sound workbook with other words in one of its files."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(SOURCE))) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for one in before.namelist():
            text = before.read(one)
            if one == name:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode(), 1)
            made.writestr(one, text)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
CELL = '<c r="A9" t="inlineStr"><is><t>x</t></is></c>'


def hostile() -> dict[str, bytes]:
    return {
        "empty": b"PK\x03\x04",
        "no workbook": packed(a="b"),
        "old format, cut": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
        "old format, noise": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.Random(1).randbytes(4_000),
        "a cell far away": edited(SHEET, "</sheetData>", FAR),
        "many cells": edited(SHEET, "</sheetData>", f'<row r="9">{CELL * 300_000}</row></sheetData>'),
        "a long text": edited(
            SHEET,
            "</sheetData>",
            f'<row r="9"><c r="A9" t="inlineStr"><is><t>{"x" * 40_000_000}</t></is></c></row></sheetData>',
        ),
    }


MEASURE = """
import json, resource, sys
from pathlib import Path
from screening.interchange.xlsform.sheets import of_workbook
for path in sys.argv[1:]:
    found = of_workbook(Path(path).read_bytes())
    kind = "read" if isinstance(found, dict) else found.kind
    print(json.dumps([Path(path).stem, kind, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]))
"""


def test_a_workbook_that_is_made_to_hurt_ends_within_its_memory(tmp_path: Path) -> None:
    """In a process that is small itself: what a process starts counts with it until it runs its own program."""
    paths = []
    for name, data in hostile().items():
        assert len(data) < sheets.MAX_BYTES
        paths.append(tmp_path / f"{name}.xlsx")
        paths[-1].write_bytes(data)
    done = subprocess.run([sys.executable, "-c", MEASURE, *map(str, paths)], capture_output=True, text=True, check=True)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(name, kind) for name, kind, _ in found if kind != "workbook"] == [("many cells", "read")]  # all are one
    assert [name for name, _, memory in found if memory > MOST_MEMORY] == []


def test_a_file_above_the_limits_is_refused_and_never_cut() -> None:
    assert kind(of_workbook(b"PK\x03\x04" + b"x" * sheets.MAX_BYTES)) == "too-large"
    full = {"survey": [["type", "name"], *([["x"] * 1_000] * 99), ["x"] * 998]}
    assert kind(of_csv({"survey": csv(full)})) == ""
    full["survey"].append(["x"])
    assert kind(of_csv({"survey": csv(full)})) == "too-many"
    assert kind(of_workbook(workbook(full))) == "too-many"


def csv(made: Sheets) -> bytes:
    return "\n".join(",".join(row) for row in made["survey"]).encode()


@pytest.mark.parametrize(
    ("data", "told"),
    [("type,name\ntext,\u00e9".encode("latin-1"), "not-utf-8"), (b'type,name\n"text,a\n', "not-csv")],
)
def test_a_csv_file_that_is_broken_is_refused(data: bytes, told: str) -> None:
    assert kind(of_csv({"survey": data})) == told


def test_the_kind_of_file_is_read_from_its_content() -> None:
    assert is_workbook(workbook(SOURCE))
    assert is_survey(b"\xef\xbb\xbftype,name,label\n")
    assert is_survey(b'"survey",,\n,type,name\n')
    assert not is_survey(b"field_name,form_name,field_type\n")
    assert not is_survey(b'{"resourceType": "Questionnaire"}')


def test_cells_are_the_text_that_a_person_sees() -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = " Survey "
    for row in (["type", "name"], [1, 2.0], [1.5, True], [None, "=1+1\tb"]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    found = of_workbook(out.getvalue())
    assert isinstance(found, dict)
    assert found["survey"][:3] == [["type", "name"], ["1", "2"], ["1.5", "true"]]


def test_no_module_of_the_folder_that_happens_to_be_current_is_run(tmp_path: Path) -> None:
    """T-30."""
    (tmp_path / "form.xlsx").write_bytes(workbook(SOURCE))
    for name in ("json", "python_calamine", "screening"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('run')")
    done = run("import", "form.xlsx", "--licence", "mine", home=tmp_path)
    assert (done.returncode, done.stdout[:5]) == (0, b"Taken")


def test_without_its_packages_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(sheets.NoWorkbooks, match=r"pip install 'screening\[xlsx\]'"):
        of_workbook(workbook(SOURCE))


def test_a_process_that_cannot_be_started_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere")
    with pytest.raises(workbook_process.Failed):
        workbook_process.rows(b"PK\x03\x04", sheets.NAMES, 1)
