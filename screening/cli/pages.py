"""Commands that only print something to read. They import nothing that asks questions."""

from __future__ import annotations

from collections.abc import Iterable

from screening.app.context import AppContext, UsageError
from screening.cli import pager
from screening.cli.output import OutputOptions, put_json, save
from screening.engine.directory import CONTACT_KINDS
from screening.engine.own_words import subjects
from screening.errors import ContentError, Problem
from screening.formats.result_json import about_json, contact_json
from screening.loading.library import Library, questions_folder
from screening.loading.regions import all_contacts
from screening.model.answers import Answers, Chosen
from screening.model.questionnaire import Questionnaire
from screening.system.process import Code, write_stderr, write_stdout
from screening.system.settings import Settings, folders, question_folders
from screening.text import clean, hint, shown_path


def plain_form(context: AppContext, name: str, *topic: str) -> int:
    """What the command of this name does without options: `list`, `contacts` or `learn`."""
    pages = {"list": list_all, "contacts": contacts}
    return pages[name](context) if name in pages else learn(context, " ".join(topic))


def list_all(context: AppContext, *, as_json: bool = False) -> int:
    """The questionnaires, with where each stands; those that cannot be used, and what is wrong in one's own folders."""
    found = context.library.catalogue()
    if as_json:
        put_json([_listed(context.library, name, one) for name, one in found.items()])
    else:
        context.print_rows(_row(context.library, name, one) for name, one in found.items())
    tell_problems(context.library.own_problems)
    return Code.DONE


def _row(library: Library, name: str, found: Questionnaire | ContentError) -> str:
    if isinstance(found, ContentError):
        more = f" {len(found.problems)} in all: screening lint {name}" if len(found.problems) > 1 else ""
        return f"{shown_path(name)}: cannot be used yet. {found.problems[0]}{more}"
    place = library.place_of(name)
    stands = f"in {shown_path(place)}" if place else "comes with the program"
    return f"{found.id}: {found.title}; {len(found.questions)} questions; {found.recall}; {stands}"


def _listed(library: Library, name: str, found: Questionnaire | ContentError) -> dict[str, object]:
    place = library.place_of(name)
    file = None if place is None else shown_path(place)
    if isinstance(found, ContentError):
        return {"id": shown_path(name), "file": file, "problems": [str(problem) for problem in found.problems]}
    return {**about_json(found), "title": found.title, "questions": len(found.questions), "file": file}


def tell_problems(problems: Iterable[Problem]) -> None:
    """What is wrong in content of one's own, on standard error: the rest goes on."""
    for problem in problems:
        write_stderr(str(problem))


def show(context: AppContext, name: str, subject: str, wanted: OutputOptions) -> int:
    """A whole questionnaire as a blank form; with a subject, as it is asked about that."""
    from screening.reports.blank_form import BlankForms

    questionnaire = context.questionnaire(name)
    document = BlankForms(context.words).form(questionnaire, subject_of(questionnaire, subject))
    if wanted.save:
        save(context, document, wanted)
    else:
        context.print(document, wanted.format_)
    return Code.DONE


def subject_of(questionnaire: Questionnaire, code: str) -> Answers:
    """The answer that says what it is about; none for an empty code. Raises UsageError for an unknown subject."""
    known = subjects(questionnaire)
    if code and code not in known:
        see = f"`screening show {questionnaire.id}` shows them all." if known else "It has no subjects to choose from."
        raise UsageError(f"{questionnaire.title} is not asked about `{clean(code)[:40]}`. {hint(code, known, see)}")
    return {known[code]: Chosen(code)} if code else {}


def learn(context: AppContext, topic: str) -> int:
    """A topic; without one, the list of them."""
    if topic:
        context.print(context.topic(topic))
    else:
        context.print_rows(f"{topic.id}: {topic.title}. {topic.summary}." for topic in context.library.topics)
        tell_problems(context.library.own_topics.problems)
    return Code.DONE


_OTHER = "someone-else"  # no subject of a contact: those for families are meant


def contacts(context: AppContext, *, subject: str = "", sources: bool = False, as_json: bool = False) -> int:
    """Everybody to talk to in the region; with a subject without those who are there for others only.

    Whoever worries about somebody else gets those who are there for families, and everybody who is there for anyone.
    """
    if subject:
        known = sorted({code for contact in all_contacts(context.library) for code in contact.subjects} | {_OTHER})
        if subject not in known:
            other = hint(subject, known, f"You can use: {', '.join(known)}.")
            raise UsageError(f"We have no list for `{clean(subject)[:40]}`. {other}")
    first = "family" if subject == _OTHER else ""
    subject = "" if first else subject
    found = [contact for kind in CONTACT_KINDS for contact in context.directory.of_kind(kind, subject)]
    tell_problems(context.library.own_contacts.problems)
    if as_json:
        put_json([contact_json(contact) for contact in found])
        return Code.DONE
    document = context.result_reports.contacts.all_by_kind(subject, first=first, sources=sources)
    if pager.wanted():
        pager.show(document, context.words.say("contacts-prompt"))
    else:
        context.print(document)
    return Code.DONE


def help_page(context: AppContext, topic: str) -> int:
    """A page about the program itself."""
    context.print(context.help_page(topic))
    return Code.DONE


def paths(settings: Settings) -> int:
    """Every path that this program reads or writes."""
    own, *others = question_folders(settings)
    listed = [("questions", questions_folder()), ("own-questions", own)]
    listed += [("more-questions", folder) for folder in others]
    write_stdout("".join(f"{name}: {shown_path(path)}\n" for name, path in (*listed, *folders(settings).items())))
    return Code.DONE
