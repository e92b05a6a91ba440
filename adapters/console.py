"""The bot in a terminal: numbered options, bold and a little colour."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from dialogs.markup import Rich, words
from dialogs.messages import Message, Words

from .adapter import Capabilities, Inbound, Receive, Rejected, TryAgain

PATIENCE = 30.0
"""Seconds to wait for the bot's answer before the next line is read."""
AGAIN = 0.5
"""Seconds between two tries to have a line stored."""


class Console:
    """Reads what one person types, line by line, and writes what the bot says.

    `run` names this conversation: each run is somebody new.
    """

    name = "console"
    can = Capabilities(text=100_000)

    def __init__(
        self,
        lines: AsyncIterator[str],
        write: Callable[[Rich], None],
        run: str,
    ) -> None:
        self._lines = lines
        self._write = write
        self._run = run
        self._answered = asyncio.Event()
        self._seen: set[str] = set()

    async def listen(self, receive: Receive) -> None:
        """Hand over each line and wait for its answer; returns when the lines end."""
        number = 0
        async for line in self._lines:
            number += 1
            self._answered.clear()
            key = f"console:{self._run}:{number}"
            await self._hand_over(Inbound(key, self.name, self._run, Words(line)), receive)
            async with asyncio.timeout(PATIENCE):
                await self._answered.wait()

    async def _hand_over(self, inbound: Inbound, receive: Receive) -> None:
        while True:
            try:
                return await receive(inbound)
            except TryAgain:
                await asyncio.sleep(AGAIN)

    async def close(self) -> None:
        pass

    async def fetch(self, ref: str, most: int) -> bytes:
        raise Rejected("nobody sends files in a terminal")

    async def send(self, address: str, message: Message, key: str) -> str:
        # What a killed run left unsaid is said first, and is an answer to nothing.
        if key not in self._seen:
            self._seen.add(key)
            self._write(message.text)
            self._answered.set()
        await asyncio.sleep(0)
        return key


def write_plain(text: Rich) -> None:
    """Bare words, for a transcript."""
    # Each command knows of the demonstration; only that one has to wait for this library.
    from rich.console import Console as Terminal  # noqa: PLC0415

    Terminal(soft_wrap=True, highlight=False, markup=False, color_system=None).print(
        words(text), end="\n\n"
    )


def write_styled(text: Rich) -> None:
    """Bold words, wrapped to the width of the terminal."""
    from rich.console import Console as Terminal  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    styled = Text.assemble(*((span.text, "bold" if span.bold else "") for span in text))
    Terminal(highlight=False).print(styled, end="\n\n")
