"""People who talk to the bot, and groups they do it in."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any

from .formatting import units
from .refusals import bad, forbidden
from .rules import START
from .sending import copied, origin, shown
from .world import Callback, Chat, Event, Message, World

Predicate = Callable[["Heard"], bool]

SERVER_ENTITIES = re.compile(
    r"(?<!\S)(?P<bot_command>/[A-Za-z0-9_]{1,32}(?:@\w+)?)"
    r"|(?P<url>https?://[^\s<>]+)|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<!\w)(?P<mention>@\w{4,32})|(?<!\w)(?P<hashtag>#\w+)"
)


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

    async def waits_for(self, wanted: str | Predicate = "", timeout: float = 10) -> Heard:
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


class Group(Conversation):
    """A group, supergroup or channel, with the bot in it."""

    def __init__(self, world: World, number: int, kind: str, **about: Any) -> None:
        chat = Chat({"id": number, "title": f"Gruppe {-number}", "type": kind, **about})
        world.chats[number] = chat
        super().__init__(world, chat)
        chat.members[world.bot["id"]] = "administrator" if kind == "channel" else "member"

    def makes_administrator(self, number: int | None = None) -> None:
        """The bot, or somebody."""
        self.chat.members[number or self.world.bot["id"]] = "administrator"

    def kicks_bot(self, by: int) -> None:
        """The bot is out; it hears of it, and may not write any more."""
        member_changed(self.world, self.chat, by, "kicked")
        name = "channel" if self.chat.type == "channel" else f"{self.chat.type} chat"
        self.chat.refusal = forbidden(f"bot was kicked from the {name}")

    def takes_bot_back(self, by: int) -> None:
        self.chat.refusal = None
        member_changed(self.world, self.chat, by, "member")

    def becomes_supergroup(self, number: int) -> Group:
        """The old chat answers 400 with the new id; both are told of it."""
        new = Group(self.world, number, "supergroup", title=self.chat.about["title"])
        new.chat.members |= self.chat.members
        sender = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
        for chat, note in (
            (self.chat, {"migrate_to_chat_id": number}),
            (new.chat, {"migrate_from_chat_id": self.chat.id}),
        ):
            message = self.world.post(chat, sender, note)
            self.world.updates.add("message", message, ("message", chat.id))
        words = "group chat was upgraded to a supergroup chat"
        self.chat.refusal = bad(words, "-", migrate_to_chat_id=number)
        return new

    def posts(self, text: str) -> Message:
        """Somebody writes in the name of the channel."""
        message = self.world.post(self.chat, {}, {"text": text})
        self.world.updates.add("channel_post", message, ("message", self.chat.id))
        return message


def member_changed(world: World, chat: Chat, by: int, status: str) -> None:
    """Tell the bot that it is in or out."""
    bot, old = world.bot["id"], chat.members.get(world.bot["id"], "left")
    chat.members[bot] = status

    def member(status: str) -> dict[str, Any]:
        extra = {"until_date": 0} if status == "kicked" else {}
        return {"status": status, "user": world.bot, **extra}

    payload = {
        "chat": chat.about,
        "from": world.users[by],
        "date": int(world.clock.now()),
        "old_chat_member": member(old),
        "new_chat_member": member(status),
    }
    world.updates.add("my_chat_member", payload, ("my_chat_member", chat.id))


class Person(Conversation):
    """Somebody with an account; `heard` is what the bot said in the private chat."""

    def __init__(
        self, world: World, number: int, language: str | None = "de", **about: Any
    ) -> None:
        user = {"id": number, "is_bot": False, "first_name": f"Person {number}", **about}
        if language:
            user["language_code"] = language
        names = {key: user[key] for key in ("first_name", "last_name", "username") if key in user}
        world.users[number] = user
        super().__init__(world, Chat({"id": number, "type": "private", **names}))
        self.id = number
        self.user = user
        self.blocked = False

    def meets_bot(self) -> None:
        """From now on the bot may write, though it has heard nothing yet."""
        self.world.chats.setdefault(self.id, self.chat)

    def says(self, text: str, *, to: Group | None = None, reply_to: Message | None = None,
             **extra: Any) -> Message:  # fmt: skip
        content: Message = {"text": text, **extra}
        if entities := found_entities(text):
            content.setdefault("entities", entities)
        if reply_to:
            content["reply_to_message"] = reply_to
        return self._sends(content, to)

    def starts(self, payload: str = "") -> Message:
        assert not payload or START.fullmatch(payload), f"no start parameter: {payload!r}"
        return self.says(f"/start {payload}".rstrip())

    def presses(self, wanted: str, message: Message | None = None, *, on: Group | None = None
                ) -> Callback | Message:  # fmt: skip
        """A button with this label or value, of the newest message that has it."""
        place = on or self
        for one in [message] if message else reversed(place.chat.messages.values()):
            for row in one.get("reply_markup", {}).get("inline_keyboard", []):
                for button in row:
                    if wanted in {button["text"], button.get("callback_data")}:
                        return self._press(one, button)
        for row in place.chat.keyboard or []:
            for key in row:
                if wanted == (key if isinstance(key, str) else key["text"]):
                    return self.says(wanted, to=on)
        raise AssertionError(f"no button {wanted!r}; {self.id} sees {place.sees[-3:]}")

    def _press(self, message: Message, button: dict[str, Any]) -> Callback:
        data = button.get("callback_data")
        assert data is not None, f"the bot learns nothing from {button}"
        world = self.world
        callback = Callback(str(4_000_000 + world.number()), self.id, data, world.clock.now())
        world.callbacks[callback.id] = callback
        payload = {
            "id": callback.id,
            "from": self.user,
            "message": message,
            "chat_instance": str(message["chat"]["id"]),
            "data": data,
        }
        world.updates.add("callback_query", payload, ("callback", self.id))
        return callback

    def sends_photo(self, content: bytes, caption: str = "", **extra: Any) -> Message:
        return self._sends_file("photo", content, "photo.jpg", "image/jpeg", caption, extra)

    def sends_document(
        self, content: bytes, filename: str = "datei.pdf", mime: str = "application/pdf",
        caption: str = "", **extra: Any,
    ) -> Message:  # fmt: skip
        return self._sends_file("document", content, filename, mime, caption, extra)

    def sends_voice(self, content: bytes = b"OggS", **extra: Any) -> Message:
        return self._sends_file("voice", content, "voice.oga", "audio/ogg", "", extra)

    def sends_sticker(self, content: bytes = b"RIFF", **extra: Any) -> Message:
        return self._sends_file("sticker", content, "sticker.webp", "image/webp", "", extra)

    def sends_anything(self, **content: Any) -> Message:
        """A message with just these fields, for what has no method of its own."""
        return self._sends(content, None)

    def shares_location(self, latitude: float, longitude: float) -> Message:
        return self._sends({"location": {"latitude": latitude, "longitude": longitude}}, None)

    def shares_contact(self, phone_number: str = "+4934100000") -> Message:
        contact = {"phone_number": phone_number, "first_name": self.user["first_name"]}
        return self._sends({"contact": {**contact, "user_id": self.id}}, None)

    def forwards(self, message: Message) -> Message:
        content = {**copied(message), "forward_origin": origin(message)}
        content.pop("reply_markup", None)
        return self._sends(content, None)

    def edits(self, message: Message, text: str) -> Message:
        assert message["from"]["id"] == self.id
        chat = self.world.chats[message["chat"]["id"]]
        changed = {**chat.messages[message["message_id"]], "text": text}
        changed.pop("entities", None)
        if entities := found_entities(text):
            changed["entities"] = entities
        changed = self.world.change(chat, changed)
        self.world.updates.add("edited_message", changed, ("message", chat.id))
        return changed

    def deletes(self, message: Message) -> None:
        """The bot does not hear of it."""
        self.world.remove(self.world.chats[message["chat"]["id"]], message["message_id"])

    def blocks(self) -> None:
        self.meets_bot()
        self.blocked = True
        self.chat.refusal = forbidden("bot was blocked by the user")
        member_changed(self.world, self.chat, self.id, "kicked")

    def unblocks(self) -> None:
        self.blocked, self.chat.refusal = False, None
        member_changed(self.world, self.chat, self.id, "member")

    def deactivates(self) -> None:
        """The account is gone; the bot learns of it when it writes."""
        self.meets_bot()
        self.chat.refusal = forbidden("user is deactivated")

    def joins(self, group: Group) -> Message:
        group.chat.members[self.id] = "member"
        return self._sends({"new_chat_members": [self.user]}, group)

    def leaves(self, group: Group) -> Message:
        group.chat.members[self.id] = "left"
        return self._sends({"left_chat_member": self.user}, group)

    def adds_bot(self, group: Group) -> None:
        member_changed(self.world, group.chat, self.id, "member")

    def _sends_file(
        self, kind: str, content: bytes, filename: str, mime: str, caption: str,
        extra: dict[str, Any],
    ) -> Message:  # fmt: skip
        file = self.world.store(content, filename, mime, kind)
        message = shown(kind, file, {})
        return self._sends({**message, **({"caption": caption} if caption else {}), **extra}, None)

    def _sends(self, content: Message, group: Group | None) -> Message:
        assert not self.blocked or group, "who has blocked the bot cannot write to it"
        self.meets_bot()
        chat = group.chat if group else self.chat
        if chat.type == "private":
            chat.members.setdefault(self.world.bot["id"], "member")
        message = self.world.post(chat, self.user, content)
        self.world.updates.add("message", message, ("message", chat.id))
        return message


def found_entities(text: str) -> list[dict[str, Any]]:
    """What Telegram itself finds in a text: commands, addresses, mentions, hashtags."""
    return [
        {
            "type": found.lastgroup,
            "offset": units(text[: found.start()]),
            "length": units(found[0]),
        }
        for found in SERVER_ENTITIES.finditer(text)
    ]
