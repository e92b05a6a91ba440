"""Which posters ballots came by: counted at the close, and then forgotten."""

from __future__ import annotations

from sqlalchemy import Connection, func, select, update

from .tables import ballots, posters


def count_by_posters(connection: Connection, survey: str) -> None:
    """Note for good how many ballots came by each poster of a survey."""
    came = (
        select(func.count())
        .where(ballots.c.survey == survey, ballots.c.poster == posters.c.code)
        .scalar_subquery()
    )
    connection.execute(update(posters).where(posters.c.survey == survey).values(ballots=came))


def forget_posters(connection: Connection, survey: str) -> None:
    """Have no ballot of a survey tell any longer by which poster it came."""
    theirs = ballots.c.survey == survey, ballots.c.poster.is_not(None)
    connection.execute(update(ballots).where(*theirs).values(poster=None))
