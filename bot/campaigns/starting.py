"""What a campaign will say, whom it will reach, and how long that takes: to look at before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from dialogs.messages import Message
from dialogs.surveys.inviting import invitation
from dialogs.texts import LANGUAGES
from storage.recipients import Budget
from storage.store import Store

from ..config import Config
from ..facts import operator_values
from .hours import Hours, holidays, when_done, when_to_send
from .settings import Broadcast


class Prospect(Struct, frozen=True):
    """`recipients` by platform; it begins and is done at these times, if nothing else is sent."""

    texts: Mapping[str, Message]
    recipients: Counter[str]
    begin: datetime
    done: datetime


def prospect(
    store: Store, survey: str, config: Config, now: datetime, at_once: bool = False
) -> Prospect:
    """An invitation to a survey, as it would be if it was agreed to now; raises Unknown."""
    standing = store.surveys.standing(survey)
    asked = store.surveys.draft(survey, standing.version or standing.newest)
    operator = operator_values(config.operator)
    texts = {language: invitation(asked, language, operator) for language in LANGUAGES}
    settings = config.broadcast
    people = store.campaigns.recipients.count(survey, now, Budget(settings.invitations_a_week))
    begin = starts(now, config.zone, settings, at_once)
    hours = _hours(settings)
    done = when_done(begin, needed(people, config), config.zone, holidays(), hours)
    return Prospect(texts, people, begin, done)


def starts(now: datetime, zone: ZoneInfo, settings: Broadcast, at_once: bool = False) -> datetime:
    """When people may first be written to, after some time to think it over."""
    undo = timedelta(seconds=0 if at_once else settings.undo_seconds)
    return when_to_send(now + undo, zone, holidays(), _hours(settings))


def needed(people: Mapping[str, int], config: Config) -> timedelta:
    """How long so many messages take; platforms send beside each other."""
    rates = {"telegram": config.telegram.pace, "matrix": config.matrix.pace}
    seconds = [
        number / rate for platform, number in people.items() if (rate := rates.get(platform, 0))
    ]
    return timedelta(seconds=max(seconds, default=0))


def _hours(settings: Broadcast) -> Hours:
    return Hours(settings.earliest, settings.latest, settings.rest_days)
