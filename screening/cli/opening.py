"""Text of the first screen: what the program is, how long it takes, who can see it, how to leave."""

from __future__ import annotations

from collections.abc import Iterable

from screening.conversation.user_interface import Prompt
from screening.engine.directory import SPOKEN, Directory
from screening.engine.interview import given
from screening.loading.library import Library
from screening.loading.regions import directory, region
from screening.model.answers import Answers
from screening.model.content import ANYWHERE, Contact, Interface
from screening.model.questionnaire import Questionnaire
from screening.reports.contact_pages import contact_way, first_way

MENU = ("check", "someone-else", "learn", "contacts", "diary", "more")
# Why nothing is asked.
CANNOT_ASK = ("cannot-ask", "cannot-ask-here", "cannot-ask-client", "cannot-ask-system", "cannot-erase-here")


def check_text(
    questionnaire: Questionnaire, words: Interface, known: Answers | None = None, *, can_save: bool = True
) -> str:
    """The first screen of a questionnaire without its last lines, which name the crisis line.

    `known` is answered beforehand, such as what it is about. `can_save`: answers can be saved here.
    """
    count = len(given(questionnaire, known or {}).path) - len(known or {})
    minutes = "" if known else questionnaire.minutes
    length = words.say("about-length", count=count, minutes=minutes) if minutes else ""
    lines = [
        questionnaire.title,
        "",
        words.say("intended-use"),
        length or words.say("about-length-any", count=count),
        words.say("nothing-kept" if can_save else "cannot-keep"),
        words.say("leave-line"),
    ]
    return "\n".join(lines)


def menu_text(words: Interface) -> str:
    """What can be done, as a numbered list."""
    rows = (f"  {index}. {words.say(f'menu-{name}')}" for index, name in enumerate(MENU, 1))
    return "\n".join([words.say("menu-title"), "", *rows, "", words.say("intended-use")])


def menu_prompt(found: Directory, words: Interface) -> Prompt:
    """The menu to choose from, and below it what the program is not and whom to call."""
    rows = tuple(words.say(f"menu-{name}") for name in MENU)
    below = (words.say("intended-use"), "\n".join(whom_to_call(found, words)))
    return Prompt((words.say("menu-prompt"),), rows, below=below, urgent=crisis_text(found, words))


def whom_to_call(found: Directory, words: Interface) -> tuple[str, str]:
    """Whom to call in danger and in a crisis, and the place that this is for."""
    return crisis_text(found, words), place_text(found, words)


def place_text(found: Directory, words: Interface) -> str:
    """The place that is assumed, and how to change it."""
    kind = {"none": "place-none", "locale": "place-guess"}.get(found.region.origin, "place-said")
    return words.say(kind, place=found.region.name)


def crisis_text(found: Directory, words: Interface) -> str:
    """Whom to call in danger and in a crisis, in one or two sentences; the list by country where none is known."""
    chosen = found.for_kinds(("emergency", "crisis"))
    danger = words.say("crisis-danger")
    if chosen.emergency:
        danger = words.say("crisis-emergency", ways=_ways([chosen.emergency], words))
    lists = [one for one in chosen.people if one.kind == "directory"]
    lines = [words.say("crisis-directory", site=one.ways[0].to) for one in lists]
    if ways := _ways([one for one in chosen.people if one not in lists], words):
        spoken = words.say("crisis-in-places" if found.may_fail else "crisis-crisis", ways=ways)
        lines = [*lines, spoken] if chosen.people[0] in lists else [spoken, *lines]
    return " ".join([danger, *lines])


def _ways(contacts: Iterable[Contact], words: Interface) -> str:
    """The ways to call and to text, at most two of each contact; empty where there are none."""
    said = list[str]()
    for contact in contacts:
        spoken = [way for way in contact.ways if way.by in SPOKEN][:2]
        if {way.by for way in spoken} == {*SPOKEN} and len({way.to for way in spoken}) == 1:
            said.append(first_way(contact, words).words)  # one number for both
        else:
            said += [contact_way(way, words).words for way in spoken]
    return words.say("or-word").join(f"{line[0].lower()}{line[1:]}" for line in said)


def first_texts(library: Library, words: Interface) -> dict[str, str]:
    """Everything that `first_screen.txt` holds, by key: what is shown before the rest of the program is imported."""
    found = {
        "check": check_text(library.load("signs"), words),
        "check prompt": words.say("begin-prompt"),
        "unkept": check_text(library.load("signs"), words, can_save=False),
        "unkept prompt": words.say("begin-prompt-unkept"),
        "menu": menu_text(words),
        "menu prompt": words.say("menu-prompt"),
        "scroll": words.say("scroll-back"),
        "interrupted": words.say("stopped"),
        "interrupted-kept": words.say("stopped-kept"),
        "ended": words.say("input-ended"),
        "intended-use": words.say("intended-use"),
        **{key: words.say(key) for key in ("help-about", "help-end", *CANNOT_ASK)},
    }
    for code in locale_codes(library):
        place = region(library, code, "none" if code == ANYWHERE else "locale")
        if place is not None:
            found[f"crisis {code}"] = "\n".join(whom_to_call(directory(library, place), words))
    return found


def locale_codes(library: Library) -> tuple[str, ...]:
    """Every code of a country that a locale can name, and the one for no country."""
    return tuple(code for entry in library.regions for code in (entry.code, *entry.aliases))


def as_file(found: dict[str, str]) -> str:
    """The texts as `first.py` reads them: a line each, the key and the text apart by a tab."""
    return "".join(f"{key}\t{text}\n".replace("\n", "\\n").removesuffix("\\n") + "\n" for key, text in found.items())
