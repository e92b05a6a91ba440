"""The methods that put messages into chats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .faults import Call
from .methods import addressed, buttons, captioned, plays, written
from .refusals import Refusal, bad
from .schema import Upload
from .world import Chat, Message, StoredFile, World

UPLOADED = 50 * 2**20
PHOTO = 10 * 2**20
FOLDERS = {
    "photo": "photos",
    "voice": "voice",
    "video": "videos",
    "audio": "music",
    "animation": "animations",
    "video_note": "video_notes",
    "sticker": "stickers",
}
EXTRAS: dict[str, dict[str, Any]] = {
    "voice": {"duration": 3, "mime_type": "audio/ogg"},
    "audio": {"duration": 3},
    "video": {"duration": 3, "width": 320, "height": 240},
    "animation": {"duration": 3, "width": 320, "height": 240},
    "video_note": {"duration": 3, "length": 240},
    "sticker": {
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
    },
}
GONE_AFTER_REPLY = "message to be replied not found"


def send(world: World, chat: Chat, given: dict[str, Any], content: Message) -> Message:
    """Put the bot's message into a chat, with what all messages may have."""
    content = {**content, **_reply(chat, given), **buttons(given)}
    for name in ("message_thread_id", "effect_id"):
        if value := given.get(name):
            content[name] = value
    if given.get("protect_content"):
        content["has_protected_content"] = True
    markup = given.get("reply_markup") or {}
    if {"keyboard", "remove_keyboard", "force_reply"} & markup.keys() and not buttons(given):
        chat.keyboard = markup.get("keyboard")
    return world.post(chat, world.bot, content)


def _reply(chat: Chat, given: dict[str, Any]) -> Message:
    asked = given.get("reply_parameters") or {}
    if (number := asked.get("message_id")) is None or asked.get("chat_id", chat.id) != chat.id:
        return {}
    if original := chat.messages.get(number):
        bare = {key: original[key] for key in original if key != "reply_to_message"}
        return {"reply_to_message": bare}
    if asked.get("allow_sending_without_reply"):
        return {}
    raise bad(GONE_AFTER_REPLY)


@plays("sendMessage")
def send_message(world: World, call: Call) -> Message:
    chat = addressed(world, call)
    content = written(call.given)
    if not content["text"]:
        raise bad("message text is empty")
    if preview := call.given.get("link_preview_options"):
        content["link_preview_options"] = preview
    return send(world, chat, call.given, content)


def stored(world: World, call: Call, kind: str, value: Any) -> StoredFile:
    """The file a bot sends: uploaded, known by its id, or fetched from an address."""
    if isinstance(value, str) and value.startswith("attach://"):
        value = call.uploads.get(value.removeprefix("attach://"))
    if isinstance(value, Upload):
        size = len(value.content)
        if size > UPLOADED:
            raise Refusal(413, "Request Entity Too Large", fault="a file of over 50 MB")
        if kind == "photo" and size > PHOTO:
            raise bad("file is too big for a photo")
        if not size:
            raise bad("file must be non-empty")
        folder = FOLDERS.get(kind, "documents")
        return world.store(value.content, value.filename, value.mime, folder)
    if value in world.files:
        return world.files[value]
    if isinstance(value, str) and value.startswith(("http://", "https://")):
        return world.store(b"", value.rpartition("/")[2], "", FOLDERS.get(kind, "documents"))
    raise bad("wrong remote file identifier specified: Wrong string length")


def shown(kind: str, file: StoredFile, given: dict[str, Any]) -> Message:
    """How a file looks in a message."""
    if kind == "photo":
        small = {**file.about, "width": 90, "height": 90}
        return {"photo": [small, {**file.about, "width": 800, "height": 800}]}
    about = {**file.about, **EXTRAS.get(kind, {})}
    for name in ("duration", "width", "height", "performer", "title"):
        if name in given and kind != "sticker":
            about[name] = given[name]
    if kind in {"document", "audio", "video", "animation"}:
        about["file_name"] = file.filename
        about["mime_type"] = file.mime or "application/octet-stream"
    content = {kind: about}
    return {**content, "document": about} if kind == "animation" else content


MEDIA = ("photo", "document", "voice", "audio", "video", "animation", "video_note", "sticker")


def _medium(kind: str) -> Callable[[World, Call], Message]:
    def send_medium(world: World, call: Call) -> Message:
        chat = addressed(world, call)
        file = stored(world, call, kind, call.given[kind])
        content = {**shown(kind, file, call.given), **captioned(call.given)}
        return send(world, chat, call.given, content)

    return send_medium


for _kind in MEDIA:
    plays("send" + _kind.title().replace("_", ""))(_medium(_kind))


@plays("sendMediaGroup")
def send_media_group(world: World, call: Call) -> list[Message]:
    chat, group = addressed(world, call), str(world.number())
    contents = []
    for item in call.given["media"]:
        kind = item["type"]
        file = stored(world, call, kind, item["media"])
        contents.append({**shown(kind, file, item), **captioned(item), "media_group_id": group})
    return [send(world, chat, call.given, content) for content in contents]


@plays("sendLocation", "sendVenue", "sendContact", "sendDice", "sendRichMessage")
def send_thing(world: World, call: Call) -> Message:
    """What stands in the message as it was given."""
    chat, given = addressed(world, call), call.given

    def some(*names: str) -> dict[str, Any]:
        return {name: given[name] for name in names if name in given}

    place = some("latitude", "longitude", "horizontal_accuracy", "live_period")
    match call.method:
        case "sendLocation":
            content: Message = {"location": place}
        case "sendVenue":
            content = {"venue": {"location": place, **some("title", "address")}, "location": place}
        case "sendContact":
            content = {"contact": some("phone_number", "first_name", "last_name", "vcard")}
        case "sendDice":
            content = {"dice": {"emoji": given.get("emoji", "🎲"), "value": 4}}
        case _:
            content = {"rich_message": given["rich_message"]}
    return send(world, chat, given, content)


@plays("sendPoll")
def send_poll(world: World, call: Call) -> Message:
    chat, given = addressed(world, call), call.given
    poll = {
        "id": str(world.number()),
        "question": given["question"],
        "options": [
            {"text": option["text"], "voter_count": 0, "persistent_id": str(place)}
            for place, option in enumerate(given["options"])
        ],
        "total_voter_count": 0,
        "is_closed": given.get("is_closed", False),
        "is_anonymous": given.get("is_anonymous", True),
        "type": given.get("type", "regular"),
        "allows_multiple_answers": given.get("allows_multiple_answers", False),
        "allows_revoting": given.get("allows_revoting", True),
        "members_only": given.get("members_only", False),
    }
    return send(world, chat, given, {"poll": poll})


@plays("forwardMessage", "copyMessage", "forwardMessages", "copyMessages")
def pass_on(world: World, call: Call) -> Any:
    """Forwarding names the origin, copying does not; several skip what is not there."""
    chat, given = addressed(world, call), call.given
    source = world.chat(given["from_chat_id"])
    several = call.method.endswith("s")
    numbers = given["message_ids"] if several else [given["message_id"]]
    sent = []
    for number in numbers:
        original = source.messages.get(number)
        if original is None:
            if several:
                continue
            raise bad("message to forward not found")
        if original.get("has_protected_content"):
            raise bad("message can't be forwarded", "a protected message is forwarded")
        content = copied(original)
        if call.method.startswith("forward"):
            content.pop("reply_markup", None)
            content["forward_origin"] = origin(original)
        elif "caption" in given:
            content = {key: content[key] for key in content if not key.startswith("caption")}
            content |= captioned(given)
        sent.append(send(world, chat, given, content))
    if call.method == "forwardMessage":
        return sent[0]
    numbers = [{"message_id": message["message_id"]} for message in sent]
    return numbers if several else numbers[0]


OF_THE_PLACE = {
    "message_id", "from", "chat", "date", "edit_date", "sender_chat", "reply_to_message",
    "forward_origin",
}  # fmt: skip


def copied(message: Message) -> Message:
    return {key: value for key, value in message.items() if key not in OF_THE_PLACE}


def origin(message: Message) -> dict[str, Any]:
    """Where a forwarded message comes from."""
    if "from" in message:
        return {"type": "user", "date": message["date"], "sender_user": message["from"]}
    return {
        "type": "channel",
        "date": message["date"],
        "chat": message["chat"],
        "message_id": message["message_id"],
    }
