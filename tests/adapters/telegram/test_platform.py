"""The adapter by itself against the strict server: acknowledgements, trouble, refusals."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from adapters.adapter import (
    Inbound,
    Left,
    PerhapsSent,
    Rejected,
    RetryLater,
    SetAside,
    TryAgain,
    Unreachable,
)
from adapters.telegram import Limits, Telegram, platform
from dialogs.markup import plain
from dialogs.messages import Message, Words
from tests.fakes.telegram import (
    BLOCKED,
    UNAUTHORIZED,
    Garbage,
    Hang,
    Page,
    Reset,
    TelegramServer,
    refuse,
    retry_after,
)

HALLO = Message(plain("Hallo"))


class Inbox:
    """Takes what is told; says no while it is `shut`."""

    def __init__(self) -> None:
        self.told: list[Inbound | Left | SetAside] = []
        self.shut = False
        self.tried = 0
        self._changed = asyncio.Event()

    async def receive(self, one: Inbound | Left | SetAside) -> None:
        self.tried += 1
        self._changed.set()
        if self.shut:
            raise TryAgain
        self.told.append(one)

    async def until(self, *, tried: int) -> None:
        async with asyncio.timeout(10):
            while self.tried < tried:
                self._changed.clear()
                await self._changed.wait()


@pytest_asyncio.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TelegramServer]:
    monkeypatch.setattr(platform, "SHORTEST", 0.01)
    monkeypatch.setattr(platform, "REVOKED", 0.01)
    async with TelegramServer() as made:
        yield made
        assert made.violations == []


@pytest_asyncio.fixture
async def inbox(server: TelegramServer) -> AsyncIterator[Inbox]:
    taken = Inbox()
    telegram = Telegram(server.token, server.address)
    listening = asyncio.create_task(telegram.listen(taken.receive))
    yield taken
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    await telegram.close()


async def test_what_is_not_stored_is_not_acknowledged(
    server: TelegramServer, inbox: Inbox
) -> None:
    inbox.shut = True
    anna = server.person(7)
    anna.says("eins")
    await inbox.until(tried=2)
    inbox.shut = False
    anna.says("zwei")
    await inbox.until(tried=4)
    heard = [one.heard for one in inbox.told if isinstance(one, Inbound)]
    assert [h.text for h in heard if isinstance(h, Words)][-1] == "zwei"
    assert Words("eins") in heard


@pytest.mark.parametrize("fault", [UNAUTHORIZED, Garbage(), Page(503), retry_after(1)])
async def test_trouble_is_told_once_and_waited_out(
    fault: object, server: TelegramServer, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    trouble = server.fails("getUpdates", fault, times=3)  # type: ignore[arg-type]
    server.person(7).says("Hallo")
    await trouble.strikes(3, timeout=15)
    await inbox.until(tried=1)
    warned = [r for r in caplog.records if r.name.startswith("adapters") and r.levelno > 20]
    assert len(warned) == 1
    assert server.token.partition(":")[2] not in caplog.text


async def test_an_update_that_is_broken_is_set_aside_and_blocks_nothing(
    server: TelegramServer, inbox: Inbox
) -> None:
    anna = server.person(7)
    server.tolerates("this server answers wrongly")
    anna.sends_anything(text={"canary": 1})
    anna.says("gut")
    await inbox.until(tried=2)
    (aside,) = [one for one in inbox.told if isinstance(one, SetAside)]
    assert aside.why.endswith("$.message.text")
    assert "canary" not in json.dumps([aside.key, aside.why])


@pytest.mark.parametrize(
    ("fault", "raised"),
    [
        (BLOCKED, Unreachable),
        (retry_after(5), RetryLater),
        (refuse(400, "Bad Request: message text is empty"), Rejected),
        (refuse(400, "Bad Request: chat not found"), Unreachable),
        (Page(502), PerhapsSent),
        (Reset(), PerhapsSent),
        (UNAUTHORIZED, RetryLater),
    ],
)
async def test_a_send_that_fails_says_what_that_means(
    fault: object, raised: type[Exception], server: TelegramServer
) -> None:
    server.person(7).meets_bot()
    telegram = Telegram(server.token, server.address)
    server.fails("sendMessage", fault)  # type: ignore[arg-type]
    with pytest.raises(raised):
        await telegram.send("7", HALLO, "key")
    assert await telegram.send("7", HALLO, "key")
    await telegram.close()


async def test_a_send_that_hangs_comes_to_an_end(
    server: TelegramServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "SENT", 0.2)
    server.person(7).meets_bot()
    telegram = Telegram(server.token, server.address)
    server.fails("sendMessage", Hang())
    with pytest.raises(PerhapsSent, match="TimedOut"):
        await telegram.send("7", HALLO, "key")
    await telegram.close()


async def test_nobody_there_is_told_as_the_network(server: TelegramServer) -> None:
    telegram = Telegram("1:x", "http://127.0.0.1:1")
    with pytest.raises(ConnectionError, match="no connection"):
        await telegram.send("7", HALLO, "key")
    await telegram.close()


async def test_an_answer_that_nobody_can_read_is_no_reason_to_say_it_again(
    server: TelegramServer,
) -> None:
    anna = server.person(7)
    anna.meets_bot()
    telegram = Telegram(server.token, server.address)
    server.fails("sendMessage", Garbage(after=True))
    assert await telegram.send("7", HALLO, "key") == ""
    assert anna.heard == ["Hallo"]
    await telegram.close()


async def test_whoever_pays_for_it_may_say_more() -> None:
    async with TelegramServer() as server:
        server.person(7).meets_bot()
        paying = Telegram(server.token, server.address, Limits(1000, 0, paid=True))
        await paying.send("7", Message(plain("Hallo")), "1")
        assert server.calls[-1].given["allow_paid_broadcast"] is True
        await paying.close()
    assert server.violations == []
