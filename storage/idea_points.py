"""The point of an idea: sealed, and shown roughly once an organiser says that it is no home."""

from __future__ import annotations

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, delete, select, update

from dialogs.ideas.states import NotSo

from .crypt import Keys
from .dialect import upsert
from .idea import NoIdea
from .tables import idea_points, ideas

EXACT, ROUGH = 5, 3
"""Decimals of a degree that are kept at first, and then shown: about 1 and 100 metres."""
_decode = msgspec.json.Decoder(tuple[float, float]).decode


class Point(Struct, frozen=True):
    """Degrees (WGS 84); exact until it is `shown`, and only rough from then on."""

    lat: float
    lon: float
    shown: bool


class IdeaPoints:
    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    def keep(self, number: int, giver: str, lat: float, lon: float) -> None:
        """Keep the point of one's own idea, which nobody sees yet; raises NoIdea."""
        self._own(number, giver)
        sealed = self._sealed(number, round(lat, EXACT), round(lon, EXACT))
        row = {"idea": number, "point_sealed": sealed, "shown": False}
        added = upsert(self._connection, idea_points).values(row)
        again = added.on_conflict_do_update(index_elements=["idea"], set_=row)
        self._connection.execute(again)

    def take_back(self, number: int, giver: str) -> None:
        """Forget the point of one's own idea; raises NoIdea."""
        self._own(number, giver)
        self.drop(number)

    def of(self, number: int) -> Point | None:
        query = select(idea_points).where(idea_points.c.idea == number)
        if (row := self._connection.execute(query).first()) is None:
            return None
        lat, lon = _decode(self._keys.unseal(row.point_sealed, _context(number)))
        return Point(lat, lon, row.shown)

    def shown(self, number: int) -> Point | None:
        """What everybody may see."""
        point = self.of(number)
        return point if point and point.shown else None

    def asked(self) -> set[int]:
        """Ideas whose point nobody has looked at."""
        query = select(idea_points.c.idea).where(idea_points.c.shown.is_(False))
        return set(self._connection.execute(query).scalars())

    def show(self, number: int) -> None:
        """Show a point roughly, and forget the exact one; raises NotSo where there is none."""
        point = self.of(number)
        if point is None or point.shown:
            raise NotSo("Zu dieser Idee wartet kein Punkt.")
        sealed = self._sealed(number, round(point.lat, ROUGH), round(point.lon, ROUGH))
        query = update(idea_points).where(idea_points.c.idea == number)
        self._connection.execute(query.values(point_sealed=sealed, shown=True))

    def drop(self, number: int) -> None:
        self._connection.execute(delete(idea_points).where(idea_points.c.idea == number))

    def _own(self, number: int, giver: str) -> None:
        query = select(ideas.c.id).where(ideas.c.id == number, ideas.c.giver == giver)
        if self._connection.execute(query).first() is None:
            raise NoIdea(number)

    def _sealed(self, number: int, lat: float, lon: float) -> bytes:
        return self._keys.seal(msgspec.json.encode((lat, lon)), _context(number))


def _context(number: int) -> bytes:
    return b"idea point" + str(number).encode()
