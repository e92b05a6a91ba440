"""Answers that say when something happens, or until when it goes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from ..answers import Asking, Draft, Kind, Unclear, Understood
from ..events import Event
from ..events.event import ZONE
from ..events.wording import when
from ..markup import Rich
from ..messages import Heard, Option, Press, Words
from ..texts import load
from ..times import ALL_DAY, Spoken, read

T = load("event_writing")
_BARE = re.compile(r"\s*\d{1,2}(\s*(-|–|bis)\s*\d{1,2})?\s*")


class When(Kind, frozen=True, tag="when"):
    """First and last day, start and end as ISO, empty where nobody said; start may be `all`.

    The draft holds the same, with commas, while the day or the hour is missing.
    """

    def options(self, languages: tuple[str, ...], draft: tuple[str, ...]) -> tuple[Option, ...]:
        lacks_hour = bool(draft) and kept(draft).first is not None
        return (Option(ALL_DAY, T["all_day"].raw(languages)),) if lacks_hour else ()

    def instruction(self, asking: Asking) -> Rich:
        if not asking.draft:
            return T["when_how"].fill(asking.languages)
        lacks_hour = kept(asking.draft).first is not None
        return T["when_hour" if lacks_hour else "when_day"].fill(asking.languages)

    def read(self, heard: Heard, asking: Asking) -> Draft | Understood:
        match heard:
            case Press(value=value) if any(o.value == value for o in asking.options):
                said = Spoken(all_day=True)
            case Words(text=text):
                # Who was asked for the hour alone may answer with a number alone.
                alone = kept(asking.draft).first is not None and _BARE.fullmatch(text)
                said = read(f"um {text}" if alone else text, asking.today)
            case _:
                raise Unclear("want_when")
        known = kept(asking.draft).joined(said)
        if not known.is_whole:
            return Draft((",".join(as_answer(known)),))
        return Understood(as_answer(known), _echo(known, asking))

    def words(self, answer: Any, languages: tuple[str, ...]) -> str:
        return " ".join(part for part in answer if part and part != ALL_DAY)


class Until(Kind, frozen=True, tag="until"):
    """An hour of the clock, `20:00`."""

    def instruction(self, asking: Asking) -> Rich:
        return T["ends_how"].fill(asking.languages)

    def read(self, heard: Heard, asking: Asking) -> str:
        match heard:
            case Words(text=text):
                said = read(f"um {text.strip().removeprefix('bis ')}", asking.today)
                if said.start is not None and said.first is None:
                    return said.start.strftime("%H:%M")
        raise Unclear("want_when")


def kept(draft: Sequence[str]) -> Spoken:
    """What was said before the question was asked back."""
    return spoken(draft[0].split(",")) if draft else Spoken()


def spoken(answer: Sequence[str]) -> Spoken:
    """What an answer says."""
    first, last, start, end = answer
    return Spoken(
        date.fromisoformat(first) if first else None,
        date.fromisoformat(last) if last else None,
        time.fromisoformat(start) if start not in ("", ALL_DAY) else None,
        time.fromisoformat(end) if end else None,
        start == ALL_DAY,
    )


def as_answer(said: Spoken) -> tuple[str, ...]:
    start = ALL_DAY if said.all_day else f"{said.start:%H:%M}" if said.start is not None else ""
    end = f"{said.end:%H:%M}" if said.end is not None else ""
    first, last = (day.isoformat() if day else "" for day in (said.first, said.last))
    return (first, last, start, end)


def _echo(said: Spoken, asking: Asking) -> Rich:
    """What was understood; raises Unclear where no clock or calendar can show it."""
    start, end, all_day = said.span(ZoneInfo(ZONE))
    told = when(Event("", start, end, all_day=all_day), asking.languages[0], asking.today)
    return T["understood"].fill(asking.languages, text=told)
