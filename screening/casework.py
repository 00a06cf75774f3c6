"""What a counselor does with one client: consent, a sitting, the hand-over, and what comes after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

from . import codes, files, keeping, paperwork
from .casefile import Client, Sitting, corrected, resumed
from .codes import CodeNotAccepted
from .conversation import InputEnded, Left
from .desk import UsageError
from .document import Block, Bullets, Document, Paragraph, Section
from .errors import NotKept
from .interview import Status
from .process import Code, Idle, no_suspending
from .questionnaire import Administration, Questionnaire
from .session import Session

MAX_CONSENT = 20_000  # characters


def new(session: Session) -> Client | None:
    """A new client with a code, made up or chosen."""
    session.talk.tell("code-about")
    while True:
        typed = session.talk.ask("code-choose").strip()
        try:
            code = codes.with_check(typed) if typed else session.records.free_code()
            client = session.records.add(code, session.day("keep-until-prompt"))
        except CodeNotAccepted as slip:
            session.talk.tell(slip.reason)
        except NotKept as error:
            session.talk.tell_text(str(error))
        else:
            session.talk.tell("client-added", code=client.code)
            return client


# Consent.


def consent(session: Session, client: Client) -> bool:
    """Whether the client has agreed to what stands in the text now; shown, asked and kept where not yet."""
    text = consent_text(session)
    if any(one.text == text for one in session.records.consents(client)):
        return True
    title = session.desk.library.guidance["consent"].title
    page = Document(title, session.desk.words.interface, (Section("consent", title, tuple(_blocks(text))),))
    session.talk.show(page, session.heading(client))
    if not session.talk.sure("consent-prompt"):
        session.talk.tell("consent-none")
        return False
    session.talk.tell("consent-kept", version=session.records.agree(client, text).version)
    return True


def consent_text(session: Session) -> str:
    """The counselor's own words of consent, from the file that the settings name; else ours. Raises UsageError."""
    path = session.desk.settings.consent
    if not path:
        return session.desk.library.guidance["consent"].text
    try:
        text = files.text_of(Path(path).expanduser(), MAX_CONSENT)
    except (OSError, ValueError, RuntimeError) as error:
        raise UsageError(f"The file of consent {path} cannot be read ({type(error).__name__}).") from None
    if not text.strip():
        raise UsageError(f"The file of consent {path} is empty.")
    return text


def _blocks(text: str) -> Iterator[Block]:
    """Paragraphs, apart by an empty line; one in which every line begins with a hyphen is a list."""
    for part in text.strip().split("\n\n"):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        if lines and all(line.startswith("- ") for line in lines):
            yield Bullets(tuple(line[2:] for line in lines))
        elif lines:
            yield Paragraph(" ".join(lines))


# A sitting.


def sit(session: Session, client: Client) -> int:
    """A new sitting, from consent to the counselor's view."""
    if not consent(session, client):
        return Code.DONE
    name = _which(session, client)
    questionnaire = session.desk.questionnaire(name)
    earlier = keeping.unfinished(session.records, client, questionnaire.id)
    if earlier is not None and (chosen := keeping.go_on(session.desk, session.talk, earlier)):
        if chosen == keeping.GO_ON:
            return _conduct(session, client, earlier)
        if chosen == keeping.ERASE:
            session.records.erase_sitting(client, earlier.number)
    began = _begun(session, client, name, questionnaire)
    return _conduct(session, client, began) if began else Code.DONE


def resume(session: Session, client: Client) -> int:
    """Go on with a sitting that was not finished."""
    found = session.sitting(client, "which-resume", lambda one: not one.finished)
    if found is None:
        return Code.DONE
    chosen = keeping.go_on(session.desk, session.talk, found)
    if chosen == keeping.GO_ON:
        return _conduct(session, client, found)
    if chosen == keeping.ERASE:
        session.records.erase_sitting(client, found.number)
        session.talk.tell("erased")
        return Code.DONE
    return sit(session, client)


def _which(session: Session, client: Client) -> str:
    names = session.desk.library.names
    rows = [(name, session.desk.library.load(name).title) for name in names]
    return session.talk.pick(rows, session.say("which-questionnaire", code=client.code))


def _begun(session: Session, client: Client, name: str, questionnaire: Questionnaire) -> Sitting | None:
    """A new sitting, once it is said how it is taken; nothing where a way that is not meant was refused."""
    rows = [(way, session.say(f"way-{way}-about")) for way in ("self", "read-aloud", "entered")]
    way = cast(Administration, session.talk.pick(rows, session.say("which-way", code=client.code)))
    if way not in questionnaire.administration:
        session.talk.tell("not-meant", title=questionnaire.title)
        if not session.talk.sure("not-meant-prompt"):
            return None
    on = session.day("paper-day-prompt") if way == "entered" else ""
    interpreter = session.talk.sure("interpreter-prompt")
    return session.records.begin(client, name, way, on=on, interpreter=interpreter, paper=way == "entered")


def correct(session: Session, client: Client) -> int:
    """A new version of a finished sitting, changed on the page where answers are checked."""
    wrong = session.sitting(client, "which-correct", lambda one: one.finished and one.stands)
    if wrong is None:
        return Code.DONE
    session.talk.tell("correct-about", number=wrong.number)
    version = session.records.correct(client, wrong)
    keeping.begin_keeping(session.desk, session.records, client, version)
    after = session.talk.interview(corrected(replace(version.interview, alerts=())))
    return _afterwards(session, client, version.number, finished=after.status is Status.COMPLETED)


def _conduct(session: Session, client: Client, sitting: Sitting) -> int:
    """The questions, in the way that the sitting is taken."""
    keeping.begin_keeping(session.desk, session.records, client, sitting)
    if sitting.administration == "self":
        finished = hand_over(session, sitting)
    else:
        finished = session.talk.interview(resumed(sitting.interview)).status is Status.COMPLETED
    return _afterwards(session, client, sitting.number, finished=finished)


def hand_over(session: Session, sitting: Sitting) -> bool:
    """The client answers alone, and sees the questions and nothing else. True where all were answered.

    Every way out clears the window and leads to the passphrase (Q-17, T-33, T-34).
    """
    mouth = session.talk.mouth
    mouth.clear()
    session.talk.tell("hand-over")
    session.talk.tell("hand-over-limits")
    session.talk.ask("hand-over-prompt")
    finished = False
    with no_suspending():
        mouth.clear()
        try:
            session.talk.tell("hand-over-client")
            finished = session.talk.interview(resumed(sitting.interview)).status is Status.COMPLETED
        except (Left, InputEnded, KeyboardInterrupt, Idle):
            pass
        session.lock("hand-back")
    return finished


def _afterwards(session: Session, client: Client, number: int, *, finished: bool) -> int:
    if not finished:
        session.talk.tell("sitting-stopped", code=client.code, number=number)
        return Code.STOPPED_SAVED
    found = session.records.sitting(client, number)
    if found is not None:
        after(session, client, found)
    return Code.DONE


def after(session: Session, client: Client, sitting: Sitting) -> None:
    """The counselor's view of a sitting, and what to do with it."""
    result = session.result(sitting)
    session.show(session.casebook.after(sitting, result), client)
    rows = [(one, session.say(f"view-{one}")) for one in ("hand-out", "why", "report")]
    while (chosen := session.talk.pick(rows, session.say("view-title", code=client.code), done="done")) != "done":
        if chosen == "why":
            session.show(session.casebook.after(sitting, result, why=True), client)
        elif chosen == "hand-out":
            paperwork.save(session, session.desk.reporter.hand_out(result))
        else:
            paperwork.report(session, client)
