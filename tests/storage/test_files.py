"""Photos and voice messages: whose they are, and when they go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import literal_column, select

from dialogs.messages import Media, MediaKind
from dialogs.session import Frame, Session
from dialogs.surveys.survey import Survey
from storage.database import Database
from storage.files import new_name
from storage.store import Store
from storage.tables import files

from .samples import HERE, NOW, cast, chat, publish, survey


def pictures() -> Survey:
    return survey(
        questions=[
            {"id": "photo", "text": {"de": "Ein Foto?"}, "answer": {"type": "photo"}},
        ]
    )


def note(database: Database, address: str = "anna") -> str:
    name = new_name()
    media = Media(MediaKind.PHOTO, name)
    database.do(lambda store: store.files.note(chat(store, address), media, "theirs", NOW))
    return name


def fetch(database: Database, name: str) -> None:
    database.do(lambda store: store.files.fetched(name, "image/jpeg", b"pixels"))


def rows(database: Database) -> list[Any]:
    with database.engine.connect() as connection:
        return list(connection.execute(files.select()).all())


def who(database: Database, address: str = "anna") -> str:
    return database.do(lambda store: chat(store, address).participant)


def test_a_file_waits_until_it_is_fetched(database: Database) -> None:
    name = note(database)
    [waiting] = database.do(lambda store: store.files.unfetched(HERE, NOW, 5))
    assert (waiting.id, waiting.ref, waiting.kind) == (name, "theirs", MediaKind.PHOTO)
    assert database.do(lambda store: store.files.unfetched("elsewhere", NOW, 5)) == []
    later = NOW + timedelta(minutes=1)
    database.do(lambda store: store.files.postponed(name, later))
    assert database.do(lambda store: store.files.unfetched(HERE, NOW, 5)) == []
    [again] = database.do(lambda store: store.files.unfetched(HERE, later, 5))
    assert again.attempts == 1
    fetch(database, name)
    assert database.do(lambda store: store.files.unfetched(HERE, later, 5)) == []
    stored = database.do(lambda store: store.files.content(name))
    assert stored is not None
    assert (stored.media_type, stored.content) == ("image/jpeg", b"pixels")


@pytest.mark.parametrize("fetched_first", [True, False])
def test_a_file_of_a_ballot_is_nobodys(database: Database, fetched_first: bool) -> None:
    publish(database, pictures())
    name = note(database)
    if fetched_first:
        fetch(database, name)
    cast(database, who(database), photo={"photo": name})
    if not fetched_first:
        fetch(database, name)
    [row] = rows(database)
    assert (row.chat, row.day, row.ref_sealed, row.survey) == (None, None, None, "bus")


def test_a_file_not_fetched_yet_is_nobodys_once_the_tie_is_cut(database: Database) -> None:
    publish(database, replace(pictures(), anonymity="unlinkable"))
    name = note(database)
    cast(database, who(database), photo={"photo": name})
    assert rows(database)[0].chat is not None
    database.do(lambda store: store.surveys.close("bus", NOW))
    [row] = rows(database)
    assert (row.id, row.chat, row.day, row.survey) == (name, None, None, "bus")
    fetch(database, name)
    assert database.do(lambda store: store.files.content(name)) is not None
    assert database.do(lambda store: store.files.lost(name)) is None


def test_the_order_of_files_tells_nothing_once_the_tie_is_cut(postgresql: Database) -> None:
    publish(postgresql, replace(pictures(), anonymity="unlinkable"))
    came = []
    for number in range(20):
        name = note(postgresql, f"person {number}")
        cast(postgresql, who(postgresql, f"person {number}"), photo={"photo": name})
        fetch(postgresql, name)
        came.append(name)
    postgresql.do(lambda store: store.surveys.close("bus", NOW))
    query = select(files.c.id, literal_column("xmin::text").label("by"))
    with postgresql.engine.connect() as connection:
        found = connection.execute(query.order_by(literal_column("ctid"))).all()
    assert sorted(row.id for row in found) == sorted(came)
    assert [row.id for row in found] != came
    assert len({row.by for row in found}) == 1


def test_another_answer_takes_the_file_of_the_first_away(database: Database) -> None:
    publish(database, pictures())
    first, second = note(database), note(database)
    fetch(database, first)
    cast(database, who(database), photo={"photo": first})
    cast(database, who(database), photo={"photo": second})
    assert [row.id for row in rows(database)] == [second]
    cast(database, who(database), photo={"photo": second})
    assert [row.id for row in rows(database)] == [second]


@pytest.mark.parametrize("closed", [True, False])
def test_a_file_goes_with_its_person(database: Database, closed: bool) -> None:
    publish(database, replace(pictures(), anonymity="pseudonymous"))
    sent = note(database)
    note(database)
    fetch(database, sent)
    participant = who(database)
    cast(database, participant, photo={"photo": sent})
    if closed:
        database.do(lambda store: store.surveys.close("bus", NOW))

    def forget(store: Store) -> None:
        if not store.ballots.withdraw("bus", participant):
            store.ballots.cut("bus", participant)
        store.chats.forget(chat(store, "anna"))

    database.do(forget)
    assert rows(database) == []


def test_what_is_fetched_too_late_is_not_kept(database: Database) -> None:
    name = note(database)
    database.do(lambda store: store.chats.forget(chat(store, "anna")))
    fetch(database, name)
    assert rows(database) == []


def test_a_lost_file_is_told_to_its_chat(database: Database) -> None:
    name = note(database)
    id = database.do(lambda store: chat(store, "anna").id)
    assert database.do(lambda store: store.files.lost(name)) == id
    assert database.do(lambda store: store.files.lost(name)) is None
    found = database.do(lambda store: store.chats.by_id(id or 0, NOW))
    assert found is not None
    assert (found.platform, found.language) == (HERE, "de")
    assert database.do(lambda store: store.chats.by_id(999, NOW)) is None


def test_a_file_that_no_answer_speaks_of_is_forgotten_the_next_day(database: Database) -> None:
    used = note(database)
    note(database)
    session = Session((Frame("survey:bus", 1, "photo", {"photo": {"photo": used}}),))
    database.do(lambda store: store.chats.keep(chat(store, "anna"), session, NOW))
    assert database.do(lambda store: store.files.drop_unused(NOW, 100)) == 0
    tomorrow = NOW + timedelta(days=1)
    assert database.do(lambda store: store.files.drop_unused(tomorrow, 100)) == 1
    assert [row.id for row in rows(database)] == [used]
