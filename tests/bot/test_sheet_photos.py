"""Photos on sheets: shown only once they are released, anew without metadata, told in words."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import msgspec
import pikepdf
import pytest
from PIL import Image

from adapters.media import cleaned
from bot.ideas.photos import LARGEST, drawn, stored_photo
from bot.ideas.sheet import Sheet, sheet
from bot.ideas.sheet_cells import as_csv, as_json
from bot.ideas.sheet_layout import sheets_pdf
from bot.organising.handing_on import pdf_of, send_sheet, sheet_of
from dialogs.messages import Media, MediaKind
from storage.database import Database
from storage.files import new_name
from storage.idea import Handed
from storage.store import Store
from storage.survey_files import Order
from tests.adapters.media.making import SECRET, photo, voice
from tests.adapters.media.test_photos import bomb, slow
from tests.bot.talk_steps import founded
from tests.bot.talking import PLATFORM, Bot, messages, organise
from tests.bot.test_media import fetched, sent_files
from tests.bot.test_read_back import assert_accessible, structure
from tests.bot.test_sheets import HOSTILE, TELLING, plain_sheet
from tests.bot.test_telegram import PATIENCE, telegram
from tests.prepared import copied
from tests.storage.samples import HERE, NOW, chat


def handed_in(
    database: Database,
    content: bytes,
    words: str = "Ein Loch im Weg",
    kind: MediaKind = MediaKind.PHOTO,
) -> None:
    """An idea with that in its file, as it would lie there after a restored backup."""

    def work(store: Store) -> None:
        name, anna = new_name(), chat(store, "anna")
        store.files.note(anna, Media(kind, name), "ref", NOW)
        number = store.ideas.next_number()
        store.ideas.hand_in(number, Handed(words, "14729050", "mobility", (name,)), anna, NOW)
        form = "image/jpeg" if kind is MediaKind.PHOTO else "audio/ogg"
        store.files.fetched(name, form, content)

    database.do(work)


def released(database: Database) -> Sheet:
    database.do(lambda store: store.handling.release(1, "org", NOW))
    return told(database)


def told(database: Database) -> Sheet:
    return database.look(lambda store: sheet(store, 1, TELLING))


def stored(database: Database, one: Sheet) -> bytes:
    return database.look(lambda store: stored_photo(store, one))


def printed(database: Database, one: Sheet) -> bytes:
    return pdf_of(one, stored(database, one))


def photos(pdf: bytes) -> list[bytes]:
    """All pictures of pixels, as they lie in the file."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [
            bytes(one.read_raw_bytes())
            for one in opened.objects
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"
        ]


def figures(pdf: bytes) -> list[str]:
    """What stands for each figure in words."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [str(one.Alt) for one in structure(opened) if one.S == "/Figure"]


def row(one: Sheet) -> dict[str, str]:
    table = io.StringIO(as_csv([one]).decode("utf-8-sig"), newline="")
    return next(csv.DictReader(table, delimiter=";"))


def test_what_was_taken_along_with_a_photo_is_not_on_the_sheet(sqlite: Database) -> None:
    """Not even where it had not been taken off when the photo came."""
    taken = photo((3000, 1500), turned=6)
    assert SECRET.encode() in taken
    handed_in(sqlite, taken)
    one = released(sqlite)
    made = printed(sqlite, one)
    [picture] = photos(made)
    with Image.open(io.BytesIO(picture)) as image:
        assert (image.format, image.size) == ("JPEG", (500, 1000))
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for secret in (SECRET.encode(), b"Exif", b"GPS"):
        assert secret not in made
        assert secret not in picture
    assert len(picture) <= LARGEST
    assert_accessible(made, "de", "Idee #1")
    assert "Foto zu Idee #1. Dazu steht: Ein Loch im Weg" in figures(made)


def test_the_table_tells_whether_there_is_one_and_not_which(sqlite: Database) -> None:
    handed_in(sqlite, cleaned(MediaKind.PHOTO, photo()).content)
    one = released(sqlite)
    assert row(one)["photo"] == "ja"
    [data] = msgspec.json.decode(as_json([one]))
    assert data["photo"] is True
    assert one.photo
    assert one.photo.encode() not in as_csv([one]) + as_json([one]) + printed(sqlite, one)
    without = msgspec.structs.replace(one, photo="")
    assert row(without)["photo"] == "nein"
    assert without.sha256 != one.sha256
    assert photos(sheets_pdf([without], "de")) == []


def test_the_same_photo_is_the_same_file(sqlite: Database) -> None:
    handed_in(sqlite, photo())
    one = released(sqlite)
    assert printed(sqlite, one) == printed(sqlite, one)


def test_no_photo_is_shown_that_was_not_released(sqlite: Database) -> None:
    handed_in(sqlite, photo())
    waiting = told(sqlite)
    assert waiting.photo == ""
    assert stored(sqlite, waiting) == b""
    shown = released(sqlite)
    assert stored(sqlite, shown)
    assert stored(sqlite, waiting) == b""
    sqlite.do(lambda store: store.handling.reject(1, "personal", "org", NOW))
    assert stored(sqlite, shown) == b""
    assert photos(printed(sqlite, shown)) == []
    sqlite.do(lambda store: store.ideas.delete(1))
    assert stored(sqlite, shown) == b""


def test_what_is_hidden_while_its_sheet_is_printed_is_not_sent(sqlite: Database) -> None:
    """Neither the photo nor the words."""
    bot = Bot(sqlite, now=NOW)
    organise(bot, "dorf", bot.person("clara"))

    def ordered(store: Store) -> Order:
        store.survey_files.order_sheet(chat(store, "clara"), "dorf", 1)
        order = store.survey_files.next(HERE, NOW)
        assert order
        return order

    handed_in(sqlite, photo())
    released(sqlite)
    order = sqlite.do(ordered)
    one = sqlite.look(lambda store: sheet_of(store, order, TELLING))
    assert one
    pdf = printed(sqlite, one)
    sqlite.do(lambda store: store.handling.reject(1, "personal", "org", NOW))
    sqlite.do(lambda store: send_sheet(store, order, one, pdf, NOW))
    told = messages(sqlite, PLATFORM, "clara")[-1]
    assert told.files == ()
    assert "Loch" not in "".join(span.text for span in told.text)


def test_what_has_not_arrived_yet_or_is_no_photo_is_not_shown(sqlite: Database) -> None:
    def work(store: Store) -> None:
        name, anna = new_name(), chat(store, "anna")
        store.files.note(anna, Media(MediaKind.PHOTO, name), "ref", NOW)
        store.ideas.hand_in(1, Handed("Ein Loch", "", "other", (name,)), anna, NOW)

    sqlite.do(work)
    assert released(sqlite).photo == ""


def test_a_voice_message_is_no_photo(sqlite: Database) -> None:
    handed_in(sqlite, voice(), kind=MediaKind.VOICE)
    one = released(sqlite)
    assert one.photo == ""
    assert photos(printed(sqlite, one)) == []


BAD = {
    "nothing": b"",
    "words": b"not a picture",
    "gif": b"GIF89a" + bytes(100),
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
    "pdf": b"%PDF-1.7",
    "cut off": photo()[:2000],
    "a bomb": bomb(100_000, 100_000),
    "a wide bomb": bomb(30_000, 1_000),
    "many scans": slow(scans=1_000),
}


@pytest.mark.parametrize("content", BAD.values(), ids=list(BAD))
def test_what_is_no_photo_is_told_to_be_none(
    content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """And the log names no file."""
    one = plain_sheet(photo="0123456789abcdef")
    assert drawn(one, content) == {}
    assert one.photo not in caplog.text


def test_the_sheet_is_there_without_a_photo_that_cannot_be_drawn(sqlite: Database) -> None:
    handed_in(sqlite, BAD["a bomb"])
    made = printed(sqlite, released(sqlite))
    assert photos(made) == []
    assert figures(made) == []
    assert_accessible(made, "de", "Idee #1")


def test_words_that_mean_harm_stand_for_a_photo_as_words(sqlite: Database) -> None:
    handed_in(sqlite, photo((64, 64)), " ".join(HOSTILE[:4]))
    made = printed(sqlite, released(sqlite))
    assert_accessible(made, "de", "Idee #1")
    assert max(len(alt) for alt in figures(made)) < 300


@pytest.mark.parametrize("size", [(1200, 1200), (2048, 2), (2, 2048), (1, 1)])
def test_every_photo_is_small_enough_and_stays_on_its_page(
    sqlite: Database, size: tuple[int, int]
) -> None:
    """Noise is what takes the most bytes."""
    noise = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(noise, "JPEG", quality=95)
    handed_in(sqlite, noise.getvalue())
    one = released(sqlite)
    content = stored(sqlite, one)
    for many, most in ((1, LARGEST), (300, 80_000)):
        [picture] = drawn(one, content, many).values()
        assert len(picture.content) <= most
        assert max(picture.width, picture.height) <= 1000
    made = printed(sqlite, one)
    assert len(photos(made)) == 1
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert len(opened.pages) == 1


@pytest.mark.chaos
async def test_a_photo_comes_from_a_phone_and_goes_on_paper(set_up: Path, tmp_path: Path) -> None:
    """The whole way through the process; the command line writes the same file."""
    folder = copied(set_up, tmp_path)
    async with telegram(folder) as (server, bot):
        anna, orga = server.person(31), server.person(32)
        founded(bot, "telegram", {"clara": "41", "dora": "42", "orga": str(orga.id)})
        orga.meets_bot()
        await bot.start()
        anna.says("Ich habe eine Idee")
        await anna.waits_for("Ja, einverstanden", PATIENCE)
        anna.presses("Ja, einverstanden")
        await anna.waits_for("Was ist Ihre Idee")
        anna.sends_photo(photo((3000, 1500), turned=6), "Ein Loch im Weg")
        await anna.waits_for("Um welchen Ort")
        anna.says("Borna")
        await anna.waits_for("Zu welchem Thema")
        anna.presses("Bus, Bahn, Rad und Straßen")
        await anna.waits_for("die Nummer #1")
        await fetched(folder, 1)
        for queue, act, answer in (
            ("Zu prüfen: 1", "Zeigen", "Jetzt sehen alle die Idee"),
            ("Alle gezeigten: 1", "Blatt für eine Behörde", "als PDF zum Weitergeben"),
        ):
            orga.says("/handle_ideas")
            await orga.waits_for(queue)
            orga.presses(queue)
            await orga.waits_for("#1 Ein Loch im Weg")
            orga.presses("#1 Ein Loch im Weg")
            await orga.waits_for(act)
            orga.presses(act)
            await orga.waits_for(answer)
        [pdf] = [file for file in sent_files(server, orga) if file.startswith(b"%PDF")]
        await bot.command("ideas", "export", str(folder / "1.pdf"), "--format", "pdf")
        await bot.stop()
    assert (folder / "1.pdf").read_bytes() == pdf
    [picture] = photos(pdf)
    with Image.open(io.BytesIO(picture)) as image:
        assert image.size == (500, 1000)
        assert not image.getexif()
    assert SECRET.encode() not in pdf
