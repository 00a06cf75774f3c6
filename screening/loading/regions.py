"""Find a region by its code, and the contacts that serve it."""

from __future__ import annotations

from collections.abc import Iterator

from screening.engine.results import Directory, Region, covers, region_named
from screening.loading.library import Library
from screening.model.content import ANYWHERE, Contact


def region(library: Library, code: str, *, guessed: bool = False) -> Region | None:
    """The region with this code; nothing for an unknown one."""
    entry = region_named(library.regions, code)
    return Region(entry.code, entry.name, guessed) if entry else None


def directory(library: Library, region: Region) -> Directory:
    """All guidance texts, and the contacts that serve the region, with the lists for everywhere after them."""
    entry = region_named(library.regions, region.code)
    near = [
        contact
        for contact in library.contacts(entry.file if entry else ANYWHERE).contacts
        if covers(region.code, contact)
    ]
    contacts = {one.id: one for one in (*near, *library.contacts(ANYWHERE).contacts)}
    found = tuple(contact for contact in contacts.values() if contact.kind != "clinic")
    return Directory(region, library.guidance, found, tuple(_clinics(library)))


def _clinics(library: Library) -> Iterator[Contact]:
    """Private clinics, wherever they are: they are shown with their place."""
    for file in dict.fromkeys(entry.file for entry in library.regions):
        yield from (contact for contact in library.contacts(file).contacts if contact.kind == "clinic")
