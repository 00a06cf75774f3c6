"""The talk without a terminal: a user interface follows a script. Requirements Q, A and R by their ids."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NoReturn

import pytest
from wcwidth import wcswidth

import screening
from screening.cli.opening import check_text, whom_to_call
from screening.conversation.json_lines import converse
from screening.conversation.place import Place
from screening.conversation.result_menu import Saved
from screening.conversation.screens import Page, numbered, screens
from screening.conversation.talk import Ending, Sat, Talk
from screening.conversation.user_interface import EndOfInput, PersonLeft, Prompt
from screening.engine.interview import Interview, Status, start
from screening.engine.results import Result, conclude
from screening.errors import NotKept, RecordLocked, ScreeningError
from screening.formats.render import BLOCKS, Glyphs, Line
from screening.formats.result_json import result_json
from screening.loading.library import Library, questions_folder
from screening.loading.regions import region
from screening.model.answers import Chosen, Declined, Entered
from screening.model.content import Interface
from screening.model.questionnaire import Questionnaire
from screening.reports.document import Document, Paragraph, Section
from screening.reports.result_report import ResultReports
from tests.conftest import questionnaire, shipped
from tests.scorecard.sitting import sitting

WIDTHS = [20, 30, 40, 60, 80, 132, 200]
QUIZ = Path(__file__).parent.parent / "scorecard" / "quiz.yaml"
TODAY = "2026-11-22"
THREE = "items:\n" + "".join(
    f"  - {{id: {name}, ask: How often the {name}?, why: Because of {name}., options: how-often}}\n"
    for name in ("first", "second", "third")
)


class Script:
    """A user interface that types the lines of a script, one at each prompt, and remembers what happened in order."""

    def __init__(self, *lines: str, columns: int = 80, rows: int = 24, plain: bool = False, scrolls: bool = True):
        self.lines = iter(lines)
        self.columns = columns
        self.rows = rows
        self.glyphs: Glyphs | None = None if plain else BLOCKS
        self.pauses = False
        self.hides = False
        self.below: tuple[str, ...] = ()
        self.scrolls = scrolls
        self.shown: list[Line] = []
        self.results: list[str] = []
        self.stays: list[Line] = []
        self.prompts: list[str] = []
        self.events: list[str] = []

    def show(self, lines: Iterable[Line]) -> None:
        """Remember lines of the conversation."""
        self.shown += lines
        self.events.append("show")

    def show_result(self, lines: Iterable[Line]) -> None:
        """Remember lines of the result."""
        self.results += [line.text for line in lines]

    def ask(self, prompt: Prompt) -> str:
        """The next line of the script. The rows are shown once on each page."""
        if prompt.rows != self.below:
            self.below = prompt.rows
            for number, row in enumerate(prompt.rows, 1):
                self.show(numbered(number, row, self.columns))
        return self._typed(prompt.fitting(self.columns))

    def _typed(self, prompt: str) -> str:
        self.prompts.append(prompt)
        self.events.append("ask")
        for line in self.lines:
            return line
        raise EndOfInput

    def ask_secret(self, prompt: str) -> str:
        """The next line of the script too."""
        return self._typed(prompt)

    def leave_behind(self, lines: Iterable[Line]) -> None:
        """What stays in the window."""
        self.stays += lines

    def close(self) -> None:
        """Remember it."""
        self.events.append("close")

    def clear(self) -> None:
        """Remember it."""
        self.events.append("clear")

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Pages that come between."""
        below = self.below
        yield
        self.below = below

    def new_page(self) -> None:
        """Remember it."""
        self.below = ()
        self.events.append("page")

    def forget_typed(self) -> None:
        """Remember it."""
        self.events.append("forget")

    def leave(self) -> NoReturn:
        """Be gone."""
        raise PersonLeft

    @property
    def texts(self) -> list[str]:
        """The lines of the conversation."""
        return [line.text for line in self.shown]

    @property
    def said(self) -> str:
        """All words of the conversation, one blank between them."""
        return " ".join(" ".join(self.texts).split())


@lru_cache(maxsize=1)
def library() -> Library:
    """The shipped content."""
    return Library(questions_folder())


@lru_cache(maxsize=1)
def words() -> Interface:
    """The program's own words."""
    return library().interface()


def refuse(_: Document, path: str) -> str:
    """A disk on which nothing can be saved."""
    raise OSError(28, "No space left on device", path)


def talk(ui: Script, code: str = "CA", *, quiet: bool = False, pages: list[str] | None = None) -> Talk:
    """A conversation in this user interface; pages are saved in a list, and refused where there is none."""

    def keep(document: Document, path: str) -> str:
        if pages is None:
            return refuse(document, path)
        pages.append(path)
        return f"Saved to {path}."

    where = region(library(), code)
    assert where is not None
    return Talk(
        ui=ui,
        words=words(),
        place=Place(library(), where),
        reports_for=lambda found: ResultReports(words(), found, library().sources, TODAY),
        save_page=keep,
        quiet=quiet,
    )


def asked(content: Questionnaire, *lines: str, **window: int | bool) -> tuple[Interview, Script]:
    """The sitting after these lines, and the user interface that said them."""
    ui = Script(*lines, **window)  # type: ignore[arg-type]
    return talk(ui).interview(start(content)).interview, ui


def stopped(content: Questionnaire, *lines: str, **window: int | bool) -> Script:
    """The user interface after these lines and a stop."""
    interview, ui = asked(content, *lines, "q", **window)
    assert interview.status is Status.STOPPED
    return ui


def three() -> Questionnaire:
    """Three questions with four options each."""
    return questionnaire(THREE)


def quiz() -> Questionnaire:
    """The twelve questions of the score card."""
    return Library(questions_folder()).load(str(QUIZ))


# Before the first question.


@pytest.mark.parametrize("name", library().names)
@pytest.mark.parametrize("code", [one.code for one in library().regions])
def test_before_the_first_question_stand_at_most_twelve_lines(name: str, code: str) -> None:
    """Q-1: what this is and is not, how long, who can see it, that any question can be skipped, how to leave."""
    for plain in (False, True):
        ui = Script(plain=plain, scrolls=plain)
        speaker = talk(ui, code)
        speaker.greet(check_text(shipped(name), words()), *whom_to_call(speaker.directory, words()))
        assert len(ui.texts) <= 12 + plain  # in plain lines one says that they can be scrolled back
        assert ui.texts[0] == shipped(name).title
        assert words().say("intended-use") in ui.said
        assert f"Up to {len(shipped(name).questions)} questions, {shipped(name).minutes}. Skip any you like." in ui.said
        assert words().say("nothing-kept") in ui.said
        assert words().say("leave-line") in ui.said
        assert ui.said.endswith(" ".join(whom_to_call(speaker.directory, words())))
        assert ("scrolling back" in ui.said) == plain


def test_where_lines_cannot_be_scrolled_back_nobody_says_that_they_can() -> None:
    """Q-15: the screen of a discreet run keeps nothing above it."""
    ui = Script(scrolls=False)
    talk(ui).greet("What this is.", "Whom to call.")
    assert "scrolling back" not in ui.said


# Lists to pick from.


def test_a_list_is_shown_once_and_enter_alone_picks_nothing() -> None:
    """Q-6."""
    ui = Script("", "2", columns=40, rows=12)
    assert talk(ui).pick([("one", "One"), ("two", "Two")]) == "two"
    assert "more" not in ui.prompts[0]
    assert ui.texts == ["  1. One", "  2. Two", "Please type a number from 1 to 2."]


@pytest.mark.parametrize(("typed", "picked"), [("Canada", "CA"), (" cha ", "TD"), ("united k", "GB")])
def test_a_row_is_picked_by_its_words_or_by_a_beginning_that_only_it_has(typed: str, picked: str) -> None:
    """Q-6."""
    rows = [("CA", "Canada"), ("TD", "Chad"), ("GB", "United Kingdom"), ("US", "United States")]
    ui = Script("united", "c", "ca n", typed)
    assert talk(ui).pick(rows) == picked
    assert ui.texts.count("Please type a number from 1 to 4.") == 3


def test_parts_without_a_title_share_a_window_where_they_fit() -> None:
    """A-6: and no part is shown twice or left out."""
    parts = tuple(Section(f"part-{number}", "", (Paragraph(f"Part {number}."),)) for number in range(12))
    ui = Script(*[""] * 12, rows=12)
    ui.pauses = True
    talk(ui).show(Document("Many parts", "en", parts), "Client A")
    assert [line for line in ui.results if line.startswith("Part")] == [f"Part {number}." for number in range(12)]
    assert 0 < len(ui.prompts) < 6


def test_where_lines_cannot_be_scrolled_back_the_last_part_waits_to_be_read() -> None:
    """A-1: the next page would take it away."""
    ui = Script("", scrolls=False)
    ui.pauses = True
    talk(ui).show(Document("One part", "en", (Section("part", "Part", (Paragraph("Words."),)),)))
    assert ui.prompts == ["Enter goes on, x leave:"]


# Asking.


def test_a_question_begins_with_its_number_in_words() -> None:
    """Q-3: "Question 2 of 3" is the first line of the block; there is no bar."""
    ui = stopped(three(), "1")
    blocks = [line for line in ui.texts if line.startswith("Question ")]
    assert blocks == ["Question 1 of 3", "Question 2 of 3"]
    assert ui.texts[0] == "Question 1 of 3"
    assert not {BLOCKS.full, BLOCKS.open, BLOCKS.empty} & set(ui.said)


@pytest.mark.parametrize("name", library().names)
@pytest.mark.parametrize("seed", range(6))
def test_the_total_never_grows_on_the_way(name: str, seed: int) -> None:
    """Q-3: questions only ever drop out of it, and the number of the question never passes it."""
    steps = sitting(shipped(name), seed, whims=0)
    _, ui = asked(shipped(name), *(line for step in steps for line in step.typed))
    numbers = [line.split()[:4] for line in ui.texts if line.startswith("Question ")]
    totals = [int(total) for _, _, _, total in numbers]
    assert totals[0] == len(shipped(name).questions)
    assert totals == sorted(totals, reverse=True)
    assert [int(number) for _, number, _, _ in numbers] == list(range(1, len(numbers) + 1))
    assert len(numbers) <= totals[-1]


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("?", "Because of first."), ("why", "Because of first."),
        ("h", "Help lines"), ("help", "Help lines"),
        ("b", "This is the first question, so there is nothing"), ("back", "This is the first question, so there is"),
        ("k", "There is no earlier answer to keep."),
    ],
)  # fmt: skip
def test_a_key_or_its_word_is_answered_and_the_question_stands(typed: str, seen: str) -> None:
    """Q-5: `?` says why we ask and lists the other keys, `h` shows the help lines, and nothing has moved."""
    ui = stopped(three(), typed)
    assert seen in ui.said
    assert "Question 2" not in ui.said
    assert ui.prompts == [ui.prompts[0]] * 2
    if typed in ("?", "why"):
        assert words().say("all-keys") in ui.said


def test_the_help_lines_name_the_crisis_line_of_the_region() -> None:
    """Q-5: at any question, numbers alone."""
    ui = stopped(three(), "h")
    assert "911" in ui.said
    assert "988" in ui.said


@pytest.mark.parametrize("typed", ["r", "repeat", "R"])
def test_the_question_can_be_read_again(typed: str) -> None:
    """Q-5: `r` repeats the whole block."""
    ui = stopped(three(), typed)
    assert ui.texts[: len(ui.texts) // 2] == ui.texts[len(ui.texts) // 2 : -1] or (
        ui.said.count("How often the first?") == 2
    )
    assert ui.said.count("4. Daily") == 2


@pytest.mark.parametrize("typed", ["s", "S", "skip", " skip "])
def test_any_question_can_be_skipped(typed: str) -> None:
    """Q-5, Q-7."""
    interview, _ = asked(three(), typed, "q")
    assert interview.said["first"].answer == Declined()


@pytest.mark.parametrize("typed", ["q", "quit", "stop"])
def test_stopping_says_that_nothing_was_kept(typed: str) -> None:
    """Q-5."""
    ui = Script(typed)
    assert talk(ui).run(three()) == Sat(Ending.STOPPED)
    assert ui.texts[-1] == words().say("stopped")


@pytest.mark.parametrize("typed", ["x", "X", " x ", "exit", "leave"])
def test_x_leaves_from_every_prompt_without_a_word(typed: str) -> None:
    """Q-13: at the first screen, a question, an alert, a change, the review, the results, after them, at a name."""
    hawk = ["1"] * 11 + ["4"]
    review = ["1"] * 12
    for lines in (
        [], ["1"], hawk, ["1", "1", "1", "b", "b", "2"], review, [*review, ""], [*review, "", "4"],
    ):  # fmt: skip
        ui = Script(*lines, typed)
        with pytest.raises(PersonLeft):
            talk(ui).run(quiz())
        assert ui.events[-1] == "ask"
    with pytest.raises(PersonLeft):
        talk(Script(typed)).ask("begin-prompt")
    with pytest.raises(PersonLeft):
        talk(Script(typed)).pick([("one", "One"), ("two", "Two")])


def test_the_keys_are_always_shown_as_one_short_line() -> None:
    """Q-5: a shorter one at 40 columns, one at 20; keep where there is something to keep; `s` is skip everywhere."""
    ui = stopped(three(), "1", "1", "b", "b")
    assert ui.prompts == [
        "1-4, s skip, ? why, h help lines, x leave:",
        "1-4, s skip, b back, ? why, h help lines, x leave:",
        "1-4, s skip, b back, ? why, h help lines, x leave:",
        "1-4, k keep, s skip, b back, ? why, h help lines, x leave:",
        "1-4, k keep, s skip, ? why, h help lines, x leave:",
    ]
    for columns, forms in (
        (40, ["1-4, s skip, ? h, x leave:", "1-4, s skip, b back, ? h, x leave:"]),
        (20, ["1-4, ? x:"] * 2),
    ):
        assert stopped(three(), "1", columns=columns).prompts == forms


@pytest.mark.parametrize(
    "typed", ["", " ", "9", "-1", "0", "1.5", "1e0", "+1", "²", "NaN", "maybe", "1 2", "\x00", "7" * 5000]
)
def test_what_is_not_an_answer_gets_one_calm_line_and_the_same_question(typed: str) -> None:
    """Q-6: no count of tries, no sound; the same line the third time."""
    ui = stopped(three(), typed, typed, typed)
    refusals = [line for line in ui.texts if line.startswith("Please")]
    assert refusals == [words().say("not-range", count=4)] * 3
    assert len(set(ui.prompts)) == 1
    assert "\a" not in ui.said


@pytest.mark.parametrize("typed", ["2", " 2 ", "02", "２", "٢", "২", "Monthly", "monthly", " MONTHLY "])
def test_a_number_in_any_script_or_the_words_of_an_option_answer(typed: str) -> None:
    """Q-5, score card 2."""
    interview, _ = asked(three(), typed, "q")
    assert interview.said["first"].answer == Chosen("monthly")


@pytest.mark.parametrize(
    ("typed", "codes"), [("1 3", ("a", "c")), ("3,1", ("a", "c")), ("1, 2,3", ("a", "b", "c")), ("4", ("none",))]
)
def test_several_choices_are_numbers_with_blanks_or_commas(typed: str, codes: tuple[str, ...]) -> None:
    """Q-5: in any order."""
    options = "{code: a, text: A}, {code: b, text: B}, {code: c, text: C}, {code: none, text: None, exclusive: yes}"
    content = questionnaire(f"items:\n  - {{id: one, type: choices, ask: Which of these?, options: [{options}]}}\n")
    interview, ui = asked(content, "1 4", "1 1", "5", "", typed, "q")
    assert interview.said["one"].answer == Chosen(*codes)
    assert "Number 4 can't go with the others. Please type it by itself, or leave it out." in ui.said
    assert ui.said.count("Please type one or more numbers from 1 to 4, with spaces between them.") == 3


@pytest.mark.parametrize(
    ("bounds", "typed", "value"),
    [
        (", least: -30, most: 40", "-5", -5),
        (", least: -30, most: 40", " 07 ", 7),
        (", least: 0, most: 31", "３1", 31),
        (", least: 0, most: 31", "7,0", 7),
        ("", "-9999999", -9999999),
    ],
)
def test_a_number_is_typed_as_it_is_written_below_nought_too(bounds: str, typed: str, value: int) -> None:
    """Q-5: what JSON can say can be typed."""
    content = questionnaire(f"items:\n  - {{id: one, type: number, ask: How many?{bounds}}}\n")
    interview, _ = asked(content, typed, "q")
    assert interview.said["one"].answer == Entered(value)


@pytest.mark.parametrize("typed", ["", "-", "--5", "1.5", "five", "41", "-31", "1e1", "+3", "5 -"])
def test_what_is_not_a_number_in_range_is_refused_with_the_range(typed: str) -> None:
    """Q-6."""
    content = questionnaire("items:\n  - {id: one, type: number, ask: How many?, least: -30, most: 40}\n")
    ui = stopped(content, typed)
    assert ui.texts[3:] == ["Please type a whole number from -30 to 40."]


DECIMALS = "items:\n  - {id: one, type: number, ask: How heavy?, least: 0, most: 9000, decimals: 2, unit: kg}\n"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        *(("12.5", "12.5"), ("12,5", "12.5"), ("12,50", "12.5"), ("12", "12"), ("12.", "12"), (".5", "0.5")),
        *(("12,5 kg", "12.5"), ("12.5KG", "12.5"), ("007,25", "7.25")),
        *(("\u0661\u066b\u0665", "1.5"), ("\uff11\uff0c\uff15", "1.5")),
    ],
)
def test_a_number_with_decimals_is_typed_with_a_point_or_a_comma(typed: str, value: str) -> None:
    """Q-5."""
    interview, ui = asked(questionnaire(DECIMALS), typed, "q")
    kept = interview.said["one"].answer
    assert isinstance(kept, Entered)
    assert str(kept.value) == value
    assert f"How heavy? {value} kg" in ui.said


@pytest.mark.parametrize(
    "typed", ["1,234", "1.234", "1,234.5", "1.234,5", "12.345", "1 234", "12,", ",", ".", "12 lb", "9000.01"]
)
def test_a_number_that_could_be_two_is_asked_for_again(typed: str) -> None:
    """Q-6: a mark before three digits may stand between thousands."""
    ui = stopped(questionnaire(DECIMALS), typed)
    assert ui.texts[3:] == ["Please type a number from 0 to 9000 kg, with at most 2 digits after the point."]


DATE = "items:\n  - {id: one, type: date, ask: When was it?, %s}\n"


@pytest.mark.parametrize(("typed", "kept"), [("2026-5-7", "2026-05-07"), ("2026/05", "2026-05"), ("2026", "2026")])
def test_a_date_is_typed_with_the_year_first_and_kept_in_one_form(typed: str, kept: str) -> None:
    """Q-5."""
    interview, ui = asked(questionnaire(DATE % "latest: 2026-11"), typed, "q")
    assert interview.said["one"].answer == Entered(kept)
    assert f"When was it? {kept}" in ui.said
    assert ui.prompts[0].startswith("a date, ")


@pytest.mark.parametrize(
    ("more", "typed", "told"),
    [
        (
            "",
            "17/05/2026",
            "Please type the year, such as 2026. You can add the month and the day: 2026-05 or 2026-05-17.",
        ),
        ("precision: day", "2026", "Please type the year first, then the month and the day, such as 2026-05-17."),
        (
            "latest: 2026-11, precision: month",
            "2026-12",
            "such as 2026-05. You can add the day: 2026-05-17. The latest that fits here is 2026-11.",
        ),
    ],
    ids=["form", "precision", "bound"],
)
def test_what_is_no_date_is_refused_with_how_to_type_one(more: str, typed: str, told: str) -> None:
    """Q-6."""
    ui = stopped(questionnaire(DATE % (more or "label: When")), typed)
    assert " ".join(ui.texts).endswith(told)


def test_a_time_is_typed_in_either_clock() -> None:
    """Q-5, Q-6."""
    content = questionnaire(DATE.replace("date", "time") % "earliest: 05:00")
    interview, _ = asked(content, "7:30 pm", "q")
    assert interview.said["one"].answer == Entered("19:30")
    early = stopped(content, "04:59")
    assert " ".join(early.texts).endswith("such as 07:30 or 7:30 pm. The earliest that fits here is 05:00.")


def test_a_number_says_what_may_be_typed_with_its_unit() -> None:
    """Q-6."""
    assert stopped(questionnaire(DECIMALS)).prompts[0].startswith("0-9000 kg, ")
    unbounded = DECIMALS.replace(", least: 0, most: 9000", "")
    assert stopped(questionnaire(unbounded)).prompts[0].startswith("a number (kg), ")
    assert stopped(questionnaire(unbounded.replace(", unit: kg", ""))).prompts[0].startswith("a number, ")


def test_a_number_without_bounds_is_refused_with_the_bounds_of_the_program() -> None:
    """Q-6: never "from None to None"."""
    ui = stopped(questionnaire("items:\n  - {id: one, type: number, ask: How many?}\n"), "many")
    assert ui.texts[3:] == ["Please type a whole number from -9999999 to 9999999."]


@pytest.mark.parametrize(
    ("typed", "text"), [("exit", "exit"), ("skip", "skip"), ("why", "why"), ("'x", "x"), ("'", "'")]
)
def test_in_a_text_only_exact_single_letters_are_keys(typed: str, text: str) -> None:
    """Q-5: and `'x` gives the letter."""
    interview, ui = asked(questionnaire("items:\n  - {id: one, type: text, ask: What is it?}\n"), "?", typed, "q")
    assert interview.said["one"].answer == Entered(text)
    assert words().say("text-keys") in ui.said


def test_prefer_not_to_say_not_sure_and_does_not_apply_are_three_answers() -> None:
    """Q-7: stored apart, and told apart in the result."""
    content = questionnaire(
        "items:\n"
        "  - {id: skipped, ask: Is it so?, options: unsure}\n"
        "  - {id: unsure, ask: Is it so now?, options: unsure}\n"
        "  - {id: other, ask: How much is it?, options: applies}\n"
        "scales: [{id: sum, title: Sum, sum-of: [skipped, unsure, other]}]\n"
    )
    interview, ui = asked(content, "s", "3", "3", "")
    answers = {item: said.answer for item, said in interview.said.items()}
    assert answers == {"skipped": Declined(), "unsure": Chosen("not-sure"), "other": Chosen("not-mine")}
    found = result_json(conclude(interview, talk(ui).directory), words())
    assert found["declined"] == ["skipped"]
    assert all("s skip" in prompt for prompt in ui.prompts[:3])


def test_back_shows_the_earlier_answer_and_keeps_it_unless_it_is_changed() -> None:
    """Q-8: as far as question 1, and `k` keeps."""
    interview, ui = asked(three(), "2", "3", "b", "b", "b", "k", "1", "q")
    answers = {item: said.answer for item, said in interview.said.items()}
    assert answers == {"first": Chosen("monthly"), "second": Chosen("weekly"), "third": Chosen("never")}
    assert "Your earlier answer: Weekly" in ui.texts
    assert "Your earlier answer: Monthly" in ui.texts
    assert "This is the first question, so there is nothing to go back to." in ui.texts
    interview, _ = asked(three(), "2", "b", "4", "q")
    assert interview.said["first"].answer == Chosen("daily")


# Check your answers.


def test_the_review_lists_every_answer_and_a_number_changes_one_and_comes_straight_back() -> None:
    """Q-9: it says that nothing has been scored; Enter goes on."""
    interview, ui = asked(three(), "1", "s", "3", "2", "4", "")
    assert interview.status is Status.COMPLETED
    assert interview.said["second"].answer == Chosen("daily")
    assert ui.texts.count("Check your answers") == 2
    assert ui.said.count("To change an answer, type its number.") == 2
    assert "2. How often the second? skipped" in ui.texts
    assert "2. How often the second? Daily" in ui.texts
    assert ui.said.count("Question 3 of 3") == 1


def test_what_was_typed_ahead_of_the_review_is_thrown_away_after_it_is_shown_and_before_it_is_asked() -> None:
    """Q-9, L17."""
    _, ui = asked(three(), "1", "1", "1", "")
    assert ui.events[-3:] == ["show", "forget", "ask"]
    assert ui.events.count("forget") == 1


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        *((typed, "Please press Enter for your results, or type the number") for typed in ("4", "0", "y", "d", "done")),
        ("?", "Enter shows your results."), ("h", "Help lines"), ("r", "Check your answers"), ("b", "Question 3 of 3"),
    ],
)  # fmt: skip
def test_nothing_but_enter_goes_on_to_the_results(typed: str, seen: str) -> None:
    """Q-9."""
    interview, ui = asked(three(), "1", "1", "1", typed, "q")
    assert interview.status is Status.STOPPED
    assert seen in " ".join(ui.texts[21:])


def test_the_review_is_a_table_of_labels_and_answers() -> None:
    """Q-9, M11: in two columns where both fit, in one where only that does, in lines where a screen reader reads."""
    text = "items:\n" + "".join(
        f"  - {{id: {name}, ask: How often {name}?, label: The {name} one, options: how-often}}\n"
        for name in ("first", "second", "third")
    )
    two, one = (
        asked(questionnaire(text), "1", "2", "4", "", columns=columns, scrolls=False)[1].texts for columns in (80, 40)
    )
    assert "  1  The first one   Never                 3  The third one  Daily" in two
    assert "  2  The second one  Monthly" in two
    assert "  3  The third one   Daily" in one
    _, plain = asked(questionnaire(text), "1", "2", "4", "", plain=True)
    assert "3. The third one: Daily" in plain.texts


def test_the_whole_review_of_the_self_check_is_seen_at_once_in_a_window_of_80_by_24() -> None:
    """Q-9, M11: an Enter below it confirms nothing that was not seen."""
    ui = Script("1", "2", "5", "1", "1", *["5"] * 11, "1", "5", "5", "5", "6", "7", "q", scrolls=False)
    talk(ui).interview(start(shipped("signs")))
    page = ui.texts[ui.texts.index("Check your answers") :]
    assert len(screens(Page(tuple(map(Line, page))), ui.columns, ui.rows - 1)) == 1
    assert max(map(wcswidth, page)) <= ui.columns
    assert sum("How ready" in line for line in page) == 1


def test_where_answers_are_hidden_no_page_shows_one() -> None:
    """Q-15, H8: neither the earlier answer of a question, nor the review, nor the subject above a question."""
    ui = Script("1", "2", "5", "1", "b", "1", "2", "", "", scrolls=False)
    ui.hides = True
    sat = talk(ui).run(shipped("signs"))
    assert sat.ending is Ending.DONE
    answers = ui.texts[ui.texts.index("Check your answers") :]
    assert "Your earlier answer" not in ui.said
    assert not any("Alcohol" in line for line in ui.texts if not line.startswith("  "))
    assert not any("Yes" in line or "No," in line for line in answers)
    assert sum(line.count("answered") for line in answers) == 5
    assert words().say("after-worked-out") not in ui.said


@pytest.mark.parametrize("hides", [False, True])
def test_the_review_names_what_was_skipped(hides: bool) -> None:
    """Q-5: that a question was skipped is no answer, so it is not hidden."""
    ui = Script("1", "s", "g", "5", "1", "2", "", "", scrolls=False)
    ui.hides = hides
    assert talk(ui).run(shipped("signs")).ending is Ending.DONE
    answers = ui.texts[ui.texts.index("Check your answers") :]
    assert sum("skipped" in line for line in answers[:12]) == 1


def test_a_change_that_takes_later_answers_off_the_path_says_so_first() -> None:
    """Q-12: with their number; `n` leaves everything as it was."""
    text = "items:\n  - {id: any, ask: Is there any?, options: yes-no}\n" + "".join(
        f"  - {{id: {name}, ask: How often {name}?, options: how-often, only-if: {{item: any, is: yes}}}}\n"
        for name in ("one", "two")
    )
    lines = ["2", "1", "2", "1", "1"]
    interview, ui = asked(questionnaire(text), *lines, "", "n", "q")
    assert "If you change this, 2 later answers no longer fit and are dropped." in ui.said
    assert "Please type y or n." in ui.said
    assert len(interview.answers) == 3
    interview, ui = asked(questionnaire(text), *lines, "y", "")
    assert interview.answers == {"any": Chosen("no")}
    interview, ui = asked(questionnaire(text), "2", "1", "b", "b", "k", "q")
    assert "With this change" not in ui.said
    assert len(interview.answers) == 2


# Alerts and results.


def test_a_safety_answer_shows_its_card_at_once_and_again_first_in_the_results() -> None:
    """R-4: whatever the score; the numbers stand on it, and nothing goes on by itself."""
    ui = Script("1", "1", "", "9", "1", "h", "g", "5", "1", "2", "", "")
    sat = talk(ui).run(shipped("signs"))
    assert sat.ending is Ending.DONE
    assert sat.result is not None
    card = library().guidance["crisis-now"].title
    after = next(index for index, line in enumerate(ui.texts) if line.startswith("Question 3 of "))
    at = ui.texts.index(card)
    assert at < after
    assert "988" in " ".join(ui.texts[at:after])
    assert ui.texts.count("Please type g to go on, or q to stop.") == 3
    assert "988" in " ".join([line for line in ui.results if line][:3])


def test_a_card_is_shown_to_whoever_stops_since_the_answer_cannot_be_saved() -> None:
    """R-4: before the end, and nothing more is asked for."""

    steps: list[object] = []

    def full_after_one(events: object) -> None:
        steps.append(events)
        if len(steps) > 1:
            raise NotKept("The disk is full.")

    ui = Script("1", "1", "q", "q")
    sat = replace(talk(ui), target=full_after_one).interview(start(shipped("signs")))
    assert sat.interview.status is Status.STOPPED
    assert library().guidance["crisis-now"].title in ui.texts[ui.texts.index("The disk is full.") :]


def test_a_skipped_safety_question_shows_gentler_words() -> None:
    """R-4: and stopping there is offered."""
    interview, ui = asked(shipped("signs"), "1", "s", "q")
    assert interview.status is Status.STOPPED
    assert library().guidance["crisis-gentle"].title in ui.texts
    assert library().guidance["crisis-now"].title not in ui.texts


@pytest.mark.parametrize(("adult", "about"), [("1", "review-about"), ("2", "review-about-unscored")])
def test_the_review_speaks_of_scores_only_where_there_will_be_some(adult: str, about: str) -> None:
    """R-1: under 18 there are none."""
    _, ui = asked(shipped("signs"), "11", "2", "5", adult, "1", *["s"] * 20, "q", "q")
    assert words().say(about) in " ".join(ui.texts)


def test_nothing_is_asked_twice_before_the_results() -> None:
    """R-1, M6: Enter below the review shows them, and Enter below them is the end."""
    ui = Script(*["1"] * 12, "", "")
    sat = talk(ui).run(quiz())
    assert sat.ending is Ending.DONE
    assert sat.result is not None
    assert "Visits: 3 of 18." in " ".join(ui.results)
    assert ui.texts[-1] == words().say("done")


def test_after_the_result_each_part_can_be_read_a_page_saved_and_everything_answered_again() -> None:
    """R-1: the menu comes back after each; a calm line for anything else."""
    pages: list[str] = []
    ui = Script(*["1"] * 12, "", "x1", "h", "9", "3", "4", "", "4", "page.html", "5", "2", "1", *["2"] * 10, "", "")
    sat = talk(ui, pages=pages).run(quiz())
    assert sat.ending is Ending.DONE
    assert pages == ["page.html"]
    assert ui.said.count(words().say("not-range", count=5)) == 2
    assert "robin" in " ".join(ui.results)
    assert sat.result is not None
    assert sat.result.answers["robin"] == Chosen("one-day")
    assert ui.texts[-1] == words().say("done")


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), ValueError("embedded null byte"), ScreeningError("page exists.")]
)
def test_a_page_that_cannot_be_saved_says_why_and_loses_nothing(error: Exception) -> None:
    """L4: without a path of ours and without an answer; another name can be tried."""

    def failing(document: Document, path: str) -> str:
        assert document.sections
        if path == "bad.html":
            raise error
        return f"Saved to {path}."

    ui = Script(*["1"] * 12, "", "4", "bad.html", "good.html", "")
    assert replace(talk(ui), save_page=failing).run(quiz()).ending is Ending.DONE
    reason = getattr(error, "strerror", None) or str(error)
    assert words().say("not-saved", reason=reason) in ui.texts
    assert "Saved to good.html." in ui.texts


@pytest.mark.parametrize("error", [NotKept("The disk is full."), RecordLocked("It is open in another window.")])
def test_answers_that_cannot_be_saved_when_somebody_stops_stay(error: Exception) -> None:
    """L4: the reason is told, and it can be tried again, or gone back."""
    tried: list[int] = []

    def save(_: Talk, interview: Interview) -> None:
        tried.append(len(interview.said))
        if len(tried) < 3:
            raise error

    ui = Script("1", "1", "q", "save", "b", "1", "q", "save", "save")
    sat = replace(talk(ui), save_stopped=save).run(quiz())
    assert (sat.ending, sat.saved, tried) == (Ending.STOPPED, Saved.ALL, [2, 3, 3])
    assert ui.texts.count(str(error)) == 2


@pytest.mark.parametrize("typed", ["", "b", "q"])
def test_a_page_has_a_name_suggested_and_can_be_left_unsaved(typed: str) -> None:
    """L4: the name tells nothing of an answer."""

    def failing(document: Document, path: str) -> str:
        raise AssertionError(document, path)

    ui = Script(*["1"] * 12, "", "4", typed, "")
    assert replace(talk(ui), save_page=failing).run(quiz()).ending is Ending.DONE
    assert words().say("save-about", day=talk(ui).result_reports.today) in ui.said


@pytest.mark.parametrize("hides", [False, True])
def test_the_result_can_stay_in_the_window_but_not_where_answers_are_hidden(hides: bool) -> None:
    """A-1: what is chosen to stay is handed to the user interface; nothing else is."""
    ui = Script(*["1"] * 12, "", "6", scrolls=False)
    ui.pauses, ui.hides = True, hides
    sat = talk(ui).run(quiz()) if not hides else None
    if hides:
        with pytest.raises(EndOfInput):
            talk(ui).run(quiz())
    assert any("Visits" in line.text for line in ui.stays) == (sat is not None)


def test_the_end_of_input_ends_the_conversation_wherever_it_is() -> None:
    """L13: nobody asks twice."""
    for lines in ([], ["1"], ["1"] * 12, [*["1"] * 12, ""], [*["1"] * 12, "", "4"]):
        with pytest.raises(EndOfInput):
            talk(Script(*lines)).run(quiz())


# Every width, every user interface.


def everything_said(name: str, columns: int, *, plain: bool, rows: int = 24, scrolls: bool = True) -> Script:
    """A whole conversation that sees every kind of line: refusals, cards, a change, the review, results, answers."""
    aside = ["", "?", "h", "r"]
    lines = ["2", "g", "1 3", "q", "g", "g", "1", *aside, "9", "", "taking kratom", "1", "2"]
    ui = Script(*lines, columns=columns, rows=rows, plain=plain, scrolls=scrolls)
    ui.lines = _forever(lines)
    speaker = talk(ui)
    speaker.greet(check_text(shipped(name), words()), *whom_to_call(speaker.directory, words()))
    speaker.run(shipped(name))
    return ui


def _forever(_: list[str]) -> Iterator[str]:
    """Whatever is asked, some line of these fits; in the end the results are seen, and it is done."""
    yield from ["", "?", "h", "", "9", "?", "taking kratom", "1", "g", "?", "5", "1"]
    yield from ["1", "?", "3", *["3", "2", "1", "2", "1"] * 3, "s", "s", "s", "1", "n"]
    yield from ["h", "n", "k", "", "4", ""] * 20


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("plain", [False, True], ids=["terminal", "plain"])
@pytest.mark.parametrize("name", library().names)
def test_no_line_is_wider_than_the_window_and_no_word_is_split(name: str, columns: int, plain: bool) -> None:
    """A-5: at most 80 columns of text; every option is complete; prompts fit with what is typed after them."""
    ui = everything_said(name, columns, plain=plain)
    lines = [*ui.texts, *ui.results]
    assert words().say("after-again") in ui.said
    assert max(map(wcswidth, lines)) <= min(columns, 80)
    assert max(map(wcswidth, ui.prompts)) <= columns
    item = shipped(name).by_id["safety"]
    assert item.ask in ui.said
    for number, option in enumerate(item.options, 1):
        assert f"{number}. {option.text}" in ui.said
    whole = {word for text in (item.ask, *(option.text for option in item.options)) for word in text.split()}
    assert {word for word in whole if len(word) <= columns - 5} <= {word for line in lines for word in line.split()}


@pytest.mark.parametrize("seed", range(15))
@pytest.mark.parametrize("name", [*library().names, "quiz"])
def test_typed_lines_and_json_lines_give_the_same_result(name: str, seed: int) -> None:
    """CLI-2, Q-8, Q-12: for people who go back, change, keep and skip at random."""
    content = quiz() if name == "quiz" else shipped(name)
    steps = list(sitting(content, seed))
    ui = Script(*(line for step in steps for line in step.typed), "no more")
    speaker = talk(ui, quiet=True)
    sat = speaker.run(content)
    assert sat.ending is Ending.DONE
    assert isinstance(sat.result, Result)
    assert list(ui.lines) == ["no more"]
    said: list[dict[str, object]] = []
    moves = (json.dumps(step.move).encode() for step in steps)
    assert converse(content, speaker.directory, words(), moves, said.append) is Status.COMPLETED
    assert said[-1] == {"result": result_json(sat.result, words())}


def test_the_people_at_random_do_everything_that_they_are_meant_to() -> None:
    """The sittings above and in the score card go back, keep, change, skip, and lose answers by a change."""
    steps = [step for name in library().names for seed in range(15) for step in sitting(shipped(name), seed)]
    typed = {line for step in steps for line in step.typed}
    assert {"b", "k", "s", "g", "y", ""} <= typed
    assert {key for step in steps for key in step.move} == {"answer", "decline", "back", "go_to", "go_on", "submit"}


@pytest.mark.parametrize("module", ["talk", "plain", "prompt_line", "rich_terminal"])
def test_no_mouth_has_a_clock(module: str) -> None:
    """Q-14: no time limit, nothing that moves on by itself, no sound."""
    text = (Path(screening.__file__).parent / "conversation" / f"{module}.py").read_text(encoding="utf-8")
    tree = ast.parse(text)
    imports = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imports |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not imports & {"time", "threading", "sched", "datetime"}
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not names & {"alarm", "setitimer", "call_later", "sleep", "bell", "Timer"}
    assert "\\a" not in text


def test_yes_and_no_have_their_keys_and_two_options_are_named_both() -> None:
    two = questionnaire('items: [{id: any, ask: "Is there any?", options: yes-no}]')
    for typed, code in (("y", "yes"), ("N", "no"), ("yes", "yes")):
        interview, _ = asked(two, typed, "")
        assert interview.answers == {"any": Chosen(code)}
    _, ui = asked(two, "3", "q")
    assert "Please type 1 or 2." in ui.said
