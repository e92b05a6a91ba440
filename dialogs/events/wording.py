"""How the days, times and particulars of an event are put into words (requirement E10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from ..markup import Rich, Span, Value, glue, plain
from ..texts import chain, load, locale
from .event import Event

W = load("event")
TOPIC = load("topics")
_DAYS = {"en": "EEEE d MMMM"}
_SHORT = {"en": "E d MMM"}


@lru_cache(maxsize=4000)
def written_day(day: date, language: str, year: bool = False) -> str:
    """Samstag, 14. März; with the year where that is not to be expected."""
    form = _DAYS.get(language, "EEEE, d. MMMM") + (" y" if year else "")
    return format_date(day, form, locale=locale(language))


@lru_cache(maxsize=4000)
def short_day(day: date, language: str) -> str:
    """Sa, 14.3., for buttons."""
    return format_date(day, _SHORT.get(language, "EEE d.M."), locale=locale(language)).replace(
        ". ", " ", 1
    )


def clock(at: datetime, zone: str, language: str) -> str:
    """18 Uhr, 18:30 Uhr."""
    local = at.astimezone(ZoneInfo(zone))
    form = (
        "H" if local.minute == 0 and language != "en" else "HH:mm" if language == "en" else "H:mm"
    )
    time = format_time(local.time(), form, locale=locale(language))
    return W["clock"].raw(chain(language)).replace("{time}", time)


def when(event: Event, language: str, today: date) -> str:
    """Samstag, 14. März, 18 Uhr bis 20 Uhr."""
    languages = chain(language)
    first, last = event.first_day, event.last_day
    begin = written_day(first, language, first.year != today.year)
    end = written_day(last, language, last.year != today.year)
    if event.kind == "procedure":
        return W["until"].raw(languages).replace("{end}", end)
    if event.all_day:
        return begin if first == last else _span(begin, end, languages)
    begin = f"{begin}, {clock(event.start, event.zone, language)}"
    if event.end is None:
        return begin
    at = clock(event.end, event.zone, language)
    ends_that_day = event.end.astimezone(ZoneInfo(event.zone)).date() == first
    return _span(begin, at if ends_that_day else f"{end}, {at}", languages)


def particulars(
    event: Event,
    language: str,
    today: date,
    coming: int = 0,
    sources: Sequence[tuple[str, str]] = (),
) -> Mapping[str, Value]:
    """What there is to tell of an event, by the names that texts use."""
    languages = chain(language)
    unknown = W["unknown"].raw(languages)
    notes = [W[event.status].fill(languages)] if event.status != "planned" else []
    if event.gone:
        notes = [W["gone"].fill(languages, source=event.gone)]
    more = [plain(event.summary)] if event.summary else []
    people = W["coming"].fill(languages, number=coming) if coming else ()
    if event.capacity:
        people = W["coming_of"].fill(languages, number=coming, capacity=event.capacity)
    links = _links(event, sources)
    return {
        "title": event.title,
        "note": glue([(), *notes], "") if notes else (),
        "when": when(event, language, today),
        "where": event.place or unknown,
        "organiser": event.organiser or unknown,
        "price": event.price or unknown,
        "language": event.language or unknown,
        "access": W[f"access_{event.access or 'unknown'}"].raw(languages),
        "topics": ", ".join(TOPIC[t].raw(languages) for t in event.topics) or unknown,
        "more": glue([plain(" "), *([people] if people else []), *more, *links], "\n\n"),
    }


def page(
    event: Event,
    language: str,
    today: date,
    coming: int = 0,
    sources: Sequence[tuple[str, str]] = (),
) -> Rich:
    """All that is told of an event; a procedure has neither price nor steps."""
    text = W["procedure" if event.kind == "procedure" else "shown"]
    return text.fill(chain(language), **particulars(event, language, today, coming, sources))


def _links(event: Event, sources: Sequence[tuple[str, str]]) -> list[Rich]:
    """Where to read more: the event's own page, and each source that tells of it."""
    found = {event.link: event.link} if event.link else {}
    for name, link in sources:
        if link and link not in found:
            found[link] = f"{name}: {link}"
    lines = [(Span(text, link=link),) for link, text in found.items()]
    others = [name for name, link in sources if not link and name]
    if len(sources) > 1 and others:
        lines.append(plain(" · ".join(dict.fromkeys(others))))  # type: ignore[arg-type]
    return [glue(lines, "\n")] if lines else []


def _span(begin: str, end: str, languages: tuple[str, ...]) -> str:
    return W["span"].raw(languages).replace("{begin}", begin).replace("{end}", end)
