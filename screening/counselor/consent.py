"""Consent: the text, what a client decided about it, and the day of a signature on paper."""

from __future__ import annotations

from pathlib import Path

from screening.app.context import AppContext, UsageError
from screening.counselor.session import BACK, Session
from screening.model.content import paragraphs
from screening.records.client_file import Client, Decision
from screening.reports.document import Block, Bullets, Document, Heading, Section
from screening.reports.entries_in_words import consent_in_words
from screening.reports.wording import listed
from screening.system import files
from screening.system.process import Code
from screening.text import clean, is_seen

MAX_CONSENT = 20_000  # characters
KEYS = {"y": "given", "yes": "given", "f": "paper", "form": "paper", "n": "refused", "no": "refused"}


def consent(session: Session, client: Client) -> bool:
    """Whether the client agrees to the current text. If not recorded yet, show it, ask, and record what is decided.

    Whoever goes back has decided nothing, and nothing is recorded. The window is cleared first: the client may read it
    here, and no other client's code may be visible above (T-34).
    """
    text = consent_text(session.context)
    if session.records.consents_to(client, text):
        return True
    _show(session, client, text)
    while (typed := session.talk.ask("consent-prompt").strip().lower()) not in BACK:
        if typed in KEYS:
            return _recorded(session, client, text, KEYS[typed])
        session.talk.tell("consent-again")
    return False


def may_go_on(session: Session, client: Client) -> bool:
    """Whether a sitting that was begun may go on: not after a refusal, or once consent was withdrawn, unless the client
    agrees anew.
    """
    return session.records.consent(client) in (None, Decision.GIVEN) or consent(session, client)


def record(session: Session, client: Client) -> int:
    """Show what the client decided so far, and record what is decided now. Erases nothing."""
    text = consent_text(session.context)
    _show(session, client, text, decided=True)
    given = session.records.consent(client) is Decision.GIVEN
    ways = ("given", "paper", "withdrawn" if given else "refused")
    rows = [(way, session.say(f"consent-{way}")) for way in ways]
    chosen = session.talk.pick(rows, session.say("consent-title", code=client.code), done="done")
    if chosen != "done":
        _recorded(session, client, text, chosen)
    return Code.DONE


def _recorded(session: Session, client: Client, text: str, said: str) -> bool:
    """Record what was said. Whether it is an agreement."""
    signed = ""
    if said == "paper":
        signed = session.day("signed-prompt", latest=session.context.today) or session.context.today
    decision = Decision.GIVEN if said == "paper" else Decision(said)
    kept = session.records.decide(client, text, decision, signed)
    session.talk.tell(f"consent-kept-{said}", version=kept.version, day=signed)
    return decision is Decision.GIVEN


def _show(session: Session, client: Client, text: str, *, decided: bool = False) -> None:
    words = session.context.words
    title = session.context.library.guidance["consent"].title
    blocks: list[Block] = listed(paragraphs(text))
    found = tuple(consent_in_words(words, one) for one in reversed(session.records.consents(client)))
    if decided and found:
        blocks = [Bullets(found), Heading(title), *blocks]
    session.talk.ui.clear()
    page = Document(title, words.interface, (Section("consent", title, tuple(blocks)),))
    session.talk.show(page, session.heading(client))


def consent_text(context: AppContext) -> str:
    """The text of consent: from the file named in the settings, else the built-in one. Raises UsageError."""
    path = context.settings.consent
    if not path:
        return context.library.guidance["consent"].text
    name = clean(path)
    try:
        text = files.text_of(Path(path).expanduser(), MAX_CONSENT)
    except files.TooLong:
        limit = f"at most {MAX_CONSENT:,} characters are shown and saved"
        raise UsageError(f"The file of consent {name} is too long: {limit}. Please shorten it.") from None
    except UnicodeDecodeError:
        raise UsageError(f"The file of consent {name} cannot be read. Save it as plain text, in UTF-8.") from None
    except (OSError, ValueError, RuntimeError):
        raise UsageError(f"The file of consent {name} cannot be read. Check its name and its rights.") from None
    if not is_seen(text):
        raise UsageError(f"The file of consent {name} is empty.")
    return text
