"""Small surveys, messages and chats for tests of what is stored."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from dialogs.markup import plain
from dialogs.messages import Message
from dialogs.surveys.survey import Survey
from storage.ballots import Ballot
from storage.chats import Chat, Place
from storage.database import Database
from storage.store import Store

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HERE = "console"


def survey(id: str = "bus", **changes: Any) -> Survey:
    """Two questions: yes or no, and in one's own words why."""
    yes_or_no = [{"value": v, "label": {"de": v}} for v in ("yes", "no")]
    return msgspec.convert(
        {
            "id": id,
            "title": {"de": "Der Bus"},
            "opening": {"de": "Zwei Fragen zum Bus."},
            "questions": [
                {
                    "id": "rides",
                    "text": {"de": "Fahren Sie Bus?"},
                    "answer": {"type": "pick", "choices": yes_or_no},
                },
                {
                    "id": "why",
                    "text": {"de": "Warum?"},
                    "optional": True,
                    "answer": {"type": "sentence"},
                },
            ],
            **changes,
        },
        Survey,
    )


def publish(database: Database, *surveys: Survey) -> None:
    def work(store: Store) -> None:
        for each in surveys:
            store.surveys.publish(store.surveys.add(each).id, NOW)

    database.do(work)


def cast(database: Database, participant: str, survey: str = "bus", **answers: Any) -> None:
    """Cast a ballot of the newest version."""

    def work(store: Store) -> None:
        version = store.surveys.standing(survey).version
        store.ballots.cast(Ballot(survey, version, answers), participant)

    database.do(work)


def chat(store: Store, address: str, platform: str = HERE) -> Chat:
    return store.chats.at([Place(platform, address, "de")], NOW)[platform, address]


def contacts(database: Database, *addresses: str, platform: str = HERE) -> dict[str, Chat]:
    """People who agreed to be written to, by their addresses."""

    def agree(store: Store) -> None:
        for address in addresses:
            who = chat(store, address, platform)
            store.consents.note(who, frozenset({"contact"}), True, "1", NOW)

    database.do(agree)
    return {
        address: database.do(lambda store, to=address: chat(store, to, platform))  # type: ignore[misc]
        for address in addresses
    }


def campaign(database: Database, survey: str = "bus", now: datetime = NOW) -> str:
    """One that is due at once."""
    texts = {language: message(f"invited to {survey} in {language}") for language in ("de", "en")}
    return database.do(lambda store: store.campaigns.make(survey, texts, now, now))


def message(text: str) -> Message:
    return Message(plain(text))
