"""python-telegram-bot's way to make requests, with answers left as bytes.

Its own client needs 1–2 ms for a message and decodes answers that nobody looks at; its mapping of
answers to errors is what is wanted. Files go by aiohttp.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, cast

import aiohttp
import msgspec
from msgspec import Struct
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from .connections import CONNECT, Broken, Connections, NoConnection

__all__ = ["ANSWER", "AiohttpRequest", "NotSent", "TelegramError", "Upload"]

ANSWER = 20.0
"""Seconds for an answer."""


class NotSent(NetworkError):
    """The server never got the request."""


class Call(Struct, frozen=True):
    """The parameters of a call as JSON, in the place of the library's RequestData.

    What the library makes of parameters costs more than all the rest of a request.
    """

    body: bytes


class Upload(Struct, frozen=True):
    """The parameters of a call that brings a file along, under the parameter `field`."""

    parameters: dict[str, str]
    field: str
    name: str
    type: str
    content: bytes


class AiohttpRequest(BaseRequest):
    """Connections that are kept open, and a session for files."""

    def __init__(self, connections: int = 16) -> None:
        self._connections = Connections(connections)
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return ANSWER

    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession()

    async def shutdown(self) -> None:
        await self._connections.close()
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def fetch(self, url: str, parameters: dict[str, Any], patience: float) -> bytes:
        """The server's answer within so many seconds; raises TelegramError."""
        call = cast(RequestData, Call(msgspec.json.encode(parameters)))
        return await self._request_wrapper(url, "POST", call, read_timeout=patience)

    async def upload(self, url: str, upload: Upload, patience: float) -> bytes:
        """The same for a call with a file."""
        call = cast(RequestData, upload)
        return await self._request_wrapper(url, "POST", call, read_timeout=patience)

    async def download(self, url: str, most: int, patience: float) -> bytes:
        """What is at an address, if it is no more than so many bytes; raises TelegramError."""
        await self.initialize()
        assert self._session is not None
        timeout = aiohttp.ClientTimeout(total=patience, sock_connect=CONNECT)
        try:
            async with self._session.get(url, timeout=timeout, allow_redirects=False) as answer:
                if answer.status != HTTPStatus.OK:
                    raise _refused(answer.status)
                content = bytearray()
                async for part in answer.content.iter_chunked(2**16):
                    content += part
                    if len(content) > most:
                        raise BadRequest("the file is larger than it was said to be")
                return bytes(content)
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            # Not the text of the error: it may hold the address, and that the token.
            raise NetworkError(f"the connection broke ({type(error).__name__})") from None

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
        whole = read_timeout if isinstance(read_timeout, (int, float)) else ANSWER
        if isinstance(request_data, Call):
            return await self._post(url, request_data.body, whole)
        await self.initialize()
        assert self._session is not None
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

    async def _post(self, url: str, body: bytes, patience: float) -> tuple[int, bytes]:
        try:
            return await self._connections.post(url, body, patience)
        except NoConnection as error:
            raise NotSent(f"no connection ({error})") from None
        except TimeoutError:
            raise TimedOut from None
        except Broken as error:
            raise NetworkError(f"the connection broke ({error})") from None


def _refused(status: int) -> TelegramError:
    """Why a file is not given out: for good, or just now."""
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return NetworkError(f"status {status}")
    return BadRequest(f"status {status}")


def _body(data: RequestData | Upload | None) -> dict[str, Any]:
    if isinstance(data, Upload):
        form = aiohttp.FormData()
        for name, value in data.parameters.items():
            form.add_field(name, value)
        form.add_field(data.field, data.content, filename=data.name, content_type=data.type)
        return {"data": form}
    if data is None:
        return {}
    if not data.multipart_data:
        return {"data": data.json_payload, "headers": {"Content-Type": "application/json"}}
    raise NotImplementedError("files are sent as Upload")
