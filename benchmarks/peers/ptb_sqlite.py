"""A survey bot with python-telegram-bot and SQLAlchemy's ORM on SQLite.

    BOT_TOKEN=… BOT_API=http://127.0.0.1:8081 DATABASE_URL=sqlite+aiosqlite:///bot.db \
        python -m benchmarks.peers.ptb_sqlite
"""

from __future__ import annotations

from os import environ
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from telegram import ReplyKeyboardMarkup, Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from .tables import Base, turn

# SQLite has one writer: to wait for the connection is better than "database is locked".
engine = create_async_engine(environ["DATABASE_URL"], pool_size=1, max_overflow=0)
sessions = async_sessionmaker(engine, expire_on_commit=False)


@event.listens_for(engine.sync_engine, "connect")
def write_ahead(connection: Any, _: Any) -> None:
    """Readers and a writer do not wait for each other; each commit is synced (the default)."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.close()


async def said(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    assert update.effective_user is not None
    async with sessions() as session:
        reply = await turn(session, update.effective_user.id, update.message.text or "")
    keyboard = ReplyKeyboardMarkup([[label] for label in reply.labels], resize_keyboard=True)
    await update.message.reply_text(reply.text, reply_markup=keyboard)


async def prepare(_: Any) -> None:
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)


def main() -> None:
    application = (
        Application.builder()
        .token(environ["BOT_TOKEN"])
        .base_url(f"{environ['BOT_API']}/bot")
        .concurrent_updates(True)
        .post_init(prepare)
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT, said))
    application.run_polling()


if __name__ == "__main__":
    main()
