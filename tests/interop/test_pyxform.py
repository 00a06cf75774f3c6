"""CLI-38: an XLSForm that is written, in pyxform and ODK Validate: they take it without an error or a warning."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from screening.interchange.sheets import as_workbook
from screening.interchange.xlsform_write import write
from tests.interchange.sittings import SHIPPED, shipped_or_worded
from tests.interchange.xlsform import form, q, workbook

pytestmark = pytest.mark.interop


@pytest.fixture(scope="module", autouse=True)
def needs_pyxform() -> None:
    if find_spec("pyxform") is None:
        pytest.skip("pyxform is not installed: tests/interop/install")
    if shutil.which("java") is None:
        pytest.skip("java is not there, and ODK Validate needs it")


def converted(path: Path) -> list[str]:
    """What pyxform and ODK Validate say of the form. An error is raised."""
    from pyxform.xls2xform import convert

    warnings: list[str] = convert(xlsform=path, validate=True).warnings
    return warnings


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_shipped_is_a_form_without_an_error(name: str, tmp_path: Path) -> None:
    sheets = write(shipped_or_worded(name)).sheets
    assert sheets is not None
    path = tmp_path / "form.xlsx"
    path.write_bytes(as_workbook(sheets))
    assert converted(path) == []


@pytest.mark.parametrize("relevant", ["selected(${a}, 'no'", "${nobody} = 'x'"])
def test_a_broken_form_is_refused_there(relevant: str, tmp_path: Path) -> None:
    """That the test above can fail."""
    path = tmp_path / "form.xlsx"
    path.write_bytes(workbook(form(q("a"), q("b", relevant=relevant))))
    with pytest.raises(Exception, match=r"nobody|XPath|selected"):
        converted(path)
