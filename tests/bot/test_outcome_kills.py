"""Those who took part hear what came of it from a real process that is killed again and again."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from dialogs.surveys.outcome import outcome
from dialogs.texts import LANGUAGES
from storage.ballots import Ballot
from storage.chats import Place
from storage.store import Store
from storage.tables import followers, outbox, told
from tests.audience import ANY_TIME, agree, opened
from tests.bot.test_broadcast import FIRST, Audience, over
from tests.bot.test_telegram import IN_FLIGHT, SURVEY, folder, telegram
from tests.process import Bot

__all__ = ["folder"]
PEOPLE, KILLS = 120, 5


def answered(bot: Bot, people: range) -> None:
    """These people take part; the survey is closed, and they are to hear of it."""

    def work(store: Store) -> None:
        now, places = datetime.now(UTC), [Place("telegram", str(one), "de") for one in people]
        version = store.surveys.standing(SURVEY).version
        for chat in store.chats.at(places, now).values():
            store.ballots.cast(Ballot(SURVEY, version, {}), chat.participant, now)

    def close(store: Store) -> None:
        now = datetime.now(UTC)
        store.surveys.close(SURVEY, now)
        survey = store.surveys.definition(SURVEY, store.surveys.standing(SURVEY).version)
        texts = {lang: outcome(survey, lang, "Viele.", {"de": "Ja."}) for lang in LANGUAGES}
        store.campaigns.tell_result(SURVEY, texts, now, now)

    with opened(bot) as database:
        database.do(work)
        database.do(close)


@pytest.mark.chaos
async def test_killed_five_times_exactly_those_who_answered_hear_of_it(folder: Path) -> None:
    dice = random.Random(PEOPLE)
    async with telegram(folder, "polling") as (server, bot):
        bot.env |= {f"REVIERSTIMME_{name}": value for name, value in ANY_TIME.items()}
        audience, others = Audience(server, PEOPLE), range(FIRST + PEOPLE, FIRST + PEOPLE + 50)
        agree(bot, [*audience.people, *others])
        answered(bot, audience.people)
        for _ in range(KILLS):
            await bot.start()
            more = len(audience.told) + dice.randint(1, PEOPLE // (KILLS + 1))
            await audience.until(min(more, PEOPLE))
            await bot.kill()
        await bot.start()
        await audience.until(PEOPLE)
        await over(bot)
        await bot.stop()
        assert set(audience.told) == set(audience.people)
        assert audience.repeated <= KILLS * IN_FLIGHT
        with opened(bot) as database, database.engine.connect() as connection:
            (campaign,) = database.look(lambda store: store.campaigns.all())
            assert (campaign.kind, campaign.state, campaign.sent) == ("result", "done", PEOPLE)
            left = select(outbox).where(outbox.c.campaign.is_not(None))
            for query in (select(followers), select(told), left):
                assert connection.execute(query).all() == []
