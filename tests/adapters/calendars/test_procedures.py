"""Official consultations in calendars and feeds: told apart from meetings, never invented."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.calendars import Reading, read
from adapters.calendars.tidying import line
from adapters.calendars.writing import as_csv, as_ics, as_rss
from dialogs.events import TOPICS, Event
from dialogs.events.event import TITLE, Listed, Whole, days
from dialogs.events.topics import topics_of
from tests.adapters.calendars.making import BERLIN, NOW, calendar

PAGE = "https://stadt.example/plan"
MONTH = "DTSTART;VALUE=DATE:20261201|DTEND;VALUE=DATE:20270103"
TODAY = NOW.astimezone(BERLIN).date()


def of(raw: bytes, kind: Whole = "") -> list[tuple[str, str]]:
    """What it holds: kinds and last days."""
    return [
        (one.event.kind, one.event.last_day.isoformat())
        for one in read(raw, NOW, BERLIN, kind).events
    ]


def notes(found: Reading) -> list[tuple[str, bool]]:
    return [(one.reason.name, one.lost) for one in found.skipped]


def task(lines: str) -> bytes:
    return calendar(lines).replace(b"VEVENT", b"VTODO")


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        (f"CATEGORIES:Beteiligung|URL:{PAGE}", "procedure"),
        (f"CATEGORIES:Bauen,Öffentliche Auslegung|URL:{PAGE}", "procedure"),
        (f"CATEGORIES:ÖFFENTLICHE AUSLEGUNG (Bauleitplanung)|URL:{PAGE}", "procedure"),
        (f"SUMMARY:Öffentliche Auslegung: Bebauungsplan 12|URL:{PAGE}", "procedure"),
        (f"CATEGORIES:Beteiligung|DESCRIPTION:Mehr: {PAGE}.", "procedure"),
        (f"CATEGORIES:Ausstellung|URL:{PAGE}", "event"),
        (f"SUMMARY:Beteiligung am Stadtfest|URL:{PAGE}", "event"),
        ("CATEGORIES:Beteiligung", "event"),
        (f"CATEGORIES:Beteiligung|DESCRIPTION:{PAGE} und {PAGE}/alt", "event"),
        (f"CATEGORIES:Beteiligung|URL:{PAGE}|RRULE:FREQ=YEARLY;COUNT=1", "event"),
    ],
)
def test_a_plan_that_is_laid_out_for_weeks_is_a_consultation(more: str, kind: str) -> None:
    assert of(calendar(f"{MONTH}|{more}")) == [(kind, "2027-01-02")]


@pytest.mark.parametrize(
    "when",
    [
        "DTSTART;VALUE=DATE:20261205|DTEND;VALUE=DATE:20261207",
        "DTSTART:20261205T180000|DTEND:20261205T200000",
        "DTSTART;VALUE=DATE:20261205",
    ],
)
def test_a_meeting_about_a_plan_is_none(when: str) -> None:
    ((kind, _),) = of(calendar(f"{when}|CATEGORIES:Beteiligung|URL:{PAGE}"))
    assert kind == "event"


def test_office_hours_over_weeks_are_whole_days() -> None:
    when = "DTSTART:20261201T080000|DTEND:20261231T160000"
    raw = calendar(f"{when}|CATEGORIES:Auslegung|URL:{PAGE}")
    (one,) = read(raw, NOW, BERLIN).events
    assert (one.event.kind, one.event.all_day, one.event.last_day.day) == ("procedure", True, 31)


@pytest.mark.parametrize(
    ("due", "last"),
    [
        ("DUE;VALUE=DATE:20261210", "2026-12-10"),
        ("DUE:20261210", "2026-12-10"),
        ("DUE:20261210T235900", "2026-12-10"),
        ("DUE;TZID=Europe/Berlin:20261210T160000", "2026-12-10"),
        ("DUE:20261210T230000Z", "2026-12-10"),  # midnight there
        ("DUE:20261211T000000", "2026-12-10"),
        ("DTSTART;VALUE=DATE:20261101|DUE;VALUE=DATE:20261210", "2026-12-10"),
        ("DTSTART;VALUE=DATE:20991101|DUE;VALUE=DATE:20261210", "2026-12-10"),
    ],
)
def test_a_task_with_a_last_day_is_a_consultation(due: str, last: str) -> None:
    raw = task(f"{due}|CATEGORIES:Beteiligung|URL:{PAGE}")
    assert of(raw) == [("procedure", last)]
    (one,) = read(raw, NOW, BERLIN).events
    begins = date(2026, 11, 1) if "20261101" in due else TODAY
    assert one.event.first_day == (date(2026, 12, 10) if "2099" in due else begins)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (f"DUE:20261210|URL:{PAGE}", [("plain_task", False)]),
        ("DUE:20261210", []),
        ("SUMMARY:Kuchen backen", []),
        (f"DUE:20261210|CATEGORIES:Beteiligung|STATUS:COMPLETED|URL:{PAGE}", []),
        (f"CATEGORIES:Beteiligung|URL:{PAGE}", [("no_due", True)]),
        (f"DUE:20261232|CATEGORIES:Beteiligung|URL:{PAGE}", [("no_due", True)]),
        (f"DUE:bald|CATEGORIES:Beteiligung|URL:{PAGE}", [("no_due", True)]),
        ("DUE:20261210|CATEGORIES:Beteiligung", [("no_link", True)]),
        (f"DUE:20261210|CATEGORIES:Beteiligung|URL:{PAGE}|CLASS:PRIVATE", [("private", True)]),
        (f"DUE:20261110|CATEGORIES:Beteiligung|URL:{PAGE}", []),
    ],
)
def test_a_task_that_is_no_consultation_is_nobodys_matter(
    lines: str, told: list[tuple[str, bool]]
) -> None:
    found = read(task(lines), NOW, BERLIN)
    assert (found.events, notes(found)) == ((), told)


def test_where_all_are_consultations_what_lacks_something_stays_what_it_is() -> None:
    raw = calendar(
        f"{MONTH}|URL:{PAGE}",
        f"DTSTART;VALUE=DATE:20261205|URL:{PAGE}",
        "DTSTART;VALUE=DATE:20261206",
        f"DTSTART:20261207T180000|URL:{PAGE}",
    )
    assert [kind for kind, _ in of(raw, "procedure")] == ["procedure"] * 2 + ["event"] * 2
    found = read(raw, NOW, BERLIN, "procedure")
    assert notes(found) == [("unlinked", False), ("stays_event", False)]
    assert of(task(f"DUE:20261210|URL:{PAGE}"), "procedure") == [("procedure", "2026-12-10")]


def test_where_none_is_a_consultation_nothing_becomes_one() -> None:
    raw = calendar(f"{MONTH}|CATEGORIES:Beteiligung|URL:{PAGE}")
    assert of(raw, "event") == [("event", "2027-01-02")]
    plan = Event("Plan", *days(TODAY, TODAY, "Europe/Berlin"), kind="procedure", link=PAGE)
    assert [kind for kind, _ in of(as_ics([Listed("a", plan)], NOW), "event")] == ["event"]


RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:ev="http://purl.org/rss/1.0/modules/event/">
<channel><title>Beteiligung</title><item><title>Plan</title><link>{link}</link>
<pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate>{more}</item></channel></rss>"""


@pytest.mark.parametrize(
    ("more", "kind", "last"),
    [
        ("<ev:enddate>2026-12-10</ev:enddate>", "procedure", "2026-12-10"),
        ("<ev:startdate>2026-11-01</ev:startdate><ev:enddate>2026-12-10</ev:enddate>",
         "procedure", "2026-12-10"),
        ("<ev:startdate>2026-11-01T08:00:00</ev:startdate><ev:enddate>2026-12-10</ev:enddate>",
         "procedure", "2026-12-10"),
        ("<ev:startdate>2026-12-01T18:00:00</ev:startdate>", "event", "2026-12-01"),
        ("", "news", "2026-11-20"),
    ],
)  # fmt: skip
def test_a_feed_without_days_gives_none(more: str, kind: str, last: str) -> None:
    raw = RSS.format(link=PAGE, more=more).encode()
    assert of(raw, "procedure") == [(kind, last)]
    told = {"procedure": [], "event": [("stays_event", False)], "news": [("stays_news", False)]}
    assert notes(read(raw, NOW, BERLIN, "procedure")) == told[kind]


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="<>&"),
    min_size=1,
    max_size=40,
)
TITLES = TEXT.map(lambda text: line(text, TITLE)).filter(bool)  # as all titles are cleaned
PROCEDURES = st.builds(
    lambda title, start, length, path, topics, off: Event(
        title,
        *days(
            TODAY + timedelta(days=start), TODAY + timedelta(days=start + length), "Europe/Berlin"
        ),
        all_day=True,
        kind="procedure",
        link=f"https://stadt.example/{path}",
        topics=tuple(topics),
        status="cancelled" if off else "planned",
    ),
    TITLES,
    st.integers(-60, 60),
    st.integers(60, 300),
    st.text("abcdefghij0123456789/-_.?=&%#~", max_size=60),
    st.lists(st.sampled_from(TOPICS), max_size=3, unique=True),
    st.booleans(),
)


SCRAPS = [
    "DUE:20261210",
    "DUE;VALUE=DATE:99991231",
    "DUE;VALUE=DATE:00010101",
    "DUE;TZID=Nirgendwo:20261210T120000",
    "DTSTART:99991231T235959",
    "DTEND:20261301",
    "X-REVIERSTIMME-KIND:procedure",
    "X-REVIERSTIMME-KIND:news",
    "X-REVIERSTIMME-FROM:00010101",
    "X-REVIERSTIMME-FROM:99999999",
    "X-REVIERSTIMME-FROM;VALUE=DATE:20261210",
    "RRULE:FREQ=DAILY",
    "STATUS:COMPLETED",
    "BEGIN:VEVENT",
    "END:VTODO",
    "BEGIN:VALARM",
    "UID:whole",
]


def told(events: Sequence[Event], *names: str) -> list[tuple[object, ...]]:
    return sorted(tuple(getattr(one, name) for name in names) for one in events)


@settings(max_examples=30)
@given(st.lists(PROCEDURES, max_size=4))
def test_what_is_written_is_read_again_as_the_same(events: list[Event]) -> None:
    listed = [Listed(f"id{n}", event, published=NOW) for n, event in enumerate(events)]
    names = ("title", "kind", "last_day", "link", "all_day")
    for raw, more in (
        (as_ics(listed, NOW), ("first_day", "status")),
        (as_csv(listed), ("topics", "status")),  # what is open already is open from today
        (as_rss(listed, NOW, "x"), ("first_day",)),
    ):
        again = [one.event for one in read(raw, NOW, BERLIN).events]
        assert told(again, *names, *more) == told(events, *names, *more)


@settings(max_examples=20)
@given(st.lists(PROCEDURES, max_size=4))
def test_our_own_topics_are_read_again(events: list[Event]) -> None:
    listed = [Listed(f"id{n}", event) for n, event in enumerate(events)]
    again = {one.uid: one for one in read(as_ics(listed, NOW), NOW, BERLIN).events}
    for one in listed:
        words = again[f"{one.id}@revierstimme"].words
        assert topics_of(words) == one.event.topics or not one.event.topics


@settings(max_examples=20)
@given(st.lists(st.sampled_from(SCRAPS) | st.text(max_size=6), max_size=8), st.booleans())
def test_a_consultation_of_scraps(scraps: list[str], is_task: bool) -> None:
    lines = [f"CATEGORIES:Beteiligung|URL:{PAGE}|DTSTART;VALUE=DATE:20261201", *scraps]
    raw = calendar("|".join(lines))
    raw = raw.replace(b"VEVENT", b"VTODO") if is_task else raw
    for kind in get_args(Whole):
        found = read(calendar(f"{MONTH}|UID:whole") + b"\r\n" + raw, NOW, BERLIN, kind).events
        assert any(one.uid == "whole" for one in found)
        assert all(one.event.link for one in found if one.event.kind == "procedure")
        assert all(one.event.over > NOW for one in found)
