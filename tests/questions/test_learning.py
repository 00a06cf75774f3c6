"""What there is to learn: every subject has a page, every name is found, every source is a page that can be opened."""

from __future__ import annotations

import re
from urllib.parse import urlparse

import pytest

from screening.loading.library import Library, questions_folder

LIBRARY = Library(questions_folder())
TEXTS = LIBRARY.guidance
NAMES = {name: topic for topic in LIBRARY.topics for name in (topic.id, *topic.aliases)}
FIRST_OPTIONS = {
    "alcohol": "helps-alcohol", "opioids": "helps-opioids", "sedatives": "helps-sedatives",
    "cocaine": "helps-stimulants", "stimulants": "helps-stimulants", "nicotine": "helps-nicotine",
    "cannabis": "helps-cannabis", "gambling": "helps-gambling", "gaming": "helps-gaming",
    "other-drug": "helps-general", "other-behaviour": "helps-general", "ketamine": "ketamine-itself",
    "someone-else": "supporting-someone",
}  # fmt: skip


def said(*ids: str) -> str:
    """The words of these texts in one line, in lower case."""
    return " ".join(" ".join(TEXTS[one].text for one in ids).lower().split())


def of_topic(name: str) -> str:
    return said(*NAMES[name].show)


SUBJECTS = [option.code for item in LIBRARY.load("signs").questions if item.id == "using" for option in item.options]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_subject_that_can_be_asked_about_has_a_page_of_what_helps(subject: str) -> None:
    assert FIRST_OPTIONS[subject] in NAMES[subject].show


def test_every_text_to_learn_from_stands_in_a_topic() -> None:
    shown = {one for topic in LIBRARY.topics for one in topic.show}
    files = ("guidance/learn.yaml", "guidance/ketamine.yaml")
    ids = {one for name in files for one in re.findall(r"- id: (\S+)", (LIBRARY.folder / name).read_text("utf-8"))}
    assert {one for one in ids if TEXTS[one].part in ("learn", "helps")} - shown == set()


def test_the_list_of_topics_is_one_screen_of_lines_that_fit() -> None:
    lines = [f"{topic.id}: {topic.title}. {topic.summary}." for topic in LIBRARY.topics]
    assert len(lines) <= 20
    assert [line for line in lines if len(line) > 90] == []


def test_the_words_that_point_to_a_topic_name_one_that_is_there() -> None:
    bullets = [words for bullet, words in TEXTS["where-to-begin"].paragraphs if bullet]
    bullets += [words for bullet, words in TEXTS["ketamine-more"].paragraphs if bullet]
    assert len(bullets) == 12
    assert [words for words in bullets if re.split("[,:]", words)[0] not in NAMES] == []


# Ketamine-assisted therapy.


@pytest.mark.parametrize("name", ["kat", "ketamine-assisted", "ketamine-assisted-therapy", "ketamine-therapy"])
def test_ketamine_assisted_therapy_is_found_by_its_name(name: str) -> None:
    assert NAMES[name].id == "ketamine"
    assert "(KAT)" in NAMES[name].title


def test_its_pages_begin_with_whose_article_it_is_and_that_nothing_is_sure_yet() -> None:
    assert NAMES["ketamine"].show[0] == "ketamine-label"
    for words in ("called kat for short", "atma cena, a private clinic group", "offers the therapy", "early and small"):
        assert words in said("ketamine-label")


CLAIMS = {
    "quick relief of depression, anxiety, and ptsd": "a canadian review found quick relief",
    "help where other care did not work": "did not pick people for that reason",
    "insight, and moments that feel mystical": "not clear that they are what helps",
    "neuroplasticity": "thinks that this may be so",
    "better mood, and feeling well": "we did not check the rest",
    "eases cravings": "on cravings, results are mixed",
    "helps the brain rewire": "did not test whether",
    "closes with hope": "hope matters",
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_benefit_that_the_article_names_is_told_and_answered(claim: str) -> None:
    text = said("ketamine-claims")
    assert claim in text
    assert CLAIMS[claim] in text


@pytest.mark.parametrize(
    ("topic", "fact"),
    [
        ("ketamine", "see or hear things that are not there"),
        ("ketamine", "trance-like"),
        ("ketamine", "dissociative"),
        ("ketamine", "health canada approved it for adults with depression"),
        ("ketamine", "it is approved in the us too"),
        ("ketamine", "a psychiatrist who gives the therapy describes the same two"),
        ("ketamine-trials", "craving went down more with the high dose, and for longer"),
        ("ketamine-trials", "the groups did not clearly differ in return to drinking"),
        ("ketamine-risks", "they do not drive until the next day"),
        ("ketamine-questions", "one and a half to two hours"),
    ],
)
def test_what_a_reader_needs_to_weigh_it_is_told(topic: str, fact: str) -> None:
    assert fact in of_topic(topic)


# Facts that were once told wrong.


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("helps-opioids", "updated in 2024, names two medicines to start with. they are buprenorphine and methadone"),
        ("helps-opioids", "after a break, the body can take much less"),
        ("helps-stimulants", "may also try some medicines that are approved for other things"),
        ("helps-alcohol", "first choices are naltrexone and acamprosate"),
        ("helps-alcohol", "ssris"),
        ("helps-alcohol", "with very heavy drinking, a short talk alone has not been shown to help"),
        ("helps-gambling", "problem gambling severity index"),
        ("dependence-and-addiction", "the body, and often the mind"),
        ("how-this-check-works", "had met the criteria for an alcohol disorder at some time"),
        ("how-this-check-works", "a hangover is not withdrawal"),
    ],
)
def test_a_fact_is_told_as_its_source_tells_it(text: str, fact: str) -> None:
    assert fact in said(text)


def test_the_guideline_on_opioids_that_is_cited_is_the_newest() -> None:
    cited = {source for one in ("helps-opioids", "reading-list") for source in TEXTS[one].sources}
    assert "cmaj-2024-opioids" in cited
    assert "cmaj-2018-opioids" not in cited


# Words and sources.


def test_only_the_pages_on_ketamine_and_on_the_five_signs_speak_of_the_article() -> None:
    told = {one for one, text in TEXTS.items() if "the article" in text.text.lower()}
    assert {one for one in told if not one.startswith("ketamine")} <= {"five-signs"}


@pytest.mark.parametrize("file", ["learn", "ketamine", "help", "consent"])
def test_nobody_is_sent_to_a_clinician_and_nothing_is_kept(file: str) -> None:
    ids = re.findall(r"- id: (\S+)", (LIBRARY.folder / "guidance" / f"{file}.yaml").read_text("utf-8"))
    assert re.findall(r"\bclinicians?\b|\bkept\b|\bbehavior|\bcenter\b|\bcounseling\b", said(*ids)) == []


def test_the_first_source_of_what_addiction_is_is_not_the_clinic() -> None:
    assert TEXTS["understanding-addiction"].sources[0] != "article-atma-cena"
    begins = [one for one, text in TEXTS.items() if text.sources[:1] == ("article-atma-cena",)]
    assert [one for one in begins if not one.startswith("ketamine")] == []


PREVIEW = re.compile(
    r"vercel|azurewebsites|netlify|pages\.dev|(^|\.)(stage|staging|test|dev|beta|preview|preprod)\d*\."
)


@pytest.mark.parametrize("source", LIBRARY.sources)
def test_a_source_is_a_page_that_will_stay(source: str) -> None:
    link = urlparse(LIBRARY.sources[source].link or "")
    assert link.scheme == "https"
    assert PREVIEW.search(link.netloc) is None


def test_every_source_is_cited_by_something() -> None:
    files = [path for path in LIBRARY.folder.rglob("*.yaml") if path.name != "sources.yaml"]
    cited = set(re.findall(r"[a-z0-9-]+", " ".join(path.read_text("utf-8") for path in files)))
    assert set(LIBRARY.sources) - cited == set()
