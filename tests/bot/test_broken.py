"""What is broken in one corner keeps nobody from being answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import update

from adapters.adapter import Inbound, Receive
from bot.app import App
from bot.events.settings import Feeds
from dialogs.messages import Words
from dialogs.surveys.audience import Audience
from storage.database import Database
from storage.feeds import Feed
from storage.repeats import Repeat
from storage.tables import campaigns, ideas, repeats
from tests.bot.events.test_feeds import ICS
from tests.bot.memory import Memory, Watch, until
from tests.bot.talking import config, publish
from tests.storage.samples import HERE, NOW, message
from tests.storage.test_ideas import give

FEED = ICS.replace("\n", "\r\n").encode()
ANSWER = (
    b'HTTP/1.1 200 OK\r\nETag: "\xff"\r\nContent-Type: text/calendar\r\nConnection: close\r\n'
    b"Content-Length: %d\r\n\r\n%b" % (len(FEED), FEED)
)


class Late(Memory):
    """Somebody comes after the trouble, and goes when they are answered."""

    def __init__(self, troubled: Callable[[], bool]) -> None:
        super().__init__()
        self._troubled = troubled

    async def listen(self, receive: Receive) -> None:
        await until(self._troubled)
        await receive(Inbound("1", HERE, "anna", Words("Hallo")))
        await until(lambda: bool(self.said))


async def answers(database: Database, folder: Path, troubled: Callable[[], bool]) -> None:
    """A whole bot that still answers after the trouble."""
    platform, settings = Late(troubled), config(feeds=Feeds(allow_private=True))
    async with asyncio.timeout(30):
        await App(settings, database, (platform,), Watch(folder).clock).run()
    assert len(platform.said) == 1


async def test_a_job_that_fails_at_the_start_can_wait(
    sqlite: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    publish(sqlite, "puls")
    repeat = Repeat("r1", "alliance", "puls", Audience(), "o1", NOW)
    sqlite.do(lambda store: store.repeats.add(repeat))
    with sqlite.engine.begin() as connection:
        connection.execute(update(repeats).values(audience="{"))
    await answers(sqlite, tmp_path, lambda: "repeat failed" in caplog.text)


async def test_a_campaign_that_cannot_be_read_can_wait(
    sqlite: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    publish(sqlite, "puls")
    texts = {"de": message("Bitte mitmachen")}
    sqlite.do(lambda store: store.campaigns.make("puls", texts, NOW, NOW))
    with sqlite.engine.begin() as connection:
        connection.execute(update(campaigns).values(audience="{"))
    await answers(sqlite, tmp_path, lambda: "campaigns wait" in caplog.text)


async def test_news_of_an_idea_that_cannot_be_read_can_wait(
    sqlite: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    number = give(sqlite, "bodo")
    sqlite.do(lambda store: store.handling.reject(number, "personal", "org", NOW))
    with sqlite.engine.begin() as connection:
        connection.execute(update(ideas).values(words_sealed=b"broken"))
    await answers(sqlite, tmp_path, lambda: "news of ideas wait" in caplog.text)


@asynccontextmanager
async def saying(answer: bytes) -> AsyncIterator[str]:
    """The address of a server that says these bytes, whatever it is asked."""

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(hear, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


async def test_a_feed_whose_server_says_what_is_no_text_is_read_all_the_same(
    sqlite: Database, tmp_path: Path
) -> None:
    def is_read() -> bool:
        return bool(sqlite.look(lambda store: store.events.upcoming(NOW)))

    async with saying(ANSWER) as url:
        sqlite.do(lambda store: store.feeds.add(Feed("", url, ""), NOW))
        await answers(sqlite, tmp_path, is_read)
