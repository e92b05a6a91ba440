"""Ideas: numbered, sealed until released, supported once each, gone when they have to go."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from dialogs.ideas.states import EXPLAINED, NotSo
from dialogs.messages import Media, MediaKind
from storage.database import Database
from storage.files import new_name
from storage.idea import Handed, NoIdea
from storage.store import Store
from storage.tables import files, ideas

from .samples import NOW, chat, message

WORDS = "Eine Bank am Dorfteich, aus Eichenholz"
WHY = "Das Grundstück gehört der Gemeinde nicht, und der Besitzer will es nicht."
LATER = NOW + timedelta(days=28)


def give(database: Database, who: str = "anna", words: str = WORDS, *names: str) -> int:
    def work(store: Store) -> int:
        number = store.ideas.next_number()
        handed = Handed(words, "14729050", "living", names)
        store.ideas.hand_in(number, handed, chat(store, who), NOW)
        return number

    return database.do(work)


def publish(database: Database, who: str = "anna", words: str = WORDS) -> int:
    number = give(database, who, words)
    database.do(lambda store: store.handling.release(number, "org", NOW))
    return number


def advance(database: Database, number: int, state: Any, *said: Any) -> None:
    database.do(lambda store: store.handling.advance(number, state, "org", NOW, *said))


def person(database: Database, who: str) -> str:
    return database.do(lambda store: chat(store, who).participant)


def support(database: Database, number: int, who: str) -> bool:
    participant = person(database, who)
    return database.do(lambda store: store.ideas.support(number, participant))


def behind(database: Database, number: int) -> int:
    return database.look(lambda store: store.ideas.get(number).behind)


def shown(database: Database) -> list[int]:
    return [one.number for one in database.look(lambda store: store.ideas.shown())]


def stored(database: Database) -> list[Any]:
    with database.engine.connect() as connection:
        return list(connection.execute(select(ideas).order_by(ideas.c.id)))


def test_numbers_follow_each_other_and_are_never_given_again(database: Database) -> None:
    assert [give(database), give(database, "berta")] == [1, 2]
    database.do(lambda store: store.ideas.delete(2))
    assert give(database) == 3


def test_a_turn_that_fails_takes_no_number(database: Database) -> None:
    def fail(store: Store) -> None:
        store.ideas.hand_in(1, Handed(WORDS, "", "other"), chat(store, "anna"), NOW)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.do(fail)
    assert give(database) == 1


def test_a_number_that_is_not_the_next_is_refused(database: Database) -> None:
    handed = Handed(WORDS, "", "other")
    with pytest.raises(ValueError, match="next"):
        database.do(lambda store: store.ideas.hand_in(7, handed, chat(store, "anna"), NOW))


def test_many_at_once_get_numbers_of_their_own(database: Database) -> None:
    with ThreadPoolExecutor(4) as threads:
        numbers = list(threads.map(lambda n: give(database, f"person {n}"), range(20)))
    assert sorted(numbers) == list(range(1, 21))


def test_the_words_are_sealed_until_an_organiser_releases_them(database: Database) -> None:
    number = give(database)
    [row] = stored(database)
    assert row.words is None
    assert WORDS.encode() not in row.words_sealed
    assert shown(database) == []
    database.do(lambda store: store.handling.release(number, "org", NOW))
    [row] = stored(database)
    assert (row.words, row.words_sealed) == (WORDS, None)
    assert shown(database) == [number]


def test_an_organiser_may_leave_words_out(database: Database) -> None:
    number = give(database, words="Herr Müller soll eine Bank aufstellen")
    database.do(lambda store: store.handling.release(number, "org", NOW, "Eine Bank aufstellen"))
    assert database.look(lambda store: store.ideas.get(number).words) == "Eine Bank aufstellen"


def test_one_person_stands_behind_an_idea_once(database: Database) -> None:
    number = publish(database)
    assert [support(database, number, who) for who in ("berta", "berta", "anna")] == [
        True,
        False,
        False,
    ]
    assert behind(database, number) == 2
    who = person(database, "berta")
    assert database.do(lambda store: store.ideas.withdraw_support(number, who))
    assert not database.do(lambda store: store.ideas.withdraw_support(number, who))
    assert behind(database, number) == 1


def test_what_is_not_shown_cannot_be_supported_or_reported(database: Database) -> None:
    number = give(database)
    who = person(database, "berta")
    for act in (
        lambda store: store.ideas.support(number, who),
        lambda store: store.ideas.report(number, who),
        lambda store: store.ideas.support(99, who),
    ):
        with pytest.raises(NoIdea):
            database.do(act)


def test_merging_adds_up_who_is_behind_and_counts_nobody_twice(database: Database) -> None:
    one, other = publish(database, "anna"), publish(database, "berta")
    for who in ("carla", "dora"):
        support(database, one, who)
    support(database, other, "carla")
    database.do(lambda store: store.handling.merge(other, one, "org", NOW))
    assert shown(database) == [one]
    assert behind(database, one) == behind(database, other) == 4
    assert not support(database, other, "berta")
    assert support(database, other, "emil")
    assert behind(database, one) == 5


def test_what_was_merged_into_an_idea_goes_on_with_it(database: Database) -> None:
    one, two, three = (publish(database, who) for who in ("anna", "berta", "carla"))
    database.do(lambda store: store.handling.merge(three, two, "org", NOW))
    database.do(lambda store: store.handling.merge(two, one, "org", NOW))
    assert behind(database, one) == 3
    assert database.look(lambda store: store.ideas.get(three).merged_into) == one
    with pytest.raises(NotSo):
        database.do(lambda store: store.handling.merge(one, two, "org", NOW))
    with pytest.raises(NotSo):
        database.do(lambda store: store.handling.merge(one, one, "org", NOW))


def test_when_the_idea_goes_that_others_were_merged_into_they_stand_alone_again(
    database: Database,
) -> None:
    one, two, waiting = publish(database), publish(database, "berta"), give(database, "carla")
    for number in (two, waiting):
        database.do(lambda store, n=number: store.handling.merge(n, one, "org", NOW))  # type: ignore[misc]
    database.do(lambda store: store.handling.advance(one, "under_way", "org", NOW))
    database.do(lambda store: store.ideas.leave(chat(store, "anna").participant, stay=False))
    assert shown(database) == [two]
    found = {i.number: (i.publication, i.state) for i in database.look(lambda s: s.ideas.all())}
    assert found == {two: ("published", "under_way"), waiting: ("waiting", "under_way")}


def test_impossible_needs_a_reason_and_handing_on_needs_somebody(database: Database) -> None:
    number = publish(database)
    short = "x" * (EXPLAINED - 1)
    for state, words in (("impossible", short), ("passed_on", ""), ("received", WHY)):
        with pytest.raises(NotSo):
            advance(database, number, state, words)
    until = date(2026, 12, 24)
    advance(database, number, "passed_on", "", "Bauamt Borna", until)
    idea = database.look(lambda store: store.ideas.get(number))
    assert (idea.state, idea.whom, idea.due) == ("passed_on", "Bauamt Borna", until)
    database.do(lambda store: store.handling.advance(number, "impossible", "org", NOW, WHY))
    kinds = [c.kind for c in database.look(lambda store: store.handling.history(number))]
    assert kinds == ["published", "state", "state"]


def test_an_appeal_is_decided_by_a_second_person(database: Database) -> None:
    number = give(database)
    anna, berta = person(database, "anna"), person(database, "berta")
    database.do(lambda store: store.handling.reject(number, "insult", "one", NOW))
    with pytest.raises(NotSo):
        database.do(lambda store: store.handling.release(number, "two", NOW))
    with pytest.raises(NoIdea):
        database.do(lambda store: store.handling.appeal(number, berta, NOW))
    assert database.look(lambda store: store.handling.appealed(number)) == ""
    assert database.do(lambda store: store.handling.appeal(number, anna, NOW))
    assert database.look(lambda store: store.handling.appealed(number)) == "asked"
    assert not database.do(lambda store: store.handling.appeal(number, anna, NOW))
    [waiting] = database.look(lambda store: store.handling.appeals())
    assert (waiting.idea, waiting.against) == (number, "one")
    with pytest.raises(NotSo):
        database.do(lambda store: store.handling.release(number, "one", NOW))
    database.do(lambda store: store.handling.release(number, "two", NOW))
    assert shown(database) == [number]
    assert database.look(lambda store: store.handling.appeals()) == []
    assert database.look(lambda store: store.handling.appealed(number)) == "decided"


def test_a_person_who_is_deleted_takes_their_ideas_along_or_leaves_them(
    database: Database,
) -> None:
    mine, waiting, other = publish(database), give(database), publish(database, "berta")
    support(database, other, "anna")
    anna = person(database, "anna")

    def go(store: Store) -> None:
        who = chat(store, "anna")
        store.ideas.leave(who.participant, stay=True)
        store.chats.forget(who)

    database.do(go)
    assert sorted(shown(database)) == [mine, other]
    assert behind(database, other) == 1
    assert database.look(lambda store: store.ideas.get(mine).giver) is None
    with pytest.raises(NoIdea):
        database.look(lambda store: store.ideas.get(waiting))
    berta = person(database, "berta")
    database.do(lambda store: store.ideas.leave(berta, stay=False))
    assert shown(database) == [mine]
    assert database.look(lambda store: store.ideas.given(anna)) == []


def test_files_belong_to_the_idea_and_go_with_it(database: Database) -> None:
    name = new_name()
    media = Media(MediaKind.PHOTO, name)
    database.do(lambda store: store.files.note(chat(store, "anna"), media, "theirs", NOW))
    number = give(database, "anna", "", name)
    database.do(lambda store: store.files.fetched(name, "image/jpeg", b"pixels"))
    assert database.look(lambda store: store.files.of_idea(number)) == [name]
    assert database.do(lambda store: store.files.drop_unused(LATER, 10)) == 0
    with database.engine.connect() as connection:
        assert connection.execute(select(files.c.chat)).scalar_one() is None
    database.do(lambda store: store.ideas.delete(number))
    assert database.look(lambda store: store.files.content(name)) is None


def test_ideas_go_two_years_after_their_last_status(database: Database) -> None:
    old, merged, fresh = publish(database), publish(database, "berta"), publish(database, "carla")
    database.do(lambda store: store.handling.merge(merged, old, "org", NOW))
    database.do(lambda store: store.handling.answer(fresh, "Wir prüfen das.", "org", LATER))
    cut = LATER - timedelta(days=1)
    assert database.do(lambda store: store.ideas.drop_old(cut, 10)) == 1
    assert [idea.number for idea in database.look(lambda s: s.ideas.all())] == [fresh]


def test_what_nobody_answers_is_known_after_two_weeks(database: Database) -> None:
    number, answered = publish(database), publish(database, "berta")
    database.do(lambda store: store.handling.answer(answered, "Danke.", "org", NOW))
    soon, then = NOW + timedelta(days=13), NOW + timedelta(days=14)
    assert database.look(lambda store: store.handling.unanswered(soon)) == []
    assert database.look(lambda store: store.handling.unanswered(then)) == [number]


def test_whether_it_is_done_is_asked_once_four_weeks_later(database: Database) -> None:
    number = publish(database)
    database.do(lambda store: store.handling.advance(number, "done", "org", NOW))
    early = LATER - timedelta(seconds=1)
    assert database.do(lambda store: store.handling.ask_whether_done(early)) == []
    assert database.do(lambda store: store.handling.ask_whether_done(LATER)) == [number]
    assert database.do(lambda store: store.handling.ask_whether_done(LATER)) == []
    anna = person(database, "anna")
    asked = database.look(lambda store: store.news.asked(number))
    assert asked is not None
    for agrees in (True, False):
        database.do(lambda store, a=agrees: store.news.judge(asked, anna, a))  # type: ignore[misc]
    assert database.look(lambda store: store.news.verdicts(number)) == (0, 1)


def test_news_go_to_each_person_once(database: Database) -> None:
    def agree(store: Store) -> None:
        for who in ("anna", "berta"):
            store.consents.note(chat(store, who), frozenset({"ideas"}), True, "1", NOW)

    database.do(agree)
    number = publish(database)
    for who in ("berta", "carla"):
        support(database, number, who)
    released = database.look(lambda store: store.news.untold(9))
    assert released is not None
    assert [h.participant for h in released.hearers] == [person(database, "anna")]
    database.do(lambda store: store.news.all_told(released.change.id, NOW))
    database.do(lambda store: store.handling.answer(number, "Danke.", "org", NOW))

    def tell(store: Store) -> list[tuple[str, int]]:
        untold = store.news.untold(2)
        assert untold is not None
        store.news.tell(untold.change.id, [(h, message("!")) for h in untold.hearers], NOW, NOW)
        return [(h.participant, h.chat) for h in untold.hearers]

    told = dict(database.do(tell) + database.do(tell))
    assert told.keys() == {person(database, who) for who in ("anna", "berta", "carla")}
    assert told[person(database, "carla")] == 0
    assert database.do(tell) == []
    assert database.look(lambda store: store.outbox.waiting()) == 2
    database.do(lambda store: store.news.withdraw(chat(store, "berta").participant, NOW))
    assert database.look(lambda store: store.outbox.waiting()) == 1
