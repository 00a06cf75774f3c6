"""The messages for authors: what is wrong and how to mend it, in one table.

docs/errors.md shows every sentence with a piece of a file that earns it.
"""

from __future__ import annotations

LONGEST_SHOWN = 60  # characters of what is quoted from a file
_QUOTED = ("expected", "key", "name", "other", "value", "word")  # facts that a file may hold at any length

SENTENCES: dict[str, tuple[str, str]] = {
    # The file.
    "cannot-read": ("The file cannot be read.", "Check its name, and that you may open it."),
    "not-a-file": ("This is not an ordinary file.", "Give the name of a .yaml file."),
    "too-large": ("The file is too large: the limit is {most} bytes.", "Check that it is the right file, or split it."),
    "not-utf-8": ("The file is not written in UTF-8.", "Save it again in your editor with the encoding UTF-8."),
    "empty": ("The file is empty.", "Begin with a line such as `questionnaire: my-name`."),
    "not-a-mapping": ("The file does not begin with a key.", "Begin with a line such as `questionnaire: my-name`."),
    "unsafe": (
        "There is a hidden character here that could upset a screen ({code}).",
        "Delete it and type the words again. Copied text often brings such characters along.",
    ),
    "escape": (
        "The backslash and what follows it stand for no character.",
        "Write `\\\\` for a backslash, or use single quotes around the words.",
    ),
    # YAML, and the traps in it.
    "yaml-line": (
        "This line does not fit the lines above it.",
        "Check that it has a key, a colon and a space, that it begins in the same column as the others of its group, "
        "and that nothing is missing on the line above.",
    ),
    "yaml-colon": ("A colon and a space stand inside the words.", "Put all of the words in double quotes."),
    "yaml-comma": (
        "A comma is missing before `{key}`, or a colon and a space stand inside the words.",
        "Put a comma there if `{key}` is a key, or else all of the words in double quotes.",
    ),
    "yaml-colon-end": (
        "Nothing stands between the colon and the end of this entry.",
        "Write the value after a space, or put words that end with a colon in double quotes.",
    ),
    "yaml-quote": (
        "The quotes end before the words do.",
        "Use double quotes around the words, and single ones inside them. Check that no quote is missing above.",
    ),
    "yaml-open-quote": ("The quote that opens here is never closed.", "Close it at the end of the words."),
    "yaml-brace": (
        "These words begin with a bracket, and so they end where it closes.",
        "Put all of the words in double quotes.",
    ),
    "yaml-closing": ("This bracket closes nothing.", "Remove it, or put the words in double quotes."),
    "yaml-open-row": (
        "The bracket that opens here is not closed where it should be.",
        "Close it at the end of the row, with a comma between its entries.",
    ),
    "yaml-tab": ("A tab stands here.", "Use spaces to move a line to the right."),
    "yaml-start": (
        "Words without quotes cannot begin with `{character}`.",
        "Put all of the words in double quotes.",
    ),
    "hash": (
        "What follows ` #` on this line is taken for a comment and left out.",
        "If it belongs to the words, put all of them in double quotes. "
        "If it is a comment, put it on a line of its own.",
    ),
    "braces": (
        "`{{{key}}}` alone is taken for a row, not for words.",
        "Put all of the words in double quotes.",
    ),
    "no-space": ("A space is missing after the colon in `{key}`.", "Write the key, a colon, a space and the value."),
    "no-value": ("`{key}` has no value.", "Write one after the colon, or remove the key."),
    "no-value-row": (
        "`{key}` stands alone in this row.",
        "A comma ends words without quotes. If this belongs to the words before it, put all of them in double quotes.",
    ),
    "no-entry": ("Nothing stands after this dash.", "Write the entry, or remove the dash."),
    "repeated-key": ("`{key}` stands here a second time.", "Keep one of the two."),
    "second-document": (
        "A second document begins here.",
        "Remove the `---` or `...` line. One file holds one thing.",
    ),
    "alias": (
        "`&` and `*` at the beginning have a special meaning that is not used here.",
        "Put the words in double quotes.",
    ),
    "tag": ("`!` at the beginning has a special meaning that is not used here.", "Put the words in double quotes."),
    "key-not-text": ("A key cannot begin with a bracket.", "If these are words, put them in double quotes."),
    "too-deep": ("This is nested too deeply: the limit is {most} levels.", "Use fewer levels."),
    "too-long": ("This text is too long: the limit is {most} characters.", "Shorten it."),
    "too-many": ("The file holds too many values: the limit is {most}.", "Split it."),
    "too-many-entries": ("This list has too many entries: the limit is {most}.", "Split it."),
    "lists-too-large": (
        "The answer lists come to too many values where they are used: the limit is {most}.",
        "Shorten the lists, or split the file.",
    ),
    "more-problems": ("There are more problems than these.", "Mend these first, then check the file again."),
    # Keys and values.
    "unknown-key": ("`{key}` is not a key of {holder}.", "{hint}"),
    "missing-key": ("`{key}` is missing in {holder}.", "{hint}"),
    "want-text": ("Words are wanted for `{key}`.", "If the words begin with a bracket, put them in double quotes."),
    "want-list": ("A list is wanted for `{key}`.", "Write `[one, two]`, or a line with a dash for each entry."),
    "want-mapping": ("Keys with values are wanted for `{key}`.", "Write `{{key: value}}`, or a line for each key."),
    "text-empty": ("`{key}` is empty.", "Write something between the quotes."),
    "list-empty": ("The list `{key}` is empty.", "Give it at least one entry, or remove it."),
    "text-too-long": ("`{key}` is too long: the limit is {most} characters.", "Shorten it."),
    "one-of": ("`{value}` is not possible for `{key}`.", "Use one of these: {choices}."),
    "id": (
        "`{value}` cannot be used as a name.",
        "Use small letters a-z, digits and hyphens, at most 32, and begin with a letter or a digit.",
    ),
    "one-name": (
        "One name is wanted for `{key}`, and a list or a row stands here.",
        "Write one name. A condition reads one question or scale: put several conditions under `all` or `any`.",
    ),
    "name-range": ("`{value}` is not one name.", "Name each one, with commas between them: `[{names}]`."),
    "name-blank": (
        "A blank stands inside the name `{value}`.",
        "Put a comma between two names, or a hyphen inside one.",
    ),
    "whole": ("`{value}` is not a whole number.", "Write digits, at most 7, such as 3."),
    "item-decimals": ("`{value}` is not possible for `decimals` of a question.", "Write 0, 1 or 2."),
    "decimal": ("`{value}` is not a number.", "Write digits, at most 5 before the point and 4 after it, such as 2.5."),
    "score": ("`{value}` is not a score.", "Write a number such as 2, or `unknown`, or `not-asked`."),
    "yes-no": ("`{value}` is neither yes nor no.", "Write `yes` or `no`."),
    "date": ("`{value}` is not a day.", "Write year-month-day, such as 2026-11-22."),
    "language": ("`{value}` is not a language code.", "Write a code such as `en` or `fr-CA`."),
    "region": ("`{value}` is not a region code.", "Write a code such as `CA` or `CA-AB`."),
    "region-part": (
        "`{value}` cannot be a part of a country.",
        "Write what stands behind the hyphen of its code, such as `AB`.",
    ),
    "link": ("`{value}` is not a web address.", "Begin it with https://."),
    "loinc": ("`{value}` is not a code of LOINC.", "Write it as LOINC does, such as 75624-7 or LA6270-8."),
    "wording-none": (
        "`{key}` stands in a file that says `wording: none`.",
        "Remove the words: they belong to somebody. Who may use them brings them in with `screening adopt`.",
    ),
    "version": ("`{value}` is not a version.", "Write two or three numbers with points between them, such as 1.0."),
    "missing-rule": (
        "`{value}` is not a rule for missing answers.",
        "Write `none-allowed`, or `allow`, `then` and `source`.",
    ),
    # Names that lead nowhere.
    "unknown-criterion": ("There is no criterion `{name}` under `criteria`.", "{hint}"),
    "criteria-too-large": (
        "The criteria come to more than {most} values where they are counted.",
        "Name fewer of them, or use simpler conditions.",
    ),
    "unknown-list": ("There is no answer list `{name}`.", "{hint}"),
    "unknown-item": ("There is no question `{name}`.", "{hint}"),
    "unknown-group": ("There is no group `{name}` before this.", "{hint}"),
    "unknown-scale": ("There is no scale `{name}`.", "{hint}"),
    "unknown-band": ("Scale `{scale}` has no band `{name}`.", "{hint}"),
    "unknown-code": ("Item `{item}` has no option `{name}`.", "{hint}"),
    "code-wanted": (
        "`{name}` is the {what} of an option of item `{item}`, and its code is wanted.",
        "Write {codes}.",
    ),
    "unknown-outcome": ("There is no outcome `{name}`.", "{hint}"),
    "unknown-critical": ("There is no critical item `{name}`.", "{hint}"),
    "unknown-guidance": ("There is no guidance text `{name}`.", "{hint}"),
    "unknown-source": ("There is no source `{name}` in sources.yaml.", "{hint}"),
    "unknown-region": ("There is no region `{name}` in regions.yaml.", "{hint}"),
    "unknown-subject": ("No questionnaire has the subject `{name}`.", "{hint}"),
    "unnamed-language": (
        "The interface has no name for the language `{name}`.",
        "Add the sentence `language-{name}` to its file, or write the code as it is listed there.",
    ),
    "unknown-text": ("There is no text `{name}` to translate.", "{hint}"),
    "repeated-id": (
        "The name `{name}` is used twice among the {holder}.",
        "Give each its own. A name that people have answered under never gets another meaning.",
    ),
    # Repeats.
    "repeat-too-large": (
        "Written out, the repeats make a file of {count} {what}, and the limit is {most}.",
        "Repeat fewer questions, or for fewer codes.",
    ),
    "repeat-for": (
        "Item `{item}` is not a question with several answers.",
        "Name an item of `type: choices`: a repeat is asked for each code that was chosen.",
    ),
    "repeat-inside": (
        "`{name}` is the name of a copy, and no repeat is inside another.",
        "Name an item that stands under `items`.",
    ),
    "repeat-twice": ("Code `{name}` is listed twice.", "Keep it once."),
    "repeat-as": (
        "`{name}` is also a code of item `{item}`.",
        "Choose another name: it stands for each of the codes in turn.",
    ),
    "repeat-typed": (
        "Option `{name}` has no words for `{{{word}}}` in the file: they are typed.",
        "Write them as text: a repeat is written out before anybody answers.",
    ),
    "repeat-key": (
        "`{key}` cannot stand in a repeat.",
        "Remove it, or write the questions one by one: each copy would have the same.",
    ),
    "repeat-words": ("`{{{word}}}` stands for nothing in this repeat.", "{hint}"),
    # Items.
    "no-questions": ("The questionnaire asks nothing.", "Add an item that is not a note."),
    "no-options": (
        "Item `{item}` has no options.",
        "Add `options`, or say `type: number`, `type: text` or `type: note`.",
    ),
    "few-options": ("Item `{item}` has only one option.", "Give it at least two."),
    "too-many-options": ("Item `{item}` has {count} options.", "Give it at most {most}."),
    "options-unused": ("An item of type `{type}` has no options.", "Remove `options`, or change the type."),
    "bounds": ("`least` is above `most` in item `{item}`.", "Swap the two numbers."),
    "bounds-unused": (
        "`least` and `most` mean nothing for item `{item}`.",
        "Remove them: an item of type `{type}` has neither.",
    ),
    "decimals-unused": (
        "`decimals` and `unit` mean nothing for item `{item}`.",
        "Remove them: an item of type `{type}` has neither.",
    ),
    "dates-unused": (
        "`earliest`, `latest` and `precision` mean nothing for item `{item}`.",
        "Remove them: an item of type `{type}` has none of them.",
    ),
    "precision-unused": ("`precision` means nothing for item `{item}`.", "Remove it: only a date has one."),
    "date-form": ("This is no date.", "Write a year, a month or a day, such as 2026, 2026-05 or 2026-05-17."),
    "time-form": ("This is no time.", "Write hours and minutes, such as 07:30."),
    "dates-crossed": ("`earliest` of item `{item}` is later than its `latest`.", "Exchange them."),
    "too-many-to-choose": ("Item `{item}` asks for more options than it has.", "Lower `least` or `most`."),
    "no-bounds": ("Item `{item}` is scored and has no bounds.", "Give it both `least` and `most`."),
    "words-from": ("The words come from `{name}`, which is not a text item.", "Name an item of `type: text`."),
    "words-phrase": (
        "The phrase leaves out what was typed.",
        "Put `{{{name}}}` where the typed words go, such as `using it ({{{name}}})`.",
    ),
    "harm-unscored": (
        "`harm` of item `{item}` needs an answer with points.",
        "Use it on a choice whose options have scores.",
    ),
    # Conditions.
    "condition-shape": (
        "A condition reads one item or one scale, or groups others.",
        "Write one of `item`, `scale`, `all` or `any`, such as `{{item: drinking, is: daily}}`.",
    ),
    "condition-tests": (
        "A condition on an item or a scale has exactly one test.",
        "Write one of `is`, `is-not`, `at-least`, `at-most`, `answered`, `declined`. Put several under `all`.",
    ),
    "not-earlier": (
        "Item `{name}` does not stand above this one.",
        "Move it up: a condition looks only at what was asked before.",
    ),
    "not-complete": (
        "Scale `{name}` is not complete here.",
        "Move the items that it reads up: a condition looks only at what was asked before.",
    ),
    "scale-test": ("A scale can only be tested by `at-least` or `at-most`.", "Use one of the two."),
    "scale-operand": ("`{value}` is not a number of points.", "Write a number such as 3."),
    "text-test": ("Item `{item}` is answered in words.", "Test it by `answered` or `declined`."),
    "number-test": ("Item `{item}` is a number.", "Test it by `at-least` or `at-most` and a number such as {example}."),
    "date-test": ("Item `{item}` is a date.", "Test it by `at-least` or `at-most` and a date such as 2026-05-17."),
    "time-test": ("Item `{item}` is a time.", "Test it by `at-least` or `at-most` and a time such as 07:30."),
    "no-score-to-compare": (
        "Option `{name}` of item `{item}` has no score to compare.",
        "Give it a score, or test it by `is`.",
    ),
    "scale-order": (
        "Scale `{name}` does not stand above this one.",
        "Move it up: a scale reads only scales above its own.",
    ),
    # Scales.
    "scale-kind": (
        "A scale says in exactly one way what it adds up.",
        "Write one of `sum-of`, `mean-of`, `max-of` and `count-of`.",
    ),
    "not-scored": ("Item `{item}` has no scores.", "Give each of its options a score, or take it out of the scale."),
    "listed-twice": ("Item `{item}` is listed twice.", "Keep it once."),
    "not-in-scale": (
        "Item `{item}` is reversed and is not part of the scale.",
        "Add it to the scale, or remove it here.",
    ),
    "mean-skips": (
        "Item `{item}` can be skipped by `only-if` and cannot be part of a mean.",
        "Use `sum-of`, or ask the item always.",
    ),
    "in-words": (
        "No answer of this scale has words.",
        "Remove `in-words`: it needs questions with options. The points are said then.",
    ),
    "recall-days": ("`recall-days` must be 1 or more.", "Write how many days `recall` looks back."),
    "reliability": (
        "These figures cannot tell change from chance.",
        "Write an `r` from 0 to 1 and an `sd` above 0, as they were published.",
    ),
    "times": ("`times` must be above 0.", "Write the number that the published total is multiplied by, such as 4."),
    "times-count": ("A count of criteria has no `times`.", "Remove it, or add points up with `sum-of`."),
    "cut-off-shape": (
        "A cut-off has either `at` or `at-most`.",
        "Write `at: 8` for 8 points or more, or `at-most: 8` for 8 points or fewer.",
    ),
    "decimals": ("`decimals` must be from 0 to 4.", "Write a number from 0 to 4."),
    "prorate": ("To prorate, a rule needs `allow` and `source`.", "Say how many may be missing, and who says so."),
    "prorate-count": ("This scale cannot be prorated.", "Use `missing: none-allowed`. Only sums and means can be."),
    "prorate-scales": (
        "A scale with other scales among its parts has no rule for missing answers.",
        "Use `missing: none-allowed`, or give the rule to the scales that it is made of.",
    ),
    "mean-without-score": (
        "Scale `{scale}` may have no score and cannot be part of a mean.",
        "Use `sum-of`, or take a scale that always has a score.",
    ),
    "points-elsewhere": (
        "`{name}` has points here and is not part of the scale.",
        "Add it to the scale, or remove its points.",
    ),
    "points-reversed": (
        "Item `{item}` is reversed and has a table of points.",
        "Write the reversed points into the table, and take the item out of `reversed`.",
    ),
    "points-by-code": (
        "The points of item `{item}` stand by ranges, and it has answers to choose from.",
        "Write its codes: `{{never: 0, often: 1}}`.",
    ),
    "points-by-range": (
        "The points of `{name}` stand by codes, and it is a number.",
        "Write ranges: `[{{from: 0, to: 4, is: 1}}]`.",
    ),
    "points-unknown": (
        "Answer `{name}` of item `{item}` is `score: unknown` and has points here.",
        "Take it out of the table: it may stand for any answer.",
    ),
    "points-always-asked": (
        "Item `{item}` is always asked and has points for `not-asked`.",
        "Take `not-asked` out of the table.",
    ),
    "points-order": ("This row of points ends before it begins.", "Swap `from` and `to`."),
    "points-twice": ("Two rows of points hold {value}.", "Let each number stand in one row."),
    "points-gap": (
        "No row of points holds {value}, which `{name}` can be.",
        "Add a row for it, or let one of the others reach it.",
    ),
    "points-unreached": ("`{name}` is never in this row of points.", "Check `from` and `to`, or remove the row."),
    "too-fine": (
        "The points of scale `{scale}` have more than 12 decimals, or too many means behind them.",
        "Use fewer decimals in `times` and `score`, or fewer means of means.",
    ),
    "score-reason": (
        "`only-if` of a scale needs `no-score-because`.",
        "Say in one sentence why there is no score otherwise.",
    ),
    "headline-shape": (
        "A headline has either `text`, or `scale` and at least `other`.",
        "Write one sentence under `text`, or name a scale and write `other` with `{{value}}` in it.",
    ),
    "bands-reason": ("`bands-if` needs `no-bands-because`.", "Say in one sentence why there are no bands otherwise."),
    "bands-unused": ("`bands-if` stands without `bands`.", "Add bands, or remove it."),
    "band-order": ("Band `{band}` ends before it begins.", "Swap `from` and `to`."),
    "band-gap": (
        "No band holds a total of {value}.",
        "The scale reaches {low} to {high}. Let the bands cover it all.",
    ),
    "band-overlap": ("Bands `{bands}` both hold a total of {value}.", "Let each total belong to exactly one band."),
    "band-unreachable": (
        "Band `{band}` can never be reached.",
        "The scale reaches {low} to {high}. Check `from` and `to`, the scores, and who is asked what.",
    ),
    "band-beyond": (
        "Band `{band}` goes beyond what the scale reaches.",
        "The scale reaches {low} to {high}. Let the band end there.",
    ),
    "cut-off-beyond": ("The cut-off {at} can never be reached.", "The scale reaches {low} to {high}."),
    "too-tangled": (
        "The totals of scale `{scale}` cannot be worked out: too much depends on {items}.",
        "Use fewer or simpler conditions on these items, or smaller numbers.",
    ),
    "scale-chain": (
        "Scale `{scale}` stands on a chain of more than {most} scales.",
        "Let it read items, or scales nearer to the items.",
    ),
    "too-many-tests": (
        "The conditions come to more than {most} tests where each scale brings its own `only-if` along.",
        "Test fewer scales that have an `only-if` which tests other scales.",
    ),
    # From here on what only `screening lint` says. What can never happen.
    "never-asked": ("Item `{item}` can never be asked.", "No answers make `only-if` hold: {condition}."),
    "asked-if-declined": (
        "Item `{item}` is asked only where somebody declines an earlier question.",
        "No answers make `only-if` hold: {condition}.",
    ),
    "never-chosen": ("Option `{name}` of item `{item}` can never be chosen.", "Lower `least`, or change the options."),
    "never-holds": ("This can never hold: {condition}.", "No answers make it so. Check the items that it reads."),
    "outcome-unreached": (
        "No answers lead to outcome `{name}`.",
        "Either its condition never holds, or an outcome above it always comes first.",
    ),
    "outcome-gap": (
        "Some answers lead to no outcome.",
        "Let the last outcome take up what is left over.",
    ),
    "not-worked-out": (
        "Whether this can ever happen could not be worked out: too much depends on {items}.",
        "Try it with examples, or use a simpler condition.",
    ),
    "range-too-wide": (
        "Scale `{scale}` is taken to reach {low} to {high}, and may reach less: too much depends on {items}.",
        "Check with examples that every band can be reached.",
    ),
    "is-not-skipped": (
        "`is-not` also holds where item `{item}` is not asked.",
        "If that is not meant, add `{{item: {item}, answered: yes}}` under `all`.",
    ),
    # Examples.
    "band-without-example": (
        "No example reaches band `{band}` of scale `{scale}`.",
        "Add one under `examples`, so that a reader can check the band.",
    ),
    "example-answer": (
        "The example's answer to `{item}` would not be accepted.",
        "Write an answer that fits its type and its limits, or `declined`.",
    ),
    "example-not-asked": ("With these answers item `{item}` is not asked.", "Remove the answer, or change the others."),
    "examples-too-many": (
        "The examples from here on were not tried: {count} were.",
        "Give fewer of them. All examples of so large a questionnaire would take too long.",
    ),
    "example-expect": (
        "`{value}` is not points and a band.",
        "Write such as `3 raised`, or `2 to 4 low raised` where an answer is missing.",
    ),
    "example-score": (
        "The example expects `{expected}` of scale `{scale}`, and its answers give `{found}`.",
        "Correct the example if the scale is right, or the scale if the example is.",
    ),
    "example-no-score": ("With these answers scale `{scale}` has no score.", "Take it out of `expect`."),
    "example-outcome": (
        "The example expects this outcome: {expected}. Its answers lead to: {found}.",
        "Correct the example if the outcomes are right, or the outcomes if the example is.",
    ),
    "example-critical": (
        "The example expects these critical items: {expected}. Its answers set off: {found}.",
        "Correct the example if the conditions are right, or the conditions if the example is.",
    ),
    # Questions.
    "long-question": ("The question has {count} characters.", "Say it in at most {most}."),
    "long-label": ("The label has {count} characters.", "Name the question in at most {most}."),
    "long-sentence": ("A sentence of the question has {count} words.", "Say it in at most {most}, or in two."),
    "double-question": ("This may be two questions in one.", "Ask one thing at a time, in an item of its own."),
    "many-ratings": (
        "There are {count} ratings to choose from.",
        "Offer 2 to {most}: more are hard to tell apart.",
    ),
    "many-names": (
        "There are {count} options to choose from.",
        "Offer at most {most}, so that they fit on a small screen.",
    ),
    "option-is-key": (
        "Option `{name}` of item `{item}` has the word of a key: `{word}` typed here is the option.",
        "If the word should work as a key here too, choose other words. The key's letter still works.",
    ),
    "option-is-letter": (
        "Option `{name}` of item `{item}` reads `{word}`, which is a key: typed here it is not this option, whose "
        "number still works.",
        "Choose other words.",
    ),
    "option-is-number": (
        "Option `{name}` of item `{item}` begins with a number, and {number} typed here is another option: `{other}`.",
        "Put the options in the order of their numbers, write the number in words, or use `type: number`.",
    ),
    "looks-alike": (
        "The words of `{name}` look the same as those of `{other}` above.",
        "Choose words that nobody can mix up. Copied letters and hidden characters can differ where nothing is seen.",
    ),
    "text-unseen": ("Nothing of this text can be seen.", "Write words, or remove the key."),
    "most-none": (
        "`most: {most}` of item `{item}` leaves nothing to answer, and is not kept to.",
        "Write 1 or more, or remove it.",
    ),
    # The person's own words.
    "words-missing": (
        "Option `{name}` of item `{item}` has no words for `{{{word}}}`.",
        "Add `words: {{{word}: ...}}`: other options of the item have it.",
    ),
    "words-declined": (
        "Item `{item}` has no words for `{{{word}}}` when a person prefers not to say.",
        "Add `words-if-declined: {{{word}: ...}}`.",
    ),
    "words-else": (
        "There are no words here where nothing was typed.",
        "Add `else`, with words that fit in the same place.",
    ),
    "words-early": (
        "`{{{word}}}` is used before the item that fills it has been answered.",
        "Move item `{item}` further up.",
    ),
    "words-maybe": (
        "`{{{word}}}` is filled by item `{item}`, which is not always asked.",
        "Ask that item always, or leave the name out of this text.",
    ),
    "words-undeclared": (
        "`{{{word}}}` is filled by no item and would be shown as it stands.",
        "{hint}",
    ),
    "text-undeclared": (
        "Guidance text `{name}` has `{{{word}}}` in it, which no item here fills. It would be shown as it stands.",
        "Give the words for it in an item, or show another text.",
    ),
    # Words and reading.
    "avoid": ("Avoid `{phrase}`. {because}", "Say: {say}."),
    "permits-nothing": ("This exception permits nothing.", "Remove it: the text has changed, or has gone."),
    "reading-high": (
        "{subject} at grade {grade}, and grade {most} is aimed at.",
        "Use shorter sentences and shorter words.",
    ),
    "reading-too-high": (
        "{subject} at grade {grade}, and grade {most} is the limit.",
        "Use shorter sentences and shorter words.",
    ),
    # Translations.
    "translation-name": (
        "This is not a translation of `{name}`.",
        "Write `questionnaire: {name}`, or rename the file.",
    ),
    "translation-language": (
        "The file's name says `{name}`, and `language` says `{language}`.",
        "Let the two say the same, and another language than the original.",
    ),
    "translation-version": (
        "This translates version {old}, and the questionnaire is at {new}.",
        "Compare each text, then write the new version.",
    ),
    "translation-missing": ("`{name}` is not translated.", "Add it: {original}"),
    "translation-stale": (
        "The original of `{name}` has changed.",
        "Compare the translation with it, then copy it to `original`: {original}",
    ),
    "translation-words": (
        "The translation of `{name}` lacks `{{{word}}}`.",
        "Put it where the person's own words belong.",
    ),
    # Content of one's own.
    "own-folder": ("This folder cannot be read.", "Check its name in the settings, and that you may open it."),
    "own-unused": ("Nothing reads this: it comes with the program alone.", "Take it away, or give it another name."),
    "own-file-name": (
        "No questionnaire can have this name.",
        "Name the file with small letters, digits and hyphens, at most 32, such as evening-check.yaml.",
    ),
    "own-name": (
        "The id is `{name}`, and the file is called `{file}`.",
        "Give both the same name: people type it after `screening check`.",
    ),
    "own-taken": (
        "`{name}` comes with the program.",
        "Choose another id, or write `replaces: yes` beside it if yours is to stand in its place.",
    ),
    "own-never": (
        "`{name}` comes with the program, and nothing may stand in its place.",
        "Choose another id.",
    ),
    "own-twice": ("`{name}` also stands in {place}.", "Take one of them away, or give it another id."),
    "own-emergency": (
        "Emergency numbers come with the program alone.",
        "Choose another kind, such as `crisis` or `health`.",
    ),
    # Contacts and sources.
    "contact-old": (
        "This entry was last compared with its source on {day}, more than a year ago.",
        "Compare it again, then write the new day.",
    ),
    "source-old": (
        "Source `{name}` was last looked at on {day}, more than a year ago.",
        "Look at it again, then write the new day in sources.yaml.",
    ),
    "day-ahead": ("{day} has not come yet.", "Write the day on which it was compared."),
    "region-without": (
        "Region `{name}` has nothing to show on the card `{card}`.",
        "Add a contact of one of these kinds: {kinds}.",
    ),
}


def sentence(kind: str, **facts: object) -> tuple[str, str]:
    """What is wrong and how to mend it, filled with the facts. A fact may be a function that gives it."""
    what, mend = SENTENCES[kind]
    filled = {name: fact() if callable(fact) else fact for name, fact in facts.items()}
    filled |= {name: _shown(fact) for name, fact in filled.items() if name in _QUOTED and isinstance(fact, str)}
    return what.format(**filled), mend.format(**filled)


def _shown(text: str) -> str:
    """The text on one line, cut where it is long."""
    line = text[: LONGEST_SHOWN + 1].replace("\n", "\\n")
    return line if len(line) <= LONGEST_SHOWN else f"{line[: LONGEST_SHOWN - 1]}…"
