"""What an organiser wants sent, put together from the answers to the questions about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from dialogs.organising.sending import ANY, PLACES, WANTED
from dialogs.places import WHOLE
from dialogs.surveys.audience import FEWEST_DRAWN, Audience
from dialogs.texts import LANGUAGES
from dialogs.world import Barred

MORNING = time(9)
"""When a sending begins of which only the day was said."""
LATEST_DAYS = 90
ANSWERED, UNANSWERED = "+", "-"
"""What the name of an earlier survey begins with."""
_KEYS = {choice.value for choice in PLACES}


class Wanted(Struct, frozen=True):
    """`start`: not before then."""

    group: str
    survey: str
    audience: Audience
    start: datetime | None = None


def from_answers(answers: Mapping[str, Any], zone: ZoneInfo, now: datetime, seed: str) -> Wanted:
    """Raises Barred where that makes no sense: answers may come from anywhere."""
    places = tuple(answers["places"])
    language = str(answers.get("language") or ANY)
    sample, earlier = int(answers.get("sample") or 0), str(answers.get("earlier") or "")
    kind, name = earlier[:1], earlier[1:]
    known = set(places) <= _KEYS and language in (ANY, *LANGUAGES)
    if not known or not places or (sample and sample < FEWEST_DRAWN):
        raise Barred
    audience = Audience(
        () if WHOLE in places else places,
        "" if language == ANY else language,
        sample,
        seed if sample else "",
        name if kind == ANSWERED else "",
        name if kind == UNANSWERED else "",
    )
    start = _morning(str(answers.get("date") or ""), zone, now)
    return Wanted(str(answers["group"]), str(answers["survey"]), audience, start)


def from_fact(told: str, zone: ZoneInfo, now: datetime) -> Wanted:
    """The same from the name of a fact about those answers."""
    values: dict[str, Any] = dict(zip(WANTED.split(), told.split("|"), strict=False))
    values["places"] = [key for key in values.get("places", "").split(",") if key]
    return from_answers(values, zone, now, "")


def _morning(day: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    if not day:
        return None
    start = datetime.combine(date.fromisoformat(day), MORNING, zone).astimezone(UTC)
    if (start - now).days >= LATEST_DAYS or start < now.replace(hour=0, minute=0):
        raise Barred("too_late")
    return start
