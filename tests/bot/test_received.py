"""What becomes of a survey in a file: whose it is, and under which id."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from adapters.surveyfiles import Read
from bot.organising.received import MOST, enter
from dialogs.messages import Media, MediaKind
from dialogs.organising.roles import EVERYBODY, Role
from dialogs.surveys.reading import Problem
from storage.database import Database
from storage.files import new_name
from storage.organisers import Invite
from storage.store import Store
from tests.bot.talking import NOW, PLATFORM, Bot, messages
from tests.play import survey

DAY = timedelta(days=1)
MINE, OTHERS = "verein", "andere"
PULS = survey("puls")


def prepared(database: Database) -> None:
    """Anna writes for one association; there is another."""
    anna = Bot(database).person("anna")
    anna.say("/start")
    who = anna.participant

    def work(store: Store) -> None:
        for id in (EVERYBODY, MINE, OTHERS):
            store.associations.add(id, id, NOW)
        store.organisers.invite(
            "CODE2", Invite(MINE, Role.ORGANISER, "Anna", "console"), NOW + DAY
        )
        assert store.organisers.accept("CODE2", who, NOW)

    database.do(work)


def sent(database: Database, read: Read, association: str = MINE, why: str = "") -> str:
    """What Anna is told of a file; its text."""
    bot = Bot(database)
    place = (PLATFORM, "anna")

    def work(store: Store) -> None:
        chat = store.chats.by_id(store.chats.id_at(*place) or 0, NOW)
        assert chat
        name = new_name()
        store.files.note(chat, Media(MediaKind.FILE, name), "ref", NOW)
        store.survey_files.order_reading(chat, association, name)

    database.do(work)
    order = database.look(lambda store: store.survey_files.next(PLATFORM, NOW))
    assert order
    before = len(messages(database, *place))
    # Twice, as after a change of who sends.
    for _ in range(2):
        database.do(lambda store: enter(store, order, read, why, NOW))
    assert len(messages(database, *place)) == before + 1
    return bot.person("anna").told


def ids(database: Database, association: str = MINE) -> list[str]:
    found = database.look(lambda store: store.drafts.of(association))
    return [one.survey.id for one in found]


def test_an_id_that_is_free_stays(sqlite: Database) -> None:
    prepared(sqlite)
    assert "Der neue Entwurf" in sent(sqlite, Read(PULS))
    assert "hat jetzt diesen Stand" in sent(sqlite, Read(replace(PULS, minutes=3)))
    assert ids(sqlite) == ["puls"]


def test_an_id_of_another_association_gets_an_ending(sqlite: Database) -> None:
    prepared(sqlite)
    sqlite.do(lambda store: store.drafts.keep(PULS, OTHERS))
    sent(sqlite, Read(replace(PULS, minutes=3)))
    [mine] = ids(sqlite)
    assert mine.startswith("puls-")
    assert ids(sqlite, OTHERS) == ["puls"]


def test_an_id_of_the_operator_gets_an_ending(sqlite: Database) -> None:
    prepared(sqlite)
    sqlite.do(lambda store: store.surveys.add(PULS))
    sent(sqlite, Read(PULS))
    assert ids(sqlite)[0].startswith("puls-")


def test_a_closed_survey_is_left_as_it_is(sqlite: Database) -> None:
    prepared(sqlite)
    sent(sqlite, Read(PULS))

    def close(store: Store) -> None:
        store.surveys.publish("puls", NOW)
        store.surveys.close("puls", NOW)

    sqlite.do(close)
    sent(sqlite, Read(PULS))
    assert len(ids(sqlite)) == 2


def test_a_long_id_is_cut_and_a_table_without_one_never_replaces(sqlite: Database) -> None:
    prepared(sqlite)
    sent(sqlite, Read(replace(PULS, id="a" * 40)))
    assert all(len(id) <= 32 for id in ids(sqlite))
    for _ in range(2):
        sent(sqlite, Read(replace(PULS, id="umfrage"), named=False))
    assert len(ids(sqlite)) == 3


def test_nobody_writes_for_an_association_of_others(sqlite: Database) -> None:
    prepared(sqlite)
    assert "fehlt Ihnen das Recht" in sent(sqlite, Read(PULS), OTHERS)
    assert ids(sqlite, OTHERS) == ids(sqlite) == []


def test_many_problems_come_as_a_file_too(sqlite: Database) -> None:
    prepared(sqlite)
    problems = tuple(Problem(f"Blatt „survey“, Zeile {n}", "so nicht") for n in range(40))
    told = sent(sqlite, Read(problems=problems))
    assert told.count("so nicht") == MOST
    [file] = Bot(sqlite).person("anna").shown.files
    assert file.content.decode().count("so nicht") == 40
    assert ids(sqlite) == []


def test_why_a_file_was_not_read_is_told(sqlite: Database) -> None:
    prepared(sqlite)
    assert "zu groß zum Lesen" in sent(sqlite, Read(), why="endless")
    assert "nicht bekommen" in sent(sqlite, Read(), why="lost")
