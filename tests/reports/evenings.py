"""A made-up questionnaire with everything that a result can say, its texts, and results of it."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from screening.conversation.json_lines import read_answers
from screening.engine.directory import Directory
from screening.engine.results import Result, concluded
from screening.loading.library import Library
from screening.model.content import GuidanceText
from screening.model.questionnaire import Questionnaire
from screening.reports.result_report import ResultReports
from tests.conftest import HEADING
from tests.people import TODAY, library, place, words

EVENINGS = """
recall-days: 30
outcomes-title: Which kind?
items:
  - id: now
    type: choices
    ask: Is any of this true now?
    label: Urgent
    options:
      - {code: fall, text: A bad fall}
      - {code: alone, text: Alone and afraid}
      - {code: weary, text: Weary of life}
      - {code: none, text: None, exclusive: yes}
  - {id: adult, ask: Are you 18?, label: Adult, options: yes-no}
  - id: using
    ask: What is it about?
    label: Subject
    options:
      - {code: alcohol, text: "Alcohol, such as beer", words: {using: drinking}}
      - {code: gambling, text: "Gambling: bets", words: {using: gambling}}
      - {code: other, text: Something else, words: {using: {from: own, else: doing it}}}
      - {code: friend, text: A friend, words: {using: this}}
    words-if-declined: {using: doing this}
  - {id: own, type: text, ask: What do you call it?, label: Own words, only-if: {item: using, is: other}}
  - {id: longer, ask: "How often was it longer?", label: Longer, options: how-often,
     only-if: {item: using, is-not: friend}}
  - {id: urge, ask: "How often did you long for {using}?", label: Urges, options: how-often,
     only-if: {item: using, is-not: friend}}
  - {id: fights, ask: "How often were there fights?", label: Fights, options: how-often,
     harm: fights, only-if: {item: using, is-not: friend}}
  - {id: law, ask: "How often was there trouble?", label: The law, options: how-often, hand-out: no,
     harm: "{using} and the police", only-if: {item: using, is-not: friend}}
  - {id: sleep, ask: "How often did you sleep well?", label: Sleep, options: how-often,
     only-if: {item: using, is-not: friend}}
  - {id: matter, type: number, least: 0, most: 10, ask: "How much does it matter?", label: How much it matters,
     only-if: {scale: count, at-least: 1}}
scales:
  - {id: control, title: Control, sum-of: [longer, urge], in-words: highest}
  - {id: people, title: People, sum-of: [fights, law], in-words: highest}
  - {id: law, title: The law, sum-of: [law], in-words: highest}
  - {id: sleep, title: Sleep, sum-of: [sleep], reversed: [sleep], in-words: highest}
  - {id: plain, title: Plain, sum-of: [longer, fights]}
  - id: count
    title: Signs
    only-if: {item: using, is-not: gambling}
    no-score-because: Gambling has no count.
    count-of:
      - {id: longer, if: {item: longer, at-least: weekly}, because: Weekly counts.}
      - {id: urge, if: {item: urge, at-least: weekly}, because: Weekly counts.}
      - {id: fights, if: {item: fights, at-least: weekly}, because: Weekly counts.}
      - {id: law, if: {item: law, at-least: weekly}, because: Weekly counts.}
    bands:
      - {id: few, from: 0, to: 0, title: None counted, says: That is none.}
      - {id: some, from: 1, to: 2, title: Some}
      - {id: many, from: 3, to: 4, title: Many, says: "That is many of {using}."}
no-scores-if:
  - {if: {item: adult, is: no}, because: No points for people under 18.}
  - {if: {item: using, is: friend}, because: Nothing was asked.}
critical-items:
  - {id: weary, title: Weary, if: {item: now, is: weary}, guidance: [weary-card]}
  - {id: alone, title: Alone, if: {item: now, is: alone}, guidance: [alone-card]}
  - {id: fall, title: Fall, if: {item: now, is: fall}, show: at-once, stop-first: yes, guidance: [fall-card]}
headline:
  - {if: {item: using, is: friend}, text: You worry about a friend.}
  - scale: count
    one: "{value} of the {of} signs came up."
    other: "{value} of the {of} signs came up with {using}."
    between: "Between {low} and {high} of the {of} signs came up."
    open: "You skipped {skipped}, so this cannot say how many. That is fine."
  - {if: {item: adult, is: no}, text: Your answers are shown in words.}
outcomes:
  - {id: high, title: High, if: {scale: count, at-least: 2}, guidance: [high-meaning]}
  - {id: low, title: Low, if: {scale: count, at-most: 1}, guidance: [low-meaning]}
guidance:
  - {show: [slowly], if: {item: using, is: alcohol}}
  - {show: [quarrels], if: {item: fights, at-least: daily}}
  - {show: [police], if: {item: law, at-least: daily}}
  - {show: [ideas, say-so, what-helps, not-a-finding]}
  - {show: [clinic-end], if: {all: [{item: now, is: none}, {item: adult, is: yes}]}}
"""


def text(id_: str, part: str, words_: str, short: str | None = None, contacts: tuple[str, ...] = ()) -> GuidanceText:
    """A guidance text."""
    fields = {"id": id_, "title": id_.capitalize(), "part": part, "text": words_, "contacts": contacts}
    return GuidanceText.model_validate({**fields, **({"short": short} if short else {})})


TEXTS = (
    text("weary-card", "card", "Long.\n\n- Very long.", "Please talk to someone now.", ("emergency", "crisis")),
    text("alone-card", "card", "Long.\n\n- Very long.", "You matter.", ("emergency", "violence")),
    text("fall-card", "card", "Long.\n\n- Very long.", "Get help first.", ("emergency",)),
    text("high-meaning", "meaning", "High means a lot of {using}.", "High means {using} often."),
    text("low-meaning", "meaning", "Low means little."),
    text("slowly", "safety", "Stop {using} slowly, with a doctor or nurse.", "Stop {using} slowly.", ("health",)),
    text("ideas", "next", "Some ideas:\n\n- Tell a friend about {using}.", None, ("substances", "crisis")),
    text("say-so", "close", 'You could say: "I looked at {using}."'),
    text("what-helps", "helps", "A talk about {using} helps."),
    text("not-a-finding", "limits", "This cannot rule anything out."),
    text("quarrels", "safety", "Quarrels about {using} can hurt."),
    text("police", "safety", "Trouble about {using} can be talked over."),
    text("clinic-end", "end", "Read more elsewhere.", "It began with a clinic.", ("clinic",)),
)


@lru_cache(maxsize=1)
def evenings() -> Questionnaire:
    """The questionnaire, beside its texts."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "evenings.yaml")
        path.write_text(HEADING + EVENINGS, encoding="utf-8")
        texts = [one.model_dump(by_alias=True, exclude_defaults=True) for one in TEXTS]
        made = {"guidance": "evenings", "language": "en", "licence": "CC0-1.0", "texts": texts}
        Path(folder, "guidance").mkdir()
        Path(folder, "guidance", "evenings.yaml").write_text(json.dumps(made), encoding="utf-8")
        return Library(Path(folder)).load(str(path))


@lru_cache(maxsize=8)
def around(code: str = "CA-AB") -> Directory:
    """The contacts of a region, with these texts alone."""
    return replace(place(code), texts={one.id: one for one in TEXTS})


def reports(code: str = "CA-AB") -> ResultReports:
    """What makes documents for a region."""
    return ResultReports(words(), around(code), library().sources, TODAY)


def given(level: object = "never", **others: object) -> dict[str, object]:
    """Answers: a level for every question of how often, and others by item."""
    often = dict.fromkeys(("longer", "urge", "fights", "law"), level)
    return {"now": "none", "adult": "yes", "using": "alcohol", **often, "sleep": "daily", **others}


def result(answers: dict[str, object], code: str = "CA-AB") -> Result:
    """What becomes of these answers; what is not among them is unanswered."""
    return concluded(evenings(), read_answers(evenings(), json.dumps({"answers": answers})), around(code))
