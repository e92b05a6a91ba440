"""Calls to the Bot API, with answers left as bytes and refusals as errors."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import msgspec

from .connections import Broken, Connections, NoConnection
from .errors import NetworkError, NotSent, TimedOut, refusal
from .upload import Upload

if TYPE_CHECKING:
    from .files import Files

ANSWER = 20.0
"""Seconds for an answer."""
_encode = msgspec.json.Encoder().encode


class Requests:
    """So many connections at most that are kept open, and others for files."""

    def __init__(self, connections: int = 16) -> None:
        self._connections = Connections(connections)
        self._files: Files | None = None

    async def shutdown(self) -> None:
        await self._connections.close()
        if self._files is not None:
            await self._files.close()
            self._files = None

    async def fetch(self, url: str, parameters: dict[str, Any], patience: float) -> bytes:
        """The server's answer within so many seconds; raises TelegramError."""
        try:
            answer = await self._connections.post(url, _encode(parameters), patience)
        except NoConnection as error:
            raise NotSent(f"no connection ({error})") from None
        except TimeoutError:
            raise TimedOut from None
        except Broken as error:
            raise NetworkError(f"the connection broke ({error})") from None
        return _taken(*answer)

    async def upload(self, url: str, upload: Upload, patience: float) -> bytes:
        """The same for a call with a file."""
        return _taken(*await self._with_files().upload(url, upload, patience))

    async def download(self, url: str, most: int, patience: float) -> bytes:
        """What is at an address, if it is no more than so many bytes; raises TelegramError."""
        return await self._with_files().download(url, most, patience)

    def _with_files(self) -> Files:
        if self._files is None:
            # Seven megabytes that a bot without files has no use for.
            from .files import Files  # noqa: PLC0415

            self._files = Files()
        return self._files


def _taken(status: int, answer: bytes) -> bytes:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return answer
    raise refusal(status, answer)
