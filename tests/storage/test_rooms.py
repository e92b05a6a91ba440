"""Rooms: registered by a word that counts once, moved, ended; told each thing once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from dialogs.events import Event
from dialogs.markup import plain
from dialogs.messages import Message
from storage.database import Database
from storage.post import Post
from storage.rooms import Room, Spot, Word
from storage.settling import Settled
from storage.store import Store
from storage.tables import outbox, room_told, rooms
from tests.storage.samples import NOW
from tests.storage.threads import beside

T = TypeVar("T")
WORD = Word("g", "o1", "de")
NEWS = Message(plain("Neues"), public=True)
SPOT = Spot("telegram", "-100", "Dorf")
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _association(database: Database) -> None:
    database.do(lambda store: store.associations.add("g", "Radeln", NOW))


def registered(database: Database, spot: Spot = SPOT) -> Room:
    return database.do(lambda store: store.rooms.register(spot, WORD, "revier", NOW))


def announce(database: Database, room: Room, thing: str = "survey:bus") -> str | None:
    return database.do(lambda store: store.room_posts.announce(room, thing, NEWS, NOW))


def claimed(database: Database) -> list[Post]:
    return database.do(lambda store: store.outbox.claim("telegram", NOW, 10))


def settled(database: Database, **what: object) -> None:
    (post,) = claimed(database)
    one = replace(Settled(post.id, error="x"), **what)
    database.do(lambda store: store.outbox.settle([one], NOW))


def together(work: Callable[[], T], times: int) -> list[T]:
    """What the same comes to in several threads at once."""
    with beside() as run:
        return [each.result() for each in [run(work) for _ in range(times)]]


def all_(database: Database) -> list[Room]:
    return database.look(lambda store: store.rooms.all())


def test_a_word_counts_once_for_a_while_and_the_last_one_only(database: Database) -> None:
    def offer(word: str) -> None:
        database.do(lambda store: store.rooms.offer(word, WORD, LATER))

    def use(word: str, after: timedelta = timedelta()) -> Word | None:
        return database.do(lambda store: store.rooms.use(word, NOW + after))

    offer("K7M2P9Q")
    offer("A2B3C4D")
    assert use("K7M2P9Q") is None
    assert use("A2B3C4D") == WORD
    assert use("A2B3C4D") is None
    offer("K7M2P9Q")
    assert use("K7M2P9Q", timedelta(hours=2)) is None
    offer("K7M2P9Q")
    assert database.do(lambda store: store.rooms.drop_words(LATER + timedelta(seconds=1))) == 1


def test_two_rooms_with_one_word_are_not_both_registered(database: Database) -> None:
    database.do(lambda store: store.rooms.offer("K7M2P9Q", WORD, LATER))
    used = together(lambda: database.do(lambda s: s.rooms.use("K7M2P9Q", NOW)), 4)
    assert sorted(used, key=str) == sorted([WORD, None, None, None], key=str)


def test_a_thing_is_announced_once_however_many_try(database: Database) -> None:
    room = registered(database)
    found = together(lambda: announce(database, room), 6)
    assert len([key for key in found if key]) == 1
    assert [(post.address, post.room) for post in claimed(database)] == [("-100", room.id)]


def test_a_room_that_moves_is_followed_by_what_waits(database: Database) -> None:
    room = registered(database)
    announce(database, room)
    database.do(lambda store: store.rooms.move("telegram", "-100", "-200", NOW))
    assert [post.address for post in claimed(database)] == ["-200"]
    assert database.look(lambda store: store.rooms.at("telegram", "-200")) == room


def test_the_sender_learns_that_a_room_has_moved_or_is_lost(database: Database) -> None:
    room = registered(database)
    announce(database, room)
    settled(database, retry=NOW, room_moved=(room.id, "-200"))
    assert database.look(lambda store: store.rooms.at("telegram", "-200")) == room
    settled(database, lost=room.id)
    assert all_(database) == []
    (ended,) = database.look(lambda store: store.rooms.untold_ends())
    assert ended.title == "Dorf"
    database.do(lambda store: store.rooms.end_told(room.id))
    with database.engine.connect() as connection:
        row = connection.execute(select(rooms)).one()
    assert (row.address_sealed, row.title_sealed) == (None, None)


def test_where_a_room_moves_to_a_registered_one_that_one_stays(database: Database) -> None:
    registered(database)
    other = registered(database, Spot("telegram", "-200", "Stadt"))
    database.do(lambda store: store.rooms.move("telegram", "-100", "-200", NOW))
    assert all_(database) == [other]


def test_a_room_may_be_told_to_be_left_before_it_moves(database: Database) -> None:
    room = registered(database)
    database.do(lambda store: store.rooms.left("telegram", "-100", NOW))
    database.do(lambda store: store.rooms.move("telegram", "-100", "-200", NOW))
    assert all_(database) == [room]
    assert database.look(lambda store: store.rooms.untold_ends()) == []


@pytest.mark.parametrize("how", ["paused", "removed", "closed"])
def test_what_waits_is_taken_back_and_counts_as_not_announced(
    database: Database, how: str
) -> None:
    room = registered(database)
    announce(database, room)

    def stop(store: Store) -> None:
        match how:
            case "paused":
                store.rooms.pause(room.id, NOW)
            case "removed":
                store.rooms.remove(room.id, NOW)
            case "closed":
                store.room_posts.take_back("survey:bus", NOW)

    database.do(stop)
    assert claimed(database) == []
    with database.engine.connect() as connection:
        assert connection.execute(select(room_told)).all() == []
        assert connection.execute(select(outbox.c.error)).scalars().all() == ["withdrawn"]


def test_whoever_registers_a_room_anew_is_told_nothing_twice(database: Database) -> None:
    room = registered(database)
    announce(database, room)
    claimed(database)
    database.do(lambda store: store.rooms.left("telegram", "-100", NOW))
    again = registered(database)
    assert again.id == room.id
    assert announce(database, again) is None


def test_after_some_weeks_nothing_is_left_of_a_room(database: Database) -> None:
    room = registered(database)
    announce(database, room)
    database.do(lambda store: store.rooms.remove(room.id, NOW))
    assert database.do(lambda store: store.rooms.forget(NOW)) == 0
    assert database.do(lambda store: store.rooms.forget(LATER)) == 1
    with database.engine.connect() as connection:
        assert connection.execute(select(rooms)).all() == []
        assert connection.execute(select(room_told)).all() == []


def test_what_was_told_of_events_is_forgotten_and_of_surveys_is_kept(database: Database) -> None:
    room = registered(database)
    things = ["event:gone", "week:2026-11-23", "survey:bus"]

    def work(store: Store) -> int:
        things.append(f"event:{store.events.add(Event('Fest', LATER), NOW)}")
        for thing in things:
            store.room_posts.note(room.id, thing, NOW, 1)
        return store.room_posts.forget(LATER)

    assert database.do(work) == 2
    kept = database.look(lambda s: s.room_posts.told(room.id, things))
    assert kept == set(things[2:])
