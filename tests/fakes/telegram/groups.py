"""Groups and channels that the bot is in."""

from __future__ import annotations

from typing import Any

from .conversations import Conversation
from .refusals import bad, forbidden
from .world import Chat, Message, World

MAY = (
    "can_be_edited",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
)
"""What is told of every administrator."""


class Group(Conversation):
    """A group, supergroup or channel, with the bot in it."""

    def __init__(self, world: World, number: int, kind: str, **about: Any) -> None:
        chat = Chat({"id": number, "title": f"Gruppe {-number}", "type": kind, **about})
        world.chats[number] = chat
        super().__init__(world, chat)
        self.privacy = True
        """Whether the bot hears only commands, replies and mentions, unless it administrates."""
        chat.members[world.bot["id"]] = "administrator" if kind == "channel" else "member"

    def shows(self, content: Message) -> bool:
        """Whether the bot gets to see what somebody writes."""
        bot = self.world.bot
        if not self.privacy or self.chat.members[bot["id"]] == "administrator":
            return True
        text = content.get("text") or content.get("caption") or ""
        replied = content.get("reply_to_message", {}).get("from", {}).get("id") == bot["id"]
        service = {"new_chat_members", "left_chat_member"} & content.keys()
        return bool(replied or service or text.startswith("/") or f"@{bot['username']}" in text)

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
        extra: dict[str, Any] = {"until_date": 0} if status == "kicked" else {}
        if status == "administrator":
            extra = {"is_anonymous": False} | dict.fromkeys(MAY, False)
        return {"status": status, "user": world.bot, **extra}

    payload = {
        "chat": chat.about,
        "from": world.users[by],
        "date": int(world.clock.now()),
        "old_chat_member": member(old),
        "new_chat_member": member(status),
    }
    world.updates.add("my_chat_member", payload, ("my_chat_member", chat.id))
