"""Sittings with a client: consent, the hand-over of the keyboard, the questions, the counselor's view."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import cast

from screening.app import saving
from screening.conversation.entering import with_points
from screening.conversation.talk import SaveTarget, Talk
from screening.conversation.user_interface import EndOfInput, PersonLeft, WentBack
from screening.counselor import administration, clinic_place, correcting, erasing, follow_up, paperwork
from screening.counselor.consent import consent, may_go_on
from screening.counselor.correcting import Correction
from screening.counselor.session import BACK, Session
from screening.engine.interview import Interview
from screening.errors import ContentError, NotKept
from screening.model.fields import Administration
from screening.model.questionnaire import Questionnaire
from screening.records import client_codes
from screening.records.client_codes import CodeNotAccepted
from screening.records.client_file import Client, Sitting
from screening.records.sitting_events import Event, corrected, resumed
from screening.reports.counselor_words import in_place
from screening.reports.document import Document
from screening.reports.flag_lines import with_marks
from screening.reports.trend import sitting_before
from screening.system.process import Code, IdleTimeout, ignoring
from screening.text import clean

_PUBLISHED = "/published"  # no name of a questionnaire
HANDED = "handed-"  # prefix of the sentences that replace others while a client's answers are taken


def new(session: Session) -> Client | None:
    """Add a client with a code that is generated or chosen. None if the counselor goes back."""
    session.talk.new_page()
    session.talk.tell_strong("main-new")
    session.talk.tell("code-about")
    while True:
        typed = session.talk.ask("code-choose").strip()
        if typed.lower() in BACK:
            return None
        try:
            return _added(session, client_codes.with_check(typed) if typed else session.records.free_code())
        except CodeNotAccepted as slip:
            session.talk.tell(slip.reason)
        except NotKept as error:
            session.talk.tell_text(str(error))
        except WentBack:
            continue


def _added(session: Session, code: str) -> Client:
    """The new client. Raises CodeNotAccepted, NotKept, and WentBack."""
    session.talk.tell("code-made", code=code)
    client = session.records.add(code, administration.until(session, "keep-until-new"))
    session.talk.tell("client-added", code=client.code)
    return client


# A sitting.


def sit(session: Session, client: Client) -> int:
    """A new sitting, from consent to the counselor's view."""
    if not consent(session, client):
        return Code.DONE
    found, title = session.context.library.catalogue(), session.say("which-questionnaire", code=client.code)
    rows = [*_titles(session, found), (_PUBLISHED, session.say("published-from-paper"))]
    name = session.talk.pick(rows, title, done="done")
    if name == _PUBLISHED:
        library = session.context.library
        found = library.catalogue(one for one in library.published if one not in found)
        name = session.talk.pick(_titles(session, found), title, done="done")
    if name == "done":
        return Code.DONE
    if isinstance(broken := found[name], ContentError):
        session.talk.tell_text(str(broken))
        return Code.CONTENT
    earlier = saving.unfinished(session.records, client, session.context.questionnaire(name).id)
    return _new(session, client, name) if earlier is None else _continue_or_replace(session, client, earlier)


def _titles(session: Session, found: Mapping[str, Questionnaire | ContentError]) -> list[tuple[str, str]]:
    """The rows to choose a questionnaire from: titles, and what cannot be used by its name."""
    return [
        (name, one.title if isinstance(one, Questionnaire) else session.say("questionnaire-broken", name=clean(name)))
        for name, one in found.items()
    ]


def resume(session: Session, client: Client) -> int:
    """Go on with a sitting that was not finished."""
    unfinished = session.sitting(client, "which-resume", lambda sitting: not sitting.finished)
    return _continue_or_replace(session, client, unfinished) if unfinished is not None else Code.DONE


def _continue_or_replace(session: Session, client: Client, earlier: Sitting) -> int:
    """Ask whether to continue, erase or restart an unfinished sitting, and do it."""
    known = earlier.questionnaire.id in session.context.library.all_names
    name = earlier.questionnaire.id if known else ""
    for line in with_marks(session.flags(client, earlier.number), session.context.words):
        session.talk.tell_text(line)
    match saving.go_on(session.context, session.talk, earlier, name, session.heading(client), done="done"):
        case saving.GO_ON if may_go_on(session, client):
            return _conduct(session, client, earlier)
        case saving.DELETE:
            for line in erasing.lost_with_sitting(session, client, earlier.number):
                session.talk.tell_text(line)
            if saving.typed_word(session.talk, word=saving.DELETE):
                session.records.erase_sitting(client, earlier.number)
                session.talk.tell("deleted")
        case saving.RESTART if not name:
            session.talk.tell("questionnaire-gone")
        case saving.RESTART if consent(session, client):
            return _new(session, client, name)
    return Code.DONE


def _new(session: Session, client: Client, name: str) -> int:
    sitting = _begin(session, client, name, session.context.questionnaire(name))
    return _conduct(session, client, sitting) if sitting else Code.DONE


def _begin(session: Session, client: Client, name: str, questionnaire: Questionnaire) -> Sitting | None:
    """Ask how the sitting is taken and begin it. None if the counselor goes back or declines an unintended way."""
    rows = [(way, session.say(f"way-{way}-about")) for way in ("self", "read-aloud", "entered")]
    chosen = "entered"  # without its wording nothing can be asked
    if questionnaire.has_wording:
        chosen = session.talk.pick(rows, session.say("which-way", code=client.code), done="done")
    if chosen == "done":
        return None
    way = cast(Administration, chosen)
    if way not in questionnaire.administration:
        session.talk.tell("not-meant", title=questionnaire.title)
        if not session.talk.sure("not-meant-prompt"):
            return None
    if not clinic_place.has_number(session.talk) and not session.talk.sure("no-number-prompt"):
        return None
    paper_day = session.day("paper-day-prompt", latest=session.context.today) if way == "entered" else ""
    interpreter = session.talk.sure("interpreter-prompt")
    return session.records.begin(client, name, way, on=paper_day, interpreter=interpreter, paper=way == "entered")


def correct(session: Session, client: Client) -> int:
    """Correct a finished sitting: a new version of it, changed on the review page."""
    wrong = session.sitting(client, "which-correct", lambda sitting: sitting.finished and sitting.stands)
    if wrong is None:
        return Code.DONE
    session.talk.tell("correct-about", number=wrong.number)
    correction = correcting.asked(session, client, wrong)
    return _put_right(session, client, correction) if correction is not None else Code.DONE


def _put_right(session: Session, client: Client, correction: Correction) -> int:
    """Let the counselor change the answers, and keep a new version only where something differs in the end."""
    entering = correction.standing.administration == "entered"
    talk = replace(_client_talk(session), heading=session.heading(client), target=correction, entering=entering)
    _asked(session, talk, lambda: corrected(correction.standing.interview))
    if correction.made is not None and correction.changed:
        follow_up.carry_over(session, client, correction.wrong, correction.standing)
        return _afterwards(session, client, correction.made.number)
    if correction.made is not None:
        session.records.erase_sitting(client, correction.made.number)
    session.talk.tell("correct-nothing", code=client.code, number=correction.wrong.number)
    return Code.DONE


def _conduct(session: Session, client: Client, sitting: Sitting) -> int:
    """Ask the questions in the sitting's way. Corrections are always entered by the counselor."""
    wrong = sitting.corrects and session.records.sitting(client, sitting.corrects)
    if wrong:
        return _put_right(session, client, correcting.resumed(session, client, wrong, sitting.reason))
    target = saving.save_target(session.records, client, sitting, session.talk.place)
    entering = sitting.administration == "entered"
    talk = replace(_client_talk(session), heading=session.heading(client), target=target, entering=entering)
    if sitting.administration == "self":
        hand_over(session, sitting, _WatchedTarget(target))
    else:
        _asked(session, talk, lambda: resumed((session.records.sitting(client, sitting.number) or sitting).interview))
    return _afterwards(session, client, sitting.number)


def _asked(session: Session, talk: Talk, interview: Callable[[], Interview]) -> None:
    """Ask the rest of a sitting. If nobody types for long, lock with the store open, and go on where it was."""
    while True:
        try:
            found = interview()
            talk.interview(with_points(found, talk.words) if talk.entering else found)
        except IdleTimeout:
            session.lock_in_place()
        else:
            return


def _client_talk(session: Session) -> Talk:
    """A talk whose sentences promise no results: the client does not see any here."""
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

    From the page on that says to give the keyboard away, every way out clears the window and leads to the passphrase
    (Q-17, T-33, T-34).
    """
    with ignoring("SIGTSTP", "SIGQUIT"):
        fault = _client_turn(session, sitting, target)
        while not session.hand_back():
            pass
    if fault is not None:
        raise fault
    if target.failed:
        session.talk.tell("kept-in-part")


def _client_turn(session: Session, sitting: Sitting, target: SaveTarget) -> Exception | None:
    """The client's turn. Returns an unexpected error, to be raised once the counselor is back; None otherwise."""
    ui = session.talk.ui
    try:
        ui.clear()
        session.talk.tell("hand-over")
        session.talk.tell("hand-over-limits-lines" if ui.glyphs is None and ui.scrolls else "hand-over-limits")
        if session.talk.ask("hand-over-prompt").strip().lower() not in BACK:
            ui.clear()
            session.talk.tell("hand-over-client")
            replace(_client_talk(session), target=target).interview(resumed(sitting.interview))
    except (PersonLeft, EndOfInput, KeyboardInterrupt, IdleTimeout):
        return None
    except Exception as fault:
        return fault
    return None


def _afterwards(session: Session, client: Client, number: int) -> int:
    """The counselor's view of a finished sitting; of a stopped one only what is critical."""
    sitting = session.records.sitting(client, number)
    if sitting is not None and sitting.finished:
        after(session, client, sitting)
        return Code.DONE
    if sitting is not None and session.flags(client, number):  # urgent, so not left for the rest
        session.show(_page(session, client, sitting), client, number)
    session.talk.tell("sitting-stopped", code=client.code, number=number)
    return Code.STOPPED_SAVED


def read(session: Session, client: Client) -> int:
    """Read a finished sitting again, with all that can be done after it."""
    found = session.sitting(client, "which-read", lambda sitting: sitting.finished and sitting.stands)
    if found is not None:
        after(session, client, found)
    return Code.DONE


def after(session: Session, client: Client, sitting: Sitting) -> None:
    """The counselor's view of a sitting, and what to do with it."""
    session.show(_page(session, client, sitting), client, sitting.number)
    while (chosen := session.talk.pick(*_view_rows(session, client, sitting), done="done")) != "done":
        match chosen:
            case "look-first":
                follow_up.look_first(session, client)
            case "why":
                session.show(_page(session, client, sitting, why=True), client, sitting.number)
            case "hand-out":
                paperwork.hand_out(session, client, sitting)
            case _:
                paperwork.report(session, client, sitting)


def _view_rows(session: Session, client: Client, sitting: Sitting) -> tuple[list[tuple[str, str]], str]:
    """What can be done after a sitting, and the title of that menu. A mark is offered while a flag stands."""
    flagged = any(flag.stands for flag in session.flags(client, sitting.number))
    actions = (*(["look-first"] if flagged else []), "why", "hand-out", "report")
    rows = [(action, session.say(f"view-{action}")) for action in actions]
    return rows, session.say("view-title", code=client.code)


def _page(session: Session, client: Client, sitting: Sitting, *, why: bool = False) -> Document:
    """The counselor's page on a sitting."""
    before = sitting_before(session.records.sittings(client), sitting)
    marks = session.records.looked_at(client)
    return session.reports.after(sitting, session.result(sitting), marks, before, why=why)
