"""A platform on loopback, with residents who take part in a survey through the real process.

It knows what Telegram knows: what it has told and what of that was stored. What is not stored is
told again after a new connection; some things are told twice at random. What the bot says is
counted by its key, as Matrix does it, so a repeat is seen but no second message.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

FIELDS = {
    "energy": "Energie",
    "industry": "2",
    "mobility": "mobilitaet",
    "tourism": "tourismus",
    "agriculture": "Landwirtshaft",
    "digital": "digitales",
    "taking-part": "g",
}
DISTRICTS = {"Nordsachsen": "14730", "SK": "15088", "burgenlandkreis": "15084", "ABG": "16077"}


@dataclass
class Resident:
    """Somebody with a mind made up: what to say, and the ballot that it has to become."""

    name: str
    lines: list[str]
    ballot: dict[str, Any]
    said: int = 0
    heard: list[str] = field(default_factory=list)

    @property
    def done(self) -> bool:
        return self.said == len(self.lines) == len(self.heard)


def resident(name: str, dice: random.Random) -> Resident:
    """Goes through the five-question survey; some come back and change their mind."""
    lines, ballot = ["/start", "ja"], {}
    for time in range(dice.choice((1, 1, 1, 2))):
        if time:
            lines += ["/umfrage", "1"]
        answers, ballot = _answers(name, time, dice)
        lines += ["Ja, teilnehmen", *answers, "absenden"]
        if not time:
            lines.append("nein")
    return Resident(name, lines, ballot)


def _answers(name: str, time: int, dice: random.Random) -> tuple[list[str], dict[str, Any]]:
    about = dice.choice(sorted(FIELDS))
    lines: list[str] = [FIELDS[about]]
    ballot: dict[str, Any] = {"field": about}
    if about == "mobility":
        lines.append("1, 3")
        ballot["mobility"] = ["bus", "bike"]
    scale = dice.randint(1, 5)
    lines.append(str(scale))
    ballot["confidence"] = scale
    if dice.random() < 0.8:
        district, key = dice.choice(sorted(DISTRICTS.items()))
        lines.append(district)
        ballot["district"] = key
    else:
        lines.append("überspringen")
    if dice.random() < 0.7:
        wish = f"Wunsch von {name}, zum {time + 1}. Mal"
        lines.append(wish)
        ballot["wish"] = wish
    else:
        lines.append("skip")
    return lines, ballot


class Platform:
    """Serves the bot and plays all residents; `seen` counts every line either way."""

    def __init__(self, residents: list[Resident], dice: random.Random) -> None:
        self.residents = {resident.name: resident for resident in residents}
        self.seen = 0
        self.repeated_says = 0
        self._dice = dice
        self._pending: dict[str, dict[str, Any]] = {}
        self._keys: set[str] = set()
        self._writer: asyncio.StreamWriter | None = None
        self._server: asyncio.Server | None = None
        self._changed = asyncio.Condition()

    async def __aenter__(self) -> Platform:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=2**20)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        if self._writer is not None:
            self._writer.close()

    @property
    def address(self) -> str:
        assert self._server is not None
        return f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def say(self, name: str, words: str) -> None:
        """Have a resident say one thing more."""
        resident = self.residents[name]
        resident.lines.append(words)
        self._next(resident)

    async def until(self, met: Callable[[Platform], bool]) -> None:
        """Wait until something holds; looked at after every line."""
        async with self._changed:
            await self._changed.wait_for(lambda: met(self))

    @property
    def done(self) -> bool:
        return not self._pending and all(r.done for r in self.residents.values())

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        for told in list(self._pending.values()):
            self._write(told)
        for resident in self.residents.values():
            if not resident.said:
                self._next(resident)
        with contextlib.suppress(ConnectionResetError):  # killed in the middle
            while line := await reader.readline():
                self._take(json.loads(line))
                async with self._changed:
                    self.seen += 1
                    self._changed.notify_all()
        writer.close()

    def _take(self, line: dict[str, Any]) -> None:
        match line:
            case {"stored": key}:
                self._pending.pop(key, None)
            case {"again": key} if key in self._pending:
                asyncio.get_running_loop().call_later(0.05, self._write, self._pending[key])
            case {"say": key, "address": address, "message": message}:
                if key in self._keys:
                    self.repeated_says += 1
                else:
                    self._keys.add(key)
                    resident = self.residents[address]
                    resident.heard.append("".join(span[0] for span in message["text"]))
                    self._next(resident)
                self._write({"said": key})

    def _next(self, resident: Resident) -> None:
        """What a resident says next, when everything so far has been answered."""
        if resident.said == len(resident.lines) or len(resident.heard) < resident.said:
            return
        key = f"{resident.name}:{resident.said}"
        words = {"type": "words", "text": resident.lines[resident.said]}
        told = {"told": key, "address": resident.name, "heard": words}
        resident.said += 1
        self._pending[key] = told
        for _ in range(self._dice.choice((1, 1, 1, 2, 3))):
            self._write(told)

    def _write(self, line: dict[str, Any]) -> None:
        if self._writer is not None and not self._writer.is_closing():
            self._writer.write(json.dumps(line).encode() + b"\n")
