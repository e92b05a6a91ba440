"""Which municipality a point lies in."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from .region import text

_EARTH = 6371.0


class _Area(Struct, frozen=True):
    """A polygon's rings (points as lon, lat) and the box round them."""

    key: str
    rings: list[list[tuple[float, float]]]
    west: float
    south: float
    east: float
    north: float


def municipality_at(lat: float, lon: float) -> str:
    """Its key, or nothing outside the region."""
    for area in _areas():
        if area.west <= lon <= area.east and area.south <= lat <= area.north:
            inside = False
            for ring in area.rings:
                inside ^= _inside(ring, lat, lon)
            if inside:
                return area.key
    return ""


def distance(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Kilometres between two points not far apart."""
    x = math.radians(other_lon - lon) * math.cos(math.radians((lat + other_lat) / 2))
    return _EARTH * math.hypot(x, math.radians(other_lat - lat))


def _inside(ring: list[tuple[float, float]], lat: float, lon: float) -> bool:
    """Even-odd rule; an edge belongs to one side only, so that neighbours never both claim it."""
    inside = False
    before = ring[-1]
    for at in ring:
        # Always from south to north: both neighbours have to round alike.
        (x, y), (far_x, far_y) = (before, at) if before[1] < at[1] else (at, before)
        if y <= lat < far_y and lon < x + (far_x - x) * (lat - y) / (far_y - y):
            inside = not inside
        before = at
    return inside


@cache
def _areas() -> tuple[_Area, ...]:
    decoded: Any = msgspec.json.decode(text("municipalities.geojson"))
    found = []
    for feature in decoded["features"]:
        shape = feature["geometry"]
        polygons = shape["coordinates"]
        if shape["type"] == "Polygon":
            polygons = [polygons]
        rings = [[(x, y) for x, y in ring] for polygon in polygons for ring in polygon]
        longitudes = [x for ring in rings for x, _ in ring]
        latitudes = [y for ring in rings for _, y in ring]
        box = min(longitudes), min(latitudes), max(longitudes), max(latitudes)
        found.append(_Area(feature["id"], rings, *box))
    return tuple(found)
