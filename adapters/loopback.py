"""A rehearsal platform: one JSON object a line over a socket on this machine.

The bot connects to a server that plays the platform. That server tells what people do,
`{"told": key, "address": …, "heard": {…}}`, and is answered `{"stored": key}` once it is stored
or `{"again": key}` if it has to be told again. The bot asks it to say something,
`{"say": key, "address": …, "message": {…}}`, and is answered `{"said": key}`; or for a file that
somebody sent, `{"fetch": ref}`, and is answered `{"fetched": ref, "content": …}` in base64.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import msgspec
from msgspec import Struct

from dialogs.messages import Heard, Message

from .adapter import Capabilities, Inbound, Receive, Rejected, TryAgain

LONGEST_LINE = 2**20
RECONNECT = 0.2
"""Seconds between two tries to connect."""
ANSWER = 10.0
"""Seconds to wait for the platform to say something."""

log = logging.getLogger(__name__)


class Told(Struct):
    """What the platform sends: something that happened, or that something has been said."""

    told: str = ""
    address: str = ""
    heard: Heard | None = None
    language: str = ""
    said: str = ""
    fetched: str = ""
    content: bytes = b""


_decode = msgspec.json.Decoder(Told).decode
_encode = msgspec.json.Encoder().encode


class Loopback:
    name = "loopback"
    can = Capabilities(buttons=100, in_flight=16)

    def __init__(self, address: str) -> None:
        """`address` is host:port on this machine."""
        self._host, _, port = address.rpartition(":")
        self._port = int(port)
        self._writer: asyncio.StreamWriter | None = None
        self._awaited: dict[str, asyncio.Future[Told]] = {}

    async def listen(self, receive: Receive) -> None:
        while True:
            try:
                reader, writer = await asyncio.open_connection(
                    self._host, self._port, limit=LONGEST_LINE
                )
            except OSError:
                await asyncio.sleep(RECONNECT)
                continue
            self._writer = writer
            try:
                async with asyncio.TaskGroup() as group:
                    await self._read(reader, receive, group)
            finally:
                self._writer = None
                writer.close()
                for future in self._awaited.values():
                    if not future.done():
                        future.set_exception(ConnectionResetError("the platform hung up"))
            await asyncio.sleep(RECONNECT)

    async def close(self) -> None:
        pass

    async def send(self, address: str, message: Message, key: str) -> str:
        await self._ask(key, {"say": key, "address": address, "message": message})
        return key

    async def fetch(self, ref: str, most: int) -> bytes:
        content = (await self._ask(ref, {"fetch": ref})).content
        if not content or len(content) > most:
            raise Rejected("no such file, or too large")
        return content

    async def _ask(self, name: str, line: dict[str, Any]) -> Told:
        if self._writer is None:
            raise ConnectionError("not connected")
        answer = self._awaited[name] = asyncio.get_running_loop().create_future()
        try:
            self._write(line)
            async with asyncio.timeout(ANSWER):
                told: Told = await answer
                return told
        finally:
            del self._awaited[name]

    async def _read(
        self, reader: asyncio.StreamReader, receive: Receive, group: asyncio.TaskGroup
    ) -> None:
        while True:
            try:
                line = await reader.readline()
            except (OSError, ValueError):
                return
            if not line:
                return
            try:
                told = _decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                log.warning("the rehearsal platform sent a line that is not for us: %s", error)
                continue
            future = self._awaited.get(told.said or told.fetched)
            if future and not future.done():
                future.set_result(told)
            if told.told and told.heard is not None:
                group.create_task(self._hand_over(told, told.heard, receive))

    async def _hand_over(self, told: Told, heard: Heard, receive: Receive) -> None:
        inbound = Inbound(f"loopback:{told.told}", self.name, told.address, heard, told.language)
        try:
            await receive(inbound)
        except TryAgain:
            self._write({"again": told.told})
        else:
            self._write({"stored": told.told})

    def _write(self, line: dict[str, Any]) -> None:
        if self._writer is not None and not self._writer.is_closing():
            self._writer.write(_encode(line) + b"\n")
