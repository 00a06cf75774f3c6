"""PUB-10: the wording of a published instrument from FHIR: matched by codes of LOINC, refused by name, then asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from screening.errors import ContentError
from screening.interchange.fhir.answers import read
from screening.interchange.fhir.codes import FhirNames
from screening.interchange.fhir.response import Sent, response
from screening.interchange.fhir.wording import document, wording
from screening.interchange.fhir.write import write
from screening.loading.adopting import Adopted, adopt
from screening.model.instrument import Instrument
from tests.contracts import run
from tests.interchange.fhir.made import HL7, Json, coding, item
from tests.interchange.fhir.oracles import items_of
from tests.interchange.sittings import LIBRARY, result, shipped_or_worded, sitting

LOINC = "http://loinc.org"


def instrument(name: str) -> Instrument:
    found = LIBRARY.load(name)
    assert isinstance(found, Instrument)
    return found


CODED = [name for name in LIBRARY.published if all(one.loinc for one in instrument(name).questions)]


def published(name: str) -> Json:
    """The instrument as a file of LOINC has it, with made-up words: a group, linkIds from codes, a total to fill in."""
    written = write(shipped_or_worded(name)).resource
    assert written is not None
    asked = [one for one in items_of(written) if "code" in one and "readOnly" not in one]
    inner = [{**one, "linkId": f"/{one['code'][0]['code']}"} for one in asked]  # type: ignore[index]
    for one in inner:
        for key in ("enableWhen", "enableBehavior", "extension"):
            one.pop(key, None)
    group = {"linkId": "/g", "type": "group", "text": "Over some time:", "item": inner}
    totals = [
        item(f"/{scale.loinc}", "decimal", text="Total score", code=[coding(scale.loinc, system=LOINC)])
        for scale in instrument(name).scales
        if scale.loinc
    ]
    return {**written, "url": "http://example.org/q", "item": [group, *totals]}


def option(found: Json, place: int, answer: int) -> Json:
    items = [one for one in items_of(found) if one["type"] != "group"]
    one = items[place]["answerOption"][answer]  # type: ignore[index]
    assert isinstance(one, dict)
    return one


def refused(found: Json, name: str) -> str:
    with pytest.raises(ContentError) as caught:
        brought(found, name)
    return " ".join(f"{one.what} {one.mend}" for one in caught.value.problems)


def brought(found: Json, name: str) -> Adopted:
    """The file adopted, or its problems with their linkIds."""
    data = json.dumps(found).encode()
    words = wording(document(data, "x.json")[0], data, instrument(name), "", "x.json")
    try:
        return adopt(LIBRARY, words.text, "x.json")
    except ContentError as error:
        raise words.placed(error, "x.json") from None


def codings(found: Json, holder: str) -> list[str]:
    """The codings of all options, or of all answers, in a file."""
    inner = [one.get(holder, []) for one in items_of(found)]
    listed = [one for each in inner if isinstance(each, list) for one in each]
    return [json.dumps(one["valueCoding"], sort_keys=True) for one in listed if "valueCoding" in one]


@pytest.mark.parametrize("name", CODED)
def test_pub10_a_file_of_loinc_is_matched_and_its_answers_leave_under_its_own_names(name: str) -> None:
    found = published(name)
    made = LIBRARY.parse_stored(brought(found, name).text, name)
    points = [[one.score for one in item.options] for item in made.questions]
    assert points == [[one.score for one in item.options] for item in instrument(name).questions]
    there = sitting(made, 1)
    leaves = response(Sent(there, FhirNames(made), "2026-11-22", everything=True))
    assert leaves["questionnaire"] == "http://example.org/q"
    links = {one["linkId"] for one in items_of(found)}
    assert {one["linkId"] for one in items_of(leaves)} <= links  # a total that is not there stands in the Observation
    given = codings(leaves, "answer")
    assert set(given) <= set(codings(found, "answerOption"))
    assert len(given) == len(there.having("answered"))
    assert result(made, dict(read(leaves, FhirNames(made)).answers)).replies == there.replies


def test_nearly_all_published_instruments_with_codes_are_tried() -> None:
    assert {"phq-9", "gad-7", "audit-c", "audit"} <= set(CODED)


def test_another_edition_of_an_answer_goes_back_with_its_own_code() -> None:
    """Item 2 of the GAD-7 has LA18938-3 in one edition and LA6570-1 in another."""
    found = published("gad-7")
    option(found, 1, 2)["valueCoding"] = coding("LA18938-3", system=LOINC)
    made = LIBRARY.parse_stored(brought(found, "gad-7").text, "gad-7")
    assert FhirNames(made).code(made.questions[1], made.questions[1].options[2].code) == "LA18938-3"
    assert FhirNames(made).code(made.questions[2], made.questions[2].options[2].code) == "LA6570-1"


def test_what_is_no_item_of_it_is_left_out_by_name() -> None:
    found = published("phq-9")
    hidden = [{"url": f"{HL7}questionnaire-hidden", "valueBoolean": True}]
    more = [item("/more", "string"), item("/how", "display", extension=hidden)]
    found["item"] += more  # type: ignore[operator]
    data = json.dumps(found).encode()
    assert wording(document(data, "x")[0], data, instrument("phq-9"), "", "x").left_out == ("/44261-6", "/more", "/how")


def test_the_first_question_of_another_drinking_test_is_refused_by_name() -> None:
    found = json.loads(json.dumps(published("audit-c")).replace("68518-0", "68517-2"))
    assert "/68517-2: LOINC 68517-2 is another question on alcohol, not the first one of the AUDIT" in refused(
        found, "audit-c"
    )


def test_the_panel_of_another_instrument_is_refused() -> None:
    found = {**published("audit-c"), "code": [coding("75624-7", system=LOINC)]}
    assert "LOINC 75624-7 is not audit-c: it is the total of the AUDIT, not of the AUDIT-C" in refused(found, "audit-c")


def test_a_code_of_an_answer_that_is_not_known_is_refused_with_those_that_are() -> None:
    found = published("phq-9")
    option(found, 0, 2)["valueCoding"] = coding("LA18938-3", system=LOINC)
    assert "/44250-9: LOINC LA18938-3 is no answer to q1: those are LA6568-5, LA6569-3" in refused(found, "phq-9")


def test_other_points_another_number_of_options_a_missing_item_and_no_licence_are_refused() -> None:
    found = published("phq-9")
    option(found, 0, 2)["extension"][0]["valueDecimal"] = 1  # type: ignore[index]
    assert "Words beside other points would give wrong scores." in refused(found, "phq-9")
    found = published("phq-9")
    next(one for one in items_of(found) if "answerOption" in one)["answerOption"].pop()  # type: ignore[attr-defined]
    assert "q1 has 4 options, and here are 3." in refused(found, "phq-9")
    found = published("phq-9")
    found["item"][0]["item"].pop(3)  # type: ignore[index]
    assert "There are no words for" in refused(found, "phq-9")
    assert "does not say who may use its words" in refused({**published("phq-9"), "copyright": ""}, "phq-9")


def test_options_without_a_code_are_known_by_their_points() -> None:
    found = published("phq-9")
    for answer in range(4):
        option(found, 0, answer)["valueCoding"] = coding(f"own-{answer}")
    assert [one.by for one in brought(found, "phq-9").items[0].options] == ["points"] * 4


# The command.


def test_the_command_adopts_a_file_of_fhir_and_its_answers_come_and_go_as_fhir(tmp_path: Path) -> None:
    place = tmp_path / "phq.json"
    place.write_text(json.dumps(published("phq-9")), encoding="utf-8")
    done = run("adopt", str(place), "--yes", home=tmp_path)
    assert (done.returncode, b"Saved as" in done.stderr) == (0, True)
    answers = json.dumps({"answers": {f"q{number}": "b" for number in range(1, 10)}})
    sent = run("check", "phq-9", "--answers", "-", "--as", "fhir", "--all", home=tmp_path, text=answers)
    found = json.loads(sent.stdout)["entry"][0]["resource"]
    assert found["questionnaire"] == "http://example.org/q"
    total = [one for one in items_of(found) if one["linkId"] == "/44261-6"]
    assert total[0]["answer"] == [{"valueDecimal": 9}]
    again = run("check", "phq-9", "--answers", "-", "--json", home=tmp_path, text=sent.stdout.decode())
    assert [one["value"] for one in json.loads(again.stdout)["scores"]][:1] == [9]
    assert run("lint", "phq-9", home=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        ((), 2, "Say --scoring NAME."),
        (("--scoring", "nothing"), 2, "There is no published instrument of that name."),
        (("--scoring", "phq-9", "--yes"), 0, "Saved as"),
    ],
)
def test_a_file_without_a_code_of_its_own_needs_the_name(
    tmp_path: Path, more: tuple[str, ...], code: int, words: str
) -> None:
    place = tmp_path / "phq.json"
    place.write_text(json.dumps({**published("phq-9"), "code": []}), encoding="utf-8")
    done = run("adopt", str(place), *more, home=tmp_path)
    assert (done.returncode, words in done.stderr.decode()) == (code, True)


def test_a_code_that_is_no_list_is_told(tmp_path: Path) -> None:
    place = tmp_path / "phq.json"
    place.write_text(json.dumps({**published("phq-9"), "code": {}}), encoding="utf-8")
    done = run("adopt", str(place), home=tmp_path)
    assert (done.returncode, "`code` is not a list" in done.stderr.decode()) == (6, True)
