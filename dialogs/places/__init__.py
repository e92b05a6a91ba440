"""The region's places: what people call them, where they are, and how they are told apart."""

from .gazetteer import Found, Gazetteer, shipped_places, with_names
from .region import DISTRICTS, WHOLE, District, Region, city_or, regions

__all__ = [
    "DISTRICTS",
    "WHOLE",
    "District",
    "Found",
    "Gazetteer",
    "Region",
    "city_or",
    "regions",
    "shipped_places",
    "with_names",
]
