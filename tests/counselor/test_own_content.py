"""A questionnaire of one's own in the cabinet and in the diary, and what a broken one does to them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from screening.cli import commands as cli_commands
from screening.conversation.user_interface import PersonLeft
from screening.loading.library import Library
from screening.system.process import Code
from tests.counselors import PASSPHRASE, SHORT, Person, Room, content, do, prepared

NIGHT = SHORT.replace("past-month", "night-birds").replace("Birds of the month", "Birds of the night")
ROW, SELF, ALOUD = "1", "1", "2"  # the row of night-birds, and ways to take it
NEVER = ("1", "1", "1", "")


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """A store with two clients, and a folder of one's own with one questionnaire."""
    folder = tmp_path / "forms"
    folder.mkdir()
    (folder / "night-birds.yaml").write_text(NIGHT)
    library = Library(content(tmp_path / "questions"), (folder,))
    found = Room(tmp_path, library)
    prepared(found.path, library)
    found.path.chmod(0o600)
    return found


def joined(seen: Person) -> str:
    """All that was shown, without blanks: a path is broken where the window ends."""
    return "".join(seen.everything.split())


def rewritten(room: Room, text: str) -> Room:
    """The same store, once the file in the folder has changed: as the next start of the program finds it."""
    (room.root / "forms" / "night-birds.yaml").write_text(text)
    return replace(room, library=Library(room.library.folder, room.library.own_folders))


def test_a_client_answers_a_questionnaire_of_ones_own(room: Room) -> None:
    seen = room.with_amber(do("sit"), ROW, ALOUD, "n", *NEVER, "d", "d", "d")
    sitting = room.file().sittings[-1]
    assert (sitting.questionnaire.id, sitting.finished) == ("night-birds", True)
    assert "Birds of the night" in seen.everything


def test_a_broken_file_is_told_where_it_is_picked_and_the_rest_goes_on(room: Room) -> None:
    broken = rewritten(room, NIGHT.replace("sum-of", "sum-off"))
    seen = broken.with_amber(do("sit"), ROW, do("sit"), "3", ALOUD, "n", *NEVER, "d", "d", "d")
    place = room.root / "forms" / "night-birds.yaml"
    assert f"{place}:19:40:`sum-off`" in joined(seen)
    assert "night-birds (its file has a mistake and cannot be used yet)" in seen.everything
    assert broken.file().sittings[-1].questionnaire.id == "past-month"


def test_a_sitting_goes_on_though_its_file_was_broken_since(room: Room) -> None:
    """The store has the text that was begun with."""
    room.with_amber(do("sit"), ROW, ALOUD, "n", "1", "q", "d", "d")
    broken = rewritten(room, "a: [")
    broken.with_amber(do("resume"), "1", "1", "1", "1", "", "d", "d", "d")
    assert broken.file().sittings[-1].finished


def test_to_begin_again_with_a_broken_file_is_told_and_the_menu_comes_back(room: Room) -> None:
    room.with_amber(do("sit"), ROW, ALOUD, "n", "1", "q", "d", "d")
    broken = rewritten(room, "a: [")
    seen = broken.with_amber(do("resume"), "1", "2", do("history"), "d", "d")
    assert str(room.root / "forms" / "night-birds.yaml") in joined(seen)
    assert seen.code == Code.DONE
    assert len(broken.file().sittings) == 2


def test_what_is_wrong_in_shared_files_is_told_once_the_store_is_open(room: Room) -> None:
    (room.root / "forms" / "guidance").mkdir()
    path = room.root / "forms" / "guidance" / "ours.yaml"
    path.write_text("texts: [")
    seen = rewritten(room, NIGHT).own("y", PASSPHRASE, PASSPHRASE, "1", "1", "1", "", "", "d")
    assert f"{path}:" in joined(seen)
    assert len(room.saved()) == 1


def test_answers_to_a_questionnaire_of_ones_own_are_saved_in_the_diary(room: Room) -> None:
    steps = ("save", PASSPHRASE, PASSPHRASE, *NEVER, "", "d")
    room.run(lambda context, ui: cli_commands.check(context, ui, "night-birds"), *steps)
    assert [sitting.questionnaire.id for sitting in room.saved()] == ["night-birds"]
    seen = rewritten(room, "a: [").own(PASSPHRASE, "3", "1", "", "d")
    assert "Birds of the night" in seen.everything


def test_the_menu_of_questionnaires_leaves_out_a_broken_one(room: Room) -> None:
    def menu(room: Room) -> str:
        person = Person("6", "x")
        with suppress(PersonLeft):
            cli_commands.menu(room.context, person, None, greeted=False)
        return person.everything

    assert "Birds of the night" in menu(room)
    told = menu(rewritten(room, "a: ["))
    assert "Birds of the month" in told
    assert "Birds of the night" not in told
