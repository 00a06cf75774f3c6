"""Find a region by its code, the contacts that serve it, and the regions to pick from."""

from __future__ import annotations

from collections.abc import Iterator

from screening.engine.directory import Directory, Region
from screening.loading.library import Library
from screening.model.content import ANYWHERE, Contact, RegionEntry
from screening.text import close

LONGEST_CODE = 6  # characters; what is longer is taken for a name
GROUPS = ("EU",)  # of countries: nobody picks one where the countries themselves are listed


def region(library: Library, code: str, origin: str = "flag") -> Region | None:
    """The region with this code, in small or capital letters; nothing for an unknown one. See `Region.origin`."""
    country, _, part = code.upper().replace("_", "-").partition("-")
    entry = next((one for one in library.regions if country in (one.code, *one.aliases)), None)
    if entry is None or (part and part not in entry.parts):
        return None
    if part:
        around = _country(library, entry, origin)
        return Region(f"{entry.code}-{part}", entry.parts[part], origin, entry.parts[part], around)
    return _country(library, entry, origin)


def _country(library: Library, entry: RegionEntry, origin: str) -> Region:
    within = region(library, entry.within, origin) if entry.within and entry.code not in _files(library) else None
    return Region(entry.code, entry.name, origin, entry.spoken or entry.name, within)


def _files(library: Library) -> tuple[str, ...]:
    """The codes that have a file of contacts."""
    return tuple(name.removeprefix("contacts/").removesuffix(".yaml") for name in library.files("contacts"))


def anywhere(library: Library) -> Region:
    """The region of whoever has named no place."""
    found = region(library, ANYWHERE, "none")
    if found is None:
        raise KeyError(ANYWHERE)
    return found


def unknown_region(library: Library, code: str) -> str:
    """What may have been meant by an unknown code or a name, as a sentence."""
    rows = [*countries(library), *(row for entry in library.regions for row in parts(library, entry.code))]
    codes, names = [known for known, _ in rows], {name.lower(): known for known, name in rows}
    typed = code.strip().upper().replace("_", "-")
    country = region(library, typed.partition("-")[0])
    if "-" in typed and country:
        return f"Use `{country.code}`, or one of its parts by its usual code, such as `CA-AB` for Alberta."
    by_part = next((known for known in codes if known.partition("-")[2] == typed), None)
    by_code = close(typed, codes) if len(typed) <= LONGEST_CODE else None
    meant = by_part or by_code or names.get(close(typed.lower(), names) or "")
    return f"Did you mean `{meant}`?" if meant else "Write a code such as CA, CA-AB, US-CA, GB-SCT or FR."


def directory(library: Library, region: Region) -> Directory:
    """All guidance texts, and the contacts that serve the region, with the lists for everywhere after them."""
    files = dict.fromkeys((region.country, *region.codes, ANYWHERE))
    areas = (*region.codes, ANYWHERE)
    packaged = [one for file in files if file in _files(library) for one in library.contacts(file).contacts]
    own = [*library.own_contacts.entries.values()]
    after = [one for one in own if "crisis" in one.kinds]  # the packaged crisis lines are those that were looked into
    near = [
        contact
        for contact in (*(one for one in own if one not in after), *packaged, *after)
        if contact.region in areas and contact.kind != "clinic" and not {*contact.not_in} & {*region.codes}
    ]
    near.sort(key=lambda contact: areas.index(contact.region))
    clinics = tuple(one for one in all_contacts(library) if one.kind == "clinic")  # shown everywhere, with their place
    return Directory(region, library.guidance, tuple(near), clinics)


def all_contacts(library: Library) -> Iterator[Contact]:
    """Every contact of every place."""
    yield from library.own_contacts.entries.values()
    for code in _files(library):
        yield from library.contacts(code).contacts


def countries(library: Library) -> tuple[tuple[str, str], ...]:
    """The countries to pick from, as codes and names: in the order of the file, and anywhere else as the last."""
    return tuple((one.code, one.name) for one in library.regions if one.code not in GROUPS)


def parts(library: Library, country: str) -> tuple[tuple[str, str], ...]:
    """The parts of a country to pick from, as codes and names; empty where it has none to tell apart."""
    found = next((one for one in library.regions if one.code == country), None)
    return tuple((f"{country}-{part}", name) for part, name in found.parts.items()) if found else ()
