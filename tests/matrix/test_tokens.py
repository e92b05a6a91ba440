"""Tokens that run out: the bot gets new ones in time, and says so where it cannot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import msgspec
import pytest

from adapters.matrix.account import Device
from storage.store import Store

from .residents import PATIENCE
from .revier import Revier, revier
from .synapse import PASSWORD, Synapse

WHO = "/_matrix/client/v3/account/whoami"


@asynccontextmanager
async def forgetful(folder: Path, bot: Path, **settings: str) -> AsyncIterator[Revier]:
    """A bot on a server whose tokens run out."""
    server = Synapse(folder, **settings)
    server.start()
    try:
        await server.ready()
        async with revier(server, bot) as here:
            yield here
    finally:
        server.kill()


def known(here: Revier) -> Device:
    """What the bot has noted of its device."""

    def look(store: Store) -> Device:
        kept = store.notes.read("matrix", "device")
        assert kept is not None
        return msgspec.json.decode(kept, type=Device)

    found: Device = here.look(look)
    return found


async def ran_out(here: Revier, token: str) -> None:
    """Until the server refuses a token."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await here.synapse.ask("GET", WHO, token=token)
            except aiohttp.ClientResponseError:
                return
            await asyncio.sleep(0.1)


async def used_up(here: Revier, device: Device) -> None:
    """Until the server gives no new token for the old one."""
    path, wanted = "/_matrix/client/v3/refresh", {"refresh_token": device.refresh}
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await here.synapse.ask("POST", path, wanted)
            except aiohttp.ClientResponseError:
                return
            await asyncio.sleep(0.2)


async def logged(here: Revier, words: str) -> None:
    """Until it stands in the bot's log."""
    async with asyncio.timeout(PATIENCE):
        while words not in here.bot.log.read_text():  # noqa: ASYNC110
            await asyncio.sleep(0.1)


@pytest.mark.chaos
async def test_a_token_that_runs_out_is_exchanged(tmp_path: Path, folder: Path) -> None:
    short = {"refreshable_access_token_lifetime": "2s"}
    async with forgetful(tmp_path / "synapse", folder, **short) as r:
        await r.bot.start()
        anna = await r.person("anna", encrypted=True)
        await anna.waits_for("3. ")
        first = known(r)
        await ran_out(r, first.token)
        await anna.says("Hallo")
        await anna.waits_for("3. ")
        later = known(r)
        assert (later.id, later.token != first.token) == (first.id, True)
        await r.bot.kill()
        await ran_out(r, known(r).token)
        await r.bot.start()
        await anna.says("Hallo noch einmal")
        await anna.waits_for("3. ")
        assert known(r).id == first.id
        assert anna.unreadable == []
        told = await r.bot.command("matrix", "status")  # beside the bot that runs
        assert first.id in told
        await ran_out(r, known(r).token)
        await anna.says("Und noch einmal")
        await anna.waits_for("3. ")
        await r.bot.stop()


@pytest.mark.chaos
async def test_where_no_new_token_is_given_the_bot_logs_in_as_the_same_device(
    tmp_path: Path, folder: Path
) -> None:
    short = {"refreshable_access_token_lifetime": "1s", "refresh_token_lifetime": "2s"}
    async with forgetful(tmp_path / "synapse", folder, **short) as r:
        await r.bot.start()
        anna = await r.person("anna", encrypted=True)
        await anna.waits_for("3. ")
        first = known(r)
        await r.bot.stop()
        stopped = known(r)
        await used_up(r, stopped)
        await r.bot.start()
        await anna.says("Hallo")
        await anna.waits_for("3. ")
        assert known(r).id == first.id
        assert anna.unreadable == []
        await r.bot.stop()
        assert "logged in again as the same device" in r.bot.log.read_text()


@pytest.mark.chaos
async def test_a_device_that_somebody_logged_out_is_told_of(
    synapse: Synapse, folder: Path
) -> None:
    async with revier(synapse, folder) as here:
        await here.bot.start()
        anna = await here.person("anna", encrypted=True)
        await anna.waits_for("3. ")
        wanted = {"type": "m.login.password", "user": here.user, "password": PASSWORD}
        found = await synapse.ask("POST", "/_matrix/client/v3/login", wanted)
        path = "/_matrix/client/v3/logout/all"
        await synapse.ask("POST", path, {}, found["access_token"])
        await logged(here, "logged the bot out: revierstimme matrix reset-device")
        told = await here.bot.command("doctor", code=1)
        assert "jemand hat es abgemeldet" in told
        await here.bot.stop()
        await here.bot.command("matrix", "reset-device")
        await here.bot.start()
        await anna.says("Hallo")
        await anna.waits_for("3. ")
        await here.bot.stop()
