"""People's own words in results: only what somebody has read, only of many, and harmless."""

from __future__ import annotations

import csv
import io

import pytest

from bot.days import written as day_written
from bot.reports.report import Report, report
from bot.reports.writing import Format, written
from bot.results.result import result
from bot.results.sources import source
from dialogs.suppression import K
from dialogs.texts import LANGUAGES
from storage.database import Database
from storage.store import Store
from tests.bot.talking import config, ours
from tests.storage.samples import NOW, cast, publish, survey

HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+49 1",
    "-2+3",
    "@SUM(A1)",
    "\tTab\r\nZeile =1+1",
    '"; =HYPERLINK("http://x")',
    "#set page(width: 1pt)",
    "**fett** [a](https://x.example)",
    "<script>alert(1)</script>",
    "50 (100 %) Ja",
    "مرحبا",
    "ß" * 900,
]


def asked(database: Database, texts: list[str]) -> None:
    """A survey that is over, with these words in it."""
    publish(database, survey())
    for number, text in enumerate(texts):
        cast(database, f"resident {number}", rides="yes", why=text)
    database.do(lambda store: store.surveys.close("bus", NOW))


def show_all(store: Store) -> int:
    """Have all words shown; how many there were."""
    number = 0
    while said := store.words.next("bus", 1, "why"):
        store.words.judge(said.id, "shown")
        number += 1
    return number


def made(database: Database, language: str = "de") -> Report:
    settings = config()
    shown = database.look(lambda store: source(store, "bus", settings.operator))
    told = result(shown, language, day_written(settings.zone))
    return report(told, shown.survey, language)


def flat(text: str) -> str:
    return " ".join(text.split())


def test_nothing_is_shown_that_nobody_has_read(database: Database) -> None:
    asked(database, HOSTILE)
    assert ours("result", "words") in written(made(database), Format.TEXT).decode()
    for form in (Format.TEXT, Format.JSON, Format.CSV):
        assert "script" not in written(made(database), form).decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_shown_stands_in_every_format_and_harms_none(
    database: Database, language: str
) -> None:
    asked(database, HOSTILE)
    assert database.do(show_all) == len(HOSTILE)
    one = made(database, language)
    text = written(one, Format.TEXT).decode()
    assert all(f"– „{flat(said)}“" in text for said in HOSTILE)
    rows = list(csv.DictReader(io.StringIO(written(one, Format.CSV).decode())))
    cells = [row["text"] for row in rows if row["part"] == "words"]
    assert len(cells) == len(HOSTILE)
    assert not any(cell.lstrip()[0] in "=+-@" for cell in cells)
    assert written(one, Format.XLSX) == written(made(database, language), Format.XLSX)
    assert written(one, Format.PDF).startswith(b"%PDF")
    assert set(one.data()["questions"][1]["words"]) == set(HOSTILE)


def test_the_order_is_that_of_ids_drawn_anew(database: Database) -> None:
    texts = [f"word {number:03}" for number in range(60)]
    asked(database, texts)
    database.do(show_all)
    shown = database.look(lambda store: store.words.shown("bus", 1))["why"]
    assert set(shown) == set(texts)
    together = sum(a + 1 == b for a, b in zip(_numbers(shown), _numbers(shown)[1:], strict=False))
    assert together < 9, "sixty words in any order have one pair in sequence on average"


def _numbers(shown: tuple[str, ...]) -> list[int]:
    return [int(text.split()[1]) for text in shown]


def test_words_of_few_are_never_shown(database: Database) -> None:
    asked(database, HOSTILE[: K - 1])
    database.do(show_all)
    for form in (Format.TEXT, Format.JSON, Format.CSV):
        assert "SUM" not in written(made(database), form).decode()
