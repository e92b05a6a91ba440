"""Ten thousand updates that nobody documented: each is taken, left, or set aside."""

from __future__ import annotations

import contextlib
import copy
import json
import random
from typing import Any

from adapters.adapter import Inbound, Left
from adapters.telegram.groups import answer
from adapters.telegram.requests import chosen, text_request
from adapters.telegram.updates import Unparsed, inbound, number, parse
from tests.adapters.telegram.test_updates import ANNA, CHAT, GROUP
from tests.play import Scene

FILE = {"file_id": "F", "file_unique_id": "U"}
TOLD = {"message_id": 3, "date": 1, "chat": CHAT, "from": ANNA}
BUTTONS = {"inline_keyboard": [[{"text": "Ja", "callback_data": "1|yes"}]]}
BOLD = [{"type": "bold", "offset": 0, "length": 5}]
WHOLE: list[dict[str, Any]] = [
    {"message": TOLD | {"text": "Hallo", "entities": BOLD}},
    {"message": TOLD | {"photo": [FILE, FILE], "caption": "Da"}},
    {"message": TOLD | {"location": {"latitude": 51.3, "longitude": 12.4}}},
    {"message": TOLD | {"voice": FILE, "forward_origin": {"type": "user"}}},
    {"message": TOLD | {"chat": GROUP, "text": "@revierbot hilf"}},
    {"edited_message": TOLD | {"text": "x", "edit_date": 9}},
    {
        "callback_query": {
            "id": "1",
            "from": ANNA,
            "data": "1|yes",
            "message": TOLD | {"text": "Frage?", "reply_markup": BUTTONS},
        }
    },
    {"my_chat_member": {"chat": CHAT, "date": 1, "new_chat_member": {"status": "kicked"}}},
]
JUNK: list[Any] = [
    *(None, True, 0, -1, 2**63, 1.5, "", "x" * 5000, "\ud83d", "\x00", [], {}, [[]], [None]),
    *({"id": 1}, "|", "1|", "|/stop", "/start " + "a" * 300, "🏳️‍🌈" * 50, 10**400),
]


def spoilt(dice: random.Random) -> dict[str, Any]:
    """A good update with a few things changed, dropped or added, at any depth."""
    update = {"update_id": dice.randrange(10**9)} | copy.deepcopy(dice.choice(WHOLE))
    for _ in range(dice.randint(1, 4)):
        at: Any = update
        while True:
            keys = list(at) if isinstance(at, dict) else list(range(len(at)))
            if not keys:
                break
            key = dice.choice(keys)
            if isinstance(at[key], (dict, list)) and dice.random() < 0.7:
                at = at[key]
                continue
            if dice.random() < 0.3:
                del at[key]
            else:
                at[key] = copy.deepcopy(dice.choice(JUNK))
            break
    return update


def test_ten_thousand_spoilt_updates() -> None:
    dice = random.Random(20261123)
    taken = left = aside = 0
    for _ in range(10_000):
        raw = json.dumps(spoilt(dice)).encode()
        assert isinstance(number(raw), int)
        try:
            update = parse(raw)
        except Unparsed:
            aside += 1
            continue
        found = inbound(update)
        if found is None:
            left += 1
        elif isinstance(found, Inbound):
            taken += 1
            assert found.key.startswith("telegram ")
            assert found.address.lstrip("-").isdecimal()
        else:
            assert isinstance(found, Left)
        answer(update, "revierbot")
        if (press := update.callback_query) and press.message:
            json.dumps(chosen(press.message.text, press.message.entities, "Ja"))
    assert min(taken, left, aside) > 500, "the dice have to reach all of it"


def test_spoilt_updates_have_answers() -> None:
    """What is taken goes through the engine, and what it says can be sent."""
    dice = random.Random(11)
    scene = Scene()
    for _ in range(1_000):
        with contextlib.suppress(Unparsed):
            found = inbound(parse(json.dumps(spoilt(dice)).encode()))
            if isinstance(found, Inbound):
                turn = scene.hear(found.heard)
                request = text_request(found.address, turn.message)
                assert len(json.dumps(request)) < 100_000
                for row in request.get("reply_markup", {}).get("inline_keyboard", []):
                    assert all(len(b["callback_data"].encode()) <= 64 for b in row)
