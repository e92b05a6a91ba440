"""Whatever happens to ideas in whatever order: the promises of D4, D7 and B8 hold."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from dialogs.ideas.states import NotSo
from storage.database import Database
from storage.idea import Handed, NoIdea
from storage.store import Store
from storage.tables import idea_changes, idea_told, ideas, outbox
from tests.databases import Make

from .samples import NOW, chat, message

PEOPLE = ("anna", "berta", "carla", "dora")
WHY = "Dafür gibt es im Haushalt der Stadt kein Geld und keine Stelle."
person, number = st.sampled_from(PEOPLE), st.integers(1, 5)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("hand_in"), person),
        st.tuples(st.just("hand_in"), person),
        st.tuples(st.just("release"), number),
        st.tuples(st.just("release"), number),
        st.tuples(st.just("reject"), number),
        st.tuples(st.just("appeal"), number, person),
        st.tuples(st.just("merge"), number, number),
        st.tuples(st.just("advance"), number, st.sampled_from(("done", "impossible"))),
        st.tuples(st.just("answer"), number),
        st.tuples(st.just("support"), number, person),
        st.tuples(st.just("withdraw"), number, person),
        st.tuples(st.just("leave"), person, st.booleans()),
        st.tuples(st.just("delete"), number),
        st.tuples(
            st.just("ask"),
        ),
    ),
    max_size=40,
)


class History:
    """Takes steps on a real database, and looks at it after each."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = NOW
        self.released: set[int] = set()
        self.gone: set[int] = set()
        self.last = 0
        database.do(self._agree)

    def _agree(self, store: Store) -> None:
        for who in PEOPLE:
            store.consents.note(chat(store, who), frozenset({"ideas"}), True, "1", NOW)

    def take(self, step: tuple[Any, ...]) -> None:
        self.now += timedelta(days=10)
        before = self.numbers()
        with suppress(NotSo, NoIdea):
            self.database.do(lambda store: self._do(store, *step))
        self.gone |= before - self.numbers()
        self.check()
        self.tell()

    def _do(self, store: Store, what: str, *of: Any) -> None:
        who = chat(store, of[-1]).participant if of and of[-1] in PEOPLE else ""
        match what, of:
            case "hand_in", _:
                self.last = store.ideas.next_number()
                store.ideas.hand_in(
                    self.last, Handed("Worte", "", "other"), chat(store, of[0]), self.now
                )
            case "release", (one,):
                store.handling.release(one, "two", self.now)
                self.released.add(one)
            case "reject", (one,):
                store.handling.reject(one, "insult", "one", self.now)
            case "appeal", (one, _):
                store.handling.appeal(one, who, self.now)
            case "merge", (one, other):
                store.handling.merge(one, other, "one", self.now)
            case "advance", (one, state):
                store.handling.advance(one, state, "one", self.now, WHY)
            case "answer", (one,):
                store.handling.answer(one, WHY, "one", self.now)
            case "support", (one, _):
                store.ideas.support(one, who)
            case "withdraw", (one, _):
                store.ideas.withdraw_support(one, who)
            case "leave", (_, stay):
                store.ideas.leave(chat(store, of[0]).participant, stay)
            case "delete", (one,):
                store.ideas.delete(one)
            case _:
                store.handling.ask_whether_done(self.now)

    def tell(self) -> None:
        """Tell in slices of one, and see that each of its people is told, and nobody else."""
        while True:
            with self.database.engine.connect() as connection:
                open_ = connection.execute(
                    select(idea_changes).where(idea_changes.c.told.is_(None))
                ).first()
            if open_ is None:
                return
            people = self.people(open_.idea, open_.kind)
            while self._slice():
                pass
            assert self.told(open_.id) == people

    def people(self, number: int, kind: str) -> set[str]:
        """Who is to hear of such a change."""

        def look(store: Store) -> set[str]:
            giver = store.ideas.get(number).giver
            if kind in ("published", "rejected"):
                return {giver} if giver else set()
            return set(store.ideas.people(number))

        return self.database.look(look)

    def _slice(self) -> bool:
        def work(store: Store) -> bool:
            untold = store.news.untold(1)
            if untold is None:
                return False
            told = [(hearer, message("Neues")) for hearer in untold.hearers]
            store.news.tell(untold.change.id, told, self.now, self.now)
            if not told:
                store.news.all_told(untold.change.id, self.now)
            return bool(told)

        return self.database.do(work)

    def told(self, change: int) -> set[str]:
        query = select(idea_told.c.participant).where(idea_told.c.change == change)
        with self.database.engine.connect() as connection:
            return set(connection.execute(query).scalars())

    def numbers(self) -> set[int]:
        return {idea.number for idea in self.database.look(lambda store: store.ideas.all())}

    def check(self) -> None:
        assert not self.numbers() & self.gone
        assert max(self.numbers(), default=0) <= self.last
        shown = {one.number for one in self.database.look(lambda store: store.ideas.shown())}
        assert shown <= self.released
        with self.database.engine.connect() as connection:
            for row in connection.execute(select(ideas)):
                if row.publication in ("published", "rejected"):
                    assert (row.words is None) == (row.publication == "rejected")
                assert (row.words is None) == (row.words_sealed is not None)
                assert row.words is None or row.id in self.released
                assert (row.publication == "merged") == (row.merged_into is not None)
            posts = connection.execute(select(outbox.c.key)).scalars().all()
            rows = connection.execute(select(idea_told.c.post)).scalars().all()
        assert len(set(rows)) == len(rows)
        assert set(rows) <= set(posts)


@settings(max_examples=25, deadline=None, suppress_health_check=[*HealthCheck])
@given(steps=STEPS)
def test_each_of_its_people_hears_of_each_change_once_and_nothing_comes_back(
    sqlites: Make, steps: list[tuple[Any, ...]]
) -> None:
    history = History(sqlites())
    for step in steps:
        history.take(step)
