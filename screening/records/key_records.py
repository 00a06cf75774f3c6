"""The keys of an open store: who can open it, adding one, taking one away, another passphrase; and its backup.

The store holds what each passphrase made, so that whoever is in can give a new key of the store to all who stay. Each
change is made on a copy, which takes the place of the store once it is proven: in a kill the old set or the new
stands.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from screening.errors import NotKept, RecordLocked
from screening.records import backup, rows
from screening.records.client_file import AuditAction
from screening.records.encrypted_file import EncryptedStore
from screening.records.follow_up import FollowUpRecords
from screening.records.key_files import Holder, new_key, put_keys_right
from screening.records.page_keys import Key
from screening.records.schema import STEPS
from screening.records.store_files import KEYED, LOCKED, key_folder, remove_key_set

Done = tuple[AuditAction, str]  # what was done, and whose key it was


class KeyRecords(FollowUpRecords):
    """The keys of an open store. Without holders it has one passphrase, which opens it for whoever knows it."""

    def holders(self) -> tuple[Holder, ...]:
        """Who can open it, by initials; empty where it has one passphrase."""
        found = self.store.rows("select initials, secret, salt from holder order by initials")
        return tuple(self._holder(*map(rows.text, row)) for row in found)

    def _holder(self, initials: str, secret: str, salt: str) -> Holder:
        try:
            return Holder(initials, Key(bytes.fromhex(secret), bytes.fromhex(salt), self.store.key.rounds))
        except ValueError:
            raise RecordLocked(LOCKED) from None

    def fits(self, passphrase: str) -> bool:
        """Whether this is the passphrase of whoever works with it."""
        for one in self.holders():
            if one.initials == self.initials:
                typed = Key.of(passphrase, one.key.salt, one.key.rounds)
                return hmac.compare_digest(typed.secret, one.key.secret)
        return not self.store.key.salt.startswith(KEYED) and self.store.fits(passphrase)

    def add_key(self, initials: str, passphrase: str, own: str) -> None:
        """Give a colleague a key. `own` is the passphrase of whoever works with it: where the store had that one for
        everybody, it becomes the passphrase of these initials alone. Raises NotKept, RecordLocked.
        """
        holders, rounds = self.holders(), self.store.key.rounds
        if initials in (one.initials for one in holders) or initials == self.initials:
            raise NotKept(f"{initials} has a key already.")
        if not self.fits(own):
            raise RecordLocked(LOCKED)
        first = () if holders else (Holder.of(self.initials, own, rounds),)
        new = (*first, Holder.of(initials, passphrase, rounds))
        self._change_keys((*holders, *new), [(AuditAction.KEY_ADDED, one.initials) for one in new])

    def remove_key(self, initials: str) -> None:
        """Take a colleague's key away. Raises NotKept where there is none, and for one's own: somebody must stay."""
        holders = self.holders()
        if initials == self.initials:
            raise NotKept("This is your own key. A colleague who has one can take it away.")
        if initials not in (one.initials for one in holders):
            raise NotKept(f"There is no key for {initials}.")
        stay = [one for one in holders if one.initials != initials]
        self._change_keys(stay, [(AuditAction.KEY_REMOVED, initials)])

    def change_passphrase(self, passphrase: str) -> None:
        """Put the store under another passphrase; with holders, that of whoever works with it."""
        if holders := self.holders():
            new = Holder.of(self.initials, passphrase, self.store.key.rounds)
            others = [one for one in holders if one.initials != self.initials]
            self._change_keys((*others, new), [(AuditAction.PASSPHRASE, "")])
        else:
            self.store.change(passphrase)
            self.note_down(AuditAction.PASSPHRASE)

    def _change_keys(self, holders: Iterable[Holder], done: Iterable[Done]) -> None:
        """Put the store under a new key, which these can open, in one step. Raises NotKept, RecordLocked."""
        path, key, stay = self.store.path, new_key(self.store.key.rounds), tuple(holders)
        try:
            with self.store.copied(STEPS) as copy:
                replace(self, store=copy)._set_holders(stay, done)
                copy.rekey(key)
                if copy.faults():
                    raise RecordLocked(LOCKED)
                put_keys_right(path, key, stay)
                self.store.give_way_to(copy)
        except BaseException:
            if self.store.in_place:  # else the new set may be the one that counts
                with suppress(OSError):  # then it goes at the next opening
                    remove_key_set(key_folder(path, key.salt))
            raise
        self.store = EncryptedStore.unlock(path, key, STEPS)

    def _set_holders(self, holders: Iterable[Holder], done: Iterable[Done]) -> None:
        """Note down in a copy who can open it, and what was done."""
        with self.store.writing():
            self.store.rows("delete from holder")
            for one in holders:
                values = (one.initials, one.key.secret.hex(), one.key.salt.hex())
                self.store.rows("insert into holder values (?, ?, ?)", *values)
            for what, initials in done:
                self._note_down(what, form=initials)

    def put_keys_right(self, path: Path) -> None:
        """Make the key files beside this path those of the holders. Raises NotKept."""
        if self.store.key.salt.startswith(KEYED):
            put_keys_right(path, self.store.key, self.holders())

    def copy_to(self, target: Path) -> None:
        """A backup: one file, with the key files in it. Raises NotSaved."""
        names = [one.initials for one in self.holders()]
        if names:
            self.put_keys_right(self.store.path)
            self.store.copy_to(target, partial(backup.packed, self.store.path, self.store.key.salt, names))
        else:
            self.store.copy_to(target)
