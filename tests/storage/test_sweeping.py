"""A file of SQLite is written anew: at once where ballots become nobody's, else soon after."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.tending import Tending
from storage.ballots import Ballot
from storage.database import Database
from storage.store import Store
from storage.sweeping import is_marked
from storage.tables import ballots
from tests.bot.memory import Watch
from tests.bot.talking import config
from tests.storage.samples import NOW, chat, publish
from tests.storage.test_privacy import files, numbered

PEOPLE = 20
FIRST = 1000
NUMBER = re.compile(rb'"number":(1\d{3})')


def lie_by_keys(database: Database) -> bool:
    """Whether ballots lie in the order of their random keys within each page."""
    with database.engine.connect() as connection:
        rows = connection.execute(select(ballots.c.answers).order_by(ballots.c.voter)).scalars()
        place = {
            number: at for at, row in enumerate(rows) for number in NUMBER.findall(row.encode())
        }
    raw = Path(str(database.engine.url.database)).read_bytes()
    size = int.from_bytes(raw[16:18], "big")
    pages = [NUMBER.findall(raw[first : first + size]) for first in range(0, len(raw), size)]
    # A page is filled from its end.
    return all(place[b] < place[a] for page in pages for a, b in pairwise(page))


def vote(database: Database, anonymity: str = "unlinkable") -> None:
    publish(database, numbered(anonymity))
    for number in range(FIRST, FIRST + PEOPLE):
        ballot = Ballot("bus", 1, {"rides": "yes", "number": number})
        database.do(lambda store, one=ballot: store.ballots.cast(one, str(one.answers), NOW))  # type: ignore[misc]


def test_what_cannot_be_swept_at_once_is_swept_by_tending(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr("storage.database.sweep", lambda _: False)
        vote(sqlite, "pseudonymous")
        sqlite.do(lambda store: store.surveys.close("bus", NOW))
        sqlite.do(lambda store: store.surveys.unlink(NOW + timedelta(seconds=1)))
        assert not lie_by_keys(sqlite)
        assert is_marked(sqlite.engine)
    tending = Tending(sqlite, config().retention, Watch(tmp_path).clock)
    asyncio.run(tending())
    assert not is_marked(sqlite.engine)
    assert lie_by_keys(sqlite)
    assert asyncio.run(sqlite.sweep()) is False


def test_ballots_that_are_nobodys_are_swept_at_once(sqlite: Database) -> None:
    vote(sqlite)
    sqlite.do(lambda store: store.surveys.close("bus", NOW))
    assert not is_marked(sqlite.engine)
    assert lie_by_keys(sqlite)


def test_nothing_is_swept_for_nothing(sqlite: Database) -> None:
    vote(sqlite)
    assert not is_marked(sqlite.engine)
    assert asyncio.run(sqlite.sweep()) is False


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.chaos) for n in (1, 2))])
def test_of_people_who_went_no_copy_is_left_in_a_page_that_was_divided(
    sqlite: Database, seed: int
) -> None:
    """Rows that grow and shrink while others come: `secure_delete` alone leaves some behind."""
    size = 40
    marks = [secrets.token_hex(20) for _ in range(size)]

    def come(store: Store, number: int, said: str) -> None:
        who = chat(store, f"address {number}")
        answers: dict[str, Any] = {"rides": "yes", "why": said * (1 + (number + seed) % 5)}
        answers["number"] = FIRST + number
        store.ballots.cast(Ballot("bus", 1, answers), who.participant, NOW)

    publish(sqlite, numbered())
    for number, said in enumerate(marks):
        sqlite.do(lambda store, n=number, s=said: come(store, n, s))  # type: ignore[misc]
    for number in range(0, size, 2):
        sqlite.do(lambda store, n=number: _go(store, n))  # type: ignore[misc]
    asyncio.run(sqlite.sweep())
    left = Counter(int(one) for one in NUMBER.findall(files(sqlite)))
    assert left == Counter(range(FIRST + 1, FIRST + size, 2))


def _go(store: Store, number: int) -> None:
    who = chat(store, f"address {number}")
    store.ballots.withdraw("bus", who.participant)
    store.chats.forget(who)
