"""Tries what people may know and do, each thing by itself and without keeping any of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.asked import Asked
from bot.catalogue import Catalogue, Catalogues
from bot.commands import COMMANDS
from bot.doing import Doing
from bot.facts import FACTS
from dialogs.engine import Act
from dialogs.messages import Media, MediaKind
from dialogs.world import Barred
from storage.database import Database
from storage.store import Store
from tests.bot.talking import config
from tests.storage.samples import NOW, chat

from . import group


class Bench:
    """A SQLite database with a group in it, on which everything is tried."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.made = group.make(database)
        self.catalogue: Catalogue = database.look(Catalogues().of)
        self.config = config()

    def participant(self, who: str) -> str:
        return self.database.look(lambda store: chat(store, who)).participant

    def tell(self, who: str, fact: str, of: str) -> str:
        """What somebody is told, as it is written in Python; nothing where they are barred."""
        with self.database.engine.connect() as connection:
            store = Store(connection, self.database.keys, {})
            operator, zone = self.config.operator, self.config.zone
            asker = chat(store, who)
            asked = Asked(store, asker, self.catalogue, operator, NOW, zone, self.config)
            told: list[str] = []
            self._barred(lambda: told.append(repr(FACTS[fact](asked, of))))
            return "".join(told)

    def does(self, who: str, act: Act) -> bool:
        """Whether somebody can do that; where they are barred, nothing was changed before."""
        with self.database.engine.connect() as connection:
            store = Store(connection, self.database.keys, {})
            doer = chat(store, who)
            if act.command == "undo_campaign" and who in self.made.organisers:
                group.campaign(store, self.made.organisers[who])
            if act.command == "read_survey":
                store.files.note(doer, Media(MediaKind.FILE, act.answers["file"]), "ref", NOW)
            doing = Doing(store, doer, self.catalogue, NOW, self.config.zone, "7", self.config)
            driver: Any = connection.connection.driver_connection
            before = driver.total_changes
            barred = self._barred(lambda: COMMANDS[act.command](doing, act))
            assert not barred or driver.total_changes == before, f"half of {act} was done"
            store.flush()
            return not barred

    @staticmethod
    def _barred(work: Callable[[], None]) -> bool:
        """Whether somebody has no right to it; for want of another reason to refuse it."""
        flow = ""
        try:
            work()
        except Barred as barred:
            flow = barred.flow
        assert flow in ("", "barred")
        return bool(flow)
