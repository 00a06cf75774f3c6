"""Ask for the place of the clinic and save it: without one no page for a client names a number to call."""

from __future__ import annotations

from screening.conversation.talk import Talk
from screening.engine.directory import Directory
from screening.errors import ScreeningError
from screening.system.region_setting import save_region


def settle(talk: Talk, *, made: bool) -> None:
    """Ask where the clinic is, and put it into the settings, while that is not known.

    A guess from the locale is not enough for records that have just been made.
    """
    place = talk.place
    if place.region.origin == "none" or (made and place.region.origin == "locale"):
        talk.ask_place("place-clinic")
        if place.region.origin == "person":
            _save(talk, place.region.code)


def _save(talk: Talk, code: str) -> None:
    try:
        path = save_region(code)
    except (OSError, ValueError, ScreeningError) as error:
        talk.tell("place-not-saved", reason=str(error) or type(error).__name__)
    else:
        talk.tell("place-saved", place=talk.place.region.name, path=path)


def has_number(talk: Talk) -> bool:
    """Whether whom to call here is known. Asks for the place if not, and says so where that does not help."""
    if not _numbers(talk.directory):
        settle(talk, made=False)
    known = _numbers(talk.directory)
    if not known:
        talk.tell("no-number-clinic")
    return known


def _numbers(directory: Directory) -> bool:
    """Whether the place has an emergency number, or a crisis line that can be called or texted."""
    crisis = directory.of_kind("crisis")
    return directory.emergency is not None or any(way.by in ("call", "text") for one in crisis for way in one.ways)
