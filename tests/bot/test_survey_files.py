"""Surveys as files through the real process: read, refused, killed in the middle, sent back."""

from __future__ import annotations

import asyncio
import io
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from adapters.surveyfiles import LARGEST
from dialogs.surveys.reading import read
from tests.bot.conversations import FILES
from tests.fakes.telegram import Person, TelegramServer
from tests.fakes.telegram.faults import Hang, Page
from tests.prepared import copied
from tests.process import Bot

from .test_media import sent_files
from .test_telegram import PATIENCE, telegram

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GOOD = FILES.joinpath("radwege.xlsx").read_bytes()


@asynccontextmanager
async def organising(
    set_up: Path, folder: Path
) -> AsyncIterator[tuple[TelegramServer, Bot, Person]]:
    """A running bot, and somebody who leads the alliance."""
    async with telegram(copied(set_up, folder)) as (server, bot):
        bot.env["REVIERSTIMME_OPERATOR__NAME"] = "Bündnis Beispiel"
        told = await bot.command("organiser", "invite", "--name", "Anna")
        code = re.search(r"\b[2-9A-HJKMNP-TV-Z]{5}-[2-9A-HJKMNP-TV-Z]{5}\b", told)
        assert code, told
        await bot.start()
        anna = server.person(7)
        anna.says(code[0])
        await anna.waits_for("Möchten Sie mitmachen?", PATIENCE)
        anna.presses("Ja, mitmachen")
        await anna.waits_for("Willkommen!")
        yield server, bot, anna


async def send(anna: Person, content: bytes, name: str = "a.xlsx", mime: str = XLSX) -> None:
    anna.sends_document(content, name, mime)
    await anna.waits_for("Für welche Gruppe?", PATIENCE)
    anna.says("1")
    await anna.waits_for("Ich lese die Datei", PATIENCE)


def rows(folder: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "data" / "revierstimme.db")) as connection:
        return connection.execute(query).fetchall()


WAITING = "select id from outbox where due is not null"


def left(folder: Path) -> list[Any]:
    """Files and orders that are there still."""
    return rows(folder, "select id from files union all select id from survey_files")


async def settled(folder: Path) -> None:
    async with asyncio.timeout(PATIENCE):
        while left(folder) or rows(folder, WAITING):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_a_workbook_becomes_a_draft_and_goes_back_as_files(
    set_up: Path, tmp_path: Path
) -> None:
    async with organising(set_up, tmp_path) as (server, bot, anna):
        await send(anna, GOOD)
        page = await anna.waits_for("Der neue Entwurf ist da", PATIENCE)
        assert "1. Fahren Sie Rad?" in page
        anna.presses("Entwurf öffnen")
        await anna.waits_for("Was möchten Sie tun?", PATIENCE)
        anna.says("/as_file")
        await anna.waits_for("Um welche Umfrage geht es?", PATIENCE)
        anna.presses("Radwege im Revier")
        await anna.waits_for("Ändern Sie die Tabelle", PATIENCE)
        table, raw = sent_files(server, anna)
        assert read(raw).id == "radwege"
        # What came back is the same survey once more.
        await send(anna, table)
        await anna.waits_for("Der Entwurf hat jetzt diesen Stand", PATIENCE)
        await send(anna, raw, "radwege.json", "application/json")
        await anna.waits_for("Der Entwurf hat jetzt diesen Stand", PATIENCE)
        await settled(tmp_path)
        await bot.stop()
    drafts = "select survey, count(*) from survey_versions where survey = 'radwege' group by 1"
    assert rows(tmp_path, drafts) == [("radwege", 1)]
    noted = "select count(*) from audit where action = 'import'"
    assert rows(tmp_path, noted) == [(3,)]


def bomb() -> bytes:
    """A workbook whose sheet is a gigabyte of spaces."""
    made = io.BytesIO()
    with ZipFile(io.BytesIO(GOOD)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        with new.open("xl/worksheets/sheet9.xml", "w", force_zip64=True) as part:
            for _ in range(1000):
                part.write(b" " * 1_000_000)
    return made.getvalue()


HOSTILE = {
    "bomb": (bomb, "ausgepackt ist die Datei zu groß"),
    "pdf": (lambda: b"%PDF-1.7 " + b"x" * 1000, "weder eine Excel-Tabelle"),
    "cut": (lambda: GOOD[:2000], "beschädigt"),
    "brackets": (lambda: b"[" * 900_000, "kein lesbares JSON"),
    "empty": (lambda: b" ", "die Datei ist leer"),
    "large json": (lambda: b'{"id": "' + b"a" * 1_500_000 + b'"}', "größer als 1000 kB"),
    "20 MB": (lambda: b"PK\x03\x04" + b"\0" * 20_000_000, "hier passen höchstens 3 MB"),
}


@pytest.mark.chaos
async def test_hostile_files_are_refused_and_nothing_is_left(set_up: Path, tmp_path: Path) -> None:
    async with organising(set_up, tmp_path) as (_, bot, anna):
        before = rows(tmp_path, "select survey, version from survey_versions")
        for made, told in HOSTILE.values():
            content = await asyncio.to_thread(made)
            anna.sends_document(content, "a.xlsx", "application/octet-stream")
            if len(content) > LARGEST:
                await anna.waits_for(told, PATIENCE)
                continue
            await anna.waits_for("Für welche Gruppe?", PATIENCE)
            anna.says("1")
            await anna.waits_for(told, PATIENCE)
        await settled(tmp_path)
        assert rows(tmp_path, "select survey, version from survey_versions") == before
        await bot.stop()


async def test_somebody_who_is_no_organiser_sends_files_for_nothing(
    set_up: Path, tmp_path: Path
) -> None:
    async with organising(set_up, tmp_path) as (server, bot, _):
        bodo = server.person(8)
        bodo.sends_document(GOOD, "a.xlsx", XLSX)
        await bodo.waits_for("Hier kann ich sie leider nicht verwenden", PATIENCE)
        assert left(tmp_path) == []
        assert server.counts.get("getFile", 0) == 0
        await bot.stop()


@pytest.mark.chaos
async def test_a_right_that_is_taken_meanwhile_counts(set_up: Path, tmp_path: Path) -> None:
    async with organising(set_up, tmp_path) as (server, bot, anna):
        hanging = server.fails("getFile", Hang(), times=None)
        await send(anna, GOOD)
        await hanging.strikes(1, timeout=PATIENCE)
        await bot.kill()
        with closing(sqlite3.connect(tmp_path / "data" / "revierstimme.db")) as connection:
            connection.execute("update organisers set role = 'helper'")
            connection.commit()
        hanging.release()
        server.faults.clear()
        await bot.start()
        await anna.waits_for("Vielleicht fehlt Ihnen das Recht", PATIENCE)
        await settled(tmp_path)
        assert rows(tmp_path, "select id from surveys where id = 'radwege'") == []
        await bot.stop()


@pytest.mark.chaos
async def test_a_kill_in_the_middle_loses_and_doubles_nothing(
    set_up: Path, tmp_path: Path
) -> None:
    async with organising(set_up, tmp_path) as (server, bot, anna):
        hanging = server.fails("getFile", Hang(), times=None)
        await send(anna, GOOD)
        await hanging.strikes(1, timeout=PATIENCE)
        await bot.kill()
        hanging.release()
        server.faults.clear()
        server.fails("getFile", Page(502), times=1)
        await bot.start()
        await anna.waits_for("Der neue Entwurf ist da", PATIENCE)
        await settled(tmp_path)
        await bot.kill()
        await bot.start()
        anna.says("/as_file")
        await anna.waits_for("Um welche Umfrage geht es?", PATIENCE)
        anna.says("1")
        await anna.waits_for("Die Dateien kommen gleich", PATIENCE)
        await bot.kill()
        await bot.start()
        await anna.waits_for("Ändern Sie die Tabelle", PATIENCE)
        await settled(tmp_path)
        await bot.stop()
    told = [said for said in anna.heard if "Der neue Entwurf ist da" in said]
    assert len(told) == 1
    noted = "select count(*) from audit where action = 'import'"
    assert rows(tmp_path, noted) == [(1,)]
