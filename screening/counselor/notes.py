"""Notes on a client: written over several lines, about a sitting or the client, struck but never changed.

Each line is on disk as a draft before the next one is asked for: a lock, a kill or a closed window loses none.
"""

from __future__ import annotations

from screening.counselor.paperwork import simple_page
from screening.counselor.session import Session
from screening.records.client_file import MAX_NOTE, Client, Draft, Note
from screening.reports.document import Block, Heading, Paragraph
from screening.reports.entries_in_words import note_in_words
from screening.system.process import Code, IdleTimeout
from screening.text import clean

WHOLE = "client"  # the row for a note about the client, and not about a sitting


def note(session: Session, client: Client) -> int:
    """The notes on a client: to read, to write and to strike. Off unless the settings turn them on (T-35)."""
    if session.context.settings.notes != "on":
        session.talk.tell("notes-off")
        return Code.DONE
    notes = session.records.notes(client)
    if notes:
        session.show(simple_page(session, "notes-title", _blocks(session, notes)), client)
    if session.records.draft(client) is not None:
        session.talk.tell("note-draft")
        return _write(session, client)
    standing = [one for one in notes if one.struck is None]
    rows = [(what, session.say(f"note-{what}")) for what in ("write", *(["strike"] if standing else []))]
    match session.talk.pick(rows, session.say("note-title", code=client.code), done="done"):
        case "write":
            return _begin(session, client)
        case "strike":
            _strike(session, client, standing)
    return Code.DONE


def _blocks(session: Session, notes: tuple[Note, ...]) -> list[Block]:
    """Each note under its head, the newest first."""
    blocks: list[Block] = []
    for one in reversed(notes):
        blocks += [Heading(note_in_words(session.context.words, one)), *map(Paragraph, one.text.split("\n"))]
    return blocks


def _begin(session: Session, client: Client) -> int:
    """Ask what the note is about, and write it."""
    sittings = session.records.sittings(client)
    rows = [(WHOLE, session.say("note-about-client")), *((str(one.number), session.row(one)) for one in sittings[::-1])]
    about = session.talk.pick(rows, session.say("note-which", code=client.code), done="done") if sittings else WHOLE
    if about == "done":
        return Code.DONE
    return _write(session, client, None if about == WHOLE else int(about))


def _write(session: Session, client: Client, sitting: int | None = None) -> int:
    """Ask for lines until an empty one, from where the draft ends. An empty note is none."""
    draft = session.records.draft(client) or Draft("", sitting)
    session.talk.new_page()
    session.talk.show_lines(session.talk.lines(session.heading(client), "strong"))
    session.talk.tell("note-about", most=MAX_NOTE)
    for line in draft.text.splitlines():
        session.talk.tell_text(line)
    while (longer := _longer(session, client, draft)) is not None:
        if longer != draft and not session.talk.ui.scrolls:
            session.talk.tell_text(longer.text.splitlines()[-1])
        draft = longer
    if draft.text:
        session.records.write_note(client, draft.text, draft.sitting)
        session.talk.tell("note-kept")
    return Code.DONE


def _longer(session: Session, client: Client, draft: Draft) -> Draft | None:
    """The draft with one more line, on disk; None for an empty line. So is a line that was not finished at a lock."""
    try:
        line = clean(session.talk.ask("note-prompt")).strip()
    except IdleTimeout as idle:
        _with_line(session, client, draft, clean(idle.typed).strip())
        raise
    return _with_line(session, client, draft, line) if line else None


def _with_line(session: Session, client: Client, draft: Draft, line: str) -> Draft:
    longer = Draft(f"{draft.text}\n{line}".strip(), draft.sitting)
    if len(longer.text) > MAX_NOTE:
        session.talk.tell("note-long", most=MAX_NOTE)
        return draft
    session.records.keep_draft(client, longer)
    return longer


def _strike(session: Session, client: Client, standing: list[Note]) -> None:
    """Pick a note that holds, and mark it as struck. It stays to be read."""
    words = session.context.words
    rows = [(str(one.number), f"{note_in_words(words, one)} {one.text.splitlines()[0]}") for one in standing[::-1]]
    chosen = session.talk.pick(rows, session.say("note-which-strike", code=client.code), done="done")
    if chosen == "done":
        return
    session.talk.tell("note-strike-about")
    if session.talk.sure("note-strike-sure"):
        session.records.strike_note(client, int(chosen))
        session.talk.tell("note-struck")
