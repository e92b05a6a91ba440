"""Where surveys stand, from their rows and what is counted of them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct
from sqlalchemy import Connection, func, select

from dialogs.surveys.tally import STEP

from .moments import moment_if
from .tables import survey_versions, surveys
from .tallies import tallies_of

State = Literal["draft", "open", "closed"]

_newest = (
    select(survey_versions.c.survey, func.max(survey_versions.c.version).label("newest"))
    .group_by(survey_versions.c.survey)
    .subquery()
)
_STANDINGS = (
    select(surveys, _newest.c.newest)
    .join(_newest, _newest.c.survey == surveys.c.id)
    .order_by(surveys.c.published.desc().nulls_last(), surveys.c.id)
)


class Standing(Struct, frozen=True):
    """Where a survey stands: its state, its published version (0 before) and newest version."""

    id: str
    state: State
    version: int
    newest: int
    ballots: int
    examples: int
    published: datetime | None
    closed: datetime | None
    code: str = ""
    k: int = STEP
    """Fewest people of whom something is told; the same from its publication on."""


def standings(connection: Connection) -> list[Standing]:
    """All surveys, the newest first."""
    return [
        Standing(
            row.id,
            row.state,
            row.version,
            row.newest,
            sum(both.current.participants for both in tallies_of(connection, row.id).values()),
            row.examples,
            moment_if(row.published),
            moment_if(row.closed),
            row.code or "",
            row.k or STEP,
        )
        for row in connection.execute(_STANDINGS).all()
    ]
