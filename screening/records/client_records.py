"""Clients of an open store: their codes, how long they are kept, consent, and notes."""

from __future__ import annotations

import hashlib
import secrets

from screening.errors import NotKept
from screening.records import rows
from screening.records.audit_trail import AuditTrail
from screening.records.client_codes import LENGTH, LETTERS, mistakable, with_check
from screening.records.client_file import AuditAction, Client, Consent, Decision, Draft, Note

_DECIDED = {
    Decision.GIVEN: AuditAction.CONSENT,
    Decision.REFUSED: AuditAction.REFUSED,
    Decision.WITHDRAWN: AuditAction.WITHDRAWN,
}
_NEXT = "(select coalesce(max(number), 0) + 1 from {table} where client = ?)"


class ClientRecords(AuditTrail):
    """The clients of an open store."""

    def clients(self) -> tuple[Client, ...]:
        """Every client, in the order of their codes."""
        return tuple(map(rows.client, self.store.rows(f"select {rows.CLIENT} from client order by code")))

    def client(self, code: str) -> Client | None:
        """The client with this whole code; nothing where there is none."""
        found = self.store.rows(f"select {rows.CLIENT} from client where code = ?", code)
        return rows.client(found[0]) if found else None

    def person(self) -> Client:
        """The one person of a diary, who has no code."""
        return self.client("") or self.add("")

    def add(self, code: str, keep_until: str = "") -> Client:
        """A new client. Raises NotKept where the code is in use."""
        if self.client(code) is not None:
            raise NotKept("A client has this code already.")
        if code and any(self.client(other) is not None for other in mistakable(code)):
            raise NotKept("This code could be taken for another client's. Please choose another one.")
        client = Client(secrets.randbelow(rows.MOST), code, self.clock(), keep_until)
        with self.store.writing():
            values = (client.number, code, client.opened.utc, client.opened.offset, keep_until)
            self.store.rows("insert into client values (?, ?, ?, ?, ?, 0)", *values)
            self._note_down(AuditAction.ADDED, client)
        return client

    def free_code(self) -> str:
        """A made-up code that no client has."""
        while True:
            code = with_check("".join(secrets.choice(LETTERS) for _ in range(LENGTH)))
            if self.client(code) is None:
                return code

    def keep_until(self, client: Client, day: str) -> None:
        """Set the day up to which a client's records are to be kept; empty for none. Nothing is erased by itself."""
        with self.store.writing():
            self.store.rows("update client set keep_until = ? where number = ?", day, client.number)
            self._note_down(AuditAction.RETENTION, client)

    # Consent and notes.

    def consents(self, client: Client) -> tuple[Consent, ...]:
        """What the client decided about consent, oldest first."""
        found = self.store.rows(
            f"select {rows.CONSENT} from consent join wording using (version) where client = ? order by number",
            client.number,
        )
        return tuple(map(rows.consent, found))

    def consent(self, client: Client) -> Decision | None:
        """What the client decided last; nothing where nobody has asked."""
        return next((one.decision for one in reversed(self.consents(client))), None)

    def consents_to(self, client: Client, text: str) -> bool:
        """Whether the client agreed to this text, and has neither refused nor withdrawn anything since."""
        for one in reversed(self.consents(client)):
            if one.decision is not Decision.GIVEN:
                break
            if one.text == text:
                return True
        return False

    def decide(self, client: Client, text: str, decision: Decision = Decision.GIVEN, signed: str = "") -> Consent:
        """Keep what the client decided about this text, and the day of a signature on paper.

        The version is made from the text itself.
        """
        version = hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]
        consent = Consent(version, text, self.clock(), self.initials, decision, signed)
        with self.store.writing():
            self.store.rows("insert or ignore into wording values (?, ?)", version, text)
            self.store.rows(
                "insert into consent (client, number, version, utc, ahead, by, decision, signed)"
                f" values (?, {_NEXT.format(table='consent')}, ?, ?, ?, ?, ?, ?)",
                client.number, client.number, version, consent.at.utc, consent.at.offset, self.initials, decision.value,
                signed,
            )  # fmt: skip
            self._note_down(_DECIDED[decision], client)
        return consent

    def notes(self, client: Client) -> tuple[Note, ...]:
        """The counselors' notes, oldest first, those that were struck too."""
        found = self.store.rows(f"select {rows.NOTE} from note where client = ? order by number", client.number)
        return tuple(map(rows.note, found))

    def write_note(self, client: Client, text: str, sitting: int | None = None) -> None:
        """Keep a note about a sitting, or about the client. What was begun of it is a draft no longer."""
        at = self.clock()
        with self.store.writing():
            self.store.rows(
                "insert into note (client, number, utc, ahead, by, text, sitting)"
                f" values (?, {_NEXT.format(table='note')}, ?, ?, ?, ?, ?)",
                client.number, client.number, at.utc, at.offset, self.initials, text, sitting,
            )  # fmt: skip
            self._drop_draft(client)
            self._note_down(AuditAction.NOTED, client, sitting)

    def strike_note(self, client: Client, number: int) -> None:
        """Mark a note as struck. It stays, and so does the first mark."""
        at = self.clock()
        with self.store.writing():
            self.store.rows(
                "update note set struck_utc = ?, struck_ahead = ?, struck_by = ?"
                " where client = ? and number = ? and struck_utc = ''",
                at.utc, at.offset, self.initials, client.number, number,
            )  # fmt: skip
            self._note_down(AuditAction.STRUCK, client)

    def draft(self, client: Client) -> Draft | None:
        """The note about this client that this counselor began and did not finish."""
        found = self.store.rows(
            "select text, sitting from draft where client = ? and by = ?", client.number, self.initials
        )
        return rows.draft(found[0]) if found else None

    def keep_draft(self, client: Client, draft: Draft) -> None:
        """Keep what is typed of a note so far; nothing of it where there is no text."""
        with self.store.writing():
            self._drop_draft(client)
            if draft.text:
                values = (client.number, self.initials, draft.sitting, draft.text)
                self.store.rows("insert into draft values (?, ?, ?, ?)", *values)

    def _drop_draft(self, client: Client) -> None:
        self.store.rows("delete from draft where client = ? and by = ?", client.number, self.initials)
