"""The place whose contacts are shown, which the person can change during a conversation."""

from __future__ import annotations

from screening.engine.directory import Directory, Region
from screening.loading.library import Library
from screening.loading.regions import countries, directory, parts, region

Rows = list[tuple[str, str]]  # codes and names to pick from


class Place:
    """The place of one run. It decides which contacts are shown, and nothing else."""

    def __init__(self, library: Library, start: Region) -> None:
        self._library = library
        self.directory: Directory = directory(library, start)

    @property
    def region(self) -> Region:
        """The region that the contacts are for."""
        return self.directory.region

    @property
    def known(self) -> bool:
        """Whether anything is known of the place, if only from the locale."""
        return self.region.origin != "none"

    def move(self, code: str, origin: str = "person") -> None:
        """From now on the contacts are those of another place. An unknown code changes nothing."""
        found = region(self._library, code, origin)
        if found is not None:
            self.directory = directory(self._library, found)

    def countries(self) -> Rows:
        """The countries to pick from."""
        return list(countries(self._library))

    def spoken(self, country: str) -> str:
        """The name of a country as it stands inside a sentence."""
        found = region(self._library, country)
        return found.spoken if found else ""

    def parts(self, country: str) -> Rows:
        """The parts of a country to pick from; empty where it has none to tell apart."""
        return list(parts(self._library, country))
