"""What a counselor does with one client: consent, a sitting, the hand-over, and what comes after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import cast

from screening.app import saving
from screening.app.context import UsageError
from screening.conversation.talk import SaveTarget, Talk
from screening.conversation.user_interface import EndOfInput, PersonLeft
from screening.counselor import paperwork
from screening.counselor.session import Session
from screening.errors import NotKept
from screening.model.content import paragraphs
from screening.model.questionnaire import Administration, Questionnaire
from screening.records import client_codes
from screening.records.client_codes import CodeNotAccepted
from screening.records.client_file import Client, Sitting
from screening.records.sitting_events import Event, corrected, resumed
from screening.reports.counselor_words import in_place
from screening.reports.document import Document, Section
from screening.reports.wording import listed
from screening.system import files
from screening.system.process import Code, IdleTimeout, ignoring

MAX_CONSENT = 20_000  # characters
HANDED = "handed-"  # how the ids of sentences begin that stand in place of others while a client's answers are taken
BACK = ("b", "back")


def new(session: Session) -> Client | None:
    """A new client with a code, made up or chosen."""
    session.talk.tell("code-about")
    while True:
        typed = session.talk.ask("code-choose").strip()
        if typed.lower() in BACK:
            return None
        try:
            code = client_codes.with_check(typed) if typed else session.records.free_code()
            client = session.records.add(code, session.day("keep-until-new"))
        except CodeNotAccepted as slip:
            session.talk.tell(slip.reason)
        except NotKept as error:
            session.talk.tell_text(str(error))
        else:
            session.talk.tell("client-added", code=client.code)
            return client


# Consent.


def consent(session: Session, client: Client) -> bool:
    """Whether the client has agreed to what stands in the text now; shown, asked and kept where not yet.

    The window is cleared first: the client may read it here, and no other client's code should stand above (T-34).
    """
    text = consent_text(session)
    if any(one.text == text for one in session.records.consents(client)):
        return True
    title = session.context.library.guidance["consent"].title
    page = Document(
        title, session.context.words.interface, (Section("consent", title, tuple(listed(paragraphs(text)))),)
    )
    session.talk.ui.clear()
    session.talk.show(page, session.heading(client))
    if not session.talk.sure("consent-prompt"):
        session.talk.tell("consent-none")
        return False
    session.talk.tell("consent-kept", version=session.records.agree(client, text).version)
    return True


def consent_text(session: Session) -> str:
    """The counselor's own words of consent, from the file that the settings name; else ours. Raises UsageError."""
    path = session.context.settings.consent
    if not path:
        return session.context.library.guidance["consent"].text
    try:
        text = files.text_of(Path(path).expanduser(), MAX_CONSENT)
    except (OSError, ValueError, RuntimeError) as error:
        raise UsageError(f"The file of consent {path} cannot be read ({type(error).__name__}).") from None
    if not text.strip():
        raise UsageError(f"The file of consent {path} is empty.")
    return text


# A sitting.


def sit(session: Session, client: Client) -> int:
    """A new sitting, from consent to the counselor's view."""
    if not consent(session, client):
        return Code.DONE
    rows = [(name, session.context.library.load(name).title) for name in session.context.library.names]
    name = session.talk.pick(rows, session.say("which-questionnaire", code=client.code), done="done")
    if name == "done":
        return Code.DONE
    earlier = saving.unfinished(session.records, client, session.context.questionnaire(name).id)
    return _new(session, client, name) if earlier is None else _earlier(session, client, earlier)


def resume(session: Session, client: Client) -> int:
    """Go on with a sitting that was not finished."""
    sitting = session.sitting(client, "which-resume", lambda one: not one.finished)
    return _earlier(session, client, sitting) if sitting is not None else Code.DONE


def _earlier(session: Session, client: Client, found: Sitting) -> int:
    """What is wanted with a sitting that was not finished."""
    match saving.go_on(session.context, session.talk, found, session.heading(client), done="done"):
        case saving.GO_ON:
            return _conduct(session, client, found)
        case saving.ERASE:
            if saving.typed_word(session.talk):
                session.records.erase_sitting(client, found.number)
                session.talk.tell("erased")
        case saving.RESTART if found.questionnaire.id not in session.context.library.names:
            session.talk.tell("questionnaire-gone")
        case saving.RESTART if consent(session, client):
            return _new(session, client, found.questionnaire.id)
    return Code.DONE


def _new(session: Session, client: Client, name: str) -> int:
    began = _begun(session, client, name, session.context.questionnaire(name))
    return _conduct(session, client, began) if began else Code.DONE


def _begun(session: Session, client: Client, name: str, questionnaire: Questionnaire) -> Sitting | None:
    """A new sitting, once it is said how it is taken; nothing where a way that is not meant was refused."""
    rows = [(way, session.say(f"way-{way}-about")) for way in ("self", "read-aloud", "entered")]
    chosen = session.talk.pick(rows, session.say("which-way", code=client.code), done="done")
    if chosen == "done":
        return None
    way = cast(Administration, chosen)
    if way not in questionnaire.administration:
        session.talk.tell("not-meant", title=questionnaire.title)
        if not session.talk.sure("not-meant-prompt"):
            return None
    on = session.day("paper-day-prompt", latest=session.context.today) if way == "entered" else ""
    interpreter = session.talk.sure("interpreter-prompt")
    return session.records.begin(client, name, way, on=on, interpreter=interpreter, paper=way == "entered")


def correct(session: Session, client: Client) -> int:
    """A new version of a finished sitting, changed on the page where answers are checked."""
    wrong = session.sitting(client, "which-correct", lambda one: one.finished and one.stands)
    if wrong is None:
        return Code.DONE
    session.talk.tell("correct-about", number=wrong.number)
    return _conduct(session, client, session.records.correct(client, wrong))


def _conduct(session: Session, client: Client, sitting: Sitting) -> int:
    """The questions, in the way that the sitting is taken. A correction is the counselor's own work in any way."""
    target = saving.save_target(session.records, client, sitting)
    talk = replace(_talk(session), heading=session.heading(client), target=target)
    if sitting.corrects is not None:
        talk.interview(corrected(sitting.interview))
    elif sitting.administration == "self":
        hand_over(session, sitting, _WatchedTarget(target))
    else:
        talk.interview(resumed(sitting.interview))
    return _afterwards(session, client, sitting.number)


def _talk(session: Session) -> Talk:
    """The questions in words that promise no results: who answers them here does not see any."""
    return replace(session.talk, words=in_place(HANDED, session.talk.words))


class _WatchedTarget:
    """A save target that remembers whether the last step could not be saved, however the client's turn ends."""

    def __init__(self, target: SaveTarget) -> None:
        self.target = target
        self.failed = False

    def __call__(self, events: Iterable[Event]) -> None:
        self.failed = True
        self.target(events)
        self.failed = False


def hand_over(session: Session, sitting: Sitting, target: _WatchedTarget) -> None:
    """The client answers alone, and sees the questions and nothing else.

    Every way out clears the window and leads to the passphrase (Q-17, T-33, T-34).
    """
    ui = session.talk.ui
    ui.clear()
    session.talk.tell("hand-over")
    session.talk.tell("hand-over-limits-lines" if ui.glyphs is None and ui.scrolls else "hand-over-limits")
    if session.talk.ask("hand-over-prompt").strip().lower() in BACK:
        return
    with ignoring("SIGTSTP", "SIGQUIT"):
        fault = _answering(session, sitting, target)
        while not session.hand_back():
            pass
    if fault is not None:
        raise fault
    if target.failed:
        session.talk.tell("kept-in-part")


def _answering(session: Session, sitting: Sitting, target: SaveTarget) -> Exception | None:
    """The client's turn. However it ends it ends here; a fault is for the counselor to see, once they are back."""
    try:
        session.talk.ui.clear()
        session.talk.tell("hand-over-client")
        replace(_talk(session), target=target).interview(resumed(sitting.interview))
    except (PersonLeft, EndOfInput, KeyboardInterrupt, IdleTimeout):
        return None
    except Exception as fault:
        return fault
    return None


def _afterwards(session: Session, client: Client, number: int) -> int:
    sitting = session.records.sitting(client, number)
    if sitting is not None and sitting.finished:
        after(session, client, sitting)
        return Code.DONE
    if (
        sitting is not None and (result := session.result(sitting)).critical
    ):  # what cannot wait does not wait for the rest
        session.show(session.reports.after(sitting, result), client, number)
    session.talk.tell("sitting-stopped", code=client.code, number=number)
    return Code.STOPPED_SAVED


def after(session: Session, client: Client, sitting: Sitting) -> None:
    """The counselor's view of a sitting, and what to do with it."""
    result = session.result(sitting)
    session.show(session.reports.after(sitting, result), client, sitting.number)
    rows = [(one, session.say(f"view-{one}")) for one in ("hand-out", "why", "report")]
    while (chosen := session.talk.pick(rows, session.say("view-title", code=client.code), done="done")) != "done":
        if chosen == "why":
            session.show(session.reports.after(sitting, result, why=True), client, sitting.number)
        elif chosen == "hand-out":
            paperwork.save(session, session.context.result_reports.hand_out(result), client, sitting.number)
        else:
            paperwork.report(session, client)
