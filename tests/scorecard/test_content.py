"""Score card 28 to 32: questionnaires that mean harm, or that add up to nonsense."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.scorecard.asking import (
    INTERFACES,
    PLAIN,
    QUIZ,
    Place,
    begin,
    choose,
    done,
    made_up,
    saves_page,
    to_results,
    typed,
    words,
)

MEMORY = 100_000_000
BASE = """\
questionnaire: made-up
version: 1.0
title: Made up
language: en
recall: today
audience: tests
source: {citation: Invented for tests, licence: CC0-1.0}
answer-lists:
  often:
    - {code: never, score: 0, text: Never}
    - {code: some, score: 1, text: Some}
    - {code: much, score: 2, text: Much}
items:
  - {id: one, ask: How much of the first?, options: often}
  - {id: two, ask: How much of the second?, options: often}
"""
SCALE = "scales:\n  - {id: total, title: Total, sum-of: [one, two], bands: [%s]}\n"
LITERAL = "[red]x[/nosuch] [link=file:///etc/passwd]y[/] :skull: {0} %s ${HOME} $(id)"
# Watches the most memory that the program has had, without the program's knowledge.
WATCH = """\
import os
ended = os._exit
def peak(code):
    line = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    descriptor = os.open(os.environ["PEAK"], os.O_WRONLY)
    os.write(descriptor, line.split()[1].encode())
    os.close(descriptor)
    ended(code)
os._exit = peak
"""


def band(name: str, low: int, high: int) -> str:
    """A band in a row."""
    return f"{{id: {name}, from: {low}, to: {high}, title: {name.title()}}}"


def refused(place: Place, path: Path) -> str:
    """What is said about a questionnaire that cannot be asked, because of what stands in its file."""
    done = place.run("check", str(path), "--answers", "-", stdin=b'{"answers": {}}')
    assert (done.returncode, done.stdout) == (6, "")
    place.assert_kept()
    return done.stderr


def linted(place: Place, tmp_path: Path, contents: Mapping[str, str | bytes]) -> dict[str, list[str]]:
    """What the linter says of each of these files, by name: all in one run, in little memory, none of them sound."""
    for name, content in contents.items():
        (tmp_path / f"{name}.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    with watched(tmp_path) as told:
        done = place.run("lint", *(str(tmp_path / f"{name}.yaml") for name in contents), told=told)
    assert (done.returncode, done.stderr) == (6, "")
    place.assert_kept()
    found: dict[str, list[str]] = {name: [] for name in contents}
    for line in done.stdout.splitlines():
        name = line.partition(".yaml")[0]
        if ": error: " in line:
            found[name].append(line)
    return found


@contextmanager
def watched(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Inside, the program writes down its memory; afterwards it is held to the limit."""
    (tmp_path / "watch").mkdir()
    (tmp_path / "watch" / "sitecustomize.py").write_text(WATCH)
    (tmp_path / "peak").write_text("")
    yield {"PYTHONPATH": str(tmp_path / "watch"), "PEAK": str(tmp_path / "peak")}
    assert 0 < int((tmp_path / "peak").read_text()) * 1024 < MEMORY


HIDDEN = {
    "escape": ("\x1b[31m", "U+001B"),
    "title": ("\x1b]0;owned\x07", "U+001B"),
    "link": ("\x1b]8;;http://evil.example\x1b\\", "U+001B"),
    "clipboard": ("\x1b]52;c;ZXZpbA==\x07", "U+001B"),
    "clear": ("\x1b[2J", "U+001B"),
    "c1": ("\x9b31m", "U+009B"),
    "bell": ("\x07", "U+0007"),
    "override": ("\u202e", "U+202E"),
    "nul": ("\x00", "U+0000"),
}


def test_case_28_hidden_characters_are_refused_with_their_line_and_code_point(place: Place, tmp_path: Path) -> None:
    """Case 28, T-24: raw, and where YAML unescapes them; and they are never printed themselves."""
    files = {name: BASE.replace("the first?", f"the {found}first?") for name, (found, _) in HIDDEN.items()}
    said = linted(place, tmp_path, {**files, "escaped": BASE.replace("How much of the first?", r'"a \e[2J b"')})
    line = BASE.splitlines().index("  - {id: one, ask: How much of the first?, options: often}") + 1
    for name, code in {**{name: code for name, (_, code) in HIDDEN.items()}, "escaped": "U+001B"}.items():
        assert said[name][0].startswith(f"{name}.yaml:{line}:")
        assert code in said[name][0]
    everything = "".join(line for lines in said.values() for line in lines)
    assert everything.isprintable()
    assert "evil" not in everything


def test_case_28_a_questionnaire_with_a_hidden_character_is_not_asked(place: Place) -> None:
    """Case 28: `check` refuses it as `lint` does."""
    said = refused(place, made_up(place.root, BASE.replace("the first?", "the \x1b[31mfirst?")))
    assert said.startswith("made-up.yaml:14:")
    assert "U+001B" in said
    assert "\x1b" not in said


@INTERFACES
def test_case_29_marks_of_other_languages_are_shown_literally(place: Place, ui: tuple[str, ...]) -> None:
    """Case 29, T-25: markup, emoji codes, format fields, variables and commands are words here."""
    text = BASE.replace("Made up\n", f"'{LITERAL}'\n").replace("How much of the first?", f"'{LITERAL}'")
    text = text.replace("text: Never", f"text: '{LITERAL} never'")
    path = made_up(place.root, text)
    with place.ask(*ui, quiz=path, columns=200) as terminal:
        begin(terminal, 2)
        assert words(terminal).count(LITERAL) == 3
        assert "\x1b]" not in terminal.text
        typed(terminal, "1")
        typed(terminal, "1")
        assert re.search(rf"1\.? {re.escape(LITERAL)}:? {re.escape(LITERAL)} never", words(terminal))
        to_results(terminal)
        saves_page(terminal, "page.html")
        terminal.wait_for("Saved to", "Enter done, x leave:")
        terminal.line()
        place.left_well(terminal, 0, place.work / "page.html")
    assert "<h1>[red]x[/nosuch] [link=file:///etc/passwd]y[/] :skull: {0} %s ${HOME} $(id)</h1>" in (
        (place.work / "page.html").read_text(encoding="utf-8")
    )


def test_case_29_marks_are_literal_in_files_and_in_refusals(place: Place) -> None:
    """Case 29: in the text, the page, the form, and where a file is refused for its words."""
    path = made_up(place.root, BASE.replace("How much of the first?", f"'{LITERAL}'"))
    for options in (["--format", "txt"], ["--format", "md"], ["--format", "html"]):
        done = place.run("show", str(path), *options)
        assert done.returncode == 0
        assert LITERAL in " ".join(done.stdout.replace("\\", "").split())
    said = refused(place, made_up(place.root, BASE.replace("version: 1.0", f"version: '{LITERAL}'"), "bad.yaml"))
    assert "Traceback" not in said
    assert str(place.home) not in said
    assert "uid=" not in said


def deep(mark: str) -> str:
    """A hundred thousand brackets."""
    return f"items: {mark * 100_000}"


BOMBS: dict[str, str | bytes] = {
    "aliases": "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
    "brackets": deep("["),
    "braces": deep("{"),
    "dashes": "- " * 100_000,
    "same-key": BASE.replace("language: en", "language: en\nlanguage: fr"),
    "nan": BASE.replace("score: 1", "score: .nan"),
    "infinity": BASE.replace("score: 1", "score: .inf"),
    "huge-score": BASE.replace("score: 1", f"score: 1{'0' * 400}"),
    "exponent": BASE.replace("score: 1", "score: 1e400"),
    "proto": BASE.replace("language: en", "language: en\n__proto__: {polluted: yes}"),
    "tag": BASE.replace("title: Made up", "title: !!python/object/apply:os.system [id]"),
    "merge": BASE.replace("language: en", "<<: {language: fr}\nlanguage: en"),
    "long-text": BASE.replace("Made up\n", f"{'a' * 900_000}\n"),
    "not-text": b"\xff\xfe\x00title",
    "empty": "",
}


def test_case_30_bombs_are_refused_in_little_time_and_memory(place: Place, tmp_path: Path) -> None:
    """Case 30, T-22: exit 6, a few lines for each, and nothing of it is built."""
    said = linted(place, tmp_path, BOMBS)
    for name, lines in said.items():
        assert 1 <= len(lines) <= 5, name
        assert max(map(len, lines)) < 500
        assert not any("uid=" in line for line in lines)


@pytest.mark.parametrize("name", ["aliases", "brackets", "same-key", "exponent", "proto"])
def test_case_30_a_bomb_is_not_asked(place: Place, tmp_path: Path, name: str) -> None:
    """Case 30: `check` refuses it as `lint` does."""
    path = made_up(place.root, BOMBS[name])
    with watched(tmp_path) as told:
        done = place.run("check", str(path), "--answers", "-", stdin=b'{"answers": {}}', told=told)
    assert (done.returncode, done.stdout) == (6, "")
    assert done.stderr.startswith("made-up.yaml:")


@pytest.mark.parametrize("kind", ["300-megabytes", "pipe", "endless", "folder", "missing"])
def test_case_30_what_is_not_an_ordinary_file_is_never_read(place: Place, tmp_path: Path, kind: str) -> None:
    """Case 30: a huge file, a pipe that nobody writes to, an endless device."""
    path = tmp_path / "bomb.yaml"
    match kind:
        case "300-megabytes":
            path.touch()
            os.truncate(path, 300_000_000)
        case "pipe":
            os.mkfifo(path)
        case "endless":
            path = Path("/dev/zero")
        case "folder":
            path.mkdir()
    with watched(tmp_path) as told:
        done = place.run("check", str(path), "--answers", "-", stdin=b'{"answers": {}}', told=told)
    assert (done.returncode, done.stdout) == (6, "")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '{"answers":' * 50_000, '{"answers": {"robin": NaN}}', '{"answers": {"__proto__": 1}}',
     '{"answers": {"refills": 1e400}}', f'{{"answers": {{"refills": 1{"0" * 5000}}}}}', '"' + "a" * 5_000_000 + '"',
     '{"answers": {}, "answers": {}}', "\x00", ""],
    ids=["brackets", "braces", "nan", "proto", "infinite", "digits", "large", "same-key", "nul", "empty"],
)  # fmt: skip
def test_case_30_bombs_in_a_file_of_answers_are_refused(place: Place, tmp_path: Path, text: str) -> None:
    """Case 30: exit 2 in a line or two, in little memory."""
    with watched(tmp_path) as told:
        done = place.run("check", str(QUIZ), "--answers", "-", stdin=text.encode(), told=told)
        assert (done.returncode, done.stdout) == (2, "")
    assert 1 <= done.stderr.count("\n") <= 3
    assert len(done.stderr) < 500


@pytest.mark.parametrize(
    "text",
    ["region = 'CA'\nregion = 'US'", f"region = {'[' * 50_000}", "region = nan", "region = 1e400", "polluted = 'yes'"],
    ids=["same-key", "brackets", "nan", "infinite", "unknown"],
)
def test_case_30_bombs_in_the_settings_are_refused(place: Place, text: str) -> None:
    """Case 30: exit 2 and one line that names the file; people to talk to are still listed."""
    folder = place.root / "config" / "screening"
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text(text)
    done = place.run("contacts", told={"XDG_CONFIG_HOME": str(folder.parent)})
    assert done.returncode == 2
    assert "settings.toml" in done.stderr
    assert len(done.stderr) < 1000
    assert "911" in done.stdout


TRICKS = {
    "up": '"../../x"', "device": "CON", "empty": '""', "long": "x" * 10_000, "slash": "a/b", "dot": ".",
    "line-break": '"one\\ntwo"',
}  # fmt: skip


@pytest.mark.parametrize("where", ["questionnaire: made-up", "id: one", "code: some"])
def test_case_31_an_id_that_could_be_a_path_or_a_trick_is_refused(place: Place, tmp_path: Path, where: str) -> None:
    """Case 31, T-26: exit 6, and no file anywhere."""
    key = where.partition(":")[0]
    said = linted(place, tmp_path, {name: BASE.replace(where, f"{key}: {id_}") for name, id_ in TRICKS.items()})
    for name, lines in said.items():
        assert lines, name
        assert max(map(len, lines)) < 500


@pytest.mark.parametrize(
    "bands",
    [
        (band("low", 0, 1), band("high", 3, 4)),
        (band("low", 0, 2), band("high", 2, 4)),
        (band("low", 0, 4), band("high", 5, 6)),
        (band("low", 0, 2), band("high", 3, 9)),
    ],
    ids=["gap", "overlap", "unreachable", "beyond"],
)
def test_case_32_bands_that_do_not_fit_the_points_are_refused(place: Place, bands: tuple[str, ...]) -> None:
    """Case 32: a gap, an overlap, a band that no answer reaches, one that goes beyond the highest total."""
    said = refused(place, made_up(place.root, BASE + SCALE % ", ".join(bands)))
    assert said.startswith("made-up.yaml:")


def scores(place: Place, text: str, answers: dict[str, object]) -> dict[str, object]:
    """The one score of a made-up questionnaire."""
    found = place.scored(made_up(place.root, text), answers)["scores"]
    assert isinstance(found, list)
    assert len(found) == 1
    return dict(found[0])


def test_case_32_where_all_is_skipped_there_is_no_score(place: Place) -> None:
    """Case 32: every band is possible, and no number is made up."""
    text = BASE + SCALE % f"{band('low', 0, 2)}, {band('high', 3, 4)}"
    found = scores(place, text, {"one": None, "two": None})
    assert (found["value"], found["low"], found["high"]) == (None, 0, 4)
    assert found["bands"] == [{"id": "low", "title": "Low"}, {"id": "high", "title": "High"}]


def test_case_32_a_skip_on_a_boundary_names_both_bands(place: Place) -> None:
    """Case 32, in the JSON and on the screen."""
    text = BASE + SCALE % f"{band('low', 0, 2)}, {band('high', 3, 4)}"
    found = scores(place, text, {"one": "much", "two": None})
    assert (found["value"], found["low"], found["high"]) == (None, 2, 4)
    assert [one["id"] for one in found["bands"]] == ["low", "high"]  # type: ignore[attr-defined]
    with place.ask(*PLAIN, quiz=place.root / "made-up.yaml") as terminal:
        begin(terminal, 2)
        typed(terminal, "3")
        typed(terminal, "s")
        to_results(terminal)
        choose(terminal, "how we worked this out")
        while not terminal.text.endswith("Enter done, x leave: "):
            typed(terminal)
        done(terminal)
        place.left_well(terminal, 0)
        assert "between 2 and 4 of 4 points, because you skipped 1 question" in words(terminal)
        assert "Low (0 to 2), or High (3 to 4)" in words(terminal)


def test_case_32_a_skipped_question_that_counts_the_other_way_round_spans_its_range(place: Place) -> None:
    """Case 32: reversed, declined: still lowest to highest, not the other way round."""
    text = BASE + "scales:\n  - {id: total, title: Total, sum-of: [one, two], reversed: [two]}\n"
    found = scores(place, text, {"one": "some", "two": None})
    assert (found["value"], found["low"], found["high"]) == (None, 1, 3)
    expected = {"item": "two", "part": "item", "state": "declined", "low": 0, "high": 2, "rule": "reversed"}
    assert found["why"][1] == expected  # type: ignore[index]
    found = scores(place, text, {"one": "some", "two": "much"})
    assert found["value"] == 1
