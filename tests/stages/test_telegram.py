"""Conversations of several people on Telegram: they read there what is written, word for word."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from adapters.adapter import Adapter
from dialogs.messages import Message
from storage.database import Database
from tests.bot.conversations import ALL, CONVERSATIONS, Conversation, named

from .running import differences
from .telegram import OnTelegram

ELSEWHERE = "their contacts, and how long it takes to reach them, are told by platform"
ANEW = "whoever has deleted everything begins anew in the language that Telegram tells"
NOT_HERE = {
    "sending.txt": ELSEWHERE,
    "somebody_else_approves.txt": ELSEWHERE,
    "de-simple/gone_meanwhile.txt": ANEW,
}
SHORT = ("de/ideas_step_by_step.txt", "de/ideas_with_a_point.txt", "de/talking_refused.txt")
"""All states and roles, files and positions are in these; the others take a minute more."""
TAMPERING: dict[str, Callable[[Message], list[Message]]] = {
    "as it is": lambda message: [message],
    "twice": lambda message: [message, message],
    "never": lambda message: [] if message.options else [message],
    "without a button": lambda message: [replace(message, options=message.options[:-1])],
    "in other words": lambda message: [replace(message, text=message.text[:-1])],
}


def some() -> list[Any]:
    here = [path for path in ALL if not named(path).endswith(tuple(NOT_HERE))]
    long = pytest.mark.chaos
    return [
        pytest.param(path, id=named(path), marks=() if named(path) in SHORT else long)
        for path in here
    ]


@pytest.mark.parametrize("path", some())
def test_people_read_on_telegram_what_is_written(path: Path, sqlite: Database) -> None:
    script = path.read_text("utf-8")
    with OnTelegram(sqlite) as stage:
        played = Conversation(sqlite, stage).play(script)
        stage.blameless()
        unlike = differences(played, stage.as_played(script))
        assert not unlike, "".join(unlike)


class Tampered(OnTelegram):
    """An adapter that says what it is given to say in another way."""

    def __init__(self, database: Database, change: Callable[[Message], list[Message]]) -> None:
        super().__init__(database)
        self._change = change

    async def opens(self, stack: AsyncExitStack) -> Adapter:
        adapter = await super().opens(stack)
        send = adapter.send

        async def tampered(address: str, message: Message, key: str) -> str:
            names = [await send(address, one, key) for one in self._change(message)]
            return names[-1] if names else ""

        adapter.send = tampered  # type: ignore[method-assign]
        return adapter


@pytest.mark.parametrize("how", TAMPERING)
def test_what_is_said_in_another_way_is_noticed(how: str, sqlite: Database) -> None:
    script = CONVERSATIONS.joinpath("de", "ideas_answered.txt").read_text("utf-8")
    question = script[script.index("anna> Ich habe") : script.index("anna> =yes")]
    with Tampered(sqlite, TAMPERING[how]) as stage:
        played = Conversation(sqlite, stage).play(question)
        assert (played == stage.as_played(question)) == (how == "as it is")
