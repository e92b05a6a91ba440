"""Calendars as programs really write them: zones, series, exceptions, whole days, encodings."""

from __future__ import annotations

import pytest

from adapters.calendars import UnreadableCalendar
from dialogs.events.reasons import Where
from tests.adapters.calendars.making import NOW, calendar, reading, skipped, starts

CUSTOM = (
    "BEGIN:VTIMEZONE|TZID:Customized Time Zone|BEGIN:STANDARD|DTSTART:16010101T000000"
    "|TZOFFSETFROM:+0900|TZOFFSETTO:+0900|END:STANDARD|END:VTIMEZONE"
)


@pytest.mark.parametrize(
    ("start", "means"),
    [
        ("DTSTART:20261201T180000Z", "2026-12-01 19:00+01:00"),
        ("DTSTART:20261201T180000", "2026-12-01 18:00+01:00"),
        ("DTSTART;TZID=Europe/Berlin:20261201T180000", "2026-12-01 18:00+01:00"),
        ("DTSTART;TZID=W. Europe Standard Time:20261201T180000", "2026-12-01 18:00+01:00"),
        ("DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20261201T180000",
         "2026-12-01 18:00+01:00"),
        ('DTSTART;TZID="(UTC+01:00) Amsterdam, Berlin, Bern":20261201T180000',
         "2026-12-01 18:00+01:00"),
        ("DTSTART;TZID=Western/Central Europe:20261201T180000", "2026-12-01 18:00+01:00"),
        ('DTSTART;TZID="(UTC-05:00) Eastern Time":20261201T120000', "2026-12-01 18:00+01:00"),
        ("DTSTART;TZID=America/New_York:20261201T120000", "2026-12-01 18:00+01:00"),
        ("DTSTART;TZID=Nirgendwo:20261201T180000", "2026-12-01 18:00+01:00"),
        ("DTSTART;TZID=Customized Time Zone:20261202T030000", "2026-12-01 19:00+01:00"),
        ("DTSTART;VALUE=DATE:20261201", "2026-12-01 00:00+01:00"),
        ("DTSTART:20270328T023000", "2027-03-28 03:30+02:00"),  # the hour that is left out
        ("DTSTART;TZID=Europe/Berlin:20270701T180000", "2027-07-01 18:00+02:00"),
    ],
)  # fmt: skip
def test_a_time_is_what_it_means_here(start: str, means: str) -> None:
    assert starts(calendar(start, zones=CUSTOM)) == [means]


def test_an_unknown_zone_is_told_of() -> None:
    raw = calendar("DTSTART;TZID=Nirgendwo:20261201T180000")
    (note,) = reading(raw).skipped
    assert (note.reason.name, note.reason.said, note.lost) == ("odd_zone", "Nirgendwo", False)


def test_the_zones_of_one_calendar_are_not_those_of_the_next() -> None:
    event = "DTSTART;TZID=Customized Time Zone:20261202T030000"
    assert starts(calendar(event, zones=CUSTOM)) == ["2026-12-01 19:00+01:00"]
    assert starts(calendar(event)) == ["2026-12-02 03:00+01:00"]


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        ("RRULE:FREQ=WEEKLY;COUNT=3", ["01", "08", "15"]),
        ("RRULE:FREQ=WEEKLY;COUNT=3|EXDATE:20261208T180000", ["01", "15"]),
        ("RRULE:FREQ=WEEKLY;UNTIL=20261215T170000Z", ["01", "08", "15"]),
        ("RRULE:FREQ=WEEKLY;UNTIL=20261215", ["01", "08", "15"]),
        ("RRULE:FREQ=DAILY;COUNT=3;BYDAY=MO, TU, WE", ["01", "02", "07"]),
        ("RDATE:20261210T180000,20261220T180000", ["01", "10", "20"]),
        ("RDATE;VALUE=PERIOD:20261210T180000/PT1H", ["01", "10"]),
        ("RRULE:FREQ=WEEKLY;COUNT=2|RRULE:FREQ=WEEKLY;COUNT=3", ["01", "08", "15"]),
        ("RRULE:FREQ=MONTHLY;BYDAY=1TU;COUNT=1", ["01"]),
    ],
)
def test_a_series_has_the_days_that_its_rule_says(lines: str, days: list[str]) -> None:
    raw = calendar(f"DTSTART:20261201T180000|{lines}")
    assert [start[8:10] for start in starts(raw)] == days


def test_a_series_keeps_its_hour_over_the_changes_of_the_clock() -> None:
    raw = calendar("DTSTART;TZID=Europe/Berlin:20270320T180000|RRULE:FREQ=WEEKLY;COUNT=3")
    assert [start[11:] for start in starts(raw)] == ["18:00+01:00", "18:00+01:00", "18:00+02:00"]


def test_one_day_of_a_series_that_was_moved_or_called_off() -> None:
    raw = calendar(
        "UID:chor|DTSTART:20261201T180000|RRULE:FREQ=WEEKLY;COUNT=3",
        "UID:chor|RECURRENCE-ID:20261208T180000|DTSTART:20261209T200000|SUMMARY:Verlegt",
        "UID:chor|RECURRENCE-ID:20261215T180000|DTSTART:20261215T180000|STATUS:CANCELLED",
    )
    found = reading(raw).events
    assert [(one.event.first_day.day, one.event.status) for one in found] == [
        (1, "planned"),
        (9, "planned"),
        (15, "cancelled"),
    ]
    assert found[1].event.title == "Verlegt"
    assert len({one.uid for one in found}) == 1
    assert len({one.occurrence for one in found}) == 3


@pytest.mark.parametrize(
    ("lines", "first", "last"),
    [
        ("DTSTART;VALUE=DATE:20261201", 1, 1),
        ("DTSTART;VALUE=DATE:20261201|DTEND;VALUE=DATE:20261202", 1, 1),
        ("DTSTART;VALUE=DATE:20261201|DTEND;VALUE=DATE:20261204", 1, 3),
        ("DTSTART;VALUE=DATE:20261201|DURATION:P2D", 1, 2),
        ("DTSTART;VALUE=DATE:20261201|DTEND;VALUE=DATE:20261201", 1, 1),
        ("DTSTART:20261201T000000|DTEND:20261203T000000", 1, 2),
    ],
)
def test_whole_days(lines: str, first: int, last: int) -> None:
    (one,) = reading(calendar(lines)).events
    assert one.event.all_day
    assert (one.event.first_day.day, one.event.last_day.day) == (first, last)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_umlauts_in_whatever_encoding(encoding: str) -> None:
    raw = calendar("DTSTART:20261201T180000|SUMMARY:Müllabfuhr für Böhlen").decode()
    (one,) = reading(raw.encode(encoding)).events
    assert one.event.title == "Müllabfuhr für Böhlen"


def test_words_of_others_are_made_plain() -> None:
    text = "<p>Kommt&nbsp;alle!</p><script>alert(1)</script>\\n\\n\\n\u202eEintritt <b>frei</b>"
    link = "URL:javascript:alert(1)"
    (one,) = reading(calendar(f"DTSTART:20261201T180000|DESCRIPTION:{text}|{link}")).events
    assert one.event.summary == "Kommt alle!\n\nEintritt frei"
    assert one.event.link == ""


def test_folded_lines_and_escaped_signs() -> None:
    raw = calendar("DTSTART:20261201T180000|SUMMARY:Kaffee\\, Ku\r\n chen\\; Musik")
    assert reading(raw).events[0].event.title == "Kaffee, Kuchen; Musik"


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ("SUMMARY:Wann", "no_start"),
        ("DTSTART:morgen", "odd_start"),
        ("DTSTART:20260230T100000Z", "odd_start"),
        ("DTSTART:20261201T180000|CLASS:PRIVATE", "private"),
        ("DTSTART:20261201T180000|RRULE:FREQ=SECONDLY", "each_second"),
        ("DTSTART:20261201T180000|RRULE:FREQ=MINUTELY", "each_minute"),
        ("DTSTART:20261201T180000|RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5",
         "never"),
        ("DTSTART:20261201T180000|RRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5,6;BYMINUTE=1,2,3,4,5",
         "too_often"),
        ("DTSTART:18000101T180000|RRULE:FREQ=DAILY",
         "too_old_rule"),
        ("DTSTART:20261201T180000|RRULE:FREQ=OFT",
         "odd_rule"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_costs_nothing_but_itself(event: str, why: str) -> None:
    whole = "DTSTART:20261202T180000"
    raw = calendar(whole, event, "DTSTART:20261203T180000")
    assert [start[8:10] for start in starts(raw)] == ["02", "03"]
    assert skipped(raw) == [why]


@pytest.mark.parametrize(
    ("line", "name"),
    [("DTEND:20261301", "DTEND"), ("DURATION:PT1W", "DURATION"), ("GEO:x", "GEO")],
)
def test_a_property_that_is_broken_is_left_out_and_told(line: str, name: str) -> None:
    raw = calendar(f"DTSTART:20261201T180000|{line}")
    assert len(starts(raw)) == 1
    (note,) = reading(raw).skipped
    assert (note.reason.name, note.reason.said, note.lost) == ("odd_property", name, False)


def test_where_a_problem_is() -> None:
    (one,) = reading(calendar("DTSTART:kaputt|SUMMARY:Sommerfest")).skipped
    assert one.reason.where == Where("line", 3, "Sommerfest")


def test_what_is_over_is_not_read() -> None:
    raw = calendar("DTSTART:20261122T180000", "DTSTART:20261123T110000|DURATION:PT3H")
    assert [start[8:10] for start in starts(raw)] == ["23"]
    assert starts(calendar("DTSTART:20301201T180000")) == []


def test_a_calendar_that_is_none() -> None:
    with pytest.raises(UnreadableCalendar, match="no_calendar"):
        reading(b"Hallo")
    with pytest.raises(UnreadableCalendar, match="too_large"):
        reading(b" " * 5_000_001)


def test_nothing_of_who_organises_or_takes_part_is_read() -> None:
    people = "ORGANIZER;CN=Erika Muster:mailto:erika@example.org|ATTENDEE:mailto:max@example.org"
    alarm = "BEGIN:VALARM|TRIGGER:kaputt|END:VALARM"
    found = reading(calendar(f"DTSTART:20261201T180000|{people}|{alarm}"))
    assert len(found.events) == 1
    assert "example.org" not in repr(found.events[0].event)
    assert found.skipped == ()


def test_a_day_before_now_is_what_now_says() -> None:
    assert len(starts(calendar("DTSTART:20261123T120000"), NOW)) == 1
