"""Pictures in the chat: drawn beforehand, of exactly the numbers that are told with them."""

from __future__ import annotations

from itertools import count

import pytest

from bot.reports.drawing import Drawing
from dialogs.messages import File
from dialogs.surveys.tally import STEP
from dialogs.texts import LANGUAGES
from storage.database import Database
from storage.pictures import Picture
from tests.bot.talking import NOW, Bot, config, ours, publish
from tests.bot.test_results import crowd, step, vote
from tests.storage.samples import survey as short

NUMBERS = count()
RIDES = {"rides": "yes"}


def drawing(database: Database) -> Drawing:
    return Drawing(database, config())


def seen(database: Database, language: str = "de") -> tuple[File, ...]:
    """What comes with the results when somebody new asks for them."""
    person = Bot(database, _keys=NUMBERS).person(f"somebody {next(NUMBERS)}", language=language)
    person.say("Hallo", "=yes", "/results", "=bus")
    return person.shown.files


async def test_pictures_come_once_they_are_drawn(database: Database) -> None:
    publish(database, short(), "puls")
    crowd(database)
    assert seen(database) == ()
    await drawing(database)()
    for language in LANGUAGES:
        (file,) = seen(database, language=language)
        assert file.content.startswith(b"\x89PNG")
        assert file.media_type == "image/png"
        assert "Fahren Sie Bus?" in file.alt
    first = ours("report", "picture", questions="Fahren Sie Bus?")
    assert seen(database)[0].alt == first


async def test_no_picture_is_shown_of_other_numbers(sqlite: Database) -> None:
    publish(sqlite, short())
    crowd(sqlite)
    draw = drawing(sqlite)
    await draw()
    (before,) = seen(sqlite)
    vote(sqlite, "bus", {f"new {n}": RIDES for n in range(2 * STEP)})
    assert seen(sqlite) == (before,), "what is told has not changed"
    assert step(sqlite, "bus", 700)
    assert seen(sqlite) == ()
    await draw()
    (after,) = seen(sqlite)
    assert after != before


async def test_nothing_is_drawn_twice(sqlite: Database) -> None:
    publish(sqlite, short())
    crowd(sqlite)
    await drawing(sqlite)()
    kept = sqlite.look(lambda store: store.pictures.drawn("bus", "de"))
    mark = [Picture("mark.png", "Marke", b"\x89PNG")]
    sqlite.do(lambda store: store.pictures.keep("bus", "de", kept, mark))
    await drawing(sqlite)()
    assert [file.name for file in seen(sqlite)] == ["mark.png"]


@pytest.mark.parametrize("rule", ["after_close", "organisers"])
async def test_what_nobody_may_see_is_not_drawn(sqlite: Database, rule: str) -> None:
    publish(sqlite, short(results=rule))
    crowd(sqlite)
    await drawing(sqlite)()
    assert sqlite.look(lambda store: store.pictures.drawn("bus", "de")) == ""
    sqlite.do(lambda store: store.surveys.close("bus", NOW))
    await drawing(sqlite)()
    assert bool(sqlite.look(lambda store: store.pictures.drawn("bus", "de"))) is (
        rule == "after_close"
    )


async def test_what_cannot_be_drawn_is_told_in_words(sqlite: Database) -> None:
    publish(sqlite, short())
    crowd(sqlite)
    draw = drawing(sqlite)
    draw.seconds = 0.001
    await draw()
    assert seen(sqlite) == ()
    assert sqlite.look(lambda store: store.pictures.drawn("bus", "de"))
