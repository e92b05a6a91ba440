"""The real process on a strict Bot API server: talked to, let down, and killed."""

from __future__ import annotations

import asyncio
import random
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from storage.chats import Place
from storage.crypt import read_key
from storage.database import Database
from storage.store import Store
from tests.fakes.platform import Resident, resident
from tests.fakes.telegram import Heard, Person, TelegramServer
from tests.fakes.telegram.faults import Page, Reset, refuse, retry_after
from tests.prepared import SURVEY, copied
from tests.process import Bot

PATIENCE = 60.0
IN_FLIGHT = 4


@pytest.fixture
def folder(set_up: Path, tmp_path: Path) -> Path:
    return copied(set_up, tmp_path)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings(server: TelegramServer, mode: str) -> dict[str, str]:
    told = {
        "TELEGRAM__TOKEN": server.token,
        "TELEGRAM__API_BASE_URL": server.address,
        "TELEGRAM__MESSAGES_PER_SECOND": "100",
        "TELEGRAM__CHAT_SECONDS": "0",
    }
    if mode == "webhook":
        listen = f"127.0.0.1:{free_port()}"
        told |= {
            "TELEGRAM__MODE": mode,
            "TELEGRAM__LISTEN": listen,
            "TELEGRAM__PUBLIC_URL": f"http://{listen}",
        }
    return told


@asynccontextmanager
async def telegram(
    folder: Path, mode: str = "polling"
) -> AsyncIterator[tuple[TelegramServer, Bot]]:
    """A server and a bot that is set up and not started yet."""
    async with TelegramServer() as server:
        bot = Bot(folder, **settings(server, mode))
        try:
            yield server, bot
        finally:
            if bot.running:
                await bot.kill()
        log = bot.log.read_text() if bot.log.exists() else ""
        assert server.violations == []
        assert "Traceback" not in log
        assert "a turn failed" not in log
        assert server.token.partition(":")[2] not in log


modes = pytest.mark.parametrize("mode", ["polling", "webhook"])


@modes
async def test_a_resident_answers_by_buttons(folder: Path, mode: str) -> None:
    async with telegram(folder, mode) as (server, bot):
        await bot.start()
        anna = server.person(7)
        anna.starts(f"survey_{SURVEY}")
        await anna.waits_for("Darf ich Ihre Antworten speichern", PATIENCE)
        anna.presses("Ja, einverstanden")
        await anna.waits_for("[Ja, teilnehmen]")
        anna.presses("Ja, teilnehmen")
        await anna.waits_for("Frage 1")
        anna.presses("Energie")
        await anna.waits_for("Frage 2")
        anna.presses("4")
        await anna.waits_for("Frage 3")
        anna.shares_location(51.46, 12.63)
        await anna.waits_for("Ihr Standort liegt in: Nordsachsen")
        anna.presses("Überspringen")
        await anna.waits_for("Bitte prüfen Sie")
        anna.presses("Ja, absenden")
        await anna.waits_for("Vielen Dank")
        await pressed(anna, "→ Energie")
        assert server.world.unanswered == []
        await bot.stop()


async def pressed(person: Person, shown: str) -> None:
    """The answered question shows its answer and has no buttons any more."""
    async with asyncio.timeout(PATIENCE):
        while not any(shown in said and not said.buttons for said in person.sees):
            await person.waits_for(shown)


async def test_things_that_are_not_words_are_answered_kindly(folder: Path) -> None:
    async with telegram(folder) as (server, bot):
        await bot.start()
        anna = server.person(7, language="en")
        first = anna.says("Hallo")
        await anna.waits_for("", PATIENCE)
        anna.shares_contact()
        await anna.waits_for("contact")
        anna.sends_sticker()
        await anna.waits_for("sticker")
        anna.edits(first, "Hallo!")
        await anna.waits_for("edited")
        anna.sends_photo(b"not a picture")
        await anna.waits_for("photo")
        await bot.stop()
    stored = await asyncio.to_thread(lambda: [f.read_bytes() for f in folder.rglob("*.db*")])
    assert b"34100000" not in b"".join(stored)


async def test_in_a_group_there_is_only_a_link(folder: Path) -> None:
    async with telegram(folder) as (server, bot):
        await bot.start()
        anna, village = server.person(7), server.group(-100)
        anna.joins(village)
        anna.adds_bot(village)
        anna.says("Wer will mit Kuchen backen?", to=village)
        anna.says(f"Und du, @{server.world.bot['username']}?", to=village)
        await village.waits_for("https://t.me/", PATIENCE)
        for _ in range(5):
            anna.says(f"Hallo @{server.world.bot['username']}!", to=village)
        anna.says("Hallo")
        await anna.waits_for("", PATIENCE)
        await bot.stop()
        assert not [said for said in village.heard if said.buttons]
        assert len([said for said in village.heard if "t.me" in said]) <= 2


async def test_whoever_blocks_the_bot_is_left_alone_and_welcome_back(folder: Path) -> None:
    async with telegram(folder) as (server, bot):
        await bot.start()
        anna = server.person(7)
        anna.says("Hallo")
        await anna.waits_for("", PATIENCE)
        anna.blocks()
        anna.unblocks()
        anna.says("/menu")
        await anna.waits_for("[")
        await bot.stop()


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (refuse(409, "Conflict: terminated by other getUpdates request"), "another process polls"),
        (Page(502), "cannot be reached"),
        (Reset(), "cannot be reached"),
    ],
    ids=["two pollers", "a bad gateway", "a broken connection"],
)
async def test_a_server_that_refuses_is_waited_for(folder: Path, fault: object, told: str) -> None:
    async with telegram(folder) as (server, bot):
        trouble = server.fails("getUpdates", fault, times=2)  # type: ignore[arg-type]
        await bot.start()
        await trouble.strikes(2, timeout=PATIENCE)
        anna = server.person(7)
        anna.says("Hallo")
        await anna.waits_for("", PATIENCE)
        await bot.stop()
        assert bot.log.read_text().count(told) == 1


async def test_limits_are_obeyed_and_nothing_is_lost(folder: Path) -> None:
    async with telegram(folder) as (server, bot):
        server.fails("sendMessage", retry_after(1), times=2)
        await bot.start()
        anna = server.person(7)
        anna.says("Hallo")
        await anna.waits_for("", PATIENCE)
        await bot.stop()


async def test_the_profile_is_set_once(folder: Path) -> None:
    async with telegram(folder) as (server, bot):
        assert "geändert: description" in await bot.command("telegram", "setup")
        assert "stimmt schon" in await bot.command("telegram", "setup")
        assert "Mitreden in Zeitz" in await bot.command(
            "telegram", "setup", "--name", "Mitreden in Zeitz"
        )
        assert f"@{server.world.bot['username']}" in await bot.command("doctor")
        await server.execute("setWebhook", {"url": "https://alt.example/telegram"})
        assert "noch nach https://alt.example" in await bot.command("doctor")
        server.fails("getMe", refuse(401, "Unauthorized"))
        assert "BotFather" in await bot.command("doctor", code=1)


@pytest.mark.chaos
async def test_a_second_poller_is_named_by_the_doctor(folder: Path) -> None:
    async with telegram(folder) as (server, bot):
        other = Bot(folder, **{**settings(server, "polling"), "DATA_DIR": str(folder / "other")})
        other.log = folder / "other.log"
        await other.command("init", "--no-examples")
        await other.start()
        anna = server.person(7)
        anna.says("Hallo")
        await anna.waits_for("", PATIENCE)
        assert "ein anderer Prozess" in await bot.command("doctor", code=1)
        await other.stop()
        assert "ein anderer Prozess" not in await bot.command("doctor")


@pytest.mark.chaos
async def test_a_webhook_with_a_certificate_of_its_own(folder: Path) -> None:
    certificate, key = self_signed(folder)
    async with telegram(folder, "webhook") as (server, bot):
        bot.env["REVIERSTIMME_TELEGRAM__PUBLIC_URL"] = bot.env[
            "REVIERSTIMME_TELEGRAM__PUBLIC_URL"
        ].replace("http:", "https:")
        bot.env["REVIERSTIMME_TELEGRAM__CERTIFICATE"] = certificate.name
        assert "gehören zusammen" in await bot.command("doctor", code=1)
        bot.env["REVIERSTIMME_TELEGRAM__CERTIFICATE_KEY"] = "nowhere.pem"
        assert "nicht lesbar" in await bot.command("doctor", code=1)
        bot.env["REVIERSTIMME_TELEGRAM__CERTIFICATE_KEY"] = key.name
        await bot.start()
        anna = server.person(7)
        anna.says("Hallo")
        await anna.waits_for("", PATIENCE)
        assert (await server.execute("getWebhookInfo", {}))["has_custom_certificate"]
        await bot.stop()
        anna.says("Noch da?")
        assert "erreicht" in await bot.command("doctor", code=1)


async def test_a_webhook_turns_away_whoever_does_not_know_the_secret(folder: Path) -> None:
    async with telegram(folder, "webhook") as (server, bot):
        await bot.start()
        anna = server.person(7)
        anna.says("Hallo")
        await anna.waits_for("", PATIENCE)
        host, _, port = bot.env["REVIERSTIMME_TELEGRAM__LISTEN"].rpartition(":")
        for secret in (b"", b"wrong", b"\xff\xfe", "geheim–".encode()):
            reader, writer = await asyncio.open_connection(host, int(port))
            head = b"X-Telegram-Bot-Api-Secret-Token: " + secret
            writer.write(b"POST /telegram HTTP/1.1\r\nHost: x\r\n" + head)
            writer.write(b"\r\nContent-Length: 2\r\n\r\n{}")
            assert b" 403 " in await reader.readline()
            writer.close()
        await bot.stop()


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine, as openssl makes one for an operator."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    certificate, kept = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    kept.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate, kept


async def test_a_group_that_moves_is_followed(folder: Path) -> None:
    async with telegram(folder) as (server, bot):
        await bot.start()
        anna, village = server.person(7), server.group(-100)
        anna.joins(village)
        anna.says(f"Bist du da, @{server.world.bot['username']}?", to=village)
        await village.waits_for("https://t.me/", PATIENCE)
        larger = village.becomes_supergroup(-1_000_000_000_200)
        anna.says(f"Bist du noch da, @{server.world.bot['username']}?", to=larger)
        await larger.waits_for("https://t.me/", PATIENCE)
        await bot.stop()


class Talker:
    """A resident with a mind made up, on Telegram; a message that comes twice is seen once."""

    def __init__(self, person: Person, mind: Resident, progress: asyncio.Event) -> None:
        """`progress` is set whenever the bot has said something."""
        self.progress = progress
        self.person, self.mind = person, mind
        self.done = asyncio.Event()
        self.repeated = 0
        self._last = ""
        person.reacts = self._hears

    def begins(self) -> None:
        self.person.says(self.mind.lines[0])
        self.mind.said = 1

    @property
    def last(self) -> str:
        """What the bot said last."""
        return self._last

    def goes_on(self, *lines: str) -> None:
        """Say more, after all has been said."""
        self.done.clear()
        self.mind.lines += lines
        self.person.says(self.mind.lines[self.mind.said])
        self.mind.said += 1

    def _hears(self, heard: Heard) -> None:
        self.progress.set()
        if heard.kind != "sent":
            return
        if heard == self._last:
            self.repeated += 1
            return
        self._last = heard
        if self.mind.said == len(self.mind.lines):
            self.done.set()
            return
        self.person.says(self.mind.lines[self.mind.said])
        self.mind.said += 1


async def spoken(talkers: list[Talker], lines: int) -> None:
    """Until the residents have said so many lines."""
    async with asyncio.timeout(PATIENCE):
        while sum(talker.mind.said for talker in talkers) < lines:
            talkers[0].progress.clear()
            await talkers[0].progress.wait()


async def killed(folder: Path, mode: str, residents: int, kills: int) -> None:
    dice = random.Random(residents)
    async with telegram(folder, mode) as (server, bot):
        progress = asyncio.Event()
        talkers = [
            Talker(server.person(1000 + n), resident(f"resident-{n}", dice), progress)
            for n in range(residents)
        ]
        lines = sum(len(talker.mind.lines) for talker in talkers)
        for talker in talkers:
            talker.begins()
        for _ in range(kills):
            await bot.start()
            said = sum(talker.mind.said for talker in talkers)
            more = said + dice.randint(1, max(2, lines // (kills + 1)))
            await spoken(talkers, min(more, lines))
            await bot.kill()
        await bot.start()
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(talker.done.wait() for talker in talkers))
        await bot.stop()
        assert sum(talker.repeated for talker in talkers) <= kills * IN_FLIGHT
        assert_counted(bot, talkers)


def assert_counted(bot: Bot, talkers: list[Talker]) -> None:
    database = Database(
        f"sqlite:///{bot.folder}/data/revierstimme.db", read_key(bot.folder / "key")
    )

    def look(store: Store) -> None:
        places = [Place("telegram", str(talker.person.id), "de") for talker in talkers]
        chats = store.chats.at(places, datetime.now(UTC))
        for talker in talkers:
            who = chats["telegram", str(talker.person.id)].participant
            ballot = store.ballots.of(SURVEY, who)
            assert ballot is not None
            assert ballot.answers == talker.mind.ballot
        assert len(store.ballots.all(SURVEY)) == len(talkers)
        assert store.outbox.waiting() == 0

    try:
        database.do(look)
    finally:
        database.close()


@pytest.mark.parametrize("mode", ["polling", pytest.param("webhook", marks=pytest.mark.chaos)])
async def test_killed_in_the_middle_nothing_is_lost_and_nothing_counts_twice(
    folder: Path, mode: str
) -> None:
    await killed(folder, mode, residents=12, kills=3)


@pytest.mark.chaos
@modes
async def test_killed_ten_times_with_many_residents(folder: Path, mode: str) -> None:
    await killed(folder, mode, residents=150, kills=10)
