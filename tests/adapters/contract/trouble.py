"""What goes wrong on the way: told as what it is, tried by nobody else, never without an end."""

from __future__ import annotations

import asyncio
import gc
from datetime import timedelta
from uuid import uuid4

import pytest

from adapters.adapter import PerhapsSent, Readdressed, Rejected, RetryLater, Unreachable
from dialogs.markup import plain, words
from dialogs.messages import Message, Words
from tests.adapters.parity import Chat

from .ground import PATIENCE, Ground, Trouble

MEANS = {
    Trouble.WAIT: RetryLater,
    Trouble.REFUSED: Rejected,
    Trouble.GONE: Unreachable,
    Trouble.AWAY: OSError,
    Trouble.CUT: OSError,
}
KNOWN = (RetryLater, Unreachable, Readdressed, Rejected, OSError)
"""All that a send may raise."""
HELLO = Message(plain("Hallo"))


class Troubles:
    @pytest.mark.parametrize("trouble", Trouble)
    async def test_trouble_is_told_as_what_it_is_and_the_next_try_says_it_once(
        self, ground: Ground, trouble: Trouble
    ) -> None:
        ground.needs(trouble)
        chat, key = await ground.somebody(new=trouble is Trouble.GONE), uuid4().hex
        async with ground.meeting(trouble):
            raised = await _refused(ground, chat, key, trouble)
        assert isinstance(raised, MEANS[trouble])
        if isinstance(raised, RetryLater):
            assert timedelta(0) < raised.after <= timedelta(days=1)
        name = (await ground.say(chat, HELLO, key))[0]
        twice = isinstance(raised, PerhapsSent) and "once" in ground.lacks
        said = [words(one.text) for one in await chat.sees(name)]
        assert said in ([["Hallo"], ["Hallo"] * 2] if twice else [["Hallo"]])

    async def test_a_platform_that_is_away_is_waited_for(self, ground: Ground) -> None:
        ground.needs(Trouble.AWAY)
        chat = await ground.somebody()
        async with ground.meeting(Trouble.AWAY):
            raised = await _refused(ground, chat, uuid4().hex, Trouble.AWAY)
        assert isinstance(raised, OSError)
        await chat.says("wieder da")
        assert await ground.ear.hears(chat, 1) == [Words("wieder da")]
        assert ground.listening is not None
        assert not ground.listening.done()

    async def test_what_is_being_said_comes_to_its_end_when_nobody_listens_any_more(
        self, ground: Ground
    ) -> None:
        """The sender says its last words after the adapter has stopped hearing."""
        ground.needs("slow")
        ground.needs("last words")
        chat = await ground.somebody()
        async with ground.slow():
            saying = asyncio.create_task(ground.say(chat, HELLO))
            await asyncio.sleep(0)
            assert ground.listening is not None
            ground.listening.cancel()
            await asyncio.gather(ground.listening, return_exceptions=True)
            assert not saying.done()
        async with asyncio.timeout(PATIENCE):
            assert await saying
        seen = await ground.shows(chat, Message(plain("Tschüss")))
        assert [words(one.text) for one in seen] == ["Hallo", "Tschüss"]
        await ground.again()

    async def test_closing_leaves_no_send_without_an_end(self, ground: Ground) -> None:
        ground.needs("slow")
        chat = await ground.somebody()
        async with ground.slow():
            saying = [
                asyncio.create_task(ground.adapter.send(chat.address, HELLO, uuid4().hex))
                for _ in range(3)
            ]
            await asyncio.sleep(0)
            await ground.stop()
        async with asyncio.timeout(PATIENCE):
            ends = await asyncio.gather(*saying, return_exceptions=True)
        assert all(isinstance(end, (str, *KNOWN)) for end in ends), ends
        await ground.adapter.close()  # once more is no matter
        await ground.again()
        gc.collect()  # what was not let go of is told now

    async def test_sends_side_by_side_all_arrive(self, ground: Ground) -> None:
        chat, texts = (
            await ground.somebody(),
            [f"{n}" for n in range(ground.adapter.can.in_flight)],
        )
        said = [ground.adapter.send(chat.address, Message(plain(t)), uuid4().hex) for t in texts]
        await asyncio.gather(*said)
        *seen, _ = await ground.shows(chat, Message(plain("Zuletzt")))
        assert sorted(words(one.text) for one in seen) == sorted(texts)


async def _refused(ground: Ground, chat: Chat, key: str, trouble: Trouble) -> Exception:
    """What a send raises; the rest that was asked for before is kept to."""
    while True:
        with pytest.raises(KNOWN) as raised:
            await ground.adapter.send(chat.address, HELLO, key)
        if trouble is Trouble.WAIT or not isinstance(raised.value, RetryLater):
            return raised.value
        await asyncio.sleep(raised.value.after.total_seconds())
