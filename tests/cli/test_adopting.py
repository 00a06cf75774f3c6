"""A wording that somebody brings is matched by codes and ids, refused where it is doubtful, and then asked."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
import yaml

from screening.errors import ContentError
from screening.loading.adopting import SLIPS, adopt
from screening.loading.library import Library, questions_folder
from screening.model.instrument import Instrument
from tests.conftest import one_in
from tests.contracts import faults, run
from tests.conversation.flows import Home
from tests.people import library

Document = dict[str, object]
TERMS = {"citation": "Invented for this test", "licence": "For this test only"}
NOTICE = "The words of these questions are not ours. They are from: Invented for this test. Terms: For this test only."


def wording(name: str, *, by: str = "id") -> Document:
    """Words of our own for every item and option of an instrument, known by ids, codes of LOINC, or points."""
    loaded = library().load(name)
    items = []
    for item in loaded.questions:
        options = []
        for number, option in enumerate(item.options, 1):
            known: Document = {"code": option.code}
            if by == "loinc" and option.loinc:
                known = {"loinc": option.loinc[0]}
            if by == "points" and option.score is not None:
                alone = [one.score for one in item.options].count(option.score) == 1
                known = {"score": str(option.score)} if alone else {**known, "score": str(option.score)}
            options.append({**known, "text": f"Reply {number}"})
        key = {"loinc": item.loinc} if by == "loinc" and item.loinc else {"id": item.id}
        items.append({**key, "ask": f"How is bird {item.id}?", "options": options})
    return {"questionnaire": name, "language": "en", "source": dict(TERMS), "items": items}


def text(document: Document) -> str:
    return yaml.safe_dump(document, sort_keys=False)


def refused(document: Document) -> list[str]:
    """What is said about a wording that does not match."""
    with pytest.raises(ContentError) as caught:
        adopt(library(), text(document), "mine.yaml")
    return [problem.what for problem in caught.value.problems]


def item(document: Document, index: int) -> Document:
    found: Document = document["items"][index]  # type: ignore[index]
    return found


@pytest.mark.parametrize("by", ["id", "loinc", "points"])
@pytest.mark.parametrize("name", one_in(3, Library(questions_folder()).published))
def test_every_instrument_takes_a_wording_and_keeps_its_scoring(name: str, by: str) -> None:
    """PUB-7: each example of the instrument has the same result once it has words."""
    found = adopt(library(), text(wording(name, by=by)), "mine.yaml")
    made = library().parse_stored(found.text, "made.yaml")
    assert isinstance(made, Instrument)
    assert (made.has_wording, made.has_borrowed_words, made.replaces) == (True, True, True)
    scored = [(scale.id, scale.parts, scale.reversed, len(scale.bands), len(scale.cut_offs)) for scale in made.scales]
    ours = library().load(name)
    assert scored == [(one.id, one.parts, one.reversed, len(one.bands), len(one.cut_offs)) for one in ours.scales]
    points = [[option.score for option in one.options] for one in made.questions]
    assert points == [[option.score for option in one.options] for one in ours.questions]


def test_what_matched_is_shown_with_its_terms_and_it_is_put_into_the_own_folder(tmp_path: Path) -> None:
    """PUB-7."""
    (tmp_path / "mine.yaml").write_text(text(wording("phq-9", by="loinc")), encoding="utf-8")
    done = run("adopt", "mine.yaml", "--yes", home=tmp_path)
    shown = done.stdout.decode()
    path = tmp_path / ".config" / "screening" / "questions" / "phq-9.yaml"
    assert (done.returncode, stat.S_IMODE(path.stat().st_mode)) == (0, 0o600)
    assert NOTICE in shown.partition("1. q1")[0]
    assert "9. q9, matched by LOINC 44260-8: How is bird q9?" in shown
    assert "c (2), matched by LOINC: Reply 3" in shown
    assert f"Saved as {path}." in done.stderr.decode()
    assert f"phq-9: PHQ-9 (Patient Health Questionnaire, depression); asked here with the wording in {path}." in (
        run("list", home=tmp_path).stdout.decode()
    )


def test_nothing_is_saved_before_somebody_says_that_it_matches(tmp_path: Path) -> None:
    """PUB-7: without a terminal nobody can."""
    (tmp_path / "mine.yaml").write_text(text(wording("audit")), encoding="utf-8")
    done = run("adopt", "mine.yaml", home=tmp_path)
    assert (done.returncode, b"--yes" in done.stderr) == (2, True)
    assert not (tmp_path / ".config").exists()


def test_a_wording_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(text(wording("audit")), encoding="utf-8")
    assert run("adopt", "mine.yaml", "--yes", home=tmp_path).returncode == 0
    for more in ((), ("--yes",)):  # before anybody is asked to compare
        done = run("adopt", "mine.yaml", *more, home=tmp_path)
        told = " ".join(done.stderr.decode().split())
        assert (done.returncode, done.stdout) == (8, b"")
        assert told.startswith("There is a wording for audit already: ")
        assert told.endswith("audit.yaml. To take this one, remove that file first.")


def adopted(home: Path, name: str) -> Home:
    """A home with the wording of an instrument in its folder."""
    folder = home / "forms"
    folder.mkdir()
    (folder / f"{name}.yaml").write_text(adopt(library(), text(wording(name)), "mine.yaml").text, encoding="utf-8")
    return Home(home, {"SCREENING_QUESTIONS": str(folder)})


def test_the_wording_is_asked_with_its_terms_and_the_card_comes_at_item_9(tmp_path: Path) -> None:
    """PUB-7."""
    home = adopted(tmp_path, "phq-9")
    seen = home.check("", *["1"] * 8, "2", "g", "1", "", "d", name="phq-9", region="CA-AB")
    assert NOTICE in seen.everything.partition("How is bird q1?")[0]
    assert NOTICE in seen.page_with("Check your answers")
    card = library().guidance["crisis-now"].title
    assert card in seen.everything
    assert "How is bird q10?" not in seen.everything.partition(card)[0]
    assert "PHQ-9: 1 of 27" in seen.everything


def test_no_page_and_no_json_has_the_words_without_their_terms(tmp_path: Path) -> None:
    """PUB-7."""
    (tmp_path / "mine.yaml").write_text(text(wording("gad-7")), encoding="utf-8")
    assert run("adopt", "mine.yaml", "--yes", home=tmp_path).returncode == 0
    answers = '{"answers": {"q1": "b", "q2": "b"}}'
    for words in (
        ("show", "gad-7"),
        ("show", "gad-7", "--json"),
        ("check", "gad-7", "--answers", "-", "--why"),
        ("check", "gad-7", "--answers", "-", "--save", "page.txt", "--why"),
        ("check", "gad-7", "--jsonl"),
    ):
        done = run(*words, home=tmp_path, text=answers)
        page = (tmp_path / "page.txt").read_text(encoding="utf-8") if "page.txt" in words else done.stdout.decode()
        assert "How is bird q1?" in page, words
        assert "For this test only" in page, words


def test_the_json_of_borrowed_words_keeps_the_schemas(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(text(wording("gad-7")), encoding="utf-8")
    run("adopt", "mine.yaml", "--yes", home=tmp_path)
    result = json.loads(run("check", "gad-7", "--answers", "-", "--json", home=tmp_path, text='{"answers": {}}').stdout)
    assert (faults("result", result), result["questionnaire"]["licence"]) == ([], "For this test only")
    shown = json.loads(run("show", "gad-7", "--json", home=tmp_path).stdout)
    assert (faults("questionnaire", shown), shown["wording"]) == ([], True)


def test_a_whole_questionnaire_is_taken_for_its_words_alone() -> None:
    """Its scales are told and not taken: scoring comes with the program."""
    document = {**wording("gad-7"), "version": "7.0", "scales": [{"id": "x", "title": "X", "sum-of": ["q1"]}]}
    found = adopt(library(), text(document), "mine.yaml")
    assert found.left_out == ("version", "scales")
    assert [scale.id for scale in library().parse_stored(found.text, "made").scales] == ["total", "gad-2"]


def test_a_note_that_several_items_share_stands_before_its_item() -> None:
    document = wording("gad-7")
    document["items"] = [{"type": "note", "ask": "Think of the past 2 weeks."}, *document["items"]]  # type: ignore[misc]
    made = library().parse_stored(adopt(library(), text(document), "mine.yaml").text, "made")
    assert [(one.type, one.ask) for one in made.items[:2]] == [
        ("note", "Think of the past 2 weeks."),
        ("choice", "How is bird q1?"),
    ]


def test_the_style_of_fixed_words_is_told_and_not_refused(tmp_path: Path) -> None:
    """PUB-7: nobody may mend them."""
    document = wording("gad-7")
    item(document, 0)["ask"] = "How often was a bird here and/or there? " + "And a heron or a stork or a crane? " * 7
    (tmp_path / "mine.yaml").write_text(text(document), encoding="utf-8")
    assert run("adopt", "mine.yaml", "--yes", home=tmp_path).returncode == 0
    done = run("lint", "gad-7", "--json", home=tmp_path)
    (report,) = json.loads(done.stdout)
    assert (done.returncode, {one["severity"] for one in report["findings"]}) == (0, {"warning"})
    assert "long-question" in {one["id"] for one in report["findings"]}


# What is doubtful.


def without_item(document: Document) -> None:
    document["items"] = document["items"][:-1]  # type: ignore[index]


def twice(document: Document) -> None:
    document["items"] = [*document["items"], deepcopy(item(document, 0))]  # type: ignore[misc]


def another_item(document: Document) -> None:
    document["items"] = [*document["items"], {"id": "q99", "ask": "What else?"}]  # type: ignore[misc]


def fewer_options(document: Document) -> None:
    item(document, 2)["options"] = item(document, 2)["options"][:-1]  # type: ignore[index]


def other_points(document: Document) -> None:
    item(document, 2)["options"][1]["score"] = "2"  # type: ignore[index]


def another_option(document: Document) -> None:
    item(document, 2)["options"][1]["code"] = "z"  # type: ignore[index]


def same_option(document: Document) -> None:
    item(document, 2)["options"][1]["code"] = "a"  # type: ignore[index]


def crossed(document: Document) -> None:
    item(document, 0)["loinc"] = "68519-8"


def slip(document: Document) -> None:
    item(document, 0)["loinc"] = "68517-2"


def another_panel(document: Document) -> None:
    document["loinc"] = "72109-2"


def two_of_these_points(document: Document) -> None:
    document["questionnaire"] = "sogs"
    document["items"] = wording("sogs")["items"]
    item(document, 1)["options"] = [{"score": points, "text": f"Reply {points}"} for points in "011"]


def a_number(document: Document) -> None:
    item(document, 0)["type"] = "number"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (without_item, ["There are no words for Item 10 (q10, LOINC 97740-5)."]),
        (twice, ["Item q1 stands here a second time."]),
        (another_item, ["This item has neither the id nor the LOINC code of an item of audit."]),
        (fewer_options, ["q3 has 5 options, and here are 4."]),
        (other_points, ["Option b of q3 has 1 point, and here 2 points."]),
        (another_option, ["This is no option of q3, or it is open which one."]),
        (same_option, ["Option a stands here a second time."]),
        (crossed, ["Its LOINC code is that of q2, and its id is that of q1."]),
        (two_of_these_points, ["This is no option of q5, or it is open which one."] * 2),
        (a_number, ["q1 is of the type choice, not number."]),
    ],
    ids=lambda one: one.__name__ if callable(one) else "",
)
def test_what_is_doubtful_is_refused(spoil: Callable[[Document], None], said: list[str]) -> None:
    """PUB-8."""
    document = wording("audit")
    spoil(document)
    assert [one for one in refused(document) if not one.startswith("There are no words") or one in said] == said


def test_known_slips_are_refused_by_name() -> None:
    """PUB-8: public files have these codes in the place of others."""
    document = wording("audit")
    slip(document)
    assert refused(document)[-1] == f"LOINC 68517-2 is {SLIPS['68517-2']}."
    document = wording("audit")
    another_panel(document)
    assert refused(document) == ["LOINC 72109-2 is not audit: it is the panel of the AUDIT-C."]


def test_a_refusal_names_the_line_and_saves_nothing(tmp_path: Path) -> None:
    """PUB-8."""
    document = wording("audit")
    other_points(document)
    (tmp_path / "mine.yaml").write_text(text(document), encoding="utf-8")
    done = run("adopt", "mine.yaml", "--yes", home=tmp_path)
    lines = (tmp_path / "mine.yaml").read_text(encoding="utf-8").splitlines()
    line = next(number for number, one in enumerate(lines, 1) if "score: '2'" in one)
    assert (done.returncode, done.stdout) == (6, b"")
    assert done.stderr.decode().startswith(f"mine.yaml:{line}:")
    assert not (tmp_path / ".config").exists()


def test_the_wording_of_nothing_that_is_here_is_refused() -> None:
    assert refused({**wording("audit"), "questionnaire": "aduit"}) == ["There is no published instrument `aduit` here."]


def test_a_wording_without_terms_is_refused() -> None:
    document = wording("audit")
    del document["source"]["licence"]  # type: ignore[attr-defined]
    assert refused(document) == ["`licence` is missing in a source."]
