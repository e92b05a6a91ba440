"""One night's digests, and a year of them, on a real database.

    uv run --group test python -m benchmarks.alerts [--people 20000] [--events 3000] [--days 365]

Makes so many subscribers (most of them weekly, as is usual; places and topics spread as people
are) and so many events over a year, then plans the digests of the evening on which most are due,
and says how long that took and how much memory. With `--days` it goes on day by day, sends
nothing but settles what was planned, cancels and moves some events, and counts whether anybody
was told of the same twice. Runs in one thread, so on one core.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace
from sqlalchemy import delete, func, insert, select

from bot.campaigns.hours import holidays
from bot.campaigns.settings import Broadcast
from bot.events.alerting import Alerting
from dialogs.events import TOPICS, Event
from dialogs.events.areas import Area
from dialogs.places import DISTRICTS, WHOLE, regions
from storage.crypt import Keys
from storage.database import Database
from storage.events import KEPT
from storage.migrations import upgrade
from storage.store import Store
from storage.tables import alerts, chats, event_told, outbox, participants, subscriptions
from tests.bot.memory import Watch

BEGIN = datetime(2026, 11, 23, 11, tzinfo=UTC)
EVENING = datetime(2026, 11, 26, 16, tzinfo=UTC)
"""Thursday, 17 o'clock: when weekly digests begin."""
OFTEN = ["weekly"] * 14 + ["daily"] * 4 + ["once"] * 2
HOURS = [17] * 7 + [8, 12, 19]
TOWNS = [r for r in regions().values() if r.kind == "municipality"]


def people(number: int, dice: random.Random) -> Iterator[dict[str, object]]:
    """Where each lives, what of and how often they hear."""
    weights = [town.population for town in TOWNS]
    homes = dice.choices(TOWNS, weights, k=number)
    for place, home in enumerate(homes):
        yield {
            "who": f"{place:032x}",
            "place": dice.choice([home.key] * 6 + [home.key[:5]] * 3 + [WHOLE]),
            "topics": dice.choice([[""]] * 4 + [dice.sample(TOPICS, 2)]),
            "frequency": dice.choice(OFTEN),
            "hour": dice.choice(HOURS),
        }


def settle_in(database: Database, number: int, dice: random.Random) -> None:
    """Make the subscribers, as rows: nobody waits for 20,000 conversations."""
    made = list(people(number, dice))
    for one in made:
        if one["place"] in {d.key for d in DISTRICTS} and one["place"] not in regions():
            one["place"] = WHOLE
    with database.engine.begin() as connection:
        who = [
            {"id": p["who"], "language": "de", "consents": "alerts", "seen": 20000} for p in made
        ]
        connection.execute(insert(participants), who)
        key = database.keys.seal(b"address", b"address")
        connection.execute(
            insert(chats),
            [
                {"participant": p["who"], "platform": "telegram", "gone": False,
                 "address_hash": bytes.fromhex(str(p["who"])), "address_sealed": key}
                for p in made
            ],
        )  # fmt: skip
        connection.execute(
            insert(subscriptions),
            [
                {"participant": p["who"], "place": p["place"], "radius": 0, "topic": topic}
                for p in made
                for topic in p["topics"]  # type: ignore[attr-defined]
            ],
        )
        connection.execute(
            insert(alerts),
            [
                {"participant": p["who"], "frequency": p["frequency"], "hour": p["hour"],
                 "lands": " ".join(Area(str(p["place"])).lands), "done": 0}
                for p in made
            ],
        )  # fmt: skip


def programme(number: int, dice: random.Random) -> list[tuple[datetime, Event]]:
    """Events over a year, and when each is published."""
    weights = [town.population for town in TOWNS]
    found = []
    for place in range(number):
        town = dice.choices(TOWNS, weights)[0]
        start = BEGIN + timedelta(minutes=dice.randrange(60 * 24 * 365))
        published = max(BEGIN, start - timedelta(days=dice.randrange(2, 60)))
        topics = (dice.choice(TOPICS),)
        event = Event(f"Veranstaltung {place}", start, regions=(town.key,), topics=topics,
                      place=f"Bürgerhaus, {town.name}", price="frei")  # fmt: skip
        found.append((published, event))
    return sorted(found, key=lambda one: one[0])


def publish(database: Database, due: list[tuple[datetime, Event]]) -> None:
    def work(store: Store) -> None:
        for at, event in due:
            store.events.add(event, at)

    database.do(work)


def planned(database: Database, watch: Watch, at: datetime) -> float:
    """Plan all that is due then; seconds of CPU time."""
    watch.set(at)
    alerting = Alerting(database, watch.clock, (), Broadcast())

    async def work() -> None:
        while await alerting.work():
            pass

    begin = time.process_time()
    asyncio.run(work())
    return time.process_time() - begin


def settle(database: Database) -> int:
    """As if all had been said; how many that were."""
    with database.engine.begin() as connection:
        number = connection.execute(select(func.count()).select_from(outbox)).scalar_one()
        connection.execute(delete(outbox))
    return int(number)


def unrest(database: Database, now: datetime, dice: random.Random) -> None:
    """Some events are moved or called off."""

    def work(store: Store) -> None:
        upcoming = store.events.upcoming(now, now + timedelta(days=20))
        for one in dice.sample(upcoming, min(1, len(upcoming))):
            event = one.event
            moved = replace(event, start=event.start + timedelta(hours=1))
            store.events.put(one.id, dice.choice([moved, replace(event, status="cancelled")]), now)

    database.do(work)


def forget(database: Database, now: datetime) -> None:
    """What the tending of a running bot forgets."""
    while database.do(lambda store: store.events.forget_over(now - KEPT, 500)):
        pass
    database.do(lambda store: store.retention.drop_digests(now - timedelta(days=60), 50_000))


def year(
    database: Database, watch: Watch, coming: list[tuple[datetime, Event]], days: int
) -> None:
    """Day by day, at the hours at which digests begin; prints what it came to."""
    dice, took, said, slowest = random.Random(2), 0.0, 0, 0.0
    versions: Counter[int] = Counter()
    for day in range(days):
        midnight = (BEGIN + timedelta(days=day)).replace(hour=0)
        for hour in (7, 11, 16, 18):
            now = midnight + timedelta(hours=hour, minutes=30)
            due = [one for one in coming if one[0] <= now]
            coming = coming[len(due) :]
            publish(database, due)
            if hour == 11:
                unrest(database, now, dice)
            seconds = planned(database, watch, now)
            took, slowest = took + seconds, max(slowest, seconds)
            said += settle(database)
        forget(database, midnight)
    with database.engine.connect() as connection:
        rows = connection.execute(
            select(event_told.c.event, event_told.c.participant, func.max(event_told.c.version))
            .group_by(event_told.c.event, event_told.c.participant)
        )  # fmt: skip
        versions.update(row[2] for row in rows)
    print(
        f"{days} days: {said} alerts in {took:.0f} s CPU, slowest look {slowest:.1f} s", flush=True
    )
    print(f"{memory():.0f} MB at most; versions known at the end: {dict(versions)}", flush=True)


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--events", type=int, default=3_000)
    parser.add_argument("--days", type=int, default=0, help="go on for so long")
    asked = parser.parse_args()
    dice = random.Random(1)
    holidays(2026, 2027, 2028)
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/benchmark.db", Keys(bytes(32)))
        upgrade(database)
        settle_in(database, asked.people, dice)
        coming = programme(asked.events, dice)
        before = memory()
        watch = Watch(Path(folder), BEGIN)
        due = [one for one in coming if one[0] <= EVENING]
        coming = coming[len(due) :]
        publish(database, due)
        took = planned(database, watch, EVENING)
        number = settle(database)
        with database.engine.connect() as connection:
            told = connection.execute(select(func.count()).select_from(event_told)).scalar_one()
        print(f"{asked.people} people, {len(due)} events known: {number} digests", flush=True)
        print(f"  with {told} events in {took:.1f} s CPU, {memory() - before:.0f} MB more")
        if asked.days:
            year(database, watch, coming, asked.days)
        database.close()


if __name__ == "__main__":
    main()
