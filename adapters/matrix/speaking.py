"""Says messages: one at a time in a room."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakValueDictionary

from msgspec import Struct

from dialogs.messages import Message

from ..adapter import Unreachable
from .contents import content
from .errors import AWAY, Refused, blame
from .files import uploaded
from .keyring import Keyring
from .opening import ENCRYPTED
from .questions import Questions
from .rooms import Rooms
from .server import Server, part
from .tempo import Tempo
from .threads import Threads

MESSAGE = "m.room.message"


class _Sent(Struct):
    event_id: str


class Speaking:
    def __init__(  # noqa: PLR0913, PLR0917 - all that is needed to speak
        self,
        me: str,
        server: Server,
        rooms: Rooms,
        keyring: Keyring,
        questions: Questions,
        threads: Threads,
    ) -> None:
        self._me = me
        self._server = server
        self._rooms = rooms
        self._keyring = keyring
        self._questions = questions
        self._threads = threads
        self._tempo = Tempo()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def send(self, room: str, message: Message, key: str) -> str:
        """The key is the transaction: however often it is sent, it is said once.

        Raises RetryLater, Unreachable, Rejected, or OSError where the network fails.
        """
        try:
            said = await self._said(room, message)
            name = await self.say(room, said, key)
        except (Refused, *AWAY) as error:
            self._note(error)
            raise blame(error) from None
        self._questions.asked(room, name, message, said)
        return name

    async def _said(self, room: str, message: Message) -> dict[str, Any]:
        known = await self._rooms.at(room)
        if not known.private and not message.public:
            raise Unreachable
        if message.files:
            said = await uploaded(self._server, message, known.encrypted)
        else:
            said = content(message)
        return said if message.public else said | self._threads.relation(room)

    async def kindly(self, work: Callable[[], Awaitable[object]]) -> None:
        """Do what is only nice if there is time for it; raises Refused, or as a network fails."""
        if not self._tempo.spare(asyncio.get_running_loop().time()):
            return
        try:
            await work()
        except Refused as refused:
            self._note(refused)
            raise

    def _note(self, error: Exception) -> None:
        if isinstance(error, Refused) and error.after:
            self._tempo.refused(asyncio.get_running_loop().time())

    async def say(self, room: str, said: dict[str, Any], key: str, kind: str = MESSAGE) -> str:
        """The new event's name; two at a time would race for the key of a room.

        Raises Refused, or what a network fails with.
        """
        lock = self._locks.setdefault(room, asyncio.Lock())
        async with lock:
            known = await self._rooms.at(room)
            if known.encrypted:
                people = {*known.people, self._me}
                said = await self._keyring.sealed(room, people, kind, said)
                kind = ENCRYPTED
            path = f"/rooms/{part(room)}/send/{kind}/{part(key)}"
            return (await self._server.ask(_Sent, "PUT", path, said)).event_id
