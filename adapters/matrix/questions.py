"""What messages of ours asked: remembered, or fetched when somebody reacts to them."""

from __future__ import annotations

from collections import OrderedDict

from msgspec import Raw

from dialogs.messages import Press

from .contents import Question, question
from .errors import Refused
from .keyring import ENCRYPTED, Keyring, Locked
from .reactions import pressed
from .server import Server, part
from .syncing import Event, Unparsed, parse, text

KNOWN = 2_000
"""Questions that are remembered."""


class Questions:
    def __init__(self, me: str, server: Server, keyring: Keyring) -> None:
        self._me = me
        self._server = server
        self._keyring = keyring
        self._known: OrderedDict[str, Question | None] = OrderedDict()

    def asked(self, event: str, what: Question | None) -> None:
        """Remember what a message asked, if anything."""
        self._known[event] = what
        if len(self._known) > KNOWN:
            self._known.popitem(last=False)

    def known(self, event: str) -> Question | None:
        """What a message asked that was just sent."""
        return self._known.get(event)

    async def pressed(self, room: str, event: Event) -> Press | None:
        """What a reaction answers; raises Refused, or what a network fails with."""
        name = text(event.content, "m.relates_to", "event_id")
        if name not in self._known:
            self.asked(name, await self._fetched(room, name))
        asked = self._known[name]
        return pressed(asked, text(event.content, "m.relates_to", "key")) if asked else None

    async def _fetched(self, room: str, name: str) -> Question | None:
        try:
            path = f"/rooms/{part(room)}/event/{part(name)}"
            found = parse(await self._server.ask(Raw, "GET", path))
            if found.sender != self._me:
                return None
            if found.type == ENCRYPTED:
                found = await self._keyring.opened(room, found)
        except Refused as refused:
            if refused.after or refused.status >= 500:
                raise
            return None
        except (Unparsed, Locked):
            return None
        return question(found.content)
