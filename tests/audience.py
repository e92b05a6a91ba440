"""People who agreed to be written to, in the database of a real process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from storage.chats import Place
from storage.crypt import read_key
from storage.database import Database
from storage.store import Store
from tests.process import Bot

GROUP = 500
AGREED = frozenset({"surveys", "contact"})
ANY_TIME = {
    "BROADCAST__EARLIEST": "0",
    "BROADCAST__LATEST": "24",
    "BROADCAST__REST_DAYS": "false",
}
"""Settings for those who cannot wait for the morning."""


@contextmanager
def opened(bot: Bot) -> Iterator[Database]:
    """The database of a bot, beside its process."""
    url = bot.env["REVIERSTIMME_DATABASE_URL"]
    url = url or f"sqlite:///{bot.folder}/data/revierstimme.db"
    database = Database(url, read_key(bot.folder / "key"))
    try:
        yield database
    finally:
        database.close()


def agree(bot: Bot, people: Sequence[int | str], platform: str = "telegram") -> None:
    """These addresses have talked to the bot, and agreed to all that it needs to write to them."""
    with opened(bot) as database:
        for first in range(0, len(people), GROUP):
            places = [Place(platform, str(one), "de") for one in people[first : first + GROUP]]
            database.do(lambda store, places=places: _agree(store, places))  # type: ignore[misc]


def _agree(store: Store, places: list[Place]) -> None:
    now = datetime.now(UTC)
    for chat in store.chats.at(places, now).values():
        store.consents.note(chat, AGREED, True, "1", now)
