"""What a questionnaire must prove before people answer it. Each finding in words: see test_errors_gallery."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from screening.linter import Finding, Report, lint, lint_shared
from screening.linter.outline import in_words
from screening.linter.reading_level import grade, sentences, syllables, words
from screening.loading.library import Library
from screening.model.conditions import Condition
from screening.model.content import Wording
from tools.docs_errors import BESIDE, TODAY, WRONG

EVENING = (BESIDE / "evening.yaml").read_text(encoding="utf-8")
TRANSLATION = (WRONG / "translation" / "text-stale.yaml").read_text(encoding="utf-8")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """A copy of the small sound library, to be spoiled."""
    return Library(shutil.copytree(BESIDE, tmp_path / "questions"))


def put(library: Library, name: str, text: str) -> None:
    (library.folder / name).write_text(text, encoding="utf-8")


def changed(*pairs: tuple[str, str], text: str = EVENING) -> str:
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def report(library: Library, *pairs: tuple[str, str]) -> Report:
    """What the linter says to the sound questionnaire after these changes."""
    put(library, "evening.yaml", changed(*pairs))
    return lint(library, "evening", TODAY)


def found(library: Library, *pairs: tuple[str, str]) -> list[tuple[str, str]]:
    return [(finding.severity, finding.id) for finding in report(library, *pairs).findings]


ITEMS_END = "scales:\n"
EXAMPLES = "examples:\n"


# The report.


def test_a_sound_questionnaire_has_no_findings(library: Library) -> None:
    assert lint(library, "evening", TODAY).findings == ()
    assert not lint(library, "evening", TODAY).has_errors


def test_warnings_alone_are_no_errors(library: Library) -> None:
    one = report(library, ("hard to stop?", "hard to stop? Did you try?"))
    assert [finding.severity for finding in one.findings] == ["warning"]
    assert not one.has_errors


def test_a_file_that_does_not_load_gives_all_its_problems_as_findings_and_no_outline(library: Library) -> None:
    one = report(library, ("version: 1.0", "version: one"), ("language: en", "language: English"))
    assert [(finding.severity, finding.id, finding.line) for finding in one.findings] == [
        ("error", "refused", 4),
        ("error", "refused", 6),
    ]
    assert one.has_errors
    assert one.outline == ()


def test_a_questionnaire_is_named_or_given_by_its_path(library: Library) -> None:
    path = library.folder / "evening.yaml"
    assert lint(library, str(path), TODAY) == lint(library, "evening", TODAY)


def test_an_unknown_name_is_a_key_error(library: Library) -> None:
    with pytest.raises(KeyError):
        lint(library, "morning", TODAY)


def test_a_finding_reads_as_place_severity_and_words() -> None:
    assert str(Finding("warning", "a.yaml", 3, 7, "avoid", "Words.")) == "a.yaml:3:7: warning: Words."
    assert str(Finding("error", "a.yaml", 0, 0, "refused", "Words.")) == "a.yaml: error: Words."


def test_findings_stand_in_the_order_of_the_file(library: Library) -> None:
    one = report(
        library,
        ("how often did you drink in the evening?", "how often and/or when did you drink?"),
        ("title: Some signs", "title: You are low"),
        ("expect: {total: 0 low}", "expect: {total: 1 low}"),
    )
    lines = [finding.line for finding in one.findings]
    assert len(lines) == 3
    assert lines == sorted(lines)


def test_the_same_files_give_the_same_report(library: Library) -> None:
    assert lint(library, "evening", TODAY) == lint(Library(library.folder), "evening", TODAY)


# The outline.


def test_the_outline_shows_each_item_under_what_it_hangs_on_with_its_condition(library: Library) -> None:
    assert lint(library, "evening", TODAY).outline == (
        "Evening drinks (evening 1.0, en)",
        "",
        "  drinking: In the past 3 months, how often did you drink in the evening?",
        "    never 0 | weekly 1 | daily 2",
        "    stopping: How often was it hard to stop?",
        "      only if drinking is not never",
        "      never 0 | weekly 1 | daily 2",
        "",
        "Scales",
        "  total: Evening score, 0 to 4",
        "    sum of drinking, stopping",
        "    0 to 1 low: Few signs",
        "    2 to 4 raised: Some signs",
    )


def test_the_outline_shows_the_range_that_skips_leave(library: Library) -> None:
    """Only who says `weekly`, which is 1 point, is asked the second question: 4 points cannot come out."""
    weekly = "only-if: {all: [{item: drinking, is: weekly}, {item: drinking, declined: no}]}"
    one = report(
        library,
        ("only-if: {item: drinking, is-not: never}", weekly),
        ("to: 4", "to: 3"),
        ("answers: {drinking: daily, stopping: weekly}", "answers: {drinking: weekly, stopping: weekly}"),
        ("3 raised", "2 raised"),
    )
    assert one.findings == ()
    assert "  total: Evening score, 0 to 3" in one.outline


def test_the_outline_shows_how_parts_become_the_score_and_every_set_of_bands(library: Library) -> None:
    """L-5."""
    more = """\
  - id: graded
    title: Graded
    only-if: {item: drinking, answered: yes}
    no-score-because: It was skipped.
    sum-of: [total, drinking]
    points:
      total: [{from: 0, to: 1, is: 0}, {from: 2, to: 4, is: 2.5}]
      drinking: {daily: 7}
    missing: none-allowed
    decimals: 0
    round-first: yes
    band-sets:
      - {id: manual, title: the manual, source: Invented, bands: [{id: all, from: 0, to: 10, title: All}]}
  - id: several
    title: Several
    count-of: [{id: often, if: {item: drinking, is: daily}, because: Often.}]
"""
    lines = report(library, (EXAMPLES, more + EXAMPLES)).outline
    listed = lines[lines.index("  graded: Graded, 0 to 10") :]
    assert listed[:11] == (
        "  graded: Graded, 0 to 10",
        "    only if drinking is answered",
        "    sum of total, drinking",
        "    points of total: 0 to 1: 0, 2 to 4: 2.5",
        "    points of drinking: daily 7",
        "    rounded half-up to 0 decimals, before bands and cut-offs",
        "    bands of manual: the manual (Invented)",
        "      0 to 10 all: All",
        "  several: Several, 0 to 1",
        "    count of often",
        "      often: if drinking is daily",
    )


SETS = """\
    band-sets:
      - id: manual
        title: the manual
        source: Invented
        bands: [{id: low, from: 0, to: 2, title: Low}, {id: high, from: 3, to: 4, title: High}]
"""


def with_sets(library: Library, *expected: str) -> list[str]:
    """The findings where the total has a set of bands, and examples reach 0 and 3 points and expect that."""
    (few, some), (low, raised) = expected, ("total: 0 low", "total: 3 raised")
    changed = (EXAMPLES, SETS + EXAMPLES), (low, f"total: {few}"), (raised, f"total: {some}")
    return [str(finding) for finding in report(library, *changed).findings]


def test_an_example_expects_the_band_of_a_set(library: Library) -> None:
    """L-3."""
    assert with_sets(library, "0 low manual/low", "3 raised manual/high") == []


def test_another_band_of_a_set_than_the_example_expects_is_found(library: Library) -> None:
    (found,) = (line for line in with_sets(library, "0 low manual/high", "3 raised manual/high") if "expects" in line)
    assert "`0 low manual/high`" in found
    assert "`0 low manual/low`" in found


def test_a_band_that_is_in_no_set_is_found_with_those_that_are(library: Library) -> None:
    found = with_sets(library, "0 low manual/lo", "3 raised manual/high")
    assert any("`manual/lo`" in line and "`manual/low`" in line for line in found)


def test_a_band_of_a_set_that_no_example_reaches_is_found(library: Library) -> None:
    (found,) = with_sets(library, "0 low", "3 raised manual/high")
    assert "No example reaches band `manual/low` of scale `total`." in found


def test_the_outline_shows_everything_else_that_hangs_on_answers(library: Library) -> None:
    extra = """\
    bands-if: {item: drinking, answered: yes}
    no-bands-because: It was skipped.
    reversed: [stopping]
    cut-offs:
      - {at: 2, if: {item: drinking, is: daily}, source: "Invented, p. 3"}
no-scores-if:
  - {if: {item: drinking, declined: yes}, because: It was skipped.}
critical-items:
  - {id: daily, if: {item: drinking, is: daily}, guidance: [crisis-now]}
outcomes:
  - {id: any, if: {scale: total, at-least: 0}, title: Any}
guidance:
  - {show: [keep-low]}
  - {show: [crisis-now], if: {item: stopping, is: [weekly, daily]}}
"""
    number = "  - {id: age, type: number, least: 18, ask: How old are you?}\n"
    text = "  - {id: word, type: text, most: 40, ask: What do you call it?}\n"
    lines = report(library, (ITEMS_END, number.replace("?}", '"}').replace("How", '"How') + ITEMS_END)).outline
    assert "  age (number): How old are you" in lines
    assert "    from 18 to any" in lines
    quoted = text.replace("What do you call it?", '"What do you call it?"')
    lines = report(library, (ITEMS_END, quoted + ITEMS_END), (EXAMPLES, extra + EXAMPLES)).outline
    for line in (
        "    at most 40 characters",
        "    reversed: stopping",
        "    bands only if drinking is answered",
        "    cut-off 2 or more, if drinking is daily (Invented, p. 3)",
        "  if drinking is skipped",
        "  daily (at-once): if drinking is daily",
        "  any: if total is at least 0",
        "  keep-low: always",
        "  crisis-now: if stopping is weekly or daily",
    ):
        assert line in lines


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ({"item": "a", "is": "x"}, "a is x"),
        ({"item": "a", "is": ["x", "y"]}, "a is x or y"),
        ({"item": "a", "is-not": ["x", "y"]}, "a is not x nor y"),
        ({"item": "a", "at-least": "x"}, "a is at least x"),
        ({"scale": "a", "at-most": "3"}, "a is at most 3"),
        ({"item": "a", "answered": "no"}, "a is not answered"),
        ({"item": "a", "declined": "yes"}, "a is skipped"),
        (
            {"any": [{"item": "a", "is": "x"}, {"all": [{"item": "b", "is": "y"}, {"item": "c", "is": "z"}]}]},
            "a is x or (b is y and c is z)",
        ),
    ],
)
def test_a_condition_reads_as_plain_words(condition: dict[str, object], said: str) -> None:
    assert in_words(Condition.model_validate(condition)) == said


# What can never happen.


def test_what_a_decline_alone_makes_possible_is_told_apart(library: Library) -> None:
    """A decline leaves both tests unknown, so the item is asked then, and only then."""
    item = """\
  - id: alone
    ask: How often did you drink alone?
    options: how-often
    only-if: {all: [{item: drinking, is: weekly}, {item: drinking, is: CODE}]}
"""
    assert found(library, (ITEMS_END, item.replace("CODE", "daily") + ITEMS_END)) == [("error", "asked-if-declined")]
    assert found(library, (ITEMS_END, item.replace("CODE", "weekly") + ITEMS_END)) == []


def test_a_condition_that_only_a_decline_makes_true_can_hold(library: Library) -> None:
    critical = "critical-items:\n  - {id: skipped, if: {item: drinking, declined: yes}, guidance: [crisis-now]}\n"
    assert found(library, (EXAMPLES, critical + EXAMPLES)) == []


def test_a_number_without_bounds_can_meet_any_test(library: Library) -> None:
    item = '  - {id: age, type: number, ask: "How old are you?"}\n'
    guidance = "guidance:\n  - {show: [keep-low], if: {item: age, at-least: 18}}\n"
    assert found(library, (ITEMS_END, item + ITEMS_END), (EXAMPLES, guidance + EXAMPLES)) == []


def test_a_test_on_a_total_is_followed_through_the_skips(library: Library) -> None:
    guidance = (
        "guidance:\n  - show: [keep-low]\n    if: {all: [{item: drinking, is: CODE}, {scale: total, at-least: 3}]}\n"
    )
    assert found(library, (EXAMPLES, guidance.replace("CODE", "daily") + EXAMPLES)) == []
    assert found(library, (EXAMPLES, guidance.replace("CODE", "never") + EXAMPLES)) == [("error", "never-holds")]


@pytest.mark.parametrize("kind", ["", "  - {id: sum, title: Sum, sum-of: [CHAIN]}\n"], ids=["unscored", "summed"])
def test_every_condition_of_a_long_chain_is_worked_out(library: Library, kind: str) -> None:
    """Each question depends on the one before, and the last on answers that are never given together."""
    names = [f"q{number}" for number in range(100)]
    hanging = [f"only-if: {{item: {name}, is-not: never}}" for name in names]
    apart = "{item: q0, is: never}, {item: q0, declined: no}, {item: q1, is: daily}, {item: q99, is: daily}"
    never = f"only-if: {{all: [{apart}]}}"
    each = zip([*names, "never"], ["hand-out: yes", *hanging[:-1], never], strict=True)
    items = "".join(f"  - {{id: {name}, ask: How was it?, options: how-often, {test}}}\n" for name, test in each)
    scale = kind.replace("CHAIN", ", ".join([*names, "never"]))
    ids = [name for _, name in found(library, (ITEMS_END, f"{items}{ITEMS_END}{scale}"))]
    assert [name for name in ids if name in ("never-asked", "not-worked-out")] == ["never-asked"]


def test_outcomes_are_not_looked_for_where_no_scores_stand(library: Library) -> None:
    """The outcome is for daily drinks, and with those no scores stand: nobody gets it, and the rest get the other."""
    extra = """\
no-scores-if:
  - {if: {item: drinking, is: daily}, because: It is every day.}
outcomes:
  - {id: each-day, if: {item: drinking, is: daily}, title: Each day}
  - {id: other, if: {item: drinking, is-not: daily}, title: Other days}
"""
    one = report(
        library,
        (EXAMPLES, extra + EXAMPLES),
        ("expect: {total: 0 low}", "expect: {total: 0 low}\n    outcome: other"),
        ("answers: {drinking: daily, stopping: weekly}", "answers: {drinking: weekly, stopping: weekly}"),
        ("expect: {total: 3 raised}", "expect: {total: 2 raised}\n    outcome: other"),
    )
    assert [(finding.id, finding.severity) for finding in one.findings] == [("outcome-unreached", "warning")]


# Examples.


def test_an_example_with_a_skipped_question_writes_the_range_and_every_band(library: Library) -> None:
    daily = "  - name: Daily\n    answers: {drinking: daily, stopping: daily}\n    expect: {total: 4 raised}\n"
    pairs = (
        ("answers: {drinking: daily, stopping: weekly}", "answers: {drinking: weekly, stopping: declined}"),
        ("expect: {total: 3 raised}", "expect: {total: 1 to 3 low raised}"),
        ("  - name: No drinks", f"{daily}  - name: No drinks"),
    )
    assert found(library, *pairs) == []


def test_a_range_over_two_bands_is_no_example_of_either(library: Library) -> None:
    assert found(
        library,
        ("answers: {drinking: daily, stopping: weekly}", "answers: {drinking: weekly, stopping: declined}"),
        ("expect: {total: 3 raised}", "expect: {total: 1 to 3 low raised}"),
    ) == [("error", "band-without-example")]


@pytest.mark.parametrize("text", ["3.0 raised", "3 raised"])
def test_points_of_an_example_are_compared_as_numbers(library: Library, text: str) -> None:
    assert found(library, ("3 raised", text)) == []


def test_an_example_must_name_the_band_that_its_answers_reach(library: Library) -> None:
    bare = ("expect: {total: 3 raised}", 'expect: {total: "3"}')
    assert found(library, bare) == [("error", "band-without-example"), ("error", "example-score")]


def test_an_example_must_name_the_outcome_and_every_critical_item(library: Library) -> None:
    outcome = "outcomes:\n  - {id: any, if: {scale: total, at-least: 0}, title: Any}\n"
    assert found(library, (EXAMPLES, outcome + EXAMPLES)) == [("error", "example-outcome")] * 2
    critical = "critical-items:\n  - {id: drinks, if: {item: drinking, is-not: never}, guidance: [crisis-now]}\n"
    assert found(library, (EXAMPLES, critical + EXAMPLES)) == [("error", "example-critical")]


def test_an_example_can_answer_numbers_texts_and_several_choices(library: Library) -> None:
    items = """\
  - {id: age, type: number, least: 18, most: 99, ask: "How old are you?"}
  - {id: word, type: text, ask: "What do you call it?"}
  - id: places
    type: choices
    ask: "Where was it?"
    options:
      - {code: home, text: At home}
      - {code: away, text: Away}
      - {code: nowhere, text: Nowhere, exclusive: yes}
"""
    answers = "answers: {drinking: never, age: 40, word: beer, places: PLACES}"
    put(library, "evening.yaml", changed((ITEMS_END, items + ITEMS_END), ("answers: {drinking: never}", answers)))
    text = (library.folder / "evening.yaml").read_text(encoding="utf-8")
    for places, ids in (("[home, away]", []), ("home", []), ("[home, nowhere]", ["example-answer"]), ("declined", [])):
        put(library, "evening.yaml", text.replace("PLACES", places))
        assert [finding.id for finding in lint(library, "evening", TODAY).findings] == ids, places
    put(library, "evening.yaml", text.replace("PLACES", "home").replace("age: 40", "age: forty"))
    assert [finding.id for finding in lint(library, "evening", TODAY).findings] == ["example-answer"]


# Words.


WORDING = (BESIDE / "wording.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "found_in_it"),
    [
        ("Many addicts go there", True),
        ("ADDICTS", True),
        ("Addiction is a word for it", False),
        ("You\n        are late", True),
        ("See what happens if you are late", False),
        ("If you are late you are late", True),
        ("Invented Addict Help is a name", False),
        ("invented addict help is not", True),
    ],
)
def test_a_phrase_is_found_as_whole_words_in_any_case_and_over_lines(
    library: Library, text: str, found_in_it: bool
) -> None:
    """R-2."""
    ids = found(library, ("title: Some signs", f'title: "{text}"'))
    assert ids == ([("error", "avoid")] if found_in_it else [])


def test_a_curly_apostrophe_hides_no_phrase(library: Library) -> None:
    put(library, "wording.yaml", WORDING.replace("avoid: you are", 'avoid: "you\'re"'))
    assert found(library, ("title: Some signs", "title: You\u2019re late")) == [("error", "avoid")]


def test_citations_and_licences_are_not_looked_at(library: Library) -> None:
    assert found(library, ("citation: Invented for these examples", "citation: You are an addict")) == []


EXCEPTION = """\
exceptions:
  - {text: TEXT, allow: ALLOW, because: It is the published wording.}
"""


@pytest.mark.parametrize(
    ("text", "allow", "left"),
    [
        ("evening.scales.total.bands.raised.title", "you are", []),
        ("evening.scales.*", "you are", []),
        ("evening.scales.total.bands.raised.title", "avoid", []),
        ("evening.scales.total.bands.low.title", "you are", ["avoid"]),
        ("evening.scales.total.bands.raised.title", "addict", ["avoid"]),
        ("evening.scales", "you are", ["avoid"]),
    ],
)
def test_an_exception_names_the_text_and_what_it_may_do(
    library: Library, text: str, allow: str, left: list[str]
) -> None:
    put(library, "wording.yaml", WORDING + EXCEPTION.replace("TEXT", text).replace("ALLOW", allow))
    assert [id_ for _, id_ in found(library, ("title: Some signs", "title: You are late"))] == left


def test_an_exception_can_permit_a_form_too(library: Library) -> None:
    put(
        library,
        "wording.yaml",
        WORDING + EXCEPTION.replace("TEXT", "evening.items.stopping.ask").replace("ALLOW", "double-question"),
    )
    assert found(library, ("hard to stop?", "hard to stop? Did you try?")) == []


def test_an_exception_that_is_used_is_not_called_idle(library: Library) -> None:
    put(library, "wording.yaml", WORDING + EXCEPTION.replace("TEXT", "evening.scales.*").replace("ALLOW", "you are"))
    put(library, "evening.yaml", changed(("title: Some signs", "title: You are late")))
    assert lint_shared(library, TODAY).findings == ()
    put(library, "evening.yaml", EVENING)
    assert [finding.id for finding in lint_shared(Library(library.folder), TODAY).findings] == ["permits-nothing"]


def test_while_a_questionnaire_does_not_load_no_exception_is_called_idle(library: Library) -> None:
    put(library, "wording.yaml", WORDING + EXCEPTION.replace("TEXT", "evening.scales.*").replace("ALLOW", "you are"))
    put(library, "evening.yaml", "items: none\n")
    assert lint_shared(library, TODAY).findings == ()


def test_other_languages_are_not_judged_by_english_words(library: Library) -> None:
    hard = ("hard to stop?", "extraordinarily incomprehensibly individualistically uncomfortable?")
    assert found(library, hard) != []
    assert found(library, hard, ("title: Some signs", "title: You are late"), ("language: en", "language: fr")) == []


def test_the_wording_file_of_the_small_library_is_a_wording_file(library: Library) -> None:
    assert isinstance(library.wording, Wording)
    assert library.wording.avoid[0].avoid == ("addict", "addicts")


# Reading level.


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *(("the", 1), ("like", 1), ("stopped", 1), ("wanted", 2), ("wishes", 2), ("being", 2), ("people", 2)),
        *(("medicine", 3), ("experience", 4), ("addiction", 3), ("methadone", 3), ("buprenorphine", 4)),
        *(("emergency", 4), ("alcohol", 3), ("seizures", 2), ("clinician", 3), ("usually", 4), ("serious", 3)),
        *(("question", 2), ("million", 2), ("guideline", 2), ("someone's", 2), ("don't", 1), ("isn't", 2)),
        *(("safely", 2), ("table", 2), ("create", 2), ("area", 3), ("rhythm", 1), ("quiet", 2), ("suicide", 3)),
        *(("12", 1), ("17", 3), ("30", 2), ("100", 3), ("2026", 6), ("1,000", 3), ("0", 2), ("1000000", 3)),
        *(("FDA", 3), ("WHO", 5), ("PTSD", 4), ("DSM-5", 4), ("12-month", 2), ("AUDIT", 2)),
    ],
)
def test_syllables_are_counted_as_the_word_is_read_out(word: str, count: int) -> None:
    assert syllables(word) == count


def test_bullets_and_paragraphs_end_sentences_and_points_in_numbers_do_not() -> None:
    assert len(sentences("One. Two? Three!")) == 3
    assert len(sentences("Some ideas:\n\n- Walk\n- Talk it\n  over\n\nThe end")) == 4
    assert len(sentences("It costs 2.50 now. See 1.0.")) == 2
    assert words("It's 200,000 people, 9-8-8.") == ["It's", "200,000", "people", "9-8-8"]


def test_the_grade_follows_the_published_formula() -> None:
    """0.39 words per sentence, 11.8 syllables per word, minus 15.59: here 4 words, 1 sentence, 5 syllables."""
    assert grade("We like every dog.") == pytest.approx(0.39 * 4 + 11.8 * 5 / 4 - 15.59)
    assert grade("...") == 0.0


def test_a_short_text_is_not_graded_and_a_long_one_is(library: Library) -> None:
    """A-16: texts of 60 words and more."""
    word = "incomprehensible "
    assert found(library, ("audience: adults", f"audience: {word * 59}")) == []
    assert found(library, ("audience: adults", f"audience: {word * 60}")) == [("error", "reading-too-high")]


# The form of a question: Q-4.


@pytest.mark.parametrize(
    ("ask", "ids"),
    [
        ("How often was it hard? " + "So it is. " * 17, []),
        ("How often was it hard? " + "So it is. " * 18, ["long-question"]),
        ("How " + "so " * 18 + "hard?", []),
        ("How " + "so " * 19 + "hard?", ["long-sentence"]),
    ],
)
def test_a_question_has_at_most_200_characters_and_its_sentences_at_most_20_words(
    library: Library, ask: str, ids: list[str]
) -> None:
    """Q-4."""
    assert [id_ for _, id_ in found(library, ("How often was it hard to stop?", ask.strip()))] == ids


def test_the_length_of_a_question_counts_the_longest_words_that_can_stand_in_it(library: Library) -> None:
    using = """\
  - id: own
    type: text
    ask: What would you call it?
  - id: using
    ask: What is it?
    options:
      - {code: beer, text: Beer, words: {using: beer}}
      - {code: other, text: Other, words: {using: {from: own, else: it}}}
    words-if-declined: {using: it}
  - id: stopping
"""
    for letters, ids in ((160, []), (161, ["long-question"])):
        ask = "How is {using}? " + "a" * (letters - 9)  # without the name: 9 letters before these
        pairs = (("  - id: stopping\n", using), ("How often was it hard to stop?", f'"{ask}"'))
        assert [id_ for _, id_ in found(library, *pairs)] == ids


def test_seven_ratings_and_fourteen_names_are_not_too_many(library: Library) -> None:
    ratings = "".join(f"    - {{code: more-{number}, score: 2, text: More {number}}}\n" for number in range(4))
    assert found(library, ("    - {code: daily,", ratings + "    - {code: daily,")) == []
    names = "".join(f"      - {{code: place-{number}, text: Place {number}}}\n" for number in range(14))
    where = f"  - id: where\n    ask: Where was it?\n    options:\n{names}"
    assert found(library, (ITEMS_END, where + ITEMS_END)) == []


def test_an_answer_that_is_no_rating_is_not_counted_as_one(library: Library) -> None:
    more = "".join(f"    - {{code: more-{number}, score: 2, text: More {number}}}\n" for number in range(4))
    unsure = "    - {code: unsure, score: unknown, text: Not sure}\n"
    assert found(library, ("    - {code: daily,", more + unsure + "    - {code: daily,")) == []


def test_two_items_with_one_answer_list_give_one_finding_at_the_list(library: Library) -> None:
    one = report(library, ("text: Daily}", "text: You are late}"))
    assert [(finding.id, finding.line) for finding in one.findings] == [("avoid", 14)]


# Translations, in a language that does not exist.


def translated(library: Library, *pairs: tuple[str, str]) -> list[tuple[str, str]]:
    text = changed(("{original: Score of the evening", "{original: Evening score"), *pairs, text=TRANSLATION)
    put(library, "evening.fr.yaml", text)
    return [(finding.severity, finding.id) for finding in lint(library, "evening", TODAY).findings]


def test_a_complete_translation_has_no_findings(library: Library) -> None:
    assert translated(library) == []


def test_what_is_missing_or_stale_in_a_draft_is_a_warning_and_later_an_error(library: Library) -> None:
    missing = ("  recall: {original: the past 3 months, text: ta 3 munti}\n", "")
    stale = ("{original: Few signs", "{original: A few signs")
    draft = ("status: reviewed", "status: draft")
    both = ["translation-missing", "translation-stale"]
    assert translated(library, missing, stale, draft) == [("warning", id_) for id_ in both]
    assert translated(library, missing, stale) == [("error", id_) for id_ in both]
    assert translated(library, missing, ("status: reviewed", "status: validated")) == [("error", both[0])]


def test_line_breaks_in_the_original_make_no_translation_stale(library: Library) -> None:
    assert translated(library, ("{original: the past 3 months,", '{original: "the past\n    3 months",')) == []


def test_an_older_version_is_told(library: Library) -> None:
    assert translated(library, ("version: 1.0", "version: 0.9")) == [("error", "translation-version")]
    assert translated(library, ("version: 1.0", "version: 0.9"), ("reviewed", "draft")) == [
        ("warning", "translation-version")
    ]


def test_a_translation_is_linted_alone_by_its_path(library: Library) -> None:
    put(library, "evening.fr.yaml", TRANSLATION)
    one = lint(library, str(library.folder / "evening.fr.yaml"), TODAY)
    assert [(finding.file, finding.id) for finding in one.findings] == [("evening.fr.yaml", "translation-stale")]
    assert one.outline == ()


def test_a_translation_holds_words_only(library: Library) -> None:
    assert translated(library, ("texts:\n", "scales: []\ntexts:\n")) == [("error", "refused")]


def test_options_of_a_list_are_translated_once_and_those_of_an_item_by_the_item(library: Library) -> None:
    own = """\
  - id: where
    ask: Where was it?
    why: It matters.
    options:
      - {code: home, text: At home, words: {place: home}}
      - {code: away, text: Away, words: {place: {text: away, else: there}}}
    words-if-declined: {place: there}
"""
    put(library, "evening.yaml", changed((ITEMS_END, own + ITEMS_END)))
    put(
        library,
        "evening.fr.yaml",
        changed(("{original: Score of the evening", "{original: Evening score"), text=TRANSLATION),
    )
    texts = [finding.text.split("`")[1] for finding in lint(library, "evening", TODAY).findings]
    assert texts == [
        "items.where.ask",
        "items.where.why",
        "items.where.options.home.text",
        "items.where.options.home.words.place",
        "items.where.options.away.text",
        "items.where.options.away.words.place",
        "items.where.options.away.words.place.else",
        "items.where.words-if-declined.place",
    ]


def test_a_number_needs_no_translation(library: Library) -> None:
    own = """\
  - id: many
    ask: How many?
    options:
      - {code: one, text: "1"}
      - {code: day, text: "2026-01-31"}
"""
    put(library, "evening.yaml", changed((ITEMS_END, own + ITEMS_END)))
    put(library, "evening.fr.yaml", TRANSLATION)
    texts = [one.text for one in lint(library, "evening", TODAY).findings if one.id == "translation-missing"]
    assert [text.split("`")[1] for text in texts] == ["items.many.ask"]


# What stands beside the questionnaires.


def test_the_small_library_has_no_findings(library: Library) -> None:
    assert lint_shared(library, TODAY).findings == ()


@pytest.mark.parametrize(("today", "ids"), [("2027-11-22", []), ("2027-11-23", ["contact-old"])])
def test_a_contact_is_old_when_more_than_a_year_has_gone_by(library: Library, today: str, ids: list[str]) -> None:
    assert [finding.id for finding in lint_shared(library, today).findings] == ids


def test_every_broken_file_is_told_and_the_others_are_still_looked_at(library: Library) -> None:
    put(library, "topics.yaml", "topics: none\n")
    put(library, "regions.yaml", "regions: none\n")
    contacts = (library.folder / "contacts" / "CA.yaml").read_text(encoding="utf-8")
    put(library, "interface/en.yaml", "interface: en\nlicence: CC0-1.0\nwords: {goodbye: You are done.}\n")
    put(library, "contacts/CA.yaml", contacts)
    files = {(finding.file, finding.id) for finding in lint_shared(library, TODAY).findings}
    assert files == {("topics.yaml", "refused"), ("regions.yaml", "refused"), ("interface/en.yaml", "avoid")}


def test_a_broken_wording_file_is_told_and_nothing_else_can_be(library: Library) -> None:
    put(library, "wording.yaml", "language: en\n")
    for one in (lint_shared(library, TODAY), lint(library, "evening", TODAY)):
        assert {finding.file for finding in one.findings} == {"wording.yaml"}
        assert one.has_errors


def test_a_region_is_served_by_the_lists_for_everywhere(library: Library) -> None:
    put(
        library,
        "regions.yaml",
        "regions:\n  - {code: CA, name: Canada}\n  - {code: GB, name: Britain}\n",
    )
    assert [finding.id for finding in lint_shared(library, TODAY).findings] == ["region-without"]
    everywhere = (library.folder / "contacts" / "CA.yaml").read_text(encoding="utf-8")
    everywhere = everywhere.replace("kind: crisis", "kind: directory").replace("CA", "ZZ").replace("ca-", "zz-")
    put(library, "contacts/ZZ.yaml", everywhere)
    put(
        library,
        "regions.yaml",
        "regions:\n" + "".join(f"  - {{code: {code}, name: Somewhere}}\n" for code in ("CA", "GB", "ZZ")),
    )
    assert lint_shared(Library(library.folder), TODAY).findings == ()


def test_a_method_source_that_was_looked_at_within_a_year_is_fine(library: Library) -> None:
    assert found(library, (EXAMPLES, "method-sources: [invented-2026]\n" + EXAMPLES)) == []
    assert found(library, (EXAMPLES, "method-sources: [invented-2020]\n" + EXAMPLES)) == [("warning", "source-old")]


# Words that may not be changed, short items, long tables.

FIXED = ("licence: CC0-1.0}", "licence: CC0-1.0, wording: fixed}")
NINE = ("score: 2, text: Daily}", "score: 2, text: Daily}" + "".join(
    f"\n    - {{code: more-{number}, score: 2, text: More {word}}}"
    for number, word in enumerate(("here", "there", "at home", "at work", "outside", "inside"))
))  # fmt: skip
HARD = ("How often was it hard to stop?", "How often was uncontrollable perpetual intoxication debilitating?")


@pytest.mark.parametrize(("change", "kind"), [(NINE, "many-ratings"), (HARD, "reading-too-high")])
def test_what_only_other_words_could_mend_is_told_and_not_refused_where_the_words_are_fixed(
    library: Library, change: tuple[str, str], kind: str
) -> None:
    assert ("error", kind) in found(library, change)
    assert ("warning", kind) in found(library, change, FIXED)
    assert not [one for one in found(library, change, FIXED) if one[0] == "error"]


def test_what_is_wrong_beside_the_words_is_refused_with_fixed_words_too(library: Library) -> None:
    wrong = ("expect: {total: 0 low}", "expect: {total: 1 low}")
    assert found(library, wrong, FIXED) == found(library, wrong) == [("error", "example-score")]


@pytest.mark.parametrize("word", ["Interested", "Irritable", "Determined", "Nervous or worried", "Item 1"])
def test_an_item_of_a_word_or_two_does_not_raise_the_reading_grade(library: Library, word: str) -> None:
    assert found(library, ("How often was it hard to stop?", word)) == []


def test_a_file_of_single_words_has_no_reading_grade(library: Library) -> None:
    asked = "In the past 3 months, how often did you drink in the evening?"
    assert found(library, (asked, "Enthusiastic"), ("How often was it hard to stop?", "Determined")) == []


@pytest.mark.parametrize(
    "blank", [0x20, 0xA0, 0xAD, 0x115F, 0x180E, 0x200B, 0x200D, 0x2060, 0x2800, 0x3000, 0x3164, 0xFFA0]
)
def test_a_character_that_shows_nothing_makes_no_text(library: Library, blank: int) -> None:
    kinds = found(library, ("text: Weekly", f'text: "{chr(blank)}{chr(blank)}"'))
    assert kinds in ([("error", "text-unseen")], [("error", "refused")])  # hidden characters do not load at all


def bands(ends: list[tuple[int, int]]) -> tuple[str, str]:
    """The bands of the sound questionnaire with others in their place."""
    old = EVENING[EVENING.index("      - {id: low") : EVENING.index(EXAMPLES)]
    return old, "".join(f"      - {{id: b{low}, from: {low}, to: {high}, title: From {low}}}\n" for low, high in ends)


def test_of_a_long_table_only_the_lowest_and_the_highest_band_need_an_example(library: Library) -> None:
    scores = ("score: 1, text: Weekly", "score: 3, text: Weekly"), ("score: 2, text: Daily", "score: 4, text: Daily")
    examples = (
        ("0 low", "0 b0"),
        ("{drinking: daily, stopping: weekly}", "{drinking: daily, stopping: daily}"),
        ("3 raised", "8 b8"),
    )
    seven = bands([(0, 0), (3, 3), (4, 4), (6, 6), (7, 7), (8, 8)])
    assert [kind for _, kind in found(library, *scores, seven, *examples)] == ["band-without-example"] * 4
    more = (
        "{code: never, score: 0, text: Never}",
        "{code: never, score: 0, text: Never}\n    - {code: rarely, score: 1, text: Rarely}",
    )
    eight = bands([(0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 6), (7, 7), (8, 8)])
    assert found(library, *scores, more, eight, *examples) == []
    without = found(library, *scores, more, eight, *examples[:2], ("3 raised", "8 b7"))
    assert ("error", "band-without-example") in without


def rated(items: int, ratings: int, highest: int) -> str:
    """A sound questionnaire with fixed words: so many items, each with ratings from 0 on, some with words."""
    options = [f"{number}: step {number}" if number % 2 == 0 else str(number) for number in range(ratings)]
    rows = "".join(f'    - {{code: n{at}, score: {at}, text: "{text}"}}\n' for at, text in enumerate(options))
    names = [f"part-{number}" for number in range(items)]
    asked = "".join(f"  - {{id: {name}, ask: Part {name[-1]}, options: steps}}\n" for name in names)
    low, high = (f"{{{', '.join(f'{name}: n{step}' for name in names)}}}" for step in (0, ratings - 1))
    head = EVENING[EVENING.index("questionnaire:") : EVENING.index("answer-lists:")].replace(*FIXED)
    return f"""{head}answer-lists:
  steps:
{rows}items:
{asked}scales:
  - id: total
    title: Total
    sum-of: [{", ".join(names)}]
    bands: [{{id: all, from: 0, to: {highest}, title: All of it}}]
examples:
  - {{name: All the lowest, answers: {low}, expect: {{total: 0 all}}}}
  - {{name: All the highest, answers: {high}, expect: {{total: {highest} all}}}}
"""


@pytest.mark.parametrize(
    ("items", "ratings", "highest"),
    [(5, 9, 40), (9, 8, 63), (1, 11, 10)],
    ids=["five items with nine ratings", "nine items with eight ratings", "a ruler with eleven steps"],
)
def test_published_shapes_with_many_ratings_load_and_are_scored_with_warnings_alone(
    library: Library, items: int, ratings: int, highest: int
) -> None:
    put(library, "evening.yaml", rated(items, ratings, highest))
    findings = lint(library, "evening", TODAY).findings
    assert {finding.severity for finding in findings} == {"warning"}
    assert {"many-ratings"} <= {finding.id for finding in findings} <= {"many-ratings", "option-is-number"}
