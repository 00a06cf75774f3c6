"""Scores in words, bars and tables: spans with their reasons, bands, cut-offs, each answer and its points."""

from __future__ import annotations

from screening.engine.results import Result
from screening.reports.document import Bar, Bars, Block, Bullets, Heading, Paragraph, Section, Table
from screening.reports.score_report import ScoreReports, without_score
from screening.reports.wording import number
from tests.conftest import questionnaire
from tests.people import HIGH, LOW, Told, everybody, result_of, said, words
from tests.reports.evenings import given, result
from tests.reports.makers import concluded_of

SCORES = ScoreReports(words())


def bars(section: Section) -> dict[str, str]:
    """What is said in words beside each bar."""
    return {block.label: block.words for block in section.blocks if isinstance(block, Bar)}


def told(blocks: tuple[Block, ...]) -> list[str]:
    """The texts of paragraphs, headings and lists."""
    found: list[str] = []
    for block in blocks:
        match block:
            case Paragraph(text) | Heading(text):
                found.append(text)
            case Bullets(items):
                found += items
    return found


def signs(found: Result, *, hand_out: bool = False) -> dict[str, str]:
    """The lines of the signs."""
    made = SCORES.signs(found, hand_out=hand_out)
    assert isinstance(made, Bars)
    return {bar.label: bar.words for bar in made.bars}


# A line for each sign.


def test_the_headlines_own_scale_has_no_bar() -> None:
    assert list(signs(result(given("weekly")))) == ["Control", "People", "The law", "Sleep", "Plain"]


def test_the_highest_answer_is_by_points_after_reversal() -> None:
    assert signs(result(given(longer="monthly", urge="daily")))["Control"] == "up to daily"
    assert signs(result(given(longer="daily", urge="daily")))["Control"] == "daily"  # neither is lower
    assert signs(result(given(longer="never", urge="monthly")))["Control"] == "monthly"  # no step between it and never
    assert signs(result(given(sleep="daily")))["Sleep"] == "daily"  # the lowest, since it counts the other way round
    assert signs(result(given(sleep="never")))["Sleep"] == "never"


def test_where_all_answers_are_the_lowest_it_is_that_one() -> None:
    assert signs(result(given()))["Control"] == "never"


def test_what_has_no_answer_is_said_beside_it() -> None:
    assert signs(result(given(urge=None)))["Control"] == "never, 1 skipped"
    assert signs(result(given(longer=None, urge=None)))["Control"] == "skipped"
    open_ = {item: answer for item, answer in given().items() if item != "urge"}
    assert signs(result(open_))["Control"] == "never, 1 not answered yet"
    open_ = {item: answer for item, answer in open_.items() if item != "longer"}
    assert signs(result(open_))["Control"] == "no answer yet"


def test_a_scale_that_is_not_named_by_its_highest_answer_has_points() -> None:
    assert signs(result(given("weekly")))["Plain"] == "4 of 6 points"
    assert signs(result(given("weekly", fights=None)))["Plain"] == "between 2 and 5 of 6 points, 1 skipped"


def test_a_page_to_take_away_has_no_private_sign_and_no_words_for_a_partly_private_one() -> None:
    found = signs(result(given("weekly")), hand_out=True)
    assert list(found) == ["Control", "Sleep", "Plain"]
    assert [one.title for one in SCORES.left_out(result(given("weekly")))] == ["People", "The law"]
    assert SCORES.left_out(result(given(fights=None, law=None))) == ()  # nothing was said that could be given away
    assert list(signs(result(given("weekly", adult="no")), hand_out=True)) == ["Control", "Sleep"]


def test_points_of_a_partly_private_scale_stay_where_it_is_not_named_by_its_highest_answer() -> None:
    source = questionnaire("""
items:
  - {id: one, ask: "One?", options: how-often}
  - {id: two, ask: "Two?", options: how-often, hand-out: no}
scales:
  - {id: total, title: Total, sum-of: [one, two]}
  - {id: alone, title: Alone, sum-of: [two]}
""")
    assert signs(concluded_of(source, {"one": "daily", "two": "never"}), hand_out=True) == {"Total": "3 of 6 points"}


def test_nothing_asked_gives_no_signs() -> None:
    assert SCORES.signs(result(given(using="friend"))) is None


# Every score.


def test_points_stand_with_their_scale() -> None:
    """R-5, A-10."""
    found = bars(SCORES.numbers(result(given("weekly"))))
    assert found["Control"] == "weekly (4 of 6 points)"
    assert found["Plain"] == "4 of 6 points"
    assert found["Signs"] == "4 of 4 points"


def test_a_skipped_question_makes_a_span_with_its_reason() -> None:
    """R-6."""
    found = bars(SCORES.numbers(result(given("weekly", urge=None))))
    assert found["Control"] == "weekly (between 2 and 5 of 6 points, because you skipped 1 question)"


def test_the_skipped_questions_of_a_count_are_questions_and_not_criteria() -> None:
    """Two questions behind one criterion."""
    source = questionnaire("""
items:
  - {id: one, ask: "One?", options: how-often}
  - {id: two, ask: "Two?", options: how-often}
  - {id: three, ask: "Three?", options: how-often}
scales:
  - id: count
    title: Count
    count-of:
      - {id: both, if: {any: [{item: one, is: daily}, {item: two, is: daily}]}, because: Either.}
      - {id: third, if: {item: three, is: daily}, because: Daily.}
""")
    found = bars(SCORES.numbers(concluded_of(source, {"one": None, "two": None, "three": "daily"})))
    assert found["Count"] == "between 1 and 2 of 2 points, because you skipped 2 questions"


def test_open_questions_are_told_apart_from_skipped_ones() -> None:
    answers = {item: answer for item, answer in given(longer=None).items() if item != "fights"}
    found = told(SCORES.numbers(result(answers)).blocks)
    reason = "because you skipped 1 question and 1 question is open"
    assert f"Plain: between 0 and 6 of 6 points, {reason}" in found


def test_every_span_of_everybody_is_told_with_both_ends_and_a_reason_and_every_number_alone() -> None:
    """R-6."""

    def holds(one: Told) -> bool:
        section = SCORES.numbers(one.result)
        said_of = bars(section) | dict(text.split(": ", 1) for text in told(section.blocks) if ": " in text)
        for score in one.result.scores:
            text, low, high = said_of[score.scale.title], number(score.span.low), number(score.span.high)
            if ("because" in text) != (f"between {low} and {high} of" in text) or ("because" in text) == (low == high):
                return False
            if f"of {number(score.reach.high)} points" not in text:
                return False
        return True

    assert [one for one in everybody() if not holds(one)] == []


def test_every_band_that_a_span_touches_is_named_with_its_range() -> None:
    """R-6."""
    found = told(SCORES.numbers(result(given(urge=None))).blocks)
    assert "That is: None counted (0 to 0), or Some (1 to 2)." in found
    found = told(SCORES.numbers(result(given(None))).blocks)
    band = "That is: None counted (0 to 0), or Some (1 to 2), or Many (3 to 4)."
    assert [one.endswith(band) for one in found if band in one] == [True]  # behind its points: no bar is drawn


def test_a_scale_without_a_score_says_why() -> None:
    found = result(given("weekly", using="gambling"))
    assert [(scale.id, because) for scale, because in without_score(found)] == [("count", "Gambling has no count.")]
    assert "Gambling has no count." in told(SCORES.numbers(found).blocks)
    assert without_score(result(given("weekly"))) == ()
    assert without_score(result(given(adult="no"))) == ()


def test_where_nothing_is_known_there_is_no_picture() -> None:
    found = SCORES.numbers(result(given(None)))
    assert list(bars(found)) == ["Sleep"]
    assert "Plain: between 0 and 6 of 6 points, because you skipped 2 questions" in told(found.blocks)


def test_outcomes_still_possible_are_listed_under_the_title_that_the_file_gives_them() -> None:
    found = told(SCORES.numbers(result(given("weekly", longer=None, urge=None, law=None))).blocks)
    assert found[-4:] == ["Which kind?", "More than one is still possible:", "High", "Low"]
    assert told(SCORES.numbers(result(given("weekly"))).blocks)[-2:] == ["Which kind?", "High"]


def test_without_points_the_signs_stand_in_words_with_the_reason() -> None:
    found = SCORES.numbers(result(given("weekly", adult="no")))
    assert found.title == "Your answers in words"
    assert told(found.blocks) == [
        "All of this is about today.",
        "This is about: Alcohol.",
        "No points for people under 18.",
    ]
    assert isinstance(found.blocks[-1], Bars)


def test_where_nothing_that_counts_is_asked_no_time_and_no_subject_are_told() -> None:
    (reason,) = SCORES.numbers(result(given(using="friend"))).blocks
    assert reason == Paragraph("Nothing was asked.")


def test_under_18_nobody_gets_a_count_points_or_bands() -> None:
    young = [one for one in everybody() if one.answers.get("adult") == "no"]
    assert len(young) > 20
    for one in young:
        assert not one.result.scores
        assert not one.result.outcomes
        assert not [block for block in SCORES.numbers(one.result).blocks if isinstance(block, Bar)]


CUT_OFFS = """
items:
  - {id: one, ask: "One?", options: how-often}
  - {id: two, ask: "Two?", options: unsure}
  - {id: age, type: number, ask: "How old?", least: 0, most: 120}
scales:
  - {id: turned, title: Turned, sum-of: [one], reversed: [one]}
  - id: total
    title: Total
    sum-of: [one, two]
    missing: {allow: 1, then: prorate, source: "Invented, p. 4"}
    cut-offs:
      - {at: 2, title: A line, source: "Invented, p. 1"}
      - {at: 4, source: "Invented, p. 2", if: {item: age, at-least: "65"}}
"""


def cut_offs(**answers: object) -> Result:
    """A result with published thresholds."""
    return concluded_of(questionnaire(CUT_OFFS), answers)


def test_a_cut_off_says_whether_it_is_met_for_whom_and_from_where() -> None:
    found = told(SCORES.numbers(cut_offs(one="weekly", two="no", age=70)).blocks)
    assert "At or above the cut-off of 2. A line. Source: Invented, p. 1" in found
    assert "Below the cut-off of 4. Source: Invented, p. 2 This cut-off is for: How old? at least 65." in found


def test_a_cut_off_that_the_span_lies_on_both_sides_of_is_open() -> None:
    found = told(SCORES.numbers(cut_offs(one="monthly", two=None, age=20)).blocks)
    assert "It is open whether the cut-off of 2 is reached. A line. Source: Invented, p. 1" in found


FEW = """
items:
  - {id: one, ask: "One?", options: how-often}
  - {id: two, ask: "Two?", options: how-often}
scales:
  - id: percent
    title: Percent
    sum-of: [one, two]
    times: 2.5
    cut-offs: [{at-most: 5, title: Little, source: "Invented, p. 1"}]
  - {id: mean, title: Mean, mean-of: [one, two], times: 3}
"""


def few(**answers: object) -> Result:
    """A result with a threshold that few points meet, of totals that are multiplied."""
    return concluded_of(questionnaire(FEW), answers)


def test_a_cut_off_for_few_points_says_on_which_side_of_it_the_score_lies() -> None:
    told_of = {second: told(SCORES.numbers(few(one="monthly", two=second)).blocks) for second in ("never", "daily")}
    assert "At or below the cut-off of 5. Little. Source: Invented, p. 1" in told_of["never"]
    assert "Above the cut-off of 5. Little. Source: Invented, p. 1" in told_of["daily"]
    open_ = told(SCORES.numbers(few(one="monthly", two=None)).blocks)
    assert "It is open whether this is at or below the cut-off of 5. Little. Source: Invented, p. 1" in open_


def test_a_total_that_is_multiplied_says_so_beside_the_points() -> None:
    for tabled in (False, True):
        found = told(SCORES.why(few(one="monthly", two="weekly"), tabled=tabled).blocks)
        assert found[:4] == [
            "Percent: 7.5 of 15 points",
            "The points below, multiplied by 2.5:",
            "One? Monthly (points: 1)",
            "Two? Weekly (points: 2)",
        ]
        assert "The mean of the points below, multiplied by 3:" in found


def test_a_prorated_figure_is_called_no_score() -> None:
    found = told(SCORES.numbers(cut_offs(one="weekly", two=None, age=20)).blocks)
    assert (
        "Going by the 1 of 2 questions that were answered: about 4. This is not a score. Source: Invented, p. 4"
        " Rounded to 2 decimals. A half is rounded up." in found
    )


def test_not_sure_is_a_reason_of_its_own() -> None:
    found = bars(SCORES.numbers(cut_offs(one="weekly", two="not-sure", age=20)))
    assert found["Total"] == "between 2 and 5 of 6 points, because you were not sure about 1 question"


def test_an_item_that_is_counted_the_other_way_round_says_so() -> None:
    found = told(SCORES.why(cut_offs(one="daily", two="no", age=20)).blocks)
    assert found[:3] == ["Turned: 0 of 3 points", "Counted the other way round:", "One? Daily (points: 0)"]


# Each answer.


def test_the_answers_are_a_table_of_label_answer_and_points() -> None:
    (table,) = SCORES.answers(result(given("weekly", urge=None, using="other", own="my own thing", matter=7))).blocks
    assert isinstance(table, Table)
    assert table.headings == ("Question", "Answer", "Points")
    assert ("Subject", "Something else", "") in table.rows
    assert ("Own words", "my own thing", "") in table.rows
    assert ("Longer", "Weekly", "2") in table.rows
    assert ("Urges", "skipped", "0 to 3") in table.rows
    assert ("How much it matters", "7", "") in table.rows


def test_without_points_the_table_has_none_and_what_is_not_asked_is_left_out() -> None:
    (table,) = SCORES.answers(result(given(using="friend"))).blocks
    assert isinstance(table, Table)
    assert table.headings == ("Question", "Answer")
    assert table.rows == (("Urgent", "None"), ("Adult", "Yes"), ("Subject", "A friend"))


def test_why_shows_each_answer_and_its_points() -> None:
    lines = told(SCORES.why(result(given("weekly", urge=None))).blocks)
    assert "Control: weekly (between 2 and 5 of 6 points, because you skipped 1 question)" in lines
    assert "Longer: Weekly (points: 2)" in lines
    assert "Urges: skipped (points: 0 to 3)" in lines
    assert "Weekly counts." in lines


def test_why_on_a_page_to_take_away_has_nothing_private() -> None:
    lines = " ".join(told(SCORES.why(result(given(law="daily")), hand_out=True).blocks))
    assert "trouble" not in lines
    assert "law" not in lines.lower()
    assert "1 of 4" not in lines  # the three that are listed have 0 points
    assert "People Fights: Never" in lines  # the points would tell


def test_the_shipped_signs_are_told_in_words() -> None:
    found = signs(result_of(said(level=LOW, craving="weekly", time_spent="monthly")))
    assert found["Loss of control"] == "up to weekly"
    assert {words_ for label, words_ in found.items() if label != "Loss of control"} == {"never"}
    assert len(signs(result_of(said(level=HIGH)))) == 5
