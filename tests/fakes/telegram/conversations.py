"""A chat with the bot, seen from the outside: what was heard, and waiting for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from .world import Chat, Event, Message, World

Predicate = Callable[["Heard"], bool]


class Heard(str):
    """What the bot said: its text, and a line `[label] [label]` for each row of buttons."""

    __slots__ = ("kind", "message")

    kind: str
    message: Message

    @classmethod
    def of(cls, event: Event) -> Heard:
        message = event.message
        text = message.get("text") or message.get("caption") or ""
        if "text" not in message:
            kind = next((key for key in message if key in _CONTENT), "")
            text = f"<{kind}> {text}".rstrip()
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        lines = [text, *(" ".join(f"[{button['text']}]" for button in row) for row in rows)]
        heard = cls("\n".join(lines))
        heard.kind, heard.message = event.kind, message
        return heard

    @property
    def buttons(self) -> list[dict[str, Any]]:
        rows = self.message.get("reply_markup", {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    @property
    def labels(self) -> list[str]:
        return [button["text"] for button in self.buttons]


_CONTENT = {
    "photo", "document", "voice", "audio", "video", "animation", "video_note", "sticker",
    "location", "venue", "contact", "poll", "dice", "rich_message",
}  # fmt: skip


class Conversation:
    """A chat with the bot, looked at from the outside."""

    def __init__(self, world: World, chat: Chat) -> None:
        self.world = world
        self.chat = chat
        self.reacts: Callable[[Heard], None] | None = None
        """Called with everything that the bot says or edits."""
        self._consumed = 0
        self._waiting: set[asyncio.Future[None]] = set()
        chat.listeners.append(self._happened)

    @property
    def heard(self) -> list[Heard]:
        """Everything the bot said, edits included, in order."""
        return [Heard.of(event) for event in self.chat.history if self._from_bot(event)]

    @property
    def sees(self) -> list[Heard]:
        """What stands in the chat now from the bot: as edited, without what was deleted."""
        events = (Event("sent", message) for message in self.chat.messages.values())
        return [Heard.of(event) for event in events if self._from_bot(event)]

    @property
    def newest(self) -> Message:
        """The newest message of the bot."""
        return self.sees[-1].message

    async def waits_for(
        self,
        wanted: str | Predicate = "",
        timeout: float = 10,  # noqa: ASYNC109
    ) -> Heard:
        """The next thing heard that holds this, after what was waited for before."""
        meets = (lambda heard: wanted in heard) if isinstance(wanted, str) else wanted
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(timeout):
            while True:
                while self._consumed < len(self.chat.history):
                    event = self.chat.history[self._consumed]
                    self._consumed += 1
                    if self._from_bot(event) and meets(heard := Heard.of(event)):
                        return heard
                waiting = loop.create_future()
                self._waiting.add(waiting)
                try:
                    await waiting
                finally:
                    self._waiting.discard(waiting)

    def _from_bot(self, event: Event) -> bool:
        sender = event.message.get("from") or event.message.get("sender_chat")
        return event.kind != "deleted" and sender["id"] in {self.world.bot["id"], self._self_id}

    @property
    def _self_id(self) -> int:
        return self.chat.id if self.chat.type == "channel" else self.world.bot["id"]

    def _happened(self, event: Event) -> None:
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)
        if self.reacts and self._from_bot(event):
            self.reacts(Heard.of(event))
