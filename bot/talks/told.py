"""All that is stored of a person's talks, as that person may see it (GDPR Art. 15 and 20)."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from dialogs.markup import Rich, glue
from dialogs.texts import load
from storage.chats import Chat
from storage.store import Store
from storage.talk import Said, Talk

from .people import called

T = load("my_talks")


class TalkCopy(Struct, frozen=True):
    """A talk with all that was said in it, organisers' notes included."""

    number: int
    association: str
    opened: datetime
    closed: datetime | None
    entries: list[Said]


def copied_talks(store: Store, participant: str) -> list[TalkCopy]:
    return [
        TalkCopy(t.number, t.association, t.opened, t.closed, store.talks.entries(t.number))
        for t in store.talks.of(participant)
    ]


def told_talks(store: Store, chat: Chat, languages: tuple[str, ...]) -> list[Rich]:
    """The same in words; what merely happened is left out."""
    return [_talk(store, talk, languages) for talk in store.talks.of(chat.participant)]


def _talk(store: Store, talk: Talk, languages: tuple[str, ...]) -> Rich:
    group = called(store, talk.association)
    lines = [T["title"].fill(languages, group=group, number=talk.number)]
    lines += [
        T[said.speaker].fill(languages, words=said.words)
        for said in store.talks.entries(talk.number)
        if said.speaker != "event"
    ]
    return glue(lines, "\n")
