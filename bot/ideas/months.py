"""What happened to ideas in a month: drafts for organisers on the first day of the next one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_date

from dialogs.markup import Rich, glue, plain
from dialogs.messages import OFFER, Message, Option
from dialogs.organising.roles import EVERYBODY, Role
from dialogs.places.region import DISTRICTS, STATES
from dialogs.surveys.reached import place
from dialogs.texts import LANGUAGES, chain, load, locale, shortened
from storage.idea_handling import Change
from storage.idea_months import Item, Month
from storage.store import Store

from .telling import T as IDEAS
from .telling import state

T, DESK = load("idea_months"), load("idea_months_desk")
ENOUGH = 3
"""Ideas of a district from which on it is told by itself, and not with its Land."""
MOST = 12
"""Ideas in one message."""
_SHORT = 80
_LAND, _DISTRICT = 2, 5


def prepare(store: Store, now: datetime, zone: ZoneInfo, due: datetime) -> None:
    """Draft the month that is over, once, and tell those who can release it."""
    begin, end = _month_before(now, zone)
    period = begin.strftime("%Y-%m")
    if not store.retention.first_time("idea-months", period, now):
        return
    store.idea_months.expire(period, _month_before(begin, zone)[0].strftime("%Y-%m"))
    for region, changes in _regions(store.idea_months.changed(begin, end)).items():
        places = _places(region, changes.districts)
        id = store.idea_months.draft(period, region, places, changes.all)
        _tell(store, store.idea_months.get(id), due)


class _Changes(NamedTuple):
    """Those of a region, and which districts are told by themselves."""

    all: Sequence[Change]
    districts: frozenset[str]


def _regions(changed: Iterable[tuple[Change, str]]) -> Mapping[str, _Changes]:
    """Districts that have enough, and Länder for the others; what has no place goes to all."""
    by_district: dict[str, list[Change]] = defaultdict(list)
    for change, region in changed:
        by_district[region[:_DISTRICT] if region[:_LAND] in STATES else ""].append(change)
    everywhere = by_district.pop("", [])
    own = frozenset(name for name, some in by_district.items() if len(some) >= ENOUGH)
    found = {name: by_district[name] for name in sorted(own)}
    for land in STATES:
        small = [c for name, some in by_district.items() if name not in own and name[:2] == land
                 for c in some]  # fmt: skip
        if (small or everywhere) and _places(land, own):
            found[land] = small
    return {name: _Changes([*some, *everywhere], own) for name, some in found.items()}


def _places(region: str, own: frozenset[str]) -> list[str]:
    """The districts whose people are told of a region: nobody is told of two."""
    if len(region) == _DISTRICT:
        return [region]
    inside = [district.key for district in DISTRICTS if district.key.startswith(region)]
    return [key for key in inside if key not in own]


def owners(store: Store, region: str) -> list[str]:
    """The associations that release what is told of a region; the alliance where none has it."""
    found = [
        one.id
        for one in store.associations.all()
        if any(key.startswith(region) or region.startswith(key) for key in one.profile.places)
    ]
    return found or [EVERYBODY]


def _tell(store: Store, month: Month, due: datetime) -> None:
    for association in owners(store, month.region):
        texts = {language: _notice(month, association, language) for language in LANGUAGES}
        for organiser in store.organisers.all(association):
            if organiser.role.may(Role.ORGANISER):
                thing = f"month-{month.id}"
                store.notices.push(thing, organiser.participant, "month", texts, due)


def _notice(month: Month, association: str, language: str) -> Message:
    languages = chain(language)
    text = DESK["drafted"].fill(languages, month=month_name(month, language),
                             region=place(month.region, language))  # fmt: skip
    option = Option(f"idea_month:{association}.{month.id}", DESK["look"].raw(languages))
    return Message(text, (option,), prompt=OFFER)


def told(month: Month, items: Sequence[Item], language: str) -> Rich:
    """What people read of a month."""
    languages = chain(language)
    shown = [item for item in items if not item.left_out]
    head = T["head"].fill(languages, month=month_name(month, language),
                          region=place(month.region, language))  # fmt: skip
    parts = [head, plain(month.above), *(_line(item, language) for item in shown[:MOST])]
    if len(shown) > MOST:
        parts.append(T["further"].fill(languages, number=len(shown) - MOST))
    return glue(part for part in (*parts, plain(month.below)) if part)


def message(month: Month, items: Sequence[Item], language: str) -> Message:
    """The same, as it is sent; its buttons work at any time."""
    languages = chain(language)
    answers = (("ideas", "see"), ("not_this_month", "not_now"), ("no_invitations", "never"))
    options = tuple(Option(flow, T[name].raw(languages)) for flow, name in answers)
    return Message(told(month, items, language), options, prompt=OFFER)


def month_name(month: Month, language: str) -> str:
    """Such as Oktober 2026."""
    first = datetime.strptime(f"{month.period}-01", "%Y-%m-%d").replace(tzinfo=UTC).date()
    return format_date(first, "LLLL yyyy", locale=locale(language))


def _line(item: Item, language: str) -> Rich:
    languages = chain(language)
    words = shortened(item.words or IDEAS["only_file"].raw(languages), _SHORT)
    stated = state(item.change.state, item.change.whom, language)
    line = T["line"].fill(languages, number=item.number, words=words, state=stated)
    return glue((line, plain(item.change.words)), "\n") if item.change.words else line


def _month_before(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When the month before began and ended, there."""
    first = now.astimezone(zone).date().replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    begin, end = (datetime.combine(day, time(), zone) for day in (before, first))
    return begin, end
