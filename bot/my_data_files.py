"""All that is stored about a person, for other programs (GDPR Art. 20), and their own files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from dialogs.events.choosing import Subscription
from dialogs.flow import Ask, Flow
from dialogs.messages import File
from dialogs.session import Session
from dialogs.texts import chain, load
from storage.chats import Chat
from storage.consents import Consent
from storage.files import StoredFile
from storage.idea_points import Point
from storage.store import Store
from storage.wishes import Settings

from .talks.told import TalkCopy, copied_talks

T = load("my_data")
EXTENSIONS = {"image/jpeg": "jpg", "audio/ogg": "ogg", "audio/mpeg": "mp3"}
Flows = Mapping[tuple[str, int], Flow]


class Answered(Struct, frozen=True):
    """Answers by question, as they are stored; a file goes by its name here.

    `poster` is the code of the poster that led to them.
    """

    survey: str
    version: int
    answers: Mapping[str, Any]
    poster: str


class Given(Struct, frozen=True):
    """An idea of the person's own."""

    number: int
    words: str
    region: str
    topic: str
    state: str
    publication: str
    made: datetime
    point: Point | None = None


class Copy(Struct, frozen=True):
    """All that can be told apart as one person's."""

    language: str
    platforms: list[str]
    consents: list[Consent]
    unfinished: list[Answered]
    sent: list[Answered]
    alerts: list[Subscription]
    alert_settings: Settings | None
    events: dict[str, list[str]]
    ideas: list[Given]
    supported: list[int]
    talks: list[TalkCopy]
    district: str = ""
    results_awaited: list[str] = []
    invitations_put_off: list[str] = []


def my_data_files(store: Store, chat: Chat, flows: Flows, now: datetime) -> tuple[File, ...]:
    """A copy as JSON, and each file that the person sent."""
    languages = chain(chat.language)
    platforms, consents = store.chats.platforms(chat), store.consents.steps(chat)
    sessions = (chat.session, *store.chats.sessions(chat, now))
    unfinished, sent = _unfinished(sessions, flows), _sent(store, chat)
    who = chat.participant
    marks = {event: sorted(kinds) for event, kinds in store.events.marks(who).items()}
    wanted, settings = store.alerts.wanted(who), store.alerts.settings(who)
    ideas, supported = _ideas(store, chat), store.ideas.supported(who)
    copy = Copy(
        chat.language,
        platforms,
        consents,
        unfinished,
        sent,
        wanted,
        settings,
        marks,
        ideas,
        supported,
        copied_talks(store, who),
        store.residences.of(who),
        store.followers.of(who),
        store.campaigns.recipients.declined(who),
    )
    content = msgspec.json.format(msgspec.json.encode(copy), indent=2)
    of_ideas = [name for idea in ideas for name in store.files.of_idea(idea.number)]
    names = [*_names((*unfinished, *sent), flows), *of_ideas]
    stored = [(name, store.files.content(name)) for name in names]
    return (
        File("revierstimme.json", "application/json", T["json"].raw(languages), content),
        *(_file(name, file, languages) for name, file in stored if file),
    )


def _unfinished(sessions: Iterable[Session], flows: Flows) -> list[Answered]:
    return [
        Answered(flow.survey or flow.id, flow.version, frame.answers, frame.poster)
        for session in sessions
        for frame in session.frames
        if (flow := flows.get((frame.flow, frame.version))) and flow.stays
    ]


def _ideas(store: Store, chat: Chat) -> list[Given]:
    return [
        Given(
            *(i.number, i.words, i.region, i.topic, i.state, i.publication, i.made),
            store.idea_points.of(i.number),
        )
        for i in store.ideas.given(chat.participant)
    ]


def _sent(store: Store, chat: Chat) -> list[Answered]:
    """Ballots, while they can be told."""
    return [
        Answered(ballot.survey, ballot.version, ballot.answers, ballot.poster)
        for id in store.surveys.linked()
        if (ballot := store.ballots.of(id, chat.participant))
    ]


def _names(answered: tuple[Answered, ...], flows: Flows) -> Iterator[str]:
    for one in answered:
        flow = flows.get((f"survey:{one.survey}", one.version)) or flows[one.survey, one.version]
        for question in flow.steps:
            answer = one.answers.get(question.id) if isinstance(question, Ask) else None
            if isinstance(question, Ask) and answer is not None:
                yield from question.answer.files(answer)


def _file(name: str, stored: StoredFile, languages: tuple[str, ...]) -> File:
    named = f"{name[:8]}.{EXTENSIONS[stored.media_type]}"
    return File(named, stored.media_type, T["file"].raw(languages), stored.content)
