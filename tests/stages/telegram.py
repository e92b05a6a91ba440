"""Telegram on stage: the real adapter, and people on the strict Bot API server."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import Any

from adapters.adapter import Adapter
from adapters.telegram import Limits, Telegram
from adapters.telegram.updates import callback_data
from dialogs.markup import plain
from dialogs.messages import File, Media, MediaKind, Message, Option, Other, Place, Words
from tests.adapters.media.making import photo, voice
from tests.adapters.parity import joined
from tests.adapters.telegram.chat import styled
from tests.bot.talking import Person
from tests.fakes.telegram import Callback, TelegramServer
from tests.fakes.telegram import Person as User
from tests.play import heard

from .running import Running

FIRST = 1001


class OnTelegram(Running):
    platform = "telegram"
    elsewhere = "matrix"

    async def opens(self, stack: AsyncExitStack) -> Adapter:
        self._server = await stack.enter_async_context(TelegramServer())
        self._users: dict[str, User] = {}
        return Telegram(self._server.token, self._server.address, Limits(0, 0))

    async def meets(self, name: str, language: str) -> str:
        known = language if language in {"de", "en"} else "de"
        user = self._server.person(
            FIRST + len(self._users), language=known, first_name=name.capitalize()
        )
        user.meets_bot()  # an organiser may be told of something before they write
        self._users[str(user.id)] = user
        return str(user.id)

    async def acts(self, person: Person, line: str, brings: bytes) -> None:
        user = self._users[person.address]
        if line.startswith("="):
            await self._presses(user, self.shown(person), line[1:])
            return
        match heard(line, Message(())):
            case Words(text):
                user.says(text)
            case Place(lat, lon):
                user.shares_location(lat, lon)
            case Media(MediaKind.PHOTO):
                user.sends_photo(photo())
            case Media(MediaKind.VOICE):
                user.sends_voice(voice())
            case Media(MediaKind.FILE):
                user.sends_document(brings or b"%PDF")
            case Other("sticker"):
                user.sends_sticker()
            case other:
                raise AssertionError(f"nobody does {other} here")

    async def _presses(self, user: User, shown: Message, value: str) -> None:
        """A button of the newest message, or what is said by one that stands for the keyboard."""
        labels = {one.value: one.label for one in (*shown.options, *shown.controls)}
        assert value in labels, f"no {value} in {labels} of: {shown.text}"
        if shown.locate:
            user.presses(labels[value])
            return
        pressed = user.presses(callback_data(shown.prompt, value), user.newest)
        assert isinstance(pressed, Callback)
        await self.until(pressed.answered.is_set)

    async def sees(self, person: Person) -> list[Message]:
        """As it was sent: that a pressed question shows its answer later is no new message."""
        history = self._users[person.address].chat.history
        bot = self._server.world.bot["id"]
        sent = [one.message for one in history if one.kind == "sent"]
        return [self._read(message) for message in sent if message["from"]["id"] == bot]

    def _read(self, message: dict[str, Any]) -> Message:
        markup = message.get("reply_markup", {})
        inline = [button["text"] for row in markup.get("inline_keyboard", ()) for button in row]
        keys = [key["text"] for row in markup.get("keyboard", ()) for key in row]
        locate, labels = (keys[0], keys[1:]) if keys else ("", inline)
        options = tuple(Option(label, label) for label in labels)
        sent = message.get("document") or next(reversed(message.get("photo", ())), None)
        if sent is None:
            text = joined(styled(message["text"], message.get("entities", [])))
            return Message(text, options, locate=locate)
        assert not message.get("caption_entities")
        file = self._server.world.files[sent["file_id"]]
        assert file.content
        return Message(
            plain(""),
            options,
            files=(File(file.filename, file.mime, message["caption"], file.content),),
        )

    def as_played(self, script: str) -> str:
        """Neighbouring bold texts are one here, and the platform has a name of its own."""
        return script.replace("****", "").replace("Console", "Telegram")

    def blameless(self) -> None:
        """Each call was as the Bot API wants it, and nobody sees the clock turn on a button."""
        assert self._server.violations == []
        assert self._server.world.unanswered == []
