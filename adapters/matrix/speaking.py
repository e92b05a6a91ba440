"""Says messages: one at a time in a room, and no faster than the server allows."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from weakref import WeakValueDictionary

from msgspec import Struct

from dialogs.messages import Message

from ..adapter import RetryLater, Unreachable
from .contents import content, question
from .errors import AWAY, Refused, blame
from .files import uploaded
from .keyring import ENCRYPTED, Keyring
from .questions import Questions
from .rooms import Rooms
from .server import Server, part
from .tempo import Tempo

_KIND = "m.room.message"


class _Sent(Struct):
    event_id: str


class Speaking:
    def __init__(
        self, me: str, server: Server, rooms: Rooms, keyring: Keyring, questions: Questions
    ) -> None:
        self._me = me
        self._server = server
        self._rooms = rooms
        self._keyring = keyring
        self._questions = questions
        self._tempo = Tempo()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @property
    def free(self) -> bool:
        """Whether there is time for what is only nice."""
        return self._tempo.free

    async def send(self, room: str, message: Message, key: str) -> str:
        """The key is the transaction: however often it is sent, it is said once.

        Raises RetryLater, Unreachable, Rejected, or OSError where the network fails.
        """
        now = asyncio.get_running_loop().time
        if (wait := self._tempo.wait(now())) > 0:
            raise RetryLater(timedelta(seconds=wait))
        try:
            known = await self._rooms.at(room)
            if not known.private:
                raise Unreachable
            if message.files:
                said = await uploaded(self._server, message, known.encrypted)
            else:
                said = content(message)
            name = await self.say(room, said, key)
        except (Refused, *AWAY) as error:
            if isinstance(error, Refused) and error.after:
                self._tempo.refused(now(), error.after.total_seconds())
            raise blame(error) from None
        self._questions.asked(name, question(said))
        return name

    async def say(self, room: str, said: dict[str, Any], key: str) -> str:
        """The new event's name; two at a time would race for the key of a room.

        Raises Refused, or what a network fails with.
        """
        lock = self._locks.setdefault(room, asyncio.Lock())
        async with lock:
            kind, known = _KIND, await self._rooms.at(room)
            if known.encrypted:
                people = {*known.people, self._me}
                said = await self._keyring.sealed(room, people, kind, said)
                kind = ENCRYPTED
            path = f"/rooms/{part(room)}/send/{kind}/{part(key)}"
            return (await self._server.ask(_Sent, "PUT", path, said)).event_id
