"""python-telegram-bot's way to make requests, on aiohttp and with answers left as bytes.

Its own client needs 1–2 ms for a message and decodes answers that nobody looks at; its mapping of
answers to errors is what is wanted.
"""

from __future__ import annotations

from typing import Any, cast

import aiohttp
import msgspec
from msgspec import Struct
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

__all__ = ["ANSWER", "AiohttpRequest", "NotSent", "TelegramError"]

CONNECT, ANSWER = 10.0, 20.0
"""Seconds for a connection, and for an answer."""


class NotSent(NetworkError):
    """The server never got the request."""


class Call(Struct, frozen=True):
    """The parameters of a call as JSON, in the place of the library's RequestData.

    What the library makes of parameters costs more than all the rest of a request.
    """

    body: bytes


class AiohttpRequest(BaseRequest):
    """One session with connections that are kept open."""

    def __init__(self, connections: int = 16) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return ANSWER

    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=60)
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def fetch(self, url: str, parameters: dict[str, Any], patience: float) -> bytes:
        """The server's answer within so many seconds; raises TelegramError."""
        call = cast(RequestData, Call(msgspec.json.encode(parameters)))
        return await self._request_wrapper(url, "POST", call, read_timeout=patience)

    async def do_request(  # noqa: PLR0913, PLR0917 - the parameters are the library's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        await self.initialize()
        assert self._session is not None
        whole = read_timeout if isinstance(read_timeout, (int, float)) else ANSWER
        timeout = aiohttp.ClientTimeout(
            total=whole + CONNECT, sock_connect=CONNECT, sock_read=whole
        )
        try:
            async with self._session.request(
                method, url, timeout=timeout, allow_redirects=False, **_body(request_data)
            ) as answer:
                return answer.status, await answer.read()
        except aiohttp.ClientConnectorError as error:
            # Not the text of the error: it may hold the address, and that the token.
            raise NotSent(f"no connection ({type(error.os_error).__name__})") from None
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"the connection broke ({type(error).__name__})") from None


def _body(data: RequestData | Call | None) -> dict[str, Any]:
    if isinstance(data, Call):
        return {"data": data.body, "headers": {"Content-Type": "application/json"}}
    if data is None:
        return {}
    if not data.multipart_data:
        return {"data": data.json_payload, "headers": {"Content-Type": "application/json"}}
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return {"data": form}
