"""Say what becomes of a file of another format as it is taken over: the sentences, in one table. Pure.

A file is taken whole, taken with named losses, or refused. What changes who is asked what, what an answer means or
what a total is refuses it; what nobody could see or answer is only noted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Severity(StrEnum):
    """What a remark means for the file. `BROKEN` is a fault of the file itself, by the rules of its own format."""

    BROKEN = "broken"
    REFUSED = "refused"
    CHANGED = "changed"
    DROPPED = "dropped"
    CAUTION = "caution"
    NOTED = "noted"


class Verdict(StrEnum):
    """What became of a file."""

    WHOLE = "whole"
    LOSSES = "losses"
    REFUSED = "refused"


REFUSING = (Severity.BROKEN, Severity.REFUSED)
LOSSES = (Severity.CHANGED, Severity.DROPPED)

_B, _R, _C, _D, _A, _N = Severity

# The kinds: what it means, what there is, and what to do about it. A kind never changes its meaning.
KINDS: dict[str, tuple[Severity, str, str]] = {
    # The file itself.
    "not-json": (_B, "The file is not JSON.", "Export it as FHIR JSON."),
    "no-format": (
        _B,
        "The file is no FHIR JSON, no data dictionary of REDCap and no XLSForm.",
        "Give one of these. As CSV, a dictionary begins with `Variable / Field Name`; a sheet `survey` has the columns "
        "`type` and `name`.",
    ),
    "not-utf-8": (_B, "The file is not written in UTF-8.", "Save it again with the encoding UTF-8."),
    "too-large": (_R, "The file is too large: the limit is {most} bytes.", "Split the questionnaire."),
    "too-deep": (_R, "It is nested too deeply: the limit is {most} levels.", "Use fewer groups inside groups."),
    "too-many": (_R, "It holds too many values: the limit is {most}.", "Split the questionnaire."),
    "repeated-key": (_B, "The key `{key}` occurs twice in one object.", "Keep one of the two."),
    "not-a-number": (_B, "A number is endless, or no number at all.", "Write it with at most 40 digits."),
    "half-character": (_B, "A text holds half of a character.", "Write the text again."),
    "not-questionnaire": (
        _B,
        "There is no FHIR Questionnaire in it.",
        "Give a file whose `resourceType` is Questionnaire, or a Bundle with one.",
    ),
    "many-questionnaires": (_R, "It holds {count} questionnaires.", "Give a file with one."),
    "old-release": (
        _R,
        "It is written in the FHIR release DSTU2, which is not read.",
        "Convert it to FHIR R4.",
    ),
    "malformed": (_B, "`{key}` is not {wanted}.", "Correct the file; a FHIR validator shows the place."),
    "not-fhir": (
        _R,
        "`{key}` is no element of FHIR here. Files for Aidbox are written so.",
        "Export it as standard FHIR.",
    ),
    "unknown-element": (_N, "`{key}` is no element of FHIR and is left out.", "Nothing to do."),
    "unknown-extension": (_N, "the extension `{key}` is not read.", "Nothing to do, unless it changes the question."),
    "modifier-extension": (
        _R,
        "A modifier extension changes what this means, in a way that is not known here.",
        "Remove it where the question stays right without it.",
    ),
    "licence-kept": (_A, "it says its own terms: they are kept, and `--licence` is not used.", "Nothing to do."),
    "published": (
        _A,
        "it is the published instrument `{name}`. Taken over like this it is not scored as published, and no answer "
        "brings up a card at once.",
        "Use `screening adopt` for this file.",
    ),
    "licence": (
        _R,
        "The file does not say who may use its words.",
        "Say it with `--licence TEXT`. You state with this that you may use it.",
    ),
    "not-accepted": (_R, "What was made of it is not accepted: {what}", "{mend}"),
    "copyright": (_A, "its copyright notice asks for attention.", "Read it: {what}"),
    "status": (_N, "its status is {what}.", "Nothing to do."),
    "version-made": (_N, "it has no version that can be used: it gets {what}.", "Nothing to do."),
    "not-said": (_N, "it does not say {what}.", "Say it with `{flag} TEXT`."),
    "draft": (
        _N,
        "its words in {what} become a draft of a translation. Texts that are missing there: {missing} of {count}.",
        "Ask somebody who speaks that language to read it through.",
    ),
    "translation": (_D, "translations into {what} are not taken.", "Write them in a file beside the questionnaire."),
    # A REDCap data dictionary.
    "not-dictionary": (
        _B,
        "It is no data dictionary of REDCap that can be read.",
        "Download it again: Project Setup, Data Dictionary.",
    ),
    "cp1252": (_A, "the file is not UTF-8: it is read as Windows text.", "Check that accents look right."),
    "many-forms": (_R, "It holds several forms: {what}.", "Say which one with `--form NAME`."),
    "no-form": (_R, "There is no form of this name. There are: {what}.", "Say which one with `--form NAME`."),
    "field-twice": (_B, "The field occurs twice.", "Give each field a name of its own."),
    "record-id": (_N, "the number of the record: not asked.", "Nothing to do."),
    "identifier": (_D, "it says who somebody is: not asked.", "Nothing to do."),
    "hidden-field": (_D, "a hidden field: not asked.", "Nothing to do."),
    "total-not-numbers": (
        _R,
        "`--total` names what is no question here, or one whose answers are no numbers: {what}.",
        "Name choices whose codes are numbers, or numbers with a minimum and a maximum.",
    ),
    # An XLSForm.
    "workbook": (
        _B,
        "The workbook is damaged, or its sheets are too large.",
        "Copy the form into a new workbook and save it as .xlsx.",
    ),
    "not-csv": (_B, "The file is no CSV that can be read.", "Save the sheet again as CSV, or the whole as a workbook."),
    "no-survey": (
        _B,
        "It has no sheet `survey` with the columns `type` and `name`.",
        "Give the sheet these titles in its first row.",
    ),
    "name-missing": (_B, "A question has no name.", "Write one in the column `name`."),
    "group-open": (_B, "A group does not end, or ends twice.", "Give each `begin group` one `end group`."),
    "list-missing": (_B, "There is no list `{what}` in the sheet `choices`.", "Write the list there."),
    "metadata": (_N, "collected there without being asked: never collected here.", "Nothing to do."),
    "acknowledged": (_C, "a box to tick below a text: only the text is shown.", "Nothing to do."),
    "list-elsewhere": (_R, "Its options stand in another file or sheet.", "Write them in the sheet `choices`."),
    "choice-filter": (
        _R,
        "Which options it has depends on another answer.",
        "Write a question for each set of options, each with its `relevant`.",
    ),
    "condition-quotes": (
        _R,
        "A condition has curly quotes, which no program reads as quotes.",
        "Write them as straight ones: '.",
    ),
    "condition-name-twice": (
        _R,
        "A condition names `{what}`, and several questions have that name.",
        "Give each a name of its own.",
    ),
    "language-taken": (_N, "it has several languages: {what} is taken.", "Say another one with `--language NAME`."),
    "language-unknown": (_R, "It has no language of this name. There are: {what}.", "Say one with `--language NAME`."),
    "language-code": (_R, "`--language` is no code of a language.", "Use its code, such as `en` or `fr`."),
    "language-not-said": (_N, "it does not say its language: {what} is written.", "Say it with `--language CODE`."),
    # Items.
    "nothing-to-ask": (_B, "There is no question in it.", "Give a file with at least one question."),
    "nothing-left": (_R, "There is no question left to ask.", "Nothing in it can be asked here."),
    "link-missing": (_B, "An item has no `linkId`.", "Give each item one of its own."),
    "link-twice": (_B, "The `linkId` occurs twice.", "Give each item one of its own."),
    "type-missing": (_B, "The item has no type.", "Give it one."),
    "type": (_R, "There is no way to ask an item of the type `{what}`.", "Use another type."),
    "no-words": (_R, "The question has no words.", "Give it a `text`."),
    "words-long": (_R, "One of its texts has more than {what} characters.", "Shorten it."),
    "heading": (_N, "a heading: shown as a note before its first question.", "Nothing to do."),
    "help": (_N, "a help text: shown when a person asks why.", "Nothing to do."),
    "nested": (_N, "a question inside a question: asked after it.", "Nothing to do."),
    "left-out": (_D, "left out, as you asked.", "Nothing to do."),
    "hidden": (_N, "a hidden item: nobody sees it, and it is left out.", "Nothing to do."),
    "read-only": (_N, "an item that nobody can answer: left out.", "Nothing to do."),
    "total-entered": (_N, "a total that somebody fills in: not asked.", "Name its items: `--total {id}=a,b,c`."),
    "total-taken": (
        _C,
        "a total that is computed: taken as the scale `{id}`. An answer that is missing makes it a range here.",
        "Nothing to do.",
    ),
    "total-named": (
        _N,
        "a total: worked out here as the scale `{id}`, from the items that you named.",
        "Nothing to do.",
    ),
    "total-unasked": (
        _C,
        "its total is blank there while a question of it is not asked: here such a question counts as nothing.",
        "Nothing to do.",
    ),
    "total-declines": (
        _C,
        "its total counts an option that means declined: here that is a missing answer.",
        "Nothing to do.",
    ),
    "mean-rounded": (_N, "a mean that is not rounded there: shown with 2 decimals here.", "Nothing to do."),
    "mean-halves": (
        _A,
        "a mean that can lie midway between two numbers: there it may be rounded another way than here, away from 0.",
        "Nothing to do.",
    ),
    "total-guarded": (
        _N,
        "a total, blank while an answer is missing: taken as the scale `{id}`.",
        "Nothing to do.",
    ),
    "without-unknown": (_R, "`--without` names what is not in the file: {what}.", "Use a name of the file."),
    "declined-unknown": (
        _R,
        "`--declined` names what is no option of a question that is asked: {what}.",
        "Use the code of an option.",
    ),
    "total-unknown": (_R, "`--total` names what is no question here: {what}.", "Use the ids or linkIds of questions."),
    "total-points": (
        _N,
        "its options have points, and nothing says how they add up.",
        "Name the items of a total: `--total total=a,b,c`.",
    ),
    "computed": (
        _D,
        "a value that is computed: left out, because formulas are not run here.",
        "{mend}",
    ),
    "attachment": (_D, "a file or a record to attach: left out.", "Nothing to do."),
    "attachment-needed": (
        _R,
        "A file or a record must be attached, or a condition reads it.",
        "Remove the item, or leave it out with `--without {id}`.",
    ),
    "required": (_N, "`required`: everybody may decline here.", "Nothing to do."),
    "initial": (_D, "a value that is filled in beforehand: nobody is given an answer here.", "Nothing to do."),
    "filled-from-record": (_N, "filled in from a record: there is none here.", "Nothing to do."),
    "asked-once": (_C, "it can be repeated there; here it is asked once.", "Nothing to do."),
    "asked-once-of-several": (
        _C,
        "it is inside a question with several answers: asked for each of them there, and once here.",
        "Nothing to do.",
    ),
    "asked-for-each": (
        _C,
        "the questions inside it are asked for each answer, as copies with names of ours: answers to the form do not "
        "fit the copies.",
        "Nothing to do, unless answers to the form are to come in.",
    ),
    "time-of-day": (_C, "a date with a time: only the date is asked.", "Nothing to do."),
    "decimals": (_C, "it takes {what} decimals there, and at most 2 here.", "Nothing to do."),
    "decimals-unsaid": (_N, "it does not say how many decimals: at most 2 are taken here.", "Nothing to do."),
    "units": (_C, "a number with a choice of units: asked as a line of text, and not checked.", "Nothing to do."),
    "unit": (_C, "its unit ({what}) is not shown.", "Add it to the words of the question."),
    "bounds": (_N, "its bounds are wider than any number that is taken here.", "Nothing to do."),
    "bound-unread": (_C, "its bound is not checked.", "Nothing to do."),
    "text-format": (_C, "its format is not checked ({what}).", "Nothing to do."),
    "text-length": (_N, "it takes longer texts there: at most {what} characters here.", "Nothing to do."),
    "constraint": (_C, "a rule for the answers is not checked.", "Nothing to do."),
    "computed-words": (_C, "its words are computed there; here the fixed words are shown.", "Nothing to do."),
    "text-at-end": (_D, "a text after the last question: not shown.", "Put it before a question."),
    "picture": (_D, "a picture, sound or film is not shown.", "Nothing to do."),
    "looks": (_N, "how it looks ({what}).", "Nothing to do."),
    # Answers.
    "no-options": (_R, "The choice has no options.", "Give it `answerOption`."),
    "one-option": (_R, "The choice has only one option.", "Give it another, or make it a yes-or-no question."),
    "many-options": (_R, "The choice has {count} options: the limit is {most}.", "Shorten the list."),
    "value-set": (
        _R,
        "Its options stand in a value set that is not in the file: {what}.",
        "Give the value set with `--value-set FILE`.",
    ),
    "options-computed": (_R, "Its options are computed from other answers.", "Write them out as `answerOption`."),
    "options-by-service": (_R, "Its options are looked up by a web service.", "Write them out as `answerOption`."),
    "option-type": (_R, "An option is of a kind that is not read ({what}).", "Write it as a code or a text."),
    "option-twice": (_B, "The option `{what}` occurs twice.", "Keep one of the two."),
    "option-no-code": (_B, "An option has no code.", "Give each option one of its own."),
    "option-no-words": (_N, "an option without words: its code `{what}` is shown.", "Nothing to do."),
    "code-made": (
        _N,
        "the code `{what}` is written `{code}` here; in a table of answers `{what}` is read as it.",
        "Nothing to do.",
    ),
    "declines": (_N, "the option `{what}` is left out: everybody may decline here.", "Nothing to do."),
    "seems-to-decline": (
        _A,
        "the option `{what}` seems to say that somebody declines, and here everybody may decline.",
        "If that is what it says, leave it out with `--declined {what}`.",
    ),
    "open-typed": (
        _C,
        "an answer that is none of its options is of the type {what} there: here it is a text.",
        "Nothing to do.",
    ),
    "open-choice": (
        _N,
        "other answers may be typed: an option for that is added, and a line of text after it.",
        "Nothing to do.",
    ),
    "points-differ": (_R, "An option has points in two places, and they differ.", "Keep one of the two."),
    "points-not-number": (_R, "The points of an option are no number that can be used here.", "Write a number."),
    "language-of-answers": (_N, "yes and no are in English: there are no such words for `{what}` here.", "Write them."),
    # Conditions.
    "condition-no-item": (_B, "A condition names `{what}`, which is no item.", "Name an item of the file."),
    "condition-no-option": (_B, "A condition names an option that the question does not have.", "Name one it has."),
    "condition-shape": (
        _B,
        "A condition is incomplete, or its test does not fit.",
        "Give it a question and an answer.",
    ),
    "condition-all-any": (
        _R,
        "It has several conditions, and does not say whether all or any of them must hold.",
        "Give it an `enableBehavior`.",
    ),
    "condition-later": (_R, "A condition looks at a question that comes later.", "Move that question up."),
    "condition-no-answer": (_R, "A condition looks at a heading, which has no answer.", "Name a question."),
    "condition-left-out": (_R, "A condition looks at an item that is not asked here.", "Name a question."),
    "condition-test": (
        _R,
        "A condition tests an answer of the type {what} in a way that is not read here.",
        "Ask by a choice, or by whole numbers.",
    ),
    "condition-declines": (
        _R,
        "A condition compares codes by their order, and one of them means declined.",
        "Ask for each code by itself.",
    ),
    "condition-computed": (
        _R,
        "Whether it is asked is computed by a formula, and formulas are not run here.",
        "Write the condition as `enableWhen`.",
    ),
    "blank-compared": (
        _A,
        "its condition compares `{what}`, and REDCap may take a blank for 0 there. Here a missing answer is never 0.",
        "Check who is asked it. In REDCap, `[{what}] <> '' and ...` asks first.",
    ),
    "text-always": (_C, "a text that a formula shows or hides: always shown.", "Nothing to do."),
    "exists-chain": (
        _A,
        "asked only if another question was answered: a person who declines that one misses it.",
        "Check it.",
    ),
    # On the way out.
    "out-condition": (
        _C,
        "its condition has no plain form in FHIR: written as a FHIRPath expression.",
        "Check that your program reads `sdc-questionnaire-enableWhenExpression`.",
    ),
    "out-on-total": (
        _C,
        "it depends on a total: asked there only once the total is known.",
        "Nothing to do.",
    ),
    "out-condition-scale": (
        _R,
        "Whether it is asked depends on a scale that cannot be computed there.",
        "Ask by an answer, or by a sum.",
    ),
    "out-too-long": (_R, "A formula for it is too long: too many questions depend on totals.", "Ask by answers."),
    "out-wordless": (_R, "It has no wording here, so there is nothing to write.", "Bring a wording first."),
    "out-words": (_C, "it repeats words of an earlier answer: there it has {what} instead.", "Nothing to do."),
    "out-total-decimals": (_N, "its total can have decimals: its type there is decimal.", "Nothing to do."),
    "out-scale": (_D, "the scale `{what}` cannot be worked out there as it is here: {why}.", "Nothing to do."),
    "out-beside": (_D, "{what} of the scale: they have no place there.", "Nothing to do."),
    "out-guidance": (_D, "{what}: they have no place there.", "Nothing to do."),
    "out-declined": (
        _R,
        "Whether it is asked depends on whether a question was declined, and a blank there does not say that.",
        "Ask by an answer.",
    ),
    "out-note": (_D, "a text for cases that cannot be told apart there: left out.", "Nothing to do."),
    "out-blank": (_C, "a declined question is blank there, like one that was not reached.", "Nothing to do."),
    "out-whole-day": (_C, "a month or a year may be given here, and only a whole date there.", "Nothing to do."),
    "out-time": (
        _R,
        "Whether it is asked depends on a time of day, and that cannot be compared there.",
        "Ask by a date, or by an answer.",
    ),
    "out-fewest": (_C, "at least {what} options must be chosen here, and any number there.", "Nothing to do."),
    "out-heading": (
        _N,
        "its note holds what has no place of its own there: title, version, citation, licence, recall and audience. A "
        "form that comes back has its name there for a title, and a version of its own.",
        "Say the rest again then: `--citation`, `--licence`, `--recall`, `--audience`.",
    ),
    "out-draft": (
        _D,
        "a translation into {what} is a draft: left out.",
        "Say `status: reviewed` in it once somebody has read it through.",
    ),
    "out-untranslated": (
        _A,
        "texts without a translation into {what} that was made from the present words: {count}.",
        "`screening lint` names them.",
    ),
    "out-texts": (_N, "texts of the translation into {what} that have no place there: {count}.", "Nothing to do."),
    "out-languages": (_D, "translations into {what}: they have no place there.", "Nothing to do."),
    "out-unanswered": (
        _N,
        'its total is blank until all its questions are answered, and none of them with "not sure".',
        "Nothing to do.",
    ),
}

# What to do about it in files of other formats, where the words above are for FHIR.
_NAME = "Give each field a name of its own."
MENDS: dict[str, dict[str, str]] = {
    "redcap": {
        "not-utf-8": "Download it again.",
        "nothing-to-ask": "Give a dictionary with at least one field.",
        "no-words": "Give it a field label.",
        "type": "Use another field type.",
        "no-options": "Write them in the column `Choices`, such as `1, Yes | 0, No`.",
        "options-computed": "Make it a radio button, and write its choices out.",
        "condition-computed": "Write the branching logic as plain tests, such as `[a] = '1' and [b(2)] = '1'`.",
        "condition-no-item": "Name a field of the dictionary.",
    },
    "xlsform": {
        "not-utf-8": "Save it again as CSV in UTF-8, or as a workbook.",
        "nothing-to-ask": "Give a form with at least one question.",
        "field-twice": _NAME,
        "type-missing": "Write its type in the column `type`.",
        "type": "Use another type, such as `select_one` or `text`.",
        "no-words": "Write them in the column `label`.",
        "no-options": "Write them in the sheet `choices`.",
        "one-option": "Give it another.",
        "condition-computed": "Write `relevant` as plain tests, such as `${a} = 'x' and selected(${b}, 'y')`.",
        "condition-no-item": "Name a question of the form.",
        "attachment-needed": "Leave it out with `--without NAME`.",
        "total-not-numbers": "Name choices whose options have numbers as names or scores, or numbers with bounds.",
    },
}


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to say about a file: `what` there is, and the `mend`, which says what to do about it.

    `where` is the place by its name in the file, such as a linkId; empty for the file as a whole.
    """

    kind: str
    where: str
    what: str
    mend: str

    @property
    def severity(self) -> Severity:
        """What it means for the file."""
        return KINDS[self.kind][0]


def remark(kind: str, where: str = "", **facts: object) -> Remark:
    """A remark in its words."""
    _, what, mend = KINDS[kind]
    return Remark(kind, where, what.format(**facts), mend.format(**facts))


def computed_value(where: str, id_: str, *, may_be_total: bool) -> Remark:
    """That a computed value is left out. Where it may be a total, also how its items are named."""
    hint = f"Where it is a plain total, name its items: `--total {id_}=a,b,c`."
    return remark("computed", where, mend=hint if may_be_total else "Nothing to do.")


def in_format(remark: Remark, format_: str) -> Remark:
    """The remark with what to do about it in a file of that format, where that is another thing than in FHIR."""
    mend = MENDS.get(format_, {}).get(remark.kind)
    return replace(remark, mend=mend) if mend is not None else remark


def verdict(remarks: tuple[Remark, ...]) -> Verdict:
    """What the remarks come to."""
    found = {one.severity for one in remarks}
    if found.intersection(REFUSING):
        return Verdict.REFUSED
    return Verdict.LOSSES if found.intersection(LOSSES) else Verdict.WHOLE


def in_order(remarks: tuple[Remark, ...]) -> tuple[Remark, ...]:
    """The remarks, each once, the most severe first, else in the order of the file."""
    order = list(Severity)
    return tuple(sorted(dict.fromkeys(remarks), key=lambda one: order.index(one.severity)))
