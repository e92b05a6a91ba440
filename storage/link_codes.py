"""Codes that join two chats: good once and for a quarter of an hour, kept as a hash with a key.

Who guesses has five tries an hour and chat, of 6·10¹¹ codes: with a thousand chats at it day and
night, and a hundred codes alive at any time, one would be hit in more than a hundred years.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, case, delete, insert, or_, select

from dialogs.understanding.codes import ALPHABET, LINK_LENGTH, is_code

from .chats import Chat
from .crypt import Keys
from .dialect import upsert
from .moments import stamp
from .tables import link_codes, link_tries

LASTS = timedelta(minutes=15)
"""How long a code is good for."""
TRIES = 5
"""Wrong codes after which a chat is listened to no more, until CLOSED has gone by without one."""
CLOSED = timedelta(hours=1)


def fresh_link_code() -> str:
    """A code drawn at random."""
    while True:
        drawn = "".join(secrets.choice(ALPHABET) for _ in range(LINK_LENGTH))
        if is_code(drawn):
            return drawn


class LinkCodes:
    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    def give(self, chat: Chat, code: str, now: datetime) -> None:
        """Have a code stand for a chat, and none that was given before."""
        self.drop(chat)
        row = {"hash": self._hash(code), "chat": chat.id, "expires": stamp(now + LASTS)}
        self._connection.execute(insert(link_codes), row)

    def chat_of(self, code: str, now: datetime) -> int | None:
        """The chat that a code stands for, while it is good."""
        query = select(link_codes.c.chat).where(
            link_codes.c.hash == self._hash(code), link_codes.c.expires > stamp(now)
        )
        return self._connection.execute(query).scalar_one_or_none()

    def use(self, code: str) -> bool:
        """Use up a code; false where somebody else did."""
        query = delete(link_codes).where(link_codes.c.hash == self._hash(code))
        return self._connection.execute(query).rowcount == 1

    def drop(self, chat: Chat) -> None:
        """Have no code stand for a chat."""
        self._connection.execute(delete(link_codes).where(link_codes.c.chat == chat.id))

    def is_closed(self, chat: Chat, now: datetime) -> bool:
        """Whether too many wrong codes came from a chat lately."""
        query = select(link_tries.c.wrong).where(
            link_tries.c.who == self._who(chat), link_tries.c.until > stamp(now)
        )
        wrong = self._connection.execute(query).scalar_one_or_none()
        return wrong is not None and wrong >= TRIES

    def count(self, chat: Chat, now: datetime) -> None:
        """Note a wrong code. Nothing but time takes it back, no right one and no new beginning."""
        until = stamp(now + CLOSED)
        row = {"who": self._who(chat), "wrong": 1, "until": until}
        write = upsert(self._connection, link_tries).values(**row)
        more = case((link_tries.c.until > stamp(now), link_tries.c.wrong + 1), else_=1)
        self._connection.execute(
            write.on_conflict_do_update(
                index_elements=["who"], set_={"wrong": more, "until": until}
            )
        )

    def forget(self, now: datetime, most: int) -> int:
        """Delete up to `most` codes and counts that are over; how many there were."""
        count = 0
        for key, over in (
            (link_codes.c.hash, link_codes.c.expires <= stamp(now)),
            # A clock that has come back from the future must not close anything for long.
            (
                link_tries.c.who,
                or_(
                    link_tries.c.until <= stamp(now),
                    link_tries.c.until > stamp(now + 2 * CLOSED),
                ),
            ),
        ):
            old = select(key).where(over).limit(most - count)
            gone = delete(key.table).where(key.in_(old))
            count += self._connection.execute(gone).rowcount
        return count

    def _hash(self, code: str) -> bytes:
        return self._keys.index(f"link code:{code}")

    def _who(self, chat: Chat) -> bytes:
        return self._keys.index(f"link tries:{chat.hash.hex()}")
