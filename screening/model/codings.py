"""A code of another system, beside the names of ours. Frozen."""

from __future__ import annotations

from screening.model.fields import Content, Text


class Coding(Content):
    """A code of another system, such as LOINC: `system` is its address."""

    system: Text | None = None
    code: Text
