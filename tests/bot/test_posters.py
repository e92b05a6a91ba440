"""Posters in conversations, on paper, and in numbers of which none tells of few."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest
import segno
from sqlalchemy import select

from bot.posters.counts import Came, by_posters, listing
from bot.posters.links import LONGEST, payload
from bot.posters.poster import Sheet, Size, poster_pdf, sheet
from bot.reaching import Route, routes
from dialogs.messages import Start
from dialogs.suppression import K
from dialogs.surveys import shipped
from dialogs.surveys.reading import read
from dialogs.surveys.regions import NONE
from dialogs.texts import LANGUAGES
from dialogs.understanding.understand import understand
from storage.ballots import Ballot
from storage.database import Database
from storage.posters import Poster
from storage.store import Store
from storage.tables import ballots
from tests.bot.talking import NOW, Bot, config, ours, publish
from tests.storage.samples import survey as short

HERE = Route("Telegram", "@mitreden_bot", "https://t.me/mitreden_bot?start=B7K4M_R2D2X", "pressed")
THERE = Route(
    "Matrix", "@mitreden:example.org", "https://matrix.to/#/@mitreden:example.org", "written"
)


def codes(database: Database, *places: str) -> list[str]:
    """The survey's code, then those of its posters."""

    def work(store: Store) -> list[str]:
        made = [store.posters.at("bus", place).code for place in places]
        return [store.surveys.standing("bus").code, *made]

    return database.do(work)


def borne(database: Database) -> list[str | None]:
    with database.engine.connect() as connection:
        return list(connection.execute(select(ballots.c.poster)).scalars())


def answers(bot: Bot, *begin: str, name: str = "anna") -> None:
    """Come by that, and answer the whole survey."""
    bot.person(name).say(*begin, "=yes", "=join", "=yes", "/skip", "=send")


# In conversations.


@pytest.mark.parametrize(
    "begin",
    ["/start {survey}_{poster}", "/start survey_bus_{poster}", "{poster}", "/start {poster}"],
)
def test_the_ballot_bears_the_poster_that_led_to_it(sqlite: Database, begin: str) -> None:
    publish(sqlite, short())
    survey, poster, _ = codes(sqlite, "Rathaus", "Bücherei")
    answers(Bot(sqlite), begin.format(survey=survey, poster=poster.lower()))
    assert borne(sqlite) == [poster]


@pytest.mark.parametrize(
    "begin",
    ["/start survey_bus", "/start survey_bus_rathaus", "{survey}", "/start {survey}_23456"],
)
def test_links_without_a_known_poster_work_as_before(sqlite: Database, begin: str) -> None:
    publish(sqlite, short())
    survey, _ = codes(sqlite, "Rathaus")
    answers(Bot(sqlite), begin.format(survey=survey))
    assert borne(sqlite) == [None]


def test_a_poster_of_another_survey_is_not_noted(sqlite: Database) -> None:
    publish(sqlite, short(), short("bahn"))
    other = sqlite.do(lambda store: store.posters.at("bahn", "Rathaus")).code
    answers(Bot(sqlite), f"/start survey_bus_{other}")
    assert borne(sqlite) == [None]


def test_who_has_begun_already_and_comes_by_a_poster_came_by_it(sqlite: Database) -> None:
    publish(sqlite, short())
    _, poster = codes(sqlite, "Rathaus")
    anna = Bot(sqlite).person("anna")
    anna.say("/start survey_bus", "=yes", "=join", poster)
    anna.say("=yes", "/skip", "=send")
    assert borne(sqlite) == [poster]


def test_a_code_after_the_end_says_so(sqlite: Database) -> None:
    publish(sqlite, short())
    survey, poster = codes(sqlite, "Rathaus")
    sqlite.do(lambda store: store.surveys.close("bus", NOW))
    bot = Bot(sqlite)
    for begin in (poster, f"/start {survey}_{poster}"):
        assert ours("engine", "no_survey") in bot.person(begin).say(begin)
    assert ours("engine", "no_link") in bot.person("x").say("/start 2345B_2345C")


def test_links_fit_into_what_telegram_takes() -> None:
    made = payload("B7K4M", "R2D2X")
    assert len(made) <= LONGEST
    assert understand(f"/start {made}") == Start("code:B7K4M", "R2D2X")
    longest = f"survey_{'x' * 40}_{'P' * 16}"
    assert len(longest) == LONGEST
    assert understand(f"/start {longest}") == Start(f"survey:{'x' * 40}")


# On paper.


def made(size: Size = Size.A4, language: str = "de", **changes: object) -> Sheet:
    survey = read(shipped("erwartungen"))
    return sheet(survey, "Bündnis e. V.", (HERE, THERE), "R2D2X", "Rathaus", size, language)


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("size", list(Size))
def test_a_poster_is_one_page_and_always_the_same(size: Size, language: str) -> None:
    raw = poster_pdf(made(size, language))
    assert raw == poster_pdf(made(size, language))
    assert b"<xmpTPg:NPages>1</xmpTPg:NPages>" in raw
    assert b"<pdfuaid:part>1</pdfuaid:part>" in raw


@pytest.mark.parametrize("size", list(Size))
@pytest.mark.parametrize("times", [1, 40, 400])
def test_however_much_is_to_be_said_it_stays_one_page(size: Size, times: int) -> None:
    survey = short(opening={"de": "Warum wir das fragen. " * times})
    one = sheet(survey, "x" * 60, (HERE,), "R2D2X", "y" * 80, size, "de")
    assert b"<xmpTPg:NPages>1</xmpTPg:NPages>" in poster_pdf(one)


def test_a_poster_tells_what_the_survey_tells_at_its_start() -> None:
    told = made()
    assert told.title == "Was erwarten Sie vom Wandel?"
    assert "Die Kohle geht" in told.why
    assert told.facts[:2] == ("Es fragt: Bündnis e. V.", "Höchstens 5 Fragen, etwa 2 Minuten.")
    assert "freiwillig" in told.facts[-1]
    assert [way.account for way in told.ways] == ["@mitreden_bot", "@mitreden:example.org"]
    assert made(language="de-simple").title == "Was wünschen Sie sich?"


def test_each_qr_code_holds_its_link_with_room_round_it() -> None:
    for way, route in zip(made().ways, (HERE, THERE), strict=True):
        code = segno.make(route.url, error="m", micro=False)
        side = code.symbol_size(border=4)[0]
        assert f'width="{side}" height="{side}"' in way.qr
        assert route.url in way.alt
        assert code.error in ("M", "Q", "H")


def test_the_account_on_matrix_is_named_in_full() -> None:
    server = {"homeserver": "https://matrix.example.org", "user": "@bot:example.org"}
    (route,) = routes(config(matrix=server), "B7K4M_R2D2X")
    assert route.account == "@bot:example.org"
    assert route.url == "https://matrix.to/#/@bot:example.org"
    assert routes(config(), "B7K4M_R2D2X") == ()


# In numbers.


def told(sizes: list[int]) -> tuple[Came, ...]:
    """What is told of posters, the first number being those who came by none."""
    posters = [Poster(f"P{n}", "bus", n, "", size) for n, size in enumerate(sizes[1:], 1)]
    return by_posters(posters, sum(sizes))


def test_numbers_of_posters_are_those_of_ballots() -> None:
    assert told([40, 30, 20]) == (Came((NONE,), 40), Came(("P1",), 30), Came(("P2",), 20))
    assert told([40, 30, 4]) == (Came(("P1",), 30), Came((NONE, "P2"), 44))
    assert told([5, 3, 0]) == told([100]) == ()


def test_whatever_is_withheld_could_be_otherwise() -> None:
    """Each poster of a common row has k values with which exactly the same would be told."""
    dice = Random(7)
    checked = 0
    while checked < 150:
        sizes = [dice.choice([0, 2, 5, 9, 10, 15, 25, 60]) for _ in range(dice.randint(2, 5))]
        shown = told(sizes)
        pool = next((came.posters for came in shown if len(came.posters) > 1), ())
        assert all(came.n >= K for came in shown)
        places = [0 if name == NONE else int(name[1:]) for name in pool]
        for place in places:
            values = _values(sizes, places, place)
            assert len(values) >= K, (sizes, place)
            checked += 1


def _values(sizes: list[int], pool: list[int], place: int) -> set[int]:
    """The numbers that a poster of the common row can have, found by trying."""
    found = set()
    all_ = sum(sizes[other] for other in pool)
    shown = told(sizes)
    others = [other for other in pool if other != place]
    for value in range(all_ + 1):
        for rest in product(range(min(all_ - value, K) + 1), repeat=max(0, len(others) - 1)):
            if sum(rest) > all_ - value:
                continue
            for last in range(len(others)):
                world = list(sizes)
                world[place] = value
                filled = [*rest[:last], all_ - value - sum(rest), *rest[last:]]
                for other, number in zip(others, filled, strict=True):
                    world[other] = number
                if told(world) == shown:
                    found.add(value)
                    break
            if value in found:
                break
        if len(found) >= K:
            return found
    return found


def test_counts_are_told_after_the_end_only(sqlite: Database) -> None:
    publish(sqlite, short())
    _, town, library = codes(sqlite, "Rathaus", "Bücherei")

    def many(store: Store) -> None:
        for number in range(75):
            poster = town if number < 30 else library if number < 34 else ""
            store.ballots.cast(Ballot("bus", 1, {"rides": "yes"}, poster), str(number))

    sqlite.do(many)
    early = sqlite.look(lambda store: listing(store, "bus"))
    assert (early.counts, early.why) == ((), "open")
    sqlite.do(lambda store: store.surveys.close("bus", NOW))
    late = sqlite.look(lambda store: listing(store, "bus"))
    assert late.counts == (Came((town,), 30), Came((NONE, library), 45))
    assert late.why == ""
    assert not any(hasattr(one, "ballots") for one in late.posters)


def test_of_few_nothing_is_told(sqlite: Database) -> None:
    publish(sqlite, short())
    codes(sqlite, "Rathaus")
    sqlite.do(lambda store: store.surveys.close("bus", NOW))
    found = sqlite.look(lambda store: listing(store, "bus"))
    assert (found.counts, found.why) == ((), "few")
