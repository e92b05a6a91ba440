"""RSS, Atom and Gancio, and our own events written and read again."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from adapters.calendars.writing import as_ics, as_json, as_rss
from dialogs.events import Event
from dialogs.events.event import Listed, days
from tests.adapters.calendars.making import NOW, reading

START = datetime(2026, 12, 1, 17, tzinfo=UTC)
RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:ev="http://purl.org/rss/1.0/modules/event/">
<channel><title>Amtsblatt</title>{}</channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Amtsblatt</title>
<entry><title>Bebauungsplan liegt aus</title><id>urn:1</id><updated>2026-11-20T10:00:00Z</updated>
<link href="https://stadt.example/plan"/></entry></feed>"""


def test_an_entry_with_a_time_is_an_event() -> None:
    item = (
        "<item><title>Lesung</title><guid>1</guid><link>https://a.example/1</link>"
        "<ev:startdate>2026-12-01T18:00:00</ev:startdate><ev:location>Borna</ev:location>"
        "<category>Literatur</category></item>"
    )
    (one,) = reading(RSS.format(item).encode()).events
    assert (one.event.start, one.event.place, one.event.kind) == (START, "Borna", "event")
    assert one.words == ("Literatur",)


@pytest.mark.parametrize(
    "raw",
    [
        ATOM,
        RSS.format(
            "<item><title>Bebauungsplan liegt aus</title><link>https://stadt.example/plan</link>"
            "<pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate></item>"
        ),
    ],
    ids=["atom", "rss"],
)
def test_an_entry_without_a_time_is_news_with_a_link(raw: str) -> None:
    (one,) = reading(raw.encode()).events
    assert (one.event.kind, one.event.link) == ("news", "https://stadt.example/plan")
    assert one.event.start == datetime(2026, 11, 20, 10, tzinfo=UTC)


def test_old_news_are_none_and_what_says_nothing_is_told_of() -> None:
    old = (
        "<item><title>Alt</title><link>https://a.example</link>"
        "<pubDate>Fri, 02 Oct 2026 10:00:00 GMT</pubDate></item>"
    )
    found = reading(RSS.format(old + "<item><title>Leer</title></item>").encode())
    assert found.events == ()
    assert [one.reason.name for one in found.skipped] == ["no_time_or_link"]


def test_gancio() -> None:
    rows = [
        {
            "id": 7,
            "title": "Offene <b>Werkstatt</b>",
            "start_datetime": int(START.timestamp()),
            "end_datetime": None,
            "place": {"name": "Halle 9", "address": "Zeitz", "latitude": "51.05"},
            "tags": ["technik"],
        },
        {"title": "Ohne Zeit"},
        "Unsinn",
    ]
    found = reading(msgspec.json.encode(rows))
    (one,) = found.events
    assert (one.event.title, one.event.start) == ("Offene Werkstatt", START)
    assert (one.event.place, one.event.lat) == ("Halle 9, Zeitz", 51.05)
    assert len(found.skipped) == 2


EVENTS = [
    Event("Lesung", START, place="Rathaus, Borna", topics=("culture",), link="https://a.example"),
    Event(
        "Fest, groß", START, START.replace(hour=20), summary="Zeile 1\nZeile 2", lat=51.1, lon=12.5
    ),
    Event(
        "Woche", *days(START.date(), START.date().replace(day=5), "Europe/Berlin"), all_day=True
    ),
    Event("Abgesagt", START, status="cancelled"),
]


def test_what_is_written_is_read_again() -> None:
    listed = [Listed(f"id{n}", event) for n, event in enumerate(EVENTS)]
    again = reading(as_ics(listed, NOW)).events
    assert [one.uid for one in sorted(again, key=lambda one: one.uid)] == [
        f"id{n}@revierstimme" for n in range(4)
    ]
    for one in again:
        event = EVENTS[int(one.uid[2])]
        told = ("title", "start", "end", "all_day", "summary", "place", "link", "status", "lat")
        assert [getattr(one.event, name) for name in told] == [
            getattr(event, name) for name in told
        ]


def test_a_feed_that_is_written_is_read_again() -> None:
    listed = [Listed(f"id{n}", event, published=NOW) for n, event in enumerate(EVENTS)]
    again = reading(as_rss(listed, NOW, "Termine & mehr")).events
    assert [(one.event.title, one.event.start) for one in again] == [
        (event.title, event.start) for event in EVENTS
    ]
    assert len(msgspec.json.decode(as_json(listed))["events"]) == 4
