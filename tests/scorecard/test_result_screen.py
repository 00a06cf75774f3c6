"""The result with its menu is one screen, and a card shows whom to call on its first, in real terminals."""

from __future__ import annotations

import pytest

from tests.conftest import shipped
from tests.people import SIGNS, said, words
from tests.scorecard.asking import DRAWS, Place, asks, choose, done
from tests.scorecard.sitting import lines_for
from tests.terminals import Terminal, screen, until

AFTER = "Enter done, x leave:"
SKIPPED = dict.fromkeys(SIGNS[:8])
PEOPLE = {
    "all-declined": {},
    "many-skipped": said("alcohol", "monthly", **{sign.replace("-", "_"): None for sign in SKIPPED}),
    "every-sign-and-suicide": said("alcohol", "daily", safety="yes"),
    "every-sign-and-everything-urgent": said(
        "opioids", "daily", safety="yes", urgent=["overdose", "withdrawal-signs", "unsafe", "pregnant"]
    ),
    "overdose-unsafe-pregnant": said("opioids", "weekly", urgent=["overdose", "unsafe", "pregnant"]),
    "as-directed": said("sedatives", "monthly", prescribed="as-directed"),
    "takes-more": said("opioids", "weekly", prescribed="more"),
    "gambling": said("gambling", "weekly", safety="not-sure"),
    "under-18": said("gaming", "weekly", adult="no"),
    "under-18-and-alcohol": said("alcohol", "daily", adult="no", safety="yes"),
    "own-words": said("other-drug", "less-than-monthly"),
    "danger-only": said("cannabis", "never", danger="less-than-monthly"),
    "someone-else": said("someone-else"),
    "someone-else-overdose": said("someone-else", urgent="overdose", adult=None),
    "not-used": said("alcohol", past_year="no"),
}


def seen(terminal: Terminal, columns: int, rows: int) -> list[str]:
    """The lines of the window, once nothing more is written."""
    until(lambda: not terminal.read(0.1), "the whole screen")
    return [line.rstrip() for line in screen(terminal, columns, rows).display]


def types(terminal: Terminal, *lines: str) -> None:
    """Type lines, each once the one before was taken."""
    for line in lines:
        known = terminal.seen.count(DRAWS)
        terminal.line(line)
        until(lambda known=known: asks(terminal, known), f"another prompt after {line!r}")  # type: ignore[misc]


@pytest.mark.parametrize("who", PEOPLE)
def test_the_result_and_its_menu_are_one_screen_of_80_by_24(place: Place, who: str) -> None:
    """R-1: whatever was answered; nothing of it is on another screen, and the prompt stands in the last line."""
    lines = list(lines_for(shipped("signs"), PEOPLE[who]))
    with place.ask("--region", "CA-AB", quiz="signs") as terminal:
        until(lambda: asks(terminal), "the first screen")
        types(terminal, "", *lines, "")
        until(lambda: AFTER in terminal.text, "the menu")
        window = seen(terminal, 80, 24)
        number = next(index for index, line in enumerate(window) if line.startswith("1 "))
        assert window[0]
        assert words().say("after-save") in " ".join(window[number:])
        last = [line for line in window if line][-1]
        assert last.startswith("1-")
        assert last.endswith(AFTER)
        page = " ".join(" ".join(window[:number]).split())
        assert words().say("intended-use") in page
        assert "911" in page
        done(terminal)
        place.left_well(terminal, 0)


def test_what_is_said_of_a_saved_page_has_a_screen_of_its_own_where_the_result_fills_the_window(place: Place) -> None:
    """R-1, R-11: and Enter leads back to the result, whole as before."""
    lines = list(lines_for(shipped("signs"), PEOPLE["gambling"]))
    with place.ask("--region", "CA-AB", quiz="signs") as terminal:
        until(lambda: asks(terminal), "the first screen")
        types(terminal, "", *lines, "")
        before = seen(terminal, 80, 24)
        choose(terminal, words().say("after-save"))
        types(terminal, "page.txt")
        window = seen(terminal, 80, 24)
        assert window[0].startswith("Saved to page.txt.")
        assert [line for line in window if line][-1] == words().say("turn-back-short")
        types(terminal, "")
        assert seen(terminal, 80, 24) == before
        types(terminal, "9")
        assert seen(terminal, 80, 24)[0] == words().say("not-range", count=7)
        types(terminal, "")
        assert seen(terminal, 80, 24) == before
        terminal.line()
        place.left_well(terminal, 0, place.work / "page.txt")


def test_what_is_left_on_the_screen_is_the_page_without_a_question_or_the_menu(place: Place) -> None:
    """A-1: it stands in the window that was there before."""
    lines = list(lines_for(shipped("signs"), PEOPLE["as-directed"]))
    with place.ask("--region", "CA-AB", quiz="signs") as terminal:
        until(lambda: asks(terminal), "the first screen")
        types(terminal, "", *lines, "")
        before = seen(terminal, 80, 24)
        number = next(index for index, line in enumerate(before) if line.startswith("1 "))
        terminal.line("6")
        place.left_well(terminal, 0)
        left = [line for line in seen(terminal, 80, 40) if line]
    assert left == [*(line for line in before[:number] if line), words().say("done")]


CARDS = {
    "yes": ("1", "1"),
    "not-sure": ("1", "3"),
    "skipped": ("1", "s"),
    "overdose": ("1", "2", "1"),
    "withdrawal-signs": ("1", "2", "2"),
    "unsafe": ("1", "2", "3"),
    "pregnant": ("1", "2", "4"),
    "all-but-overdose": ("1", "2", "2 3 4"),
}


@pytest.mark.parametrize("card", CARDS)
def test_a_card_shows_whom_to_call_on_its_first_screen_of_40_by_12(place: Place, card: str) -> None:
    """R-4: in a terminal, with the keys in the last line."""
    with place.ask("--region", "CA-AB", quiz="signs", columns=40, rows=12) as terminal:
        until(lambda: asks(terminal), "the first screen")
        types(terminal, "", *CARDS[card])
        window = seen(terminal, 40, 12)
        assert any(number in " ".join(window) for number in ("911", "811", "1-866"))
        assert window[-1].endswith(":")
        types(terminal, "g")
        assert "Question" in seen(terminal, 40, 12)[0]
        terminal.line("x")
        place.left_well(terminal, 0)
