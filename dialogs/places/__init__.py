"""The region's districts, from official lists (see SOURCES.md beside this file)."""

from __future__ import annotations

import csv
from importlib.resources import files

from msgspec import Struct


class District(Struct, frozen=True):
    """A Landkreis or kreisfreie Stadt; `key` is its official one (AGS, 5 digits)."""

    key: str
    name: str
    short_name: str
    state: str
    seat: str
    plates: tuple[str, ...]


def _read() -> tuple[District, ...]:
    rows = csv.DictReader(
        files(__name__).joinpath("districts.csv").read_text("utf-8").splitlines()
    )
    return tuple(
        District(
            row["district_ags"],
            row["name"],
            row["short_name"],
            row["state"],
            row["seat"],
            tuple(row["plates"].split()),
        )
        for row in rows
    )


DISTRICTS = _read()
_PLATES = {plate: district for district in DISTRICTS for plate in district.plates}


def by_plate(text: str) -> District | None:
    """The district of a licence plate such as `SK`; single letters are left to the list."""
    plate = text.strip().upper()
    return _PLATES.get(plate) if len(plate) > 1 else None
