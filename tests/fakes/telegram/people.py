"""People who talk to the bot."""

from __future__ import annotations

import re
from typing import Any

from .conversations import Conversation
from .groups import Group, member_changed
from .page import units
from .refusals import forbidden
from .rules import START
from .sending import copied, origin, shown
from .world import Callback, Chat, Message, StoredFile, World

SERVER_ENTITIES = re.compile(
    r"(?<!\S)(?P<bot_command>/[A-Za-z0-9_]{1,32}(?:@\w+)?)"
    r"|(?P<url>https?://[^\s<>]+)|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<!\w)(?P<mention>@\w{4,32})|(?<!\w)(?P<hashtag>#\w+)"
)


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
        # The message as it is by now, whatever the screen still shows.
        now = world.chats[message["chat"]["id"]].messages[message["message_id"]]
        payload = {
            "id": callback.id,
            "from": self.user,
            "message": now,
            "chat_instance": str(message["chat"]["id"]),
            "data": data,
        }
        world.updates.add("callback_query", payload, ("callback", self.id))
        return callback

    def sends_photo(self, content: bytes, caption: str = "", **extra: Any) -> Message:
        file = self.world.store(content, "photo.jpg", "image/jpeg", "photos")
        return self._sends_file("photo", file, extra, caption)

    def sends_document(
        self, content: bytes, filename: str = "datei.pdf", mime: str = "application/pdf",
        caption: str = "", **extra: Any,
    ) -> Message:  # fmt: skip
        file = self.world.store(content, filename, mime, "documents")
        return self._sends_file("document", file, extra, caption)

    def sends_voice(self, content: bytes = b"OggS", **extra: Any) -> Message:
        file = self.world.store(content, "voice.oga", "audio/ogg", "voice")
        return self._sends_file("voice", file, extra)

    def sends_audio(self, content: bytes = b"ID3", **extra: Any) -> Message:
        file = self.world.store(content, "aufnahme.mp3", "audio/mpeg", "music")
        return self._sends_file("audio", file, extra)

    def sends_video(self, content: bytes = b"ftyp", **extra: Any) -> Message:
        file = self.world.store(content, "video.mp4", "video/mp4", "videos")
        return self._sends_file("video", file, extra)

    def sends_sticker(self, content: bytes = b"RIFF", **extra: Any) -> Message:
        file = self.world.store(content, "sticker.webp", "image/webp", "stickers")
        return self._sends_file("sticker", file, extra)

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

    def votes(self, message: Message, *options: int) -> None:
        """In a poll of the bot; only one that is not anonymous names the voter."""
        chat = self.world.chats[message["chat"]["id"]]
        message = chat.messages[message["message_id"]]
        counted = [
            {**option, "voter_count": option["voter_count"] + (place in options)}
            for place, option in enumerate(message["poll"]["options"])
        ]
        total = message["poll"]["total_voter_count"] + 1
        poll = {**message["poll"], "options": counted, "total_voter_count": total}
        chat.messages[message["message_id"]] = {**message, "poll": poll}
        self.world.updates.add("poll", poll, ("poll", chat.id))
        if not poll["is_anonymous"]:
            answer = {
                "poll_id": poll["id"],
                "user": self.user,
                "option_ids": list(options),
                "option_persistent_ids": [str(place) for place in options],
            }
            self.world.updates.add("poll_answer", answer, ("poll_answer", self.id))

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
        self, kind: str, file: StoredFile, extra: dict[str, Any], caption: str = ""
    ) -> Message:
        captioned = {"caption": caption} if caption else {}
        return self._sends({**shown(kind, file, {}), **captioned, **extra}, None)

    def _sends(self, content: Message, group: Group | None) -> Message:
        assert not self.blocked or group, "who has blocked the bot cannot write to it"
        if not group:
            self.meets_bot()
        chat = group.chat if group else self.chat
        if chat.type == "private":
            chat.members.setdefault(self.world.bot["id"], "member")
        message = self.world.post(chat, self.user, content)
        if not group or group.shows(content):
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
