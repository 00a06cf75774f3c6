"""Where the clinic is: asked for when the records are made, and before a card or a page could be without a number."""

from __future__ import annotations

import stat
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from screening.app.context import AppContext
from screening.counselor import menu
from screening.loading.library import Library
from screening.loading.regions import anywhere, region
from screening.system.settings import load
from tests.counselors import AMBER, PASSPHRASE, UNLOCK, Person, Room, content, do, main, prepared

CANADA, ALBERTA = "Canada", "Alberta"
ASKED = "Where is your clinic?"


@dataclass
class Unplaced(Room):
    """A room on a computer whose locale tells no country, or only guesses at one."""

    guess: str = ""

    @property
    def context(self) -> AppContext:
        """One run, with the place that the settings name by then."""
        settings = load({"SCREENING_FOLDER": str(self.root / "own")})
        named = region(self.library, settings.region, "settings") if settings.region else None
        guessed = region(self.library, self.guess, "locale") if self.guess else None
        return replace(super().context, settings=settings, region=named or guessed or anywhere(self.library))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The shipped words and two short questionnaires."""
    return Library(content(tmp_path_factory.mktemp("content") / "questions"))


@pytest.fixture
def room(tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> Unplaced:
    """No store yet, and no settings."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.setenv("HOME", str(tmp_path))
    return Unplaced(tmp_path, library)


@pytest.fixture
def settings(room: Unplaced) -> Path:
    """The settings file, which is not there yet."""
    return room.context.paths["settings"]


def made(room: Unplaced, *place: str) -> Person:
    """The records are made, and the place is named, or skipped with s."""
    return room.run(menu.menu, *UNLOCK, PASSPHRASE, *place, "d")


def test_the_place_is_asked_for_once_when_the_records_are_made_and_saved_in_the_settings(
    room: Unplaced, settings: Path
) -> None:
    seen = made(room, CANADA, ALBERTA)
    assert seen.everything.count(ASKED) == 1
    assert "Place: Alberta. It is saved in the settings:" in seen.everything
    assert settings.read_text() == 'region = "CA-AB"\n'
    assert stat.S_IMODE(settings.stat().st_mode) == 0o600
    assert room.context.region.code == "CA-AB"
    assert ASKED not in room.run(menu.menu, *UNLOCK, "d").everything


def test_a_guess_from_the_locale_is_asked_about_when_the_records_are_made_and_not_again(room: Unplaced) -> None:
    room.guess = "US"
    assert ASKED in made(room, "s").everything
    assert ASKED not in room.run(menu.menu, *UNLOCK, "d").everything


def test_other_settings_stay_as_they_are(room: Unplaced, settings: Path) -> None:
    settings.parent.mkdir(parents=True)
    settings.write_text('# mine\nnotes = "on"\nregion = ""\n')
    made(room, CANADA, ALBERTA)
    assert settings.read_text() == 'region = "CA-AB"\n# mine\nnotes = "on"\n'


def test_where_the_settings_cannot_be_written_it_is_said_and_the_place_holds_for_now(
    room: Unplaced, settings: Path
) -> None:
    settings.parent.parent.mkdir()
    settings.parent.write_text("in the way")
    seen = made(room, CANADA, ALBERTA)
    assert "The place could not be put into the settings, so it holds only for now:" in seen.everything
    assert seen.code == 0


@pytest.fixture
def opened(room: Unplaced, library: Library) -> Unplaced:
    """Records of two clients, one with a finished sitting, that were made without a place."""
    prepared(room.path, library)
    return room


def test_no_page_for_a_client_is_saved_without_a_number_to_call(opened: Unplaced) -> None:
    page = opened.page("page.txt")
    seen = opened.run(menu.menu, *UNLOCK, "s", main("open"), AMBER, do("hand-out"), "1", "s", "d", "d")
    assert "No number to call is known for this place" in seen.everything
    assert not page.exists()
    opened.run(menu.menu, *UNLOCK, "s", main("open"), AMBER, do("hand-out"), "1", CANADA, ALBERTA, str(page), "d", "d")
    assert "911" in page.read_text()


def test_no_sitting_begins_without_a_number_for_its_cards_unless_the_client_was_told_one(opened: Unplaced) -> None:
    begin = (do("sit"), "Birds of the month", "2", "s")
    seen = opened.run(menu.menu, *UNLOCK, "s", main("open"), AMBER, *begin, "n", "d", "d")
    assert "Have you told the client whom to call?" in " ".join(seen.prompts)
    assert len(opened.file().sittings) == 1
    opened.run(menu.menu, *UNLOCK, "s", main("open"), AMBER, *begin, "y", "n", "1", "1", "1", "", "d", "d", "d")
    assert len(opened.file().sittings) == 2


def test_a_country_without_numbers_of_its_own_is_told(opened: Unplaced) -> None:
    elsewhere = anywhere(opened.library).name
    seen = opened.run(menu.menu, *UNLOCK, elsewhere, main("open"), AMBER, do("hand-out"), "1", "d", "d")
    assert "No number to call is known for this place" in seen.everything
