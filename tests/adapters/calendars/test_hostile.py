"""Calendars that mean harm: whatever stands in them, reading ends, and says so."""

from __future__ import annotations

import random
from contextlib import suppress
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.calendars import Imported, Reading, UnreadableCalendar, ics, read
from adapters.calendars.reading import AHEAD, MOST, OF_ONE, Span
from dialogs.events.event import LINK, PLACE, SUMMARY, TITLE
from tests.adapters.calendars.making import BERLIN, NOW, calendar, reading

NAMES = ["DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "UID"]
PIECES = st.sampled_from(
    [
        "20261201T180000",
        "20261201",
        "99999999T999999Z",
        "P1D",
        "-P9999999W",
        "FREQ=DAILY",
        "FREQ=HOURLY;INTERVAL=0",
        ";COUNT=99999999",
        ";BYSETPOS=-366",
        ";UNTIL=00010101",
        ",",
        ";TZID=Europe/Berlin",
        ";TZID=../../etc/passwd",
        ";VALUE=DATE",
        ":",
        '"',
        "\x00",
        "\\n",
        "FREQ=YEARLY;BYDAY=53MO",
        "FREQ=WEEKLY;BYEASTER=0",
        "/",
        "0",
        "Ü",
        "\ud7ff",
    ]
)
LINES = st.builds(
    lambda name, parts: name + "".join(parts),
    st.sampled_from([*NAMES, "SUMMARY", "GEO", "STATUS", "SEQUENCE", "BEGIN:VEVENT", "END:X"]),
    st.lists(PIECES | st.text(max_size=8), max_size=6),
)


def is_harmless(found: Reading) -> bool:
    return len(found.events) <= MOST and all(map(fits, found.events))


def fits(one: Imported) -> bool:
    event = one.event
    lengths = [(event.title, TITLE), (event.summary, SUMMARY), (event.place, PLACE)]
    lengths += [(event.link, LINK), (one.uid, 500)]
    return event.over > NOW and all(len(text) <= most for text, most in lengths)


@given(st.lists(LINES, max_size=8))
def test_an_event_of_scraps(lines: list[str]) -> None:
    whole = "DTSTART:20261202T180000|SUMMARY:Heil|UID:heil"
    broken = "|".join(["DTSTART:20261201T180000", *lines]).replace("END:X", "X")
    found = reading(calendar(whole, broken))
    assert is_harmless(found)
    assert any(one.event.title == "Heil" for one in found.events)


@given(st.integers(0, 10_000))
def test_a_calendar_with_bytes_that_fell_over(seed: int) -> None:
    dice = random.Random(seed)
    raw = bytearray(
        calendar(
            "DTSTART;TZID=Europe/Berlin:20261201T180000|RRULE:FREQ=WEEKLY;COUNT=3",
            "DTSTART:20261202T180000Z|DTEND:20261202T190000Z|GEO:51.3;12.4",
        )
    )
    for _ in range(dice.randint(1, 20)):
        raw[dice.randrange(len(raw))] = dice.randrange(256)
    with suppress(UnreadableCalendar):
        assert is_harmless(reading(bytes(raw)))


@given(st.binary(max_size=300))
def test_any_bytes(raw: bytes) -> None:
    with suppress(UnreadableCalendar):
        assert is_harmless(reading(raw))


@given(st.sampled_from([b"<rss>", b"<feed>", b"{", b"[", b"<?xml"]), st.binary(max_size=300))
def test_any_bytes_that_begin_like_something_else(start: bytes, raw: bytes) -> None:
    with suppress(UnreadableCalendar):
        assert is_harmless(reading(start + raw))


@pytest.mark.parametrize(
    "event",
    [
        "DTSTART:20261201T180000|RRULE:FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2,4,6,9,11",
        "DTSTART:20261201T180000|RRULE:FREQ=YEARLY;BYWEEKNO=54",
        "DTSTART:20261201T180000|RRULE:FREQ=DAILY;INTERVAL=99999999999999",
        "DTSTART:20261201T180000|RRULE:FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1",
        "DTSTART:00010101T000000|RRULE:FREQ=DAILY",
        "DTSTART:20261201T180000|EXDATE:" + ",".join(["20261201T180000"] * 3_000),
        "DTSTART:20261201T180000|DURATION:P999999999W|RRULE:FREQ=DAILY",
        "DTSTART:20261201T180000|RECURRENCE-ID;RANGE=THISANDFUTURE:20261201T180000",
    ],
)
def test_a_series_that_never_ends_or_never_begins(event: str) -> None:
    found = reading(calendar(event, "DTSTART:20261202T180000|SUMMARY:Heil"))
    assert is_harmless(found)
    assert "Heil" in [one.event.title for one in found.events]


def test_a_series_has_its_most() -> None:
    found = reading(calendar("DTSTART:20261124T180000|RRULE:FREQ=DAILY"))
    assert len(found.events) == OF_ONE
    assert [one.reason.name for one in found.skipped] == ["too_many_of_one"]


def test_a_calendar_has_its_most() -> None:
    many = [f"DTSTART:2026120{1 + n % 9}T180000" for n in range(MOST + 5)]
    found = reading(calendar(*many))
    assert len(found.events) == MOST
    assert found.skipped[-1].reason.name == "too_many"


def test_when_the_time_is_up_what_is_there_is_kept() -> None:
    clock = count()
    span = Span(NOW, BERLIN, NOW + AHEAD, lambda: next(clock), 2)
    found = ics.read(calendar(*["DTSTART:20261201T180000"] * 9), span)
    assert len(found.events) == 3
    assert found.skipped[-1].reason.name == "out_of_time"


@pytest.mark.parametrize(
    "raw",
    [
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><rss><channel/></rss>',
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><rss/>',
        b"[" * 100_000,
        b'{"events": 7}',
        b"<html><body>404</body></html>",
    ],
)
def test_what_is_no_feed_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableCalendar):
        read(raw, NOW, BERLIN)


def test_a_path_is_never_opened() -> None:
    with pytest.raises(UnreadableCalendar):
        reading(b"/etc/passwd")
    with pytest.raises(UnreadableCalendar):
        reading(b"<file:///etc/passwd")
