"""Files to Telegram and from it, by aiohttp: it is loaded with the first of them."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

import aiohttp

from .connections import CONNECT
from .errors import BadRequest, NetworkError, NotSent, TelegramError, TimedOut
from .upload import Upload


class Files:
    """One session with connections that are kept open."""

    def __init__(self) -> None:
        self._session = aiohttp.ClientSession()

    async def close(self) -> None:
        await self._session.close()
        await asyncio.sleep(0)  # the loop lets go of them at its next round

    async def upload(self, url: str, upload: Upload, patience: float) -> tuple[int, bytes]:
        """Status and answer within so many seconds; raises NetworkError."""
        timeout = aiohttp.ClientTimeout(
            total=patience + CONNECT, sock_connect=CONNECT, sock_read=patience
        )
        try:
            async with self._session.post(
                url, timeout=timeout, allow_redirects=False, data=_form(upload)
            ) as answer:
                return answer.status, await answer.read()
        except aiohttp.ClientConnectorError as error:
            # Not the text of the error: it may hold the address, and that the token.
            raise NotSent(f"no connection ({type(error.os_error).__name__})") from None
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"the connection broke ({type(error).__name__})") from None

    async def download(self, url: str, most: int, patience: float) -> bytes:
        """What is at an address, if it is no more than so many bytes; raises TelegramError."""
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
            raise NetworkError(f"the connection broke ({type(error).__name__})") from None


def _form(upload: Upload) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in upload.parameters.items():
        form.add_field(name, value)
    form.add_field(upload.field, upload.content, filename=upload.name, content_type=upload.type)
    return form


def _refused(status: int) -> TelegramError:
    """Why a file is not given out: for good, or just now."""
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return NetworkError(f"status {status}")
    return BadRequest(f"status {status}")
