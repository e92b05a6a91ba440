"""The clock: the real time, or the one in a file; and a scheduler that only ticks."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.clock import Clock, ClockProblem, scheduler

BERLIN = ZoneInfo("Europe/Berlin")


def test_without_a_file_it_is_now() -> None:
    before = datetime.now(UTC)
    told = Clock(BERLIN).now()
    assert before <= told <= datetime.now(UTC)
    assert told.tzinfo is UTC


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("2026-11-22T18:00:00+01:00", datetime(2026, 11, 22, 17, tzinfo=UTC)),
        ("2026-11-22T18:00:00Z\n", datetime(2026, 11, 22, 18, tzinfo=UTC)),
        ("  2026-11-22T18:00\r\n", datetime(2026, 11, 22, 17, tzinfo=UTC)),
        ("2026-07-01 18:00", datetime(2026, 7, 1, 16, tzinfo=UTC)),
        ("2026-11-22", datetime(2026, 11, 21, 23, tzinfo=UTC)),
        ("2026-03-29T02:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("2026-10-25T02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_file_tells_the_time(tmp_path: Path, content: str, told: datetime) -> None:
    file = tmp_path / "clock"
    file.write_bytes(content.encode())
    clock = Clock(BERLIN, file)
    assert clock.now() == told
    assert clock.now().tzinfo is UTC
    assert clock.local().astimezone(UTC) == told
    assert clock.local().tzinfo is BERLIN


def test_the_file_is_read_again_each_time(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    clock = Clock(BERLIN, file)
    for hour in range(5):
        now = datetime(2026, 11, 22, hour, tzinfo=UTC)
        file.write_text(now.isoformat())
        assert clock.now() == now


@pytest.mark.parametrize(
    "content", [b"", b"noon", b"18:00", b"2026-13-01T00:00", b"\xff\xfe", "zwölf".encode()]
)
def test_what_is_not_a_time_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "clock"
    file.write_bytes(content)
    with pytest.raises(ClockProblem, match=r"clock muss eine Zeit wie 2026-11-22T18:00"):
        Clock(BERLIN, file).now()


def test_a_file_that_is_being_written_still_tells_its_last_time(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    clock = Clock(BERLIN, file)
    file.write_text("2026-11-22T18:00")
    told = clock.now()
    for content in ("", "2026-11-2", None):
        file.unlink() if content is None else file.write_text(content)
        assert clock.now() == told
    file.write_text("2026-11-22T19:00")
    assert clock.now() == told + timedelta(hours=1)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    clock = Clock(BERLIN, tmp_path / "none")
    with pytest.raises(ClockProblem, match="none"):
        clock.now()
    with pytest.raises(ClockProblem):
        Clock(BERLIN, tmp_path).now()
    (tmp_path / "none").write_text("2026-11-22T18:00")
    clock.now()


async def test_the_scheduler_ticks() -> None:
    """However late a run is: what is due is asked of the database, not of the scheduler."""
    begun = asyncio.Event()

    class Tend:
        """As the real one: no function, but something that can be called."""

        async def __call__(self) -> None:
            begun.set()

    made = scheduler(BERLIN, {"tend": Tend(), "repeat": Tend()})
    job, again = made.get_jobs()
    assert again.trigger.interval == job.trigger.interval
    assert (job.max_instances, job.coalesce, job.misfire_grace_time) == (1, True, None)
    assert job.trigger.interval == timedelta(minutes=10)
    made.start()
    job.modify(next_run_time=datetime.now(BERLIN))
    async with asyncio.timeout(10):
        await begun.wait()
    made.shutdown()


class Noted:
    """A job that is no function, as those of the bot are."""

    def __init__(self) -> None:
        self.done = asyncio.Event()

    async def __call__(self) -> None:
        self.done.set()


async def test_jobs_that_are_objects_are_awaited() -> None:
    tend, draw = Noted(), Noted()
    made = scheduler(BERLIN, {"tend": tend}, draw)
    made.start()
    made.get_job("tend").modify(next_run_time=datetime.now(BERLIN))
    async with asyncio.timeout(10):
        await tend.done.wait()
        await draw.done.wait()
    made.shutdown()


async def test_a_stop_in_the_middle_of_a_job_is_no_fault(
    caplog: pytest.LogCaptureFixture,
) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def tend() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    made = scheduler(BERLIN, {"tend": tend})
    made.start()
    made.get_job("tend").modify(next_run_time=datetime.now(BERLIN))
    async with asyncio.timeout(10):
        await begun.wait()
        made.shutdown(wait=False)
        await ended.wait()
        while len(asyncio.all_tasks()) > 1:  # noqa: ASYNC110
            await asyncio.sleep(0)
    assert [one for one in caplog.records if one.levelname == "ERROR"] == []
