"""What is said of a survey where many listen: who asks, why, and ways to answer in private."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from dialogs.markup import Value
from dialogs.messages import Message, Option
from dialogs.surveys.survey import Survey, opening
from dialogs.texts import chain, load, shown
from storage.store import Store

from .reaching import Route

T = load("announcement")
JOB = "announce"


def announcement(
    survey: Survey, code: str, ways: Sequence[Route], operator: Mapping[str, str], language: str
) -> Message:
    """For a room or channel: it asks nothing, its lines lead into the private chat."""
    languages = chain(language)
    values: dict[str, Value] = dict(operator)
    told = opening(survey)
    if not survey.use and survey.results in T:
        # What the opening says "here" of is the private chat.
        told = {**told, "use": T[survey.results].by_language}
    values |= {name: shown(text, languages) for name, text in told.items()}
    options = tuple(
        Option(way.url, T["way"].raw(languages).format(platform=way.platform)) for way in ways
    )
    return Message(T["text"].fill(languages, code=code, **values), options, public=True)


def announced(
    store: Store, survey: str, room: tuple[str, str], message: Message, now: datetime
) -> bool:
    """Post it to a room (platform, address), once for each survey; false where it was before."""
    period = store.notes.index(" ".join((survey, *room)))
    if not store.retention.first_time(JOB, period, now):
        return False
    known = store.rooms.at(*room)
    if known is not None and not store.room_posts.note(known.id, f"survey:{survey}", now):
        return False
    store.outbox.add_public(*room, message, now)
    store.flush()
    return True
