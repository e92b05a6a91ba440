"""The guide to the first survey on Telegram: who does what it says sees what it says."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tomllib
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from docs.bilder import HERE, SCENARIOS
from tests.cli.conftest import Cli
from tests.fakes.telegram import TelegramServer
from tests.fakes.telegram.calling import calling

PAGE = (HERE / "erste-schritte-telegram.md").read_text("utf-8")
ROOT = HERE.parent
BLOCKS: list[tuple[str, str]] = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)
COMMAND = "uv run revierstimme "
HOME, BOT, TOKEN = "/home/anna/revierstimme", "mitreden_beispielstadt_bot", "123456:AbC-…"
VARIES = re.compile(r"\d\d\.\d\d\.\d{4} \d\d:\d\d|(?<=Stand )\d+")
PATIENCE = 60.0


def steps() -> list[tuple[list[str], str]]:
    """The words of each command in order, with what it prints, if that is shown."""
    found: list[tuple[list[str], str]] = []
    for kind, block in BLOCKS:
        if kind == "sh":
            lines = [line for line in block.splitlines() if line.startswith(COMMAND)]
            found += [(line.removeprefix(COMMAND).split(), "") for line in lines]
        elif kind == "text":
            found[-1] = (found[-1][0], block)
    return found


class Reader:
    """Somebody who works through the guide in a folder of their own."""

    def __init__(self, folder: Path, server: TelegramServer) -> None:
        self.folder, self.server = folder, server
        self.log = folder / "log"
        self._env = {name: v for name, v in os.environ.items() if "REVIERSTIMME" not in name} | {
            "REVIERSTIMME_TELEGRAM__API_BASE_URL": server.address,
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "error",
        }

    async def types(self, *words: str, code: int = 0, **variables: str) -> str:
        """Type a command; what it prints, as the guide's Anna sees it."""
        process = await self._begin(words, PIPE, variables)
        out, _ = await process.communicate()
        assert process.returncode == code, out.decode()
        return out.decode().replace(str(self.folder), HOME)

    @asynccontextmanager
    async def runs(self) -> AsyncIterator[None]:
        with self.log.open("ab") as log:
            process = await self._begin(("run",), log.fileno(), {})
        try:
            yield
        finally:
            process.terminate()
            async with asyncio.timeout(PATIENCE):
                await process.wait()

    async def reads(self, line: str) -> None:
        """Wait until it stands in the log of `run`."""
        async with asyncio.timeout(PATIENCE):
            while line not in self.log.read_text():  # noqa: ASYNC110 - a log has no event
                await asyncio.sleep(0.05)

    def fills_in(self) -> None:
        """Take the # away and put in what the guide puts in, with a real token."""
        file = self.folder / "revierstimme.toml"
        text = file.read_text("utf-8")
        (shown,) = [block for kind, block in BLOCKS if kind == "toml"]
        for line in shown.splitlines():
            if line and not line.startswith("["):
                name = line.partition(" ")[0]
                text, found = re.subn(rf"^# {name} = .*$", line, text, flags=re.MULTILINE)
                assert found == 1, name
        file.write_text(text.replace(TOKEN, self.server.token), "utf-8")
        assert tomllib.loads(text).items() >= tomllib.loads(shown).items()

    async def answers(self) -> None:
        """Open the chat and press what is pressed in the pictures."""
        anna = self.server.person(7)
        anna.starts()
        await anna.waits_for("[Ja, einverstanden]", PATIENCE)
        anna.presses(SCENARIOS["chat-erster-kontakt"].pressed)
        await anna.waits_for("[Ja, teilnehmen]", PATIENCE)
        anna.presses("Ja, teilnehmen")
        await anna.waits_for("Geht es in Ihrem Ort", PATIENCE)
        anna.presses(SCENARIOS["chat-frage"].pressed)
        await anna.waits_for("Ihre Antwort ist gezählt", PATIENCE)
        anna.presses(SCENARIOS["chat-gezaehlt"].pressed)
        await anna.waits_for("wir schreiben Ihnen nicht", PATIENCE)

    async def _begin(self, words: tuple[str, ...], out: int, variables: dict[str, str]) -> Process:
        command = (sys.executable, "-m", "bot", *words)
        env = self._env | variables
        return await asyncio.create_subprocess_exec(
            *command, cwd=self.folder, env=env, stdout=out, stderr=STDOUT
        )


@pytest.mark.chaos
async def test_whoever_does_what_it_says_sees_what_it_says(tmp_path: Path) -> None:
    """All the way: commands, configuration, the chat, the result, and somebody else's poll."""
    async with TelegramServer() as server:
        server.world.bot["username"] = BOT
        reader = Reader(tmp_path, server)
        to_start = steps().index((["run"], ""))
        for words, shown in steps()[:to_start]:
            printed = await reader.types(*words)
            if shown:
                assert VARIES.sub("…", printed) == VARIES.sub("…", shown)
            if words == ["init"]:
                reader.fills_in()
        async with reader.runs():
            await reader.reads("INFO bot.app: running")
            await reader.answers()
            listed, results = [await reader.types(*words) for words, _ in steps()[to_start + 1 :]]
            assert "1 Stimmen" in listed
            assert "Noch keine Zahlen. Die ersten gibt es nach 20 Teilnahmen" in results
            assert said("läuft schon") in await reader.types("run", code=1)
            async with calling(server) as another:
                await another("getUpdates")
            await reader.reads(said("another process polls with this token, or it has a webhook"))
        wrong = await reader.types("doctor", code=1, REVIERSTIMME_TELEGRAM__TOKEN="9:x")
        assert said("Telegram nimmt das Token nicht an") in wrong
        assert server.violations == []


def said(trouble: str) -> str:
    """What the last table explains."""
    assert f"| `{trouble}` |" in PAGE
    return trouble


@pytest.mark.parametrize(
    ("trouble", "variables"),
    [
        ("so sieht kein Token von @BotFather aus", {"TELEGRAM__TOKEN": "AbC"}),
        (
            "nicht erreichbar",
            {"TELEGRAM__TOKEN": "1:x", "TELEGRAM__API_BASE_URL": "http://127.0.0.1:1"},
        ),
        ("keine eingerichtet, so kann niemand dem Bot schreiben", {}),
        ("unbekannt, ohne Wirkung", {"TELEGRAM_TOKEN": "1:x"}),
        ("für den Hinweis fehlen", {}),
        ("gibt es nicht; „revierstimme init“ legt sie an", {"DATA_DIR": "elsewhere"}),
    ],
)
def test_what_doctor_says_is_explained(
    trouble: str, variables: dict[str, str], ready: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"REVIERSTIMME_{name}", value)
    assert said(trouble) in ready("doctor").out


def test_every_command_that_is_named_is_there(cli: Cli) -> None:
    named = set(re.findall(rf"`{COMMAND}([^`]+)`", PAGE))
    assert named
    for words in named:
        assert cli(*words.split(), "--help").code == 0, words


def test_every_picture_is_shown_and_described() -> None:
    shown = re.findall(r"!\[([^\]]+)\]\(bilder/([\w-]+)\.svg\)", PAGE)
    assert [name for _, name in shown] == list(SCENARIOS)
    assert all(len(described) > 60 for described, _ in shown)


def test_every_link_leads_somewhere() -> None:
    for link in re.findall(r"\]\((?!https:)([^)]+)\)", PAGE):
        page, _, place = link.partition("#")
        text = (HERE / page).read_text("utf-8") if page else PAGE
        headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
        anchors = {re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in headings}
        assert not place or place in anchors, link


@pytest.mark.parametrize("page", ["README.md", "docs/betrieb.md"])
def test_the_guide_is_found(page: str) -> None:
    assert "erste-schritte-telegram.md" in (ROOT / page).read_text("utf-8")
