"""What a command for scripts did, as lines of text for who reads its output without `--json`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from screening.formats.result_json import Json
from screening.model.content import Interface


def lines(words: Interface, done: Json) -> Iterator[str]:
    """A line for each thing that was found, or the one that says what was done."""
    match done["command"]:
        case "list":
            for client in cast(list[Json], done["clients"]):
                yield words.say("client-row", code=client["code"], day=client["opened"])
        case "audit":
            facts = {"entries": done["broken"], "faults": done["faults"]}
            yield words.say("audit-whole" if done["whole"] else "audit-broken", **facts)
            yield from map(_entry, cast(list[Json], done["entries"]))
        case "check":
            yield from (_proof(words, proof) for proof in cast(list[Json], done["files"]))
        case "import":
            facts = {"code": done["client"], "number": done["sitting"], "day": done["on"]}
            yield words.say("imported", status=words.say(f"status-{done['status']}"), **facts)
        case _ if done["file"] != "-":
            yield words.say("script-saved", path=done["file"])


def is_whole(done: Json) -> bool:
    """Whether nothing was found that was changed from outside."""
    return bool(done.get("whole", True)) and all(proof["whole"] for proof in cast(list[Json], done.get("files", [])))


def _entry(entry: Json) -> str:
    """The fields of an entry, the empty ones left out."""
    at = cast(Json, entry["at"])["utc"]
    client = f"client {entry['client']}" if entry["client"] is not None else ""
    sitting = f"sitting {entry['sitting']}" if entry["sitting"] is not None else ""
    found = (entry["number"], at, entry["by"], entry["what"], client, sitting, entry["form"], entry["reason"])
    return "  ".join(str(one) for one in found if one != "")


def _proof(words: Interface, proof: Json) -> str:
    entry = cast("Json | None", proof["last_entry"])
    if entry is None or not proof["whole"]:
        return words.say("proof-broken", file=proof["file"], problems=" ".join(cast(list[str], proof["problems"])))
    facts = {"number": entry["number"], "when": cast(Json, entry["at"])["utc"], "by": entry["by"] or "-"}
    return words.say("proof-whole", file=proof["file"], count=cast(int, proof["clients"]), **facts)
