"""Contacts on pages: one in full, in short and in one line, all of them by kind, and what a card says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screening.engine.directory import CONTACT_KINDS, Directory, Region
from screening.formats.render import plain_text
from screening.model.content import Contact
from screening.reports.contact_pages import ContactPages, contact_way, first_way, urgent_lines
from screening.reports.document import ContactCard, Document, Heading, Paragraph
from tests.people import TODAY, blocks, codes, place, words

CANADA = Region("CA", "Canada", "flag", "Canada")


def contact(**given: object) -> Contact:
    """A made-up contact that was compared a year before today."""
    fields = {
        "id": "line", "name": "A line", "kind": "crisis", "region": "CA", "ways": [{"by": "call", "to": "1 (2) 3-ABC"}],
        "for": "everybody", "last-checked": "2025-11-30", "source": "https://example.org", "status": "publisher",
    }  # fmt: skip
    return Contact.model_validate({**fields, **given})


LIST = contact(id="list", kind="directory", region="ZZ", name="A list", ways=[{"by": "web", "to": "https://list.org"}])
EMERGENCY = contact(id="now", kind="emergency", name="Emergency", ways=[{"by": "call", "to": "911"}])


def pages(
    *contacts: Contact, today: str = TODAY, region: Region = CANADA, clinics: tuple[Contact, ...] = ()
) -> ContactPages:
    return ContactPages(words(), Directory(region, {}, (*contacts, EMERGENCY, LIST), clinics), today)


def names(document: Document, section: str) -> list[str]:
    return [block.name for block in blocks(document, section) if isinstance(block, ContactCard)]


def said(document: Document, section: str) -> list[str]:
    return [block.text for block in blocks(document, section) if isinstance(block, Paragraph)]


# One contact.


def test_a_contact_in_full_says_what_it_is_for_its_hours_its_languages_and_what_to_know() -> None:
    """R-12."""
    found = pages().card(contact(hours="every day, 8am to 8pm", languages=["en", "fr"], note="Free to call."))
    assert found.details == ("For everybody.", "Every day, 8am to 8pm.", "In English and French.", "Free to call.")
    three = pages().card(contact(languages=["en", "fr", "es"]))
    assert three.details[-1] == "In English, French and Spanish."
    assert pages().card(contact(languages=["es"])).details[-1] == "In Spanish."


@pytest.mark.parametrize(("today", "stale"), [("2025-11-30", False), ("2026-11-30", False), ("2026-12-01", True)])
def test_a_contact_older_than_a_year_is_marked(today: str, stale: bool) -> None:
    """R-12."""
    details = pages(today=today).card(contact()).details
    assert (words().say("contact-stale") in details) is stale


def test_where_an_entry_comes_from_is_told_only_when_asked() -> None:
    plain = " ".join(pages().card(contact(status="copy")).details)
    assert "example.org" not in plain
    assert "2025" not in plain
    copy = pages().card(contact(status="copy", **{"source-date": "2024-05"}), sources=True)
    assert copy.details[-1] == (
        "Source, seen on another website only: https://example.org, of 2024-05, seen on 2025-11-30."
    )
    assert pages().card(contact(), sources=True).details[-1] == "Source: https://example.org, seen on 2025-11-30."


def test_one_line_has_the_name_the_first_way_and_when_it_answers() -> None:
    found = pages().line(contact(brief="any time, free", hours="24 hours a day", ways=[{"by": "call", "to": "988"}]))
    assert (found.name, [way.words for way in found.ways]) == ("A line", ["Call 988"])
    assert found.details == ("any time, free",)
    assert pages().line(contact(hours="9 to 5")).details == ("9 to 5",)
    assert pages().line(contact()).details == ()


def test_a_number_to_call_and_to_text_is_one_way() -> None:
    both = [{"by": "call", "to": "988"}, {"by": "text", "to": "988"}]
    found = first_way(contact(ways=both), words())
    assert (found.words, found.link) == ("Call or text 988", "tel:988")
    word = [{"by": "call", "to": "988"}, {"by": "text", "to": "988", "say": "HOME"}]
    assert first_way(contact(ways=word), words()).words == "Call 988"


@pytest.mark.parametrize(
    ("way", "words_", "link"),
    [
        ({"by": "call", "to": "1-800 (22) 33"}, "Call 1-800 (22) 33", "tel:18002233"),
        ({"by": "call", "to": "+44 20"}, "Call +44 20", "tel:+4420"),
        ({"by": "call", "to": "988", "say": "1"}, "Call 988 and say 1", "tel:988"),
        ({"by": "text", "to": "686868", "say": "CONNECT"}, "Text CONNECT to 686868", "sms:686868"),
        ({"by": "text", "to": "800GAM"}, "Text 800GAM", "sms:800426"),
        ({"by": "email", "to": "a@b.org"}, "E-mail: a@b.org", "mailto:a@b.org"),
        ({"by": "web", "to": "https://a.org"}, "Web: https://a.org", "https://a.org"),
        ({"by": "chat", "to": "https://a.org"}, "Chat: https://a.org", "https://a.org"),
        ({"by": "app", "to": "http://a.org"}, "App: http://a.org", None),
        ({"by": "web", "to": "javascript:alert(1)"}, "Web: javascript:alert(1)", None),
        ({"by": "web", "to": "a.org"}, "Web: a.org", None),
    ],
)
def test_a_way_has_words_and_a_link_where_one_opens_it(way: dict[str, str], words_: str, link: str | None) -> None:
    found = contact_way(contact(ways=[way]).ways[0], words())
    assert (found.words, found.link) == (words_, link)


# What a card says where no number is known.


def test_no_card_stands_without_a_number_or_the_way_to_name_a_place() -> None:
    """R-12."""
    nowhere = replace(pages().directory, region=Region("ZZ", "Somewhere else"), contacts=(LIST,))
    for kinds in (("emergency", "crisis"), ("emergency",), ("health",)):
        first, *others = urgent_lines(nowhere, nowhere.for_kinds(kinds), words())
        assert "call your local emergency number" in first
        assert "Type p" in first
        assert others == ["Finding other help: Web: https://list.org"]
    found = pages().directory
    assert urgent_lines(found, found.for_kinds(("emergency",)), words()) == ["Emergency: call 911"]


# The place.


@pytest.mark.parametrize(
    ("code", "origin", "text"),
    [
        ("CA", "flag", "Place: Canada."),
        ("GB", "locale", words().say("region-guessed", region="United Kingdom")),
        ("ZZ", "none", "Place: not known."),
    ],
)
def test_the_place_is_told_and_a_guess_is_called_one(code: str, origin: str, text: str) -> None:
    """R-12."""
    assert ContactPages(words(), place(code, origin=origin), TODAY).where() == text


def test_a_place_without_a_list_of_its_own_says_whose_list_it_is() -> None:
    """R-12."""
    texas = Region("US-TX", "Texas", "flag", "Texas", Region("US", "United States", "flag", "the United States"))
    sentence = "Place: Texas. We have no list of our own for Texas, so these are for all of the United States."
    assert pages(contact(region="US"), region=texas).where() == sentence
    assert pages(contact(region="US-TX"), region=texas).where() == "Place: Texas."


# All of them.


def test_all_are_listed_by_kind_then_the_day_then_the_urgent_numbers() -> None:
    """R-12."""
    drink = contact(id="drink", kind="substances", name="Drink line", **{"last-checked": "2026-01-05"})
    clinic = contact(id="clinic", kind="clinic", name="A clinic")
    found = pages(contact(name="Crisis"), drink, clinics=(clinic,)).all_by_kind()
    assert names(found, "people") == ["Emergency", "Crisis", "Drink line", "A list", "A clinic"]
    assert [block.text for block in blocks(found, "people") if isinstance(block, Heading)] == [
        "Emergency", "Crisis line", "Alcohol and drugs", "Finding other help", "Private clinic",
    ]  # fmt: skip
    between = "These entries were last compared with their sources between 2025-11-30 and 2026-01-05."
    assert said(found, "compared") == [between]
    assert names(found, "urgent") == ["Emergency", "Crisis"]
    assert [section.id for section in found.sections] == ["people", "compared", "urgent"]
    assert said(pages(contact()).all_by_kind(), "compared")[0].endswith("on 2025-11-30.")


def test_with_a_subject_its_kinds_stand_first_and_others_are_left_out() -> None:
    quit_line = contact(id="quit", kind="substances", name="Quit line", subjects=["nicotine"])
    drink = contact(id="drink", kind="substances", name="Drink line", subjects=["alcohol"])
    found = pages(contact(name="Crisis"), quit_line, drink).all_by_kind("nicotine")
    assert names(found, "people") == ["Quit line", "Emergency", "Crisis", "A list"]


@pytest.mark.parametrize("code", codes())
def test_in_every_place_all_are_listed_once_with_their_days_and_the_urgent_numbers_at_the_end(code: str) -> None:
    """R-12."""
    made = ContactPages(words(), place(code), TODAY)
    found = made.all_by_kind(sources=True)
    listed = [one for kind in CONTACT_KINDS for one in place(code).of_kind(kind)]
    assert sorted(names(found, "people")) == sorted(one.name for one in listed)
    assert names(found, "people")[-1] == listed[-1].name
    assert names(found, "urgent")
    text = plain_text(found)
    assert all(one.source.removeprefix("https://")[:20] in text for one in listed)
    assert ("call your local emergency number" in " ".join(text.split())) is (place(code).emergency is None)
