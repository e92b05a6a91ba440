"""`revierstimme ideas …`"""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.media import cleaned
from bot.config import load
from bot.ideas.photos import stored_photo
from bot.ideas.sheet import Telling
from bot.ideas.sheet_cells import as_csv
from bot.organising.handing_on import pdf_of, sheet_of
from dialogs.messages import Media, MediaKind
from dialogs.organising.roles import EVERYBODY
from storage.chats import Place
from storage.crypt import read_key
from storage.database import Database
from storage.files import new_name
from storage.idea import Handed
from storage.store import Store
from storage.survey_files import Order
from tests.adapters.media.making import photo
from tests.cli.conftest import Cli

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOSTILE = '=HYPERLINK("http://x.example";"a")'
WORDS = ("Mehr Bänke am See", HOSTILE, "@SUM(1)", "-2+3", "Noch nicht geprüft")


def opened_at(home: Path) -> Database:
    url = f"sqlite:///{home / 'revierstimme-data' / 'revierstimme.db'}"
    return Database(url, read_key(home / "revierstimme.key"))


@pytest.fixture
def filled(ready: Cli, home: Path) -> Cli:
    """Five ideas; the last one waits."""
    database = opened_at(home)

    def fill(store: Store) -> None:
        giver = store.chats.at([Place("console", "anna", "de")], NOW)["console", "anna"]
        for number, words in enumerate(WORDS, 1):
            handed = Handed(words, "14729050" if number == 1 else "", "living")
            store.ideas.hand_in(number, handed, giver, NOW)
            if number < len(WORDS):
                store.handling.release(number, EVERYBODY, NOW)
        store.handling.answer(1, "Wir fragen die Stadt.", EVERYBODY, NOW)

    database.do(fill)
    database.close()
    return ready


def test_ideas_are_listed_and_filtered(filled: Cli) -> None:
    assert [row["number"] for row in filled("ideas", "list", "--json").json] == [1, 2, 3, 4, 5]
    waiting = filled("ideas", "list", "--publication", "waiting").out
    assert "#5" in waiting
    assert "wartet auf Prüfung" in waiting
    for options in (("--region", "14729"), ("--topic", "living", "--region", "14729050")):
        assert [row["number"] for row in filled("ideas", "list", "--json", *options).json] == [1]
    assert "Keine Ideen" in filled("ideas", "list", "--state", "done").out
    assert filled("ideas", "list", "--topic", "weather").code == 2


def test_one_idea_is_shown_with_what_became_of_it(filled: Cli) -> None:
    told = filled("ideas", "show", "1").out
    assert "Borna" in told
    assert "Wir fragen die Stadt." in told
    assert "gibt es nicht" in filled("ideas", "show", "99").err


def test_no_cell_is_a_formula_and_nothing_unchecked_leaves(filled: Cli, home: Path) -> None:
    filled("ideas", "export", str(home / "ideas.csv"))
    text = (home / "ideas.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    assert [row["words"] for row in rows] == [WORDS[0], *(f"'{words}" for words in WORDS[1:4])]
    assert WORDS[4] not in text
    exported = filled("ideas", "export", "--format", "json").json
    assert [row["words"] for row in exported] == list(WORDS[:4])
    assert "giver" not in exported[0]


def test_ideas_go_on_paper_a_page_each(filled: Cli, home: Path) -> None:
    told = filled("ideas", "export", str(home / "ideas.pdf"), "--format", "pdf")
    assert "4 Ideen" in told.out
    assert b"/Type/Pages/Count 5/" in (home / "ideas.pdf").read_bytes()
    assert (
        "In ein PDF passen"
        in filled(
            "ideas", "export", str(home / "none.pdf"), "--format", "pdf", "--state", "done"
        ).err
    )


def test_an_idea_with_a_photo_is_the_same_file_from_the_chat_and_from_here(
    filled: Cli, home: Path
) -> None:
    """In the name of whoever handles it, and in the language of the configuration."""
    order = Order("1", 1, EVERYBODY, "", None, 0, 1)
    telling = Telling.of(load(home / "revierstimme.toml"))

    def give(store: Store) -> None:
        name, anna = new_name(), store.chats.at([Place("console", "anna", "de")], NOW)
        store.files.note(anna["console", "anna"], Media(MediaKind.PHOTO, name), "ref", NOW)
        store.files.belong_to_idea([name], 1)
        store.files.fetched(name, "image/jpeg", cleaned(MediaKind.PHOTO, photo()).content)

    database = opened_at(home)
    database.do(give)
    one = database.look(lambda store: sheet_of(store, order, telling))
    assert one
    pdf = pdf_of(one, database.look(lambda store: stored_photo(store, one)))
    database.close()
    for name, content in (("pdf", pdf), ("csv", as_csv([one]))):
        file = home / f"ideas.{name}"
        filled("ideas", "export", str(file), "--format", name, "--region", "14729")
        assert file.read_bytes() == content
    assert b"/DCTDecode" in pdf
    everything = filled("ideas", "export", "--format", "json").json
    assert [row["photo"] for row in everything] == [True, False, False, False]
    filled("ideas", "export", str(home / "all.pdf"), "--format", "pdf")
    assert (home / "all.pdf").read_bytes().count(b"/DCTDecode") == 1
