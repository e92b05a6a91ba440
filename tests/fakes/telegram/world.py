"""What Telegram knows: people, chats, messages, files, and the bot's own profile."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from .rates import Rates
from .refusals import Refusal, bad, forbidden
from .updates import Updates

if TYPE_CHECKING:
    from .webhook import Webhook

Message = dict[str, Any]

LINK_LIVES = 3_600.0
CALLBACK_LIVES = 150.0
DOWNLOADED = 20 * 2**20
"""Bytes a bot may download."""


class Clock:
    """The real time, and what a test has added to it."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> float:
        return time.time() + self.ahead

    def advance(self, seconds: float) -> None:
        self.ahead += seconds


class Event(NamedTuple):
    """Something that happened in a chat: `sent`, `edited` or `deleted`."""

    kind: str
    message: Message


@dataclass
class Chat:
    """A conversation and everything that happened in it."""

    about: dict[str, Any]
    messages: dict[int, Message] = field(default_factory=dict)
    history: list[Event] = field(default_factory=list)
    listeners: list[Callable[[Event], None]] = field(default_factory=list)
    members: dict[int, str] = field(default_factory=dict)
    refusal: Refusal | None = None
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    keyboard: list[list[Any]] | None = None
    actions: list[str] = field(default_factory=list)
    pinned: list[int] = field(default_factory=list)
    reactions: dict[int, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return self.about["id"]

    @property
    def type(self) -> str:
        return self.about["type"]

    def happened(self, kind: str, message: Message) -> None:
        event = Event(kind, message)
        self.history.append(event)
        for listener in tuple(self.listeners):
            listener(event)


@dataclass
class StoredFile:
    """A file, and the link it can be fetched at for a while."""

    id: str
    unique_id: str
    content: bytes
    filename: str
    mime: str
    path: str
    link_until: float = 0.0

    @property
    def about(self) -> dict[str, Any]:
        return {
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.content),
        }


@dataclass
class Callback:
    """A pressed button, until the bot answers."""

    id: str
    user: int
    data: str
    at: float
    answer: dict[str, Any] | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Profile:
    """What the bot says of itself; by language, commands by scope and language."""

    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    menu_buttons: dict[int | None, dict[str, Any]] = field(default_factory=dict)


class World:
    """Everything behind one bot token."""

    webhook: Webhook

    def __init__(self, token: str) -> None:
        self.token = token
        self.clock = Clock()
        self.updates = Updates(self.clock.now)
        self.rates = Rates()
        self.bot = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Revierstimme",
            "username": "revierstimme_test_bot",
        }
        self.profile = Profile()
        self.users: dict[int, dict[str, Any]] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.paths: dict[str, StoredFile] = {}
        self.callbacks: dict[str, Callback] = {}
        self.message_numbers = itertools.count(1)
        self._numbers = itertools.count(1)

    @property
    def unanswered(self) -> list[Callback]:
        """Button presses for which somebody still sees the clock turn."""
        return [callback for callback in self.callbacks.values() if callback.answer is None]

    def number(self) -> int:
        """Any new number, for ids."""
        return next(self._numbers)

    def chat(self, given: int | str) -> Chat:
        """The chat that a bot names, if it may."""
        chat = self.chats.get(given) if isinstance(given, int) else self._named(given)
        if chat is None:
            if given in self.users:
                raise forbidden("bot can't initiate conversation with a user")
            raise bad("chat not found", f"chat not found: {given}")
        if chat.refusal:
            raise chat.refusal
        return chat

    def _named(self, name: str) -> Chat | None:
        wanted = name.removeprefix("@").lower()
        for chat in self.chats.values():
            if chat.type != "private" and chat.about.get("username", "").lower() == wanted:
                return chat
        return None

    def post(self, chat: Chat, sender: dict[str, Any], content: dict[str, Any]) -> Message:
        """Put a message into a chat."""
        own = chat.type in {"supergroup", "channel"}
        message = {
            "message_id": next(chat.numbers if own else self.message_numbers),
            "from": sender,
            "chat": chat.about,
            "date": int(self.clock.now()),
            **content,
        }
        if chat.type == "channel":
            del message["from"]
            message["sender_chat"] = chat.about
        chat.messages[message["message_id"]] = message
        chat.happened("sent", message)
        return message

    def change(self, chat: Chat, message: Message) -> Message:
        """Put an edited message in the place of the old one."""
        message = {**message, "edit_date": int(self.clock.now())}
        chat.messages[message["message_id"]] = message
        chat.happened("edited", message)
        return message

    def remove(self, chat: Chat, number: int) -> None:
        chat.happened("deleted", chat.messages.pop(number))

    def store(self, content: bytes, filename: str, mime: str, folder: str) -> StoredFile:
        """Keep a file under a new id."""
        number = self.number()
        suffix = "." + filename.rpartition(".")[2] if "." in filename else ""
        file = StoredFile(
            id=f"AgAC{number:08d}file",
            unique_id=f"AQAD{number:06d}",
            content=content,
            filename=filename,
            mime=mime,
            path=f"{folder}/file_{number}{suffix}",
        )
        self.files[file.id] = file
        return file

    def link(self, file_id: str) -> dict[str, Any]:
        """What getFile says: a path that can be fetched for an hour."""
        file = self.files.get(file_id)
        if file is None:
            raise bad("invalid file_id", f"invalid file_id: {file_id}")
        if len(file.content) > DOWNLOADED:
            raise bad("file is too big", "-")
        file.link_until = self.clock.now() + LINK_LIVES
        self.paths[file.path] = file
        return {**file.about, "file_path": file.path}

    def linked(self, path: str) -> StoredFile | None:
        file = self.paths.get(path)
        return file if file and self.clock.now() <= file.link_until else None
