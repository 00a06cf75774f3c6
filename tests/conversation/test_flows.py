"""The ways through a run: the place, stopping and saving, someone else, something else, the menu of the result."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from screening.app.context import UsageError
from screening.cli import commands
from screening.cli.output import OutputOptions
from screening.conversation.user_interface import EndOfInput
from screening.engine.interview import Status
from screening.records.sitting_events import EventKind
from screening.system.process import Code
from tests.conftest import shipped
from tests.conversation.flows import ALCOHOL, KNOWN, SAVE, Home, Visitor, joined, say, to
from tests.counselors import PASSPHRASE
from tests.people import library

CANADA = {"LANG": "en_CA.UTF-8"}
NOWHERE = {"LANG": "C.UTF-8"}
ASKED = say("place-first")
WHICH = say("place-which")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A person in Canada, going by the locale; nothing is saved, and no settings are found."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return Home(tmp_path, dict(CANADA))


@pytest.fixture
def nowhere(home: Home) -> Home:
    """The same person where nothing tells the place."""
    return Home(home.root, dict(NOWHERE))


# The place.


def test_where_nothing_is_known_the_place_is_asked_once_before_the_first_question(nowhere: Home) -> None:
    """R-12: the country, then its part; the cards after it name who serves that place."""
    ui = nowhere.check("", *to("CA-AB"), "1", "1", "g", "q", "")
    assert ui.everything.count(ASKED) == 1
    assert ui.everything.index(ASKED) < ui.everything.index("Question 1 of")
    assert "Place: not known" in joined(ui.pages[1])
    assert "call 911" in ui.page_with("Help for you now")


@pytest.mark.parametrize("key", ["d", "q", "b"])
def test_the_question_for_the_place_can_be_skipped_and_then_no_card_is_without_a_way(nowhere: Home, key: str) -> None:
    """R-12: the local emergency number in words, and the list of every country."""
    ui = nowhere.check("", key, "1", "1", "g", "q", "")
    assert ui.everything.count(ASKED) == 1
    card = ui.page_with("Help for you now")
    assert "emergency number" in card
    assert "findahelpline.com" in card


def test_the_place_can_be_given_later_than_it_was_skipped(nowhere: Home) -> None:
    """R-12."""
    ui = nowhere.check("", "d", "1", "1", "p", *to("NZ"), "q", "")
    assert "1737" in ui.page_with("Help for you now")


def test_a_place_that_the_locale_names_is_not_asked_and_is_shown_as_a_guess(home: Home) -> None:
    """R-12: with the key to change it."""
    ui = home.check("", "x")
    assert ASKED not in ui.everything
    assert "Place: Canada (from this computer's settings; p to change)" in joined(ui.pages[1])
    assert joined(home.menu("x").pages[-1]).count("Place: Canada (from this computer's settings; p to change)") == 1


def test_the_place_that_the_command_line_names_wins(home: Home) -> None:
    """CLI-13: over the locale, and over what is set."""
    home.told["SCREENING_REGION"] = "AU"
    assert "Place: Australia (p to change)" in home.check("x").everything
    ui = home.check("", "1", "1", "q", "", region="NZ")
    assert "Place: New Zealand (p to change)" in ui.everything
    assert "1737" in ui.page_with("Help for you now")
    assert "911" not in ui.everything


def test_p_at_the_menu_draws_it_anew_with_the_other_numbers(home: Home) -> None:
    """R-12: no number of the place before is left below it, and what is chosen then goes by the new place."""
    ui = home.menu("p", *to("IE"), "4", "1", "x")
    menus = [page for page in map(joined, ui.pages) if "What you saved on this computer" in page]
    assert "call 911" in menus[0]
    assert "call 112" in menus[1]
    assert "911" not in menus[1]
    assert "Place: Ireland (p to change)" in menus[1]
    assert "Place: Ireland." in ui.page_with("Childline (ISPCC)")
    assert "Place: Ireland (p to change)" in joined(ui.pages[-1])


def test_the_lists_of_the_menu_come_back_and_lead_back(home: Home) -> None:
    """CLI-10: topics to learn about, and pages about the program."""
    ui = home.menu("3", "1", "1", "d", "6", "1", "2", "q", "4", "x")
    assert ui.ending == "PersonLeft"
    begins = [page[0] for page in ui.pages if page]
    assert begins.count(say("menu-learn")) == 3
    assert begins.count(say("menu-more")) == 3
    assert begins.count(say("menu-title")) == 4
    assert "People to talk to" in ui.everything


def test_p_typed_at_the_first_screen_is_taken(home: Home) -> None:
    """R-12: before the rest of the program was there."""

    def greeted(typed: str, *steps: str) -> Visitor:
        return home.run(lambda context, ui: commands.menu(context, ui, typed, greeted=True), Visitor(*steps), region="")

    ui = greeted("p", *to("IE"), "x")
    assert "Place: Ireland (p to change)" in joined(ui.pages[-1])
    ui = home.run(
        lambda context, ui: commands.check(context, ui, "signs", begun="p"), Visitor(*to("IE"), "", "x"), region=""
    )
    assert "Place: Ireland (p to change)" in ui.everything
    assert joined(ui.pages[-1]).startswith("Question 1 of")


def test_p_where_enter_starts_draws_the_page_anew_and_only_enter_starts(home: Home) -> None:
    """R-12, Q-5."""
    ui = home.check("p", *to("GB-SCT"), "1", "?", "", "x")
    first, second = (page for page in map(joined, ui.pages) if "In danger now?" in page)
    assert "call 911" in first
    assert "call 999" in second
    assert "911" not in second
    assert "Place: Scotland (p to change)" in second
    assert say("begin-again") in second
    assert say("begin-about") in second
    assert joined(ui.pages[-1]).startswith("Question 1 of")


@pytest.mark.parametrize("way", [to("NZ"), ("d",)], ids=["changed", "as-it-was"])
def test_p_at_a_question_says_where_one_is_and_the_question_stands(home: Home, way: tuple[str, ...]) -> None:
    """R-12: and the answer that is typed then is the answer."""
    ui = home.check("", "1", "p", *way, "2", "p", *way, "x")
    assert say("place-now", place="Canada" if way == ("d",) else "New Zealand") in ui.everything
    assert ui.everything.count("Question 3 of") == 1
    assert ui.prompts[-1] == ui.prompts[-3 if way == ("d",) else -2 - len(way)]


def test_p_at_a_card_draws_it_anew_with_the_other_numbers(home: Home) -> None:
    """R-4, R-12: the whole card, and nothing of the numbers before it."""
    ui = home.check("", "1", "1", "p", *to("NZ"), "g", "x")
    before, after = (page for page in map(joined, ui.pages) if "Help for you now" in page)
    assert "988" in before
    assert "1737" in after
    assert "988" not in after
    assert "Question 3 of" in joined(ui.pages[-1])


def test_p_works_in_a_pager(home: Home) -> None:
    """R-12: the page that is read stays, and what comes after it is for the other place."""
    ui = Visitor()
    ui.pauses, ui.scrolls = True, False
    home.check("", *ALCOHOL, "", "2", "p", *to("NZ"), "q", "3", "q", "", "", ui=ui)
    assert ui.code == Code.DONE
    assert say("place-now", place="New Zealand") in ui.everything
    assert "Place: New Zealand." in ui.page_with("People to talk to")


def test_p_below_the_result_draws_it_anew_and_all_that_follows_is_for_that_place(home: Home) -> None:
    """R-1, R-12: the page, the people, the page that is saved."""
    ui = home.check(
        "", *ALCOHOL, "", "p", *to("NZ"), "3", "", "", wanted=OutputOptions(save=str(home.root / "page.txt"))
    )
    before, after = (page for page in map(joined, ui.pages) if "of the 11 signs" in page)
    assert "Call 911" in before
    assert "Call 111" in after
    assert "911" not in after
    assert "Place: New Zealand." in ui.page_with("These entries were last compared")
    saved = (home.root / "page.txt").read_text(encoding="utf-8")
    assert "1737" in saved
    assert "911" not in saved


def test_where_the_place_is_not_known_the_result_says_to_type_p_and_what_stays_says_the_command(nowhere: Home) -> None:
    """R-12: the key stands in the line until the place is known; a page that no key is typed at names the command."""
    wide, small = (Visitor() for _ in range(2))
    for ui in (wide, small):
        ui.pauses, ui.scrolls = True, False
    small.columns, small.rows = 40, 12
    answers = ("s", "1", "1", "g", *ALCOHOL[2:], "")  # a word of suicide
    saved = nowhere.root / "page.txt"
    nowhere.check("", *answers, "5", str(saved), "p", *to("NZ"), "7", ui=wide)
    before, _, after = (page for page in map(joined, wide.pages) if "of the 11 signs" in page)
    assert say("talk-no-number") in before
    assert "screening contacts" not in before
    assert "call 111" in after.lower()
    lines = [line for line in wide.prompts if "Enter done" in line]
    assert [line.startswith("p place, ") for line in lines] == [True, True, False]
    assert say("no-number") in joined(saved.read_text(encoding="utf-8").split())
    nowhere.check("", *answers, "p", *to("NZ"), "q", "", ui=small)
    pages = [page for page in map(joined, small.pages) if page.startswith("Thank you for telling us")]
    assert "Type p" in pages[0]
    assert "Call 111" in pages[-1]


def test_p_at_the_people_to_talk_to_shows_those_of_the_other_place(nowhere: Home) -> None:
    """R-12: of the menu; the page begins again, and never says a command where a key does it."""
    ui = Visitor("4", "p", *to("NZ"), "q", "x")
    ui.pauses, ui.scrolls = True, False
    nowhere.run(lambda context, ui: commands.menu(context, ui, None, greeted=False), ui)
    found = [page for page in map(joined, ui.pages) if say("talk-region-other") in page]
    assert [page.partition(".")[0] for page in found] == ["Place: not known", "Place: New Zealand"]
    assert "screening contacts --region" not in ui.everything


@pytest.mark.parametrize(("at", "told"), [(("1",), "all-keys"), (ALCOHOL, "review-help")], ids=["question", "review"])
def test_the_keys_that_are_listed_say_how_to_save_and_to_keep_an_answer(
    home: Home, at: tuple[str, ...], told: str
) -> None:
    """Q-5: where there is something to keep, and where saving is possible."""
    ui = home.check("", *at, "?", "x")
    assert f"{say(told)} {say('save-key')}" in ui.everything
    assert say("keep-key") not in ui.everything
    assert say("keep-key") in home.check("", "1", "2", "b", "?", "x").everything


def test_the_place_is_remembered_within_the_run_and_not_in_the_settings(nowhere: Home) -> None:
    """R-12: something else is not asked for it again; the next run is."""
    ui = nowhere.check("", *to("NZ"), *ALCOHOL, "", "6", "", "3", *KNOWN, "", "", "")
    assert ui.everything.count(ASKED) == 1
    assert ui.code == Code.DONE
    assert sorted(path.name for path in nowhere.root.rglob("*")) == []
    assert ASKED in nowhere.check("", "d", "x").everything


def test_the_place_is_remembered_in_the_diary_and_a_flag_goes_over_it(nowhere: Home) -> None:
    """R-12: with the sitting in which it was said, and nowhere else."""
    ui = nowhere.check(*SAVE[:1], *to("NZ"), *SAVE[1:], "1", "p", *to("IE"), "q")
    assert ui.code == Code.STOPPED_SAVED
    places = [event.about for _, event in nowhere.sittings()[0].events if event.kind is EventKind.PLACED]
    assert places == ["NZ", "IE"]
    assert [path.name for path in nowhere.root.rglob("*") if path.is_file()] == ["diary.store"]
    ui = nowhere.check("save", "d", PASSPHRASE, "1", "1", "x")
    assert "50808" in ui.page_with("Help for you now")
    ui = nowhere.check("save", PASSPHRASE, "1", "x", region="AU")
    assert "13 11 14" in ui.page_with("Help for you now")


def test_a_place_that_was_told_by_a_flag_is_saved_with_the_sitting(nowhere: Home) -> None:
    """R-12: a guess is not."""
    nowhere.check(*SAVE, "1", "q", region="AU")
    places = [event.about for _, event in nowhere.sittings()[0].events if event.kind is EventKind.PLACED]
    assert places == ["AU"]
    assert "13 11 14" in nowhere.check("save", "d", PASSPHRASE, "1", "1", "x").page_with("Help for you now")


# Stopping.


@pytest.mark.parametrize("typed", ["q", "quit", "stop"])
def test_who_stops_is_asked_first_and_enter_stops_without_saving(home: Home, typed: str) -> None:
    """Q-2, L13: never lost in silence."""
    ui = home.check("", "1", "2", typed, "")
    assert say("stop-about") in joined(ui.pages[-1])
    assert ui.texts[-1] == say("stopped")
    assert ui.code == Code.STOPPED
    assert list(home.root.iterdir()) == []


def test_before_anything_was_answered_nothing_is_offered(home: Home) -> None:
    """Q-2."""
    for steps in (("q",), ("", "q")):
        ui = home.check(*steps)
        assert ui.code == Code.STOPPED
        assert say("stop-about") not in ui.everything


def test_b_goes_back_to_the_question_and_nothing_else_moves(home: Home) -> None:
    """Q-8: whatever else is typed asks again."""
    ui = home.check("", "1", "q", "h", "9", "b", "2", "x")
    assert say("stop-again") in ui.everything
    assert "Help lines" in ui.page_with(say("stop-about"))
    assert "Question 3 of" in joined(ui.pages[-1])


@pytest.mark.parametrize("at", ["question", "card", "review"])
def test_save_makes_the_diary_with_a_sitting_that_can_be_gone_on_with(home: Home, at: str) -> None:
    """Q-2, Q-11, L2: with every answer that was given; exit 3."""
    given = {"question": ("1", "2"), "card": ("1", "1"), "review": ALCOHOL}[at]
    ui = home.check("", *given, "q", *SAVE)
    assert ui.code == Code.STOPPED_SAVED
    assert ui.texts[-1] == say("stopped-kept")
    (sitting,) = home.sittings()
    assert not sitting.finished
    assert len(sitting.interview.said) == len(given)
    assert sitting.interview.status is Status.STOPPED
    ui = home.check("save", PASSPHRASE, "1", "x")
    assert f"{len(given)} of up to" in ui.everything
    wanted = {"question": "Question 3 of", "card": "Help for you now", "review": "Check your answers"}[at]
    assert joined(ui.pages[-1]).startswith(wanted)


def test_an_own_file_can_be_stopped_and_saved_too(home: Home) -> None:
    """Q-11."""
    quiz = str(Path(__file__).parent.parent / "scorecard" / "quiz.yaml")
    ui = home.check("", "1", "q", *SAVE, name=quiz)
    assert ui.code == Code.STOPPED_SAVED
    assert home.sittings()[0].questionnaire.id == "garden-birds"


def test_what_is_saved_while_one_looks_back_is_what_was_answered(home: Home) -> None:
    """Q-8: the question that is looked at again keeps its answer."""
    ui = home.check("", "1", "2", "5", "b", "q", *SAVE)
    assert ui.code == Code.STOPPED_SAVED
    assert set(home.sittings()[0].interview.said) == {"using", "safety", "urgent"}


@pytest.mark.parametrize("steps", [("1", "2"), ("1", "2", "5", "1", "2")], ids=["question", "review"])
def test_the_word_save_at_a_question_or_the_review_offers_what_q_does(home: Home, steps: tuple[str, ...]) -> None:
    ui = home.check("", *steps, "save", *SAVE)
    assert say("stop-about") in ui.everything
    assert ui.code == Code.STOPPED_SAVED
    assert len(home.sittings()[0].interview.said) == len(steps)


@pytest.mark.parametrize("out", ["q", EndOfInput()], ids=["q", "end"])
def test_stopping_at_the_result_offers_to_save_the_whole_sitting(home: Home, out: str | EndOfInput) -> None:
    """Leaving loses nothing in silence; Enter is done, as the line says."""
    ui = home.check("", *ALCOHOL, "", out, "b", "q", *SAVE)
    assert ui.everything.count(say("go-about")) == 2
    assert (ui.code, ui.texts[-1]) == (Code.DONE, say("done-kept"))
    (sitting,) = home.sittings()
    assert sitting.finished


def test_whoever_would_rather_not_give_a_passphrase_goes_back_and_loses_nothing(home: Home) -> None:
    ui = home.check("", "1", "2", "q", "save", "b", "b", "x")
    assert ui.everything.count(say("stop-about")) == 2
    assert ui.everything.count("Question 3 of") == 2
    ui = home.check("save", PASSPHRASE, "b", "", "1", "q", "")
    assert (ui.code, ui.texts[-1]) == (Code.STOPPED, say("stopped"))
    assert not (home.root / "own" / "diary.store").exists()


def test_a_sitting_is_added_to_a_diary_that_is_there(home: Home) -> None:
    """Q-2."""
    home.check("", "1", "q", *SAVE)
    ui = home.check("", "2", "2", "q", "save", PASSPHRASE)
    assert ui.code == Code.STOPPED_SAVED
    assert [len(sitting.interview.said) for sitting in home.sittings()] == [1, 2]


def test_the_end_of_input_offers_the_same_and_a_second_one_ends_it(home: Home) -> None:
    """L13: Ctrl-D can be typed by mistake; where nothing more comes one line says that nothing was saved."""
    ended = EndOfInput()
    ui = home.check("", "1", ended, *SAVE)
    assert ui.code == Code.STOPPED_SAVED
    assert len(home.sittings()[0].interview.said) == 1
    ui = home.check("", "1", ended, "")
    assert (ui.code, ui.texts[-1]) == (Code.STOPPED, say("stopped"))
    ui = home.check("", "1", ended, ended)
    assert say("stop-about") in ui.everything
    assert ui.ending == "EndOfInput"


def test_x_asks_nothing(home: Home) -> None:
    """Q-13: at once is at once."""
    ui = home.check("", "1", "x")
    assert ui.ending == "PersonLeft"
    assert say("stop-about") not in ui.everything


def test_where_nothing_can_be_saved_nothing_is_offered(home: Home) -> None:
    """Q-2: neither on the first screen nor at the end."""
    (home.root / "own").write_text("a file where the folder would be", encoding="utf-8")
    ui = home.check("save", "", "1", "q")
    assert say("cannot-keep") in ui.everything
    assert say("begin-again") in ui.everything
    assert say("stop-about") not in ui.everything
    assert ui.code == Code.STOPPED


def test_where_answers_are_saved_already_stopping_asks_nothing(home: Home) -> None:
    """Q-10: they are there."""
    ui = home.check(*SAVE, "1", "q")
    assert say("stop-about") not in ui.everything
    assert ui.code == Code.STOPPED_SAVED


# One subject, and someone else.


@pytest.mark.parametrize("subject", ["alcohol", "gambling", "opioids"])
def test_a_subject_that_is_named_is_not_asked_for(home: Home, subject: str) -> None:
    """CLI-9: `check signs --for SUBJECT`; the first screen counts what is left."""
    ui = home.check("", "x", subject=subject)
    assert ui.questions == ["safety"]
    assert f"Up to {len(shipped('signs').questions)} questions" not in ui.everything


def test_an_unknown_subject_is_refused_before_anything_is_asked(home: Home) -> None:
    """CLI-6, CLI-9."""
    with pytest.raises(UsageError, match="Did you mean `alcohol`"):
        home.check("", "x", subject="alchohol")


@pytest.mark.parametrize("way", ["menu", "for"])
def test_about_someone_else_only_what_is_urgent_and_the_age_are_asked(home: Home, way: str) -> None:
    """R-4: from the menu and with `--for someone-else`; not for the safety of who asks, nor for their year."""
    typed = ("", "5", "1", "", "", "")
    ui = home.menu("2", *typed) if way == "menu" else home.check(*typed, subject="someone-else")
    assert ui.questions == ["urgent", "adult"]
    assert "the person you worry about" in ui.page_with(say("choose-several"))
    assert "Thank you for looking out for someone." in ui.everything
    assert "Question 1 of 2" in ui.everything
    assert "scored" not in ui.everything
    assert "signs we count" not in ui.everything
    assert ui.code == Code.DONE


def test_what_is_urgent_about_someone_else_shows_its_card(home: Home) -> None:
    """R-4."""
    ui = home.menu("2", "", "1", "g", "s", "", "")
    assert "call 911" in ui.page_with(library().guidance["overdose-now"].title)


# The menu of the result.


def menu_of(ui: Visitor, page: int = -1) -> list[str]:
    """The rows of the menu on a page, the last one if none is named."""
    rows = [line.strip() for line in ui.pages[page] if line.strip()[:1].isdigit()]
    return [row.partition(" ")[2] for row in rows]


def test_after_the_last_answer_come_the_review_and_the_first_page_with_its_menu(home: Home) -> None:
    """R-1: Enter, Enter; and at last whether to save."""
    ui = home.check("", *ALCOHOL, "", "", "")
    assert ui.code == Code.DONE
    assert ui.prompts[-3:] == [say("review-prompt"), say("after-prompt", count=6), say("go-prompt")]
    assert ui.texts[-1] == say("done")


PARTS = {
    "after-next": "What you could do",
    "after-helps": "What helps with alcohol",
    "after-people": "These entries were last compared",
    "after-worked-out": "How this was worked out",
}


@pytest.mark.parametrize("part", PARTS)
def test_each_part_of_the_menu_can_be_read_and_the_menu_comes_back(home: Home, part: str) -> None:
    """R-1."""
    rows = [*PARTS, "after-save", "after-again"]
    number = str(rows.index(part) + 1)
    ui = home.check("", *ALCOHOL, "", number, number, "", "")
    assert sum(PARTS[part] in joined(page) for page in ui.pages) == 2
    assert menu_of(ui, -2) == [say(row) for row in rows]
    assert ui.code == Code.DONE


def test_in_lines_the_page_is_read_once_and_then_the_menu_alone(home: Home) -> None:
    """A-11: a screen reader does not hear the whole page after each choice."""
    ui = home.check("", *ALCOHOL, "", "1", "2", "", "")
    assert ui.everything.count("of the 11 signs") == 1


def test_in_a_window_that_fits_both_the_page_stands_above_the_menu_each_time(home: Home) -> None:
    """R-1: at 80x24 they are one screen; where they do not fit, the page comes before the menu, and again if wanted."""
    wide, small = (Visitor() for _ in range(2))
    for ui in (wide, small):
        ui.pauses, ui.scrolls = True, False
    small.columns, small.rows = 40, 12
    home.check("", *ALCOHOL, "", "1", "q", "", "", ui=wide)
    found = [page for page in wide.pages if "of the 11 signs" in joined(page)]
    assert len(found) == 2
    assert all(say("after-next") in joined(page) for page in found)
    home.check("", *ALCOHOL, "", "q", "1", "q", "8", "q", "", "", ui=small)
    assert small.code == Code.DONE
    menus = [joined(page) for page in small.pages if say("after-next") in joined(page)]
    assert all(say("after-first") in menu for menu in menus)
    assert not any("of the 11 signs" in menu for menu in menus)
    assert sum("of the 11 signs" in joined(page) for page in small.pages) == 2


@pytest.mark.parametrize("left", ["", "6"])
def test_one_enter_too_many_loses_nothing(home: Home, left: str) -> None:
    """Q-2: whoever is done, or goes on to something else, is told that nothing is saved, and may go back or save."""
    ui = home.check("", *ALCOHOL, "", left, "b", left, "what", "save", PASSPHRASE, PASSPHRASE, "x")
    assert ui.everything.count(say("go-about")) == 2
    assert say("go-again") in ui.everything
    (sitting,) = home.sittings()
    assert sitting.finished
    saved = home.check("", *ALCOHOL, "", "5", str(home.root / "page.md"), "")
    assert say("go-about") not in saved.everything


def test_save_at_the_result_saves_at_once(home: Home) -> None:
    """Q-2: the word that every page takes; whoever goes back at the passphrase has the result again."""
    ui = home.check("", *ALCOHOL, "", "save", "b", "save", PASSPHRASE, PASSPHRASE)
    assert say("go-about") not in ui.everything
    assert ui.texts[-1] == say("done-kept")
    (sitting,) = home.sittings()
    assert sitting.finished


def test_a_result_that_goes_to_a_file_is_written_there_once(home: Home) -> None:
    """CLI-1: whatever is chosen below it."""
    ui = Visitor()
    ui.scrolls = False
    home.check("", *ALCOHOL, "", "1", "2", "", "", ui=ui)
    assert ui.code == Code.DONE
    assert " ".join(ui.results).count("of the 11 signs") == 1


def test_a_page_is_saved_from_the_menu(home: Home) -> None:
    """R-11: and the last line says what was saved."""
    ui = home.check("", *ALCOHOL, "", "5", str(home.root / "page.md"), "")
    assert (home.root / "page.md").read_text(encoding="utf-8").startswith("# ")
    assert ui.texts[-1] == say("done-saved")


def test_what_is_left_on_the_screen_is_the_first_page_and_nothing_else(home: Home) -> None:
    """A-1: neither a question, nor an answer, nor the menu."""
    ui = Visitor()
    ui.pauses, ui.scrolls = True, False
    home.check("", *ALCOHOL, "", "7", ui=ui)
    assert ui.code == Code.DONE
    (page,) = (page for page in ui.pages if "of the 11 signs" in joined(page))
    left = joined(line.text for line in ui.stays)
    menu = [say(row) for row in (*PARTS, "after-save", "after-again", "after-leave")]
    rows = " ".join(f"{number}. {row}" for number, row in enumerate(menu, 1))
    assert joined(page) == f"{left} {rows} {say('done')}"


def test_in_discreet_there_is_no_row_that_shows_answers_or_leaves_the_page(home: Home) -> None:
    """Q-15."""
    ui = Visitor()
    ui.pauses, ui.scrolls, ui.hides = True, False, True
    home.check("", *ALCOHOL, "", "6", "", "", ui=ui)
    assert ui.code == Code.DONE
    assert say("after-worked-out") not in ui.everything
    assert say("after-leave") not in ui.everything
    assert say("not-range", count=5) in ui.everything
    assert ui.stays == []


# Something else.


def test_something_else_asks_neither_for_safety_nor_for_the_age_nor_for_what_is_urgent_again(home: Home) -> None:
    """R-1."""
    ui = home.check("", *ALCOHOL, "", "6", "", "3", *KNOWN, "", "", "")
    again = ui.questions[ui.questions.index("using", 1) :]
    assert not {"safety", "urgent", "adult"} & set(again)
    assert again[:2] == ["using", "past-year"]
    assert "Cocaine, the past 12 months" in ui.everything
    assert ui.code == Code.DONE


def test_something_else_shows_no_card_twice_but_its_result_names_it_again(home: Home) -> None:
    """R-4."""
    ui = Visitor()
    ui.pauses, ui.scrolls = True, False
    home.check("", "1", "1", "g", *ALCOHOL[2:], "", "6", "", "3", *KNOWN, "", "", "", ui=ui)
    cards = [page for page in map(joined, ui.pages) if page.startswith("Help for you now")]
    assert len(cards) == 1
    results = [page for page in map(joined, ui.pages) if "of the 11 signs" in page]
    assert len(results) == 2
    assert all("988" in page.partition("of the 11 signs")[0] for page in results)


def test_what_is_urgent_is_asked_again_about_someone_else(home: Home) -> None:
    """R-4: in its own words; and once more when it is about the person again."""
    ui = home.check("", *ALCOHOL, "", "6", "", "13", "5", "", "6", "", "1", "2", "5", *KNOWN, "", "", "")
    assert ui.code == Code.DONE
    starts = [index for index, item in enumerate(ui.questions) if item == "using"]
    assert ui.questions[starts[1] : starts[2]] == ["using", "urgent"]
    assert ui.questions[starts[2] :][:3] == ["using", "safety", "urgent"]


def test_a_subject_named_on_the_command_line_is_asked_for_the_second_time(home: Home) -> None:
    """CLI-9: something else is something else."""
    ui = home.check("", *ALCOHOL[1:], "", "6", "", "3", *KNOWN, "", "", "", subject="alcohol")
    assert ui.questions.count("using") == 1
    assert "Cocaine, the past 12 months" in ui.everything


def test_while_saving_something_else_is_a_sitting_of_its_own(home: Home) -> None:
    """Q-2, R-4: with the answers that were not asked again."""
    ui = home.check(*SAVE, *ALCOHOL, "", "6", "3", *KNOWN, "", "")
    assert ui.code == Code.DONE
    first, second = home.sittings()
    assert first.finished
    assert second.finished
    for item in ("safety", "urgent", "adult"):
        assert second.interview.answers[item] == first.interview.answers[item]
    assert ui.texts[-1] == say("done-kept")


def test_json_is_the_result_for_the_place_that_was_said(nowhere: Home, capsys: pytest.CaptureFixture[str]) -> None:
    """CLI-2, R-12: also where a person said it in the run."""
    ui = nowhere.check("", *to("NZ"), *ALCOHOL, "", wanted=OutputOptions(as_json=True))
    assert ui.code == Code.DONE
    found = json.loads(capsys.readouterr().out)
    assert found["place"] == {"region": "NZ", "from": "person"}
