"""Requests to compare emojis: a bot cannot, so it says how it is known, and ends the exchange."""

from __future__ import annotations

import secrets
from typing import Any

import msgspec
from msgspec import Raw, Struct

from dialogs.messages import Other

from ..adapter import Inbound
from .courtesies import Courtesies
from .homes import Homes
from .memory import Sealing
from .server import Server
from .speaking import Speaking
from .syncing import Event, Sync, text

REQUEST, START, CANCEL = (f"m.key.verification.{name}" for name in ("request", "start", "cancel"))
LONGEST = 255
"""Characters of a device's or an exchange's name."""
MOST = 20
"""Requests in one sync that are looked at."""
_WHY = {"code": "m.user", "reason": "This is a bot; its device is signed by its account."}


class _Asked(Struct):
    from_device: str = ""
    transaction_id: str = ""


class _Sent(Struct):
    type: str
    sender: str
    content: _Asked


class Verifying:
    def __init__(
        self,
        server: Server,
        speaking: Speaking,
        courtesies: Courtesies,
        homes: Homes,
        sealing: Sealing,
    ) -> None:
        self._server = server
        self._speaking = speaking
        self._courtesies = courtesies
        self._homes = homes
        self._sealing = sealing

    def in_room(self, platform: str, room: str, event: Event) -> Inbound:
        """What a request in a private room comes to; it is ended beside that."""
        self._courtesies.begin(self._end_in_room(room, event.event_id))
        return self._inbound(platform, room, event.sender)

    async def by_device(self, platform: str, sync: Sync) -> list[Inbound]:
        """The same for those that people's devices have sent to the bot's."""
        found: list[Inbound] = []
        for sent in filter(None, map(_read, sync.to_device.events[: 50 * MOST])):
            if len(found) == MOST:
                break
            self._courtesies.begin(self._end_by_device(sent))
            if room := await self._homes.at(sent.sender):
                found.append(self._inbound(platform, room, sent.sender))
        return found

    def _inbound(self, platform: str, room: str, person: str) -> Inbound:
        """Under one key for each person: who asks again is not told again."""
        key = self._sealing.index(f"verification {person}").hex()
        return Inbound(f"{platform} verification {key}", platform, room, Other("verification"))

    async def _end_in_room(self, room: str, event: str) -> None:
        relation = {"rel_type": "m.reference", "event_id": event}
        said = {**_WHY, "m.relates_to": relation}
        await self._speaking.say(room, said, f"end{event[1:60]}", CANCEL)

    async def _end_by_device(self, sent: _Sent) -> None:
        said = {**_WHY, "transaction_id": sent.content.transaction_id}
        body = {"messages": {sent.sender: {sent.content.from_device: said}}}
        await self._server.call("PUT", f"/sendToDevice/{CANCEL}/{secrets.token_hex(12)}", body)


def is_request(event: Event, me: str) -> bool:
    """Whether somebody in a room wants to verify the bot."""
    content: dict[str, Any] = event.content
    return text(content, "msgtype") == REQUEST and text(content, "to") == me


def _read(raw: Raw) -> _Sent | None:
    try:
        sent = msgspec.json.decode(raw, type=_Sent)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None  # what it is for others is theirs to say
    asked = sent.content
    fits = 0 < len(asked.transaction_id) <= LONGEST and 0 < len(asked.from_device) <= LONGEST
    return sent if sent.type in (REQUEST, START) and sent.sender and fits else None
