"""The adapter alone on a real server: what is not stored comes again, also to the next run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.adapter import Inbound, Left, Moved, SetAside, TryAgain
from adapters.matrix.account import Account
from adapters.matrix.platform import Limits, Matrix
from bot.notebook import Notebook
from dialogs.markup import plain
from dialogs.messages import Message, Option, Press, Start, Words
from storage.database import Database

from .residents import PATIENCE, Resident, resident
from .synapse import NAME, PASSWORD, Synapse

One = Inbound | Left | Moved | SetAside


class Listener:
    """Stores what it hears, or says that it cannot."""

    def __init__(self) -> None:
        self.ones: list[One] = []
        self.refusals = 0
        self.refused = 0
        self._changed = asyncio.Condition()

    async def receive(self, one: One) -> None:
        async with self._changed:
            self._changed.notify_all()
            if self.refusals:
                self.refusals -= 1
                self.refused += 1
                raise TryAgain("the database is away")
            self.ones.append(one)

    @property
    def words(self) -> list[str]:
        said = [one.heard for one in self.ones if isinstance(one, Inbound)]
        return [heard.text for heard in said if isinstance(heard, Words)]

    async def hears(self, number: int, refused: int = 0) -> None:
        """Until so many things were stored, and so many not."""
        async with asyncio.timeout(PATIENCE), self._changed:
            while len(self.ones) < number or self.refused < refused:
                await self._changed.wait()


@asynccontextmanager
async def listening(
    synapse: Synapse, user: str, database: Database, folder: Path, listener: Listener
) -> AsyncIterator[Matrix]:
    """The adapter, killed at the end."""
    account, limits = Account(synapse.address, user, PASSWORD), Limits(reactions=True)
    matrix = Matrix(account, Notebook(database, "matrix"), database.keys, folder, limits)
    task = asyncio.create_task(matrix.listen(listener.receive))
    try:
        yield matrix
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await matrix.close()


async def begun(anna: Resident, listener: Listener) -> None:
    await anna.invites(encrypted=True)
    await listener.hears(1)
    assert isinstance(listener.ones[0], Inbound)
    assert listener.ones[0].heard == Start("start")


async def test_what_cannot_be_stored_comes_again_in_its_order(
    synapse: Synapse, sqlite: Database, tmp_path: Path
) -> None:
    await synapse.register("stored")
    listener = Listener()
    async with (
        resident(synapse, tmp_path, "anna-stored", f"@stored:{NAME}") as anna,
        listening(synapse, "stored", sqlite, tmp_path / "keys", listener),
    ):
        await begun(anna, listener)
        listener.refusals = 3
        for words in ("eins", "zwei", "drei"):
            await anna.says(words)
        await listener.hears(4, refused=3)
        assert listener.words == ["eins", "zwei", "drei"]


async def test_what_was_not_stored_is_told_to_the_next_run(
    synapse: Synapse, sqlite: Database, tmp_path: Path
) -> None:
    await synapse.register("again")
    first, second = Listener(), Listener()
    async with resident(synapse, tmp_path, "anna-again", f"@again:{NAME}") as anna:
        async with listening(synapse, "again", sqlite, tmp_path / "keys", first):
            await begun(anna, first)
            first.refusals = 1000
            await anna.says("eins")
            await first.hears(1, refused=1)
        async with listening(synapse, "again", sqlite, tmp_path / "keys", second):
            await second.hears(1)
        assert second.words == ["eins"]


async def test_a_transaction_is_said_once_by_two_runs(
    synapse: Synapse, sqlite: Database, tmp_path: Path
) -> None:
    await synapse.register("once")
    async with resident(synapse, tmp_path, "anna-once", f"@once:{NAME}") as anna:
        names = []
        for number in range(2):
            listener = Listener()
            async with listening(synapse, "once", sqlite, tmp_path / "keys", listener) as matrix:
                if not number:
                    await begun(anna, listener)
                names.append(await matrix.send(anna.room, Message(plain("Nur einmal")), "key"))
        await anna.waits_for("Nur einmal")
        assert names[0] == names[1]
        assert [said.words for said in anna.heard] == ["Nur einmal"]


async def test_reactions_are_offered_to_tap_on(
    synapse: Synapse, sqlite: Database, tmp_path: Path
) -> None:
    await synapse.register("taps")
    listener = Listener()
    options = (Option("yes", "Ja"), Option("no", "Nein"))
    question = Message(plain("Geht es voran?"), options, (Option("/done", "Fertig"),), "7")
    async with (
        resident(synapse, tmp_path, "anna-taps", f"@taps:{NAME}") as anna,
        listening(synapse, "taps", sqlite, tmp_path / "keys", listener) as matrix,
    ):
        await begun(anna, listener)
        await matrix.send(anna.room, question, "key")
        said = await anna.waits_for("Geht es voran?")
        await anna.until(lambda anna: anna.offered == ["1️⃣", "2️⃣", "✅"])
        await anna.reacts_to(said, anna.offered[1])
        await listener.hears(2)
        assert isinstance(listener.ones[1], Inbound)
        assert listener.ones[1].heard == Press("7", "no")
