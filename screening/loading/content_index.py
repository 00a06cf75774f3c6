"""Read packaged content from a generated index, so that its YAML is not parsed at each start.

`content_index.txt` has a line for each file: its path inside `questions/`, the SHA-256 of its text, its values as JSON.
A file whose text differs in any way is not known here. `tools/generate.py` writes it; a test holds it to the YAML.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from functools import lru_cache

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "content_index.txt")


def values(name: str, text: str) -> Mapping[str, object] | None:
    """The values in a file of this name and text, as `Node.plain` gives them; nothing for a file that is not known."""
    found = _lines().get(f"{name}\t{_hash(text)}")
    if found is None:
        return None
    known: dict[str, object] = json.loads(found)
    return known


def line(name: str, text: str, plain: object) -> str:
    """The line of the index for a file."""
    return f"{name}\t{_hash(text)}\t{json.dumps(plain, ensure_ascii=False, separators=(',', ':'))}\n"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=1)
def _lines() -> Mapping[str, str]:
    """The JSON of each file by its name and hash. Nothing where there is no index: it saves time, and no more."""
    try:
        with open(FILE, encoding="utf-8", newline="\n") as file:
            rows = (row.rpartition("\t") for row in file)
            return {key: found for key, _, found in rows}
    except OSError:
        return {}
