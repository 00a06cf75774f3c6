"""Client codes: letters and digits with a check character, so that a mistyped code never opens another client.

The scheme is ISO/IEC 7064, MOD 37,36: it finds every single wrong character and nearly every swap of neighbours.
"""

from __future__ import annotations

import re
import unicodedata

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

from screening.errors import ScreeningError

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # of a code that is made up here: without 0 and O, 1 and I
LENGTH = 5
SHORTEST, LONGEST = 3, 12
SHAPE = re.compile(rf"[0-9A-Z]{{{SHORTEST},{LONGEST}}}-[0-9A-Z]")  # of a whole code as it is saved


class CodeNotAccepted(ScreeningError):
    """What was typed is no code: `reason` is the id of the sentence that says so."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def with_check(chosen: str) -> str:
    """The code that begins with these letters and digits: `maple` gives `MAPLE-` and its check character.

    Raises CodeNotAccepted where it is too short, too long, or holds anything else.
    """
    body = _bare(chosen)
    if not re.fullmatch(rf"[0-9A-Z]{{{SHORTEST},{LONGEST}}}", body):
        raise CodeNotAccepted("code-shape")
    return f"{body}-{mod_37_36.calc_check_digit(body)}"


def checked(typed: str) -> str:
    """A typed code as it is kept. Raises CodeNotAccepted where the check character does not fit the rest."""
    bare = _bare(typed)
    if not re.fullmatch(rf"[0-9A-Z]{{{SHORTEST + 1},{LONGEST + 1}}}", bare):
        raise CodeNotAccepted("code-mistyped")
    try:
        mod_37_36.validate(bare)
    except ValidationError:
        raise CodeNotAccepted("code-mistyped") from None
    return f"{bare[:-1]}-{bare[-1]}"


def mistakable(code: str) -> tuple[str, ...]:
    """The codes from which this one differs by a check character that is left out: only one of them may be in use."""
    body, _, check = code.partition("-")
    longer = (with_check(body + check),) if len(body) < LONGEST else ()
    return (f"{body[:-1]}-{body[-1]}", *longer)


def _bare(typed: str) -> str:
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", typed)).upper()
