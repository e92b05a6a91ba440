"""All parts together: from a platform through the database and back, started and stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from adapters.adapter import Inbound, Receive
from bot.app import AlreadyRunning, App, alone, opened
from bot.config import Config
from dialogs.messages import Words
from storage.crypt import KeyProblem, create_key, read_key
from storage.database import Database, NotReady
from storage.migrations import upgrade
from tests.bot.memory import Memory, Watch, until
from tests.bot.talking import config, ours, publish
from tests.storage.contents import contents
from tests.storage.samples import HERE


@pytest.fixture
def made(tmp_path: Path) -> Config:
    """A configuration with a key and a database that is ready."""
    found = config(data_dir=tmp_path / "data", key_file=tmp_path / "keys" / "the.key")
    create_key(found.key_file)
    database = Database(found.url, read_key(found.key_file))
    upgrade(database)
    database.close()
    return found


def test_a_database_that_is_ready_is_opened(made: Config) -> None:
    with opened(made) as database:
        assert database.look(lambda store: store.surveys.standings()) == []


def test_what_is_not_ready_is_not_opened(made: Config, tmp_path: Path) -> None:
    elsewhere = made.model_copy(update={"data_dir": tmp_path / "elsewhere"})
    with pytest.raises(NotReady), opened(elsewhere):
        pass
    other = made.model_copy(update={"key_file": tmp_path / "other.key"})
    with pytest.raises(KeyProblem, match="gibt es nicht"), opened(other):
        pass
    create_key(other.key_file)
    with pytest.raises(KeyProblem, match="passt nicht"), opened(other):
        pass


def test_one_process_runs_on_a_file(made: Config) -> None:
    with alone(made), pytest.raises(AlreadyRunning, match="läuft schon"), alone(made):
        pass
    with alone(made):
        pass


def test_several_processes_may_run_on_a_server(made: Config) -> None:
    served = made.model_copy(update={"database_url": "postgresql://bot@localhost/bot"})
    with alone(served), alone(served):
        pass


class Visit(Memory):
    """People come, say these things in order, and everybody hears the answers before the next."""

    def __init__(self, lines: Iterable[tuple[str, str]], at_the_end: asyncio.Event) -> None:
        super().__init__()
        self._lines = list(lines)
        self._end = at_the_end

    async def listen(self, receive: Receive) -> None:
        for number, (who, line) in enumerate(self._lines):
            await receive(Inbound(f"{number}", HERE, who, Words(line)))
        await until(lambda: len(self.said) == len(self._lines))
        await self._end.wait()


LINES = [(who, line) for line in ("Hallo", "ja", "Menü") for who in ("anna", "bodo", "carla")]


async def test_a_whole_bot_answers_everybody_and_stops(database: Database, tmp_path: Path) -> None:
    publish(database, "puls")
    end = asyncio.Event()
    end.set()
    platform = Visit(LINES, end)
    app = App(config(), database, (platform,), Watch(tmp_path).clock)
    async with asyncio.timeout(30):
        await app.run()
    assert len(platform.said) == 9
    for who in ("anna", "bodo", "carla"):
        first, second, third = platform.to(who)
        assert ours("consent", "surveys") in first
        assert "Puls: Geht es voran?" in second
        assert ours("menu", "ask") in third
    assert {post[4][0] for posts in contents(database)["outbox"].values() for post in posts} == {1}


async def test_a_bot_that_is_stopped_leaves_nothing_undone(
    database: Database, tmp_path: Path
) -> None:
    platform = Visit(LINES, asyncio.Event())
    running = asyncio.create_task(
        App(config(), database, (platform,), Watch(tmp_path).clock).run()
    )
    await until(lambda: len(platform.said) == len(LINES))
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert database.look(lambda store: store.outbox.waiting()) == 0
    assert not platform.repeated


async def test_a_platform_that_breaks_ends_the_whole_bot(sqlite: Database, tmp_path: Path) -> None:
    """The supervisor starts it again; a start after a crash is the ordinary start."""

    class Broken(Memory):
        async def listen(self, receive: Receive) -> None:
            await receive(Inbound("1", HERE, "anna", Words("Hallo")))
            raise LookupError("gone")

    def kinds(group: BaseExceptionGroup[Any]) -> set[type[BaseException]]:
        return {
            kind
            for error in group.exceptions
            for kind in (kinds(error) if isinstance(error, BaseExceptionGroup) else {type(error)})
        }

    app = App(config(), sqlite, (Broken(),), Watch(tmp_path).clock)
    with pytest.raises(BaseExceptionGroup) as caught:
        await app.run()
    assert kinds(caught.value) == {LookupError}
    assert len(contents(sqlite)["heard"]) == 1
