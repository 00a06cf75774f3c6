"""Commands that ask questions, or score answers from a file. Imported only for those."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from screening import first_screen
from screening.app import diary, saving
from screening.app.answers_file import answers_in, answers_text
from screening.app.context import HELP_TOPICS, AppContext
from screening.cli import pages
from screening.cli.opening import check_text, menu_prompt, whom_to_call
from screening.cli.output import NOTHING, OutputOptions, can_be_saved, put_json, save
from screening.conversation.json_lines import converse, lines_of
from screening.conversation.result_menu import Saved
from screening.conversation.talk import Ending, Talk
from screening.conversation.typed_input import key_of
from screening.conversation.user_interface import EndOfInput, PersonLeft, Prompt, UserInterface, WentBack
from screening.engine.interview import RecordedAnswer, Status, start
from screening.engine.results import Result, concluded
from screening.errors import AnswersError
from screening.formats.result_json import result_json
from screening.model.questionnaire import Questionnaire
from screening.system.process import (
    Code,
    IdleTimeout,
    hide_memory,
    interruptible,
    write_stderr,
)

if TYPE_CHECKING:
    from screening.reports.document import Document

# Conversations.


def asking(context: AppContext, mode: str, ask: Callable[[UserInterface], int], *, idle: float = 0) -> int:
    """Run a conversation in the user interface of this mode and turn every way out of it into an exit code."""
    hide_memory()
    silent = (mode or context.settings.mode) == "discreet"
    try:
        with context.user_interface(mode, idle=idle) as ui:
            interruptible()
            return ask(ui)
    except PersonLeft as left:
        first_screen.leave(lines_only=left.lines_only)
    except WentBack:  # from the passphrase that the command begins with
        return Code.DONE
    except IdleTimeout:  # before the store is open
        first_screen.leave()
    except saving.EndedWhileSaved as ended:
        return _ended(context, ended.cause, saved="clients" if ended.of_clients else "kept", silent=silent)
    except (EndOfInput, KeyboardInterrupt) as cause:
        return _ended(context, cause, saved="", silent=silent)
    except OSError as cause:
        if cause.errno != errno.EIO:
            raise
        return _ended(context, cause, saved="", silent=silent)


def _ended(context: AppContext, cause: EndOfInput | KeyboardInterrupt | OSError, *, saved: str, silent: bool) -> int:
    """The exit code of a conversation that ended by the end of input, by Ctrl-C or because the window was closed."""
    if isinstance(cause, KeyboardInterrupt):
        first_screen.interrupted(saved=saved, silent=silent)
    if isinstance(cause, EndOfInput) and not silent:
        write_stderr(context.words.say("input-ended-kept" if saved else "input-ended"))
    return stopped(saved=saved != "")


def stopped(*, saved: bool) -> int:
    """The exit code of a conversation that was stopped: it tells whether answers were saved."""
    return Code.STOPPED_SAVED if saved else Code.STOPPED


def menu(context: AppContext, ui: UserInterface, typed: str | None, *, greeted: bool) -> int:
    """Ask what to do and do it. The menu comes back after what is only read; the rest ends the program."""
    talk = context.talk(ui)
    actions: dict[str, Callable[[], int | None]] = {
        "1": lambda: check(context, ui, "signs"),
        "2": lambda: check(context, ui, "signs", subject="someone-else"),
        "3": lambda: _learn(context, talk),
        "4": lambda: _contacts(talk),
        "5": lambda: _diary(context, ui),
        "6": lambda: _more(context, ui, talk),
    }

    def page() -> Prompt:
        talk.new_page()
        talk.tell_strong("menu-title")
        return menu_prompt(context.directory, context.words)

    shown = greeted and ui.scrolls
    chosen = typed if greeted else None
    while True:
        if chosen in actions:
            code = actions[chosen]()
            if code is not None:
                return code
            chosen, shown = None, False
        key = key_of(chosen or "")
        if key == "stop":
            return Code.DONE
        if key == "place":
            talk.ask_place("place-which")
        elif chosen is not None:  # before the page, if that is still to be shown
            talk.help_lines() if key == "help" else talk.tell("menu-again")
        if key == "place" or not shown:
            page()
            shown = True
        chosen = talk.ask_line(menu_prompt(context.directory, context.words), redraw=page).strip()


def _diary(context: AppContext, ui: UserInterface) -> None:
    """What was saved, until the person is done with it or would rather not give the passphrase."""
    with suppress(WentBack):
        diary.menu(context, ui)


def _contacts(talk: Talk) -> None:
    """The people to talk to, where the person is."""

    def made() -> Document:
        return talk.result_reports.contacts.all_by_kind()

    talk.show(made(), anew=made)


def _learn(context: AppContext, talk: Talk) -> None:
    """The topics, as often as the person picks one."""
    rows = [(topic.id, topic.title) for topic in context.library.topics]
    while (topic := talk.pick(rows, context.words.say("menu-learn"), done="done")) != "done":
        talk.show(context.topic(topic))


def _more(context: AppContext, ui: UserInterface, talk: Talk) -> int | None:
    """Pages about the program, and the other questionnaires; nothing where none of those is picked."""
    pages = {f"help-{name}": name for name in HELP_TOPICS}
    rows = [(id_, context.library.guidance[id_].title) for id_ in pages]
    rows += [
        (name, found.title)
        for name, found in context.library.catalogue().items()
        if name != "signs" and isinstance(found, Questionnaire)
    ]
    while (chosen := talk.pick(rows, context.words.say("menu-more"), done="done")) != "done":
        if chosen not in pages:
            return check(context, ui, chosen)
        talk.show(context.help_page(pages[chosen]))
    return None


def check(
    context: AppContext,
    ui: UserInterface,
    name: str,
    *,
    subject: str = "",
    begun: str | None = None,
    wanted: OutputOptions = NOTHING,
) -> int:
    """One questionnaire, asked and answered, about a subject that is known if one is given.

    `begun` is what was typed at the first screen, if that was shown.
    """
    questionnaire = start(context.questionnaire(name)).questionnaire  # what cannot be asked is told before all else
    known = pages.subject_of(questionnaire, subject)
    can_be_saved(context, wanted)
    talk = context.talk(ui, quiet=wanted.as_json, force=wanted.force)
    can_save = first_screen.can_keep(str(context.paths["diary"].parent))
    save_stopped = partial(saving.save_stopped, context, name) if can_save else None
    said = {item: RecordedAnswer(answer) for item, answer in known.items()}
    talk = replace(talk, known=said, save_stopped=save_stopped)
    text = check_text(questionnaire, context.words, known, can_save=can_save)
    sat = None
    while sat is None:
        begun = _begun(context, talk, text, begun, can_save=can_save)
        if begun == "stop":
            talk.tell("stopped")
            return stopped(saved=False)
        if not talk.place.known:
            talk.ask_place("place-first")
        try:
            sat = saving.run(context, talk, name) if begun == "save" else talk.run(questionnaire)
        except WentBack:  # from the passphrase to the first page
            begun = None
    ui.close()
    pages.tell_problems(context.library.own_problems)
    saved = sat.saved is not Saved.NOTHING
    with saving.something_saved() if saved else nullcontext():
        hand_on(context, sat.result, wanted)
    return stopped(saved=saved) if sat.ending is Ending.STOPPED else Code.DONE


def _begun(context: AppContext, talk: Talk, text: str, typed: str | None, *, can_save: bool) -> str:
    """What the person wants at the first screen, `text`: `stop`, `save`, or empty to start. Only Enter starts."""
    prompt = talk.prompt("begin-prompt" if can_save else "begin-prompt-unkept")

    def page() -> Prompt:
        talk.greet(text, *whom_to_call(context.directory, context.words))
        return prompt

    shown = typed is not None and talk.ui.scrolls
    while typed is None or typed.strip():
        key = key_of(typed or "")
        if key == "stop" or (key == "save" and can_save):
            return key
        if key == "place":
            talk.ask_place("place-which")
        if key == "place" or not shown:
            page()
            shown = True
        if key == "help":
            talk.help_lines()
        elif typed is not None and key != "place":
            talk.tell("begin-about" if key == "why" else "begin-again")
        typed = talk.ask_line(prompt, redraw=page)
    return ""


def hand_on(context: AppContext, result: Result | None, wanted: OutputOptions) -> None:
    """The result as JSON and as a page, where that is wanted."""
    if result is not None and wanted.as_json:
        put_json(result_json(result, context.words, why=wanted.in_json))
    if result is not None and wanted.save:
        save(context, context.result_reports.hand_out(result, answers=wanted.on_page), wanted)


# Answers from elsewhere.


def from_file(context: AppContext, name: str, path: str, wanted: OutputOptions) -> int:
    """The result of answers in a file."""
    questionnaire = context.questionnaire(name)
    can_be_saved(context, wanted)
    pages.tell_problems(context.library.own_problems)
    found = answers_in(questionnaire, answers_text(path, may_be_input=True))
    result = concluded(questionnaire, found.answers, context.directory)
    missing = [item for item in result.having("unanswered") if item not in result.ignored]
    if wanted.complete and missing:
        raise AnswersError(tuple(f"{item}: no answer." for item in missing))
    for key, facts in found.remarks(result):
        if key != "answers-unused" or not wanted.as_json:  # there they are named under `ignored`
            write_stderr(context.words.say(key, **facts))
    if wanted.fhir is not None:
        from screening.cli import exporting

        return exporting.send_answers(context, result, wanted.fhir, everything=wanted.everything, force=wanted.force)
    if wanted.as_json:
        put_json(result_json(result, context.words, why=wanted.in_json))
    elif not wanted.save:
        context.print(
            context.result_reports.result(result, why=wanted.on_page, everything=wanted.everything), wanted.format_
        )
    if wanted.save:
        save(context, context.result_reports.hand_out(result, answers=wanted.on_page), wanted)
    return Code.DONE


def jsonl(context: AppContext, name: str, subject: str, *, why: bool) -> int:
    """The conversation in JSON Lines on standard input and output, about a subject that is known if one is given."""
    lines, questionnaire = lines_of(sys.stdin.buffer), context.questionnaire(name)
    known = pages.subject_of(questionnaire, subject)
    status = converse(questionnaire, context.directory, context.words, lines, put_json, known=known, why=why)
    return Code.DONE if status is Status.COMPLETED else Code.STOPPED
