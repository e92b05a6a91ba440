"""Posters: a ballot bears the one that led to it as long as it is somebody's, and no longer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from dialogs.understanding.codes import code_in
from storage import posters as module
from storage.ballots import Ballot
from storage.database import Database
from storage.posters import Poster, TooManyPosters
from storage.tables import ballots
from tests.storage.samples import NOW, publish, survey


def hung(database: Database, place: str, id: str = "bus") -> str:
    return database.do(lambda store: store.posters.at(id, place)).code


def cast(
    database: Database, who: str, poster: str = "", id: str = "bus", rides: str = "yes"
) -> None:
    ballot = Ballot(id, 1, {"rides": rides}, poster)
    database.do(lambda store: store.ballots.cast(ballot, who))


def borne(database: Database) -> list[str | None]:
    """The posters of all ballots, those of none last."""
    with database.engine.connect() as connection:
        return sorted(connection.execute(select(ballots.c.poster)).scalars(), key=_last)


def _last(code: str | None) -> tuple[bool, str]:
    return code is None, code or ""


def counts(database: Database) -> dict[str, int | None]:
    found = database.look(lambda store: store.posters.of("bus"))
    return {poster.place: poster.ballots for poster in found}


def test_a_place_keeps_its_code_and_no_two_are_alike(database: Database) -> None:
    publish(database, survey(), survey("bahn"))
    codes = [hung(database, place) for place in ("Rathaus", "Bücherei", "Rathaus")]
    assert codes[0] == codes[2] != codes[1]
    others = {hung(database, "Rathaus", "bahn"), *codes}
    others |= {s.code for s in database.look(lambda store: store.surveys.standings())}
    assert len(others) == 5
    assert all(code_in(code) == code for code in others)
    numbers = [(p.number, p.place) for p in database.look(lambda store: store.posters.of("bus"))]
    assert numbers == [(1, "Rathaus"), (2, "Bücherei")]


def test_there_is_an_end_of_posters(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 1)
    publish(sqlite, survey())
    hung(sqlite, "Rathaus")
    with pytest.raises(TooManyPosters):
        hung(sqlite, "Bücherei")


def test_a_ballot_bears_its_poster_until_it_is_nobodys(database: Database) -> None:
    publish(database, survey(anonymity="pseudonymous"))
    code = hung(database, "Rathaus")
    for who in ("anna", "bodo", "cem"):
        cast(database, who, code)
    cast(database, "dora")
    assert borne(database) == [code, code, code, None]
    kept = database.look(lambda store: store.ballots.of("bus", "anna"))
    assert kept == Ballot("bus", 1, {"rides": "yes"}, code)
    assert counts(database) == {"Rathaus": None}, "nothing before the close"
    database.do(lambda store: store.ballots.withdraw("bus", "cem"))
    database.do(lambda store: store.surveys.close("bus", NOW))
    assert counts(database) == {"Rathaus": 2}
    database.do(lambda store: store.ballots.cut("bus", "bodo"))
    assert borne(database) == [code, None, None]
    database.do(lambda store: store.surveys.unlink(NOW + timedelta(days=31)))
    assert borne(database) == [None, None, None]
    assert counts(database) == {"Rathaus": 2}, "counted once and for good"


def test_where_nobody_can_be_told_the_close_wipes_it(database: Database) -> None:
    publish(database, survey())
    code = hung(database, "Rathaus")
    cast(database, "anna", code)
    database.do(lambda store: store.surveys.close("bus", NOW))
    assert borne(database) == [None]
    assert database.look(lambda store: store.posters.all()) == [
        Poster(code, "bus", 1, "Rathaus", 1)
    ]


def test_who_changes_an_answer_came_by_the_poster_all_the_same(database: Database) -> None:
    publish(database, survey())
    first, second = hung(database, "Rathaus"), hung(database, "Bücherei")
    cast(database, "anna", first)
    cast(database, "anna", rides="no")
    assert borne(database) == [first]
    cast(database, "anna", second)
    assert borne(database) == [second]
