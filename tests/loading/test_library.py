"""Files become frozen values, and every problem of a file is told at once, with its place."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import screening
from screening.errors import ContentError, Problem
from screening.loading import content_index, schema, yaml_reader
from screening.loading.library import Library, is_file, questions_folder
from screening.loading.yaml_reader import Node
from screening.model.content import Contacts, GuidanceText, Wording
from screening.model.questionnaire import Questionnaire
from tools import generate
from tools.docs_errors import BESIDE

EVENING = (BESIDE / "evening.yaml").read_text(encoding="utf-8")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """A copy of the small sound library, to be spoiled."""
    return Library(shutil.copytree(BESIDE, tmp_path / "questions"))


def problems(library: Library, text: str) -> list[str]:
    """What is said to the text in place of the sound questionnaire, as `line:column what`."""
    (library.folder / "evening.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as refused:
        library.load("evening")
    return [f"{one.line}:{one.column} {one.what}" for one in refused.value.problems]


def changed(*pairs: tuple[str, str]) -> str:
    text = EVENING
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return text


# Where content stands.


def test_in_a_checkout_the_content_stands_beside_the_package() -> None:
    assert (questions_folder() / "signs.yaml").is_file()


def test_in_an_installed_package_the_content_inside_it_goes_first(tmp_path: Path) -> None:
    package = Path(screening.__file__).parent
    shutil.copytree(package, tmp_path / "screening", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "questions").mkdir()
    (tmp_path / "screening" / "questions").mkdir(exist_ok=True)
    code = "from screening.loading.library import questions_folder; print(questions_folder())"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()) == tmp_path / "screening" / "questions"


def test_the_self_check_is_listed_first_and_shared_files_and_translations_are_no_questionnaires() -> None:
    names = Library(questions_folder()).names
    assert names[0] == "signs"
    assert list(names[1:]) == sorted(names[1:])
    assert not {"sources", "topics", "regions", "wording"} & set(names)


def test_a_translation_is_not_listed_as_a_questionnaire(library: Library) -> None:
    (library.folder / "evening.fr.yaml").write_text("questionnaire: evening\n", encoding="utf-8")
    assert library.names == ("evening",)
    assert [path.name for path in library.translations(library.folder / "evening.yaml")] == ["evening.fr.yaml"]


def test_a_name_that_is_not_in_the_folder_is_a_key_error(library: Library) -> None:
    with pytest.raises(KeyError):
        library.load("morning")
    with pytest.raises(KeyError):
        library.load("sources")


@pytest.mark.parametrize("name", ["./evening.yaml", "folder/evening", "evening.yaml", "evening.yml"])
def test_a_slash_or_the_ending_of_a_yaml_file_makes_a_path(name: str) -> None:
    assert is_file(name)
    assert not is_file("evening")


def test_a_file_is_loaded_by_its_path_and_called_by_its_name(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(EVENING, encoding="utf-8")
    assert library.load(str(path)).id == "evening"
    path.write_text("items: 3\n", encoding="utf-8")
    with pytest.raises(ContentError) as refused:
        library.load(str(path))
    assert {problem.file for problem in refused.value.problems} == {"mine.yaml"}


# The index of the packaged content.

NO_YAML = """
import sys; sys.modules["yaml"] = None
from screening.loading.library import Library, questions_folder
library = Library(questions_folder())
print(*(library.load(name).id for name in library.names), len(library.guidance), len(library.contacts("CA").contacts))
"""


@pytest.fixture
def packaged(tmp_path: Path) -> Library:
    """A copy of the packaged content, to be changed."""
    return Library(shutil.copytree(questions_folder(), tmp_path / "packaged"))


def test_the_index_holds_what_the_yaml_holds() -> None:
    assert Path(content_index.FILE).read_text(encoding="utf-8") == generate.index_file()


def test_content_from_the_index_is_content_from_the_yaml() -> None:
    library = Library(questions_folder())
    for name in library.names:
        from_yaml = library.read(*library.where(name)).content
        assert library.load(name).model_dump() == from_yaml.model_dump()
    for name in library.files("contacts"):
        from_index = library.contacts(Path(name).stem)
        assert from_index.model_dump() == library.page(Contacts, name).content.model_dump()


def test_packaged_content_is_read_without_yaml() -> None:
    done = subprocess.run([sys.executable, "-c", NO_YAML], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("signs ")


def test_a_packaged_file_that_was_changed_is_read_as_it_is_now(packaged: Library) -> None:
    path = packaged.folder / "signs.yaml"
    title = packaged.load("signs").title
    path.write_text(path.read_text(encoding="utf-8").replace(title, "Another", 1), encoding="utf-8")
    assert packaged.load("signs").title == "Another"


def test_a_packaged_file_that_was_spoiled_is_refused_with_its_place(packaged: Library) -> None:
    path = packaged.folder / "topics.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "more: of it\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"topics\.yaml:\d+:\d+: `more` is not a key"):
        _ = packaged.topics


def test_a_questionnaire_in_the_index_whose_guidance_is_gone_is_refused_all_the_same(packaged: Library) -> None:
    (packaged.folder / "guidance" / "results.yaml").unlink()
    with pytest.raises(ContentError, match=r"signs\.yaml:\d+:\d+"):
        packaged.load("signs")


def test_the_index_knows_a_text_by_its_name_too(packaged: Library) -> None:
    shutil.copy(packaged.folder / "sources.yaml", packaged.folder / "borrowed.yaml")
    with pytest.raises(ContentError, match=r"borrowed\.yaml"):
        packaged.load("borrowed")


# Every problem at once.


def test_all_faults_of_form_are_told_in_one_run_with_lists_that_are_missing(library: Library) -> None:
    text = changed(
        ("language: en", "language: English"),
        ("score: 2", "score: two"),
        ("    options: how-often\n  - id: stop", "    options: how-oft\n  - id: stop"),
        ("    sum-of:", "    colour: red\n    sum-of:"),
    )
    assert problems(library, text) == [
        "6:11 `English` is not a language code.",
        "14:28 `two` is not a score.",
        "18:14 There is no answer list `how-oft`.",
        "26:13 `colour` is not a key of a scale.",
    ]


def test_all_names_that_lead_nowhere_are_told_in_one_run(library: Library) -> None:
    text = changed(
        ("item: drinking, is-not", "item: drinks, is-not"),
        ("title: Few signs", "title: Few signs, guidance: [keep-high]"),
    )
    assert problems(library, text) == [
        "22:21 There is no question `drinks`.",
        "28:63 There is no guidance text `keep-high`.",
    ]


def test_what_the_whole_means_is_told_once_its_form_is_right(library: Library) -> None:
    text = changed(("score: 2", "score: two"), ("item: drinking, is-not", "item: drinks, is-not"), ("to: 4", "to: 9"))
    assert problems(library, text) == ["14:28 `two` is not a score."]
    assert problems(library, text.replace("two", "2")) == ["22:21 There is no question `drinks`."]
    assert problems(library, text.replace("two", "2").replace("drinks, ", "drinking, ")) == [
        "29:9 Band `raised` goes beyond what the scale reaches."
    ]


def test_problems_stand_in_the_order_of_the_file(library: Library) -> None:
    text = changed(("audience: adults", ""), ("version: 1.0", "version: one"), ("to: 1", "to: x"))
    lines = [int(problem.split(":")[0]) for problem in problems(library, text)]
    assert len(lines) == 3
    assert lines == sorted(lines)


def test_what_only_follows_from_another_problem_is_not_told(library: Library) -> None:
    """A list that is missing has no codes to compare, and a name that cannot be read has no one that misses it."""
    assert problems(
        library, changed(("    options: how-often\n  - id: stop", "    options: how-oft\n  - id: stop"))
    ) == ["18:14 There is no answer list `how-oft`."]
    assert problems(library, changed(("- id: stopping", "- id: Stopping"))) == [
        "19:9 `Stopping` cannot be used as a name."
    ]
    assert problems(library, changed(("score: 1", "score: one"))) == ["13:29 `one` is not a score."]
    assert problems(library, changed(("licence", "license"))) == ["9:58 `license` is not a key of a source."]


def test_a_key_that_is_repeated_and_one_without_a_value_are_told_together(library: Library) -> None:
    text = changed(("audience: adults", "audience: adults\ntitle: Again\nminutes:"))
    assert problems(library, text) == ["9:1 `title` stands here a second time.", "10:1 `minutes` has no value."]


def test_every_unsafe_character_is_told_with_its_line_and_code_point(library: Library) -> None:
    """T-24: files with control characters are refused, with line and code point, raw or by escape."""
    text = changed(
        ("title: Evening drinks", "title: Evening\x1b drinks"), ("audience: adults", "audience: adults\u202e")
    )
    assert [problem.split(" ")[0] for problem in problems(library, text)] == ["5:15", "8:17"]
    escaped = changed(("title: Evening drinks", 'title: "Evening\\e drinks"'), ("adults", '"adults\\u202e"'))
    assert [problem.split(" ")[0] for problem in problems(library, escaped)] == ["5:8", "8:11"]


def test_a_value_that_is_shown_in_a_message_is_short_and_on_one_line(library: Library) -> None:
    (problem,) = problems(library, changed(("version: 1.0", f'version: "a\\nb{"c" * 500}"')))
    assert "\n" not in problem
    assert len(problem) < 120


# Trees and values.


def test_a_scalar_keeps_its_text_whatever_yaml_would_make_of_it() -> None:
    root = yaml_reader.parse("a: no\nb: 1.0\nc: 0x10\nd: 2026-11-22\ne: ~\n", "made.yaml")
    assert root.plain() == {"a": "no", "b": "1.0", "c": "0x10", "d": "2026-11-22", "e": "~"}


def test_every_value_knows_its_line_and_column() -> None:
    root = yaml_reader.parse("a:\n  - 'b'\n  - c\n", "made.yaml")
    assert root.at(("a", 0)) == Node("b", 2, 5)
    assert root.at(("a", 1)) == Node("c", 3, 5)


def test_the_place_of_something_missing_is_what_should_hold_it() -> None:
    root = yaml_reader.parse("a:\n  b: c\n", "made.yaml")
    assert root.at(("a", "x", 3)).line == 2


def test_loaded_content_cannot_be_changed() -> None:
    text = GuidanceText.model_validate({"id": "x", "title": "X", "part": "end", "text": "Words."})
    with pytest.raises(ValueError, match="frozen"):
        setattr(text, "title", "Y")  # noqa: B010  (the type checker would not let it through)


def test_the_small_library_is_sound(library: Library) -> None:
    assert library.load("evening").title == "Evening drinks"
    assert isinstance(library.wording, Wording)
    assert list(library.guidance) == ["crisis-now", "keep-low", "keep-own"]
    assert [topic.id for topic in library.topics] == ["evenings"]
    assert library.contacts("CA").region == "CA"
    assert library.interface().say("goodbye") == "Take care."


def test_a_problem_of_a_shared_file_carries_its_path_in_the_folder(library: Library) -> None:
    (library.folder / "guidance" / "cards.yaml").write_text("guidance: cards\n", encoding="utf-8")
    with pytest.raises(ContentError) as refused:
        assert library.guidance
    assert {problem.file for problem in refused.value.problems} == {"guidance/cards.yaml"}


def test_a_template_is_read_as_it_stands() -> None:
    assert "<html" in Library(questions_folder()).template("page.html")


# Whatever is in the file.


def trees() -> st.SearchStrategy[Node]:
    """Trees that a file can hold, mostly with keys and values that belong somewhere."""
    words = ["yes", "no", "1", "1.0", "id", "x", "", "none-allowed", "choice", "is", "2026-11-22"]
    texts = st.sampled_from(words).map(lambda text: Node(text, 1, 1))
    return st.recursive(
        texts,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(lambda nodes: Node(nodes, 2, 3)),
            st.dictionaries(st.sampled_from([*_keys()]), inner, max_size=6).map(lambda nodes: Node(nodes, 4, 5)),
        ),
        max_leaves=25,
    )


def _keys() -> Iterator[str]:
    yield from ("Not A Key", "__proto__")
    yield from (str(field.alias) for field in Questionnaire.model_fields.values())
    yield from ("id", "ask", "code", "text", "score", "if", "item", "is", "all", "from", "to", "words", "options")


@given(trees())
def test_any_tree_gives_content_or_problems_in_our_own_words(tree: Node) -> None:
    content, problems = _content_or_problems(tree)
    assert isinstance(content, Questionnaire) or problems
    assert all(problem.what and problem.mend for problem in problems)


def _content_or_problems(tree: Node) -> tuple[Questionnaire | None, tuple[Problem, ...]]:
    try:
        return schema.validate(Questionnaire, tree, "made.yaml"), ()
    except ContentError as refused:
        return None, refused.problems


@given(st.text(alphabet="ab:,-?!&*#|>%@`{}[]'\"\\ \n\t0~=<", max_size=60))
def test_any_text_gives_a_tree_or_problems_and_never_another_error(text: str) -> None:
    assert _tree_or_problems(text)


def _tree_or_problems(text: str) -> Node | tuple[Problem, ...]:
    try:
        return yaml_reader.parse(text, "made.yaml")
    except ContentError as refused:
        return refused.problems
