"""The bot's device on the command line: logged in once, looked at, replaced."""

from __future__ import annotations

import shutil
from pathlib import Path

from .revier import revier
from .synapse import Synapse


async def test_it_logs_in_once_and_is_looked_at(synapse: Synapse, folder: Path) -> None:
    async with revier(synapse, folder) as here:
        assert "noch nicht angemeldet" in await here.bot.command("doctor")
        told = await here.bot.command("matrix", "login")
        assert f"{here.user}, Gerät " in told
        assert "bestätigt; 50 Einmalschlüssel" in told
        assert await here.bot.command("matrix", "login") == told
        here.bot.env["REVIERSTIMME_MATRIX__PASSWORD"] = "forgotten"
        assert await here.bot.command("matrix", "status") == told
        doctor = await here.bot.command("doctor")
        assert "bisher nicht gebremst" in doctor
        assert "override_ratelimit" in doctor
        assert "prüfen Sie matrix.user" in await here.bot.command("matrix", "reset-device", code=1)
        here.bot.env["REVIERSTIMME_MATRIX__HOMESERVER"] = "http://127.0.0.1:9"
        assert "nicht erreichbar" in await here.bot.command("matrix", "status", code=1)


async def test_a_new_device_takes_the_place_of_one_whose_keys_are_lost(
    synapse: Synapse, folder: Path
) -> None:
    async with revier(synapse, folder) as here:
        await here.bot.start()
        anna = await here.person("anna", encrypted=True)
        await anna.waits_for("3. ")
        await here.bot.stop()
        old = await here.bot.command("matrix", "status")
        new = await here.bot.command("matrix", "reset-device")
        assert new != old
        assert "Konto bestätigt" in new
        await here.bot.start()
        await anna.says("Hallo")
        await anna.waits_for("3. ")
        await here.bot.stop()
        shutil.rmtree(folder / "data" / "matrix")
        await here.bot.start()
        await anna.says("Hallo noch einmal")
        await anna.waits_for("3. ")
        await here.bot.stop()
        assert anna.unreadable == []
        assert await here.bot.command("matrix", "status") != new
