"""The inbox: in order for each chat, together for many, and stored before it returns."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text, update

from adapters.adapter import Inbound, Left, Moved, SetAside, TryAgain
from bot import inbox as inboxes
from bot.commands import COMMANDS
from bot.delivery.sender import Sender
from bot.doing import Doing
from bot.inbox import Inbox
from bot.turns import Turns
from dialogs.engine import Act
from dialogs.markup import words
from dialogs.messages import Press, Words
from storage.database import Database
from storage.store import Store
from storage.tables import chats
from tests.bot.memory import Memory, Watch, emptied, sending, until
from tests.bot.talking import Bot, config, messages, ours, publish
from tests.databases import Server
from tests.storage.contents import contents
from tests.storage.samples import HERE, chat, message
from tests.storage.threads import paused

SORRY_DE = ours("turn", "sorry")
CLOSED = ours("engine", "survey_closed", title="Puls: Geht es voran?")


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    return Watch(tmp_path)


@asynccontextmanager
async def receiving(
    database: Database, watch: Watch, sender: Sender | None = None
) -> AsyncIterator[Inbox]:
    """An inbox at work."""
    senders = {HERE: sender} if sender else {}
    inbox = Inbox(database, Turns(config()), watch.clock, senders, {})
    running = asyncio.create_task(inbox.run())
    try:
        yield inbox
        assert not running.done(), running
    finally:
        running.cancel()
        await asyncio.wait([running])


def said(address: str, text: str, key: str = "") -> Inbound:
    return Inbound(key or f"{address}: {text}", HERE, address, Words(text))


def told(database: Database, address: str) -> list[str]:
    return [words(message.text) for message in messages(database, HERE, address)]


@asynccontextmanager
async def groups(database: Database) -> AsyncIterator[list[int]]:
    """How many sessions were kept in each transaction."""
    sizes: list[int] = []

    def listener(*context: Any) -> None:
        if context[2].startswith("UPDATE chats SET session_sealed"):
            sizes.append(len(context[3]) if context[5] else 1)

    event.listen(database.engine, "after_cursor_execute", listener)
    yield sizes
    event.remove(database.engine, "after_cursor_execute", listener)


async def test_what_is_received_is_stored(database: Database, watch: Watch) -> None:
    async with receiving(database, watch) as inbox:
        await inbox.receive(said("anna", "Hallo"))
        assert len(told(database, "anna")) == 1
        await inbox.receive(said("anna", "Hallo"))
        assert len(told(database, "anna")) == 1, "told twice, taken once"


async def test_a_chats_things_are_taken_in_order(database: Database, watch: Watch) -> None:
    """Languages in turn: the answers show what was taken when."""
    lines = [
        "Hallo",
        "/language",
        "English",
        "/language",
        "Deutsch",
        "/language",
        "Einfache Sprache",
    ]
    Bot(database).person("calm").say(*lines)
    async with receiving(database, watch) as inbox:
        await asyncio.gather(
            *(
                inbox.receive(said(name, line, f"{name}{n}"))
                for n, line in enumerate(lines)
                for name in ("anna", "bodo")
            )
        )
    for name in ("anna", "bodo"):
        assert told(database, name) == told(database, "calm")


async def test_many_chats_are_committed_together(sqlite: Database, watch: Watch) -> None:
    async with receiving(sqlite, watch) as inbox, groups(sqlite) as sizes:
        await asyncio.gather(*(inbox.receive(said(f"p{n}", "Hallo")) for n in range(200)))
    assert sum(sizes) == 200
    assert max(sizes) == inboxes.GROUP
    assert len(sizes) < 10
    assert len(contents(sqlite)["people"]) == 200


async def test_one_chat_is_never_twice_in_a_group(database: Database, watch: Watch) -> None:
    async with receiving(database, watch) as inbox, groups(database) as sizes:
        await asyncio.gather(*(inbox.receive(said("anna", "Hallo", f"{n}")) for n in range(10)))
    assert sizes == [1] * 10


async def test_the_same_thing_told_twice_at_once_is_taken_once(
    database: Database, watch: Watch
) -> None:
    async with receiving(database, watch) as inbox:
        await asyncio.gather(*(inbox.receive(said("anna", "Hallo", "same")) for _ in range(5)))
    assert len(told(database, "anna")) == 1


async def test_a_double_tap_is_one_ballot(database: Database, watch: Watch) -> None:
    publish(database, "puls")
    bot = Bot(database)
    bot.person("anna").say("Hallo", "=yes", "=join")
    prompt = bot.person("anna").shown.prompt
    taps = [Inbound(f"tap {n}", HERE, "anna", Press(prompt, "forward")) for n in range(3)]
    async with receiving(database, watch) as inbox:
        await asyncio.gather(*map(inbox.receive, taps))
    kept = contents(database)
    assert [ballot[2] for ballot in kept["ballots"]["puls"]] == [[("direction", "forward")]]
    assert kept["tallies"]["puls", 1]["current"]["participants"] == 1


# A turn that fails.


def buggy(doing: Doing, act: Act) -> None:
    """A bug whose error has in it what somebody said."""
    if act.value == "en":
        raise ValueError(f"canary {act.value}")
    COMMANDS_BEFORE["set_language"](doing, act)


COMMANDS_BEFORE = dict(COMMANDS)


@pytest.fixture
def bug(monkeypatch: pytest.MonkeyPatch) -> None:
    """Choosing English fails."""
    monkeypatch.setitem(COMMANDS, "set_language", buggy)


async def test_a_turn_that_fails_harms_nobody_else(
    database: Database, watch: Watch, bug: None, caplog: pytest.LogCaptureFixture
) -> None:
    names = [f"person {n}" for n in range(20)]
    bot = Bot(database)
    for name in names:
        bot.person(name).say("Hallo", "/language")
    before = contents(database)
    async with receiving(database, watch) as inbox:
        choices = ["English" if name == "person 7" else "Deutsch" for name in names]
        await asyncio.gather(
            *(inbox.receive(said(n, c)) for n, c in zip(names, choices, strict=True))
        )
        assert told(database, "person 7")[-1] == SORRY_DE
        after = contents(database)
        assert after["chats"]["console:person 7"] == before["chats"]["console:person 7"]
        assert [error for _, error in after["heard"].values() if error] == ["ValueError"]
        for name in names:
            if name != "person 7":
                assert told(database, name)[-1] == "Ab jetzt schreibe ich auf Deutsch."
        await inbox.receive(said("person 7", "English"))
        assert len(told(database, "person 7")) == 3, "told again, known, no second apology"
        await inbox.receive(said("person 7", "Einfache Sprache"))
        assert told(database, "person 7")[-1] != SORRY_DE
    assert "language at language" in caplog.text
    assert "ValueError" in caplog.text
    assert "canary" not in caplog.text


async def test_a_failure_that_cannot_even_be_noted_is_told_again_and_names_nobodys_words(
    database: Database, watch: Watch, bug: None, caplog: pytest.LogCaptureFixture
) -> None:
    Bot(database).person("anna").say("Hallo", "/language")
    caplog.set_level(logging.DEBUG)

    def fails(*context: Any) -> None:
        if context[2].startswith("UPDATE heard"):
            raise RuntimeError("also broken")

    event.listen(database.engine, "after_cursor_execute", fails)
    async with receiving(database, watch) as inbox:
        before = contents(database)
        with pytest.raises(TryAgain):
            await inbox.receive(said("anna", "English"))
        assert contents(database) == before
        event.remove(database.engine, "after_cursor_execute", fails)
        await inbox.receive(said("anna", "English"))
    assert told(database, "anna")[-1] == SORRY_DE
    assert "could not even be noted" in caplog.text
    assert "canary" not in caplog.text


async def test_a_session_that_cannot_be_read_does_not_block_its_person(
    sqlite: Database, watch: Watch
) -> None:
    bot = Bot(sqlite)
    for name in ("anna", "bodo"):
        bot.person(name).say("Hallo")
    hash = sqlite.keys.index(f"address:{HERE}:anna")
    broken = sqlite.keys.seal(b'{"format": "99"}', b"session" + hash)
    with sqlite.engine.begin() as connection:
        spoil = update(chats).where(chats.c.address_hash == hash)
        connection.execute(spoil.values(session_sealed=broken))
    async with receiving(sqlite, watch) as inbox:
        await inbox.receive(said("bodo", "/menu"))
        await inbox.receive(said("anna", "/menu"))
    assert len(told(sqlite, "anna")) == 2


async def test_a_survey_that_closes_meanwhile_is_explained(
    database: Database, again: Callable[[Database], Database], watch: Watch
) -> None:
    """The catalogue of this process does not know of the close yet when the ballot comes."""
    publish(database, "puls")
    bot, other = Bot(database), again(database)
    bot.person("anna").say("Hallo", "=yes", "=join")
    bot.person("bodo").say("Hallo")
    async with receiving(database, watch) as inbox:
        await inbox.receive(said("bodo", "/menu"))
        other.do(lambda store: store.surveys.close("puls", watch.now))
        await asyncio.gather(
            inbox.receive(said("anna", "Ja, voran")), inbox.receive(said("bodo", "/help"))
        )
    assert CLOSED in told(database, "anna")[-1]
    assert SORRY_DE not in told(database, "anna")
    assert contents(database)["ballots"] == {"puls": []}


async def test_a_survey_that_closes_in_the_same_moment_is_explained(
    postgresql: Database, again: Callable[[Database], Database], watch: Watch
) -> None:
    """The turn is under way, and then its ballot finds the survey closed."""
    publish(postgresql, "puls")
    bot, other = Bot(postgresql), again(postgresql)
    bot.person("anna").say("Hallo", "=yes", "=join")
    async with receiving(postgresql, watch) as inbox:
        with paused(postgresql, "FROM meta") as pause:
            taking = asyncio.create_task(inbox.receive(said("anna", "Ja, voran")))
            await asyncio.to_thread(pause.reached)
            await other.run(lambda store: store.surveys.close("puls", watch.now))
            pause.end()
            await taking
    assert CLOSED in told(postgresql, "anna")[-1]
    assert SORRY_DE not in told(postgresql, "anna")
    assert contents(postgresql)["ballots"] == {"puls": []}


# A database that is away.


async def test_what_cannot_be_stored_is_to_be_told_again(
    postgresql: Database, server: Server, watch: Watch
) -> None:
    name = postgresql.engine.url.database
    async with receiving(postgresql, watch) as inbox:
        await inbox.receive(said("anna", "Hallo"))
        before = contents(postgresql)
        server.admin(
            f"alter database {name} with allow_connections false",
            f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'",
        )
        results = await asyncio.gather(
            *(inbox.receive(said(f"p{n}", "Hallo")) for n in range(10)), return_exceptions=True
        )
        assert [type(result) for result in results] == [TryAgain] * 10
        server.admin(f"alter database {name} with allow_connections true")
        assert contents(postgresql) == before
        await asyncio.gather(*(inbox.receive(said(f"p{n}", "Hallo")) for n in range(10)))
    assert len(contents(postgresql)["people"]) == 11


async def test_a_file_that_is_locked_stores_nothing(sqlite: Database, watch: Watch) -> None:
    def hurry(dbapi: Any, _: object) -> None:
        dbapi.execute("pragma busy_timeout=10")

    sqlite.engine.dispose()
    event.listen(sqlite.engine, "connect", hurry)
    async with receiving(sqlite, watch) as inbox:
        with sqlite.engine.connect() as other:
            other.execute(text("select 1"))
            with pytest.raises(TryAgain, match="locked"):
                await inbox.receive(said("anna", "Hallo"))
        await inbox.receive(said("anna", "Hallo"))
    assert len(told(sqlite, "anna")) == 1


async def test_a_clock_that_does_not_work_stores_nothing(
    sqlite: Database, watch: Watch, tmp_path: Path
) -> None:
    async with receiving(sqlite, watch) as inbox:
        (tmp_path / "clock").write_text("noon")
        before = contents(sqlite)
        with pytest.raises(TryAgain):
            await inbox.receive(said("anna", "Hallo"))
        assert contents(sqlite) == before
        watch.pass_(seconds=1)
        await inbox.receive(said("anna", "Hallo"))
    assert len(told(sqlite, "anna")) == 1


# Whoever does not wait.


async def test_a_receive_that_is_cancelled_holds_up_nobody(
    database: Database, watch: Watch
) -> None:
    async with receiving(database, watch) as inbox:
        for number in range(10):
            impatient = asyncio.create_task(inbox.receive(said("anna", "Hallo", f"a{number}")))
            await asyncio.sleep(0)
            impatient.cancel()
            await asyncio.wait([impatient])
        await inbox.receive(said("anna", "Hallo", "last"))
        await inbox.receive(said("bodo", "Hallo"))
    assert len(told(database, "anna")) == 11, "what was handed over is taken all the same"


async def test_an_inbox_that_is_stopped_has_stored_all_that_returned(
    sqlite: Database, watch: Watch
) -> None:
    returned = []

    async def receive(inbox: Inbox, number: int) -> None:
        await inbox.receive(said(f"p{number}", "Hallo"))
        returned.append(f"console:p{number}")

    async with receiving(sqlite, watch) as inbox:
        tasks = [asyncio.create_task(receive(inbox, number)) for number in range(300)]
        await until(lambda: len(returned) > 60)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    assert set(returned) <= contents(sqlite)["people"].keys()


# From the inbox to the sender.


async def test_replies_are_said_without_waiting(
    database: Database, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = Memory()
    async with (
        sending(database, platform, watch) as sender,
        receiving(database, watch, sender) as inbox,
    ):
        await until(lambda: bool(sender.room))
        await asyncio.gather(*(inbox.receive(said(f"p{n}", "Hallo")) for n in range(100)))
        await emptied(database, sender)
    assert len({one.address for one in platform.said}) == len(platform.said) == 100


async def test_replies_follow_what_waits_already(database: Database, watch: Watch) -> None:
    platform = Memory()

    def alerts(store: Store) -> None:
        store.outbox.add(chat(store, "anna"), message("before"), watch.now)

    database.do(alerts)
    held = platform.hold("before")
    async with (
        sending(database, platform, watch) as sender,
        receiving(database, watch, sender) as inbox,
    ):
        await until(lambda: platform.flying == 1)
        await inbox.receive(said("anna", "Hallo"))
        await inbox.receive(said("anna", "/language"))
        assert platform.said == []
        held.set()
        await emptied(database, sender)
    assert platform.to("anna")[0] == "before"
    assert len(platform.said) == 3
    assert platform.to("anna")[2].startswith(ours("language", "ask"))


async def test_what_cannot_be_understood_is_noted_once(
    database: Database, watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    aside = SetAside("update 5", HERE, "update 5: $.message.text")
    async with receiving(database, watch) as inbox:
        await inbox.receive(aside)
        await inbox.receive(aside)
        await inbox.receive(said("anna", "Hallo"))
    assert caplog.text.count("$.message.text") == 1
    assert len(told(database, "anna")) == 1


async def test_who_left_is_told_nothing_more_until_they_come_back(
    database: Database, watch: Watch
) -> None:
    bot = Bot(database)
    bot.person("anna").say("Hallo")
    bot.person("bodo").say("Hallo")
    async with receiving(database, watch) as inbox:
        await inbox.receive(Left("left 1", HERE, "anna"))
        await inbox.receive(Left("left 2", HERE, "nobody"))
        assert database.look(lambda store: store.outbox.waiting()) == 1, "only what is for bodo"
        await inbox.receive(said("anna", "/menu"))
    assert database.look(lambda store: store.outbox.waiting()) == 2


async def test_a_chat_that_moves_takes_along_what_was_said_in_it_before(
    database: Database, watch: Watch
) -> None:
    async with receiving(database, watch) as inbox:
        await asyncio.gather(
            inbox.receive(said("anna", "Hallo")),
            inbox.receive(said("anna", "/language")),
            inbox.receive(said("anna", "English")),
            inbox.receive(Moved("moved", HERE, "anna", "elsewhere")),
            inbox.receive(said("bodo", "Hallo")),
        )
        assert len(contents(database)["people"]) == 2
        assert told(database, "anna") == []
        await inbox.receive(said("elsewhere", "/menu"))
    assert ours("menu", "ask", language="en") in told(database, "elsewhere")[-1]


async def test_who_leaves_after_they_wrote_is_gone(database: Database, watch: Watch) -> None:
    async with receiving(database, watch) as inbox:
        await asyncio.gather(
            inbox.receive(said("anna", "Hallo")),
            inbox.receive(said("anna", "/menu")),
            inbox.receive(Left("left", HERE, "anna")),
        )
    assert database.look(lambda store: store.outbox.waiting()) == 0
    with database.engine.connect() as connection:
        assert connection.execute(select(chats.c.gone)).scalars().all() == [True]
