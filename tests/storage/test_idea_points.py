"""Exact points of ideas: sealed, rough as soon as others see them, and gone with their ideas."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.ideas.sheet import sheet
from dialogs.ideas.states import NotSo
from storage.database import Database
from storage.idea import Handed, NoIdea
from storage.store import Store
from storage.tables import idea_points
from tests.bot.test_sheets import TELLING

from .samples import NOW, chat

LAT, LON = 51.12345, 12.49876


def pointed(database: Database) -> str:
    """Idea 1 with its point; its giver."""

    def work(store: Store) -> str:
        giver = chat(store, "anna")
        store.ideas.hand_in(1, Handed("Eine Bank", "14729050", "living"), giver, NOW)
        store.idea_points.keep(1, giver.participant, LAT, LON)
        return giver.participant

    return database.do(work)


def stored(database: Database) -> list[bytes]:
    with database.engine.connect() as connection:
        return list(connection.execute(select(idea_points.c.point_sealed)).scalars())


def test_it_is_sealed_and_nobody_else_sees_it(database: Database) -> None:
    pointed(database)
    [sealed] = stored(database)
    assert str(LAT).encode() not in sealed
    assert database.look(lambda store: store.idea_points.shown(1)) is None
    assert database.look(lambda store: store.idea_points.asked()) == {1}


def test_what_is_shown_is_rough_and_the_exact_point_is_nowhere_any_more(
    database: Database,
) -> None:
    pointed(database)

    def show(store: Store) -> None:
        store.handling.release(1, "org", NOW)
        store.idea_points.show(1)

    database.do(show)
    point = database.look(lambda store: store.idea_points.of(1))
    assert point is not None
    assert (point.lat, point.lon, point.shown) == (51.123, 12.499, True)
    assert "51.123/12.499" in database.look(lambda store: sheet(store, 1, TELLING)).point
    with pytest.raises(NotSo):
        database.do(lambda store: store.idea_points.show(1))


def test_an_unseen_point_stands_on_no_sheet(database: Database) -> None:
    pointed(database)
    database.do(lambda store: store.handling.release(1, "org", NOW))
    assert database.look(lambda store: sheet(store, 1, TELLING)).point == ""


def test_nobody_points_at_the_idea_of_somebody_else(database: Database) -> None:
    pointed(database)
    berta = database.do(lambda store: chat(store, "berta").participant)
    for act in (
        lambda store: store.idea_points.keep(1, berta, LAT, LON),
        lambda store: store.idea_points.take_back(1, berta),
    ):
        with pytest.raises(NoIdea):
            database.do(act)


def test_it_goes_with_its_idea_and_unseen_with_its_giver(database: Database) -> None:
    giver = pointed(database)
    database.do(lambda store: store.handling.release(1, "org", NOW))
    database.do(lambda store: store.ideas.leave(giver, stay=True))
    assert stored(database) == []
    database.do(lambda store: store.ideas.delete(1))

    def again(store: Store) -> None:
        anna = chat(store, "anna")
        store.ideas.hand_in(2, Handed("Noch eine", "", "living"), anna, NOW)
        store.idea_points.keep(2, anna.participant, LAT, LON)

    database.do(again)
    database.do(lambda store: store.ideas.delete(2))
    assert stored(database) == []
