"""Talks as they are stored: who has them, what is said, who is told, and when they are gone."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from dialogs.organising.roles import Role
from storage.database import Database
from storage.organisers import Invite, Organiser
from storage.retention import SLICE
from storage.store import Store
from storage.tables import outbox, talk_blocks, talk_told, talk_words, talks
from storage.talk import BLOCKED, REOPEN, NoTalk, Taken

from .crashes import Crash, crashing
from .samples import NOW, chat, message
from .threads import PATIENCE, beside, blocked, paused

DAY = timedelta(days=1)
SAID = {"de": message("Neues")}
Two = tuple[Database, Database]


def organiser(store: Store, name: str, group: str = "dorf") -> Organiser:
    if store.associations.one(group) is None:
        store.associations.add(group, group, NOW)
    code = secrets.token_hex(4)
    store.organisers.invite(code, Invite(group, Role.ORGANISER, name, "console"), NOW + DAY)
    made = store.organisers.accept(code, chat(store, name).participant, NOW)
    assert made is not None
    return made


def opened(store: Store, words: str = "Guten Tag") -> int:
    anna = chat(store, "anna").participant
    return store.talks.open(anna, "dorf", "", words, NOW).number


def test_what_was_said_is_sealed_and_kept_in_order(database: Database) -> None:
    number = database.do(opened)
    database.do(lambda store: store.talks.say(number, "Und noch etwas", NOW))
    clara = database.do(lambda store: organiser(store, "clara"))
    database.do(lambda store: store.talks.answer(number, clara.id, "Hallo", NOW))
    entries = database.look(lambda store: store.talks.entries(number))
    assert [(one.number, one.speaker, one.words) for one in entries] == [
        (1, "guest", "Guten Tag"),
        (2, "guest", "Und noch etwas"),
        (3, "organiser", "Hallo"),
    ]
    with database.engine.connect() as connection:
        sealed = connection.execute(select(talk_words.c.words_sealed)).scalars().all()
    assert not any(b"Guten Tag" in one or b"Hallo" in one for one in sealed)


def test_who_answers_first_has_it_and_nobody_else_answers(database: Database) -> None:
    number = database.do(opened)
    clara, dora = (database.do(lambda s, n=n: organiser(s, n)) for n in ("clara", "dora"))  # type: ignore[misc]
    database.do(lambda store: store.talks.answer(number, clara.id, "Hallo", NOW))
    with pytest.raises(Taken):
        database.do(lambda store: store.talks.answer(number, dora.id, "Ich auch", NOW))
    talk = database.look(lambda store: store.talks.get(number))
    assert (talk.organiser, talk.waits) == (clara.id, None)
    assert len(database.look(lambda store: store.talks.entries(number))) == 2


@pytest.fixture
def two(postgresql: Database, again: Callable[[Database], Database]) -> Two:
    """One database, as two processes have it open."""
    return postgresql, again(postgresql)


def test_two_who_answer_at_once_one_is_told_that_it_is_taken(two: Two) -> None:
    here, there = two
    number = here.do(opened)
    clara, dora = (here.do(lambda s, n=n: organiser(s, n)) for n in ("clara", "dora"))  # type: ignore[misc]
    with paused(here, after="UPDATE talks") as pause, beside() as run:
        one = run(lambda: here.do(lambda s: s.talks.answer(number, clara.id, "Ja", NOW)))
        pause.reached()
        other = run(lambda: there.do(lambda s: s.talks.answer(number, dora.id, "Nein", NOW)))
        blocked(there)
        pause.end()
        assert one.result(PATIENCE) == 2
        with pytest.raises(Taken):
            other.result(PATIENCE)
    entries = here.look(lambda store: store.talks.entries(number))
    assert [said.words for said in entries] == ["Guten Tag", "Ja"]


def test_an_answer_and_deleting_everything_at_once_do_not_wait_for_each_other(two: Two) -> None:
    here, there = two
    number = here.do(opened)
    anna = here.do(lambda store: chat(store, "anna"))
    clara = here.do(lambda store: organiser(store, "clara"))

    def answer(store: Store) -> None:
        entry = store.talks.answer(number, clara.id, "Ja", NOW)
        store.talk_posts.tell(number, entry, {anna.participant}, SAID, NOW)

    def forget(store: Store) -> None:
        store.talks.hold_all(anna.participant)
        store.talk_posts.take_back(number, NOW)
        store.talks.forget(anna.participant)
        store.chats.forget(anna)

    with paused(here, after="UPDATE talks") as pause, beside() as run:
        one = run(lambda: here.do(answer))
        pause.reached()
        other = run(lambda: there.do(forget))
        blocked(there)
        pause.end()
        one.result(PATIENCE)
        other.result(PATIENCE)
    assert here.look(lambda store: store.talks.open_in()) == []
    assert here.look(lambda store: store.outbox.waiting()) == 0


def test_an_entry_has_its_number_once(database: Database) -> None:
    number = database.do(opened)
    row = {"talk": number, "number": 1, "speaker": "guest", "words_sealed": b"x", "at": 0}
    with pytest.raises(IntegrityError), database.engine.begin() as connection:
        connection.execute(insert(talk_words), row)


def test_whoever_is_told_of_an_entry_is_told_once(database: Database) -> None:
    number = database.do(opened)
    people = {database.do(lambda s, n=n: chat(s, n)).participant for n in ("clara", "dora")}  # type: ignore[misc]
    tell = lambda store: store.talk_posts.tell(number, 1, people, SAID, NOW)  # noqa: E731
    assert [database.do(tell), database.do(tell)] == [2, 0]
    with database.engine.connect() as connection:
        posts = set(connection.execute(select(outbox.c.key)).scalars())
        assert set(connection.execute(select(talk_told.c.post)).scalars()) == posts
    assert len(posts) == 2


def test_what_is_taken_back_is_not_said_whether_written_or_not(database: Database) -> None:
    number = database.do(opened)
    people = {database.do(lambda s, n=n: chat(s, n)).participant for n in ("clara", "dora")}  # type: ignore[misc]
    database.do(lambda store: store.talk_posts.tell(number, 1, people, SAID, NOW))

    def at_once(store: Store) -> set[str]:
        store.talk_posts.tell(number, 2, people, SAID, NOW)
        return store.talk_posts.take_back(number, NOW)

    assert database.do(at_once) == people
    assert database.look(lambda store: store.outbox.waiting()) == 0


def test_a_talk_that_is_over_takes_no_word_and_can_go_on_for_a_week(database: Database) -> None:
    number = database.do(opened)
    database.do(lambda store: store.talks.close(number, "closed", NOW))
    with pytest.raises(NoTalk):
        database.do(lambda store: store.talks.say(number, "Noch da?", NOW))
    with pytest.raises(NoTalk):
        database.do(lambda store: store.talks.close(number, "closed", NOW))
    with pytest.raises(NoTalk):
        database.do(lambda store: store.talks.reopen(number, NOW + REOPEN))
    later = NOW + REOPEN - timedelta(seconds=1)
    database.do(lambda store: store.talks.reopen(number, later))
    # What was asked before is not answered yet.
    assert database.look(lambda store: store.talks.get(number)).waits == later


def test_what_was_handed_over_comes_back_until_the_resident_goes_on(database: Database) -> None:
    number = database.do(opened)
    clara = database.do(lambda store: organiser(store, "clara"))
    database.do(lambda store: store.talks.answer(number, clara.id, "Hallo", NOW))
    hand_over = lambda store: store.talks.hand_over(number, "stadt", None, "handed_over", NOW)  # noqa: E731
    database.do(hand_over)
    assert database.look(lambda s: s.talks.get(number)).association == "stadt"
    database.do(lambda store: store.talks.hand_back(number, NOW))
    talk = database.look(lambda store: store.talks.get(number))
    assert (talk.association, talk.organiser) == ("dorf", clara.id)
    database.do(hand_over)
    database.do(lambda store: store.talks.say(number, "Gut", NOW))
    with pytest.raises(NoTalk):
        database.do(lambda store: store.talks.hand_back(number, NOW))


def test_an_organiser_who_goes_leaves_the_talk_to_others(database: Database) -> None:
    number = database.do(opened)
    clara, dora = (database.do(lambda s, n=n: organiser(s, n)) for n in ("clara", "dora"))  # type: ignore[misc]
    database.do(lambda store: store.talks.answer(number, clara.id, "Hallo", NOW))
    database.do(lambda store: store.organisers.remove(clara.id))
    database.do(lambda store: store.talks.answer(number, dora.id, "Hier bin ich", NOW))
    assert database.look(lambda store: store.talks.get(number)).organiser == dora.id


def test_numbers_of_talks_that_are_gone_are_not_given_again(database: Database) -> None:
    first = database.do(opened)
    database.do(lambda store: store.talks.forget(chat(store, "anna").participant))
    assert database.do(opened) == first + 1


def test_talks_go_30_days_after_their_end_with_all_that_was_said(database: Database) -> None:
    number = database.do(opened)
    still = database.do(opened)
    database.do(lambda store: store.talks.close(number, "closed", NOW))
    database.do(
        lambda s: s.talk_blocks.block(chat(s, "anna").participant, still, "flood", "x", NOW)
    )
    drop = lambda store: store.talks.drop_closed(NOW, SLICE)  # noqa: E731
    assert database.do(drop) == 0
    assert database.do(lambda store: store.talks.drop_closed(NOW + DAY, SLICE)) == 1
    with database.engine.connect() as connection:
        assert set(connection.execute(select(talk_words.c.talk)).scalars()) == {still}
    assert database.look(lambda store: store.talks.silent(NOW + DAY, SLICE)) == [still]


def test_talks_go_with_their_person(database: Database) -> None:
    number = database.do(opened)
    clara = database.do(lambda store: organiser(store, "clara"))
    database.do(lambda s: s.talk_posts.tell(number, 1, {clara.participant}, SAID, NOW))
    database.do(lambda s: s.talk_blocks.block(chat(s, "anna").participant, number, "x", "x", NOW))
    database.do(lambda store: store.chats.forget(chat(store, "anna")))
    with database.engine.connect() as connection:
        for table in (talks, talk_words, talk_told, talk_blocks):
            assert connection.execute(select(table)).all() == [], table.name


def test_blocks_end_by_themselves_and_are_appealed_against_once(database: Database) -> None:
    number = database.do(opened)
    anna = database.do(lambda store: chat(store, "anna")).participant
    database.do(lambda store: store.talk_blocks.block(anna, number, "flood", "x", NOW))
    just_before = NOW + BLOCKED - timedelta(seconds=1)
    block = database.look(lambda store: store.talk_blocks.of(anna, just_before))
    assert block is not None
    assert (block.rule, block.appealed) == ("flood", False)
    assert database.look(lambda store: store.talk_blocks.of(anna, NOW + BLOCKED)) is None
    appeal = lambda store: store.talk_blocks.appeal(anna)  # noqa: E731
    assert [database.do(appeal), database.do(appeal)] == [True, False]
    database.do(lambda store: store.talk_blocks.decide(anna))
    assert not database.do(appeal)
    assert database.do(lambda store: store.talk_blocks.forget(NOW + BLOCKED + DAY)) == 1


def test_overdue_talks_are_found_once_reminded_no_more(database: Database) -> None:
    number = database.do(opened)
    due = lambda store: store.talks.overdue(NOW)  # noqa: E731
    assert database.look(lambda store: store.talks.overdue(NOW - DAY)) == []
    assert database.look(due) == [number]
    database.do(lambda store: store.talks.remind(number, NOW))
    assert database.look(due) == []
    assert database.look(lambda store: store.talks.overdue(NOW, but="alliance")) == [number]
    assert database.look(lambda store: store.talks.overdue(NOW, but="dorf")) == []


def state(database: Database) -> object:
    def look(store: Store) -> object:
        known = [
            (talk, store.talks.entries(talk.number)) for talk in store.talks.open_in()
        ] + store.talks.of(chat(store, "anna").participant)
        return known, store.outbox.waiting()

    return database.look(look)


def say_and_tell(store: Store) -> None:
    number = store.talks.say(1, "Noch etwas", NOW)
    store.talk_posts.tell(1, number, {chat(store, "clara").participant}, SAID, NOW)


def hand_over_and_tell(store: Store) -> None:
    number = store.talks.hand_over(1, "stadt", None, "handed_over", NOW)
    store.talk_posts.take_back(1, NOW)
    store.talk_posts.tell(1, number, {chat(store, "anna").participant}, SAID, NOW)


def take_back_and_forget(store: Store) -> None:
    anna = chat(store, "anna").participant
    for talk in store.talks.hold_all(anna):
        store.talk_posts.take_back(talk.number, NOW)
    store.talk_posts.say_goodbye({chat(store, "clara").participant}, SAID, NOW)
    store.talks.forget(anna)


@pytest.mark.parametrize("act", [opened, say_and_tell, hand_over_and_tell, take_back_and_forget])
def test_a_crash_after_any_statement_leaves_all_or_nothing(
    database: Database, act: Callable[[Store], object]
) -> None:
    database.do(lambda store: organiser(store, "clara"))
    database.do(opened)
    database.do(say_and_tell)
    before = state(database)
    for number in count(1):
        try:
            with crashing(database, number):
                database.do(act)
        except Crash:
            assert state(database) == before
        else:
            break
    assert number > 3
    assert state(database) != before
