"""Events and subscribers for tests, and all that is due planned at a moment."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.campaigns.settings import Broadcast
from bot.events.alerting import Alerting
from dialogs.events import Event
from dialogs.events.areas import Area
from dialogs.events.choosing import Subscription
from storage.chats import Chat
from storage.database import Database
from storage.store import Store
from storage.wishes import Settings
from tests.bot.memory import Watch
from tests.storage.samples import chat

BERLIN = ZoneInfo("Europe/Berlin")
BORNA, LEIPZIG, HALLE, ALTENBURG = "14729050", "14713000", "15002000", "16077001"


def local(at: str) -> datetime:
    """A time of the local clock, in UTC."""
    return datetime.fromisoformat(at).replace(tzinfo=BERLIN).astimezone(UTC)


def planned(database: Database, now: datetime, **settings: Any) -> None:
    """Plan all that is due at that moment."""
    with tempfile.TemporaryDirectory() as folder:
        watch = Watch(Path(folder), now)
        alerting = Alerting(database, watch.clock, (), Broadcast(**settings))

        async def work() -> None:
            while await alerting.work():
                pass

        asyncio.run(work())


def event(title: str = "Lesung", at: str = "2026-11-26T18:00", **more: Any) -> Event:
    return Event(title, local(at), **{"regions": (BORNA,), "topics": ("culture",), **more})


def publish(database: Database, *events: Event, now: datetime) -> list[str]:
    return [database.do(lambda store, e=e: store.events.add(e, now)) for e in events]  # type: ignore[misc]


def subscribe(
    database: Database,
    address: str,
    now: datetime,
    *,
    frequency: str = "weekly",
    hour: int = 17,
    wanted: Iterable[tuple[str, str]] = (("revier", ""),),
) -> Chat:
    """Somebody who agreed to alerts and hears of these (place, topic)."""

    def work(store: Store) -> Chat:
        who = chat(store, address)
        store.consents.note(who, frozenset({"alerts"}), True, "1", now)
        subscriptions = [Subscription(Area(place), topic) for place, topic in wanted]
        settings = Settings(frequency, hour, "")  # type: ignore[arg-type]
        store.alerts.want(who.participant, subscriptions, settings, 0)
        return who

    return database.do(work)
