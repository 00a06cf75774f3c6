"""Made-up questionnaires of two to seven items, and answers to them, for hypothesis to try the engine on.

Every kind of item, condition and scale occurs; each questionnaire is sound, as `checks` sees it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from math import prod

from hypothesis import strategies as st

from screening.model.answers import Answer, Declined
from screening.model.questionnaire import Questionnaire
from tests.oracle import every_answer

Data = dict[str, object]

MAX_WAYS = 1_500  # through one file: what the oracle can walk in good time
SCORES = ("0", "1", "2", "3", "-1", "0.5")
TIMES = ("2", "0.5", "2.25", "0.3")
DAYS = ("2023", "2024", "2024-02", "2024-03", "2024-02-29", "2024-03-01", "2024-03-02", "2024-03-09")
LIMITS = ("-1", "0", "1", "1.5", "2", "3", "5")


@dataclass
class _File:
    """A questionnaire while it is being drawn."""

    items: list[Data] = field(default_factory=list)
    scales: list[Data] = field(default_factory=list)
    ways: int = 1

    @property
    def asked(self) -> list[Data]:
        return [item for item in self.items if item["type"] != "note"]

    @property
    def scored(self) -> list[Data]:
        return [item for item in self.asked if item["type"] == "number" or "score" in _options(item)[0]]

    def ids(self, items: list[Data]) -> list[str]:
        return [str(item["id"]) for item in items]


def _options(item: Data) -> list[dict[str, str]]:
    options = item.get("options", [{}])
    assert isinstance(options, list)
    return options


@st.composite
def questionnaires(draw: st.DrawFn, *, most: int = 7) -> Questionnaire:
    """A sound questionnaire of two to `most` items."""
    return Questionnaire.model_validate(draw(files(most=most)))


@st.composite
def files(draw: st.DrawFn, *, most: int = 7) -> Data:
    """The same as it would stand in a file, every scalar as text."""
    file = _File()
    for place in range(draw(st.integers(2, most))):
        item = _item(draw, f"item-{place}", file.ways)
        if file.asked and _now_and_then(draw, 2):
            item["only-if"] = _condition(draw, file)
        file.items.append(item)
        file.ways *= _ways(item)
        if file.scored and _now_and_then(draw, 4):
            scale = _scale(draw, file)
            if _now_and_then(draw, 4):
                scale |= {"only-if": _condition(draw, file), "no-score-because": "Invented."}
            file.scales.append(scale)
    if not file.asked:
        file.items.append(_choice(draw, "item-last"))
    for _ in range(draw(st.integers(1, 2))):
        scale = _scale(draw, file) if file.scored and _now_and_then(draw, 2) else _count(draw, file)
        if _now_and_then(draw, 4):
            scale |= {"only-if": _condition(draw, file), "no-score-because": "Invented."}
        file.scales.append(scale)
    return {
        "questionnaire": "made-up",
        "version": "1.0",
        "title": "Made up",
        "language": "en",
        "recall": "today",
        "audience": "tests",
        "source": {"citation": "Invented", "licence": "CC0-1.0"},
        "items": file.items,
        "scales": file.scales,
        "critical-items": [_critical(draw, file, place) for place in range(draw(st.integers(0, 2)))],
        "outcomes": [_outcome(draw, file, place) for place in range(draw(st.integers(0, 3)))],
    }


def _now_and_then(draw: st.DrawFn, often: int) -> bool:
    """Once in so many times."""
    return draw(st.integers(1, often)) == often


# Items.


def ways(items: list[Data]) -> int:
    """How many ways there are to answer or decline the items, whatever the skips."""
    return prod(map(_ways, items))


def _ways(item: Data) -> int:
    kind = item["type"]
    if kind == "note":
        return 1
    if kind == "text":
        return 2
    if kind == "date":
        return 8
    if kind == "number":
        steps = 10 if item["decimals"] == "1" else 1
        return (int(str(item["most"])) - int(str(item["least"]))) * steps + 2
    if kind == "choice":
        return len(_options(item)) + 1
    return 1 << len(_options(item))


def _item(draw: st.DrawFn, name: str, ways: int) -> Data:
    if ways * 8 > MAX_WAYS:
        return {"id": name, "type": "note", "ask": "Nearly done."}
    return draw(st.sampled_from((_choice, _choice, _choice, _choices, _number, _date, _text, _note)))(draw, name)


def _note(_: st.DrawFn, name: str) -> Data:
    return {"id": name, "type": "note", "ask": "A word before we go on."}


def _text(_: st.DrawFn, name: str) -> Data:
    return {"id": name, "type": "text", "ask": "In your own words?"}


def _date(_: st.DrawFn, name: str) -> Data:
    """Four days about the end of a February that has 29."""
    return {"id": name, "type": "date", "ask": "When?", "earliest": "2024-02-28", "latest": "2024-03-02"}


def _number(draw: st.DrawFn, name: str) -> Data:
    least = draw(st.integers(-1, 2))
    decimals = draw(st.sampled_from((0, 0, 0, 1)))
    most = least + draw(st.integers(0, 1 if decimals else 3))
    bounds = {"least": str(least), "most": str(most), "decimals": str(decimals)}
    return {"id": name, "type": "number", "ask": "How many?", **bounds}


def _choice(draw: st.DrawFn, name: str) -> Data:
    return {"id": name, "type": "choice", "ask": "Which?", "options": _drawn_options(draw, 2, 4)}


def _choices(draw: st.DrawFn, name: str) -> Data:
    options = _drawn_options(draw, 2, 3)
    item: Data = {"id": name, "type": "choices", "ask": "Which of these?", "options": options}
    if _now_and_then(draw, 2):
        options[-1]["exclusive"] = "yes"
    if _now_and_then(draw, 2):
        item["most"] = str(draw(st.integers(1, len(options))))
    return item


def _drawn_options(draw: st.DrawFn, fewest: int, most: int) -> list[dict[str, str]]:
    count = draw(st.integers(fewest, most))
    options = [{"code": f"code-{place}", "text": f"Answer {place}"} for place in range(count)]
    if not _now_and_then(draw, 5):  # most items have scores
        for option in options:
            option["score"] = draw(st.sampled_from(SCORES))
        options[-1]["score"] = draw(st.sampled_from((*SCORES, "unknown", "not-asked")))
    return options


# Conditions.


def _condition(draw: st.DrawFn, file: _File, depth: int = 0) -> Data:
    if depth < 2 and _now_and_then(draw, 3):
        group = draw(st.sampled_from(("all", "any")))
        return {group: [_condition(draw, file, depth + 1) for _ in range(draw(st.integers(1, 3)))]}
    if file.scales and _now_and_then(draw, 2):
        return {"scale": draw(st.sampled_from(file.scales))["id"], **_limit(draw, LIMITS)}
    return _item_test(draw, draw(st.sampled_from(file.asked)))


def _limit(draw: st.DrawFn, operands: tuple[str, ...]) -> Data:
    return {draw(st.sampled_from(("at-least", "at-most"))): draw(st.sampled_from(operands))}


def _item_test(draw: st.DrawFn, item: Data) -> Data:
    tests: list[Data] = [{key: word} for key in ("answered", "declined") for word in ("yes", "no")]
    if item["type"] == "number":
        limits = [*range(-1, 4), *((0.3, 1.5) if item["decimals"] == "1" else ())]
        tests += [{key: str(number)} for key in ("at-least", "at-most") for number in limits]
    elif item["type"] == "date":
        tests += [{key: day} for key in ("at-least", "at-most") for day in DAYS]
    elif item["type"] in ("choice", "choices"):
        codes = [option["code"] for option in _options(item)]
        tests += [{key: value} for key in ("is", "is-not") for value in (*codes, codes[:2])]
        numbered = [one["code"] for one in _options(item) if one.get("score", "unknown") in SCORES]
        tests += [{key: code} for key in ("at-least", "at-most") for code in numbered]
    return {"item": item["id"], **draw(st.sampled_from(tests))}


# Scales and what depends on them.


def _scale(draw: st.DrawFn, file: _File) -> Data:
    kind = draw(st.sampled_from(("sum-of", "sum-of", "max-of", "mean-of")))
    tables = {str(item["id"]): _table(draw, item) for item in file.scored if _now_and_then(draw, 5)}
    known = [str(item["id"]) for item in file.scored if kind != "mean-of" or _is_steady(item, tables)]
    inner = [scale for scale in file.scales if kind != "mean-of" or not ({"only-if", "max-of"} & scale.keys())]
    if inner and _now_and_then(draw, 2):
        known += [str(scale["id"]) for scale in inner]
    if not known:
        kind, known = "sum-of", file.ids(file.scored)
    chosen = draw(st.lists(st.sampled_from(known), min_size=1, max_size=4, unique=True))
    scales = [name for name in chosen if name.startswith("scale-")]
    tables = {name: table for name, table in tables.items() if name in chosen}
    tables |= {name: _rows(draw, LIMITS) for name in scales if _now_and_then(draw, 3)}
    free = [name for name in chosen if name not in tables and name not in scales]
    reversed_ = draw(st.lists(st.sampled_from(free), max_size=2, unique=True)) if free else []
    scale: Data = {"id": f"scale-{len(file.scales)}", "title": "Points", kind: chosen, "reversed": reversed_}
    scale |= {"points": tables} if tables else {}
    scale["decimals"] = str(draw(st.integers(0, 2)))
    if _now_and_then(draw, 3):
        scale["round"] = draw(st.sampled_from(("half-up", "half-even")))
    if _now_and_then(draw, 4):
        scale["round-first"] = "yes"
    if _now_and_then(draw, 3):
        scale["times"] = draw(st.sampled_from(TIMES))
    if kind != "max-of" and not scales and _now_and_then(draw, 2):
        then = draw(st.sampled_from(("prorate", "zero")))
        scale["missing"] = {"allow": str(draw(st.integers(1, 2))), "then": then, "source": "Invented"}
    return scale


def _is_steady(item: Data, tables: dict[str, object]) -> bool:
    """Whether a mean may have it: it always counts."""
    table = tables.get(str(item["id"]))
    if isinstance(table, dict) and "not-asked" in table:
        return True
    return "only-if" not in item and "not-asked" not in _scores_of(item)


def _table(draw: st.DrawFn, item: Data) -> object:
    """Points by code or by ranges, for an item."""
    if item["type"] == "number":
        least, most = int(str(item["least"])), int(str(item["most"]))
        cut = draw(st.integers(least, most))
        after = cut + Decimal(1).scaleb(-int(str(item.get("decimals", "0"))))
        rows = [(str(least), str(cut)), *([(str(after), str(most))] if cut < most else [])]
        return [{"from": first, "to": last, "is": draw(st.sampled_from(SCORES))} for first, last in rows]
    codes = [option["code"] for option in _options(item) if option.get("score") != "unknown"]
    named = draw(st.lists(st.sampled_from(codes), min_size=1, unique=True))
    if ("only-if" in item or "not-asked" in _scores_of(item)) and _now_and_then(draw, 2):
        named.append("not-asked")
    return {code: draw(st.sampled_from(SCORES)) for code in named}


def _rows(draw: st.DrawFn, limits: tuple[str, ...]) -> list[dict[str, str]]:
    """Points by ranges of any total, which meet all of them."""
    limit = Decimal(draw(st.sampled_from(limits)))
    rows = [("-99999", str(limit - Decimal("0.0001"))), (str(limit), "99999")]
    return [{"from": first, "to": last, "is": draw(st.sampled_from(SCORES))} for first, last in rows]


def _scores_of(item: Data) -> list[str]:
    return [option.get("score", "") for option in _options(item)]


def _count(draw: st.DrawFn, file: _File) -> Data:
    criteria = [
        {"id": f"criterion-{place}", "if": _condition(draw, file), "because": "Invented."}
        for place in range(draw(st.integers(1, 3)))
    ]
    return {"id": f"scale-{len(file.scales)}", "title": "Signs", "count-of": criteria}


def _critical(draw: st.DrawFn, file: _File, place: int) -> Data:
    also_declined = draw(st.sampled_from(("yes", "no")))
    show = draw(st.sampled_from(("at-once", "at-once", "with-results")))
    rule = {"if": _condition(draw, file), "or-declined": also_declined, "show": show}
    return {"id": f"critical-{place}", "guidance": [], **rule}


def _outcome(draw: st.DrawFn, file: _File, place: int) -> Data:
    return {"id": f"outcome-{place}", "title": "A reading", "if": _condition(draw, file)}


def with_bands(file: Data, scale_id: str, values: list[Decimal], cuts: list[int]) -> Questionnaire:
    """The questionnaire with bands on one scale: `values` are all it can reach, `cuts` where a new band begins."""
    begins = [0, *cuts, len(values)]
    bands = [
        {"id": f"band-{place}", "title": "A band", "from": f"{values[first]}", "to": f"{values[after - 1]}"}
        for place, (first, after) in enumerate(pairwise(begins))
    ]
    scales = file["scales"]
    assert isinstance(scales, list)
    found = [{**scale, "bands": bands} if scale["id"] == scale_id else scale for scale in scales]
    return Questionnaire.model_validate({**file, "scales": found})


# Answers.


def partial_answers(questionnaire: Questionnaire, *, open_: bool = True) -> st.SearchStrategy[dict[str, Answer]]:
    """Answers to some of the questions, on the path or off it; to all of them unless `open_`."""
    each = {item.id: st.sampled_from([*every_answer(item), Declined()]) for item in questionnaire.questions}
    return st.fixed_dictionaries({}, optional=each) if open_ else st.fixed_dictionaries(each)


@st.composite
def answered(draw: st.DrawFn, *, most: int = 7) -> tuple[Questionnaire, dict[str, Answer]]:
    """A questionnaire with answers to some of its questions."""
    questionnaire = draw(questionnaires(most=most))
    return questionnaire, draw(partial_answers(questionnaire))
