"""Content of one's own: what is laid over the packaged content, what is refused, and what goes on beside it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from screening.errors import ContentError
from screening.linter import lint, lint_own, lint_shared
from screening.loading.library import Library, questions_folder
from screening.loading.regions import all_contacts, directory, region
from screening.model.questionnaire import Questionnaire
from tools.docs_errors import BESIDE

TODAY = "2026-11-30"

EVENING = (BESIDE / "evening.yaml").read_text(encoding="utf-8")
NIGHT = EVENING.replace("questionnaire: evening", "questionnaire: night")
TEXT = """
  - id: {id}
    title: Our clinic
    part: {part}
    text: Come and see us.
"""
CONTACT = """
  - id: {id}
    name: Our clinic's line
    kind: {kind}
    region: CA
    ways: [{{by: call, to: "111"}}]
    for: anyone
    last-checked: 2026-11-22
    source: https://example.org
    status: publisher
"""
HEAD = "language: en\nlicence: CC0-1.0\n"
Write = Callable[..., Path]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


def library(*own: Path) -> Library:
    return Library(BESIDE, own)


def shipped(*own: Path) -> Library:
    return Library(questions_folder(), own)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def texts(folder: Path, *entries: str, name: str = "guidance/ours.yaml") -> Path:
    return write(folder, name, f"guidance: ours\n{HEAD}texts:{''.join(entries)}")


def contacts(folder: Path, *entries: str, name: str = "contacts/ours.yaml") -> Path:
    return write(folder, name, f"region: CA\nname: Canada\n{HEAD}contacts:{''.join(entries)}")


def told(library: Library) -> str:
    return "\n".join(map(str, library.own_problems))


def refused(library: Library, name: str) -> str:
    with pytest.raises(ContentError) as caught:
        library.load(name)
    return str(caught.value)


# Questionnaires.


def test_a_file_in_an_own_folder_is_a_questionnaire_by_its_name(own: Path) -> None:
    path = write(own, "night.yaml", NIGHT)
    found = library(own)
    assert found.names == ("evening", "night")
    assert found.load("night").id == "night"
    assert (found.place_of("night"), found.place_of("evening")) == (path, None)
    assert found.source("night") == NIGHT


@pytest.mark.parametrize(
    "name", [".night.yaml", "night.fr.yaml", "night.yaml~", "night.txt", "sources.yaml", "guidance/night.yaml"]
)
def test_what_is_no_questionnaire_is_not_taken_for_one(own: Path, name: str) -> None:
    write(own, name, NIGHT)
    assert library(own).names == ("evening",)


@pytest.mark.parametrize("name", ["Night", "night check", "nacht-\x1b[31m", "nächte", "n" * 33, "-night", "\udcff"])
def test_a_file_that_no_questionnaire_can_be_called_after_is_told_and_blocks_nothing(own: Path, name: str) -> None:
    write(own, f"{name}.yaml", NIGHT)
    found = library(own)
    assert found.names == ("evening",)
    assert told(found).endswith("such as evening-check.yaml.")
    assert told(found).isprintable()


@pytest.mark.parametrize("name", ["a\0b", "a" * 5_000, "loop"])
def test_a_folder_that_cannot_be_blocks_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    found = library(tmp_path / name)
    assert found.names == ("evening",)
    assert "This folder cannot be read." in told(found)


def test_a_folder_that_does_not_exist_holds_nothing(tmp_path: Path) -> None:
    found = library(tmp_path / "none")
    assert (found.names, found.own_problems) == (("evening",), ())


def test_an_id_of_the_package_is_refused_unless_it_says_that_it_replaces_it(own: Path) -> None:
    path = write(own, "evening.yaml", EVENING.replace("title: ", "title: Our own ", 1))
    assert f"{path}:" in refused(library(own), "evening")
    assert "`evening` comes with the program." in refused(library(own), "evening")
    path.write_text(f"replaces: yes\n{path.read_text()}", encoding="utf-8")
    assert library(own).load("evening").title.startswith("Our own ")
    assert not library(own).packaged.load("evening").title.startswith("Our own ")


def test_a_file_must_be_called_as_its_id_is(own: Path) -> None:
    write(own, "dusk.yaml", NIGHT)
    assert "The id is `night`, and the file is called `dusk.yaml`." in refused(library(own), "dusk")


def test_one_id_in_two_folders_names_both_and_blocks_only_that_id(own: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    paths = [write(folder, "night.yaml", NIGHT) for folder in (own, other)]
    write(other, "dawn.yaml", EVENING.replace("questionnaire: evening", "questionnaire: dawn"))
    found = library(own, other)
    assert all(str(path) in refused(found, "night") for path in paths)
    assert found.load("dawn").id == "dawn"
    catalogue = found.catalogue()
    assert [isinstance(one, Questionnaire) for one in catalogue.values()] == [True, True, False]
    assert list(catalogue) == ["dawn", "evening", "night"]


def test_one_id_with_two_endings_in_one_folder_is_one_id_twice(own: Path) -> None:
    paths = [write(own, f"night.{ending}", NIGHT) for ending in ("yaml", "yml")]
    assert all(str(path) in refused(library(own), "night") for path in paths)


BROKEN = ["", "\x00", "questionnaire: [", "questionnaire: night\n", "- a\n", NIGHT.replace("only-if", "only")]


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_file_is_told_with_its_place_and_blocks_nothing_else(own: Path, text: str) -> None:
    path = write(own, "night.yaml", text)
    found = library(own)
    assert str(path) in refused(found, "night")
    assert found.load("evening").id == "evening"
    assert isinstance(found.catalogue()["night"], ContentError)


@pytest.mark.parametrize("kind", ["guidance/a.yaml", "contacts/a.yaml", "topics.yaml", "sources.yaml", "wording.yaml"])
@pytest.mark.parametrize("text", ["", "texts: [", "no-key: here\n", "- a\n"])
def test_a_broken_file_of_any_other_kind_blocks_nothing_either(own: Path, kind: str, text: str) -> None:
    path, ours = write(own, kind, text), shipped()
    found = shipped(own)
    assert str(path) in told(found)
    assert found.guidance.keys() == ours.guidance.keys()
    assert [one.id for one in found.topics] == [one.id for one in ours.topics]
    assert found.sources.keys() == ours.sources.keys()
    assert [one.id for one in all_contacts(found)] == [one.id for one in all_contacts(ours)]
    assert len(found.wording.exceptions) == len(ours.wording.exceptions)
    assert found.load("signs").id == "signs"
    assert lint_own(found, TODAY).has_errors


@pytest.mark.parametrize("kind", ["night.yaml", "guidance/a.yaml", "contacts/a.yaml", "topics.yaml", "wording.yaml"])
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(own: Path, kind: str) -> None:
    (own / kind).parent.mkdir(exist_ok=True)
    os.mkfifo(own / kind)
    found = library(own)
    assert found.load("evening").id == "evening"
    assert "not an ordinary file" in told(found) + str(found.catalogue().get("night"))


# What is shared.


def test_a_text_of_ones_own_can_be_named_by_a_questionnaire_of_ones_own(own: Path) -> None:
    texts(own, TEXT.format(id="our-clinic", part="card"))
    write(own, "night.yaml", NIGHT + "guidance:\n  - {show: [our-clinic]}\n")
    found = library(own)
    assert found.load("night").id == "night"
    assert found.guidance["our-clinic"].title == "Our clinic"
    assert "our-clinic" not in found.packaged.guidance


def test_whoever_needs_a_broken_text_is_told_the_place_of_the_text(own: Path) -> None:
    path = texts(own, TEXT.format(id="our-clinic", part="nowhere"))
    write(own, "night.yaml", NIGHT + "guidance:\n  - {show: [our-clinic]}\n")
    assert f"{path}:7:11: " in refused(library(own), "night")


def test_a_text_replaces_ours_only_where_it_says_so(own: Path) -> None:
    entry = TEXT.format(id="keep-low", part="next")
    path = texts(own, entry)
    assert library(own).guidance["keep-low"].title == "Keeping it low"
    assert f"{path}:5:9: `keep-low` comes with the program." in told(library(own))
    texts(own, entry + "    replaces: yes\n")
    assert library(own).guidance["keep-low"].title == "Our clinic"
    assert told(library(own)) == ""


def test_a_questionnaire_of_ones_own_never_gets_our_text_in_the_place_of_a_refused_one(own: Path) -> None:
    path = texts(own, TEXT.format(id="keep-low", part="next"))
    write(own, "night.yaml", NIGHT + "guidance:\n  - {show: [keep-low]}\n")
    assert f"{path}:5:9: `keep-low` comes with the program." in refused(library(own), "night")
    assert library(own).load("evening").id == "evening"


@pytest.mark.parametrize("said", ["", "    replaces: yes\n"])
def test_nothing_stands_in_the_place_of_a_card(own: Path, said: str) -> None:
    found = shipped(own)
    cards = [text.id for text in found.packaged.guidance.values() if text.part == "card"]
    texts(own, *(TEXT.format(id=id_, part="card") + said for id_ in cards))
    assert {found.guidance[id_].title for id_ in cards}.isdisjoint({"Our clinic"})
    assert told(found).count("nothing may stand in its place") == len(cards)


@pytest.mark.parametrize("said", ["", "    replaces: yes\n"])
def test_nothing_stands_in_the_place_of_an_emergency_or_crisis_line(own: Path, said: str) -> None:
    found = shipped(own)
    urgent = [one.id for one in all_contacts(found.packaged) if {"emergency", "crisis"} & {*one.kinds}]
    assert len(urgent) > 10
    contacts(own, *(CONTACT.format(id=id_, kind="health") + said for id_ in urgent))
    assert [one.id for one in all_contacts(found)] == [one.id for one in all_contacts(found.packaged)]
    assert told(found).count("nothing may stand in its place") == len(urgent)


def test_no_emergency_number_is_added(own: Path) -> None:
    contacts(
        own,
        CONTACT.format(id="ours", kind="emergency"),
        CONTACT.format(id="also", kind="health\n    also: [emergency]"),
    )
    found = shipped(own)
    assert told(found).count("Emergency numbers come with the program alone.") == 2
    assert not found.own_contacts.entries


@pytest.mark.parametrize("code", ["CA", "CA-AB"])
def test_a_clinics_own_line_is_listed_in_its_region_and_a_crisis_line_after_ours(own: Path, code: str) -> None:
    contacts(own, CONTACT.format(id="our-line", kind="substances"), CONTACT.format(id="our-crisis", kind="crisis"))
    found = shipped(own)
    where, elsewhere = region(found, code), region(found, "NZ")
    assert where is not None
    assert elsewhere is not None
    here = directory(found, where)
    near = [one for one in here.of_kind("substances") if one.region == "CA"]
    assert near[0].id == "our-line"
    assert here.of_kind("crisis")[0].id != "our-crisis"
    assert "our-crisis" in [one.id for one in here.of_kind("crisis")]
    assert here.emergency is not None
    assert here.emergency.id == "ca-911"
    assert not {"our-line", "our-crisis"} & {one.id for one in directory(found, elsewhere).contacts}


def test_a_contact_that_is_replaced_is_listed_once(own: Path) -> None:
    found = shipped(own)
    replaced = next(one.id for one in found.packaged.contacts("CA").contacts if one.kind == "health")
    contacts(own, CONTACT.format(id=replaced, kind="health") + "    replaces: yes\n")
    listed = [one for one in all_contacts(found) if one.id == replaced]
    assert [one.name for one in listed] == ["Our clinic's line"]


def test_a_language_without_a_name_keeps_its_contact_out(own: Path) -> None:
    contacts(own, CONTACT.format(id="ours", kind="health\n    languages: [xx]"))
    assert "`language-xx`" in told(shipped(own))
    assert not shipped(own).own_contacts.entries


def test_the_ids_of_one_file_are_each_used_once(own: Path, tmp_path: Path) -> None:
    entry = TEXT.format(id="our-clinic", part="next")
    path = texts(own, entry, TEXT.format(id="another", part="next"))
    other = texts(tmp_path / "other", entry)
    found = library(own, tmp_path / "other")
    assert f"{other}:5:9: `our-clinic` also stands in {path}:5." in told(found)
    assert set(found.own_guidance.entries) == {"another"}
    assert found.own_guidance.blocked == {"our-clinic"}


TOPIC = "topics:\n  - id: {id}\n    title: Ours\n    summary: Of ours\n    aliases: [{alias}]\n    show: [{show}]\n"


def test_a_topic_of_ones_own_stands_after_ours(own: Path) -> None:
    shown = next(iter(shipped().guidance))
    write(own, "topics.yaml", TOPIC.format(id="our-clinic", alias="us", show=shown))
    found = shipped(own)
    assert [topic.id for topic in found.topics] == [*(topic.id for topic in shipped().topics), "our-clinic"]


@pytest.mark.parametrize(
    ("id_", "alias", "show", "word"),
    [
        ("evenings", "us", "keep-low", "`evenings` comes with the program."),
        ("ours", "evenings", "keep-low", "`evenings` comes with the program, and nothing"),
        ("ours", "us", "keep-law", "Did you mean `keep-low`?"),
    ],
)
def test_a_topic_that_cannot_stand_is_left_out(own: Path, id_: str, alias: str, show: str, word: str) -> None:
    write(own, "topics.yaml", TOPIC.format(id=id_, alias=alias, show=show))
    assert word in told(library(own))
    assert [topic.title for topic in library(own).topics] == ["Evenings"]


def test_a_source_of_ones_own_is_known_to_texts_of_ones_own(own: Path) -> None:
    write(own, "sources.yaml", "sources:\n  - {id: ours-2026, citation: Ours, seen: copy, last-checked: 2026-11-22}\n")
    entry = TEXT.format(id="our-clinic", part="next")
    texts(own, entry + "    sources: [ours-2026]\n")
    assert told(library(own)) == ""
    texts(own, entry + "    sources: [ours-2025]\n")
    assert "Did you mean `ours-2026`?" in told(library(own))


@pytest.mark.parametrize("name", ["regions.yaml", "interface", "templates"])
def test_what_only_the_program_has_is_told_and_not_read(own: Path, name: str) -> None:
    write(own, f"{name}/en.yaml" if "." not in name else name, "regions: []\n")
    found = library(own)
    assert f"{own / name}: Nothing reads this" in told(found)
    assert [one.code for one in found.regions] == [one.code for one in library().regions]
    assert found.names == ("evening",)


# The linter.


def test_an_exception_of_ones_own_holds_for_a_questionnaire_of_ones_own(own: Path) -> None:
    asked = "how often did the other addicts visit you?"
    path = write(own, "night.yaml", NIGHT.replace("how often did you drink in the evening?", asked))
    (before,) = lint(shipped(own), "night", TODAY).findings
    assert (before.file, before.id) == (str(path), "avoid")
    exception = "  - {text: night.items.*, allow: addicts, because: Their own word.}\n"
    write(own, "wording.yaml", f"{HEAD}exceptions:\n{exception}")
    assert lint(shipped(own), "night", TODAY).findings == ()
    assert lint_own(shipped(own), TODAY).findings == ()


def test_the_findings_on_ones_own_texts_name_their_files(own: Path) -> None:
    path = texts(own, TEXT.format(id="our-clinic", part="next").replace("Come and see us", "Only addicts come here"))
    found = Library(questions_folder(), (own,))
    report = lint_own(found, TODAY)
    assert {finding.file for finding in report.findings} == {str(path)}
    assert report.has_errors
    assert not lint_shared(found.packaged, TODAY).has_errors


def test_exceptions_of_ones_own_that_permit_nothing_are_told(own: Path) -> None:
    path = texts(own, TEXT.format(id="our-clinic", part="next").replace("Come and see us", "Only addicts come here"))
    exception = "  - {text: guidance.our-clinic*, allow: addicts, because: Their own word.}\n"
    write(own, "wording.yaml", f"{HEAD}exceptions:\n{exception}")
    found = Library(questions_folder(), (own,))
    assert lint_own(found, TODAY).findings == ()
    texts(own, TEXT.format(id="our-clinic", part="next"))
    assert [finding.id for finding in lint_own(Library(questions_folder(), (own,)), TODAY).findings] == [
        "permits-nothing"
    ]
    assert path.is_file()


def test_without_own_folders_nothing_is_told() -> None:
    found = shipped()
    assert found.packaged is found
    assert lint_own(found, TODAY).findings == ()
    assert found.own_problems == ()


def test_a_copy_of_the_whole_package_is_refused_entry_by_entry_and_blocks_nothing(tmp_path: Path) -> None:
    own = Path(shutil.copytree(questions_folder(), tmp_path / "own"))
    found = shipped(own)
    assert found.guidance.keys() == shipped().guidance.keys()
    assert [one.id for one in all_contacts(found)] == [one.id for one in all_contacts(shipped())]
    assert all(isinstance(one, ContentError) for one in found.catalogue().values())
    assert found.packaged.load("signs").id == "signs"


MANUAL = BESIDE.parent.parent.parent / "docs" / "authoring.md"


def test_the_texts_and_the_line_of_the_manual_have_no_finding(own: Path) -> None:
    pieces = re.findall(
        r"```\n# ((?:guidance|contacts)/clinic\.yaml)\n(.*?)```", MANUAL.read_text(encoding="utf-8"), re.S
    )
    assert len(pieces) == 2
    for name, text in pieces:
        write(own, name, text)
    found = shipped(own)
    assert lint_own(found, TODAY).findings == ()
    assert (set(found.own_guidance.entries), set(found.own_contacts.entries)) == ({"our-clinic"}, {"our-line"})


def test_of_a_file_that_is_wrong_everywhere_the_first_problems_are_told(own: Path) -> None:
    """A person who only wants a result is not shown thousands of lines about sources of a text."""
    cited = [TEXT.format(id=f"g{n}", part="learn") + f"    sources: [nobody-{n}]\n" for n in range(300)]
    texts(own, *cited)
    texts(own, TEXT.format(id="alone", part="learn") + "    sources: [nobody]\n", name="guidance/other.yaml")
    found = [str(one) for one in library(own).own_problems]
    assert [sum(one.count(name) for one in found) for name in ("ours.yaml", "other.yaml")] == [51, 1]
    assert found[-1].endswith("There are more problems than these. Mend these first, then check the file again.")
