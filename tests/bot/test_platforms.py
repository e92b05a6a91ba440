"""The seam between the bot and its platforms: what only they know, and that nobody else does."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
from bot.config import FixedConfig
from bot.platforms import PRESENCES, title_of
from bot.reaching import Route, routes

BOT = Path(bot.__file__).parent
NAMES = tuple(PRESENCES)


def _says(file: Path) -> Iterator[str]:
    """The strings and imports of a module, without its docstrings."""
    tree = ast.parse(file.read_text("utf-8"))
    told = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in told:
                yield text
            case ast.ImportFrom(module=str(module)):
                yield module
            case ast.Import(names=names):
                yield from (one.name for one in names)
            case ast.Attribute(attr=name):
                yield name


def test_only_the_seam_and_the_command_line_name_a_platform() -> None:
    found = {
        file.relative_to(BOT)
        for file in BOT.rglob("*.py")
        if any(name in file.read_text("utf-8").casefold() for name in NAMES)
        and any(name in text.casefold() for text in _says(file) for name in NAMES)
    }
    assert Path("platforms/telegram.py") in found
    assert {file.parts[0] for file in found} == {"platforms", "cli"}


@pytest.mark.parametrize(
    ("platform", "account", "link", "said"),
    [
        ("telegram", "@revier", "https://t.me/revier?start=B7K4M", "/anmelden@revier K7M"),
        ("matrix", "@r/v:b.example", "https://matrix.to/#/@r%2Fv:b.example", "anmelden K7M"),
    ],
)
def test_how_people_find_the_bot(platform: str, account: str, link: str, said: str) -> None:
    presence, bot_name = PRESENCES[platform], account.removeprefix("@")
    bot_name = account if platform == "matrix" else bot_name
    assert presence.account(bot_name) == account
    assert presence.link(bot_name, "B7K4M") == link
    assert presence.in_room(bot_name, "anmelden", "K7M") == said
    assert title_of(platform) == presence.title


def test_each_presence_bears_the_name_of_its_setting() -> None:
    known = FixedConfig().platforms
    assert {name for name, one in known.items() if one.presence} == set(PRESENCES)
    assert all(known[name].presence is presence for name, presence in PRESENCES.items())
    assert not any(one.is_set for one in known.values())


def test_only_what_is_set_leads_to_the_bot() -> None:
    there = FixedConfig(matrix={"homeserver": "https://b.example", "user": "@r:b.example"})
    link = "https://matrix.to/#/@r:b.example"
    assert routes(there, "B7K4M") == (Route("Matrix", "@r:b.example", link, "written"),)
    assert routes(FixedConfig(), "B7K4M") == ()


@pytest.mark.parametrize(
    ("platform", "name", "is_one"),
    [
        ("telegram", "-1001234567890", True),
        ("telegram", "@kanal", True),
        ("telegram", "12345", False),
        ("matrix", "!abc123:beispiel.example", True),
        ("matrix", "#raum:beispiel.example", False),
        ("matrix", "!abc def", False),
    ],
)
def test_what_rooms_are_called(platform: str, name: str, is_one: bool) -> None:
    assert PRESENCES[platform].is_room(name) is is_one
