"""What is wrong and how to mend it, in the words of an author who writes questionnaires, not code. One table."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    # The file.
    "cannot-read": ("The file cannot be read.", "Check its name and that you may open it."),
    "not-a-file": ("This is not a regular file.", "Give the name of a .yaml file."),
    "too-large": ("The file is too large (the limit is {most} bytes).", "Split it, or remove what is not needed."),
    "not-utf-8": ("The file is not written in UTF-8.", "Save it again as UTF-8 in your editor."),
    "empty": ("The file is empty.", "Begin with a line such as `questionnaire: my-name`."),
    "not-a-mapping": ("The file does not begin with a key.", "Begin with a line such as `questionnaire: my-name`."),
    "unsafe": ("There is a hidden control character here ({code}).", "Remove it; type the words again if need be."),
    # YAML.
    "yaml": (
        "The file cannot be understood from here on.",
        "Look at the line and the one above: is a bracket, a quote or a space missing? Words that hold a comma, "
        "a colon and a space, or ` #` need quotes around them.",
    ),
    "no-value": (
        "`{key}` has no value.",
        "Write one after the colon. If it is part of a sentence with a comma in it, put the words in quotes.",
    ),
    "repeated-key": ("`{key}` stands here a second time.", "Keep one of the two."),
    "second-document": ("A second document begins here.", "Remove the `---` line; one file holds one thing."),
    "alias": ("Anchors and aliases (`&`, `*`) are not used here.", "Write the value out, or put it in quotes."),
    "tag": ("Tags (`!`) are not used here.", "Remove it, or put the words in quotes."),
    "key-not-text": ("A list or a mapping cannot be a key.", "If the words begin with a bracket, put them in quotes."),
    "too-deep": ("This is nested too deeply (the limit is {most} levels).", "Use fewer levels."),
    "too-long": ("This text is too long (the limit is {most} characters).", "Shorten it."),
    "too-many": ("The file holds too many values (the limit is {most}).", "Split it."),
    # The schema.
    "unknown-key": ("`{key}` is not a key of {holder}.", "{hint}"),
    "missing-key": ("`{key}` is missing in {holder}.", "Add it."),
    "want-text": ("Text is wanted for `{key}`.", "If the words begin with a bracket, put them in quotes."),
    "want-list": ("A list is wanted for `{key}`.", "Write one line for each entry, with a dash before it."),
    "want-mapping": ("Keys with values are wanted for `{key}`.", "Write lines such as `key: value`."),
    "text-empty": ("`{key}` is empty.", "Write the words."),
    "text-too-long": ("`{key}` is too long (the limit is {most} characters).", "Shorten it."),
    "one-of": ("`{value}` is not possible for `{key}`.", "Use one of: {choices}."),
    "id": (
        "`{value}` cannot be used as a name for `{key}`.",
        "Use small letters a-z, digits and hyphens, 32 at most, beginning with a letter or digit.",
    ),
    "whole": ("`{value}` is not a whole number.", "Write digits only, such as 3."),
    "decimal": ("`{value}` is not a number.", "Write digits, at most 5 before the point and 4 after it."),
    "score": ("`{value}` is not a score.", "Write a number such as 2, or `unknown`, or `not-asked`."),
    "yes-no": ("`{value}` is neither yes nor no.", "Write `yes` or `no`."),
    "date": ("`{value}` is not a date.", "Write year-month-day, such as 2026-11-22."),
    "language": ("`{value}` is not a language code.", "Write a code such as `en` or `fr-CA`."),
    "region": ("`{value}` is not a region code.", "Write a code such as `CA` or `CA-AB`."),
    "link": ("`{value}` is not a web address.", "Begin it with https://."),
    "version": ("`{value}` is not a version.", "Write two or three numbers with points, such as 1.0."),
    "missing-rule": ("`{value}` is no rule for missing answers.", "Write `none-allowed`, or allow, then and source."),
    "wrong-shape": ("`{key}` is not written as it should be.", "Compare it with docs/authoring.md."),
    # References.
    "unknown-list": ("There is no answer list `{name}`.", "{hint}"),
    "unknown-item": ("There is no item `{name}`.", "{hint}"),
    "unknown-scale": ("There is no scale `{name}`.", "{hint}"),
    "unknown-code": ("Item `{item}` has no option `{name}`.", "{hint}"),
    "unknown-guidance": ("There is no guidance text `{name}`.", "{hint}"),
    "unknown-source": ("There is no source `{name}`.", "{hint}"),
    "unknown-contacts": ("There is no contacts file `{name}`.", "{hint}"),
    "repeated-id": ("The name `{name}` is used twice for {holder}.", "Give each its own name; names never change."),
    # Items.
    "no-questions": ("The questionnaire asks nothing.", "Add at least one item that is not a note."),
    "no-options": ("Item `{item}` has no options.", "Add `options`, or say `type: number`, `text` or `note`."),
    "few-options": ("Item `{item}` has {count} option(s).", "Give it at least 2, and at most 20."),
    "options-unused": ("A {type} has no options.", "Remove `options`, or change the type."),
    "bounds": ("`least` is above `most` in item `{item}`.", "Swap the two numbers."),
    "bounds-unused": ("`least` and `most` mean nothing for item `{item}`.", "Remove them: {type} has none."),
    "too-many-to-choose": ("Item `{item}` asks for more options than it has.", "Lower `least` or `most`."),
    "no-bounds": ("Item `{item}` is scored and has no bounds.", "Give both `least` and `most`."),
    "words-from": ("The words come from `{name}`, which is not a text item.", "Name an item of `type: text`."),
    # Conditions.
    "condition-shape": (
        "A condition needs one of `item`, `scale`, `all` or `any`.",
        "Write one test, such as `{{item: drinking, is: daily}}`.",
    ),
    "condition-tests": (
        "A condition on an item or scale needs exactly one test.",
        "Give one of is, is-not, at-least, at-most, answered, declined; put several under `all`.",
    ),
    "not-earlier": ("`{name}` does not stand earlier in the file.", "A condition looks only at what was asked before."),
    "scale-test": ("A scale can only be tested by `at-least` or `at-most`.", "Use one of the two."),
    "scale-operand": ("`{value}` is not a number of points.", "Write a number such as 3."),
    "text-test": ("Item `{item}` can only be tested by `answered` or `declined`.", "Use one of the two."),
    "number-test": ("Item `{item}` is a number.", "Test it by `at-least` or `at-most` and a whole number."),
    "no-score-to-compare": ("Option `{name}` of item `{item}` has no score to compare.", "Give the options scores."),
    "scale-order": ("Scale `{name}` does not stand above this one.", "A criterion may read only scales above its own."),
    # Scales.
    "scale-kind": (
        "A scale needs exactly one of sum-of, mean-of, max-of, count-of.",
        "Keep one of them.",
    ),
    "not-scored": ("Item `{item}` has no scores.", "Give each option a score, or leave the item out of the scale."),
    "listed-twice": ("Item `{item}` is listed twice.", "Keep it once."),
    "not-in-scale": ("Item `{item}` is reversed and is not part of the scale.", "List it in the scale, or remove it."),
    "mean-skips": ("Item `{item}` has `only-if` and cannot be part of a mean.", "Use `sum-of`, or ask it always."),
    "decimals": ("`decimals` must be 0 to 4.", "Write a number from 0 to 4."),
    "prorate": (
        "To prorate, a rule needs `allow` and `source`.",
        "Say how many may be missing, and who says so.",
    ),
    "prorate-count": ("This scale cannot be prorated.", "Use `missing: none-allowed`: only sums and means can be."),
    "bands-reason": ("`bands-if` needs `no-bands-because`.", "Say in one sentence why there are no bands otherwise."),
    "bands-unused": ("`bands-if` stands without `bands`.", "Add bands, or remove it."),
    "band-order": ("Band `{band}` ends before it begins.", "Swap `from` and `to`."),
    "band-gap": ("No band holds {value} points.", "The scale reaches {low} to {high}: let the bands cover all of it."),
    "band-overlap": ("Bands {bands} both hold {value} points.", "Each total belongs to exactly one band."),
    "band-unreachable": ("Band `{band}` can never be reached.", "The scale reaches {low} to {high}."),
    "band-beyond": ("Band `{band}` goes beyond what the scale reaches.", "The scale reaches {low} to {high}."),
    "cut-off-beyond": ("The cut-off {at} can never be reached.", "The scale reaches {low} to {high}."),
    "too-tangled": (
        "The totals of scale `{scale}` cannot be computed: too much hangs on {items}.",
        "Use fewer or simpler conditions on these items, or smaller numbers.",
    ),
}


def sentence(kind: str, **facts: object) -> tuple[str, str]:
    """What is wrong and how to mend it, filled with the facts."""
    what, mend = SENTENCES[kind]
    return what.format(**facts), mend.format(**facts)
