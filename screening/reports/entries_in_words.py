"""Consents, notes and entries of the audit trail in words, for every page and list that shows them. Pure."""

from __future__ import annotations

from screening.model.content import Interface
from screening.records.client_file import AuditEntry, Consent, Decision, Note


def consent_in_words(words: Interface, consent: Consent) -> str:
    """What a client decided about consent, when, and who wrote it down."""
    facts = {"version": consent.version, "day": consent.at.day, "by": consent.initials, "signed": consent.signed}
    if consent.decision is not Decision.GIVEN:
        return words.say(f"history-consent-{consent.decision}", **facts)
    sentence = "history-consent-paper" if consent.signed else "history-consent"
    return words.say(sentence if consent.initials else "history-consent-unsigned", **facts)


def note_in_words(words: Interface, note: Note) -> str:
    """What stands above a note: when and by whom, about which sitting, and whether it was struck."""
    sentence = "history-note" if note.sitting is None else "history-note-sitting"
    head = words.say(sentence, when=note.at.shown, by=note.initials, sitting=note.sitting)
    if note.struck is None:
        return head
    return words.say("history-note-struck", note=head, when=note.struck.shown, by=note.struck_by)


def action_in_words(words: Interface, entry: AuditEntry) -> str:
    """What was done: with which sitting, which copy was made, and what for. The client is not named."""
    what = f"did-{entry.what}"
    said = words.say(what)
    if entry.sitting is not None:
        said = words.say(f"{what}-sitting") if f"{what}-sitting" in words.words else said
        said = words.say("history-entry-sitting", what=said, number=entry.sitting)
    if entry.form:
        said = words.say("entry-form", what=said, form=_form_in_words(words, entry.form))
    return words.say("entry-reason", what=said, reason=entry.reason) if entry.reason else said


def _form_in_words(words: Interface, form: str) -> str:
    """Such as `report.pdf`: which page or table, and the ending of its file. Another version's may be unknown."""
    kind, _, ending = form.partition(".")
    named = words.say(f"form-{kind}") if f"form-{kind}" in words.words else kind
    return words.say("entry-file", form=named, ending=ending) if ending else named
