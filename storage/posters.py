"""Posters that lead to surveys: where they hang, and how many ballots came by each."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import Connection, insert, select

from .codes import fresh_code
from .surveys import Surveys
from .tables import posters

LONGEST, MOST = 80, 200
"""Characters of a place; posters of a survey."""


class Poster(Struct, frozen=True):
    """`ballots` is None until the survey is closed."""

    code: str
    survey: str
    number: int
    place: str
    ballots: int | None = None


class TooManyPosters(Exception):
    """The survey has as many as it may have."""


class Posters:
    def __init__(self, connection: Connection, surveys: Surveys) -> None:
        self._connection = connection
        self._surveys = surveys

    def all(self) -> list[Poster]:
        """Those of all surveys, in the order in which they were made."""
        query = select(posters).order_by(posters.c.survey, posters.c.number)
        return [Poster(**row._mapping) for row in self._connection.execute(query)]

    def of(self, survey: str) -> list[Poster]:
        return [poster for poster in self.all() if poster.survey == survey]

    def at(self, survey: str, place: str) -> Poster:
        """The one for a place, made where there is none; raises TooManyPosters."""
        self._surveys.hold(survey)
        made = self.of(survey)
        if known := next((poster for poster in made if poster.place == place), None):
            return known
        if len(made) >= MOST:
            raise TooManyPosters(survey)
        poster = Poster(fresh_code(self._connection), survey, len(made) + 1, place)
        row = {"code": poster.code, "survey": survey, "number": poster.number, "place": place}
        self._connection.execute(insert(posters).values(row))
        self._surveys.changed()
        return poster
