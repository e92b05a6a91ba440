"""Organisers: a code is good for one person, and somebody always leads."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from dialogs.organising.roles import Role
from storage.database import Database
from storage.organisers import Invite, LastAdmin, Organiser
from storage.store import Store
from tests.storage.samples import chat

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CODE = "2345ABCDEF"


def invite(store: Store, role: Role = Role.ADMIN, code: str = CODE) -> None:
    if store.associations.one("bike") is None:
        store.associations.add("bike", "Radeln im Revier", NOW)
    made = Invite("bike", role, "Frau Anders", "console")
    store.organisers.invite(code, made, NOW + timedelta(hours=72))


def accept(store: Store, name: str, now: datetime = NOW, code: str = CODE) -> Organiser | None:
    return store.organisers.accept(code, chat(store, name).participant, now)


def joined(database: Database, name: str, role: Role = Role.ADMIN) -> Organiser:
    code = f"{name[:1].upper()}2345ABCDE"
    database.do(partial(invite, role=role, code=code))
    found = database.do(partial(accept, name=name, code=code))
    assert found is not None
    return found


def test_a_code_lets_in_one_person_and_no_other(database: Database) -> None:
    database.do(invite)
    anna = database.do(partial(accept, name="anna"))
    assert anna is not None
    assert (anna.role, anna.name, anna.association) == (Role.ADMIN, "Frau Anders", "bike")
    assert database.do(partial(accept, name="bodo")) is None


def test_a_code_expires(database: Database) -> None:
    database.do(invite)
    late = NOW + timedelta(hours=72)
    assert database.do(partial(accept, name="anna", now=late)) is None
    assert database.do(lambda store: store.organisers.drop_invites(late + timedelta(1))) == 1


def test_two_people_with_one_code_at_the_same_moment(
    databases: Callable[[], Database], again: Callable[[Database], Database]
) -> None:
    one = databases()
    other = again(one)
    one.do(invite)
    for name in ("anna", "bodo"):
        one.do(partial(chat, address=name))
    with ThreadPoolExecutor(2) as pool:
        tries = [
            pool.submit(which.do, partial(accept, name=name))
            for which, name in ((one, "anna"), (other, "bodo"))
        ]
    assert sorted(bool(t.result()) for t in tries) == [False, True]
    assert len(one.look(lambda store: store.organisers.all("bike"))) == 1


def test_a_second_code_never_takes_a_right_away(database: Database) -> None:
    anna = joined(database, "anna", Role.ORGANISER)
    database.do(partial(invite, role=Role.HELPER))
    assert database.do(partial(accept, name="anna")) == anna
    database.do(partial(invite, role=Role.ADMIN))
    raised = database.do(partial(accept, name="anna"))
    assert raised is not None
    assert (raised.id, raised.role) == (anna.id, Role.ADMIN)


def test_somebody_always_leads(database: Database) -> None:
    anna = joined(database, "anna")
    bodo = joined(database, "bodo", Role.HELPER)
    with pytest.raises(LastAdmin):
        database.do(lambda store: store.organisers.remove(anna.id))
    with pytest.raises(LastAdmin):
        database.do(lambda store: store.organisers.change(anna.id, Role.ORGANISER))
    database.do(lambda store: store.organisers.change(bodo.id, Role.ADMIN))
    database.do(lambda store: store.organisers.remove(anna.id))
    assert [one.id for one in database.look(lambda s: s.organisers.all("bike"))] == [bodo.id]


def test_two_who_take_out_each_other_do_not_leave_nobody(
    databases: Callable[[], Database], again: Callable[[Database], Database]
) -> None:
    one = databases()
    other = again(one)
    anna, bodo = joined(one, "anna"), joined(one, "bodo")

    def remove(which: Database, id: str) -> bool:
        try:
            which.do(lambda store: store.organisers.remove(id))
        except LastAdmin:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(remove, (one, other), (anna.id, bodo.id)))
    assert sorted(done) == [False, True]


def test_who_is_removed_has_no_codes_left(database: Database) -> None:
    anna, bodo = joined(database, "anna"), joined(database, "bodo")
    given = Invite("bike", Role.ADMIN, "Herr Clauß", bodo.id)
    database.do(lambda s: s.organisers.invite(CODE, given, NOW + timedelta(hours=72)))
    database.do(lambda store: store.organisers.remove(bodo.id))
    assert database.do(partial(accept, name="carla")) is None
    assert [one.id for one in database.look(lambda s: s.organisers.all())] == [anna.id]


def test_who_deletes_everything_is_no_organiser_any_more(database: Database) -> None:
    joined(database, "anna")
    database.do(lambda store: store.chats.forget(chat(store, "anna")))
    assert database.look(lambda store: store.organisers.all()) == []
