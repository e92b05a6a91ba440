"""The methods that change, delete and mark messages, and answer button presses."""

from __future__ import annotations

from typing import Any

from .faults import Call
from .methods import addressed, buttons, captioned, plays, written
from .refusals import bad
from .sending import MEDIA, shown, stored
from .world import CALLBACK_LIVES, Chat, Message, World

UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
DELETABLE = 48 * 3600
TEXT = ("text", "entities", "link_preview_options", "rich_message")
CAPTION = ("caption", "caption_entities")


def _own(world: World, call: Call, what: str) -> tuple[Chat, Message]:
    """The message of the bot that a call names."""
    if "inline_message_id" in call.given:
        raise bad("MESSAGE_ID_INVALID", "inline messages are not played")
    chat = addressed(world, call)
    message = chat.messages.get(call.given["message_id"])
    if message is None:
        raise bad(f"message to {what} not found")
    if chat.type != "channel" and message["from"]["id"] != world.bot["id"]:
        raise bad(f"message can't be {what}ed", f"somebody else's message is {what}ed")
    return chat, message


def _replaced(
    world: World, chat: Chat, message: Message, old: tuple[str, ...], new: Message
) -> Message:
    """The message with new content; the keyboard goes unless it is given again."""
    kept = {key: value for key, value in message.items() if key not in old}
    kept.pop("reply_markup", None)
    changed = {**kept, **new}
    if changed == message:
        raise bad(UNCHANGED)
    return world.change(chat, changed)


@plays("editMessageText")
def edit_text(world: World, call: Call) -> Message:
    chat, message = _own(world, call, "edit")
    if not {"text", "rich_message"} & message.keys():
        raise bad("there is no text in the message to edit")
    if "rich_message" in call.given:
        new: Message = {"rich_message": call.given["rich_message"]}
    else:
        new = written(call.given)
        if preview := call.given.get("link_preview_options"):
            new["link_preview_options"] = preview
    return _replaced(world, chat, message, TEXT, new | buttons(call.given))


@plays("editMessageCaption")
def edit_caption(world: World, call: Call) -> Message:
    chat, message = _own(world, call, "edit")
    if not set(MEDIA) & message.keys():
        raise bad("there is no caption in the message to edit")
    new = captioned(call.given) | buttons(call.given)
    return _replaced(world, chat, message, CAPTION, new)


@plays("editMessageReplyMarkup")
def edit_buttons(world: World, call: Call) -> Message:
    chat, message = _own(world, call, "edit")
    return _replaced(world, chat, message, (), buttons(call.given))


@plays("editMessageMedia")
def edit_media(world: World, call: Call) -> Message:
    chat, message = _own(world, call, "edit")
    item = call.given["media"]
    file = stored(world, call, item["type"], item["media"])
    new = shown(item["type"], file, item) | captioned(item) | buttons(call.given)
    return _replaced(world, chat, message, (*MEDIA, *CAPTION, *TEXT), new)


@plays("editMessageLiveLocation", "stopMessageLiveLocation")
def edit_location(world: World, call: Call) -> Message:
    chat, message = _own(world, call, "edit")
    if "live_period" not in message.get("location", {}):
        raise bad("message can't be edited")
    location = dict(message["location"])
    if call.method.startswith("stop"):
        del location["live_period"]
    else:
        location |= {name: call.given[name] for name in ("latitude", "longitude")}
    new = {"location": location} | buttons(call.given)
    return _replaced(world, chat, message, (), new)


@plays("stopPoll")
def stop_poll(world: World, call: Call) -> dict[str, Any]:
    chat, message = _own(world, call, "edit")
    poll = message.get("poll")
    if not poll or poll["is_closed"]:
        raise bad("poll has already been closed" if poll else "message with poll not found")
    new = {"poll": {**poll, "is_closed": True}} | buttons(call.given)
    return _replaced(world, chat, message, (), new)["poll"]


@plays("deleteMessage", "deleteMessages")
def delete(world: World, call: Call) -> bool:
    """One that is not there is a mistake; among several it is passed over."""
    chat = world.chat(call.given["chat_id"])
    several = call.method == "deleteMessages"
    numbers = call.given["message_ids"] if several else [call.given["message_id"]]
    for number in numbers:
        message = chat.messages.get(number)
        if message is None:
            if several:
                continue
            raise bad("message to delete not found")
        if world.clock.now() - message["date"] > DELETABLE:
            raise bad("message can't be deleted for everyone", "-")
        by_bot = message.get("from", world.bot)["id"] == world.bot["id"]
        administrates = chat.members.get(world.bot["id"]) == "administrator"
        if not by_bot and chat.type != "private" and not administrates:
            raise bad("message can't be deleted")
        world.remove(chat, number)
    return True


@plays("pinChatMessage", "unpinChatMessage", "unpinAllChatMessages", "setMessageReaction")
def mark(world: World, call: Call) -> bool:
    chat, number = world.chat(call.given["chat_id"]), call.given.get("message_id")
    if number is not None and number not in chat.messages:
        raise bad("message to react not found" if "Reaction" in call.method else
                  "message to pin not found")  # fmt: skip
    match call.method:
        case "pinChatMessage":
            chat.pinned.append(number)
        case "unpinChatMessage":
            chat.pinned.remove(number) if number in chat.pinned else chat.pinned.clear()
        case "unpinAllChatMessages":
            chat.pinned.clear()
        case _:
            chat.reactions[number] = call.given.get("reaction", [])
    return True


@plays("answerCallbackQuery")
def answer_callback(world: World, call: Call) -> bool:
    """Once, and not too late."""
    callback = world.callbacks.get(call.given["callback_query_id"])
    if callback is None or callback.answer is not None:
        why = "again" if callback else "with an unknown id"
        raise bad(TOO_OLD, f"a callback query is answered {why}: {TOO_OLD}")
    if world.clock.now() - callback.at > CALLBACK_LIVES:
        raise bad(TOO_OLD, "-")
    callback.answer = {
        name: call.given[name] for name in ("text", "show_alert", "url") if name in call.given
    }
    callback.answered.set()
    return True
