"""Time: the only place that asks what time it is, and the few jobs that time brings."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger(__name__)


class ClockProblem(Exception):
    """The clock file does not hold a time."""


class Clock:
    """The time now; from a file that is read again and again, where one is named."""

    def __init__(self, zone: ZoneInfo, file: Path | None = None) -> None:
        self.zone = zone
        self._file = file
        self._last: datetime | None = None

    def now(self) -> datetime:
        """In UTC; raises ClockProblem where the file has never held a time."""
        if self._file is None:
            return datetime.now(UTC)
        try:
            told = datetime.fromisoformat(self._file.read_text("ascii").strip())
        except (OSError, ValueError) as error:
            if self._last is not None:
                return self._last  # it is being written just now
            raise ClockProblem(
                f"In {self._file} muss eine Zeit wie 2026-11-22T18:00:00+01:00 stehen ({error})."
            ) from None
        self._last = (told if told.tzinfo else told.replace(tzinfo=self.zone)).astimezone(UTC)
        return self._last

    def local(self) -> datetime:
        return self.now().astimezone(self.zone)


Job = Callable[[], Coroutine[Any, Any, None]]


def scheduler(
    zone: ZoneInfo, jobs: Mapping[str, Job], draw: Job | None = None
) -> AsyncIOScheduler:
    """A scheduler that only ticks, every ten minutes; what is due is asked of the database."""
    made = AsyncIOScheduler(timezone=zone)
    every = partial(made.add_job, coalesce=True, max_instances=1, misfire_grace_time=None)
    for name, job in jobs.items():
        every(patient(name, job), "interval", minutes=10, id=name)
    if draw is not None:
        begin, drawing = datetime.now(zone), patient("draw", draw)
        every(drawing, "interval", minutes=1, id="draw", next_run_time=begin)
    return made


def patient(name: str, job: Job) -> Job:
    """The job as a coroutine function that fails for nobody: what is due is asked for again.

    Of any other callable APScheduler would await nothing.
    """

    async def run() -> None:
        try:
            await job()
        except asyncio.CancelledError:
            pass  # One that is stopped in the middle is no fault.
        except Exception as error:  # Jobs can wait; nobody's replies should.
            log.error("%s failed, and is tried again: %s", name, type(error).__name__)  # noqa: TRY400

    return run
