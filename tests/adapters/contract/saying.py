"""What the bot says: all of it, once, in order, with no markup but its own."""

from __future__ import annotations

from uuid import uuid4

import pytest

from adapters.fit import fit
from dialogs.markup import Span, plain, words
from dialogs.messages import File, Message, Option
from tests.adapters.parity import Shown, joined, shown

from .ground import Ground
from .hearing import HOSTILE

FILE = File("stimmen.json", "application/json", "Alle Stimmen <als> Tabelle", b'{"a": 1}')
PICTURE = File("bild.png", "image/png", "Ein Balken **steigt**", b"\x89PNG picture")
LETTERS = ["x", "ä", "😀", "<", "&", '"', "\\", "e\u0301"]


class Saying:
    @pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
    async def test_no_value_brings_markup_of_its_own(self, ground: Ground, text: str) -> None:
        link = "https://beispiel.example/?a=1&b=<2>"
        said = Message(
            (Span("Titel", bold=True), Span(f"\n{text}\n"), Span(text, bold=True), Span(" zum "),
             Span("Link", link=link), Span(".")),
        )  # fmt: skip
        chat = await ground.somebody()
        assert await ground.shows(chat, said) == [shown(said, ground.adapter.can)]

    @pytest.mark.parametrize("letter", LETTERS)
    async def test_the_longest_text_arrives_whole(self, ground: Ground, letter: str) -> None:
        can = ground.adapter.can
        said = Message(plain(letter * (can.text // len(letter))))
        chat = await ground.somebody()
        assert await ground.shows(chat, said) == [shown(said, can)]

    async def test_what_is_longer_comes_in_parts_and_in_order(self, ground: Ground) -> None:
        can = ground.adapter.can
        text = " ".join(f"Wort{number}" for number in range(can.text // 3))
        chat = await ground.somebody()
        seen = await ground.shows(chat, Message((Span(text, bold=True),)))
        assert len(seen) > 1
        assert " ".join(words(part.text) for part in seen) == text
        assert all(span.bold for part in seen for span in part.text)

    async def test_messages_stand_in_the_order_in_which_they_were_said(
        self, ground: Ground
    ) -> None:
        chat = await ground.somebody()
        names = [(await ground.say(chat, Message(plain(f"{n}"))))[0] for n in range(5)]
        assert await chat.sees(names[-1]) == _seen("0", "1", "2", "3", "4")
        assert len(set(names)) == 5

    async def test_the_same_words_under_two_keys_are_two_messages(self, ground: Ground) -> None:
        chat = await ground.somebody()
        await ground.say(chat, Message(plain("Noch einmal")))
        seen = await ground.shows(chat, Message(plain("Noch einmal")))
        assert seen == _seen("Noch einmal", "Noch einmal")

    async def test_what_is_said_under_one_key_stands_there_once(self, ground: Ground) -> None:
        ground.needs("once")
        chat = await ground.somebody()
        key, once = uuid4().hex, Message(plain("Nur einmal"))
        names = [(await ground.say(chat, once, key))[0] for _ in range(2)]
        assert names[0] == names[1]
        assert await ground.shows(chat, Message(plain("Zuletzt"))) == _seen(
            "Nur einmal", "Zuletzt"
        )

    async def test_what_this_run_has_said_the_next_does_not_say_again(
        self, ground: Ground
    ) -> None:
        """It does not know whether that was said, and says it under the same key."""
        ground.needs("once")
        ground.needs("again")
        chat = await ground.somebody()
        key, once = uuid4().hex, Message(plain("Nur einmal"))
        (before,) = await ground.say(chat, once, key)
        await ground.again()
        assert await ground.say(chat, once, key) == [before]
        assert await ground.shows(chat, Message(plain("Zuletzt"))) == _seen(
            "Nur einmal", "Zuletzt"
        )

    @pytest.mark.parametrize("file", [FILE, PICTURE], ids=["file", "picture"])
    async def test_a_file_comes_before_its_text_with_what_it_shows(
        self, ground: Ground, file: File
    ) -> None:
        can = ground.adapter.can
        said = Message(plain("Das ist alles"), files=(file,))
        chat = await ground.somebody()
        first, last = await ground.shows(chat, said)
        assert words(last.text) == "Das ist alles"
        assert file.alt in words(first.text)
        assert first == shown(fit(said, can)[0], can)
        if can.caption:
            assert first.file == (file.name, file.media_type, file.content)

    @pytest.mark.parametrize("letter", ["x", "😀"])
    async def test_the_longest_alternative_text_arrives_whole(
        self, ground: Ground, letter: str
    ) -> None:
        can = ground.adapter.can
        file = File("bild.png", "image/png", letter * (can.caption or 1000), b"\x89PNG")
        chat = await ground.somebody()
        first, _ = await ground.shows(chat, Message(plain("Bild"), files=(file,)))
        assert file.alt in words(first.text)

    async def test_nothing_is_left_out_of_many_options(self, ground: Ground) -> None:
        can = ground.adapter.can
        asked = Message(plain("Welche?"), _options(30), prompt="7")
        chat = await ground.somebody()
        seen = await ground.shows(chat, asked)
        assert seen == [shown(part, can) for part in fit(asked, can)]
        whole = "\n".join([words(seen[-1].text), *seen[-1].labels])
        assert all(option.label in whole for option in asked.options)

    async def test_styles_that_touch_stay_apart(self, ground: Ground) -> None:
        text = (Span("a"), Span("b", bold=True), Span("c"), Span("d", bold=True), Span("😀e"))
        chat = await ground.somebody()
        assert await ground.shows(chat, Message(text)) == [Shown(joined(text))]


def _options(number: int) -> tuple[Option, ...]:
    return tuple(Option(f"value-{n}", f"Möglichkeit {n} <& mehr>") for n in range(number))


def _seen(*texts: str) -> list[Shown]:
    return [Shown(plain(text)) for text in texts]
