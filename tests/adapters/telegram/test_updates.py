"""What an update becomes; what is broken is set aside by its path alone."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.adapter import Inbound, Left, Posted
from adapters.telegram.groups import answer
from adapters.telegram.updates import Unparsed, callback_data, inbound, number, parse, updates
from dialogs.messages import Heard, Media, MediaKind, Other, Place, Press, Words

ANNA = {"id": 7, "is_bot": False, "first_name": "Anna", "language_code": "de-DE"}
FILE = {"file_id": "g"}
CHAT = {"id": 7, "type": "private", "first_name": "Anna"}


def update(**what: Any) -> bytes:
    return json.dumps({"update_id": 5, **what}).encode()


def message(**what: Any) -> bytes:
    told = {"message_id": 3, "date": 1, "chat": CHAT, "from": ANNA, **what}
    return update(message=told)


@pytest.mark.parametrize(
    ("what", "heard"),
    [
        ({"text": "Hallo"}, Words("Hallo")),
        ({"text": "/start survey_puls"}, Words("/start survey_puls")),
        ({"location": {"latitude": 51.3, "longitude": 12.4}}, Place(51.3, 12.4)),
        (
            {
                "photo": [{"file_id": "small"}, {"file_id": "large", "file_size": 9}],
                "caption": "Da",
            },
            Media(MediaKind.PHOTO, "large", "Da", "image/jpeg", 9),
        ),
        (
            {"voice": {"file_id": "v", "mime_type": "audio/ogg", "file_size": 5}},
            Media(MediaKind.VOICE, "v", "", "audio/ogg", 5),
        ),
        ({"audio": {"file_id": "a"}}, Media(MediaKind.AUDIO, "a")),
        ({"video_note": {"file_id": "n"}}, Media(MediaKind.VIDEO, "n")),
        ({"document": {"file_id": "d"}}, Media(MediaKind.FILE, "d")),
        ({"animation": FILE, "document": FILE}, Media(MediaKind.VIDEO, "g")),
        ({"sticker": {"file_id": "s"}}, Other("sticker")),
        ({"contact": {"phone_number": "1"}}, Other("contact")),
        ({"text": "x", "forward_origin": {"type": "hidden_user"}}, Other("forwarded")),
        ({"dice": {"value": 3}}, Other("other")),
    ],
)
def test_what_a_person_sends_is_heard(what: dict[str, Any], heard: Heard) -> None:
    found = inbound(parse(message(**what)))
    assert isinstance(found, Inbound)
    assert found.heard == heard
    assert (found.platform, found.address, found.language) == ("telegram", "7", "de")


def test_a_press_names_its_question() -> None:
    press = {"id": "c1", "from": ANNA, "chat_instance": "x", "data": callback_data("12", "/back")}
    press["message"] = {"message_id": 3, "date": 1, "chat": CHAT}
    found = inbound(parse(update(callback_query=press)))
    assert isinstance(found, Inbound)
    assert found.heard == Press("12", "/back")


def test_the_same_thing_has_the_same_key_and_others_have_others() -> None:
    def key(raw: bytes) -> str:
        found = inbound(parse(raw))
        assert found is not None
        return found.key

    first = message(text="a")
    assert key(first) == key(first.replace(b'"update_id": 5', b'"update_id": 99'))
    edited = {"message_id": 3, "date": 1, "edit_date": 2, "chat": CHAT, "from": ANNA, "text": "b"}
    keys = {key(first), key(message(message_id=4, text="a")), key(update(edited_message=edited))}
    assert len(keys) == 3


@pytest.mark.parametrize(
    "raw",
    [
        message(chat={"id": -5, "type": "group"}, text="Hallo"),
        message(**{"from": ANNA | {"is_bot": True}}, text="Hallo"),
        update(my_chat_member={"chat": CHAT, "new_chat_member": {"status": "member"}}),
        update(poll={"id": "1"}),
        update(callback_query={"id": "1", "from": ANNA, "chat_instance": "x", "data": "1|a"}),
    ],
)
def test_what_is_not_for_us_is_left(raw: bytes) -> None:
    assert inbound(parse(raw)) is None


def test_a_broken_update_tells_where_and_never_what() -> None:
    with pytest.raises(Unparsed) as broken:
        parse(message(text={"secret": "canary"}))
    assert str(broken.value) == "$.message.text"
    assert number(message(text={"secret": "canary"})) == 5


def test_a_broken_update_does_not_spoil_the_others() -> None:
    batch = b'{"ok":true,"result":[' + message(text=1) + b"," + message(text="gut") + b"]}"
    bad, good = updates(batch)
    with pytest.raises(Unparsed):
        parse(bad)
    assert inbound(parse(good)) is not None


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda t: json.dumps(t).encode()))
def test_any_bytes_are_parsed_or_refused(raw: bytes) -> None:
    for reads in (updates, parse):
        with contextlib.suppress(Unparsed):
            reads(raw)
    assert isinstance(number(raw), int)


def test_who_blocks_the_bot_has_left() -> None:
    raw = update(my_chat_member={"chat": CHAT, "date": 9, "new_chat_member": {"status": "kicked"}})
    assert inbound(parse(raw)) == Left("telegram left 7 9", "telegram", "7")


GROUP = {"id": -5, "type": "supergroup", "title": "Dorf"}


@pytest.mark.parametrize(
    ("raw", "answered"),
    [
        (message(chat=GROUP, text="Was kannst du, @RevierBot?"), True),
        (message(chat=GROUP, text="/start@revierbot"), True),
        (message(chat=GROUP, text="Hallo"), False),
        (message(chat=GROUP, **{"from": ANNA | {"is_bot": True}}, text="@revierbot"), False),
        (message(text="@revierbot"), False),
        (update(my_chat_member={"chat": GROUP, "new_chat_member": {"status": "member"}}), True),
        (update(my_chat_member={"chat": GROUP, "new_chat_member": {"status": "left"}}), False),
        (
            update(
                my_chat_member={
                    "chat": GROUP,
                    "old_chat_member": {"status": "member"},
                    "new_chat_member": {"status": "administrator"},
                }
            ),
            False,
        ),
    ],
)
def test_who_addresses_the_bot_in_a_group_is_asked_into_the_private_chat(
    raw: bytes, answered: bool
) -> None:
    found = answer(parse(raw), "revierbot")
    assert (found is not None) is answered
    if found:
        assert found["chat_id"] == -5
        assert "https://t.me/revierbot" in found["text"]


CHANNEL = {"id": -7, "type": "channel", "title": "Neues"}
WORD = "/anmelden@revierbot K7M2P9Q"


def posts(text: str, **what: Any) -> bytes:
    return update(channel_post={"message_id": 3, "date": 1, "chat": CHANNEL, "text": text, **what})


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        (message(chat=GROUP, text=WORD), "-5"),
        (message(chat=GROUP, text="/anmelden k7m2p9q"), "-5"),
        (message(chat=GROUP, text="  register  K7M2P9Q "), "-5"),
        # An administrator writes in the name of the group.
        (message(chat=GROUP, **{"from": ANNA | {"is_bot": True}}, text=WORD), "-5"),
        (posts("K7M2P9Q"), "-7"),
        (posts(WORD), "-7"),
    ],
)
def test_a_word_that_registers_is_all_that_is_heard_of_a_group(raw: bytes, address: str) -> None:
    found = inbound(parse(raw))
    title = "Dorf" if address == "-5" else "Neues"
    assert found == Posted(f"telegram message {address} 3", "telegram", address, title, "K7M2P9Q")
    assert answer(parse(raw), "revierbot") is None


@pytest.mark.parametrize(
    "raw",
    [
        message(chat=GROUP, text="K7M2P9Q"),
        message(chat=GROUP, text="/anmelden ABCDEFG"),
        message(chat=GROUP, text="/anmelden K7M2P9Q und noch etwas"),
        message(chat=GROUP, text="/anmelden K7M2P9QK7M2P9Q"),
        message(chat=GROUP, text="/anmelden" + " " * 500 + "K7M2P9Q"),
        message(chat=GROUP, text=WORD, forward_origin={"type": "hidden_user"}),
        update(edited_message={"message_id": 3, "chat": GROUP, "from": ANNA, "text": WORD}),
        posts("Heute 2026 Fest"),
        posts("", caption="K7M2P9Q"),
    ],
)
def test_nothing_else_of_a_group_is_heard(raw: bytes) -> None:
    assert inbound(parse(raw)) is None


@pytest.mark.parametrize("status", ["kicked", "left"])
@pytest.mark.parametrize("chat", [GROUP, CHANNEL])
def test_the_bot_is_out_of_a_group(chat: dict[str, Any], status: str) -> None:
    raw = update(my_chat_member={"chat": chat, "date": 9, "new_chat_member": {"status": status}})
    left = Left(f"telegram left {chat['id']} 9", "telegram", str(chat["id"]), out=True)
    assert inbound(parse(raw)) == left
