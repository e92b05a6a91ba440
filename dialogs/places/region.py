"""The places that the bot can tell apart: nine districts and their municipalities."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from msgspec import Struct

CITIES = {"14713": "14713000", "15002": "15002000"}
"""City and district at once: they are known by the key of the city."""
WHOLE = "revier"
"""Stands for the whole region where a region key is kept."""
STATES = {"14": "Sachsen", "15": "Sachsen-Anhalt", "16": "Thüringen"}


class Region(Struct, frozen=True):
    """A municipality (official key AGS, 8 digits) or a district (5 digits).

    `lat` and `lon` are a point inside it, in degrees (WGS 84).
    """

    key: str
    name: str
    kind: Literal["municipality", "district"]
    district: str
    state: str
    population: int
    lat: float
    lon: float

    def within(self, key: str) -> bool:
        """Whether it is that municipality or lies in that district."""
        return self.key == key or self.key.startswith(CITIES.get(key, key))


class District(Struct, frozen=True):
    """A Landkreis or kreisfreie Stadt; `key` is its official one (AGS, 5 digits)."""

    key: str
    name: str
    short_name: str
    state: str
    seat: str
    plates: tuple[str, ...]


def rows(name: str) -> list[dict[str, str]]:
    """A table of the package's data."""
    return list(csv.DictReader(text(f"{name}.csv").splitlines()))


def text(name: str) -> str:
    return files(__package__).joinpath(f"data/{name}").read_text("utf-8")


DISTRICTS = tuple(
    District(
        row["district_ags"],
        row["name"],
        row["short_name"],
        row["state"],
        row["seat"],
        tuple(row["plates"].split()),
    )
    for row in rows("districts")
)


@cache
def regions() -> Mapping[str, Region]:
    """All by their keys, the two cities by the one with 8 digits only."""
    found = {
        row["ags"]: Region(
            row["ags"],
            row["name"],
            "municipality",
            row["district_name"],
            row["state"],
            int(row["population"]),
            float(row["lat"]),
            float(row["lon"]),
        )
        for row in rows("municipalities")
    }
    for row in rows("districts"):
        key, name = row["district_ags"], row["name"]
        if key not in CITIES:
            point = float(row["lat"]), float(row["lon"])
            found[key] = Region(
                key, name, "district", name, row["state"], int(row["population"]), *point
            )
    return found


def city_or(key: str) -> str:
    """The key under which a municipality or district is known."""
    return CITIES.get(key, key)
