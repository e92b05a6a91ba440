"""Organisers hear of their feeds: how the first reading went, what breaks, what works again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from dialogs.organising.feeds import Told, told
from dialogs.organising.roles import EVERYBODY, Role
from dialogs.texts import LANGUAGES
from storage.feeds import Feed
from storage.organisers import Organiser
from storage.store import Store

from .importing import Outcome

BREAKAGE = 2
"""Failures in a row that are worth a word; one alone happens to every server."""


class Report:
    """What organisers are told of one visit to their feed, in its transaction."""

    def __init__(self, store: Store, feed: Feed, due: datetime) -> None:
        """`due` is outside quiet hours."""
        self._store = store
        self._feed = feed
        self._due = due

    def failure(self, failures: int, why: str) -> None:
        """Once a breakage; who added it hears at once that it could not be read."""
        if self._feed.asker:
            self._answer("unread", why)
        elif failures >= BREAKAGE and not self._feed.told:
            number = self._store.feeds.told(self._feed.id, broken=True)
            for organiser in self._organisers():
                self._push(organiser, "broken", f"broken {number}", why)

    def success(self, outcome: Outcome | None) -> None:
        """That it works again, and to who added it what it holds."""
        if self._feed.asker and outcome:
            held = outcome.new + outcome.changed + outcome.same + outcome.merged
            self._answer("read", str(held))
        if self._feed.told:
            number = self._store.feeds.told(self._feed.id, broken=False)
            for organiser in self._organisers():
                self._push(organiser, "again", f"again {number}", "")

    def _answer(self, event: Told, said: str) -> None:
        """To whoever added it, if they still organise."""
        asker = self._store.organisers.one(self._feed.asker)
        if asker is not None and asker.role.may(Role.ORGANISER):
            self._push(asker, event, "first", said)
        self._store.feeds.answered(self._feed.id)

    def _organisers(self) -> Iterable[Organiser]:
        all_ = self._store.organisers.all(self._feed.association or EVERYBODY)
        return (one for one in all_ if one.role.may(Role.ORGANISER))

    def _push(self, organiser: Organiser, event: Told, once: str, said: str) -> None:
        id = self._feed.id
        name = self._feed.name or self._feed.url[:60]
        texts = {language: told(event, id, name, language, said) for language in LANGUAGES}
        self._store.notices.push(f"feed {id}", organiser.participant, once, texts, self._due)
