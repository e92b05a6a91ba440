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
from storage.recipients import Aim
from storage.store import Store

from ..config import Config, Operator
from .hours import Hours, holidays, when_done, when_to_send
from .settings import Broadcast


class Prospect(Struct, frozen=True):
    """`recipients` by platform; it begins and is done at these times, if nothing else is sent."""

    texts: Mapping[str, Message]
    recipients: Counter[str]
    begin: datetime
    done: datetime


def prospect(
    store: Store, aim: Aim, config: Config, now: datetime, at_once: bool = False
) -> Prospect:
    """An invitation as it would be if it was agreed to now; raises Unknown."""
    texts = invitations(store, aim.survey, config.operator)
    budget = store.limits.budget(config.broadcast.invitations_a_week)
    people = store.campaigns.recipients.count(aim, now, budget)
    begin = starts(now, config.zone, config.broadcast, at_once)
    return Prospect(texts, people, begin, ends(begin, people, config))


def invitations(
    store: Store, survey: str, operator: Operator, reminds: bool = False
) -> dict[str, Message]:
    """What people read of a survey, by language; raises Unknown."""
    standing = store.surveys.standing(survey)
    asked = store.surveys.draft(survey, standing.version or standing.newest)
    values = operator.values()
    return {language: invitation(asked, language, values, reminds) for language in LANGUAGES}


def starts(now: datetime, zone: ZoneInfo, settings: Broadcast, at_once: bool = False) -> datetime:
    """When people may first be written to, after some time to think it over."""
    undo = timedelta(seconds=0 if at_once else settings.undo_seconds)
    return in_peace(now + undo, zone, settings)


def in_peace(when: datetime, zone: ZoneInfo, settings: Broadcast) -> datetime:
    """The first moment from then on at which nobody is disturbed."""
    return when_to_send(when, zone, holidays(), _hours(settings))


def ends(begin: datetime, people: Mapping[str, int], config: Config) -> datetime:
    """When so many have been written to."""
    hours = _hours(config.broadcast)
    return when_done(begin, needed(people, config), config.zone, holidays(), hours)


def needed(people: Mapping[str, int], config: Config) -> timedelta:
    """How long so many messages take; platforms send beside each other."""
    known = config.platforms
    seconds = [
        number / known[name].pace
        for name, number in people.items()
        if name in known and known[name].pace
    ]
    return timedelta(seconds=max(seconds, default=0))


def _hours(settings: Broadcast) -> Hours:
    return Hours(settings.earliest, settings.latest, settings.rest_days)
