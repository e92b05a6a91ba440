"""What rooms are told by the bot itself: whose news, when, and nothing twice."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from adapters.adapter import Inbound, Posted
from bot.notebook import NAME
from bot.rooms.announcing import Announcing
from bot.rooms.news import announce_everywhere
from bot.rooms.registering import registered
from dialogs.markup import words
from dialogs.messages import OFFER, Press, Start
from dialogs.organising.roles import EVERYBODY, Role
from dialogs.surveys import shipped
from dialogs.surveys.reading import read
from dialogs.understanding.understand import understand
from storage.database import Database
from storage.organisers import Invite
from storage.rooms import Room, Spot, Word
from storage.store import Store
from tests.bot.conversations import spoken
from tests.bot.events.planning import ALTENBURG, BORNA, event, local
from tests.bot.events.planning import publish as publish_events
from tests.bot.memory import Watch
from tests.bot.talking import Bot, config
from tests.storage.threads import beside, blocked, paused

SUNDAY = local("2026-11-22T13:00")
MONDAY = local("2026-11-23T09:00")


def group(database: Database, name: str, now: datetime = SUNDAY) -> None:
    database.do(lambda store: store.associations.add(name, name.title(), now))


def room(database: Database, title: str, association: str = EVERYBODY, **changes: Any) -> Room:
    spot, word = Spot("matrix", f"!{title}", title), Word(association, "nobody", "de")

    def work(store: Store) -> Room:
        made = store.rooms.register(spot, word, "revier", SUNDAY - timedelta(days=1))
        if changes:
            store.rooms.change(made.id, **changes)
        return made

    return database.do(work)


def announced(database: Database, now: datetime) -> list[tuple[str, str]]:
    """All that was said in rooms until then, as (room, first line)."""
    with tempfile.TemporaryDirectory() as folder:
        watch = Watch(Path(folder), now)
        asyncio.run(Announcing(database, watch.clock, (), config()).work())
    return [(name, words(said.text).split("\n")[0]) for name, said in spoken(database)]


def survey(database: Database, id: str, association: str, **changes: Any) -> None:
    made = replace(read(shipped("puls")), id=id, title={"de": id}, **changes)

    def work(store: Store) -> None:
        store.drafts.keep(made, association)
        store.surveys.publish(id, SUNDAY)

    database.do(work)


@pytest.fixture
def there(sqlite: Database) -> Database:
    for name in (EVERYBODY, "radeln", "lesen"):
        group(sqlite, name)
    return sqlite


def test_a_group_hears_of_its_own_surveys_and_the_alliance_of_all(there: Database) -> None:
    room(there, "Alle")
    room(there, "Radweg", "radeln")
    room(there, "Bücherei", "lesen")
    room(there, "Still", "radeln", surveys=False)
    survey(there, "wege", "radeln")
    assert announced(there, SUNDAY) == []
    assert set(announced(there, MONDAY)) == {
        ("Alle", "Neue Umfrage: wege"),
        ("Radweg", "Neue Umfrage: wege"),
    }
    assert len(announced(there, MONDAY + timedelta(hours=3))) == 2


def test_what_is_old_is_no_news_and_what_is_paused_hears_nothing(there: Database) -> None:
    made = room(there, "Alle")
    there.do(lambda store: store.rooms.pause(made.id, SUNDAY))
    survey(there, "wege", "radeln")
    assert announced(there, MONDAY) == []
    there.do(lambda store: store.rooms.resume(made.id))
    assert announced(there, MONDAY + timedelta(days=8)) == []
    assert announced(there, MONDAY) == [("Alle", "Neue Umfrage: wege")]


@pytest.mark.parametrize(
    ("results", "told"), [("public", 1), ("after_close", 1), ("organisers", 0)]
)
def test_only_results_for_everybody_are_announced(
    there: Database, results: str, told: int
) -> None:
    room(there, "Alle", surveys=False)
    survey(there, "wege", "radeln", results=results)
    there.do(lambda store: store.surveys.close("wege", MONDAY))
    found = announced(there, MONDAY + timedelta(hours=1))
    assert found == [("Alle", "Beendet: wege")] * told


def test_a_week_is_told_on_monday_and_a_cancellation_before_it_is_too_late(
    there: Database,
) -> None:
    room(there, "Borna", region=BORNA, topics="energy")
    room(there, "Altenburg", region=ALTENBURG)
    room(there, "Nie", events="never")
    heat = event("Heizen", "2026-11-25T18:00", topics=("energy",))
    late = event("Später", "2026-12-09T18:00", topics=("energy",))
    song = event("Singen", "2026-11-25T19:00")
    (first, _, _) = publish_events(there, heat, late, song, now=SUNDAY)
    assert announced(there, MONDAY - timedelta(minutes=1)) == []
    assert announced(there, MONDAY) == [("Borna", "Das ist diese Woche los:")]
    (_, said) = spoken(there)[0]
    assert "Heizen" in words(said.text)
    assert not {"Später", "Singen"} & set(words(said.text).split())
    there.do(lambda store: store.events.cancel(first, MONDAY))
    evening = local("2026-11-23T21:00")
    assert len(announced(there, evening)) == 1
    morning = evening + timedelta(hours=11)
    (_, told) = announced(there, morning)[-1]
    assert told == "Abgesagt: Heizen (Mittwoch, 25. November, 18 Uhr)"
    assert len(announced(there, morning)) == 2


def test_every_link_leads_to_what_was_announced(there: Database) -> None:
    there.do(lambda store: store.notes.write("telegram", NAME, b"revierbot"))
    there.do(lambda store: store.notes.write("matrix", NAME, b"@revier:beispiel.example"))
    room(there, "Alle")
    survey(there, "wege", "radeln")
    survey(there, "vorbei", "radeln")
    there.do(lambda store: store.surveys.close("vorbei", SUNDAY))
    publish_events(there, event("Fest"), now=SUNDAY)
    announced(there, MONDAY)
    code = there.look(lambda store: store.surveys.standing("wege").code)
    begun = []
    for _, said in spoken(there):
        here, elsewhere = (option.value for option in said.options)
        assert elsewhere == "https://matrix.to/#/@revier:beispiel.example"
        begun.append(understand(here.replace("https://t.me/revierbot?start=", "/start ")))
    assert begun == [Start("results:vorbei"), Start(f"code:{code}"), Start("events")]
    told = Bot(there).person("udo").say("/start result_vorbei")
    assert "vorbei" in told


def test_a_holiday_puts_the_week_off_and_a_long_standstill_drops_it(there: Database) -> None:
    room(there, "Alle")
    feast = local("2027-03-29T10:00")  # Easter Monday
    publish_events(there, event("Fest", "2027-04-02T18:00"), now=SUNDAY)
    assert announced(there, feast) == []
    assert announced(there, feast + timedelta(days=4)) == []
    assert len(announced(there, feast + timedelta(days=1))) == 1


def test_new_events_are_told_once_a_day_where_that_is_wanted(there: Database) -> None:
    room(there, "Alle", events="each")
    publish_events(there, event("Eins"), now=SUNDAY)
    assert announced(there, MONDAY) == [("Alle", "Neue Termine:")]
    publish_events(there, event("Zwei"), now=MONDAY)
    assert len(announced(there, MONDAY + timedelta(hours=2))) == 1
    assert len(announced(there, MONDAY + timedelta(days=1))) == 2
    assert len(announced(there, MONDAY + timedelta(days=2))) == 2


def test_a_survey_that_is_closed_while_it_is_announced_is_said_nowhere(
    postgresql: Database,
) -> None:
    group(postgresql, EVERYBODY)
    made = room(postgresql, "Alle")
    survey(postgresql, "wege", EVERYBODY)

    def announce() -> int:
        return postgresql.do(
            lambda store: announce_everywhere(store, "wege", [made], config(), MONDAY)
        )

    with paused(postgresql, "INSERT INTO room_told") as pause, beside() as run:
        announcing = run(announce)
        pause.reached()
        closing = run(lambda: postgresql.do(lambda store: store.surveys.close("wege", MONDAY)))
        blocked(postgresql, closing)
        pause.end()
        assert (announcing.result(), closing.result()) == (1, True)
    assert spoken(postgresql) == []
    assert announce() == 0


def organiser(database: Database, bot: Bot, name: str, association: str, role: Role) -> None:
    invite = Invite(association, role, name, "console")
    database.do(lambda s: s.organisers.invite(name, invite, bot.now + timedelta(hours=1)))
    person = bot.person(name)
    person.say("Hallo")
    who = person.participant
    database.do(lambda s: s.organisers.accept(name, who, bot.now))
    database.do(lambda s: s.surveys.changed())


REFUSED = ("Dafür haben Sie hier keine Rechte", "Das können Sie gerade nicht")


@pytest.mark.parametrize(
    ("association", "role"),
    [("radeln", Role.HELPER), ("lesen", Role.ADMIN), (EVERYBODY, Role.ORGANISER)],
)
def test_who_may_not_announce_for_a_group_is_shown_none_of_its_rooms(
    there: Database, association: str, role: Role
) -> None:
    made = room(there, "Radweg", "radeln")
    survey(there, "wege", "radeln")
    bot = Bot(there)
    organiser(there, bot, "mia", association, role)
    for line in (f"room:{made.id}", "rooms:radeln", "new_room:radeln", "announce:wege"):
        bot.hear(_offer(bot, "mia", line))
        told = bot.person("mia").told
        assert told.startswith(REFUSED), (line, told)
    assert there.look(lambda store: store.rooms.all()) == [made]


def _offer(bot: Bot, who: str, flow: str) -> Inbound:
    """An old button, whose value anybody may forge."""
    return Inbound(bot.key(), "console", who, Press(OFFER, flow), "de")


def test_a_word_of_somebody_who_has_lost_the_right_does_nothing(there: Database) -> None:
    bot = Bot(there)
    organiser(there, bot, "mia", "radeln", Role.ADMIN)
    organiser(there, bot, "udo", "radeln", Role.ADMIN)
    (mia,) = [one for one in there.look(lambda s: s.organisers.all()) if one.name == "mia"]
    word, until = Word("radeln", mia.id, "de"), bot.now + timedelta(hours=1)
    there.do(lambda store: store.rooms.offer("K7M2P9Q", word, until))
    there.do(lambda store: store.organisers.change(mia.id, Role.HELPER))
    posted = Posted("k", "matrix", "!r", "Radweg", "K7M2P9Q")
    there.do(lambda store: registered(store, posted, bot.now))
    assert there.look(lambda store: store.rooms.all()) == []


def test_a_room_of_others_is_left_to_them_and_the_organiser_hears_why(there: Database) -> None:
    made = room(there, "Radweg", "radeln")
    bot = Bot(there)
    organiser(there, bot, "mia", "lesen", Role.ADMIN)
    (mia,) = there.look(lambda store: store.organisers.all())
    word, until = Word("lesen", mia.id, "de"), bot.now + timedelta(hours=1)
    there.do(lambda store: store.rooms.offer("K7M2P9Q", word, until))
    posted = Posted("k", "matrix", "!Radweg", "Radweg", "K7M2P9Q")
    there.do(lambda store: registered(store, posted, bot.now))
    assert there.look(lambda store: store.rooms.all()) == [made]
    assert "sagt schon eine andere Gruppe" in bot.person("mia").told


def test_hostile_titles_are_bounded_and_words_are_answered_once_an_hour(there: Database) -> None:
    bot = Bot(there)
    organiser(there, bot, "mia", "radeln", Role.ADMIN)
    (mia,) = there.look(lambda store: store.organisers.all())
    title = "\u202e" + "Ä" * 300 + "\x00"
    for number in range(5):
        wrong = Posted(f"w{number}", "matrix", "!r", title, "2222ABC")
        there.do(lambda store, one=wrong: registered(store, one, bot.now))  # type: ignore[misc]
    word, until = Word("radeln", mia.id, "de"), bot.now + timedelta(hours=1)
    there.do(lambda store: store.rooms.offer("K7M2P9Q", word, until))
    posted = Posted("k", "matrix", "!r", title, "K7M2P9Q")
    there.do(lambda store: registered(store, posted, bot.now))
    (made,) = there.look(lambda store: store.rooms.all())
    assert len(made.title) == 60
    assert set(made.title) == {"Ä", "…"}
    assert len(spoken(there)) == 2
