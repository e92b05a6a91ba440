"""Photos and voice messages through the real process: fetched, cleaned, given back, gone."""

from __future__ import annotations

import asyncio
import io
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from storage.crypt import read_key
from tests.adapters.media.making import SECRET, photo, voice
from tests.fakes.telegram import Person, TelegramServer
from tests.fakes.telegram.faults import Hang, Page, refuse
from tests.prepared import copied

from .test_telegram import PATIENCE, telegram


@pytest.fixture
def folder(set_up_pictures: Path, tmp_path: Path) -> Path:
    return copied(set_up_pictures, tmp_path)


def files(folder: Path) -> list[Any]:
    with closing(sqlite3.connect(folder / "data" / "revierstimme.db")) as connection:
        query = "select id, chat, survey, media_type, content_sealed, ref_sealed from files"
        return connection.execute(query).fetchall()


async def fetched(folder: Path, number: int) -> list[Any]:
    """Wait until so many files lie in the database."""
    async with asyncio.timeout(PATIENCE):
        while sum(row[4] is not None for row in files(folder)) < number:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return files(folder)


def written(folder: Path) -> bytes:
    """All that lies on the disk."""
    return b"".join(file.read_bytes() for file in folder.rglob("*.db*"))


def sent_files(server: TelegramServer, person: Person) -> list[bytes]:
    """What the bot sent in files."""
    found = [
        file["file_id"]
        for said in person.heard
        for file in (said.message.get("document"), *said.message.get("photo", [])[-1:])
        if file
    ]
    return [server.world.files[id].content for id in found]


async def begins(person: Person) -> None:
    person.starts("survey_bilder")
    await person.waits_for("Darf ich", PATIENCE)
    person.says("ja")
    await person.waits_for("Ja, teilnehmen")
    person.says("ja")
    await person.waits_for("Foto vom Platz")


async def test_what_people_send_is_kept_without_its_metadata(folder: Path) -> None:
    async with telegram(folder) as (server, bot):
        await bot.start()
        anna = server.person(7)
        await begins(anna)
        anna.sends_photo(photo())
        await anna.waits_for("Was sagen Sie dazu")
        anna.sends_voice(voice())
        await anna.waits_for("Bitte prüfen")
        await fetched(folder, 2)
        anna.says("/my_data")
        await anna.waits_for("Datei, die Sie geschickt haben")
        anna.says("weiter")
        await anna.waits_for("Bitte prüfen")
        anna.says("ja")
        await anna.waits_for("Vielen Dank")
        rows = await fetched(folder, 2)
        assert [(row[1], row[2], row[5]) for row in rows] == [(None, "bilder", None)] * 2
        returned = sent_files(server, anna)
        await bot.stop()
    keys = read_key(folder / "key")
    opened = [keys.unseal(row[4], b"file" + row[0].encode()) for row in rows]
    assert sorted(content[:4] for content in opened) == [b"OggS", b"\xff\xd8\xff\xe0"]
    assert all(SECRET.encode() not in content for content in (*opened, *returned))
    assert set(opened) <= set(returned)
    assert any(content.startswith(b"{") for content in returned)
    stored = written(folder)
    assert SECRET.encode() not in stored
    assert b"OpusHead" not in stored


async def test_deleting_everything_takes_the_files_along(folder: Path) -> None:
    async with telegram(folder) as (server, bot):
        await bot.start()
        anna = server.person(7)
        await begins(anna)
        anna.sends_photo(photo())
        await anna.waits_for("Was sagen Sie dazu")
        await fetched(folder, 1)
        anna.says("alles löschen")
        await anna.waits_for("Ja, alles löschen")
        anna.says("ja")
        await anna.waits_for("Alles ist gelöscht")
        await bot.stop()
    assert files(folder) == []


async def test_a_file_that_cannot_be_read_is_told(folder: Path) -> None:
    async with telegram(folder) as (server, bot):
        await bot.start()
        anna = server.person(7)
        await begins(anna)
        anna.sends_document(b"%PDF-1.7", "platz.jpg", "image/jpeg")
        await anna.waits_for("konnte sie aber nicht lesen")
        await bot.stop()
    assert files(folder) == []


async def test_what_is_said_of_a_file_that_is_not_given_out_stays_out_of_the_log(
    folder: Path,
) -> None:
    async with telegram(folder) as (server, bot):
        server.fails("getFile", refuse(400, "Bad Request: Anna's file\nERROR forged"))
        await bot.start()
        anna = server.person(7)
        await begins(anna)
        anna.sends_photo(photo())
        await anna.waits_for("konnte sie aber nicht lesen")
        await bot.stop()
        log = bot.log.read_text()
    assert "cannot be kept" in log
    assert "Anna" not in log
    assert "forged" not in log


async def test_a_file_too_large_is_not_even_asked_for(folder: Path) -> None:
    async with telegram(folder) as (server, bot):
        await bot.start()
        anna = server.person(7)
        await begins(anna)
        anna.sends_anything(
            document={
                "file_id": "huge", "file_unique_id": "u", "mime_type": "image/png",
                "file_size": 30_000_000,
            }
        )  # fmt: skip
        await anna.waits_for("höchstens 20 MB")
        assert server.counts.get("getFile", 0) == 0
        await bot.stop()


@pytest.mark.chaos
async def test_a_file_is_fetched_after_a_kill(folder: Path) -> None:
    async with telegram(folder) as (server, bot):
        hanging = server.fails("getFile", Hang(), times=None)
        await bot.start()
        anna = server.person(7)
        await begins(anna)
        anna.sends_photo(photo())
        await anna.waits_for("Was sagen Sie dazu")
        await hanging.strikes(1, timeout=PATIENCE)
        await bot.kill()
        hanging.release()
        server.faults.clear()
        server.fails("getFile", Page(502), times=1)
        await bot.start()
        [row] = await fetched(folder, 1)
        assert row[3] == "image/jpeg"
        await bot.stop()


async def test_photos_of_ideas_tell_no_place_and_bombs_do_no_harm(folder: Path) -> None:
    """Sent as files, as platforms leave those as they are: GPS and all."""
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    hostile = [bomb.getvalue(), b"%PDF-1.7 no picture", photo()[:400]]
    async with telegram(folder) as (server, bot):
        await bot.start()
        anna = server.person(7)
        anna.says("ich habe eine idee")
        await anna.waits_for("Darf ich", PATIENCE)
        anna.says("ja")
        for content in (photo(), *hostile):
            await anna.waits_for("Was ist Ihre Idee")
            anna.sends_document(content, "platz.jpg", "image/jpeg")
            await anna.waits_for("noch ein paar Worte")
            anna.says("Eine Bank")
            await anna.waits_for("Um welchen Ort")
            anna.says("Borna")
            await anna.waits_for("Zu welchem Thema")
            anna.says("1")
            await anna.waits_for("Ihre Idee hat die Nummer")
            anna.says("ich habe eine idee")
        async with asyncio.timeout(PATIENCE):
            while len(files(folder)) > 1 or files(folder)[0][4] is None:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        await bot.stop()
    [row] = files(folder)
    opened = read_key(folder / "key").unseal(row[4], b"file" + row[0].encode())
    with Image.open(io.BytesIO(opened)) as image:
        assert not image.getexif()
    assert SECRET.encode() not in opened + written(folder)
