"""What is nice to have: a word in groups, rooms left behind, chats marked as such."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any

import msgspec

from dialogs.texts import Template, chain, load

from .contents import Question, words
from .errors import AWAY, Refused
from .hearing import Told
from .reactions import offered
from .server import Server, part
from .speaking import Speaking

MOST = 64
"""Under way at once; what is more is left out."""
LINK = "https://matrix.to/#/"
_GROUP = load("group")


class Courtesies:
    def __init__(self, me: str, server: Server, speaking: Speaking) -> None:
        self._me = me
        self._server = server
        self._speaking = speaking
        self._tasks: set[asyncio.Task[None]] = set()
        self._marking = asyncio.Lock()

    def look_after(self, told: Told) -> None:
        """What is done for a room beside telling of it."""
        if told.addressed:
            self.begin(self._explain(told, _GROUP["private"], self._me))
        if told.elsewhere:
            self.begin(self._send_on(told))
        if told.deserted:
            self.begin(self._leave(told.room))
        if told.before:
            self.begin(self._leave(told.before))
        if told.came and told.person:
            self.begin(self._mark(told.person, told.room))

    def offer(self, room: str, event: str, question: Question) -> None:
        """Put reactions under a question; the first that is refused is the last."""
        self.begin(self._offer(room, event, offered(question)))

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it beside all else, if not too much of that kind is under way."""
        if len(self._tasks) >= MOST:
            work.close()
            return
        task = asyncio.create_task(_kindly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _offer(self, room: str, event: str, signs: list[str]) -> None:
        for number, sign in enumerate(signs):
            relation = {"rel_type": "m.annotation", "event_id": event, "key": sign}
            path = f"/rooms/{part(room)}/send/m.reaction/{part(f'{event[1:60]}.{number}')}"
            await self._server.call("PUT", path, {"m.relates_to": relation})

    async def _explain(self, told: Told, template: Template, to: str) -> None:
        """Say where to go; once for each event, however often that comes."""
        text = template.fill(chain("de"), link=LINK + to)
        event = told.addressed or told.elsewhere
        # A notice: of several bots in a room none answers the other.
        said = {"msgtype": "m.notice", **words(text)}
        await self._speaking.say(told.room, said, f"link{event[1:60]}")

    async def _send_on(self, told: Told) -> None:
        """The person is talked to in another room."""
        await self._explain(told, _GROUP["elsewhere"], part(told.home))
        await self._leave(told.room)

    async def _leave(self, room: str) -> None:
        await self._server.call("POST", f"/rooms/{part(room)}/leave")
        await self._server.call("POST", f"/rooms/{part(room)}/forget")

    async def _mark(self, person: str, room: str) -> None:
        """Mark a room as the chat with a person, as clients do."""
        path = f"/user/{part(self._me)}/account_data/m.direct"
        async with self._marking:
            try:
                known = msgspec.json.decode(
                    await self._server.call("GET", path), type=dict[str, list[str]]
                )
            except Refused as refused:
                if refused.code != "M_NOT_FOUND":
                    raise
                known = {}
            await self._server.call("PUT", path, known | {person: [room]})


async def _kindly(work: Coroutine[Any, Any, None]) -> None:
    """What fails of it is not worth a word."""
    with contextlib.suppress(Refused, msgspec.DecodeError, *AWAY):
        await work
