"""A broadcast to many rooms, beside a bare loop that says as much to the same rooms."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from statistics import median
from typing import Any, NamedTuple
from urllib.parse import quote
from uuid import uuid4

import aiohttp

from storage.store import Store
from tests.audience import agree, opened
from tests.matrix.revier import Revier
from tests.matrix.synapse import PASSWORD, Synapse

from .servers import bot, server

BURST = 10
IN_FLIGHT = 8
"""Messages that the bot has under way at once."""
AT_ONCE = 16
"""Rooms that are made, or looked at, at once."""
PATIENCE = 1800.0
TITLES = {"erwartungen": "Was erwarten Sie vom Wandel?", "puls": "Puls: Geht es voran?"}
EVERY = 2.0
"""Seconds between two residents who ask for help while a broadcast is under way."""
HELP = "Hilfe"
INVITED = "Wir laden Sie ein zu einer Umfrage:\n"
_CLIENT = "/_matrix/client/v3"
In = dict[str, Any]


class Figures(NamedTuple):
    """Messages a second by the server's clock, and what was lost or doubled."""

    per_second: float
    lost: int
    doubled: int

    def line(self, name: str, beside: float = 0.0) -> str:
        share = f" = {self.per_second / beside:.0%} of the loop" if beside else ""
        told = f"lost {self.lost}, doubled {self.doubled}"
        return f"  {name:<22}{self.per_second:>7.2f} messages/s{share}; {told}"


class Account:
    """Calls with the bot's account, from a device of its own."""

    def __init__(self, base: str, client: aiohttp.ClientSession, token: str = "") -> None:
        self._base, self._client, self.token = base, client, token

    async def ask(self, method: str, path: str, body: Any = None) -> In:
        """Waits as it is asked to, and no longer."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        while True:
            async with self._client.request(
                method, self._base + path, json=body, headers=headers
            ) as answer:
                found: In = await answer.json()
                if answer.status == 200:
                    return found
                if answer.status != 429:
                    answer.raise_for_status()
            await asyncio.sleep(found["retry_after_ms"] / 1000)

    async def log_in(self, user: str) -> None:
        identifier = {"type": "m.id.user", "user": user}
        wanted = {"type": "m.login.password", "identifier": identifier, "password": PASSWORD}
        self.token = (await self.ask("POST", f"{_CLIENT}/login", wanted))["access_token"]

    async def says(self, room: str, words: str) -> None:
        path = f"{_CLIENT}/rooms/{quote(room)}/send/m.room.message/{uuid4().hex}"
        await self.ask("PUT", path, {"msgtype": "m.text", "body": words})

    async def said(self, room: str, user: str, words: str) -> list[float]:
        """When somebody said this in a room, in seconds."""
        return [at for at, who, said in await self.heard(room) if who == user and words in said]

    async def heard(self, room: str) -> list[tuple[float, str, str]]:
        """What was said there: when, by whom, and what; the newest first."""
        path = f"{_CLIENT}/rooms/{quote(room)}/messages?dir=b&limit=20"
        found = (await self.ask("GET", path))["chunk"]
        return [
            (event["origin_server_ts"] / 1000, event["sender"], event["content"].get("body", ""))
            for event in found
        ]


class Bench:
    """A bot with so many rooms, one resident in each."""

    def __init__(self, synapse: Synapse, here: Revier, client: aiohttp.ClientSession) -> None:
        self.synapse, self.here, self.client = synapse, here, client
        self.account = Account(synapse.address, client)
        self.rooms: list[str] = []
        self._people: dict[str, Account] = {}
        self._admin = Account(synapse.address, client)

    async def open(self, rooms: int) -> None:
        """All rooms, with the bot in them, and agreed to be written to."""
        self._admin.token = await self.synapse.register("admin", admin=True)
        await self.free()
        await self.account.log_in(self.here.user)
        self.rooms = await many(rooms, self._room)
        await self.here.bot.start()
        joined: list[str] = []
        async with asyncio.timeout(PATIENCE):
            while len(joined) < rooms:
                await asyncio.sleep(1)
                joined = (await self.account.ask("GET", f"{_CLIENT}/joined_rooms"))["joined_rooms"]
        await self._greeted()
        await self.here.bot.stop()
        agree(self.here.bot, self.rooms, "matrix")

    async def _room(self, number: int) -> str:
        token = await self.synapse.register(f"resident-{number}")
        wanted = {"is_direct": True, "invite": [self.here.user], "preset": "trusted_private_chat"}
        person = Account(self.synapse.address, self.client, token)
        room = str((await person.ask("POST", f"{_CLIENT}/createRoom", wanted))["room_id"])
        self._people[room] = person
        return room

    async def _greeted(self) -> None:
        """Until all that waits in the outbox is said."""
        with opened(self.here.bot) as database:
            # Another process says them.
            while await database.read(lambda store: store.outbox.waiting()):  # noqa: ASYNC110
                await asyncio.sleep(0.5)

    async def free(self) -> None:
        wanted = {"messages_per_second": 0, "burst_count": 0}
        await self._admin.ask("POST", self._override, wanted)

    async def limit(self) -> None:
        await self._admin.ask("DELETE", self._override)

    @property
    def _override(self) -> str:
        return f"/_synapse/admin/v1/users/{quote(self.here.user)}/override_ratelimit"

    async def loop(self, at_once: int) -> Figures:
        words = uuid4().hex
        await many(len(self.rooms), lambda n: self.account.says(self.rooms[n], words), at_once)
        return await self._figures(words)

    async def broadcast(self, survey: str) -> tuple[Figures, list[float]]:
        """Everybody is invited to a survey by the bot, which answers others meanwhile.

        In what time it answered stands beside the figures, in seconds.
        """
        bot, asked = self.here.bot, list[str]()
        await bot.start()
        await bot.command("broadcast", "start", survey, "--yes", "--now")
        asking = asyncio.create_task(self._ask_for_help(asked))
        with opened(bot) as database:
            async with asyncio.timeout(PATIENCE):
                while not await database.read(_is_over):  # noqa: ASYNC110
                    await asyncio.sleep(0.5)
        asking.cancel()
        await asyncio.wait([asking])
        await self._greeted()
        await bot.stop()
        words = INVITED + TITLES[survey]
        return await self._figures(words), [await self._answered(room, words) for room in asked]

    async def _ask_for_help(self, asked: list[str]) -> None:
        """One resident after the other, those first who are invited last."""
        for room in reversed(self.rooms):
            await self._people[room].says(room, HELP)
            asked.append(room)
            await asyncio.sleep(EVERY)

    async def _answered(self, room: str, invitation: str) -> float:
        """How long it took until help came."""
        heard = (await self.account.heard(room))[::-1]
        asked = max(at for at, who, said in heard if who != self.here.user and said == HELP)
        answers = (
            at
            for at, who, said in heard
            if at >= asked and who == self.here.user and invitation not in said
        )
        return next(answers) - asked

    async def _figures(self, words: str) -> Figures:
        async def said(number: int) -> list[float]:
            return await self.account.said(self.rooms[number], self.here.user, words)

        found = await many(len(self.rooms), said)
        times = sorted(at for times in found for at in times[:1])
        lost = sum(not times for times in found)
        doubled = sum(len(times) > 1 for times in found)
        return Figures((len(times) - 1) / (times[-1] - times[0]), lost, doubled)


def _is_over(store: Store) -> bool:
    return store.campaigns.all()[0].ended is not None


async def many(
    number: int, work: Callable[[int], Awaitable[Any]], at_once: int = AT_ONCE
) -> list[Any]:
    """All of it, so much at once, begun in order."""
    free = asyncio.Semaphore(at_once)

    async def one(place: int) -> Any:
        async with free:
            return await work(place)

    return await asyncio.gather(*(one(place) for place in range(number)))


async def compared(rooms: int, rate: float) -> list[str]:
    limit = {"per_second": rate, "burst_count": BURST}
    async with (
        server(rc_message=limit) as synapse,
        bot(synapse) as here,
        aiohttp.ClientSession() as client,
    ):
        bench = Bench(synapse, here, client)
        began = time.monotonic()
        await bench.open(rooms)
        lines = [f"{rooms} rooms, opened in {time.monotonic() - began:.0f} s"]
        await bench.free()
        lines += ["without limits", *await _phase(bench, "erwartungen")]
        print("\n".join(lines), flush=True)
        await bench.limit()
        return [f"{rate:g}/s allowed", *await _phase(bench, "puls")]


async def _phase(bench: Bench, survey: str) -> Iterable[str]:
    one = await bench.loop(1)
    several = await bench.loop(IN_FLIGHT)
    ours, replies = await bench.broadcast(survey)
    return (
        one.line("loop, one at a time"),
        several.line(f"loop, {IN_FLIGHT} at once"),
        ours.line("broadcast", max(one.per_second, several.per_second)),
        f"  {len(replies)} answers meanwhile after {median(replies):.2f} s (median), "
        f"{max(replies):.2f} s (longest)",
    )
