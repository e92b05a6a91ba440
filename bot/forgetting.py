"""All that is a person's goes: where they want it so, or nothing was heard of them for long."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec.structs import replace

from dialogs.messages import Message
from storage.chats import Chat

from .talks.telling import Acting, forget_talks

Ideas = Literal["go", "stay", "shared"]
"""What becomes of ideas that are shown; `shared`: those that others are behind stay."""
Places = Sequence[tuple[str, str]]
"""Platform and address of each chat."""


def forget(acting: Acting, chat: Chat, ideas: Ideas) -> Places:
    """Delete a person; where they could be written to.

    Their ballots go from open surveys and are nobody's in closed ones.
    """
    store, who = acting.store, chat.participant
    places = store.chats.addresses(chat)
    store.ideas.leave(who, stay=ideas != "go", alone=ideas == "stay")
    forget_talks(acting, who, "gone")
    for survey in store.surveys.linked():
        if not store.ballots.withdraw(survey, who):
            store.ballots.cut(survey, who)
    for platform, address in places:
        store.notes.forget(platform, address.encode())
    store.chats.forget(chat)
    return places


def say_last(acting: Acting, chat: Chat, places: Places, message: Message) -> None:
    """Say this to chats that are gone with their person."""
    for platform, address in places:
        there = replace(chat, platform=platform)
        acting.store.outbox.add_last_word(there, address, message, acting.now)
