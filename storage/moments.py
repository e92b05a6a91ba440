"""Times as the tables hold them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = _EPOCH.date().toordinal()
_MILLISECOND = timedelta(milliseconds=1)


def stamp(moment: datetime) -> int:
    """Milliseconds since 1970 of an aware time."""
    return (moment - _EPOCH) // _MILLISECOND


def minute(moment: datetime) -> int:
    """Minutes since 1970 of an aware time."""
    return stamp(moment) // 60_000


def moment(stamp: int) -> datetime:
    return _EPOCH + stamp * _MILLISECOND


def moment_if(stamp: int | None) -> datetime | None:
    """The same of what may not have come yet."""
    return None if stamp is None else moment(stamp)


def day(moment: datetime) -> int:
    """Days since 1970, in UTC."""
    return moment.astimezone(UTC).date().toordinal() - _FIRST


def dated(day: int) -> date:
    return date.fromordinal(day + _FIRST)
