"""The strict Telegram on loopback: each rule refused, and the call next to it accepted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.fakes import telegram as tg
from tests.fakes.telegram import schema
from tests.fakes.telegram.calling import Calls, calling
from tests.fakes.telegram.methods import PLAYED

ANNA = 1001


@pytest.fixture
async def server() -> AsyncIterator[tg.TelegramServer]:
    async with tg.TelegramServer() as server:
        server.updates.patience = 0
        server.person(ANNA).meets_bot()
        yield server


@pytest.fixture
async def call(server: tg.TelegramServer) -> AsyncIterator[Calls]:
    async with calling(server) as call:
        yield call


def say(**more: Any) -> dict[str, Any]:
    return {"chat_id": ANNA, "text": "Guten Tag", **more}


def inline(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return say(reply_markup={"inline_keyboard": list(rows)})


def press(**more: Any) -> dict[str, Any]:
    return {"text": "Ja", "callback_data": "ja", **more}


def without(given: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in given.items() if key != name}


def entity(offset: int, length: int, kind: str = "bold", **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


def entities(*given: dict[str, Any], text: str = "Guten Tag") -> dict[str, Any]:
    return say(text=text, entities=list(given))


def html(text: str) -> dict[str, Any]:
    return say(text=text, parse_mode="HTML")


def md(text: str) -> dict[str, Any]:
    return say(text=text, parse_mode="MarkdownV2")


def poll(**more: Any) -> dict[str, Any]:
    return {"chat_id": ANNA, "question": "Wo?", "options": [{"text": "Hier"}], **more}


def command(name: str, description: str = "x") -> dict[str, Any]:
    return {"commands": [{"command": name, "description": description}]}


def photo(**more: Any) -> dict[str, Any]:
    return {"chat_id": ANNA, "photo": "https://example.org/a.jpg", **more}


def album(*kinds: str) -> dict[str, Any]:
    media = [{"type": kind, "media": f"https://example.org/{kind}"} for kind in kinds]
    return {"chat_id": ANNA, "media": media}


RULES: dict[str, tuple[str, dict[str, Any], dict[str, Any], str]] = {
    # name: method, a call that breaks the rule, its neighbour that does not, what is noted
    "an unknown parameter": (
        "sendMessage", say(reply_to_message_id=1), say(), "reply_to_message_id is unknown"),
    "an unknown nested field": (
        "sendMessage", inline([press(colour="red")]), inline([press(style="danger")]),
        "reply_markup.inline_keyboard[0][0].colour is unknown"),
    "a missing parameter": ("sendMessage", without(say(), "text"), say(), "text is missing"),
    "a missing chat": ("sendMessage", without(say(), "chat_id"), say(), "chat_id is missing"),
    "a missing nested field": (
        "sendMessage", inline([without(press(), "text")]), inline([press()]), "text is missing"),
    "an Integer as a String": (
        "sendMessage", say(message_thread_id="5"), say(message_thread_id=5), "type Integer"),
    "a String as an Integer": ("sendMessage", say(text=5), say(text="5"), "type String"),
    "a Boolean as an Integer": (
        "sendMessage", say(protect_content=1), say(protect_content=True), "type Boolean"),
    "null": ("sendMessage", say(parse_mode=None), say(), "parse_mode is not of type String"),
    "a Float as a String": (
        "sendLocation", {"chat_id": ANNA, "latitude": "51,3", "longitude": 12.3},
        {"chat_id": ANNA, "latitude": 51, "longitude": 12.3}, "latitude is not of type Float"),
    "an array that is none": (
        "setMyCommands", {"commands": {}}, command("hilfe"), "commands is not an array"),
    "a value that is not allowed": (
        "sendMessage", say(parse_mode="BBCode"), say(parse_mode="HTML"), "none of ['HTML'"),
    "another member of a union": (
        "setMyCommands", {**command("hilfe"), "scope": {"type": "chat"}},
        {**command("hilfe"), "scope": {"type": "chat", "chat_id": ANNA}},
        "scope.chat_id is missing"),
    "no member of a union": (
        "setChatMenuButton", {"menu_button": {"type": "burger"}},
        {"menu_button": {"type": "commands"}}, "is none of MenuButtonCommands"),
    "a number too large": (
        "getUpdates", {"limit": 101}, {"limit": 100}, "limit has value 101"),
    "no text": ("sendMessage", say(text=""), say(text="x"), "length 0, 1 at least"),
    "only spaces": ("sendMessage", say(text=" \n "), say(text=" x "), "length 0, 1 at least"),
    "a long text": (
        "sendMessage", say(text="x" * 4097), say(text="x" * 4096), "length 4097, 4096 at most"),
    "a long text after markup": (
        "sendMessage", html(f"<b>{'x' * 4097}</b>"), html(f"<b>{'x' * 4096}</b>"), "4096 at most"),
    "a long caption": (
        "sendPhoto", photo(caption="x" * 1025), photo(caption="x" * 1024), "1024 at most"),
    "callback_data over 64 bytes": (
        "sendMessage", inline([press(callback_data="ü" * 33)]),
        inline([press(callback_data="ü" * 32)]), "callback_data has bytes 66"),
    "empty callback_data": (
        "sendMessage", inline([press(callback_data="")]), inline([press(callback_data="x")]),
        "callback_data has bytes 0"),
    "a button that does nothing": (
        "sendMessage", inline([{"text": "Ja"}]), inline([press()]), "not one thing"),
    "a button that does two things": (
        "sendMessage", inline([press(url="https://example.org")]),
        inline([{"text": "Mehr", "url": "https://example.org"}]), "not one thing"),
    "a button without a label": (
        "sendMessage", inline([press(text="")]), inline([press()]), "text is empty"),
    "a button with a bad address": (
        "sendMessage", inline([{"text": "Mehr", "url": "kein"}]),
        inline([{"text": "Mehr", "url": "https://example.org"}]), "is no address"),
    "nine buttons in a row": (
        "sendMessage", inline([press()] * 9), inline([press()] * 8), "has 9 buttons, 8 at most"),
    "101 buttons": (
        "sendMessage", inline(*[[press()]] * 101), inline(*[[press()]] * 100), "101 buttons"),
    "an empty row": ("sendMessage", inline([]), inline(), "[0] is empty"),
    "a reply keyboard without keys": (
        "sendMessage", say(reply_markup={"keyboard": []}),
        say(reply_markup={"keyboard": [[{"text": "Ja"}]]}), "has no button"),
    "a key that asks for two things": (
        "sendMessage",
        say(reply_markup={"keyboard": [
            [{"text": "Ja", "request_contact": True, "request_location": True}]]}),
        say(reply_markup={"keyboard": [[{"text": "Ja", "request_location": True}]]}),
        "not one thing"),
    "a long placeholder": (
        "sendMessage",
        say(reply_markup={"force_reply": True, "input_field_placeholder": "x" * 65}),
        say(reply_markup={"force_reply": True, "input_field_placeholder": "x" * 64}),
        "input_field_placeholder has length 65"),
    "entities and a parse_mode": (
        "sendMessage", {**entities(entity(0, 5)), "parse_mode": "HTML"}, entities(entity(0, 5)),
        "is given with parse_mode"),
    "an entity beyond the text": (
        "sendMessage", entities(entity(6, 4)), entities(entity(6, 3)), "ends at 10, the text"),
    "an entity of no length": (
        "sendMessage", entities(entity(0, 0)), entities(entity(0, 1)), "is empty"),
    "an entity counted in characters": (
        "sendMessage", entities(entity(1, 1), text="🌻 x"), entities(entity(0, 2), text="🌻 x"),
        "cuts a character in two"),
    "an entity with units beyond": (
        "sendMessage", entities(entity(0, 5), text="🌻 x"), entities(entity(0, 4), text="🌻 x"),
        "ends at 5, the text at 4"),
    "overlapping entities": (
        "sendMessage", entities(entity(0, 4), entity(2, 4, "italic")),
        entities(entity(0, 4), entity(2, 2, "italic")), "overlaps"),
    "an entity of an unknown kind": (
        "sendMessage", entities(entity(0, 1, "huge")), entities(entity(0, 1, "code")),
        "is none of"),
    "a link without an address": (
        "sendMessage", entities(entity(0, 1, "text_link")),
        entities(entity(0, 1, "text_link", url="https://example.org")), "has no url"),
    "101 entities": (
        "sendMessage", entities(*(entity(place, 1) for place in range(101)), text="x" * 101),
        entities(*(entity(place, 1) for place in range(100)), text="x" * 101), "101 entities"),
    "a start parameter with a dot": (
        "sendMessage", inline([{"text": "Los", "url": "https://t.me/a_bot?start=a.b"}]),
        inline([{"text": "Los", "url": "https://t.me/a_bot?start=a-b"}]), "no start parameter"),
    "a start parameter of 65": (
        "sendMessage", html(f'<a href="https://t.me/a_bot?start={"x" * 65}">Los</a>'),
        html(f'<a href="https://t.me/a_bot?start={"x" * 64}">Los</a>'), "no start parameter"),
    "HTML with an unknown tag": (
        "sendMessage", html("<h1>x</h1>"), html("<u>x</u>"), 'Unsupported start tag "h1"'),
    "HTML with a bare <": (
        "sendMessage", html("1 < 2"), html("1 &lt; 2"), "at byte offset 2"),
    "HTML left open": ("sendMessage", html("<b>x"), html("<b>x</b>"), 'start tag "b"'),
    "HTML crossed": (
        "sendMessage", html("<b><i>x</b></i>"), html("<b><i>x</i></b>"), "Unmatched end tag"),
    "MarkdownV2 with a bare dot": (
        "sendMessage", md("Ja."), md("Ja\\."), "Character '.' is reserved"),
    "MarkdownV2 left open": ("sendMessage", md("*x"), md("*x*"), "Can't find end of bold"),
    "Markdown left open": (
        "sendMessage", say(text="a_b", parse_mode="Markdown"),
        say(text="a\\_b", parse_mode="Markdown"), "Can't find end of the entity"),
    "an unknown chat": ("sendMessage", say(chat_id=5), say(), "chat not found"),
    "a reply to nothing": (
        "sendMessage", say(reply_parameters={"message_id": 99}),
        say(reply_parameters={"message_id": 99, "allow_sending_without_reply": True}),
        "to be replied not found"),
    "an unknown file": ("sendPhoto", photo(photo="AgX"), photo(), "wrong remote file"),
    "a file that is not attached": (
        "sendPhoto", photo(photo="attach://bild"), photo(), "attach://bild is not attached"),
    "an album of one": (
        "sendMediaGroup", album("photo"), album("photo", "photo"), "media has items 1"),
    "an album of mixed kinds": (
        "sendMediaGroup", album("photo", "document"), album("photo", "video"), "media mixes"),
    "no option": ("sendPoll", poll(options=[]), poll(), "options has items 0"),
    "thirteen options": (
        "sendPoll", poll(options=[{"text": "x"}] * 13), poll(options=[{"text": "x"}] * 12),
        "options has items 13"),
    "a long option": (
        "sendPoll", poll(options=[{"text": "x" * 101}]), poll(options=[{"text": "x" * 100}]),
        "options[0].text has length 101"),
    "a long question": (
        "sendPoll", poll(question="x" * 301), poll(question="x" * 300), "question has length 301"),
    "a quiz without an answer": (
        "sendPoll", poll(type="quiz"), poll(type="quiz", correct_option_ids=[0]),
        "correct_option_ids is missing"),
    "a short poll": (
        "sendPoll", poll(open_period=4), poll(open_period=5), "open_period has value 4"),
    "a place off the map": (
        "sendLocation", {"chat_id": ANNA, "latitude": 91, "longitude": 12},
        {"chat_id": ANNA, "latitude": 90, "longitude": 12}, "not on this planet"),
    "a command in capitals": (
        "setMyCommands", command("Hilfe"), command("hilfe"), "does not match"),
    "a long command": (
        "setMyCommands", command("x" * 33), command("x" * 32), "command has length 33"),
    "a long description of a command": (
        "setMyCommands", command("x", "x" * 257), command("x", "x" * 256), "length 257"),
    "101 commands": (
        "setMyCommands", {"commands": command("x")["commands"] * 101},
        {"commands": command("x")["commands"] * 100}, "commands has items 101"),
    "a long name": ("setMyName", {"name": "x" * 65}, {"name": "x" * 64}, "name has length 65"),
    "a long description": (
        "setMyDescription", {"description": "x" * 513}, {"description": "x" * 512}, "length 513"),
    "a long short description": (
        "setMyShortDescription", {"short_description": "x" * 121},
        {"short_description": "x" * 120}, "length 121"),
    "an unknown action": (
        "sendChatAction", {"chat_id": ANNA, "action": "dancing"},
        {"chat_id": ANNA, "action": "typing"}, "action"),
    "a secret with a space": (
        "setWebhook", {"url": "", "secret_token": "a b"}, {"url": "", "secret_token": "a_b"},
        "does not match"),
    "a webhook without https": (
        "setWebhook", {"url": "http://example.org/"}, {"url": "https://example.org/"},
        "HTTPS URL must be provided"),
    "a webhook on another port": (
        "setWebhook", {"url": "https://example.org:9000/"},
        {"url": "https://example.org:8443/"}, "only on ports"),
    "a message that is not there": (
        "deleteMessage", {"chat_id": ANNA, "message_id": 99},
        {"chat_id": ANNA, "message_id": 1}, "message to delete not found"),
    "an unchanged edit": (
        "editMessageText", {"chat_id": ANNA, "message_id": 1, "text": " Alt "},
        {"chat_id": ANNA, "message_id": 1, "text": "Neu"}, "message is not modified"),
    "an edit of nothing in particular": (
        "editMessageText", {"chat_id": ANNA, "text": "x"},
        {"chat_id": ANNA, "message_id": 1, "text": "x"}, "needs both chat_id and message_id"),
    "an edit of what is not there": (
        "editMessageText", {"chat_id": ANNA, "message_id": 99, "text": "x"},
        {"chat_id": ANNA, "message_id": 1, "text": "x"}, "message to edit not found"),
    "an edit to no text": (
        "editMessageText", {"chat_id": ANNA, "message_id": 1},
        {"chat_id": ANNA, "message_id": 1, "text": "x"}, "needs text"),
    "an edit of a caption that is none": (
        "editMessageCaption", {"chat_id": ANNA, "message_id": 1, "caption": "x"},
        {"chat_id": ANNA, "message_id": 2, "caption": "x"}, "no caption in the message"),
    "the same buttons again": (
        "editMessageReplyMarkup", {"chat_id": ANNA, "message_id": 1},
        {"chat_id": ANNA, "message_id": 1, "reply_markup": {"inline_keyboard": [[press()]]}},
        "message is not modified"),
    "an unknown callback query": (
        "answerCallbackQuery", {"callback_query_id": "1"},
        {"callback_query_id": "PRESSED"}, "with an unknown id"),
    "a long answer to a callback query": (
        "answerCallbackQuery", {"callback_query_id": "PRESSED", "text": "x" * 201},
        {"callback_query_id": "PRESSED", "text": "x" * 200}, "text has length 201"),
    "an unknown file to download": (
        "getFile", {"file_id": "x"}, {"file_id": "FILE"}, "invalid file_id"),
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
async def test_a_rule_is_kept(server: tg.TelegramServer, call: Calls, rule: str) -> None:
    method, wrong, right, noted = RULES[rule]
    anna = server.person(ANNA)
    await call("sendMessage", chat_id=ANNA, text="Alt")
    await call("sendPhoto", **photo(caption="Alt", reply_markup=inline([press()])["reply_markup"]))
    pressed = anna.presses("Ja")
    assert isinstance(pressed, tg.Callback)
    meant = {"PRESSED": pressed.id, "FILE": anna.sends_photo(b"x")["photo"][-1]["file_id"]}
    wrong, right = (
        {
            key: meant.get(value, value) if isinstance(value, str) else value
            for key, value in given.items()
        }
        for given in (wrong, right)
    )

    code, answer = await call(method, **wrong)
    assert (code, answer["ok"], answer["error_code"]) == (400, False, 400)
    assert answer["description"].startswith("Bad Request: ")
    assert len(server.violations) >= 1
    assert any(noted in violation for violation in server.violations), server.violations
    assert server.violations[0].startswith(f"{method}: ")

    server.violations.clear()
    code, answer = await call(method, **right)
    assert (code, answer["ok"]) == (200, True), answer
    assert server.violations == []


WORDS = [
    ("sendMessage", say(text=""), "message text is empty"),
    ("sendMessage", say(text="x" * 4097), "message is too long"),
    ("sendMessage", without(say(), "chat_id"), "chat_id is empty"),
    ("sendMessage", say(chat_id=5), "chat not found"),
    ("sendMessage", inline([press(callback_data="x" * 65)]), "BUTTON_DATA_INVALID"),
    ("sendMessage", say(parse_mode="x"), "unsupported parse_mode"),
    ("sendPhoto", photo(caption="x" * 1025), "message caption is too long"),
]


@pytest.mark.parametrize(("method", "given", "words"), WORDS)
async def test_telegrams_own_words(
    call: Calls, method: str, given: dict[str, Any], words: str
) -> None:
    assert await call(method, **given) == (
        400,
        {"ok": False, "error_code": 400, "description": f"Bad Request: {words}"},
    )


async def test_paths_and_tokens(server: tg.TelegramServer) -> None:
    wrong = f"{server.address}/bot1:wrong"
    async with aiohttp.ClientSession() as client:
        for url, code, words in (
            (f"{wrong}/getMe", 401, "Unauthorized"),
            (f"{server.url}/getMeat", 404, "Not Found"),
            (f"{server.address}/", 404, "Not Found"),
            (f"{server.file_url}/photos/none.jpg", 404, "Not Found"),
            (f"{server.url}/GETME", 200, None),
        ):
            async with client.get(url) as response:
                answer = await response.json()
                assert response.status == code
                assert answer.get("description") == words
    assert server.violations == ["getMeat: no such method"]


BUTTONS = {"inline_keyboard": [[press()]]}
MARKUP = json.dumps(BUTTONS)


@pytest.mark.parametrize(
    ("how", "given"),
    [
        ("params", say(disable_notification="true", reply_markup=MARKUP)),
        ("data", say(disable_notification="true", reply_markup=MARKUP)),
        ("json", say(disable_notification=True, reply_markup=BUTTONS)),
        ("json", say(chat_id=str(ANNA), reply_markup=MARKUP)),
        ("multipart", say(disable_notification="true", reply_markup=MARKUP)),
    ],
)
async def test_every_way_to_pass_parameters(
    server: tg.TelegramServer, how: str, given: dict[str, Any]
) -> None:
    async with aiohttp.ClientSession() as client:
        if how == "multipart":
            form = aiohttp.FormData(default_to_multipart=True)
            for key, value in given.items():
                form.add_field(key, str(value))
            asked = client.post(f"{server.url}/sendMessage", data=form)
        elif how == "params":
            asked = client.get(f"{server.url}/sendMessage", params=given)
        else:
            asked = client.post(f"{server.url}/sendMessage", **{how: given})
        async with asked as response:
            answer = await response.json()
    assert answer["ok"], answer
    assert server.person(ANNA).heard == ["Guten Tag\n[Ja]"]
    assert server.violations == []


@pytest.mark.parametrize(
    ("given", "noted"),
    [
        ({"reply_markup": "{'a'}"}, "reply_markup is no JSON object"),
        ({"entities": "[1"}, "entities is no JSON array"),
        ({"message_thread_id": "5.0"}, "message_thread_id is not of type Integer"),
        ({"protect_content": "yes"}, "protect_content is not of type Boolean"),
    ],
)
async def test_forms_are_read_strictly(
    server: tg.TelegramServer, given: dict[str, str], noted: str
) -> None:
    async with (
        aiohttp.ClientSession() as client,
        client.post(f"{server.url}/sendMessage", data=say(**given)) as response,
    ):
        assert response.status == 400
    assert noted in server.violations[0]


async def test_a_body_that_is_no_json(server: tg.TelegramServer) -> None:
    async with aiohttp.ClientSession() as client:
        headers = {"Content-Type": "application/json"}
        for body in (b"{", b"[]"):
            async with client.post(f"{server.url}/getMe", data=body, headers=headers) as response:
                assert response.status == 400
    assert len(server.violations) == 2


@pytest.mark.parametrize(
    ("mode", "text", "plain", "found"),
    [
        ("HTML", "<b>a <i>b</i></b>", "a b", [("bold", 0, 3), ("italic", 2, 1)]),
        ("HTML", "🌻<code>&lt;x&gt;</code>", "🌻<x>", [("code", 2, 3)]),
        ("HTML", '<a href="https://x.de/?a=1&amp;b">x</a>', "x", [("text_link", 0, 1)]),
        ("HTML", "<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ("HTML", '<pre><code class="language-py">x</code></pre>', "x", [("pre", 0, 1)]),
        ("HTML", "  <b> x </b> ", "x", [("bold", 0, 1)]),
        ("MarkdownV2", "*a _b_*", "a b", [("bold", 0, 3), ("italic", 2, 1)]),
        ("MarkdownV2", "__a__ ~b~ ||c||", "a b c", [("underline", 0, 1), ("strikethrough", 2, 1),
                                                  ("spoiler", 4, 1)]),
        ("MarkdownV2", "[a\\.](https://x.de/\\))", "a.", [("text_link", 0, 2)]),
        ("MarkdownV2", "`a.b`", "a.b", [("code", 0, 3)]),
        ("MarkdownV2", "```py\nx\n```", "x", [("pre", 0, 1)]),
        ("MarkdownV2", ">a\n>b\nc", "a\nb\nc", [("blockquote", 0, 4)]),
        ("Markdown", "*a* _b_ [c](x.de)", "a b c", [("bold", 0, 1), ("italic", 2, 1),
                                                  ("text_link", 4, 1)]),
    ],
)  # fmt: skip
async def test_markup(
    call: Calls, mode: str, text: str, plain: str, found: list[tuple[str, int, int]]
) -> None:
    _, answer = await call("sendMessage", chat_id=ANNA, text=text, parse_mode=mode)
    message = answer["result"]
    assert message["text"] == plain
    kinds = [(one["type"], one["offset"], one["length"]) for one in message["entities"]]
    assert [one for one in kinds if (one[0], text[:5]) != ("code", "<pre>")] == found


async def test_what_the_server_plays_is_in_the_bot_api() -> None:
    assert PLAYED.keys() <= schema.data()["methods"].keys()


async def test_what_it_does_not_play_is_said(server: tg.TelegramServer, call: Calls) -> None:
    assert (await call("getMyStarBalance"))[0] == 501
    assert server.violations == ["getMyStarBalance: is not played by this server"]


async def test_a_provoked_violation_is_tolerated(server: tg.TelegramServer, call: Calls) -> None:
    server.tolerates("chat not found")
    await call("sendMessage", chat_id=5, text="x")
    assert server.violations == []


async def test_validation_can_be_off(server: tg.TelegramServer, call: Calls) -> None:
    server.validation = "off"
    assert (await call("sendMessage", **say(colour="red")))[0] == 200
    server.validation = "sampled"
    codes = [(await call("sendMessage", **say(colour="red")))[0] for _ in range(50)]
    assert codes.count(400) == 1


async def test_several_calls_wait_for_nothing(call: Calls) -> None:
    answers = await asyncio.gather(*(call("sendMessage", **say()) for _ in range(20)))
    numbers = [answer["result"]["message_id"] for _, answer in answers]
    assert sorted(numbers) == list(range(1, 21))
