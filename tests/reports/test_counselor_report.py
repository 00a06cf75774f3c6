"""The pages for a counselor: their order, their words, and that nothing of what is kept is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from wcwidth import wcswidth

from screening.engine.interview import RecordedAnswer, Status
from screening.engine.interview import given as interview_of
from screening.engine.results import Result, conclude
from screening.formats.render import ASCII, html_page, markdown, plain_text, section_lines
from screening.formats.result_json import Json
from screening.linter.language import avoided
from screening.linter.passages import Passage
from screening.loading.library import guidance_used
from screening.model.answers import Chosen
from screening.model.fields import Administration
from screening.model.questionnaire import Questionnaire
from screening.records.client_file import AuditAction, AuditEntry, Client, ClientFile, Consent, Note, Sitting
from screening.records.sitting_events import Event, EventKind
from screening.records.timestamps import Timestamp
from screening.reports.comparison import compare
from screening.reports.comparison_cautions import Doubt
from screening.reports.comparison_report import ComparisonReports
from screening.reports.counselor_report import RULERS, CounselorReports
from screening.reports.counselor_words import SPOKEN, for_counselors
from screening.reports.document import Bar, Bullets, Document, Heading, Paragraph, ScaleChart
from screening.reports.reliable_change import ChangeKind, Unknown
from screening.reports.trend import trend, trends
from screening.reports.trend_report import TrendReports
from screening.reports.wording import blank
from tests.conftest import answers, shipped
from tests.formats.test_html import Page, axe
from tests.people import HIGH, answered, blocks, by_lot, library, monthly, place, result_reports, said, sentences, words
from tests.reports.test_trend import FIGURES, made_up, of_version
from tests.reports.test_trend import sitting as made_up_sitting

NOTICE = "This page may not be handed on without consent."
MISSING = "{"


def moment(day: str, hour: int = 10) -> Timestamp:
    """An hour of a day."""
    return Timestamp(f"{day}T{hour:02}:00:00Z", 0)


def sitting(
    number: int,
    found: Json,
    on: str,
    name: str = "signs",
    *,
    way: Administration = "self",
    status: Status = Status.COMPLETED,
    interpreter: bool = False,
) -> Sitting:
    """A sitting with a questionnaire that comes with the program."""
    interview = replace(interview_of(shipped(name), answered(found, name)), status=status)
    return Sitting(number, interview, way, moment(on), moment(on, 11), on, initials="AB", interpreter=interpreter)


def result_of(one: Sitting) -> Result:
    """What becomes of a sitting."""
    return conclude(one.interview, place("CA-AB"))


@cache
def comparisons() -> ComparisonReports:
    """Builds pages on two sittings."""
    return ComparisonReports(book().result_reports)


def trend_book() -> TrendReports:
    return TrendReports(book().result_reports)


def book() -> CounselorReports:
    """What makes the pages."""
    return CounselorReports(result_reports())


@cache
def kept() -> ClientFile:
    """A client with some of everything."""
    sittings = (
        replace(sitting(1, said("alcohol", "weekly", safety="yes"), "2026-01-10"), corrected_by=3),
        sitting(2, monthly("alcohol", "weekly", legal=None), "2026-02-10", "past-month", way="read-aloud"),
        replace(sitting(3, said("other-drug", "monthly", craving=None), "2026-01-10", interpreter=True), corrects=1),
        sitting(4, {"safety": "no"}, "2026-04-10", status=Status.STOPPED),
        sitting(5, said("gambling", HIGH, adult="no"), "2027-05-10"),
    )
    notes = (Note(1, "First line.\nSecond line.", moment("2026-01-11"), "AB"),)
    consents = (Consent("c0ffee", "What is kept.\n\nYour rights.", moment("2026-01-10"), "AB"),)
    whats = (*AuditAction,)
    entries = tuple(
        AuditEntry(n, moment("2026-01-10"), "AB", what, 77, n if n % 2 else None, "x") for n, what in enumerate(whats)
    )
    client = Client(77, "KX7Q", moment("2026-01-10"), "2031-01-10")
    return ClientFile(client, consents, sittings, notes, entries)


@cache
def results() -> dict[int, Result]:
    """The results of all sittings, by number."""
    return {one.number: result_of(one) for one in kept().sittings}


def text(document: Document) -> str:
    """The document on one endless line."""
    return " ".join(plain_text(document, 80).split())


def after(found: Json, *, why: bool = False, way: Administration = "self", name: str = "signs") -> Document:
    """The page after a sitting with these answers."""
    one = sitting(1, found, "2026-01-10", name, way=way)
    return book().after(one, result_of(one), why=why)


@cache
def documents() -> dict[str, Document]:
    """Each page once."""
    file, first = kept(), kept().sittings[0]
    return {
        "after": book().after(first, results()[1], why=True),
        "history": book().history(file),
        "trend": trend_book().trend(trends(file.sittings, "signs"), "KX7Q", notice=NOTICE),
        "compare": comparisons().compare(compare(first, file.sittings[2]), "KX7Q", notice=NOTICE),
        "everything": book().everything(file, results(), notice=NOTICE),
    }


PAGES = ("after", "history", "trend", "compare", "everything")


# Every page.


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("columns", [20, 30, 40, 60, 80])
def test_no_line_of_a_page_is_wider_than_the_window(name: str, columns: int) -> None:
    """A-5."""
    for glyphs in (ASCII, None):
        found = [line.text for part in documents()[name].sections for line in section_lines(part, columns, glyphs)]
        assert max(map(wcswidth, found)) <= columns


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_saved_in_every_format_and_its_sections_have_names_of_their_own(name: str) -> None:
    found = documents()[name]
    ids = [section.id for section in found.sections]
    assert len(ids) == len(set(ids))
    assert markdown(found).startswith("# ")
    page = Page(html_page(found, library().template("page.html")))
    assert (page.count("script"), page.count("h1")) == (0, 1)


@pytest.mark.parametrize("name", ["trend", "everything"])
def test_axe_finds_nothing_on_a_page_in_a_real_browser(name: str, tmp_path: Path) -> None:
    """A-17."""
    passes, violations = axe(html_page(documents()[name], library().template("page.html")), tmp_path)
    assert passes > 10
    assert violations == []


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_a_word_to_avoid_or_a_hole(name: str) -> None:
    """R-2."""
    page = documents()[name]  # texts on safety are read by the linter, which knows their exceptions
    page = replace(page, sections=tuple(section for section in page.sections if section.id != "safety"))
    ours = [one for one in sentences(page) if one not in theirs() and "SAFE-T" not in one]  # the name of a method
    passages = [Passage((), one, name) for one in ours]
    assert [mark.facts["phrase"] for mark in avoided(passages, library().wording)] == []
    assert [one for one in ours if MISSING in one] == []


@cache
def theirs() -> frozenset[str]:
    """What is not ours to word: consent and notes."""
    return frozenset({"What is kept.", "Your rights.", "First line.", "Second line."})


def test_a_page_speaks_of_the_client_and_never_to_the_client() -> None:
    """Questions, and what a counselor could say, stand as they are; everything else is in the third person."""
    texts = for_counselors(words())
    spoken = {one for one in words().words if one.startswith(SPOKEN)}
    assert {one.removeprefix(SPOKEN) for one in spoken} <= words().words.keys()
    for name in spoken:
        forms = texts.words[name.removeprefix(SPOKEN)]
        assert not re.search(r"\b(you|your)\b", f"{forms.one} {forms.other}", re.IGNORECASE)
    assert [one for one in sentences(documents()["history"]) if re.search(r"\byour?\b", one)] == []


@pytest.mark.parametrize("found", [said("alcohol", None), said("alcohol", "weekly", craving=None), said(adult="no")])
def test_skipped_answers_are_told_in_the_third_person(found: Json) -> None:
    """R-6: the lists hold the questions, which were put to the client."""
    for block in blocks(after(found, why=True), "numbers", "why"):
        told = block.words if isinstance(block, Bar) else block.text if isinstance(block, Heading | Paragraph) else ""
        assert not re.search(r"\byour?\b", told, re.IGNORECASE), told


def test_whoever_answers_and_whatever_is_declined_there_is_a_page_without_holes() -> None:
    for found in by_lot(60):
        assert [one for one in sentences(after(found, why=True)) if MISSING in one] == []


def test_a_client_is_named_only_where_a_code_is_given() -> None:
    """The code stands on what is kept, and on no other page."""
    assert [name for name in PAGES if "KX7Q" in text(documents()[name])] == [one for one in PAGES if one != "after"]
    assert "KX7Q" not in text(trend_book().trend(trends(kept().sittings, "signs")))


def test_a_notice_stands_last_on_what_leaves_the_room() -> None:
    for name in ("trend", "compare", "everything"):
        last = documents()[name].sections[-1]
        assert (last.id, last.blocks) == ("notice", (Paragraph(NOTICE),))
    assert "notice" not in [one.id for one in book().everything(kept(), results()).sections]


# After a sitting.


def test_what_cannot_wait_stands_first_with_the_question_that_it_hangs_on() -> None:
    """R-4."""
    found = after(said("alcohol", safety="yes", urgent=["unsafe"]))
    assert found.sections[0].id == "first"
    titles = [one.text for one in found.sections[0].blocks if isinstance(one, Heading)]
    assert titles == ["Thoughts of suicide or of self-harm", "Not safe at home"]
    item = shipped("signs").by_id["safety"]
    assert Bullets((f"{item.ask} {item.by_code['yes'].text}",)) in found.sections[0].blocks


def test_a_skipped_question_that_speaks_is_shown_as_skipped() -> None:
    assert "hurting yourself? preferred not to say" in text(after(said("alcohol", safety=None)))


def test_a_page_without_cards_does_not_reassure() -> None:
    assert words().say("case-first-none") in text(after(said("alcohol")))


def test_the_page_says_how_it_was_taken_and_warns_where_it_is_not_meant_so() -> None:
    """Q-17."""
    assert "Taken alone at the keyboard. Finished." in text(after(said("alcohol")))
    only_self: Questionnaire = shipped("signs").model_copy(update={"administration": ("self",)})
    one = sitting(1, said("alcohol"), "2026-01-10", way="entered")
    one = replace(one, interview=replace(one.interview, questionnaire=only_self), interpreter=True, paper=True)
    found = text(book().after(one, result_of(one)))
    assert "Taken with the answers entered by a counsellor, from a paper form. An interpreter took part." in found
    assert words().say("case-not-meant") in found


def test_answers_from_paper_have_the_day_on_the_paper_and_the_day_of_entry() -> None:
    one = replace(sitting(1, said("alcohol"), "2026-01-10", way="entered"), date="2025-12-24", paper=True)
    sentence = "The answers belong to 2025-12-24. They were entered on 2026-01-10."
    assert sentence in text(book().after(one, result_of(one)))
    assert "The answers belong to" not in text(after(said("alcohol")))


def test_where_something_cannot_wait_the_talk_begins_with_it() -> None:
    """R-4."""
    first = library().guidance["talk-first"]
    urgent = [one for one in blocks(after(said("alcohol", safety="yes")), "talk") if isinstance(one, Heading)]
    assert urgent[0].text == first.title
    assert first.title not in [one.text for one in blocks(after(said("alcohol")), "talk") if isinstance(one, Heading)]


def test_answers_and_arithmetic_are_there_on_request() -> None:
    given = said("alcohol", "weekly")
    assert "why" not in [one.id for one in after(given).sections]
    assert "A strong urge Weekly 3" in text(after(given, why=True))


def test_under_18_each_answer_is_there_on_request_though_there_are_no_points() -> None:
    found = text(after(said("alcohol", "weekly", adult="no"), why=True))
    assert "A strong urge Weekly" in found
    assert "18 or older No" in found


def test_what_to_ask_next_about_suicide_stands_with_the_answer_and_names_its_source() -> None:
    found = text(after(said("alcohol", safety="yes")))
    asked = [
        found.index(one) for one in ("- The thoughts:", "- A plan:", "- What was done before:", "- What the client")
    ]
    assert found.index("Thoughts of suicide or of self-harm") < asked[0]
    assert asked == sorted(asked)
    assert "SAFE-T" in found
    assert "rules of your service" in found
    assert "What to ask next" not in text(after(said("alcohol")))


@pytest.mark.parametrize(
    ("using", "told"),
    [("alcohol", "stop-safely-alcohol"), ("opioids", "opioid-naloxone"), ("sedatives", "mixing-sedatives")],
)
def test_what_the_page_of_the_client_says_about_safety_stands_on_the_page_of_the_counselor(
    using: str, told: str
) -> None:
    (section,) = (one for one in after(said(using, "weekly")).sections if one.id == "safety")
    first = library().guidance[told].paragraphs[0][1].split(".")[0]
    assert first in " ".join(sentences(Document("", "en", (section,))))


def test_the_page_after_a_sitting_says_what_changed_since_the_last_one_about_the_same() -> None:
    one = sitting(1, said("alcohol", "weekly"), "2025-01-01")
    other = sitting(2, said("alcohol", "monthly"), "2026-01-01")
    page = book().after(other, result_of(other), before=one)
    assert [section.id for section in page.sections][:2] == ["first", "change"]
    assert "Compared with sitting 1 of 2025-01-01." in text(page)
    assert "Loss of control 12 of 16 8 of 16 -4" in text(page)
    assert text(page).count("How much these scores move by chance is not known.") == 1
    alone = book().after(other, result_of(other))
    assert "There is no earlier sitting about the same to compare this with." in text(alone)


OPENINGS = [
    ("talk-signs-both", said("alcohol", "weekly")),
    ("talk-signs-pattern-only", said("alcohol", "weekly", tolerance="never", withdrawal="never")),
    ("talk-signs-adapted-only", said("sedatives", tolerance="weekly", prescribed="as-directed")),
    ("talk-signs-neither", said("alcohol")),
    ("talk-general", said("alcohol", adult="no")),
    ("talk-general", said("someone-else")),
]


@pytest.mark.parametrize(("name", "found"), OPENINGS, ids=[f"{i}-{name}" for i, (name, _) in enumerate(OPENINGS)])
def test_the_opening_goes_by_the_outcome_and_is_general_where_there_is_none(name: str, found: Json) -> None:
    opening = library().guidance[name].paragraphs[0][1]
    shown = [one.text for one in blocks(after(found), "talk") if isinstance(one, Paragraph)]
    assert opening in shown
    assert library().guidance["talk-choice"].paragraphs[0][1] == shown[-1]


def test_a_questionnaire_without_outcomes_has_the_general_opening() -> None:
    assert library().guidance["talk-general"].title in text(after(monthly("alcohol"), name="past-month"))


def test_every_outcome_of_our_own_questionnaires_has_an_opening() -> None:
    for name in library().names:
        for outcome in shipped(name).outcomes:
            assert library().guidance[f"talk-{name}-{outcome.id}"].part == "talk"


def test_a_ruler_is_asked_why_it_is_not_lower_with_the_clients_own_number() -> None:
    found = text(after(said("alcohol", "weekly", importance=8, confidence=0, readiness=None)))
    assert "The client chose 8. You could ask: what makes it 8, and not a lower number?" in found
    assert "The client chose 0. Nothing is lower: ask what matters most to them now." in found
    assert found.count("The client chose") == 2
    assert "not a higher number" not in found


def test_the_rulers_are_items_of_the_self_check() -> None:
    assert all(shipped("signs").by_id[name].type == "number" for name in RULERS)


def test_what_a_counselor_could_say_is_never_shown_to_the_person() -> None:
    talk = [one for one in library().guidance.values() if one.part == "talk"]
    assert talk
    used = {id_ for name in library().names for _, id_ in guidance_used(shipped(name))}
    assert used & {one.id for one in talk} == set()
    assert {id_ for topic in library().topics for id_ in topic.show} & {one.id for one in talk} == set()


# What is kept.


def test_the_history_has_a_line_for_each_sitting_with_what_became_of_it() -> None:
    found = text(documents()["history"])
    assert "Sitting 1, 2026-01-10: Signs of addiction, a self-check, version 2.0." in found
    assert "Corrected by sitting 3, which stands in its place." in found
    assert "Sitting 4, 2026-04-10:" in found
    assert "Stopped before the end. 0 of" in found
    assert "Version c0ffee, agreed to on 2026-01-10, recorded by AB." in found
    assert "To be kept until 2031-01-10." in found
    assert "1 note." in found
    assert "First line." not in found


def test_a_clock_that_went_back_is_noted_and_the_order_stays() -> None:
    early = replace(kept().sittings[4], began=moment("2020-01-01"))
    found = text(book().history(replace(kept(), sittings=(*kept().sittings[:4], early))))
    assert "Sitting 5 has an earlier time than sitting 4." in found
    assert found.index("Sitting 5, ") < found.index("Sitting 4, ")


def test_a_file_with_nothing_in_it_says_so() -> None:
    bare = ClientFile(Client(1, "KX7Q", moment("2026-01-10")))
    found = text(book().history(bare))
    assert "Nothing yet." in found
    assert "No day is set for how long these records are to be kept." in found


# Change over time.


def reads(*sittings: Sitting) -> str:
    """What is said of the made-up scale over these sittings."""
    found = trend(sittings, "made-up", "total")
    assert found is not None
    return text(trend_book().trend([found]))


def scored(*points: int, source: Questionnaire | None = None) -> Iterator[Sitting]:
    """Sittings with these points on the made-up scale, a year apart."""
    for index, value in enumerate(points, 1):
        yield made_up_sitting(index, answers(one=value, two="never"), "", source)


def test_a_change_is_told_with_the_figures_that_it_rests_on() -> None:
    """R-10: at r .84 and SD 5 chance moves a score by 5.54 (worked out by hand)."""
    found = reads(*scored(12, 7))
    assert "From 2001-01-01 (12 of 40 points) to 2002-01-01 (7 of 40 points): Changed by 5." in found
    assert "Changes under 6 can happen by chance." in found
    assert "with r 0.84, SD 5 and z 1.96. Source of r and SD: Made up for this test" in found
    assert "Changed by 20, for the worse." in reads(*scored(10, 30))
    assert "Changed by 20, for the better." in reads(*scored(30, 10))


def test_without_figures_it_is_said_that_nothing_is_known() -> None:
    """R-10."""
    found = reads(*scored(12, 7, source=made_up("")))
    assert found.count("How much these scores move by chance is not known.") == 1
    assert "Changed by" not in found
    assert "From 2001" not in found


def test_where_two_scores_are_of_two_kinds_the_reason_is_given_and_no_number() -> None:
    """R-10, Q-17."""
    other = made_up_sitting(2, answers(one=40, two="never"), way="entered")
    found = reads(*scored(0), other)
    assert "hold only for one way of taking it. How much this score moves by chance is not known." in found
    assert "Changed by" not in found
    assert "Taken in different ways: alone at the keyboard; with the answers entered by a counsellor." in found


def test_a_trend_names_day_version_way_score_and_how_many_were_answered() -> None:
    """R-10."""
    found = text(documents()["trend"])
    assert "Sitting 3, 2026-01-10: About: Another drug or medicine (my own words). Version 2.0, taken alone" in found
    assert "An interpreter took part." in found
    assert re.search(r"2[0-9] of 2[0-9] questions answered\. Finished\.", found)
    assert "2026-01-10 " in found
    assert "between 6 and 10 of 16 points" in found


def test_a_single_sitting_has_nothing_to_be_compared_with() -> None:
    assert "There are no two sittings with points to compare yet." in reads(*scored(4))


def test_two_sittings_of_one_day_are_told_apart_in_the_picture() -> None:
    one, two = (made_up_sitting(n, answers(one=n, two="never"), "2026-01-01") for n in (1, 2))
    found = trend([one, two], "made-up", "total")
    assert found is not None
    (course,) = (one for one in blocks(trend_book().trend([found])) if isinstance(one, ScaleChart))
    assert [mark.label for mark in course.points] == ["2026-01-01 (1)", "2026-01-01 (2)"]


def test_each_caution_is_said_once_and_names_its_scales_unless_it_holds_for_all() -> None:
    """Q-17."""
    changed = made_up(FIGURES, "sum-of: [one, two]", "  - {id: other, title: Other, sum-of: [two]}\n")
    plain = made_up(FIGURES, "sum-of: [one]", "  - {id: other, title: Other, sum-of: [two]}\n")
    found = answers(one=3, two="never")
    listed = [made_up_sitting(1, found, "", plain), made_up_sitting(2, found, "", of_version("1.1", changed))]
    document = trend_book().trend(trends(listed, "made-up"))
    assert text(document).count("Taken with different versions: 1.0, 1.1.") == 1
    assert "- Total: The points or the bands differ" in text(document)
    assert text(document).count("Each version has a picture") == 1


def test_without_figures_one_sentence_says_so_for_all_scales() -> None:
    """R-10."""
    listed = [sitting(n, said("alcohol", "weekly"), f"2026-0{n}-10") for n in (1, 2)]
    found = text(trend_book().trend(trends(listed, "signs")))
    assert (found.count("move by chance"), found.count("moves by chance")) == (1, 0)


def test_a_trend_says_how_long_after_the_one_before_each_sitting_was() -> None:
    days = ("2026-01-05", "2026-01-05", "2026-01-06", "2026-02-05")
    listed = [made_up_sitting(n, answers(one=n, two="never"), day) for n, day in enumerate(days, 1)]
    found = trend(listed, "made-up", "total")
    assert found is not None
    document = trend_book().trend([found])
    (course,) = (one for one in blocks(document) if isinstance(one, ScaleChart))
    assert [(one.days, one.later) for one in course.points] == [
        (0, ""),
        (0, "the same day"),
        (1, "1 day later"),
        (30, "30 days later"),
    ]
    assert "Sitting 4, 2026-02-05, 30 days later: Version" in text(document)


def test_a_trend_names_what_the_sittings_are_about_each_its_own_where_they_differ() -> None:
    alike = [sitting(n, said("alcohol", "weekly"), f"2026-0{n}-10") for n in (1, 2)]
    found = text(trend_book().trend(trends(alike, "signs")))
    assert found.count("About: Alcohol.") == 1
    other = sitting(3, said("cannabis", "weekly"), "2026-03-10")
    found = text(trend_book().trend(trends([*alike, other], "signs")))
    assert "Sitting 2, 2026-02-10, 31 days later: About: Alcohol." in found
    assert "Sitting 3, 2026-03-10, 28 days later: About: Cannabis." in found


def test_bands_that_do_not_hold_for_every_sitting_are_no_ground() -> None:
    """R-7 in pictures: the levels hold for adults alone."""
    listed = [sitting(1, said("alcohol"), "2025-01-10"), sitting(2, said("alcohol", adult=None), "2026-01-10")]

    def grounds(*sittings: Sitting) -> list[int]:
        found = trend(sittings, "signs", "count")
        assert found is not None
        return [len(one.bands) for one in blocks(trend_book().trend([found])) if isinstance(one, ScaleChart)]

    assert (grounds(listed[0]), grounds(*listed)) == ([4], [0])
    found = trend(listed, "signs", "count")
    assert found is not None
    assert words().say("trend-no-bands") in text(trend_book().trend([found]))


def test_versions_of_another_shape_have_pictures_of_their_own() -> None:
    """R-10."""
    wider = of_version("1.1", made_up(FIGURES, "sum-of: [one, two]"))
    found = reads(*scored(1, 2), made_up_sitting(3, answers(one=3, two="never"), source=wider))
    assert "Total, version 1.0, 0 to 40 points" in found
    assert "Total, version 1.1, 0 to 43 points" in found
    assert "Each version has a picture of its own." in found


def test_every_caution_kind_of_change_and_reason_has_its_sentence() -> None:
    for name in [
        *(f"doubt-{one}" for one in Doubt),
        *(f"change-{one}" for one in ChangeKind),
        *(f"change-because-{one}" for one in Unknown if one is not Unknown.NO_FIGURES),
        *(f"status-{one}" for one in Status),
        *(f"did-{one}" for one in AuditAction),
        *(f"way-{one}" for one in ("self", "read-aloud", "entered")),
    ]:
        assert name in words().words


# Two sittings.


def test_a_comparison_shows_both_scores_and_the_answers_that_differ() -> None:
    one = sitting(1, said("alcohol", "weekly"), "2025-01-01")
    other = sitting(2, said("alcohol", "weekly", craving=None, legal="never"), "2026-01-01")
    found = text(comparisons().compare(compare(one, other)))
    assert "Scale 2025-01-01 2026-01-01 Change" in found
    assert "Legal issues 3 of 4 0 of 4 -3" in found
    assert "Loss of control 12 of 16 9 to 13 of 16 not known" in found
    answers_ = found.split("Answers that differ")[1]
    assert "A strong urge: Weekly preferred not to say" in answers_
    assert "Trouble with the law: Weekly Never" in answers_
    assert answers_.count("Weekly") == 2
    assert found.count("How much these scores move by chance is not known.") == 1
    page = comparisons().compare(compare(one, other))
    lines = [line.text for section in page.sections for line in section_lines(section, 80, ASCII)]
    assert max(map(len, lines)) <= 80


def test_a_comparison_of_the_same_answers_says_that_none_differs() -> None:
    one, other = (sitting(n, said("alcohol"), f"202{n}-01-01") for n in (1, 2))
    assert "No answer differs." in text(comparisons().compare(compare(one, other)))


# Everything that is stored.


def test_everything_leaves_nothing_out() -> None:
    found = text(documents()["everything"])
    for one in kept().sittings:
        assert f"Sitting {one.number}, {one.date}: {one.questionnaire.title}" in found
        for item in one.questionnaire.questions:
            assert blank(one.questionnaire, item.ask, one.interview.words) in found
    for part in ("What is kept.", "Your rights.", "First line.", "Second line.", "2026-01-11 10:00, AB:"):
        assert part in found
    assert "Begun at 2026-01-10 10:00, last changed at 2026-01-10 11:00." in found
    assert "my own words" in found
    entries = next(one for one in documents()["everything"].sections if one.id == "entries").blocks
    assert isinstance(entries[0], Bullets)
    assert len(entries[0].items) == len(AuditAction)


def test_a_sitting_without_a_result_still_shows_its_answers() -> None:
    found = text(book().everything(kept(), {}))
    assert "What is this about? Gambling" in found


def test_what_was_done_is_told_with_its_sitting() -> None:
    entry = AuditEntry(1, moment("2026-01-10"), "AB", AuditAction.VIEWED, 77, 3, "x")
    file = replace(kept(), entries=(entry, replace(entry, initials="", sitting=None)))
    found = text(book().everything(file, {}))
    assert "2026-01-10 10:00, AB: looked at sitting 3." in found
    assert "2026-01-10 10:00: looked at." in found


def test_an_answer_that_was_changed_later_is_told_under_the_questions_label() -> None:
    taken = kept().sittings[0]
    was = Event(EventKind.ANSWERED, "craving", RecordedAnswer(Chosen("daily"), ()))
    now = Event(EventKind.ANSWERED, "craving", RecordedAnswer(Chosen("weekly"), ()))
    events = tuple((moment("2026-01-10"), event) for event in (was, now))
    found = text(book().everything(replace(kept(), sittings=(replace(taken, events=events),)), {}))
    assert "2026-01-10 10:00: A strong urge: Daily or almost daily" in found
    assert found.count("A strong urge") == 1
