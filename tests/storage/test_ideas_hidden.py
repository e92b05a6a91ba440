"""What is not to be seen any longer is neither stored in the open nor said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from dialogs.ideas.states import NotSo
from storage.database import Database
from storage.idea import Handed
from storage.idea_handling import ASK
from storage.settling import Settled
from storage.store import Store
from storage.tables import ideas

from .samples import HERE, NOW, chat, message

WORDS = "Herr Unverwechselbar soll eine Bank aufstellen"


def published(database: Database) -> None:
    def work(store: Store) -> None:
        giver = chat(store, "anna")
        store.consents.note(giver, frozenset({"ideas"}), True, "1", NOW)
        store.ideas.hand_in(1, Handed(WORDS, "", "other"), giver, NOW)
        store.handling.release(1, "org", NOW)

    database.do(work)


def on_disk(database: Database) -> bytes:
    path = Path(database.engine.url.database or "")
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def test_words_are_sealed_again_as_soon_as_they_are_rejected(sqlite: Database) -> None:
    published(sqlite)
    assert b"Unverwechselbar" in on_disk(sqlite)
    sqlite.do(lambda store: store.handling.reject(1, "personal", "org", NOW))
    assert b"Unverwechselbar" not in on_disk(sqlite)
    assert sqlite.look(lambda store: store.ideas.get(1).words) == WORDS


def test_words_go_from_the_disk_when_they_are_taken_back(sqlite: Database) -> None:
    published(sqlite)
    sqlite.do(lambda store: store.ideas.delete(1))
    assert b"Unverwechselbar" not in on_disk(sqlite)


def test_a_second_person_can_show_them_again(database: Database) -> None:
    published(database)

    def work(store: Store) -> None:
        store.handling.reject(1, "personal", "org", NOW)
        store.handling.appeal(1, chat(store, "anna").participant, NOW)
        with pytest.raises(NotSo):
            store.handling.release(1, "org", NOW)
        store.handling.release(1, "zoe", NOW)

    database.do(work)
    with database.engine.connect() as connection:
        [row] = connection.execute(select(ideas))
    assert (row.words, row.words_sealed) == (WORDS, None)


def tell_all(store: Store) -> None:
    while (untold := store.news.untold(10)) is not None:
        told = [(hearer, message(untold.change.kind)) for hearer in untold.hearers]
        store.news.tell(untold.change.id, told, NOW, NOW)
        store.news.all_told(untold.change.id, NOW)


def claimed_question(database: Database) -> int:
    """The question whether it is done, as the sender is about to say it."""

    def work(store: Store) -> None:
        store.handling.advance(1, "done", "org", NOW)
        assert store.handling.ask_whether_done(NOW + ASK) == [1]
        tell_all(store)

    database.do(work)

    def claim(store: Store) -> int:
        posts = []
        while more := store.outbox.claim(HERE, NOW, 10):
            posts += more
            if len(posts) < 3:
                for post in more:
                    store.outbox.settle([Settled(post.id, delivered_as="1")], NOW)
        return int(posts[-1].id)

    return database.do(claim)


CHANGES: dict[str, Callable[[Store], object]] = {
    "not done": lambda store: store.handling.advance(1, "under_way", "org", NOW),
    "hidden": lambda store: store.handling.reject(1, "insult", "org", NOW),
    "deleted": lambda store: store.ideas.delete(1),
}


def test_a_question_is_said_while_the_idea_is_said_to_be_done(database: Database) -> None:
    published(database)
    post = claimed_question(database)
    assert database.look(lambda store: store.news.wanted([post])) == {post}


@pytest.mark.parametrize("change", CHANGES)
def test_a_claimed_question_is_not_said_when_that_has_changed(
    database: Database, change: str
) -> None:
    published(database)
    post = claimed_question(database)
    database.do(CHANGES[change])
    assert database.look(lambda store: store.news.wanted([post])) == set()


def test_claimed_news_are_not_said_to_whoever_has_withdrawn(database: Database) -> None:
    published(database)
    post = claimed_question(database)

    def refuse(store: Store) -> None:
        store.consents.note(chat(store, "anna"), frozenset({"ideas"}), False, "1", NOW)

    database.do(refuse)
    assert database.look(lambda store: store.news.wanted([post])) == set()
