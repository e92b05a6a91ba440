"""What the tables hold can be turned into people's names, or their answers, by nobody."""

from __future__ import annotations

import hashlib
import hmac
import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import inspect, select, text, update
from sqlalchemy.exc import OperationalError

from dialogs.surveys.survey import Question, Survey
from storage.ballots import Ballot
from storage.crypt import KeyProblem, unseal_minute, voter
from storage.database import Database
from storage.link_codes import fresh_link_code
from storage.moments import dated, minute
from storage.recipients import Budget
from storage.store import Store
from storage.tables import ballots, chats, metadata, participants, surveys
from tests.storage.samples import NOW, cast, chat, message, publish, survey

NAMES = (
    "name",
    "phone",
    "number",
    "mail",
    "user",
    "nick",
    "ip",
    "agent",
    "lat",
    "lon",
    "place",
    "street",
    "birth",
    "age",
    "gender",
)
ALLOWED = {
    *(("meta", "name"), ("place_names", "name")),
    *(("outbox", "platform"), ("chats", "platform")),
    ("idea_numbers", "name"),
    *(("platform_notes", "platform"), ("platform_notes", "name")),
    # Of groups and their organisers, who are told so when they join.
    *(("associations", "name"), ("audit", "number")),
    ("idea_months", "places"),  # the districts that a message is for
    *(("organisers", "name_sealed"), ("invites", "name_sealed")),
    # The place of something said among all that was said in a talk.
    *(("talk_words", "number"), ("talk_told", "number")),
    # Of calendars of others; and where somebody wants to hear from, no finer than a town.
    *(("feeds", "name"), ("event_sources", "name"), ("subscriptions", "place")),
    *(("posters", "number"), ("posters", "place"), ("pictures", "number"), ("pictures", "name")),
}
PEOPLE = 120


def test_no_column_is_made_for_who_somebody_is() -> None:
    suspects = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.columns
        for part in column.name.split("_")
        if any(part == name or part.startswith(name) for name in NAMES)
    }
    assert suspects <= ALLOWED, "add a column to ALLOWED only if it tells nothing about people"


def test_addresses_sessions_words_and_messages_are_sealed() -> None:
    columns = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
    }
    assert {
        "organisers.name_sealed",
        "invites.name_sealed",
        "chats.address_sealed",
        "chats.session_sealed",
        "surveys.secret_sealed",
        "words.said_sealed",
        "ballots.words_sealed",
        "ballots.cast_sealed",
        "files.content_sealed",
        "files.ref_sealed",
        "outbox.address_sealed",
        "outbox.body_sealed",
        "platform_notes.value_sealed",
        "campaign_texts.message_sealed",
        "ideas.words_sealed",
        "rooms.address_sealed",
        "rooms.title_sealed",
        "talk_words.words_sealed",
        "idea_points.point_sealed",
    } == {name for name in columns if name.endswith("_sealed")}


def test_ballots_have_no_sequence_and_no_time_but_a_sealed_one(database: Database) -> None:
    columns = inspect(database.engine).get_columns("ballots")
    assert [column["name"] for column in columns] == [
        "survey",
        "voter",
        "version",
        "answers",
        "words_sealed",
        "cast_sealed",
        "poster",
    ]
    assert not any(column.get("autoincrement") is True for column in columns)
    if database.is_sqlite:
        with (
            database.engine.connect() as connection,
            pytest.raises(OperationalError, match="no such column: rowid"),
        ):
            connection.execute(text("select rowid from ballots"))


def numbered(anonymity: str = "unlinkable") -> Survey:
    """A survey in which each ballot can be told from the others by a number."""
    made = survey(anonymity=anonymity)
    asked = {"id": "number", "text": {"de": "Nummer?"}, "answer": {"type": "number"}}
    return replace(made, questions=(*made.questions, msgspec.convert(asked, Question)))


def ballot_of(row: Any) -> str:
    """Whose words stood in a ballot."""
    return f"word-{msgspec.json.decode(row.answers)['number']}"


def vote(
    database: Database, anonymity: str = "unlinkable", people: int = PEOPLE
) -> dict[str, str]:
    """People who take part one after the other, each with words that tell them apart.

    Participant → their words.
    """
    publish(database, numbered(anonymity))
    words: dict[str, str] = {}
    for number in range(people):

        def turn(store: Store, number: int = number) -> None:
            who = chat(store, f"address {number}")
            now = NOW + timedelta(seconds=number)
            store.chats.unheard([f"key {number}"], now)
            store.consents.note(who, frozenset({"surveys", "contact"}), True, "1", now)
            words[who.participant] = f"word-{number}"
            answers = {"rides": "yes", "why": words[who.participant], "number": number}
            # Everybody in a minute of their own: whoever could read it, could tell them apart.
            then = NOW + timedelta(minutes=number)
            store.ballots.cast(Ballot("bus", 1, answers), who.participant, then)
            store.chats.keep(who, who.session, now)
            store.outbox.add(who, message("Danke"), now)

        database.do(turn)
    return words


WORDS = {
    "sqlite": (
        "select * from words",
        "select * from words order by said_sealed",
        "select * from words order by id",
    ),
    "postgresql": (
        "select * from words",
        "select * from words order by ctid",
        "select * from words order by xmin::text::bigint, cmin::text::bigint, ctid",
        "select * from words order by id",
    ),
}
LISTS = {
    "sqlite": (
        "select participant from followers",
        "select participant from followers order by participant desc",
        "select participant from told order by day",
        "select c.participant from outbox o join chats c on c.id = o.chat"
        " where o.campaign is not null order by o.id",
    ),
    "postgresql": (
        "select participant from followers order by ctid",
        "select participant from followers order by xmin::text::bigint, cmin::text::bigint, ctid",
        "select participant from told order by ctid",
        "select c.participant from outbox o join chats c on c.id = o.chat"
        " where o.campaign is not null order by o.id",
    ),
}
ORDERS = {
    "sqlite": (
        "select {c} from ballots",
        "select {c} from ballots not indexed",
        "select {c} from ballots order by voter",
    ),
    "postgresql": (
        "select {c} from ballots",
        "select {c} from ballots order by ctid",
        "select {c} from ballots order by xmin::text::bigint, ctid",
        "select {c} from ballots order by cmin::text::bigint, ctid",
        "select {c} from ballots order by voter",
    ),
}


def guesses(database: Database) -> Iterator[dict[str, str]]:
    """Ways to tell whose ballot is whose, by somebody with database, key and participants."""
    orders = list(spoken(database))
    with database.engine.connect() as connection:

        def column(query: str) -> list[Any]:
            return list(connection.execute(text(query)).scalars())

        people = [
            column("select participant from chats order by id"),
            column("select participant from consents where purpose = 'contact' order by at, id"),
            column("select id from participants"),
            column("select id from participants order by id"),
            # Those who are to hear what came of it: whether they have been written to or not.
            *filter(None, map(column, LISTS[database.engine.dialect.name])),
        ]
        for order in ORDERS[database.engine.dialect.name]:
            rows = connection.execute(text(order.format(c="voter, answers"))).all()
            for known in people:
                yield dict(zip(known, map(ballot_of, rows), strict=True))
        for said in orders:
            for known in people:
                yield dict(zip(known, said, strict=True))
        # A hash of the participant with whatever else the attacker has.
        own = {bytes(row.voter): ballot_of(row) for row in rows}
        for tries in (
            {who: voter(b"", who) for who in people[0]},
            {who: hashlib.sha256(who.encode()).digest() for who in people[0]},
            {who: database.keys.index(f"ballot:{who}") for who in people[0]},
            {who: hmac.digest(database.keys._index, who.encode(), "sha256") for who in people[0]},
        ):
            yield {who: own.get(key, "") for who, key in tries.items()}
        if not database.is_sqlite:
            # What one transaction wrote belongs together.
            for table, whose in (("chats", "participant"), ("participants", "id")):
                query = (
                    f"select p.{whose} as who, b.answers from ballots b"
                    f" join {table} p on p.xmin = b.xmin"
                )
                found = connection.execute(text(query)).all()
                if len(found) <= len(people[0]):
                    own = {row.who: ballot_of(row) for row in found}
                    yield {who: own.get(who, "") for who in people[0]}


def spoken(database: Database) -> Iterator[list[str]]:
    """The detached words, in every order in which they can be had."""
    with database.engine.connect() as connection:
        for order in WORDS[database.engine.dialect.name]:
            rows = connection.execute(text(order)).all()
            yield [
                database.keys.unseal(row.said_sealed, b"words" + row.id.encode()).decode()
                for row in rows
            ]


def by_time(database: Database, truth: dict[str, str], secrets: list[bytes]) -> int:
    """Ballots given to the right person by when they came, with all keys that there are."""
    people = list(truth)
    right = 0
    with database.engine.connect() as connection:
        for row in connection.execute(select(ballots)):
            for secret in secrets:
                if row.cast_sealed is None:
                    continue
                with suppress(KeyProblem):
                    when = unseal_minute(secret, bytes(row.voter), row.cast_sealed)
                    who = people[when - minute(NOW)]
                    right += ballot_of(row) == truth[who]
    return right


def test_when_a_ballot_was_cast_is_known_as_long_as_the_secret(database: Database) -> None:
    truth = vote(database, "pseudonymous")
    secret = database.look(lambda store: store.surveys.secret("bus"))
    assert secret is not None
    assert by_time(database, truth, [secret]) == PEOPLE, "the attack works as long as it should"
    others = [bytes(32), database.keys._index, database.keys.index("bus") * 2]
    assert by_time(database, truth, others) == 0
    kept = sealed_of(database, ballots.c.cast_sealed)
    database.do(lambda store: store.surveys.close("bus", NOW))
    database.do(lambda store: store.surveys.unlink(NOW + timedelta(seconds=1)))
    assert sealed_of(database, ballots.c.cast_sealed) == []
    assert by_time(database, truth, [secret]) == 0
    if database.is_sqlite:
        left = files(database)
        assert not any(sealed in left for sealed in kept)


def test_times_of_an_unlinkable_survey_end_with_its_close(database: Database) -> None:
    vote(database)
    assert len(sealed_of(database, ballots.c.cast_sealed)) == PEOPLE
    database.do(lambda store: store.surveys.close("bus", NOW))
    assert sealed_of(database, ballots.c.cast_sealed) == []


def test_sealed_times_say_nothing_of_their_order(database: Database) -> None:
    """Without the secret all are of one length, and none is like another."""
    vote(database)
    kept = sealed_of(database, ballots.c.cast_sealed)
    assert {len(sealed) for sealed in kept} == {12 + 4 + 16}
    assert len(set(kept)) == PEOPLE


def test_who_was_linked_is_told_by_no_ballot_after_the_end(database: Database) -> None:
    """Linking writes ballots anew under another key: that must not show whose they are."""
    truth = vote(database)

    def link(store: Store, number: int) -> None:
        now, code = NOW + timedelta(days=1), fresh_link_code()
        store.linking.codes.give(chat(store, f"address {number}"), code, now)
        assert store.linking.join(chat(store, f"address {number + 1}"), code, now)

    for number in range(0, PEOPLE, 2):
        database.do(lambda store, number=number: link(store, number))  # type: ignore[misc]
    assert len(everything(database)) == PEOPLE // 2
    database.do(lambda store: store.surveys.close("bus", NOW + timedelta(days=2)))
    with database.engine.connect() as connection:
        people = list(connection.execute(select(participants.c.id)).scalars())
        for order in ORDERS[database.engine.dialect.name]:
            opened = [*map(ballot_of, connection.execute(text(order.format(c="answers"))))]
            newer = {f"word-{number}" for number in range(1, PEOPLE, 2)}
            assert set(opened) == newer
            pairs = list(zip(people, opened, strict=True))
            mine = [list(truth).index(who) + 1 for who, _ in pairs]
            right = sum(f"word-{n}" == said for n, (_, said) in zip(mine, pairs, strict=True))
            assert right <= CHANCE


def hits(database: Database, truth: dict[str, str]) -> int:
    """How many ballots the best guess gives to the right person."""
    return max(
        sum(truth[who] == words for who, words in guess.items()) for guess in guesses(database)
    )


CHANCE = 9
"""A blind guess is right about once among them; 60 guesses reach ten hits once in 150,000."""


def with_the_secret(database: Database, truth: dict[str, str]) -> int:
    """The same for somebody who has the survey's secret as well."""
    secret = database.look(lambda store: store.surveys.secret("bus"))
    if secret is None:
        return 0
    with database.engine.connect() as connection:
        rows = {bytes(row.voter): row for row in connection.execute(select(ballots))}
    right = 0
    for who, words in truth.items():
        row = rows[voter(secret, who)]
        right += ballot_of(row) == words
    return right


def test_while_a_survey_is_open_a_ballot_can_be_found_again(database: Database) -> None:
    """What makes the next test mean something: the attack works as long as it should."""
    assert with_the_secret(database, vote(database)) == PEOPLE


def test_after_the_close_nobody_can_tell_whose_a_ballot_was(database: Database) -> None:
    truth = vote(database)
    database.do(lambda store: store.surveys.close("bus", NOW))
    assert with_the_secret(database, truth) == 0
    assert hits(database, truth) <= CHANCE


def test_who_hears_what_came_of_it_tells_nothing_of_what_they_said(database: Database) -> None:
    """From the close on until all is said, and after it."""
    truth = vote(database)
    database.do(lambda store: store.surveys.close("bus", NOW))
    texts = {"de": message("Danke")}
    id = database.do(lambda store: store.campaigns.tell_result("bus", texts, NOW, NOW))
    while database.look(lambda store: store.campaigns.get(id)).planned is None:
        assert hits(database, truth) <= CHANCE
        database.do(lambda store: store.campaigns.plan(id, NOW, Budget(), PEOPLE))
    assert hits(database, truth) <= CHANCE


@pytest.mark.parametrize("people", [20, 500])
def test_nor_can_anybody_tell_in_small_and_large_surveys(database: Database, people: int) -> None:
    truth = vote(database, people=people)
    database.do(lambda store: store.surveys.close("bus", NOW))
    assert hits(database, truth) <= CHANCE


def test_a_pseudonymous_survey_is_untied_thirty_days_later(database: Database) -> None:
    truth = vote(database, "pseudonymous")
    closed = NOW
    database.do(lambda store: store.surveys.close("bus", closed))
    assert with_the_secret(database, truth) == PEOPLE
    assert database.do(lambda store: store.surveys.unlink(closed)) == 0
    assert database.do(lambda store: store.surveys.unlink(closed + timedelta(seconds=1))) == 1
    assert with_the_secret(database, truth) == 0
    assert hits(database, truth) <= CHANCE
    assert database.do(lambda store: store.surveys.unlink(closed + timedelta(seconds=1))) == 0


def test_after_the_close_nobody_can_tell_which_words_stood_in_which_ballot(
    database: Database,
) -> None:
    vote(database)
    database.do(lambda store: store.surveys.close("bus", NOW))
    assert sealed_of(database, ballots.c.words_sealed) == []
    orders = list(spoken(database))
    with database.engine.connect() as connection:
        for order in ORDERS[database.engine.dialect.name]:
            rows = connection.execute(text(order.format(c="answers"))).all()
            for said in orders:
                assert set(said) == {f"word-{number}" for number in range(PEOPLE)}
                pairs = zip(map(ballot_of, rows), said, strict=True)
                assert sum(ballot == words for ballot, words in pairs) <= CHANCE


def test_words_of_surveys_that_were_untied_before_are_detached_later(database: Database) -> None:
    vote(database, "pseudonymous")
    database.do(lambda store: store.surveys.close("bus", NOW))
    with database.engine.begin() as connection:
        connection.execute(update(surveys).values(secret_sealed=None))
    assert database.do(lambda store: store.surveys.detach()) == 1
    assert database.do(lambda store: store.surveys.detach()) == 0
    assert sealed_of(database, ballots.c.words_sealed) == []
    assert all(len(said) == PEOPLE for said in spoken(database))


def test_words_that_were_detached_are_in_no_byte_of_the_ballots(sqlite: Database) -> None:
    vote(sqlite)
    kept = sealed_of(sqlite, ballots.c.words_sealed)
    sqlite.do(lambda store: store.surveys.close("bus", NOW))
    left = files(sqlite)
    assert not any(sealed in left for sealed in kept)


def test_untying_changes_no_ballot_and_no_count(database: Database) -> None:
    vote(database)
    before = everything(database)
    database.do(lambda store: store.surveys.close("bus", NOW))
    assert everything(database) == before
    assert len(before) == PEOPLE


def everything(database: Database) -> list[tuple[Any, ...]]:
    with database.engine.connect() as connection:
        gone = {"cast_sealed", "words_sealed"}
        columns = [column for column in ballots.c if column.name not in gone]
        return [tuple(row) for row in connection.execute(select(*columns).order_by("voter"))]


def test_one_unlinkable_version_makes_the_whole_survey_unlinkable(database: Database) -> None:
    """Those who took part in the first version were promised so."""
    publish(database, survey())
    cast(database, "anna", rides="yes")
    publish(database, survey(anonymity="pseudonymous"))
    database.do(lambda store: store.surveys.close("bus", NOW))
    assert database.look(lambda store: store.surveys.secret("bus")) is None


def test_the_ballots_are_told_in_the_order_of_their_random_keys(database: Database) -> None:
    vote(database)
    told = database.look(lambda store: store.ballots.all("bus"))
    with database.engine.connect() as connection:
        query = select(ballots.c.version, ballots.c.answers).order_by(ballots.c.voter)
        assert [tuple(row) for row in connection.execute(query)] == list(told)


# What the files of SQLite still hold.


def files(database: Database) -> bytes:
    """Every byte of the database and of its log."""
    path = Path(str(database.engine.url.database))
    return b"".join(p.read_bytes() for p in sorted(path.parent.iterdir()))


def sealed_of(database: Database, column: Any) -> list[bytes]:
    with database.engine.connect() as connection:
        return [v for v in connection.execute(select(column)).scalars() if v is not None]


def test_a_destroyed_secret_is_in_no_byte_of_the_files(sqlite: Database) -> None:
    vote(sqlite)
    (secret,) = sealed_of(sqlite, surveys.c.secret_sealed)
    assert secret in files(sqlite)
    sqlite.do(lambda store: store.surveys.close("bus", NOW))
    assert secret not in files(sqlite)


def test_what_a_reader_holds_up_is_wiped_by_the_next_transaction(sqlite: Database) -> None:
    vote(sqlite)
    (secret,) = sealed_of(sqlite, surveys.c.secret_sealed)
    with sqlite.engine.connect().execution_options(reading=True) as reader:
        reader.execute(select(surveys)).all()
        sqlite.do(lambda store: store.surveys.close("bus", NOW))
        assert secret in files(sqlite)
    sqlite.do(lambda store: None)
    assert secret not in files(sqlite)


def test_a_secret_that_expires_is_in_no_byte_of_the_files(sqlite: Database) -> None:
    vote(sqlite, "pseudonymous")
    (secret,) = sealed_of(sqlite, surveys.c.secret_sealed)
    sqlite.do(lambda store: store.surveys.close("bus", NOW))
    assert secret in files(sqlite)
    sqlite.do(lambda store: store.surveys.unlink(NOW + timedelta(days=30)))
    assert secret not in files(sqlite)


def test_of_somebody_who_is_forgotten_no_byte_is_left_in_the_files(sqlite: Database) -> None:
    def come(store: Store) -> None:
        for name in ("anna", "bodo"):
            who = chat(store, name)
            store.chats.keep(who, who.session, NOW)
            store.outbox.add(who, message(f"Hallo {name}"), NOW)

    sqlite.do(come)
    columns = (chats.c.address_sealed, chats.c.session_sealed, participants.c.id)
    before = [sealed_of(sqlite, column) for column in columns]
    sqlite.do(lambda store: store.chats.forget(chat(store, "anna")))
    after = [sealed_of(sqlite, column) for column in columns]
    left = files(sqlite)
    for was, still in zip(before, after, strict=True):
        (gone,) = set(was) - set(still)
        assert (gone if isinstance(gone, bytes) else gone.encode()) not in left
        assert all((v if isinstance(v, bytes) else v.encode()) in left for v in still)


def test_a_sealed_value_opens_only_where_it_belongs(database: Database) -> None:
    vote(database)
    with database.engine.connect() as connection:
        one, two = connection.execute(select(ballots).limit(2)).all()
    assert database.keys.unseal(one.words_sealed, b"ballot" + bytes(one.voter))
    with pytest.raises(KeyProblem):
        database.keys.unseal(one.words_sealed, b"ballot" + bytes(two.voter))


def test_keys_of_ballots_are_spread_evenly() -> None:
    """So that their order says nothing about who came first."""
    secret = random.Random(1).randbytes(32)
    ids = [f"{number:032x}" for number in range(400)]
    order = sorted(range(400), key=lambda number: voter(secret, ids[number]))
    together = sum(1 for a, b in pairwise(order) if b == a + 1)
    assert together < 10


def test_a_persons_last_sign_of_life_is_kept_as_a_day(database: Database) -> None:
    for hour in (0, 12, 23):
        now = datetime(2026, 11, 22, hour, 59, tzinfo=NOW.tzinfo)

        def speak(store: Store, now: datetime = now) -> None:
            who = chat(store, "anna")
            store.chats.keep(who, who.session, now)

        database.do(speak)
        with database.engine.connect() as connection:
            seen = connection.execute(select(participants.c.seen)).scalar_one()
        assert dated(seen) == now.date()
