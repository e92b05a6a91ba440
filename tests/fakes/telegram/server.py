"""Telegram's Bot API on loopback, strict: what the documentation forbids is refused and noted."""

from __future__ import annotations

import asyncio
import inspect
from collections import deque
from collections.abc import Callable
from typing import Any

from aiohttp import web

from . import control, editing, profile, schema, sending
from .answers import reply, strike
from .faults import Call, Fault, Faults, Script
from .following import Following
from .groups import Group
from .methods import PLAYED, plays
from .people import Person
from .refusals import Refusal, bad
from .requests import Problems, decoded, parameters
from .webhook import Webhook
from .world import World

BODY = 64 * 2**20
SAMPLED = 50
"""One call in so many is validated when validation is `sampled`."""

_PLAYING = (editing, profile, sending)  # they register what they play


class TelegramServer:
    """`async with TelegramServer() as server:` serves one bot at `server.url`."""

    def __init__(
        self,
        token: str = "100:test",
        *,
        port: int = 0,
        validation: str = "all",
    ) -> None:
        self.token = token
        self.world = World(token)
        self.updates = self.world.updates
        self.rates = self.world.rates
        self.clock = self.world.clock
        self.faults = Faults()
        self.webhook = Webhook(self)
        self.violations: list[str] = []
        self.calls: deque[Call] = deque(maxlen=100_000)
        self.counts: dict[str, int] = {}
        self.persons: dict[int, Person] = {}
        self.groups: dict[int, Group] = {}
        self.following = Following()
        self.validation = validation
        self._tolerated: list[str] = []
        self._port = port
        self._runner: web.ServerRunner | None = None

    async def __aenter__(self) -> TelegramServer:
        await self.comes_back()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.webhook.close()
        await self.goes_down()

    async def goes_down(self) -> None:
        """Refuse connections and break those there are; people go on talking."""
        assert self._runner
        for script in self.faults:
            script.release()
        await self._runner.cleanup()

    async def comes_back(self) -> None:
        """Listen, at the same address as before."""
        server = web.Server(
            self._serve,
            request_factory=_request,
            handler_cancellation=True,
            access_log=None,
            tcp_keepalive=False,
        )
        self._runner = web.ServerRunner(server, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def url(self) -> str:
        """Where the bot calls its methods: `url/sendMessage`."""
        return f"{self.address}/bot{self.token}"

    @property
    def file_url(self) -> str:
        return f"{self.address}/file/bot{self.token}"

    def person(self, number: int, *, language: str | None = "de", **about: Any) -> Person:
        """Somebody with an account; the same object each time."""
        assert number != self.world.bot["id"], "the bot has this number"
        if number not in self.persons:
            self.persons[number] = Person(self.world, number, language, **about)
        return self.persons[number]

    def group(self, number: int, kind: str = "supergroup", **about: Any) -> Group:
        """A group, supergroup or channel; the number is negative, as Telegram has it."""
        if number not in self.groups:
            self.groups[number] = Group(self.world, number, kind, **about)
        return self.groups[number]

    def fails(
        self,
        method: str,
        fault: Fault | Callable[[Call], Fault | None],
        *,
        times: int | None = 1,
        chat_id: int | None = None,
    ) -> Script:
        """Let the next calls of a method (or of all: "*") go wrong."""
        script = Script(method, fault, times, chat_id)
        self.faults.append(script)
        return script

    def tolerates(self, words: str) -> None:
        """Do not note violations with these words: a test provokes them."""
        self._tolerated.append(words)
        self.violations[:] = [one for one in self.violations if words not in one]

    def called(self, method: str) -> list[dict[str, Any]]:
        """The parameters of all calls of a method that were carried out or refused."""
        return [call.given for call in self.calls if call.method == method]

    async def execute(self, method: str, given: dict[str, Any], *, is_json: bool = True) -> Any:
        """Check a call and carry it out."""
        call = self.checked(method, given, is_json=is_json)
        return await self._carry_out(call)

    def checked(self, method: str, given: dict[str, Any], *, is_json: bool) -> Call:
        """The call with values of the right types; a wrong one is refused."""
        if schema.fields(method) is None:
            raise Refusal(404, "Not Found", fault="no such method")
        method, problems = schema.proper_name(method), Problems()
        count = self.counts[method] = self.counts.get(method, 0) + 1
        values, uploads = decoded(method, given, problems, is_json=is_json)
        call = Call(method, values, self.clock.now(), uploads)
        self.calls.append(call)
        if self.validation == "all" or (self.validation == "sampled" and count % SAMPLED == 1):
            problems += schema.findings(method, values, uploads)
        if problems:
            for finding, _ in problems:
                self._note(f"{method}: {finding}")
            raise bad(problems[0][1], "-")
        return call

    async def _carry_out(self, call: Call) -> Any:
        played = PLAYED.get(call.method)
        if played is None:
            self._note(f"{call.method}: is not played by this server")
            raise Refusal(501, "Not Implemented")
        try:
            result = played(self.world, call)
            return await result if inspect.isawaitable(result) else result
        except Refusal as refusal:
            if refusal.fault:
                self._note(f"{call.method}: {refusal.fault}")
            raise

    def _note(self, violation: str) -> None:
        if not any(words in violation for words in self._tolerated):
            self.violations.append(violation)

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith("/control/"):
            return await control.answer(self, request)
        if path.startswith("/file/bot"):
            return self._file(path.removeprefix("/file/bot"))
        token, _, method = path.removeprefix("/bot").partition("/")
        try:
            if not path.startswith("/bot") or not method or "/" in method:
                raise Refusal(404, "Not Found", fault=f"no such path: {path}")  # noqa: TRY301
            if token != self.token:
                raise Refusal(401, "Unauthorized")  # noqa: TRY301
            given, is_json = await parameters(request)
            return await self._answer(request, self.checked(method, given, is_json=is_json))
        except Refusal as refusal:
            if refusal.fault and refusal.code in {400, 404} and path.startswith("/bot"):
                self._note(f"{method}: {refusal.fault}")
            return reply(refusal.answer, refusal.code)
        except Exception as error:
            self.violations.append(f"{method}: this server failed: {error!r}")
            raise

    async def _answer(self, request: web.BaseRequest, call: Call) -> web.StreamResponse:
        chosen = self.faults.choose(call) if self.faults else None
        if chosen is None:
            return await self._plain(call)
        script, fault = chosen
        if not fault.after:
            early = await strike(request, script, fault)
            return early or await self._plain(call)
        answer = await self._plain(call)
        return await strike(request, script, fault) or answer

    async def _plain(self, call: Call) -> web.StreamResponse:
        try:
            result = await self._carry_out(call)
        except Refusal as refusal:
            return reply(refusal.answer, refusal.code)
        if self.validation == "all":
            for misfit, _ in schema.misfits(schema.returns(call.method), result):
                self._note(f"{call.method}: this server answers wrongly: {misfit}")
        return reply({"ok": True, "result": result})

    def _file(self, path: str) -> web.StreamResponse:
        token, _, name = path.partition("/")
        if token != self.token:
            return reply(Refusal(401, "Unauthorized").answer, 401)
        if file := self.world.linked(name):
            return web.Response(body=file.content, content_type=file.mime or "image/jpeg")
        return reply(Refusal(404, "Not Found").answer, 404)


@plays("getUpdates")
async def get_updates(world: World, call: Call) -> Any:
    given = call.given
    return await world.updates.poll(
        given.get("offset", 0),
        given.get("limit", 100),
        given.get("timeout", 0),
        given.get("allowed_updates"),
    )


def _request(*arguments: Any) -> web.BaseRequest:
    message, payload, protocol, writer, task = arguments
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=BODY)
