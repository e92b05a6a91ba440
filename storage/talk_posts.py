"""What is pushed to the people of a talk: of each entry one message to each of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select, update

from dialogs.messages import Message
from dialogs.texts import chain

from .dialect import in_order, upsert
from .moments import stamp
from .outbox import Outbox
from .recipients import Recipients
from .tables import outbox, participants, talk_told, talk_words


class TalkPosts:
    def __init__(self, connection: Connection, outbox: Outbox, recipients: Recipients) -> None:
        self._connection = connection
        self._outbox = outbox
        self._recipients = recipients

    def tell(
        self,
        talk: int,
        number: int,
        people: Collection[str],
        texts: Mapping[str, Message],
        due: datetime,
    ) -> int:
        """Post an entry to the chat that each of these people used last, once; how many there are.

        `texts` are the same by language.
        """
        told = 0
        for person in self._recipients.reached(self._there(people)).values():
            row = {"talk": talk, "number": number, "participant": person.participant}
            added = upsert(self._connection, talk_told).values(row).on_conflict_do_nothing()
            if self._connection.execute(added.returning(talk_told.c.talk)).first() is None:
                continue
            spoken = next(one for one in (*chain(person.language), *texts) if one in texts)
            post = self._outbox.push(person.chat, person.platform, texts[spoken], due)
            same = [talk_told.c[name] == value for name, value in row.items()]
            self._connection.execute(update(talk_told).where(*same).values(post=post))
            told += 1
        return told

    def say_goodbye(
        self, people: Collection[str], texts: Mapping[str, Message], due: datetime
    ) -> None:
        """Post the last word of a talk that is deleted in this transaction."""
        for person in self._recipients.reached(self._there(people)).values():
            spoken = next(one for one in (*chain(person.language), *texts) if one in texts)
            self._outbox.push(person.chat, person.platform, texts[spoken], due)

    def told_since_answer(self, talk: int) -> set[str]:
        """Who was told of the talk since an organiser answered last."""
        answered = select(func.coalesce(func.max(talk_words.c.number), 0)).where(
            talk_words.c.talk == talk, talk_words.c.speaker == "organiser"
        )
        query = select(talk_told.c.participant).where(
            talk_told.c.talk == talk, talk_told.c.number > answered.scalar_subquery()
        )
        return set(self._connection.execute(query).scalars())

    def take_back(
        self, talk: int, now: datetime, people: Collection[str] | None = None
    ) -> set[str]:
        """Say nothing more of a talk, to these people or to anybody, that is not on its way yet.

        Whom something was taken back from.
        """
        posts = select(talk_told.c.post, talk_told.c.participant).where(
            talk_told.c.talk == talk, talk_told.c.post.is_not(None)
        )
        if people is not None:
            posts = posts.where(talk_told.c.participant.in_(people))
        whose = {row.post: row.participant for row in self._connection.execute(posts)}
        waits = outbox.c.key.in_(whose) & outbox.c.due.is_not(None) & outbox.c.claimed.is_(None)
        in_order(self._connection, waits)
        gone = {"due": None, "retry": None, "body_sealed": None, "error": "withdrawn"}
        query = update(outbox).where(waits).values(**gone, settled=stamp(now))
        taken = set(self._connection.execute(query.returning(outbox.c.key)).scalars())
        return {whose[key] for key in taken | self._outbox.drop(whose)}

    def _there(self, people: Collection[str]) -> list[str]:
        """Those who are not being deleted at this moment; nobody deletes them until the end."""
        known: ColumnElement[bool] = participants.c.id.in_(people)
        query = select(participants.c.id).where(known).order_by(participants.c.id)
        held = query.with_for_update(read=True, key_share=True)
        return list(self._connection.execute(held).scalars())
