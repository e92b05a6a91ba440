"""No post is too large, and nothing that is sent in several changes its order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from adapters.adapter import Capabilities
from adapters.fit import fit
from bot.parting import LARGEST, parted
from dialogs.markup import plain, words
from dialogs.messages import File, Message, Option

MEGABYTE = bytes(1_000_000)
CAN = Capabilities(buttons=8, caption=200)


def file(name: str, size: int) -> File:
    return File(name, "image/jpeg", f"Bild {name}", MEGABYTE * size)


@given(st.lists(st.integers(0, 12), max_size=12))
def test_posts_are_small_and_in_order(sizes: list[int]) -> None:
    files = tuple(file(str(number), size) for number, size in enumerate(sizes))
    message = Message(plain("Das ist alles."), (Option("menu", "Menü"),), files=files)
    parts = parted(message)
    assert tuple(one for part in parts for one in part.files) == files
    assert all(
        len(part.files) <= 1 or sum(len(one.content) for one in part.files) <= LARGEST
        for part in parts
    )
    assert (parts[-1].text, parts[-1].options) == (message.text, message.options)
    assert all(not part.text and not part.options for part in parts[:-1])


def test_a_post_of_files_says_nothing_but_these() -> None:
    files = (file("a", 1), file("b", 1))
    said = fit(Message((), files=files), CAN)
    assert [words(one.text) for one in said] == ["Bild a", "Bild b"]
    assert [one.files for one in said] == [(files[0],), (files[1],)]


def test_a_reply_without_files_is_one_post() -> None:
    message = Message(plain("Guten Tag!"))
    assert parted(message) == [message]
