"""The methods about the bot itself, its files, and the chats it is in."""

from __future__ import annotations

from typing import Any

from . import schema
from .faults import Call
from .methods import plays
from .refusals import bad
from .world import Chat, World

RIGHTS: dict[str, dict[str, Any]] = {
    status: {
        field["name"]: 0 if field["types"] == ["Integer"] else False
        for field in schema.data()["types"][name]["fields"]
        if field["required"] and field["types"] != ["User"] and field["name"] != "status"
    }
    for status, name in (
        ("administrator", "ChatMemberAdministrator"),
        ("creator", "ChatMemberOwner"),
        ("kicked", "ChatMemberBanned"),
    )
}
OF_THE_PROFILE = {
    "Name": ("names", "name"),
    "Description": ("descriptions", "description"),
    "ShortDescription": ("short_descriptions", "short_description"),
}


@plays("getMe")
def get_me(world: World, call: Call) -> dict[str, Any]:
    del call
    return {
        **world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@plays("logOut", "close")
def leave_server(world: World, call: Call) -> bool:
    del world, call
    return True


@plays(*(f"{verb}My{what}" for verb in ("set", "get") for what in OF_THE_PROFILE))
def profile_text(world: World, call: Call) -> Any:
    """By language; an empty text takes one away, and the default stands in for it."""
    texts, field = OF_THE_PROFILE[call.method[5:]]
    kept: dict[str, str] = getattr(world.profile, texts)
    language = call.given.get("language_code", "")
    if call.method.startswith("get"):
        default = world.bot["first_name"] if field == "name" else ""
        return {field: kept.get(language) or kept.get("") or default}
    if text := call.given.get(field):
        kept[language] = text
    else:
        kept.pop(language, None)
    return True


def _scope(world: World, call: Call) -> tuple[str, str]:
    scope = call.given.get("scope") or {"type": "default"}
    name = scope["type"]
    if "chat_id" in scope:
        name += f":{world.chat(scope['chat_id']).id}"
    if "user_id" in scope:
        name += f":{scope['user_id']}"
    return name, call.given.get("language_code", "")


@plays("setMyCommands", "deleteMyCommands", "getMyCommands")
def commands(world: World, call: Call) -> Any:
    kept, scope = world.profile.commands, _scope(world, call)
    if call.method == "getMyCommands":
        return kept.get(scope, [])
    if given := call.given.get("commands"):
        kept[scope] = given
    else:
        kept.pop(scope, None)
    return True


@plays("setChatMenuButton", "getChatMenuButton")
def menu_button(world: World, call: Call) -> Any:
    chat_id, kept = call.given.get("chat_id"), world.profile.menu_buttons
    if call.method == "getChatMenuButton":
        return kept.get(chat_id) or kept.get(None) or {"type": "commands"}
    kept[chat_id] = call.given.get("menu_button") or {"type": "default"}
    return True


@plays("getFile")
def get_file(world: World, call: Call) -> dict[str, Any]:
    return world.link(call.given["file_id"])


@plays("sendChatAction")
def chat_action(world: World, call: Call) -> bool:
    world.chat(call.given["chat_id"]).actions.append(call.given["action"])
    return True


@plays("getChat")
def get_chat(world: World, call: Call) -> dict[str, Any]:
    chat = world.chat(call.given["chat_id"])
    return {
        **chat.about,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }


def _member(world: World, chat: Chat, user: int) -> dict[str, Any]:
    about = world.bot if user == world.bot["id"] else world.users.get(user)
    if about is None:
        raise bad("PARTICIPANT_ID_INVALID")
    status = chat.members.get(user, "left")
    return {"status": status, "user": about, **RIGHTS.get(status, {})}


@plays("getChatMember", "getChatMemberCount", "getChatAdministrators")
def members(world: World, call: Call) -> Any:
    chat = world.chat(call.given["chat_id"])
    match call.method:
        case "getChatMember":
            return _member(world, chat, call.given["user_id"])
        case "getChatMemberCount":
            return sum(status not in {"left", "kicked"} for status in chat.members.values())
    if chat.type == "private":
        raise bad("there are no administrators in the private chat")
    leading = {"administrator", "creator"}
    return [_member(world, chat, user) for user in chat.members if chat.members[user] in leading]


@plays("leaveChat")
def leave(world: World, call: Call) -> bool:
    chat = world.chat(call.given["chat_id"])
    if chat.type == "private":
        raise bad("chat member status can't be changed in private chats")
    chat.members[world.bot["id"]] = "left"
    return True
