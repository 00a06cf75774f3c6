"""The same program from a wheel, an editable install and the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ANSWERS = ROOT / "docs" / "example-answers.json"
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "SCREENING_"))}


def scored(command: list[str], folder: Path) -> dict[str, object]:
    """The self-check's result from answers in a file, run in a folder that holds none of our files."""
    asked = ["check", "signs", "--answers", str(ANSWERS), "--json", "--region", "CA"]
    done = subprocess.run([*command, *asked], capture_output=True, text=True, cwd=folder, env=CLEAN, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def pip(environment: Path) -> list[str]:
    """The command that installs into an environment: our own pip, as to give it one of its own takes a while."""
    return [sys.executable, "-m", "pip", "--python", str(environment), "install", "-q"]


@pytest.fixture(scope="session", params=["what it needs is lent", pytest.param("installed", marks=pytest.mark.long)])
def from_wheel(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel in it. What the wheel needs is installed, or lent by that of the tests."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    venv.create(folder / "env")
    wheel = next(folder.glob("*.whl"))
    (site,) = (folder / "env" / "lib").glob("python*/site-packages")
    is_lent = request.param != "installed"
    if is_lent:
        (site / "lent.pth").write_text(sysconfig.get_path("purelib"))
    command = [*pip(folder / "env"), *["--no-deps"] * is_lent, str(wheel)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return folder / "env" / "bin" / "screening"


def test_the_self_check_runs_from_a_wheel_in_a_fresh_environment(from_wheel: Path, tmp_path: Path) -> None:
    assert scored([str(from_wheel)], tmp_path)["status"] == "completed"


def test_wheel_and_checkout_give_the_same_result(from_wheel: Path, tmp_path: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from screening.__main__ import main; main()"
    assert scored([str(from_wheel)], tmp_path) == scored([sys.executable, "-c", code], tmp_path)


def test_the_wheel_keeps_its_content_inside_the_package(from_wheel: Path) -> None:
    done = subprocess.run([str(from_wheel), "paths"], capture_output=True, text=True, check=True, env=CLEAN)
    questions = next(line for line in done.stdout.splitlines() if line.startswith("questions: "))
    assert questions.endswith("/site-packages/screening/questions")


def test_a_newer_version_of_the_program_leaves_what_is_ones_own_as_it_is(from_wheel: Path, tmp_path: Path) -> None:
    """The wheel is installed once more, over the one that is there: what pip does for an update."""
    environment = {**CLEAN, "HOME": str(tmp_path)}

    def program(*words: str) -> subprocess.CompletedProcess[str]:
        command = [str(from_wheel), *words]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False)

    def files() -> dict[str, tuple[bytes, float]]:
        found = (path for path in tmp_path.rglob("*") if path.is_file())
        return {str(path): (path.read_bytes(), path.stat().st_mtime) for path in found}

    assert program("new", "evening-check").returncode == 0
    listed, before = program("list").stdout, files()
    assert len(before) == 1
    packaged = from_wheel.parent.parent / "lib"
    (place,) = packaged.glob("python*/site-packages/screening/questions/signs.yaml")
    place.unlink()  # so that it is seen that the package was laid down again
    wheel = next(from_wheel.parent.parent.parent.glob("*.whl"))
    again = [*pip(from_wheel.parent.parent), "--force-reinstall", "--no-deps"]
    subprocess.run([*again, str(wheel)], capture_output=True, check=True, env=environment)
    assert place.is_file()
    assert {path: found for path, found in files().items() if path in before} == before
    assert program("list").stdout == listed
    assert "evening-check" in listed


def test_the_library_face_needs_nothing_until_it_is_used() -> None:
    code = "import sys, screening; print([name for name in sys.modules if name.startswith('screening.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
