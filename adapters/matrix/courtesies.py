"""What is nice to have and never waited for: an answer shown, a word in groups, rooms left."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from functools import partial
from time import monotonic
from typing import Any

import msgspec

from dialogs.texts import Template, chain, load

from .contents import words
from .errors import AWAY, Refused
from .events import LINK
from .questions import Questions
from .reactions import offered
from .server import Server, part
from .speaking import Speaking
from .syncing import Event
from .threads import reply_to
from .told import Told

MOST = 64
"""Under way at once; what is more is left out."""
QUIET = 30.0
"""Seconds between two answers in a room with others, however often somebody there calls."""
_GROUP = load("group")


class Courtesies:
    def __init__(self, me: str, server: Server, speaking: Speaking, questions: Questions) -> None:
        self._me = me
        self._server = server
        self._speaking = speaking
        self._questions = questions
        self._tasks: set[asyncio.Task[None]] = set()
        self._marking = asyncio.Lock()
        self._quiet: dict[str, float] = {}

    def look_after(self, told: Told) -> None:
        """What is done for a room beside telling of it."""
        if told.among:
            self.begin(self._say(told.room, _GROUP["here"], self._me, told.among))
        elif told.addressed and self._may_say(told.room):
            self.begin(self._answer(told.room, told.addressed))
        if told.elsewhere:
            self.begin(self._send_on(told))
        if told.deserted:
            self.begin(self._leave(told.room))
        if told.before:
            self.begin(self._leave(told.before))
        if told.came and told.person:
            self.begin(self._mark(told.person, told.room))

    def follow(self, room: str, event: str, reactions: bool) -> None:
        """After something was said: show what was answered before, offer reactions to it."""
        if edit := self._questions.edit(room):
            self.begin(self._show(room, edit, event))
        if reactions and (asked := self._questions.known(event)):
            self.begin(self._offer(room, event, offered(asked)))

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it beside all else, if not too much of that kind is under way."""
        if len(self._tasks) >= MOST:
            work.close()
            return
        task = asyncio.create_task(_kindly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _show(self, room: str, edit: dict[str, Any], after: str) -> None:
        key = f"edit{after[1:60]}"
        await self._speaking.kindly(lambda: self._speaking.say(room, edit, key))

    async def _offer(self, room: str, event: str, signs: list[str]) -> None:
        """The first that is refused is the last, and none comes after the answer."""
        for number, sign in enumerate(signs):
            if not self._questions.is_open(room, event):
                return
            relation = {"rel_type": "m.annotation", "event_id": event, "key": sign}
            path = f"/rooms/{part(room)}/send/m.reaction/{part(f'{event[1:60]}.{number}')}"
            said = {"m.relates_to": relation}
            await self._speaking.kindly(partial(self._server.call, "PUT", path, said))

    def _may_say(self, room: str) -> bool:
        now = monotonic()
        self._quiet = {one: until for one, until in self._quiet.items() if until > now}
        if room in self._quiet:
            return False
        self._quiet[room] = now + QUIET
        return True

    async def _answer(self, room: str, event: Event) -> None:
        await self._say(room, _GROUP["private"], self._me, event.event_id, reply_to(event))

    async def _say(
        self,
        room: str,
        template: Template,
        to: str,
        event: str,
        relation: dict[str, Any] | None = None,
    ) -> None:
        """Say where to go; once for each event, however often that comes."""
        text = template.fill(chain("de"), link=LINK + to)
        # A notice: of several bots in a room none answers the other.
        said = {"msgtype": "m.notice", **words(text), **(relation or {})}
        await self._speaking.say(room, said, f"link{event[1:60]}")

    async def _send_on(self, told: Told) -> None:
        """The person is talked to in another room."""
        await self._say(told.room, _GROUP["elsewhere"], part(told.home), told.elsewhere)
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
