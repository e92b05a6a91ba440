"""`revierstimme privacy due`"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.cli.privacy import NAMES, SILENT, _all
from bot.clock import Clock
from bot.config import Retention
from bot.tending import Tending
from storage.consents import CONTACT
from storage.crypt import read_key
from storage.database import Database
from storage.store import Store
from tests.cli.conftest import Cli
from tests.storage.contents import contents
from tests.storage.samples import chat

YEARS_AGO = datetime.now(UTC) - timedelta(days=800)


@pytest.fixture
def database(ready: Cli, home: Path) -> Database:
    return Database(
        "sqlite:///revierstimme-data/revierstimme.db", read_key(Path("revierstimme.key"))
    )


def test_nothing_is_due_in_the_beginning(ready: Cli) -> None:
    assert ready("privacy", "due").out == (
        "Zurzeit ist nichts zu vergessen, und niemand ist lange still.\n"
    )


def test_what_is_due_is_counted_and_nothing_changes(ready: Cli, database: Database) -> None:
    def live(store: Store) -> None:
        store.chats.unheard([f"{number}" for number in range(7)], YEARS_AGO)
        for name in ("anna", "berta", "carla"):
            who = chat(store, name)
            store.silences.answered(who, YEARS_AGO)
            if name != "carla":
                store.consents.note(who, frozenset({CONTACT}), True, "1", YEARS_AGO)

    database.do(live)
    before = contents(database)
    told = ready("privacy", "due").out
    assert told.splitlines() == [
        f"7 {NAMES['keys of things heard']}",
        f"2 {SILENT['to_ask']}",
        f"1 {SILENT['unasked']}",
    ]
    counts = {one["kind"]: one["count"] for one in ready("privacy", "due", "--json").json}
    assert counts.keys() == NAMES.keys() | SILENT.keys()
    assert sum(counts.values()) == 10
    assert contents(database) == before


def test_every_kind_of_forgetting_has_a_name(database: Database) -> None:
    clock = Clock(ZoneInfo("Europe/Berlin"))
    assert Tending(database, Retention(), clock).work().keys() == NAMES.keys()


@pytest.mark.parametrize(
    ("left", "count"), [(0, (0, False)), (499, (499, False)), (99_999, (10_000, True))]
)
def test_what_is_too_much_is_not_counted_to_the_end(
    database: Database, left: int, count: tuple[int, bool]
) -> None:
    def work(left: int) -> Callable[[Store], int]:
        def forget(store: Store) -> int:
            nonlocal left
            done = min(left, 500)
            left -= done
            return done

        return forget

    assert database.rehearse(lambda store: _all(store, work(left))) == count
