"""Put a backup in the place of the store, once it is proven; what it replaces is kept until somebody says otherwise."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from screening.app import diary, saving
from screening.app.context import AppContext
from screening.conversation.talk import Talk
from screening.conversation.user_interface import UserInterface
from screening.counselor.session import initials
from screening.records.client_file import AuditAction
from screening.system import files
from screening.system.process import Code, IdleTimeout

if TYPE_CHECKING:
    from screening.records.store import RecordStore


def restore(context: AppContext, ui: UserInterface) -> int:
    """Replace the store by a backup, once the backup is intact and opens with its passphrase."""
    saving.require_store()
    from screening.records import store_files

    with store_files.exclusive(context.paths["clients"]):  # told before anything is asked
        talk = context.talk(ui)
    while True:
        try:
            return _restore(context, talk)
        except IdleTimeout:  # it is asked for anew: what is typed next must not reach the shell (T-14)
            talk.ui.clear()


def _restore(context: AppContext, talk: Talk) -> int:
    counselor = initials(talk)
    source = _named(talk)
    if source is None:
        return Code.DONE
    typed = saving.passphrase(talk, "passphrase-copy")
    from screening.records import store_files

    with store_files.exclusive(context.paths["clients"]) as replaces:
        return _put_back(context, talk, source, typed, counselor, replaces=replaces)


def _put_back(context: AppContext, talk: Talk, source: Path, passphrase: str, counselor: str, *, replaces: bool) -> int:
    from screening.records.backup import proven_copy
    from screening.records.schema import STEPS
    from screening.records.store import RecordStore

    path = context.paths["clients"]
    files.private_folder(path.parent)
    with proven_copy(source, path, passphrase, STEPS, counselor) as proven:
        copy = RecordStore(proven, context.library, context.clock, counselor)
        if copy.is_diary:
            talk.tell("restore-diary")
            return Code.DONE
        copy.read_all()
        if not _wanted(talk, copy, path, replaces=replaces):
            return Code.DONE
        copy.note_down(AuditAction.RESTORED)
        copy.put_keys_right(path)
        kept = proven.move_to(path, over=replaces)
    talk.tell("restored", path=path)
    if kept is not None:
        talk.tell("restore-kept", path=kept)
    return Code.DONE


def _named(talk: Talk) -> Path | None:
    """The backup that is named; nothing for Enter alone."""
    while typed := talk.ask("restore-prompt").strip():
        source = Path(os.path.expanduser(typed))
        if source.is_file():
            return source
        talk.tell("restore-none", path=source)
    return None


def _wanted(talk: Talk, copy: RecordStore, path: Path, *, replaces: bool) -> bool:
    """Say what the copy is and what it replaces, and ask for the word."""
    last = copy.last()
    talk.tell("restore-about", number=last.number, when=last.at.shown, by=last.initials or "-")
    if holders := copy.holders():
        talk.tell("restore-keys", who=", ".join(one.initials for one in holders))
    if replaces:
        talk.tell("restore-replaces", path=path)
    if talk.ask("restore-word").strip().lower() == "restore":
        return True
    talk.tell("restore-not")
    return False


def drop_replaced(context: AppContext, ui: UserInterface) -> int:
    """Remove for good what restores have replaced, once the word is typed."""
    from screening.records import store_files

    talk, path = context.talk(ui), context.paths["clients"]
    found = store_files.replaced_of(path)
    if not found:
        talk.tell("erase-nothing")
    elif saving.typed_word(talk, *diary.listed(found)):
        store_files.remove_files(found, path.parent)
        talk.tell("erased-all")
        talk.tell("erase-beyond")
    return Code.DONE
