"""What to ask next: journeys that read as a person's story, and a machine that tries every move."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from screening.engine import interview
from screening.engine.accepting import accept
from screening.engine.interview import Interview, Move, Status, start
from screening.errors import AnswerNotAccepted, MoveNotAllowed
from screening.model.answers import Answer, Chosen, Declined, Entered
from screening.model.questionnaire import Item, Questionnaire
from tests.conftest import SKIP, answers, questionnaire, shipped
from tests.evaluated import score
from tests.generated import partial_answers, questionnaires
from tests.oracle import every_answer

HOBBIES = questionnaire("""
items:
  - id: safety
    ask: In the past two weeks, any thoughts of hurting yourself
    options: yes-no
  - id: using
    ask: What would you like to look at
    options:
      - {code: drinking, text: Drinking, words: {using: drinking}}
      - {code: gambling, text: Gambling, words: {using: gambling}}
      - {code: other, text: Something else, words: {using: {from: own, else: doing this}}}
    words-if-declined: {using: doing this}
  - {id: own, ask: What do you call it, type: text, most: 12, only-if: {item: using, is: other}}
  - {id: note, type: note, ask: "Now about {using}."}
  - {id: often, ask: "How often was it {using}", options: how-often}
  - {id: harm, ask: "Any harm from {using}", options: yes-no, only-if: {item: often, is-not: never}}
  - {id: sleep, ask: Do you sleep well, options: yes-no}
  - {id: days, ask: On how many days, type: number, least: 0, most: 7, only-if: {scale: points, at-least: 2}}
scales:
  - {id: points, title: Points, sum-of: [often, harm]}
critical-items:
  - {id: self-harm, if: {item: safety, is: yes}, guidance: []}
  - {id: often-harmed, if: {item: harm, is: yes}, show: with-results, guidance: []}
""")


def said(sitting: Interview, *given_answers: str | int | Answer) -> Interview:
    """The sitting after these answers: a code, a number, or an Answer as it is."""
    for one in given_answers:
        answer = Chosen(one) if isinstance(one, str) else Entered(one) if isinstance(one, int) else one
        sitting = sitting.answer(answer)
    return sitting


def now(sitting: Interview) -> str | None:
    """The id of the question now."""
    return sitting.item.id if sitting.item else None


def ids(sitting: Interview) -> list[str]:
    return [item.id for item in sitting.path]


# Journeys.


def test_somebody_answers_from_the_first_question_to_the_last_and_submits() -> None:
    sitting = start(HOBBIES)
    asked = []
    for answer in ("no", "drinking", "weekly", "yes", "no", 5):
        asked.append(now(sitting))
        sitting = said(sitting, answer)
    assert asked == ["safety", "using", "often", "harm", "sleep", "days"]
    assert sitting.moves == (Move.SUBMIT, Move.BACK, Move.GO_TO, Move.STOP)
    assert sitting.submit().status is Status.COMPLETED


def test_somebody_who_never_does_it_is_not_asked_about_harm() -> None:
    assert now(said(start(HOBBIES), "no", "drinking", "never")) == "sleep"


def test_somebody_who_prefers_not_to_say_is_asked_what_hangs_on_it() -> None:
    sitting = said(start(HOBBIES), "no", "drinking").decline()
    assert now(sitting) == "harm"


def test_somebody_goes_back_changes_an_answer_and_is_taken_to_the_first_open_question() -> None:
    sitting = said(start(HOBBIES), "no", "drinking", "never", "yes")
    sitting = said(sitting.go_to("often"), "daily")
    assert now(sitting) == "harm"


def test_somebody_goes_back_and_forth_and_their_answer_comes_back() -> None:
    sitting = said(start(HOBBIES), "no", "drinking", "weekly", "yes")
    away = said(sitting.go_to("often"), "never")
    again = said(away.go_to("often"), "weekly")
    assert "harm" not in away.answers
    assert again.answers == sitting.answers


def test_answers_off_the_path_are_dropped_only_on_submit() -> None:
    sitting = said(start(HOBBIES), "no", "drinking", "weekly", "yes", "no", 5)
    sitting = said(sitting.go_to("often"), "never")
    kept, submitted = set(sitting.said), set(sitting.submit().said)
    assert {"harm", "days"} <= kept
    assert submitted == {"safety", "using", "often", "sleep"}


def test_somebody_stops_and_what_was_said_so_far_stands() -> None:
    sitting = said(start(HOBBIES), "no", "drinking").stop()
    assert (sitting.status, now(sitting), sitting.moves) == (Status.STOPPED, None, ())
    assert sitting.answers == answers(safety="no", using="drinking")


def test_at_the_review_an_answer_can_be_looked_at_again() -> None:
    sitting = said(start(HOBBIES), "no", "drinking", "never", "yes")
    assert (now(sitting), now(sitting.back()), now(sitting.go_to("using"))) == (None, "sleep", "using")


def test_going_back_twice_is_two_questions_back() -> None:
    sitting = said(start(HOBBIES), "no", "drinking", "weekly")
    assert now(sitting.back().back()) == "using"


def test_an_answer_can_be_kept_as_it_stands() -> None:
    sitting = said(start(HOBBIES), "no", "drinking", "weekly")
    kept = sitting.back().keep()
    assert (now(kept), kept.answers) == (now(sitting), sitting.answers)


def test_there_is_nothing_to_keep_before_the_first_answer() -> None:
    with pytest.raises(MoveNotAllowed):
        start(HOBBIES).keep()


def test_one_can_go_only_to_a_question_that_has_been_answered() -> None:
    with pytest.raises(MoveNotAllowed):
        said(start(HOBBIES), "no").go_to("sleep")


def test_the_old_sitting_still_stands_after_a_move() -> None:
    sitting = start(HOBBIES)
    said(sitting, "no")
    assert (now(sitting), dict(sitting.answers)) == ("safety", {})


# Alerts.


def test_an_alert_comes_with_the_answer_and_only_going_on_and_stopping_are_possible_then() -> None:
    sitting = said(start(HOBBIES), "yes")
    assert [one.id for one in sitting.alerts] == ["self-harm"]
    assert sitting.moves == (Move.GO_ON, Move.STOP)


def test_after_an_alert_one_goes_on_with_the_next_question() -> None:
    sitting = said(start(HOBBIES), "yes").go_on()
    assert (sitting.alerts, now(sitting)) == ((), "using")


def test_an_alert_does_not_come_again_for_the_same_answer() -> None:
    sitting = said(start(HOBBIES), "yes").go_on()
    assert sitting.back().keep().alerts == ()


def test_an_alert_comes_again_after_another_answer_in_between() -> None:
    sitting = said(start(HOBBIES), "yes").go_on()
    sitting = said(said(sitting.back(), "no").back(), "yes")
    assert [one.id for one in sitting.alerts] == ["self-harm"]


def test_what_is_shown_with_the_results_does_not_interrupt() -> None:
    sitting = said(start(HOBBIES), "no", "drinking", "weekly", "yes")
    assert (sitting.alerts, [one.id for one in sitting.critical]) == ((), ["often-harmed"])


def test_stopping_at_an_alert_ends_the_sitting() -> None:
    sitting = said(start(HOBBIES), "yes").stop()
    assert (sitting.alerts, sitting.status) == ((), Status.STOPPED)


# The person's own words.


def test_questions_use_the_words_of_the_answer() -> None:
    sitting = said(start(HOBBIES), "no", "gambling")
    assert sitting.item is not None
    assert sitting.fill(sitting.item.ask) == "How often was it gambling"


@pytest.mark.parametrize(("own", "words"), [(Entered("knitting"), "knitting"), (Declined(), "doing this")])
def test_questions_use_what_somebody_typed_or_the_words_for_when_they_did_not(own: Answer, words: str) -> None:
    assert said(start(HOBBIES), "no", "other", own).words == {"using": words}


def test_questions_use_their_own_words_for_a_declined_answer() -> None:
    assert said(start(HOBBIES), "no", SKIP).words == {"using": "doing this"}


def test_nothing_is_filled_in_before_the_answer() -> None:
    assert start(HOBBIES).fill("About {using}") == "About {using}"


def test_only_declared_names_are_filled_and_every_other_brace_is_literal() -> None:
    sitting = said(start(HOBBIES), "no", "drinking")
    assert sitting.fill("{using} {other} {0} {} {using.x} }{") == "drinking {other} {0} {} {using.x} }{"


def test_braces_in_somebodys_own_words_are_not_filled_in_their_turn() -> None:
    found = questionnaire("""
items:
  - id: one
    ask: One
    options:
      - {code: typed, text: Typed, words: {first: {from: own, else: this}}}
      - {code: not, text: Not, words: {first: this}}
  - {id: own, ask: In your words, type: text}
  - {id: two, ask: Two, options: [{code: a, text: A, words: {second: secret}}, {code: b, text: B, words: {second: b}}]}
""")
    sitting = said(start(found), "typed", Entered("{second}"), "a")
    assert sitting.fill("{first}") == "{second}"


def test_when_the_words_change_the_questions_worded_with_them_are_open_again_and_the_old_answer_is_shown() -> None:
    sitting = said(start(HOBBIES), "no", "drinking", "weekly", "no", "yes")
    sitting = said(sitting.go_to("using"), "gambling")
    assert (now(sitting), sitting.standing) == ("often", Chosen("weekly"))
    assert set(sitting.answers) == {"safety", "using", "sleep"}  # sleep is asked in the same words


def test_an_answer_to_changed_words_counts_once_it_is_confirmed() -> None:
    sitting = said(start(HOBBIES), "no", "drinking", "weekly", "no", "yes")
    sitting = said(sitting.go_to("using"), "gambling").keep()
    assert (now(sitting), sitting.answers["often"]) == ("harm", Chosen("weekly"))


def test_when_the_old_words_come_back_the_answers_count_again() -> None:
    sitting = said(start(HOBBIES), "no", "drinking", "weekly", "no", "yes")
    again = said(said(sitting.go_to("using"), "gambling").go_to("using"), "drinking")
    assert again.answers == sitting.answers


def test_a_change_in_typed_words_opens_the_questions_too() -> None:
    sitting = said(start(HOBBIES), "no", "other", Entered("knitting"), "weekly")
    sitting = said(sitting.go_to("own"), Entered("sewing"))
    assert (now(sitting), sitting.standing) == ("often", Chosen("weekly"))


def test_a_question_before_the_typed_words_can_be_answered_again_after_them() -> None:
    found = questionnaire("""
items:
  - id: using
    ask: What
    options:
      - {code: other, text: Other, words: {using: {from: own, else: doing this}}}
      - {code: none, text: None, words: {using: nothing}}
  - {id: often, ask: "How often was it {using}", options: how-often}
  - {id: own, ask: What do you call it, type: text}
""")
    sitting = said(start(found), "other", "daily", Entered("knitting"))
    assert now(said(sitting.go_to("often"), "never")) is None


def test_a_question_that_uses_its_own_words_can_be_answered_again() -> None:
    found = questionnaire("""
items:
  - id: using
    ask: "What would you call it, if not {using}"
    options: [{code: a, text: A, words: {using: drinking}}, {code: b, text: B, words: {using: gambling}}]
  - {id: often, ask: How often, options: how-often}
""")
    sitting = said(start(found), "a", "daily").go_to("using")
    assert now(said(sitting, "b")) is None


def test_no_more_than_forty_characters_of_typed_words_are_put_into_questions() -> None:
    found = questionnaire("""
items:
  - id: using
    ask: What
    options: [{code: other, text: O, words: {using: {from: own, else: this}}}, {code: a, text: A, words: {using: a}}]
  - {id: own, ask: What do you call it, type: text}
""")
    sitting = said(start(found), "other", Entered("x" * 41))
    assert sitting.fill("{using}") == "x" * 40


def test_somebody_is_told_which_answers_a_change_would_drop() -> None:
    sitting = said(start(HOBBIES), "no", "drinking", "weekly", "yes", "yes").go_to("using")
    drops = [sitting.would_drop(Chosen(code)) for code in ("gambling", "drinking")]
    assert drops == [("often", "harm"), ()]


def test_what_an_answer_would_drop_is_not_told_of_an_answer_that_is_not_accepted() -> None:
    with pytest.raises(AnswerNotAccepted):
        start(HOBBIES).would_drop(Chosen("perhaps"))


# Notes, numbers, progress.


def test_a_note_travels_with_the_next_question_in_the_persons_words() -> None:
    sitting = said(start(HOBBIES), "no", "drinking")
    assert (now(sitting), sitting.notes) == ("often", ("Now about drinking.",))


def test_a_note_is_not_shown_again_with_the_question_after() -> None:
    assert said(start(HOBBIES), "no", "drinking", "weekly").notes == ()


def test_there_are_no_notes_at_the_review() -> None:
    assert said(start(HOBBIES), "no", "drinking", "never", "yes").notes == ()


NOTES = questionnaire("""
items:
  - {id: first, type: note, ask: Welcome.}
  - {id: drinks, ask: Do you drink, options: yes-no}
  - {id: only-some, type: note, ask: A word to those who drink., only-if: {item: drinks, is: yes}}
  - {id: wine, ask: Wine, options: yes-no, only-if: {item: drinks, is: yes}}
  - {id: last, type: note, ask: Nearly done.}
  - {id: end, ask: Anything else, options: yes-no}
""")


@pytest.mark.parametrize(
    ("given_answers", "notes"),
    [
        ([], ("Welcome.",)),
        (["yes"], ("A word to those who drink.",)),
        (["yes", "no"], ("Nearly done.",)),
        (["no"], ("Nearly done.",)),
    ],
)
def test_notes_gather_from_one_question_that_is_asked_to_the_next(given_answers: list[str], notes: tuple[str]) -> None:
    assert said(start(NOTES), *given_answers).notes == notes


@pytest.mark.parametrize(
    ("given_answers", "number", "progress"),
    [
        ([], 1, (0, 7)),
        (["no", "drinking"], 3, (2, 6)),  # no words of their own are asked for
        (["no", "drinking", "never"], 4, (3, 4)),
        (["no", "drinking", "never", "yes"], 4, (4, 4)),
    ],
)
def test_a_question_has_a_place_among_those_that_are_asked(
    given_answers: list[str], number: int, progress: tuple[int, int]
) -> None:
    sitting = said(start(HOBBIES), *given_answers)
    assert (sitting.number, sitting.progress) == (number, progress)


# What is accepted.

ACCEPTING = questionnaire("""
items:
  - {id: one, ask: One, options: how-often}
  - id: several
    ask: Several
    type: choices
    least: 2
    most: 3
    options:
      - {code: a, text: A}
      - {code: b, text: B}
      - {code: c, text: C}
      - {code: d, text: D}
      - {code: none, text: None of these, exclusive: yes}
  - {id: any, ask: Any, type: choices, options: [{code: a, text: A}, {code: b, text: B}]}
  - {id: days, ask: Days, type: number, least: 1, most: 31}
  - {id: from-five, ask: From five, type: number, least: 5}
  - {id: weight, ask: Weight, type: number, least: 0, most: 200, decimals: 1, unit: kg}
  - {id: cents, ask: Cents, type: number, decimals: 2}
  - {id: words, ask: Words, type: text, most: 10}
  - {id: long, ask: A long text, type: text}
""")


@pytest.mark.parametrize(
    ("item", "answer", "kept"),
    [
        ("one", Chosen("weekly"), Chosen("weekly")),
        ("one", Declined(), Declined()),
        ("several", Chosen("c", "a"), Chosen("a", "c")),  # in the order of the file
        ("several", Chosen("none"), Chosen("none")),  # whatever `least` says
        ("any", Chosen("b", "a"), Chosen("a", "b")),
        ("days", Entered(31), Entered(31)),
        ("from-five", Entered(9_999_999), Entered(9_999_999)),
        ("weight", Entered(Decimal("72.50")), Entered(Decimal("72.5"))),
        ("weight", Entered(Decimal("100.0")), Entered(100)),  # a whole number has one form only
        ("cents", Entered(Decimal("-0.25")), Entered(Decimal("-0.25"))),
        ("cents", Entered(Decimal("-0.00")), Entered(0)),
        ("words", Entered("  caf\u0065\u0301 \x1b[31m\t"), Entered("caf\u00e9")),
        ("long", Entered("x" * 200), Entered("x" * 200)),
    ],
)
def test_an_answer_is_kept_in_order_and_clean(item: str, answer: Answer, kept: Answer) -> None:
    found = accept(ACCEPTING.by_id[item], answer)
    assert found == kept
    assert str(getattr(found, "value", "")) == str(getattr(kept, "value", ""))


@pytest.mark.parametrize(
    ("item", "answer", "reason", "facts"),
    [
        ("one", Chosen("sometimes"), "unknown-option", {"most": 4}),
        ("one", Chosen(), "unknown-option", {"most": 4}),
        ("one", Chosen("never", "daily"), "one-only", {"most": 4}),
        ("one", Entered(2), "not-choice", {}),
        ("one", Entered("weekly"), "not-choice", {}),
        ("several", Chosen("a", "a"), "unknown-option", {"most": 5}),
        ("several", Chosen("a", "x"), "unknown-option", {"most": 5}),
        ("several", Chosen("a", "none"), "exclusive", {"option": 5}),
        ("several", Chosen("a"), "how-many", {"least": 2, "most": 3}),
        ("several", Chosen("a", "b", "c", "d"), "how-many", {"least": 2, "most": 3}),
        ("any", Chosen(), "unknown-option", {"most": 2}),
        ("days", Entered(0), "number-range", {"least": 1, "most": 31}),
        ("days", Entered(32), "number-range", {"least": 1, "most": 31}),
        ("days", Entered("7"), "not-number", {}),
        ("days", Entered(True), "not-number", {}),
        ("days", Chosen("7"), "not-number", {}),
        ("from-five", Entered(4), "number-range", {"least": 5, "most": 9_999_999}),
        ("from-five", Entered(10_000_000), "number-range", {"least": 5, "most": 9_999_999}),
        ("days", Entered(Decimal("1.5")), "number-decimals", {"most": 0}),
        ("weight", Entered(Decimal("72.55")), "number-decimals", {"most": 1}),
        ("weight", Entered(Decimal("200.1")), "number-range", {"least": 0, "most": 200}),
        ("weight", Entered(Decimal("NaN")), "number-range", {"least": 0, "most": 200}),
        ("weight", Entered(Decimal("Infinity")), "number-range", {"least": 0, "most": 200}),
        ("cents", Entered(Decimal("1e300")), "number-range", {"least": -9_999_999, "most": 9_999_999}),
        ("cents", Entered(Decimal("1e-300")), "number-decimals", {"most": 2}),
        ("words", Entered(" \x1b[2J "), "text-length", {"most": 10}),
        ("words", Entered("x" * 11), "text-length", {"most": 10}),
        ("words", Entered(7), "not-text", {}),
        ("long", Entered("x" * 201), "text-length", {"most": 200}),
    ],
)
def test_what_is_not_accepted_says_why_without_repeating_it(
    item: str, answer: Answer, reason: str, facts: dict[str, int]
) -> None:
    with pytest.raises(AnswerNotAccepted) as caught:
        accept(ACCEPTING.by_id[item], answer)
    assert (caught.value.reason, caught.value.facts) == (reason, facts)


def test_an_answer_that_is_not_accepted_moves_nothing() -> None:
    sitting = start(HOBBIES)
    with pytest.raises(AnswerNotAccepted):
        sitting.answer(Chosen("perhaps"))
    assert (now(sitting), sitting.said) == ("safety", {})


# Privacy.


def test_a_sitting_that_is_printed_shows_no_answer_and_no_alert() -> None:
    plain, alarmed = said(start(HOBBIES), "no"), said(start(HOBBIES), "yes")
    assert repr(plain) == repr(alarmed)


def test_what_was_said_is_not_printed_nor_the_words_it_was_asked_in() -> None:
    sitting = said(start(HOBBIES), "no", "other", Entered("knitting"), "weekly")
    assert "knitting" not in repr(sitting.said)


# Answers given from a file.


def test_answers_from_a_file_stand_as_if_they_had_been_given() -> None:
    walked = said(start(HOBBIES), "no", "other", Entered("knitting"), "weekly", "yes")
    assert interview.given(HOBBIES, walked.answers) == walked


def test_answers_from_a_file_off_the_path_do_not_count() -> None:
    sitting = interview.given(HOBBIES, answers(using="drinking", often="never", harm="yes"))
    assert set(sitting.answers) == {"using", "often"}


@given(questionnaires(), st.data())
def test_answers_from_a_file_score_as_they_do_without_a_sitting(found: Questionnaire, data: st.DataObject) -> None:
    given_answers = data.draw(partial_answers(found))
    sitting = interview.given(found, given_answers)
    assert score(found, sitting.answers) == score(found, given_answers)


# The machine: every move that is offered, in any order.


def every_move(sitting: Interview) -> dict[Move, Callable[[], Interview]]:
    """Each move with something to try it on."""
    return {
        Move.ANSWER: lambda: sitting.answer(Declined()),
        Move.DECLINE: sitting.decline,
        Move.BACK: sitting.back,
        Move.GO_TO: lambda: sitting.go_to(next(iter(sitting.answers), "nothing")),
        Move.GO_ON: sitting.go_on,
        Move.SUBMIT: sitting.submit,
        Move.STOP: sitting.stop,
    }


def answers_to(item: Item) -> list[Answer]:
    """Some answers to a question; two texts, so that words can change."""
    return [Entered("knitting"), Entered("sewing")] if item.type == "text" else list(every_answer(item))


class Sitting(RuleBasedStateMachine):
    """Somebody who answers, skips, goes back, changes their mind, and stops or submits at any point."""

    sitting: Interview

    @initialize(found=st.one_of(st.just(HOBBIES), st.just(shipped("signs")), questionnaires()))
    def begin(self, found: Questionnaire) -> None:
        self.sitting = start(found)

    def offered(self, move: Move) -> bool:
        return move in self.sitting.moves

    @precondition(lambda self: self.offered(Move.ANSWER))
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        item, before = self.sitting.item, self.sitting
        assert item is not None
        self.sitting = before.answer(data.draw(st.sampled_from(answers_to(item))))
        self.after_answering(item, before)

    @precondition(lambda self: self.offered(Move.DECLINE))
    @rule()
    def decline(self) -> None:
        item, before = self.sitting.item, self.sitting
        assert item is not None
        self.sitting = before.decline()
        self.after_answering(item, before)

    def after_answering(self, item: Item, before: Interview) -> None:
        assert item.id in self.sitting.answers, "an answer counts at once"
        if item.id not in before.said:
            assert len(self.sitting.path) <= len(before.path), "a new answer never brings more questions"
        fresh = {one.id for one in self.sitting.critical} - {one.id for one in before.critical}
        at_once = {one.id for one in self.sitting.critical if one.show == "at-once"}
        assert {one.id for one in self.sitting.alerts} == fresh & at_once, "alerts come at once, and once"

    @precondition(lambda self: self.offered(Move.BACK))
    @rule()
    def back(self) -> None:
        self.sitting = self.sitting.back()

    @precondition(lambda self: self.offered(Move.GO_TO))
    @rule(data=st.data())
    def go_to(self, data: st.DataObject) -> None:
        self.sitting = self.sitting.go_to(data.draw(st.sampled_from(sorted(self.sitting.answers))))

    @precondition(lambda self: self.offered(Move.GO_ON))
    @rule()
    def go_on(self) -> None:
        self.sitting = self.sitting.go_on()

    @precondition(lambda self: self.offered(Move.SUBMIT))
    @rule()
    def submit(self) -> None:
        before, self.sitting = self.sitting, self.sitting.submit()
        assert (self.sitting.status, self.sitting.answers) == (Status.COMPLETED, before.answers)
        assert self.sitting.said.keys() == before.answers.keys(), "only what counts is kept"

    @precondition(lambda self: self.offered(Move.BACK))
    @rule()
    def going_back_and_giving_the_same_answer_changes_nothing(self) -> None:
        before = self.sitting.back()
        if before.standing is not None and now(before) in before.answers:
            after = before.answer(before.standing)
            assert (after.said, after.answers, after.alerts) == (self.sitting.said, self.sitting.answers, ())

    @invariant()
    def what_is_offered_works_and_what_is_not_is_refused(self) -> None:
        for move, make in every_move(self.sitting).items():
            if self.offered(move):
                make()
            else:
                with pytest.raises(MoveNotAllowed):
                    make()

    @invariant()
    def the_question_now_is_on_the_path(self) -> None:
        assert now(self.sitting) is None or now(self.sitting) in ids(self.sitting)

    @invariant()
    def what_counts_was_said_and_is_on_the_path(self) -> None:
        assert self.sitting.answers.keys() <= self.sitting.said.keys() & set(ids(self.sitting))

    @invariant()
    def without_looking_back_the_question_now_is_the_first_open_one(self) -> None:
        if self.sitting.looking_at is None and self.sitting.status is Status.IN_PROGRESS:
            left = [item for item in ids(self.sitting) if item not in self.sitting.answers]
            assert now(self.sitting) == (left[0] if left else None)

    @invariant()
    def after_an_alert_there_is_only_going_on_and_stopping(self) -> None:
        if self.sitting.alerts:
            assert self.sitting.moves == (Move.GO_ON, Move.STOP)

    @precondition(lambda self: self.offered(Move.STOP))
    @rule(truly=st.sampled_from([False] * 19 + [True]))
    def stop(self, truly: bool) -> None:
        stopped = self.sitting.stop()
        assert (stopped.status, stopped.answers) == (Status.STOPPED, self.sitting.answers)
        self.sitting = stopped if truly else self.sitting

    @precondition(lambda self: not self.sitting.moves)
    @rule()
    def nothing_is_asked_any_more(self) -> None:
        assert (now(self.sitting), self.sitting.alerts) == (None, ())

    def teardown(self) -> None:
        """Wherever it stands, the interview can be finished."""
        sitting = self.sitting
        for _ in range(3 * len(sitting.questionnaire.items) + 3):
            if Move.SUBMIT in sitting.moves:
                sitting = sitting.submit()
            elif Move.GO_ON in sitting.moves:
                sitting = sitting.go_on()
            elif Move.DECLINE in sitting.moves:
                sitting = sitting.decline()
        assert sitting.status is not Status.IN_PROGRESS, "the interview can always be finished"


TestSitting = Sitting.TestCase


def test_nobody_is_asked_for_points_before_there_are_any() -> None:
    """The skip on a sum: with two points or more there is a last question."""
    few, many = (said(start(HOBBIES), "no", "drinking", how_often, "no", "yes") for how_often in ("monthly", "weekly"))
    assert (now(few), now(many)) == (None, "days")
    assert score(HOBBIES, many.answers)[0].value == Decimal(2)
