"""Ideas: handed in under a number, shown when released, supported, and gone with their givers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Row,
    and_,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    union,
    update,
)

from dialogs.ideas.states import Publication

from .chats import Chat
from .crypt import Keys
from .dialect import upsert
from .files import Files
from .idea import Handed, Idea, NoIdea, Shown
from .moments import dated, moment, moment_if, stamp
from .tables import idea_numbers, idea_points, idea_reports, idea_supporters, ideas

_NUMBER = select(idea_numbers.c.last).where(idea_numbers.c.name == "ideas")


class Ideas:
    def __init__(self, connection: Connection, keys: Keys, files: Files) -> None:
        self._connection = connection
        self._keys = keys
        self._files = files
        self.deleted = False

    # Handing in.

    def next_number(self) -> int:
        """The number that the next idea gets; nobody else gets it until the transaction ends."""
        last: int = self._connection.execute(_NUMBER.with_for_update()).scalar_one()
        return last + 1

    def hand_in(self, number: int, handed: Handed, giver: Chat, now: datetime) -> None:
        """Keep an idea, sealed, until it is released. Raises ValueError for a number not next."""
        if number != self.next_number():
            raise ValueError("this number is not the next one")
        taken = update(idea_numbers).where(idea_numbers.c.name == "ideas")
        self._connection.execute(taken.values(last=number))
        row = {
            "id": number,
            "giver": giver.participant,
            "language": giver.language,
            "words_sealed": self._keys.seal(handed.words.encode(), context(number)),
            "region": handed.region,
            "topic": handed.topic,
            "state": "received",
            "whom": "",
            "publication": "waiting",
            "rule": "",
            "made": stamp(now),
            "changed": stamp(now),
        }
        self._connection.execute(insert(ideas), row)
        self._files.belong_to_idea(handed.files, number)

    # Looking.

    def get(self, number: int) -> Idea:
        """Raises NoIdea."""
        query = select(ideas).where(ideas.c.id == number)
        if (row := self._connection.execute(query).first()) is None:
            raise NoIdea(number)
        return self._idea(row, self.behind(row.merged_into or number))

    def all(self, publication: Publication | None = None) -> list[Idea]:
        """The oldest first."""
        query = select(ideas).order_by(ideas.c.id)
        if publication is not None:
            query = query.where(ideas.c.publication == publication)
        behind = self._all_behind()
        rows = self._connection.execute(query)
        return [self._idea(row, behind.get(row.merged_into or row.id, 0)) for row in rows]

    def shown(self) -> list[Shown]:
        """All that are published, the newest first."""
        query = (
            select(ideas.c.id, ideas.c.region, ideas.c.topic, ideas.c.state, ideas.c.released)
            .where(ideas.c.publication == "published")
            .order_by(ideas.c.released.desc(), ideas.c.id.desc())
        )
        behind = self._all_behind()
        return [
            Shown(row.id, row.region, row.topic, row.state, row.released, behind.get(row.id, 0))
            for row in self._connection.execute(query)
        ]

    def words(self, numbers: Collection[int]) -> dict[int, str]:
        """What published ideas say."""
        query = select(ideas.c.id, ideas.c.words).where(
            ideas.c.id.in_(numbers), ideas.c.publication == "published"
        )
        return {row.id: row.words or "" for row in self._connection.execute(query)}

    def given(self, participant: str) -> list[Idea]:
        """A person's own, the oldest first."""
        query = select(ideas).where(ideas.c.giver == participant).order_by(ideas.c.id)
        rows = self._connection.execute(query).all()
        return [self._idea(row, self.behind(row.merged_into or row.id)) for row in rows]

    def supported(self, participant: str) -> list[int]:
        """The numbers of the ideas that a person supports."""
        query = select(idea_supporters.c.idea).where(idea_supporters.c.participant == participant)
        return sorted(self._connection.execute(query).scalars())

    def is_behind(self, number: int, participant: str) -> bool:
        """Whether a person gave or supports an idea or one that was merged into it."""
        people = _behind(number).subquery()
        query = select(people.c.participant).where(people.c.participant == participant)
        return self._connection.execute(query).first() is not None

    def behind(self, number: int) -> int:
        """How many people gave or support an idea, and those that were merged into it."""
        people = _behind(number).subquery()
        query = select(func.count()).select_from(people)
        return self._connection.execute(query).scalar_one()

    def people(self, number: int) -> list[str]:
        """Who gave or supports an idea, and those that were merged into it."""
        people = _behind(number).subquery()
        return list(self._connection.execute(select(people.c.participant).distinct()).scalars())

    def _all_behind(self) -> dict[int, int]:
        people = _behind().subquery()
        query = select(people.c.root, func.count().label("many")).group_by(people.c.root)
        return {row.root: row.many for row in self._connection.execute(query)}

    # Supporting.

    def support(self, number: int, participant: str) -> bool:
        """Whether this person stands behind a published idea now who did not before."""
        idea = self._published(number)
        if self.is_behind(idea, participant):
            return False
        row = {"idea": idea, "participant": participant}
        added = upsert(self._connection, idea_supporters).values(row).on_conflict_do_nothing()
        new = self._connection.execute(added.returning(idea_supporters.c.idea)).first()
        return new is not None

    def withdraw_support(self, number: int, participant: str) -> bool:
        """Whether this person supported it, or one that was merged into it."""
        family = select(ideas.c.id).where(or_(ideas.c.id == number, ideas.c.merged_into == number))
        query = delete(idea_supporters).where(
            idea_supporters.c.idea.in_(family), idea_supporters.c.participant == participant
        )
        return self._connection.execute(query).rowcount > 0

    def report(self, number: int, participant: str) -> bool:
        """Note that a person finds something wrong with a published idea; once each."""
        row = {"idea": self._published(number), "participant": participant}
        added = upsert(self._connection, idea_reports).values(row).on_conflict_do_nothing()
        new = self._connection.execute(added.returning(idea_reports.c.idea)).first()
        return new is not None

    def reports(self) -> dict[int, int]:
        """How many people reported each idea."""
        many = func.count().label("many")
        query = select(idea_reports.c.idea, many).group_by(idea_reports.c.idea)
        return {row.idea: row.many for row in self._connection.execute(query)}

    def _published(self, number: int) -> int:
        """The published idea that a number stands for now; raises NoIdea."""
        query = select(ideas.c.id, ideas.c.publication, ideas.c.merged_into).where(
            ideas.c.id == number
        )
        row = self._connection.execute(query).first()
        if row is not None and row.publication == "merged":
            return self._published(row.merged_into)
        if row is None or row.publication != "published":
            raise NoIdea(number)
        return int(row.id)

    # Forgetting.

    def leave(self, participant: str, stay: bool, alone: bool = True) -> None:
        """Part a person from ideas: published ones stay if they want it so, the others go.

        Unless those stay that they are `alone` with, only what others are behind does.
        """
        query = select(ideas.c.id, ideas.c.publication).where(ideas.c.giver == participant)
        for row in self._connection.execute(query.order_by(ideas.c.id)).all():
            stays = stay and (alone or self.behind(row.id) > 1)
            if stays and row.publication == "published":
                parted = update(ideas).where(ideas.c.id == row.id)
                self._connection.execute(parted.values(giver=None))
                unseen = idea_points.c.idea == row.id, idea_points.c.shown.is_(False)
                self._connection.execute(delete(idea_points).where(*unseen))
            else:
                self.delete(row.id)
        mine = idea_supporters.c.participant == participant
        self._connection.execute(delete(idea_supporters).where(mine))

    def delete(self, number: int) -> None:
        """Delete an idea with its files; those that were merged into it stand alone again."""
        root = select(ideas).where(ideas.c.id == number)
        if (row := self._connection.execute(root).first()) is None:
            return
        alone = update(ideas).where(ideas.c.merged_into == number)
        back = case((ideas.c.released.is_(None), "waiting"), else_="published")
        self._connection.execute(
            alone.values(publication=back, state=row.state, whom=row.whom, merged_into=None)
        )
        self._delete(ideas.c.id == number)

    def drop_old(self, before: datetime, most: int) -> int:
        """Delete ideas whose last status was before; merged ones go with theirs. How many."""
        old = and_(ideas.c.changed < stamp(before), ideas.c.merged_into.is_(None))
        numbers = self._connection.execute(select(ideas.c.id).where(old).limit(most)).scalars()
        roots = list(numbers)
        family = or_(ideas.c.id.in_(roots), ideas.c.merged_into.in_(roots))
        self._delete(family)
        return len(roots)

    def _delete(self, which: ColumnElement[bool]) -> None:
        numbers = list(self._connection.execute(select(ideas.c.id).where(which)).scalars())
        self._files.drop_of_ideas(numbers)
        self._connection.execute(delete(ideas).where(ideas.c.id.in_(numbers)))
        self.deleted = self.deleted or bool(numbers)

    def _idea(self, row: Row[Any], behind: int) -> Idea:
        words = row.words
        if words is None:
            words = self._keys.unseal(row.words_sealed, context(row.id)).decode()
        return Idea(
            row.id,
            row.giver,
            row.language,
            words,
            row.region,
            row.topic,
            row.state,
            row.whom,
            row.publication,
            row.rule,
            row.merged_into,
            moment(row.made),
            moment_if(row.released),
            moment_if(row.answered),
            moment(row.changed),
            dated(row.due) if row.due is not None else None,
            row.association,
            behind,
        )


def _behind(number: int | None = None) -> CompoundSelect[Any]:
    """Who gave or supports an idea, or any, by the one that it was merged into."""
    root = func.coalesce(ideas.c.merged_into, ideas.c.id).label("root")
    givers = select(root, ideas.c.giver.label("participant")).where(ideas.c.giver.is_not(None))
    supporters = select(root, idea_supporters.c.participant).join(
        ideas, ideas.c.id == idea_supporters.c.idea
    )
    if number is not None:
        family = or_(ideas.c.id == number, ideas.c.merged_into == number)
        givers, supporters = givers.where(family), supporters.where(family)
    return union(givers, supporters)


def context(number: int) -> bytes:
    return b"idea" + str(number).encode()
