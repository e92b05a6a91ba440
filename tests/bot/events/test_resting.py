"""An alert that came too late for the day rests; what people write to each other does not."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.delivery import sender as delivery
from storage.database import Database
from tests.bot.events.planning import event, local, planned, publish, subscribe
from tests.bot.memory import Memory, Watch, emptied, sending, until
from tests.bot.test_sender import rows
from tests.storage.samples import message


async def test_nobody_waits_behind_an_alert_that_rests(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "IDLE", 0.05)
    evening, night = local("2026-11-23T17:05"), local("2026-11-23T22:00")
    who = subscribe(database, "anna", evening)
    publish(database, event(), now=evening)
    await asyncio.to_thread(planned, database, evening)
    platform, watch = Memory(), Watch(tmp_path, night)
    async with sending(database, platform, watch) as sender:
        await until(lambda: rows(database)[0].error == "rests")
        assert platform.tried == []
        await database.run(
            lambda store: store.outbox.push(who.id, who.platform, message("Noch da?"), night)
        )
        sender.wake()
        await until(lambda: platform.texts == ["Noch da?"])
        watch.set(local("2026-11-24T09:00"))
        sender.wake()
        await emptied(database, sender)
    assert len(platform.texts) == 2
    assert "Lesung" in platform.texts[1]
