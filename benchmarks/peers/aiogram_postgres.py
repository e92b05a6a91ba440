"""A survey bot with aiogram and SQLAlchemy's ORM on PostgreSQL, one session a message.

    BOT_TOKEN=… BOT_API=http://127.0.0.1:8081 DATABASE_URL=postgresql+asyncpg://localhost/bot \
        python -m benchmarks.peers.aiogram_postgres
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from os import environ
from typing import Any

from aiogram import BaseMiddleware, Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import KeyboardButton, Message, ReplyKeyboardMarkup, TelegramObject, User
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from .tables import Base, turn

router = Router()


class SessionMiddleware(BaseMiddleware):
    """Gives each message a session of its own."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self.sessions = sessions

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        async with self.sessions() as session:
            data["session"] = session
            return await handler(event, data)


@router.message(F.text)
async def said(message: Message, session: AsyncSession, event_from_user: User) -> None:
    reply = await turn(session, event_from_user.id, message.text or "")
    rows = [[KeyboardButton(text=label)] for label in reply.labels]
    keyboard = ReplyKeyboardMarkup(keyboard=rows, resize_keyboard=True)
    await message.answer(reply.text, reply_markup=keyboard)


async def main() -> None:
    engine = create_async_engine(environ["DATABASE_URL"])
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    api = TelegramAPIServer.from_base(environ["BOT_API"])
    bot = Bot(environ["BOT_TOKEN"], session=AiohttpSession(api=api))
    dispatcher = Dispatcher()
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    dispatcher.message.middleware(SessionMiddleware(sessions))
    dispatcher.include_router(router)
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main())
