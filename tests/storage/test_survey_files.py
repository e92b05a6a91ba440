"""Orders to read and write survey files: each is done once."""

from __future__ import annotations

from datetime import timedelta

from dialogs.messages import Media, MediaKind
from storage.database import Database
from storage.files import new_name
from storage.store import Store
from tests.storage.samples import NOW, chat

TABLE = "application/vnd.ms-excel"


def ordered(store: Store) -> str:
    """A file that somebody sent, to be read for the association `verein`."""
    if store.associations.one("verein") is None:
        store.associations.add("verein", "Verein", NOW)
    mine, name = chat(store, "anna"), new_name()
    media = Media(MediaKind.FILE, name, media_type=TABLE)
    store.files.note(mine, media, "their name", NOW)
    assert store.files.unfetched(mine.platform, NOW, 9) == []
    store.survey_files.order_reading(mine, "verein", name)
    return mine.platform


def test_an_order_is_done_once_and_its_file_is_gone(database: Database) -> None:
    platform = database.do(ordered)
    order = database.look(lambda store: store.survey_files.next(platform, NOW))
    assert order
    assert order.ref == "their name"
    assert database.do(lambda store: store.survey_files.done(order.id))
    assert not database.do(lambda store: store.survey_files.done(order.id))
    assert database.look(lambda store: store.survey_files.next(platform, NOW)) is None
    assert database.do(lambda store: store.files.drop_unused(NOW + timedelta(days=2), 9)) == 0


def test_an_order_that_is_put_off_waits(database: Database) -> None:
    platform = database.do(ordered)
    order = database.look(lambda store: store.survey_files.next(platform, NOW))
    assert order
    later = NOW + timedelta(minutes=1)
    database.do(lambda store: store.survey_files.postponed(order.id, later))
    assert database.look(lambda store: store.survey_files.next(platform, NOW)) is None
    again = database.look(lambda store: store.survey_files.next(platform, later))
    assert again
    assert again.attempts == 1


def test_a_file_that_waits_to_be_read_is_not_dropped_overnight(database: Database) -> None:
    platform = database.do(ordered)
    late = NOW + timedelta(days=2)
    assert database.do(lambda store: store.files.drop_unused(late, 9)) == 0
    assert database.look(lambda store: store.survey_files.next(platform, NOW))


def test_whoever_is_forgotten_takes_orders_along(database: Database) -> None:
    platform = database.do(ordered)
    database.do(lambda store: store.chats.forget(chat(store, "anna")))
    assert database.look(lambda store: store.survey_files.next(platform, NOW)) is None
