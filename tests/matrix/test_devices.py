"""The bot's device on the command line: logged in once, looked at, replaced."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .revier import revier
from .synapse import Synapse


@pytest.mark.chaos
async def test_it_logs_in_once_and_is_looked_at(synapse: Synapse, folder: Path) -> None:
    async with revier(synapse, folder) as here:
        told = await here.bot.command("matrix", "login")
        assert f"{here.user}, Gerät " in told
        assert "bestätigt; 50 Einmalschlüssel" in told
        here.bot.env["REVIERSTIMME_MATRIX__PASSWORD"] = "forgotten"
        assert await here.bot.command("matrix", "status") == told
        doctor = await here.bot.command("doctor")
        assert "bisher nicht gebremst" in doctor
        assert "override_ratelimit" in doctor
        assert "prüfen Sie matrix.user" in await here.bot.command("matrix", "reset-device", code=1)


@pytest.mark.chaos
async def test_a_new_device_takes_the_place_of_one_whose_keys_are_lost(
    synapse: Synapse, folder: Path
) -> None:
    async with revier(synapse, folder) as here:
        await here.bot.start()
        anna = await here.person("anna", encrypted=True)
        await anna.waits_for("3. ")
        await here.bot.stop()
        new = await here.bot.command("matrix", "reset-device")
        assert "Konto bestätigt" in new
        await here.bot.start()
        await anna.says("Hallo")
        await anna.waits_for("3. ")
        await here.bot.stop()
        shutil.rmtree(folder / "data" / "matrix")
        here.look(lambda store: store.notes.write("matrix", "sync", b"of another server"))
        await here.bot.start()
        await anna.invites(encrypted=True)
        await anna.waits_for("1. ")
        await anna.says("Hallo noch einmal")
        await anna.waits_for("3. ")
        await here.bot.stop()
        assert anna.unreadable == []
        assert await here.bot.command("matrix", "status") != new


@pytest.mark.chaos
async def test_keys_that_were_brought_back_from_a_backup_are_told_of(
    synapse: Synapse, folder: Path, tmp_path: Path
) -> None:
    async with revier(synapse, folder) as here:
        await here.bot.start()
        anna = await here.person("anna", encrypted=True)
        await anna.waits_for("3. ")
        await here.bot.stop()
        shutil.copytree(folder / "data" / "matrix", tmp_path / "backup")
        await here.claim(anna, 10)
        await here.bot.start()
        await anna.says("Hallo")
        await anna.waits_for("3. ")
        while "50 Einmal" not in await here.bot.command("matrix", "status"):
            pass
        await here.bot.stop()
        shutil.rmtree(folder / "data" / "matrix")
        shutil.copytree(tmp_path / "backup", folder / "data" / "matrix")
        await here.claim(anna, 5)
        await here.bot.start()
        bert = await here.person("bert")
        await bert.waits_for("3. ")
        await here.bot.stop()
        assert "other keys of this device" in here.bot.log.read_text()
        await here.bot.command("matrix", "reset-device")
        await here.bot.start()
        await anna.says("Noch einmal")
        await anna.waits_for("3. ")
        await here.bot.stop()
