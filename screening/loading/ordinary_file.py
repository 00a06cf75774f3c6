"""Read an ordinary file that somebody named: no more of it than is wanted, and without ever waiting for it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

# Not every file that looks ordinary has an end: to read some of the kernel's own waits for ever.
_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"))


class NotOrdinary(ValueError):
    """A folder, a pipe, a device, or what would have to be waited for."""


def bytes_of(path: Path, most: int) -> bytes:
    """What is in the file; of a larger one the first `most` + 1 bytes. Raises OSError, ValueError, NotOrdinary."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise NotOrdinary
    with os.fdopen(os.open(path, _FLAGS), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):  # another file has taken its place
            raise NotOrdinary
        content = file.read(most + 1)
    if content is None:  # nothing yet
        raise NotOrdinary
    return content
