"""A private self-check on the signs of addiction, and the engine that runs such questionnaires.

`load` a questionnaire by name or file, `start` an interview, then `score`, `critical`, `outcomes` and `advise` on its
answers. `screening.api` has what each of them does; it is imported when a name is first used.
"""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` is not on the way to the first screen
if TYPE_CHECKING:
    from screening.api import (
        AnswerNotAccepted,
        AnswersError,
        Chosen,
        ContentError,
        Declined,
        Entered,
        Interview,
        Move,
        MoveNotAllowed,
        Problem,
        Result,
        ScaleScore,
        ScreeningError,
        advise,
        critical,
        load,
        outcomes,
        score,
        start,
    )

__version__ = "0.1.0"
__all__ = [
    "AnswerNotAccepted",
    "AnswersError",
    "Chosen",
    "ContentError",
    "Declined",
    "Entered",
    "Interview",
    "Move",
    "MoveNotAllowed",
    "Problem",
    "Result",
    "ScaleScore",
    "ScreeningError",
    "__version__",
    "advise",
    "critical",
    "load",
    "outcomes",
    "score",
    "start",
]


if not TYPE_CHECKING:  # a type checker would take any name for one that this gives

    def __getattr__(name: str) -> object:
        """A public name, imported now (PEP 562): `screening --version` must not pay for any of them."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module("screening.api"), name)


def __dir__() -> list[str]:
    return __all__
