"""An alert that came too late for the day rests; what people write to each other does not."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.delivery import sender as delivery
from bot.delivery.retry import ATTEMPTS
from storage.database import Database
from storage.tables import outbox
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


async def test_an_alert_that_is_broken_fails_alone(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "IDLE", 0.05)
    evening = local("2026-11-23T17:05")
    people = [subscribe(database, name, evening) for name in ("anna", "bodo", "carla")]
    publish(database, event(), now=evening)
    await asyncio.to_thread(planned, database, evening)
    with database.engine.begin() as connection:
        broken = update(outbox).where(outbox.c.chat == people[0].id)
        connection.execute(broken.values(lands="XX"))
    platform, watch = Memory(), Watch(tmp_path, evening)
    async with sending(database, platform, watch) as sender:
        await emptied(database, sender, watch)
    assert sorted(said.address for said in platform.said) == ["bodo", "carla"]
    found = {row.chat: (row.attempts, row.error) for row in rows(database)}
    assert [found[who.id] for who in people[1:]] == [(1, None)] * 2
    assert found[people[0].id][0] == ATTEMPTS
