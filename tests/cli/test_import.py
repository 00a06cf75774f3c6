"""CLI-30: `screening import` as a shell sees it: the report, what is written and what is not, the code it ends with."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pexpect
import pytest

from screening.reports.wording import borrowed
from tests.conftest import one_in
from tests.contracts import faults, run
from tests.interchange.fhir.made import LIBRARY, choice, coding, in_languages, item, questionnaire
from tests.terminals import PROGRAM, environment

FILES = Path(__file__).parent.parent / "interchange" / "files"
SAID = ("--recall", "the last week", "--audience", "adults")


def file(name: str) -> str:
    return str(FILES / f"{name}.json")


def test_cli30_without_a_name_for_it_only_the_report_is_printed(tmp_path: Path) -> None:
    done = run("import", file("evening"), home=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().startswith("Taken whole: 6 questions, 1 with points, 3 conditions, 0 scales.\n")
    assert list(tmp_path.iterdir()) == []


def test_what_is_taken_whole_is_written_with_its_report_lints_and_is_answered(tmp_path: Path) -> None:
    target = tmp_path / "mine.yaml"
    done = run("import", file("evening"), "--to", str(target), *SAID, home=tmp_path)
    assert done.returncode == 0
    assert f"screening lint {target}" in done.stderr.decode()
    text = target.read_text(encoding="utf-8")
    assert text.startswith("# Taken whole: ")
    assert (stat.S_IMODE(target.stat().st_mode), "questionnaire: mine\n" in text) == (0o600, True)
    assert run("lint", str(target), home=tmp_path).returncode == 0
    answers = json.dumps({"answers": {"sleep-long": "most", "sleep-why": "x", "screen": "no", "helps": ["music"]}})
    result = json.loads(run("check", str(target), "--answers", "-", "--json", home=tmp_path, text=answers).stdout)
    assert (result["status"], result["not_asked"]) == ("completed", ["screen-hours", "helps-other"])


def test_losses_are_accepted_by_name_before_anything_is_written(tmp_path: Path) -> None:
    target = tmp_path / "dates.yaml"
    done = run("import", file("dates"), "--to", str(target), home=tmp_path)
    assert (done.returncode, target.exists(), b"--accept-losses" in done.stderr) == (6, False, True)
    assert done.stdout.decode().startswith("Taken with ")
    assert run("import", file("dates"), "--to", str(target), "--accept-losses", home=tmp_path).returncode == 0
    assert run("lint", str(target), home=tmp_path).returncode == 0


@pytest.mark.parametrize(("typed", "written"), [("y", True), ("n", False), ("", False)])
def test_at_a_terminal_one_yes_is_asked_for_losses(tmp_path: Path, typed: str, written: bool) -> None:
    target = tmp_path / "dates.yaml"
    arguments = ["import", file("dates"), "--to", str(target)]
    told = {key: value for key, value in environment(tmp_path).items() if value is not None}
    child = pexpect.spawn(PROGRAM, arguments, env=told, encoding="utf-8", timeout=30)
    child.expect_exact("Take it with these losses?")
    child.sendline(typed)
    child.expect(pexpect.EOF)
    child.close()
    assert (child.exitstatus, target.exists()) == (0 if written else 6, written)


@pytest.mark.parametrize("name", one_in(3, ["both", "broken", "formula", "server", "unlicensed", "wordless"]))
def test_what_is_refused_is_never_written(tmp_path: Path, name: str) -> None:
    target = tmp_path / "mine.yaml"
    done = run("import", file(name), "--to", str(target), "--accept-losses", home=tmp_path)
    assert (done.returncode, target.exists()) == (6, False)
    assert done.stdout.decode().startswith("Refused, for 1 reason. Nothing is taken.\n  refused")


@pytest.mark.parametrize("name", sorted(path.stem for path in FILES.glob("*.json")))
def test_the_report_as_json_is_by_its_contract(tmp_path: Path, name: str) -> None:
    report = json.loads(run("import", file(name), "--json", home=tmp_path).stdout)
    assert faults("import", report) == []


def test_what_the_file_does_not_say_is_said_on_the_command_line(tmp_path: Path) -> None:
    target = tmp_path / "mine.yaml"
    more = ("--licence", "Ours", "--citation", "By us", *SAID)
    assert run("import", file("unlicensed"), "--to", str(target), *more, home=tmp_path).returncode == 0
    text = target.read_text(encoding="utf-8")
    assert all(
        line in text for line in ("licence: Ours", "citation: By us", "recall: the last week", "audience: adults")
    )


def test_a_total_is_named_and_an_item_left_out(tmp_path: Path) -> None:
    arguments = ("--total", "both=tired,tense", "--without", "sum", "--json")
    report = json.loads(run("import", file("total"), *arguments, home=tmp_path).stdout)
    assert (report["scales"], [one["kind"] for one in report["remarks"]][:1]) == (1, ["left-out"])


def test_a_value_set_is_given_beside_the_file(tmp_path: Path) -> None:
    codes = [{"code": "a", "display": "Apples"}, {"code": "b", "display": "Bread"}]
    value_set = {"resourceType": "ValueSet", "url": "http://example.org/ValueSet/food"}
    place = tmp_path / "food.json"
    place.write_text(json.dumps({**value_set, "compose": {"include": [{"concept": codes}]}}), encoding="utf-8")
    assert run("import", file("server"), "--value-set", str(place), home=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere.json",), "does not exist"),
        ((".",), "is a folder without survey.csv"),
        ((file("evening"), "--to", "evening.txt"), "ends in .yaml"),
        ((file("evening"), "--total", "sum"), "--total wants"),
        ((file("evening"), "--value-set", "nowhere.json"), "does not exist"),
    ],
)
def test_a_slip_on_the_command_line_is_told(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    done = run("import", *arguments, home=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert words in done.stderr.decode()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    one_in(
        2,
        [
            ("table.csv", b"a,b\n1,2\n", "no FHIR JSON, no data dictionary of REDCap and no XLSForm"),
            ("table.csv", "a,b\n1,2\n".encode("utf-16"), "not written in UTF-8"),
            ("table.csv", "a,b\n1,2\n".encode("utf-16-le"), "not written in UTF-8"),
            ("book.xlsx", b"\xf1\x80 no workbook", "workbook is damaged"),
            ("form.json", b"[1", "The file is not JSON"),
        ],
    ),
    ids=["no-format", "utf-16", "utf-16-without-mark", "workbook", "json"],
)
def test_what_is_no_file_of_another_format_is_told(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    done = run("import", name, home=tmp_path)
    assert (done.returncode, words in done.stdout.decode()) == (6, True)


def test_a_name_that_would_make_it_a_translation_is_refused(tmp_path: Path) -> None:
    (tmp_path / "evening.yaml").write_text("")
    done = run("import", file("evening.json"), "--to", "evening.redcap.yaml", home=tmp_path)
    assert done.returncode == 2
    assert done.stderr.decode() == (
        "evening.redcap.yaml would be a translation of evening.yaml, by the dot in its name. "
        "Give it another name, such as evening-redcap.yaml.\n"
    )
    assert not (tmp_path / "evening.redcap.yaml").exists()


def test_no_file_is_replaced_unasked(tmp_path: Path) -> None:
    target = tmp_path / "mine.yaml"
    target.write_text("mine", encoding="utf-8")
    arguments = ("import", file("evening"), "--to", str(target), *SAID)
    assert run(*arguments, home=tmp_path).returncode == 8
    assert target.read_text(encoding="utf-8") == "mine"
    assert run(*arguments, "--force", home=tmp_path).returncode == 0


# Translations that come along.


def translated(folder: Path) -> str:
    """A file with one question, in English and French."""
    words = [in_languages(fr=french) for french in ("Sur a ?", "Bien", "Mal")]
    options = [
        {"valueCoding": {"code": code, "display": code, "_display": beside}}
        for code, beside in zip(("well", "badly"), words[1:], strict=True)
    ]
    place = folder / "sleep.json"
    asked = item("a", "choice", _text=words[0], answerOption=options)
    place.write_text(json.dumps(questionnaire(asked, language="en")), encoding="utf-8")
    return str(place)


def test_a_translation_that_comes_along_is_written_beside_it_as_a_draft_that_the_linter_finds(tmp_path: Path) -> None:
    target = tmp_path / "mine.yaml"
    done = run("import", translated(tmp_path), "--to", str(target), *SAID, home=tmp_path)
    draft = (tmp_path / "mine.fr.yaml").read_text(encoding="utf-8")
    assert (done.returncode, "mine.fr.yaml" in done.stderr.decode()) == (0, True)
    assert draft.startswith("# A draft. Texts that are missing: 3 of 6.")
    assert ("status: draft\n" in draft, "text: Sur a ?" in draft) == (True, True)
    checked = run("lint", str(target), home=tmp_path)
    assert (checked.returncode, checked.stdout.count(b"mine.fr.yaml")) == (0, 3)


def test_a_draft_changes_nothing_in_what_is_listed_and_asked(tmp_path: Path) -> None:
    folder = tmp_path / ".config" / "screening" / "questions"
    folder.mkdir(parents=True)
    arguments = ("import", translated(tmp_path), "--to", str(folder / "nights.yaml"), *SAID)
    assert run(*arguments, home=tmp_path).returncode == 0
    listed, shown = run("list", home=tmp_path).stdout.decode(), run("show", "nights", home=tmp_path).stdout.decode()
    assert ("nights: An evening" in listed, "nights.fr" in listed) == (True, False)
    assert ("About a?" in shown, "Sur a" in shown) == (True, False)


def test_a_draft_is_no_questionnaire_that_could_be_asked(tmp_path: Path) -> None:
    assert run("import", translated(tmp_path), "--to", str(tmp_path / "mine.yaml"), home=tmp_path).returncode == 0
    assert run("show", str(tmp_path / "mine.fr.yaml"), home=tmp_path).returncode == 6


@pytest.mark.parametrize("there", ["mine.yaml", "mine.fr.yaml"])
def test_nothing_is_written_where_one_of_the_files_exists(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("mine", encoding="utf-8")
    arguments = ("import", translated(tmp_path), "--to", str(tmp_path / "mine.yaml"), *SAID)
    done = run(*arguments, home=tmp_path)
    assert (done.returncode, there in done.stderr.decode()) == (8, True)
    assert [path.name for path in tmp_path.glob("mine*")] == [there]
    assert run(*arguments, "--force", home=tmp_path).returncode == 0
    assert "status: draft" in (tmp_path / "mine.fr.yaml").read_text(encoding="utf-8")


def test_nothing_is_written_where_a_folder_stands_in_the_place_of_a_draft(tmp_path: Path) -> None:
    (tmp_path / "mine.fr.yaml").mkdir()
    done = run("import", translated(tmp_path), "--to", str(tmp_path / "mine.yaml"), *SAID, "--force", home=tmp_path)
    assert (done.returncode, (tmp_path / "mine.yaml").exists()) == (8, False)


def test_drafts_have_the_ending_of_the_file_that_they_stand_beside(tmp_path: Path) -> None:
    target = tmp_path / "mine.yml"
    assert run("import", translated(tmp_path), "--to", str(target), *SAID, home=tmp_path).returncode == 0
    assert b"mine.fr.yml" in run("lint", str(target), home=tmp_path).stdout


def test_the_report_as_json_names_the_drafts(tmp_path: Path) -> None:
    report = json.loads(run("import", translated(tmp_path), "--json", home=tmp_path).stdout)
    assert report["drafts"] == [{"language": "fr", "texts": 3, "missing": 3}]
    assert (faults("import", report), report["taken"]) == ([], "whole")
    assert list(tmp_path.glob("*.yaml")) == []


def test_what_is_written_into_the_own_folder_is_listed_and_found_by_its_name(tmp_path: Path) -> None:
    folder = tmp_path / ".config" / "screening" / "questions"
    folder.mkdir(parents=True)
    assert run("import", file("evening"), "--to", str(folder / "nights.yaml"), *SAID, home=tmp_path).returncode == 0
    assert "nights: How the evening went; 6 questions" in run("list", home=tmp_path).stdout.decode()
    assert run("show", "nights", home=tmp_path).returncode == 0


def test_terms_of_the_file_are_kept_and_a_published_instrument_is_told(tmp_path: Path) -> None:
    asked = [choice(f"q{at}", "x", "y") for at in range(2)]
    phq = questionnaire(*asked, code=[coding("44249-1", system="http://loinc.org")], copyright="All theirs.")
    (tmp_path / "phq.json").write_text(json.dumps(phq), encoding="utf-8")
    done = run("import", "phq.json", "--licence", "Mine", "--to", "phq.yaml", home=tmp_path)
    said = " ".join(done.stdout.decode().split())
    assert "it says its own terms: they are kept" in said
    assert "it is the published instrument `phq-9`" in said
    assert "licence: All theirs." in (tmp_path / "phq.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "odd", "is_"),
    [
        ("evening.json", ("--form", "--language", "--declined"), "FHIR"),
        ("dictionary.csv", ("--language", "--value-set"), "a data dictionary of REDCap"),
        ("form", ("--form", "--value-set"), "an XLSForm"),
        ("form/survey.csv", ("--form", "--value-set"), "an XLSForm"),
    ],
)
def test_an_option_for_another_format_is_refused_and_says_which_it_is_for(
    tmp_path: Path, name: str, odd: tuple[str, ...], is_: str
) -> None:
    (tmp_path / "form").mkdir()
    (tmp_path / "form" / "survey.csv").write_text("type,name,label\ntext,a,Why?\n")
    given = {"--form": "evening", "--language": "fr", "--declined": "9", "--value-set": file("evening")}
    path = str(tmp_path / name if name.startswith("form") else FILES / name)
    for option, value in given.items():
        done = run("import", path, option, value, home=tmp_path)
        is_odd = f"{option} is for" in done.stderr.decode()
        assert (done.returncode == 2, is_odd, done.stdout == b"") == (option in odd,) * 3
    arguments = [one for option in odd for one in (option, given[option])]
    told = run("import", path, *arguments, home=tmp_path).stderr.decode()
    assert [told.count(f"{option} is for ") for option in odd] == [1] * len(odd)
    assert told.count(f"and this is {is_}.") == len(odd)


def test_an_address_is_for_fhir_alone(tmp_path: Path) -> None:
    for format_, to in (("redcap", "f.csv"), ("xlsform", "f.xlsx")):
        more = ("--as", format_, "--to", to, "--url", "https://example.org")
        done = run("export", "past-month", *more, home=tmp_path)
        assert (done.returncode, b"--url is for FHIR, and this is" in done.stderr) == (2, True)


def test_a_time_that_a_file_does_not_say_heads_no_page_and_goes_out_as_nothing(tmp_path: Path) -> None:
    folder = tmp_path / ".config" / "screening" / "questions"
    folder.mkdir(parents=True)
    found = questionnaire(choice("a", "x", "y", points=True), copyright="Theirs alone.")
    (tmp_path / "q.json").write_text(json.dumps(found), encoding="utf-8")
    to = str(folder / "q.yaml")
    assert run("import", "q.json", "--total", "t=a", "--to", to, home=tmp_path).returncode == 0
    answers = json.dumps({"answers": {"a": "y"}})
    pages = [run("check", "q", "--answers", "-", home=tmp_path, text=answers), run("list", home=tmp_path)]
    pages += [run("export", "q", "--as", format_, home=tmp_path) for format_ in ("fhir", "redcap")]
    shown = [one.stdout.decode() for one in pages]
    assert ([one.returncode for one in pages], "An evening\n=====" in shown[0]) == ([0] * 4, True)
    assert "not said" not in "".join(shown).lower()
    assert shown[0].count("Theirs alone.") <= 1


@pytest.mark.parametrize("citation", ["", "Somebody (2020)."])
def test_a_notice_that_is_citation_and_terms_in_one_is_told_once(tmp_path: Path, citation: str) -> None:
    found = questionnaire(choice("a", "x", "y"), copyright="Theirs alone.")
    (tmp_path / "q.json").write_text(json.dumps(found), encoding="utf-8")
    assert run("import", "q.json", "--citation", citation, "--to", "q.yaml", *SAID, home=tmp_path).returncode == 0
    text = (tmp_path / "q.yaml").read_text(encoding="utf-8")
    one = LIBRARY.parse_stored(text, "q.yaml")
    told = borrowed(one, LIBRARY.interface())
    assert told.count("Theirs alone") == 1
    assert ("They are from: Somebody (2020). Terms: Theirs alone." in told) is bool(citation)
