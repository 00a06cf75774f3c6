"""A private self-check on the signs of addiction, and the engine that runs such questionnaires.

`load` a questionnaire by name or file, `start` an interview, then `score`, `critical`, `outcomes` and `advise` on its
answers. Each is imported when it is first used.
"""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` is not on the way to the first screen
if TYPE_CHECKING:
    from screening.api import advise, load
    from screening.engine.interview import start
    from screening.engine.scoring import critical, outcomes, score
    from screening.errors import AnswerNotAccepted, AnswersError, ContentError, MoveNotAllowed, Problem, ScreeningError

__version__ = "0.1.0"
__all__ = [
    "AnswerNotAccepted",
    "AnswersError",
    "ContentError",
    "MoveNotAllowed",
    "Problem",
    "ScreeningError",
    "__version__",
    "advise",
    "critical",
    "load",
    "outcomes",
    "score",
    "start",
]

_HOMES = {
    "api": ("advise", "load"),
    "engine.interview": ("start",),
    "engine.scoring": ("critical", "outcomes", "score"),
}


def __getattr__(name: str) -> object:
    """A public name, imported now (PEP 562): `screening --version` must not pay for any of them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    home = next((home for home, names in _HOMES.items() if name in names), "errors")
    return getattr(import_module(f".{home}", __name__), name)
