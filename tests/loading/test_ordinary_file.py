"""A file that somebody named is read as far as it is wanted, and never waited for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from screening.loading.ordinary_file import NotOrdinary, bytes_of
from tests.contracts import run

ENDLESS = Path("/proc/kmsg")  # the kernel's messages: an ordinary file by its looks, and reading it waits for the next


def test_of_a_large_file_one_byte_more_is_read_than_is_wanted(tmp_path: Path) -> None:
    """T-22: so that whoever reads it sees that there is more."""
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    assert bytes_of(path, 9) == b"\0" * 10
    path.write_bytes(b"123")
    assert bytes_of(path, 3) == bytes_of(path, 9) == b"123"


def test_what_is_no_ordinary_file_is_not_opened(tmp_path: Path) -> None:
    """T-22."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "link", Path("/dev/zero")):
        with pytest.raises(NotOrdinary):
            bytes_of(path, 9)


@pytest.mark.skipif(not os.access(ENDLESS, os.R_OK), reason="only an administrator may read it")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("lint", str(ENDLESS)), 6), (("check", "--answers", str(ENDLESS)), 2)],
    ids=["lint", "check"],
)
def test_nothing_is_waited_for(tmp_path: Path, arguments: tuple[str, ...], code: int) -> None:
    """T-22: nothing hangs."""
    assert run(*arguments, home=tmp_path).returncode == code
