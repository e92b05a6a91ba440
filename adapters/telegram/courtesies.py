"""What is nice to have and never waited for: thanks for a press, a link in a group."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from .errors import RetryAfter, TelegramError
from .groups import answer
from .requests import chosen
from .updates import CallbackQuery, Update

AT_ONCE = 64
"""Courtesies under way; what is more is left out."""

GROUP_SECONDS = 6.0
"""Seconds between two messages to a group; announcements have as many of twenty a minute."""

Call = Callable[[str, dict[str, Any]], Awaitable[bytes]]


class Courtesies:
    """Begun before a turn is taken, and lost if the process dies; no answer depends on them."""

    def __init__(self, call: Call) -> None:
        """`call` makes a call of the Bot API; raises TelegramError."""
        self.username = ""
        self._call = call
        self._under_way: set[asyncio.Task[None]] = set()
        self._no_edits_until = 0.0
        self._quiet: dict[int, float] = {}

    def begin(self, update: Update) -> None:
        """End the clock on a pressed button and show the choice; in groups, say where to go."""
        if len(self._under_way) >= AT_ONCE:
            return
        work: Coroutine[Any, Any, None]
        if press := update.callback_query:
            work = self._thank(press)
        elif (link := answer(update, self.username)) and self._may_say(link["chat_id"]):
            work = self._say(link)
        else:
            return
        task = asyncio.create_task(self._do(work))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def close(self) -> None:
        """Leave off what is under way."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _do(self, work: Coroutine[Any, Any, None]) -> None:
        """What fails of it is not worth a word; where the server has enough, edits stop first."""
        loop = asyncio.get_running_loop()
        try:
            await work
        except RetryAfter as error:
            self._no_edits_until = loop.time() + error.after.total_seconds()
        except TelegramError:
            return

    def _may_say(self, group: int) -> bool:
        """Not more often than a group allows, however often somebody there calls the bot."""
        now = asyncio.get_running_loop().time()
        self._quiet = {one: until for one, until in self._quiet.items() if until > now}
        if group in self._quiet:
            return False
        self._quiet[group] = now + GROUP_SECONDS
        return True

    async def _say(self, request: dict[str, Any]) -> None:
        await self._call("sendMessage", request)

    async def _thank(self, press: CallbackQuery) -> None:
        with contextlib.suppress(RetryAfter):
            await self._call("answerCallbackQuery", {"callback_query_id": press.id})
        message = press.message
        if message is None or message.reply_markup is None or not message.text:
            return
        labels = [
            button.text
            for row in message.reply_markup.inline_keyboard
            for button in row
            if button.callback_data == press.data
        ]
        if labels and asyncio.get_running_loop().time() >= self._no_edits_until:
            edit = chosen(message.text, message.entities, labels[0])
            at = {"chat_id": message.chat.id, "message_id": message.message_id}
            await self._call("editMessageText", at | edit)
