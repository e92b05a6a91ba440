"""Forgetting in time (requirement B11), all of it, in slices, as often as one likes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot import tending
from bot.config import Retention
from bot.tending import Tending
from storage import retention
from storage.database import Database
from storage.settling import Settled
from storage.store import Store
from tests.bot.memory import Watch
from tests.bot.talking import Bot, publish
from tests.databases import Server
from tests.storage.contents import contents
from tests.storage.samples import NOW, cast, chat, message
from tests.storage.samples import survey as short

Work = Callable[[], None]


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    return Watch(tmp_path)


def used(database: Database) -> None:
    """Something of everything that is forgotten in time."""
    publish(database, short(), short("bahn", anonymity="pseudonymous"))
    anna = Bot(database).person("anna")
    anna.say("Hallo", "=yes", "=survey:bus", "=join", "=yes")
    cast(database, anna.participant, "bahn", rides="yes")

    def settle(store: Store) -> None:
        store.surveys.close("bahn", NOW)
        store.outbox.settle(
            [Settled(post.id) for post in store.outbox.claim("console", NOW, 1)], NOW
        )
        store.outbox.add(chat(store, "bodo"), message("waits"), NOW + timedelta(days=999))

    database.do(settle)


def state(database: Database) -> dict[str, object]:
    kept = contents(database)
    settled = [post for posts in kept["outbox"].values() for post in posts if post[3][4]]
    return {
        "settled posts": len(settled),
        "heard": len(kept["heard"]),
        "secret": kept["surveys"]["bahn"][4],
        "draft": kept["chats"]["console:anna"][0] is not None,
    }


@pytest.mark.parametrize(
    ("days", "left"),
    [
        (0, {"settled posts": 1, "heard": 5, "secret": True, "draft": True}),
        (7, {"settled posts": 1, "heard": 5, "secret": True, "draft": True}),
        (8, {"settled posts": 0, "heard": 5, "secret": True, "draft": True}),
        (30, {"settled posts": 0, "heard": 5, "secret": True, "draft": True}),
        (31, {"settled posts": 0, "heard": 0, "secret": False, "draft": True}),
        (90, {"settled posts": 0, "heard": 0, "secret": False, "draft": True}),
        (91, {"settled posts": 0, "heard": 0, "secret": False, "draft": False}),
        (9999, {"settled posts": 0, "heard": 0, "secret": False, "draft": False}),
    ],
)
async def test_everything_has_its_time(
    database: Database, watch: Watch, days: int, left: dict[str, object]
) -> None:
    used(database)
    watch.pass_(days=days)
    await Tending(database, Retention(), watch.clock)()
    assert state(database) == left
    kept = contents(database)
    assert len(kept["ballots"]["bahn"]) == 1
    assert kept["tallies"]["bahn", 1]["current"]["participants"] == 1
    assert kept["people"]["console:anna"][1] == "surveys"
    assert kept["consents"]["console:anna"]
    assert len(kept["outbox"]["console:bodo"]) == 1, "what still waits"
    again = contents(database)
    await Tending(database, Retention(), watch.clock)()
    assert contents(database) == again


async def test_the_times_are_those_of_the_configuration(database: Database, watch: Watch) -> None:
    used(database)
    watch.pass_(days=35)
    keep = Retention(drafts=30, heard=100, posts=100, unlink=5)
    await Tending(database, keep, watch.clock)()
    assert state(database) == {"settled posts": 1, "heard": 5, "secret": False, "draft": False}


async def test_much_is_forgotten_slice_by_slice(
    database: Database,
    watch: Watch,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for module in (tending, retention):
        monkeypatch.setattr(module, "SLICE", 10)

    def fill(store: Store) -> None:
        store.chats.unheard([f"{n}" for n in range(35)], NOW)
        for number in range(25):
            store.outbox.add(chat(store, f"person {number}"), message("Hallo"), NOW)

    database.do(fill)

    def settle(store: Store) -> None:
        posts = store.outbox.claim("console", NOW, 100)
        store.outbox.settle([Settled(post.id) for post in posts], NOW)

    database.do(settle)
    most: list[int] = []

    def counting(work: Callable[[Store], int]) -> Callable[[Store], int]:
        def counted(store: Store) -> int:
            most.append(done := work(store))
            return done

        return counted

    watch.pass_(days=40)
    forget = Tending(database, Retention(), watch.clock)
    works = forget.work()
    monkeypatch.setattr(forget, "work", lambda: {k: counting(w) for k, w in works.items()})
    with caplog.at_level(logging.INFO):
        await forget()
    assert max(most) == 10
    assert "forgotten: 35 keys of things heard" in caplog.text
    assert "forgotten: 25 settled posts" in caplog.text
    assert contents(database)["heard"] == {}


async def test_a_database_that_is_away_is_for_another_time(
    postgresql: Database, server: Server, watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    used(postgresql)
    watch.pass_(days=100)
    name = postgresql.engine.url.database
    server.admin(
        f"alter database {name} with allow_connections false",
        f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'",
    )
    forget = Tending(postgresql, Retention(), watch.clock)
    await forget()
    assert "forgetting waits" in caplog.text
    server.admin(f"alter database {name} with allow_connections true")
    await forget()
    assert state(postgresql)["draft"] is False


async def test_open_surveys_show_their_steps_by_the_clock(
    database: Database, watch: Watch
) -> None:
    """Not by a ballot: whoever saw one come in could tell what it said."""
    publish(database, short(), short("bahn"))
    tend = Tending(database, Retention(), watch.clock)

    def shown() -> list[int]:
        tallies = [
            database.look(lambda store, id=id: store.surveys.tallies(id)) for id in ("bus", "bahn")
        ]  # type: ignore[misc]
        return [each[1].released.participants for each in tallies]

    for number in range(20):
        cast(database, f"person {number}", rides="yes")
        if number == 9:
            await tend()
    assert shown() == [0, 0]
    await tend()
    assert shown() == [0, 0], "within the hour"
    watch.pass_(hours=1)
    await tend()
    assert shown() == [10, 0]
    database.do(lambda store: store.surveys.close("bus", watch.clock.now()))
    await tend()
    assert shown() == [20, 0]
