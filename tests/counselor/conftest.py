"""The store of two clients that the tests of a counselor's work begin with."""

from __future__ import annotations

from pathlib import Path

import pytest

from screening.loading.library import Library
from tests.counselors import Room, content, prepared


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The shipped words and two short questionnaires."""
    return Library(content(tmp_path_factory.mktemp("content") / "questions"))


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory, library: Library) -> bytes:
    """A store with two clients."""
    return prepared(tmp_path_factory.mktemp("made") / "own" / "clients.store", library).read_bytes()


@pytest.fixture
def bare(tmp_path: Path, library: Library) -> Room:
    """No store yet."""
    return Room(tmp_path, library)


@pytest.fixture
def room(bare: Room, store: bytes) -> Room:
    """The store, laid down in a folder of its own."""
    bare.path.parent.mkdir(mode=0o700)
    bare.path.write_bytes(store)
    bare.path.chmod(0o600)
    return bare
