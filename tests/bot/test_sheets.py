"""Ideas as sheets for authorities: whole, the same every time, and telling of no few."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from PIL import Image

from bot.days import written
from bot.ideas.counting import LEAST, count_once
from bot.ideas.sheet import Sheet, Telling, sheet
from bot.ideas.sheet_cells import as_csv, as_json
from bot.ideas.sheet_layout import document, legible, sheets_pdf
from bot.printing import printed
from dialogs.organising.association import Profile
from dialogs.texts import load
from storage.database import Database
from storage.idea import Handed
from storage.store import Store
from tests.storage.samples import NOW, chat

TELLING = Telling("Bündnis", "de", written(ZoneInfo("Europe/Berlin")))
HOSTILE = (
    '#panic("x") #read("/etc/passwd") *fett* $x^2$ `roh` <marke> @verweis = Überschrift',
    "\u202eesrever \u2067umgekehrt\u2069 مرحبا שלום",
    "👩\u200d👩\u200d👧 🫠 \U0001fae8 \x00 \ufffd\u0301",
    "Ö" * 10_000,
    "Wort " * 2_000,
    "a\u0301\u0316" * 3_000,
)


def handed_in(database: Database, words: str = "Ein Bus nach Pegau") -> int:
    def work(store: Store) -> int:
        number = store.ideas.next_number()
        handed = Handed(words, "14729050", "mobility")
        store.ideas.hand_in(number, handed, chat(store, "anna"), NOW)
        store.handling.release(number, "org", NOW)
        return number

    return database.do(work)


def supported(database: Database, number: int, homes: Mapping[str, int]) -> None:
    """So many people from each district; without a name: who has told none."""

    def work(store: Store) -> None:
        for home, many in homes.items():
            for one in range(many):
                who = chat(store, f"{home} {one}").participant
                store.ideas.support(number, who)
                if home:
                    store.residences.keep(who, home)

    database.do(work)


def told(database: Database, number: int, association: str = "") -> Sheet:
    return database.look(lambda store: sheet(store, number, TELLING, association))


def plain_sheet(**changes: object) -> Sheet:
    empty = dict.fromkeys(Sheet.__struct_fields__, "")
    values = {**empty, "number": 17, "behind": 3, "steps": (), "support": (), "note": ()}
    return Sheet(**{**values, "language": "de", **changes})  # type: ignore[arg-type]


def test_it_tells_all_that_everybody_may_know(sqlite: Database) -> None:
    number = handed_in(sqlite)

    def work(store: Store) -> None:
        store.associations.add("verein", "Heimatverein", NOW)
        profile = Profile("Wir sind Nachbarn.", link="https://verein.example")
        store.associations.describe("verein", "Heimatverein", profile)
        store.notes.write("telegram", "name", b"revierbot")
        later = NOW + timedelta(days=9)
        store.handling.advance(number, "passed_on", "org", later, "Mit Brief.", "Bauamt Borna")
        store.handling.answer(number, "Das Amt prüft es.", "org", later + timedelta(days=1))

    sqlite.do(work)
    made = told(sqlite, number, "verein")
    assert (made.place, made.state) == ("Borna", "weitergegeben an Bauamt Borna")
    assert [(step.day, step.words) for step in made.steps] == [
        ("22. November 2026", ""),
        ("1. Dezember 2026", "Mit Brief."),
        ("2. Dezember 2026", "Das Amt prüft es."),
    ]
    assert (made.association, made.about) == ("Heimatverein", "Wir sind Nachbarn.")
    assert made.link == "https://t.me/revierbot?start=idea_1"
    assert any("Nicht repräsentativ" in line for line in made.note)


def test_the_same_idea_is_the_same_file_on_any_day_and_another_is_not(sqlite: Database) -> None:
    number = handed_in(sqlite)
    before, after = told(sqlite, number), told(sqlite, number)
    assert before.sha256 == after.sha256
    assert sheets_pdf([before], "de") == sheets_pdf([after], "de")
    supported(sqlite, number, {"": 1})
    assert told(sqlite, number).sha256 != before.sha256


def test_support_is_counted_once_and_small_districts_only_together(sqlite: Database) -> None:
    number = handed_in(sqlite)
    homes = {"14729": 45, "15082": 4, "14713": 30, "15084": 25, "16077": 3}
    supported(sqlite, number, homes)
    sqlite.do(lambda store: count_once(store, number, NOW))
    made = told(sqlite, number)
    people = sum(homes.values()) + 1
    assert sum(many for _, many in made.support) == people
    assert min(many for _, many in made.support) >= 10
    assert not any(many in (3, 4) for _, many in made.support)
    supported(sqlite, number, {"14729": 60})
    sqlite.do(lambda store: count_once(store, number, NOW + timedelta(days=90)))
    again = told(sqlite, number)
    assert again.support == made.support
    assert again.behind == people + 15


@pytest.mark.parametrize("home", ["14729", "16077"])
def test_where_one_more_person_lives_shows_nowhere(sqlite: Database, home: str) -> None:
    """Whoever knows everybody but the last one learns nothing from two sheets."""
    number = handed_in(sqlite)
    supported(sqlite, number, {"14729": 30, "15084": 20})
    sqlite.do(lambda store: count_once(store, number, NOW))
    before = told(sqlite, number)
    supported(sqlite, number, {home: 31 if home == "14729" else 1})
    sqlite.do(lambda store: count_once(store, number, NOW))
    after = told(sqlite, number)
    assert replace(after, behind=before.behind) == before


def test_an_operator_with_a_larger_k_tells_of_larger_groups_only(sqlite: Database) -> None:
    number = handed_in(sqlite)
    supported(sqlite, number, {"14729": 60, "15084": 30, "16077": 12})
    sqlite.do(lambda store: count_once(store, number, NOW, 25))
    assert sqlite.look(lambda store: store.idea_counts.of(number)) is None
    supported(sqlite, number, {"15082": 40, "15088": 60})
    sqlite.do(lambda store: count_once(store, number, NOW, 25))
    assert all(many >= 25 for _, many in told(sqlite, number).support)


def test_too_few_are_not_counted_at_all(sqlite: Database) -> None:
    number = handed_in(sqlite)
    supported(sqlite, number, {"14729": LEAST - 2})
    sqlite.do(lambda store: count_once(store, number, NOW))
    assert sqlite.look(lambda store: store.idea_counts.of(number)) is None
    assert str(LEAST) in told(sqlite, number).support_note


@pytest.mark.parametrize("text", HOSTILE, ids=["markup", "turned", "signs", "long", "many", "low"])
def test_whatever_stands_in_it_is_set(text: str) -> None:
    step = told_step(text)
    made = plain_sheet(
        words=text, steps=(step,), association=text[:200], support=((text[:80], 12),)
    )
    raw = sheets_pdf([made], "de")
    assert raw.startswith(b"%PDF-1.7")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in raw


def told_step(text: str) -> object:
    from bot.ideas.sheet import Step

    return Step("22. November 2026", text[:200], text)


def test_a_word_without_end_stays_on_its_page() -> None:
    """Right of the text nothing is printed."""
    made = plain_sheet(words="W" * 600, steps=(told_step("M" * 300),))
    with Image.open(io.BytesIO(printed(document([made], "de"), "png"))) as image:
        margin = image.crop((image.width - image.width // 24, 0, image.width, image.height))
        assert margin.convert("L").getextrema() in ((254, 254), (255, 255))


def test_signs_that_turn_the_reading_around_are_left_out() -> None:
    assert legible("\u202eabc\u2066") == "abc"
    assert legible("a" * 40).replace("\u200b", "") == "a" * 40


def test_several_ideas_are_one_document_with_its_contents() -> None:
    language, many = "en", [plain_sheet(number=n, words=f"Idea {n}") for n in (3, 5, 8)]
    raw = sheets_pdf(many, language)
    assert b"/Lang (en)" in raw or b"/Lang(en)" in raw
    assert b"/Type/Pages/Count 4/" in raw


def test_no_cell_is_a_formula() -> None:
    texts = ("=1+1", "+1", "-1", "@SUM(1)", "\t=1", 'x;"=1"', "＝1")
    made = [plain_sheet(words=text, association=text, state=text) for text in texts]
    rows = list(csv.reader(io.StringIO(as_csv(made).decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == len(texts) + 1
    for row in rows[1:]:
        assert not any(cell.lstrip()[:1] in tuple("=+-@＝") for cell in row if cell)
    assert b"association" in as_json(made)


def test_every_language_has_a_sheet() -> None:
    names = load("idea_sheet")
    assert all(len(text.by_language) == 3 for text in names.values())


def test_a_day_is_a_day_there() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert TELLING.day(late, "de") == "23. November 2026"
