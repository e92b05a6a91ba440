"""Organisers hear of their feeds: how the first reading went, what breaks, what works again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from adapters.calendars import Reading
from dialogs.events.reasons import Reason, all_in_words, few
from dialogs.organising.feeds import SHOWN, Told, contents, told
from dialogs.organising.roles import EVERYBODY, Role
from dialogs.texts import LANGUAGES, Text
from storage.feeds import Feed
from storage.organisers import Organiser
from storage.store import Store

BREAKAGE = 2
"""Failures in a row that are worth a word; one alone happens to every server."""


class Report:
    """What organisers are told of one visit to their feed, in its transaction."""

    def __init__(self, store: Store, feed: Feed, due: datetime) -> None:
        """`due` is outside quiet hours."""
        self._store = store
        self._feed = feed
        self._due = due

    def failure(self, failures: int, why: tuple[Reason, ...]) -> None:
        """Once a breakage; who added it hears at once that it could not be read."""
        if self._feed.asker:
            self._answer("unread", _why(why))
        elif failures >= BREAKAGE and not self._feed.told:
            number = self._store.feeds.told(self._feed.id, broken=True)
            for organiser in self._organisers():
                self._push(organiser, "broken", f"broken {number}", _why(why))

    def success(self, reading: Reading | None) -> None:
        """That it works again, and to who added it what it holds."""
        if self._feed.asker and reading is not None:
            self._answer("read", _held(reading, self._due.date()))
        if self._feed.told:
            number = self._store.feeds.told(self._feed.id, broken=False)
            for organiser in self._organisers():
                self._push(organiser, "again", f"again {number}", {})

    def _answer(self, event: Told, said: Text) -> None:
        """To whoever added it, if they still organise."""
        asker = self._store.organisers.one(self._feed.asker)
        if asker is not None and asker.role.may(Role.ORGANISER):
            self._push(asker, event, f"first {self._feed.kind}".strip(), said)
        self._store.feeds.answered(self._feed.id)

    def _organisers(self) -> Iterable[Organiser]:
        all_ = self._store.organisers.all(self._feed.association or EVERYBODY)
        return (one for one in all_ if one.role.may(Role.ORGANISER))

    def _push(self, organiser: Organiser, event: Told, once: str, said: Text) -> None:
        id = self._feed.id
        name = self._feed.name or self._feed.url[:60]
        texts = {
            language: told(event, id, name, language, said.get(language, ""))
            for language in LANGUAGES
        }
        self._store.notices.push(f"feed {id}", organiser.participant, once, texts, self._due)


def _held(reading: Reading, today: date) -> Text:
    """How much a calendar holds, which consultations, and what is missing or doubtful."""
    planned = [one.event for one in reading.events if one.event.status != "cancelled"]
    notes = tuple(one.reason for one in reading.skipped)
    return {language: contents(planned, notes, language, today) for language in LANGUAGES}


def _why(reasons: tuple[Reason, ...]) -> Text:
    return {language: all_in_words(few(reasons, SHOWN), language) for language in LANGUAGES}
