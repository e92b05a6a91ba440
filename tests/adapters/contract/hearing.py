"""What people do: handed over in order, under keys that stay, until it is stored."""

from __future__ import annotations

import pytest

from adapters.adapter import Inbound, Left, Rejected, Unreachable
from dialogs.markup import plain
from dialogs.messages import Media, MediaKind, Message, Words

from .ground import Ear, Ground, One

MANY = [f"Nummer {number}" for number in range(8)]
HOSTILE = [
    "<b>fett</b> & <script>alert(1)</script>",
    "**nicht fett** _x_ [Link](https://boese.example) `code`",
    "{name} %s \\n $HOME [bold]{name}[/bold]",
    "@room @everybody #alle https://boese.example tel:110",
    "Grüße \N{RIGHT-TO-LEFT OVERRIDE}nrufia 👩\N{ZERO WIDTH JOINER}👧 שלום e\u0301",
    "x" * 1500,
]


class Hearing:
    async def test_what_somebody_does_arrives_in_order_under_keys_of_its_own(
        self, ground: Ground
    ) -> None:
        chat = await ground.somebody()
        for words in MANY:
            await chat.says(words)
        assert await ground.ear.hears(chat, len(MANY)) == [Words(words) for words in MANY]
        told = ground.ear.of(chat)
        assert len({one.key for one in told}) == len(MANY)
        assert {one.platform for one in told} == {ground.adapter.name}
        assert {one.language for one in told} == {chat.language}

    @pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
    async def test_what_somebody_writes_arrives_as_it_is(self, ground: Ground, words: str) -> None:
        chat = await ground.somebody()
        await chat.says(words)
        assert await ground.ear.hears(chat, 1) == [Words(words)]

    async def test_what_cannot_be_stored_comes_again_under_its_key(self, ground: Ground) -> None:
        chat = await ground.somebody()
        ground.ear.refuses = True
        await chat.says("eins")
        await chat.says("zwei")
        await ground.ear.until(lambda ear: len(ear.tried) >= 3)
        assert not ground.ear.of(chat)
        ground.ear.refuses = False
        assert await ground.ear.hears(chat, 2) == [Words("eins"), Words("zwei")]
        assert _keys(ground.ear.tried, "eins") == {ground.ear.of(chat)[0].key}

    @pytest.mark.parametrize("refused", [True, False])
    async def test_what_was_not_stored_is_told_to_the_next_run(
        self, ground: Ground, refused: bool
    ) -> None:
        """Also where `receive` had not returned when the process died."""
        ground.needs("again")
        chat = await ground.somebody()
        ear: Ear = ground.ear
        ear.refuses, ear.held = refused, lambda _: not refused
        await chat.says("eins")
        await ear.until(lambda ear: bool(ear.tried))
        await ground.stop()
        ear.refuses = False
        await ground.again()
        assert await ear.hears(chat, 1) == [Words("eins")]
        assert _keys(ear.tried, "eins") == {ear.of(chat)[0].key}

    async def test_what_was_stored_has_the_same_key_in_the_next_run(self, ground: Ground) -> None:
        ground.needs("again")
        chat = await ground.somebody()
        await chat.says("eins")
        await ground.ear.hears(chat, 1)
        await ground.again()
        await chat.says("zwei")
        assert await ground.ear.hears(chat, 2) == [Words("eins"), Words("zwei")]

    async def test_who_is_slow_to_be_stored_holds_up_nobody_else(self, ground: Ground) -> None:
        ground.needs("others")
        anna, bert = await ground.somebody(), await ground.somebody(new=True)
        await ground.stop()
        ear: Ear = ground.ear
        ear.held = lambda one: _of(one) == anna.address and not ear.of(bert)
        await anna.says("langsam")
        await bert.says("schnell")
        ground.adapter = ground.make()
        ground.listen()
        assert await ear.hears(anna, 1) == [Words("langsam")]
        assert await ear.hears(bert, 1) == [Words("schnell")]

    async def test_the_bot_does_not_hear_itself(self, ground: Ground) -> None:
        chat = await ground.somebody()
        await chat.sees((await ground.say(chat, Message(plain("Ich bin der Bot"))))[0])
        await chat.says("Und ich nicht")
        assert await ground.ear.hears(chat, 1) == [Words("Und ich nicht")]

    @pytest.mark.parametrize("kind", MediaKind)
    async def test_a_file_can_be_fetched_if_it_is_not_too_large(
        self, ground: Ground, kind: MediaKind
    ) -> None:
        ground.needs("files")
        chat, data = await ground.somebody(), ground.sent(kind)
        file = await chat.sends(kind)
        assert await ground.ear.hears(chat, 1) == [file]
        assert isinstance(file, Media)
        assert await ground.adapter.fetch(file.ref, len(data)) == data
        with pytest.raises(Rejected):
            await ground.adapter.fetch(file.ref, len(data) - 1)

    async def test_a_file_that_nobody_sent_is_rejected(self, ground: Ground) -> None:
        await ground.somebody()
        with pytest.raises(Rejected):
            await ground.adapter.fetch("no such file", 1000)

    async def test_what_nobody_can_read_hinders_nothing(self, ground: Ground) -> None:
        ground.needs("nonsense")
        chat = await ground.somebody()
        await ground.says_nonsense(chat)
        await chat.says("gut")
        await ground.ear.until(lambda ear: Words("gut") in [one.heard for one in ear.of(chat)])

    async def test_whoever_leaves_is_told_of(self, ground: Ground) -> None:
        ground.needs("leaving")
        chat = await ground.somebody(new=True)
        await ground.leaves(chat)
        await ground.ear.until(lambda ear: any(isinstance(one, Left) for one in ear.stored))
        left = [one for one in ground.ear.stored if isinstance(one, Left)]
        assert [one.address for one in left] == [chat.address]
        with pytest.raises(Unreachable):
            await ground.adapter.send(chat.address, Message(plain("Schade")), "left")


def _of(one: One) -> str:
    return one.address if isinstance(one, Inbound) else ""


def _keys(told: list[One], words: str) -> set[str]:
    """Under which keys somebody's words were told."""
    return {one.key for one in told if isinstance(one, Inbound) and one.heard == Words(words)}
