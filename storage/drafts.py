"""Whose a survey is, what of it may still change, and when it closes by itself."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, delete, select, update

from dialogs.organising.roles import EVERYBODY as ALLIANCE
from dialogs.surveys.survey import Survey

from .moments import moment_if, stamp
from .standings import State
from .surveys import Refused, Surveys, Unknown
from .tables import survey_versions, surveys


class Owned(Struct, frozen=True):
    """A survey as its association sees it, by its newest version."""

    survey: Survey
    association: str
    state: State
    changed: bool  # whether the newest version is not published
    ends: datetime | None


class Drafts:
    def __init__(self, connection: Connection, kept: Surveys) -> None:
        self._connection = connection
        self._surveys = kept

    def keep(self, survey: Survey, association: str) -> Survey:
        """Keep what an association writes; raises Refused where it is another's, or closed."""
        if (there := self.find(survey.id)) and there.association != association:
            raise Refused(f"Die Kennung „{survey.id}“ gibt es schon.")
        kept = self._surveys.add(survey)
        mine = update(surveys).where(surveys.c.id == kept.id).values(association=association)
        self._connection.execute(mine)
        self._surveys.changed()
        return kept

    def find(self, id: str) -> Owned | None:
        row = self._connection.execute(
            select(surveys.c.association, surveys.c.ends).where(surveys.c.id == id)
        ).first()
        if row is None:
            return None
        standing = self._surveys.standing(id)
        newest = self._surveys.draft(id, standing.newest)
        ends = moment_if(row.ends)
        changed = standing.newest != standing.version
        return Owned(newest, row.association or "", standing.state, changed, ends)

    def owner(self, id: str) -> str:
        """The operator's own are the alliance's; empty where there is no such survey."""
        query = select(surveys.c.association).where(surveys.c.id == id)
        row = self._connection.execute(query).first()
        return (row.association or ALLIANCE) if row else ""

    def of(self, association: str) -> list[Owned]:
        """The surveys of an association, drafts first, then the newest."""
        query = select(surveys.c.id).where(surveys.c.association == association)
        query = query.order_by(surveys.c.published.desc().nulls_first(), surveys.c.id)
        found = [self.find(id) for id in self._connection.execute(query).scalars().all()]
        return [one for one in found if one is not None]

    def all(self) -> list[Owned]:
        """What any association is writing."""
        query = select(surveys.c.id).where(surveys.c.association.is_not(None))
        found = [self.find(id) for id in self._connection.execute(query).scalars().all()]
        return [one for one in found if one is not None and one.changed]

    def drop(self, id: str) -> None:
        """Delete a draft that was never published, or the unpublished version; raises Refused."""
        standing = self._surveys.standing(id)
        if standing.newest == standing.version:
            raise Refused(f"Die Umfrage „{id}“ ist veröffentlicht.")
        newest = (survey_versions.c.survey == id) & (survey_versions.c.version == standing.newest)
        self._connection.execute(delete(survey_versions).where(newest))
        if standing.state == "draft":
            self._connection.execute(delete(surveys).where(surveys.c.id == id))
        self._surveys.changed()

    def end(self, id: str, ends: datetime | None) -> None:
        """Set when a survey closes by itself; raises Unknown."""
        values = {"ends": stamp(ends) if ends else None}
        query = update(surveys).where(surveys.c.id == id).values(**values)
        if self._connection.execute(query).rowcount != 1:
            raise Unknown(id)

    def over(self, now: datetime) -> list[str]:
        """The open surveys whose time is over."""
        query = select(surveys.c.id).where(surveys.c.state == "open", surveys.c.ends <= stamp(now))
        return list(self._connection.execute(query.order_by(surveys.c.id)).scalars())
