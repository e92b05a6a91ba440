"""The bot in a terminal: numbered options, bold and a little colour."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from dialogs.markup import Rich
from dialogs.messages import Message, Words

from .adapter import Capabilities, Inbound, Receive

PATIENCE = 30.0
"""Seconds to wait for the bot's answer before the next line is read."""
_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[36m", "\x1b[0m"


class Console:
    """Reads what one person types, line by line, and writes what the bot says.

    `run` names this conversation: each run is somebody new.
    """

    name = "console"
    can = Capabilities(text=100_000)

    def __init__(
        self,
        lines: AsyncIterator[str],
        write: Callable[[str], None],
        run: str,
        *,
        colour: bool = False,
    ) -> None:
        self._lines = lines
        self._write = write
        self._run = run
        self._colour = colour
        self._answered = asyncio.Event()
        self._seen: set[str] = set()

    async def listen(self, receive: Receive) -> None:
        """Hand over each line and wait for its answer; returns when the lines end."""
        number = 0
        async for line in self._lines:
            number += 1
            self._answered.clear()
            key = f"console:{self._run}:{number}"
            await receive(Inbound(key, self.name, self._run, Words(line)))
            async with asyncio.timeout(PATIENCE):
                await self._answered.wait()

    async def send(self, address: str, message: Message, key: str) -> str:
        # What a killed run left unsaid is said first, and is an answer to nothing.
        if key not in self._seen:
            self._seen.add(key)
            self._write(f"{self._drawn(message.text)}\n")
            self._answered.set()
        await asyncio.sleep(0)
        return key

    def _drawn(self, text: Rich) -> str:
        if not self._colour:
            return "".join(span.text for span in text)
        return "".join(f"{_BOLD}{s.text}{_PLAIN}" if s.bold else s.text for s in text)


def coloured(text: str) -> str:
    """Text in the colour of what a person says."""
    return f"{_DIM}{text}{_PLAIN}"
