"""The platform: hears by long polling or webhook, says by sendMessage."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from dialogs.messages import Message

from ..adapter import Receive, Received, Rejected, SetAside, TryAgain
from .courtesies import GROUP_SECONDS, Courtesies
from .errors import Conflict, InvalidToken, RetryAfter, TelegramError, blame
from .presence import Presence
from .request import ANSWER, Requests
from .requests import file_request, text_request
from .updates import (
    ALLOWED,
    PLATFORM,
    Unparsed,
    inbound,
    number,
    parse,
    updates,
)
from .upload import Upload
from .webhook import Webhook, serve

PEM = "application/x-pem-file"
PUBLIC = "https://api.telegram.org"
POLL = 25
"""Seconds that the server may hold a poll."""
SHORTEST, LONGEST = 0.5, 30.0
"""Seconds between two tries to reach a server that is away."""
SENT = ANSWER
"""Seconds that a send may take."""
UPLOADED, FETCHED = 120.0, 120.0
"""Seconds that a file may take."""
REVOKED = 60.0
"""Seconds between two tries with a token that was not accepted."""
MODEST, MANY = 100, 64
"""Messages a second up to which few sends at once are enough, and many."""

T = TypeVar("T")
log = logging.getLogger(__name__)


class Limits(Struct, frozen=True):
    """Messages a second in all, seconds between messages to one chat; 0 for no limit.

    `paid`: the account pays for what goes beyond the free messages a second.
    """

    per_second: float = 28.0
    chat_seconds: float = 1.0
    paid: bool = False


USUAL = Limits()


class _Sent(Struct):
    message_id: int


class _Answer(Struct):
    result: _Sent


class _File(Struct):
    file_path: str = ""
    file_size: int = 0


class _Found(Struct):
    result: _File


class _User(Struct):
    username: str = ""


class _Me(Struct):
    result: _User


_me = msgspec.json.Decoder(_Me).decode
_sent = msgspec.json.Decoder(_Answer).decode
_file = msgspec.json.Decoder(_Found).decode


class Telegram:
    name = PLATFORM

    def __init__(
        self,
        token: str,
        base: str = PUBLIC,
        limits: Limits = USUAL,
        webhook: Webhook | None = None,
        named: Callable[[bytes], Awaitable[None]] | None = None,
    ) -> None:
        """Without a `webhook` it polls; `named` is told the bot's user name, and may TryAgain."""
        self._named = named
        self._webhook = webhook
        self._url = f"{base.rstrip('/')}/bot{token}/"
        self._files = f"{base.rstrip('/')}/file/bot{token}/"
        self._request = Requests(MANY + 16)
        self._courtesies = Courtesies(self.call)
        self._trouble = ""
        self._paid = {"allow_paid_broadcast": True} if limits.paid else {}
        self.can = replace(
            Presence.look,
            caption=1000,
            keyboard=True,
            per_second=limits.per_second,
            # Of the second's worth that may come at once; the rest is for delays on the way.
            burst=max(1, int(limits.per_second / 2)),
            chat_per_second=1 / limits.chat_seconds if limits.chat_seconds else 0,
            chat_burst=3,
            room_per_second=1 / GROUP_SECONDS if limits.chat_seconds else 0,
            # What is in flight at a kill may come twice. At Telegram's own limits four are enough
            # for answers of 140 ms; without limits only more hide the way to the server.
            in_flight=4 if 0 < limits.per_second <= MODEST else MANY,
        )

    async def call(
        self, method: str, parameters: dict[str, Any], patience: float = ANSWER
    ) -> bytes:
        """The server's answer as it came, within so many seconds; raises TelegramError."""
        return await self._request.fetch(self._url + method, parameters, patience)

    async def close(self) -> None:
        await self._courtesies.close()
        await self._request.shutdown()

    # Hearing.

    async def listen(self, receive: Receive) -> None:
        """Hear until cancelled, as Telegram was told to speak to us."""
        self._courtesies.username = (
            await self._surely(self._asking("getMe"), _me)
        ).result.username
        if self._named:
            with contextlib.suppress(TryAgain):  # It is told again at the next start.
                await self._named(self._courtesies.username.encode())
        if self._webhook is None:
            await self._surely(self._asking("deleteWebhook"), bytes)
            await self._poll(receive)
        else:
            await self._surely(partial(self._set_webhook, self._webhook), bytes)
            await serve(self._webhook, lambda raw: self._one(raw, receive))

    async def _poll(self, receive: Receive) -> None:
        """An update is acknowledged by the poll after it was stored."""
        offset = 0
        while True:
            wanted = {"offset": offset, "timeout": POLL, "allowed_updates": ALLOWED}
            poll = partial(self.call, "getUpdates", wanted, POLL + ANSWER)
            found = await self._surely(poll, updates)
            reached = await self._all(found, receive)
            if reached is None and found:
                # The database is away: the same updates come again.
                await asyncio.sleep(SHORTEST)
            # What was acknowledged is, once a poll has come back; from then on nothing is asked to
            # be passed over: after a quiet week Telegram counts anew, perhaps from a lower number.
            offset = reached or (offset if found else 0)

    def _asking(self, method: str) -> Callable[[], Awaitable[bytes]]:
        return partial(self.call, method, {})

    async def _set_webhook(self, webhook: Webhook) -> bytes:
        wanted = {"url": webhook.address, "secret_token": webhook.secret}
        if not webhook.certificate:
            return await self.call("setWebhook", {**wanted, "allowed_updates": ALLOWED})
        shown = await asyncio.to_thread(Path(webhook.certificate).read_bytes)
        parameters = {**wanted, "allowed_updates": msgspec.json.encode(ALLOWED).decode()}
        upload = Upload(parameters, "certificate", "certificate.pem", PEM, shown)
        return await self._request.upload(f"{self._url}setWebhook", upload, ANSWER)

    async def _surely(
        self, asking: Callable[[], Awaitable[bytes]], read: Callable[[bytes], T]
    ) -> T:
        """What is read in the answer to a call that has to work, however long that takes."""
        wait = SHORTEST
        while True:
            try:
                answer = read(await asking())
            except (TelegramError, Unparsed, msgspec.DecodeError) as error:
                self._told(error)
                wait = REVOKED if isinstance(error, InvalidToken) else wait
                if isinstance(error, RetryAfter):
                    wait = max(wait, error.after.total_seconds())
                await asyncio.sleep(wait)
                wait = min(LONGEST, wait * 2)
            else:
                self._well()
                return answer

    async def _all(self, found: list[Raw], receive: Receive) -> int | None:
        """Hand over a batch; the offset up to which all of it is stored."""
        stored = await asyncio.gather(*(self._one(raw, receive) for raw in found))
        offset: int | None = None
        for raw, is_stored in zip(found, stored, strict=True):
            if not is_stored:
                break
            offset = max(offset or 0, number(raw) + 1)
        return offset

    async def _one(self, raw: bytes | Raw, receive: Receive) -> bool:
        """Whether an update is stored, or will never have to be."""
        try:
            update = parse(raw)
        except Unparsed as error:
            what: Received | None = SetAside(
                f"{PLATFORM} update {number(raw)}", PLATFORM, f"update {number(raw)}: {error}"
            )
        else:
            what = inbound(update)
            self._courtesies.begin(update)
        if what is None:
            return True
        try:
            await receive(what)
        except TryAgain:
            return False
        return True

    # Saying.

    async def send(self, address: str, message: Message, key: str) -> str:
        """Telegram has no name of ours for a message: one whose answer got lost may come twice."""
        try:
            if message.files:
                method, upload = file_request(address, message, message.files[0])
                answer = await self._request.upload(self._url + method, upload, UPLOADED)
            else:
                request = text_request(address, message) | self._paid
                answer = await self.call("sendMessage", request, SENT)
        except TelegramError as error:
            raise blame(error) from None
        try:
            return str(_sent(answer).result.message_id)
        except msgspec.DecodeError:
            # It was taken, whatever a proxy made of the answer: to say it again would double it.
            return ""

    async def fetch(self, ref: str, most: int) -> bytes:
        try:
            found = _file(await self.call("getFile", {"file_id": ref})).result
            if found.file_size > most or not found.file_path:
                raise Rejected("too large")
            return await self._request.download(self._files + found.file_path, most, FETCHED)
        except TelegramError as error:
            raise blame(error) from None
        except msgspec.DecodeError:
            raise ConnectionError("no answer that can be read") from None

    # Trouble, told once.

    def _told(self, error: Exception) -> None:
        kind = type(error).__name__
        if kind == self._trouble:
            return
        self._trouble = kind
        match error:
            case InvalidToken():
                log.error("Telegram does not accept the token; set telegram.token anew")
            case Conflict():
                log.error("another process polls with this token, or it has a webhook")
            case _:
                # Not its text, which may hold whatever a proxy on the way answered.
                log.warning("Telegram cannot be reached (%s), waiting for it", kind)

    def _well(self) -> None:
        if self._trouble:
            log.info("Telegram is reached again")
            self._trouble = ""
