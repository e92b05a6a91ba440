"""The fake Telegram: people, updates, webhooks, and what goes wrong on purpose."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.fakes import telegram as tg
from tests.fakes.telegram import control
from tests.fakes.telegram.calling import Calls, calling

ANNA, BEN, GROUP = 1001, 1002, -100500
YES = {"inline_keyboard": [[{"text": "Ja", "callback_data": "ja"}]]}


@pytest.fixture
async def server() -> AsyncIterator[tg.TelegramServer]:
    async with tg.TelegramServer() as server:
        server.updates.patience = 0
        yield server


@pytest.fixture
async def call(server: tg.TelegramServer) -> AsyncIterator[Calls]:
    async with calling(server) as call:
        yield call


@pytest.fixture
def anna(server: tg.TelegramServer) -> tg.Person:
    anna = server.person(ANNA)
    anna.meets_bot()
    return anna


async def polled(call: Calls, **given: Any) -> list[int]:
    code, answer = await call("getUpdates", **given)
    assert code == 200, answer
    return [update["update_id"] for update in answer["result"]]


async def test_an_offset_acknowledges_everything_below(
    server: tg.TelegramServer, call: Calls, anna: tg.Person
) -> None:
    for word in "abcd":
        anna.says(word)
    assert await polled(call) == [1, 2, 3, 4]
    assert await polled(call, limit=2) == [1, 2]
    assert await polled(call, offset=3) == [3, 4]
    assert await polled(call) == [3, 4]
    assert [server.updates.log[number].delivered for number in (1, 2, 3, 4)] == [2, 2, 3, 3]
    assert [server.updates.log[number].acknowledged for number in (2, 3)] == [True, False]
    assert await polled(call, offset=-1) == [4]
    assert await polled(call, offset=5) == []
    assert not server.updates.pending


async def test_the_same_offset_at_once_gets_one_update(
    server: tg.TelegramServer, call: Calls, anna: tg.Person
) -> None:
    for word in "abc":
        anna.says(word)
    assert await polled(call, offset=1) == [1, 2, 3]
    assert await polled(call, offset=1) == [1]
    server.clock.advance(0.6)
    assert await polled(call, offset=1) == [1, 2, 3]


async def test_a_long_poll_ends_with_an_update(
    server: tg.TelegramServer, call: Calls, anna: tg.Person
) -> None:
    waiting = asyncio.create_task(polled(call, timeout=50))
    await server.updates.until_polled()
    anna.says("Hallo")
    assert await waiting == [1]
    assert await polled(call, offset=2, timeout=0) == []


async def test_the_older_of_two_pollers_is_sent_away(
    server: tg.TelegramServer, call: Calls, anna: tg.Person
) -> None:
    older = asyncio.create_task(call("getUpdates", timeout=50))
    await server.updates.until_polled()
    newer = asyncio.create_task(polled(call, timeout=50))
    code, answer = await older
    assert (code, answer["error_code"]) == (409, 409)
    assert answer["description"].startswith("Conflict: terminated by other getUpdates")
    anna.says("Hallo")
    assert await newer == [1]
    assert server.updates.conflicts == 1


async def test_who_hangs_up_is_no_poller_any_more(
    server: tg.TelegramServer, call: Calls, anna: tg.Person
) -> None:
    gone = asyncio.create_task(call("getUpdates", timeout=50))
    await server.updates.until_polled()
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    await server.updates.until_left()
    anna.says("Hallo")
    assert server.updates.log[1].delivered == 0
    assert await polled(call) == [1]
    assert server.updates.conflicts == 0


async def test_updates_grow_old(server: tg.TelegramServer, call: Calls, anna: tg.Person) -> None:
    anna.says("Hallo")
    await call("sendMessage", chat_id=ANNA, text="Ja?", reply_markup=YES)
    pressed = anna.presses("Ja")
    assert isinstance(pressed, tg.Callback)
    server.clock.advance(151)
    assert await polled(call) == [1]
    code, answer = await call("answerCallbackQuery", callback_query_id=pressed.id)
    assert (code, answer["description"][:34]) == (400, "Bad Request: query is too old and ")
    assert server.violations == []
    server.clock.advance(86_400)
    assert await polled(call) == []
    assert server.updates.log[1].expired


async def test_only_asked_for_updates(
    server: tg.TelegramServer, call: Calls, anna: tg.Person
) -> None:
    await polled(call, allowed_updates=["callback_query"])
    anna.says("Hallo")
    await call("sendMessage", chat_id=ANNA, text="Ja?", reply_markup=YES)
    anna.presses("ja")
    _, answer = await call("getUpdates")
    (update,) = answer["result"]
    assert update["callback_query"]["data"] == "ja"
    assert update["callback_query"]["message"]["text"] == "Ja?"
    assert len(server.world.unanswered) == 1
    assert (await call("answerCallbackQuery", callback_query_id=update["callback_query"]["id"]))[
        0
    ] == 200
    assert not server.world.unanswered


async def test_an_old_screen_tells_of_the_message_as_it_is_now(
    server: tg.TelegramServer, call: Calls, anna: tg.Person
) -> None:
    anna.meets_bot()
    _, sent = await call("sendMessage", chat_id=ANNA, text="Ja?", reply_markup=YES)
    old = anna.newest
    number = sent["result"]["message_id"]
    await call("editMessageText", chat_id=ANNA, message_id=number, text="Ja!")
    pressed = anna.presses("Ja", old)
    assert isinstance(pressed, tg.Callback)
    _, answer = await call("getUpdates")
    (update,) = answer["result"]
    assert update["callback_query"]["data"] == "ja"
    assert update["callback_query"]["message"]["text"] == "Ja!"
    assert "reply_markup" not in update["callback_query"]["message"]
    await call("answerCallbackQuery", callback_query_id=pressed.id)
    assert pressed.answered.is_set()


async def test_updates_can_come_twice(
    server: tg.TelegramServer, call: Calls, anna: tg.Person
) -> None:
    server.updates.repeat()
    anna.says("a")
    anna.says("b")
    assert await polled(call) == [1, 2]
    assert await polled(call, offset=3) == [1]
    assert await polled(call, offset=3) == []
    assert server.updates.log[1].delivered == 2


async def test_updates_can_come_in_another_order(
    server: tg.TelegramServer, call: Calls, anna: tg.Person
) -> None:
    anna.says("a")
    await call("sendMessage", chat_id=ANNA, text="Ja?", reply_markup=YES)
    anna.presses("Ja")
    server.updates.arrange = lambda batch: batch[::-1]
    assert await polled(call) == [2, 1]
    server.updates.arrange = None
    server.updates.hold("message")
    assert await polled(call) == [2]
    assert await polled(call, offset=3) == []
    server.updates.release("message")
    assert await polled(call) == [1]


async def test_what_people_do(server: tg.TelegramServer, call: Calls, anna: tg.Person) -> None:
    group = server.group(GROUP)
    said = anna.starts("qr-7")
    anna.edits(said, "/hilfe")
    picture = anna.sends_photo(b"JPEG", "Schau")
    anna.sends_voice()
    anna.sends_audio()
    anna.sends_video()
    anna.sends_sticker()
    anna.sends_document(b"%PDF")
    anna.shares_location(51.34, 12.37)
    anna.shares_contact()
    anna.forwards(picture)
    anna.says("Nicht für den Bot", to=group)
    anna.says("/hilfe", to=group)
    anna.joins(group)
    group.kicks_bot(ANNA)
    anna.blocks()
    anna.unblocks()
    _, answer = await call("getUpdates")
    kinds = [next(key for key in update if key != "update_id") for update in answer["result"]]
    assert kinds == ["message", "edited_message", *["message"] * 11, *["my_chat_member"] * 3]
    messages = [update.get("message", {}) for update in answer["result"]]
    assert messages[0]["text"] == "/start qr-7"
    assert messages[0]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert messages[10]["forward_origin"]["sender_user"]["language_code"] == "de"
    assert messages[11]["chat"]["type"] == "supergroup"
    with pytest.raises(AssertionError, match="no start parameter"):
        anna.starts("ä")
    assert server.violations == []


async def test_what_people_hear(server: tg.TelegramServer, call: Calls, anna: tg.Person) -> None:
    told = anna.waits_for("Zwei")
    await call("sendMessage", chat_id=ANNA, text="Eins", reply_markup=YES)
    _, sent = await call("sendMessage", chat_id=ANNA, text="Zwei")
    number = sent["result"]["message_id"]
    assert (await told).message["message_id"] == number
    waiting = asyncio.create_task(anna.waits_for(lambda heard: heard.kind == "edited"))
    await call("editMessageText", chat_id=ANNA, message_id=number, text="Drei")
    assert await waiting == "Drei"
    assert anna.heard == ["Eins\n[Ja]", "Zwei", "Drei"]
    assert anna.heard[0].labels == ["Ja"]
    await call("deleteMessage", chat_id=ANNA, message_id=number)
    assert anna.sees == ["Eins\n[Ja]"]
    with pytest.raises(TimeoutError):
        await anna.waits_for("Vier", timeout=0.01)
    with pytest.raises(AssertionError, match="no button 'Nein'"):
        anna.presses("Nein")


async def test_a_reply_keyboard_is_pressed_by_writing(call: Calls, anna: tg.Person) -> None:
    keyboard = {"keyboard": [[{"text": "Los"}]], "one_time_keyboard": True}
    await call("sendMessage", chat_id=ANNA, text="Bereit?", reply_markup=keyboard)
    anna.presses("Los")
    _, answer = await call("getUpdates")
    assert answer["result"][0]["message"]["text"] == "Los"


async def test_chats_that_are_closed(
    server: tg.TelegramServer, call: Calls, anna: tg.Person
) -> None:
    async def refusal(chat: int) -> tuple[Any, ...]:
        _, answer = await call("sendMessage", chat_id=chat, text="x")
        return answer.get("error_code"), answer.get("description"), answer.get("parameters")

    server.person(BEN)
    initiate = "Forbidden: bot can't initiate conversation with a user"
    assert await refusal(BEN) == (403, initiate, None)
    anna.blocks()
    assert await refusal(ANNA) == (403, "Forbidden: bot was blocked by the user", None)
    anna.unblocks()
    assert await refusal(ANNA) == (None, None, None)
    anna.deactivates()
    assert await refusal(ANNA) == (403, "Forbidden: user is deactivated", None)
    group = server.group(-5, "group")
    new = group.becomes_supergroup(GROUP)
    upgraded = "Bad Request: group chat was upgraded to a supergroup chat"
    assert await refusal(-5) == (400, upgraded, {"migrate_to_chat_id": GROUP})
    assert await refusal(GROUP) == (None, None, None)
    new.kicks_bot(ANNA)
    kicked = "Forbidden: bot was kicked from the supergroup chat"
    assert await refusal(GROUP) == (403, kicked, None)
    assert server.violations == []


async def test_files(server: tg.TelegramServer, call: Calls, anna: tg.Person) -> None:
    sent = anna.sends_photo(b"JPEG")
    _, answer = await call("getFile", file_id=sent["photo"][-1]["file_id"])
    url = f"{server.file_url}/{answer['result']['file_path']}"
    async with aiohttp.ClientSession() as client:
        async with client.get(url) as response:
            assert await response.read() == b"JPEG"
        server.clock.advance(3_601)
        async with client.get(url) as response:
            assert response.status == 404
        form = aiohttp.FormData()
        form.add_field("chat_id", str(ANNA))
        form.add_field("document", b"a;b", filename="a.csv", content_type="text/csv")
        async with client.post(f"{server.url}/sendDocument", data=form) as response:
            document = (await response.json())["result"]["document"]
        assert document["file_name"] == "a.csv"
        form = aiohttp.FormData()
        form.add_field("chat_id", str(ANNA))
        form.add_field("photo", "attach://one")
        form.add_field("one", b"PNG", filename="a.png", content_type="image/png")
        async with client.post(f"{server.url}/sendPhoto", data=form) as response:
            assert (await response.json())["ok"]
        form = aiohttp.FormData()
        form.add_field("chat_id", str(ANNA))
        form.add_field("text", "x")
        form.add_field("two", b"PNG", filename="a.png")
        async with client.post(f"{server.url}/sendMessage", data=form) as response:
            assert response.status == 400
    assert server.violations == ["sendMessage: the file two is used nowhere"]
    again = await call("sendDocument", chat_id=ANNA, document=document["file_id"])
    assert again[1]["result"]["document"]["file_id"] == document["file_id"]
    server.world.files[document["file_id"]].content = bytes(20 * 2**20 + 1)
    code, answer = await call("getFile", file_id=document["file_id"])
    assert (code, answer["description"]) == (400, "Bad Request: file is too big")


async def test_the_profile(call: Calls, anna: tg.Person) -> None:
    del anna
    await call("setMyName", name="Stimme")
    await call("setMyName", name="Voice", language_code="en")
    assert (await call("getMyName", language_code="en"))[1]["result"] == {"name": "Voice"}
    assert (await call("getMyName", language_code="cs"))[1]["result"] == {"name": "Stimme"}
    scope = {"type": "chat", "chat_id": ANNA}
    commands = [{"command": "hilfe", "description": "Hilfe"}]
    await call("setMyCommands", commands=commands, scope=scope)
    assert (await call("getMyCommands", scope=scope))[1]["result"] == commands
    assert (await call("getMyCommands"))[1]["result"] == []
    await call("setChatMenuButton", menu_button={"type": "default"})
    assert (await call("getChatMenuButton"))[1]["result"] == {"type": "default"}


@pytest.mark.parametrize(
    ("fault", "code", "carried_out"),
    [
        (tg.retry_after(3), 429, 0),
        (tg.BLOCKED, 403, 0),
        (tg.UNAUTHORIZED, 401, 0),
        (tg.NOT_FOUND, 404, 0),
        (tg.CONFLICT, 409, 0),
        (tg.refuse(400, "Bad Request: no"), 400, 0),
        (tg.Slow(0.01), 200, 1),
    ],
)
async def test_a_fault_strikes_as_often_as_asked(
    *,
    server: tg.TelegramServer,
    call: Calls,
    anna: tg.Person,
    fault: Any,
    code: int,
    carried_out: int,
) -> None:
    script = server.fails("sendMessage", fault)
    await call("getMe")
    first, answer = await call("sendMessage", chat_id=ANNA, text="x")
    assert first == code
    assert answer.get("error_code", 200) == code
    assert len(anna.heard) == carried_out
    assert (await call("sendMessage", chat_id=ANNA, text="y"))[0] == 200
    assert len(script.struck) == 1
    assert server.violations == []


async def test_retry_after_is_told(server: tg.TelegramServer, call: Calls) -> None:
    server.fails("*", tg.retry_after(7))
    assert (await call("getMe"))[1]["parameters"] == {"retry_after": 7}


@pytest.mark.parametrize("after", [False, True])
async def test_a_connection_breaks_before_or_after(
    server: tg.TelegramServer, call: Calls, anna: tg.Person, *, after: bool
) -> None:
    server.fails("sendMessage", tg.Reset(after=after))
    with pytest.raises(aiohttp.ClientError):
        await call("sendMessage", chat_id=ANNA, text="x")
    assert len(anna.heard) == after


@pytest.mark.parametrize(
    ("fault", "status"),
    [(tg.Page(502), 502), (tg.Page(504, after=True), 504), (tg.Garbage(), 200)],
)
async def test_answers_that_are_no_json(
    server: tg.TelegramServer, anna: tg.Person, fault: Any, status: int
) -> None:
    server.fails("sendMessage", fault)
    given = {"chat_id": ANNA, "text": "x"}
    async with (
        aiohttp.ClientSession() as client,
        client.post(f"{server.url}/sendMessage", json=given) as response,
    ):
        assert response.status == status
        with pytest.raises(json.JSONDecodeError):
            json.loads(await response.read())
    assert len(anna.heard) == fault.after


async def test_a_call_hangs_until_released(
    server: tg.TelegramServer, call: Calls, anna: tg.Person
) -> None:
    script = server.fails("sendMessage", tg.Hang(), times=2)
    given_up = asyncio.create_task(call("sendMessage", chat_id=ANNA, text="a"))
    await script.strikes()
    given_up.cancel()
    hanging = asyncio.create_task(call("sendMessage", chat_id=ANNA, text="b"))
    await script.strikes(2)
    assert anna.heard == []
    script.release()
    assert (await hanging)[0] == 200
    assert anna.heard == ["b"]


async def test_a_function_may_choose_the_fault(
    server: tg.TelegramServer, call: Calls, anna: tg.Person
) -> None:
    del anna
    server.fails(
        "*", lambda call: tg.BLOCKED if call.given.get("text") == "b" else None, times=None
    )
    codes = [(await call("sendMessage", chat_id=ANNA, text=text))[0] for text in "abab"]
    assert codes == [200, 403, 200, 403]


async def test_telegram_goes_down_and_comes_back(
    server: tg.TelegramServer, call: Calls, anna: tg.Person
) -> None:
    polling = asyncio.create_task(call("getUpdates", timeout=50))
    await server.updates.until_polled()
    await server.goes_down()
    with pytest.raises(aiohttp.ClientError):
        await polling
    with pytest.raises(aiohttp.ClientConnectorError):
        await call("getMe")
    anna.says("Hallo?")
    await server.comes_back()
    assert await polled(call) == [1]


async def test_a_webhook_ends_polling(
    server: tg.TelegramServer, call: Calls, route: Route
) -> None:
    polling = asyncio.create_task(call("getUpdates", timeout=50))
    await server.updates.until_polled()
    await call("setWebhook", url=route.url)
    code, answer = await polling
    assert (code, answer["description"]) == (409, "Conflict: terminated by setWebhook request")


async def test_rates(server: tg.TelegramServer, call: Calls, anna: tg.Person) -> None:
    del anna
    server.group(GROUP)

    async def sent(chat: int, times: int) -> list[int]:
        return [(await call("sendMessage", chat_id=chat, text="x"))[0] for _ in range(times)]

    server.rates.enforce(overall=None)
    assert await sent(ANNA, 4) == [200, 200, 200, 429]
    server.clock.advance(1.1)
    assert await sent(ANNA, 2) == [200, 429]
    assert await sent(GROUP, 21) == [200] * 20 + [429]
    assert len(server.rates.refused) == 3
    assert len(server.rates.pauses(ANNA)) == 3
    server.rates.enforce(overall=30, per_chat=None, group_per_minute=None)
    server.clock.advance(60)
    codes = await sent(ANNA, 60)
    assert codes.count(429) > 5
    assert server.violations == []


class Route:
    """Where a bot takes updates: notes what comes, answers what it is told to."""

    def __init__(self) -> None:
        self.came: list[tuple[dict[str, Any], str | None]] = []
        self.answers: list[web.Response] = []
        self.changed = asyncio.Condition()
        self.url = ""

    async def take(self, request: web.BaseRequest) -> web.Response:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        async with self.changed:
            self.came.append((await request.json(), secret))
            self.changed.notify_all()
        return self.answers.pop(0) if self.answers else web.Response()

    async def until(self, number: int) -> list[int]:
        async with asyncio.timeout(5), self.changed:
            await self.changed.wait_for(lambda: len(self.came) >= number)
        return [update["update_id"] for update, _ in self.came]


@pytest.fixture
async def route() -> AsyncIterator[Route]:
    route = Route()
    runner = web.ServerRunner(web.Server(route.take))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    route.url = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
    yield route
    await runner.cleanup()


async def test_a_webhook_gets_updates_with_its_secret(
    server: tg.TelegramServer, call: Calls, anna: tg.Person, route: Route
) -> None:
    anna.says("Vorher")
    await call("setWebhook", url=route.url, secret_token="geheim")
    anna.says("Nachher")
    assert await route.until(2) == [1, 2]
    assert {secret for _, secret in route.came} == {"geheim"}
    assert (await call("getWebhookInfo"))[1]["result"]["url"] == route.url
    code, answer = await call("getUpdates")
    assert (code, "webhook is active" in answer["description"]) == (409, True)
    await server.updates.until_settled()
    await call("deleteWebhook")
    anna.says("Danach")
    assert await polled(call) == [3]


async def test_a_webhook_is_tried_again_and_in_order(
    server: tg.TelegramServer, call: Calls, anna: tg.Person, route: Route
) -> None:
    server.webhook.backoff = lambda attempt: 0.001 * attempt
    route.answers = [web.Response(status=500), web.Response(status=503)]
    await call("setWebhook", url=route.url)
    anna.says("a")
    anna.says("b")
    assert await route.until(4) == [1, 1, 1, 2]
    await server.updates.until_settled()
    assert server.updates.log[1].delivered == 3
    _, info = await call("getWebhookInfo")
    words = "Wrong response from the webhook: 503 Service Unavailable"
    assert info["result"]["last_error_message"] == words


async def test_a_press_overtakes_a_message(
    server: tg.TelegramServer, call: Calls, anna: tg.Person, route: Route
) -> None:
    await call("sendMessage", chat_id=ANNA, text="Ja?", reply_markup=YES)
    await call("setWebhook", url=route.url)
    server.updates.hold("message")
    anna.says("Moment")
    anna.presses("Ja")
    assert await route.until(1) == [2]
    server.updates.release("message")
    assert await route.until(2) == [2, 1]
    server.updates.repeat()
    anna.says("zweimal")
    assert await route.until(4) == [2, 1, 3, 3]


async def test_an_answer_to_a_webhook_is_executed(
    server: tg.TelegramServer, call: Calls, anna: tg.Person, route: Route
) -> None:
    body = {"method": "sendMessage", "chat_id": ANNA, "text": "Sofort"}
    route.answers = [web.json_response(body), web.json_response({**body, "colour": "red"})]
    await call("setWebhook", url=route.url)
    anna.says("Hallo")
    await anna.waits_for("Sofort")
    anna.says("Hallo")
    await route.until(2)
    await server.updates.until_settled()
    assert server.violations == ["sendMessage: colour is unknown to the Bot API"]
    assert [method for method, _ in server.webhook.executed] == ["sendMessage"] * 2


async def test_control_over_http() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fakes.telegram", "--token", "9:x", "--rate", "30",
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout
    url = (await process.stdout.readline()).decode().strip()
    assert url.endswith("/bot9:x")
    address = url.removesuffix("/bot9:x") + "/control"
    async with aiohttp.ClientSession() as client:

        async def ask(path: str, **given: Any) -> Any:
            async with client.post(path, json=given) as response:
                return await response.json(content_type=None)

        assert await ask(f"{address}/people", first=1, count=3, met=True) == 3
        assert await ask(f"{address}/follow", people=[1], lines=["/start", "[Ja]"]) == 1
        assert await ask(f"{address}/act", people=[2, 3], does="says", **{"with": ["Hallo"]}) == 2
        sent = await ask(f"{url}/sendMessage", chat_id=1, text="Ja?", reply_markup=YES)
        assert sent["ok"]
        updates = (await ask(f"{url}/getUpdates"))["result"]
        assert [next(reversed(update)) for update in updates] == [
            "message", "message", "message", "callback_query",
        ]  # fmt: skip
        await ask(f"{url}/getUpdates", offset=5)
        status = await ask(f"{address}/wait", acknowledged=4, sent=1, timeout=5)
        assert (status["unanswered"], status["pending"], status["violations"]) == (1, 0, [])
        assert await ask(f"{address}/heard", person=1) == ["Ja?\n[Ja]"]
        found = await ask(f"{address}/replies")
        assert (len(found["waits"]), found["waiting"], found["unasked"]) == (1, [1], 0)
        assert 0 < found["waits"][0] == found["seconds"]
        for words in ("Danke.", "Danke."):
            assert (await ask(f"{url}/sendMessage", chat_id=1, text=words))["ok"]
        found = await ask(f"{address}/replies", forget=True)
        assert (len(found["waits"]), found["waiting"], found["unasked"]) == (2, [], 1)
        assert (await ask(f"{address}/replies"))["waits"] == []
        async with client.post(f"{address}/act", json={"people": [1]}) as response:
            assert response.status == 400
        async with client.get(f"{address}/") as response:
            assert (await response.text()).split() == list(control.VERBS)
    process.terminate()
    assert await process.wait() == 0


async def test_polls_tell_voters_only_if_not_anonymous(
    server: tg.TelegramServer, call: Calls, anna: tg.Person
) -> None:
    for anonymous in (True, False):
        _, answer = await call(
            "sendPoll",
            chat_id=ANNA,
            question="Wo?",
            options=[{"text": "Hier"}, {"text": "Dort"}],
            is_anonymous=anonymous,
        )
        anna.votes(answer["result"], 1)
    _, answer = await call("getUpdates")
    kinds = [next(reversed(update)) for update in answer["result"]]
    assert kinds == ["poll", "poll", "poll_answer"]
    counts = [option["voter_count"] for option in answer["result"][0]["poll"]["options"]]
    assert counts == [0, 1]
    assert server.violations == []


async def test_a_group_shows_the_bot_what_concerns_it(
    server: tg.TelegramServer, call: Calls, anna: tg.Person
) -> None:
    group = server.group(GROUP)
    _, answer = await call("sendMessage", chat_id=GROUP, text="Fragen?", reply_markup=YES)
    anna.says("Unter uns", to=group)
    anna.says("Ja", to=group, reply_to=answer["result"])
    anna.says(f"@{server.world.bot['username']} bist du da?", to=group)
    anna.says("/hilfe", to=group)
    anna.presses("Ja", on=group)
    assert await polled(call) == [1, 2, 3, 4]
    group.makes_administrator()
    anna.says("Unter uns", to=group)
    assert len(await polled(call, offset=5)) == 1
    assert group.heard == ["Fragen?\n[Ja]"]
    assert server.violations == []


async def test_the_server_checks_its_own_answers(
    server: tg.TelegramServer, call: Calls, anna: tg.Person
) -> None:
    anna.sends_anything(text=5, colour="red")
    await call("getUpdates")
    assert server.violations == [
        "getUpdates: this server answers wrongly: [0].message.text is not of type String",
        "getUpdates: this server answers wrongly: [0].message.colour is unknown to the Bot API",
    ]
