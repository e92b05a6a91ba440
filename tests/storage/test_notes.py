"""What adapters remember: written over, removed, apart by platform, and sealed."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from storage.crypt import KeyProblem
from storage.database import Database
from storage.store import Store
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


def test_notes_of_somebody_who_is_forgotten_go_along(database: Database) -> None:
    def write(store: Store) -> None:
        store.notes.write("matrix", "home a", b"!room:here")
        store.notes.write("matrix", "home b", b"!other:here")
        store.notes.write("telegram", "home a", b"!room:here")

    database.do(write)
    with database.engine.begin() as connection:
        connection.execute(
            platform_notes.insert().values(platform="matrix", name="old", value_sealed=b"?")
        )
    database.do(lambda store: store.notes.forget("matrix", b"!room:here"))
    assert database.look(lambda store: store.notes.read("matrix", "home a")) is None
    assert database.look(lambda store: store.notes.read("matrix", "home b")) == b"!other:here"
    assert database.look(lambda store: store.notes.read("telegram", "home a")) == b"!room:here"
