"""What adapters remember: written over, removed, apart by platform, and sealed."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from storage.crypt import KeyProblem
from storage.database import Database
from storage.tables import platform_notes


def test_a_note_is_there_until_it_is_removed(database: Database) -> None:
    assert database.do(lambda store: store.notes.read("matrix", "token")) is None
    database.do(lambda store: store.notes.write("matrix", "token", b"one"))
    database.do(lambda store: store.notes.write("matrix", "token", b"two"))
    database.do(lambda store: store.notes.write("telegram", "token", b"other"))
    assert database.look(lambda store: store.notes.read("matrix", "token")) == b"two"
    database.do(lambda store: store.notes.write("matrix", "token", None))
    assert database.look(lambda store: store.notes.read("matrix", "token")) is None
    assert database.look(lambda store: store.notes.read("telegram", "token")) == b"other"


def test_a_note_is_sealed_in_its_place(database: Database) -> None:
    database.do(lambda store: store.notes.write("matrix", "token", b"a secret"))
    with database.engine.begin() as connection:
        sealed = connection.execute(select(platform_notes.c.value_sealed)).scalar_one()
        connection.execute(update(platform_notes).values(name="seeds"))
    assert b"a secret" not in sealed
    with pytest.raises(KeyProblem):
        database.look(lambda store: store.notes.read("matrix", "seeds"))
