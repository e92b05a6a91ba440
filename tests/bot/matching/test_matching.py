"""Whoever has everything after the end cannot match ballots with people better than by chance.

Kept are the database with its log, the key, the log file, everything that was told, and each list
of people. Two statistics are taken of every way in which ballots or words can be put in order, by
every list of people: how many ballots a blind pairing gives to the right person (one in the mean,
whatever the size), and Kendall's S over all surveys, which also finds an order that shows through
only a little. The limits let a bot without a fault fail about once in a million runs.
"""

from __future__ import annotations

import logging
import random
import re
import secrets
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import event, select, text, update

from bot.config import Operator
from bot.posters.counts import listing
from bot.reports.raw import raw, rows_csv
from bot.reports.report import report
from bot.reports.writing import Format, written
from bot.results.breakdown import Unfit, breakdown, divider
from bot.results.counting import Counting
from bot.results.rendering import as_text
from bot.results.result import result
from bot.results.sources import source
from dialogs.markup import words as spoken
from dialogs.suppression import K
from storage.ballots import Ballot
from storage.crypt import Keys
from storage.database import Database
from storage.tables import ballots, followers, outbox, told, words
from tests.bot.results.making import written as day
from tests.databases import memory
from tests.storage.samples import NOW, publish

from .attacker import (
    Trace,
    agreement,
    deviation,
    every_byte,
    guessed_right,
    pages,
    people,
    reversed_too,
)
from .lives import LONELY, Lived, live, numbered

MOST = 11
"""Hits of a blind pairing; 12 or more come once in 1.2 billion times."""
FAR = 6.0
"""Standard deviations; beyond these lies one of 500 million blind orders."""
SMALL = (20,) * 5
ALL_SIZES = (*(20,) * 15, 35, 60, 120, 250, 500)
NUMBER = re.compile(rb'"number":(\d{4})')
OPERATOR = Operator(name="Bündnis Beispiel")


@pytest.fixture
def fresh(sqlite_template: Path) -> Iterator[Database]:
    """A database in memory where there is room: hundreds of transactions need no disk."""
    folder = Path(tempfile.mkdtemp(prefix="matching-", dir=memory()))
    shutil.copy(sqlite_template, folder / "revierstimme.db")
    database = Database(f"sqlite:///{folder}/revierstimme.db", Keys(bytes(32)))
    yield database
    database.close()
    shutil.rmtree(folder)


def traces(database: Database, id: str, lived: Lived) -> dict[str, Trace]:
    """Every way in which ballots, and words by the ballots they stood in, can be put in order."""
    numbers = set(lived.truth[id].values())
    raw_bytes = every_byte(database)
    in_file = pages(raw_bytes, NUMBER)
    found = {"within pages": [[n for n in page if n in numbers] for page in in_file]}
    with database.engine.connect() as connection:
        for order in ("", " not indexed", " order by voter"):
            query = "select answers from ballots{} where survey = '{}'{}"
            hint, by = (order, "") if order == " not indexed" else ("", order)
            rows = connection.execute(text(query.format(hint, id, by))).scalars()
            found[f"ballots{order}"] = [[msgspec.json.decode(row)["number"] for row in rows]]
        theirs = connection.execute(select(words).where(words.c.survey == id)).all()
    opened = {
        row.id: lived.words[id][
            database.keys.unseal(row.said_sealed, b"words" + row.id.encode()).decode()
        ]
        for row in theirs
    }
    found["words"] = [list(opened.values())]
    found["words by their ids"] = [[opened[key] for key in sorted(opened)]]
    where = {raw_bytes.find(row.said_sealed): opened[row.id] for row in theirs}
    found["words within the file"] = [[where[at] for at in sorted(where)]]
    return found | {name: [order] for name, order in told_in(database, id, lived).items()}


def told_in(database: Database, id: str, lived: Lived) -> dict[str, list[int]]:
    """The same from what everybody, or an organiser, is given: own words and raw rows."""
    shown = database.look(lambda store: source(store, id, OPERATOR))
    made = result(shown, "de", day)
    one = report(made, shown.survey, "de")
    cast = database.look(lambda store: [answers for _, answers in store.ballots.all(id)])
    outputs = {
        "the result in the chat": spoken(as_text(made, "de")),
        "the result as JSON": written(one, Format.JSON).decode(),
        "the result as CSV": written(one, Format.CSV).decode(),
    }
    quoted = re.compile(rf"Weil {id} so ist: (\d+)\.")
    found = {name: [int(n) for n in quoted.findall(out)] for name, out in outputs.items()}
    rows = rows_csv(raw(shown.survey, cast)).decode()
    found["raw rows"] = [int(n) for n in re.findall(r"\b(\d{4})\b", rows)]
    return found


def attacked(database: Database, lived: Lived) -> tuple[int, float]:
    """The best guess: most ballots with the right person, and the order that differs most."""
    lists = people(database)
    most, agreements = 0, dict[tuple[str, str], list[tuple[int, float]]]()
    for id, truth in lived.truth.items():
        orders = {n: [truth[who] for who in known if who in truth] for n, known in lists.items()}
        orders["as they answered, had somebody looked on"] = list(truth.values())
        for name, trace in traces(database, id, lived).items():
            assert all(len(set(found)) == len(found) for found in trace), f"{name}: one twice"
            for by, order in reversed_too(orders):
                assert len(order) == len(truth), by
                ranks = {number: rank for rank, number in enumerate(order)}
                most = max(most, guessed_right(trace, order))
                agreements.setdefault((name, by), []).append(agreement(trace, ranks))
    return most, max(abs(deviation(of)) for of in agreements.values())


def assert_nothing_kept(database: Database, lived: Lived) -> None:
    """No list of who took part, no poster, time or word at any ballot, no copy of one anywhere."""
    with database.engine.connect() as connection:
        for row in connection.execute(select(ballots)):
            assert (row.words_sealed, row.cast_sealed, row.poster) == (None, None, None)
        assert connection.execute(select(told)).all() == []
        assert connection.execute(select(followers)).all() == []
        waiting = select(outbox).where(outbox.c.body_sealed.is_not(None), outbox.c.chat.is_(None))
        assert connection.execute(waiting).all() == []
    copies = NUMBER.findall(every_byte(database))
    cast = [n for truth in lived.truth.values() for n in truth.values()]
    assert len(copies) == len(cast), "a ballot is in the file twice, or one that was withdrawn"


def assert_no_home_tells(database: Database, lived: Lived) -> None:
    """Whoever knows where everybody lives finds at least k ballots that could be somebody's."""
    for id, truth in lived.truth.items():
        rows = database.look(lambda store, id=id: store.ballots.all(id))  # type: ignore[misc]
        cast = [msgspec.json.decode(answers) for _, answers in rows]
        group_of = {ballot["number"]: ballot["where"] for ballot in cast}
        assert set(group_of) == set(truth.values()), "nobody left a place out"
        alike = Counter(group_of.values())
        assert len(alike) == 1 or min(alike.values()) >= K
        assert alike[group_of[lived.lonely[id]]] >= min(K, len(truth))
    assert LONELY.encode() not in every_byte(database)


def assert_told_of_nobody(database: Database, lived: Lived) -> None:
    """What is told by region and by posters names no lonely municipality and no small group."""
    for id, truth in lived.truth.items():
        shown = database.look(lambda store, id=id: source(store, id, OPERATOR))  # type: ignore[misc]
        came = database.look(lambda store, id=id: listing(store, id))  # type: ignore[misc]
        assert all(one.n >= 10 for one in came.counts)
        try:
            by = divider(shown, "region")
            tallies = database.look(lambda s, one=shown, by=by: Counting().of(s, one.survey, by))  # type: ignore[misc]
            divided = breakdown(shown, "region", tallies, "de", day)
        except Unfit:
            assert len(truth) < 20
            continue
        for division in divided.divisions:
            assert all(group.n >= 10 for group in division.groups)
            assert LONELY not in [group.key for group in division.groups]


def assert_nothing_logged(log: str, lived: Lived) -> None:
    for truth in lived.truth.values():
        for who, number in truth.items():
            assert who not in log
            assert f"{number}" not in log


def over(database: Database, sizes: tuple[int, ...], seed: int) -> Lived:
    """All of it, and a week later: what was sent is forgotten."""
    lived = live(database, sizes, seed)
    database.do(lambda store: store.outbox.purge(NOW - timedelta(days=1), 1000))
    return lived


def assert_blind(database: Database, lived: Lived, log: str) -> None:
    assert_nothing_kept(database, lived)
    assert_no_home_tells(database, lived)
    assert_told_of_nobody(database, lived)
    assert_nothing_logged(log, lived)
    hits, far = attacked(database, lived)
    print(f"{hits} hits, {far:.1f} standard deviations")
    assert hits <= MOST
    assert far <= FAR


def rekeyed(database: Database, lived: Lived, key: Callable[[int], bytes]) -> None:
    """Have ballots lie in an order that has to do with the one in which they came."""
    with database.engine.begin() as connection:
        for id, truth in lived.truth.items():
            for place, number in enumerate(truth.values()):
                its = ballots.c.answers.contains(f'"number":{number}')
                which = (ballots.c.survey == id) & its
                connection.execute(update(ballots).where(which).values(voter=key(place)))


def test_nobody_is_matched_better_than_by_chance_and_an_order_would_be_found(
    fresh: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    lived = over(fresh, SMALL, 1)
    assert_blind(fresh, lived, caplog.text)
    # Only who was early and who was late.
    dice = random.Random(1)  # drawn anew, one in a hundred draws would hide it
    rekeyed(fresh, lived, lambda place: bytes([place >= SMALL[0] // 2]) + dice.randbytes(31))
    _, far = attacked(fresh, lived)
    assert far > FAR
    rekeyed(fresh, lived, lambda place: bytes([place]) * 32)
    hits, far = attacked(fresh, lived)
    assert hits > MOST
    assert far > FAR


@pytest.mark.chaos
def test_nor_in_many_surveys_of_all_sizes(
    fresh: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert_blind(fresh, over(fresh, ALL_SIZES, secrets.randbelow(10**6)), caplog.text)


@pytest.mark.chaos
def test_rows_that_lie_in_pages_as_they_came_would_be_found(fresh: Database) -> None:
    """As they do until a survey ends: whoever has the secret then needs no order."""
    agreements = []
    for survey in range(5):
        publish(fresh, numbered(f"bus-{survey}"))
        first = 1000 * (survey + 1)
        came = range(first, first + 20)
        for number in came:
            ballot = Ballot(f"bus-{survey}", 1, {"rides": "yes", "number": number})
            fresh.do(lambda store, one=ballot: store.ballots.cast(one, str(one.answers), NOW))  # type: ignore[misc]
        ranks = {number: rank for rank, number in enumerate(came)}
        agreements.append(agreement(pages(every_byte(fresh), NUMBER), ranks))
    assert abs(deviation(agreements)) > FAR


@pytest.mark.chaos
def test_posters_that_stay_with_ballots_would_be_found(
    fresh: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.surveys.forget_posters", lambda *_: None)
    lived = over(fresh, (20,), 4)
    with pytest.raises(AssertionError):
        assert_nothing_kept(fresh, lived)


def test_a_home_that_stays_with_a_ballot_would_be_found(
    fresh: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.surveys.roll_up", lambda *_: None)
    lived = over(fresh, (20,), 4)
    with pytest.raises(AssertionError):
        assert_no_home_tells(fresh, lived)


@pytest.mark.chaos
def test_what_is_left_in_free_pages_would_be_found(fresh: Database) -> None:
    @event.listens_for(fresh.engine, "connect")
    def connect(dbapi: Any, _: object) -> None:
        dbapi.execute("pragma secure_delete=off")

    lived = over(fresh, (60,), 5)
    with pytest.raises(AssertionError, match="twice"):
        assert_nothing_kept(fresh, lived)
