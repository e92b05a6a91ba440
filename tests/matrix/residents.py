"""A resident on Matrix: a client of another make, in a plain or an encrypted room with the bot."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
from nio import (
    AsyncClient,
    AsyncClientConfig,
    DownloadResponse,
    Event,
    JoinResponse,
    LoginResponse,
    MatrixRoom,
    MegolmEvent,
    ReactionEvent,
    RoomCreateResponse,
    RoomMessageText,
    RoomRedactResponse,
    RoomSendResponse,
    UploadResponse,
)
from nio.crypto import decrypt_attachment

from adapters.matrix.events import File

from .synapse import PASSWORD, Synapse

PATIENCE = 90.0
ENCRYPTION = {
    "type": "m.room.encryption",
    "state_key": "",
    "content": {"algorithm": "m.megolm.v1.aes-sha2"},
}


@dataclass
class Said:
    """What the bot said: its name on the server, its words, and the whole event."""

    event: str
    words: str
    source: dict[str, Any]


@dataclass
class Resident:
    """`heard` is everything that the bot said in `room`, in order, and `edits` what it changed."""

    client: AsyncClient
    bot: str
    room: str = ""
    heard: list[Said] = field(default_factory=list)
    edits: list[Said] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)
    reacts: Callable[[Said], None] = lambda _: None
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _seen: int = 0

    async def invites(self, encrypted: bool = False) -> None:
        """Open a private room with the bot."""
        found = await self.client.room_create(
            is_direct=True, invite=[self.bot], initial_state=[ENCRYPTION] if encrypted else []
        )
        assert isinstance(found, RoomCreateResponse), found
        self.room = found.room_id

    async def opens(self) -> None:
        """Open a room without the bot."""
        found = await self.client.room_create()
        assert isinstance(found, RoomCreateResponse), found
        self.room = found.room_id
        await self.until(lambda one: one.room in one.client.rooms)

    async def joins(self, room: str) -> None:
        found = await self.client.join(room)
        assert isinstance(found, JoinResponse), found
        self.room = room

    async def says(self, words: str, **more: Any) -> str:
        return await self.sends("m.room.message", {"msgtype": "m.text", "body": words, **more})

    async def sends(self, kind: str, content: dict[str, Any]) -> str:
        """Any event; its name."""
        while True:
            try:
                found = await self.client.room_send(
                    self.room, kind, content, ignore_unverified_devices=True
                )
            except KeyError:
                continue  # this client forgets a key while it hands it out; nothing was sent
            assert isinstance(found, RoomSendResponse), found
            return found.event_id

    async def sends_file(
        self,
        kind: str,
        name: str,
        media_type: str,
        data: bytes,
        encrypted: bool,
        *,
        voice: bool = True,
    ) -> str:
        """The name that the bot has to have for it."""
        found, opens = await self.client.upload(
            BytesIO(data), media_type, name, encrypt=encrypted, filesize=len(data)
        )
        assert isinstance(found, UploadResponse), found
        info = {"mimetype": media_type, "size": len(data)}
        content: dict[str, Any] = {"msgtype": kind, "body": name, "info": info}
        if kind == "m.audio" and voice:
            content["org.matrix.msc3245.voice"] = {}
        if opens:
            content["file"] = {**opens, "url": found.content_uri}
        else:
            content["url"] = found.content_uri
        await self.sends("m.room.message", content)
        file = File(found.content_uri)
        if opens:
            sealed = opens["key"]["k"], opens["iv"], opens["hashes"]["sha256"]
            file = File(found.content_uri, *sealed)
        return msgspec.json.encode(file).decode()

    async def opens_file(self, said: Said) -> bytes:
        content = said.source["content"]
        sealed = content.get("file", {})
        found = await self.client.download(content.get("url") or sealed["url"])
        assert isinstance(found, DownloadResponse), found
        body: bytes = found.body
        if sealed:
            key, hash = sealed["key"]["k"], sealed["hashes"]["sha256"]
            body = decrypt_attachment(body, key, hash, sealed["iv"])
        return body

    async def reacts_to(self, said: Said, key: str) -> str:
        relation = {"rel_type": "m.annotation", "event_id": said.event, "key": key}
        return await self.sends("m.reaction", {"m.relates_to": relation})

    async def takes_back(self, event: str) -> None:
        """Take something away that was sent: a reaction, say."""
        found = await self.client.room_redact(self.room, event)
        assert isinstance(found, RoomRedactResponse), found

    async def waits_for(self, words: str, patience: float = PATIENCE) -> Said:
        """The next thing the bot says with these words; what came before it is passed over."""

        def fits(_: Resident) -> bool:
            return any(words in said.words for said in self.heard[self._seen :])

        try:
            await self.until(fits, patience)
        except TimeoutError:
            heard = [said.words for said in self.heard[self._seen :]]
            unread = f"; {len(self.unreadable)} could not be read" if self.unreadable else ""
            raise AssertionError(f"no {words!r} among {heard}{unread}") from None
        found = next(said for said in self.heard[self._seen :] if words in said.words)
        self._seen = self.heard.index(found) + 1
        return found

    async def until(self, met: Callable[[Resident], bool], patience: float = PATIENCE) -> None:
        async with asyncio.timeout(patience), self.changed:
            while not met(self):
                await self.changed.wait()

    async def _hears(self, room: MatrixRoom, event: Event) -> None:
        if event.sender != self.bot:
            pass
        elif isinstance(event, MegolmEvent):
            self.unreadable.append(event.event_id)
        elif isinstance(event, ReactionEvent):
            self.offered.append(event.key)
        elif isinstance(event, RoomMessageText) or "body" in event.source.get("content", {}):
            said = Said(event.event_id, event.source["content"]["body"], event.source)
            relation = event.source["content"].get("m.relates_to", {})
            if relation.get("rel_type") == "m.replace":
                self.edits.append(said)
            else:
                self.heard.append(said)
                self.reacts(said)
        async with self.changed:
            self.changed.notify_all()


@asynccontextmanager
async def resident(synapse: Synapse, folder: Path, name: str, bot: str) -> AsyncIterator[Resident]:
    """Somebody with a fresh account, who listens as long as this is open."""
    await synapse.register(name)
    async with device(synapse, folder / name, name, bot) as found:
        yield found


@asynccontextmanager
async def device(synapse: Synapse, folder: Path, name: str, bot: str) -> AsyncIterator[Resident]:
    """One more device of somebody who has an account."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    config = AsyncClientConfig(max_timeout_retry_wait_time=1, store_sync_tokens=True)
    client = AsyncClient(synapse.address, name, store_path=str(folder), config=config)
    found = await client.login(PASSWORD)
    assert isinstance(found, LoginResponse), found
    person = Resident(client, bot)
    client.add_event_callback(person._hears, Event)
    listening = asyncio.create_task(client.sync_forever(10_000, full_state=True))
    try:
        yield person
    finally:
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening
        await client.close()
