"""Which events are near to which part of the region."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from ..places import DISTRICTS, WHOLE, city_or, regions
from ..places.points import distance
from .event import Event

LANDS = {"Sachsen": "SN", "Sachsen-Anhalt": "ST", "Thüringen": "TH"}
"""The Länder of the region by name, and how they are written where a region key is kept."""
RADII = (0, 10, 25, 50)
"""Kilometres round a municipality that people can choose."""
_STATE_DISTRICTS = {
    land: tuple(d.key for d in DISTRICTS if d.state == state) for state, land in LANDS.items()
}


class Area(Struct, frozen=True, order=True):
    """A municipality, perhaps with so many km around, a district, a Land, or `revier`."""

    place: str
    radius: int = 0

    @property
    def lands(self) -> tuple[str, ...]:
        """The Länder in which it lies, whose holidays count there."""
        if self.place in LANDS.values():
            return (self.place,)
        region = regions().get(city_or(self.place))
        return (LANDS[region.state],) if region else tuple(LANDS.values())


def known(place: str) -> bool:
    """Whether it is a place of the region that somebody can ask for."""
    return place == WHOLE or place in LANDS.values() or city_or(place) in regions()


def is_near(event: Event, area: Area) -> bool:
    """Whether an event concerns an area; one that is nowhere in particular, only the whole."""
    if area.place == WHOLE or WHOLE in event.regions:
        return True
    if area.radius and event.lat is not None and event.lon is not None:
        centre = regions()[city_or(area.place)]
        return distance(centre.lat, centre.lon, event.lat, event.lon) <= area.radius
    return any(_touch(key, area) for key in event.regions)


@lru_cache(maxsize=50_000)
def _touch(key: str, area: Area) -> bool:
    if area.place in _STATE_DISTRICTS:
        return key.startswith(_STATE_DISTRICTS[area.place])
    if key.startswith(area.place) or area.place.startswith(key):
        return True
    if not area.radius:
        return False
    centre, other = regions()[city_or(area.place)], regions().get(city_or(key))
    return (
        other is not None
        and other.kind == "municipality"
        and distance(centre.lat, centre.lon, other.lat, other.lon) <= area.radius
    )
