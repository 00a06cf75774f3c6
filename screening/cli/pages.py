"""Commands that only print something to read. They import nothing that asks questions."""

from __future__ import annotations

from collections.abc import Iterable

from screening.app.context import AppContext, UsageError
from screening.cli import pager
from screening.cli.output import OutputOptions, put_json, save
from screening.engine.directory import CONTACT_KINDS
from screening.engine.own_words import subjects
from screening.errors import ContentError, Problem
from screening.formats.questionnaire_json import instrument_json, questionnaire_json
from screening.formats.result_json import about_json, contact_json
from screening.loading.library import Library, questions_folder
from screening.loading.regions import all_contacts
from screening.model.answers import Answers, Chosen
from screening.model.instrument import Instrument
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
    found, published = context.library.catalogue(), context.library.catalogue(context.library.published)
    if as_json:
        put_json([_listed(context.library, name, one) for name, one in (found | published | found).items()])
    else:
        context.print_rows(_row(context.library, name, one) for name, one in found.items())
        context.print_rows(["", context.words.say("published-title"), ""])
        context.print_rows(_published(context, name, one) for name, one in published.items())
    tell_problems(context.library.own_problems)
    return Code.DONE


def _row(library: Library, name: str, found: Questionnaire | ContentError) -> str:
    if isinstance(found, ContentError):
        more = f" {len(found.problems)} in all: screening lint {name}" if len(found.problems) > 1 else ""
        return f"{shown_path(name)}: cannot be used yet. {found.problems[0]}{more}"
    place = library.place_of(name)
    stands = f"in {shown_path(place)}" if place else "comes with the program"
    facts = (f"{found.id}: {found.title}", f"{len(found.questions)} questions", found.said_recall, stands)
    return "; ".join(filter(None, facts))


def _published(context: AppContext, name: str, found: Questionnaire | ContentError) -> str:
    """What a published instrument may be used for and by whom; where it is asked with an adopted wording, so."""
    place = context.library.place_of(name)
    if place is not None and isinstance(found, Questionnaire):
        return context.words.say("published-adopted", id=name, title=found.title, path=shown_path(place))
    if not isinstance(found, Instrument):
        return _row(context.library, name, found)
    facts = {"use": found.use.for_, "by": found.use.by.rstrip(".")}
    return context.words.say(
        "published-row", id=name, title=found.title, count=len(found.questions), recall=found.recall, **facts
    )


def _listed(library: Library, name: str, found: Questionnaire | ContentError) -> dict[str, object]:
    place = library.place_of(name)
    file = None if place is None else shown_path(place)
    if isinstance(found, ContentError):
        return {"id": shown_path(name), "file": file, "problems": [str(problem) for problem in found.problems]}
    published = instrument_json(found) if isinstance(found, Instrument) else None
    return {
        **about_json(found),
        "title": found.title,
        "questions": len(found.questions),
        "file": file,
        "wording": found.has_wording,
        "published": published,
    }


def tell_problems(problems: Iterable[Problem]) -> None:
    """What is wrong in content of one's own, on standard error: the rest goes on."""
    for problem in problems:
        write_stderr(str(problem))


def show(context: AppContext, name: str, subject: str, wanted: OutputOptions) -> int:
    """A whole questionnaire as a blank form; with a subject, as it is asked about that.

    An instrument without wording is shown by its structure, and so is any questionnaire in JSON.
    """
    from screening.reports.blank_form import BlankForms
    from screening.reports.structure_report import StructureReports

    questionnaire = context.questionnaire(name)
    known = subject_of(questionnaire, subject)
    if wanted.as_json:
        put_json(questionnaire_json(questionnaire))
        return Code.DONE
    if isinstance(questionnaire, Instrument) and not questionnaire.has_wording:
        document = StructureReports(context.words).page(questionnaire)
    else:
        document = BlankForms(context.words, _urgent(context), context.clinic).form(questionnaire, known)
    if wanted.save:
        save(context, document, wanted, is_blank=True)
    else:
        context.print(document, wanted.format_)
    return Code.DONE


def _urgent(context: AppContext) -> str:
    """Whom to call at the place that somebody has named; empty where it is guessed: a form is passed on."""
    from screening.cli.opening import crisis_text

    found = context.directory
    return "" if found.region.origin in ("none", "locale") else crisis_text(found, context.words)


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
