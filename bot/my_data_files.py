"""All that is stored about a person, for other programs (GDPR Art. 20), and their own files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from dialogs.flow import Flow
from dialogs.messages import File
from dialogs.texts import chain, load
from storage.chats import Chat
from storage.consents import Consent
from storage.files import StoredFile
from storage.store import Store

T = load("my_data")
EXTENSIONS = {"image/jpeg": "jpg", "audio/ogg": "ogg", "audio/mpeg": "mp3"}
Flows = Mapping[tuple[str, int], Flow]


class Answered(Struct, frozen=True):
    """Answers by question, as they are stored; a file goes by its name here."""

    survey: str
    version: int
    answers: Mapping[str, Any]


class Copy(Struct, frozen=True):
    """All that can be told apart as one person's."""

    language: str
    platforms: list[str]
    consents: list[Consent]
    unfinished: list[Answered]
    sent: list[Answered]
    district: str = ""


def my_data_files(store: Store, chat: Chat, flows: Flows) -> tuple[File, ...]:
    """A copy as JSON, and each file that the person sent."""
    languages = chain(chat.language)
    platforms, consents = store.chats.platforms(chat), store.consents.steps(chat)
    unfinished, sent = _unfinished(chat, flows), _sent(store, chat)
    home = store.residences.of(chat.participant)
    copy = Copy(chat.language, platforms, consents, unfinished, sent, home)
    content = msgspec.json.format(msgspec.json.encode(copy), indent=2)
    names = _names((*unfinished, *sent), flows)
    stored = [(name, store.files.content(name)) for name in names]
    return (
        File("revierstimme.json", "application/json", T["json"].raw(languages), content),
        *(_file(name, file, languages) for name, file in stored if file),
    )


def _unfinished(chat: Chat, flows: Flows) -> list[Answered]:
    return [
        Answered(flow.survey, flow.version, frame.answers)
        for frame in chat.session.frames
        if (flow := flows.get((frame.flow, frame.version))) and flow.stays
    ]


def _sent(store: Store, chat: Chat) -> list[Answered]:
    """Ballots, while they can be told."""
    return [
        Answered(ballot.survey, ballot.version, ballot.answers)
        for id in store.surveys.linked()
        if (ballot := store.ballots.of(id, chat.participant))
    ]


def _names(answered: tuple[Answered, ...], flows: Flows) -> Iterator[str]:
    for one in answered:
        for question in flows[f"survey:{one.survey}", one.version].counted:
            answer = one.answers.get(question.id)
            if answer is not None:
                yield from question.answer.files(answer)


def _file(name: str, stored: StoredFile, languages: tuple[str, ...]) -> File:
    named = f"{name[:8]}.{EXTENSIONS[stored.media_type]}"
    return File(named, stored.media_type, T["file"].raw(languages), stored.content)
