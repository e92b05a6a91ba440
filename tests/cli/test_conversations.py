"""`revierstimme conversations list`"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.chats import Place
from storage.crypt import read_key
from storage.database import Database
from storage.store import Store
from tests.cli.conftest import Cli


@pytest.fixture
def filled(ready: Cli, home: Path) -> Cli:
    """Three talks with a group, one answered and one over."""
    url = f"sqlite:///{home / 'revierstimme-data' / 'revierstimme.db'}"
    database = Database(url, read_key(home / "revierstimme.key"))
    before = datetime.now(UTC) - timedelta(days=4, hours=1)

    def fill(store: Store) -> None:
        store.associations.add("dorf", "Dorfverein", before)
        anna = store.chats.at([Place("console", "anna", "de")], before)["console", "anna"]
        for _ in range(3):
            store.talks.open(anna.participant, "dorf", "", "Mein Geheimnis", before)
        store.talks.close(3, "closed", before)

    database.do(fill)
    database.close()
    return ready


def test_the_list_counts_and_tells_no_words(filled: Cli) -> None:
    told = filled("conversations", "list").out
    assert told == "Dorfverein: 2 offen, 2 ohne Antwort, am längsten seit 4 Tagen\n"
    (count,) = filled("conversations", "list", "--json").json
    assert count == {
        "association": "dorf",
        "name": "Dorfverein",
        "open": 2,
        "waiting": 2,
        "longest_wait": 4,
    }


def test_where_nobody_talks_the_list_says_so(ready: Cli) -> None:
    assert ready("conversations", "list").out == "Zurzeit ist kein Gespräch offen.\n"
