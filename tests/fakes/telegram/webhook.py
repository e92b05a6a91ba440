"""Updates carried to the bot: one queue per chat for messages, one per person for presses."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp
import msgspec

from .faults import Call
from .methods import plays
from .refusals import Refusal, bad
from .schema import Upload
from .updates import Update
from .world import World

if TYPE_CHECKING:
    from .server import TelegramServer

PORTS = {443, 80, 88, 8443}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
ANSWERED_WITHIN = 60.0


def backoff(attempt: int) -> float:
    """Seconds before a retry: at once, then 2, 4, 8… up to 60."""
    return 0.0 if attempt == 1 else min(2.0 ** (attempt - 1), 60.0)


class Webhook:
    """Delivers what `updates` offers; `backoff` may be shortened by a test."""

    def __init__(self, server: TelegramServer) -> None:
        self.url = ""
        self.secret: str | None = None
        self.backoff: Callable[[int], float] = backoff
        self.attempts = 0
        self.executed: list[tuple[str, Any]] = []
        """What the bot had executed by its answers, with the result or the refusal."""
        self._server = server
        self._certificate: ssl.SSLContext | None = None
        self._error: tuple[int, str] | None = None
        self._connections = asyncio.Semaphore(40)
        self._limit = 40
        self._queues: dict[tuple[str, int], deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        server.world.webhook = self

    def set(self, given: dict[str, Any]) -> None:
        """setWebhook; an empty address is deleteWebhook."""
        url, updates = given["url"], self._server.updates
        if url:
            _check_address(url)
        self._stop()
        updates.allow(given.get("allowed_updates"))
        if given.get("drop_pending_updates"):
            updates.forget()
        self.url, self.secret = url, given.get("secret_token")
        self._limit = given.get("max_connections", 40)
        self._connections = asyncio.Semaphore(self._limit)
        certificate = given.get("certificate")
        self._certificate = None
        if isinstance(certificate, Upload):
            self._certificate = ssl.create_default_context(cadata=certificate.content.decode())
        if url:
            updates.carry(self._put)

    def about(self) -> dict[str, Any]:
        """getWebhookInfo."""
        about: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": self._certificate is not None,
            "pending_update_count": len(self._server.updates.pending),
        }
        if self.url:
            about["max_connections"] = self._limit
            about["ip_address"] = "127.0.0.1"
        if allowed := self._server.updates.allowed:
            about["allowed_updates"] = allowed
        if self._error:
            about["last_error_date"], about["last_error_message"] = self._error
        return about

    async def close(self) -> None:
        tasks = list(self._tasks)
        self._stop()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session:
            await self._session.close()

    def _stop(self) -> None:
        self.url = ""
        self._server.updates.carry(None)
        for task in self._tasks:
            task.cancel()
        self._queues.clear()

    def _put(self, update: Update) -> None:
        queue = self._queues.get(update.queue)
        if queue is None:
            queue = self._queues[update.queue] = deque()
            task = asyncio.get_running_loop().create_task(self._drain(update.queue, queue))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if update not in queue:
            queue.append(update)

    async def _drain(self, name: tuple[str, int], queue: deque[Update]) -> None:
        updates = self._server.updates
        while queue and name[0] not in updates.held:
            update = queue[0]
            await self._deliver(update)
            if update.again:
                update.again -= 1
                await self._post(update)
            queue.popleft()
        if self._queues.get(name) is queue:
            del self._queues[name]

    async def _deliver(self, update: Update) -> None:
        """Until it is taken, too old, or the webhook is gone."""
        attempt, updates = 0, self._server.updates
        while updates.has(update):
            attempt += 1
            async with self._connections:
                pause = await self._post(update)
            if pause is None:
                updates.acknowledge(update)
            else:
                await asyncio.sleep(min(pause or self.backoff(attempt), 3_600))

    async def _post(self, update: Update) -> float | None:
        """One attempt: None if it was taken, else the seconds the bot asks to wait."""
        self._session = self._session or aiohttp.ClientSession()
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        update.delivered += 1
        self.attempts += 1
        try:
            async with self._session.post(
                self.url,
                data=msgspec.json.encode(update.body),
                headers=headers,
                ssl=self._certificate or True,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=ANSWERED_WITHIN),
            ) as response:
                body = await response.read()
                status, asked = response.status, response.headers.get("Retry-After", "")
                reason = response.reason
        except (aiohttp.ClientError, TimeoutError) as error:
            return self._failed(str(error) or "Connection timed out", 0)
        if not 200 <= status < 300:
            words = f"Wrong response from the webhook: {status} {reason}"
            return self._failed(words, int(asked) if asked.isdigit() else 0)
        await self._obey(body)
        return None

    def _failed(self, words: str, pause: float) -> float:
        self._error = (int(self._server.clock.now()), words)
        return pause

    async def _obey(self, body: bytes) -> None:
        """Execute the method that an answer may name; nobody hears of the result."""
        try:
            given = msgspec.json.decode(body)
            method = given.pop("method")
        except (msgspec.DecodeError, AttributeError, KeyError, TypeError):
            return
        try:
            self.executed.append((method, await self._server.execute(method, given)))
        except Refusal as refusal:
            self.executed.append((method, refusal))


def _check_address(url: str) -> None:
    """https on Telegram's ports; loopback may have http and any port, for a rehearsal."""
    address = urlsplit(url)
    if address.hostname in LOOPBACK:
        return
    if address.scheme != "https":
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if not address.hostname or not re.fullmatch(r"[\w.-]+", address.hostname):
        raise bad("bad webhook: URL host is empty")
    if (address.port or 443) not in PORTS:
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


@plays("setWebhook", "deleteWebhook", "getWebhookInfo")
def webhook_methods(world: World, call: Call) -> Any:
    if call.method == "getWebhookInfo":
        return world.webhook.about()
    world.webhook.set({"url": "", **call.given})
    return True
