"""A survey bot with aiogram's finite state machine, all of it in Redis.

    BOT_TOKEN=… BOT_API=http://127.0.0.1:8081 REDIS_URL=redis://localhost:6379/0 \
        python -m benchmarks.peers.aiogram_redis

Durable on a Redis with `appendonly yes` and `appendfsync always`.
"""

from __future__ import annotations

import asyncio
import json
from os import environ

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.types import KeyboardButton, Message, ReplyKeyboardMarkup, User
from redis.asyncio import Redis

from . import wording

router = Router()


class Talk(StatesGroup):
    consent = State()
    menu = State()
    opening = State()
    review = State()
    may_write = State()


class Question(StatesGroup):
    field = State()
    mobility = State()
    confidence = State()
    district = State()
    wish = State()


def keyboard(*labels: str) -> ReplyKeyboardMarkup:
    rows = [[KeyboardButton(text=label)] for label in labels]
    return ReplyKeyboardMarkup(keyboard=rows, resize_keyboard=True)


@router.message(CommandStart())
async def start(message: Message, state: FSMContext) -> None:
    if (await state.get_data()).get("consented"):
        await state.set_state(Talk.menu)
        await message.answer(wording.MENU, reply_markup=keyboard(*wording.CHOICES))
    else:
        await state.set_state(Talk.consent)
        await message.answer(wording.HELLO, reply_markup=keyboard(*wording.CONSENT))


@router.message(Talk.consent, F.text == wording.CONSENT[0])
@router.message(Talk.menu, F.text == wording.TITLE)
async def opening(message: Message, state: FSMContext) -> None:
    await state.update_data(consented=True, answers={})
    await state.set_state(Talk.opening)
    labels = [*wording.JOIN, *wording.CONTROLS[2:]]
    await message.answer(wording.OPENING, reply_markup=keyboard(*labels))


@router.message(Talk.opening, F.text == wording.JOIN[0])
async def join(message: Message, state: FSMContext) -> None:
    await state.set_state(Question.field)
    await ask(message, "field", {})


async def ask(message: Message, question: str, answers: dict[str, str]) -> None:
    labels = [*wording.labels(question), *wording.CONTROLS]
    await message.answer(wording.ask(question, answers), reply_markup=keyboard(*labels))


@router.message(StateFilter(Question), F.text)
async def answer(message: Message, state: FSMContext, raw_state: str) -> None:
    question, said = raw_state.partition(":")[2], message.text or ""
    if not wording.fits(question, said):
        await message.answer(wording.UNCLEAR)
        return
    answers = (await state.get_data())["answers"] | {question: said}
    await state.update_data(answers=answers)
    if (after := wording.following(question, answers)) is not None:
        await state.set_state(f"Question:{after}")
        await ask(message, after, answers)
    else:
        await state.set_state(Talk.review)
        labels = [*wording.SEND, *wording.CONTROLS]
        await message.answer(wording.review(answers), reply_markup=keyboard(*labels))


@router.message(Talk.review, F.text == wording.SEND[0])
async def submit(message: Message, state: FSMContext, redis: Redis, event_from_user: User) -> None:
    data = await state.get_data()
    await redis.hset("ballots:erwartungen", str(event_from_user.id), json.dumps(data["answers"]))
    if data.get("asked_to_write"):
        await state.set_state(Talk.menu)
        await message.answer(wording.THANKS, reply_markup=keyboard("Menü"))
    else:
        await state.set_state(Talk.may_write)
        await message.answer(wording.MAY_WRITE, reply_markup=keyboard(*wording.WRITE))


@router.message(Talk.may_write, F.text.in_(wording.WRITE))
async def may_write(message: Message, state: FSMContext) -> None:
    await state.update_data(asked_to_write=True, may_write=message.text == wording.WRITE[0])
    await state.set_state(Talk.menu)
    await message.answer(wording.NOTED, reply_markup=keyboard("Menü"))


@router.message()
async def unclear(message: Message) -> None:
    await message.answer(wording.UNCLEAR)


async def main() -> None:
    redis = Redis.from_url(environ["REDIS_URL"])
    api = TelegramAPIServer.from_base(environ["BOT_API"])
    bot = Bot(environ["BOT_TOKEN"], session=AiohttpSession(api=api))
    dispatcher = Dispatcher(storage=RedisStorage(redis), redis=redis)
    dispatcher.include_router(router)
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main())
