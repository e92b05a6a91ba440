"""Pictures of results, drawn once for all who look at them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select

from .tables import pictures


class Picture(Struct, frozen=True):
    """A PNG; `alt` says in words what is in it."""

    name: str
    alt: str
    content: bytes


class Pictures:
    """Those of a survey's result, or of another `view` of it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, survey: str, language: str, sha256: str, view: str = "") -> list[Picture]:
        """Those of exactly these numbers; none while they are still to be drawn."""
        query = select(pictures.c.name, pictures.c.alt, pictures.c.content).where(
            pictures.c.survey == survey,
            pictures.c.view == view,
            pictures.c.language == language,
            pictures.c.sha256 == sha256,
            pictures.c.number > 0,
        )
        rows = self._connection.execute(query.order_by(pictures.c.number))
        return [Picture(row.name, row.alt, row.content) for row in rows]

    def drawn(self, survey: str, language: str, view: str = "") -> str:
        """The hash of the numbers that were drawn last, empty where none were."""
        query = select(pictures.c.sha256).where(
            pictures.c.survey == survey,
            pictures.c.view == view,
            pictures.c.language == language,
            pictures.c.number == 0,
        )
        return self._connection.execute(query).scalar_one_or_none() or ""

    def keep(
        self, survey: str, language: str, sha256: str, made: Sequence[Picture], view: str = ""
    ) -> None:
        """In place of those that there were."""
        old = (
            pictures.c.survey == survey,
            pictures.c.view == view,
            pictures.c.language == language,
        )
        self._connection.execute(delete(pictures).where(*old))
        key = {"survey": survey, "view": view, "language": language, "sha256": sha256}
        # The first row only says what was drawn: there may be nothing to draw.
        none = Picture("", "", b"")
        rows = [
            {**key, "number": number, "name": one.name, "alt": one.alt, "content": one.content}
            for number, one in enumerate((none, *made))
        ]
        self._connection.execute(insert(pictures), rows)
