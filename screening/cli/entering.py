"""The command that enters a filled-in paper form. Imported only for that."""

from __future__ import annotations

from dataclasses import replace

from screening.app.context import AppContext
from screening.cli import pages
from screening.cli.commands import hand_on, stopped
from screening.cli.opening import whom_to_call
from screening.cli.output import OutputOptions, can_be_saved
from screening.conversation.entering import with_points
from screening.conversation.typed_input import key_of
from screening.conversation.user_interface import UserInterface
from screening.engine.interview import Status, entry
from screening.engine.results import conclude
from screening.system.process import Code


def enter(context: AppContext, ui: UserInterface, name: str, wanted: OutputOptions) -> int:
    """A paper form, entered item by item, checked, and explained with each answer and its points.

    Nothing is saved, but for the page that is wanted. Its questions need no words.
    """
    questionnaire = context.questionnaire(name)
    can_be_saved(context, wanted)
    talk = replace(context.talk(ui, quiet=wanted.as_json, force=wanted.force), entering=True)
    talk.greet(
        f"{questionnaire.title}\n\n{talk.words.say('entry-about')}\n", *whom_to_call(context.directory, talk.words)
    )
    while (typed := talk.ask("entry-prompt").strip()) and key_of(typed) != "stop":
        talk.help_lines() if key_of(typed) == "help" else talk.tell("begin-again")
    asked = None if typed else talk.interview(with_points(entry(questionnaire), talk.words))
    if asked is None or asked.interview.status is Status.STOPPED:
        talk.tell("stopped")
        return stopped(saved=False)
    result = conclude(replace(asked.interview, questionnaire=questionnaire), talk.directory)
    if not wanted.as_json:
        talk.show(talk.result_reports.result(result, why=True))
    talk.tell("entry-done")
    ui.close()
    pages.tell_problems(context.library.own_problems)
    hand_on(context, result, wanted)
    return Code.DONE
